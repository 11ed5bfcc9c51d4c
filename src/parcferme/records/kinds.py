"""Every kind of record a log can hold, as a small frozen value, and the order of kinds in one instant."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

FINISH_LINE: Final = "FL"
FINISH_LINE_IN_PIT: Final = "FL_PIT"  # the finish line where it crosses the pit lane
PIT_IN: Final = "PIT_IN"
PIT_OUT: Final = "PIT_OUT"
LISTED: Final = "listed"  # status of a result whose source orders its cars and does not say who is classified


class FlagValue(enum.StrEnum):
    """What was shown. `green` also ends a neutralisation. `white` (a slow car, or the last lap), what is waved at one
    place (`double-yellow`, `slow-zone`, `slippery`) and what is shown to a car (`black`: come in; `black-orange`: come
    in, with a fault to mend; `black-white`: a warning; `blue`) leave what the session is under as it is.
    """

    GREEN = "green"
    YELLOW = "yellow"
    FULL_COURSE_YELLOW = "fcy"
    CODE_60 = "code-60"
    SAFETY_CAR = "safety-car"
    RED = "red"
    DOUBLE_YELLOW = "double-yellow"
    SLOW_ZONE = "slow-zone"
    SLIPPERY = "slippery"
    WHITE = "white"
    BLACK = "black"
    BLACK_ORANGE = "black-orange"
    BLACK_WHITE = "black-white"
    BLUE = "blue"
    CHEQUERED = "chequered"


AT_ONE_PLACE: Final = frozenset(
    {
        FlagValue.YELLOW,
        FlagValue.DOUBLE_YELLOW,
        FlagValue.SLOW_ZONE,
        FlagValue.SLIPPERY,
        FlagValue.WHITE,
        FlagValue.GREEN,
    }
)
"""Flags that a marshal waves in one sector; with one named, red stops the whole course all the same."""


class CarState(enum.StrEnum):
    """What became of a car, as seen from race control. A `course-car`, and one that was `left-out`, is seen and in no
    order, from the beginning of the session to its end.
    """

    RUNNING = "running"
    STOPPED = "stopped"
    IN_GARAGE = "in-garage"
    RETIRED = "retired"
    NOT_STARTED = "not-started"
    COURSE_CAR = "course-car"
    LEFT_OUT = "left-out"


class ClockPut(enum.StrEnum):
    """Which way a clock was put; in autumn it goes back, in spring forward."""

    BACK = "back"
    FORWARD = "forward"


class Penalty(enum.StrEnum):
    """The kinds of decision a result knows."""

    TIME = "time"
    LAPS = "laps"
    LAP_DELETED = "lap-deleted"
    REAR_OF_CLASS = "rear-of-class"
    REAR_OF_FIELD = "rear-of-field"
    PLACES = "places"
    GRID_PLACES = "grid-places"
    PIT_LANE_START = "pit-lane-start"
    ALLOWED_TO_START = "allowed-to-start"  # a car without a time may start
    DISQUALIFIED = "disqualified"
    DRIVE_THROUGH = "drive-through"
    STOP_AND_GO = "stop-and-go"
    NOT_SCORED = "not-scored"
    REPRIMAND = "reprimand"
    FINE = "fine"
    NO_FURTHER_ACTION = "no-further-action"
    RACE_TIME = "race-time"  # stewards change the length of the session (`seconds` is the new length)


class Matter(enum.StrEnum):
    """What a decision can be the answer to, where the engine asks."""

    COMPULSORY_STOP = "compulsory-stop"
    OTHER = "other"


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """What every record but a passing carries. `at` is the instant it speaks of, where it speaks of one."""

    seq: int = 0
    at: int | None = None
    by: str | None = None
    written: int | None = None
    source: str | None = None
    line: int | None = None


class Passing(Record, frozen=True, kw_only=True, omit_defaults=True, tag="passing"):
    """One car over one loop: a single row of the passings frame, where one record is at hand.

    `at` is on the official clock, `device_at` what the decoder's own clock showed. A decoder that was switched off
    counts from the beginning again: a read is known by `decoder`, `series` (None: the first) and `number`.
    """

    loop: str = FINISH_LINE
    car: str | None = None
    transponder: str | None = None
    strength: int | None = None
    hits: int | None = None
    decoder: str | None = None
    number: int | None = None
    driver: str | None = None
    device_at: int | None = None
    series: int | None = None


class Flag(Record, frozen=True, kw_only=True, omit_defaults=True, tag="flag"):
    """A flag shown to all, to one `car`, to one class or `group`, or at one place (`sector`). `inferred`: worked out
    from a timing file; the change then lies after the instant `after` (the last crossing under the former flag) and
    not later than `at`.
    """

    value: FlagValue
    car: str | None = None
    sector: str | None = None
    group: str | None = None
    after: int | None = None
    inferred: bool = False

    @property
    def to_all(self) -> bool:
        """Whether it was shown to everybody on the whole course, and not to one car, one class or at one place."""
        at_one_place = self.sector is not None and self.value in AT_ONE_PLACE
        return self.car is None and self.group is None and not at_one_place


class SessionStart(Record, frozen=True, kw_only=True, omit_defaults=True, tag="session-start"):
    """The session began. `first_crossing_is_lap`: the source counts laps itself, so a car's first crossing
    ends lap 1 however short it was (None: decide by the minimum lap). `resolution`: the source cut its times
    here, so two cars it shows level may not have been.
    """

    name: str | None = None
    session: str | None = None  # practice, qualifying or race, where the source says so
    length: int | None = None  # nominal length in microseconds
    first_crossing_is_lap: bool | None = None
    resolution: int | None = None  # microseconds
    zone: str | None = None


class SessionEnd(Record, frozen=True, kw_only=True, omit_defaults=True, tag="session-end"):
    """Timing was closed: no passing after it counts. It is no flag: a chequered flag shown later is still the flag."""


class Start(Record, frozen=True, kw_only=True, omit_defaults=True, tag="start"):
    """A class or group started at `at`, later than the session: its laps and times count from there."""

    group: str


class Decision(Record, frozen=True, kw_only=True, omit_defaults=True, tag="decision"):
    """What the stewards or race control ruled on one car. `served`: it was carried out already. `driver`: whom it is on
    where a car has several; `driving`: a reprimand for driving, or not; `licence_points` that came with it. `settles`:
    the matter it is the answer to; free text never says that. `disqualified_for`: the kind of a disqualification,
    `technical`, by which a championship may count it.
    """

    penalty: Penalty
    car: str | None = None
    seconds: Decimal | None = None
    laps: int | None = None
    lap: int | None = None
    places: int | None = None
    served: bool | None = None
    article: str | None = None
    reason: str | None = None
    document: str | None = None
    driver: str | None = None
    driving: bool | None = None
    licence_points: int | None = None
    settles: Matter | None = None
    disqualified_for: str | None = None


class Void(Record, frozen=True, kw_only=True, omit_defaults=True, tag="void"):
    """The record with sequence number `target` does not count. Voiding a void restores."""

    target: int
    reason: str | None = None


class Amend(Record, frozen=True, kw_only=True, omit_defaults=True, tag="amend"):
    """The record with number `target` counts with these fields changed, written as a log writes them."""

    target: int
    changes: Mapping[str, Any]
    reason: str | None = None


class ClockStep(Record, frozen=True, kw_only=True, omit_defaults=True, tag="clock"):
    """The clock of the source was put back, or forward, by `step` during the session: the instants of all records from
    number `since` on are taken on the clock as it was before.
    """

    since: int
    put: ClockPut
    step: int  # microseconds
    reason: str | None = None


class DeviceClock(Record, frozen=True, kw_only=True, omit_defaults=True, tag="device-clock"):
    """When the clock of a decoder showed `device_at`, the official clock was at `at`: the instants of its reads are
    worked out from that. Of several the one with the highest `since` (number of the first record it is about; None: all
    of them) counts, of those with one `since` the last written. `series`: about that one only.
    """

    decoder: str
    device_at: int
    since: int | None = None
    series: int | None = None
    reason: str | None = None


class Assign(Record, frozen=True, kw_only=True, omit_defaults=True, tag="assign"):
    """A transponder is on a car, from the instant `at` on (None: from the beginning)."""

    transponder: str
    car: str


class DriverChange(Record, frozen=True, kw_only=True, omit_defaults=True, tag="driver"):
    """From `at` on this driver is in the car."""

    car: str
    driver: str


class CarStatus(Record, frozen=True, kw_only=True, omit_defaults=True, tag="status"):
    """The car stopped on track, is in the garage, retired, did not start, or runs again."""

    car: str
    state: CarState
    reason: str | None = None


class PitTime(Record, frozen=True, kw_only=True, omit_defaults=True, tag="pit-time"):
    """A stop of which a source gives the time in the lane but not the instants: it ended during lap `lap`."""

    car: str
    lap: int
    duration: int


class Untimed(Record, frozen=True, kw_only=True, omit_defaults=True, tag="untimed"):
    """The source counts lap `lap` of a car and gives no time for it: where it ended, and every instant of the car after
    it, is an estimate. Its other laps have their own times; its total has none.
    """

    car: str
    lap: int


class StatedLap(Record, frozen=True, kw_only=True, omit_defaults=True, tag="lap"):
    """A lap of which a source gives the time, and what its sectors took, and not when it was driven: a game server.
    `counts`: false where the source says that it cannot be a best lap.
    """

    car: str
    lap: int
    time: int | None = None
    s1: int | None = None
    s2: int | None = None
    s3: int | None = None
    driver: str | None = None
    counts: bool = True


class Result(Record, frozen=True, kw_only=True, omit_defaults=True, tag="result"):
    """A place a source states without the passings behind it: a bare classification, a game server."""

    car: str
    position: int | None = None
    status: str | None = None
    laps: int | None = None
    time: int | None = None
    best_lap: int | None = None
    best_lap_number: int | None = None
    stops: int | None = None


class Note(Record, frozen=True, kw_only=True, omit_defaults=True, tag="note"):
    """A sentence worth keeping, about the session or one car."""

    text: str
    car: str | None = None


class Window(Record, frozen=True, kw_only=True, omit_defaults=True, tag="window"):
    """The reads of a session: those of every decoder (or of one) from `opens` to `closes` (None: still open). Of
    several windows every read in any of them is the session's; to open it earlier or close it later is to amend one.
    """

    opens: int
    closes: int | None = None
    decoder: str | None = None


class Operation(Record, frozen=True, kw_only=True, omit_defaults=True, tag="operation"):
    """What somebody did at the desk, as one: the `records` records right after this one belong to it. `key` was made by
    whoever asked, and asked again it is the same operation; `undoes` is the number of the operation it takes back.
    """

    name: str
    key: str
    records: int
    undoes: int | None = None
    text: str | None = None


class FeedState(Record, frozen=True, kw_only=True, omit_defaults=True, tag="feed"):
    """What became of a feed: `connected`, `lost`, `silent`, or words of its own."""

    feed: str
    state: str
    reason: str | None = None


class Tap(Record, frozen=True, kw_only=True, omit_defaults=True, tag="tap"):
    """A crossing somebody saw and pressed a key for. With a `car` it counts as a crossing, unless `read` names the read
    of a decoder that is the same one.
    """

    loop: str = FINISH_LINE
    car: str | None = None
    read: int | None = None


class Message(Record, frozen=True, kw_only=True, omit_defaults=True, tag="message"):
    """What race control said: to whom (None: everybody), shown for how long, and whether it was read."""

    text: str
    to: str | None = None
    duration: int | None = None
    read: bool = False


class IncidentState(enum.StrEnum):
    """How far an incident is."""

    OPENED = "opened"
    NOTED = "noted"
    INVESTIGATED = "investigated"
    DECIDED = "decided"
    CLOSED = "closed"


class Incident(Record, frozen=True, kw_only=True, omit_defaults=True, tag="incident"):
    """A step of an incident, known by its `incident` number; `decision` names the record of what was ruled."""

    incident: str
    state: IncidentState
    car: str | None = None
    other: str | None = None
    lap: int | None = None
    decision: int | None = None
    text: str | None = None


class ProcedureStep(enum.StrEnum):
    """A step of the start, or of a stop."""

    BOARD = "board"
    FORMATION_LAP = "formation-lap"
    EXTRA_FORMATION_LAP = "extra-formation-lap"
    START_ABORTED = "start-aborted"
    STANDING_START = "standing-start"
    ROLLING_START = "rolling-start"
    SAFETY_CAR_START = "safety-car-start"
    CLOCK_STOPPED = "clock-stopped"
    CLOCK_RESUMED = "clock-resumed"
    RESUMED = "resumed"
    WAVE_BY = "wave-by"


class Procedure(Record, frozen=True, kw_only=True, omit_defaults=True, tag="procedure"):
    """A step of a start or stop procedure. A `board` says how long before the start it is shown (`duration`)."""

    what: ProcedureStep
    duration: int | None = None
    car: str | None = None
    text: str | None = None


class EntryChange(
    Record, frozen=True, kw_only=True, omit_defaults=True, tag="entry", rename={"class_": "class"}
):
    """A car entered during the session, or another class, team, driver or transponder of one that is: it holds for the
    whole session.
    """

    car: str
    class_: str | None = None
    group: str | None = None
    team: str | None = None
    driver: str | None = None
    transponder: str | None = None


class Published(Record, frozen=True, kw_only=True, omit_defaults=True, tag="published"):
    """A document that went out: what it says was known up to the record `last`; `hash` is that of its bytes."""

    document: str
    status: str | None = None
    last: int | None = None
    hash: str | None = None


Event = (
    Flag
    | SessionStart
    | SessionEnd
    | Start
    | Decision
    | Void
    | Amend
    | ClockStep
    | DeviceClock
    | Assign
    | DriverChange
    | CarStatus
    | PitTime
    | Untimed
    | StatedLap
    | Result
    | Note
    | Window
    | Operation
    | FeedState
    | Tap
    | Message
    | Incident
    | Procedure
    | EntryChange
    | Published
)

# The order inside one instant, and why. Lower first. Records without an instant come before all others.
ORDER: Final[Mapping[str, tuple[int, str]]] = {
    "session-start": (0, "a crossing at the very instant of the start is already inside the session"),
    "start": (1, "the same holds for a group that starts later"),
    "assign": (2, "the transponder is on the car before it is read"),
    "flag": (3, "a car that crosses at the instant the flag is shown has been shown it"),
    "passing": (4, "what was seen, under what was shown"),
    "pit-time": (5, "a stop is known once its car has been seen"),
    "untimed": (6, "as a pit time: of a lap that has been seen"),
    "lap": (7, "a lap a source states is part of what was driven"),
    "driver": (8, "who drove up to this crossing is the one who was in the car"),
    "status": (9, "a car that crosses and stops had crossed before it stopped"),
    "session-end": (10, "a crossing at the very instant of the end still counts"),
    "result": (11, "a result speaks of everything before it"),
    "decision": (12, "a ruling judges what has happened"),
    "amend": (13, "a correction comes after what it corrects"),
    "void": (14, "and a void after an amendment, so that it can name it"),
    "device-clock": (15, "a decoder's clock is put right once it is known which records count"),
    "clock": (16, "and the official clock after the clocks that are held against it"),
    "note": (17, "a note comments on all of it"),
    "window": (18, "which reads are the session's is asked of instants that have been put right"),
    "feed": (19, "a feed that breaks off at this instant has said what it said"),
    "tap": (20, "a key follows the eye, and a read of the same crossing comes before it"),
    "procedure": (21, "a step is noted once it was taken"),
    "incident": (22, "what happened comes before what is made of it"),
    "message": (23, "race control speaks of what it has seen"),
    "published": (24, "a sheet holds all there was when it went out"),
    "entry": (25, "who takes part is asked of the whole session"),
    "operation": (26, "what somebody did stands behind what came of it"),
}
