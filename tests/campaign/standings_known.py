"""Faults of the engine that made-up seasons have found and that are not mended yet: told as known, never hidden.

Each has its smallest input in `tests/test_standings_known.py`, which fails once the fault is gone: then the entry goes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from parcferme.regulations import (
    AdjustmentKind,
    By,
    CarsCounted,
    FieldOf,
    ScoredPlace,
    SharedDrive,
    TableRules,
    Unit,
    Wins,
)
from reference.seasons import Made


def tables(asked: Callable[[Made, TableRules], object]) -> Callable[[Made], bool]:
    return lambda made: any(asked(made, one) for one in made.book.standings)


def lines_per_driver(made: Made) -> bool:
    return any(len(one.cars()) < len(one.lines) for one in made.results)


def somebody_does_not_score(made: Made) -> bool:
    rules = any(one.registered or one.cars is CarsCounted.NOMINATED for one in made.book.standings)
    lines = any(line.guest or line.not_scoring for one in made.results for line in one.lines)
    return rules or lines or any(one.kind is AdjustmentKind.NOT_SCORING for one in made.adjustments)


def size_counts(made: Made) -> bool:
    """Whether points depend on how many cars there were."""
    by_table = any(one.multiply_by_cars for one in made.book.standings)
    return by_table or any(
        one.small_fields or one.per_car or one.per_car_behind or one.few_entries for one in made.book.points
    )


KNOWN: dict[str, Callable[[Made], bool]] = {
    "absent before the first time": lambda made: any(one.absent is not None for one in made.book.points),
    "seat with a line for each driver": tables(lambda made, one: one.seat and lines_per_driver(made)),
    "not-started kept by rounds": tables(
        lambda made, one: one.best.by is By.ROUND and "not-started" in one.best.keep
    ),
    "meeting of shared cars": lambda made: made.book.meeting is not None and lines_per_driver(made),
    "members of several groups": tables(
        lambda made, one: (
            one.members
            and one.place is ScoredPlace.GROUP
            and (lines_per_driver(made) or any(line.group for each in made.results for line in each.lines))
        )
    ),
    "members in another line of the car": tables(
        lambda made, one: one.members and lines_per_driver(made) and size_counts(made)
    ),
    "drop with of-round": tables(lambda made, one: one.best.of_round and one.best.drop),
    "times the cars entered": lambda made: (
        any(one.field is FieldOf.ENTERED for one in made.book.points)
        and (
            any(one.few_entries for one in made.book.points)
            or any(one.multiply_by_cars for one in made.book.standings)
        )
    ),
    "fewest points and the best cars": tables(
        lambda made, one: one.wins is Wins.FEWEST and one.cars is CarsCounted.BEST
    ),
    "a share of who is not in the table": tables(
        lambda made, one: one.shared is SharedDrive.SPLIT and (one.seat or one.members)
    ),
    "of-result for who does not score": lambda made: (
        any(one.of_result for one in made.adjustments) and somebody_does_not_score(made)
    ),
}


TYPED: dict[str, Callable[[Made], bool]] = {
    "members in another spelling": tables(lambda made, one: one.members),
    "meeting in another spelling": lambda made: made.book.meeting is not None,
    "a cell names one of the crew in another spelling": lambda made: any(
        line.pole_by or line.fastest_lap_by for one in made.results for line in one.lines
    ),
    "a ruling on a crew in another order": lambda made: (
        any(one.unit is Unit.CREW for one in made.book.standings)
        and any(" / " in name for one in made.adjustments for name in one.names)
    ),
}
"""Only where the engine got the season in many spellings."""


def explained(made: Made, typed: Made, complaints: Sequence[str]) -> list[str]:
    """The complaints, each with the name of a known fault before it where the season is of that kind."""
    if not complaints:
        return []
    every = KNOWN if typed is made else KNOWN | TYPED
    names = [name for name, of_kind in every.items() if of_kind(made)]
    return [f"known {names[0]}: {one}" if names else one for one in complaints]
