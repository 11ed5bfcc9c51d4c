"""Flags that meant nothing to a session: one shown and gone again before the start, and a chequered flag after which
nobody crossed the line.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np

from parcferme.findings import Finding, Where, error, info, warning
from parcferme.records import Flag, FlagValue, Log
from parcferme.timing.flags import SessionFlag
from parcferme.timing.laps import Laps
from parcferme.timing.periods import MESSAGES, periods
from parcferme.timing.remedies import put_at

_LATER: Final = (
    0.25  # of a lap after everybody's last crossing: so late nobody shows it before the leader comes
)


def before_start(
    log: Log, start: int, already: Collection[int], asked: Collection[int], *, race: bool
) -> list[Finding]:
    """One note of all flags that were over before the start. A red one of a race is a warning of its own where no
    chequered flag ended that race: it may have been stopped, and the instant mistyped. `already`: records told as not
    counted; `asked`: flags of which that was asked.
    """
    flags = [one for one in log.events if isinstance(one, Flag) and one.at is not None]
    flags = [one for one in flags if one.to_all and not one.inferred and one.value not in MESSAGES]
    early = [one for one in flags if (one.at or 0) < start]
    if not early:
        return []
    at_start = next((one.seq for one in reversed(periods(flags)) if one.start <= start), 0)
    over = [
        one for one in early
        if one.seq != at_start and one.seq not in already and one.value is not FlagValue.CHEQUERED
    ]  # fmt: skip
    ended = any(
        one.value is FlagValue.CHEQUERED or (one.value is FlagValue.RED and one not in over) for one in flags
    )
    found = list[Finding]()
    if race and not ended:
        red = [one for one in over if one.value is FlagValue.RED and one.seq not in asked]
        for one in red:
            told = warning("red-before-start", Where(seq=one.seq), at=one.at, start_at=start)
            found.append(told.without(one.seq))
        over = [one for one in over if one not in red]
    if over:
        values = {"count": len(over), "first_at": min(one.at or 0 for one in over), "start_at": start}
        seqs = sorted(one.seq for one in over)
        found.append(info("flags-before-start", Where(seq=seqs[0]), **values).without(*seqs))
    return found


def taken_by_nobody(laps: Laps, flag: SessionFlag, took: Collection[int], *, asked: bool) -> list[Finding]:
    """A chequered flag of a race after everybody's last crossing: most likely typed late. `asked`: whether the rulebook
    asks for the flag to classify a car, so that nobody is. The remedy is the instant at which the leader crossed last.
    """
    if flag.at is None or flag.source != "log" or not flag.seq or took or not len(laps.lap):
        return []
    last = laps.last
    behind = flag.at - int(laps.end[last].max())
    usual = int(np.median(laps.end - laps.start))
    if behind <= _LATER * usual:
        return []
    done = laps.lap[last]
    won = int(laps.end[last][done == done.max()].min())
    tell = error if asked else warning
    told = tell("flag-taken-by-nobody", Where(seq=flag.seq), at=flag.at, behind_us=behind, moved_at=won)
    return [put_at(told, flag.seq, won)]
