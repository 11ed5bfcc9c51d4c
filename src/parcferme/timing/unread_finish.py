"""A finish nobody read: a car on its last lap that is never seen after the flag, or only a cooling lap later; and the
same where a race was stopped for good, or nobody recorded how it ended.

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
from parcferme.timing.field_end import FieldEnd
from parcferme.timing.laps import Laps
from parcferme.timing.remedies import crossed_at
from parcferme.timing.sightings import Ints, Mask, Sightings, middle, run_of
from parcferme.timing.stops import PitLane

_BEFORE: Final = 0.25  # of a lap: the flag may be put so much later than the car it was shown to was due
_COOLING: Final = 1.8  # laps: a lap to the flag so long has a cooling lap in it
_LONGEST: Final = 4.0  # laps: who took longer stood still, and no cooling lap explains it
_SPREAD: Final = 0.04  # of a lap: how far off the instant may be
_LATE: Final = 0.01  # of a lap: who is later than due by more, with others read since, may not have been read
_NO_SECTOR: Final = frozenset((FINISH_LINE, FINISH_LINE_IN_PIT, PIT_IN, PIT_OUT))
_LIKE: Final = (0.5, 1.5)  # a lap 1 is like those of the others between so many of them
_UNREAD: Final = 3  # laps before the flag: who was last seen earlier has stopped, and nobody wonders
_SLOWED: Final = 1.1  # usual laps: where the others needed more, so did a car that was not read
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
    end: FieldEnd | None,
    pits: PitLane,
    slow: Mask,
    gone: frozenset[str],
    missed: Mask,
    *,
    sheet: bool = False,
) -> list[Finding]:
    """A question for each car of a race that was due at the line about when it ended and was not read there.

    `end`: how it ended, where that is known; `slow`: laps with a reason to be long; `missed`: laps in which a crossing
    was most likely not read; `gone`: the cars of which a status says that they stopped; `sheet`: the source has a row
    for each lap, so that with one its loops are lacking too. A car is asked about where others were read after it was
    due (before a red flag: those around it), so that a race still being driven has no questions; where nobody was,
    only the last car that lacks is asked about, without a record to take: its read may still come. Nor is there one for
    a car that was seen at some loops of that lap and not at the others that it usually passes: most likely it stopped
    between. A warning where it moves the car, else a note.

    Who was last seen two or three laps before the end most likely stopped, and is asked about in a note without a
    record, in a warning where it would have won; but who was seen at other loops all the time drove on.
    """
    if end is None or not len(laps.lap):
        return []
    absent = {visit.car: visit.entry or visit.exit or 0 for visit in pits.visits}
    found, waiting = list[Finding](), list[Finding]()
    cars = set[int]()
    for due in _due(laps, end, slow, missed):
        car = int(laps.car[due.row])
        since = int(laps.end[due.row] if car not in end.took else laps.start[due.row])
        if seen.cars[car] in gone or absent.get(car, 0) >= since:
            continue
        # Before a red flag those around it were read once more (`_around`).
        read_after = end.red or bool((seen.at > due.at + _LATE * due.usual).any())
        cars.add(car)
        asked = [_asked(seen.cars[car], laps, due, since, end)]
        if car not in end.took and not sheet:
            driven = drove_on(seen, laps, due, since, car) if due.unread > 1 else []
            asked = [*_each(asked[0], laps, due, driven)] or [_with_loops(asked[0], seen, laps, car, since)]
            read_after |= bool(driven)
        if read_after:
            found += asked
        else:
            waiting += asked
    if not end.trusted(len(cars)):
        return []
    if len(waiting) == 1 and end.took:
        found.append(msgspec.structs.replace(waiting[0], proposal=None))
    return found


def _due(laps: Laps, end: FieldEnd, slow: Mask, missed: Mask) -> Iterator[_Due]:
    """The crossings that are lacking, by the laps alone."""
    us, unlike = laps.end - laps.start, slow | missed
    for first, length, car in _perhaps_due(laps, us, end):
        row = first + length - 1
        usual = _usual(us, unlike, laps.lap, slice(first, row + 1))
        if usual is None:
            usual = _by_lap_one(us, unlike, laps, first)
        if usual is None:
            continue
        finished = car in end.took
        if finished and (slow[row] or not _COOLING * usual <= us[row] <= _LONGEST * usual):
            continue
        since = int(laps.start[row] if finished else laps.end[row])
        share = _around(laps, us, since, car, usual, end)
        if share is None and end.red:
            continue
        if share is not None and share > (1 if end.red else _SLOWED):
            usual = int(usual * share)
        earliest = min(end.at - _BEFORE * usual, end.since - _SPREAD * usual)
        if end.red:  # whatever was due before it was shown
            sure = 0.0 if _overtaken(laps, row, end.at) else _SPREAD
            unread, earliest = math.floor((end.at - since) / usual - sure), since
        else:  # the first of the instants a lap apart that may be at the flag
            unread = max(1, math.ceil((earliest - since) / usual))
        at = since + unread * usual
        latest = min(end.at + usual, end.until)
        if 1 <= unread <= (1 if finished else _UNREAD) and earliest <= at <= latest:
            yield _Due(row, int(laps.lap[row]) + (0 if finished else unread), at, usual, unread)


def _perhaps_due(laps: Laps, us: Ints, end: FieldEnd) -> Iterator[tuple[int, int, int]]:
    """The runs (first lap, laps, car) that are looked at one by one: what is usual lies between a car's quickest and
    its slowest lap, and hardly any car that took the flag had a last lap so long, or another its last one so late.
    """
    runs, last = laps.runs, laps.last
    quickest, slowest = np.minimum.reduceat(us, runs.first), np.maximum.reduceat(us, runs.first)
    finished = np.isin(runs.car, list(end.took))
    cooling = us[last] >= np.floor(_COOLING * quickest)
    late = laps.end[last] >= np.floor(end.since - (_UNREAD + _BEFORE) * slowest) - 1
    late &= laps.end[last] <= end.at
    chosen = np.flatnonzero(np.where(finished, cooling, late))
    return zip(*(column[chosen].tolist() for column in runs), strict=True)


def _around(laps: Laps, us: Ints, since: int, car: int, usual: int, end: FieldEnd) -> float | None:
    """How many of their usual laps those took for one who began it half a lap before or after a car was last at the
    line: behind a safety car more than one. None where none of them was read again, before a red flag: by then.
    """
    near = (np.abs(laps.start - since) <= usual // 2) & (laps.car != car) & (laps.lap > 1)
    rows = np.flatnonzero(near & (laps.end <= end.at) if end.red else near).tolist()
    shares = sorted(int(us[one]) / middle(us[run_of(laps.car, int(laps.car[one]))]) for one in rows)
    return shares[len(shares) // 2] if shares else None


def _overtaken(laps: Laps, row: int, until: int) -> bool:
    """Whether one who was behind a car at its last crossing, on a lap like its own, was read again until an instant."""
    behind = (laps.start > laps.end[row]) & (laps.end <= until) & (laps.lap > 1)
    return bool((behind & (laps.car != laps.car[row])).any())


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


def drove_on(seen: Sightings, laps: Laps, due: _Due, since: int, car: int) -> list[int]:
    """When a car crossed the line that was not read there on several laps, and was at other loops in each of them up to
    the last: by how far from the line it usually is at these. Empty where it was not seen so.
    """
    mine, its = seen.car == car, laps.car == car
    starts = laps.start[its]
    near: list[list[int]] = [[] for _ in range(due.unread + 1)]  # of each lap: the instants at which it ended
    passed = np.zeros(due.unread, dtype=bool)
    last_at = (0, False)
    for code in np.unique(seen.loop[mine]).tolist():
        at = seen.at[mine & (seen.loop == code)]
        before, later = at[at <= since], at[at > since]
        if seen.loops[code] in _NO_SECTOR or 2 * len(before) <= len(starts):
            continue
        of = np.maximum(np.searchsorted(starts, before, side="right") - 1, 0)
        far = middle(before - starts[of])
        on = np.rint((later - since - far) / due.usual).astype(np.int64)
        inside = (on >= 0) & (on < due.unread)
        passed[on[inside]] = True
        for lap, instant in zip(on[inside].tolist(), later[inside].tolist(), strict=True):
            near[lap].append(instant - far)
            near[lap + 1].append(instant - far + due.usual)
        last_at = max(last_at, (far, bool((on == due.unread - 1).any())))
    if not passed.all() or not last_at[1]:
        return []
    return [middle(np.array(instants)) for instants in near[1:]]


def _each(asked: Finding, laps: Laps, due: _Due, driven: list[int]) -> Iterator[Finding]:
    """A question for each of several crossings in a row that nobody read of a car that drove on."""
    now = _ahead(laps, due.row, int(laps.lap[due.row]), int(laps.end[due.row]))
    then = _ahead(laps, due.row, due.laps, driven[-1]) if driven else now
    tell = warning if then != now else info
    for lap, at in enumerate(driven, due.laps - due.unread + 1):
        values = {key: asked.values[key] for key in ("last_at", "usual_us", "unread")}
        off = int(_SPREAD * due.usual) // 1000 * 1000
        one = tell(
            "crossing-not-read", Where(car=asked.where.car, lap=lap), **values, at=at, uncertain_us=off
        )
        yield crossed_at(one, at)


def _ahead(laps: Laps, row: int, count: int, at: int) -> int:
    """How many others are ahead of a car (`row`: one of its laps) that has so many laps, the last at this instant."""
    last = laps.last
    done, end = laps.lap[last], laps.end[last]
    others = laps.car[last] != laps.car[row]
    return int(np.count_nonzero(others & ((done > count) | ((done == count) & (end < at)))))


def _asked(car: str, laps: Laps, due: _Due, since: int, end: FieldEnd) -> Finding:
    then = _ahead(laps, due.row, due.laps, due.at)
    if due.unread > 1:
        tell = info if _ahead(laps, due.row, due.laps, due.at - int(_SPREAD * due.usual)) else warning
        return tell(
            "last-laps-not-read", Where(car=car, lap=due.laps - due.unread), unread=due.unread, last_at=since,
            usual_us=due.usual, at=due.at,
        )  # fmt: skip
    now = _ahead(laps, due.row, int(laps.lap[due.row]), int(laps.end[due.row]))
    tell = warning if then != now else info
    values = {
        "last_at": since, "usual_us": due.usual, "at": due.at,
        "uncertain_us": int(_SPREAD * due.usual) // 1000 * 1000,
    }  # fmt: skip
    if end.red:
        values["red_at"] = end.at
    code = "finish-not-read" if end.known and not end.red else "last-crossing-not-read"
    return crossed_at(tell(code, Where(car=car, lap=due.laps), **values), due.at)
