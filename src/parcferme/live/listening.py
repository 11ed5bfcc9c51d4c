"""Feeds heard over TCP: connected, connected again when the line breaks, and stopped when somebody says so."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from typing import Any

from parcferme.live.recorder import Recorder

_CHUNK = 1 << 16
_FIRST_WAIT, _LONGEST_WAIT = 0.25, 15.0  # seconds before a connection is tried again
_SILENCE = 60_000_000  # µs without a byte, after which a line that seems open is not
_LOUD = ("p3", "rmonitor")  # send something every few seconds


def now() -> int:
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
    official: Callable[[], int] = now,
    patience: Callable[[], int] = steady,
    tick: float = 1.0,
    chunk: int = _CHUNK,
    each_second: Callable[[], None] = lambda: None,
    trouble: Callable[[str, str], None] = lambda _feed, _why: None,
) -> None:
    """Record until somebody stops it (Ctrl-C), for `seconds`, or with `until_closed` until every feed has ended.

    `chunk`: bytes heard at once.

    `official` is the clock for what has none of its own, `patience` the one by which reads are asked for again;
    `trouble` is told of feeds that cannot be reached.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        # Not on Windows, nor outside the main thread: there an interrupt ends the program, and what was heard is kept.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(name, stop.set)
    ear = _Ear(recorder, official, patience, tick, chunk, trouble)
    feeds = [asyncio.create_task(ear.feed(n, until_closed)) for n in range(len(recorder.listeners))]
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
        trouble: Callable[[str, str], None],
    ) -> None:
        self._recorder, self._official, self._patience = recorder, official, patience
        self._tick, self._chunk, self._trouble = tick, chunk, trouble

    async def feed(self, n: int, until_closed: bool) -> None:
        """One feed, connected again and again; with `until_closed` until it has ended."""
        feed = self._recorder.listeners[n].feed
        wait = _FIRST_WAIT
        while True:
            try:
                reader, writer = await asyncio.open_connection(feed.host, feed.port)
            except OSError as problem:
                self._trouble(feed.name, problem.strerror or str(problem))
            else:
                wait = _FIRST_WAIT
                self._recorder.connected(n)
                try:
                    await self._hear(n, reader, writer)
                finally:
                    self._recorder.ended(n, self._official())
                    writer.close()
                if until_closed:
                    return
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)

    async def _hear(self, n: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it ends or has been silent for too long."""
        loud = self._recorder.listeners[n].feed.protocol in _LOUD
        heard = self._patience()
        while True:
            if asked := self._recorder.asks(n, self._patience()):
                writer.write(asked)
                with contextlib.suppress(OSError):
                    await writer.drain()
            data: bytes | None = None
            try:
                data = await asyncio.wait_for(reader.read(self._chunk), self._tick)
            except TimeoutError:
                pass
            except OSError:
                return
            if data == b"":
                return
            if data:
                heard = self._patience()
                self._recorder.hear(n, data, self._official())
            elif loud and self._patience() - heard > _SILENCE:
                return
