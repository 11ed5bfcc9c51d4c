"""The one unit of time: whole microseconds, parsed from what timing sheets print and printed back the same way.

Three meanings of the same integer are kept apart by name:

- `Instant`: a point on the log's own clock, microseconds since 1970-01-01 00:00. A source that knows only the time of
  day sits on day zero: its instants are microseconds since the midnight before the session, and count past 24 h.
- `Elapsed`: session time, microseconds since the start of the session (the race clock where nothing stopped it).
- `Duration`: a length of time: a lap, a stop, a gap.

Printing truncates and never rounds: a lap of 1:33.2219 is a 1:33.221 on every timing sheet.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, NewType

import numpy as np
import polars as pl

Instant = NewType("Instant", int)
Elapsed = NewType("Elapsed", int)
Duration = NewType("Duration", int)

MILLISECOND: Final = 1_000
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
# Instants before 1971 belong to a log that knows no date: day zero plus hours that may pass 24.
UNDATED: Final = 365 * DAY
LATEST: Final = (
    253_402_300_799_999_999  # the end of the year 9999: no later instant has a date, no log can hold one
)

_EPOCH = dt.datetime(1970, 1, 1)
# So many digits and no more: whatever matches is a time that 64 bits hold in microseconds.
_CLOCK = re.compile(r"(?:(?:(\d{1,6})[:h])?(\d{1,4})[:'])?(\d{1,9})(?:[.,](\d{1,6})\d*)?\Z", re.ASCII)
_APOSTROPHES = re.compile(r"(?:(?:(\d{1,6})[:h])?(\d{1,4})')(\d\d)['\"](\d{3})\Z", re.ASCII)
_WORD: Final = 8  # bytes
# Seconds that a digit counts, by its place left of the decimal point; between them the separators.
_PLACES: Final = {1: 1, 2: 10, 4: 60, 5: 600, 7: 3600, 8: 36_000, 9: 360_000}
_UNITS: Final = {
    "h": HOUR,
    "min": MINUTE,
    "m": MINUTE,
    "s": SECOND,
    "ms": MILLISECOND,
    "us": 1,
    "µs": 1,
}
_QUANTITY = re.compile(r"(\d+)(?:[.,](\d+))?\s*([a-zA-Zµ]+)\Z")


# No `ParcFermeError`: times and findings stand on one floor and do not import each other (docs/design.md).
class BadTime(ValueError):
    """A text that is no time; quotes it."""


def parse_clock(text: str) -> int:
    """Microseconds of `22.155`, `1:45.123`, `5'44.101`, `5'44'101`, `4:00'04.690` or `24:01:55.856`.

    Digits past the sixth decimal are cut. Only the leading figure may pass 59. Raises `BadTime` quoting the text.
    """
    match = _CLOCK.match(text.strip()) or _APOSTROPHES.match(text.strip())
    if match is None:
        raise BadTime(f"not a time: {text!r} (expected like 1:45.123 or 1:40:02.123)")
    hours, minutes, seconds, fraction = match.groups()
    if (minutes and int(seconds) > 59) or (hours and int(minutes) > 59):
        raise BadTime(f"not a time: {text!r} (its minutes or seconds pass 59)")
    total = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return total * SECOND + int((fraction or "").ljust(6, "0"))


def parse_duration(text: str) -> Duration:
    """A duration as rulebooks write it: `85 s`, `60 min`, `24 h`, `1 ms`, or a clock like `28:00.000`."""
    quantity = _QUANTITY.match(text.strip())
    if quantity is None:
        if ":" not in text:
            raise BadTime(f"not a duration: {text!r} (expected like '85 s', '60 min' or '28:00.000')")
        return Duration(parse_clock(text))
    whole, fraction, unit = quantity.groups()
    if unit not in _UNITS:
        raise BadTime(f"not a unit of time: {unit!r} in {text!r} (expected h, min, s, ms or us)")
    scale = _UNITS[unit]
    return Duration(int(whole) * scale + int(fraction or 0) * scale // 10 ** len(fraction or ""))


def parse_instant(text: str) -> Instant:
    """An instant of the log: a time of day (`10:51:53.412`, hours may pass 24) or ISO (`2020-07-18T10:51:53.412`).

    An ISO instant with an offset or `Z` is turned to UTC; one without is taken as it stands.
    """
    text = text.strip()
    if len(text) > 10 and text[4:5] == "-" and text[10] in "T ":
        wrong = f"not an instant: {text!r} (expected ISO like 2020-07-18T10:51:53.412)"
        try:
            moment = dt.datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                moment = moment.astimezone(dt.UTC).replace(tzinfo=None)
        except (ValueError, OverflowError):
            raise BadTime(wrong) from None
        if moment < _EPOCH:
            raise BadTime(wrong)
        return Instant((moment - _EPOCH) // dt.timedelta(microseconds=1))
    return Instant(parse_clock(text))


def is_dated(at: int) -> bool:
    """Whether the instant carries a date (its log knew the day, not only the time of day)."""
    return at >= UNDATED


def format_clock(us: int, decimals: int = 3, *, hours: bool = False) -> str:
    """`1:40:02.123`, `45:15.035`, `22.155`: the shortest form, cut to `decimals` (0 to 6) without rounding."""
    sign, us = ("-", -us) if us < 0 else ("", us)
    seconds, fraction = divmod(us, SECOND)
    minutes, seconds = divmod(seconds, 60)
    hour, minutes = divmod(minutes, 60)
    tail = f".{fraction:06d}"[: decimals + 1] if decimals else ""
    if hour or hours:
        return f"{sign}{hour}:{minutes:02d}:{seconds:02d}{tail}"
    if minutes:
        return f"{sign}{minutes}:{seconds:02d}{tail}"
    return f"{sign}{seconds}{tail}"


def format_instant(at: int, decimals: int = 6) -> str:
    """The text `parse_instant` reads back: ISO where the log knows the date, else the time of day."""
    if is_dated(at):
        # What is worked out from an instant near the end of the calendar may lie behind it.
        at = min(at, LATEST)
        moment = _EPOCH + dt.timedelta(microseconds=at)
        return moment.strftime("%Y-%m-%dT%H:%M:%S") + (
            f".{at % SECOND:06d}"[: decimals + 1] if decimals else ""
        )
    hours, rest = divmod(at, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    tail = f".{rest % SECOND:06d}"[: decimals + 1] if decimals else ""
    return f"{hours:02d}:{minutes:02d}:{rest // SECOND:02d}{tail}"


def truncate(us: int, resolution: int) -> int:
    """The time cut to a resolution in microseconds: 1:33.2219 at 1,000 is 1:33.221."""
    return us // resolution * resolution


def parse_clock_column(texts: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    """A whole column of clock texts at once: `parse_clock` for each, without the exceptions.

    Returns microseconds (int64, shape (n,), 0 where there is none) and a state per row (int8): 0 blank, 1 a time,
    -1 not a time.
    """
    column = texts.cast(pl.String).fill_null("")
    if not len(column):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int8)
    lengths = column.str.len_bytes().to_numpy().astype(np.int64)
    ends = np.cumsum(lengths)
    return parse_clock_cells(
        np.frombuffer(column.str.join("").item().encode(), np.uint8), ends - lengths, ends
    )


def parse_clock_cells(raw: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Clock texts where they lie: cell i is the bytes `raw[starts[i]:ends[i]]` (uint8) of a file.

    Returns what `parse_clock_column` does. Cells laid out as [[h…h:]m]m:s]s[.d…d] with up to six decimals are read
    by byte places, all rows at once; what fits none of these layouts is parsed one by one, so an odd notation costs
    time and never a value.
    """
    values = np.zeros(len(ends), dtype=np.int64)
    state = np.where(ends > starts, -1, 0).astype(np.int8)
    todo = np.flatnonzero(state)
    # A whole pair of words has to lie before the end of every cell.
    if len(todo) and int(ends[todo].min()) < 2 * _WORD:
        raw = np.concatenate([np.zeros(2 * _WORD, dtype=np.uint8), raw])
        starts, ends = starts + 2 * _WORD, ends + 2 * _WORD
    # What timing files print most comes first; another order would take longer and read the same.
    for decimals in (3, 4, 6, 2, 1, 5, 0):
        if not len(todo):
            return values, state
        whole = len(todo) == len(ends)
        read, fits = _fixed_width(
            raw, starts if whole else starts[todo], ends if whole else ends[todo], decimals
        )
        if fits.all():
            values[todo] = read
            state[todo] = 1
            return values, state
        chosen = todo[fits]
        values[chosen] = read[fits]
        state[chosen] = 1
        todo = todo[~fits]
    for row in todo.tolist():
        text = raw[starts[row] : ends[row]].tobytes().decode("utf-8", "replace").strip()
        try:
            values[row] = parse_clock(text) if text else 0
            state[row] = 1 if text else 0
        except BadTime:
            continue
    return values, state


def _fixed_width(
    raw: np.ndarray, starts: np.ndarray, ends: np.ndarray, decimals: int
) -> tuple[np.ndarray, np.ndarray]:
    """Cells of one layout, read from their right end; the mask says which cells had it."""
    lengths = ends - starts
    tail = decimals + 1 if decimals else 0  # the point and what follows
    # A length that ends at a separator is none of a time: `:30.123`.
    fits = (lengths > tail) & (lengths <= tail + 9) & (lengths != tail + 3) & (lengths != tail + 6)
    # Units of the last decimal; to the thousandth even 99:59:59.999 fits 32 bits, which is twice as quick.
    total: np.ndarray = np.zeros(len(ends), dtype=np.int32 if decimals <= 3 else np.int64)
    if not fits.any():
        return total.astype(np.int64), fits
    # Every byte begins a word: a view that overlaps itself, so sixteen bytes of each cell are two look-ups.
    words = np.ndarray(len(raw) - _WORD + 1, dtype="<u8", buffer=raw, strides=(1,))
    near, far = words[ends - _WORD], words[ends - 2 * _WORD]
    places = {place: 10 ** (place - 1) for place in range(1, tail)}
    places |= {tail + place: seconds * 10**decimals for place, seconds in _PLACES.items()}
    for place in range(1, int(lengths[fits].max()) + 1):
        word, shift = (near, _WORD - place) if place <= _WORD else (far, 2 * _WORD - place)
        cells = (word >> np.uint64(8 * shift)).astype(np.uint8)
        outside = lengths < place
        if decimals and place == tail:
            fits &= cells == ord(".")
        elif place == tail + 3:
            fits &= outside | (cells == ord(":")) | (cells == ord("'"))
        elif place == tail + 6:
            fits &= outside | (cells == ord(":"))
        else:
            digits = cells - np.uint8(ord("0"))
            digits[outside] = 0
            fits &= digits <= 9
            if place in (tail + 2, tail + 5):  # tens of seconds or minutes: only a leading figure passes 59
                fits &= (digits <= 5) | (lengths == place)
            total += digits.astype(total.dtype) * places[place]
    return total.astype(np.int64) * 10 ** (6 - decimals), fits
