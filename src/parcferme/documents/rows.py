"""Frames as rows that JSON and CSV share: each time twice, as people read it and as `…_us` in microseconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import polars as pl

from parcferme.documents.values import apart_text, time_text
from parcferme.times import format_instant

Row = dict[str, Any]
_APART: Final = ("gap", "interval", "class_gap", "class_interval")


def rows_in(frame: pl.DataFrame) -> Iterator[Row]:
    """The rows of a frame, each with its texts."""
    return map(with_times, frame.iter_rows(named=True))


def with_times(row: Mapping[str, Any]) -> Row:
    """The row with each time also as people read it, in front: `lap_time_us` becomes `lap_time` and `lap_time_us`. A
    gap reads `+1.234` or `1 Lap`, an instant with its date.
    """
    found: Row = {}
    for key, value in row.items():
        if key.endswith("_us"):
            name = key.removesuffix("_us")
            found[name] = _text(name, value, row)
        found[key] = value
    return found


def _text(name: str, us: int | None, row: Mapping[str, Any]) -> str | None:
    if name in _APART:
        return apart_text(us, row.get(f"{name}_laps"))
    if name == "at":
        return None if us is None else format_instant(us, 3)
    return time_text(us)


def texts(row: Mapping[str, Any]) -> list[str]:
    """The columns that CSV has: of a time the text alone."""
    return [key for key in row if not key.endswith("_us")]
