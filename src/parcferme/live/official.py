"""The one official clock of a meeting: the host's, steps of it aside, or that of one decoder; never behind a read."""

from __future__ import annotations

from typing import Final

from parcferme.times import SECOND

HOSTS: Final = "host"
_STEP: Final = SECOND // 2  # by how much a clock that only goes on and one that is set may part at once
_BEYOND: Final = 60 * SECOND  # further ahead a read says nothing of now: its clock is wrong


class HostClock:
    """The host's clock as it was when this began, and on from there by a clock that only goes on: whoever sets the
    host's clock in the middle of a session moves nothing. Both clocks are arguments, in microseconds.
    """

    def __init__(self, host: int, steady: int) -> None:
        self._apart = self._seen = host - steady
        self.steps: list[tuple[int, int]] = []  # instant, and by how much it was put forward

    def at(self, host: int, steady: int) -> int:
        """The instant; a step of the host's clock since it was last asked is noted."""
        now, apart = steady + self._apart, host - steady
        if abs(apart - self._seen) >= _STEP:
            self.steps.append((now, apart - self._seen))
        self._seen = apart  # small steps are how a host's clock is kept right
        return now


class Official:
    """The official clock, as far ahead of the host's as is known. `clock`: `host`, or the decoder or loop whose clock
    it is; without one the first decoder that is believed shows it, else the host does.
    """

    def __init__(self, clock: str | None = None) -> None:
        self.clock = clock
        self.ahead = 0
        self.leader: str | None = None  # the decoder whose clock it is
        self.resumed = False  # whether it was taken up where a log had it
        self._newest = 0

    def believes(self, decoder: str | None, loop: str, *, stated: bool) -> bool:
        """Whether the clock of this decoder is taken as it is. `stated`: its feed says that it is to be. Of several at
        the loop whose clock is the official one it is the first that was heard.
        """
        if self.clock is None:
            return stated
        return self.clock == decoder or (self.clock == loop and self.leader in (None, decoder))

    def follow(self, decoder: str, ahead: int) -> None:
        """A clock that is believed is so far ahead of the host's; the first one heard is followed."""
        if self.leader in (None, decoder):
            self.leader, self.ahead = decoder, ahead

    def now(self, host: int) -> int:
        """The official instant at an instant of the host's: never before the newest read."""
        return max(host + self.ahead, self._newest)

    def saw(self, at: int, host: int) -> None:
        """A read at this official instant came."""
        if at <= host + self.ahead + _BEYOND:
            self._newest = max(self._newest, at)
