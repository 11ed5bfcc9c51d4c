"""A car in its slot: row, side, and what it carries."""

import pytest

from grid.races import qualifying
from parcferme.classification import Reason
from parcferme.entries import Load
from parcferme.grid import Grid, Slot, grid_of
from parcferme.grid.slots import Starter
from parcferme.records import Decision, Penalty
from parcferme.regulations import GridRules, PoleSide

SEVEN = qualifying("\n".join(f"{car} 1:40.{car}00" for car in range(1, 8)))


@pytest.mark.parametrize(
    ("in_row", "rows"),
    [(1, [1, 2, 3, 4, 5, 6, 7]), (2, [1, 1, 2, 2, 3, 3, 4]), (3, [1, 1, 1, 2, 2, 2, 3]), (4, [1, 1, 1, 1, 2, 2, 2])],
)  # fmt: skip
def test_the_rows_of_a_grid(in_row: int, rows: list[int]) -> None:
    grid = grid_of(GridRules(in_row=in_row), [SEVEN])
    assert [(slot.position, slot.row) for slot in grid.slots] == list(enumerate(rows, start=1))
    assert [len(row) for row in grid.rows()] == [in_row] * rows[-1]
    assert [slot for row in grid.rows() for slot in row if slot] == list(grid.slots)
    assert (grid.in_row, grid.pole) == (in_row, PoleSide.LEFT)


@pytest.mark.parametrize("pole", list(PoleSide))
def test_only_the_outer_cars_of_a_row_of_four_have_a_side(pole: PoleSide) -> None:
    other = PoleSide.RIGHT if pole is PoleSide.LEFT else PoleSide.LEFT
    grid = grid_of(GridRules(in_row=4, pole=pole), [SEVEN])
    assert [slot.side for slot in grid.slots] == [pole, None, None, other, pole, None, None]
    assert [slot.number if slot else "." for slot in grid.rows()[1]] == (
        ["5", "6", "7", "."] if pole is PoleSide.LEFT else [".", "7", "6", "5"]
    )
    assert grid.pole is pole


def test_a_car_off_the_grid_has_no_row_and_no_side() -> None:
    ruled = [Decision(car="2", penalty=Penalty.PIT_LANE_START)]
    grid = grid_of(GridRules(), [SEVEN], decisions=ruled, withdrawn={"3": "before"})
    for slot in (*grid.pit_lane, *grid.left_out):
        assert (slot.position, slot.row, slot.side) == (None, None, None)
    assert [slot.qualifying_position for slot in (*grid.pit_lane, *grid.left_out)] == [2, 3]


def test_a_car_is_found_wherever_it_is() -> None:
    grid = Grid(slots=(Slot("1"),), pit_lane=(Slot("2"),), left_out=(Slot("3"),))
    found = [grid.car(number) for number in ("1", "2", "3", "4")]
    assert [slot.number if slot else None for slot in found] == ["1", "2", "3", None]


def test_what_a_car_carries_is_told_with_why_it_carries_it() -> None:
    carried = Load(name="success", value=20, unit="kg", whom="T. Lebbon")
    other = Load(name="success", value=5, unit="s", whom="9")
    slot = Slot("9", position=1, reasons=(Reason("grid-result", {"position": 1}),))
    because = Reason("handicap-won", {"round": 1})
    found = slot.carrying((carried, other), {("success", "T. Lebbon"): (because,), ("success", "8"): ()})
    assert found.loads == (carried, other)
    assert [(one.code, dict(one.values)) for one in found.reasons] == [
        ("grid-result", {"position": 1}),
        ("grid-handicap", {"name": "success", "value": 20, "unit": "kg", "whom": "T. Lebbon"}),
        ("handicap-won", {"round": 1}),
        ("grid-handicap", {"name": "success", "value": 5, "unit": "s", "whom": "9"}),
    ]
    assert (found.number, found.position) == ("9", 1)


def test_where_nothing_else_is_said_two_cars_stand_in_a_row_and_pole_is_on_the_left() -> None:
    one, three = Slot("1", position=1, row=1), Slot("3", position=3, row=2)
    assert Grid(slots=(one, three)).rows() == ((one, None), (three, None))


def test_a_car_of_which_nothing_is_ruled_stands_where_it_qualified() -> None:
    """No lap tried, not disqualified, no place to lose, not at the back; a grid has two cars in a row."""
    car = Starter("7")
    assert (car.effort, car.drop) == (0, 0)
    assert (car.disqualified, car.allowed, car.back) == (False, False, False)
    assert Grid().in_row == 2
