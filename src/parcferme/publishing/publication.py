"""What is published of a session or a whole round: every document as the files of one folder, and what is missing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
import re
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from parcferme.publishing.amendments import AMENDED, changed_since, in_languages, state_of
from parcferme.publishing.earlier import Earlier
from parcferme.publishing.papers import CHARTS, STANDINGS, Job, lacking

if TYPE_CHECKING:
    from parcferme.findings import Finding
    from parcferme.papers import Chart, Kind, Look, Masthead
    from parcferme.seal import SigningKey
    from parcferme.season import Season
    from parcferme.season.meetings import Round, Session

FORMS: Final = (
    "seal",
    "pdf",
    "csv",
    "json",
    "parquet",
    "al-kamel",
    CHARTS,
    "communique",
)  # in this order: papers carry the hash of the seal
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
    `before` is the set that was published before; `hashes` are those of the sealed results, by the session's place.
    """

    season: Season
    round: Round
    look: Look
    jobs: tuple[tuple[Session | None, Job], ...]
    status: str | None
    told: list[str]
    before: Earlier
    published: str | None = None
    protest_until: str | None = None
    because: str | None = None
    teams: tuple[str, ...] = ()
    hashes: dict[str, str] = dataclasses.field(default_factory=dict)
    changed: dict[str, Mapping[str, tuple[str, ...]]] = dataclasses.field(default_factory=dict)
    states: dict[str, str] = dataclasses.field(default_factory=dict)
    odd: list[Finding] = dataclasses.field(default_factory=list)
    lacking: dict[tuple[str, str], list[str]] = dataclasses.field(default_factory=dict)
    drawn: dict[tuple[str, str, str], Chart | str] = dataclasses.field(default_factory=dict)

    @functools.cached_property
    def key(self) -> SigningKey | None:
        """The key that seals; where there is none to use, that is told."""
        from parcferme.publishing.sealings import key_here

        return key_here(self)

    @functools.cached_property
    def now(self) -> str:
        """The time it is at the circuit, to the minute; in UTC where the folder does not say which time that is."""
        planned = (one.zone for one in self.season.timetable.sessions if one.round == self.round.number)
        return f"{dt.datetime.now(zoneinfo.ZoneInfo(next(planned, 'UTC'))):%Y-%m-%d %H:%M %Z}"

    @property
    def places(self) -> tuple[str, ...]:
        """The folders of the set."""
        return tuple(job.place for _, job in self.jobs)

    @property
    def findings(self) -> list[Finding]:
        """What was odd in the sessions."""
        return [*(finding for _, job in self.jobs for finding in job.findings), *self.odd]

    def pieces(self, forms: Iterable[str]) -> list[Piece]:
        """The work to be done, document after document."""
        from parcferme.publishing import data_files, pictures, releases, sealings

        makers = {"seal": sealings.of_session, "pdf": _pdf, **data_files.MAKERS, CHARTS: pictures.of_session,
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
        lines = (
            self.say("lacks", place=place, names=", ".join(names), why=why)
            for (place, why), names in self.lacking.items()
        )
        return [*self.told, *lines]

    def say(self, key: str, **values: Any) -> str:
        """What is told beside the set, in the last of its languages."""
        return told_as(key, self.look, **values)

    def lacks(self, job: Job, name: str, why: str) -> None:
        """Notes that a document is left out, and why."""
        self.lacking.setdefault((job.place, why), []).append(name)


def forms_of(names: str | None) -> tuple[str, ...]:
    """The forms named, joined by commas; all of them for None. Raises `WrongCall` for one there is none of."""
    from parcferme.findings import WrongCall

    if names is None:
        return FORMS
    asked = [name.strip() for name in names.split(",") if name.strip()]
    for name in asked or [names]:
        if name not in FORMS:
            raise WrongCall(f"nothing is published as {name!r} (expected {', '.join(FORMS)})")
    return tuple(form for form in FORMS if form in asked)


def told_as(key: str, look: Look, **values: Any) -> str:
    """A line told beside a set of papers that look so."""
    from parcferme.documents.words import say

    return say("publish", key, look.languages[-1], **values)


class Part(NamedTuple):
    """What is published of a round: the sessions, and whether the documents of the round itself are too."""

    round: Round
    sessions: tuple[Session, ...]
    whole: bool


def publications(
    target: str,
    folder: Path | None,
    languages: tuple[str, ...],
    paper: str,
    before: Path,
    *,
    status: str | None = None,
    **said: Any,
) -> tuple[Publication, ...]:
    """What there is to publish of a session, a round, or every round of a season. Raises `WrongCall` where there is
    nothing.
    """
    from parcferme.documents.scored import publication
    from parcferme.findings import WrongCall
    from parcferme.publishing.papers import look_of
    from parcferme.publishing.releases import refuse_unknown

    if status is not None:
        status = " ".join(str(part) for part in publication(status) if part is not None)
    season, parts = _asked(target, folder)
    look, told = look_of(season, languages, paper)
    earlier, made = Earlier(before), []
    for part in parts:
        jobs, odd = _jobs(season, part, look)
        if jobs:
            made.append(
                Publication(season, part.round, look, tuple(jobs), status, [*told, *odd], earlier, **said)
            )
            told = []
        else:
            told += odd
    if not made:
        raise WrongCall(f"{target}: nothing to publish yet: it has neither a result nor a starting grid")
    made[-1].told.extend(told)
    refuse_unknown(made)
    earlier.refuse_fewer(place for to in made for place in to.places)
    return tuple(made)


def _asked(target: str, folder: Path | None) -> tuple[Season, list[Part]]:
    """The season, and which of its rounds and sessions are meant."""
    from parcferme.findings import WrongCall
    from parcferme.publishing.papers import find_round
    from parcferme.season import championship_of, load_championship
    from parcferme.season.grids import find_session

    found = championship_of(target) if folder is None else None
    if found is not None and found[1] == ".":
        season = load_championship(found[0])
        return season, [Part(one, one.sessions, True) for one in season.rounds]
    whole, one = find_round(target, folder)
    if whole is not None and one is not None:
        return whole, [Part(one, one.sessions, True)]
    try:
        season, session = find_session(target, folder)
    except WrongCall:
        if whole is None or "/" in target:
            raise
        rounds = ", ".join(f"{one.number} {one.name}" for one in whole.rounds)
        raise WrongCall(
            f"no round or session {target!r} (rounds: {rounds or 'none'}; sessions are named like 1/race-1)"
        ) from None
    return season, [Part(season.round(session.round), (session,), False)]


def _jobs(season: Season, part: Part, look: Look) -> tuple[list[tuple[Session | None, Job]], list[str]]:
    """The work there is for a round, none where nothing of it is known yet; and what is missing."""
    from parcferme.publishing.papers import round_job

    one, told = part.round, list[str]()
    jobs: list[tuple[Session | None, Job]] = (
        [(None, round_job(season, one, look.languages))] if part.whole else []
    )
    if one.file.cancelled:
        told.append(told_as("cancelled", look, place=one.number))
    for session in part.sessions:
        job = _job(season, session, look.languages)
        if job.matter.scored is None:
            told.append(told_as("no-result", look, place=job.place))
        if job.kinds:
            jobs.append((session, job))
    return jobs, [*told, *(_unsaid(season, one, look) if jobs else ())]


def _job(season: Season, session: Session, languages: tuple[str, ...]) -> Job:
    """All of a session with a result; of a race before it was run the grid, where a session orders it."""
    from parcferme.publishing.papers import session_job

    if season.result(session) is not None:
        return session_job(season, session, languages)
    job = session_job(season, session, languages, "grid")
    ordered = job.matter.grid is not None and job.matter.grid[0].sources and job.matter.grid[1].slots
    return job if ordered else job._replace(kinds=())


def _unsaid(season: Season, one: Round, look: Look) -> Iterator[str]:
    """What the heads of the papers would like to say and the folder does not."""
    if not {**season.championship.officials, **one.file.officials}:
        yield told_as("no-officials", look, place=one.number)
    if not one.file.circuit:
        yield told_as("no-circuit", look, place=one.number)


def _pdf(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    for kind in job.kinds:
        yield Piece(f"{job.place} {kind.name}", lambda kind=kind: _bulletin(to, session, job, kind))  # type: ignore[misc]


def _bulletin(to: Publication, session: Session | None, job: Job, kind: Kind) -> Files:
    """A bulletin as a PDF; one that could only say that something is missing is left out."""
    import msgspec

    from parcferme.bulletins import typeset
    from parcferme.papers import UNMOVED, bulletin
    from parcferme.publishing import pictures

    matter = job.matter
    if kind.name in (CHARTS, STANDINGS):
        drawers = pictures.drawers(to, session, job)
        tried = (pictures.drawn(to, job, name, draw, "both") for name, draw in drawers.items())
        found = tuple(chart for chart in tried if not isinstance(chart, str))
        matter = msgspec.structs.replace(matter, charts={kind.name: found})
    made = bulletin(kind, matter, to.look.languages)
    lacks = lacking(made)
    if lacks is not None:
        to.lacks(job, kind.name, lacks)
        return
    head = head_of(to, job)
    paper = typeset(made, head.unamended() if kind.name in UNMOVED else head, to.look)
    to.told.extend(text for text in paper.told if text not in to.told)
    yield f"{job.place}/pdf/{paper.number:02d}-{paper.name}.pdf", paper.pdf


def head_of(to: Publication, job: Job) -> Masthead:
    """The head of everything published of a session or round."""
    import msgspec

    from parcferme.seal import qr_text, short_hash

    sealed = to.hashes.get(job.place)
    published = to.published or job.masthead.published or to.now
    protest = to.protest_until or job.masthead.protest_until
    if protest is not None and is_over(protest, published):
        line = to.say("protest-over", place=job.place, protest=protest, published=published)
        to.told.extend(text for text in (line,) if text not in to.told)
    return msgspec.structs.replace(
        job.masthead, status=state_of(to, job), changed=in_languages(changes_of(to, job)),
        published=published, protest_until=protest,
        hash=sealed and short_hash(sealed), link=sealed and qr_text(sealed),
    )  # fmt: skip


def is_over(protest: str, published: str) -> bool:
    """Whether the end of the protest period lies before the time of publication, as far as both can be told: times of
    one day, or without a day.
    """
    days, clocks = [], []
    for text in (protest, published):
        clock = re.search(r"(\d{1,2})[:hH](\d{2})", text)
        if clock is None:
            return False
        clocks.append((int(clock[1]), int(clock[2])))
        days.append(re.findall(r"\d+", text[: clock.start()]))
    return days[0] == days[1] and clocks[0] < clocks[1]


def changes_of(to: Publication, job: Job) -> Mapping[str, tuple[str, ...]]:
    """What an amendment changed, in each language: as it is told, then how that moved cars against the set it takes
    the place of.
    """
    status, languages = state_of(to, job), to.look.languages
    if not status.startswith(AMENDED):
        return dict.fromkeys(languages, job.masthead.changed)
    if job.place not in to.changed:
        why = (*job.masthead.changed, *([to.because] if to.because else []))
        moved = changed_since(to, job, status)
        to.changed[job.place] = {
            language: tuple(dict.fromkeys((*why, *lines))) for language, lines in moved.items()
        }
    return to.changed[job.place]


def named(to: Publication, name: str, language: str) -> str:
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


def contents(made: Sequence[Publication], target: str, forms: Iterable[str], kept: Iterable[Kept]) -> bytes:
    """What the folder holds: every file with its length and SHA-256, and what is missing."""
    from importlib.metadata import version

    season, changed = made[0].season, {place: said for to in made for place, said in to.changed.items()}
    document = {
        "parcferme": version("parcferme"),
        "series": season.name,
        "season": season.year,
        "rounds": [{"round": to.round.number, "event": to.round.name} for to in made],
        "target": target,
        "places": [place for to in made for place in to.places],
        "forms": list(forms),
        "languages": list(made[0].look.languages),
        "files": [{"path": one.path, "bytes": one.length, "sha256": one.sha256} for one in kept],
        "missing": [text for to in made for text in to.missing],
        **({"changed": changed} if changed else {}),
    }
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
