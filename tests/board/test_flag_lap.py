"""Which lap will get the flag: worked cases, and how often it is right over the published races."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conftest import PUBLISHED
from parcferme.board import LastLap, last_lap
from parcferme.regulations import Rulebook, parse_rulebook
from parcferme.season import score
from parcferme.times import MINUTE
from parcferme.timing import measure
from small_races import laps
from timing.races import log_of

GREEN = "10:00:00,flag,,,green\n"


def said(rows: str, rules: str, **more: Any) -> LastLap | None:
    book = parse_rulebook(f'name = "t"\n[timing]\nminimum-lap = "30 s"\n{rules}', "t.toml")
    return last_lap(measure(log_of(GREEN + rows), book, **more))


SIXTY = '[race]\nlength = "60 min"\n'


@pytest.mark.parametrize(
    ("rules", "last"),
    [
        (SIXTY, 31),  # 5 laps in 10:00, 25 more in 49:41, and so one more
        ('[race]\nlength = "59:25"\n', 30),
        ('[race]\nlength = "62 min"\n', 32),
        (SIXTY + "plus-laps = 1\n", 32),
        ("[race]\nlaps = 12\n", 12),
        ('[race]\nlaps = 20\nlength = "60 min"\n', 20),  # whichever comes first
    ],
)
def test_the_lap_that_the_leader_is_on_when_the_time_is_over_and_those_the_rulebook_adds(
    rules: str, last: int
) -> None:
    """#7 has driven 10:00 and laps in 1:59.25."""
    found = said(laps("7", "2:03", *["1:59.250"] * 4) + laps("8", *["2:05"] * 4), rules)
    assert found is not None
    assert (found.first, found.last, found.leader, found.after) == (last, last, "7", 5)


def test_where_it_is_close_both_laps_are_named() -> None:
    """30 laps of 2:00 end in the very second in which the time is over."""
    found = said(laps("7", *["2:00"] * 5), SIXTY)
    assert found is not None
    assert (found.first, found.last, found.sure) == (30, 31, False)


def test_behind_a_safety_car_it_is_from_staying_there_to_racing_at_once() -> None:
    """At 10:00 50 minutes are left: 26 laps of 2:00 at most, and 17 of 3:00 as they are driven now."""
    rows = laps("7", *["2:00"] * 3, "3:00", "3:00") + "10:06:00,flag,,,safety-car\n"
    found = said(rows, SIXTY)
    assert found is not None
    assert (found.first, found.last) == (5 + 16, 5 + 25)


@pytest.mark.parametrize("rules", ["", '[race]\nlength = "60 min"\n'])
def test_without_a_length_or_a_lap_at_speed_nobody_can_tell(rules: str) -> None:
    assert said(laps("7", "2:00", *(["2:00"] * 4 if not rules else [])), rules) is None


def test_practice_has_no_last_lap() -> None:
    assert said(laps("7", *["2:00"] * 5), '[practice]\nlength = "60 min"\n', kind="practice") is None


def test_once_the_flag_fell_it_is_a_fact() -> None:
    found = said(laps("7", *["2:00"] * 5) + laps("8", *["2:03"] * 5) + "10:10:00,flag,,,chequered\n", SIXTY)
    assert found is not None
    assert (found.first, found.last, found.ruled) == (5, 5, True)


RACES = PUBLISHED / "cases.toml"


def _races() -> list[dict[str, Any]]:
    if not RACES.exists():
        return []
    cases = tomllib.loads(RACES.read_text(encoding="utf-8"))["case"]
    return [
        one for one in cases if one["kind"] == "race" and one.get("length") and "Watkins" not in one["id"]
    ][::6]


@pytest.mark.published
def test_over_published_races_it_is_right_at_most_crossings_of_the_last_ten_minutes(published: Path) -> None:
    """At each crossing of the leader; what a full course yellow that comes later changes nobody can foresee."""
    right = told = 0
    for case in _races():
        timing = score(published / case["laps"], kind="race").result.timing
        length, driven = int(case["length"] * MINUTE), timing.laps_
        first = np.unique(driven.lap, return_index=False)
        ends = [int(driven.end[driven.lap == lap].min()) for lap in first.tolist()]
        later = [one.start for one in timing.shown if one.value.value in ("fcy", "safety-car", "red")]
        for at in ends[:-1]:
            since = at - timing.start
            if not length - 10 * MINUTE <= since < length or any(one > at for one in later):
                continue
            cut = measure(timing.log, Rulebook(), kind="race", length=length, at=since, try_proposals=False)
            found = last_lap(cut)
            assert found is not None
            told += 1
            right += found.first <= int(driven.lap.max()) <= found.last
    assert told >= 20
    assert right >= 0.95 * told
