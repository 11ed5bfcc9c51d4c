"""Who is entered: car numbers (always text), classes, teams, crews and transponders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec


class Driver(msgspec.Struct, frozen=True, omit_defaults=True):
    """One member of a crew. `id` is what a passing's `driver` holds where a source numbers its drivers."""

    name: str
    id: str | None = None
    nation: str | None = None
    category: str | None = None


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, rename={"class_": "class"}):
    """One car of the entry list."""

    number: str
    class_: str | None = None
    team: str | None = None
    drivers: tuple[Driver, ...] = ()
    vehicle: str | None = None
    manufacturer: str | None = None
    group: str | None = None
    nation: str | None = None
    transponders: tuple[str, ...] = ()


class Entries(msgspec.Struct, frozen=True):
    """The entry list of one session, in the order of its source."""

    cars: tuple[Entry, ...] = ()

    @classmethod
    def of(cls, cars: Iterable[Entry]) -> Entries:
        """An entry list of these cars."""
        return cls(tuple(cars))

    def by_number(self) -> Mapping[str, Entry]:
        """Entries by car number; of two with one number the first."""
        found: dict[str, Entry] = {}
        for entry in self.cars:
            found.setdefault(entry.number, entry)
        return found
