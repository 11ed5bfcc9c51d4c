"""The grammar of a communiqué in French and English: ordinals, plurals, elision, articles, lists, days and times."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from babel.dates import format_date

from parcferme.documents import ordinal as place_text
from parcferme.documents import points_text
from parcferme.times import MINUTE, SECOND, format_clock

_WORDS: Final = {
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze".split(),
    "en": "zero one two three four five six seven eight nine ten eleven twelve".split(),
}
_FIRST: Final = {
    "fr": "première deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième".split(),
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth".split(),
}
# An h that is said, or a word before which nothing is dropped: of these French alone knows which.
_NO_ELISION: Final = ("hockenheim", "hungaroring", "hongrie", "hrc", "onze", "oui", "yas")


def ordinal(number: int, language: str, *, feminine: bool = False) -> str:
    """A place in figures: `1er`, `1re`, `2e`; `1st`, `22nd`, `113th`. Who stands there is a driver unless said."""
    return place_text(number, language, feminine=feminine)


def ordinal_word(number: int, language: str, *, feminine: bool = True) -> str:
    """A place in words up to the tenth, then in figures: `première`, `deuxième`; `first`."""
    if not 0 < number <= len(_FIRST[language]):
        return ordinal(number, language, feminine=feminine)
    word = _FIRST[language][number - 1]
    return "premier" if language == "fr" and number == 1 and not feminine else word


def number_word(number: int, language: str, *, feminine: bool = False) -> str:
    """A whole number in words up to twelve, then in figures: `une`, `deux`; `two`."""
    if not 0 <= number < len(_WORDS[language]):
        return str(number)
    return "une" if language == "fr" and number == 1 and feminine else _WORDS[language][number]


def plural(number: int, one: str, many: str, language: str) -> str:
    """The noun for a number: one is singular, in French everything below two is."""
    return one if abs(number) == 1 or (language == "fr" and abs(number) < 2) else many


def points(value: object, language: str) -> str:
    """Points with their noun: `1 point`, `12,5 points`; `0 points` in English, `0 point` in French."""
    exact = Fraction(str(value))
    single = abs(exact) == 1 or (language == "fr" and abs(exact) < 2)
    return f"{points_text(exact, language)} point{'' if single else 's'}"


def listed(parts: Sequence[str], language: str) -> str:
    """Things one after the other: `a, b et c`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    both = "et" if language == "fr" else "and"
    return f"{', '.join(parts[:-1])} {both} {parts[-1]}"


def begins_with_vowel(word: str) -> bool:
    """Whether `de` and `le` are cut before a French word or name."""
    bare = unicodedata.normalize("NFD", word.strip().casefold())[:14]
    # `d’Yvan` and `d’Yvon`, but `de Yan`: before a consonant the y is a vowel.
    said = bare[:1] in tuple("aeiouhœæ") or (bare[:1] == "y" and bare[1:2] not in tuple("aeiouy "))
    return bool(bare) and said and not bare.startswith(_NO_ELISION)


def de(name: str) -> str:
    """`de` before a name: `de Spa`, `d'Imola`, `du Castellet`, `des Deux Arbres`, `de La Sarthe`."""
    for article, joined in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return joined + name.removeprefix(article)
    return f"d’{name}" if begins_with_vowel(name) else f"de {name}"


_MEETINGS: Final = {
    **dict.fromkeys(("round", "meeting", "rendez-vous"), "lors du "),
    **dict.fromkeys(("race", "manche", "course", "finale"), "lors de la "),
    **dict.fromkeys(("event", "étape", "épreuve"), "lors de l’"),
}
"""What a meeting can be called that has no name of a place, and what stands before it in French."""


def is_place(name: str) -> bool:
    """Whether a meeting is called by where it is, and not `Round 2`."""
    return name.casefold().split(" ", 1)[0] not in _MEETINGS


def at(name: str) -> str:
    """`at` before a meeting: `at Spa`, `in Round 2`."""
    return f"at {name}" if is_place(name) else f"in {name}"


def a(name: str) -> str:
    """`à` before a meeting: `à Spa`, `au Castellet`, `aux Essarts`, `à L'Aquila`, `lors du Round 2`."""
    if not is_place(name):
        return _MEETINGS[name.casefold().split(" ", 1)[0]] + name
    for article, joined in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return joined + name.removeprefix(article)
    return f"à {name}"


def on_circuit(name: str) -> str:
    """`sur` before a circuit: `sur le Circuit Paul Ricard`, `sur l’Autodromo …`, `sur Silverstone`."""
    first = name.split(" ", 1)[0].casefold()
    if begins_with_vowel(name) and first.startswith("aut"):
        return f"sur l’{name}"
    return f"sur le {name}" if first == "circuit" else f"à {name}"


def date(day: dt.date, language: str, *, weekday: bool = False) -> str:
    """A day: `samedi 18 juillet 2020`, `1er mai 2021`; `Saturday 18 July 2020`."""
    pattern = "EEEE d MMMM y" if weekday else "d MMMM y"
    text = format_date(day, pattern, locale="fr" if language == "fr" else "en_GB")
    return _first_of_month(text, day, language)


def _first_of_month(text: str, day: dt.date, language: str) -> str:
    if language != "fr" or day.day != 1:
        return text
    # The patterns of the locale have no ordinals, and French says `1er` of this day alone.
    month = format_date(day, "MMMM", locale="fr")
    return text.replace(f"1 {month}", f"1er {month}")


def days(first: dt.date, last: dt.date, language: str) -> str:
    """First and last day: `les 17 et 18 juillet 2020`, `du 28 février au 1er mars 2020`; `on 17 and 18 July 2020`."""
    locale = "fr" if language == "fr" else "en_GB"
    if first == last:
        return f"le {date(first, language)}" if language == "fr" else f"on {date(first, language)}"
    if (first.year, first.month) == (last.year, last.month):
        start = "1er" if language == "fr" and first.day == 1 else str(first.day)
        if (last - first).days == 1:
            both = "et" if language == "fr" else "and"
            return f"{'les' if language == 'fr' else 'on'} {start} {both} {date(last, language)}"
        return (
            f"du {start} au {date(last, language)}"
            if language == "fr"
            else f"from {start} to {date(last, language)}"
        )
    start = format_date(first, "d MMMM" if first.year == last.year else "d MMMM y", locale=locale)
    start = _first_of_month(start, first, language)
    return (
        f"du {start} au {date(last, language)}"
        if language == "fr"
        else f"from {start} to {date(last, language)}"
    )


def clock(hour: int, minute: int, language: str) -> str:
    """A time of day: `10 h 50`, `9 h`; `10:50`."""
    if language == "fr":
        return f"{hour} h {minute:02d}" if minute else f"{hour} h"
    return f"{hour}:{minute:02d}"


def lap_time(us: int, language: str) -> str:
    """A lap or race time as the press prints it: `2'03"728`, `1 h 00'12"345`; `2:03.728`."""
    text = format_clock(us)
    if language != "fr":
        return text
    whole, _, parts = text.partition(".")
    pieces = whole.split(":")
    if len(pieces) == 3:
        return f"{pieces[0]} h {pieces[1]}’{pieces[2]}”{parts}"
    return f"{pieces[0]}’{pieces[1]}”{parts}" if len(pieces) == 2 else f"{pieces[0]},{parts} s"


def lasting(us: int, language: str) -> str:
    """A duration in words: `60 minutes`, `1 minute et 25 secondes`, `85,4 s`; `60 minutes`, `2.5 s`."""
    if us >= 2 * 60 * MINUTE and us % (60 * MINUTE) == 0:
        hours = us // (60 * MINUTE)
        return f"{hours} {'heures' if language == 'fr' else 'hours'}"
    if us >= MINUTE and us % MINUTE == 0:
        minutes = us // MINUTE
        return f"{minutes} {plural(minutes, 'minute', 'minutes', language)}"
    seconds, parts = divmod(us, SECOND)
    text = str(seconds)
    if parts:
        text += ("," if language == "fr" else ".") + f"{parts:06d}"[:3].rstrip("0").ljust(1, "0")
    one, many = ("seconde", "secondes") if language == "fr" else ("second", "seconds")
    # 1,5 seconde in French, 1.5 seconds in English.
    return f"{text} {plural(seconds if language == 'fr' or not parts else 2, one, many, language)}"


def seconds_apart(us: int, language: str) -> str:
    """A margin as it is timed, in thousandths: `4,230 secondes`; from a minute on as a time: `1'02"345`."""
    if us >= MINUTE:
        return lap_time(us, language)
    seconds, parts = divmod(us, SECOND)
    one, many = ("seconde", "secondes") if language == "fr" else ("second", "seconds")
    mark = "," if language == "fr" else "."
    return f"{seconds}{mark}{parts // 1000:03d} {plural(seconds if language == 'fr' else 2, one, many, language)}"


def about(us: int, language: str) -> str:
    """How long something went on, in whole minutes as papers set it; below a minute in seconds: `25 minutes`."""
    seconds = us // SECOND
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        return f"{hours} h {minutes:02d}" if language == "fr" else f"{hours} h {minutes:02d} min"
    if minutes:
        return f"{minutes} {plural(minutes, 'minute', 'minutes', language)}"
    one, many = ("seconde", "secondes") if language == "fr" else ("second", "seconds")
    return f"{seconds} {plural(seconds, one, many, language)}"


def decimal(value: float, language: str) -> str:
    """A figure with one decimal: `172,4`; `172.4`."""
    text = f"{value:.1f}"
    return text.replace(".", ",") if language == "fr" else text


def is_within(name: str, longer: str) -> bool:
    """Whether a place is named in another name already: Spa in `Circuit de Spa-Francorchamps`."""

    def plain(text: str) -> str:
        bare = unicodedata.normalize("NFD", text.casefold())
        return " ".join(
            "".join(one if one.isalnum() else " " for one in bare if not unicodedata.combining(one)).split()
        )

    return f" {plain(name)} " in f" {plain(longer)} "


def capital(text: str) -> str:
    """A sentence with a capital at its start; a name that begins with a sign or a figure stays as it is."""
    return text[:1].upper() + text[1:]
