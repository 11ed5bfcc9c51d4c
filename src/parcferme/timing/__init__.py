"""From the log to laps: sectors, stops, stints, flags, places after every lap, the end of the session."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
