"""A session put together: where it starts and ends, how long it is, what became of each car, and what is told of it."""

from __future__ import annotations

import pytest

from parcferme.records import (
    Decision,
    Penalty,
    PitTime,
)
from parcferme.regulations import SessionKind
from parcferme.times import SECOND
from parcferme.timing import measure
from small_races import laps
from timing.races import book_of, in_time, log_of, only, remedies, said, timed

GREEN = "10:00:00,flag,,,green\n"
TWO = laps("7", *["2:00"] * 5) + laps("8", *["2:05"] * 5)
HALF = '[timing]\nminimum-lap = "30 s"\n'
FIVE = '[race]\nlength = "5 min"\n'


# --- as it was known


def test_decisions_of_the_log_come_before_those_given() -> None:
    given = Decision(car="7", penalty=Penalty.FINE)
    timing = measure(
        log_of(GREEN + TWO, Decision(car="8", penalty=Penalty.FINE)), book_of(HALF), decisions=[given]
    )
    assert [one.car for one in timing.decisions] == ["8", "7"]


@pytest.mark.parametrize("kind", ["qualifying", SessionKind.QUALIFYING])
def test_a_session_is_of_the_kind_it_is_said_to_be(kind: SessionKind | str) -> None:
    timing = measure(log_of(GREEN + TWO), book_of(HALF), kind=kind)
    assert timing.kind is SessionKind.QUALIFYING
    assert timing.laps.filter(car="7")["out_lap"].to_list() == [True, False, False, False, False]


# --- remedies are tried, unless nobody asks


GHOSTS = GREEN + "".join(laps(car, *["1:30"] * 6) for car in ("1", "2")) + "10:05:14,passing,1,FL\n"


def test_proposals_are_tried_before_they_are_made() -> None:
    log, book = log_of(GHOSTS), book_of("")
    tried = [one.proposal for one in measure(log, book).findings if one.code == "lap-under-minimum"]
    assert tried == [{"kind": "void", "target": 14, "reason": "no crossing of the line"}]
    untried = [
        one.proposal
        for one in measure(log, book, try_proposals=False).findings
        if one.code == "lap-under-minimum"
    ]
    assert untried == tried


# --- the compulsory stop

STOP = (
    '[race]\nlength = "10 min"\n[race.compulsory-stop]\nopens = "2 min"\ncloses = "6 min"\nminimum = "30 s"\n'
    + HALF
)


def verdicts(rows: str, rules: str = STOP, **more: object) -> dict[str, str]:
    timing = timed(GREEN + in_time(TWO, rows), rules, **more)  # type: ignore[arg-type]
    return {timing.cars[one.car]: one.verdict.value for one in timing.verdicts}


IN = "10:03:00,passing,7,PIT_IN,\n10:03:40,passing,7,PIT_OUT,\n"


def test_a_stop_is_judged_once_the_race_is_over_and_open_before() -> None:
    assert verdicts(IN + "10:10:00,flag,,,chequered") == {"7": "met", "8": "not-made"}
    assert verdicts(IN, at="6:00") == {"7": "met", "8": "open"}
    assert verdicts(IN, at="6:00.000001") == {"7": "met", "8": "open"}
    assert verdicts(IN, at="6:15") == {"7": "met", "8": "not-made"}
    assert verdicts(IN, HALF) == {}


# --- some cars alone say what all of them say


def test_a_car_excused_by_another_one_is_asked_about_once_that_one_is_set_right() -> None:
    """#1 took 2:48 for a lap while #2 took 3:00, so that all were slow; but #2 only missed a crossing, as #3 shows."""
    rows = laps("1", *["1:24"] * 5, "2:48", *["1:24"] * 4) + laps("2", *["1:30"] * 4, "3:00", *["1:30"] * 5)
    assert remedies(timed(GREEN + in_time(rows + laps("3", *["1:33"] * 4)))) == [
        ("passing", "2", 5, "10:07:30.000000"), ("passing", "1", 6, "10:08:24.000000"),
    ]  # fmt: skip


def test_what_lap_1_usually_takes_is_asked_again_once_lap_1_of_others_is_set_right() -> None:
    """Read halfway round in lap 1, #1 and #2 seem to have driven it in a minute; it took them 1:55. Only then is it
    plain that #3, first read after 3:25, missed a crossing.
    """
    ghosts = "10:01:00,passing,1,FL\n10:01:04,passing,2,FL\n"
    rows = (
        laps("1", "1:55", *["1:30"] * 8) + laps("2", "1:55", *["1:30"] * 8) + laps("3", "3:25", *["1:30"] * 7)
    )
    assert remedies(timed(GREEN + in_time(rows + ghosts))) == [
        ("void", "1", 2, 2), ("void", "2", 2, 3), ("passing", "3", 1, "10:01:54.965000"),
    ]  # fmt: skip


def test_what_a_class_usually_drives_is_asked_again_once_a_mate_is_set_right() -> None:
    """#2 drove one lap behind lap 1, of 2:56: twice what #1 drives, whose laps of 1:28 are the usual ones only once the
    read that cut one of them in two is gone.
    """
    rows = laps("1", "1:40", "1:28", "1:36", "1:36", "1:00", "0:28") + laps("2", "1:40", "2:56")
    timing = timed(GREEN + in_time(rows))
    assert [one[:3] for one in remedies(timing)] == [("void", "1", 5), ("passing", "2", 2)]


def test_a_read_that_was_none_written_twice_over_is_voided_both_times() -> None:
    """The same line stands in the file twice: with the first one gone the second would count."""
    rows = GREEN + in_time(laps("1", *["1:30"] * 8), laps("2", *["1:30"] * 8)) + "10:05:14,passing,1,FL\n" * 2
    for more in ("", "10:20:00,passing,2,TOWER\n"):  # whatever else is told of the reads
        assert remedies(timed(rows + more)) == [("void", "1", 4, 18), ("void", "1", 4, 19)]


def test_beside_a_short_lap_nothing_explains_the_other_remedies_are_tried_all_the_same() -> None:
    """#9 drove a lap of 30 s of which nobody knows what it was; the ghost of #1 is written twice, and goes twice."""
    rows = GREEN + in_time(laps("1", *["1:30"] * 8), laps("2", *["1:30"] * 8), laps("9", "1:40", "0:30"))
    rules, classes = '[timing]\nminimum-lap = "60 s"\n', {"1": "A", "2": "A", "9": "B"}
    timing = timed(rows + "10:05:14,passing,1,FL\n" * 2, rules, classes=classes)
    assert [(one.where.car, one.proposal is None) for one in said(timing, "lap-under-minimum")] == [
        ("1", False), ("9", True), ("1", False),
    ]  # fmt: skip


def test_lap_1_says_nothing_of_a_sector_and_lap_2_does() -> None:
    """S1 takes 20 s in laps 2 and 3 and 40 s in lap 4; lap 1 began with the wait for the start."""
    rows = "".join(
        f"10:{2 * lap + at // 60:02d}:{at % 60:02d},passing,7,S1\n10:{2 * lap + 2:02d}:00,passing,7,FL\n"
        for lap, at in enumerate((90, 20, 20, 40, 4))
    )
    found = only(timed(GREEN + rows, HALF), "two-places")
    assert (found.where.lap, found.values["sector_us"], found.values["usual_us"]) == (
        5,
        4 * SECOND,
        20 * SECOND,
    )


@pytest.mark.parametrize(
    ("lane", "beside"),
    [
        ("10:03:50,passing,7,PIT_IN\n10:05:00,passing,7,PIT_OUT\n", True),
        ("10:03:50,passing,7,PIT_IN\n", True),
        ("10:05:00,passing,7,PIT_OUT\n", True),
        ("", False),
        ("10:03:50,passing,8,PIT_IN\n", False),
    ],
)
def test_a_time_in_the_lane_stands_back_behind_the_loops_of_the_lane(lane: str, beside: bool) -> None:
    """#7's third lap has a time in the lane of its own; one loop of the lane that read it is enough."""
    timing = timed(GREEN + in_time(TWO, lane), HALF, PitTime(car="7", lap=3, duration=70 * SECOND))
    assert [one.where.car for one in said(timing, "pit-time-beside-loops")] == (["7"] if beside else [])


def test_a_lap_into_the_lane_with_a_time_in_it_is_no_time_beside_loops() -> None:
    rows = TWO.replace("10:04:00.000000,passing,7,FL\n", "10:04:00,passing,7,FL_PIT\n")
    timing = timed(GREEN + in_time(rows), HALF, PitTime(car="7", lap=3, duration=70 * SECOND))
    assert said(timing, "pit-time-beside-loops") == []
    assert [(one.in_lap, one.duration) for one in timing.visits] == [(2, 70 * SECOND)]


def test_while_nobody_said_that_it_is_over_a_stop_is_open_until_somebody_crosses_behind_the_window() -> None:
    """The window closes at 10:06. #8 was last seen at 10:04:10, #7 at 10:06 or at 10:06:00.000001."""
    rows = laps("7", "2:00", "2:00") + laps("8", "2:05", "2:05")
    early = timed(GREEN + in_time(rows, "10:05:59.999999,passing,7,FL"), STOP)
    late = timed(GREEN + in_time(rows, "10:06:00.000001,passing,7,FL"), STOP)
    assert [{timing.cars[one.car]: one.verdict.value for one in timing.verdicts} for timing in (early, late)] == [
        {"7": "open", "8": "open"}, {"7": "not-made", "8": "open"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        ("10:02:59,flag,,,safety-car\n10:05:00,flag,,,green", "not-made"),
        ("10:03:00,flag,,,safety-car\n10:05:00,flag,,,green", "not-made"),
        ("10:03:01,flag,,,safety-car\n10:05:00,flag,,,green", "met"),
        ("10:02:30,flag,,,safety-car\n10:02:59,flag,,,green", "met"),
    ],
)
def test_a_stop_begun_under_the_safety_car_counts_for_none_where_the_rulebook_says_so(
    shown: str, verdict: str
) -> None:
    assert verdicts(IN + shown)["7"] == "met"
    rules = STOP.replace('minimum = "30 s"\n', 'minimum = "30 s"\nneutralised = false\n')
    assert verdicts(IN + shown, rules)["7"] == verdict
