"""How much of a race was run, where nobody typed it: from the laps or the time of its leader and what was scheduled."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from parcferme.classification import SessionResult, Status
from parcferme.findings import Finding, Where, info, warning
from parcferme.names import BY_TIME
from parcferme.records import FlagValue
from parcferme.regulations import Measure, PointsRules
from parcferme.season.meetings import Round, Session
from parcferme.season.scoring import Score

if TYPE_CHECKING:
    from parcferme.season.championship import Season


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


def asked_of_lengths(season: Season) -> Iterator[Finding]:
    """Races under rules for one cut short of which nobody knows how much was run; and what was said of how much was run
    where no rule asks.
    """
    unknown: list[SessionResult] = []
    for result in season.results:
        one = season.round(result.round)
        session = one.session(result.session)
        if session is None or session.kind in BY_TIME:
            continue
        rules = season.table.rules_of(result)
        if not any(rule.reduced is not None for rule in rules):
            spec = session.spec
            said = [
                key
                for key, value in (("completed", spec.completed), ("green-laps", spec.green_laps))
                if value is not None
            ]
            said += ["red"] if spec.red else []
            if said and rules and not any(map(_asks_for_share, rules)):
                values = {"round": one.number, "session": session.name, "keys": said}
                yield warning("cut-short-keys-not-asked", session.where, **values)
        elif result.completed is None and not season.table.is_ruled_short(result):
            unknown.append(result)
    if unknown:
        where = Where(file=unknown[0].file)
        yield info(
            "reduced-unknown", where, count=len(unknown), round=unknown[0].round, session=unknown[0].session
        )


def _asks_for_share(rules: PointsRules) -> bool:
    return any(bonus.over is not None for bonus in rules.bonus)
