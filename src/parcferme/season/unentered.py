"""Cars of a session held against the entry list that was given: read and not entered, or neither read nor entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from parcferme.decoders import Decoded
from parcferme.entries import Entries, bare, painted, told_apart
from parcferme.findings import Finding, Where, info, warning
from parcferme.names import same
from parcferme.records import CarState, CarStatus, DriverChange, EntryChange, Event, Result, StatedLap
from parcferme.timing import Timing


def unentered(timing: Timing, decoded: Decoded, listed: Entries | None, name: str) -> tuple[Finding, ...]:
    """Cars that the list does not have though they were read, with the entry whose number looks alike; and cars that
    only a status or a driver's name speaks of. `listed`: the list that was given, None or empty for none; `name`: the
    timing file.
    """
    entered = {entry.number for entry in told_apart(listed).cars} if listed is not None else set()
    if entered:
        entered |= {one.car for one in timing.log.events if isinstance(one, EntryChange)}
    spoken = _spoken_of(timing.log.events)
    missing = _missing(timing.cars, entered) if entered else ()
    if not missing and not spoken:
        return ()
    read = _read(timing)
    found = [_not_entered(car, entered, read) for car in missing if car in read]
    for car, events in spoken.items():
        if car in timing.codes and car not in read and car not in entered:
            lines = decoded.lines_of([events[0].seq])
            where = Where(file=name if lines else None, line=lines[0] if lines else None, car=car)
            kinds = list(
                dict.fromkeys("status" if isinstance(one, CarStatus) else "driver" for one in events)
            )
            found.append(warning("car-unread", where, kinds=kinds))
    return tuple(found)


def against_list(file: Entries, listed: Entries | None, name: str) -> list[Finding]:
    """Classes that the timing file says otherwise than the entry list, whose word stands."""
    entered = {} if listed is None else told_apart(listed).by_number()
    found = []
    for car in file.cars if entered else ():
        entry = entered.get(car.number)
        if entry is None or not entry.class_ or not car.class_ or _class(entry.class_) == _class(car.class_):
            continue
        values = {"value": car.class_, "kept": entry.class_}
        found.append(info("class-against-list", Where(file=name, car=car.number), **values))
    return found


def _class(name: str) -> str:
    """A class as one would say it: `GT-4`, `GT 4` and `gt4` are one."""
    return same(name).replace(" ", "").replace("-", "")


def _missing(cars: Iterable[str], entered: set[str]) -> list[str]:
    """Cars the list does not have, not those of which it only does not say which of several they are."""
    numbers = {painted(number) for number in entered}
    return [car for car in cars if car not in entered and painted(car) not in numbers]


def _read(timing: Timing) -> set[str]:
    """Cars with a passing, or with a place or laps that their source states."""
    codes = np.flatnonzero(np.bincount(timing.seen.car, minlength=len(timing.cars))).tolist()
    stated = {one.car for one in timing.log.events if isinstance(one, Result | StatedLap)}
    return {timing.cars[code] for code in codes} | stated


def _not_entered(car: str, entered: set[str], read: set[str]) -> Finding:
    alike = sorted(number for number in entered if bare(number) == bare(car))
    absent = [number for number in alike if number not in read]
    nearest = (absent or alike)[:1]
    values = {"nearest": nearest[0]} if nearest else {}
    if absent:
        values["absent"] = absent[0]
    return warning("car-not-entered", Where(car=car), **values)


def _spoken_of(events: Iterable[Event]) -> Mapping[str, list[CarStatus | DriverChange]]:
    """States and drivers by car; that a car did not start is said of one that is not read."""
    found: dict[str, list[CarStatus | DriverChange]] = defaultdict(list)
    for event in events:
        if isinstance(event, CarStatus | DriverChange):
            found[event.car].append(event)
    stayed = (car for car, said in found.items() if any(map(_did_not_start, said)))
    for car in tuple(stayed):
        del found[car]
    return found


def _did_not_start(event: CarStatus | DriverChange) -> bool:
    return isinstance(event, CarStatus) and event.state is CarState.NOT_STARTED
