"""The seal: a result and everything it came from as one file, whose every byte can be checked. Bytes in, bytes out.

A bundle is an archive of parts as they were written, a manifest with the hash of each, and an Ed25519 signature over
the hash of the manifest. Nothing in it is ever executed, and nothing in it is compressed.
"""

from parcferme.seal.archive import MOST_BYTES, BadBundle
from parcferme.seal.contents import (
    About,
    Inputs,
    Replaced,
    Versions,
    canonical,
    hash_in,
    is_safe_name,
    qr_text,
    sealed_hash,
    short_hash,
)
from parcferme.seal.inspection import Inspection, inspect
from parcferme.seal.keys import BadKeys, SigningKey, TrustedKey, key_findings, parse_public
from parcferme.seal.writing import Bundle, sealed

__all__ = [
    "MOST_BYTES",
    "About",
    "BadBundle",
    "BadKeys",
    "Bundle",
    "Inputs",
    "Inspection",
    "Replaced",
    "SigningKey",
    "TrustedKey",
    "Versions",
    "canonical",
    "hash_in",
    "inspect",
    "is_safe_name",
    "key_findings",
    "parse_public",
    "qr_text",
    "sealed",
    "sealed_hash",
    "short_hash",
]
