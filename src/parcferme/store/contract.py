"""What every store promises: records are appended and read, each with a hash over everything before it."""

from __future__ import annotations

import hashlib
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Final, NamedTuple, Self

import msgspec
import polars as pl

from parcferme.codec import decode, decode_record, encode, encode_passings, encode_record
from parcferme.findings import Finding, StoreError, Where, WrongCall, error
from parcferme.records import Log, Record, passings_frame

# What stands before the first record of every session.
BEGINNING: Final = bytes(32)
POLL_SECONDS: Final = 0.1

Records = Iterable[Record] | pl.DataFrame | Log


class Row(NamedTuple):
    """A record as it is kept: its number, its line without line feed, and the hash of everything up to it."""

    seq: int
    line: bytes
    hash: bytes


def chained(before: bytes, line: bytes) -> bytes:
    """The hash of a record: SHA-256 over the hash of the record before it and its line."""
    return hashlib.sha256(before + line).digest()


class SessionLog(ABC):
    """The log of one session in a store."""

    def __init__(self, session: str) -> None:
        if not session:
            raise WrongCall("a session in a store needs a name")
        self.session = session

    def append(self, records: Records) -> list[int]:
        """Keeps these records, all or none, and returns their sequence numbers once they are safe.

        Takes single records, a frame of passings, or a log to import. A record without a number (0, or a frame
        without `seq`) gets the next one; one that has a number keeps it, because corrections name it. Raises
        `WrongCall` where that number is not above every number kept and given before it, `StoreError` where
        nothing could be kept.
        """
        if not isinstance(records, pl.DataFrame | Log):
            records = list(records)
        # Numbered and chained where nobody else can append: the last number is not known before.
        return self._extend(lambda last: _rows(records, last, self.session))

    def read(self, since: int = 0) -> Log:
        """The records after number `since` as a log. Raises `StoreError` for a line this version cannot read."""
        log, findings = decode(self.text(since), self.session)
        for finding in findings:
            # Everything a store holds it wrote itself, so whatever is odd about a line is damage; to be empty
            # is none.
            if finding.code != "log-empty":
                values = ", ".join(f"{name} {value}" for name, value in finding.values.items())
                raise StoreError(f"session {self.session!r}: {finding.code}: {values}")
        return log

    def text(self, since: int = 0) -> bytes:
        """The lines after number `since` as they were written: a log file, byte for byte."""
        return b"".join(row.line + b"\n" for row in self._kept(since))

    def follow(
        self, since: int = 0, *, timeout: float | None = None, wait: Callable[[], bool] | None = None
    ) -> Iterator[Record]:
        """Every record after number `since`, then each new one as it comes.

        `wait` is called whenever there is nothing new, and following ends when it returns False; without one the
        store is asked ten times a second, and following ends `timeout` seconds after the last new record (None:
        never).
        """
        waiting = wait or _Patience(timeout)
        while True:
            rows = self._kept(since)
            for row in rows:
                since = row.seq
                yield decode_record(row.line)
            if rows and isinstance(waiting, _Patience):
                waiting.renew()
            if not rows and not waiting():
                return

    @property
    def last_seq(self) -> int:
        """The highest sequence number kept, 0 where there is none."""
        return self.head[0]

    @property
    @abstractmethod
    def head(self) -> tuple[int, str]:
        """Number and hash (hexadecimal) of the last record: written down elsewhere, it proves what was kept."""

    def verify(self, head: tuple[int, str] | None = None) -> tuple[Finding, ...]:
        """Whether every kept line is the one that was written: nothing, or the first record that is not.

        A chain cannot show that its end was cut off, or that all of it was written anew. `head`, a number and a
        hash noted earlier, shows that too.
        """
        before, last = BEGINNING, 0
        found = ""
        for row in self._kept(0):
            before, shown = chained(before, row.line), row.hash.hex()
            values = {"session": self.session, "value": shown, "expected": before.hex()}
            # The hash is asked before the number: a line that was changed says what it likes.
            where = Where(seq=row.seq)
            if before != row.hash:
                return (error("store-record-changed", where, **values),)
            if row.seq <= last or _stated(row.line) != row.seq:
                return (error("store-number-changed", where, session=self.session, value=_stated(row.line)),)
            last = row.seq
            found = shown if head is not None and head[0] == row.seq else found
        if head is not None and found != head[1]:
            values = {"session": self.session, "value": found, "expected": head[1]}
            return (error("store-head-differs", Where(seq=head[0]), **values),)
        return ()

    @abstractmethod
    def _extend(self, make: Callable[[tuple[int, bytes]], list[Row]]) -> list[int]:
        """Keeps the rows made from the last number and hash, with nobody else appending in between."""

    @abstractmethod
    def _kept(self, since: int) -> list[Row]:
        """The rows after number `since` in order."""


class Store(ABC):
    """Several sessions' logs in one place."""

    @abstractmethod
    def open(self, session: str) -> SessionLog:
        """The log of a session; one nobody has written to is empty."""

    @abstractmethod
    def sessions(self) -> tuple[str, ...]:
        """The names of the sessions that have records, in alphabetical order."""

    @abstractmethod
    def decoders(self) -> tuple[str, ...]:
        """The names of the logs that hold what each decoder read, over which sessions are windows."""

    @abstractmethod
    def close(self) -> None:
        """Lets go of the place; the store cannot be used afterwards."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Patience:
    """Waits a moment, until nothing has come for too long."""

    def __init__(self, timeout: float | None) -> None:
        self._timeout = timeout
        self.renew()

    def renew(self) -> None:
        # A clock that is put neither ends the waiting nor makes it longer.
        self._since = time.monotonic()

    def __call__(self) -> bool:
        left = POLL_SECONDS
        if self._timeout is not None:
            left = min(left, self._since + self._timeout - time.monotonic())
        if left <= 0:
            return False
        time.sleep(left)
        return True


def _rows(records: list[Record] | pl.DataFrame | Log, last: tuple[int, bytes], session: str) -> list[Row]:
    """The rows of these records after the last number and hash."""
    if isinstance(records, list):
        seqs, lines = _numbered(records, last[0])
    elif isinstance(records, Log):
        lines = encode(records).splitlines()
        seqs = sorted([*records.passings["seq"].to_list(), *(event.seq for event in records.events)])
    else:
        frame = passings_frame(records, first_seq=last[0] + 1)
        lines = [line.encode() for line in encode_passings(frame)]
        seqs = frame["seq"].to_list()
    rows, (before, chain) = [], last
    for seq, line in zip(seqs, lines, strict=True):
        if seq <= before:
            raise WrongCall(f"session {session!r}: a record with number {seq} cannot follow number {before}")
        before, chain = seq, chained(chain, line)
        rows.append(Row(seq, line, chain))
    return rows


def _numbered(records: list[Record], last: int) -> tuple[list[int], list[bytes]]:
    seqs, lines = [], []
    for record in records:
        last = record.seq or last + 1
        seqs.append(last)
        lines.append(encode_record(record if record.seq else msgspec.structs.replace(record, seq=last)))
    return seqs, lines


def _stated(line: bytes) -> int:
    """The number a line gives itself, 0 where it gives none."""
    try:
        seq = json.loads(line)["seq"]
    except (ValueError, KeyError, TypeError):
        return 0
    return seq if isinstance(seq, int) else 0
