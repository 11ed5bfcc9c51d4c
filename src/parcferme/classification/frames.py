"""The result of a session as frames: what programs read, in Polars, Parquet, JSON and CSV alike.

They are made when asked for, from the engine's own columns, whose car numbers are codes of one session. Here they are
text, so that frames join on `number` and those of two sessions stand one below the other. Times in µs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, Final

import numpy as np
import polars as pl

from parcferme.classification.best_laps import compared, eligible
from parcferme.classification.columns import FRAMES, SECTORS, schema
from parcferme.classification.fastest import best_sectors, fastest_laps
from parcferme.classification.penalties import deleted_laps
from parcferme.classification.rows import Row
from parcferme.classification.stated_laps import stated_drivers, stated_frame, stated_sectors
from parcferme.records import Flag, FlagValue
from parcferme.timing import Timing

_SAID: Final = (FlagValue.WHITE, FlagValue.DOUBLE_YELLOW, FlagValue.SLOW_ZONE, FlagValue.SLIPPERY)


class Frames:
    """The frames of one result; `parcferme.classification.columns` says what each column is."""

    def __init__(self, rows: Sequence[Row], timing: Timing) -> None:
        self._rows = rows
        self._timing = timing

    @cached_property
    def classification(self) -> pl.DataFrame:
        """A row for each car, those without a place last."""
        fields = dict(zip(Row.__struct_encode_fields__, Row.__struct_fields__, strict=True))
        cells = attrgetter(*(fields[column.removesuffix("_us")] for column in FRAMES["classification"]))
        return pl.DataFrame(map(cells, self._rows), schema=schema("classification"), orient="row")

    @cached_property
    def laps(self) -> pl.DataFrame:
        """Every counted lap, by car and lap; places and gaps are those when it was completed. Of laps that a source
        states nobody knows when that was.
        """
        if not self._stated.height:
            return self._driven
        stated = self._of_cars(self._stated, "laps")
        return pl.concat([self._driven, stated], how="diagonal").sort("number", "lap")

    @cached_property
    def _driven(self) -> pl.DataFrame:
        """The laps driven from crossing to crossing."""
        timing, laps = self._timing, self._timing.laps_
        stints = timing.stints
        length = stints["laps"].to_numpy()
        first = np.repeat(stints["from_lap"].to_numpy(), length)
        deleted = deleted_laps(timing.decisions)
        made = self._named(timing.laps).with_columns(
            _sectors(timing, timing.laps),
            lap_time_us=pl.col("lap_us"),
            at_us=pl.col("at"),
            stint=pl.Series(np.repeat(stints["stint"].to_numpy(), length), dtype=pl.Int64),
            lap_of_stint=pl.Series(laps.lap - first + 1, dtype=pl.Int64),
            flag=_flags_at_the_line(timing),
            deleted=_are(timing, deleted),
            **_gaps(),
        )
        return self._of_cars(made, "laps")

    @cached_property
    def _stated(self) -> pl.DataFrame:
        """The laps that the source states, with who drove them by name."""
        deleted = deleted_laps(self._timing.decisions)
        made = self._named(stated_frame(self._timing, deleted).with_columns(car=pl.col("number")))
        unknown = [name for name in FRAMES["laps"] if name not in (*made.columns, "class", "team")]
        return made.with_columns(pl.lit(None).alias(name) for name in unknown)

    @cached_property
    def lap_chart(self) -> pl.DataFrame:
        """Who was in which place at the end of each lap: a row for each car that completed it, first to last."""
        placed = self.laps.filter(pl.col("position").is_not_null())
        return placed.sort("lap", "position", "at_us", "number").select(*schema("lap_chart"))

    @cached_property
    def sectors(self) -> pl.DataFrame:
        """Each car's best sectors, in order of number; empty where a lap is not cut into sectors."""
        best = best_sectors(self._timing)
        bests = self.classification.select("number", "best_lap_us")
        made = best.with_columns(
            _sectors(self._timing, best), number=pl.col("car"), ideal_lap_us=pl.col("ideal_us")
        )
        if self._stated.height:
            made = pl.concat([made, stated_sectors(self._stated)], how="diagonal").sort("number")
        return self._of_cars(made.join(bests, on="number", how="left", maintain_order="left"), "sectors")

    @cached_property
    def stops(self) -> pl.DataFrame:
        """Every visit to the pit lane, by car."""
        made = self._timing.stops_frame.with_columns(number=pl.col("car").cast(pl.String))
        drove = self.laps.select("number", "lap", "driver")
        for lap, who in (("in_lap", "driver_in"), ("out_lap", "driver_out")):
            keyed = drove.rename({"lap": lap, "driver": who})
            made = made.join(keyed, on=["number", lap], how="left", maintain_order="left")
        timed = pl.col("duration_us").is_not_null().cum_min().over("number")
        total = pl.when(timed).then(pl.col("duration_us").cum_sum().over("number"))
        return self._of_cars(made.with_columns(total_us=total), "stops")

    @cached_property
    def stints(self) -> pl.DataFrame:
        """Laps in a row without a stop or a change of driver, by car."""
        return self._of_cars(
            self._named(self._timing.stints).with_columns(drive_us=pl.col("time_us")), "stints"
        )

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """The compulsory stop of each car; empty where the rulebook asks for none."""
        return self._of_cars(self._timing.verdicts_frame, "verdicts")

    @cached_property
    def leaders(self) -> pl.DataFrame:
        """Who led from which lap to which."""
        return self._of_cars(self._timing.leaders, "leaders")

    @cached_property
    def fastest_laps(self) -> pl.DataFrame:
        """Every lap that was the session's fastest when it was completed, in that order."""
        found = fastest_laps(self._timing)
        made = pl.DataFrame(
            {
                "number": [one.number for one in found],
                "lap": [one.lap for one in found],
                "lap_time_us": [one.time for one in found],
                "elapsed_us": [one.elapsed for one in found],
            },
            schema=_only("fastest_laps", ("number", "lap", "lap_time_us", "elapsed_us")),
        )
        return self._of_cars(made, "fastest_laps")

    @cached_property
    def drivers(self) -> pl.DataFrame:
        """What each driver drove, cars in order of the classification; only drivers the source names."""
        timing = self._timing
        fine = eligible(timing, timing.rules.fastest_lap, deleted_laps(timing.decisions))
        times = pl.Series("compared", compared(timing, fine))
        steady = pl.col("fine") & ~pl.col("neutralised") & ~pl.col("in_lap") & ~pl.col("out_lap")
        best = pl.col("fine") & (pl.col("compared") == pl.col("compared").min())
        key = ("number", "driver_id")
        counts = self.stints.group_by(key).len("stints")
        made = (
            self._driven.with_columns(times, pl.Series("fine", fine))
            .filter(pl.col("driver_id").is_not_null())
            .group_by(key, maintain_order=True)
            .agg(
                pl.col("class", "team", "driver").first(),
                laps=pl.len(),
                drive_us=pl.col("lap_time_us").sum(),
                best_lap_us=pl.col("lap_time_us").filter(best).first(),
                best_lap_number=pl.col("lap").filter(best).first(),
                average_us=pl.when(steady.sum() > 0).then(
                    pl.col("lap_time_us").filter(steady).sum() // steady.sum().cast(pl.Int64)
                ),
            )
            .join(counts, on=key, how="left", maintain_order="left")
        )
        order = pl.DataFrame(
            {"number": [row.number for row in self._rows]}, schema=_only("laps", ("number",))
        )
        if self._stated.height:
            made = pl.concat(
                [made, stated_drivers(self._of_cars(self._stated, "laps"))], how="diagonal_relaxed"
            )
        placed = order.join(made, on="number", how="inner", maintain_order="left_right")
        return _shaped(placed, "drivers")

    @cached_property
    def flags(self) -> pl.DataFrame:
        """What was shown to all, from when to when; the chequered flag from when it counts."""
        return _shaped(flags_as_counted(self._timing).with_columns(at_us=pl.col("at")), "flags")

    @cached_property
    def crossings(self) -> pl.DataFrame:
        """Every crossing of the line, with the lap it completed or why it completed none."""
        made = self._timing.crossings_frame
        lap = pl.when(pl.col("lap") > 0).then(pl.col("lap"))
        return _shaped(made.with_columns(lap=lap, number=pl.col("car"), at_us=pl.col("at")), "crossings")

    @cached_property
    def _cars(self) -> pl.DataFrame:
        """Class and team of each car."""
        rows = self._rows
        return pl.DataFrame(
            {
                "number": [row.number for row in rows],
                "class": [row.class_ for row in rows],
                "team": [row.team for row in rows],
            },
            schema=_only("laps", ("number", "class", "team")),
        )

    def _of_cars(self, frame: pl.DataFrame, name: str) -> pl.DataFrame:
        """The columns of a frame, with class and team of the car; the engine calls a car's number `car`."""
        if "number" not in frame.columns:
            frame = frame.with_columns(number=pl.col("car"))
        frame = frame.with_columns(pl.col("number").cast(pl.String))
        return _shaped(frame.join(self._cars, on="number", how="left", maintain_order="left"), name)

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with who drove by name, and what the source calls the driver."""
        keys = frame.select(pl.col("car", "driver").cast(pl.String))
        pairs = keys.unique(maintain_order=True)
        names = [self._timing.driver_name(car, driver) for car, driver in pairs.iter_rows()]
        known = pairs.with_columns(pl.Series("name", names, dtype=pl.String))
        told = keys.join(known, on=["car", "driver"], how="left", nulls_equal=True, maintain_order="left")
        return frame.with_columns(driver=told["name"], driver_id=keys["driver"])


def flags_as_counted(timing: Timing) -> pl.DataFrame:
    """The flags shown to all as `timing.flags` has them, and those that only say something (white). The chequered one
    is written down a moment after the winner has crossed the line, or too late, and counts from the instant that
    ended the session.
    """
    frame = timing.flags
    rows, said = frame.to_dicts(), _said_to_all(timing)
    if timing.flag.at is not None and timing.flag.seq is not None:
        counted = timing.flag.at - timing.start
        for at, row in enumerate(rows):
            if row["seq"] == timing.flag.seq and counted != row["from_us"]:
                row["from_us"] = counted
                if at and counted >= rows[at - 1]["from_us"]:
                    rows[at - 1]["to_us"] = counted
    if said:
        rows = sorted([*rows, *said], key=lambda row: (row["from_us"], row["seq"]))
    return pl.DataFrame(rows, schema=frame.schema)


def _said_to_all(timing: Timing) -> list[dict[str, Any]]:
    """Flags shown to all that end nothing and that nothing ends: white, and what is waved at a place nobody named."""
    return [
        {
            "flag": flag.value.value,
            "from_us": (flag.at or 0) - timing.start,
            "to_us": None,
            "at": flag.at,
            "neutralised": False,
            "inferred": flag.inferred,
            "seq": flag.seq,
        }
        for flag in timing.log.events
        if isinstance(flag, Flag) and flag.value in _SAID and flag.to_all and flag.at is not None
    ]


def _flags_at_the_line(timing: Timing) -> pl.Series:
    """What each car was shown at the end of each lap: the chequered flag where it took it, else what all were shown."""
    laps = timing.laps_
    shown = [period for period in timing.shown if period.value is not FlagValue.CHEQUERED]
    starts = np.array([period.start for period in shown], dtype=np.int64)
    at = np.searchsorted(starts, laps.end, side="right")
    if timing.flag.at is not None:
        at = np.where(timing.took_flag[laps.crossing], len(shown) + 1, at)
    words = [None, *(period.value.value for period in shown), FlagValue.CHEQUERED.value]
    return pl.Series(words, dtype=pl.String).gather(at)


def _are(timing: Timing, deleted: set[tuple[str, int]]) -> pl.Series:
    """Which laps have had their time deleted."""
    laps = timing.laps_
    found = np.zeros(len(laps.lap), dtype=bool)
    for number, lap in deleted:
        if number in timing.codes:
            found |= (laps.car == timing.codes[number]) & (laps.lap == lap)
    return pl.Series(found)


def _gaps() -> dict[str, pl.Expr]:
    """Gaps as the classification has them: a time where both have as many laps, else laps; none for the leader.

    The engine has a time for every lap: how long after the leader the car completed as many.
    """
    behind = pl.col("interval_us").is_not_null()
    found: dict[str, pl.Expr] = {}
    for name in ("gap", "interval"):
        lapped = behind & (pl.col(f"{name}_laps") > 0)
        found[f"{name}_us"] = pl.when(behind & ~lapped).then(pl.col(f"{name}_us"))
        found[f"{name}_laps"] = pl.when(lapped).then(pl.col(f"{name}_laps"))
    return found


def _sectors(timing: Timing, frame: pl.DataFrame) -> list[pl.Series]:
    """The columns of sectors; a lap that is not cut has none."""
    known = len(timing.split.times) if len(timing.split.times) > 1 else 0
    nothing = pl.Series([None], dtype=pl.Int64).new_from_index(0, len(frame))
    return [
        frame[f"s{at}_us"] if at <= known else nothing.alias(f"s{at}_us")
        for at in range(1, max(SECTORS, known) + 1)
    ]


def _shaped(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The columns of a frame as they are described, in that order; further sectors where a circuit has them."""
    more = (
        sum(f"s{at}_us" in frame.columns for at in range(1, 100)) if f"s{SECTORS}_us" in FRAMES[name] else 0
    )
    return frame.select(pl.col(column).cast(kind) for column, kind in schema(name, more).items())


def _only(name: str, columns: tuple[str, ...]) -> dict[str, Any]:
    return {column: FRAMES[name][column].type for column in columns}
