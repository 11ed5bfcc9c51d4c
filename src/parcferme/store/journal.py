"""The records of a meeting in one database with one writer: each stream a log of its own, all of one sequence.

A number is given once in a meeting, whichever stream it is in. So a correction in a session's stream can name a read in
a decoder's, a session is its own records and the reads inside its windows, and `known` up to a number means the same
everywhere. Nothing is kept before `commit`, and what it returns from is on the disk.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import polars as pl

from parcferme.codec import decode_record, encode_passings, encode_record
from parcferme.findings import Finding, StoreError, Where, error
from parcferme.records import Log, Operation, Passing, Record, frame_of, passings_frame
from parcferme.store.contract import BEGINNING, chained
from parcferme.store.ownership import Holder, Ownership, this_process
from parcferme.store.schema import READS
from parcferme.store.sqlite import SqliteStore, reason

_IN_COLUMNS: Final = 4  # reads in a row from which a frame is quicker than one line after the other
_INSERT: Final = "INSERT INTO record (session, seq, line, hash) VALUES (?, ?, ?, ?)"
_HEADS: Final = (
    "SELECT r.session, r.seq, r.hash FROM record r "
    "JOIN (SELECT session, max(seq) AS seq FROM record GROUP BY session) m ON r.session = m.session AND r.seq = m.seq"
)
_OPERATIONS: Final = b'{"kind":"operation",'

Part = tuple[str, Sequence[Record] | pl.DataFrame]
Head = tuple[int, bytes]


class Journal:
    """The one writer of a database. Raises `Held` where another desk writes, `StoreError` where the file is no store.

    `read` and `streams` may be asked from any thread, everything else from the one that writes.
    """

    def __init__(self, path: str | Path, holder: Holder | None = None) -> None:
        self.path = Path(path)
        self._heads: dict[str, Head] = {}
        self._staged_heads: dict[str, Head] = {}
        self._staged: list[tuple[str, int, bytes, bytes]] = []
        self._staged_last = 0
        self._own = Ownership(self.path, holder or this_process())
        try:
            new = not self.path.exists()
            self._store = SqliteStore(self.path, owned=True)
            if new:
                _sync_folder(self.path.parent)  # a file whose name is lost with the power is lost too
            # One connection of its own: what others wrote meanwhile is known of the connection that asks.
            self._pooled = self._store.engine.raw_connection()
            self._connection: Any = self._pooled.driver_connection
            self._resume()
        except BaseException:
            self._own.close()
            raise

    def _resume(self) -> None:
        self._version = self._others_wrote()
        last = self._connection.execute(_HEADS).fetchall()
        self._heads = {stream: (seq, chain) for stream, seq, chain in last}
        self.forget()

    @property
    def last(self) -> int:
        """The highest number given, what is staged included."""
        return self._staged_last

    @property
    def kept(self) -> int:
        """The highest number of what is on the disk."""
        return max((seq for seq, _ in self._heads.values()), default=0)

    @property
    def heads(self) -> dict[str, tuple[int, str]]:
        """Number and hash of the last record of each stream: noted elsewhere, they prove what was kept."""
        return {stream: (seq, chain.hex()) for stream, (seq, chain) in sorted(self._heads.items())}

    def show_holder(self, holder: Holder) -> None:
        """Write who holds the database, for those who look."""
        self._own.show_holder(holder)

    def stage(self, parts: Iterable[Part]) -> list[int]:
        """Number these records on from the last, each to go into its stream, for the next `commit`; all or none.

        Raises `WrongCall` for a record no log can hold.
        """
        heads, last = dict(self._staged_heads), self._staged_last
        rows: list[tuple[str, int, bytes, bytes]] = []
        for stream, records in parts:
            lines = _lines(records, last)
            _, chain = heads.get(stream, (0, BEGINNING))
            for line in lines:
                last += 1
                chain = chained(chain, line)
                rows.append((stream, last, line, chain))
            if lines:
                heads[stream] = last, chain
        first, self._staged_heads, self._staged_last = self._staged_last, heads, last
        self._staged += rows
        return list(range(first + 1, last + 1))

    def commit(self) -> None:
        """Keep what is staged, as a whole: on the disk when this returns. Raises `StoreError` where it cannot be, and
        then nothing of it is.
        """
        if not self._staged:
            return
        write = self._connection
        try:
            write.execute("BEGIN IMMEDIATE")
            if self._others_wrote() != self._version:
                raise StoreError(f"{self.path}: somebody else wrote to it beside the desk")
            write.executemany(_INSERT, self._staged)
            write.execute("COMMIT")
            self._heads = self._staged_heads
        except sqlite3.Error as problem:
            raise StoreError(f"{self.path}: cannot write: {reason(problem)}") from problem
        finally:
            if write.in_transaction:
                with contextlib.suppress(sqlite3.Error):
                    write.execute("ROLLBACK")
            self.forget()

    def _others_wrote(self) -> int:
        """A number that changes when another connection has written (sqlite.org/pragma.html#pragma_data_version)."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def forget(self) -> None:
        """Drop what is staged."""
        self._staged = []
        self._staged_heads = dict(self._heads)
        self._staged_last = max((seq for seq, _ in self._heads.values()), default=0)

    def read(self, stream: str, since: int = 0) -> Log:
        """The records of a stream after number `since`."""
        return self._store.open(stream).read(since)

    @property
    def streams(self) -> tuple[str, ...]:
        """Every stream that has records: sessions, and decoders with their mark before the name."""
        return tuple(sorted(self._heads))

    def operations(self) -> list[tuple[str, Operation]]:
        """Every operation that was kept, with its stream, in order."""
        query = "SELECT session, line FROM record WHERE substr(line, 1, ?) = ? ORDER BY seq"
        with self._store.transaction("read") as connection:
            found = connection.exec_driver_sql(query, (len(_OPERATIONS), _OPERATIONS)).fetchall()
        read = ((stream, decode_record(line)) for stream, line in found)
        return [(stream, one) for stream, one in read if isinstance(one, Operation)]

    def verify(
        self, stream: str, after: tuple[int, str] | None = None, until: int | None = None
    ) -> tuple[Finding, ...]:
        """Whether every kept line of a stream is the one that was written, after a noted head: nothing, or the first
        that is not.
        """
        since, chain = (0, BEGINNING) if after is None else (after[0], bytes.fromhex(after[1]))
        rows = self._store.open(stream)._kept(max(since - 1, 0))
        if after is not None:
            found = rows[0].hash.hex() if rows and rows[0].seq == since else ""
            if found != after[1]:
                values = {"session": stream, "value": found, "expected": after[1]}
                return (error("store-head-differs", Where(seq=since), **values),)
            rows = rows[1:]
        for row in rows:
            if until is not None and row.seq > until:
                break
            chain = chained(chain, row.line)
            if chain != row.hash:
                values = {"session": stream, "value": row.hash.hex(), "expected": chain.hex()}
                return (error("store-record-changed", Where(seq=row.seq), **values),)
        return ()

    def close(self) -> None:
        """Let the database go."""
        self._pooled.close()
        self._store.close()
        self._own.close()


def stream_of(decoder: str | None) -> str:
    """The stream of a decoder's reads; a read of none is one of the desk itself."""
    return f"{READS}{decoder or 'desk'}"


def _lines(records: Sequence[Record] | pl.DataFrame, last: int) -> list[bytes]:
    """The lines of these records, numbered on from the last; reads in a row as whole columns."""
    if isinstance(records, pl.DataFrame):
        frame = passings_frame(records.drop("seq", strict=False), first_seq=last + 1)
        return [line.encode() for line in encode_passings(frame)]
    lines: list[bytes] = []
    at = 0
    while at < len(records):
        end = at
        while end < len(records) and isinstance(records[end], Passing):
            end += 1
        if end - at >= _IN_COLUMNS:
            lines += _lines(frame_of(records[at:end]), last + len(lines))
            at = end
            continue
        one = msgspec.structs.replace(records[at], seq=last + len(lines) + 1)
        lines.append(encode_record(one))
        at += 1
    return lines


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
