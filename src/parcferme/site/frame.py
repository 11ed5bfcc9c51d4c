"""What all pages have in common: the head with its ways to other pages, languages, colours, and the way to a car."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Final

from parcferme.charts import date_text
from parcferme.documents import label, say
from parcferme.site import look
from parcferme.site.addresses import FOLDER, INDEX, Addresses, published
from parcferme.site.contents import Website
from parcferme.site.rendering import page
from parcferme.site.tables import Ways
from parcferme.times import DAY

LANGUAGE_NAMES: Final = {"en": "English", "fr": "Français"}
_EPOCH: Final = dt.date(1970, 1, 1)


@dataclasses.dataclass(frozen=True, eq=False)
class Frame:
    """The site around a page."""

    site: Website
    addresses: Addresses = dataclasses.field(default_factory=Addresses)

    @cached_property
    def colours(self) -> Mapping[str, str]:
        """The name of each class's colour in the style sheet."""
        return {name: f"k{at}" for at, name in enumerate(self.site.every_class)}

    @cached_property
    def logo(self) -> str | None:
        """The name of the logo's file."""
        found = look.logo(self.site)
        return None if found is None else found[0]

    @property
    def name(self) -> str:
        """The championship with its season."""
        title, season = self.site.series.title, self.site.series.season
        return f"{title} {season}" if season and season not in title else title

    def file(
        self,
        template: str,
        language: str,
        name: str,
        title: str,
        *,
        nav: Sequence[tuple[str, str]] = (),
        ways: Ways | None = None,
        reconstructed: bool = False,
        **values: Any,
    ) -> tuple[str, bytes]:
        """A page with its path. `nav` are pages and what they are called, `ways` lead to its cars."""
        context = {
            "lang": language,
            "page": name,
            "title": title,
            "site": self.name,
            "logo": self.logo,
            "nav": nav,
            "languages": [(code, LANGUAGE_NAMES.get(code, code)) for code in self.site.languages],
            "ways": ways or Ways(self.colours),
            "notice": label("reconstruction-note", language) if reconstructed else "",
            "t": partial(_said, language),
            "published": published,
        }
        return f"{FOLDER}/{language}/{name}", page(template, {**context, **values})

    def start(self) -> bytes:
        """The first page: it goes on to the language of whoever looks, and has a way to each without a script."""
        ways = [
            (code, LANGUAGE_NAMES.get(code, code), f"{FOLDER}/{code}/{INDEX}") for code in self.site.languages
        ]
        values = {"ways": ways, "site": self.name, "title": self.name, "logo": self.logo}
        return page("start.html", values)


def _said(language: str, key: str, /, **values: Any) -> str:
    """A word of the site."""
    return say("site", key, language, **values)


def day_text(day: dt.date | None, language: str) -> str:
    """A day in words, nothing where it is not known."""
    return "" if day is None else date_text((day - _EPOCH).days * DAY, language) or ""


def days_text(first: dt.date | None, last: dt.date | None, language: str) -> str:
    """The days of a meeting."""
    told = dict.fromkeys(text for day in (first, last) if (text := day_text(day, language)))
    return " – ".join(told)
