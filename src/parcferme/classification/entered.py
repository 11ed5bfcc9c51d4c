"""Lines of a result with what the entry list says of their cars, and by the names the championship uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from parcferme.classification.lines import ResultLine
from parcferme.entries import Entries, Entry


def entered(lines: Sequence[ResultLine], entries: Entries, names: Mapping[str, str]) -> list[ResultLine]:
    """Lines with what the entry list says of their cars; a list without numbers is matched by its drivers."""
    cars = entries.by_number()
    driving = {driver.name: entry.number for entry in entries.cars for driver in entry.drivers}
    found = []
    for line in lines:
        crew = tuple(names.get(driver, driver) for driver in line.drivers)
        car = line.car
        if car not in cars and car == "/".join(line.drivers):
            car = next((driving[driver] for driver in crew if driver in driving), names.get(car, car))
        line = msgspec.structs.replace(line, car=car, drivers=crew)
        entry = cars.get(car)
        found.append(_named(line if entry is None else _with_entry(line, entry), names))
    return found


def _with_entry(line: ResultLine, entry: Entry) -> ResultLine:
    drivers = line.drivers or tuple(driver.name for driver in entry.drivers)
    guests = {driver.name for driver in entry.drivers if driver.guest}
    all_guests = bool(drivers) and guests.issuperset(drivers)
    return msgspec.structs.replace(
        line,
        class_=line.class_ or entry.class_,
        group=line.group or entry.group,
        team=line.team or entry.team,
        manufacturer=line.manufacturer or entry.manufacturer,
        drivers=drivers,
        guest=line.guest or bool(entry.guest) or all_guests,
        nominated=line.nominated or bool(entry.nominated),
        not_scoring=(*line.not_scoring, *(name for name in drivers if name in guests and not all_guests)),
    )


def _named(line: ResultLine, names: Mapping[str, str]) -> ResultLine:
    """Teams and makes by the names the championship gives them."""
    if line.team not in names and line.manufacturer not in names:
        return line
    team, make = line.team or "", line.manufacturer or ""
    return msgspec.structs.replace(
        line, team=names.get(team, team) or None, manufacturer=names.get(make, make) or None
    )
