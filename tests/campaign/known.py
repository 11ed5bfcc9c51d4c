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


def class_column(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    return any("class" in row for row in day.rows)


def missed_in_practice(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    return day.kind != "race" and "miss" in complaint


def start_long_after_the_flag(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    more = [re.search(r" laps: reference (\d+), engine (\d+)$", one) for one in complaints]
    red = any(row["value"] == "red" for row in day.truth)
    return red and any(one is not None and int(one[1]) < int(one[2]) for one in more)


def stopped_and_chequered(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    shown = any(row["value"] == "chequered" for row in day.truth)
    return "stopped" in day.facts and shown and day.rules["red"]["result"] != "as-driven"


def missed_beside_a_minimum(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    return day.rules["minimum_lap"] is not None and "miss" in complaint


KNOWN: tuple[Known, ...] = (
    Known(
        "K6b class column and one of two cars",
        "bad-days",
        845,
        "where only one of two cars with a number was read, its class in the log does not say which it is",
        class_column,
    ),
    Known(
        "K4 no miss found in practice and qualifying",
        "bad-days",
        711,
        "missed-passing is not told in practice and qualifying; findings.md names no kind of session",
        missed_in_practice,
    ),
    Known(
        "K18 one lap with the time of another",
        "races",
        305,
        "a finding gives the number of a lap after the first repair and its time before",
        saying(r"with a time that is not$"),
    ),
    Known(
        "K20 a true crossing voided for the sake of proposed ones",
        "races",
        2287,
        "crossings proposed for a miss lie wrong, and a crossing that was read is to be voided",
        saying(r"a read at no lap under the minimum is said to be none"),
    ),
    Known(
        "K28 a start crossing ten seconds after the flag, and red in every lap",
        "bad-days",
        4185,
        "while no lap without red is known ten seconds are a lap, though the car then drove 94 s until red without one",
        start_long_after_the_flag,
    ),
    Known(
        "K3 a miss beside a minimum lap",
        "bad-days",
        1397,
        "with minimum-lap a missed crossing is found in most sessions and not in all",
        missed_beside_a_minimum,
    ),
    Known(
        "K8 clock forward in few laps",
        "bad-days",
        2437,
        "a clock put forward is not told in some short sessions",
        saying(r"^clock-put is not told"),
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
