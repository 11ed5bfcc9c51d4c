"""How the clocks of a feed's decoders stand against the official one: measured, written as records, set anew.

A clock that is believed is taken as it is. Any other is measured by what comes and when; what is found out at first
goes for all its reads so far, what it does later (a jump, a drift) for those from there on. Small steps are left:
between two reads of one box its own clock is better than any measure of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from parcferme.decoders import Clocks, DeviceTime, Read, Taken
from parcferme.findings import Finding
from parcferme.live.addresses import DEVICE, Feed
from parcferme.live.official import Official
from parcferme.records import Amend, DeviceClock, Log, Void
from parcferme.times import BadTime, parse_instant

_OLD: Final = 10_000_000  # µs after a line came back in which reads may be old ones
_SETTLING: Final = 60_000_000  # µs in which what is found out of a clock goes for all its reads so far
_EXACT: Final = 1_000  # µs: less is not worth a record
_FEW: Final = 30  # messages of a decoder that tell too little of how long they take
_DRIFTED: Final = 50_000  # µs after which a clock that drifts is set anew
_MOVED: Final = 500_000  # µs between a log and a host after a restart: the host's clock was set


class _Stood(msgspec.Struct):
    """How the clock of a decoder stands in the log: `ahead` of the official one, written for the first time `begun`,
    after so many `jumps` of it; `heard`: messages since then. `said`: a person said so, and nobody knows better.
    """

    clock: DeviceClock
    ahead: int
    begun: int | None = None
    jumps: int = 0
    heard: int = 0
    said: bool = False

    def is_settling(self, now: int) -> bool:
        """Whether more can still be found out of it than it does."""
        return self.begun is None or now - self.begun < _SETTLING or self.heard < _FEW


class DeviceClocks:
    """The clocks of the decoders of one feed. `dated`: whether they know the date; `log`: what is gone on with. All
    instants that come in are of the host's clock.
    """

    def __init__(self, feed: Feed, official: Official, log: Log, *, dated: bool) -> None:
        self._feed, self._official, self._dated = feed, official, dated
        self._clocks = Clocks()
        self._series: dict[str, int] = {}
        self._fresh_from: int | None = (
            None  # until then reads may be old ones, asked for as the line came back
        )
        self._good: dict[str, int] = {}  # the first record after the last message that fitted what was known
        self._stood = _standing(log)

    @property
    def decoders(self) -> frozenset[str]:
        """The decoders that have been heard."""
        return frozenset(self._series)

    def connected(self, now: int | None) -> None:
        """A connection begins: what comes first may be old."""
        self._fresh_from = None if now is None else now + _OLD

    def standing(self, read: Read, taken: Taken) -> DeviceClock | None:
        """How the clock of a read's decoder stands, as the log has it."""
        if read.decoder is None or read.device_at is None:
            return None
        stood = self._stood.get(self._key(read.decoder, taken.series))
        return None if stood is None else stood.clock

    def _key(self, decoder: str | None, series: int) -> tuple[str, int]:
        """By what the clock of a decoder is known: one that knows the date still does when it was switched off."""
        return decoder or "", 1 if self._dated else series

    def read(self, read: Read, taken: Taken, now: int, number: int) -> Iterator[DeviceClock]:
        """What a read says of the clock of its decoder, where that has to be written before it."""
        decoder, at = read.decoder, read.device_at
        if decoder is None or at is None:
            return
        key = self._key(decoder, taken.series)
        if self._series.setdefault(decoder, key[1]) != key[1]:
            self._series[decoder] = key[1]
            self._clocks.forget(decoder)
        new = self._clocks.ahead(decoder) is None
        old = (self._fresh_from is not None and now < self._fresh_from) or taken.filled
        if new or not old:
            self._heard(decoder, at, now, number, answer=False)
        yield from self._stands(key, at, now, number)

    def answered(self, told: DeviceTime, now: int, number: int) -> Iterator[DeviceClock]:
        """What an answer says of the clock of its decoder; of one without a read nothing is written yet."""
        decoder, at = told.decoder, told.device_at
        if decoder is None or at is None:
            return
        self._series.setdefault(decoder, 1)
        self._heard(decoder, at, now, number, answer=True)
        key = self._key(decoder, self._series[decoder])
        if self._believed(key):
            self._official.follow(decoder, at - now - self._shows(key))
        if key in self._stood:
            yield from self._stands(key, at, now, number)

    def _heard(self, decoder: str, at: int, now: int, number: int, *, answer: bool) -> None:
        fits = self._clocks.agrees(decoder, at, now)
        if fits:
            self._good.pop(decoder, None)
        else:
            self._good.setdefault(decoder, number)
        (self._clocks.answer if answer else self._clocks.hear)(decoder, at, now)

    def _believed(self, key: tuple[str, int]) -> bool:
        """Whether the clock of a decoder is taken as it is."""
        stated = self._feed.clock == DEVICE and (self._dated or key[1] == 1)
        return self._official.believes(key[0], self._feed.loop_of(key[0]), stated=stated)

    def _shows(self, key: tuple[str, int]) -> int:
        """How far a clock that is taken as it is stands ahead of the official one: as the log has it, else by when its
        decoder was switched on.
        """
        stood = self._stood.get(key)
        return -(self._feed.began or 0) if stood is None else stood.ahead

    def _stands(self, key: tuple[str, int], device_at: int, now: int, number: int) -> Iterator[DeviceClock]:
        """How the clock of a decoder stands against the official one, where that is not what the log has."""
        decoder, stood = key[0], self._stood.get(key)
        ahead = self._clocks.ahead(decoder)
        assert ahead is not None, "it has just been heard"
        if self._believed(key):
            self._official.follow(decoder, ahead - self._shows(key))
            if stood is None:
                yield self._write(key, device_at, device_at - self._shows(key), None, now)
            return
        if stood is not None:
            stood.heard += 1
            if stood.begun is None:
                self._resume(stood, ahead, now)
        wanted = ahead - self._official.ahead
        at = max(device_at - wanted, 0)
        if stood is None:
            yield self._write(key, device_at, at, None, now)
        elif self._clocks.jumps(decoder) != stood.jumps:
            yield self._write(key, device_at, at, self._good.pop(decoder, number), now)
        elif stood.said or stood.begun is None:
            return
        elif stood.is_settling(now):
            if abs(wanted - stood.ahead) >= _EXACT:
                yield self._write(key, device_at, at, stood.clock.since, stood.begun, stood.heard)
        elif abs(wanted - stood.ahead) >= _DRIFTED:
            yield self._write(key, device_at, at, number, now - _SETTLING, _FEW)

    def _resume(self, stood: _Stood, ahead: int, now: int) -> None:
        """Heard for the first time since the log was taken up: where nothing but the host shows the official clock, the
        log's goes on, whatever the host's was set to meanwhile.
        """
        stood.begun, stood.heard = now - _SETTLING, _FEW
        stood.jumps = self._clocks.jumps(stood.clock.decoder)
        official = self._official
        if official.leader is None and not official.resumed:
            official.resumed = True
            if abs(ahead - official.ahead - stood.ahead) >= _MOVED:
                official.ahead = ahead - stood.ahead

    def _write(
        self, key: tuple[str, int], device_at: int, at: int, since: int | None, begun: int, heard: int = 0
    ) -> DeviceClock:
        clock = DeviceClock(
            decoder=key[0],
            device_at=device_at,
            at=at,
            since=since,
            series=None if key[1] == 1 else key[1],
            source=self._feed.name,
        )
        self._stood[key] = _Stood(clock, device_at - at, begun, self._clocks.jumps(key[0]), heard)
        return clock

    def ahead(self) -> dict[str, int]:
        """By how much the clock of each decoder is ahead of the host's, in µs."""
        found = {decoder: self._clocks.ahead(decoder) for decoder in self._series}
        return {decoder: ahead for decoder, ahead in found.items() if ahead is not None}

    def believed(self) -> dict[str, int]:
        """The same of those that are taken as they are and have gone as the host's does for a minute."""
        return {
            decoder: ahead
            for decoder, ahead in self.ahead().items()
            if self._clocks.steady(decoder) and self.is_believed(decoder)
        }

    def is_believed(self, decoder: str) -> bool:
        """Whether the clock of a decoder is taken as it is."""
        return self._believed(self._key(decoder, self._series.get(decoder, 1)))

    def findings(self) -> tuple[Finding, ...]:
        """Jumps and drifts."""
        return self._clocks.findings(self._feed.name)


def _standing(log: Log) -> dict[tuple[str, int], _Stood]:
    """How the clocks stand at the end of a log, with what a person said of them since."""
    void = {e.target for e in log.events if isinstance(e, Void)}
    amended = {e.target: e.changes for e in log.events if isinstance(e, Amend) and e.seq not in void}
    clocks = [e for e in log.events if isinstance(e, DeviceClock) and e.seq not in void]
    found: dict[tuple[str, int], _Stood] = {}
    for one in sorted(clocks, key=lambda e: (e.since or 0, e.seq)):
        changes = amended.get(one.seq, {})
        clock = msgspec.structs.replace(
            one,
            device_at=_instant(changes.get("device_at"), one.device_at),
            at=_instant(changes.get("at"), one.at or 0),
        )
        said = bool(changes) or one.source is None
        found[one.decoder, one.series or 1] = _Stood(clock, clock.device_at - (clock.at or 0), said=said)
    return found


def _instant(text: object, known: int) -> int:
    """An instant as an amendment writes it; the one known before where it says none."""
    try:
        return parse_instant(text) if isinstance(text, str) else known
    except BadTime:
        return known
