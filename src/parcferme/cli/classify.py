"""`parcferme classify`: one session of a championship folder, by the rules and entries of its round."""

from __future__ import annotations

from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli import previewing
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.score import Csv, Show, print_score, views_of
from parcferme.season import classified, find_session

EPILOG = """\b
Examples:
  parcferme classify club-cup-2024/1-monza/race-1
  parcferme classify 1/race-1 --folder club-cup-2024 --class GT
  parcferme classify 1/race-1 --preview 'time 15 s #81'   what would change if
  parcferme classify 2-spa/qualifying-1 --json > q1.json
"""

Session = Annotated[
    str,
    typer.Argument(metavar="SESSION", help="A session: its path in a championship folder, or 1/race-1."),
]


@reporting
def classify(
    session: Session,
    folder: o.InFolder = None,
    at: o.At = None,
    known: o.Known = None,
    class_: o.ClassName = None,
    status: o.Status = "provisional",
    show: Show = "classification",
    csv: Csv = None,
    preview: o.Preview = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """Classify a session of a championship folder."""
    views = views_of(show)
    season, found = find_session(session, folder)
    made = classified(season, found, at=at, known=known)
    if preview:
        return previewing.preview(made, preview, lang, as_json=as_json, csv=csv, place=(season, found))
    print_score(made, class_=class_, status=status, views=views, csv=csv, language=lang, as_json=as_json)
    return status_of(made.findings)
