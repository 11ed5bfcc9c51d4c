"""What there is to print of a folder's session or round, or of a file: the bulletins, their heads, how they look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from parcferme.documents.bulletins import Kind, Look, Masthead, Matter, Typeset
    from parcferme.documents.scored import Scored
    from parcferme.findings import Finding
    from parcferme.season import Season
    from parcferme.season.meetings import Round, Session

ALL = "all"
CHARTS = "charts"
_WITH_GRID = ("grid", "lap-chart", CHARTS)


class Job(NamedTuple):
    """Bulletins that share a masthead: those of one session, or of a round. `place` names their folder."""

    place: str
    masthead: Masthead
    matter: Matter
    kinds: tuple[Kind, ...]
    findings: tuple[Finding, ...] = ()


def typeset_all(job: Job, head: Masthead, look: Look, number: int | None = None) -> Iterator[Typeset]:
    """The bulletins of a job, one after the other, numbered from `number` on or as their kinds are."""
    from parcferme.documents.bulletins import bulletin, typeset

    for at, one in enumerate(job.kinds):
        numbered = None if number is None else number + at
        matter = with_charts(job.matter, look) if one.name == CHARTS else job.matter
        yield typeset(bulletin(one, matter, look.languages, number=numbered), head, look)


def with_charts(matter: Matter, look: Look) -> Matter:
    """The matter with every chart that can be drawn of its session, in the first language of the look."""
    import msgspec

    from parcferme.documents.bulletins import Chart
    from parcferme.documents.charts import Subject, charts, colours_of, to_svg

    if matter.scored is None or CHARTS in matter.charts:
        return matter
    rows = matter.scored.result.rows
    colours = colours_of([(row.number, row.class_) for row in rows], look.classes, look.colours)
    started = () if matter.grid is None else tuple(slot.number for slot in matter.grid[1].slots)
    subject = Subject(matter.scored, look.languages[0], started=started, given=colours)
    drawn = tuple(Chart(to_svg(picture), picture.alt) for picture in charts(subject).values())
    return msgspec.structs.replace(matter, charts={**matter.charts, CHARTS: drawn})


def jobs_of(
    target: str,
    folder: Path | None,
    languages: tuple[str, ...],
    paper: str,
    names: str = ALL,
    **options: object,
) -> tuple[list[Job], Look, list[str]]:
    """What to print for a session, a round or a file: the jobs, how they look, and what has to be told.

    `names` are documents joined by commas; `all` of a session are those it is of, its round's are made where they are
    named. Raises `WrongCall` for a name there is none of, and where there is nothing to print.
    """
    from parcferme.documents.bulletins import kinds
    from parcferme.findings import WrongCall
    from parcferme.season.grids import find_session

    kinds(names)
    path = Path(target)
    season, one = find_round(target, folder)
    if season is not None and one is not None:
        look, told = look_of(season, languages, paper)
        jobs = [round_job(season, one, languages, names), *_sessions(season, one, languages, names)]
    else:
        try:
            season, session = find_session(target, folder)
        except WrongCall:
            if folder is not None or not path.is_file():
                raise
            jobs, look = _file(path, languages, paper, names, options)
            told = []
        else:
            look, told = look_of(season, languages, paper)
            jobs = [session_job(season, session, languages, names, alone=True)]
    if not any(job.kinds for job in jobs):
        raise WrongCall(f"{target}: there is no {names} of it")
    return jobs, look, told


def find_round(target: str, folder: Path | None) -> tuple[Season | None, Round | None]:
    """A round by its number or folder in `folder`, or by the path of its folder; None where it is none."""
    from parcferme.season import championship_of, load_championship

    where, name = folder, Path(target).name
    if where is None:
        found = championship_of(target)
        if found is None or "/" in found[1]:
            return None, None
        where, name = found
    season = load_championship(where)
    for one in season.rounds:
        if name in (str(one.number), one.name, one.folder.name if one.folder else None):
            return season, one
    return None, None


def _sessions(season: Season, one: Round, languages: tuple[str, ...], names: str) -> Iterator[Job]:
    """A job for each session of a round that has a result."""
    for session in one.sessions:
        if season.result(session) is not None:
            yield session_job(season, session, languages, names)


def round_job(season: Season, one: Round, languages: tuple[str, ...], names: str = ALL) -> Job:
    """Entry list, timetable and standings of a round."""
    from parcferme.documents.bulletins import ROUND, Matter, kinds

    chosen = kinds(names, (ROUND,))
    matter = round_matter(season, one) if chosen else Matter()
    return Job(f"{one.number}", masthead_of(season, one, None, languages), matter, chosen)


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


def session_job(
    season: Season, session: Session, languages: tuple[str, ...], names: str = ALL, *, alone: bool = False
) -> Job:
    """The bulletins of one session, a race with its grid. `alone`: no job of its round stands beside it, so its round's
    are made here where they are named.
    """
    import msgspec

    from parcferme.cli.grid import about_grid
    from parcferme.documents.bulletins import RACE, ROUND, TIMED, Matter, kinds
    from parcferme.season.grids import starting_grid
    from parcferme.season.stated import classified

    one = season.round(session.round)
    race = session.kind not in ("practice", "qualifying")
    of = {TIMED, *((RACE,) if race else ()), *((ROUND,) if alone and names.strip() != ALL else ())}
    chosen = kinds(names, of)
    # What nobody prints is not worked out: an amended classification is on the board at once.
    matter = round_matter(season, one) if any(kind.of == ROUND for kind in chosen) else Matter()
    made = classified(season, session) if season.result(session) is not None else None
    matter = msgspec.structs.replace(matter, scored=made)
    if race and any(kind.name in _WITH_GRID for kind in chosen):
        grid = starting_grid(season, session)
        matter = msgspec.structs.replace(matter, grid=(about_grid(grid), grid.grid))
    head = masthead_of(season, one, session, languages)
    return Job(f"{one.number}-{session.name}", head, matter, chosen, () if made is None else made.findings)


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
    path: Path, languages: tuple[str, ...], paper: str, names: str, options: dict[str, object]
) -> tuple[list[Job], Look]:
    """The bulletins of a timing file by itself."""
    from parcferme.cli.progress import scored
    from parcferme.documents.bulletins import RACE, TIMED, Look, Masthead, Matter, kinds
    from parcferme.documents.scored import is_reconstruction, session_name
    from parcferme.documents.words import say

    made: Scored = scored(path, **options)
    timing = made.result.timing
    of = {TIMED, RACE} if timing.kind.value == "race" else {TIMED}
    words = [say("kind", timing.kind.value, language) for language in languages]
    titles = tuple(dict.fromkeys(word[:1].upper() + word[1:] for word in words))
    called = session_name(made)
    series = path.stem if called == path.name else called
    head = Masthead(series, titles, reconstruction=is_reconstruction(made))
    matter = Matter(scored=made, entries=made.decoded.entries)
    classes = tuple(sorted(name for name in timing.classes if name))
    job = Job(path.stem, head, matter, kinds(names, of), tuple(made.findings))
    return [job], Look(paper, languages, classes)
