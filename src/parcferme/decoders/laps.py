"""Laps as timing sheets list them, one row per car and lap, checked and turned back into the passings behind them.

A sheet of laps is a log in disguise: each lap ends with a crossing of the finish line, and its sectors say when the
car crossed the loops between. Everything here works on whole columns, in order of car and lap.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl

from parcferme.entries import alike_numbers, is_number, painted
from parcferme.findings import Finding, Where, error, info, warning
from parcferme.records import FINISH_LINE, FINISH_LINE_IN_PIT, write_instant

UNKNOWN: Final = -1  # in columns of times (microseconds) and codes
LOOPS: Final = (FINISH_LINE, FINISH_LINE_IN_PIT, "S1", "S2")  # in alphabetical order, as the sort needs them

Tell = Callable[[Finding], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Laps:
    """Columns of equal length, one row per car and lap. Times in microseconds, `UNKNOWN` where the sheet has none.

    `car` and `driver` are codes into `numbers` and `driver_ids`, both in alphabetical order; `row` is the row of the
    sheet, `line` the line of the file. `elapsed`: from the start of the session to the end of the lap.
    """

    numbers: list[str]
    driver_ids: list[str]
    car: np.ndarray
    driver: np.ndarray
    lap: np.ndarray
    lap_time: np.ndarray
    s1: np.ndarray
    s2: np.ndarray
    s3: np.ndarray
    elapsed: np.ndarray
    in_pit: np.ndarray
    row: np.ndarray
    line: np.ndarray

    def __len__(self) -> int:
        return len(self.car)

    def take(self, rows: np.ndarray) -> Laps:
        """These rows (positions or a mask)."""
        columns = (field.name for field in dataclasses.fields(self)[2:])
        return dataclasses.replace(self, **{name: getattr(self, name)[rows] for name in columns})

    def in_order(self) -> Laps:
        """The rows with each car's laps together and ascending, of one lap the first in the file first."""
        same = self.follows()
        heads = self.car[~same].tolist()
        if len(set(heads)) == len(heads) and (self.lap[1:] >= self.lap[:-1])[same[1:]].all():
            return self
        return self.take(np.lexsort((self.line, self.lap, self.car)))

    def number(self, i: int) -> str:
        """The car number in row i."""
        return self.numbers[int(self.car[i])]

    def where(self, i: int, file: str, column: str | None = None) -> Where:
        """Where row i was read."""
        return Where(
            file=file, line=int(self.line[i]), column=column, car=self.number(i), lap=int(self.lap[i])
        )

    def follows(self) -> np.ndarray:
        """Which rows have the same car one row up (bool per row)."""
        same = np.zeros(len(self), dtype=bool)
        same[1:] = self.car[1:] == self.car[:-1]
        return same


def sorted_codes(codes: np.ndarray, texts: list[str]) -> tuple[np.ndarray, list[str]]:
    """Codes into a list of texts as codes into the same list in alphabetical order."""
    order = sorted(range(len(texts)), key=texts.__getitem__)
    place = np.empty(len(texts), dtype=np.int64)
    place[order] = np.arange(len(texts))
    return place[codes] if len(texts) else codes, [texts[i] for i in order]


def tell_numbers_alike(numbers: list[str], file: str, tell: Tell) -> None:
    """Car 3 and car 03 are two cars; whoever types one should know of the other. Two that nobody can tell apart on a
    screen (a full-width 5, a blank inside) are most likely one.
    """
    odd = [number for number in sorted(numbers) if not is_number(painted(number))]
    if odd:
        tell(warning("numbers-odd", Where(file=file), cars=[ascii(car) for car in odd[:20]], count=len(odd)))
    for cars, seem_one in alike_numbers(numbers):
        if seem_one:
            tell(warning("numbers-look-the-same", Where(file=file), cars=[ascii(car) for car in cars]))
        else:
            tell(info("numbers-alike", Where(file=file), cars=list(cars)))


def without_repeats(
    laps: Laps, claims: list[np.ndarray], file: str, tell: Tell, told: np.ndarray | None = None
) -> Laps:
    """Ordered laps, each lap of a car once: the first row in the file stands.

    `claims`: further columns by sheet row that two identical rows must share. `told`: rows that a finding has left out
    already.
    """
    repeat = laps.follows()
    repeat[1:] &= laps.lap[1:] == laps.lap[:-1]
    if not repeat.any():
        return laps
    compared = [laps.lap_time, laps.s1, laps.s2, laps.s3, laps.elapsed, laps.in_pit, laps.driver]
    compared += [claim[laps.row] for claim in claims]
    heads = np.maximum.accumulate(np.where(repeat, 0, np.arange(len(laps))))
    for i in np.flatnonzero(repeat if told is None else repeat & ~told).tolist():
        first = int(heads[i])
        values = {"kept_line": int(laps.line[first])}
        if all(column[i] == column[first] for column in compared):
            tell(info("lap-repeated", laps.where(i, file), **values).leaving_out())
        else:
            values |= {"time_us": int(laps.lap_time[i]), "kept_time_us": int(laps.lap_time[first])}
            tell(error("lap-number-twice", laps.where(i, file), **values).leaving_out())
    return laps.take(~repeat)


def check(laps: Laps, start: int, file: str, tell: Tell) -> None:
    """Findings on ordered laps: gaps, time going backwards, laps that do not add up, sectors that do not."""
    follows = laps.follows()
    before = np.where(follows, np.roll(laps.lap, 1), 0)
    until = np.where(follows, np.roll(laps.elapsed, 1), 0)
    for i in np.flatnonzero(laps.lap > before + 1).tolist():
        tell(_gap(laps, i, int(before[i]), start, file))
    for i in np.flatnonzero(laps.lap < 1).tolist():
        tell(warning("lap-number-odd", laps.where(i, file), value=int(laps.lap[i])))
    timed = (laps.elapsed != UNKNOWN) & (until != UNKNOWN)
    backwards = timed & follows & (laps.elapsed < until)
    for i in np.flatnonzero(backwards).tolist():
        values = {"elapsed_us": int(laps.elapsed[i]), "before_us": int(until[i])}
        tell(error("time-backwards", laps.where(i, file, "ELAPSED"), **values))
    summed = timed & ~backwards & (laps.lap_time != UNKNOWN) & (laps.lap == before + 1)
    for i in np.flatnonzero(summed & (laps.elapsed - until != laps.lap_time)).tolist():
        values = {"time_us": int(laps.lap_time[i]), "elapsed_difference_us": int(laps.elapsed[i] - until[i])}
        tell(warning("laps-do-not-sum", laps.where(i, file, "ELAPSED"), **values))
    whole = (laps.s1 != UNKNOWN) & (laps.s2 != UNKNOWN) & (laps.s3 != UNKNOWN) & (laps.lap_time != UNKNOWN)
    sectors = laps.s1 + laps.s2 + laps.s3
    for i in np.flatnonzero(whole & (sectors != laps.lap_time)).tolist():
        values = {"time_us": int(laps.lap_time[i]), "sectors_us": int(sectors[i])}
        tell(warning("sectors-do-not-sum", laps.where(i, file), **values))


def _gap(laps: Laps, i: int, before: int, start: int, file: str) -> Finding:
    """A lap number is missing; where the lap after it has a time, the last missing crossing is known."""
    found = warning(
        "lap-missing", laps.where(i, file, "LAP_NUMBER"), after=before, missing=int(laps.lap[i]) - before - 1
    )
    if laps.elapsed[i] == UNKNOWN or laps.lap_time[i] == UNKNOWN:
        return found
    at = start + int(laps.elapsed[i] - laps.lap_time[i])
    if at < 0:
        return found  # a lap longer than all that was driven: no log can hold what lies before its first day
    return found.proposing(kind="passing", at=write_instant(at), loop=FINISH_LINE, car=laps.number(i))


def cumulated(laps: Laps) -> np.ndarray:
    """Elapsed times from the lap times of ordered laps, for a sheet without them.

    Unknown from a lap without a time on.
    """
    follows = laps.follows()
    heads = np.maximum.accumulate(np.where(follows, 0, np.arange(len(laps))))
    sums = np.cumsum(np.where(laps.lap_time == UNKNOWN, 0, laps.lap_time))
    lost = np.cumsum(laps.lap_time == UNKNOWN)
    before, lost_before = np.append(0, sums)[heads], np.append(0, lost)[heads]
    return np.where(lost > lost_before, UNKNOWN, sums - before)


def passings(laps: Laps, start: int, source: str) -> pl.DataFrame:
    """The passings behind ordered laps, in order of instant, loop and car, `seq` from 1.

    The finish line is crossed at `start` + elapsed; loops S1 and S2 lie the first sector, and the first two, after
    the end of the lap before (S2 also the third sector before the end of its own). A sector the sheet does not
    have, or that does not fit into its lap, makes no passing.
    """
    follows = laps.follows()
    before = np.where(follows, np.roll(laps.elapsed, 1), UNKNOWN)
    before[follows & (np.roll(laps.lap, 1) != laps.lap - 1)] = UNKNOWN
    before[laps.lap == 1] = 0
    has_time = laps.lap_time != UNKNOWN
    began = np.where(has_time & (laps.elapsed != UNKNOWN), laps.elapsed - laps.lap_time, before)
    s1 = np.where((began != UNKNOWN) & (laps.s1 != UNKNOWN), began + laps.s1, UNKNOWN)
    s2 = np.where((s1 != UNKNOWN) & (laps.s2 != UNKNOWN), s1 + laps.s2, UNKNOWN)
    from_end = (s2 == UNKNOWN) & (laps.s3 != UNKNOWN) & (laps.elapsed != UNKNOWN)
    s2 = np.where(from_end, laps.elapsed - laps.s3, s2)
    ended = np.where(laps.elapsed == UNKNOWN, np.iinfo(np.int64).max, laps.elapsed)
    finish = np.where(laps.in_pit, LOOPS.index(FINISH_LINE_IN_PIT), LOOPS.index(FINISH_LINE))
    seen = [(np.flatnonzero(laps.elapsed != UNKNOWN), laps.elapsed, finish)]
    for name, at in (("S1", s1), ("S2", s2)):
        inside = (at != UNKNOWN) & (at >= np.maximum(began, 0)) & (at <= ended)
        seen.append((np.flatnonzero(inside), at, np.full(len(laps), LOOPS.index(name))))
    at, loop, rows = _in_order(seen, laps, start)
    frame = pl.DataFrame({"seq": np.arange(1, len(rows) + 1), "at": at, "line": laps.line[rows]})
    codes = {
        "loop": (loop, LOOPS),
        "car": (laps.car[rows], laps.numbers),
        "driver": (laps.driver[rows], laps.driver_ids),
    }
    constant = pl.Series("source", [source], dtype=pl.Enum([source])).new_from_index(0, len(rows))
    return frame.hstack(named(codes)).with_columns(constant)


def _in_order(
    seen: list[tuple[np.ndarray, np.ndarray, np.ndarray]], laps: Laps, start: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Instant, loop and row of each passing in the total order; `seen` has rows, elapsed times and loops per row.

    Instant, loop and the row's place in order of cars share one sorted number where they fit, which they do for any
    real meeting.
    """
    by_car = np.argsort(laps.car, kind="stable")
    place = np.empty(len(laps), dtype=np.int64)
    place[by_car] = np.arange(len(laps))
    bits = len(laps).bit_length()
    latest = max((int(at[rows].max(initial=0)) for rows, at, _ in seen), default=0) + start
    if latest < 1 << (61 - bits):
        keys = [
            ((at[rows] + start) << (bits + 2)) + (loop[rows] << bits) + place[rows] for rows, at, loop in seen
        ]
        key = np.sort(np.concatenate(keys))
        return key >> (bits + 2), (key >> bits) & 3, by_car[key & ((1 << bits) - 1)]
    rows, at, loop = (
        np.concatenate(parts)
        for parts in zip(*((rows, at[rows] + start, loop[rows]) for rows, at, loop in seen), strict=True)
    )
    order = np.lexsort((place[rows], loop, at))
    return at[order], loop[order], rows[order]


def named(columns: Mapping[str, tuple[np.ndarray, Sequence[str]]]) -> pl.DataFrame:
    """Columns of codes, each with the distinct texts it stands for, as Enum columns; a negative code is null."""
    physical = pl.DataFrame({name: codes.astype(np.uint32) for name, (codes, _) in columns.items()})
    texts = []
    for name, (codes, names) in columns.items():
        known = pl.col(name)
        if len(codes) and int(codes.min()) < 0:
            known = pl.when(known < len(names)).then(known)
        texts.append(known.cat.to(pl.Enum(names)))
    return physical.select(texts)
