"""What a document is made from: one session scored, whoever scored it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Protocol

from parcferme.classification import Classification, Row, in_class
from parcferme.decoders import Decoded
from parcferme.findings import Finding, WrongCall
from parcferme.names import fitting
from parcferme.records import Note

_STATUS: Final = re.compile(r"provisional|official|amended ([1-9][0-9]*)")


class Scored(Protocol):
    """One session scored: `season.Score` is one."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def decoded(self) -> Decoded:
        """The file as read, with the entry list that held."""

    @property
    def result(self) -> Classification:
        """The classification and the timing it rests on."""

    @property
    def known(self) -> int | None:
        """The record up to which the log was known, None for all of it."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything odd, of the file and of the result."""


def publication(status: str) -> tuple[str, int | None]:
    """A state of publication as its word and number. Raises `WrongCall` for what is none."""
    status = " ".join(status.casefold().split())
    match = _STATUS.fullmatch(status)
    if match is None:
        raise WrongCall(f"no state of a document: {status!r} (expected provisional, official or 'amended 1')")
    return status.split()[0], int(match.group(1)) if match.group(1) else None


def is_reconstruction(scored: Scored) -> bool:
    """Whether a note in the log says that it was worked out and not timed."""
    notes = (event for event in scored.result.timing.log.events if isinstance(event, Note))
    return any(says_reconstruction(note) for note in notes)


def says_reconstruction(note: Note) -> bool:
    """Whether a note says that what it stands in was worked out: it speaks of the log, nobody said it on the day."""
    return note.text.strip().lower().startswith("reconstruction")


def session_name(scored: Scored) -> str:
    """What the session is called: by its log, else by its file."""
    return scored.result.timing.name or scored.decoded.title or scored.name


def laps_known(scored: Scored) -> bool:
    """Whether anybody's laps are known: a bare list of places need not say them."""
    return scored.decoded.format != "result-list" or any(row.laps for row in scored.result.rows)


def rows_of(scored: Scored, class_: str | None) -> Sequence[Row]:
    """All rows, or those of one class, whose gaps and intervals are then those to the cars of the class: to the first
    and the next of what is shown. Raises `WrongCall` where no car is in that class.
    """
    rows = scored.result.rows
    if class_ is None:
        return rows
    meant = fitting(class_, [row.class_ for row in rows if row.class_])
    chosen = in_class(rows, meant[0] if meant else class_)
    if not chosen:
        known = sorted({row.class_ for row in rows if row.class_})
        raise WrongCall(f"no car in class {class_!r} (classes here: {', '.join(known) or 'none'})")
    return chosen
