"""Laps led: a lap is led by the car that completes it first, of all cars and of its class."""

from __future__ import annotations

import numpy as np

from parcferme.timing import Ints, Mask, Timing


def laps_led(timing: Timing, driven: int, in_class: dict[int, int]) -> tuple[Ints, Ints]:
    """Per car code the laps it led overall and in its class. `driven`: the laps the result counts, `in_class`: those it
    counts in each class (class code → laps); a lap beyond them is led by nobody.
    """
    laps = timing.laps_
    first = laps.in_time[_firsts(laps.lap[laps.in_time])]
    first = first[laps.lap[first] <= driven]
    most = np.zeros(len(timing.classes) + 1, dtype=np.int64)
    most[list(in_class)] = list(in_class.values())
    if len(timing.classes) == 1:
        within = first[laps.lap[first] <= most[0]]
        return _of_cars(timing, first), _of_cars(timing, within)
    classes = timing.car_class[laps.car[laps.in_time]]
    led = np.zeros(len(timing.cars), dtype=np.int64)
    for code in in_class:
        mine = laps.in_time[classes == code]
        within = mine[_firsts(laps.lap[mine])]
        led += _of_cars(timing, within[laps.lap[within] <= most[code]])
    return _of_cars(timing, first), led


def _firsts(lap: Ints) -> Mask:
    """Which of these laps, in order of time, nobody had completed before. Nobody completes a lap without the one before
    it, so that the highest number so far says it; of two cars at the same instant the first in order stands.
    """
    most = np.maximum.accumulate(lap)
    new = np.ones(len(lap), dtype=bool)
    np.greater(lap[1:], most[:-1], out=new[1:])
    return new


def _of_cars(timing: Timing, rows: Ints) -> Ints:
    """How many of these laps each car drove."""
    return np.bincount(timing.laps_.car[rows], minlength=len(timing.cars))
