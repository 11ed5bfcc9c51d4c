"""`parcferme grid`: the starting grid of a race, as it stands on the track, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.boards.grid import show_grid
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import tell_findings
from parcferme.cli.writing import print_json
from parcferme.documents import grid_document
from parcferme.grid import Publication
from parcferme.publishing import gathered_grid
from parcferme.season import find_session, starting_grid

EPILOG = """\b
Examples:
  parcferme grid club-cup-2024/1-monza/race-1
  parcferme grid race-2 --folder club-cup-2024  where one round has it
  parcferme grid 3/race-3 --reverse 8           the number that was drawn
  parcferme grid 1/race-1 --withdrawn 7 --withdrawn-late 12
  parcferme grid 1/race-1 --json > grid.json

\b
race-1.grid.toml beside the race holds what was ruled for its grid:
  [[decision]]
  car = "81"
  penalty = "grid-places"
  places = 3
"""

Session = Annotated[
    str,
    typer.Argument(metavar="SESSION", help="A race: its path in a championship folder, or 1/race-1."),
]
Decisions = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="More rulings for this grid (TOML, one [[decision]] each)."),
]
Reverse = Annotated[
    int | None, typer.Option(metavar="N", min=0, help="So many of the first are turned round.")
]
Withdrawn = Annotated[
    list[str] | None, typer.Option(metavar="CAR", help="Withdrawn before the grid is published; repeatable.")
]
Late = Annotated[
    list[str] | None, typer.Option(metavar="CAR", help="Withdrawn after it was published; repeatable.")
]


@reporting
def grid(
    session: Session,
    folder: o.InFolder = None,
    decisions: Decisions = None,
    reverse: Reverse = None,
    withdrawn: Withdrawn = None,
    withdrawn_late: Late = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """The starting grid of a race, and why each car stands there."""
    season, race = find_session(session, folder)
    gone = _withdrawn(withdrawn, withdrawn_late)
    made = starting_grid(season, race, decisions=decisions, withdrawn=gone, reverse_first=reverse)
    start = gathered_grid(made)
    if as_json:
        print_json(grid_document(start, findings=made.findings))
    else:
        show_grid(start, made.findings, lang)
    tell_findings(made.findings, lang)
    return status_of(made.findings)


def _withdrawn(before: list[str] | None, after: list[str] | None) -> dict[str, Publication]:
    """When each car that is withdrawn was."""
    early = dict.fromkeys(before or (), Publication.BEFORE)
    return early | dict.fromkeys(after or (), Publication.AFTER)
