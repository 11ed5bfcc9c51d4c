"""Races slowed by anything: red flags early and late, safety cars, rain nobody raised a flag for; classes up to twice
as quick as others. `slowed(seed)` is always the same.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

import polars as pl

from damaged_races import SECOND, START
from parcferme.entries import Entries, Entry
from parcferme.records import Flag, FlagValue, Log


class Slowed(NamedTuple):
    """The log, the entry list (empty where classes are not known), and which cars crossed the line at their start."""

    log: Log
    entries: Entries
    rolling: dict[str, bool]


class _Phase(NamedTuple):
    begin: int
    end: int
    flag: str | None


def slowed(seed: int) -> Slowed:
    """Two to twenty laps, two to twenty-four cars, up to two slow phases anywhere in the race."""
    random = Random(seed)
    base, laps = random.randint(40, 200) * SECOND, random.randint(2, 20)
    classes = random.choice([1, 1, 2, 3])
    factors = [1.0, *(random.uniform(1.1, 2.0) for _ in range(classes - 1))]
    cars, rolling = random.randint(2, 24), random.random() < 0.6
    phases = [_phase(random, base, laps) for _ in range(random.choice([0, 1, 1, 2]))]
    slow = random.uniform(1.3, 2.0)
    rows: list[tuple[int, str]] = []
    listed: list[Entry] = []
    started: dict[str, bool] = {}
    for place in range(cars):
        car, which = str(place + 1), place * classes // cars
        pace, at = base * factors[which] * (1 + random.random() * 0.06), START
        if rolling:
            at += int(
                min(random.uniform(1, 6) * SECOND + place * random.uniform(0.2, 1.0) * SECOND, 0.33 * base)
            )
            rows.append((at, car))
        elif random.random() < 0.05:
            at += int(random.uniform(0.2, 3) * base)  # it starts late
        for lap in range(laps):
            work = pace * (1 + random.random() * 0.03)
            work += 0 if rolling or lap else random.randint(3, 9) * SECOND
            at = _driven(phases, slow, at, work)
            rows.append((at, car))
        listed.append(Entry(car, class_="ABC"[which]))
        started[car] = rolling
    events = [Flag(at=START, value=FlagValue.GREEN), Flag(at=max(rows)[0] - 1, value=FlagValue.CHEQUERED)]
    for phase in phases:
        if phase.flag is not None:
            events.append(Flag(at=max(phase.begin, START + 1), value=FlagValue(phase.flag)))
            events.append(Flag(at=phase.end, value=FlagValue.GREEN))
    rows.sort()
    frame = pl.DataFrame(
        {"at": [at for at, _ in rows], "loop": ["FL"] * len(rows), "car": [car for _, car in rows]}
    )
    known = classes == 1 or random.random() < 0.7
    return Slowed(Log.of(frame, events), Entries.of(listed if known else ()), started)


def _phase(random: Random, base: int, laps: int) -> _Phase:
    begin = START + int(random.uniform(0, laps) * base)
    flag = random.choice(["red", "safety-car", "fcy", None, None])
    return _Phase(begin, begin + int(random.uniform(0.5, 5) * base), flag)


def _driven(phases: list[_Phase], slow: float, at: int, work: float) -> int:
    """When a car that set out at `at` has driven what takes it `work` at full speed."""
    while True:
        phase = next((one for one in phases if one.begin <= at < one.end), None)
        until = phase.end if phase else min((one.begin for one in phases if one.begin > at), default=2**60)
        speed = 1.0 if phase is None else 0.02 if phase.flag == "red" else 1 / slow
        if (until - at) * speed >= work:
            return at + int(work / speed)
        work -= (until - at) * speed
        at = until
