"""A crossing nobody read while a flag slowed the field: every car around it drove two laps in the time of its one.

A safety car makes a lap half as long again, so that the car's usual lap says nothing of how many went into a long one.
How often the others came round meanwhile does: in the queue all drive alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import FlagValue
from parcferme.regulations import SessionKind
from parcferme.timing.habits import Driving
from parcferme.timing.long_laps import moves
from parcferme.timing.periods import Period, touched
from parcferme.timing.reads import MOST_MISSED, ON_TIMES
from parcferme.timing.remedies import crossed_at
from parcferme.timing.sightings import Ints, Mask, run_of

_MORE: Final = 1.15  # crossings for each car on track in the time of one lap: from here on it is looked at
_MORE_THAN_ONE: Final = 1.6
_WHOLE: Final = 0.25  # of a lap: so near to a number of laps those around it were
_OFF: Final = 0.03  # of a lap: so far off the instant may be, though all of them say the same
_AROUND: Final = 7  # cars nearest on track, which drove as this one did; the median of them says it
_FEWEST: Final = 2  # of one car alone nobody knows which of the two was amiss


class Missed(NamedTuple):
    """A lap in which crossings were not read: its row, and each instant with how far off it may be (µs); no instants
    where those around it drove more than one lap and no whole number: with other reads it may be one.
    """

    row: int
    instants: tuple[tuple[int, int], ...]


def lapped_meanwhile(known: Driving, rows: Ints, shown: Sequence[Period]) -> list[Missed]:
    """Those of some laps of a race, each with a flag in it and no visit, in which the cars around drove a whole number
    of laps, two and more.
    """
    if known.kind is not SessionKind.RACE or known.alone or known.counts or not len(rows):
        return []
    laps = known.laps
    rows = rows[
        ~touched(tuple(shown), (FlagValue.RED,), laps.start[rows], laps.end[rows])
    ]  # then cars stand anywhere
    its = known.usuals.us[np.searchsorted(laps.runs.car, laps.car[rows])]
    rows = rows[known.us[rows] > its * float(known.rules.missed_over)]  # who always is so slow was lapped
    begun = np.sort(laps.start)
    start, end = laps.start[rows], laps.end[rows]
    at = (start + end) // 2
    running = np.searchsorted(begun, at, side="right") - np.searchsorted(known.ends, at, side="right")
    ended = np.searchsorted(known.ends, end) - np.searchsorted(known.ends, start, side="right")
    twice = {row for _, row, _ in known.split.twice}  # there the loops between tell it, and when
    asked = rows[ended >= _MORE * np.maximum(running - 1, 1)].tolist()
    asked = [row for row in asked if row not in twice]
    others = _driven_meanwhile(known, np.array(asked, dtype=np.int64))
    found = (_missed(known, row, _around(known, others, n, row)) for n, row in enumerate(asked))
    return [one for one in found if one is not None]


def _missed(known: Driving, row: int, driven: list[_Other]) -> Missed | None:
    laps = known.laps
    begin, end = int(laps.start[row]), int(laps.end[row])
    if len(driven) < _FEWEST:
        return None
    several = float(np.median([one.until - one.since for one in driven]))
    # Behind a safety car all drive alike, under a flag at one place each its own pace: both have to say it.
    own = float(np.median([(one.until - one.since) * one.pace for one in driven]))
    whole = round(several)
    most = MOST_MISSED if known.steady else ON_TIMES
    if not 2 <= whole <= most + 1 or max(abs(several - whole), abs(own - whole)) > _WHOLE:
        return Missed(row, ()) if several > _MORE_THAN_ONE else None
    instants = []
    for count in range(1, whole):
        share = count / whole
        whens = np.array(
            [
                np.interp(one.since + share * (one.until - one.since), np.arange(len(one.at)), one.at)
                for one in driven
            ]
        )
        when = int(np.median(whens))
        off = max(int(2 * np.median(np.abs(whens - when))), int(_OFF * (end - begin) / whole))
        instants.append((min(max(when, begin + 1), end - 1), off))
    return Missed(row, tuple(instants))


class _Other(NamedTuple):
    """A car beside another: when it crossed the line (µs, the start first), how many laps, in parts of one, it had
    driven as the lap of the other began and ended, and its usual lap as a share of the other's.
    """

    at: Ints
    since: float
    until: float
    pace: float


class _Meanwhile(NamedTuple):
    """How many laps, in parts of one, each car (rows: their runs) had driven as each of some laps (columns) began and
    ended, and which of them were on track all the time; beside it when each car was at the line.
    """

    since: npt.NDArray[np.float64]
    until: npt.NDArray[np.float64]
    there: Mask
    at: list[Ints]


def _driven_meanwhile(known: Driving, rows: Ints) -> _Meanwhile:
    laps, pit = known.laps, np.append(0, np.cumsum(known.pit))
    begin, end = laps.start[rows], laps.end[rows]
    shape = (len(laps.runs.first), len(rows))
    since, until, there, ats = np.empty(shape), np.empty(shape), np.zeros(shape, dtype=bool), list[Ints]()
    runs = zip(laps.runs.first.tolist(), laps.runs.length.tolist(), strict=True)
    for n, (first, length) in enumerate(runs):
        at = np.append(laps.start[first], laps.end[first : first + length])
        at = np.append(at, 2 * at[-1] - at[-2])  # the lap after its last one, as long as that
        lap = np.arange(len(at))
        since[n], until[n] = np.interp(begin, at, lap), np.interp(end, at, lap)
        # Its laps with a part in each of these: what was in the lane meanwhile says nothing.
        head = first + np.searchsorted(laps.end[first : first + length], begin, side="right")
        tail = first + np.searchsorted(laps.start[first : first + length], end, side="left")
        in_lane = pit[np.maximum(tail, head)] > pit[head]
        there[n] = (at[0] <= begin) & (at[-1] >= end) & ~in_lane
        ats.append(at)
    return _Meanwhile(since, until, there, ats)


def _around(known: Driving, others: _Meanwhile, n: int, row: int) -> list[_Other]:
    """The cars nearest on track as a lap (column `n`) began, of its class where there are enough."""
    cars, car, quick = known.laps.runs.car, int(known.laps.car[row]), known.own_quick
    there = np.flatnonzero(others.there[:, n] & (cars != car))
    mates = there[known.car_class[cars[there]] == known.car_class[car]]
    near = mates if len(mates) > _FEWEST else there
    since = others.since[near, n]
    near = near[np.argsort(np.abs((since + 0.5) % 1 - 0.5), kind="stable")[:_AROUND]]
    return [
        _Other(
            others.at[one], float(others.since[one, n]), float(others.until[one, n]),
            float(quick[int(cars[one])] / max(quick[car], 1)),
        )
        for one in near.tolist()
    ]  # fmt: skip


def missed_told(known: Driving, found: list[Missed]) -> list[Finding]:
    """A finding for each of these crossings, with the passing to add; a warning where they move the car."""
    laps, told = known.laps, list[Finding]()
    for row, instants in found:
        code = int(laps.car[row])
        car = known.seen.cars[code]
        more = sum(len(one.instants) for one in found if laps.car[one.row] == code)
        tell = warning if moves(laps, code, more) else info
        usual = int(np.median(known.us[run_of(laps.car, code)]))
        for at, off in instants:
            values = {"lap_us": int(known.us[row]), "usual_us": usual, "at": at}
            where = Where(car=car, lap=int(laps.lap[row]))
            one = tell(
                "missed-passing", where, **values, uncertain_us=off // 1000 * 1000, others=len(instants) + 1
            )
            told.append(crossed_at(one, at))
    return told
