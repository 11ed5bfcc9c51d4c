"""Natsoft lap times (Australia, New Zealand): the page `SECTOR AND LAP TIMES` and the CSV made of it, 1/10,000 s.

Laps are listed by car, each with its sectors. A lap into the pits has no time (`-:--.----p`, `PIT`), one too long for
its column has none either (`*:**.****`, `NC`); the sectors still sum to it. There is no time of day but that of the
start, on the page; lap 1 counts from there, so the laps' sums are the instants. No flags.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from parcferme.decoders import laps as lap_rows
from parcferme.decoders.decoded import Decoded
from parcferme.decoders.laps import UNKNOWN, Laps, Tell
from parcferme.decoders.sheet import Sheet, fold, header_of, text_of, utf16_of
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import BadLog, Finding, Where, error, info, warning
from parcferme.records import Flag, FlagValue, Log, SessionStart, Untimed
from parcferme.times import MINUTE, SECOND, BadTime, parse_clock

CSV: Final = "natsoft-csv"
PAGE: Final = "natsoft-html"
_COLUMNS: Final = {"driver_number", "lap_number", "total_lap_time"}
_IN_PIT: Final = ("PIT", "P")
_NO_TIME: Final = ("PIT", "P", "NC", "")
_RESOLUTION: Final = 100  # microseconds: the sheets print 1/10,000 s
_SECTORS: Final = 3
_CELL: Final = 9
_TOO_LONG: Final = 10 * MINUTE
_LAP_LINE: Final = re.compile(r"\s{0,3}(\d{1,6})\s+[\d*-]:")
_CAR_LINE: Final = re.compile(r"\s{0,3}(\S{1,4})\s+(\S.*?)\s*\Z")
_ELAPSED: Final = re.compile(r"elapsed time\s+(\d[\d:]*)")
_LENGTH: Final = re.compile(r"\b(\d{1,4})\s*Min", re.IGNORECASE)
_START: Final = re.compile(r"^\s*Start\s.*?(\d{1,2}:\d\d(?::\d\d)?)\s*$", re.MULTILINE)
_SESSIONS: Final = {"qualif": "qualifying", "practice": "practice", "warm": "practice", "race": "race"}


class Row(NamedTuple):
    """One lap as listed: its texts, and whether it ended in the pits."""

    line: int
    number: str
    driver: str
    lap: int
    time: str
    sectors: tuple[str, ...]
    in_pit: bool


def sniff(head: bytes) -> bool:
    """Whether these are Natsoft's columns, or its page of lap times."""
    return _is_page(head) or {fold(name) for name in header_of(head)[1]} >= _COLUMNS


def _is_page(head: bytes) -> bool:
    if utf16_of(head) is not None:
        head = text_of(head).encode()
    return head.lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"<" and b"-Sector#" in head and b"Lap.Time" in head


def decode(data: bytes, name: str) -> Decoded:
    """The log behind a list of laps: crossings of the loops and the finish line, from the start on.

    Raises `BadLog` where a page has no list of laps or no row fits the header.
    """
    if _is_page(data[:65_536]):
        return _page(data, name)
    sheet = Sheet(data, name, core=("driver_number", "lap_number", "total_lap_time"))
    rows = list(_sheet_rows(sheet))
    log, entries = _log(
        rows,
        name,
        sheet.tell,
        SessionStart(at=0, first_crossing_is_lap=True, resolution=_RESOLUTION, source=name),
    )
    sheet.tell(info("start-unknown", Where(file=name)))
    return Decoded(log, entries, tuple(sheet.findings), CSV)


def _sheet_rows(sheet: Sheet) -> Iterator[Row]:
    laps, state = sheet["lap_number"].whole()
    numbers, drivers, times = (
        sheet[name].texts() for name in ("driver_number", "driver_name", "total_lap_time")
    )
    sectors = [sheet[f"sector_{sector}_time"].texts() for sector in range(1, _SECTORS + 1)]
    for row, number in enumerate(numbers):
        if not number:
            if not sheet.is_blank(row):
                sheet.tell(error("number-blank", sheet.where(row, "Driver Number")).leaving_out())
            continue
        if state[row] != 1:
            where, value = sheet.where(row, "Lap Number", car=number), sheet.text("lap_number", row)
            laps[row] = laps[row - 1] + 1 if row and numbers[row - 1] == number else 1
            sheet.tell(error("lap-number-unreadable", where, value=value, taken=int(laps[row])))
        time = times[row].upper()
        splits = tuple(column[row] for column in sectors)
        line = int(sheet.lines[row])
        yield Row(line, number, drivers[row], int(laps[row]), times[row], splits, time in _IN_PIT)


def _page(data: bytes, name: str) -> Decoded:
    """The page: its heading says what, how long and when; its table is laid out in columns of fixed width."""
    text = re.sub(r"<BR\s*/?>", "", html.unescape(text_of(data)), flags=re.IGNORECASE)
    lines = [re.sub(r"<[^>]*>", "", line) for line in text.splitlines()]
    findings: list[Finding] = []
    rows = list(_page_rows(lines, name, findings.append))
    if not rows:
        raise BadLog(
            f"{name}: a Natsoft page without lap times; expected cars and laps under 'Lap -Sector#1-'"
        )
    top = next(i for i, line in enumerate(lines) if "-Sector#" in line)
    heading = [line.strip() for line in lines[:top] if line.strip()]
    end = next((i for i, line in enumerate(heading) if "SECTOR AND LAP" in line.upper()), 0)
    title = heading[end - 1] if end else None
    said = " ".join([title or "", *heading[end + 1 :]]).lower()
    session = next((kind for word, kind in _SESSIONS.items() if word in said), None)
    length, start = _LENGTH.search(said), _START.search("\n".join(heading))
    at = _clock(start[1] if start[1].count(":") == 2 else f"{start[1]}:00") if start else None
    if at is None:
        at = 0
        findings.append(info("start-unknown", Where(file=name)))
    began = SessionStart(
        at=at,
        name=title,
        session=session,
        length=int(length[1]) * MINUTE if length else None,
        first_crossing_is_lap=True,
        resolution=_RESOLUTION,
        source=name,
    )
    log, entries = _log(rows, name, findings.append, began)
    elapsed = _ELAPSED.search(said)
    over = _clock(elapsed[1]) if elapsed else None
    if over is not None and session == "race":
        log = log.append(*_chequered(log, over + at, name))
    return Decoded(log, entries, tuple(findings), PAGE, session, title)


def _clock(text: str) -> int | None:
    """A time of the heading in microseconds, None where it is none."""
    try:
        return parse_clock(text)
    except BadTime:
        return None


def _chequered(log: Log, over: int, name: str) -> list[Flag]:
    """The flag as the page's elapsed time tells it: that is the winner's time, in whole seconds."""
    line = log.passings.filter(pl.col("loop").cast(pl.String).is_in(["FL", "FL_PIT"]))
    at = line.filter(pl.col("at").is_between(over, over + SECOND, closed="left"))["at"].min()
    return [Flag(at=at, value=FlagValue.CHEQUERED, inferred=True, source=name)] if isinstance(at, int) else []


def _page_rows(lines: list[str], name: str, tell: Tell) -> Iterator[Row]:
    """The laps of a page; where the cells lie is read from the heading of the table."""
    starts: list[int] = []
    per_lap, car, driver = _SECTORS + 1, "", ""
    for at, line in enumerate(lines, 1):
        if "-Sector#" in line:
            marks = list(re.finditer(r"-(Sector#\d+|Lap\.Time)", line))
            starts = [mark.start() for mark in marks]
            per_lap = next((i for i, mark in enumerate(marks, 1) if mark[1] == "Lap.Time"), per_lap)
            continue
        lap_line = _LAP_LINE.match(line)
        if not starts or not line.strip():
            continue
        if line.startswith(("Fastest ", "Combined ", "*=")):
            starts = []
        elif lap_line is None:
            found = _CAR_LINE.match(line)
            car, driver = (found[1], found[2]) if found else (car, driver)
        elif car:
            cells = [
                (line[start : start + _CELL].strip(), line[start + _CELL : start + _CELL + 1])
                for start in starts
            ]
            groups = [cells[i : i + per_lap] for i in range(0, len(cells), per_lap)]
            for lap, group in enumerate(
                (group for group in groups if any(text for text, _ in group)), int(lap_line[1])
            ):
                *sectors, (time, mark) = group
                yield Row(
                    at,
                    car,
                    driver,
                    lap,
                    time,
                    tuple(text for text, _ in sectors),
                    mark in "pP" and bool(mark.strip()),
                )
        else:
            tell(error("number-blank", Where(file=name, line=at)).leaving_out())


def _log(rows: Iterable[Row], name: str, tell: Tell, began: SessionStart) -> tuple[Log, Entries]:
    """The log and the entries behind the listed laps."""
    rows = list(rows)
    numbers = sorted({row.number for row in rows})
    codes = {number: code for code, number in enumerate(numbers)}
    times = [[_time(row, text, name, tell) for text in row.sectors[:_SECTORS]] for row in rows]
    sectors = np.full((len(rows), _SECTORS), UNKNOWN, dtype=np.int64)
    for i, row_times in enumerate(times):
        sectors[i, : len(row_times)] = row_times  # a damaged page may have lost the columns of some
    lap_time = np.array([_lap_time(row, times[i], name, tell) for i, row in enumerate(rows)], dtype=np.int64)
    laps = Laps(
        numbers=numbers,
        driver_ids=[],
        car=np.array([codes[row.number] for row in rows], dtype=np.int64),
        driver=np.full(len(rows), UNKNOWN),
        lap=np.array([row.lap for row in rows], dtype=np.int64),
        lap_time=lap_time,
        s1=sectors[:, 0],
        s2=sectors[:, 1],
        s3=sectors[:, 2],
        elapsed=np.full(len(rows), UNKNOWN),
        in_pit=np.array([row.in_pit for row in rows], dtype=bool),
        row=np.arange(len(rows)),
        line=np.array([row.line for row in rows], dtype=np.int64),
    ).in_order()
    laps = lap_rows.without_repeats(laps, [], name, tell)
    guessed = _with_usual_times(laps, name, tell)
    laps.elapsed[:] = lap_rows.cumulated(guessed)
    for i in np.flatnonzero(laps.elapsed == UNKNOWN).tolist():
        tell(error("lap-without-time", laps.where(i, name)).leaving_out())
    lap_rows.check(laps, int(began.at or 0), name, tell)
    lap_rows.tell_numbers_alike(numbers, name, tell)
    if not rows:
        tell(error("no-laps", Where(file=name)))
    untimed = np.flatnonzero((guessed.lap_time != laps.lap_time) & (laps.elapsed != UNKNOWN)).tolist()
    events = [
        Untimed(car=laps.number(i), lap=int(laps.lap[i]), source=name, line=int(laps.line[i]))
        for i in untimed
    ]
    log = Log.of(lap_rows.passings(laps, int(began.at or 0), name), [began, *events])
    names = {row.number: row.driver for row in reversed(rows)}
    crews = {number: (Driver(driver),) if driver else () for number, driver in names.items()}
    order = dict.fromkeys(row.number for row in rows)
    return log, Entries.of(Entry(number=number, drivers=crews[number]) for number in order)


def _with_usual_times(laps: Laps, name: str, tell: Tell) -> Laps:
    """The laps with the car's usual time where one has none and others follow: so these keep their place in the order.

    A lap without a time at the end of a car's list stays without: whether it was finished nobody knows.
    """
    known = laps.lap_time != UNKNOWN
    times = laps.lap_time.copy()
    for i in np.flatnonzero(~known).tolist():
        mine = np.flatnonzero(known & (laps.car == laps.car[i]))
        if not len(mine) or mine[-1] < i:
            continue
        times[i] = int(np.sort(laps.lap_time[mine])[(len(mine) - 1) // 2])  # of two the quicker: no out-lap
        tell(warning("lap-time-guessed", laps.where(i, name), taken_us=int(times[i])))
    return dataclasses.replace(laps, lap_time=times)


def _time(row: Row, text: str, name: str, tell: Tell) -> int:
    """A sector or a lap in microseconds, `UNKNOWN` where it was left out or did not fit its column."""
    if not text.strip("-:.*pP ") or text.upper() in _NO_TIME:
        return UNKNOWN
    try:
        return parse_clock(text)
    except BadTime:
        where = Where(file=name, line=row.line, car=row.number, lap=row.lap)
        tell(error("time-unreadable", where, value=text, expected="1:33.0270"))
        return UNKNOWN


def _lap_time(row: Row, sectors: list[int], name: str, tell: Tell) -> int:
    """The lap as listed, else the sum of its sectors.

    A sector too long for its column was ten minutes at least: the lap is taken as the least it can have been, so that
    the laps after it keep their times, and told.
    """
    time = _time(row, row.time, name, tell)
    if time != UNKNOWN or len(sectors) != _SECTORS:
        return time
    too_long = [_too_long(text) for text in row.sectors]
    if all(sector != UNKNOWN or long for sector, long in zip(sectors, too_long, strict=True)):
        time = sum(_TOO_LONG if sector == UNKNOWN else sector for sector in sectors)
        if any(too_long):
            where = Where(file=name, line=row.line, car=row.number, lap=row.lap)
            tell(warning("lap-too-long-for-sheet", where, least_us=time))
    return time


def _too_long(text: str) -> bool:
    """Whether a time did not fit its column: stars on the page, `NC` in the CSV."""
    return text.upper() == "NC" or (text.startswith("*") and not text.strip("*:."))
