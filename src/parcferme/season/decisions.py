"""The decisions file: what stewards and race control ruled, as records; what cannot be used is told with its line."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

import msgspec

from parcferme.findings import BadDecisions, Finding, Where, error
from parcferme.records import Decision, Penalty
from parcferme.season.files import toml_text
from parcferme.times import BadTime, parse_instant

TABLE: Final = re.compile(r"\s*\[\[\s*decision\s*\]\]")
DECISION_KEYS: Final = (
    "penalty", "car", "seconds", "laps", "lap", "places", "served", "article", "reason", "document", "at",
    "driver", "driving", "licence_points", "settles", "disqualified_for",
)  # fmt: skip
# Thirty years and a million laps are slips of the keyboard; below them every sum in µs fits 64 bits.
_MOST_SECONDS: Final = 10**9
_MOST_LAPS: Final = 10**6


def load_decisions(path: str | Path) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """The decisions of a TOML file; one that cannot be used is a finding with its line, the others stand.

    Raises `BadDecisions` for a file that is not TOML.
    """
    path = Path(path)
    text = toml_text(path, BadDecisions)
    try:
        # 0.1 s is a tenth, not the float nearest to it.
        tree = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise BadDecisions(f"{path}: not TOML: {problem}") from None
    # tomllib does not say where a table stands.
    lines = [n for n, line in enumerate(text.splitlines(), 1) if TABLE.match(line)]
    findings: list[Finding] = []
    for key in tree:
        if key != "decision":
            near = "decision" if difflib.get_close_matches(key, ["decision"], 1) else None
            findings.append(error("decisions-unknown-key", Where(file=path.name), key=key, nearest=near))
    listed = tree.get("decision", [])
    found: list[Decision] = []
    for index, raw in enumerate(listed if isinstance(listed, list) else [listed]):
        where = Where(file=path.name, line=lines[index] if index < len(lines) else None)
        decision = _decision(raw, where, findings)
        if decision is not None:
            found.append(decision)
    return tuple(found), tuple(findings)


def _decision(raw: Any, where: Where, findings: list[Finding]) -> Decision | None:
    """One decision of a file as a record; unknown keys and wrong values are findings."""
    if not isinstance(raw, dict):
        findings.append(error("decision-unreadable", where, value=str(raw), expected="Expected a table"))
        return None
    raw = {field_of(key): value for key, value in raw.items()}
    unknown = sorted(set(raw) - set(DECISION_KEYS))
    if unknown:
        near = difflib.get_close_matches(unknown[0], DECISION_KEYS, 1)
        told = {"keys": unknown, "known": list(DECISION_KEYS), "nearest": near[0] if near else None}
        findings.append(error("decision-unknown-key", where, **told))
    values = {key: value for key, value in raw.items() if key in DECISION_KEYS}
    try:
        return _decision_record(values, where)
    except (msgspec.ValidationError, BadTime) as problem:
        said = ", ".join(f"{key} = {value}" for key, value in raw.items())
        expected = _expected(values.get("penalty"), str(problem))
        findings.append(error("decision-unreadable", where, value=said, expected=expected))
        return None


def field_of(key: str) -> str:
    """The field a key of the file is for: `licence-points` is `licence_points`."""
    return key.replace("-", "_") if key.replace("-", "_") in DECISION_KEYS else key


def _decision_record(values: dict[str, Any], where: Where) -> Decision:
    """The record; car numbers and articles may be typed without quotes."""
    if isinstance(values.get("at"), str | dt.time | dt.datetime):
        at = values["at"]
        values["at"] = parse_instant(at if isinstance(at, str) else at.isoformat())
    for key in ("car", "article", "document", "reason", "driver", "disqualified_for"):
        if isinstance(values.get(key), int | Decimal) and not isinstance(values[key], bool):
            values[key] = str(values[key])
    if not _is_fair(values.get("seconds")):
        raise msgspec.ValidationError(f"Expected fewer seconds than {_MOST_SECONDS} - at `$.seconds`")
    for key in ("laps", "lap", "places", "licence_points"):
        count = values.get(key)
        if isinstance(count, int) and not 0 < count < _MOST_LAPS:
            raise msgspec.ValidationError(f"Expected a number from 1 up - at `$.{key}`")
    return msgspec.convert({**values, "source": where.file, "line": where.line}, Decision)


def _is_fair(seconds: Any) -> bool:
    """Whether seconds, as a number or as text, are few enough to be meant; what is no number is told elsewhere."""
    try:
        number = Decimal(seconds) if isinstance(seconds, Decimal | int | str) else Decimal(0)
    except InvalidOperation:
        return True
    return number.is_finite() and abs(number) < _MOST_SECONDS


def _expected(penalty: Any, problem: str) -> str:
    """What was wrong; for a penalty nobody knows the nearest and all there are."""
    kinds = [kind.value for kind in Penalty]
    if isinstance(penalty, str) and penalty not in kinds:
        near = difflib.get_close_matches(penalty, kinds, 1, 0.4)
        return (
            f"no penalty {penalty!r}{f', nearest is {near[0]!r}' if near else ''} (known: {', '.join(kinds)})"
        )
    return problem
