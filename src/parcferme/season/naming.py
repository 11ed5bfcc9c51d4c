"""What somebody means by a season, a round or a session: one answer for every command and every call.

- The whole season: nothing, `.`, a championship folder, its `championship.toml`, the name of a shipped season.
- A round: its number, name or folder (`2`, `Spa`, `2-spa`), the path of its folder or of its `round.toml`.
- A session: `2/race-1`, `spa/Race 1`, the path of its file, ending or not; `race-1` where one round alone has it.

A name is looked for in the folder that is given (`--folder`), else in the one its path lies in, else in the one this
place lies in.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

from parcferme.findings import WrongCall
from parcferme.season.called import round_called, rounds_there, session_called, sessions_there
from parcferme.season.championship import Season, championship_of, load_championship
from parcferme.season.folder import CHAMPIONSHIP, ROUND_FILE
from parcferme.season.meetings import Round, Session


@dataclasses.dataclass(frozen=True, eq=False)
class Named:
    """A season, and as far as one was named the round in it and the session of that round."""

    season: Season
    round: Round | None = None
    session: Session | None = None


def named(text: str | Path | None = None, folder: str | Path | None = None) -> Named:
    """The season, round or session of a name or path. Raises `WrongCall` where it is none, naming those there are."""
    said = "." if text is None else str(text)
    if folder is not None:
        return _in_folder(load_championship(folder), said)
    found = championship_of(said)
    if found is None:
        raise WrongCall(f"{said}: in no championship folder (give its path, or --folder)")
    season, inside = load_championship(found[0]), found[1]
    try:
        return within(season, inside)
    except WrongCall as wrong:
        try:
            return within(season, said)  # a name, wherever in the folder this place is
        except WrongCall:
            raise wrong from None


def _in_folder(season: Season, said: str) -> Named:
    """What this names in the season of a folder that was given: a name in it, or a path that lies in it."""
    try:
        return within(season, said)
    except WrongCall:
        found = championship_of(said)
        if found is None or Path(found[0]).resolve() != season.folder.resolve():
            raise
        return within(season, found[1])


def within(season: Season, text: str) -> Named:
    """What this names in a season. Raises `WrongCall` where it is neither a round nor a session of it."""
    name = text.strip().removesuffix("/").removeprefix("./")
    if name in ("", ".", CHAMPIONSHIP):
        return Named(season)
    one = round_called(season.rounds, name.removesuffix(f"/{ROUND_FILE}"))
    if one is not None:
        return Named(season, one)
    session = session_called(season.rounds, name)
    return Named(season, season.round(session.round), session)


def find_session(text: str | Path, folder: str | Path | None = None) -> tuple[Season, Session]:
    """A session by its name or path. Raises `WrongCall` for what is none, and for a round or a season, naming its
    sessions.
    """
    one = named(text, folder)
    if one.session is None:
        known = sessions_there(one.season.rounds if one.round is None else (one.round,))
        raise WrongCall(f"{text}: which session? (there are {known or 'none'})")
    return one.season, one.session


def find_round(text: str | Path, folder: str | Path | None = None) -> tuple[Season, Round]:
    """A round by its number, name, folder or path, or that of a session. Raises `WrongCall` where it is none."""
    one = named(text, folder)
    if one.round is None:
        raise WrongCall(f"{text}: which round? (there are {rounds_there(one.season.rounds)})")
    return one.season, one.round


def find_season(text: str | Path | None = None, folder: str | Path | None = None) -> Season:
    """The season something is in. Raises `WrongCall` where that is none."""
    return named(text, folder).season
