"""Files to values: timing files, logs, rulebooks, entry lists and decisions read from disk, scored and checked.

What is here is imported when it is first used: to score one file, no championship folder and no check is loaded.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
