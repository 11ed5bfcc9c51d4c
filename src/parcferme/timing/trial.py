"""A log as it would be with records that nobody has written yet: what a proposal or a decision would make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import msgspec
import numpy as np
import polars as pl

from parcferme.findings import Finding, WrongCall
from parcferme.records import (
    KINDS,
    TEXTS,
    ClockStep,
    Event,
    Log,
    Passing,
    Record,
    passings_frame,
    record_of,
    write_instant,
)
from parcferme.times import parse_instant
from parcferme.timing.sightings import Sightings


def with_records(log: Log, records: Iterable[Mapping[str, Any]]) -> Log:
    """The log with these records appended, written as a log writes them (`{"kind": "void", "target": 12}`).

    Raises `BadField` for a record that cannot be read, `KeyError` for a kind there is none of.
    """
    seq = log.last_seq
    rows: list[dict[str, Any]] = []
    events: list[Event] = []
    for raw in records:
        seq += 1
        record = _numbered(raw, seq)
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


def on_its_clock(log: Log, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record whose instant is one of the session, as it has to be written at the end of this log: on the clock of its
    source, which may have been put (a record `clock`). The very same record where no clock was.
    """
    if not any(isinstance(event, ClockStep) for event in log.events):
        return raw
    changed = raw.get("changes") or {}
    meant = changed.get("at") if raw["kind"] == "amend" else raw.get("at")
    if meant is None:
        return raw
    lands = _instant_of(with_records(log, [raw]).effective()[0], int(raw.get("target", log.last_seq + 1)))
    if lands is None:
        return raw
    written = write_instant(2 * parse_instant(meant) - lands)
    return (
        {**raw, "changes": {**changed, "at": written}} if raw["kind"] == "amend" else {**raw, "at": written}
    )


def writable(log: Log, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without the records that this log cannot hold. A log without dates begins at midnight: where its
    clock is put back afterwards, what was missed in the first hour would have to be written before it.
    """
    if not any(isinstance(event, ClockStep) for event in log.events):
        return tuple(findings)
    return tuple(
        one if _is_writable(log, one) else msgspec.structs.replace(one, proposal=None) for one in findings
    )


def _is_writable(log: Log, finding: Finding) -> bool:
    try:
        return finding.proposal is None or bool(on_its_clock(log, finding.proposal))
    except WrongCall:
        return False


def _instant_of(log: Log, seq: int) -> int | None:
    """The instant at which a record counts; None for one that does not, or that speaks of none."""
    found = log.passings.filter(pl.col("seq") == seq)["at"].to_list()
    return found[0] if found else next((event.at for event in log.events if event.seq == seq), None)


def _numbered(raw: Mapping[str, Any], seq: int) -> Record:
    """A record, written as a log writes it, under this sequence number."""
    fields = {key: value for key, value in raw.items() if key not in ("kind", "seq", "v")}
    return msgspec.structs.replace(record_of(KINDS[str(raw["kind"])], fields), seq=seq)


def with_reads(
    seen: Sightings,
    records: Sequence[Mapping[str, Any]],
    last_seq: int,
    *,
    alone: Iterable[int] | None = None,
) -> Sightings | None:
    """The sightings as they would be of the log with these records, without reading the log again: voids of passings
    that were seen, and passings of cars and at loops that are there. None where a record asks for more than that.
    `alone`: of these cars (codes) and those that the records speak of, and of no other. Rows of the frame and drivers,
    which no lap depends on, are not in it.
    """
    gone: list[int] = []
    new: list[Passing] = []
    for seq, raw in enumerate(records, last_seq + 1):
        if raw["kind"] == "void" and isinstance(raw.get("target"), int):
            gone.append(raw["target"])
            continue
        known = raw["kind"] == "passing" and raw.get("car") in seen.cars and raw.get("loop") in seen.loops
        if not known or raw.get("driver") is not None:
            return None
        new.append(cast(Passing, _numbered(raw, seq)))
    kept = np.isin(seen.seq, gone, invert=True) if gone else np.ones(len(seen.seq), dtype=bool)
    if len(kept) - np.count_nonzero(kept) != len(set(gone)) or any(one.at is None for one in new):
        return None
    if alone is not None:
        cars = np.zeros(len(seen.cars), dtype=bool)
        cars[[*alone, *seen.car[~kept].tolist(), *(seen.cars.index(str(one.car)) for one in new)]] = True
        kept &= cars.take(seen.car)
    new.sort(key=lambda one: one.at or 0)
    rows = np.flatnonzero(kept)
    place = np.searchsorted(seen.at.take(rows), np.array([one.at for one in new], dtype=np.int64))
    added = {
        "at": [one.at for one in new],
        "car": [seen.cars.index(str(one.car)) for one in new],
        "loop": [seen.loops.index(str(one.loop)) for one in new],
        "seq": [one.seq for one in new],
    }
    rows = np.insert(rows, place, 0)
    place = place + np.arange(len(new))
    fields = {name: getattr(seen, name).take(rows) for name in added}
    for name, its in added.items():
        fields[name][place] = its
    if new and (fields["at"][1:] == fields["at"][:-1]).any():
        order = np.lexsort([fields[name] for name in ("seq", "car", "loop", "at")])
        fields = {name: its[order] for name, its in fields.items()}
    nothing = np.full(len(fields["at"]), -1, dtype=np.int16)
    return msgspec.structs.replace(seen, **fields, row=nothing, driver=nothing)
