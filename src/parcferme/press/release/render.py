"""A communiqué as Markdown, HTML, plain text and a Word document; what names contain is text in each of them."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator
from typing import Final

from parcferme.documents import say as word
from parcferme.press.release.compose import Communique
from parcferme.press.release.writer import Section, Sentence

FORMATS: Final = ("md", "html", "docx", "text")
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>|~$&])")
_AT_START: Final = re.compile(r"^(\s*)([#+>=-]|\d+[.)])(?=\s|\d|$)")
# What no document can hold: control characters, but for the blanks of a text.
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff")
"""How pictures begin that Word takes: PNG and JPEG; a drawing (SVG) is left to the papers."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_STYLE: Final = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.55 system-ui,sans-serif;color:#1a1a1a;"
    "background:#fff}h1{line-height:1.2}h2{font-size:1.1rem;margin-top:1.6rem}.date{font-weight:600}"
    ".note,.facts{font-size:.85rem;color:#444}@media(prefers-color-scheme:dark){body{color:#eee;background:#151515}"
    ".note,.facts{color:#bbb}}"
)


def render(
    made: Communique, format_: str, *, facts: bool = False, back: tuple[str, str] | None = None
) -> str | bytes:
    """The communiqué in a format; `facts`: with the ids behind each sentence, and the facts themselves, at its end;
    `back`: of a page on a site, where it leads.
    """
    if format_ == "html":
        return page(made, facts, back)
    writers: dict[str, Callable[[Communique, bool], str | bytes]] = {
        "md": markdown, "text": plain, "docx": word_document,
    }  # fmt: skip
    return writers[format_](made, facts)


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


def _set(text: str, language: str) -> str:
    """Text as it is set: in French no line breaks before a colon or inside quotation marks."""
    if language != "fr":
        return _clean(text)
    return re.sub(r" (?=[:;!?»†])|(?<=«) ", "\u00a0", _clean(text))


def _fact_lines(made: Communique) -> Iterator[tuple[str, str]]:
    """Each sentence with its facts, then each fact with where it was read."""
    for one in made.sentences():
        if one.facts:
            yield one.text, ", ".join(one.facts)
    used = {name for one in made.sentences() for name in one.facts}
    for fact in made.facts:
        if fact.id in used:
            sure = word("certainty", fact.certainty.value, made.language)
            yield fact.id, f"{fact.source} ({sure})"


def escaped_markdown(text: str) -> str:
    """Text whose signs mean nothing in Markdown or in the HTML it may hold."""
    return _AT_START.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", _clean(text)))


def paragraphs(section: Section) -> tuple[tuple[Sentence, ...], ...]:
    """The sentences of a section by paragraph: each quote is one of its own, the rest is one."""
    if section.kind == "quotes":
        return tuple((one,) for one in section.sentences)
    return (section.sentences,)


def markdown(made: Communique, facts: bool = False) -> str:
    """The communiqué as Markdown."""
    lines = [f"# {escaped_markdown(made.printed(made.title))}", ""]
    if made.house.heads:
        lines = [f"*{escaped_markdown(word('communique', 'release', made.language))}*", "", *lines]
    lead = f"**{escaped_markdown(made.dateline.text)}** – "
    for section in made.sections:
        if section.heading:
            lines += [f"## {escaped_markdown(section.heading)}", ""]
        for at, paragraph in enumerate(paragraphs(section)):
            text = " ".join(escaped_markdown(made.printed(one)) for one in paragraph)
            lines += [lead + text if section.kind == "lede" and not at else text, ""]
    if made.note:
        lines += [f"*{escaped_markdown(made.note)}*", ""]
    for heading, text in _around(made):
        lines += [f"**{escaped_markdown(heading)}** – {escaped_markdown(text)}", ""]
    if facts:
        lines += [f"## {word('communique', 'facts', made.language)}", ""]
        # Inside backticks nothing is escaped: what would end them goes.
        listed = ((escaped_markdown(one), _clean(rest).replace("`", "")) for one, rest in _fact_lines(made))
        lines += [f"- {one} – `{rest}`" for one, rest in listed]
        lines.append("")
    return "\n".join(lines)


def _around(made: Communique) -> Iterator[tuple[str, str]]:
    """What the folder prints under every release: about the series, and whom to ask."""
    about = made.house.about.get(made.language)
    if about:
        yield word("communique", "about", made.language), about
    if made.house.contact:
        yield word("communique", "contact", made.language), made.house.contact


def plain(made: Communique, facts: bool = False) -> str:
    """The communiqué as plain text, one line for each paragraph."""
    lines = [_clean(made.printed(made.title)), ""]
    if made.house.heads:
        lines = [word("communique", "release", made.language).upper(), "", *lines]
    for section in made.sections:
        if section.heading:
            lines += [_clean(section.heading).upper(), ""]
        for at, paragraph in enumerate(paragraphs(section)):
            text = " ".join(_clean(made.printed(one)) for one in paragraph)
            lead = f"{_clean(made.dateline.text)} – " if section.kind == "lede" and not at else ""
            lines += [lead + text, ""]
    if made.note:
        lines += [made.note, ""]
    for heading, text in _around(made):
        lines += [f"{heading} – {_clean(text)}", ""]
    if facts:
        lines += [word("communique", "facts", made.language).upper(), ""]
        lines += [f"{_clean(one)} [{_clean(rest)}]" for one, rest in _fact_lines(made)]
        lines.append("")
    return "\n".join(lines)


def page(made: Communique, facts: bool = False, back: tuple[str, str] | None = None) -> str:
    """The communiqué as one HTML page that asks for nothing from elsewhere. `back`: the address of the page it belongs
    to, and what that is called.
    """

    def said(text: str) -> str:
        return html.escape(_set(text, made.language))

    parts = [
        f'<!doctype html>\n<html lang="{made.language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{said(made.title.text)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
    ]
    if back is not None:
        parts.append(f'<p class="note"><a href="{html.escape(back[0])}">← {said(back[1])}</a></p>')
    if made.house.heads:
        parts.append(f'<p class="note">{said(word("communique", "release", made.language))}</p>')
    parts.append(f"<h1>{said(made.printed(made.title))}</h1>")
    for section in made.sections:
        parts += _html_section(made, section, said)
    if made.note:
        parts.append(f'<p class="note">{said(made.note)}</p>')
    for heading, text in _around(made):
        parts.append(f'<p class="note"><strong>{said(heading)}</strong> – {said(text)}</p>')
    if facts:
        items = "\n".join(
            f"<li>{said(one)} <code>{said(rest)}</code></li>" for one, rest in _fact_lines(made)
        )
        heading = said(word("communique", "facts", made.language))
        parts.append(f'<section class="facts">\n<h2>{heading}</h2>\n<ul>\n{items}\n</ul>\n</section>')
    return "\n".join([*parts, "</main>\n</body>\n</html>\n"])


def _html_section(made: Communique, section: Section, said: Callable[[str], str]) -> Iterator[str]:
    if section.heading:
        yield f"<h2>{said(section.heading)}</h2>"
    for at, paragraph in enumerate(paragraphs(section)):
        sentences = " ".join(
            f'<span data-facts="{said(" ".join(one.facts))}">{said(made.printed(one))}</span>'
            for one in paragraph
        )
        leads = section.kind == "lede" and not at
        lead = f'<span class="date">{said(made.dateline.text)}</span> – ' if leads else ""
        yield f"<p>{lead}{sentences}</p>"


def word_document(made: Communique, facts: bool = False) -> bytes:
    """The communiqué as a Word document (DOCX)."""
    import datetime as dt

    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    paper = document.sections[0]
    paper.page_width, paper.page_height = Cm(21), Cm(29.7)
    paper.left_margin = paper.right_margin = paper.top_margin = paper.bottom_margin = Cm(2.5)
    # What the text is in, so that no word processor underlines French as bad English.
    run = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(name), {"fr": "fr-FR", "en": "en-GB"}[made.language])
    for old in run.findall(qn("w:lang")):
        run.remove(old)
    run.append(language)
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.title = _clean(made.title.text)[:255]
    # The library's template names itself as the author.
    document.core_properties.author = ""
    document.core_properties.language = made.language
    # The same bytes on every run: a document has no clock here.
    document.core_properties.created = document.core_properties.modified = dt.datetime(2000, 1, 1)
    if made.house.logo is not None and made.house.logo.startswith(_PICTURES):
        document.add_picture(io.BytesIO(made.house.logo), height=Cm(2))
    if made.house.heads:
        document.add_paragraph(word("communique", "release", made.language).upper())
    document.add_heading(_set(made.printed(made.title), made.language), 1)
    for section in made.sections:
        if section.heading:
            document.add_heading(_clean(section.heading), 2)
        for at, sentences in enumerate(paragraphs(section)):
            paragraph = document.add_paragraph()
            if section.kind == "lede" and not at:
                paragraph.add_run(_set(made.dateline.text, made.language)).bold = True
                paragraph.add_run(" – ")
            paragraph.add_run(" ".join(_set(made.printed(one), made.language) for one in sentences))
    if made.note:
        document.add_paragraph().add_run(made.note).italic = True
    for heading, text in _around(made):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{_clean(heading)} – ").bold = True
        paragraph.add_run(_set(text, made.language))
    if facts:
        document.add_heading(word("communique", "facts", made.language), 2)
        for one, rest in _fact_lines(made):
            document.add_paragraph(f"{_clean(one)} [{_clean(rest)}]", style="List Bullet")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
