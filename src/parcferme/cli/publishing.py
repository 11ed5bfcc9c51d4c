"""What is published of a session or a whole round: every document as the files of one folder, and what is missing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from parcferme.cli.papers import CHARTS, Job

if TYPE_CHECKING:
    from parcferme.documents.bulletins import Chart, Kind, Look
    from parcferme.documents.charts import Picture
    from parcferme.findings import Finding
    from parcferme.seal import SigningKey
    from parcferme.season import Season
    from parcferme.season.meetings import Round, Session

FORMS: Final = (
    "seal",
    "pdf",
    "csv",
    "json",
    CHARTS,
    "communique",
)  # in this order: papers carry the hash of the seal
CONTENTS: Final = "published.json"
_OF_LAPS: Final = frozenset(
    {"laps", "stops", "leaders", "fastest-laps"}
)  # empty where only a result list is known
Files = Iterable[tuple[str, bytes]]


class Piece(NamedTuple):
    """A part of the work: what it is called, and what makes its files."""

    name: str
    make: Callable[[], Files]


@dataclasses.dataclass(frozen=True, eq=False)
class Publication:
    """What is published: the jobs of a round or a session, each with its session (None: the round's own).

    `lacking` grows while the files are made: a document nothing is known for is left out, and named there by its
    session and the reason. `told` is what is odd or missing besides, `drawn` keeps every chart: paper has it too.
    `before` is the folder as it was published before; `hashes` are those of the sealed results, by the session's place.
    """

    season: Season
    round: Round
    look: Look
    jobs: tuple[tuple[Session | None, Job], ...]
    status: str | None
    told: list[str]
    before: Path
    published: str | None = None
    protest_until: str | None = None
    because: str | None = None
    teams: tuple[str, ...] = ()
    hashes: dict[str, str] = dataclasses.field(default_factory=dict)
    odd: list[Finding] = dataclasses.field(default_factory=list)
    lacking: dict[tuple[str, str], list[str]] = dataclasses.field(default_factory=dict)
    drawn: dict[tuple[str, str, str], Chart | str] = dataclasses.field(default_factory=dict)

    @functools.cached_property
    def key(self) -> SigningKey | None:
        """The key that seals; where there is none to use, that is told."""
        from parcferme.cli.sealings import key_here

        return key_here(self)

    @property
    def findings(self) -> list[Finding]:
        """What was odd in the sessions."""
        return [*(finding for _, job in self.jobs for finding in job.findings), *self.odd]

    def pieces(self, forms: Iterable[str]) -> list[Piece]:
        """The work to be done, document after document."""
        from parcferme.cli import releases, sealings

        makers = {"seal": sealings.of_session, "pdf": _pdf, "csv": _csv, "json": _json, CHARTS: _charts,
                  "communique": releases.of_session}  # fmt: skip
        return [
            piece
            for session, job in self.jobs
            for form in forms
            for piece in makers[form](self, session, job)
        ]

    @property
    def missing(self) -> list[str]:
        """What is missing, a line for each session and reason."""
        lines = (f"{place}: no {', '.join(names)} ({why})" for (place, why), names in self.lacking.items())
        return [*self.told, *lines]

    def lacks(self, job: Job, name: str, why: str) -> None:
        """Notes that a document is left out, and why."""
        self.lacking.setdefault((job.place, why), []).append(name)


def forms_of(names: str) -> tuple[str, ...]:
    """The forms named, joined by commas. Raises `WrongCall` for one there is none of."""
    from parcferme.findings import WrongCall

    asked = [name.strip() for name in names.split(",") if name.strip()]
    for name in asked or [names]:
        if name not in FORMS:
            raise WrongCall(f"nothing is published as {name!r} (expected {', '.join(FORMS)})")
    return tuple(form for form in FORMS if form in asked)


def publication(
    target: str,
    folder: Path | None,
    languages: tuple[str, ...],
    paper: str,
    before: Path,
    *,
    status: str | None = None,
    **said: Any,
) -> Publication:
    """What there is to publish of a session or a round. Raises `WrongCall` where there is nothing."""
    from parcferme.cli.papers import find_round, look_of, round_job
    from parcferme.cli.releases import refuse_unknown
    from parcferme.documents.scored import publication as state_of
    from parcferme.findings import WrongCall
    from parcferme.season.grids import find_session

    if status is not None:
        state_of(status)
    season, one = find_round(target, folder)
    jobs: list[tuple[Session | None, Job]] = []
    if season is not None and one is not None:
        jobs, sessions = [(None, round_job(season, one, languages))], one.sessions
    else:
        season, session = find_session(target, folder)
        one, sessions = season.round(session.round), (session,)
    look, told = look_of(season, languages, paper)
    if one.file.cancelled:
        told.append(f"{one.number}: the round is cancelled")
    for session in sessions:
        job = _job(season, session, languages)
        if job.matter.scored is None:
            told.append(f"{job.place}: no result yet")
        if job.kinds:
            jobs.append((session, job))
    if not jobs:
        raise WrongCall(f"{target}: nothing to publish yet: it has neither a result nor a starting grid")
    told += _unsaid(season, one)
    said["published"] = said.get("published") or _now(season, one)
    made = Publication(season, one, look, tuple(jobs), status, told, before, **said)
    refuse_unknown(made)
    return made


def _now(season: Season, one: Round) -> str:
    """The time it is at the circuit, to the minute; in UTC where the folder does not say which time that is."""
    planned = (session.zone for session in season.timetable.sessions if session.round == one.number)
    return f"{dt.datetime.now(zoneinfo.ZoneInfo(next(planned, 'UTC'))):%Y-%m-%d %H:%M %Z}"


def _job(season: Season, session: Session, languages: tuple[str, ...]) -> Job:
    """All of a session with a result; of a race before it was run the grid, where a session orders it."""
    from parcferme.cli.papers import session_job

    if season.result(session) is not None:
        return session_job(season, session, languages)
    job = session_job(season, session, languages, "grid")
    ordered = job.matter.grid is not None and job.matter.grid[0].sources and job.matter.grid[1].slots
    return job if ordered else job._replace(kinds=())


def _unsaid(season: Season, one: Round) -> Iterator[str]:
    """What the heads of the papers would like to say and the folder does not."""
    if not {**season.championship.officials, **one.file.officials}:
        yield f"{one.number}: no officials are named"
    if not one.file.circuit:
        yield f"{one.number}: no circuit is named"


def _pdf(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    for kind in job.kinds:
        yield Piece(f"{job.place} {kind.name}", lambda kind=kind: _bulletin(to, session, job, kind))  # type: ignore[misc]


def _bulletin(to: Publication, session: Session | None, job: Job, kind: Kind) -> Files:
    """A bulletin as a PDF; one that could only say that something is missing is left out."""
    import msgspec

    from parcferme.documents.bulletins import bulletin, typeset
    from parcferme.seal import qr_text, short_hash

    matter = job.matter
    if kind.name == CHARTS and session is not None:
        language = to.look.languages[0]
        tried = (
            _drawn(to, job, name, draw, language) for name, draw in _of_session(to, session, job).items()
        )
        found = tuple(chart for chart in tried if not isinstance(chart, str))
        matter = msgspec.structs.replace(matter, charts={CHARTS: found})
    made = bulletin(kind, matter, to.look.languages)
    if all(block["kind"] == "missing" for block in made.blocks):
        said = made.blocks[0]["text"][-1] if made.blocks else "nothing to print"
        to.lacks(job, kind.name, said)
        return
    sealed = to.hashes.get(job.place)
    head = msgspec.structs.replace(
        job.masthead, status=to.status or job.masthead.status, published=to.published, protest_until=to.protest_until,
        hash=sealed and short_hash(sealed), link=sealed and qr_text(sealed),
    )  # fmt: skip
    paper = typeset(made, head, to.look)
    to.told.extend(text for text in paper.told if text not in to.told)
    yield f"{job.place}/pdf/{paper.number:02d}-{paper.name}.pdf", paper.pdf


def _csv(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    yield Piece(f"{job.place} csv", lambda: _lists(to, session, job, "csv"))
    if session is None:
        yield Piece(f"{job.place} calendar", lambda: _calendar(to, job))


def _json(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    yield Piece(f"{job.place} json", lambda: _lists(to, session, job, "json"))


def _lists(to: Publication, session: Session | None, job: Job, form: str) -> Files:
    """The files programs load. Sentences in a CSV are in the last language of the look, JSON is English."""
    from parcferme.documents.files import Papers, csv_files, json_files
    from parcferme.documents.files.meeting import MeetingPapers, meeting_csv, meeting_json

    matter, found = job.matter, dict[str, bytes]()
    if session is None:
        papers = MeetingPapers(
            to.season.name,
            to.round.number,
            to.season.year,
            matter.entries,
            matter.timetable,
            matter.standings,
        )
        found = meeting_csv(papers) if form == "csv" else meeting_json(papers)
    elif matter.scored is not None:
        grid = matter.grid if matter.grid is not None and matter.grid[1].slots else None
        listed = Papers(matter.scored, grid=grid, status=to.status or job.masthead.status)
        language = to.look.languages[-1]
        found = csv_files(listed, language=language) if form == "csv" else json_files(listed)
        if not len(matter.scored.result.timing.laps):
            found = {name: data for name, data in found.items() if name.partition(".")[0] not in _OF_LAPS}
    for name, data in found.items():
        yield f"{job.place}/{form}/{name}", data


def _calendar(to: Publication, job: Job) -> Files:
    from parcferme.documents.icalendar import icalendar

    planned = to.season.timetable.of_round(to.round.number)
    if not any(meeting.first is not None for meeting in planned.meetings):
        to.lacks(job, "calendar", "the round has no dates")
        return
    season = to.season
    key = " ".join(part for part in (season.championship.name or season.name, season.year) if part)
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    for language in to.look.languages:
        data = icalendar(planned, name=season.name, key=key, stamp=now, language=language)
        yield f"{job.place}/{_named(to, 'timetable', language)}.ics", data


def _charts(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    if session is None:
        yield Piece(f"{job.place} {CHARTS}", lambda: _pictures(to, job, "standings", _standings(to)))
    elif job.matter.scored is not None:
        for name, draw in _of_session(to, session, job).items():
            yield Piece(f"{job.place} {name}", lambda name=name, draw=draw: _pictures(to, job, name, draw))  # type: ignore[misc]


def _pictures(to: Publication, job: Job, name: str, draw: Callable[[str], Picture]) -> Files:
    """A chart in every language; one that lacks what it needs is left out."""
    for language in to.look.languages:
        chart = _drawn(to, job, name, draw, language)
        if isinstance(chart, str):
            to.lacks(job, f"{name} chart", chart)
            return
        yield f"{job.place}/{CHARTS}/{_named(to, name, language)}.svg", chart.svg.encode()


def _drawn(
    to: Publication, job: Job, name: str, draw: Callable[[str], Picture], language: str
) -> Chart | str:
    """A chart, drawn once; what it lacks where it cannot be drawn."""
    from parcferme.documents.bulletins import Chart
    from parcferme.documents.charts import to_svg
    from parcferme.findings import WrongCall

    key = (job.place, name, language)
    if key not in to.drawn:
        try:
            picture = draw(language)
        except WrongCall as problem:
            to.drawn[key] = str(problem)
        else:
            to.drawn[key] = Chart(to_svg(picture), picture.alt)
    return to.drawn[key]


def _standings(to: Publication) -> Callable[[str], Picture]:
    """The standings after each round up to this one."""

    def draw(language: str) -> Picture:
        from parcferme.cli.chart import colours_of_season
        from parcferme.documents.charts import standings_chart

        season = to.season
        ran = {one.round for one in season.results if one.round <= to.round.number}
        through = [season.standings(number) for number in sorted(ran)] if season.rulebook.standings else []
        return standings_chart(
            through, colours_of_season(season), title=season.name, language=language,
            reconstruction=season.championship.reconstruction,
        )  # fmt: skip

    return draw


def _of_session(to: Publication, session: Session, job: Job) -> Mapping[str, Callable[[str], Picture]]:
    """What draws each chart such a session may have. The gap between two cars needs to be told which, so it is none."""
    from parcferme.cli.chart import colours_of_season, started
    from parcferme.documents.charts import OF_SESSION, Subject, chart
    from parcferme.documents.charts.catalogue import RACE_ONLY

    assert job.matter.scored is not None
    scored = job.matter.scored
    race = session.timed_as.value == "race"
    subjects = {
        language: Subject(
            scored, language, started=started(to.season, session), given=colours_of_season(to.season)
        )
        for language in to.look.languages
    }
    names = [name for name in OF_SESSION if name != "gap-between" and (race or name not in RACE_ONLY)]
    return {name: lambda language, name=name: chart(name, subjects[language]) for name in names}  # type: ignore[misc]


def _named(to: Publication, name: str, language: str) -> str:
    """A file's name, with its language where there are several."""
    return name if len(to.look.languages) == 1 else f"{name}.{language}"


class Kept(NamedTuple):
    """A file of the set: its path in the folder, its length in bytes and its SHA-256."""

    path: str
    length: int
    sha256: str

    @classmethod
    def of(cls, path: str, data: bytes) -> Kept:
        """A file as it is listed."""
        return cls(path, len(data), hashlib.sha256(data).hexdigest())


def contents(to: Publication, target: str, forms: Iterable[str], kept: Iterable[Kept]) -> bytes:
    """What the folder holds: every file with its length and SHA-256, and what is missing."""
    from importlib.metadata import version

    document = {
        "parcferme": version("parcferme"),
        "series": to.season.name,
        "season": to.season.year,
        "round": to.round.number,
        "event": to.round.name,
        "target": target,
        "forms": list(forms),
        "languages": list(to.look.languages),
        "files": [{"path": one.path, "bytes": one.length, "sha256": one.sha256} for one in kept],
        "missing": to.missing,
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def refuse_strangers(place: Path) -> None:
    """Raises `WrongCall` where `place` holds anything that no publication put there: it would be lost."""
    from parcferme.findings import WrongCall

    if not place.exists():
        return
    if not place.is_dir():
        raise WrongCall(f"{place} is no folder")
    known = {CONTENTS}
    try:
        said = json.loads((place / CONTENTS).read_bytes())
        known |= {str(one["path"]) for one in said["files"]}
    except (OSError, ValueError, TypeError, KeyError):
        known = set()
    for path in sorted(place.rglob("*")):
        name = path.relative_to(place).as_posix()
        if name not in known and (path.is_symlink() or not path.is_dir()):
            raise WrongCall(
                f"{place} holds {name}, which was not published: name another folder, or move it away"
            )
