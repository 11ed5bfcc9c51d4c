"""From the log to laps: sectors, stops, stints, flags, places after every lap, the end of the session."""

from parcferme.timing.compulsory_stop import StopVerdict
from parcferme.timing.crossings import NotCounted
from parcferme.timing.flags import SessionFlag
from parcferme.timing.measure import measure
from parcferme.timing.measured import Timing
from parcferme.timing.stops import Stop

__all__ = ["NotCounted", "SessionFlag", "Stop", "StopVerdict", "Timing", "measure"]
