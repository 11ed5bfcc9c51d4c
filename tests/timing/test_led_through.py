"""The field led through the pit lane is no stop; who chose to stop has one; nothing before the start is one."""

from __future__ import annotations

import polars as pl
import pytest

from parcferme.records import PitTime
from parcferme.regulations import Rulebook
from parcferme.times import format_clock
from parcferme.timing import measure
from small_races import GREEN, codes, laps, row, score

RULES = '[race.compulsory-stop]\nopens = "2 min"\ncloses = "9 min"\nminimum = "85 s"\n'
SAFETY_CAR = "10:03:01,flag,,,safety-car\n10:05:00,flag,,,green\n10:10:20,flag,,,chequered\n"


def through(car: str, second: int, stay: int = 35) -> str:
    """Three laps, in behind the safety car at 3:30 and some seconds, out again after `stay`, six laps more."""
    enter = 10 * 3600 + 210 + second
    lane = [(enter, "PIT_IN"), (enter + 15, "FL_PIT"), (enter + stay, "PIT_OUT")]
    rows = "".join(f"10:{at // 60 % 60:02d}:{at % 60:02d},passing,{car},{loop}\n" for at, loop in lane)
    after = f"10:{(enter + stay) // 60 % 60:02d}:{(enter + stay) % 60:02d}"
    return laps(car, "1:00", "1:00", "1:00") + rows + laps(car, *["1:05"] * 6, start=after)


def verdicts(result: object) -> dict[str, str]:
    timing = result.timing  # type: ignore[attr-defined]
    return {timing.cars[one.car]: one.verdict.value for one in timing.verdicts}


def test_field_led_through_the_lane_has_not_stopped() -> None:
    result = score(GREEN + "".join(through(str(car), car) for car in range(1, 6)) + SAFETY_CAR, RULES)
    assert [one.stops for one in result.rows] == [0] * 5
    assert set(verdicts(result).values()) == {"not-made"}
    (found,) = [one for one in result.findings if one.code == "led-through-pits"]
    assert found.values["count"] == 5
    assert result.timing.stints["laps"].to_list() == [
        one.laps for one in sorted(result.rows, key=lambda one: one.number)
    ]


def test_car_that_chose_to_stop_meanwhile_has_its_stop() -> None:
    rows = "".join(through(str(car), car) for car in range(1, 6)) + through("9", 8, stay=90)
    result = score(GREEN + rows + SAFETY_CAR, RULES)
    assert (row(result, "9").stops, row(result, "1").stops) == (1, 0)
    assert verdicts(result)["9"] == "met"


def test_stop_under_the_safety_car_does_not_count_where_the_rulebook_says_so() -> None:
    rows = "".join(through(str(car), car) for car in range(1, 6)) + through("9", 8, stay=90)
    result = score(GREEN + rows + SAFETY_CAR, RULES + "neutralised = false\n")
    assert row(result, "9").stops == 1
    assert verdicts(result)["9"] == "not-made"


def test_everybody_stopping_under_the_safety_car_is_everybody_stopping() -> None:
    """Fuel for some, tyres for others: times differ, and the order with them."""
    stays = [62, 48, 71, 55, 80]
    rows = "".join(through(str(car), car, stay) for car, stay in enumerate(stays, 1))
    result = score(GREEN + rows + SAFETY_CAR, RULES)
    assert [one.stops for one in result.rows] == [1] * 5
    assert "led-through-pits" not in codes(result)


def test_drive_to_the_grid_is_no_stop_and_the_first_stop_is_number_one() -> None:
    before = "09:50:00,passing,1,PIT_IN\n09:52:00,passing,1,PIT_OUT\n"
    stop = "10:03:30,passing,1,PIT_IN\n10:04:30,passing,1,PIT_OUT\n"
    result = score(GREEN + before + laps("1", "1:00", "1:00", "1:00", "2:00", "1:00") + stop)
    assert result.timing.stops_frame.select("stop", "in_lap").rows() == [(1, 4)]
    assert row(result, "1").stops == 1


def test_time_in_the_lane_on_lap_one_is_the_drive_out_and_no_stop() -> None:
    frame = pl.DataFrame(
        {"at": [60_000_000 * n for n in (1, 2, 3)], "loop": ["FL", "FL_PIT", "FL"], "car": ["1"] * 3}
    )
    from parcferme.records import Event, Flag, FlagValue, Log

    events: list[Event] = [
        Flag(at=0, value=FlagValue.GREEN),
        PitTime(car="1", lap=1, duration=10),
        PitTime(car="1", lap=3, duration=20),
    ]
    timing = measure(Log.of(frame, events), Rulebook())
    assert timing.stops_frame.select("stop", "in_lap", "duration_us").rows() == [(1, 2, 20)]


def test_car_in_its_garage_after_the_flag_has_finished() -> None:
    rows = GREEN + laps("1", *["1:00"] * 3) + laps("2", *["1:01"] * 3) + "10:02:59,flag,,,chequered\n"
    result = score(rows + "10:05:00,status,2,,retired: engine off\n")
    assert (row(result, "2").took_flag, row(result, "2").retired) == (True, False)
    assert "retired-after-flag" in codes(result)
    early = score(rows + "10:02:30,status,2,,retired: smoke\n")
    assert row(early, "2").retired and "retired-after-flag" not in codes(early)


# --- which visits are one train, and its edges


def train(
    *cars: tuple[int, float, float], running: int = 0, flags: str = SAFETY_CAR
) -> list[tuple[int, list[str], str]]:
    """Cars (number, seconds after 10:03:30 at which it came in, seconds in the lane); `running`: cars that stay out.
    The findings: how many, which, when in session time.
    """
    rows = GREEN
    for car, second, stay in cars:
        at = 10 * 3600 + 210 + second
        rows += laps(str(car), "1:00", "1:00", "1:00")
        rows += f"{clock(at)},passing,{car},PIT_IN\n{clock(at + stay)},passing,{car},PIT_OUT\n"
        rows += laps(str(car), *["1:05"] * 6, start=clock(at + stay))
    for car in range(50, 50 + running):
        rows += laps(str(car), "1:00", "1:00", "1:00", "2:00", *["1:05"] * 5)
    found = [one for one in score(rows + flags).findings if one.code == "led-through-pits"]
    start = 36_000_000_000
    return [
        (one.values["count"], one.values["cars"], format_clock(one.values["at"] - start)) for one in found
    ]


def clock(seconds: float) -> str:
    return format_clock(round(seconds * 1_000_000), 6, hours=True)


TWO = ((1, 1, 35), (2, 2, 35))


@pytest.mark.parametrize(
    ("cars", "led"),
    [
        (TWO, True),
        (TWO[:1], False),  # one car is no train
        ((*TWO, (3, 1, 300)), False),  # one comes in with the first and stays: it was on track till then
        ((*TWO, (3, 0.999999, 300)), True),  # it was parked there already
        (((1, 1, 35), (2, 21, 35)), True),  # twenty seconds apart
        (((1, 1, 35), (2, 21.000001, 35)), False),
        (((1, 1, 36), (2, 1.5, 45)), True),  # a quarter longer than the quicker of two
        (((1, 1, 36), (2, 1.5, 45.000001)), False),
        (((1, 1, 40), (2, 2, 40), (3, 3, 32)), False),  # a fifth quicker, and out before those ahead
        (((1, 1, 40), (2, 2, 40), (3, 11, 32)), True),
        (((1, 1, 40), (2, 2, 40), (3, 11, 31.999999)), False),  # then two of three cars on track are no train
        (((1, 1, 40), (2, 2, 40), (3, 3, 39)), True),  # out together
        (((1, 1, 40), (2, 2, 40), (3, 3, 38.999999)), False),  # one overtook in the lane
    ],
)
def test_who_enters_one_after_the_other_for_the_same_time_and_comes_out_in_order(
    cars: tuple[tuple[int, float, float], ...], led: bool
) -> None:
    assert bool(train(*cars)) is led


def test_a_train_is_told_with_its_cars_in_order_and_when_the_first_came_in() -> None:
    assert train((9, 1, 35), (10, 2, 35), (1, 3, 35)) == [(3, ["9", "10", "1"], "3:31.000")]


@pytest.mark.parametrize(("out", "led"), [(1, True), (2, False)])
def test_three_quarters_of_the_cars_on_track_are_the_field(out: int, led: bool) -> None:
    assert bool(train(*TWO, (3, 3, 35), running=out)) is led


@pytest.mark.parametrize(
    ("shown", "led"),
    [
        ("10:03:31,flag,,,safety-car\n10:05:00,flag,,,green\n", True),
        ("10:03:31.000001,flag,,,safety-car\n10:05:00,flag,,,green\n", False),
        ("10:03:01,flag,,,safety-car\n", True),
        ("10:03:01,flag,,,safety-car\n10:03:32.000001,flag,,,green\n", True),
        ("10:03:01,flag,,,safety-car\n10:03:32,flag,,,green\n", False),
        ("10:03:01,flag,,,yellow\n10:05:00,flag,,,green\n", False),
        ("", False),
    ],
)
def test_a_train_goes_in_while_the_safety_car_is_out(shown: str, led: bool) -> None:
    assert bool(train(*TWO, flags=shown + "10:10:20,flag,,,chequered\n")) is led


def test_cars_parked_in_the_lane_are_not_on_track() -> None:
    """#8 and #9 came in on lap 3 and stay; without them #1 and #2 are the field."""
    rows = GREEN + "".join(through(str(car), car) for car in (1, 2))
    for car in (8, 9):
        rows += laps(str(car), "1:00", "1:00", "1:00") + f"10:03:2{car},passing,{car},PIT_IN\n"
    assert "led-through-pits" in codes(score(rows + SAFETY_CAR))
    back = rows + "10:03:30,passing,8,PIT_OUT\n10:03:30,passing,9,PIT_OUT\n"
    back += "".join(laps(car, *["1:05"] * 6, start="10:03:30") for car in "89")
    assert "led-through-pits" not in codes(score(back + SAFETY_CAR))


def test_cars_that_come_in_after_the_train_are_on_track_when_it_goes_in() -> None:
    assert train(*TWO, (8, 40, 35), (9, 70, 35)) == []


@pytest.mark.parametrize(("again", "led"), [(False, 5), (True, 0)])
def test_the_car_that_stands_on_the_track_is_not_on_track_when_the_others_are_led_through(
    again: bool, led: int
) -> None:
    """Of seven cars one stops in its third lap, the safety car comes out for it, and one of six chooses to stop."""
    rows = "".join(through(str(car), car) for car in range(1, 6)) + through("9", 8, stay=90)
    rows += laps("20", "1:00", "1:00", *(["3:00", "1:05"] if again else []))
    result = score(GREEN + rows + SAFETY_CAR, RULES)
    assert (
        sum(one.stops == 0 for one in result.rows if one.number not in ("9", "20")),
        row(result, "9").stops,
    ) == (
        led,
        1,
    )


def test_a_field_led_through_the_lane_on_lap_one_is_led_too() -> None:
    """Rain at the start: behind the safety car through the lane before anybody has completed a lap."""
    rows = GREEN + "10:00:10,flag,,,safety-car\n"
    for car in (1, 2, 3):
        rows += f"10:01:0{car},passing,{car},PIT_IN\n10:01:4{car},passing,{car},PIT_OUT\n"
    (found,) = [one for one in score(rows, at="2:00").findings if one.code == "led-through-pits"]
    assert (found.values["count"], found.values["cars"]) == (3, ["1", "2", "3"])


@pytest.mark.parametrize(("out", "led"), [((), True), (("8", "9"), False)])
def test_who_crossed_the_line_within_three_laps_is_on_track_whatever_became_of_it(
    out: tuple[str, ...], led: bool
) -> None:
    """As known while the train is in the lane: nobody has completed the lap it is on."""
    rows = GREEN + SAFETY_CAR.split("10:05:00")[0]
    for car in ("1", "2"):
        rows += laps(car, "1:00", "1:00", "1:00")
        rows += f"10:03:3{car},passing,{car},PIT_IN\n10:04:0{car},passing,{car},PIT_OUT\n"
    rows += "".join(laps(car, "1:00", "1:00", "1:00") for car in out)
    assert ("led-through-pits" in codes(score(rows, at="4:10"))) is led


@pytest.mark.parametrize(("last", "led"), [("10:00:31", True), ("10:00:31.000001", False)])
def test_who_has_not_crossed_the_line_for_three_usual_laps_is_not_on_track(last: str, led: bool) -> None:
    """The train comes in at 10:03:31, laps take a minute: who crossed at 10:00:31 is not within three laps."""
    rows = GREEN + SAFETY_CAR.split("10:05:00")[0] + f"{last},passing,9,FL\n"
    for car in ("1", "2"):
        rows += laps(car, "1:00", "1:00", "1:00")
        rows += f"10:03:3{car},passing,{car},PIT_IN\n10:04:0{car},passing,{car},PIT_OUT\n"
    result = score(rows, '[timing]\nminimum-lap = "20 s"\n', at="4:10")
    assert ("led-through-pits" in codes(result)) is led
