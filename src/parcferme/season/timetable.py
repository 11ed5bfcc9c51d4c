"""The timetable of a season: when each session starts and ends, in the zone of its circuit, and what cannot be."""

from __future__ import annotations

import datetime as dt
import difflib
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from parcferme.calendar import Meeting, PlannedSession, Timetable, UntimedSession
from parcferme.findings import Finding, error, info, warning
from parcferme.regulations import Rulebook, SessionKind
from parcferme.season.meetings import Round, Session

_UTC: Final = "UTC"

# A year that a clock in any zone can show (and `init` writes); beyond it a date was mistyped.
FIRST_YEAR, LAST_YEAR = 1000, 9998


def timetable(rounds: Sequence[Round]) -> Timetable:
    """When the sessions of these rounds are. A start without a zone is taken as UTC, one that a change of the clocks
    makes double as the first of the two; both are told, as are overlaps and breaks shorter than the rulebook's.

    That a session stands before the one listed above it, or outside the days of its round, the folder tells.
    """
    found: list[Finding] = []
    meetings = tuple(_meeting(one, found) for one in rounds)
    return Timetable(meetings, tuple(_folded(found)))


def _folded(findings: list[Finding]) -> list[Finding]:
    """Findings with the sessions without a start as one: the first, and which others there are."""
    without = [one for one in findings if one.code == _NO_START]
    if len(without) < 2:
        return findings
    others = [f"{one.values['round']}/{one.values['session']}" for one in without[1:]]
    values = {**without[0].values, "count": len(others), "others": others}
    first = msgspec.structs.replace(without[0], values=values)
    return [
        first if one is without[0] else one for one in findings if one.code != _NO_START or one is without[0]
    ]


_NO_START: Final = "session-without-start"


def _meeting(one: Round, found: list[Finding]) -> Meeting:
    zone = _zone(one, found)
    planned = []
    timed = [session for session in one.sessions if session.spec.start is not None]
    for session in one.sessions:
        start = _start(one, session, zone, found)
        if start is not None:
            length = length_of(one.rulebook, session)
            # Added on the clock that no change of the hour touches.
            end = None if length is None else _moved(start, dt.timedelta(microseconds=length), zone)
            planned.append((session, _planned(one, session, start, end, zone)))
        elif timed and session.spec.start is None:
            found.append(info("session-without-start", session.where, round=one.number, session=session.name))
    planned.sort(key=lambda pair: (pair[1].start.astimezone(dt.UTC), pair[1].session))
    found += _too_close(one, planned)
    sessions = tuple(session for _, session in planned)
    days = [session.start.date() for session in sessions]
    days += [session.end.date() for session in sessions if session.end is not None]
    first = one.file.start or min(days, default=None)
    last = one.file.end or max(days, default=None) or one.file.start
    untimed = tuple(
        UntimedSession(session.name, session.kind, session.spec.title)
        for session in one.sessions
        if session.spec.start is None
    )
    return Meeting(
        one.number,
        one.name,
        one.file.circuit,
        one.file.country,
        first,
        last,
        one.file.cancelled,
        sessions,
        untimed,
    )


def _planned(
    one: Round, session: Session, start: dt.datetime, end: dt.datetime | None, zone: zoneinfo.ZoneInfo
) -> PlannedSession:
    return PlannedSession(
        round=one.number,
        event=one.name,
        circuit=one.file.circuit,
        session=session.name,
        kind=session.kind,
        start=start,
        end=end,
        zone=zone.key,
        title=session.spec.title,
    )


def length_of(book: Rulebook, session: Session) -> int | None:
    """How long a session is scheduled, in µs: as its round says, else as the rulebook; None for a number of laps."""
    rules = book.session(session.timed_as)
    if session.spec.length is not None:
        return session.spec.length
    if session.spec.laps is not None:
        return rules.total
    return rules.length if rules.length is not None else rules.total


def _zone(one: Round, found: list[Finding]) -> zoneinfo.ZoneInfo:
    """The zone of the round; UTC where it says none, or one there is none of."""
    name = one.file.zone
    timed = [session for session in one.sessions if session.spec.start is not None]
    if name is None:
        if any(session.spec.start is not None and session.spec.start.tzinfo is None for session in timed):
            found.append(warning("zone-missing", one.text.where("zone"), round=one.number))
        return zoneinfo.ZoneInfo(_UTC)
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = {zone.casefold(): zone for zone in zoneinfo.available_timezones()}
        near = difflib.get_close_matches(name.casefold(), known, 1)
        values = {"round": one.number, "value": name, "nearest": known[near[0]] if near else None}
        found.append(error("zone-unknown", one.text.where("zone"), **values))
        return zoneinfo.ZoneInfo(_UTC)


def _start(one: Round, session: Session, zone: zoneinfo.ZoneInfo, found: list[Finding]) -> dt.datetime | None:
    """The start as an instant; a time the clocks leave out or show twice is told."""
    said = session.spec.start
    if said is None:
        return None
    if not FIRST_YEAR <= said.year <= LAST_YEAR:
        found.append(error("start-impossible", session.where, session=session.name, value=said.isoformat()))
        return None
    if said.tzinfo is not None:
        return said.astimezone(zone)
    start = said.replace(tzinfo=zone)
    if start.utcoffset() == start.replace(fold=1).utcoffset():
        return start
    values = {
        "round": one.number,
        "session": session.name,
        "start": f"{said:%Y-%m-%d %H:%M}",
        "zone": zone.key,
    }
    there = start.astimezone(dt.UTC).astimezone(zone)
    if there.replace(tzinfo=None) != said:
        taken = f"{there:%H:%M}"
        found.append(error("start-left-out", session.where, taken=taken, **values))
        return there
    offsets = [_offset(start), _offset(start.replace(fold=1))]
    found.append(warning("start-twice", session.where, offsets=offsets, **values))
    return start


def _offset(moment: dt.datetime) -> str:
    return moment.isoformat()[-6:]


def _moved(moment: dt.datetime, by: dt.timedelta, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    return (moment.astimezone(dt.UTC) + by).astimezone(zone)


def _too_close(one: Round, planned: list[tuple[Session, PlannedSession]]) -> Iterator[Finding]:
    """Sessions that overlap, and breaks shorter than the rules ask for. Of several that run, the last to end counts."""
    rules = one.rulebook.timetable
    before: tuple[Session, PlannedSession] | None = None
    for session, mine in planned:
        if before is not None:
            ended = before[1].end or before[1].start
            gap = _apart(ended, mine.start)
            values = {"round": one.number, "session": mine.session, "other": before[1].session}
            race = session.timed_as is SessionKind.RACE and rules.break_before_race is not None
            key = "break-before-race" if race else "least-break"
            least = rules.break_before_race if race else rules.least_break
            if gap < 0 or (before[1].end is None and gap == 0):
                yield error("sessions-overlap", session.where, overlap_us=-gap, **values)
            elif least is not None and before[1].end is not None and gap < least:
                cited = _cited(one.rulebook, f"timetable.{key}")
                yield warning(
                    "break-too-short", session.where, break_us=gap, least_us=least, **values, **cited
                )
        if before is None or _apart(before[1].end or before[1].start, mine.end or mine.start) > 0:
            before = (session, mine)


def _apart(one: dt.datetime, other: dt.datetime) -> int:
    """From one instant to the other in µs; two local times of one zone would be subtracted by their clocks alone."""
    return (other.astimezone(dt.UTC) - one.astimezone(dt.UTC)) // dt.timedelta(microseconds=1)


def _cited(book: Rulebook, key: str) -> Mapping[str, Any]:
    """The article, else the source, the rulebook gives for a value; nothing where it gives none."""
    parts = key.split(".")
    cites = (book.cites.get(".".join(parts[:end])) for end in range(len(parts), 0, -1))
    cite = next((one for one in cites if one is not None), None)
    return (
        {}
        if cite is None
        else {name: said for name in ("article", "source") if (said := getattr(cite, name))}
    )
