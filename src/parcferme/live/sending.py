"""A recorded session on the wire: a TCP server for each outlet, in step with the time of the session."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from parcferme.decoders import WIRES, Resend
from parcferme.findings import WrongCall
from parcferme.live.outlets import Outlet
from parcferme.times import SECOND

_LEAD = 1.0  # seconds from the first listener on, so that the others are there too
_FULL = 1 << 16  # bytes that wait for listeners
_TICK = 0.05
_PARTING = 1.0  # seconds in which what was written has to be taken


class _Pace:
    """The time of the session while it is sent: it begins with the first listener. `speed` 0: there is none."""

    def __init__(self, first: int, speed: float) -> None:
        self._first, self.speed = first, speed
        self.begun = asyncio.Event()
        self._zero = 0.0

    def begin(self) -> None:
        if not self.begun.is_set():
            self._zero = asyncio.get_running_loop().time() + _LEAD
            self.begun.set()

    async def reach(self, at: int) -> None:
        """Wait until the session is at this instant."""
        await self.begun.wait()
        due = self._zero + (at - self._first) / SECOND / self.speed
        wait = due - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)


class _Station:
    """One outlet and those who listen to it."""

    def __init__(self, outlet: Outlet, pace: _Pace) -> None:
        self.outlet, self._pace = outlet, pace
        self._listening: set[asyncio.StreamWriter] = set()
        self._anybody = asyncio.Event()
        self._closed_until: int | None = None
        self._serving: set[asyncio.Task[None] | None] = set()
        self.asked_at = 0.0

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Somebody listens, and may ask; until they go."""
        if self._closed_until is not None:
            writer.close()
            return
        wire = WIRES[self.outlet.protocol]()
        task = asyncio.current_task()
        self._serving.add(task)
        writer.write(self.outlet.greet())
        self._listening.add(writer)
        self._anybody.set()
        self._pace.begin()
        with contextlib.suppress(OSError):
            while data := await reader.read(_FULL):
                for asked in wire.feed(data):
                    answer = self.outlet.answer(asked)
                    if answer and isinstance(asked, Resend):
                        self.asked_at = asyncio.get_running_loop().time()
                    writer.write(answer)
        self._drop(writer)
        self._serving.discard(task)

    async def run(self) -> None:
        """Send everything, each at its time; without a pace, whenever somebody listens."""
        waiting = 0
        for step in self.outlet.steps:
            if self._pace.speed:
                await self._pace.reach(step.at)
            elif step.until is None:
                await self._anybody.wait()
            if self._closed_until is not None and step.at >= self._closed_until:
                self._closed_until = None
            data = self.outlet.take(step)
            if step.until is not None:
                self._cut(step.until)
            for writer in tuple(self._listening) if data else ():
                writer.write(data)
            waiting += len(data)
            if waiting > _FULL or self._pace.speed:
                waiting = 0
                await self.drain()

    async def drain(self) -> None:
        """Wait for those who are slow; who is gone is."""
        for writer in tuple(self._listening):
            try:
                await writer.drain()
            except OSError:
                self._drop(writer)
        await asyncio.sleep(0)

    async def close(self) -> None:
        """Nobody is served any more: what was written still leaves, unless somebody does not take it."""
        listening = tuple(self._listening)
        self._drop_all()
        if serving := [task for task in self._serving if task is not None]:
            await asyncio.wait(serving, timeout=_PARTING)
        for writer in listening:
            writer.transport.abort()
        if serving:
            await asyncio.wait(serving, timeout=_PARTING)

    def _drop_all(self) -> None:
        for writer in tuple(self._listening):
            self._drop(writer)

    def _cut(self, until: int) -> None:
        self._drop_all()
        # Without a pace there is no time in which it could be closed: whoever connects again is served.
        self._closed_until = until if self._pace.speed else None

    def _drop(self, writer: asyncio.StreamWriter) -> None:
        self._listening.discard(writer)
        if not self._listening:
            self._anybody.clear()
        with contextlib.suppress(OSError, RuntimeError):
            writer.close()


async def send(
    outlets: Sequence[Outlet],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    speed: float = 1.0,
    linger: float = 0.0,
    ready: Callable[[list[int]], None] = lambda _ports: None,
) -> None:
    """Send a session: outlet n on port + n (0: any). `ready` is told the ports once somebody can connect. `speed`: so
    many times as fast as it was, 0 as fast as it is read. After the last message reads can be asked for again until
    none was sent again for `linger` seconds. Raises `WrongCall` where a port cannot be had.
    """
    first = min((one.steps[0].at for one in outlets if one.steps), default=0)
    pace = _Pace(first, speed)
    stations = [_Station(one, pace) for one in outlets]
    servers: list[asyncio.Server] = []
    try:
        for n, station in enumerate(stations):
            at = port + n if port else 0
            try:
                servers.append(await asyncio.start_server(station.connected, host, at))
            except (OSError, OverflowError) as problem:
                why = getattr(problem, "strerror", None) or problem
                raise WrongCall(f"{host}:{at}: cannot be listened at: {why}") from None
        ready([server.sockets[0].getsockname()[1] for server in servers])
        await asyncio.gather(*(station.run() for station in stations))
        for station in stations:
            await station.drain()
        await _linger(stations, linger)
    finally:
        for server in servers:
            server.close()
        for station in stations:
            await station.close()


async def _linger(stations: Sequence[_Station], linger: float) -> None:
    """Until nobody has asked for so long."""
    loop = asyncio.get_running_loop()
    since = loop.time()
    while loop.time() < max([since, *(one.asked_at for one in stations)]) + linger:
        await asyncio.sleep(min(_TICK, linger))
