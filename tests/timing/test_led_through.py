"""The field led through the pit lane is no stop; who chose to stop has one; nothing before the start is one."""

from __future__ import annotations

import polars as pl

from parcferme.records import PitTime
from parcferme.regulations import Rulebook
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
