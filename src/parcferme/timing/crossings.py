"""Crossings of the finish line: which of them complete a lap, and why the others do not."""

from __future__ import annotations

import enum
from functools import partial

import msgspec
import numpy as np

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import PIT_IN, PIT_OUT, FlagValue
from parcferme.regulations import TimingRules
from parcferme.timing.pace import FLOOR, NEVER, FirstLaps, WholeLaps, first_laps, shortest_laps
from parcferme.timing.periods import NEUTRALISED, Period, touched
from parcferme.timing.sightings import LINE_LOOPS, SECTOR_LOOP, Codes, Ints, Mask, Sightings


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
    time order. Per car in µs: `first_from`, the time after its start before which a first crossing is the start,
    `counts_from`, that from which it ends lap 1; `shortest`, the shortest lap anybody believes.
    """

    at: Ints
    car: Codes
    sighting: Ints
    in_pit: Mask
    why: np.ndarray
    lap: Ints
    in_time: Ints
    first_from: Ints
    counts_from: Ints
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
    grouped = seen.by_car[seen.by_car_at_loops(LINE_LOOPS)]
    place = np.full(len(seen.at), -1, dtype=np.int32)
    place[grouped] = np.arange(len(grouped), dtype=np.int32)
    in_time = place[place >= 0].astype(np.int64)
    at, car = seen.at[grouped], seen.car[grouped]
    why = np.zeros(len(grouped), dtype=np.int8)
    why[at < starts[car]] = NotCounted.BEFORE_START
    if end is not None:
        why[at > end] = NotCounted.AFTER_END
    findings: list[Finding] = []
    _drop_double_reads(seen, grouped, at, car, why, rules.double_read, findings)
    shortest, whole, ends = np.zeros(len(starts), dtype=np.int64), None, None
    if field is not None:
        shortest, first = field.shortest, FirstLaps(field.counts_from, field.first_from)
    elif rules.minimum_lap is not None:
        shortest = np.full(len(starts), rules.minimum_lap, dtype=np.int64)
        first = FirstLaps(shortest, shortest)
    else:
        whole, ends = _whole_laps(at, car, why, in_time, group_of, shown)
        unknown = np.full(len(starts), FLOOR, dtype=np.int64)
        first = FirstLaps(unknown, unknown) if source_counts else first_laps(whole, group_of, over)
    if not source_counts:
        _judge_firsts(seen, grouped, at, car, why, starts, first, rules.minimum_lap is not None, findings)
    in_pit = seen.loop[grouped] == (seen.loops.index("FL_PIT") if "FL_PIT" in seen.loops else -1)
    if whole is not None and ends is not None:
        firsts = partial(_first_laps, at, car, why, starts, group_of, shown)
        pit = partial(_through_the_lane, seen, at, car, in_pit, *ends)
        shortest = shortest_laps(whole, group_of, firsts, pit)
    _under_red(seen, grouped, at, car, why, shown, red_counts, findings)
    lap = number_laps(car, why)
    return Crossings(
        at,
        car,
        grouped,
        in_pit,
        why,
        lap,
        in_time,
        first.is_start,
        first.counts_from,
        shortest,
        tuple(findings),
    )


def _whole_laps(
    at: Ints, car: Codes, why: np.ndarray, in_time: Ints, group_of: Codes, shown: tuple[Period, ...]
) -> tuple[WholeLaps, tuple[Ints, Ints]]:
    """Every lap from line to line, in the order they were completed, and the crossings that begin and end each."""
    kept = np.flatnonzero(why == NotCounted.COUNTED)
    began = np.full(len(at), -1, dtype=np.int64)
    began[kept[1:]] = np.where(car[kept[1:]] == car[kept[:-1]], kept[:-1], -1)
    rows = in_time[began[in_time] >= 0]
    return _driven(at[began[rows]], at[rows], car[rows], group_of, shown), (began[rows], rows)


def _first_laps(
    at: Ints, car: Codes, why: np.ndarray, starts: Ints, group_of: Codes, shown: tuple[Period, ...]
) -> WholeLaps:
    """Every car's lap 1, from its start."""
    kept = np.flatnonzero(why == NotCounted.COUNTED)
    rows = kept[_firsts(car[kept])]
    return _driven(starts[car[rows]], at[rows], car[rows], group_of, shown)


def _driven(begin: Ints, finish: Ints, car: Codes, group_of: Codes, shown: tuple[Period, ...]) -> WholeLaps:
    return WholeLaps(
        finish - begin,
        car,
        group_of[car],
        touched(shown, (FlagValue.RED,), begin, finish),
        touched(shown, NEUTRALISED, begin, finish),
    )


def _through_the_lane(seen: Sightings, at: Ints, car: Codes, in_pit: Mask, begin: Ints, finish: Ints) -> Mask:
    """Which laps, from one crossing to another, begin or end in the pit lane or have a read of it in them."""
    rows = np.flatnonzero(seen.at_loops((PIT_IN, PIT_OUT)))
    first = int(seen.at.min(initial=NEVER))
    span = int(seen.at.max(initial=0)) - first + 1
    reads = np.sort(seen.car[rows].astype(np.int64) * span + seen.at[rows] - first)
    until = np.searchsorted(reads, car[finish].astype(np.int64) * span + at[finish] - first)
    since = np.searchsorted(reads, car[begin].astype(np.int64) * span + at[begin] - first)
    return np.asarray(in_pit[begin] | in_pit[finish] | (until > since))


def _judge_firsts(
    seen: Sightings,
    grouped: Ints,
    at: Ints,
    car: Codes,
    why: np.ndarray,
    starts: Ints,
    first: FirstLaps,
    ruled: bool,
    findings: list[Finding],
) -> None:
    """Mark first crossings that are the start, or of which it cannot be told yet.

    A car that passed the first loop behind the line since the start, and then the line, has driven the lap; where a
    minimum is `ruled`, that alone decides.
    """
    kept = np.flatnonzero(why == NotCounted.COUNTED)
    rows = kept[_firsts(car[kept])]
    since = at[rows] - starts[car[rows]]
    early = since < first.counts_from[car[rows]]
    if not early.any():
        return
    if not ruled:
        early &= ~((_passed_a_sector(seen, starts)[car[rows]] < at[rows]) & (since >= FLOOR))
    begun = since < first.is_start[car[rows]]
    why[rows[early & begun]] = NotCounted.START
    open_ = early & ~begun
    why[rows[open_]] = NotCounted.OPEN
    if open_.any():
        cars = [seen.cars[code] for code in sorted(car[rows[open_]].tolist())]
        seqs = np.sort(seen.seq[grouped[rows[open_]]]).tolist()
        findings.append(info("first-crossing-open", count=len(cars), cars=cars).without(*seqs))


def _under_red(
    seen: Sightings,
    grouped: Ints,
    at: Ints,
    car: Codes,
    why: np.ndarray,
    shown: tuple[Period, ...],
    counts: bool | None,
    findings: list[Finding],
) -> None:
    """Tell of crossings while the red flag is shown in a race; they end no lap where the rulebook says so."""
    if counts is None or not any(period.value is FlagValue.RED for period in shown):
        return
    red = np.flatnonzero((why == NotCounted.COUNTED) & touched(shown, (FlagValue.RED,), at, at + 1))
    if not counts:
        why[red] = NotCounted.UNDER_RED
    if len(red):
        cars = [seen.cars[code] for code in np.unique(car[red]).tolist()]
        code = "crossings-under-red" if counts else "crossings-under-red-not-counted"
        found = info(code, count=len(red), cars=cars, first_at=int(at[red].min()))
        findings.append(found if counts else found.without(*np.sort(seen.seq[grouped[red]]).tolist()))


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
    lap = np.zeros(len(car), dtype=np.int64)
    kept = np.flatnonzero(why == NotCounted.COUNTED)
    if len(kept):
        first = np.flatnonzero(_firsts(car[kept]))
        lengths = np.diff(np.append(first, len(kept)))
        lap[kept] = np.arange(1, len(kept) + 1) - np.repeat(first, lengths)
    return lap


def _firsts(car: Codes) -> Mask:
    """Which rows are a car's first, in rows grouped by car."""
    first = np.ones(len(car), dtype=bool)
    first[1:] = car[1:] != car[:-1]
    return first


def _drop_double_reads(
    seen: Sightings,
    grouped: Ints,
    at: Ints,
    car: Codes,
    why: np.ndarray,
    window: int,
    findings: list[Finding],
) -> None:
    """Mark crossings sooner than `window` after the car's last kept one; a ready void goes with each finding."""
    rows = np.flatnonzero(why == NotCounted.COUNTED)
    near = (at[rows][1:] - at[rows][:-1] < window) & (car[rows][1:] == car[rows][:-1])
    for code in np.unique(car[rows][1:][near]).tolist():
        last = -NEVER
        for row in rows[car[rows] == code].tolist():
            if at[row] - last < window:
                why[row] = NotCounted.DOUBLE_READ
                seq = int(seen.seq[grouped[row]])
                found = warning(
                    "double-read",
                    Where(car=seen.cars[code], seq=seq),
                    apart_us=int(at[row] - last),
                    at=int(at[row]),
                )
                findings.append(found.proposing(kind="void", target=seq, reason="double read").without(seq))
            else:
                last = int(at[row])
