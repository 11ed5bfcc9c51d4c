"""A press release that is a page of HTML or a Word document: the words people read in it."""

from __future__ import annotations

import io
import zipfile
from html.parser import HTMLParser
from typing import Final

_UNREAD: Final = frozenset(("script", "style", "head", "template", "svg"))
_BLOCKS: Final = frozenset(
    "address article blockquote br div dd dl dt footer h1 h2 h3 h4 h5 h6 header hr li main ol p section table td th "
    "tr ul".split()
)


class _Words(HTMLParser):
    """Collects text; blocks stand in paragraphs of their own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 as HTMLParser calls it
        self._unread += tag in _UNREAD
        if tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        # An end without a beginning, as pages typed by hand have it, hides nothing that follows.
        self._unread -= tag in _UNREAD and self._unread > 0
        if tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.parts.append(" ".join(data.split("\n")))


def words_of(page: str) -> str:
    """The text of a page, a blank line between its paragraphs."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    paragraphs = (" ".join(part.split(" ")).strip() for part in "".join(reader.parts).split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


def words_of_document(data: bytes) -> str | None:
    """The text of a Word document, a blank line between its paragraphs; None for what is none."""
    # Only a Word document asks for it.
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return "\n\n".join(one.text for one in Document(io.BytesIO(data)).paragraphs)
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        return None
