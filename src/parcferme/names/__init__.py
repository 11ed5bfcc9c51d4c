"""Names as people write them: which spellings are one name, which is nearest, and what kind of session a name says."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
