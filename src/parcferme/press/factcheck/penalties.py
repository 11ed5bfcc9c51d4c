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
from parcferme.records import Decision

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


def penalty_claims(ask: Asked) -> Iterator[Claim]:
    """Every penalty whose size is told: in seconds, laps or places."""
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
