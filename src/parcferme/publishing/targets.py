"""What somebody means who names a session, a round or a folder: a season, some of its rounds, or one session."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from parcferme.documents.words import say
from parcferme.findings import WrongCall
from parcferme.season import Season, championship_of, load_championship
from parcferme.season.grids import without_ending
from parcferme.season.meetings import Round, Session

SHIPPED = "ligier-european-series-2020"


class Meant(NamedTuple):
    """A season, the rounds of it that are meant, and the session where it is one alone."""

    season: Season
    rounds: tuple[Round, ...]
    session: Session | None = None


def meant(target: str, folder: Path | None, *, seasons: bool = False) -> Meant:
    """The round of a number, a name or a folder, else the session, in `folder` or by its path; with `seasons` all of a
    folder too. Raises `WrongCall` where there is no such thing, or no championship folder.
    """
    found = (folder, target) if folder is not None else championship_of(target)
    if found is None:
        raise WrongCall(f"{target}: in no championship folder (give its path, or --folder)")
    season, inside = load_championship(found[0]), found[1]
    if seasons and folder is None and inside == ".":
        return Meant(season, season.rounds)
    rounds = season.rounds if folder is not None or "/" not in inside else ()
    one = _round_called(Path(inside).name, rounds)
    if one is not None:
        return Meant(season, (one,))
    try:
        session = season.session(without_ending(inside))
    except WrongCall:
        if not seasons or "/" in target or (folder is None and "/" in inside):
            raise
        there = _listed(rounds)
        raise WrongCall(
            f"no round or session {target!r} (rounds: {there}; sessions are named like 1/race-1)"
        ) from None
    return Meant(season, (season.round(session.round),), session)


def _round_called(name: str, rounds: Sequence[Round]) -> Round | None:
    return next((one for one in rounds if name in names_of(one)), None)


def names_of(one: Round) -> tuple[str, ...]:
    """What a round is called: by its number, its name and its folder."""
    return (str(one.number), one.name, *((one.folder.name,) if one.folder is not None else ()))


def _listed(rounds: Sequence[Round]) -> str:
    return ", ".join(f"{one.number} {one.name}" for one in rounds) or "none"


def season_here(
    target: str | None, folder: str | None, language: str
) -> tuple[Season, str | None, str | None]:
    """The season a round is of, what is left of its name, and what is to be told: the folder named, else the one its
    path or this place lies in, else the shipped one.
    """
    if folder is not None:
        return load_championship(folder), None if target is None else Path(target).name, None
    found = championship_of(target or ".")
    if found is None:
        told = say("communique", "shipped-season", language, season=SHIPPED)
        return load_championship(SHIPPED), target, told
    where, inside = found
    if target is not None and len(Path(target).parts) == 1 and inside != "." and not Path(target).exists():
        inside = target  # a number or a name, wherever in the folder this place is
    return load_championship(where), None if inside == "." else Path(inside).parts[0], None


def round_called(season: Season, name: str | None) -> Round:
    """The meeting of a number, a name or a folder; the last one run where none is named. Raises `WrongCall`."""
    run = [one for one in season.rounds if any(season.result(held) is not None for held in one.sessions)]
    if name is None and run:
        return run[-1]
    for one in season.rounds:
        if name is not None and _evened(name) in map(_evened, names_of(one)):
            return one
    there = _listed(season.rounds)
    raise WrongCall(
        f"no round {name!r} (there are {there})" if name else f"no round has a result (there are {there})"
    )


def _evened(name: str) -> str:
    return name.strip().casefold().replace("-", " ")
