"""Whom a ruling on cars means in a table: the cars, who drove them, or the teams and makes they scored for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from parcferme.championship.drives import is_of, names_of, units_of
from parcferme.championship.worth import is_round
from parcferme.classification import ResultLine, SessionResult
from parcferme.regulations import Adjustment, AdjustmentKind, TableRules, Unit

_SEVERAL_CARS: Final = (Unit.TEAM, Unit.MANUFACTURER, Unit.CONSTRUCTOR)
Entered = Mapping[int, Sequence[ResultLine]]


class Whom(NamedTuple):
    """The names a ruling means in a table. `spared`: teams and makes that stay though a car of theirs is put out of the
    table, since they have others; `several`: cars that were of one and of another, both of whom are meant.
    """

    names: tuple[str, ...]
    spared: tuple[str, ...] = ()
    several: tuple[str, ...] = ()


def whom(one: Adjustment, table: TableRules, results: Sequence[SessionResult], entered: Entered) -> Whom:
    """Whom a ruling on the table means: those it names, and those its cars scored for in its round (and session); of
    the whole season where it names no round, of the entry list where that round is still to come.
    """
    if not one.cars:
        return Whom(one.names)
    if table.unit is Unit.CAR:
        return Whom(tuple(dict.fromkeys((*one.names, *one.cars))))
    sessions = [[line for line in lines if is_of(line, table)] for lines in _sessions(one, results, entered)]
    lines = [line for ones in sessions for line in ones]
    by_car: dict[str, set[frozenset[str]]] = {}
    for ones in sessions:
        for car in dict.fromkeys(line.car for line in ones if line.car in one.cars):
            units = frozenset(name for line in ones if line.car == car for name in units_of(line, table))
            by_car.setdefault(car, set()).update([units] if units else [])
    found = dict.fromkeys(name for line in lines if line.car in one.cars for name in units_of(line, table))
    spared: tuple[str, ...] = ()
    if one.kind is AdjustmentKind.EXCLUSION and table.unit in _SEVERAL_CARS:
        others = {name for line in lines if line.car not in one.cars for name in names_of(line, table.unit)}
        spared = tuple(name for name in found if name in others and name not in one.names)
    several = tuple(car for car, units in by_car.items() if len(units) > 1) if one.round is None else ()
    names = dict.fromkeys((*one.names, *(name for name in found if name not in spared)))
    return Whom(tuple(names), spared, several)


def _sessions(
    one: Adjustment, results: Sequence[SessionResult], entered: Entered
) -> Iterable[Sequence[ResultLine]]:
    """The lines a ruling can speak of, session by session."""
    if one.round in (None, "final"):
        return [result.lines for result in results]
    mine = [result for result in results if is_round(result, (one.round or "",))]
    of_session = [result for result in mine if one.session in (result.session, result.kind)]
    if mine:
        return [result.lines for result in of_session or mine]
    coming = entered.get(int(one.round or 0), ()) if (one.round or "").isdecimal() else ()
    last = {line.car: line for result in results for line in result.lines}  # of each car the last
    return [coming or tuple(last.values())]
