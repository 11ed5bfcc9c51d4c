"""A start typed at the wrong hour: what it makes of the times, and the record that puts the hour right."""

from __future__ import annotations

import pytest

from parcferme.findings import Severity
from parcferme.records import SessionStart
from parcferme.times import parse_clock
from small_races import laps
from timing.races import only, said, timed, values

CODE = "start-before-passings"
FLAG = "10:09:59,flag,,,chequered\n"
FIELD = laps("7", *["1:40"] * 6) + laps("8", *["1:41"] * 6)  # driven from 10:00:00 on


def green(at: str) -> str:
    return f"{at},flag,,,green\n"


def test_a_start_two_hours_early_is_told_with_what_it_makes_of_lap_1() -> None:
    timing = timed(green("08:00:00") + FIELD + FLAG)
    found = only(timing, CODE)
    assert (found.severity, found.where.seq) == (Severity.ERROR, 1)
    assert values(found) == {
        "start_at": "08:00:00.000000", "first_at": "10:01:40.000000",
        "lap_us": (2 * 3600 + 100) * 1_000_000, "usual_us": 101_000_000,
    }  # fmt: skip
    assert found.proposal == {"kind": "amend", "target": 1, "changes": {"at": "10:00:00.000"}}


@pytest.mark.parametrize(
    ("at", "right"),
    [
        ("09:00:00", "10:00:00.000"),
        ("04:00:00", "10:00:00.000"),
        ("08:56:37", "09:56:37.000"),  # the first crossing then lies three usual laps (1:41) behind the start
        ("08:56:36.999", None),
        ("08:30:00", None),  # whole hours leave the field half an hour for lap 1: nobody knows what was meant
        ("09:40:00", None),  # within the hour only minutes can be wrong
    ],
)
def test_whole_hours_are_put_right_where_lap_1_is_then_like_a_lap(at: str, right: str | None) -> None:
    found = said(timed(green(at) + FIELD + FLAG), CODE)
    assert [one.proposal and one.proposal["changes"] for one in found] == [right and {"at": right}]


@pytest.mark.parametrize(("lap", "told"), [("8:20", False), ("8:20.001", True)])
def test_a_first_crossing_within_five_usual_laps_is_no_slip(lap: str, told: bool) -> None:
    """A formation lap behind the safety car on a long course: five laps of 1:40 are 8:20."""
    rows = laps("7", lap, *["1:40"] * 4) + laps("8", "8:21", *["1:40"] * 4)
    assert bool(said(timed(green("10:00:00") + rows), CODE)) is told


@pytest.mark.parametrize(("lap", "told"), [("5:00", False), ("5:00.001", True)])
def test_a_first_crossing_within_five_minutes_is_no_slip(lap: str, told: bool) -> None:
    """A kart circuit, 0:40 a lap: the karts wait on the grid for minutes."""
    rows = laps("7", lap, *["0:40"] * 6) + laps("8", "5:02", *["0:40"] * 6)
    assert bool(said(timed(green("10:00:00") + rows), CODE)) is told


def test_of_two_greens_the_one_that_was_the_start_is_put_right() -> None:
    """The green behind a yellow late in the race was typed first."""
    later = "10:05:30,flag,,,green\n10:05:00,flag,,,yellow\n"
    assert only(timed(later + green("08:00:00") + FIELD + FLAG), CODE).where.seq == 3


@pytest.mark.parametrize("shown", ["red", "safety-car", "fcy"])
def test_a_field_that_was_held_up_did_not_start_too_early(shown: str) -> None:
    held = f"08:00:20,flag,,,{shown}\n09:59:00,flag,,,green\n"
    assert said(timed(green("08:00:00") + held + FIELD + FLAG), CODE) == []


def test_of_a_race_in_which_nobody_drove_a_second_lap_nothing_is_usual() -> None:
    assert said(timed(green("08:00:00") + laps("7", "1:40") + laps("8", "1:41")), CODE) == []


def test_a_start_that_the_log_itself_gives_is_the_one_to_be_put_right() -> None:
    start = SessionStart(at=parse_clock("08:00:00"))
    found = only(timed(FIELD + FLAG, "", start), CODE)
    assert found.proposal is not None
    assert (found.proposal["target"], found.proposal["changes"]) == (found.where.seq, {"at": "10:00:00.000"})
    rolling = SessionStart(at=parse_clock("08:00:00"), first_crossing_is_lap=True)
    assert said(timed(FIELD + FLAG, "", rolling), CODE) == []


def test_lap_2_says_what_is_usual_as_every_later_one() -> None:
    """Of two laps behind lap 1, one of 1:40 and one of 1:30, the upper one of the middle is told."""
    rows = laps("7", "1:40", "1:40", "1:30")
    assert values(only(timed(green("08:00:00") + rows), CODE))["usual_us"] == 100_000_000


def test_in_a_practice_nobody_has_to_come_round_soon() -> None:
    assert said(timed(green("08:00:00") + FIELD + FLAG, kind="practice"), CODE) == []
