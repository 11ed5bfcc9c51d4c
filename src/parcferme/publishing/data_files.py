"""The files of a published set that programs load: CSV, JSON, calendars, Parquet, and those of Al Kamel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from parcferme.publishing.amendments import state_of
from parcferme.publishing.publication import Files, Piece, Publication, named

if TYPE_CHECKING:
    from parcferme.entries import Entries
    from parcferme.publishing.papers import Job
    from parcferme.season.meetings import Session


def _csv(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    yield Piece(f"{job.place} csv", lambda: _lists(to, session, job, "csv"))
    if session is None:
        yield Piece(f"{job.place} calendar", lambda: _calendar(to, job))


def _json(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    yield Piece(f"{job.place} json", lambda: _lists(to, session, job, "json"))


def _parquet(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    from parcferme.documents.files import laps_parquet

    scored = job.matter.scored
    if scored is not None and len(scored.result.timing.laps):
        yield Piece(f"{job.place} parquet", lambda: [(f"{job.place}/laps.parquet", laps_parquet(scored))])


def _alkamel(to: Publication, session: Session | None, job: Job) -> Iterator[Piece]:
    if job.matter.scored is not None:
        yield Piece(f"{job.place} al-kamel", lambda: _of_alkamel(job))


def _of_alkamel(job: Job) -> Files:
    from parcferme.documents.files import alkamel_files

    assert job.matter.scored is not None
    for name, data in alkamel_files(job.matter.scored).items():
        yield f"{job.place}/al-kamel/{name}", data


def _lists(to: Publication, session: Session | None, job: Job, form: str) -> Files:
    """The files programs load. Sentences in a CSV are in the last language of the look, JSON is English."""
    from parcferme.documents.files import OF_LAPS, Papers, csv_files, json_files
    from parcferme.documents.files.meeting import MeetingPapers, meeting_csv, meeting_json

    matter, found = job.matter, dict[str, bytes]()
    if session is None:
        papers = MeetingPapers(
            to.season.name,
            to.round.number,
            to.season.year,
            None if matter.entries is None else _without_health(matter.entries),
            matter.timetable,
            matter.standings,
        )
        found = meeting_csv(papers) if form == "csv" else meeting_json(papers)
    elif matter.scored is not None:
        grid = matter.grid if matter.grid is not None and matter.grid[1].slots else None
        listed = Papers(matter.scored, grid=grid, weather=matter.weather, status=state_of(to, job))
        language = to.look.languages[-1]
        found = csv_files(listed, language=language) if form == "csv" else json_files(listed)
        if not len(matter.scored.result.timing.laps):
            found = {name: data for name, data in found.items() if name.partition(".")[0] not in OF_LAPS}
    for name, data in found.items():
        yield f"{job.place}/{form}/{name}", data


def _without_health(entries: Entries) -> Entries:
    """The entry list as it may be published: who was hurt, and when he was cleared, is for the series alone."""
    import msgspec

    return msgspec.structs.replace(
        entries,
        cars=tuple(
            msgspec.structs.replace(
                car,
                drivers=tuple(
                    msgspec.structs.replace(driver, hurt=False, hurt_by=None, cleared=False)
                    for driver in car.drivers
                ),
            )
            for car in entries.cars
        ),
    )


def _calendar(to: Publication, job: Job) -> Files:
    from parcferme.documents.icalendar import icalendar

    planned = to.season.timetable.of_round(to.round.number)
    if not any(meeting.first is not None for meeting in planned.meetings):
        to.lacks(job, "calendar", to.say("no-dates"))
        return
    season = to.season
    key = " ".join(part for part in (season.championship.name or season.name, season.year) if part)
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    for language in to.look.languages:
        data = icalendar(planned, name=season.name, key=key, stamp=now, language=language)
        yield f"{job.place}/{named(to, 'timetable', language)}.ics", data


MAKERS: Final = {"csv": _csv, "json": _json, "parquet": _parquet, "al-kamel": _alkamel}
