"""What the loops between tell of reads that were missed or were of another car: nothing here changes a lap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import polars as pl

from parcferme.entries import Entry
from parcferme.findings import Finding, Where, warning
from parcferme.records import Assign, Log
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


def transponders(
    seen: Sightings, passings: pl.DataFrame, log: Log, entries: Iterable[Entry]
) -> list[Finding]:
    """Cars with two transponders, transponders on two cars, and assignments that another overrules."""
    assigned = [event for event in log.events if isinstance(event, Assign)]
    found = _assigned_twice(assigned) if assigned else []
    worn = passings["transponder"]
    if worn.null_count() == len(worn):
        return found
    frame = pl.DataFrame(
        {"car": seen.car, "transponder": worn.gather(seen.row).cast(pl.String), "at": seen.at}
    )
    spans = (
        frame.drop_nulls("transponder")
        .group_by("car", "transponder")
        .agg(first=pl.col("at").min(), last=pl.col("at").max(), reads=pl.len())
        .sort("car", "first", "transponder")
    )
    rows = spans.rows()
    return [*_two_on_one_car(seen, rows), *_one_on_two_cars(seen, rows, assigned, entries), *found]


_Span = tuple[int, str, int, int, int]
"""A car (code) with a transponder: from the first read to the last (instants), and how many there were."""


def _two_on_one_car(seen: Sightings, rows: list[_Span]) -> list[Finding]:
    """Cars seen with more than one transponder during the same stretch of time."""
    found: list[Finding] = []
    for before, after in pairwise(rows):
        if before[0] == after[0] and after[2] <= before[3]:
            values = {"transponders": [before[1], after[1]], "reads": [before[4], after[4]]}
            found.append(warning("two-transponders", Where(car=seen.cars[before[0]]), **values))
    return found


def _one_on_two_cars(
    seen: Sightings, rows: list[_Span], assigned: Iterable[Assign], entries: Iterable[Entry]
) -> list[Finding]:
    """Transponders read under several cars, or under another than the entry list says, where no assignment says when
    they changed. One that an assignment took from an entered car is told where that car was not read at all.
    """
    read = set(np.unique(seen.car).tolist())
    cars = {seen.cars[code] for code in read}
    worn: dict[str, list[str]] = defaultdict(list)
    for code, transponder, *_ in rows:
        worn[transponder].append(seen.cars[code])
    said = {(event.transponder, event.car) for event in assigned}
    listed: dict[str, str] = {}
    for entry in entries:
        for transponder in entry.transponders:
            listed.setdefault(transponder, entry.number)
    found = []
    for transponder, under in sorted(worn.items()):
        owner = listed.get(transponder)
        its = [*under, owner] if owner is not None and owner not in under else under
        unsaid = [car for car in its if (transponder, car) not in said]
        taken = owner is not None and owner in unsaid and owner not in cars and len(its) > 1
        if len(unsaid) > 1 or taken:
            found.append(warning("transponder-on-two-cars", transponder=transponder, cars=its))
    return found


def _assigned_twice(assigned: Iterable[Assign]) -> list[Finding]:
    """Assignments of one transponder to two cars at one instant: the one written last stands."""
    last: dict[tuple[str, int | None], Assign] = {}
    found = []
    for event in assigned:
        before = last.get((event.transponder, event.at))
        if before is not None and before.car != event.car:
            values = {"transponder": event.transponder, "kept": event.car}
            where = Where(car=before.car, seq=before.seq)
            found.append(warning("transponder-assigned-twice", where, **values).without(before.seq))
        last[event.transponder, event.at] = event
    return found
