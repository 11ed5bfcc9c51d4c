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


# --- each step on columns of several kinds


MIXED = [
    Column(1, "qualifying-1", "qualifying", scores=False), Column(1, "race-1", "race"), Column(1, "sprint-1", "sprint"),
    Column(2, "race-1", "race"),
]  # fmt: skip


def ranked(step: TieStep, **units: list[tuple[int, ...]]) -> tuple[str, object]:
    """Who is ahead, `=` between those level, and what the first difference compared."""
    records = [Record(name, places, [True] * len(MIXED)) for name, places in units.items()]
    heats = break_ties(records, [step], MIXED)
    shown = " ".join("=".join(one.name for one, _ in heat) for heat in heats)
    return shown, heats[1][0][1].values if len(heats) > 1 and heats[1][0][1] else None


@pytest.mark.parametrize(
    ("step", "a", "b", "shown", "values"),
    [
        # one win and one fifth place against one win and one fourth
        (
            TieStep(TieBy.COUNTS),
            [(), (1,), (), (5,)],
            [(), (1,), (), (4,)],
            "B A",
            {"place": 4, "ahead": 1, "behind": 0},
        ),
        (TieStep(TieBy.COUNTS, places=3), [(), (1,), (), (5,)], [(), (1,), (), (4,)], "A=B", None),
        (
            TieStep(TieBy.COUNTS, places=4),
            [(), (1,), (), (5,)],
            [(), (1,), (), (4,)],
            "B A",
            {"place": 4, "ahead": 1, "behind": 0},
        ),
        (
            TieStep(TieBy.COUNTS, places=5),
            [(), (1,), (), (5,)],
            [(), (1,), (), ()],
            "A B",
            {"place": 5, "ahead": 1, "behind": 0},
        ),
        (
            TieStep(TieBy.COUNTS),
            [(), (1,), (), (5,)],
            [(), (1,), (), ()],
            "A B",
            {"place": 5, "ahead": 1, "behind": 0},
        ),
        (TieStep(TieBy.COUNTS), [(), (5,), (), (1,)], [(), (1,), (), (5,)], "A=B", None),
        (TieStep(TieBy.COUNTS, places=6), [(), (5,), (), (1,)], [(), (1,), (), (5,)], "A=B", None),
        (
            TieStep(TieBy.WINS),
            [(1,), (2,), (), ()],
            [(), (1,), (), ()],
            "B A",
            {"place": 1, "ahead": 1, "behind": 0},
        ),
        # a team with two cars in one race
        (TieStep(TieBy.COUNTS), [(), (2, 3), (), ()], [(), (2,), (), (3,)], "A=B", None),
        (
            TieStep(TieBy.COUNTS),
            [(), (2, 2), (), ()],
            [(), (2,), (), (3,)],
            "A B",
            {"place": 2, "ahead": 2, "behind": 1},
        ),
        # a win in the sprint is none of a race unless the step looks at it
        (
            TieStep(TieBy.WINS),
            [(), (2,), (1,), (2,)],
            [(), (1,), (3,), (3,)],
            "B A",
            {"place": 1, "ahead": 1, "behind": 0},
        ),
        (
            TieStep(TieBy.WINS, sessions=("sprint",)),
            [(), (2,), (1,), (2,)],
            [(), (1,), (3,), (3,)],
            "A B",
            {"place": 1, "ahead": 1, "behind": 0},
        ),
        (
            TieStep(TieBy.WINS, sessions=("sprint", "race")),
            [(), (2,), (1,), (2,)],
            [(), (1,), (3,), (3,)],
            "A=B",
            None,
        ),
        # the qualifying gives no points and is looked at by name
        (
            TieStep(TieBy.BEST_IN, sessions=("qualifying",)),
            [(3,), (1,), (), (1,)],
            [(2,), (2,), (), (2,)],
            "B A",
            {"ahead": 2, "behind": 3, "sessions": ["qualifying"]},
        ),
        (
            TieStep(TieBy.BEST_IN, sessions=("qualifying-1",)),
            [(3,), (), (), ()],
            [(), (2,), (), ()],
            "A B",
            {"ahead": 3, "behind": None, "sessions": ["qualifying-1"]},
        ),
        (
            TieStep(TieBy.BEST_IN),
            [(), (2,), (1,), (3,)],
            [(), (2,), (5,), (4,)],
            "A B",
            {"ahead": 3, "behind": 4, "sessions": []},
        ),
        # the latest race in which they differ; of a team its better car
        (
            TieStep(TieBy.LATEST),
            [(), (1,), (), (2, 4)],
            [(), (3,), (), (2, 3)],
            "A B",
            {"ahead": 1, "behind": 3, "round": 1, "session": "race-1"},
        ),
        (
            TieStep(TieBy.LATEST),
            [(), (1,), (), ()],
            [(), (3,), (), (9,)],
            "B A",
            {"ahead": 9, "behind": None, "round": 2, "session": "race-1"},
        ),
        # who was first to take the best place, and who was last
        (
            TieStep(TieBy.FIRST_TO_ACHIEVE),
            [(), (3,), (), (1,)],
            [(), (1,), (), (3,)],
            "B A",
            {"place": 1, "round": 1, "session": "race-1"},
        ),
        (
            TieStep(TieBy.LATEST_BEST),
            [(), (3,), (), (1,)],
            [(), (1,), (), (3,)],
            "A B",
            {"place": 1, "round": 2, "session": "race-1"},
        ),
        (
            TieStep(TieBy.FIRST_TO_ACHIEVE),
            [(), (1,), (), (4,)],
            [(), (1,), (), ()],
            "A B",
            {"place": 4, "round": 2, "session": "race-1"},
        ),
        # the first race in which both were placed
        (
            TieStep(TieBy.HEAD_TO_HEAD),
            [(), (1,), (), (5,)],
            [(), (), (), (4,)],
            "B A",
            {"ahead": 4, "behind": 5, "round": 2, "session": "race-1"},
        ),
        (
            TieStep(TieBy.HEAD_TO_HEAD),
            [(), (2, 5), (), (5,)],
            [(), (2,), (), (6,)],
            "A B",
            {"ahead": 5, "behind": 6, "round": 2, "session": "race-1"},
        ),
        (TieStep(TieBy.HEAD_TO_HEAD), [(), (1,), (3,), ()], [(), (), (4,), (1,)], "A=B", None),
    ],
)
def test_what_a_step_looks_at_and_says(
    step: TieStep, a: list[tuple[int, ...]], b: list[tuple[int, ...]], shown: str, values: object
) -> None:
    assert ranked(step, A=a, B=b) == (shown, values)
    assert ranked(step, B=b, A=a)[1] == values


def test_the_end_of_a_season_comes_behind_a_place_not_taken() -> None:
    """A has a win and nothing more, B a win and a ninth place: B is ahead."""
    assert ranked(TieStep(TieBy.COUNTS), A=[(), (1,), (), ()], B=[(), (1,), (), (9,)]) == (
        "B A", {"place": 9, "ahead": 1, "behind": 0},
    )  # fmt: skip


def test_a_grid_counts_in_the_sessions_the_step_looks_at_and_none_is_behind_any() -> None:
    grids: dict[str, list[int | None]] = {"A": [None, 4, 1, 3], "B": [None, 2, 9, None], "C": [None] * 4}
    records = [Record(name, [()] * 4, [True] * 4, grids=row) for name, row in grids.items()]
    heats = break_ties(records, [TieStep(TieBy.BEST_GRID)], MIXED)
    assert [[one.name for one, _ in heat] for heat in heats] == [["B"], ["A"], ["C"]]
    assert [heat[0][1].values for heat in heats if heat[0][1]] == [
        {"ahead": 2, "behind": 3}, {"ahead": 3, "behind": None},
    ]  # fmt: skip
    sprint = break_ties(records, [TieStep(TieBy.BEST_GRID, sessions=("sprint",))], MIXED)
    assert [one.name for heat in sprint for one, _ in heat] == ["A", "B", "C"]


def test_who_is_level_after_a_step_goes_on_to_the_next_and_the_others_do_not() -> None:
    """B has more wins. A and C are level on wins, and C was better in the last race; D has none."""
    places = {
        "A": [(), (1,), (), (4,)], "B": [(), (1,), (), (1,)], "C": [(), (1,), (), (3,)], "D": [(), (2,), (), (2,)],
    }  # fmt: skip
    records = [Record(name, row, [True] * 4) for name, row in places.items()]
    heats = break_ties(records, [TieStep(TieBy.WINS), TieStep(TieBy.LATEST)], MIXED)
    assert [[one.name for one, _ in heat] for heat in heats] == [["B"], ["C"], ["A"], ["D"]]
    assert [heat[0][1] and heat[0][1].step for heat in heats] == [None, TieBy.WINS, TieBy.LATEST, TieBy.WINS]
    assert [heat[0][1].values for heat in heats if heat[0][1]] == [
        {"place": 1, "ahead": 2, "behind": 1},
        {"ahead": 3, "behind": 4, "round": 2, "session": "race-1"},
        {"place": 1, "ahead": 1, "behind": 0},
    ]


def test_who_is_named_in_a_ruling_is_ahead_of_who_is_not() -> None:
    records = [Record(name, [()], [True]) for name in ("A", "B", "C", "D")]
    heats = break_ties(records, [TieStep(TieBy.DECIDED)], MIXED[:1], decided=("C", "B"))
    assert [[one.name for one, _ in heat] for heat in heats] == [["C"], ["B"], ["A", "D"]]


def test_results_that_do_not_count_are_looked_at_unless_the_step_says_otherwise() -> None:
    """A's win was left out: head to head it has no place in that race, and B none in the other."""
    left_out = Record("A", [(), (1,), (), (4,)], [True, False, True, True])
    other = Record("B", [(), (2,), (), (3,)], [True] * 4)
    for dropped, ahead, values in (
        (True, "A", {"ahead": 1, "behind": 2, "round": 1, "session": "race-1"}),
        (False, "B", {"ahead": 3, "behind": 4, "round": 2, "session": "race-1"}),
    ):
        heats = break_ties([left_out, other], [TieStep(TieBy.HEAD_TO_HEAD, dropped=dropped)], MIXED)
        assert heats[0][0][0].name == ahead
        assert heats[1][0][1] == Broken(TieBy.HEAD_TO_HEAD, values)


def test_a_start_from_the_pit_lane_is_no_best_place_on_a_grid() -> None:
    """Some lists write it 0."""
    records = [Record("A", [(2,)], [True], grids=[0]), Record("B", [(2,)], [True], grids=[7])]
    heats = break_ties(records, [TieStep(TieBy.BEST_GRID)], MIXED[1:2])
    assert [[one.name for one, _ in heat] for heat in heats] == [["B"], ["A"]]
