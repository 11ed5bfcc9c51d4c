"""Cars that are seen and are in no order: the course's own, and one that somebody has taken out of the session."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from parcferme.entries import Entries
from parcferme.findings import Finding, Where, info
from parcferme.records import CarState, CarStatus, Log
from parcferme.timing.sightings import SecondReads, Sightings, see

_OUT: Final = (CarState.COURSE_CAR, CarState.LEFT_OUT)


def seen_in_the_order(
    log: Log, entries: Entries, second: SecondReads | None
) -> tuple[Log, Entries, Sightings, list[Finding]]:
    """The sightings of a log without corrections, with the log and the entries they are of: without the cars that are
    in no order, each of which is told with its reads.
    """
    seen = see(log, entries, second)
    said = [event for event in log.events if isinstance(event, CarStatus) and event.state in _OUT]
    if not said:
        return log, entries, seen, []
    out = {event.car: event for event in said}
    events = tuple(event for event in log.events if not (isinstance(event, CarStatus) and event.car in out))
    listed = Entries.of(entry for entry in entries.cars if entry.number not in out)
    reads: dict[str, list[int]] = {car: [] for car in out}
    kept = Log(log.passings, log.events)
    # A read twice is dropped as it is seen, and comes forward once the first of the two is gone.
    while dropped := _reads_of(seen, out):
        for car, seqs in dropped.items():
            reads[car] += seqs
        gone = [seq for seqs in dropped.values() for seq in seqs]
        kept = Log(kept.passings.filter(~pl.col("seq").is_in(gone)), log.events)
        seen = see(kept, entries, second)
    left = Log(kept.passings, events)
    told = [_told(event, reads[car]) for car, event in sorted(out.items())]
    return left, listed, see(left, listed, second), told


def _reads_of(seen: Sightings, cars: dict[str, CarStatus]) -> dict[str, list[int]]:
    """The numbers of the reads of each of these cars."""
    codes = [(car, code) for code, car in enumerate(seen.cars) if car in cars]
    found = {car: np.sort(seen.seq[seen.car == code]).tolist() for car, code in codes}
    return {car: seqs for car, seqs in found.items() if seqs}


def _told(event: CarStatus, seqs: list[int]) -> Finding:
    where = Where(car=event.car, seq=event.seq, file=event.source, line=event.line)
    return info("car-left-out", where, state=event.state.value, count=len(seqs)).without(*seqs)
