"""Texts people wrote, read from disk."""

from __future__ import annotations

from pathlib import Path

from parcferme.findings import WrongCall


def text_in(path: Path) -> str:
    """A text file; a mark at its start is no part of it. Raises `WrongCall` for what is no text."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        if b"\0" in data:
            raise WrongCall(f"{path}: not a text (byte {problem.start})") from None
        # What editors on Windows write that do not write UTF-8.
        return data.decode("cp1252", errors="replace")
