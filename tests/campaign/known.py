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


def ghost_before_the_lane(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    """A read that was none up to 20 s before its car came into the lane, which then ended the lap there."""
    return "(ghost) has" in complaint and any(
        one.kind == "ghost"
        and complaint.startswith(f"taken: #{one.car} ")
        and row["car"] == one.car
        and row["loop"] in ("PIT_IN", "FL_PIT")
        and one.span[1] - 20_000_000 <= row["at"] <= one.span[1]
        for one in day.damage
        for row in day.rows
        if row["kind"] == "passing"
    )


KNOWN: tuple[Known, ...] = (
    Known(
        "K29 a ghost right before the lane",
        "bad-days",
        2853,
        "a read at the line before the pit entry is told as lap-into-lane, a note: case 717b of issue 11 drives so",
        ghost_before_the_lane,
    ),
)


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
