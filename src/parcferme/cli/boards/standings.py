"""Championship tables on a terminal: as many columns as it is wide, and below each what was tied or ruled."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from parcferme.championship import Standings, Table
from parcferme.cli.screen import (
    console,
    fitting,
    narrowing,
    show_count,
    show_heading,
    show_lines,
    show_table,
)
from parcferme.documents import (
    ARROWS,
    Series,
    is_reconstructed,
    label,
    legend,
    say,
    standing_reasons,
    standings_heading,
    standings_sheet,
    standings_title,
    tables_of,
)
from parcferme.findings import Finding


def show_standings(
    about: Series,
    made: Standings,
    *,
    table: str | None = None,
    class_: str | None = None,
    findings: Sequence[Finding] = (),
    language: str = "en",
) -> None:
    """Championship tables: which and after which round, each with its ties and rulings, how much was found."""
    chosen = tables_of(made, table, class_)  # one there is none of is told before anything is printed
    out = console()
    show_heading(out, standings_title(about, made, language), standings_heading(about, language))
    if is_reconstructed(about, chosen):
        out.print(Text(label("reconstruction-note", language), style="bold yellow"))
    for one in chosen:
        _show_table(out, one, language)
    show_count(out, [*findings, *made.findings], language)


def _show_table(out: Console, table: Table, language: str) -> None:
    """One table, what its marks mean, what did not fit, and below it what was tied or ruled."""
    sheets = narrowing(standings_sheet(table, language, arrows=_arrows(out)))
    show_table(out, *sheets)
    left_out = len(sheets[0].columns) - len(fitting(sheets, out.width).columns)
    notes = [legend(table, language)]
    if left_out:
        notes.append(say("label", "columns-left-out", language, columns=left_out))
    for note in notes:
        if note:
            out.print(Text(note, style="dim"))
    told = standing_reasons(table, language)
    lines = (say("label", "said-of", language, name=name, said=said) for name, said in told)
    show_lines(out, label("reasons", language), (("·", line) for line in lines))


def _arrows(out: Console) -> tuple[str, str]:
    """What shows that a row moved up or down, in what the terminal can print."""
    try:
        "".join(ARROWS).encode(out.encoding)
    except UnicodeEncodeError:
        return "+", "-"
    return ARROWS
