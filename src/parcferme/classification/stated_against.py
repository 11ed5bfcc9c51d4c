"""What a source states twice and differently: a best lap beside the laps, their number, a lap beside its sectors.

Nobody can tell which is right, so what stands elsewhere stands here too: the stated result. Files that a game server
wrote agree in all of this; one that does not was edited, or damaged.
"""

from __future__ import annotations

from typing import Final

from parcferme.classification.stated_laps import stated_laps
from parcferme.findings import Finding, Where, warning
from parcferme.records import Log, Result, StatedLap
from parcferme.times import MILLISECOND

# Three sectors and a lap, each cut to the millisecond on its own.
_ROUNDING: Final = 3 * MILLISECOND


def stated_against(log: Log) -> list[Finding]:
    """A finding for each best lap, number of laps and lap time that what the source says beside it contradicts."""
    results: dict[str, Result] = {}
    for event in log.events:
        if isinstance(event, Result):
            results.setdefault(event.car, event)
    found = [told for result in results.values() for told in _best_against_total(result)]
    if not any(isinstance(event, StatedLap) for event in log.events):
        return found
    for car, laps in stated_laps(log).items():
        if car in results:
            found += _result_against(results[car], laps)
        found += [told for lap in laps for told in _sectors_against(lap)]
    return found


def _best_against_total(result: Result) -> list[Finding]:
    """No best lap is slower than the average, lap 1 left out: it may be a short one, and is nobody's best then."""
    best, laps, time = result.best_lap, result.laps, result.time
    if best is None or not laps or time is None or best * (laps - 1) <= time + _ROUNDING * laps:
        return []
    return [
        warning(
            "best-over-average", Where(car=result.car, seq=result.seq), best_us=best, average_us=time // laps
        )
    ]


def _result_against(result: Result, laps: list[StatedLap]) -> list[Finding]:
    found, where = list[Finding](), Where(car=result.car, seq=result.seq)
    if result.laps is not None and result.laps != len(laps):
        found.append(warning("laps-against-count", where, stated=result.laps, listed=len(laps)))
    timed = [lap.time for lap in laps if lap.time is not None and lap.counts]
    if result.best_lap is not None and timed and result.best_lap != min(timed):
        found.append(warning("best-against-laps", where, best_us=result.best_lap, quickest_us=min(timed)))
    return found


def _sectors_against(lap: StatedLap) -> list[Finding]:
    if lap.time is None or lap.s1 is None or lap.s2 is None or lap.s3 is None:
        return []
    whole = lap.s1 + lap.s2 + lap.s3
    if abs(whole - lap.time) <= _ROUNDING:
        return []
    where = Where(car=lap.car, lap=lap.lap, seq=lap.seq)
    return [warning("lap-against-sectors", where, lap_us=lap.time, sectors_us=whole)]
