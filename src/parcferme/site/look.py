"""The look of the site: its style sheet with the colours of this championship, its script, the logo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Final

from parcferme.charts import Colours, contrast
from parcferme.documents import ACCENT, framed
from parcferme.site.contents import Website

_BLACK, _WHITE = "#000000", "#ffffff"  # one of the two can be read on any colour
_READABLE: Final = 4.5
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
# What a picture begins with, and what its file is called then.
_PICTURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"RIFF", "webp"),
)  # fmt: skip


def asset(name: str) -> bytes:
    """A file that is the same on every site."""
    return _read(name)


@cache
def _read(name: str) -> bytes:
    return (resources.files(__package__) / "assets" / name).read_bytes()


def style(site: Website) -> bytes:
    """The style sheet, the colours of the classes and the accent before it."""
    light, dark = (list(_variables(site, theme)) for theme in ("light", "dark"))
    choices = ("all", *(f"k{at}" for at in range(len(site.every_class))))
    lines = [
        *(f"{where}{{{values}}}" for where, values in light),
        "@media screen and (prefers-color-scheme:dark){",
        *(f":root:not([data-theme=light]){_inside(where)}{{{values}}}" for where, values in dark),
        "}",
        "@media screen{",  # paper is light and has every class
        *(f":root[data-theme=dark]{_inside(where)}{{{values}}}" for where, values in dark),
        *(f".choice:has([value={one}]:checked)>.panel:not(.of-{one}){{display:none}}" for one in choices),
        "}",
    ]
    return ("\n".join(lines) + "\n").encode() + _read("site.css")


def _inside(where: str) -> str:
    return "" if where == ":root" else f" {where}"


def _variables(site: Website, theme: str) -> Iterator[tuple[str, str]]:
    yield ":root", f"--accent:{_accent(site.accent, theme)}"
    for at, name in enumerate(site.every_class):
        ground = site.colours.of_class(name, theme)
        text = max((_WHITE, _BLACK), key=lambda ink, ground=ground: contrast(ink, ground))  # type: ignore[misc]
        yield f".k{at}", f"--k:{ground};--kt:{text}"


def _accent(colour: str, theme: str) -> str:
    """The folder's accent where letters in it can be read; else its nearest that can be."""
    colour = colour if _COLOUR.fullmatch(colour) else ACCENT
    if theme == "light" and contrast(colour, _WHITE) >= _READABLE:
        return colour
    return Colours({"": colour}, {"": ("", 0)}).of_text("", theme)


def logo(site: Website) -> tuple[str, bytes] | None:
    """The logo with the name of its file; None where it is no picture a browser shows."""
    data = site.logo
    if data is None:
        return None
    for start, ending in _PICTURES:
        if data.startswith(start):
            return f"logo.{ending}", data
    # Anything else that can be drawn is an SVG, which may begin with a mark, a comment or a declaration; drawn anew it
    # holds no script.
    drawn = framed(data)
    return ("logo.svg", drawn) if drawn else None
