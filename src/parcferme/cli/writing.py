"""Files written whole or not at all, nothing lost in silence, and the one JSON document on standard output."""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from parcferme.cli.terminal import json_escaped, plain_lines
from parcferme.findings import WrongCall
from parcferme.season import holds_record

STDOUT = "-"


def print_json(document: Any) -> None:
    """The document as JSON on standard output, in UTF-8 whatever the terminal speaks."""
    write_stdout(json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n", as_json=True)


def print_text(text: str | bytes) -> None:
    """A text for people on standard output, without what would steer their terminal."""
    write_stdout(plain_lines(text.decode("utf-8", "replace") if isinstance(text, bytes) else text))


def write_stdout(text: str | bytes, *, as_json: bool = False) -> None:
    """Text or bytes on standard output as they are. In JSON what would steer a terminal is escaped, which is the same
    text; where this is a terminal, other text goes without it. Raises `WrongCall` for a picture on a terminal.
    """
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    if as_json or on_terminal():
        data = _for_terminal(data, as_json=as_json)
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def on_terminal() -> bool:
    """Whether somebody reads standard output as it is written."""
    return sys.stdout.isatty()


def _for_terminal(data: bytes, *, as_json: bool) -> bytes:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if as_json:  # a log is kept as it was written, also where that is no text
            return data
        raise WrongCall(
            "this is no text for a terminal: name a file with --out, or send it on with |"
        ) from None
    return (json_escaped(text) if as_json else plain_lines(text)).encode()


def write(
    path: str | Path,
    text: str | bytes,
    *,
    reads: Iterable[str | Path | None] = (),
    force: bool = False,
    as_json: bool = False,
) -> None:
    """A file, written beside its place and moved there once it is whole; `-` is standard output.

    Raises `OSError` with the path; what stood there before then still does. Raises `WrongCall` as `refuse_loss` does.
    """
    if str(path) == STDOUT:
        write_stdout(text, as_json=as_json)
        return
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    path = Path(path)
    refuse_loss(path, data, reads=reads, force=force)
    try:
        # A link stays a link: the file it points at is replaced.
        _write(Path(os.path.realpath(path)), data)
    except OSError as problem:
        reason = f"cannot be written: {problem.strerror or problem}"
        raise OSError(problem.errno or 0, reason, str(path)) from problem


def append(path: Path, before: bytes | None, added: bytes, *, reads: Mapping[Path, bytes]) -> None:
    """Bytes at the end of a file that holds `before` (None: that is not there yet); what it holds is never touched.

    `reads`: what this was worked out from. Raises `WrongCall` where a file is not what it was by now, and then writes
    nothing; `OSError` with the path where it cannot be written, and what stood there before then still does.
    """
    for read, data in reads.items():
        if not _holds(read, data):
            raise WrongCall(f"{read}: was changed meanwhile: nothing was written, look at it again")
    try:
        with path.open("xb" if before is None else "a+b") as file:  # whoever appends beside us loses nothing
            file.seek(0)
            if before is not None and file.read() != before:
                raise WrongCall(f"{path}: was changed meanwhile: nothing was written, look at it again")
            try:
                file.write(added)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(len(before or b""))
                raise
    except FileExistsError:
        raise WrongCall(
            f"{path}: came to be there meanwhile: nothing was written, look at it again"
        ) from None
    except OSError as problem:
        reason = f"cannot be written: {problem.strerror or problem}"
        raise OSError(problem.errno or 0, reason, str(path)) from problem


def write_all(
    files: Mapping[Path, str | bytes], *, reads: Iterable[str | Path | None] = (), force: bool = False
) -> None:
    """Several files and the folders they are in; none is written where one of them would be a loss."""
    reads = tuple(reads)
    for path, text in files.items():
        refuse_loss(path, text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text,
                    reads=reads, force=force)  # fmt: skip
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, text, reads=reads, force=force)


def refuse_loss(
    path: Path, data: bytes, *, reads: Iterable[str | Path | None] = (), force: bool = False
) -> None:
    """Nothing where the place is free, holds the same bytes, or something that can be made again.

    Raises `WrongCall` for one of the files that are read, whatever is said, and without `force` for what nothing brings
    back: a log, a timing file, TOML that somebody wrote, a file its championship folder is read from.
    """
    if not path.is_file() or _holds(path, data):
        return
    # By the file, not by its name: a link or another way of writing the path is the same loss.
    if any(read is not None and os.path.exists(read) and os.path.samefile(path, read) for read in reads):
        raise WrongCall(f"{path}: is read by this very command and would be lost: write to another file")
    if force:
        return
    # Here, because only a file that would be written over asks for the championship folder around it.
    from parcferme.season import is_input

    if holds_record(path) or is_input(path):
        raise WrongCall(
            f"{path}: is there already, and what was recorded or written by hand is never overwritten silently: "
            "write to another file, or remove this one first"
        )


def _holds(path: Path, data: bytes) -> bool:
    """Whether these very bytes are there already."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _write(place: Path, data: bytes) -> None:
    # A device or a pipe is written to, never replaced.
    if place.exists() and not stat.S_ISREG(place.stat().st_mode):
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
    # It cannot be read without being set.
    mask = os.umask(0)
    os.umask(mask)
    return mask
