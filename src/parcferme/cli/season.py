"""`parcferme season`: what a championship folder holds, and who leads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of

if TYPE_CHECKING:
    from parcferme.findings import Finding
    from parcferme.season import Season
    from parcferme.season.meetings import Round

EPILOG = """\b
Examples:
  parcferme season                       the championship of this folder
  parcferme season club-cup-2024         of another one, or a shipped season
  parcferme season --json > season.json  for other programs
"""


@reporting
def season(folder: o.Championship = None, lang: o.Language = "en", as_json: o.Json = False) -> int:
    """What a championship folder holds, and who leads."""
    from parcferme.cli.screen import tell_findings
    from parcferme.cli.writing import print_json
    from parcferme.season import load_championship, season_findings

    read = load_championship(folder or Path())
    found = season_findings(read)
    document = season_document(read, found)
    if as_json:
        print_json(document)
    else:
        _show(read, document, found, lang)
        tell_findings(found, lang)
    return status_of(found)


def season_document(read: Season, found: Sequence[Finding]) -> dict[str, Any]:
    """The championship, its rounds with their sessions, how many are entered, who leads each table, findings."""
    from parcferme.documents.classification import finding_document

    said = read.championship
    drivers = {driver.name for car in read.entries.cars for driver in car.drivers}
    return {
        "championship": {
            "name": said.name or read.folder.resolve().name,
            "title": read.name,
            "season": read.year,
            "rulebook": read.rulebook.name,
            "reconstruction": said.reconstruction,
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
        "sessions": [
            {
                "name": session.name,
                "kind": session.kind,
                "start": None if session.spec.start is None else session.spec.start.isoformat(),
                "file": None if session.file is None else session.file.name,
                "result": _result(read, one, session.name),
                "status": session.spec.status,
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
    from parcferme.documents.points import point_number

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


def _show(read: Season, document: dict[str, Any], found: Sequence[Finding], language: str) -> None:
    from rich.text import Text

    from parcferme.cli.screen import console, show_count, show_heading, show_lines, show_table
    from parcferme.documents.tables import table
    from parcferme.documents.words import label, say

    out = console()
    about, entries = document["championship"], document["entries"]
    pairs = [(label("rulebook", language), about["rulebook"])]
    pairs += [(label("entered", language), say("label", "entered-count", language, **entries))]
    title, year = about["title"], about["season"]
    title = title if year is None or year in title else f"{title} {year}"
    show_heading(out, title, pairs)
    if about["reconstruction"]:
        out.print(Text(label("reconstruction-note", language), style="bold yellow"))
    columns = ("round", "name", "circuit", "from", "sessions", "results")
    rows = [_row(one) for one in document["rounds"]]
    give_up = ("circuit", "from")
    show_table(out, table(label("rounds", language), columns, rows, language, give_up=give_up))
    missing = [
        (str(one["number"]), f"{one['name']}: {', '.join(names)}")
        for one in document["rounds"]
        if (names := [session["name"] for session in one["sessions"] if session["result"] == "missing"])
    ]
    show_lines(out, label("results-missing", language), missing)
    leaders = [
        (
            "·",
            say(
                "label", "leader", language, **{**one, "names": " / ".join(one["names"]), "of": one["class"]}
            ),
        )
        for one in document["leaders"]
    ]
    show_lines(out, label("leaders-so-far", language), leaders)
    show_count(out, found, language)


def _row(one: dict[str, Any]) -> dict[str, Any]:
    """A round as a row of the table."""
    there = sum(session["result"] != "missing" for session in one["sessions"])
    return {
        "round": one["number"],
        "name": one["name"],
        "circuit": one["circuit"],
        "from": one["start"],
        "sessions": len(one["sessions"]),
        "results": there,
    }
