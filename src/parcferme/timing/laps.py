"""Laps: times, sectors, and where each car stood overall and in class whenever it completed one."""

from __future__ import annotations

from functools import cached_property

import msgspec
import numpy as np

from parcferme.records import FINISH_LINE
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.pace import NEVER
from parcferme.timing.sightings import (
    LINE_LOOPS,
    SECTOR_LOOP,
    Codes,
    Ints,
    Mask,
    Runs,
    Sightings,
    narrow,
)

NO_TIME = -(2**62)  # a time that is not known, in integer columns
_FEW_LAPS = 8  # counted one by one; who is further ahead is looked up


class Laps(msgspec.Struct, frozen=True, eq=False, dict=True):
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

    @cached_property
    def runs(self) -> Runs:
        """Where the laps of each car stand."""
        return Runs.of(self.car)

    @property
    def last(self) -> Ints:
        """The row of each car's last lap."""
        return self.runs.first + self.runs.length - 1


def laps_of(crossings: Crossings, starts: Ints, *, line_to_line: bool) -> Laps:
    """The counted laps; lap 1 runs from the start of the session.

    With `line_to_line` (practice, qualifying) lap 1 runs from the crossing at the start, where the car was seen there,
    and has no lap time where it was not: it came from the pits, and did not drive the whole lap.
    """
    kept = np.flatnonzero(crossings.lap)
    car, at, lap = crossings.car.take(kept), crossings.at.take(kept), crossings.lap.take(kept)
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
        counts = crossings.lap > 0
        in_time = crossings.in_time[counts.take(crossings.in_time)]
        in_time = (np.cumsum(counts) - 1).take(in_time)
    return Laps(car, lap, began, at, kept, crossings.sighting.take(kept), in_time, timed)


def _at_the_start(crossings: Crossings, starts: Ints) -> Ints:
    """Per car the instant it crossed the line less than a shortest lap before or after the start; `NONE` if never."""
    near = (crossings.why == NotCounted.START) | (crossings.why == NotCounted.OPEN)
    near |= (crossings.why == NotCounted.BEFORE_START) & (
        starts[crossings.car] - crossings.at < crossings.first.is_start[crossings.car]
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
    if not len(laps.lap):
        return Chart(*[laps.lap] * 6)
    lap_in_time = laps.lap[laps.in_time]
    by_lap = laps.in_time[np.argsort(narrow(lap_in_time, int(lap_in_time.max()) + 1), kind="stable")]
    at, lap = laps.end[by_lap], laps.lap[by_lap]
    runs = Runs.of(lap)
    apart = np.full(len(at), NO_TIME)
    np.subtract(at[1:], at[:-1], out=apart[1:])
    apart[runs.first] = NO_TIME
    position = _at(by_lap, _ranks(at, runs))
    class_position = position
    classes = car_class[laps.car]
    width = int(car_class.max()) + 1
    if width > 1:
        order = np.argsort(narrow(classes[by_lap], width), kind="stable")
        by_class = by_lap[order]
        of = classes[by_class].astype(np.int64) * (int(lap[-1]) + 1) + lap[order]
        class_position = _at(by_class, _ranks(at[order], Runs.of(of)))
    gap_laps = _at(laps.in_time, np.maximum.accumulate(lap_in_time) - lap_in_time)
    gap = _at(by_lap, at - np.repeat(at[runs.first], runs.length))
    ahead = _laps_ahead(laps, by_lap, at, runs.first)
    return Chart(position, class_position, gap, gap_laps, _at(by_lap, apart), _at(by_lap, ahead))


def _at(rows: Ints, values: Ints) -> Ints:
    """Values in the order of `rows` put back to their rows."""
    found = np.empty_like(values)
    found[rows] = values
    return found


def _ranks(at: Ints, runs: Runs) -> Ints:
    """The place of each row, from 1, among those of its run, which stand in order of time; rows at the same instant
    share theirs.
    """
    place = np.arange(1, len(at) + 1)
    level = at[1:] == at[:-1]
    if level.any():
        level[runs.first[1:] - 1] = False
        place[1:][level] = 0
        np.maximum.accumulate(place, out=place)
    place -= np.repeat(runs.first, runs.length)
    return place


def _laps_ahead(laps: Laps, by_lap: Ints, at: Ints, first: Ints) -> Ints:
    """How many laps more than each row's own the car ahead had completed at the row's instant, rows as in `by_lap`;
    `NONE` for the first of a lap.
    """
    following = np.full(len(at), NEVER)
    following[:-1] = laps.end[1:]
    following[laps.last] = NEVER
    found = np.zeros(len(at), dtype=np.int64)
    found[first] = NO_TIME
    lapped = np.flatnonzero(following[by_lap[:-1]] <= at[1:]) + 1
    lapped = lapped[found[lapped] == 0]
    rival = by_lap[lapped - 1]
    for _ in range(_FEW_LAPS):
        found[lapped] += 1
        rival += 1
        more = following[rival] <= at[lapped]
        lapped, rival = lapped[more], rival[more]
    if len(lapped):
        base, span = int(laps.end.min()), int(laps.end.max() - laps.end.min()) + 1
        ends = laps.car * np.int64(span) + (laps.end - base)
        mine = laps.car[rival]
        done = np.searchsorted(ends, mine * np.int64(span) + (at[lapped] - base), side="right")
        found[lapped] = done - np.searchsorted(laps.car, mine) - laps.lap[by_lap[lapped]]
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
    instants, twice, odd = _passed(seen, laps, names) if names else ([], (), laps.runs.first)
    instants.append(laps.end)
    times, before = [], laps.start
    for passed in instants:
        apart = passed - before
        # Where the reads stand in their order each time is known. `NO_TIME` is before every instant.
        apart[odd[(passed[odd] < before[odd]) | (before[odd] == NO_TIME)]] = NO_TIME
        times.append(apart)
        before = passed
    return Sectors((*names, FINISH_LINE), tuple(times), tuple(instants), twice)


def _passed(
    seen: Sightings, laps: Laps, names: tuple[str, ...]
) -> tuple[list[Ints], tuple[tuple[str, int, tuple[int, ...]], ...], Ints]:
    """When each loop was passed in each lap; the laps in which one was passed more than once; and the laps that are
    not plain.

    Nearly every lap consists of the loops in their order and the line: there the reads stand side by side in the order
    by car. The others, and all first laps, are looked at read by read.
    """
    codes = [seen.loops.index(name) for name in names]
    ended = seen.by_car_at_loops(LINE_LOOPS).take(laps.crossing)
    length = np.empty_like(ended)
    length[0] = ended[0] + 1
    np.subtract(ended[1:], ended[:-1], out=length[1:])
    plain = length == len(names) + 1
    plain[laps.runs.first] = False
    instants: list[Ints] = []
    for before, code in zip(range(len(names), 0, -1), codes, strict=True):
        place = ended - before
        # A file may name loops nobody was read at, and have fewer reads than loops.
        np.maximum(place, 0, out=place)
        plain &= seen.loop_by_car.take(place) == code
        instants.append(seen.at.take(seen.by_car.take(place)))
    odd = np.flatnonzero(~plain)
    places = _stretches(ended[odd] + 1 - length[odd], length[odd])
    rows, lap, loop = seen.by_car[places], np.repeat(odd, length[odd]), seen.loop_by_car[places]
    # Before a car's first lap there may be another car's last way, and what it did before its start.
    inside = (seen.car[rows] == laps.car[lap]) & (seen.at[rows] >= laps.start[lap])
    lap, loop, at = lap[inside], loop[inside], seen.at[rows[inside]]
    twice: list[tuple[str, int, tuple[int, ...]]] = []
    for passed, name, code in zip(instants, names, codes, strict=True):
        here = loop == code
        its, when = lap[here], at[here]
        passed[odd] = NO_TIME
        passed[its[::-1]] = when[::-1]  # of two reads in one lap the first stands
        again = its[1:] == its[:-1]
        for row in np.unique(its[1:][again]).tolist() if again.any() else ():
            twice.append((name, row, tuple(when[its == row].tolist())))
    return instants, tuple(twice), odd


def _stretches(begin: Ints, length: Ints) -> Ints:
    """Whole numbers in a row from each of `begin` on, as many as `length` says."""
    upto = np.cumsum(length)
    return np.arange(int(upto[-1]) if len(upto) else 0) + np.repeat(begin + length - upto, length)
