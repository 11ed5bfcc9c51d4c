"""The sections of a communiqué, in the order they are told: what a journalist leads with first, then the weekend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from parcferme.documents import Meeting
from parcferme.documents import say as word
from parcferme.press.release.facts import Car, Certainty, Fact
from parcferme.press.release.grammar import capital, listed, number_word
from parcferme.press.release.headline import SWEEPS
from parcferme.press.release.naming import Naming
from parcferme.press.release.nouns import Noun, together
from parcferme.press.release.phrases import Teller
from parcferme.press.release.quotes import Quote, bare_words, language_name
from parcferme.press.release.wording import Told, Wording

_BY_TIME: Final = ("fastest-of-class", "no-time", "qualified", "cuts")
_OUT_LISTED: Final = 8
"""So many cars that came to nothing are named; of more it is told how many."""


class Sentence(msgspec.Struct, frozen=True):
    """One sentence and the ids of the facts it rests on; no facts for a quote."""

    text: str
    facts: tuple[str, ...] = ()
    certainty: Certainty = Certainty.STATED


class Section(msgspec.Struct, frozen=True):
    """A paragraph or list of sentences under a heading; `kind`: lede, practice, race, standings, quotes …"""

    kind: str
    heading: str | None
    sentences: tuple[Sentence, ...]


def least(facts: Sequence[Fact]) -> Certainty:
    """The least certain of these facts."""
    for one in (Certainty.RECONSTRUCTED, Certainty.INFERRED):
        if any(fact.certainty is one for fact in facts):
            return one
    return Certainty.STATED


class Writer:
    """Sentences from facts, in one language, in the order they are told."""

    def __init__(self, facts: Sequence[Fact], language: str, team: str | None) -> None:
        self.facts, self.language = facts, language
        teams = [one for one in facts if one.kind == "team"]
        self.team = None if team is None else str(teams[0].values["team"] if teams else team)
        self.own = tuple(car.number for one in teams for car in one.values["cars"])
        self.names = Naming(language, self.own, self.team)
        self.wording = Wording(self.names)
        self.teller = Teller(language)

    def of(self, *kinds: str, session: str | None = None) -> list[Fact]:
        """The facts of these kinds, in the order of the kinds."""
        return [
            one for kind in kinds for one in self.facts
            if one.kind == kind and session in (None, one.values.get("session"))
        ]  # fmt: skip

    def people(self) -> list[str]:
        """Who could be quoted: the drivers of the team, or of the winners."""
        cars: list[Car] = [car for one in self.of("team") for car in one.values["cars"]]
        if not cars:
            cars = [one.values["cars"][0] for one in self.of("class-podium")]
        return list(dict.fromkeys(name for car in cars for name in car.drivers))

    # --- sentences

    def tell(self, facts: Sequence[Fact], told: Told) -> Sentence:
        """A sentence from these facts."""
        kind, values = told
        text = self.teller.say(kind, values)
        assert text is not None, f"{kind}: no template has what it needs in {values}"
        return Sentence(capital(text.replace("'", "’")), tuple(one.id for one in facts), least(facts))

    def one(self, fact: Fact) -> Sentence:
        """The sentence a fact makes by itself."""
        return self.tell([fact], self.wording.of(fact.kind, fact.values))

    def each(self, *kinds: str, session: str | None = None) -> Iterator[Sentence]:
        """The sentences of these kinds."""
        for fact in self.of(*kinds, session=session):
            yield self.one(fact)

    # --- sections

    def sections(self, weekend: Meeting, quotes: Sequence[Quote]) -> Iterator[Section]:
        """Every section that has something to tell."""
        for kind, heading, sentences in self._parts(weekend, quotes):
            told = tuple(sentences)
            if told:
                yield Section(kind, heading and self._heading(heading), told)

    def _heading(self, key: str) -> str:
        return word("communique", key, self.language)

    def _parts(
        self, weekend: Meeting, quotes: Sequence[Quote]
    ) -> Iterator[tuple[str, str | None, Iterator[Sentence]]]:
        yield "changed", "changed", (one for one in self._changed(published=True))
        yield "lede", None, self._lede() if self.team is None else self._team_lede()
        kinds = ("meeting", "entries", "format") if self.team is None else ("meeting", "team", "format")
        yield "meeting", None, self.each(*kinds)
        yield "practice", "practice", self._by_time()
        # Of a round that was called off nothing counts that was driven there.
        races = [] if weekend.cancelled else weekend.races
        told = [ran.name for ran in races]
        for ran in races:
            yield "race", self._race_name(ran.name, ran.kind), self._race(ran.name)
            yield "quotes", None, self._quotes([one for one in quotes if one.session == ran.name])
        yield "standings", "standings", self._tables()
        yield "quotes", "quotes", self._quotes([one for one in quotes if one.session not in told])
        yield "next", "next", self.each("outlook", "hope", "next", "season-over")

    def _race_name(self, name: str, kind: str) -> str:
        return capital(self.names.race({"session": name, "session_kind": kind}).text)

    def _changed(self, *, published: bool, session: str | None = None) -> Iterator[Sentence]:
        for fact in self.of("changed", "changed-winner", "amended", session=session):
            if bool(fact.values.get("published", True)) is published:
                yield self.one(fact)

    # --- the lede of a series

    def _lede(self) -> Iterator[Sentence]:
        yield from self.each("champion")
        won = self.of("winner")
        cars = {one.values["car"].number for one in won}
        if len(cars) == 1 and len(won) == self._races() > 1 and not won[0].values["car"].unnamed:
            yield self._sweep(won, "sweep", won[0].values["car"], {})
            yield from self._wins(won[0].values["car"], None)
        else:
            for at, fact in enumerate(won):
                yield self.one(fact)
                if fact.values["car"].number not in {x.values["car"].number for x in won[:at]}:
                    yield from self._wins(fact.values["car"], None)
        yield from self._classes(won)
        yield from self.each("new-leader")
        known = {
            name
            for one in self.of("podium", "class-podium")
            for car in one.values["cars"]
            for name in car.drivers
        }
        yield from (self.one(one) for one in self.of("returned") if one.values["driver"] in known)

    def _races(self) -> int:
        return len({one.values["session"] for one in self.facts if one.kind in ("winner", "class-podium")})

    def _wins(self, car: Car, class_: str | None) -> Iterator[Sentence]:
        for fact in self.of("wins"):
            if fact.values["car"].number == car.number and fact.values["class"] == class_:
                yield self.one(fact)

    def _sweep(self, facts: Sequence[Fact], kind: str, car: Car, more: dict[str, Any]) -> Sentence:
        both = self._both(facts)
        meeting = self.of("meeting")[0]
        words = SWEEPS.get(self.language, {}).get(len(facts), "sans-faute")
        at = self.wording.at_next(meeting.values)["at_next"]
        values = {**more, "who": self.names.crew(car), "sessions": both, "nth": words, "at_event": at}
        return self.tell(facts, (kind, values))

    def _both(self, facts: Sequence[Fact]) -> Noun:
        """The races somebody won: `les deux courses` where those are all, else each by name."""
        if len(facts) == self._races():
            count = number_word(len(facts), self.language)
            if self.language == "fr":
                return Noun(f"{count} courses", "f", plural=True, article="les ")
            return Noun("both races" if len(facts) == 2 else f"all {count} races", plural=True)
        return together([self.names.race(dict(one.values)) for one in facts], self.language)

    def _classes(self, won: Sequence[Fact]) -> Iterator[Sentence]:
        """The winners of each class that the overall winners do not tell already."""
        first = {one.values["session"]: one.values["car"].number for one in won}
        classes: dict[str, list[Fact]] = {}
        for fact in self.of("class-podium"):
            if not fact.values["cars"][0].unnamed:
                classes.setdefault(str(fact.values["class"]), []).append(fact)
        for class_, facts in classes.items():
            if all(first.get(one.values["session"]) == one.values["cars"][0].number for one in facts):
                continue
            yield self._class_winners(class_, facts)
            for car in {one.values["cars"][0].number: one.values["cars"][0] for one in facts}.values():
                if len({one.values["cars"][0].number for one in facts}) == 1:
                    yield from self._wins(car, class_)

    def _class_winners(self, class_: str, facts: Sequence[Fact]) -> Sentence:
        about = self.wording.class_(class_)
        cars = [one.values["cars"][0] for one in facts]
        if len({car.number for car in cars}) == 1:
            if len(facts) > 1:
                return self._sweep(facts, "class-sweep", cars[0], about)
            v = facts[0].values
            second = v["cars"][1] if len(v["cars"]) > 1 else None
            gap = self.wording.gap(v["margin_us"])
            over = self.names.crew(second) if second is not None and gap else None
            return self.tell(
                facts, ("class-win", {**about, "who": self.names.crew(cars[0]), "gap": gap, "over": over})
            )
        told = []
        for at, (fact, car) in enumerate(zip(facts, cars, strict=True)):
            who, where = self.names.crew(car), self.names.at_session(dict(fact.values))
            verb = ("a gagné" if not who.plural else "ont gagné") if self.language == "fr" else "won"
            told.append(f"{who.full} {verb} {where}" if not at else f"{who.full} {where}")
        return self.tell(facts, ("class-shared", {**about, "list": listed(told, self.language)}))

    # --- the lede of a team

    def _team_lede(self) -> Iterator[Sentence]:
        yield from self.each("champion")
        places = self.of("place")
        best: dict[str, int] = {}
        for fact in places:  # the best car first
            v = fact.values
            best[v["car"].number] = min(best.get(v["car"].number, 999), v["class_position"] or 99)
        for fact in sorted(places, key=lambda one: best[one.values["car"].number]):
            yield self.one(fact)
        for car in {one.values["car"].number: one.values["car"] for one in places}.values():
            classes = [one for one in self.of("wins") if one.values["car"].number == car.number]
            for fact in classes[:1]:
                yield self.one(fact)
        yield from self.each("new-leader", "late-entry", "returned", "home")

    # --- practice and qualifying

    def _by_time(self) -> Iterator[Sentence]:
        for session in dict.fromkeys(one.values["session"] for one in self.facts if one.kind in _BY_TIME):
            quickest = self.of("fastest-of-class", session=session)
            if self.team is not None:  # its own angle: who else was fastest is no news of a team's
                quickest = [one for one in quickest if one.values["car"].number in self.own]
            for group in self._alike(quickest):
                told = self.wording.quickest([one.values for one in group])
                yield self.tell(group, ("fastest-of-class", told))
            yield from self._cuts(session)
            placed = self.of("qualified", session=session)
            if len(placed) > 1:
                yield self.tell(placed, self.wording.qualified_several([one.values for one in placed]))
            else:
                yield from map(self.one, placed)

    @staticmethod
    def _alike(facts: Sequence[Fact]) -> Iterator[list[Fact]]:
        """The fastest of the classes of a session in one sentence; those without a class each in its own."""
        named = [one for one in facts if one.values["class"]]
        if named:
            yield named
        yield from ([one] for one in facts if not one.values["class"])

    def _cuts(self, session: str) -> Iterator[Sentence]:
        """What stopped a car, with the time it cost where it was credited with none."""
        without = {one.values["car"].number: one for one in self.of("no-time", session=session)}
        for fact in self.of("cuts", session=session):
            lost = without.pop(fact.values["car"].number, None)
            kind, values = self.wording.of("cuts", fact.values)
            yield self.tell(
                [fact] if lost is None else [fact, lost], (kind if lost is None else "cuts-no-time", values)
            )
        for fact in without.values():
            yield self.one(fact)

    # --- a race

    def _race(self, name: str) -> Iterator[Sentence]:
        yield from self._changed(published=False, session=name)
        yield from self._start(name)
        yield from self.each("wet", "weather", session=name)
        for fact in self.of("lead", session=name):
            yield self.one(fact)
            told = self.wording.led(fact.values)
            if told is not None:
                yield self.tell([fact], told)
            if fact.values["last_lap"]:
                yield self.tell([fact], self.wording.last_lap(fact.values))
        yield from self.each("neutralised", "neutralised-often", "red", session=name)
        if self.team is None or self.of("stop", session=name):
            yield from self.each("stop-rule", session=name)
            yield from self._stops(name)
        yield from self.each("cuts", session=name)
        moved = self._moved(name)
        ruled = [
            one for one in self.of("penalty", session=name)
            if not (one.values.get("after") and one.values["car"].number in moved)
        ]  # fmt: skip
        if ruled:
            yield self.tell(ruled, self.wording.penalties([one.values for one in ruled]))
        yield from self.each("note", session=name)
        last = {one.values["car"].number for one in self.of("grid-place", session=name) if one.values["last"]}
        for fact in self.of("climb", session=name):  # from where it started was told of who started last
            if fact.values["car"].number not in last:
                yield self.one(fact)
        if self.team is not None:
            yield from (
                self.one(x) for x in self.of("winner", session=name) if x.values["car"].number not in self.own
            )
        yield from self._podiums(name)
        yield from self.each("fastest", session=name)
        yield from self._out(name)

    def _moved(self, name: str) -> set[str]:
        """The cars of which it was told what a ruling after the race made of them."""
        return {one.values["car"].number for one in self.of("changed", session=name)}

    def _start(self, name: str) -> Iterator[Sentence]:
        """When it started, with who had pole; for a team from where its cars started."""
        if self.team is not None:
            yield from self.each("start", session=name)
            climbed = {one.values["car"].number for one in self.of("climb", session=name)}
            stood = self.of("grid-place", session=name)
            if len(stood) > 1:
                yield self.tell(stood, self.wording.grid_several([one.values for one in stood]))
                return
            for fact in stood:
                if fact.values["last"] or fact.values["car"].number not in climbed:
                    yield self.one(fact)
            return
        row = [one for one in self.of("front-row", session=name) if one.values["positions"][0] == 1]
        pole = row[0].values["cars"][0] if row else None
        started = self.of("start", session=name)
        for fact in started:
            told = self.wording.of("start", {**fact.values, "pole": pole})
            yield self.tell([fact, *row[:1]], told)
        if row and not started:
            yield self.tell(row[:1], self.wording.of("pole", {**row[0].values, "car": pole}))

    def _stops(self, name: str) -> Iterator[Sentence]:
        """When a car stopped; of more stops than one how many."""
        by_car: dict[str, list[Fact]] = {}
        for fact in self.of("stop", session=name):
            by_car.setdefault(fact.values["car"].number, []).append(fact)
        for facts in by_car.values():
            if len(facts) == 1:
                yield self.one(facts[0])
            else:
                car = self.names.car(facts[0].values["car"])
                yield self.tell(facts, ("stops", {"car": car, "times": len(facts)}))

    def _podiums(self, name: str) -> Iterator[Sentence]:
        """Who was on the podium with the winner, and the first three of each class that were not told by that."""
        told: set[str] = set()
        for fact in self.of("podium", session=name):
            told = {car.number for car in fact.values["cars"]}
            yield self.one(fact)
        for fact in self.of("class-podium", session=name):
            cars = fact.values["cars"]
            # Whose class won, with nobody besides on its podium, has been told.
            first = fact.values["position"] == 1 and {car.number for car in cars} <= told
            if not fact.values["same"] and not first and not cars[0].unnamed:
                yield self.one(fact)

    def _out(self, name: str) -> Iterator[Sentence]:
        kinds: dict[tuple[str, bool], list[Fact]] = {}
        moved = self._moved(name)
        for fact in self.of("out", session=name):
            if fact.values["car"].number in moved:
                continue
            kinds.setdefault((fact.values["status"], bool(fact.values.get("retired"))), []).append(fact)
        for (status, _), facts in kinds.items():
            if len(facts) > _OUT_LISTED and status == "not-classified":
                values = {"entered": len(facts), "plural": Noun("", "f", plural=True)}
                yield self.tell(facts, ("out-many", values))
            else:
                yield self.tell(facts, self.wording.gone([one.values for one in facts]))

    # --- tables, quotes

    def _tables(self) -> Iterator[Sentence]:
        said = {(one.values["table"], one.values["class"]) for one in self.of("champion", "new-leader")}
        for fact in self.of("standings", "standing"):
            told_already = fact.kind == "standing" and (fact.values["table"], fact.values["class"]) in said
            if not (told_already and fact.values["position"] == 1):
                yield self.one(fact)

    def _quotes(self, chosen: Sequence[Quote]) -> Iterator[Sentence]:
        """What people said."""
        for one in chosen:
            key = "said" if one.lang == self.language else "said-in"
            key = "said-translated" if one.translated is not None else key
            of = one.lang if one.translated is None else one.translated
            values = {
                "text": bare_words(one.text), "who": one.who, "role": one.role,
                "language": language_name(of, self.language),
            }  # fmt: skip
            yield Sentence(word("communique", key, self.language, **values))
