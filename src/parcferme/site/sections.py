"""A session as sections of a page: the blocks of its bulletins in one language, and what cannot be shown and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from parcferme.classification import Row
from parcferme.documents import Meeting, MeetingSession, Scored, say, time_text
from parcferme.papers import Block, Kind, class_names, has_laps, summary
from parcferme.papers import classes as class_blocks
from parcferme.regulations import SessionKind

# In the order of a page; the other bulletins are the same in another form (class by class, as charts, car by car).
_SHOWN: Final = tuple(
    "classification grid sectors leaders fastest stops drivers flags weather decisions".split()
)
# A page has room for the grid as the cars stand; the same as a list is for paper.
_AS_LIST: Final = ("table", "break")
_OF_LAPS: Final = ("lap-chart", "laps")
_FIRST: Final = 1


class Section(msgspec.Struct, frozen=True):
    """A part of a page: its anchor, its title, its blocks."""

    name: str
    title: str
    blocks: tuple[Block, ...]


class Lacking(msgspec.Struct, frozen=True):
    """Documents that cannot be shown, and the sentence that says why."""

    names: tuple[str, ...]
    why: str


class Winner(msgspec.Struct, frozen=True):
    """Who was first in a class, or overall where there are none. `figure` is the time, or the best lap."""

    class_: str | None
    number: str
    crew: str
    team: str
    figure: str


def sections(
    meeting: Meeting, session: MeetingSession, kinds: Sequence[Kind], language: str
) -> tuple[list[Section], list[Lacking]]:
    """The parts of a session's page, and what is not known of it."""
    found: list[Section] = []
    lacking: dict[str, list[str]] = {}
    for kind in sorted(kinds, key=lambda kind: _place(kind.name)):
        if kind.name not in _SHOWN:
            continue
        blocks = kind.blocks(meeting, session, (language,))
        said = [block for block in blocks if block["kind"] == "missing"]
        if len(said) == len(blocks):
            why = said[0]["text"][0] if said else ""
            lacking.setdefault(why, []).append(say("bulletin", kind.name, language))
        else:
            shown = (captioned(one) for one in blocks if kind.name != "grid" or one["kind"] not in _AS_LIST)
            found.append(Section(kind.name, say("bulletin", kind.name, language), tuple(shown)))
    of_laps = _without_laps(session, kinds, language)
    if of_laps:
        lacking.setdefault(say("bulletin-missing", "laps", language), []).extend(of_laps)
    return found, [Lacking(tuple(names), why) for why, names in lacking.items()]


def captioned(block: Block) -> Block:
    """A table of verdicts with its rule below instead of in its title."""
    if block["kind"] != "table" or all(column["key"] != "verdict" for column in block["columns"]):
        return block
    title, _, rule = " ".join(block["title"]).partition(". ")
    return {**block, "title": [title], "note": [*([rule] if rule else ()), *block["note"]]}


def by_class(session: MeetingSession, language: str) -> list[Block]:
    """The classification class by class, where there are several; `of` says of which."""
    blocks = class_blocks(session, (language,))
    tables = [
        {**block, "of": block["classes"][0]} for block in blocks if block["kind"] == "table" and block["rows"]
    ]
    return tables if len(tables) > 1 else []


def _place(name: str) -> int:
    return _SHOWN.index(name) if name in _SHOWN else len(_SHOWN)


def _without_laps(session: MeetingSession, kinds: Sequence[Kind], language: str) -> list[str]:
    """The papers of every lap that are not shown by themselves, where there is no lap."""
    if session.scored is None or has_laps(session.scored):
        return []
    return [say("bulletin", kind.name, language) for kind in kinds if kind.name in _OF_LAPS]


def numbers(session: MeetingSession, language: str) -> Block | None:
    """The session in figures; None without a result."""
    block = summary(session, (language,))[0]
    return None if block["kind"] == "missing" else block


def winners(scored: Scored, classes: Sequence[str]) -> list[Winner]:
    """The first of each class, in the order of the classes; of a session without classes the first."""
    ordered = sorted(class_names(scored), key=_order(classes))
    names: Sequence[str | None] = ordered or [None]
    race = scored.result.timing.kind is SessionKind.RACE
    return [
        _winner(row, name, race)
        for name in names
        for row in scored.result.rows
        if (row.position if name is None else row.class_position) == _FIRST and name in (None, row.class_)
    ]


def _order(classes: Sequence[str]) -> Callable[[str], int]:
    return lambda name: classes.index(name) if name in classes else len(classes)


def _winner(row: Row, class_: str | None, race: bool) -> Winner:
    figure = time_text(row.time if race else row.best_lap) or ""
    return Winner(class_, row.number, " / ".join(row.drivers), row.team or "", figure)


def first_word(session: MeetingSession, language: str) -> str:
    """What the first of a session is called: the winner of a race, pole position, the fastest."""
    key = {"practice": "fastest", "qualifying": "pole"}.get(session.kind, "winner")
    return say("site", key, language)


def by_number(block: Block, number: str) -> Block | None:
    """The rows of a table that are of one car, without the columns that say which."""
    keys = [column["key"] for column in block["columns"]]
    if "number" not in keys:
        return None
    at = keys.index("number")
    rows = [row for row in block["rows"] if row[at] == number]
    kept = [index for index, key in enumerate(keys) if key not in ("number", "class", "team")]
    if not rows:
        return None
    part: dict[str, Any] = {
        "columns": [block["columns"][index] for index in kept],
        "rows": [[row[index] for index in kept] for row in rows],
        "classes": [""] * len(rows),
    }
    return {**block, **part}
