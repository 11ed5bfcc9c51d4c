"""The sealed results of a published set: each session's bundle, and the hash its papers carry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from parcferme.findings import ParcFermeError
from parcferme.publishing.amendments import state_of, why_replaced
from parcferme.publishing.earlier import SEAL
from parcferme.publishing.publication import Files, Piece, Publication

if TYPE_CHECKING:
    from parcferme.publishing.papers import Job
    from parcferme.seal import Bundle, Inspection, SigningKey
    from parcferme.season.meetings import Session


def of_session(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    """The bundle of a session that has a result, where there is a key to sign with."""
    if session is None or job.matter.scored is None:
        return
    key = to.key
    if key is not None:
        yield Piece(f"{job.place} {SEAL}", lambda: _files(to, session, job, key))


def key_here(to: Publication) -> SigningKey | None:
    """The key that signs here. Where there is none, or it cannot be used, that is told."""
    from parcferme.notary.keys import keys_folder, signing_key

    try:
        return signing_key(keys_folder(), today())
    except ParcFermeError as problem:
        to.told.append(to.say("no-seal", place=to.round.number, why=problem))
        return None


def _files(to: Publication, session: Session, job: Job, key: SigningKey) -> Files:
    """The bundle. The one published before stays where it is of the same result and made from the same files; else the
    new one names it as the one it takes the place of.
    """
    from parcferme.documents.sealed import classification_bytes
    from parcferme.notary.sealing import seal_session
    from parcferme.seal import Replaced

    status, place = state_of(to, job), job.place
    given = (to.season, session, key, classification_bytes)
    old = to.before.bundle(place)
    try:
        made = seal_session(*given, status=status).bundle
        data, hash_ = made.data, made.hash
        if old is not None and old.about is not None and old.hash is not None:
            if _is_same(old, made, key):
                data, hash_ = to.before.bundle_path(place).read_bytes(), old.hash
            elif old.about.inputs.session == made.about.inputs.session:
                gone = Replaced(old.hash, why_replaced(to, job, old.about.status, status))
                made = seal_session(*given, status=status, replaces=gone).bundle
                data, hash_ = made.data, made.hash
    except ParcFermeError as problem:
        to.lacks(job, SEAL, str(problem))
        return
    to.hashes[place] = hash_
    yield f"{place}/{SEAL}/{place}.zip", data


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


def today() -> dt.date:
    """The day it is, in UTC: keys run out on the same day everywhere."""
    return dt.datetime.now(dt.UTC).date()
