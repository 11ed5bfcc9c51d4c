"""How the clock of each decoder stands against the official one: its offset, its drift, its jumps.

A message comes after it was sent, never before: of many, the one that took least shows how far the clock is ahead. So a
clock that is suddenly further ahead has jumped; one further behind may only be a slow line, until whole minutes say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from parcferme.decoders.wires.identity import SECOND
from parcferme.findings import Finding, Where, warning
from parcferme.records import DeviceClock

_MINUTE: Final = 60 * SECOND
_JUMP: Final = SECOND // 2
_DRIFT: Final = SECOND // 20
_OFTEN: Final = 3  # messages of a minute that make a slow line unlikely
_LONG: Final = 10 * _MINUTE  # over which a drift is told


class _Clock:
    def __init__(self, heard: int, ahead: int) -> None:
        self.heard, self.device = heard, heard + ahead  # of the last message
        self.minute = heard // _MINUTE
        self.count, self.best = 1, ahead  # of this minute
        self.before: int | None = None  # the best of the last minute that had enough
        self.first = heard, ahead
        self.last = heard, ahead
        self.jumps: list[tuple[int, int]] = []  # official instant, and by how much ahead

    def hear(self, heard: int, ahead: int) -> None:
        known = self.best if self.before is None else max(self.best, self.before)
        if ahead > known + _JUMP:
            self._jump(heard, ahead, ahead - known)
        elif heard // _MINUTE != self.minute:
            self._turn()
            self.minute, self.count, self.best = heard // _MINUTE, 1, ahead
        else:
            self.count += 1
            self.best = max(self.best, ahead)
        self.heard, self.device = heard, heard + ahead

    def _turn(self) -> None:
        """A minute is over: what it says of the clock."""
        if self.count < _OFTEN:
            return
        if self.before is not None and self.best < self.before - _JUMP:
            self.jumps.append((self.heard, self.best - self.before))
            self.first = self.heard, self.best
        self.before = self.best
        self.last = self.heard, self.best
        if self.first[0] // _MINUTE == self.minute:
            self.first = self.last

    def _jump(self, heard: int, ahead: int, step: int) -> None:
        self.jumps.append((heard, step))
        self.minute, self.count, self.best, self.before = heard // _MINUTE, 1, ahead, None
        self.first = self.last = heard, ahead

    @property
    def ahead(self) -> int:
        return self.best if self.before is None or self.count >= _OFTEN else max(self.best, self.before)


class Clocks:
    """The clocks of all decoders of a meeting, by what came and when."""

    def __init__(self) -> None:
        self._clocks: dict[str, _Clock] = {}

    def hear(self, decoder: str, device_at: int, heard: int) -> None:
        """A message sent when the decoder's clock showed `device_at` came at the official instant `heard`."""
        known = self._clocks.get(decoder)
        if known is None:
            self._clocks[decoder] = _Clock(heard, device_at - heard)
        else:
            known.hear(heard, device_at - heard)

    def ahead(self, decoder: str) -> int | None:
        """By how much a clock is ahead of the official one (microseconds, negative: behind), as far as is known."""
        known = self._clocks.get(decoder)
        return None if known is None else known.ahead

    def clock(self, decoder: str) -> DeviceClock | None:
        """The same as the record a log keeps; None where a decoder has not been heard."""
        known = self._clocks.get(decoder)
        if known is None:
            return None
        device_at = max(known.device, 0)
        return DeviceClock(decoder=decoder, device_at=device_at, at=max(device_at - known.ahead, 0))

    def findings(self, feed: str) -> tuple[Finding, ...]:
        """Every jump, and the clocks that drift; `feed` is the name the findings give."""
        where = Where(file=feed)
        return (*self._jumps(where), *self._drifts(where))

    def _jumps(self, where: Where) -> Iterator[Finding]:
        for decoder, clock in self._clocks.items():
            for at, step in clock.jumps:
                code = "decoder-clock-forward" if step > 0 else "decoder-clock-back"
                yield warning(code, where, decoder=decoder, step_us=abs(step), official_at=at)

    def _drifts(self, where: Where) -> Iterator[Finding]:
        for decoder, clock in self._clocks.items():
            (since, first), (until, last) = clock.first, clock.last
            if until - since >= _LONG and abs(last - first) >= _DRIFT:
                code = "decoder-clock-fast" if last > first else "decoder-clock-slow"
                yield warning(code, where, decoder=decoder, drift_us=abs(last - first), over_us=until - since)
