"""The fastest-lap sequence as a table."""

from __future__ import annotations

from parcferme.classification import fastest_laps
from parcferme.documents.tables import Table, class_of, crew_of, drivers_by_lap, table
from parcferme.documents.values import clock_text, time_text
from parcferme.documents.words import label
from parcferme.timing import Timing


def fastest_table(timing: Timing, language: str, *, wide: bool = False) -> Table:
    """The fastest-lap sequence as a table. `wide`: with who drove the lap, where that is known, and the time of day."""
    driven = drivers_by_lap(timing) if wide else {}
    rows = []
    for one in fastest_laps(timing):
        entry = timing.entries.get(one.number)
        driver = driven.get((one.number, one.lap))
        rows.append(
            {
                "number": one.number,
                "class": class_of(timing, one.number),
                "driver": driver,
                "team": entry.team if entry is not None and driven else None,
                "crew": None if driven else crew_of(timing, one.number),
                "lap": one.lap,
                "lap-time": time_text(one.time),
                "elapsed": time_text(one.elapsed),
                "at": clock_text(timing.start + one.elapsed, timing.start)
                if wide and timing.start_known
                else None,
            }
        )
    columns = ["number", "class", "driver", "team", "crew", "lap", "lap-time", "elapsed", "at"]
    always = ("lap", "lap-time", "elapsed")
    columns = [name for name in columns if name in always or any(row[name] for row in rows)]
    return table(label("fastest", language), columns, rows, language, give_up=("crew",))
