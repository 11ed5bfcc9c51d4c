"""Publishing: a meeting gathered, turned into a set of files, and what is missing said."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
