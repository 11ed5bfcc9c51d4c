"""Penalties a text claims: against what was ruled on the car, as the log and decisions.toml have it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from parcferme.documents import MeetingSession
from parcferme.press.factcheck.asked import Asked
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.reading import NUMBER, Span, number_of
from parcferme.press.factcheck.words import any_of
from parcferme.records import Decision, Penalty

_UNIT: Final = r"(?:s|sec|secondes?|seconds?|tours?|laps?|places?|positions?)\b"
_HOW_MUCH: Final = rf"(?P<{{0}}>\d+(?:[.,]\d+)?|{NUMBER})[\s-]?(?P<{{1}}>{_UNIT})"
_PENALTY: Final = re.compile(
    r"\bpenali[sz]\w+ (?:de |d'|by |with )?" + _HOW_MUCH.format("amount0", "unit0")
    + r"|\bpenalit\w+ (?:en temps |de temps )?(?:de |d')" + _HOW_MUCH.format("amount1", "unit1")
    + r"|\bpenalty of " + _HOW_MUCH.format("amount2", "unit2")
    + r"|\b" + _HOW_MUCH.format("amount3", "unit3") + r"[\s-](?:time |grid |stop[- ]and[- ]go )?penalt\w+"
    + r"|\b" + _HOW_MUCH.format("amount4", "unit4") + r" added to (?:its|their|his|her|the) (?:race )?time"
)  # fmt: skip
_OF: Final = {"s": "seconds", "t": "laps", "l": "laps", "p": "places"}
"""What a unit counts, by its first letter in either language."""


_KIND: Final = {
    Penalty.STOP_AND_GO: re.compile(rf"(?<!\w){any_of('stop-and-go')}(?!\w)"),
    Penalty.DRIVE_THROUGH: re.compile(rf"(?<!\w){any_of('drive-through')}(?!\w)"),
}
_SIZE: Final = re.compile(
    rf"(?:\s(?:penalt\w+|penalite))?\s(?:of |de |d'|for )(?P<a>{NUMBER})[\s-]?(?:s|sec|secondes?|seconds?)\b"
)
_SIZE_BEFORE: Final = re.compile(rf"\b(?P<a>{NUMBER})[\s-](?:s|sec|secondes?|seconds?)[\s-]$")
_NOT_RULED: Final = re.compile(
    rf"(?<!\w)(?:{any_of('hoped', 'missed', 'denied')}|avoid\w*|evit\w+|risqu\w+)(?!\w)"
)
_RULED: Final = re.compile(
    r"\s*(?P<kind>stop-and-go|drive-through)(?:\s(?P<seconds>\d+)\s?s)?\s*[:;]", re.IGNORECASE
)
"""A ruling as the note of a result list has it: `drive-through: collision; …`."""


def penalty_claims(ask: Asked) -> Iterator[Claim]:
    """Every stop-and-go and drive-through, and every penalty whose size is told: in seconds, laps or places."""
    for penalty, pattern in _KIND.items():
        for match in ask.reading.find(pattern):
            if not _NOT_RULED.search(ask.clause(match.start()).replace(match.group(), " ", 1)):
                yield from _sorts(ask, match, penalty)
    yield from _sized(ask)


def _sorts(ask: Asked, match: re.Match[str], penalty: Penalty) -> Iterator[Claim]:
    """A sort of penalty against what was ruled on each car it is told of."""
    span = Span(*match.span())
    size = _SIZE.match(ask.reading.flat, match.end())
    ahead = _SIZE_BEFORE.search(ask.reading.flat, max(match.start() - 24, 0), match.start())
    told = size or ahead
    amount = number_of(told["a"]) if told is not None else None
    if told is not None:
        span = Span(min(span.start, told.start()), max(span.end, told.end()))
    whom = _told_of(ask, match)
    ruled = [what for cars in whom for what in _of_sort(ask, span, cars)]
    claimed = penalty.value if amount is None else f"{penalty.value} of {amount} s"
    if not ruled:
        yield ask.claim(span, "penalty", Verdict.UNKNOWN, claimed)
        return
    known = ", ".join(dict.fromkeys(_named(kind, seconds) for _, kind, seconds in ruled))
    fits = [one for one, kind, seconds in ruled
            if kind is penalty and (amount is None or seconds is None or seconds == amount)]  # fmt: skip
    found = Verdict.CONFIRMED if fits else Verdict.CONTRADICTED
    yield ask.claim(span, "penalty", found, claimed, known, _source((fits or [ruled[0][0]])[0]))


def _told_of(ask: Asked, match: re.Match[str]) -> list[tuple[str, ...]]:
    """The cars a penalty is told of: those joined by `and` before it, else whom the words mean."""
    sentence = ask.reading.sentence_at(match.start())
    before = [
        one for one in ask.mentions.people(sentence) if one.span.end <= match.start() and one.kind == "car"
    ]
    if before and match.start() - before[-1].span.end < 130:
        found = [before[-1]]
        for one in before[-2::-1]:
            between = ask.reading.flat[one.span.end : found[-1].span.start]
            if not re.fullmatch(r"[^.;:!?]{0,30}(?:,|et|and|&)\s?(?:la |le |the |de la )?", between):
                break
            found.append(one)
        return [(one.name,) for one in found]
    subject = ask.mentions.subject_at(Span(*match.span()))
    return [subject.cars] if subject is not None and subject.cars else []


def _of_sort(
    ask: Asked, span: Span, cars: tuple[str, ...]
) -> Iterator[tuple[MeetingSession, Penalty, Decimal | None]]:
    """What sort of penalty was served on track by these cars, with its seconds where they are known."""
    for one in ask.mentions.sessions_at(span):
        for decision in _decisions(one):
            if decision.car in cars and decision.penalty in _KIND:
                yield one, decision.penalty, decision.seconds
        for car in cars:
            noted = _RULED.match(one.notes.get(car, ""))
            if noted is not None:
                yield (
                    one,
                    Penalty(noted["kind"].casefold()),
                    Decimal(noted["seconds"]) if noted["seconds"] else None,
                )


def _named(kind: Penalty, seconds: Decimal | None) -> str:
    return kind.value if seconds is None else f"{kind.value} of {seconds:f} s"


def _sized(ask: Asked) -> Iterator[Claim]:
    """Every penalty whose size is told."""
    for match in ask.reading.find(_PENALTY):
        got = {key[:-1]: text for key, text in match.groupdict().items() if text}
        figures = got["amount"].replace(",", ".")
        whole = number_of(got["amount"])
        amount = Decimal(figures) if figures[0].isdecimal() else None if whole is None else Decimal(whole)
        if amount is not None:
            yield _judged(ask, match, _OF[got["unit"][0]], amount)


def _judged(ask: Asked, match: re.Match[str], kind: str, amount: Decimal) -> Claim:
    """A penalty against what was ruled: on whom it is told of, else on anybody who can be meant."""
    span, claimed = Span(*match.span()), _told(kind, amount)
    subject = ask.mentions.subject_at(span)
    ruled = _ruled(ask, span, subject.cars if subject is not None else (), kind)
    right = next((one for one, value in ruled if value == amount), None)
    if right is not None:
        return ask.claim(match, "penalty", Verdict.CONFIRMED, claimed, claimed, _source(right))
    others = [car for who in ask.mentions.rivals(span, subject) for car in who.cars]
    theirs = any(value == amount for _, value in _ruled(ask, span, others, kind))
    if not ruled or (theirs and not ask.mentions.is_sure(span)):
        return ask.claim(match, "penalty", Verdict.UNKNOWN, claimed)
    known = ", ".join(dict.fromkeys(_told(kind, value) for _, value in ruled))
    return ask.claim(match, "penalty", Verdict.CONTRADICTED, claimed, known, _source(ruled[0][0]))


def _ruled(
    ask: Asked, span: Span, cars: tuple[str, ...] | list[str], kind: str
) -> list[tuple[MeetingSession, Decimal]]:
    """How much was ruled on these cars, in the races the text can speak of; else in any session of the meeting."""
    for sessions in (ask.mentions.sessions_at(span), ask.weekend.sessions):
        found = [
            (one, Decimal(value))
            for one in sessions
            for decision in _decisions(one)
            if decision.car in cars and (value := getattr(decision, kind)) is not None
        ]
        if found:
            return found
    return []


def _decisions(one: MeetingSession) -> tuple[Decision, ...]:
    return one.classification.timing.decisions if one.classification is not None else ()


def _source(one: MeetingSession) -> str:
    return f"decisions of {one.round}/{one.name}"


def _told(kind: str, amount: Decimal) -> str:
    return f"{amount:f} s" if kind == "seconds" else f"{amount:f} {kind}"
