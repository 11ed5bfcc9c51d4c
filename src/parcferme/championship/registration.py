"""Who is registered for points: the units of each table that asks for it, as the results of the season name them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Final

from parcferme.championship.drives import names_of
from parcferme.championship.identity import without_number
from parcferme.championship.unused import people_of
from parcferme.classification import ResultLine, SessionResult
from parcferme.findings import Finding, Where, warning
from parcferme.names import same
from parcferme.regulations import TableRules, Unit

_SCORED_FOR: Final = attrgetter("car", "drivers", "team", "manufacturer", "engine")
_BETWEEN: Final = " / "
_TOLD: Final = 5


def registered_units(
    tables: Iterable[TableRules], results: Collection[SessionResult], said: Mapping[str, Collection[str]]
) -> tuple[dict[str, frozenset[str]], list[Finding]]:
    """By table the units that may score: those `said`, spelled as results spell them, and those results name that are
    meant by them. Who is said and in no result yet stays.

    A crew is registered as a crew: in whatever order it is listed, and where one of it stayed at home. A make is
    registered with whatever engine. A table whose registered units are in no result is told: it comes out empty.
    """
    lines = list({_SCORED_FOR(line): line for result in results for line in result.lines}.values())
    spelt_so = {same(name): name for name in people_of(results)}
    made: dict[str, frozenset[str]] = {}
    findings: list[Finding] = []
    asking = {table.name: table for table in tables if table.registered}
    for name, names in said.items():
        spelt = {
            spelt_so.get(same(one), one)
            for one in names
            # Of two of one name only one is called so, and the list does not know which of them.
            if same(one) in spelt_so or without_number(one) == one or without_number(one) not in names
        }
        table = asking.get(name)
        if table is not None:
            seen = dict.fromkeys(one for line in lines for one in names_of(line, table.unit))
            spelt |= set(_meant(lines, table.unit, names))
            if seen and spelt.isdisjoint(seen):
                findings.append(_nobody(table, names, seen))
        made[name] = frozenset(spelt)
    return made, findings


def _meant(lines: Iterable[ResultLine], unit: Unit, names: Collection[str]) -> Iterator[str]:
    """Units of results that are registered under a name that is not theirs to the letter."""
    if unit is Unit.CREW:
        crews = {frozenset(map(same, name.split(_BETWEEN))) for name in names}
        for line in lines:
            drivers = frozenset(map(same, line.drivers))
            if drivers and any(drivers <= crew for crew in crews):
                yield from names_of(line, unit)
    elif unit is Unit.CONSTRUCTOR:
        makes = {same(name) for name in names}
        for line in lines:
            if line.manufacturer and same(line.manufacturer) in makes:
                yield from names_of(line, unit)


def _nobody(table: TableRules, names: Iterable[str], seen: Iterable[str]) -> Finding:
    return warning(
        "registered-nobody",
        Where(),
        table=table.name,
        unit=table.unit.value,
        registered=sorted(names)[:_TOLD],
        seen=list(seen)[:_TOLD],
    )
