"""Decoders' bytes: P3 frames a second, beside plain `struct` parsing of the same bytes and the checksum by a table."""

from __future__ import annotations

import struct
from collections.abc import Callable

from parcferme.decoders import WIRES, Read, RMonitor, Status
from parcferme.decoders.wires.p3 import P3, encode

FRAMES = 20_000
_PASSING = struct.Struct("<xBHHHHxxIxxIxxQxxHxxHxxHxxIx")
_STATUS = struct.Struct("<xBHHHHxxHxxHxxBxxBxxIx")


def traffic() -> bytes:
    """Reads of sixty cars with a status after every tenth, as an AMBrc sends them."""
    frames = []
    for n in range(FRAMES):
        if n % 10 == 9:
            frames.append(encode(Status("263676", noise=27 + n % 9, temperature=33, voltage=122, gps=False)))
        else:
            at = 1_255_138_658_753_000 + n * 123_000
            frames.append(encode(Read("263676", n, str(7_404_500 + n % 60), at, 51 + n % 80, 16, 0)))
    return b"".join(frames)


def plainly(data: bytes) -> int:
    """The same bytes cut at their marks and unpacked by the usual layout: no checksum, no damage, no value."""
    found = 0
    for chunk in data.split(b"\x8f")[:-1]:
        frame = chunk + b"\x8f"
        if b"\x8d" in frame:
            first, *others = frame.split(b"\x8d")
            frame = first + b"".join(bytes((part[0] - 0x20,)) + part[1:] for part in others)
        found += len((_PASSING if len(frame) == _PASSING.size else _STATUS).unpack(frame)) > 0
    return found


def by_table(data: bytes) -> int:
    """The checksum of each frame byte by byte, as its definition has it."""
    table = []
    for byte in range(256):
        entry = byte << 8
        for _ in range(8):
            entry = (entry << 1 ^ (0x1021 if entry & 0x8000 else 0)) & 0xFFFF
        table.append(entry)
    total = 0
    for chunk in data.split(b"\x8f")[:-1]:
        remainder = 0xFFFF
        for byte in chunk:
            remainder = table[remainder >> 8] ^ (remainder << 8 & 0xFFFF) ^ byte
        total ^= remainder
    return total


def run(best: Callable[..., float], say: Callable[..., None]) -> None:
    """How many frames and lines a second are read and written."""
    data = traffic()
    assert len(P3().feed(data)) == plainly(data) == FRAMES
    ours = best(lambda: P3().feed(data), 7)
    plain = best(lambda: plainly(data), 7)
    table = best(lambda: by_table(data), 3)
    say(f"P3: {FRAMES:,} frames to values", ours, "plain struct parsing, no checksum", plain)
    say("… the same", ours, "their checksum alone, by a table", table)
    pieces = [data[at : at + 64] for at in range(0, len(data), 64)]

    def cut() -> None:
        wire = P3()
        for piece in pieces:
            wire.feed(piece)

    say("… in portions of 64 bytes", best(cut, 5), "in one", ours)
    values = P3().feed(data)
    say("… written again", best(lambda: [encode(value) for value in values], 5), "read", ours)
    line = b'$G,3,"1234BE",14,"01:12:47.872"\r\n$J,"1234BE","00:02:03.826","01:42:17.672"\r\n' * (FRAMES // 2)
    lines = best(lambda: RMonitor().feed(line), 5)
    say(f"RMonitor: {FRAMES:,} lines to values", lines, "P3 frames", ours)
    assert len(WIRES) >= 4
    rates = [
        f"{name} {FRAMES / ms * 1000:,.0f}/s"
        for name, ms in (("P3", ours), ("plain", plain), ("lines", lines))
    ]
    print("; ".join(rates))
