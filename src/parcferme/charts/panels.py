"""Marks put together to panels and panels to a chart, as plain parts of a specification.

Altair makes every mark and checks it. It would copy all of it again for each layer, each panel and each size it is
given, which took five times as long as everything else, so from here on dictionaries are enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

import altair as alt

Part = dict[str, Any]
"""A mark, a layer, a panel or a whole chart."""
_OWN_COLOURS: Final = {"scale": {"color": "independent"}}


class Ready:
    """A part of a specification as it stands: a scale or an axis, which Altair need not look through."""

    _schema: ClassVar[dict[str, Any]] = {}  # what Altair knows its own parts by

    def __init__(self, value: Part) -> None:
        self.value = value

    def to_dict(self, *_: object, **__: object) -> Part:
        """The part."""
        return self.value


def new_scale(**values: Any) -> Any:
    """A scale."""
    return Ready(values)


def new_axis(**values: Any) -> Any:
    """An axis; without a title unless it is given one."""
    return Ready({"title": None, **values})


def mapped(values: Mapping[str, Any]) -> Any:
    """A scale that gives each value of a field what it becomes."""
    return Ready({"domain": list(values), "range": list(values.values())})


def at_x(pixel: float) -> alt.XValue:
    """A place from the left edge of a panel, the same for every row of data."""
    return alt.XValue(pixel)  # type: ignore[no-untyped-call]


def at_y(pixel: float | str) -> alt.YValue:
    """A place from the top edge of a panel (`height`: at its foot)."""
    return alt.YValue(pixel)  # type: ignore[no-untyped-call]


def layered(
    *marks: alt.Chart | Part,
    width: float | None = None,
    height: float | None = None,
    title: Part | None = None,
    own: bool = True,
) -> Part:
    """A panel of this size: marks over each other, the first at the back. They have colours of their `own`, or share
    them.
    """
    made: Part = {"layer": [_plain(mark) for mark in marks]}
    size = {"width": width, "height": height, "title": title}
    made |= {name: value for name, value in size.items() if value is not None}
    return made | {"resolve": _OWN_COLOURS} if own else made


def stacked(panels: Iterable[Part]) -> Part:
    """Panels below each other, each with its own colours, shapes and dashes."""
    own = dict.fromkeys(("color", "strokeDash", "shape"), "independent")
    return {"vconcat": list(panels), "resolve": {"scale": own}}


def abreast(panels: Iterable[Part], *, spacing: float, title: Part) -> Part:
    """Panels beside each other."""
    return {"hconcat": list(panels), "spacing": spacing, "title": title, "resolve": _OWN_COLOURS}


def _plain(mark: alt.Chart | Part) -> Part:
    if isinstance(mark, dict):
        return mark
    made: Part = mark.to_dict(validate=False, context={"top_level": False, "datasets": {}})
    return made
