"""What every live view shows, as a value: one session at one instant.

A board is a pure function of the classification (whose timing it has) and the instant. Places, laps, gaps and best laps
are taken from the classification as they are, so a board says what `score --at` says; what is added is where each car
is now, what its times are beside others, and what is still to come.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from parcferme.board.cars import Cars
from parcferme.board.close import Battle, battles
from parcferme.board.flag_lap import LastLap, last_lap
from parcferme.board.lines import Line, Where
from parcferme.classification import Classification, Row
from parcferme.records import FlagValue
from parcferme.regulations import SessionKind


class Board(msgspec.Struct, frozen=True):
    """One session at one instant. Times in µs; `now`, `flag_since`, `opens` and `closes` are session times.

    `clock` is the race clock, which red flags may stop; `to_go` what is left of the length on it, `laps_to_go` of the
    distance. `window`: from when to when the compulsory stop has to be begun. `record`: the newest record the board
    rests on. `over`: the session has ended, and what is shown is its provisional result.
    """

    name: str | None
    kind: SessionKind
    now: int
    clock: int
    start_known: bool
    flag: FlagValue | None
    flag_since: int | None
    to_go: int | None
    laps_to_go: int | None
    last_lap: LastLap | None
    window: tuple[int, int] | None
    over: bool
    record: int
    lines: tuple[Line, ...]
    battles: tuple[Battle, ...]

    def line(self, number: str) -> Line | None:
        """The line of one car."""
        return next((line for line in self.lines if line.number == number), None)


def board_of(result: Classification, now: int | None = None, grid: Mapping[str, int] | None = None) -> Board:
    """The board of a session at `now` (an instant in µs; the newest read where it is not given, and never earlier: a
    clock that is behind its decoders shows no car before it was there). `grid`: the place each car started from.
    """
    timing = result.timing
    newest = int(timing.seen.at.max(initial=timing.start))
    now = newest if now is None else max(now, newest)
    if timing.until is not None:
        now = timing.until
    race = timing.kind is SessionKind.RACE
    shown = [period for period in timing.shown if period.start <= now]
    clock = int(timing.clock.at(np.array([now]))[0])
    length = timing.rules.length
    fallen = timing.flag.at is not None and timing.flag.at <= now
    over = fallen or (timing.end is not None and timing.end <= now)
    laps = int(timing.laps_.lap.max(initial=0))
    cars = Cars(timing, now)
    lines = cars.lines(result.rows, _class_grid(grid, result.rows))
    running = [(one.number, one.row.class_) for one in lines if one.where in (Where.ON_TRACK, Where.SILENT)]
    verdict = next((one for one in timing.verdicts if one.opens is not None and one.closes is not None), None)
    return Board(
        name=timing.name,
        kind=timing.kind,
        now=now - timing.start,
        clock=clock,
        start_known=timing.start_known,
        flag=shown[-1].value if shown else None,
        flag_since=shown[-1].start - timing.start if shown else None,
        to_go=None if length is None else 0 if over else max(0, length - clock),
        laps_to_go=None if timing.rules.laps is None else 0 if over else max(0, timing.rules.laps - laps),
        last_lap=last_lap(timing) if race else None,
        window=None if verdict is None else (verdict.opens or 0, verdict.closes or 0),
        over=over,
        record=timing.log.last_seq,
        lines=lines,
        battles=battles(timing, running) if race and not over else (),
    )


def _class_grid(grid: Mapping[str, int] | None, rows: tuple[Row, ...]) -> dict[str, tuple[int, int]]:
    """Per car its place on the grid, overall and in its class."""
    found: dict[str, tuple[int, int]] = {}
    in_class: dict[str | None, int] = {}
    class_of = {row.number: row.class_ for row in rows}
    for number, place in sorted((grid or {}).items(), key=lambda one: one[1]):
        class_ = class_of.get(number)
        in_class[class_] = in_class.get(class_, 0) + 1
        found[number] = (place, in_class[class_])
    return found
