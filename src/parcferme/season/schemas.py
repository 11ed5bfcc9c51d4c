"""A JSON Schema (draft 2020-12) of every TOML file: what an editor completes, explains and underlines.

The schemas are made from the same types that read the files, so they cannot disagree with them. They are shipped beside
the code as files too (`parcferme/schemas/`), because that is where an editor can find them.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from typing import Any, Final, get_type_hints

import msgspec

from parcferme.records import Decision
from parcferme.regulations import Label, Rulebook, item_type, key_of, mapped_type, plain_type
from parcferme.season.decisions import DECISION_KEYS
from parcferme.season.folder import ChampionshipFile, RoundFile
from parcferme.times import SECOND, Duration

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

# As many digits as `regulations/loading.py` reads: an editor must not warn of what the program takes.
_DIGITS: Final = r"\d{1,40}"
_REST: Final = r"\d{0,39}"
_TIME: Final = (
    r"^\s*(\d+([.,]\d+)?\s*(h|min|m|s|ms|us|µs)|(\d{1,6}[:h][0-5]?\d|\d{1,4}):[0-5]?\d([.,]\d+)?)\s*$"
)
_PLAIN: Final[Mapping[Any, tuple[str, dict[str, Any]]]] = {
    Duration: (
        "time",
        {
            "description": "A time with its unit, like 85 s or 1.5 min, or a clock like 28:00.000.",
            "type": "string",
            "pattern": _TIME,
        },
    ),
    Fraction: (
        "number-or-share",
        {
            "description": "A number or a share, exact: 12.5, 70 % or 3/4.",
            "type": ["number", "string"],
            "pattern": rf"^\s*[+-]?{_DIGITS}(\.\d{{1,99}}|/0*[1-9]{_REST})?\s*%?\s*$",
        },
    ),
    Label: (
        "label",
        {"description": "A text; a number may go without quotes.", "type": ["string", "integer"]},
    ),
    bool: ("yes-or-no", {"type": "boolean"}),
    int: ("count", {"description": "A whole number from 0 up.", "type": "integer", "minimum": 0}),
    str: ("text", {"type": "string"}),
    Decimal: ("number", {"description": "A number, exact.", "type": ["number", "string"]}),
    dt.date: ("date", {"description": "A date, like 2020-07-18.", "type": "string", "format": "date"}),
    dt.time: ("time-of-day", {"description": "A time of day, like 10:50:00.", "type": "string"}),
    dt.datetime: ("instant", {"description": "A date and time, like 2020-07-18T10:50:00.", "type": "string"}),
}
_FILES: Final[Mapping[str, type[msgspec.Struct]]] = {
    "rulebook": Rulebook,
    "championship": ChampionshipFile,
    "round": RoundFile,
}
_SAID: Final = {
    "article": {"description": "The article this comes from.", "type": "string"},
    "source": {"description": "Where this was read.", "type": "string"},
}


def schema_names() -> tuple[str, ...]:
    """Which TOML files have a schema."""
    return (*_FILES, "decisions")


def schema(name: str) -> dict[str, Any]:
    """The schema of one kind of TOML file. Raises `KeyError` where there is none of that name."""
    made = _decisions() if name == "decisions" else _Schema(cited=True).document(_FILES[name])
    return {"$schema": DRAFT, "title": f"Parc Fermé: {name}", **made}


def schema_text(name: str) -> str:
    """The same as it is shipped, as text."""
    return json.dumps(schema(name), ensure_ascii=False, indent=1) + "\n"


def shipped_schema(name: str) -> str:
    """The shipped schema as text. Raises `KeyError` where there is none of that name."""
    if name not in schema_names():
        raise KeyError(name)
    return (resources.files("parcferme") / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")


class _Schema:
    """One schema under way: what is described once is named in `$defs`. `overruling`: inside the [rules] of a folder's
    file, where a table needs nothing because the rulebook below it has the rest.
    """

    def __init__(self, *, cited: bool) -> None:
        self.cited = cited
        self.overruling = False
        self.defs: dict[str, Any] = {}

    def document(self, cls: type[msgspec.Struct]) -> dict[str, Any]:
        table = self._table(cls)
        return {**table, "$defs": dict(sorted(self.defs.items()))}

    def _table(self, cls: type[msgspec.Struct], only: tuple[str, ...] = ()) -> dict[str, Any]:
        """A table: its keys, which of them have to be there, and nothing else."""
        hints = get_type_hints(cls)
        fields = [field for field in msgspec.structs.fields(cls) if field.name != "cites"]
        shown = [field for field in fields if not only or field.name in only]
        said = about_keys(cls)
        properties: dict[str, Any] = {}
        for field in shown:
            value = self.value(hints[field.name])
            default = _default(hints[field.name], field.default)
            properties[key_of(field.name)] = {"description": said[field.name], **default, **value}
        if self.cited:
            properties = {**{key: one for key, one in _SAID.items() if key not in properties}, **properties}
        needed = [key_of(field.name) for field in shown if field.required and not self.overruling]
        return {
            "description": sentence(cls),
            "type": "object",
            "properties": properties,
            **({"required": needed} if needed else {}),
            "additionalProperties": False,
        }

    def value(self, hint: Any) -> dict[str, Any]:
        """What a key of this type may hold."""
        kind = plain_type(hint)
        if _is_table(kind):
            before, self.overruling = self.overruling, self.overruling or kind is Rulebook
            ref = {"$ref": self._named(kind)}
            self.overruling = before
            return ref
        if mapped_type(kind) is not None:
            return {"type": "object", "additionalProperties": self._one(mapped_type(kind))}
        if item_type(kind) is None:
            return self._or_cited(kind)
        item = item_type(kind)
        before, self.overruling = self.overruling, False  # a list replaces a list, so its tables are whole
        one = self._one(Label if item is str else item)
        self.overruling = before
        name = f"list-of-{item.__name__ if _is_table(item) else one['$ref'].rpartition('/')[2]}"
        listed = {"type": "array", "items": one}
        alone = self._word(item) if _is_table(item) else one
        self.defs[name] = {"anyOf": [listed, alone]} if alone else listed
        return self._with_cite({"$ref": f"#/$defs/{name}"}, name)

    def _one(self, kind: Any) -> dict[str, Any]:
        """A single value, or one item of a list."""
        if not _is_table(kind):
            return {"$ref": self._plain(kind)}
        word = self._word(kind)
        ref = {"$ref": self._named(kind)}
        return {"anyOf": [word, ref]} if word else ref

    def _named(self, cls: type[msgspec.Struct]) -> str:
        name = f"{cls.__name__}-overruling" if self.overruling else cls.__name__
        if name not in self.defs:
            self.defs[name] = {}  # a table may hold tables of its own kind
            self.defs[name] = self._table(cls)
        return f"#/$defs/{name}"

    def _word(self, cls: type[msgspec.Struct]) -> dict[str, Any] | None:
        """The one word that may stand for a table."""
        first, *others = msgspec.structs.fields(cls)
        kind = plain_type(get_type_hints(cls)[first.name])
        if not _is_enum(kind) or not first.required or any(field.required for field in others):
            return None
        return {"$ref": self._plain(kind)}

    def _plain(self, kind: Any) -> str:
        if _is_enum(kind):
            name = kind.__name__
            words = [member.value for member in kind]
            self.defs[name] = {"description": sentence(kind), "enum": words}
        else:
            name, described = _PLAIN[kind]
            self.defs[name] = described
        return f"#/$defs/{name}"

    def _or_cited(self, kind: Any) -> dict[str, Any]:
        ref = self._plain(kind)
        return self._with_cite({"$ref": ref}, ref.rpartition("/")[2])

    def _with_cite(self, plain: dict[str, Any], name: str) -> dict[str, Any]:
        """The value alone, or a table of the value and where it comes from."""
        if not self.cited:
            return plain
        self.defs[f"{name}-cited"] = {
            "description": "The value, and the article or source it comes from.",
            "type": "object",
            "properties": {"value": plain, **_SAID},
            "required": ["value"],
            "additionalProperties": False,
        }
        return {"anyOf": [plain, {"$ref": f"#/$defs/{name}-cited"}]}


def _decisions() -> dict[str, Any]:
    """The decisions file: a list of rulings, whose values carry no article of their own."""
    making = _Schema(cited=False)
    ruling = making._table(Decision, DECISION_KEYS)
    for key in ("car", "article", "document", "reason"):
        ruling["properties"][key] |= {"$ref": making._plain(Label)}
    ruling["properties"] = {key_of(key): value for key, value in ruling["properties"].items()}
    ruling["properties"]["disqualified-for"] |= {"$ref": making._plain(Label)}
    for key in ("laps", "lap", "places", "licence-points"):
        ruling["properties"][key] |= {"minimum": 1}
    ruling["properties"]["at"] |= {"$ref": making._plain(str)}
    making.defs["Decision"] = ruling
    return {
        "description": "What the stewards and race control ruled.",
        "type": "object",
        "properties": {"decision": {"type": "array", "items": {"$ref": "#/$defs/Decision"}}},
        "additionalProperties": False,
        "$defs": dict(sorted(making.defs.items())),
    }


def sentence(kind: type) -> str:
    """What a type says of itself, in one paragraph, with its keys as TOML spells them."""
    return _in_toml((kind.__doc__ or "").split("\n\n")[0])


def about_keys(cls: type[msgspec.Struct]) -> dict[str, str]:
    """What a type says of each of its keys: the clause that opens with the key, else that names it, else the sentence
    about the key's own type, else the first about all.
    """
    parts = re.split(r"(?<=[;.])\s(?=`|[A-Z])", " ".join((cls.__doc__ or "").split()))
    hints = get_type_hints(cls)
    found: dict[str, str] = {}
    for field in cls.__struct_fields__:
        opening = [part for part in parts if re.match(rf"(`\w+`,? (and )?)*`{field}`", part)]
        naming = [part for part in parts if f"`{field}`" in part]
        kind = plain_type(hints[field])
        said = next(iter(opening + naming), kind.__doc__ if _is_enum(kind) else parts[0])
        found[field] = _in_toml(said.rstrip(";"))
    return found


def _in_toml(text: str) -> str:
    """Words about a type on one line, with its keys as TOML spells them."""
    return re.sub(r"`(\w+)`", lambda found: f"`{key_of(found[1])}`", " ".join(text.split()))


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, enum.Enum)


def _default(hint: Any, value: Any) -> dict[str, Any]:
    """The value that stands where nothing is said, as it would be written; nothing for tables and lists."""
    kind = plain_type(hint)
    if isinstance(value, enum.Enum):
        return {"default": value.value}
    if isinstance(value, Fraction):
        return {"default": int(value) if value.denominator == 1 else str(value)}
    if kind is Duration and isinstance(value, int):
        return {"default": f"{value // SECOND} s" if value % SECOND == 0 else f"{value} us"}
    return {"default": value} if isinstance(value, bool | int | str) else {}
