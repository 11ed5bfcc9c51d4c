"""What is heard becomes records: one listener for each feed, of decoders or of somebody else's results.

No socket, clock or disk: bytes and instants come in, records and what to ask the decoder for come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol

import msgspec
import polars as pl

from parcferme.findings import Finding, Where, WrongCall, error, warning
from parcferme.live.addresses import Feed, Way
from parcferme.live.listeners import BOXES, Boxed, Told
from parcferme.live.official import Official
from parcferme.records import Amend, Assign, Event, Log, Record, Void

_DIFFERENT: Final = 250_000  # µs between two clocks that are both taken as the official one


class Book(Protocol):
    """Where records go: a log for each session (0: the first; a feed of results goes on with the next), and the bytes
    of the feeds that are heard again after a restart.
    """

    def log(self, session: int) -> Log:
        """What a session's log held when the recording began."""
        ...

    def following(self, session: int) -> int:
        """The number the next record of that log will have."""
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

    def tape(self, feed: str, data: bytes, now: int) -> None:
        """The same bytes of any feed as they came, kept as long as there is room."""
        ...


class Recorder:
    """All feeds of a recording, written into one book. `known`: transponders that are on a car besides those the log
    knows; `beside`: records that came another way, which the log is given once; `clock`: whose clock is the official
    one (`host`, a decoder or a loop; None: each decoder's own, where it knows the date).

    Raises `WrongCall` for two feeds from one address.
    """

    def __init__(
        self,
        feeds: Sequence[Feed],
        book: Book,
        *,
        known: Iterable[str] = (),
        beside: Iterable[Event] = (),
        clock: str | None = None,
    ) -> None:
        names = [feed.name for feed in feeds]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise WrongCall(f"{twice}: is named twice")
        self._book = book
        self.official = Official(clock)
        log = book.log(0)
        self.resumed = len(log)
        had = {_bare(event) for event in log.events}
        added = [event for event in beside if _bare(event) not in had]
        book.append(0, added)
        worn = {e.transponder for e in (*log.events, *added) if isinstance(e, Assign)} | set(known)
        self.listeners = [
            Boxed(one, log, worn, self.official) if one.protocol in BOXES else Told(one) for one in feeds
        ]
        self.stepped: list[
            tuple[int, int]
        ] = []  # of the host's clock: when, and by how much it was put forward
        self._kept: dict[str, dict[int, list[int]]] = {}
        self._numbers: dict[str, list[int]] = {}
        for one in self.listeners:
            if isinstance(one, Told):
                self._resume(one)
        book.sync()

    def hear(self, n: int, data: bytes, now: int) -> None:
        """Bytes of feed `n` that came at the instant `now` of the host's clock (steps of it aside): kept when this
        returns.
        """
        listener = self.listeners[n]
        listener.counts.size += len(data)
        self._book.tape(listener.feed.name, data, now)
        if isinstance(listener, Boxed):
            self._book.append(0, listener.hear(data, now, self._book.following(0)))
        else:
            self._book.hear(listener.feed.name, data)
            self._write(listener, data)
        self._book.sync()

    def now(self, host: int) -> int:
        """The official instant at an instant of the host's clock."""
        return self.official.now(host)

    def known(self, n: int) -> bytes:
        """The bytes of feed `n` that the book has from before: a file is gone on with behind them."""
        listener = self.listeners[n]
        return self._book.heard(listener.feed.name) if isinstance(listener, Told) else b""

    def asks(self, n: int, now: int) -> bytes:
        """What to send to the decoder of feed `n`; `now` are microseconds of a clock that only goes on."""
        listener = self.listeners[n]
        return listener.asks(now) if isinstance(listener, Boxed) else b""

    def connected(self, n: int, now: int | None = None) -> None:
        """A connection of feed `n` begins."""
        listener = self.listeners[n]
        listener.counts.connected = True
        if isinstance(listener, Boxed):
            listener.connected(now)

    def ended(self, n: int, now: int) -> None:
        """The connection of feed `n` ended."""
        listener = self.listeners[n]
        listener.counts.connected = False
        data = listener.ended() if listener.feed.way is not Way.FILE else b""  # a file goes on where it ended
        if data:
            self.hear(n, data, now)

    def findings(self) -> tuple[Finding, ...]:
        """What was odd so far, feed by feed, then what is odd between them and about this machine."""
        found = [finding for one in self.listeners for finding in one.findings()]
        found += self._alike()
        found += self._apart()
        found += [warning("host-clock-stepped", step_us=abs(by), official_at=at, put="forward" if by > 0 else "back")
                  for at, by in self.stepped]  # fmt: skip
        return tuple(found)

    def _alike(self) -> Iterator[Finding]:
        """Decoders of different feeds that call themselves the same."""
        feeds: dict[str, list[str]] = {}
        for one in self.listeners:
            for decoder in one.clocks.decoders if isinstance(one, Boxed) else ():
                feeds.setdefault(decoder, []).append(one.feed.name)
        for decoder, names in feeds.items():
            if len(names) > 1:
                yield error("decoder-id-on-two-feeds", Where(file=names[1]), decoder=decoder, other=names[0])

    def _apart(self) -> Iterator[Finding]:
        """Clocks that are both taken as they are and show different times."""
        known = [
            (d, a)
            for one in self.listeners
            if isinstance(one, Boxed)
            for d, a in one.clocks.believed().items()
        ]
        for decoder, ahead in known[1:]:
            if abs(ahead - known[0][1]) >= _DIFFERENT:
                apart = abs(ahead - known[0][1])
                yield warning("decoder-clocks-differ", decoder=decoder, other=known[0][0], step_us=apart)

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
