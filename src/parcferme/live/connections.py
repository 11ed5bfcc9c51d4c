"""How bytes come here: over TCP from either side, from a serial port, a file that grows, standard input.

Each way opens a `Line`, which is read until it gives back nothing more, and written to where the other side listens.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import threading
from typing import Any, Final, Protocol

from parcferme.live.addresses import Feed, Way

_TICK: Final = 0.1  # seconds between two looks at a file, and of one look at a serial port
_KEEPALIVE: Final = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
_UNHEARD: Final = 30_000  # milliseconds in which what was written has to arrive at the other side
_WAITING: Final = 64  # portions of standard input that wait to be heard


class Line(Protocol):
    """One connection, open."""

    async def read(self, size: int) -> bytes:
        """The next bytes, at most so many, as soon as there are any; nothing where it has ended. Raises `OSError`."""
        ...

    async def write(self, data: bytes) -> None:
        """Send something to the other side, where it listens."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...


class Door(Protocol):
    """Where lines come from."""

    async def open(self) -> Line:
        """The next line. Raises `OSError` where one cannot be had."""
        ...

    def close(self) -> None:
        """There will be no other."""
        ...


class _Deaf:
    """The other side of a line that does not listen, and a door behind which nothing is to be shut."""

    async def write(self, data: bytes) -> None:  # noqa: ARG002 as a line is written to
        return

    def close(self) -> None:
        return


def door_of(feed: Feed, *, follow: bool = True, known: bytes = b"") -> Door:
    """Where the lines of a feed come from. `follow`: wait at the end of a file for more; `known`: what was heard of a
    file before, behind which it is gone on with.
    """
    match feed.way:
        case Way.CONNECT:
            return _Outward(feed)
        case Way.LISTEN:
            return _Inward(feed)
        case Way.SERIAL:
            return _Port(feed)
        case Way.FILE:
            return _Tail(feed, follow, known)
        case Way.STDIN:
            return _Stdin()


class _Socket:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        _watched(writer.get_extra_info("socket"))

    async def read(self, size: int) -> bytes:
        return await self._reader.read(size)

    async def write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    def close(self) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            self._writer.close()


def _watched(connection: Any) -> None:
    """A line whose other side has gone without a word is noticed by the system, where it can."""
    if connection is None:
        return
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (*_KEEPALIVE, ("TCP_USER_TIMEOUT", _UNHEARD)):
        option = getattr(socket, name, None)
        if option is not None:
            with contextlib.suppress(OSError):
                connection.setsockopt(socket.IPPROTO_TCP, option, value)


class _Outward(_Deaf):
    """This side connects."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    async def open(self) -> Line:
        return _Socket(*await asyncio.open_connection(self._feed.host, self._feed.port))


class _Inward:
    """The other side connects. Who connects while a line is open takes its place: a box that was switched off and on
    again comes back while its old line still seems to be there.
    """

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._server: asyncio.Server | None = None
        self._came: asyncio.Queue[_Socket] = asyncio.Queue()
        self._line: _Socket | None = None

    async def open(self) -> Line:
        if self._server is None:
            self._server = await asyncio.start_server(self._connected, self._feed.host, self._feed.port)
        self._line = await self._came.get()
        while not self._came.empty():  # who connected since has taken its place
            self._line.close()
            self._line = self._came.get_nowait()
        return self._line

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._line is not None:
            self._line.close()
        self._came.put_nowait(_Socket(reader, writer))

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        while not self._came.empty():
            self._came.get_nowait().close()
        if self._server is not None:
            self._server.close()


class _Port(_Deaf):
    """A serial port: eight bits, no parity, one stop bit."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    async def open(self) -> Line:
        import serial  # a quarter of a second that a recording over TCP need not wait for

        return _Serial(
            await asyncio.to_thread(serial.Serial, self._feed.place, self._feed.baud, timeout=_TICK)
        )


class _Serial:
    def __init__(self, port: Any) -> None:
        self._port = port
        self._closed = False
        self._looking: asyncio.Future[bytes] | None = None

    async def read(self, size: int) -> bytes:
        while not self._closed:
            if self._looking is None:
                self._looking = asyncio.ensure_future(asyncio.to_thread(self._look, size))
                self._looking.add_done_callback(_noted)
            # Who stops waiting does not stop the look: what it finds is given to whoever reads next.
            data = await asyncio.shield(self._looking)
            self._looking = None
            if data:
                return data
        return b""

    def _look(self, size: int) -> bytes:
        """What is there, or what comes within a moment."""
        try:
            return bytes(self._port.read(max(1, min(size, self._port.in_waiting))))
        except TypeError:  # how pyserial says that a port was closed while it was read from
            return b""

    async def write(self, data: bytes) -> None:
        await asyncio.to_thread(self._port.write, data)

    def close(self) -> None:
        self._closed = True
        with contextlib.suppress(OSError):
            self._port.close()


def _noted(look: asyncio.Future[bytes]) -> None:
    """A look that nobody waits for any more may fail."""
    if not look.cancelled():
        look.exception()


class _Tail(_Deaf):
    """A file that another program goes on writing."""

    def __init__(self, feed: Feed, follow: bool, known: bytes) -> None:
        self._feed, self._follow, self._known = feed, follow, known
        self._behind = 0

    async def open(self) -> Line:
        file = open(self._feed.place, "rb")  # noqa: SIM115 it is open as long as the line
        if self._known:  # another file of this name is heard from its beginning
            self._behind = len(self._known) if file.read(len(self._known)) == self._known else 0
            self._known = b""
        size = os.fstat(file.fileno()).st_size
        file.seek(self._behind if self._behind <= size else 0)
        return _File(self, file)

    @property
    def follow(self) -> bool:
        return self._follow

    @property
    def place(self) -> str:
        return self._feed.place

    def heard(self, place: int) -> None:
        """So much of the file is known."""
        self._behind = place


class _File(_Deaf):
    def __init__(self, door: _Tail, file: Any) -> None:
        self._door, self._file = door, file
        self._closed = False

    async def read(self, size: int) -> bytes:
        while not self._closed:
            if data := bytes(self._file.read(size)):
                self._door.heard(self._file.tell())
                return data
            if not self._door.follow:
                return b""
            if self._is_another():
                self._door.heard(0)
                return b""
            await asyncio.sleep(_TICK)
        return b""

    def _is_another(self) -> bool:
        """Whether the file was begun anew, or another one has its name."""
        here = os.fstat(self._file.fileno())
        if here.st_size < self._file.tell():
            return True
        try:
            there = os.stat(self._door.place)
        except OSError:
            return False  # for a moment there may be none
        return (there.st_ino, there.st_dev) != (here.st_ino, here.st_dev)

    def close(self) -> None:
        self._closed = True
        self._file.close()


class _Stdin(_Deaf):
    """Standard input, once. A thread of its own reads it: nothing else can wait for whatever a shell puts there."""

    async def open(self) -> Line:
        return _Input(asyncio.get_running_loop())


class _Input(_Deaf):
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._came: asyncio.Queue[bytes] = asyncio.Queue()
        self._room = threading.Semaphore(_WAITING)
        self._loop = loop
        self._rest = b""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            self._room.acquire()
            try:
                data = os.read(sys.stdin.fileno(), 1 << 16)
            except (OSError, ValueError):
                data = b""
            try:
                self._loop.call_soon_threadsafe(self._came.put_nowait, data)
            except RuntimeError:  # the recording is over
                return
            if not data:
                return

    async def read(self, size: int) -> bytes:
        if not self._rest:
            self._rest = await self._came.get()
            self._room.release()
        data, self._rest = self._rest[:size], self._rest[size:]
        return data
