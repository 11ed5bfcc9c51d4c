"""Stops, in- and out-laps, stints and drivers."""

from __future__ import annotations

import polars as pl
import pytest

from parcferme.decoders import decode
from parcferme.records import Log, PitTime
from parcferme.regulations import parse_rulebook
from parcferme.timing import Timing, measure
from parcferme.timing.stops import Stop

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


# --- every visit, value by value


def visited(
    timing: Timing,
) -> list[tuple[str, int | None, int | None, int | None, int | None, int | None, tuple[int, ...]]]:
    """Car, in lap, out lap, entry, exit, duration in seconds since the start, records."""

    def since(at: int | None) -> int | None:
        return None if at is None else (at - timing.start) // 1_000_000

    return [
        (
            timing.cars[one.car], one.in_lap, one.out_lap, since(one.entry), since(one.exit),
            None if one.duration is None else one.duration // 1_000_000, one.seqs,
        )
        for one in timing.visits
    ]  # fmt: skip


OTHER = ["10:02:01 9 FL", "10:04:01 9 FL", "10:06:01 9 FL", "10:08:01 9 FL"]


@pytest.mark.parametrize(
    ("lane", "expected"),
    [
        (["10:03:50 81 PIT_IN", "10:05:15 81 PIT_OUT"], [("81", 2, 3, 230, 315, 85, (10, 11))]),
        (["10:03:50 81 PIT_IN"], [("81", 2, None, 230, None, None, (10,))]),
        (["10:05:15 81 PIT_OUT"], [("81", None, 3, None, 315, None, (10,))]),
        (
            ["10:03:50 81 PIT_IN", "10:05:00 81 PIT_IN", "10:05:15 81 PIT_OUT"],
            [("81", 2, None, 230, None, None, (10,)), ("81", 3, 3, 300, 315, 15, (11, 12))],
        ),
        (
            ["10:03:50 81 PIT_IN", "10:05:15 81 PIT_OUT", "10:05:16 81 PIT_OUT"],
            [("81", None, 3, None, 316, None, (12,)), ("81", 2, 3, 230, 315, 85, (10, 11))],
        ),
        (
            ["10:03:50 81 PIT_IN", "10:05:15 9 PIT_OUT"],
            [("81", 2, None, 230, None, None, (10,)), ("9", None, 3, None, 315, None, (11,))],
        ),
        (
            ["10:03:50 81 PIT_IN", "10:05:15 9 PIT_IN", "10:05:20 9 PIT_OUT"],
            [("81", 2, None, 230, None, None, (10,)), ("9", 3, 3, 315, 320, 5, (11, 12))],
        ),
        (["09:59:59 81 PIT_IN", "10:00:00 81 PIT_OUT"], [("81", None, 1, None, 0, None, (11,))]),
        (["10:04:00 81 PIT_IN", "10:04:00 81 PIT_OUT"], [("81", 2, 2, 240, 240, 0, (10, 11))]),
        (["10:09:40 81 PIT_IN", "10:10:30 81 PIT_OUT"], [("81", 5, 5, 580, 630, 50, (10, 11))]),
    ],
)  # fmt: skip
def test_each_exit_belongs_to_the_entry_before_it(
    lane: list[str], expected: list[tuple[object, ...]]
) -> None:
    found = visited(timed(*LAPS, *OTHER, *lane))
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_visits_are_in_order_of_car_and_lap() -> None:
    lane = [
        "10:07:40 81 PIT_IN",
        "10:08:15 81 PIT_OUT",
        "10:02:50 81 PIT_IN",
        "10:03:15 81 PIT_OUT",
        "10:07:00 9 PIT_IN",
        "10:01:00 9 PIT_OUT",
    ]
    found = [(one[0], one[1], one[2]) for one in visited(timed(*LAPS, *OTHER, *lane))]
    assert found == [("81", 2, 2), ("81", 4, 4), ("9", None, 1), ("9", 4, None)]


@pytest.mark.parametrize(("out", "stops"), [("10:09:30", 1), ("10:09:30.000001", 0)])
def test_what_a_car_does_after_its_flag_is_no_visit(out: str, stops: int) -> None:
    """It takes the flag at 10:09:30; came in a second before, and is through the lane with the flag or after it."""
    rows = [*LAPS, "10:09:29 81 PIT_IN", f"{out} 81 PIT_OUT"]
    text = HEAD + "".join("{},passing,{},{},\n".format(*row.split()) for row in rows)
    timing = measure(decode((text + "10:09:20.000,flag,,,chequered\n").encode(), "race.csv").log, BOOK)
    assert timing.stops_frame.height == 1
    assert timing.stops_frame["duration_us"].to_list() == ([1_000_000] if stops else [None])


# --- a mark and a time instead of loops


MARKED = [LAPS[0], "10:04:00 81 FL_PIT", *LAPS[2:]]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((), [("81", 2, None, None, None, None, (3,))]),
        (((3, 85),), [("81", 2, 3, None, None, 85, (3, 6))]),
        (((2, 85),), [("81", 1, 2, None, None, 85, (6,)), ("81", 2, None, None, None, None, (3,))]),
        (((3, 85), (3, 90)), [("81", 2, 3, None, None, 90, (3, 7))]),
        (((1, 85), (3, 90)), [("81", None, 1, None, None, 85, (6,)), ("81", 2, 3, None, None, 90, (3, 7))]),
        (((5, 85),), [("81", 2, None, None, None, None, (3,)), ("81", 4, 5, None, None, 85, (6,))]),
        (((6, 85),), [("81", 2, None, None, None, None, (3,))]),
        (((0, 85),), [("81", 2, None, None, None, None, (3,))]),
    ],
)
def test_a_time_in_the_lane_belongs_to_the_lap_it_ended_in(
    times: tuple[tuple[int, int], ...], expected: list[tuple[object, ...]]
) -> None:
    more = tuple(PitTime(car="81", lap=lap, duration=seconds * 1_000_000) for lap, seconds in times)
    assert visited(timed(*MARKED, more=more)) == expected


def test_where_the_loops_time_a_car_its_marks_and_times_say_nothing_more() -> None:
    more = (PitTime(car="81", lap=3, duration=1), PitTime(car="9", lap=3, duration=2_000_000))
    timing = timed(*MARKED, *OTHER, "10:03:50 81 PIT_IN", "10:05:15 81 PIT_OUT", more=more)
    assert visited(timing) == [("81", 2, 3, 230, 315, 85, (10, 11)), ("9", 2, 3, None, None, 2, (13,))]


def test_a_line_crossed_in_the_lane_with_the_flag_is_no_stop() -> None:
    text = HEAD + "".join("{},passing,{},{},\n".format(*row.split()) for row in LAPS[:3])
    text += "10:09:20.000,flag,,,chequered\n10:09:30.000,passing,81,FL_PIT,\n"
    assert visited(measure(decode(text.encode(), "race.csv").log, BOOK)) == []


def test_only_a_time_up_to_the_first_drive_out_is_no_stop() -> None:
    drive, early = Stop(0, None, 1, None, None, 9), Stop(0, 1, 2, None, None, 9)
    left, seen_ = Stop(0, None, 2, None, None, 9), Stop(0, None, 1, None, 50, None)
    assert [one.is_drive_out for one in (drive, early, left, seen_)] == [True, False, False, False]


# --- laps of the lane


def test_laps_that_went_into_the_lane_and_came_out_of_it() -> None:
    timing = timed(*LAPS, *OTHER, "10:03:50 81 PIT_IN", "10:05:15 81 PIT_OUT", "10:08:00 9 PIT_IN")
    assert timing.laps.select("in_lap", "out_lap").rows() == [
        (False, False), (True, False), (False, True), (False, False),
        (False, False), (False, False), (False, False), (True, False),
    ]  # fmt: skip
    last = timed(
        *LAPS, "10:02:01 9 FL", "10:09:00 81 PIT_IN", "10:10:00 81 PIT_OUT"
    )  # out again on a lap not completed
    assert last.laps.select("in_lap", "out_lap").rows()[3:] == [(True, False), (False, False)]


def test_a_line_crossed_in_the_lane_ends_an_in_lap_and_the_next_of_that_car_is_an_out_lap() -> None:
    timing = timed(*LAPS[:3], "10:09:30 81 FL_PIT", *OTHER)
    assert timing.laps.select("in_lap", "out_lap").rows()[3:5] == [(True, False), (False, False)]


# --- who drove


def drivers(*rows: str) -> list[str | None]:
    return timed(*LAPS, *rows).laps["driver"].cast(pl.String).to_list()


@pytest.mark.parametrize(
    ("rows", "drove"),
    [
        ((), [None] * 4),
        (("10:00:00 81 driver A",), ["A"] * 4),
        (("10:00:00 81 driver A", "10:03:59 81 driver B"), ["A", "B", "B", "B"]),
        (
            ("10:00:00 81 driver A", "10:04:00 81 driver B"),
            ["A", "A", "B", "B"],
        ),  # in at the line: from the next lap
        (("10:04:30 81 driver B", "10:00:00 81 driver A", "10:07:30 81 driver A"), ["A", "A", "B", "A"]),
        (("10:04:30 9 driver B",), [None] * 4),
    ],
)
def test_a_lap_is_driven_by_who_is_in_the_car_when_it_ends(
    rows: tuple[str, ...], drove: list[str | None]
) -> None:
    assert drivers(*rows) == drove


@pytest.mark.parametrize(
    ("change", "lane", "drove"),
    [
        ("10:03:55", ("10:03:50", "10:05:15"), ["A", "A", "B", "B"]),
        ("10:03:50", ("10:03:50", "10:05:15"), ["A", "A", "B", "B"]),  # as it came in
        ("10:03:49", ("10:03:50", "10:05:15"), ["A", "B", "B", "B"]),  # before it came in: on track
        ("10:05:15", ("10:03:50", "10:05:15"), ["A", "A", "B", "B"]),
        ("10:05:16", ("10:03:50", "10:05:15"), ["A", "A", "B", "B"]),
        (
            "10:03:30",
            ("10:03:20", "10:03:40"),
            ["A", "B", "B", "B"],
        ),  # in and out on one lap: it ended with B
    ],
)
def test_a_lap_that_ends_in_the_lane_while_the_crew_changes_is_of_who_came_in(
    change: str, lane: tuple[str, str], drove: list[str]
) -> None:
    stop = (f"{lane[0]} 81 PIT_IN", f"{lane[1]} 81 PIT_OUT")
    assert drivers(*stop, "10:00:00 81 driver A", f"{change} 81 driver B") == drove


def test_a_change_while_the_car_stands_in_the_lane_for_good_leaves_the_lap_to_who_came_in() -> None:
    marked = timed(
        LAPS[0], "10:04:00 81 FL_PIT", "10:03:50 81 PIT_IN", "10:00:00 81 driver A", "10:03:55 81 driver B"
    )
    assert marked.laps["driver"].cast(pl.String).to_list() == ["A", "A"]


def test_a_stint_ends_with_a_stop_or_a_change_of_driver_and_cars_count_their_own() -> None:
    timing = timed(
        *LAPS, *OTHER, "10:03:50 81 PIT_IN", "10:05:15 81 PIT_OUT", "10:00:00 9 driver A", "10:06:30 9 driver B",
    )  # fmt: skip
    found = timing.stints.with_columns(pl.col("car").cast(pl.String))
    second = 1_000_000
    assert found.select("car", "stint", "driver", "from_lap", "to_lap", "laps", "time_us").rows() == [
        ("81", 1, None, 1, 2, 2, 240 * second), ("81", 2, None, 3, 4, 2, 330 * second),
        ("9", 1, "A", 1, 3, 3, 361 * second), ("9", 2, "B", 4, 4, 1, 120 * second),
    ]  # fmt: skip


def test_stops_are_numbered_by_car() -> None:
    lane = [
        "10:02:50 81 PIT_IN",
        "10:03:15 81 PIT_OUT",
        "10:07:40 81 PIT_IN",
        "10:08:15 81 PIT_OUT",
        "10:07:00 9 PIT_IN",
    ]
    frame = timed(*LAPS, *OTHER, *lane).stops_frame.with_columns(pl.col("car").cast(pl.String))
    assert frame.select("car", "stop", "in_lap").rows() == [("81", 1, 2), ("81", 2, 4), ("9", 1, 4)]
    assert frame["exit_us"].to_list() == [195_000_000, 495_000_000, None]


@pytest.mark.parametrize(("entry", "visits_"), [("10:09:25", 0), ("10:09:20.000001", 0), ("10:09:20", 1)])
def test_who_comes_in_once_the_flag_fell_to_take_it_in_the_lane_makes_no_visit(
    entry: str, visits_: int
) -> None:
    """The flag falls at 10:09:20; #81 takes it on the line in the lane ten seconds later."""
    text = HEAD + "".join("{},passing,{},{},\n".format(*row.split()) for row in LAPS[:3])
    text += f"10:09:20.000,flag,,,chequered\n{entry},passing,81,PIT_IN,\n10:09:30.000,passing,81,FL_PIT,\n"
    assert len(visited(measure(decode(text.encode(), "race.csv").log, BOOK))) == visits_


def test_who_takes_the_flag_on_track_and_another_in_the_lane_are_told_apart() -> None:
    """#9 takes it on track at 10:10:01, and came in and out before, with the flag out already: that was a visit."""
    rows = [*LAPS[:3], "10:09:25 81 PIT_IN", "10:09:30 81 FL_PIT", *OTHER, "10:10:01 9 FL"]
    rows += ["10:09:22 9 PIT_IN", "10:09:50 9 PIT_OUT"]
    text = HEAD + "".join("{},passing,{},{},\n".format(*row.split()) for row in rows)
    found = visited(
        measure(decode((text + "10:09:20.000,flag,,,chequered\n").encode(), "race.csv").log, BOOK)
    )
    assert [one[:6] for one in found] == [("9", 5, 5, 562, 590, 28)]


def test_a_car_that_came_in_before_it_completed_a_lap_marks_no_lap() -> None:
    timing = timed(*LAPS, "10:01:00 99 PIT_IN")
    assert visited(timing) == [("99", 1, None, 60, None, None, (6,))]
    assert not timing.laps["in_lap"].any()


PITS = (
    "10:01:30 8 PIT_IN",
    "10:02:10 8 PIT_OUT",
    *(f"10:{n:02}:40 8 FL" for n in range(12)),
)


@pytest.mark.parametrize(
    ("rows", "stops", "lacking"),
    [
        # in on lap 4, out on lap 10: the line was crossed on track in between
        (
            ("10:03:50 7 PIT_IN", "10:09:50 7 PIT_OUT"),
            [(4, None), (None, 10)],
            [(2, "entry_at")],
        ),
        (
            ("10:03:50 7 PIT_IN", "10:05:50 7 PIT_OUT"),
            [(4, None), (None, 6)],
            [(2, "entry_at")],
        ),
        (
            ("10:03:50 7 PIT_IN", "10:04:50 7 PIT_OUT"),
            [(4, 5)],
            [],
        ),  # the line is in the lane
        (("10:04:10 7 PIT_IN", "10:04:50 7 PIT_OUT"), [(5, 5)], []),
        (("10:03:50 7 PIT_IN",), [(4, None)], [(1, "entry_at")]),
        (("10:09:50 7 PIT_OUT",), [(None, 10)], [(1, "exit_at")]),
        (("10:00:20 7 PIT_OUT",), [(None, 1)], []),  # the first drive out
        (("10:11:50 7 PIT_IN",), [(12, None)], []),  # it is still in the lane
    ],
)
def test_a_visit_during_which_the_line_was_crossed_twice_is_two_half_read_ones(
    rows: tuple[str, ...],
    stops: list[tuple[int | None, int | None]],
    lacking: list[tuple[int, str]],
) -> None:
    """A stop of 5:40 that was "met" was two visits, with two laps on track between them."""
    timing = timed(*(f"10:{n:02}:00 7 FL" for n in range(1, 12)), *rows, *PITS)
    seven = timing.cars.index("7")
    assert [(one.in_lap, one.out_lap) for one in timing.visits if one.car == seven] == stops
    found = [one for one in timing.findings if one.code == "pit-visit-half-read"]
    assert [(one.values["count"], next(iter(set(one.values) - {"count"}))) for one in found] == lacking
    assert all((one.severity, one.where.car) == ("info", "7") for one in found)


def test_where_a_loop_of_the_lane_read_nobody_no_visit_is_half_read() -> None:
    timing = timed(*(f"10:{n:02}:00 7 FL" for n in range(1, 12)), "10:03:50 7 PIT_IN")
    assert [one for one in timing.findings if one.code == "pit-visit-half-read"] == []


S1_S2 = [
    f"10:{n:02}:{second} {car} {loop}"
    for car in "78"
    for n in range(1, 12)
    for second, loop in (("20", "S1"), ("40", "S2"))
]


def without(rows: list[str], *gone: str) -> list[str]:
    return [row for row in rows if row not in gone]


@pytest.mark.parametrize(
    ("loops", "stops"),
    [
        (S1_S2, [(7, None), (None, 8)]),  # 10:06:50 in, S1, S2, 10:07:50 out: a lap's loops between
        (without(S1_S2, "10:07:20 7 S1", "10:07:40 7 S2"), [(7, 8)]),
        (without(S1_S2, "10:07:20 7 S1"), [(7, 8)]),  # one of two: read in the lane beside its antenna
    ],
)
def test_who_passed_the_loops_of_the_track_was_in_the_lane_twice(
    loops: list[str], stops: list[tuple[int | None, int | None]]
) -> None:
    """The lane lies before the line, so that a stop of a minute that was two has one crossing of the line in it."""
    lane = (
        "10:06:50 7 PIT_IN",
        "10:07:50 7 PIT_OUT",
        "10:03:45 8 PIT_IN",
        "10:03:55 8 PIT_OUT",
    )
    field = [f"10:{n:02}:00 {car} FL" for car in "78" for n in range(1, 12)]
    timing = timed(*field, *loops, *lane)
    seven = timing.cars.index("7")
    its = [one for one in timing.visits if one.car == seven]
    assert [(one.in_lap, one.out_lap) for one in its] == stops
    assert [one.duration for one in its] == ([60_000_000] if len(its) == 1 else [None, None])
    told = [one for one in timing.findings if one.code == "pit-visit-half-read"]
    assert [one.values["count"] for one in told] == ([] if len(its) == 1 else [2])


def test_a_loop_that_all_pass_between_entry_and_exit_reads_the_lane_too() -> None:
    """The lane leads past S1 and S2, as at a circuit with a long one."""
    field = [f"10:{n:02}:00 {car} FL" for car in "78" for n in range(1, 12)]
    lane = [
        f"10:0{n}:{at} {car} {loop}"
        for car, n in (("7", 4), ("8", 6))
        for at, loop in (("10", "PIT_IN"), ("50", "PIT_OUT"))
    ]
    timing = timed(*field, *S1_S2, *lane)
    assert [one.duration for one in timing.visits] == [40_000_000, 40_000_000]
