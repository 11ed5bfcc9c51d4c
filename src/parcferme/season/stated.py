"""A session of a championship folder classified: its log or timing file scored, or its result list as it stands."""

from __future__ import annotations

from parcferme.findings import WrongCall
from parcferme.season.championship import Season
from parcferme.season.listed import list_scored
from parcferme.season.meetings import Session
from parcferme.season.outcomes import scored_session
from parcferme.season.scoring import Score


def classified(season: Season, session: Session, *, at: str | None = None, known: int | None = None) -> Score:
    """The classification of a session. `at` and `known` cut a log as `score` does.

    Raises `WrongCall` for a session without a result, and for a cut through a result list.
    """
    outcome = season.outcome(session)
    if outcome.result is None:
        told = "; ".join(str(one.values.get("problem", "")) for one in outcome.findings)
        raise WrongCall(f"{session.round}/{session.name}: no result{f': {told}' if told else ' yet'}")
    if outcome.score is None:
        if at is not None or known is not None:
            raise WrongCall(f"{outcome.result.file}: a result list has no moments to look at (--at, --known)")
        if outcome.ruled is not None:
            return outcome.ruled
        one = season.round(session.round)
        return list_scored(
            one,
            session,
            season.entries_of(one.number),
            outcome.result,
            outcome.findings,
            reconstruction=season.championship.reconstruction,
        )
    if at is None and known is None:
        return outcome.score
    one = season.round(session.round)
    return scored_session(one, session, season.entries_for(session), at=at, known=known)
