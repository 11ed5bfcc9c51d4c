"""What a car's laps are like: its own where there are enough, else those of its class; and what held one up."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from parcferme.records import FINISH_LINE_IN_PIT, PIT_IN
from parcferme.regulations import SessionKind, TimingRules
from parcferme.timing.crossings import Crossings
from parcferme.timing.laps import Laps, Sectors
from parcferme.timing.pace import NEVER, TOO_SHORT, quick_ends
from parcferme.timing.reads import MOST_MISSED, ON_TIMES, Habit
from parcferme.timing.sightings import Codes, Ints, Mask, Runs, Sightings, middle

_FIELD_SLOW = 1.35  # times the quick end: half of the cars on track slower than this
_TIME_BITS = 44  # of a lap in µs; more than half a year is too long for any
_OWN_LAPS = 3  # of a car that say what its laps are like, at least
_CLASS_LAPS = 2  # of others: one lap of another car, which a read may have cut in two, is no habit of a class
_SPRINT = 40  # laps, at most
_REST = 3  # laps beside the quick ones, at least, for these to be parts of laps
_TOO_LONG = 2**_TIME_BITS - 1
# Laps that a long one may be, one below the other: so few that each may be as far off as the car's laps are from each
# other, and more of which all together may.
_FEW_LAPS = np.arange(2, ON_TIMES + 2)[:, None]
_SEVERAL_LAPS = np.arange(2, MOST_MISSED + 2)[:, None]
# Of a lap: how far a car's laps are from its usual one, held between these. Twice as far around a number of usual laps
# is where a crossing nobody read is looked for; of up to three laps nobody knows it.
_LEAST_SPREAD, MOST_SPREAD, _UNKNOWN_SPREAD = 0.03, 0.05, 0.04
# Of a lap: further from its usual one no lap says what a car's laps are like, however they vary.
WIDEST = 0.15


class Pace(NamedTuple):
    """What some laps are like: the usual one in µs, how far the others are from it as a share of it, how many they are
    and which of them is the first. Between `low` and `high` lies half of them.
    """

    usual: int
    spread: float
    laps: int
    first: int
    low: int
    high: int


class FirstLap(NamedTuple):
    """What lap 1 was like in thousandths of a usual lap: of most cars, and the shortest."""

    usual: int
    soonest: int


class Usuals(NamedTuple):
    """Per run of laps (each car's) the lap it usually drives in µs, and whether its own laps say it plainly. Between
    `low` and `high` lies half of them.
    """

    us: Ints
    told: Mask
    low: Ints
    high: Ints


class Driving(msgspec.Struct, frozen=True, eq=False, dict=True):
    """What the laps are judged by, gathered once; masks and times by lap."""

    seen: Sightings
    crossings: Crossings
    laps: Laps
    split: Sectors
    us: Ints
    pit: Mask
    car_class: Codes
    kind: SessionKind
    counts: bool  # whether the source numbers its laps
    rules: TimingRules
    halts: dict[int, list[int]]  # per car the instants at which something held it up
    slow: Mask  # the lane or a neutralisation
    alone: bool  # whether the laps are some cars' only
    of_field: dict[int, FirstLap] | None  # `firsts` of all cars, where these are some
    excused: Mask  # laps that have a known reason to be long

    @cached_property
    def firsts(self) -> dict[int, FirstLap]:
        """Per class what lap 1 was like, in thousandths of a usual lap."""
        return _first_laps(self.laps, self.us, self.car_class) if self.of_field is None else self.of_field

    @cached_property
    def ends(self) -> Ints:
        """When the laps ended, in order."""
        return self.laps.end[self.laps.in_time]

    @cached_property
    def quick(self) -> npt.NDArray[np.float64]:
        """Per car the quick end of its class, in µs, by what was driven: a minimum somebody wrote down says nothing of
        how long a lap usually takes.
        """
        believed = self.crossings.shortest / TOO_SHORT
        if self.rules.minimum_lap is None:
            return believed
        laps = self.laps
        rows = np.flatnonzero((self.us >= self.crossings.shortest[laps.car]) & ~self.slow & (laps.lap > 1))
        if not len(rows):
            return believed
        runs = Runs.of(laps.car[rows])
        classes = int(self.car_class.max(initial=0)) + 1
        ends = quick_ends(self.us[rows], runs, self.car_class[runs.car], classes)
        return np.maximum(believed, ends.us[self.car_class])

    @cached_property
    def own_quick(self) -> npt.NDArray[np.float64]:
        """Per car its own quickest lap, where that is slower than the quick end of its class: a car that is always slow
        was not slowed by anything.
        """
        laps, found = self.laps, self.quick.copy()
        rows = np.flatnonzero((self.us >= self.crossings.shortest[laps.car]) & ~self.slow & (laps.lap > 1))
        if len(rows):
            runs = Runs.of(laps.car[rows])
            found[runs.car] = np.maximum(found[runs.car], np.minimum.reduceat(self.us[rows], runs.first))
        return found

    def of_class(self, car: int) -> Pace | None:
        """What the laps of a car's class are like, for a car with few laps of its own; None where nothing says it: one
        lap of another car is no habit of a class.
        """
        class_, shortest = int(self.car_class[car]), int(self.crossings.shortest[car])
        if (class_, shortest) not in self._of_class:
            mates = self.car_class[self.laps.car] == class_
            mates &= (self.us >= shortest) & (self.laps.lap > 1)
            mates &= ~self.slow
            rows = np.flatnonzero(mates)
            pace = _pace(self.us[rows], float(self.rules.missed_over))
            whose = -1 if pace is None else int(self.laps.car[rows[pace.first]])
            self._of_class[class_, shortest] = (pace, whose)
        pace, whose = self._of_class[class_, shortest]
        return pace if pace is not None and (pace.laps >= _CLASS_LAPS or whose == car) else None

    @cached_property
    def _of_class(self) -> dict[tuple[int, int], tuple[Pace | None, int]]:
        """What `of_class` worked out, by class and shortest lap, and whose the first of its laps is."""
        return {}

    @cached_property
    def count(self) -> Ints:
        """How many laps each car has that say what its laps are like."""
        runs = self.laps.runs
        return np.asarray(np.add.reduceat(self._fair, runs.first, dtype=np.int64))

    @cached_property
    def _fair(self) -> Mask:
        """The laps that say what a car's laps are like."""
        runs = self.laps.runs
        fair = (self.us >= np.repeat(self.crossings.shortest[runs.car], runs.length)) & ~self.slow
        fair[runs.first] = False
        return np.asarray(fair)

    @cached_property
    def usuals(self) -> Usuals:
        """What each car usually drives by its own laps, of all cars at one look; told where a look at the car alone
        would say the same.
        """
        runs, count = self.laps.runs, self.count
        ordered, high = by_car_and_time(self.us, self._fair, runs)
        quarter = ordered[runs.first + count // 4] - high
        bound = high + np.ceil(quarter * float(self.rules.missed_over)).astype(np.int64)
        like = np.searchsorted(ordered, bound) - runs.first
        middle_of = runs.first + np.maximum(np.minimum(like, count) - 1, 0) // 2
        # Fewer quick laps than others may be parts of laps: that says only a look at the car.
        parts = (count - like >= _REST) & (count - like > like)
        alike = np.maximum(np.minimum(like, count), 1)
        ends = (ordered[runs.first + alike * share // 4] - high for share in (1, 3))
        return Usuals(ordered[middle_of] - high, (count >= _OWN_LAPS) & ~parts, *ends)

    @cached_property
    def steady(self) -> bool:
        """Whether hardly anybody took long for a lap for no reason that is known, which was no number of laps: where
        cars stand and nothing tells of it, any long stand is near some number of laps. Only in a sprint: in a long race
        cars are repaired and go on, in a sprint who stands for three laps is out of it.
        """
        if self.alone:
            return True
        if len(self.laps.lap) and int(self.laps.lap.max()) > _SPRINT:
            return False
        runs, usual = self.laps.runs, self.usuals.us
        its = np.repeat(usual, runs.length)
        long = (self.us > its * float(self.rules.missed_over)) & ~self.excused
        long[runs.first] = False
        rows = np.flatnonzero(long)
        near = np.abs(self.us[rows] - np.round(self.us[rows] / its[rows]) * its[rows]) <= (
            2 * MOST_SPREAD * its[rows]
        )
        stood = len(np.unique(self.laps.car[rows[~near]]))
        return stood <= max(1, len(runs.car) // 4)

    @cached_property
    def longest(self) -> int:
        """The longest lap of all."""
        return int(self.us.max())


def lane_read(seen: Sightings) -> bool:
    """Whether the way into the pits is read. In practice and qualifying a car comes and goes as it likes: only there a
    long lap without a visit tells of a crossing nobody read.
    """
    return PIT_IN in seen.loops or FINISH_LINE_IN_PIT in seen.loops


def perhaps_two(us: Ints, runs: Runs, shortest: Ints, rules: TimingRules) -> Ints:
    """Laps long enough to be looked at: the car's own usual lap is worked out for these alone. A minimum somebody wrote
    down says nothing of how long a lap is: there each car's own quickest does.
    """
    quick = shortest[runs.car] / TOO_SHORT
    if rules.minimum_lap is not None and len(us):
        driven = np.where(us >= rules.minimum_lap, us, NEVER)
        quick = np.minimum.reduceat(driven, runs.first).astype(np.float64)
    return np.flatnonzero(us > np.repeat(quick * float(rules.missed_over) * 0.9, runs.length))


def unlike_several(known: Driving, rows: Ints) -> tuple[Mask, set[int], list[tuple[int, int]]]:
    """Laps of which one look at all cars together shows that they are near no number of their car's usual laps: the
    cars need no look of their own. Only where nothing held the car up; and the cars of which the class said it. With
    each of these laps that is long, what the car usually drives.

    This look lets through whatever `Habit.near` would, and more: it is never another rule.
    """
    laps, runs = known.laps, known.laps.runs
    usual, told, low, high = (one.copy() for one in known.usuals)
    car = np.searchsorted(runs.first, rows, side="right") - 1
    by_class: set[int] = set()
    few = known.count < _OWN_LAPS
    for place in np.unique(car[few[car]]).tolist() if not known.alone else ():
        pace = known.of_class(int(runs.car[place]))
        told[place] = True
        usual[place] = 0 if pace is None else pace.usual  # near no lap: nothing says what it usually drives
        low[place] = high[place] = usual[place]
        by_class.add(int(runs.car[place]))
    if known.halts:
        told &= ~np.isin(runs.car, list(known.halts))
    its, us = usual[car], known.us[rows]
    part = us / _FEW_LAPS
    near = (np.abs(part - its) <= 2 * MOST_SPREAD * its).any(axis=0)
    near |= ((part >= low[car]) & (part <= high[car])).any(axis=0)
    near |= (np.abs(us - _SEVERAL_LAPS * its) <= 2 * MOST_SPREAD * its).any(axis=0)
    unlike = told[car] & ~near & (laps.lap[rows] > 1)
    found = np.zeros(len(known.us), dtype=bool)
    found[rows] = unlike
    long = unlike & (its > 0) & (us > (its * float(known.rules.missed_over)).astype(np.int64))
    return found, by_class, list(zip(rows[long].tolist(), its[long].tolist(), strict=True))


def near_more(habit: Habit, lap: Ints, first: Mask) -> Mask:
    """Which long laps are near several of the car's own."""
    found = np.zeros(len(lap), dtype=bool)
    starts = [one - habit.usual for one in (habit.first, habit.soonest) if one is not None]
    any_first = bool(first.any())
    for laps in range(2, (MOST_MISSED if habit.steady else ON_TIMES) + 2):
        near = habit.near(lap, laps)
        if any_first and (laps == 2 or habit.steady):
            from_start = [habit.near(lap - longer, laps, True) for longer in starts or [0]]
            near = np.where(first, np.any(from_start, axis=0), near)
        elif any_first:
            near = near & ~first
        found |= near
    return found


def _first_laps(laps: Laps, us: Ints, car_class: Codes) -> dict[int, FirstLap]:
    """Per class how long lap 1 usually is, in thousandths of the lap a car usually drives: of its own, so that a class
    of cars of very different pace, because nobody said the classes, has one too.
    """
    runs = laps.runs
    later = np.ones(len(us), dtype=bool)
    later[runs.first] = False
    ordered, high = by_car_and_time(us, later, runs)
    several = runs.length > 1
    first = runs.first[several]
    usual = ordered[first + (runs.length[several] - 2) // 2] - high[several]
    ratios, classes = us[first] * 1000 // np.maximum(usual, 1), car_class[runs.car[several]]
    # The lower one of two in the middle: of two cars the one whose first crossing nobody read has the longer lap 1.
    by_class = {code: ratios[classes == code] for code in np.unique(classes).tolist()}
    return {code: FirstLap(lower_middle(its), int(its.min())) for code, its in by_class.items()}


def by_car_and_time(us: Ints, chosen: Mask, runs: Runs) -> tuple[Ints, Ints]:
    """Each car's chosen laps in order of time and its other laps behind them, by sorting whole numbers with the car in
    their high bits; and those bits of each car.
    """
    high = np.arange(len(runs.car), dtype=np.int64) << _TIME_BITS
    packed = np.where(chosen, np.minimum(us, _TOO_LONG), _TOO_LONG)
    packed |= np.repeat(high, runs.length)
    packed.sort()
    return packed, high


def lower_middle(values: Ints) -> int:
    half = (len(values) - 1) // 2
    return int(np.partition(values, half)[half])


def held_up(known: Driving, car: int, mine: slice) -> Mask:
    """Which of a car's laps have a reason to be long, be it a shorter one than they are."""
    return _with_halts(known, car, mine, known.slow[mine].copy())


def with_reason(known: Driving, car: int, mine: slice) -> Mask:
    """Which of a car's laps are as long as they are for a reason that is known."""
    return _with_halts(known, car, mine, known.excused[mine].copy())


def _with_halts(known: Driving, car: int, mine: slice, slow: Mask) -> Mask:
    laps = known.laps
    for at in known.halts.get(car, ()):
        slow |= (laps.start[mine] < at) & (at <= laps.end[mine])
    return np.asarray(slow)


def field_slow(known: Driving, row: int) -> bool:
    """Whether the others were slow at the time too: something slowed the field, whether a flag says it or not."""
    laps = known.laps
    if known.alone:
        return False
    start, end = laps.start[row], laps.end[row]
    ends = known.ends
    near = laps.in_time[
        np.searchsorted(ends, start, side="right") : np.searchsorted(ends, end + known.longest)
    ]
    others = near[(laps.start[near] < end) & (laps.car[near] != laps.car[row]) & ~known.pit[near]]
    if not len(others):
        return False
    return _median(known.us[others] / np.maximum(known.own_quick[laps.car[others]], 1)) > _FIELD_SLOW


def _median(values: npt.NDArray[np.float64]) -> float:
    """The median, of an even number between the two in the middle; NumPy's own takes several times as long."""
    half = len(values) // 2
    if len(values) % 2:
        return float(np.partition(values, half)[half])
    ordered = np.partition(values, [half - 1, half])
    return float(ordered[half - 1] + ordered[half]) / 2


def habit_of(known: Driving, car: int, mine: slice) -> Habit | None:
    """What this car's laps are like; of a car with few, what those of its class are. None where nothing says it."""
    shortest = int(known.crossings.shortest[car])
    fair = (known.us[mine] >= shortest) & ~held_up(known, car, mine) & (known.laps.lap[mine] > 1)
    us = known.us[mine][fair]
    own = len(us) >= _OWN_LAPS
    pace = _pace(us, float(known.rules.missed_over), own) if own else known.of_class(car)
    if pace is None:
        return None
    usual, spread = pace.usual, pace.spread
    first = soonest = None
    if known.kind is SessionKind.RACE:
        of_class = known.firsts.get(int(known.car_class[car]), FirstLap(1000, 1000))
        first, soonest = (usual * min(max(longer, 1000), 1500) // 1000 for longer in of_class)
    shortest_first = shortest if known.rules.minimum_lap is not None else shortest * 2 // 3
    return Habit(
        usual,
        first,
        shortest,
        shortest_first,
        int(known.rules.missed_over * usual),
        spread,
        known.kind is SessionKind.RACE or lane_read(known.seen),
        own,
        soonest,
        max(pace.low, int((1 - WIDEST) * usual)) if own else None,
        min(pace.high, int((1 + WIDEST) * usual)) if own else None,
        known.kind is SessionKind.RACE and known.steady,
    )


def _pace(us: Ints, missed_over: float, own: bool = False) -> Pace | None:
    """What these laps are like, those far over their quicker ones left out; None where there are none. `own`: they are
    laps of one car, of which quick ones may be parts.
    """
    if not len(us):
        return None
    quarter = len(us) // 4
    quick = us < int(np.partition(us, quarter)[quarter]) * missed_over
    alike = np.flatnonzero(~quick if own and _few_beside(us, quick) else quick)
    if not len(alike):
        return None
    its = us[alike]
    usual, spread = lower_middle(its), _UNKNOWN_SPREAD
    if len(its) > 3:
        spread = 1.5 * middle(np.abs(its - usual)) / usual
        spread = min(max(spread, _LEAST_SPREAD), MOST_SPREAD)
    ends = len(its) // 4, 3 * len(its) // 4
    low, high = np.partition(its, ends)[list(ends)].tolist()
    return Pace(usual, spread, len(its), int(alike[0]), low, high)


def _few_beside(us: Ints, alike: Mask) -> bool:
    """Whether the quick laps are fewer than others that are like each other: parts of laps then, and no pace."""
    rest = us[~alike]
    if len(rest) < _REST or len(rest) <= np.count_nonzero(alike):
        return False
    usual = lower_middle(rest)
    return bool(3 * np.count_nonzero(np.abs(rest - usual) <= 0.15 * usual) > 2 * len(rest))
