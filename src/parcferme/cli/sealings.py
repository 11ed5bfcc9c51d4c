"""The sealed results of a published set: each session's bundle, and the hash its papers carry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from parcferme.cli.publishing import Files, Piece, Publication
from parcferme.findings import ParcFermeError

if TYPE_CHECKING:
    from parcferme.cli.papers import Job
    from parcferme.seal import Replaced, SigningKey
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
    from parcferme.documents.sealed import classification_bytes
    from parcferme.season.sealing import seal_session

    path = f"{job.place}/{SEAL}/{job.place}.zip"
    try:
        made = seal_session(
            to.season, session, key, classification_bytes,
            status=to.status, replaces=_replaced(to, session, to.before / path),
        )  # fmt: skip
    except ParcFermeError as problem:
        to.lacks(job, SEAL, str(problem))
        return
    to.hashes[job.place] = made.bundle.hash
    yield path, made.bundle.data


def _replaced(to: Publication, session: Session, before: Path) -> Replaced | None:
    """What this bundle takes the place of: the one published there before, where a reason is given."""
    from parcferme.season.sealing import replaced

    if to.because is None or not before.is_file():
        return None
    return replaced(before, to.because, session=f"{session.round}/{session.name}")
