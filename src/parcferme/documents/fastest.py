"""The fastest-lap sequence as a table."""

from __future__ import annotations

from parcferme.classification import fastest_laps
from parcferme.documents.tables import Table, class_of, crew_of, table
from parcferme.documents.values import time_text
from parcferme.documents.words import label
from parcferme.timing import Timing


def fastest_table(timing: Timing, language: str) -> Table:
    """The fastest-lap sequence as a table."""
    rows = [
        {
            "number": one.number,
            "class": class_of(timing, one.number),
            "crew": crew_of(timing, one.number),
            "lap": one.lap,
            "lap-time": time_text(one.time),
            "elapsed": time_text(one.elapsed),
        }
        for one in fastest_laps(timing)
    ]
    columns = [name for name in ("number", "class", "crew") if any(row[name] for row in rows)]
    columns += ["lap", "lap-time", "elapsed"]
    return table(label("fastest", language), columns, rows, language, give_up=("crew",))
