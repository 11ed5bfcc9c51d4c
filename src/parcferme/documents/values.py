"""Single values as timing sheets print them, and a document's pair of text and integer for each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parcferme.documents.words import label, say
from parcferme.times import format_clock, format_instant


def time_text(us: int | None) -> str | None:
    """A time as people read it, cut to the millisecond."""
    return None if us is None else format_clock(us)


def apart_text(us: int | None, laps: int | None, language: str = "en") -> str | None:
    """A gap or interval as timing sheets print it: `+1.234`, `1 Lap`, `11 Laps`."""
    if laps is not None:
        one = abs(laps) == 1 or (language == "fr" and laps == 0)
        return f"{laps} {label('lap-word' if one else 'laps-word', language)}"
    return None if us is None else signed_text(us)


def signed_text(us: int | None) -> str | None:
    """A difference with its sign: `+1.234`, `-0.500`."""
    if us is None:
        return None
    return f"+{format_clock(us)}" if us >= 0 else format_clock(us)


def circuit_length(metres: int, language: str = "en") -> str:
    """The length of a circuit: `7.004 km`, in French `7,004 km`."""
    km = f"{metres // 1000}{',' if language == 'fr' else '.'}{metres % 1000:03d}"
    return say("bulletin-word", "circuit-length", language, km=km)


def ordinal(place: int, language: str = "en", *, feminine: bool = True) -> str:
    """A place as a word: 1st, 2nd, 3rd, 4th, 11th, 21st; in French 1re (a car, a place) or 1er, 2e."""
    if language == "fr":
        return f"{place}e" if place != 1 else "1re" if feminine else "1er"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}th" if place % 100 in (11, 12, 13) else f"{place}{ending}"


def clock_text(at: int, start: int) -> str:
    """The time of day of an instant, to the second; with its day where that is not the day of `start`."""
    day, _, clock = format_instant(at, 0).rpartition("T")
    return clock if not day or day == format_instant(start, 0).rpartition("T")[0] else f"{day} {clock}"


def timed(name: str, us: int | None) -> dict[str, Any]:
    """A time twice: `name` as people read it, `name_us` as an integer."""
    return {name: time_text(us), f"{name}_us": us}


def with_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with each time also as people read it: `lap_us` gains a `lap`, `first_at` a `first`."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        found[key] = value
        if isinstance(value, int) and key.endswith("_us"):
            found.setdefault(key.removesuffix("_us"), format_clock(value))
        elif isinstance(value, int) and key.endswith("_at"):
            found.setdefault(key.removesuffix("_at"), format_instant(value, 3))
        elif isinstance(value, list) and key.endswith("_at"):
            found.setdefault(key.removesuffix("_at"), [format_instant(one, 3) for one in value])
        elif isinstance(value, int) and key == "at":
            found["at_text"] = format_instant(value, 3)
    return found
