"""A read that took the flag and another a fraction of a lap later: which was the finish is asked, with a remedy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.findings import Severity
from parcferme.times import format_clock
from small_races import GREEN, laps, score
from timing.races import only, said, timed, values

CODE = "read-again-after-flag"
FLAG = "10:09:50,flag,,,chequered\n"
SEVEN = laps("7", *["1:40"] * 6)


def test_a_ghost_between_the_flag_and_the_finish_takes_the_flag_before_the_winner() -> None:
    """The flag is shown ten seconds before #7 comes; #8 is read 4 s before it, and 6 s later at its real finish."""
    eight = laps("8", *["1:41"] * 5, "1:31", "0:10")
    race = timed(GREEN + SEVEN + eight + FLAG)
    found = only(race, CODE)
    assert (found.severity, found.where.car, found.where.lap, found.where.seq) == (
        Severity.WARNING,
        "8",
        6,
        13,
    )
    assert values(found) == {
        "at": "10:09:56.000000", "again_at": "10:10:06.000000", "lap_us": 91_000_000, "instead_us": 101_000_000,
        "usual_us": 101_000_000,
    }  # fmt: skip
    assert found.proposal == {"kind": "void", "target": 13, "reason": "no crossing of the line"}
    scored = score(GREEN + SEVEN + eight + FLAG)
    tried = next(one for one in scored.findings if one.code == CODE)
    assert (scored.rows[0].number, tried.values["winner"], tried.values["winner_us"]) == (
        "8",
        "7",
        600_000_000,
    )


@pytest.mark.parametrize(
    ("to_the_flag", "again", "asked"),
    [
        ("1:31", "0:10", True),
        ("1:41", "0:14.140", False),  # 1:55.140: fourteen hundredths more than it ever drove
        ("1:41", "0:04", True),  # either may be its finish
        ("1:41", "1:30", False),  # a lap that can be driven: the way in
    ],
)
def test_the_lap_to_the_second_read_has_to_be_like_its_others(
    to_the_flag: str, again: str, asked: bool
) -> None:
    eight = laps("8", *["1:41"] * 5, to_the_flag, again)
    assert [one.where.car for one in said(timed(GREEN + SEVEN + eight + FLAG), CODE)] == (
        ["8"] if asked else []
    )


def test_where_neither_a_place_nor_a_best_lap_hangs_on_it_it_is_a_note() -> None:
    eight = laps("8", "1:41", "1:40.500", *["1:41"] * 3, "1:41", "0:03")
    assert only(timed(GREEN + SEVEN + eight + FLAG), CODE).severity is Severity.INFO
    between = laps("9", *["1:41.200"] * 6)  # at 10:10:07.2, between the two reads of #8
    assert only(timed(GREEN + SEVEN + eight + between + FLAG), CODE).severity is Severity.WARNING


def test_in_qualifying_it_is_a_pole_that_nobody_drove() -> None:
    """#8's laps vary; the last, to the read after the flag, is like its second, and 18 s shorter without it."""
    eight = laps("8", "2:00", "1:31", "2:10", "1:31.500", "1:13", "0:18")
    other = laps("7", "2:00", "1:30", "2:20", "1:30.500", "1:30.600")
    race = timed(GREEN + eight + other + "10:08:20,flag,,,chequered\n", kind="qualifying")
    found = only(race, CODE)
    assert (found.severity, found.where.car, found.values["lap_us"]) == (Severity.WARNING, "8", 73_000_000)
    assert (found.values["instead_us"], found.values["usual_us"]) == (91_000_000, 91_000_000)


def test_a_lap_too_short_for_anybody_is_told_once() -> None:
    """#8's lap to the first read is under three quarters of all: that is told already, with the same void."""
    eight = laps("8", *["1:41"] * 5, "1:10", "0:31")
    race = timed(GREEN + SEVEN + laps("9", *["1:40"] * 6) + eight + "10:09:20,flag,,,chequered\n")
    assert only(race, "lap-under-minimum").where.car == "8"
    assert said(race, CODE) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(60, 150), st.integers(2, 8), st.integers(3, 9), st.floats(0.04, 0.2), st.data())
def test_a_ghost_before_any_finish_is_asked_about_once(
    lap: int, cars: int, driven: int, before: float, data: st.DataObject
) -> None:
    """A fifth of a lap before its finish, and after the flag, a car is read once more than it crossed the line."""
    ghost = data.draw(st.integers(0, cars - 1))
    rows, flag = GREEN, (driven - 0.21) * lap
    for car in range(cars):
        each = lap + 0.01 * car
        rows += laps(str(car + 1), *[format_clock(int(each * 1_000_000))] * driven)
        if car == ghost:
            at = int((driven - before) * each * 1_000_000)
            rows += f"{format_clock(36_000_000_000 + at, 6, hours=True)},passing,{car + 1},FL,\n"
    rows += f"{format_clock(36_000_000_000 + int(flag * 1_000_000), 6, hours=True)},flag,,,chequered\n"
    found = only(timed(rows), CODE)
    assert (found.where.car, found.severity) == (str(ghost + 1), Severity.WARNING)
