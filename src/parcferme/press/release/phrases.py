"""The templates sentences are made from, a file of them for each language, read with their grammar checked.

A template speaks of values in braces. What a value is follows from its name (`KINDS`): somebody, a thing, a number of
things, or words that are set as they are. In a template stand

- `{who}` the subject, and then `{who?a|ont}`: the verb in its number; `{car!parti}`: the participle as well in gender;
- `{who.obj}`, `{car.de}`, `{car.à}`, `{who.bare}` outside the subject, where nothing agrees;
- `{laps#tour}` figures and noun, `{wins##victoire}` number and noun in words;
- `[ … ]` what is left out where a value in it is not known.

A subject with which no verb agrees, a gender asked of people, a count without its noun and a noun without gender and
plural are refused when the file is read: none of them can come out in print.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec

from parcferme.press.release.grammar import number_word
from parcferme.press.release.nouns import FEMININE, Noun

WHO: Final = frozenset({"able", "holders", "over", "rivals", "team", "who"})
"""People and teams: no list says whether he or she."""
THINGS: Final = frozenset({"car", "cars", "other", "plural", "session", "sessions", "table"})
"""Cars, sessions and tables; `plural` says nothing and only agrees with a number."""
COUNTS: Final = frozenset({
    "days", "entered", "gain", "laps", "leaders", "led", "points", "races", "times", "wins",
})  # fmt: skip
TEXTS: Final = frozenset({
    "about", "after", "ahead", "at_event", "at_next", "at_next_first", "before", "behind", "class_", "classes",
    "clock", "day", "degrees", "event", "flag", "from_", "gap", "grid", "hurt", "in_class",
    "in_class_first", "in_session", "in_session_first", "in_table", "in_table_first", "in_the_table",
    "lap", "lasted", "length", "list", "minimum", "next_event", "next_round", "nth", "of_class",
    "of_series", "of_session", "of_table", "on_days", "place", "place_of", "planned", "podiums", "reason", "round",
    "rulings", "series", "speed", "spells", "stop_time", "time", "to_", "total", "verdict", "where",
    "window", "worst", "worst_of",
})  # fmt: skip
_PART: Final = re.compile(r"\[([^\[\]]*)\]")
_SLOT: Final = re.compile(r"\{(\w+)(?:([.?!]|##?)([^{}]*))?\}")
_LOOSE: Final = re.compile(r"[{}\[\]]")
_AGREES: Final = {
    "fr": re.compile(r"\{(\w+)\}[^{}.;:]{0,3}\b(est|sont|a|ont|s’est|se sont)\b"),
    "en": re.compile(r"\{(\w+)\} (was|were|has|have|is|are)\b"),
}
_PARTICIPLE: Final = re.compile(
    r"\{\w+\?[^{}]*\b(?:est|serait|était|sera)\|[^{}]*\} (?:\w+(?:é|i|u)|pris|mis)\b|\{\w+\?[^{}|]*\best \w+[^{}]*\}"
)
"""A participle behind `être` that is written as it is, and not asked of its noun."""
_MELTS: Final = re.compile(r"\b(de|à) \{(\w+)\.obj\}")
"""A French preposition before a noun that may have an article: `de les deux courses`."""


class PhraseError(ValueError):
    """A template that would print bad grammar."""


class CountNoun(msgspec.Struct, frozen=True):
    """A noun that is counted: its gender, and what one and several are called."""

    gender: str
    one: str
    many: str


class Phrases(msgspec.Struct, frozen=True):
    """The nouns and templates of a language."""

    language: str
    nouns: Mapping[str, CountNoun]
    templates: Mapping[str, tuple[str, ...]]


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language. Raises `PhraseError` for a template that does not agree."""
    text = (resources.files(__package__) / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return read_phrases(text, language)


def read_phrases(text: str, language: str) -> Phrases:
    """The phrases of a TOML text. Raises `PhraseError` for a template that does not agree."""
    tree = tomllib.loads(text)
    nouns = {name: _noun(name, value) for name, value in tree.get("noun", {}).items()}
    said = {}
    for kind, listed in tree.get("say", {}).items():
        said[kind] = tuple([listed] if isinstance(listed, str) else listed)
        for template in said[kind]:
            _check(f"{kind}: {template!r}", template, language, nouns)
    return Phrases(language, nouns, said)


def _noun(name: str, value: str) -> CountNoun:
    gender, _, forms = value.partition(" ")
    one, _, many = forms.partition("|")
    if gender not in ("m", "f", "-") or not one or not many:
        raise PhraseError(f"noun {name!r}: write gender, one and many: 'f victoire|victoires'")
    return CountNoun(gender, one, many)


def _check(where: str, template: str, language: str, nouns: Mapping[str, CountNoun]) -> None:
    """Everything a template can be wrong in, looked at before it is ever filled."""
    slots = [(match[1], match[2] or "", match[3] or "") for match in _SLOT.finditer(template)]
    if _LOOSE.search(_PART.sub(r"\1", _SLOT.sub("", template))):
        raise PhraseError(f"{where}: braces or brackets that do not close")
    agreed = {name for name, sign, _ in slots if sign in ("?", "!")}
    for name, sign, form in slots:
        if name not in WHO | THINGS | COUNTS | TEXTS:
            raise PhraseError(f"{where}: nothing is called {{{name}}}")
        if name in COUNTS and (not sign.startswith("#") or form not in nouns):
            raise PhraseError(f"{where}: {{{name}}} is a number and needs a known noun: {{{name}#noun}}")
        if name not in COUNTS and sign.startswith("#"):
            raise PhraseError(f"{where}: {{{name}}} is not counted")
        if name in TEXTS and sign:
            raise PhraseError(f"{where}: {{{name}}} is set as it is")
        if sign == "!" and name in WHO:
            raise PhraseError(f"{where}: no list says the gender of {{{name}}}")
        if sign == "?" and form.count("|") != 1:
            raise PhraseError(f"{where}: {{{name}?one|many}} has two forms")
        if sign == "." and form not in ("obj", "bare", "de", "à"):
            raise PhraseError(f"{where}: {{{name}.{form}}} is no case")
        if language == "fr" and not sign and name in WHO | THINGS and name not in agreed:
            raise PhraseError(
                f"{where}: no verb agrees with {{{name}}} (outside the subject write {{{name}.obj}})"
            )
    if language == "fr" and (loose := _PARTICIPLE.search(template)):
        raise PhraseError(f"{where}: {loose[0]!r} agrees in gender and number: write {{car!participle}}")
    for bare in _MELTS.finditer(template) if language == "fr" else ():
        if bare[1] == "de" or bare[2] in THINGS:
            raise PhraseError(f"{where}: {bare[0]!r} melts with an article: write {{{bare[2]}.{bare[1]}}}")
    for fixed in _AGREES[language].finditer(template):
        if fixed[1] in WHO | THINGS:
            raise PhraseError(f"{where}: {fixed[2]!r} is in one number, whatever {{{fixed[1]}}} is")


def filled(template: str, values: Mapping[str, Any], book: Phrases) -> str | None:
    """A template with its values; None where one outside brackets is not known."""
    text = []
    for at, part in enumerate(_PART.split(template)):
        known = all(_is_known(values.get(match[1])) for match in _SLOT.finditer(part))
        if not known and at % 2 == 0:
            return None
        if known:
            text.append(_SLOT.sub(lambda match: _value(match, values, book), part))
    return " ".join("".join(text).split(" "))


def _is_known(value: Any) -> bool:
    return value is not None and value != ""


def _value(match: re.Match[str], values: Mapping[str, Any], book: Phrases) -> str:
    value, sign, form = values[match[1]], match[2] or "", match[3] or ""
    if isinstance(value, Noun):
        if sign == "?":
            return form.split("|")[1 if value.plural else 0]
        if sign == "!":
            return agreed(form, value)
        return value.case(form) if sign == "." else value.full
    if sign.startswith("#"):
        return counted(value, book.nouns[form], book.language, words=sign == "##")
    return str(value)


def agreed(participle: str, noun: Noun) -> str:
    """A French participle or adjective with the noun: `parti`, `partie`, `partis`, `parties`."""
    feminine = "e" if noun.gender == FEMININE else ""
    plural = "s" if noun.plural and not (participle.endswith("s") and not feminine) else ""
    return participle + feminine + plural


def counted(number: Any, noun: CountNoun, language: str, *, words: bool) -> str:
    """A number and its noun: `30 tours`, `une victoire`, `12,5 points`."""
    try:
        amount = number if isinstance(number, int) else float(str(number).replace(",", "."))
    except ValueError:  # a fraction as text
        amount = 2
    one = abs(amount) == 1 or (language == "fr" and abs(amount) < 2)
    whole = isinstance(number, int)
    shown = (
        number_word(number, language, feminine=noun.gender == FEMININE) if words and whole else str(number)
    )
    return f"{shown} {noun.one if one else noun.many}"


class Teller:
    """Sentences of one text: of several templates for the same thing the one that was used least, so that no pattern
    comes twice while there is another.
    """

    def __init__(self, language: str) -> None:
        self.book = phrases(language)
        self._used: dict[str, int] = {}

    def say(self, kind: str, values: Mapping[str, Any]) -> str | None:
        """A sentence; None where no template has all it needs. The fullest one is taken among those used least."""
        able = [
            (self._used.get(template, 0), at, template, text)
            for at, template in enumerate(self.book.templates[kind])
            if (text := filled(template, values, self.book)) is not None
        ]
        if not able:
            return None
        _, _, template, text = min(able)
        self._used[template] = self._used.get(template, 0) + 1
        return text
