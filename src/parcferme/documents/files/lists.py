"""The plain lists of a session and a season, each as rows that CSV and JSON share: laps, lap chart, sectors, stops and
verdicts, leaders, fastest laps, drivers, flags, messages, decisions, weather, grid, standings, timetable.

A row names its columns. A time is in it twice, as text and as `…_us` in microseconds; CSV has the texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from parcferme.calendar import Timetable
from parcferme.championship import Standings, Table
from parcferme.decoders import Reading
from parcferme.documents.driving import messages
from parcferme.documents.loads import loads_text
from parcferme.documents.points import points_text
from parcferme.documents.rows import Row, rows_in, with_times
from parcferme.documents.scored import Scored, rows_of
from parcferme.documents.timetable import timetable_document
from parcferme.documents.values import time_text
from parcferme.documents.words import reason_text
from parcferme.grid import Grid, Slot
from parcferme.times import format_instant

_DECISION: Final = (
    "penalty",
    "seconds",
    "laps",
    "places",
    "lap",
    "served",
    "disqualified_for",
    "reason",
    "article",
    "by",
    "source",
    "seq",
)
FRAMES: Final = (
    "laps",
    "lap-chart",
    "sectors",
    "stops",
    "verdicts",
    "leaders",
    "fastest-laps",
    "drivers",
    "flags",
)
"""The lists that are a frame of the result, in the order of their files."""


def frame_rows(name: str, scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """The rows of a frame of the result (`laps`, `stops` …); of a class only those of its cars."""
    shown = [row.number for row in rows_of(scored, class_)]
    frame = getattr(scored.result.frames, name.replace("-", "_"))
    if class_ is not None and "number" in frame.columns:
        frame = frame.filter(frame["number"].is_in(shown))
    yield from rows_in(frame)


def messages_rows(scored: Scored, _class: str | None = None) -> Iterator[Row]:
    """What race control wrote, and the flags it showed to single cars: the same for every class."""
    for row in messages(scored):
        yield with_times({"number" if key == "car" else key: value for key, value in row.items()})


def decisions_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """The stewards' decisions that hold, with what they rest on."""
    shown = {row.number: row.class_ for row in rows_of(scored, class_)}
    for one in scored.result.timing.decisions:
        if class_ is None or one.car in shown:
            said = {name: getattr(one, name) for name in _DECISION}
            yield {
                "document": one.document,
                "at": None if one.at is None else format_instant(one.at, 3),
                "number": one.car,
                "class": shown.get(one.car or ""),
                **said,
                "penalty": one.penalty.value,
                "seconds": None if one.seconds is None else f"{one.seconds:f}",
            }


def weather_rows(readings: Iterable[Reading]) -> Iterator[Row]:
    """Every reading of the weather, as the station wrote it."""
    for one in readings:
        yield {name: value or None for name, value in msgspec.structs.asdict(one).items()}


def grid_rows(grid: Grid, language: str = "en") -> Iterator[Row]:
    """Every car of a grid; `start` says `grid`, `pit-lane` or `left-out`."""
    for start, slots in (("grid", grid.slots), ("pit-lane", grid.pit_lane), ("left-out", grid.left_out)):
        yield from (_slot(slot, start, language) for slot in slots)


def _slot(slot: Slot, start: str, language: str) -> Row:
    return {
        "start": start,
        "position": slot.position,
        "row": slot.row,
        "side": None if slot.side is None else slot.side.value,
        "number": slot.number,
        "class": slot.class_,
        "team": slot.team,
        "drivers": " / ".join(slot.drivers),
        "time": time_text(slot.time),
        "qualifying_position": slot.qualifying_position,
        "handicap": loads_text(slot.loads),
        "reasons": "; ".join(reason_text(reason, language) for reason in slot.reasons),
    }


def standings_rows(standings: Standings) -> Iterator[Row]:
    """Every row of every table, with a column for each session of the season (`1/race-1`); what does not count is named
    in `dropped`. Points are exact: `12.5`, `25 1/7`.
    """
    sessions = dict.fromkeys(
        f"{one.round}/{one.session}" for table in standings.tables for one in table.sessions
    )
    for table in standings.tables:
        yield from _standings(table, list(sessions))


def _standings(table: Table, sessions: list[str]) -> Iterator[Row]:
    names = [f"{one.round}/{one.session}" for one in table.sessions]
    for row in table.rows:
        scored = {
            name: None if points is None else points_text(points)
            for name, points in zip(names, row.by_session, strict=False)
        }
        yield {
            "table": table.name,
            "class": table.class_,
            "kind": table.unit.value,
            "position": row.position,
            "name": row.name,
            "cars": " / ".join(row.cars),
            "drivers": " / ".join(row.drivers),
            "team": row.team,
            "points": points_text(row.points),
            "gross_points": points_text(row.gross_points),
            "dropped": " ".join(names[at] for at in row.dropped),
            **{name: scored.get(name) for name in sessions},
        }


def timetable_rows(timetable: Timetable) -> Iterator[Row]:
    """Every session of every round; instants with the offset of the circuit and in UTC."""
    for meeting in timetable_document(timetable, name="")["rounds"]:
        for session in meeting["sessions"]:
            about = {key: meeting[key] for key in ("round", "event", "circuit", "country", "cancelled")}
            yield about | session
