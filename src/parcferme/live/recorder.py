"""What is heard becomes records: one listener for each feed, of decoders or of somebody else's results.

No socket, clock or disk: bytes and instants come in, records and what to ask the decoder for come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

import msgspec
import polars as pl

from parcferme.decoders import (
    WIRES,
    Clocks,
    Numbers,
    Read,
    Resend,
    Scoreboard,
    Status,
    Translator,
    Value,
    findings_of,
    passing_of,
)
from parcferme.entries import Entries
from parcferme.findings import Finding, WrongCall
from parcferme.live.addresses import DEVICE, Feed
from parcferme.records import Amend, Assign, DeviceClock, Event, Log, Passing, Record, Void

BOXES: Final = ("p3", "p98")
_AT_MOST: Final = 50  # reads a decoder is asked for at a time
_QUIET: Final = 5_000_000  # µs without a read after which a decoder is asked once whether there was none


class Book(Protocol):
    """Where records go: a log for each session (0: the first; a feed of results goes on with the next), and the bytes
    of the feeds that are heard again after a restart.
    """

    def log(self, session: int) -> Log:
        """What a session's log held when the recording began."""
        ...

    def append(self, session: int, records: Sequence[Record]) -> list[int]:
        """Records to be kept; their numbers. `Void` and `Amend` name numbers of that log."""
        ...

    def sync(self) -> None:
        """What was appended is kept when this returns."""
        ...

    def heard(self, feed: str) -> bytes:
        """The bytes of a feed so far."""
        ...

    def hear(self, feed: str, data: bytes) -> None:
        """More bytes of a feed, kept when this returns, before the records they make."""
        ...


class Counts(msgspec.Struct):
    """What is shown of a feed while it is recorded. `strength` and `noise` are the last ones heard, `missing` the
    numbers that have not come (yet), `unknown` the transponders that are on no car anybody knows.
    """

    reads: int = 0
    twice: int = 0
    missing: int = 0
    strength: int | None = None
    noise: int | None = None
    unknown: dict[str, int] = msgspec.field(default_factory=dict)
    connected: bool = False


class Boxed:
    """A feed of decoders. `log`: what its records are added to, from which it goes on; `known`: the transponders that
    are on a car.
    """

    def __init__(self, feed: Feed, log: Log, known: Iterable[str] = ()) -> None:
        self.feed, self.counts, self._known = feed, Counts(), frozenset(known)
        self._wire = WIRES[feed.protocol]()
        self._dated = self._wire.clock == "epoch"
        self._numbers = Numbers(resends=self._wire.resends, dated=self._dated)
        mine = log.passings.filter(pl.col("source") == feed.name).sort("seq")
        self._numbers.resume(mine)
        self._last: dict[str | None, int] = dict(_last(mine))
        self._still: dict[
            str | None, tuple[int | None, int | None]
        ] = {}  # the last number, and since when it is
        self._asked: dict[str | None, int] = {}  # what was asked for past the last read heard
        self._clocks = Clocks()
        # What was amended since counts when the log is read: the instants are worked out again from `device_at`.
        self._stood = {(e.decoder, e.series or 1): e for e in log.events if isinstance(e, DeviceClock)}

    def hear(self, data: bytes, now: int) -> list[Record]:
        """The records of bytes that came at the official instant `now`."""
        records = [record for value in self._wire.feed(data) for record in self._records(value, now)]
        self.counts.missing = sum(hole.last - hole.first + 1 for hole in self._numbers.holes)
        return records

    def _records(self, value: Value, now: int) -> Iterator[Record]:
        if isinstance(value, Status):
            self.counts.noise = value.noise
            if value.number is not None:
                self._numbers.take(value)
        if not isinstance(value, Read):
            return
        taken = self._numbers.take(value)
        if not taken.new:
            self.counts.twice += 1
            return
        self._count(value)
        if self.feed.clock != DEVICE and value.decoder is not None and value.device_at is not None:
            self._clocks.hear(value.decoder, value.device_at, now)
        clock, new = self._clock(value, taken.series, now)
        if new and clock is not None:
            yield clock
        loop, name = self.feed.loop_of(value.decoder), self.feed.name
        passing = passing_of(value, taken, loop=loop, clock=clock, heard=now, source=name)
        if passing is not None:
            yield passing

    def _count(self, read: Read) -> None:
        counts = self.counts
        if read.number is not None:
            self._last[read.decoder] = max(read.number, self._last.get(read.decoder, 0))
        counts.reads += 1
        counts.strength = read.strength if read.strength is not None else counts.strength
        if read.transponder is not None and read.transponder not in self._known:
            counts.unknown[read.transponder] = counts.unknown.get(read.transponder, 0) + 1

    def _clock(self, read: Read, series: int, now: int) -> tuple[DeviceClock | None, bool]:
        """How the clock of a decoder stands, and whether that has to be written first."""
        if read.decoder is None or read.device_at is None:
            return None, False
        # A clock that knows the date still does when it was switched off.
        key = (read.decoder, 1 if self._dated else series)
        known = self._stood.get(key)
        if known is not None:
            return known, False
        stated = self.feed.clock == DEVICE and (self._dated or series == 1)
        made = DeviceClock(
            decoder=read.decoder,
            device_at=read.device_at,
            at=read.device_at + (self.feed.began or 0) if stated else now,
            series=None if key[1] == 1 else series,
            source=self.feed.name,
        )
        self._stood[key] = made
        return made, True

    def connected(self) -> None:
        """A connection begins: decoders that were heard before are asked for what came since, else nobody would miss
        what they read last.
        """
        self._asked = dict(self._last) if self._wire.resends else {}

    def asks(self, now: int) -> bytes:
        """What to send to the decoder; `now` are microseconds of a clock that only goes on."""
        since = []
        for decoder, last in self._last.items() if self._wire.resends else ():
            number, at = self._still.get(decoder, (None, 0))
            if number != last:
                self._still[decoder] = last, now
            elif at is not None and now - at >= _QUIET:
                self._still[decoder], self._asked[decoder] = (last, None), last
        for decoder, asked in self._asked.items():
            if self._last[decoder] >= asked:
                self._asked[decoder] = self._last[decoder] + _AT_MOST
                since.append(Resend(self._last[decoder] + 1, self._asked[decoder], decoder))
        return b"".join(self._wire.encode(one) for one in (*since, *self._numbers.requests(now)))

    def ended(self) -> bytes:
        """The connection ended: what is half received is damage. Nothing has to be heard in its place."""
        self._wire.finish()
        return b""

    def findings(self) -> tuple[Finding, ...]:
        """What was odd so far."""
        name = self.feed.name
        return (*findings_of(self._wire, name), *self._numbers.findings(name), *self._clocks.findings(name))


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
    def entries(self) -> Entries:
        """The cars as the feed describes them."""
        return self._board.entries()

    def findings(self) -> tuple[Finding, ...]:
        """What was odd so far."""
        return (*findings_of(self._wire, self.feed.name), *self._board.findings(self.feed.name))


class Recorder:
    """All feeds of a recording, written into one book. `known`: transponders that are on a car besides those the log
    knows; `beside`: records that came another way, which the log is given once.

    Raises `WrongCall` for two feeds from one address.
    """

    def __init__(
        self, feeds: Sequence[Feed], book: Book, *, known: Iterable[str] = (), beside: Iterable[Event] = ()
    ) -> None:
        names = [feed.name for feed in feeds]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise WrongCall(f"{twice}: is named twice")
        self._book = book
        log = book.log(0)
        self.resumed = len(log)
        had = {_bare(event) for event in log.events}
        added = [event for event in beside if _bare(event) not in had]
        book.append(0, added)
        worn = {e.transponder for e in (*log.events, *added) if isinstance(e, Assign)} | set(known)
        self.listeners = [Boxed(one, log, worn) if one.protocol in BOXES else Told(one) for one in feeds]
        self._kept: dict[str, dict[int, list[int]]] = {}
        self._numbers: dict[str, list[int]] = {}
        for one in self.listeners:
            if isinstance(one, Told):
                self._resume(one)
        book.sync()

    def hear(self, n: int, data: bytes, now: int) -> None:
        """Bytes of feed `n` that came at the official instant `now`: kept when this returns."""
        listener = self.listeners[n]
        if isinstance(listener, Boxed):
            self._book.append(0, listener.hear(data, now))
        else:
            self._book.hear(listener.feed.name, data)
            self._write(listener, data)
        self._book.sync()

    def asks(self, n: int, now: int) -> bytes:
        """What to send to the decoder of feed `n`; `now` are microseconds of a clock that only goes on."""
        listener = self.listeners[n]
        return listener.asks(now) if isinstance(listener, Boxed) else b""

    def connected(self, n: int) -> None:
        """A connection of feed `n` begins."""
        listener = self.listeners[n]
        listener.counts.connected = True
        if isinstance(listener, Boxed):
            listener.connected()

    def ended(self, n: int, now: int) -> None:
        """The connection of feed `n` ended."""
        self.listeners[n].counts.connected = False
        data = self.listeners[n].ended()
        if data:
            self.hear(n, data, now)

    def findings(self) -> tuple[Finding, ...]:
        """What was odd so far, feed by feed."""
        return tuple(finding for one in self.listeners for finding in one.findings())

    def _resume(self, listener: Told) -> None:
        """What was heard before is heard again; what of it is not in the log yet (the program was stopped in between)
        is written now.
        """
        self._numbers[listener.feed.name] = []
        self._kept[listener.feed.name] = {}
        before = self._book.heard(listener.feed.name)
        if before:
            self._write(listener, before)

    def _write(self, listener: Told, data: bytes) -> None:
        name = listener.feed.name
        numbers, kept = self._numbers[name], self._kept[name]
        for session, record in listener.hear(data):
            if session not in kept:
                kept[session] = _numbers_of(self._book.log(session), name)[::-1]
            if kept[session]:
                numbers.append(kept[session].pop())
                continue
            if isinstance(record, Void | Amend):
                record = msgspec.structs.replace(record, target=numbers[record.target - 1])
            numbers += self._book.append(session, [record])


def _numbers_of(log: Log, source: str) -> list[int]:
    """The numbers of a feed's records in a log, in order."""
    mine = log.passings.filter(pl.col("source") == source)["seq"].to_list()
    return sorted([*mine, *(event.seq for event in log.events if event.source == source)])


def _bare(event: Event) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(event, seq=0))
