"""How cars, sessions and tables are named in a sentence, and what of them was named before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from parcferme.documents import fact_text
from parcferme.documents import say as word
from parcferme.press.release.facts import Car
from parcferme.press.release.grammar import listed, ordinal_word

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


def has_number(car: Car) -> bool:
    """Whether a car has a number of its own; without one it goes by its crew."""
    return car.number != "/".join(car.drivers)


def plate(car: Car, language: str) -> str:
    """A car by its number, else by its crew: `#81`, `Ann Onym`."""
    return f"#{car.number}" if has_number(car) else listed(car.drivers, language)


class Naming:
    """The names of one communiqué in one language: a car is named with its crew once, then without."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._told: set[str] = set()

    def car(self, car: Car, *, crew: bool | None = None, article: bool = True) -> str:
        """`la #81 Milo Racing (Kevin Balthazar et Christophe Nivarlet)`; in English without an article.

        `crew`: with its drivers or without; None: where they were not told yet.
        """
        if car.unnamed:
            return (
                "une voiture qu’aucune source ne nomme" if self.language == "fr" else "a car no source names"
            )
        if not has_number(car):  # a list without numbers: the driver is the car
            with_team = crew is not False and car.team and car.number not in self._told
            self._told.add(car.number)
            return listed(car.drivers, self.language) + (f" ({car.team})" if with_team else "")
        name = f"#{car.number}" + (f" {car.team}" if car.team else "")
        with_crew = car.number not in self._told if crew is None else crew
        if with_crew and car.drivers:
            self._told.add(car.number)
            name += f" ({listed(car.drivers, self.language)})"
        return f"la {name}" if self.language == "fr" and article else name

    def cars(self, cars: Sequence[Car], *, article: bool = True) -> str:
        """Several cars one after the other."""
        return listed([self.car(car, article=article) for car in cars], self.language)

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
        quoted = f"« {bare} »" if self.language == "fr" else f"“{bare}”"
        return quoted if bare and told.casefold() == bare.casefold() else told

    def said(self, text: str | None) -> str:
        """A reason in the language of the release where it is a usual one, else as it was written."""
        bare = (text or "").strip().rstrip(".")
        return fact_text(bare, self.language) or bare

    def round(self, number: int) -> str:
        """`la deuxième manche`; `the second round`."""
        which = ordinal_word(number, self.language)
        return f"la {which} manche" if self.language == "fr" else f"the {which} round"

    def holders(self, values: dict[str, Any]) -> str:
        """Everybody a fact of a table is about: those of one crew are told together."""
        return listed([self.holder(values, name) for name in values["names"]], self.language)

    def holder(self, values: dict[str, Any], name: str) -> str:
        """Who stands in a table: a car by its number."""
        if values["unit"] == "car":
            return f"la #{name}" if self.language == "fr" else f"#{name}"
        return name
