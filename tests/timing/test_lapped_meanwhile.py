"""A crossing nobody read under a flag that slowed the field: the others drove two laps meanwhile."""

from __future__ import annotations

from random import Random

import pytest

from parcferme.findings import Severity
from parcferme.times import format_clock
from timing.races import START, only, said, timed, values

GREEN = "10:00:00,flag,,,green"


def rows_of(car: str, *ends: float, skip: tuple[int, ...] = ()) -> str:
    """Crossings of one car, in seconds after the start, without those that nobody read."""
    return "\n".join(
        f"{format_clock(START + round(end * 1_000_000), 6, hours=True)},passing,{car},FL,"
        for lap, end in enumerate(ends, 1)
        if lap not in skip
    )


# Laps of 90 s, the fourth, fifth and sixth of 135 s behind the safety car; cars two seconds apart.
ENDS = (90, 180, 270, 405, 540, 675, 765, 855)


def race(flag: str = "safety-car", *, skip: tuple[int, ...] = (5,), others: int = 3) -> str:
    field = [rows_of(str(car), *(end + 2 * car for end in ENDS)) for car in range(2, others + 2)]
    shown = [f"10:04:35,flag,,,{flag}", "10:11:10,flag,,,green", "10:14:14,flag,,,chequered"]
    return "\n".join(sorted("\n".join([GREEN, *shown, *field, rows_of("1", *ENDS, skip=skip)]).splitlines()))


@pytest.mark.parametrize("flag", ["safety-car", "fcy", "code-60", "yellow"])
def test_under_a_flag_a_crossing_nobody_read_is_told_by_how_often_the_others_came_round(flag: str) -> None:
    """#1 leads: 270 s for a lap, three usual ones, in which the three behind it drove two."""
    found = only(timed(race(flag)), "missed-passing")
    assert (found.severity, found.where.car, found.where.lap) == (Severity.WARNING, "1", 5)
    assert found.proposal is not None
    assert values(found) == {
        "lap_us": 270_000_000,
        "usual_us": 90_000_000,
        "at": "10:09:00.000000",
        "uncertain_us": 4_050_000,
        "others": 2,
    }
    assert (found.proposal["kind"], found.proposal["car"]) == ("passing", "1")


def test_two_of_them_in_a_row_are_told_each() -> None:
    found = said(timed(race(skip=(4, 5))), "missed-passing")
    assert [(one.where.lap, values(one)["at"], one.values["others"]) for one in found] == [
        (4, "10:06:43.000000", 3),
        (4, "10:08:59.000000", 3),
    ]


def test_behind_the_safety_car_everybody_is_slow_and_nothing_is_told() -> None:
    assert said(timed(race(skip=())), "missed-passing") == []


def test_of_one_other_car_nobody_knows_which_of_the_two_was_amiss() -> None:
    """The other one may have been read once too often."""
    assert said(timed(race(others=1)), "missed-passing") == []


def test_who_drives_half_as_fast_was_lapped_and_missed_nothing() -> None:
    """Under a yellow at one place: #9 takes 180 s for a lap, always, the others half of it."""
    slow = rows_of("9", 182, 362, 542, 722, 902)
    rows = race("yellow", skip=()).splitlines() + slow.splitlines()
    assert said(timed("\n".join(sorted(rows))), "missed-passing") == []


@pytest.mark.parametrize("seed", range(12))
def test_in_any_race_slowed_by_a_flag_the_miss_is_asked_about_and_where_it_was(seed: int) -> None:
    """Laps of any length, slowed by a quarter to twice, a crossing of one car taken out while the flag is shown."""
    random = Random(seed)
    lap, slow = random.uniform(40, 150), random.uniform(1.25, 2)
    cars = random.randint(3, 20)
    whose, taken = str(random.randrange(cars)), random.randint(5, 7)
    field, truth = [GREEN], 0.0
    for car in range(cars):
        at, ends = 1.0 * car, list[float]()
        for count in range(1, 13):
            at += lap * random.uniform(0.995, 1.01) * (slow if 4 <= count <= 8 else 1)
            ends.append(at)
        if str(car) == whose:
            truth = ends[taken - 1]
        field.append(rows_of(str(car), *ends, skip=(taken,) if str(car) == whose else ()))
    field += [f"{format_clock(START + round(lap * 3.3 * 1e6), 6, hours=True)},flag,,,safety-car"]
    until = lap * (3 + 5 * slow) * 1.02 + cars
    field += [f"{format_clock(START + round(until * 1e6), 6, hours=True)},flag,,,green"]
    found = only(timed("\n".join(sorted("\n".join(field).splitlines()))), "missed-passing")
    assert (found.where.car, found.where.lap, found.values["others"]) == (whose, taken, 2)
    assert abs(found.values["at"] - START - truth * 1e6) < 0.05 * lap * slow * 1e6
