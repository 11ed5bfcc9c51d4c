"""The names a season gives a text: cars, teams, drivers, circuits, classes and the series, found where they stand.

A name can hold a word that claims something elsewhere: a class `P4`, a driver Victor Premier, a meeting called Race.
Names are therefore covered, letter by letter, with signs no text is written in, before anything else is looked for.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from parcferme.documents import Meeting, Meetings
from parcferme.press.factcheck.reading import CARDINALS, ORDINALS, Reading, Span, flattened

CAR: Final = re.compile(
    r"(?:#\s?|\bn[o°]s?\.?\s?(?=\d)|\bn°\s?|\bnumeros?\s|\bnumber\s|\bcar\s|\bvoiture\s)(\d{1,3})\b"
)
_NAME_SIGN: Final = "\U00010000"
SERIES_SIGN: Final = "\U00010001"
_CLASS_SIGNS: Final = range(0x10080, 0x100FB)
CLASS_SIGN: Final = f"[{chr(_CLASS_SIGNS[0])}-{chr(_CLASS_SIGNS[-1])}]"
"""Signs that cover a name: letters of a script nobody writes any more, so that a word stays a word."""
_SUFFIX: Final = re.compile(
    r" (?:Racing|Team|Motorsports?|Sport|Compétition|Competition|Competizione|Autosport|Racing Team|USA)$"
)
"""What is left out of a team's name once it is known."""
_PARTNER: Final = re.compile(r" (?:w/|with|by|powered by|presented by|W/) ?", re.IGNORECASE)
MAKES: Final = frozenset(
    "acura porsche bmw cadillac ferrari corvette chevrolet lexus mercedes mercedes-amg audi aston martin lamborghini "
    "mclaren ligier duqueine oreca mazda ford toyota peugeot alpine nissan hyundai honda ginetta norma dallara".split()
)
"""Makes of cars: what a car is called beside its number, and nobody's name."""
_SHORTEST_ALONE: Final = 6
_FIRST_NAME: Final = re.compile(r"\b([A-ZÀ-Þ][a-zß-ÿ'’-]+) $")
OPENING_WORDS: Final = frozenset(
    "pour avec mais et for with but and when quand si comme while after apres chez entre lorsque sur the le la les by "
    "par de from then puis enfin driver pilote team mister monsieur as once despite although because since until "
    "if that "
    "this his her their its so yet both also even only thanks meanwhile however with without like unlike australia "
    "lors depuis malgre selon ainsi alors aussi avant cela cet cette ces dans des du un une que qui sans sous tandis "
    "grace seul seule jeune rookie champion leader poleman polesitter pole-sitter teammate coequipier".split()
)
"""What a sentence can begin with before a last name."""
_COMMON: Final = OPENING_WORDS | CARDINALS.keys() | ORDINALS.keys() | frozenset(
    # what a claim is told in: a name made of such words alone is one only where it is written as one
    "race races course courses manche manches round rounds rendez-vous etape meeting event epreuve heat sprint opener "
    "qualif qualifs qualifying qualification essais practice warm session seance final finale grille grid pole poles "
    "start depart lead leads leader tete win wins winner won victoire victoires vainqueur champion champions podium "
    "podiums place places position positions rang classe class categorie category overall general scratch absolu "
    "classement standings championnat championship season saison title titre cup coupe trophy trophee challenge "
    "series "
    "serie point points pts lap laps tour tours time times temps chrono record best fastest meilleur gap ecart stop "
    "stops arret arrets pit pits stand stands box penalty penalite drive through drapeau flag code safety car cars "
    "voiture voitures team teams equipe equipes driver drivers pilote pilotes crew minute minutes heure heures hour "
    "hours second seconds seconde secondes next prochain prochaine last dernier derniere pro am gold silver bronze "
    "rookie circuit autodrome ring park we our us nous notre no not will can may might must on in at to of as is "
    "it if "
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche "
    "january february march april may june july august september october november december "
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)  # fmt: skip
_LIKE_A_PLACE: Final = re.compile(r"(?:p|q|r|c|fp) ?\d{1,2}|\d{1,2}(?:e|er|re|eme|st|nd|rd|th)|[^\W\d_]{1,2}")
_OF_CLASS: Final = re.compile(
    r"(?:\b(?:in|en|dans|des|les|of the|the|fastest|only|seule?|won|class|classe|categorie|category|standings in|"
    r"(?:pilotes|voitures|equipes?|equipages|marques|constructeurs))\s|[-;]\s)$"
)
_COUNTED: Final = re.compile(r"\b(?:etaient engagees|cars were entered)\b")
_FINISHED: Final = re.compile(
    r"\b(?:finish\w*|came|come|home|placed|ranked|classified|ended|started|qualified|termin\w+|fini\w*|class[ee]e?s?|"
    r"arriv\w+|took|to|from)\s$"
)  # fmt: skip
_SUBJECT: Final = re.compile(
    r"\s(?:est|is|leads?|mene|can|peut|cannot|ne peut|had entered|engageait|termine|finished)\b"
)
_CLASS_AFTER: Final = re.compile(r"\s?:\s#|\s(?:podium|standings|win|victory|class|field|cars|pole)\b")


@dataclasses.dataclass(frozen=True)
class Mention:
    """A name in the text. `kind`: car, team, driver, circuit, class or series; `name` as the season writes it."""

    span: Span
    kind: str
    name: str


class Names(NamedTuple):
    """The names of a text in order (`classes` by themselves), and the text with them covered."""

    people: list[Mention]
    classes: list[Mention]
    reading: Reading


class _Written(NamedTuple):
    """One way a name is written. `covered` alone: it tells of nobody."""

    kind: str
    name: str
    text: str
    covered: bool = False


def names_in(reading: Reading, told: Meetings, weekend: Meeting | None) -> Names:
    """Every name of the season in a text; `weekend`: the meeting it is about."""
    finder = _Finder(reading, told, weekend)
    found = sorted(finder.found(), key=lambda one: one.span.start)
    signs = {name: chr(_CLASS_SIGNS[at % len(_CLASS_SIGNS)]) for at, name in enumerate(classes_of(told))}
    cover = [(one.span, signs.get(one.name, SERIES_SIGN if one.kind == "series" else _NAME_SIGN)
              if one.kind in ("class", "series") else _NAME_SIGN) for one in found if one.kind != "car"]  # fmt: skip
    people = [one for one in found if one.kind in ("car", "team", "driver", "circuit")]
    return Names(people, [one for one in found if one.kind == "class"], reading.covered(cover))


def classes_of(told: Meetings) -> tuple[str, ...]:
    """The classes of a season: as it lists them, then those only its entry list has."""
    entered = sorted({one.class_ for one in told.entries.cars if one.class_})
    return tuple(dict.fromkeys((*told.classes, *entered)))


def place_of(told: Meetings, weekend: Meeting) -> str:
    """The name a meeting's circuit goes by: of two meetings at one place the same."""
    return weekend.circuit or told.place(weekend)


def class_sign(told: Meetings, name: str) -> str:
    """What covers a class, as a pattern."""
    return chr(_CLASS_SIGNS[classes_of(told).index(name) % len(_CLASS_SIGNS)]) + "+"


@functools.cache
def is_common(name: str) -> bool:
    """Whether a name is made of words that claims are told in, and of figures."""
    words = re.findall(r"[^\W_]+", flattened(name))
    return all(word in _COMMON or word.isdecimal() for word in words)


class _Finder:
    """Looks for the names of a season, those with the most letters first; where one stands no other is found."""

    def __init__(self, reading: Reading, told: Meetings, weekend: Meeting | None) -> None:
        self.reading, self.told, self.weekend = reading, told, weekend
        self._taken: list[Span] = []
        self._numbers = {car.number for car in told.entries.cars}
        self._places = {
            flattened(name)
            for one in told.meetings
            for name in filter(None, (one.circuit, one.event, *circuit_names(one)))
        }

    def _free(self, span: Span) -> bool:
        at = bisect.bisect_left(self._taken, span)
        near = self._taken[max(at - 1, 0) : at + 1]
        if any(span.start < other.end and other.start < span.end for other in near):
            return False
        self._taken.insert(at, span)
        return True

    def found(self) -> Iterator[Mention]:
        """Every mention, in no order."""
        yield from self._behind_numbers()
        for one in self._written():
            fits = self._fits(one)
            plural = "s?" if one.kind == "class" else ""
            pattern = spelled_apart(one.text) if one.kind == "class" else spelled(one.text)
            for match in self.reading.find(re.compile(rf"(?<!\w){pattern}{plural}(?!\w)")):
                span = Span(*match.span())
                if fits(span) and self._free(span):
                    yield Mention(span, "covered" if one.covered else one.kind, one.name)
        for match in self.reading.find(CAR):
            span = Span(*match.span())
            if self._free(span):
                yield Mention(span, "car", self._number(match[1]))
        yield from self._surnames()

    def _number(self, told: str) -> str:
        """The number of a car as the season writes it: `05` is 5 where there is no other."""
        if told in self._numbers:
            return told
        same = {one for one in self._numbers if one.isdecimal() and int(one) == int(told)}
        return same.pop() if len(same) == 1 else told

    def _behind_numbers(self) -> Iterator[Mention]:
        """`#12 May`: behind the number of its car a team is itself, whatever it is called."""
        for car in self.told.entries.cars:
            if not car.team or not (is_common(car.team) or flattened(car.team) in self._places):
                continue
            number, team = re.escape(flattened(car.number)), spelled(car.team)
            for match in self.reading.find(re.compile(rf"#\s?{number}\s({team})(?!\w)")):
                span = Span(*match.span(1))
                if self._free(span):
                    yield Mention(span, "team", car.team)

    def _written(self) -> list[_Written]:
        """Every name with the ways it is written, the longest first."""
        cars = self.told.entries.cars
        known = {("team", car.team) for car in cars if car.team}
        known |= {("driver", driver.name) for car in cars for driver in car.drivers}
        written = [_Written(kind, name, name) for kind, name in known]
        for name in {car.team for car in cars if car.team}:
            bare = re.sub(r"^(?:Les|Le|La|The) ", "", name)
            written += [_Written("team", name, bare)] if " " in bare and bare != name else []
            partner = _PARTNER.split(bare)[0]
            if partner != bare and " " in partner:
                written.append(_Written("team", name, partner))
            short = _SUFFIX.sub("", bare)
            same = {car.team for car in cars if car.team and _SUFFIX.sub("", car.team) == short}
            if short != bare and len(same) == 1 and not is_common(short) and " " in short:
                written.append(_Written("team", name, short))
        for other, name in self.told.names.items():
            written += [_Written(kind, name, other) for kind in ("team", "driver") if (kind, name) in known]
        written += [_Written("class", name, name) for name in classes_of(self.told)]
        mine = {flattened(one.text) for one in written}
        for one in self.told.meetings:
            for name in filter(None, (one.circuit, one.event, *circuit_names(one))):
                # What a team, driver or class is called as well says nothing of where something was.
                both = is_common(name) or flattened(name) in mine
                written.append(_Written("circuit", place_of(self.told, one), name, covered=both))
        title = re.sub(r"[\s-]+(?:19|20)\d\d$", "", self.told.title)
        written += [_Written("series", title, title)] if not is_common(title) else []
        # The longest first, so that `Spa Racing` is no Spa.
        written.sort(key=lambda one: (-len(one.text), one.covered, one))
        return [one for one in dict.fromkeys(written) if len(one.text) > 2 or one.kind == "class"]

    def _fits(self, one: _Written) -> Callable[[Span], bool]:
        """What the place of a name has to be for it to be one."""
        if one.kind == "class" and (is_common(one.text) or _LIKE_A_PLACE.fullmatch(flattened(one.text))):
            return lambda span: self._is_class(one.text, span)
        if one.kind in ("team", "driver") and flattened(one.text) in self._places:
            return lambda span: _SUBJECT.match(self.reading.flat, span.end) is not None
        if is_common(one.text):
            return lambda span: self._is_named(one.text, span)
        return lambda _span: True

    def _is_named(self, name: str, span: Span) -> bool:
        """Whether common words are a name here: with its capitals, no figure beside them (`12 May`, `Race 1`), and not
        as the first word of a sentence alone but before a verb.
        """
        text, flat = self.reading.text[span.start : span.end], self.reading.flat
        if not _same_capitals(text, name) or re.match(r"\s?\d", flat[span.end : span.end + 2]):
            return False
        if re.search(r"(?<![#\d])\d{1,4}\s$", flat[max(span.start - 6, 0) : span.start]):
            return False
        opening = flat[self.reading.sentence_at(span.start).start : span.start]
        told = _SUBJECT.match(flat, span.end) is not None
        return told or any(map(str.isalnum, opening)) or len(name.split()) > 1

    def _is_class(self, name: str, span: Span) -> bool:
        """Whether a class called like a place or a common word is meant, by the words beside it."""
        flat = self.reading.flat
        before, after = flat[max(span.start - 24, 0) : span.start], flat[span.end : span.end + 12]
        if name.isdecimal():  # any figure can be that: only where it is said
            return re.search(r"\b(?:class|classe|categorie|category)\s$", before) is not None
        if not _same_capitals(self.reading.text[span.start : span.end], name):
            return False
        if len(name) == 1:  # `A win for …` names no class, `fastest of the A` does
            heads = re.match(r"\s?:\s#", after) is not None
            return heads or (_OF_CLASS.search(before) is not None and before[-2] not in "-;")
        if _CLASS_AFTER.match(after) or _OF_CLASS.search(before):
            return re.match(r"\s\d", after) is None or not is_common(name)
        if re.search(r"(?<![#\d])\d{1,3}\s$", before):
            return _COUNTED.search(flat, *self.reading.sentence_at(span.start)) is not None
        return not is_common(name) and _FINISHED.search(before) is None

    def _surnames(self) -> Iterator[Mention]:
        """Drivers by their last name alone, where it is theirs alone and written with a capital."""
        drivers = {driver.name for car in self.told.entries.cars for driver in car.drivers}
        last = Counter(name.split()[-1] for name in drivers)
        for name in sorted(drivers):
            surname = name.split()[-1]
            full = re.compile(rf"(?<!\w){spelled(name)}(?!\w)")
            told = full.search(self.reading.flat) is not None
            if is_common(surname) or (last[surname] > 1 and not self._alone_of(surname, name)):
                continue
            if not (told or len(surname) >= _SHORTEST_ALONE):
                continue
            for match in self.reading.find(re.compile(rf"(?<!\w){spelled(surname)}(?!\w)")):
                span = Span(match.start(), match.end())
                first = _FIRST_NAME.search(self.reading.text, max(match.start() - 20, 0), match.start())
                if first is not None and flattened(first[1]) not in OPENING_WORDS:
                    continue  # another first name: another person, or a name misspelt
                if self.reading.text[match.start()].isupper() and self._free(span):
                    yield Mention(span, "driver", name)

    def _alone_of(self, surname: str, name: str) -> bool:
        """Whether one of several of a last name is meant by it: the only one here, or named in full, or of one "
        "crew."""
        cars = self.weekend.entries.cars if self.weekend is not None else self.told.entries.cars
        here = {
            one.name: car.number for car in cars for one in car.drivers if one.name.split()[-1] == surname
        }
        full = [one for one in sorted(here) if re.search(rf"(?<!\w){spelled(one)}(?!\w)", self.reading.flat)]
        chosen = full or sorted(here)
        return name in chosen[:1] and (len(chosen) == 1 or len({here[one] for one in chosen}) == 1)


def _same_capitals(text: str, name: str) -> bool:
    """Whether a name is written with its own capitals."""
    return [one.isupper() for one in text if one.isalnum()] == [
        one.isupper() for one in name if one.isalnum()
    ]


@functools.cache
def spelled(name: str) -> str:
    """A pattern for a name in evened text: any blanks or hyphens between its words, none needed in `JS2 R`."""
    words = re.split(r"[\s-]+", flattened(name).strip())
    return r"[\s-]*".join(re.escape(word) for word in words)


@functools.cache
def spelled_apart(name: str) -> str:
    """A pattern for a class, blanks or a hyphen between any of its letters and figures: `GTDPRO` is `GTD Pro`."""
    letters = [one for one in flattened(name) if one not in " -"]
    return r"[\s-]?".join(re.escape(one) for one in letters) if len(letters) > 3 else spelled(name)


_CIRCUIT_WORDS: Final = frozenset(
    "circuit autodromo autodrome international internacional nazionale raceway speedway motorsport ring park de do du "
    "del la le of the di".split()
)


def circuit_names(weekend: Meeting) -> Iterable[str]:
    """What is left of a circuit's name without the words every circuit has."""
    words = [word for word in (weekend.circuit or "").split() if flattened(word) not in _CIRCUIT_WORDS]
    bare = re.sub(r"^(?:le|la|les|the) | \d+$", "", weekend.event, flags=re.IGNORECASE)
    bare = re.sub(r" \d+$", "", bare)
    if len(bare) > 3:
        yield bare
    if words:
        yield " ".join(words)
        if "-" in words[0] and len(words) == 1:
            yield from (part for part in words[0].split("-") if len(part) > 2)
