"""What the decoder missed or saw too often, proposed for repair: nothing here changes a lap."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl

from parcferme.findings import Finding, Where, warning
from parcferme.records import FINISH_LINE
from parcferme.regulations import TimingRules
from parcferme.times import format_instant
from parcferme.timing.laps import NONE, Laps, Sectors
from parcferme.timing.sightings import Ints, Mask, Sightings, middle, run

IMPOSSIBLE = 4  # a sector this many times faster than the median one was driven by nobody


def missed_passings(
    seen: Sightings, laps: Laps, split: Sectors, pit: Mask, rules: TimingRules
) -> list[Finding]:
    """A lap far over the usual in which an intermediate loop was passed twice: the finish line between was not read.

    The finding carries the passing that is missing, at the instant it must have had: the car's usual last sector after
    the last loop before it, and its usual first sector before the first loop after it, meeting in the middle.
    """
    again: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
    for name, row, instants in split.twice:
        again.setdefault(row, []).append((split.names.index(name), instants))
    found: list[Finding] = []
    fair = np.flatnonzero(~pit) if again else np.zeros(0, dtype=np.int64)
    car_of, lap_us = laps.car[fair], laps.end - laps.start
    for row in sorted(again):
        mine = fair[run(car_of, int(laps.car[row]))]
        mine = mine[mine != row]
        others = mine if len(mine) > 1 else fair[fair != row]
        duration = int(lap_us[row])
        usual = middle(lap_us[others]) if len(others) else duration
        if duration <= rules.missed_over * usual:
            continue
        for at in _must_have_been(laps, row, again[row], split, mine, usual):
            where = Where(car=seen.cars[int(laps.car[row])], lap=int(laps.lap[row]))
            finding = warning("missed-passing", where, lap_us=duration, usual_us=usual, at=at)
            found.append(
                finding.proposing(
                    kind="passing", at=format_instant(at), car=where.car, loop=FINISH_LINE, source="proposed"
                )
            )
    return found


def _must_have_been(
    laps: Laps,
    row: int,
    reads: list[tuple[int, tuple[int, ...]]],
    split: Sectors,
    mine: Ints,
    usual: int,
) -> list[int]:
    """Instants of the missing crossings of one long lap."""
    estimates: dict[int, list[int]] = {}
    for sector, instants in reads:
        lead = _usual_from_line(split, sector, laps, mine)
        if lead is None or max(np.diff(instants)) < usual // 2:
            continue
        for count, (first, second) in enumerate(pairwise(instants)):
            estimates.setdefault(count, []).append(((first + usual - lead) + (second - lead)) // 2)
    start, end = int(laps.start[row]), int(laps.end[row])
    found = [sum(several) // len(several) for several in estimates.values()]
    return [at for at in found if start < at < end]


def _usual_from_line(split: Sectors, sector: int, laps: Laps, mine: Ints) -> int | None:
    """The usual time in µs from the finish line to the loop that ends a sector, over these laps."""
    passed = split.instants[sector][mine]
    known = passed != NONE
    return middle((passed - laps.start[mine])[known]) if known.any() else None


def two_places(seen: Sightings, laps: Laps, split: Sectors) -> list[Finding]:
    """A sector driven several times faster than anybody can: one of the two reads was of another car."""
    found: list[Finding] = []
    for number, times in enumerate(split.times, 1):
        known = times != NONE
        if known.sum() < 4:
            continue
        limit = middle(times[known]) // IMPOSSIBLE
        for row in np.flatnonzero(known & (times < limit)).tolist():
            where = Where(car=seen.cars[int(laps.car[row])], lap=int(laps.lap[row]))
            found.append(
                warning(
                    "two-places", where, sector=number, sector_us=int(times[row]), usual_us=limit * IMPOSSIBLE
                )
            )
    return found


def two_transponders(seen: Sightings, passings: pl.DataFrame) -> list[Finding]:
    """Cars seen with more than one transponder during the same stretch of time."""
    worn = passings["transponder"]
    if worn.null_count() == len(worn):
        return []
    frame = pl.DataFrame(
        {"car": seen.car, "transponder": worn.gather(seen.row).cast(pl.String), "at": seen.at}
    )
    spans = (
        frame.drop_nulls("transponder")
        .group_by("car", "transponder")
        .agg(first=pl.col("at").min(), last=pl.col("at").max(), reads=pl.len())
        .sort("car", "first", "transponder")
    )
    found: list[Finding] = []
    rows = spans.rows()
    for before, after in pairwise(rows):
        if before[0] == after[0] and after[2] <= before[3]:
            values = {"transponders": [before[1], after[1]], "reads": [before[4], after[4]]}
            found.append(warning("two-transponders", Where(car=seen.cars[before[0]]), **values))
    return found
