"""Where a feed comes from: `p3://10.0.0.7:5403?loop=FL`, read and told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import msgspec

from parcferme.decoders import WIRES
from parcferme.findings import WrongCall
from parcferme.records import FINISH_LINE
from parcferme.times import BadTime, parse_instant

DEVICE: Final = "device"
HOST: Final = "host"
_CLOCKS: Final = (DEVICE, HOST)
_EXPECTED: Final = "PROTOCOL://HOST:PORT?loop=FL"


class Feed(msgspec.Struct, frozen=True):
    """A feed over TCP. `loop`: where its decoder is; `loops`: of single decoders, by their id, where several share the
    connection. `clock`: whose clock is the official one; `began`: the official instant at which a decoder whose clock
    counts from power-up was switched on.
    """

    protocol: str
    host: str
    port: int
    loop: str = FINISH_LINE
    loops: Mapping[str, str] = {}
    clock: str = DEVICE
    began: int | None = None

    @property
    def name(self) -> str:
        """What its records call it, and what a line about it does."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.protocol}://{host}:{self.port}"

    def loop_of(self, decoder: str | None) -> str:
        """The loop a decoder of this feed is at."""
        return self.loops.get(decoder or "", self.loop)


def feed_of(text: str) -> Feed:
    """The feed of an address. Raises `WrongCall` saying what is wrong with it and what was expected."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as problem:
        raise WrongCall(f"{text}: not an address: {problem} (expected {_EXPECTED})") from None
    if parts.scheme not in WIRES:
        known = ", ".join(WIRES)
        raise WrongCall(f"{text}: no protocol {parts.scheme!r} (expected one of {known}: {_EXPECTED})")
    if not parts.hostname or parts.path not in ("", "/"):
        raise WrongCall(f"{text}: not an address (expected {_EXPECTED})")
    wire = WIRES[parts.scheme]
    if port is None and wire.port is None:
        raise WrongCall(f"{text}: which port? {wire.title} has none of its own (expected {_EXPECTED})")
    loop, loops, clock, began = FINISH_LINE, dict[str, str](), None, None
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        if key == "loop" and value:
            loop = value
        elif key == "clock" and value in _CLOCKS:
            clock = value
        elif key == "began":
            began = _instant(text, value)
        elif key.isascii() and key.isdigit() and value:
            loops[key] = value
        else:
            raise WrongCall(
                f"{text}: {key}={value} says nothing (expected loop=NAME, DECODER=NAME, clock=device, clock=host"
                " or began=TIME)"
            )
    own = DEVICE if wire.clock == "epoch" or began is not None else HOST
    if clock == DEVICE and own == HOST:
        raise WrongCall(
            f"{text}: the clock of {wire.title} counts from when the decoder was switched on: say when that was"
            " (began=TIME), or clock=host"
        )
    return Feed(parts.scheme, parts.hostname, port or wire.port or 0, loop, loops, clock or own, began)


def _instant(text: str, value: str) -> int:
    try:
        return parse_instant(value)
    except BadTime:
        raise WrongCall(f"{text}: began={value} is no instant (expected like 09:59:30.000)") from None
