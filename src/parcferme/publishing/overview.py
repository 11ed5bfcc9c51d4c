"""What a championship folder holds, and who leads: the document of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from parcferme.documents import finding_document, point_number
from parcferme.findings import Finding
from parcferme.season import Round, Season


def season_document(read: Season, found: Sequence[Finding]) -> dict[str, Any]:
    """The championship, its rounds with their sessions, how many are entered, who leads each table, findings."""
    said = read.championship
    drivers = {driver.name for car in read.entries.cars for driver in car.drivers}
    return {
        "championship": {
            "name": said.name or read.folder.resolve().name,
            "title": read.name,
            "season": read.year,
            "rulebook": read.rulebook.name,
            "reconstruction": said.reconstruction,
            "organiser": said.organiser,
            "source": said.source,
            "note": said.note,
        },
        "entries": {"cars": len(read.entries.by_number()), "drivers": len(drivers)},
        "rounds": [_round(read, one) for one in read.rounds],
        "leaders": _leaders(read),
        "findings": [finding_document(finding) for finding in found],
    }


def _round(read: Season, one: Round) -> dict[str, Any]:
    said = one.file
    return {
        "number": one.number,
        "name": one.name,
        "folder": None if one.folder is None else one.folder.name,
        "circuit": said.circuit,
        "country": said.country,
        "start": None if said.start is None else said.start.isoformat(),
        "end": None if said.end is None else said.end.isoformat(),
        "cancelled": said.cancelled,
        "source": said.source,
        "note": said.note,
        "sessions": [
            {
                "name": session.name,
                "kind": session.kind,
                "start": None if session.spec.start is None else session.spec.start.isoformat(),
                "file": None if session.file is None else session.file.name,
                "result": _result(read, one, session.name),
                "status": session.spec.status,
                "note": session.spec.note,
            }
            for session in one.sessions
        ],
    }


def _result(read: Season, one: Round, name: str) -> str:
    """Where a session's result comes from: `scored` from its log or timing file, a `list`, or `missing`."""
    session = one.session(name)
    if session is None or read.result(session) is None:
        return "missing"
    return "list" if read.score(session) is None else "scored"


def _leaders(read: Season) -> list[dict[str, Any]]:
    """Who is first in each table, where there are results and the rulebook has tables."""
    if not read.results or not read.rulebook.standings:
        return []
    made = read.standings()
    return [
        {
            "table": table.name,
            "class": table.class_,
            "after": made.after,
            "names": [row.name for row in table.rows if row.position == 1],
            "points": point_number(table.rows[0].points),
        }
        for table in made.tables
        if table.rows and table.rows[0].position == 1
    ]
