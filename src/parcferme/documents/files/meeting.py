"""The documents of a whole meeting as files that programs load: entry list, timetable, standings, calendar."""

from __future__ import annotations

import json

import msgspec

from parcferme.calendar import Timetable
from parcferme.championship import Standings
from parcferme.documents.entries import entries_document
from parcferme.documents.files.lists import standings_rows, timetable_rows
from parcferme.documents.rows import Row
from parcferme.documents.sheets import entries_csv, written
from parcferme.documents.standings import About, standings_document
from parcferme.documents.timetable import timetable_document
from parcferme.entries import Entries


class MeetingPapers(msgspec.Struct, frozen=True):
    """What the files of a round are made from, as far as there is any of it. `timetable` is that of the round alone."""

    name: str
    round: int
    season: str | None = None
    entries: Entries | None = None
    timetable: Timetable | None = None
    standings: tuple[About, Standings] | None = None


def meeting_csv(papers: MeetingPapers) -> dict[str, bytes]:
    """A CSV for each document that has a row."""
    files: dict[str, str] = {}
    if papers.entries is not None and papers.entries.cars:
        files["entries"] = entries_csv(papers.entries)
    for name, rows in (
        ("timetable", [] if papers.timetable is None else list(timetable_rows(papers.timetable))),
        ("standings", [] if papers.standings is None else list(standings_rows(papers.standings[1]))),
    ):
        if rows:
            files[name] = _sheet(rows)
    return {f"{name}.csv": text.encode() for name, text in files.items()}


def _sheet(rows: list[Row]) -> str:
    """Rows as CSV: of times the text alone."""
    columns = [key for key in rows[0] if not key.endswith("_us")]
    return written(columns, ([row[column] for column in columns] for row in rows))


def meeting_json(papers: MeetingPapers) -> dict[str, bytes]:
    """A JSON document for each there is; every time is in it as text and in µs."""
    found = {}
    if papers.entries is not None and papers.entries.cars:
        found["entries"] = entries_document(papers.entries, (), name=papers.name, round=papers.round)
    if papers.timetable is not None and papers.timetable.sessions:
        found["timetable"] = timetable_document(papers.timetable, name=papers.name, season=papers.season)
    if papers.standings is not None:
        found["standings"] = standings_document(*papers.standings)
    return {
        f"{name}.json": (json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n").encode()
        for name, document in found.items()
    }
