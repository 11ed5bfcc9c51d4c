"""The reads of one car and what most likely happened: what is kept, what is missing and where, and what each costs.

Times in seconds; the car laps in 90 s, nobody in less than 67, and from 144 on a lap wants a reason.
"""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from parcferme.times import SECOND
from parcferme.timing.reads import (
    BEYOND,
    GHOST,
    IMPOSSIBLE,
    LOOP_AMISS,
    MISSED,
    SLOW,
    UNLIKE,
    Habit,
    Stretch,
    explain,
)

USUAL = Habit(90 * SECOND, None, 67 * SECOND, 45 * SECOND, 144 * SECOND, 0.05, True)
FIRST = msgspec.structs.replace(USUAL, first=100 * SECOND)


def stretch(
    *at: float,
    slow: tuple[int, ...] = (),
    opens: bool = False,
    closes: bool = False,
    loops: tuple[tuple[float, ...], ...] = (),
    driven: tuple[int, ...] | None = None,
    beyond: int = 0,
) -> Stretch:
    """Reads at these seconds; `slow`: the gaps (from 0) with a reason; `driven`: those driven though they are short."""
    return Stretch(
        np.array([round(one * SECOND) for one in at], dtype=np.int64),
        tuple(gap in slow for gap in range(len(at) - 1)),
        tuple(np.array([round(one * SECOND) for one in loop], dtype=np.int64) for loop in loops),
        opens,
        closes,
        () if driven is None else tuple(gap in driven for gap in range(len(at) - 1)),
        beyond,
    )  # fmt: skip


def told(
    reads: Stretch, habit: Habit = USUAL
) -> tuple[float, tuple[int, ...], list[tuple[float, float, float]]]:
    """The account: cost, reads kept, and the missing crossings in seconds: when, of how long a lap, how far off."""
    account = explain(reads, habit)
    missing = [(when / SECOND, lap / SECOND, off / SECOND) for when, lap, off in account.missing]
    return round(account.cost, 6), account.kept, missing


@pytest.mark.parametrize(
    ("at", "cost", "kept"),
    [
        ((0, 90, 180), 0.0, (0, 1, 2)),
        ((0, 92.25, 180), 0.5, (0, 1, 2)),  # half the spread off, twice: a quarter each
        ((0, 67, 180), 2 * UNLIKE, (0, 1, 2)),  # the shortest lap there is
        ((0, 66.999999, 180), None, (0, 2)),  # a microsecond less is none: the read was no crossing
        ((0, 40, 90, 180), GHOST, (0, 2, 3)),
        ((0, 90, 120, 180), GHOST, (0, 1, 3)),
        ((0, 90, 100, 110, 180), 2 * GHOST, (0, 1, 4)),
    ],
)
def test_a_read_that_cuts_a_lap_was_no_crossing(
    at: tuple[float, ...], cost: float | None, kept: tuple[int, ...]
) -> None:
    found = told(stretch(*at))
    assert (found[1], found[2] if kept != (0, 2) else []) == (kept, [])
    assert cost is None or found[0] == round(cost, 6)


@pytest.mark.parametrize(
    ("at", "cost", "missing"),
    [
        ((0, 90, 270, 360), MISSED, [(180, 180, 9)]),
        ((0, 90, 360, 450), 2 * MISSED, [(180, 270, 9), (270, 270, 9)]),
        ((0, 90, 450, 540), SLOW, []),  # three missed are no likelier than one slow lap
        ((0, 90, 272, 362), MISSED + (1 / 4.5) ** 2, [(181, 182, 9)]),
        ((0, 90, 288, 378), MISSED + UNLIKE, [(189, 198, 9)]),  # each lap as far off as twice the spread
        ((0, 90, 288.000002, 378), SLOW, []),
        ((0, 90, 252, 342), MISSED + UNLIKE, [(171, 162, 9)]),
        ((0, 90, 234, 324), UNLIKE, []),  # up to 144 s a lap needs no reason
        ((0, 90, 234.000001, 324), SLOW, []),
    ],
)
def test_a_lap_of_several_is_shared_out_evenly(
    at: tuple[float, ...], cost: float, missing: list[tuple[float, float, float]]
) -> None:
    found = told(stretch(*at))
    assert found == (round(cost, 6), (0, 1, 2, 3), missing)


def test_a_long_lap_with_a_reason_is_just_long() -> None:
    assert told(stretch(0, 90, 270, 360, slow=(1,))) == (0.3, (0, 1, 2, 3), [])
    assert told(stretch(0, 90, 270, 360, slow=(0,)))[2] == [(180, 180, 9)]


def test_where_a_long_lap_alone_tells_nothing_no_crossing_is_missing() -> None:
    alone = msgspec.structs.replace(USUAL, alone=False)
    assert told(stretch(0, 90, 270, 360), alone) == (SLOW, (0, 1, 2, 3), [])


@pytest.mark.parametrize(
    ("loop", "cost", "missing"),
    [
        ((30, 120, 210, 300), MISSED, [(180, 180, 9)]),  # the loop was passed twice in it
        ((30, 120, 300), SLOW, []),  # once: it is one slow lap
        ((30, 300), SLOW + LOOP_AMISS, []),
    ],
)
def test_the_loops_between_tell_a_slow_lap_from_two(
    loop: tuple[float, ...], cost: float, missing: list[tuple[float, float, float]]
) -> None:
    alone = msgspec.structs.replace(USUAL, alone=False)
    assert told(stretch(0, 90, 270, 360, loops=(loop,)), alone) == (cost, (0, 1, 2, 3), missing)


@pytest.mark.parametrize(
    ("laps", "missing"), [(4, [180.0, 270.0, 360.0]), (7, [90.0 + 90 * n for n in range(1, 7)]), (8, [])]
)
def test_of_six_crossings_missed_in_a_row_the_loops_can_tell_and_more_nobody_misses(
    laps: int, missing: list[float]
) -> None:
    loop = tuple(30.0 + 90 * n for n in range(laps + 2))
    found = told(stretch(0, 90, 90 + 90 * laps, 180 + 90 * laps, loops=(loop,)))
    assert [when for when, _, _ in found[2]] == missing


def test_loops_passed_twice_tell_of_a_missing_crossing_even_where_a_long_lap_has_a_reason() -> None:
    both = ((30, 120, 210, 300), (60, 150, 240, 330))
    assert told(stretch(0, 90, 270, 360, slow=(1,), loops=both))[2] == [(180, 180, 9)]
    one = ((30, 120, 210, 300), (60, 150, 330))
    assert told(stretch(0, 90, 270, 360, slow=(1,), loops=one))[2] == []


def test_a_read_beside_a_loop_that_was_passed_once_is_a_ghost() -> None:
    """Of reads at 40 and at 90 s the loop, passed at 30, says nothing; at 60 s it says that 40 was none."""
    assert told(stretch(0, 80, 150, 240, loops=((30, 110, 200),)))[1] == (0, 1, 2, 3)
    assert told(stretch(0, 40, 90, 180, loops=((60, 120),)))[:2] == (GHOST, (0, 2, 3))


STEADY = msgspec.structs.replace(USUAL, steady=True)


@pytest.mark.parametrize(
    ("long", "missed"),
    [
        (360, 3),
        (369, 3),
        (369.1, 0),
        (351, 3),
        (350.9, 0),
        (405, 0),
        (630, 6),
        (639, 6),
        (639.1, 0),
        (720, 0),
    ],
)
def test_where_hardly_anybody_stood_a_lap_very_near_up_to_seven_laps_is_so_many(
    long: float, missed: int
) -> None:
    """All of it within a tenth of a lap, not each part: any stand is near some number of laps otherwise."""
    assert len(told(stretch(0, 90, 90 + long, 180 + long), STEADY)[2]) == missed
    assert told(stretch(0, 90, 90 + long, 180 + long))[2] == []


def test_several_crossings_missed_from_the_start_are_told_where_hardly_anybody_stood() -> None:
    late = msgspec.structs.replace(FIRST, steady=True)
    assert [when for when, _, _ in told(stretch(0, 280, 370, opens=True), late)[2]] == [100.0, 190.0]
    assert told(stretch(0, 290, 380, opens=True), late)[2] == []


def test_lap_one_that_others_drove_slowly_may_have_been_a_quick_one() -> None:
    """The others took 115 s for lap 1, the quickest of them 92: at 184 s there were two laps, the first of 94."""
    spun = msgspec.structs.replace(USUAL, first=115 * SECOND, soonest=92 * SECOND)
    assert told(stretch(0, 184, 274, opens=True), spun)[2] == [(93, 184, 9)]
    assert told(stretch(0, 184, 274, opens=True), msgspec.structs.replace(spun, soonest=None))[2] == []


def test_a_car_whose_laps_vary_has_two_of_them_in_a_lap_between_twice_its_quick_and_its_slow_ones() -> None:
    steady = msgspec.structs.replace(USUAL, usual=102 * SECOND, spread=0.03)
    varied = msgspec.structs.replace(steady, low=90 * SECOND, high=103 * SECOND)
    assert told(stretch(0, 102, 293, 395), steady)[2] == []
    assert [when for when, _, _ in told(stretch(0, 102, 293, 395), varied)[2]] == [197.5]
    assert told(stretch(0, 102, 281, 383), varied)[2] == []


# --- lap 1, and the end


def test_lap_one_has_its_own_length_and_its_own_shortest() -> None:
    assert told(stretch(0, 100, 190, opens=True), FIRST) == (0.0, (0, 1, 2), [])
    assert told(stretch(0, 104.5, 194.5, opens=True), FIRST)[0] == 1.0
    assert told(stretch(0, 45, 135, opens=True), FIRST)[0] == UNLIKE
    assert told(stretch(0, 44.999999, 135, opens=True), FIRST)[1] == (0, 2)
    assert told(stretch(0, 45, 135))[1] == (0, 2)


def test_a_first_run_from_the_pits_costs_nothing_however_long() -> None:
    assert told(stretch(0, 500, 590, opens=True)) == (0.0, (0, 1, 2), [])
    assert told(stretch(0, 500, 590))[0] == SLOW


def test_a_crossing_missing_on_lap_one_is_where_lap_one_ends() -> None:
    assert told(stretch(0, 190, 280, opens=True), FIRST) == (MISSED, (0, 1, 2), [(100, 190, 9)])
    assert told(stretch(0, 90, 270, 360, opens=True), FIRST)[2] == [(180, 180, 9)]


def test_who_comes_round_several_laps_late_started_late() -> None:
    assert told(stretch(0, 280, 370, opens=True), FIRST) == (SLOW, (0, 1, 2), [])


def test_who_was_seen_at_the_loops_meanwhile_did_not_start_late() -> None:
    loop = ((40, 130, 220, 310),)
    assert told(stretch(0, 280, 370, opens=True, loops=loop), FIRST)[2] == [(100, 280, 9), (190, 280, 9)]
    assert told(stretch(0, 280, 370, opens=True, loops=((220, 310),)), FIRST)[2] == []


def test_the_last_read_of_a_stretch_may_be_none_only_where_it_ends_the_race() -> None:
    assert told(stretch(0, 90, 180, 200, closes=True)) == (GHOST, (0, 1, 2), [])
    assert told(stretch(0, 90, 180, 200))[1] == (0, 1, 3)
    assert told(stretch(0, 90, 180, 183, 186, closes=True)) == (2 * GHOST, (0, 1, 2), [])
    assert told(stretch(0, 90, 180, 269, closes=True))[1] == (0, 1, 2, 3)


def test_two_reads_behind_the_last_crossing_that_were_none_are_both_none() -> None:
    """At 200 and 210 s: a lap of 120 s that ends at the second is dearer than both being none, of either alone not."""
    assert told(stretch(0, 90, 180, 200, 210, closes=True)) == (2 * GHOST, (0, 1, 2), [])
    assert told(stretch(0, 90, 180, 200, 210))[1] == (0, 1, 4)


def test_a_lap_nobody_can_drive_that_nothing_explains_stays() -> None:
    assert told(stretch(0, 30)) == (IMPOSSIBLE, (0, 1), [])


def test_reads_taken_for_no_crossings_are_none_where_that_can_be() -> None:
    reads = stretch(0, 90, 100, 185)
    assert explain(reads, USUAL).kept == (0, 1, 3)
    assert explain(reads, USUAL, frozenset({1})).kept == (0, 2, 3)
    assert explain(stretch(0, 90, 180, 270), USUAL, frozenset({1})).kept == (0, 1, 2, 3)


def test_how_far_off_a_missing_crossing_may_be_is_the_spread_or_how_unlike_the_lap_was() -> None:
    even = msgspec.structs.replace(USUAL, spread=0.03)
    assert told(stretch(0, 90, 270, 360), even)[2] == [(180, 180, 5.4)]
    loops = ((30, 120, 220, 320),)
    assert told(stretch(0, 90, 290, 380, loops=loops), even)[2] == [(190, 200, 10)]


# --- laps that were driven though they are short, and reads after the flag


@pytest.mark.parametrize(
    ("driven", "cost", "kept"),
    [
        (None, GHOST, (0, 1, 3, 4)),
        ((), GHOST, (0, 1, 3, 4)),
        ((1, 2), 0.6, (0, 1, 2, 3, 4)),  # the whole field was as quick just then
        ((0,), GHOST + 0.3, (0, 1, 3, 4)),  # of another lap it is said
    ],
)
def test_a_short_lap_that_was_driven_is_no_reason_to_drop_a_read(
    driven: tuple[int, ...] | None, cost: float, kept: tuple[int, ...]
) -> None:
    """Reads at 90, 150 and 180 s: 60 and 30 s are laps nobody drives, unless others drove as quick ones just then."""
    assert told(stretch(0, 90, 150, 180, 270, driven=driven)) == (cost, kept, [])


def test_beside_a_driven_lap_another_one_nobody_drives_is_still_none() -> None:
    """Of 60 s and 20 s in a row the first was driven, so that the read behind it ended a lap: the second one goes."""
    assert told(stretch(0, 90, 150, 170, 240, driven=(1,)))[1] == (0, 1, 2, 4)
    assert told(stretch(0, 90, 150, 170, 240, driven=()))[1] == (0, 1, 3, 4)


@pytest.mark.parametrize(
    ("at", "beyond", "cost", "kept"),
    [
        ((0, 90, 180, 200), 0, GHOST, (0, 1, 2)),
        ((0, 90, 180, 200), 1, BEYOND, (0, 1, 2)),
        ((0, 90, 180, 200, 210), 1, BEYOND + GHOST, (0, 1, 2)),
        ((0, 90, 180, 200, 210), 2, 2 * BEYOND, (0, 1, 2)),
        ((0, 90, 180, 200, 210), 3, 2 * BEYOND, (0, 1, 2)),
        ((0, 90, 160, 180), 1, GHOST, (0, 1, 3)),  # 160 was none and hid the crossing that took the flag
    ],
)
def test_a_read_after_the_flag_that_was_none_takes_nothing_away(
    at: tuple[float, ...], beyond: int, cost: float, kept: tuple[int, ...]
) -> None:
    assert told(stretch(*at, closes=True, beyond=beyond)) == (cost, kept, [])


def test_of_two_reads_as_likely_the_later_one_was_the_crossing() -> None:
    """At 178 and 182 s, two seconds before and behind where the car was due: a box reads late rather than early."""
    assert told(stretch(0, 90, 178, 182, 270))[1] == (0, 1, 3, 4)


def test_the_only_crossing_of_a_race_stays_however_odd_its_lap_is() -> None:
    assert told(stretch(0, 20, closes=True)) == (IMPOSSIBLE, (0, 1), [])
    assert told(stretch(0, 90, 180, 400, closes=True)) == (
        SLOW,
        (0, 1, 2, 3),
        [],
    )  # slow, but nobody doubts it


@pytest.mark.parametrize(("first", "cost", "kept"), [(45, 3.0, (0, 1, 2, 3)), (44.999999, 2.0, (0, 2, 3))])
def test_of_laps_just_as_short_as_can_be_no_read_is_doubted(
    first: float, cost: float, kept: tuple[int, ...]
) -> None:
    """Two laps of half the usual length, on a course where that can be driven."""
    short = msgspec.structs.replace(USUAL, shortest=45 * SECOND)
    assert told(stretch(0, first, 90, 180), short) == (cost, kept, [])


@pytest.mark.parametrize(
    ("ghosts", "cost", "kept"), [(6, 6 * GHOST, (0, 1, 8)), (7, 7 * GHOST + 2 * UNLIKE, (0, 4, 9))]
)
def test_six_reads_in_a_lap_may_have_been_none_and_no_more(
    ghosts: int, cost: float, kept: tuple[int, ...]
) -> None:
    """A transponder on the bench beside the line, read every five seconds; of more one was the crossing."""
    assert told(stretch(0, 90, *(100 + 5 * n for n in range(ghosts)), 180)) == (cost, kept, [])
