"""What all wires have in common: bytes in any portions go in, whole messages come out, every byte is accounted for.

A wire opens no socket and reads no clock. It keeps what is half received, and never more than its longest message; what
belongs to no message is counted by reason. `taken + idle + lost + pending` is always the number of bytes fed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Final

from parcferme.decoders.wires.values import Damage, Value, Why

_SAMPLE: Final = 24  # bytes of the first damage of a kind that are quoted
HEAD: Final = 1024  # bytes from which a protocol is told
_MOST_KINDS: Final = 64  # kinds of messages nobody knows that are counted one by one


class Wire(ABC):
    """One direction of one connection, in one protocol."""

    name: ClassVar[str]
    title: ClassVar[str]  # as people call it
    port: ClassVar[int | None]  # where such a device listens, unless told otherwise
    resends: ClassVar[bool]  # whether it can be asked for reads again
    clock: ClassVar[str]  # what `device_at` counts: `epoch` (since 1970), `running` (since power-up), `day`
    end: ClassVar[bytes]  # the byte every message ends with
    longest: ClassVar[int]  # bytes of the longest message, as sent

    def __init__(self) -> None:
        self.taken = 0  # bytes of messages understood
        self.idle = 0  # bytes that stand between messages by right: blank lines
        self._held = bytearray()
        self._dropped = 0  # bytes in front of those held, of a message that is too long, and how it began
        self._began = b""
        self._damage: dict[Why, tuple[int, int]] = {}  # times and bytes
        self._samples: dict[Why, bytes] = {}
        self._last: Why | None = None
        self._unknown: dict[str, int] = {}
        self._head: bytearray | None = bytearray()

    def feed(self, data: bytes) -> list[Value]:
        """The messages that these bytes complete, in the order they were sent."""
        if self._head is not None and len(self._head) < HEAD:
            self._head += data[: HEAD - len(self._head)]
        if self.end not in data:
            self._hold(data)
            return []
        first, *others = data.split(self.end)
        rest = others.pop()
        self._held += first
        found: list[Value] = []
        overflow = len(self._held) - self.longest
        if overflow > 0 or self._dropped:
            self._too_long(found, max(overflow, 0))
        else:
            self._message(bytes(self._held), found)
        self._held.clear()
        for chunk in others:
            if len(chunk) > self.longest:
                self._held += chunk
                self._too_long(found, len(chunk) - self.longest)
                self._held.clear()
            else:
                self._message(chunk, found)
        self._hold(rest)
        if found:
            self._head = None
        return found

    def finish(self) -> None:
        """The connection ended: what is half received will not be completed."""
        if self.pending:
            why, sample = (
                (Why.TOO_LONG, self._began) if self._dropped else (Why.CUT, bytes(self._held[:_SAMPLE]))
            )
            self._lose(why, self.pending, sample)
        self._held.clear()
        self._dropped = 0
        self._last = None

    @property
    def pending(self) -> int:
        """Bytes of a message that is not complete yet."""
        return len(self._held) + self._dropped

    @property
    def lost(self) -> int:
        """Bytes that did not count."""
        return sum(size for _, size in self._damage.values())

    @property
    def damage(self) -> tuple[Damage, ...]:
        """What did not count so far, by reason."""
        told = [(why, *self._damage[why]) for why in Why if why in self._damage]
        return tuple(Damage(why, times, size, self._samples[why]) for why, times, size in told)

    @property
    def unknown(self) -> Mapping[str, int]:
        """Intact messages that nobody here knows, by kind, how often."""
        return dict(sorted(self._unknown.items()))

    @property
    def head(self) -> bytes:
        """The first bytes of a connection on which nothing has been understood yet; empty once something was."""
        return bytes(self._head or b"")

    @staticmethod
    @abstractmethod
    def encode(value: Value) -> bytes:
        """The bytes that say this. Raises `WrongCall` for what the protocol has no message for."""

    @abstractmethod
    def _message(self, chunk: bytes, found: list[Value]) -> None:
        """Take what stands between two end marks: add what it says to `found`, and account for each of its bytes and
        for the end mark behind it.
        """

    def _hold(self, data: bytes) -> None:
        self._held += data
        if len(self._held) > 2 * self.longest:  # trimmed seldom, so that each byte is moved once
            if not self._dropped:
                self._began = bytes(self._held[:_SAMPLE])
            over = len(self._held) - self.longest
            del self._held[:over]
            self._dropped += over

    def _too_long(self, found: list[Value], over: int) -> None:
        """More than a message can have stands before an end mark: an intact message may still be its last part."""
        over += self._dropped
        sample = self._began if self._dropped else bytes(self._held[:_SAMPLE])
        lost = self.lost
        damage, samples, last = dict(self._damage), dict(self._samples), self._last
        self._message(bytes(self._held[-self.longest :]), found)
        size = self.lost - lost + over
        self._damage, self._samples, self._last = damage, samples, last
        self._lose(Why.TOO_LONG, size, sample)
        self._dropped = 0
        if found:
            self._last = None

    def _lose(self, why: Why, size: int, sample: bytes) -> None:
        """These bytes do not count. Noise that follows noise is the same noise."""
        if not size:
            return
        times, lost = self._damage.get(why, (0, 0))
        again = why is Why.NOISE and self._last is Why.NOISE
        self._damage[why] = times + (not again), lost + size
        if self._damage[why][0] == 1:
            known = self._samples.get(why, b"")
            self._samples[why] = (known + sample)[:_SAMPLE] if again else sample[:_SAMPLE]
        self._last = why

    def _take(self, size: int) -> None:
        """These bytes were a message."""
        self.taken += size
        self._last = None

    def _not_known(self, kind: str) -> None:
        if kind not in self._unknown and len(self._unknown) >= _MOST_KINDS:
            kind = "…"
        self._unknown[kind] = self._unknown.get(kind, 0) + 1
