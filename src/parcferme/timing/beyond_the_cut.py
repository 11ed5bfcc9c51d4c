"""Laps beyond the one to which the result of a stopped race is taken back: they count for nothing, and yet one that
nobody can drive decides, as a leader's lap, how far back that is.
"""

from __future__ import annotations

import numpy as np

from parcferme.findings import Finding, Where, warning
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.habits import MOST_SPREAD
from parcferme.timing.laps import Laps
from parcferme.timing.remedies import no_crossing
from parcferme.timing.sightings import Mask, Sightings, middle, run_of


def short_beyond_cut(seen: Sightings, crossings: Crossings, laps: Laps, slow: Mask) -> list[Finding]:
    """A warning for each lap that nobody can drive and that ended with a read beyond the cut. `laps`: all that were
    driven until the red flag; `slow`: those with a reason to be long.

    That read is to be voided where the lap before was like the car's others; the read before it where the two laps
    together are; else nothing is proposed.
    """
    us = laps.end - laps.start
    beyond = crossings.why[laps.crossing] == NotCounted.AFTER_RED
    found = []
    for row in np.flatnonzero(beyond & (us < crossings.shortest[laps.car]) & (laps.lap > 1)).tolist():
        car, lap_us = int(laps.car[row]), int(us[row])
        mine = run_of(laps.car, car)
        others = us[mine][~slow[mine] & (us[mine] >= crossings.shortest[car])]
        seq, at = int(seen.seq[laps.sighting[row]]), int(laps.end[row])
        voided = None
        if len(others):
            usual = middle(others)
            near = MOST_SPREAD * usual
            if laps.lap[row] == 2 or abs(int(us[row - 1]) - usual) <= near:
                voided = row
            elif abs(int(us[row - 1]) + lap_us - usual) <= near:
                voided = row - 1
        values = {"lap_us": lap_us, "minimum_us": int(crossings.shortest[car])}
        where = Where(car=seen.cars[car], lap=int(laps.lap[row]), seq=seq)
        if voided is None:
            found.append(warning("lap-under-minimum", where, **values))
            continue
        seq, at = int(seen.seq[laps.sighting[voided]]), int(laps.end[voided])
        where = Where(car=where.car, lap=where.lap, seq=seq)
        told = warning("lap-under-minimum", where, **values, at=at)
        found.append(no_crossing(told, seq))
    return found
