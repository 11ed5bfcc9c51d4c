"""How a race ended for its field: by which instant everybody who was still driving has crossed the line for the last
time. The chequered flag says it, a red one that stopped the race for good, or, where nobody recorded either, the last
lap that was led.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec
import numpy as np

from parcferme.records import FlagValue
from parcferme.regulations import ResultAfterRed, SessionRules
from parcferme.timing.crossings import Crossings, NotCounted, number_laps
from parcferme.timing.flags import RaceControl, stopped_for_good
from parcferme.timing.laps import Laps, laps_of
from parcferme.timing.pace import NEVER
from parcferme.timing.sightings import Ints, Mask

_SHARE: Final = 3  # without a flag one of so many cars may lack: else the others drove a cooling lap


class FieldEnd(NamedTuple):
    """The end (`at`), and the instant after which it came (`since`), where it was worked out from crossings: the flag
    fell at the first that is known to be behind it, and one before that may be lacking. `took`: the cars that were read
    at it. `red`: the race was stopped for good, and the end is no crossing; `known`: somebody recorded it. `until`:
    when red was shown after the chequered flag, so that whoever had not come by then did not have to.
    """

    at: int
    since: int
    took: frozenset[int]
    red: bool = False
    known: bool = True
    until: int = NEVER

    def trusted(self, lacking: int) -> bool:
        """Whether so many cars can be lacking: where no flag is known, the end itself hangs on the others."""
        return self.known or _SHARE * lacking <= len(self.took) + lacking


def end_of(
    control: RaceControl, laps: Laps, finished: frozenset[int], rules: SessionRules
) -> FieldEnd | None:
    """The end of a race; None where it is still being driven as far as anybody knows. `finished`: the cars that took
    the chequered flag.
    """
    red, flag = stopped_for_good(control.shown), control.flag
    if red is not None and (flag.at is None or flag.seq == red.seq or flag.at > red.start):
        return FieldEnd(red.start, red.start, frozenset(), red=True)
    if flag.at is not None:
        shown = next((one for one in control.shown if one.seq == flag.seq and one.inferred), None)
        after = flag.at if shown is None or shown.after is None else shown.after
        until = NEVER if red is None else red.start
        return FieldEnd(flag.at, min(after, flag.at), finished, until=until)
    if rules.laps is not None or rules.length is not None or rules.total is not None or not len(laps.lap):
        return None
    if any(one.value is FlagValue.CHEQUERED for one in control.shown):
        return None
    last = laps.last
    done, end = laps.lap[last], laps.end[last]
    won = int(laps.end[laps.lap == done.max()].min())
    took = last[end >= won]  # the crossing before was no finish
    since = min(won, int(laps.start[took].max()))
    return FieldEnd(won, since, frozenset(laps.car[took].tolist()), known=False)


class Stopped(NamedTuple):
    """The laps of a race until it was stopped for good, all of them: those too to which its result does not go."""

    laps: Laps
    slow: Mask
    missed: Mask


def until_red(crossings: Crossings, laps: Laps, starts: Ints, red: int, slow: Mask, missed: Mask) -> Stopped:
    """These laps, and which of them had a reason to be long, or a crossing in them that was not read."""
    driven = np.isin(crossings.why, (NotCounted.COUNTED, NotCounted.AFTER_RED)) & (crossings.at <= red)
    why = np.where(
        driven, NotCounted.COUNTED, np.where(crossings.why == 0, NotCounted.AFTER_RED, crossings.why)
    )
    why = why.astype(np.int8)
    counted = msgspec.structs.replace(crossings, why=why, lap=number_laps(crossings.car, why))
    all_of = laps_of(counted, starts, line_to_line=False)
    marks = []
    for mark in (slow, missed):
        of_crossing = np.zeros(len(crossings.at), dtype=bool)
        of_crossing[laps.crossing[mark]] = True
        marks.append(of_crossing[all_of.crossing])
    return Stopped(all_of, marks[0] | (all_of.lap == 1), marks[1])


def cut_hangs_on(laps: Laps, lap: int, last_at: int, counted: int, result: ResultAfterRed) -> bool:
    """Whether the lap to which the result of a stopped race is taken back (`counted`) hangs on a crossing that nobody
    read: the car's lap `lap`, where it was last read at `last_at`. `laps`: all that were driven until the red flag.
    """
    if result is ResultAfterRed.LAST_LAP_ALL_COMPLETED:
        later = laps.end[laps.lap == counted + 1]
        return bool(len(later)) and last_at < int(later.min())
    return lap > int(laps.lap.max(initial=0))
