"""The documents of a session as files that programs load: one CSV and one JSON for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import msgspec

from parcferme.calendar import Timetable
from parcferme.championship import Standings
from parcferme.classification.columns import schema
from parcferme.decoders.weather import Reading
from parcferme.documents.classification import classification_document, session_document
from parcferme.documents.entries import cars_of_class, entries_document
from parcferme.documents.files import lists
from parcferme.documents.files.lists import grid_rows, standings_rows, timetable_rows
from parcferme.documents.grid import About as GridAbout
from parcferme.documents.grid import grid_document
from parcferme.documents.rows import Row, texts, with_times
from parcferme.documents.scored import Scored
from parcferme.documents.sheets import classification_csv, entries_csv, written
from parcferme.documents.standings import About as StandingsAbout
from parcferme.documents.standings import standings_document
from parcferme.documents.timetable import timetable_document
from parcferme.entries import Entries
from parcferme.grid import Grid
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
    "grid": "start position row side number class team drivers time qualifying_position reasons",
    "standings": "table class kind position name cars drivers team points gross_points dropped",
    "timetable": "round event circuit country cancelled session kind start start_utc end end_utc length zone",
}


class Planned(msgspec.Struct, frozen=True):
    """A timetable and the championship it is of."""

    timetable: Timetable
    name: str
    season: str | None = None


class Papers(msgspec.Struct, frozen=True):
    """What the files are made from: a scored session, and as far as there are any its entry list, the grid of the race,
    the standings after its round, the timetable of the season, the weather. `status` is the state of publication.
    """

    scored: Scored
    entries: Entries | None = None
    grid: tuple[GridAbout, Grid] | None = None
    standings: tuple[StandingsAbout, Standings] | None = None
    planned: Planned | None = None
    weather: tuple[Reading, ...] = ()
    status: str = "provisional"


def csv_files(papers: Papers, *, class_: str | None = None, language: str = "en") -> dict[str, bytes]:
    """A CSV for each document there is. `class_` leaves out the other classes of what is of a session.

    Raises `WrongCall` for a class there is none of.
    """
    files = {"classification": classification_csv(papers.scored, class_=class_, language=language)}
    for name, rows in _listed(papers, class_):
        files[name] = _sheet(name, rows)
    if papers.entries is not None and papers.entries.cars:
        files["entries"] = entries_csv(cars_of_class(papers.entries, class_))
    if papers.grid is not None:
        slots = grid_rows(papers.grid[1], language)
        files["grid"] = _sheet("grid", (row for row in slots if class_ in (None, row["class"])))
    if papers.standings is not None:
        files["standings"] = _sheet("standings", standings_rows(papers.standings[1]))
    if papers.planned is not None:
        files["timetable"] = _sheet("timetable", timetable_rows(papers.planned.timetable))
    return {f"{name}.csv": text.encode() for name, text in files.items()}


def _listed(papers: Papers, class_: str | None) -> Iterator[tuple[str, list[Row]]]:
    """The lists of the session. Those without a row are left out, but for what every session with laps has."""
    race = papers.scored.result.timing.kind is SessionKind.RACE
    for name, rows in _LISTS.items():
        if name in _OF_RACES and not race:
            continue
        found = list(rows(papers.scored, class_))
        if found or name in _ALWAYS:
            yield name, found
    if papers.weather:
        yield "weather", list(lists.weather_rows(papers.weather))


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


def json_files(papers: Papers, *, class_: str | None = None) -> dict[str, bytes]:
    """A JSON document for each, in English as all JSON; every time is in it as text and in µs.

    Raises `WrongCall` for a class there is none of.
    """
    return {f"{name}.json": _text(document) for name, document in _documents(papers, class_)}


def _documents(papers: Papers, class_: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    scored = papers.scored
    yield "classification", classification_document(scored, status=papers.status, class_=class_)
    for name, rows in _listed(papers, class_):
        yield name, {"session": session_document(scored), name.replace("-", "_"): rows}
    if papers.entries is not None and papers.entries.cars:
        yield "entries", entries_document(cars_of_class(papers.entries, class_))
    if papers.grid is not None:
        about, grid = papers.grid
        yield "grid", grid_document(about, grid, findings=grid.findings)
    if papers.standings is not None:
        yield "standings", standings_document(*papers.standings)
    if papers.planned is not None:
        planned = papers.planned
        yield "timetable", timetable_document(planned.timetable, name=planned.name, season=planned.season)


def _text(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n").encode()
