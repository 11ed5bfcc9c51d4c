"""`parcferme entries`: who is entered, for the season or one round, and what the rules have against it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import console, show_table, tell_findings
from parcferme.cli.writing import print_json
from parcferme.documents import cars_of_class, entries_document, entries_table
from parcferme.season import load_championship, round_named, told_of_entries

EPILOG = """\b
Examples:
  parcferme entries                      the entry list of this folder
  parcferme entries club-cup-2024 --round 2
  parcferme entries --round spa --class GT --json
"""

Round = Annotated[
    str | None,
    typer.Option(metavar="ROUND", help="As it stands at this round, by number, name or folder."),
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
    season = load_championship(folder or Path())
    number = None if round is None else round_named(season.rounds, round).number
    listed = cars_of_class(season.entries_to_come if number is None else season.entries_of(number), class_)
    shown = None if class_ is None else {entry.number for entry in listed.cars}
    found = told_of_entries(season, number, shown)
    if as_json:
        print_json(entries_document(listed, found, name=season.name, round=number))
    else:
        show_table(console(), entries_table(listed, lang, round=number))
        tell_findings(found, lang)
    return status_of(found)
