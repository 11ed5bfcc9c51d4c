"""Crossings of the finish line: which of them complete a lap, and why the others do not."""

from __future__ import annotations

import enum

import msgspec
import numpy as np

from parcferme.findings import Finding, Where, warning
from parcferme.regulations import TimingRules
from parcferme.timing.sightings import LINE_LOOPS, Codes, Ints, Mask, Sightings, middle

NEVER = 2**62  # an instant after every other
FLOOR = 10_000_000  # µs; no car laps faster than this, used only while not one whole lap has been seen


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


class Crossings(msgspec.Struct, frozen=True, eq=False):
    """Crossings of the line grouped by car, in time order inside each car; arrays of shape (n,).

    `at`: instants in µs; `car`: codes; `sighting`: index into the sightings; `in_pit`: over the line in the pit lane;
    `why`: a `NotCounted`; `lap`: the lap the crossing completes, 0 where it completes none. `in_time` puts the rows in
    time order.
    """

    at: Ints
    car: Codes
    sighting: Ints
    in_pit: Mask
    why: np.ndarray
    lap: Ints
    in_time: Ints
    minimum_lap: int
    findings: tuple[Finding, ...]

    def counted(self) -> Mask:
        """Which crossings complete a lap."""
        return np.asarray(self.why == NotCounted.COUNTED, dtype=bool)


def cross(
    seen: Sightings, rules: TimingRules, start: int, end: int | None, first_is_lap: bool | None
) -> Crossings:
    """The crossings from the start on, counted as laps; the chequered flag has not been looked at yet."""
    grouped = seen.by_car[seen.by_car_at_loops(LINE_LOOPS)]
    place = np.full(len(seen.at), -1, dtype=np.int32)
    place[grouped] = np.arange(len(grouped), dtype=np.int32)
    in_time = place[place >= 0].astype(np.int64)
    at, car = seen.at[grouped], seen.car[grouped]
    why = np.zeros(len(grouped), dtype=np.int8)
    why[at < start] = NotCounted.BEFORE_START
    if end is not None:
        why[at > end] = NotCounted.AFTER_END
    findings: list[Finding] = []
    _drop_double_reads(seen, grouped, at, car, why, rules.double_read, findings)
    minimum = rules.minimum_lap if rules.minimum_lap is not None else _half_median(at, car, why)
    kept = np.flatnonzero(why == NotCounted.COUNTED)
    first = kept[_firsts(car[kept])]
    if not first_is_lap:
        why[first[at[first] - start < minimum]] = NotCounted.START
    lap = number_laps(car, why)
    _find_short_laps(seen, grouped, at, car, lap, start, minimum, findings)
    in_pit = seen.loop[grouped] == (seen.loops.index("FL_PIT") if "FL_PIT" in seen.loops else -1)
    return Crossings(at, car, grouped, in_pit, why, lap, in_time, minimum, tuple(findings))


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


def _half_median(at: Ints, car: Codes, why: np.ndarray) -> int:
    """Half the median lap of the session in µs, the shortest lap believed where the circuit gives none."""
    kept = np.flatnonzero(why == NotCounted.COUNTED)
    laps = (at[kept][1:] - at[kept][:-1])[car[kept][1:] == car[kept][:-1]]
    return middle(laps) // 2 if len(laps) else FLOOR


def _find_short_laps(
    seen: Sightings,
    grouped: Ints,
    at: Ints,
    car: Codes,
    lap: Ints,
    start: int,
    minimum: int,
    findings: list[Finding],
) -> None:
    """A finding for each counted lap shorter than any car can drive; it still counts until somebody voids it."""
    kept = np.flatnonzero(lap)
    previous = np.empty(len(kept), dtype=np.int64)
    previous[1:] = at[kept][:-1]
    previous[_firsts(car[kept])] = start
    short = kept[(at[kept] - previous < minimum) & (lap[kept] > 1)]
    durations = dict(zip(kept.tolist(), (at[kept] - previous).tolist(), strict=True)) if len(short) else {}
    for row in short.tolist():
        seq = int(seen.seq[grouped[row]])
        where = Where(car=seen.cars[int(car[row])], lap=int(lap[row]), seq=seq)
        found = warning("lap-under-minimum", where, lap_us=durations[row], minimum_us=minimum)
        findings.append(found.proposing(kind="void", target=seq, reason="lap under the possible minimum"))
