"""What was shown to all: the flags through the session, and which of them slow the laps driven under them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

import msgspec
import numpy as np
import polars as pl

from parcferme.records import Flag, FlagValue
from parcferme.timing.pace import NEVER
from parcferme.timing.sightings import Ints, Mask

NEUTRALISED: Final = (
    FlagValue.YELLOW,
    FlagValue.FULL_COURSE_YELLOW,
    FlagValue.CODE_60,
    FlagValue.SAFETY_CAR,
    FlagValue.RED,
)
OF_ONE_CAR: Final = (FlagValue.BLACK, FlagValue.BLACK_ORANGE, FlagValue.BLACK_WHITE, FlagValue.BLUE)
MESSAGES: Final = (
    FlagValue.WHITE,
    FlagValue.DOUBLE_YELLOW,
    FlagValue.SLOW_ZONE,
    FlagValue.SLIPPERY,
    *OF_ONE_CAR,
)
"""Flags that say something and change nothing for the session: none of them ends what is shown."""
_WHOLE_COURSE: Final = (FlagValue.FULL_COURSE_YELLOW, FlagValue.CODE_60, FlagValue.SAFETY_CAR)
_FEW: Final = 6  # flags: as many comparisons of all laps take as long as looking up each lap among the flags


class Period(msgspec.Struct, frozen=True):
    """One flag from `start` to `end` (instants in µs; `end` is None while it is still shown)."""

    value: FlagValue
    start: int
    end: int | None
    seq: int
    inferred: bool = False
    after: int | None = None


def periods(flags: Iterable[Flag]) -> tuple[Period, ...]:
    """The flags shown to all, each lasting until the next different one that changes what the session is under."""
    shown = sorted((flag for flag in flags if flag.to_all and flag.at is not None), key=in_order)
    found: list[Period] = []
    for flag in shown:
        at = flag.at or 0
        if flag.value in MESSAGES or (found and stays(found[-1].value, flag)):
            continue
        if found:
            found[-1] = msgspec.structs.replace(found[-1], end=at)
        found.append(Period(flag.value, at, None, flag.seq, flag.inferred, flag.after))
    return tuple(found)


def stays(value: FlagValue, flag: Flag) -> bool:
    """Whether what is shown (`value`) goes on after this flag: shown already, or a yellow at one place while the whole
    course is neutralised. A yellow after a red is none of these: the race goes on under it. What a timing file says is
    what the cars were shown at the line, and is believed.
    """
    local = flag.value is FlagValue.YELLOW and value in _WHOLE_COURSE and not flag.inferred
    return value is flag.value or local


def in_order(flag: Flag) -> tuple[int, bool, int]:
    """By what flags are put in order: instant, then the record's number, but of one instant the chequered flag last.

    Typed in whole seconds, red and chequered of a race that is ended under red share their instant; it is stopped, and
    then over, whichever was typed first.
    """
    return (flag.at or 0, flag.value is FlagValue.CHEQUERED, flag.seq)


def shown_in(shown: Iterable[Period], values: Collection[str], begin: Ints, end: Ints) -> Mask:
    """The same, where a car that crosses at the instant a flag is shown has been shown it."""
    return touched(shown, values, begin, end + 1)


def touched(shown: Iterable[Period], values: Collection[str], begin: Ints, end: Ints) -> Mask:
    """Which stretches of time have a part of one of these flags in them; a flag shown at the very end is not in it."""
    shown = tuple(shown)
    under = [period.value in values for period in shown]
    at = [period.start for period in shown] + [NEVER]
    if sum(under) > _FEW:
        counted = np.cumsum([0, 0, *under])
        before = np.searchsorted(np.array(at[:-1]), begin, side="right")
        after = np.searchsorted(np.array(at[:-1]), end, side="left")
        return np.asarray(counted[after + 1] > counted[before], dtype=bool)
    found = np.zeros(len(begin), dtype=bool)
    for place in (place for place, it_is in enumerate(under) if it_is):
        found |= (begin < at[place + 1]) & (end > at[place])
    return found


def periods_frame(shown: tuple[Period, ...], start: int) -> pl.DataFrame:
    """The flags as a frame: value, from_us and to_us (session time, null while shown), at, inferred, seq."""
    return pl.DataFrame(
        {
            "flag": [p.value.value for p in shown],
            "from_us": [p.start - start for p in shown],
            "to_us": [None if p.end is None else p.end - start for p in shown],
            "at": [p.start for p in shown],
            "neutralised": [p.value in NEUTRALISED for p in shown],
            "inferred": [p.inferred for p in shown],
            "seq": [p.seq for p in shown],
        },
        schema={
            "flag": pl.String,
            "from_us": pl.Int64,
            "to_us": pl.Int64,
            "at": pl.Int64,
            "neutralised": pl.Boolean,
            "inferred": pl.Boolean,
            "seq": pl.Int64,
        },
    )
