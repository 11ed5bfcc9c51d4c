"""Who fights whom, and who comes closer to whom: measured over the last three laps that two cars both ended.

A battle: two neighbours of one class on one lap, no more than 1.5 s apart at each of the last three lines. A trend: how
the time between two neighbours of one class changed per lap over three laps, none of them with a stop or a
neutralisation in it, since those say nothing of pace.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np

from parcferme.timing import Ints, Timing, run_of

CLOSE: Final = 1_500_000  # µs
LAPS: Final = 3


class Battle(msgspec.Struct, frozen=True):
    """Cars of one class one behind the other, first to last; `apart` in µs between first and last."""

    cars: tuple[str, ...]
    class_: str
    apart: int


def apart_by_lap(timing: Timing, ahead: str, behind: str) -> tuple[Ints, Ints] | None:
    """The last laps that two cars both ended and the time (µs) between them at each line, oldest first; None where they
    are not on one lap or have too few in common.
    """
    laps = timing.laps_
    first, second = (run_of(laps.car, timing.codes[car]) for car in (ahead, behind))
    done = second.stop - second.start
    if done < LAPS + 1 or first.stop - first.start not in (done, done + 1):
        return None  # one more: the car ahead has just crossed the line, and the other one has not yet
    last = np.arange(done - LAPS - 1, done)
    return last + 1, laps.end[second.start + last] - laps.end[first.start + last]


def trend(timing: Timing, ahead: str, behind: str) -> int | None:
    """By how much (µs per lap) the car behind lost to the one ahead over the last three laps; negative: it gained.
    None where a stop or a neutralisation is in these laps, or too few were driven.
    """
    found = apart_by_lap(timing, ahead, behind)
    if found is None:
        return None
    lap, apart = found
    for car in (ahead, behind):
        rows = run_of(timing.laps_.car, timing.codes[car]).start + lap[1:] - 1
        if (timing.in_lap[rows] | timing.out_lap[rows] | timing.neutralised[rows]).any():
            return None
    return int(apart[-1] - apart[0]) // LAPS


def battles(timing: Timing, order: Sequence[tuple[str, str | None]]) -> tuple[Battle, ...]:
    """Every fight among the running cars in `order` (number, class): the longest chains of close neighbours."""
    by_class: dict[str, list[str]] = {}
    for car, class_ in order:
        by_class.setdefault(class_ or "", []).append(car)
    found: list[Battle] = []
    for class_, cars in by_class.items():
        chain = cars[:1]
        for ahead, behind in pairwise(cars):
            if _close(timing, ahead, behind):
                chain.append(behind)
                continue
            found += _fight(timing, chain, class_)
            chain = [behind]
        found += _fight(timing, chain, class_)
    return tuple(found)


def _close(timing: Timing, ahead: str, behind: str) -> bool:
    found = apart_by_lap(timing, ahead, behind)
    return found is not None and bool(((found[1][1:] >= 0) & (found[1][1:] <= CLOSE)).all())


def _fight(timing: Timing, chain: list[str], class_: str) -> list[Battle]:
    if len(chain) < 2:
        return []
    apart = [apart_by_lap(timing, *pair) for pair in pairwise(chain)]
    return [Battle(tuple(chain), class_, sum(int(one[1][-1]) for one in apart if one is not None))]
