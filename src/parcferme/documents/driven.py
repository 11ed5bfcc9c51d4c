"""What each driver of a car drove, and what race control said: figures of a session that papers and files share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from parcferme.classification.cars import eligible
from parcferme.classification.penalties import deleted_laps
from parcferme.documents.scored import Scored, says_reconstruction
from parcferme.records import Flag, Note


def driven(scored: Scored) -> Iterator[dict[str, Any]]:
    """A row for each car and driver, cars in order of the classification: `stints`, `laps`, `drive_us` (sum of lap
    times), `best_us` and the lap it was set on, `average_us` of the laps at speed: neither from nor into the pits, not
    neutralised, not deleted. A time is None where there is no such lap.
    """
    timing = scored.result.timing
    fine = eligible(timing, timing.rules.fastest_lap, deleted_laps(timing.decisions))
    steady = pl.col("fine") & ~pl.col("neutralised") & ~pl.col("in_lap") & ~pl.col("out_lap")
    frame = timing.laps.with_columns(
        pl.Series("fine", fine), pl.col("car").cast(pl.String), pl.col("driver").cast(pl.String)
    )
    counted = pl.col("lap_us").filter(pl.col("fine"))
    made = (
        frame.filter(pl.col("driver").is_not_null())
        .group_by("car", "driver", maintain_order=True)
        .agg(
            laps=pl.len(),
            time=pl.col("lap_us").sum(),
            best=counted.min(),
            on=pl.col("lap").filter(pl.col("fine")).sort_by(counted).first(),
            steady=pl.col("lap_us").filter(steady).sum(),
            count=steady.sum(),
        )
    )
    stints = timing.stints.with_columns(pl.col("car").cast(pl.String)).group_by("car", "driver").len()
    counts = {(row["car"], row["driver"]): row["len"] for row in stints.iter_rows(named=True)}
    by_car: dict[str, list[dict[str, Any]]] = {}
    for row in made.iter_rows(named=True):
        by_car.setdefault(row["car"], []).append(row)
    for one in scored.result.rows:
        for row in by_car.get(one.number, ()):
            yield {
                "car": one.number,
                "driver": timing.driver_name(one.number, row["driver"]),
                "stints": counts.get((one.number, row["driver"])),
                "laps": row["laps"],
                "drive_us": row["time"],
                "best_us": row["best"],
                "best_lap_number": row["on"],
                "average_us": row["steady"] // row["count"] if row["count"] else None,
            }


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
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]
