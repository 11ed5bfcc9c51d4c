"""The tables of a measured session, cell by cell: crossings, stops, flags, leaders, drivers."""

from __future__ import annotations

import polars as pl
import pytest

from parcferme.entries import Driver, Entries, Entry
from parcferme.regulations import parse_rulebook
from parcferme.times import SECOND
from parcferme.timing import Timing, measure
from timing.races import START, in_time, log_of, timed

HALF = '[timing]\nminimum-lap = "30 s"\n'
BOOK = parse_rulebook(f'name = "t"\n{HALF}', "t.toml")
RACE = in_time(
    """
    09:59:00,passing,7,FL,
    10:00:00,flag,,,green
    10:00:40,passing,7,S1,
    10:02:00,passing,7,FL,
    10:02:05,passing,8,FL,
    10:03:50,passing,7,PIT_IN,
    10:04:00,passing,7,FL_PIT,
    10:04:05,passing,8,FL,
    10:04:30,passing,7,PIT_OUT,
    10:05:00,flag,,,safety-car
    10:06:10,passing,8,FL,
    10:06:30,passing,7,FL,
    10:07:00,flag,,,green
    10:08:10,passing,8,FL,
    10:08:20,flag,,,chequered
    10:08:30,passing,7,FL,
    10:10:15,passing,8,FL,
    """
)


def raced() -> Timing:
    return timed(RACE, HALF, classes={"7": "A", "8": "A"})


def cells(frame: pl.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    return frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String)).select(columns).rows()


def test_every_lap_has_its_times_its_place_and_the_record_that_ended_it() -> None:
    columns = (
        "car",
        "lap",
        "lap_us",
        "elapsed_us",
        "position",
        "gap_us",
        "gap_laps",
        "interval_us",
        "took_flag",
        "seq",
    )
    s = SECOND
    assert cells(raced().laps, *columns) == [
        ("7", 1, 120 * s, 120 * s, 1, 0, 0, None, False, 4),
        ("7", 2, 120 * s, 240 * s, 1, 0, 0, None, False, 7),
        ("7", 3, 150 * s, 390 * s, 2, 20 * s, 0, 20 * s, False, 12),
        ("7", 4, 120 * s, 510 * s, 2, 20 * s, 0, 20 * s, True, 16),
        ("8", 1, 125 * s, 125 * s, 2, 5 * s, 0, 5 * s, False, 5),
        ("8", 2, 120 * s, 245 * s, 2, 5 * s, 0, 5 * s, False, 8),
        ("8", 3, 125 * s, 370 * s, 1, 0, 0, None, False, 11),
        ("8", 4, 120 * s, 490 * s, 1, 0, 0, None, False, 14),
        ("8", 5, 125 * s, 615 * s, 1, 0, 0, None, True, 17),
    ]
    more = ("at", "s1_us", "s2_us", "in_lap", "out_lap", "neutralised")
    assert cells(raced().laps, *more)[:4] == [
        (START + 120 * s, 40 * s, 80 * s, False, False, False),
        (START + 240 * s, None, None, True, False, False),
        (START + 390 * s, None, None, False, True, True),
        (START + 510 * s, None, None, False, False, True),
    ]
    assert raced().neutralised.tolist()[4:] == [False, False, True, True, False]


def test_every_crossing_has_its_lap_or_why_it_has_none() -> None:
    found = cells(raced().crossings_frame, "car", "at", "elapsed_us", "lap", "why", "in_pit", "seq")
    s = SECOND
    assert found[:3] == [
        ("7", START - 60 * s, -60 * s, 0, "before-start", False, 1),
        ("7", START + 120 * s, 120 * s, 1, "counted", False, 4),
        ("7", START + 240 * s, 240 * s, 2, "counted", True, 7),
    ]
    assert [row[3] for row in found] == [0, 1, 2, 3, 4, 1, 2, 3, 4, 5]


def test_flags_have_their_span_in_session_time() -> None:
    s = SECOND
    assert cells(raced().flags, "flag", "from_us", "to_us", "at", "neutralised", "inferred", "seq") == [
        ("green", 0, 300 * s, START, False, False, 2),
        ("safety-car", 300 * s, 420 * s, START + 300 * s, True, False, 10),
        ("green", 420 * s, 500 * s, START + 420 * s, False, False, 13),
        ("chequered", 500 * s, None, START + 500 * s, False, False, 15),
    ]


def test_stops_have_their_laps_and_instants() -> None:
    s = SECOND
    columns = ("car", "stop", "in_lap", "out_lap", "entry_us", "exit_us", "duration_us")
    assert cells(raced().stops_frame, *columns) == [("7", 1, 2, 3, 230 * s, 270 * s, 40 * s)]
    assert cells(raced().stints, "car", "stint", "driver", "from_lap", "to_lap", "laps", "time_us") == [
        ("7", 1, None, 1, 2, 2, 240 * s), ("7", 2, None, 3, 4, 2, 270 * s), ("8", 1, None, 1, 5, 5, 615 * s),
    ]  # fmt: skip


def test_the_lead_is_told_with_when_it_was_taken() -> None:
    columns = ("car", "from_lap", "to_lap", "laps", "elapsed_us")
    assert cells(raced().leaders, *columns) == [("7", 1, 2, 2, 120 * SECOND), ("8", 3, 5, 3, 370 * SECOND)]


def test_the_leaders_are_told_in_the_order_they_led() -> None:
    """They change places on every lap for twenty laps."""
    rows = "10:00:00,flag,,,green\n"
    for lap in range(1, 21):
        for car in ("7", "8"):
            ahead = (car == "7") == bool(lap % 2)
            rows += f"10:{lap:02d}:{0 if ahead else 1:02d},passing,{car},FL,\n"
    assert cells(timed(in_time(rows), HALF).leaders, "car", "from_lap", "laps") == [
        ("7" if lap % 2 else "8", lap, 1) for lap in range(1, 21)
    ]


def test_of_two_cars_that_completed_a_lap_first_together_one_led_it() -> None:
    rows = "10:00:00,flag,,,green\n10:02:00,passing,8,FL,\n10:02:00,passing,7,FL,\n"
    rows += "10:04:00,passing,8,FL,\n10:04:01,passing,7,FL,\n"
    assert cells(timed(rows, HALF).leaders, "car", "from_lap", "to_lap") == [("7", 1, 1), ("8", 2, 2)]


def test_cars_are_known_by_code_and_a_car_outside_the_list_has_no_class() -> None:
    timing = timed(RACE, HALF, classes={"8": "A"})
    assert (timing.cars, timing.codes, timing.classes) == (("7", "8"), {"7": 0, "8": 1}, ("", "A"))
    assert timing.laps["class_position"].to_list() == [1, 1, 1, 1, 1, 1, 1, 1, 1]


# --- drivers


def crew(*drivers: Driver, rows: str = "") -> Timing:
    entries = Entries.of([Entry("7", drivers=drivers), Entry("8")])
    return measure(log_of(RACE + rows), BOOK, entries)


def test_the_drivers_of_a_car_are_those_entered_else_those_seen() -> None:
    changes = "10:00:00,driver,8,,Bob\n10:04:00,driver,8,,Al\n10:09:59,driver,7,,Cy\n"
    timing = crew(Driver(name="Ann", id="a1"), Driver(name="Zoe"), rows=changes)
    assert (timing.drivers("7"), timing.drivers("8")) == (("Ann", "Zoe"), ("Al", "Bob"))
    assert (crew().drivers("8"), crew().drivers("7")) == ((), ())
    assert crew(rows="10:04:00,driver,8,,Al\n").drivers("7") == ()


@pytest.mark.parametrize(
    ("drivers", "asked", "name"),
    [
        ((), None, None), ((Driver(name="Ann"),), None, "Ann"), ((Driver(name="Ann"), Driver(name="Zoe")), None, None),
        ((Driver(name="Ann", id="a1"),), "a1", "Ann"), ((Driver(name="Ann", id="a1"),), "Ann", "Ann"),
        ((Driver(name="Zoe"), Driver(name="Ann", id="a1")), "a1", "Ann"), ((Driver(name="Ann"),), "Bob", "Bob"),
    ],
)  # fmt: skip
def test_the_name_behind_a_driver_is_that_of_the_crew(
    drivers: tuple[Driver, ...], asked: str | None, name: str | None
) -> None:
    assert crew(*drivers).driver_name("7", asked) == name
    assert crew(*drivers).driver_name("99", asked) == asked


def test_a_stint_goes_on_where_the_field_was_led_through_the_lane() -> None:
    """Five cars follow the safety car through the lane on lap 4; nobody stops."""
    rows = ["10:00:00,flag,,,green", "10:03:01,flag,,,safety-car", "10:05:00,flag,,,green"]
    for car in range(1, 6):
        for lap in (1, 2, 3):
            rows.append(f"10:0{lap}:0{car},passing,{car},FL,")
        rows += [f"10:03:3{car},passing,{car},PIT_IN,", f"10:04:0{car},passing,{car},PIT_OUT,"]
        rows += [f"10:04:4{car},passing,{car},FL,", f"10:05:4{car},passing,{car},FL,"]
    timing = timed(in_time(*rows), HALF)
    assert len(timing.led) == 5
    assert timing.laps.filter(car="1")["out_lap"].to_list() == [False, False, False, True, False]
    assert cells(timing.stints, "car", "stint", "from_lap", "to_lap")[:2] == [("1", 1, 1, 5), ("2", 1, 1, 5)]
