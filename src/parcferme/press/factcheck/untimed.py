"""Who a text says was credited with no time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from parcferme.documents import MeetingSession
from parcferme.press.factcheck.asked import Asked, verdict
from parcferme.press.factcheck.claims import Claim, Verdict
from parcferme.press.factcheck.reading import Span

_NO_TIME: Final = re.compile(
    r"\b(?:(?:pas|jamais|sans|n'\w+|aucun|point|prive\w*)\b[^.;:!?]{0,60}?\b(?:chronos?|temps|tour chronometre)\b"
    r"|(?:no|without an?y?|not|n't|never|failed to|unable to|did not|any)\b[^.;:!?]{0,45}?\b(?:lap ?times?|times?|"
    r"timed lap)\b)(?![ -](?:penalit|penalt))"
)
_TIME_MEANT: Final = re.compile(
    r"\b(?:chrono|moindre|aucun temps|sans temps|signer|credit\w*|prive\w*|set|post|record\w*|lap time|"
    r"no time|timed|realis\w*|"
    r"sans (?:le moindre )?temps|time in)"
)


def no_time_claims(ask: Asked) -> Iterator[Claim]:
    for match in ask.reading.find(_NO_TIME):
        sentence = ask.sentence(match.start())
        if not _TIME_MEANT.search(match.group()) or not re.search(
            r"\b(?:qualif\w*|essais|practice|seance|session|q ?[12])\b", sentence
        ):
            continue
        kind = "practice" if re.search(r"\b(?:practice|essais libres)\b", sentence) else "qualifying"
        span = Span(*match.span())
        subject = ask.mentions.subject_at(span)
        sessions = ask.mentions.sessions_at(span, kind)
        known = [
            (one, car, _had_time(one, car)) for one in sessions for car in (subject.cars if subject else ())
        ]
        known = [item for item in known if item[2] is not None]
        name = ", ".join(one.name for one in sessions)
        if not known:
            yield ask.claim(_with_session(ask, span, kind), "no-time", Verdict.UNKNOWN, f"no time in {name}")
            continue
        without = [one for one, _, timed in known if not timed]
        told = [f"{one.name}: {'time' if timed else 'no time'}" for one, _, timed in known]
        named = len(sessions) == 1 or len(without) == len(known)
        read = ask.source(dict.fromkeys(one for one, _, _ in known), subject)
        yield ask.claim(
            _with_session(ask, span, kind), "no-time", verdict(bool(without) and (named or len(sessions) > 1)),
            f"no time in {name}", ", ".join(told), read,
        )  # fmt: skip


def _with_session(ask: Asked, span: Span, kind: str) -> Span:
    """A claim together with the session it names in its clause."""
    clause = ask.reading.clause_at(span.start)
    named = [one.span for one in ask.mentions.sessions if one.kind == kind and clause.holds(one.span.start)]
    return Span(
        min([span.start, *(one.start for one in named)]), max([span.end, *(one.end for one in named)])
    )


def _had_time(one: MeetingSession, car: str) -> bool | None:
    """Whether a car had a time; of the last of a list that gives some times and none to it nothing is known."""
    line, placed = one.line(car), one.placed()
    last = bool(placed) and line is not None and placed[-1].car == car
    some = any(other.best_lap is not None for other in placed)
    if not one.timed and last and some and line is not None and line.best_lap is None:
        return None
    return one.has_time(car)
