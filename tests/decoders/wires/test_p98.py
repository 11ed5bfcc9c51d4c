"""AMB P98: lines as boxes send them, and lines that a serial cable has spoilt."""

from __future__ import annotations

import pytest

from parcferme.decoders.wires.p98 import P98
from parcferme.decoders.wires.values import Other, Read, Status, Why
from parcferme.findings import WrongCall

SAID = {
    "#\t101\t1378\t0\tx53D2": Status("101", 1378, 0),
    "#\t101\t1380\t0\txF64A": Status("101", 1380, 0),
    "#\t101\t9789\t0\tx840E": Status("101", 9789, 0),
    "@\t101\t1379\t8110984\t2434.835\t190\t40\t2\tx26C0": Read(
        "101", 1379, "8110984", 2434835000, 40, 190, 2
    ),
    "@\t101\t9788\t8110984\t52083.691\t127\t40\t2\tx3DAF": Read(
        "101", 9788, "8110984", 52083691000, 40, 127, 2
    ),
    "@\t101\t12\t3444425\t46.820\t61\t40\t2\txE934": Read("101", 12, "3444425", 46820000, 40, 61, 2),
}


@pytest.mark.parametrize("text", SAID)
def test_a_line_says_what_it_says_and_is_written_the_same(text: str) -> None:
    line = b"\x01" + text.encode() + b"\r\n"
    wire = P98()
    assert wire.feed(line) == [SAID[text]] and wire.damage == ()
    assert P98.encode(SAID[text]) == line


def test_a_relay_that_drops_the_first_byte_or_the_carriage_return_is_read_all_the_same() -> None:
    wire = P98()
    assert len(wire.feed(b"#\t101\t1378\t0\tx53d2\n\r\n#\t101\t1380\t0\txF64A\n")) == 2
    assert wire.damage == () and wire.idle == 2


def test_a_digit_that_changed_on_the_cable_is_refused() -> None:
    wire = P98()
    assert wire.feed(b"\x01@\t101\t1379\t8110985\t2434.835\t190\t40\t2\tx26C0\r\n") == []
    assert [(one.why, one.size) for one in wire.damage] == [(Why.CHECKSUM, 45)]


def test_a_line_of_another_kind_with_the_right_checksum_is_counted() -> None:
    wire = P98()
    (other,) = wire.feed(b"\x01$\t40\t3\t5\t28800\txF9EB\r\n")
    assert isinstance(other, Other) and other.kind == "$" and wire.unknown == {"$": 1}


def test_fields_that_are_no_numbers_are_refused_though_the_checksum_fits() -> None:
    from parcferme.decoders.wires.p3 import remainder

    for body in (
        b"@\t101\tx\t8110984\t2434.835\t190\t40\t2\t",
        b"@\t101\t1\t8110984\tnow\t1\t4\t2\t",
        b"#\t101\t",
    ):
        wire = P98()
        assert wire.feed(b"\x01" + body + b"x%04X\r\n" % remainder(body)) == []
        assert [one.why for one in wire.damage] == [Why.FIELDS]


def test_a_read_without_a_number_or_with_the_time_of_a_calendar_is_a_wrong_call() -> None:
    for read in (
        Read("101", None, "8110984", 1),
        Read("101", 5, "8110984", 1255138658753000),
        Read("1\t", 5, "8", 1),
    ):
        with pytest.raises(WrongCall, match="P98"):
            P98.encode(read)
