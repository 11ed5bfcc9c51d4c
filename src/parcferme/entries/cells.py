"""Cells of a table that a spreadsheet would run: written so that it does not, and read back as they were.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula. Such a text gets an apostrophe in front,
the sign by which spreadsheets themselves mark a text. Figures (`+1.234`, `-5`, `1 Lap`, `-`) compute nothing and stay.
"""

from __future__ import annotations

import re
from typing import Final

MARK: Final = "'"
# Full-width signs are formulas in East Asian editions; a tab or line end in front is cut off before a cell is read.
_RUNS: Final = re.compile(r"'*\s*[=+\-@＝＋－＠]|'*[\t\r\n]")
_FIGURE: Final = re.compile(r"[+-]?[0-9][0-9:.,]*( Laps?| tours?)?\Z|-\Z", re.ASCII)


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return MARK + text if _RUNS.match(text) and not _FIGURE.match(text) else text


def unguarded(text: str) -> str:
    """The text behind a cell: `unguarded(guarded(text))` is `text`, and a cell nobody guarded stays as it is."""
    return text[1:] if text[:1] == MARK and guarded(text[1:]) == text else text
