"""Names of published files and folders: whatever somebody is called, on any disk, and never outside the folder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from parcferme.names import hyphened

_MOST: Final = 60
# What Windows takes for a device, whatever follows the point.
_DEVICES: Final = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{at}" for port in ("com", "lpt") for at in range(10))]
)


def file_name(text: str) -> str:
    """A name as part of a path: `Milo Racing` is `milo-racing`. A name that leaves nothing is its code."""
    kept = hyphened(text)[:_MOST]
    return kept or "-".join(f"{ord(sign):x}" for sign in text[:12])


def file_names(texts: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """The file name of each text; those that would be one are told apart by a number. None of them is in `taken`."""
    used, names = {*taken, *_DEVICES}, dict[str, str]()
    for text in dict.fromkeys(texts):
        name, at = file_name(text), 1
        while name in used:
            at += 1
            name = f"{file_name(text)}-{at}"
        names[text] = name
        used.add(name)
    return names
