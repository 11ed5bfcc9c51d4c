"""The plain log: the smallest log a person can type or a spreadsheet can save.

A table with the columns `time,kind,car,loop,value` in any order, rows in any order. `time` is a time of day
(`10:51:53.412`) or an ISO instant. `kind` is `passing` (car, loop; a blank loop is the finish line), `flag` (value; at
one place its sector in the column loop), `driver` (car, value: the name), `status` (car, value, a reason after a colon:
`retired: electrical`), `session` (`start`, `end`; a name after a colon), `start` (value: the class or group that starts
then), `note` (value), `assign`
(car, transponder), `decision` (car, value: `time 5 s`, `lap-deleted 5`; why after a colon) or a correction: `void` and
`amend` name in `value` what they correct (`line 35`, `lap 5 of 7`, `10:51:53.412 of 7`), and the other cells of an
`amend` are what it then says. A row `clock` (value: `back 1:00:00`, `forward`) says that the clock was put between the
rows above and below it, or `from line 35` on. Columns for what a decoder box knows may be there too: `transponder`,
`strength`, `hits`, `decoder`, `number`, `driver`; the `class` and `team` of the car, which tell two cars of one number
apart; of decisions and corrections the `reason`, of
decisions `article`, `document` and `settles`.

The same rows in a file beside another timing file correct that one (`read_beside`).
"""

from __future__ import annotations

import difflib
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from parcferme.decoders.decoded import Decoded, cars_of
from parcferme.decoders.laps import named, sorted_codes, tell_numbers_alike
from parcferme.decoders.plain_cars import FACTS, CarNames, car_names, with_facts
from parcferme.decoders.plain_rows import (
    CORRECTIONS,
    Pointed,
    Rows,
    Targets,
    tell_garbled,
)
from parcferme.decoders.plain_times import KINDS, TIMELESS, in_one_day, instants
from parcferme.decoders.sheet import Sheet, fold, header_of
from parcferme.findings import BadLog, Finding, Where, error, warning
from parcferme.records import FINISH_LINE, PASSINGS, Event, Log, SessionStart
from parcferme.times import DAY, HOUR, UNDATED

FORMAT: Final = "plain"
_COLUMNS: Final = (
    "time", "kind", "car", "loop", "value", "transponder", "strength", "hits", "decoder", "number", "driver", *FACTS,
    "reason", "article", "document", "settles",
)  # fmt: skip


def sniff(head: bytes) -> bool:
    """Whether the header names a time and a kind."""
    return {"time", "kind"} <= {fold(name) for name in header_of(head)[1]}


class Beside(NamedTuple):
    """What stands beside a timing file in rows of this kind: its records, numbered on from those of the file."""

    passings: pl.DataFrame
    events: list[Event]
    pointed: tuple[Pointed, ...]
    findings: tuple[Finding, ...]


def decode(data: bytes, name: str) -> Decoded:
    """The log a plain table holds; `seq` counts its rows, so what was typed first was known first.

    Raises `BadLog` where `time` or `kind` is missing or no row fits the header.
    """
    sheet, kinds = _sheet(data, name)
    if len(sheet) and kinds[-1] >= 0:
        sheet.leave_out_if_cut(kinds == kinds[-1])
        kinds = kinds[: len(sheet)]
    at, known = instants(sheet, kinds)
    at = in_one_day(sheet, kinds, at, known)
    cars = car_names(sheet, kinds)
    passings, events, pointed = _records(Rows(sheet, cars, at, known), sheet, cars, kinds, at, known)
    log = Log.of(passings, events)
    entries = with_facts(cars_of(log), cars)
    tell_numbers_alike([entry.number for entry in entries.cars], name, sheet.tell)
    if not len(log):
        sheet.tell(error("no-laps", Where(file=name)))
    session = next((event.session for event in events if isinstance(event, SessionStart)), None)
    title = next((event.name for event in events if isinstance(event, SessionStart)), None)
    return Decoded(log, entries, tuple(sheet.findings), FORMAT, session, title, pointed=pointed)


def read_beside(data: bytes, name: str, targets: Targets, start: int, last_seq: int) -> Beside:
    """Rows that stand beside another timing file. `targets`: the records they can correct, `start`: when that session
    began, in µs, `last_seq`: the number of its last record. Raises `BadLog` as `decode` does.
    """
    sheet, kinds = _sheet(data, name)
    at, known = instants(sheet, kinds)
    clocks = known & (at < UNDATED)
    if start >= UNDATED:
        at[clocks] += start // DAY * DAY
    at[clocks & (at < start - 12 * HOUR)] += DAY
    cars = car_names(sheet, kinds)
    reader = Rows(sheet, cars, at, known, last_seq, lambda: targets)
    passings, events, pointed = _records(reader, sheet, cars, kinds, at, known, last_seq)
    return Beside(passings, events, pointed, tuple(sheet.findings))


def sheet_of(data: bytes, name: str = "") -> Sheet:
    """The table, whatever is in it. Raises `BadLog` as `decode` does."""
    return _sheet(data, name)[0]


def _sheet(data: bytes, name: str) -> tuple[Sheet, np.ndarray]:
    """The table and the kind of each row, what is none of its columns told. Raises `BadLog`."""
    header = header_of(data)[1]
    missing = [column for column in ("time", "kind") if column not in map(fold, header)]
    if missing:
        raise BadLog(f"{name}: no column {', '.join(missing)} in this log; it has {', '.join(header)}")
    sheet = Sheet(data, name, ragged=True)
    for column in filter(None, header):
        if fold(column) not in _COLUMNS:
            nearest = difflib.get_close_matches(fold(column), _COLUMNS, n=1)
            where = Where(file=name, line=1, column=column)
            sheet.tell(warning("column-unknown", where, nearest=nearest[0] if nearest else None))
    return sheet, _kinds(sheet)


def _records(
    reader: Rows,
    sheet: Sheet,
    cars: CarNames,
    kinds: np.ndarray,
    at: np.ndarray,
    known: np.ndarray,
    last_seq: int = 0,
) -> tuple[pl.DataFrame, list[Event], tuple[Pointed, ...]]:
    """The passings, the records of all other rows, and the corrections that name a lap."""
    timed = known | np.isin(kinds, [KINDS.index(kind) for kind in TIMELESS])
    passings = _passings(sheet, cars, np.flatnonzero((kinds == 0) & timed), at, last_seq)
    events = _events(reader, sheet, kinds, timed, last_seq)
    return passings, events, tuple(reader.pointed)


def _events(reader: Rows, sheet: Sheet, kinds: np.ndarray, timed: np.ndarray, last_seq: int) -> list[Event]:
    """The records of all rows but passings. Corrections come last, wherever their rows stand: they name others."""
    rows = np.flatnonzero((kinds > 0) & timed)
    rows = rows[tell_garbled(sheet, "car", rows)].tolist()
    correcting = [row for row in rows if KINDS[kinds[row]] in CORRECTIONS]
    found = [reader.event(row, KINDS[kinds[row]]) for row in rows if row not in correcting]
    numbers = {row: last_seq + len(sheet) + 1 + turn for turn, row in enumerate(correcting)}
    reader.corrected_as.update(numbers)
    found += [reader.correction(row, KINDS[kinds[row]], numbers[row]) for row in correcting]
    return [event for event in found if event is not None]


def _kinds(sheet: Sheet) -> np.ndarray:
    """The place in `KINDS` of each row's kind, -1 for none; what is none is told, wholly blank rows are not."""
    codes, texts = sheet.coded("kind")
    words = [fold(text) for text in texts]
    places = np.array([KINDS.index(word) if word in KINDS else -1 for word in words], dtype=np.int64)
    places = np.asarray(places[codes])
    for row in np.flatnonzero(places < 0).tolist():
        if not sheet.is_blank(row):
            value = texts[codes[row]]
            where = sheet.where(row, "kind")
            sheet.tell(error("kind-unknown", where, value=value, expected=list(KINDS)).leaving_out())
    return places


def _passings(sheet: Sheet, names: CarNames, rows: np.ndarray, at: np.ndarray, last_seq: int) -> pl.DataFrame:
    """The passings frame of these rows, numbered on from `last_seq`, in order of instant, loop, car and row."""
    cars, loops = sheet["car"].take(rows), sheet.coded("loop")
    seen = cars.filled() | sheet["transponder"].take(rows).filled()
    for row in rows[~seen].tolist():
        sheet.tell(error("car-blank", sheet.where(row, "car"), kind="passing").leaving_out())
    rows = rows[seen]
    for column in ("car", "transponder"):
        rows = rows[tell_garbled(sheet, column, rows)]
    spelled = {text: fold(text).upper() or FINISH_LINE for text in loops[1]}  # Pit In, pit-in: PIT_IN
    known = sorted(set(spelled.values()))
    loop = np.array([known.index(spelled[text]) for text in loops[1]], dtype=np.int64)[loops[0][rows]]
    texts = {column: _texts(*sheet.coded(column), rows) for column in ("transponder", "decoder", "driver")}
    texts = {"car": _texts(names.codes, names.names, rows), **texts}
    numbers = [_whole(sheet, column, rows) for column in ("strength", "hits", "number")]
    frame = pl.DataFrame({"seq": rows + 1 + last_seq, "at": at[rows], "line": sheet.lines[rows]})
    frame = frame.hstack(named({"loop": (loop, known), **texts})).hstack(numbers)
    frame = frame.with_columns(pl.Series("source", [sheet.name]).new_from_index(0, len(rows)))
    return frame[np.lexsort((rows, texts["car"][0], loop, at[rows]))]


def _texts(codes: np.ndarray, texts: list[str], rows: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """A text column as codes into its sorted texts, blank as -1."""
    codes, texts = sorted_codes(codes, texts)
    if texts and not texts[0]:
        codes, texts = codes - 1, texts[1:]
    return codes[rows], texts


def _whole(sheet: Sheet, column: str, rows: np.ndarray) -> pl.Series:
    cells = sheet[column].take(rows)
    values, state = cells.whole()
    most = np.iinfo(np.int32 if PASSINGS[column] == pl.Int32 else np.int64).max
    state[(state == 1) & (abs(values) > most)] = -1
    for i in np.flatnonzero(state < 0).tolist():
        where = sheet.where(int(rows[i]), column)
        sheet.tell(warning("number-unreadable", where, value=cells.text(i)))
    return pl.Series(column, np.where(state == 1, values, 0)).zip_with(
        pl.Series(state == 1), pl.Series([None], dtype=pl.Int64).new_from_index(0, len(rows))
    )
