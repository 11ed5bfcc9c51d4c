"""Laps led: a lap is led by the car that completes it first, of all cars and of its class."""

from __future__ import annotations

import numpy as np

from parcferme.classification.best_laps import in_time_rank
from parcferme.timing import Codes, Ints, Timing


def laps_led(timing: Timing, driven: int, in_class: dict[int, int]) -> tuple[Ints, Ints]:
    """Per car code the laps it led overall and in its class. `driven`: the laps the result counts, `in_class`: those it
    counts in each class (class code → laps); a lap beyond them is led by nobody.
    """
    laps, chart = timing.laps_, timing.chart
    rank = in_time_rank(laps)
    first = np.flatnonzero(chart.position == 1)
    first = first[laps.lap[first] <= driven]
    most = np.zeros(len(timing.classes) + 1, dtype=np.int64)
    most[list(in_class)] = list(in_class.values())
    within = np.flatnonzero(chart.class_position == 1)
    classes = timing.car_class[laps.car[within]]
    counted = laps.lap[within] <= most[classes]
    return (
        _led(timing, first, np.zeros_like(first), rank),
        _led(timing, within[counted], classes[counted], rank),
    )


def _led(timing: Timing, rows: Ints, group: Ints | Codes, rank: Ints) -> Ints:
    """How many of these laps each car led; of two that completed one of a group at the same instant the one that stands
    first in the order of time.
    """
    laps = timing.laps_
    order = np.lexsort((rank[rows], laps.lap[rows], group))
    rows, group = rows[order], group[order]
    new = np.ones(len(rows), dtype=bool)
    new[1:] = (laps.lap[rows][1:] != laps.lap[rows][:-1]) | (group[1:] != group[:-1])
    return np.bincount(laps.car[rows[new]], minlength=len(timing.cars))
