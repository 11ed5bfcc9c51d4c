"""A first crossing that was most likely the start and counts as lap 1, and a clock that was put in the middle of a lap.

Both make laps quicker than the cars drive, where too few laps were driven, or all cars have one, for `pace` to say so.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from parcferme.findings import Finding, Where, warning
from parcferme.timing.laps import Laps
from parcferme.timing.sightings import Ints, Mask, Runs, Sightings, middle

_OWN: Final = 0.75  # of its own quickest other lap: nobody's lap 1 is so quick
_FIELD: Final = (
    0.9  # of the quickest other lap of all: a car that was slow later drove lap 1 as the others did
)
_STEP: Final = 0.93  # of its usual lap: no car, let alone all in one lap, is so much quicker once
_ALIKE: Final = 0.015  # of a lap: by so much at most differs what two or three cars won in that lap
_SAME: Final = 0.04  # of a lap: and that of more, of which some lost time in it
_SEVERAL: Final = 4  # cars
_LIKE_OTHERS: Final = 0.02  # of a lap: so near to its usual one a car drives most of its laps
_NEARLY: Final = 0.75  # of the cars: others were in the pits in that lap, or lost time as well
_ASKED: Final = 3  # cars: where none of them has a lap so short, no clock was put
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


class Stepped(NamedTuple):
    """A clock put back by `won` (µs): the laps (rows) that show it, one of each car, and all it makes too short."""

    rows: Ints
    short: Ints
    won: int


def stepped_laps(laps: Laps, slow: Mask) -> Stepped | None:
    """The laps in which nearly every car won the same time, all at one instant: the clock was put back then. `slow`:
    laps that say nothing of the pace. None where it was not, which nearly always the cars with most laps say.
    """
    runs, us = laps.runs, laps.end - laps.start
    long = np.flatnonzero(runs.length >= _LAPS)
    if len(long) < 2 or _NEARLY * len(runs.car) > len(long):
        return None
    most = long[np.argsort(-runs.length[long], kind="stable")[:_ASKED]]
    firsts, lengths = runs.first.tolist(), runs.length.tolist()
    if not any(_one_short(us[firsts[one] + 1 : firsts[one] + lengths[one]]) for one in most.tolist()):
        return None
    rows, usuals = list[int](), list[int]()
    for first, length in ((firsts[one], lengths[one]) for one in long.tolist()):
        its = us[first + 1 : first + length]
        fair = its[~slow[first + 1 : first + length]]
        rows.append(first + 1 + int(its.argmin()))
        usuals.append(middle(fair) if len(fair) >= _LAPS - 1 else 0)
    row, usual = np.array(rows), np.array(usuals)
    won = usual - us[row]
    short = (us[row] <= _STEP * usual) & (usual > 0)
    if np.count_nonzero(short) < _NEARLY * len(long):
        return None
    step = middle(won[short])
    same = short & (np.abs(won - step) <= (_ALIKE if len(long) < _SEVERAL else _SAME) * usual)
    if np.count_nonzero(same) < max(2, _NEARLY * len(long)):
        return None
    # On the clock as it was, it was put back before the last of these laps ended, which it ended by so much later.
    if laps.start[row[same]].max() >= laps.end[row[same]].min() + step:
        return None
    # Behind a safety car or under full course yellow the one lap at speed is the quickest of everybody too: where no
    # other laps are alike, nothing says what a lap takes.
    others = ~slow & (laps.lap > 1)
    others[row] = False
    its = np.zeros(len(us), dtype=np.int64)
    for place, usual_ in zip(long.tolist(), usuals, strict=True):
        its[firsts[place] : firsts[place] + lengths[place]] = usual_
    others &= its > 0
    alike = np.abs(us - its) <= _LIKE_OTHERS * its
    if 3 * np.count_nonzero(alike & others) < 2 * np.count_nonzero(others):
        return None
    return Stepped(row[same], _across(laps, row[same], int(step)), int(step))


def _across(laps: Laps, rows: Ints, step: int) -> Ints:
    """The laps of all cars that the same instant lies in; where it may lie in two of a car, the shorter one."""
    since = int(laps.start[rows].max())
    around = np.flatnonzero((laps.start <= since) & (laps.end + step > since))
    around = around[np.lexsort([laps.end[around] - laps.start[around], laps.car[around]])]
    return around[Runs.of(laps.car[around]).first]


def _one_short(us: Ints) -> bool:
    return bool(int(us.min()) <= _STEP * middle(us))


def clock_stepped(laps: Laps, stepped: Stepped | None) -> list[Finding]:
    """That the clock of the source was put back in these laps."""
    if stepped is None:
        return []
    rows, _, won = stepped
    since, until = int(laps.start[rows].max()), int(laps.end[rows].min())
    return [
        warning(
            "clock-stepped",
            count=len(rows),
            step_us=won,
            from_at=since,
            to_at=until if until > since else until + won,
        )
    ]
