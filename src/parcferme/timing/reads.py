"""The reads of one car at the line, and what most likely happened: which were crossings, which were none, which are
missing.

Every way to explain a stretch of reads is weighed: a read that was no crossing costs something, a crossing nobody read
costs something, a lap nobody can drive costs more than both, and a lap unlike the car's others a little. The cheapest
explanation stands. So the repairs of a stretch fit each other, and that nothing is wrong is always weighed too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from parcferme.timing.sightings import Ints

# Only how the prices compare matters. A read too many is as likely as one too few, so both cost the same. A lap slow
# for no known reason costs as much as three misses: two in a row are believed on lap times alone, more where the loops
# between tell of them, or where hardly anybody stood and the lap is very nearly a whole number of laps. A loop amiss
# costs more than a read that was none and a lap unlike the others together, so that one loop read once too often is
# never set against what the others say.
GHOST: Final = 2.0  # a read that was no crossing
BEYOND: Final = 1.0  # a read after the flag: that it was none takes nothing away
MISSED: Final = 2.0  # a crossing nobody read
SLOW: Final = 6.0  # a lap far over the usual for no reason anybody knows
UNLIKE: Final = 1.5  # at most for a lap that is not like the car's others
IMPOSSIBLE: Final = 50.0  # a lap nobody can drive: more than all reads of a stretch being none
LOOP_AMISS: Final = 4.5  # a loop between passed once too often or too rarely in a lap
MOST_MISSED: Final = 6  # crossings missed in a row
ON_TIMES: Final = (
    2  # of them believed on lap times alone, each part of a lap as far from the usual one as laps are
)
AS_GOOD: Final = 2.5  # two explanations this near are told both: neither lap is like the others, or both are
_REACH: Final = 8  # reads looked back over
_NO: Final = 1e9  # what cannot be: no sum of the others reaches it


class Habit(msgspec.Struct, frozen=True):
    """What a car's laps are like: times in µs, `spread` as a share of a lap.

    `usual`: its lap; `first`: its lap 1 from the start, None where that has no lap time; `shortest`: anything quicker
    was driven by nobody (`shortest_first`: as lap 1, since the grid lies behind the line or ahead of it); `long`:
    anything longer needs a reason. `alone`: whether a long lap alone, without loops between, can tell of a crossing
    nobody read. `own`: whether the car's own laps say it, not those of its class. `soonest`: the shorter lap 1
    that others had; `low`, `high`: between these lies half of the car's laps, where that is further apart than the
    spread says. `steady`: nobody in the field took long for a lap for no reason that is known, so that more than two
    misses in a row are believed.
    """

    usual: int
    first: int | None
    shortest: int
    shortest_first: int
    long: int
    spread: float
    alone: bool
    own: bool = True
    soonest: int | None = None
    low: int | None = None
    high: int | None = None
    steady: bool = False

    def near(self, lap: Any, laps: int, first: bool = False) -> Any:
        """Whether what was driven between two reads is near so many of the car's laps. Of few of them, each may be as
        far off as the car's laps are from each other; more are believed only where all together are that near, for any
        stand is near some number of laps otherwise.
        """
        off = 2 * self.spread * self.usual
        if laps > (2 if first else ON_TIMES + 1):
            return abs(lap - laps * self.usual) <= off
        part = lap / laps
        found = abs(part - self.usual) <= off
        if self.low is not None and self.high is not None:
            found = found | ((self.low <= part) & (part <= self.high))
        return found


class Stretch(msgspec.Struct, frozen=True, eq=False):
    """Reads of one car in order: `at`, instants in µs, the first one being where the stretch begins. `slow`: for
    each pair of neighbours whether something explains a long lap there (pits, a neutralisation, a stop). `driven`:
    whether the lap between them was driven though it is short. `loops`: instants at which the loops between were
    passed, for each loop this car usually is seen at. `opens`: whether it begins with the start; `closes`: whether
    it ends with the last read there is, which then may be none either. `beyond`: so many reads at its end came after
    the flag, and end no lap.
    """

    at: Ints
    slow: tuple[bool, ...]
    loops: tuple[Ints, ...]
    opens: bool
    closes: bool
    driven: tuple[bool, ...] = ()
    beyond: int = 0


class Account(msgspec.Struct, frozen=True):
    """One explanation: its `cost`, which reads it keeps, and the instants of crossings nobody read, each with the lap
    time it comes from and how far off it may be (µs).
    """

    cost: float
    kept: tuple[int, ...]
    missing: tuple[tuple[int, int, int], ...]


def explain(stretch: Stretch, habit: Habit, without: frozenset[int] = frozenset()) -> Account:
    """The most likely account of a stretch; `without` are reads that are taken for no crossings whatever it costs."""
    n = len(stretch.at)
    best, back, missing = [0.0] + [_NO] * (n - 1), [0] * n, [0] * n
    doubtful = _doubtful(stretch, habit)
    at = stretch.at.tolist()
    passed = [[bisect_right(loop, when) for when in at] for loop in (loop.tolist() for loop in stretch.loops)]
    for j in range(1, n):
        if j in without and doubtful[j]:
            continue
        for i in range(j - 1, max(-1, j - _REACH), -1):
            if i < j - 1 and not doubtful[i + 1]:
                break  # a read no short lap touches is a crossing
            if best[i] >= _NO:
                continue
            counts = [before[j] - before[i] for before in passed]
            first = stretch.opens and i == 0
            cost, missed = _lap_cost(habit, at[j] - at[i], first, any(stretch.slow[i:j]), counts)
            if i == j - 1 and stretch.driven and stretch.driven[i]:
                cost, missed = 0.3, 0
            cost += best[i] + GHOST * (j - i - 1)
            if cost < best[j] - 1e-9:
                best[j], back[j], missing[j] = cost, i, missed
    last = _last_kept(best, doubtful, stretch.beyond) if stretch.closes else n - 1
    kept, found = [last], []
    while kept[-1]:
        j = kept[-1]
        i = back[j]
        found += _instants(stretch, habit, i, j, missing[j])
        kept.append(i)
    cost = best[last] + _of_the_last(n - 1 - last, stretch.beyond)
    return Account(cost, tuple(reversed(kept)), tuple(sorted(found)))


def _of_the_last(dropped: int, beyond: int) -> float:
    """What it costs that so many reads at the end were none."""
    free = min(dropped, beyond)
    return BEYOND * free + GHOST * (dropped - free)


def _last_kept(best: Sequence[float], doubtful: Sequence[bool], beyond: int) -> int:
    """The read that ends the cheapest account where the last ones may have been no crossings: all of them are weighed
    together, for of two in a row neither alone has to be the dearer.
    """
    last = len(best) - 1
    cheapest, cost = last, best[last]
    while last > 1 and doubtful[last]:
        last -= 1
        instead = best[last] + _of_the_last(len(best) - 1 - last, beyond)
        if instead < cost:
            cheapest, cost = last, instead
    return cheapest


def _doubtful(stretch: Stretch, habit: Habit) -> list[bool]:
    """Which reads may have been no crossings: those that end or begin a lap nobody can drive."""
    at = stretch.at.tolist()
    short = [after - before < habit.shortest for before, after in pairwise(at)]
    if stretch.driven:
        short = [its and not driven for its, driven in zip(short, stretch.driven, strict=True)]
    found = [ending or beginning for ending, beginning in zip([False, *short], [*short, False], strict=True)]
    found[-1] &= stretch.closes
    return found


def _lap_cost(habit: Habit, lap: int, first: bool, slow: bool, passed: Sequence[int]) -> tuple[float, int]:
    """What it costs that a lap, or several, lie between two reads; and how many crossings then are missing. `passed`:
    how often each loop was passed between them.
    """
    if first and habit.first is None:
        return 0.0, 0
    usual = _of_first(habit, lap) if first else habit.usual
    amiss, least = 0, 0
    for count in passed:
        amiss += abs(count - 1)
    best = _single(habit, lap, usual, slow, first) + LOOP_AMISS * amiss
    if lap < habit.long:
        return best, 0
    for missed in range(1, MOST_MISSED + 1):
        several = lap - (usual - habit.usual)
        part = several // (missed + 1)
        seen = bool(passed) and all(count == missed + 1 for count in passed)
        many = missed > (1 if first else ON_TIMES)
        if part < habit.shortest:
            break
        if many and not seen and not habit.steady:
            continue  # whoever comes round several laps late most likely stood still, or started late
        if not seen and (slow or not habit.near(several, missed + 1, first) or not habit.alone):
            continue
        price = MISSED * (missed if seen else min(missed, ON_TIMES))
        cost = price + _unlike(habit, part, habit.usual)
        cost += LOOP_AMISS * sum(abs(count - missed - 1) for count in passed)
        if cost < best:
            best, least = cost, missed
    return best, least


def _of_first(habit: Habit, lap: int) -> int:
    """How long lap 1 was, where this is one with the laps behind it that nobody read: as that of most others, else as
    those of the quickest. One other car that was slow then says nothing of this one.
    """
    longer = habit.usual if habit.first is None else habit.first
    if habit.soonest is None:
        return longer
    for first in (longer, habit.soonest):
        several = lap - (first - habit.usual)
        if any(habit.near(several, laps, True) for laps in range(2, MOST_MISSED + 2)):
            return first
    return longer


def _single(habit: Habit, lap: int, usual: int, slow: bool, first: bool) -> float:
    """What one lap of this time costs."""
    if lap < (habit.shortest_first if first else habit.shortest):
        return IMPOSSIBLE
    if lap > habit.long and not slow:
        return SLOW
    return 0.3 if slow else _unlike(habit, lap, usual)


def _unlike(habit: Habit, lap: int, usual: int) -> float:
    return min(UNLIKE, (abs(lap - usual) / (habit.spread * habit.usual)) ** 2)


def _instants(stretch: Stretch, habit: Habit, i: int, j: int, missed: int) -> list[tuple[int, int, int]]:
    """Where the missing crossings of one long lap were, by the car's own pace: the time is shared out evenly."""
    if not missed:
        return []
    begin, end = int(stretch.at[i]), int(stretch.at[j])
    opens = stretch.opens and i == 0 and habit.first is not None
    extra = _of_first(habit, end - begin) - habit.usual if opens else 0
    part = (end - begin - extra) // (missed + 1)
    off = max(int(2 * habit.spread * habit.usual), abs(part - habit.usual))
    return [(begin + extra + part * (count + 1), end - begin, off) for count in range(missed)]
