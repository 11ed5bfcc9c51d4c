"""Classes or groups that start at different instants in one session, each with its own clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import numpy as np

from parcferme.entries import Entry
from parcferme.findings import Finding, Where, error, info, warning
from parcferme.records import Flag, FlagValue, Log, Start
from parcferme.regulations import SessionRules
from parcferme.times import HOUR, MINUTE, SECOND, format_instant
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.laps import Laps
from parcferme.timing.pace import quick_end, quick_ends
from parcferme.timing.periods import NEUTRALISED, Period, touched
from parcferme.timing.remedies import put_at
from parcferme.timing.sightings import Codes, Ints, Mask, Runs, middle

_SOONER = 0.95  # of its quick lap: nobody's lap 1 is quicker than that from a start
_LATER = 0.25  # laps more than the others' lap 1 took: a whole class that slow started later
_TOGETHER = 0.15  # of a lap: the cars of one start cross the line this near to each other
_FEWEST = 2  # laps at speed: of one nobody knows whether it was slow
_HELD_UP = tuple(
    value for value in NEUTRALISED if value is not FlagValue.YELLOW
)  # a yellow at one place costs seconds
_ROUND = 10 * SECOND  # starts follow each other at round times
_FIVE = 5 * SECOND  # where the way to the line is known, they are told apart so finely
_TO_THE_LINE = 20 * SECOND  # from a start to the line, for the first car of a group
_AT_ONCE = 0.15  # laps: who starts crosses the line sooner
_A_LAP = (0.8, 1.35)  # usual laps: between these a car raced; a formation lap takes longer
_MOST_CROSS = 0.8  # of the cars of the other classes crossed the line at the start


def starts_of(
    log: Log,
    rules: SessionRules,
    cars: tuple[str, ...],
    entries: Mapping[str, Entry],
    start: int,
) -> tuple[Ints, list[Finding]]:
    """Per car the instant of its start: what the log says of its class or group, else the rulebook, else the session's;
    and a finding for each start of a group that nobody is in.

    Of several starts of one group the earliest stands, as it does for a session; one before the session is none.
    """
    said = _standing(log, start)
    later = {rule.group: start + rule.after for rule in rules.start_groups}
    instants = {**later, **{group: event.at or start for group, event in said.items()}}
    found = np.full(len(cars), start, dtype=np.int64)
    if not instants:
        return found, []
    met: set[str] = set()
    for code, car in enumerate(cars):
        entry = entries.get(car)
        for group in (entry.class_, entry.group) if entry is not None else ():
            if group in instants:
                found[code] = instants[group]
                met.add(group)
    unknown = [
        warning("start-group-unknown", _where(event), group=group, at=event.at).without(event.seq)
        for group, event in said.items()
        if group not in met
    ]
    return found, unknown


def to_each_car(
    flags: Iterable[Flag], entries: Mapping[str, Entry], cars: tuple[str, ...]
) -> tuple[list[Flag], list[Finding]]:
    """The flags, those to a class or group as one to each of its cars; and a finding for each that nobody is in."""
    found: list[Flag] = []
    unknown: list[Finding] = []
    for flag in flags:
        if flag.group is None:
            found.append(flag)
            continue
        mine = [
            car for car in cars if (e := entries.get(car)) is not None and flag.group in (e.class_, e.group)
        ]
        found += [msgspec.structs.replace(flag, group=None, car=car) for car in mine]
        if not mine:
            where = Where(seq=flag.seq, file=flag.source, line=flag.line)
            told = warning("flag-group-unknown", where, flag=flag.value.value, group=flag.group)
            unknown.append(told.without(flag.seq))
    return found, unknown


def misplaced_starts(
    log: Log, entries: Mapping[str, Entry], cars: tuple[str, ...], crossings: Crossings, start: int
) -> list[Finding]:
    """Starts of a class or group at an instant that cannot be: before the session's, or after most of what its cars
    drove. The remedy is the whole hours that make it fit, else, where it takes its laps from a class, none of it. And
    starts that do not count because they are said twice, or say no instant.
    """
    starts = [event for event in log.events if isinstance(event, Start)]
    if not starts:
        return []
    standing = _standing(log, start)
    found: list[Finding] = []
    for event in sorted(starts, key=lambda event: event.seq):
        where, at = _where(event), event.at
        if at is None:
            found.append(warning("start-group-without-instant", where, group=event.group).without(event.seq))
            continue
        rows = _driven_by(event.group, entries, cars, crossings)
        first = int(crossings.at[rows].min()) if rows.any() else None
        early = int(np.count_nonzero(crossings.why[rows] == NotCounted.BEFORE_START))
        kept = standing.get(event.group)
        if at < start:
            one = error("start-group-before-session", where, group=event.group, at=at, start_at=start)
            found.append(_moved(one, event, first, start).without(event.seq))
        elif kept is not None and kept is not event:
            tell = info if kept.at == at else warning
            found.append(
                tell("start-group-twice", where, group=event.group, at=at, kept_at=kept.at).without(event.seq)
            )
        elif first is not None and 2 * early > np.count_nonzero(rows):
            values = {"count": early, "total": int(np.count_nonzero(rows)), "first_at": first}
            one = error("start-group-after-passings", where, group=event.group, at=at, **values)
            moved = _moved(one, event, first, start)
            if moved.proposal is None:
                moved = moved.proposing(kind="void", target=event.seq, reason="not then")
            found.append(moved)
        elif first is not None and (late := _raced_before(rows, crossings, at, start)) is not None:
            values = {"count": early, "total": int(np.count_nonzero(rows)), "first_at": first}
            one = error("start-group-after-passings", where, group=event.group, at=at, **values)
            found.append(put_at(one, event.seq, late))
    return found


def _raced_before(rows: Mask, crossings: Crossings, at: int, start: int) -> int | None:
    """Where a group was racing already as it is said to have started, the instant at which it most likely did, whole
    minutes sooner, else at a round time; None where it was not.

    Every car of it crossed the line before, and again a usual lap later, well after the start: who starts at the line
    crosses it at once, and a formation lap takes longer.
    """
    cars = np.unique(crossings.car[rows])
    both = [
        (its[its < at], its[its >= at])
        for its in (crossings.at[rows & (crossings.car == car)] for car in cars)
    ]
    driven = [(before[before >= start], after) for before, after in both if len(after) > 1]
    if len(driven) < _FEWEST or not all(len(before) for before, _ in driven):
        return None
    usual = middle(np.concatenate([np.diff(after) for _, after in driven]))
    across = np.array([after[0] - before[-1] for before, after in driven]) / usual
    soon = np.array([after[0] - at for _, after in driven]) / usual
    if across.min() < _A_LAP[0] or across.max() > _A_LAP[1]:
        return None
    if soon.min() < _AT_ONCE / 2 or np.median(soon) < _AT_ONCE:
        return None
    first = min(int(before[0]) for before, _ in driven)
    for moved in (at - -((first - at) // MINUTE) * MINUTE, first // _ROUND * _ROUND):
        if start <= moved <= first <= moved + _TO_THE_LINE:
            return moved
    return max(start, first // _ROUND * _ROUND)


def _standing(log: Log, start: int) -> dict[str, Start]:
    """The start that counts of each class or group: the earliest that is not before the session's."""
    found: dict[str, Start] = {}
    said = [event for event in log.events if isinstance(event, Start) and event.at is not None]
    for event in sorted(said, key=lambda event: (event.at or 0, event.seq)) if said else ():
        if (event.at or 0) >= start:
            found.setdefault(event.group, event)
    return found


def _where(event: Start) -> Where:
    return Where(seq=event.seq, file=event.source, line=event.line)


def _driven_by(group: str, entries: Mapping[str, Entry], cars: tuple[str, ...], crossings: Crossings) -> Mask:
    """Which crossings are of cars of a class or group."""
    members = [
        code
        for code, car in enumerate(cars)
        if (entry := entries.get(car)) is not None and group in (entry.class_, entry.group)
    ]
    return np.isin(crossings.car, members)


def _moved(finding: Finding, event: Start, first: int | None, start: int) -> Finding:
    """The finding with the start put by whole hours to just before the first crossing of its cars, where that is not
    before the session.
    """
    at = event.at or 0
    moved = None if first is None else at + (first - at) // HOUR * HOUR
    if moved is None or moved < start or moved == at:
        return finding
    return put_at(finding, event.seq, moved)


def suspected_starts(
    laps: Laps,
    starts: Ints,
    start: int,
    car_class: Codes,
    classes: tuple[str, ...],
    shown: tuple[Period, ...],
    crossings: Crossings,
) -> list[Finding]:
    """Classes that look as if they had started later than the session: a warning each, with the record to take.

    Either the cars of the class all crossed the line sooner after the start than they can drive a lap, which was their
    own start; or all their first laps took longer than those of the others by as much; or none of them was
    read at the line at the start, where nearly all the others were. A first lap under a neutralisation of the whole
    course says nothing of it, and such laps do not say how long a lap takes.
    """
    if len(classes) < 2:
        return []
    runs, us = laps.runs, laps.end - laps.start
    if not len(us):
        return []
    at_speed = ~touched(shown, _HELD_UP, laps.start, laps.end)
    at_speed[runs.first] = False
    of_lap = Runs.of(np.repeat(runs.car, runs.length)[at_speed])
    quick: dict[int, int] = {}
    if at_speed.any():
        ends = quick_ends(us[at_speed], of_lap, car_class[of_lap.car], len(classes))
        quick = {code: ends.us[code].item() for code in np.flatnonzero(ends.laps >= _FEWEST).tolist()}
    since = laps.end[runs.first] - start
    of_first = car_class[runs.car]
    untold = starts[runs.car] == start
    untold &= ~touched(shown, _HELD_UP, starts[runs.car], laps.end[runs.first])
    since, of_first = since[untold], of_first[untold]
    first_laps = {code: since[of_first == code] for code in range(len(classes)) if quick.get(code)}
    ratio = {code: middle(mine) / quick[code] for code, mine in first_laps.items() if len(mine) > 1}
    found: list[Finding] = []
    for code, its in ratio.items():
        others = [one for other, one in ratio.items() if other != code and one >= _SOONER]
        if not others or not classes[code]:
            continue
        mine = first_laps[code]
        soonest = int(mine.min())
        if its < _SOONER:  # a lap behind the safety car is no quicker than one at speed
            later = np.repeat(car_class[runs.car] == code, runs.length)
            later[runs.first] = False
            its = middle(mine) / min(quick[code], quick_end(us[later]))
        to_line = _to_the_line(crossings, car_class, code, start)
        if to_line is not None and int(mine.max()) - soonest <= _TOGETHER * quick[code]:
            after = round((soonest - to_line) / _FIVE) * _FIVE
        elif its < _SOONER and int(mine.max()) - soonest <= _TOGETHER * quick[code]:
            after = soonest // _ROUND * _ROUND
        elif soonest / quick[code] > min(others) + _LATER and its < min(others) + 3:
            after = round((soonest - min(others) * quick[code]) / _ROUND) * _ROUND
        else:
            continue
        if after <= 0:
            continue
        finding = warning(
            "start-group-suspected",
            class_named=classes[code],
            count=len(mine),
            at=start + after,
            first_us=soonest,
            usual_us=quick[code],
        )
        found.append(finding.proposing(kind="start", at=format_instant(start + after), group=classes[code]))
    return found


def _to_the_line(crossings: Crossings, car_class: Codes, code: int, start: int) -> int | None:
    """How long after the start the first car of the other classes crossed the line, where nearly all of them did and
    none of this class was read there: its first crossing then is its own start. None where the grid is ahead of it.
    """
    rows = np.flatnonzero((crossings.why == NotCounted.START) | (crossings.why == NotCounted.OPEN))
    at, of = crossings.at[rows], car_class[crossings.car[rows]]
    others = np.unique(crossings.car[car_class[crossings.car] != code])
    crossed = np.unique(crossings.car[rows][of != code])
    if (of == code).any() or len(crossed) < _FEWEST or len(crossed) < _MOST_CROSS * len(others):
        return None
    return max(0, int(at.min()) - start)
