"""The day a text was written, and the season as it stood that day: what came later cannot be against it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Final

from parcferme.documents import Meeting, Meetings, MeetingSession
from parcferme.press.factcheck.days import MONTHS
from parcferme.press.factcheck.reading import Reading, Span

_MONTH: Final = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_DATE: Final = re.compile(
    rf"(?<!\d)(?P<day>[0-3]?\d)(?:er|st|nd|rd|th)?\s(?:of )?(?P<month>{_MONTH})\.?,?\s(?P<year>20\d\d)\b"
    rf"|\b(?P<month2>{_MONTH})\.?\s(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?,?\s(?P<year2>20\d\d)\b"
    r"|\b(?P<year3>20\d\d)-(?P<month3>\d\d)-(?P<day3>\d\d)\b"
    r"|(?<![\d/.])(?P<day4>[0-3]?\d)[/.](?P<month4>[01]?\d)[/.](?P<year4>20\d\d)\b"
)
_PUBLISHED: Final = re.compile(
    r"\b(?:publi\w+|posted|updated|mis en ligne|mis a jour|date|released?|issued|written|redige)\W{0,3}"
    r"(?:on |le |du |of )?(?:\w+day |(?:lun|mar|mercre|jeu|vendre|same)di |dimanche )?$"
)
_WITHIN: Final = 220
"""So far down the head of a text reaches."""
_HEAD: Final = re.compile(r"^[^.!?:;]{0,60}$")


def own_date(reading: Reading) -> tuple[dt.date, Span] | None:
    """The date of a text itself and where it stands: in its head, before its first sentence has ended, or behind
    `published`; None where it has none.
    """
    for match in _DATE.finditer(reading.flat):
        line = reading.flat.rfind("\n", 0, match.start()) + 1
        before = re.split(r"[.!?]\s", reading.flat[line : match.start()])[-1]
        heads = match.start() < _WITHIN and _HEAD.match(before) is not None and not _is_told(before)
        if not heads and _PUBLISHED.search(reading.flat[max(match.start() - 30, 0) : match.start()]) is None:
            continue
        got = {key.rstrip("234"): value for key, value in match.groupdict().items() if value}
        month = got["month"]
        try:
            day = dt.date(
                int(got["year"]), int(month) if month.isdecimal() else MONTHS[month], int(got["day"])
            )
        # The 31st of June is no day, whatever was meant by it.
        except ValueError:
            continue
        return day, Span(*match.span())
    return None


def _is_told(before: str) -> bool:
    """Whether a date belongs to a sentence (`was held on …`) and heads nothing."""
    return (
        re.search(
            r"\b(?:was|were|is|est|etait|s'est|ont|a|held|will|from|du|des|les|between|until|on)\s$", before
        )
        is not None
    )


def as_of(told: Meetings, day: dt.date) -> Meetings:
    """The season as it stood at the end of a day: later sessions have no result, later tables are not yet known."""
    meetings = tuple(_as_of(one, day) for one in told.meetings)
    held = tuple(
        number
        for number in told.held
        if (one := told.meeting(number)) is None or one.first is None or one.first <= day
    )
    return dataclasses.replace(told, meetings=meetings, held=held)


def _as_of(weekend: Meeting, day: dt.date) -> Meeting:
    last = weekend.last or weekend.first
    if last is None or last <= day:
        return weekend
    sessions = tuple(_not_yet(weekend, one, day) for one in weekend.sessions)
    return dataclasses.replace(weekend, sessions=sessions, standings=None)


def _not_yet(weekend: Meeting, one: MeetingSession, day: dt.date) -> MeetingSession:
    """A session that had not been held by a day."""
    when = weekend.day_of(one) or (weekend.last if one.is_race else weekend.first)
    if when is None or when <= day:
        return one
    return dataclasses.replace(one, result=None, scored=None, timed=False, grid=None)


def round_of(told: Meetings, day: dt.date) -> int | None:
    """The round a text of a day looks back to, or is written at: the last begun by then."""
    begun = [one for one in told.meetings if one.first is not None and one.first <= day and not one.cancelled]
    return begun[-1].number if begun else None
