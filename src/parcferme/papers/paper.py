"""What a bulletin is made of before it is typeset: who prints it and how it looks, what it speaks of, its blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from parcferme.documents import LANGUAGES, Meeting, MeetingSession, catalogue, publication, say
from parcferme.findings import WrongCall

Block = dict[str, Any]
"""A part of a bulletin as the template takes it: a `kind` and what that kind needs, nothing but text and numbers."""

PAPERS: Final = {"a4": "a4", "letter": "us-letter"}
# European sheets have French first.
BOTH: Final = ("fr", "en")


class Chart(msgspec.Struct, frozen=True):
    """A picture for a bulletin: SVG text, and what it shows in words."""

    svg: str
    alt: str


class Masthead(msgspec.Struct, frozen=True):
    """What stands at the head and foot of every bulletin of a session or round.

    `session` is its name in each language of the look. `status`: provisional, official or `amended 1`; `changed` says
    what an amendment changed, a line feed parts what a line is in each language. `published` and `protest_until` are
    printed as they are given, no clock is asked. `officials` are pairs of office and name. `hash` is the short hash;
    `link` what its QR code holds (else the hash).
    """

    series: str
    session: tuple[str, ...] = ()
    season: str | None = None
    event: str | None = None
    circuit: str | None = None
    length_m: int | None = None
    status: str = "provisional"
    changed: tuple[str, ...] = ()
    published: str | None = None
    protest_until: str | None = None
    officials: tuple[tuple[str, str], ...] = ()
    hash: str | None = None
    link: str | None = None
    reconstruction: bool = False

    @classmethod
    def of(cls, meeting: Meeting, session: MeetingSession | None, languages: Sequence[str]) -> Masthead:
        """The head of the papers of a session, or of the meeting, as far as it is known."""
        rounds = dict.fromkeys(say("label", "round-of", one, round=meeting.number) for one in languages)
        event = f"{' / '.join(rounds)} · {meeting.event}" if meeting.event else None
        names = [event or ""] if session is None else [session.called(language) for language in languages]
        whole = cls(
            series=meeting.series.title,
            session=tuple(dict.fromkeys(names)),
            season=meeting.series.season,
            circuit=", ".join(part for part in (meeting.circuit, meeting.country) if part) or None,
            length_m=meeting.length_m,
            published=meeting.published,
            officials=meeting.officials,
            reconstruction=meeting.series.reconstruction,
        )
        if session is None:
            return whole
        return msgspec.structs.replace(
            whole,
            event=event,
            status=session.status,
            changed=session.changed,
            published=session.published or meeting.published,
            protest_until=session.protest_until,
        )

    def unamended(self) -> Masthead:
        """The head of a paper that no ruling on a result amends, beside results that were."""
        if publication(self.status)[0] != "amended":
            return self
        return msgspec.structs.replace(self, status="provisional", changed=())


class Look(msgspec.Struct, frozen=True):
    """Paper, languages, colours and logo. `classes` lists the classes in the order that gives them their colours;
    `colours` overrules: `accent` and class names, as `#0072b2`. `logo` is a picture's bytes.
    """

    paper: str = "a4"
    languages: tuple[str, ...] = BOTH
    classes: tuple[str, ...] = ()
    colours: Mapping[str, str] = {}
    logo: bytes | None = None


class Bulletin(msgspec.Struct, frozen=True):
    """One document: its name in the catalogue, its number, and its blocks; `flipped`: on landscape paper.

    `facts` stand under the title: pairs of a label (in each language) and what it says.
    """

    name: str
    number: int
    blocks: tuple[Block, ...]
    facts: tuple[tuple[tuple[str, ...], str], ...] = ()
    flipped: bool = False


def languages_of(text: str) -> tuple[str, ...]:
    """`en`, `fr` or `both` as languages. Raises `WrongCall` for anything else."""
    if text == "both":
        return BOTH
    if text not in LANGUAGES:
        raise WrongCall(f"no words in {text!r} (expected {', '.join(LANGUAGES)} or both)")
    return (text,)


def office_words(office: str, languages: Sequence[str]) -> list[str]:
    """What an office is called in each language, once where all say the same; one the catalogue does not know as the
    folder writes it.
    """
    key = "-".join(office.lower().replace("_", " ").split())
    said = (
        say("official", key, one) if key in catalogue(one)["official"] else _as_written(office)
        for one in languages
    )
    return list(dict.fromkeys(said))


def _as_written(office: str) -> str:
    """An office nobody translated, as people write it: a key without quotes has hyphens for blanks."""
    spoken = office if " " in office else office.replace("-", " ")
    return " ".join(spoken.replace("_", " ").split()).capitalize()
