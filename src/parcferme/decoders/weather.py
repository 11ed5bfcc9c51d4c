"""The weather as Al Kamel publishes it (`26_Weather`): a line for each reading, texts kept as they are written."""

from __future__ import annotations

import csv
from typing import Final

import msgspec

from parcferme.findings import BadLog


class Reading(msgspec.Struct, frozen=True):
    """The weather at one time (UTC), as the station wrote it; empty text is not known."""

    utc: str
    air: str = ""
    track: str = ""
    humidity: str = ""
    pressure: str = ""
    wind: str = ""
    direction: str = ""


_COLUMNS: Final = {
    "TIME_UTC_STR": "utc",
    "AIR_TEMP": "air",
    "TRACK_TEMP": "track",
    "HUMIDITY": "humidity",
    "PRESSURE": "pressure",
    "WIND_SPEED": "wind",
    "WIND_DIRECTION": "direction",
}


def read_weather(text: str, file: str = "weather") -> tuple[Reading, ...]:
    """Every reading. Raises `BadLog` for a text without the time and any value of the weather."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    rows = csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=";" if ";" in first else ",")
    header = [cell.strip().upper() for cell in next(rows, [])]
    places = {_COLUMNS[name]: at for at, name in enumerate(header) if name in _COLUMNS}
    if "utc" not in places or len(places) < 2:
        raise BadLog(f"{file}: no weather: expected the columns {', '.join(_COLUMNS)}")
    found = []
    for row in rows:
        cells = {name: row[at].strip() for name, at in places.items() if at < len(row)}
        if cells.get("utc"):
            found.append(Reading(**cells))
    return tuple(found)
