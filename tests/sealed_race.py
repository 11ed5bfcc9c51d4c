"""The small race sealed: its bundle, the key that signed it, and a bundle made from other parts by the same key."""

from __future__ import annotations

import datetime as dt
import functools
import tempfile
from pathlib import Path

import msgspec

from parcferme.documents import classification_bytes
from parcferme.notary import Gathered, Verified, verify
from parcferme.notary.engine import versions
from parcferme.notary.sealing import gathered_file, seal
from parcferme.seal import Bundle, SigningKey, TrustedKey, Versions, sealed
from small_race import write_race

TODAY = dt.date(2026, 7, 18)


@functools.cache
def key() -> SigningKey:
    return SigningKey.new()


def trusted(**said: object) -> TrustedKey:
    return msgspec.structs.replace(TrustedKey(key().public, "Race control"), **said)


@functools.cache
def gathered() -> Gathered:
    with tempfile.TemporaryDirectory() as place:
        race = write_race(Path(place))
        beside = {"entries": race.parent / "entries.csv", "decisions": race.parent / "decisions.toml"}
        return gathered_file(race, kind="race", **beside)  # type: ignore[arg-type]


@functools.cache
def bundle() -> Bundle:
    return seal(gathered(), key(), classification_bytes).bundle


def made_of(
    parts: dict[str, bytes] | None = None,
    *,
    classification: bytes | None = None,
    files: dict[str, str] | None = None,
    engine: Versions | None = None,
    session: str | None = None,
) -> bytes:
    """A bundle signed by the same key, whatever is in it."""
    inputs = gathered().inputs
    inputs = msgspec.structs.replace(inputs, files=files or inputs.files, session=session or inputs.session)
    kept = seal(gathered(), key(), classification_bytes)
    text = classification_bytes(kept.score, "provisional") if classification is None else classification
    return sealed(
        inputs,
        parts or gathered().parts,
        text,
        engine or versions(),
        key(),
        title="Sunday sprint",
        status="provisional",
    ).data


def verified(
    data: bytes, folder: Path, *keys: TrustedKey, today: dt.date = TODAY, paper: str | None = None
) -> Verified:
    path = folder / "race.zip"
    path.write_bytes(data)
    return verify(path, keys or (trusted(),), today, classification_bytes, paper=paper)


def codes(made: Verified) -> list[str]:
    return [finding.code for finding in made.findings]
