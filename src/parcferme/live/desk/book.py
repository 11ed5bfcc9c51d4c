"""Where a recorder of decoders writes when a desk is running: each read into its decoder's log, on the disk at once."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import polars as pl

from parcferme.findings import WrongCall
from parcferme.live.desk.desk import Desk
from parcferme.records import TEXTS, Amend, Log, Record, Void


class DeskBook:
    """The logs of the decoders as the book of a recorder (`Book`): numbers come back once what they are of is kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # People write between two reads: the numbers a recorder reckons with are its own, and become those of the desk.
        self._reckoned = max((log.last_seq for log in desk.decoders()), default=0)
        self._numbers: dict[int, int] = {}

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
        """Records kept; their numbers. What corrects one of them names it by the number it was reckoned at."""
        _refuse_results(session)
        if not records:
            return []
        numbers = self._desk.take([self._named(one) for one in records])
        for number in numbers:
            self._reckoned += 1
            self._numbers[self._reckoned] = number
        return numbers

    def following(self, session: int) -> int:
        """The number the next record is reckoned at."""
        _refuse_results(session)
        return self._reckoned + 1

    def _named(self, record: Record) -> Record:
        if isinstance(record, Void | Amend) and record.target in self._numbers:
            return msgspec.structs.replace(record, target=self._numbers[record.target])
        return record

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

    def tape(self, feed: str, data: bytes, now: int) -> None:
        """Bytes as they came are not kept beside a desk: its logs hold every read."""


def _refuse_results(session: int) -> None:
    if session:
        raise WrongCall("a desk takes reads; results of another system go into a log (parcferme record)")
