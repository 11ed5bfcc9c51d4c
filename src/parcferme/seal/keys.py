"""Keys: the one that signs, the ones that are trusted, and what a signature by each of them is worth.

Ed25519 (RFC 8032). A key is called by the first digits of the SHA-256 of its public half.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from parcferme.findings import Finding, ParcFermeError, error, info

ALGORITHM: Final = "ed25519"
_ID_DIGITS: Final = 16
_PUBLIC_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
# Signed in front of the hash, so that no signature made for something else can be that of a seal.
_SIGNED: Final = b"parcferme seal 1\n"


class BadKeys(ParcFermeError, ValueError):
    """A key, or a list of keys, that cannot be used; a private key is never quoted."""


class SigningKey:
    """The private half of a key. It is never shown: neither `repr` nor any error text holds it."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def new(cls) -> SigningKey:
        """A new key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, pem: bytes, file: str) -> SigningKey:
        """A key from its file. Raises `BadKeys`."""
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            # `from None`: what the library says may quote the file.
            raise BadKeys(f"{file}: not a private key as `parcferme keys create` writes it") from None
        if not isinstance(key, Ed25519PrivateKey):
            raise BadKeys(f"{file}: not an Ed25519 key")
        return cls(key)

    def written(self) -> bytes:
        """The key as it is kept in a file only its owner can read."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public(self) -> str:
        """The public half in hexadecimal."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    @property
    def id(self) -> str:
        """What the key is called."""
        return key_id(self.public)

    def sign(self, hash_: str) -> str:
        """The signature of a bundle's hash, in hexadecimal."""
        return self._key.sign(_SIGNED + hash_.encode("ascii")).hex()

    def __repr__(self) -> str:
        return f"SigningKey({self.id})"


class TrustedKey(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A key whose signature counts. `name`: whose it is; `since`: when it came on the list; `until`: the last day it
    signs; `rotated`: when another took its place in good order; `revoked`: when it was declared void, and `because`.
    """

    public: str
    name: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    rotated: dt.date | None = None
    revoked: dt.date | None = None
    because: str | None = None
    own: bool = False

    @property
    def id(self) -> str:
        """What the key is called."""
        return key_id(self.public)

    def state(self, today: dt.date) -> str:
        """`current`, `rotated`, `expired` or `revoked`."""
        if self.revoked is not None:
            return "revoked"
        if self.rotated is not None:
            return "rotated"
        return "expired" if self.until is not None and self.until < today else "current"


def key_id(public: str) -> str:
    """The name of a key: the first digits of the SHA-256 of its public half."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:_ID_DIGITS]


def parse_public(text: str, file: str = "") -> TrustedKey:
    """A public key as `parcferme keys public` prints it: `ed25519 HEX NAME`. Raises `BadKeys`."""
    said = text.split(maxsplit=2)
    place = f"{file}: " if file else ""
    if len(said) < 2 or said[0] != ALGORITHM or not is_public(said[1]):
        raise BadKeys(f"{place}not a public key: {text[:60]!r} (expected `{ALGORITHM} HEX NAME` on one line)")
    name = said[2].strip().splitlines()[0] if len(said) == 3 else ""
    return TrustedKey(public=said[1], name=name)


def is_public(text: str) -> bool:
    """Whether this is the public half of a key, in small hexadecimal digits."""
    return _is_hexadecimal(text, _PUBLIC_BYTES)


def _is_hexadecimal(text: str, size: int) -> bool:
    return len(text) == 2 * size and not set(text) - set("0123456789abcdef")


def is_signed(public: str, hash_: str, signature: str) -> bool:
    """Whether this key made this signature of this hash, written in small hexadecimal digits and nothing else."""
    # One signature has one writing: no byte of it is free.
    if not _is_hexadecimal(signature, _SIGNATURE_BYTES):
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), _SIGNED + hash_.encode("ascii"))
    except (InvalidSignature, ValueError):
        return False
    return True


def key_findings(
    public: str, trusted: Iterable[TrustedKey], today: dt.date, sealed: dt.date | None = None
) -> Iterator[Finding]:
    """What there is to say of the key a bundle is signed with; `sealed` is the date the bundle gives.

    A rotated key is still good for what it signed. One that ran out is good for a bundle dated before that.
    """
    key = next((one for one in trusted if one.public == public), None)
    if key is None:
        yield error("seal-key-unknown", key=key_id(public))
    elif key.revoked is not None:
        revoked, because = key.revoked.isoformat(), key.because
        yield error("seal-key-revoked", key=key.id, name=key.name, revoked=revoked, because=because)
    elif key.until is not None and key.until < (sealed or today):
        until, day = key.until.isoformat(), sealed.isoformat() if sealed else None
        yield error("seal-key-expired", key=key.id, name=key.name, until=until, sealed=day)
    elif key.rotated is not None:
        yield info("seal-key-rotated", key=key.id, name=key.name, rotated=key.rotated.isoformat())
