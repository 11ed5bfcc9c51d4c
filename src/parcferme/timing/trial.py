"""A log as it would be with records that nobody has written yet: what a proposal or a decision would make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import msgspec
import polars as pl

from parcferme.records import KINDS, Event, Log, Passing, passings_frame
from parcferme.records.fields import build
from parcferme.records.passings import TEXTS


def with_records(log: Log, records: Iterable[Mapping[str, Any]]) -> Log:
    """The log with these records appended, written as a log writes them (`{"kind": "void", "target": 12}`).

    Raises `BadField` for a record that cannot be read, `KeyError` for a kind there is none of.
    """
    seq = log.last_seq
    rows: list[dict[str, Any]] = []
    events: list[Event] = []
    for raw in records:
        seq += 1
        kind = KINDS[str(raw["kind"])]
        record = build(kind, {key: value for key, value in raw.items() if key not in ("kind", "seq", "v")})
        record = msgspec.structs.replace(record, seq=seq)
        if isinstance(record, Passing):
            rows.append(msgspec.structs.asdict(record))
        else:
            events.append(cast(Event, record))
    frame = log.passings
    if rows:
        added = passings_frame(pl.DataFrame(rows, infer_schema_length=None))
        whole = [part.with_columns(pl.col(TEXTS).cast(pl.String)) for part in (frame, added)]
        frame = pl.concat(whole)
    return Log(frame, (*log.events, *events))
