"""MYLAPS P3, the binary protocol of AMBrc, TranX, ChipX, RC4 and their successors: frames of tagged fields.

A frame stands between the marks 8E and 8F. Inside it the bytes 8D, 8E and 8F are sent as 8D and the byte plus 20 (hex),
so a mark is always a mark: a second 8E means that the frame before it was cut. What follows the first is a version,
the length of the unescaped frame, a checksum, flags and the kind; then fields of a tag, a length and a value, in any
order. All numbers are little-endian.

The checksum divides the frame by the polynomial 1021 (hex) from the low end, so its last two bytes come in unshifted.
That is what `binascii.crc_hqx` gives for all but those two, started with the remainder of FFFF and two zero bytes.
"""

from __future__ import annotations

import binascii
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final

import msgspec

from parcferme.decoders.wires.values import (
    AskTime,
    DeviceTime,
    Other,
    Read,
    Refusal,
    Resend,
    Status,
    Value,
    Version,
    Why,
)
from parcferme.decoders.wires.wire import Wire
from parcferme.findings import WrongCall

START: Final = 0x8E
END: Final = 0x8F
ESCAPE: Final = 0x8D
_LOWERED: Final = 0x20
_HEAD: Final = 10  # bytes before the first field, the start mark among them
_MOST: Final = 0xFFFF  # bytes a frame can say that it has
_REMAINDER: Final = binascii.crc_hqx(b"\x00\x00", 0xFFFF)
_NO_CHECKSUM: Final = b"\x00\x00"

PASSING: Final = 0x0001
STATUS: Final = 0x0002
VERSION: Final = 0x0003
RESEND: Final = 0x0004
GET_TIME: Final = 0x0024
ERROR: Final = 0xFFFF
KINDS: Final[Mapping[int, str]] = {
    0x0000: "RESET",
    PASSING: "PASSING",
    STATUS: "STATUS",
    VERSION: "VERSION",
    RESEND: "RESEND",
    0x0005: "CLEAR_PASSING",
    0x0013: "SERVER_SETTINGS",
    0x0015: "SESSION",
    0x0016: "NETWORK_SETTINGS",
    0x0018: "WATCHDOG",
    0x0020: "PING",
    GET_TIME: "GET_TIME",
    0x0028: "GENERAL_SETTINGS",
    0x002D: "SIGNALS",
    0x002F: "LOOP_TRIGGER",
    0x0030: "GPS_INFO",
    0x0045: "FIRST_CONTACT",
    0x004A: "TIMELINE",
    ERROR: "ERROR",
}
_DECODER: Final = 0x81

Fields = tuple[tuple[int, bytes], ...]


class Frame(msgspec.Struct, frozen=True, gc=False):
    """A frame as sent, without its escapes: encoding it gives the very same bytes."""

    kind: int
    fields: Fields = ()
    version: int = 2
    flags: int = 0
    stated: bool = True  # whether it says its length; requests need not


class Broken(Exception):
    """Bytes between two marks that are no frame, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(str(why))
        self.why = why


def checksum(frame: bytes) -> int:
    """The checksum of an unescaped frame, marks included; what stands in its own place is not looked at."""
    return remainder(frame[:4] + _NO_CHECKSUM + frame[6:])


def remainder(data: bytes) -> int:
    """What is left of at least two bytes when the polynomial divides them."""
    return binascii.crc_hqx(data[:-2], _REMAINDER) ^ (data[-2] << 8 | data[-1])


def parse_frame(data: bytes) -> Frame:
    """The frame in these bytes, from its start mark to its end mark. Raises `Broken`."""
    inner = _plain(data[1:-1]) if ESCAPE in data else data[1:-1]
    size = len(inner) + 2
    if size <= _HEAD:
        raise Broken(Why.CUT)
    stated = inner[1] | inner[2] << 8
    if stated not in (0, size):
        raise Broken(Why.LENGTH)
    if inner[3] | inner[4] << 8 != checksum(b"\x8e" + inner + b"\x8f"):
        raise Broken(Why.CHECKSUM)
    fields = []
    at, last = _HEAD - 1, len(inner)
    while at < last:
        if at + 2 > last or (behind := at + 2 + inner[at + 1]) > last:
            raise Broken(Why.FIELDS)
        fields.append((inner[at], inner[at + 2 : behind]))
        at = behind
    return Frame(inner[7] | inner[8] << 8, tuple(fields), inner[0], inner[5] | inner[6] << 8, stated != 0)


def _plain(inner: bytes) -> bytes:
    """What was escaped, as it was before."""
    first, *others = inner.split(b"\x8d")
    if any(not part or part[0] < _LOWERED for part in others):
        raise Broken(Why.CUT)
    return b"".join([first, *(bytes((part[0] - _LOWERED,)) + part[1:] for part in others)])


def encode_frame(frame: Frame) -> bytes:
    """The bytes of a frame, marks and escapes included. Raises `WrongCall` where it is longer than one can be."""
    content = b"".join(bytes((tag, len(value))) + value for tag, value in frame.fields)
    size = _HEAD + len(content) + 1
    if size > _MOST:
        raise WrongCall(f"a P3 frame of {size} bytes (at most {_MOST})")
    head = bytes((START, frame.version)) + (size if frame.stated else 0).to_bytes(2, "little")
    tail = frame.flags.to_bytes(2, "little") + frame.kind.to_bytes(2, "little") + content
    crc = checksum(head + _NO_CHECKSUM + tail + b"\x8f").to_bytes(2, "little")
    inner = head[1:] + crc + tail
    for mark in (ESCAPE, START, END):  # the escape first, so that no escape is escaped
        inner = inner.replace(bytes((mark,)), bytes((ESCAPE, mark + _LOWERED)))
    return b"\x8e" + inner + b"\x8f"


# --- fields


def _number(value: bytes) -> int:
    return int.from_bytes(value, "little")


def _signed(value: bytes) -> int:
    return int.from_bytes(value, "little", signed=True)


def _name(value: bytes) -> str:
    return str(int.from_bytes(value, "little"))


def _text(value: bytes) -> str:
    return value.rstrip(b"\x00").decode("latin-1")


def _yes(value: bytes) -> bool:
    return value != b"\x00"


# Of each kind: what it becomes, and of each tag the field, how it is read and the bytes it is written in (0: a text).
_Layout = Mapping[int, tuple[str, Callable[[bytes], Any], int]]
_LAYOUTS: Final[Mapping[int, tuple[type[Value], _Layout]]] = {
    PASSING: (
        Read,
        {
            0x01: ("number", _number, 4),
            0x03: ("transponder", _name, 4),
            0x0A: ("code", _text, 0),
            0x04: ("device_at", _number, 8),
            0x05: ("strength", _number, 2),
            0x06: ("hits", _number, 2),
            0x08: ("flags", _number, 2),
            0x0F: ("driver", _name, 1),
            0x10: ("utc_at", _number, 8),
            _DECODER: ("decoder", _name, 4),
        },
    ),
    STATUS: (
        Status,
        {
            0x01: ("noise", _number, 2),
            0x07: ("temperature", _signed, 2),
            0x0C: ("voltage", _number, 1),
            0x06: ("gps", _yes, 1),
            0x0A: ("satellites", _number, 1),
            0x0B: ("triggers", _number, 1),
            _DECODER: ("decoder", _name, 4),
        },
    ),
    VERSION: (
        Version,
        {
            0x01: ("model", _number, 1),
            0x02: ("description", _text, 0),
            0x03: ("version", _text, 0),
            0x04: ("release", _number, 4),
            0x08: ("registration", _number, 8),
            0x0A: ("build", _number, 2),
            0x0C: ("options", _number, 4),
            _DECODER: ("decoder", _name, 4),
        },
    ),
    GET_TIME: (
        DeviceTime,
        {
            0x01: ("device_at", _number, 8),
            0x04: ("flags", _number, 2),
            0x05: ("utc_at", _number, 8),
            _DECODER: ("decoder", _name, 4),
        },
    ),
    ERROR: (
        Refusal,
        {
            0x01: ("code", _number, 2),
            0x02: ("description", _text, 0),
            _DECODER: ("decoder", _name, 4),
        },
    ),
}
_KIND_OF: Final[Mapping[type[Value], int]] = {made: kind for kind, (made, _) in _LAYOUTS.items()}
# How the values of a usual width are unpacked, and what then becomes of them.
_WIDTHS: Final = {1: "B", 2: "H", 4: "I", 8: "Q"}
_UNPACKED: Final[Mapping[Callable[[bytes], Any], Callable[[Any], Any] | None]] = {
    _number: None,
    _signed: None,
    _name: str,
    _yes: bool,
    _text: _text,
}
_MOST_SHAPES: Final = 32
# Boxes that send the printed name of a transponder send the strength before the time.
_WITH_CODE: Final = (0x01, 0x03, 0x0A, 0x05, 0x06, 0x04)


def value_of(frame: Frame, raw: bytes = b"") -> Value:
    """What a frame says; `raw` are its bytes, kept where it says nothing that has a name here."""
    layout = _LAYOUTS.get(frame.kind)
    if layout is None:
        return (frame.kind == RESEND and _resend(frame)) or _other(frame, raw)
    made, names = layout
    said: dict[str, Any] = {}
    rest = []
    for tag, value in frame.fields:
        known = names.get(tag)
        if known is None or known[0] in said or not value or (known[2] and len(value) > 8):
            rest.append((tag, value))
        else:
            said[known[0]] = known[1](value)
    if made is DeviceTime and not said.keys() - {"decoder"}:
        return AskTime(said.get("decoder"))
    if rest:
        said["rest"] = tuple(rest)
    return made(**said)


def _resend(frame: Frame) -> Resend | None:
    said = {tag: _number(value) for tag, value in frame.fields if value}
    if 0x01 not in said or 0x02 not in said:
        return None
    return Resend(said[0x01], said[0x02], str(said[_DECODER]) if _DECODER in said else None)


def _other(frame: Frame, raw: bytes) -> Other:
    return Other(KINDS.get(frame.kind, f"0x{frame.kind:04X}"), raw or encode_frame(frame))


def frame_of(value: Value) -> Frame:
    """The frame that says this. Raises `WrongCall` for what P3 has no frame for."""
    if isinstance(value, AskTime):
        asked = ((0x01, b""), (0x04, b""), (0x05, b""), *_decoder(value.decoder))
        return Frame(GET_TIME, asked, version=0, stated=False)
    if isinstance(value, Resend):
        bounds = (0x01, _bytes(value.first, 4)), (0x02, _bytes(value.last, 4))
        return Frame(RESEND, (*bounds, *_decoder(value.decoder)))
    kind = _KIND_OF.get(type(value))
    if kind is None:
        raise WrongCall(f"P3 has no frame for {type(value).__name__}")
    fields = []
    layout = _LAYOUTS[kind][1]
    for tag in _in_order(value, layout):
        name, _, width = layout[tag]
        said = getattr(value, name)
        if said is not None:
            fields.append((tag, _written(said, width)))
    decoder = [fields.pop()] if fields and fields[-1][0] == _DECODER else []
    return Frame(kind, (*fields, *value.rest, *decoder))  # type: ignore[attr-defined]


def _in_order(value: Value, layout: _Layout) -> Iterable[int]:
    if isinstance(value, Read) and value.code is not None:
        return dict.fromkeys((*_WITH_CODE, *layout))
    return layout


def _decoder(decoder: str | None) -> Fields:
    return () if decoder is None else ((_DECODER, _written(decoder, 4)),)


def _written(said: str | int | bool, width: int) -> bytes:
    if isinstance(said, str) and not width:
        data = said.encode("latin-1", "replace")
        if len(data) > 255:
            raise WrongCall(f"P3 has no field of {len(data)} bytes: {said[:40]!r}…")
        return data
    if isinstance(said, str) and not (said.isascii() and said.isdigit()):
        raise WrongCall(f"P3 knows numbers only: {said!r}")
    return _bytes(int(said), width)


def _bytes(number: int, width: int) -> bytes:
    if not -(2**63) <= number < 2**64:
        raise WrongCall(f"P3 has no field for the number {number}")
    if number < 0:
        return number.to_bytes(max(width, (number.bit_length() + 8) // 8), "little", signed=True)
    return number.to_bytes(max(width, (number.bit_length() + 7) // 8), "little")


def encode(value: Value) -> bytes:
    """The bytes that say this. Raises `WrongCall` for what P3 has no frame for."""
    return value.raw if isinstance(value, Other) else encode_frame(frame_of(value))


class _Shape:
    """The layout a box sends over and over: a frame of it is unpacked at once, and has to have the very same tags."""

    def __init__(self, frame: Frame) -> None:
        self.made, names = _LAYOUTS[frame.kind]
        fields = [(*names[tag][:2], tag, len(value)) for tag, value in frame.fields]
        self.tags = tuple(tag | width << 8 for _, _, tag, width in fields)
        self.names = tuple(name for name, *_ in fields)
        self.turned = [
            (place, turn) for place, (_, read, *_) in enumerate(fields) if (turn := _UNPACKED[read])
        ]
        self.layout = struct.Struct(
            "<BHHHH" + "".join(f"H{_format(read, width)}" for _, read, _, width in fields)
        )

    @staticmethod
    def of(frame: Frame) -> _Shape | None:
        """The layout of a frame, where all its fields have a name here, each once, and a usual width."""
        names = _LAYOUTS[frame.kind][1] if frame.kind in _LAYOUTS else {}
        tags = [tag for tag, _ in frame.fields]
        usual = all(
            tag in names and (len(value) in _WIDTHS or (names[tag][1] is _text and value))
            for tag, value in frame.fields
        )
        return _Shape(frame) if tags and usual and len({*tags}) == len(tags) else None

    def value(self, inner: bytes) -> Value | None:
        """What a frame (without its marks) says; None where it is not of this layout, or its checksum does not fit."""
        got = self.layout.unpack(inner)
        if got[5::2] != self.tags or got[1] not in (0, len(inner) + 2):
            return None
        if got[2] != remainder(b"\x8e" + inner[:3] + _NO_CHECKSUM + inner[5:] + b"\x8f"):
            return None
        values = list(got[6::2])
        for place, turn in self.turned:
            values[place] = turn(values[place])
        return self.made(**dict(zip(self.names, values, strict=True)))


def _format(read: Callable[[bytes], Any], width: int) -> str:
    if read is _text:
        return f"{width}s"
    return _WIDTHS[width].lower() if read is _signed else _WIDTHS[width]


class P3(Wire):
    """What a MYLAPS decoder sends, or (at the other end) what it is asked."""

    name: ClassVar[str] = "p3"
    title: ClassVar[str] = "MYLAPS P3"
    port: ClassVar[int | None] = 5403
    resends: ClassVar[bool] = True
    clock: ClassVar[str] = "epoch"
    end: ClassVar[bytes] = b"\x8f"
    longest: ClassVar[int] = 2 * _MOST
    encode = staticmethod(encode)

    def __init__(self) -> None:
        super().__init__()
        self._shapes: dict[tuple[int, bytes], _Shape] = {}

    def _message(self, chunk: bytes, found: list[Value]) -> None:
        start = chunk.rfind(b"\x8e")
        if start:
            self._before(chunk, start)
            if start < 0:
                return
            chunk = chunk[start:]
        size = len(chunk) + 1
        try:
            value = self._value(chunk)
        except Broken as bad:
            self._lose(bad.why, size, chunk + b"\x8f")
            return
        if isinstance(value, Other):
            self._not_known(value.kind)
        self._take(size)
        found.append(value)

    def _value(self, chunk: bytes) -> Value:
        """What a frame says, without its end mark. Raises `Broken`."""
        inner = _plain(chunk[1:]) if ESCAPE in chunk else chunk[1:]
        known = len(inner), inner[7:9]
        shape = self._shapes.get(known)
        value = None if shape is None else shape.value(inner)
        if value is None:
            data = chunk + b"\x8f"
            frame = parse_frame(data)
            value = value_of(frame, data)
            shape = _Shape.of(frame)
            if shape is not None and len(self._shapes) < _MOST_SHAPES:
                self._shapes[known] = shape
        return value

    def _before(self, chunk: bytes, start: int) -> None:
        """What stands before the last start mark: noise, then frames that were cut. Without one all of it is noise."""
        if start < 0:
            self._lose(Why.NOISE, len(chunk) + 1, chunk + b"\x8f")
            return
        noise, *cut = chunk[:start].split(b"\x8e")
        self._lose(Why.NOISE, len(noise), noise)
        for part in cut:
            self._lose(Why.CUT, len(part) + 1, b"\x8e" + part)
