"""Faults of the engine that the campaign found and that are not mended yet: told as known, with a seed, never hidden.

A known fault explains a complaint; what it does not explain stays a complaint. `tests/test_campaign.py` replays
the seed of each: once it no longer complains, that test fails and the entry has to go. The inputs, by hand, are in
the report of the session that found them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Known:
    """`explains(day, complaints, complaint)`: whether this fault is what that complaint of that session is about."""

    name: str
    part: str
    seed: int
    because: str
    explains: Callable[[Any, Sequence[str], str], bool]


def saying(pattern: str) -> Callable[[Any, Sequence[str], str], bool]:
    found = re.compile(pattern)
    return lambda day, complaints, complaint: bool(found.search(complaint))


KNOWN: tuple[Known, ...] = ()
"""None is known today."""


def explained(part: str, day: Any, complaints: Sequence[str]) -> list[str]:
    """The complaints, each that a known fault explains with its name before it."""
    found = []
    for complaint in complaints:
        names = [
            one.name
            for one in KNOWN
            if one.part == part and not complaint.startswith("~") and one.explains(day, complaints, complaint)
        ]
        found.append(f"known {names[0]}: {complaint}" if names else complaint)
    return found
