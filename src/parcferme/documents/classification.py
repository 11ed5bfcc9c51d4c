"""The classification as a document: the stable JSON that other programs read."""

from __future__ import annotations

from typing import Any

from parcferme.classification import Reason, Row
from parcferme.documents.scored import (
    Scored,
    is_reconstruction,
    laps_known,
    publication,
    rows_of,
    session_name,
)
from parcferme.documents.values import apart_text, time_text, timed, with_texts
from parcferme.documents.words import finding_text, reason_text
from parcferme.entries import painted
from parcferme.findings import Finding
from parcferme.times import format_instant


def classification_document(
    scored: Scored, *, status: str = "provisional", class_: str | None = None
) -> dict[str, Any]:
    """The classification document: session, status, rows in order, findings. Every time twice: as text and in µs.

    `status` is the state of publication (`provisional`, `official`, `amended N`), `class_` leaves the other classes
    out; gaps and intervals are then those in the class. Raises `WrongCall` for a state or a class there is none of.
    """
    publication(status)
    return {
        "session": session_document(scored),
        "status": status.strip(),
        "classification": [
            row_document(row, laps_known=laps_known(scored)) for row in rows_of(scored, class_)
        ],
        "findings": [finding_document(finding) for finding in scored.findings],
    }


def session_document(scored: Scored) -> dict[str, Any]:
    """The session's part of a document."""
    timing = scored.result.timing
    flag = None if timing.flag.at is None else timing.flag.at - timing.start
    cut = None if timing.until is None else timing.until - timing.start
    return {
        "name": session_name(scored),
        "kind": timing.kind.value,
        "rulebook": timing.rulebook.name,
        "start": format_instant(timing.start, 3),
        "start_us": timing.start,
        **timed("length", timing.length),
        **timed("flag", flag),
        "flag_source": timing.flag.source,
        "laps": max((row.laps for row in scored.result.rows), default=0) if laps_known(scored) else None,
        "source": scored.name,
        "format": scored.decoded.format,
        "reconstruction": is_reconstruction(scored),
        **timed("at", cut),
        "known": scored.known,
    }


def row_document(row: Row, *, laps_known: bool = True) -> dict[str, Any]:
    """One row of the classification document; laps that a bare list does not say are null."""
    return {
        "position": row.position,
        "class_position": row.class_position,
        # As it stands on the car; what tells two cars of one number apart is there only where it is needed.
        "number": painted(row.number),
        **({"car": row.number} if painted(row.number) != row.number else {}),
        "class": row.class_,
        "team": row.team,
        "drivers": list(row.drivers),
        "status": row.status.value,
        "took_flag": row.took_flag,
        "retired": row.retired,
        "laps": row.laps if laps_known else None,
        "time": time_text(row.time),
        "time_us": row.time,
        "gap": apart_text(row.gap, row.gap_laps),
        "gap_us": row.gap,
        "gap_laps": row.gap_laps,
        "interval": apart_text(row.interval, row.interval_laps),
        "interval_us": row.interval,
        "interval_laps": row.interval_laps,
        "class_gap": apart_text(row.class_gap, row.class_gap_laps),
        "class_gap_us": row.class_gap,
        "class_gap_laps": row.class_gap_laps,
        "class_interval": apart_text(row.class_interval, row.class_interval_laps),
        "class_interval_us": row.class_interval,
        "class_interval_laps": row.class_interval_laps,
        **timed("best_lap", row.best_lap),
        "best_lap_number": row.best_lap_number,
        **timed("best_lap_elapsed", row.best_lap_elapsed),
        **timed("second_best_lap", row.second_best_lap),
        "second_best_lap_number": row.second_best_lap_number,
        **timed("second_best_lap_elapsed", row.second_best_lap_elapsed),
        "fastest_lap": row.fastest_lap,
        "class_fastest_lap": row.class_fastest_lap,
        "laps_led": row.laps_led,
        "class_laps_led": row.class_laps_led,
        "stops": row.stops,
        "reasons": [reason_document(reason) for reason in row.reasons],
    }


def reason_document(reason: Reason) -> dict[str, Any]:
    """One reason: its code, its values, and its sentence in English."""
    return {"code": reason.code, **with_texts(reason.values), "text": reason_text(reason)}


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
    for name, left_out in (("lines", finding.lines), ("records", finding.records)):
        if left_out:
            document[name] = list(left_out)
    return document


document = classification_document
"""What the package's own face calls it."""
