"""The shipped rulebooks, read as package data: one TOML text per series, or a folder with one for each era.

An era's file is named by its seasons: `1954.toml`, `1950-1953.toml`, `2026-.toml` (from then on), and several of these
with `_` between them: `1958_1960_1963-1965.toml`.
"""

from __future__ import annotations

import functools
import re
from importlib import resources
from importlib.resources.abc import Traversable

_RANGE = re.compile(r"(\d{4})(-(\d{4})?)?\Z", re.ASCII)


class UnknownSeason(KeyError):
    """A season no era of a series has; `seasons` are those it has, as its files are named."""

    def __init__(self, name: str, season: str, seasons: tuple[str, ...]) -> None:
        super().__init__(name, season)
        self.name, self.season, self.seasons = name, season, seasons


@functools.cache
def shipped() -> tuple[str, ...]:
    """The names of the shipped rulebooks, sorted; a series with eras once."""
    names = [file.name.removesuffix(".toml") for file in _files() if file.name.endswith(".toml")]
    return tuple(sorted(names + [file.name for file in _files() if file.is_dir() and _eras(file)]))


def eras(name: str) -> tuple[str, ...]:
    """The eras of a series as its files are named, oldest first; none where one rulebook serves all seasons."""
    folder = resources.files(__package__) / name
    return tuple(sorted(_eras(folder), key=_first)) if name in shipped() and folder.is_dir() else ()


def text(name: str, season: int | str | None = None) -> str:
    """The TOML text of a shipped rulebook: the era of `season`, without one the newest.

    Raises `KeyError` where there is none of that name, `UnknownSeason` where no era has the season.
    """
    return _text(name, None if season is None else str(season))


def file_name(name: str, season: int | str | None = None) -> str:
    """Where that text stands below the shipped rulebooks: `wec.toml`, `f1/1950-1953.toml`. Raises as `text` does."""
    if name not in shipped():
        raise KeyError(name)
    known = eras(name)
    if not known:
        return f"{name}.toml"
    if season is None:
        # Without a season the newest rules: who asks for none means those in force.
        return f"{name}/{max(known, key=_last)}.toml"
    era = next((era for era in known if _covers(era, str(season))), None)
    if era is None:
        raise UnknownSeason(name, str(season), known)
    return f"{name}/{era}.toml"


@functools.cache
def _text(name: str, season: str | None) -> str:
    return resources.files(__package__).joinpath(file_name(name, season)).read_text(encoding="utf-8")


def _files() -> list[Traversable]:
    return list(resources.files(__package__).iterdir())


def _eras(folder: Traversable) -> list[str]:
    """The files of a folder that are named by seasons."""
    names = [file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")]
    return [name for name in names if all(_RANGE.match(part) for part in name.split("_"))]


def _spans(era: str) -> list[tuple[int, int]]:
    """The first and last season of each part of an era's name."""
    spans = []
    for match in filter(None, map(_RANGE.match, era.split("_"))):
        first = int(match[1])
        # `2026-` is from then on.
        spans.append((first, first if match[2] is None else int(match[3]) if match[3] else 9999))
    return spans


def _covers(era: str, season: str) -> bool:
    return season.isdigit() and any(first <= int(season) <= last for first, last in _spans(era))


def _first(era: str) -> int:
    return min(first for first, _ in _spans(era))


def _last(era: str) -> int:
    return max(last for _, last in _spans(era))
