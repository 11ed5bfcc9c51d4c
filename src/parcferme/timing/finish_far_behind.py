"""A last crossing far behind everybody else's, its minute or hour mistyped: the car loses its place with it.

Written at the end of a list it is in order of time, so that no jump shows; only that nobody else was there any more.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from parcferme.findings import Finding, Where, warning
from parcferme.times import DAY, HOUR, MINUTE
from parcferme.timing.laps import Laps
from parcferme.timing.outside import put_at
from parcferme.timing.sightings import Mask, Sightings, middle

_LONG: Final = 1.5  # usual laps: the last lap took longer than so many
_ALONE: Final = 0.5  # usual laps behind everybody else's last crossing, at least
_DUE: Final = 0.15  # of a lap: so near to the instant at which it was due it lies once the slip is mended
# One digit mistyped: of the minutes, of the tens of minutes, of the hours; or the day.
_SLIPS: Final = sorted(
    {*(n * MINUTE for n in range(1, 60)), *(n * HOUR for n in range(1, 24)), *(n * DAY for n in range(1, 8))}
)


def finish_far_behind(seen: Sightings, laps: Laps, slow: Mask) -> list[Finding]:
    """The car of a race whose last crossing lies half a lap and more behind everybody else's last, and was due a
    round number of minutes, hours or days sooner. `slow`: laps that say nothing of what it usually drives.
    """
    last = laps.last
    if len(last) < 2:
        return []
    late = int(last[np.argmax(laps.end[last])])
    mine = laps.car == laps.car[late]
    fair = mine & ~slow & (laps.lap > 1)
    fair[late] = False
    us = laps.end - laps.start
    if not fair.any():
        fair = mine & (laps.end < laps.end[late])
    if not fair.any():
        return []
    usual = middle(us[fair])
    others = int(np.sort(laps.end[last])[-2])
    at, due = int(laps.end[late]), int(laps.start[late]) + usual
    if at - others <= _ALONE * usual or us[late] <= _LONG * usual:
        return []
    moved = min((at - slip for slip in _SLIPS), key=lambda one: abs(one - due))
    if abs(moved - due) > _DUE * usual or moved > others + usual:
        return []
    seq = int(seen.seq[laps.sighting[late]])
    where = Where(car=seen.cars[int(laps.car[late])], lap=int(laps.lap[late]), seq=seq)
    found = warning(
        "finish-far-behind",
        where,
        instant_at=at,
        behind_us=at - others,
        lap_us=int(us[late]),
        usual_us=usual,
        moved_at=moved,
    )
    return [put_at(found, seq, moved)]
