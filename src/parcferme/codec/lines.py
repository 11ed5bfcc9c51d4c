"""One record as one JSON line: its kind, the version of that kind, and its fields as a log writes them."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

import msgspec

from parcferme.findings import BadLog, Finding, Where, WrongCall, error, warning
from parcferme.records import KINDS, BadField, Record, field_names, plain_fields, record_of

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

# The version in which each kind is written today.
CURRENT: Final[dict[str, int]] = dict.fromkeys(KINDS, 1) | {"flag": 2}
# (kind, version) → what turns the fields of a line of that version into those of the next. A step is never changed
# or removed once a log of that version may exist somewhere. It gets the fields without kind and version.
UPCASTS: Final[dict[tuple[str, int], Upcast]] = {
    ("flag", 1): lambda fields: fields,  # one shown at one place, or to one class, was not written yet
}

_QUOTE: Final = 80
_WRITER: Final = msgspec.json.Encoder(decimal_format="number")
_READER: Final = msgspec.json.Decoder(float_hook=Decimal)


def encode_record(record: Record) -> bytes:
    """The record as one JSON line without its line feed. Raises `WrongCall` for what could not be read back."""
    kind = str(type(record).__struct_config__.tag)
    fields = plain_fields(record)
    try:
        record_of(type(record), fields)
    except BadField as bad:
        raise WrongCall(f"not a {kind} a log can hold: {bad}") from None
    return _WRITER.encode({"kind": kind, "v": CURRENT[kind], **fields})


def decode_record(line: bytes | str) -> Record:
    """The record in one line, of this version or an earlier one. Raises `BadLog` quoting the line and why."""
    if isinstance(line, bytes):
        try:
            line = line.decode()
        except UnicodeDecodeError:
            raise BadLog(f"not a record: {line[:_QUOTE]!r} is not UTF-8") from None
    record, findings = read_line(line, Where())
    if record is None or findings:
        reason = "; ".join(f"{finding.code} {dict(finding.values)}" for finding in findings)
        raise BadLog(f"not a record: {line[:_QUOTE]!r} ({reason})")
    return record


def read_line(text: str, where: Where, *, unended: bool = False) -> tuple[Record | None, list[Finding]]:
    """The record in a line, None where it cannot be read, and what was wrong with it.

    `unended`: the line is the last one and has no line feed, so a broken one was probably cut off. A field nobody
    knows is set aside and the record kept; a field that cannot be read takes the record with it.
    """
    try:
        raw, twice = _READER.decode(text), said_twice(text)
    # Brackets nested some thousand deep are no bad JSON to either reader: they run out of stack.
    except (msgspec.DecodeError, RecursionError, json.JSONDecodeError):
        cut = unended and text.lstrip().startswith("{")
        code = "log-line-truncated" if cut else "log-line-unreadable"
        return None, [error(code, where, value=text[:_QUOTE], expected="JSON").leaving_out()]
    if not isinstance(raw, dict):
        return None, [
            error("log-line-unreadable", where, value=text[:_QUOTE], expected="JSON {…}").leaving_out()
        ]
    if any(first != second for _, first, second in twice):
        key, first, second = next(one for one in twice if one[1] != one[2])
        values = {"field": key, "value": _quoted(first), "other": _quoted(second)}
        return None, [error("log-field-twice", where, **values).leaving_out()]
    kind, version = raw.pop("kind", ""), raw.pop("v", 1)
    if not isinstance(kind, str) or kind not in KINDS:
        near = get_close_matches(str(kind), KINDS, 1)
        values = {"value": _quoted(kind), "nearest": near[0] if near else "", "expected": " | ".join(KINDS)}
        return None, [error("log-kind-unknown", where, **values).leaving_out()]
    problem = _version_problem(kind, version, text, where)
    if problem is not None:
        return None, [problem.leaving_out()]
    record, findings = _read_fields(kind, lift(kind, version, raw), where)
    for key, value, _ in twice:
        values = {"field": key, "value": _quoted(value), "other": _quoted(value)}
        findings.insert(0, warning("log-field-twice", where, **values))
    return record, findings


def said_twice(text: str) -> list[tuple[str, Any, Any]]:
    """Keys that one object of a line has more than once, with what is said first and last: JSON lets the last win."""
    found: list[tuple[str, Any, Any]] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for key, value in pairs:
            if key in said:
                found.append((key, said[key], value))
            said[key] = value
        return said

    # Compared as they are written: no number is made of them, so none is rounded.
    json.loads(text, object_pairs_hook=once, parse_float=str, parse_int=str)
    return found


def lift(kind: str, version: int, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a line of this version as today's version has them, one step at a time."""
    for step in range(version, CURRENT[kind]):
        fields = UPCASTS[kind, step](fields)
    return fields


def _version_problem(kind: str, version: Any, text: str, where: Where) -> Finding | None:
    known = CURRENT[kind]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return _bad_field(kind, BadField("bad", "v", version, "integer"), where)
    if version > known:
        values = {"kind": kind, "version": version, "known": known, "value": text[:_QUOTE]}
        return error("log-version-unknown", where, **values)
    return None


def _read_fields(kind: str, fields: dict[str, Any], where: Where) -> tuple[Record | None, list[Finding]]:
    findings = []
    known = field_names(KINDS[kind])
    for name in [name for name in fields if name not in known]:
        near = get_close_matches(name, known, 1)
        values = {"kind": kind, "field": name, "value": _quoted(fields.pop(name))}
        values |= {"nearest": near[0] if near else "", "expected": " | ".join(known)}
        findings.append(error("log-field-unknown", where, **values))
    if type(fields.get("seq")) is int and fields["seq"] == 0:
        del fields["seq"]  # 0 means "not numbered yet"
    try:
        return record_of(KINDS[kind], fields), findings
    except BadField as bad:
        return None, [*findings, _bad_field(kind, bad, where).leaving_out()]


def _bad_field(kind: str, bad: BadField, where: Where) -> Finding:
    if bad.problem == "missing":
        return error("log-field-missing", where, kind=kind, field=bad.field, expected=bad.expected)
    values = {"kind": kind, "field": bad.field, "value": _quoted(bad.value), "expected": bad.expected}
    return error("log-field-bad", where, **values)


def _quoted(value: Any) -> str:
    """What the line said, as it said it."""
    text = value if isinstance(value, str) else _WRITER.encode(value).decode()
    return text[:_QUOTE]
