"""What somebody means who names a session, a round or a folder: a season, some of its rounds, or one session."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from parcferme.documents import say
from parcferme.findings import WrongCall
from parcferme.season import (
    Round,
    Season,
    Session,
    championship_of,
    load_championship,
    named,
    rounds_there,
    within,
)

SHIPPED: Final = "ligier-european-series-2020"


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
) -> tuple[Season, Round | None, str | None]:
    """The season and, where one is named, the round of it, and what is to be told: of the folder named, else of the one
    its path or this place lies in, else of the shipped one. Raises `WrongCall` for a name of nothing there.
    """
    if folder is None and championship_of(target or ".") is None:
        one = within(load_championship(SHIPPED), target or "")
        return one.season, one.round, say("communique", "shipped-season", language, season=SHIPPED)
    one = named(target, folder)
    return one.season, one.round, None


def last_run(season: Season) -> Round:
    """The last round that has a result. Raises `WrongCall` where none has."""
    run = [one for one in season.rounds if any(season.result(held) is not None for held in one.sessions)]
    if not run:
        raise WrongCall(f"no round has a result (there are {rounds_there(season.rounds)})")
    return run[-1]
