"""Where each page of the site lies: plain names that any stick, disk and server can hold, and links to them."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from parcferme.names import hyphened

INDEX: Final = "index.html"
FOLDER: Final = "site"
ASSETS: Final = f"{FOLDER}/assets"
# From a page (site/en/…) to the top of the published folder.
UP: Final = "../../"
_MOST: Final = 48


def plain_name(text: str) -> str:
    """A text as a part of a file's name: small letters, figures and hyphens of ASCII; `x` where nothing is left."""
    return hyphened(text)[:_MOST].strip("-") or "x"


class Addresses:
    """Names of pages, each given once: two that would be one on a disk without capitals are told apart by a number."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, ...], str] = {}
        self._taken = {INDEX}

    def page(self, *key: str) -> str:
        """The name of the page of this key, the same for the same key."""
        if key not in self._given:
            stem = "-".join(plain_name(part) for part in key)
            name, at = f"{stem}.html", 1
            while name in self._taken:
                at += 1
                name = f"{stem}-{at}.html"
            self._taken.add(name)
            self._given[key] = name
        return self._given[key]


def published(path: str) -> str:
    """A link from a page to a published file."""
    return UP + quote(path)
