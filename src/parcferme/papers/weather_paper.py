"""The weather on paper: its extremes, then readings at even steps, rounded to what a sheet can say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from parcferme.documents import INCHES, MeetingSession, is_imperial, measured, table
from parcferme.papers.blocks import missing, pairs, sheet, words
from parcferme.papers.paper import Block

# Every so many readings one is printed, the fewest that leave no more than a page of them.
_STEPS: Final = (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 240, 480)
_MOST: Final = 100
_VALUES: Final = ("air", "track", "humidity", "pressure", "wind")
_CLOCK: Final = re.compile(r"(.*?)[ T]*(\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?)\s*", re.IGNORECASE)
_IMPERIAL: Final = {"air": "air-f", "track": "track-f", "pressure": "pressure-in"}


def weather(session: MeetingSession, languages: Sequence[str]) -> list[Block]:
    """The lowest and highest reading of each kind, and the readings; of a long session one in so many."""
    readings = session.weather
    if not readings:
        return [missing("weather", languages)]
    named = _IMPERIAL if is_imperial(readings) else {}
    step = next((step for step in _STEPS if len(readings) <= step * _MOST), _STEPS[-1])
    shown = readings[::step]
    fine = {name: _places(name, [getattr(one, name) for one in readings]) for name in _VALUES}
    rows = [
        {
            "utc": _clock(one.utc)[1],
            **{named.get(name, name): _rounded(getattr(one, name), fine[name]) or None for name in _VALUES},
            "direction": one.direction or None,
        }
        for one in shown
    ]
    columns = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    note = (
        words("bulletin-word", "weather-step", languages, step=step, count=len(readings)) if step > 1 else ()
    )
    found = sheet(
        lambda language: table("", columns, rows, language), languages, titled=False, note=note, size=7
    )
    days = dict.fromkeys(day for day in (_clock(readings[0].utc)[0], _clock(readings[-1].utc)[0]) if day)
    said = [(words("column", "day", languages), " – ".join(days))] if days else []
    for name in _VALUES:
        if len(readings) > 1 and (text := _range([getattr(one, name) for one in readings], fine[name])):
            said.append((words("column", named.get(name, name), languages), text))
    return [pairs((), said, across=6), found] if said else [found]


def _clock(text: str) -> tuple[str, str]:
    """The day and the time of a reading, as the station wrote them; no day where it has none."""
    found = _CLOCK.fullmatch(text)
    return (found[1], found[2]) if found else ("", text)


def _places(name: str, texts: Sequence[str]) -> int:
    """How many decimals a column has: one at most, inches of mercury two."""
    values = [value for text in texts if (value := measured(text)) is not None]
    most = 2 if name == "pressure" and values and max(values) < INCHES else 1
    return min(most, max((0, *(-int(value.as_tuple().exponent) for value in values))))


def _rounded(text: str, places: int) -> str:
    """A value with so many decimals; what is no number as it stands."""
    value = measured(text)
    return text if value is None else f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):f}"


def _range(texts: Sequence[str], places: int) -> str | None:
    """From the lowest to the highest, None where nothing was measured."""
    values = [(value, text) for text in texts if (value := measured(text)) is not None]
    if not values:
        return None
    low, high = _rounded(min(values)[1], places), _rounded(max(values)[1], places)
    return low if low == high else f"{low} – {high}"
