"""The tables of a championship that a subject of a text stands in."""

from __future__ import annotations

import re

from parcferme.championship import Table
from parcferme.press.factcheck.asked import NOT_REACHED, Asked
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.mentions import Subject
from parcferme.press.factcheck.reading import Span
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


def standing_claim(ask: Asked, match: re.Match[str], subject: Subject | None, place: int) -> Claim:
    kind = "place-standings"
    rows = []
    for table, name in tables_of(ask, subject) if subject is not None else []:
        row = table.row(name)
        if row is not None and row.position is not None:
            rows.append((table, name, row.position))
    if not rows or NOT_REACHED.search(ask.clause(match.start())):
        return ask.claim(match, kind, Verdict.UNKNOWN, place)
    right = [table for table, _, position in rows if position == place]
    span = Span(*match.span())
    if not right and not ask.mentions.is_sure(span):
        names = {
            name
            for other in ask.mentions.rivals(span, subject)
            for name in (other.driver, *other.cars)
            if name
        }
        tables = ask.weekend.after_it.tables if ask.weekend.after_it is not None else ()
        if any(row.position == place and row.name in names for table in tables for row in table.rows):
            return ask.claim(match, kind, Verdict.UNKNOWN, place)
    read = ask.tables_read
    if right:
        return ask.claim(match, kind, Verdict.CONFIRMED, place, place, f"{read}: {table_text(right[0])}")
    if not ask.tables_sure:
        return ask.claim(match, kind, Verdict.UNKNOWN, place)
    same = {position for _, _, position in rows}
    known: int | str = (
        same.pop() if len(same) == 1 else ", ".join(f"{name}: {p} ({table_text(t)})" for t, name, p in rows)
    )
    return ask.claim(match, kind, Verdict.CONTRADICTED, place, known, read)
