"""What there is to print of a folder's session or round, or of a file: the bulletins, their heads, how they look."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from parcferme.championship import Standings
    from parcferme.charts import Colours, Picture
    from parcferme.decoders.weather import Reading
    from parcferme.documents.scored import Scored
    from parcferme.findings import Finding
    from parcferme.grid import Grid
    from parcferme.papers import Bulletin, Chart, Kind, Look, Masthead, Matter
    from parcferme.season import Season
    from parcferme.season.meetings import Round, Session

ALL = "all"
CHARTS = "charts"
STANDINGS = "standings"
WEATHER = "weather"
_WITH_GRID = ("grid", "lap-chart", CHARTS)


class Job(NamedTuple):
    """Bulletins that share a masthead: those of one session, or of a round. `place` names their folder; `pictures`
    draws those that head a bulletin, by its name.
    """

    place: str
    masthead: Masthead
    matter: Matter
    kinds: tuple[Kind, ...]
    findings: tuple[Finding, ...] = ()
    pictures: Mapping[str, Callable[[Look], tuple[Chart, ...]]] = {}


def made_of(
    job: Job, look: Look, number: int | None = None, *, named: bool = False
) -> Iterator[Bulletin | tuple[str, str]]:
    """The bulletins of a job, one after the other, numbered from `number` on or as their kinds are. Of one that could
    only say that something is missing the name and that sentence, unless all of them were asked for by name.
    """
    import msgspec

    from parcferme.papers import bulletin

    for one in job.kinds:
        matter = job.matter
        if one.name in job.pictures:
            drawn = job.pictures[one.name](look)
            matter = msgspec.structs.replace(matter, charts={**matter.charts, one.name: drawn})
        made = bulletin(one, matter, look.languages, number=number)
        lacks = lacking(made)
        if lacks is not None and not named:
            yield one.name, lacks
            continue
        yield made
        number = None if number is None else number + 1


def lacking(made: Bulletin) -> str | None:
    """What a bulletin says instead of anything else, in the last of its languages; None for one that says more."""
    if all(block["kind"] == "missing" for block in made.blocks):
        return str(made.blocks[0]["text"][-1]) if made.blocks else "nothing to print"
    return None


def _session_pictures(
    scored: Scored | None,
    look: Look,
    grid: Grid | None,
    titles: Mapping[str, str] | None,
    colours: Colours | None,
) -> tuple[Chart, ...]:
    """Every chart that can be drawn of a session, in the languages of the look."""
    from parcferme.charts import Subject, charts, colours_of, to_svg
    from parcferme.papers import Chart

    if scored is None:
        return ()
    rows = [(row.number, row.class_) for row in scored.result.rows]
    started = () if grid is None else tuple(slot.number for slot in (*grid.slots, *grid.pit_lane))
    subject = Subject(
        scored, started=started, title=titles, languages=look.languages,
        given=colours or colours_of(rows, look.classes, look.colours),
    )  # fmt: skip
    return tuple(Chart(to_svg(picture), picture.alt) for picture in charts(subject).values())


def _standings_pictures(season: Season, one: Round, look: Look) -> tuple[Chart, ...]:
    """The points after each round up to this one; nothing where no round has scored."""
    from parcferme.charts import to_svg
    from parcferme.findings import WrongCall
    from parcferme.papers import Chart

    try:
        picture = standings_picture(season, one, look.languages)
    except WrongCall:
        return ()
    return (Chart(to_svg(picture), picture.alt),)


def standings_picture(season: Season, one: Round, languages: tuple[str, ...]) -> Picture:
    """The chart of the points after each round up to this one. Raises `WrongCall` where no round has scored."""
    from parcferme.charts import standings_chart
    from parcferme.publishing.drawing import colours_of_season

    ran = sorted({result.round for result in season.results if result.round <= one.number})
    through = [standings_in_order(season, number) for number in ran] if season.rulebook.standings else []
    return standings_chart(
        through, colours_of_season(season), title=season.name, languages=languages,
        reconstruction=season.championship.reconstruction,
    )  # fmt: skip


def jobs_of(
    target: str,
    folder: Path | None,
    languages: tuple[str, ...],
    paper: str,
    names: str = ALL,
    *,
    scoring: Callable[..., Scored] | None = None,
    **options: Any,
) -> tuple[list[Job], Look, list[str]]:
    """What to print for a session, a round or a file: the jobs, how they look, and what has to be told.

    `names` are documents joined by commas; `all` of a session are those it is of, its round's are made where they are
    named. A file is scored by `scoring`, else `season.score`, with these options. Raises `WrongCall` for a name there
    is none of, and where there is nothing to print.
    """
    from parcferme.findings import WrongCall
    from parcferme.papers import kinds
    from parcferme.season import score
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
            jobs, look = _file((scoring or score)(path, **options), path, languages, paper, names)
            told = []
        else:
            look, told = look_of(season, languages, paper)
            jobs = [session_job(season, session, languages, names, alone=True)]
    if not any(job.kinds for job in jobs):
        raise WrongCall(f"{target}: there is no {names} of it")
    return jobs, look, told


def find_round(target: str, folder: Path | None) -> tuple[Season | None, Round | None]:
    """A round by its number or folder in `folder`, or by the path of its folder; None where it is none.
    The season is found where there is a folder, whatever is in it.
    """
    from parcferme.season import championship_of, load_championship

    where, name = folder, Path(target).name
    if where is None:
        found = championship_of(target)
        if found is None or "/" in found[1]:
            return None, None
        where, name = found
    season = load_championship(where)
    for one in season.rounds:
        if one.is_called(name):
            return season, one
    return season, None


def _sessions(season: Season, one: Round, languages: tuple[str, ...], names: str) -> Iterator[Job]:
    """A job for each session of a round that has a result."""
    for session in one.sessions:
        if season.result(session) is not None:
            yield session_job(season, session, languages, names)


def round_job(season: Season, one: Round, languages: tuple[str, ...], names: str = ALL) -> Job:
    """Entry list, timetable and standings of a round."""
    from parcferme.papers import ROUND, Matter, kinds

    chosen = kinds(names, (ROUND,))
    matter = round_matter(season, one) if chosen else Matter()
    return Job(f"{one.number}", masthead_of(season, one, None, languages), matter, chosen, pictures={
        STANDINGS: lambda look: _standings_pictures(season, one, look)})  # fmt: skip


def round_matter(season: Season, one: Round) -> Matter:
    """What the bulletins of a round speak of; standings where a session up to it has scored."""
    from parcferme.documents.standings import About
    from parcferme.papers import Matter

    about = About(
        season.championship.name or season.name, season.name, season.year, season.rulebook.name,
        season.championship.reconstruction,
    )  # fmt: skip
    scored = [result.round for result in season.results if result.round <= one.number]
    standings = standings_in_order(season, max(scored)) if scored and season.rulebook.standings else None
    return Matter(
        entries=season.entries_of(one.number),
        timetable=season.timetable.of_round(one.number),
        standings=None if standings is None else (about, standings),
        round=one.number,
    )


def standings_in_order(season: Season, number: int) -> Standings:
    """The standings after a round, tables of one name by class in the order of championship.toml, as elsewhere."""
    import msgspec

    made = season.standings(number)
    names = [table.name for table in made.tables]
    places = {class_: at for at, class_ in enumerate(season.championship.classes)}
    tables = sorted(
        made.tables, key=lambda one: (names.index(one.name), places.get(one.class_ or "", len(places)))
    )
    return msgspec.structs.replace(made, tables=tuple(tables))


def session_job(
    season: Season, session: Session, languages: tuple[str, ...], names: str = ALL, *, alone: bool = False
) -> Job:
    """The bulletins of one session, a race with its grid. `alone`: no job of its round stands beside it, so its round's
    are made here where they are named.
    """
    import msgspec

    from parcferme.papers import RACE, ROUND, TIMED, Matter, kinds
    from parcferme.publishing.drawing import colours_of_season
    from parcferme.publishing.grids import about_grid
    from parcferme.publishing.naming import file_names
    from parcferme.season.grids import starting_grid
    from parcferme.season.stated import classified
    from parcferme.season.weather import load_weather

    one = season.round(session.round)
    race = session.kind not in ("practice", "qualifying")
    of = {TIMED, *((RACE,) if race else ()), *((ROUND,) if alone and names.strip() != ALL else ())}
    chosen = kinds(names, of)
    # What nobody prints is not worked out: an amended classification is on the board at once.
    matter = round_matter(season, one) if any(kind.of == ROUND for kind in chosen) else Matter()
    made = classified(season, session) if season.result(session) is not None else None
    readings, odd = load_weather(session.weather if any(kind.name == WEATHER for kind in chosen) else None)
    matter = msgspec.structs.replace(
        matter, scored=made, entries=season.entries_of(one.number), certainty=_certainty(season, session),
        weather=readings,
    )  # fmt: skip
    if race and any(kind.name in _WITH_GRID for kind in chosen):
        grid = starting_grid(season, session)
        if grid.given:
            matter = msgspec.structs.replace(matter, grid=(about_grid(grid), grid.grid))
    head = masthead_of(season, one, session, languages)
    drawn_grid = None if matter.grid is None else matter.grid[1]
    titles = {language: f"{one.name} · {session_called(session, language)}" for language in languages}
    pictures = {
        CHARTS: lambda look: _session_pictures(made, look, drawn_grid, titles, colours_of_season(season)),
        STANDINGS: lambda look: _standings_pictures(season, one, look),
    }
    findings = (*odd, *(() if made is None else made.findings))
    place = f"{one.number}-{file_names(other.name for other in one.sessions)[session.name]}"
    return Job(place, head, matter, chosen, findings, pictures)


def _certainty(season: Season, session: Session) -> dict[str, str]:
    """How sure each line of a result list is; nothing of a session that was scored, which is sure as a whole or not."""
    outcome = season.outcome(session) if season.result(session) is not None else None
    if outcome is None or outcome.result is None or outcome.score is not None:
        return {}
    return {line.car: line.certainty for line in outcome.result.lines if line.certainty}


def weather_of(path: Path | None) -> tuple[Reading, ...]:
    """The readings of a file; none where there is no file. Raises `BadLog` for one that has no weather in it."""
    from parcferme.decoders.weather import read_weather

    return () if path is None else read_weather(path.read_text("utf-8", "replace"), str(path))


def changes_since(
    before: Path | None, jobs: Sequence[Job], languages: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """What the result of each job, by its place, changed against the classification document published before. A job of
    another session than the document is left out; without a document all are.

    Raises `WrongCall` for a file that is none, and for one of another session than any of the jobs.
    """
    from parcferme.documents.amendment import changes, classification_before, is_of
    from parcferme.findings import WrongCall

    if before is None:
        return {}
    said = classification_before(before.read_bytes(), str(before))
    scored = {job.place: job.matter.scored for job in jobs if job.matter.scored is not None}
    found = {place: changes(said, one, languages) for place, one in scored.items() if is_of(said, one)}
    if not found:
        about = said.get("session") or {}
        was = ", ".join(str(about[key]) for key in ("kind", "name", "source") if about.get(key))
        raise WrongCall(f"{before}: of another session ({was or 'it does not say which'})")
    return found


def masthead_of(season: Season, one: Round, session: Session | None, languages: tuple[str, ...]) -> Masthead:
    """Head and foot, as far as the folder knows them."""
    from parcferme.documents.words import say
    from parcferme.papers import Masthead

    number = " / ".join(
        dict.fromkeys(say("label", "round-of", language, round=one.number) for language in languages)
    )
    event = f"{number} · {one.name}"
    names = [event] if session is None else [session_called(session, language) for language in languages]
    return Masthead(
        series=season.name,
        session=tuple(dict.fromkeys(names)),
        season=season.year,
        event=event if session is not None else None,
        circuit=", ".join(part for part in (one.file.circuit, one.file.country) if part) or None,
        length_m=one.file.length_m,
        status=session.spec.status if session is not None else "provisional",
        changed=session.spec.changed if session is not None else (),
        published=(session.spec.published if session is not None else None) or one.file.published,
        protest_until=session.spec.protest_until if session is not None else None,
        officials=tuple({**season.championship.officials, **one.file.officials}.items()),
        reconstruction=season.championship.reconstruction,
    )


def session_called(session: Session, language: str) -> str:
    """What a session is called in a language."""
    from parcferme.calendar import UntimedSession
    from parcferme.documents.timetable import session_title

    return session_title(UntimedSession(session.name, session.kind, session.spec.title), language)


def look_of(season: Season, languages: tuple[str, ...], paper: str) -> tuple[Look, list[str]]:
    """The folder's logo and colours. A logo that cannot be read or drawn is told and left out."""
    from parcferme.documents.logos import is_logo
    from parcferme.papers import Look
    from parcferme.papers.blocks import words

    logo, told = None, []
    if season.championship.logo:
        path = season.folder / season.championship.logo
        try:
            logo = path.read_bytes()
        except OSError as problem:
            told.append(f"{path}: {problem.strerror}")
    if logo is not None and not is_logo(logo):
        logo = None
        told.append(" / ".join(words("bulletin-word", "logo-no-picture", languages)))
    listed = sorted({name for name in season.classes.values() if name})
    classes = tuple(dict.fromkeys((*season.championship.classes, *listed)))
    return Look(paper, languages, classes, season.championship.colours, logo), told


def _file(
    made: Scored, path: Path, languages: tuple[str, ...], paper: str, names: str
) -> tuple[list[Job], Look]:
    """The bulletins of a timing file by itself."""
    from parcferme.documents.scored import is_reconstruction, session_name
    from parcferme.documents.words import say
    from parcferme.papers import RACE, TIMED, Look, Masthead, Matter, kinds

    timing = made.result.timing
    of = {TIMED, RACE} if timing.kind.value == "race" else {TIMED}
    words = [say("kind", timing.kind.value, language) for language in languages]
    titles = tuple(dict.fromkeys(word[:1].upper() + word[1:] for word in words))
    called = session_name(made)
    series = path.stem if called == path.name else called
    head = Masthead(series, titles, reconstruction=is_reconstruction(made))
    matter = Matter(scored=made, entries=made.decoded.entries)
    classes = tuple(sorted(name for name in timing.classes if name))
    pictures = {CHARTS: lambda look: _session_pictures(made, look, None, None, None)}
    job = Job(path.stem, head, matter, kinds(names, of), tuple(made.findings), pictures)
    return [job], Look(paper, languages, classes)
