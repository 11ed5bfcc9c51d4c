"""What the loops between tell of reads that were missed or were of another car: nothing here changes a lap."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl

from parcferme.findings import Finding, Where, warning
from parcferme.timing.laps import NO_TIME, Laps, Sectors
from parcferme.timing.sightings import Ints, Mask, Sightings, middle, run_of

IMPOSSIBLE = 4  # a sector this many times faster than the median one was driven by nobody


def by_sectors(laps: Laps, split: Sectors, row: int, pit: Mask, usual: int) -> list[tuple[int, int]]:
    """The instants of crossings missing in one long lap, from the loops that were passed twice in it, each with how far
    off it may be (µs); none where no loop was.

    Each is the instant it must have had: the car's usual last sector after the last loop before it, and its usual first
    sector before the first loop after it, meeting in the middle. Where the car stood in between, as in the pits, nobody
    knows on which side of the line, and the two are far apart.
    """
    reads = [(split.names.index(name), instants) for name, at, instants in split.twice if at == row]
    if not reads:
        return []
    return _must_have_been(laps, row, reads, split, pit, usual)


def _must_have_been(
    laps: Laps,
    row: int,
    reads: list[tuple[int, tuple[int, ...]]],
    split: Sectors,
    pit: Mask,
    usual: int,
) -> list[tuple[int, int]]:
    """Instants of the missing crossings of one long lap, and half of what the two ways to tell each are apart."""
    mine = run_of(laps.car, int(laps.car[row]))
    # A run from the pits says nothing of the way to a loop.
    fair = ~pit[mine] & (laps.end[mine] - laps.start[mine] < usual * 3 // 2)
    fair[row - mine.start] = False
    estimates: dict[int, list[tuple[int, int]]] = {}
    for sector, instants in reads:
        if max(after - before for before, after in pairwise(instants)) < usual // 2:
            continue
        lead = _usual_from_line(split, sector, laps, mine, fair)
        if lead is None:
            continue
        for count, (first, second) in enumerate(pairwise(instants)):
            before, after = first + usual - lead, second - lead
            estimates.setdefault(count, []).append(((before + after) // 2, abs(after - before) // 2))
    start, end = int(laps.start[row]), int(laps.end[row])
    found = [
        (sum(at for at, _ in several) // len(several), max(off for _, off in several))
        for several in estimates.values()
    ]
    return [one for one in found if start < one[0] < end]


def _usual_from_line(split: Sectors, sector: int, laps: Laps, mine: slice, fair: Mask) -> int | None:
    """The usual time in µs from the finish line to the loop that ends a sector, over a car's fair laps."""
    passed = split.instants[sector][mine]
    known = fair & (passed != NO_TIME)
    return middle((passed - laps.start[mine])[known]) if known.any() else None


def two_places(seen: Sightings, laps: Laps, split: Sectors, slow: Mask) -> list[Finding]:
    """A sector driven several times faster than anybody can: one of the two reads was of another car. How long it
    takes say laps at speed alone, none that is `slow`: neutralised, into or out of the pits, or lap 1, which begins
    with the wait for the start.
    """
    found: list[Finding] = []
    if len(split.names) < 2:
        return found  # one loop: its sector is the lap, and odd laps are told as such
    for number, times in enumerate(split.times, 1):
        if _plainly_driven(times, slow):
            continue
        known = times != NO_TIME
        if np.count_nonzero(known & ~slow) < 4:
            continue
        limit = middle(times[known & ~slow]) // IMPOSSIBLE
        for row in np.flatnonzero(known & (times < limit)).tolist():
            where = Where(car=seen.cars[int(laps.car[row])], lap=int(laps.lap[row]))
            values = {"sector": number, "sector_us": int(times[row]), "usual_us": limit * IMPOSSIBLE}
            found.append(warning("two-places", where, **values))
    return found


def _plainly_driven(times: Ints, slow: Mask) -> bool:
    """Whether most times of a sector at speed are so near its quickest one that this was driven, without a median.

    Read as whole numbers without a sign, `NO_TIME` is longer than every time.
    """
    if not len(times):
        return True
    unsigned = times.view(np.uint64)
    quickest = int(unsigned.min())
    near = (unsigned < IMPOSSIBLE * (quickest + 1)) & ~slow
    return 2 * int(np.count_nonzero(near)) > len(times) - int(np.count_nonzero(slow))


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
