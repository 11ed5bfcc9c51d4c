"""Cars entered during the session, and what the log says of those that were: one entry list for the whole of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from parcferme.entries import Driver, Entries, Entry
from parcferme.records import EntryChange, Log


def with_late_entries(entries: Entries, log: Log) -> Entries:
    """The entry list with what a log without corrections says of entries; the very same where it says nothing."""
    said = [event for event in log.events if isinstance(event, EntryChange)]
    if not said:
        return entries
    cars = list(entries.cars)
    for change in sorted(said, key=lambda one: one.seq):
        cars = _changed(cars, change)
    return Entries.of(cars)


def _changed(cars: Sequence[Entry], change: EntryChange) -> list[Entry]:
    if change.transponder is not None:
        # Worn by one car: whoever had it has it no longer.
        cars = [
            msgspec.structs.replace(
                one, transponders=tuple(worn for worn in one.transponders if worn != change.transponder)
            )
            for one in cars
        ]
    if all(one.number != change.car for one in cars):
        cars = [*cars, Entry(number=change.car)]
    return [_as_said(one, change) if one.number == change.car else one for one in cars]


def _as_said(entry: Entry, change: EntryChange) -> Entry:
    said = {
        name: value for name in ("class_", "group", "team") if (value := getattr(change, name)) is not None
    }
    drivers, worn = entry.drivers, entry.transponders
    if change.driver is not None and change.driver not in [one.name for one in drivers]:
        drivers = (*drivers, Driver(name=change.driver))
    if change.transponder is not None:
        worn = (*worn, change.transponder)
    return msgspec.structs.replace(entry, drivers=drivers, transponders=worn, **said)
