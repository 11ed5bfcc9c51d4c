"""Which car a row of a plain log speaks of: its number, and of two that wear it the class or team beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
import numpy as np

from parcferme.decoders.sheet import Sheet, fold
from parcferme.entries import Entries, identity, painted, tell_by

FACTS: Final = ("class", "team")


class CarNames(msgspec.Struct, frozen=True, eq=False):
    """What the car of each row is called: `codes` by row into `names`, blank where a row names none. `facts`: class and
    team of each car as its rows say them.
    """

    codes: np.ndarray
    names: list[str]
    facts: Mapping[str, tuple[str | None, str | None]]

    def text(self, row: int) -> str:
        """The car of a row."""
        return self.names[int(self.codes[row])]

    def named(self, car: str, rows: Iterable[int]) -> list[int]:
        """Those of these rows that speak of a car, called as the result calls it or by its number alone."""
        among = [(row, self.text(row)) for row in rows]
        mine = [row for row, name in among if name == car]
        return mine or [row for row, name in among if painted(name) == car]


def car_names(sheet: Sheet, kinds: np.ndarray) -> CarNames:
    """The cars of a sheet. Rows that give one number another class, or another team, speak of another car; a row that
    says less than the others is of the only car it fits, else of the number alone.
    """
    codes, numbers = sheet.coded("car")
    if not any(column in sheet for column in FACTS):
        return CarNames(codes, numbers, {})
    codes, names = codes.astype(np.int64).copy(), list(numbers)
    classes, class_names = _folded(sheet, "class")
    teams, team_names = _folded(sheet, "team")
    which = classes * len(team_names) + teams
    facts: dict[str, tuple[str | None, str | None]] = {}
    rows = np.flatnonzero((kinds >= 0) & (which > 0))
    rows = rows[np.lexsort((which[rows], codes[rows]))]
    for car in np.unique(codes[rows]).tolist() if len(rows) else ():
        if not numbers[car]:
            continue
        mine = rows[codes[rows] == car]
        said = [divmod(one, len(team_names)) for one in np.unique(which[mine]).tolist()]
        whole = [one for one in said if not any(_part(one, other) for other in said)]
        told = [(class_names[one] or None, team_names[other] or None) for one, other in whole]
        words = tell_by(told) if len(whole) > 1 else None
        called = [numbers[car]] if words is None else [identity(numbers[car], word) for word in words]
        facts |= dict(zip(called, told, strict=False))
        for one in said if words is not None else ():
            fits = [place for place, other in enumerate(whole) if one == other or _part(one, other)]
            if len(fits) == 1:
                codes[mine[which[mine] == one[0] * len(team_names) + one[1]]] = len(names) + fits[0]
        names += called if words is not None else []
    used = dict.fromkeys(
        names[code] for code in np.unique(codes).tolist()
    )  # a number all of whose rows say more is no car
    place = {name: at for at, name in enumerate(used)}
    table = np.array([place.get(name, -1) for name in names], dtype=np.int64)
    return CarNames(table[codes], list(used), facts)


def with_facts(entries: Entries, cars: CarNames) -> Entries:
    """The cars with the class and team their rows say."""
    if not cars.facts:
        return entries
    nothing = (None, None)
    return Entries.of(
        msgspec.structs.replace(entry, class_=said[0], team=said[1])
        for entry in entries.cars
        for said in [cars.facts.get(entry.number, nothing)]
    )


def _part(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether one row says less than another (0: blank), and nothing else."""
    return one != other and all(mine in (0, theirs) for mine, theirs in zip(one, other, strict=True))


def _folded(sheet: Sheet, column: str) -> tuple[np.ndarray, list[str]]:
    """A column as codes, 0 for blank: `gt 4` and `GT-4` are one, spelt as it stands first."""
    if column not in sheet:
        return np.zeros(len(sheet), dtype=np.int64), [""]
    codes, texts = sheet.coded(column)
    spelt: dict[str, str] = {"": ""}
    for code in dict.fromkeys(codes.tolist()):
        spelt.setdefault(fold(texts[code]), texts[code])
    place = {key: at for at, key in enumerate(spelt)}
    table = np.array([place.get(fold(text), 0) for text in texts], dtype=np.int64)
    return table[codes], list(spelt.values())
