"""A thinned line looks the same, and labels never stand on each other while there is room."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parcferme.charts.thinning import spread, thinned

LINES = st.lists(st.integers(-500, 500), min_size=1, max_size=80)


@given(LINES, st.sampled_from([0.0, 0.5, 3.0]))
def test_no_point_left_out_is_farther_from_the_line_than_allowed(
    heights: list[int], tolerance: float
) -> None:
    x, y = np.arange(len(heights)), np.array(heights, dtype=float)
    kept = thinned(x, y, tolerance)
    assert kept[0] == 0
    assert kept[-1] == len(heights) - 1
    assert np.abs(np.interp(x, x[kept], y[kept]) - y).max() <= 2 * tolerance + 1e-9


def test_a_car_that_keeps_its_place_needs_two_points() -> None:
    assert thinned(np.arange(300), np.full(300, 4), 0.0).tolist() == [0, 299]
    assert thinned(np.array([1, 2, 3, 4, 5]), np.array([4, 4, 3, 3, 3]), 0.0).tolist() == [0, 1, 2, 4]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=10))
def test_labels_stay_apart_in_bounds_and_in_order(wanted: list[float]) -> None:
    places = spread(wanted, 9, 0, 100)
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in places)
    inside = sorted(places)
    assert all(high - low >= 9 - 1e-6 for low, high in pairwise(inside))
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    assert [places[at] for at in order] == inside


def test_labels_with_room_stand_where_they_belong() -> None:
    assert spread([50, 10], 9, 0, 100) == [50, 10]
