"""The flags through the session: how long each was shown, and which stretches of time have a part of it in them."""

from __future__ import annotations

import numpy as np
import pytest

from parcferme.records import Flag, FlagValue
from parcferme.timing.periods import NEUTRALISED, Period, periods, periods_frame, shown_in, touched

G, Y, SC, R = FlagValue.GREEN, FlagValue.YELLOW, FlagValue.SAFETY_CAR, FlagValue.RED


def flag(at: int | None, value: FlagValue, seq: int = 0, **more: object) -> Flag:
    return Flag(at=at, value=value, seq=seq, **more)  # type: ignore[arg-type]


def test_a_flag_lasts_until_the_next_other_one() -> None:
    shown = periods(
        [
            flag(50, G, 5, after=9),
            flag(10, Y, 2),
            flag(0, G, 1),
            flag(20, Y, 3),
            flag(30, SC, 4, inferred=True),
        ]
    )
    assert shown == (
        Period(G, 0, 10, 1), Period(Y, 10, 30, 2), Period(SC, 30, 50, 4, True), Period(G, 50, None, 5, False, 9),
    )  # fmt: skip


def test_flags_to_one_car_or_without_an_instant_are_shown_to_nobody_else() -> None:
    assert periods([flag(0, G, 1), flag(10, Y, 2, car="7"), flag(None, R, 3)]) == (Period(G, 0, None, 1),)
    assert periods([]) == ()


def test_of_two_flags_at_one_instant_the_one_written_last_is_shown() -> None:
    assert periods([flag(5, Y, 2), flag(5, R, 1)]) == (Period(R, 5, 5, 1), Period(Y, 5, None, 2))


SHOWN = (Period(G, 0, 10, 1), Period(Y, 10, 20, 2), Period(G, 20, 40, 3), Period(R, 40, None, 4))


@pytest.mark.parametrize(
    ("begin", "end", "inside", "at_the_end"),
    [
        (0, 9, False, False), (0, 10, False, True), (0, 11, True, True), (10, 10, False, True), (12, 15, True, True),
        (19, 30, True, True), (20, 30, False, False), (15, 25, True, True), (21, 40, False, True), (21, 41, True, True),
        (50, 60, True, True), (-5, 5, False, False), (5, 35, True, True),
    ],
)  # fmt: skip
def test_which_stretches_have_a_part_of_a_neutralisation_in_them(
    begin: int, end: int, inside: bool, at_the_end: bool
) -> None:
    stretch = np.array([begin]), np.array([end])
    assert touched(SHOWN, NEUTRALISED, *stretch).tolist() == [inside]
    assert shown_in(SHOWN, NEUTRALISED, *stretch).tolist() == [at_the_end]


def test_where_nothing_was_shown_nothing_is_touched() -> None:
    assert touched((), NEUTRALISED, np.array([1, 2]), np.array([3, 4])).tolist() == [False, False]
    assert touched(SHOWN, (SC,), np.array([0]), np.array([90])).tolist() == [False]


def test_the_flags_as_a_frame_count_from_the_start() -> None:
    shown = (Period(G, 100, 110, 1), Period(R, 110, None, 2, True))
    assert periods_frame(shown, 90).rows() == [
        ("green", 10, 20, 100, False, False, 1), ("red", 20, None, 110, True, True, 2),
    ]  # fmt: skip
    assert periods_frame((), 0).height == 0


def test_of_many_flags_each_stretch_is_touched_by_its_own() -> None:
    """A 24-hour race: ten safety cars from 10, 30, 50 … on, ten each; then a red flag that stays."""
    shown = [Period(G, 0, 10, 0)]
    for n in range(10):
        shown += [Period(SC, 10 + 20 * n, 20 + 20 * n, n), Period(G, 20 + 20 * n, 30 + 20 * n, n)]
    shown.append(Period(R, 210, None, 99))
    stretches = [
        (0, 10, False), (0, 11, True), (9, 10, False), (10, 10, False), (10, 11, True), (19, 20, True), (20, 30, False),
        (20, 31, True), (5, 25, True), (25, 29, False), (200, 210, False), (200, 211, True), (300, 400, True),
        (-9, -1, False), (190, 195, True),
    ]  # fmt: skip
    begin, end, inside = (np.array(column) for column in zip(*stretches, strict=True))
    assert touched(tuple(shown), NEUTRALISED, begin, end).tolist() == inside.tolist()
    assert touched(tuple(shown), (R,), begin, end).tolist() == [at > 210 for at in end.tolist()]
    assert touched(tuple(shown[:-1]), NEUTRALISED, np.array([215]), np.array([300])).tolist() == [False]


# ---------------------------------------------------------------- state of the track, one place, one car, one class


@pytest.mark.parametrize(
    ("value", "more"),
    [
        (Y, {"sector": "S2"}),
        (G, {"sector": "S2"}),
        (FlagValue.DOUBLE_YELLOW, {}),
        (FlagValue.DOUBLE_YELLOW, {"sector": "S2"}),
        (FlagValue.SLOW_ZONE, {"sector": "S2"}),
        (FlagValue.SLIPPERY, {}),
        (FlagValue.WHITE, {"sector": "S1"}),
        (FlagValue.BLUE, {"car": "7"}),
        (FlagValue.BLACK_WHITE, {"car": "7"}),
        (FlagValue.CHEQUERED, {"group": "GT4"}),
    ],
)
def test_what_is_waved_at_one_place_or_to_somebody_leaves_the_state_of_the_track(
    value: FlagValue, more: dict[str, str]
) -> None:
    """Under green, and under full course yellow: neither begins a state nor ends one."""
    for state in (G, FlagValue.FULL_COURSE_YELLOW):
        assert periods([flag(0, state, 1), flag(10, value, 2, **more), flag(20, R, 3)]) == (
            Period(state, 0, 20, 1), Period(R, 20, None, 3),
        )  # fmt: skip


@pytest.mark.parametrize(
    "value", [R, SC, FlagValue.FULL_COURSE_YELLOW, FlagValue.CODE_60, FlagValue.CHEQUERED]
)
def test_a_state_of_the_track_with_a_sector_is_one_of_the_whole_track(value: FlagValue) -> None:
    """Race control notes where the car lies; red stops everybody all the same."""
    assert [one.value for one in periods([flag(0, G, 1), flag(10, value, 2, sector="S2")])] == [G, value]
