"""The log as text: one record, one JSON line, and back without loss.

A line names its kind and the version of that kind (`{"kind":"flag","v":2,"seq":1,"at":"10:00:00.000",…}`). A kind
whose fields change gets the next version and one function that lifts a line by one step, so old logs stay
readable for good. What a line says wrongly becomes a finding with file, line and what was expected; the rest is
still read. Passings are written and read as whole columns.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
