"""Al Kamel's `23_Analysis`: one row per car and lap, as the WEC, ELMS, IMSA, SRO America and Formula E publish it.

Columns: NUMBER, DRIVER_NUMBER, LAP_NUMBER, LAP_TIME, LAP_IMPROVEMENT, CROSSING_FINISH_LINE_IN_PIT, S1, S2, S3,
ELAPSED, HOUR, DRIVER_NAME, PIT_TIME, CLASS, GROUP, TEAM, MANUFACTURER, FLAG_AT_FL and others that say nothing new.
Separators, marks, blanks around names and further columns differ by championship. In every file seen, lap times
sum to ELAPSED, sectors to the lap, and HOUR - ELAPSED is one instant: the start. So each crossing is known to the
millisecond. The file knows no date: instants are on day zero.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
import polars as pl

from parcferme.decoders import laps as lap_rows
from parcferme.decoders.alkamel_columns import ANALYSIS_KNOWN, FLAGS, IN_PIT
from parcferme.decoders.decoded import Decoded
from parcferme.decoders.laps import UNKNOWN, Laps
from parcferme.decoders.same_number import cars_apart
from parcferme.decoders.sheet import Sheet, fold, header_of
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import BadLog, Where, error, info, warning
from parcferme.records import Event, Flag, FlagValue, Log, PitTime, SessionStart
from parcferme.times import DAY, MILLISECOND

FORMAT: Final = "al-kamel-analysis"
_LONGEST_NUMBER: Final = 16


def sniff(head: bytes) -> bool:
    """Whether the first line names the columns of an analysis, whatever separates them."""
    names = {fold(name) for name in header_of(head)[1]}
    return len(names & ANALYSIS_KNOWN) >= 4 and bool(names & {"lap_number", "lap_time"})


def decode(data: bytes, name: str) -> Decoded:
    """The log behind an analysis file: passings of S1, S2 and the finish line, flags as they can be inferred from the
    rows, times in the pit lane; the entry list.

    Raises `BadLog` where a needed column is missing or no row can be read.
    """
    header = header_of(data)[1]
    columns = {fold(text) for text in header}
    missing = [column for column in ("NUMBER", "LAP_NUMBER") if column.lower() not in columns]
    if not columns & {"elapsed", "lap_time"}:
        missing.append("ELAPSED or LAP_TIME")
    if missing:
        raise BadLog(
            f"{name}: no column {', '.join(missing)} in this analysis; it has {', '.join(filter(None, header))}"
        )
    sheet = Sheet(
        data, name, core=("number", "lap_number", "elapsed" if "elapsed" in columns else "lap_time")
    )
    cars, numbers, kept = _numbers(sheet)
    cars, numbers = cars_apart(sheet, cars, numbers, sheet["lap_number"].whole()[0], kept)
    laps, start = _laps(sheet, cars, numbers, kept)
    flags, flag_names = sheet.coded("flag_at_fl")
    pit_time = _times(sheet, "pit_time", kept)
    laps = lap_rows.without_repeats(laps, [flags, pit_time], name, sheet.tell, laps.elapsed == UNKNOWN)
    lap_rows.check(laps, start, name, sheet.tell)
    lap_rows.tell_numbers_alike(numbers, name, sheet.tell)
    if not len(laps):
        sheet.tell(error("no-laps", Where(file=name)))
    log = _log(laps, flags[laps.row], _flag_values(sheet, flags, flag_names), pit_time[laps.row], start, name)
    entries = _entries(sheet, cars, numbers, kept)
    return Decoded(log, entries, tuple(sheet.findings), FORMAT)


def _log(
    laps: Laps, flags: np.ndarray, values: list[FlagValue | None], pit_time: np.ndarray, start: int, name: str
) -> Log:
    """The passings behind the laps, and around them the start, the flags and the stops."""
    passings = lap_rows.passings(laps, start, name)
    began = SessionStart(at=start, first_crossing_is_lap=True, resolution=MILLISECOND, source=name)
    shown = [began, *_flags(laps, flags, values, start, name)]
    events = [msgspec.structs.replace(event, seq=seq) for seq, event in enumerate(shown, passings.height + 1)]
    stops = _stops(laps, pit_time, start, name, passings.height + 1 + len(events))
    return Log.of(passings, [*events, *stops])


def _numbers(sheet: Sheet) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Car codes per row, the numbers they stand for in alphabetical order, and the rows that have one."""
    codes, texts = _without_garbage(*sheet.coded("number"))
    blank = np.array([not text for text in texts], dtype=bool)
    kept = ~blank[codes] if len(texts) else np.zeros(0, dtype=bool)
    for row in np.flatnonzero(~kept).tolist():
        if not sheet.is_blank(row):
            sheet.tell(error("number-blank", sheet.where(row, "NUMBER")).leaving_out())
    codes, numbers = lap_rows.sorted_codes(codes, texts)
    return codes - int(blank.any()), [number for number in numbers if number], kept


def _without_garbage(codes: np.ndarray, texts: list[str]) -> tuple[np.ndarray, list[str]]:
    """Codes into texts in which those that no car can wear (control characters, a whole line) are the blank one."""
    fair = [text if text.isprintable() and len(text) <= _LONGEST_NUMBER else "" for text in texts]
    if fair == texts:
        return codes, texts
    place = {text: code for code, text in enumerate(dict.fromkeys(fair))}
    return np.array([place[text] for text in fair], dtype=np.int64)[codes], list(place)


def _times(sheet: Sheet, column: str, kept: np.ndarray) -> np.ndarray:
    """A column of times in microseconds, `UNKNOWN` where blank; what is no time is told and unknown."""
    cells = sheet[column]
    values, state = cells.times()
    for row in np.flatnonzero((state < 0) & kept).tolist():
        where = sheet.where(row, column.upper())
        sheet.tell(error("time-unreadable", where, value=cells.text(row), expected="1:45.123"))
    return np.where(state == 1, values, UNKNOWN)


def _laps(sheet: Sheet, cars: np.ndarray, numbers: list[str], kept: np.ndarray) -> tuple[Laps, int]:
    """The rows as ordered laps, and the time of day at which the session started."""
    driver, ids = lap_rows.sorted_codes(*sheet.coded("driver_number"))
    if ids and not ids[0]:
        driver, ids = driver - 1, ids[1:]
    laps = Laps(
        numbers=numbers,
        driver_ids=ids,
        car=cars,
        driver=driver,
        lap=_lap_numbers(sheet, cars, kept),
        lap_time=_times(sheet, "lap_time", kept),
        s1=_times(sheet, "s1", kept),
        s2=_times(sheet, "s2", kept),
        s3=_times(sheet, "s3", kept),
        elapsed=_times(sheet, "elapsed", kept),
        in_pit=_in_pit(sheet),
        row=np.arange(len(sheet)),
        line=sheet.lines,
    )
    laps = (laps if kept.all() else laps.take(kept)).in_order()
    if "elapsed" not in sheet:
        laps.elapsed[:] = lap_rows.cumulated(laps)
        sheet.tell(warning("elapsed-cumulated", Where(file=sheet.name), laps=len(laps)))
    hour = _times(sheet, "hour", kept)[laps.row]
    start = _start(sheet, laps, hour)
    _fill_elapsed(sheet, laps, hour, start)
    return laps, start


def _lap_numbers(sheet: Sheet, cars: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Lap numbers; one that is none is told and taken as the one after the row above."""
    cells = sheet["lap_number"]
    laps, state = cells.whole()
    for row in np.flatnonzero((state != 1) & kept).tolist():
        laps[row] = laps[row - 1] + 1 if row and cars[row - 1] == cars[row] else 1
        where = sheet.where(row, "LAP_NUMBER")
        sheet.tell(error("lap-number-unreadable", where, value=cells.text(row), taken=int(laps[row])))
    return laps


def _in_pit(sheet: Sheet) -> np.ndarray:
    """Which rows crossed the finish line in the pit lane (`B`)."""
    cells = sheet["crossing_finish_line_in_pit"]
    in_pit = (cells.ends - cells.starts == 1) & (cells.raw.take(cells.starts, mode="clip") == ord(IN_PIT))
    if np.array_equal(in_pit, cells.filled()):
        return np.asarray(in_pit)
    codes, texts = cells.coded()
    _tell_unknown(sheet, "CROSSING_FINISH_LINE_IN_PIT", codes, texts, (IN_PIT,))
    return np.asarray(np.array([text.upper() == IN_PIT for text in texts], dtype=bool)[codes])


def _tell_unknown(
    sheet: Sheet, column: str, codes: np.ndarray, texts: list[str], known: tuple[str, ...]
) -> None:
    """One finding for each mark in a column that means nothing known."""
    odd = [code for code, text in enumerate(texts) if text and text.upper() not in known]
    if not odd:
        return
    found, firsts, counts = np.unique(codes, return_index=True, return_counts=True)
    seen = dict(zip(found.tolist(), zip(firsts.tolist(), counts.tolist(), strict=True), strict=True))
    for code in odd:
        first, count = seen[code]
        where = sheet.where(first, column)
        sheet.tell(warning("mark-unknown", where, value=texts[code], count=count, expected=list(known)))


def _start(sheet: Sheet, laps: Laps, hour: np.ndarray) -> int:
    """The time of day of the start: what HOUR - ELAPSED is in most rows; midnight where the file has no HOUR."""
    both = (hour != UNKNOWN) & (laps.elapsed != UNKNOWN)
    if not both.any():
        sheet.tell(info("start-unknown", Where(file=sheet.name)))
        return 0
    starts = (hour - laps.elapsed) % DAY
    found, counts = np.unique(starts[both], return_counts=True)
    start = int(found[counts.argmax()])
    for i in np.flatnonzero(both & (starts != start)).tolist():
        where = laps.where(i, sheet.name, "HOUR")
        off = int((starts[i] - start + DAY // 2) % DAY - DAY // 2)
        sheet.tell(warning("hour-off", where, hour_at=int(hour[i]), start_at=start, off_us=off))
    return start


def _fill_elapsed(sheet: Sheet, laps: Laps, hour: np.ndarray, start: int) -> None:
    """Elapsed times that are missing, from HOUR, else from the lap before and the lap time; each one told."""
    for i in np.flatnonzero(laps.elapsed == UNKNOWN).tolist():
        where = laps.where(i, sheet.name, "ELAPSED")
        before = 0
        if i and laps.car[i - 1] == laps.car[i]:
            before = int(laps.elapsed[i - 1]) if laps.lap[i - 1] == laps.lap[i] - 1 else UNKNOWN
        elif laps.lap[i] != 1:
            before = UNKNOWN
        if hour[i] != UNKNOWN:
            rest = int(hour[i] - start) % DAY
            laps.elapsed[i] = rest + max(0, before - rest + DAY - 1) // DAY * DAY
        elif before != UNKNOWN and laps.lap_time[i] != UNKNOWN:
            laps.elapsed[i] = before + laps.lap_time[i]
        else:
            sheet.tell(error("lap-without-time", where).leaving_out())
            continue
        source = "HOUR" if hour[i] != UNKNOWN else "LAP_TIME"
        sheet.tell(warning("elapsed-rebuilt", where, elapsed_us=int(laps.elapsed[i]), from_column=source))


def _flag_values(sheet: Sheet, codes: np.ndarray, texts: list[str]) -> list[FlagValue | None]:
    """The flag behind each code of FLAG_AT_FL; marks that are none are told once each."""
    _tell_unknown(sheet, "FLAG_AT_FL", codes, texts, tuple(FLAGS))
    return [FLAGS.get(text.upper()) for text in texts]


def _flags(
    laps: Laps, codes: np.ndarray, values: list[FlagValue | None], start: int, name: str
) -> list[Event]:
    """Flag records from what each crossing of the line saw: one wherever it changes, in order of time.

    The chequered flag fell for the first crossing that saw it. A car that the file lets cross more than once from
    there on was shown the flag at its last crossing: that is a record for this car alone.
    """
    shown = np.array([value is not None for value in values], dtype=bool)
    seen = np.flatnonzero((laps.elapsed != UNKNOWN) & (shown[codes] if len(values) else False))
    if not len(seen):
        return []
    seen = seen[np.lexsort((laps.car[seen], laps.elapsed[seen]))]
    at = laps.elapsed[seen] + start
    finish = np.array([value is FlagValue.CHEQUERED for value in values], dtype=bool)[codes[seen]]
    last = int(finish.argmax()) if finish.any() else len(seen) - 1
    # two codes may stand for one flag (SF and SC): compare what they mean
    meaning = np.array([list(FLAGS.values()).index(value) if value else -1 for value in values])[codes[seen]]
    changes = [0, *(np.flatnonzero(meaning[1 : last + 1] != meaning[:last]) + 1).tolist()]
    events: list[Event] = []
    for i in changes:
        value, row = values[codes[seen[i]]], seen[i]
        assert value is not None
        after = int(at[i - 1]) if i else None
        line = int(laps.line[row])
        events.append(Flag(at=int(at[i]), value=value, after=after, inferred=True, source=name, line=line))
    return events + (_own_flags(laps, int(at[last]) - start, start, name) if finish.any() else [])


def _own_flags(laps: Laps, fell: int, start: int, name: str) -> list[Event]:
    """A chequered flag of its own for each car that crosses more than once from the fall of the flag on."""
    late = np.flatnonzero(laps.elapsed >= fell)
    counts = np.bincount(laps.car[late], minlength=len(laps.numbers))
    events: list[Event] = []
    for car in np.flatnonzero(counts > 1).tolist():
        rows = late[laps.car[late] == car]
        rows = rows[np.argsort(laps.elapsed[rows], kind="stable")]
        events.append(
            Flag(
                at=int(laps.elapsed[rows[-1]]) + start,
                value=FlagValue.CHEQUERED,
                car=laps.numbers[car],
                after=int(laps.elapsed[rows[-2]]) + start,
                inferred=True,
                source=name,
                line=int(laps.line[rows[-1]]),
            )
        )
    return events


def _stops(laps: Laps, pit_time: np.ndarray, start: int, name: str, seq: int) -> list[Event]:
    """The times in the pit lane, each at the crossing that ends its lap, in order of time and numbered from `seq`."""
    rows = np.flatnonzero((pit_time != UNKNOWN) & (laps.elapsed != UNKNOWN))
    rows = rows[np.lexsort((laps.car[rows], laps.elapsed[rows]))]
    columns = (laps.elapsed[rows] + start, laps.car[rows], laps.lap[rows], pit_time[rows], laps.line[rows])
    return [
        PitTime(seq=seq + i, at=at, car=laps.numbers[car], lap=lap, duration=duration, source=name, line=line)
        for i, (at, car, lap, duration, line) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        )
    ]


def _entries(sheet: Sheet, cars: np.ndarray, numbers: list[str], kept: np.ndarray) -> Entries:
    """The entry list in order of first appearance; a car that changes class or team within the file is told."""
    rows = np.flatnonzero(kept)
    first = {int(car): int(rows[i]) for car, i in zip(*np.unique(cars[rows], return_index=True), strict=True)}
    known = {
        column: _per_car(sheet, column, cars, numbers, rows)
        for column in ("class", "team", "group", "manufacturer")
    }
    crews = _crews(sheet, cars, numbers, rows)
    return Entries.of(
        Entry(
            number=numbers[car],
            class_=known["class"].get(car),
            team=known["team"].get(car),
            drivers=crews.get(car, ()),
            manufacturer=known["manufacturer"].get(car),
            group=known["group"].get(car),
        )
        for car in sorted(first, key=first.__getitem__)
    )


def _heads(columns: list[np.ndarray]) -> list[int]:
    """Positions where any of these columns of codes changes."""
    changed = np.zeros(len(columns[0]), dtype=bool)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changed).tolist()


def _per_car(
    sheet: Sheet, column: str, cars: np.ndarray, numbers: list[str], rows: np.ndarray
) -> dict[int, str]:
    """The first text each car has in a column."""
    codes, texts = sheet.coded(column)
    found: dict[int, str] = {}
    told: set[tuple[int, str]] = set()
    for i in _heads([cars[rows], codes[rows]]):
        row = int(rows[i])
        car, text = int(cars[row]), texts[codes[row]]
        if text and found.setdefault(car, text) != text and (car, text) not in told:
            told.add((car, text))
            where = sheet.where(row, column.upper(), car=numbers[car])
            sheet.tell(warning("entry-changes", where, kept=found[car], value=text))
    return found


def _crews(
    sheet: Sheet, cars: np.ndarray, numbers: list[str], rows: np.ndarray
) -> dict[int, tuple[Driver, ...]]:
    """Who drove each car, in order of driver number; nobody where the file has no names."""
    ids, id_texts = sheet.coded("driver_number")
    names, name_texts = sheet.coded("driver_name")
    crews: dict[int, dict[str, str]] = {}
    for i in _heads([cars[rows], ids[rows], names[rows]]):
        row = int(rows[i])
        car, key, driver = int(cars[row]), id_texts[ids[row]], name_texts[names[row]]
        crew = crews.setdefault(car, {})
        if driver and crew.setdefault(key, driver) != driver:
            where = sheet.where(row, "DRIVER_NAME", car=numbers[car])
            sheet.tell(warning("driver-number-shared", where, number=key, kept=crew[key], value=driver))
    return {
        car: tuple(
            Driver(name, id=key or None)
            for key, name in sorted(crew.items(), key=lambda driver: (len(driver[0]), driver[0]))
        )
        for car, crew in crews.items()
    }


def improvement_marks(data: bytes, name: str) -> pl.DataFrame:
    """What a file claims in LAP_IMPROVEMENT: columns `car`, `lap`, `improvement` (2 the car's best lap, 3 or 4 the
    session's best, else 0). To be compared with the laps that timing finds best; timing never uses it.
    """
    sheet = Sheet(data, name, core=("number", "lap_number"))
    cars, state = sheet["number"].texts(), sheet["lap_improvement"].whole()[1]
    frame = pl.DataFrame(
        {
            "car": pl.Series(cars, dtype=pl.String),
            "lap": sheet["lap_number"].whole()[0],
            "improvement": sheet["lap_improvement"].whole()[0],
        }
    )
    return frame.filter(pl.Series(state == 1))
