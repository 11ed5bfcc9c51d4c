"""Every protocol by its name, and which of them a connection speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from parcferme.decoders.wires.p3 import P3
from parcferme.decoders.wires.wire import Wire

WIRES: Final[Mapping[str, type[Wire]]] = {one.name: one for one in (P3,)}
