"""The field led through the pit lane behind the safety car: a visit of everybody, without a stop."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from parcferme.findings import Finding, info
from parcferme.records import FlagValue
from parcferme.timing.laps import Laps
from parcferme.timing.periods import Period
from parcferme.timing.sightings import Sightings, middle
from parcferme.timing.stops import Stop

_APART = 20_000_000  # µs between two cars of one train at most
_LONGER = 1.25  # times the train's usual time in the lane: who takes longer has stopped
_OF_THE_FIELD = 0.75  # so many of the cars on track have to be in the train
_RUNNING = 3  # laps: who has crossed the line within so many usual ones is on track


def led_through(
    visits: list[Stop], shown: tuple[Period, ...], laps: Laps, seen: Sightings
) -> tuple[frozenset[Stop], list[Finding]]:
    """The visits in which the field was led through the lane, and a finding for each time it was.

    A train: nearly all cars on track enter one after the other while the safety car is out, take the same time, and
    come out in the order in which they went in. Cars that stop take different times, and change places doing so.
    """
    led: set[Stop] = set()
    findings: list[Finding] = []
    for period in shown:
        if period.value is not FlagValue.SAFETY_CAR:
            continue
        inside = [
            stop
            for stop in visits
            if stop.entry is not None
            and stop.duration is not None
            and period.start <= stop.entry
            and (period.end is None or stop.entry < period.end)
        ]
        for train in _trains(sorted(inside, key=lambda stop: stop.entry or 0)):
            first = train[0].entry or 0
            parked = {
                stop.car
                for stop in visits
                if stop not in train
                and (stop.entry or 0) < first
                and (stop.exit is None or stop.exit > first)
            }
            running = _running(laps, first) - parked - _gone(laps, seen, train, first)
            if len(train) < 2 or len({one.car for one in train} & running) < _OF_THE_FIELD * len(running):
                continue
            led.update(train)
            cars = [seen.cars[stop.car] for stop in train]
            findings.append(info("led-through-pits", count=len(cars), cars=cars, at=first))
    return frozenset(led), findings


def _trains(visits: list[Stop]) -> Iterator[list[Stop]]:
    """Visits that follow each other closely, those of cars that took longer than the train left out."""
    group: list[Stop] = []
    for before, stop in zip([None, *visits], visits, strict=False):
        if before is not None and (stop.entry or 0) - (before.entry or 0) > _APART:
            yield from _in_order(group)
            group = []
        group.append(stop)
    yield from _in_order(group)


def _in_order(group: list[Stop]) -> Iterator[list[Stop]]:
    """The cars of a group that drove through, if they kept their order."""
    if len(group) < 2:
        return
    durations = np.array([stop.duration for stop in group], dtype=np.int64)
    usual = middle(durations) if len(group) > 2 else int(durations.min())
    train = [stop for stop in group if usual / _LONGER <= (stop.duration or 0) <= usual * _LONGER]
    if all((before.exit or 0) <= (after.exit or 0) for before, after in pairwise(train)):
        yield train


def _running(laps: Laps, at: int) -> set[int]:
    """The cars on track at an instant: those that crossed the line not long before, or are in the middle of a lap."""
    usual = middle(laps.end - laps.start) if len(laps.lap) else 0
    recent = (laps.end <= at) & (laps.end > at - _RUNNING * usual)
    driving = (laps.start <= at) & (at < laps.end)
    return set(np.unique(laps.car[recent | driving]).tolist())


def _gone(laps: Laps, seen: Sightings, train: list[Stop], at: int) -> set[int]:
    """The cars nobody saw again from an instant on, though most of the train have since been round once more: as the
    car for which the safety car came out. While the train is still in its first lap after the lane, nobody knows.
    """
    round_again = set(laps.car[laps.start > at].tolist())
    if 2 * len({stop.car for stop in train} & round_again) <= len(train):
        return set()
    return set(range(len(seen.cars))) - set(np.unique(seen.car[seen.at >= at]).tolist())
