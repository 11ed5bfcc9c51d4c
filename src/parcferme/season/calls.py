"""What championship.toml calls people, teams, makes, classes and groups (`[names]`), and an entry list called so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import msgspec

from parcferme.entries import Entries, Entry
from parcferme.findings import Finding, Where, error, info, warning
from parcferme.names import same


def chained(names: Mapping[str, str]) -> dict[str, str]:
    """The names with each line followed to its end: where `A` is `B` and `B` is `C`, `A` is `C`. The lines of a circle
    are left out, since none of them says what anybody is called; of two lines for one name the first stands.
    """
    round_about = {name for names in circles(names) for name in names}
    first = {same(name): name for name in reversed(list(names))}
    names = {name: names[name] for name in first.values() if name not in round_about}
    by_name = _by_name(names)
    found = {}
    for name, shown in reversed(names.items()):
        seen = {same(name)}
        while same(shown) in by_name and same(shown) not in seen:
            seen.add(same(shown))
            shown = by_name[same(shown)]
        found[name] = shown
    return found


def circles(names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The lines that lead back to themselves (`A` is `B`, `B` is `A`), each circle once, in the order it goes round. A
    name that is itself, written otherwise, is a spelling and no circle.
    """
    by_name, written = _by_name(names), {same(name): name for name in reversed(list(names))}
    found: list[tuple[str, ...]] = []
    told: set[str] = set()
    for first in by_name:
        way = [first]
        while (following := same(by_name[way[-1]])) in by_name and following not in way:
            way.append(following)
        if following == first and len(way) > 1 and first not in told:
            told |= set(way)
            found.append(tuple(written[one] for one in way))
    return found


def asked_of_calls(names: Mapping[str, str], where: Callable[[str], Where]) -> Iterator[Finding]:
    """Lines of `[names]` that say nothing: a circle, and a second line for one name. `where`: the place of a key."""
    for circle in circles(names):
        yield error("names-circle", where(f"names.{circle[0]}"), names=list(circle))
    first: dict[str, str] = {}
    for name, shown in names.items():
        other = first.setdefault(same(name), name)
        if other != name:
            values = {"name": name, "other": other, "shown": names[other]}
            tell = warning if same(shown) != same(names[other]) else info
            yield tell("names-line-twice", where(f"names.{name}"), **values)


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    """What each is called, however it is written; of two lines for one name the first."""
    found: dict[str, str] = {}
    for name, shown in names.items():
        found.setdefault(same(name), shown)
    return found


def called(entries: Entries, names: Mapping[str, str]) -> Entries:
    """An entry list under the names the championship gives."""
    by_name = _by_name(names)
    if not by_name:
        return entries

    def call(text: str | None) -> str | None:
        return by_name.get(same(text), text) if text else text

    cars = (
        msgspec.structs.replace(
            car,
            drivers=tuple(
                msgspec.structs.replace(one, name=call(one.name) or one.name) for one in car.drivers
            ),
            team=call(car.team),
            manufacturer=call(car.manufacturer),
            class_=call(car.class_),
            group=call(car.group),
        )
        for car in entries.cars
    )
    return msgspec.structs.replace(entries, cars=tuple(cars))


def called_apart(entries: Entries, apart: Mapping[tuple[str, str], str]) -> Entries:
    """An entry list in which people of one name are called as the tables call them, by car and name."""
    if not apart:
        return entries
    cars = (
        msgspec.structs.replace(
            car,
            drivers=tuple(
                msgspec.structs.replace(one, name=apart.get((car.number, same(one.name)), one.name))
                for one in car.drivers
            ),
        )
        for car in entries.cars
    )
    return msgspec.structs.replace(entries, cars=tuple(cars))


def names_entered(entries: Entries, names: Mapping[str, str]) -> frozenset[str]:
    """Those of the championship's names that the entry list calls somebody or something."""
    there = {same(text) for car in entries.cars for text in _texts(car) if text}
    return frozenset(name for name in names if same(name) in there)


def _texts(car: Entry) -> Iterator[str | None]:
    yield from (driver.name for driver in car.drivers)
    yield from (car.team, car.manufacturer, car.class_, car.group)
