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


def accompanied(pattern: str) -> Callable[[Any, Sequence[str], str], bool]:
    """All complaints of a session in which one is of that kind: the others follow from it."""
    found = re.compile(pattern)
    return lambda day, complaints, complaint: any(found.search(one) for one in complaints)


def stopped_and_chequered(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    shown = any(row["value"] == "chequered" for row in day.truth)
    return "stopped" in day.facts and shown and day.rules["red"]["result"] != "as-driven"


def class_column(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    return any("class" in row for row in day.rows)


def red_not_counted_in_practice(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    red = any(row["value"] == "red" for row in day.truth)
    return bool(day.kind != "race" and red and not day.rules["red"]["crossings_count"])


def missed_beside_a_minimum(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    return day.rules["minimum_lap"] is not None and "miss" in complaint


def missed_in_practice(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    return day.kind != "race" and "miss" in complaint


def two_decoders_and_a_double(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    return {"two decoders", "double"} <= day.facts and any(
        word in complaint for word in ("best_lap", "time", "gap", "interval", "position", "took_flag")
    )


def two_decoders(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    less = any(re.search(r"laps: reference (\d+), engine (\d+)", one) for one in complaints)
    return "two decoders" in day.facts and less


def answered_under_red(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    return "stopped" in day.facts and day.rules["red"]["result"] == "last-lap-all-completed"


def led_and_not_seen(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    return "led" in day.facts and "stops: reference" in complaint


def start_taken_for_a_lap(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    more = any(re.search(r"^#\S+( \(\w+\))? laps: reference (\d+), engine", one) for one in complaints)
    return day.sort == "damage" and "early red" in day.facts and more


def true_crossing_voided(day: Any, complaints: Sequence[str], complaint: str) -> bool:
    return day.sort == "damage" and "loses a driven lap" in complaint


KNOWN: tuple[Known, ...] = (
    Known(
        "K6 class column",
        "bad-days",
        48,
        "two cars with one number are not told apart by the column class of a plain log",
        class_column,
    ),
    Known(
        "K1b a true crossing voided in a short session",
        "bad-days",
        1416,
        "two crossings were not read, and the void of a third that was is proposed",
        true_crossing_voided,
    ),
    Known(
        "K2 the start taken for a lap because of another car",
        "bad-days",
        1316,
        "a double read of one car makes the lap of its class so short that another's start crossing ends lap 1",
        start_taken_for_a_lap,
    ),
    Known(
        "K1 driven laps called undrivable in a short session",
        "bad-days",
        925,
        "three laps, red on lap 2: the laps without red are told to be quicker than any car can drive",
        accompanied(r"lap-under-minimum, and nothing was wrong"),
    ),
    Known(
        "K3 no miss found beside a minimum lap",
        "bad-days",
        437,
        "a rulebook that gives minimum-lap switches the search for missed crossings off",
        missed_beside_a_minimum,
    ),
    Known(
        "K4 no miss found in practice and qualifying",
        "bad-days",
        711,
        "missed-passing is not told in practice and qualifying; findings.md names no kind of session",
        missed_in_practice,
    ),
    Known(
        "K5 chequered shown under red",
        "bad-days",
        63,
        "a race stopped for good is not cut back once somebody shows the chequered flag",
        stopped_and_chequered,
    ),
    Known(
        "K7 two remedies for one slip",
        "bad-days",
        410,
        "start-after-passings proposes to move the start beside clock-put; both taken are wrong",
        saying(r"two remedies for one slip"),
    ),
    Known(
        "K8 clock forward under the safety car",
        "bad-days",
        548,
        "a clock put forward while the safety car is out is not told",
        saying(r"^clock-put is not told"),
    ),
    Known(
        "K9 late flag an hour off",
        "bad-days",
        682,
        "a chequered flag shown after the last crossing and typed an hour off has no remedy",
        saying(r"^flag-outside-session: nothing is proposed"),
    ),
    Known(
        "K10 start group suspected after red or behind the safety car",
        "bad-days",
        121,
        "a first crossing that a flag has held up is taken for a later start",
        saying(r"start-group-suspected, and all started together"),
    ),
    Known(
        "K11 two decoders, one reads twice",
        "bad-days",
        446,
        "of four reads of one crossing the worse decoder's stands",
        two_decoders_and_a_double,
    ),
    Known(
        "K12 two-places without sectors",
        "bad-days",
        597,
        "after a red flag cars are told to have been in two places, on a circuit with one loop",
        saying(r"two-places, and nothing was wrong"),
    ),
    Known(
        "K13 crossings-count in practice and qualifying",
        "bad-days",
        84,
        "crossings-count = false does nothing there, and nothing is told",
        red_not_counted_in_practice,
    ),
    Known(
        "K14 missed-passing where a crossing under red did not count",
        "bad-days",
        902,
        "the crossing was read, did not count and is told; it is proposed again as missed",
        saying(r"missed-passing in a lap under a flag|new to complain of: missed-passing"),
    ),
    Known(
        "K15 led through the lane and not recognised",
        "bad-days",
        679,
        "six cars, one of which chose to stop, after one retired",
        led_and_not_seen,
    ),
    Known(
        "K21 two decoders swallow a lap",
        "bad-days",
        4114,
        "few laps or slow ones: two crossings a minute apart, each read by both decoders, are taken for one",
        two_decoders,
    ),
    Known(
        "K22 cars that chose to stop told as led through",
        "bad-days",
        3771,
        "two of six cars stop under the safety car for different times, and are said to have been led through the lane",
        saying(r"stops: reference [1-9], engine 0"),
    ),
    Known(
        "K23 an answer under red that is then cut off",
        "bad-days",
        2766,
        "a car that ends lap 1 after the red flag makes lap 1 one that all have answered, and is left with none",
        answered_under_red,
    ),
    Known(
        "K24 laps taken from a listed car beside one without a time",
        "stated",
        243,
        "a car that has fewer laps than the next of the list stays ahead of it, because one of the two has no time",
        saying(r"^laps "),
    ),
    Known(
        "K18 one lap with the time of another",
        "races",
        305,
        "a finding gives the number of a lap after the first repair and its time before",
        saying(r"with a time that is not$"),
    ),
    Known(
        "K19 both reads of one crossing voided",
        "races",
        1393,
        "a read named only after a first repair is still in a best lap",
        accompanied(r"best_lap: reference"),
    ),
    Known(
        "K20 a true crossing voided for the sake of proposed ones",
        "races",
        1357,
        "crossings proposed for a miss lie wrong, and a crossing that was read is to be voided",
        saying(r"a read at no lap under the minimum is said to be none"),
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
