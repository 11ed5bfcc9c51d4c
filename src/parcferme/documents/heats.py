"""A season at a glance: one result list as a table, and one championship table after each of its rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from parcferme.championship import Table
from parcferme.classification import ResultLine, SessionResult
from parcferme.documents.points import points_text
from parcferme.documents.standings import table_title
from parcferme.documents.tables import Table as Sheet
from parcferme.documents.tables import table
from parcferme.documents.words import say
from parcferme.regulations import Unit


def result_document(result: SessionResult) -> dict[str, Any]:
    """One result list as a JSON document, with how sure each of its rows is."""
    return {
        "round": result.round,
        "session": result.session,
        "event": result.event,
        "rows": [
            {
                "position": line.position,
                "class_position": line.class_position,
                "number": line.car,
                "class": line.class_,
                "team": line.team,
                "drivers": list(line.drivers),
                "status": line.status.value,
                "certainty": line.certainty,
            }
            for line in result.lines
        ],
    }


def result_table(result: SessionResult, language: str = "en") -> Sheet:
    """A result list for a screen or paper: places, cars, crews, and how sure each place is."""
    title = " · ".join(part for part in (result.event, result.session) if part)
    columns = ("position", "class-position", "number", "class", "crew", "certainty")
    rows = [_row(line, language) for line in result.lines]
    return table(title, columns, rows, language, give_up=("class-position",))


def _row(line: ResultLine, language: str) -> dict[str, Any]:
    status = say("status-short", line.status.value, language)
    return {
        "position": status if line.position is None else line.position,
        "class-position": line.class_position,
        "number": line.car,
        "class": line.class_,
        "crew": " · ".join(part for part in (line.team, " / ".join(line.drivers)) if part),
        "certainty": None if line.certainty is None else say("certainty", line.certainty, language),
    }


def heats_table(after: Sequence[tuple[int, Table]], language: str = "en") -> Sheet:
    """One table after each of these rounds side by side: points, and the place in brackets.

    Rows stand in the order of the last; who had not yet taken part has an empty cell.
    """
    _, last = after[-1]
    rounds = [number for number, _ in after]
    name = "number" if last.unit is Unit.CAR else "driver"
    rows = [
        (f"{row.position or ''}", row.name, *(_points(made, row.name, language) for _, made in after))
        for row in last.rows
    ]
    return Sheet(
        title=say("label", "heats", language, table=table_title(last, language)),
        columns=("position", name, *(f"round-{number}" for number in rounds)),
        headings=(
            say("column", "position", language),
            say("unit", last.unit.value, language),
            *(say("label", "heat", language, round=number) for number in rounds),
        ),
        rows=tuple(rows),
        classes=tuple(last.class_ for _ in rows),
        give_up=tuple(f"round-{number}" for number in rounds[:-1]),
    )


def _points(made: Table, name: str, language: str) -> str:
    row = made.row(name)
    if row is None:
        return ""
    place = "" if row.position is None else f" ({row.position})"
    return f"{points_text(row.points, language)}{place}"
