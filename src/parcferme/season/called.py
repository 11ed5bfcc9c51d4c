"""Rounds and sessions by what people call them. However a name is written it is one: `Race 1` and `race-1`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from parcferme.classification import SessionResult
from parcferme.findings import WrongCall
from parcferme.names import fold
from parcferme.season.meetings import Round, Session


class Numbered(Protocol):
    """A round that can be named: one of a folder, or of a bare list."""

    @property
    def number(self) -> int: ...

    @property
    def name(self) -> str: ...

    def is_called(self, name: str) -> bool: ...


One = TypeVar("One", bound=Numbered)


class Listed(NamedTuple):
    """A round of a bare list of results: its number, and the event where the list names it."""

    number: int
    name: str = ""

    def is_called(self, name: str) -> bool:
        """Whether somebody means this round: by its number or its event, however it is written."""
        return fold(name) in map(fold, filter(None, (str(self.number), self.name)))


def rounds_of(results: Iterable[SessionResult]) -> tuple[Listed, ...]:
    """The rounds of a bare list, by their numbers."""
    events: dict[int, str] = {}
    for result in results:
        events[result.round] = events.get(result.round) or result.event or ""
    return tuple(Listed(number, event) for number, event in sorted(events.items()))


def round_named(rounds: Sequence[One], text: str) -> One:
    """The round of a number, name or folder. Raises `WrongCall` for what is none, naming those there are."""
    one = round_called(rounds, text.strip())
    if one is None:
        raise WrongCall(f"no round {text!r} (there are {rounds_there(rounds)})")
    return one


def round_called(rounds: Sequence[One], name: str) -> One | None:
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
    if fitting:
        raise WrongCall(f"which round? (there are {known})")
    near = difflib.get_close_matches(name, [*known.split(", "), *(one.name for one in rounds)], 1)
    nearest = f"nearest is {near[0]}; " if near else ""
    if place:
        raise WrongCall(f"no session {name!r} ({nearest}there are {known or 'none'})")
    like = f"; sessions are named like {known.partition(', ')[0]}" if known else ""
    raise WrongCall(f"no round or session {name!r} ({nearest}rounds: {rounds_there(rounds)}{like})")


def rounds_there(rounds: Sequence[Numbered]) -> str:
    """The rounds there are, to choose from."""
    return ", ".join(f"{one.number} {one.name}".strip() for one in rounds) or "none"


def sessions_there(rounds: Sequence[Round]) -> str:
    """The sessions there are, to choose from."""
    return ", ".join(f"{one.number}/{session.name}" for one in rounds for session in one.sessions)
