"""The order of a race: laps, then time; who is classified; the places."""

from __future__ import annotations

import math
from collections.abc import Collection
from fractions import Fraction
from typing import Final, assert_never

import numpy as np

from parcferme.classification.rows import Car, Status
from parcferme.entries import painted
from parcferme.regulations import Of, ResultAfterRed, Rounding, SlowLastLap, UnclassifiedOrder
from parcferme.timing import Timing

_WITHOUT_A_PLACE: Final = (Status.NOT_CLASSIFIED, Status.NOT_STARTED, Status.DISQUALIFIED)
"""The order in which cars without a place are listed."""


def number_key(number: str) -> tuple[float, int, str]:
    """Car numbers in the order people list them: 3 before 03 before 12; texts that are no number last."""
    on_the_car = painted(number)
    # Nobody paints ten digits on a car, and `int` raises for a text of some thousands of them.
    listed = on_the_car.isdecimal() and len(on_the_car) < 10
    return (int(on_the_car) if listed else math.inf, len(on_the_car), number)


def race_key(car: Car, resolution: int) -> tuple[float, float]:
    """What a race is ordered by: most laps first, then the least time."""
    return (-car.laps, car.time // resolution if car.time is not None else math.inf)


def stated_key(car: Car) -> float:
    """The place that a source states; cars of which it states none are behind all others."""
    return math.inf if car.stated is None else car.stated


def in_order(cars: list[Car], resolution: int, moved: Collection[str] = ()) -> list[Car]:
    """The cars by laps and time; dead heats in order of number.

    Places that a source states stand, whatever its times say. Only a car whose time a decision changed (`moved`)
    takes a new one: behind the last car that is now ahead of it. Cars of which neither laps nor time tell keep theirs.
    """
    if not any(car.stated is not None for car in cars):
        keys = [race_key(car, resolution) for car in cars]
        if len(set(keys)) == len(
            cars
        ):  # no dead heat: the numbers, which take longer to read, decide nothing
            return [cars[place] for place in sorted(range(len(cars)), key=keys.__getitem__)]
        return sorted(cars, key=lambda car: (*race_key(car, resolution), number_key(car.number)))
    order = sorted(cars, key=lambda car: (stated_key(car), *race_key(car, resolution)))
    # From the back: who was ahead then meets those behind it where they have ended up.
    for car in [car for car in reversed(order) if car.number in moved]:
        order = _moved(order, car, resolution)
    return order


def _moved(order: list[Car], car: Car, resolution: int) -> list[Car]:
    """An order of stated places with one car where its laps and time now put it among those that are known."""
    place, rest = order.index(car), [one for one in order if one is not car]
    against = [_compared(one, car, resolution) for one in rest]
    ahead = [at + 1 for at, it_is in enumerate(against) if it_is < 0]
    behind = [at for at, it_is in enumerate(against) if it_is > 0]
    lowest, highest = max(ahead, default=0), min(behind, default=len(rest))
    place = max(lowest, min(place, highest))
    return [*rest[:place], car, *rest[place:]]


def _compared(one: Car, car: Car, resolution: int) -> int:
    """Whether one is ahead of a car (below 0), behind it (above 0), or nobody can tell: laps decide where both have
    some, and where these are level the time does, if both have one.
    """
    if one.laps and car.laps and one.laps != car.laps:
        return -1 if one.laps > car.laps else 1
    if one.time is None or car.time is None:
        return 0
    mine, others = race_key(car, resolution), race_key(one, resolution)
    return (others > mine) - (others < mine)


def slow_last_laps(cars: list[Car], bands: tuple[SlowLastLap, ...]) -> None:
    """Take the laps a slow last lap costs; a car excluded for it is not classified."""
    for car in cars:
        last_lap = car.last_lap
        if not car.took_flag or last_lap is None:
            continue
        # Le Mans since 2017: each band of minutes costs its laps alone, over 15 minutes all (sportscar365);
        # so the slowest one.
        band = next((band for band in reversed(bands) if last_lap > band.over), None)
        if band is None:
            continue
        if band.excluded:
            car.status = Status.NOT_CLASSIFIED
            car.say("slow-last-lap-excluded", lap_us=last_lap, over_us=band.over)
        else:
            car.laps = max(0, car.laps - band.laps)
            car.say("slow-last-lap", lap_us=last_lap, over_us=band.over, laps=band.laps)


def decide_status(timing: Timing, cars: list[Car], disqualified: set[str]) -> None:
    """Classified or not, by the rulebook: a lap at least, the flag, the share of the distance, running late on.

    While no chequered flag is known the order is that of the moment: everyone with a lap is in it.
    """
    rules = timing.rules.classified
    path = f"{timing.kind.value}.classified"
    for car in cars:
        if car.number in disqualified:
            car.status = Status.DISQUALIFIED
        elif not car.started and not car.laps:
            car.status = Status.NOT_STARTED
        elif not car.laps and not car.open:
            car.status = Status.NOT_CLASSIFIED
            if car.listed or (car.stated is None and car.stated_status is None):  # a bare list counts no laps
                car.say("no-lap")
    no_result = stopped_too_soon(timing)
    if no_result is not None:
        for car in cars:
            if car.status is Status.CLASSIFIED and not car.listed:
                _not_classified(
                    timing, car, "no-result", f"{timing.kind.value}.red-flag.result-from", **no_result
                )
        return
    if timing.flag.at is None and not any(car.listed for car in cars):
        return
    runners = [car for car in cars if car.laps and car.status is not Status.DISQUALIFIED]
    # a race that red ended, counted back or not, is one that no flag ended: nobody could take it
    red_ended_it = timing.flag.reason in (
        ResultAfterRed.LAST_LAP_ALL_COMPLETED,
        ResultAfterRed.PENULTIMATE_LAP,
    ) or any(one.code == "red-flag-as-driven" for one in timing.findings)
    winners = _winners(runners, timing.rulebook.timing.resolution, rules.of)
    for car in runners:
        if rules.flag and not car.took_flag and not red_ended_it and not car.listed:
            _not_classified(timing, car, "no-flag", f"{path}.flag")
        if rules.share is not None:
            best = winners[car.class_ if rules.of is Of.CLASS else None]
            # Formula One 62.2: 90 % of the winner's laps, rounded down; WEC 10.15.2: 70 % of the overall
            # winner's.
            needed = _rounded(rules.share * best, rules.rounding)
            if car.laps < needed:
                needs = str(needed) if needed.denominator == 1 else f"{float(needed):.2f}"
                _not_classified(
                    timing,
                    car,
                    "distance-short",
                    f"{path}.share",
                    laps=car.laps,
                    needed=needs,
                    winner_laps=best,
                )
    _running_late(timing, runners, path)


def stopped_too_soon(timing: Timing) -> dict[str, object] | None:
    """What was driven of a race that was stopped for good before it had a result, and the share it needed; None where
    it has one. Of a session that is cut at an instant nobody knows whether it was resumed.
    """
    if timing.until is not None:
        return None
    return next((dict(one.values) for one in timing.findings if one.code == "red-flag-no-result"), None)


def _winners(runners: list[Car], resolution: int, of: Of) -> dict[str | None, int]:
    """Laps of the winner: overall under None, or of each class."""
    found: dict[str | None, int] = {}
    for car in sorted(runners, key=lambda car: race_key(car, resolution)):
        found.setdefault(car.class_ if of is Of.CLASS else None, car.laps)
    return found


def _rounded(laps: Fraction, rounding: Rounding) -> Fraction:
    """A share of a distance as the number of laps needed."""
    match rounding:
        case Rounding.DOWN:
            return Fraction(math.floor(laps))
        case Rounding.UP:
            return Fraction(math.ceil(laps))
        case Rounding.NEAREST:
            return Fraction(math.floor(laps + Fraction(1, 2)))
        case Rounding.NONE:
            return laps
        case never:
            assert_never(never)


def _not_classified(timing: Timing, car: Car, code: str, path: str, **values: object) -> None:
    car.status = Status.NOT_CLASSIFIED
    cite = timing.rulebook.cite(path)
    car.say(code, **values, article=cite.article, source=cite.source)


def _running_late(timing: Timing, runners: list[Car], path: str) -> None:
    """Cars that had not covered their share of the leader's distance late in the race."""
    rule = timing.rules.classified.running
    if rule is None or timing.length is None:
        return
    laps = timing.laps_
    # Le Mans: half of the leader's distance at three quarters of the race (lemans.org, 28 July 2016).
    at = timing.clock.instant(int(rule.at * timing.length))
    if at is None:  # a clock that stands still to the end never gets there
        return
    done = np.bincount(laps.car[laps.end <= at], minlength=len(timing.cars))
    for car in runners:
        if done[car.code] < rule.share * int(done.max()):
            _not_classified(
                timing,
                car,
                "running-short",
                f"{path}.running",
                laps=int(done[car.code]),
                leader_laps=int(done.max()),
            )


def unclassified_order(cars: list[Car], resolution: int, order: UnclassifiedOrder) -> list[Car]:
    """Cars without a place: not classified by laps and time, then not started, then disqualified."""
    flag_first = order is UnclassifiedOrder.FLAG_FIRST
    return sorted(
        cars,
        key=lambda car: (
            _WITHOUT_A_PLACE.index(car.status),
            flag_first and not car.took_flag,
            stated_key(car),
            *race_key(car, resolution),
            number_key(car.number),
        ),
    )
