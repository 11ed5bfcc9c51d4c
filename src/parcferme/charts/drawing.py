"""A picture on paper, screen and page: SVG, PNG and HTML from the one specification. Nothing is fetched."""

from __future__ import annotations

import html
import json
import re
import struct
import zlib
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import vl_convert

from parcferme.charts.look import FONT
from parcferme.charts.subject import Picture

FORMATS: Final = ("svg", "png", "json", "html")
_MARK: Final = "\ue000"  # of the private use area: no name has it
_MEASURED: Final = "Liberation Sans"
_FONTS: Final = "fontpkg_ibm_plex_sans"
# What no XML can hold. The converter ends the whole process where it meets one.
_NEVER: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
# Twice the size on screen: sharp on a phone, and 190 dots to the inch across a sheet.
_SCALE: Final = 2.0


@cache
def _with_fonts() -> None:
    """The sans of the bulletins, so that a chart looks alike on every machine; where it is missing, the next one."""
    spec = find_spec(_FONTS)
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        vl_convert.register_font_directory(str(Path(place) / "files"))


def to_svg(picture: Picture) -> str:
    """The picture as SVG, with its sentence as `<title>` for those who do not see it."""
    drawn = _vector(picture)
    said = html.escape(_shown(picture.alt))
    head = f'<svg role="img" aria-label="{said}" lang="{picture.language}" '
    drawn = drawn.replace("<svg ", head, 1)
    return re.sub(r"(<svg [^>]*>)", lambda match: f"{match[1]}<title>{said}</title>", drawn, count=1)


def to_png(picture: Picture, *, scale: float = _SCALE) -> bytes:
    """The picture as PNG; its sentence is in the file as `Description`."""
    drawn = vl_convert.svg_to_png(_vector(picture), scale=scale)
    return _described(drawn, picture)


def _vector(picture: Picture) -> str:
    """The picture as SVG. Where everything goes is worked out with a sans that the converter brings along, and the
    names of the fonts are written in afterwards: to measure a text in a variable font takes six times as long.
    """
    _with_fonts()
    spec = _shown(picture.spec | {"config": _measured(picture.spec["config"])})
    # No address is allowed: what a name holds is text, and a chart fetches nothing.
    drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return drawn.replace(f'font-family="{_MEASURED}"', f'font-family="{FONT}"')


def _shown(value: Any) -> Any:
    """A text, or all the texts of a specification, without what cannot be drawn."""
    if isinstance(value, str):
        return _NEVER.sub("", value)
    if isinstance(value, dict):
        return {_shown(key): _shown(one) for key, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list | tuple) else value


def _measured(config: Any) -> Any:
    """A configuration with the sans to measure with in the place of every font."""
    if isinstance(config, dict):
        return {key: _measured(value) for key, value in config.items()}
    return _MEASURED if config == FONT else config


def _described(png: bytes, picture: Picture) -> bytes:
    """The PNG with a chunk of text behind its header."""
    body = b"Description\x00\x00\x00" + picture.language.encode() + b"\x00\x00" + picture.alt.encode()
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body + struct.pack(">I", zlib.crc32(b"iTXt" + body))
    at = len(_SIGNATURE) + 25  # the header is the first chunk and always as long
    return png[:at] + chunk + png[at:]


def to_json(picture: Picture) -> str:
    """The specification, its data inside; `description` is the sentence."""
    return json.dumps(picture.spec, ensure_ascii=False, separators=(",", ":"))


def to_html(picture: Picture) -> str:
    """A page that draws the specification itself, with everything it needs inside."""
    # The page holds the specification as a script, which a `</script>` in a name would end: no `<` may stand in it.
    text = json.dumps(_shown(picture.spec), ensure_ascii=False, separators=(",", ":"))
    text = text.replace(_MARK, "").replace("<", _MARK)
    page = vl_convert.vegalite_to_html(text, bundle=True, renderer="svg").replace(_MARK, "\\u003c")
    said, title = html.escape(_shown(picture.alt)), html.escape(_shown(str(picture.spec["title"]["text"])))
    page = re.sub(r"<html[^>]*>", f'<html lang="{picture.language}">', page, count=1)
    page = re.sub(r"<title>.*?</title>", lambda _: f"<title>{title}</title>", page, count=1, flags=re.DOTALL)
    paper, ink = picture.spec["background"], picture.spec["config"]["text"]["color"]
    caption = f'<p style="max-width:45rem;color:{ink};font:14px sans-serif">{said}</p>'
    # The bundled script has tags of its own in its texts, and no name can write one: the page's are the last ones.
    page = _at_last(page, "<body>", f'<body style="background:{paper}">')
    return _at_last(page, "</body>", f"{caption}</body>")


def _at_last(page: str, tag: str, other: str) -> str:
    before, _, behind = page.rpartition(tag)
    return f"{before}{other}{behind}"


def drawn(picture: Picture, form: str) -> str | bytes:
    """The picture in a format by name."""
    makers: dict[str, Callable[[Picture], str | bytes]] = {
        "svg": to_svg,
        "png": to_png,
        "json": to_json,
        "html": to_html,
    }
    return makers[form](picture)
