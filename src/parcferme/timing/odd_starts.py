"""A first crossing that was most likely the start and counts as lap 1, and a clock that was put in the middle of a lap.

Both make laps quicker than the cars drive, where too few laps were driven, or all cars have one, for `pace` to say so.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from parcferme.findings import Finding, Where, warning
from parcferme.timing.laps import Laps
from parcferme.timing.sightings import Mask, Sightings, middle

_OWN: Final = 0.75  # of its own quickest other lap: nobody's lap 1 is so quick
_FIELD: Final = (
    0.9  # of the quickest other lap of all: a car that was slow later drove lap 1 as the others did
)
_STEP: Final = 0.93  # of its usual lap: no car, let alone all in one lap, is so much quicker once
_ALIKE: Final = 0.015  # of a lap: by so much at most differs what the cars won in that lap
_LAPS: Final = 4  # of each car, at least


def short_first_laps(seen: Sightings, laps: Laps, slow: Mask, doubtful: Mask) -> list[Finding]:
    """Cars whose lap 1 was far quicker than any other lap, their own and those of others: their first crossing was most
    likely the start. `slow`: laps that say nothing of the pace; `doubtful`: laps told already.
    """
    us, runs = laps.end - laps.start, laps.runs
    fair = ~slow
    fair[runs.first] = False
    quickest = int(np.min(us, where=fair, initial=np.iinfo(np.int64).max))
    if int(us[runs.first].min()) >= _FIELD * quickest or not fair.any():
        return []
    own = np.minimum.reduceat(np.where(fair, us, np.iinfo(np.int64).max), runs.first)
    first = us[runs.first]
    odd = (laps.lap[runs.first] == 1) & ~doubtful[runs.first]
    odd &= (own < np.iinfo(np.int64).max) & (first < _OWN * own) & (first < _FIELD * quickest)
    found = []
    for place in np.flatnonzero(odd).tolist():
        row = int(runs.first[place])
        seq = int(seen.seq[laps.sighting[row]])
        where = Where(car=seen.cars[int(laps.car[row])], lap=1, seq=seq)
        one = warning("lap-one-short", where, lap_us=int(us[row]), usual_us=int(own[place]))
        found.append(one.proposing(kind="void", target=seq, reason="crossing at the start"))
    return found


def clock_stepped(laps: Laps) -> list[Finding]:
    """That every car won the same time in one lap, all at one instant: the clock of the source was put back then."""
    runs, us = laps.runs, laps.end - laps.start
    if len(runs.car) < 2 or int(runs.length.min()) < _LAPS:
        return []
    some = us[1 : runs.length[0]]
    if int(some.min()) > _STEP * middle(some):  # nearly always one car says so
        return []
    timed = np.where(laps.lap > 1, us, np.iinfo(np.int64).max)
    least = np.minimum.reduceat(timed, runs.first)
    quickest = np.flatnonzero(timed == np.repeat(least, runs.length))
    if len(quickest) != len(runs.car) or laps.start[quickest].max() >= laps.end[quickest].min():
        return []
    usual = np.array(
        [middle(us[a + 1 : a + n]) for a, n in zip(runs.first.tolist(), runs.length.tolist(), strict=True)]
    )
    # Behind a safety car or under full course yellow the one lap at speed is the quickest of everybody too: where no
    # other laps are alike, nothing says what a lap takes.
    others, its = laps.lap > 1, np.repeat(usual, runs.length)
    others[quickest] = False
    alike = np.abs(us - its) <= _ALIKE * its
    if 3 * np.count_nonzero(alike & others) < 2 * np.count_nonzero(others):
        return []
    won = usual - least
    if (least > _STEP * usual).any() or np.ptp(won) > _ALIKE * usual.min():
        return []
    return [
        warning(
            "clock-stepped",
            count=len(quickest),
            step_us=int(middle(won)),
            from_at=int(laps.start[quickest].max()),
            to_at=int(laps.end[quickest].min()),
        )
    ]
