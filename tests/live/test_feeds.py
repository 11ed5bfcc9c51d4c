"""How bytes come here: real sockets, a real pair of terminals, a file that grows, standard input."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gzip
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from parcferme.codec import decode
from parcferme.decoders import WIRES, AskTime, DeviceTime, Read, Resend, Status
from parcferme.live import LogBook, Recorder, feed_of, feeds_of, listen, run_to_end
from parcferme.season import FeedFile, load_round

P3 = WIRES["p3"]
SECOND = 1_000_000


def reads(*numbers: int, box: str = "101") -> bytes:
    return b"".join(
        P3.encode(Read(box, n, str(1000 + n), 1_600_000_000_000_000 + n * SECOND)) for n in numbers
    )


def numbers(path: Path) -> list[int]:
    return decode(path.read_bytes(), path.name)[0].passings.sort("seq")["number"].to_list()


class Room:
    """A recording that runs beside a test, and what was told of its feeds."""

    def __init__(self, path: Path, *addresses: str) -> None:
        self.path = path
        self.book = LogBook(path, raw=1_000_000)
        self.recorder = Recorder([feed_of(one) for one in addresses], self.book)
        self.told: list[tuple[str, Mapping[str, Any]]] = []
        self.seconds = 0.0  # by which its clock of patience is ahead

    async def run(self, **how: Any) -> None:
        def patience() -> int:
            return int((asyncio.get_running_loop().time() + self.seconds) * SECOND)

        await listen(
            self.recorder,
            tick=0.02,
            patience=patience,
            trouble=lambda _feed, what, values: self.told.append((what, values)),
            **how,
        )

    def saw(self, n: int = 0) -> int:
        return self.recorder.listeners[n].counts.reads


async def until(there: Callable[[], object]) -> None:
    async def wait() -> None:
        while not there():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), 10)


@contextlib.asynccontextmanager
async def going_on(room: Room, **how: Any) -> AsyncIterator[Room]:
    task = asyncio.create_task(room.run(**how))
    try:
        yield room
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        room.book.close()


Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def boxes(*handlers: Handler) -> AsyncIterator[list[int]]:
    """Servers on ports of their own, and whoever connected gone at the end."""
    writers: list[asyncio.StreamWriter] = []

    def tracked(one: Handler) -> Handler:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writers.append(writer)
            with contextlib.suppress(OSError):
                await one(reader, writer)

        return serve

    servers = [await asyncio.start_server(tracked(one), "127.0.0.1", 0) for one in handlers]
    try:
        yield [one.sockets[0].getsockname()[1] for one in servers]
    finally:
        for server in servers:
            server.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0.05)


def played(scene: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await asyncio.wait_for(scene(), 20)

    run_to_end(whole())


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_box_that_connects_to_us_is_heard_and_asked_and_comes_back_while_its_old_line_seems_open(
    tmp_path: Path,
) -> None:
    port = free_port()

    async def scene() -> None:
        async with going_on(
            Room(tmp_path / "today.log", f"p3+listen://127.0.0.1:{port}?loop=PIT_IN")
        ) as room:
            lines = []
            for n, sent in enumerate([(1, 2), (2, 3)], 1):
                while True:
                    try:
                        reader, writer = await asyncio.open_connection("127.0.0.1", port)
                        break
                    except OSError:
                        await asyncio.sleep(0.01)
                lines.append((reader, writer))
                writer.write(reads(*sent))
                await until(functools.partial(lambda n: room.saw() == n + 1, n))
            # The first line was never closed by the box: it was by us, once the second was there.
            box = P3()
            assert [type(one) for one in box.feed(await asyncio.wait_for(lines[0][0].read(), 5))] == [AskTime]
            asked = box.feed(await lines[1][0].read(1000))
            assert Resend(3, 52, "101") in asked
            for _, writer in lines:
                writer.close()
        await asyncio.sleep(0.05)

    played(scene)
    assert numbers(tmp_path / "today.log") == [1, 2, 3]
    log = decode((tmp_path / "today.log").read_bytes(), "today.log")[0]
    assert set(log.passings["loop"]) == {"PIT_IN"}


def test_a_serial_port_is_heard_at_its_speed_and_asked_and_noise_on_it_is_told(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    place = os.ttyname(theirs)

    async def scene() -> None:
        async with going_on(Room(tmp_path / "today.log", f"p3+serial:{place}?baud=19200&loop=FL")) as room:
            await until(lambda: room.recorder.listeners[0].counts.connected)
            os.write(ours, reads(1)[:7])  # what is cut by the end of a look is no damage
            await asyncio.sleep(0.25)
            os.write(ours, reads(1)[7:] + b"\xff\x00static" + reads(2))
            await until(lambda: room.saw() == 2)
            asked = P3().feed(await asyncio.to_thread(os.read, ours, 1000))
            assert AskTime() in asked
            (noise,) = room.recorder.findings()
            assert (noise.code, noise.values["why"], noise.values["size"]) == ("wire-damaged", "noise", 8)
            import termios

            assert termios.tcgetattr(theirs)[4] == termios.B19200

    played(scene)
    os.close(ours)
    os.close(theirs)
    assert numbers(tmp_path / "today.log") == [1, 2]


def test_a_serial_port_that_is_not_there_is_told_and_taken_once_it_is(tmp_path: Path) -> None:
    place = tmp_path / "usb"

    async def scene() -> None:
        async with going_on(Room(tmp_path / "today.log", f"p3+serial:{place}")) as room:
            await until(lambda: room.told)
            assert room.told[0][0] == "away" and "No such file" in room.told[0][1]["problem"]
            ours, theirs = os.openpty()
            place.symlink_to(os.ttyname(theirs))
            await until(lambda: room.recorder.listeners[0].counts.connected)
            os.write(ours, reads(5))
            await until(lambda: room.saw() == 1)
            os.close(ours)  # the cable is pulled
            await until(lambda: not room.recorder.listeners[0].counts.connected)
            os.close(theirs)

    played(scene)


def test_a_file_that_grows_is_followed_also_when_it_is_begun_anew_and_after_a_restart(tmp_path: Path) -> None:
    file, log = tmp_path / "capture.bin", tmp_path / "today.log"
    file.write_bytes(reads(1, 2)[:-3])

    async def first() -> None:
        async with going_on(Room(log, f"p3+file:{file}")) as room:
            await until(lambda: room.saw() == 1)
            with file.open("ab") as more:
                more.write(reads(2)[-3:] + reads(3))
            await until(lambda: room.saw() == 3)
            file.write_bytes(reads(4))  # begun anew: shorter than it was
            await until(lambda: room.saw() == 4)

    async def again() -> None:
        with file.open("ab") as more:
            more.write(reads(5))
        async with going_on(Room(log, f"p3+file:{file}")) as room:
            await until(lambda: room.saw() == 1)

    played(first)
    played(again)
    assert numbers(log) == [1, 2, 3, 4, 5]


def test_a_file_of_results_is_gone_on_with_where_it_was_left_in_the_middle_of_a_line(tmp_path: Path) -> None:
    file, log = tmp_path / "orbits.txt", tmp_path / "theirs.log"
    text = (
        b'$I,"10:00:00","06 dec 25"\r\n$B,1,"Race"\r\n$A,"7","7",7,"A","B","",1\r\n'
        b'$F,9999,"00:10:00","10:00:00","00:00:00","Green "\r\n$J,"7","00:00:00.000","00:00:01.000"\r\n'
        b'$G,1,"7",,"00:00:01.000"\r\n$J,"7","00:01:00.000","00:01:01.000"\r\n$G,1,"7",1,"00:01:01.000"\r\n'
        b'$J,"7","00:01:00.000","00:02:01.000"\r\n$G,1,"7",2,"00:02:01.000"\r\n'
    )

    def heard(part: bytes, way: str) -> None:
        with file.open("ab") as more:
            more.write(part)

        async def scene() -> None:
            room = Room(tmp_path / f"{way}.log", f"rmonitor+file:{file}")
            size = file.stat().st_size
            async with going_on(room):
                await until(lambda: len(room.book.heard(room.recorder.listeners[0].feed.name)) == size)

        played(scene)

    heard(text[:215], "parts")
    heard(text[215:], "parts")
    file.unlink()
    heard(text, "whole")
    parts, whole = ((tmp_path / f"{one}.log").read_bytes() for one in ("parts", "whole"))
    assert parts == whole and parts.count(b"passing") >= 3
    assert not log.exists()


def test_standard_input_is_heard_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "sent.bin").write_bytes(reads(*range(1, 400)))
    line = f"{sys.executable} -m parcferme record p3+stdin: --out today.log --quiet < sent.bin"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "p3+stdin:: 399 reads" in done.stderr
    assert numbers(tmp_path / "today.log") == list(range(1, 400))


def test_a_line_that_is_half_open_is_noticed_opened_anew_and_told(tmp_path: Path) -> None:
    """The box hangs: its line stays open and says nothing, not even its statuses."""
    served: list[asyncio.StreamWriter] = []
    heard = bytearray()

    async def box(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(writer)
        writer.write(P3.encode(Status("101", noise=20)) + reads(len(served)))
        while data := await reader.read(1000):
            heard.extend(data)

    async def scene() -> None:
        async with (
            boxes(box) as (port,),
            going_on(Room(tmp_path / "today.log", f"p3://127.0.0.1:{port}")) as room,
        ):
            await until(lambda: room.saw() == 1)
            room.seconds += 15
            await asyncio.sleep(0.1)
            assert len(served) == 1  # a status may be late
            room.seconds += 20
            await until(lambda: len(served) == 2 and room.saw() == 2)
            assert [what for what, _ in room.told] == ["silent"] and room.told[0][1]["seconds"] >= 30

    played(scene)
    asked = P3().feed(bytes(heard))
    assert asked.count(AskTime()) >= 3 and Resend(2, 51, "101") in asked


def test_statuses_and_answers_alone_keep_a_line_and_another_protocol_on_it_is_named_at_once(
    tmp_path: Path,
) -> None:
    opened = 0

    async def box(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        wire = P3()
        while data := await reader.read(1000):
            for asked in wire.feed(data):
                if isinstance(asked, AskTime):
                    writer.write(P3.encode(DeviceTime("101", 1_600_000_000_000_000)))

    async def orbits(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        beat = b'$F,9999,"00:10:00","10:00:00","00:00:00","Green "\r\n'
        writer.write(beat * 3)
        await writer.drain()

    async def scene() -> None:
        async with boxes(box, orbits) as ports:
            room = Room(tmp_path / "today.log", *(f"p3://127.0.0.1:{port}" for port in ports))
            async with going_on(room):
                await until(lambda: room.told)
                assert room.told[0] == ("other", {"value": "RMonitor", "expected": "MYLAPS P3"})
                for _ in range(8):
                    room.seconds += 11
                    await asyncio.sleep(0.06)
                assert opened == 1  # eighty-eight seconds with nothing but answers

    played(scene)


def test_a_box_that_is_away_is_tried_ever_less_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port, waited = free_port(), []
    sleep = asyncio.sleep

    async def quick(seconds: float) -> None:
        if seconds >= 0.25:
            waited.append(seconds)
        await sleep(min(seconds, 0.01))

    async def scene() -> None:
        room = Room(tmp_path / "today.log", f"p3://127.0.0.1:{port}")
        monkeypatch.setattr("parcferme.live.listening.asyncio.sleep", quick)
        async with going_on(room):
            await until(lambda: len(waited) > 8)

    played(scene)
    assert waited[:8] == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]


def test_what_feeds_said_is_kept_hour_by_hour_and_the_oldest_goes_beyond_the_limit(tmp_path: Path) -> None:
    hour = 3600 * SECOND
    begin = 490_000 * hour
    book = LogBook(tmp_path / "today.log", raw=8000)
    noise = [os.urandom(900) for _ in range(20)]
    for n, data in enumerate(noise):
        book.tape("p3://10.0.0.7:5403", data[:500], begin + n * hour)
        book.tape("p3://10.0.0.7:5403", data[500:], begin + n * hour + SECOND // 2)
    book.close()
    files = sorted((tmp_path / "today.raw" / "p3-10.0.0.7-5403").iterdir())
    kept = [gzip.decompress(one.read_bytes()) for one in files]
    assert kept == noise[-len(kept) :] and 6 <= len(kept) <= 9
    assert files[-1].name == "2025-11-25T11.gz"
    (told,) = book.tapes.findings()
    assert (told.code, told.values["files"]) == ("raw-bytes-dropped", 20 - len(kept))


def test_what_was_kept_before_the_power_failed_can_be_read_and_an_hour_is_gone_on_with_in_a_file_of_its_own(
    tmp_path: Path,
) -> None:
    place = tmp_path / "today.log"
    for part in (b"first", b"second"):
        book = LogBook(place, raw=10**6)
        book.tape("p98+serial:/dev/ttyUSB0", part, 10**15)
        failed = tmp_path / part.decode()
        shutil.copytree(place.parent, failed, ignore=shutil.ignore_patterns("first"))  # as the disk was then
        book.close()
        place = failed / "today.log"
    files = sorted((place.parent / "today.raw" / "p98-serial-dev-ttyUSB0").iterdir())
    assert [one.name for one in files] == ["2001-09-09T01.gz", "2001-09-09T01_002.gz"]
    done = [subprocess.run(["gzip", "-dc", one], capture_output=True).stdout for one in files]
    assert done == [b"first", b"second"]


def test_a_disk_that_takes_no_more_of_what_feeds_said_does_not_end_the_recording(tmp_path: Path) -> None:
    (tmp_path / "today.raw").write_text("a file stands where the folder should be")
    book = LogBook(tmp_path / "today.log", raw=10**6)
    recorder = Recorder([feed_of("p3://box")], book)
    recorder.hear(0, reads(1, 2), 0)
    assert recorder.listeners[0].counts.reads == 2
    assert [one.code for one in book.tapes.findings()] == ["raw-bytes-unkept"]
    book.close()


ROUND = """
official-clock = "FL"
[[feed]]
address = "10.0.0.7:5403"
protocol = "p3"
decoder = 101
loop = "FL"
[[feed]]
address = "10.0.0.7:5403"
protocol = "p3"
decoder = "102"
loop = "PIT_IN"
[[feed]]
address = "/dev/ttyUSB0"
protocol = "p98"
loop = "S1"
baud = 19200
began = "09:59:30"
[[feed]]
address = "rmonitor://10.0.0.9:50000"
"""


def test_the_feeds_of_a_round(tmp_path: Path) -> None:
    (tmp_path / "round.toml").write_text(ROUND)
    there = load_round(tmp_path)
    assert there.findings == () and there.said.official_clock == "FL"
    box, serial, orbits = feeds_of(there.said.feed, "round.toml")
    assert (box.name, box.loop_of("101"), box.loop_of("102")) == ("p3://10.0.0.7:5403", "FL", "PIT_IN")
    assert (serial.name, serial.loop, serial.baud) == ("p98+serial:/dev/ttyUSB0", "S1", 19200)
    assert serial.began == (9 * 3600 + 59 * 60 + 30) * SECOND and serial.clock == "device"
    assert orbits.name == "rmonitor://10.0.0.9:50000"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (FeedFile(), "no address"),
        (FeedFile(address="10.0.0.7:5403"), "no protocol"),
        (FeedFile(address="10.0.0.7:5403", protocol="p4"), "no protocol 'p4'"),
        (FeedFile(address="p98://10.0.0.7:5403", protocol="p3"), "not of the protocol 'p3'"),
        (FeedFile(address="p3+serial:/dev/ttyS0", baud=0), "baud=0"),
        (FeedFile(address="p3://10.0.0.7", clock="moon"), "clock=moon"),
    ],
)
def test_a_feed_of_a_round_that_is_none_names_the_file_and_which(said: FeedFile, told: str) -> None:
    with pytest.raises(Exception, match=rf"round\.toml: \[\[feed\]\] 2: .*{told}"):
        feeds_of([FeedFile(address="p3://10.0.0.6"), said], "round.toml")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("p3+listen://:5403", "p3+listen://0.0.0.0:5403"),
        ("p98+serial:///dev/ttyUSB0", "p98+serial:/dev/ttyUSB0"),
        ("p98+serial:COM3", "p98+serial:COM3"),
        ("p98+serial://COM3", "p98+serial:COM3"),
        ("rmonitor+file:my%20race.txt", "rmonitor+file:my%20race.txt"),
        ("rmonitor+file:/tmp/a#b.txt", "rmonitor+file:/tmp/a%23b.txt"),
        ("multiloop+stdin:", "multiloop+stdin:"),
    ],
)
def test_an_address_and_the_name_its_records_have(text: str, name: str) -> None:
    feed = feed_of(text)
    assert feed.name == name
    assert feed_of(name).name == name
