"""What each car of a grid is ordered by, to the microsecond, and how it says so."""

from fractions import Fraction

import pytest

from grid.races import codes, odd, order, qualifying, race, why
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.grid import grid_of
from parcferme.records import Decision, Penalty
from parcferme.regulations import GridBy, GridRules, NoTimeAllowed

ONE = qualifying("1 1:40.000/1:41.000\n2 1:40.100/1:40.200\n3 1:40.300", "qualifying-1")
TWO = qualifying("2 1:40.000\n1 1:40.500/1:40.900", "qualifying-2")


@pytest.mark.parametrize(
    ("by", "car", "reason"),
    [
        (GridBy.BEST, "1", ("grid-best", {"lap_us": 100_000_000, "session": "qualifying-1"})),
        (GridBy.BEST, "2", ("grid-best", {"lap_us": 100_000_000, "session": "qualifying-2"})),
        (GridBy.SECOND_BEST, "1", ("grid-second-best", {"lap_us": 100_500_000, "session": "qualifying-2"})),
        (GridBy.SECOND_BEST, "2", ("grid-second-best", {"lap_us": 100_100_000, "session": "qualifying-1"})),
        (GridBy.SECOND_BEST, "3", ("grid-no-second-best", {"best_us": 100_300_000})),
        (GridBy.FASTEST_LAP, "3", ("grid-fastest-lap", {"lap_us": 100_300_000, "session": "qualifying-1"})),
        (
            GridBy.AVERAGE,
            "1",
            ("grid-average", {"average_us": 100_250_000, "laps": 2, "sessions": ["qualifying-1", "qualifying-2"]}),
        ),
        (
            GridBy.AVERAGE,
            "2",
            ("grid-average", {"average_us": 100_050_000, "laps": 2, "sessions": ["qualifying-2", "qualifying-1"]}),
        ),
        (GridBy.AVERAGE, "3", ("grid-no-average", {"times": 1, "needed": 2})),
    ],
)  # fmt: skip
def test_a_car_says_which_lap_of_which_session_put_it_there(
    by: GridBy, car: str, reason: tuple[str, dict[str, object]]
) -> None:
    assert why(grid_of(GridRules(by=by), [ONE, TWO]), car)[0] == reason


def test_what_was_set_in_an_earlier_session_was_set_first() -> None:
    """#1 and #2 both did 1:40.000; #1 in the first session."""
    grid = grid_of(GridRules(by=GridBy.BEST), [ONE, TWO])
    assert order(grid) == "1 2 3"
    assert why(grid, "1")[1] == ("grid-set-first", {"other": "2"})
    assert why(grid, "2")[1] == ("grid-set-later", {"other": "1"})
    assert [slot.time for slot in grid.slots] == [100_000_000, 100_000_000, 100_300_000]


def test_an_average_of_the_best_so_many_takes_those_and_no_more() -> None:
    grid = grid_of(GridRules(by=GridBy.AVERAGE, best_of=1), [ONE, TWO])
    assert why(grid, "2")[0] == (
        "grid-average", {"average_us": 100_000_000, "laps": 1, "sessions": ["qualifying-2"]},
    )  # fmt: skip
    assert [slot.qualifying_position for slot in grid.slots] == [1, 2, 3]
    assert why(grid_of(GridRules(by=GridBy.AVERAGE, best_of=5), [ONE, TWO]), "3")[0] == (
        "grid-no-average", {"times": 1, "needed": 2},
    )  # fmt: skip


def test_averages_are_level_until_the_session_that_completed_the_first_of_them() -> None:
    """Both average 1:40.500 of the best two. #1 had it after the second session, #2 after the third."""
    parts = [
        qualifying("1 1:40.000\n2 1:42.000", "q1"),
        qualifying("1 1:41.000\n2 1:41.000 place=2", "q2"),
        qualifying("2 1:40.000\n1 1:43.000", "q3"),
    ]
    grid = grid_of(GridRules(by=GridBy.AVERAGE, best_of=2), parts)
    assert order(grid) == "1 2"
    assert why(grid, "2")[1] == ("grid-set-later", {"other": "1"})


def test_level_cars_name_each_other_and_the_finding_names_both() -> None:
    grid = grid_of(GridRules(), [qualifying("9 1:40.000 place=1\n2 1:40.000 place=1\n3 1:41.000 place=3")])
    assert why(grid, "2") == [
        ("grid-result", {"position": 1, "session": "qualifying"}), ("grid-level", {"other": "9"}),
    ]  # fmt: skip
    assert why(grid, "9")[1] == ("grid-level", {"other": "2"})
    assert odd(grid) == [("grid-tie-unbroken", "9", {"other": "2"})]
    assert [slot.qualifying_position for slot in grid.slots] == [1, 2, 3]


def test_three_level_cars_are_told_by_twos() -> None:
    level = qualifying("5 1:40.000 place=1 @3:00\n4 1:40.000 place=1 @2:00\n6 1:40.000 place=1 @2:00")
    grid = grid_of(GridRules(by=GridBy.BEST), [level])
    assert order(grid) == "4 6 5"
    assert codes(grid, "6") == ["grid-best", "grid-level", "grid-set-first"]
    assert codes(grid, "5") == ["grid-best", "grid-set-later"]


def test_a_dead_heat_of_a_race_is_not_parted_by_who_set_a_best_lap_first() -> None:
    lines = tuple(
        ResultLine(car=car, position=1, best_lap=100_000_000, best_lap_at=at, time=3_600_000_000)
        for car, at in (("2", 900), ("9", 100))
    )
    grid = grid_of(GridRules(), [SessionResult(round=1, session="race-1", kind="race", lines=lines)])
    assert (order(grid), codes(grid, "2")) == ("2 9", ["grid-result", "grid-level"])
    assert grid.slots[0].time == 3_600_000_000  # of a race the race time, of a qualifying the best lap


def test_where_no_list_says_when_a_lap_was_set_a_dead_heat_stays_one() -> None:
    grid = grid_of(GridRules(), [qualifying("2 1:40.000 place=1 @5:00\n1 1:40.000 place=1\n")])
    assert odd(grid) == [("grid-tie-unbroken", "2", {"other": "1"})]


@pytest.mark.parametrize(
    ("at", "other", "expected", "code"),
    [(500, 400, "9 2", "grid-set-first"), (500, 500, "2 9", "grid-level"), (400, 500, "2 9", "grid-set-later")],
)  # fmt: skip
def test_level_second_best_laps_go_by_when_the_second_best_was_set(
    at: int, other: int, expected: str, code: str
) -> None:
    lines = tuple(
        ResultLine(
            car=car, position=place, best_lap=100_000_000 + place, best_lap_at=7, second_best_lap=101_000_000,
            second_best_lap_at=when,
        )
        for place, (car, when) in enumerate((("2", at), ("9", other)), start=1)
    )  # fmt: skip
    session = SessionResult(round=1, session="qualifying", kind="qualifying", lines=lines)
    grid = grid_of(GridRules(by=GridBy.SECOND_BEST), [session])
    assert (order(grid), codes(grid, "9")[1]) == (expected, code)


def test_level_second_best_laps_nobody_dated_are_a_tie_whoever_was_ahead() -> None:
    level = qualifying("9 1:40.000/1:41.000\n2 1:40.500/1:41.000")
    grid = grid_of(GridRules(by=GridBy.SECOND_BEST), [level])
    assert order(grid) == "2 9"
    assert odd(grid) == [("grid-tie-unbroken", "9", {"other": "2"})]


def test_times_are_level_within_the_resolution_and_not_beyond_it() -> None:
    close = qualifying("2 1:40.000900 @9:00\n1 1:40.000100 @9:30\n3 1:40.001000 @1:00")
    assert order(grid_of(GridRules(by=GridBy.BEST), [close])) == "1 2 3"
    assert order(grid_of(GridRules(by=GridBy.BEST), [close], resolution=1000)) == "2 1 3"


# --- results of several parts, and of a race


def test_a_car_that_reached_a_later_part_is_ahead_whatever_its_place_there() -> None:
    parts = [qualifying("1 1:39.000\n2 1:40.000\n3 1:41.000", "q1"), qualifying("9 1:30\n3 1:50.000", "q2")]
    grid = grid_of(GridRules(), parts)
    assert order(grid) == "9 3 1 2"
    assert why(grid, "3") == [("grid-result", {"position": 2, "session": "q2"})]
    assert [slot.time for slot in grid.slots] == [90_000_000, 110_000_000, 99_000_000, 100_000_000]


def test_a_race_that_disqualified_a_car_leaves_it_its_qualifying() -> None:
    """Of a knock-out's last part who is disqualified is out of all of it; of a race he is not."""
    parts = [qualifying("7 1:40.000\n1 1:41.000"), race("1 20\n7 20 DSQ")]
    grid = grid_of(GridRules(), parts)
    assert order(grid) == "1 7"
    assert why(grid, "7") == [("grid-result", {"position": 1, "session": "qualifying"})]
    assert [slot.time for slot in grid.slots] == [None, 100_000_000]


def test_who_drove_no_lap_of_a_race_or_was_disqualified_has_no_place_by_its_laps() -> None:
    grid = grid_of(GridRules(), [race("1 20\n4 1 NC\n5 0 NC\n7 20 DSQ")])
    assert order(grid) == "1 4 5 7"
    assert [codes(grid, car)[0] for car in "457"] == [
        "grid-result-unplaced", "grid-no-lap", "grid-disqualified-in",
    ]  # fmt: skip


def test_without_a_place_in_any_session_a_car_of_a_qualifying_has_none_by_laps() -> None:
    lines = (ResultLine(car="1", position=1), ResultLine(car="2", status=Status.NOT_CLASSIFIED, laps=9))
    session = SessionResult(round=1, session="qualifying", kind="qualifying", lines=lines)
    assert why(grid_of(GridRules(), [session]), "2")[0] == ("grid-no-time", {"sessions": ["qualifying"]})


# --- a limit


LIMIT = Fraction(107, 100)
SLOW = "1 1:40.000\n2 1:47.000\n3 1:47.000001\n4 1:50.000"


@pytest.mark.parametrize("by", [GridBy.RESULT, GridBy.BEST, GridBy.AVERAGE])
def test_at_107_percent_a_car_has_its_time_a_microsecond_above_it_has_none(by: GridBy) -> None:
    grid = grid_of(GridRules(by=by, limit=LIMIT, no_time=NoTimeAllowed.BY_DECISION), [qualifying(SLOW)])
    assert order(grid) == "1 2"
    assert [slot.number for slot in grid.left_out] == ["3", "4"]
    assert why(grid, "4")[0] == (
        "grid-over-limit", {"lap_us": 110_000_000, "best_us": 100_000_000, "limit_us": 107_000_000},
    )  # fmt: skip
    assert (codes(grid, "3"), grid.left_out[0].time) == (["grid-over-limit", "grid-not-allowed"], None)


@pytest.mark.parametrize("by", [GridBy.FASTEST_LAP, GridBy.STANDINGS, GridBy.ENTRY])
def test_where_no_qualifying_orders_the_grid_nobody_is_too_slow(by: GridBy) -> None:
    cars = ("1", "2", "3", "4")
    grid = grid_of(GridRules(by=by, limit=LIMIT), [qualifying(SLOW)], entries=cars, standings=cars)
    assert order(grid) == "1 2 3 4"
    assert not any("grid-over-limit" in codes(grid, car) for car in cars)


def test_a_knock_out_asks_for_the_limit_in_its_first_part() -> None:
    """#2 was within it there; what it did in the second part is not asked."""
    parts = [qualifying("1 1:40.000\n2 1:41.000", "q1"), qualifying("1 1:30.000\n2 1:45.000", "q2")]
    grid = grid_of(GridRules(limit=LIMIT), parts)
    assert codes(grid, "2") == ["grid-result"]
    slow_first = [qualifying("1 1:40.000\n2 1:50.000", "q1"), qualifying("1 1:30.000\n2 1:31.000", "q2")]
    assert codes(grid_of(GridRules(limit=LIMIT), slow_first), "2")[0] == "grid-over-limit"


def test_a_race_has_no_limit_and_who_was_not_in_the_first_part_has_none() -> None:
    slow = race("1 20\n2 20", best={"1": "1:40.000", "2": "2:00.000"})
    assert codes(grid_of(GridRules(limit=LIMIT), [slow]), "2") == ["grid-result"]
    late = [qualifying("1 1:40.000", "q1"), qualifying("1 1:40.000\n2 2:00.000", "q2")]
    assert codes(grid_of(GridRules(limit=LIMIT), late), "2") == ["grid-result"]


def test_the_limit_is_not_of_a_lap_that_was_taken_away() -> None:
    """#1 is disqualified, #9 without a place: neither of their laps says how slow a car may be."""
    laps = qualifying("1 1:30.000\n9 1:20.000 NC\n2 1:40.000\n3 1:46.000")
    out = Decision(car="1", penalty=Penalty.DISQUALIFIED)
    grid = grid_of(GridRules(limit=LIMIT), [laps], decisions=[out])
    assert (codes(grid, "2"), codes(grid, "3")) == (["grid-result"], ["grid-result"])
    assert (order(grid), codes(grid, "1")) == ("2 3 9 1", ["grid-disqualified"])
