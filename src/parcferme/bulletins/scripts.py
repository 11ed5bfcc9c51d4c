"""Which characters can be printed: the sans of every bulletin, fonts for other scripts where they are installed."""

from __future__ import annotations

import base64
import re
from functools import cache
from typing import Any, Final

import typst

from parcferme.documents import all_fonts, font_folders, plain_fonts

SANS: Final = "IBM Plex Sans"
# Printed without asking: the sans has them all.
_PLAIN: Final = re.compile(
    "[\t\n -~\u00a0-\u017f\u2007\u2008\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u200b]*"
)
# Across a sheet about 190 dots to the inch.
_SCALE: Final = 2.0
# Marks that turn the direction of what follows, and what no sheet can show.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)


def showable(svg: str) -> str:
    """A picture as Typst can print it: as it is, else in dots. Letters that change their shape beside each other
    (Arabic) it cannot set in a picture so that they are found again.
    """
    # Under PDF/UA-1 a text that no font has a glyph for is an error; without it a box is printed.
    source = '#set document(title: "-")\n#image(bytes(sys.inputs.svg), format: "svg", alt: "-")'
    try:
        typst.compile(
            source.encode(), format="pdf", pdf_standards=["ua-1"], font_paths=all_fonts(),
            ignore_system_fonts=True, sys_inputs={"svg": svg},
        )  # fmt: skip
    except typst.TypstError:
        return _in_dots(svg)
    return svg


def _in_dots(svg: str) -> str:
    # Loaded for the few pictures that need it: it takes half a second.
    import vl_convert

    for folder in font_folders():
        vl_convert.register_font_directory(str(folder))
    png = bytes(vl_convert.svg_to_png(svg, scale=_SCALE))
    wide, high = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}">'
        f'<image width="{wide}" height="{high}" href="data:image/png;base64,{data}"/></svg>'
    )


def unusual(text: str) -> str:
    """The characters of a text that not every font has, each once, in order."""
    return "".join(sorted(char for char in set(text) if not _PLAIN.fullmatch(char)))


@cache
def printable(characters: str) -> tuple[bool, frozenset[str]]:
    """Whether the sans alone can print these characters, and those that no installed font has."""
    if not characters or _lacking(characters, plain_fonts()) is None:
        return True, frozenset()
    left, lacking = characters, set()
    while left:
        found = _lacking(left, all_fonts())
        if found is None:
            break
        # Typst names the first text it cannot show; of a name it does not give back, nothing is known.
        gone = set(found) & set(left) or set(left)
        lacking |= gone
        left = "".join(char for char in left if char not in gone)
    return False, frozenset(lacking)


def _lacking(characters: str, fonts: typst.Fonts) -> str | None:
    """What of these characters Typst says it has no glyph for; None where it has all."""
    # Each by itself: what stands next to it must not change how it is shaped.
    source = (
        '#set document(title: "-")\n#set text(lang: "en", font: "' + SANS + '")\n'
        "#for one in sys.inputs.characters.codepoints() { [#one ]; parbreak() }"
    )
    try:
        typst.compile(
            source.encode(), format="pdf", pdf_standards=["ua-1"], font_paths=fonts,
            ignore_system_fonts=True, sys_inputs={"characters": characters},
        )  # fmt: skip
    except typst.TypstError as problem:
        # Which text it is Typst says in its message and nowhere else.
        quoted = re.search('`"(.*)"`', problem.message, re.DOTALL)
        return quoted[1] if quoted else characters
    return None


def cleaned(value: Any, lacking: frozenset[str] = frozenset()) -> Any:
    """The value with every text as it can be printed: unseen marks taken out, characters no font has as `[U+5C71]`."""
    if isinstance(value, str):
        text = _UNSEEN.sub("", value)
        if lacking and not lacking.isdisjoint(text):
            text = "".join(f"[U+{ord(char):04X}]" if char in lacking else char for char in text)
        return text
    if isinstance(value, dict):
        return {str(key): cleaned(one, lacking) if key not in _RAW else one for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(one, lacking) for one in value]
    return value


# Pictures are not text.
_RAW: Final = frozenset({"svg", "qr", "data"})
