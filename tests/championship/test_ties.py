"""Each step of a tie-break by itself: who is ahead, and what is said to have decided it."""

from typing import Any

import pytest

from parcferme.championship.tables import Column, is_in_a_session
from parcferme.championship.ties import Broken, Record, break_ties
from parcferme.regulations import AdjustmentKind, TieBy, TieStep

RACES = [Column(number, "race", "race") for number in (1, 2, 3)]
ALL = [True] * 3
# A won the first and the last of three races, B the second; B had more points before any were left out.
A = Record("A", [(1,), (4,), (1,)], ALL, gross=10, grids=[3, 3, 3])
B = Record("B", [(2,), (1,), (3,)], ALL, gross=12, grids=[5, 2, 5])

STEPS: dict[TieBy, tuple[str, dict[str, Any]]] = {
    TieBy.COUNTS: ("A", {"place": 1, "ahead": 2, "behind": 1}),
    TieBy.WINS: ("A", {"place": 1, "ahead": 2, "behind": 1}),
    TieBy.FIRST_TO_ACHIEVE: ("A", {"place": 1, "round": 1, "session": "race"}),
    TieBy.LATEST: ("A", {"ahead": 1, "behind": 3, "round": 3, "session": "race"}),
    TieBy.LATEST_BEST: ("A", {"place": 1, "round": 3, "session": "race"}),
    TieBy.HEAD_TO_HEAD: ("A", {"ahead": 1, "behind": 2, "round": 1, "session": "race"}),
    TieBy.BEST_IN: ("A", {"ahead": 1, "behind": 2, "sessions": ["race"]}),
    TieBy.GROSS: ("B", {}),
    TieBy.BEST_GRID: ("B", {"ahead": 2, "behind": 3}),
    TieBy.DECIDED: ("B", {}),
}


@pytest.mark.parametrize("step", TieBy)
@pytest.mark.parametrize("listed", [(A, B), (B, A)], ids=["A listed first", "B listed first"])
def test_each_step_puts_one_ahead_and_says_what_it_compared(step: TieBy, listed: tuple[Record, ...]) -> None:
    asked = TieStep(step, sessions=("race",) if step is TieBy.BEST_IN else ())
    (first,), (second,) = break_ties(listed, [asked], RACES, decided=("B", "A"))
    ahead, values = STEPS[step]
    assert (first[0].name, first[1]) == (ahead, None)
    assert second[1] == Broken(step, values)


@pytest.mark.parametrize("step", sorted(set(TieBy) - {TieBy.DECIDED}))
def test_two_alike_in_what_a_step_looks_at_stay_together(step: TieBy) -> None:
    twin = Record("Z", A.places, ALL, gross=10, grids=A.grids)
    (level,) = break_ties([A, twin], [TieStep(step)], RACES)
    assert [one.name for one, _ in level] == ["A", "Z"]


def test_a_win_left_out_of_the_points_counts_only_where_the_step_says_so() -> None:
    out = Record("A", A.places, [False, True, False])
    assert [one[0][0].name for one in break_ties([B, out], [TieStep(TieBy.WINS)], RACES)] == ["A", "B"]
    kept = TieStep(TieBy.WINS, dropped=False)
    assert [one[0][0].name for one in break_ties([out, B], [kept], RACES)] == ["B", "A"]


def test_rulings_belong_to_a_session_or_to_the_table() -> None:
    of_table = {kind.value for kind in AdjustmentKind if not is_in_a_session(kind)}
    assert of_table == {"deduction", "addition", "exclusion", "order"}
