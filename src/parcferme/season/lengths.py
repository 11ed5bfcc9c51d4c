"""How much of a race was run, where nobody typed it: from the laps or the time of its leader and what was scheduled."""

from __future__ import annotations

from fractions import Fraction

from parcferme.classification import SessionResult, Status
from parcferme.names import BY_TIME
from parcferme.records import FlagValue
from parcferme.regulations import Measure
from parcferme.season.meetings import Round, Session
from parcferme.season.scoring import Score


def completed_of(one: Round, session: Session, result: SessionResult) -> Fraction | None:
    """The share of the scheduled distance that the leader drove, or of the scheduled time, whichever the rules of
    points ask for; None where the share is not asked for, or one of the two is not known.
    """
    asked = {rules.reduced.by for rules in one.rulebook.points if rules.reduced is not None}
    if session.kind in BY_TIME or not asked:
        return None
    book, spec = one.rulebook.session(session.timed_as), session.spec
    laps, length = (
        spec.laps or (None if spec.length else book.laps),
        spec.length or (None if spec.laps else book.length),
    )
    lines = [line for line in result.lines if line.status is Status.CLASSIFIED]
    if Measure.DISTANCE in asked and laps and not length:
        most = max((line.laps for line in lines if line.laps is not None), default=None)
        return None if most is None else min(Fraction(1), Fraction(most, laps))
    if Measure.TIME in asked and length and not laps:
        first = next((line.time for line in lines if line.position == 1 and line.time is not None), None)
        return None if first is None else min(Fraction(1), Fraction(first, length))
    return None


def ended_under_red(scored: Score) -> bool:
    """Whether a red flag of the log was never lifted."""
    shown = scored.timing.shown
    return bool(shown) and shown[-1].value is FlagValue.RED and shown[-1].end is None


def is_over(scored: Score) -> bool:
    """Whether a race of a log has ended: the flag fell, or it stands under red."""
    return scored.timing.flag.at is not None or ended_under_red(scored)
