"""What a lap is: from the quick end of what was driven, whatever slowed the others, and never taken back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from damaged_races import SECOND, START, damaged
from parcferme.regulations import Rulebook
from parcferme.timing import measure
from parcferme.timing.pace import (
    NEVER,
    FirstLapTimes,
    WholeLaps,
    _halves,
    first_laps,
    quick_end,
    quick_ends,
    shortest_laps,
)
from parcferme.timing.sightings import Runs
from slowed_races import slowed
from small_races import GREEN, codes, laps, reasons, row, score

CROSSED = "1:30"


def stopped(*cars: str) -> str:
    """Lap 1, a red flag for twenty minutes on lap 2, one lap more."""
    return "".join(laps(car, CROSSED, "20:10", CROSSED) for car in cars)


RED = "10:02:00,flag,,,red\n10:21:30,flag,,,green\n"


def test_red_flag_on_lap_two_does_not_swallow_lap_one() -> None:
    result = score(GREEN + stopped("1", "2", "3") + RED + "10:23:05,flag,,,chequered\n")
    assert [(one.laps, one.best_lap) for one in result.rows] == [(3, 90 * SECOND)] * 3
    assert codes(result) == {"level-in-source"}  # all three typed on one second


def test_nor_does_a_stoppage_nobody_raised_a_flag_for() -> None:
    result = score(GREEN + stopped("1", "2", "3") + "10:23:05,flag,,,chequered\n")
    assert [one.laps for one in result.rows] == [3, 3, 3]


@pytest.mark.parametrize("flag", ["10:01:10,flag,,,safety-car\n", ""])
def test_lap_one_counts_where_all_others_are_driven_behind_the_safety_car(flag: str) -> None:
    rows = GREEN + "".join(laps(car, "1:05", *["2:05"] * 5) for car in ("1", "2", "3")) + flag
    assert [one.laps for one in score(rows + "10:12:00,flag,,,chequered\n").rows] == [6, 6, 6]


def test_stopped_qualifying_keeps_its_out_lap() -> None:
    rows = GREEN + "".join(laps(car, "1:40", f"1:20.{car}", "12:00") for car in ("1", "2", "3"))
    result = score(
        rows + "10:03:20,flag,,,red\n10:13:00,flag,,,green\n10:16:30,flag,,,chequered\n", kind="qualifying"
    )
    assert [(one.laps, one.best_lap_number) for one in result.rows] == [(3, 2)] * 3


def test_start_crossing_is_no_lap_in_a_field_of_classes_twice_as_quick() -> None:
    quick = "".join(
        f"10:00:{5 + n:02d},passing,{n},FL\n" + laps(str(n), *["1:00"] * 8, start=f"10:00:{5 + n:02d}")
        for n in (1, 2)
    )
    slow = "".join(
        f"10:00:{30 + n:02d},passing,{n},FL\n" + laps(str(n), *["2:00"] * 4, start=f"10:00:{30 + n:02d}")
        for n in (5, 6)
    )
    result = score(GREEN + quick + slow, classes={"1": "A", "2": "A", "5": "B", "6": "B"})
    assert {one.number: one.laps for one in result.rows} == {"1": 8, "2": 8, "5": 4, "6": 4}


def test_car_that_passed_the_first_loop_has_driven_lap_one_before_anybody_completed_a_whole_lap() -> None:
    rows = GREEN + "10:00:40,passing,1,S1\n10:01:30,passing,1,FL\n10:01:31,passing,2,FL\n"
    result = score(rows)
    assert (row(result, "1").laps, row(result, "2").laps) == (1, 0)


# --- live: open, then counted, then never taken away


def test_first_crossing_is_open_until_one_whole_lap_is_known() -> None:
    rows = GREEN + field("1", "2")
    early = score(rows, at="2:00")
    assert [(one.number, one.position, one.laps) for one in early.rows] == [("1", 1, 0), ("2", 2, 0)]
    assert codes(early) == {"first-crossing-open"}
    assert "first-crossing-open" in reasons(early, "1")
    later = score(rows, at="3:00.5")
    assert row(later, "1").laps == 2 and "first-crossing-open" not in codes(later)


def field(*cars: str) -> str:
    return "".join(laps(car, f"1:30.{number}", *["1:30"] * 4) for number, car in enumerate(cars))


def test_start_seconds_after_the_green_is_the_start_even_before_a_lap_is_known() -> None:
    result = score(GREEN + "10:00:08,passing,1,FL\n")
    assert result.timing.crossings_frame["why"].to_list() == ["start"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_lap_once_counted_stays_counted_as_the_race_goes_on(seed: int, red: bool) -> None:
    from parcferme.records import Flag, FlagValue

    race = damaged(seed, ("ghost", "miss"), most_cars=5)
    log = race.log
    if red:
        at = START + (seed % 300) * SECOND
        log = log.append(Flag(at=at, value=FlagValue.RED), Flag(at=at + 20 * SECOND, value=FlagValue.GREEN))
    ends = np.unique(log.passings["at"].to_numpy())
    counted: set[int] = set()
    for end in ends[:: max(1, len(ends) // 25)].tolist():
        timing = measure(log, Rulebook(), at=end - START, try_proposals=False)
        now = set(timing.seen.seq[timing.laps_.sighting].tolist())
        assert counted <= now
        counted = now


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.floats(1.2, 2.2), st.integers(1, 6))
def test_what_a_lap_is_does_not_depend_on_how_slow_the_others_were(
    seed: int, slower: float, since: int
) -> None:
    """From some lap on everybody is slower, no flag says why: lap 1 and the start stay what they were."""
    import polars as pl

    from parcferme.records import Log

    race = damaged(seed, (), most_cars=6)
    base = min(b - a for mine in race.driven.values() for a, b in pairwise(mine))
    bend = START + since * base
    at = pl.col("at")
    slowed = pl.when(at > bend).then(bend + ((at - bend) * slower).cast(pl.Int64)).otherwise(at)
    log = Log(race.log.passings.with_columns(slowed.alias("at")), race.log.events[:1])
    before, after = measure(Log(race.log.passings, race.log.events[:1]), Rulebook()), measure(log, Rulebook())
    assert (before.crossings.why == after.crossings.why).all()


@pytest.mark.parametrize("block", range(4))
def test_start_and_lap_one_are_told_apart_whatever_slowed_the_race(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        race = slowed(seed)
        timing = measure(race.log, Rulebook(), race.entries)
        first = timing.crossings_frame.sort("at").unique("car", keep="first", maintain_order=True)
        told = dict(zip(first["car"].to_list(), first["why"].to_list(), strict=True))
        assert told == {car: "start" if rolling else "counted" for car, rolling in race.rolling.items()}, seed


# --- the quick end


@pytest.mark.parametrize(
    ("laps_us", "quick"),
    [
        ([], 0),
        ([90], 90),
        ([90, 91, 92, 95], 90),
        ([44, 46, 90, 91, 92, 95, 93, 94], 90),  # a ghost in the middle of one lap
        ([3, 3, 3, 90, 91, 92], 90),  # three double reads: nobody laps in three seconds
        ([120] * 40 + [90] * 10, 90),  # rain, then dry
    ],
)
def test_quick_end_is_a_pace_several_laps_share(laps_us: list[int], quick: int) -> None:
    assert quick_end(np.array(laps_us, dtype=np.int64) * SECOND) == quick * SECOND


# --- live: while all that is known of a class is slow, nobody is too quick


def under(*flags: str) -> str:
    return "".join(f"{at},flag,,,{value}\n" for at, value in (one.split() for one in flags))


def test_car_that_catches_up_with_the_field_under_yellow_is_not_too_quick() -> None:
    """Sebring 2023, ten minutes in: laps 2 and 3 of a class behind the safety car, one car late and at speed."""
    rows = GREEN + "".join(laps(car, f"2:1{car}", "4:05", "3:39") for car in ("2", "3", "4", "5", "6"))
    rows += laps("33", "5:32", "2:37") + under("10:01:52 full-course-yellow", "10:09:53 green")
    for at in ("8:30", "10:00"):
        assert "lap-under-minimum" not in codes(score(rows, at=at))
    whole = rows + "".join(laps(car, "2:00", "2:00", start="10:10:00") for car in ("2", "3", "4", "5", "6"))
    assert "lap-under-minimum" not in codes(score(whole))


def test_first_quick_lap_of_a_practice_is_not_too_quick_after_laps_through_the_pits() -> None:
    """Sebring 2022, ten minutes into a practice: the others came in at the end of every lap and stood there."""
    rows = GREEN
    for car in ("1", "2", "3", "4", "5", "6", "7"):
        rows += f"10:02:20,passing,{car},PIT_IN\n10:04:0{car},passing,{car},PIT_OUT\n"
        rows += f"10:02:3{car},passing,{car},FL_PIT\n10:06:4{car},passing,{car},FL\n"
    rows += laps("48", "6:11", "1:51", "1:48")
    result = score(rows, kind="practice", at="10:00")
    assert "lap-under-minimum" not in codes(result)
    assert row(result, "48").best_lap == 108 * SECOND


def test_session_in_which_nobody_has_completed_a_lap_yet_is_none_without_laps() -> None:
    rows = GREEN + "10:00:30,passing,1,S1\n" + laps("1", "1:40", "1:30")
    assert codes(score(rows, at="1:00")) == set()


def test_read_that_was_none_is_found_behind_the_safety_car_too() -> None:
    rows = GREEN + "10:00:10,flag,,,safety-car\n"
    rows += "".join(laps(car, *["3:00"] * 6) for car in ("1", "2", "3", "4"))
    rows += "10:07:00,passing,2,FL\n10:17:59,flag,,,chequered\n"
    (found,) = [one for one in score(rows).findings if one.code == "lap-under-minimum"]
    assert (found.where.car, found.where.lap, found.values["lap_us"]) == ("2", 3, 60 * SECOND)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["fcy", "code-60", "safety-car"]), st.floats(1.0, 2.4))
def test_no_lap_driven_is_ever_too_quick_in_a_cut(seed: int, flag: str, slower: float) -> None:
    """The field neutralised from some instant of lap 1 on, one car driving on at its own pace until it has caught up;
    looked at after every few crossings: only what the whole race tells too may be told.
    """
    from random import Random

    random = Random(seed)
    base, cars = random.randint(60, 150), random.randint(3, 9)
    yellow = random.uniform(0.2, 1.5) * base
    green = yellow + random.uniform(1.5, 4) * base * slower
    rows = [(yellow, f"flag,,,{flag}\n"), (green, "flag,,,green\n")]
    for car in range(cars):
        pace, done = base * random.uniform(1, 1.05), 0.0
        late = random.uniform(1.5, 3) * base if car == 0 else 0
        at = late + random.uniform(3, 9)
        for _ in range(9):
            done = 0.0
            while done < pace:
                held = car and yellow <= at < green
                step = min(1.0, pace - done)
                at += step * (slower if held else 1)
                done += step
            rows.append((at, f"passing,{car + 1},FL,\n"))
    rows.sort()
    text = GREEN + "".join(f"{clock(at)},{row}" for at, row in rows)
    told = {(one.code, one.where.car, one.where.lap) for one in score(text).findings}
    for at, _ in rows[:: max(1, len(rows) // 6)]:
        cut = score(text, at=clock(at + 0.5, since=0)).findings
        short = {(one.code, one.where.car, one.where.lap) for one in cut if one.code == "lap-under-minimum"}
        assert short <= told


def clock(seconds: float, since: int = 36_000) -> str:
    whole = since * 1000 + int(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"


@pytest.mark.parametrize(
    ("laps_us", "quick"),
    [
        ([90, 200], 90),  # of two unlike each other the quicker: nothing is held against it
        ([90, 103.499999, 103.499999], 90),  # within 15 % of each other
        ([90, 103.500001, 103.6], 90),
        ([90, 103.500001, 103.6, 103.7], 103.500001),
        ([50, 90, 103.499999, 103.499999], 90),
        ([9.999999, 10, 10, 10.5], 10),  # nobody laps in less than ten seconds
        ([10, 10, 10, 10.5], 10),
        ([1, 1, 1, 1], 1),  # but where there is nothing else
        ([1, 1, 1], 1),
        ([80] * 3 + [90] * 21, 80),  # three laps are an eighth of 24
        ([80] * 3 + [95] * 29, 95),  # and less than an eighth of 32
        ([80] * 4 + [95] * 28, 80),
        ([10, 20, 40, 80], 10),  # no two alike: the quickest
        ([10, 20, 40], 10),
        ([4, 20, 40], 20),
    ],
)
def test_a_pace_is_what_three_laps_or_an_eighth_of_them_come_near(laps_us: list[float], quick: float) -> None:
    us = np.array([round(lap * SECOND) for lap in laps_us], dtype=np.int64)
    assert quick_end(us) == round(quick * SECOND)


# --- how short a lap, and when a first crossing is one


def whole(*laps_of: tuple[float, int, int, str]) -> WholeLaps:
    """(seconds, car, class, what was shown: `green`, `neutral` or `red`) in the order they were completed."""
    us, car, group, shown = zip(*laps_of, strict=True) if laps_of else ((), (), (), ())
    return WholeLaps(
        np.array([round(lap * SECOND) for lap in us], dtype=np.int64),
        np.array(car, dtype=np.int32),
        np.array(group, dtype=np.int32),
        np.array([one == "red" for one in shown], dtype=bool),
        np.array([one == "neutral" for one in shown], dtype=bool),
    )


def of(*us: float, car: int = 0, group: int = 0, shown: str = "green") -> list[tuple[float, int, int, str]]:
    return [(one, car, group, shown) for one in us]


ONE = np.array([0], dtype=np.int32)


@pytest.mark.parametrize(
    ("us", "counts", "start"),
    [
        ((100,), 80, 40),  # the only lap there is may be half a lap
        ((100, 90), 40, 40),
        ((50, 100), 40, 40),  # of two the slower, whatever the first one said
        ((100, 100, 50), 40, 40),
        ((100, 50, 50), 20, 20),
        ((50, 100, 100), 40, 40),
        ((100, 100, 100, 50), 40, 40),
        ((50, 50, 100, 100), 20, 20),
        ((100,) * 12 + (50,) * 4, 40, 40),  # of sixteen the fifth quickest
        ((100,) * 11 + (50,) * 5, 20, 20),
        ((100,) * 16 + (50,) * 7, 40, 40),  # the next look is after 24 laps
        ((100,) * 16 + (50,) * 8, 20, 20),
        ((100,) * 24 + (50,) * 11, 40, 40),  # then after 36
        ((100,) * 24 + (50,) * 12, 20, 20),
        ((50,) * 4 + (100,) * 30, 20, 20),  # what once counted goes on counting
    ],
)
def test_a_first_crossing_counts_from_two_fifths_of_the_quick_quarter(
    us: tuple[float, ...], counts: float, start: float
) -> None:
    found = first_laps(whole(*of(*us)), ONE, over=False)
    assert (found.counts_from.tolist(), found.is_start.tolist()) == ([counts * SECOND], [start * SECOND])


def test_a_neutralised_lap_is_five_sixths_of_itself_and_one_under_red_says_nothing() -> None:
    slow = whole(*of(120, 120, shown="neutral"), *of(30, 30, 30, shown="red"))
    assert first_laps(slow, ONE, over=False).counts_from.tolist() == [40 * SECOND]


@pytest.mark.parametrize(
    ("laps_of", "over", "counts", "start"),
    [
        ([], False, [NEVER, NEVER], [10, 10]),
        ([], True, [10, 10], [10, 10]),
        (of(100, 100), False, [40, 80], [40, 10]),  # of a class that drove none: up to twice the field's
        (of(100, 100), True, [40, 40], [40, 40]),
        (of(100), True, [40, 40], [40, 40]),
        (of(100), False, [80, 160], [40, 10]),
        ([*of(100, 100), *of(200, 200, car=1, group=1)], False, [40, 80], [40, 80]),
        ([*of(100, 100), *of(200, car=1, group=1)], False, [40, 160], [40, 80]),
        ([*of(100, 100), *of(200, car=1, group=1)], True, [40, 80], [40, 80]),
    ],
)
def test_each_class_has_its_own_first_laps(
    laps_of: list[tuple[float, int, int, str]], over: bool, counts: list[float], start: list[float]
) -> None:
    found = first_laps(whole(*laps_of), np.array([0, 1], dtype=np.int32), over)
    assert found.counts_from.tolist() == [one if one == NEVER else one * SECOND for one in counts]
    assert found.is_start.tolist() == [one * SECOND for one in start]


@pytest.mark.parametrize(
    ("laps_of", "shortest"),
    [
        ([], [0, 0]),
        ([*of(*[100] * 6)], [75, 75]),  # three quarters of the quick end
        ([*of(*[100] * 5)], [39.999999, 39.999999]),  # of few laps two fifths
        ([*of(*[100] * 6), *of(*[120] * 6, shown="red")], [75, 75]),
        (
            [*of(*[120] * 6), *of(*[100] * 6, shown="neutral")],
            [75, 75],
        ),  # behind the safety car as quick as can be
        (
            [*of(*[100] * 6), *of(*[200] * 6, car=1)],
            [75, 120],
        ),  # a car of another class nobody knows: its own 0.6
        ([*of(*[100] * 6), *of(*[200] * 5, car=1)], [75, 75]),
        ([*of(*[100] * 6), *of(*[120] * 6, car=1)], [75, 75]),  # 0.6 of 120 is less
        ([*of(*[100] * 6), *of(*[200] * 6, car=1, shown="neutral")], [75, 75]),
    ],
)
def test_how_short_a_lap_anybody_believes(
    laps_of: list[tuple[float, int, int, str]], shortest: list[float]
) -> None:
    found = shortest_laps(whole(*laps_of), np.array([0, 0], dtype=np.int32))
    assert found.tolist() == [round(one * SECOND) for one in shortest]


@pytest.mark.parametrize(
    ("laps_of", "shortest"),
    [
        ([*of(93, 44, 49, 93, 93), *of(93, 93, 49, 44, 93, car=1)], 69.75),  # one lap of each was cut in two
        ([*of(93, 44, 49, 93), *of(93, 93, 49, 44, car=1)], 33),  # too few whole laps to tell
        ([*of(93, 44, 49, 44, 93, 93), *of(93, 93, 93, 93, car=1)], 33),  # three in a row were driven
        (
            [*of(*[93, 44, 65, 93, 93] * 2), *of(93, 93, 65, 44, 93, car=1)],
            33,
        ),  # no two make a lap, 109 are too long for one
        ([*of(93, 93, 44), *of(49, 93, 93, car=1), *of(93, 93, 93, 45, car=2)], 33),  # of two cars
    ],
)
def test_two_halves_of_one_lap_are_no_pace(
    laps_of: list[tuple[float, int, int, str]], shortest: float
) -> None:
    found = shortest_laps(whole(*laps_of), np.array([0, 0, 0], dtype=np.int32))
    assert found[2] == round(shortest * SECOND)


@pytest.mark.parametrize(("green", "shortest"), [((50, 30, 80), 41.999999), ((60, 60, 60), 45)])
def test_a_few_laps_under_green_that_are_unlike_each_other_are_no_pace(
    green: tuple[float, ...], shortest: float
) -> None:
    """Behind the safety car laps of 105 s; under green either three alike, or three that are not."""
    found = shortest_laps(
        whole(*of(*[105] * 6, shown="neutral"), *of(*green, car=1)), np.array([0, 0], dtype=np.int32)
    )
    assert found[1] == pytest.approx(shortest * SECOND, abs=2)


def test_of_two_classes_each_has_its_own_shortest_lap() -> None:
    both = whole(*of(*[100] * 6), *of(*[200] * 6, car=1, group=1), *of(*[400] * 6, car=2, group=1))
    found = shortest_laps(both, np.array([0, 1, 1], dtype=np.int32))
    assert found.tolist() == [75 * SECOND, 150 * SECOND, 150 * SECOND]


def test_what_counts_at_most_is_said_by_the_lap_completed_first_whichever_car_stands_first() -> None:
    """Laps grouped by car; #2 completed the first of all, crossings 1 and 2 of eight in time, and #1 the next."""
    laps_ = WholeLaps(
        np.array([100, 90, 120, 110]) * SECOND, np.array([0, 0, 1, 1]), np.array([0, 0, 0, 0]),
        row=np.array([1, 2, 4, 5]), in_time=np.array([3, 0, 4, 1, 5, 2]),
    )  # fmt: skip
    assert laps_.as_completed().tolist() == [2, 0, 3, 1]
    assert [laps_.first_completed(most).tolist() for most in (2, 3, 4, 9)] == [[], [2], [2, 0], [2, 0, 3, 1]]
    assert first_laps(laps_, ONE, over=False).at_most.tolist() == [96 * SECOND]


@pytest.mark.parametrize(("doubles", "at_most"), [(7, 80 * SECOND), (8, NEVER)])
def test_a_first_whole_lap_that_came_late_says_nothing_of_what_counts_at_most(
    doubles: int, at_most: int
) -> None:
    """Eight laps of each car are looked at; of a car read again and again within seconds the ninth is too late."""
    us = whole(*of(*[2] * doubles, 100))
    assert first_laps(us, ONE, over=False).at_most.tolist() == [at_most]


@pytest.mark.parametrize(
    ("first", "second", "halves"),
    [
        (40, 52, True), (40, 52.000001, False),  # together 15 % over the usual lap of 80 s at most
        (29.565218, 40, True), (29.5, 40, False),  # and 15 % under it
        (32, 60, True), (60, 60, False),  # three quarters of it are a lap
        (40, 40, True),
    ],
)  # fmt: skip
def test_two_laps_that_make_one_together_are_halves_where_one_is_too_short(
    first: float, second: float, halves: bool
) -> None:
    us = np.array([round(one * SECOND) for one in (80, 80, first, second, 80, 80, 80)], dtype=np.int64)
    found = _halves(us, np.zeros(7, dtype=np.int64))
    assert found.tolist() == [False, False, halves, halves, False, False, False]


def test_two_halves_may_together_be_just_so_much_quicker_than_a_lap() -> None:
    """1.15 times 40 s are 46."""
    us = np.array([46, 46, 20, 20, 46, 46, 46]) * SECOND
    assert _halves(us, np.zeros(7, dtype=np.int64)).tolist() == [False] * 2 + [True] * 2 + [False] * 3


def test_three_short_laps_in_a_row_and_halves_of_two_cars_are_no_halves() -> None:
    us = np.array([80, 40, 40, 40, 80, 80, 40, 40, 80, 80]) * SECOND
    car = np.array([0] * 5 + [1] * 2 + [2] * 3)
    assert not _halves(us, car).any()
    assert _halves(us, np.array([0] * 5 + [1] * 5)).tolist() == [False] * 6 + [True] * 2 + [False] * 2
    ends = np.array([40, 40, 80, 80, 80, 80, 40, 40]) * SECOND
    assert _halves(ends, np.array([0] * 8)).tolist() == [True] * 2 + [False] * 4 + [True] * 2
    assert _halves(ends, np.array([0, 1, 1, 1, 1, 1, 1, 2])).tolist() == [False] * 8


def test_the_quickest_lap_is_the_quick_end_where_enough_come_within_fifteen_hundredths_of_it() -> None:
    def ends(*laps_us: float) -> tuple[int, bool, int]:
        us = np.array([round(one * SECOND) for one in laps_us], dtype=np.int64)
        found = quick_ends(us, Runs.of(np.zeros(len(us), dtype=np.int64)), np.array([0]), 2)
        assert (found.us[1], found.least[1], found.laps[1]) == (0, False, 0)  # of a class that drove none
        return int(found.us[0]), bool(found.least[0]), int(found.laps[0])

    assert ends(40, 46, 46) == (40 * SECOND, True, 3)
    assert ends(40, 46.1, 46.1) == (40 * SECOND, False, 3)
    assert ends(40) == (40 * SECOND, True, 1)
    assert ends(30, 40, 46, 46) == (40 * SECOND, False, 4)
    assert ends(10, 10, 10) == (10 * SECOND, True, 3)
    assert ends(9.999999, 10, 10, 10) == (10 * SECOND, False, 4)


def test_where_all_laps_were_slowed_and_nobody_knows_a_lap_1_they_count_as_half_of_themselves() -> None:
    """A read that was none cut the first lap behind the safety car short: it says nothing of its own."""
    found = shortest_laps(whole(*of(30, *[120] * 7, shown="neutral")), ONE)
    assert found.tolist() == [48 * SECOND]


@pytest.mark.parametrize(("us", "quick"), [((5, 8), 8), ((5,), 5), ((5, 12), 12), ((5, 6, 8), 8)])
def test_where_nobody_lapped_in_ten_seconds_the_least_unlikely_lap_is_taken(
    us: tuple[int, ...], quick: int
) -> None:
    assert quick_end(np.array(us, dtype=np.int64) * SECOND) == quick * SECOND


def whys(rows: str, kind: str = "race") -> dict[str, str]:
    """Why the first crossing of each car counts or not."""
    frame = score(rows, kind=kind).timing.crossings_frame.sort("at").unique("car", keep="first")
    return dict(frame.select("car", "why").rows())


@pytest.mark.parametrize(("first", "why"), [("10:00:20.799999", "start"), ("10:00:20.8", "counted")])
def test_where_no_lap_without_red_is_known_what_was_driven_until_red_says_what_the_start_is(
    first: str, why: str
) -> None:
    """#7 drove 52 s until red, so that two fifths of it are surely the start; #8's lap began under red and says
    nothing, and a lap with half an hour under red is no lap of half an hour.
    """
    rows = GREEN + "10:01:00,flag,,,red\n10:30:00,flag,,,green\n10:31:05,flag,,,chequered\n"
    rows += "10:00:08,passing,7,FL\n10:31:00,passing,7,FL\n10:01:10,passing,8,FL\n10:31:10,passing,8,FL\n"
    found = whys(rows + f"{first},passing,9,FL\n")
    assert (found["9"], found["7"], found["8"]) == (why, "start", "counted")


def test_laps_that_only_touch_the_lane_are_no_pace_where_others_were_driven_past_it() -> None:
    """A practice: thirty laps by way of the lane, at 3:00, and three in 1:30 by the one car that stays out."""
    rows = GREEN
    for n, car in enumerate(("1", "2", "4", "5", "6")):
        start = f"10:0{n}:00"
        rows += laps(car, *["3:00"] * 7, start=start)
        for lap in range(8):  # out again after the last one
            at = 36_000 + 60 * n + 180 * lap
            rows += "".join(
                f"{clock(at + after, 0)},passing,{car},{loop}\n"
                for after, loop in ((30, "PIT_OUT"), (170, "PIT_IN"))
            )
    result = score(rows + laps("3", "2:00", "1:30", "1:30", "1:30"), kind="practice")
    assert "lap-under-minimum" not in codes(result)
    assert row(result, "3").best_lap == 90 * SECOND
    assert result.timing.crossings.shortest[2] == 67_500_000


@pytest.mark.parametrize(
    ("green", "shortest"), [((50, 55, 57), 37.5), ((50, 57.499, 57.499), 37.5), ((50, 57.6, 57.6), 42)]
)
def test_three_laps_under_green_near_the_quickest_of_them_are_a_pace(
    green: tuple[float, ...], shortest: float
) -> None:
    """Behind the safety car 1:45; a pace under green holds even where it is less than eight fifteenths of that."""
    found = shortest_laps(whole(*of(*[105] * 6, shown="neutral"), *of(*green, car=1)), np.array([0, 0]))
    assert found[1] == pytest.approx(shortest * SECOND, abs=2)


def test_while_a_class_was_not_at_speed_its_own_lap_1_under_green_says_how_quick_a_lap_can_be() -> None:
    """Both classes drove behind the safety car ever since lap 1, which took A 50 s and B 30."""
    slow = [*of(*[120] * 6, shown="neutral"), *of(*[120] * 6, car=1, group=1, shown="neutral")]
    firsts = FirstLapTimes(np.array([50, 30]) * SECOND, np.array([0, 1]))
    found = shortest_laps(whole(*slow), np.array([0, 1], dtype=np.int32), lambda: firsts)
    assert found.tolist() == [37_500_000, 22_500_000]
