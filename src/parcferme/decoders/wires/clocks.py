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
_ALIKE: Final = SECOND // 10  # two answers that say the same
_JUMPS: Final = 3  # jumps in a minute: its clock goes at another pace
_SURE: Final = SECOND  # after which a message has to say the same, else it was no jump


class _Clock:
    def __init__(self, heard: int, ahead: int) -> None:
        self.heard, self.device = heard, heard + ahead  # of the last message
        self.minute = heard // _MINUTE
        self.count, self.best = 1, ahead  # of this minute
        self.before: int | None = None  # the best of the last minute that had enough
        self.begun = heard
        self.first = heard, ahead
        self.last = heard, ahead
        self.behind: int | None = None  # what the last answer said, where it was behind what was known
        self.jumps: list[tuple[int, int]] = []  # official instant, and by how much ahead
        self.doubted: tuple[int, int, int] | None = None  # the last of them, with how far ahead it was then
        self.told: list[tuple[int, int]] = []  # those after which the clock went on as the official one does

    def hear(self, heard: int, ahead: int) -> None:
        known = self.known
        self._confirm(heard, ahead)
        if ahead > known + _JUMP:
            self._jump(heard, ahead, ahead - known)
        elif heard // _MINUTE != self.minute:
            self._turn()
            self.minute, self.count, self.best = heard // _MINUTE, 1, ahead
        else:
            self.count += 1
            self.best = max(self.best, ahead)
        self.heard, self.device = heard, heard + ahead

    def answer(self, heard: int, ahead: int) -> None:
        """An answer to a question: two in a row that are behind what is known, alike, are a clock that jumped back."""
        known, before = self.known, self.behind
        self.behind = ahead if ahead < known - _JUMP else None
        if before is not None and self.behind is not None and abs(before - ahead) <= _ALIKE:
            self._jump(heard, ahead, ahead - known)
            self.heard, self.device, self.behind = heard, heard + ahead, None
        else:
            self.hear(heard, ahead)

    def _confirm(self, heard: int, ahead: int) -> None:
        """What a later message says of the last jump: a clock that goes on by itself was put, one that jumps again goes
        at another pace.
        """
        if self.doubted is None or heard - self.doubted[0] < _SURE:
            return
        at, step, then = self.doubted
        if abs(ahead - then) <= _JUMP:
            self.told.append((at, step))
        self.doubted = None

    @property
    def known(self) -> int:
        """How far ahead it is at the most that is known."""
        return self.best if self.before is None else max(self.best, self.before)

    @property
    def is_paced(self) -> bool:
        """Whether it goes as the official clock does: one that keeps jumping is that of a session which is replayed."""
        minutes = (self.heard - self.begun) / _MINUTE
        return len(self.jumps) < _JUMPS or len(self.jumps) < minutes

    def _turn(self) -> None:
        """A minute is over: what it says of the clock."""
        if self.count < _OFTEN:
            return
        if self.before is not None and self.best < self.before - _JUMP:
            self.jumps.append((self.heard, self.best - self.before))
            self.told.append(self.jumps[-1])
            self.first = self.heard, self.best
        self.before = self.best
        self.last = self.heard, self.best
        if self.first[0] // _MINUTE == self.minute:
            self.first = self.last

    def _jump(self, heard: int, ahead: int, step: int) -> None:
        self.jumps.append((heard, step))
        self.doubted = heard, step, ahead
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

    def answer(self, decoder: str, device_at: int, heard: int) -> None:
        """The same of a message that answers a question, so that it is not old: a clock that jumped back is known from
        two of them.
        """
        known = self._clocks.get(decoder)
        if known is None:
            self.hear(decoder, device_at, heard)
        else:
            known.answer(heard, device_at - heard)

    def forget(self, decoder: str) -> None:
        """This decoder counts its time anew."""
        self._clocks.pop(decoder, None)

    def jumps(self, decoder: str) -> int:
        """How often a clock has jumped."""
        known = self._clocks.get(decoder)
        return 0 if known is None else len(known.jumps)

    def agrees(self, decoder: str, device_at: int, heard: int) -> bool:
        """Whether a message that comes now fits what is known of its clock."""
        known = self._clocks.get(decoder)
        return known is None or abs(device_at - heard - known.known) <= _JUMP

    def steady(self, decoder: str) -> bool:
        """Whether a clock has been heard for a minute and has gone as the official one does."""
        known = self._clocks.get(decoder)
        return known is not None and not known.jumps and known.heard - known.begun >= _MINUTE

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
        """Every jump, and the clocks that drift; `feed` is the name the findings give. Of a clock at another pace (a
        session that is replayed) neither says anything.
        """
        where = Where(file=feed)
        return (*self._jumps(where), *self._drifts(where))

    def _jumps(self, where: Where) -> Iterator[Finding]:
        for decoder, clock in self._clocks.items():
            for at, step in clock.told if clock.is_paced else ():
                code = "decoder-clock-forward" if step > 0 else "decoder-clock-back"
                yield warning(code, where, decoder=decoder, step_us=abs(step), official_at=at)

    def _drifts(self, where: Where) -> Iterator[Finding]:
        for decoder, clock in self._clocks.items():
            (since, first), (until, last) = clock.first, clock.last
            if until - since >= _LONG and abs(last - first) >= _DRIFT and clock.is_paced:
                code = "decoder-clock-fast" if last > first else "decoder-clock-slow"
                yield warning(code, where, decoder=decoder, drift_us=abs(last - first), over_us=until - since)
