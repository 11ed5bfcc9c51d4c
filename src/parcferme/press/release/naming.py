"""How cars, sessions and tables are named in a sentence, and what of them was named before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from parcferme.documents import fact_text
from parcferme.documents import say as word
from parcferme.press.release.facts import Car
from parcferme.press.release.grammar import listed, ordinal_word
from parcferme.press.release.nouns import FEMININE, Noun, together

_NUMBERED: Final = re.compile(r"^(?:race|qualifying|practice|sprint|stage)[-_ ]?(\d+)$", re.IGNORECASE)
_SESSIONS: Final = {
    "fr": {
        "race": ("la course", "la course {n}"), "sprint": ("la course sprint", "la course sprint {n}"),
        "qualifying": ("la qualification", "la qualification {n}"), "stage": ("l’étape", "l’étape {n}"),
        "practice": ("les essais libres", "les essais libres {n}"),
    },
    "en": {
        "race": ("the race", "race {n}"), "sprint": ("the sprint race", "sprint race {n}"),
        "qualifying": ("qualifying", "qualifying {n}"), "stage": ("the stage", "stage {n}"),
        "practice": ("practice", "practice {n}"),
    },
}  # fmt: skip

_MET: Final = re.compile(r"(contact|collision) (?:with|avec)(?: the| la)? (#\w+)$", re.IGNORECASE)
"""Whom a car met, in either language."""
_SMALL: Final = {
    "en": frozenset("the of with during under not for to by in on at after behind track limits stop car engine failure "
                    "contact speeding unsafe release start damage problem lap overtaking collision".split()),
    "fr": frozenset("le la les de du des d l avec pendant sous non pas pour par en dans sur au aux une après derrière "
                    "moteur panne contact excès vitesse départ ennui tour collision arrêt".split()),
}  # fmt: skip


def has_number(car: Car) -> bool:
    """Whether a car has a number of its own; without one it goes by its crew."""
    return car.number != "/".join(car.drivers)


def with_team(car: Car) -> str:
    """A car by number and team: `#81 Milo Racing`."""
    return f"#{car.number}" + (f" {car.team}" if car.team else "")


def plate(car: Car, language: str) -> str:
    """A car by its number, else by its crew: `#81`, `Ann Onym`."""
    return f"#{car.number}" if has_number(car) else listed(car.drivers, language)


class Naming:
    """The names of one communiqué in one language: a car is named with its crew once, then without."""

    def __init__(self, language: str, own: Sequence[str] = (), team: str | None = None) -> None:
        self.language = language
        self._told: set[str] = set()
        self._turns: dict[str, int] = {}
        self._own, self._team = set(own), team
        self.foreign: list[str] = []
        """Reasons in another language, which are left out of the text and told to whoever publishes it."""

    def car(self, car: Car, *, crew: bool | None = None) -> Noun:
        """`la #81 Milo Racing (Kevin Balthazar et Christophe Nivarlet)`; in English without an article. The second time
        by its number alone.

        `crew`: with its drivers or without; None: where they were not told yet.
        """
        if car.unnamed:
            unnamed = (
                ("voiture qu’aucune source ne nomme", "une ")
                if self.language == "fr"
                else ("car no source names", "a ")
            )
            return Noun(unnamed[0], FEMININE, article=unnamed[1])
        if not has_number(car):  # a list without numbers: the driver is the car
            return self.crew(car)
        first = car.number not in self._told
        name = f"#{car.number}" + (f" {car.team}" if car.team and first else "")
        if (first if crew is None else crew) and car.drivers:
            name += f" ({listed(car.drivers, self.language)})"
        if crew is None:
            self._told.add(car.number)
        return Noun(name, FEMININE, article=self._article)

    @property
    def _article(self) -> str:
        return "la " if self.language == "fr" else "the "

    def crew(self, car: Car, driver: str | None = None) -> Noun:
        """Who drove, as papers name a winner: `Ann Onym (Team X, Ligier JS P4 #5)`, later by name or number in turn; a
        crew without names by its car, a team's only car in its own release by the team.
        """
        people = (driver,) if driver else car.drivers
        if not people or car.unnamed:
            return self.car(car)
        first = car.number not in self._told
        if first:
            self._told.add(car.number)
            about = [car.team] if car.team and car.team != self._team else []
            if has_number(car):
                about.append(f"{car.vehicle} #{car.number}" if car.vehicle else f"#{car.number}")
            name = listed(people, self.language) + (f" ({', '.join(about)})" if about else "")
            return Noun(name, plural=len(people) > 1)
        turn = self._turns[car.number] = self._turns.get(car.number, 0) + 1
        if has_number(car) and driver is None and (len(people) > 2 or turn % 2):
            return Noun(f"#{car.number}", FEMININE, article=self._article)
        return Noun(listed(people, self.language), plural=len(people) > 1)

    def who(self, car: Car) -> Noun:
        """The crew; in its own release the team, where it has one car there, the first time with its crew."""
        if self._team is None or self._own != {car.number}:
            return self.crew(car)
        turn = self._turns["team"] = self._turns.get("team", 0) + 1
        return Noun(self._team) if turn % 2 else self.crew(car)

    def cars(self, cars: Sequence[Car]) -> Noun:
        """Several cars one after the other."""
        return together([self.car(car) for car in cars], self.language)

    def crews(self, cars: Sequence[Car]) -> Noun:
        """Several crews one after the other: those of two and more by number where they were named before, since `Ann
        Onym et Bea Blank et Cleo Doe` are no crews any more.
        """
        paired = any(len(car.drivers) > 1 for car in cars)
        nouns = []
        for car in cars:
            known = car.number in self._told
            if known and has_number(car) and (paired or not car.drivers):
                nouns.append(Noun(with_team(car), FEMININE, article=self._article))
            elif known and len(car.drivers) == 1:
                nouns.append(Noun(car.drivers[0]))
            else:
                nouns.append(self.crew(car))
        return together(nouns, self.language)

    def race(self, values: dict[str, Any]) -> Noun:
        """A session as a noun: `la course 1`, `les essais libres`; `race 1`."""
        name = self.session(values)
        for article in ("la ", "les ", "l’", "le "):
            if self.language == "fr" and name.startswith(article):
                practice = article == "les "
                return Noun(name.removeprefix(article), "m" if practice else FEMININE, practice, article)
        return Noun(name, FEMININE)

    def session(self, values: dict[str, Any]) -> str:
        """`la course 1`, `la qualification`; `race 1`."""
        name, kind = str(values["session"]), str(values.get("session_kind", "race"))
        match = _NUMBERED.match(name)
        forms = _SESSIONS[self.language].get(kind, _SESSIONS[self.language]["race"])
        if match:
            return forms[1].format(n=match[1])
        return forms[0] if name.casefold() == kind else name

    def of_session(self, values: dict[str, Any]) -> str:
        """`de la course 1`, `des essais libres`; `of race 1`."""
        name = self.session(values)
        if self.language != "fr":
            return f"of {name}"
        return f"des {name.removeprefix('les ')}" if name.startswith("les ") else f"de {name}"

    def at_session(self, values: dict[str, Any]) -> str:
        """`dans la course 1`, `en qualification 1`, `lors des essais libres`; `in race 1`."""
        name = self.session(values)
        if self.language != "fr":
            return f"in {name}"
        if name.startswith("les "):
            return f"lors des {name.removeprefix('les ')}"
        return f"en {name.removeprefix('la ')}" if name.startswith("la ") else f"dans {name}"

    def table(self, values: dict[str, Any]) -> str:
        """`classement des pilotes JS P4`; `drivers' standings in JS P4`."""
        unit, class_ = str(values["unit"]), values.get("class")
        name = word("communique-table", unit, self.language)
        return (
            f"{name} {class_}"
            if class_ and self.language == "fr"
            else f"{name} in {class_}"
            if class_
            else name
        )

    def reason(self, text: str | None) -> str:
        """Why: ` (« accident »)`, ` (moteur)` where its source says `engine`; nothing where it says none."""
        return f" ({told})" if (told := self.why(text)) else ""

    def why(self, text: str | None) -> str:
        """A reason as it was written, in quotation marks; what is usual in the words of this language, without them."""
        bare = (text or "").strip().rstrip(".")
        told = self.said(text)
        if fact_text(bare, self.language) is not None or not bare or _MET.match(bare):
            return told
        if self.is_foreign(bare):
            self.foreign.append(bare)
            return ""
        return f"« {bare} »" if self.language == "fr" else f"“{bare}”"

    def is_foreign(self, text: str) -> bool:
        """Whether words are in the other of the two languages, by the small words that only it has."""
        words = set(re.findall(r"[a-zà-ÿ]+", text.casefold()))
        mine, other = (
            len(words & _SMALL[one]) for one in (self.language, "en" if self.language == "fr" else "fr")
        )
        return other > mine

    def said(self, text: str | None) -> str:
        """A reason in the language of the release where it is a usual one, else as it was written."""
        bare = (text or "").strip().rstrip(".")
        known = fact_text(bare, self.language)
        met = None if known else _MET.match(bare)
        if met is not None:
            what, whom = met[1].casefold(), met[2]
            return (
                f"{what} avec {'la ' if whom.startswith('#') else ''}{whom}"
                if self.language == "fr"
                else f"{what} with {whom}"
            )
        return known or bare

    def round(self, number: int) -> str:
        """`la deuxième manche`; `the second round`."""
        which = ordinal_word(number, self.language)
        return f"la {which} manche" if self.language == "fr" else f"the {which} round"

    def holders(self, values: dict[str, Any], names: Sequence[str] | None = None) -> Noun:
        """Everybody a fact of a table is about: those of one crew are told together; a car by its number."""
        listed_ = values["names"] if names is None else names
        return together([self.holder(values, name) for name in listed_], self.language)

    def holder(self, values: dict[str, Any], name: str) -> Noun:
        """Who stands in a table: a car by its number."""
        if values["unit"] == "car":
            return Noun(f"#{name}", FEMININE, article=self._article)
        return Noun(name)
