"""A flag after which the field raced on: how many cars, how many laps, and which flag is to be voided for which."""

from __future__ import annotations

import pytest

from parcferme.findings import Severity
from small_races import GREEN, laps
from timing.races import only, said, timed, values

CODE = "raced-on-after-flag"
EARLY = "10:04:59,flag,,,chequered\n"  # meant for 10:09:59: three laps were driven by then
LATER = "10:09:59,flag,,,chequered\n"
FIELD = laps("7", *["1:40"] * 6) + laps("8", *["1:41"] * 6) + laps("9", *["1:42"] * 5)


def test_the_flag_is_told_with_how_many_cars_raced_on_and_how_many_laps_at_most() -> None:
    """#7 and #8 drive three laps more, #9 two: of a flag that nobody saw, three cars and three laps are told."""
    timing = timed(GREEN + FIELD + EARLY)
    found = only(timing, CODE)
    assert (found.severity, found.where.seq) == (Severity.WARNING, timing.flag.seq)
    assert (values(found)["count"], values(found)["laps"]) == (3, 3)
    assert found.values["at"] == timing.flag.at
    assert found.proposal is None  # no other flag is known that could have ended the race


def test_where_another_flag_was_written_later_the_remedy_is_to_void_the_first() -> None:
    timing = timed(GREEN + FIELD + EARLY + LATER)
    assert only(timing, CODE).proposal == {
        "kind": "void", "target": timing.flag.seq, "reason": "the field raced on",
    }  # fmt: skip
    alone = timed(GREEN + FIELD + EARLY + "10:09:59,flag,9,,chequered\n")
    assert only(alone, CODE).proposal is None  # shown to one car it ended nobody else's race


@pytest.mark.parametrize(
    ("seven", "eight", "told"),
    [
        (["1:40", "1:40"], ["3:00"], 1),  # one of two raced on: as many as did not
        (["1:40"], ["1:41"], None),  # a lap more may be driven by who has not seen the flag
        (["1:54.999", "1:40"], ["3:00"], 1),  # up to 1.15 times the usual lap is as quick
        (["1:55.001", "1:40"], ["3:00"], None),
        (["0:50", "1:40"], ["3:00"], 1),  # half of it is one too, and anything below was no lap
        (["0:49.999", "1:40"], ["3:00"], None),
        (["1:40", "3:00", "1:40"], ["3:00"], 1),
    ],
)
def test_a_car_raced_on_that_drove_two_laps_as_quickly_as_before(
    seven: list[str], eight: list[str], told: int | None
) -> None:
    rows = laps("7", *["1:40"] * 3, *seven) + laps("8", *["1:41"] * 3, *eight)
    found = said(timed(GREEN + rows + EARLY), CODE)
    assert [one.values["count"] for one in found] == ([] if told is None else [told])


@pytest.mark.parametrize(("lap", "raced"), [("2:18", True), ("2:18.000001", False)])
def test_as_quick_is_up_to_one_and_fifteen_hundredths_of_the_usual_lap(lap: str, raced: bool) -> None:
    """Two minutes a lap: 2:18.000 to the microsecond."""
    rows = laps("7", *["2:00"] * 3, lap, lap) + laps("8", *["2:01"] * 3, "3:30")
    assert bool(said(timed(GREEN + rows + "10:05:59,flag,,,chequered\n"), CODE)) is raced


def test_one_of_three_that_raced_on_is_told_of_nobody() -> None:
    rows = laps("7", *["1:40"] * 6) + laps("8", *["1:41"] * 3, "3:00") + laps("9", *["1:42"] * 3)
    assert said(timed(GREEN + rows + EARLY), CODE) == []


def test_lap_1_says_nothing_of_what_is_quick() -> None:
    """Lap 1 has the wait on the grid in it (3:00); what was driven after the flag at 2:00 a lap was no race at 1:40."""
    slow = laps("7", "3:00", "1:40", "2:00", "2:00") + laps("8", "3:01", "1:41", "2:00", "2:00")
    assert said(timed(GREEN + slow + "10:04:39,flag,,,chequered\n"), CODE) == []
    quick = laps("7", "3:00", "1:40", "1:40", "1:40") + laps("8", "3:01", "1:41", "1:40", "1:40")
    assert only(timed(GREEN + quick + "10:04:39,flag,,,chequered\n"), CODE).values["laps"] == 2


def test_after_a_flag_in_lap_1_the_laps_behind_it_are_their_own_measure() -> None:
    rows = laps("7", "3:00", *["1:40"] * 3) + laps("8", "3:01", *["1:41"] * 3)
    assert only(timed(GREEN + rows + "10:02:59,flag,,,chequered\n"), CODE).values["laps"] == 3


def test_a_race_that_ended_by_its_length_was_ended_by_nobody_too_early() -> None:
    assert said(timed(GREEN + FIELD, '[race]\nlength = "5 min"\n'), CODE) == []


def test_one_lap_as_quick_is_enough_where_a_chequered_flag_was_shown_again_at_its_end() -> None:
    """Two chequered flags a lap apart, and all raced from the first to the second."""
    rows = laps("1", *["1:31"] * 5) + laps("2", *["1:32"] * 5) + laps("3", *["1:33"] * 5)
    first = "10:06:01,flag,,,chequered\n"
    found = only(timed(GREEN + rows + first + "10:07:34,flag,,,chequered\n"), "raced-on-after-flag")
    assert (found.values["count"], found.values["laps"], found.where.seq) == (3, 1, 17)
    assert found.proposal == {"kind": "void", "target": 17, "reason": "the field raced on"}
    assert said(timed(GREEN + rows + first), "raced-on-after-flag") == []
