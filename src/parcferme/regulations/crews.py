"""The rules of entries: classes and groups, how many drivers, which categories may share a car, who needs a doctor."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from parcferme.times import Duration


class Category(enum.StrEnum):
    """A driver's category, best first."""

    PLATINUM = "platinum"
    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"

    @property
    def letter(self) -> str:
        """The letter a combination is written with: `B`."""
        return self.value[0].upper()


_ORDER: Final = "".join(category.letter for category in Category)
_FRENCH: Final[Mapping[str, Category]] = {
    "platine": Category.PLATINUM,
    "or": Category.GOLD,
    "argent": Category.SILVER,
}


class GroupRules(msgspec.Struct, frozen=True):
    """A group (sub-class) inside a class, and the crews that belong to it as letters of their categories (`BS`)."""

    name: str
    crews: tuple[str, ...] = ()


class ClassRules(msgspec.Struct, frozen=True):
    """One class. `crews`: combinations of categories that may share a car, as letters in any order (`BS`; empty: any);
    `at_least`: drivers a crew cannot do without, each letter one (`B`: one Bronze, `BB`: two, `S/B`: a Silver or a
    Bronze); `none_of`: categories that may not drive. `cars_least`: fewer cars of the class are told. Driving time of
    each driver of a crew in a race: who drove less than `minimum_time` does not score; more than `maximum_time` is
    told.
    """

    name: str
    title: str | None = None
    crew_least: int = 1
    crew_most: int = 6
    crews: tuple[str, ...] = ()
    at_least: tuple[str, ...] = ()
    none_of: tuple[Category, ...] = ()
    groups: tuple[GroupRules, ...] = ()
    cars_least: int | None = None
    minimum_time: Duration | None = None
    maximum_time: Duration | None = None


# Guests differ: ELMS 2019 classifies them without points; in the WRC of 2006 they took none from the
# registered.
class EntryRules(msgspec.Struct, frozen=True):
    """The entry list. `closes_before`: entries that come later than this before the round need a decision. `medical`: a
    driver reported hurt needs a cleared mark before the next session. `guests_score`: guests score like others.
    `one_crew`: a driver is in one car of a race only. `cars_least`: fewer entries for a round are told. `numbers_from`,
    `numbers_to`: which car numbers there are.
    """

    classes: tuple[ClassRules, ...] = ()
    closes_before: Duration | None = None
    late_allowed: bool = True
    medical: bool = True
    guests_score: bool = False
    one_crew: bool = True
    cars_least: int | None = None
    numbers_from: int | None = None
    numbers_to: int | None = None


def category_of(text: str | None) -> Category | None:
    """The category a text names: `Gold`, `g`, `FIA Bronze`, `Argent`; None where it is none of the four."""
    word = (text or "").strip().lower().removeprefix("fia").strip()
    for category in Category:
        if word in (category.value, category.letter.lower()):
            return category
    return _FRENCH.get(word)


def letters_of(categories: Iterable[Category]) -> str:
    """A crew's categories as letters, the best first: `GB`."""
    return _ordered("".join(category.letter for category in categories))


def crew_allowed(rules: ClassRules, letters: str) -> bool:
    """Whether these categories may share a car of the class."""
    return not rules.crews or _ordered(letters) in map(_ordered, rules.crews)


def seats_missing(rules: ClassRules, letters: str) -> tuple[str, ...]:
    """What `at_least` asks for and the crew lacks, as written: () where each seat asked for has its driver."""
    seats = [seat for asked in rules.at_least for seat in _seats(asked)]
    # As many seats at once as can be filled: one Silver fills `S` or `S/B`, never both.
    for taken in range(len(seats), 0, -1):
        for filled in itertools.combinations(range(len(seats)), taken):
            if _filled([seats[at] for at in filled], letters):
                return tuple("/".join(seats[at]) for at in range(len(seats)) if at not in filled)
    return tuple("/".join(seat) for seat in seats)


def group_of(rules: ClassRules, letters: str) -> str | None:
    """The group of the class these categories belong to; None where they belong to none."""
    crew = _ordered(letters)
    return next((group.name for group in rules.groups if crew in map(_ordered, group.crews)), None)


def _ordered(letters: str) -> str:
    return "".join(sorted(letters.upper(), key=_ORDER.find))


def _seats(asked: str) -> tuple[str, ...]:
    """`BB` are two seats, `S/B` is one of either."""
    return (asked.upper().replace("/", ""),) if "/" in asked else tuple(asked.upper())


def _filled(seats: list[str], letters: str) -> bool:
    """Whether each seat can have a driver of its own; crews are small enough to try."""
    if not seats:
        return True
    return any(
        letter in seats[0] and _filled(seats[1:], letters[:at] + letters[at + 1 :])
        for at, letter in enumerate(letters)
    )


def crew_contradictions(rules: EntryRules) -> Iterator[tuple[str, str]]:
    """Values that cannot hold together: (key below the rulebook, what is wrong)."""
    if (
        rules.numbers_from is not None
        and rules.numbers_to is not None
        and rules.numbers_from > rules.numbers_to
    ):
        yield "entries.numbers-from", "the first car number is above the last"
    seen: set[str] = set()
    for index, one in enumerate(rules.classes):
        here = f"entries.classes[{index}]"
        if one.name in seen:
            yield f"{here}.name", f"two classes are called {one.name!r}"
        seen.add(one.name)
        if one.crew_least > one.crew_most:
            yield f"{here}.crew-least", "more drivers are asked for than may share a car"
        if one.minimum_time and one.maximum_time and one.minimum_time > one.maximum_time:
            yield f"{here}.minimum-time", "the least driving time is longer than the most"
        yield from _combinations_wrong(one, here)


def _combinations_wrong(rules: ClassRules, here: str) -> Iterator[tuple[str, str]]:
    """Combinations that are none, that no crew may have, or that two groups claim."""
    for key, listed in (("crews", rules.crews), ("at-least", rules.at_least)):
        for text in listed:
            if not text.replace("/", "") or set(text.upper()) - {*_ORDER, "/" if key == "at-least" else ""}:
                yield f"{here}.{key}", f"{text!r} is no combination of the letters P, G, S and B"
    banned = {category.letter for category in rules.none_of}
    for text in rules.crews:
        if set(text.upper()) & banned:
            yield f"{here}.crews", f"{text!r} has a category that none-of forbids"
    owner: dict[str, str] = {}
    for at, group in enumerate(rules.groups):
        for text in group.crews:
            if set(text.upper()) - set(_ORDER) or not text:
                yield f"{here}.groups[{at}].crews", f"{text!r} is no combination of the letters P, G, S and B"
            elif not crew_allowed(rules, text):
                yield f"{here}.groups[{at}].crews", f"no crew of the class may be {text!r}"
            elif owner.setdefault(_ordered(text), group.name) != group.name:
                yield (
                    f"{here}.groups[{at}].crews",
                    f"{text!r} is in the group {owner[_ordered(text)]!r} as well",
                )
