"""Where a session begins and ends, how long it is, and what is known of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parcferme.findings import Severity, Where
from parcferme.records import (
    Decision,
    Penalty,
    SessionEnd,
    SessionStart,
)
from parcferme.times import MINUTE, parse_clock
from parcferme.timing import measure
from small_races import laps
from timing.races import START, book_of, in_time, log_of, remedies, said, timed

GREEN = "10:00:00,flag,,,green\n"
TWO = laps("7", *["2:00"] * 5) + laps("8", *["2:05"] * 5)
HALF = '[timing]\nminimum-lap = "30 s"\n'
FIVE = '[race]\nlength = "5 min"\n'


def ruled(seconds: str | None) -> Decision:
    return Decision(penalty=Penalty.RACE_TIME, seconds=None if seconds is None else Decimal(seconds))


def length(rules: str = "", given: int | None = None, *more: object) -> int | None:
    timing = measure(log_of(GREEN + TWO, *more), book_of(rules + HALF), length=given)  # type: ignore[arg-type]
    assert timing.length == timing.rules.length
    return timing.length


@pytest.mark.parametrize(
    ("rows", "start", "known"),
    [
        (GREEN, "10:00:00", True),
        ("10:00:30,session,,,start: x\n" + GREEN, "10:00:30", True),
        ("10:00:40,flag,,,green\n10:00:20,flag,,,green\n", "10:00:20", True),
        ("10:01:30,session,,,start: x\n10:00:50,session,,,start: y\n", "10:00:50", True),
        ("", "10:02:00", False),
    ],
)
def test_the_start_is_its_record_else_the_first_green_else_the_first_passing(
    rows: str, start: str, known: bool
) -> None:
    timing = timed(rows + TWO, HALF)
    assert (timing.start, timing.start_known) == (parse_clock(start), known)
    assert [(one.severity, one.where) for one in said(timing, "no-start")] == (
        [] if known else [(Severity.ERROR, Where())]
    )


def test_a_start_nobody_timed_names_the_session_and_the_green_starts_it() -> None:
    timing = timed(GREEN + TWO, HALF, SessionStart(name="race"), SessionStart(name="later", at=None))
    assert (timing.start, timing.name, timing.start_known) == (START, "race", True)
    dated = timed(GREEN + TWO, HALF, SessionStart(name="race"), SessionStart(name="dated", at=START + 5))
    assert (dated.start, dated.name) == (START + 5, "dated")


def test_a_log_without_a_passing_starts_at_nothing_and_complains_of_nothing() -> None:
    timing = timed("10:00:00,flag,,,yellow\n")
    assert (timing.start, timing.start_known, said(timing, "no-start")) == (0, False, [])


@pytest.mark.parametrize(
    ("ends", "end", "laps_"),
    [
        ((), None, 10), (("10:06:00",), "10:06:00", 5), (("10:06:00", "10:04:00"), "10:04:00", 3),
        (("10:00:00",), "10:00:00", 0), (("09:59:59",), None, 10), (("09:59:59", "10:04:00"), "10:04:00", 3),
    ],
)  # fmt: skip
def test_timing_ends_with_the_first_end_after_the_start(
    ends: tuple[str, ...], end: str | None, laps_: int
) -> None:
    timing = timed(GREEN + TWO, HALF, *(SessionEnd(at=parse_clock(one)) for one in ends))
    assert timing.end == (None if end is None else parse_clock(end))
    assert timing.laps.height == laps_


def test_the_length_is_the_stewards_the_callers_the_logs_the_rulebooks_in_that_order() -> None:
    opening = SessionStart(at=START, length=6 * MINUTE)
    assert length() is None
    assert length(FIVE) == 5 * MINUTE
    assert length(FIVE, None, opening) == 6 * MINUTE
    assert length(FIVE, 7 * MINUTE, opening) == 7 * MINUTE
    assert length(FIVE, 7 * MINUTE, opening, ruled("480")) == 8 * MINUTE
    assert length(FIVE, 7 * MINUTE, opening, ruled("480"), ruled("0.5")) == 500_000
    assert length(FIVE, None, opening, ruled(None), ruled("0")) == 6 * MINUTE
    assert length(FIVE, None, Decision(penalty=Penalty.TIME, car="7", seconds=Decimal(5))) == 5 * MINUTE


def test_a_session_is_cut_at_an_instant_and_known_up_to_a_record() -> None:
    log = log_of(GREEN + in_time(TWO))
    book = book_of(HALF)
    at = measure(log, book, at=4 * MINUTE)
    assert (at.until, at.laps.height) == (START + 4 * MINUTE, 3)
    assert measure(log, book, at=4 * MINUTE - 1).laps.height == 2
    assert measure(log, book, known=3).laps.height == 2
    assert (measure(log, book).until, measure(log, book).laps.height) == (None, 10)


def test_where_the_first_read_is_the_start_a_remedy_may_move_it() -> None:
    """Nothing says when it started: the first read is it, and with that one voided the next."""
    rows = "10:00:00,passing,1,FL\n10:00:20,passing,1,FL\n" + laps("1", *["1:30"] * 8, start="10:00:20")
    timing = timed(in_time(rows, laps("2", *["1:30"] * 8, start="10:00:21")))
    assert timing.start == START
    assert all(one[0] == "void" for one in remedies(timing))
