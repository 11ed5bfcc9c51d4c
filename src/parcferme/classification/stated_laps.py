"""Laps that a source states without the crossings behind them: which is a car's best, and what the frames show."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from parcferme.classification.rows import Car
from parcferme.records import Log, StatedLap
from parcferme.timing import Timing

SECTORS = ("s1_us", "s2_us", "s3_us")


def stated_laps(log: Log, driven: frozenset[str] | set[str] = frozenset()) -> dict[str, list[StatedLap]]:
    """The stated laps of each car in order of lap, of two with one number the first; none of cars that have `driven`
    laps, whose passings are known.
    """
    found: dict[str, dict[int, StatedLap]] = {}
    for event in log.events:
        if isinstance(event, StatedLap) and event.car not in driven:
            found.setdefault(event.car, {}).setdefault(event.lap, event)
    return {car: [laps[lap] for lap in sorted(laps)] for car, laps in found.items()}


def say_stated_laps(timing: Timing, cars: Mapping[str, Car], deleted: set[tuple[str, int]]) -> None:
    """Best and second-best lap of cars whose source states their laps. A best lap that the source states stands, unless
    its time was deleted; a car without a result has the laps that are stated of it.
    """
    driven = {number for number, car in cars.items() if car.laps and not car.said}
    for number, laps in stated_laps(timing.log, driven).items():
        car = cars[number]
        if not car.said:
            car.laps, car.started = len(laps), True
        fine = sorted(
            (lap.time, lap.lap)
            for lap in laps
            if lap.time is not None and lap.counts and (number, lap.lap) not in deleted
        )
        fine = [lap for lap in fine if timing.rules.fastest_lap.first_lap or lap[1] != 1]
        if not car.said or (car.best_number is not None and car.best_number not in {lap for _, lap in fine}):
            car.best, car.best_number = fine[0] if fine else (None, None)
        rest = [lap for lap in fine if lap[1] != car.best_number]
        if car.best_number is not None and rest:
            car.second, car.second_number = rest[0]


def stated_frame(timing: Timing, deleted: set[tuple[str, int]]) -> pl.DataFrame:
    """The stated laps as a frame: number, driver (id), lap, lap_time_us, s1_us to s3_us, deleted, seq; by car and lap.
    A lap that cannot be a best one by its source is deleted.
    """
    driven = {timing.cars[code] for code in set(timing.laps_.car.tolist())}
    laps = [lap for mine in stated_laps(timing.log, driven).values() for lap in mine]
    columns = {
        "number": [lap.car for lap in laps],
        "driver": [lap.driver for lap in laps],
        "lap": [lap.lap for lap in laps],
        "lap_time_us": [lap.time for lap in laps],
        "s1_us": [lap.s1 for lap in laps],
        "s2_us": [lap.s2 for lap in laps],
        "s3_us": [lap.s3 for lap in laps],
        "deleted": [not lap.counts or (lap.car, lap.lap) in deleted for lap in laps],
        "seq": [lap.seq for lap in laps],
    }
    kinds = {name: pl.String if name in ("number", "driver") else pl.Int64 for name in columns}
    return pl.DataFrame(columns, schema=kinds | {"deleted": pl.Boolean}).sort("number", "lap")


def stated_sectors(laps: pl.DataFrame) -> pl.DataFrame:
    """Each car's best sectors in its stated laps that were not deleted: number, s1_us to s3_us, ideal_lap_us."""
    fine = laps.filter(~pl.col("deleted"), pl.any_horizontal(pl.col(SECTORS).is_not_null()))
    best = fine.group_by("number").agg(pl.col(SECTORS).min())
    return best.with_columns(ideal_lap_us=pl.sum_horizontal(*SECTORS, ignore_nulls=False)).sort("number")


def stated_drivers(laps: pl.DataFrame) -> pl.DataFrame:
    """What each driver drove of the stated laps (`driver` by name, `driver_id`): laps and best lap. How long nobody
    knows: lap 1 has the wait on the grid in it.
    """
    best = ~pl.col("deleted") & (
        pl.col("lap_time_us") == pl.col("lap_time_us").filter(~pl.col("deleted")).min()
    )
    return (
        laps.filter(pl.col("driver_id").is_not_null())
        .group_by("number", "driver_id", maintain_order=True)
        .agg(
            pl.col("class", "team", "driver").first(),
            laps=pl.len(),
            best_lap_us=pl.col("lap_time_us").filter(best).first(),
            best_lap_number=pl.col("lap").filter(best).first(),
        )
    )
