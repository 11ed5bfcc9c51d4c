"""Flags that are no slip of the hour and cannot be meant: a green before the start, a chequered flag for one car alone,
a red one under which the field raced on. Nothing is changed: each is told with the record that would set it right.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from parcferme.findings import Finding, Where, warning
from parcferme.records import Flag, FlagValue, Log, SessionStart, write_instant
from parcferme.times import HOUR, SECOND
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.laps import Laps
from parcferme.timing.periods import Period
from parcferme.timing.sightings import Ints, Sightings, middle, run_of

_AS_QUICK: Final = 1.15  # times the usual lap: whoever is called in is slower
_RACED: Final = 2  # laps as quick, of one car: the first may be driven by who has not seen the flag


def odd_flags(
    log: Log,
    seen: Sightings,
    crossings: Crossings,
    laps: Laps,
    opening: SessionStart | None,
    red: Period | None,
) -> list[Finding]:
    """What is odd about the flags of a session. `opening`: the record that starts it, and `red`: the flag that stopped
    it for good, both of a race alone.
    """
    flags = [event for event in log.events if isinstance(event, Flag) and event.at is not None]
    found = _green_before_start(flags, crossings, opening)
    found += _to_one_car(flags, seen)
    if red is not None and red.seq:
        found += _raced_on_under_red(crossings, laps, red)
    return found


def _green_before_start(
    flags: list[Flag], crossings: Crossings, opening: SessionStart | None
) -> list[Finding]:
    """A session said to have started after its green flag: no other green follows, and no flag ended what the first may
    have opened.
    """
    if opening is None or opening.at is None or not opening.seq or not flags:
        return []
    start = opening.at
    to_all = [flag for flag in flags if flag.to_all and not flag.inferred]
    early = [flag for flag in to_all if start - HOUR // 2 < (flag.at or 0) < start]
    if not early or any(flag.value is FlagValue.CHEQUERED for flag in early):
        return []
    greens = [flag for flag in early if flag.value is FlagValue.GREEN]
    counted = crossings.at[crossings.why == NotCounted.COUNTED]
    first = int(counted.min()) if len(counted) else start
    again = any(flag.value is FlagValue.GREEN and start <= (flag.at or 0) <= first for flag in to_all)
    if not greens or again:
        return []
    green = max(greens, key=lambda flag: (flag.at or 0, flag.seq))
    told = warning("green-before-start", Where(seq=green.seq), at=green.at, start_at=start)
    amended = {"at": write_instant(green.at or 0)}
    return [told.proposing(kind="amend", target=opening.seq, changes=amended)]


def _to_one_car(flags: list[Flag], seen: Sightings) -> list[Finding]:
    """Chequered flags shown to one car before all others: its session ends there."""
    shown = [flag for flag in flags if flag.value is FlagValue.CHEQUERED]
    last = max((flag.at or 0 for flag in shown if flag.to_all), default=None)
    found = []
    for flag in shown:
        if flag.car is None or flag.car not in seen.cars or (last is not None and (flag.at or 0) >= last):
            continue
        told = warning("chequered-to-one-car", Where(car=flag.car, seq=flag.seq), at=flag.at)
        found.append(told.proposing(kind="void", target=flag.seq, reason="not shown to one car"))
    return found


def _raced_on_under_red(crossings: Crossings, laps: Laps, red: Period) -> list[Finding]:
    """A red flag after which most cars drove two laps and more as quickly as before: the green of the restart was most
    likely forgotten. It is proposed a lap before the field first crossed the line as quickly.
    """
    after = np.flatnonzero(crossings.at > red.start)
    if len(after) < _RACED:
        return []
    driven = (laps.end <= red.start) & (laps.lap > 1)
    usual = middle((laps.end - laps.start)[driven]) if driven.any() else 0
    cars = np.unique(crossings.car[after]).tolist()
    begun, most = list[int](), 0
    for car in cars:
        mine: Ints = crossings.at[run_of(crossings.car, car)]
        mine = mine[mine > red.start]
        times = np.diff(mine)
        pace = usual or (middle(times) if len(times) else 0)
        quick = (times <= _AS_QUICK * pace) & (times >= pace / 2)
        if np.count_nonzero(quick) >= _RACED:
            begun.append(int(mine[int(np.argmax(quick))]))
            most = max(most, int(np.count_nonzero(quick)))
    if not begun or 2 * len(begun) < len(cars):
        return []
    first = min(begun)
    green = max(first - usual, (red.start + first) // 2) // SECOND * SECOND
    told = warning("raced-on-under-red", Where(seq=red.seq), at=red.start, count=len(begun), laps=most)
    if not red.start < green < first:
        return [told]
    return [told.proposing(kind="flag", at=write_instant(green), value=FlagValue.GREEN.value)]
