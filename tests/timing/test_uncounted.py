"""What was in the log and did not count: each record once, with how many, of which cars, and from when on."""

from __future__ import annotations

import pytest

from parcferme.findings import Finding, Severity, Where
from parcferme.records import Flag, FlagValue, PitTime, SessionEnd, StatedLap, Void
from parcferme.times import MINUTE, SECOND, parse_clock
from parcferme.timing import Timing
from parcferme.timing.uncounted import told
from timing.races import START, in_time, only, said, timed, values

RACE = """
    10:00:00,flag,,,green
    10:02:00,passing,7,FL,
    10:02:05,passing,8,FL,
    10:04:00,passing,7,FL,
    10:04:05,passing,8,FL,
    10:06:00,passing,7,FL,
    10:06:05,passing,8,FL,
"""
SHOWN = "\n10:06:01,flag,,,chequered\n"
FIVE = '[race]\nlength = "5 min"\n'
HALF = '[timing]\nminimum-lap = "30 s"\n'


def about(found: Finding) -> tuple[Severity, Where, tuple[int, ...], dict[str, object]]:
    return found.severity, found.where, found.records, values(found)


# --- passings


def test_passings_before_the_start_are_told_with_the_first_of_them() -> None:
    timing = timed(
        "09:58:00,passing,8,PIT_OUT,\n09:57:00,passing,7,FL,\n09:59:59.999999,passing,7,S1," + RACE, HALF
    )
    assert about(only(timing, "passings-before-start")) == (
        Severity.INFO, Where(seq=1), (1, 2, 3), {"count": 3, "cars": ["7", "8"], "first_at": "09:57:00.000000"},
    )  # fmt: skip
    alone = timed("09:57:00,passing,7,FL," + RACE, HALF)
    assert about(only(alone, "passings-before-start"))[1:3] == (Where(car="7", seq=1), (1,))
    assert said(timed("10:00:00,passing,7,S1," + RACE, HALF), "passings-before-start") == []


def test_crossings_of_the_start_are_told_without_a_time() -> None:
    rows = in_time(RACE, "10:00:08,passing,7,FL,", "10:00:09,passing,8,FL,")
    assert about(only(timed(rows), "crossings-at-start")) == (
        Severity.INFO, Where(seq=2), (2, 3), {"count": 2, "cars": ["7", "8"]},
    )  # fmt: skip


def test_passings_after_the_flag_are_told_at_every_loop_but_not_the_one_that_took_it() -> None:
    more = "10:05:30,flag,,,chequered\n10:06:00,passing,7,S1,\n10:06:30,passing,7,PIT_IN,\n10:08:00,passing,7,FL,\n"
    timing = timed(RACE.strip() + "\n" + more, HALF)
    assert about(only(timing, "passings-after-flag")) == (
        Severity.INFO, Where(car="7", seq=10), (10, 11), {"count": 2, "cars": ["7"]},
    )  # fmt: skip


def test_passings_after_timing_was_closed_are_told_with_the_first_of_them() -> None:
    timing = timed(
        RACE.strip() + "\n10:06:10,passing,7,S1,\n10:06:05.000001,passing,8,S1,\n", HALF,
        SessionEnd(at=parse_clock("10:06:05")),
    )  # fmt: skip
    assert about(only(timing, "passings-after-end")) == (
        Severity.INFO, Where(seq=8), (8, 9), {"count": 2, "cars": ["7", "8"], "first_at": "10:06:05.000001"},
    )  # fmt: skip
    last = timed(RACE, HALF, SessionEnd(at=parse_clock("10:06:04")))
    assert about(only(last, "passings-after-end"))[1:3] == (Where(car="8", seq=7), (7,))


def test_a_crossing_too_late_for_the_flag_is_a_warning() -> None:
    rules = FIVE + '[race.flag]\ncrossings-count-for = "4 s"\n'
    assert about(only(timed(RACE.strip() + SHOWN, rules + HALF), "crossings-too-late")) == (
        Severity.WARNING, Where(car="8", seq=7), (7,), {"count": 1, "cars": ["8"]},
    )  # fmt: skip


def test_a_flag_taken_in_the_lane_is_a_warning_where_it_does_not_count() -> None:
    rules = FIVE + "[race.flag]\nin-pit-lane = false\n" + HALF
    timing = timed(
        RACE.replace("10:06:05,passing,8,FL,", "10:06:05,passing,8,FL_PIT,").strip() + SHOWN, rules
    )
    assert about(only(timing, "flag-in-pit-lane-not-counted")) == (
        Severity.WARNING, Where(car="8", seq=7), (7,), {"count": 1, "cars": ["8"]},
    )  # fmt: skip


def test_crossings_after_a_red_flag_that_ended_the_race_are_told() -> None:
    rules = '[race]\nlength = "60 min"\n[race.red-flag]\nresult = "penultimate-lap"\n' + HALF
    timing = timed(RACE.strip() + "\n10:07:00,flag,,,red\n", rules)
    assert about(only(timing, "passings-after-red")) == (
        Severity.INFO, Where(seq=6), (6, 7), {"count": 2, "cars": ["7", "8"]},
    )  # fmt: skip


def test_records_another_finding_named_are_not_told_again() -> None:
    timing = timed(in_time(RACE, "10:02:00.500,passing,7,FL,"), HALF)
    assert only(timing, "double-read").records == (3,)
    assert said(timing, "crossings-not-counted") == []
    assert told(timing.findings) == {3}


# --- corrections


def test_what_was_voided_is_told_with_every_record_of_it() -> None:
    timing = timed(RACE.strip() + "\n10:03:00,flag,,,yellow\n", HALF, Void(target=8), Void(target=4))
    found = said(timing, "records-voided")
    assert [about(one) for one in found] == [(Severity.INFO, Where(seq=4), (4, 8), {"count": 2})]
    assert said(timed(RACE, HALF), "records-voided") == []


# --- flags and bounds


def flags(*rows: str) -> Timing:
    return timed(in_time(RACE, *rows), HALF)


def test_a_flag_shown_twice_is_told_with_since_when_it_was_shown() -> None:
    timing = flags(
        "10:03:00,flag,,,yellow", "10:03:30,flag,,,yellow", "10:05:00,flag,,,green", "10:05:30,flag,,,yellow"
    )
    assert about(only(timing, "flag-repeated")) == (
        Severity.INFO, Where(seq=5), (5,), {"flag": "yellow", "at": "10:03:30.000000", "since_at": "10:03:00.000000"},
    )  # fmt: skip


def test_a_flag_to_one_car_is_no_repeat_and_one_to_nobody_is_told() -> None:
    timing = timed(
        in_time(RACE, "10:03:00,flag,,,yellow", "10:03:30,flag,8,,yellow"), HALF,
        Flag(at=parse_clock("10:03:40"), car="99", value=FlagValue.YELLOW),
    )  # fmt: skip
    assert said(timing, "flag-repeated") == []
    assert about(only(timing, "flag-to-nobody")) == (
        Severity.WARNING, Where(car="99", seq=10), (10,), {"flag": "yellow"},
    )  # fmt: skip


def test_a_flag_nobody_knows_the_time_of_is_told() -> None:
    timing = timed(RACE, HALF, Flag(value=FlagValue.YELLOW))
    assert about(only(timing, "flag-without-instant")) == (
        Severity.WARNING, Where(seq=8), (8,), {"flag": "yellow"},
    )  # fmt: skip


def test_of_two_starts_and_two_ends_the_earliest_stands() -> None:
    rows = "10:00:30,session,,,start: x\n10:00:00,session,,,start: y" + RACE
    ends = (SessionEnd(at=START + 9 * MINUTE), SessionEnd(at=START + 8 * MINUTE))
    timing = timed(rows, HALF, *ends)
    assert [about(one) for one in said(timing, "session-bound-twice")] == [
        (Severity.WARNING, Where(seq=1), (1,), {"bound": "start", "kept_at": "10:00:00.000000"}),
        (Severity.WARNING, Where(seq=10), (10,), {"bound": "end", "kept_at": "10:08:00.000000"}),
    ]
    undated = timed(RACE, HALF, SessionEnd(), SessionEnd(at=START + 8 * MINUTE))
    assert about(only(undated, "session-bound-twice"))[1:] == (
        Where(seq=8), (8,), {"bound": "end", "kept_at": "10:08:00.000000"},
    )  # fmt: skip


# --- times in the lane


@pytest.mark.parametrize(("lap", "counts"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_time_in_the_lane_belongs_to_a_lap_that_was_driven_or_begun(lap: int, counts: bool) -> None:
    timing = timed(RACE, HALF, PitTime(car="7", lap=lap, duration=40 * SECOND))
    found = said(timing, "pit-time-of-no-lap")
    told_ = [(Severity.WARNING, Where(car="7", lap=lap, seq=8), (8,), {"laps": 3})]
    assert [about(one) for one in found] == ([] if counts else told_)
    assert timing.stops_frame.height == (1 if lap == 4 else 0)


def test_a_time_in_the_lane_of_a_car_nobody_saw_is_told() -> None:
    found = only(timed(RACE, HALF, PitTime(car="99", lap=1, duration=1)), "pit-time-of-no-lap")
    assert about(found) == (Severity.WARNING, Where(car="99", lap=1, seq=8), (8,), {"laps": 0})


def test_of_two_times_in_the_lane_the_one_said_last_stands() -> None:
    said_ = [
        PitTime(car="7", lap=2, duration=40),
        PitTime(car="8", lap=2, duration=41),
        PitTime(car="7", lap=2, duration=50),
    ]
    timing = timed(RACE, HALF, *said_)
    assert about(only(timing, "pit-time-twice")) == (
        Severity.WARNING, Where(car="7", lap=2, seq=10), (8,), {"duration_us": 40, "kept_us": 50},
    )  # fmt: skip
    assert sorted(timing.stops_frame["duration_us"].to_list()) == [41, 50]


def test_where_the_loops_of_the_lane_time_a_car_what_a_source_says_beside_them_is_told() -> None:
    rows = in_time(
        RACE, "10:03:00,passing,7,PIT_IN,", "10:03:40,passing,7,PIT_OUT,", "10:03:00,passing,8,PIT_IN,"
    )
    more = [PitTime(car=car, lap=lap, duration=1) for car, lap in (("8", 2), ("7", 2), ("7", 3))]
    timing = timed(rows, HALF, *more)
    assert [about(one) for one in said(timing, "pit-time-beside-loops")] == [
        (Severity.INFO, Where(car="7", seq=12), (12, 13), {"count": 2}),
        (Severity.INFO, Where(car="8", seq=11), (11,), {"count": 1}),
    ]


def test_a_transponder_no_passing_has_was_given_to_a_car_for_nothing() -> None:
    head = "time,kind,car,loop,value,transponder"
    rows = (
        "10:00:00,flag,,,green,\n,assign,7,,,T1\n,assign,8,,,T2\n10:02:00,passing,,FL,,T1\n"
        "10:02:05,passing,8,FL,,\n10:04:00,passing,,FL,,T1\n"
    )
    timing = timed(rows, HALF, head=head)
    assert about(only(timing, "assign-unused")) == (
        Severity.INFO, Where(car="8", seq=3), (3,), {"transponder": "T2"},
    )  # fmt: skip


def test_a_flag_that_is_of_one_car_and_names_none_is_told_with_what_it_was() -> None:
    timing = timed(RACE.strip() + "\n10:03:00,flag,,,black-orange\n", HALF)
    assert about(only(timing, "flag-without-car")) == (
        Severity.WARNING, Where(seq=8), (8,), {"flag": "black-orange"},
    )  # fmt: skip


def test_flags_typed_out_of_order_are_asked_in_order_of_time() -> None:
    """The yellow of 10:05 was typed before that of 10:03: the later one says what was shown already."""
    rows = "10:00:00,flag,,,green\n10:05:00,flag,,,yellow\n10:03:00,flag,,,yellow\n10:02:00,passing,7,FL,\n"
    found = only(timed(rows), "flag-repeated")
    assert (found.where.seq, found.records) == (2, (2,))
    assert (found.values["at"], found.values["since_at"]) == (START + 300_000_000, START + 180_000_000)


def test_laps_that_a_source_states_beside_the_passings_are_counted_car_by_car() -> None:
    """#7 and #8 were timed: three laps of #7 are stated beside, one of #8; of #9 lap 2 is stated twice."""
    stated = [StatedLap(car=car, lap=lap, time=60_000_000) for car, lap in
              (("8", 1), ("7", 1), ("9", 2), ("7", 2), ("9", 2), ("7", 3))]  # fmt: skip
    timing = timed(RACE, HALF, *stated)
    assert [about(one) for one in said(timing, "laps-beside-passings")] == [
        (Severity.WARNING, Where(car="7", seq=9), (9, 11, 13), {"count": 3}),
        (Severity.WARNING, Where(car="8", seq=8), (8,), {"count": 1}),
    ]
    assert about(only(timing, "lap-stated-twice")) == (
        Severity.WARNING, Where(car="9", lap=2, seq=12), (12,), {},
    )  # fmt: skip


def test_a_crossing_before_green_from_which_lap_1_of_a_qualifying_runs_is_one_at_the_start() -> None:
    """It was said to "count for nothing", and its lap was pole."""
    rows = "10:00:00,flag,,,green\n09:58:00,passing,7,FL,\n09:59:50,passing,7,FL,\n"
    rows += "".join(f"10:{at},passing,7,FL,\n" for at in ("01:10", "02:40", "04:10", "05:40"))
    timing = timed(rows, kind="qualifying")
    assert [(one.code, one.records) for one in timing.findings if one.records] == [
        ("passings-before-start", (2,)), ("crossings-at-start", (3,)),
    ]  # fmt: skip
    assert int(timing.laps_.end[0] - timing.laps_.start[0]) == 80_000_000
