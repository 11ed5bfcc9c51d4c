"""A log that grows, followed: read again when it has grown, and no more often than it can be looked at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from parcferme.board import Board, board_of
from parcferme.season import Score
from parcferme.times import SECOND

_AT_REST: Final = 0.25  # seconds between two looks at the file, and at least between two boards


def follow(
    file: str | Path,
    scored: Callable[[], Score],
    *,
    grid: dict[str, int] | None = None,
    beat: float = 1.0,
    steady: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[tuple[Board, Score]]:
    """The board of a file each time it has grown, and every `beat` seconds while it has not: then its clock goes on,
    and cars nobody reads any more are told. Ends never: whoever looks stops asking.

    `scored` reads and scores the file as it is now; `steady` is a clock in seconds that only goes on.
    """
    file, known, result, grown, shown = Path(file), None, None, steady(), -beat
    while True:
        found = _size(file)
        if found is not None and found != known:
            known, result, grown = found, scored(), steady()
        elif steady() - shown < beat or result is None:
            sleep(_AT_REST)
            continue
        shown = steady()
        yield board_now(result, shown - grown, grid), result
        sleep(_AT_REST)


def board_now(result: Score, since: float, grid: dict[str, int] | None = None) -> Board:
    """The board of a session of which nothing was heard for `since` seconds; one that is over stands still."""
    timing = result.result.timing
    newest = int(timing.seen.at.max(initial=timing.start))
    over = board_of(result.result, newest, grid)
    return over if over.over else board_of(result.result, newest + int(since * SECOND), grid)


def _size(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
