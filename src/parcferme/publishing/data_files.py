"""The files of a published set that programs load: CSV, JSON, calendars, Parquet, and those of Al Kamel."""

from __future__ import annotations

import dataclasses
import datetime as dt

import msgspec

from parcferme.documents import (
    OF_LAPS,
    Meeting,
    alkamel_files,
    csv_files,
    grid_files,
    icalendar,
    json_files,
    laps_parquet,
    meeting_csv,
    meeting_json,
)
from parcferme.entries import Entries
from parcferme.publishing.papers import Place
from parcferme.publishing.publication import Made, Publication


def lists(to: Publication, place: Place, form: str) -> Made:
    """The documents of a place as `csv` or `json`. Sentences in a CSV are in the last language of the look, JSON is
    English.
    """
    found = dict[str, bytes]()
    if place.session is None:
        meeting = _without_health(place.meeting)
        found = meeting_csv(meeting) if form == "csv" else meeting_json(meeting)
    elif place.session.scored is not None:
        session = dataclasses.replace(place.session, status=to.states[place.name])
        found = csv_files(session, language=to.look.languages[-1]) if form == "csv" else json_files(session)
        if not len(place.session.scored.result.timing.laps):
            found = {name: data for name, data in found.items() if name.partition(".")[0] not in OF_LAPS}
    elif place.kinds:  # a race that was not run: what is published of it is its grid
        found = grid_files(place.session, form, language=to.look.languages[-1])
    return Made([(f"{place.name}/{form}/{name}", data) for name, data in found.items()])


def parquet(place: Place) -> Made:
    """Every lap of a session that has any."""
    assert place.session is not None and place.session.scored is not None
    return Made([(f"{place.name}/laps.parquet", laps_parquet(place.session.scored))])


def alkamel(place: Place) -> Made:
    """The files of a session as Al Kamel's programs write them."""
    assert place.session is not None and place.session.scored is not None
    files = alkamel_files(place.session.scored)
    return Made([(f"{place.name}/al-kamel/{name}", data) for name, data in files.items()])


def _without_health(meeting: Meeting) -> Meeting:
    """The meeting as it may be published: who was hurt, and when he was cleared, is for the series alone."""
    cars = tuple(
        msgspec.structs.replace(
            car,
            drivers=tuple(
                msgspec.structs.replace(driver, hurt=False, hurt_by=None, cleared=False)
                for driver in car.drivers
            ),
        )
        for car in meeting.entries.cars
    )
    entries: Entries = msgspec.structs.replace(meeting.entries, cars=cars)
    return dataclasses.replace(meeting, entries=entries)


def calendar(to: Publication, place: Place) -> Made:
    """The timetable of a meeting as a calendar in every language; what it lacks where nobody has said when it is."""
    planned, series = place.meeting.timetable, place.meeting.series
    if planned is None or not any(meeting.first is not None for meeting in planned.meetings):
        return Made(lacking=(("calendar", to.say("no-dates")),))
    key = " ".join(part for part in (series.name, series.season) if part)
    # Each event says when what it tells was last looked over (DTSTAMP, RFC 5545, 3.8.7.2).
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return Made(
        [
            (
                f"{place.name}/{to.named('timetable', language)}.ics",
                icalendar(planned, name=series.title, key=key, stamp=now, language=language),
            )
            for language in to.look.languages
        ]
    )
