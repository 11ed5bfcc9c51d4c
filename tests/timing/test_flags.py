"""How a session ends: when the flag is due, when it was shown, who takes it, and what a red flag leaves."""

import itertools

import numpy as np
import pytest

from parcferme.classification import Classification
from parcferme.findings import Finding
from parcferme.records import Flag, FlagValue
from parcferme.regulations import ClockUnderRed
from parcferme.times import parse_clock
from parcferme.timing import Timing
from parcferme.timing.crossings import NotCounted
from parcferme.timing.flags import RaceClock, stopped_for_good
from parcferme.timing.pace import NEVER
from parcferme.timing.periods import Period
from small_races import GREEN, codes, flag, laps, order, row, score, told
from timing.races import only, said, timed

SIXTY_PLUS_ONE = '[race]\nlength = "60 min"\nplus-laps = 1\n'
FIVE = '[race]\nlength = "5 min"\n'


def two_minutes(n: int) -> list[str]:
    return ["2:00"] * n


# --- when the flag is due


def test_sixty_minutes_plus_one_lap_falls_for_whoever_completes_the_lap_first() -> None:
    """#1 opens the last lap at 60:00.500 and spins; #2, a second behind, completes lap 31 first and wins."""
    result = score(
        GREEN
        + laps("1", *two_minutes(29), "2:00.500", "2:30")
        + laps("2", *two_minutes(29), "2:01.500", "2:00"),
        SIXTY_PLUS_ONE,
    )
    assert told(result) == ["1 #2 31 1:02:01.500", "2 #1 31 1:02:30.500"]
    assert flag(result) == "1:02:01.500"


def test_crossing_at_sixty_minutes_to_the_microsecond_opens_the_last_lap() -> None:
    assert flag(score(GREEN + laps("1", *two_minutes(33)), SIXTY_PLUS_ONE)) == "1:02:00.000"


def test_crossing_a_microsecond_before_sixty_minutes_does_not_open_the_last_lap() -> None:
    result = score(GREEN + laps("1", *two_minutes(29), "1:59.999999", *two_minutes(3)), SIXTY_PLUS_ONE)
    assert flag(result) == "1:03:59.999"
    assert row(result, "1").laps == 32


def test_lapped_car_that_crosses_first_after_the_hour_opens_nothing() -> None:
    """#9, a lap down, crosses at 60:00.1; the leader at 60:02 is the one who opens the last lap, and ends it."""
    leader = laps("1", *two_minutes(29), "2:02", "2:00", "2:00")
    result = score(GREEN + leader + laps("9", *["2:04"] * 28, "2:08.100", "2:04", "2:04"), SIXTY_PLUS_ONE)
    assert flag(result) == "1:02:02.000"
    assert told(result) == ["1 #1 31 1:02:02.000", "2 #9 30 1:02:04.100"]


def test_length_without_laps_to_add_ends_at_the_leaders_next_crossing() -> None:
    result = score(GREEN + laps("1", *two_minutes(5)) + laps("2", "2:01", "2:01", "2:01", "2:01"), FIVE)
    assert told(result) == ["1 #1 3 6:00.000", "2 #2 3 6:03.000"]


def test_distance_ends_with_the_first_car_to_complete_it() -> None:
    result = score(GREEN + laps("1", *two_minutes(5)) + laps("2", *["2:10"] * 5), "[race]\nlaps = 3\n")
    assert told(result) == ["1 #1 3 6:00.000", "2 #2 3 6:30.000"]


@pytest.mark.parametrize(
    ("distance", "ended"), [(2, "4:00.000"), (30, "6:00.000")], ids=["distance first", "time first"]
)
def test_time_or_distance_whichever_comes_first(distance: int, ended: str) -> None:
    assert flag(score(GREEN + laps("1", *two_minutes(5)), f"{FIVE}laps = {distance}\n")) == ended


def test_total_caps_a_race_whose_clock_was_stopped() -> None:
    """Ten minutes of racing, fifteen in all: after a red flag of eight minutes the cap comes first."""
    rules = '[race]\nlength = "10 min"\ntotal = "15 min"\n[race.red-flag]\nclock = "stops"\n'
    rows = (
        GREEN
        + "10:04:30,flag,,,red\n10:12:30,flag,,,green\n"
        + laps("1", "2:00", "2:00", "10:00", "2:00", "2:00")
    )
    assert flag(score(rows, rules)) == "16:00.000"
    assert flag(score(rows, rules.replace('total = "15 min"\n', ""))) == "18:00.000"


def test_race_without_length_or_flag_is_the_order_of_the_moment() -> None:
    result = score(GREEN + laps("1", "2:00", "2:00") + laps("2", "2:01"))
    assert flag(result) is None
    assert "flag-unknown" in codes(result)
    assert told(result) == ["1 #1 2 4:00.000", "2 #2 1 2:01.000"]
    assert not row(result, "1").took_flag


# --- who takes it


def test_car_that_does_not_cross_again_keeps_its_last_crossing() -> None:
    result = score(GREEN + laps("1", *two_minutes(3)) + laps("2", "2:01", "2:01"), FIVE)
    assert told(result) == ["1 #1 3 6:00.000", "2 #2 2 4:02.000"]
    assert row(result, "1").took_flag
    assert not row(result, "2").took_flag


def test_every_car_finishes_at_its_next_crossing_once() -> None:
    result = score(GREEN + laps("1", *two_minutes(6)) + laps("2", *["2:20"] * 6), FIVE)
    assert told(result) == ["1 #1 3 6:00.000", "2 #2 3 7:00.000"]
    why = result.timing.crossings_frame["why"].cast(str).to_list()
    assert why.count(NotCounted.AFTER_FLAG.name.lower().replace("_", "-")) == 6


def test_lapped_car_takes_the_flag_behind_the_leader() -> None:
    result = score(GREEN + laps("1", *two_minutes(3)) + laps("2", "3:00", "3:00.001"), FIVE)
    assert told(result) == ["1 #1 3 6:00.000", "2 #2 2 6:00.001"]
    assert row(result, "2").took_flag
    assert (row(result, "2").gap, row(result, "2").gap_laps) == (None, 1)


def test_car_that_crosses_with_the_leader_in_the_same_instant_takes_the_flag() -> None:
    result = score(GREEN + laps("1", *two_minutes(3)) + laps("2", "3:00", "3:00", "3:00"), FIVE)
    assert row(result, "2").laps == 2
    assert row(result, "2").took_flag


PIT_FINISH = laps("1", *two_minutes(3)) + laps("2", "2:01", "2:01") + "10:06:05,passing,2,FL_PIT\n"


@pytest.mark.parametrize(("counts", "laps_"), [("true", 3), ("false", 2)])
def test_flag_in_the_pit_lane(counts: str, laps_: int) -> None:
    result = score(GREEN + PIT_FINISH, f"{FIVE}[race.flag]\nin-pit-lane = {counts}\n")
    assert row(result, "2").laps == laps_
    assert row(result, "2").took_flag == (counts == "true")


@pytest.mark.parametrize(("late", "took"), [("3:00", True), ("3:00.000001", False)])
def test_crossings_count_for_a_stated_time_after_the_flag(late: str, took: bool) -> None:
    rules = FIVE + '[race.flag]\ncrossings-count-for = "3 min"\n'
    result = score(GREEN + laps("1", *two_minutes(3)) + laps("2", "3:00", "3:00", late), rules)
    assert row(result, "2").took_flag  # at 6:00, with the leader
    result = score(GREEN + laps("1", *two_minutes(3)) + laps("2", "2:59", "3:00", f"3:01{late[4:]}"), rules)
    assert (row(result, "2").laps, row(result, "2").took_flag) == ((3, True) if took else (2, False))


# --- shown on time, late, early


def shown(at: str, rules: str = "") -> str | None:
    """The flag of a five-minute race of two-minute laps, shown at this time of day."""
    return flag(score(GREEN + laps("1", *two_minutes(6)) + f"{at},flag,,,chequered\n", FIVE + rules))


@pytest.mark.parametrize("at", ["10:06:00", "10:06:04", "10:06:10"])
def test_flag_noted_a_little_after_the_due_crossing_counts_as_shown_at_it(at: str) -> None:
    assert shown(at) == "6:00.000"


def test_flag_shown_too_late_ends_the_race_when_shown_or_when_due() -> None:
    assert shown("10:07:00") == "7:00.000"
    assert shown("10:07:00", '[race.flag]\nlate = "as-due"\n') == "6:00.000"
    result = score(GREEN + laps("1", *two_minutes(6)) + "10:07:00,flag,,,chequered\n", FIVE)
    assert "flag-late" in codes(result)
    assert row(result, "1").laps == 4


def test_flag_shown_too_early_stands_or_counts_back_to_the_leaders_last_crossing() -> None:
    assert shown("10:04:30") == "4:30.000"
    assert shown("10:04:30", '[race.flag]\nearly = "last-crossing-of-leader"\n') == "4:00.000"
    result = score(GREEN + laps("1", *two_minutes(6)) + "10:04:30,flag,,,chequered\n", FIVE)
    assert "flag-early" in codes(result)


def test_tolerance_is_a_value() -> None:
    assert shown("10:06:30", '[race.flag]\ntolerance = "30 s"\n') == "6:00.000"
    assert shown("10:06:01", '[race.flag]\ntolerance = "0 s"\n') == "6:01.000"


def test_race_without_a_length_ends_when_the_flag_was_shown() -> None:
    assert flag(score(GREEN + laps("1", *two_minutes(6)) + "10:05:00,flag,,,chequered\n")) == "5:00.000"


# --- practice and qualifying: for each car at time

FIFTEEN = '[qualifying]\nlength = "5 min"\n'


def test_lap_begun_before_time_in_qualifying_counts_and_is_the_last() -> None:
    result = score(GREEN + laps("1", "2:00", "2:50", "1:40", "1:30"), FIFTEEN, kind="qualifying")
    assert (row(result, "1").laps, row(result, "1").best_lap_number) == (3, 3)
    assert row(result, "1").took_flag


def test_each_car_ends_at_time_wherever_the_leader_is() -> None:
    result = score(
        GREEN + laps("1", "2:00", "2:00", "2:00") + laps("2", "2:00", "3:00.001", "1:50"),
        FIFTEEN,
        kind="qualifying",
    )
    assert {row.number: row.laps for row in result.rows} == {"1": 3, "2": 2}


def test_race_may_end_for_each_car_at_time_too() -> None:
    rules = FIVE + "each-car = true\n"
    result = score(GREEN + laps("1", *two_minutes(4)) + laps("2", "2:01", "3:00", "2:00"), rules)
    assert flag(result) == "5:00.000"
    assert told(result) == ["1 #1 3 6:00.000", "2 #2 2 5:01.000"]


# --- red

RED = "10:04:30,flag,,,red\n10:14:30,flag,,,green\n"
RED_LAPS = laps("1", "2:00", "2:00", "12:00", "2:00", "2:00", "2:00")


def test_clock_that_runs_under_red_loses_the_time() -> None:
    """Ten minutes: the leader's first crossing after 10:00 is the one behind the restart, at 16:00."""
    assert flag(score(GREEN + RED + RED_LAPS, '[race]\nlength = "10 min"\n')) == "16:00.000"


def test_clock_that_stops_under_red_gives_the_time_back() -> None:
    rules = '[race]\nlength = "10 min"\n[race.red-flag]\nclock = "stops"\n'
    assert flag(score(GREEN + RED + RED_LAPS, rules)) == "20:00.000"


NOT_RESUMED = (
    GREEN
    + laps("1", "2:00", "2:00", "2:00", "2:00")
    + laps("2", "2:10", "2:10", "2:10", "1:20")
    + laps("3", "2:20", "2:20", "2:20")
    + "10:08:30,flag,,,red\n"
)


def stopped(result: str, more: str = "") -> list[str]:
    rules = f'[race]\nlength = "60 min"\n[race.red-flag]\nresult = "{result}"\n{more}'
    return told(score(NOT_RESUMED, rules))


def test_race_stopped_for_good_as_driven() -> None:
    assert stopped("as-driven") == ["1 #2 4 7:50.000", "2 #1 4 8:00.000", "3 #3 3 7:00.000"]


def test_race_stopped_for_good_counts_back_to_the_penultimate_lap() -> None:
    """Lap 4 was the last one completed; the signal came on lap 5: the result is that of lap 3."""
    assert stopped("penultimate-lap") == ["1 #1 3 6:00.000", "2 #2 3 6:30.000", "3 #3 3 7:00.000"]


def test_race_stopped_for_good_counts_back_to_the_last_lap_all_completed() -> None:
    assert stopped("last-lap-all-completed") == ["1 #1 3 6:00.000", "2 #2 3 6:30.000", "3 #3 3 7:00.000"]


def found(result: Classification, code: str) -> Finding:
    (one,) = [finding for finding in result.findings if finding.code == code]
    return one


def test_a_flag_shown_to_one_car_ends_its_race_and_nobody_elses() -> None:
    """#2 is shown the flag at 4:00 by itself; no flag ends the race of #1."""
    rows = GREEN + laps("1", *two_minutes(4)) + laps("2", *["2:05"] * 4) + "10:04:00,flag,2,,chequered\n"
    result = score(rows)
    assert flag(result) is None
    assert told(result) == ["1 #1 4 8:00.000", "2 #2 2 4:10.000"]
    assert [(one.number, one.took_flag) for one in result.rows] == [("1", False), ("2", True)]


def test_how_far_a_stopped_race_is_counted_back_is_told_with_the_red_flag_it_rests_on() -> None:
    """Red at 8:30 with four laps completed: the result is that of lap 3."""
    rules = '[race]\nlength = "60 min"\n[race.red-flag]\nresult = "penultimate-lap"\n'
    one = found(score(NOT_RESUMED, rules), "red-flag-result")
    assert one.values == {"red_us": 510_000_000, "laps": 4, "counted_lap": 3}
    assert one.where.seq == len(NOT_RESUMED.splitlines())


def test_a_car_that_first_crosses_after_the_red_flag_does_not_count_that_lap() -> None:
    """Counted back to lap 3, which the leader completed at 6:00; #4 next crosses at 8:40, under red."""
    rules = '[race]\nlength = "60 min"\n[race.red-flag]\nresult = "penultimate-lap"\n'
    result = score(NOT_RESUMED + laps("4", "4:00", "4:40"), rules)
    assert told(result)[-1] == "4 #4 1 4:00.000"
    why = result.timing.crossings_frame.filter(car="4")["why"].cast(str).to_list()
    assert why == ["counted", "after-red"]
    in_time = score(NOT_RESUMED + laps("4", "4:00", "4:30"), rules)  # with the signal itself
    assert told(in_time)[-1] == "4 #4 2 8:30.000"


def test_nobody_has_to_take_a_flag_that_a_red_one_replaced() -> None:
    classified = "[race.classified]\nflag = true\n"
    assert stopped("penultimate-lap", classified) == stopped("penultimate-lap")


def test_race_stopped_too_soon_has_no_result() -> None:
    rules = '[race]\nlength = "20 min"\n[race.red-flag]\nresult-from = "50 %"\n'
    assert "red-flag-no-result" in codes(score(NOT_RESUMED, rules))
    assert "red-flag-no-result" not in codes(score(NOT_RESUMED, rules.replace("20 min", "15 min")))
    laps_ = '[race]\nlaps = 10\n[race.red-flag]\nresult-from = "50 %"\n'
    assert "red-flag-no-result" in codes(score(NOT_RESUMED, laps_))
    assert "red-flag-no-result" not in codes(score(NOT_RESUMED, laps_.replace("10", "8")))


def test_nobody_has_a_place_in_a_race_stopped_too_soon() -> None:
    """Red at 8:30 of 20 minutes, half of them needed: no place, and every car's line says why, with the article."""
    rules = '[race]\nlength = "20 min"\n[race.red-flag]\nresult-from = { value = "50 %", article = "57.3" }\n'
    result = score(NOT_RESUMED, rules)
    assert [(row.position, row.status) for row in result.rows] == [(None, "not-classified")] * 3
    why = [one for row in result.rows for one in row.reasons if one.code == "no-result"]
    assert [dict(one.values) for one in why] == [{"laps": 4, "share": "1/2", "article": "57.3"}] * 3
    # cut at an instant, nobody knows whether it was resumed
    assert [row.position for row in score(NOT_RESUMED, rules, at="8:45").rows] == [1, 2, 3]


def test_order_of_a_session_cut_at_an_instant_is_that_of_the_moment() -> None:
    result = score(GREEN + laps("1", *two_minutes(3)) + laps("2", "1:59", "2:02"), FIVE, at="3:00")
    assert order(result) == ["2", "1"]
    assert flag(result) is None


# --- what is told of a flag, to the microsecond


def ended(rows: str, rules: str = "", kind: str = "race") -> tuple[str | None, str | None, int | None, str]:
    """How the session ended: flag, where that is known from, the record, why then."""
    timing = score(rows, rules, kind=kind).timing
    at = None if timing.flag.at is None else timing.flag.at - timing.start
    assert at is None or at % 1_000 == 0
    return flag(score(rows, rules, kind=kind)), timing.flag.source, timing.flag.seq, timing.flag.reason


TWELVE = GREEN + laps("1", *two_minutes(6))


@pytest.mark.parametrize(
    ("at", "rules", "how"),
    [
        (None, FIVE, ("6:00.000", "rulebook", None, "due")),
        (None, "", (None, None, None, "none")),
        ("10:06:05", FIVE, ("6:00.000", "log", 8, "shown-at-due-crossing")),
        ("10:06:00", FIVE, ("6:00.000", "log", 8, "shown-at-due-crossing")),
        ("10:07:00", FIVE, ("7:00.000", "log", 8, "shown")),
        ("10:07:00", FIVE + '[race.flag]\nlate = "as-due"\n', ("6:00.000", "log", 8, "late-as-due")),
        ("10:05:59", FIVE, ("5:59.000", "log", 8, "shown")),
        (
            "10:05:59", FIVE + '[race.flag]\nearly = "last-crossing-of-leader"\n',
            ("4:00.000", "log", 8, "early-last-crossing-of-leader"),
        ),
        (
            "10:04:00", FIVE + '[race.flag]\nearly = "last-crossing-of-leader"\n',
            ("4:00.000", "log", 8, "early-last-crossing-of-leader"),
        ),
        (
            "10:01:00", FIVE + '[race.flag]\nearly = "last-crossing-of-leader"\n',
            ("1:00.000", "log", 8, "early-last-crossing-of-leader"),
        ),
        ("10:01:00", FIVE + "each-car = true\n", ("1:00.000", "log", 8, "shown")),
        ("10:07:00", "", ("7:00.000", "log", 8, "shown")),
    ],
)  # fmt: skip
def test_how_a_session_ended_is_said_with_the_record_it_rests_on(
    at: str | None, rules: str, how: tuple[str | None, str | None, int | None, str]
) -> None:
    assert ended(TWELVE + ("" if at is None else f"{at},flag,,,chequered\n"), rules) == how


@pytest.mark.parametrize(
    ("at", "code", "values"),
    [
        (
            "10:06:10.000001",
            "flag-late",
            {"flag_us": 370_000_001, "due_us": 360_000_000, "apart_us": 10_000_001},
        ),
        ("10:06:10", None, {}),
        ("10:05:59.999999", "flag-early", {"flag_us": 359_999_999, "due_us": 360_000_000, "apart_us": 1}),
    ],
)
def test_a_flag_that_was_not_shown_when_due_says_by_how_much(
    at: str, code: str | None, values: dict[str, int]
) -> None:
    result = score(TWELVE + f"{at},flag,,,chequered\n", FIVE)
    assert codes(result) & {"flag-late", "flag-early"} == ({code} if code else set())
    if code:
        one = found(result, code)
        assert (dict(one.values), one.where.seq, one.severity.value) == (values, 8, "warning")


def test_a_flag_shown_before_anything_was_due_says_when() -> None:
    """Of a race of ten minutes the leader stopped after six: no flag was due."""
    result = score(
        GREEN + laps("1", *two_minutes(3)) + "10:06:30,flag,,,chequered\n", '[race]\nlength = "10 min"\n'
    )
    assert found(result, "flag-early").values == {"flag_us": 390_000_000}


@pytest.mark.parametrize(("rule", "told_"), [("laps = 9", True), ('total = "20 min"', True), ("", False)])
def test_only_a_race_with_an_end_of_its_own_can_be_flagged_early(rule: str, told_: bool) -> None:
    assert (
        "flag-early" in codes(score(TWELVE + "10:07:00,flag,,,chequered\n", f"[race]\n{rule}\n"))
    ) is told_


def test_a_flag_worked_out_by_a_source_stands_and_differs_from_what_was_due_by_a_note() -> None:
    def worked_out(at: str, rules: str = FIVE) -> Timing:
        return timed(TWELVE, rules, Flag(at=parse_clock(at), value=FlagValue.CHEQUERED, inferred=True))

    timing = worked_out("10:08:00")
    assert (timing.flag.at, timing.flag.source, timing.flag.reason) == (
        timing.start + 480_000_000,
        "file",
        "shown",
    )
    one = only(timing, "flag-not-when-due")
    assert (dict(one.values), one.where.seq) == ({"flag_us": 480_000_000, "due_us": 360_000_000}, 8)
    assert said(worked_out("10:06:00"), "flag-not-when-due") == []
    assert said(worked_out("10:08:00", ""), "flag-not-when-due") == []


# --- the race clock


@pytest.mark.parametrize(
    ("instant", "clock"),
    [
        (100, 0), (150, 50), (200, 100), (260, 100), (300, 100), (310, 110), (400, 200), (450, 200), (500, 200),
        (501, 201),
    ],
)  # fmt: skip
def test_the_clock_stands_still_under_red(instant: int, clock: int) -> None:
    """Start at 100; red from 200 to 300 and from 400 to 500."""
    clock_ = RaceClock(100, ((200, 300), (400, 500)))
    assert clock_.at(np.array([instant])).tolist() == [clock]


@pytest.mark.parametrize(
    ("elapsed", "instant"), [(0, 100), (99, 199), (100, 200), (101, 301), (200, 400), (201, 501), (250, 550)]
)
def test_the_first_instant_at_which_the_clock_shows_a_time(elapsed: int, instant: int) -> None:
    assert RaceClock(100, ((200, 300), (400, 500))).instant(elapsed) == instant


def test_a_clock_that_was_stopped_for_good_never_shows_more() -> None:
    clock = RaceClock(100, ((200, NEVER),))
    assert (clock.instant(100), clock.instant(101)) == (200, None)


def test_only_red_periods_after_the_start_stop_the_clock() -> None:
    red, green = FlagValue.RED, FlagValue.GREEN
    shown = (
        Period(red, 10, 100, 1), Period(red, 50, 101, 2), Period(green, 101, 200, 3), Period(red, 200, None, 4),
    )  # fmt: skip
    assert RaceClock.of(100, shown, ClockUnderRed.STOPS).stopped == ((100, 101), (200, NEVER))
    assert RaceClock.of(100, shown, ClockUnderRed.RUNS).stopped == ()


def test_a_race_red_to_the_end_is_due_no_flag_under_a_clock_that_stops() -> None:
    rules = FIVE + 'each-car = true\n[race.red-flag]\nclock = "stops"\n'
    assert flag(score(TWELVE + "10:04:00,flag,,,red\n", rules)) is None
    assert flag(score(TWELVE + "10:05:00,flag,,,red\n", rules)) == "5:00.000"


# --- when due


@pytest.mark.parametrize(
    ("rules", "due"),
    [
        ("laps = 1", "2:00.000"), ("laps = 6", "12:00.000"), ("laps = 7", None),
        ('length = "4 min"', "4:00.000"), ('length = "4 min"\nplus-laps = 2', "8:00.000"),
        ('length = "10 min"\nplus-laps = 2', None), ('length = "12 min"', "12:00.000"), ('length = "13 min"', None),
        ('total = "4 min"', "4:00.000"), ('total = "241 s"', "6:00.000"), ('total = "13 min"', None),
        ('laps = 5\nlength = "7 min"\ntotal = "9 min"', "8:00.000"),
    ],
)  # fmt: skip
def test_when_the_flag_is_due(rules: str, due: str | None) -> None:
    assert flag(score(TWELVE, f"[race]\n{rules}\n")) == due


# --- what a red flag leaves


RULED = '[race]\nlength = "60 min"\n[race.red-flag]\nresult = "{}"\n'


def test_a_race_red_on_lap_one_has_no_lap_to_count_back_to() -> None:
    rows = GREEN + laps("1", "2:00") + laps("2", "2:10") + "10:02:30,flag,,,red\n"
    for result in ("penultimate-lap", "last-lap-all-completed"):
        scored = score(rows, RULED.format(result) + '[timing]\nminimum-lap = "30 s"\n')
        if result == "penultimate-lap":
            one = found(scored, "red-flag-no-lap-to-count-back-to")
            assert (dict(one.values), one.where.seq, one.severity.value) == (
                {"red_us": 150_000_000, "laps": 1}, 4, "warning",
            )  # fmt: skip
            assert told(scored) == ["1 #1 1 2:00.000", "2 #2 1 2:10.000"]
        else:
            assert found(scored, "red-flag-result").values["counted_lap"] == 1


def test_a_car_that_stopped_long_before_does_not_hold_the_result_back() -> None:
    """#9 did one lap only; the others all completed lap 3 before the signal, #3 last at 6:50."""
    rows = (
        GREEN + laps("9", "2:05") + laps("1", *two_minutes(4)) + laps("3", "2:16", "2:17", "2:17")
        + "10:08:30,flag,,,red\n"
    )  # fmt: skip
    scored = score(rows, RULED.format("last-lap-all-completed"))
    assert found(scored, "red-flag-result").values["counted_lap"] == 3
    assert told(scored)[:2] == ["1 #1 3 6:00.000", "2 #3 3 6:50.000"]
    slow = rows.replace(laps("3", "2:16", "2:17", "2:17"), laps("3", "2:16", "2:17", "4:17"))
    assert (
        found(score(slow, RULED.format("last-lap-all-completed")), "red-flag-result").values["counted_lap"]
        == 2
    )


def test_the_flag_of_a_race_counted_back_is_where_the_leader_completed_that_lap() -> None:
    scored = score(NOT_RESUMED, RULED.format("penultimate-lap"))
    timing = scored.timing
    assert (timing.flag.at, timing.flag.due) == (timing.start + 360_000_000,) * 2
    assert (timing.flag.source, timing.flag.seq, timing.flag.reason) == ("rulebook", 13, "penultimate-lap")
    assert not timing.took_flag.any()


@pytest.mark.parametrize(
    ("rules", "share", "told_"),
    [
        ('length = "17 min"', "50 %", False), ('length = "1021 s"', "50 %", True), ("laps = 8", "50 %", False),
        ("laps = 9", "50 %", True), ('laps = 8\nlength = "60 min"', "50 %", False), ("laps = 4", "100 %", False),
    ],
)  # fmt: skip
def test_a_race_has_a_result_from_its_share_on(rules: str, share: str, told_: bool) -> None:
    """Red at 8:30, four laps done."""
    scored = score(NOT_RESUMED, f'[race]\n{rules}\n[race.red-flag]\nresult-from = "{share}"\n')
    assert ("red-flag-no-result" in codes(scored)) is told_
    if told_:
        one = found(scored, "red-flag-no-result")
        assert (dict(one.values), one.where.seq, one.severity.value) == (
            {"laps": 4, "share": "1/2"},
            13,
            "error",
        )


def test_where_the_last_flag_but_the_chequered_one_was_red_the_race_was_stopped_for_good() -> None:
    red, green, end = (
        Period(FlagValue.RED, 5, 9, 1),
        Period(FlagValue.GREEN, 9, 12, 2),
        Period(FlagValue.CHEQUERED, 12, None, 3),
    )
    assert stopped_for_good((green, red)) == red
    assert stopped_for_good((green, red, end)) == red
    assert stopped_for_good((red, green, end)) is None
    assert stopped_for_good((end,)) is None
    assert stopped_for_good(()) is None


def test_a_race_red_before_anybody_completed_a_lap_has_none_to_count() -> None:
    rows = GREEN + "10:01:00,flag,,,red\n" + laps("1", "2:00")
    one = found(score(rows, RULED.format("penultimate-lap")), "red-flag-no-lap-to-count-back-to")
    assert one.values == {"red_us": 60_000_000, "laps": 0}
    share = '[race]\nlaps = 10\n[race.red-flag]\nresult-from = "10 %"\n'
    assert found(score(rows, share), "red-flag-no-result").values["laps"] == 0


# --- a race that red stopped: which crossings count


@pytest.mark.parametrize(("red", "laps_done", "counted"), [("10:08:00", 4, 3), ("10:07:59.999999", 3, 2)])
def test_a_lap_completed_with_the_red_flag_itself_was_completed(
    red: str, laps_done: int, counted: int
) -> None:
    """The leader crosses at 8:00.000 for the fourth time; red is shown in that very instant, or a moment before."""
    rows = GREEN + laps("1", *["2:00"] * 5) + laps("2", *["2:01"] * 5) + f"{red},flag,,,red\n"
    one = found(score(rows, RULED.format("penultimate-lap")), "red-flag-result")
    assert (one.values["laps"], one.values["counted_lap"]) == (laps_done, counted)


STOPPED = GREEN + laps("1", *["2:00"] * 5) + laps("2", *["2:01"] * 5) + "10:04:30,flag,,,red\n"
NO_CROSSING = "[race.red-flag]\ncrossings-count = false\n"


def test_the_chequered_flag_of_a_race_that_was_resumed_ends_it_on_the_road() -> None:
    """Red from 4:30 to 6:30 takes lap 3 from both (6:00, 6:03); those after it count, the one with the flag too."""
    rows = STOPPED + "10:06:30,flag,,,green\n10:09:59,flag,,,chequered\n"
    made = score(rows, NO_CROSSING)
    assert told(made) == ["1 #1 4 10:00.000", "2 #2 4 10:05.000"]
    assert [row.took_flag for row in made.rows] == [True, True]


def test_the_chequered_flag_of_a_race_that_was_not_resumed_lets_no_crossing_count_again() -> None:
    made = score(STOPPED + "10:07:30,flag,,,chequered\n", NO_CROSSING)
    assert told(made) == ["1 #1 2 4:00.000", "2 #2 2 4:02.000"]


@pytest.mark.parametrize("rule", ["last-lap-all-completed", "penultimate-lap"])
@pytest.mark.parametrize("written", list(itertools.permutations(["red", "chequered"])))
def test_a_race_shown_red_and_chequered_in_one_second_is_cut_whichever_row_is_first(
    written: tuple[str, ...], rule: str
) -> None:
    """Typed by hand in whole seconds: a fourth lap counted, and the flag had been "taken"."""
    race = GREEN + laps("1", *["1:30"] * 4) + laps("2", *["1:31"] * 4)
    book = f'[race]\nlaps = 20\n[race.red-flag]\nresult = "{rule}"\n'
    said = "".join(f"10:04:40,flag,,,{value}\n" for value in written)
    result = score(race + said, book)
    later = score(race + "10:04:40,flag,,,red\n10:04:41,flag,,,chequered\n", book)
    assert told(result) == told(later)
    assert [row.laps for row in result.rows] == ([3, 3] if rule.startswith("last") else [2, 2])
    assert codes(result) == codes(later) == {"red-flag-result", "passings-after-red"}


def test_a_flag_of_one_second_and_the_end_are_shown_in_order_however_they_are_written() -> None:
    race = GREEN + laps("1", *["1:30"] * 4)
    rows = ["10:04:40,flag,,,chequered\n", "10:04:40,flag,,,red\n"]
    for typed in (rows, rows[::-1]):
        timing = score(race + "".join(typed)).timing
        assert [one.value.value for one in timing.shown] == ["green", "red", "chequered"]
