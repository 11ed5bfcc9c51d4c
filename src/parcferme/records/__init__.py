"""What a log can hold: passings as columns, all else as small frozen records, and the order of one instant.

One log per session, append-only. Each record has a sequence number `seq` (1, 2, 3 … in the order of
appending), and keeps who wrote it (`by`), when (`written`) and from which source (`source`, `line`). A
correction is one more record that names the sequence number it voids or amends; voiding a void restores.
"""

from parcferme.records.fields import KINDS, BadField
from parcferme.records.kinds import (
    FINISH_LINE,
    FINISH_LINE_IN_PIT,
    LISTED,
    ORDER,
    PIT_IN,
    PIT_OUT,
    Amend,
    Assign,
    CarState,
    CarStatus,
    ClockPut,
    ClockStep,
    Decision,
    DriverChange,
    Event,
    Flag,
    FlagValue,
    Matter,
    Note,
    Passing,
    Penalty,
    PitTime,
    Record,
    Result,
    SessionEnd,
    SessionStart,
    Start,
    Untimed,
    Void,
)
from parcferme.records.log import Log
from parcferme.records.passings import PASSINGS, order, passings_frame

__all__ = [
    "FINISH_LINE",
    "FINISH_LINE_IN_PIT",
    "KINDS",
    "LISTED",
    "ORDER",
    "PASSINGS",
    "PIT_IN",
    "PIT_OUT",
    "Amend",
    "Assign",
    "BadField",
    "CarState",
    "CarStatus",
    "ClockPut",
    "ClockStep",
    "Decision",
    "DriverChange",
    "Event",
    "Flag",
    "FlagValue",
    "Log",
    "Matter",
    "Note",
    "Passing",
    "Penalty",
    "PitTime",
    "Record",
    "Result",
    "SessionEnd",
    "SessionStart",
    "Start",
    "Untimed",
    "Void",
    "order",
    "passings_frame",
]
