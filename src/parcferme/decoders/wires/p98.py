"""AMB P98, the text protocol of AMB20, AMB130, TranX2 and AMBrc on a serial line, and of boxes made after them.

A line begins with the byte 01 and a sign for its kind: `@` a read, `#` a status. Its fields are ended by tabs, the last
one too; then `x` and the checksum of P3 over sign and fields, in hexadecimal. Reads and statuses share one count, so a
gap in it shows a lost line. Times are seconds since the decoder was switched on.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from parcferme.decoders.wires.lines import Lines, Unread
from parcferme.decoders.wires.p3 import remainder
from parcferme.decoders.wires.values import Other, Read, Status, Value, Why
from parcferme.findings import WrongCall

_READ: Final = b"@"
_STATUS: Final = b"#"
_SEALED: Final = re.compile(rb"\x01?(([ -~])\t(?:[ -~]*\t)*)x([0-9A-Fa-f]{4})\Z")
_MOST: Final = 10**9 * 1_000_000  # a time since the decoder was switched on, not since 1970
_SECONDS: Final = re.compile(r"(\d{1,9})\.(\d{1,6})\Z", re.ASCII)


class P98(Lines):
    """What an AMB decoder sends on a serial line."""

    name: ClassVar[str] = "p98"
    title: ClassVar[str] = "AMB P98"
    port: ClassVar[int | None] = None
    resends: ClassVar[bool] = False
    clock: ClassVar[str] = "running"
    longest: ClassVar[int] = 1024
    starts: ClassVar[re.Pattern[bytes]] = re.compile(rb"\x01?[@#$]\t")

    def _read(self, line: bytes) -> Value:
        sealed = _SEALED.match(line)
        if sealed is None:
            raise Unread(Why.CUT)
        body, sign, stated = sealed.groups()
        if remainder(body) != int(stated, 16):
            raise Unread(Why.CHECKSUM)
        if sign not in (_READ, _STATUS):
            return Other(sign.decode("latin-1"), line + b"\r\n")
        fields = body.decode("latin-1").split("\t")[1:-1]
        try:
            return _passing(*fields) if sign == _READ else _status(*fields)
        except (TypeError, ValueError):
            raise Unread(Why.FIELDS) from None

    @staticmethod
    def encode(value: Value) -> bytes:
        """The line that says this. Raises `WrongCall` for what P98 has no line for."""
        if isinstance(value, Other):
            return value.raw
        if isinstance(value, Read):
            needed = value.decoder, value.number, value.transponder, value.device_at
            if None in needed or value.device_at is None or not 0 <= value.device_at < _MOST:
                raise WrongCall(
                    f"a read in P98 needs decoder, number, transponder and a time since power-up: {value}"
                )
            at = f"{value.device_at // 1_000_000}.{value.device_at // 1000 % 1000:03d}"
            tail = (value.hits or 0, value.strength or 0, value.flags or 0)
            return _line(_READ, *needed[:3], at, *tail)
        if isinstance(value, Status) and value.decoder is not None and value.number is not None:
            return _line(_STATUS, value.decoder, value.number, value.noise or 0)
        raise WrongCall(f"P98 has no line for {value}")


def _passing(
    decoder: str, number: str, transponder: str, at: str, hits: str, strength: str, status: str, *_: str
) -> Read:
    seconds = _SECONDS.match(at)
    if seconds is None:
        raise ValueError(at)
    device_at = int(seconds[1]) * 1_000_000 + int(seconds[2].ljust(6, "0"))
    name = transponder.lstrip("0") or "0"
    return Read(
        decoder,
        _whole(number),
        name,
        device_at,
        strength=_whole(strength),
        hits=_whole(hits),
        flags=_whole(status),
    )


def _status(decoder: str, number: str, noise: str, *_: str) -> Status:
    return Status(decoder, _whole(number), _whole(noise))


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise ValueError(text)
    return int(text)


def _line(sign: bytes, *fields: object) -> bytes:
    texts = [str(one) for one in fields]
    if not all(text.isascii() and text.isprintable() for text in texts):
        raise WrongCall(f"P98 has no line for {texts}")
    said = "\t".join(texts)
    body = sign + b"\t" + said.encode() + b"\t"
    return b"\x01" + body + b"x%04X\r\n" % remainder(body)
