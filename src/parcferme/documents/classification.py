"""The classification as a document: the stable JSON other programs read, and a CSV people open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from parcferme.classification import Classification, Row
from parcferme.documents.words import finding_text, reason_text
from parcferme.findings import Finding
from parcferme.times import format_clock, format_instant


def time_text(us: int | None) -> str | None:
    """A time as people read it, cut to the millisecond."""
    return None if us is None else format_clock(us)


def apart_text(us: int | None, laps: int | None) -> str | None:
    """A gap or interval as timing sheets print it: `+1.234`, `1 Lap`, `11 Laps`."""
    if laps is not None:
        return f"{laps} Lap" if abs(laps) == 1 else f"{laps} Laps"
    if us is None:
        return None
    return f"+{format_clock(us)}" if us >= 0 else format_clock(us)


def classification_document(
    result: Classification, findings: Iterable[Finding] | None = None, status: str = "provisional"
) -> dict[str, Any]:
    """The classification document: session, status, rows in order, findings. Every time twice: as text and in µs."""
    timing = result.timing
    flag = None if timing.flag.at is None else timing.flag.at - timing.start
    return {
        "session": {
            "name": timing.name,
            "kind": timing.kind.value,
            "rulebook": timing.rulebook.name,
            "start": format_instant(timing.start, 3),
            "start_us": timing.start,
            "length": time_text(timing.length),
            "length_us": timing.length,
            "flag": time_text(flag),
            "flag_us": flag,
            "flag_source": timing.flag.source,
            "laps": max((row.laps for row in result.rows), default=0),
        },
        "status": status,
        "classification": [row_document(row) for row in result.rows],
        "findings": [finding_document(one) for one in (result.findings if findings is None else findings)],
    }


def row_document(row: Row) -> dict[str, Any]:
    """One row of the classification document."""
    return {
        "position": row.position,
        "class_position": row.class_position,
        "number": row.number,
        "class": row.class_,
        "team": row.team,
        "drivers": list(row.drivers),
        "status": row.status.value,
        "took_flag": row.took_flag,
        "retired": row.retired,
        "laps": row.laps,
        "time": time_text(row.time),
        "time_us": row.time,
        "gap": apart_text(row.gap, row.gap_laps),
        "gap_us": row.gap,
        "gap_laps": row.gap_laps,
        "interval": apart_text(row.interval, row.interval_laps),
        "interval_us": row.interval,
        "interval_laps": row.interval_laps,
        "best_lap": time_text(row.best_lap),
        "best_lap_us": row.best_lap,
        "best_lap_number": row.best_lap_number,
        "stops": row.stops,
        "reasons": [
            {"code": reason.code, **with_texts(reason.values), "text": reason_text(reason)} for reason in row.reasons
        ],
    }


def finding_document(finding: Finding) -> dict[str, Any]:
    """One finding of a document: severity, code, where, values, a sentence, and the ready record if it has one."""
    where = {name: getattr(finding.where, name) for name in finding.where.__struct_fields__}
    document: dict[str, Any] = {
        "severity": finding.severity.value,
        "code": finding.code,
        "where": {name: value for name, value in where.items() if value is not None},
        "values": with_texts(finding.values),
        "text": finding_text(finding),
    }
    if finding.proposal is not None:
        document["proposal"] = dict(finding.proposal)
    return document


def with_texts(values: Any) -> dict[str, Any]:
    """The values with each time also as people read it: `lap_us` gains a `lap`, `first_at` a `first`."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        found[key] = value
        if isinstance(value, int) and key.endswith("_us"):
            found.setdefault(key.removesuffix("_us"), format_clock(value))
        elif isinstance(value, int) and key.endswith("_at"):
            found.setdefault(key.removesuffix("_at"), format_instant(value, 3))
        elif isinstance(value, int) and key == "at":
            found["at_text"] = format_instant(value, 3)
    return found
