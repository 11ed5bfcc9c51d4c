"""A record's fields as a log writes them: instants as times of day, durations as clocks, others as is."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from decimal import Decimal
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import msgspec

from parcferme.findings import ParcFermeError, WrongCall
from parcferme.records.kinds import DeviceClock, Event, Passing, Record
from parcferme.times import LATEST, BadTime, format_clock, format_instant, parse_clock, parse_instant

# Every kind of record by the name it has in a log.
KINDS: Final[Mapping[str, type[Record]]] = {
    str(kind.__struct_config__.tag): kind for kind in (Passing, *get_args(Event))
}
INSTANTS: Final = frozenset({"at", "after", "written", "device_at", "opens", "closes"})
DURATIONS: Final = frozenset(
    {"length", "duration", "resolution", "time", "best_lap", "step", "s1", "s2", "s3"}
)

MOST_SEQ: Final = 2**53  # beyond it other readers of JSON lose digits
# 32 bits: in the passings frame, and counts no session reaches
_NARROW: Final = frozenset(
    {"strength", "hits", "laps", "lap", "places", "position", "best_lap_number", "stops"}
)
_MOST_SECONDS: Final = 10**9
_WORDS: Final[Mapping[type, str]] = {int: "integer", str: "text", bool: "true/false", Decimal: "number"}
# msgspec says which field is wrong in its text and nowhere else.
_PATH: Final = re.compile(r"`\$\.(\w+)")

R = TypeVar("R", bound=Record)


class BadField(ParcFermeError, ValueError):
    """A field that cannot be read: `problem` is unknown, missing or bad; `expected` says what would do."""

    def __init__(self, problem: str, field: str, value: Any, expected: str) -> None:
        super().__init__(f"{problem} field {field!r}: {value!r} (expected {expected})")
        self.problem = problem
        self.field = field
        self.value = value
        self.expected = expected


def _described(field: msgspec.structs.FieldInfo) -> str:
    if field.name in INSTANTS:
        return "instant"
    if field.name in DURATIONS:
        return "duration"
    either = get_args(field.type) if get_origin(field.type) in (Union, UnionType) else (field.type,)
    first = next(part for part in either if part is not type(None))
    if isinstance(first, type) and issubclass(first, enum.Enum):
        return " | ".join(str(member.value) for member in first)
    return _WORDS.get(first, "object")


def _place(field: msgspec.structs.FieldInfo) -> int:
    """When it happened comes first, then what; who wrote it and from where comes last."""
    return {"seq": 0, "at": 1, "by": 3, "written": 3, "source": 3, "line": 3}.get(field.name, 2)


_LAYOUT: Final = {
    kind: {field.encode_name: _described(field) for field in sorted(msgspec.structs.fields(kind), key=_place)}
    for kind in KINDS.values()
}
_DEFAULTS: Final = {
    kind: {field.encode_name: field.default for field in msgspec.structs.fields(kind)}
    for kind in KINDS.values()
}
# What a log calls `class` is no name in Python.
_ATTRIBUTES: Final = {
    kind: {field.encode_name: field.name for field in msgspec.structs.fields(kind)} for kind in KINDS.values()
}
_NEEDED: Final = {
    kind: tuple(
        field.encode_name
        for field in msgspec.structs.fields(kind)
        # All records share the field `at`, so it has a default; a passing, or a word on a device's clock, without an
        # instant is none all the same.
        if field.required or (kind in (Passing, DeviceClock) and field.name == "at")
    )
    for kind in KINDS.values()
}


def field_names(kind: type[Record]) -> tuple[str, ...]:
    """The fields of a kind in the order a log writes them."""
    return tuple(_LAYOUT[kind])


def expected(kind: type[Record], field: str) -> str:
    """What a field takes: instant, duration, integer, number, text, true/false, object, or its words."""
    return _LAYOUT[kind][field]


def needed(kind: type[Record], field: str) -> bool:
    """Whether a record of this kind cannot be without the field."""
    return field in _NEEDED[kind]


def write_instant(at: int) -> str:
    """An instant as a log writes it, to the microsecond, at least three decimals. Raises `WrongCall`."""
    if 0 <= at <= LATEST:
        return _trimmed(format_instant(at))
    raise WrongCall(f"not an instant a log can hold: {at} (expected microseconds from 0 up to the year 9999)")


def write_duration(us: int) -> str:
    """A duration as a log writes it, to the microsecond, at least three decimals. Raises `WrongCall`."""
    if us < 0:
        raise WrongCall(f"not a duration a log can hold: {us} (expected microseconds, 0 or more)")
    return _trimmed(format_clock(us, 6))


def _trimmed(text: str) -> str:
    return text[:-3] if text.endswith("000") else text.rstrip("0")


def plain_fields(record: Record) -> dict[str, Any]:
    """The record as a log writes it, without its kind: fields in order, times as text, defaults left out.

    A passing always names its loop. Raises `WrongCall` for a time or number no log can hold.
    """
    written: dict[str, Any] = {}
    defaults, attributes = _DEFAULTS[type(record)], _ATTRIBUTES[type(record)]
    for name in _LAYOUT[type(record)]:
        value = getattr(record, attributes[name])
        if value is None or (value == defaults[name] and name != "loop"):
            continue
        if name in INSTANTS:
            value = write_instant(value)
        elif name in DURATIONS:
            value = write_duration(value)
        elif isinstance(value, enum.Enum):
            value = value.value
        elif isinstance(value, Decimal) and not _is_number(value):
            raise WrongCall(f"not a number a log can hold: {name} = {value}")
        written[name] = value
    return written


def _is_number(value: Any) -> bool:
    """Whether a number of seconds can be kept exactly and computed with."""
    if isinstance(value, Decimal):
        # `1e999999999` is a short text, and a number of a gigabyte once it is computed with.
        if not value.is_finite() or abs(value) >= _MOST_SECONDS:
            return False
        return -30 <= int(value.as_tuple().exponent) <= 30
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST_SECONDS


def record_of(kind: type[R], raw: Mapping[str, Any]) -> R:
    """The record of what a log wrote (see `plain_fields`); a null is the same as nothing. Raises `BadField`."""
    layout = _LAYOUT[kind]
    values = {}
    for name, value in raw.items():
        wanted = layout.get(name)
        if wanted is None:
            raise BadField("unknown", name, value, " | ".join(layout))
        if value is None:
            continue
        if wanted in ("instant", "duration"):
            value = _read_time(name, value, wanted)
        elif not _fits(name, value, wanted):
            raise BadField("bad", name, value, wanted)
        values[name] = value
    for name in _NEEDED[kind]:
        if name not in values:
            raise BadField("missing", name, None, layout[name])
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as problem:
        found = _PATH.search(str(problem))
        name = found.group(1) if found else ""
        raise BadField("bad", name, values.get(name), layout.get(name, "")) from None


def _read_time(name: str, value: Any, wanted: str) -> int:
    try:
        if isinstance(value, str):
            read = int(parse_instant(value)) if wanted == "instant" else parse_clock(value)
            # What no column of 64 bits holds would end the reading of the whole log.
            if 0 <= read < 2**63:
                return read
    except (BadTime, OverflowError):
        pass
    raise BadField("bad", name, value, wanted)


def _fits(name: str, value: Any, wanted: str) -> bool:
    if wanted == "number":
        return _is_number(value)
    if wanted != "integer":
        return True
    # `true` is an integer to Python, and no number of a lap.
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    if name == "seq":
        return 1 <= value < MOST_SEQ
    limit: int = 2 ** (31 if name in _NARROW else 63)
    return -limit <= value < limit
