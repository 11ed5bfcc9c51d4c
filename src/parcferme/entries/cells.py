"""Cells of a table: what a spreadsheet would run is written so that it does not, what nobody sees is left out.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula. Such a text gets an apostrophe in front,
the sign by which spreadsheets themselves mark a text. Figures (`+1.234`, `-5`, `1 Lap`, `-`) compute nothing and stay.
"""

from __future__ import annotations

import re
import unicodedata
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


_FORMAT: Final = "Cf"  # zero-width, bidirectional, byte order marks
_CONTROLS: Final = "".join(map(chr, (*range(33), *range(127, 160))))
_FLOAT: Final = re.compile(r"(\d+)[.,]0+\Z")
_PREFIX: Final = re.compile(r"(?:#|n[o°]\.?|nr\.?|num(?:ber|ero|éro)?|car|kart|voiture)#?(?=\d)")
_JOINERS: Final = "\u200c\u200d"  # between letters of Persian or Indic scripts they belong to the word


def visible(text: str) -> str:
    """The text without characters that nobody sees, which make a second car of `50`.

    Format characters go anywhere, control characters at its ends. Inside it a control character is no accident of a
    keyboard, and stays for whoever reads it to refuse; so does a joiner between letters beyond ASCII.
    """
    if text.isprintable():
        return text
    kept = [one for at, one in enumerate(text) if unicodedata.category(one) != _FORMAT or _joins(text, at)]
    return "".join(kept).strip(_CONTROLS)


def _joins(text: str, at: int) -> bool:
    return text[at] in _JOINERS and all(
        not one.isascii() and one.isalpha() for one in (text[at - 1 : at], text[at + 1 : at + 2])
    )


def looks(number: str) -> str:
    """What a car's number is read as: full-width figures, blanks, `#` or `No` before and `.0` behind, and unseen
    characters aside.
    """
    plain = "".join(unicodedata.normalize("NFKC", visible(number)).casefold().split())
    return plain if plain.isalnum() and not plain[:1].isalpha() else _PREFIX.sub("", _FLOAT.sub(r"\1", plain))


def is_number(text: str) -> bool:
    """Whether a text can be painted on a car as its number: figures and letters. `99:99`, `#!` and a spreadsheet's
    `7.0` are not.
    """
    if _FLOAT.match(text):
        return False
    plain = text.replace(" ", "").replace("-", "").replace("/", "").replace(".", "")
    return plain.isalnum() and text[:1].isalnum()
