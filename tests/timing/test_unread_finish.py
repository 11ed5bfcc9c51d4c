"""A finish that nobody read: which car is asked about, when it was due, and whether a place hangs on it."""

from __future__ import annotations

import pytest

from parcferme.findings import Severity
from parcferme.times import parse_instant
from small_races import GREEN, laps
from timing.races import only, said, timed, values

CODE = "finish-not-read"
FLAG = "10:09:59,flag,,,chequered\n"
# Five laps of 1:40 and a sixth to the flag: #8 and #9 are read at it, #7 (1:40) is not.
OTHERS = laps("8", *["1:41"] * 6) + laps("9", *["1:42"] * 6)
SEVEN = laps("7", *["1:40"] * 5)


def test_the_leader_who_was_not_read_is_asked_about_with_the_instant_it_was_due() -> None:
    found = only(timed(GREEN + OTHERS + SEVEN + FLAG), CODE)
    assert (found.severity, found.where.car, found.where.lap) == (Severity.WARNING, "7", 6)
    assert values(found) == {
        "last_at": "10:08:20.000000", "usual_us": 100_000_000, "at": "10:10:00.000000", "uncertain_us": 4_000_000,
    }  # fmt: skip
    assert found.proposal == {
        "kind": "passing", "at": "10:10:00.000000", "car": "7", "loop": "FL", "source": "proposed",
    }  # fmt: skip


def test_a_car_that_holds_its_place_either_way_is_a_note() -> None:
    """#7 is the last and a lap down: read or not, nobody is ahead of it who was not."""
    slow = laps("7", "2:10", *["2:00"] * 3) + laps("8", *["1:41"] * 6) + laps("9", *["1:42"] * 6, "3:00")
    told = only(timed(GREEN + slow + FLAG), CODE)
    assert (told.severity, told.where.car, told.where.lap) == (Severity.INFO, "7", 5)
    assert (values(told)["at"], values(told)["uncertain_us"]) == ("10:10:10.000000", 4_800_000)


@pytest.mark.parametrize(
    ("cooling", "asked"),
    [
        ("3:00", True),  # 1.8 usual laps: the flag and a cooling lap in one
        ("2:59.999", False),  # no cooling lap is in it
        ("6:40", True),  # four of them
        ("6:40.001", False),  # it stood still
    ],
)
def test_a_long_lap_to_the_flag_has_a_cooling_lap_in_it(cooling: str, asked: bool) -> None:
    """#7 is read again on its cooling lap only: it seems to take the flag there, a lap later than it did."""
    found = said(timed(GREEN + OTHERS + laps("7", *["1:40"] * 5, cooling) + FLAG), CODE)
    assert [(one.where.lap, values(one)["at"]) for one in found] == (
        [(6, "10:10:00.000000")] if asked else []
    )


@pytest.mark.parametrize(
    ("flag", "asked"),
    [
        ("10:10:25", True),  # a quarter of a lap after #7 was due: it may have been shown there
        ("10:10:25.001", False),
        ("10:08:21", True),
    ],
)
def test_who_was_due_long_before_the_flag_was_not_due_at_it(flag: str, asked: bool) -> None:
    rows = laps("8", *["1:41"] * 7) + laps("9", *["1:42"] * 7)
    found = said(timed(GREEN + rows + SEVEN + f"{flag},flag,,,chequered\n"), CODE)
    assert ("7" in {one.where.car for one in found}) is asked


def test_what_its_usual_lap_is_say_two_fair_laps_at_least() -> None:
    """#7 joins late: with one lap behind its first nobody knows when it was due, with two they do."""
    one = laps("7", "6:40", "1:40")
    assert said(timed(GREEN + OTHERS + one + FLAG), CODE) == []
    two = laps("7", "5:00", "1:40", "1:40")
    assert [found.where.lap for found in said(timed(GREEN + OTHERS + two + FLAG), CODE)] == [4]


@pytest.mark.parametrize(
    "reason",
    ["10:09:50,passing,7,PIT_IN,\n", "10:09:30,status,7,,retired\n", "10:08:20,passing,7,PIT_IN,\n"],
)
def test_a_car_that_came_in_or_stopped_on_its_last_lap_was_not_missed(reason: str) -> None:
    assert said(timed(GREEN + OTHERS + SEVEN + FLAG + reason), CODE) == []


def test_a_stop_on_an_earlier_lap_says_nothing_of_the_last_one() -> None:
    stop = "10:03:10,passing,7,PIT_IN,\n10:03:30,passing,7,PIT_OUT,\n"
    assert only(timed(GREEN + OTHERS + SEVEN + FLAG + stop), CODE).where.car == "7"


def test_the_last_car_that_is_lacking_is_asked_about_without_a_record_to_take() -> None:
    """Nobody was read after #9 was due at 10:10:12: its read may still come, so nothing is proposed for it."""
    rows = laps("7", *["1:40"] * 6) + laps("8", *["1:41"] * 6) + laps("9", *["1:42"] * 5)
    found = only(timed(GREEN + rows + FLAG), CODE)
    assert (found.where.car, found.proposal, values(found)["at"]) == ("9", None, "10:10:12.000000")
    two = laps("7", *["1:40"] * 6) + laps("8", *["1:41"] * 5) + laps("9", *["1:42"] * 5)
    assert said(timed(GREEN + two + FLAG), CODE) == []  # a race still being driven has no questions


@pytest.mark.parametrize(("read", "asked"), [("10:10:13.020", False), ("10:10:13.021", True)])
def test_others_were_read_after_it_was_due_by_more_than_a_hundredth_of_a_lap(read: str, asked: bool) -> None:
    """#9 was due at 10:10:12.000 and laps in 1:42. A tenth car is read a moment later, or too soon to tell."""
    rows = laps("7", *["1:40"] * 6) + laps("8", *["1:41"] * 6) + laps("9", *["1:42"] * 5)
    found = only(timed(GREEN + rows + FLAG + laps("10", *["2:02"] * 4) + f"{read},passing,10,FL,\n"), CODE)
    assert (found.where.car, found.proposal is not None) == ("9", asked)


def test_where_no_flag_fell_nobody_was_due_at_it() -> None:
    assert said(timed(GREEN + OTHERS + SEVEN), CODE) == []


def test_the_record_is_at_the_instant_the_finding_names() -> None:
    found = only(timed(GREEN + OTHERS + SEVEN + FLAG), CODE)
    assert found.proposal is not None
    assert parse_instant(found.proposal["at"]) == found.values["at"]


# --- the last laps

UNREAD = "last-laps-not-read"


@pytest.mark.parametrize(
    ("driven", "told"),
    [
        (4, {"unread": 2, "last_at": "10:06:40.000000", "usual_us": 100_000_000, "at": "10:10:00.000000"}),
        (3, {"unread": 3, "last_at": "10:05:00.000000", "usual_us": 100_000_000, "at": "10:10:00.000000"}),
        (2, None),  # who was last seen four laps before the flag has stopped, and nobody wonders
    ],
)
def test_the_leader_not_read_on_its_last_laps_is_asked_about(
    driven: int, told: dict[str, int] | None
) -> None:
    found = said(timed(GREEN + OTHERS + laps("7", *["1:40"] * driven) + FLAG), UNREAD)
    assert [(one.severity, one.where.car, one.where.lap, values(one), one.proposal) for one in found] == (
        [(Severity.WARNING, "7", driven, told, None)] if told else []
    )


def test_who_would_not_have_won_is_a_note_and_who_went_on_is_seen_at_other_loops() -> None:
    behind = laps("7", *["1:43"] * 4) + laps("10", *["1:45"] * 6)
    sector = "".join(f"10:{minute}:{second},passing,7,S1,\n" for minute, second in
                     (("00", "30"), ("02", "13"), ("03", "56"), ("05", "39"), ("07", "22")))  # fmt: skip
    found = only(timed(GREEN + OTHERS + behind + sector + FLAG), UNREAD)
    assert (found.severity, found.where.lap, values(found)["unread"]) == (Severity.INFO, 4, 2)
    assert values(found)["seen_loops"] == ["S1"]


@pytest.mark.parametrize("reason", ["10:07:00,status,7,,retired\n", "10:07:10,passing,7,PIT_IN,\n"])
def test_who_stopped_is_not_asked_about(reason: str) -> None:
    assert said(timed(GREEN + OTHERS + laps("7", *["1:40"] * 4) + FLAG + reason), UNREAD) == []


def test_a_race_still_being_driven_asks_nobody_about_last_laps() -> None:
    rows = laps("8", *["1:41"] * 5) + laps("9", *["1:42"] * 5) + laps("7", *["1:40"] * 4)
    assert said(timed(GREEN + rows + FLAG), UNREAD) == []
