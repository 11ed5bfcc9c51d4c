"""The rows of a typed or saved table, with the lines they stand on: a quote that is never closed swallows nobody.

A spreadsheet may put a line end inside quotes, so one row can stand on several lines. A quote typed by mistake looks
the same until the end of the file. What tells them apart: inside a real cell no line is a row by itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

_MOST_LINES: Final = 20  # of one row; a cell with more line ends is no cell of a list


class Row(NamedTuple):
    """The first and last line a row stands on (from 1), its cells, and whether a quote in it was never closed."""

    line: int
    last: int
    cells: list[str]
    open_quote: bool = False


def lines_of(text: str) -> list[str]:
    """The lines of a text, whichever way it ends them (LF, CR LF, CR, or some of each)."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def rows_in(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    """The rows these lines hold, blank ones too. Raises `csv.Error` for a cell of a size nobody types."""
    if not any(line.count('"') % 2 for line in lines):
        rows = list(csv.reader(lines, delimiter=delimiter))
        # A row on every line: nothing is to be told apart.
        if len(rows) == len(lines):
            yield from (Row(at, at, cells) for at, cells in enumerate(rows, 1))
            return
    yield from _one_by_one(lines, delimiter)


def _one_by_one(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    at, width = 0, 0
    while at < len(lines):
        row = _row_at(lines, at, delimiter, width)
        width = width or (len(row.cells) if any(row.cells) else 0)
        at = row.last
        yield row


def _row_at(lines: Sequence[str], at: int, delimiter: str, width: int) -> Row:
    """The row that begins on a line: as many lines as its quotes hold together, where that makes one row."""
    line = lines[at]
    if line.count('"') % 2 == 0:
        cells = next(csv.reader([line], delimiter=delimiter, strict=False), [])
        return Row(at + 1, at + 1, cells)
    for end in range(at + 2, min(at + _MOST_LINES, len(lines)) + 1):
        held = lines[at:end]
        if width > 1 and any(one.count(delimiter) >= width - 1 for one in held[1:]):
            break  # a row of its own
        if sum(one.count('"') for one in held) % 2 == 0:
            cells = next(csv.reader(["\n".join(held)], delimiter=delimiter), [])
            if width and len(cells) != width:
                break
            return Row(at + 1, end, cells)
    return Row(at + 1, at + 1, line.replace('"', "").split(delimiter), open_quote=True)
