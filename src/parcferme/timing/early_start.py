"""A start long before anybody crossed the line: its hour or minute mistyped, which makes every total time too long.

The places of a race come out right all the same, so that nothing else shows it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from parcferme.findings import Finding, Where, error
from parcferme.records import Flag, FlagValue, Log, SessionStart
from parcferme.times import HOUR, MINUTE
from parcferme.timing.crossings import Crossings, NotCounted
from parcferme.timing.laps import Laps
from parcferme.timing.periods import NEUTRALISED, Period, touched
from parcferme.timing.remedies import put_at
from parcferme.timing.sightings import middle

_SOON: Final = 5 * MINUTE  # nobody asks of a first crossing so soon after the start
_LAPS: Final = 5  # nor of one within so many usual laps
_LIKE_LAP_1: Final = 3  # usual laps within which the first crossing lies once the hour is right


def early_start(
    log: Log,
    crossings: Crossings,
    laps: Laps,
    start: int,
    opening: SessionStart | None,
    shown: tuple[Period, ...],
) -> list[Finding]:
    """That the whole field came round for the first time many laps after the start of a race, with nothing shown that
    held it up. Where whole hours put it right, with that record.
    """
    here = crossings.at[crossings.why != NotCounted.BEFORE_START]
    first = int(here.min()) if len(here) else start
    if first - start <= _SOON or (opening is not None and opening.first_crossing_is_lap):
        return []
    later = laps.lap > 1
    if not later.any() or touched(shown, NEUTRALISED, np.array([start]), np.array([first])).any():
        return []
    usual = middle((laps.end - laps.start)[later])
    record = opening if opening is not None and opening.at is not None else _green(log, start)
    if record is None or not record.seq or first - start <= _LAPS * usual:
        return []
    values = {"start_at": start, "first_at": first, "lap_us": first - start, "usual_us": usual}
    finding = error("start-before-passings", Where(seq=record.seq), **values)
    moved = first - (first - start) % HOUR
    if moved == start or first - moved > _LIKE_LAP_1 * usual:
        return [finding]
    return [put_at(finding, record.seq, moved)]


def _green(log: Log, start: int) -> Flag | None:
    greens = (
        one for one in log.events if isinstance(one, Flag) and one.value is FlagValue.GREEN and one.to_all
    )
    return next((one for one in greens if one.at == start and not one.inferred), None)
