"""What leaves by one port: steps in session time, what answers who asks, and what greets who comes late."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from parcferme.decoders import WIRES, AskTime, DeviceTime, Resend, Value


class Step(msgspec.Struct, frozen=True):
    """What goes out at an official instant. `number`: of a read, by which it can be asked for again; `lost`: it does
    not arrive the first time. `until`: the line is cut here, up to that instant.
    """

    at: int
    data: bytes = b""
    number: int | None = None
    lost: bool = False
    until: int | None = None


class Outlet:
    """One port of a session that is sent. `title` says what stands there, `query` what `record` has to know of it;
    `shows`: how far the clock of the decoder is ahead; `greeting`, of the steps that are behind, is said to whoever
    connects in the middle.
    """

    def __init__(
        self,
        protocol: str,
        title: str,
        query: str,
        steps: Sequence[Step],
        *,
        decoder: str | None = None,
        shows: int = 0,
        greeting: Callable[[int], list[Value]] | None = None,
    ) -> None:
        self.protocol, self.title, self.query, self.decoder = protocol, title, query, decoder
        self.steps, self._greeting, self._shows = steps, greeting, shows
        self._kept: dict[int, bytes] = {}
        self._behind = 0
        self._at = steps[0].at if steps else 0

    def take(self, step: Step) -> bytes:
        """The bytes of the next step as it leaves; the box keeps its reads, also those that do not arrive."""
        self._behind += 1
        self._at = max(self._at, step.at)
        if step.number is not None:
            self._kept.setdefault(step.number, step.data)
        return b"" if step.lost else step.data

    def answer(self, asked: Value, at: int | None = None) -> bytes:
        """What a decoder says to what it was asked: reads again, or what its clock shows (at the instant `at`, else at
        that of the last step).
        """
        if isinstance(asked, Resend):
            # A range of four billion may be asked for: it ends where the memory does.
            wanted = range(asked.first, min(asked.last, max(self._kept, default=0)) + 1)
            return b"".join(self._kept[number] for number in wanted if number in self._kept)
        if isinstance(asked, AskTime) and self.decoder is not None:
            return WIRES[self.protocol].encode(
                DeviceTime(self.decoder, max((self._at if at is None else at) + self._shows, 0))
            )
        return b""

    def greet(self) -> bytes:
        """What whoever connects has to be told first."""
        if self._greeting is None or not self._behind:
            return b""
        encode = WIRES[self.protocol].encode
        return b"".join(encode(value) for value in self._greeting(self._behind))
