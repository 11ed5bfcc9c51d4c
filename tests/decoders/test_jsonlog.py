"""Our own log among the timing files: what the codec wrote is read back, with the cars in it."""

from __future__ import annotations

import polars as pl

from parcferme import codec
from parcferme.decoders import decode
from parcferme.records import DriverChange, Event, Flag, FlagValue, Log, SessionStart
from parcferme.times import HOUR


def test_a_log_is_read_back_as_it_was_written() -> None:
    passings = pl.DataFrame({"at": [14 * HOUR, 14 * HOUR + 1], "loop": ["FL", "S1"], "car": ["7", "03"]})
    events: list[Event] = [
        SessionStart(at=14 * HOUR, name="Race 1", session="race"),
        Flag(at=14 * HOUR, value=FlagValue.GREEN),
        DriverChange(car="7", driver="Ann"),
    ]
    log = Log.of(passings, events)
    written = codec.encode(log)
    decoded = decode(written if isinstance(written, bytes) else written.encode(), "race.log")
    assert (decoded.format, decoded.session, decoded.title, decoded.findings) == ("log", "race", "Race 1", ())
    assert decoded.log == log
    assert [(car.number, [driver.name for driver in car.drivers]) for car in decoded.entries.cars] == [
        ("03", []),
        ("7", ["Ann"]),
    ]
