"""Who can still win, as people read it: the sentence for each, the sheet, and the stable JSON document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from parcferme.championship import Chance, Chances, Column, NextRound
from parcferme.documents.classification import finding_document
from parcferme.documents.meeting import Series
from parcferme.documents.points import point_number, points_text
from parcferme.documents.tables import Table as Sheet
from parcferme.documents.values import ordinal
from parcferme.documents.words import label, say
from parcferme.findings import Finding
from parcferme.regulations import Unit

COLUMNS: Final = ("position", "driver", "points", "most", "best-place", "worst-place", "needs", "threat")


def chances_document(
    series: Series,
    tables: Sequence[Chances],
    *,
    name: str | None = None,
    nexts: Sequence[Sequence[NextRound]] = (),
    findings: Iterable[Finding] = (),
) -> dict[str, Any]:
    """The chances document. `name`: only that unit's row; `nexts`: for each table what its next round can change."""
    return {
        "championship": msgspec.structs.asdict(series),
        "after": tables[0].after if tables else None,
        "tables": [
            _table_document(table, name, nexts[at] if at < len(nexts) else ())
            for at, table in enumerate(tables)
        ],
        "findings": [finding_document(finding) for finding in findings],
    }


def _table_document(table: Chances, name: str | None, nexts: Sequence[NextRound]) -> dict[str, Any]:
    next_ones = {one.name: one for one in nexts}
    return {
        "name": table.name,
        "class": table.class_,
        "group": table.group,
        "kind": table.unit.value,
        "to_come": [_session_document(one) for one in table.to_come],
        "doubts": [doubt.value for doubt in table.doubts],
        "rows": [
            _row_document(table, one, next_ones.get(one.name))
            for one in table.units
            if name in (None, one.name)
        ],
    }


def _session_document(one: Column) -> dict[str, Any]:
    return {"round": one.round, "session": one.session, "kind": one.kind, "event": one.event}


def _row_document(table: Chances, one: Chance, coming: NextRound | None) -> dict[str, Any]:
    return {
        "name": one.name,
        "position": one.position,
        "points": point_number(one.points),
        "least": point_number(one.least),
        "most": point_number(one.most),
        "can_win": one.can_win,
        "champion": one.champion,
        "best": one.best,
        "worst": one.worst,
        "worst_is_bound": one.worst_is_bound,
        "needs": [{"sessions": at, "place": place} for at, place in enumerate(one.needs, 1)],
        "threat": one.threat,
        "against": [
            {"name": rival.name, "most": point_number(rival.most), "short": point_number(rival.short)}
            for rival in one.against
        ],
        "exact": one.exact,
        "next": None if coming is None else msgspec.structs.asdict(coming),
        "text": chance_text(table, one),
    }


def chance_text(table: Chances, one: Chance, language: str = "en") -> str:
    """The sentence for one unit: champion, what makes it champion whatever others do, open, or out of it."""
    name = name_text(table, one.name, language)
    known: dict[str, Any] = {"name": name, "left": len(table.to_come)}
    if one.champion:
        return say("chance", "champion" if table.to_come else "champion-decided", language, **known)
    if not one.can_win:
        best = None if one.best is None else ordinal(one.best, language)
        return say("chance", "out", language, best=best, **known)
    at = next((at for at, place in enumerate(one.needs) if place is not None), None)
    if at is None:
        return say("chance", "needs-help" if table.to_come else "level", language, **known)
    known["place"] = ordinal(one.needs[at] or 0, language)
    if at == 0:
        return say("chance", "needs", language, session=session_text(table, language), **known)
    return say("chance", "needs-each", language, sessions=at + 1, **known)


def next_text(table: Chances, one: NextRound, language: str = "en") -> str:
    """The sentence for what the next round can change for one unit."""

    def place(number: int | None) -> str:
        return label("none", language) if number is None else ordinal(number, language)

    values = {"name": name_text(table, one.name, language), "round": one.round, "event": one.event}
    return say("chance", "next", language, now=place(one.position), best=place(one.best),
               worst=place(one.worst), **values)  # fmt: skip


def name_text(table: Chances, name: str, language: str = "en") -> str:
    """A name as sentences have it; a car by its number."""
    return say("chance", "car", language, name=name) if table.unit is Unit.CAR else name


def session_text(table: Chances, language: str = "en") -> str:
    """The next session: its round and event, and its name where the round has several to come."""
    first = table.to_come[0]
    alone = sum(one.round == first.round for one in table.to_come) == 1
    session = None if alone else first.session
    return say("chance", "session", language, round=first.round, session=session, event=first.event)


def chances_title(series: Series, tables: Sequence[Chances], language: str = "en") -> str:
    """The championship, and after which round it is looked at."""
    after = say("label", "after-round", language, round=tables[0].after if tables else None)
    season = series.season if series.season and series.season not in series.title else None
    return " · ".join(part for part in (series.title, season, after) if part)


def chances_sheet(table: Chances, language: str = "en", *, name: str | None = None) -> Sheet:
    """The table: as it stands, the most points there are to reach, best and worst final place, the place that is enough
    in the next session, and the greatest threat.
    """
    rows = [_cells(one, language) for one in table.units if name in (None, one.name)]
    headings = {"driver": say("unit", table.unit.value, language)}
    parts = [say("table", table.name, language)]
    parts += [part for part in (table.class_, table.group) if part and part not in parts[0]]
    return Sheet(
        " · ".join(parts),
        COLUMNS,
        tuple(headings.get(column) or say("column", column, language) for column in COLUMNS),
        tuple(tuple(row) for row in rows),
        tuple(table.class_ for _ in rows),
        ("threat", "needs", "most"),
    )


def _cells(one: Chance, language: str) -> list[str]:
    worst = "" if one.worst is None else f"{'≤ ' if one.worst_is_bound else ''}{one.worst}"
    return [
        "" if one.position is None else str(one.position),
        one.name,
        points_text(one.points, language),
        points_text(one.most, language),
        "" if one.best is None else str(one.best),
        worst,
        "" if not one.needs or one.needs[0] is None else str(one.needs[0]),
        one.threat or "",
    ]


def chance_lines(
    table: Chances, language: str = "en", *, name: str | None = None
) -> Iterator[tuple[str, str]]:
    """The sentences: of those who can still win, or of the one asked for, and why an answer may be on the safe side."""
    for one in table.units:
        if one.name == name or (name is None and one.can_win):
            yield "·", chance_text(table, one, language)
    for doubt in table.doubts:
        yield "!", say("doubt", doubt.value, language)
