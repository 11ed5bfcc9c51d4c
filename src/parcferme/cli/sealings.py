"""The sealed results of a published set: each session's bundle, and the hash its papers carry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from parcferme.cli.publishing import Files, Piece, Publication
from parcferme.findings import ParcFermeError

if TYPE_CHECKING:
    from parcferme.cli.papers import Job
    from parcferme.seal import Bundle, Inspection, SigningKey
    from parcferme.season.meetings import Session

SEAL: Final = "seal"


def of_session(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    """The bundle of a session that has a result, where there is a key to sign with."""
    if session is None or job.matter.scored is None:
        return
    key = to.key
    if key is not None:
        yield Piece(f"{job.place} {SEAL}", lambda: _files(to, session, job, key))


def key_here(to: Publication) -> SigningKey | None:
    """The key that signs here. Where there is none, or it cannot be used, that is told."""
    from parcferme.cli.seal import today
    from parcferme.season.keys import keys_folder, signing_key

    try:
        return signing_key(keys_folder(), today())
    except ParcFermeError as problem:
        to.told.append(f"{to.round.number}: no {SEAL} ({problem})")
        return None


def _files(to: Publication, session: Session, job: Job, key: SigningKey) -> Files:
    """The bundle. The one published before stays where it is of the same result, made from the same files."""
    from parcferme.documents.sealed import classification_bytes
    from parcferme.season.sealing import replaced, seal_session

    path = f"{job.place}/{SEAL}/{job.place}.zip"
    before = to.before / path
    given = (to.season, session, key, classification_bytes)
    try:
        made = seal_session(*given, status=to.status).bundle
        data, hash_ = made.data, made.hash
        old = _before(before)
        if old is not None and _is_same(old, made, key):
            data, hash_ = before.read_bytes(), old.hash or hash_
        elif before.is_file() and to.because is not None:
            gone = replaced(before, to.because, session=f"{session.round}/{session.name}")
            made = seal_session(*given, status=to.status, replaces=gone).bundle
            data, hash_ = made.data, made.hash
    except ParcFermeError as problem:
        to.lacks(job, SEAL, str(problem))
        return
    to.hashes[job.place] = hash_
    yield path, data


def _before(path: Path) -> Inspection | None:
    """The bundle published before; None where there is none, or none that is whole."""
    from parcferme.seal import inspect
    from parcferme.season.sealing import read_bundle

    try:
        looked = inspect(read_bundle(path), path.name)
    except ParcFermeError:
        return None
    return looked if looked.is_whole else None


def _is_same(old: Inspection, made: Bundle, key: SigningKey) -> bool:
    """Whether two bundles seal the same result in the same state, whatever they replace."""
    from parcferme.seal.contents import ABOUT, LINES

    if old.about is None or old.manifest is None or old.public != key.public:
        return False
    inside = [
        {name: part for name, part in parts.items() if name not in (ABOUT, LINES)}
        for parts in (old.manifest.parts, made.parts)
    ]
    return old.about.status == made.about.status and inside[0] == inside[1]
