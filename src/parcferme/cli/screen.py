"""Tables and lines on a terminal: as wide as it is, in its colours, or in none."""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from parcferme.cli.terminal import plain, stream
from parcferme.documents import (
    FLEXIBLE,
    LEFT,
    Table,
    finding_line,
    findings_count,
    label,
    say,
    shown_findings,
)
from parcferme.findings import Finding, Severity

# A column of names is at least so wide; where there is a narrower table to turn to, so that most names are whole.
NARROW, COMFORTABLE = 11, 17
PALETTE = (
    "cyan",
    "magenta",
    "green",
    "yellow",
    "bright_blue",
    "bright_red",
    "bright_green",
    "bright_magenta",
)
SEVERITIES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


class Screen(Console):
    """A console that lets a closed pipe be known, instead of ending the program."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console(*, stderr: bool = False) -> Console:
    """A console that prints what it is given: no markup, no emoji, no guessing at colours."""
    return Screen(file=stream(err=stderr), markup=False, emoji=False, highlight=False)


def class_colours(names: Iterable[str | None]) -> dict[str, str]:
    """A colour for each class, the same on every run: by its name, the next free one where two would share."""
    colours: dict[str, str] = {}
    for name in sorted({name for name in names if name}):
        # Not `hash`: that of a text is another in every process.
        first = zlib.crc32(name.encode()) % len(PALETTE)
        turned = [*PALETTE[first:], *PALETTE[:first]]
        colours[name] = next((colour for colour in turned if colour not in colours.values()), PALETTE[first])
    return colours


def needed(table: Table, names: int = NARROW) -> int:
    """The least width in characters at which a table can be read, with so much for each column of names."""
    return sum(_least(table, index, names) for index in range(len(table.columns))) + len(table.columns) - 1


def _natural(table: Table, index: int) -> int:
    return max(cell_len(line) for line in (table.headings[index], *(row[index] for row in table.rows)))


def _least(table: Table, index: int, names: int = NARROW) -> int:
    natural = _natural(table, index)
    return min(natural, names) if table.columns[index] in FLEXIBLE else natural


def _widths(table: Table, width: int) -> list[int]:
    """The width of each column: columns of names share what the others leave, the narrower first."""
    widths = [_least(table, index) for index in range(len(table.columns))]
    names = [index for index, column in enumerate(table.columns) if column in FLEXIBLE]
    left = width - needed(table)
    for turn, index in enumerate(sorted(names, key=lambda index: _natural(table, index))):
        more = min(_natural(table, index) - widths[index], max(0, left) // (len(names) - turn))
        widths[index] += more
        left -= more
    return widths


def fitting(tables: Sequence[Table], width: int) -> Table:
    """The first table that fits the width, else the last one without the columns it gives up first."""
    for table in tables[:-1]:
        if needed(table, COMFORTABLE) <= width:
            return table
    table = tables[-1]
    for column in table.give_up:
        if needed(table) > width and column in table.columns:
            table = _without(table, column)
    return table


def narrowing(table: Table) -> list[Table]:
    """The table, and what is left of it as it gives up its columns one after the other: names stay readable."""
    found = [table]
    for column in table.give_up:
        if column in found[-1].columns:
            found.append(_without(found[-1], column))
    return found


def _without(table: Table, column: str) -> Table:
    at = table.columns.index(column)

    def cut(cells: tuple[str, ...]) -> tuple[str, ...]:
        return (*cells[:at], *cells[at + 1 :])

    rows = tuple(cut(row) for row in table.rows)
    return Table(table.title, cut(table.columns), cut(table.headings), rows, table.classes, table.give_up)


def _plain_table(table: Table) -> Table:
    rows = tuple(tuple(plain(cell) for cell in row) for row in table.rows)
    return Table(table.title, table.columns, table.headings, rows, table.classes, table.give_up)


def show_table(out: Console, *tables: Table) -> None:
    """A title and the table below it; of several the first that fits."""
    table = fitting([_plain_table(table) for table in tables], out.width)
    out.print()
    out.print(Text(plain(table.title), style="bold"))
    out.print(_drawn(table, out.width) if table.rows else Text("–"))


def drawn_table(table: Table, width: int, *, dimmed: Container[str] = ()) -> RichTable:
    """A table so wide at most, without its title; rows of the cars named in `dimmed` are less bright."""
    return _drawn(fitting(narrowing(_plain_table(table)), width), width, dimmed)


def _drawn(table: Table, width: int, dimmed: Container[str] = ()) -> RichTable:
    colours = class_colours(table.classes)
    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=0, header_style="bold")
    widths = _widths(table, width)
    for column, heading, its in zip(table.columns, table.headings, widths, strict=True):
        justify = "left" if column in LEFT else "right"
        drawn.add_column(heading, justify=justify, no_wrap=True, overflow="ellipsis", width=its)  # type: ignore[arg-type]
    for cells, class_ in zip(table.rows, table.classes, strict=True):
        colour = colours.get(class_ or "", "")
        by_column = dict(zip(table.columns, cells, strict=True))
        drawn.add_row(
            *(
                Text(cell, style=colour if column in ("class", "number") else "")
                for column, cell in by_column.items()
            ),
            style="dim" if by_column.get("number") in dimmed else None,
        )
    return drawn


def show_heading(out: Console, title: str, pairs: Iterable[tuple[str, str]]) -> None:
    """What it is, in bold, and what is known of it."""
    out.print(Text(plain(title), style="bold"))
    text = Text()
    for index, (name, value) in enumerate(pairs):
        text.append(f"{' · ' if index else ''}{name} ", style="dim")
        text.append(plain(value))
    out.print(text)


def show_lines(out: Console, title: str, lines: Iterable[tuple[str, str]]) -> None:
    """A title and below it lines that begin with a car's number; nothing where there are no lines."""
    listed = list(lines)
    if not listed:
        return
    out.print()
    out.print(Text(plain(title), style="bold"))
    hanging = RichTable.grid(padding=(0, 1), pad_edge=False)
    hanging.add_column(no_wrap=True)
    hanging.add_column(overflow="fold")
    for mark, sentence in listed:
        hanging.add_row(Text(plain(mark)), Text(plain(sentence)))
    out.print(Padding(hanging, (0, 0, 0, 2), expand=False))


def tell_findings(
    findings: Iterable[Finding], language: str, *, out: Console | None = None, most: int | None = 5
) -> None:
    """The findings as lines, gravest first, on standard error; a ready record below the finding it would settle."""
    out = out or console(stderr=True)
    listed = list(findings)
    shown, more = shown_findings(listed, most=most)
    for finding in shown:
        out.print(
            Text(plain(finding_line(finding, language)), style=SEVERITIES[finding.severity]), soft_wrap=True
        )
        if finding.proposal is not None:
            record = ", ".join(f"{key} {value}" for key, value in finding.proposal.items())
            out.print(
                Text(plain(f"    {label('proposed', language)}: {record}"), style="dim"), soft_wrap=True
            )
    for code, count in more.items():
        out.print(Text(say("label", "findings-more", language, count=count, code=code)), soft_wrap=True)


def tell_errors(findings: Iterable[Finding], language: str) -> None:
    """The findings that make the exit status 1, on standard error."""
    tell_findings((one for one in findings if one.severity is Severity.ERROR), language)


def show_count(out: Console, findings: Iterable[Finding], language: str) -> None:
    """How many findings of each severity there are."""
    out.print()
    out.print(Text(findings_count(findings, language), style="dim"))
