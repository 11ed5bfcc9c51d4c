"""Places on the starting grid a text claims."""

from __future__ import annotations

import re

from parcferme.press.factcheck.asked import NOT_REACHED, Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.mentions import Subject
from parcferme.press.factcheck.reading import Span


def grid_claim(ask: Asked, match: re.Match[str], subject: Subject | None, place: int) -> Claim:
    sessions = [one for one in ask.mentions.sessions_at(Span(*match.span())) if one.lined_up is not None]
    found = []
    for one in sessions:
        slots = [one.lined_up.car(car) for car in (subject.cars if subject else ())] if one.lined_up else []
        found += [(one, slot.position) for slot in slots if slot is not None and slot.position is not None]
    if not found or NOT_REACHED.search(ask.clause(match.start())):
        return ask.claim(match, "place-grid", Verdict.UNKNOWN, place)
    holds = any(position == place for _, position in found)
    span = Span(*match.span())
    if not holds and not ask.mentions.is_sure(span):
        others = [car for who in ask.mentions.rivals(span, subject) for car in who.cars]
        slots = [one.lined_up.car(car) for one in sessions if one.lined_up is not None for car in others]
        if any(slot is not None and slot.position == place for slot in slots):
            return ask.claim(match, "place-grid", Verdict.UNKNOWN, place)
    read = ", ".join(dict.fromkeys(f"grid of {one.round}/{one.name}" for one, _ in found))
    known: int | str = (
        place
        if holds
        else found[0][1]
        if len(found) == 1
        else ", ".join(f"{one.name}: {p}" for one, p in found)
    )
    return ask.claim(match, "place-grid", verdict(holds), place, known, read)
