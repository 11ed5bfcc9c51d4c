"""Laps, decisions and the rulebook made into places, each with its reasons."""

from parcferme.classification.changes import Change
from parcferme.classification.classify import Classification, classify
from parcferme.classification.fastest import Fastest, best_sectors, fastest_laps, ideal_lap
from parcferme.classification.frames import Frames
from parcferme.classification.lines import ResultLine, SessionResult, lines_of
from parcferme.classification.preview import Offer, Preview, offers, preview
from parcferme.classification.qualifying import average, combined
from parcferme.classification.rows import Reason, Row, Status, in_class

__all__ = [
    "Change",
    "Classification",
    "Fastest",
    "Frames",
    "Offer",
    "Preview",
    "Reason",
    "ResultLine",
    "Row",
    "SessionResult",
    "Status",
    "average",
    "best_sectors",
    "classify",
    "combined",
    "fastest_laps",
    "ideal_lap",
    "in_class",
    "lines_of",
    "offers",
    "preview",
]
