"""A season's timetable as a table and as JSON: each session with its day, its start and end at the circuit."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from parcferme.calendar import Meeting, PlannedSession, Timetable, UntimedSession
from parcferme.documents.classification import finding_document
from parcferme.documents.tables import Table, table
from parcferme.documents.words import label, say
from parcferme.times import format_clock


def timetable_document(timetable: Timetable, *, name: str, season: str | None = None) -> dict[str, Any]:
    """The timetable as one JSON document: instants as ISO with the offset of the circuit, and in UTC."""
    return {
        "championship": {"name": name, "season": season},
        "rounds": [_meeting(meeting) for meeting in timetable.meetings],
        "findings": [finding_document(finding) for finding in timetable.findings],
    }


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "round": meeting.round,
        "event": meeting.event,
        "circuit": meeting.circuit,
        "country": meeting.country,
        "first": _iso(meeting.first),
        "last": _iso(meeting.last),
        "cancelled": meeting.cancelled,
        "sessions": [_session(session) for session in meeting.sessions],
    }


def _session(session: PlannedSession) -> dict[str, Any]:
    length = _length(session)
    return {
        "session": session.session,
        "kind": session.kind,
        "start": session.start.isoformat(),
        "start_utc": _utc(session.start),
        "end": _iso(session.end),
        "end_utc": None if session.end is None else _utc(session.end),
        "length": None if length is None else format_clock(length, 0),
        "length_us": length,
        "zone": session.zone,
    }


def _length(session: PlannedSession) -> int | None:
    """From start to end in µs; two local times of one zone would be subtracted by their clocks alone."""
    if session.end is None:
        return None
    return (session.end.astimezone(dt.UTC) - session.start.astimezone(dt.UTC)) // dt.timedelta(microseconds=1)


def _iso(moment: dt.date | dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def timetable_tables(timetable: Timetable, language: str = "en") -> tuple[Table, ...]:
    """A table for each round, titled with its number, name and place."""
    return tuple(_table(meeting, language) for meeting in timetable.meetings)


def _table(meeting: Meeting, language: str) -> Table:
    rows = [
        {
            "day": session.start.date().isoformat(),
            "start": _clock(session.start),
            "end": None if session.end is None else _clock(session.end),
            "session": session_title(session, language),
            "kind": say("kind", session.kind, language),
            "zone": session.zone,
        }
        for session in meeting.sessions
    ]
    return table(
        _title(meeting, language), ("day", "start", "end", "session", "kind", "zone"), rows, language
    )


def _title(meeting: Meeting, language: str) -> str:
    days = [day.isoformat() for day in (meeting.first, meeting.last) if day is not None]
    parts = [say("label", "round-of", language, round=meeting.round), meeting.event, place_of(meeting)]
    parts.append(" – ".join(dict.fromkeys(days)))
    if meeting.cancelled:
        parts.append(label("cancelled", language))
    elif not meeting.sessions:
        parts.append(label("no-sessions", language))
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _clock(moment: dt.datetime) -> str:
    return moment.strftime("%H:%M:%S" if moment.second or moment.microsecond else "%H:%M")


def session_title(session: PlannedSession | UntimedSession, language: str = "en") -> str:
    """What a session is called: its title, else its name; `race-1` is `Race 1`, in French `Course 1`."""
    if session.title:
        return session.title
    # A name that only repeats the kind is said in the language; any other is somebody's own.
    match = re.fullmatch(rf"{re.escape(session.kind)}(?:[\s_-]*(\d+))?", session.session, re.IGNORECASE)
    if match is None:
        return session.session
    word = say("kind", session.kind, language)
    return f"{word[:1].upper()}{word[1:]}{f' {match[1]}' if match[1] else ''}"


def place_of(meeting: Meeting) -> str:
    """Circuit and country."""
    return ", ".join(part for part in (meeting.circuit, meeting.country) if part)
