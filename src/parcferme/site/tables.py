"""The rows of a table as HTML. A day at Le Mans has half a million cells: here they are written, not in a template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from markupsafe import Markup, escape

from parcferme.papers import Block

_HEADS: Final = ("number", "driver")  # the column that says what a row is about, else the first
_RICH: Final = ("class", "number", "cars")
# Of a narrow screen: whose row it is, the figure that matters most, and what the colour of the number tells, too.
_WHOSE: Final = ("crew", "cars", "driver")
_FIGURES: Final = ("points", "time", "best")
_TOLD: Final = ("class", "class-position")
_WIDE: Final = 6
_GROUP: Final = Markup('<tr class="group"><th scope="rowgroup" colspan="{}"><bdi>{}</bdi></th></tr>')


class Ways(msgspec.Struct, frozen=True):
    """The name of each class's colour in the style sheet, and the page and the class of each car."""

    colours: Mapping[str, str]
    cars: Mapping[str, str] = {}
    classes: Mapping[str, str | None] = {}

    def plate(self, number: str, class_: str | None = None, *, link: bool = True) -> Markup:
        """A car's number on the colour of its class, which leads to the car."""
        group = self.colours.get(class_ or self.classes.get(number) or "", "")
        href = self.cars.get(number) if link else None
        if href is None:
            return Markup('<span class="plate {}">{}</span>').format(group, number)
        return Markup('<a class="plate {}" href="{}">{}</a>').format(group, href, number)

    def chip(self, class_: str) -> Markup:
        """The name of a class with its colour."""
        return Markup('<span class="class {}">{}</span>').format(self.colours.get(class_, ""), class_)

    def phone(self, block: Block) -> Block:
        """The table with a column that only a narrow screen shows: the figure it is about and the gap, beside who it is
        of. Other columns come after it there, and those it stands for are left out.
        """
        keys = [column["key"] for column in block["columns"]]
        about = next((keys.index(key) for key in _WHOSE if key in keys), None)
        main = next((keys.index(key) for key in _FIGURES if key in keys), None)
        if about is None or main is None or len(keys) < _WIDE:
            return block
        said = [main, *([keys.index("gap")] if "gap" in keys and keys[main] != "points" else [])]
        left_out = {*said, *(at for at, key in enumerate(keys) if key in _TOLD and at < about)}
        columns = [
            {**one, "narrow": "x"} if at in left_out else one for at, one in enumerate(block["columns"])
        ]
        heads = [" ".join(block["columns"][at]["head"]) for at in said]
        extra = {"key": "figure", "head": [" · ".join(heads)], "left": False, "fr": 0, "narrow": "n"}
        columns.insert(about + 1, extra)
        rows = [
            [*row[: about + 1], {"f": [row[at] for at in said]}, *row[about + 1 :]] for row in block["rows"]
        ]
        return {**block, "columns": columns, "rows": rows}

    def rows(self, block: Block) -> Markup:
        """The rows of a table block; `groups` are headings above a row, `ways` links of a column's cells."""
        return Markup("\n".join(self._rows(block)))

    def _rows(self, block: Block) -> Iterator[str]:
        columns = block["columns"]
        keys = [column["key"] for column in columns]
        about = next((keys.index(key) for key in _HEADS if key in keys), 0)
        starts = [_start(column, head=at == about) for at, column in enumerate(columns)]
        ends = ["</th>" if at == about else "</td>" for at in range(len(columns))]
        rich = [key in _RICH for key in keys]
        groups = block.get("groups", {})
        linked = {keys.index(key): hrefs for key, hrefs in block.get("ways", {}).items()}
        for at, (row, class_) in enumerate(zip(block["rows"], block["classes"], strict=True)):
            if at in groups:
                yield _GROUP.format(len(columns), groups[at])
            cells = [
                self._cell(value, keys[here], class_, linked[here][at] if here in linked else "")
                if rich[here] or linked or not isinstance(value, str)
                else escape(value)
                for here, value in enumerate(row)
            ]
            inside = "".join([part for cell in zip(starts, cells, ends, strict=True) for part in cell])
            group = self.colours.get(class_ or "")
            yield f'<tr class="{group}">{inside}</tr>' if group else f"<tr>{inside}</tr>"

    def _cell(self, value: Any, key: str, class_: str | None, href: str) -> Markup:
        if not isinstance(value, str):
            return _marked(value)
        if not value:
            return Markup()
        if key == "class":
            return self.chip(value)
        if key in _RICH:
            return self.plate(value, class_)
        return Markup('<a href="{}">{}</a>').format(href, value) if href else escape(value)


def _start(column: Mapping[str, Any], *, head: bool) -> str:
    names = ("l" if column["left"] else "r") + (" w" if column["fr"] else "")
    names += f" {column['narrow']}" if "narrow" in column else ""
    return f'<th scope="row" class="{names}">' if head else f'<td class="{names}">'


def _marked(value: Mapping[str, Any]) -> Markup:
    """A crew with what stands below it, figures below each other, a text that is struck out or strong."""
    if "f" in value:
        first, *others = [_marked(one) if isinstance(one, Mapping) else escape(one) for one in value["f"]]
        return first + Markup("").join(Markup("<small>{}</small>").format(one) for one in others if one)
    if "s" in value:
        crew = Markup(" <i>/</i> ").join(Markup("<bdi>{}</bdi>").format(name) for name in value["m"])
        below = Markup("<small><bdi>{}</bdi></small>").format(value["s"]) if value["s"] else ""
        return Markup('<span class="crew">{}</span>{}').format(crew, below)
    return Markup("<s>{}</s>" if "strike" in value else "<strong>{}</strong>").format(value["m"])
