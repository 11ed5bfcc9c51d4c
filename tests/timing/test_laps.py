"""Places, gaps and intervals at every crossing, and sectors."""

from __future__ import annotations

import polars as pl
import pytest

from parcferme.decoders import decode
from parcferme.entries import Entries, Entry
from parcferme.records import Log
from parcferme.regulations import parse_rulebook
from parcferme.timing import Timing, measure

HEAD = "time,kind,car,loop,value\n10:00:00.000,flag,,,green\n"
BOOK = parse_rulebook('name = "test"\n[timing]\nminimum-lap = "30 s"\n', "test.toml")


def timed(*rows: str, classes: dict[str, str] | None = None) -> Timing:
    """Rows of `10:01:40 7 FL`."""
    text = HEAD + "".join("{},passing,{},{},\n".format(*row.split()) for row in rows)
    decoded = decode(text.encode(), "race.csv")
    listed = Entries.of(Entry(number, class_) for number, class_ in (classes or {}).items())
    return measure(decoded.log, BOOK, listed)


LAPPED = [
    "10:01:40 7 FL", "10:03:20 7 FL", "10:05:00 7 FL",
    "10:01:41 81 FL", "10:03:22 81 FL", "10:05:03.5 81 FL",
    "10:02:40 3 FL", "10:05:20 3 FL",
]  # fmt: skip
CLASSES = {"7": "JS P4", "81": "JS P4", "3": "JS2 R"}


def at(timing: Timing, car: str, lap: int, *columns: str) -> tuple[object, ...]:
    return (
        timing.laps.filter(pl.col("car").cast(pl.String) == car, pl.col("lap") == lap).select(columns).row(0)
    )


def test_place_after_every_lap_overall_and_in_class() -> None:
    timing = timed(*LAPPED, classes=CLASSES)
    assert at(timing, "81", 3, "position", "class_position") == (2, 2)
    assert at(timing, "3", 1, "position", "class_position") == (3, 1)


def test_gap_of_a_lapped_car_is_told_in_laps() -> None:
    timing = timed(*LAPPED, classes=CLASSES)
    assert at(timing, "3", 2, "gap_laps", "interval_laps") == (1, 1)
    assert at(timing, "81", 3, "gap_us", "gap_laps", "interval_us", "interval_laps") == (
        3_500_000,
        0,
        3_500_000,
        0,
    )


def test_leader_has_no_interval() -> None:
    assert at(timed(*LAPPED), "7", 1, "position", "gap_us", "interval_us") == (1, 0, None)


@pytest.mark.parametrize(("first", "second"), [("7", "81"), ("81", "7")])
def test_the_car_directly_behind_the_leader_has_an_interval_whichever_of_the_two_has_the_lower_number(
    first: str, second: str
) -> None:
    timing = timed(f"10:01:40 {first} FL", f"10:01:41.5 {second} FL")
    columns = ("position", "gap_us", "gap_laps", "interval_us", "interval_laps")
    assert at(timing, first, 1, *columns) == (1, 0, 0, None, None)
    assert at(timing, second, 1, *columns) == (2, 1_500_000, 0, 1_500_000, 0)


@pytest.mark.parametrize(("first", "second"), [("7", "81"), ("81", "7")])
def test_the_interval_of_a_car_that_was_lapped_in_its_first_lap_is_told_in_laps(
    first: str, second: str
) -> None:
    """The leader has done three laps when the other completes its first, directly behind it in lap 1."""
    rows = [f"10:0{minute}:00 {first} FL" for minute in (1, 2, 3)]
    timing = timed(*rows, f"10:03:30 {second} FL")
    assert at(timing, second, 1, "position", "gap_laps", "interval_laps") == (2, 2, 2)


def test_two_cars_over_the_line_together_share_the_place() -> None:
    timing = timed("10:01:40 7 FL", "10:01:40 81 FL", "10:01:41 3 FL")
    assert timing.laps["position"].to_list() == [3, 1, 1]


def test_sectors_are_rebuilt_and_a_missed_loop_stays_unknown() -> None:
    timing = timed(
        "10:00:30 7 S1", "10:01:00 7 S2", "10:01:40 7 FL", "10:02:40 7 S2", "10:03:20 7 FL", "10:03:51 7 S1"
    )
    assert at(timing, "7", 1, "s1_us", "s2_us", "s3_us") == (30_000_000, 30_000_000, 40_000_000)
    assert at(timing, "7", 2, "s1_us", "s2_us", "s3_us") == (None, None, 40_000_000)


def test_four_sectors_where_a_circuit_has_three_loops() -> None:
    timing = timed("10:00:30 7 S1", "10:01:00 7 S2", "10:01:20 7 S3", "10:01:40 7 FL")
    assert at(timing, "7", 1, "s1_us", "s2_us", "s3_us", "s4_us") == (
        30_000_000,
        30_000_000,
        20_000_000,
        20_000_000,
    )


def test_leader_sequence_names_each_leader_once_per_lead() -> None:
    timing = timed("10:01:40 7 FL", "10:03:20 7 FL", "10:01:41 81 FL", "10:03:19 81 FL", "10:04:59 81 FL")
    assert timing.leaders.select("car", "from_lap", "to_lap").rows() == [("7", 1, 1), ("81", 2, 3)]


def test_a_log_without_a_lap_has_an_empty_frame_with_all_columns() -> None:
    timing = timed("10:00:30 7 S1")
    assert timing.laps.height == 0 and "gap_us" in timing.laps.columns
    assert measure(Log.of(), BOOK).laps.height == 0
