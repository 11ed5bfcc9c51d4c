"""Faults of the engine that made-up seasons have found and that are not mended yet: told as known, never hidden.

Each has its smallest input in `tests/test_standings_known.py`: a fault explains complaints while that test fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

from reference.seasons import Made

KNOWN: dict[str, Callable[[Made], bool]] = {}
"""By name which seasons a fault can show in; none is known today."""

TYPED: dict[str, Callable[[Made], bool]] = {}
"""Only where the engine got the season in many spellings."""


SHOWN_BY: dict[str, str] = {}
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
