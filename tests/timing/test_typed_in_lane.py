"""A crossing of the line typed as a read of the lane: no visit, and a lap too few."""

from __future__ import annotations

from random import Random

import pytest

from parcferme.findings import Severity
from parcferme.times import format_clock
from small_races import GREEN, laps
from timing.races import START, in_time, only, said, timed, values

FLAG = "10:12:00,flag,,,chequered\n"
OTHERS = GREEN + FLAG + laps("1", *["1:31"] * 8) + laps("3", *["1:32"] * 8)


def race(typed: str, at: str = "10:06:00") -> str:
    """#2 laps in 1:30; its crossing at 10:06 is typed as something else."""
    its = laps("2", *["1:30"] * 8).replace(f"{at}.000000,passing,2,FL", f"{at},passing,2,{typed}")
    assert typed in its
    return in_time(OTHERS, its)


@pytest.mark.parametrize("typed", ["PIT_IN", "PIT_OUT"])
def test_a_crossing_typed_as_a_read_of_the_lane_is_told_with_its_loop_put_right(typed: str) -> None:
    found = only(timed(race(typed)), "missed-passing")
    assert (found.severity, found.where.car, found.where.lap) == (Severity.WARNING, "2", 4)
    assert values(found) == {
        "lap_us": 180_000_000,
        "usual_us": 90_000_000,
        "at": "10:06:00.000000",
        "read_as": typed,
    }
    assert found.proposal == {"kind": "amend", "target": found.where.seq, "changes": {"loop": "FL"}}


@pytest.mark.parametrize(
    ("at", "lap", "took"),
    [("10:01:30", 1, 180_000_000), ("10:12:00", 8, 90_000_000)],
)
def test_so_is_the_first_lap_and_so_is_the_finish(at: str, lap: int, took: int) -> None:
    found = only(timed(race("PIT_IN", at)), "missed-passing")
    assert (found.where.lap, values(found)["at"], found.values["lap_us"]) == (lap, f"{at}.000000", took)
    assert found.proposal is not None


@pytest.mark.parametrize(
    "rows",
    [
        "10:05:54,passing,2,PIT_IN\n10:06:40,passing,2,PIT_OUT\n",
        "10:05:54,passing,2,PIT_IN\n",  # in at the end of a lap, as all who come in
        "10:06:40,passing,2,PIT_OUT\n",
    ],
)
def test_a_car_that_was_in_the_lane_for_a_lap_was_in_the_lane(rows: str) -> None:
    """The lane ends before the line, and #2 is off for 90 s: a lap of 3:00; #1 came in at the same place."""
    its = laps("2", *["1:30"] * 3, "3:00", *["1:30"] * 3)
    other = laps("1", *["1:31"] * 2, "2:10", *["1:31"] * 4)
    lane = "10:04:28,passing,1,PIT_IN\n10:05:05,passing,1,PIT_OUT\n"
    race = in_time(GREEN, FLAG, laps("3", *["1:32"] * 8), its, other, lane, rows)
    assert said(timed(race), "missed-passing") == []


@pytest.mark.parametrize(
    "lane", ["10:05:55,passing,2,PIT_IN\n10:07:30,passing,2,PIT_OUT\n", "10:07:30,passing,2,PIT_OUT\n"]
)
def test_a_stop_of_a_lap_behind_the_line_in_the_lane_is_a_stop(lane: str) -> None:
    """In before the line at 10:06, out a lap later; or the entry was not read and the line in the lane was."""
    its = laps("2", *["1:30"] * 4, "3:00", *["1:30"] * 2)
    if "PIT_IN" not in lane:
        its = its.replace("10:06:00.000000,passing,2,FL\n", "10:06:00,passing,2,FL_PIT\n")
    assert said(timed(in_time(OTHERS, its, lane)), "missed-passing") == []


@pytest.mark.parametrize("seed", range(10))
def test_whatever_crossing_of_whatever_car_it_is(seed: int) -> None:
    """The truth is one lap more; laps of 40 to 150 s, as even as laps are."""
    random = Random(seed)
    lap, cars, typed = random.uniform(40, 150), random.randint(3, 12), random.choice(["PIT_IN", "PIT_OUT"])
    whose, wrong = random.randrange(cars), random.randint(2, 9)
    rows = [GREEN]
    for car in range(cars):
        at = 1.0 * car
        for count in range(1, 11):
            at += lap * random.uniform(0.99, 1.01)
            loop = typed if (car, count) == (whose, wrong) else "FL"
            rows.append(f"{format_clock(START + round(at * 1e6), 6, hours=True)},passing,{car},{loop},")
    found = only(timed(in_time(*rows)), "missed-passing")
    assert (found.where.car, found.where.lap, found.values["read_as"]) == (str(whose), wrong, typed)
    assert found.proposal is not None
    assert found.proposal["changes"] == {"loop": "FL"}
