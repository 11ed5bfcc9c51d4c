"""A last crossing far behind everybody else's, its minute or hour mistyped: the car loses its place with it.

Written at the end of a list it is in order of time, so that no jump shows; only that nobody else was there any more.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from parcferme.findings import Finding, Where, warning
from parcferme.times import DAY, HOUR, MINUTE
from parcferme.timing.laps import Laps
from parcferme.timing.remedies import put_at
from parcferme.timing.sightings import Ints, Mask, Sightings, middle, run_of

_LONG: Final = 1.5  # usual laps: the last lap took longer than so many
_FAR: Final = 4  # usual laps: that of each, where more than one car was late
_ALONE: Final = 0.5  # usual laps behind everybody else's last crossing, at least
_DUE: Final = 0.15  # of a lap: so near to the instant at which it was due it lies once the slip is mended
_MOST: Final = 20  # cars: of more no list of remedies helps
# One digit mistyped: of the minutes, of the tens of minutes, of the hours; or the day.
_SLIPS: Final = sorted(
    {*(n * MINUTE for n in range(1, 60)), *(n * HOUR for n in range(1, 24)), *(n * DAY for n in range(1, 8))}
)


def finish_far_behind(seen: Sightings, laps: Laps, slow: Mask) -> list[Finding]:
    """The cars of a race, half of all at most, whose last crossing lies half a lap and more behind everybody else's
    last, and was due a round number of minutes, hours or days sooner. `slow`: laps that say nothing of what a car
    usually drives.
    """
    last = laps.last
    if len(last) < 2:
        return []
    us = laps.end - laps.start
    late = list[tuple[int, int]]()
    for row in last[np.argsort(-laps.end[last], kind="stable")].tolist()[: max(1, len(last) // 2)]:
        usual = _usual(laps, us, slow, row)
        if usual is None or us[row] <= _LONG * usual:
            break
        late.append((row, usual))
    # Of several at once a slow lap, or a stop nobody recorded, is likelier than a slip of one minute.
    late = [(row, usual) for row, usual in late if us[row] > _FAR * usual] or late[:1]
    others = last[~np.isin(last, [row for row, _ in late])]
    until = int(laps.end[others].max())
    told = (_told(seen, laps, row, usual, until) for row, usual in late)
    return [one for one in told if one is not None]


def all_by_the_hour(seen: Sightings, laps: Laps, slow: Mask) -> list[Finding]:
    """The last crossings of all cars of a race, where each is the same whole hours later than it was due and nobody was
    seen in between: the hour was mistyped for all of them, in a list that goes car by car. Told of twenty at most.
    """
    last = laps.last
    if not 2 <= len(last) <= _MOST or bool((np.diff(seen.seq) > 0).all()):  # else a clock was put
        return []
    us, slips = laps.end - laps.start, list[int]()
    for row in last.tolist():
        usual = _usual(laps, us, slow, row)
        slip = 0 if usual is None else round((int(us[row]) - usual) / HOUR) * HOUR
        if usual is None or slip <= 0 or abs(int(us[row]) - slip - usual) > _DUE * usual:
            return []
        slips.append(slip)
    since, until = int(laps.start[last].max()), int(laps.end[last].min())
    if (
        len(set(slips)) > 1
        or since >= until
        or ((seen.at > since + HOUR // 4) & (seen.at < until - HOUR // 4)).any()
    ):
        return []
    return [
        put_at(
            warning(
                "time-jump",
                Where(
                    car=seen.cars[int(laps.car[row])],
                    lap=int(laps.lap[row]),
                    seq=int(seen.seq[laps.sighting[row]]),
                ),
                instant_at=int(laps.end[row]),
                before_at=int(laps.start[row]),
                moved_at=int(laps.end[row]) - slips[0],
            ),
            int(seen.seq[laps.sighting[row]]),
            int(laps.end[row]) - slips[0],
        )
        for row in last.tolist()
    ]


def _usual(laps: Laps, us: Ints, slow: Mask, late: int) -> int | None:
    """What the car of a last lap usually drives; None where it has no other lap."""
    mine = run_of(laps.car, int(laps.car[late]))
    before = slice(mine.start, late)
    fair = ~slow[before] & (laps.lap[before] > 1)
    its = us[before][fair] if fair.any() else us[before]
    return middle(its) if len(its) else None


def _told(seen: Sightings, laps: Laps, late: int, usual: int, others: int) -> Finding | None:
    at, start = int(laps.end[late]), int(laps.start[late])
    due = start + usual
    if at - others <= _ALONE * usual:
        return None
    moved = min((at - slip for slip in _SLIPS), key=lambda one: abs(one - due))
    if abs(moved - due) > _DUE * usual or moved > others + usual:
        return None
    seq = int(seen.seq[laps.sighting[late]])
    where = Where(car=seen.cars[int(laps.car[late])], lap=int(laps.lap[late]), seq=seq)
    found = warning(
        "finish-far-behind",
        where,
        instant_at=at,
        behind_us=at - others,
        lap_us=at - start,
        usual_us=usual,
        moved_at=moved,
    )
    return put_at(found, seq, moved)
