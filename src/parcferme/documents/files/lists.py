"""The plain lists of a session and a season, each as rows that CSV and JSON share: laps, lap chart, sectors, stops and
verdicts, leaders, fastest laps, drivers, flags, messages, decisions, weather, grid, standings, timetable.

A row names its columns. A time is in it twice, as text and as `…_us` in microseconds; CSV has the texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from parcferme.calendar import Timetable
from parcferme.championship import Standings, Table
from parcferme.classification import best_sectors, fastest_laps
from parcferme.decoders.weather import Reading
from parcferme.documents.driven import driven, messages
from parcferme.documents.points import points_text
from parcferme.documents.scored import Scored, rows_of
from parcferme.documents.tables import flag_periods
from parcferme.documents.timetable import timetable_document
from parcferme.documents.values import time_text
from parcferme.documents.words import reason_text
from parcferme.grid import Grid, Slot
from parcferme.times import format_instant

Row = dict[str, Any]
_DECISION: Final = ("car", "penalty", "seconds", "laps", "places", "lap", "served", "reason", "article", "by",
                    "source", "seq")  # fmt: skip


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


def lap_chart_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """Who was in which place at the end of each lap: a row for each car that completed it, first to last."""
    timing, shown = scored.result.timing, _numbers(scored, class_)
    columns = ("lap", "position", "class_position", "car", "gap_us", "gap_laps")
    for row in timing.laps.sort("lap", "position", "at", "car").select(columns).iter_rows(named=True):
        if row["car"] in shown:
            yield with_times({**row, "class": shown[row["car"]]})


def sectors_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """Each car's best sectors, the ideal lap they make, and its best lap. None where a lap is not cut into sectors."""
    timing = scored.result.timing
    if len(timing.split.times) < 2:
        return
    best = {row.number: row.best_lap for row in scored.result.rows}
    rows = best_sectors(timing).iter_rows(named=True)
    yield from _of_cars(
        ({**row, "best_lap_us": best.get(row["car"])} for row in rows), _numbers(scored, class_)
    )


def verdicts_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """The compulsory stop of each car: `verdict`, and how far the stop was from too short (`margin`) and its entry from
    the nearer edge of the window (`window_margin`). None where the rulebook asks for no stop.
    """
    timing = scored.result.timing
    if timing.rules.compulsory_stop is not None:
        yield from _of_cars(timing.verdicts_frame.iter_rows(named=True), _numbers(scored, class_))


def drivers_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """What each driver drove: stints, laps, time, best lap, average of laps at speed; cars as they are classified."""
    yield from _of_cars(driven(scored), _numbers(scored, class_))


def flags_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """What was shown to all, from when to when (`to` is empty for the last), and whether the source says so itself. The
    chequered flag is from when it counts, as on paper; `at` is when it was recorded.
    """
    for row in flag_periods(scored.result.timing):
        yield with_times({**row, "at": format_instant(row["at"], 3)})


def messages_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """What race control wrote, and the flags it showed to single cars."""
    yield from map(with_times, messages(scored))


def decisions_rows(scored: Scored, class_: str | None = None) -> Iterator[Row]:
    """The stewards' decisions that hold, with what they rest on."""
    shown = _numbers(scored, class_)
    for one in scored.result.timing.decisions:
        if class_ is None or one.car in shown:
            said = {name: getattr(one, name) for name in _DECISION}
            yield {
                "document": one.document,
                "at": None if one.at is None else format_instant(one.at, 3),
                "class": shown.get(one.car or ""),
                **said,
                "penalty": one.penalty.value,
                "seconds": None if one.seconds is None else f"{one.seconds:f}",
            }


def weather_rows(readings: Iterable[Reading]) -> Iterator[Row]:
    """Every reading of the weather, as the station wrote it."""
    for one in readings:
        yield {name: value or None for name, value in msgspec.structs.asdict(one).items()}


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
