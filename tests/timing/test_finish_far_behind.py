"""The finish of one car typed a minute, an hour or a day late: asked about with the instant at which it was due."""

from __future__ import annotations

import pytest

from parcferme.classification import classify
from parcferme.timing import measure, with_records
from small_races import GREEN, laps
from timing.races import log_of, said, timed, values

CODE = "finish-far-behind"
OTHERS = laps("2", *["1:31"] * 4) + laps("3", *["1:32"] * 4)
FLAG = "10:05:59,flag,,,chequered\n"


def typed(finish: str) -> str:
    return GREEN + laps("1", *["1:30"] * 3) + OTHERS + f"{finish},passing,1,FL\n" + FLAG


@pytest.mark.parametrize(
    "finish", ["10:07:00", "10:16:00", "10:36:00", "10:56:00", "11:06:00", "12:06:00", "20:06:00"]
)
def test_the_winner_whose_finish_was_typed_late_is_asked_about(finish: str) -> None:
    rows = typed(finish)
    (found,) = said(timed(rows), CODE)
    assert (found.severity.value, found.where.car, found.where.lap) == ("warning", "1", 4)
    assert (values(found)["moved_at"], found.values["usual_us"]) == ("10:06:00.000000", 90_000_000)
    assert said(timed(rows), "long-laps-unexplained") == []
    log = log_of(rows)
    assert found.proposal is not None and found.proposal["target"] == found.where.seq
    from parcferme.regulations import Rulebook

    mended = classify(measure(with_records(log, [found.proposal]), Rulebook()))
    assert next((row.number, row.laps, row.time) for row in mended.rows) == ("1", 4, 360_000_000)


@pytest.mark.parametrize(
    "finish",
    [
        "10:06:10",  # as quick as ever
        "10:06:50",  # less than half a lap behind the last
        "10:06:30",
        "10:16:30",  # half a minute beside every whole one: it limped home
    ],
)
def test_who_came_home_late_made_no_slip(finish: str) -> None:
    assert said(timed(typed(finish)), CODE) == []


def test_one_mistyped_hour_is_no_clock_put_forward() -> None:
    """What was written below it, the flag among it, is of the old hour: the flag stays where it is."""
    timing = timed(typed("11:06:00"))
    assert said(timing, "clock-put") == []


def test_an_hour_mistyped_for_the_last_crossings_of_all_in_a_list_car_by_car_is_told_of_each() -> None:
    """In order of time a clock was put; car by car nothing but the laps shows it."""
    rows = GREEN + "".join(
        laps(car, *[lap] * 4) + laps(car, lap, start=start).replace("10:", "11:", 1)
        for car, lap, start in (
            ("1", "1:30", "10:06:00"),
            ("2", "1:31", "10:06:04"),
            ("3", "1:32", "10:06:08"),
        )
    )
    timing = timed(rows + "11:07:29,flag,,,chequered\n")
    assert [(one.where.car, one.where.lap, values(one)["moved_at"]) for one in said(timing, "time-jump")] == [
        ("1", 5, "10:07:30.000000"),
        ("2", 5, "10:07:35.000000"),
        ("3", 5, "10:07:40.000000"),
    ]
    assert all(one.proposal is not None for one in said(timing, "time-jump"))
    assert said(timing, "long-laps-unexplained") == []


def test_a_last_lap_an_hour_long_that_was_red_is_none() -> None:
    rows = GREEN + "".join(
        laps(car, *[lap] * 4, f"1:0{lap}") for car, lap in (("1", "1:30"), ("2", "1:31"), ("3", "1:32"))
    )
    assert said(timed(rows + "10:06:30,flag,,,red\n11:06:00,flag,,,green\n"), "time-jump") == []


def test_two_late_finishes_do_not_hide_each_other() -> None:
    """#1 and #2 were typed ten minutes late; #3 and #4 came home when they were due."""
    field = "".join(laps(car, *["1:33"] * 4) for car in "34")
    rows = GREEN + laps("1", *["1:30"] * 3) + laps("2", *["1:31"] * 3) + field
    timing = timed(rows + "10:16:00,passing,1,FL\n10:16:04,passing,2,FL\n" + FLAG)
    assert {one.where.car: values(one)["moved_at"] for one in said(timing, CODE)} == {
        "1": "10:06:00.000000",
        "2": "10:06:04.000000",
    }
