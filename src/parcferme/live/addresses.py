"""Where a feed comes from: `p3://10.0.0.7:5403?loop=FL`, `p98+serial:/dev/ttyUSB0`, read and told apart."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

import msgspec

from parcferme.decoders import WIRES
from parcferme.findings import WrongCall
from parcferme.records import FINISH_LINE
from parcferme.season import FeedFile
from parcferme.times import BadTime, parse_instant

DEVICE: Final = "device"
HOST: Final = "host"
_CLOCKS: Final = (DEVICE, HOST)
_EXPECTED: Final = "PROTOCOL://HOST:PORT?loop=FL"
_PLACED: Final = {"serial": "PROTOCOL+serial:/dev/ttyUSB0?loop=FL", "file": "PROTOCOL+file:PATH?loop=FL"}
_BAUD: Final = (
    9600  # of AMB boxes as they are delivered (protocols: P98 at 9600 or 19200, eight bits, no parity)
)
_SAFE: Final = "/:\\"  # stay as they are in the name of a file or port
_FASTEST: Final = 4_000_000
_DEVICES: Final = re.compile(r"/dev/|COM\d+$|\\\\\.\\", re.IGNORECASE)


class Way(enum.StrEnum):
    """How the bytes of a feed come here."""

    CONNECT = "connect"  # over TCP: this side connects
    LISTEN = "listen"  # over TCP: the other side does
    SERIAL = "serial"
    FILE = "file"  # which another program goes on writing
    STDIN = "stdin"


class Feed(msgspec.Struct, frozen=True):
    """A feed. `host` and `port` of one over TCP, `place` the serial port or the file of another, `baud` the speed of a
    serial line. `loop`: where its decoder is; `loops`: of single decoders, by their id, where several share the
    connection. `clock`: whose clock is the official one; `began`: the official instant at which a decoder whose clock
    counts from power-up was switched on.
    """

    protocol: str
    host: str = ""
    port: int = 0
    loop: str = FINISH_LINE
    loops: Mapping[str, str] = {}
    clock: str = DEVICE
    began: int | None = None
    way: Way = Way.CONNECT
    place: str = ""
    baud: int = _BAUD

    @property
    def name(self) -> str:
        """What its records call it, and what a line about it does."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        match self.way:
            case Way.CONNECT:
                return f"{self.protocol}://{host}:{self.port}"
            case Way.LISTEN:
                return f"{self.protocol}+listen://{host}:{self.port}"
            case _:
                return f"{self.protocol}+{self.way.value}:{quote(self.place, safe=_SAFE)}"

    @property
    def is_over(self) -> bool:
        """Whether what has ended never goes on: there is nothing to connect to again."""
        return self.way is Way.STDIN

    def loop_of(self, decoder: str | None) -> str:
        """The loop a decoder of this feed is at."""
        return self.loops.get(decoder or "", self.loop)


def feed_of(text: str) -> Feed:
    """The feed of an address. Raises `WrongCall` saying what is wrong with it and what was expected."""
    try:
        parts = urlsplit(text, allow_fragments=False)
        port = parts.port if "://" in text else None
    except ValueError as problem:
        raise WrongCall(f"{text}: not an address: {problem} (expected {_EXPECTED})") from None
    protocol, _, way = parts.scheme.partition("+")
    if protocol not in WIRES:
        known = ", ".join(WIRES)
        raise WrongCall(f"{text}: no protocol {protocol!r} (expected one of {known}: {_EXPECTED})")
    if way and (way not in list(Way) or way == Way.CONNECT):
        ways = ", ".join(f"{protocol}+{one.value}" for one in Way if one is not Way.CONNECT)
        raise WrongCall(f"{text}: no way {way!r} (expected {protocol}://HOST:PORT, or one of {ways})")
    bare = _bare(text, parts, port, protocol, Way(way or Way.CONNECT))
    return _asked(text, parse_qsl(parts.query, keep_blank_values=True), bare)


def _bare(text: str, parts: SplitResult, port: int | None, protocol: str, way: Way) -> Feed:
    """The feed as its address says before the question mark."""
    wire = WIRES[protocol]
    if way is Way.STDIN:
        if parts.netloc or parts.path not in ("", "-", "/"):
            raise WrongCall(f"{text}: standard input has no place (expected {protocol}+stdin:)")
        return Feed(protocol, way=way)
    if way in (Way.SERIAL, Way.FILE):
        place = unquote(parts.netloc + parts.path)
        if not place.strip("/"):
            raise WrongCall(f"{text}: which? (expected like {_PLACED[way].replace('PROTOCOL', protocol)})")
        return Feed(protocol, way=way, place=place)
    if (way is Way.CONNECT and not parts.hostname) or parts.path not in ("", "/"):
        raise WrongCall(f"{text}: not an address (expected {_EXPECTED})")
    if port is None and wire.port is None:
        raise WrongCall(f"{text}: which port? {wire.title} has none of its own (expected {_EXPECTED})")
    return Feed(protocol, parts.hostname or "0.0.0.0", port or wire.port or 0, way=way)


def _asked(text: str, query: list[tuple[str, str]], bare: Feed) -> Feed:
    """The feed with what stands behind the question mark."""
    wire = WIRES[bare.protocol]
    loop, loops, clock, began, baud = bare.loop, dict[str, str](), None, None, bare.baud
    for key, value in query:
        if key == "loop" and value:
            loop = value
        elif key == "clock" and value in _CLOCKS:
            clock = value
        elif key == "began":
            began = _instant(text, value)
        elif key == "baud" and bare.way is Way.SERIAL:
            baud = _speed(text, value)
        elif key.isascii() and key.isdigit() and value:
            loops[key] = value
        else:
            raise WrongCall(
                f"{text}: {key}={value} says nothing (expected loop=NAME, DECODER=NAME, clock=device, clock=host"
                " or began=TIME; baud=9600 of a serial port)"
            )
    own = DEVICE if wire.clock == "epoch" or began is not None else HOST
    if clock == DEVICE and own == HOST:
        raise WrongCall(
            f"{text}: the clock of {wire.title} counts from when the decoder was switched on: say when that was"
            " (began=TIME), or clock=host"
        )
    return msgspec.structs.replace(bare, loop=loop, loops=loops, clock=clock or own, began=began, baud=baud)


def _instant(text: str, value: str) -> int:
    try:
        return parse_instant(value)
    except BadTime:
        raise WrongCall(f"{text}: began={value} is no instant (expected like 09:59:30.000)") from None


def _speed(text: str, value: str) -> int:
    if value.isascii() and value.isdigit() and 0 < int(value[:9]) <= _FASTEST:
        return int(value)
    raise WrongCall(f"{text}: baud={value} is no speed of a serial line (expected like 9600 or 19200)")


def feeds_of(said: Iterable[FeedFile], where: str) -> list[Feed]:
    """The feeds of a `round.toml`; decoders with one address are one feed. Raises `WrongCall` naming `where` and which
    of them is wrong.
    """
    found: dict[str, Feed] = {}
    for n, one in enumerate(said, 1):
        try:
            feed = _said(one)
            known = found.get(feed.name)
            found[feed.name] = feed if known is None else _joined(known, feed, one)
        except WrongCall as problem:
            raise WrongCall(f"{where}: [[feed]] {n}: {problem}") from None
    return list(found.values())


def _said(one: FeedFile) -> Feed:
    """The feed of one [[feed]]: its address may be whole, or a place of which the protocol is said beside it."""
    if not one.address:
        raise WrongCall('no address (expected like "10.0.0.7:5403")')
    text = one.address
    if one.protocol is not None and not re.match(r"[a-z0-9]+(\+[a-z]+)?:(?!\d)", text):
        serial = _DEVICES.match(text)
        text = f"{one.protocol}+serial:{text}" if serial else f"{one.protocol}://{text}"
    elif one.protocol is not None and text.partition(":")[0].partition("+")[0] != one.protocol:
        raise WrongCall(f"{text}: is not of the protocol {one.protocol!r} that stands beside it")
    for key, value in (("clock", one.clock), ("began", one.began), ("baud", one.baud)):
        if value is not None:
            text += f"{'&' if '?' in text else '?'}{key}={quote(str(value))}"
    feed = feed_of(text)
    if one.decoder is not None:
        loops = {**feed.loops, str(one.decoder): one.loop or feed.loop}
        return msgspec.structs.replace(feed, loops=loops)
    return feed if one.loop is None else msgspec.structs.replace(feed, loop=one.loop)


def _joined(known: Feed, more: Feed, said: FeedFile) -> Feed:
    """One connection for several decoders."""
    if said.decoder is None:
        raise WrongCall(f"{more.name}: is named twice (say with `decoder` which is at which loop)")
    return msgspec.structs.replace(known, loops={**known.loops, **more.loops})
