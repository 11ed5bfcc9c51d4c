"""The columns of every frame of a result: name, type, unit and meaning, once for frames, Parquet, JSON and CSV.

A name that ends in `_us` is a whole number of microseconds; what has the same name is the same thing in every frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import polars as pl

SECTORS: Final = 3
"""So many sectors every frame of laps has a column for, so that two races stand one below the other; more where a
circuit has more."""


class Column(NamedTuple):
    """The type of a column and what it says."""

    type: Any
    about: str


def _text(about: str) -> Column:
    return Column(pl.String, about)


def _whole(about: str) -> Column:
    return Column(pl.Int64, about)


def _yes(about: str) -> Column:
    return Column(pl.Boolean, about)


_NUMBER: Final = {"number": _text("the car, by its number: `007` and `7` are two")}
_CAR: Final = {
    **_NUMBER,
    "class": _text("its class"),
    "team": _text("its team"),
}
_DRIVER: Final = {
    "driver": _text("who drove, by name; null where the source does not say"),
    "driver_id": _text("what the source calls the driver"),
}
_CAR_GAPS: Final = {
    "gap_us": _whole("behind the leader, where both have as many laps; null for the leader"),
    "gap_laps": _whole("laps behind the leader, where it is on another lap"),
    "interval_us": _whole("behind the car directly ahead, where both have as many laps"),
    "interval_laps": _whole("laps behind the car directly ahead, where it is on another lap"),
}
_BEST: Final = {
    "best_lap_us": _whole("the best lap"),
    "best_lap_number": _whole("on which lap it was set"),
}
_ELAPSED: Final = {"elapsed_us": _whole("the session time")}
_AT: Final = {
    "at_us": _whole("the instant, since 1970 (UTC where the source has an offset, else its own clock)")
}
_SEQ: Final = {"seq": _whole("the record of the log that says so")}
_RUN: Final = {
    "from_lap": _whole("the first lap of it"),
    "to_lap": _whole("the last lap of it"),
    "laps": _whole("how many laps it is"),
}

FRAMES: Final[Mapping[str, Mapping[str, Column]]] = {
    "classification": {
        "position": _whole("the place; null without one, equal in a dead heat"),
        "class_position": _whole("the place in its class"),
        **_CAR,
        "drivers": Column(pl.List(pl.String), "the crew, by name"),
        "status": _text("`classified`, `not-classified`, `not-started` or `disqualified`"),
        "took_flag": _yes("whether it took the chequered flag"),
        "retired": _yes("whether it retired; a car can be classified and retired"),
        "laps": _whole("the laps that count"),
        "time_us": _whole("the race time, penalties included; null in practice and qualifying"),
        **_CAR_GAPS,
        "class_gap_us": _whole("behind the first car of its class, where both have as many laps"),
        "class_gap_laps": _whole("laps behind the first car of its class"),
        "class_interval_us": _whole("behind the car directly ahead in its class"),
        "class_interval_laps": _whole("laps behind the car directly ahead in its class"),
        **_BEST,
        "best_lap_elapsed_us": _whole("the session time at which it was set"),
        "second_best_lap_us": _whole("the second-best lap"),
        "second_best_lap_number": _whole("on which lap it was set"),
        "second_best_lap_elapsed_us": _whole("the session time at which it was set"),
        "fastest_lap": _yes("whether the car holds the fastest lap of the session"),
        "class_fastest_lap": _yes("whether it holds the fastest lap of its class"),
        "laps_led": _whole("laps it completed before every other car; null in practice and qualifying"),
        "class_laps_led": _whole("laps it completed before every other car of its class"),
        "stops": _whole("how often it was in the pit lane"),
    },
    "laps": {
        **_CAR,
        **_DRIVER,
        "lap": _whole("the lap"),
        "lap_time_us": _whole("its time"),
        **_ELAPSED,
        **_AT,
        **{f"s{at}_us": _whole(f"the time of sector {at}") for at in range(1, SECTORS + 1)},
        "stint": _whole("the stint it belongs to, from 1"),
        "lap_of_stint": _whole("which lap of that stint it is, from 1"),
        "flag": _text("what the car was shown at the line at its end"),
        "deleted": _yes("whether the stewards deleted its time, or its source says it can be no best lap"),
        "in_lap": _yes("whether it ended in the pit lane or went into it"),
        "out_lap": _yes("whether it began in the pit lane or came out of it"),
        "neutralised": _yes("whether the race was neutralised in any part of it"),
        "position": _whole("the place when it was completed"),
        "class_position": _whole("the place in class then"),
        **_CAR_GAPS,
        "took_flag": _yes("whether the car took the chequered flag at its end"),
        **_SEQ,
    },
    "lap_chart": {
        "lap": _whole("the lap"),
        "position": _whole("the place when it was completed"),
        "class_position": _whole("the place in class then"),
        **_CAR,
        "gap_us": _CAR_GAPS["gap_us"],
        "gap_laps": _CAR_GAPS["gap_laps"],
    },
    "sectors": {
        **_CAR,
        **{f"s{at}_us": _whole(f"the car's best time in sector {at}") for at in range(1, SECTORS + 1)},
        "ideal_lap_us": _whole("the lap that its best sectors make; null where one was never timed"),
        "best_lap_us": _BEST["best_lap_us"],
    },
    "stops": {
        **_CAR,
        "stop": _whole("which stop of the car it is, from 1"),
        "in_lap": _whole("the lap on which it came in"),
        "out_lap": _whole("the lap on which it went out"),
        "driver_in": _text("who came in"),
        "driver_out": _text("who went out"),
        "entry_us": _whole("the session time at the pit entry"),
        "exit_us": _whole("the session time at the pit exit"),
        "duration_us": _whole("from entry to exit"),
        "total_us": _whole("the time in the lane so far; null where one of the stops was not timed"),
    },
    "stints": {
        **_CAR,
        "stint": _whole("which stint of the car it is, from 1"),
        **_DRIVER,
        **_RUN,
        "drive_us": _whole("from the start of its first lap to the end of its last"),
    },
    "verdicts": {
        **_CAR,
        "verdict": _text("what became of the compulsory stop"),
        "entry_us": _whole("the session time at the pit entry"),
        "duration_us": _whole("how long the stop was"),
        "margin_us": _whole("how far it was from too short"),
        "window_margin_us": _whole("how far its entry was from the nearer edge of the window"),
    },
    "leaders": {
        **_CAR,
        **_RUN,
        "elapsed_us": _whole("the session time at which it took the lead over the line"),
    },
    "fastest_laps": {
        **_CAR,
        "lap": _whole("the lap"),
        "lap_time_us": _whole("its time"),
        "elapsed_us": _whole("the session time at its end"),
    },
    "drivers": {
        **_CAR,
        **_DRIVER,
        "stints": _whole("how many stints"),
        "laps": _whole("how many laps"),
        "drive_us": _whole("the sum of the lap times"),
        **_BEST,
        "average_us": _whole(
            "the average of the laps at speed: no lap into or out of the pits, neutralised or deleted"
        ),
    },
    "flags": {
        "flag": _text("what was shown to all"),
        "from_us": _whole("the session time from which it counts"),
        "to_us": _whole(
            "the session time at which the next was shown; null for the last, and for white, which nothing ends"
        ),
        "at_us": _whole("the instant at which it was recorded, since 1970"),
        "neutralised": _yes("whether it neutralises the session"),
        "inferred": _yes("whether the source does not say it itself"),
        **_SEQ,
    },
    "crossings": {
        **_NUMBER,
        **_AT,
        **_ELAPSED,
        "lap": _whole("the lap it completed; null where it completed none"),
        "why": _text("`counted`, else why it completed no lap"),
        "in_pit": _yes("whether the line was crossed in the pit lane"),
        **_SEQ,
    },
}


def schema(name: str, sectors: int = SECTORS) -> dict[str, Any]:
    """The types of the columns of a frame; with a column for each sector where there are more than three."""
    found: dict[str, Any] = {}
    for column, (kind, _) in FRAMES[name].items():
        found[column] = kind
        if column == f"s{SECTORS}_us":
            found |= {f"s{at}_us": kind for at in range(SECTORS + 1, sectors + 1)}
    return found
