"""Feeds heard: opened, opened again when the line breaks or is silent, and stopped when somebody says so."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from parcferme.decoders import protocol_of
from parcferme.live.addresses import Way
from parcferme.live.connections import Door, Line, door_of
from parcferme.live.official import HostClock
from parcferme.live.recorder import Recorder

_CHUNK: Final = 1 << 16
_FIRST_WAIT, _LONGEST_WAIT = 0.25, 15.0  # seconds before a connection is tried again
_REFUSED: Final = 3  # times that a line cannot be opened again, after which it has ended for good
_STAYED: Final = 5.0  # seconds a connection has to last, else the next is waited for longer
_PUSHED: Final = 5.0  # seconds in which the other side has to take what it is sent
_SILENCE: Final[Mapping[str, int]] = {"p3": 30_000_000, "rmonitor": 30_000_000, "multiloop": 30_000_000}
"""µs without a byte after which a line that seems open is not: these send something every few seconds (P3 a status
every 5 s, and it is asked for its clock every 10 s; results a heartbeat each second)."""
_QUIET: Final = 60_000_000  # µs after which silence is told of a protocol that need not say anything
_ENOUGH: Final = 64  # bytes without a message after which another protocol is suspected
_TCP: Final = (Way.CONNECT, Way.LISTEN)

Trouble = Callable[[str, str, Mapping[str, Any]], None]
"""Told that something ails a feed: its name, what (`away`, `broken`, `silent`, `quiet`, `other`), and values."""


def host() -> int:
    """The host's clock: microseconds since 1970."""
    return time.time_ns() // 1000


def steady() -> int:
    """A clock that only goes on."""
    return time.monotonic_ns() // 1000


async def listen(
    recorder: Recorder,
    *,
    until_closed: bool = False,
    seconds: float | None = None,
    official: Callable[[], int] = host,
    patience: Callable[[], int] = steady,
    tick: float = 1.0,
    chunk: int = _CHUNK,
    silence: Mapping[str, int] = _SILENCE,
    each_second: Callable[[], None] = lambda: None,
    trouble: Trouble = lambda _feed, _what, _values: None,
) -> None:
    """Record until somebody stops it (Ctrl-C), for `seconds`, or with `until_closed` until every feed has ended.

    `chunk`: bytes heard at once. `official` is the host's clock, `patience` one that only goes on; what is heard is put
    at the first as it was when this began, and on from there by the second. `silence`: after how many µs without a byte
    a line of a protocol is opened anew. `trouble` is told of feeds that something is the matter with.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        # Not on Windows, nor outside the main thread: there an interrupt ends the program, and what was heard is kept.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(name, stop.set)
    ear = _Ear(recorder, official, patience, tick, chunk, silence, trouble, until_closed)
    feeds = [asyncio.create_task(ear.feed(n)) for n in range(len(recorder.listeners))]
    ended = asyncio.gather(*feeds)
    others: list[asyncio.Task[Any]] = [
        asyncio.create_task(stop.wait()),
        asyncio.create_task(_each(tick, each_second)),
    ]
    try:
        watched: set[asyncio.Future[Any]] = {ended, *others}
        done, _ = await asyncio.wait(watched, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for one in done:
            one.result()
    finally:
        for task in (*feeds, *others):
            task.cancel()
        await asyncio.gather(*feeds, *others, return_exceptions=True)
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await ended
        for name in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.remove_signal_handler(name)


async def _each(tick: float, call: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(tick)
        call()


class _Ear:
    """The feeds of one recording."""

    def __init__(
        self,
        recorder: Recorder,
        official: Callable[[], int],
        patience: Callable[[], int],
        tick: float,
        chunk: int,
        silence: Mapping[str, int],
        trouble: Trouble,
        until_closed: bool,
    ) -> None:
        self._recorder, self._official, self._patience = recorder, official, patience
        self._tick, self._chunk, self._trouble = tick, chunk, trouble
        self._silence, self._until_closed = silence, until_closed
        self._clock = HostClock(official(), patience())
        recorder.stepped = self._clock.steps

    def _now(self) -> int:
        return self._clock.at(self._official(), self._patience())

    async def feed(self, n: int) -> None:
        """One feed, opened again and again; with `until_closed` until it has ended and cannot be opened again."""
        feed = self._recorder.listeners[n].feed
        door = door_of(feed, follow=not self._until_closed, known=self._recorder.known(n))
        wait, loop = _FIRST_WAIT, asyncio.get_running_loop()
        heard, refused = False, 0
        try:
            while True:
                began = loop.time()
                if await self._opened(n, door, quiet=self._until_closed and heard):
                    wait = _FIRST_WAIT if loop.time() - began >= _STAYED else wait
                    heard, refused = True, 0
                    if feed.is_over or (self._until_closed and feed.way is not Way.CONNECT):
                        return
                elif self._until_closed and heard:
                    refused += 1  # a line may break and come back: one that cannot be opened again has ended
                    if refused == _REFUSED:
                        return
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
        finally:
            door.close()

    async def _opened(self, n: int, door: Door, *, quiet: bool = False) -> bool:
        """One line of a feed from its beginning to its end; whether there was one. `quiet`: that there is none is no
        trouble.
        """
        feed = self._recorder.listeners[n].feed
        try:
            line = await door.open()
        except OSError as problem:
            if not quiet:
                why = problem.strerror or str(problem).splitlines()[0]
                self._trouble(feed.name, "away", {"problem": why})
            return False
        self._recorder.connected(n, self._now())
        try:
            await self._hear(n, line)
        finally:
            line.close()
            self._recorder.ended(n, self._now())
        return True

    async def _hear(self, n: int, line: Line) -> None:
        """One connection, until it ends or has been silent for too long."""
        feed = self._recorder.listeners[n].feed
        longest = self._silence.get(feed.protocol) if feed.way in (*_TCP, Way.SERIAL) else None
        heard = told = self._patience()
        while True:
            if not await self._ask(n, line):
                return
            try:
                data = await asyncio.wait_for(line.read(self._chunk), self._tick)
            except TimeoutError:
                silent = self._patience() - heard
                if longest is not None and silent > longest:
                    self._trouble(feed.name, "silent", {"seconds": silent // 1_000_000})
                    return
                if longest is None and feed.way in (*_TCP, Way.SERIAL) and self._patience() - told > _QUIET:
                    told = self._patience()
                    self._trouble(feed.name, "quiet", {"seconds": silent // 1_000_000})
                continue
            except OSError as problem:
                self._trouble(feed.name, "broken", {"problem": problem.strerror or str(problem)})
                return
            if not data:
                return
            heard = told = self._patience()
            self._recorder.hear(n, data, self._now())
            self._suspect(n)

    async def _ask(self, n: int, line: Line) -> bool:
        """Send a decoder what it is asked; whether the line takes it."""
        asked = self._recorder.asks(n, self._patience())
        if not asked:
            return True
        try:
            await asyncio.wait_for(line.write(asked), _PUSHED)
        except TimeoutError:
            self._trouble(self._recorder.listeners[n].feed.name, "silent", {"seconds": int(_PUSHED)})
            return False
        except OSError:
            return True  # what it sent before it went is still to be read
        return True

    def _suspect(self, n: int) -> None:
        """Say it where a line speaks another protocol."""
        listener = self._recorder.listeners[n]
        head = listener.wire.head
        if len(head) >= _ENOUGH and not listener.wire.taken:
            other = protocol_of(head)
            if other not in (None, listener.wire.title):
                self._trouble(listener.feed.name, "other", {"value": other, "expected": listener.wire.title})
