"""What wires of text lines have in common: where a message begins in a damaged line, and what letters bytes are."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import ClassVar, Final

from parcferme.decoders.wires.values import Other, Value, Why
from parcferme.decoders.wires.wire import Wire

# Where cp1252 has a character and latin-1 has none; five bytes are nothing in either and stay what they are.
_OF_WINDOWS: Final = {
    byte: character for byte in range(0x80, 0xA0) if (character := bytes((byte,)).decode("cp1252", "ignore"))
}
_OF_BYTES: Final = {ord(character): byte for byte, character in _OF_WINDOWS.items()}
_TRIED: Final = 3  # later beginnings in a damaged line that are tried, the last ones


def letters(data: bytes) -> str:
    """The text in bytes of which no protocol says what they are: UTF-8 where they are just that, else cp1252."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1").translate(_OF_WINDOWS)


def octets(text: str) -> bytes:
    """The bytes of a text in cp1252; a question mark for what it does not have."""
    return text.translate(_OF_BYTES).encode("latin-1", "replace")


class Unread(Exception):
    """A line that is no message, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(str(why))
        self.why = why


class Lines(Wire):
    """A wire whose messages are lines, ended by a line feed with or without a carriage return before it."""

    end: ClassVar[bytes] = b"\n"
    longest: ClassVar[int] = 1 << 16
    starts: ClassVar[re.Pattern[bytes]]  # how a message begins

    @abstractmethod
    def _read(self, line: bytes) -> Value:
        """What a line says that begins like a message, without its end. Raises `Unread`."""

    def _message(self, chunk: bytes, found: list[Value]) -> None:
        line = chunk.rstrip(b"\r")
        if not line.strip():
            self.idle += len(chunk) + 1
            return
        begin = self.starts.match(line)
        try:
            value, at = (self._read(line), 0) if begin else self._later(line, Why.NOISE)
        except Unread as bad:
            try:
                value, at = self._later(line, bad.why)
            except Unread as worse:
                self._lose(worse.why, len(chunk) + 1, chunk)
                return
        self._lose(Why.CUT if begin else Why.NOISE, at, chunk[:at])
        if isinstance(value, Other):
            self._not_known(value.kind)
        self._take(len(chunk) + 1 - at)
        found.append(value)

    def _later(self, line: bytes, why: Why) -> tuple[Value, int]:
        """The message that begins within a line, after noise or after one that was cut. Raises `Unread` for `why`."""
        for begin in [one.start() for one in self.starts.finditer(line, 1)][-_TRIED:]:
            try:
                value = self._read(line[begin:])
            except Unread:
                continue
            if not isinstance(value, Other):
                return value, begin
        raise Unread(why)
