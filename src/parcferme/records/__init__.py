"""What a log can hold: passings as columns, all else as small frozen records, and the order of one instant.

One log per session, append-only. Each record has a sequence number `seq` (1, 2, 3 … in the order of
appending), and keeps who wrote it (`by`), when (`written`) and from which source (`source`, `line`). A
correction is one more record that names the sequence number it voids or amends; voiding a void restores.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
