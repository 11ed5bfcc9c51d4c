"""What every feed said, byte for byte: compressed, a file an hour, and no more than a limit."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from parcferme.findings import Finding, Where, info, warning
from parcferme.times import SECOND

_HOUR: Final = 3600 * SECOND
_GZIP: Final = 31  # zlib: deflate at its widest, in a gzip file
_SHARE: Final = (
    8  # a file ends early once it is this part of the limit, so that there is always one that can go
)


class _Tape:
    """The file of one feed that is being written."""

    def __init__(self, path: Path, hour: int) -> None:
        self.path, self.hour, self.size = path, hour, 0
        self._file: Any = path.open("xb")
        self._zip = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
        self._flushed: int | None = None

    def keep(self, data: bytes, now: int) -> int:
        """More bytes; once a second all of them are in the file. By how much the file grew."""
        out = self._zip.compress(data)
        if self._flushed is None or not 0 <= now - self._flushed < SECOND:
            out += self._zip.flush(zlib.Z_SYNC_FLUSH)
            self._flushed = now
        return self._write(out)

    def end(self) -> int:
        """The file is complete; by how much it grew."""
        grown = self._write(self._zip.flush())
        self._file.close()
        return grown

    def _write(self, out: bytes) -> int:
        self._file.write(out)
        self._file.flush()
        self.size += len(out)
        return len(out)


class Tapes:
    """The files of all feeds in `folder`, each feed in a folder of its own: `2026-05-09T14.gz` is the hour from 14:00
    UTC on. Above `limit` bytes in all the oldest of them goes. They are an addition: where they cannot be written,
    the recording goes on, and says so.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit
        self._open: dict[str, _Tape] = {}
        self._size: int | None = None
        self._gone = self._gone_bytes = 0
        self._problem: str | None = None

    def keep(self, feed: str, data: bytes, now: int) -> None:
        """Bytes of a feed that came at `now` (µs since 1970)."""
        if self._problem is not None or not self._limit:
            return
        try:
            if self._size is None:
                self._size = sum(one.stat().st_size for one in self._files())
            tape = self._tape(feed, now)
            self._size += tape.keep(data, now)
            while self._size > self._limit and self._forget():
                pass
        except OSError as problem:
            self._problem = problem.strerror or str(problem)

    def _tape(self, feed: str, now: int) -> _Tape:
        hour = now // _HOUR
        tape = self._open.get(feed)
        if tape is not None and (tape.hour != hour or tape.size > self._limit // _SHARE):
            self._size = (self._size or 0) + tape.end()
            tape = None
        if tape is None:
            tape = self._open[feed] = _Tape(self._place(feed, hour), hour)
        return tape

    def _place(self, feed: str, hour: int) -> Path:
        """The file of an hour: a new one, whatever was written in that hour before."""
        folder = self._folder / slug(feed)
        folder.mkdir(parents=True, exist_ok=True)
        name = (dt.datetime(1970, 1, 1) + dt.timedelta(hours=hour)).strftime("%Y-%m-%dT%H")
        n, path = 1, folder / f"{name}.gz"
        while path.exists():
            n += 1
            path = folder / f"{name}_{n:03}.gz"  # sorts behind the first
        return path

    def _files(self) -> Iterator[Path]:
        yield from self._folder.glob("*/*.gz")

    def _forget(self) -> bool:
        """Take away the oldest file that is complete; whether there was one."""
        written = {tape.path for tape in self._open.values()}
        done = [one for one in self._files() if one not in written]
        if not done:
            return False
        oldest = min(done, key=lambda one: (one.stat().st_mtime_ns, one.name))
        size = oldest.stat().st_size
        oldest.unlink()
        self._size = (self._size or 0) - size
        self._gone, self._gone_bytes = self._gone + 1, self._gone_bytes + size
        return True

    def close(self) -> None:
        """Every file is complete."""
        for tape in self._open.values():
            with contextlib.suppress(OSError, ValueError):
                tape.end()
        self._open.clear()

    def findings(self) -> tuple[Finding, ...]:
        """What is not kept, and why."""
        where = Where(file=str(self._folder))
        found = []
        if self._gone:
            values = {"files": self._gone, "size": self._gone_bytes, "limit": self._limit}
            found.append(info("raw-bytes-dropped", where, **values))
        if self._problem is not None:
            found.append(warning("raw-bytes-unkept", where, problem=self._problem))
        return tuple(found)


def slug(feed: str) -> str:
    """What files of a feed are called."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", feed).strip("-")
