"""The documents of a session as files that programs load: one CSV and one JSON for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from parcferme.classification import schema
from parcferme.documents.classification import classification_document, session_document
from parcferme.documents.entries import cars_of_class, entries_document
from parcferme.documents.files import lists
from parcferme.documents.files.lists import grid_rows, standings_rows, timetable_rows
from parcferme.documents.grid import grid_document
from parcferme.documents.meeting import Meeting, MeetingSession
from parcferme.documents.rows import Row, texts, with_times
from parcferme.documents.scored import Scored
from parcferme.documents.sheets import classification_csv, entries_csv, written
from parcferme.documents.standings import standings_document
from parcferme.documents.timetable import timetable_document
from parcferme.regulations import SessionKind

# The lists of a session: what each file is called and what makes its rows; in JSON its rows are under its name.
_LISTS: Final[Mapping[str, Callable[[Scored, str | None], Iterable[Row]]]] = {
    **{name: partial(lists.frame_rows, name) for name in lists.FRAMES},
    "messages": lists.messages_rows,
    "decisions": lists.decisions_rows,
}
OF_LAPS: Final = frozenset(_LISTS) - {"flags", "messages", "decisions"}
"""The lists that are empty where only a result list is known."""
_OF_RACES: Final = frozenset(("lap-chart", "leaders"))  # nobody leads a practice or a qualifying

# Lists that are a file also without a row, and the columns of those that are no frame. Any other is then no file:
# nothing was to be said.
_ALWAYS: Final = frozenset(("laps", "stops", "leaders", "fastest-laps"))
_HEADERS: Final = {
    "grid": "start position row side number class team drivers time qualifying_position handicap reasons",
    "standings": "table class kind position name cars drivers team points gross_points dropped",
    "timetable": "round event circuit country cancelled session kind start start_utc end end_utc length zone",
}


def csv_files(
    session: MeetingSession,
    meeting: Meeting | None = None,
    *,
    class_: str | None = None,
    language: str = "en",
) -> dict[str, bytes]:
    """A CSV for each document there is of a session that has a classification; with those of its meeting where that is
    given. `class_` leaves out the other classes of what is of a session.

    Raises `WrongCall` for a class there is none of.
    """
    scored = session.classified()
    files = {"classification": classification_csv(scored, class_=class_, language=language)}
    for name, rows in _listed(session, class_):
        files[name] = _sheet(name, rows)
    if meeting is not None and meeting.entries.cars:
        files["entries"] = entries_csv(cars_of_class(meeting.entries, class_))
    if session.grid is not None and session.grid.slots:
        slots = grid_rows(session.grid, language)
        files["grid"] = _sheet("grid", (row for row in slots if class_ in (None, row["class"])))
    if meeting is not None and meeting.standings is not None:
        files["standings"] = _sheet("standings", standings_rows(meeting.standings))
    if meeting is not None and meeting.timetable is not None:
        files["timetable"] = _sheet("timetable", timetable_rows(meeting.timetable))
    return {f"{name}.csv": text.encode() for name, text in files.items()}


def grid_files(session: MeetingSession, form: str, *, language: str = "en") -> dict[str, bytes]:
    """The starting grid of a race as `csv` or `json`, where there is one, whether the race has been run or not."""
    if session.grid is None or not session.grid.slots:
        return {}
    if form == "json":
        return {"grid.json": _text(grid_document(session, findings=session.grid.findings))}
    return {"grid.csv": _sheet("grid", grid_rows(session.grid, language)).encode()}


def _listed(session: MeetingSession, class_: str | None) -> Iterator[tuple[str, list[Row]]]:
    """The lists of the session. Those without a row are left out, but for what every session with laps has."""
    scored = session.classified()
    race = scored.result.timing.kind is SessionKind.RACE
    for name, rows in _LISTS.items():
        if name in _OF_RACES and not race:
            continue
        found = list(rows(scored, class_))
        if found or name in _ALWAYS:
            yield name, found
    if session.weather:
        yield "weather", list(lists.weather_rows(session.weather))


def _sheet(name: str, rows: Iterable[Row]) -> str:
    """Rows as CSV: of times the text alone."""
    listed = list(rows)
    columns = texts(listed[0]) if listed else _header(name)
    return written(columns, ([row[column] for column in columns] for row in listed))


def _header(name: str) -> list[str]:
    """The columns of a list without rows."""
    if name in _HEADERS:
        return _HEADERS[name].split()
    return texts(with_times(dict.fromkeys(schema(name.replace("-", "_")))))


def json_files(
    session: MeetingSession, meeting: Meeting | None = None, *, class_: str | None = None
) -> dict[str, bytes]:
    """A JSON document for each, in English as all JSON; every time is in it as text and in µs.

    Raises `WrongCall` for a class there is none of.
    """
    return {f"{name}.json": _text(document) for name, document in _documents(session, meeting, class_)}


def _documents(
    session: MeetingSession, meeting: Meeting | None, class_: str | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    scored = session.classified()
    yield "classification", classification_document(scored, status=session.status, class_=class_)
    for name, rows in _listed(session, class_):
        yield name, {"session": session_document(scored), name.replace("-", "_"): rows}
    if meeting is not None and meeting.entries.cars:
        yield "entries", entries_document(cars_of_class(meeting.entries, class_))
    if session.grid is not None and session.grid.slots:
        yield "grid", grid_document(session, findings=session.grid.findings)
    if meeting is not None and meeting.standings is not None:
        yield "standings", standings_document(meeting.series, meeting.standings)
    if meeting is not None and meeting.timetable is not None:
        series = meeting.series
        yield "timetable", timetable_document(meeting.timetable, name=series.title, season=series.season)


def _text(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n").encode()
