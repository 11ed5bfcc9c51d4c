"""Times of a text as figures: a lap as `1:48.250`, `1'48"250` or `51.733`, and how finely it is told."""

from __future__ import annotations

import re
from typing import Final

from parcferme.times import SECOND

SHORT_TIME: Final = re.compile(
    r"(?<![\d:.,'h])(?:(?P<minutes>\d{1,2})\s?(?:min\.?|mn|m|:|')\s?)?(?P<seconds>[0-9]\d)"
    r"\s?(?:[.,:]|''|\"|s(?:ec)?\.?\s?)\s?(?P<parts>\d{3})(?!\d)"
)
"""The time of a lap, in thousandths."""


def time_of(match: re.Match[str]) -> tuple[int, int]:
    """A time in µs, and how fine it is told (µs)."""
    got = match.groupdict()
    parts = got.get("parts") or ""
    fine = SECOND // 10 ** len(parts)
    whole = int(got.get("hours") or 0) * 3600 + int(got.get("minutes") or 0) * 60 + int(got["seconds"])
    return whole * SECOND + int(parts or 0) * fine, fine


def same_time(claimed: int, fine: int, known: int) -> bool:
    """Whether a known time is the claimed one, cut or rounded to as many decimals."""
    return known // fine * fine == claimed or (known + fine // 2) // fine * fine == claimed
