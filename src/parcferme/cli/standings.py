"""`parcferme standings`: the tables of a championship after any round, with what was dropped, moved and tied."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.boards.standings import show_standings
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import tell_findings
from parcferme.cli.writing import print_json
from parcferme.documents import standings_document
from parcferme.publishing import running, tables_after

EPILOG = """\b
Examples:
  parcferme standings                         the championship of this folder
  parcferme standings club-cup-2024 --after 3 --class GT
  parcferme standings --results season.csv --rulebook my-series.toml
  parcferme standings --results f1.csv --rulebook f1 --season 1988 --gross
  parcferme standings --table drivers --json > drivers.json

\b
A result list is a CSV with a place and a car or a driver:
  round,position,driver
  1,1,Ann Onym
  1,2,Bea Blank
"""

Results = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A bare result list (CSV) instead of a folder; needs --rulebook."),
]
RulebookName = Annotated[
    str | None,
    typer.Option(
        "--rulebook", metavar="NAME|FILE", help="The rulebook for --results: a shipped one or a TOML file."
    ),
]
Season = Annotated[
    str | None,
    typer.Option(metavar="YEAR", help="Which season of the result list; of a rulebook with eras, which era."),
]
After = Annotated[
    str | None,
    typer.Option(
        metavar="ROUND", help="After this round, by number, name or folder [default: the last one run]."
    ),
]
TableName = Annotated[str | None, typer.Option("--table", metavar="NAME", help="Only this table.")]
ClassOf = Annotated[
    str | None, typer.Option("--class", metavar="CLASS", help="Only the tables of this class.")
]
Gross = Annotated[bool, typer.Option("--gross", help="As if no result were left out of the totals.")]


@reporting
def standings(
    folder: o.Championship = None,
    results: Results = None,
    rulebook: RulebookName = None,
    season: Season = None,
    after: After = None,
    table: TableName = None,
    class_: ClassOf = None,
    gross: Gross = False,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """The championship tables after any round, and why."""
    run = running(folder, results, rulebook, season)
    about, made = tables_after(run, after, gross=gross)
    if as_json:
        print_json(standings_document(about, made, table=table, class_=class_, findings=run.findings))
    else:
        show_standings(about, made, table=table, class_=class_, findings=run.findings, language=lang)
    found = (*run.findings, *made.findings)
    tell_findings(found, lang)
    return status_of(found)
