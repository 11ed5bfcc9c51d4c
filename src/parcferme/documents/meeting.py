"""A meeting gathered: its sessions with their results, who was entered, its timetable and tables, as one frozen value.

Papers, files, charts, pages and press releases are printed from it, or from a part of it, and ask nothing besides.
Whoever fills it reads first and prints then, so that no two of them can see different meetings.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import msgspec

from parcferme.calendar import UntimedSession
from parcferme.documents.scored import Scored, is_reconstruction, session_name
from parcferme.documents.timetable import session_title
from parcferme.entries import Entries, Entry
from parcferme.findings import WrongCall
from parcferme.names import BY_TIME, fold

if TYPE_CHECKING:
    from parcferme.calendar import Timetable
    from parcferme.championship import Championship, Standings
    from parcferme.classification import Classification, ResultLine, SessionResult
    from parcferme.decoders import Reading
    from parcferme.findings import Finding
    from parcferme.grid import Grid

_FIELD: Final = re.compile(
    r"\b(?:overall place|place overall)\s+(stated|inferred|reconstructed)\b", re.IGNORECASE
)


class Series(msgspec.Struct, frozen=True):
    """Which championship something is of: `name` as its files call it, `title` as people do, `rulebook` by its name.
    `reconstruction`: its results were filled in to fit what was published. `gross`: its tables are made as if no result
    had been left out.
    """

    name: str
    title: str
    season: str | None = None
    rulebook: str | None = None
    reconstruction: bool = False
    gross: bool = False


NO_SERIES: Final = Series("", "")
ORGANISER: Final = "organiser"
"""The office of who organises the championship, which is nobody's who was in charge of a meeting."""


@dataclasses.dataclass(frozen=True, eq=False)
class MeetingSession:
    """One session of a meeting. `place` names the folder of its files; `event` the meeting, empty for a file by itself;
    `rulebook` that of the meeting, by its name. `start` is by the clock of the circuit, `length` in µs and `laps` as
    scheduled, `plus_laps` driven once the time is up, `minimum_stop` the compulsory stop in µs, `length_m` a lap of
    the circuit in metres.

    `result` is what it ended in; `scored` that as a classification, `timed` where laps were, else as a list states it;
    `lacks` says why its file gives no result.
    `certainty`: `stated`, `inferred` or `reconstructed`, for what a list does not say line by line; `notes`: what it
    notes of a car. `grid` is there for a race, `ordered_by` the sessions that order it. `entries` are those of the
    meeting, `weather` readings of a station, `wet`: declared a wet session, `findings`: what was odd in it. What stands
    at the head of its papers: `status`, what an amendment `changed`, `published`, `protest_until`, as they are printed.
    """

    round: int
    name: str
    kind: str
    title: str | None = None
    series: Series = NO_SERIES
    rulebook: str | None = None
    event: str = ""
    place: str = ""
    start: dt.datetime | None = None
    length: int | None = None
    laps: int | None = None
    plus_laps: int = 0
    minimum_stop: int | None = None
    length_m: int | None = None
    result: SessionResult | None = None
    scored: Scored | None = None
    timed: bool = False
    lacks: str | None = None
    grid: Grid | None = None
    ordered_by: tuple[str, ...] = ()
    entries: Entries | None = None
    weather: tuple[Reading, ...] = ()
    wet: bool = False
    certainty: str | None = None
    notes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    status: str = "provisional"
    changed: tuple[str, ...] = ()
    published: str | None = None
    protest_until: str | None = None
    findings: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, scored: Scored, series: Series = NO_SERIES, place: str = "") -> MeetingSession:
        """A timing file by itself: a session of no meeting."""
        timing = scored.result.timing
        kind = timing.kind.value
        return cls(
            0, kind, kind, series=series, rulebook=timing.rulebook.name, place=place, scored=scored, timed=True,
            entries=scored.decoded.entries, findings=tuple(scored.findings),
        )  # fmt: skip

    def called(self, language: str = "en") -> str:
        """What it is called in a language."""
        return session_title(UntimedSession(self.name, self.kind, self.title), language)

    @property
    def is_race(self) -> bool:
        """Whether it has a grid and a winner."""
        return self.kind not in BY_TIME

    @property
    def reconstructed(self) -> bool:
        """Whether its figures were worked out and not timed."""
        return self.series.reconstruction or (self.scored is not None and is_reconstruction(self.scored))

    @property
    def classification(self) -> Classification | None:
        """The classification of a session whose laps are known."""
        return self.scored.result if self.timed and self.scored is not None else None

    @property
    def started(self) -> tuple[str, ...]:
        """The numbers in order of the starting grid, those from the pit lane last; none where there is no grid."""
        slots = () if self.grid is None else (*self.grid.slots, *self.grid.pit_lane)
        return tuple(slot.number for slot in slots)

    @property
    def lined_up(self) -> Grid | None:
        """The grid a race was started from; None before it was run, and where no session orders it."""
        return self.grid if self.result is not None and self.ordered_by else None

    @property
    def certainties(self) -> Mapping[str, str]:
        """How sure each line of a result list is; a session that was timed is sure as a whole or not, and has none."""
        lines = () if self.timed or self.result is None else self.result.lines
        return {line.car: line.certainty for line in lines if line.certainty}

    @property
    def source(self) -> str:
        """Where its result was read."""
        file = self.result.file if self.result is not None else None
        return file or f"{self.round}/{self.name}"

    def classified(self) -> Scored:
        """Its classification. Raises `WrongCall` for a session without a result, and says why."""
        if self.scored is None:
            why = f": {self.lacks}" if self.lacks else " yet"
            raise WrongCall(f"{self.round}/{self.name}: no result{why}")
        return self.scored

    def line(self, car: str) -> ResultLine | None:
        """The result of a car, None where it has none."""
        lines = self.result.lines if self.result is not None else ()
        return next((line for line in lines if line.car == car), None)

    def class_places(self) -> dict[str, int]:
        """The place in its class of every car that has one: as its list says, else in the order of the session."""
        found: dict[str, int] = {}
        seen: dict[str | None, int] = {}
        for line in self.placed():
            seen[line.class_] = seen.get(line.class_, 0) + 1
            found[line.car] = line.class_position or seen[line.class_]
        return found

    def placed(self) -> tuple[ResultLine, ...]:
        """The cars with a place, in order; of a list by class alone, those of each class in theirs."""
        lines = {line.car: line for line in (self.result.lines if self.result is not None else ())}
        with_place = [line for line in lines.values() if line.position or line.class_position]
        return tuple(sorted(with_place, key=lambda line: (line.position or 10**6, line.class_position or 0)))

    def overall(self, car: str) -> int | None:
        """The place of a car among all, None without one."""
        line = self.line(car)
        return None if line is None else line.position

    def has_time(self, car: str) -> bool | None:
        """Whether a car was credited with a lap time; None where that is not known. In a list that gives no times at
        all, who has a place had a time.
        """
        line = self.line(car)
        if line is None:
            return None
        if self.classification is not None:
            return line.best_lap is not None
        return line.best_lap is not None or bool(line.position or line.class_position)

    def sure(self, car: str, *, overall: bool = False) -> str | None:
        """How certain the place of a car is. The certainty of a line speaks of the place in class; among all it is no
        better than that of the session, unless the note of the line says of that place itself (`overall place stated`).
        """
        line = self.line(car)
        noted = _FIELD.search(self.notes.get(car, "")) if overall else None
        if noted is not None:
            return noted[1]
        said = self.certainty if line is None else line.certainty or self.certainty
        return self.certainty if overall and self.certainty is not None else said


@dataclasses.dataclass(frozen=True, eq=False)
class Meeting:
    """One meeting: its days, its sessions in order, who was entered, and the tables as they stand after it.

    `standings` are None where nothing had scored by then, or no table was asked for. `timetable` is that of the meeting
    alone. `zone` is the clock of the circuit, `officials` are pairs of office and name, `rulebook` its name,
    `length_m` that of the circuit, `published` when its papers were, as they print it.
    """

    series: Series
    number: int
    event: str
    circuit: str | None = None
    country: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    cancelled: bool = False
    sessions: tuple[MeetingSession, ...] = ()
    entries: Entries = dataclasses.field(default_factory=Entries)
    standings: Standings | None = None
    timetable: Timetable | None = None
    zone: str = "UTC"
    length_m: int | None = None
    officials: tuple[tuple[str, str], ...] = ()
    rulebook: str | None = None
    published: str | None = None

    @property
    def place(self) -> str:
        """The folder of its own files."""
        return str(self.number)

    @property
    def in_charge(self) -> tuple[tuple[str, str], ...]:
        """Who was in charge of it, by office."""
        return tuple(one for one in self.officials if one[0] != ORGANISER)

    @property
    def races(self) -> tuple[MeetingSession, ...]:
        """Its races, in order."""
        return tuple(one for one in self.sessions if one.is_race)

    @property
    def run(self) -> bool:
        """Whether there is any result of it."""
        return any(one.result is not None for one in self.sessions)

    @property
    def after_it(self) -> Standings | None:
        """The tables after it, where it scored; not those of a meeting before."""
        return self.standings if self.standings is not None and self.standings.after == self.number else None

    def session(self, name: str) -> MeetingSession | None:
        """A session by name."""
        return next((one for one in self.sessions if one.name == name), None)

    def of_kind(self, kind: str) -> tuple[MeetingSession, ...]:
        """The sessions of a kind, in order."""
        return tuple(one for one in self.sessions if one.kind == kind)

    def day_of(self, session: MeetingSession) -> dt.date | None:
        """The day of a session: of its start, else where the starts around it and the days of the meeting leave one."""
        if session.start is not None:
            return session.start.date()
        at = self.sessions.index(session)
        before = [one.start.date() for one in self.sessions[:at] if one.start is not None]
        after = [one.start.date() for one in self.sessions[at + 1 :] if one.start is not None]
        first = max([*before, *([self.first] if self.first else [])], default=None)
        last = min([*after, *([self.last] if self.last else [])], default=None)
        return first if first is not None and first == last else None

    def cars_of(self, team: str) -> tuple[Entry, ...]:
        """The cars of a team, however its name is written."""
        return tuple(one for one in self.entries.cars if one.team and fold(one.team) == fold(team))


@dataclasses.dataclass(frozen=True, eq=False)
class Meetings:
    """The meetings of a season, those that were asked for gathered whole, and what holds for all of them.

    `classes` in the order of the championship, `class_of` the class of every car, `colours` the folder's own, `logo` a
    picture's bytes, `unread` why there is none. `names`: what texts call somebody, and the name used here. `held` are
    the rounds with a result; `championship` works out any table of them, where tables were asked for. `ends`: a
    calendar says which meetings there are, so that the last of them is the season's.
    """

    series: Series
    meetings: tuple[Meeting, ...]
    classes: tuple[str, ...] = ()
    class_of: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    colours: Mapping[str, str] = dataclasses.field(default_factory=dict)
    logo: bytes | None = None
    unread: str | None = None
    entries: Entries = dataclasses.field(default_factory=Entries)
    held: tuple[int, ...] = ()
    championship: Championship | None = None
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    ends: bool = True

    @classmethod
    def of(cls, scored: Scored, file: str) -> Meetings:
        """A timing file by itself, as the only session of a meeting without a name."""
        timing, called, stem = scored.result.timing, session_name(scored), PurePath(file).stem
        series = Series(file, stem if called == file else called, reconstruction=is_reconstruction(scored))
        session = MeetingSession.of(scored, series, stem)
        return cls(
            series,
            (Meeting(series, 0, "", sessions=(session,), entries=scored.decoded.entries),),
            classes=tuple(sorted(name for name in timing.classes if name)),
            class_of={row.number: row.class_ for row in scored.result.rows},
        )

    @property
    def title(self) -> str:
        """What the championship is called."""
        return self.series.title

    @property
    def year(self) -> str | None:
        """The season it is."""
        return self.series.season

    @property
    def every_class(self) -> tuple[str, ...]:
        """The classes in the order of the championship, then any other that a car is in."""
        return tuple(
            dict.fromkeys((*self.classes, *sorted({name for name in self.class_of.values() if name})))
        )

    def meeting(self, number: int) -> Meeting | None:
        """The meeting of a round."""
        return next((one for one in self.meetings if one.number == number), None)

    def place(self, meeting: Meeting) -> str:
        """Where a meeting is: its name without the number that only tells it from an earlier one (`Le Castellet 2`)."""
        bare = re.sub(r"[ -]+(?:\d+|I{1,3})$", "", meeting.event)
        return bare if any(one.event == bare for one in self.meetings) else meeting.event

    def following(self, number: int) -> Meeting | None:
        """The next meeting that was not called off."""
        later = [one for one in self.meetings if one.number > number and not one.cancelled]
        return later[0] if later else None

    def is_last(self, number: int) -> bool:
        """Whether a meeting is the last of the season, as far as a calendar says so: a folder alone does not."""
        return self.ends and self.following(number) is None

    def through(self, number: int) -> tuple[Standings, ...]:
        """The tables after every round that was held, up to this one; none where no table was asked for."""
        if self.championship is None:
            return ()
        return tuple(
            in_order(self.championship.after(one), self.classes) for one in self.held if one <= number
        )


def in_order(standings: Standings, classes: tuple[str, ...]) -> Standings:
    """The standings with tables of one name by class in the order of the championship."""
    names = [table.name for table in standings.tables]
    places = {class_: at for at, class_ in enumerate(classes)}
    tables = sorted(
        standings.tables, key=lambda one: (names.index(one.name), places.get(one.class_ or "", len(places)))
    )
    return msgspec.structs.replace(standings, tables=tuple(tables))
