"""How short a lap can be: what was driven says it, from the quick end of each class, never from how slow others were.

Two questions, two estimates. *Is a car's first crossing the start or the end of lap 1?* must be answered while the
first laps are being driven, and an answer given to the public stands: it is decided from what was seen up to some
lap, and later laps can only let more first crossings count, never take one away (`first_laps`). *Can anybody have
driven this lap?* may look at the whole session (`shortest_laps`). Why these estimates: docs/design.md, "What a lap is".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np

from parcferme.timing.sightings import Codes, Ints, Mask, Runs, middle

NEVER: Final = 2**62  # an instant after every other, a time nobody reaches
FLOOR: Final = 10_000_000  # µs; no car laps faster than this, used only while not one whole lap has been seen
# A start from the grid or rolling is over within a third of a lap, and a lap 1 takes nine tenths of one at least. Under
# a safety car nobody raised a flag for, laps take up to twice as long: two fifths still tell a start from a lap 1.
OF_A_LAP: Final = 0.4
OF_ONE_LAP: Final = 0.8  # of the only whole lap there is: it can be half a lap, cut by a read that was none
NEUTRAL: Final = 5 / 6  # a neutralised lap is that much of itself as evidence: 0.4 of it is a third
# What a lap that was neutralised, or through the pit lane, is of itself while a class has none at speed: three quarters
# of that are two fifths, as for a start.
SLOWED: Final = 8 / 15
TOO_SHORT: Final = 0.75  # of the quick end: the weather changes lap times by less
OWN_TOO_SHORT: Final = 0.6  # of a car's own quick end, where classes are not known
_FEW: Final = 6  # laps of a class: of fewer, two fifths of the quick end decide, as of a first crossing
_ALIKE: Final = 3  # laps that are a pace, at least
_WHOLE: Final = (
    3  # whole laps for each that was cut in two, at least; where fewer are, the halves may be the laps
)
_SPREAD: Final = 1.15  # laps this near to each other are a pace; reads that were none leave no two alike


class WholeLaps(msgspec.Struct, frozen=True, eq=False):
    """Laps from line to line: time in µs, car and group (class). `red`, `neutral`: whether part of each was under red
    (it then says nothing of the pace) or another neutralisation; None where none was.

    They stand in the order in which they were completed; or grouped by car, which is quicker where a pass goes over all
    of them. Then `row` is the crossing that ended each, of those that `in_time` puts in the order of time.
    `before_red`: how long each was driven before red was shown in it (µs), asked for where nothing else is known.
    """

    us: Ints
    car: Codes
    group: Codes
    red: Mask | None = None
    neutral: Mask | None = None
    row: Ints | None = None
    in_time: Ints | None = None
    before_red: Callable[[], Ints] | None = None

    def as_completed(self) -> Ints:
        """The rows in the order in which the laps were completed."""
        if self.row is None or self.in_time is None:
            return np.arange(len(self.us))
        place = np.full(len(self.in_time), -1, dtype=np.int64)
        place[self.row] = np.arange(len(self.row))
        found = place[self.in_time]
        return found[found >= 0]

    def first_completed(self, most: int) -> Ints:
        """The rows of those among the first crossings, `most` of them, that end a lap, in order of time."""
        if self.row is None or self.in_time is None or not len(self.row):
            return np.arange(min(most, len(self.us)))
        first = self.in_time[:most]
        place = np.minimum(np.searchsorted(self.row, first), len(self.row) - 1)
        return np.asarray(place[self.row[place] == first])


class FirstLaps:
    """From which time after the start a car's first crossing ends lap 1, by the laps that were driven.

    `group_of`: the class code of each car. `over`: the session has ended; what is open then is decided by what there
    is. It is worked out when it is asked for: in nearly every session all first crossings came later than `at_most`.
    """

    def __init__(self, laps: WholeLaps, group_of: Codes, over: bool) -> None:
        self._laps, self._group_of, self._over = laps, group_of, over

    @property
    def counts_from(self) -> Ints:
        """Per car, in µs after the start: a first crossing from here on ends lap 1."""
        return self._decided[0]

    @property
    def is_start(self) -> Ints:
        """Per car, in µs after the start: a first crossing before is the start; one between the two is open."""
        return self._decided[1]

    @cached_property
    def at_most(self) -> Ints:
        """Per car what `counts_from` cannot be over, by the first whole lap of its class; `NEVER` if that came late."""
        laps = self._laps
        rows = laps.first_completed(8 * len(self._group_of))
        rows = rows[laps.us[rows] >= FLOOR]
        if laps.red is not None:
            rows = rows[~laps.red[rows]]
        rows = rows[::-1]  # of several laps of a class the first is written last
        found = np.full(int(self._group_of.max(initial=-1)) + 1, NEVER)
        found[laps.group[rows]] = (laps.us[rows] * OF_ONE_LAP).astype(np.int64)
        return found[self._group_of]

    @cached_property
    def _decided(self) -> tuple[Ints, Ints]:
        laps, group_of = self._laps, self._group_of
        groups = int(group_of.max(initial=-1)) + 1
        rows = laps.as_completed()
        if laps.red is not None:
            rows = rows[~laps.red[rows]]
        rows = rows[laps.us[rows] >= FLOOR]  # a crossing read twice is nobody's lap
        us, group = laps.us[rows], laps.group[rows]
        if laps.neutral is not None:
            us = np.where(laps.neutral[rows], (us * NEUTRAL).astype(np.int64), us)
        counts, start = np.full(groups, NEVER), np.zeros(groups, dtype=np.int64)
        field_counts, field_start = _decided(us)
        for code in range(groups):
            counts[code], start[code] = (
                (field_counts, field_start) if groups == 1 else _decided(us[group == code])
            )
        known = start > 0
        start = np.where(known, start, FLOOR)
        # A class of which no whole lap is known: the field's laps, for classes up to twice as quick or as slow.
        counts = np.where(known, counts, NEVER if field_counts == NEVER else 2 * field_counts)
        if self._over:
            whole = np.where(known, start, field_start if field_start else self._without_a_lap())
            counts, start = np.minimum(counts, whole), whole
        return counts[group_of], start[group_of]

    def _without_a_lap(self) -> int:
        """What is the start where no lap without red is known: cars that drove so long without completing one until
        red was shown have longer laps. The one that drove least says it; the others may have stood still.
        """
        laps = self._laps
        if laps.red is None or laps.before_red is None:
            return FLOOR
        driven = laps.before_red()[laps.red]
        least = int(driven[driven > 0].min(initial=NEVER))
        return FLOOR if least == NEVER else max(FLOOR, int(least * OF_A_LAP))


def first_laps(laps: WholeLaps, group_of: Codes, over: bool) -> FirstLaps:
    """`FirstLaps` of these laps."""
    return FirstLaps(laps, group_of, over)


class RuledFirstLaps(msgspec.Struct, frozen=True, eq=False):
    """The same where a minimum says it, or a source that numbers its laps: nothing is open."""

    counts_from: Ints

    @property
    def is_start(self) -> Ints:
        """A first crossing before is the start."""
        return self.counts_from

    @property
    def at_most(self) -> Ints:
        """What `counts_from` cannot be over."""
        return self.counts_from


def _decided(us: Ints) -> tuple[int, int]:
    """(a crossing from here on is a lap, one before this is the start) by laps in the order they were completed.

    Looked at after each of the first laps, then ever more rarely: each look is a function of what was known then, and
    the shortest answer of all stands, so nothing that once counted stops counting. A look takes the lap at the quick
    quarter, so that single reads that were no crossing decide nothing.
    """
    if not len(us):
        return NEVER, 0
    quick = NEVER
    for known in _looks(len(us)):
        place = _quick(known)
        if np.count_nonzero(us[:known] < quick) > place:  # else this look's answer is no shorter
            quick = int(np.partition(us[:known], place)[place])
    if quick == NEVER:
        return int(us[0] * OF_ONE_LAP), int(us[0] * OF_A_LAP)
    return min(int(us[0] * OF_ONE_LAP), int(quick * OF_A_LAP)), int(quick * OF_A_LAP)


def _looks(laps: int) -> list[int]:
    """After how many laps the question is asked again: 2, 3, 4 … 16, then half as many more each time."""
    looks = list(range(2, min(laps, 16) + 1))
    while looks and looks[-1] * 3 // 2 <= laps:
        looks.append(looks[-1] * 3 // 2)
    return looks


def _quick(known: int) -> int:
    """Which of so many laps in order of time is taken: the quick quarter, of two or three the second."""
    return known // 4 if known > 3 else 1


def shortest_laps(
    laps: WholeLaps,
    group_of: Codes,
    firsts: Callable[[], FirstLapTimes] | None = None,
    pit: Callable[[], Mask] | None = None,
) -> Ints:
    """Per car the shortest lap anybody believes, in µs; 0 where nothing says it. All laps say it but those with a red
    flag in them, or those under green alone where these are quicker.

    `firsts`, the laps 1 under green, and `pit`, which of the laps touched the pit lane, are asked for only where it
    matters: while a class was not at speed, and where a lap would be too short. Cars that stood in the lane say nothing
    of how quick a lap can be.
    """
    raced = None if laps.red is None else ~laps.red
    us, car, slow = (_only(column, raced) for column in (laps.us, laps.car, laps.neutral))
    assert us is not None
    assert car is not None
    if not len(us):
        return np.zeros(len(group_of), dtype=np.int64)
    runs = Runs.of(car)
    quickest, whose = np.minimum.reduceat(us, runs.first), runs.car
    found, ends = _shortest(us, runs, slow, group_of, firsts)
    whole = _not_cut_in_two(us, runs, ends, group_of)
    if whole is not None:
        raced = _of_those(raced, whole)
        us, car, slow = (_only(column, raced) for column in (laps.us, laps.car, laps.neutral))
        runs = Runs.of(car)
        found, _ = _shortest(us, runs, slow, group_of, firsts)
    if pit is not None and (quickest < found[whose]).any():
        lane = _only(pit(), raced)
        return _shortest(us, runs, lane if slow is None else slow | lane, group_of, firsts, green=slow)[0]
    return found


def _of_those(chosen: Mask | None, kept: Mask) -> Mask:
    """Which rows are left where of those that were chosen only these are kept."""
    if chosen is None:
        return kept
    found = chosen.copy()
    found[chosen] = kept
    return found


def _not_cut_in_two(us: Ints, runs: Runs, ends: Ints, group_of: Codes) -> Mask | None:
    """The laps that say how quick a lap can be, where others are two that together took as long as one of the class:
    one lap, cut in two by a read that was none. Two such reads make three laps alike, which are no pace for that.
    `ends`: the quick end of each class.

    None where nothing was cut, which is nearly always plain: most laps of each class are near its quick end. Two quick
    laps between slower ones may be halves; three in a row were driven, and so were those that are many.
    """
    group = group_of[runs.car]
    groups = len(ends)
    near = np.add.reduceat(us < np.repeat(ends[group] * 3 // 2, runs.length), runs.first, dtype=np.int64)
    laps = np.bincount(group, runs.length, groups)
    odd = 2 * np.bincount(group, near, groups) < laps
    if not odd.any():
        return None
    whole = np.ones(len(us), dtype=bool)
    for code in np.flatnonzero(odd).tolist():
        rows = np.flatnonzero(np.repeat(group == code, runs.length))
        cut = _halves(us[rows], np.repeat(runs.car, runs.length)[rows])
        pairs = np.count_nonzero(cut) // 2
        if len(rows) - 2 * pairs >= _WHOLE * pairs:
            whole[rows[cut]] = False
    return None if whole.all() else whole


def _halves(us: Ints, car: Codes) -> Mask:
    """Laps, of cars in a row, that make with the one before or after one lap like the others, being too short for one:
    and the laps before and after the two are not short.
    """
    usual = middle(us)
    short = us < usual * TOO_SHORT
    both = us[:-1] + us[1:]
    alike = (both <= usual * _SPREAD) & (both * _SPREAD >= usual)
    pair = alike & (short[:-1] | short[1:]) & (car[:-1] == car[1:])
    beside = np.concatenate([[False], short[:-2] & (car[:-2] == car[1:-1])])
    beside |= np.concatenate([short[2:] & (car[2:] == car[1:-1]), [False]])
    found = np.zeros(len(us), dtype=bool)
    found[:-1] |= pair & ~beside
    found[1:] |= pair & ~beside
    return found


class FirstLapTimes(NamedTuple):
    """Laps 1 from the start that were driven under green: time in µs, and class code."""

    us: Ints
    group: Codes


def _only(column: Ints | Codes | Mask | None, mask: Mask | None) -> Any:
    return column if column is None or mask is None else column[mask]


def _shortest(
    us: Ints,
    runs: Runs,
    slow: Mask | None,
    group_of: Codes,
    firsts: Callable[[], FirstLapTimes] | None,
    green: Mask | None = None,
) -> tuple[Ints, Ints]:
    """Per car the shortest lap by the quick end of its class; of cars without classes their own pace says it too.
    `slow`: laps that say less; `green`: those of them of which the flags say it, where others are among them. And the
    quick end of each class, of all its laps.
    """
    groups = int(group_of.max(initial=-1)) + 1
    group = group_of[runs.car]
    ends = quick_ends(us, runs, group, groups)
    quick = ends.us.copy()
    if slow is not None:
        flagged = slow if green is None else green
        at_speed = runs.length - np.add.reduceat(slow, runs.first, dtype=np.int64)
        # Where a class was at speed and its quickest lap is believed, no choice of its laps has a quicker one.
        plain = ends.least & (np.bincount(group, at_speed, groups) > 0)
        asked = np.flatnonzero((ends.laps > 0) & ~plain).tolist()
        of = np.repeat(group, runs.length) if asked else group
        for code in asked:
            quick[code] = _at_speed(us, of == code, slow, flagged, int(quick[code]), code, firsts)
    # Of two laps unlike each other nobody knows which is odd.
    quick = np.where(ends.laps < _FEW, (quick * (OF_A_LAP / TOO_SHORT)).astype(np.int64), quick)
    found = (quick * TOO_SHORT).astype(np.int64)[group_of]
    if groups == 1:
        mine = None if slow is None else ~(slow if green is None else green)
        us, runs = (us, runs) if mine is None else (us[mine], Runs.of(np.repeat(runs.car, runs.length)[mine]))
        if len(us):
            own = quick_ends(us, runs, runs.car, len(group_of))
            many = own.laps >= _FEW
            found[many] = np.maximum(found[many], (own.us[many] * OWN_TOO_SHORT).astype(np.int64))
    return found, ends.us


def _at_speed(
    us: Ints,
    mine: Mask,
    slow: Mask,
    flagged: Mask,
    every: int,
    code: int,
    firsts: Callable[[], FirstLapTimes] | None,
) -> int:
    """The quick end of a class, `every` of all its laps, where some are `slow`. While none was driven at speed, who
    catches up with the others is quicker than all that is known: what there is then counts as half of itself, and a
    lap 1 under green says it too.
    """
    paces = [every]
    for few in (us[mine & ~flagged], us[mine & ~slow]):
        if len(few):
            end = quick_end(few)
            # A few laps no two of which are alike are no pace: one may be half of one.
            paces.append(end if _is_pace(few, end) else max(end, int(every * SLOWED)))
    if not (mine & ~slow).any():
        own = None if firsts is None else firsts()
        own_us = us[:0] if own is None else own.us[own.group == code]
        paces = [int(every * SLOWED)] + ([quick_end(own_us)] if len(own_us) else [])
    return min(paces)


class QuickEnds(NamedTuple):
    """The quick end of the pace of each group in µs, 0 of none; whether it is the group's quickest lap; its laps."""

    us: Ints
    least: Mask
    laps: Ints


def quick_ends(us: Ints, runs: Runs, group: Codes | Ints, groups: int) -> QuickEnds:
    """`quick_end` of the laps of each group, where `group` says of which each run is.

    It nearly always is the quickest lap of all, which is found without putting the laps in order.
    """
    laps = np.bincount(group, runs.length, groups).astype(np.int64)
    least = np.full(groups, NEVER)
    np.minimum.at(least, group, np.minimum.reduceat(us, runs.first))
    near = us <= np.repeat((least * _SPREAD).astype(np.int64)[group], runs.length)
    alike = np.bincount(group, np.add.reduceat(near, runs.first, dtype=np.int32), groups)
    plain = (laps == 1) | ((laps > 1) & (least >= FLOOR) & (alike >= _alike_of(laps)))
    found = np.where(plain, least, 0)
    for code in np.flatnonzero(~plain & (laps > 0)).tolist():
        found[code] = quick_end(us[np.repeat(group == code, runs.length)])
    return QuickEnds(found, plain, laps)


def _alike_of(laps: Ints) -> Ints:
    """How many laps have to be near each other to be a pace: an eighth of all, three at least."""
    return np.minimum(laps, np.maximum(_ALIKE, laps // 8))


def _is_pace(us: Ints, end: int) -> bool:
    """Whether enough laps come near the quickest of them that is believed."""
    near = np.count_nonzero((us >= end) & (us <= end * _SPREAD))
    return bool(len(us) >= _ALIKE and near >= _alike_of(np.array(len(us))))


def quick_end(us: Ints) -> int:
    """The quick end of a pace in µs: the quickest lap that an eighth of all laps, three at least, come near; 0 of none.

    A read that was no crossing cuts one lap into two short ones; three alike are a pace. Where no laps are alike there
    is none: the quickest (not under 10 s) is returned, and nothing driven is held against it.
    """
    if len(us) < 2:
        return int(us[0]) if len(us) else 0
    ordered = np.sort(us)
    need = int(_alike_of(np.array(len(ordered))))
    near = ordered[need - 1 :] <= ordered[: len(ordered) - need + 1] * _SPREAD
    believed = near & (ordered[: len(near)] >= FLOOR)
    if believed.any():
        return int(ordered[int(believed.argmax())])
    if near.any() and len(us) > 3:
        return int(ordered[int(near.argmax())])
    return int(ordered[min(int(np.searchsorted(ordered, FLOOR)), len(ordered) - 1)])
