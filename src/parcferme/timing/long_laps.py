"""Laps far longer than a car's usual one for which nothing that is known is the reason, and the note that tells them.

A visit to the pits, a flag or a stop explains the time a car lost only as far as it lasted: a yellow of twenty seconds
makes no lap a minute longer. What then is left was a stop nobody recorded, or crossings nobody read. Of the second kind
those that are near a whole number of laps are proposed (`suspects`); none of them is passed over in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from typing import Final, NamedTuple

import numpy as np

from parcferme.findings import Finding, Where, info, warning
from parcferme.regulations import SessionKind
from parcferme.timing.habits import Driving
from parcferme.timing.laps import Laps
from parcferme.timing.pace import NEVER, TOO_SHORT
from parcferme.timing.periods import NEUTRALISED, Period
from parcferme.timing.sightings import Ints, Mask, run_of
from parcferme.timing.stops import Stop

# Of a lap: what a car may lose on the way to a stop or a train of cars, and back to speed.
_SLACK: Final = 0.5
# Times the quick laps of the others: a flag under which they were no slower slowed nobody.
_SLOWED: Final = 1.15
_LOOKED_AT: Final = 40  # laps whose field is asked one by one; where more were long the flag slowed it
_NEAR: Final = 0.1  # of a lap, for each of them: so near to a number of laps one behind a flag is looked at
_NAMED: Final = 20  # laps named in the note; all are counted
_CLASS: Final = 3  # cars of a class, at least, for one that is always slower by a number of laps to be odd


class LongLap(NamedTuple):
    """A lap that took so long for no reason that is known: its row, and what the car usually drives (µs)."""

    row: int
    usual: int


def beyond_reason(
    known: Driving, held: Ints, shown: Sequence[Period], visits: Sequence[Stop]
) -> tuple[Ints, Ints]:
    """Those of some long laps, each with a flag or a visit in it, that these do not explain: the car lost more time
    than they lasted, or the flag slowed nobody else. Only of races: elsewhere a car drives as slowly as it likes.
    And those of which it hangs on the others, so that another trial may say otherwise.
    """
    if known.kind is not SessionKind.RACE or not len(held):
        return held[:0], held[:0]
    laps, us = known.laps, known.us
    usual = known.own_quick[laps.car[held]]
    lane = known.pit[held]
    left = us[held] - usual * (1 + _SLACK) - _under(shown, laps.start[held], laps.end[held])
    beyond = ~lane & (left > 0)
    several = np.round(us[held] / np.maximum(usual, 1))
    near = ~lane & ~beyond & (several > 1) & (np.abs(us[held] - several * usual) <= _NEAR * several * usual)
    asked = np.flatnonzero(near)
    hanging = held[asked]
    asked = asked if known.alone else asked[_few_long(known, held, hanging)]
    if known.alone:
        beyond[asked] = True
    elif len(asked) <= _LOOKED_AT:
        beyond[asked] = [_slowed_nobody(known, shown, row) for row in held[asked].tolist()]
    if (lane & (left > 0)).any():
        beyond |= lane & _visit_over(known, held, left, visits)
    return np.asarray(held[beyond]), np.asarray(hanging)


def _few_long(known: Driving, long: Ints, rows: Ints) -> Mask:
    """Of which laps few others were long in their middle too: a quarter of all cars at most."""
    laps = known.laps
    at = (laps.start[rows] + laps.end[rows]) // 2
    begun = np.searchsorted(np.sort(laps.start[long]), at, side="right")
    over = np.searchsorted(np.sort(laps.end[long]), at, side="right")
    return np.asarray(4 * (begun - over) <= max(4, len(laps.runs.car)))


def _slowed_nobody(known: Driving, shown: Sequence[Period], row: int) -> bool:
    """Whether the others were as quick as ever while the flag was out in a lap: most of those on track in the middle of
    that time, the lane apart. A lap that ended as the flag came out says nothing of it.
    """
    laps = known.laps
    start, end = int(laps.start[row]), int(laps.end[row])
    out = [
        (max(start, one.start), end if one.end is None else min(end, one.end))
        for one in shown
        if one.value in NEUTRALISED
    ]
    since, until = max(out, key=lambda part: part[1] - part[0], default=(start, end))
    at = (since + until) // 2 if until > since else (start + end) // 2
    soon = laps.in_time[
        np.searchsorted(known.ends, at, side="right") : np.searchsorted(known.ends, at + known.longest)
    ]
    others = soon[(laps.start[soon] <= at) & (laps.car[soon] != laps.car[row]) & ~known.pit[soon]]
    pace = known.us[others] / np.maximum(known.own_quick[laps.car[others]], 1)
    return bool(len(pace) and np.median(pace) < _SLOWED)


def _under(shown: Sequence[Period], begin: Ints, end: Ints) -> Ints:
    """How long of each of these stretches was neutralised, in µs."""
    under = [one for one in shown if one.value in NEUTRALISED]
    if not under:
        return np.zeros(len(begin), dtype=np.int64)
    starts = np.array([one.start for one in under], dtype=np.int64)
    ends = np.array([NEVER if one.end is None else one.end for one in under], dtype=np.int64)
    last = int(end.max())
    whole = np.concatenate([[0], np.cumsum(np.minimum(ends, last) - np.minimum(starts, last))])

    def until(at: Ints) -> Ints:
        before = np.searchsorted(starts, at, side="right")
        gone = np.where(before > 0, np.minimum(at, ends[before - 1]) - starts[before - 1], 0)
        return np.asarray(np.where(before > 0, whole[before - 1] + gone, 0))

    return until(end) - until(begin)


def _visit_over(known: Driving, held: Ints, lost: np.ndarray, visits: Sequence[Stop]) -> np.ndarray:
    """Which of these laps have a whole visit in them, read on the way in and out again, that was shorter than what was
    lost: the line in the lane read nobody, as it ends no lap.
    """
    laps = known.laps
    in_lane = known.crossings.in_pit[laps.crossing]
    found = np.zeros(len(held), dtype=bool)
    inside = known.pit[held] & ~in_lane[held] & ~((laps.lap[held] > 1) & in_lane[held - 1])
    for place in np.flatnonzero(inside & (lost > 0)).tolist():
        row = int(held[place])
        car, begin, end = int(laps.car[row]), int(laps.start[row]), int(laps.end[row])
        its = [
            one for one in visits
            if one.car == car and begin <= (one.entry if one.entry is not None else one.exit or -1) <= end
        ]  # fmt: skip
        timed = [
            one.duration
            for one in its
            if one.duration is not None and one.exit is not None and one.exit <= end
        ]
        found[place] = len(timed) == len(its) > 0 and lost[place] > sum(timed)
    return found


def always_slow(known: Driving) -> list[LongLap]:
    """The laps of a car that is slower than all others of its class all the time, by a whole number of laps very
    nearly, beside what these usually drive: most likely it is read only every second or third time.
    """
    runs = known.laps.runs
    quick = known.crossings.shortest[runs.car] / TOO_SHORT
    if not (np.minimum.reduceat(known.us, runs.first) > 1.5 * quick).any():
        return []
    usual, told = known.usuals.us, known.usuals.told
    group = np.where(told, known.car_class[runs.car], -1)
    found: list[LongLap] = []
    for code in np.flatnonzero(np.bincount(group[told], minlength=1) >= _CLASS).tolist():
        mates = np.flatnonzero(group == code)
        *others, slowest = mates[np.argsort(usual[mates], kind="stable")].tolist()
        if usual[slowest] < float(known.rules.missed_over) * int(usual[others[-1]]):
            continue
        of_class = int(np.median(usual[others]))
        share = int(usual[slowest]) / of_class
        if abs(share - round(share)) <= _NEAR * share / 2:
            first = int(runs.first[slowest])
            its = range(first, first + int(runs.length[slowest]))
            found += [LongLap(row, of_class) for row in its if known.us[row] > 1.5 * of_class]
    return found


def not_of_many(known: Driving, found: list[LongLap], cars: Set[int]) -> list[LongLap]:
    """These laps without those of `cars` that drove none as quick as others of their class do, where they are several:
    most likely they are a class of their own, and nobody said so.
    """
    laps = known.laps
    slow = set[int]()
    for car in cars & {int(laps.car[one.row]) for one in found}:
        usual = min(one.usual for one in found if laps.car[one.row] == car)
        mine = run_of(laps.car, car)
        if not (known.us[mine][~known.slow[mine]] <= float(known.rules.missed_over) * usual).any():
            slow.add(car)
    if len(slow) <= max(1, len(laps.runs.car) // 4):
        return found
    return [one for one in found if int(laps.car[one.row]) not in slow]


def long_laps_told(
    laps: Laps,
    cars: Sequence[str],
    found: Sequence[LongLap],
    late: Sequence[Finding] = (),
    missed: Sequence[Finding] = (),
) -> list[Finding]:
    """One note of all these laps: how many, of which cars, and the longest of them. A warning where a whole number of
    laps more would move one of the cars, unless half of all have such laps: then they stood, or something slowed them,
    and nobody recorded it. `late`: what was told of some of these laps already; `missed`: the crossings
    asked about, which may move a car only together with what its long laps hide.
    """
    elsewhere = {(one.where.car, one.where.lap) for one in late}
    ordered = sorted(
        one for one in found if (cars[laps.car[one.row]], int(laps.lap[one.row])) not in elsewhere
    )
    if not ordered:
        return []
    us = laps.end - laps.start
    mine = sorted({int(laps.car[one.row]) for one in ordered})
    more = dict.fromkeys(mine, 0)
    for row, usual in ordered:
        more[int(laps.car[row])] += max(int((us[row] + _NEAR * usual) // usual) - 1, 0)
    asked = Counter(one.where.car for one in missed if one.code == "missed-passing")
    moved = [car for car in mine if more[car] and moves(laps, car, more[car] + asked[cars[car]])]
    row, usual = max(ordered, key=lambda one: int(us[one.row]) / one.usual)
    several = 2 * len(mine) > len(laps.runs.car) and len(mine) > 1
    tell = warning if moved and not several else info
    where = Where(car=cars[mine[0]]) if len(mine) == 1 else Where()
    return [
        tell(
            "long-laps-unexplained",
            where,
            count=len(ordered),
            cars=[cars[car] for car in mine],
            laps=[f"#{cars[int(laps.car[one.row])]}: {int(laps.lap[one.row])}" for one in ordered[:_NAMED]],
            longest=cars[int(laps.car[row])],
            longest_lap=int(laps.lap[row]),
            lap_us=int(us[row]),
            usual_us=int(usual),
        )
    ]


def missed_in(laps: Laps, cars: Sequence[str], findings: Iterable[Finding]) -> Mask:
    """The laps in which a crossing was most likely not read: they say nothing of how long a lap takes."""
    asked = {(one.where.car, one.where.lap) for one in findings if one.code == "missed-passing"}
    found = np.zeros(len(laps.lap), dtype=bool)
    if asked:
        place = {name: code for code, name in enumerate(cars)}
        for car, lap in asked:
            found |= (laps.car == place.get(car or "", -1)) & (laps.lap == (lap or 0))
    return found


def moves(laps: Laps, car: int, more: int) -> bool:
    """Whether so many laps more move a car of a race."""
    last = laps.last
    mine = int(np.searchsorted(laps.runs.car, car))
    done, end = laps.lap[last], laps.end[last]

    def ahead(count: int) -> int:
        return int(np.count_nonzero((done > count) | ((done == count) & (end < end[mine]))))

    return ahead(int(done[mine])) != ahead(int(done[mine]) + more)
