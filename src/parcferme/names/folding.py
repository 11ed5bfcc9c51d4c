"""When two spellings are one name. Two questions, never mixed.

`same` asks whether two texts name one person, team, make or class: case, accents, composed or decomposed letters and
blanks do not matter, everything else does. `fold` asks whether a rule means a session, round, class or table: there
punctuation does not matter either, nor whether there is a blank at all, since nobody is merged by it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\u00ad": "",
    }
)  # fmt: skip
"""Letters with a stroke, which no decomposition takes off; the forms of one quote or dash; marks nobody sees."""
_GRAVE: Final = str.maketrans("`´", "''")  # before a decomposition makes a blank and an accent of them
# What difflib takes for near by itself.
_CLOSE: Final = 0.6


@lru_cache(maxsize=1 << 16)
def same(text: str) -> str:
    """The name without case, accents, and blanks beyond one: two texts with one such name are one name."""
    # Nothing to take apart, as in nearly every name of a season.
    if text.isascii():
        return " ".join(text.translate(_GRAVE).casefold().split())
    bare = unicodedata.normalize("NFKD", text.translate(_GRAVE).casefold())
    kept = "".join(char for char in bare if not unicodedata.combining(char))
    return " ".join(kept.translate(_LETTERS).split())


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """The letters and figures of a name, and nothing else, but that two numbers stay apart: `Race 1-1` is not
    `Race 11`. A name of other signs alone stays as it is.
    """
    plain = same(text)
    joined = re.sub(r"(?<=\d)[^\w]+(?=\d)", "\0", plain.replace("_", " "))
    return re.sub(r"[^\w\0]+", "", joined).replace("\0", "-") or plain


def edges(text: str) -> str:
    """The name as it is shown: without blanks around it, with one blank where there are several, letters composed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def hyphened(text: str) -> str:
    """The text in small letters, figures and hyphens of ASCII, for addresses and files: letters without their accents,
    others left out. Empty where nothing is left.
    """
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", flat).strip("-")


def whole_name(name: str | None, first: str | None, last: str | None) -> str:
    """The name of somebody out of three cells, of which any may be blank: a `name` beside a first name alone is the
    last name, beside a last name alone the first; one that has all of them in it is the whole.
    """
    parts = [part for part in (first, last) if part]
    if name and all(f" {same(part)} " in f" {same(name)} " for part in parts):
        return name
    return " ".join(part for part in (first, name if len(parts) < 2 else None, last) if part)


def fitting(label: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names a label means: that very one; else those that differ in case, accents and blanks; else those that
    differ in punctuation too.
    """
    names = tuple(dict.fromkeys(known))
    if label in names:
        return (label,)
    return tuple(name for name in names if same(name) == same(label)) or tuple(
        name for name in names if fold(name) == fold(label)
    )


def nearest(label: str, known: Collection[str]) -> str | None:
    """The known name most like a label; None where none is."""
    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(fold(name), name)
    near = difflib.get_close_matches(fold(label), folded, 1, _CLOSE)
    return folded[near[0]] if near else None
