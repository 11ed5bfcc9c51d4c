"""Which laps can be a car's best, which of them is, and who held the fastest lap of the session and of each class.

One rule for qualifying, grid, fastest lap and every list: of the laps that count the shortest at the resolution of the
rulebook; of laps that are equal there the one that was set first.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from parcferme.records import Untimed
from parcferme.regulations import FastestLapRules
from parcferme.timing import Ints, Laps, Mask, Timing, shown_in

NO_LAP: Final = 2**62
"""The lap time of a lap that does not count, longer than any other."""


def eligible(
    timing: Timing, rules: FastestLapRules, deleted: set[tuple[str, int]], *, untimed: bool = False
) -> Mask:
    """Which laps can be a car's best under the rulebook and the stewards' deletions; `untimed` adds those without a lap
    time that have nothing else against them.
    """
    laps = timing.laps_
    fine = (laps.timed | untimed) & ~timing.doubtful
    if not rules.first_lap:
        fine &= laps.lap != 1
    if not rules.in_laps:
        fine &= ~timing.in_lap
    if not rules.out_laps:
        fine &= ~timing.out_lap
    fine &= ~shown_in(timing.shown, barred_flags(rules), laps.start, laps.end)
    for number, lap in deleted | untimed_laps(timing):
        if number in timing.codes:
            fine &= ~((laps.car == timing.codes[number]) & (laps.lap == lap))
    return fine


def barred_flags(rules: FastestLapRules) -> tuple[str, ...]:
    """The flags under which no lap can be a car's best."""
    switches = {
        "yellow": rules.yellow,
        "fcy": rules.full_course_yellow,
        "code-60": rules.code_60,
        "safety-car": rules.safety_car,
        "red": rules.red,
    }
    return tuple(flag for flag, counts in switches.items() if not (counts and rules.neutralised))


def untimed_laps(timing: Timing) -> set[tuple[str, int]]:
    """Laps (car, lap) that a source counts without a time."""
    return {(event.car, event.lap) for event in timing.log.events if isinstance(event, Untimed)}


def counted(timing: Timing, fine: Mask) -> Ints:
    """Each lap's time in µs; `NO_LAP` where it does not count."""
    laps = timing.laps_
    return np.where(fine, laps.end - laps.start, NO_LAP)


def compared(timing: Timing, fine: Mask) -> Ints:
    """What laps are compared by: each lap's time in µs cut to the resolution of the rulebook; `NO_LAP` where it does
    not count.
    """
    laps, resolution = timing.laps_, timing.rulebook.timing.resolution
    return np.where(fine, (laps.end - laps.start) // resolution * resolution, NO_LAP)


def best_rows(laps: Laps, times: Ints, resolution: int) -> Ints:
    """The row of each car's best lap, cars in order of their codes; only cars that have one. `times` as `counted`, to
    be compared at a resolution in µs.

    Only each car's quickest time is cut to the resolution: all laps under its next step are equal to it.
    """
    if not len(laps.lap):
        return np.zeros(0, dtype=np.int64)
    runs = laps.runs
    least = np.minimum.reduceat(times, runs.first) // resolution * resolution
    # `NO_LAP` is never under the bound: a car without a lap that counts gets no row.
    hits = np.flatnonzero(times < np.repeat(np.minimum(least + resolution, NO_LAP), runs.length))
    car = laps.car[hits]
    new = np.ones(len(hits), dtype=bool)
    new[1:] = car[1:] != car[:-1]
    return np.asarray(hits[new])  # laps are in order, so the first of equal ones was set first


def second_rows(laps: Laps, times: Ints, best: Ints, resolution: int) -> Ints:
    """The row of each car's second-best lap, by the same rule, the best one left out."""
    without = times.copy()
    without[best] = NO_LAP
    return best_rows(laps, without, resolution)


def fastest_cars(timing: Timing, times: Ints, best: Ints) -> tuple[int | None, dict[int, int]]:
    """The car that holds the fastest lap of the session, and of each class (class code → car code). `best`: the row of
    each car's best lap; of equal ones the one completed first is the fastest (sightings are in order of time).
    """
    laps, resolution = timing.laps_, timing.rulebook.timing.resolution
    order = best[np.lexsort((laps.sighting[best], times[best] // resolution))]
    held: dict[int, int] = {}
    cars = laps.car[order]
    for car, class_ in zip(cars.tolist(), timing.car_class[cars].tolist(), strict=True):
        held.setdefault(class_, car)
    return (int(laps.car[order[0]]) if len(order) else None), held
