"""The documents of a whole meeting as files that programs load: entry list, timetable, standings, calendar."""

from __future__ import annotations

import json

from parcferme.documents.entries import entries_document
from parcferme.documents.files.lists import standings_rows, timetable_rows
from parcferme.documents.meeting import Meeting
from parcferme.documents.rows import Row
from parcferme.documents.sheets import entries_csv, written
from parcferme.documents.standings import standings_document
from parcferme.documents.timetable import timetable_document


def meeting_csv(meeting: Meeting) -> dict[str, bytes]:
    """A CSV for each document that has a row."""
    files: dict[str, str] = {}
    if meeting.entries.cars:
        files["entries"] = entries_csv(meeting.entries)
    for name, rows in (
        ("timetable", [] if meeting.timetable is None else list(timetable_rows(meeting.timetable))),
        ("standings", [] if meeting.standings is None else list(standings_rows(meeting.standings))),
    ):
        if rows:
            files[name] = _sheet(rows)
    return {f"{name}.csv": text.encode() for name, text in files.items()}


def _sheet(rows: list[Row]) -> str:
    """Rows as CSV: of times the text alone."""
    columns = [key for key in rows[0] if not key.endswith("_us")]
    return written(columns, ([row[column] for column in columns] for row in rows))


def meeting_json(meeting: Meeting) -> dict[str, bytes]:
    """A JSON document for each there is; every time is in it as text and in µs."""
    found = {}
    if meeting.entries.cars:
        found["entries"] = entries_document(
            meeting.entries, (), name=meeting.series.title, round=meeting.number
        )
    if meeting.timetable is not None and meeting.timetable.sessions:
        found["timetable"] = timetable_document(
            meeting.timetable, name=meeting.series.title, season=meeting.series.season
        )
    if meeting.standings is not None:
        found["standings"] = standings_document(meeting.series, meeting.standings)
    return {
        f"{name}.json": (json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n").encode()
        for name, document in found.items()
    }
