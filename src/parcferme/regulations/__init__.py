"""The typed rulebook: TOML text in, frozen values out, every value able to cite its article.

A value is written plainly (`minimum = "85 s"`) or with where it comes from
(`minimum = { value = "85 s", article = "9.3", source = "team press release, July 2020" }`). Times carry their unit or
are clocks (`"28:00.000"`). A key the rulebook does not know is refused with its line and the nearest known key. The
code knows shapes of rules, never a series by name.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
