"""The board of a session at an instant: where each car is, what its times are beside others, what is still to come."""

from __future__ import annotations

import pytest

from parcferme.board import Board, Mark, Time, Where, board_of
from parcferme.classification import classify
from parcferme.records import FlagValue
from parcferme.regulations import parse_rulebook
from parcferme.times import MINUTE, SECOND
from parcferme.timing import StopVerdict, measure
from small_races import laps
from timing.races import START, log_of

HOUR_RACE = 'name = "t"\n[race]\nlength = "60 min"\nplus-laps = 1\n[timing]\nminimum-lap = "30 s"\n'
GREEN = "10:00:00,flag,,,green\n"
TWO = laps("7", *["2:00"] * 5) + laps("8", *["2:01"] * 5)


def board(
    rows: str, rules: str = HOUR_RACE, *, kind: str = "race", now: int | None = None, **more: int
) -> Board:
    """The board of a log; `now` is a session time in µs."""
    timing = measure(log_of(rows), parse_rulebook(rules, "t.toml"), kind=kind, **more)  # type: ignore[arg-type]
    return board_of(classify(timing), None if now is None else START + now, {"8": 1, "7": 2})


def test_places_gaps_and_laps_are_those_of_the_classification_and_the_rest_is_beside_them() -> None:
    at = board(GREEN + TWO)
    seven, eight = at.lines
    assert (seven.number, seven.row.position, seven.row.laps, seven.row.gap) == ("7", 1, 5, None)
    assert (eight.number, eight.row.position, eight.row.laps, eight.row.gap, eight.row.interval) == (
        "8", 2, 5, 5 * SECOND, 5 * SECOND,
    )  # fmt: skip
    assert (seven.gained, eight.gained) == (1, -1)
    assert (seven.last_lap, seven.best_lap) == (
        Time(120 * SECOND, Mark.SLOWER), Time(120 * SECOND, Mark.SESSION_BEST),
    )  # fmt: skip
    assert eight.best_lap == Time(121 * SECOND, Mark.OWN_BEST)
    assert eight.trend == SECOND  # loses a second a lap
    assert (seven.laps_since_stop, seven.row.stops, seven.where) == (5, 0, Where.ON_TRACK)


def test_flag_clock_and_what_is_to_go() -> None:
    at = board(GREEN + TWO + "10:04:30,flag,,,fcy\n")
    assert (at.flag, at.flag_since) == (FlagValue.FULL_COURSE_YELLOW, 4 * MINUTE + 30 * SECOND)
    assert (at.now, at.clock, at.to_go) == (605 * SECOND, 605 * SECOND, 50 * MINUTE - 5 * SECOND)
    assert (at.over, at.laps_to_go) == (False, None)


def test_the_clock_is_never_earlier_than_the_newest_read() -> None:
    assert board(GREEN + TWO, now=MINUTE).now == 605 * SECOND
    assert board(GREEN + TWO, now=11 * MINUTE).now == 11 * MINUTE


def test_a_clock_that_red_stops_stands_while_the_time_goes_on() -> None:
    rules = HOUR_RACE + '[race.red-flag]\nclock = "stops"\n'
    at = board(GREEN + TWO + "10:09:00,flag,,,red\n", rules, now=30 * MINUTE)
    assert (at.now, at.clock, at.to_go) == (30 * MINUTE, 9 * MINUTE, 51 * MINUTE)


def test_a_car_in_the_lane_is_there_since_it_came_in_and_laps_count_from_when_it_left() -> None:
    there = GREEN + TWO + "10:10:03,passing,7,PIT_IN,\n"
    seven = board(there, now=11 * MINUTE).lines[0]
    assert (seven.where, seven.in_lane_since, seven.laps_since_stop) == (Where.IN_LANE, 603 * SECOND, None)
    back = GREEN + TWO + "10:04:30,passing,7,PIT_IN,\n10:05:00,passing,7,PIT_OUT,\n"
    seven = next(line for line in board(back).lines if line.number == "7")
    assert (seven.row.stops, seven.laps_since_stop, seven.where) == (1, 3, Where.ON_TRACK)


@pytest.mark.parametrize(("now", "silent"), [(750, None), (751, SECOND)])
def test_a_car_that_nobody_has_read_for_a_lap_and_a_quarter_is_silent(now: int, silent: int | None) -> None:
    """#7 laps in 2:00 and was last read at 10:00 of the race."""
    seven = board(GREEN + TWO, now=now * SECOND).lines[0]
    assert (seven.where is Where.SILENT, seven.silent_for, seven.seen) == (
        silent is not None,
        silent,
        600 * SECOND,
    )


def test_nobody_is_silent_while_red_is_shown() -> None:
    rows = GREEN + TWO + "10:10:30,flag,,,red\n"
    assert {line.where for line in board(rows, now=40 * MINUTE).lines} == {Where.ON_TRACK}


@pytest.mark.parametrize(
    ("row", "where"),
    [("10:09:00,status,8,,retired\n", Where.RETIRED), ("10:09:00,status,8,,stopped\n", Where.STOPPED)],
)
def test_what_somebody_says_of_a_car_is_where_it_is(row: str, where: Where) -> None:
    rows = GREEN + laps("7", *["2:00"] * 5) + laps("8", *["2:01"] * 4) + row
    assert board(rows).lines[1].where is where


def test_after_the_flag_each_car_is_finished_once_it_took_it() -> None:
    at = board(GREEN + TWO + "10:10:00,flag,,,chequered\n")
    assert [line.where for line in at.lines] == [Where.FINISHED, Where.FINISHED]
    assert (at.over, at.to_go, at.battles) == (True, 0, ())


def test_sectors_are_those_driven_since_the_line_and_marked_beside_all_others() -> None:
    loops = "".join(
        f"10:{(at + extra) // 60:02d}:{(at + extra) % 60:02d},passing,{car},S1,\n"
        for car, lap, extra in (("7", 120, 0), ("8", 121, 2))
        for at in (lap * n + 50 for n in range(5))
    )
    at = board(GREEN + TWO + loops)
    seven, eight = at.lines
    assert seven.sectors == (Time(50 * SECOND, Mark.SESSION_BEST), Time(70 * SECOND, Mark.OWN_BEST))
    assert eight.sectors == (Time(52 * SECOND, Mark.OWN_BEST), Time(69 * SECOND, Mark.SESSION_BEST))
    assert (seven.sectors_of, eight.sectors_of) == (5, 5)
    fresh = board(GREEN + TWO + loops + "10:10:49,passing,7,S1,\n").lines[0]
    assert (fresh.sectors, fresh.sectors_of) == ((Time(49 * SECOND, Mark.SESSION_BEST), None), 6)


def test_who_is_in_the_car_and_how_long_each_has_driven() -> None:
    rows = GREEN + TWO + "10:00:00,driver,7,,Ann\n10:04:10,driver,7,,Bob\n"
    seven = board(rows, now=11 * MINUTE).lines[0]
    assert (seven.driver, seven.on_board_for) == ("Bob", 7 * MINUTE)
    assert seven.driven == (("Ann", 240 * SECOND), ("Bob", 360 * SECOND))


WINDOW = HOUR_RACE + '[race.compulsory-stop]\nopens = "4 min"\ncloses = "12 min"\nminimum = "60 s"\n'


def test_who_still_owes_its_stop_while_the_window_is_open() -> None:
    stop = "10:04:30,passing,7,PIT_IN,\n10:05:40,passing,7,PIT_OUT,\n"
    at = board(GREEN + TWO + stop, WINDOW)
    assert at.window == (4 * MINUTE, 12 * MINUTE)
    owed = {line.number: line.owed for line in at.lines}
    assert owed["7"] is not None and owed["8"] is not None
    assert (owed["7"].verdict, owed["7"].margin, owed["7"].due) == (StopVerdict.MET, 10 * SECOND, False)
    assert (owed["8"].verdict, owed["8"].due) == (StopVerdict.OPEN, True)


def test_a_qualifying_has_a_board_in_order_of_best_laps() -> None:
    rules = 'name = "t"\n[qualifying]\nlength = "15 min"\n[timing]\nminimum-lap = "30 s"\n'
    at = board(GREEN + TWO, rules, kind="qualifying")
    assert [line.number for line in at.lines] == ["7", "8"]
    assert (at.last_lap, at.battles, at.over, at.to_go) == (None, (), False, 295 * SECOND)
