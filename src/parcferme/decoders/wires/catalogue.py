"""Every protocol by its name, and which of them a connection speaks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from parcferme.decoders.wires.multiloop import Multiloop
from parcferme.decoders.wires.p3 import P3
from parcferme.decoders.wires.p98 import P98
from parcferme.decoders.wires.rmonitor import RMonitor
from parcferme.decoders.wires.values import Other
from parcferme.decoders.wires.wire import Wire

WIRES: Final[Mapping[str, type[Wire]]] = {one.name: one for one in (P3, P98, RMonitor, Multiloop)}
# What else is found on the ports of timing rooms, and is not read: by how one of its lines begins.
_FOREIGN: Final = (
    ("RACE RESULT", rb"(?:^|\n)(?:#P;|#S;|\d+;[^;\r\n]*;\d{4}-\d\d-\d\d;\d\d:\d\d:\d\d)"),
    ("Chronelec / Tag Heuer", rb"[<\[][A-Z]{3} [ -~]{10,34}\d{4}[>\]]"),
    ("MYLAPS Timing & Scoring", rb"@(?:Pong|Ping|Passing|Store|GetInfo|Marker)@"),
    ("AMB RC2", rb"(?:^|\n)(?:#690F|\$6900 )"),
    ("I-Lap", rb"\x01@\t\d+\t\d+\t\d+\.\d{3}\r?\n"),
    ("HTTP", rb"^HTTP/\d"),
    ("TLS", rb"^[\x15\x16]\x03[\x00-\x04]"),
    ("SSH", rb"^SSH-"),
)


def protocol_of(head: bytes) -> str | None:
    """What a connection speaks of which these are the first bytes, as people call it; None where nobody can tell.

    It is the protocol whose messages take up most of them, else one that is only known by its looks.
    """
    taken = {one.title: _taken(one(), head) for one in WIRES.values()}
    best = max(taken, key=taken.__getitem__)
    if taken[best]:
        return best
    return next((name for name, looks in _FOREIGN if re.search(looks, head)), None)


def _taken(wire: Wire, head: bytes) -> int:
    found = wire.feed(head)
    return wire.taken if any(not isinstance(one, Other) for one in found) else 0
