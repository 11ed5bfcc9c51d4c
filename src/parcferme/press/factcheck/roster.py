"""Who takes part in a season: its entry list, and where that is silent, who stands in the results."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from typing import Final

import msgspec

from parcferme.classification import ResultLine
from parcferme.documents import Meeting, Meetings
from parcferme.entries import Driver, Entries, Entry
from parcferme.press.factcheck.reading import flattened

_COMPANY: Final = re.compile(r",? (?:llc|inc|ltd|gmbh|srl|s\.r\.l|sarl|bv|b\.v|ag|plc|sas|nv|pty)\.?$")
"""The form of a company, which names no other team."""


def with_roster(told: Meetings) -> Meetings:
    """The season with every car of its results entered: a folder of timing files has no entry list.

    What an entry list says of a car stands; only a car no list names is taken from the results.
    """
    meetings = tuple(_filled(one) for one in told.meetings)
    told, meetings = _one_spelling(told, meetings)
    missing = _beyond(told.entries.cars, (car for one in meetings for car in one.entries.cars))
    if not missing and meetings == told.meetings:
        return told
    entries = msgspec.structs.replace(told.entries, cars=(*told.entries.cars, *missing))
    return dataclasses.replace(told, meetings=meetings, entries=entries)


def _one_spelling(told: Meetings, meetings: tuple[Meeting, ...]) -> tuple[Meetings, tuple[Meeting, ...]]:
    """Teams that differ in capitals, blanks and marks alone are one team; the other spellings are names of it."""
    every = [car.team for car in told.entries.cars if car.team]
    every += [car.team for one in meetings for car in one.entries.cars if car.team]
    first: dict[str, str] = {}
    for team in every:
        first.setdefault(_bare(team), team)
    others = {team: first[_bare(team)] for team in every if first[_bare(team)] != team}
    for weekend in meetings:  # sessions of one meeting that call the team of a car otherwise
        for car in weekend.entries.cars:
            for one in weekend.sessions:
                line = one.line(car.number)
                if (
                    line is not None
                    and line.team
                    and car.team
                    and line.team != car.team
                    and line.team not in every
                ):
                    others.setdefault(line.team, others.get(car.team, car.team))
    if not others:
        return told, meetings
    spelt = {**told.names, **others}
    told = dataclasses.replace(told, names=spelt, entries=_renamed(told.entries, others))
    return told, tuple(dataclasses.replace(one, entries=_renamed(one.entries, others)) for one in meetings)


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, _COMPANY.sub("", flattened(name))))


def _renamed(entries: Entries, others: dict[str, str]) -> Entries:
    cars = tuple(
        msgspec.structs.replace(car, team=others[car.team]) if car.team in others else car
        for car in entries.cars
    )
    return msgspec.structs.replace(entries, cars=cars)


def _filled(weekend: Meeting) -> Meeting:
    lines = [line for one in weekend.sessions if one.result is not None for line in one.result.lines]
    known = {car.number for car in weekend.entries.cars}
    cars = [_entry(number, mine) for number, mine in _by_car(lines).items() if number not in known]
    if not cars:
        return weekend
    entries: Entries = msgspec.structs.replace(weekend.entries, cars=(*weekend.entries.cars, *cars))
    return dataclasses.replace(weekend, entries=entries)


def _by_car(lines: Iterable[ResultLine]) -> dict[str, list[ResultLine]]:
    found: dict[str, list[ResultLine]] = {}
    for line in lines:
        found.setdefault(line.car, []).append(line)
    return found


def _entry(number: str, lines: list[ResultLine]) -> Entry:
    """A car as its results have it: everybody who drove it."""
    names = dict.fromkeys(name for line in lines for name in (*line.drivers, *line.crew))
    return Entry(
        number=number,
        class_=next((line.class_ for line in lines if line.class_), None),
        team=next((line.team for line in lines if line.team), None),
        drivers=tuple(Driver(name) for name in names),
        manufacturer=next((line.manufacturer for line in lines if line.manufacturer), None),
    )


def _beyond(entered: tuple[Entry, ...], cars: Iterable[Entry]) -> tuple[Entry, ...]:
    """The cars of meetings that a season's list does not have, each team and crew once."""
    known = {(car.number, car.team) for car in entered}
    numbers = {car.number for car in entered}
    found: dict[tuple[str, str | None, tuple[str, ...]], Entry] = {}
    for car in cars:
        if (car.number, car.team) not in known and car.number not in numbers:
            found.setdefault((car.number, car.team, tuple(one.name for one in car.drivers)), car)
    return tuple(found.values())
