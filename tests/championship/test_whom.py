"""Rulings on cars: whom they mean in a table of cars, of drivers, of teams."""

from fractions import Fraction

import pytest

from parcferme.championship import Standings
from parcferme.regulations import Adjustment, AdjustmentKind, Label
from small_season import points, season

RULES = """
    [[points]]
    scale = [10, 6, 4]
    [[standings]]
    name = "Drivers"
    [[standings]]
    name = "Cars"
    unit = "car"
    [[standings]]
    name = "Teams"
    unit = "team"
"""
LISTED = (
    "round,session,position,number,driver,team\n"
    "1,race,1,1,Ann,Red\n1,race,2,2,Bea,Blue\n1,race,3,3,Cleo,Green\n"
    "2,race,1,2,Bea,Blue\n2,race,2,1,Ann,Red\n2,race,3,3,Cleo,Green\n"
)
TWO_CARS = LISTED.replace("3,Cleo,Green", "3,Cleo,Red")
CREWS = (
    "round,session,position,number,driver,team\n"
    "1,race,1,1,Ann / Zoe,Red\n1,race,2,2,Bea,Blue\n2,race,1,1,Ann,Red\n2,race,2,2,Bea,Blue\n"
)


def ruled(kind: AdjustmentKind, **more: object) -> Adjustment:
    points = None if kind is AdjustmentKind.EXCLUSION else Fraction(3)
    return Adjustment(kind, cars=("1",), points=points, **more)  # type: ignore[arg-type]


def after(one: Adjustment, listed: str = LISTED) -> Standings:
    return season(listed, RULES, adjustments=(one,)).after()


def told(found: Standings) -> list[tuple[str, object]]:
    return [(one.code, one.values.get("names")) for one in found.findings]


@pytest.mark.parametrize(
    "more",
    [{}, {"round": Label("1")}, {"round": Label("1"), "session": "race"},
     {"round": Label("1"), "session": "race", "of_result": True}, {"round": Label("final")}],
)  # fmt: skip
def test_points_taken_from_a_car_are_taken_from_who_drove_it_and_whose_it_was(
    more: dict[str, object],
) -> None:
    found = after(ruled(AdjustmentKind.DEDUCTION, **more))
    drivers, cars, teams = found.tables
    assert points(drivers) == {"Bea": 16, "Ann": 13, "Cleo": 8}
    assert points(cars) == {"2": 16, "1": 13, "3": 8}
    assert points(teams) == {"Blue": 16, "Red": 13, "Green": 8}
    assert told(found) == []


def test_points_given_to_a_car_are_given_to_who_drove_it() -> None:
    assert points(after(ruled(AdjustmentKind.ADDITION)).tables[0]) == {"Ann": 19, "Bea": 16, "Cleo": 8}


def test_a_car_out_of_the_table_takes_its_driver_and_its_only_team_out() -> None:
    found = after(ruled(AdjustmentKind.EXCLUSION))
    for table, name in zip(found.tables, ("Ann", "1", "Red"), strict=True):
        row = table.row(name)
        assert row is not None and row.position is None, table.name
    assert [row.position for row in found.tables[0].rows] == [1, 2, None]
    assert told(found) == []


def test_a_team_with_another_car_stays_in_its_table_and_it_is_told() -> None:
    found = after(ruled(AdjustmentKind.EXCLUSION), TWO_CARS)
    drivers, cars, teams = found.tables
    assert [row.position for row in drivers.rows] == [1, 2, None]
    assert [row.position for row in cars.rows] == [1, 2, None]
    assert points(teams) == {"Red": 24, "Blue": 16} and teams.rows[0].position == 1
    assert told(found) == [("ruling-spares-team", ["Red"])]


def test_points_are_taken_from_those_who_had_the_car_in_the_round_of_the_ruling() -> None:
    found = after(ruled(AdjustmentKind.DEDUCTION, round=Label("2")), CREWS)
    assert points(found.tables[0]) == {"Ann": 17, "Zoe": 10, "Bea": 12}
    assert told(found) == []


def test_without_a_round_all_who_ever_had_the_car_are_meant_and_it_is_told() -> None:
    found = after(ruled(AdjustmentKind.DEDUCTION), CREWS)
    assert points(found.tables[0]) == {"Ann": 17, "Zoe": 7, "Bea": 12}
    assert told(found) == [("ruling-car-of-several", ["Ann", "Zoe"])]


def test_a_crew_listed_driver_by_driver_is_one_crew_and_nothing_is_told() -> None:
    lines = CREWS.replace("1,race,1,1,Ann / Zoe,Red\n", "1,race,1,1,Ann,Red\n1,race,1,1,Zoe,Red\n")
    found = after(ruled(AdjustmentKind.DEDUCTION, round=Label("1")), lines)
    assert points(found.tables[0]) == {"Ann": 17, "Zoe": 7, "Bea": 12}
    assert told(found) == []


def test_a_car_that_was_not_in_the_round_of_the_ruling_is_told() -> None:
    gone = LISTED.replace("2,race,2,1,Ann,Red\n", "")
    found = after(ruled(AdjustmentKind.DEDUCTION, round=Label("2"), tables=("Drivers",)), gone)
    assert points(found.tables[0])["Ann"] == 10
    assert told(found) == [("ruling-without-effect", ["1"])]
