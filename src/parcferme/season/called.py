"""Rounds and sessions by what people call them. However a name is written it is one: `Race 1` and `race-1`."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from parcferme.findings import WrongCall
from parcferme.names import fold
from parcferme.season.meetings import Round, Session


def round_called(rounds: Sequence[Round], name: str) -> Round | None:
    """The round of a number, name or folder; None where there is none. Raises `WrongCall` where two are called so."""
    number = int(name) if name.isascii() and name.isdecimal() else None
    fitting = [one for one in rounds if one.number == number] or [
        one for one in rounds if one.is_called(name)
    ]
    if len(fitting) > 1:
        raise WrongCall(f"which round {name!r}? (there are {rounds_there(rounds)})")
    return fitting[0] if fitting else None


def session_called(rounds: Sequence[Round], name: str) -> Session:
    """The session of this name: `1/race-1`, `1-le-castellet/race-1`, its file with the ending or without, or `race-1`
    where one round alone has it. Raises `WrongCall` naming those there are.
    """
    place, _, last = name.strip().strip("/").rpartition("/")
    here = [one] if place and (one := round_called(rounds, place)) else [] if place else rounds
    held = [session for one in here for session in one.sessions]
    fitting = (
        [one for one in held if fold(one.name) == fold(last)]
        or [one for one in held if one.file is not None and one.file.name == last]
        or [one for one in held if fold(one.name) == fold(last.partition(".")[0])]
    )
    if len({one.round for one in fitting}) == 1:  # `race-1` where the round has a `race.1` too
        fitting = [one for one in fitting if one.name == last] or fitting
    if len(fitting) == 1:
        return fitting[0]
    known = sessions_there(rounds)
    wrong = "which round?" if fitting else f"no session {name!r}"
    near = [] if fitting else difflib.get_close_matches(name, known.split(", "), 1)
    raise WrongCall(f"{wrong} ({f'nearest is {near[0]}; ' if near else ''}there are {known or 'none'})")


def rounds_there(rounds: Sequence[Round]) -> str:
    """The rounds there are, to choose from."""
    return ", ".join(f"{one.number} {one.name}" for one in rounds) or "none"


def sessions_there(rounds: Sequence[Round]) -> str:
    """The sessions there are, to choose from."""
    return ", ".join(f"{one.number}/{session.name}" for one in rounds for session in one.sessions)
