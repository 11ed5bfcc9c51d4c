"""What a results site is made from: rounds with their sessions, the charts drawn of them and the files published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from parcferme.charts import Colours
from parcferme.classification import Row
from parcferme.documents import ACCENT, Meeting, Series, publication, say
from parcferme.entries import Entry
from parcferme.papers import Kind, Masthead


class Drawing(msgspec.Struct, frozen=True):
    """A chart as a file: its name in the catalogue, its path from the top of the published folder, what it shows in
    words, its size in pixels.
    """

    name: str
    path: str
    alt: str
    width: int | None = None
    height: int | None = None


class Shown(msgspec.Struct, frozen=True):
    """What is published of a meeting or a session: the head of its papers, their kinds, the `files` by their paths from
    the top of the published folder, the charts by language, and by language what an amendment `changed`.
    """

    masthead: Masthead
    kinds: tuple[Kind, ...] = ()
    files: tuple[str, ...] = ()
    drawings: Mapping[str, tuple[Drawing, ...]] = {}
    changed: Mapping[str, tuple[str, ...]] = {}

    def titled(self, language: str, languages: tuple[str, ...]) -> str:
        """What it is called in a language of the site."""
        said = self.masthead.session
        return said[languages.index(language)] if len(said) == len(languages) else said[0] if said else ""

    def state(self, language: str) -> tuple[str, str]:
        """The state of publication: its word, and as people read it."""
        word, number = publication(self.masthead.status)
        return word, say("publication", word, language, number=number)


class Website(msgspec.Struct, frozen=True):
    """A site: its meetings with the sessions that are published, what is published of each by its place, and how it
    looks. `logo` is a picture's bytes; colours as in the charts.
    """

    series: Series
    languages: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    shown: Mapping[str, Shown]
    colours: Colours
    classes: tuple[str, ...] = ()
    accent: str = ACCENT
    logo: bytes | None = None

    @property
    def every_class(self) -> tuple[str, ...]:
        """The classes that have a colour, then any other that is seen."""
        seen = {one.class_ for one in self._listed() if one.class_}
        return tuple(dict.fromkeys((*self.classes, *sorted(seen))))

    def _listed(self) -> Iterator[Entry | Row]:
        for meeting in self.meetings:
            yield from meeting.entries.cars
            for session in meeting.sessions:
                if session.scored is not None:
                    yield from session.scored.result.rows

    def whole(self, meeting: Meeting) -> bool:
        """Whether the entry list, timetable and standings of a meeting are published too."""
        return bool(self.shown[meeting.place].kinds)
