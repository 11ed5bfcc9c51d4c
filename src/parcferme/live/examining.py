"""What the doctor looks at on this machine: the disk a log is to be on, the log so far, serial ports."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from parcferme import codec
from parcferme.live.doctor import Disk
from parcferme.records import Log, Record
from parcferme.times import SECOND

_TRIES: Final = 20
_RECORD: Final = 200  # bytes, about
_HOUR: Final = 3600 * SECOND
_LEAST: Final = 300 * SECOND  # of a log, that say how much an hour takes
# Sixty cars over five loops every ninety seconds, each read as a record and as it came, and as much again.
_USUAL: Final = 60 * 5 * 40 * (_RECORD + 50) * 2


def disk_of(log: Path) -> Disk:
    """The disk of a log that is to be written: how long it takes until a record is kept there, and for how long there
    is room, by what the log so far took.
    """
    folder = log.absolute().parent
    try:
        sync = _sync(folder)
        free = shutil.disk_usage(folder).free
    except OSError as problem:
        return Disk(str(folder), None, problem=problem.strerror or str(problem))
    an_hour = _an_hour(log)
    return Disk(str(folder), sync, free, an_hour or _USUAL, an_hour is not None)


def _sync(folder: Path) -> int:
    """How long it takes until a record is on the disk, in the middle of many (µs)."""
    took = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(_TRIES):
            begun = time.monotonic_ns()
            file.write(b"." * _RECORD)
            file.flush()
            os.fsync(file.fileno())
            took.append((time.monotonic_ns() - begun) // 1000)
    return sorted(took)[_TRIES // 2]


def _an_hour(log: Path) -> int | None:
    """How many bytes an hour of this log takes, with what was kept beside it; None where it says too little."""
    frame = log_so_far(log).passings
    if frame.is_empty():
        return None
    span = int(frame["at"].max()) - int(frame["at"].min())  # type: ignore[arg-type]
    if span < _LEAST:
        return None
    beside = [*log.parent.glob(f"{log.name}.*"), *log.with_name(f"{log.stem}.raw").glob("*/*")]
    size = sum(one.stat().st_size for one in (log, *beside) if one.is_file())
    return size * _HOUR // span


def log_so_far(path: Path) -> Log:
    """What a log holds, where there is one already; its last record may be half written."""
    try:
        data = path.read_bytes()
    except OSError:
        return Log.of()
    whole = data[: data.rfind(b"\n") + 1]
    return codec.decode(whole, path.name)[0] if whole.lstrip().startswith(b"{") else Log.of()


def serial_ports() -> list[str]:
    """The serial ports there are, with what is plugged in."""
    from serial.tools.list_ports import comports  # asks the system: only for who wants to know

    return [
        one.device if one.description in (None, "n/a") else f"{one.device} ({one.description})"
        for one in sorted(comports(), key=lambda one: str(one.device))
    ]


class Slate:
    """A book of which nothing is kept: what is heard is only looked at."""

    def __init__(self) -> None:
        self._count = 0

    def log(self, session: int) -> Log:  # noqa: ARG002 as a book is called
        """Nothing: no decoder is asked for what it sent before."""
        return Log.of()

    def following(self, session: int) -> int:  # noqa: ARG002 as a book is called
        """The number the next record would have."""
        return self._count + 1

    def append(self, session: int, records: Sequence[Record]) -> list[int]:  # noqa: ARG002 as a book is called
        """The numbers they would have."""
        first = self._count + 1
        self._count += len(records)
        return list(range(first, self._count + 1))

    def sync(self) -> None:
        """There is nothing to keep."""

    def heard(self, feed: str) -> bytes:  # noqa: ARG002 as a book is called
        """Nothing."""
        return b""

    def hear(self, feed: str, data: bytes) -> None:
        """Not kept."""

    def tape(self, feed: str, data: bytes, now: int) -> None:
        """Not kept."""
