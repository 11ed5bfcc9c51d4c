"""What is published of a meeting, decided before anything is printed: places, states, heads, and what is missing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from parcferme.documents import Meeting, Meetings, say
from parcferme.findings import Finding
from parcferme.notary import Gathered
from parcferme.papers import Look, Masthead
from parcferme.press import House
from parcferme.publishing.amendments import Changed, in_languages
from parcferme.publishing.earlier import Earlier
from parcferme.publishing.papers import Place
from parcferme.seal import SigningKey, qr_text, short_hash

Files = Iterable[tuple[str, bytes]]


class Said(NamedTuple):
    """What whoever publishes says of the whole set: its state, when it is published and how long it may be protested,
    why it replaces another, and which teams get a release of their own.
    """

    status: str | None = None
    published: str | None = None
    protest_until: str | None = None
    because: str | None = None
    teams: tuple[str, ...] = ()


NOTHING_SAID: Final = Said()


class Made(NamedTuple):
    """What came of a piece of the work: its files, and what is left out of it with the reason, is to be told, was odd.
    A sealed result has its hash.
    """

    files: Files = ()
    lacking: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    odd: tuple[Finding, ...] = ()
    hash: str | None = None


class Piece(NamedTuple):
    """A part of the work: what it is called, the place it is of, and what makes it."""

    name: str
    place: str
    make: Callable[[], Made]


@dataclasses.dataclass(frozen=True, eq=False)
class Publication:
    """What is published of a meeting, or of one session of it.

    `states` and `changed` by the name of the place: how each is published, and what an amendment changed. `told` is
    what is odd or missing before anything is made, `lacking` the documents (place, name, reason) of which that is known
    then. `inputs` are what results are sealed with by `key`, both only where a seal is asked for; `now` is the time at
    the circuit; `before` the set that was published before; `quotes` the file that people are quoted from,
    `house` the template of releases; `site`: pages are made besides, to which a release leads back.
    """

    season: Meetings
    meeting: Meeting
    look: Look
    places: tuple[Place, ...]
    said: Said
    states: Mapping[str, str]
    changed: Mapping[str, Changed]
    told: tuple[str, ...]
    lacking: tuple[tuple[str, str, str], ...]
    before: Earlier
    now: str
    key: SigningKey | None = None
    inputs: Mapping[str, Gathered | str] = dataclasses.field(default_factory=dict)
    quotes: Path | None = None
    house: House | None = None
    site: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The folders of the set."""
        return tuple(place.name for place in self.places)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was odd in the sessions."""
        return tuple(finding for place in self.places for finding in place.findings)

    @property
    def own(self) -> Place | None:
        """The place of the meeting itself; None where a session is published alone."""
        return next((place for place in self.places if place.session is None), None)

    def say(self, key: str, **values: Any) -> str:
        """What is told beside the set, in the last of its languages."""
        return told_as(key, self.look, **values)

    def named(self, name: str, language: str) -> str:
        """A file's name, with its language where there are several."""
        return name if len(self.look.languages) == 1 else f"{name}.{language}"

    def changes_of(self, place: Place) -> Changed:
        """What an amendment changed, in each language."""
        said = () if place.session is None else place.session.changed
        return self.changed.get(place.name) or dict.fromkeys(self.look.languages, said)

    def head_of(self, place: Place, sealed: Mapping[str, str]) -> Masthead:
        """The head of everything published of a session or meeting; `sealed` are the hashes of the results."""
        head, hash_ = place.masthead(self.look.languages), sealed.get(place.name)
        return msgspec.structs.replace(
            head,
            status=self.states[place.name],
            changed=in_languages(self.changes_of(place)),
            published=self.said.published or head.published or self.now,
            protest_until=self.said.protest_until or head.protest_until,
            hash=hash_ and short_hash(hash_),
            link=hash_ and qr_text(hash_),
        )

    def overdue(self) -> Iterator[str]:
        """What is to be told of heads that let nobody protest: the period was over when they were published."""
        for place in self.places:
            head = self.head_of(place, {})
            if head.protest_until and head.published and is_over(head.protest_until, head.published):
                protest, published = head.protest_until, head.published
                yield self.say("protest-over", place=place.name, protest=protest, published=published)


def told_as(key: str, look: Look, **values: Any) -> str:
    """A line told beside a set of papers that look so."""
    return say("publish", key, look.languages[-1], **values)


def time_at(meeting: Meeting) -> str:
    """The time it is at the circuit, to the minute; in UTC where the folder does not say which time that is."""
    return f"{dt.datetime.now(zoneinfo.ZoneInfo(meeting.zone)):%Y-%m-%d %H:%M %Z}"


def is_over(protest: str, published: str) -> bool:
    """Whether the end of the protest period lies before the time of publication, as far as both can be told: times of
    one day, or without a day.
    """
    days, clocks = [], []
    for text in (protest, published):
        clock = re.search(r"(\d{1,2})[:hH](\d{2})", text)
        if clock is None:
            return False
        clocks.append((int(clock[1]), int(clock[2])))
        days.append(re.findall(r"\d+", text[: clock.start()]))
    return days[0] == days[1] and clocks[0] < clocks[1]
