"""Places a source states against the laps and times beside them: who stands behind, and drove further or quicker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from parcferme.classification.rows import Status
from parcferme.findings import Finding, Where, info, warning
from parcferme.records import LISTED, Decision, Log, Penalty, Result

_MOVES_NOBODY: Final = frozenset(
    (Penalty.REPRIMAND, Penalty.FINE, Penalty.NO_FURTHER_ACTION, Penalty.LAP_DELETED, Penalty.GRID_PLACES)
)
_PLACED: Final = (None, LISTED, Status.CLASSIFIED.value, "retired")


class StatedPlace(NamedTuple):
    """A car's place, with its laps and its time (µs; in practice and qualifying its best lap), None where nobody says
    them, where that stands, in which line, and its class. `penalised`: what was ruled may have moved it.
    """

    place: int
    car: str
    laps: int | None
    time: int | None
    where: Where
    line: int | None = None
    class_: str | None = None
    penalised: bool = False


def contradicted(stated: Iterable[StatedPlace], *, race: bool = True) -> Iterator[Finding]:
    """A finding for each car that did more laps than the car placed before it, or as many in less time; in practice and
    qualifying, that has a quicker best lap.

    Each is held against the next one before it that says as much, so that one slip is one finding. A penalty that the
    source states, or a dead heat, contradicts nothing. A note only, of a car that stands last of its class among others
    (it may have been moved there), and in practice and qualifying, where the times may be of several parts.
    """
    placed = sorted(stated, key=lambda one: one.place)
    moved = _moved_back(placed) if race else frozenset()
    known = [one for one in placed if one.laps is not None] if race else []
    for ahead, behind in pairwise(known or (placed if race else [])):
        if _may_be(ahead, behind) and (behind.laps or 0) > (ahead.laps or 0):
            yield _found("place-against-laps", ahead, behind, moved, race)
    for ahead, behind in pairwise([one for one in known or placed if one.time is not None]):
        level = not race or ahead.laps == behind.laps
        if level and _may_be(ahead, behind) and (behind.time or 0) < (ahead.time or 0):
            yield _found("place-against-time", ahead, behind, moved, race)


def stated_in(
    log: Log, classes: dict[str, str | None], penalised: frozenset[str] = frozenset(), *, race: bool = True
) -> list[StatedPlace]:
    """The places that a log states of the cars whose `classes` are given, each car's first; of those that started and
    were not disqualified. `penalised`: cars that its source says more of than the log.
    """
    penalised |= {
        one.car or "" for one in log.events if isinstance(one, Decision) and one.penalty not in _MOVES_NOBODY
    }
    found: dict[str, StatedPlace] = {}
    for one in log.events:
        if (
            isinstance(one, Result)
            and one.position is not None
            and one.car in classes
            and one.status in _PLACED
        ):
            where = Where(car=one.car, seq=one.seq)
            time = one.time if race else one.best_lap
            its = StatedPlace(
                one.position, one.car, one.laps, time, where, one.line, classes[one.car], one.car in penalised
            )
            found.setdefault(one.car, its)
    return list(found.values())


def _may_be(ahead: StatedPlace, behind: StatedPlace) -> bool:
    return ahead.place != behind.place and not ahead.penalised and not behind.penalised


def _better(one: StatedPlace, other: StatedPlace) -> bool:
    """Whether one car drove further than another, or as far in less time."""
    if one.laps != other.laps and one.laps is not None and other.laps is not None:
        return one.laps > other.laps
    return one.time is not None and other.time is not None and one.time < other.time


def _moved_back(placed: Sequence[StatedPlace]) -> frozenset[str]:
    """Cars that stand last of their class, each having done better than the one before them: moved there, most likely.
    Only where there are other classes, and most of the class stands before them.
    """
    classes: dict[str | None, list[StatedPlace]] = {}
    for one in placed:
        classes.setdefault(one.class_, []).append(one)
    found: set[str] = set()
    for mine in classes.values() if len(classes) > 1 else ():
        for at in range(len(mine) // 2 + 1, len(mine)):
            if at > 0 and all(_better(one, mine[at - 1]) for one in mine[at:]):
                found.update(one.car for one in mine[at:])
                break
    return frozenset(found)


def _found(code: str, ahead: StatedPlace, behind: StatedPlace, moved: frozenset[str], race: bool) -> Finding:
    values = {
        "place": behind.place, "other": ahead.car, "other_place": ahead.place, "other_line": ahead.line,
        "laps": behind.laps, "other_laps": ahead.laps,
    }  # fmt: skip
    quiet = not race or behind.car in moved
    if code == "place-against-laps":
        tell = info if quiet else warning
        return tell("place-against-laps", behind.where, **values)
    values |= {"time_us": behind.time, "other_us": ahead.time}
    tell = info if quiet else warning
    return tell("place-against-time", behind.where, **values)
