"""A finish nobody read: a car on its last lap that is never seen after the flag, or only a cooling lap later.

Nothing else tells it: a lap that was never completed is no long lap, and a car that is not seen again may have stopped.
Only people know which it was, so the question is asked, with the instant at which the car was due.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec
import numpy as np

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import FINISH_LINE, FINISH_LINE_IN_PIT, PIT_IN, PIT_OUT
from parcferme.times import format_instant
from parcferme.timing.flags import SessionFlag
from parcferme.timing.laps import Laps
from parcferme.timing.sightings import Ints, Mask, Sightings, middle
from parcferme.timing.stops import PitLane

_BEFORE: Final = 0.25  # of a lap: the flag may be put so much later than the car it was shown to was due
_COOLING: Final = 1.8  # laps: a lap to the flag so long has a cooling lap in it
_LONGEST: Final = 4.0  # laps: who took longer stood still, and no cooling lap explains it
_SPREAD: Final = 0.04  # of a lap: how far off the instant may be
_LATE: Final = 0.01  # of a lap: who is later than due by more, with others read since, may not have been read
_NO_SECTOR: Final = frozenset((FINISH_LINE, FINISH_LINE_IN_PIT, PIT_IN, PIT_OUT))
_LIKE: Final = (0.5, 1.5)  # a lap 1 is like those of the others between so many of them
_UNREAD: Final = 3  # laps before the flag: who was last seen earlier has stopped, and nobody wonders
_FEW: Final = 2  # fair laps of its own that say what a car's lap is


class _Due(NamedTuple):
    """The crossing a car lacks: its row among the last laps, the laps it would have then, when it was due, and how
    many crossings in a row are lacking."""

    row: int
    laps: int
    at: int
    usual: int
    unread: int = 1


def unread_finishes(
    seen: Sightings,
    laps: Laps,
    took: frozenset[int],
    pits: PitLane,
    slow: Mask,
    flag: SessionFlag,
    gone: frozenset[str],
    missed: Mask,
) -> list[Finding]:
    """A question for each car of a race that was due at the line about when the flag fell and was not read there.

    `took`: the cars that took the flag; `slow`: laps with a reason to be long; `missed`: laps in which a crossing was
    most likely not read; `gone`: the cars of which a status says that they stopped. A car is asked about where others
    were read after it was due, so that a race still being driven has no questions; where nobody was, only the last car
    that lacks is asked about, without a record to take: its read may still come. Nor is there one for a car that was
    seen at some loops of that lap and not at the others that it usually passes: most likely it stopped between. A
    warning where it moves the car, else a note.

    Who was last seen two or three laps before the flag most likely stopped, and is asked about in a note without a
    record, in a warning where it would have won.
    """
    if flag.at is None or flag.source == "file" or not len(laps.lap):
        return []
    absent = {visit.car: visit.entry or visit.exit or 0 for visit in pits.visits}
    found, waiting = list[Finding](), list[Finding]()
    for due in _due(laps, took, slow, missed, flag.at):
        car = int(laps.car[due.row])
        since = int(laps.end[due.row] if car not in took else laps.start[due.row])
        if seen.cars[car] in gone or absent.get(car, 0) >= since:
            continue
        read_after = bool((seen.at > due.at + _LATE * due.usual).any())
        asked = _asked(seen.cars[car], laps, due, since)
        if due.unread > 1 and not read_after:
            continue
        if car not in took:
            asked = _with_loops(asked, seen, laps, car, since)
        (found if read_after else waiting).append(asked)
    if len(waiting) == 1 and took:
        found.append(msgspec.structs.replace(waiting[0], proposal=None))
    return found


def _due(laps: Laps, took: frozenset[int], slow: Mask, missed: Mask, flag: int) -> Iterator[_Due]:
    """The crossings that are lacking, by the laps alone."""
    us, unlike = laps.end - laps.start, slow | missed
    for first, length, car in _perhaps_due(laps, us, took, flag):
        row = first + length - 1
        usual = _usual(us, unlike, laps.lap, slice(first, row + 1))
        if usual is None:
            usual = _by_lap_one(us, unlike, laps, first)
        if usual is None:
            continue
        finished = car in took
        if finished and (slow[row] or not _COOLING * usual <= us[row] <= _LONGEST * usual):
            continue
        since = int(laps.start[row] if finished else laps.end[row])
        # The first of the instants a lap apart that may be at the flag.
        unread = max(1, math.ceil((flag - since) / usual - _BEFORE))
        at = since + unread * usual
        if unread <= (1 if finished else _UNREAD) and flag - _BEFORE * usual <= at <= flag + usual:
            yield _Due(row, int(laps.lap[row]) + (0 if finished else unread), at, usual, unread)


def _perhaps_due(laps: Laps, us: Ints, took: frozenset[int], flag: int) -> Iterator[tuple[int, int, int]]:
    """The runs (first lap, laps, car) that are looked at one by one: what is usual lies between a car's quickest and
    its slowest lap, and hardly any car that took the flag had a last lap so long, or another its last one so late.
    """
    runs, last = laps.runs, laps.last
    quickest, slowest = np.minimum.reduceat(us, runs.first), np.maximum.reduceat(us, runs.first)
    finished = np.isin(runs.car, list(took))
    cooling = us[last] >= np.floor(_COOLING * quickest)
    late = (laps.end[last] >= np.floor(flag - (_UNREAD + _BEFORE) * slowest) - 1) & (laps.end[last] <= flag)
    chosen = np.flatnonzero(np.where(finished, cooling, late))
    return zip(*(column[chosen].tolist() for column in runs), strict=True)


def _usual(us: Ints, slow: Mask, lap: Ints, mine: slice) -> int | None:
    """What a lap of this car usually takes, by its fair laps but the first; None of a car with too few."""
    fair = us[mine][~slow[mine] & (lap[mine] > 1)]
    return middle(fair) if len(fair) >= _FEW else None


def _by_lap_one(us: Ints, slow: Mask, laps: Laps, first: int) -> int | None:
    """The same of a car with too few other laps, from its lap 1: as much shorter as the laps of most others were than
    theirs. None where its lap 1 was unlike theirs: it started late, or a crossing in it was not read.
    """
    runs = laps.runs
    others = [
        (int(us[start]), usual)
        for start, length in zip(runs.first.tolist(), runs.length.tolist(), strict=True)
        if start != first
        and us[start] > 0  # a car read in the very instant of its start
        and (usual := _fair(us, slow, laps.lap, slice(start, start + length))) is not None
    ]
    if not others or not _LIKE[0] <= us[first] / middle(np.array([one for one, _ in others])) <= _LIKE[1]:
        return None
    share = sorted(usual / one for one, usual in others)[(len(others) - 1) // 2]
    return int(us[first] * share)


def _fair(us: Ints, slow: Mask, lap: Ints, mine: slice) -> int | None:
    fair = us[mine][~slow[mine] & (lap[mine] > 1)]
    return middle(fair) if len(fair) else None


def _with_loops(asked: Finding, seen: Sightings, laps: Laps, car: int, since: int) -> Finding:
    """The same question with the loops at which the car was seen since it was last at the line, and those it usually
    passes and did not. Without a ready record where it did not come to the last of them: most likely it stopped before.
    """
    mine = seen.car == car
    driven = np.count_nonzero(laps.car == car)
    passed, lacking, order = list[tuple[int, str]](), list[str](), list[tuple[int, str]]()
    for code in np.unique(seen.loop[mine]).tolist():
        at, name = seen.at[mine & (seen.loop == code)], seen.loops[code]
        before, later = at[at <= since], at[at > since]
        if name in _NO_SECTOR or 2 * len(before) <= driven:
            continue
        order.append((int(before[-1]), name))
        if len(later):
            passed.append((int(later[0]), name))
        else:
            lacking.append(name)
    values = dict(asked.values)
    if passed:
        values["seen_loops"] = [name for _, name in sorted(passed)]
    if lacking:
        values["lacking_loops"] = lacking
    stopped = bool(order) and max(order)[1] in lacking
    return msgspec.structs.replace(asked, values=values, proposal=None if stopped else asked.proposal)


def _asked(car: str, laps: Laps, due: _Due, since: int) -> Finding:
    last = laps.last
    done, end = laps.lap[last], laps.end[last]
    others = laps.car[last] != laps.car[due.row]

    def ahead(count: int, at: int) -> int:
        return int(np.count_nonzero(others & ((done > count) | ((done == count) & (end < at)))))

    then = ahead(due.laps, due.at)
    if due.unread > 1:
        tell = info if then else warning
        return tell(
            "last-laps-not-read", Where(car=car, lap=due.laps - due.unread), unread=due.unread, last_at=since,
            usual_us=due.usual, at=due.at,
        )  # fmt: skip
    now = ahead(int(laps.lap[due.row]), int(laps.end[due.row]))
    tell = warning if then != now else info
    found = tell(
        "finish-not-read",
        Where(car=car, lap=due.laps),
        last_at=since,
        usual_us=due.usual,
        at=due.at,
        uncertain_us=int(_SPREAD * due.usual) // 1000 * 1000,
    )
    return found.proposing(
        kind="passing", at=format_instant(due.at), car=car, loop=FINISH_LINE, source="proposed"
    )
