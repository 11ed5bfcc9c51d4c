"""A logo: whether it is a picture that can be drawn, and how a page may show one that could hold a script."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

import typst

from parcferme.documents.fonts import plain_fonts

_MOST_BYTES: Final = 2 * 2**20
_MOST_DOTS: Final = 50_000_000  # a small file can unfold into gigabytes
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_DRAWN: Final = "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n" + (
    "#image(bytes(json(bytes(sys.inputs.data))))"
)


def is_logo(data: bytes) -> bool:
    """Whether Typst can draw it, and it is not too large to be one."""
    return len(data) <= _MOST_BYTES and _dots(data) <= _MOST_DOTS and _drawn(data) is not None


def framed(data: bytes) -> bytes:
    """An SVG as a picture in another: it looks the same, and a browser runs and fetches nothing of it, even where the
    file is opened by itself. Empty for one that cannot be drawn.
    """
    return _drawn(data) or b""


def _dots(data: bytes) -> int:
    # The first chunk of every PNG begins with its width and height (RFC 2083, 4.1.1).
    wide, high = (int.from_bytes(data[at : at + 4]) for at in (16, 20))
    return wide * high if data.startswith(_PNG) else 0


@cache
def _drawn(data: bytes) -> bytes | None:
    """The picture on a sheet of its own size, as SVG; None where Typst cannot draw it."""
    try:
        made = typst.compile(
            _DRAWN.encode(), format="svg", font_paths=plain_fonts(), ignore_system_fonts=True,
            # Inputs of Typst are texts alone: bytes go in as a list of numbers.
            sys_inputs={"data": json.dumps(list(data))},
        )  # fmt: skip
    except typst.TypstError:
        return None
    return made if isinstance(made, bytes) else None
