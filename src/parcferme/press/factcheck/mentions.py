"""Who and what a text speaks of: cars, teams, drivers, circuits and sessions, and of whom each claim is made."""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from parcferme.documents import Meeting, Meetings, MeetingSession
from parcferme.press.factcheck.names import CLASS_SIGN, Mention, names_in
from parcferme.press.factcheck.reading import ORDINAL, Reading, Span, number_of, ordinal_of

_WE: Final = re.compile(r"\b(?:nous|notre|nos|we|our|us|on a|je|i)\b")
_PRONOUN: Final = re.compile(r"\b(?:he|she|they|il|elle|ils|elles)\b")
_OBJECT: Final = re.compile(
    r"\b(?:devant|derriere|ahead of|behind|over|from|clear of|off|than|que|contre|against|devan[cs]\w*|preced\w+|"
    r"beat\w*|bat|battu\w*|pass\w+|doubl\w+|depass\w+|overt\w+|face a|avance sur|"
    r"(?:gap|lead|deficit|advantage|ecart|retard|lost out|close\w*) (?:to|sur|avec)|avant|before|of|de|d'|"
    r"shy of|with|avec|"
    r"malgre (?:\w+ ){0,3}de|despite)"
    r"\s?(?:(?:the|la|le|l'|les|leur|his|equipe|team|ligier|car|voiture|voitures|pilote|driver|duo)\s?){0,3}$"
)
"""Stands before somebody a claim is measured against, and is not made of."""
_JOINED: Final = re.compile(
    r"(?:'s)?\s?(?:[,(&/]|et|and|de|du|d'|des|of)?\s?(?:la |le |the |l'|l'equipe )?\s?"
)
_NEXT_TO: Final = re.compile(r"(?:\s?\([^)]*\))?\s?[)]?\s?[,(]?\s?")
_TOLD_OF: Final = re.compile(r"(?:\s?\([^)]*\)|'s|[)]|,[^.;:!?,()\d]{2,60},)?[^.;:!?,()]{1,45}")
_OF_TEAM: Final = re.compile(
    r"\s?[(]|\s?,?\s(?:of|de|du|d'|for|pour|from|chez|driving for|in the|sur la|au volant de la)\s?(?:l'|la |le |"
    r"the )?(?:equipe |team )?"
)
_WHOSE: Final = re.compile(
    r"\b(?:equipages?|pilotes?|duo|trio|voiture|auto|crews?|drivers?|entry|cars?|victoires?|wins?|victory|podium|"
    r"proto|"
    r"prototype|hommes|men|formation|equipe|team|turn|tour) (?:de |d'|du |of |for |pour )(?:la |le |l'|the |les )?"
    r"(?:equipe |team |ligier )?$"
)
_TURNS: Final = re.compile(
    r"\b(?:(?:and|et)(?! (?:came|finish|took|was|ended|cross|then|home|termin|fin|pren|pri[st]|decroch|a |"
    r"fut|s'|se |franchi))|while|tandis|alors|mais|but|before|avant|after|apres|who|qui|dont|whose|which)\b"
)
_AFTER: Final = re.compile(
    r"[^.;:!?,]{0,40}?\b(?:for|by|pour|par|de|du|to|a|revient a|goes to|went to|echoit a)\s+"
    r"(?:(?:the|la|le|l'|les|du|des)\s?)?(?:(?:equipe|team|formation|ligier|[a-z]{2} ?\w{2})\s+)?"
    rf"(?:{CLASS_SIGN}+\s+)?"
)


_CLOSE: Final = re.compile(
    rf"(?:\s(?:{CLASS_SIGN}+|(?!(?:contre|against|versus|ahead|devant|and|et|while|behind|derriere|"
    rf"over)\b)[a-z']+)){{0,5}}\s?"
)
"""So near behind a claim is whom it is of: `won by the #52`, `victory went to`."""


@dataclasses.dataclass(frozen=True)
class Subject:
    """Of whom something is said: the cars it can be, and by what name. `driver` where one driver is meant."""

    name: str
    cars: tuple[str, ...]
    team: str | None = None
    driver: str | None = None


@dataclasses.dataclass(frozen=True)
class SessionMention:
    """A session in the text: the number of its kind (`None`: any), or a weekday it is told to be on (Monday is 0)."""

    span: Span
    kind: str
    number: int | None = None
    weekday: int | None = None


WEEKDAYS: Final = {
    name: day
    for names in (
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "monday tuesday wednesday thursday friday saturday sunday",
    )
    for day, name in enumerate(names.split())
}
WEEKDAY: Final = re.compile(rf"\b({'|'.join(WEEKDAYS)})s?\b")

_RACE: Final = (
    r"(?:courses?|races?|exercices?|heats?|joutes?|epreuves?|manches?|sprints?|"
    r"outings?|contests?|encounters?)"
)
_QUALIFYING: Final = (
    r"(?:qualifs?|qualifyings?|qualifications?|qualificatives?|essais qualificatifs|qualifying sessions?"
    r"|seances? (?:de )?qualif\w*)"
)
_PRACTICE: Final = r"(?:essais libres|free practice|practice|seances? d'essais?|essais prives|fp ?\d?|libres)"
_LETTERED: Final = {"r": "race", "c": "race", "q": "qualifying"}
_NUMBERS: Final = (
    r"(?:\d{1,2}\b(?!\s?(?:h|heures?|hours?|km|laps?|tours?|minutes?|mn|min)\b|[.,:']\d)|"
    r"one\b|two\b|three\b|une\b|deux\b|trois\b|i\b|ii\b|iii\b)"
)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "une": 1}
_OPENING: Final = re.compile(
    rf"\b(?:opening {_RACE}|(?:in|from|of|for|to) the opener|{_RACE} d'ouverture|{_RACE} inaugurale)\b"
)
_PRONOUN_RACE: Final = re.compile(
    r"\b(?:dans|lors de|in|la|de|the|puis)\s(?:la |the )?(premiere|seconde|deuxieme|first|second)(?: one)?"
    r"(?=\s?[,.;!?]| (?:sous|in the (?:wet|rain|afternoon)|devant|derriere|ahead|behind)\b)"
)
_LAST: Final = re.compile(rf"\b(?:(?:final|last|derniere|closing) {_RACE})\b")


def _pattern(noun: str) -> re.Pattern[str]:
    between = r"(?:\s(?:seance|session|essai)s?(?: de| d'| of)?)?"
    return re.compile(
        rf"\b(?P<ordinal>{ORDINAL}){between}\s(?:de\s|d')?{noun}\b"
        rf"|\b{noun}\s(?:n°|no\.?\s?|number\s|numero\s|#)?\s?(?P<number>{_NUMBERS})"
        rf"|\b(?P<plain>{noun})\b"
    )


_SESSIONS: Final = {
    "race": _pattern(_RACE),
    "qualifying": _pattern(_QUALIFYING),
    "practice": _pattern(_PRACTICE),
}
_SHORT: Final = re.compile(r"(?<![\w#])([rcq]) ?([1-3])\b(?![.,']\d)")
_NOT_A_RACE: Final = re.compile(r"\b(?:course|race) (?:contre la montre|against|control|automobile|director)|"
                                r"\b(?:voitures?|motor|auto|sim) ?(?:de )?(?:course|race)\b")  # fmt: skip
_INTO: Final = re.compile(
    r"(?:\s(?:overall|outright|au general|au classement general|scratch|absolue?|in (?:the )?class|de (?:sa|la) "
    r"(?:classe|categorie)|place|position|time|temps))?\s(?:in|of|for|at|during|en|dans|lors de|de|du|pour|sur|a)"
    r"(?:\s(?:the|la|le|l'|sa|its|their|this|cette))?\s?(?:session of |seance de )?"
)


class Mentions:
    """Every name and session a text speaks of, as a season knows them. `weekend` is the meeting it is about."""

    def __init__(self, reading: Reading, told: Meetings, weekend: Meeting | None) -> None:
        self.names, self.classes, self.reading = names_in(reading, told, weekend)
        self.told, self.weekend = told, weekend
        self._starts = [one.span.start for one in self.names]
        self.sessions = sorted(self._sessions(), key=lambda one: one.span.start)
        self.main = self._main()

    # --- names

    def subject_of(self, mention: Mention) -> Subject | None:
        """Whose cars a name stands for at the meeting the text is about."""
        cars = self.weekend.entries.cars if self.weekend is not None else self.told.entries.cars
        if mention.kind == "car":
            mine = [car for car in cars if car.number == mention.name]
            team = next((car.team for car in mine), None)
            return Subject(f"#{mention.name}", (mention.name,), team)
        if mention.kind == "team":
            numbers = dict.fromkeys(car.number for car in cars if car.team == mention.name)
            return Subject(mention.name, tuple(numbers), mention.name)
        if mention.kind == "driver":
            mine = [car for car in cars if any(one.name == mention.name for one in car.drivers)]
            numbers = dict.fromkeys(car.number for car in mine)
            return Subject(mention.name, tuple(numbers), next((car.team for car in mine), None), mention.name)
        return None

    def people(self, span: Span) -> list[Mention]:
        """The cars, teams and drivers named in a stretch."""
        first = bisect.bisect_left(self._starts, span.start)
        last = bisect.bisect_left(self._starts, span.end)
        return [one for one in self.names[first:last] if one.kind != "circuit"]

    def _main(self) -> Subject | None:
        """The team a text is about: the one more is said of than of all others together."""
        counts: Counter[str] = Counter()
        for one in self.names:
            subject = self.subject_of(one)
            if subject is not None and subject.team:
                counts[subject.team] += 1
        if not counts:
            return None
        (team, most), *_ = counts.most_common(1)
        # Of two teams that are told of alike neither is the one that `we` is.
        if most * 2 <= sum(counts.values()):
            return None
        return self.subject_of(Mention(Span(0, 0), "team", team))

    def subject_at(self, span: Span) -> Subject | None:
        """Of whom a claim is made: named right behind it (`a win for …`), else the nearest before it in its sentence,
        else behind it there; of `we` the speaker's team; else the team the text is about, else who was named last.
        """
        reading = self.reading
        sentence = reading.sentence_at(span.start)
        here = self.people(sentence)
        before = [one for one in here if one.span.end <= span.start]
        after = _AFTER.match(reading.flat, span.end, sentence.end)
        if before and self._is_sure_before(span):
            return self.together(before)
        if after is not None:
            named = next((one for one in here if one.span.start == after.end()), None)
            for_whom = self.subject_of(named) if named is not None else None
            nearest = self.together(before) if before else None
            # `Ann Onym won for Team X`: who won is told, and for whom.
            own = nearest is not None and for_whom is not None and set(nearest.cars) <= set(for_whom.cars)
            if for_whom is not None and not (own and nearest is not None and nearest.cars):
                return for_whom
        of = [one for one in before if not self.is_object(one)]
        if before and (of or self._apposed(before[-1], span)):
            return self.together(before if self._apposed(before[-1], span) else of)
        if before and self.main is None:
            return self._named_before(sentence) or self.together(before)
        behind = [one for one in here if one.span.start >= span.end]
        if reading.holds(_WE, sentence) and self.main is not None:
            return self.main
        if reading.holds(_PRONOUN, Span(sentence.start, span.start)):
            return self._named_before(sentence) or self.main
        behind = [one for one in behind if not self.is_object(one)]
        if behind:
            return self.subject_of(behind[0])
        return self.main or self._named_before(sentence)

    def is_object(self, mention: Mention) -> bool:
        """Whether a name is one a claim is measured against: `devant la #50`, `the gap to …`."""
        flat, start = self.reading.flat, mention.span.start
        if _WHOSE.search(flat, max(start - 48, self.reading.sentence_at(start).start), start):
            return False
        if _OBJECT.search(flat, max(start - 48, self.reading.sentence_at(start).start), start):
            return True
        at = bisect.bisect_left(self._starts, start)
        if not at or not self.reading.sentence_at(start).holds(self.names[at - 1].span.start):
            return False
        between = flat[self.names[at - 1].span.end : start]
        return _JOINED.fullmatch(between) is not None and self.is_object(self.names[at - 1])

    def _apposed(self, mention: Mention, span: Span) -> bool:
        """Whether a claim stands right behind a name: `Lehmann, second`."""
        return _NEXT_TO.fullmatch(self.reading.flat, mention.span.end, span.start) is not None

    def is_sure(self, span: Span) -> bool:
        """Whether the words leave no doubt of whom a claim is made: it stands right behind a name or its verb, or the
        name right behind it (`won by the #52`).
        """
        sentence = self.reading.sentence_at(span.start)
        after = _AFTER.match(self.reading.flat, span.end, sentence.end)
        if after is not None and _CLOSE.fullmatch(self.reading.flat, span.end, after.end()) and any(
            one.span.start == after.end() for one in self.people(sentence)
        ):  # fmt: skip
            return True
        return self._is_sure_before(span)

    def _is_sure_before(self, span: Span) -> bool:
        """Whether a claim stands right behind the name it is made of, or behind its verb."""
        sentence = self.reading.sentence_at(span.start)
        before = [one for one in self.people(sentence) if one.span.end <= span.start]
        if not before:
            return False
        last = before[-1]
        if self._apposed(last, span):
            return True
        between = self.reading.flat[last.span.end : span.start]
        told = _TOLD_OF.fullmatch(between) is not None and _TURNS.search(between) is None
        return told and not self.is_object(last)

    def rivals(self, span: Span, subject: Subject | None) -> tuple[Subject, ...]:
        """Everybody else a claim can be made of, as far as the words go: those named in its sentence and in the two
        before it, and whom the text is about.
        """
        sentence: Span | None = self.reading.sentence_at(span.start)
        found: list[Subject | None] = [self.main]
        for _ in range(3):
            if sentence is None:
                break
            found += [self.subject_of(one) for one in self.people(sentence)]
            sentence = self.reading.sentence_before(sentence)
        mine = set(subject.cars) if subject is not None else set()
        others = [one for one in found if one is not None and one.cars and not set(one.cars) <= mine]
        return tuple(dict.fromkeys(others))

    def together(self, before: list[Mention]) -> Subject | None:
        """Of names before a claim the nearest name, or the car it belongs to where `#81 Milo Racing (A, B)` "
        "names car, team and crew."""
        last = before[-1]
        subject = self.subject_of(last)
        own = self._driver_of(before)
        if own is not None:
            return own
        cars = [one for one in before if one.kind == "car" and last.span.start - one.span.end < 90]
        if subject is not None and cars and last is not cars[-1]:
            own = self.subject_of(cars[-1])
            if own is not None and (not subject.cars or cars[-1].name in subject.cars):
                return own
        return subject

    def _driver_of(self, before: list[Mention]) -> Subject | None:
        """The driver or car whose team stands right behind: `Ann Onym (Team X)`, `Ann Onym of Team X`."""
        if len(before) < 2 or before[-1].kind != "team" or before[-2].kind not in ("driver", "car"):
            return None
        between = self.reading.flat[before[-2].span.end : before[-1].span.start]
        if _OF_TEAM.fullmatch(between) is None:
            return None
        driver, team = self.subject_of(before[-2]), self.subject_of(before[-1])
        if driver is None or team is None or not set(driver.cars) <= set(team.cars):
            return None
        return driver if driver.cars else None

    def _named_before(self, sentence: Span) -> Subject | None:
        for _ in range(2):
            earlier = self.reading.sentence_before(sentence)
            if earlier is None:
                return None
            named = self.people(earlier)
            if named:
                return self.subject_of(named[0])
            sentence = earlier
        return None

    # --- sessions

    def _sessions(self) -> Iterator[SessionMention]:
        reading = self.reading
        for kind, pattern in _SESSIONS.items():
            for match in reading.find(pattern):
                span = Span(match.start(), match.end())
                if _NOT_A_RACE.match(reading.flat, max(span.start - 12, 0)) or _NOT_A_RACE.search(
                    reading.flat, max(span.start - 12, 0), min(span.end + 25, len(reading.flat))
                ):  # fmt: skip
                    continue
                number = None
                if match["ordinal"]:
                    number = ordinal_of(match["ordinal"])
                elif match["number"]:
                    number = _ROMAN.get(match["number"], number_of(match["number"]))
                yield SessionMention(span, kind, number)
        for match in reading.find(_SHORT):
            yield SessionMention(Span(match.start(), match.end()), _LETTERED[match[1]], int(match[2]))
        for match in reading.find(_PRONOUN_RACE):
            yield SessionMention(Span(match.start(), match.end()), "race", ordinal_of(match[1]))
        for match in reading.find(_OPENING):
            yield SessionMention(Span(match.start(), match.end()), "race", 1)
        for match in reading.find(_LAST):
            yield SessionMention(Span(match.start(), match.end()), "race", -1)
        for match in reading.find(WEEKDAY):
            yield SessionMention(Span(match.start(), match.end()), "day", None, WEEKDAYS[match[1]])

    def sessions_at(self, span: Span, kind: str = "race") -> tuple[MeetingSession, ...]:
        """The sessions of a kind a claim can speak of: the one named in its clause, its sentence, its paragraph or the
        heading above it, else all of the meeting.
        """
        if self.weekend is None:
            return ()
        every = self.weekend.races if kind == "race" else self.weekend.of_kind(kind)
        for mention in self._nearest(span, kind):
            found = self._meant(mention, every)
            if found or (
                mention.number is not None and self.reading.clause_at(span.start).holds(mention.span.start)
            ):
                return found
        sentence = self.reading.sentence_at(span.start)
        named = [
            one
            for one in self._nearest(span, "race")
            if sentence.holds(one.span.start) and one.kind == "race"
        ]
        if kind == "qualifying" and named and len(every) == len(self.weekend.races):
            return (
                self._meant(named[0], every) or every
            )  # `qualified second for race 2`: of the qualifying of that number
        return every

    def says_which(self, span: Span, kind: str = "race") -> bool:
        """Whether the sentence of a claim itself says which session it speaks of."""
        sentence = self.reading.sentence_at(span.start)
        return any(
            sentence.holds(one.span.start) and one.kind in (kind, "race") and (one.number is not None)
            for one in self.sessions
        )

    def _nearest(self, span: Span, kind: str) -> Iterator[SessionMention]:
        """The mentions that can tell which session is meant, the nearest first."""
        reading = self.reading
        telling = [
            one
            for one in self.sessions
            if (one.kind == kind and one.number is not None) or (one.kind == "day" and kind == "race")
        ]
        sentence, clause = reading.sentence_at(span.start), reading.clause_at(span.start)
        yield from (one for one in telling if one.kind == kind and self._follows(span, one.span))
        yield from (one for one in reversed(telling) if clause.start <= one.span.start <= span.start)
        yield from (one for one in telling if span.start <= one.span.start < clause.end)
        yield from (one for one in reversed(telling) if sentence.start <= one.span.start <= span.start)
        yield from (one for one in telling if span.end <= one.span.start < sentence.end)
        start = reading.flat.rfind("\n\n", 0, span.start) + 1
        earlier = [one for one in telling if start <= one.span.start < sentence.start]
        if earlier:
            last = reading.sentence_at(earlier[-1].span.start)
            told = {(one.number, one.weekday) for one in earlier if last.holds(one.span.start)}
            if len(told) > 1:
                return  # the sentence before spoke of several: any of them can be meant
        yield from reversed(earlier)
        heading = self._heading(start)
        if heading is not None:
            yield from (one for one in telling if heading.holds(one.span.start) and one.kind != "day")

    def _follows(self, span: Span, other: Span) -> bool:
        """Whether a session is named right behind a claim: `third overall in race 2`."""
        between = self.reading.flat[span.end : other.start]
        return other.start >= span.end and re.fullmatch(_INTO, between) is not None

    def _heading(self, before: int) -> Span | None:
        """The nearest line above that stands alone and is no sentence."""
        at = before
        for line in reversed(self.reading.flat[:before].split("\n")):
            at -= len(line) + 1
            bare = line.strip(" #*=-_")
            if bare and len(bare) < 70 and not bare.endswith((".", "!", "?", "»", '"')):
                return Span(max(at, 0), max(at, 0) + len(line) + 1)
        return None

    def _meant(
        self, mention: SessionMention, every: tuple[MeetingSession, ...]
    ) -> tuple[MeetingSession, ...]:
        if mention.weekday is not None:
            return self._on_day(mention.weekday, every)
        number = mention.number or 0
        if number == -1:
            return every[-1:]
        return every[number - 1 : number] if number else ()

    def _on_day(self, weekday: int, every: tuple[MeetingSession, ...]) -> tuple[MeetingSession, ...]:
        """The sessions on a weekday; where none is on it, the last for a day told after another, else the first."""
        assert self.weekend is not None
        days = {one.name: self.weekend.day_of(one) for one in every}
        there = tuple(
            one for one in every if (day := days[one.name]) is not None and day.weekday() == weekday
        )
        others = sorted({one.weekday for one in self.sessions if one.weekday in (4, 5, 6)})
        if there and len(there) == len(every) > 1 and len(others) > 1:
            return there[:1] if weekday == others[-2] else there[-1:] if weekday == others[-1] else there
        if there:
            return there
        last = max((day for day in days.values() if day is not None), default=None)
        return every[-1:] if weekday == 6 or (last is not None and weekday > last.weekday()) else every[:1]
