"""Bare classifications: Al Kamel's `03_Results` in its IMSA, SRO, WEC and ACO forms, by class, and tables like them.

A place without the passings behind it: each row becomes a result record, so labelled, and an entry. Columns go by
many names; POSITION may be `19.0`, times may be written `4:00'04.690`. In a qualifying or practice table TIME is the
best lap (it comes with the LAP it was set on); in a race TOTAL_TIME, or TIME alone, is the race time.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from parcferme.decoders.alkamel_columns import COLUMNS, SEAT_COLUMN, STATUSES
from parcferme.decoders.decoded import Decoded
from parcferme.decoders.laps import tell_numbers_alike
from parcferme.decoders.sheet import Sheet, fold, header_of
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import BadLog, Where, error, warning
from parcferme.records import Event, Log, Result
from parcferme.times import BadTime, parse_clock

FORMAT: Final = "al-kamel-classification"
_DIGITS: Final = 9


def sniff(head: bytes) -> bool:
    """Whether the header names a place, a car, and laps or a time."""
    return _is_classification(header_of(head)[1])


def _is_classification(header: list[str]) -> bool:
    names = {fold(name) for name in header}
    has = {what for what, known in COLUMNS.items() if names & set(known)}
    return {"position", "number"} <= has and bool(has & {"laps", "time", "best_lap"} or "time" in names)


def decode(data: bytes, name: str) -> Decoded:
    """One result record per row, in the order of the file, and the entries the table knows.

    Raises `BadLog` where it names no car number or no row fits its header.
    """
    header = header_of(data)[1]
    if not _is_classification(header):
        raise BadLog(
            f"{name}: not a classification: expected POSITION, NUMBER and LAPS or a time; it has {header}"
        )
    sheet = Sheet(data, name, ragged=True)  # IMSA leaves out the cells of drivers who are not there
    sheet.leave_out_if_cut(np.ones(len(sheet), dtype=bool))
    columns = _columns(sheet)
    results: list[Event] = []
    entries: dict[str, Entry] = {}
    for row in range(len(sheet)):
        number = _text(sheet, columns, "number", row)
        if number is None:
            if not sheet.is_blank(row):
                sheet.tell(error("number-blank", sheet.where(row, "NUMBER")).leaving_out())
        elif number in entries:
            sheet.tell(error("result-twice", sheet.where(row, car=number)).leaving_out())
        else:
            results.append(_result(sheet, columns, number, row))
            entries[number] = _entry(sheet, columns, number, row)
    tell_numbers_alike(list(entries), name, sheet.tell)
    if not results:
        sheet.tell(error("no-laps", Where(file=name)))
    session = "race" if "time" in columns else None
    return Decoded(
        Log.of(None, results), Entries.of(entries.values()), tuple(sheet.findings), FORMAT, session
    )


def _columns(sheet: Sheet) -> dict[str, str]:
    """Which column of this file holds what."""
    columns = {
        what: next(name for name in known if name in sheet)
        for what, known in COLUMNS.items()
        if any(name in sheet for name in known)
    }
    if "time" in sheet:
        columns.setdefault("best_lap" if "lap" in sheet else "time", "time")
    return columns


def _text(sheet: Sheet, columns: dict[str, str], what: str, row: int) -> str | None:
    return sheet.text(columns[what], row) or None if what in columns else None


def _result(sheet: Sheet, columns: dict[str, str], number: str, row: int) -> Result:
    place, status = _text(sheet, columns, "position", row), _text(sheet, columns, "status", row)
    position = _number(place)
    if status and place and position is None and place.strip("-– ") and place.lower() not in STATUSES:
        where = sheet.where(row, columns["position"].upper(), car=number)
        sheet.tell(error("place-unreadable", where, value=place, expected="19, or DNF, DNS, DSQ, NC"))
    word = status or (place if position is None else None)
    known = STATUSES.get(word.lower().replace("-", " ")) if word else None
    if word and known is None:
        column = columns["status" if status else "position"].upper()
        where = sheet.where(row, column, car=number)
        sheet.tell(
            warning("mark-unknown", where, value=word, count=1, expected=sorted(set(STATUSES.values())))
        )
    laps = _whole(sheet, columns, "laps", row)
    return Result(
        seq=row + 1,
        source=sheet.name,
        line=int(sheet.lines[row]),
        car=number,
        position=position,
        status=known,
        laps=laps,
        time=_time(sheet, columns, "time", row),
        best_lap=_time(sheet, columns, "best_lap", row),
        best_lap_number=_whole(sheet, columns, "best_lap_number", row) or None,  # 0: none set
    )


def _number(text: str | None) -> int | None:
    """`19` and `19.0` are 19."""
    head, _, tail = (text or "").partition(".")
    whole = head.isascii() and head.isdigit() and len(head) <= _DIGITS
    return int(head) if whole and not tail.strip("0") else None


def _whole(sheet: Sheet, columns: dict[str, str], what: str, row: int) -> int | None:
    text = _text(sheet, columns, what, row)
    value = _number(text)
    if text and value is None:
        sheet.tell(warning("number-unreadable", sheet.where(row, columns[what].upper()), value=text))
    return value


def _time(sheet: Sheet, columns: dict[str, str], what: str, row: int) -> int | None:
    """A time in microseconds; blank and `-` are none, what is no time is told."""
    text = _text(sheet, columns, what, row)
    if text is None or not text.strip("-:. "):
        return None
    try:
        return parse_clock(text)
    except BadTime:
        where = sheet.where(row, columns[what].upper())
        sheet.tell(error("time-unreadable", where, value=text, expected="1:45.123"))
        return None


def _entry(sheet: Sheet, columns: dict[str, str], number: str, row: int) -> Entry:
    return Entry(
        number=number,
        class_=_text(sheet, columns, "class", row),
        team=_text(sheet, columns, "team", row),
        drivers=_drivers(sheet, columns, row),
        vehicle=_text(sheet, columns, "vehicle", row),
        manufacturer=_text(sheet, columns, "manufacturer", row),
        group=_text(sheet, columns, "group", row),
        nation=_text(sheet, columns, "nation", row),
    )


def _drivers(sheet: Sheet, columns: dict[str, str], row: int) -> tuple[Driver, ...]:
    """The crew: `DRIVER_1` in full, `DRIVER1_FIRSTNAME` and `_SECONDNAME`, or one cell `A|B|C`."""
    crew: dict[int, dict[str, str]] = {}
    for column in sheet.columns:
        match = SEAT_COLUMN.match(column)
        text = sheet.text(column, row) if match else ""
        if match and text:
            crew.setdefault(int(match[1]), {})[match[2] or "name"] = text
    drivers = []
    for seat, known in sorted(crew.items()):
        parts = (known.get("name"), known.get("firstname"), known.get("secondname"))
        name = " ".join(part for part in parts if part)
        if name:
            drivers.append(Driver(name, str(seat), known.get("country"), known.get("license")))
    listed = _text(sheet, columns, "drivers", row)
    if listed and not drivers:
        nations = sheet.text("drctry", row).split("|")
        names = [name.strip() for name in listed.split("|")]
        nations += [""] * (len(names) - len(nations))
        drivers = [Driver(name, nation=nation or None) for name, nation in zip(names, nations, strict=False)]
    return tuple(drivers)
