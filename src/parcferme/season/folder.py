"""What the TOML files of a championship folder may say: championship.toml for the season, round.toml for a meeting."""

from __future__ import annotations

import datetime as dt
import enum
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from parcferme.decoders import odd_bytes, text_of
from parcferme.findings import BadRulebook, Finding, Where, error
from parcferme.regulations import Adjustment, Label, Read, Rulebook, read_rulebook, read_toml
from parcferme.times import Duration

CHAMPIONSHIP: Final = "championship.toml"
ROUND_FILE: Final = "round.toml"
_S = TypeVar("_S", bound=msgspec.Struct)
_MISSING: Final = "missing "
STATES: Final = re.compile(r"provisional|official|amended [1-9][0-9]*")
"""The states a document can be published in."""


class Certainty(enum.StrEnum):
    """How sure a value is: a source states it, it follows from what sources state, or it was filled in to fit them."""

    STATED = "stated"
    INFERRED = "inferred"
    RECONSTRUCTED = "reconstructed"


class SessionFile(msgspec.Struct, frozen=True):
    """One session. `name` is what its file is called (`race-1.log`), unless `file` names another; `kind` is race,
    sprint, qualifying, practice, stage …, read from the name where it is not given. `start` is local time at the
    circuit. `length` or `laps`: what is scheduled, where it is not as the rulebook says.

    `decisions`: the stewards' rulings (else `NAME.decisions.toml` where there is one). `grid_from`, `reverse_first`:
    what orders this race's grid, where it is not as the rulebook says. `completed`, `green_laps`, `red`: a race cut
    short. `status`: provisional, official, `amended 1`. `published`, `protest_until`: when its documents were published
    and until when they may be protested, as they are printed (`published` else as the round says); `changed`: what an
    amendment changed. `weather`: the readings of the station (else `NAME.weather.csv` where there is one).
    """

    name: str
    kind: str | None = None
    start: dt.datetime | None = None
    length: Duration | None = None
    laps: int | None = None
    file: str | None = None
    decisions: str | None = None
    grid_from: tuple[str, ...] = ()
    reverse_first: int | None = None
    completed: Fraction | None = None
    green_laps: int | None = None
    red: bool = False
    wet: bool | None = None
    status: str = "provisional"
    published: str | None = None
    protest_until: str | None = None
    changed: tuple[str, ...] = ()
    weather: str | None = None
    certainty: Certainty | None = None
    title: str | None = None
    note: str | None = None


class CalendarRound(msgspec.Struct, frozen=True):
    """One round in the calendar of championship.toml; what its round.toml says stands before it."""

    number: int
    folder: str | None = None
    name: str | None = None
    circuit: str | None = None
    country: str | None = None
    zone: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    cancelled: bool = False


class ChampionshipFile(msgspec.Struct, frozen=True):
    """championship.toml. `rulebook`: a shipped one by name, or a TOML file beside it; `rules`: values that differ from
    it all season. `entries`: the entry list; `results`: one result list for all rounds, where rounds have no files.
    `session`: the sessions of every round that does not list its own. `names`: what lists call somebody, and the name
    tables show. `reconstruction`: not timed but worked out from published facts, said wherever it is shown.
    `officials`: names by office. `logo`, a picture beside it, and `colours` (of `accent` and of classes) are for
    bulletins.
    """

    name: str = ""
    title: str | None = None
    season: Label | None = None
    rulebook: Label | None = None
    zone: str | None = None
    organiser: str | None = None
    officials: Mapping[str, str] = {}
    logo: str | None = None
    colours: Mapping[str, str] = {}
    classes: tuple[str, ...] = ()
    entries: str = "entries.csv"
    results: str | None = None
    reconstruction: bool = False
    source: str | None = None
    note: str | None = None
    round: tuple[CalendarRound, ...] = ()
    session: tuple[SessionFile, ...] = ()
    adjustment: tuple[Adjustment, ...] = ()
    names: Mapping[str, str] = {}
    rules: Rulebook | None = None


class FeedFile(msgspec.Struct, frozen=True):
    """A feed to be recorded. `address`: a whole one (`p3://10.0.0.7:5403`), or a place (`10.0.0.7:5403`,
    `/dev/ttyUSB0`) whose `protocol` stands beside it. `loop`: where its decoder is; `decoder`: of which of several
    decoders behind one address this is said. `clock`: `device` or `host`, whose clock its instants are by; `began`:
    when a decoder that counts from power-up was switched on; `baud`: of a serial line.
    """

    address: str = ""
    protocol: str | None = None
    loop: str | None = None
    decoder: Label | None = None
    clock: str | None = None
    began: str | None = None
    baud: int | None = None


class RoundFile(msgspec.Struct, frozen=True):
    """round.toml. `number`: of the round, else that its folder's name begins with. `length_m`: of a lap, in metres;
    `minimum_lap`: no car laps faster. `start`, `end`: first and last day. `published`: when its documents were
    published, as it is printed. `feed`: what is recorded; `official_clock`: whose clock is the official one, `host`,
    a decoder's id or its loop. `rules`: values that differ from the rulebook
    at this round, under the rulebook's own keys.
    """

    number: int | None = None
    name: str | None = None
    circuit: str | None = None
    length_m: int | None = None
    country: str | None = None
    zone: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    minimum_lap: Duration | None = None
    cancelled: bool = False
    officials: Mapping[str, str] = {}
    published: str | None = None
    source: str | None = None
    note: str | None = None
    certainty: Certainty | None = None
    official_clock: Label | None = None
    feed: tuple[FeedFile, ...] = ()
    session: tuple[SessionFile, ...] = ()
    adjustment: tuple[Adjustment, ...] = ()
    rules: Rulebook | None = None


class FolderText(msgspec.Struct, frozen=True):
    """One TOML file of the folder as text: `file` is its path in the folder, `rules` what it says under [rules] as far
    as the keys are known, `read` where its keys stand.
    """

    file: str
    text: str = ""
    rules: Mapping[str, Any] = {}
    read: Read | None = None

    def where(self, key: str) -> Where:
        """File and line of a dotted key, of the nearest table above it where it is not written."""
        return Where(file=self.file, line=None if self.read is None else self.read.line(key))


def read_folder_toml(
    cls: type[_S], text: str, file: str
) -> tuple[_S | None, FolderText, tuple[Finding, ...]]:
    """One of the two files as far as it can be used, and a finding with its line for what is wrong. None where it is no
    TOML at all.
    """
    try:
        tree = tomllib.loads(text, parse_float=Decimal)
        read = read_toml(cls, text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        where = Where(file=file, line=_line_of(problem))
        return None, FolderText(file), (error("folder-unusable", where, problem=f"not TOML: {problem}"),)
    # What [rules] leaves out stands in the rulebook: nothing is missing there.
    wrong = [
        one for one in read.problems if not (one.key.startswith("rules") and one.wrong.startswith(_MISSING))
    ]
    rules = tree.get("rules", {}) if isinstance(tree.get("rules", {}), dict) else {}
    for one in wrong:
        if one.key.startswith("rules."):
            _drop(rules, one.key.removeprefix("rules.").split("."))
    found = tuple(
        error("folder-unusable", Where(file=file, line=one.line), problem=f"{one.key}: {one.wrong}")
        for one in wrong
    )
    return read.value, FolderText(file, text, rules, read), found


def overruled(text: str, above: FolderText) -> tuple[Rulebook, str, tuple[Finding, ...]]:
    """A rulebook's text with the [rules] of a file laid over it: the rulebook, its new text, and what cannot hold."""
    tree = _laid_over(tomllib.loads(text, parse_float=Decimal), above.rules)
    merged = "".join(f"{_key(key)} = {_written(value)}\n" for key, value in tree.items())
    book, read = read_rulebook(merged)
    before = {(one.key, one.wrong) for one in read_rulebook(text)[1].problems}
    found = tuple(
        error("rulebook-unusable", above.where(f"rules.{one.key}"), problem=f"rules.{one.key}: {one.wrong}")
        for one in read.problems
        if (one.key, one.wrong) not in before
    )
    return book, merged, found


def usable_rulebook(text: str, file: str) -> tuple[Rulebook, tuple[Finding, ...]]:
    """A rulebook as far as it can be used, with a finding for each line that cannot.

    Raises `BadRulebook` for no TOML.
    """
    try:
        book, read = read_rulebook(text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise BadRulebook(f"{file}: not TOML: {problem}") from None
    return book, tuple(
        error("rulebook-unusable", Where(file=file, line=one.line), problem=f"{one.key}: {one.wrong}")
        for one in read.problems
    )


def rulebook_beside(folder: Path, file: str | None) -> FolderText | None:
    """The rulebook as text with its lines, where it is a file of the folder that is TOML."""
    text = text_in(folder, file) if file else None
    if file is None or text is None:
        return None
    try:
        return FolderText(file, text, read=read_rulebook(text)[1])
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def text_in(folder: Path, file: str) -> str | None:
    """The text of a file in the folder; None where there is none or it cannot be read."""
    try:
        return text_of((folder / file).read_bytes())
    except (OSError, ValueError):
        return None


def odd_bytes_in(folder: Path, file: str, name: str) -> tuple[Finding, ...]:
    """That a file of the folder is not UTF-8, so that its accents are a guess; `name` is what it is called there."""
    try:
        return odd_bytes((folder / file).read_bytes(), name)
    except (OSError, ValueError):
        return ()


def _line_of(problem: tomllib.TOMLDecodeError | RecursionError) -> int | None:
    """The line a text stops being TOML on, as the message of the parser ends."""
    said = re.search(r"\(at line (\d+), column \d+\)\Z", str(problem))
    return int(said[1]) if said else None


def _drop(table: dict[str, Any], path: list[str]) -> None:
    """Take a key that cannot be used out of a tree; inside a list, the whole list."""
    for at, part in enumerate(path):
        name = part.partition("[")[0]
        inner = table.get(name)
        if at == len(path) - 1 or "[" in part or not isinstance(inner, dict):
            table.pop(name, None)
            return
        table = inner


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables laid over tables key by key; anything else is replaced."""
    found = dict(below)
    for key, value in above.items():
        under = found.get(key)
        both = (
            isinstance(value, dict)
            and isinstance(under, dict)
            and "value" not in value
            and "value" not in under
        )
        found[key] = _laid_over(under, value) if both and under is not None else value
    return found


def _key(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _written(value: Any) -> str:
    """A value as TOML on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, str):
        return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
    if isinstance(value, Decimal):
        return str(value) if value.is_finite() else str(float(value))
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
