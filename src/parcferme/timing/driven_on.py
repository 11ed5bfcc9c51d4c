"""A chequered flag after which the field raced on: typed minutes too early, or shown and taken back.

After the flag cars drive a cooling lap and come in. Where most of them drive two laps and more as quickly as before,
the flag is most likely wrong, and the result is that of another race.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from parcferme.findings import Finding, Where, warning
from parcferme.records import Flag, FlagValue, Log
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.flags import SessionFlag
from parcferme.timing.laps import Laps
from parcferme.timing.sightings import Ints, Mask, run_of

_AS_QUICK: Final = 1.15  # times the usual lap: a cooling lap is slower
_RACED: Final = 2  # laps as quick, of one car: one may be driven by who has not seen the flag
_TO_THE_NEXT: Final = 1  # the same where a chequered flag was shown again later


def driven_on(log: Log, crossings: Crossings, laps: Laps, took: Mask, flag: SessionFlag) -> list[Finding]:
    """That most cars which took the flag raced on. Where another chequered flag was written later, one lap is enough,
    and the remedy is to void this one.
    """
    if flag.at is None or flag.source != "log" or not flag.seq:
        return []
    later = [
        one for one in log.events
        if isinstance(one, Flag) and one.value is FlagValue.CHEQUERED and one.to_all and (one.at or 0) > flag.at
    ]  # fmt: skip
    finished = np.flatnonzero(took).tolist()
    raced = [_raced_on(crossings, laps, row) for row in finished]
    cars = sum(count >= (_TO_THE_NEXT if later else _RACED) for count in raced)
    if not cars or 2 * cars < len(finished):
        return []
    found = warning("raced-on-after-flag", Where(seq=flag.seq), at=flag.at, count=cars, laps=max(raced))
    if not later:
        return [found]
    return [found.proposing(kind="void", target=flag.seq, reason="the field raced on")]


def _raced_on(crossings: Crossings, laps: Laps, row: int) -> int:
    """How many laps as quick as before the car drove after it took the flag at this crossing."""
    mine = run_of(crossings.car, int(crossings.car[row]))
    after = row + 1 + np.flatnonzero(crossings.why[row + 1 : mine.stop] == NotCounted.AFTER_FLAG)
    times = np.diff(crossings.at[np.concatenate([[row], after])])
    if not len(times):
        return 0
    its = run_of(laps.car, int(crossings.car[row]))
    before: Ints = (laps.end - laps.start)[its][laps.lap[its] > 1]
    usual = int(np.median(before)) if len(before) else int(np.median(times))
    quick = (times <= _AS_QUICK * usual) & (times >= usual / 2)
    return int(np.count_nonzero(quick))
