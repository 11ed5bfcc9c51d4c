"""A scored session and the story of one car, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from parcferme.cli.screen import console, show_count, show_heading, show_lines, show_table
from parcferme.cli.terminal import plain
from parcferme.documents import (
    Scored,
    Story,
    classification_table,
    fastest_table,
    flags_table,
    heading,
    headline,
    is_reconstruction,
    label,
    leaders_table,
    placing_lines,
    reason_lines,
    rows_of,
    ruling_lines,
    stops_table,
    story_tables,
    time_text,
    title,
    verdicts_table,
)


def show_score(
    made: Scored,
    *,
    class_: str | None = None,
    status: str = "provisional",
    views: Iterable[str] = ("classification",),
    language: str = "en",
) -> None:
    """A scored session: what it is, the tables asked for, decisions and reasons, how much was found."""
    rows_of(made, class_)  # a class there is none of is told before anything is printed
    out = console()
    show_heading(
        out, title(made, status=status, language=language), heading(made, class_=class_, language=language)
    )
    if is_reconstruction(made):
        out.print(Text(label("reconstruction-note", language), style="bold yellow"))
    for view in views:
        _show_view(out, made, view, class_, language)
    reasons = (
        (f"#{car.removeprefix('#')}", text)
        for car, text in reason_lines(made, class_=class_, language=language)
    )
    show_lines(out, label("reasons", language), reasons)
    show_count(out, made.findings, language)


def _show_view(out: Console, made: Scored, view: str, class_: str | None, language: str) -> None:
    timing = made.result.timing
    numbers = None if class_ is None else [row.number for row in rows_of(made, class_)]
    if view == "classification":
        wide = (
            classification_table(made, class_=class_, language=language, wide=wide) for wide in (True, False)
        )
        show_table(out, *wide)
    elif view == "leaders":
        show_table(out, leaders_table(timing, language))
    elif view == "stops":
        show_table(out, stops_table(timing, language, numbers))
        verdicts = verdicts_table(timing, language, numbers)
        if verdicts is not None:
            show_table(out, verdicts)
    elif view == "fastest":
        show_table(out, fastest_table(timing, language))
    elif view == "flags":
        show_table(out, flags_table(timing, language))


def show_story(
    made: Scored, story: Story, *, status: str = "provisional", language: str = "en", laps: bool = True
) -> None:
    """A car's story: its place and why, its laps (unless left out), stops, stints and decisions."""
    out = console()
    row = story.row
    show_heading(out, title(made, status=status, language=language), heading(made, language=language))
    out.print()
    parts = (f"#{row.number.removeprefix('#')}", row.class_, row.team, " / ".join(row.drivers))
    out.print(Text(plain(" · ".join(part for part in parts if part)), style="bold"))
    out.print(Text(plain(headline(row, language))))
    show_lines(out, label("placed-by", language), (("·", line) for line in placing_lines(story, language)))
    show_lines(out, label("decisions", language), (("·", line) for line in ruling_lines(story, language)))
    for number, table in enumerate(story_tables(story, language)):
        if laps or number or not story.laps:
            show_table(out, table)
    if story.ideal_lap is not None:
        out.print()
        out.print(Text(f"{label('ideal-lap', language)} {time_text(story.ideal_lap)}"))
