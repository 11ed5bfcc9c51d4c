"""Classification and laps as CSV: what people open in a spreadsheet. Column names are English and stay."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from parcferme.documents.scored import Scored, rows_of
from parcferme.documents.values import apart_text, time_text
from parcferme.documents.words import reason_text
from parcferme.entries import Entries
from parcferme.entries.cells import guarded
from parcferme.times import format_instant

CLASSIFICATION: Final = tuple(
    "position class_position number class team drivers status took_flag retired laps time gap interval "
    "best_lap best_lap_number stops reasons".split()
)


def classification_csv(scored: Scored, *, class_: str | None = None, language: str = "en") -> str:
    """The classification, one line per car; the sentences of its reasons are in the language asked for."""
    rows = (
        (
            row.position, row.class_position, row.number, row.class_, row.team, " / ".join(row.drivers),
            row.status.value, row.took_flag, row.retired, row.laps, time_text(row.time),
            apart_text(row.gap, row.gap_laps), apart_text(row.interval, row.interval_laps),
            time_text(row.best_lap), row.best_lap_number, row.stops,
            "; ".join(reason_text(reason, language) for reason in row.reasons),
        )
        for row in rows_of(scored, class_)
    )  # fmt: skip
    return written(CLASSIFICATION, rows)


def laps_csv(scored: Scored, *, class_: str | None = None) -> str:
    """Every counted lap, one line per car and lap; the driver by name where the entry list has one."""
    timing = scored.result.timing
    numbers = [row.number for row in rows_of(scored, class_)]
    frame = timing.laps.filter(timing.laps["car"].is_in(numbers))
    times = [name for name in frame.columns if name.endswith("_us")]
    header = ["lap_time" if name == "lap_us" else name.removesuffix("_us") for name in frame.columns]
    rows = []
    for row in frame.iter_rows(named=True):
        cells: dict[str, Any] = row | {name: time_text(row[name]) for name in times}
        cells["at"] = format_instant(row["at"], 3)
        cells["driver"] = timing.driver_name(row["car"], row["driver"])
        rows.append(cells.values())
    return written(header, rows)


ENTRIES: Final = tuple(
    "number class team driver nation driver_category id rounds vehicle manufacturer group team_nation "
    "transponder".split()
)


def entries_csv(entries: Entries) -> str:
    """An entry list as `parse_entries` reads it back: a line per driver, a line for a car without one."""
    rows = []
    for entry in entries.cars:
        for driver in entry.drivers or (None,):
            seat = (
                (driver.name, driver.nation, driver.category, driver.id, " ".join(map(str, driver.rounds)))
                if (driver is not None)
                else ("",) * 5
            )
            rows.append(
                (
                    entry.number, entry.class_, entry.team, *seat, entry.vehicle, entry.manufacturer, entry.group,
                    entry.nation, " ".join(entry.transponders),
                )
            )  # fmt: skip
    return written(ENTRIES, rows)


def written(header: Iterable[str], rows: Iterable[Iterable[Any]], separator: str = ",") -> str:
    """CSV with line feeds; what is not known is empty, yes and no are true and false, and no text is a formula."""
    return as_lines(header, (map(cell, row) for row in rows), separator)


def as_lines(header: Iterable[str], rows: Iterable[Iterable[Any]], separator: str = ",") -> str:
    """The same of cells that are ready."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def cell(value: object) -> object:
    """A value as a cell. A line end in a text becomes a blank: rows are lines."""
    if isinstance(value, bool):
        return str(value).lower()
    return guarded(" ".join(value.splitlines())) if isinstance(value, str) else value
