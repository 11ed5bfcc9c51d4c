"""On which slot a penalised car lands: tables of who lost what, and the grid that is left."""

import pytest

from grid.races import order, qualifying, why
from parcferme.grid import grid_of
from parcferme.records import Decision, Penalty
from parcferme.regulations import GridPenaltyRules, GridRules, Landing

SIX = qualifying("\n".join(f"{car} 1:40.{car}00" for car in range(1, 7)))


def grid(lost: str, landing: Landing) -> str:
    """`1-3 2-1 4-rear`: car and places lost."""
    ruled = []
    for one in lost.split():
        car, places = one.split("-")
        back = places == "rear"
        ruled.append(
            Decision(
                car=car,
                penalty=Penalty.REAR_OF_FIELD if back else Penalty.GRID_PLACES,
                places=None if back else int(places),
            )
        )
    return order(grid_of(GridRules(penalties=GridPenaltyRules(landing=landing)), [SIX], decisions=ruled))


@pytest.mark.parametrize(
    ("lost", "slots", "one_by_one"),
    [
        ("1-1", "2 1 3 4 5 6", "2 1 3 4 5 6"),
        ("1-5", "2 3 4 5 6 1", "2 3 4 5 6 1"),
        ("1-9", "2 3 4 5 6 1", "2 3 4 5 6 1"),
        ("6-1", "1 2 3 4 5 6", "1 2 3 4 5 6"),
        ("1-1 2-1", "3 1 2 4 5 6", "1 2 3 4 5 6"),
        ("1-3 2-2 3-1", "4 1 2 3 5 6", "4 3 2 1 5 6"),
        ("1-4 2-3 3-2", "4 5 1 2 3 6", "4 5 3 2 1 6"),
        ("5-3 6-3 1-2", "2 3 1 4 5 6", "2 3 1 4 5 6"),
        ("1-9 2-9", "3 4 5 6 1 2", "3 4 5 6 1 2"),
        ("1-rear", "2 3 4 5 6 1", "2 3 4 5 6 1"),
        ("2-rear 1-9", "3 4 5 6 1 2", "3 4 5 6 1 2"),
        ("3-rear 1-rear", "2 4 5 6 1 3", "2 4 5 6 1 3"),
        ("2-rear 1-2", "3 4 1 5 6 2", "3 4 1 5 6 2"),
    ],
)
def test_where_everybody_lands(lost: str, slots: str, one_by_one: str) -> None:
    assert grid(lost, Landing.SLOTS) == slots
    assert grid(lost, Landing.ONE_BY_ONE) == one_by_one


def test_a_car_says_from_where_to_where_it_went() -> None:
    ruled = [Decision(car="1", penalty=Penalty.GRID_PLACES, places=2)]
    found = grid_of(GridRules(), [SIX], decisions=ruled)
    assert why(found, "1")[-1] == ("grid-moved", {"from_position": 1, "to_position": 3})
    assert why(found, "2")[-1] == ("grid-moved-up", {"from_position": 2, "to_position": 1})
    assert why(found, "3")[-1] == ("grid-moved-up", {"from_position": 3, "to_position": 2})
    assert why(found, "4") == [("grid-result", {"position": 4, "session": "qualifying"})]
