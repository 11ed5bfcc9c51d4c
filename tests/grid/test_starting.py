"""A starting grid: whose time orders it, who is behind, who moves, who leaves a hole."""

from fractions import Fraction

import pytest

from grid.races import codes, odd, order, qualifying, race, why
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.findings import Where
from parcferme.grid import Publication, grid_of
from parcferme.records import Decision, Penalty
from parcferme.regulations import (
    Accumulation,
    ClassesOnGrid,
    GridBy,
    GridPenaltyRules,
    GridRules,
    Landing,
    NoTimeAllowed,
    NoTimeOrder,
    Of,
    PoleSide,
    Withdrawn,
)

FIVE = qualifying(
    """
    1 1:40.000
    2 1:40.100
    3 1:40.200
    4 1:40.300
    5 1:40.400
    """
)


def places(car: str, lost: int, **more: object) -> Decision:
    return Decision(car=car, penalty=Penalty.GRID_PLACES, places=lost, **more)  # type: ignore[arg-type]


def ruled(car: str, penalty: Penalty, **more: object) -> Decision:
    return Decision(car=car, penalty=penalty, **more)  # type: ignore[arg-type]


# --- order


def test_the_qualifying_orders_the_grid_and_every_car_says_why() -> None:
    grid = grid_of(GridRules(), [FIVE])
    assert order(grid) == "1 2 3 4 5"
    pole = grid.slots[0]
    assert (pole.position, pole.row, pole.side, pole.qualifying_position) == (1, 1, PoleSide.LEFT, 1)
    assert pole.time == 100_000_000
    assert [(one.code, dict(one.values)) for one in pole.reasons] == [
        ("grid-result", {"position": 1, "session": "qualifying"})
    ]
    assert grid.findings == ()


def test_the_best_of_two_qualifyings_counts() -> None:
    first = qualifying("1 1:40.000\n2 1:41.000", "qualifying-1")
    second = qualifying("2 1:39.900\n1 1:42.000", "qualifying-2")
    grid = grid_of(GridRules(by=GridBy.BEST), [first, second])
    assert order(grid) == "2 1"
    assert grid.slots[0].time == 99_900_000
    assert grid.slots[0].reasons[0].values == {"lap_us": 99_900_000, "session": "qualifying-2"}


def test_race_two_starts_in_order_of_second_best_laps() -> None:
    one = qualifying("1 1:40.000/1:41.000\n2 1:40.100/1:40.200\n3 1:40.300")
    grid = grid_of(GridRules(by=GridBy.SECOND_BEST), [one])
    assert order(grid) == "2 1 3"
    assert codes(grid, "3") == ["grid-no-second-best"]
    assert grid.slots[2].time is None


def test_the_average_is_cut_to_the_resolution_never_rounded() -> None:
    # GT World Challenge: the average of the sessions' bests is truncated to the millisecond.
    first = qualifying("1 1:40.000\n2 1:40.001", "qualifying-1")
    second = qualifying("2 1:40.001\n1 1:40.003", "qualifying-2")
    grid = grid_of(GridRules(by=GridBy.AVERAGE), [first, second], resolution=1000)
    assert [slot.time for slot in grid.slots] == [100_001_000, 100_001_000]  # 100.0015 and 100.001
    assert order(grid) == "2 1"  # level: #2 was ahead in the session that completed both averages
    assert codes(grid, "2") == ["grid-average", "grid-set-first"]
    assert order(grid_of(GridRules(by=GridBy.AVERAGE), [second, first], resolution=1000)) == "1 2"


def test_a_car_that_lacks_a_time_for_the_average_stands_behind() -> None:
    first = qualifying("1 1:40.000\n2 1:41.000\n3 1:42.000", "qualifying-1")
    second = qualifying("2 1:41.000\n3 1:41.000", "qualifying-2")
    grid = grid_of(GridRules(by=GridBy.AVERAGE), [first, second])
    assert order(grid) == "2 3 1"
    assert codes(grid, "1") == ["grid-no-average"]
    assert order(grid_of(GridRules(by=GridBy.AVERAGE, best_of=1), [first, second])) == "1 2 3"


def test_a_knock_out_takes_the_last_part_each_car_reached() -> None:
    parts = [
        qualifying("3 1:39.000\n1 1:40.000\n2 1:40.500\n4 1:41.000\n5 1:42.000", "qualifying-1"),
        qualifying("2 1:40.000\n1 1:40.100\n3 1:40.200", "qualifying-2"),
        qualifying("1 1:39.000\n2 1:39.500", "qualifying-3"),
    ]
    grid = grid_of(GridRules(), parts)
    assert order(grid) == "1 2 3 4 5"
    assert [slot.reasons[0].values["session"][-1] for slot in grid.slots] == ["3", "3", "2", "1", "1"]


def test_who_is_disqualified_from_the_last_part_of_a_knock_out_is_out_of_all_of_it() -> None:
    parts = [
        qualifying("1 1:40.000\n2 1:41.000\n3 NC", "qualifying-1"),
        qualifying("2 1:39.000\n1 DSQ", "qualifying-2"),
    ]
    grid = grid_of(GridRules(), parts)
    assert order(grid) == "2 3 1"
    assert codes(grid, "1") == ["grid-disqualified-in"]


def test_the_result_of_race_one_orders_race_two_and_retired_cars_follow_by_laps() -> None:
    first = race("1 20\n2 20\n3 19\n4 3 NC\n5 12 NC\n6 0 DNS\n7 20 DSQ")
    rules = GridRules(no_time=NoTimeAllowed.LEFT_OUT)
    grid = grid_of(rules, [first])
    assert order(grid) == "1 2 3 5 4 6 7"
    assert codes(grid, "5") == ["grid-result-unplaced"]
    assert codes(grid, "6") == ["grid-no-lap"]
    assert codes(grid, "7") == ["grid-disqualified-in"]


def test_the_fastest_laps_of_race_one_order_race_two() -> None:
    first = race("1 20\n2 20\n3 0 DNS", best={"1": "1:41.000", "2": "1:40.900"})
    grid = grid_of(GridRules(by=GridBy.FASTEST_LAP), [first])
    assert order(grid) == "2 1 3"
    assert codes(grid, "2") == ["grid-fastest-lap"]


@pytest.mark.shape("26a")
def test_race_three_turns_the_first_ten_of_race_two_round() -> None:
    # British Touring Car Championship: a draw says how many.
    second = race("\n".join(f"{car} 20" for car in range(1, 13)))
    grid = grid_of(GridRules(reverse_first=6), [second], reverse_first=10)
    assert order(grid) == "10 9 8 7 6 5 4 3 2 1 11 12"
    assert grid.slots[0].reasons[-1].values == {"first": 10, "from_position": 10, "to_position": 1}
    assert grid.slots[0].qualifying_position == 10
    assert order(grid_of(GridRules(reverse_first=6), [second])).startswith("6 5 4 3 2 1 7")
    assert order(grid_of(GridRules(reverse_first=6), [second], reverse_first=0)).startswith("1 2 3")


def test_turning_round_more_than_there_are_turns_all_round_and_says_so() -> None:
    grid = grid_of(GridRules(reverse_first=8), [FIVE], entries=["1", "2", "3", "4", "5", "9"])
    assert order(grid) == "5 4 3 2 1 9"
    assert odd(grid) == [("grid-fewer-to-reverse", None, {"first": 8, "cars": 5})]
    assert odd(grid_of(GridRules(reverse_first=5), [FIVE])) == []


def test_without_qualifying_the_championship_orders_the_grid() -> None:
    grid = grid_of(GridRules(by=GridBy.STANDINGS), [], entries=["1", "2", "3", "4"], standings=("3", "1"))
    assert order(grid) == "3 1 2 4"
    assert codes(grid, "4") == ["grid-standings-none", "grid-behind-by"]


def test_a_grid_in_order_of_the_entry_list() -> None:
    assert order(grid_of(GridRules(by=GridBy.ENTRY), [], entries=["7", "3", "03"])) == "7 3 03"


def test_a_car_says_which_place_it_holds_in_the_championship_or_on_the_entry_list() -> None:
    by_table = grid_of(GridRules(by=GridBy.STANDINGS), [], entries=["1", "2", "3"], standings=("3", "1", "2"))
    assert {slot.number: dict(slot.reasons[0].values) for slot in by_table.slots} == {
        "3": {"position": 1}, "1": {"position": 2}, "2": {"position": 3},
    }  # fmt: skip
    by_list = grid_of(GridRules(by=GridBy.ENTRY), [], entries=["7", "3", "03"])
    assert {slot.number: dict(slot.reasons[0].values) for slot in by_list.slots} == {
        "7": {"position": 1}, "3": {"position": 2}, "03": {"position": 3},
    }  # fmt: skip


def test_cars_that_retired_after_as_many_laps_start_as_the_result_of_the_race_lists_them() -> None:
    """#9 and #4 both stopped on lap six; the result lists #9 first."""
    grid = grid_of(GridRules(), [race("1 20\n9 5 NC\n4 5 NC\n6 7 NC")])
    assert order(grid) == "1 6 9 4"
    values = [dict(slot.reasons[0].values) for slot in grid.slots]
    assert values == [
        {"position": 1, "session": "race-1"}, {"session": "race-1", "laps": 7},
        {"session": "race-1", "laps": 5}, {"session": "race-1", "laps": 5},
    ]  # fmt: skip


def test_who_retired_from_the_later_race_starts_ahead_of_who_retired_from_the_earlier() -> None:
    """#5 did 3 laps of race 2, #6 did 9 of race 1 and was not in race 2; #2 has a place in race 1 and is ahead."""
    first, second = race("2 20\n6 9 NC", "race-1"), race("1 20\n5 3 NC\n2 1 NC", "race-2")
    assert order(grid_of(GridRules(), [first, second])) == "1 2 5 6"


@pytest.mark.parametrize(("standings", "expected"), [(("2",), "2 1"), ((), "1 2")])
def test_where_no_session_is_left_to_order_by_a_finding_says_what_does(
    standings: tuple[str, ...], expected: str
) -> None:
    grid = grid_of(GridRules(reverse_first=2), [], entries=["1", "2"], standings=standings)
    assert order(grid) == expected
    instead = "standings" if standings else "entry"
    assert odd(grid) == [("grid-nothing-to-order-by", None, {"by": "result", "instead": instead})]


@pytest.mark.parametrize(
    ("by", "sessions", "standings", "instead"),
    [
        (GridBy.ENTRY, 0, (), None), (GridBy.ENTRY, 1, ("2",), None), (GridBy.STANDINGS, 1, (), "entry"),
        (GridBy.STANDINGS, 0, ("2",), None), (GridBy.BEST, 1, (), None), (GridBy.BEST, 0, ("2",), "standings"),
        (GridBy.BEST, 0, (), "entry"),
    ],
)  # fmt: skip
def test_what_orders_a_grid_where_there_is_nothing_else(
    by: GridBy, sessions: int, standings: tuple[str, ...], instead: str | None
) -> None:
    grid = grid_of(
        GridRules(by=by), [FIVE] * sessions, entries=["1", "2", "3", "4", "5"], standings=standings
    )
    told = (
        [] if instead is None else [("grid-nothing-to-order-by", None, {"by": by.value, "instead": instead})]
    )
    assert odd(grid) == told
    first = "2" if instead == "standings" or (by is GridBy.STANDINGS and standings) else "1"
    assert grid.slots[0].number == first


# --- ties


def test_of_two_equal_times_the_one_set_first_is_ahead() -> None:
    level = qualifying("1 1:40.000 @9:00\n2 1:40.000 @5:00\n3 1:40.500 @2:00")
    grid = grid_of(GridRules(by=GridBy.BEST), [level])
    assert order(grid) == "2 1 3"
    assert codes(grid, "2") == ["grid-best", "grid-set-first"]
    assert codes(grid, "1") == ["grid-best", "grid-set-later"]


def test_a_dead_heat_in_the_result_is_parted_by_who_set_it_first() -> None:
    level = qualifying("1 1:40.000 @9:00\n2 1:40.000 @5:00 place=1")
    assert order(grid_of(GridRules(), [level])) == "2 1"


def test_a_tie_that_nothing_parts_is_a_finding() -> None:
    level = qualifying("9 1:40.000 place=1\n2 1:40.000 place=1")
    grid = grid_of(GridRules(), [level])
    assert order(grid) == "2 9"
    assert [(one.code, one.where.car) for one in grid.findings] == [("grid-tie-unbroken", "9")]


# --- cars without a time


NO_TIMES = qualifying("1 1:40.000\n9 NC\n8 NC effort=1\n7 NC effort=2\n6 DSQ")


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ((NoTimeOrder.NUMBER,), "1 5 7 8 9 6"),
        ((NoTimeOrder.EFFORT, NoTimeOrder.NUMBER), "1 7 8 5 9 6"),
        ((NoTimeOrder.STANDINGS,), "1 9 5 7 8 6"),
        ((NoTimeOrder.PREVIOUS_SESSION,), "1 8 5 7 9 6"),
        ((NoTimeOrder.EFFORT, NoTimeOrder.STANDINGS), "1 7 8 9 5 6"),
    ],
)
def test_cars_without_a_time_stand_behind_in_the_order_of_the_rulebook(
    by: tuple[NoTimeOrder, ...], expected: str
) -> None:
    practice = qualifying("8 1:43.000\n6 1:44.000", "practice", "practice")
    entered = ["1", "5", "6", "7", "8", "9"]
    rules = GridRules(no_time_order=by)
    grid = grid_of(rules, [NO_TIMES], entries=entered, standings=("9",), previous=practice)
    assert order(grid) == expected
    assert codes(grid, "5")[0] == "grid-not-in-session"
    assert all(codes(grid, car) for car in entered)


def test_cars_without_a_time_start_only_by_a_decision_where_the_rulebook_says_so() -> None:
    rules = GridRules(no_time=NoTimeAllowed.BY_DECISION)
    allowed = ruled("8", Penalty.ALLOWED_TO_START, article="35.1")
    grid = grid_of(rules, [NO_TIMES], decisions=[allowed])
    assert order(grid) == "1 8"
    assert [slot.number for slot in grid.left_out] == ["6", "7", "9"]
    assert codes(grid, "8") == ["grid-no-time", "grid-allowed"]
    assert grid.slots[1].reasons[-1].values == {"article": "35.1"}
    assert codes(grid, "9") == ["grid-no-time", "grid-not-allowed"]


def test_cars_without_a_time_are_left_out_unless_the_stewards_rule_otherwise() -> None:
    rules = GridRules(no_time=NoTimeAllowed.LEFT_OUT)
    assert order(grid_of(rules, [NO_TIMES])) == "1"
    grid = grid_of(rules, [NO_TIMES], decisions=[ruled("8", Penalty.ALLOWED_TO_START)])
    assert order(grid) == "1 8"
    assert [one.code for one in grid.findings] == ["grid-start-not-foreseen"]


def test_a_car_slower_than_107_percent_has_no_time() -> None:
    slow = qualifying("1 1:40.000\n2 1:47.000\n3 1:47.001")
    rules = GridRules(limit=Fraction(107, 100), no_time=NoTimeAllowed.BY_DECISION)
    grid = grid_of(rules, [slow])
    assert order(grid) == "1 2"
    (out,) = grid.left_out
    assert out.time is None and out.qualifying_position is None
    assert out.reasons[0].values == {"lap_us": 107_001_000, "best_us": 100_000_000, "limit_us": 107_000_000}


def test_the_limit_can_be_one_of_each_class() -> None:
    two = qualifying("1 1:40.000 LMP3\n2 1:50.000 GT\n3 2:00.000 GT")
    rules = GridRules(limit=Fraction(107, 100))
    assert len(grid_of(rules, [two]).slots) == 3
    assert codes(grid_of(rules, [two]), "2")[0] == "grid-over-limit"
    by_class = grid_of(GridRules(limit=Fraction(107, 100), limit_of=Of.CLASS), [two])
    assert codes(by_class, "2") == ["grid-result"]
    assert codes(by_class, "3") == ["grid-over-limit"]


def test_disqualified_from_qualifying_starts_behind_all() -> None:
    verdict = ruled("1", Penalty.DISQUALIFIED, reason="underweight", seq=7)
    grid = grid_of(GridRules(), [FIVE], decisions=[verdict], entries=["1", "2", "3", "4", "5", "6"])
    assert order(grid) == "2 3 4 5 6 1"
    assert grid.slots[-1].reasons[0].values == {"why": "underweight", "decision": 7}
    assert grid.slots[0].qualifying_position == 1


# --- penalties


def test_a_drop_counts_from_the_car_s_own_place() -> None:
    grid = grid_of(GridRules(), [FIVE], decisions=[places("1", 3, article="12.2", document="14")])
    assert order(grid) == "2 3 4 1 5"
    assert grid.slots[3].reasons[1].values == {"places": 3, "article": "12.2", "document": "14"}
    assert grid.slots[3].reasons[2].values == {"from_position": 1, "to_position": 4}
    assert codes(grid, "2") == ["grid-result", "grid-moved-up"]
    assert codes(grid, "5") == ["grid-result"]


def test_of_two_on_one_slot_the_worse_qualified_keeps_it() -> None:
    # Formula One 42.2 a: the slowest keeps the slot, the others go immediately ahead.
    assert order(grid_of(GridRules(), [FIVE], decisions=[places("1", 3), places("2", 2)])) == "3 4 1 2 5"


def test_a_drop_beyond_the_last_slot_closes_up() -> None:
    grid = grid_of(GridRules(), [FIVE], decisions=[places("4", 10), places("5", 10)])
    assert order(grid) == "1 2 3 4 5"
    grid = grid_of(GridRules(), [FIVE], decisions=[places("1", 15), places("5", 3)])
    assert order(grid) == "2 3 4 5 1"


def test_one_by_one_each_car_falls_from_where_it_stands() -> None:
    rules = GridRules(penalties=GridPenaltyRules(landing=Landing.ONE_BY_ONE))
    grid = grid_of(rules, [FIVE], decisions=[places("1", 3), places("2", 2)])
    assert order(grid) == "3 4 2 1 5"


@pytest.mark.parametrize(
    ("accumulate", "expected", "code"),
    [
        (Accumulation.ADDED, "2 3 4 5 1", "grid-places-added"),
        (Accumulation.LARGEST, "2 3 4 1 5", "grid-places-largest"),
    ],
)
def test_several_penalties_are_added_or_the_largest_counts(
    accumulate: Accumulation, expected: str, code: str
) -> None:
    rules = GridRules(penalties=GridPenaltyRules(accumulate=accumulate))
    grid = grid_of(rules, [FIVE], decisions=[places("1", 3), places("1", 1, reason="gearbox")])
    assert order(grid) == expected
    assert code in codes(grid, "1")


def test_more_than_fifteen_places_in_all_is_the_back_of_the_grid() -> None:
    cars = qualifying("\n".join(f"{car} 1:40.{car:03}" for car in range(1, 21)))
    rules = GridRules(penalties=GridPenaltyRules(most=15))
    fifteen = grid_of(rules, [cars], decisions=[places("1", 10), places("1", 5, reason="turbo")])
    assert fifteen.slots[15].number == "1"
    more = grid_of(rules, [cars], decisions=[places("1", 10), places("1", 6), places("3", 20)])
    assert [slot.number for slot in more.slots[-2:]] == ["1", "3"]
    assert "grid-places-too-many" in codes(more, "1")


@pytest.mark.parametrize(("behind", "expected"), [(True, "2 3 9 1"), (False, "2 3 1 9")])
def test_the_back_of_the_grid_is_behind_or_ahead_of_cars_without_a_time(behind: bool, expected: str) -> None:
    rules = GridRules(penalties=GridPenaltyRules(behind_no_time=behind))
    three = qualifying("1 1:40.000\n2 1:41.000\n3 1:42.000\n9 NC")
    assert order(grid_of(rules, [three], decisions=[ruled("1", Penalty.REAR_OF_FIELD)])) == expected
    assert order(grid_of(rules, [three], decisions=[places("1", 8)])) == expected


def test_places_lost_in_another_race_are_carried_over() -> None:
    grid = grid_of(GridRules(), [FIVE], carried={"2": 1, "99": 3})
    assert order(grid) == "1 3 2 4 5"
    assert codes(grid, "2") == ["grid-result", "grid-places-carried", "grid-moved"]
    assert [(one.code, one.where.car) for one in grid.findings] == [("grid-carried-unknown-car", "99")]


# --- pit lane and withdrawals


def test_a_pit_lane_start_closes_the_grid_up() -> None:
    grid = grid_of(GridRules(), [FIVE], decisions=[ruled("2", Penalty.PIT_LANE_START, article="35.2")])
    assert order(grid) == "1 3 4 5"
    assert [(slot.number, slot.position, slot.row) for slot in grid.pit_lane] == [("2", None, None)]
    assert codes(grid, "2") == ["grid-result", "grid-pit-lane"]


def test_a_pit_lane_start_ruled_after_publication_leaves_its_slot_empty() -> None:
    late = ruled("2", Penalty.PIT_LANE_START, at=200)
    grid = grid_of(GridRules(), [FIVE], decisions=[late], published=100)
    assert order(grid) == "1 . 3 4 5"
    assert codes(grid, "2")[-1] == "grid-hole"
    assert order(grid_of(GridRules(), [FIVE], decisions=[late], published=300)) == "1 3 4 5"


@pytest.mark.parametrize(
    ("when", "expected"),
    [(Publication.BEFORE, "1 2 4 5"), (Publication.AFTER, "1 2 . 4 5"), ("after", "1 2 . 4 5")],
)
def test_a_withdrawn_car_closes_up_before_and_leaves_a_hole_after_publication(
    when: Publication | str, expected: str
) -> None:
    grid = grid_of(GridRules(), [FIVE], withdrawn={"3": when})
    assert order(grid) == expected
    assert [slot.number for slot in grid.left_out] == ["3"]


def test_a_rulebook_may_leave_a_hole_always_and_never() -> None:
    hole = GridRules(withdrawn=Withdrawn.HOLE)
    assert order(grid_of(hole, [FIVE], withdrawn={"1": "before"})) == ". 2 3 4 5"
    never = GridRules(withdrawn_late=Withdrawn.CLOSE_UP)
    assert order(grid_of(never, [FIVE], withdrawn={"1": "after"})) == "2 3 4 5"


def test_a_drop_counts_cars_that_were_withdrawn_since() -> None:
    grid = grid_of(GridRules(), [FIVE], decisions=[places("1", 2)], withdrawn={"2": "before"})
    assert order(grid) == "3 1 4 5"


# --- classes and layout


CLASSES = qualifying("1 1:40.000 LMP3\n7 1:41.000 GT\n2 1:42.000 LMP3\n8 1:43.000 GT")


def test_classes_start_mixed_or_one_behind_the_other() -> None:
    assert order(grid_of(GridRules(), [CLASSES])) == "1 7 2 8"
    split = GridRules(classes=ClassesOnGrid.SPLIT)
    grid = grid_of(split, [CLASSES])
    assert order(grid) == "1 2 7 8"
    assert [slot.qualifying_position for slot in grid.slots] == [1, 3, 2, 4]
    turned = GridRules(classes=ClassesOnGrid.SPLIT, class_order=("GT", "LMP3"), reverse_first=2)
    assert order(grid_of(turned, [CLASSES])) == "8 7 2 1"


def test_in_a_split_grid_a_penalty_stays_within_the_class() -> None:
    split = GridRules(classes=ClassesOnGrid.SPLIT)
    ruling = [places("1", 3), ruled("7", Penalty.REAR_OF_FIELD)]
    assert order(grid_of(split, [CLASSES], decisions=ruling)) == "2 1 8 7"


def test_a_car_without_a_class_starts_behind_a_split_grid() -> None:
    grid = grid_of(GridRules(classes=ClassesOnGrid.SPLIT), [CLASSES], entries=["5", "1", "2", "7", "8"])
    assert order(grid) == "1 2 7 8 5"
    assert [(one.code, one.where.car) for one in grid.findings] == [("grid-class-missing", "5")]


@pytest.mark.parametrize(
    ("in_row", "pole", "rows"),
    [
        (2, PoleSide.LEFT, ["1 2", "3 4", "5 ."]),
        (2, PoleSide.RIGHT, ["2 1", "4 3", ". 5"]),
        (3, PoleSide.LEFT, ["1 2 3", "4 5 ."]),
        (1, PoleSide.LEFT, ["1", "2", "3", "4", "5"]),
    ],
)
def test_the_layout_as_seen_from_behind(in_row: int, pole: PoleSide, rows: list[str]) -> None:
    grid = grid_of(GridRules(in_row=in_row, pole=pole), [FIVE])
    shown = [" ".join(slot.number if slot else "." for slot in row) for row in grid.rows()]
    assert shown == rows
    for row, cars in enumerate(grid.rows(), start=1):
        assert {slot.row for slot in cars if slot} == {row}
    sides = [slot.side for slot in grid.slots[:3]]
    other = PoleSide.LEFT if pole is PoleSide.RIGHT else PoleSide.RIGHT
    assert sides == {1: [None] * 3, 2: [pole, other, pole], 3: [pole, None, other]}[in_row]


def test_a_hole_shows_in_the_layout() -> None:
    grid = grid_of(GridRules(), [FIVE], withdrawn={"3": "after"})
    assert [[slot.number if slot else None for slot in row] for row in grid.rows()] == [
        ["1", "2"], [None, "4"], ["5", None]
    ]  # fmt: skip


# --- odd facts


def test_class_team_and_drivers_come_from_the_entry_list_before_the_result() -> None:
    entry = ResultLine(car="1", class_="LMP3", team="Milo Racing", drivers=("A", "B"))
    (slot,) = grid_of(GridRules(), [qualifying("1 1:40.000 GT")], entries=[entry]).slots
    assert (slot.class_, slot.team, slot.drivers) == ("LMP3", "Milo Racing", ("A", "B"))


def test_two_cars_on_one_number_are_a_finding_and_the_first_stands() -> None:
    twins = [ResultLine(car="1", team="First"), ResultLine(car="1", team="Second", line=4)]
    grid = grid_of(GridRules(), [qualifying("1 1:40.000")], entries=twins)
    assert [slot.team for slot in grid.slots] == ["First"]
    assert [(one.code, one.where.car, one.where.line) for one in grid.findings] == [
        ("grid-number-twice", "1", 4)
    ]


def test_a_list_with_a_line_for_each_driver_is_one_car() -> None:
    both = qualifying("1 1:41.000\n1 1:40.000 place=1\n2 1:40.500 place=2")
    grid = grid_of(GridRules(by=GridBy.BEST), [both])
    assert order(grid) == "1 2"
    assert grid.findings == ()


def test_a_car_with_two_places_is_a_finding_and_the_first_line_stands() -> None:
    grid = grid_of(GridRules(), [qualifying("1 1:40.000\n2 1:41.000\n1 1:42.000")])
    assert order(grid) == "1 2"
    assert [one.code for one in grid.findings] == ["result-twice"]


def test_decisions_that_cannot_be_carried_out_are_findings() -> None:
    odd = [places("99", 3), Decision(penalty=Penalty.REAR_OF_FIELD), Decision(penalty=Penalty.GRID_PLACES, car="1"),
           places("2", 1), places("2", 1)]  # fmt: skip
    grid = grid_of(GridRules(), [FIVE], decisions=odd)
    assert order(grid) == "1 3 2 4 5"
    assert sorted(one.code for one in grid.findings) == [
        "decision-incomplete", "decision-repeated", "decision-unknown-car", "decision-unknown-car"
    ]  # fmt: skip


def test_decisions_on_a_result_do_nothing_to_the_grid() -> None:
    deleted = Decision(car="1", penalty=Penalty.LAP_DELETED, lap=3)
    fined = Decision(car="99", penalty=Penalty.FINE)
    grid = grid_of(GridRules(), [FIVE], decisions=[deleted, fined])
    assert (order(grid), grid.findings) == ("1 2 3 4 5", ())


def test_cars_nobody_entered_or_withdrew_are_findings() -> None:
    grid = grid_of(GridRules(), [FIVE], entries=["1", "2", "3", "4"], withdrawn={"44": "before"})
    assert order(grid) == "1 2 3 4 5"
    assert [(one.code, one.where.car) for one in grid.findings] == [
        ("car-not-entered", "5"), ("grid-withdrawn-unknown-car", "44")
    ]  # fmt: skip


def test_an_empty_grid_is_a_grid() -> None:
    grid = grid_of(GridRules(), [qualifying("")])
    assert (grid.slots, grid.rows(), grid.car("1")) == ((), (), None)


# --- what a decision, a crew and a lap count for


def test_one_penalty_is_told_as_itself_and_several_with_their_sum() -> None:
    alone = grid_of(GridRules(), [FIVE], decisions=[places("1", 2, article="31.6", seq=4)])
    slot = alone.car("1")
    assert slot is not None
    assert [(one.code, dict(one.values)) for one in slot.reasons[1:]] == [
        ("grid-places-lost", {"places": 2, "article": "31.6", "decision": 4}),
        ("grid-moved", {"from_position": 1, "to_position": 3}),
    ]
    two = grid_of(GridRules(), [FIVE], decisions=[places("1", 2, document="7"), places("1", 1, document="8")])
    assert codes(two, "1") == [
        "grid-result", "grid-places-lost", "grid-places-lost", "grid-places-added", "grid-moved",
    ]  # fmt: skip
    largest = GridRules(penalties=GridPenaltyRules(accumulate=Accumulation.LARGEST))
    one = grid_of(largest, [FIVE], decisions=[places("1", 2)])
    assert codes(one, "1") == ["grid-result", "grid-places-lost", "grid-moved"]


def test_a_car_at_the_back_says_from_where_it_was_put_there() -> None:
    grid = grid_of(GridRules(), [FIVE], decisions=[ruled("2", Penalty.REAR_OF_FIELD)])
    assert order(grid) == "1 3 4 5 2"
    assert codes(grid, "2") == ["grid-result", "grid-rear", "grid-moved"]
    assert codes(grid, "3") == ["grid-result", "grid-moved-up"]
    slot = grid.car("2")
    assert slot is not None and slot.reasons[-1].values == {"from_position": 2, "to_position": 5}


def test_grid_places_without_a_number_of_places_say_what_is_missing_and_where_it_is_written() -> None:
    bare = ruled("1", Penalty.GRID_PLACES, source="decisions.toml", line=3, seq=8)
    (found,) = grid_of(GridRules(), [FIVE], decisions=[bare]).findings
    assert (found.code, dict(found.values)) == (
        "decision-incomplete", {"penalty": "grid-places", "missing": "places"},
    )  # fmt: skip
    assert found.where == Where(file="decisions.toml", line=3, car="1", seq=8)


def test_who_set_a_lap_that_was_not_allowed_is_ahead_of_who_only_drove() -> None:
    """#8 is over the limit, but did set a time; #9 went out and set none."""
    rules = GridRules(limit=Fraction(107, 100), no_time_order=(NoTimeOrder.EFFORT, NoTimeOrder.NUMBER))
    grid = grid_of(rules, [qualifying("1 1:40.000\n8 1:50.000\n7 NC effort=1")])
    assert order(grid) == "1 8 7"


def test_drivers_of_one_car_with_one_lap_among_them_have_no_second_best() -> None:
    """Two lines for car 5, one of them without a lap: its best is the crew's, and there is no second."""
    lines = (
        ResultLine(car="5", position=1, drivers=("A",), best_lap=100_000_000),
        ResultLine(car="5", position=1, drivers=("B",)),
        ResultLine(car="6", position=2, drivers=("C",), best_lap=101_000_000, second_best_lap=102_000_000),
    )
    session = SessionResult(round=1, session="qualifying", kind="qualifying", lines=lines)
    grid = grid_of(GridRules(by=GridBy.SECOND_BEST), [session])
    assert order(grid) == "6 5"
    assert codes(grid, "5")[0] == "grid-no-second-best"
    assert grid.slots[1].drivers == ("A", "B")
    best = grid_of(GridRules(by=GridBy.BEST), [session])
    assert [slot.time for slot in best.slots] == [100_000_000, 101_000_000]


def test_the_second_best_lap_of_a_crew_is_that_of_all_its_drivers() -> None:
    lines = (
        ResultLine(car="5", position=1, drivers=("A",), best_lap=100_000_000, second_best_lap=104_000_000),
        ResultLine(car="5", position=1, drivers=("B",), best_lap=101_500_000),
        ResultLine(car="6", position=2, drivers=("C",), best_lap=101_000_000, second_best_lap=102_000_000),
    )
    session = SessionResult(round=1, session="qualifying", kind="qualifying", lines=lines)
    grid = grid_of(GridRules(by=GridBy.SECOND_BEST), [session])
    assert [(slot.number, slot.time) for slot in grid.slots] == [("5", 101_500_000), ("6", 102_000_000)]


# --- who is entered, and what is known of each car


def test_what_the_entry_list_does_not_say_the_first_session_that_does_says() -> None:
    first = (ResultLine(car="1", position=1, class_="GT", effort=1), ResultLine(car="2", position=2, line=12))
    second = (
        ResultLine(car="1", position=1, class_="LMP3", team="T", drivers=("A",)),
        ResultLine(car="2", position=2, team="U"),
    )
    sessions = [
        SessionResult(round=1, session=name, kind="qualifying", lines=lines)
        for name, lines in (("q1", first), ("q2", second))
    ]
    grid = grid_of(GridRules(), sessions, entries=[ResultLine(car="1", drivers=("Z",))])
    assert [(one.number, one.class_, one.team, one.drivers) for one in grid.slots] == [
        ("1", "GT", "T", ("Z",)), ("2", None, "U", ()),
    ]  # fmt: skip
    assert [(one.code, one.where.car, one.where.line) for one in grid.findings] == [
        ("car-not-entered", "2", 12)
    ]


def test_who_drove_most_in_any_session_made_most_effort() -> None:
    """#8 did a flying lap in the first part only, #7 left the garage in the second, #9 never."""
    parts = [
        qualifying("1 1:40.000\n8 NC effort=1\n7 NC\n9 NC", "q1"),
        qualifying("1 1:40.000\n8 NC\n7 NC effort=1\n6 1:50.000 NC", "q2"),
    ]
    rules = GridRules(no_time_order=(NoTimeOrder.EFFORT, NoTimeOrder.NUMBER))
    grid = grid_of(rules, parts)
    assert order(grid) == "1 6 7 8 9"
    assert why(grid, "7")[1] == ("grid-behind-by", {"other": "6", "by": "effort"})
    assert why(grid, "8")[1] == ("grid-behind-by", {"other": "7", "by": "number"})
    assert why(grid, "9")[1] == ("grid-behind-by", {"other": "8", "by": "effort"})


def test_a_car_is_disqualified_where_every_session_it_was_in_disqualified_it() -> None:
    parts = [qualifying("1 1:40.000\n2 DSQ\n3 DSQ", "q1"), qualifying("1 1:40.000\n3 NC\n4 NC", "q2")]
    grid = grid_of(GridRules(by=GridBy.BEST), parts, entries=["1", "2", "3", "4", "5"])
    assert [codes(grid, car)[0] for car in "2345"] == [
        "grid-disqualified-in", "grid-no-time", "grid-no-time", "grid-not-in-session",
    ]  # fmt: skip
    assert order(grid) == "1 3 4 5 2"


def test_every_turned_car_says_from_where_to_where() -> None:
    grid = grid_of(GridRules(reverse_first=3), [FIVE])
    assert order(grid) == "3 2 1 4 5"
    assert [why(grid, car)[1:] for car in "1234"] == [
        [("grid-reversed", {"first": 3, "from_position": 1, "to_position": 3})],
        [("grid-reversed", {"first": 3, "from_position": 2, "to_position": 2})],
        [("grid-reversed", {"first": 3, "from_position": 3, "to_position": 1})],
        [],
    ]
    assert why(grid_of(GridRules(reverse_first=1), [FIVE]), "1")[1:] == []
    assert why(grid_of(GridRules(reverse_first=2), [FIVE]), "2")[1:] == [
        ("grid-reversed", {"first": 2, "from_position": 2, "to_position": 1})
    ]


def test_each_car_of_a_split_grid_says_which_class_it_starts_with() -> None:
    grid = grid_of(
        GridRules(classes=ClassesOnGrid.SPLIT, class_order=("GT", "none")), [CLASSES], entries=["5"]
    )
    assert order(grid) == "7 8 1 2 5"
    assert [why(grid, car)[-1] for car in "725"] == [
        ("grid-class", {"class_name": "GT", "place": 1}),
        ("grid-class", {"class_name": "LMP3", "place": 2}),
        ("grid-class", {"place": 3}),
    ]


def test_a_hole_says_which_slot_it_is_and_those_behind_keep_theirs() -> None:
    late = ruled("2", Penalty.PIT_LANE_START, at=200)
    grid = grid_of(GridRules(), [FIVE], decisions=[late], withdrawn={"4": "after"}, published=100)
    assert (order(grid), [slot.position for slot in grid.slots]) == ("1 . 3 . 5", [1, 3, 5])
    assert why(grid, "2")[-2:] == [("grid-pit-lane", {}), ("grid-hole", {"position": 2})]
    assert why(grid, "4")[-2:] == [("grid-withdrawn", {}), ("grid-hole", {"position": 4})]
    assert codes(grid, "5") == ["grid-result"]


def test_a_car_that_withdrew_is_left_out_though_it_was_to_start_from_the_pit_lane() -> None:
    grid = grid_of(
        GridRules(), [FIVE], decisions=[ruled("2", Penalty.PIT_LANE_START)], withdrawn={"2": "before"}
    )
    assert (order(grid), grid.pit_lane, [slot.number for slot in grid.left_out]) == ("1 3 4 5", (), ["2"])


def test_cars_in_the_pit_lane_and_left_out_are_in_the_order_they_would_have_started_in() -> None:
    lane = [ruled("4", Penalty.PIT_LANE_START), ruled("2", Penalty.PIT_LANE_START)]
    out = {"5": "before", "1": "before"}
    lists = qualifying("5 1:39.000\n4 1:40.000\n3 1:41.000\n2 1:42.000\n1 1:43.000\n9 NC\n8 NC\n10 NC")
    rules = GridRules(no_time=NoTimeAllowed.LEFT_OUT)
    grid = grid_of(rules, [lists], decisions=lane, withdrawn={**out, "9": "after"})
    assert [slot.number for slot in grid.pit_lane] == ["4", "2"]
    assert [slot.number for slot in grid.left_out] == ["5", "1", "8", "9", "10"]
    assert codes(grid, "9") == ["grid-no-time", "grid-left-out", "grid-withdrawn"]


def test_of_an_unknown_car_that_withdrew_the_finding_names_the_car() -> None:
    grid = grid_of(GridRules(), [FIVE], withdrawn={"44": "before", "7": "after", "1": "before"})
    assert odd(grid) == [("grid-withdrawn-unknown-car", "7", {}), ("grid-withdrawn-unknown-car", "44", {})]


def test_cars_without_a_time_stay_last_where_the_rulebook_keeps_them_there() -> None:
    """#1 loses eight places and still starts ahead of #8 and #9, whose own penalty counts among themselves."""
    rules = GridRules(penalties=GridPenaltyRules(behind_no_time=False))
    lists = qualifying("1 1:40.000\n2 1:41.000\n8 NC\n9 NC")
    grid = grid_of(rules, [lists], decisions=[places("1", 8), places("8", 1)])
    assert order(grid) == "2 1 9 8"
    assert why(grid, "8")[-1] == ("grid-moved", {"from_position": 3, "to_position": 4})


def test_a_car_that_was_not_classified_is_not_turned_round_onto_pole() -> None:
    """Four were classified and #4 retired: ten are to be turned round, four have a place."""
    lines = [ResultLine(car, at) for at, car in enumerate(("1", "2", "3", "5"), 1)]
    lines += [ResultLine("4", None, Status.NOT_CLASSIFIED, laps=5)]
    first = SessionResult(1, "race-1", "race", tuple(lines))
    grid = grid_of(GridRules(reverse_first=10), [first])
    assert order(grid) == "5 3 2 1 4"
    assert odd(grid) == [("grid-fewer-to-reverse", None, {"first": 10, "cars": 4})]
