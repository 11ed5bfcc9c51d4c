"""Who listens to one feed: to decoders, or to somebody else's results. Bytes and instants in, records out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
import polars as pl

from parcferme.decoders import (
    WIRES,
    AskTime,
    DeviceTime,
    Numbers,
    Read,
    Resend,
    Scoreboard,
    Status,
    Translator,
    Value,
    Wire,
    findings_of,
    passing_of,
)
from parcferme.entries import Entries
from parcferme.findings import Finding
from parcferme.live.addresses import Feed
from parcferme.live.device_clocks import DeviceClocks
from parcferme.live.official import Official
from parcferme.records import Log, Passing, Record

BOXES: Final = ("p3", "p98")
_AT_MOST: Final = 50  # reads a decoder is asked for at a time
_QUIET: Final = 5_000_000  # µs without a read after which a decoder is asked whether there was none
_STILL: Final = (
    30_000_000  # and after which it is asked again: no later read shows that the last one did not come
)
_CLOCKS: Final = 10_000_000  # µs between two questions for what a decoder's clock shows


class Counts(msgspec.Struct):
    """What is shown of a feed while it is recorded. `strength` and `noise` are the last ones heard, `missing` the
    numbers that have not come (yet), `seen` how often each transponder was read, `unknown` those that are on no car
    anybody knows; `size` in bytes.
    """

    reads: int = 0
    twice: int = 0
    missing: int = 0
    strength: int | None = None
    noise: int | None = None
    unknown: dict[str, int] = msgspec.field(default_factory=dict)
    seen: dict[str, int] = msgspec.field(default_factory=dict)
    size: int = 0
    connected: bool = False


class Box(msgspec.Struct):
    """What was heard of one decoder: its reads, and of its last status the noise and the voltage (tenths of a volt)."""

    reads: int = 0
    statuses: int = 0
    noise: int | None = None
    voltage: int | None = None


class Boxed:
    """A feed of decoders. `log`: what its records are added to, from which it goes on; `known`: the transponders that
    are on a car; `official`: the clock of the meeting.
    """

    def __init__(
        self, feed: Feed, log: Log, known: Iterable[str] = (), official: Official | None = None
    ) -> None:
        self.feed, self.counts, self._known = feed, Counts(), frozenset(known)
        self._official = Official() if official is None else official
        self._wire = WIRES[feed.protocol]()
        self._numbers = Numbers(resends=self._wire.resends, dated=self._wire.clock == "epoch")
        mine = log.passings.filter(pl.col("source") == feed.name).sort("seq")
        self._numbers.resume(mine)
        self._last: dict[str | None, int] = dict(_last(mine))
        self._still: dict[
            str | None, tuple[int | None, int]
        ] = {}  # the last number, and when it is asked whether it is
        self._asked: dict[str | None, int] = {}  # what was asked for past the last read heard
        self.boxes: dict[str, Box] = {}
        self._told_at: int | None = None  # when the clocks were last asked for
        self.clocks = DeviceClocks(feed, self._official, log, dated=self._wire.clock == "epoch")

    def hear(self, data: bytes, now: int, first: int = 1) -> list[Record]:
        """The records of bytes that came at the instant `now` of the host's clock, numbered from `first` on."""
        records: list[Record] = []
        for value in self._wire.feed(data):
            for record in self._records(value, now, first + len(records)):
                records.append(record)
        self.counts.missing = sum(hole.last - hole.first + 1 for hole in self._numbers.holes)
        return records

    def _records(self, value: Value, now: int, number: int) -> Iterator[Record]:
        if isinstance(value, Status):
            self.counts.noise = value.noise
            box = self.boxes.setdefault(value.decoder or "", Box())
            box.statuses, box.noise, box.voltage = box.statuses + 1, value.noise, value.voltage
            if value.number is not None:
                self._numbers.take(value)
        elif isinstance(value, DeviceTime):
            self.boxes.setdefault(value.decoder or "", Box())
            yield from self.clocks.answered(value, now, number)
        if not isinstance(value, Read):
            return
        taken = self._numbers.take(value)
        if not taken.new:
            self.counts.twice += 1
            return
        self._count(value)
        yield from self.clocks.read(value, taken, now, number)
        passing = passing_of(
            value,
            taken,
            loop=self.feed.loop_of(value.decoder),
            clock=self.clocks.standing(value, taken),
            heard=self._official.now(now),
            source=self.feed.name,
        )
        if passing is not None and passing.at is not None:
            self._official.saw(passing.at, now)
            yield passing

    def _count(self, read: Read) -> None:
        counts = self.counts
        if read.number is not None:
            self._last[read.decoder] = max(read.number, self._last.get(read.decoder, 0))
        counts.reads += 1
        self.boxes.setdefault(read.decoder or "", Box()).reads += 1
        counts.strength = read.strength if read.strength is not None else counts.strength
        if read.transponder is None:
            return
        counts.seen[read.transponder] = counts.seen.get(read.transponder, 0) + 1
        if read.transponder not in self._known:
            counts.unknown[read.transponder] = counts.unknown.get(read.transponder, 0) + 1

    def connected(self, now: int | None = None) -> None:
        """A connection begins: decoders that were heard before are asked for what came since, else nobody would miss
        what they read last; what comes first may be old.
        """
        self._asked = dict(self._last) if self._wire.resends else {}
        self._told_at = None
        self.clocks.connected(now)

    def asks(self, now: int) -> bytes:
        """What to send to the decoder; `now` are microseconds of a clock that only goes on."""
        since = []
        for decoder, last in self._last.items() if self._wire.resends else ():
            number, due = self._still.get(decoder, (None, 0))
            if number != last:
                self._still[decoder] = last, now + _QUIET
            elif now >= due:
                self._still[decoder], self._asked[decoder] = (last, now + _STILL), last
        for decoder, asked in self._asked.items():
            if self._last[decoder] >= asked:
                self._asked[decoder] = self._last[decoder] + _AT_MOST
                since.append(Resend(self._last[decoder] + 1, self._asked[decoder], decoder))
        clocks = []
        if self._wire.resends and (self._told_at is None or now - self._told_at >= _CLOCKS):
            self._told_at = now
            clocks = [AskTime()]
        asked_for = (*clocks, *since, *self._numbers.requests(now))
        return b"".join(self._wire.encode(one) for one in asked_for)

    def ended(self) -> bytes:
        """The connection ended: what is half received is damage. Nothing has to be heard in its place."""
        self._wire.finish()
        return b""

    @property
    def wire(self) -> Wire:
        """What became of the bytes."""
        return self._wire

    def findings(self) -> tuple[Finding, ...]:
        """What was odd so far."""
        name = self.feed.name
        return (*findings_of(self._wire, name), *self._numbers.findings(name), *self.clocks.findings())


def _last(mine: pl.DataFrame) -> Iterator[tuple[str | None, int]]:
    """The last number of each decoder in a log, of its last series."""
    frame = mine.filter(pl.col("number").is_not_null()).with_columns(pl.col("series").fill_null(1))
    last = frame.filter(pl.col("series") == pl.col("series").max().over("decoder"))
    yield from last.group_by("decoder", maintain_order=True).agg(pl.col("number").max()).iter_rows()


class Told:
    """A feed of somebody else's results. After a restart it has to hear once more what came before."""

    def __init__(self, feed: Feed) -> None:
        self.feed, self.counts = feed, Counts()
        self._wire = WIRES[feed.protocol]()
        self._board = Scoreboard(source=feed.name)
        self._translator = Translator() if feed.protocol == "multiloop" else None
        self._made = 0

    def hear(self, data: bytes) -> list[tuple[int, Record]]:
        """The records of these bytes and the session of each. They are numbered among those of this feed, and
        corrections name these numbers.
        """
        found: list[tuple[int, Record]] = []
        for value in self._wire.feed(data):
            for said in [value] if self._translator is None else self._translator.translate(value):
                session = self._board.session  # of the message that ends a run, the run that ends
                for record in self._board.feed(said, self._made + 1):
                    self._made += 1
                    self.counts.reads += isinstance(record, Passing)
                    found.append((session, record))
        return found

    def ended(self) -> bytes:
        """The connection ended: the bytes to hear in place of the rest of a line."""
        return b"\r\n" if self._wire.pending else b""

    @property
    def wire(self) -> Wire:
        """What became of the bytes."""
        return self._wire

    @property
    def entries(self) -> Entries:
        """The cars as the feed describes them."""
        return self._board.entries()

    def findings(self) -> tuple[Finding, ...]:
        """What was odd so far."""
        return (*findings_of(self._wire, self.feed.name), *self._board.findings(self.feed.name))
