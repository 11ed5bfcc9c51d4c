"""What each driver of a car drove, and what race control said: figures of a session that papers and files share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parcferme.documents.scored import Scored, says_reconstruction
from parcferme.records import Flag, Note


def driven(scored: Scored) -> Iterator[dict[str, Any]]:
    """A row for each car and driver as the frame of drivers has it, `car` and `best_us` as papers call number and best
    lap. A time is None where there is no such lap.
    """
    for row in scored.result.frames.drivers.iter_rows(named=True):
        yield {**row, "car": row["number"], "best_us": row["best_lap_us"]}


def messages(scored: Scored) -> list[dict[str, Any]]:
    """Notes of the log and flags to single cars, in order: `elapsed_us` (None before the start, or where that is not
    known), `car`, and `message` or `flag`. That a log is a reconstruction is no message: heads of sheets say so.
    """
    timing = scored.result.timing
    rows: list[tuple[int, dict[str, Any]]] = []
    for event in timing.log.events:
        at = event.at
        since = None if at is None or not timing.start_known else at - timing.start
        row = {"elapsed_us": since if since is not None and since >= 0 else None}
        if isinstance(event, Note) and not says_reconstruction(event):
            rows.append((at or 0, {**row, "car": event.car, "flag": None, "message": event.text}))
        elif isinstance(event, Flag) and event.car is not None:
            rows.append((at or 0, {**row, "car": event.car, "flag": event.value.value, "message": None}))
    # By the instant alone: what was written at one instant keeps its order, and rows do not compare.
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]
