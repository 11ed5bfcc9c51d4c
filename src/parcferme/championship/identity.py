"""Who is who in a season's results: one name for every spelling of a person, a team, a make or a class.

Case, accents, blanks, composed or decomposed letters and the order of a crew make no other name. One name in two cars
of one session is two people, unless the list says that a car was shared or a table says what two cars are worth.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from parcferme.classification import ResultLine, SessionResult
from parcferme.findings import Finding, Where, info, warning
from parcferme.names import edges, same
from parcferme.regulations import Rulebook

_TEXTS: Final = ("team", "manufacturer", "engine", "class_", "group")
_KEYS: Final = {"class_": "class"}
_SAID: Final = attrgetter("drivers", *_TEXTS)
_JOINED: Final = re.compile(r"\s+(?:and|et|und|y|e)\s+|\s*[,·•\\]\s*|\s+[-\u2013\u2014]\s+", re.IGNORECASE)
"""What people write between the names of a crew, and what also stands inside a name: `Ortega y Gasset`."""
_NUMBERED: Final = re.compile(r" \(#[^()]+\)$")
_PLAINLY: Final = re.compile(r"\s+(?:and|et|und)\s+|[·•\\]", re.IGNORECASE)
"""What of it hardly ever does."""


class Shown(NamedTuple):
    """How the entry list spells those it names; each is shown so wherever a result spells them otherwise."""

    drivers: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    manufacturer: tuple[str, ...] = ()
    class_: tuple[str, ...] = ()
    group: tuple[str, ...] = ()


class Named(NamedTuple):
    """Results in which everybody has one name, and what was put together or kept apart for that. `apart`: what somebody
    in a car is called who has another's name, by car and name without case and accents.
    """

    results: tuple[SessionResult, ...]
    findings: tuple[Finding, ...]
    apart: Mapping[tuple[str, str], str] = MappingProxyType({})


def without_number(name: str) -> str:
    """The name of somebody who has another's, as a list writes it: `J. Smith (#9)` without the number of his car."""
    return _NUMBERED.sub("", name)


class _Person:
    """One of several people of one name: the cars and teams it was seen in."""

    def __init__(self) -> None:
        self.cars: list[str] = []
        self.teams: set[str] = set()

    def seen(self, line: ResultLine) -> None:
        if line.car not in self.cars:
            self.cars.append(line.car)
        self.teams |= {same(line.team)} if line.team else set()


def two_cars_are_one(rulebook: Rulebook) -> bool:
    """Whether a table says what a driver's two cars are worth, so that one name in two is one person."""
    return any(table.two_cars is not None for table in rulebook.standings)


def named(results: Sequence[SessionResult], shown: Shown | None = None, *, one_in_two: bool = False) -> Named:
    """Results with one spelling for each name: that of the entry list, else the one most results use, of equal ones the
    first. `one_in_two`: one name in two cars of a session is one person all the same.
    """
    results, joined = _crews_parted(results, shown or Shown())
    spelt, told = _spellings(results, shown or Shown())
    told = joined + told
    changed = (
        [_respelt(result, spelt) for result in results]
        if spelt or _names_in_cells(results)
        else list(results)
    )
    apart: dict[tuple[str, str], str] = {}
    if not one_in_two:
        changed, odd = _kept_apart(changed, apart)
        told += odd
    return Named(tuple(_one_order(changed)), tuple(told), apart)


def _names_in_cells(results: Sequence[SessionResult]) -> bool:
    """Whether cells of pole, fastest lap or who does not score name anybody, who may be spelt otherwise there."""
    return any(
        line.pole_by or line.fastest_lap_by or line.not_scoring for result in results for line in result.lines
    )


def _crews_parted(
    results: Sequence[SessionResult], shown: Shown
) -> tuple[Sequence[SessionResult], list[Finding]]:
    """Results in which a crew written as one name is its people, where each of them is one of the season by himself;
    what only looks like a crew stays one name, and is told.
    """
    people = {driver for result in results for line in result.lines for driver in line.drivers}
    joined = [name for name in sorted(people) if _JOINED.search(name.strip())]
    if not joined:
        return results, []
    known = set(map(same, (*people, *shown.drivers)))
    parted = {
        name: crew for name in joined if len(crew := _parts(name)) > 1 and known.issuperset(map(same, crew))
    }
    told = [
        info("crew-parted", _first(results), name=name, drivers=list(crew)) for name, crew in parted.items()
    ]
    told += [
        warning("crew-one-name", _first(results), name=name, drivers=list(_parts(name)))
        for name in joined
        if name not in parted and same(name) not in set(map(same, shown.drivers)) and _is_crew(name)
    ]
    return [_with_crew(result, parted) for result in results] if parted else results, told


def _parts(name: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in _JOINED.split(name))))


def _is_crew(name: str) -> bool:
    """Whether a name reads like several people: by a word that joins, or with two words on each side."""
    parts = _parts(name)
    return len(parts) > 1 and (bool(_PLAINLY.search(name)) or all(len(part.split()) > 1 for part in parts))


def _with_crew(result: SessionResult, parted: Mapping[str, tuple[str, ...]]) -> SessionResult:
    def people(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for name in names for one in parted.get(name, (name,)))

    lines = tuple(
        msgspec.structs.replace(_crewed(line, people(line.drivers)), not_scoring=people(line.not_scoring))
        if any(name in parted for name in (*line.drivers, *line.not_scoring))
        else line
        for line in result.lines
    )
    return msgspec.structs.replace(result, lines=lines)


def _spellings(
    results: Sequence[SessionResult], shown: Shown
) -> tuple[dict[str, dict[str, str]], list[Finding]]:
    """By field, what each spelling is to be; fields and spellings that stay as they are left out."""
    found: dict[str, dict[str, str]] = {}
    told: list[Finding] = []
    lines = Counter(map(_SAID, (line for result in results for line in result.lines)))
    for place, field in enumerate(("drivers", *_TEXTS)):
        counts: Counter[str] = Counter()
        for said, times in lines.items():  # far fewer than lines: a car is the same all season
            for text in said[place] if field == "drivers" else (said[place],):
                if text is not None:
                    counts[text] += times
        by_name: dict[str, list[str]] = {}
        for text in counts:
            by_name.setdefault(same(text), []).append(text)
        listed: dict[str, str] = {}
        for text in getattr(shown, field, ()):
            listed.setdefault(same(text), edges(text))
        for name, texts in by_name.items():
            kept = listed.get(name) or _most_used(texts, counts)
            others = [text for text in texts if text != kept]
            if others:
                found.setdefault(field, {}).update(dict.fromkeys(others, kept))
            seen = list(dict.fromkeys(one for text in others if (one := edges(text)) != kept))
            if seen:
                kind = "driver" if field == "drivers" else _KEYS.get(field, field)
                told.append(info("spellings-one", _first(results), kind=kind, name=kept, others=seen))
    return found, told


def _most_used(texts: Iterable[str], counts: Mapping[str, int]) -> str:
    used: Counter[str] = Counter()
    for text in texts:
        used[edges(text)] += counts[text]
    return used.most_common(1)[0][0]  # of equal ones the first


def _first(results: Sequence[SessionResult]) -> Where:
    return Where(file=next((result.file for result in results if result.file), None))


def _respelt(result: SessionResult, spelt: Mapping[str, Mapping[str, str]]) -> SessionResult:
    people = spelt.get("drivers", {})
    fields = [(field, spelt[field]) for field in _TEXTS if field in spelt]
    lines = []
    for line in result.lines:
        new = {
            field: texts[text] for field, texts in fields if (text := getattr(line, field)) in texts
        }  # fmt: skip
        if any(driver in people for driver in (*line.drivers, *line.not_scoring)):
            line = _crewed(line, tuple(people.get(driver, driver) for driver in line.drivers))
            silent = tuple(people.get(driver, driver) for driver in line.not_scoring)
            line = msgspec.structs.replace(line, not_scoring=silent)
        if line.pole_by is not None or line.fastest_lap_by is not None or line.not_scoring:
            line = _with_own_names(line)
        lines.append(msgspec.structs.replace(line, **new) if new else line)
    return msgspec.structs.replace(result, lines=tuple(lines))


def _with_own_names(line: ResultLine) -> ResultLine:
    """A line whose cells of pole, fastest lap and who does not score name its drivers as the crew does."""
    crew = {same(driver): driver for driver in line.drivers}
    pole, lap = (name and crew.get(same(name), name) for name in (line.pole_by, line.fastest_lap_by))
    silent = tuple(crew.get(same(name), name) for name in line.not_scoring)
    return msgspec.structs.replace(line, pole_by=pole, fastest_lap_by=lap, not_scoring=silent)


def _crewed(line: ResultLine, crew: tuple[str, ...]) -> ResultLine:
    """A line with its crew; in a list without numbers the crew is the car."""
    car = "/".join(crew) if line.car == "/".join(line.drivers) else line.car
    return msgspec.structs.replace(line, drivers=crew, car=car)


def _one_order(results: Iterable[SessionResult]) -> Iterator[SessionResult]:
    """Every crew in the order in which it was listed first."""
    orders: dict[frozenset[str], tuple[str, ...]] = {}
    for result in results:
        lines = [
            line
            if len(line.drivers) < 2
            or (crew := orders.setdefault(frozenset(line.drivers), line.drivers)) == line.drivers
            or len(crew) != len(line.drivers)
            else _crewed(line, crew)
            for line in result.lines
        ]
        same_lines = all(one is other for one, other in zip(lines, result.lines, strict=True))
        yield result if same_lines else msgspec.structs.replace(result, lines=tuple(lines))


# --- one name in two cars


def _kept_apart(
    results: list[SessionResult], apart: dict[tuple[str, str], str]
) -> tuple[list[SessionResult], list[Finding]]:
    """Results in which people of one name have names of their own: the first seen keeps the name, the others have the
    number of their car beside it; `apart` takes who is called how in which car.
    """
    told: list[Finding] = []
    for name, sessions in _doubled(results).items():
        people, (where, other) = _people(results, name, sessions), _first_clash(results, name, sessions)
        calls = _calls(results, name, people)
        apart.update(
            {(car, same(name)): call for one, call in zip(people, calls, strict=True) for car in one.cars}
        )
        unsaid = sum(_said(line, people) is None for result in results for line in _of(result, name))
        for at, result in enumerate(results):
            lines = tuple(_called(line, name, people, calls) for line in result.lines)
            if lines != result.lines:
                results[at] = msgspec.structs.replace(result, lines=lines)
        values = {"driver": name, "other": other, "shown": calls[1:], "count": unsaid or None}
        told.append(warning("driver-in-two-cars", where, **values))
    return results, told


def _doubled(results: Sequence[SessionResult]) -> dict[str, list[int]]:
    """Names that are in two cars of one session, none of them marked as shared, and the sessions they are so in."""
    found: dict[str, list[int]] = {}
    for at, result in enumerate(results):
        seats: dict[str, list[ResultLine]] = {}
        for line in result.lines:
            for driver in line.drivers:
                seats.setdefault(driver, []).append(line)
        if len(seats) == sum(len(line.drivers) for line in result.lines):
            continue
        for driver, lines in seats.items():
            if len({line.car for line in lines}) > 1 and not any(line.shared for line in lines):
                found.setdefault(driver, []).append(at)
    return found


def _of(result: SessionResult, name: str) -> list[ResultLine]:
    return [line for line in result.lines if name in line.drivers]


def _people(results: Sequence[SessionResult], name: str, sessions: Iterable[int]) -> list[_Person]:
    """The people of a name, from the sessions in which they met: by their cars, else by their teams."""
    people: list[_Person] = []
    for at in sessions:
        lines = list({line.car: line for line in _of(results[at], name)}.values())
        free = list(people)
        left: list[ResultLine] = []
        for alike in (_by_car, _by_team):
            left, lines = [], left or lines
            for line in lines:
                one = alike(line, free)
                if one is None:
                    left.append(line)
                    continue
                one.seen(line)
                free.remove(one)
            if not left:
                break
        for line in left:
            people.append(_Person())
            people[-1].seen(line)
    return people


def _by_car(line: ResultLine, people: Iterable[_Person]) -> _Person | None:
    return next((one for one in people if line.car in one.cars), None)


def _by_team(line: ResultLine, people: Iterable[_Person]) -> _Person | None:
    fitting = [one for one in people if line.team and same(line.team) in one.teams]
    return fitting[0] if len(fitting) == 1 else None


def _said(line: ResultLine, people: Sequence[_Person]) -> _Person | None:
    """Which of them a line says it is: by car, else by team; None where it says neither."""
    return _by_car(line, people) or _by_team(line, people)


def _who(line: ResultLine, people: Sequence[_Person]) -> _Person:
    """Which of them a line is: as it says, else the first."""
    return _said(line, people) or people[0]


def _calls(results: Sequence[SessionResult], name: str, people: list[_Person]) -> list[str]:
    """What each of them is called, put in the order in which they were seen first."""
    seen = [_who(line, people) for result in results for line in _of(result, name)]
    people.sort(key=seen.index)
    return [name, *(f"{name} (#{one.cars[0]})" for one in people[1:])]


def _called(line: ResultLine, name: str, people: list[_Person], calls: Sequence[str]) -> ResultLine:
    if name not in line.drivers and name not in line.not_scoring:
        return line
    call = calls[people.index(_who(line, people))]
    if call == name:
        return line
    line = _crewed(line, tuple(call if driver == name else driver for driver in line.drivers))
    silent, pole, lap = (
        tuple(call if driver == name else driver for driver in names)
        for names in (line.not_scoring, (line.pole_by,), (line.fastest_lap_by,))
    )
    return msgspec.structs.replace(
        line, not_scoring=tuple(filter(None, silent)), pole_by=pole[0], fastest_lap_by=lap[0]
    )


def _first_clash(results: Sequence[SessionResult], name: str, sessions: Sequence[int]) -> tuple[Where, str]:
    """Where a name is first in a second car, and the car it was in before."""
    result = results[sessions[0]]
    first, *others = _of(result, name)
    line = next(line for line in others if line.car != first.car)
    return Where(file=result.file, line=line.line, car=line.car), first.car
