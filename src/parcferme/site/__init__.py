"""The results site: pages that need nothing but a browser. Values in, files out; what they say was decided before."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
