"""Two reads of a car at the end a fraction of a lap apart, the first of which took the chequered flag: one of them was
no crossing. Where the lap to the second is like the car's other laps, that may be its finish, and the first one none.

Before the flag such a read leaves a lap that nobody can drive; behind it no lap is counted, so that nothing shows.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from parcferme.findings import Finding, Where, info, warning
from parcferme.regulations import SessionKind
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.laps import Laps
from parcferme.timing.pace import TOO_SHORT
from parcferme.timing.remedies import no_crossing
from parcferme.timing.sightings import Ints, Mask, Sightings, middle, run_of

_LIKE: Final = 0.04  # of a lap: so near to one of a car's other laps a lap is like it
_RACED: Final = 0.1  # of a lap: so near to its usual one it is in a race too


def read_after_flag(
    seen: Sightings, crossings: Crossings, laps: Laps, took: Mask, slow: Mask, kind: SessionKind
) -> list[Finding]:
    """A question for each car that was read again after its flag sooner than anybody can drive a lap, where that read
    may have been its finish. A warning where its place or its best lap hangs on it; the void of the first read is
    proposed where the lap to the second is more like its others. `slow`: laps with a reason to be long; one that ends
    at the flag is looked at all the same.
    """
    again = (
        took[:-1] & (crossings.why[1:] == NotCounted.AFTER_FLAG) & (crossings.car[1:] == crossings.car[:-1])
    )
    found = []
    for row in np.flatnonzero(again).tolist():
        car = int(crossings.car[row])
        first, second = int(crossings.at[row]), int(crossings.at[row + 1])
        if (
            second - first >= int(crossings.shortest[car])
            or crossings.in_pit[row + 1] > crossings.in_pit[row]
        ):
            continue
        mine = run_of(laps.car, car)
        last = mine.stop - 1
        lap = second - int(laps.start[last])
        others = _fair(laps, slow, mine)
        usual = _usual(others, lap, int(crossings.shortest[car]), kind)
        if usual is None:
            continue
        tell = warning if _matters(laps, last, others, second, kind) else info
        seq = int(seen.seq[crossings.sighting[row]])
        where = Where(car=seen.cars[car], lap=int(laps.lap[last]), seq=seq)
        told = tell(
            "read-again-after-flag", where, at=first, again_at=second, lap_us=first - int(laps.start[last]),
            instead_us=lap, usual_us=usual,
        )  # fmt: skip
        if _nearer(others, lap, first - int(laps.start[last]), kind):
            told = no_crossing(told, seq)
        found.append(told)
    return found


def _nearer(others: Ints, lap: int, instead: int, kind: SessionKind) -> bool:
    """Whether one lap is more like a car's others than another is."""
    if not len(others):
        return True
    like = np.array([middle(others)]) if kind is SessionKind.RACE else others
    return bool(np.abs(like - lap).min() < np.abs(like - instead).min())


def _fair(laps: Laps, slow: Mask, mine: slice) -> Ints:
    """The other laps of a car that say what it drives, in µs."""
    us = (laps.end - laps.start)[mine][:-1]
    return np.asarray(us[~slow[mine][:-1] & (laps.lap[mine][:-1] > 1)])


def _usual(others: Ints, lap: int, shortest: int, kind: SessionKind) -> int | None:
    """What the car drives, where a lap is like its others: in a race its middle lap, elsewhere, where it drives as
    slowly as it likes, the lap that is nearest. Of a car without any the quick end of its class.
    """
    near = int(others[np.argmin(np.abs(others - lap))]) if len(others) else int(shortest / TOO_SHORT)
    usual = middle(others) if len(others) and kind is SessionKind.RACE else near
    return usual if abs(lap - near) <= _LIKE * near and abs(lap - usual) <= _RACED * usual else None


def _matters(laps: Laps, last: int, others: Ints, second: int, kind: SessionKind) -> bool:
    """Whether the car's place hangs on which read was its finish, or its best lap."""
    first = int(laps.end[last])
    if not len(others) or first - int(laps.start[last]) < int(others.min()):
        return True
    behind = (laps.lap == laps.lap[last]) & (first <= laps.end) & (laps.end <= second)
    return kind is SessionKind.RACE and bool(np.count_nonzero(behind) > 1)
