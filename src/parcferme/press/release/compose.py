"""The communiqué put together: sections of sentences, each with the ids of the facts it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from parcferme.documents import Meeting, Meetings, finding_document
from parcferme.documents import say as word
from parcferme.findings import Finding, WrongCall
from parcferme.press.release import english, french
from parcferme.press.release.facts import Car, Certainty, Fact
from parcferme.press.release.gather import facts_of, plain_values
from parcferme.press.release.grammar import a, at, capital, date, listed, number_word, ordinal
from parcferme.press.release.naming import Naming, plate
from parcferme.press.release.quotes import Quote, bare_words, language_name, quotes_for

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
    told: Meetings,
    weekend: Meeting,
    *,
    language: str = "fr",
    team: str | None = None,
    quotes: Sequence[Quote] | None = None,
    quotes_file: str = "quotes.toml",
) -> Communique:
    """The communiqué of a meeting, for the series or for one team. Raises `WrongCall` for a meeting without a result
    that was not called off either, a team that was not entered, or a language there is none in.
    """
    if language not in ("fr", "en"):
        raise WrongCall(f"no communiqué in {language!r} (there are fr, en)")
    if not weekend.run and not weekend.cancelled:
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
        *(() if weekend.cancelled else writer.races(weekend)),
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
        self.together = (french if language == "fr" else english).TOGETHER
        self.out_together = (french if language == "fr" else english).OUT_TOGETHER
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
        told, rests = self._team_title() if self.team is not None else self._winners()
        rests = [meeting, *rests]
        if self.team is not None:
            place = a(event) if self.language == "fr" else at(event)
            text = (
                f"{self.team} {place} : {told}" if self.language == "fr" else f"{self.team} {place}: {told}"
            )
            text = text if told else f"{self.team} {place}"
        else:
            text = f"{event} – {told}" if told else f"{meeting.values['series']} – {event}"
        if meeting.values.get("cancelled"):
            colon = " : " if self.language == "fr" else ": "
            about = self.team or meeting.values["series"]
            text = f"{about} – {event}{colon}{word('communique', 'cancelled', self.language)}"
        return Sentence(text, tuple(one.id for one in rests), _least(rests))

    def _winners(self) -> tuple[str, list[Fact]]:
        """The winning car of each class, race by race (`JS P4: #50 and #34 · JS2 R: #74 twice`); its facts."""
        classes: dict[str, list[Car]] = {}
        rests = self.of("class-podium")
        for one in rests:
            classes.setdefault(str(one.values["class"]), []).append(one.values["cars"][0])
        parts = []
        for name, cars in classes.items():
            named = list(
                dict.fromkeys(f"{plate(car, self.language)} {car.team or ''}".strip() for car in cars)
            )
            twice = (
                f" ({len(cars)} {'victoires' if self.language == 'fr' else 'wins'})"
                if len(cars) > len(named) == 1
                else ""
            )
            colon = " : " if self.language == "fr" else ": "
            parts.append(f"{name}{colon}{listed(named, self.language)}{twice}")
        return (" ; " if self.language == "fr" else "; ").join(parts), rests

    def _team_title(self) -> tuple[str, list[Fact]]:
        """The places of a team, and what they rest on."""
        if len({one.values["car"].number for one in self.of("place")}) > 1:
            return self._best_of_several()
        places, rests = list[str](), list[Fact]()
        told_all = [one.values for one in self.of("place")]
        # Who is on no overall podium is told by the place in class.
        in_class = all((v["position"] or 99) > 3 for v in told_all) and any(v["class"] for v in told_all)
        for one in self.of("place"):
            v = one.values
            best = v["class_position"] if in_class or not v["position"] else v["position"]
            if best and v["status"] == "classified":
                places.append(ordinal(best, self.language, feminine=True))
                rests.append(one)
        class_ = next((v["class"] for v in told_all if v["class"]), None) if in_class else None
        return (self._places_told(places, class_) if places else ""), rests

    def _places_told(self, places: list[str], class_: str | None) -> str:
        """Places one after the other, or how many times the same: in the class where one is named."""
        tail = "au classement général" if self.language == "fr" else "overall"
        if class_ is not None:
            tail = f"en {class_}" if self.language == "fr" else f"in {class_}"
        if len(places) > 1 and len(set(places)) == 1:
            if set(places) == {ordinal(1, self.language, feminine=True)}:
                wins = number_word(len(places), self.language, feminine=True)
                return f"{wins} victoires {tail}" if self.language == "fr" else f"{wins} wins {tail}"
            count = number_word(len(places), self.language)
            times = f"{count} fois {places[0]}" if self.language == "fr" else f"{count} times {places[0]}"
            return f"{'twice ' + places[0] if self.language == 'en' and len(places) == 2 else times} {tail}"
        return f"{listed(places, self.language)} {tail}"

    def _best_of_several(self) -> tuple[str, list[Fact]]:
        """The best place in class of a team with several cars, and whose; and what that rests on."""
        placed = [
            x for x in self.of("place") if x.values["class_position"] and x.values["status"] == "classified"
        ]
        if not placed:
            return "", []
        best = min(placed, key=lambda one: int(one.values["class_position"]))
        v, same = best.values, [
            x for x in placed if x.values["class_position"] == best.values["class_position"]
            and x.values["class"] == best.values["class"]
        ]  # fmt: skip
        cars = list(dict.fromkeys(plate(x.values["car"], self.language) for x in same))
        place_ = ordinal(v["class_position"], self.language, feminine=True)
        times = "" if len(same) == 1 else f"{number_word(len(same), self.language)} "
        if self.language == "fr":
            told = f"{times}fois " if len(same) > 1 else ""
            return f"{told}{place_} en {v['class'] or 'classe'} ({listed(cars, 'fr')})", same
        told = "twice " if len(same) == 2 else f"{times}times " if times else ""
        return f"{told}{place_} in {v['class'] or 'class'} ({listed(cars, 'en')})", same

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
        facts, sentences = self.of(*_BY_TIME), []
        while facts:
            one = facts.pop(0)
            others = [x for x in facts if x.kind == one.kind == "fastest-of-class" and _goes_with(x, one)]
            if others:
                facts = [x for x in facts if x not in others]
                text = capital(self.together([one.values, *(x.values for x in others)], self.names))
                sentences.append(Sentence(text, (one.id, *(x.id for x in others)), _least([one, *others])))
            else:
                sentences.append(self.sentence(one))
        if sentences:
            yield Section("practice", self.heading("practice"), tuple(sentences))

    def races(self, weekend: Meeting) -> Iterator[Section]:
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
                own = {car.number for team in self.of("team") for car in team.values["cars"]}
                climbed = {x.values["car"].number for x in facts if x.kind == "climb"}
                facts = [x for x in facts if x.kind != "grid-place" or x.values["last"]
                         or x.values["car"].number not in climbed]  # fmt: skip
                facts = [x for x in facts if x.kind != "winner" or x.values["car"].number not in own]
            facts = [x for x in facts if not (x.kind == "class-podium" and x.values["alone"])]
            name = self.names.session({"session": ran.name, "session_kind": ran.kind})
            heading = name.removeprefix("la ").removeprefix("the ").capitalize()
            gone = [
                x
                for x in facts
                if x.kind == "out" and not x.values["reason"] and x.values["status"] == "not-classified"
            ]
            if len(gone) > 3:
                sentences = [self.sentence(x) for x in facts if x not in gone]
                text = capital(self.out_together([x.values for x in gone], self.names))
                sentences.append(Sentence(text, tuple(x.id for x in gone), _least(gone)))
                yield Section("race", heading, tuple(sentences))
            elif facts or told:
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
                "text": bare_words(one.text),
                "who": one.who,
                "role": one.role,
                "language": language_name(one.lang, self.language),
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


def _goes_with(one: Fact, other: Fact) -> bool:
    """Whether the fastest of two classes are told in one sentence: of one session, and equally certain."""
    filled_in = [x.certainty is Certainty.RECONSTRUCTED for x in (one, other)]
    same = one.values["session"] == other.values["session"] and filled_in[0] == filled_in[1]
    return same and bool(one.values["class"] and other.values["class"])


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
