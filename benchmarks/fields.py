"""Races of any size for measuring: a passings frame in time order, as a decoder leaves it."""

from __future__ import annotations

import numpy as np
import polars as pl

from parcferme.entries import Entries, Entry
from parcferme.records import Event, Flag, FlagValue, Log, SessionStart

SECOND = 1_000_000


def field(
    cars: int, hours: float, loops: int = 4, passings: int | None = None, seed: int = 1
) -> tuple[Log, Entries]:
    """`cars` in three classes for `hours`, read at `loops` loops (the last is the finish line).

    About one lap in 25 is a stop, one read in 2,000 is missed; flags change a few times; the chequered flag is shown.
    `passings` cuts the race at that many: what was shown later is not in it either.
    """
    random = np.random.default_rng(seed)
    length = int(hours * 3600 * SECOND)
    names = sorted(str(number) for number in random.choice(np.arange(1, 1000), cars, replace=False))
    loop_names = [f"S{n}" for n in range(1, loops)] + ["FL"]
    at, car, loop = [], [], []
    for code in range(cars):
        pace = (100 + 12 * (code % 3)) * SECOND
        laps = length // pace + 2
        sectors = random.normal(pace / loops, pace / 400, (laps, loops))
        sectors[random.random(laps) < 0.04, 0] += 70 * SECOND
        instants = 10 * SECOND + np.cumsum(sectors.ravel()).astype(np.int64)
        kept = (random.random(len(instants)) > 0.0005) & (instants < length + 2 * pace)
        at.append(instants[kept])
        loop.append(np.tile(np.arange(loops), laps)[kept])
        car.append(np.full(kept.sum(), code))
    instants, cars_, loops_ = np.concatenate(at), np.concatenate(car), np.concatenate(loop)
    order = np.lexsort((cars_, loops_, instants))[:passings]
    loop_order = sorted(range(loops), key=lambda index: loop_names[index])
    rank = np.argsort(loop_order)
    frame = pl.DataFrame(
        {
            "at": instants[order],
            "loop": pl.Series(rank[loops_[order]].astype(np.uint32)).cat.to(pl.Enum(sorted(loop_names))),
            "car": pl.Series(cars_[order].astype(np.uint32)).cat.to(pl.Enum(names)),
        }
    )
    events: list[Event] = [SessionStart(at=0, length=length), Flag(at=0, value=FlagValue.GREEN)]
    for share, value in (
        (0.2, FlagValue.SAFETY_CAR),
        (0.22, FlagValue.GREEN),
        (0.6, FlagValue.FULL_COURSE_YELLOW),
    ):
        events.append(Flag(at=int(share * length), value=value))
    events.append(Flag(at=int(0.61 * length), value=FlagValue.GREEN))
    last = int(instants[order[-1]])
    events = [event for event in events if (event.at or 0) <= last]
    entries = Entries.of(Entry(name, f"C{index % 3}") for index, name in enumerate(names))
    return Log.of(frame, events), entries
