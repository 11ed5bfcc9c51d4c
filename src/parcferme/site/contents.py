"""What a results site is made from: rounds with their sessions, the charts drawn of them and the files published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import msgspec

from parcferme.charts import Colours
from parcferme.classification import Row
from parcferme.documents.palette import ACCENT
from parcferme.documents.scored import Scored, is_reconstruction, publication
from parcferme.documents.words import say
from parcferme.entries import Entry
from parcferme.papers import Kind, Masthead, Matter


class Drawing(msgspec.Struct, frozen=True):
    """A chart as a file: its name in the catalogue, its path from the top of the published folder, what it shows in
    words, its size in pixels.
    """

    name: str
    path: str
    alt: str
    width: int | None = None
    height: int | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a round and a session have in common.

    `place` is the folder its files are published in, `files` their paths from the top of the published folder.
    `drawings` are the charts by language.
    """

    place: str
    masthead: Masthead
    matter: Matter
    kinds: tuple[Kind, ...] = ()
    files: tuple[str, ...] = ()
    drawings: Mapping[str, tuple[Drawing, ...]] = {}

    def titled(self, language: str, languages: tuple[str, ...]) -> str:
        """What it is called in a language of the site."""
        said = self.masthead.session
        return said[languages.index(language)] if len(said) == len(languages) else said[0] if said else ""

    def state(self, language: str) -> tuple[str, str]:
        """The state of publication: its word, and as people read it."""
        word, number = publication(self.masthead.status)
        return word, say("publication", word, language, number=number)

    @property
    def reconstructed(self) -> bool:
        """Whether its figures were worked out and not timed."""
        scored = self.matter.scored
        return self.masthead.reconstruction or (scored is not None and is_reconstruction(scored))


class SessionShown(Shown, frozen=True, kw_only=True):
    """One session. `start` is by the clock of the circuit, None where nobody says; `changed` what an amendment changed,
    by language.
    """

    name: str
    kind: str
    start: dt.datetime | None = None
    changed: Mapping[str, tuple[str, ...]] = {}

    @property
    def scored(self) -> Scored | None:
        """The session classified, None before it was run."""
        return self.matter.scored


class RoundShown(Shown, frozen=True, kw_only=True):
    """One meeting with the sessions that are published of it. `whole`: its entry list, timetable and standings are
    published too.
    """

    number: int
    name: str
    first: dt.date | None = None
    last: dt.date | None = None
    cancelled: bool = False
    whole: bool = True
    sessions: tuple[SessionShown, ...] = ()


class Website(msgspec.Struct, frozen=True):
    """A site: the championship, its rounds, and how it looks. `logo` is a picture's bytes; colours as in the charts."""

    title: str
    languages: tuple[str, ...]
    rounds: tuple[RoundShown, ...]
    colours: Colours
    season: str | None = None
    classes: tuple[str, ...] = ()
    accent: str = ACCENT
    logo: bytes | None = None

    @property
    def every_class(self) -> tuple[str, ...]:
        """The classes that have a colour, then any other that is seen."""
        seen = {one.class_ for one in self._listed() if one.class_}
        return tuple(dict.fromkeys((*self.classes, *sorted(seen))))

    def _listed(self) -> Iterator[Entry | Row]:
        for meeting in self.rounds:
            if meeting.matter.entries is not None:
                yield from meeting.matter.entries.cars
            for session in meeting.sessions:
                if session.scored is not None:
                    yield from session.scored.result.rows
