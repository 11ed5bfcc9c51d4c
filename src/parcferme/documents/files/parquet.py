"""Laps as Parquet: the frame of the timing, with what a reader needs to know of each car."""

from __future__ import annotations

import io

import polars as pl

from parcferme.documents.scored import Scored, rows_of


def laps_parquet(scored: Scored, *, class_: str | None = None) -> bytes:
    """Every counted lap, one row per car and lap: the columns of `Score.laps` (times in µs) after number, class and
    team of the car and the name of its driver. Raises `WrongCall` for a class there is none of.
    """
    timing, rows = scored.result.timing, rows_of(scored, class_)
    laps = timing.laps.with_columns(pl.col("car", "driver").cast(pl.String))
    cars = pl.DataFrame(
        {
            "car": [row.number for row in rows],
            "class": [row.class_ for row in rows],
            "team": [row.team for row in rows],
        },
        schema=dict.fromkeys(("car", "class", "team"), pl.String),
    )
    pairs = laps.select("car", "driver").unique(maintain_order=True)
    names = [timing.driver_name(car, driver) for car, driver in pairs.iter_rows()]
    known = pairs.with_columns(pl.Series("driver_name", names, dtype=pl.String))
    first = ("car", "class", "team", "driver", "driver_name")
    frame = (
        laps.join(cars, on="car", how="inner", maintain_order="left")
        .join(known, on=["car", "driver"], how="left", nulls_equal=True, maintain_order="left")
        .select(*first, pl.exclude(*first))
    )
    data = io.BytesIO()
    frame.write_parquet(data)
    return data.getvalue()
