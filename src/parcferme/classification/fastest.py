"""Fastest laps: who held the fastest lap of the session from when, and the lap a car could have driven."""

from __future__ import annotations

import msgspec
import numpy as np
import polars as pl

from parcferme.classification.best_laps import NO_LAP, compared, eligible
from parcferme.classification.penalties import deleted_laps
from parcferme.timing import NO_TIME, Mask, Stop, Timing, run_of


class Fastest(msgspec.Struct, frozen=True):
    """A lap that was the session's fastest when it was completed. Times in µs, `elapsed` is session time."""

    number: str
    lap: int
    time: int
    elapsed: int


def fastest_laps(timing: Timing) -> tuple[Fastest, ...]:
    """The fastest-lap sequence: every eligible lap faster than all before it, in order of completion. As everywhere,
    laps are compared at the resolution of the rulebook: one that is equal there is not faster.
    """
    laps = timing.laps_
    fine = eligible(timing, timing.rules.fastest_lap, deleted_laps(timing.decisions))
    times = compared(timing, fine)[laps.in_time]
    before = np.minimum.accumulate(np.append(NO_LAP, times))[:-1]
    return tuple(
        Fastest(
            timing.cars[int(laps.car[row])],
            int(laps.lap[row]),
            int(laps.end[row] - laps.start[row]),
            int(laps.end[row]) - timing.start,
        )
        for row in laps.in_time[times < before].tolist()
    )


def best_sectors(timing: Timing) -> pl.DataFrame:
    """Each car's best time in every sector and the lap they would make: car, s1_us …, ideal_us (null where a sector
    was never timed); in order of number, only cars with any. Empty where the lap is the only sector.

    A sector counts that was driven on the track from end to end: of a lap into the pits those completed before the
    entry, of a lap out of them those begun after the exit, of a run from the pits to the line all but the first, which
    did not begin at the line. Deleted laps count for nothing, nor does a first or
    neutralised lap that the rulebook keeps from being the fastest.
    """
    times = timing.split.times
    if len(times) < 2:
        return pl.DataFrame(schema={"car": pl.String, "ideal_us": pl.Int64})
    laps = timing.laps_
    anywhere = msgspec.structs.replace(timing.rules.fastest_lap, in_laps=True, out_laps=True)
    fine = eligible(timing, anywhere, deleted_laps(timing.decisions), untimed=True)
    columns = {
        f"s{at}_us": np.where(fine & on_track & (us != NO_TIME), us, NO_TIME)
        for at, (us, on_track) in enumerate(zip(times, _on_track(timing), strict=True), 1)
    }
    frame = pl.DataFrame({"code": laps.car, **columns})
    best = frame.group_by("code").agg(pl.col(name).filter(pl.col(name) != NO_TIME).min() for name in columns)
    named = [timing.cars[code] for code in best["code"].to_list()]
    ideal = pl.sum_horizontal(*columns, ignore_nulls=False).alias("ideal_us")
    told = best.select(pl.Series("car", named, dtype=pl.String), *columns, ideal)
    return told.filter(pl.any_horizontal(pl.col(*columns).is_not_null())).sort("car")


def _on_track(timing: Timing) -> list[Mask]:
    """For each sector and lap whether the car was in the pit lane for no part of it. Where only the lap of a stop is
    known, it took the last sector of the lap in and the first of the lap out.
    """
    laps, ends = timing.laps_, timing.split.instants
    begins = (laps.start, *ends[:-1])
    free = [np.ones(len(laps.lap), dtype=bool) for _ in ends]
    unseen_in, unseen_out = timing.in_lap.copy(), timing.out_lap.copy()
    for stop in timing.visits:
        first = run_of(laps.car, stop.car).start
        for lap, at, unseen in (
            (stop.in_lap, stop.entry, unseen_in),
            (stop.out_lap, stop.exit, unseen_out),
        ):
            if lap is None or at is None or (row := first + lap - 1) >= len(laps.lap):
                continue
            unseen[row] = False
            for mask, begin, end in zip(free, begins, ends, strict=True):
                mask[row] &= _is_outside(stop, lap, begin[row], end[row])
    free[-1] &= ~unseen_in
    free[0] &= ~unseen_out & laps.timed
    return free


def _is_outside(stop: Stop, lap: int, begin: int, end: int) -> bool:
    """Whether a sector of the lap in or the lap out lies before the entry or behind the exit of the pit lane."""
    before = lap == stop.in_lap and stop.entry is not None and end <= stop.entry
    return before or (lap == stop.out_lap and stop.exit is not None and begin >= stop.exit)


def ideal_lap(timing: Timing, number: str) -> int | None:
    """The sum of a car's best sectors (µs), as `best_sectors` counts them; None where a sector was never timed."""
    mine = best_sectors(timing).filter(pl.col("car") == number)["ideal_us"].to_list()
    return mine[0] if mine else None
