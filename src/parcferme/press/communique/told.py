"""What a communiqué is told from: a season, its meetings and their sessions as values, whoever read them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

from parcferme.championship import Championship, Standings
from parcferme.classification import Classification
from parcferme.classification.lines import ResultLine, SessionResult
from parcferme.decoders.weather import Reading
from parcferme.entries import Entries, Entry
from parcferme.grid import Grid

_FIELD: Final = re.compile(
    r"\b(?:overall place|place overall)\s+(stated|inferred|reconstructed)\b", re.IGNORECASE
)


@dataclasses.dataclass(frozen=True, eq=False)
class Ran:
    """One session of a meeting. `length` in µs and `laps` as scheduled, `plus_laps` driven once the time is up; `start`
    local to the circuit, None where no source gives one. `classification` holds laps where the session was timed,
    `minimum_stop` the compulsory stop in µs.

    `certainty`: `stated`, `inferred` or `reconstructed`, for what its result list does not say line by line. `notes`:
    what the list notes of a car, by number; `weather`: readings of a station; `wet`: declared a wet session.
    """

    round: int
    name: str
    kind: str
    title: str | None = None
    start: dt.datetime | None = None
    length: int | None = None
    laps: int | None = None
    plus_laps: int = 0
    minimum_stop: int | None = None
    result: SessionResult | None = None
    classification: Classification | None = None
    grid: Grid | None = None
    certainty: str | None = None
    status: str = "provisional"
    notes: Mapping[str, str] = dataclasses.field(default_factory=dict)
    weather: tuple[Reading, ...] = ()
    wet: bool = False

    @property
    def is_race(self) -> bool:
        """Whether it has a grid and a winner."""
        return self.kind not in ("practice", "qualifying")

    @property
    def source(self) -> str:
        """Where its result was read."""
        file = self.result.file if self.result is not None else None
        return file or f"{self.round}/{self.name}"

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
class Weekend:
    """One meeting: its days, its sessions in order, who was entered, and the tables after it where it was run."""

    number: int
    event: str
    circuit: str | None = None
    country: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    cancelled: bool = False
    sessions: tuple[Ran, ...] = ()
    entries: Entries = dataclasses.field(default_factory=Entries)
    standings: Standings | None = None

    @property
    def races(self) -> tuple[Ran, ...]:
        """Its races, in order."""
        return tuple(one for one in self.sessions if one.is_race)

    @property
    def run(self) -> bool:
        """Whether there is any result of it."""
        return any(one.result is not None for one in self.sessions)

    def session(self, name: str) -> Ran | None:
        """A session by name."""
        return next((one for one in self.sessions if one.name == name), None)

    def of_kind(self, kind: str) -> tuple[Ran, ...]:
        """The sessions of a kind, in order."""
        return tuple(one for one in self.sessions if one.kind == kind)

    def day_of(self, session: Ran) -> dt.date | None:
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
        wanted = "".join(team.casefold().split())
        return tuple(
            one for one in self.entries.cars if one.team and "".join(one.team.casefold().split()) == wanted
        )


@dataclasses.dataclass(frozen=True, eq=False)
class SeasonTold:
    """A season as it is told. `names`: what texts call somebody, and the name used here; `championship` works out what
    the next round can change. `reconstruction`: its results were filled in to fit what was published. `ends`: a
    calendar says which meetings there are, so that the last of them is the season's.
    """

    title: str
    year: str | None
    weekends: tuple[Weekend, ...]
    classes: tuple[str, ...] = ()
    entries: Entries = dataclasses.field(default_factory=Entries)
    championship: Championship | None = None
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    reconstruction: bool = False
    ends: bool = True

    def is_last(self, number: int) -> bool:
        """Whether a meeting is the last of the season, as far as a calendar says so: a folder alone does not."""
        return self.ends and self.following(number) is None

    def weekend(self, number: int) -> Weekend | None:
        """The meeting of a round."""
        return next((one for one in self.weekends if one.number == number), None)

    def place(self, weekend: Weekend) -> str:
        """Where a meeting is: its name without the number that only tells it from an earlier one (`Le Castellet 2`)."""
        bare = re.sub(r"[ -]+(?:\d+|I{1,3})$", "", weekend.event)
        return bare if any(one.event == bare for one in self.weekends) else weekend.event

    def following(self, number: int) -> Weekend | None:
        """The next meeting that was not called off."""
        later = [one for one in self.weekends if one.number > number and not one.cancelled]
        return later[0] if later else None
