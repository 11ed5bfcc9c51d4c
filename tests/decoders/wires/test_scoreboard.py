"""Somebody else's feed followed: laps as its positions say, flags, pit lane, corrections, and the captured sessions."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from parcferme.codec import encode
from parcferme.decoders import RMonitor, Row, Scoreboard, Value
from parcferme.decoders.wires.rmonitor import Init, Run
from parcferme.records import PASSINGS, Amend, Assign, Flag, Log, Passing, Record, SessionStart, Void
from parcferme.season import score
from parcferme.times import parse_clock

HEAD = """
$B,5,"Race 1"
$A,"r7","7",1007,"Ann","Onym","BEL",1
$COMP,"r7","7",1,"Ann","Onym","BEL","Team"
$A,"r8","8",1008,"Bob","Builder","FRA",1
$C,1,"GT4"
$F,9999,"00:30:00","13:00:00","00:00:00","      "
$F,9999,"00:30:00","13:00:01","00:00:00","Green "
"""


def said(text: str) -> list[Value]:
    return RMonitor().feed(text.strip().encode() + b"\n")


def follow(text: str) -> tuple[Scoreboard, list[Record]]:
    board = Scoreboard(source="feed")
    records: list[Record] = []
    for value in said(text):
        records += board.feed(value, len(records) + 1)
    assert [one.seq for one in records] == list(range(1, len(records) + 1))
    assert all(one.source == "feed" for one in records)
    return board, records


def log_of(records: list[Record]) -> Log:
    passings = [one for one in records if isinstance(one, Passing)]
    columns = {name: [getattr(one, name) for one in passings] for name in PASSINGS}
    frame = pl.DataFrame(columns, schema=dict(PASSINGS))
    return Log.of(frame, [one for one in records if not isinstance(one, Passing)])  # type: ignore[misc]


def crossings(records: list[Record], car: str) -> list[tuple[str, float]]:
    """Where and when on the race clock the car crossed, corrections applied."""
    frame = log_of(records).effective()[0].passings.filter(pl.col("car") == car).sort("at")
    zero = parse_clock("13:00:01")
    return [(loop, (at - zero) / 1_000_000) for loop, at in frame.select("loop", "at").iter_rows()]


def test_the_session_begins_with_the_first_green_and_its_cars_are_entered() -> None:
    board, records = follow(HEAD)
    starts = [one for one in records if isinstance(one, SessionStart)]
    assert [(one.at, one.name, one.length) for one in starts] == [
        (parse_clock("13:00:01"), "Race 1", parse_clock("30:00"))
    ]
    assert [(one.transponder, one.car) for one in records if isinstance(one, Assign)] == [
        ("1007", "7"),
        ("1008", "8"),
    ]
    (seven, eight) = board.entries().cars
    assert (seven.number, seven.class_, seven.drivers[0].name, seven.transponders) == (
        "7",
        "GT4",
        "Ann Onym",
        ("1007",),
    )
    assert eight.number == "8"


def test_a_lap_is_what_the_position_says() -> None:
    _, records = follow(
        HEAD
        + """
$J,"r7","00:00:00.000","00:00:02.051"
$G,1,"r7",,"00:00:02.051"
$J,"r7","00:01:40.000","00:01:42.051"
$G,1,"r7",1,"00:01:42.051"
$H,1,"r7",1,"00:01:40.000"
$G,1,"r7",1,"00:01:42.051"
"""
    )
    assert crossings(records, "7") == [("START", 2.051), ("FL", 102.051)]


def test_a_crossing_that_was_missed_is_put_where_the_next_lap_time_says_and_told() -> None:
    board, records = follow(
        HEAD
        + """
$J,"r7","00:01:40.000","00:01:40.000"
$G,1,"r7",1,"00:01:40.000"
$J,"r7","00:01:45.000","00:05:05.000"
$G,1,"r7",3,"00:05:05.000"
"""
    )
    assert crossings(records, "7") == [("FL", 100.0), ("FL", 200.0), ("FL", 305.0)]
    assert [(one.code, one.where.car, one.values) for one in board.findings("feed")] == [
        ("feed-laps-estimated", "7", {"count": 1})
    ]


def test_a_feed_joined_late_has_the_laps_it_says_and_tells_that_their_times_are_guessed() -> None:
    board, records = follow(
        HEAD + '$F,9999,"00:20:00","13:10:01","00:10:00","Green "\n$G,1,"r7",4,"00:08:00.000"\n'
    )
    assert crossings(records, "7") == [("FL", 120.0), ("FL", 240.0), ("FL", 360.0), ("FL", 480.0)]
    assert board.findings("feed")[0].values == {"count": 3}


def test_a_lap_taken_back_and_a_time_put_right_are_corrections() -> None:
    board, records = follow(
        HEAD
        + """
$J,"r7","00:01:40.000","00:01:40.000"
$G,1,"r7",1,"00:01:40.000"
$J,"r7","00:00:05.000","00:01:45.000"
$G,1,"r7",2,"00:01:45.000"
$G,1,"r7",1,"00:01:40.000"
$COR,"r7","7",1,"00:01:40.012","+00:00:00.012"
"""
    )
    assert [type(one) for one in records[-2:]] == [Void, Amend]
    assert crossings(records, "7") == [("FL", 100.012)]
    assert board.rows()[0].total == parse_clock("1:40.012")


def test_of_two_cars_in_one_place_the_one_sent_last_has_it() -> None:
    board, _ = follow(
        HEAD
        + """
$G,1,"r7",5,"00:08:00.000"
$G,2,"r8",4,"00:07:00.000"
$G,2,"r7",5,"00:08:00.000"
"""
    )
    assert [(row.number, row.position, row.said, row.stale) for row in board.rows()] == [
        ("7", 1, 2, False),
        ("8", 2, 2, True),
    ]
    assert [one.values for one in board.findings("feed") if one.code == "feed-places-stale"] == [
        {"cars": ["8"]}
    ]


def test_yellow_is_the_whole_track_and_the_flag_falls_with_the_crossing_told_before_it() -> None:
    _, records = follow(
        HEAD
        + """
$F,9999,"00:29:00","13:01:01","00:01:00","Yellow"
$F,9999,"00:28:00","13:02:01","00:02:00","Green "
$F,9999,"00:00:01","13:29:59","00:29:58","Green "
$J,"r7","00:29:59.200","00:29:59.200"
$G,1,"r7",1,"00:29:59.200"
$F,9999,"00:00:00","13:30:01","00:30:00","Finish"
$F,9999,"00:00:00","13:30:02","00:30:01","Finish"
"""
    )
    zero = parse_clock("13:00:01")
    flags = [(one.value.value, (one.at or 0) - zero) for one in records if isinstance(one, Flag)]
    assert flags == [
        ("green", 0),
        ("fcy", 60_000_000),
        ("green", 120_000_000),
        ("chequered", parse_clock("29:59.200")),
    ]


def test_a_chequered_flag_the_feed_goes_on_after_is_taken_back() -> None:
    _, records = follow(
        HEAD
        + """
$F,9999,"00:00:00","13:30:01","00:30:00","Finish"
$F,9999,"00:00:00","13:30:06","00:30:05","Red   "
$F,9999,"00:00:00","13:35:06","00:35:05","Finish"
"""
    )
    flags = [one.value.value for one in log_of(records).effective()[0].events if isinstance(one, Flag)]
    assert flags == ["green", "red", "chequered"]


def test_lines_of_the_pit_lane_are_put_on_the_race_clock() -> None:
    """The clock of the lines is half a second ahead of the heartbeat's: one crossing told by both shows it."""
    _, records = follow(
        HEAD
        + """
$L,"r7","P1","SFP","01/27/2009","13:01:41.500"
$J,"r7","00:01:40.000","00:01:40.000"
$G,1,"r7",1,"00:01:40.000"
$L,"r7","P2","POP","01/27/2009","13:01:52.500"
$L,"Tx99","P1","SFP","01/27/2009","13:01:55.500"
"""
    )
    assert crossings(records, "7") == [("FL_PIT", 100.0), ("PIT_OUT", 111.0)]
    (unknown,) = [one for one in records if isinstance(one, Passing) and one.car is None]
    assert (unknown.transponder, unknown.loop) == ("99", "SFP")


def test_past_midnight_the_clock_goes_on() -> None:
    board = Scoreboard()
    text = """
$A,"r7","7",1007,"Ann","Onym","BEL",1
$F,9999,"00:30:00","23:59:59","00:00:00","Green "
$F,9999,"00:29:58","00:00:01","00:00:02","Yellow"
"""
    records = [record for value in said(text) for record in board.feed(value, 1)]
    flags = [one.at for one in records if isinstance(one, Flag)]
    assert flags == [parse_clock("23:59:59"), parse_clock("24:00:01")]


def test_a_feed_joined_after_midnight_began_the_day_before() -> None:
    text = """
$A,"r7","7",1007,"Ann","Onym","BEL",1
$F,9999,"00:30:00","00:10:00","01:00:00","Green "
$G,1,"r7",1,"00:02:00.000"
"""
    board = Scoreboard()
    records = [record for value in said(text) for record in board.feed(value, 1)]
    assert [one.at for one in records if isinstance(one, SessionStart | Passing)] == [
        parse_clock("23:10:00"),
        parse_clock("23:12:00"),
    ]


def test_another_run_is_another_session() -> None:
    board, records = follow(
        HEAD
        + '$G,1,"r7",1,"00:01:40.000"\n$I,"14:00:00","27 Jan 09"\n$I,"14:00:00","27 Jan 09"\n$B,6,"Race 2"\n'
    )
    assert board.session == 1 and board.rows() == ()
    assert [type(one).__name__ for one in records[-1:]] == ["SessionEnd"]


def test_a_flag_nobody_knows_and_a_best_lap_that_is_gone_are_told() -> None:
    board, _ = follow(
        HEAD
        + """
$H,1,"r7",3,"00:01:40.000"
$H,1,"r7",5,"00:01:41.000"
$F,9999,"00:29:00","13:01:01","00:01:00","Purple"
"""
    )
    told = {one.code: one for one in board.findings("feed")}
    assert told["feed-flag-unknown"].values == {"value": "Purple", "times": 1}
    gone = told["feed-best-lap-gone"]
    assert gone.where.lap == 3 and gone.proposal == {
        "kind": "decision",
        "penalty": "lap-deleted",
        "car": "7",
        "lap": 3,
    }


# --- the captured sessions: order, laps and times as their own $G and $H


def sessions(path: Path) -> list[tuple[tuple[Row, ...], list[Record]]]:
    """The board at the end of each run of a capture, and its records."""
    board, found, records, seq = Scoreboard(source=path.name), [], [], 1
    rows: tuple[Row, ...] = ()
    for value in RMonitor().feed(path.read_bytes()):
        before = board.session
        if isinstance(value, Run | Init):
            rows = board.rows()
        told = board.feed(value, seq)
        seq += len(told)
        records += told
        if board.session != before:
            found.append((rows, records))
            records = []
    return [*found, (board.rows(), records)]


@pytest.mark.published
@pytest.mark.parametrize(
    ("name", "cars", "best_differs"),
    [
        ("2009-sebring-alms-session-4-lites", 15, set()),
        ("2009-sebring-alms-session-4", 11, set()),
        ("2009-sebring-alms-session-5", 13, {"28"}),  # its best lap was taken back in the feed
        (
            "orbits-mock-session",
            6,
            {"1", "2", "3", "4", "5", "6"},
        ),  # theirs is lap 1, never the best of a race here
    ],
)
def test_a_captured_session_ends_as_its_own_positions_say(
    name: str, cars: int, best_differs: set[str], published: Path, tmp_path: Path
) -> None:
    rows, records = max(sessions(published / "rmonitor" / f"{name}.txt"), key=lambda one: len(one[1]))
    assert len(rows) == cars and [row.said for row in rows] == [row.position for row in rows]
    (tmp_path / "feed.log").write_bytes(encode(log_of(records)))
    scored = score(tmp_path / "feed.log", kind="race")
    lines = list(scored.classification.iter_rows(named=True))
    driven = [row for row in rows if row.laps]
    assert [line["number"] for line in lines][: len(driven)] == [row.number for row in driven]
    assert [(line["laps"], line["time_us"]) for line in lines][: len(driven)] == [
        (row.laps, row.total) for row in driven
    ]
    bests = {line["number"]: line["best_lap_us"] for line in lines}
    assert {row.number for row in driven if row.best != bests[row.number]} == best_differs
