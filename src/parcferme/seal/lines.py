"""The lines of a part: their hash chain, as a store keeps it, and a short digest of each that finds a changed one."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from parcferme.findings import Finding, Where, error
from parcferme.seal.archive import BadBundle
from parcferme.store import BEGINNING, chained

# Enough to find a line that was changed; what proves it is the hash of the whole part.
_DIGITS: Final = 16


def lines_in(data: bytes) -> list[bytes]:
    """The lines of a file without their line feeds; what follows the last line feed is a line where it is anything."""
    lines = data.split(b"\n")
    return lines if lines[-1] else lines[:-1]


def chain_head(data: bytes) -> str:
    """The last hash of the chain over the lines of a log, bytes as written: what the head of its store says."""
    head = BEGINNING
    for line in lines_in(data):
        head = chained(head, line)
    return head.hex()


def write_lines(parts: Mapping[str, bytes]) -> bytes:
    """The digests of every line of these parts: a heading `PART LINES`, then a digest a line."""
    text: list[str] = []
    for name, data in parts.items():
        digests = _digests(data)
        text += [f"{name} {len(digests)}", *digests]
    return ("\n".join(text) + "\n").encode("ascii")


def read_lines(data: bytes) -> Mapping[str, Sequence[str]]:
    """Those digests by part. Raises `BadBundle`."""
    found: dict[str, Sequence[str]] = {}
    lines = data.decode("ascii", "replace").split("\n")
    at = 0
    while at < len(lines) - 1:
        name, _, count = lines[at].partition(" ")
        # A stranger wrote this: `²` is a digit too, and figures without end are refused by Python itself.
        if not (count.isascii() and count.isdigit() and len(count) < 10):
            raise BadBundle(f"lines.txt: no heading in line {at + 1}")
        found[name] = lines[at + 1 : at + 1 + int(count)]
        at += 1 + int(count)
    return found


def changed_lines(part: str, file: str, data: bytes, sealed: Sequence[str] | None) -> Finding:
    """What is different in a part that is not the one that was sealed: the first line that is, and how many are.

    `file` is its own name; `sealed` are the digests of its lines, None where they are not known.
    """
    if sealed is None:
        return error("seal-part-changed", Where(file=file), part=part)
    here = _digests(data)
    different = [at for at, (a, b) in enumerate(zip(here, sealed, strict=False), 1) if a != b]
    if len(here) != len(sealed):
        different.append(min(len(here), len(sealed)) + 1)
    if different and Counter(here) == Counter(sealed):
        where = Where(file=file, line=different[0])
        return error("seal-lines-reordered", where, part=part, lines=len(different))
    if not different:  # only the last line feed
        return error("seal-part-changed", Where(file=file, line=len(sealed) or None), part=part, lines=1)
    lacking = len(sealed) - len(here)
    return error(
        "seal-part-changed",
        Where(file=file, line=different[0]),
        part=part,
        lines=1 if lacking else len(different),
        lacking=lacking if lacking > 0 else None,
        added=-lacking if lacking < 0 else None,
    )


def _digests(data: bytes) -> list[str]:
    return [hashlib.sha256(line).hexdigest()[:_DIGITS] for line in lines_in(data)]
