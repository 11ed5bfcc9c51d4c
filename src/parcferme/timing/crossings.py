"""Crossings of the finish line: which of them complete a lap, and why the others do not."""

from __future__ import annotations

import enum
from collections.abc import Callable
from functools import partial

import msgspec
import numpy as np

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import FINISH_LINE_IN_PIT, PIT_IN, PIT_OUT, FlagValue
from parcferme.regulations import TimingRules
from parcferme.timing.pace import (
    FLOOR,
    NEVER,
    FirstLaps,
    FirstLapTimes,
    RuledFirstLaps,
    WholeLaps,
    first_laps,
    shortest_laps,
)
from parcferme.timing.periods import NEUTRALISED, Period, touched
from parcferme.timing.sightings import (
    LINE_LOOPS,
    SECTOR_LOOP,
    Codes,
    Ints,
    Mask,
    Runs,
    Sightings,
    narrow,
    run_of,
)


class NotCounted(enum.IntEnum):
    """Why a crossing of the line completes no lap."""

    COUNTED = 0
    BEFORE_START = 1
    START = 2
    DOUBLE_READ = 3
    AFTER_FLAG = 4
    AFTER_END = 5
    TOO_LATE = 6
    FLAG_IN_PIT_LANE = 7
    AFTER_RED = 8
    UNDER_RED = 9
    OPEN = 10  # a first crossing of which nobody can tell yet whether it was the start or ended lap 1


class Crossings(msgspec.Struct, frozen=True, eq=False):
    """Crossings of the line grouped by car, in time order inside each car; arrays of shape (n,).

    `at`: instants in µs; `car`: codes; `sighting`: index into the sightings; `in_pit`: over the line in the pit lane;
    `why`: a `NotCounted`; `lap`: the lap the crossing completes, 0 where it completes none. `in_time` puts the rows in
    time order. `first`: what a car's first crossing after its start is; `shortest`: per car the shortest lap anybody
    believes, in µs.
    """

    at: Ints
    car: Codes
    sighting: Ints
    in_pit: Mask
    why: np.ndarray
    lap: Ints
    in_time: Ints
    first: FirstLaps | RuledFirstLaps
    shortest: Ints
    findings: tuple[Finding, ...]

    def counted(self) -> Mask:
        """Which crossings complete a lap."""
        return np.asarray(self.why == NotCounted.COUNTED, dtype=bool)


def cross(
    seen: Sightings,
    rules: TimingRules,
    starts: Ints,
    end: int | None,
    source_counts: bool | None,
    *,
    group_of: Codes,
    shown: tuple[Period, ...],
    over: bool,
    red_counts: bool | None = None,
    field: Crossings | None = None,
) -> Crossings:
    """The crossings from the start on, counted as laps; the chequered flag has not been looked at yet.

    `starts`: the instant of the start of each car; `group_of`: its class code; `shown`: the flags shown to all;
    `source_counts`: whether a source numbers its laps, so that a first crossing is what it says; `over`: whether the
    session is known to have ended; `red_counts`: whether a crossing under red ends a lap (None: not asked);
    `field`: where `seen` are some cars alone, the crossings of all, which say how short a lap can be.
    """
    line = np.flatnonzero(seen.at_loops(LINE_LOOPS))
    # `take` gathers in two thirds of the time that an index does.
    line_car = seen.car.take(line)
    by_car = np.argsort(narrow(line_car, len(seen.cars)), kind="stable")
    in_time = np.empty(len(line), dtype=np.int64)
    in_time[by_car] = np.arange(len(line))
    grouped = line.take(by_car)
    at, car = seen.at.take(grouped), line_car.take(by_car)
    why = np.zeros(len(grouped), dtype=np.int8)
    if len(line) and seen.at[line[0]] < starts.max():
        why[at < starts[car]] = NotCounted.BEFORE_START
    if end is not None:
        why[at > end] = NotCounted.AFTER_END
    # Second reads first: one must neither be a start nor end a lap nobody can drive, by which the pace would be judged.
    again, findings = _double_reads(seen, grouped, at, car, why, rules.double_read)
    why[again] = NotCounted.DOUBLE_READ
    first: FirstLaps | RuledFirstLaps
    shortest, whole, begins = np.zeros(len(starts), dtype=np.int64), None, None
    if field is not None:
        shortest, first = field.shortest, field.first
    elif rules.minimum_lap is not None:
        shortest = np.full(len(starts), rules.minimum_lap, dtype=np.int64)
        first = RuledFirstLaps(shortest)
    else:
        whole, begins = _whole_laps(at, car, why, in_time, group_of, shown)
        unknown = np.full(len(starts), FLOOR, dtype=np.int64)
        first = RuledFirstLaps(unknown) if source_counts else first_laps(whole, group_of, over)
    if not source_counts:
        begun, open_ = _early_firsts(seen, at, car, why, starts, first, rules.minimum_lap is not None)
        why[begun], why[open_] = NotCounted.START, NotCounted.OPEN
        findings += _told_open(seen, grouped, car, open_)
    if FINISH_LINE_IN_PIT in seen.loops:
        in_pit = seen.loop[grouped] == seen.loops.index(FINISH_LINE_IN_PIT)
    else:
        in_pit = np.zeros(len(grouped), dtype=bool)
    if whole is not None and begins is not None:
        firsts = partial(_first_laps, at, car, why, starts, group_of, shown)
        pit = partial(_through_the_lane, seen, at, car, in_pit, begins)
        shortest = shortest_laps(whole, group_of, firsts, pit)
    # Red last: it is asked of what would count otherwise.
    red = _under_red(at, why, shown, red_counts)
    if red_counts is False:
        why[red] = NotCounted.UNDER_RED
    findings += _told_under_red(seen, grouped, at, car, red, bool(red_counts))
    lap = number_laps(car, why)
    return Crossings(at, car, grouped, in_pit, why, lap, in_time, first, shortest, tuple(findings))


def counted_rows(why: np.ndarray) -> Ints | slice:
    """The rows that complete a lap; all of them, as nearly always at first, are a slice, which copies no column."""
    return np.flatnonzero(why == NotCounted.COUNTED) if why.any() else slice(None)


def _whole_laps(
    at: Ints, car: Codes, why: np.ndarray, in_time: Ints, group_of: Codes, shown: tuple[Period, ...]
) -> tuple[WholeLaps, Callable[[], tuple[Ints, Ints]]]:
    """Every lap from line to line, grouped by car; and, where asked for, the crossings that began and ended them."""
    kept = counted_rows(why)
    its, when = car[kept], at[kept]
    ends = np.flatnonzero(its[1:] == its[:-1])
    begin = when.take(ends)
    ends += 1
    finish = when.take(ends)
    values = {period.value for period in shown}
    its = its.take(ends)
    laps = WholeLaps(
        finish - begin,
        its,
        group_of.take(its),
        touched(shown, (FlagValue.RED,), begin, finish) if FlagValue.RED in values else None,
        touched(shown, NEUTRALISED, begin, finish) if values.intersection(NEUTRALISED) else None,
        ends if isinstance(kept, slice) else kept[ends],
        in_time,
        partial(_before_red, shown, begin, finish),
    )
    return laps, lambda: (ends - 1, ends) if isinstance(kept, slice) else (kept[ends - 1], kept[ends])


def _before_red(shown: tuple[Period, ...], begin: Ints, finish: Ints) -> Ints:
    """How long each of these stretches lasted until red was shown, 0 where it was shown from its beginning."""
    red = np.array([one.start for one in shown if one.value is FlagValue.RED] + [NEVER], dtype=np.int64)
    until = red[np.searchsorted(red, begin, side="left")]
    under = touched(shown, (FlagValue.RED,), begin, begin + 1)
    return np.where(under, 0, np.minimum(until, finish) - begin)


def _first_laps(
    at: Ints, car: Codes, why: np.ndarray, starts: Ints, group_of: Codes, shown: tuple[Period, ...]
) -> FirstLapTimes:
    """Every car's lap 1 from its start, of those driven under green."""
    kept = np.flatnonzero(why == NotCounted.COUNTED)
    rows = kept[_firsts(car[kept])]
    begin, finish = starts[car[rows]], at[rows]
    green = ~touched(shown, (FlagValue.RED, *NEUTRALISED), begin, finish)
    return FirstLapTimes((finish - begin)[green], group_of[car[rows]][green])


def _through_the_lane(
    seen: Sightings, at: Ints, car: Codes, in_pit: Mask, begins: Callable[[], tuple[Ints, Ints]]
) -> Mask:
    """Which laps, from one crossing to another, begin or end in the pit lane or have a read of it in them."""
    (begin, finish), rows = begins(), np.flatnonzero(seen.at_loops((PIT_IN, PIT_OUT)))
    first = int(seen.at.min(initial=NEVER))
    span = int(seen.at.max(initial=0)) - first + 1
    reads = np.sort(seen.car[rows].astype(np.int64) * span + seen.at[rows] - first)
    until = np.searchsorted(reads, car[finish].astype(np.int64) * span + at[finish] - first)
    since = np.searchsorted(reads, car[begin].astype(np.int64) * span + at[begin] - first)
    return np.asarray(in_pit[begin] | in_pit[finish] | (until > since))


def _early_firsts(
    seen: Sightings,
    at: Ints,
    car: Codes,
    why: np.ndarray,
    starts: Ints,
    first: FirstLaps | RuledFirstLaps,
    ruled: bool,
) -> tuple[Ints, Ints]:
    """First crossings that are the start, and those of which it cannot be told yet.

    A car that passed the first loop behind the line since the start, and then the line, has driven the lap; where a
    minimum is `ruled`, that alone decides.
    """
    kept = counted_rows(why)
    rows = np.flatnonzero(_firsts(car[kept]))
    rows = rows if isinstance(kept, slice) else kept[rows]
    since = at[rows] - starts[car[rows]]
    if not (since < first.at_most[car[rows]]).any():
        return rows[:0], rows[:0]
    early = since < first.counts_from[car[rows]]
    if early.any() and not ruled:
        early &= ~((_passed_a_sector(seen, starts)[car[rows]] < at[rows]) & (since >= FLOOR))
    begun = since < first.is_start[car[rows]]
    return rows[early & begun], rows[early & ~begun]


def _told_open(seen: Sightings, grouped: Ints, car: Codes, rows: Ints) -> list[Finding]:
    """A finding for the first crossings that nobody can judge yet."""
    if not len(rows):
        return []
    cars = [seen.cars[code] for code in sorted(car[rows].tolist())]
    seqs = np.sort(seen.seq[grouped[rows]]).tolist()
    return [info("first-crossing-open", count=len(cars), cars=cars).without(*seqs)]


def _under_red(at: Ints, why: np.ndarray, shown: tuple[Period, ...], counts: bool | None) -> Ints:
    """Crossings while the red flag is shown; none where it is not asked whether they count. Where they end no lap a
    chequered flag shown to a session that was stopped and not resumed lets none count again.
    """
    if counts is None or not any(period.value is FlagValue.RED for period in shown):
        return np.zeros(0, dtype=np.int64)
    if not counts:
        red = tuple(before.value is FlagValue.RED for before in shown)
        shown = tuple(
            msgspec.structs.replace(period, value=FlagValue.RED)
            if period.value is FlagValue.CHEQUERED and n and red[n - 1]
            else period
            for n, period in enumerate(shown)
        )
    return np.flatnonzero((why == NotCounted.COUNTED) & touched(shown, (FlagValue.RED,), at, at + 1))


def _told_under_red(
    seen: Sightings, grouped: Ints, at: Ints, car: Codes, red: Ints, counts: bool
) -> list[Finding]:
    """A finding for crossings under red, and whether they end a lap."""
    if not len(red):
        return []
    cars = [seen.cars[code] for code in np.unique(car[red]).tolist()]
    code = "crossings-under-red" if counts else "crossings-under-red-not-counted"
    found = info(code, count=len(red), cars=cars, first_at=int(at[red].min()))
    return [found if counts else found.without(*np.sort(seen.seq[grouped[red]]).tolist())]


def _passed_a_sector(seen: Sightings, starts: Ints) -> Ints:
    """Per car the instant it first passed the first loop behind the line after its start; `NEVER` if it did not."""
    found = np.full(len(starts), NEVER, dtype=np.int64)
    loop = min((name for name in seen.loops if SECTOR_LOOP.match(name)), default=None)
    if loop is not None:
        rows = np.flatnonzero(seen.at_loops((loop,)))
        rows = rows[seen.at[rows] > starts[seen.car[rows]]]
        np.minimum.at(found, seen.car[rows], seen.at[rows])
    return found


def number_laps(car: Codes, why: np.ndarray) -> Ints:
    """Lap numbers of counted crossings (1, 2, … per car), 0 for the others."""
    kept = counted_rows(why)
    runs = Runs.of(car[kept])
    numbers = np.arange(1, int(runs.length.sum()) + 1)
    numbers -= np.repeat(runs.first, runs.length)
    if isinstance(kept, slice):
        return numbers
    lap = np.zeros(len(car), dtype=np.int64)
    lap[kept] = numbers
    return lap


def _firsts(car: Codes) -> Mask:
    """Which rows are a car's first, in rows grouped by car."""
    first = np.ones(len(car), dtype=bool)
    first[1:] = car[1:] != car[:-1]
    return first


def _double_reads(
    seen: Sightings, grouped: Ints, at: Ints, car: Codes, why: np.ndarray, window: int
) -> tuple[list[int], list[Finding]]:
    """Crossings sooner than `window` after the car's last kept one; a ready void goes with the finding of each."""
    kept = counted_rows(why)
    when, its = at[kept], car[kept]
    near = np.flatnonzero(when[1:] - when[:-1] < window) + 1
    near = near[its[near] == its[near - 1]]
    again: list[int] = []
    findings: list[Finding] = []
    for code in np.unique(its[near]).tolist():
        last = -NEVER
        mine = run_of(car, code)
        for row in (mine.start + np.flatnonzero(why[mine] == NotCounted.COUNTED)).tolist():
            apart = int(at[row] - last)
            if apart >= window:
                last = int(at[row])
                continue
            seq = int(seen.seq[grouped[row]])
            found = warning(
                "double-read", Where(car=seen.cars[code], seq=seq), apart_us=apart, at=int(at[row])
            )
            findings.append(found.proposing(kind="void", target=seq, reason="double read").without(seq))
            again.append(row)
    return again, findings
