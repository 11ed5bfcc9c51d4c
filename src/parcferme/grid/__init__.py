"""Starting grids: results, decisions and the rulebook made into slots, each with its reasons."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
