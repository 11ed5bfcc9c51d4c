"""From the log to laps: sectors, stops, stints, flags, places after every lap, the end of the session."""

from parcferme.timing.compulsory_stop import StopVerdict
from parcferme.timing.crossings import NotCounted
from parcferme.timing.flags import SessionFlag
from parcferme.timing.measure import measure
from parcferme.timing.measured import Timing
from parcferme.timing.proposals import Proposal, proposals_of
from parcferme.timing.stops import Stop
from parcferme.timing.trial import with_records

__all__ = [
    "NotCounted",
    "Proposal",
    "SessionFlag",
    "Stop",
    "StopVerdict",
    "Timing",
    "measure",
    "proposals_of",
    "with_records",
]
