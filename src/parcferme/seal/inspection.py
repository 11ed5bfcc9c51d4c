"""A bundle looked at, byte by byte: is it whole, is every part the one that was sealed, and who signed it.

Nothing is recomputed here. Each thing that does not hold is a finding that names the part, and the line of it where
that can be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from parcferme.findings import Finding, Where, error
from parcferme.seal.archive import (
    HEADER_BYTES,
    Archive,
    BadBundle,
    first_difference,
    read_archive,
    write_archive,
)
from parcferme.seal.contents import (
    ABOUT,
    CLASSIFICATION,
    FORMAT,
    LINES,
    LOGS,
    MANIFEST,
    ORDER,
    SIGNATURE,
    VERSION,
    VERSIONS,
    About,
    Manifest,
    Versions,
    part_of,
    read_part,
    sealed_hash,
)
from parcferme.seal.keys import ALGORITHM, is_public, is_signed, key_id
from parcferme.seal.lines import chain_head, changed_lines, lines_in, read_lines
from parcferme.seal.writing import Signature

_T = TypeVar("_T")


class Inspection(msgspec.Struct, frozen=True):
    """What a bundle holds and what does not hold of it. `hash`, `about`, `versions` and `public` (the key that signed)
    are None where they cannot be read; `signed`: the signature fits the hash; `date`: of the seal, where it says one.
    """

    file: str
    parts: Mapping[str, bytes]
    manifest: Manifest | None
    hash: str | None
    about: About | None
    versions: Versions | None
    public: str | None
    signed: bool
    findings: tuple[Finding, ...]
    date: dt.date | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every byte is the one that was sealed."""
        return not self.findings


def inspect(data: bytes, file: str) -> Inspection:
    """Everything that can be told of a bundle without a list of keys and without an engine.

    Raises `BadBundle` for a file that is none at all.
    """
    archive = read_archive(data, file)
    parts = archive.parts
    found: list[Finding] = []
    if archive.cut is not None:
        found.append(error("seal-cut-short", Where(file=file), part=archive.cut or None, bytes=len(data)))
    manifest, told = _own(Manifest, archive, MANIFEST)
    found += told
    hash_ = None
    # Where the hash is that of today's version only the number was changed: that is no newer form, it is
    # tampering.
    if manifest is not None and manifest.version != VERSION and sealed_hash(manifest.parts) != manifest.hash:
        found.append(error("seal-version-unknown", Where(file=file), version=manifest.version, known=VERSION))
        return Inspection(file, parts, manifest, None, None, None, None, False, tuple(found))
    if manifest is not None:
        hash_, told = _held(archive, manifest)
        found += told
    about, told = _content(About, archive, ABOUT, found)
    found += told
    versions, told = _content(Versions, archive, VERSIONS, found)
    found += told
    signature, told = _own(Signature, archive, SIGNATURE)
    found += told
    signed = signature is not None and hash_ is not None and _signed(signature, hash_)
    if signature is not None and hash_ is not None and not signed:
        found.append(error("seal-signature-wrong", Where(file=SIGNATURE), part=SIGNATURE, key=signature.key))
    if about is not None:
        found += _chain(about, parts, found)
    if not found:
        found += _layout(data, archive, file)
    date = _date(about)
    public = None if signature is None or not is_public(signature.public) else signature.public
    return Inspection(file, parts, manifest, hash_, about, versions, public, signed, tuple(found), date)


def _own(cls: type[_T], archive: Archive, name: str) -> tuple[_T | None, list[Finding]]:
    """The manifest or the signature, which no hash covers: what cannot be read there was changed."""
    data = archive.parts.get(name)
    if data is None or name == archive.cut:
        missing = [error("seal-part-missing", Where(file=name), part=name)] if archive.cut is None else []
        return None, missing
    return _read(cls, data, name)


def _content(
    cls: type[_T], archive: Archive, name: str, found: Sequence[Finding]
) -> tuple[_T | None, list[Finding]]:
    """What a part says; where its bytes are those that were sealed (nothing is found about it) it must be readable."""
    data = archive.parts.get(name)
    if data is None or any(one.where.file == name for one in found):
        return None, []
    return _read(cls, data, name)


def _read(cls: type[_T], data: bytes, name: str) -> tuple[_T | None, list[Finding]]:
    """A part as a value; what cannot be read is a finding."""
    try:
        return read_part(cls, data, name), []
    except BadBundle as problem:
        where = Where(file=name)
        return None, [error("seal-part-unreadable", where, part=name, problem=str(problem))]


def _signed(signature: Signature, hash_: str) -> bool:
    """Whether the signature fits the hash and names the key that made it."""
    public = signature.public
    fits = signature.algorithm == ALGORITHM and is_public(public) and signature.key == key_id(public)
    return fits and is_signed(public, hash_, signature.signature)


def _chain(about: About, parts: Mapping[str, bytes], found: Sequence[Finding]) -> list[Finding]:
    """Whether the hash chain over the log's lines ends as was sealed, where the log itself is as sealed."""
    log = next((name for name in parts if name in LOGS), None)
    if log is None or any(one.where.file == log for one in found):
        return []
    lines, head = len(lines_in(parts[log])), chain_head(parts[log])
    if (lines, head) == (about.lines, about.head):
        return []
    return [error("seal-chain-broken", Where(file=log), part=log, value=head, expected=about.head)]


def _held(archive: Archive, manifest: Manifest) -> tuple[str | None, list[Finding]]:
    """The hash of the bundle (None where parts and manifest do not lead to one), and which part is not as sealed."""
    parts = archive.parts
    here = {name: part_of(parts[name]) for name in parts if name not in (MANIFEST, SIGNATURE)}
    listed = sealed_hash(manifest.parts)
    if (manifest.format, manifest.version, listed) != (FORMAT, VERSION, manifest.hash):
        found = [error("seal-manifest-changed", Where(file=MANIFEST), part=MANIFEST)]
        # The parts are those that were sealed: only what is said of them is not.
        if sealed_hash(here) == manifest.hash:
            return manifest.hash, found
        if all(here.get(name) == part for name, part in manifest.parts.items()):
            return listed, found
        return None, [*found, *_parts(archive, manifest)]
    return manifest.hash, list(_parts(archive, manifest))


def _parts(archive: Archive, manifest: Manifest) -> Iterator[Finding]:
    """Each part that is not the one the manifest names."""
    parts = archive.parts
    digests = {}
    if LINES in manifest.parts and LINES in parts and part_of(parts[LINES]) == manifest.parts[LINES]:
        try:
            digests = dict(read_lines(parts[LINES]))
        except BadBundle as problem:
            yield error("seal-part-unreadable", Where(file=LINES), part=LINES, problem=str(problem))
    for name, sealed in manifest.parts.items():
        if name in parts and part_of(parts[name]) != sealed:
            yield changed_lines(name, name, parts[name], digests.get(name))
        elif name not in parts and archive.cut is None:
            yield error("seal-part-missing", Where(file=name), part=name)
    # Whoever signs a bundle may leave out of its list what every bundle has.
    for name in (ABOUT, VERSIONS, CLASSIFICATION, LINES):
        if name not in manifest.parts:
            yield error("seal-part-missing", Where(file=name), part=name)
    for name in parts:
        if name not in manifest.parts and name not in (MANIFEST, SIGNATURE):
            yield error("seal-part-unlisted", Where(file=name), part=name)


def _layout(data: bytes, archive: Archive, file: str) -> Iterator[Finding]:
    """A byte between the parts that is not as a seal writes it; asked only where every part is."""
    ordered = [name for name in ORDER if name in archive.parts]
    at = first_difference(data, write_archive({name: archive.parts[name] for name in ordered}))
    if at is None:
        return
    before = [name for name, begins in archive.headers.items() if begins <= at]
    last = before[-1] if before else MANIFEST
    in_table = bool(before) and last == list(archive.headers)[-1] and at >= _end(archive, last)
    yield error("seal-archive-changed", Where(file=file), byte=at + 1, part=None if in_table else last)


def _end(archive: Archive, name: str) -> int:
    """Where a part ends, so the next header begins."""
    return archive.headers[name] + HEADER_BYTES + len(name) + len(archive.parts[name])


def _date(about: About | None) -> dt.date | None:
    try:
        return None if about is None or about.date is None else dt.date.fromisoformat(about.date)
    except ValueError:
        return None
