"""What would change if: records that nobody has written, and what they would make of a result, on a terminal."""

from __future__ import annotations

from rich.text import Text

from parcferme.cli.screen import console, show_lines
from parcferme.cli.terminal import plain
from parcferme.documents import moved_lines, nothing_moves, repair_label, table_lines, title
from parcferme.season import Previewed


def show_preview(asked: Previewed, language: str) -> None:
    """The session, the records in words, a line for each car and for each row of a table that would be another."""
    out = console()
    out.print(Text(plain(title(asked.score, language=language)), style="bold"))
    show_lines(out, repair_label("preview", language), (("+", words) for _, words in asked.records))
    made = asked.preview
    rows = (*made.before.rows, *made.after.rows)
    moved = list(moved_lines(made.changes, rows, language, asked.points))
    out.print()
    for number, what in moved or [("", nothing_moves(language))]:
        out.print(Text(plain(f"  {f'{number}  ' if number else ''}{what}")), soft_wrap=True)
    show_lines(out, repair_label("tables", language), table_lines(asked.tables, language))
    out.print()
    out.print(Text(repair_label("preview-note", language), style="dim"))
