"""Fastest laps a text claims: whose it was, its time, the lap it was driven on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from parcferme.documents import MeetingSession
from parcferme.press.factcheck.asked import Asked
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.mentions import Subject
from parcferme.press.factcheck.names import Mention
from parcferme.press.factcheck.reading import Span
from parcferme.press.factcheck.times import SHORT_TIME, same_time, time_of
from parcferme.press.factcheck.words import any_of
from parcferme.times import format_clock

_FASTEST: Final = re.compile(rf"(?<!\w){any_of('fastest-lap')}(?!\w)")
_IN_SESSION: Final = re.compile(
    r"\b(?:qualif\w*|pole|practice|essais|series of|a series|ever|record for|lap record|provisoire|his fastest|"
    r"its fastest|their fastest|personal)\b"
)
_A_TIME: Final = re.compile(r"\b(?:temps|chronos?|times?)\b")
_ON_LAP: Final = re.compile(
    r"\b(?:on|in) (?:his |its |their |the )?lap (\d{1,3})\b|[(](?:lap|tour) (\d{1,3})[)]|"
    r"\b(?:au|dans son|lors du) (\d{1,3})(?:e|eme|er) tour\b|\bau tour (\d{1,3})\b|[(](\d{1,3})(?:e|eme) tour[)]"
)
_HELD: Final = re.compile(
    r"\b(?:revient a|goes to|went to|belong\w+ to|for|pour|par|by|:)\s?(?:the |la |le |l'|no\. ?)?$"
)


def fastest_claims(ask: Asked) -> Iterator[Claim]:
    """Every fastest lap of a race a text tells of."""
    for match in ask.reading.find(_FASTEST):
        sentence = ask.reading.sentence_at(match.start())
        near = ask.reading.clause_at(match.start())
        if _A_TIME.search(match.group()):
            # The best time is one of practice or qualifying, wherever in the sentence that is said.
            near = sentence
        if _IN_SESSION.search(ask.reading.flat, near.start, min(match.end() + 30, sentence.end)):
            continue
        yield from _fastest(ask, match, sentence)


def _fastest(ask: Asked, match: re.Match[str], sentence: Span) -> Iterator[Claim]:
    flat = ask.reading.flat
    time = SHORT_TIME.search(flat, match.start(), min(sentence.end, match.end() + 90))
    if time is None:
        time = SHORT_TIME.search(flat, max(sentence.start, match.start() - 60), match.start())
    mention = _whose(ask, match, sentence)
    subject = ask.mentions.subject_of(mention) if mention is not None else None
    if subject is None and time is None:
        return
    marks = [match.span(), *([time.span()] if time else []), *([tuple(mention.span)] if mention else [])]
    whole = Span(min(one[0] for one in marks), max(one[1] for one in marks))
    sessions = [one for one in ask.mentions.sessions_at(Span(*match.span())) if _has_laps(one)]
    claimed = " ".join(
        filter(None, (subject.name if subject else None, time.group().strip() if time else None))
    )
    if not sessions:
        yield ask.claim(whole, "fastest-lap", Verdict.UNKNOWN, claimed)
        return
    fits = [_fits(one, subject, time) for one in sessions]
    known = ", ".join(dict.fromkeys(_told(one, subject) for one in sessions))
    right = [one for one, fit in zip(sessions, fits, strict=True) if fit]
    if right:
        yield ask.claim(whole, "fastest-lap", Verdict.CONFIRMED, claimed, known, ask.source(right[:1]))
    elif all(_is_whole(one) or _contradicts(one, subject, time) for one in sessions):
        yield ask.claim(whole, "fastest-lap", Verdict.CONTRADICTED, claimed, known, ask.source(sessions))
    else:
        yield ask.claim(whole, "fastest-lap", Verdict.UNKNOWN, claimed)
    lap = _ON_LAP.search(flat, match.start(), min(sentence.end, whole.end + 40))
    if lap is not None and right and right[0].classification is not None:
        yield from _on_lap(ask, lap, right[0])


def _whose(ask: Asked, match: re.Match[str], sentence: Span) -> Mention | None:
    """Of whom a fastest lap is told: right behind it, else the nearest before it."""
    flat = ask.reading.flat
    people = ask.mentions.people(sentence)
    for one in people:
        if match.end() <= one.span.start <= match.end() + 40 and _HELD.search(
            flat, match.end(), one.span.start
        ):
            return one
    before = [one for one in people if one.span.end <= match.start() and match.start() - one.span.end < 80]
    if before and re.search(r"[;:!?]", flat[before[-1].span.end : match.start()]) is None:
        return before[-1]
    behind = [one for one in people if match.end() <= one.span.start <= match.end() + 12]
    return behind[0] if behind else None


def _has_laps(one: MeetingSession) -> bool:
    return one.result is not None and any(line.best_lap is not None for line in one.result.lines)


def _is_whole(one: MeetingSession) -> bool:
    """Whether the best lap of every car is known, so that nobody else can have been faster."""
    return one.timed and one.result is not None


def _bests(one: MeetingSession) -> dict[str, tuple[int, str | None]]:
    """The best lap of every car that has one, as the session counts them, and its class."""
    if one.classification is not None:
        return {row.number: (row.best_lap, row.class_) for row in one.classification.rows if row.best_lap}
    lines = one.result.lines if one.result is not None else ()
    return {line.car: (line.best_lap, line.class_) for line in lines if line.best_lap}


def _fits(one: MeetingSession, subject: Subject | None, time: re.Match[str] | None) -> bool:
    """Whether the fastest lap of the race or of a class is somebody's, in that time."""
    bests = _bests(one)
    claimed = time_of(time) if time is not None else None
    for car, (best, class_) in bests.items():
        if subject is not None and car not in subject.cars:
            continue
        if claimed is not None and not same_time(*claimed, best):
            continue
        if best <= min(other for other, its in bests.values() if its == class_):
            return True
    return False


def _contradicts(one: MeetingSession, subject: Subject | None, time: re.Match[str] | None) -> bool:
    """Whether a list that says whose the fastest lap was is against a claim."""
    lines = one.result.lines if one.result is not None else ()
    named = [line for line in lines if line.fastest_lap and line.best_lap is not None]
    if not named:
        return False
    mine = subject is None or named[0].car in subject.cars
    return mine and time is not None and not same_time(*time_of(time), named[0].best_lap or 0)


def _told(one: MeetingSession, subject: Subject | None) -> str:
    bests = _bests(one)
    mine = {bests[car][1] for car in (subject.cars if subject else ()) if car in bests}
    field = {car: best for car, (best, class_) in bests.items() if not mine or class_ in mine} or {
        car: best for car, (best, _) in bests.items()
    }
    first = min(field, key=lambda car: field[car])
    return f"#{first} {format_clock(field[first])}"


def _on_lap(ask: Asked, lap: re.Match[str], one: MeetingSession) -> Iterator[Claim]:
    """The lap a fastest lap was driven on."""
    rows = one.classification.rows if one.classification is not None else ()
    known = [row.best_lap_number for row in rows if row.class_fastest_lap and row.best_lap_number]
    claimed = int(next(group for group in lap.groups() if group))
    if known:
        holds = claimed in known
        told = claimed if holds else known[0]
        verdict = Verdict.CONFIRMED if holds else Verdict.UNKNOWN
        yield ask.claim(lap, "on-lap", verdict, claimed, told if holds else None, ask.source([one]))
