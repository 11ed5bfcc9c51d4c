"""Who took part in a session and finished where, seen as drivers, cars, teams or makes; and how a reason is given."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from parcferme.championship.drives import drives_of, names_of
from parcferme.championship.tables import Points
from parcferme.classification import Reason, SessionResult, Status
from parcferme.regulations import Cite, ScoredPlace, TableRules, Unit


def places(
    result: SessionResult,
    unit: Unit,
    *,
    class_: str | None = None,
    place: ScoredPlace = ScoredPlace.OVERALL,
) -> dict[str, int]:
    """The best place of each name in a session, overall or in its class or group; names without a place are left out.
    `class_`: only cars of this class.
    """
    found: dict[str, int] = {}
    for drive in drives_of(result, TableRules(name="", unit=unit, class_=class_, place=place)):
        for line in drive.lines if drive.place is not None else ():
            for name in names_of(line, unit):
                found[name] = min(drive.place or 0, found.get(name, drive.place or 0))
    return found


def started(result: SessionResult, unit: Unit, class_: str | None = None) -> set[str]:
    """The names that took part in a session, placed or not."""
    return {
        name
        for line in result.lines
        if line.status is not Status.NOT_STARTED and class_ in (None, line.class_)
        for name in names_of(line, unit)
    }


def is_one_of(result: SessionResult, sessions: Iterable[str]) -> bool:
    """Whether a session is named, by its name or kind; a race as it stood half way (`race@6:00:00`) by name only."""
    wanted = set(sessions)
    return result.session in wanted or ("@" not in result.session and result.kind in wanted)


def say(code: str, cite: Cite | None = None, **values: Any) -> Reason:
    """A reason with its values, whole numbers as such, and where its rule stands."""
    known = {key: whole(value) if isinstance(value, Fraction) else value for key, value in values.items()}
    if cite is not None:
        known |= {"article": cite.article, "source": cite.source}
    return Reason(code, {key: value for key, value in known.items() if value is not None})


def whole(points: Points) -> Points:
    """A number as `Points` has it: whole where it is whole."""
    return int(points) if points == int(points) else points


def uncited(_path: str) -> Cite:
    """Where no rulebook says where its values come from."""
    return Cite()
