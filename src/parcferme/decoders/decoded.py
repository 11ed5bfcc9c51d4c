"""What a decoder hands over: the log, the entry list as far as the file knows it, and what was odd."""

from __future__ import annotations

import msgspec

from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import Finding
from parcferme.records import Assign, CarStatus, DriverChange, Log, Result


class Decoded(msgspec.Struct, frozen=True, eq=False):
    """One timing file, read.

    `format`: `al-kamel-analysis`, `al-kamel-classification`, `natsoft-csv`, `natsoft-html`, `acc`, `plain` or `log`;
    `session`: practice, qualifying or race where the file says so; `title`: its own words for the session.
    """

    log: Log
    entries: Entries = Entries()
    findings: tuple[Finding, ...] = ()
    format: str = ""
    session: str | None = None
    title: str | None = None


def cars_of(log: Log) -> Entries:
    """The cars a log speaks of, by number, with the drivers it names: all the entry list there is without one."""
    crews: dict[str, dict[str, Driver]] = {str(car): {} for car in log.passings["car"].drop_nulls().unique()}
    for event in log.events:
        if isinstance(event, (Assign, CarStatus, DriverChange, Result)):
            crew = crews.setdefault(event.car, {})
            if isinstance(event, DriverChange):
                crew.setdefault(event.driver, Driver(event.driver))
    return Entries.of(Entry(number=car, drivers=tuple(crew.values())) for car, crew in sorted(crews.items()))
