"""The communiqué put together: sections of sentences, each with the ids of the facts it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from parcferme.documents import Meeting, Meetings, finding_document
from parcferme.documents import say as word
from parcferme.findings import Finding, Where, WrongCall, info
from parcferme.press.release.facts import Certainty, Fact
from parcferme.press.release.gather import facts_of, plain_values
from parcferme.press.release.grammar import date
from parcferme.press.release.headline import Headline
from parcferme.press.release.quotes import Quote, quotes_for
from parcferme.press.release.writer import Section, Sentence, Writer, least

MARK: Final = "†"
"""Stands behind a sentence that rests on a reconstructed fact, where marks are asked for."""


class House(msgspec.Struct, frozen=True):
    """What a series or team prints around its releases: whom to ask, what it is in a few words, and who of those that
    were hurt may be named.
    """

    contact: str | None = None
    about: Mapping[str, str] = {}
    released: tuple[str, ...] = ()
    logo: bytes | None = None

    @property
    def heads(self) -> bool:
        """Whether a release is headed by what it is (`Communiqué de presse`): where there is a house template."""
        return bool(self.contact or self.about or self.logo)


class Communique(msgspec.Struct, frozen=True):
    """A press release. `note` says that something is reconstructed; with `marks` each such sentence carries a mark."""

    language: str
    title: Sentence
    dateline: Sentence
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    note: str | None = None
    team: str | None = None
    round: int = 0
    findings: tuple[Finding, ...] = ()
    marks: bool = False
    house: House = House()

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence, the title first."""
        yield self.title
        yield self.dateline
        for section in self.sections:
            yield from section.sentences

    def printed(self, one: Sentence) -> str:
        """A sentence as it is set: with its mark where marks are asked for and something in it is reconstructed."""
        marked = self.marks and one.certainty is Certainty.RECONSTRUCTED
        return f"{one.text} {MARK}" if marked else one.text


def communique(
    told: Meetings,
    weekend: Meeting,
    *,
    language: str = "fr",
    team: str | None = None,
    quotes: Sequence[Quote] | None = None,
    quotes_file: str = "quotes.toml",
    marks: bool = False,
    house: House | None = None,
) -> Communique:
    """The communiqué of a meeting, of the series or of one team. Raises `WrongCall` for a meeting without a result that
    was not called off either, a team that was not entered, or a language there is none in.
    """
    if language not in ("fr", "en"):
        raise WrongCall(f"no communiqué in {language!r} (there are fr, en)")
    if not weekend.run and not weekend.cancelled:
        raise WrongCall(f"round {weekend.number}: no result yet, so there is nothing to tell")
    around = house or House()
    facts = facts_of(told, weekend, team, around.released)
    writer = Writer(facts, language, team)
    chosen, found = quotes_for(quotes or (), told, weekend, team, quotes_file)
    text, rests = Headline(facts, language, writer.team).made()
    title = Sentence(text, tuple(one.id for one in rests), least(rests))
    sections = tuple(writer.sections(weekend, chosen))
    odd = (*(() if chosen else _asked(writer, quotes_file)), *_untold(writer))
    made = Communique(language, title, _dateline(facts, language), sections, facts, team=writer.team,
                      round=weekend.number, findings=(*found, *odd), marks=marks, house=around)  # fmt: skip
    marked = any(one.certainty is Certainty.RECONSTRUCTED for one in made.sentences())
    said = word("communique", "reconstructed" if marks else "partly-reconstructed", language)
    return msgspec.structs.replace(made, note=(f"{MARK} {said}" if marks else said) if marked else None)


def _dateline(facts: Sequence[Fact], language: str) -> Sentence:
    """Place and day."""
    meeting = next(one for one in facts if one.kind == "meeting")
    last = meeting.values["last"] or meeting.values["first"]
    day = f", {date(dt.date.fromisoformat(last), language)}" if last else ""
    return Sentence(f"{meeting.values['event']}{day}", (meeting.id,))


def _untold(writer: Writer) -> Iterator[Finding]:
    """Reasons that are written in another language, and that nobody translates: the release is silent about them."""
    for reason in dict.fromkeys(writer.names.foreign):
        yield info("reason-untranslated", reason=reason, language=writer.language)


def _asked(writer: Writer, file: str) -> tuple[Finding, ...]:
    """Nobody is quoted: who could be asked is told to whoever publishes, never printed."""
    people = writer.people()
    return (info("quote-missing", Where(file=file), **({"who": people} if people else {})),)


def communique_document(made: Communique) -> dict[str, Any]:
    """The communiqué as one JSON document: its sentences with the facts they rest on, and every fact used."""

    def said(one: Sentence) -> Mapping[str, Any]:
        return {"text": one.text, "facts": list(one.facts), "certainty": one.certainty.value}

    return {
        "language": made.language,
        "round": made.round,
        "for": made.team,
        "title": said(made.title),
        "dateline": said(made.dateline),
        "sections": [
            {"kind": one.kind, "heading": one.heading, "sentences": [said(x) for x in one.sentences]}
            for one in made.sections
        ],
        "note": made.note,
        "facts": [
            {
                "id": one.id, "kind": one.kind, "values": plain_values(one), "source": one.source,
                "certainty": one.certainty.value,
            }
            for one in made.facts
        ],
        "findings": [finding_document(one) for one in made.findings],
    }  # fmt: skip
