"""Corrections: a void or an amendment is one more record; this is what counts once each has had its effect.

A void may only name an earlier record. So from the last correction back to the first, every record that could
void one has been looked at before the one itself, and voiding a void restores without any special rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, assert_never, cast

import msgspec
import numpy as np
import polars as pl

from parcferme.findings import Finding, Where, error
from parcferme.records.fields import MOST_SEQ, BadField, field_names, plain_fields, record_of
from parcferme.records.kinds import Amend, ClockPut, ClockStep, DeviceClock, Event, Flag, Passing, Tap, Void
from parcferme.records.passings import PASSINGS, TEXTS

Events = tuple[Event, ...]


def apply(passings: pl.DataFrame, events: Events) -> tuple[pl.DataFrame, Events, tuple[Finding, ...]]:
    """What counts of these passings and events, and a finding for each correction without effect.

    The very same values come back where there is nothing to correct.
    """
    corrections = sorted(
        (event for event in events if isinstance(event, Void | Amend)), key=lambda event: event.seq
    )
    if not corrections:
        return _on_one_clock(passings, events, ())
    # Whatever number somebody typed has to fit into 64 bits; none of those that are cut is a record's.
    targets = np.array([max(0, min(each.target, MOST_SEQ)) for each in corrections], dtype=np.int64)
    seen = frozenset(targets[np.isin(targets, passings["seq"].to_numpy())].tolist())
    voided, amends, findings = _standing(corrections, {event.seq: event for event in events}, seen)
    facts = (event for event in events if not isinstance(event, Void | Amend))
    records: dict[int, Any] = {event.seq: event for event in facts if event.seq not in voided}
    gone = seen & voided
    frame = passings.filter(~pl.col("seq").is_in(list(gone))) if gone else passings
    rows: dict[int, Any] = _rows(frame, {amend.target for amend in amends} & (seen - gone))
    for amend in amends:
        found = rows if amend.target in rows else records
        if amend.target not in found:
            continue  # voided: there is nothing left to change
        record = found[amend.target]
        try:
            found[amend.target] = _amended(record, amend)
        except BadField as bad:
            findings[amend.seq] = _field_problem(amend, record, bad)
    told = tuple(findings[seq] for seq in sorted(findings))
    return _on_one_clock(_with_rows(frame, rows), tuple(records.values()), told)


def _on_one_clock(
    passings: pl.DataFrame, events: Events, told: tuple[Finding, ...]
) -> tuple[pl.DataFrame, Events, tuple[Finding, ...]]:
    """Passings and events on one clock: reads by the clock of their decoder, then the instants after each step of the
    source's clock on the clock before it. What said so is used up. The very same values come back where nothing did.
    """
    passings, events = _by_device(*_tapped(passings, events))
    steps = [event for event in events if isinstance(event, ClockStep)]
    if not steps:
        return passings, events, told
    seq, at = passings["seq"].to_numpy(), passings["at"].to_numpy(writable=True)
    kept: list[Event] = [event for event in events if not isinstance(event, ClockStep)]
    for one in steps:
        match one.put:
            case ClockPut.BACK:
                moved = one.step
            case ClockPut.FORWARD:
                moved = -one.step
            case _:
                assert_never(one.put)
        # By number, not by instant: after a step back two records share an instant, and only the order in which
        # they were written tells on which side of the step each is.
        at = np.where(seq >= one.since, at + moved, at)
        kept = [_moved(event, moved) if event.seq >= one.since else event for event in kept]
    return passings.with_columns(pl.Series("at", at)), tuple(kept), told


def _tapped(passings: pl.DataFrame, events: Events) -> tuple[pl.DataFrame, Events]:
    """With the taps that count as crossings among the passings: those with a car, of which no read that counts is known
    to be the same crossing. The very same values come back where there is none.
    """
    taps = [
        event for event in events if isinstance(event, Tap) and event.at is not None and event.car is not None
    ]
    if not taps:
        return passings, events
    reads = {tap.read for tap in taps if tap.read is not None}
    there = set(passings["seq"].filter(passings["seq"].is_in(list(reads))).to_list()) if reads else set()
    alone = {tap.seq: tap for tap in taps if tap.read not in there}
    if not alone:
        return passings, events
    kept = ("seq", "at", "loop", "car", "by", "written", "source", "line")
    rows = {name: [getattr(tap, name) for tap in alone.values()] for name in kept}
    added = pl.DataFrame(
        {name: rows.get(name, [None] * len(alone)) for name in PASSINGS}, schema=dict(PASSINGS)
    )
    whole = [part.with_columns(pl.col(TEXTS).cast(pl.String)) for part in (passings, added)]
    return pl.concat(whole), tuple(event for event in events if event.seq not in alone)


def _moved(event: Event, step: int) -> Event:
    """An event with its instants moved by a step (µs)."""
    if event.at is None:
        return event
    at = event.at + step
    if not isinstance(event, Flag) or event.after is None:
        return msgspec.structs.replace(event, at=at)
    # The crossing a flag came after may have been read on either side of the step: of both its instants the later one
    # that is not behind the flag is meant.
    after = max((one for one in (event.after, event.after + step) if one <= at), default=at)
    return msgspec.structs.replace(event, at=at, after=after)


def _by_device(passings: pl.DataFrame, events: Events) -> tuple[pl.DataFrame, Events]:
    """Every read with its device's own time at the official instant that the last word on that device gives it."""
    clocks = [event for event in events if isinstance(event, DeviceClock)]
    if not clocks:
        return passings, events
    rest = tuple(event for event in events if not isinstance(event, DeviceClock))
    at = pl.col("at")
    timed = pl.col("device_at").is_not_null()
    for one in sorted(clocks, key=lambda one: (one.since or 0, one.seq)):
        mine = (
            timed & (pl.col("decoder").cast(pl.String) == one.decoder) & (pl.col("seq") >= (one.since or 0))
        )
        if one.series is not None:
            mine &= pl.col("series").fill_null(1) == one.series
        moved = pl.col("device_at") + (cast("int", one.at) - one.device_at)
        at = pl.when(mine).then(moved.clip(0)).otherwise(at)  # no log can hold an instant before day zero
    return passings.with_columns(at.alias("at")), rest


def _standing(
    corrections: list[Void | Amend], by_seq: dict[int, Event], seen: frozenset[int]
) -> tuple[set[int], list[Amend], dict[int, Finding]]:
    """What is voided, the amendments that count in order, and a finding for each correction with a wrong target."""
    findings = {}
    voided: set[int] = set()
    amends: list[Amend] = []
    for correction in reversed(corrections):
        if correction.seq in voided:
            continue
        problem = _target_problem(correction, by_seq, seen)
        if problem is not None:
            findings[correction.seq] = problem
        elif isinstance(correction, Void):
            voided.add(correction.target)
        else:
            amends.append(correction)
    return voided, amends[::-1], findings


def _target_problem(
    correction: Void | Amend, by_seq: dict[int, Event], seen: frozenset[int]
) -> Finding | None:
    where = Where(seq=correction.seq)
    values = {"correction": type(correction).__name__.lower(), "target": correction.target}
    if correction.target not in by_seq and correction.target not in seen:
        return error("correction-target-unknown", where, **values).without(correction.seq)
    if correction.target >= correction.seq:
        return error("correction-target-later", where, **values).without(correction.seq)
    named = by_seq.get(correction.target)
    if isinstance(correction, Amend) and isinstance(named, Void | Amend):
        return error("amend-of-correction", where, target=correction.target).without(correction.seq)
    return None


def _amended(record: Any, amend: Amend) -> Any:
    kind = type(record)
    for field, value in amend.changes.items():
        # A record keeps its number, because corrections and findings call it by that.
        if field == "seq":
            known = [name for name in field_names(kind) if name != "seq"]
            raise BadField("unknown", field, value, " | ".join(known))
    fields = {**plain_fields(record), **amend.changes}
    if kind is Passing and "at" in amend.changes and "device_at" not in amend.changes:
        fields.pop("device_at", None)  # an instant given by hand no longer rests on the decoder's clock
    return record_of(kind, fields)


def _field_problem(amend: Amend, record: Any, bad: BadField) -> Finding:
    where = Where(seq=amend.seq, column=bad.field)
    value = bad.value if isinstance(bad.value, str | int | bool) else str(bad.value)
    values = {"target": amend.target, "kind": type(record).__struct_config__.tag, "field": bad.field}
    if bad.problem == "unknown":
        near = get_close_matches(bad.field, field_names(type(record)), 1)
        values |= {"nearest": near[0] if near else "", "expected": bad.expected}
        return error("amend-field-unknown", where, **values).without(amend.seq)
    return error("amend-value-bad", where, **values, value=value, expected=bad.expected).without(amend.seq)


def _rows(frame: pl.DataFrame, seqs: Iterable[int]) -> dict[int, Passing]:
    chosen = sorted(seqs)
    if not chosen:
        return {}
    found = frame.filter(pl.col("seq").is_in(chosen)).iter_rows(named=True)
    return {row["seq"]: Passing(**row) for row in found}


def _with_rows(frame: pl.DataFrame, rows: dict[int, Passing]) -> pl.DataFrame:
    """The frame with these rows in the place of those with their sequence number."""
    if not rows:
        return frame
    places = np.flatnonzero(np.isin(frame["seq"].to_numpy(), list(rows)))
    wanted = [msgspec.structs.asdict(rows[seq]) for seq in frame["seq"].gather(places).to_list()]
    columns = []
    for name, dtype in PASSINGS.items():
        column = frame[name]
        new = pl.Series(name, [row[name] for row in wanted], dtype=dtype)
        # A column in which nothing is amended keeps its type: an Enum stays one.
        if not new.eq_missing(column.gather(places).cast(dtype)).all():
            column = column.cast(dtype).scatter(places, new)
        columns.append(column)
    return pl.DataFrame(columns)
