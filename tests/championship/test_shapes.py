"""Shapes of rules that need no more than a race or two to be seen at work; docs/rule-shapes.md lists them all."""

from fractions import Fraction

import pytest

from parcferme.regulations import Adjustment, AdjustmentKind, Label
from small_season import places, points, races, season


@pytest.mark.shape("4b")
def test_the_last_rule_that_fits_round_and_table_stands() -> None:
    """Formula One 2014: twice the points in the last race, for drivers and constructors alike."""
    rules = """
    [[points]]
    scale = [25, 18]
    [[points]]
    rounds = [2, "Abu Dhabi"]
    scale = [50, 36]
    [[points]]
    rounds = [2]
    tables = ["Rookies"]
    scale = [1]
    [[standings]]
    name = "Drivers"
    [[standings]]
    name = "Rookies"
    """
    lines = """
    round, event, position, driver
    1, Spa, 1, A
    1, Spa, 2, B
    2, Monza, 1, B
    2, Monza, 2, A
    3, Abu Dhabi, 1, A
    3, Abu Dhabi, 2, B
    """
    drivers, rookies = season(lines, rules).after().tables
    assert points(drivers) == {"A": 25 + 36 + 50, "B": 18 + 50 + 36}
    assert points(rookies) == {"A": 25 + 0 + 50, "B": 18 + 1 + 36}


@pytest.mark.shape("6a")
@pytest.mark.parametrize(
    ("completed", "want"), [("29/100", 0), ("3/10", "9/2"), ("59/100", "9/2"), ("3/5", 9)]
)
def test_half_points_between_thirty_and_sixty_percent_of_the_distance(completed: str, want: object) -> None:
    """Formula One 1975 to 1979."""
    rules = """
    [[points]]
    scale = [9, 6]
    reduced.bands = [{ below = "30 %" }, { from = "30 %", below = "60 %", factor = "1/2" }]
    [[standings]]
    name = "Drivers"
    """
    cut = Adjustment(AdjustmentKind.CUT_SHORT, round=Label("1"), completed=Fraction(completed))
    found = season(races("A B"), rules, adjustments=(cut,)).after().tables[0]
    assert points(found)["A"] == (Fraction(want) if isinstance(want, str) else want)


@pytest.mark.shape("15d")
@pytest.mark.parametrize(("allowed", "want"), [("true", {"G": 25, "A": 18}), ("false", {"A": 18})])
def test_a_guest_who_may_score_takes_the_points_of_his_place(allowed: str, want: dict[str, int]) -> None:
    rules = f"""
    [entries]
    guests-score = {allowed}
    [[points]]
    scale = [25, 18]
    [[standings]]
    name = "Drivers"
    """
    found = season("round,position,driver,guest\n1,1,G,yes\n1,2,A,", rules).after().tables[0]
    assert points(found) == want


@pytest.mark.shape("20h")
def test_level_on_places_the_better_grid_is_ahead() -> None:
    rules = """
    [[points]]
    scale = [25, 18]
    [[standings]]
    name = "Drivers"
    ties = ["counts", "best-grid"]
    """
    lines = "round,position,driver,grid\n1,1,A,3\n1,2,B,2\n2,1,B,2\n2,2,A,1"
    assert places(season(lines, rules).after().tables[0]) == [(1, "A"), (2, "B")]
    assert places(season(lines.replace("2,2,A,1", "2,2,A,9"), rules).after().tables[0]) == [
        (1, "B"),
        (2, "A"),
    ]


@pytest.mark.shape("27b")
def test_starting_pays_those_who_retire_and_finishing_only_those_who_finish() -> None:
    rules = """
    [[points]]
    scale = [10]
    bonus = [{ for = "started", points = 2 }, { for = "classified", points = 1 }]
    [[standings]]
    name = "Drivers"
    """
    lines = "round,position,driver\n1,1,A\n1,2,B\n1,DNF,C\n1,DNS,D"
    found = points(season(lines, rules).after().tables[0])
    assert (found["A"], found["B"], found["C"], found.get("D", 0)) == (13, 3, 2, 0)
