"""Cars without a time: why they have none, in which order they stand, and which of them start at all."""

import msgspec
import pytest

from grid.races import codes, odd, order, qualifying, race, why
from parcferme.classification import SessionResult
from parcferme.grid import grid_of
from parcferme.records import Decision, Penalty
from parcferme.regulations import GridBy, GridRules, NoTimeAllowed, NoTimeOrder

PARTS = [qualifying("1 1:40.000\n6 DSQ\n7 NC", "q1"), qualifying("1 1:40.000\n7 NC", "q2")]


def test_why_a_car_has_no_place_names_the_sessions_it_was_in() -> None:
    grid = grid_of(GridRules(), PARTS, entries=["1", "5", "6", "7"])
    assert why(grid, "6") == [("grid-disqualified-in", {"sessions": ["q1"]})]
    assert why(grid, "7")[0] == ("grid-no-time", {"sessions": ["q1", "q2"]})
    assert why(grid, "5")[0] == ("grid-not-in-session", {"sessions": ["q1", "q2"]})
    mixed = [qualifying("1 1:40.000\n7 NC", "q1"), race("1 20\n7 0 NC", "race-1")]
    assert why(grid_of(GridRules(), mixed), "7")[0] == ("grid-no-lap", {"sessions": ["q1", "race-1"]})
    table = grid_of(GridRules(by=GridBy.STANDINGS), [], entries=["1", "2"], standings=("1",))
    assert codes(table, "2") == ["grid-standings-none"]


@pytest.mark.parametrize(
    ("by", "expected", "parted"),
    [
        ((NoTimeOrder.EFFORT,), "1 7 8 5 9 6", {"8": "effort", "5": "effort", "9": "number", "7": None}),
        ((NoTimeOrder.NUMBER,), "1 5 7 8 9 6", {"7": "number", "8": "number", "9": "number", "6": None}),
        ((NoTimeOrder.STANDINGS,), "1 9 5 7 8 6", {"5": "standings", "7": "number", "9": None}),
        ((NoTimeOrder.PREVIOUS_SESSION,), "1 8 5 7 9 6", {"5": "previous-session", "7": "number", "8": None}),
        (
            (NoTimeOrder.PREVIOUS_SESSION, NoTimeOrder.EFFORT),
            "1 8 7 5 9 6",
            {"7": "previous-session", "5": "effort", "9": "number"},
        ),
    ],
)
def test_each_car_says_which_rule_puts_it_behind_the_one_ahead(
    by: tuple[NoTimeOrder, ...], expected: str, parted: dict[str, str | None]
) -> None:
    """#7 drove most, #8 less; only #8 was placed in practice, only #9 has points; #6 is disqualified."""
    quali = qualifying("1 1:40.000\n9 NC\n8 NC effort=1\n7 NC effort=2\n6 DSQ")
    practice = qualifying("8 1:43.000\n6 1:44.000\n7 1:50.000 NC", "practice", "practice")
    entered = ["1", "5", "6", "7", "8", "9"]
    grid = grid_of(GridRules(no_time_order=by), [quali], entries=entered, standings=("9",), previous=practice)
    assert order(grid) == expected
    cars = expected.split()
    for car, rule in parted.items():
        behind = [values for code, values in why(grid, car) if code == "grid-behind-by"]
        ahead = cars[cars.index(car) - 1]
        assert behind == ([] if rule is None else [{"other": ahead, "by": rule}]), car


def test_two_disqualified_cars_stand_behind_the_rest_and_in_order_themselves() -> None:
    grid = grid_of(GridRules(), [qualifying("1 1:40.000\n9 NC\n4 DSQ\n3 DSQ")])
    assert order(grid) == "1 9 3 4"
    assert codes(grid, "3") == ["grid-disqualified-in"]
    assert why(grid, "4")[1] == ("grid-behind-by", {"other": "3", "by": "number"})


@pytest.mark.parametrize(
    ("allowed", "expected", "said"),
    [
        (NoTimeAllowed.BACK, "1 8 9", ["grid-no-time", "grid-behind-by"]),
        (NoTimeAllowed.BY_DECISION, "1", ["grid-no-time", "grid-not-allowed"]),
        (NoTimeAllowed.LEFT_OUT, "1", ["grid-no-time", "grid-left-out"]),
    ],
)
def test_whether_cars_without_a_time_start(allowed: NoTimeAllowed, expected: str, said: list[str]) -> None:
    grid = grid_of(GridRules(no_time=allowed), [qualifying("1 1:40.000\n8 NC\n9 NC")])
    assert (order(grid), codes(grid, "9"), grid.findings) == (expected, said, ())


@pytest.mark.parametrize("penalty", [Penalty.ALLOWED_TO_START, Penalty.PIT_LANE_START])
def test_a_ruling_lets_a_car_without_a_time_start_and_is_odd_only_where_the_rulebook_knows_none(
    penalty: Penalty,
) -> None:
    lists = [qualifying("1 1:40.000\n8 NC\n9 NC")]
    ruled = [Decision(car="8", penalty=penalty)]
    by_decision = grid_of(GridRules(no_time=NoTimeAllowed.BY_DECISION), lists, decisions=ruled)
    left_out = grid_of(GridRules(no_time=NoTimeAllowed.LEFT_OUT), lists, decisions=ruled)
    back = grid_of(GridRules(), lists, decisions=ruled)
    assert [odd(by_decision), odd(left_out), odd(back)] == [[], [("grid-start-not-foreseen", "8", {})], []]
    for grid in (by_decision, left_out):
        assert [slot.number for slot in grid.left_out] == ["9"]
        assert grid.car("8") in (*grid.slots, *grid.pit_lane)


@pytest.mark.parametrize(
    ("rules", "sources"),
    [
        (GridRules(), [race("1 20\n8 0 DNS")]),
        (GridRules(by=GridBy.FASTEST_LAP), [race("1 20\n8 0 DNS", best={"1": "1:40.000"})]),
        (GridRules(by=GridBy.FASTEST_LAP), [qualifying("1 1:40.000\n8 NC")]),
        (GridRules(by=GridBy.STANDINGS), [qualifying("1 1:40.000\n8 NC")]),
    ],
)
def test_where_no_time_was_asked_for_everybody_starts(rules: GridRules, sources: list[SessionResult]) -> None:
    rules = msgspec.structs.replace(rules, no_time=NoTimeAllowed.LEFT_OUT)
    assert order(grid_of(rules, sources, standings=("1",))) == "1 8"


def test_a_qualifying_beside_a_race_still_asks_for_a_time() -> None:
    rules = GridRules(no_time=NoTimeAllowed.LEFT_OUT)
    grid = grid_of(rules, [qualifying("1 1:40.000\n8 NC"), race("1 20\n8 0 DNS")])
    assert (order(grid), codes(grid, "8")) == ("1", ["grid-no-lap", "grid-left-out"])
