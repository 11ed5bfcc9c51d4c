"""A session as a grid reads it: one line for each car, and who did what first."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.findings import Finding, Where, error
from parcferme.grid.sources import is_race

# Behind every place and every instant (µs).
LAST = 2**62
_PLACED = (Status.CLASSIFIED, Status.NOT_CLASSIFIED)


class Session(msgspec.Struct, frozen=True):
    """One session with its cars by number, in the order of its list.

    `instants`: whether it says when each of its best laps was set.
    """

    name: str
    race: bool
    lines: dict[str, ResultLine]
    instants: bool

    def place(self, number: str) -> int | None:
        """The place of a car; None without one. A session that lists no places at all is ordered by best laps.

        In practice and qualifying a car without a time has none, even where the list numbers it on.
        """
        line = self.lines.get(number)
        if line is None or line.status not in _PLACED:
            return None
        if not self.race and line.status is Status.NOT_CLASSIFIED:
            return None
        if line.position is not None or any(one.position is not None for one in self.lines.values()):
            return line.position
        if self.race or line.best_lap is None:
            return None
        faster = (one.best_lap for one in self.lines.values() if one.status in _PLACED)
        return 1 + sum(lap is not None and lap < line.best_lap for lap in faster)

    def laps(self, number: str) -> tuple[int, ...]:
        """The best and second-best lap of a car as far as they are known, in µs; none of a disqualified car."""
        line = self.lines.get(number)
        if line is None or line.status is Status.DISQUALIFIED:
            return ()
        return tuple(lap for lap in (line.best_lap, line.second_best_lap) if lap is not None)

    def first(self, number: str, nth: int = 0) -> int:
        """A number that is lower for the car that set its best lap first: when, or where nobody says so, its place. Of
        the second-best lap (`nth` 1) the place says nothing.
        """
        line = self.lines.get(number)
        if line is None or (nth and not self.instants):
            return LAST
        when = line.second_best_lap_at if nth else line.best_lap_at if self.instants else line.position
        return LAST if when is None else when


def session_of(result: SessionResult) -> tuple[Session, list[Finding]]:
    """A result with one line for each car: those of its drivers are one; a car with two places is a finding."""
    by_car: dict[str, list[ResultLine]] = {}
    for line in result.lines:
        by_car.setdefault(line.car, []).append(line)
    findings = [
        error("result-twice", Where(file=result.file, line=lines[-1].line, car=car))
        for car, lines in by_car.items()
        if len({line.position for line in lines}) > 1
    ]
    lines = {car: _one(lines) for car, lines in by_car.items()}
    timed = [line for line in lines.values() if line.best_lap is not None]
    # All or none: otherwise one car's instant would be compared with another's place.
    instants = bool(timed) and all(line.best_lap_at is not None for line in timed)
    return Session(result.session, is_race(result), lines, instants), findings


def _one(lines: list[ResultLine]) -> ResultLine:
    """The lines of one car's drivers as one: all drivers, the best lap of any of them."""
    first = lines[0]
    same = [line for line in lines if line.position == first.position]
    if len(same) == 1:
        return first
    laps = _sorted(lap for line in same for lap in (line.best_lap, line.second_best_lap))
    at = [line.best_lap_at for line in same if laps and line.best_lap == laps[0]]
    return msgspec.structs.replace(
        first,
        drivers=tuple(dict.fromkeys(driver for line in same for driver in line.drivers)),
        best_lap=laps[0] if laps else None,
        second_best_lap=laps[1] if len(laps) > 1 else None,
        best_lap_at=at[0] if at else None,
        second_best_lap_at=None,
        effort=max(line.effort for line in same),
    )


def _sorted(laps: Iterable[int | None]) -> list[int]:
    return sorted(lap for lap in laps if lap is not None)
