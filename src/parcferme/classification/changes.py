"""What differs between two results of one session, car by car."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from parcferme.classification.rows import Row

_COMPARED: Final = (
    "status",
    "position",
    "class_position",
    "laps",
    "time",
    "best_lap",
    "best_lap_number",
    "stops",
    "took_flag",
)


class Change(msgspec.Struct, frozen=True):
    """One value of one car's row, before and after; times in µs, None where there is none."""

    number: str
    field: str
    before: Any
    after: Any


def changes(before: Sequence[Row], after: Sequence[Row]) -> tuple[Change, ...]:
    """Every value that differs, by car in the order of the new result; cars that are gone last."""
    old, new = ({row.number: row for row in rows} for rows in (before, after))
    found: list[Change] = []
    for number in dict.fromkeys((*new, *old)):
        for field in _COMPARED:
            was, now = (getattr(rows.get(number), field, None) for rows in (old, new))
            if was != now:
                found.append(Change(number, field, was, now))
    return tuple(found)
