"""Which results count: parts of a season, whole rounds, equal results, and what can never be left out."""

from typing import Any

import numpy as np
import pytest

from parcferme.championship.counting import Part, counted, meetings_of, parts_of, stays
from parcferme.championship.tables import Column
from parcferme.regulations import BestResults, By, Split

RACES = [Column(number, "race", "race", event="final" if number == 5 else None) for number in range(1, 6)]
DOUBLE = [Column(number, f"race-{of}", "race") for number in (1, 2) for of in (1, 2)]


def schedule(columns: list[Column]) -> list[tuple[int, str, str]]:
    return [(one.round, one.session, one.kind) for one in columns]


def cut(
    rules: BestResults, columns: list[Column] = RACES, held: int = 5
) -> list[tuple[list[list[int]], int]]:
    return [(part.results, part.keep) for part in parts_of(columns, schedule(columns), rules, held)]


@pytest.mark.parametrize(
    ("rules", "parts"),
    [
        (BestResults(), []),
        (BestResults(count=3), [([[0], [1], [2], [3], [4]], 3)]),
        (BestResults(drop=2), [([[0], [1], [2], [3], [4]], 3)]),
        (BestResults(drop=9), [([[0], [1], [2], [3], [4]], 0)]),
        (BestResults(drop=1, split=Split.LARGER_FIRST), [([[0], [1], [2]], 2), ([[3], [4]], 1)]),
        (BestResults(drop=1, split=Split.LARGER_SECOND), [([[0], [1]], 1), ([[2], [3], [4]], 2)]),
        (BestResults(count=1, split=Split.LARGER_FIRST), [([[0], [1], [2]], 1), ([[3], [4]], 1)]),
    ],
)
def test_the_parts_of_a_season_of_five_rounds(
    rules: BestResults, parts: list[tuple[list[list[int]], int]]
) -> None:
    assert cut(rules) == parts


def test_of_a_season_of_four_both_halves_are_as_large() -> None:
    for split in (Split.LARGER_FIRST, Split.LARGER_SECOND):
        assert cut(BestResults(count=1, split=split), RACES[:4], 4) == [([[0], [1]], 1), ([[2], [3]], 1)]


def test_of_a_season_that_is_running_the_rounds_to_come_are_in_the_halves() -> None:
    """Three of five rounds are held: the first half is complete, the second has not begun."""
    assert cut(BestResults(drop=1, split=Split.LARGER_FIRST), held=3) == [([[0], [1], [2]], 2), ([], 1)]
    assert cut(BestResults(drop=1), held=3) == [([[0], [1], [2]], 4)]
    assert cut(BestResults(drop=1, at_once=True), held=3) == [([[0], [1], [2]], 2)]


def test_results_are_sessions_or_whole_rounds() -> None:
    assert cut(BestResults(drop=1), DOUBLE, 4) == [([[0], [1], [2], [3]], 3)]
    assert cut(BestResults(drop=1, by=By.ROUND), DOUBLE, 4) == [([[0, 1], [2, 3]], 1)]


def test_only_sessions_of_the_named_kinds_or_names_can_be_left_out() -> None:
    assert cut(BestResults(drop=1, kinds=("race-2",)), DOUBLE, 4) == [([[1], [3]], 1)]
    assert cut(BestResults(drop=1, kinds=("race",)), DOUBLE, 4) == [([[0], [1], [2], [3]], 3)]
    assert cut(BestResults(drop=1, kinds=("sprint",)), DOUBLE, 4) == [([], 0)]


def test_the_best_of_each_round() -> None:
    assert [(one.results, one.keep) for one in meetings_of(DOUBLE, BestResults(of_round=1), 4)] == [
        ([[0], [1]], 1), ([[2], [3]], 1),
    ]  # fmt: skip
    assert meetings_of(DOUBLE, BestResults(), 4) == []
    assert [one.results for one in meetings_of(DOUBLE, BestResults(of_round=1), 3)] == [[[0], [1]], [[2]]]


def test_a_round_that_is_never_left_out_is_named_by_number_event_or_as_the_last() -> None:
    for named, expected in (("2", [2]), ("final", [5]), ("last", [5]), ("9", [])):
        rules = BestResults(keep_rounds=(named,))
        assert [one.round for one in RACES if stays(one, rules, 5)] == expected
    assert not any(stays(one, BestResults(keep_rounds=("last",)), None) for one in RACES)


# --- which cells count


def kept(points: list[int], *, best: list[int] | None = None, keep: int = 2, **more: Any) -> list[int]:
    """The columns of one unit that count, of which so many may."""
    size = len(points)
    took = more.pop("took", [True] * size)
    stuck = more.pop("stuck", [False] * size)
    results = more.pop("results", [[at] for at in range(size)])
    part = Part(results, size, size, BestResults(count=keep))
    found = counted(
        np.array([points]),
        np.array([best or [0] * size]),
        np.array([took]),
        np.array([stuck]),
        [part],
        **more,
    )
    return [int(at) for at in np.flatnonzero(found[0])]


def test_the_best_results_count() -> None:
    assert kept([6, 9, 4, 10]) == [1, 3]
    assert kept([6, 9, 4, 10], keep=4) == kept([6, 9, 4, 10], keep=9) == [0, 1, 2, 3]
    assert kept([6, 9, 4, 10], keep=3) == [0, 1, 3]
    assert kept([6, 9, 4, 10], keep=0) == []


def test_of_equal_points_the_better_place_counts_then_the_earlier_result() -> None:
    assert kept([5, 5, 5]) == [0, 1]
    assert kept([5, 5, 5], best=[3, 2, 1]) == [1, 2]
    assert kept([5, 5, 5], best=[0, 0, 7]) == [0, 2]  # a place is better than none


def test_where_the_fewest_points_win_they_count() -> None:
    assert kept([6, 9, 4, 10], fewest=True) == [0, 2]


def test_what_a_unit_took_no_part_in_never_stands_for_a_result() -> None:
    assert kept([0, 0, 5], took=[False, True, True]) == [1, 2]
    assert kept([0, -5, 5], took=[False, True, True]) == [1, 2]


def test_what_cannot_be_left_out_counts_beside_or_instead_of_the_best() -> None:
    assert kept([0, 9, 8], stuck=[True, False, False]) == [0, 1]
    assert kept([0, 9, 0, 0], stuck=[True, False, True, True]) == [0, 2, 3]


def test_rounds_count_as_a_whole_by_the_sum_of_their_points() -> None:
    rounds = [[0, 1], [2, 3], [4, 5]]
    assert kept([9, 0, 5, 5, 4, 4], keep=1, results=rounds) == [2, 3]
    assert kept([9, 0, 5, 4, 5, 4], best=[1, 9, 2, 3, 2, 3], keep=1, results=rounds) == [0, 1]
    assert kept([1, 1, 9, 9, 8, 8], keep=1, results=rounds, stuck=[False, True] + [False] * 4) == [0, 1]
    assert kept(
        [0, 0, -1, 0, -2, 0], keep=1, results=rounds, took=[False, False, True, False, True, True]
    ) == [2, 3]
