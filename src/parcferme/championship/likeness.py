"""Names that are not one name and may be one person (nearly alike, or two drivers of one number), one name that may be
two people, and numbers that are taken one for the other.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from parcferme.championship.identity import Shown
from parcferme.championship.namesakes import cars_of, kept_numbers, perhaps_two
from parcferme.championship.ready_lines import Known, Pair, asked_of_pairs
from parcferme.classification import ResultLine, SessionResult
from parcferme.entries import alike_numbers
from parcferme.findings import Finding, Where, info, warning
from parcferme.names import fold, same

# In letters. Of a shorter name nearly every other is near; in a long one two slips are forgiven.
_SHORTEST: Final = 5
_LONG: Final = 9
_PREFIX: Final = 3
_WORD: Final = re.compile(r"\w+")
_SEVERAL: Final = re.compile(r"[/+&,;]")
_FIELDS: Final = ("drivers", "team", "manufacturer", "class_", "group")
_KINDS: Final = {"drivers": "driver", "class_": "class"}
_BY_SIGNS: Final = ("class_", "group")
"""Of these only punctuation and blanks make a slip: GT3 and GT4 are two."""


def asked_of_names(
    results: Sequence[SessionResult],
    crews: Mapping[str, frozenset[str]] | None = None,
    entered: Shown | None = None,
) -> Iterator[Finding]:
    """Names that are merely near, and car numbers under two names, each with the line of `[names]` that would make them
    one. `crews`: who is entered in each car, `entered`: how everybody is spelt, where there is an entry list.
    """
    yield from asked_of_pairs(_pairs(results, crews or {}, entered), _known(results, entered))
    yield from perhaps_two(results, crews or {})
    yield from _groups_in_one(results)
    yield from _numbers(results, crews or {})


def _pairs(
    results: Sequence[SessionResult], crews: Mapping[str, frozenset[str]], entered: Shown | None
) -> Iterator[Pair]:
    """Names that may be one: those nearly alike before those one inside the other, last two drivers of one number."""
    for find, fields in ((_near, _FIELDS), (_inside, ("team", "manufacturer"))):
        for field in fields:
            for name, other in find(results, field, getattr(entered, field, ())):
                yield Pair(_KINDS.get(field, field), name, other, _where(results, field, other))
    for car, name, other, where in _two_drivers(results, crews):
        yield Pair("driver", name, other, where, car)


def _known(results: Sequence[SessionResult], entered: Shown | None) -> dict[tuple[str, str], Known]:
    """Of each name of a kind whether it is entered, and the sessions it was in."""
    met: dict[tuple[str, str], set[int]] = {}
    for field in _FIELDS:
        for at, result in enumerate(results):
            for line in result.lines:
                for text in _texts(line, field):
                    met.setdefault((field, text), set()).add(at)
        for text in getattr(entered, field, ()):
            met.setdefault((field, text), set())
    return {
        (_KINDS.get(field, field), text): Known(text in getattr(entered, field, ()), frozenset(sessions))
        for (field, text), sessions in met.items()
    }


def _groups_in_one(results: Sequence[SessionResult]) -> Iterator[Finding]:
    """Groups whose name is two groups of the season: `Am / Rookie` is a third, and no car of it is an Am."""
    names = list(dict.fromkeys(line.group for result in results for line in result.lines if line.group))
    known = {same(name): name for name in names}
    for name in names:
        parts = [part for part in (part.strip() for part in _SEVERAL.split(name)) if part]
        there = [known[same(part)] for part in parts if same(part) in known]
        if len(parts) > 1 and there:
            yield warning("group-of-several", _where(results, "group", name), name=name, groups=there)


def _numbers(results: Sequence[SessionResult], crews: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """Car numbers of the season that are taken one for the other, at the first row of the one that fewer results have.
    Those that are all entered the entry list has told of.
    """
    seen: dict[str, list[Where]] = {}
    for result in results:
        for line in result.lines:
            seen.setdefault(line.car, []).append(Where(file=result.file, line=line.line))
    for cars, seem_one in alike_numbers([*seen, *crews]):
        if crews.keys() >= set(cars):
            continue
        rare = min((car for car in cars if car not in crews), key=lambda car: len(seen[car]))
        if seem_one:
            yield warning("numbers-look-the-same", seen[rare][0], cars=[ascii(car) for car in cars])
        else:
            yield info("numbers-alike", seen[rare][0], cars=list(cars))


def _texts(line: ResultLine, field: str) -> tuple[str, ...]:
    if field == "drivers":
        return line.drivers
    text = getattr(line, field)
    return (text,) if text else ()


def _near(results: Sequence[SessionResult], field: str, entered: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs that are nearly alike, one of them in the results; first the one that is entered, else that more results
    have. Two who met in a session are two, and so are two who are entered.
    """
    listed = set(entered)
    met: dict[str, set[int]] = {name: set() for name in entered}
    for at, result in enumerate(results):
        for line in result.lines:
            for text in _texts(line, field):
                met.setdefault(text, set()).add(at)
    for name, other in _candidates(list(met), 1 if field in _BY_SIGNS else _SHORTEST):
        is_met = bool(met[name] & met[other])
        if is_met and (field == "drivers" or fold(name) != fold(other)):
            continue
        if {name, other} <= listed:
            continue
        if fold(name) == fold(other) if field in _BY_SIGNS else alike(name, other, people=field == "drivers"):
            behind = (name in listed, len(met[name])) < (other in listed, len(met[other]))
            yield (other, name) if behind else (name, other)


def _inside(
    results: Sequence[SessionResult], field: str, entered: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Two names that one car with one driver had, the words of one inside the other: `Red Bull`, `Red Bull Racing`. Two
    that met in a session are two, and so are two who are entered.
    """
    listed = set(entered)
    by_car: dict[tuple[str, str], dict[str, None]] = {}
    met: dict[str, set[int]] = {}
    for at, result in enumerate(results):
        for line in result.lines:
            for text in _texts(line, field):
                met.setdefault(text, set()).add(at)
                for driver in line.drivers:
                    by_car.setdefault((line.car, driver), {})[text] = None
    pairs = dict.fromkeys(pair for names in by_car.values() for pair in itertools.combinations(names, 2))
    for name, other in pairs:
        words, others = (f" {' '.join(_WORD.findall(same(text)))} " for text in (name, other))
        if (
            (words in others or others in words)
            and not met[name] & met[other]
            and not {name, other} <= listed
        ):
            behind = (name in listed, len(met[name])) < (other in listed, len(met[other]))
            yield (other, name) if behind else (name, other)


def _candidates(names: Sequence[str], shortest: int) -> Iterator[tuple[str, str]]:
    """Pairs worth a closer look: with a word in common, or with the same beginning or end."""
    # Not every pair: a thousand names have half a million, and each is compared letter by letter.
    by: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        whole = fold(name)
        if len(whole) < shortest:
            continue
        keys = {*re.findall(r"\w{3,}", same(name)), f"{whole[:_PREFIX]} ", f" {whole[-_PREFIX:]}"}
        for key in keys:
            by.setdefault(key, []).append(at)
    pairs = {pair for places in by.values() for pair in itertools.combinations(places, 2)}
    for one, other in sorted(pairs):
        yield names[one], names[other]


def alike(name: str, other: str, *, people: bool = True) -> bool:
    """Whether two names differ so little that one may be the other misspelt: in punctuation or the order of the words,
    by a slip or two of the keyboard, of people also by an initial or a short form.
    """
    one, two = fold(name), fold(other)
    if one == two:
        return True
    words, others = (re.findall(r"\w+", same(text)) for text in (name, other))
    if sorted(words) == sorted(others):
        return True
    # A number is never a slip: `Team 1` and `Team 2` are two.
    if re.findall(r"\d+", one) != re.findall(r"\d+", two):
        return False
    if len(words) == len(others):
        differ = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
        if (
            people
            and len(words) > 1
            and words[-1] == others[-1]
            and all(_short_form(*pair) for pair in differ)
        ):
            return True
        if all(min(len(a), len(b)) < _PREFIX for a, b in differ):
            return False  # `Team A` and `Team B`
        if len(differ) == 1 and not _slip(*differ[0]):
            return False
    return _slip(one, two)


def _short_form(one: str, other: str) -> bool:
    """Whether one word is an initial or the beginning of the other."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (len(short) == 1 or len(short) >= _PREFIX)


def _slip(one: str, other: str) -> bool:
    """Whether one text becomes the other by one slip (a letter more, less, other, or two changed round), a long one by
    two.
    """
    most = 2 if min(len(one), len(other)) >= _LONG else 1
    if abs(len(one) - len(other)) > most or min(len(one), len(other)) < _PREFIX + 1:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        before, last, row = row, before, [at]
        for here, theirs in enumerate(other, 1):
            cost = min(before[here] + 1, row[-1] + 1, before[here - 1] + (char != theirs))
            if at > 1 and here > 1 and char == other[here - 2] and one[at - 2] == theirs:
                cost = min(cost, last[here - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return False
    return row[-1] <= most


def _where(results: Iterable[SessionResult], field: str, name: str) -> Where:
    for result in results:
        for line in result.lines:
            if name in _texts(line, field):
                # In a list without numbers the crew is the car, and no number to show.
                car = None if line.car == "/".join(line.drivers) else line.car
                return Where(file=result.file, line=line.line, car=car)
    return Where()


def _two_drivers(
    results: Sequence[SessionResult], crews: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, str, str, Where]]:
    """Two drivers who had one number, each alone in its car and in no other number, and who never met; not those whom
    the entry list has in that car. Nothing where numbers are given out anew for each race.
    """
    cars, seen = cars_of(results)
    of_car: dict[str, dict[str, Where]] = {}
    for result in results:
        for line in result.lines:
            if len(line.drivers) == 1 and line.car != line.drivers[0]:
                where = Where(file=result.file, line=line.line, car=line.car)
                of_car.setdefault(line.car, {}).setdefault(line.drivers[0], where)
    if not kept_numbers(cars, seen):
        return
    for car, drivers in of_car.items():
        single = [name for name in drivers if list(cars[name]) == [car] and name not in crews.get(car, ())]
        for name, other in itertools.pairwise(single):
            if not seen[name] & seen[other]:
                yield car, name, other, drivers[other]
