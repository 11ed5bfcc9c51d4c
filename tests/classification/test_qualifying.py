"""The order of practice and qualifying: best laps, equal ones, cars without a time, several sessions as one."""

import pytest

from parcferme.classification import Status, average, best_sectors, combined, fastest_laps
from parcferme.classification.qualifying import in_order
from parcferme.classification.rows import Car
from parcferme.records import Decision, Penalty
from parcferme.regulations import QualifyingRules
from small_races import GREEN, codes, laps, order, reasons, row, score

TIED = (
    GREEN
    + laps("1", "2:00", "1:40", "1:45")
    + laps("2", "1:50", "1:40", "1:41")
    + laps("3", "1:45", "1:39", "1:55")
)


def qualifying(rows: str, rules: str = "", **more: object) -> object:
    return score(rows, f"[qualifying.order]\n{rules}\n", kind="qualifying", **more)  # type: ignore[arg-type]


def places(rules: str = "") -> list[tuple[str, int | None]]:
    return [(one.number, one.position) for one in qualifying(TIED, rules).rows]  # type: ignore[attr-defined]


def test_best_lap_decides_and_has_no_race_time() -> None:
    result = score(TIED, kind="qualifying")
    assert order(result)[0] == "3"
    assert row(result, "3").best_lap == 99_000_000
    assert row(result, "3").time is None
    assert (row(result, "2").gap, row(result, "1").interval) == (1_000_000, 0)


def test_equal_best_laps_the_one_set_first_is_ahead() -> None:
    """#2 completes its 1:40 at 3:30, #1 at 3:40."""
    assert places() == places('equal-times = "first-set"') == [("3", 1), ("2", 2), ("1", 3)]
    result = score(TIED, kind="qualifying")
    assert reasons(result, "2")["equal-time-set-first"] == {"other": "1", "lap": 2}
    assert reasons(result, "1")["equal-time-set-later"] == {"other": "2", "lap": 2}


def test_equal_best_laps_the_second_best_decides() -> None:
    rules = 'equal-times = "second-best-lap"'
    assert places(rules) == [("3", 1), ("2", 2), ("1", 3)]
    other = TIED.replace(laps("1", "2:00", "1:40", "1:45"), laps("1", "2:00", "1:40", "1:40.5"))
    assert [one.number for one in qualifying(other, rules).rows] == ["3", "1", "2"]  # type: ignore[attr-defined]


def test_what_decided_between_equal_best_laps_is_told_to_both_with_their_second_best() -> None:
    """#2's second-best is 1:41, #1's 1:45; #3 and #4 are level on 1:50, and #4 has no other lap."""
    rows = TIED + laps("5", "1:58", "1:50", "1:52") + laps("4", "2:01", "1:50")
    made = qualifying(rows, 'equal-times = "second-best-lap"')
    told = [reasons(made, car) for car in "21354"]  # type: ignore[arg-type]
    for one in told:
        one.pop("level-in-source")  # the laps are typed in whole seconds, and all of these are level
    assert told == [
        {"equal-time-second-best": {"other": "1", "second_us": 101_000_000}},
        {"equal-time-second-best": {"other": "2", "second_us": 105_000_000}},
        {},
        {"equal-time-second-best": {"other": "4", "second_us": 112_000_000}},
        {"equal-time-second-best": {"other": "5"}},
    ]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("1:41", {"level-in-source"}),  # 1:40.9 and 1:41.0 as well as 1:41.9 and 1:40.1, cut to the second
        ("1:42", set()),
        ("1:41.001", set()),  # whoever tells milliseconds can tell them apart
    ],
)
def test_laps_typed_in_whole_seconds_are_level_within_one(second: str, told: set[str]) -> None:
    made = score(GREEN + laps("1", *["1:40"] * 4) + laps("2", *[second] * 4), kind="qualifying")
    assert codes(made) == told


def test_a_car_is_told_of_the_equal_one_before_it_and_the_one_behind_it() -> None:
    rows = GREEN + laps("1", "2:00", "1:40") + laps("2", "2:01", "1:40") + laps("3", "2:02", "1:40", "1:40")
    made = score(rows, kind="qualifying")
    beside = [[(reason.code, reason.values) for reason in one.reasons] for one in made.rows]
    assert beside == [
        [("equal-time-set-first", {"other": "2", "lap": 2})],
        [
            ("equal-time-set-later", {"other": "1", "lap": 2}),
            ("equal-time-set-first", {"other": "3", "lap": 2}),
        ],
        [("equal-time-set-later", {"other": "2", "lap": 2})],
    ]


def test_ordered_by_second_best_laps_the_lap_that_is_told_is_the_second_best() -> None:
    """Second-best laps 1:50 both: #1's was its lap 3, completed at 5:35, #2's its lap 2, completed at 3:51."""
    rows = GREEN + laps("1", "2:00", "1:45", "1:50") + laps("2", "2:01", "1:50", "1:44")
    made = qualifying(rows, 'by = "second-best-lap"')
    assert [one.number for one in made.rows] == ["2", "1"]  # type: ignore[attr-defined]
    assert reasons(made, "2") == {"equal-time-set-first": {"other": "1", "lap": 2}}  # type: ignore[arg-type]
    assert reasons(made, "1") == {"equal-time-set-later": {"other": "2", "lap": 3}}  # type: ignore[arg-type]


def test_cars_level_in_everything_say_nothing_of_who_set_it_first() -> None:
    rows = GREEN + laps("1", "2:00", "1:40") + laps("2", "2:00", "1:40") + laps("3", "2:00", "1:41")
    made = score(rows, kind="qualifying")
    assert [(one.number, one.position) for one in made.rows] == [("1", 1), ("2", 1), ("3", 3)]
    assert [reasons(made, car) for car in "123"] == [
        {"dead-heat": {"others": ["2"]}}, {"dead-heat": {"others": ["1"]}}, {},
    ]  # fmt: skip


def test_a_car_that_drove_or_was_seen_is_without_a_time_and_one_that_was_not_did_not_start() -> None:
    """#1 has a time; #2 was seen once and completed no lap; #3 completed its run from the pits; #4 was not there."""
    rows = GREEN + laps("1", "2:00", "1:40", "1:41") + "10:00:40,passing,2,S1\n,status,4,,not-started\n"
    rows += "10:00:05,passing,3,PIT_OUT\n" + laps("3", "1:50")
    made = score(rows, kind="qualifying")
    assert {one.number: (one.status.value, one.laps) for one in made.rows} == {
        "1": ("classified", 3), "3": ("not-classified", 1), "2": ("not-classified", 0), "4": ("not-started", 0),
    }  # fmt: skip
    assert [reasons(made, car).get("no-time") for car in "1234"] == [None, {"laps": 0}, {"laps": 1}, None]


def test_equal_best_laps_share_the_place_where_nothing_decides() -> None:
    assert places('equal-times = "equal"') == [("3", 1), ("1", 2), ("2", 2)]


def test_order_by_second_best_laps() -> None:
    """Best laps 1:39, 1:40, 1:40; second-best 1:55, 1:45, 1:41."""
    assert places('by = "second-best-lap"') == [("2", 1), ("1", 2), ("3", 3)]


def test_car_with_one_lap_has_no_second_best() -> None:
    result = qualifying(
        GREEN + laps("1", "2:00", "1:40") + laps("2", "2:00", "1:50", "1:51"), 'by = "second-best-lap"'
    )
    assert [(one.number, one.position) for one in result.rows] == [("2", 1), ("1", None)]  # type: ignore[attr-defined]


NO_TIME = GREEN + laps("5", "2:10", "1:40") + laps("81", "2:10", "2:00") + ",status,7,,not-started\n"
DELETED = (Decision(car="81", penalty=Penalty.LAP_DELETED, lap=2),)


def test_no_time_credited_is_not_no_lap() -> None:
    """#81's only timed lap is deleted: its lap stays, its time is not there, and it has no place."""
    result = score(NO_TIME, kind="qualifying", decisions=DELETED)
    assert [(one.number, one.position, one.status) for one in result.rows] == [
        ("5", 1, Status.CLASSIFIED), ("81", None, Status.NOT_CLASSIFIED), ("7", None, Status.NOT_STARTED),
    ]  # fmt: skip
    assert (row(result, "81").laps, row(result, "81").best_lap) == (2, None)
    assert set(reasons(result, "81")) == {"lap-deleted", "lap-not-timed", "no-time"}


def test_cars_without_a_time_can_be_placed_last() -> None:
    result = score(NO_TIME, '[qualifying.order]\nno-time = "last"\n', kind="qualifying", decisions=DELETED)
    assert [(one.number, one.position) for one in result.rows] == [("5", 1), ("81", 2), ("7", None)]


def test_practice_is_ordered_like_a_qualifying_and_has_its_own_rules() -> None:
    rules = '[practice]\nlength = "3 min"\n[practice.order]\nequal-times = "equal"\n'
    result = score(TIED, rules, kind="practice")
    assert [(one.number, one.position, one.laps) for one in result.rows] == [
        ("3", 1, 2), ("1", 2, 2), ("2", 2, 2),
    ]  # fmt: skip


def test_deleted_lap_gives_the_next_best() -> None:
    decisions = [Decision(car="3", penalty=Penalty.LAP_DELETED, lap=2)]
    result = score(TIED, kind="qualifying", decisions=decisions)
    assert order(result) == ["2", "1", "3"]
    assert (row(result, "3").best_lap_number, row(result, "3").laps) == (3, 3)


# --- places that a source states


def test_a_stated_order_of_a_qualifying_stands_whatever_its_times_and_numbers_say() -> None:
    """#7 is stated first, #3 second; #1 and #2, of which no place is stated, follow in order of number."""
    cars = [
        Car(0, "2", best=97_000_000), Car(1, "3", best=98_000_000, stated=2),
        Car(2, "7", best=99_000_000, stated=1), Car(3, "1", best=98_000_000),
    ]  # fmt: skip
    assert [car.number for car in in_order(cars, QualifyingRules(), 1)] == ["7", "3", "1", "2"]


# --- the run from the pits to the line


OUT_LAP = """
    09:59:59.0,passing,3,FL
    10:00:00,flag,,,green
    10:00:00.5,passing,4,FL
    10:00:03,passing,7,PIT_OUT
    10:00:40,passing,7,S1
    10:01:05,passing,7,S2
    10:01:36,passing,7,FL
    10:02:10,passing,7,S1
    10:02:40,passing,7,S2
    10:03:16,passing,7,FL
    10:01:40,passing,3,FL
    10:01:41,passing,4,FL
    10:01:37,passing,5,FL
"""


@pytest.mark.parametrize("kind", ["practice", "qualifying"])
def test_the_run_from_the_pits_to_the_line_is_no_lap_time(kind: str) -> None:
    """The pit exit lies beyond the line. #7 leaves it 3 s after green and crosses at 1:36; its whole lap is 1:40.
    #4 crosses at the green, #3 a second before it: their lap 1 is a whole lap. #5 has nothing but the run.
    """
    result = score(OUT_LAP, kind=kind)
    best = {one.number: (one.best_lap, one.best_lap_number, one.laps) for one in result.rows}
    assert best == {
        "7": (100_000_000, 2, 2), "4": (100_500_000, 1, 1), "3": (101_000_000, 1, 1), "5": (None, None, 1),
    }  # fmt: skip
    assert order(result) == ["7", "4", "3", "5"]
    assert reasons(result, "7") == {"lap-not-timed": {"lap": 1}}
    assert reasons(result, "5") == {"lap-not-timed": {"lap": 1}, "no-time": {"laps": 1}}
    assert [(one.number, one.time) for one in fastest_laps(result.timing)] == [
        ("3", 101_000_000), ("4", 100_500_000), ("7", 100_000_000),
    ]  # fmt: skip
    shown = result.timing.laps.filter(car="7").select("lap_us", "out_lap", "s2_us")
    assert shown.rows() == [(96_000_000, True, 25_000_000), (100_000_000, False, 30_000_000)]


def test_where_laps_out_of_the_pits_count_the_run_to_the_line_is_no_lap_all_the_same() -> None:
    """A kart meeting counts laps out of the pits. The 1:36 of #7 began beyond the line: it is no whole lap."""
    result = score(OUT_LAP, "[qualifying]\nfastest-lap.out-laps = true\n", kind="qualifying")
    assert {one.number: one.best_lap for one in result.rows} == {
        "7": 100_000_000, "4": 100_500_000, "3": 101_000_000, "5": None,
    }  # fmt: skip
    assert reasons(result, "7") == {"lap-not-timed": {"lap": 1}}
    assert [(one.number, one.time) for one in fastest_laps(result.timing)][-1] == ("7", 100_000_000)


def test_of_the_run_from_the_pits_the_sectors_between_two_loops_count() -> None:
    """#7's 40 s to S1 began nowhere; its 25 s from S1 to S2 is a sector like any other."""
    timing = score(OUT_LAP, kind="qualifying").timing
    sectors = best_sectors(timing).filter(car="7").select("s1_us", "s2_us", "s3_us", "ideal_us")
    assert sectors.rows() == [(34_000_000, 25_000_000, 31_000_000, 90_000_000)]


def test_a_run_from_the_pits_whose_time_is_deleted_is_told_once() -> None:
    deleted = [Decision(car="7", penalty=Penalty.LAP_DELETED, lap=1)]
    assert set(reasons(score(OUT_LAP, kind="qualifying", decisions=deleted), "7")) == {"lap-deleted"}


def test_lap_1_of_a_race_is_timed_from_its_start() -> None:
    best = {one.number: one.best_lap for one in score(OUT_LAP).rows}
    assert best == {"7": 96_000_000, "5": 97_000_000, "3": 100_000_000, "4": 101_000_000}


def test_rulebook_that_names_an_order_keeps_the_flag_for_each_car() -> None:
    """A [qualifying] table in a rulebook changes what it names, nothing else."""
    rules = '[qualifying]\nlength = "3 min"\n'
    result = score(
        GREEN + laps("1", "1:00", "3:00", "1:00") + laps("2", "1:01", "2:00", "1:00"),
        rules,
        kind="qualifying",
    )
    assert {one.number: one.laps for one in result.rows} == {"1": 2, "2": 2}


# --- several sessions as one


def test_average_is_truncated_to_the_resolution() -> None:
    """GT World Challenge: the mean of 1:40.000, 1:40.001 and 1:40.001 is 1:40.000666…, and counts as 1:40.000."""
    assert average([100_000_000, 100_001_000, 100_001_000], 1_000) == 100_000_000
    assert average([100_000_000, 100_002_000], 1_000) == 100_001_000
    assert average([100_000_001, 100_000_002], 1) == 100_000_001


def test_combined_qualifying_by_averages_and_cars_that_missed_one_last() -> None:
    first = laps("1", "2:00", "1:40") + laps("2", "2:00", "1:42") + laps("3", "2:00", "1:30")
    second = laps("1", "2:00", "1:45.001") + laps("2", "2:00", "1:42")
    held = [score(GREEN + rows, kind="qualifying").rows for rows in (first, second)]
    assert combined(held, 1_000) == [
        ("2", 102_000_000),
        ("1", 102_500_000),
        ("3", None),
    ]


@pytest.mark.parametrize("kind", ["practice", "qualifying"])
def test_session_by_average_orders_one_session_by_best_laps(kind: str) -> None:
    result = score(TIED, f'[{kind}.order]\nby = "average"\n', kind=kind)
    assert order(result) == ["3", "2", "1"]
