"""Faults of the engine that made-up seasons have found and that are not mended yet: told as known, never hidden.

Each has its smallest input in `tests/test_standings_known.py`: a fault explains complaints while that test fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

from parcferme.regulations import (
    AdjustmentKind,
    CarsCounted,
    TableRules,
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


KNOWN: dict[str, Callable[[Made], bool]] = {
    "fewest points and a race without scoring": tables(
        lambda made, one: one.wins is Wins.FEWEST and one.best.leaves_out and somebody_does_not_score(made)
    ),
}


TYPED: dict[str, Callable[[Made], bool]] = {}
"""Only where the engine got the season in many spellings."""


SHOWN_BY = {
    "fewest points and a race without scoring": (
        "test_a_race_in_which_somebody_does_not_score_is_no_best_result_of_nothing"
    ),
}
"""The test that has the smallest input of a fault. Once it passes, the fault explains nothing any more."""


@cache
def is_there(test: str) -> bool:
    """Whether a fault is still to be seen in its smallest input."""
    asked = getattr(import_module("test_standings_known"), test)
    try:
        asked()
    except AssertionError:
        return True
    return False


def explained(made: Made, typed: Made, complaints: Sequence[str]) -> list[str]:
    """The complaints, each with the name of a known fault before it where the season is of that kind."""
    if not complaints:
        return []
    every = KNOWN if typed is made else KNOWN | TYPED
    names = [name for name, of_kind in every.items() if is_there(SHOWN_BY[name]) and of_kind(made)]
    return [f"known {names[0]}: {one}" if names else one for one in complaints]
