"""`parcferme chances`: who can still win a title, and what makes each of them champion whatever others do."""

from __future__ import annotations

from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.boards.chances import show_chances
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import tell_findings
from parcferme.cli.standings import After, ClassOf, Results, RulebookName, Season, TableName
from parcferme.cli.writing import print_json
from parcferme.documents import chances_document
from parcferme.publishing import chances_in, running

EPILOG = """\b
Examples:
  parcferme chances                           the championship of this folder
  parcferme chances club-cup-2024 --after 3 --table cars --name 81
  parcferme chances --results f1.csv --rulebook f1 --season 1988 --after 14
  parcferme chances --table drivers --json > chances.json

\b
Rounds in the results after --after count as still to come: only their
schedule is looked at.
"""

Name = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Only this driver, car or team, and what its next round can change."),
]


@reporting
def chances(
    folder: o.Championship = None,
    results: Results = None,
    rulebook: RulebookName = None,
    season: Season = None,
    after: After = None,
    table: TableName = None,
    class_: ClassOf = None,
    name: Name = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Who can still win, and what is enough whatever others do."""
    run = running(folder, results, rulebook, season)
    found, nexts, name = chances_in(run, after, table, class_, name)
    if as_json:
        print_json(chances_document(run.about, found, name=name, nexts=nexts, findings=run.findings))
    else:
        show_chances(run.about, found, nexts, name=name, language=lang)
    tell_findings(run.findings, lang)
    return status_of(run.findings)
