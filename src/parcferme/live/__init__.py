"""What runs while cars do: feeds of decoders recorded into a log, and a recorded session sent as they would send it.

Only `connections`, `listening` and `sending` know sockets, ports and files that grow, only `keeping`, `tapes` and
`examining` the disk; what is heard and sent is worked out without a clock, which is an argument.
"""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
