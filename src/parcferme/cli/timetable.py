"""`parcferme timetable`: when every session is, as a table or as a calendar file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from parcferme.calendar import Timetable
from parcferme.cli import options as o
from parcferme.cli.outcome import reporting, status_of
from parcferme.cli.screen import console, show_table, tell_findings
from parcferme.cli.writing import STDOUT, print_json, write
from parcferme.documents import icalendar, timetable_document, timetable_tables
from parcferme.season import Season, load_championship, round_named

EPILOG = """\b
Examples:
  parcferme timetable                    every round of this folder
  parcferme timetable club-cup-2024 --round 2 --lang fr
  parcferme timetable --ics season.ics   a file for phones and calendars
  parcferme timetable --json
"""

Round = Annotated[
    str | None, typer.Option(metavar="ROUND", help="Only this round, by number, name or folder.")
]
Calendar = Annotated[
    Path | None,
    typer.Option("--ics", metavar="FILE", help="Write an iCalendar file; - prints only that."),
]


@reporting
def timetable(
    folder: o.Championship = None,
    round: Round = None,
    ics: Calendar = None,
    lang: o.Language = "en",
    as_json: o.Json = False,
) -> int:
    """When every session is, overlaps and short breaks told.

    Times are those at the circuit, with its zone. --ics writes them as a calendar phones and offices subscribe to.
    """
    season = load_championship(folder or Path())
    planned = season.timetable
    if round is not None:
        planned = planned.of_round(round_named(season.rounds, round).number)
    alone = ics is not None and str(ics) == STDOUT
    if ics is not None and not (as_json and alone):
        write(ics, _calendar(season, planned, lang))
    if as_json:
        print_json(timetable_document(planned, name=season.name, season=season.year))
        return status_of(planned.findings)
    for one in () if alone else timetable_tables(planned, lang):
        show_table(console(), one)
    tell_findings(planned.findings, lang)
    return status_of(planned.findings)


def _calendar(season: Season, planned: Timetable, language: str) -> bytes:
    """The sessions as a calendar, stamped with this second."""
    key = " ".join(part for part in (season.championship.name or season.name, season.year) if part)
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return icalendar(planned, name=season.name, key=key, stamp=now, language=language)
