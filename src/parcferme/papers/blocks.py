"""Tables and sentences as blocks of a bulletin, in one language or in two on one sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from parcferme.documents import FLEXIBLE, LEFT, Table, say
from parcferme.papers.paper import Block

# Columns that take what the others leave, and in which proportion.
_SHARE: Final = {"crew": 3, "team": 2, "drivers": 3, "message": 4, "reason": 5, "verdict": 1, "driver": 2}
# Columns that take a share too where a text in them is longer than a few words.
_PROSE: Final = {"penalty": 3, "article": 2, "document": 1}
_FEW: Final = 16
# Columns of words besides those of every table.
_TEXTS: Final = ("message", "penalty", "reason", "article", "document", "driver-in", "driver-out")
# What timing people read in English on every sheet: gaps of laps, decimals.
_NUMERIC: Final = frozenset("gap interval time-gap points time position handicap".split())
# A word longer than this gets places where it may break: no column of names is narrower.
_LONGEST: Final = 22
# A narrow table longer than this is set in two columns, where it fits into half of the narrower paper (pt).
_LONG: Final = 50
_HALF: Final = 253.0
# Widths in em: of a narrow and a wide letter, of the mark of a class; a heading's size.
_NARROW: Final = 0.32
_WIDE: Final = 0.7
_CHIP: Final = 0.9
_HEAD: Final = 0.86
_UNBROKEN: Final = re.compile(rf"[^\s-]{{{_LONGEST + 1},}}")
_MAY_BREAK: Final = "\u200b"


def words(section: str, key: str, languages: Sequence[str], /, **values: Any) -> list[str]:
    """The words of a key in each language; once where both say the same."""
    return list(dict.fromkeys(say(section, key, language, **values) for language in languages))


def breakable(text: str) -> str:
    """The text with places to break in words no column could hold."""
    return _UNBROKEN.sub(lambda word: _MAY_BREAK.join(_parts(word[0])), text)


def _parts(word: str) -> list[str]:
    return [word[at : at + _LONGEST // 2] for at in range(0, len(word), _LONGEST // 2)]


def sheet(
    make: Callable[[str], Table],
    languages: Sequence[str],
    *,
    titled: bool = True,
    leave_out: Iterable[str] = (),
    note: Iterable[str] = (),
    empty: Sequence[str] = ("–",),
    size: float = 8,
    marked: Callable[[int, str], str | None] = lambda _row, _column: None,
) -> Block:
    """A table as a block. `make` gives it in one language; words that differ stand side by side. `marked` says of a
    cell (row and column) that it is `strike` or `strong`.

    Team, drivers and car become one column of two lines.
    """
    made = [make(language) for language in languages]
    first, left_out = made[0], set(leave_out)
    kept = [index for index, key in enumerate(first.columns) if key not in left_out]
    cells: list[list[Any]] = [
        [_joined([one.rows[at][index] for one in made], first.columns[index]) for index in kept]
        for at in range(len(first.rows))
    ]
    heads = [list(dict.fromkeys(one.headings[index] for one in made)) for index in kept]
    columns = [_column(first.columns[index], head) for index, head in zip(kept, heads, strict=True)]
    for index, column in enumerate(columns):
        if column["key"] in _PROSE and any(len(row[index]) > _FEW for row in cells):
            column["fr"] = _PROSE[column["key"]]
    columns, cells = _crews(columns, cells, languages)
    _mark(columns, cells, marked)
    pad = 3 if len(columns) > 11 else 4
    narrow = not any(column["fr"] for column in columns) and _width(columns, cells, size, pad) <= _HALF
    return {
        "kind": "table",
        "title": list(dict.fromkeys(one.title for one in made)) if titled else [],
        "columns": columns,
        "rows": cells,
        "classes": [class_ or "" for class_ in first.classes],
        "note": list(note),
        "empty": list(empty),
        "size": size,
        "across": 2 if narrow and len(cells) > _LONG else 1,
        "pad": pad,
    }


def _mark(
    columns: list[dict[str, Any]], rows: list[list[Any]], marked: Callable[[int, str], str | None]
) -> None:
    """Set the marks of cells that say anything."""
    for at, row in enumerate(rows):
        for index, column in enumerate(columns):
            mark = marked(at, column["key"])
            if mark is not None and isinstance(row[index], str) and row[index]:
                row[index] = {"m": row[index], mark: True}


def _joined(texts: Sequence[str], column: str) -> str:
    """One cell out of those in each language."""
    different = list(dict.fromkeys(texts))
    if len(different) == 1:
        return breakable(different[0]) if column in FLEXIBLE else different[0]
    return different[-1] if column in _NUMERIC or column.startswith("session-") else " / ".join(different)


def _column(key: str, head: Sequence[str]) -> dict[str, Any]:
    left = key in LEFT or key in FLEXIBLE or key in _TEXTS
    return {"key": key, "head": list(head), "left": left, "fr": _SHARE.get(key, 0), "em": 0}


def _crews(
    columns: list[dict[str, Any]], rows: list[list[Any]], languages: Sequence[str]
) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Drivers over team and car, in one column, where a table has drivers and a team."""
    keys = [column["key"] for column in columns]
    if "drivers" not in keys or "team" not in keys:
        return columns, rows
    drivers, others = keys.index("drivers"), [key for key in ("team", "vehicle") if key in keys]
    gone = {keys.index(key) for key in others}
    head = [
        " · ".join(say("column", key, language) for key in ("drivers", *others)) for language in languages
    ]
    crew = {"key": "crew", "head": list(dict.fromkeys(head)), "left": True, "fr": 3, "em": 0}
    merged = []
    for row in rows:
        below = " · ".join(row[keys.index(key)] for key in others if row[keys.index(key)])
        pair = {"m": row[drivers].split(" / ") if row[drivers] else [], "s": below}
        merged.append([pair if at == drivers else cell for at, cell in enumerate(row) if at not in gone])
    return [crew if at == drivers else column for at, column in enumerate(columns) if at not in gone], merged


def by_number(block: Block) -> Block:
    """A table in the order of car numbers as people count (2 before 10), so that a car is found in it."""
    at = [column["key"] for column in block["columns"]].index("number")

    def place(row: int) -> tuple[int, str]:
        number = block["rows"][row][at]
        digits = "".join(filter(str.isdecimal, number))
        return (int(digits) if digits else 0, number)

    order = sorted(range(len(block["rows"])), key=place)
    return {**block, "rows": [block["rows"][row] for row in order],
            "classes": [block["classes"][row] for row in order]}  # fmt: skip


def aligned(blocks: Iterable[Block]) -> list[Block]:
    """Tables whose columns of one name are equally wide, so that figures stand below each other all over the sheet."""
    listed = list(blocks)
    widths: dict[str, float] = {}
    for block in listed:
        for at, column in enumerate(block["columns"]):
            here = _column_em(column, [row[at] for row in block["rows"]])
            widths[column["key"]] = max(here, widths.get(column["key"], 0))
    for block in listed:
        for column in block["columns"]:
            column["em"] = round(widths.get(column["key"], 0), 2)
    return listed


def _width(columns: Sequence[dict[str, Any]], rows: Sequence[list[Any]], size: float, pad: float) -> float:
    """About how wide a table is (pt)."""
    return sum(
        _column_em(column, [row[at] for row in rows]) * size + 2 * pad for at, column in enumerate(columns)
    )


def _column_em(column: dict[str, Any], cells: Sequence[Any]) -> float:
    """About how wide a column is that keeps to its texts; 0 for one that takes what the others leave."""
    texts = [cell if isinstance(cell, str) else cell["m"] for cell in cells]
    if column["fr"] or not all(isinstance(text, str) for text in texts):
        return 0
    chip = _CHIP if column["key"] == "class" else 0.0
    head = max(map(_em, column["head"]), default=0) * _HEAD
    return max([head, *(_em(text) + chip for text in texts)])


def _em(text: str) -> float:
    """About how wide a text is in the sans; figures exactly, what is not known rather too wide."""
    return sum(
        _NARROW if char in ".:,'|il " else _WIDE if char.isupper() or ord(char) > 0x2FF else 0.6
        for char in text
    )


def missing(key: str, languages: Sequence[str]) -> Block:
    """What a bulletin has to say instead of an empty page."""
    return {"kind": "missing", "text": words("bulletin-missing", key, languages)}


def sentences(title: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> Block:
    """Sentences under a title, each with what it is about in front (which may be empty)."""
    listed = [[breakable(about), list(dict.fromkeys(texts))] for about, texts in rows]
    return {"kind": "sentences", "title": list(title), "rows": listed}


def pairs(title: Sequence[str], rows: Iterable[tuple[Sequence[str], str]], across: int = 4) -> Block:
    """Figures with their labels above, so many next to each other."""
    return {"kind": "pairs", "title": list(title), "across": across,
            "rows": [[list(head), text] for head, text in rows]}  # fmt: skip


def page_break() -> Block:
    """What follows begins a new page."""
    return {"kind": "break"}
