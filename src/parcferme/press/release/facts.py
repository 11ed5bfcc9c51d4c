"""A fact: one thing the results show, with where it was read and how sure it is. Sentences rest on these alone."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from parcferme.classification import ResultLine
from parcferme.documents import MeetingSession
from parcferme.entries import Entry
from parcferme.names import fold


class Certainty(enum.StrEnum):
    """A source states it, it follows from what sources state, or it was filled in to fit them."""

    STATED = "stated"
    INFERRED = "inferred"
    RECONSTRUCTED = "reconstructed"


class Fact(msgspec.Struct, frozen=True):
    """One fact. `kind` says which sentence can be made from `values` (times in µs); `source` is a session's file, the
    entry list, the calendar, a table or the rulebook.
    """

    id: str
    kind: str
    values: Mapping[str, Any]
    source: str
    certainty: Certainty = Certainty.STATED


class Car(msgspec.Struct, frozen=True, rename={"class_": "class"}):
    """A car as it is named: `#81 Milo Racing (Kevin Balthazar and Christophe Nivarlet)`."""

    number: str
    team: str | None = None
    drivers: tuple[str, ...] = ()
    class_: str | None = None
    vehicle: str | None = None

    @property
    def unnamed(self) -> bool:
        """Whether no source says which car it was: a number that begins with a question mark stands in its place."""
        return self.number.startswith("?")


def car_of(one: Entry | ResultLine) -> Car:
    """The car of an entry or of a line of a result."""
    if isinstance(one, Entry):
        return Car(
            one.number, one.team, _names(driver.name for driver in one.drivers), one.class_, one.vehicle
        )
    return Car(one.car, one.team, _names(one.drivers), one.class_)


def _names(drivers: Iterable[str]) -> tuple[str, ...]:
    """The drivers who have a name: some files number them instead."""
    return tuple(name for name in drivers if any(map(str.isalpha, name)))


def crews(ran: MeetingSession) -> dict[str, Car]:
    """The cars of a session by number; the drivers of a list with a line for each are put together. Team, make of car
    and the accents of a name are the entry list's, where it has them.
    """
    entered = {one.number: one for one in ran.entries.cars} if ran.entries is not None else {}
    found: dict[str, Car] = {}
    for line in ran.result.lines if ran.result is not None else ():
        before = found.get(line.car)
        names = dict.fromkeys((*(before.drivers if before else ()), *_names(line.drivers)))
        found[line.car] = msgspec.structs.replace(car_of(line), drivers=tuple(names))
    for number, car in found.items():
        if (entry := entered.get(number)) is not None:
            spelt = {fold(driver.name): driver.name for driver in entry.drivers}
            found[number] = msgspec.structs.replace(
                car, team=car.team or entry.team, vehicle=entry.vehicle,
                drivers=tuple(spelt.get(fold(name), name) for name in car.drivers),
            )  # fmt: skip
    return found


def slug(text: str) -> str:
    """A name as a part of an id: `JS2 R` is `js2-r`."""
    bare = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return re.sub(r"[^\w]+", "-", bare.casefold()).strip("-")


def certain(*said: str | None) -> Certainty:
    """The least certain of these; what nothing is said of is stated."""
    for one in (Certainty.RECONSTRUCTED, Certainty.INFERRED):
        if one.value in said:
            return one
    return Certainty.STATED
