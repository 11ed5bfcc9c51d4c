"""What was in the log and did not count: every such record is told once, with the reason and what to do about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import (
    Amend,
    Assign,
    Event,
    Flag,
    Log,
    Operation,
    PitTime,
    SessionEnd,
    SessionStart,
    StatedLap,
    Tap,
    Void,
)
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.laps import Laps
from parcferme.timing.periods import MESSAGES, OF_ONE_CAR, in_order, stays
from parcferme.timing.sightings import LINE_LOOPS, Ints, Mask, Sightings


def told(findings: Iterable[Finding]) -> set[int]:
    """The records that findings already name as not counted."""
    return {seq for finding in findings for seq in finding.records}


def voided(raw: Log, effective: Log) -> list[Finding]:
    """That facts of the log were voided: whoever reads the result should know, and can void the void."""
    if not any(isinstance(event, Void) for event in raw.events):
        return []
    kept = {event.seq for event in effective.events}
    facts = [event.seq for event in raw.events if not isinstance(event, Void | Amend)]
    before, after = raw.passings["seq"].to_numpy(), effective.passings["seq"].to_numpy()
    kept.update(after.tolist())  # a tap that counts is a passing there
    gone = {*(seq for seq in facts if seq not in kept), *np.setdiff1d(before, after).tolist()}
    # What an operation wrote goes with it: once it is taken back, nothing was done.
    heads = (event for event in raw.events if isinstance(event, Operation) and event.seq not in kept)
    for head in heads:
        gone.difference_update(range(head.seq, head.seq + head.records + 1))
    seqs = sorted(gone)
    return [info("records-voided", Where(seq=seqs[0]), count=len(seqs)).without(*seqs)] if seqs else []


def uncounted_passings(
    seen: Sightings,
    crossings: Crossings,
    laps: Laps,
    took: Mask,
    start: int,
    end: int | None,
    already: set[int],
) -> list[Finding]:
    """One finding for each reason why passings count for nothing, with all of them but those `already` told.

    At the finish line the reason is the crossing's own; but one from which lap 1 runs, in practice and qualifying, is
    at the start, and no lap ends there. At another loop a passing counts for nothing before the start, after timing was
    closed, and after its car took the flag.
    """
    rows, why = _elsewhere(seen, crossings, took, start, end)
    left = np.flatnonzero(crossings.why)
    if not len(left) and not len(rows):
        return []
    rows = np.concatenate([rows, crossings.sighting[left]])
    why = np.concatenate(
        [why, np.where(_begins_lap_1(crossings, laps)[left], NotCounted.START, crossings.why[left])]
    )
    if already and len(rows):
        fresh = ~np.isin(seen.seq[rows], list(already))
        rows, why = rows[fresh], why[fresh]
    found = []
    for reason in np.unique(why).tolist():
        found.append(_not_counted(NotCounted(reason), seen, rows[why == reason]))
    return found


def _begins_lap_1(crossings: Crossings, laps: Laps) -> Mask:
    """Which crossings before the start are those from which their car's first lap runs."""
    before = crossings.why == NotCounted.BEFORE_START
    if not before.any():
        return np.asarray(before)
    begun = np.full(int(crossings.car.max()) + 1, -1, dtype=np.int64)
    first = laps.lap == 1
    begun[laps.car[first]] = laps.start[first]
    return np.asarray(before & (crossings.at == begun[crossings.car]))


def _elsewhere(
    seen: Sightings, crossings: Crossings, took: Mask, start: int, end: int | None
) -> tuple[Ints, Ints]:
    """Sightings away from the finish line that count for nothing, and why. They are in order of time, so only those
    before the start and from the first flag taken (or the end) on are looked at.
    """
    never = np.iinfo(np.int64).max
    finished = np.full(len(seen.cars) + 1, never, dtype=np.int64)
    finished[crossings.car[took]] = crossings.at[took]
    over = min(int(finished.min()), never if end is None else end)
    head, tail = int(np.searchsorted(seen.at, start)), int(np.searchsorted(seen.at, over))
    rows = np.concatenate([np.arange(head), np.arange(max(head, tail), len(seen.at))])
    if not len(rows):
        return rows, rows
    line = [code for code, name in enumerate(seen.loops) if name in LINE_LOOPS]
    rows = rows[~np.isin(seen.loop[rows], line)]
    why = np.zeros(len(rows), dtype=np.int64)
    why[seen.at[rows] > finished[seen.car[rows]]] = NotCounted.AFTER_FLAG
    if end is not None:
        why[seen.at[rows] > end] = NotCounted.AFTER_END
    why[seen.at[rows] < start] = NotCounted.BEFORE_START
    return rows[why > 0], why[why > 0]


def _not_counted(reason: NotCounted, seen: Sightings, rows: Ints) -> Finding:
    """The finding for passings that share a reason; `rows` are sightings."""
    seqs = np.sort(seen.seq[rows]).tolist()
    cars = sorted({seen.cars[code] for code in np.unique(seen.car[rows]).tolist()})
    where = Where(car=cars[0] if len(cars) == 1 else None, seq=seqs[0])
    count, first = len(seqs), int(seen.at[rows].min())
    match reason:
        case NotCounted.BEFORE_START:
            finding = info("passings-before-start", where, count=count, cars=cars, first_at=first)
        case NotCounted.START:
            finding = info("crossings-at-start", where, count=count, cars=cars)
        case NotCounted.AFTER_FLAG:
            finding = info("passings-after-flag", where, count=count, cars=cars)
        case NotCounted.AFTER_END:
            finding = info("passings-after-end", where, count=count, cars=cars, first_at=first)
        case NotCounted.TOO_LATE:
            finding = warning("crossings-too-late", where, count=count, cars=cars)
        case NotCounted.FLAG_IN_PIT_LANE:
            finding = warning("flag-in-pit-lane-not-counted", where, count=count, cars=cars)
        case NotCounted.AFTER_RED:
            finding = info("passings-after-red", where, count=count, cars=cars)
        case _:
            said = reason.name.lower().replace("_", " ")
            finding = info("crossings-not-counted", where, count=count, cars=cars, why=said)
    return finding.without(*seqs)


def unused_events(log: Log, seen: Sightings, last: Mapping[str, int], by_loops: set[str]) -> list[Finding]:
    """Records other than passings that say something which nothing follows from.

    `last`: the last completed lap of each car; `by_loops`: cars whose stops were timed by the loops of the pit lane.
    """
    found = _flags_unused([event for event in log.events if isinstance(event, Flag)], seen)
    found += _bounds_unused(log.events)
    found += _taps_unused(log.events)
    pit_times = [event for event in log.events if isinstance(event, PitTime)]
    found += _pit_times_unused(pit_times, seen, last, by_loops)
    found += _laps_unused([event for event in log.events if isinstance(event, StatedLap)], last)
    worn = set()
    assigned = [event for event in log.events if isinstance(event, Assign)]
    if assigned:
        worn = set(log.passings["transponder"].drop_nulls().unique().to_list())
    for event in assigned:
        if event.transponder not in worn:
            where = Where(car=event.car, seq=event.seq)
            found.append(info("assign-unused", where, transponder=event.transponder).without(event.seq))
    return found


def _flags_unused(flags: list[Flag], seen: Sightings) -> list[Finding]:
    """Flags without an instant, without the car they need or for one that is not there, and such as change nothing of
    what is shown already.
    """
    found: list[Finding] = []
    shown: Flag | None = None
    for flag in sorted(flags, key=lambda flag: (flag.at is None, *in_order(flag))):
        where = Where(car=flag.car, seq=flag.seq)
        if flag.at is None:
            found.append(warning("flag-without-instant", where, flag=flag.value.value).without(flag.seq))
        elif flag.to_all and flag.value in OF_ONE_CAR:
            found.append(warning("flag-without-car", where, flag=flag.value.value).without(flag.seq))
        elif flag.car is not None and flag.car not in seen.cars:
            found.append(warning("flag-to-nobody", where, flag=flag.value.value).without(flag.seq))
        elif flag.to_all and flag.value not in MESSAGES:
            if shown is not None and stays(shown.value, flag):
                values = {"flag": flag.value.value, "at": flag.at, "since_at": shown.at or 0}
                code = "flag-repeated" if shown.value is flag.value else "flag-local"
                if code == "flag-local":
                    values["stays"] = shown.value.value
                found.append(info(code, where, **values).without(flag.seq))
            else:
                shown = flag
    return found


def _taps_unused(events: Iterable[Event]) -> list[Finding]:
    """Taps of which nobody has said whose crossing it was: those with a number are crossings, or known to be read."""
    seqs = sorted(one.seq for one in events if isinstance(one, Tap) and one.car is None and one.read is None)
    if not seqs:
        return []
    return [warning("taps-without-car", Where(seq=seqs[0]), count=len(seqs)).without(*seqs)]


def _bounds_unused(events: Iterable[Event]) -> list[Finding]:
    """A second start or end of one session: the earliest of each stands."""
    found: list[Finding] = []
    for kind, name in ((SessionStart, "start"), (SessionEnd, "end")):
        said = [event for event in events if isinstance(event, kind)]
        said.sort(key=lambda event: (event.at is None, event.at or 0, event.seq))
        for event in said[1:]:
            where = Where(seq=event.seq)
            kept = said[0].at
            found.append(warning("session-bound-twice", where, bound=name, kept_at=kept).without(event.seq))
    return found


def _laps_unused(laps: list[StatedLap], last: Mapping[str, int]) -> list[Finding]:
    """Laps that a source states of a car whose passings are known, or twice: passings stand, and the first."""
    found: list[Finding] = []
    beside: dict[str, list[int]] = defaultdict(list)
    first: set[tuple[str, int]] = set()
    for event in laps:
        if event.car in last:
            beside[event.car].append(event.seq)
        elif (event.car, event.lap) in first:
            where = Where(car=event.car, lap=event.lap, seq=event.seq)
            found.append(warning("lap-stated-twice", where).without(event.seq))
        first.add((event.car, event.lap))
    found += [
        warning("laps-beside-passings", Where(car=car, seq=seqs[0]), count=len(seqs)).without(*seqs)
        for car, seqs in sorted(beside.items())
    ]
    return found


def _pit_times_unused(
    pit_times: Iterable[PitTime], seen: Sightings, last: Mapping[str, int], by_loops: set[str]
) -> list[Finding]:
    """Times in the lane that belong to no lap of a car, say it twice, or that the loops of the lane know better."""
    found: list[Finding] = []
    beside: dict[str, list[int]] = defaultdict(list)
    latest: dict[tuple[str, int], PitTime] = {}
    cars = frozenset(seen.cars)
    for event in pit_times:
        driven = last.get(event.car, 0)
        if event.car not in cars or not 0 < event.lap <= driven + 1:
            where = Where(car=event.car, lap=event.lap, seq=event.seq)
            found.append(warning("pit-time-of-no-lap", where, laps=driven).without(event.seq))
        elif event.car in by_loops:
            beside[event.car].append(event.seq)
        else:
            before = latest.get((event.car, event.lap))
            if before is not None:
                where = Where(car=event.car, lap=event.lap, seq=event.seq)
                values = {"duration_us": before.duration, "kept_us": event.duration}
                found.append(warning("pit-time-twice", where, **values).without(before.seq))
            latest[event.car, event.lap] = event
    found += [
        info("pit-time-beside-loops", Where(car=car, seq=seqs[0]), count=len(seqs)).without(*seqs)
        for car, seqs in sorted(beside.items())
    ]
    return found
