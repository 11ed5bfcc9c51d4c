"""From what a decoder said to what a log keeps: a read on the official clock, with its own time beside it."""

from __future__ import annotations

from typing import Final

from parcferme.decoders.wires.identity import Taken
from parcferme.decoders.wires.values import Read
from parcferme.records import FINISH_LINE, DeviceClock, Passing
from parcferme.times import LATEST

_SMALL: Final = 2**31
_LARGE: Final = 2**53


def passing_of(
    read: Read,
    taken: Taken,
    *,
    loop: str = FINISH_LINE,
    clock: DeviceClock | None = None,
    heard: int | None = None,
    source: str | None = None,
) -> Passing | None:
    """The passing that a read is. `loop`: where its decoder is; `clock`: how its clock stands against the official one
    (None: it is the official clock); `heard`: the official instant at which the read came.

    A read without a time of its own is put at the instant it came; without either there is no passing: None.
    """
    device_at = _within(read.device_at, LATEST)
    at = device_at
    if device_at is not None and clock is not None and clock.at is not None:
        at = max(device_at + clock.at - clock.device_at, 0)
    if at is None or at > LATEST:
        at = heard
    if at is None:
        return None
    return Passing(
        at=at,
        loop=loop,
        transponder=read.transponder,
        strength=_within(read.strength, _SMALL),
        hits=_within(read.hits, _SMALL),
        decoder=read.decoder,
        number=_within(read.number, _LARGE),
        driver=read.driver,
        device_at=device_at,
        series=None if taken.series == 1 else taken.series,
        source=source,
    )


def _within(value: int | None, limit: int) -> int | None:
    """A number a log can hold, else none: a broken box may send any."""
    return value if value is not None and 0 <= value < limit else None
