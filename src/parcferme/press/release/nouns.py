"""Nouns as sentences need them: with article, gender and number, and how French joins a preposition to each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from parcferme.press.release.grammar import de as de_name
from parcferme.press.release.grammar import listed

FEMININE: Final = "f"
MASCULINE: Final = "m"
_OF: Final = {"le ": "du ", "les ": "des ", "la ": "de la ", "l’": "de l’"}
_TO: Final = {"le ": "au ", "les ": "aux ", "la ": "à la ", "l’": "à l’"}


class Noun(msgspec.Struct, frozen=True):
    """Somebody or something a sentence speaks of. `text` is without its `article` (French: `la `, `l’`; English `the `;
    none before a name). `gender` is None for people: no list says it, and so no sentence may ask for it.
    """

    text: str
    gender: str | None = None
    plural: bool = False
    article: str = ""

    @property
    def full(self) -> str:
        """With its article, as a subject or object stands."""
        return self.article + self.text

    def case(self, name: str) -> str:
        """`full`, `bare`, `de` or `à` of French."""
        if name == "bare":
            return self.text
        if name == "obj":
            return self.full
        joined = {"de": _OF, "à": _TO}[name]
        if self.article:
            return joined[self.article] + self.text
        return de_name(self.text) if name == "de" else f"à {self.text}"


def together(nouns: Sequence[Noun], language: str) -> Noun:
    """Several nouns as one: plural, and masculine in French as soon as one is; of people nobody knows."""
    if len(nouns) == 1:
        return nouns[0]
    genders = {one.gender for one in nouns}
    gender = None if None in genders else FEMININE if genders == {FEMININE} else MASCULINE
    return Several(listed([one.full for one in nouns], language), gender, plural=True, parts=tuple(nouns))


class Several(Noun, frozen=True):
    """Nouns in a list: in French each of them takes its own preposition (`à la #5 et au Team X`)."""

    parts: tuple[Noun, ...] = ()

    def case(self, name: str) -> str:
        """Each part in that case."""
        return listed([one.case(name) for one in self.parts], "fr") if name in ("de", "à") else self.full
