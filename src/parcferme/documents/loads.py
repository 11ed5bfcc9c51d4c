"""What cars carry for their success, as grids and entry lists show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from parcferme.documents.points import point_number, points_text
from parcferme.entries import Load


def loads_document(loads: Iterable[Load]) -> list[dict[str, Any]]:
    """An object for each handicap of a car."""
    return [
        {"name": one.name, "value": point_number(one.value), "unit": one.unit, "whom": one.whom}
        for one in loads
    ]


def loads_text(loads: Iterable[Load], language: str = "en") -> str | None:
    """The handicaps of a car in a few words: `30 kg`; each driver's where they differ, `10 s / 5 s`; several add up."""
    said: dict[tuple[str, str], dict[str, None]] = {}
    for one in loads:
        text = f"{points_text(one.value, language)} {one.unit}"
        said.setdefault((one.name, one.unit), {})[text] = None
    return " + ".join(" / ".join(texts) for texts in said.values()) or None
