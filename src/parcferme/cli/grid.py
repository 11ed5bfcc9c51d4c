"""`parcferme grid`: the starting grid of a race, as it stands on the track, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from parcferme.documents.meeting import MeetingSession
    from parcferme.findings import Finding
    from parcferme.grid import Grid, Publication, Slot

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
    from parcferme.cli.screen import tell_findings
    from parcferme.cli.writing import print_json
    from parcferme.documents.grid import grid_document
    from parcferme.publishing.gathering import gathered_grid
    from parcferme.season.grids import find_session, starting_grid

    season, race = find_session(session, folder)
    made = starting_grid(
        season,
        race,
        decisions=decisions,
        withdrawn=_withdrawn(withdrawn, withdrawn_late),
        reverse_first=reverse,
    )
    start = gathered_grid(made)
    if as_json:
        print_json(grid_document(start, findings=made.findings))
    else:
        show_grid(start, made.findings, lang)
    tell_findings(made.findings, lang)
    return status_of(made.findings)


def _withdrawn(before: list[str] | None, after: list[str] | None) -> dict[str, Publication]:
    from parcferme.grid import Publication

    early = dict.fromkeys(before or (), Publication.BEFORE)
    return early | dict.fromkeys(after or (), Publication.AFTER)


def show_grid(race: MeetingSession, findings: Sequence[Finding], language: str) -> None:
    """The layout from the front row, who starts from the pit lane or not at all, and every car's reasons."""
    from rich.text import Text

    from parcferme.cli.screen import console, show_count, show_heading, show_lines
    from parcferme.documents.grid import grid_heading, grid_of, grid_reasons, grid_title
    from parcferme.documents.words import label

    out, grid = console(), grid_of(race)
    show_heading(out, grid_title(race, language), grid_heading(race, language))
    if race.series.reconstruction:
        out.print(Text(label("reconstruction-note", language), style="bold yellow"))
    show_rows(out, grid, language)
    for key, cars in (("grid-pit-lane", grid.pit_lane), ("grid-left-out", grid.left_out)):
        show_lines(out, label(key, language), (_off_the_grid(slot) for slot in cars))
    show_lines(out, label("reasons", language), grid_reasons(grid, language))
    show_count(out, findings, language)


def show_rows(out: Console, grid: Grid, language: str) -> None:
    """Row after row, each car half a place behind the one ahead of it, as they stand seen from behind."""
    from rich.table import Table
    from rich.text import Text

    from parcferme.documents.words import say
    from parcferme.regulations import PoleSide

    names = [say("label", "grid-row", language, row=row) for row in range(1, len(grid.rows()) + 1)]
    drawn = Table.grid(padding=(0, 2, 0, 0), pad_edge=False, expand=False)
    label = max(map(len, names), default=0)
    drawn.add_column(no_wrap=True, width=label)
    for _ in range(grid.in_row):
        width = max(1, (out.width - label - 2) // grid.in_row - 2)
        drawn.add_column(no_wrap=True, overflow="ellipsis", max_width=width)
    behind = range(grid.in_row) if grid.pole is PoleSide.LEFT else range(grid.in_row)[::-1]
    for name, cars in zip(names, grid.rows(), strict=True):
        cells = [_cell(slot, lines) for slot, lines in zip(cars, behind, strict=True)]
        drawn.add_row(Text(name, style="dim"), *cells)
    out.print()
    out.print(drawn)


def _cell(slot: Slot | None, lines: int) -> Text:
    """A car in its place, so many lines further back."""
    from rich.text import Text

    from parcferme.cli.screen import plain
    from parcferme.documents.grid import slot_lines

    if slot is None:
        return Text("\n" * lines + "–", style="dim")
    first, crew = (plain(line) for line in slot_lines(slot))
    return Text.assemble("\n" * lines, (first, "bold"), f"\n{crew}")


def _off_the_grid(slot: Slot) -> tuple[str, str]:
    from parcferme.documents.grid import slot_lines

    first, crew = slot_lines(slot)
    return first, crew
