"""Bare result lists read from disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from parcferme.classification import SessionResult
from parcferme.decoders import (
    HEAD,
    Called,
    begins_as_list,
    is_result_list,
    odd_bytes,
    parse_results,
    parse_seasons,
    text_of,
)
from parcferme.findings import BadLog, Finding
from parcferme.season.files import read_bytes


def load_results(
    path: str | Path,
    season: str | int | None = None,
    *,
    round: int = 1,
    session: str = "race",
    kind: str | None = None,
    calendar: Iterable[Called] = (),
) -> tuple[tuple[SessionResult, ...], tuple[Finding, ...]]:
    """The sessions of a bare result list (CSV), and what was odd about it; `season` keeps that season's rows, `round`
    and `session` hold where the list does not say them, `kind` is that of this session where it is known; `calendar`:
    the rounds there are, by whose names it may call them.

    Raises `BadLog` for a file that is none.
    """
    path = Path(path)
    try:
        data = read_bytes(path)
    except BadLog as problem:
        raise BadLog(str(problem).replace("a timing file or a log", "a result list")) from None
    results, found = parse_results(
        text_of(data), path.name, season=season, round=round, session=session, kind=kind, calendar=calendar
    )
    return results, (*odd_bytes(data, path.name), *found)


def only_season(path: str | Path) -> str | None:
    """The season of a list that has one season only; None where it names none, or several. Raises `BadLog`."""
    seasons = seasons_of(path)
    return seasons[0] if len(seasons) == 1 else None


def seasons_of(path: str | Path) -> list[str]:
    """The seasons a list names, in its order. Raises `BadLog`."""
    path = Path(path)
    return [season for season in parse_seasons(text_of(read_bytes(path)), path.name)[0] if season]


def holds_results(path: Path) -> bool:
    """Whether a file is a bare result list, told from its header."""
    try:
        with path.open("rb") as file:
            return is_result_list(text_of(file.read(HEAD)))
    except (OSError, ValueError):
        return False


def lacks_of_list(path: Path) -> str | None:
    """What a table of places lacks to be a result list; None for a file that is one, or something else altogether."""
    try:
        parse_results(text_of(path.read_bytes()), path.name)
    except BadLog as problem:
        return str(problem) if begins_as_list(text_of(path.read_bytes())) else None
    except (OSError, ValueError):
        return None
    return None
