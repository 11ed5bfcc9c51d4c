"""The tables of a championship that a subject of a text stands in."""

from __future__ import annotations

from parcferme.championship import Table
from parcferme.press.factcheck.asked import Asked
from parcferme.press.factcheck.mentions import Subject
from parcferme.regulations import Unit


def tables_of(ask: Asked, subject: Subject) -> list[tuple[Table, str]]:
    """The tables a subject stands in, each with its name there: of teams and cars for a team, of drivers for one."""
    standings = ask.weekend.after_it
    if standings is None:
        return []
    order = [Unit.DRIVER, Unit.CREW] if subject.driver else [Unit.TEAM, Unit.CAR, Unit.CREW, Unit.DRIVER]
    found: list[tuple[int, Table, str]] = []
    for table in standings.tables:
        for row in table.rows:
            mine = row.name in (subject.driver, subject.team, *subject.cars)
            if not subject.driver:
                mine = mine or bool(set(row.cars) & set(subject.cars))
            if mine:
                rank = order.index(table.unit) if table.unit in order else len(order)
                found.append((rank, table, row.name))
    found.sort(key=lambda one: one[0])
    return [(table, name) for _, table, name in found]


def table_text(table: Table) -> str:
    """A table by name and class."""
    return f"{table.name} {table.class_}" if table.class_ else table.name
