"""A timetable as a calendar file (RFC 5545), read back by itself and by a library: times, names, identifiers."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import icalendar as ical
import pytest

from parcferme.calendar import Meeting, PlannedSession, Timetable
from parcferme.documents.calendars import icalendar

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
STAMP = dt.datetime(2020, 7, 1, 12, tzinfo=dt.UTC)


def session(
    name: str, kind: str, start: dt.datetime, minutes: int | None = 60, event: str = "Spa Heat"
) -> PlannedSession:
    end = None if minutes is None else start + dt.timedelta(minutes=minutes)
    return PlannedSession(2, event, "Spa", name, kind, start, end, "Europe/Paris")


RACE = session("race-1", "race", dt.datetime(2020, 8, 8, 10, 5, tzinfo=PARIS))
SPA = Meeting(2, "Spa Heat", "Circuit de Spa-Francorchamps", "Belgium", sessions=(RACE,))


def written(*meetings: Meeting, name: str = "Ligier European Series 2020", language: str = "en") -> str:
    made = icalendar(Timetable(meetings), name=name, key="les 2020", stamp=STAMP, language=language)
    return made.decode("utf-8")


def events(text: str) -> list[ical.Event]:
    return [one for one in ical.Calendar.from_ical(text).walk("VEVENT") if isinstance(one, ical.Event)]


def test_a_session_is_an_event_in_utc_with_its_time_at_the_circuit() -> None:
    text = written(SPA)
    assert text.replace("\r\n ", "").split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Parc Fermé//timetable//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Ligier European Series 2020",
        "BEGIN:VEVENT",
        "SUMMARY:Race 1 · Spa Heat",
        "DTSTART:20200808T080500Z",
        "DTEND:20200808T090500Z",
        "DTSTAMP:20200701T120000Z",
        "UID:les-2020-round-2-race-1@parcferme",
        "CATEGORIES:race",
        "DESCRIPTION:Ligier European Series 2020\\, Round 2\\n2020-08-08 10:05 at the circuit (Europe/Paris)",
        "LOCATION:Circuit de Spa-Francorchamps\\, Belgium",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_the_identifier_stays_when_a_session_moves() -> None:
    moved = session("race-1", "race", dt.datetime(2020, 8, 9, 18, tzinfo=PARIS))
    after = events(written(Meeting(2, "Spa Heat", sessions=(moved,))))
    assert [event["UID"] for event in events(written(SPA))] == [event["UID"] for event in after]
    assert written(SPA) == written(SPA)


def test_identifiers_are_different_within_a_season() -> None:
    second = session("race-2", "race", dt.datetime(2020, 8, 8, 15, tzinfo=PARIS))
    found = events(
        written(Meeting(2, "Spa Heat", sessions=(RACE, second)), Meeting(3, "Spa", first=dt.date(2020, 9, 1)))
    )
    assert len({event["UID"] for event in found}) == 3


@pytest.mark.parametrize(
    "name", ["A, b; c\\d: e", "Série « été » à Magny-Cours", "two\nlines", "ö" * 200, 'say "go"']
)
def test_names_are_escaped_and_folded_and_read_back_as_they_were(name: str) -> None:
    race = session("race-1", "race", RACE.start, event=name)
    text = written(Meeting(2, name, sessions=(race,)), name=name)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    (event,) = events(text)
    assert str(event["SUMMARY"]) == f"Race 1 · {name}"


def test_a_character_no_calendar_can_hold_is_left_out() -> None:
    race = session("race-1", "race", RACE.start, event="S\x00p\x07a")
    (event,) = events(written(Meeting(2, "S\x00p\x07a", sessions=(race,))))
    assert str(event["SUMMARY"]) == "Race 1 · Spa"


def test_a_round_without_times_is_whole_days_and_its_end_is_the_day_after() -> None:
    (event,) = events(
        written(Meeting(4, "Monza Heat", first=dt.date(2020, 10, 9), last=dt.date(2020, 10, 10)))
    )
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (dt.date(2020, 10, 9), dt.date(2020, 10, 11))
    assert events(written(Meeting(5, "Somewhere"))) == []


def test_a_session_without_a_length_has_no_end() -> None:
    sprint = session("sprint", "sprint", RACE.start, minutes=None)
    (event,) = events(written(Meeting(2, "Spa", sessions=(sprint,))))
    assert "DTEND" not in event


def test_a_cancelled_round_says_so() -> None:
    (event,) = events(written(Meeting(2, "Spa Heat", cancelled=True, sessions=(RACE,))))
    assert (str(event["STATUS"]), str(event["SUMMARY"])) == ("CANCELLED", "cancelled: Race 1 · Spa Heat")


def test_in_french_the_words_change_and_the_identifiers_do_not() -> None:
    (event,) = events(written(SPA, language="fr"))
    assert str(event["SUMMARY"]) == "Course 1 · Spa Heat"
    assert "2020-08-08 10:05 au circuit" in str(event["DESCRIPTION"])
    assert event["UID"] == events(written(SPA))[0]["UID"]


def test_sessions_whose_names_are_in_another_script_are_events_of_their_own() -> None:
    names = {"Гонка 1": "race", "Квалификация 1": "qualifying", "決勝": "race", "予選": "qualifying"}
    starts = [dt.datetime(2020, 8, 8, 10 + at, tzinfo=PARIS) for at in range(4)]
    planned = [session(name, kind, at) for (name, kind), at in zip(names.items(), starts, strict=True)]
    made = [str(one["uid"]) for one in events(written(Meeting(2, "Spa", sessions=tuple(planned))))]
    assert len(set(made)) == 4
    assert all(one.isascii() and one.startswith("les-2020-round-2-") for one in made)
    # An accent is no other script: who follows the calendar already keeps its events.
    (known,) = events(written(Meeting(2, "Spa", sessions=(session("Épreuve", "race", starts[0]),))))
    assert known["uid"] == "les-2020-round-2-epreuve@parcferme"
