"""One ranking for every table: points first, then the chain of tie-breaks, and which step decided."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, Final, assert_never

import msgspec

from parcferme.championship.tables import Column
from parcferme.regulations import TieBy, TieStep

Key = tuple[Any, ...]
_NEVER: Final = 1 << 30


class Record(msgspec.Struct, gc=False):
    """What the tie-breaks look at of one unit: the places it took in each column (best first), the column's counting,
    gross points (scaled), best grid place.
    """

    name: str
    places: list[tuple[int, ...]]
    counts: list[bool]
    gross: int = 0
    grids: list[int | None] = []


class Broken(msgspec.Struct, frozen=True):
    """Between two neighbours: the step that separated them, and what it compared."""

    step: TieBy
    values: dict[str, Any]


def break_ties(
    group: Sequence[Record], steps: Sequence[TieStep], columns: Sequence[Column], decided: Sequence[str] = ()
) -> list[list[tuple[Record, Broken | None]]]:
    """Units level on points, in order; those no step separates stand together in one list.

    Beside each unit stands what separated it from the one before it (None within a list, and for the first).
    """
    if len(group) < 2 or not steps:
        return [[(record, None) for record in group]]
    step, *rest = steps
    keys = [(_key(record, step, columns, group, decided), record) for record in group]
    keys.sort(key=lambda pair: pair[0])
    ordered: list[list[tuple[Record, Broken | None]]] = []
    start = 0
    for index in range(1, len(keys) + 1):
        if index < len(keys) and keys[index][0] == keys[start][0]:
            continue
        # Only those still level go down the chain: head to head asks who is left, not who was level on
        # points.
        inner = break_ties([record for _, record in keys[start:index]], rest, columns, decided)
        if start:
            ahead, behind = keys[start - 1], keys[start]
            broken = Broken(step.by, _compared(step, ahead, behind, columns))
            first = inner[0]
            inner[0] = [(record, broken) for record, _ in first]
        ordered += inner
        start = index
    return ordered


def looks_at(step: TieStep, column: Column) -> bool:
    """Whether a step looks at a session; without names it looks at the races that score."""
    if not step.sessions and not column.scores:
        return False
    # Whether wins of qualifying or sprints count differs between series: only where the rulebook names them.
    wanted = step.sessions or ("race",)
    return column.kind in wanted or column.session in wanted


def _places(record: Record, step: TieStep, columns: Sequence[Column]) -> list[tuple[int, int]]:
    """The places a step looks at, each with its column."""
    return [
        (place, index)
        for index, column in enumerate(columns)
        if looks_at(step, column) and (step.dropped or record.counts[index])
        for place in record.places[index]
    ]


def _counts(places: Iterable[int], most: int | None) -> Key:
    """How often each place was taken, negative so that more sorts first."""
    found: list[int] = []
    for place in places:
        if most is None or place <= most:
            found += [0] * (place - len(found))
            found[place - 1] -= 1
    return tuple(found) if most is None else tuple(found + [0] * (most - len(found)))


def _key(
    record: Record, step: TieStep, columns: Sequence[Column], group: Sequence[Record], decided: Sequence[str]
) -> Key:
    """The key of a unit under one step: less is ahead."""
    match step.by:
        case TieBy.GROSS:
            return (-record.gross,)
        case TieBy.DECIDED:
            return (decided.index(record.name) if record.name in decided else _NEVER,)
        case TieBy.BEST_GRID:
            grids = (grid for index, grid in enumerate(record.grids) if looks_at(step, columns[index]))
            return (min((grid for grid in grids if grid), default=_NEVER),)
        case TieBy.COUNTS:
            counts = _counts((place for place, _ in _places(record, step, columns)), step.places)
            return (*counts, _NEVER)  # the end sorts behind a place not taken
        case TieBy.WINS:
            return (-sum(place == 1 for place, _ in _places(record, step, columns)),)
        case TieBy.FIRST_TO_ACHIEVE:
            # ELMS 2020, GTE: level on firsts, seconds and fourths, the first to have won was ahead.
            return (*sorted(_places(record, step, columns)), (_NEVER, _NEVER))
        case TieBy.LATEST_BEST:
            latest = sorted((place, -index) for place, index in _places(record, step, columns))
            return (*latest, (_NEVER, _NEVER))
        case TieBy.BEST_IN:
            return (*sorted(place for place, _ in _places(record, step, columns)), _NEVER)
        case TieBy.LATEST:
            best = _best_in_each(record, step, columns)
            return tuple(best.get(index, _NEVER) for index in reversed(range(len(columns))))
        case TieBy.HEAD_TO_HEAD:
            return _head_to_head(_best_in_each(record, step, columns), step, columns, group)
        case never:
            assert_never(never)


def _best_in_each(record: Record, step: TieStep, columns: Sequence[Column]) -> dict[int, int]:
    """The best place a unit took in each column a step looks at."""
    return {index: place for place, index in sorted(_places(record, step, columns), reverse=True)}


def _head_to_head(
    mine: dict[int, int], step: TieStep, columns: Sequence[Column], group: Sequence[Record]
) -> Key:
    """The place in the earliest session in which all of the group were placed, and not all alike."""
    # Endurance Rallying: the highest result in the earliest round both were in (endurance-rallying.co.uk).
    for index, column in enumerate(columns):
        if not looks_at(step, column):
            continue
        places = [
            min(record.places[index], default=None) if step.dropped or record.counts[index] else None
            for record in group
        ]
        if None not in places and len(set(places)) > 1:
            return (mine.get(index, _NEVER), index)
    return ()


def _compared(
    step: TieStep, ahead: tuple[Key, Record], behind: tuple[Key, Record], columns: Sequence[Column]
) -> dict[str, Any]:
    """What a step compared between two neighbours: the first place or session in which they differ."""
    key, other = ahead[0], behind[0]
    match step.by:
        case TieBy.COUNTS:
            pairs = itertools.zip_longest(key[:-1], other[:-1], fillvalue=0)
            place, (mine, theirs) = next((at, pair) for at, pair in enumerate(pairs, 1) if pair[0] != pair[1])
            return {"place": place, "ahead": -mine, "behind": -theirs}
        case TieBy.WINS:
            return {"place": 1, "ahead": -key[0], "behind": -other[0]}
        case TieBy.FIRST_TO_ACHIEVE | TieBy.LATEST_BEST:
            place, column = key[_first_difference(key, other)]
            return {"place": place, **_where(columns, abs(column))}
        case TieBy.BEST_IN:
            at = _first_difference(key, other)
            return {"ahead": _known(key[at]), "behind": _known(other[at]), "sessions": list(step.sessions)}
        case TieBy.LATEST:
            at = _first_difference(key, other)
            where = _where(columns, len(columns) - 1 - at)
            return {"ahead": _known(key[at]), "behind": _known(other[at]), **where}
        case TieBy.HEAD_TO_HEAD:
            return {"ahead": _known(key[0]), "behind": _known(other[0]), **_where(columns, key[1])}
        case TieBy.BEST_GRID:
            return {"ahead": _known(key[0]), "behind": _known(other[0])}
        case TieBy.GROSS | TieBy.DECIDED:
            return {}
        case never:
            assert_never(never)


def _first_difference(key: Key, other: Key) -> int:
    return next(index for index, pair in enumerate(zip(key, other, strict=False)) if pair[0] != pair[1])


def _where(columns: Sequence[Column], index: int) -> dict[str, Any]:
    return {"round": columns[index].round, "session": columns[index].session}


def _known(value: int) -> int | None:
    return None if value == _NEVER else value
