"""Laps led: a lap is led by the car that completes it first, of all cars and of its class."""

from __future__ import annotations

import numpy as np

from parcferme.timing import Timing
from parcferme.timing.sightings import Codes, Ints, Mask


def laps_led(timing: Timing, driven: int, in_class: dict[int, int]) -> tuple[Ints, Ints]:
    """Per car code the laps it led overall and in its class. `driven`: the laps the result counts, `in_class`: those it
    counts in each class (class code → laps); a lap beyond them is led by nobody.
    """
    laps, chart = timing.laps_, timing.chart
    overall = _led(timing, (chart.position == 1) & (laps.lap <= driven), np.zeros_like(laps.lap))
    most = np.zeros(len(timing.classes) + 1, dtype=np.int64)
    most[list(in_class)] = list(in_class.values())
    classes = timing.car_class[laps.car]
    return overall, _led(timing, (chart.class_position == 1) & (laps.lap <= most[classes]), classes)


def _led(timing: Timing, first: Mask, group: Ints | Codes) -> Ints:
    """How many of the laps marked `first` each car led; of two that completed one of a group at the same instant the
    one that stands first in the order of time.
    """
    laps = timing.laps_
    rows = laps.in_time[first[laps.in_time]]
    rows = rows[np.lexsort((laps.lap[rows], group[rows]))]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (laps.lap[rows][1:] != laps.lap[rows][:-1]) | (group[rows][1:] != group[rows][:-1])
    return np.bincount(laps.car[rows[new]], minlength=len(timing.cars))
