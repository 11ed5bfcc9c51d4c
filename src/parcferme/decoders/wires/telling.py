"""What a wire could make nothing of, said once with counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from parcferme.decoders.wires.catalogue import protocol_of
from parcferme.decoders.wires.wire import Wire
from parcferme.findings import Finding, Where, error, info, warning

_ENOUGH: Final = 64  # bytes without a message after which another protocol is suspected


def findings_of(wire: Wire, feed: str) -> tuple[Finding, ...]:
    """What was odd on a wire so far; `feed` is the name the findings give."""
    return tuple(_told(wire, Where(file=feed)))


def _told(wire: Wire, where: Where) -> Iterator[Finding]:
    head = wire.head
    other = protocol_of(head) if len(head) >= _ENOUGH and not wire.taken else None
    if other is not None and other != wire.title:
        yield error("wire-protocol-other", where, expected=wire.title, value=other)
        return
    for one in wire.damage:
        sample = (
            one.sample.decode("ascii") if one.sample.isascii() and one.sample.decode().isprintable() else ""
        )
        value = sample or one.sample.hex(" ")
        yield warning("wire-damaged", where, why=one.why.value, times=one.times, size=one.size, value=value)
    if wire.unknown:
        said = [f"{kind} ({times})" for kind, times in wire.unknown.items()]
        yield info("wire-messages-unknown", where, kinds=said, count=sum(wire.unknown.values()))
