"""The last lap of a practice or qualifying, driven past every loop and not read at the line: most likely the one on
which the car took the flag. No lap is longer for it and no read is left over, and yet it may have been its best.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import PIT_IN, PIT_OUT
from parcferme.timing.crossings import Crossings
from parcferme.timing.habits import lane_read
from parcferme.timing.laps import NO_TIME, Laps, Sectors
from parcferme.timing.pace import NEVER
from parcferme.timing.remedies import crossed_at
from parcferme.timing.sightings import Mask, Sightings, middle, run_of

_SPREAD: Final = 0.04  # of the way from the last loop to the line: how far off the instant may be
_LIKE: Final = 1.07  # times its best lap: laps so quick tell how long that way takes


def lost_best_laps(
    seen: Sightings,
    crossings: Crossings,
    laps: Laps,
    split: Sectors,
    slow: Mask,
    flag: int | None,
    took: Collection[int],
    gone: frozenset[str],
) -> list[Finding]:
    """A question for each car that was last seen at the last loop before the line, on a lap with which it can have
    beaten its best, while others were read after it was due. A note where it was due before the flag and no loop reads
    the pits: it may have come in.

    `slow`: laps in or out of the pits, or neutralised; `flag`: when it fell; `took`: the cars that took the flag;
    `gone`: those of which a status says that they stopped.
    """
    if len(split.names) < 2 or not len(laps.lap):
        return []
    last, passed, us = laps.last, split.instants[-2], laps.end - laps.start
    since = np.full(len(seen.cars), NEVER)
    since[laps.car[last]] = laps.end[last]
    again = crossings.at > since[crossings.car]  # read at the line, be it after its flag
    since[crossings.car[again]] = NEVER
    behind = (seen.loop == seen.loops.index(split.names[-2])) & (seen.at > since[seen.car])
    lane = lane_read(seen)
    found = []
    for car in np.unique(seen.car[behind]).tolist():
        mine = run_of(laps.car, car)
        row = mine.stop - 1
        fair = np.flatnonzero(~slow[mine] & laps.timed[mine] & (passed[mine] != NO_TIME)) + mine.start
        after = np.flatnonzero((seen.car == car) & (seen.at > since[car]))
        after, then = after[: len(split.names) - 1], after[len(split.names) - 1 :]
        names = tuple(seen.loops[code] for code in seen.loop[after].tolist())
        out = crossings.in_pit[laps.crossing[row]] or names != split.names[:-1]
        if out or not len(fair) or car in took or seen.cars[car] in gone:
            continue
        best = int(us[fair].min())
        way = middle((laps.end - passed)[fair][us[fair] <= _LIKE * best])
        at, off = int(seen.at[after[-1]]) + way, int(_SPREAD * way)
        if at - int(since[car]) - off >= best or at + off >= int(seen.at.max()):
            continue
        if len(then) and seen.at[then[0]] <= at and seen.loops[int(seen.loop[then[0]])] in (PIT_IN, PIT_OUT):
            continue
        tell = warning if lane or (flag is not None and at >= flag) else info
        where = Where(car=seen.cars[car], lap=int(laps.lap[row]) + 1)
        told = tell(
            "finish-not-read", where, last_at=int(since[car]), usual_us=best, at=at, uncertain_us=off // 1000 * 1000,
            seen_loops=list(names),
        )  # fmt: skip
        found.append(crossed_at(told, at))
    return found
