"""The log file of a recording: each record on the disk before the next is heard, and taken up again where it ends."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from parcferme import codec
from parcferme.findings import Finding, WrongCall
from parcferme.live.tapes import Tapes, slug
from parcferme.records import Log, Record


class LogFile:
    """A log that is appended to, by one recording at a time. `log` is what was in it when it was opened, `findings`
    what was odd about that, `torn` the bytes of a record that was cut off while it was written and is taken away.
    Raises `WrongCall` where another recording holds it, or where the file is no log.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: Any = path.open("a+b")
        try:
            self._hold()
            self._file.seek(0)
            data = self._file.read()
            whole = data[: data.rfind(b"\n") + 1]
            self.torn = len(data) - len(whole)
            self.log, self.findings = self._read(whole, data)
            if self.torn:
                self._file.truncate(len(whole))
        except BaseException:
            self._file.close()
            raise
        self._last = self.log.last_seq

    def _read(self, whole: bytes, data: bytes) -> tuple[Log, tuple[Finding, ...]]:
        if data and not data.lstrip().startswith(b"{"):
            raise WrongCall(f"{self.path}: is there already and is no log: write to another file")
        return codec.decode(whole, self.path.name) if whole.strip() else (Log.of(), ())

    def _hold(self) -> None:
        """Nobody else records into this file while it is open."""
        with contextlib.suppress(ImportError):
            import fcntl  # not on Windows, where a file that is open is held anyway

            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise WrongCall(f"{self.path}: another recording writes to it") from None

    @property
    def following(self) -> int:
        """The number the next record will have."""
        return self._last + 1

    def append(self, records: Iterable[Record]) -> list[int]:
        """Records at the end of the file, numbered on from the last; their numbers."""
        lines, numbers = bytearray(), []
        for record in records:
            self._last += 1
            numbers.append(self._last)
            lines += codec.encode_record(msgspec.structs.replace(record, seq=self._last)) + b"\n"
        self._file.write(lines)
        return numbers

    def sync(self) -> None:
        """What was appended is on the disk when this returns."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Let it go."""
        self._file.close()


class LogBook:
    """The files of a recording: `today.log`, `today-2.log` for the second run of a feed of results, beside them
    what such a feed said (`today.log.rmonitor-10.0.0.7-50000`), and in the folder `today.raw` what every feed said, as
    long as it is no more than `raw` bytes.
    """

    def __init__(self, path: Path, *, raw: int = 0) -> None:
        self._path = path
        self.tapes = Tapes(path.with_name(f"{path.stem}.raw"), raw)
        self._logs = {0: LogFile(path)}
        self._feeds: dict[str, Any] = {}

    @property
    def first(self) -> LogFile:
        """The log that was named."""
        return self._logs[0]

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every log that was written to."""
        return tuple(one.path for one in self._logs.values())

    def log(self, session: int) -> Log:
        """What a session's log held when it was opened."""
        return self._of(session).log

    def following(self, session: int) -> int:
        """The number the next record of that log will have."""
        return self._of(session).following

    def append(self, session: int, records: Sequence[Record]) -> list[int]:
        """Records to be kept; their numbers."""
        return self._of(session).append(records)

    def sync(self) -> None:
        """What was appended is kept when this returns."""
        for one in self._logs.values():
            one.sync()

    def heard(self, feed: str) -> bytes:
        """The bytes of a feed so far."""
        file = self._raw(feed)
        file.seek(0)
        return bytes(file.read())

    def hear(self, feed: str, data: bytes) -> None:
        """More bytes of a feed, on the disk when this returns."""
        file = self._raw(feed)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())

    def tape(self, feed: str, data: bytes, now: int) -> None:
        """Bytes of a feed as they came."""
        self.tapes.keep(feed, data, now)

    def close(self) -> None:
        """Let all files go."""
        self.tapes.close()
        for file in (*self._logs.values(), *self._feeds.values()):
            file.close()

    def _of(self, session: int) -> LogFile:
        if session not in self._logs:
            self._logs[session] = LogFile(
                self._path.with_name(f"{self._path.stem}-{session + 1}{self._path.suffix}")
            )
        return self._logs[session]

    def _raw(self, feed: str) -> Any:
        if feed not in self._feeds:
            self._feeds[feed] = self._path.with_name(f"{self._path.name}.{slug(feed)}").open("a+b")
        return self._feeds[feed]
