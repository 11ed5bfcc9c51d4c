"""Multiloop followed by the same scoreboard: laps, flags and the pit lane in the words of RMonitor."""

from __future__ import annotations

from parcferme.decoders import Multiloop, Row, Scoreboard, Translator, Value
from parcferme.records import Flag, Passing, Record, SessionStart

# 2025-06-27 12:55:44 UTC: the run's time is 0.
ZERO = 0x685E9B2F * 1_000_000 - 0x9A0AB * 1000
FEED = """
$R|R|1|Q1|Super Tour||Group 2 Race|R|685ECBB8
$E|R|17|Q1|12|17|Steve Introne|18|1|B-Spec|17
$H|N|2F4|Q1|G|685E9B2F|9A0AB|0|D42B4
$C|N|1|Q1|1|12|17|0|9A0B0|0|T|0|0|0|0|0|0|1|0|Active|G|0|0|9|0
$C|U|2|Q1|1|12|17|1|B6C33|1CB83|T|1CB83|1|0|0|0|0|1|1CB83|Active|G|0|0|9|0
$L|N|3|Q1|12|17|PIN|A|BA000|G|P
$C|U|4|Q1|2|99|8|1|B7C33|1CB83|T|1CB83|1|2E6A|0|649|0|2|1CB83|Active|G|0|0|9|0
$H|N|2F5|Q1|Y|685E9C2F|D88AB|0|95AB4
$H|N|2F6|Q1|W|685E9D2F|1170AB|0|1
$H|N|2F7|Q1|K|685E9E2F|1558AB|0|0
"""


def follow() -> tuple[Scoreboard, list[Record]]:
    board, translator = Scoreboard(), Translator()
    records: list[Record] = []
    values: list[Value] = Multiloop().feed(FEED.replace("|", "\xa6").encode("latin-1"))
    assert len(values) == 10
    for value in values:
        for said in translator.translate(value):
            records += board.feed(said, len(records) + 1)
    return board, records


def test_laps_and_places_are_those_of_the_feed() -> None:
    board, _ = follow()
    assert board.rows() == (
        Row(1, 1, False, "12", 1, 0xB6C33 * 1000, 1, 0x1CB83 * 1000),
        Row(2, 2, False, "99", 1, 0xB7C33 * 1000, 1, 0x1CB83 * 1000),
    )


def test_its_records_are_on_the_calendar() -> None:
    _, records = follow()
    (start,) = [one for one in records if isinstance(one, SessionStart)]
    assert start.at == ZERO
    passings = [(one.car, one.loop, one.at - ZERO) for one in records if isinstance(one, Passing) and one.at]
    assert passings == [
        ("12", "START", 0x9A0B0 * 1000),
        ("12", "FL", 0xB6C33 * 1000),
        ("12", "PIT_IN", 0xBA000 * 1000),
        ("99", "FL", 0xB7C33 * 1000),
    ]


def test_a_white_flag_leaves_the_track_green() -> None:
    _, records = follow()
    assert [one.value.value for one in records if isinstance(one, Flag)] == [
        "green",
        "fcy",
        "green",
        "chequered",
    ]


def test_cars_carry_their_number_and_driver() -> None:
    board, _ = follow()
    assert [(one.number, [driver.name for driver in one.drivers]) for one in board.entries().cars] == [
        ("12", ["Steve Introne"]),
        ("99", []),
    ]
