"""The rounds of a championship folder: their files, sessions and rules, in order of their numbers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from parcferme.decoders.result_columns import kind_of
from parcferme.findings import Finding, Where, error, warning
from parcferme.regulations import Rulebook, SessionKind
from parcferme.season.folder import (
    CHAMPIONSHIP,
    ROUND,
    STATES,
    CalendarRound,
    ChampionshipFile,
    FolderText,
    RoundFile,
    SessionFile,
    odd_bytes_in,
    overruled,
    read_folder_toml,
    text_in,
)

SUFFIXES: Final = (".log", ".jsonl", ".csv", ".tsv", ".txt", ".json", ".html", ".htm", ".sqlite", ".db")
"""What a session's file may end in, the first there is taken."""
WEATHER: Final = ".weather.csv"
"""What the file of a session's weather ends in, where round.toml names none."""
_MOST_ROUNDS: Final = 100
_NUMBERED: Final = re.compile(r"(\d{1,4})(?!\d)")


@dataclasses.dataclass(frozen=True, eq=False)
class Session:
    """One session of a round. `file`: its log, timing file or result list, None where there is none (yet); `name` and
    `kind` as points rules name them; `spec` is what round.toml says, `where` there. `weather`: the readings of the
    station, where there are any.
    """

    round: int
    name: str
    kind: str
    spec: SessionFile
    file: Path | None
    decisions: Path | None
    where: Where
    weather: Path | None = None

    @property
    def timed_as(self) -> SessionKind:
        """By which rules it is classified: a sprint and a stage are races."""
        return SessionKind(self.kind) if self.kind in list(SessionKind) else SessionKind.RACE


@dataclasses.dataclass(frozen=True, eq=False)
class Round:
    """One meeting. `rulebook` is the season's with what this round changes; `file` what its round.toml says with what
    the calendar adds; `folder` None where the calendar alone knows it.
    """

    number: int
    file: RoundFile
    rulebook: Rulebook
    sessions: tuple[Session, ...]
    folder: Path | None
    text: FolderText

    @property
    def name(self) -> str:
        """What it is called: its name, else its circuit, else its folder."""
        said = self.file.name or self.file.circuit
        return (
            said
            or (re.sub(r"^\d+[-_ ]*", "", self.folder.name) if self.folder is not None else "")
            or str(self.number)
        )

    def session(self, name: str) -> Session | None:
        """The session of a name, however it is written; None where there is none."""
        return next((one for one in self.sessions if evened(one.name) == evened(name)), None)


def evened(name: str) -> str:
    """A name however it is written: `Race 1` and `race-1` are one."""
    return re.sub(r"[\s_-]+", "-", name.strip().casefold())


def rounds_in(
    folder: Path, season: ChampionshipFile, top: FolderText, rulebook: str
) -> tuple[tuple[Round, ...], tuple[Finding, ...]]:
    """Every round of a championship folder, those of the calendar and those with a folder, and what is odd about them.

    `rulebook` is the text of the season's rulebook.
    """
    found: list[Finding] = []
    rounds: dict[int, Round] = {}
    calendar = {one.number: (at, one) for at, one in enumerate(season.round)}
    placed = {one.folder: one.number for one in season.round if one.folder}
    for path in _folders(folder, placed):
        text = text_in(path, ROUND)
        name = f"{path.name}/{ROUND}"
        said, read, odd = (
            (RoundFile(), FolderText(name), ()) if text is None else read_folder_toml(RoundFile, text, name)
        )
        found += (*odd_bytes_in(path, ROUND, name), *odd)
        said = said or RoundFile()
        match = _NUMBERED.match(path.name)
        number = (
            said.number
            if said.number is not None
            else placed.get(path.name, int(match[1]) if match else None)
        )
        if number is None:
            found.append(error("round-without-number", Where(file=name), folder=path.name))
        elif number in rounds:
            other = rounds[number].text.file
            found.append(error("round-twice", read.where("number"), number=number, other=other))
        else:
            planned = calendar.get(number, (0, CalendarRound(number)))[1]
            rounds[number] = _round(
                number, path, _with_calendar(said, planned, season), read, season, rulebook, found
            )
    for at, (number, (_, one)) in enumerate(calendar.items()):
        if number in rounds:
            continue
        where = top.where(f"round[{at}]")
        if one.folder is not None:
            found.append(error("round-folder-missing", where, number=number, folder=one.folder))
        file = _with_calendar(RoundFile(), one, season)
        rounds[number] = _round(
            number, None, file, FolderText(CHAMPIONSHIP, read=top.read), season, rulebook, found
        )
    ordered = tuple(rounds[number] for number in sorted(rounds))
    return ordered, (*found, *_order(ordered, top))


def _folders(folder: Path, named: Iterable[str]) -> list[Path]:
    """The folders of rounds: those with a round.toml, those the calendar names, those that begin with a number."""
    listed = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    rounds = [
        path
        for path in listed
        if (path / ROUND).is_file() or path.name in named or _NUMBERED.match(path.name)
    ]
    return sorted(
        rounds,
        key=lambda path: (int(match[1]) if (match := _NUMBERED.match(path.name)) else 10**6, path.name),
    )


def _with_calendar(said: RoundFile, planned: CalendarRound, season: ChampionshipFile) -> RoundFile:
    """What a round says, and for what it leaves open the calendar and the championship."""
    return msgspec.structs.replace(
        said,
        name=said.name or planned.name,
        circuit=said.circuit or planned.circuit,
        country=said.country or planned.country,
        zone=said.zone or planned.zone or season.zone,
        start=said.start or planned.start,
        end=said.end or planned.end,
        cancelled=said.cancelled or planned.cancelled,
    )


def _round(
    number: int,
    path: Path | None,
    said: RoundFile,
    read: FolderText,
    season: ChampionshipFile,
    rulebook: str,
    found: list[Finding],
) -> Round:
    book, _, odd = overruled(rulebook, read.file, read)
    found += odd
    if said.minimum_lap is not None:
        timing = msgspec.structs.replace(book.timing, minimum_lap=said.minimum_lap)
        book = msgspec.structs.replace(book, timing=timing)
    listed = bool(said.session)
    specs = said.session or season.session or (_unlisted(path) if path is not None else ())
    sessions: dict[str, Session] = {}
    for at, spec in enumerate(specs):
        where = read.where(f"session[{at}]") if listed else Where(file=read.file)
        if evened(spec.name) in sessions:
            found.append(error("session-twice", where, session=spec.name))
            continue
        sessions[evened(spec.name)] = _session(number, path, spec, where, found)
    if path is not None and listed:
        files = {one.file.name for one in sessions.values() if one.file is not None}
        for other in _unlisted(path):
            if other.file not in files:
                found.append(
                    warning("session-not-listed", Where(file=f"{path.name}/{other.file}"), session=other.name)
                )
    return Round(number, said, book, tuple(sessions.values()), path, read)


def _session(
    number: int, path: Path | None, spec: SessionFile, where: Where, found: list[Finding]
) -> Session:
    kind = evened(spec.kind) if spec.kind else kind_of(spec.name)
    spec = msgspec.structs.replace(spec, status=_state(spec, where, found))
    file = decisions = weather = None
    if path is not None:
        names = [spec.file] if spec.file else [f"{spec.name}{suffix}" for suffix in SUFFIXES]
        file = next((path / name for name in names if (path / name).is_file()), None)
        ruled = path / (spec.decisions or f"{spec.name}.decisions.toml")
        decisions = ruled if ruled.is_file() else None
        read = path / (spec.weather or f"{spec.name}{WEATHER}")
        weather = read if read.is_file() else None
        for asked, there in ((spec.file, file), (spec.decisions, decisions), (spec.weather, weather)):
            if asked and there is None:
                found.append(
                    error("session-file-missing", where, session=spec.name, file_named=f"{path.name}/{asked}")
                )
    return Session(number, spec.name, kind, spec, file, decisions, where, weather)


def _state(spec: SessionFile, where: Where, found: list[Finding]) -> str:
    """The state of publication; provisional, with a finding, for a word that is none."""
    state = " ".join(spec.status.casefold().split())
    if STATES.fullmatch(state):
        return state
    found.append(error("status-unknown", where, session=spec.name, value=spec.status))
    return "provisional"


def _unlisted(path: Path) -> tuple[SessionFile, ...]:
    """Sessions a folder shows by its files alone, practice and qualifying before races."""
    order = {"practice": 0, "qualifying": 1}
    files = [file for file in path.iterdir() if file.is_file() and file.suffix.lower() in SUFFIXES]
    named: dict[str, SessionFile] = {}
    for file in sorted(files, key=lambda file: (order.get(kind_of(file.stem), 2), file.name)):
        known = kind_of(file.stem) in ("practice", "qualifying", "race", "sprint", "stage")
        if known and not file.name.startswith(".") and not file.name.endswith(WEATHER):
            named.setdefault(file.stem, SessionFile(file.stem, file=file.name))
    return tuple(named.values())


def _order(rounds: tuple[Round, ...], top: FolderText) -> Iterator[Finding]:
    """Rounds missing in the middle, rounds run in another order than numbered, sessions before the one above them."""
    numbers = [one.number for one in rounds]
    first, last = min(numbers, default=1), max(numbers, default=0)
    for number in range(first, min(last, first + _MOST_ROUNDS)):
        if number not in numbers:
            after = next(one for one in rounds if one.number > number)
            yield warning("round-missing", after.text.where("number"), number=number, numbers=numbers)
    before: Round | None = None
    for one in rounds:
        day = first_day(one)
        if day is None:
            continue
        if before is not None and (other := first_day(before)) is not None and day < other:
            where = one.text.where("start") if one.folder is not None else top.where("round")
            values = {
                "number": one.number,
                "day": day.isoformat(),
                "other": before.number,
                "other_day": other.isoformat(),
            }
            yield warning("round-order", where, **values)
        before = one
    for one in rounds:
        start, end = one.file.start, one.file.end
        if start is not None and end is not None and end < start:
            where = one.text.where("end") if one.folder is not None else top.where("round")
            yield error(
                "round-ends-before-start",
                where,
                number=one.number,
                start=start.isoformat(),
                end=end.isoformat(),
            )
        yield from _session_order(one)


def _session_order(one: Round) -> Iterator[Finding]:
    """A session that starts before the one listed above it, or outside the days of its round."""
    before: Session | None = None
    first, last = one.file.start, one.file.end or one.file.start
    for session in one.sessions:
        start = session.spec.start
        if start is None:
            continue
        if (
            before is not None
            and before.spec.start is not None
            and start.replace(tzinfo=None) < before.spec.start.replace(tzinfo=None)
        ):
            said = {"session": session.name, "start": f"{start:%Y-%m-%d %H:%M}", "other": before.name}
            yield warning(
                "session-before-former",
                session.where,
                other_start=f"{before.spec.start:%Y-%m-%d %H:%M}",
                **said,
            )
        if first is not None and last is not None and not first <= start.date() <= last:
            said = {
                "session": session.name,
                "start": f"{start:%Y-%m-%d}",
                "first": f"{first}",
                "last": f"{last}",
            }
            yield warning("session-outside-round", session.where, **said)
        before = session


def first_day(one: Round) -> dt.date | None:
    """The first day of a round: as it says, else that of its first session."""
    starts = [session.spec.start.date() for session in one.sessions if session.spec.start is not None]
    return one.file.start or min(starts, default=None)
