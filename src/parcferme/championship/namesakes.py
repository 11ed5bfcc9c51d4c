"""One name in two cars of a season, never in both at once, that may be two people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from parcferme.classification import SessionResult
from parcferme.findings import Finding, Where, warning

_KEPT: Final = 0.8
"""Where fewer than this share of the drivers kept one number, a number says nothing."""
_WORD: Final = re.compile(r"\w+")


def cars_of(
    results: Sequence[SessionResult],
) -> tuple[dict[str, dict[str, None]], dict[str, set[int]]]:
    """The cars each driver was in, and the sessions."""
    cars: dict[str, dict[str, None]] = {}
    seen: dict[str, set[int]] = {}
    for at, result in enumerate(results):
        for line in result.lines:
            for driver in line.drivers:
                cars.setdefault(driver, {})[line.car] = None
                seen.setdefault(driver, set()).add(at)
    return cars, seen


def kept_numbers(
    cars: Mapping[str, Mapping[str, None]], seen: Mapping[str, set[int]], but: str | None = None
) -> bool:
    """Whether drivers (`but` one) keep their number; else numbers are given out anew for each race and say nothing of a
    driver.
    """
    several = [len(numbers) for driver, numbers in cars.items() if len(seen[driver]) > 1 and driver != but]
    return several.count(1) >= _KEPT * len(several)


def perhaps_two(results: Sequence[SessionResult], crews: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """One name that was in two cars and never in both at once, where that is more than a change of car: told once, at
    the first row in the car it was in less. Who is entered in all of them is one person.
    """
    cars, seen = cars_of(results)
    for name, numbers in cars.items():
        entered = [car for car in numbers if name in crews.get(car, ())]
        if len(numbers) < 2 or name in numbers or len(entered) == len(numbers):
            continue
        if not kept_numbers(cars, seen, but=name):
            continue
        drives = _Drives.of(name, [results[at] for at in sorted(seen[name])])
        other = drives.doubt()
        if other is not None:
            car, often = other
            yield warning(
                "name-in-other-car", drives.first[car], driver=name, other=often, count=drives.times[car]
            )


class _Drives:
    """What one name drove, session by session: the car, and which others ran in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[tuple[int, str, frozenset[str]]] = []
        self.first: dict[str, Where] = {}
        self.times: dict[str, int] = {}

    @classmethod
    def of(cls, name: str, results: Iterable[SessionResult]) -> _Drives:
        """The drives of a name; practice, where people try other cars, and shared cars aside."""
        made = cls(name)
        for result in results:
            mine = [line for line in result.lines if name in line.drivers]
            if result.kind == "practice" or len(mine) != 1 or mine[0].shared:
                continue
            car = mine[0].car
            made.rows.append((result.round, car, frozenset(line.car for line in result.lines)))
            made.first.setdefault(car, Where(file=result.file, line=mine[0].line, car=car))
            made.times[car] = made.times.get(car, 0) + 1
        return made

    def doubt(self) -> tuple[str, str] | None:
        """Two cars that two people of one name may have driven, the one driven less first, else the later: both in one
        round, or from one to the other and back, while the other ran too; of a name with an initial, any two that ran
        in one session.
        """
        initial = len(min(_WORD.findall(self.name), key=len, default="")) == 1
        for at, (round_, car, _) in enumerate(self.rows):
            for then, (later, other, field) in enumerate(self.rows[at + 1 :], at + 1):
                if other == car or car not in field:
                    continue
                if initial or later == round_ or any(mine == car for _, mine, _ in self.rows[then + 1 :]):
                    return (car, other) if self.times[car] < self.times[other] else (other, car)
        return None
