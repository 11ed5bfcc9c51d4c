"""`parcferme entries`: who is entered, for the season or one round, and what the rules have against it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of

EPILOG = """\b
Examples:
  parcferme entries                      the entry list of this folder
  parcferme entries club-cup-2024 --round 2
  parcferme entries --round 2 --class GT --json
"""

Round = Annotated[
    int | None, typer.Option(metavar="NUMBER", help="As it stands at this round: its cars and crews.")
]


@reporting
def entries(
    folder: o.Championship = None,
    round: Round = None,
    class_: o.ClassName = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Who is entered, and what the rules have against it.

    Cars, crews, classes, groups, for the season or as they stand at one round: combinations of categories, late
    entries, withdrawals, medical clearance, each finding with its article.
    """
    from parcferme.cli.writing import print_json
    from parcferme.documents.entries import cars_of_class, entries_document, entries_table
    from parcferme.season.championship import load_championship
    from parcferme.season.entry_list import asked_of_entries

    season = load_championship(folder or Path())
    listed = season.entries_to_come if round is None else season.entries_of(round)
    listed = cars_of_class(listed, class_)
    shown = {entry.number for entry in listed.cars}
    told = [one for one in season.read_findings if one.where.file == season.championship.entries]
    told += asked_of_entries(season, round)
    found = [one for one in told if class_ is None or one.where.car is None or one.where.car in shown]
    if as_json:
        print_json(entries_document(listed, found, name=season.name, round=round))
    else:
        from parcferme.cli.screen import console, show_table, tell_findings

        show_table(console(), entries_table(listed, lang, round=round))
        tell_findings(found, lang)
    return status_of(found)
