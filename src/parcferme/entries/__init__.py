"""Who is entered: competitors, cars, classes and crews, round by round; and the entry list as a table people write."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
