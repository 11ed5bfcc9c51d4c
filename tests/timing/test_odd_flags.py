"""Flags that cannot be meant: green before the start, chequered for one car, racing on under red."""

from __future__ import annotations

import pytest

from parcferme.timing import Timing
from small_races import GREEN, codes, laps, score, told
from timing.races import only, said, timed

RACE = [
    "10:00:00,flag,,,green",
    "10:01:30,passing,7,FL,", "10:01:31,passing,8,FL,",
    "10:03:00,passing,7,FL,", "10:03:02,passing,8,FL,",
    "10:04:30,passing,7,FL,", "10:04:33,passing,8,FL,",
    "10:05:59,flag,,,chequered",
    "10:06:00,passing,7,FL,", "10:06:04,passing,8,FL,",
]  # fmt: skip


def raced(*more: str, without: int | None = None) -> Timing:
    rows = [row for at, row in enumerate(RACE) if at != without]
    return timed("\n".join([*rows, *more]))


def test_a_start_typed_a_minute_after_the_green_is_told_with_what_it_takes_away() -> None:
    """A lap of everybody was gone, and nothing but a note said so."""
    found = only(raced("10:01:00,session,,,start"), "green-before-start")
    assert (found.severity, found.where.seq) == ("warning", 1)
    assert found.proposal == {"kind": "amend", "target": 11, "changes": {"at": "10:00:00.000"}}
    made = score("\n".join([*RACE, "10:01:00,session,,,start"]))
    (tried,) = [one for one in made.findings if one.code == "green-before-start"]
    assert (tried.values["winner"], tried.values["winner_laps"]) == ("7", 4)


@pytest.mark.parametrize(
    "more",
    [
        ("10:00:00,session,,,start",),
        ("09:59:30,session,,,start",),
        ("10:00:30,session,,,start", "10:00:30,flag,,,green"),  # it was shown again
        ("09:20:00,flag,,,green", "10:00:00,session,,,start"),  # of a practice in the same log
    ],
)
def test_a_green_at_the_start_or_after_it_is_nothing_to_ask_about(more: tuple[str, ...]) -> None:
    assert said(raced(*more), "green-before-start") == []


def test_a_practice_that_was_flagged_off_before_the_start_had_its_own_green() -> None:
    more = "09:40:00,flag,,,green", "09:50:00,flag,,,chequered", "10:00:00,session,,,start"
    assert said(raced(*more, without=0), "green-before-start") == []


def test_a_chequered_flag_with_a_car_beside_it_is_told_with_what_it_costs() -> None:
    """#7 lost the race by a lap, and a note spoke of one passing."""
    rows = "\n".join([*RACE, "10:04:29,flag,7,,chequered"])
    made = score(rows)
    assert told(made) == ["1 #8 4 6:04.000", "2 #7 3 4:30.000"]
    (found,) = [one for one in made.findings if one.code == "chequered-to-one-car"]
    assert (found.severity, found.where.car) == ("warning", "7")
    assert found.proposal == {"kind": "void", "target": 11, "reason": "not shown to one car"}
    assert (found.values["winner"], found.values["winner_laps"]) == ("7", 4)


@pytest.mark.parametrize(
    "row", ["10:06:02,flag,7,,chequered", "10:04:29,flag,7,,black", "10:05:59,flag,7,,chequered"]
)
def test_a_flag_to_one_car_after_that_for_all_and_another_flag_are_not_asked_about(row: str) -> None:
    assert said(raced(row), "chequered-to-one-car") == []


BACK = '[race.red-flag]\nresult = "last-lap-all-completed"\n'
STOPPED = GREEN + laps("1", *["1:30"] * 3) + laps("2", *["1:31"] * 3) + "10:05:00,flag,,,red\n"
ON = laps("1", *["1:30"] * 6, start="10:18:30") + laps("2", *["1:30"] * 6, start="10:18:31")
END = "10:27:29,flag,,,chequered\n"


def test_a_forgotten_green_of_the_restart_is_told_with_the_record_to_take() -> None:
    """Six laps were driven after the stoppage, and the result was that of lap 3."""
    made = score(STOPPED + ON + END, BACK)
    assert told(made) == ["1 #1 3 4:30.000", "2 #2 3 4:33.000"]
    (found,) = [one for one in made.findings if one.code == "raced-on-under-red"]
    assert (found.severity, found.values["count"], found.values["laps"]) == ("warning", 2, 5)
    assert found.proposal == {"kind": "flag", "at": "10:18:29.000", "value": "green"}
    assert (found.values["winner"], found.values["winner_laps"]) == ("1", 9)


@pytest.mark.parametrize(
    "rows",
    [
        STOPPED + "10:18:30,flag,,,green\n" + ON + END,
        STOPPED + END,
        STOPPED
        + laps("1", "3:00", "1:31", start="10:05:00")
        + laps("2", "3:00", start="10:05:01")
        + END,  # called in
        STOPPED
        + laps("1", *["2:30"] * 4, start="10:05:00")
        + laps("2", *["2:30"] * 4, start="10:05:01"),  # slow
    ],
)
def test_a_race_that_was_restarted_or_came_in_under_red_is_not_asked_about(rows: str) -> None:
    assert "raced-on-under-red" not in codes(score(rows, BACK))


@pytest.mark.parametrize("kind", ["practice", "qualifying"])
def test_a_chequered_flag_for_one_car_is_asked_about_in_qualifying_too(kind: str) -> None:
    made = score("\n".join([*RACE, "10:04:29,flag,7,,chequered"]), kind=kind)
    assert "chequered-to-one-car" in codes(made)
    assert "chequered-to-one-car" not in codes(score("\n".join(RACE), kind=kind))


def test_of_a_start_typed_after_most_of_the_race_the_green_is_the_one_remedy() -> None:
    """An hour's slip would have put it to 9:05."""
    made = score("\n".join([*RACE, "10:05:00,session,,,start"]))
    asked = "green-before-start", "start-after-passings"
    proposed = {one.code: one.proposal for one in made.findings if one.code in asked}
    assert proposed == {
        "start-after-passings": None,
        "green-before-start": {"kind": "amend", "target": 11, "changes": {"at": "10:00:00.000"}},
    }
