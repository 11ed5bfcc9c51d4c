"""The communiqué put together: sections of sentences, each with the ids of the facts it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from parcferme.documents.classification import finding_document
from parcferme.documents.communique import english, french
from parcferme.documents.communique.facts import Car, Certainty, Fact
from parcferme.documents.communique.gather import facts_of, plain_values
from parcferme.documents.communique.grammar import a, capital, date, listed, number_word, ordinal
from parcferme.documents.communique.naming import Naming
from parcferme.documents.communique.quotes import Quote, quotes_for
from parcferme.documents.communique.told import SeasonTold, Weekend
from parcferme.documents.words import say as word
from parcferme.findings import Finding, WrongCall

MARK: Final = "†"
"""Stands behind a sentence that rests on a reconstructed fact."""
_CHANGED: Final = ("changed", "changed-winner", "amended")
_BY_TIME: Final = ("fastest-of-class", "no-time", "qualified")
_TABLES: Final = ("standings", "standing")
_COMING: Final = ("outlook", "hope", "next", "season-over")


class Sentence(msgspec.Struct, frozen=True):
    """One sentence and the ids of the facts it rests on; no facts for a quote and for the gap one leaves."""

    text: str
    facts: tuple[str, ...] = ()
    certainty: Certainty = Certainty.STATED

    @property
    def printed(self) -> str:
        """With its mark where something in it is reconstructed."""
        return f"{self.text} {MARK}" if self.certainty is Certainty.RECONSTRUCTED else self.text


class Section(msgspec.Struct, frozen=True):
    """A paragraph or list of sentences under a heading; `kind`: lede, session, table, quotes …"""

    kind: str
    heading: str | None
    sentences: tuple[Sentence, ...]


class Communique(msgspec.Struct, frozen=True):
    """A press release. `note` says what the mark means, where a sentence carries it."""

    language: str
    title: Sentence
    dateline: Sentence
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    note: str | None = None
    team: str | None = None
    round: int = 0
    findings: tuple[Finding, ...] = ()

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence, the title first."""
        yield self.title
        yield self.dateline
        for section in self.sections:
            yield from section.sentences


def communique(
    told: SeasonTold,
    weekend: Weekend,
    *,
    language: str = "fr",
    team: str | None = None,
    quotes: Sequence[Quote] | None = None,
    quotes_file: str = "quotes.toml",
) -> Communique:
    """The communiqué of a meeting, for the series or for one team. Raises `WrongCall` for a meeting without a result,
    a team that was not entered, or a language there is none in.
    """
    if language not in ("fr", "en"):
        raise WrongCall(f"no communiqué in {language!r} (there are fr, en)")
    if not weekend.run:
        raise WrongCall(f"round {weekend.number}: no result yet, so there is nothing to tell")
    facts = facts_of(told, weekend, team)
    writer = _Writer(facts, language, team)
    chosen, found = quotes_for(quotes or (), told, weekend, team, quotes_file)
    # The lede is written first: a car is named with its crew where it is named first.
    title, dateline = writer.title(), writer.dateline()
    sections = [
        *writer.changed(),
        *writer.lede(),
        *writer.by_time(),
        *writer.races(weekend),
        *writer.tables(),
    ]
    sections += [writer.quotes(chosen), *writer.coming()]
    made = Communique(language, title, dateline, tuple(sections), facts, team=writer.team, round=weekend.number,
                      findings=found)  # fmt: skip
    marked = any(one.certainty is Certainty.RECONSTRUCTED for one in made.sentences())
    note = f"{MARK} {word('communique', 'reconstructed', language)}" if marked else None
    return msgspec.structs.replace(made, note=note)


class _Writer:
    """Sentences from facts, in one language, in the order they are told."""

    def __init__(self, facts: Sequence[Fact], language: str, team: str | None) -> None:
        self.facts, self.language = facts, language
        self.names = Naming(language)
        self.made = (french if language == "fr" else english).SENTENCES
        of = next((one.values["team"] for one in facts if one.kind == "team"), team)
        self.team = None if team is None else str(of)

    def of(self, *kinds: str, session: str | None = None) -> list[Fact]:
        """The facts of these kinds."""
        return [
            one for one in self.facts if one.kind in kinds and session in (None, one.values.get("session"))
        ]

    def sentence(self, one: Fact) -> Sentence:
        """The sentence a fact makes."""
        text = capital(self.made[one.kind](one.values, self.names))
        return Sentence(" ".join(text.split(" ")), (one.id,), one.certainty)

    def section(self, kind: str, heading: str | None, facts: Sequence[Fact]) -> Iterator[Section]:
        """A section of these facts; none where there are none."""
        if facts:
            yield Section(kind, heading, tuple(self.sentence(one) for one in facts))

    def heading(self, key: str) -> str:
        """A heading from the catalogue."""
        return word("communique", key, self.language)

    # --- the parts

    def title(self) -> Sentence:
        """Where, and who won each class; for a team its places."""
        meeting = self.of("meeting")[0]
        event = str(meeting.values["event"])
        rests = [meeting]
        if self.team is not None:
            told = self._team_title(rests)
            place = a(event) if self.language == "fr" else f"at {event}"
            text = (
                f"{self.team} {place} : {told}" if self.language == "fr" else f"{self.team} {place}: {told}"
            )
            text = text if told else f"{self.team} {place}"
        else:
            told = self._winners(rests)
            text = f"{event} – {told}" if told else f"{meeting.values['series']} – {event}"
        return Sentence(text, tuple(one.id for one in rests), _least(rests))

    def _winners(self, rests: list[Fact]) -> str:
        """The winning car of each class, race by race: `JS P4: #50 and #34 · JS2 R: #74 twice`."""
        classes: dict[str, list[Car]] = {}
        for one in self.of("class-podium"):
            classes.setdefault(str(one.values["class"]), []).append(one.values["cars"][0])
            rests.append(one)
        parts = []
        for name, cars in classes.items():
            named = list(dict.fromkeys(f"#{car.number} {car.team or ''}".strip() for car in cars))
            twice = (
                f" ({len(cars)} {'victoires' if self.language == 'fr' else 'wins'})"
                if len(cars) > len(named) == 1
                else ""
            )
            colon = " : " if self.language == "fr" else ": "
            parts.append(f"{name}{colon}{listed(named, self.language)}{twice}")
        return (" ; " if self.language == "fr" else "; ").join(parts)

    def _team_title(self, rests: list[Fact]) -> str:
        places = []
        for one in self.of("place"):
            v = one.values
            best = v["position"] if v["position"] else v["class_position"]
            if best and v["status"] == "classified":
                places.append(ordinal(best, self.language, feminine=True))
                rests.append(one)
        many = len({one.values["car"].number for one in self.of("place")}) > 1
        if not places or many:
            return ""
        tail = "au classement général" if self.language == "fr" else "overall"
        if len(places) > 1 and len(set(places)) == 1:
            count = number_word(len(places), self.language)
            times = f"{count} fois {places[0]}" if self.language == "fr" else f"{count} times {places[0]}"
            return f"{'twice ' + places[0] if self.language == 'en' and len(places) == 2 else times} {tail}"
        return f"{listed(places, self.language)} {tail}"

    def dateline(self) -> Sentence:
        """Place and day."""
        meeting = self.of("meeting")[0]
        last = meeting.values["last"] or meeting.values["first"]
        day = f", {date(dt.date.fromisoformat(last), self.language)}" if last else ""
        return Sentence(f"{meeting.values['event']}{day}", (meeting.id,))

    def changed(self) -> Iterator[Section]:
        """At the top: where the result changed after a race."""
        yield from self.section("changed", self.heading("changed"), self.of(*_CHANGED))

    def lede(self) -> Iterator[Section]:
        """What was held, who was there and who won."""
        kinds = (
            ("meeting", "team", "place")
            if self.team is not None
            else ("meeting", "winner", "entries", "format")
        )
        facts = [one for kind in kinds for one in self.of(kind)]
        yield from self.section("lede", None, facts)

    def by_time(self) -> Iterator[Section]:
        """Practice and qualifying."""
        yield from self.section("practice", self.heading("practice"), self.of(*_BY_TIME))

    def races(self, weekend: Weekend) -> Iterator[Section]:
        """Each race, as its facts come."""
        told = {"winner", "place"} if self.team is not None else {"winner"}
        # What the lede said is not said again, but for who won in a team's release.
        skip = _CHANGED + (("place",) if self.team is not None else ("winner",))
        for ran in weekend.races:
            facts = [
                one
                for one in self.facts
                if one.values.get("session") == ran.name and one.kind not in skip + _BY_TIME
            ]
            if self.team is not None:
                facts = [
                    one for one in facts if one.kind != "stop-rule" or any(x.kind == "stop" for x in facts)
                ]
            name = self.names.session({"session": ran.name, "session_kind": ran.kind})
            heading = name.removeprefix("la ").removeprefix("the ").capitalize()
            if facts or told:
                yield from self.section("race", heading, facts)

    def tables(self) -> Iterator[Section]:
        """The standings with their gaps."""
        yield from self.section("standings", self.heading("standings"), self.of(*_TABLES))

    def coming(self) -> Iterator[Section]:
        """What the next round can change, and when it is."""
        yield from self.section("next", self.heading("next"), self.of(*_COMING))

    def quotes(self, chosen: Sequence[Quote]) -> Section:
        """What people said; without a word of theirs a gap that nobody can overlook."""
        sentences = []
        for one in chosen:
            own = one.lang == self.language
            values = {
                "text": " ".join(one.text.split()),
                "who": one.who,
                "role": one.role,
                "language": one.lang,
            }
            sentences.append(
                Sentence(word("communique", "said" if own else "said-in", self.language, **values))
            )
        if not sentences:
            sentences.append(Sentence(f"[{self._gap()}]"))
        return Section("quotes", self.heading("quotes"), tuple(sentences))

    def _gap(self) -> str:
        """The gap, with who could be asked: the drivers of the team, or of the winners."""
        cars: list[Car] = []
        for one in self.of("team"):
            cars += one.values["cars"]
        for one in self.of("class-podium") if not cars else ():
            cars.append(one.values["cars"][0])
        people = list(dict.fromkeys(name for car in cars for name in car.drivers))
        if not people:
            return self.heading("gap-anyone")
        return word("communique", "gap", self.language, who=listed(people, self.language))


def _least(facts: Sequence[Fact]) -> Certainty:
    for one in (Certainty.RECONSTRUCTED, Certainty.INFERRED):
        if any(fact.certainty is one for fact in facts):
            return one
    return Certainty.STATED


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
