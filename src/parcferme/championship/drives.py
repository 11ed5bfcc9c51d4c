"""The cars of a session as a table looks at them: whose they are, and their places overall, in class or group."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Final, assert_never

import msgspec

from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import ScoredPlace, TableRules, Unit

Field = tuple[str | None, ...]
_SEPARATED: Final = re.compile(r"\s*;\s*|\s+\+\s+")


class Drive(msgspec.Struct, gc=False):
    """One car in a session as a table looks at it: its lines, its place there, and whether it scores.

    `place` counts for ties, `scored` for points: they differ where the points of others pass down. `field`: the class
    (and group) whose place it is, empty for an overall one. `may_be_dropped`: what a ruling says of its result.
    """

    lines: list[ResultLine]
    place: int | None
    field: Field = ()
    scored: int | None = None
    level: int = 1
    scores: bool = True
    passes: bool = False
    classified: bool = False
    may_be_dropped: bool | None = None


def drives_of(result: SessionResult, table: TableRules, *, all_cars: bool = False) -> list[Drive]:
    """The cars of a session that a table looks at (or all of them), with their places in it. A shared car is one: its
    lines have one number and one place. Places are as the list says; those in a class or group follow from the order
    where it does not.
    """
    cars: dict[tuple[str, int | None, int | None], Drive] = {}
    own = _own_cars(result.lines, table)
    place_of = _place_reader(result, table, own)
    for line in result.lines:
        if not all_cars and not is_of(line, table):
            continue
        key = _car(line)
        drive = cars.get(key)
        if drive is not None:
            drive.lines.append(line)
            continue
        place = place_of(line)
        field = _field(line, table, own)
        drive = Drive([line], place, field, classified=place is not None and line.status is Status.CLASSIFIED)
        cars[key] = drive
    return list(cars.values())


def with_crews(results: Sequence[SessionResult]) -> list[SessionResult]:
    """The results, and in each line of a car that a list writes driver by driver its whole crew: who sits in which
    seat, and among how many a share is cut, hang on people who stand in other lines.
    """
    return [
        msgspec.structs.replace(one, lines=_with_crews(one.lines))
        if len({_car(line) for line in one.lines}) < len(one.lines)
        else one
        for one in results
    ]


def _with_crews(lines: Sequence[ResultLine]) -> tuple[ResultLine, ...]:
    crews: dict[tuple[str, int | None, int | None], dict[str, None]] = {}
    for line in lines:
        crews.setdefault(_car(line), {}).update(dict.fromkeys(line.drivers))
    return tuple(
        msgspec.structs.replace(line, crew=tuple(crew))
        if len(crew := crews[_car(line)]) > len(line.drivers)
        else line
        for line in lines
    )


def _car(line: ResultLine) -> tuple[str, int | None, int | None]:
    """What lines of one car have in common: its number and its place."""
    return line.car, line.position, line.class_position


def is_of(line: ResultLine, table: TableRules) -> bool:
    """Whether a table is of this car."""
    if table.class_ not in (None, line.class_):
        return False
    if table.group is not None and table.group not in groups_of(line.group):
        return False
    return not (table.members or table.seat) or bool(units_of(line, table))


@lru_cache(maxsize=4096)
def groups_of(said: str | None) -> tuple[str, ...]:
    """The groups a car belongs to: sub-classes can overlap, `Am; Masters` is in both."""
    return tuple(filter(None, _SEPARATED.split(said.strip()))) if said else ()


def _own_cars(lines: Iterable[ResultLine], table: TableRules) -> frozenset[tuple[str, int | None]] | None:
    """The cars with somebody of a table of its own people (members, a seat), where places are those among them: a car
    is in it whichever of its lines names one of them. None where places are those of classes and groups.
    """
    if table.place is not ScoredPlace.GROUP or not (table.members or table.seat):
        return None
    return frozenset((line.car, line.position) for line in lines if is_of(line, table))


def _field(line: ResultLine, table: TableRules, own: Collection[tuple[str, int | None]] | None) -> Field:
    """Among whom a place is one. `own`: the cars among which it is, where the table has its own people."""
    if own is not None:
        return (table.name if (line.car, line.position) in own else None,)
    match table.place:
        case ScoredPlace.OVERALL:
            return ()
        case ScoredPlace.CLASS:
            return (line.class_,)
        case ScoredPlace.GROUP:
            inside = table.group is not None and table.group in groups_of(line.group)
            return (line.class_, table.group if inside else line.group)
        case never:
            assert_never(never)


def _place_reader(
    result: SessionResult, table: TableRules, own: Collection[tuple[str, int | None]] | None
) -> Callable[[ResultLine], int | None]:
    """How the place of a line is read: overall as listed; in class and group as listed, else from the order."""
    if table.place is ScoredPlace.OVERALL:
        return lambda line: line.position
    group = table.place is ScoredPlace.GROUP
    derived = _ranks(result.lines, table, own)

    def place(line: ResultLine) -> int | None:
        stated = line.group_position if group else line.class_position
        if own is not None or (group and len(groups_of(line.group)) > 1):
            stated = None
        return stated if stated is not None else derived.get((line.car, line.position))

    return place


def _ranks(
    lines: Iterable[ResultLine], table: TableRules, own: Collection[tuple[str, int | None]] | None
) -> dict[tuple[str, int | None], int]:
    """Places within the class (or the group in it) that follow from the places in the class or overall."""
    found: dict[tuple[str, int | None], int] = {}
    fields: dict[Field, dict[tuple[str, int | None], int]] = {}
    in_class = table.place is ScoredPlace.GROUP and own is None
    for line in lines:
        order = line.class_position if in_class and line.class_position is not None else line.position
        if order is not None:
            fields.setdefault(_field(line, table, own), {}).setdefault((line.car, line.position), order)
    for cars in fields.values():
        ordered = sorted(cars.values())
        first = {order: index + 1 for index, order in reversed(list(enumerate(ordered)))}
        found |= {car: first[order] for car, order in cars.items()}
    return found


def names_of(line: ResultLine, unit: Unit) -> tuple[str, ...]:
    """The units a line scores for; none where the list does not say."""
    match unit:
        case Unit.DRIVER:
            return line.drivers
        case Unit.CREW:
            return (" / ".join(line.drivers),) if line.drivers else ()
        case Unit.CAR:
            return (line.car,)
        case Unit.TEAM:
            return (line.team,) if line.team else ()
        case Unit.MANUFACTURER:
            return (line.manufacturer,) if line.manufacturer else ()
        case Unit.CONSTRUCTOR:
            make, engine = line.manufacturer, line.engine
            return (f"{make}-{engine}",) if make and engine else (make,) if make else ()
        case never:
            assert_never(never)


def units_of(line: ResultLine, table: TableRules) -> tuple[str, ...]:
    """The same as far as they are in this table: its members, or who sits in its seat."""
    if table.seat is not None:
        seated = (line.crew or line.drivers)[table.seat - 1 : table.seat]
        return tuple(
            name for name in seated if name in line.drivers and (not table.members or name in table.members)
        )
    names = names_of(line, table.unit)
    return tuple(name for name in names if name in table.members) if table.members else names
