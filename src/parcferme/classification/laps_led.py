"""Laps led: a lap is led by the car that completes it first, of all cars and of its class."""

from __future__ import annotations

from typing import Final

import numpy as np

from parcferme.timing import Ints, Timing

_NEVER: Final = 2**62


def laps_led(timing: Timing, driven: int, in_class: dict[int, int]) -> tuple[Ints, Ints]:
    """Per car code the laps it led overall and in its class. `driven`: the laps the result counts, `in_class`: those it
    counts in each class (class code → laps); a lap beyond them is led by nobody.
    """
    laps, cars = timing.laps_, timing.laps_.runs.car
    # A row for each car and a column for each lap: the sighting that ended it. Sightings stand in order of time, so
    # that of two cars at the same instant the first in that order led.
    ended = np.full((len(cars), int(laps.runs.length.max(initial=0))), _NEVER)
    ended[np.arange(ended.shape[1]) < laps.runs.length[:, None]] = laps.sighting
    within = np.zeros(len(timing.cars), dtype=np.int64)
    for code, most in in_class.items():
        within += _led(timing, ended[timing.car_class[cars] == code], most)
    return _led(timing, ended, driven), within


def _led(timing: Timing, ended: Ints, most: int) -> Ints:
    """Per car code how many of the first `most` laps it completed before the others here."""
    first = ended[:, :most].min(axis=0, initial=_NEVER)
    return np.bincount(timing.seen.car[first[first < _NEVER]], minlength=len(timing.cars))
