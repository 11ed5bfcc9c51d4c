"""The calendar of a championship: its rounds, the days they last, and when each session starts and ends."""

from __future__ import annotations

import datetime as dt

import msgspec

from parcferme.findings import Finding


class PlannedSession(msgspec.Struct, frozen=True):
    """One session of the timetable. `start` and `end` are instants in the round's zone (`end` None where neither
    round.toml nor the rulebook says how long it is); a race of a length plus laps ends at its length here.
    """

    round: int
    event: str
    circuit: str | None
    session: str
    kind: str
    start: dt.datetime
    end: dt.datetime | None
    zone: str
    title: str | None = None


class UntimedSession(msgspec.Struct, frozen=True):
    """A session of which nobody has said when it starts."""

    session: str
    kind: str
    title: str | None = None


class Meeting(msgspec.Struct, frozen=True):
    """One round: its first and last day, as far as they are known, its sessions in order of their start, and those
    without one as they are listed.
    """

    round: int
    event: str = ""
    circuit: str | None = None
    country: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    cancelled: bool = False
    sessions: tuple[PlannedSession, ...] = ()
    untimed: tuple[UntimedSession, ...] = ()


class Timetable(msgspec.Struct, frozen=True):
    """The rounds of a season in order of their numbers, and what is odd about their times."""

    meetings: tuple[Meeting, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def sessions(self) -> tuple[PlannedSession, ...]:
        """Every session, by round and start."""
        return tuple(session for meeting in self.meetings for session in meeting.sessions)

    def of_round(self, number: int) -> Timetable:
        """One round alone, with its findings."""
        mine = tuple(one for one in self.findings if one.values.get("round") == number)
        return Timetable(tuple(one for one in self.meetings if one.round == number), mine)
