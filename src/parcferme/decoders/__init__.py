"""Timing files and wires, one module per format: bytes in, a log out. No sockets, no disk."""

from lazy_loader import attach_stub

__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)
