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
from typing import Any, Final, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec

from parcferme.findings import BadRulebook, Finding, Where, error
from parcferme.times import BadTime, Duration, parse_duration

Label = NewType("Label", str)
"""A text that may be typed without quotes where it is a number: a round's number or name, a car."""

_S = TypeVar("_S", bound=msgspec.Struct)
_WRONG: Final = object()


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
    contradictions: Callable[[_S], Iterator[tuple[str, str]]] = lambda value: iter(()),
) -> Read:
    """A TOML text as a value of `cls`. A value that cannot be used is a problem, and its default stands in for it; a
    table of a list that lacks what it needs is left out.

    Raises `tomllib.TOMLDecodeError` for what is not TOML.
    """
    tree = tomllib.loads(text, parse_float=Decimal)
    reading = _Reading(text)
    value = reading.struct(cls, tree, "")
    if value is not _WRONG:
        for key, wrong in contradictions(cast(_S, value)):
            reading.problem(key, wrong)
    return Read(None if value is _WRONG else value, reading.cites, tuple(reading.problems), reading.line)


def parse_toml(
    cls: type[_S],
    text: str,
    name: str,
    contradictions: Callable[[_S], Iterator[tuple[str, str]]] = lambda value: iter(()),
) -> tuple[_S, Mapping[str, Cite]]:
    """The same where nothing may be wrong. Raises `BadRulebook` listing every problem with its line."""
    try:
        read = read_toml(cls, text, contradictions)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise BadRulebook(f"{name}: not TOML: {problem}") from None
    if read.problems:
        raise BadRulebook("\n".join(f"{name}:{one.line}: {one.key}: {one.wrong}" for one in read.problems))
    return cast(_S, read.value), read.cites


def problem_findings(problems: tuple[Problem, ...], file: str) -> tuple[Finding, ...]:
    """Problems as findings with file and line."""
    return tuple(
        error("rulebook-unusable", Where(file=file, line=one.line), problem=f"{one.key}: {one.wrong}")
        for one in problems
    )


def toml_keys(cls: type[msgspec.Struct], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every dotted key a table of this type may hold, with its type: references, schemas and their tests go through
    these.
    """
    hints = get_type_hints(cls)
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


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _default_of(cls: type[msgspec.Struct], name: str) -> Any:
    """The value of a field that a table does not name; None where it has to."""
    field = next(field for field in msgspec.structs.fields(cls) if field.name == name)
    return None if field.required else field.default


class _Reading:
    """One pass over a tree that gathers every problem instead of stopping at the first."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.problems: list[Problem] = []
        self.cites: dict[str, Cite] = {}
        self._where: dict[str, int] | None = None

    def line(self, path: str) -> int:
        """The line on which a dotted key stands (its table's header where the key itself is not found); `key[2]` is the
        third table of a list.
        """
        if self._where is None:
            self._where = _lines_of(self.lines)
        parts = re.findall(r"[^.\[\]]+|\[\d+\]", path)
        for end in range(len(parts), 0, -1):
            near = "".join(part if part[0] == "[" else f".{part}" for part in parts[:end]).lstrip(".")
            for name in (near, f"{near}[0]"):
                if name in self._where:
                    return self._where[name]
        return 1

    def problem(self, path: str, wrong: str) -> None:
        self.problems.append(Problem(self.line(path), path, wrong))

    def struct(self, cls: type[msgspec.Struct], table: Any, path: str, default: Any = None) -> Any:
        """A table as a value. What it does not say stays as in `default`: a [qualifying] that only names an order
        still ends for each car at time. A text may stand for a table whose first key it is.
        """
        first = cls.__struct_fields__[0]
        if isinstance(table, str) and get_type_hints(cls)[first] not in (bool, int):
            table = {key_of(first): table} if _one_word(cls) else table
        if not isinstance(table, dict):
            self.problem(path, f"expected a table, found {_shown(table)}")
            return _WRONG
        hints = get_type_hints(cls)
        known = {key_of(name): name for name in cls.__struct_fields__ if name != "cites"}
        values: dict[str, Any] = {}
        for key, raw in table.items():
            here = f"{path}.{key}" if path else key
            if key in ("article", "source") and key not in known:
                self._cite(path, table)
                continue
            if key not in known:
                near = difflib.get_close_matches(key, known, 1, 0.4)
                hint = f"; nearest is {near[0]!r}" if near else f"; known are {', '.join(known)}"
                self.problem(here, f"unknown key{hint}")
                continue
            values[known[key]] = self.value(hints[known[key]], raw, here, _default_of(cls, known[key]))
        needed = [field.name for field in msgspec.structs.fields(cls) if field.required]
        usable = {name: value for name, value in values.items() if value is not _WRONG}
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
        if _is_struct(mapped_type(kind)):
            return self._mapping(mapped_type(kind), raw, path)
        if isinstance(raw, dict):
            if "value" not in raw or set(raw) - {"value", "article", "source"}:
                expected = _expected(item_type(kind) or kind)
                self.problem(
                    path, f"expected {expected}, or value with article or source, found {_shown(raw)}"
                )
                return _WRONG
            self._cite(path, raw)
            raw = raw["value"]
        if item_type(kind) is not None:
            return self._list(item_type(kind), raw, path)
        return self._one(kind, raw, path)

    def _list(self, kind: Any, raw: Any, path: str) -> Any:
        """A list; an item that cannot be used is left out. One text or number may stand for a list of one."""
        if not isinstance(raw, list):
            if _is_struct(kind) or isinstance(raw, dict):
                self.problem(path, f"expected a list, found {_shown(raw)}")
                return _WRONG
            raw = [raw]
        kind = Label if kind is str else kind
        read = self.struct if _is_struct(kind) else self._one
        items = [read(kind, item, f"{path}[{place}]") for place, item in enumerate(raw)]
        return tuple(item for item in items if item is not _WRONG)

    def _mapping(self, kind: type[msgspec.Struct], raw: Any, path: str) -> Any:
        if not isinstance(raw, dict):
            self.problem(path, f"expected a table, found {_shown(raw)}")
            return _WRONG
        read = {key: self.struct(kind, table, f"{path}.{key}") for key, table in raw.items()}
        return {key: value for key, value in read.items() if value is not _WRONG}

    def _one(self, kind: Any, raw: Any, path: str) -> Any:
        try:
            return _convert(kind, raw)
        except (BadTime, ValueError, TypeError, ZeroDivisionError) as wrong:
            reason = f" ({wrong})" if isinstance(wrong, BadTime) else ""
            self.problem(path, f"expected {_expected(kind)}, found {_shown(raw)}{reason}")
            return _WRONG

    def _cite(self, path: str, table: Mapping[str, Any]) -> None:
        for key in ("article", "source"):
            if not isinstance(table.get(key, ""), str):
                self.problem(f"{path}.{key}", f"expected a text in quotes, found {_shown(table[key])}")
                return
        cite = Cite(article=table.get("article"), source=table.get("source"))
        self.cites[path] = cite
        self.cites.setdefault(re.sub(r"\[\d+\]", "", path), cite)


def _one_word(cls: type[msgspec.Struct]) -> bool:
    """Whether one text can stand for a table: an enumeration comes first and nothing else has to be there."""
    first, *others = msgspec.structs.fields(cls)
    kind = plain_type(get_type_hints(cls)[first.name])
    return (
        isinstance(kind, type)
        and issubclass(kind, enum.Enum)
        and first.required
        and not any(field.required for field in others)
    )


def _lines_of(lines: list[str]) -> dict[str, int]:
    """The line of every key and table header of a TOML text, by its dotted key with list places."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, text in enumerate(lines, 1):
        header = re.match(r"\s*(\[+)\s*([^\]]+?)\s*\]", text)
        if header and not re.match(r"""\s*\[+\s*["'\d{]""", text):
            name = _placed(re.sub(r"[\s\"']", "", header.group(2)), counts, header.group(1) == "[[")
            found.setdefault(name, number)
            table = name
            continue
        match = re.match(r"""\s*["']?([\w.-]+)["']?\s*=""", text)
        if match:
            full = f"{table}.{match.group(1)}" if table else match.group(1)
            found.setdefault(full, number)
    return found


def _placed(name: str, counts: dict[str, int], listed: bool) -> str:
    """A header's key with the places of the lists it stands in: the second [[points]] is `points[1]`."""
    parts = name.split(".")
    path = ""
    for at, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        last = at == len(parts) - 1
        if last and listed:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path


def _convert(kind: Any, raw: Any) -> Any:
    """One plain value; raises ValueError or TypeError where it is none of the kind."""
    if kind is Duration:
        if not isinstance(raw, str):
            raise BadTime("a time needs its unit")
        return parse_duration(raw)
    if kind is Fraction:
        if isinstance(raw, bool):
            raise TypeError
        text = str(raw).strip()
        return Fraction(text[:-1].strip()) / 100 if text.endswith("%") else Fraction(text)
    if kind is Label:
        if isinstance(raw, bool) or not isinstance(raw, str | int):
            raise TypeError
        return str(raw)
    if kind is dt.datetime and isinstance(raw, str):
        return dt.datetime.fromisoformat(raw)
    if kind in (bool, int, str, dt.date, dt.datetime, dt.time):
        if type(raw) is not kind or (kind is int and raw < 0):
            raise TypeError
        return raw
    return kind(raw)


def _shown(raw: Any) -> str:
    """A value as the rulebook's author wrote it."""
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, dict):
        return "{ " + ", ".join(f"{key} = {_shown(value)}" for key, value in raw.items()) + " }"
    return str(raw) if isinstance(raw, Decimal) else repr(raw)


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
