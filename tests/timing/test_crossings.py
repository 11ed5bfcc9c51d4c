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


# --- what is told of a crossing, and its edges


def found(
    timing: Timing, code: str
) -> list[tuple[str, str | None, int | None, tuple[int, ...], dict[str, object]]]:
    return [
        (one.severity.value, one.where.car, one.where.seq, one.records, dict(one.values))
        for one in timing.findings
        if one.code == code
    ]


def test_every_double_read_is_told_with_how_far_apart_and_when() -> None:
    timing = timed(LAPS + "10:02:08.400 81\n10:02:09.999999 81\n10:02:10.200 7\n10:02:11 7\n")
    start = timing.start
    doubles = found(timing, "double-read")
    assert doubles == [
        ("warning", "7", 8, (8,), {"apart_us": 800_000, "at": start + 131_000_000}),
        ("warning", "81", 5, (5,), {"apart_us": 400_000, "at": start + 128_400_000}),
        ("warning", "81", 6, (6,), {"apart_us": 1_999_999, "at": start + 129_999_999}),
    ]
    proposals = [one.proposal for one in timing.findings if one.code == "double-read"]
    assert proposals[0] == {"kind": "void", "target": 8, "reason": "double read"}


def test_cars_that_cross_together_are_no_double_read() -> None:
    assert found(timed("10:02:08 81\n10:02:08.1 7\n10:02:08.2 9\n10:04:08 81"), "double-read") == []


def test_first_crossings_nobody_can_tell_yet_are_told_together() -> None:
    timing = timed("10:01:30 81\n10:01:31 7")
    assert found(timing, "first-crossing-open") == [
        ("info", None, None, (2, 3), {"count": 2, "cars": ["7", "81"]})
    ]
    assert [why for _, _, why in story(timing, "81")] == ["open"]


RED = BOOK + "[race.red-flag]\ncrossings-count = {}\n"


@pytest.mark.parametrize(
    ("counts", "code", "records", "laps_"),
    [("true", "crossings-under-red", (), 3), ("false", "crossings-under-red-not-counted", (4, 6), 2)],
)
def test_crossings_under_red_are_told_and_count_as_the_rulebook_says(
    counts: str, code: str, records: tuple[int, ...], laps_: int
) -> None:
    rows = (
        "time,kind,car,loop,value\n10:00:00,flag,,,green\n10:02:00,passing,7,FL,\n10:02:01,passing,81,FL,\n"
        "10:04:00,passing,7,FL,\n10:04:00,flag,,,red\n10:04:01,passing,81,FL,\n10:05:00,flag,,,green\n"
        "10:06:00,passing,7,FL,\n10:06:01,passing,81,FL,\n"
    )
    book = parse_rulebook(RED.format(counts), "t.toml")
    timing = measure(decode(rows.encode(), "r.csv").log, book)
    assert found(timing, code) == [
        (
            "info",
            None,
            None,
            records,
            {"count": 2, "cars": ["7", "81"], "first_at": timing.start + 240_000_000},
        )
    ]
    assert timing.laps.filter(car="81").height == laps_
    practice = measure(decode(rows.encode(), "r.csv").log, book, kind="practice")
    assert found(practice, code) == []


def test_a_sector_loop_passed_since_the_start_makes_a_first_crossing_lap_one() -> None:
    """Nobody has driven a whole lap: who passed S1 and then the line has; who passed it before the start has not."""

    def first(*rows: str) -> str:
        return story(timed("\n".join(rows) + "\n10:01:40 7"), "81")[-1][2]

    assert first("10:00:40 81 S1", "10:01:30 81") == "counted"
    assert first("10:00:40 81 S2", "10:01:30 81") == "counted"  # where it is the first loop there is
    assert first("10:00:00 81 S1", "10:01:30 81") == "open"
    assert first("10:01:31 81 S1", "10:01:30 81") == "open"
    assert first("10:00:04 81 S1", "10:00:09.999999 81") == "start"
    assert first("10:00:04 81 S1", "10:00:10 81") == "counted"
    assert first("10:00:40 81 S2", "10:00:35 7 S1", "10:01:30 81") == "open"


@pytest.mark.parametrize(("first", "why"), [("10:00:47.999999", "start"), ("10:00:48", "counted")])
def test_from_two_fifths_of_a_lap_on_a_first_crossing_ends_lap_one(first: str, why: str) -> None:
    rows = "\n".join(f"10:{minute:02d}:00 7" for minute in range(2, 14, 2))
    timing = timed(rows + f"\n{first} 81\n10:02:55 81")
    assert story(timing, "81")[0][2] == why


def test_where_the_rulebook_knows_the_minimum_a_loop_says_nothing() -> None:
    book = 'name = "test"\n[timing]\nminimum-lap = "100 s"\n'
    timing = timed("10:00:40 81 S1\n10:01:30 81\n10:03:10 81", book)
    assert [why for _, _, why in story(timing, "81")] == ["start", "counted"]
    edge = timed("10:01:40 81\n10:03:20 81", book)
    assert [why for _, _, why in story(edge, "81")] == ["counted", "counted"]


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ("10:00:39.999999", "start"),
        ("10:00:40", "open"),
        ("10:01:19.999999", "open"),
        ("10:01:20", "counted"),
    ],
)
def test_while_one_whole_lap_is_known_a_first_crossing_is_the_start_open_or_a_lap(
    first: str, why: str
) -> None:
    """The one lap there is took 100 s: up to two fifths of it was the start, from four fifths on a lap."""
    assert story(timed(f"10:01:40 7\n10:03:20 7\n{first} 81"), "81")[0][2] == why


@pytest.mark.parametrize(("red", "under"), [("10:04:01", 1), ("10:04:01.000001", 0)])
def test_a_crossing_just_before_red_is_not_under_red(red: str, under: int) -> None:
    rows = (
        "time,kind,car,loop,value\n10:00:00,flag,,,green\n10:02:00,passing,7,FL,\n10:04:01,passing,7,FL,\n"
        f"{red},flag,,,red\n10:05:00,flag,,,green\n10:06:00,passing,7,FL,\n"
    )
    timing = measure(decode(rows.encode(), "r.csv").log, parse_rulebook(RED.format("true"), "t.toml"))
    assert len(found(timing, "crossings-under-red")) == under
