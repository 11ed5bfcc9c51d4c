"""Stops, in- and out-laps, stints and drivers."""

from __future__ import annotations

import polars as pl

from parcferme.decoders import decode
from parcferme.records import Log, PitTime
from parcferme.regulations import parse_rulebook
from parcferme.timing import Timing, measure

BOOK = parse_rulebook('name = "test"\n[timing]\nminimum-lap = "30 s"\n', "test.toml")
HEAD = "time,kind,car,loop,value\n10:00:00.000,flag,,,green\n"


def timed(*rows: str, more: tuple[PitTime, ...] = ()) -> Timing:
    """Rows of `10:02:00 81 FL`, or `10:04:30 81 driver NAME`."""
    text = HEAD
    for row in rows:
        time, car, loop, *name = row.split(maxsplit=3)
        text += f"{time},driver,{car},,{name[0]}\n" if name else f"{time},passing,{car},{loop},\n"
    log = decode(text.encode(), "race.csv").log
    return measure(log.append(*more) if more else log, BOOK)


LAPS = ["10:02:00 81 FL", "10:04:00 81 FL", "10:07:30 81 FL", "10:09:30 81 FL"]


def test_time_in_the_lane_is_from_entry_to_exit() -> None:
    timing = timed(*LAPS, "10:03:50 81 PIT_IN", "10:05:15.250 81 PIT_OUT")
    assert timing.stops_frame.drop("car").rows() == [(1, 2, 3, 230_000_000, 315_250_000, 85_250_000)]
    assert timing.laps.select("in_lap", "out_lap").rows() == [
        (False, False), (True, False), (False, True), (False, False),
    ]  # fmt: skip


def test_entry_without_exit_is_a_stop_of_unknown_length() -> None:
    timing = timed(*LAPS, "10:09:20 81 PIT_IN")
    assert timing.stops_frame.select("in_lap", "out_lap", "duration_us").rows() == [(4, None, None)]


def test_exit_without_entry_is_told_as_such() -> None:
    timing = timed(*LAPS, "10:00:20 81 PIT_OUT")
    assert timing.stops_frame.select("in_lap", "out_lap", "entry_us").rows() == [(None, 1, None)]


def test_line_crossed_in_the_lane_and_a_time_without_instants_are_one_stop() -> None:
    laps = [LAPS[0], "10:04:00 81 FL_PIT", *LAPS[2:]]
    timing = timed(*laps, more=(PitTime(car="81", lap=3, duration=85_000_000),))
    columns = ("in_lap", "out_lap", "entry_us", "duration_us")
    assert timing.stops_frame.select(columns).rows() == [(2, 3, None, 85_000_000)]
    assert timing.laps["out_lap"].to_list() == [False, False, True, False]


def test_two_stints_with_the_driver_who_drove_each() -> None:
    timing = timed(
        *LAPS, "10:03:50 81 PIT_IN", "10:05:15 81 PIT_OUT",
        "10:00:00 81 driver Christophe Nivarlet", "10:04:30 81 driver Kevin Balthazar",
    )  # fmt: skip
    assert timing.stints.select("stint", "driver", "from_lap", "to_lap").rows() == [
        (1, "Christophe Nivarlet", 1, 2),
        (2, "Kevin Balthazar", 3, 4),
    ]


def test_lap_that_ends_in_the_lane_during_the_change_is_of_who_brought_the_car_in() -> None:
    timing = timed(
        LAPS[0], "10:04:00 81 FL_PIT", *LAPS[2:], "10:03:40 81 PIT_IN", "10:05:15 81 PIT_OUT",
        "10:00:00 81 driver Christophe Nivarlet", "10:03:55 81 driver Kevin Balthazar",
    )  # fmt: skip
    assert timing.stints.select("driver", "from_lap", "to_lap").rows() == [
        ("Christophe Nivarlet", 1, 2),
        ("Kevin Balthazar", 3, 4),
    ]


def test_pit_lane_after_the_chequered_flag_is_no_stop() -> None:
    text = HEAD + "".join("{},passing,{},{},\n".format(*row.split()) for row in LAPS)
    text += "10:09:30.000,flag,,,chequered\n10:10:30.000,passing,81,PIT_IN,\n"
    timing = measure(decode(text.encode(), "race.csv").log, BOOK)
    assert timing.stops_frame.height == 0


def test_time_in_the_lane_of_a_car_that_is_not_there_is_nothing() -> None:
    timing = timed(*LAPS, more=(PitTime(car="99", lap=3, duration=85_000_000),))
    assert timing.stops_frame.height == 0


def test_stops_of_an_empty_log() -> None:
    timing = measure(Log.of(), BOOK)
    assert timing.stops_frame.height == 0 and timing.stints.height == 0
    assert timing.stops_frame.schema["duration_us"] == pl.Int64
