"""Whether what was most likely not read can change a place: all of a car's crossings together, each within how far off
its instant may be, and those of other cars at the same time.

A finding by itself may move nobody though two of one car, or those of two cars, do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import Final

import msgspec

from parcferme.findings import Finding, Severity
from parcferme.regulations import ClassifiedRules
from parcferme.timing.laps import Laps

_FINISH: Final = ("finish-not-read", "last-crossing-not-read")
_CODES: Final = ("missed-passing", *_FINISH)
State = tuple[int, int]  # laps less than none, and the instant of the last: in order of place


def with_moves(
    findings: Sequence[Finding],
    laps: Laps,
    cars: Sequence[str],
    took: Collection[int],
    rules: ClassifiedRules,
) -> list[Finding]:
    """The findings of a race, those about crossings nobody read as warnings where they can change a place, or whether
    a car is classified.
    """
    asked: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        if one.code in _CODES and one.where.car is not None:
            asked[one.where.car].append(one)
    if all(one.severity is Severity.WARNING for several in asked.values() for one in several):
        return list(findings)
    last = laps.last
    now = {
        cars[car]: (-lap, end)
        for car, lap, end in zip(
            laps.car[last].tolist(), laps.lap[last].tolist(), laps.end[last].tolist(), strict=True
        )
    }
    states = {car: _states(now[car], its) for car, its in asked.items() if car in now}
    finished = {cars[car] for car in took}
    moving = {
        car for car in states if _moves(car, now, states) or _classifies(car, now, states, finished, rules)
    }
    return [
        msgspec.structs.replace(one, severity=Severity.WARNING)
        if one.code in _CODES and one.severity is Severity.INFO and one.where.car in moving
        else one
        for one in findings
    ]


def _states(now: State, asked: Iterable[Finding]) -> set[State]:
    """Where a car may stand: as it was read, with its missed crossings, with its finish, and with both."""
    found = {now}
    finish = [one for one in asked if one.code in _FINISH]
    missed = sum(one.code == "missed-passing" for one in asked)
    for more in {0, missed}:
        found.add((now[0] - more, now[1]))
        for one in finish:
            at, off = int(one.values["at"]), int(one.values["uncertain_us"])
            found |= {(-int(one.where.lap or 0) - more, instant) for instant in (at - off, at, at + off)}
    return found


def _moves(car: str, now: Mapping[str, State], states: Mapping[str, set[State]]) -> bool:
    """Whether the car would be ahead of another in one of its states and behind in another, wherever that may stand."""
    for other, stands in now.items():
        if other == car:
            continue
        for theirs in states.get(other, {stands}):
            if len({mine < theirs for mine in states[car]}) > 1:
                return True
    return False


def _classifies(
    car: str,
    now: Mapping[str, State],
    states: Mapping[str, set[State]],
    finished: Collection[str],
    rules: ClassifiedRules,
) -> bool:
    """Whether it hangs on these crossings that the car is classified: by the flag, or by its share of the laps."""
    mine = {-state[0] for state in states[car]}
    if rules.flag and car not in finished and len(states[car]) > 1:
        return True
    if rules.share is None:
        return False
    most = max(-state[0] for state in now.values())
    least = [rules.share * count for count in (most, max(most, *mine))]
    return len({lap >= bound for lap, bound in product(mine, least)}) > 1
