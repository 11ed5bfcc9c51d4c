"""The words of a press release somebody wrote, to be checked: apart from those that write one, who need no patterns."""

from __future__ import annotations

from pathlib import Path

from parcferme.findings import WrongCall
from parcferme.press import words_of, words_of_document
from parcferme.publishing.words import text_in


def words_in(path: Path) -> str:
    """The words of a press release: of a Word document and of a page what is read in it, else the file as it is.

    Raises `WrongCall` for what is no text.
    """
    if path.suffix.casefold() == ".docx":
        words = words_of_document(path.read_bytes())
        if words is None:
            raise WrongCall(f"{path}: not a text, and not a Word document")
        return words
    text = text_in(path)
    return words_of(text) if path.suffix.casefold() in (".html", ".htm") else text
