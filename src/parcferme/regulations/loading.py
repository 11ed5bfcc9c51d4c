"""TOML text to frozen values: lines, unknown keys with the nearest known, and the article or source a value cites."""

from __future__ import annotations

import datetime as dt
import difflib
import enum
import re
import tomllib
import types
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Final, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from parcferme.findings import BadRulebook
from parcferme.regulations.toml_lines import line_lookup
from parcferme.times import BadTime, Duration, parse_duration

Label = NewType("Label", str)
"""A text that may be typed without quotes where it is a number: a round's number or name, a car."""

_S = TypeVar("_S", bound=msgspec.Struct)
_WRONG: Final = object()
# No rule needs more, and exact arithmetic takes the longer the more digits there are.
_MOST_DIGITS: Final = 40
_NUMBER: Final = re.compile(r"[+-]?\d{1,40}(\.\d{1,99}|/\d{1,40})?")
_MOST_SHOWN: Final = 120


class Cite(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a value comes from: an article of a regulation, or the source it was read in."""

    article: str | None = None
    source: str | None = None


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong in a TOML text: its line, the dotted key, what was expected."""

    line: int
    key: str
    wrong: str


class Read(msgspec.Struct, frozen=True):
    """What was read: the value (problems left out of it), where values come from, the problems, and which line a key
    stands on.
    """

    value: Any
    cites: Mapping[str, Cite]
    problems: tuple[Problem, ...]
    line: Callable[[str], int]


def read_toml(
    cls: type[_S],
    text: str,
    contradictions: Callable[[_S], Iterator[tuple[str, str]]] = lambda _value: iter(()),
) -> Read:
    """A TOML text as a value of `cls`. A value that cannot be used is a problem, and its default stands in for it; a
    table of a list that lacks what it needs is left out.

    Raises `tomllib.TOMLDecodeError` for what is not TOML.
    """
    # Points and shares are exact: nothing that is typed may pass through a float (docs/design.md).
    try:
        tree = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise tomllib.TOMLDecodeError("brackets nested too deep to be read") from None
    reading = _Reading(text)
    value = reading.struct(cls, tree, "")
    if value is not _WRONG:
        for key, wrong in contradictions(cast(_S, value)):
            reading.problem(reading.as_written(key), wrong)
    return Read(None if value is _WRONG else value, reading.cites(), tuple(reading.problems), reading.line)


def parse_toml(
    cls: type[_S],
    text: str,
    name: str,
    contradictions: Callable[[_S], Iterator[tuple[str, str]]] = lambda _value: iter(()),
) -> tuple[_S, Mapping[str, Cite]]:
    """The same where nothing may be wrong. Raises `BadRulebook` listing every problem with its line."""
    try:
        read = read_toml(cls, text, contradictions)
    except tomllib.TOMLDecodeError as problem:
        raise BadRulebook(f"{name}: not TOML: {problem}") from None
    if read.problems:
        raise BadRulebook("\n".join(f"{name}:{one.line}: {one.key}: {one.wrong}" for one in read.problems))
    return cast(_S, read.value), read.cites


def toml_keys(cls: type[msgspec.Struct], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every dotted key a table of this type may hold, with its type: references, schemas and their tests go through
    these.
    """
    hints = _hints_of(cls)
    for field in cls.__struct_fields__:
        if field == "cites":
            continue
        key = f"{prefix}{key_of(field)}"
        inner = plain_type(hints[field])
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from toml_keys(inner, f"{key}.")
        elif _is_struct(item_type(inner)):
            yield from toml_keys(item_type(inner), f"{key}[].")
        elif _is_struct(mapped_type(inner)):
            yield from toml_keys(mapped_type(inner), f"{key}.*.")
        else:
            yield key, inner


def key_of(field: str) -> str:
    """The key of a field in TOML: `each_car` is `each-car`, `from_` is `from`."""
    return field.rstrip("_").replace("_", "-")


def plain_type(hint: Any) -> Any:
    """The type without `| None`."""
    if get_origin(hint) in (Union, types.UnionType):
        return next(part for part in get_args(hint) if part is not types.NoneType)
    return hint


def item_type(hint: Any) -> Any:
    """What a list holds; None for what is no list."""
    return get_args(hint)[0] if get_origin(hint) is tuple else None


def mapped_type(hint: Any) -> Any:
    """What a table of free keys holds; None for what is none."""
    return get_args(hint)[1] if get_origin(hint) in (Mapping, dict) else None


@cache
def _hints_of(cls: type[msgspec.Struct]) -> Mapping[str, Any]:
    """The types of a struct's fields; working them out takes longer than reading a rulebook."""
    return get_type_hints(cls)


@cache
def _fields_of(cls: type[msgspec.Struct]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(cls)


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _default_of(cls: type[msgspec.Struct], name: str) -> Any:
    """The value of a field that a table does not name; None where it has to."""
    field = next(field for field in _fields_of(cls) if field.name == name)
    return None if field.required else field.default


class _Reading:
    """One pass over a tree that gathers every problem instead of stopping at the first."""

    def __init__(self, text: str) -> None:
        self.line = line_lookup(text)
        self.problems: list[Problem] = []
        self._cites: dict[str, Cite] = {}
        # Which items of a list were kept, so that a key in the value finds its line in the text, and the other
        # way round.
        self._kept: dict[str, list[int]] = {}

    def problem(self, path: str, wrong: str) -> None:
        self.problems.append(Problem(self.line(path), path, wrong))

    def as_written(self, key: str) -> str:
        """The key in the text of a key in the value: what was left out of a list stands in the text still."""
        path = ""
        for part in re.findall(r"[^\[\]]+|\[\d+\]", key):
            place = int(part[1:-1]) if part[0] == "[" else 0
            kept = self._kept.get(path) if part[0] == "[" else None
            path += f"[{kept[place]}]" if kept is not None and place < len(kept) else part
        return path

    def cites(self) -> dict[str, Cite]:
        """Where values come from, by their keys in the value: with the places of lists, and for the first without."""
        found: dict[str, Cite] = {}
        for written, cite in self._cites.items():
            path = self._as_read(written)
            if path is not None:
                found[path] = cite
        for path, cite in list(found.items()):
            found.setdefault(re.sub(r"\[\d+\]", "", path), cite)
        return found

    def _as_read(self, written: str) -> str | None:
        """The key in the value of a key in the text; None for what was left out."""
        path, here = "", ""
        for part in re.findall(r"[^\[\]]+|\[\d+\]", written):
            kept = self._kept.get(here) if part[0] == "[" else None
            here += part
            if kept is not None:
                place = int(part[1:-1])
                if place not in kept:
                    return None
                part = f"[{kept.index(place)}]"
            path += part
        return path

    def struct(self, cls: type[msgspec.Struct], table: Any, path: str, default: Any = None) -> Any:
        """A table as a value. What it does not say stays as in `default`: a [qualifying] that only names an order
        still ends for each car at time. A text may stand for a table whose first key it is.
        """
        if isinstance(table, str) and _one_word(cls):
            table = {key_of(cls.__struct_fields__[0]): table}
        if not isinstance(table, dict):
            listed = isinstance(table, list) and table and isinstance(table[0], dict)
            hint = f" (there is one: write [{path}])" if listed else ""
            self.problem(path, f"expected a table, found {_shown(table)}{hint}")
            return _WRONG
        hints = _hints_of(cls)
        known = {key_of(name): name for name in cls.__struct_fields__ if name != "cites"}
        values: dict[str, Any] = {}
        for key, raw in table.items():
            here = f"{path}.{key}" if path else key
            if key in ("article", "source") and key not in known:
                self._cite(path, {key: raw})
                continue
            if key not in known:
                # Keys are short, and one letter is much of them: 0.4, where difflib by itself asks for 0.6.
                near = difflib.get_close_matches(key, known, 1, 0.4)
                hint = f"; nearest is {near[0]!r}" if near else f"; known are {', '.join(known)}"
                self.problem(here, f"unknown key{hint}")
                continue
            stands = getattr(default, known[key]) if default is not None else _default_of(cls, known[key])
            values[known[key]] = self.value(hints[known[key]], raw, here, stands)
        needed = [field.name for field in _fields_of(cls) if field.required]
        usable = {name: value for name, value in values.items() if value is not _WRONG}
        # Whoever changes a default needs to say nothing else: what is missing stands in it.
        if default is not None:
            return msgspec.structs.replace(default, **usable)
        missing = [key_of(name) for name in needed if name not in values]
        if missing:
            self.problem(path, f"missing {', '.join(missing)}")
        if any(name not in usable for name in needed):
            return _WRONG
        return cls(**usable)

    def value(self, hint: Any, raw: Any, path: str, default: Any) -> Any:
        kind = plain_type(hint)
        if _is_struct(kind):
            return self.struct(kind, raw, path, default)
        if mapped_type(kind) is not None:
            return self._mapping(mapped_type(kind), raw, path)
        # A table in the place of a plain value is the value with where it comes from; of a list of tables it is
        # one of them.
        if isinstance(raw, dict) and ("value" in raw or not _is_struct(item_type(kind))):
            if "value" not in raw or set(raw) - {"value", "article", "source"}:
                expected = _expected(item_type(kind) or kind)
                self.problem(
                    path, f"expected {expected}, or value with article or source, found {_shown(raw)}"
                )
                return _WRONG
            self._cite(path, {key: said for key, said in raw.items() if key != "value"})
            raw = raw["value"]
        if item_type(kind) is not None:
            return self._list(item_type(kind), raw, path)
        return self._one(kind, raw, path)

    def _list(self, kind: Any, raw: Any, path: str) -> Any:
        """A list; an item that cannot be used is left out. Of numbers none is left out: the place of a number in a
        scale is what it is for. One text, number or word may stand for a list of one.
        """
        if not isinstance(raw, list):
            if isinstance(raw, dict) or (_is_struct(kind) and not (isinstance(raw, str) and _one_word(kind))):
                hint = f" (each is a table of its own: write [[{path}]])" if isinstance(raw, dict) else ""
                self.problem(path, f"expected a list, found {_shown(raw)}{hint}")
                return _WRONG
            raw = [raw]
        kind = Label if kind is str else kind
        read = [self._item(kind, item, f"{path}[{place}]") for place, item in enumerate(raw)]
        kept = [place for place, item in enumerate(read) if item is not _WRONG]
        if kind in (int, Fraction) and len(kept) < len(read):
            return _WRONG
        if len(kept) < len(read):
            self._kept[path] = kept
        return tuple(read[place] for place in kept)

    def _item(self, kind: Any, raw: Any, path: str) -> Any:
        """One item of a list or of a table with free keys."""
        if _is_struct(kind):
            return self.struct(kind, raw, path)
        if item_type(kind) is not None:
            return self._list(item_type(kind), raw, path)
        return self._one(kind, raw, path)

    def _mapping(self, kind: Any, raw: Any, path: str) -> Any:
        """A table whose keys are free: one value or table for each."""
        if not isinstance(raw, dict):
            self.problem(path, f"expected a table, found {_shown(raw)}")
            return _WRONG
        said = {key: raw[key] for key in ("article", "source") if isinstance(raw.get(key), str)}
        if _is_struct(kind) and said:
            self._cite(path, said)
            raw = {key: value for key, value in raw.items() if key not in said}
        read = {key: self._item(kind, value, f"{path}.{key}") for key, value in raw.items()}
        return {key: value for key, value in read.items() if value is not _WRONG}

    def _one(self, kind: Any, raw: Any, path: str) -> Any:
        try:
            return _convert(kind, raw)
        except (BadTime, ValueError, TypeError, ZeroDivisionError) as wrong:
            reason = f" ({wrong})" if isinstance(wrong, BadTime) else ""
            self.problem(path, f"expected {_expected(kind)}, found {_shown(raw)}{reason}")
            return _WRONG

    def _cite(self, path: str, table: Mapping[str, Any]) -> None:
        for key, said in table.items():
            if not isinstance(said, str):
                here = f"{path}.{key}" if path else key
                self.problem(here, f"expected a text in quotes, found {_shown(said)}")
                return
        before = self._cites.get(path, Cite())
        self._cites[path] = msgspec.structs.replace(before, **table)


def _one_word(cls: type[msgspec.Struct]) -> bool:
    """Whether one text can stand for a table: an enumeration comes first and nothing else has to be there."""
    first, *others = _fields_of(cls)
    kind = plain_type(_hints_of(cls)[first.name])
    return (
        isinstance(kind, type)
        and issubclass(kind, enum.Enum)
        and first.required
        and not any(field.required for field in others)
    )


def _convert(kind: Any, raw: Any) -> Any:
    """One plain value; raises ValueError or TypeError where it is none of the kind."""
    if kind is Duration:
        if not isinstance(raw, str):
            raise BadTime("a time needs its unit")
        return parse_duration(raw)
    if kind is Fraction:
        if isinstance(raw, bool):
            raise TypeError
        if isinstance(raw, Decimal) and abs(raw.adjusted()) > _MOST_DIGITS:
            raise ValueError  # 1e999999999 is a number too, of a gigabyte
        text = format(raw, "f") if isinstance(raw, Decimal) else str(raw).strip()
        number = text.removesuffix("%").rstrip()
        if not _NUMBER.fullmatch(number):
            raise ValueError
        return Fraction(number) / (100 if text.endswith("%") else 1)
    if kind is Label:
        if isinstance(raw, bool) or not isinstance(raw, str | int):
            raise TypeError
        return str(raw)
    if kind is dt.datetime and isinstance(raw, str):
        return dt.datetime.fromisoformat(raw)
    if kind in (bool, int, str, dt.date, dt.datetime, dt.time):
        # Not `isinstance`: to Python a date with a time is a date, and `true` is the number 1.
        if type(raw) is not kind or (kind is int and raw < 0):
            raise TypeError
        return raw
    return kind(raw)


def _shown(raw: Any) -> str:
    """A value as the rulebook's author wrote it, long ones cut."""
    if isinstance(raw, bool):
        text = str(raw).lower()
    elif isinstance(raw, dict):
        text = "{ " + ", ".join(f"{key} = {_shown(value)}" for key, value in raw.items()) + " }"
    elif isinstance(raw, list):
        text = "[" + ", ".join(map(_shown, raw)) + "]"
    elif isinstance(raw, Decimal | dt.date | dt.time):
        text = str(raw)
    else:
        text = repr(raw)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} …"


def _expected(kind: Any) -> str:
    """What a value of this kind looks like, in words."""
    if kind is Duration:
        return "a time with its unit, like '85 s' or '28:00.000'"
    if kind is Fraction:
        return "a number or a share, like 12.5, '70 %' or '3/4'"
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return "one of " + ", ".join(repr(member.value) for member in kind)
    words: dict[Any, str] = {
        bool: "true or false",
        int: "a whole number from 0 up",
        str: "a text",
        Label: "a text or a number",
        dt.date: "a date, like 2020-07-18",
        dt.datetime: "a date and time, like 2020-07-18T10:50:00",
        dt.time: "a time of day, like 10:50:00",
    }
    return words.get(kind, str(kind))
