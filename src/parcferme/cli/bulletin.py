"""`parcferme bulletin`: the papers that hang on the board, as PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of

if TYPE_CHECKING:
    from parcferme.documents.bulletins import Kind, Look, Masthead, Matter, Typeset
    from parcferme.documents.scored import Scored
    from parcferme.findings import Finding
    from parcferme.season import Season
    from parcferme.season.meetings import Round, Session

EPILOG = """\b
Examples:
  parcferme bulletin club-cup-2024/1-monza/race-1 --out board
  parcferme bulletin 1/race-1 --folder club-cup-2024 --document classification
  parcferme bulletin 1 --folder club-cup-2024 --lang fr    a whole weekend
  parcferme bulletin race.csv --rulebook wec --paper letter
  parcferme bulletin 1/race-1 --status "amended 1" --changed "Car 81: 15 s added"

\b
Documents: entry-list, timetable, grid, classification, classes, lap-chart,
laps, sectors, leaders, fastest, stops, drivers, flags, weather, decisions,
summary, standings.
"""

Target = Annotated[
    str,
    typer.Argument(
        metavar="SESSION|ROUND|FILE", help="A session or round of a championship folder, or a timing file."
    ),
]
Folder = Annotated[Path | None, typer.Option(metavar="FOLDER", help="The championship folder it is in.")]
Document = Annotated[
    str, typer.Option("--document", metavar="NAMES", help="Which documents (joined by commas), or all.")
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the PDFs go.")]
PaperSize = Annotated[Literal["a4", "letter"], typer.Option("--paper", help="The paper.")]
Languages = Annotated[
    Literal["en", "fr", "both"], typer.Option("--lang", help="One language, or both on one sheet.")
]
State = Annotated[
    str | None,
    typer.Option(
        "--status",
        metavar="STATUS",
        help="provisional, official or 'amended 1' [default: as round.toml says].",
    ),
]
Changed = Annotated[
    list[str] | None, typer.Option(metavar="TEXT", help="What an amendment changed; repeatable.")
]
Published = Annotated[str | None, typer.Option(metavar="TIME", help="Time of publication, printed as given.")]
Protest = Annotated[
    str | None,
    typer.Option("--protest-until", metavar="TIME", help="End of the protest period, printed as given."),
]
Hash = Annotated[
    str | None, typer.Option("--hash", metavar="TEXT", help="A short hash to print, with its QR code.")
]
Weather = Annotated[Path | None, typer.Option(metavar="FILE", help="Readings of the weather (Al Kamel CSV).")]
Series = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Name of the series, where FILE does not say it.")
]
Number = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Number of the first document [default: that of its kind]."),
]


class Job(NamedTuple):
    """Bulletins that share a masthead: those of one session, or of a round. `place` names their folder."""

    place: str
    masthead: Masthead
    matter: Matter
    of: frozenset[str]
    findings: tuple[Finding, ...] = ()


@reporting
def bulletin(
    target: Target,
    folder: Folder = None,
    document: Document = "all",
    out: Out = Path("bulletins"),
    paper: PaperSize = "a4",
    lang: Languages = "both",
    status: State = None,
    changed: Changed = None,
    published: Published = None,
    protest: Protest = None,
    hash_: Hash = None,
    number: Number = None,
    weather: Weather = None,
    series: Series = None,
    rulebook: o.RulebookName = None,
    kind: o.Kind = None,
    length: o.Length = None,
    entries: o.EntryList = None,
    decisions: o.Decisions = None,
) -> int:
    """The bulletins of a session, of a whole round or of a timing file, as PDF."""
    import msgspec

    from parcferme.decoders.weather import read_weather
    from parcferme.documents.bulletins import languages_of

    given = {"rulebook": rulebook, "kind": kind, "length": length, "entries": entries, "decisions": decisions}
    languages = languages_of(lang)
    jobs, look, told = jobs_of(target, folder, languages, paper, **given)
    findings: list[Finding] = []
    readings = (
        ()
        if weather is None
        else read_weather(weather.read_text(encoding="utf-8-sig", errors="replace"), str(weather))
    )
    for job in jobs:
        job = job._replace(matter=msgspec.structs.replace(job.matter, weather=readings))
        head = msgspec.structs.replace(
            job.masthead, series=series or job.masthead.series, status=status or job.masthead.status,
            changed=tuple(changed or ()), published=published, protest_until=protest, hash=hash_,
        )  # fmt: skip
        for made in typeset_all(job, head, look, document, number):
            _keep(out / job.place, made)
            told += [text for text in made.told if text not in told]
            number = None if number is None else number + 1
        findings += job.findings
    for text in told:
        typer.echo(text, err=True)
    return status_of(findings)


def _keep(folder: Path, made: Typeset) -> None:
    from parcferme.cli.writing import write

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.number:02d}-{made.name}.pdf"
    write(path, made.pdf)
    typer.echo(f"{path}  {made.seconds:.2f} s")


def typeset_all(
    job: Job, head: Masthead, look: Look, names: str = "all", number: int | None = None
) -> Iterator[Typeset]:
    """The bulletins of a job, one after the other, numbered from `number` on or as their kinds are."""
    from parcferme.documents.bulletins import bulletin, typeset

    for at, one in enumerate(kinds_of(job, names)):
        numbered = None if number is None else number + at
        yield typeset(bulletin(one, job.matter, look.languages, number=numbered), head, look)


def kinds_of(job: Job, names: str) -> tuple[Kind, ...]:
    """The kinds of bulletins asked for: of a job as a rule those it is of, by name any."""
    from parcferme.documents.bulletins import RACE, ROUND, TIMED, kinds

    named = names.strip() != "all"
    return kinds(names, (RACE, TIMED, ROUND) if named and job.matter.scored is not None else job.of)


def jobs_of(
    target: str, folder: Path | None, languages: tuple[str, ...], paper: str, **options: object
) -> tuple[list[Job], Look, list[str]]:
    """What to print for a session, a round or a file: the jobs, how they look, and what has to be told."""
    from parcferme.findings import WrongCall
    from parcferme.season.grids import find_session

    path = Path(target)
    season, one = _round(target, folder)
    if season is not None and one is not None:
        look, told = look_of(season, languages, paper)
        return [round_job(season, one, languages), *_sessions(season, one, languages)], look, told
    try:
        season, session = find_session(target, folder)
    except WrongCall:
        if folder is not None or not path.is_file():
            raise
        return _file(path, languages, paper, options)
    look, told = look_of(season, languages, paper)
    return [session_job(season, session, languages)], look, told


def _round(target: str, folder: Path | None) -> tuple[Season | None, Round | None]:
    """A round by its number or folder in `folder`, or by the path of its folder; None where it is none."""
    from parcferme.season import is_championship, load_championship

    path = Path(target)
    where = folder if folder is not None else path.absolute().parent
    if folder is None and not (path.is_dir() and is_championship(where)):
        return None, None
    season, name = load_championship(where), path.name
    for one in season.rounds:
        if name in (str(one.number), one.name, one.folder.name if one.folder else None):
            return season, one
    return None, None


def _sessions(season: Season, one: Round, languages: tuple[str, ...]) -> Iterator[Job]:
    """A job for each session of a round that has a result."""
    for session in one.sessions:
        if season.result(session) is not None:
            yield session_job(season, session, languages)


def round_job(season: Season, one: Round, languages: tuple[str, ...]) -> Job:
    """Entry list, timetable and standings of a round."""
    from parcferme.documents.bulletins import ROUND

    return Job(
        f"{one.number}",
        masthead_of(season, one, None, languages),
        round_matter(season, one),
        frozenset({ROUND}),
    )


def round_matter(season: Season, one: Round) -> Matter:
    """What the bulletins of a round speak of; standings where a session up to it has scored."""
    from parcferme.documents.bulletins import Matter
    from parcferme.documents.standings import About

    about = About(
        season.championship.name or season.name, season.name, season.year, season.rulebook.name,
        season.championship.reconstruction,
    )  # fmt: skip
    scored = [result.round for result in season.results if result.round <= one.number]
    standings = season.standings(max(scored)) if scored and season.rulebook.standings else None
    return Matter(
        entries=season.entries_of(one.number),
        timetable=season.timetable.of_round(one.number),
        standings=None if standings is None else (about, standings),
        round=one.number,
    )


def session_job(season: Season, session: Session, languages: tuple[str, ...]) -> Job:
    """The bulletins of one session, its grid included; those of its round where they are named."""
    import msgspec

    from parcferme.cli.grid import about_grid
    from parcferme.documents.bulletins import RACE, TIMED
    from parcferme.season.grids import starting_grid
    from parcferme.season.stated import classified

    one = season.round(session.round)
    made = classified(season, session) if season.result(session) is not None else None
    matter = msgspec.structs.replace(round_matter(season, one), scored=made)
    of = {TIMED}
    if session.kind not in ("practice", "qualifying"):
        grid = starting_grid(season, session)
        matter = msgspec.structs.replace(matter, grid=(about_grid(grid), grid.grid))
        of.add(RACE)
    head = masthead_of(season, one, session, languages)
    return Job(
        f"{one.number}-{session.name}", head, matter, frozenset(of), () if made is None else made.findings
    )


def masthead_of(season: Season, one: Round, session: Session | None, languages: tuple[str, ...]) -> Masthead:
    """Head and foot, as far as the folder knows them."""
    from parcferme.documents.bulletins import Masthead
    from parcferme.documents.words import say

    number = " / ".join(
        dict.fromkeys(say("label", "round-of", language, round=one.number) for language in languages)
    )
    event = f"{number} · {one.name}"
    names = [event] if session is None else [_title(session, language) for language in languages]
    return Masthead(
        series=season.name,
        session=tuple(dict.fromkeys(names)),
        season=season.year,
        event=event if session is not None else None,
        circuit=", ".join(part for part in (one.file.circuit, one.file.country) if part) or None,
        length_m=one.file.length_m,
        status=session.spec.status if session is not None else "provisional",
        officials=tuple({**season.championship.officials, **one.file.officials}.items()),
        reconstruction=season.championship.reconstruction,
    )


def _title(session: Session, language: str) -> str:
    """What a session is called in a language."""
    from parcferme.championship.calendar import PlannedSession
    from parcferme.documents.timetable import session_title

    start = session.spec.start or dt.datetime.min
    planned = PlannedSession(
        session.round, "", None, session.name, session.kind, start, None, "", session.spec.title
    )
    return session_title(planned, language)


def look_of(season: Season, languages: tuple[str, ...], paper: str) -> tuple[Look, list[str]]:
    """The folder's logo and colours. A logo that cannot be read is told and left out."""
    from parcferme.documents.bulletins import Look

    logo, told = None, []
    if season.championship.logo:
        path = season.folder / season.championship.logo
        try:
            logo = path.read_bytes()
        except OSError as problem:
            told.append(f"{path}: {problem.strerror}")
    listed = sorted({car.class_ for car in season.entries.cars if car.class_})
    classes = tuple(dict.fromkeys((*season.championship.classes, *listed)))
    return Look(paper, languages, classes, season.championship.colours, logo), told


def _file(
    path: Path, languages: tuple[str, ...], paper: str, options: dict[str, object]
) -> tuple[list[Job], Look, list[str]]:
    """The bulletins of a timing file by itself."""
    from parcferme.cli.progress import scored
    from parcferme.documents.bulletins import RACE, TIMED, Look, Masthead, Matter
    from parcferme.documents.scored import is_reconstruction, session_name
    from parcferme.documents.words import say

    made: Scored = scored(path, **options)
    timing = made.result.timing
    of = {TIMED, RACE} if timing.kind.value == "race" else {TIMED}
    words = [say("kind", timing.kind.value, language) for language in languages]
    names = tuple(dict.fromkeys(word[:1].upper() + word[1:] for word in words))
    called = session_name(made)
    series = path.stem if called == path.name else called
    head = Masthead(series, names, reconstruction=is_reconstruction(made))
    matter = Matter(scored=made, entries=made.decoded.entries)
    classes = tuple(sorted(name for name in timing.classes if name))
    job = Job(path.stem, head, matter, frozenset(of), tuple(made.findings))
    return [job], Look(paper, languages, classes), []
