"""A first crossing that was the start and counts as a lap, and a clock put back in the middle of a lap."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from parcferme.classification import classify
from parcferme.times import format_clock
from small_races import GREEN, laps
from timing.races import START, said, timed, values


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


@pytest.mark.parametrize("seed", range(16))
def test_a_clock_put_back_at_any_instant_of_any_race_is_told_and_makes_nobody_the_quickest(seed: int) -> None:
    """Cars anywhere on the lap, some in a lap that was slow as well: those near the line win it in one lap, those far
    from it in another, and each in the lap it is on.
    """
    random = Random(seed)
    lap, cars, back = random.uniform(60, 150), random.randint(4, 24), random.uniform(0.12, 0.7)
    at_step = lap * random.uniform(3, 8)
    rows, best = list[str](), dict[str, float]()
    for car in range(cars):
        at = random.uniform(0, 3) + 0.5 * car
        ends = [at]
        for _ in range(10):
            took = lap * (1 + 0.01 * random.random()) + (
                random.uniform(0.5, 4) if random.random() < 0.1 else 0
            )
            at += took
            ends.append(at)
        laps_of = [after - before for before, after in pairwise(ends)]
        best[str(car)] = min(
            one
            for one, end, since in zip(laps_of, ends[1:], ends, strict=False)
            if not since <= at_step < end
        )
        rows += [f"{clock(end - (back * lap if end > at_step else 0))},passing,{car},FL" for end in ends]
    timing = timed("\n".join([GREEN.strip(), *rows]))
    (found,) = said(timing, "clock-stepped")
    assert found.values["count"] >= 0.75 * cars
    assert abs(found.values["step_us"] - back * lap * 1e6) < 0.02 * lap * 1e6
    told = {row.number: row.best_lap or 0 for row in classify(timing).rows}
    assert all(told[car] > best[car] * 1e6 - 2000 for car in best)


def clock(seconds: float) -> str:
    return format_clock(START + round(seconds * 1_000_000), 6, hours=True)


@pytest.mark.parametrize("seed", range(6))
def test_one_lap_at_speed_behind_safety_cars_is_no_clock_put_back(seed: int) -> None:
    """The whole race behind the safety car but for one lap of all."""
    random = Random(seed)
    rows = [GREEN.strip()]
    for car in range(8):
        at = 2.0 * car
        for count in range(1, 9):
            at += 90 if count == 5 else random.uniform(130, 150)
            rows.append(f"{clock(at)},passing,{car},FL")
    assert said(timed("\n".join(rows)), "clock-stepped") == []
