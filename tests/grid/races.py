"""Qualifyings and races as a few lines of text, for the tests of grids: `car time`, or `car time/second @set-at`."""

from typing import Any

from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.grid import Grid
from parcferme.times import parse_clock

STATUS = {"DNS": Status.NOT_STARTED, "DSQ": Status.DISQUALIFIED, "NC": Status.NOT_CLASSIFIED}


def qualifying(text: str, name: str = "qualifying", kind: str = "qualifying", **about: Any) -> SessionResult:
    """A line for each car in order: `81 1:40.000/1:40.500 @5:00 LMP3`; `NC` and a class in capitals as they stand."""
    lines = []
    for place, row in enumerate(_rows(text), start=1):
        car, *rest = row.split()
        values: dict[str, object] = {"position": place, "effort": 0}
        for word in rest:
            if word in STATUS:
                values |= {"position": None, "status": STATUS[word]}
            elif word.startswith("@"):
                values["best_lap_at"] = parse_clock(word[1:])
            elif word.startswith("effort="):
                values["effort"] = int(word[7:])
            elif word.startswith("place="):
                values["position"] = int(word[6:])
            elif word[0].isdigit():
                best, _, second = word.partition("/")
                values["best_lap"] = parse_clock(best)
                values |= {"second_best_lap": parse_clock(second)} if second else {}
            else:
                values["class_"] = word
        lines.append(ResultLine(car=car, **values))  # type: ignore[arg-type]
    return SessionResult(round=1, session=name, kind=kind, lines=tuple(lines), **about)


def race(text: str, name: str = "race-1", best: dict[str, str] | None = None) -> SessionResult:
    """A line for each car in order: `81 20` laps, then NC, DNS or DSQ where it has no place."""
    lines = []
    for place, row in enumerate(_rows(text), start=1):
        car, laps, *rest = row.split()
        status = STATUS[rest[0]] if rest else Status.CLASSIFIED
        lap = parse_clock(best[car]) if best and car in best else None
        lines.append(
            ResultLine(car=car, position=None if rest else place, status=status, laps=int(laps), best_lap=lap)
        )
    return SessionResult(round=1, session=name, kind="race", lines=tuple(lines))


def order(grid: Grid) -> str:
    """The cars on the grid, a dot for an empty slot."""
    last = max((slot.position or 0 for slot in grid.slots), default=0)
    here = {slot.position: slot.number for slot in grid.slots}
    return " ".join(here.get(position, ".") for position in range(1, last + 1))


def codes(grid: Grid, car: str) -> list[str]:
    """The codes of a car's reasons."""
    slot = grid.car(car)
    assert slot is not None
    return [reason.code for reason in slot.reasons]


def why(grid: Grid, car: str) -> list[tuple[str, dict[str, object]]]:
    """A car's reasons with their values."""
    slot = grid.car(car)
    assert slot is not None
    return [(reason.code, dict(reason.values)) for reason in slot.reasons]


def odd(grid: Grid) -> list[tuple[str, str | None, dict[str, object]]]:
    """The findings: code, car, values."""
    return [(one.code, one.where.car, dict(one.values)) for one in grid.findings]


def _rows(text: str) -> list[str]:
    return [row.strip() for row in text.strip().splitlines()]
