"""The plain lists of a session and a season, each as rows that CSV and JSON share: laps, stops, leaders, fastest laps,
grid, standings, timetable.

A row names its columns. A time is in it twice, as text and as `…_us` in microseconds; CSV has the texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from parcferme.championship import Standings, Table
from parcferme.championship.calendar import Timetable
from parcferme.classification import fastest_laps
from parcferme.documents.points import points_text
from parcferme.documents.scored import Scored, rows_of
from parcferme.documents.timetable import timetable_document
from parcferme.documents.values import time_text
from parcferme.documents.words import reason_text
from parcferme.grid import Grid, Slot
from parcferme.times import format_instant

Row = dict[str, Any]


def laps_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """Every counted lap, by car and lap; `elapsed` is session time, places and gaps those when it was completed."""
    timing = scored.result.timing
    shown = _numbers(scored, class_)
    for row in timing.laps.iter_rows(named=True):
        if row["car"] in shown:
            named = {"car": row["car"], "class": shown[row["car"]]}
            driver = {"driver": timing.driver_name(row["car"], row["driver"])}
            yield with_times(named | row | driver | {"at": format_instant(row["at"], 3)})


def stops_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """Every stop, by car; `entry` and `exit` are session times, unknown where the source has only a duration."""
    yield from _of_cars(scored.result.timing.stops_frame.iter_rows(named=True), _numbers(scored, class_))


def leaders_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """Who led from which lap to which, over the line; `elapsed` is when the lead was taken."""
    yield from _of_cars(scored.result.timing.leaders.iter_rows(named=True), _numbers(scored, class_))


def fastest_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """Every lap that was the session's fastest when it was completed, in that order."""
    found = (
        {"car": one.number, "lap": one.lap, "lap_us": one.time, "elapsed_us": one.elapsed}
        for one in fastest_laps(scored.result.timing)
    )
    yield from _of_cars(found, _numbers(scored, class_))


def _numbers(scored: Scored, class_: str | None) -> dict[str, str | None]:
    return {row.number: row.class_ for row in rows_of(scored, class_)}


def _of_cars(rows: Iterable[Mapping[str, Any]], shown: Mapping[str, str | None]) -> Iterator[Row]:
    for row in rows:
        if row["car"] in shown:
            yield with_times({"car": row["car"], "class": shown[row["car"]], **row})


def with_times(row: Mapping[str, Any]) -> Row:
    """The row with each time also as people read it, in front: `lap_us` becomes `lap_time` and `lap_time_us`."""
    found: Row = {}
    for key, value in row.items():
        if not key.endswith("_us"):
            found[key] = value
            continue
        name = "lap_time" if key == "lap_us" else key.removesuffix("_us")
        found |= {name: time_text(value), f"{name}_us": value}
    return found


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
