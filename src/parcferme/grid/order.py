"""The order before anybody is penalised: results, best laps or their average, the championship, the entry list.

A car gets a measure it is ordered by, or none; of two with one measure the one that set it first is ahead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise
from typing import assert_never

from parcferme.classification import Status, average, number_key
from parcferme.findings import Finding, Where, warning
from parcferme.grid.sessions import Session
from parcferme.grid.slots import Starter
from parcferme.regulations import GridBy, GridRules, Of
from parcferme.times import truncate


def measure(
    rules: GridRules,
    sessions: Sequence[Session],
    starters: Sequence[Starter],
    standings: Sequence[str] | Mapping[str, int],
    resolution: int,
) -> None:
    """Give each car what it is ordered by, its time, and the reason; none for a car without."""
    for index, starter in enumerate(starters):
        if starter.disqualified:
            continue
        match rules.by:
            case GridBy.RESULT:
                _by_result(starter, sessions)
            case GridBy.BEST | GridBy.SECOND_BEST | GridBy.FASTEST_LAP:
                _by_lap(starter, sessions, rules.by, resolution)
            case GridBy.AVERAGE:
                _by_average(starter, sessions, rules.best_of, resolution)
            case GridBy.STANDINGS if starter.number in standings:
                at = list(standings).index(starter.number)
                starter.measure = (at,)
                place = standings[starter.number] if isinstance(standings, Mapping) else at + 1
                starter.say("grid-standings", position=place)
            case GridBy.STANDINGS:
                starter.say("grid-standings-none")
            case GridBy.ENTRY:
                starter.measure = (index,)
                starter.say("grid-entry-order", position=index + 1)
            case never:
                assert_never(never)
    if rules.limit is not None and rules.by not in (GridBy.FASTEST_LAP, GridBy.STANDINGS, GridBy.ENTRY):
        _limit(rules, sessions, starters)


def in_order(starters: Sequence[Starter]) -> tuple[list[Starter], list[Finding]]:
    """The cars that have a measure, best first. Level ones in the order they set it; where that is not known either, a
    finding says that their numbers decided.
    """
    findings = []
    measured = [one for one in starters if one.measure is not None]
    order = sorted(measured, key=lambda one: (one.measure, one.first, number_key(one.number)))
    for _, level in groupby(order, key=lambda one: one.measure):
        cars = list(level)
        for ahead, behind in pairwise(cars):
            if ahead.first != behind.first:
                ahead.say("grid-set-first", other=behind.number)
                behind.say("grid-set-later", other=ahead.number)
            else:
                ahead.say("grid-level", other=behind.number)
                behind.say("grid-level", other=ahead.number)
                findings.append(warning("grid-tie-unbroken", Where(car=behind.number), other=ahead.number))
    for rank, starter in enumerate(order, start=1):
        starter.rank = rank
    return order, findings


def _by_result(starter: Starter, sessions: Sequence[Session]) -> None:
    """The place in the last of the sessions that has one for the car: a knock-out orders itself. Who is disqualified
    from its last part is so from all of it.
    """
    for back, session in enumerate(reversed(sessions)):
        line = session.lines.get(starter.number)
        place = session.place(starter.number)
        if line is not None and line.status is Status.DISQUALIFIED and not session.race:
            starter.disqualified = True
            return
        if line is not None and place is not None:
            starter.measure = (back, place)
            by_time = (
                session.instants and not session.race
            )  # a dead heat of a race is not settled by a best lap
            starter.first = (session.first(starter.number),) if by_time else ()
            starter.time = line.time if session.race else line.best_lap
            starter.say("grid-result", position=place, session=session.name)
            return
    for back, session in enumerate(reversed(sessions)):
        line = session.lines.get(starter.number)
        if line is not None and session.race and line.laps and line.status is not Status.DISQUALIFIED:
            # Behind every car that has a place in any session: theirs begin with less than the number of
            # sessions.
            starter.measure = (len(sessions) + back, -line.laps, list(session.lines).index(starter.number))
            starter.has_place = False
            starter.say("grid-result-unplaced", session=session.name, laps=line.laps)
            return


def _by_lap(starter: Starter, sessions: Sequence[Session], by: GridBy, resolution: int) -> None:
    """The best or second-best of all laps known; what was set in an earlier session was set first."""
    laps = [
        (truncate(lap, resolution), index, session.first(starter.number, nth), lap, session.name)
        for index, session in enumerate(sessions)
        for nth, lap in enumerate(session.laps(starter.number))
    ]
    which = 1 if by is GridBy.SECOND_BEST else 0
    if len(laps) <= which:
        if laps:
            starter.say("grid-no-second-best", best_us=laps[0][3])
        return
    cut, index, first, lap, name = sorted(laps)[which]
    starter.measure, starter.first, starter.time = (cut,), (index, first), lap
    if by is GridBy.BEST:
        starter.say("grid-best", lap_us=lap, session=name)
    elif by is GridBy.SECOND_BEST:
        starter.say("grid-second-best", lap_us=lap, session=name)
    else:
        starter.say("grid-fastest-lap", lap_us=lap, session=name)


def _by_average(starter: Starter, sessions: Sequence[Session], best_of: int | None, resolution: int) -> None:
    """The average of the car's best laps, truncated; first set is first complete. A car that lacks one has none."""
    # WEC took the average of two drivers' best laps in 2018 and of four before: `best-of` says how many.
    needed = min(best_of or len(sessions), len(sessions))
    bests = sorted(
        (laps[0], index, session.first(starter.number), session.name)
        for index, session in enumerate(sessions)
        if (laps := session.laps(starter.number))
    )[:needed]
    if len(bests) < needed or not needed:
        if bests:
            starter.say("grid-no-average", times=len(bests), needed=needed)
        return
    mean = average([lap for lap, _, _, _ in bests], resolution)
    starter.measure, starter.time = (mean,), mean
    starter.first = max((index, first) for _, index, first, _ in bests)
    starter.say("grid-average", average_us=mean, laps=needed, sessions=[name for _, _, _, name in bests])


def _limit(rules: GridRules, sessions: Sequence[Session], starters: Sequence[Starter]) -> None:
    """Take the measure of a car that was too slow. A result of several sessions asks the first, as Formula One does."""
    times = {one.number: _time_against_limit(rules, sessions, one) for one in starters}
    bests: dict[str | None, int] = {}
    for one in starters:
        time = times[one.number]
        if time is not None:
            key = one.class_ if rules.limit_of is Of.CLASS else None
            bests[key] = min(time, bests.get(key, time))
    for one in starters:
        time = times[one.number]
        best = bests.get(one.class_ if rules.limit_of is Of.CLASS else None)
        if time is None or best is None or rules.limit is None or time <= best * rules.limit:
            continue
        one.measure, one.time = None, None
        allowed = int(best * rules.limit)
        # Why it stood where it did holds no more; the limit alone is the reason.
        one.reasons.clear()
        one.say("grid-over-limit", lap_us=time, best_us=best, limit_us=allowed)


def _time_against_limit(rules: GridRules, sessions: Sequence[Session], starter: Starter) -> int | None:
    if starter.measure is None:
        return None
    if rules.by is not GridBy.RESULT:
        return starter.time
    laps = sessions[0].laps(starter.number) if sessions and not sessions[0].race else ()
    return laps[0] if laps else None
