"""A bundle verified: every byte, the signature, the key, and the result worked out again from the log inside."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from parcferme.findings import Finding, ParcFermeError, Severity, Where, error
from parcferme.notary.engine import versions
from parcferme.notary.recomputing import recomputed
from parcferme.notary.sealing import Document, read_bundle
from parcferme.seal import CLASSIFICATION, Inspection, TrustedKey, Versions, hash_in, inspect, key_findings

# What parts nobody of us wrote can raise: in reading them, in reckoning with them, and out of the columns' library.
_BROKEN: Final = (
    ParcFermeError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, RecursionError,
    pl.exceptions.PolarsError,
)  # fmt: skip


@dataclasses.dataclass(frozen=True, eq=False)
class Verified:
    """What a bundle is worth. `checks`: `whole`, `signed`, `key` and `result`, each true, false, or None where it could
    not be asked; `here` is the engine that recomputed; `key` the trusted key that signed, where it is one.
    """

    seen: Inspection
    checks: Mapping[str, bool | None]
    key: TrustedKey | None
    here: Versions
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return all(self.checks.values()) and not _wrong(self.findings)


def verify(
    path: str | Path,
    trusted: Iterable[TrustedKey],
    today: dt.date,
    document: Document,
    *,
    paper: str | None = None,
) -> Verified:
    """Everything that can be asked of a bundle. `paper` is the hash a paper shows, whole or short, or its QR text.

    Raises `BadBundle` for a file that is no bundle, `WrongCall` for a `paper` that is no hash.
    """
    expected = None if paper is None else hash_in(paper)
    name, trusted = Path(path).name, tuple(trusted)
    seen = inspect(read_bundle(path), name)
    found = list(seen.findings)
    checks: dict[str, bool | None] = {"whole": seen.is_whole, "signed": seen.signed, "key": None}
    # Only where it signed: to name somebody's key proves nothing.
    if seen.public is not None and seen.signed:
        said = list(key_findings(seen.public, trusted, today, seen.date))
        checks["key"] = not _wrong(said)
        found += said
    if expected is not None and seen.hash is not None and not seen.hash.startswith(expected):
        found.append(error("seal-hash-differs", Where(file=name), value=seen.hash, expected=expected))
        checks["paper"] = False
    odd = _recheck(seen, document)
    checks["result"] = None if odd is None else not odd
    key = next((one for one in trusted if one.public == seen.public), None) if seen.signed else None
    return Verified(seen, checks, key, versions(), (*found, *(odd or ())))


def _recheck(seen: Inspection, document: Document) -> list[Finding] | None:
    """What is different in the result, worked out again; None where the parts are not those that were sealed."""
    about, made_by = seen.about, seen.versions
    # What was changed is told by its line; a result from changed parts would say nothing.
    if not seen.is_whole or about is None or made_by is None:
        return None
    # nothing.
    where, here = Where(file=CLASSIFICATION), versions()
    kept = seen.parts[CLASSIFICATION]
    try:
        new = document(recomputed(about.inputs, seen.parts), about.status)
        told = _difference(kept, new, same=made_by == here)
    # The parts come from a stranger: where they break the engine, the result does not follow from them.
    except _BROKEN as problem:
        told = {"problem": f"{problem}" or type(problem).__name__}
    if told is None:
        return []
    if made_by == here:
        return [error("seal-result-differs", where, **told)]
    # Which engine sealed it is only what the signer says: this clears nobody (docs/design.md, The seal).
    engines = {"engine": _named(made_by), "engine_here": _named(here)}
    return [error("engine-differs", where, **engines, **told)]


def _difference(kept: bytes, new: bytes, *, same: bool) -> dict[str, Any] | None:
    """The first thing two classification documents say differently; None where they say the same.

    Between equal engines every byte counts: what reads alike to us may read otherwise to another reader. Another engine
    may word sentences otherwise and find more, so there the values alone count.
    """
    if same and kept == new:
        return None
    values = _first(_document(kept), _document(new))
    return {"field": "text", **(values or {})} if same else values


def _document(data: bytes) -> Any:
    """A classification document. Raises `ValueError` where a key stands there twice: readers differ on it."""
    return json.loads(data, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands there {names.count(twice)} times")
    return found


def _first(kept: Any, new: Any) -> dict[str, Any] | None:
    """The first thing the sealed document says that is not so. What it does not say it cannot have wrong: an older
    engine knew fewer columns.
    """
    for name in ("status", "session"):
        old, fresh = _wordless(kept[name]), _wordless(new[name])
        if old != fresh:
            old, fresh = (old, fresh) if isinstance(old, dict) else ({name: old}, {name: fresh})
            field = next((key for key in old if old[key] != fresh.get(key)), None)
            if field is None:
                continue
            return {"field": field, "sealed": _short(old.get(field)), "now": _short(fresh.get(field))}
    rows, others = _wordless(kept["classification"]), _wordless(new["classification"])
    # The first car that differs says more than that there is one more.
    for old, fresh in zip(rows, others, strict=False):
        field = next((key for key in old if old[key] != fresh.get(key)), None)
        if field is not None:
            sealed, now = _short(old.get(field)), _short(fresh.get(field))
            return {"number": old.get("number"), "field": field, "sealed": sealed, "now": now}
    if len(rows) != len(others):
        return {"field": "rows", "sealed": str(len(rows)), "now": str(len(others))}
    return None


def _wordless(value: Any) -> Any:
    """A document without the sentences in it."""
    if isinstance(value, dict):
        return {key: _wordless(one) for key, one in value.items() if key != "text"}
    return [_wordless(one) for one in value] if isinstance(value, list) else value


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _named(engine: Versions) -> str:
    with_ = f"Python {engine.python}, Polars {engine.polars}, NumPy {engine.numpy}"
    return f"parcferme {engine.parcferme} ({engine.source[:8]}), {with_}"


def _wrong(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)
