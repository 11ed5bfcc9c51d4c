"""Wins, poles and podiums a text claims, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from parcferme.documents import MeetingSession
from parcferme.names import same
from parcferme.press.factcheck.asked import NOT_REACHED, Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.counts import PODIUMS, WINS
from parcferme.press.factcheck.mentions import Subject
from parcferme.press.factcheck.names import CLASS_SIGN
from parcferme.press.factcheck.places import PLACE
from parcferme.press.factcheck.reading import Span
from parcferme.press.factcheck.results import CLASS, OVERALL, Scope, placed

_POLE: Final = re.compile(
    r"\bpoles?(?:[ -]positions?)?\b(?![ -](?:sitting|winning|award|lap|time|man|starting)\b)"
)
_WIN: Final = re.compile(
    r"\b(?:victoires?|victory|victories|remport\w+ (?:la|cette|l'|une|le)|(?:s'|s'est |se sont )impos\w+|"
    r"remportee?s?(?=[^.;:,]{0,40} par )|(?:s'|s'est )?adjug\w+ la|(?:plus haute marche|top step|highest step)|"
    r"l'emport\w+|vainqueurs?|w[io]n(?:s|ners?|ning)?(?! (?:a|back|one|\w+) (?:place|position)s?\b)|triumph\w*|"
    r"triomph\w+|"
    r"gagn(?:ee?s?|ent|aient|ait|ant)(?! (?:\S+ ){0,3}(?:places?|positions?|rangs?|points?|secondes?|terrain|"
    r"temps|tours?)))\b"
)
_HONOURS: Final = re.compile(
    r"\b(?:goes to|went to|revient a|(?:est|sont) reven\w+ a|revenai\w+ a|(?:took|takes|"
    r"claim\w+) (?:the )?(?:\S+ )?honou?rs)\b"
)
_OF_A_LAP: Final = re.compile(r"\b(?:celui|celle|that|temps|chronos?|poles?|tours?|laps?|times?)\b")
"""What else a class can give away: `le meilleur temps des JS P4 …, celui des JS2 R est revenu à`."""
_NO_WIN: Final = re.compile(
    r"\b(?:no|not|sans|without|pas|aucune?|first|premiere|n'ont|ne|to|de|d'|pour)\s?$"
)
_THE_WINNER: Final = re.compile(
    r"\b(?:du|des|aux?|of|behind|off|from|derriere|devant|le|the|temps)\s(?:the |le |les |race |futurs? |temps |"
    r"time )*$"
)
_A_PODIUM: Final = re.compile(
    r"\b(?:sur le podium|on the podium|(?:un|a) (?:\w+ )?podium|podium finish|onto the podium)\b"
)
_HEADED: Final = re.compile(
    rf"\s*(?:en|in|for|chez les|chez|cote|dans la categorie|in the)?\s?{CLASS_SIGN}+(?: \w+)?\s?[,:]"
)
_NOT_DRIVEN: Final = re.compile(
    r"\b(?:inherit\w*|herit\w+|supposed|forced|cost\w*|depriv\w+|priv\w+|convert\w*|gave|given|handed|offert\w*|"
    r"recup\w+|"
    r"stripped|lost|from the pole|from pole|depuis la pole|parti\w* de la pole|beat\w* (?:to|the) pole)\b"
)
"""A pole that was not driven in qualifying, or only told of."""
_OF_TABLE: Final = re.compile(
    r"\b(?:titres?|titles?|championnats?|championships?|standings|classement (?!general)|champions?)\b"
)
_REACHES: Final = 110
"""Characters between a name and what it did that are still told together."""


def win_claims(ask: Asked) -> Iterator[Claim]:
    """Every win, pole and podium."""
    yield from _poles(ask)
    yield from _wins(ask)
    yield from _podiums(ask)


def _poles(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_POLE):
        span = Span(*match.span())
        if _NOT_DRIVEN.search(ask.clause(match.start())):
            yield ask.claim(span, "pole", Verdict.UNKNOWN, 1)
            continue
        subject = ask.mentions.subject_at(span)
        sessions = ask.mentions.sessions_at(span, "qualifying")
        told = ask.mentions.sessions_at(span, "race")
        if len(sessions) > 1 and len(told) == 1 and len(sessions) == len(ask.weekend.races):
            # `pole for race 2` speaks of the qualifying of that number
            at = ask.weekend.races.index(told[0])
            sessions = sessions[at : at + 1]
        found = placed(ask, span, subject, sessions, 1, "qualifying", Scope())
        yield ask.claim(with_name(ask, span, subject), "pole", found.verdict, 1, found.known, found.source)


def with_name(ask: Asked, span: Span, subject: Subject | None) -> Span:
    """A claim together with the name it is told of, where they stand in one sentence."""
    if subject is None:
        return span
    sentence = ask.reading.sentence_at(span.start)
    for one in sorted(ask.mentions.people(sentence), key=lambda one: abs(one.span.start - span.start)):
        who = ask.mentions.subject_of(one)
        far = max(one.span.start - span.end, span.start - one.span.end)
        if who is not None and set(who.cars) & set(subject.cars) and far < _REACHES:
            return Span(min(span.start, one.span.start), max(span.end, one.span.end))
    return span


def _wins(ask: Asked) -> Iterator[Claim]:
    counted = [
        Span(*match.span())
        for match in ask.reading.find(WINS)
        if match["count"] not in ("une", "un", "one") and match["times"] != "both"
    ]
    for match in (*ask.reading.find(_WIN), *_honours(ask)):
        if any(span.holds(match.start()) for span in counted):
            continue
        before = ask.reading.flat[max(match.start() - 16, 0) : match.start()]
        span, clause = Span(*match.span()), ask.clause(match.start())
        if match.group().startswith(("vainqueur", "winner", "winning")) and _THE_WINNER.search(before):
            continue
        if _NO_WIN.search(before) or NOT_REACHED.search(clause) or _OF_TABLE.search(clause):
            continue
        subject = ask.mentions.subject_at(span)
        scope = _among(ask, span, clause)
        found = placed(ask, span, subject, ask.mentions.sessions_at(span), 1, "race", scope)
        yield ask.claim(with_name(ask, span, subject), "win", found.verdict, 1, found.known, found.source)


def _honours(ask: Asked) -> list[re.Match[str]]:
    """`JS2 R goes to Nerses Isaakyan`: a class or race that goes to somebody is won."""
    found = []
    for match in ask.reading.find(_HONOURS):
        before = ask.reading.flat[max(match.start() - 40, 0) : match.start()]
        if _OF_A_LAP.search(before):
            continue
        if (
            re.search(rf"(?:{CLASS_SIGN}|\b(?:class|race \w+|manche|course \w+|overall))\s?$", before)
            or "hono" in match.group()
        ):
            found.append(match)
    return found


def _among(ask: Asked, span: Span, clause: str) -> Scope:
    """Among whom a win is told: overall, or in the class its clause or the head of its sentence names."""
    near, sentence = ask.reading.clause_at(span.start), ask.reading.sentence_at(span.start)
    here = same(ask.told.place(ask.weekend))
    # A class that is called like the place of the meeting is most likely the place.
    classes = [one for one in ask.mentions.classes if same(one.name) != here]
    named = [one for one in classes if near.holds(one.span.start)]
    if not named and _HEADED.match(ask.reading.flat[sentence.start : near.start]):
        named = [one for one in classes if sentence.start <= one.span.start < near.start][:1]
    overall = re.search(rf"\b{OVERALL}\b", clause) is not None
    in_class = bool(named) or re.search(rf"\b{CLASS}\b", clause) is not None
    if overall and in_class:
        return Scope()
    return Scope(overall, in_class, named[0].name if len({one.name for one in named}) == 1 else None)


def _podiums(ask: Asked) -> Iterator[Claim]:
    counted = [Span(*match.span()) for match in ask.reading.find(PODIUMS)]
    counted += [Span(*match.span()) for match in ask.reading.find(PLACE) if match["podium"]]
    for match in ask.reading.find(_A_PODIUM):
        if any(span.start <= match.end() and match.start() <= span.end for span in counted):
            continue
        span = Span(*match.span())
        subject = ask.mentions.subject_at(span)
        run = [one for one in ask.mentions.sessions_at(span) if one.result is not None]
        if subject is None or not subject.cars or not run or NOT_REACHED.search(ask.clause(match.start())):
            yield ask.claim(match, "podium", Verdict.UNKNOWN, "podium")
            continue
        reached = [one for one in run if _reaches(one, subject, 3)]
        if not reached and (not ask.mentions.is_sure(span) or ask.mentions.rivals(span, subject)):
            yield ask.claim(match, "podium", Verdict.UNKNOWN, "podium")
            continue
        places = ", ".join(f"{one.name}: {_best(one, subject)}" for one in run)
        read = ask.source(reached or run, subject)
        yield ask.claim(match, "podium", verdict(bool(reached)), "podium", places, read)


def _reaches(one: MeetingSession, subject: Subject, top: int) -> bool:
    classes = one.class_places()
    return any((place or 99) <= top for car in subject.cars for place in (one.overall(car), classes.get(car)))


def _best(one: MeetingSession, subject: Subject) -> str:
    classes = one.class_places()
    found = [
        (one.overall(car) or classes.get(car) or 99) for car in subject.cars if one.line(car) is not None
    ]
    return str(min(found)) if found else "no place"
