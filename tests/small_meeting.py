"""A session, or a meeting, as papers and charts take it, and a bulletin of one of them."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from parcferme.documents import Meeting, Meetings, MeetingSession, Scored
from parcferme.documents.meeting import NO_SERIES
from parcferme.entries import Entries
from parcferme.papers import Bulletin, Chart, bulletin, kinds
from parcferme.publishing.gathering import Asked, gathered
from parcferme.season import load_championship

MEETING = Meeting(NO_SERIES, 1, "Spa")
NOTHING = MeetingSession(1, "race-1", "race", event="Spa")


def alone(scored: Scored, **other: Any) -> MeetingSession:
    """A timing file by itself, with what else is known."""
    return dataclasses.replace(MeetingSession.of(scored), **other)


def paper(
    name: str,
    of: MeetingSession | Meeting | Scored,
    languages: Sequence[str] = ("en",),
    charts: Sequence[Chart] = (),
) -> Bulletin:
    """A bulletin of a session, of a file by itself, or of a meeting."""
    (kind,) = kinds(name)
    if isinstance(of, Meeting):
        return bulletin(kind, of, None, languages, charts=charts)
    session = of if isinstance(of, MeetingSession) else alone(of)
    meeting = dataclasses.replace(MEETING, entries=session.entries or Entries())
    return bulletin(kind, meeting, session, languages, charts=charts)


def told_of(folder: Path | str, number: int | None = None) -> Meetings:
    """A championship folder gathered: all its meetings whole, or one and of the others what they ended in."""
    asked = Asked() if number is None else Asked(frozenset((number,)), others=True)
    return gathered(load_championship(folder), asked)
