"""A bulletin to a PDF: masthead, look and blocks as JSON into the templates, set by Typst under its PDF/UA-1 check."""

from __future__ import annotations

import ctypes
import datetime as dt
import io
import json
import sys
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec
import segno
import typst

from parcferme.bulletins.scripts import (
    SANS,
    cleaned,
    printable,
    showable,
    unusual,
)
from parcferme.documents import (
    ACCENT,
    all_fonts,
    catalogue,
    circuit_length,
    class_colours,
    is_logo,
    plain_fonts,
    publication,
)
from parcferme.findings import WrongCall
from parcferme.papers import PAPERS, Bulletin, Look, Masthead, office_words, words

# Where no day of publication is given, the file says none: the same matter gives the same bytes.
_EPOCH: Final = 0
_COLOUR_LENGTH: Final = (4, 7)
# Typst remembers what it has laid out until it was not asked for again in so many compilations. Of a PDF larger than
# this (bytes) that is hundreds of megabytes which no other document shares.
_REMEMBERED: Final = 10
_LARGE: Final = 2**19
_KEPT = threading.local()


class Typeset(msgspec.Struct, frozen=True):
    """A bulletin on paper: the PDF, how many seconds Typst took, and what was odd in the making of it (characters
    that could not be printed, a logo that is no picture).
    """

    name: str
    number: int
    pdf: bytes
    seconds: float
    told: tuple[str, ...] = ()


def typeset(bulletin: Bulletin, masthead: Masthead, look: Look) -> Typeset:
    """The bulletin as a PDF. Raises `WrongCall` for a paper, language, colour or state there is none of."""
    data, fonts, told = _data(bulletin, masthead, look)
    compiler = _compiler(fonts)
    began = time.perf_counter()
    try:
        pdf = _pdf(compiler, data)
    except typst.TypstError as problem:
        pdf, gone = _plainer(_compiler(all_fonts()), data, problem)
        told = (*told, *_substituted(gone, look.languages))
    seconds = time.perf_counter() - began
    assert isinstance(pdf, bytes)
    if len(pdf) > _LARGE:
        _forget(compiler)
    return Typeset(bulletin.name, bulletin.number, pdf, seconds, told)


def _pdf(compiler: typst.Compiler, data: str) -> Any:
    return compiler.compile(
        _template(), format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1"], timestamp=_EPOCH
    )


def _plainer(compiler: typst.Compiler, data: str, problem: typst.TypstError) -> tuple[Any, frozenset[str]]:
    """The same again where Typst has no glyph for some text, and the characters that are printed as their codes for it.

    Each character by itself has a font, yet not every heap of them has one: first pictures go into dots, then marks
    and joiners become codes, then whatever is unusual. Raises the first problem where nothing helps.
    """
    shown = {**(text := json.loads(data)), "blocks": [_shown(block) for block in text["blocks"]]}
    worded = [{**block, "svg": ""} for block in text["blocks"]]
    strange = frozenset(unusual(json.dumps({**text, "blocks": worded}, ensure_ascii=False)))
    for gone in (frozenset[str](), frozenset(filter(_joins, strange)), strange):
        try:
            plain = json.dumps(cleaned(shown, gone), ensure_ascii=False)
            return _pdf(compiler, plain), gone
        except typst.TypstError:
            continue
    raise problem


def _shown(block: dict[str, Any]) -> dict[str, Any]:
    """A picture as Typst can print it; any other block as it is."""
    return {**block, "svg": showable(block["svg"])} if block["kind"] == "picture" else block


def _joins(char: str) -> bool:
    """Whether a character is drawn together with the one before it: a mark, a joiner."""
    return unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf")


def _substituted(gone: frozenset[str], languages: Sequence[str]) -> Iterator[str]:
    """What is told of characters that are printed as their codes."""
    if gone:
        codes = ", ".join(f"U+{ord(char):04X}" for char in sorted(gone))
        yield " / ".join(words("bulletin-word", "substituted", languages, characters=codes))


def pictures(bulletin: Bulletin, masthead: Masthead, look: Look, *, ppi: float = 100) -> list[bytes]:
    """The pages as PNG, to look at."""
    data, fonts, _ = _data(bulletin, masthead, look)
    made = _compiler(fonts).compile(_template(), format="png", ppi=ppi, sys_inputs={"data": data})
    return [made] if isinstance(made, bytes) else list(made or ())


def _compiler(fonts: typst.Fonts) -> typst.Compiler:
    """A compiler for each thread and set of fonts: it remembers what it has laid out before."""
    kept: dict[int, typst.Compiler] = _KEPT.__dict__.setdefault("compilers", {})
    # By identity: a set of fonts is made once and lasts as long as the program.
    if id(fonts) not in kept:
        kept[id(fonts)] = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
    return kept[id(fonts)]


def _forget(compiler: typst.Compiler) -> None:
    """Typst has no call to forget what it has laid out; empty documents age it. Where the C library is one that keeps
    what was freed (glibc), it is asked to give it back.
    """
    for _ in range(_REMEMBERED):
        compiler.compile(b"", format="svg")
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


@cache
def _template() -> bytes:
    folder = resources.files(__package__) / "templates"
    return "\n".join(
        (folder / f"{name}.typ").read_text(encoding="utf-8") for name in ("look", "masthead", "blocks")
    ).encode()


def _data(bulletin: Bulletin, masthead: Masthead, look: Look) -> tuple[str, typst.Fonts, tuple[str, ...]]:
    """What the template takes, as JSON text; the fonts it needs; what has to be told."""
    if look.paper not in PAPERS:
        raise WrongCall(f"no paper {look.paper!r} (expected {' or '.join(PAPERS)})")
    for language in look.languages:
        catalogue(language)
    logo = _logo(look, masthead.series)
    told = [] if look.logo is None or logo is not None else [_no_picture(look)]
    # Before the fonts are asked: what no sheet shows must not count as lacking.
    text = cleaned(_document(bulletin, masthead, look))
    text["blocks"] = [_headed(block) for block in text["blocks"]]
    plain, lacking = printable(unusual(json.dumps(text, ensure_ascii=False)))
    if lacking:
        text = cleaned(text, lacking)
        told += _substituted(lacking, look.languages)
    text["logo"] = logo
    fonts = plain_fonts() if plain else all_fonts()
    return json.dumps(text, ensure_ascii=False), fonts, tuple(told)


def _document(bulletin: Bulletin, masthead: Masthead, look: Look) -> dict[str, Any]:
    languages = look.languages
    accent = look.colours.get("accent", ACCENT)
    colours = class_colours(look.classes, look.colours)
    for colour in (accent, *colours.values()):
        if not (colour.startswith("#") and len(colour) in _COLOUR_LENGTH and _is_hex(colour[1:])):
            raise WrongCall(f"no colour: {colour!r} (expected like #0072b2)")
    return {
        "paper": PAPERS[look.paper],
        "flipped": bulletin.flipped,
        "langs": list(languages),
        "fonts": [SANS],
        "colours": {"accent": accent, "classes": colours},
        "date": _day(masthead.published),
        "logo": None,
        "head": _head(bulletin, masthead, languages),
        "foot": _foot(masthead, languages),
        "words": {
            "page": words("bulletin-word", "page", languages),
            "of": words("bulletin-word", "of", languages),
            "changed": words("bulletin-word", "changed", languages),
            "protest": words("bulletin-word", "protest-until", languages),
        },
        "blocks": list(bulletin.blocks),
    }


def _headed(block: dict[str, Any]) -> dict[str, Any]:
    """A block whose title has something to print; else it has none: PDF/UA-1 refuses an empty heading."""
    blank = not any(text.strip() for text in block.get("title", ()))
    return {**block, "title": []} if blank and "title" in block else block


def _day(published: str | None) -> list[int] | None:
    """The day a document was published, for the file's own date; None where the text does not begin with one."""
    try:
        day = dt.date.fromisoformat((published or "")[:10])
    except ValueError:
        return None
    return [day.year, day.month, day.day]


def _is_hex(text: str) -> bool:
    return all(char in "0123456789abcdefABCDEF" for char in text)


def _head(bulletin: Bulletin, masthead: Masthead, languages: Sequence[str]) -> dict[str, Any]:
    word, number = publication(masthead.status)
    series = masthead.series
    if masthead.season and masthead.season not in series:
        series = f"{series} {masthead.season}"
    # In the last language: with a comma an English reader of a sheet in both would see thousands of kilometres.
    length = None if masthead.length_m is None else circuit_length(masthead.length_m, languages[-1])
    place = ", ".join(part for part in (masthead.circuit, length) if part)
    published = " / ".join(words("bulletin-word", "published", languages))
    return {
        "series": series,
        "event": [part for part in (masthead.event, place) if part],
        "session": list(dict.fromkeys(masthead.session)),
        "title": words("bulletin", bulletin.name, languages),
        "status": {"kind": word, "text": words("publication", word, languages, number=number)},
        "changed": [line.split("\n") for line in masthead.changed],
        "number": " / ".join(words("bulletin-word", "document", languages, number=f"{bulletin.number:02d}")),
        "published": f"{published} {masthead.published}" if masthead.published else "",
        "facts": [[list(head), text] for head, text in bulletin.facts],
        "notice": words("label", "reconstruction-note", languages) if masthead.reconstruction else [],
    }


def _foot(masthead: Masthead, languages: Sequence[str]) -> dict[str, Any]:
    return {
        "officials": [[office_words(office, languages), name] for office, name in masthead.officials],
        "protest": masthead.protest_until or "",
        "hash": masthead.hash or "",
        "qr": _qr(masthead.link or masthead.hash) if masthead.hash else "",
    }


def _qr(text: str | None) -> str:
    """A small QR code as SVG."""
    if not text:
        return ""
    try:
        code = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:
        raise WrongCall(f"too long for a QR code: {text[:60]!r} … ({len(text)} characters)") from None
    out = io.BytesIO()
    code.save(out, kind="svg", border=1, xmldecl=False, dark="#14181d", light="#ffffff")
    return out.getvalue().decode()


def _logo(look: Look, series: str) -> dict[str, Any] | None:
    """The logo, where there is one that Typst can draw."""
    return {"data": list(look.logo), "alt": series} if look.logo is not None and is_logo(look.logo) else None


def _no_picture(look: Look) -> str:
    return " / ".join(words("bulletin-word", "logo-no-picture", look.languages))
