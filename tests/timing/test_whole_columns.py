"""A look at whole columns that spares the rule its work says what the rule says, whatever was driven."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from damaged_races import SECOND, damaged
from parcferme.records import FlagValue
from parcferme.regulations import Rulebook
from parcferme.timing import measure, periods, sightings, suspects
from parcferme.timing.outside import _never_quiet
from parcferme.timing.pace import WholeLaps, first_laps, quick_end, quick_ends
from parcferme.timing.periods import Period, touched
from parcferme.timing.repair import IMPOSSIBLE, _plainly_driven
from parcferme.timing.sightings import Runs, middle, order_of

LAPS = st.lists(st.tuples(st.integers(0, 3), st.integers(7, 12) | st.integers(5, 130)), max_size=60)


def laps_of(driven: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Cars and times in µs, grouped by car."""
    driven = sorted(driven, key=lambda one: one[0])
    car = np.array([one for one, _ in driven], dtype=np.int16)
    return car, np.array([seconds for _, seconds in driven], dtype=np.int64) * SECOND


@given(LAPS, st.integers(1, 4))
def test_quick_end_of_every_group_is_that_of_its_laps(driven: list[tuple[int, int]], groups: int) -> None:
    car, us = laps_of(driven)
    if not len(us):
        return
    group_of = np.array([code % groups for code in range(4)])
    runs = Runs.of(car)
    found = quick_ends(us, runs, group_of[runs.car], groups)
    for code in range(groups):
        mine = us[group_of[car] == code]
        assert (found.us[code], found.laps[code]) == (quick_end(mine), len(mine))
        assert not found.least[code] or found.us[code] == mine.min()


@given(LAPS, st.booleans())
def test_first_crossing_counts_no_later_than_the_first_lap_says(
    driven: list[tuple[int, int]], over: bool
) -> None:
    car, us = laps_of(driven)
    group_of = np.array([0, 0, 1, 1])
    first = first_laps(WholeLaps(us, car, group_of[car]), group_of, over)
    assert (first.counts_from <= first.at_most).all()


@given(
    st.lists(st.integers(0, 50), max_size=9),
    st.lists(st.tuples(st.integers(-5, 55), st.integers(1, 20)), min_size=1),
)
def test_laps_under_a_flag_are_the_same_compared_or_looked_up(
    starts: list[int], stretches: list[tuple[int, int]]
) -> None:
    values = [FlagValue.GREEN, FlagValue.RED, FlagValue.SAFETY_CAR]
    at = [*sorted(starts), None]
    shown = tuple(
        Period(values[place % 3], start, at[place + 1], place) for place, start in enumerate(sorted(starts))
    )
    begin = np.array([one for one, _ in stretches])
    end = begin + np.array([long for _, long in stretches])
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for few in (-1, 99):
            patch.setattr(periods, "_FEW", few)
            found.append(touched(shown, (FlagValue.RED, FlagValue.SAFETY_CAR), begin, end).tolist())
    assert found[0] == found[1]


@given(st.lists(st.tuples(st.integers(0, 70), st.integers(0, 4)), max_size=80))
def test_order_by_car_is_the_same_counted_or_packed(rows: list[tuple[int, int]]) -> None:
    car = np.array([one for one, _ in rows], dtype=np.int16)
    loop = np.array([one for _, one in rows], dtype=np.uint8)
    order = sorted(range(len(rows)), key=lambda row: rows[row][0])
    with pytest.MonkeyPatch.context() as patch:
        for at_hand in (-1, 2**16):
            patch.setattr(sightings, "_AT_HAND", at_hand)
            found, beside = order_of(car, 71, loop, 5)
            assert (found.tolist(), beside.tolist()) == (order, [rows[row][1] for row in order])


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), st.integers(1, 90))
def test_clock_is_quiet_where_two_instants_are_far_apart(instants: list[int], apart: int) -> None:
    at = np.array(sorted(instants), dtype=np.int64)
    if len(at) > 1 and apart > 1:
        assert _never_quiet(at, apart) == bool(np.diff(at).max() < apart)


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=40), st.integers(0, 5))
def test_no_sector_that_is_plainly_driven_is_impossible(sector: list[tuple[int, bool]], unknown: int) -> None:
    times = np.array([*(us for us, _ in sector), *[-(2**62)] * unknown], dtype=np.int64)
    slow = np.array([*(held_up for _, held_up in sector), *[False] * unknown], dtype=bool)
    at_speed = [us for us, held_up in sector if not held_up]
    if at_speed and _plainly_driven(times, slow):
        assert min(us for us, _ in sector) >= middle(np.array(at_speed)) // IMPOSSIBLE


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_long_laps_are_told_the_same_looked_at_together_or_by_car(seed: int) -> None:
    log = damaged(seed, most_cars=6).log
    told = []
    with pytest.MonkeyPatch.context() as patch:
        for several in (-1, 10**6):
            patch.setattr(suspects, "_SEVERAL", several)
            told.append(measure(log, Rulebook()).findings)
    assert told[0] == told[1]
