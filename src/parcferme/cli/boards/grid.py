"""A starting grid on a terminal, as it stands on the track."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from parcferme.cli.screen import console, show_count, show_heading, show_lines
from parcferme.cli.terminal import plain
from parcferme.documents import (
    MeetingSession,
    grid_heading,
    grid_of,
    grid_reasons,
    grid_title,
    label,
    say,
    slot_lines,
)
from parcferme.findings import Finding
from parcferme.grid import Grid, Slot
from parcferme.regulations import PoleSide


def show_grid(race: MeetingSession, findings: Sequence[Finding], language: str) -> None:
    """The layout from the front row, who starts from the pit lane or not at all, and every car's reasons."""
    out, grid = console(), grid_of(race)
    show_heading(out, grid_title(race, language), grid_heading(race, language))
    if race.series.reconstruction:
        out.print(Text(label("reconstruction-note", language), style="bold yellow"))
    show_rows(out, grid, language)
    for key, cars in (("grid-pit-lane", grid.pit_lane), ("grid-left-out", grid.left_out)):
        show_lines(out, label(key, language), (slot_lines(slot, language) for slot in cars))
    show_lines(out, label("reasons", language), grid_reasons(grid, language))
    show_count(out, findings, language)


def show_rows(out: Console, grid: Grid, language: str) -> None:
    """Row after row, each car half a place behind the one ahead of it, as they stand seen from behind."""
    names = [say("label", "grid-row", language, row=row) for row in range(1, len(grid.rows()) + 1)]
    drawn = Table.grid(padding=(0, 2, 0, 0), pad_edge=False, expand=False)
    label = max(map(len, names), default=0)
    drawn.add_column(no_wrap=True, width=label)
    for _ in range(grid.in_row):
        width = max(1, (out.width - label - 2) // grid.in_row - 2)
        drawn.add_column(no_wrap=True, overflow="ellipsis", max_width=width)
    behind = range(grid.in_row) if grid.pole is PoleSide.LEFT else range(grid.in_row)[::-1]
    for name, cars in zip(names, grid.rows(), strict=True):
        cells = [_cell(slot, lines, language) for slot, lines in zip(cars, behind, strict=True)]
        drawn.add_row(Text(name, style="dim"), *cells)
    out.print()
    out.print(drawn)


def _cell(slot: Slot | None, lines: int, language: str) -> Text:
    """A car in its place, so many lines further back."""
    if slot is None:
        return Text("\n" * lines + "–", style="dim")
    first, crew = (plain(line) for line in slot_lines(slot, language))
    return Text.assemble("\n" * lines, (first, "bold"), f"\n{crew}")
