"""The order of a practice or qualifying: best laps, ties, cars without a time; several sessions combined."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import assert_never

from parcferme.classification.race import number_key, stated_key
from parcferme.classification.rows import Car, Row, Status
from parcferme.regulations import EqualTimes, NoTime, QualifyingOrder, QualifyingRules
from parcferme.times import truncate

# Longer than any lap (µs), so that a car without one sorts behind all.
_LAST = 2**62


def qualifying_key(car: Car, rules: QualifyingRules, resolution: int) -> tuple[int, ...]:
    """What separates two cars: the lap the session is ordered by, then what the rulebook says of equal times."""
    best = _LAST if car.best is None else truncate(car.best, resolution)
    second = _LAST if car.second is None else truncate(car.second, resolution)
    set_at = car.best_elapsed
    if rules.by is QualifyingOrder.SECOND_BEST_LAP:
        best, set_at = second, car.second_elapsed
    match rules.equal_times:
        case EqualTimes.FIRST_SET:
            return (best, set_at if set_at is not None else _LAST)
        case EqualTimes.SECOND_BEST_LAP:
            return (best, second)
        case EqualTimes.EQUAL:
            return (best,)
        case never:
            assert_never(never)


def ordered_by(car: Car, rules: QualifyingRules) -> int | None:
    """The lap time (µs) the session is ordered by, None where the car has none."""
    return car.second if rules.by is QualifyingOrder.SECOND_BEST_LAP else car.best


def in_order(cars: list[Car], rules: QualifyingRules, resolution: int) -> list[Car]:
    """The cars with a time in order; equal ones in order of number. Stated places stand."""
    if any(car.stated is not None for car in cars):
        return sorted(cars, key=lambda car: (stated_key(car), number_key(car.number)))
    order = sorted(cars, key=lambda car: (*qualifying_key(car, rules, resolution), number_key(car.number)))
    for ahead, car in pairwise(order):
        here, there = qualifying_key(ahead, rules, resolution), qualifying_key(car, rules, resolution)
        if here[0] != there[0] or here[0] == _LAST or here == there:
            continue
        match rules.equal_times:
            case EqualTimes.FIRST_SET:
                ahead.say("equal-time-set-first", other=car.number, lap=_lap_number(ahead, rules))
                car.say("equal-time-set-later", other=ahead.number, lap=_lap_number(car, rules))
            case EqualTimes.SECOND_BEST_LAP:
                ahead.say("equal-time-second-best", other=car.number, second_us=_known(here[1]))
                car.say("equal-time-second-best", other=ahead.number, second_us=_known(there[1]))
            case EqualTimes.EQUAL:
                pass
            case never:
                assert_never(never)
    return order


def _lap_number(car: Car, rules: QualifyingRules) -> int | None:
    """The number of the lap the session is ordered by."""
    return car.second_number if rules.by is QualifyingOrder.SECOND_BEST_LAP else car.best_number


def _known(lap_us: int) -> int | None:
    return None if lap_us == _LAST else lap_us


def without_time(cars: list[Car]) -> None:
    """Mark cars that have no time: laps they drove stay, the time is not there."""
    for car in cars:
        if car.status is Status.DISQUALIFIED:
            continue
        if not car.laps and not car.started:
            car.status = Status.NOT_STARTED
        else:
            car.status = Status.NOT_CLASSIFIED
            car.say("no-time", laps=car.laps)


def places_without_time(rules: QualifyingRules) -> bool:
    """Whether cars without a time are placed behind all others."""
    return rules.no_time is NoTime.LAST


def average(bests: Sequence[int], resolution: int) -> int:
    """The average of several best laps in µs, truncated to the resolution (GT World Challenge: to the millisecond)."""
    return truncate(sum(bests) // len(bests), resolution)


def combined(sessions: Sequence[Sequence[Row]], resolution: int) -> list[tuple[str, int | None]]:
    """Several qualifyings as one: (car number, average of its best laps in µs, truncated) in order.

    A car that lacks a time in one of the sessions stands behind all that have every one, without an average.
    """
    bests: dict[str, list[int]] = {}
    for rows in sessions:
        for row in rows:
            times = bests.setdefault(row.number, [])
            if row.best_lap is not None:
                times.append(row.best_lap)
    whole = {
        number: average(times, resolution) for number, times in bests.items() if len(times) == len(sessions)
    }
    order = sorted(bests, key=lambda number: (whole.get(number, _LAST), number_key(number)))
    return [(number, whole.get(number)) for number in order]
