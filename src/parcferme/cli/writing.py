"""Files written whole or not at all, and the one JSON document on standard output."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import Any

STDOUT = "-"


def print_json(document: Any) -> None:
    """The document as JSON on standard output, in UTF-8 whatever the terminal speaks."""
    write_stdout(json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n")


def write_stdout(text: str | bytes) -> None:
    """Text or bytes on standard output as they are."""
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def write(path: str | Path, text: str | bytes) -> None:
    """A file, written beside its place and moved there once it is whole; `-` is standard output.

    Raises `OSError` with the path; what stood there before then still does.
    """
    if str(path) == STDOUT:
        write_stdout(text)
        return
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    path = Path(path)
    try:
        _write(Path(os.path.realpath(path)), data)
    except OSError as problem:
        reason = f"cannot be written: {problem.strerror or problem}"
        raise OSError(problem.errno or 0, reason, str(path)) from problem


def _write(place: Path, data: bytes) -> None:
    if place.exists() and not stat.S_ISREG(
        place.stat().st_mode
    ):  # a device or a pipe is written to, never replaced
        with place.open("wb") as device:
            device.write(data)
        return
    mode = stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o666 & ~_umask()
    handle, beside = tempfile.mkstemp(prefix=f".{place.name[:40]}.", dir=place.parent)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, mode)
        os.replace(beside, place)
    except BaseException:
        os.unlink(beside)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
