"""A scored session as Al Kamel publishes one: `03_Classification.csv` and `23_Analysis.csv`.

The analysis holds the laps as driven, the classification what became of them: penalties after the race are in its
times. A cell for which the log has nothing (speeds, tyres) is blank. The columns are described beside the decoders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import polars as pl

from parcferme.classification import Classification, Row, Status
from parcferme.decoders import (
    ANALYSIS as COLUMNS_ANALYSIS,
)
from parcferme.decoders import (
    ANALYSIS_TEXTS,
    BEST_OF_CAR,
    BEST_OF_SESSION,
    FLAG_MARKS,
    IN_PIT,
    LEADER,
    NO_BEST,
    RACE,
    SEAT,
    SEPARATOR,
    STATUS_WORDS,
    TIMED,
    UNPLACED,
)
from parcferme.documents.scored import Scored, rows_of
from parcferme.documents.sheets import as_lines, cell, written
from parcferme.documents.values import apart_text
from parcferme.entries import Entry
from parcferme.records import FlagValue
from parcferme.regulations import SessionKind
from parcferme.times import DAY, MILLISECOND, format_clock
from parcferme.timing import Timing

CLASSIFICATION: Final = "03_Classification.csv"
ANALYSIS: Final = "23_Analysis.csv"
_BOM: Final = "\ufeff"
_SECTORS: Final = ("S1", "S2", "S3")


def alkamel_files(scored: Scored, *, class_: str | None = None) -> dict[str, bytes]:
    """The files by name; without the analysis where there are no laps. Raises `WrongCall` for a class nobody is in."""
    files = {CLASSIFICATION: classification_text(scored, class_=class_)}
    if len(scored.result.timing.laps_.lap):
        files[ANALYSIS] = analysis_text(scored, class_=class_)
    # A byte order mark is in front of every file that Al Kamel publishes.
    return {name: (_BOM + text).encode() for name, text in files.items()}


# --- 03_Classification


def classification_text(scored: Scored, *, class_: str | None = None) -> str:
    """One line for each car, in the form for a race or the one for practice and qualifying."""
    timing, rows = scored.result.timing, rows_of(scored, class_)
    race = timing.kind is SessionKind.RACE
    seats = max((len(row.drivers) for row in rows), default=0)
    header = [*(RACE if race else TIMED)]
    header += [f"DRIVER{seat}_{what}" for seat in range(1, seats + 1) for what in SEAT]
    line = _race_line if race else _timed_line
    lines = (line(row) | _car(row, timing.entries.get(row.number)) for row in rows)
    return written(header, _laid_out(header, lines), SEPARATOR)


def _laid_out(header: Iterable[str], lines: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    return ([line.get(column) for column in header] for line in lines)


def _race_line(row: Row) -> dict[str, Any]:
    return {
        "POSITION": row.position,
        "NUMBER": row.number,
        "STATUS": STATUS_WORDS[row.status.value],
        "LAPS": row.laps,
        "TOTAL_TIME": clock(row.time),
        **_gaps(row),
        "FL_LAPNUM": row.best_lap_number or 0,
        "FL_TIME": clock(row.best_lap),
    }


def _timed_line(row: Row) -> dict[str, Any]:
    return {
        "POS": UNPLACED.get(row.status.value, row.position),
        "NUMBER": row.number,
        "LAP": row.best_lap_number or 0,
        "TIME": clock(row.best_lap),
        **_gaps(row),
        "LAPS": row.laps,
    }


def _gaps(row: Row) -> dict[str, str | None]:
    if row.position == 1:
        return {"GAP_FIRST": LEADER, "GAP_PREVIOUS": LEADER}
    return {
        "GAP_FIRST": _apart(row.gap, row.gap_laps),
        "GAP_PREVIOUS": _apart(row.interval, row.interval_laps),
    }


def _apart(us: int | None, laps: int | None) -> str | None:
    return f"+{clock(us)}" if us is not None and laps is None else apart_text(us, laps)


def _car(row: Row, entry: Entry | None) -> dict[str, Any]:
    """What is known of the car and its crew. A name is parted at its first blank, and read back as it was."""
    found: dict[str, Any] = {"TEAM": row.team, "CLASS": row.class_}
    if entry is not None:
        found |= {"GROUP": entry.group, "VEHICLE": entry.vehicle}
    known = {driver.name: driver for driver in entry.drivers} if entry is not None else {}
    for seat, name in enumerate(row.drivers, 1):
        first, _, second = name.partition(" ")
        driver = known.get(name)
        said = (first, second, driver and driver.category, driver and driver.nation)
        found |= {f"DRIVER{seat}_{what}": text for what, text in zip(SEAT, said, strict=True)}
    return found


# --- 23_Analysis


def analysis_text(scored: Scored, *, class_: str | None = None) -> str:
    """One line for each car and lap, by car as the entry list has them."""
    result = scored.result
    table = _cells(result)
    order = {number: at for at, number in enumerate(result.timing.entries)}
    codes = {result.timing.codes[row.number]: row for row in rows_of(scored, class_)}
    laps = result.timing.laps_
    pieces = {code: (int(np.searchsorted(laps.car, code)), int(np.searchsorted(laps.car, code, "right")))
              for code in codes}  # fmt: skip
    by_entry = sorted(codes, key=lambda code: (order.get(codes[code].number, len(order)), codes[code].number))
    lines = (line for code in by_entry for line in zip(*_of_car(table, *pieces[code]), strict=True))
    return as_lines(COLUMNS_ANALYSIS, lines, SEPARATOR)


def _of_car(table: dict[str, list[Any]], first: int, last: int) -> list[list[Any]]:
    """The cells of one car's laps, a list for each column of the file."""
    nothing: list[Any] = [None] * (last - first)
    return [table[name][first:last] if name in table else nothing for name in COLUMNS_ANALYSIS]


def _cells(result: Classification) -> dict[str, list[Any]]:
    """Every column that is known, a cell for each lap in the order of the timing."""
    timing, laps = result.timing, result.timing.laps_
    numbers = [timing.cars[code] for code in laps.car.tolist()]
    cars = {number: timing.entries.get(number) for number in timing.cars}
    table: dict[str, list[Any]] = {
        "NUMBER": numbers,
        "LAP_NUMBER": laps.lap.tolist(),
        "LAP_TIME": clocks(laps.end - laps.start),
        "LAP_IMPROVEMENT": _improvements(result),
        "CROSSING_FINISH_LINE_IN_PIT": _in_pit(timing),
        "ELAPSED": clocks(laps.end - timing.start),
        "PIT_TIME": _pit_times(timing),
        "FLAG_AT_FL": _flags(timing),
        **_sectors(timing),
        **_drivers(timing, numbers),
    }
    if timing.start_known:
        # The column is a clock on the wall: after midnight it begins again.
        table["HOUR"] = clocks(laps.end % DAY, of_day=True)
    classes = {row.number: row.class_ for row in result.rows}
    table["CLASS"] = [classes.get(number) for number in numbers]
    for column, field in (("GROUP", "group"), ("TEAM", "team"), ("MANUFACTURER", "manufacturer")):
        said = {number: entry and getattr(entry, field) for number, entry in cars.items()}
        table[column] = [said[number] for number in numbers]
    for column in ANALYSIS_TEXTS:
        cells = {text: cell(text) for text in set(table[column])}
        table[column] = [cells[text] for text in table[column]]
    return table


def _sectors(timing: Timing) -> dict[str, list[Any]]:
    """Times of three sectors in the three ways they are printed; of a log with other loops none."""
    if timing.split.names != ("S1", "S2", "FL"):
        return {}
    found: dict[str, list[Any]] = {}
    for name, times in zip(_SECTORS, timing.split.times, strict=True):
        found[name] = clocks(times)
        found[f"{name}_LARGE"] = clocks(times, minutes=True)
        found[f"{name}_SECONDS"] = clocks(times, seconds=True)
    return found


def _drivers(timing: Timing, numbers: list[str]) -> dict[str, list[Any]]:
    """Number and name of who drove: the source's own number where it is one, else the place in the crew."""
    codes = timing.driver.tolist()
    told: dict[tuple[str, int], tuple[Any, Any]] = {}
    seen: dict[str, int] = {}
    for number, code in dict.fromkeys(zip(numbers, codes, strict=True)):
        if code < 0:
            told[number, code] = _only_driver(timing, number)
            continue
        known = timing.driver_ids[code]
        name = timing.driver_name(number, known)
        if known.isascii() and known.isdigit():
            told[number, code] = known, None if name == known else name
        else:
            crew = timing.drivers(number)
            seen[number] = seen.get(number, len(crew)) + (name not in crew)
            told[number, code] = (crew.index(name) + 1 if name in crew else seen[number]), name
    pairs = [told[pair] for pair in zip(numbers, codes, strict=True)]
    return {"DRIVER_NUMBER": [one for one, _ in pairs], "DRIVER_NAME": [name for _, name in pairs]}


def _only_driver(timing: Timing, number: str) -> tuple[Any, Any]:
    """Where the log does not say who drove, a crew of one did."""
    crew = timing.drivers(number)
    return (1, crew[0]) if len(crew) == 1 else (None, None)


def _in_pit(timing: Timing) -> list[Any]:
    """The laps that ended in the pit lane: over the line there, or by its loops with the way out on the next lap."""
    laps = timing.laps_
    marked = timing.crossings.in_pit[laps.crossing].copy()
    for stop in timing.visits:
        if stop.entry is not None and stop.in_lap is not None and stop.out_lap != stop.in_lap:
            row = _row_of(timing, stop.car, stop.in_lap)
            if row is not None:
                marked[row] = True
    return [IN_PIT if one else None for one in marked.tolist()]


def _row_of(timing: Timing, car: int, lap: int) -> int | None:
    # The laps of a car lie one behind the other and are numbered without a gap.
    first, last = np.searchsorted(timing.laps_.car, (car, car + 1)).tolist()
    return first + lap - 1 if first + lap - 1 < last else None


def _pit_times(timing: Timing) -> list[Any]:
    """Times in the pit lane, each on the lap that began there."""
    found: list[Any] = [None] * len(timing.laps_.lap)
    for stop in timing.visits:
        row = None if stop.out_lap is None else _row_of(timing, stop.car, stop.out_lap)
        if row is not None and stop.duration is not None:
            found[row] = clock(stop.duration, hours=True)
    return found


def _flags(timing: Timing) -> list[Any]:
    """What each car was shown at the line: the chequered flag where it took it, else what was shown to all."""
    laps = timing.laps_
    shown = [period for period in timing.shown if period.value is not FlagValue.CHEQUERED]
    marks = [None, *(FLAG_MARKS.get(period.value) for period in shown)]
    at = np.searchsorted(np.array([period.start for period in shown], dtype=np.int64), laps.end, side="right")
    took = timing.took_flag[laps.crossing] if timing.flag.at is not None else np.zeros(len(at), dtype=bool)
    last = FLAG_MARKS[FlagValue.CHEQUERED]
    return [last if one else marks[i] for i, one in zip(at.tolist(), took.tolist(), strict=True)]


def _improvements(result: Classification) -> list[str]:
    """The car's best lap among those that count, and the session's."""
    timing = result.timing
    found = [NO_BEST] * len(timing.laps_.lap)
    for row in result.rows:
        if row.best_lap is None or row.status is Status.NOT_STARTED or not row.best_lap_number:
            continue
        at = _row_of(timing, timing.codes[row.number], row.best_lap_number)
        if at is not None:
            found[at] = BEST_OF_SESSION if row.fastest_lap else BEST_OF_CAR
    return found


# --- times


def clock(us: int | None, *, hours: bool = False) -> str | None:
    """A time to the millisecond, or as far as it goes where the source timed more finely."""
    if us is None:
        return None
    if us % MILLISECOND == 0:
        return format_clock(us, hours=hours)
    return format_clock(us, 6, hours=hours).rstrip("0")


def clocks(
    times: np.ndarray, *, of_day: bool = False, minutes: bool = False, seconds: bool = False
) -> list[str | None]:
    """A column of times: of day as `09:23:31.545`, else the shortest form, with `minutes` also where there are none;
    or all in `seconds`.
    """
    us = pl.Series(times)
    known = us >= 0
    us = us.clip(0)
    rest = us % 60_000_000
    tail = (rest // 1_000_000).cast(pl.String), (us % 1_000_000).cast(pl.String).str.zfill(6)
    fraction = pl.select(
        pl.when(us % MILLISECOND == 0)
        .then(tail[1].str.slice(0, 3))
        .otherwise(tail[1].str.strip_chars_end("0"))
    ).to_series()
    minute, hour = us // 60_000_000 % 60, us // 3_600_000_000
    if seconds:
        return _or_none((us // 1_000_000).cast(pl.String) + "." + fraction, known)
    full = (
        hour.cast(pl.String).str.zfill(2 if of_day else 1) + ":" + minute.cast(pl.String).str.zfill(2) + ":"
    )
    part = minute.cast(pl.String) + ":"
    head = (
        pl.when((hour > 0) | of_day)
        .then(full + tail[0].str.zfill(2))
        .when((minute > 0) | minutes)
        .then(part + tail[0].str.zfill(2))
        .otherwise(tail[0])
    )
    return _or_none(pl.select(head).to_series() + "." + fraction, known)


def _or_none(texts: pl.Series, known: pl.Series) -> list[str | None]:
    return [text if fine else None for text, fine in zip(texts.to_list(), known.to_list(), strict=True)]
