"""A season's timetable as an iCalendar file (RFC 5545): what phones and office calendars subscribe to."""

from __future__ import annotations

import datetime as dt
import unicodedata
import zlib
from collections.abc import Iterator
from typing import Final

import icalendar as ical

from parcferme.calendar import Meeting, PlannedSession, Timetable
from parcferme.documents.timetable import place_of, session_title
from parcferme.documents.words import label, say
from parcferme.names import hyphened, same

_PRODUCT: Final = "-//Parc Fermé//timetable//EN"


def icalendar(
    timetable: Timetable, *, name: str, key: str, stamp: dt.datetime, language: str = "en"
) -> bytes:
    """Every session as an event, its times in UTC and, in words, those at the circuit; a round without times as days.

    `name` is what the calendar is called, `key` what its events are known by: with the number of the round and the name
    of the session it makes their identifiers, which stay when a session moves. `stamp` (UTC) is when this was written.
    """
    calendar = ical.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # No property of the RFC: what phones and offices show as the name of a calendar.
    calendar.add("x-wr-calname", _text(name))
    for meeting in timetable.meetings:
        for event in _events(meeting, name, key, stamp, language):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(meeting: Meeting, name: str, key: str, stamp: dt.datetime, language: str) -> Iterator[ical.Event]:
    """The events of one round."""
    if meeting.sessions:
        for session in meeting.sessions:
            event = _event(meeting, name, key, stamp, language, session)
            # In UTC, which needs no description of a zone in the file (RFC 5545, 3.2.19); the clock of the
            # circuit is in words.
            event.add("dtstart", session.start.astimezone(dt.UTC))
            if session.end is not None:
                event.add("dtend", session.end.astimezone(dt.UTC))
            yield event
    elif meeting.first is not None:
        event = _event(meeting, name, key, stamp, language, None)
        event.add("dtstart", meeting.first)
        event.add("dtend", (meeting.last or meeting.first) + dt.timedelta(days=1))  # the day after the last
        event.add("transp", "TRANSPARENT")  # a day nobody knows the hours of keeps nobody from other business
        yield event


def _event(
    meeting: Meeting, name: str, key: str, stamp: dt.datetime, language: str, session: PlannedSession | None
) -> ical.Event:
    """An event without its times."""
    event = ical.Event()
    parts = [key, f"round-{meeting.round}", session.session if session is not None else ""]
    event.add("uid", "-".join(_known(part) for part in parts if part) + "@parcferme")
    event.add("dtstamp", stamp.astimezone(dt.UTC))
    title = meeting.event if session is None else f"{session_title(session, language)} · {meeting.event}"
    event.add("summary", _text(f"{label('cancelled', language)}: {title}" if meeting.cancelled else title))
    place = place_of(meeting)
    if place:
        event.add("location", _text(place))
    said = [f"{name}, {say('label', 'round-of', language, round=meeting.round)}"]
    if session is not None:
        local = f"{session.start:%Y-%m-%d %H:%M}"
        said.append(say("label", "at-the-circuit", language, start=local, zone=session.zone))
    event.add("description", _text("\n".join(said)))
    if session is not None:
        event.add("categories", [say("kind", session.kind, language)])
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return event


def _text(text: str) -> ical.vText:
    """A text to be escaped, without characters a calendar cannot hold."""
    return ical.vText("".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc"))


def _known(text: str) -> str:
    """A text as a part of an identifier. Of a name in another script the letters would be gone, and two sessions one
    event: such a name has its code behind what is left of it.
    """
    kept = hyphened(text)
    if all(char.isascii() or not char.isalnum() for char in same(text)):
        return kept
    return f"{kept}-{zlib.crc32(same(text).encode()):08x}".strip("-")
