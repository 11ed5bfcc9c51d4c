"""A press release as it is read: evened letter by letter, cut into sentences and clauses, its numbers in words.

Everything is looked for in `flat`: small letters, no accents, plain apostrophes and blanks, each character where it
stands in the text, so that a claim can be pointed at.
"""

from __future__ import annotations

import bisect
import copy
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_PLAIN: Final = {
    **dict.fromkeys("’‘ʼ´`′", "'"), **dict.fromkeys("“”„″", '"'), **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\t", " "), "œ": "o", "æ": "a", "ß": "s", "№": "n", "ª": "a", "º": "o",
}  # fmt: skip
_SENTENCE: Final = re.compile(
    r"(?<=[.!?…])[\"'»)\]]*\s+(?:†\s+)?(?=[\"'«(\[#-]*\s*[^\W\d_a-z]|[\"«]|#|\d)|\n\s*\n"
)
_MARKS: Final = frozenset("\r*`\\\u200b\u00ad\ufeff")
_ADDRESS: Final = re.compile(
    r"\]\([^()\s]*\)|\bhttps?://\S+|\bwww\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"
)
_LONGEST: Final = 1500
"""Characters of a sentence; what goes on longer is cut at the next comma or blank."""
_BREAK: Final = re.compile(r"[,;]?\s")
_NUMBERED: Final = re.compile(r"(?:^|[:,;(\n]\s?)\d{1,2}\.$")
"""The number of an item of a list, whose full stop ends no sentence."""
_LESS: Final = ("no.", "nr.", "st.", "mr.", "mrs.", "dr.", "vs.", "env.", "p.", "n.", "m.")
_CLAUSE: Final = re.compile(
    r"[;:!?…\n]|,\s|\.\s|\s-\s|\s(?:tandis que|alors que|while|whereas|before|avant de)\s"
)

UNITS: Final = {
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf vingt vingt-et-un vingt-deux vingt-trois vingt-quatre vingt-cinq",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three twenty-four twenty-five",
}
_TENS: Final = {
    "trente": 30, "quarante": 40, "quarante-cinq": 45, "cinquante": 50, "soixante": 60, "quatre-vingt": 80,
    "quatre-vingt-dix": 90, "cent": 100, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60,
    "eighty": 80, "ninety": 90, "hundred": 100, "une": 1, "a pair of": 2, "a couple of": 2, "both": 2,
}  # fmt: skip
_ORDINALS_FR: Final = (
    "premier deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme onzieme douzieme "
    "treizieme quatorzieme quinzieme seizieme dix-septieme dix-huitieme dix-neuvieme vingtieme"
)
_ORDINALS_EN: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)


def _words() -> tuple[dict[str, int], dict[str, int]]:
    cardinals = {word: at for text in UNITS.values() for at, word in enumerate(text.split())} | _TENS
    ordinals = {word: at for text in (_ORDINALS_FR, _ORDINALS_EN) for at, word in enumerate(text.split(), 1)}
    ordinals |= {"premiere": 1, "seconde": 2, "second": 2, "runner-up": 2, "runners-up": 2}
    return cardinals, ordinals


CARDINALS, ORDINALS = _words()


def _any_of(words: dict[str, int]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))


NUMBER: Final = rf"(?:\d+|(?:{_any_of(CARDINALS)})\b)"
"""A whole number in figures or words, of either language."""
ORDINAL: Final = (
    rf"(?:\d{{1,2}} ?(?:ers?|eres?|re|ndes?|nds?|iemes?|emes?|mes?|es?|st|rd|th)\b|p ?\d{{1,2}}\b"
    rf"|(?:{_any_of(ORDINALS)})s?\b)"
)
"""A place as text: `2e`, `2ème`, `2nd`, `P2`, `deuxième`, `second`."""


def number_of(text: str) -> int | None:
    """The whole number these words or figures are; None for none."""
    text = text.strip()
    if text.isdecimal() and text.isascii():
        return int(text) if len(text) < 10 else None
    return CARDINALS.get(text)


def ordinal_of(text: str) -> int | None:
    """The place these words or figures are; None for none."""
    text = text.strip()
    digits = re.search(r"\d+", text)
    if digits is not None:
        return int(digits.group())
    return ORDINALS.get(text, ORDINALS.get(text.removesuffix("s")))


def flattened(text: str) -> str:
    """The text evened, character for character."""
    return "".join(_flat(one) for one in text)


@functools.cache
def _flat(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    # One character for one: `İ` in small letters is two, and would move all that follows.
    bare = unicodedata.normalize("NFD", character)[0].lower()
    return bare if len(bare) == 1 else character


class Span(NamedTuple):
    """A stretch of the text, by its first character and the one after its last."""

    start: int
    end: int

    def holds(self, at: int) -> bool:
        """Whether a character stands in it."""
        return self.start <= at < self.end


class Reading:
    """A text with its sentences and clauses, in order."""

    def __init__(self, text: str) -> None:
        self.original = text
        # An accent that is a character of its own is left out; `places` says where each letter stood.
        # So are the marks of Markdown, and addresses of the web.
        unread = {at for match in _ADDRESS.finditer(text) for at in range(*match.span())}
        self.places = [
            at
            for at, one in enumerate(text)
            if not (unicodedata.combining(one) or one in _MARKS or at in unread)
        ]
        self.text = "".join(text[at] for at in self.places)
        self.places.append(len(text))
        self.flat = self.plain = flattened(self.text)
        self.sentences = self._sentences()
        self._starts = [one.start for one in self.sentences]
        self.language = language_of(self.flat)

    def covered(self, names: Iterable[tuple[Span, str]]) -> Reading:
        """The same text with some stretches covered in `flat` by a sign; `plain` keeps them."""
        # Sentences and places stay what they are, because a name is covered letter for letter.
        other, flat = copy.copy(self), list(self.flat)
        for span, sign in names:
            flat[span.start : span.end] = sign * (span.end - span.start)
        other.flat = "".join(flat)
        return other

    def _sentences(self) -> list[Span]:
        found, start = [], 0
        for match in _SENTENCE.finditer(self.text):
            before = self.flat[max(match.start() - 8, 0) : match.start()]
            blank = "\n" in self.flat[match.start() : match.end()]
            if before.endswith(tuple(f" {short}" for short in _LESS)) or (
                not blank and _NUMBERED.search(before)
            ):
                continue
            found.append(Span(start, match.start()))
            start = match.end()
        found.append(Span(start, len(self.text)))
        found = [part for one in found for part in self._cut(one)]
        return [one for one in found if one.end > one.start]

    def _cut(self, sentence: Span) -> Iterator[Span]:
        """A sentence in pieces of a length people write."""
        start = sentence.start
        while sentence.end - start > _LONGEST:
            match = _BREAK.search(self.text, start + _LONGEST, sentence.end)
            if match is None:
                break
            yield Span(start, match.end())
            start = match.end()
        yield Span(start, sentence.end)

    def quoted(self, span: Span) -> tuple[str, int, int]:
        """A stretch as it stands in the text, with where it starts and ends there."""
        start, end = self.places[span.start], self.places[span.end - 1] + 1 if span.end > span.start else 0
        while end < len(self.original) and unicodedata.combining(self.original[end]):
            end += 1
        return self.original[start:end], start, end

    def sentence_at(self, at: int) -> Span:
        """The sentence a character stands in."""
        index = bisect.bisect_right(self._starts, at) - 1
        return self.sentences[max(index, 0)]

    def sentence_before(self, sentence: Span) -> Span | None:
        """The sentence before one."""
        index = bisect.bisect_right(self._starts, sentence.start) - 1
        return self.sentences[index - 1] if index else None

    def clause_at(self, at: int) -> Span:
        """The clause a character stands in: up to the next comma, colon or word that opposes."""
        sentence = self.sentence_at(at)
        start, end = sentence
        for match in _CLAUSE.finditer(self.flat, sentence.start, sentence.end):
            if match.end() <= at:
                start = match.end() if not match.group().strip().isalpha() else match.start()
            elif match.start() >= at:
                end = match.start()
                break
        return Span(min(start, at), end)

    def find(self, pattern: re.Pattern[str], span: Span | None = None) -> list[re.Match[str]]:
        """Every match of a pattern in the evened text, or in a stretch of it."""
        if span is None:
            return list(pattern.finditer(self.flat))
        return list(pattern.finditer(self.flat, span.start, span.end))

    def holds(self, pattern: re.Pattern[str], span: Span) -> bool:
        """Whether a stretch holds a pattern."""
        return pattern.search(self.flat, span.start, span.end) is not None


_COMMON: Final = {
    "fr": "le la les des du une est dans pour avec sur qui que au aux ce cette et en par pas a ont son sa ses nous "
    "course lors plus il elle de un",
    "en": "the of and to in was with for on at his her their from that it we had by an as this is after were race "
    "which who has have our",
    "de": "der die das und mit auf dem den ein eine ist im von zu fur nicht auch sich wir war nach wurde des rennen",
    "it": "il lo gli che di del della con per una sono nella alla ha da nel dei delle gara e ed un anche",
    "es": "el los las que del con por una en para se su y fue la carrera de al como mas",
    "nl": "de het een van en met op voor zijn was bij niet aan ook dat die naar werd wij om",
    "pt": "o os as que do da com por uma em para se seu e foi no na dos corrida um ao mais",
    "pl": "w z na do nie jest sie po od za to i ze przez wyscig dla oraz",
}


def language_of(flat: str) -> str | None:
    """The language a text is in by its common words: `fr`, `en`, another that is known, or None for none of them."""
    words = re.findall(r"[^\W\d_]+", flat)
    if not words:
        return None
    counts = {code: sum(map(words.count, set(common.split()))) for code, common in _COMMON.items()}
    best = max(counts, key=lambda code: (counts[code], code in ("fr", "en")))
    if not sum(one.isascii() for one in words) * 2 > len(words):
        return None
    if len(words) < 12:  # a line alone: one of ours unless it is plainly another
        ours = "fr" if counts["fr"] > counts["en"] else "en"
        return best if counts[best] >= counts[ours] + 3 else ours
    return best if counts[best] * 12 >= len(words) else None
