"""Laps: times, sectors, and where each car stood overall and in class whenever it completed one."""

from __future__ import annotations

import msgspec
import numpy as np

from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.sightings import SECTOR_LOOP, Codes, Ints, Mask, Sightings, narrow, run_of

NO_TIME = -(2**62)  # a time that is not known, in integer columns


class Laps(msgspec.Struct, frozen=True, eq=False):
    """Every counted lap, grouped by car, laps in order; arrays of shape (n,), times in µs.

    `start`, `end`: instants; `crossing`: row in the crossings; `in_time` puts laps in the order they were completed.
    `timed`: whether the lap has a lap time; the first run of a practice or qualifying, from the pits, has none.
    """

    car: Codes
    lap: Ints
    start: Ints
    end: Ints
    crossing: Ints
    sighting: Ints
    in_time: Ints
    timed: Mask


def laps_of(crossings: Crossings, starts: Ints, *, line_to_line: bool) -> Laps:
    """The counted laps; lap 1 runs from the start of the session.

    With `line_to_line` (practice, qualifying) lap 1 runs from the crossing at the start, where the car was seen there,
    and has no lap time where it was not: it came from the pits, and did not drive the whole lap.
    """
    kept = np.flatnonzero(crossings.lap)
    car, at, lap = crossings.car[kept], crossings.at[kept], crossings.lap[kept]
    began = np.empty(len(kept), dtype=np.int64)
    began[1:] = at[:-1]
    first = np.flatnonzero(lap == 1)
    began[first] = starts[car[first]]
    timed = np.ones(len(kept), dtype=bool)
    if line_to_line:
        opened = _at_the_start(crossings, starts)[car[first]]
        timed[first] = opened != NO_TIME
        began[first] = np.where(opened != NO_TIME, opened, starts[car[first]])
    if len(kept) == len(crossings.at):
        in_time = crossings.in_time
    else:
        place = np.full(len(crossings.at), -1, dtype=np.int64)
        place[kept] = np.arange(len(kept))
        in_time = place[crossings.in_time]
        in_time = in_time[in_time >= 0]
    return Laps(car, lap, began, at, kept, crossings.sighting[kept], in_time, timed)


def _at_the_start(crossings: Crossings, starts: Ints) -> Ints:
    """Per car the instant it crossed the line less than a shortest lap before or after the start; `NONE` if never."""
    near = (crossings.why == NotCounted.START) | (crossings.why == NotCounted.OPEN)
    near |= (crossings.why == NotCounted.BEFORE_START) & (
        starts[crossings.car] - crossings.at < crossings.first_from[crossings.car]
    )
    found = np.full(int(crossings.car.max(initial=0)) + 1, NO_TIME, dtype=np.int64)
    found[crossings.car[near]] = crossings.at[near]  # of several the last stands
    return found


class Chart(msgspec.Struct, frozen=True, eq=False):
    """Where each lap's car stood when it completed it; arrays like `Laps`, `NONE` where there is none.

    `position`, `class_position`: cars that had completed as many laps by then, itself included; equal crossings share.
    `gap`: time behind the leader's completion of the same lap, `gap_laps`: how many laps more the leader had completed.
    `interval`, `interval_laps`: the same to the car directly ahead.
    """

    position: Ints
    class_position: Ints
    gap: Ints
    gap_laps: Ints
    interval: Ints
    interval_laps: Ints


def chart(laps: Laps, car_class: Codes) -> Chart:
    """The lap chart. `car_class` maps car codes to class codes.

    A car that has completed n laps is ahead of every car that completes lap n after it, so the place at a crossing is
    its rank among the crossings that complete the same lap: one stable sort by lap number of crossings in time order.
    """
    n = len(laps.lap)
    lap_in_time = laps.lap[laps.in_time]
    by_lap = laps.in_time[np.argsort(narrow(lap_in_time, _most(lap_in_time)), kind="stable")]
    position, ahead, leader = _rank(laps, by_lap, laps.lap[by_lap])
    classes = car_class[laps.car]
    width = int(classes.max()) + 1 if n else 1
    if width == 1:
        class_position = position
    else:
        key = classes[by_lap] * (int(lap_in_time.max()) + 1) + laps.lap[by_lap]
        order = np.argsort(narrow(key, _most(key)), kind="stable")
        class_position, _, _ = _rank(laps, by_lap[order], key[order])
    most = np.empty(n, dtype=np.int64)
    most[laps.in_time] = np.maximum.accumulate(lap_in_time) if n else lap_in_time
    gap = laps.end - laps.end[leader]
    interval = np.where(ahead >= 0, laps.end - laps.end[ahead], NO_TIME)
    return Chart(position, class_position, gap, most - laps.lap, interval, _laps_ahead(laps, ahead))


def _most(values: Ints) -> int:
    """One more than the highest value, 0 of none."""
    return int(values.max()) + 1 if len(values) else 0


def _rank(laps: Laps, order: Ints, key: Ints) -> tuple[Ints, Ints, Ints]:
    """Rank (from 1), row of the car directly ahead (-1 for the first) and row of the first, inside equal keys.

    `order` lists rows with equal keys together, in time order; rows at the same instant share their rank.
    """
    n = len(order)
    first = np.ones(n, dtype=bool)
    first[1:] = key[1:] != key[:-1]
    at = laps.end[order]
    index = np.arange(n)
    head = np.maximum.accumulate(np.where(first, index, 0))
    level = np.zeros(n, dtype=bool)
    level[1:] = ~first[1:] & (at[1:] == at[:-1])
    shared = np.maximum.accumulate(np.where(level, 0, index)) if level.any() else index
    rank, ahead, leader = (np.empty(n, dtype=np.int64) for _ in range(3))
    rank[order] = shared - head + 1
    before = np.empty(n, dtype=np.int64)
    before[1:] = order[:-1]
    before[first] = -1
    ahead[order] = before
    leader[order] = order[head]
    return rank, ahead, leader


def _laps_ahead(laps: Laps, ahead: Ints) -> Ints:
    """How many laps more than the row's own the car ahead had completed at the row's instant."""
    n = len(ahead)
    if not n:
        return ahead
    following = np.full(n, 2**62, dtype=np.int64)
    same = laps.car[1:] == laps.car[:-1]
    following[:-1][same] = laps.end[1:][same]
    found = np.where(ahead >= 0, 0, NO_TIME)
    lapped = np.flatnonzero((ahead >= 0) & (following[ahead] <= laps.end))
    if len(lapped):
        base, span = int(laps.end.min()), int(laps.end.max() - laps.end.min()) + 1
        ends = laps.car * np.int64(span) + (laps.end - base)
        rival = laps.car[ahead[lapped]]
        done = np.searchsorted(ends, rival * np.int64(span) + (laps.end[lapped] - base), side="right")
        found[lapped] = done - np.searchsorted(laps.car, rival, side="left") - laps.lap[lapped]
    return found


class Sectors(msgspec.Struct, frozen=True, eq=False):
    """Sector times: `times[k]` is sector k+1 in µs per lap (shape (n,)), `NONE` where a loop was not read.

    `instants[k]`: when the loop that ends sector k+1 was passed, the finish line last. `twice`: laps in which a loop
    was passed more than once: (loop name, lap row, all its instants).
    """

    names: tuple[str, ...]
    times: tuple[Ints, ...]
    instants: tuple[Ints, ...]
    twice: tuple[tuple[str, int, tuple[int, ...]], ...]


def sectors(seen: Sightings, laps: Laps) -> Sectors:
    """The sectors of each lap from the intermediate loops S1, S2, …: each read belongs to the lap its car was in."""
    names = tuple(sorted(name for name in seen.loops if SECTOR_LOOP.match(name)))
    n = len(laps.lap)
    if not n:
        return Sectors(names, (), (), ())
    ends = np.zeros(len(seen.at), dtype=bool)
    ends[laps.sighting] = True
    ended = ends[seen.by_car]
    lap_of = (
        np.cumsum(ended, dtype=np.int32) - ended
    )  # laps ended before a sighting: the row of the lap its car was on
    car = np.repeat(np.arange(len(seen.cars)), np.bincount(seen.car, minlength=len(seen.cars)))
    at, owner, start = seen.at[seen.by_car], np.append(laps.car, -1), np.append(laps.start, 0)
    instants: list[Ints] = []
    twice: list[tuple[str, int, tuple[int, ...]]] = []
    for name in names:
        rows = seen.by_car_at_loops((name,))
        lap, when = lap_of[rows], at[rows]
        inside = (owner[lap] == car[rows]) & (when >= start[lap])
        if not inside.all():
            lap, when = lap[inside], when[inside]
        passed = np.full(n, NO_TIME, dtype=np.int64)
        passed[lap[::-1]] = when[::-1]  # of two reads in one lap the first stands
        instants.append(passed)
        again = np.flatnonzero(lap[1:] == lap[:-1]) + 1
        for row in np.unique(lap[again]).tolist():
            twice.append((name, row, tuple(when[run_of(lap, row)].tolist())))
    instants.append(laps.end)
    times, before = [], laps.start
    for passed in instants:
        known = (passed != NO_TIME) & (before != NO_TIME) & (passed >= before)
        times.append(np.where(known, passed - before, NO_TIME))
        before = passed
    return Sectors((*names, "FL"), tuple(times), tuple(instants), tuple(twice))
