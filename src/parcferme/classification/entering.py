"""Lines of a result with what the entry list says of their cars, and by the names the championship uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from parcferme.classification.lines import ResultLine
from parcferme.entries import Entries, Entry
from parcferme.names import same


def entered(lines: Sequence[ResultLine], entries: Entries, names: Mapping[str, str]) -> list[ResultLine]:
    """Lines with what the entry list says of their cars, under the names it gives; a list without numbers is matched by
    its drivers.
    """
    names = {same(name): shown for name, shown in names.items()}
    cars = entries.by_number()
    people = {same(driver.name): driver.name for entry in entries.cars for driver in entry.drivers}
    driving = {driver.name: entry.number for entry in entries.cars for driver in entry.drivers}

    def person(said: str) -> str:
        called = names.get(same(said), said)
        return people.get(same(called), called)

    found = []
    for line in lines:
        crew = tuple(map(person, line.drivers))
        car = line.car
        if car not in cars and car == "/".join(line.drivers):
            car = next((driving[driver] for driver in crew if driver in driving), "/".join(crew))
        line = msgspec.structs.replace(line, car=car, drivers=crew)
        if line.pole_by or line.fastest_lap_by or line.not_scoring:
            line = msgspec.structs.replace(
                line,
                pole_by=line.pole_by and person(line.pole_by),
                fastest_lap_by=line.fastest_lap_by and person(line.fastest_lap_by),
                not_scoring=tuple(map(person, line.not_scoring)),
            )
        line = _named(line, names)
        entry = cars.get(car)
        found.append(line if entry is None else _with_entry(line, entry, names))
    return found


def _with_entry(line: ResultLine, entry: Entry, names: Mapping[str, str]) -> ResultLine:
    drivers = line.drivers or tuple(driver.name for driver in entry.drivers)
    guests = {driver.name for driver in entry.drivers if driver.guest}
    all_guests = bool(drivers) and guests.issuperset(drivers)
    return msgspec.structs.replace(
        line,
        class_=_one_of(line.class_, entry.class_),
        group=_one_of(line.group, entry.group),
        team=_one_of(line.team, _renamed(entry.team, names)),
        manufacturer=_one_of(line.manufacturer, _renamed(entry.manufacturer, names)),
        drivers=drivers,
        guest=line.guest or bool(entry.guest) or all_guests,
        nominated=line.nominated or bool(entry.nominated),
        not_scoring=(*line.not_scoring, *(name for name in drivers if name in guests and not all_guests)),
    )


def _one_of(said: str | None, entered: str | None) -> str | None:
    """What a result says, as the entry list spells it where both mean one; what that says where the result does not."""
    return entered if not said or (entered and same(said) == same(entered)) else said


def _named(line: ResultLine, names: Mapping[str, str]) -> ResultLine:
    """Teams, makes, classes and groups by the names the championship gives them."""
    if not names:
        return line
    new = {
        field: _renamed(getattr(line, field), names) for field in ("team", "manufacturer", "class_", "group")
    }
    changed = any(getattr(line, field) != text for field, text in new.items())
    return msgspec.structs.replace(line, **new) if changed else line


def _renamed(text: str | None, names: Mapping[str, str]) -> str | None:
    return text if text is None else names.get(same(text), text) or None
