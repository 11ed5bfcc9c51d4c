"""Laps too short or too long for anybody: what most likely happened, as a ready record, never put in silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

import msgspec
import numpy as np

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import PIT_IN, CarState, CarStatus, DriverChange, Log
from parcferme.regulations import SessionKind, TimingRules
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.habits import (
    MOST_SPREAD,
    Driving,
    FirstLap,
    field_slow,
    habit_of,
    lane_read,
    lower_middle,
    near_more,
    perhaps_two,
    unlike_several,
    with_reason,
)
from parcferme.timing.lapped_meanwhile import lapped_meanwhile, missed_told
from parcferme.timing.laps import NO_TIME, Laps, Sectors
from parcferme.timing.long_laps import LongLap, always_slow, beyond_reason, moves, not_of_many
from parcferme.timing.pace import NEVER, TOO_SHORT
from parcferme.timing.periods import Period
from parcferme.timing.reads import AS_GOOD, Account, Habit, Stretch, explain
from parcferme.timing.remedies import crossed_at, no_crossing
from parcferme.timing.repair import by_sectors
from parcferme.timing.sightings import Codes, Ints, Mask, Sightings, run_of
from parcferme.timing.stops import Stop
from parcferme.timing.typed_in_lane import typed_in_lane, typed_told

_AROUND = 4  # laps before and after a suspect that are looked at with it
_SEVERAL = 2  # long laps: of fewer, each car is looked at as quickly as all together


class Suspects(msgspec.Struct, frozen=True, eq=False):
    """What was found, and which laps are in doubt: too short, or touching a read that was most likely no crossing. A
    lap in doubt counts, and is nobody's best. `quiet`: the cars whose long laps say nothing, each with what that rests
    on: where it is the same in a trial, they need no second look. `firsts`: per class the usual lap 1, in
    thousandths of a usual lap. `watched`: the cars with an odd lap, be it excused by what the others did.
    `unexplained`: the long laps of a race of which neither anything that is known nor a crossing nobody read is the
    reason. `perhaps`: cars with a lap of which it hangs on the reads of others whether one is missing.
    """

    findings: tuple[Finding, ...]
    doubtful: Mask
    quiet: Mapping[int, tuple[object, ...]]
    firsts: dict[int, FirstLap]
    watched: frozenset[int]
    unexplained: tuple[LongLap, ...]
    perhaps: frozenset[int] = frozenset()


def suspect_laps(
    log: Log,
    seen: Sightings,
    crossings: Crossings,
    laps: Laps,
    split: Sectors,
    pit: Mask,
    neutral: Mask,
    *,
    shown: Sequence[Period],
    visits: Sequence[Stop],
    car_class: Codes,
    kind: SessionKind,
    source_counts: bool,
    rules: TimingRules,
    before: Suspects | None = None,
    alone: bool = False,
) -> Suspects:
    """Every lap nobody can drive, and every long one in which most likely a crossing was not read. `pit`, `neutral`:
    which laps touch the lane, and which were neutralised, wholly or partly, by what was `shown`; `visits`: those to the
    lane. `before`: what was found where this is the trial of a remedy. `alone`: the laps are some cars' only, so that
    nothing that the others did excuses one of them: whoever finds nothing here would find nothing among all.
    """
    us = laps.end - laps.start
    ruled = rules.minimum_lap is not None  # by a circuit's own minimum no first lap is shorter either
    short = _too_short(us, laps, crossings.shortest, kind, ruled, source_counts)
    if short.any():
        short &= ~_seen_all_round(us, laps, split, crossings.shortest, car_class)
    watched = set(laps.car[short].tolist())
    # A minimum somebody wrote down holds, however many are under it.
    for row in () if alone or ruled else np.flatnonzero(short).tolist():
        short[row] = not _field_quick(laps, us, crossings.shortest, row)
    again = np.zeros(len(us), dtype=bool)
    again[[row for _, row, _ in split.twice]] = True
    ruled_out = _with_crossings_under_red(crossings, laps)
    again[ruled_out] = False
    over = np.zeros(0, dtype=np.int64)
    if kind is SessionKind.RACE or lane_read(seen):
        over = perhaps_two(us, laps.runs, crossings.shortest, rules)
    if not short.any() and not len(over) and not again.any():
        return Suspects((), short, {}, {}, frozenset(watched), ())
    held = pit | neutral
    doubtful = short.copy()
    entered = _came_in(seen, laps, np.flatnonzero(short & crossings.in_pit[laps.crossing]))
    short[entered] = False  # the loops agree that it came in: where the lane lies tells how long that lap is
    known = Driving(
        seen, crossings, laps, split, us, pit, car_class, kind, source_counts, rules, _halts(log, seen),
        held, alone,
        before.firsts if alone and before is not None else None, held.copy(),
    )  # fmt: skip
    flagged = _behind_flags(known, np.setdiff1d(over[held[over]], ruled_out), shown, visits, before)
    watched |= flagged.watched
    over = np.setdiff1d(over, flagged.rows)
    long = np.zeros(len(us), dtype=bool)
    long[over[~known.excused[over]]] = True
    unexplained: list[LongLap] = []
    by_class: set[int] = set()
    findings = [*(_into_lane(known, row) for row in entered), *flagged.findings]
    looked_at = np.flatnonzero(long)
    if len(looked_at) > _SEVERAL:
        unlike, by_class, apart = unlike_several(known, looked_at)
        long &= ~unlike
        unexplained += [LongLap(*one) for one in apart]
        watched |= by_class
    rows = np.flatnonzero(short | long | again)
    still: dict[int, tuple[object, ...]] = {}
    marks = _Marks(short, long, again, doubtful)
    for car in np.unique(laps.car[rows]).tolist():
        its = rows[run_of(laps.car[rows], car)]
        quiet = None if before is None else before.quiet.get(car)
        if quiet is not None and quiet == _rests_on(known, car, run_of(laps.car, car), its):
            continue
        found = _of_car(known, car, its, marks, alone)
        findings += found.findings
        unexplained += found.unexplained
        watched |= {car} if found.watched else set()
        by_class |= {car} if found.by_class else set()
        if found.quiet is not None:
            still[car] = found.quiet
    firsts = known.firsts if findings else {}  # asked for where a remedy is tried
    left = () if alone else _left_over(known, unexplained, by_class, findings)
    return Suspects(tuple(findings), doubtful, still, firsts, frozenset(watched), left, flagged.perhaps)


class _BehindFlags(NamedTuple):
    """What became of long laps with a flag or the lane in them: what is told, the laps (rows) it is told of, cars that
    other reads may show in another light, and of these the ones around which the others drove more than one lap.
    """

    findings: list[Finding]
    rows: list[int]
    watched: frozenset[int]
    perhaps: frozenset[int]


def _behind_flags(
    known: Driving, rows: Ints, shown: Sequence[Period], visits: Sequence[Stop], before: Suspects | None
) -> _BehindFlags:
    """Long laps that a flag or a visit would excuse: those that last beyond it are excused no more, and of the others
    it is asked how often the cars around came round, and whether the line was typed for the lane.
    """
    laps, pit = known.laps, known.pit
    beyond, hanging = beyond_reason(known, rows, shown, visits)
    known.excused[beyond] = False
    around = lapped_meanwhile(known, np.setdiff1d(rows[~pit[rows]], np.intersect1d(beyond, hanging)), shown)
    missed = [one for one in around if one.instants]
    perhaps = frozenset(int(laps.car[one.row]) for one in around if not one.instants)
    typed = typed_in_lane(known, rows[pit[rows]], visits)
    findings = [*missed_told(known, missed), *typed_told(known, typed)]
    if known.alone and before is not None and before.perhaps:  # what the others did is not known here
        of_them = rows[np.isin(laps.car[rows], list(before.perhaps))]
        findings += [_unexplained(known, row) for row in of_them.tolist()]
    told = [*(one.row for one in missed), *(row for row, _ in typed)]
    return _BehindFlags(findings, told, perhaps | set(laps.car[hanging].tolist()), perhaps)


class _Marks(NamedTuple):
    """By lap: too short, too long, with a loop passed twice, and in doubt; what is explained is taken from the short
    ones, and what touches a read that was none put to those in doubt.
    """

    short: Mask
    long: Mask
    again: Mask
    doubtful: Mask


class _OfCar(NamedTuple):
    """What a look at one car found. `quiet`: what it rests on that its long laps say nothing; `watched`: it had an odd
    lap; `by_class`: it was measured by the laps of its class.
    """

    findings: list[Finding]
    unexplained: list[LongLap]
    quiet: tuple[object, ...] | None
    watched: bool
    by_class: bool


def _of_car(known: Driving, car: int, its: Ints, marks: _Marks, alone: bool) -> _OfCar:
    """The odd laps of one car (`its`: their rows), explained by what its laps are like."""
    us, laps = known.us, known.laps
    mine = run_of(laps.car, car)
    habit = habit_of(known, car, mine)
    if habit is None or (alone and not habit.own):
        asked = its if alone else its[marks.short[its]]
        return _OfCar([_unexplained(known, row) for row in asked.tolist()], [], None, not alone, False)
    near = near_more(habit, us[its], laps.lap[its] == 1)
    if not habit.own and not (us[mine][~known.slow[mine]] <= habit.long).any():
        near[:] = False  # all it drove was as slow: it is slower than those it is measured by
    near |= marks.again[its]
    slow = its[marks.long[its] & (us[its] > habit.long) & ~with_reason(known, car, mine)[its - mine.start]]
    odd = its[marks.short[its] | (near & (us[its] > habit.long))]
    watched = len(odd) > 0 or not habit.own
    return _OfCar(
        [
            one
            for group in _groups(odd.tolist())
            for one in _explained(known, habit, mine, group, marks.short, marks.doubtful)
        ],
        [LongLap(row, habit.usual) for row in slow.tolist()],
        None if watched else _rests_on(known, car, mine, its),
        watched,
        not habit.own,
    )


def _left_over(
    known: Driving, found: list[LongLap], by_class: Set[int], findings: Sequence[Finding]
) -> tuple[LongLap, ...]:
    """The long laps of a race in which no missed crossing is asked about."""
    if known.kind is not SessionKind.RACE:
        return ()
    asked = {(one.where.car, one.where.lap) for one in findings if one.code == "missed-passing"}
    laps = known.laps
    rows = {one.row: one for one in [*not_of_many(known, found, by_class), *always_slow(known)]}
    return tuple(
        one
        for row, one in sorted(rows.items())
        if (known.seen.cars[int(laps.car[row])], int(laps.lap[row])) not in asked
    )


def _with_crossings_under_red(crossings: Crossings, laps: Laps) -> list[int]:
    """Laps in which the car crossed the line under red where that ends no lap: nothing was missed in them."""
    rows = np.flatnonzero(crossings.why == NotCounted.UNDER_RED)
    found = [
        np.flatnonzero((laps.car == car) & (laps.start < at) & (at < laps.end)).tolist()
        for car, at in zip(crossings.car[rows].tolist(), crossings.at[rows].tolist(), strict=True)
    ]
    return sorted({row for rows in found for row in rows})


def _came_in(seen: Sightings, laps: Laps, rows: Ints) -> list[int]:
    """Which of these laps have the car's pit entry in them."""
    if not len(rows):
        return []
    entries = np.flatnonzero(seen.at_loops((PIT_IN,)))
    at, car = seen.at[entries], seen.car[entries]
    return [
        row
        for row in rows.tolist()
        if ((car == laps.car[row]) & (laps.start[row] < at) & (at < laps.end[row])).any()
    ]


def _too_short(
    us: Ints, laps: Laps, shortest: Ints, kind: SessionKind, ruled: bool, source_counts: bool
) -> Mask:
    """Laps under the shortest that anybody believes. Lap 1 of a race may be a third shorter: the grid can lie ahead of
    the line. Of a source that numbers its laps, and of a run from the pits, the first says nothing.
    """
    runs = laps.runs
    if not len(us) or not (np.minimum.reduceat(us, runs.first) < shortest[runs.car]).any():
        return np.zeros(len(us), dtype=bool)
    least = np.repeat(shortest[runs.car], runs.length)
    if kind is SessionKind.RACE and not ruled:
        least[runs.first] = least[runs.first] * 2 // 3
    short = us < least
    if source_counts:
        short[runs.first] = False
    elif kind is not SessionKind.RACE:
        short[runs.first] &= laps.timed[runs.first]
    return short


def _rests_on(known: Driving, car: int, mine: slice, its: Ints) -> tuple[object, ...]:
    """What decides whether none of a car's long laps is odd: its laps, and what its class says of them."""
    class_ = int(known.car_class[car])
    us, slow = known.us[mine].tobytes(), known.slow[mine].tobytes()
    return (
        us,
        slow,
        (its - mine.start).tobytes(),
        int(known.crossings.shortest[car]),
        known.firsts.get(class_),
        known.excused[mine].tobytes(),
        known.steady,
    )


def _halts(log: Log, seen: Sightings) -> dict[int, list[int]]:
    """Per car the instants at which it stood, was in the garage, or changed its driver."""
    place = {name: code for code, name in enumerate(seen.cars)}
    found: dict[int, list[int]] = {}
    for event in log.events:
        if not isinstance(event, CarStatus | DriverChange) or event.at is None or event.car not in place:
            continue
        if isinstance(event, CarStatus) and event.state is CarState.NOT_STARTED:
            continue
        found.setdefault(place[event.car], []).append(event.at)
    return found


def _seen_all_round(us: Ints, laps: Laps, split: Sectors, shortest: Ints, car_class: Codes) -> Mask:
    """Laps that were driven, because every loop of the circuit was passed in them, and that the class can drive: that
    the car's own other laps were slow does not make them none. A read that was no crossing leaves a part without loops.
    """
    if len(split.names) < 2 or not len(us):  # the line alone tells of no way round
        return np.zeros(len(us), dtype=bool)
    whole = np.all([times > 0 for times in split.times], axis=0)
    of_class = np.full(int(car_class.max(initial=0)) + 1, NEVER, dtype=np.int64)
    np.minimum.at(of_class, car_class, shortest)
    return np.asarray(whole & (us >= of_class[car_class[laps.car]]))


def _field_quick(laps: Laps, us: Ints, shortest: Ints, row: int) -> bool:
    """Whether most others were as quick at the time: then all of them were slow otherwise, and nobody raised a flag.

    Each is asked by the lap it was on in the middle of this one: the laps around that may have been slow again. More
    than half have to be, and this lap no quicker than theirs allow: two reads that were none at one time excuse nobody.
    """
    middle_of = (laps.start[row] + laps.end[row]) // 2
    others = (laps.start <= middle_of) & (middle_of < laps.end) & (laps.car != laps.car[row])
    if np.count_nonzero(others) < 2:
        return False
    pace = us[others] / np.maximum(shortest[laps.car[others]], 1)
    own = us[row] / max(int(shortest[laps.car[row]]), 1)
    return bool(2 * np.count_nonzero(pace < 1) > len(pace) and own >= TOO_SHORT * np.median(pace))


def _groups(rows: list[int]) -> Iterator[list[int]]:
    """Suspects near each other are explained together."""
    group: list[int] = []
    for row in rows:
        if group and row - group[-1] > _AROUND:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _explained(
    known: Driving, habit: Habit, mine: slice, group: list[int], short: Mask, doubtful: Mask
) -> Iterator[Finding]:
    """The findings of one stretch of a car's laps; marks the laps that are in doubt."""
    laps = known.laps
    low, high = max(mine.start, group[0] - _AROUND), min(mine.stop, group[-1] + _AROUND + 1)
    rows = np.arange(low, high)
    car = int(laps.car[low])
    after = _after_flag(known, car, laps.end[high - 1]) if high == mine.stop else np.zeros(0, dtype=np.int64)
    at = np.concatenate([laps.start[low : low + 1], laps.end[rows], known.crossings.at[after]])
    why = with_reason(known, car, mine)[low - mine.start : high - mine.start]
    for row in group:
        why[row - low] |= not short[row] and field_slow(known, row)
    slow = (*why.tolist(), *[True] * len(after))
    excused = (known.us[rows] < habit.shortest) & ~short[rows]
    driven = (*excused.tolist(), *[False] * len(after))
    opens = bool(laps.lap[low] == 1 and (known.kind is SessionKind.RACE or not laps.timed[low]))
    stretch = Stretch(
        at, slow, tuple(_loops(known, car, mine, at)), opens, high == mine.stop, driven, len(after)
    )
    account = explain(stretch, habit)
    sightings = np.concatenate([laps.sighting[rows], known.crossings.sighting[after]])
    told: set[int] = set()
    for place in range(1, len(rows) + 1):  # what lies behind them was read after the flag, and is no lap
        if place in account.kept:
            continue
        touching = [row for row in (low + place - 1, low + place) if row < high]
        shorts = [row for row in touching if short[row]]
        if not shorts:
            continue  # it is too near to a read after the flag alone, which ends no lap
        doubtful[touching] = True
        told.update(touching)
        row = shorts[0]
        others = _as_good(stretch, habit, account, place)
        yield _void(known, habit, row, sightings[place - 1], [int(sightings[one - 1]) for one in others])
    for row in (row for row in group if short[row] and row not in told):
        yield _unexplained(known, row)
    yield from _missing(known, habit, account, low, at)


def _after_flag(known: Driving, car: int, last: int) -> Ints:
    """A car's crossings behind the flag: where it took the flag with a read that was none, the next one is its last."""
    crossings = known.crossings
    mine = run_of(crossings.car, car)
    rows = np.flatnonzero((crossings.why[mine] == NotCounted.AFTER_FLAG) & (crossings.at[mine] > last))
    return np.asarray(rows[:2] + mine.start, dtype=np.int64)


def _loops(known: Driving, car: int, mine: slice, at: Ints) -> Iterator[Ints]:
    """The instants between the first and the last of `at` at the loops between, for each loop the car was seen at in
    most of its laps.
    """
    names = known.split.names[:-1]
    if not names:
        return
    seen = known.seen
    near = slice(*np.searchsorted(seen.at, at[[0, -1]] + np.array([0, 1])))
    its = np.flatnonzero(seen.car[near] == car)
    when, loops = seen.at[near][its], seen.loop[near][its]
    for name, passed in zip(names, known.split.instants[:-1], strict=False):
        if 2 * np.count_nonzero(passed[mine] != NO_TIME) > mine.stop - mine.start:
            yield when[loops == seen.loops.index(name)]


def _as_good(stretch: Stretch, habit: Habit, account: Account, place: int) -> list[int]:
    """Neighbouring reads that may just as well be the one that was no crossing, the likelier first."""
    found: list[tuple[float, int]] = []
    end = len(stretch.at) - (0 if stretch.closes and not stretch.beyond else 1)
    for other in (max(one for one in account.kept if one < place), _next(account, place)):
        if not 0 < other < end:
            continue
        instead = explain(stretch, habit, frozenset({other}))
        if place in instead.kept and instead.cost - account.cost <= AS_GOOD:
            found.append((instead.cost, other))
    return [other for _, other in sorted(found)]


def _next(account: Account, place: int) -> int:
    return min((one for one in account.kept if one > place), default=0)


def _void(known: Driving, habit: Habit, row: int, sighting: int, others: list[int]) -> Finding:
    seq, at = int(known.seen.seq[sighting]), int(known.seen.at[sighting])
    where = Where(car=known.seen.cars[int(known.laps.car[row])], lap=int(known.laps.lap[row]), seq=seq)
    values: dict[str, Any] = {
        "lap_us": int(known.us[row]), "minimum_us": habit.shortest, "at": at,
    }  # fmt: skip
    if others:
        values["other_at"] = [int(known.seen.at[one]) for one in others]
        values["other_seq"] = [int(known.seen.seq[one]) for one in others]
    found = warning("lap-under-minimum", where, **values)
    return no_crossing(found, seq)


def _unexplained(known: Driving, row: int) -> Finding:
    """A lap nobody can drive of which nothing tells how it came about."""
    seq, car = int(known.seen.seq[known.laps.sighting[row]]), int(known.laps.car[row])
    where = Where(car=known.seen.cars[car], lap=int(known.laps.lap[row]), seq=seq)
    minimum = int(known.crossings.shortest[car])
    return warning("lap-under-minimum", where, lap_us=int(known.us[row]), minimum_us=minimum)


def _into_lane(known: Driving, row: int) -> Finding:
    """A lap that ended in the pit lane soon after the line: a note where the lap before was like the car's others, so
    that the crossing between them was one; a read that was none cuts a lap short.
    """
    laps, us = known.laps, known.us
    mine = run_of(laps.car, int(laps.car[row]))
    others = us[mine][~np.isin(np.arange(mine.start, mine.stop), (row - 1, row)) & (laps.lap[mine] > 1)]
    usual = lower_middle(others) if len(others) else 0
    if row == mine.start or not usual or abs(int(us[row - 1]) - usual) > MOST_SPREAD * usual:
        return _unexplained(known, row)
    found = _unexplained(known, row)
    return info("lap-into-lane", found.where, **found.values)


def _missing(known: Driving, habit: Habit, account: Account, low: int, at: Ints) -> Iterator[Finding]:
    """Crossings nobody read, each with its instant and how far off that may be."""
    laps = known.laps
    car = int(laps.car[low])
    placed = _can_change_a_place(known, car, len(account.missing))
    passed_twice = {its for _, its, _ in known.split.twice}
    for when, lap_us, off in account.missing:
        row = low + int(np.searchsorted(at, when, side="left")) - 1
        if row >= len(laps.lap) or laps.car[row] != car:
            continue  # after the flag
        exact = by_sectors(laps, known.split, row, known.pit, habit.usual)
        same = [one for one in account.missing if int(laps.start[row]) < one[0] <= int(laps.end[row])]
        values: dict[str, Any] = {"lap_us": lap_us, "usual_us": habit.usual}
        if (when, lap_us, off) in same and len(exact) == len(same):
            when, apart = exact[same.index((when, lap_us, off))]
            values["at"] = when
            if apart > habit.spread * habit.usual:
                values["uncertain_us"] = apart // 1000 * 1000
        else:
            values |= {"at": when, "uncertain_us": off // 1000 * 1000}
        where = Where(car=known.seen.cars[car], lap=int(laps.lap[row]))
        tell = warning if placed or (known.kind is not SessionKind.RACE and row in passed_twice) else info
        found = tell("missed-passing", where, **values)
        yield crossed_at(found, when)


def _can_change_a_place(known: Driving, car: int, more: int) -> bool:
    """Whether so many laps more move the car; in practice and qualifying, where a lap may be slow on purpose, only
    loops that were passed twice tell for sure that there was one more.
    """
    if known.kind is not SessionKind.RACE:
        return False
    return moves(known.laps, car, more)
