"""What championship.toml calls people, teams, makes, classes and groups (`[names]`), and an entry list called so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from parcferme.entries import Entries, Entry
from parcferme.names import same


def chained(names: Mapping[str, str]) -> dict[str, str]:
    """The names with each line followed to its end: where `A` is `B` and `B` is `C`, `A` is `C`. Of a circle the name
    that was asked for first is where it ends.
    """
    by_name = {same(name): shown for name, shown in names.items()}
    found = {}
    for name, shown in names.items():
        seen = {same(name)}
        while same(shown) in by_name and same(shown) not in seen:
            seen.add(same(shown))
            shown = by_name[same(shown)]
        found[name] = shown
    return found


def called(entries: Entries, names: Mapping[str, str]) -> Entries:
    """An entry list under the names the championship gives."""
    by_name = {same(name): shown for name, shown in names.items()}
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


def names_entered(entries: Entries, names: Mapping[str, str]) -> frozenset[str]:
    """Those of the championship's names that the entry list calls somebody or something."""
    there = {same(text) for car in entries.cars for text in _texts(car) if text}
    return frozenset(name for name in names if same(name) in there)


def _texts(car: Entry) -> Iterator[str | None]:
    yield from (driver.name for driver in car.drivers)
    yield from (car.team, car.manufacturer, car.class_, car.group)
