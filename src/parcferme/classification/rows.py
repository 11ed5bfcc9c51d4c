"""One line of a classification, and the reasons that put it there."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec


class Status(enum.StrEnum):
    """What a car is in the classification."""

    CLASSIFIED = "classified"
    NOT_CLASSIFIED = "not-classified"
    NOT_STARTED = "not-started"
    DISQUALIFIED = "disqualified"


class Reason(msgspec.Struct, frozen=True):
    """Something that moved a row: a code with its values. Words are made from it at the edges.

    Keys ending in `_us` are microseconds. `decision` is the sequence number of the ruling, `article` and `source` say
    where the rule stands.
    """

    code: str
    values: Mapping[str, Any] = {}


class Row(msgspec.Struct, frozen=True, rename={"class_": "class"}):
    """One car. Times in µs. `time` is the race time with penalties (None in practice and qualifying and without a lap).

    `gap` is to the leader, `interval` to the car directly ahead: a time where both have as many laps, else `…_laps`;
    None for the leader. `class_gap` and `class_interval` are the same among the cars of its class.
    `position` is None for a car without a place; equal places are dead heats.
    `best_lap_elapsed` and `second_best_lap_elapsed` are the session times at which those laps were completed.
    `laps_led` and `class_laps_led` are None in practice and qualifying, and where a source has no laps.
    `fastest_lap`: the car holds the fastest lap of the session, `class_fastest_lap` of its class.
    """

    number: str
    class_: str | None
    team: str | None
    drivers: tuple[str, ...]
    status: Status
    position: int | None = None
    class_position: int | None = None
    took_flag: bool = False
    retired: bool = False
    laps: int = 0
    time: int | None = None
    gap: int | None = None
    gap_laps: int | None = None
    interval: int | None = None
    interval_laps: int | None = None
    class_gap: int | None = None
    class_gap_laps: int | None = None
    class_interval: int | None = None
    class_interval_laps: int | None = None
    best_lap: int | None = None
    best_lap_number: int | None = None
    best_lap_elapsed: int | None = None
    second_best_lap: int | None = None
    second_best_lap_number: int | None = None
    second_best_lap_elapsed: int | None = None
    fastest_lap: bool = False
    class_fastest_lap: bool = False
    laps_led: int | None = None
    class_laps_led: int | None = None
    stops: int = 0
    reasons: tuple[Reason, ...] = ()


def in_class(rows: Iterable[Row], class_: str) -> tuple[Row, ...]:
    """The rows of one class, with gap and interval to the first of the class and to the car ahead in it."""
    return tuple(
        msgspec.structs.replace(
            row,
            gap=row.class_gap,
            gap_laps=row.class_gap_laps,
            interval=row.class_interval,
            interval_laps=row.class_interval_laps,
        )
        for row in rows
        if row.class_ == class_
    )


class Car(msgspec.Struct):
    """A car while its place is being worked out; not part of any result. Times in µs, truncated only for comparing."""

    code: int
    number: str
    class_: str | None = None
    team: str | None = None
    drivers: tuple[str, ...] = ()
    laps: int = 0
    time: int | None = None
    last_lap: int | None = None
    best: int | None = None
    best_number: int | None = None
    best_elapsed: int | None = None
    second: int | None = None
    second_number: int | None = None
    second_elapsed: int | None = None
    fastest: bool = False
    class_fastest: bool = False
    laps_led: int | None = None
    class_laps_led: int | None = None
    started: bool = False
    took_flag: bool = False
    open: bool = False  # on lap 0: nobody can tell yet whether its first crossing ended lap 1
    retired: bool = False
    stops: int = 0
    status: Status = Status.CLASSIFIED
    ordered_by: int | None = None
    said: bool = False  # a result record speaks of it
    stated: int | None = None
    stated_status: Status | None = None
    listed: bool = False  # the source puts its cars in order and leaves to the rulebook who is classified
    reasons: list[Reason] = []

    def say(self, code: str, **values: Any) -> None:
        """Add a reason; values that are not known are left out."""
        self.reasons.append(Reason(code, {k: v for k, v in values.items() if v is not None}))
