"""Passings as whole columns: a frame to JSON lines and back, without one object per passing.

The reader takes a line only where writing its fields again gives the very same line. So it cannot read anything
differently from `lines`, which reads whatever is laid out in another way.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec
import polars as pl

from parcferme.codec.lines import CURRENT
from parcferme.records import INSTANTS, MOST_SEQ, PASSINGS, Passing, field_names, write_instant
from parcferme.times import DAY, HOUR, MILLISECOND, SECOND, format_instant, parse_clock_column

_HEAD: Final = '{{"kind":"passing","v":{}'
# What msgspec escapes too, so that both writers make the same line; all beyond ASCII stands as it is.
_NEEDS_ESCAPE: Final = r'["\\\x00-\x1f]'
_LAID_OUT: Final = r"^(\d{4}-\d\d-\d\dT([01]\d|2[0-3])|\d{2,4}):[0-5]\d:[0-5]\d\.\d{1,6}$"
# Tables of digits and one heading an hour: a session has few hours and many thousand instants.
_EPOCH: Final = dt.date(1970, 1, 1).toordinal()
_MINUTES: Final = pl.Series([f"{s // 60:02d}:{s % 60:02d}." for s in range(3600)])
_THREE: Final = pl.Series([f"{n:03d}" for n in range(1000)])
_TAIL: Final = pl.Series([f"{n:03d}".rstrip("0") for n in range(1000)])
# What the lines hold: instants as text, everything else as in the frame.
_AS_WRITTEN: Final = {
    "kind": pl.String,
    "v": pl.Int64,
    **{name: pl.String if name in INSTANTS else dtype for name, dtype in PASSINGS.items()},
}


def encode_passings(frame: pl.DataFrame) -> pl.Series:
    """One JSON line per passing, in the order of the frame, without line feeds: a String series `line`.

    Raises `WrongCall` for an instant no log can hold.
    """
    texts = [name for name, dtype in PASSINGS.items() if dtype == pl.String]
    frame = frame.with_columns(
        pl.col(texts).cast(pl.String),
        *(write_instants(frame[name]) for name in PASSINGS if name in INSTANTS),
    )
    return _compose(frame)


def write_instants(column: pl.Series) -> pl.Series:
    """A column of instants (microseconds) as a log writes them; null stays null."""
    if column.null_count() == len(column):
        return column.cast(pl.String)
    for bound in (column.min(), column.max()):
        # The least and the greatest speak for all between them.
        write_instant(int(bound))  # type: ignore[arg-type]  # raises for what no log can hold
    hour = column // HOUR
    known = hour.unique().drop_nulls()
    heads = pl.Series([format_instant(value * HOUR, 0)[:-5] for value in known.to_list()])
    parts = pl.DataFrame(
        {
            "hour": hour.replace_strict(known, heads, return_dtype=pl.String),
            "minutes": _MINUTES.gather(column // SECOND % 3600),
            "milli": _THREE.gather(column // MILLISECOND % 1000),
            "micro": _TAIL.gather(column % 1000),
        }
    )
    return parts.select(pl.concat_str(pl.all()).alias(column.name)).to_series()


def read(lines: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
    """The passings in a column of lines (String, null where there is none).

    Returns a mask of the lines that were read (Boolean) and their passings in that order, with the columns of
    `PASSINGS`; a `seq` is null where the line has none.
    """
    likely = lines.str.starts_with(_HEAD.format(CURRENT["passing"]) + ",") & lines.str.ends_with("}")
    mask = likely.fill_null(False)
    block = lines.filter(mask)
    nothing = pl.repeat(False, len(lines), eager=True), pl.DataFrame(schema=dict(PASSINGS))
    if not len(block):
        return nothing
    try:
        frame = pl.read_ndjson(str(block.str.join("\n").item()).encode(), schema=_AS_WRITTEN)
    # One line the frame reader cannot read costs the whole block; then the reader of single lines has it.
    except pl.exceptions.PolarsError:
        return nothing
    # A line with two objects in it, or with none, would move every line behind it.
    if frame.height != len(block):
        return nothing
    fits = (_compose(frame) == block) & frame["at"].is_not_null() & frame["loop"].is_not_null()
    fits &= frame["seq"].is_between(1, MOST_SEQ, closed="left").fill_null(True)
    columns = {}
    for name in PASSINGS:
        columns[name] = frame[name]
        if name in INSTANTS:
            columns[name], good = read_instants(frame[name])
            fits &= good
    passings = pl.DataFrame(columns)
    if fits.all():
        return mask, passings
    rows = mask.arg_true().filter(fits)
    taken = pl.Series(range(len(lines)), dtype=rows.dtype).is_in(rows.implode()) if len(rows) else nothing[0]
    return taken, passings.filter(fits)


def read_instants(column: pl.Series) -> tuple[pl.Series, pl.Series]:
    """A column of instants as a log writes them: microseconds, and whether each was written that way (or is null).

    What is written in another way (no decimals, an offset) is left to the reader of single lines.
    """
    if column.null_count() == len(column):
        return column.cast(pl.Int64), column.is_null()
    good = column.str.contains(_LAID_OUT) | column.is_null()
    # Set aside first: the reader of times takes more notations than a log is written in.
    if not good.all():
        column = column.set(~good, None)
    clock, days = column, None
    dated = column.str.contains("T", literal=True).fill_null(False)
    if dated.any():
        dates = column.str.head(10).set(~dated, None)
        known = dates.unique().drop_nulls()
        numbers = pl.Series([_day(text) for text in known.to_list()], dtype=pl.Int64)
        days = dates.replace_strict(known, numbers, return_dtype=pl.Int64)
        good &= days.is_not_null() | ~dated
        clock = column.zip_with(~dated, column.str.slice(11))
    values, state = parse_clock_column(clock)
    read = pl.Series(column.name, values)
    good &= pl.Series(state >= 0)
    if days is not None:
        read = read + days.fill_null(0) * DAY
        good &= read >= 0
    return read.set(column.is_null(), None), good


def _day(text: str) -> int | None:
    try:
        return dt.date.fromisoformat(text).toordinal() - _EPOCH
    except ValueError:
        return None


def _compose(frame: pl.DataFrame) -> pl.Series:
    """The lines of a frame whose instants are text already."""
    if frame.is_empty():
        return pl.Series("line", [], dtype=pl.String)
    pieces: list[pl.Expr] = [pl.lit(_HEAD.format(CURRENT["passing"]))]
    for name in field_names(Passing):
        column = frame[name]
        missing = column.null_count()
        if missing == frame.height:
            continue
        label = f',"{name}":'
        if column.dtype == pl.String:
            value = pl.lit(_escaped(column)) if name not in INSTANTS else pl.col(name)
            field = [pl.lit(label + '"'), value, pl.lit('"')]
        else:
            field = [pl.lit(label), pl.col(name).cast(pl.String)]
        pieces += field if not missing else [pl.concat_str(field).fill_null("")]
    return frame.select(pl.concat_str([*pieces, pl.lit("}")]).alias("line")).to_series()


def _escaped(column: pl.Series) -> pl.Series:
    """The texts as JSON has them between its quotes."""
    if not column.str.contains(_NEEDS_ESCAPE).any():
        return column
    known = column.unique().drop_nulls()
    escaped = pl.Series([msgspec.json.encode(text).decode()[1:-1] for text in known.to_list()])
    return column.replace_strict(known, escaped, return_dtype=pl.String)
