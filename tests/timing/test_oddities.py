"""What a car is said to have done held against its laps, cars nobody entered, and a finish that nobody read."""

from __future__ import annotations

import pytest

from parcferme.findings import Severity, Where
from parcferme.records import (
    CarState,
    CarStatus,
)
from parcferme.times import parse_clock
from small_races import laps
from timing.races import START, in_time, only, said, timed, values

GREEN = "10:00:00,flag,,,green\n"
TWO = laps("7", *["2:00"] * 5) + laps("8", *["2:05"] * 5)
HALF = '[timing]\nminimum-lap = "30 s"\n'


@pytest.mark.parametrize(
    ("at", "retired"), [("10:06:14", True), ("10:06:15", True), ("10:06:15.000001", False), (None, True)]
)
def test_who_took_the_flag_has_finished_whatever_is_said_of_it_then(at: str | None, retired: bool) -> None:
    """#8 takes the flag at 10:06:15."""
    when = None if at is None else parse_clock(at)
    gone = CarStatus(at=when, car="8", state=CarState.RETIRED, source="desk.csv", line=4)
    timing = timed(GREEN + in_time(TWO) + "10:05:00,flag,,,chequered\n", HALF, gone)
    assert ("8" in timing.statuses) is retired
    found = said(timing, "retired-after-flag")
    assert len(found) == (not retired)
    if found:
        assert found[0].where == Where(car="8", seq=13, file="desk.csv", line=4)
        assert (found[0].severity, values(found[0])) == (Severity.INFO, {"at": "10:06:15.000001"})


def test_the_last_word_on_a_car_stands_and_one_without_an_instant_is_the_first() -> None:
    said_ = [
        CarStatus(at=START + 9, car="7", state=CarState.RUNNING),
        CarStatus(at=START + 5, car="7", state=CarState.STOPPED),
        CarStatus(car="7", state=CarState.RETIRED), CarStatus(car="9", state=CarState.NOT_STARTED),
    ]  # fmt: skip
    timing = timed(GREEN + TWO, HALF, *said_)
    assert {car: one.state for car, one in timing.statuses.items()} == {
        "7": CarState.RUNNING, "9": CarState.NOT_STARTED,
    }  # fmt: skip
    assert timing.cars == ("7", "8", "9")
    early = timed(GREEN + in_time(TWO) + "10:05:00,flag,,,chequered\n", HALF, *said_[1:2])
    assert said(early, "retired-after-flag") == []


def test_cars_that_are_not_on_the_entry_list_are_told_and_so_are_two_with_one_number() -> None:
    timing = timed(GREEN + TWO, HALF, classes={"7": "A"})
    assert [(one.severity, one.where) for one in said(timing, "car-not-entered")] == [
        (Severity.WARNING, Where(car="8"))
    ]
    assert said(timed(GREEN + TWO, HALF), "car-not-entered") == []
    assert (timing.classes, timing.car_class.tolist()) == (("", "A"), [1, 0])


def test_a_finish_nobody_read_is_asked_about_in_a_race_that_was_driven_to_its_flag_alone() -> None:
    rows = GREEN + in_time(laps("7", *["2:00"] * 5), laps("8", *["2:05"] * 3))
    flag, red = "10:08:05,flag,,,chequered\n", "10:08:10,flag,,,red\n"
    assert [one.where.car for one in said(timed(rows + flag, HALF), "finish-not-read")] == ["8"]
    assert said(timed(rows + flag, HALF, kind="practice"), "finish-not-read") == []
    assert said(timed(rows + flag + red, HALF), "finish-not-read") == []


@pytest.mark.parametrize(
    ("row", "laps"),
    [("10:00:00,status,7,,not-started", 4), (",status,7,,not-started", 4), ("10:03:30,status,7,,retired", 2)],
)  # fmt: skip
def test_a_state_that_the_laps_of_its_car_contradict_is_told_and_does_not_count(row: str, laps: int) -> None:
    """The winner stood in the result as retired, or had "not started", without a word."""
    race = GREEN + "".join(f"10:{at},passing,7,FL,\n" for at in ("01:30", "03:00", "04:30", "06:00"))
    timing = timed(race + "10:05:59,flag,,,chequered\n" + row)
    found = only(timing, "status-against-laps")
    assert (found.severity, found.where.car, found.values["laps"]) == ("warning", "7", laps)
    assert found.records == (7,)
    assert timing.statuses == {}


@pytest.mark.parametrize(
    "row", ["10:04:31,status,7,,retired", "10:03:30,status,7,,stopped", "10:02:30,status,7,,in-garage"]
)
def test_a_car_that_rolls_into_the_pits_after_it_retired_or_stopped_for_a_while_is_no_contradiction(
    row: str,
) -> None:
    race = GREEN + "".join(f"10:{at},passing,7,FL,\n" for at in ("01:30", "03:00", "04:30", "07:00"))
    timing = timed(race + row)
    assert said(timing, "status-against-laps") == []
    assert list(timing.statuses) == ["7"]
