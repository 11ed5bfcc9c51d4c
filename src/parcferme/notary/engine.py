"""Which engine this is: its version, a hash of its program text, and what it computes with."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from parcferme.seal import Versions


@cache
def versions() -> Versions:
    """The versions a bundle names. Two engines with the same ones come to the same result."""
    return Versions(
        parcferme=version("parcferme"),
        source=_source(Path(str(resources.files("parcferme")))),
        python=platform.python_version(),
        polars=version("polars"),
        numpy=version("numpy"),
    )


def _source(folder: Path) -> str:
    """SHA-256 over the names and texts of every module and stub, in order; line ends as Unix writes them. What a stub
    of a face says is what the program imports.
    """
    found = hashlib.sha256()
    texts = [*folder.rglob("*.py"), *folder.rglob("*.pyi")]
    for path in sorted(texts, key=lambda path: path.relative_to(folder).as_posix()):
        # A checkout on Windows has other line ends and is the same engine.
        text = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.relative_to(folder).as_posix()} {len(text)}\n".encode() + text)
    return found.hexdigest()
