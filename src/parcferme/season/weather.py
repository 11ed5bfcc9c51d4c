"""The weather of a session: the readings in the file beside it."""

from __future__ import annotations

from pathlib import Path

from parcferme.decoders import Reading, read_weather, text_of
from parcferme.findings import BadLog, Finding, Where, error


def load_weather(path: Path | None) -> tuple[tuple[Reading, ...], tuple[Finding, ...]]:
    """The readings of a file, none where there is no file; a file without weather in it is a finding."""
    if path is None:
        return (), ()
    try:
        return read_readings(path, path.name), ()
    except BadLog as problem:
        return (), (error("weather-unusable", Where(file=str(path)), problem=str(problem)),)


def read_readings(path: Path, name: str | None = None) -> tuple[Reading, ...]:
    """The readings of a file. Raises `BadLog` for one that has no weather in it."""
    return read_weather(text_of(path.read_bytes()), name or str(path))
