"""The log kept: append, read, follow, and proof that nothing kept was changed.

A store holds the logs of several sessions by name; there is no way to change or remove a record. What is kept of
a record is its line as it was written, and a hash over the hash before it and that line. The line is the truth and
is never written again; the hash of the last record stands for the whole log.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
