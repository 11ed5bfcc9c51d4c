"""`parcferme publish`: everything of a session or a whole weekend in one folder, all of it or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.progress import steps
from parcferme.cli.screen import tell_errors, tell_findings
from parcferme.cli.terminal import echo
from parcferme.cli.writing import print_json
from parcferme.papers import languages_of
from parcferme.publishing import PublishedSet, Said, publish_set

EPILOG = """\b
Examples:
  parcferme publish club-cup-2024/1-monza --out monza    a whole weekend
  parcferme publish 1 --folder club-cup-2024 --out monza --lang fr
  parcferme publish 1/race-1 --folder club-cup-2024 --out race-1
  parcferme publish 1 --folder club-cup-2024 --out monza --only pdf,csv
  parcferme publish 1 --folder club-cup-2024 --out monza --status official
  parcferme publish 1 --folder club-cup-2024 --out stick --site
  parcferme publish club-cup-2024 --out stick --site     the whole season

\b
DIR is replaced as a whole once everything is made. It may hold what was
published there before, and nothing else.
"""

Target = Annotated[
    str,
    typer.Argument(
        metavar="SESSION|ROUND|FOLDER", help="A session or a round of a championship folder, or all of it."
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder everything goes to.")]
Only = Annotated[
    str | None,
    typer.Option(
        "--only",
        metavar="FORMS",
        help="Of seal, pdf, csv, json, parquet, al-kamel, charts and communique, joined by commas [default: all].",
    ),
]
Published = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help="Time of publication, printed as given [default: now, at the circuit]."
    ),
]
Team = Annotated[
    list[str] | None,
    typer.Option("--for", metavar="TEAM", help="A team that gets a press release of its own; repeatable."),
]
Because = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT", help="Why these results replace those published in DIR before; their seals say it."
    ),
]

Site = Annotated[
    bool, typer.Option("--site", help="Results as pages for a browser too, from a disk or a server.")
]


@reporting
def publish(
    target: Target,
    out: Out,
    folder: o.InFolder = None,
    lang: o.Languages = "both",
    paper: o.PaperSize = "a4",
    status: o.State = None,
    only: Only = None,
    team: Team = None,
    published: Published = None,
    protest: o.ProtestUntil = None,
    because: Because = None,
    site: Site = False,
    as_json: o.Json = False,
) -> int:
    """Everything of a session, weekend or season in one folder."""
    said = Said(status, published, protest, because, tuple(team or ()))
    made = publish_set(
        target, folder, languages_of(lang), paper, out, only=only, site=site, said=said, steps=steps
    )
    _show(made, out, as_json=as_json)
    return status_of([*made.findings, *made.odd])


def _show(made: PublishedSet, out: Path, *, as_json: bool) -> None:
    """How much there is, what is missing, and what there was before and is no more; then what was odd."""
    if as_json:
        print_json(json.loads(made.contents))
    else:
        for line in made.lines(out):
            echo(line)
    language = made.look.languages[-1]
    tell_errors(list(made.findings), language)
    tell_findings(list(made.odd), language)
