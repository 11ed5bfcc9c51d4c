"""One car on the board: what is known of it at this instant. What nobody knows is None."""

from __future__ import annotations

import enum

import msgspec

from parcferme.classification import Row
from parcferme.timing import StopVerdict


class Mark(enum.StrEnum):
    """What a time is beside others: the quickest of the session, the quickest of its car, or slower than it was."""

    SESSION_BEST = "session-best"
    OWN_BEST = "own-best"
    SLOWER = "slower"


class Where(enum.StrEnum):
    """Where a car is. `stopped`: it, or somebody, says that it stands; `silent`: it should have been read by now."""

    ON_TRACK = "on-track"
    IN_LANE = "in-lane"
    FINISHED = "finished"
    RETIRED = "retired"
    STOPPED = "stopped"
    NOT_STARTED = "not-started"
    SILENT = "silent"


class Time(msgspec.Struct, frozen=True):
    """A time of a lap or sector in µs, and what it is beside others; no mark where it cannot be anybody's best."""

    us: int
    mark: Mark | None = None


class Owed(msgspec.Struct, frozen=True):
    """A car's compulsory stop: its verdict so far, its length and margin over the minimum (µs, negative: short), and
    whether it still has to make it.
    """

    verdict: StopVerdict
    duration: int | None = None
    margin: int | None = None
    due: bool = False


class Line(msgspec.Struct, frozen=True):
    """One car: its `row` of the classification, with place, laps and gaps, and what is known of it beside. Times in µs,
    `in_lane_since` and `seen` are session times.

    `sectors`: those driven since the line, the last lap's where there are none yet (`sectors_of`: which lap's).
    `in_lane_since`: when it came into the lane it is in. `laps_since_stop`: laps ended since it left the lane.
    `on_board_for`: how long the driver has been in the car without a change, `driven`: per driver of the car how long
    in all, as far as the log says who drove. `gained`: places since the grid (negative: lost), `class_gained` in class.
    `trend`: by how much the gap to the car ahead in class changed per lap over the last three (negative: closer).
    `silent_for`: time since the car was due somewhere and nobody read it, `seen`: when it was last read.
    """

    row: Row
    where: Where
    last_lap: Time | None = None
    best_lap: Time | None = None
    sectors: tuple[Time | None, ...] = ()
    sectors_of: int | None = None
    driver: str | None = None
    on_board_for: int | None = None
    driven: tuple[tuple[str, int], ...] = ()
    in_lane_since: int | None = None
    laps_since_stop: int | None = None
    owed: Owed | None = None
    gained: int | None = None
    class_gained: int | None = None
    trend: int | None = None
    seen: int | None = None
    silent_for: int | None = None

    @property
    def number(self) -> str:
        """The car's number."""
        return self.row.number
