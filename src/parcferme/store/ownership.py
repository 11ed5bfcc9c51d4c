"""Who writes to a database: one desk at a time, by a lock that the system drops with the process, whatever ends it."""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path
from typing import Any

import msgspec

from parcferme.findings import ParcFermeError, StoreError


class Holder(msgspec.Struct, frozen=True):
    """The process that writes: its number, machine and user, since when (as it said), and where it is spoken to."""

    pid: int
    host: str
    user: str = ""
    since: str = ""
    address: str = ""

    def __str__(self) -> str:
        who = f"process {self.pid} of {self.user or 'somebody'} on {self.host}"
        return f"{who}, since {self.since}" if self.since else who


class Held(StoreError):
    """Another desk writes to this database; `holder` is who, as far as it said."""

    def __init__(self, path: Path, holder: Holder) -> None:
        super().__init__(f"{path}: is written by another desk: {holder}")
        self.holder = holder


def this_process(since: str = "", address: str = "") -> Holder:
    """This process as a holder."""
    try:
        user = os.environ.get("USER") or str(os.getuid())
    except AttributeError:  # Windows
        user = os.environ.get("USERNAME", "")
    return Holder(os.getpid(), socket.gethostname(), user, since, address)


def lock_of(path: Path) -> Path:
    """The file whose lock is the right to write. It stays when nobody holds it; its lock is what counts.

    Not the database itself: SQLite has locks of its own on it, which a process loses as soon as it closes any other
    opening of the file (sqlite.org/howtocorrupt.html, 2.2).
    """
    return path.with_name(f"{path.name}.lock")


class Ownership:
    """The right to write to a database, until `close` or until the process ends. Raises `Held` where it is taken."""

    def __init__(self, path: Path, holder: Holder) -> None:
        place = lock_of(path)
        self._file: Any = place.open("a+b")
        if not _locked(self._file):
            said = _said(place)
            self._file.close()
            raise Held(path, said)
        self.show_holder(holder)

    def show_holder(self, holder: Holder) -> None:
        """Write who holds it."""
        self._file.truncate(0)
        self._file.write(msgspec.json.encode(holder))
        self._file.flush()

    def close(self) -> None:
        """Let others write."""
        with contextlib.suppress(OSError):
            self._file.truncate(0)
        self._file.close()


def holder_of(path: Path) -> Holder | None:
    """Who writes to a database as a desk does; None where nobody does."""
    place = lock_of(path)
    try:
        file = place.open("rb")
    except OSError:
        return None
    with file:
        return None if _locked(file, shared=True) else _said(place)


def refuse_beside(path: Path) -> None:
    """Raises `StoreError` where a desk writes to this database: whoever has something for it gives it to the desk."""
    holder = holder_of(path)
    if holder is not None:
        raise StoreError(f"{path}: a desk writes to it ({holder}): give it to the desk (parcferme desk)")


def _locked(file: Any, *, shared: bool = False) -> bool:
    """Take the lock of an open file; whether it was free."""
    try:
        import fcntl
    except ImportError as problem:  # Windows
        raise ParcFermeError("a desk needs locks of files that this system does not have") from problem
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _said(place: Path) -> Holder:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(place.read_bytes(), type=Holder)
    return Holder(0, "")
