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


# --- lap 1 in a practice, and what a chart and a sector are to the microsecond


def practice(*rows: str) -> Timing:
    text = HEAD + "".join("{},passing,{},{},\n".format(*row.split()) for row in rows)
    return measure(decode(text.encode(), "practice.csv").log, BOOK, kind="practice")


def test_lap_one_of_a_practice_runs_from_the_crossing_at_the_start_and_has_no_time_without_one() -> None:
    timing = practice(
        "10:00:08 7 FL", "10:02:08 7 FL", "10:04:07 7 FL", "10:02:30 8 FL", "10:04:31 8 FL",
        "09:59:50 9 FL", "10:01:49 9 FL", "10:03:49 9 FL",
    )  # fmt: skip
    found = (
        timing.laps.with_columns(pl.col("car").cast(pl.String))
        .select("car", "lap", "lap_us", "out_lap")
        .rows()
    )
    second = 1_000_000
    assert found == [
        ("7", 1, 120 * second, False), ("7", 2, 119 * second, False),
        ("8", 1, 150 * second, True), ("8", 2, 121 * second, False),
        ("9", 1, 119 * second, False), ("9", 2, 120 * second, False),
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "timed_"), [("09:59:30.000001", True), ("09:59:30", False)])
def test_a_crossing_before_the_start_opens_lap_one_where_it_is_less_than_a_shortest_lap_before(
    before: str, timed_: bool
) -> None:
    timing = practice(f"{before} 7 FL", "10:02:08 7 FL", "10:04:07 7 FL")
    assert timing.laps["out_lap"].to_list() == [not timed_, False]


def test_of_several_crossings_before_the_start_the_last_opens_lap_one() -> None:
    timing = practice("09:59:40 7 FL", "09:59:50 7 FL", "10:02:08 7 FL")
    assert timing.laps["lap_us"].to_list() == [138_000_000]


TRAIN = [
    "10:02:00 1 FL", "10:02:01 2 FL", "10:02:01 3 FL", "10:02:03 4 FL",
    "10:04:00 2 FL", "10:04:00.5 1 FL", "10:04:03 4 FL",
    "10:06:00 2 FL", "10:06:01 3 FL", "10:06:02 4 FL",
    "10:08:00 2 FL",
]  # fmt: skip


def test_the_chart_of_four_cars() -> None:
    timing = timed(*TRAIN, classes={"1": "A", "2": "A", "3": "B", "4": "B"})
    columns = (
        "car",
        "lap",
        "position",
        "class_position",
        "gap_us",
        "gap_laps",
        "interval_us",
        "interval_laps",
    )
    h = 500_000
    assert timing.laps.with_columns(pl.col("car").cast(pl.String)).select(columns).rows() == [
        ("1", 1, 1, 1, 0, 0, None, None),
        ("1", 2, 2, 2, h, 0, h, 0),
        ("2", 1, 2, 2, 2 * h, 0, 2 * h, 0),
        ("2", 2, 1, 1, 0, 0, None, None),
        ("2", 3, 1, 1, 0, 0, None, None),
        ("2", 4, 1, 1, 0, 0, None, None),
        ("3", 1, 2, 1, 2 * h, 0, 0, 0),
        ("3", 2, 4, 2, 242 * h, 1, 236 * h, 0),
        ("4", 1, 4, 2, 6 * h, 0, 4 * h, 0),
        ("4", 2, 3, 1, 6 * h, 0, 5 * h, 0),
        ("4", 3, 2, 1, 4 * h, 0, 4 * h, 0),
    ]


def test_the_interval_to_a_car_that_lapped_one_since_is_in_laps() -> None:
    """#3 completes lap 1 behind #1, which has done two laps by then; #2 stops after lap 1."""
    timing = timed(
        "10:02:00 1 FL", "10:02:10 2 FL", "10:04:00 1 FL", "10:04:00 3 FL", "10:06:00 1 FL", "10:07:00 3 FL"
    )
    assert at(timing, "3", 1, "position", "gap_laps", "interval_us", "interval_laps") == (
        3,
        1,
        110_000_000,
        0,
    )
    assert at(timing, "3", 2, "position", "gap_laps", "interval_us", "interval_laps") == (
        2,
        1,
        180_000_000,
        1,
    )


def test_a_read_belongs_to_the_lap_its_car_was_in_and_the_first_of_two_stands() -> None:
    timing = timed(
        "10:00:30 7 S1", "10:00:35 7 S1", "10:01:00 7 S2", "10:01:40 7 FL", "10:02:11 7 S1", "10:03:20 7 FL",
        "10:03:50 7 S1", "09:59:50 8 S1", "10:00:40 8 S1", "10:01:50 8 FL",
    )  # fmt: skip
    assert at(timing, "7", 1, "s1_us", "s2_us", "s3_us") == (30_000_000, 30_000_000, 40_000_000)
    assert at(timing, "7", 2, "s1_us", "s2_us", "s3_us") == (31_000_000, None, None)
    assert at(timing, "8", 1, "s1_us", "s2_us", "s3_us") == (40_000_000, None, None)
    names, twice = timing.split.names, timing.split.twice
    assert names == ("S1", "S2", "FL")
    start = timing.start
    assert twice == (("S1", 0, (start + 30_000_000, start + 35_000_000)),)


def test_a_read_too_many_between_the_line_and_the_first_loop_is_told_though_the_rest_are_in_order() -> None:
    """A marshal's van triggers S2 in lap 2, before #7 comes to S1: S2 was passed twice, and no sector ends at it."""
    timing = timed(
        "10:00:30 7 S1", "10:01:00 7 S2", "10:01:40 7 FL",
        "10:01:50 7 S2", "10:02:10 7 S1", "10:02:40 7 S2", "10:03:20 7 FL",
        "10:03:50 7 S1", "10:04:20 7 S2", "10:05:00 7 FL",
    )  # fmt: skip
    start = timing.start
    assert timing.split.twice == (("S2", 1, (start + 110_000_000, start + 160_000_000)),)
    assert at(timing, "7", 2, "s1_us", "s2_us", "s3_us") == (30_000_000, None, 90_000_000)
    assert at(timing, "7", 3, "s1_us", "s2_us", "s3_us") == (30_000_000, 30_000_000, 40_000_000)


def test_loops_passed_in_the_wrong_order_give_no_sector_between_them() -> None:
    timing = timed("10:01:00 7 S1", "10:00:30 7 S2", "10:01:40 7 FL")
    assert at(timing, "7", 1, "s1_us", "s2_us", "s3_us") == (60_000_000, None, 70_000_000)
    level = timed("10:01:00 7 S1", "10:01:00 7 S2", "10:01:40 7 FL")
    assert at(level, "7", 1, "s2_us", "s3_us") == (0, 40_000_000)


def test_a_race_of_more_laps_than_a_byte_can_count() -> None:
    """#8 is a second behind #7 on every one of 257 laps, #9 of another class a second behind it; #5 completes lap 1
    when they are done.
    """
    rows = []
    for lap in range(1, 258):
        for behind, car in enumerate(("7", "8", "9")):
            second = 36_000 + lap * 40 + behind
            rows.append(f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d} {car} FL")
    timing = timed(*rows, "12:52:00 5 FL", classes={"5": "B", "7": "A", "8": "A", "9": "B"})
    places = timing.laps.group_by(pl.col("car").cast(pl.String)).agg(
        pl.col("position").unique(), pl.col("class_position").unique(), pl.col("gap_us").unique()
    )
    assert sorted(places.rows()) == [
        ("5", [4], [2], [10_280_000_000]), ("7", [1], [1], [0]), ("8", [2], [2], [1_000_000]),
        ("9", [3], [1], [2_000_000]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Driver Number,Lap Number,Total Lap Time\n7,1,1:30.0000\n",
        "NUMBER;DRIVER_NUMBER;LAP_NUMBER;LAP_TIME;ELAPSED\n7;1;1;1:30.000;1:30.000\n",
    ],
    ids=["natsoft", "al-kamel"],
)
def test_one_car_that_did_one_lap_without_sectors_is_timed(text: str) -> None:
    """A sheet of laps names S1 and S2 even where nobody was read there: one read, and two loops beside the line."""
    timing = measure(decode(text.encode(), "laps.csv").log, BOOK, Entries())
    assert timing.laps.select("car", "lap", "lap_us").rows() == [("7", 1, 90_000_000)]


@pytest.mark.parametrize("ahead", [7, 8, 9, 12])
def test_how_many_laps_the_car_directly_ahead_has_done_more_is_counted_however_many(ahead: int) -> None:
    """#3 stood in its garage: when it completes its first lap, #7 and #8 have done so many more. #8 is ahead of it."""
    rows = [f"10:{lap + 1:02d}:00 7 FL\n10:{lap + 1:02d}:05 8 FL" for lap in range(ahead + 1)]
    timing = timed(*"\n".join(rows).split("\n"), f"10:{ahead + 1:02d}:30 3 FL", f"10:{ahead + 2:02d}:40 3 FL")
    columns = ("position", "gap_laps", "interval_laps")
    assert at(timing, "3", 1, *columns) == (3, ahead, ahead)
    assert at(timing, "3", 2, *columns) == (3, ahead - 1, ahead - 1)
