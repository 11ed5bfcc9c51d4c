"""What a sealed bundle says, as documents: the classification kept in it, what was sealed, what was verified."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from parcferme.documents.classification import classification_document, finding_document
from parcferme.documents.scored import Scored
from parcferme.findings import Finding
from parcferme.seal import About, Bundle, Inspection, TrustedKey, Versions, qr_text, short_hash


def classification_bytes(scored: Scored, status: str) -> bytes:
    """The classification document as it is kept in a bundle: what `--json` prints."""
    document = classification_document(scored, status=status)
    text = json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"
    return text.encode("utf-8", "backslashreplace")


def sealed_document(bundle: Bundle, out: str, findings: Iterable[Finding]) -> dict[str, Any]:
    """What was sealed: where to, its hash in every form, the key, the parts."""
    return {
        "bundle": out,
        **hash_document(bundle.hash),
        "key": bundle.key,
        **_about(bundle.about),
        "bytes": len(bundle.data),
        "parts": [
            {"part": name, "name": bundle.about.inputs.files.get(name, name), **msgspec.to_builtins(part)}
            for name, part in bundle.parts.items()
        ],
        "findings": [finding_document(finding) for finding in findings],
    }


def verified_document(
    seen: Inspection,
    *,
    holds: bool,
    checks: Mapping[str, bool | None],
    key: Mapping[str, Any] | None,
    here: Versions,
    findings: Iterable[Finding],
) -> dict[str, Any]:
    """What a bundle is worth: whether it holds, each check (true, false, null where it could not be made), and why."""
    return {
        "bundle": seen.file,
        "holds": holds,
        "checks": dict(checks),
        **hash_document(seen.hash),
        "key": None if key is None else dict(key),
        **_about(seen.about),
        "engine": None if seen.versions is None else msgspec.to_builtins(seen.versions),
        "engine_here": msgspec.to_builtins(here),
        "findings": [finding_document(finding) for finding in findings],
    }


def hash_document(hash_: str | None) -> dict[str, str | None]:
    """The hash of a bundle: whole, as papers carry it, and as their QR code says it."""
    if hash_ is None:
        return {"hash": None, "short": None, "qr": None}
    return {"hash": hash_, "short": short_hash(hash_), "qr": qr_text(hash_)}


def key_document(key: TrustedKey, state: str) -> dict[str, Any]:
    """A key of the list. Its private half is nowhere in it."""
    dates = {name: getattr(key, name) for name in ("since", "until", "rotated", "revoked")}
    return {
        "id": key.id,
        "name": key.name,
        "state": state,
        "own": key.own,
        "public": key.public,
        **{name: day.isoformat() if day else None for name, day in dates.items()},
        "because": key.because,
    }


def _about(about: About | None) -> dict[str, Any]:
    if about is None:
        return {"session": None, "title": None, "status": None, "date": None, "replaces": None}
    return {
        "session": about.inputs.session,
        "title": about.title,
        "status": about.status,
        "date": about.date,
        "replaces": None if about.replaces is None else msgspec.to_builtins(about.replaces),
    }
