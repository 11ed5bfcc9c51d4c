"""Fights and trends: three laps, one class, one lap, and no stop or neutralisation in them."""

from __future__ import annotations

import pytest

from parcferme.board import Battle, battles, trend
from parcferme.timing import Timing
from small_races import laps
from timing.races import timed

GREEN = "10:00:00,flag,,,green\n"
RULES = '[timing]\nminimum-lap = "30 s"\n'


def race(*more: str, **classes: str) -> Timing:
    return timed(GREEN + "".join(more), RULES, classes=classes)


SEVEN = laps("7", *["1:40"] * 5)


@pytest.mark.parametrize(
    ("eight", "fight"),
    [
        (["1:41.500", *["1:40"] * 4], True),
        (["1:41.501", *["1:40"] * 4], False),
        (["1:41", "1:41", "1:39", "1:40", "1:40"], True),  # 2 s apart at line 2, which is no longer looked at
        (["1:41", "1:40", "1:41", "1:39", "1:40"], False),
    ],
)
def test_a_battle_is_a_second_and_a_half_at_each_of_the_last_three_lines(
    eight: list[str], fight: bool
) -> None:
    timing = race(SEVEN, laps("8", *eight))
    found = battles(timing, [("7", "A"), ("8", "A")])
    assert [one.cars for one in found] == ([("7", "8")] if fight else [])


def test_three_cars_are_one_fight_and_other_classes_have_their_own() -> None:
    timing = race(SEVEN, laps("8", "1:41", *["1:40"] * 4), laps("9", "1:42", *["1:40"] * 4))
    order = [("7", "A"), ("8", "A"), ("9", "A")]
    assert battles(timing, order) == (Battle(("7", "8", "9"), "A", 2_000_000),)
    assert battles(timing, [("7", "A"), ("8", "B"), ("9", "A")]) == ()  # 2 s, with another class between them


def test_a_lap_down_is_no_fight() -> None:
    timing = race(SEVEN, laps("8", "3:21", *["1:40"] * 3))
    assert battles(timing, [("7", "A"), ("8", "A")]) == ()


def test_the_car_ahead_has_crossed_the_line_and_the_other_one_not_yet() -> None:
    timing = race(laps("7", *["1:40"] * 6), laps("8", "1:41", *["1:40"] * 4))
    assert [one.cars for one in battles(timing, [("7", "A"), ("8", "A")])] == [("7", "8")]


def test_a_trend_is_what_was_lost_per_lap_over_three_laps() -> None:
    timing = race(SEVEN, laps("8", "1:45", "1:40", "1:39.400", "1:39.700", "1:39.800"))
    assert trend(timing, "7", "8") == -366_667  # 1.1 s in three laps, towards the quicker side


@pytest.mark.parametrize(
    "row",
    [
        "10:05:30,passing,8,PIT_IN,\n10:05:50,passing,8,PIT_OUT,\n",
        "10:05:30,flag,,,fcy\n10:05:40,flag,,,green\n",
    ],
)
def test_a_stop_or_a_neutralisation_says_nothing_of_pace(row: str) -> None:
    assert trend(race(SEVEN, laps("8", *["1:41"] * 5), row), "7", "8") is None


def test_three_laps_need_four_lines() -> None:
    assert trend(race(laps("7", *["1:40"] * 3), laps("8", *["1:41"] * 3)), "7", "8") is None
