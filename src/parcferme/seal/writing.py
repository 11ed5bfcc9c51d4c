"""A bundle made: parts, their digests, the manifest and the signature, as the bytes of one file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import msgspec

from parcferme.findings import WrongCall
from parcferme.seal.archive import write_archive
from parcferme.seal.contents import (
    ABOUT,
    CLASSIFICATION,
    FORMAT,
    INPUTS,
    LINES,
    LOGS,
    MANIFEST,
    ORDER,
    SIGNATURE,
    VERSION,
    VERSIONS,
    About,
    Inputs,
    Manifest,
    Part,
    Replaced,
    Versions,
    canonical,
    part_of,
    qr_text,
    sealed_hash,
    short_hash,
)
from parcferme.seal.keys import ALGORITHM, SigningKey, key_id
from parcferme.seal.lines import chain_head, lines_in, write_lines

_MOST_WORDS: Final = 2000


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who sealed it: the key, its public half, and its signature of the hash."""

    algorithm: str
    key: str
    public: str
    signature: str


class Bundle(msgspec.Struct, frozen=True):
    """A bundle as bytes, its hash, the key that signed it, and its parts."""

    data: bytes
    hash: str
    key: str
    about: About
    parts: Mapping[str, Part]

    @property
    def short(self) -> str:
        """The hash as papers carry it."""
        return short_hash(self.hash)

    @property
    def qr(self) -> str:
        """What the QR code of a paper says."""
        return qr_text(self.hash)


def sealed(
    inputs: Inputs,
    parts: Mapping[str, bytes],
    classification: bytes,
    versions: Versions,
    key: SigningKey,
    *,
    title: str,
    status: str,
    date: dt.date | None = None,
    replaces: Replaced | None = None,
) -> Bundle:
    """A bundle of these input parts and the classification document they lead to, signed with this key.

    The same arguments make the same bytes. Raises `WrongCall` for a part that is none, `BadBundle` for too much of it.
    """
    unknown = [name for name in parts if name not in INPUTS]
    logs = [name for name in parts if name in LOGS]
    if unknown or len(logs) != 1:
        raise WrongCall(f"not the parts of a bundle: {', '.join(parts)}")
    if replaces is not None and not 0 < len(replaces.because.strip()) <= _MOST_WORDS:
        raise WrongCall("an amended bundle says why it replaces the other, in at most 2000 characters")
    log = parts[logs[0]]
    day = None if date is None else date.isoformat()
    about = About(title, status, inputs, len(lines_in(log)), chain_head(log), day, replaces)
    told = {ABOUT: canonical(about), VERSIONS: canonical(versions), CLASSIFICATION: classification}
    found = _ordered({**told, **parts})
    found = _ordered({**found, LINES: write_lines(found)})
    listed = {name: part_of(data) for name, data in found.items()}
    hash_ = sealed_hash(listed)
    manifest = canonical(Manifest(FORMAT, VERSION, listed, hash_))
    signature = canonical(Signature(ALGORITHM, key_id(key.public), key.public, key.sign(hash_)))
    data = write_archive({MANIFEST: manifest, SIGNATURE: signature, **found})
    return Bundle(data, hash_, key.id, about, listed)


def _ordered(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: parts[name] for name in ORDER if name in parts}
