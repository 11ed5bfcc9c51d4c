"""Who can still win, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from parcferme.championship import Chances, NextRound
from parcferme.cli.screen import console, narrowing, show_heading, show_lines, show_table
from parcferme.documents import (
    Series,
    chance_lines,
    chances_sheet,
    chances_title,
    next_text,
    say,
    standings_heading,
)


def show_chances(
    about: Series,
    tables: Sequence[Chances],
    nexts: Sequence[Sequence[NextRound]] = (),
    *,
    name: str | None = None,
    language: str = "en",
) -> None:
    """Each table, and below it the sentences for those who can still win or for the one asked for."""
    out = console()
    show_heading(out, chances_title(about, tables, language), standings_heading(about, language))
    for at, one in enumerate(tables):
        show_table(out, *narrowing(chances_sheet(one, language, name=name)))
        lines = list(chance_lines(one, language, name=name))
        lines += [("·", next_text(one, coming, language)) for coming in (nexts[at] if nexts else ())]
        show_lines(out, say("chance", "title", language, left=len(one.to_come)), lines)
