"""What a bundle says of itself: its parts, its hash, what was asked of the engine, and which engine it was."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import PureWindowsPath
from typing import Any, Final, TypeVar

import msgspec

from parcferme.findings import WrongCall
from parcferme.seal.archive import BadBundle

FORMAT: Final = "parcferme-bundle"
VERSION: Final = 1
MANIFEST, SIGNATURE, ABOUT, VERSIONS, CLASSIFICATION, LINES = (
    "manifest.json", "signature.json", "about.json", "versions.json", "classification.json", "lines.txt",
)  # fmt: skip
RULEBOOK, ENTRIES, DECISIONS, CHAMPIONSHIP, ROUND, CORRECTIONS = (
    "rulebook.toml", "entries.csv", "decisions.toml", "championship.toml", "round.toml", "corrections.csv",
)  # fmt: skip
LOGS: Final = tuple(f"log.{ending}" for ending in ("jsonl", "csv", "tsv", "txt", "json", "html"))
"""What the log's part can be called; which of them is told from what is in it and its name."""
INPUTS: Final = (*LOGS, RULEBOOK, ENTRIES, DECISIONS, CHAMPIONSHIP, ROUND, CORRECTIONS)
ORDER: Final = (MANIFEST, SIGNATURE, ABOUT, VERSIONS, CLASSIFICATION, LINES, *INPUTS)
_T = TypeVar("_T")
_QR: Final = "PARCFERME"
_HEX: Final = 64
_SHORT: Final = 12


class Replaced(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bundle an amended one takes the place of, by its hash, and why."""

    hash: str
    because: str


class Inputs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was asked of the engine. `files`: the name each input part had; `session`: round and name in a championship
    folder, None for a file of its own; `kind` and `length_us` as `score` takes them, where they were given.
    """

    files: Mapping[str, str]
    session: str | None = None
    kind: str | None = None
    length_us: int | None = None


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was sealed. `title`: what the session is called; `status`: of publication; `date`: of the seal, where it was
    given; `lines`, `head`: of the log's hash chain; `replaces`: for an amended result.
    """

    title: str
    status: str
    inputs: Inputs
    lines: int
    head: str
    date: str | None = None
    replaces: Replaced | None = None


class Versions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which engine came to the result. `source` is a hash of its program text, `schema` the form of the bundle."""

    parcferme: str
    source: str
    python: str
    polars: str
    numpy: str
    schema: int = VERSION


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The size and SHA-256 of a part, of the bytes as written."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every part but the manifest and the signature, and the hash over all of them."""

    format: str
    version: int
    parts: Mapping[str, Part]
    hash: str


def canonical(value: Any) -> bytes:
    """A value as JSON in the one way it can be written: keys sorted, no blanks, ASCII only."""
    plain = msgspec.to_builtins(value)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def part_of(data: bytes) -> Part:
    """Size and hash of a part."""
    return Part(len(data), hashlib.sha256(data).hexdigest())


def sealed_hash(parts: Mapping[str, Part], version: int = VERSION) -> str:
    """The hash of a bundle: SHA-256 over the canonical JSON of the hashes of its parts, in hexadecimal."""
    return hashlib.sha256(canonical({"format": FORMAT, "version": version, "parts": parts})).hexdigest()


def short_hash(hash_: str) -> str:
    """The first twelve digits of a bundle's hash in groups of four, as papers carry them: `0a1b 2c3d 4e5f`."""
    digits = hash_in(hash_)[:_SHORT]
    return " ".join(digits[at : at + 4] for at in range(0, _SHORT, 4))


def qr_text(hash_: str) -> str:
    """What the QR code of a paper says: `PARCFERME:1:` and the whole hash. Capitals make the smallest code."""
    return f"{_QR}:{VERSION}:{hash_in(hash_).upper()}"


def hash_in(text: str) -> str:
    """The digits of a hash as a paper shows it: whole, short, or the text of its QR code; twelve of them at least.

    Raises `WrongCall` for anything else.
    """
    digits = re.sub(r"\s+", "", text).removeprefix(f"{_QR}:{VERSION}:").lower()
    if not re.fullmatch(rf"[0-9a-f]{{{_SHORT},{_HEX}}}", digits):
        raise WrongCall(f"not the hash of a bundle: {text!r} (expected 12 to {_HEX} hexadecimal digits)")
    return digits


def is_safe_name(name: str, *, folders: bool = True) -> bool:
    """Whether a file name from a bundle stays inside the folder it is put in, on every system."""
    steps = name.split("/")
    odd = any(step in ("", ".", "..") or len(step.encode(errors="replace")) > 200 for step in steps)
    steering = any(char == "\\" or ord(char) < 32 for char in name)
    # `C:x` is inside the folder on Unix and outside it on Windows, where the bundle may be verified.
    return not (odd or steering or PureWindowsPath(name).drive) and (folders or len(steps) == 1)


def log_part(name: str, data: bytes) -> str:
    """What the part is called that holds this log or timing file."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b'{"kind"'):
        return LOGS[0]
    ending = name.rpartition(".")[2].lower()
    called = f"log.{'html' if ending == 'htm' else ending}"
    # A log of records is known by its first record, never by its name.
    return called if called in LOGS and ending != "jsonl" else "log.txt"


def read_part(cls: type[_T], data: bytes, name: str) -> _T:
    """A part that is canonical JSON as the value it holds. Raises `BadBundle` for anything else."""
    try:
        value = msgspec.json.decode(data, type=cls)
        same = canonical(value) == data
    except (msgspec.DecodeError, RecursionError, UnicodeError) as problem:
        raise BadBundle(f"{name}: {problem}") from None
    if not same:
        raise BadBundle(f"{name}: not written as a seal writes it")
    return value
