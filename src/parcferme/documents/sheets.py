"""Classification and laps as CSV: what people open in a spreadsheet. Column names are English and stay."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from typing import Any, Final

from parcferme.classification import Row, Status
from parcferme.documents.classification import row_document
from parcferme.documents.loads import loads_text
from parcferme.documents.rows import rows_in, texts, with_times
from parcferme.documents.scored import Scored, laps_known, rows_of
from parcferme.documents.words import reason_text
from parcferme.entries import HANDICAP, PERSONAL, Driver, Entries, Entry, When, guarded


def classification_csv(scored: Scored, *, class_: str | None = None, language: str = "en") -> str:
    """The classification, one line per car, in the columns of the JSON document; the sentences of its reasons are in
    the language asked for. Laps that a bare list does not say are blank.
    """
    known = laps_known(scored)
    rows = [
        row_document(row, laps_known=known)
        | {
            "drivers": " / ".join(row.drivers),
            "reasons": "; ".join(reason_text(reason, language) for reason in row.reasons),
        }
        for row in rows_of(scored, class_)
    ]
    columns = texts(row_document(_NOBODY))
    return written(columns, ([row[column] for column in columns] for row in rows))


# A row of nobody: its keys are the columns, also of a list without a row.
_NOBODY: Final = Row("", None, None, (), Status.NOT_STARTED)


def laps_csv(scored: Scored, *, class_: str | None = None) -> str:
    """Every counted lap, one line per car and lap, in the columns of `Score.laps`."""
    numbers = [row.number for row in rows_of(scored, class_)]
    frame = scored.result.frames.laps
    columns = texts(with_times(dict.fromkeys(frame.columns)))
    rows = rows_in(frame.filter(frame["number"].is_in(numbers)))
    return written(columns, ([row[column] for column in columns] for row in rows))


ENTRIES: Final = tuple(
    "number class team driver nation driver_category id rounds vehicle manufacturer group team_nation "
    "transponder entered withdrawn status guest nominated registered hurt cleared".split()
)


def entries_csv(entries: Entries) -> str:
    """An entry list as `parse_entries` reads it back: a line per driver, and one for a car without drivers, or of which
    something is said that on a driver's line would be the driver's. Where any car carries anything, a last column says
    what (`30 kg`); it is not read back, since it follows from the results.
    """
    rows = []
    for entry in entries.cars:
        carried = loads_text(entry.loads)
        if _needs_line(entry):
            rows.append((*_entry_row(entry, None), carried))
        rows += [(*_entry_row(entry, driver), carried) for driver in entry.drivers]
    if any(entry.loads for entry in entries.cars):
        return written((*ENTRIES, HANDICAP), dict.fromkeys(rows))
    return written(ENTRIES, dict.fromkeys(row[:-1] for row in rows))


def _needs_line(entry: Entry) -> bool:
    """Whether a car has to have a line without a driver."""
    listed = {number for driver in entry.drivers for number in driver.rounds or entry.rounds}
    return bool(
        not entry.drivers
        or entry.entered
        or entry.withdrawn
        or entry.status in PERSONAL
        or (entry.status and any(driver.status for driver in entry.drivers))
        or any(driver.guest is not None or driver.registered is not None for driver in entry.drivers)
        or not listed.issuperset(entry.rounds)
    )


def _entry_row(entry: Entry, driver: Driver | None) -> tuple[Any, ...]:
    """A line of a car and its driver; dates and withdrawals are those of the one or the other."""
    one = driver or entry
    seat = driver or Driver("")
    marks = [one.guest, entry.nominated, one.registered]
    if driver is not None:
        for at, (mine, its) in enumerate(
            ((driver.guest, entry.guest), (driver.registered, entry.registered))
        ):
            marks[2 * at] = its if mine is None else mine
    status = one.status or (entry.status if entry.status not in PERSONAL else None)
    hurt = " ".join(part for part in (_when(seat.hurt), seat.hurt_by) if part)
    rounds = " ".join(map(str, seat.rounds or entry.rounds))
    return (
        entry.number, entry.class_, entry.team, seat.name, seat.nation, seat.category, seat.id, rounds, entry.vehicle,
        entry.manufacturer, entry.group, entry.nation, " ".join(entry.transponders), _when(one.entered),
        _when(one.withdrawn), status, *map(_yes, marks), hurt, _when(seat.cleared),
    )  # fmt: skip


def _when(said: When | None) -> str | None:
    """A date, or `yes` where the list says no date."""
    return said.isoformat() if isinstance(said, dt.date) else "yes" if said else None


def _yes(said: bool | None) -> str | None:
    return None if said is None else "yes" if said else "no"


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
