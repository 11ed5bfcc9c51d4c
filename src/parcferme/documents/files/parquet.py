"""Laps as Parquet: the frame of the result as it stands."""

from __future__ import annotations

import io

from parcferme.documents.scored import Scored, rows_of


def laps_parquet(scored: Scored, *, class_: str | None = None) -> bytes:
    """Every counted lap, one row per car and lap: the columns of `Score.laps`, times in µs. Raises `WrongCall` for a
    class there is none of.
    """
    frame = scored.result.frames.laps
    if class_ is not None:
        frame = frame.filter(frame["number"].is_in([row.number for row in rows_of(scored, class_)]))
    data = io.BytesIO()
    frame.write_parquet(data)
    return data.getvalue()
