"""Where a recorder of decoders writes when a desk is running: each read into its decoder's log, on the disk at once."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from parcferme.findings import WrongCall
from parcferme.live.desk.desk import Desk
from parcferme.records import TEXTS, Log, Record


class DeskBook:
    """The logs of the decoders as the book of a recorder (`Book`): numbers come back once what they are of is kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def log(self, session: int) -> Log:
        """What the decoders' logs hold, from which a recording goes on where each of them was."""
        _refuse_results(session)
        logs = self._desk.decoders()
        frames = [
            log.passings.with_columns(pl.col(TEXTS).cast(pl.String)) for log in logs if log.passings.height
        ]
        events = sorted((event for log in logs for event in log.events), key=lambda event: event.seq)
        return Log.of(pl.concat(frames).sort("seq") if frames else None, events)

    def append(self, session: int, records: Sequence[Record]) -> list[int]:
        """Records kept; their numbers."""
        _refuse_results(session)
        return self._desk.take(records) if records else []

    def sync(self) -> None:
        """What was appended is kept already."""

    def heard(self, feed: str) -> bytes:  # noqa: ARG002 as a recorder calls it
        """Nothing has to be heard again of a decoder: it is asked for what is missing."""
        return b""

    def hear(self, feed: str, data: bytes) -> None:  # noqa: ARG002 as a recorder calls it
        """Raises `WrongCall`: results of another system are not for a desk."""
        raise WrongCall(
            f"{feed}: a desk takes reads; results of another system go into a log (parcferme record)"
        )


def _refuse_results(session: int) -> None:
    if session:
        raise WrongCall("a desk takes reads; results of another system go into a log (parcferme record)")
