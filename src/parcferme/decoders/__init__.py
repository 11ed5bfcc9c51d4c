"""Timing files and wires, one module per format: bytes in, a log out. No sockets, no disk."""

from __future__ import annotations

from parcferme.decoders.decoded import Decoded
from parcferme.decoders.sniffing import decode

__all__ = ["Decoded", "decode"]
