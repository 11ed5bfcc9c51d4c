"""Cars and crews of an entry list, and who of them takes part in a round. Car numbers are text."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

import msgspec

from parcferme.findings import Where

When: TypeAlias = dt.date | bool
"""A date, or only that it is so, where a list says `yes` without a date."""


SECONDS: Final = "s"
"""The unit of handicaps that are time at the compulsory stop."""


class EntryStatus(enum.StrEnum):
    """What became of an entry: `accepted` came late and was let in by a decision; `excused` stays away with leave."""

    ENTERED = "entered"
    ACCEPTED = "accepted"
    RESERVE = "reserve"
    WITHDRAWN = "withdrawn"
    EXCUSED = "excused"


# What becomes of a single driver; the others are said of a car.
PERSONAL: Final = frozenset({EntryStatus.WITHDRAWN, EntryStatus.EXCUSED})
_ABSENT: Final = PERSONAL | {EntryStatus.RESERVE}


class Driver(msgspec.Struct, frozen=True, omit_defaults=True):
    """One member of a crew. `id` is what a passing's `driver` holds where a source numbers its drivers; `rounds` are
    the rounds the driver takes part in, empty where the list does not say (then all).

    `entered`: the date of the entry, `withdrawn`: of the withdrawal. `hurt`: reported hurt, and `hurt_by` what;
    `cleared`: declared fit by the doctor. `guest`, `registered`: None where the driver is what the car is.
    """

    name: str
    id: str | None = None
    nation: str | None = None
    category: str | None = None
    rounds: tuple[int, ...] = ()
    entered: dt.date | None = None
    withdrawn: When = False
    status: EntryStatus | None = None
    hurt: When = False
    hurt_by: str | None = None
    cleared: When = False
    guest: bool | None = None
    registered: bool | None = None

    def takes_part(self, number: int, day: dt.date | None = None) -> bool:
        """Whether the driver is in the crew in this round, whose first day is `day`."""
        listed = number in self.rounds if self.rounds else not _later(self.entered, day)
        return listed and not gone(self.withdrawn, self.status, day)


class Load(msgspec.Struct, frozen=True):
    """What a car carries into a race for its success: `value` in `unit` (kilogrammes, seconds at the compulsory stop)
    of `name`. `whom`: the car, driver or team it was given to.
    """

    name: str
    unit: str
    value: int | Fraction
    whom: str


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, rename={"class_": "class"}):
    """One car of the entry list, as it is in the rounds it names: a number that changes its team, class or car between
    rounds is two entries.

    `rounds` are the rounds it takes part in, empty where the list does not say (then all, but for `except_rounds`).
    `guest`: scores nothing (unless the rulebook lets guests score); `nominated`: scores for its make; `registered`:
    entered for the championship (None: the list does not say). `loads`: what it carries into the next race of its
    round, which no list says: it follows from results and rulebook.
    """

    number: str
    class_: str | None = None
    team: str | None = None
    drivers: tuple[Driver, ...] = ()
    vehicle: str | None = None
    manufacturer: str | None = None
    group: str | None = None
    nation: str | None = None
    transponders: tuple[str, ...] = ()
    rounds: tuple[int, ...] = ()
    except_rounds: tuple[int, ...] = ()
    entered: dt.date | None = None
    withdrawn: When | None = None
    status: EntryStatus | None = None
    guest: bool | None = None
    nominated: bool | None = None
    registered: bool | None = None
    loads: tuple[Load, ...] = ()

    def seconds(self) -> int | Fraction:
        """The success seconds of the car, which lengthen its compulsory stop. Of one name the drivers of a car do not
        add up: the largest counts.
        """
        most: dict[str, int | Fraction] = {}
        for load in self.loads:
            if load.unit == SECONDS:
                most[load.name] = max(load.value, most.get(load.name, 0))
        return sum(most.values())

    def of_round(self, number: int, day: dt.date | None = None) -> Entry | None:
        """The car with its crew of that round, whose first day is `day`; None where it does not take part."""
        if not self.is_listed(number) or (not self.rounds and _later(self.entered, day)):
            return None
        if gone(self.withdrawn or False, self.status, day):
            return None
        crew: dict[str, Driver] = {}
        for driver in self.drivers:
            if driver.takes_part(number, day):
                # Lines that differ in what became of a driver stay apart, so one name can be in the crew twice.
                crew.setdefault(driver.name, driver)
        if self.drivers and not crew:
            return None
        return msgspec.structs.replace(self, drivers=tuple(crew.values()))

    def is_listed(self, number: int) -> bool:
        """Whether the list names the car for that round, withdrawn or not."""
        if number in self.except_rounds or (self.rounds and number not in self.rounds):
            return False
        said = [driver for driver in self.drivers if not driver.rounds or number in driver.rounds]
        return bool(said) or not self.drivers


def gone(withdrawn: When, status: EntryStatus | None, day: dt.date | None) -> bool:
    """Whether it stays away from a round that starts on `day`: withdrawn on that day or before. A withdrawal with a
    date needs the day of the round; one that only says so holds for all rounds of its line.
    """
    if withdrawn is True or (withdrawn is False and status in _ABSENT):
        return True
    if withdrawn is False:
        return False
    return day is not None and withdrawn <= day


def _later(entered: dt.date | None, day: dt.date | None) -> bool:
    """Whether it was entered when the round was under way: an entry for all rounds holds for those after it."""
    return entered is not None and day is not None and entered > day


class Place(msgspec.Struct, frozen=True):
    """Which line of the list names a car, or a driver of it, for which rounds."""

    line: int
    number: str
    driver: str | None = None
    rounds: tuple[int, ...] = ()


class Entries(msgspec.Struct, frozen=True, eq=False):
    """An entry list, in the order of its source. Lists are equal where their cars are, wherever they were written.

    `file` and `places` say where they were.
    """

    cars: tuple[Entry, ...] = ()
    file: str | None = None
    places: tuple[Place, ...] = ()

    @classmethod
    def of(cls, cars: Iterable[Entry]) -> Entries:
        """An entry list of these cars."""
        return cls(tuple(cars))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entries) and self.cars == other.cars

    def __hash__(self) -> int:
        return hash(self.cars)

    def by_number(self) -> Mapping[str, Entry]:
        """Entries by car number; of two with one number the first."""
        found: dict[str, Entry] = {}
        for entry in self.cars:
            found.setdefault(entry.number, entry)
        return found

    def of_round(self, number: int, day: dt.date | None = None) -> Entries:
        """The entries of one round, each with the class, team, car and crew it has there: drivers who do not take part
        are left out, and cars that lose all of theirs; so are those withdrawn by `day`, the round's first.
        """
        cars = (entry.of_round(number, day) for entry in self.cars)
        return msgspec.structs.replace(self, cars=tuple(car for car in cars if car is not None))

    def rounds(self) -> tuple[int, ...]:
        """Every round the list names, in order."""
        named = {number for entry in self.cars for number in entry.rounds}
        named.update(number for entry in self.cars for driver in entry.drivers for number in driver.rounds)
        return tuple(sorted(named))

    def where(self, number: str, driver: str | None = None, in_round: int | None = None) -> Where:
        """Where the list names a car, or its driver, for that round: file and line as far as they are known."""
        lines = [place for place in self.places if place.number == number]
        # The driver's own line before any of the car, and of these one for that round before one for others.
        for wanted in (
            [place for place in lines if driver is None or place.driver == driver],
            lines,
        ):
            there = [place for place in wanted if not place.rounds or in_round in place.rounds]
            for place in (*there, *wanted):
                return Where(file=self.file, line=place.line, car=number)
        return Where(file=self.file, car=number)
