"""A first crossing that was the start and counts as a lap, and a clock put back in the middle of a lap."""

from __future__ import annotations

import pytest

from small_races import GREEN, laps
from timing.races import said, timed, values


@pytest.mark.parametrize(
    ("cars", "odd"),
    [
        (
            {"1": ("0:38", "1:40"), "2": ("0:39", "1:43"), "3": ("0:42", "1:44")},
            ["3"],
        ),  # a grid behind the line
        ({"1": ("1:10", "1:40")}, ["1"]),
        ({"1": ("0:50", "1:40")}, ["1"]),
        ({"1": ("1:16", "1:40")}, []),  # three quarters and more
        (
            {"1": ("1:30", "2:10", "2:10"), "2": ("1:31", "1:29", "1:29")},
            [],
        ),  # it was slow later, not quick before
        ({"1": ("1:00",) * 8, "2": ("1:01",) * 8, "3": ("0:40", "2:00", "2:00", "2:00", "2:00")}, ["3"]),
    ],
)
def test_a_lap_1_quicker_than_anybody_drives_was_the_start(
    cars: dict[str, tuple[str, ...]], odd: list[str]
) -> None:
    rows = GREEN + "".join(laps(car, *its) for car, its in cars.items())
    found = said(
        timed(rows + "10:02:17,flag,,,chequered\n" if len(cars["1"]) == 2 else rows), "lap-one-short"
    )
    assert [one.where.car for one in found] == odd
    assert all(one.proposal and one.proposal["target"] == one.where.seq for one in found)


def stepped(*cuts: str) -> str:
    return GREEN + "".join(
        laps(car, *[pace] * 3, cut, *[pace] * 2)
        for car, pace, cut in zip("123", ("1:30", "1:31", "1:32"), cuts, strict=True)
    )


def test_a_clock_put_back_by_less_than_a_lap_makes_one_lap_of_everybody_too_short() -> None:
    (found,) = said(timed(stepped("0:53", "0:54", "0:55")), "clock-stepped")
    assert (found.values["count"], found.values["step_us"]) == (3, 37_000_000)
    assert values(found)["from_at"] == "10:04:36.000000"
    assert said(timed(stepped("1:24", "1:27", "1:30")), "clock-stepped") == []
    assert said(timed(stepped("0:53", "0:54", "1:32")), "clock-stepped") == []
    # All won about six seconds, and #3 a hair less than no car can: it may have driven so.
    assert said(timed(stepped("1:23.6", "1:24.6", "1:26")), "clock-stepped") == []
