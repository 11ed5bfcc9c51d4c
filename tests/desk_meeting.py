"""A recorded race put through a desk in virtual time: its reads, decoder by decoder, and what people did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from parcferme.documents import finding_document, row_document
from parcferme.entries import Entries
from parcferme.live import Asked, Desk, Setting
from parcferme.records import DriverChange, Event, SessionStart, plain_fields, write_instant
from parcferme.season import Score

RACE = "race-1"
_NOT_A_READS = ("source", "line", "driver", "seq")


def reads_of(race: Score, *, by_transponder: bool = False) -> pl.DataFrame:
    """The reads of a race as decoders have them, one at each loop. `by_transponder`: they know no car numbers."""
    frame = race.decoded.log.effective()[0].passings.drop(_NOT_A_READS).sort("at")
    frame = frame.with_columns(pl.col("car").cast(pl.String), pl.col("loop").cast(pl.String))
    frame = frame.with_columns(decoder="decoder " + pl.col("loop"))
    if by_transponder:
        frame = frame.with_columns(transponder="T" + pl.col("car"), car=pl.lit(None, dtype=pl.String))
    return frame


def wearing(entries: Entries) -> Entries:
    """The entry list with the transponder of each car."""
    return Entries.of(msgspec.structs.replace(one, transponders=(f"T{one.number}",)) for one in entries.cars)


def beside(race: Score) -> list[dict[str, Any]]:
    """What no decoder sends, as a log writes it."""
    return [
        raw_of(event)
        for event in race.decoded.log.effective()[0].events
        if not isinstance(event, DriverChange)
    ]


def raw_of(event: Event) -> dict[str, Any]:
    fields = plain_fields(msgspec.structs.replace(event, source=None, line=None, seq=0))
    fields.pop("seq", None)
    kind = str(type(event).__struct_config__.tag)
    if isinstance(event, SessionStart):
        fields.setdefault("session", "race")
    return dict(json.loads(msgspec.json.encode({"kind": kind, **fields})))


@contextmanager
def desk_of(race: Score, path: Path, *, by_transponder: bool = False) -> Iterator[Desk]:
    """A desk that has taken a race down; its clock stands ten minutes after the last read."""
    entries = Entries.of(race.timing.entries.values())
    setting = Setting(race.timing.rulebook, wearing(entries) if by_transponder else entries)
    reads = reads_of(race, by_transponder=by_transponder)
    late = int(reads["at"].max()) + 600_000_000  # type: ignore[arg-type]
    desk = Desk(path, setting, official=lambda: late)
    try:
        desk.take(reads)
        # A window and the file's own records: what `open` would write of the session is in the file.
        opens = {"kind": "window", "opens": write_instant(int(reads["at"].min()))}  # type: ignore[arg-type]
        desk.do(Asked(do="write", session=RACE, key="opened", given={"records": [opens, *beside(race)]}))
        yield desk
    finally:
        desk.close()


def document(desk: Desk, session: str = RACE) -> bytes:
    """Everything of a result: rows with their reasons, and what is odd."""
    result = desk.situation(session).result
    found = {"rows": [row_document(row) for row in result.rows],
             "findings": [finding_document(one) for one in result.findings]}  # fmt: skip
    return msgspec.json.encode(found, enc_hook=str)


def order(desk: Desk, session: str = RACE) -> list[tuple[str, int | None, int, int | None]]:
    return [(row.number, row.position, row.laps, row.time) for row in desk.situation(session).result.rows]
