"""Which sessions order a grid: those the rulebook names, else the qualifying of its number or the last before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parcferme.classification import SessionResult
from parcferme.findings import Finding, error
from parcferme.names import BY_TIME, fold
from parcferme.regulations import GridBy, GridRules


def is_race(session: SessionResult) -> bool:
    """Whether a session is ordered by distance, not by lap time."""
    return session.kind not in BY_TIME


def rules_for(grids: Sequence[GridRules], race: str) -> GridRules:
    """The grid rules of one race: the table that names it, else the one for every other race, else the defaults."""
    named = (grid for grid in grids if grid.race is not None and fold(grid.race) == fold(race))
    others = (grid for grid in grids if grid.race is None)
    return next(named, next(others, GridRules()))


def sources_for(
    rules: GridRules, race: str, before: Sequence[SessionResult]
) -> tuple[tuple[SessionResult, ...], tuple[Finding, ...]]:
    """The sessions a race's grid is ordered by, out of those before it in order of the timetable.

    A session that the rulebook names and that is not there is a finding. None at all where nothing orders the race.
    """
    if rules.by in (GridBy.STANDINGS, GridBy.ENTRY):
        return (), ()
    if not rules.from_:
        return _usual(rules, race, before), ()
    found: list[SessionResult] = []
    findings = []
    for name in rules.from_:
        here = [one for one in before if fold(one.session) == fold(name)]
        # A name says more than a kind: the session called `qualifying` is meant alone, where there is one.
        here = here or [one for one in before if fold(one.kind) == fold(name)]
        found += [one for one in here if one not in found]
        if not here:
            known = [one.session for one in before]
            findings.append(error("grid-source-missing", session=name, race=race, known=known))
    return tuple(found), tuple(findings)


def previous_for(sources: Sequence[SessionResult], before: Sequence[SessionResult]) -> SessionResult | None:
    """The session before the first of those that order the grid, None where there is none."""
    earlier = list(before)
    places = [earlier.index(one) for one in sources if one in earlier]
    return earlier[min(places) - 1] if places and min(places) > 0 else None


def _usual(rules: GridRules, race: str, before: Sequence[SessionResult]) -> tuple[SessionResult, ...]:
    """The sessions where the rulebook names none."""
    if rules.by is GridBy.FASTEST_LAP:
        return tuple([one for one in before if is_race(one)][-1:])
    qualifyings = _for_it(race, [one for one in before if one.kind == "qualifying"])
    if rules.by is GridBy.AVERAGE:
        return tuple(qualifyings)
    number = _number(race)
    same = [one for one in qualifyings if number is not None and _number(one.session) == number]
    return tuple((same or qualifyings)[-1:])


def _for_it(race: str, qualifyings: list[SessionResult]) -> list[SessionResult]:
    """Where one qualifying is a sprint's by its name (`Sprint Shootout`) and another is not, the sprint goes by the
    one, every other race by the other.
    """
    sprints = [one for one in qualifyings if "sprint" in fold(one.session)]
    if not sprints or len(sprints) == len(qualifyings):
        return qualifyings
    return sprints if "sprint" in fold(race) else [one for one in qualifyings if one not in sprints]


def _number(name: str) -> int | None:
    """The number a session's name ends in."""
    found = re.search(r"(\d{1,4})\s*\Z", name)
    return int(found[1]) if found else None
