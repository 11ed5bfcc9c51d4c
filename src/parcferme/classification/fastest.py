"""Fastest laps: who held the fastest lap of the session from when, and the lap a car could have driven."""

from __future__ import annotations

import msgspec
import numpy as np

from parcferme.classification.cars import eligible
from parcferme.classification.penalties import deleted_laps
from parcferme.timing import Timing
from parcferme.timing.laps import NONE


class Fastest(msgspec.Struct, frozen=True):
    """A lap that was the session's fastest when it was completed. Times in µs, `elapsed` is session time."""

    number: str
    lap: int
    time: int
    elapsed: int


def fastest_laps(timing: Timing) -> tuple[Fastest, ...]:
    """The fastest-lap sequence: every eligible lap faster than all before it, in order of completion."""
    laps = timing.laps_
    fine = eligible(timing, timing.rules.fastest_lap, deleted_laps(timing.decisions))
    order = laps.in_time[fine[laps.in_time]] if len(laps.lap) else laps.in_time
    times = (laps.end - laps.start)[order]
    before = np.minimum.accumulate(np.append(2**62, times))[:-1] if len(times) else times
    return tuple(
        Fastest(
            timing.cars[int(laps.car[row])],
            int(laps.lap[row]),
            int(laps.end[row] - laps.start[row]),
            int(laps.end[row]) - timing.start,
        )
        for row in order[times < before].tolist()
    )


def ideal_lap(timing: Timing, number: str) -> int | None:
    """The sum of a car's best sectors (µs) over its laps outside the pit lane; None where a sector was never timed."""
    laps = timing.laps_
    if len(timing.split.times) < 2:
        return None
    mine = (laps.car == timing.cars.index(number)) & ~timing.in_lap & ~timing.out_lap
    bests = []
    for times in timing.split.times:
        known = times[mine & (times != NONE)]
        if not len(known):
            return None
        bests.append(int(known.min()))
    return sum(bests)
