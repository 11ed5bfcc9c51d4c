"""Classes or groups that start at different instants in one session, each with its own clock."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from parcferme.entries import Entry
from parcferme.findings import Finding, Where, warning
from parcferme.records import FlagValue, Log, Start
from parcferme.regulations import SessionRules
from parcferme.times import SECOND, format_instant
from parcferme.timing.laps import Laps
from parcferme.timing.pace import quick_end, quick_ends
from parcferme.timing.periods import NEUTRALISED, Period, touched
from parcferme.timing.sightings import Codes, Ints, Runs, middle

_SOONER = 0.95  # of its quick lap: nobody's lap 1 is quicker than that from a start
_LATER = 0.25  # laps more than the others' lap 1 took: a whole class that slow started later
_TOGETHER = 0.15  # of a lap: the cars of one start cross the line this near to each other
_FEWEST = 2  # laps at speed: of one nobody knows whether it was slow
_HELD_UP = tuple(
    value for value in NEUTRALISED if value is not FlagValue.YELLOW
)  # a yellow at one place costs seconds
_ROUND = 10 * SECOND  # starts follow each other at round times


def starts_of(
    log: Log,
    rules: SessionRules,
    cars: tuple[str, ...],
    entries: Mapping[str, Entry],
    start: int,
) -> tuple[Ints, list[Finding]]:
    """Per car the instant of its start: what the log says of its class or group, else the rulebook, else the session's;
    and a finding for each start of a group that nobody is in.

    Of two starts of one group the one written last stands.
    """
    said = {event.group: event for event in log.events if isinstance(event, Start) and event.at is not None}
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
        warning(
            "start-group-unknown",
            Where(seq=event.seq, file=event.source, line=event.line),
            group=group,
            at=event.at,
        )
        for group, event in said.items()
        if group not in met
    ]
    return found, unknown


def suspected_starts(
    laps: Laps,
    starts: Ints,
    start: int,
    car_class: Codes,
    classes: tuple[str, ...],
    shown: tuple[Period, ...],
) -> list[Finding]:
    """Classes that look as if they had started later than the session: a warning each, with the record to take.

    Either the cars of the class all crossed the line sooner after the start than they can drive a lap, which was their
    own start; or all their first laps took longer than those of the others by as much. A first lap under a
    neutralisation of the whole course says neither, and such laps do not say how long a lap takes.
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
        if its < _SOONER and int(mine.max()) - soonest <= _TOGETHER * quick[code]:
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
