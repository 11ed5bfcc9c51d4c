"""A folder written whole or not at all: what stood there before stands until the new one is complete, then goes."""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Final

_EXCHANGE: Final = 2  # RENAME_EXCHANGE of Linux
_HERE: Final = -100  # AT_FDCWD: names are as the process sees them
Keep = Callable[[str, bytes], None]


@contextmanager
def whole_folder(place: Path) -> Iterator[Keep]:
    """A function that keeps a file of the new folder, by its path in it (with `/`) and its bytes.

    The files go into a hidden folder beside `place`, onto the disk, and take its name in one step when the block ends
    well. Where it does not, the hidden folder is removed. Raises `OSError` naming what could not be written.
    """
    # A link stays a link: the folder it points at is replaced.
    place = Path(os.path.realpath(place))
    place.parent.mkdir(parents=True, exist_ok=True)
    _clear(place)
    try:
        new = Path(tempfile.mkdtemp(prefix=_prefix(place), dir=place.parent))
    except OSError as problem:
        reason = f"nothing can be written beside it: {problem.strerror or problem}"
        raise OSError(problem.errno or 0, reason, str(place)) from problem
    held = os.open(new, os.O_RDONLY) if _locked is not None else None
    try:
        if _locked is not None and held is not None:
            with suppress(OSError):  # a disk without locks
                _locked(held)
        yield lambda name, data: _keep(new / PurePosixPath(name), data)
        # `mkdtemp` lets nobody in but its owner; what is published is for others.
        new.chmod(0o777 & ~_umask())
        for folder in (*(path for path in new.rglob("*") if path.is_dir()), new):
            _onto_disk(folder)
        _put(new, place)
        _onto_disk(place.parent)
    finally:
        shutil.rmtree(new, ignore_errors=True)  # after an exchange this is the old one
        if held is not None:
            os.close(held)


def _prefix(place: Path) -> str:
    return f".{place.name[:40]}.publish-"


def _aside(place: Path) -> str:
    """Beginning of the name of the folder an old one is moved into where two cannot be exchanged."""
    return f".{place.name[:40]}.before-"


def _clear(place: Path) -> None:
    """Removes what a run that was killed left beside `place`. What another run is filling is locked, and stays. An old
    folder that was moved aside and has no successor comes back.
    """
    for left in place.parent.glob(f"{glob.escape(_aside(place))}*"):
        with suppress(OSError):
            if not place.exists():
                (left / place.name).rename(place)
        shutil.rmtree(left, ignore_errors=True)
    if _locked is None:
        return
    for left in place.parent.glob(f"{glob.escape(_prefix(place))}*"):
        with suppress(OSError):
            held = os.open(left, os.O_RDONLY)
            try:
                _locked(held)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(held)


def _keep(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        reason = f"cannot be written: {problem.strerror or problem}"
        raise OSError(problem.errno or 0, reason, str(path)) from problem


def _onto_disk(folder: Path) -> None:
    """The names in a folder onto the disk, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _put(new: Path, place: Path) -> None:
    """The new folder under its name. Without an exchange in one step the old one is moved aside first."""
    if not place.exists():
        new.rename(place)
    elif not _exchanged(new, place):
        aside = Path(tempfile.mkdtemp(prefix=_aside(place), dir=place.parent))
        place.rename(aside / place.name)
        try:
            new.rename(place)
        except OSError:
            (aside / place.name).rename(place)
            raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _exchanged(new: Path, place: Path) -> bool:
    """Two folders swap their names in one step; False where the system or its disk has no such step."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if call is None:
        return False
    if call(_HERE, os.fsencode(new), _HERE, os.fsencode(place), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    # The kernel has no such call, or the disk no such step (renameat2(2)); anything else is a failure.
    if code in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(code, f"cannot be replaced: {os.strerror(code)}", str(place))


def _lock() -> Callable[[int], None] | None:
    """What locks an open folder, or raises `OSError` where somebody else has; None where there are no such locks."""
    try:
        import fcntl
    except ImportError:
        return None
    return lambda held: fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)


_locked: Final = _lock()


def _umask() -> int:
    # It cannot be read without being set.
    mask = os.umask(0)
    os.umask(mask)
    return mask
