"""What somebody asks to have sealed: a session of a championship folder, or a file with what is given beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from parcferme.findings import WrongCall
from parcferme.notary.sealing import Document, Sealed, gathered_file, replaced, seal, seal_session
from parcferme.seal import SigningKey
from parcferme.season import championship_of, find_session


class Said(NamedTuple):
    """What is said of a seal: the state of the result, the day that is kept in it, the bundle it replaces, and why."""

    status: str | None = None
    date: dt.date | None = None
    replaces: Path | None = None
    because: str | None = None


def seal_target(
    what: str, folder: Path | None, given: Mapping[str, Any], said: Said, key: SigningKey, document: Document
) -> Sealed:
    """The session, or the file with what was given beside it, sealed.

    Raises `WrongCall` for half of a call, `ParcFermeError` for what cannot be sealed.
    """
    if (said.replaces is None) != (said.because is None):
        raise WrongCall("--replaces BUNDLE and --because TEXT go together")
    because = said.because or ""
    # Options of scoring mean the file by itself, also where it lies in a championship folder.
    if folder is None and (given or _stands_alone(what)):
        old = None if said.replaces is None else replaced(said.replaces, because)
        status = said.status or "provisional"
        return seal(gathered_file(what, **given), key, document, status=status, date=said.date, replaces=old)
    if given:
        raise WrongCall(f"--{next(iter(given))} has no meaning for a session: the folder says it")
    season, session = find_session(what, folder)
    name = f"{session.round}/{session.name}"
    old = None if said.replaces is None else replaced(said.replaces, because, session=name)
    return seal_session(season, session, key, document, status=said.status, date=said.date, replaces=old)


def _stands_alone(what: str) -> bool:
    """Whether this is a file in no championship folder."""
    return championship_of(what) is None and (Path(what).is_file() or "/" not in what)
