"""Which crossings of the line are laps."""

from __future__ import annotations

import pytest

from parcferme.decoders import decode
from parcferme.regulations import parse_rulebook
from parcferme.timing import Timing, measure

BOOK = 'name = "test"\n[timing]\ndouble-read = "2 s"\n'


def timed(text: str, book: str = BOOK, kind: str = "race") -> Timing:
    """`text` holds rows of the plain log: time, car, and FL unless another loop is named."""
    rows = ["time,kind,car,loop,value", "10:00:00.000,flag,,,green"]
    for line in text.split("\n"):
        if line.strip():
            time, car, *loop = line.split()
            rows.append(f"{time},passing,{car},{loop[0] if loop else 'FL'},")
    decoded = decode("\n".join(rows).encode(), "race.csv")
    return measure(decoded.log, parse_rulebook(book, "test.toml"), decoded.entries, kind=kind)


def story(timing: Timing, car: str) -> list[tuple[str, int, str]]:
    """(seconds since the start, lap, why not) of each crossing of a car."""
    rows = timing.crossings_frame.filter(car=car).sort("at").select("elapsed_us", "lap", "why").rows()
    return [(f"{us / 1e6:g}", lap, why) for us, lap, why in rows]


LAPS = """
    10:00:08.000 81
    10:02:08.000 81
    10:04:08.000 81
"""


def test_crossing_sooner_than_half_the_median_lap_is_the_start_and_no_lap() -> None:
    assert story(timed(LAPS), "81") == [("8", 0, "start"), ("128", 1, "counted"), ("248", 2, "counted")]


def test_lap_one_runs_from_the_start_of_the_session_not_from_the_start_crossing() -> None:
    assert timed(LAPS).laps["lap_us"].to_list() == [128_000_000, 120_000_000]


def test_first_crossing_ends_lap_one_from_the_pit_lane_too() -> None:
    late = timed("10:01:50.000 81\n10:03:50.000 81\n10:05:50.000 81")
    assert [lap for _, lap, _ in story(late, "81")] == [1, 2, 3]


def test_circuit_minimum_lap_decides_where_it_is_known() -> None:
    timing = timed(LAPS, 'name = "test"\n[timing]\nminimum-lap = "5 s"\n')
    assert story(timing, "81")[0] == ("8", 1, "counted")


def test_formation_lap_before_the_start_does_not_count() -> None:
    timing = timed("09:59:00.000 81" + LAPS)
    assert story(timing, "81")[0] == ("-60", 0, "before-start")


@pytest.mark.parametrize(("apart", "why"), [("10:02:09.999", "double-read"), ("10:02:10.000", "counted")])
def test_second_read_within_two_seconds_is_the_same_crossing(apart: str, why: str) -> None:
    timing = timed(LAPS + f"{apart} 81")
    assert story(timing, "81")[2][2] == why


def test_double_read_is_found_with_a_ready_void_that_changes_no_place() -> None:
    timing = timed(LAPS + "10:02:08.400 81")
    (found,) = [one for one in timing.findings if one.code == "double-read"]
    assert found.values["apart_us"] == 400_000
    assert found.proposal is not None and found.proposal["kind"] == "void"
    seqs = timing.crossings_frame.filter(why="double-read")["seq"].to_list()
    assert [found.proposal["target"]] == seqs


def test_third_read_is_measured_from_the_kept_one_not_from_the_dropped_one() -> None:
    timing = timed(LAPS + "10:02:09.500 81\n10:02:10.500 81")
    assert [why for _, _, why in story(timing, "81")] == [
        "start",
        "counted",
        "double-read",
        "counted",
        "counted",
    ]


def test_lap_nobody_can_drive_still_counts_and_is_told_with_a_ready_void() -> None:
    timing = timed(LAPS + "10:02:40.000 81\n10:06:08.000 81\n10:08:08.000 81")
    assert max(lap for _, lap, _ in story(timing, "81")) == 5
    (short,) = [one for one in timing.findings if one.code == "lap-under-minimum"]
    assert (short.where.lap, short.values["lap_us"]) == (2, 32_000_000)
    assert short.proposal is not None and short.proposal["target"] == short.where.seq
