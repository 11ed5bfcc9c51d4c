"""What a session told as results has to say, moment by moment: heartbeats, crossings, lines of the pit lane."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
import polars as pl

from parcferme.records import FINISH_LINE_IN_PIT, PIT_IN, PIT_OUT, Event, Flag, FlagValue
from parcferme.season import Score
from parcferme.times import SECOND

BEFORE: Final = 5  # seconds before the start at which the cars are told
_AFTER: Final = 3  # and after the last crossing
_WORDS: Final = {
    FlagValue.GREEN: "Green",
    FlagValue.FULL_COURSE_YELLOW: "Yellow",
    FlagValue.CODE_60: "Yellow",
    FlagValue.SAFETY_CAR: "Yellow",
    FlagValue.RED: "Red",
    FlagValue.CHEQUERED: "Finish",
}
_LANE: Final = {PIT_IN: ("P2", "PIP"), PIT_OUT: ("P3", "POP")}
"""The lines of the pit lane as a feed numbers and calls them."""


class Crossing(msgspec.Struct, frozen=True):
    """A car over the line: the lap it ends (0: none, the start), what that took, and whether it was in the pit lane."""

    at: int  # since the start, as all times here
    car: str
    lap: int
    lap_time: int
    in_pit: bool = False


class Line(msgspec.Struct, frozen=True):
    """A car over a line of the pit lane: the line, and what it is called."""

    at: int
    car: str
    line: str
    name: str


Moment = Crossing | Line | None  # None: a heartbeat


def crossings_of(made: Score) -> Iterator[Crossing]:
    """What is told of the line, in order: a car's crossing at the start (lap 0), then each counted lap."""
    frame = made.crossings.sort("at_us", "seq").select("number", "elapsed_us", "lap", "why")
    read = made.decoded.log.effective()[0].passings.filter(
        pl.col("loop").cast(pl.String) == FINISH_LINE_IN_PIT
    )
    lane = frozenset(read.select("at", "car").rows())
    before: dict[str, int] = {}
    for car, elapsed, lap, why in frame.iter_rows():
        if lap is None and (why != "start" or car in before):
            continue
        own = elapsed - before.get(car, 0) if lap else 0
        yield Crossing(elapsed, car, lap or 0, own, (elapsed + made.timing.start, car) in lane)
        before[car] = elapsed


def pit_lines(passings: pl.DataFrame, start: int) -> Iterator[Line]:
    """Who was read where the pit lane begins and ends, after the start: before it nobody can say how late it was."""
    seen = passings.filter(
        pl.col("loop").cast(pl.String).is_in(list(_LANE))
        & pl.col("car").is_not_null()
        & (pl.col("at") > start)
    )
    for at, loop, car in seen.select("at", "loop", "car").sort("at", "car", "loop").iter_rows():
        yield Line(at - start, car, *_LANE[loop])


def flags_of(events: Iterable[Event], start: int, fell: int | None) -> list[tuple[int, str]]:
    """What is shown from when on; green from the start where nothing else is said."""
    shown = [
        (event.at - start, _WORDS[event.value])
        for event in events
        if isinstance(event, Flag) and event.to_all and event.at is not None and event.value in _WORDS
    ]
    if fell is not None:
        shown = [one for one in shown if one[1] != "Finish"] + [(fell, "Finish")]
    return sorted(
        [(-BEFORE * SECOND, ""), (0, "Green"), *((max(at, 0), word) for at, word in shown)], key=_first
    )


def _first(one: tuple[int, str]) -> int:
    return one[0]


def moments_of(
    crossings: list[Crossing], lines: list[Line], flags: list[tuple[int, str]]
) -> list[tuple[int, Moment]]:
    """When something is said: each second, at each crossing, and once more as the flag falls.

    A feed shows the flag at the next whole second, and whoever follows it puts the flag at the first crossing since the
    last heartbeat: one at the very instant at which it fell keeps the crossings of that second apart.
    """
    end = crossings[-1].at // SECOND + _AFTER
    beats = [second * SECOND for second in range(-BEFORE + 1, end + 1)]
    beats += [at for at, word in flags if word == "Finish" and at % SECOND]
    moments: list[tuple[int, Moment]] = [(at, None) for at in beats]
    moments += [(one.at, one) for one in lines]
    moments += [(one.at, one) for one in crossings]
    return sorted(moments, key=lambda one: (one[0], one[1] is not None, isinstance(one[1], Crossing)))
