"""Whose passing it was where two cars wear one number: as the entry list calls them, else by transponder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import polars as pl

from parcferme.entries import Entries, as_listed, painted, sharing
from parcferme.findings import Finding, Where, error
from parcferme.records import Assign, CarStatus, DriverChange, Event, Log


def named_as_listed(log: Log, entries: Entries) -> Log:
    """The log with its cars called as a list calls cars that share a number (`7 (GT)`), however the log tells them
    apart. A passing of the number alone is that of the transponder, where this is on one of them.
    """
    if not any("(" in entry.number for entry in entries.cars):
        return log
    shared = {painted(entry.number) for entry in entries.cars if painted(entry.number) != entry.number}
    frame = log.passings
    names = set(frame["car"].drop_nulls().cast(pl.String).unique().to_list())
    named = {car for event in log.events if (car := getattr(event, "car", None)) is not None}
    called = as_listed(sorted(names | named), entries)
    if called.keys() & names:
        frame = frame.with_columns(pl.col("car").cast(pl.String).replace(called))
    worn = _worn(shared, entries, log.events)
    if worn and names & shared:
        numbers, of = pl.col("car").cast(pl.String), pl.col("transponder").cast(pl.String)
        its = pl.any_horizontal(
            (numbers == number) & of.is_in(sorted(transponders)) for number, transponders in worn.items()
        )
        frame = frame.with_columns(pl.when(its.fill_null(False)).then(None).otherwise(numbers).alias("car"))
    events = tuple(_renamed(event, called) for event in log.events) if called else log.events
    return log if frame is log.passings and events is log.events else Log(frame, events)


def without_ambiguous(log: Log, cars: tuple[str, ...]) -> tuple[Log, list[Finding]]:
    """The log without states and drivers said of a number that several cars have, each told: nobody knows of which."""
    if not any(car.endswith(")") for car in cars):
        return log, []
    known = set(cars)
    lost = [
        event
        for event in log.events
        if isinstance(event, CarStatus | DriverChange) and event.car not in known and sharing(event.car, cars)
    ]
    if not lost:
        return log, []
    found = []
    for event in lost:
        where = Where(file=event.source, line=event.line, car=event.car, seq=event.seq)
        kind = "status" if isinstance(event, CarStatus) else "driver"
        one = error("record-car-ambiguous", where, kind=kind, cars=list(sharing(event.car, cars)))
        found.append(one.without(event.seq))
    gone = {event.seq for event in lost}
    return Log(log.passings, tuple(event for event in log.events if event.seq not in gone)), found


def called(log: Log, names: Mapping[str, str]) -> Log:
    """The log with some of its cars called otherwise."""
    if not names:
        return log
    frame = log.passings.with_columns(pl.col("car").cast(pl.String).replace(names))
    return Log(frame, tuple(_renamed(event, names) for event in log.events))


def _worn(shared: Iterable[str], entries: Entries, events: Iterable[Event]) -> dict[str, set[str]]:
    """The transponders that list or log put on cars of each shared number."""
    found: dict[str, set[str]] = {}
    for entry in entries.cars:
        if painted(entry.number) != entry.number:
            found.setdefault(painted(entry.number), set()).update(entry.transponders)
    for event in events:
        if isinstance(event, Assign) and painted(event.car) != event.car and painted(event.car) in shared:
            found.setdefault(painted(event.car), set()).add(event.transponder)
    return {number: transponders for number, transponders in found.items() if transponders}


def _renamed(event: Event, called: Mapping[str, str]) -> Event:
    car = getattr(event, "car", None)
    return event if car is None or car not in called else msgspec.structs.replace(event, car=called[car])
