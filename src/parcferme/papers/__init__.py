"""Papers: what a sheet says, before it is paper or page. Values in, blocks out."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
