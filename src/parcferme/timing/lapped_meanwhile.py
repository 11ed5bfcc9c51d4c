"""A crossing nobody read while a flag slowed the field: every car around it drove two laps in the time of its one.

A safety car makes a lap half as long again, so that the car's usual lap says nothing of how many went into a long one.
How often the others came round meanwhile does: in the queue all drive alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import FINISH_LINE, FlagValue
from parcferme.regulations import SessionKind
from parcferme.times import format_instant
from parcferme.timing.habits import Driving
from parcferme.timing.long_laps import moves
from parcferme.timing.periods import Period, touched
from parcferme.timing.reads import MOST_MISSED, ON_TIMES
from parcferme.timing.sightings import Ints, run_of

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
    found = (_missed(known, row) for row in asked if row not in twice)
    return [one for one in found if one is not None]


def _missed(known: Driving, row: int) -> Missed | None:
    laps = known.laps
    begin, end = int(laps.start[row]), int(laps.end[row])
    driven = list(_around(known, row))
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


def _around(known: Driving, row: int) -> Iterator[_Other]:
    """The cars nearest on track as a lap began, of its class where there are enough."""
    laps = known.laps
    car, begin, end = int(laps.car[row]), int(laps.start[row]), int(laps.end[row])
    quick, found = known.own_quick, []
    for first, length, other in zip(*(column.tolist() for column in laps.runs), strict=True):
        its = slice(first, first + length)
        if other == car or laps.start[first] > begin:
            continue
        at = np.append(laps.start[first], laps.end[its])
        at = np.append(at, 2 * at[-1] - at[-2])  # the lap after its last one, as long as that
        if at[-1] < end:
            continue
        inside = (laps.end[its] > begin) & (laps.start[its] < end)
        if known.pit[its][inside].any():
            continue
        since, until = np.interp([begin, end], at, np.arange(len(at))).tolist()
        pace = float(quick[other] / max(quick[car], 1))
        found.append((known.car_class[other] == known.car_class[car], _Other(at, since, until, pace)))
    mates = [one for mate, one in found if mate]
    near = mates if len(mates) > _FEWEST else [one for _, one in found]
    yield from sorted(near, key=lambda one: abs((one.since + 0.5) % 1 - 0.5))[:_AROUND]


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
            told.append(
                one.proposing(
                    kind="passing", at=format_instant(at), car=car, loop=FINISH_LINE, source="proposed"
                )
            )
    return told
