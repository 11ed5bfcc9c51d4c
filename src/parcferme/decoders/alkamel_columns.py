"""The columns of Al Kamel's `23_Analysis` and `03_Classification`, and the marks in them: one description for both
reading and writing.

Names and order are those of the published files. The WEC, ELMS, IMSA and SRO America differ in separators, in what they
add and in what they leave out; readers go by name, writers write what is common to all.
"""

from __future__ import annotations

import re
from typing import Final

from parcferme.records import FlagValue

SEPARATOR: Final = ";"

# --- 23_Analysis: a row for each car and lap

ANALYSIS: Final = tuple(
    (
        "NUMBER DRIVER_NUMBER LAP_NUMBER LAP_TIME LAP_IMPROVEMENT CROSSING_FINISH_LINE_IN_PIT "
        "S1 S1_IMPROVEMENT S2 S2_IMPROVEMENT S3 S3_IMPROVEMENT KPH ELAPSED HOUR S1_LARGE S2_LARGE S3_LARGE TOP_SPEED "
        "DRIVER_NAME PIT_TIME CLASS GROUP TEAM MANUFACTURER FLAG_AT_FL S1_SECONDS S2_SECONDS S3_SECONDS"
    ).split()
)
ANALYSIS_TEXTS: Final = ("NUMBER", "DRIVER_NAME", "CLASS", "GROUP", "TEAM", "MANUFACTURER")
"""Its columns that people fill in."""
# Columns by which an analysis is known; it has at least four of them.
ANALYSIS_KNOWN: Final = frozenset(
    "number driver_number lap_number lap_time lap_improvement crossing_finish_line_in_pit s1 s2 s3 elapsed hour".split()
)
IN_PIT: Final = "B"
"""What CROSSING_FINISH_LINE_IN_PIT says of a lap that ended in the pit lane."""

FLAGS: Final = {
    "GF": FlagValue.GREEN,
    "YF": FlagValue.YELLOW,
    "FCY": FlagValue.FULL_COURSE_YELLOW,
    "SF": FlagValue.SAFETY_CAR,
    "SC": FlagValue.SAFETY_CAR,
    "RF": FlagValue.RED,
    "FF": FlagValue.CHEQUERED,
}
"""FLAG_AT_FL: what the car was shown at the finish line. FF is only ever on its last lap."""
FLAG_MARKS: Final = {value: mark for mark, value in reversed(FLAGS.items())}

# LAP_IMPROVEMENT: of the laps that count.
BEST_OF_SESSION, BEST_OF_CAR, NO_BEST = "3", "2", "0"

# --- 03_Classification: a row for each car

_CAR: Final = "TEAM CLASS GROUP DIVISION VEHICLE TIRES".split()
RACE: Final = (
    *"POSITION NUMBER STATUS LAPS TOTAL_TIME GAP_FIRST GAP_PREVIOUS FL_LAPNUM FL_TIME FL_KPH".split(),
    *_CAR,
)
TIMED: Final = (*"POS NUMBER LAP TIME GAP_FIRST GAP_PREVIOUS KPH LAPS".split(), *_CAR)
"""Practice and qualifying: TIME is the best lap, LAP the one it was set on."""
SEAT: Final = ("FIRSTNAME", "SECONDNAME", "LICENSE", "COUNTRY")
"""What is said of each driver, in columns `DRIVER1_FIRSTNAME` and so on."""
SEAT_COLUMN: Final = re.compile(r"driver_?(\d+)(?:_(firstname|secondname|license|country))?\Z")

COLUMNS: Final = {
    "position": ("position", "pos"),
    "number": ("number", "no", "no.", "nr", "car", "car_number", "#"),
    "class": ("class", "class_type", "category"),
    "status": ("status",),
    "laps": ("laps",),
    "time": ("total_time", "elapsed"),
    "best_lap": ("fl_time", "best_lap_time", "best_lap"),
    "best_lap_number": ("fl_lapnum", "best_lap_num", "lap"),
    "team": ("team",),
    "vehicle": ("vehicle", "chassis"),
    "manufacturer": ("manufacturer",),
    "group": ("group",),
    "drivers": ("drivers",),
    "nation": ("teamctry", "nation"),
}
"""The names each column goes by in a classification, folded."""

STATUSES: Final = {
    "classified": "classified",
    "not classified": "not-classified",
    "nc": "not-classified",
    "dnf": "not-classified",
    "ret": "not-classified",
    "retired": "not-classified",
    "not started": "not-started",
    "did not start": "not-started",
    "dns": "not-started",
    "disqualified": "disqualified",
    "dsq": "disqualified",
    "dq": "disqualified",
    "excluded": "disqualified",
}
"""What stands in STATUS, or in place of a position, in small letters."""
STATUS_WORDS: Final = {status: word.capitalize() for word, status in reversed(STATUSES.items())}
"""What the race form writes; the first of each kind above."""
UNPLACED: Final = {"disqualified": "DSQ", "not-started": "DNS"}
"""What stands in place of a position where there is no STATUS; a car without a time has nothing there."""
LEADER: Final = "-"
"""GAP_FIRST and GAP_PREVIOUS of the first car."""
