"""When each row of a plain log was: times of day and ISO instants read, and times of day put on their days."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from parcferme.decoders.plain_rows import (
    CORRECTIONS,
    FLAG_WORDS,
    as_word,
)
from parcferme.decoders.sheet import Cells, Sheet
from parcferme.findings import error, info, warning
from parcferme.records import FlagValue
from parcferme.times import DAY, HOUR, SECOND, UNDATED, BadTime, parse_instant

KINDS: Final = (
    "passing", "flag", "driver", "status", "session", "start", "note", "assign", "clock", "decision", *CORRECTIONS
)  # fmt: skip
TIMELESS: Final = (
    "driver",
    "status",
    "note",
    "assign",
    "clock",
    "decision",
    *CORRECTIONS,
)  # these may lack an instant


_FEW: Final = 4  # rows from which an order or a form of times can be told
_OUT_OF_ORDER: Final = 0.05  # of the rows of a file that stands in order
_LONG: Final = 6  # characters of a number that a spreadsheet made of a time
_NUMBER: Final = re.compile(r"[0-9]+[.,][0-9]+")
_DAYS_TO_1970: Final = 25_569  # from 30 December 1899, where spreadsheets begin to count


def instants(sheet: Sheet, kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Microseconds per row as written, and which rows have them; rows that need one and have none are told."""
    cells = sheet["time"]
    at, state = _read_iso(cells)
    clocks = np.flatnonzero(state == 0)
    at[clocks], state[clocks] = cells.take(clocks).times()
    _read_without_seconds(sheet, cells, at, state)
    _read_fractions(sheet, cells, at, state)
    for row in np.flatnonzero(state < 0).tolist():  # an ISO instant with an offset, or laid out otherwise
        try:
            at[row] = parse_instant(cells.text(row))
            state[row] = 1
        except BadTime:
            continue
    for row in np.flatnonzero((state != 1) & (kinds >= 0)).tolist():
        text = cells.text(row)
        if text or KINDS[kinds[row]] not in TIMELESS:
            where = sheet.where(row, "time")
            finding = error("instant-unreadable", where, value=text, expected="10:51:53.412")
            sheet.tell(finding.leaving_out())
            kinds[row] = -1
    return at, state == 1


def _read_without_seconds(sheet: Sheet, cells: Cells, at: np.ndarray, state: np.ndarray) -> None:
    """Among times of day with hours, minutes and seconds, 10:45 is hours and minutes; elsewhere minutes and seconds."""
    raw, starts, ends = cells
    short = (state == 1) & (ends - starts <= 5) & (raw.take(ends - 3, mode="clip") == ord(":"))
    long = np.flatnonzero((state == 1) & (ends - starts > 6))
    if short.any() and any(cells.text(row).count(":") == 2 for row in long.tolist()):
        at[short] *= 60
        for row in np.flatnonzero(short).tolist():
            sheet.tell(info("time-without-seconds", sheet.where(row, "time"), value=cells.text(row)))


def _read_fractions(sheet: Sheet, cells: Cells, at: np.ndarray, state: np.ndarray) -> None:
    """Times that a spreadsheet saved as numbers: fractions of a day (0.4166666667 is 10:00), with the day before the
    point where it knows it, counted from 30 December 1899. So are plain numbers of which all lie within two: as seconds
    no session is so short.
    """
    rows = np.flatnonzero((state == 1) & (at < UNDATED))
    if len(rows) < _FEW or np.ptp(at[rows]) >= 2 * SECOND or (state != 1)[state != 0].any():
        return
    texts = [cells.text(row) for row in rows.tolist()]
    if not all(_NUMBER.fullmatch(text) for text in texts) or max(map(len, texts)) < _LONG:
        return
    days = np.array([float(text.replace(",", ".")) for text in texts])
    # A spreadsheet keeps some fifteen digits: to the millisecond of a day, whatever it shows.
    since = np.rint(days * (DAY // 1000)).astype(np.int64) * 1000
    dated = days >= _DAYS_TO_1970
    at[rows] = np.where(dated, since - _DAYS_TO_1970 * DAY, since)
    sheet.tell(
        info(
            "time-as-number",
            sheet.where(int(rows[0]), "time"),
            value=texts[0],
            count=len(rows),
            at=int(at[rows[0]]),
        )
    )


def _read_iso(cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """The ISO instants and a state per row: 1 read, -1 written as one but not read here, 0 something else.

    Days are read once each, times of day all together.
    """
    raw, starts, ends = cells
    at, state = np.zeros(len(ends), dtype=np.int64), np.zeros(len(ends), dtype=np.int8)
    iso = ends - starts >= 16
    for place, mark in ((4, b"-"), (7, b"-"), (13, b":")):
        iso &= raw.take(starts + place, mode="clip") == mark[0]
    rows = np.flatnonzero(iso)
    state[rows] = -1
    if len(rows):
        days, dates = Cells(raw, starts[rows], starts[rows] + 10).coded()
        clocks, read = Cells(raw, starts[rows] + 11, ends[rows]).times()
        midnights = np.array([_midnight(date) for date in dates])[days]
        seconds = raw.take(starts[rows] + 16, mode="clip") == ord(":")
        good = (read == 1) & (midnights >= 0) & (clocks < DAY) & seconds & (ends[rows] - starts[rows] >= 19)
        at[rows[good]] = (midnights + clocks)[good]
        state[rows[good]] = 1
    return at, state


def _midnight(date: str) -> int:
    try:
        return parse_instant(f"{date}T00:00:00")
    except BadTime:
        return -1


def in_one_day(sheet: Sheet, kinds: np.ndarray, at: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Times of day put on the day they belong to: more than 12 h before the start is the day after it.

    The start is the row of kind session that says so, else the first green, else the first row of all. Before the
    start is known, rows on a 24-hour dial are in order from the end of the longest time without any.
    """
    rows = np.flatnonzero(known & (kinds >= 0))
    clocks = rows[at[rows] < UNDATED]
    dated = rows[at[rows] >= UNDATED]
    if not len(clocks):
        return at
    dial = np.sort(at[clocks] % DAY)
    silence = np.diff(np.append(dial, dial[0] + DAY))
    if not len(dated) and len(clocks) >= _FEW and silence.max() < 12 * HOUR:
        where, turned = sheet.where(int(clocks[0]), "time"), _by_order(at[clocks])
        if turned is not None:
            at = at.copy()
            at[clocks] = turned
            sheet.tell(warning("dates-by-order", where, count=len(clocks), days=int(turned.max() // DAY)))
            return at
        sheet.tell(warning("dates-missing", where, count=len(clocks)))
    first = int(dial[(int(silence.argmax()) + 1) % len(dial)])
    start = _start(sheet, kinds, at, rows, first)
    at = at.copy()
    if len(dated):
        reference = start if start is not None and start >= UNDATED else int(at[dated].min())
        at[clocks] += reference // DAY * DAY
        start = reference
        sheet.tell(warning("dates-missing", sheet.where(int(clocks[0]), "time"), count=len(clocks)))
    elif start is None:
        start = first
    at[clocks[at[clocks] < start - 12 * HOUR]] += DAY
    far = clocks[at[clocks] > start + 12 * HOUR]
    # Where most rows are, it is the start that is off: said once.
    for row in far[: 1 if 2 * len(far) > len(clocks) else None].tolist():
        sheet.tell(
            warning("far-from-start", sheet.where(row, "time"), instant_at=int(at[row]), start_at=start)
        )
    return at


def _by_order(clocks: np.ndarray) -> np.ndarray | None:
    """Times of day of a session of more than twelve hours, on the days that the order of their rows gives: each time
    it falls by half a day midnight went by. None where the session is shorter, or rows stand in no order.
    """
    if clocks.max() >= DAY:
        return None
    apart = np.diff(clocks)
    turns = apart < -12 * HOUR
    days = np.append(0, np.cumsum(turns))
    turned = clocks + days * DAY
    # Ghosts, slips and merged files put some rows in the wrong place; in a file without an order half of them are.
    if np.ptp(turned) <= 12 * HOUR or not turns.any() or (np.diff(turned) < 0).mean() > _OUT_OF_ORDER:
        return None
    return np.asarray(turned)


def _start(sheet: Sheet, kinds: np.ndarray, at: np.ndarray, rows: np.ndarray, first: int) -> int | None:
    """The instant as written of the session's start, else of its first green."""
    codes, texts = sheet.coded("value")
    words = [as_word(text.partition(":")[0]) for text in texts]
    words = [FLAG_WORDS.get(word, word) for word in words]
    for kind, word in (("session", "start"), ("flag", FlagValue.GREEN)):
        chosen = [row for row in rows[kinds[rows] == KINDS.index(kind)].tolist() if words[codes[row]] == word]
        if chosen:
            return int(min((at[row] for row in chosen), key=lambda instant: (instant - first) % DAY))
    return None
