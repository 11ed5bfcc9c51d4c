"""The words of both languages as patterns: whatever a text speaks, a notion is looked for by its name."""

from __future__ import annotations

import functools
import re

from parcferme.press.factcheck import words_en, words_fr

TABLES = {"en": words_en.WORDS, "fr": words_fr.WORDS}


@functools.cache
def any_of(*notions: str) -> str:
    """The words of these notions in both languages, as one group of a pattern."""
    return "(?:" + "|".join(table[one] for one in notions for table in TABLES.values()) + ")"


@functools.cache
def pattern(*notions: str) -> re.Pattern[str]:
    """What finds a word of these notions, of either language, as a word of its own."""
    return re.compile(rf"(?<!\w){any_of(*notions)}(?!\w)")


@functools.cache
def pattern_in(language: str, *notions: str) -> re.Pattern[str]:
    """The same in one language."""
    table = TABLES.get(language, words_en.WORDS)
    return re.compile(rf"(?<!\w)(?:{'|'.join(table[one] for one in notions)})(?!\w)")
