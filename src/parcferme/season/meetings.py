"""The rounds of a championship folder: their files, sessions and rules, in order of their numbers."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from parcferme.championship import kinds_named
from parcferme.classification import SessionResult
from parcferme.decoders import CORRECTIONS, Called
from parcferme.findings import Finding, Where, error, info, warning
from parcferme.names import BY_TIME, KINDS, fold, kind_of, kind_said, nearest, same
from parcferme.regulations import Rulebook, SessionKind
from parcferme.season.folder import (
    CHAMPIONSHIP,
    ROUND_FILE,
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
from parcferme.season.results import holds_results

SUFFIXES: Final = (".log", ".jsonl", ".csv", ".tsv", ".txt", ".json", ".html", ".htm", ".sqlite", ".db")
"""What a session's file may end in, the first there is taken."""
WEATHER: Final = ".weather.csv"
"""What the file of a session's weather ends in, where round.toml names none."""
DECISIONS: Final = ".decisions.toml"
"""What the file of a session's rulings ends in, where round.toml names none."""
GRID_RULINGS: Final = ".grid.toml"
"""What the file of what was ruled for the grid of a race alone ends in."""
_MOST_ROUNDS: Final = 100
_OF_THE_SEASON: Final = frozenset(("points", "standings", "meeting", "season", "carry", "playoffs"))
"""Rules that are asked of the season alone, so that a round cannot have others."""
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
        return said or (_unnumbered(self.folder.name) if self.folder is not None else "") or str(self.number)

    def is_called(self, name: str) -> bool:
        """Whether somebody means this round: by its number, its name or its folder, however they are written."""
        known = (str(self.number), self.name, *((self.folder.name,) if self.folder is not None else ()))
        return fold(name) in map(fold, known)

    def session(self, name: str) -> Session | None:
        """The session of a name, however it is written; None where there is none."""
        return _called(name, self.sessions)


def _called(name: str, sessions: Iterable[Session]) -> Session | None:
    """The session of this very name, else one that differs in how it is written."""
    alike = [one for one in sessions if fold(one.name) == fold(name)]
    return next((one for one in alike if one.name == name), alike[0] if alike else None)


def _key(name: str) -> str:
    """What no two sessions of a round may share: `Race 1` and `race-1` are one, `race.1` is another."""
    return re.sub(r"[\s_-]+", "-", same(name))


class RoundFolder(NamedTuple):
    """The folder of a round as read: what its round.toml says, where, the number it has, and what is odd in it."""

    path: Path
    said: RoundFile
    text: FolderText
    number: int | None
    findings: tuple[Finding, ...]


def folders_in(folder: Path, season: ChampionshipFile) -> tuple[RoundFolder, ...]:
    """The folders of rounds in a championship folder, each read once."""
    placed = {one.folder: one.number for one in season.round if one.folder}
    found = []
    for path in _folders(folder, placed):
        text = text_in(path, ROUND_FILE)
        name = f"{path.name}/{ROUND_FILE}"
        said, read, odd = (
            (RoundFile(), FolderText(name), ()) if text is None else read_folder_toml(RoundFile, text, name)
        )
        said = said or RoundFile()
        match = _NUMBERED.match(path.name)
        counted = placed.get(path.name, int(match[1]) if match else None)
        number = said.number if said.number is not None else counted
        found.append(RoundFolder(path, said, read, number, (*odd_bytes_in(path, ROUND_FILE, name), *odd)))
    return tuple(found)


def calendar_of(season: ChampionshipFile, folders: Iterable[RoundFolder]) -> tuple[Called, ...]:
    """All that calendar and folders call each round: its name, its circuit, its folder."""
    names: dict[int, list[str | None]] = {}
    for one in folders:
        if one.number is not None:
            folder = one.path.name
            names.setdefault(one.number, []).extend(
                (one.said.name, one.said.circuit, folder, _unnumbered(folder))
            )
    for planned in season.round:
        names.setdefault(planned.number, []).extend((planned.name, planned.circuit, planned.folder))
    return tuple(
        Called(number, tuple(dict.fromkeys(name for name in called if name)))
        for number, called in names.items()
    )


def _unnumbered(folder: str) -> str:
    return re.sub(r"^\d+[-_ ]*", "", folder)


def rounds_in(
    folders: Iterable[RoundFolder],
    season: ChampionshipFile,
    top: FolderText,
    rulebook: str,
    listed: Sequence[SessionResult] = (),
) -> tuple[tuple[Round, ...], tuple[Finding, ...]]:
    """Every round of a championship folder, those of the calendar, those with a folder and those of the one result list
    of all rounds (`listed`), and what is odd about them.

    `rulebook` is the text of the season's rulebook.
    """
    found: list[Finding] = []
    of_list, plain = by_round(listed), FolderText(CHAMPIONSHIP, read=top.read)
    rounds: dict[int, Round] = {}
    calendar: dict[int, tuple[int, CalendarRound]] = {}
    for at, one in enumerate(season.round):
        if calendar.setdefault(one.number, (at, one))[0] != at:
            where = top.where(f"round[{at}].number")
            found.append(error("round-twice", where, number=one.number, other=CHAMPIONSHIP))
    for path, said, read, number, odd in folders:
        found += odd
        if number is None:
            found.append(error("round-without-number", Where(file=read.file), folder=path.name))
        elif number in rounds:
            other = rounds[number].text.file
            found.append(error("round-twice", read.where("number"), number=number, other=other))
        else:
            planned = calendar.get(number, (0, CalendarRound(number)))[1]
            file = _with_calendar(said, planned, season, of_list.get(number, ()))
            rounds[number] = _round(
                number, path, file, read, season, rulebook, found, of_list.get(number, ())
            )
    for number, (at, one) in calendar.items():
        if number in rounds:
            continue
        where = top.where(f"round[{at}]")
        if one.folder is not None:
            found.append(error("round-folder-missing", where, number=number, folder=one.folder))
        file = _with_calendar(RoundFile(), one, season, of_list.get(number, ()))
        rounds[number] = _round(number, None, file, plain, season, rulebook, found, of_list.get(number, ()))
    beyond = sorted(set(of_list) - set(rounds))
    if beyond and rounds:  # a calendar or folders say which rounds there are, and these are none of them
        found.append(info("round-not-listed", Where(file=season.results), rounds=beyond))
    for number in beyond:
        mine = of_list[number]
        file = _with_calendar(RoundFile(), CalendarRound(number), season, mine)
        rounds[number] = _round(number, None, file, plain, season, rulebook, found, mine)
    ordered = tuple(rounds[number] for number in sorted(rounds))
    return ordered, (*found, *_order(ordered, top))


def _folders(folder: Path, named: Iterable[str]) -> list[Path]:
    """The folders of rounds: those with a round.toml, those the calendar names, those that begin with a number."""
    listed = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    rounds = [
        path
        for path in listed
        if (path / ROUND_FILE).is_file() or path.name in named or _NUMBERED.match(path.name)
    ]
    return sorted(
        rounds,
        key=lambda path: (int(match[1]) if (match := _NUMBERED.match(path.name)) else 10**6, path.name),
    )


def by_round(listed: Iterable[SessionResult]) -> dict[int, tuple[SessionResult, ...]]:
    """The sessions of a result list by round, in its order; qualifyings that all stand behind the races before them."""
    found: dict[int, list[SessionResult]] = {}
    for result in listed:
        found.setdefault(result.round, []).append(result)
    for results in found.values():
        untimed = [one.kind in BY_TIME for one in results]
        if not untimed[0] and any(untimed):
            names = [one.session for one in results]
            results.sort(key=lambda one, names=names: _rank(one.session, one.kind, names))  # type: ignore[misc]
    return {number: tuple(results) for number, results in found.items()}


def _with_calendar(
    said: RoundFile, planned: CalendarRound, season: ChampionshipFile, listed: Sequence[SessionResult]
) -> RoundFile:
    """What a round says, and for what it leaves open the calendar, the championship and the list of all rounds."""
    event = next((one.event for one in listed if one.event), None)
    return msgspec.structs.replace(
        said,
        name=said.name or planned.name or (None if said.circuit or planned.circuit else event),
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
    of_list: Sequence[SessionResult] = (),
) -> Round:
    book, _, odd = overruled(rulebook, read)
    found += odd
    for key in sorted(_OF_THE_SEASON & set(read.rules)):
        problem = f"rules.{key}: does nothing at one round: tables go by the rules of the season"
        found.append(error("rulebook-unusable", read.where(f"rules.{key}"), problem=problem))
    if said.minimum_lap is not None:
        timing = msgspec.structs.replace(book.timing, minimum_lap=said.minimum_lap)
        book = msgspec.structs.replace(book, timing=timing)
    listed = bool(said.session)
    kinds = {**dict.fromkeys(_scored_names(book), ""), **kinds_named(book)}
    specs = said.session or season.session or (_unlisted(path, kinds) if path is not None else ())
    if path is not None and not (said.session or season.session):
        found += _unknown(path, kinds)
    sessions: dict[str, Session] = {}
    for at, spec in enumerate(specs):
        where = read.where(f"session[{at}]") if listed else Where(file=read.file)
        if _key(spec.name) in sessions:
            found.append(error("session-twice", where, session=spec.name))
            continue
        sessions[_key(spec.name)] = _session(number, path, spec, where, found, kinds)
    own = tuple(sessions.values())
    found += _odd_in_list(number, own, of_list, named=bool(said.session or season.session))
    for result in of_list:
        mine = _called(result.session, sessions.values())
        if mine is None:
            spec, where = SessionFile(result.session, kind=result.kind), Where(file=result.file)
            mine = sessions[_key(result.session)] = _session(number, path, spec, where, found, kinds)
        if mine.file is not None and path is not None:
            named = f"{path.name}/{mine.file.name}"
            values = {"session": result.session, "round": number, "file_named": named}
            found.append(warning("list-session-unused", Where(file=result.file), **values))
    if path is not None and listed:
        files = {one.file.name for one in sessions.values() if one.file is not None}
        for other in _unlisted(path, kinds):
            if other.file not in files:
                found.append(
                    warning("session-not-listed", Where(file=f"{path.name}/{other.file}"), session=other.name)
                )
    return Round(number, said, book, _in_order(own, tuple(sessions.values())[len(own) :]), path, read)


def _odd_in_list(
    number: int, own: Sequence[Session], of_list: Sequence[SessionResult], *, named: bool
) -> Iterator[Finding]:
    """Races of the list of all rounds that are none of those the round has, and sessions of which the two say another
    kind. `named`: whether the sessions of the round are listed.
    """
    races = [one for one in own if one.kind not in BY_TIME]
    for result in of_list:
        where = Where(file=result.file, line=result.lines[0].line if result.lines else None)
        mine = _called(result.session, own)
        if mine is None and races and result.kind not in BY_TIME:
            others = [one.name for one in races if named or one.kind == result.kind]
            if others:
                values = {"session": result.session, "round": number, "others": others}
                yield warning("list-session-beside", where, **values)
        elif mine is not None and mine.kind != result.kind and mine.spec.kind:
            values = {"session": mine.name, "round": number, "kind": mine.kind, "other": result.kind}
            yield warning("session-kind-otherwise", where, **values)


def _in_order(own: Sequence[Session], listed: Sequence[Session]) -> tuple[Session, ...]:
    """The sessions of a round in its own order, and those that the list of all rounds alone has where a weekend has
    them: a qualifying before the race it is for.
    """
    if not own:
        return tuple(listed)
    names = [one.name for one in (*own, *listed)]
    found = list(own)
    for one in listed:
        rank = _rank(one.name, one.kind, names)
        later = (at for at, other in enumerate(found) if _rank(other.name, other.kind, names) > rank)
        found.insert(next(later, len(found)), one)
    return tuple(found)


def _scored_names(book: Rulebook) -> tuple[str, ...]:
    """The folded names of sessions the rules of points are for, whatever kind they are."""
    return tuple(fold(label) for rules in book.points for label in rules.sessions)


def _session(
    number: int,
    path: Path | None,
    spec: SessionFile,
    where: Where,
    found: list[Finding],
    kinds: Mapping[str, str],
) -> Session:
    """One session with its files. `kinds`: what the rulebook says of sessions it names, before any table of words."""
    kind = kind_said(spec.kind) if spec.kind else kinds.get(fold(spec.name)) or kind_of(spec.name)
    spec = msgspec.structs.replace(spec, status=_state(spec, where, found))
    file = decisions = weather = None
    if path is not None:
        if spec.file:
            file = path / spec.file if (path / spec.file).is_file() else None
        else:
            file = next((its for suffix in SUFFIXES if (its := beside(path, spec.name, suffix))), None)
        ruled, read = path / (spec.decisions or ""), path / (spec.weather or "")
        decisions = (
            (ruled if ruled.is_file() else None) if spec.decisions else beside(path, spec.name, DECISIONS)
        )
        weather = (read if read.is_file() else None) if spec.weather else beside(path, spec.name, WEATHER)
        for asked, there in ((spec.file, file), (spec.decisions, decisions), (spec.weather, weather)):
            if asked and there is None:
                found.append(
                    error("session-file-missing", where, session=spec.name, file_named=f"{path.name}/{asked}")
                )
    return Session(number, spec.name, kind, spec, file, decisions, where, weather)


def beside(folder: Path, name: str, ending: str) -> Path | None:
    """The file of a session in the folder of its round: `NAME` as the session is called, however that is written."""
    named = folder / f"{name}{ending}"
    if named.is_file():
        return named
    there = (path for path in sorted(folder.iterdir()) if path.name.endswith(ending) and path.is_file())
    return next((path for path in there if _key(path.name.removesuffix(ending)) == _key(name)), None)


def _state(spec: SessionFile, where: Where, found: list[Finding]) -> str:
    """The state of publication; provisional, with a finding, for a word that is none."""
    state = " ".join(spec.status.casefold().split())
    if STATES.fullmatch(state):
        return state
    found.append(error("status-unknown", where, session=spec.name, value=spec.status))
    return "provisional"


def _unlisted(path: Path, kinds: Mapping[str, str]) -> tuple[SessionFile, ...]:
    """Sessions a folder shows by its files alone: practice, then qualifying and what it is for."""
    named: dict[str, SessionFile] = {}
    files = _of_sessions(path)
    names = [file.stem for file in files]
    for file in sorted(files, key=lambda file: (_rank(file.stem, _kind(file, kinds), names), file.name)):
        if _kind(file, kinds) in KINDS or fold(file.stem) in kinds:
            named.setdefault(file.stem, SessionFile(file.stem, file=file.name))
    return tuple(named.values())


def _unknown(path: Path, kinds: Mapping[str, str]) -> Iterator[Finding]:
    """Result lists of a folder whose name says no kind of session, so that they are taken for none."""
    for file in sorted(_of_sessions(path)):
        if _kind(file, kinds) not in KINDS and fold(file.stem) not in kinds and holds_results(file):
            where = Where(file=f"{path.name}/{file.name}")
            near = nearest(file.stem, KINDS)
            yield warning("file-kind-unknown", where, session=file.stem, kinds=list(KINDS), nearest=near)


def _of_sessions(path: Path) -> list[Path]:
    """The files of a folder that may be those of sessions."""
    return [
        file
        for file in path.iterdir()
        if file.is_file()
        and file.suffix.lower() in SUFFIXES
        and not file.name.startswith(".")
        and not file.name.endswith((WEATHER, CORRECTIONS))
    ]


def _kind(file: Path, kinds: Mapping[str, str]) -> str:
    return kinds.get(fold(file.stem)) or kind_of(file.stem)


def _rank(name: str, kind: str, names: Iterable[str]) -> int:
    """Where a session stands in a weekend nobody wrote down: practice, qualifying, races. Where a sprint has a
    qualifying of its own (`sprint-qualifying`), both come before the qualifying of the race.
    """
    own = any(kind_of(other) == "qualifying" and "sprint" in fold(other) for other in names)
    if kind == "qualifying":
        return 1 if "sprint" in fold(name) else 3
    return {"practice": 0, "sprint": 2 if own and kind_of(name) == "sprint" else 4}.get(kind, 5)


def _order(rounds: tuple[Round, ...], top: FolderText) -> Iterator[Finding]:
    """Rounds missing before the last, rounds run in another order than numbered, sessions before the one above them."""
    numbers = [one.number for one in rounds]
    last = max(numbers, default=0)
    missing = [number for number in range(1, min(last, _MOST_ROUNDS)) if number not in numbers]
    if missing:
        after = next(one for one in rounds if one.number > missing[0])
        yield warning("round-missing", after.text.where("number"), number=missing, numbers=numbers)
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
