"""Two cars with one number: told apart by class, else by team, else by transponder, and named so, `7 (GT)`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from parcferme.entries.cars import Entries, Entry
from parcferme.entries.cells import looks

# Letters that a font shows as a figure, or as a Latin letter. S and 5, B and 8 are told apart on a screen, and `5S`
# beside `55` are two cars of many a club.
_SEEN_AS: Final = str.maketrans("oil|авекмнорстухіαβεηικμνορτυχ", "0111abekmh0pctyx1abeh1kmn0ptyx")
_NAMED: Final = re.compile(r"(\S+) \(([^()]+)\)\Z")


def painted(car: str) -> str:
    """The number as it is on the car: of `7 (GT)` it is `7`."""
    match = _NAMED.match(car) if car.endswith(")") else None  # nearly no car has its number twice
    return car if match is None else match[1]


def bare(car: str) -> str:
    """A number without what makes two cars of one that people take for the same: `007`, `O7`, `#7`, `7.0`, `7 (GT)`."""
    return _seen(painted(car)).lstrip("0")


class AlikeNumbers(NamedTuple):
    """Numbers that people take one for the other. `seem_one`: two of them are told apart by nobody who sees them; else
    they differ in leading zeros.
    """

    cars: tuple[str, ...]
    seem_one: bool


def alike_numbers(numbers: Iterable[str]) -> Iterator[AlikeNumbers]:
    """Of different car numbers those that are taken one for the other: `07`, `O7` and `0７` seem one, `7` and `07` are
    two of which whoever types one should know. A text without a figure in it is no number.
    """
    alike: dict[str, list[str]] = {}
    for number in sorted(set(numbers)):
        if any(char.isdecimal() for char in number):
            alike.setdefault(_seen(number).lstrip("0"), []).append(number)
    for cars in alike.values():
        if len(cars) > 1:
            yield AlikeNumbers(tuple(cars), len(set(map(_seen, cars))) < len(cars))


def _seen(number: str) -> str:
    """What is seen of a number: `O7` and `07` are one sight."""
    return looks(number).translate(_SEEN_AS)


def identity(number: str, told_by: str) -> str:
    """What a car is called where another has its number."""
    return f"{number} ({told_by.replace('(', '').replace(')', '')})"


def sharing(number: str, cars: Iterable[str]) -> tuple[str, ...]:
    """The cars told apart that have this number on them."""
    return tuple(car for car in cars if car != number and painted(car) == number)


def tell_by(facts: Sequence[tuple[str | None, ...]]) -> list[str] | None:
    """What tells several cars of one number apart, from facts about each (class, team, transponder): the first fact
    that all have and no two share, else all facts together. None where nothing does.
    """
    for column in zip(*facts, strict=True):
        if all(column) and len(set(column)) == len(column):
            return [str(one) for one in column]
    whole = [", ".join(str(one) for one in mine if one) for mine in facts]
    return whole if all(whole) and len(set(whole)) == len(whole) else None


def told_apart(entries: Entries) -> Entries:
    """The list with a name of its own for each of several cars that have one number at the same time."""
    alike: dict[str, list[int]] = {}
    for place, entry in enumerate(entries.cars):
        alike.setdefault(entry.number, []).append(place)
    if len(alike) == len(entries.cars):
        return entries
    named = list(entries.cars)
    for number, places in alike.items():
        cars = [entries.cars[place] for place in places]
        # Two spellings of one team are no two cars: without a class or a transponder of its own none is told
        # apart.
        apart = len({car.class_ for car in cars}) == len(cars) or all(car.transponders for car in cars)
        if len(cars) < 2 or not _at_once(cars) or not apart:  # two spellings of a team are no two cars
            continue
        told = tell_by(
            [(car.class_, car.team, car.transponders[0] if car.transponders else None) for car in cars]
        )
        for place, word in zip(places, told or (), strict=False):
            named[place] = msgspec.structs.replace(named[place], number=identity(number, word))
    if named == list(entries.cars):
        return entries
    return msgspec.structs.replace(entries, cars=tuple(named))


def as_listed(cars: Iterable[str], entries: Entries) -> dict[str, str]:
    """What a list calls the cars that a source calls otherwise: `7 (Alpha)` is the list's `7 (GT)` where that is the
    only #7 of team Alpha. Cars of which the list does not say which of its own they are, are left out.
    """
    shared = [entry for entry in entries.cars if painted(entry.number) != entry.number]
    listed = {entry.number for entry in shared}
    found: dict[str, str] = {}
    for car in cars if shared else ():
        fits = [entry.number for entry in shared if car not in listed and is_called(entry, car)]
        if len(fits) == 1:
            found[car] = fits[0]
    return found


def worn_by(source: Entries, listed: Entries) -> dict[str, str]:
    """What a list calls a car of which a source knows the number alone, because only one of the two that wear it was
    read: the one whose class and team the source says of it. Cars that fit none of them or several are left out.
    """
    shared = [entry for entry in told_apart(listed).cars if painted(entry.number) != entry.number]
    found: dict[str, str] = {}
    for car in source.cars if shared else ():
        said = {_bare(word) for word in (car.class_, car.team) if word}
        fits = [one.number for one in shared if painted(one.number) == car.number and said <= _said(one)]
        if said and len(fits) == 1:
            found[car.number] = fits[0]
    return found


def is_called(entry: Entry, car: str) -> bool:
    """Whether `7 (Alpha)` can be this car: its number, and a class, team or transponder of it."""
    match = _NAMED.match(car)
    if match is None or match[1] != painted(entry.number):
        return False
    return {_bare(word) for word in match[2].split(",")} <= _said(entry)


def _said(entry: Entry) -> set[str]:
    """What an entry says of itself that can tell it from another of its number."""
    return {_bare(word) for word in (entry.class_, entry.team, *entry.transponders) if word}


def _bare(word: str) -> str:
    return " ".join(word.replace("(", "").replace(")", "").casefold().split())


def _at_once(cars: list[Entry]) -> bool:
    """Whether all of them take part in one round: the same number may have another car in each."""
    first = set(cars[0].rounds)
    meet = all(not first or not car.rounds or bool(first & set(car.rounds)) for car in cars[1:])
    return meet and not any(car.except_rounds for car in cars)
