"""What somebody means who names a session, a round or a folder: a season, some of its rounds, or one session."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from parcferme.documents.words import say
from parcferme.findings import WrongCall
from parcferme.season import Season, championship_of, load_championship
from parcferme.season.called import rounds_there
from parcferme.season.meetings import Round, Session
from parcferme.season.naming import named, round_in

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
    one = named(target, folder)
    if one.session is not None and one.round is not None:
        return Meant(one.season, (one.round,), one.session)
    if one.round is not None:
        return Meant(one.season, (one.round,))
    if not seasons:
        raise WrongCall(f"{target}: which round or session? (rounds: {rounds_there(one.season.rounds)})")
    return Meant(one.season, one.season.rounds)


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
    if name is not None:
        return round_in(season, name)
    raise WrongCall(f"no round has a result (there are {rounds_there(season.rounds)})")
