"""Who can still win, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from parcferme.championship.chances import Chances, NextRound
from parcferme.cli.screen import console, narrowing, show_heading, show_lines, show_table
from parcferme.documents import chances as page
from parcferme.documents.meeting import Series
from parcferme.documents.standings import standings_heading
from parcferme.documents.words import say


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
    show_heading(out, page.chances_title(about, tables, language), standings_heading(about, language))
    for at, one in enumerate(tables):
        show_table(out, *narrowing(page.chances_sheet(one, language, name=name)))
        lines = list(page.chance_lines(one, language, name=name))
        lines += [("·", page.next_text(one, coming, language)) for coming in (nexts[at] if nexts else ())]
        show_lines(out, say("chance", "title", language, left=len(one.to_come)), lines)
