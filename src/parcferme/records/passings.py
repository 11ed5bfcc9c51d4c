"""The passings of a session as one frame: its columns, and the order in which every calculation sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np
import polars as pl

from parcferme.findings import BadFrame

# `car` and `loop` (and the other texts) may be String, Enum or Categorical.
PASSINGS: Final[Mapping[str, Any]] = {
    "seq": pl.Int64,
    "at": pl.Int64,
    "loop": pl.String,
    "car": pl.String,
    "transponder": pl.String,
    "strength": pl.Int32,
    "hits": pl.Int32,
    "decoder": pl.String,
    "number": pl.Int64,
    "driver": pl.String,
    "device_at": pl.Int64,
    "series": pl.Int64,
    "by": pl.String,
    "written": pl.Int64,
    "source": pl.String,
    "line": pl.Int64,
}
TEXTS: Final = tuple(name for name, dtype in PASSINGS.items() if dtype == pl.String)
_NEEDED: Final = ("at", "loop")
_KEY: Final = ("at", "loop", "car", "transponder", "seq")


def passings_frame(frame: pl.DataFrame | None = None, *, first_seq: int | None = None) -> pl.DataFrame:
    """The frame with every column of a passing, in order; absent ones are null.

    `first_seq` numbers the rows from there on where the frame has no `seq`. Raises `BadFrame` where `at`,
    `loop` or both of `car` and `transponder` are missing, a passing has no instant or loop, or a column is
    none of a passing's.
    """
    if frame is None:
        return pl.DataFrame(schema=dict(PASSINGS))
    names = set(frame.columns)
    missing = [name for name in _NEEDED if name not in names]
    if missing or not names & {"car", "transponder"}:
        raise BadFrame(f"a passings frame needs at, loop and car or transponder; it has {sorted(names)}")
    unknown = names - set(PASSINGS)
    if unknown:
        raise BadFrame(f"not a column of a passing: {sorted(unknown)}; known are {list(PASSINGS)}")
    columns = []
    for name, dtype in PASSINGS.items():
        if name == "seq" and name not in names:
            start = 1 if first_seq is None else first_seq
            columns.append(pl.int_range(start, start + frame.height, dtype=pl.Int64, eager=True).alias("seq"))
        elif name not in names:
            columns.append(pl.Series(name, [None], dtype=dtype).new_from_index(0, frame.height))
        elif dtype == pl.String:
            column = frame[name]
            # Decoders hand over Enum columns; to turn them into texts and back costs more than to keep them.
            keep = column.dtype in (pl.String, pl.Enum, pl.Categorical)
            columns.append(column if keep else column.cast(pl.String))
        else:
            columns.append(frame[name].cast(dtype))
    for column in columns:
        if column.name in _NEEDED and column.null_count():
            raise BadFrame(f"{column.null_count()} of {frame.height} passings have no {column.name}")
    return pl.DataFrame(columns)


def frame_of(passings: Sequence[msgspec.Struct]) -> pl.DataFrame:
    """Single passings as a frame, in the order given, with their numbers."""
    rows = [msgspec.structs.asdict(one) for one in passings]
    return pl.DataFrame({name: [row[name] for row in rows] for name in PASSINGS}, schema=dict(PASSINGS))


def order(frame: pl.DataFrame) -> pl.DataFrame:
    """The passings in order of (at, loop, car, transponder, seq): texts by their letters, also in Enum
    columns.

    `seq` is unique, so no two keys are equal and the order is the same on every run and thread count. Rows
    already in order come back as they are; only rows that share an instant are compared by more than it.
    """
    at = frame["at"].to_numpy()
    rising = at[1:] >= at[:-1]
    rows: np.ndarray | None = None
    if not rising.all():
        rows = np.argsort(at, kind="stable")
        at = at[rows]
    same = at[1:] == at[:-1]
    if same.any():
        tied = np.zeros(len(at), dtype=bool)
        tied[1:] |= same
        tied[:-1] |= same
        places = np.flatnonzero(tied)
        chosen = places if rows is None else rows[places]
        part = frame.select(_KEY)[chosen].with_columns(pl.col("loop", "car", "transponder").cast(pl.String))
        sort = part.with_row_index("row").sort(_KEY)["row"].to_numpy()
        if rows is None:
            if (sort == np.arange(len(sort))).all():
                return frame
            rows = np.arange(len(at))
        rows[places] = chosen[sort]
    return frame if rows is None else frame[rows]
