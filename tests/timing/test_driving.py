"""How a session ends: flags shown to all and to some, red under the chequered one, laps after the flag that was due."""

from __future__ import annotations

from parcferme.findings import Severity, Where
from parcferme.records import (
    Flag,
    FlagValue,
    SessionEnd,
)
from parcferme.times import MINUTE, SECOND, parse_clock
from small_races import laps
from timing.races import START, counted, in_time, only, said, timed

GREEN = "10:00:00,flag,,,green\n"
TWO = laps("7", *["2:00"] * 5) + laps("8", *["2:05"] * 5)
HALF = '[timing]\nminimum-lap = "30 s"\n'
FIVE = '[race]\nlength = "5 min"\n'


def test_where_the_session_is_over_nothing_is_open() -> None:
    """One crossing each and no whole lap: while the race runs nobody knows what it was, after it everybody does."""
    first = GREEN + "10:01:30,passing,7,FL,\n10:01:31,passing,8,FL,\n"
    assert len(said(timed(first), "first-crossing-open")) == 1
    assert said(timed(first + "10:01:29,flag,,,chequered\n"), "first-crossing-open") == []
    assert said(timed(first, "", SessionEnd(at=START + 2 * MINUTE)), "first-crossing-open") == []
    early = timed("09:50:00,flag,,,chequered\n" + first)  # before the start it ended another session
    assert len(said(early, "first-crossing-open")) == 1


def test_laps_after_a_flag_nobody_showed_are_told_with_how_many() -> None:
    timing = timed(GREEN + in_time(TWO), FIVE + HALF)
    found = only(timing, "laps-after-due-flag")
    assert (found.severity, found.where, found.values["laps"]) == (Severity.WARNING, Where(seq=8), 4)
    assert (found.values["flag_us"], found.records) == (360 * SECOND, (8, 9, 10, 11))
    assert (timing.flag.at, timing.flag.source, timing.flag.due) == (
        START + 6 * MINUTE,
        "rulebook",
        START + 6 * MINUTE,
    )
    assert (
        said(timed(GREEN + in_time(TWO) + "10:06:00,flag,,,chequered\n", FIVE + HALF), "laps-after-due-flag")
        == []
    )
    nobody = timed(GREEN + in_time(laps("7", *["2:00"] * 3)), FIVE + HALF)
    assert said(nobody, "laps-after-due-flag") == []


def test_of_two_chequered_flags_the_first_after_the_start_ends_the_race() -> None:
    flags = "10:07:00,flag,,,chequered\n10:05:00,flag,,,chequered\n09:59:59,flag,,,chequered\n"
    timing = timed(GREEN + in_time(TWO) + flags, HALF)
    assert (timing.flag.at, counted(timing)) == (START + 5 * MINUTE, {"7": 3, "8": 3})
    assert (timing.flag.seq, timing.flag.source) == (13, "log")
    at_start = timed(GREEN + in_time(TWO) + "10:00:00,flag,,,chequered\n", HALF)
    assert (at_start.flag.at, counted(at_start)) == (START, {"7": 1, "8": 1})


def test_a_red_flag_that_is_still_shown_at_the_chequered_one_ended_the_race() -> None:
    rules = '[race]\nlength = "60 min"\n[race.red-flag]\nresult = "penultimate-lap"\n' + HALF
    red = "10:09:00,flag,,,red\n"
    assert counted(timed(GREEN + in_time(TWO) + red, rules)) == {"7": 3, "8": 3}
    shown = timed(GREEN + in_time(TWO) + red + "10:09:30,flag,,,chequered\n", rules)
    assert counted(shown) == {"7": 3, "8": 3}
    resumed = red + "10:09:10,flag,,,green\n10:09:30,flag,,,chequered\n"
    assert counted(timed(GREEN + in_time(TWO) + resumed, rules)) == {"7": 5, "8": 5}


def test_a_flag_shown_to_one_car_or_to_a_car_nobody_saw() -> None:
    one = Flag(at=START + 5 * MINUTE, car="8", value=FlagValue.CHEQUERED)
    nobody = Flag(at=START + 3 * MINUTE, car="99", value=FlagValue.CHEQUERED)
    timing = timed(GREEN + in_time(TWO), HALF, one, nobody)
    assert (timing.flag.at, counted(timing)) == (None, {"7": 5, "8": 3})


def test_a_car_shown_the_flag_as_it_crosses_the_line_has_taken_it() -> None:
    """Flagged off alone at 10:06:15, the instant of its third crossing: that one is its last."""
    one = Flag(at=parse_clock("10:06:15"), car="8", value=FlagValue.CHEQUERED)
    timing = timed(GREEN + in_time(TWO), HALF, one)
    assert counted(timing) == {"7": 5, "8": 3}
    assert timing.laps.filter(car="8")["took_flag"].to_list() == [False, False, True]


def test_crossings_that_ended_no_lap_are_none_of_the_laps_after_the_flag_that_was_due() -> None:
    """A rolling start: #7 and #8 cross the line before lap 1, and #7 is read twice once."""
    start = "10:00:05,passing,7,FL\n10:00:06,passing,8,FL\n10:04:01,passing,7,FL\n"
    found = only(timed(GREEN + in_time(TWO, start), FIVE + HALF), "laps-after-due-flag")
    assert (found.values["laps"], found.records) == (4, (11, 12, 13, 14))
