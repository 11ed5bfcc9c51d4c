"""A crossing of the line typed as a read of the pit lane: its car then has one lap for two, and a visit that was none.

A visit explains a long lap only as far as it lasted. Where a lap has one read of the lane in it, and just where the car
was due at the line, with a usual lap before it and one after it, it has lost no time at all: there was no visit.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np

from parcferme.findings import Finding, Where, info, warning
from parcferme.records import FINISH_LINE_IN_PIT, PIT_IN, PIT_OUT
from parcferme.regulations import SessionKind
from parcferme.timing.habits import Driving, habit_of
from parcferme.timing.laps import Laps
from parcferme.timing.long_laps import moves
from parcferme.timing.remedies import was_the_line
from parcferme.timing.sightings import Ints, Mask, Sightings, middle, run_of
from parcferme.timing.stops import Stop

_LANE: Final = (PIT_IN, PIT_OUT)
_FINISH: Final = 0.03  # of a lap: the way into the lane leaves the track sooner than that
_PART: Final = 0.12  # of a lap: further off no car's habit reaches
_LOSES: Final = 0.25  # of a lap more than two, for the laps before and after it: lap 1, the lane


def typed_in_lane(known: Driving, rows: Ints, visits: Sequence[Stop]) -> list[tuple[int, int]]:
    """Those of some long laps of a race that have one read of the lane in them, which was one of the line: with it,
    the row of the sighting.
    """
    if known.kind is not SessionKind.RACE or known.alone or known.counts or not len(rows):
        return []
    seen, laps = known.seen, known.laps
    lane = np.flatnonzero(seen.at_loops((*_LANE, FINISH_LINE_IN_PIT)))
    if not len(lane):
        return []
    usual = known.usuals.us[np.searchsorted(laps.runs.car, laps.car[rows])]
    near = known.us[rows] <= (2 + 2 * _PART + _LOSES) * usual
    twice = {row for _, row, _ in known.split.twice}  # there the loops between tell it
    in_lane = known.crossings.in_pit[laps.crossing]
    near &= ~(in_lane[rows] | (in_lane[rows - 1] & (laps.lap[rows] > 1)))
    read_twice = {seq for stop in visits if len(stop.seqs) > 1 for seq in stop.seqs}
    found = list[tuple[int, int]]()
    for row in rows[near & (known.us[rows] >= 2 * (1 - _PART) * usual)].tolist():
        reads = _inside(known, lane, row)
        if row in twice or len(reads) != 1 or int(seen.seq[reads[0]]) in read_twice:
            continue
        if _at_the_line(known, lane, row, reads[0]):
            found.append((row, reads[0]))
    return found


def finish_in_lane(
    seen: Sightings, laps: Laps, took: Collection[int], flag: int | None, slow: Mask
) -> list[Finding]:
    """The same of a finish: a car not read at the line after the flag, and once in the lane just when it was due."""
    lane = np.flatnonzero(seen.at_loops(_LANE))
    if flag is None or not len(lane) or int(seen.at[lane[-1]]) < flag or not len(laps.lap):
        return []
    found = list[Finding]()
    us, last = laps.end - laps.start, laps.last
    for row in last[~np.isin(laps.car[last], list(took)) & (laps.end[last] < flag)].tolist():
        mine = run_of(laps.car, int(laps.car[row]))
        fair = us[mine][~slow[mine]]
        reads = lane[(seen.car[lane] == laps.car[row]) & (seen.at[lane] > laps.end[row])]
        if not len(fair) or len(reads) != 1 or int(seen.at[reads[0]]) < flag:
            continue
        usual, at = middle(fair), int(seen.at[reads[0]])
        if abs(at - int(laps.end[row]) - usual) <= _FINISH * usual:
            code, seq = int(laps.car[row]), int(seen.seq[reads[0]])
            tell = warning if moves(laps, code, 1) else info
            where = Where(car=seen.cars[code], lap=int(laps.lap[row]) + 1, seq=seq)
            one = tell(
                "missed-passing", where, lap_us=at - int(laps.end[row]), usual_us=usual, at=at,
                read_as=seen.loops[int(seen.loop[reads[0]])],
            )  # fmt: skip
            found.append(was_the_line(one, seq))
    return found


def _inside(known: Driving, lane: Ints, row: int) -> list[int]:
    """The reads of the lane in a lap, its end included: who crossed the line in the lane has been there."""
    seen, laps = known.seen, known.laps
    first, last = np.searchsorted(seen.at[lane], [laps.start[row] + 1, laps.end[row] + 1])
    mine = lane[first:last]
    return [int(one) for one in mine[seen.car[mine] == laps.car[row]]]


def _at_the_line(known: Driving, lane: Ints, row: int, sighting: int) -> bool:
    """Whether a read stands where its car was due at the line, with usual laps around it; and nearer to that than to
    where the others are usually read at its loop.
    """
    seen, laps = known.seen, known.laps
    car = int(laps.car[row])
    habit = habit_of(known, car, run_of(laps.car, car))
    if habit is None or seen.loops[int(seen.loop[sighting])] not in _LANE:
        return False
    at = int(seen.at[sighting])
    before, after = at - int(laps.start[row]), int(laps.end[row]) - at
    opens = laps.lap[row] == 1 and habit.first is not None
    begins = _like(habit, before, opens)
    if not begins or not _like(habit, after, False):
        return False
    longer = (habit.first or habit.usual) - habit.usual if opens else 0
    others = lane[(seen.loop[lane] == seen.loop[sighting]) & (lane != sighting)]
    shares = _shares(known, others)
    off = abs((before - longer) / habit.usual - 1)
    return not len(shares) or off < abs(float(np.median(shares)) - (before - longer) / habit.usual)


def _like(habit: Any, lap: int, opens: bool) -> bool:
    """Whether a lap is like the car's others; lap 1 like that of most, or like the quickest."""
    if not opens:
        return bool(habit.near(lap, 1))
    starts = [one - habit.usual for one in (habit.first, habit.soonest) if one is not None]
    return any(bool(habit.near(lap - longer, 1)) for longer in starts)


def _shares(known: Driving, reads: Ints) -> np.ndarray:
    """How far round the car was at each of these reads, as a share of its usual lap since the line."""
    seen, laps = known.seen, known.laps
    found = []
    for read in reads[:50].tolist():
        mine = run_of(laps.car, int(seen.car[read]))
        if mine.stop == mine.start:
            continue
        place = int(np.searchsorted(laps.end[mine], seen.at[read], side="left"))
        since = laps.start[mine.start] if place == 0 else laps.end[mine.start + place - 1]
        usual = known.usuals.us[int(np.searchsorted(laps.runs.car, seen.car[read]))]
        found.append((int(seen.at[read]) - int(since)) / max(int(usual), 1))
    return np.array(found)


def typed_told(known: Driving, found: list[tuple[int, int]]) -> list[Finding]:
    """A finding for each, with the amendment of its loop; a warning where it moves the car."""
    seen, laps, told = known.seen, known.laps, list[Finding]()
    for row, sighting in found:
        code = int(laps.car[row])
        more = sum(int(laps.car[one]) == code for one, _ in found)
        tell = warning if moves(laps, code, more) else info
        where = Where(car=seen.cars[code], lap=int(laps.lap[row]), seq=int(seen.seq[sighting]))
        usual = int(known.usuals.us[int(np.searchsorted(laps.runs.car, code))])
        one = tell(
            "missed-passing", where, lap_us=int(known.us[row]), usual_us=usual, at=int(seen.at[sighting]),
            read_as=seen.loops[int(seen.loop[sighting])],
        )  # fmt: skip
        told.append(was_the_line(one, int(seen.seq[sighting])))
    return told
