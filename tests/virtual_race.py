"""A session sent and recorded in virtual time: no socket, no sleep, every clock an argument.

Boxes send what `parcferme replay` would, with its faults, and answer what they are asked; the recorder hears it after
a delay, asks each second, and is cut off and comes back as the steps of the boxes say.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import msgspec
import polars as pl

from parcferme.codec import encode
from parcferme.decoders import WIRES
from parcferme.entries import Entries
from parcferme.live import Faults, HostClock, Outlet, Recorder, Step, boxes_of, feed_of
from parcferme.records import PASSINGS, Event, Log, Passing, Record
from parcferme.season import Score, score

SECOND = 1_000_000
AFTER = 90 * SECOND  # in which what is missing is asked for after the last read
STEADY = 77 * SECOND  # where the clock that only goes on happens to stand at the beginning


class Shelf:
    """A log in memory, and nothing else."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.lines = bytearray()

    def log(self, session: int) -> Log:
        return Log.of()

    def following(self, session: int) -> int:
        return len(self.records) + 1

    def append(self, session: int, records: Sequence[Record]) -> list[int]:
        first = self.following(session)
        self.records += [msgspec.structs.replace(one, seq=first + n) for n, one in enumerate(records)]
        return list(range(first, self.following(session)))

    def sync(self) -> None:
        return

    def heard(self, feed: str) -> bytes:
        return b""

    def hear(self, feed: str, data: bytes) -> None:
        return

    def tape(self, feed: str, data: bytes, now: int) -> None:
        return

    def kept(self) -> Log:
        """The log as it was kept."""
        passings = [one for one in self.records if isinstance(one, Passing)]
        columns = {name: [getattr(one, name) for one in passings] for name in PASSINGS}
        events = cast("list[Event]", [one for one in self.records if not isinstance(one, Passing)])
        return Log.of(pl.DataFrame(columns, schema=dict(PASSINGS)), events)


class Stage:
    """Boxes and a recording of them. `host` makes the host's clock of the true instant; `delay` is how long a message
    is under way, at least and at most; `clock` whose clock is the official one.
    """

    def __init__(
        self,
        outlets: Sequence[Outlet],
        beside: Sequence[Event],
        *,
        clock: str | None = None,
        host: Callable[[int], int] = lambda at: at,
        delay: tuple[int, int] = (0, 0),
        seed: int = 1,
    ) -> None:
        self.outlets, self.beside, self._true_host, self._delay = outlets, list(beside), host, delay
        self.dice = random.Random(seed)
        self.shelf = Shelf()
        feeds = [feed_of(f"{one.protocol}://10.0.0.{n}:5403?{one.query}") for n, one in enumerate(outlets, 1)]
        steady = [one for one in beside if one.at is None]
        self.recorder = Recorder(feeds, self.shelf, beside=steady, clock=clock)
        self._boxes = [WIRES[one.protocol]() for one in outlets]
        self._away: dict[int, int] = {}
        # Everything is connected before anything happens.
        first = min(one.steps[0].at for one in outlets if one.steps)
        first = min(
            [first, *(one.at for one in beside if one.at is not None and one.at > first - 600 * SECOND)]
        )
        first -= 30 * SECOND
        self._clock = HostClock(host(first), STEADY)
        self._first = first
        self.recorder.stepped = self._clock.steps

    def host(self, at: int) -> int:
        """What the recording takes for the host's clock at a true instant."""
        return self._clock.at(self._true_host(at), at - self._first + STEADY)

    def _arrives(self, at: int) -> int:
        return at + self.dice.randint(*self._delay)

    def play(self) -> Log:
        """The whole session; the log that was recorded."""
        for n in range(len(self.outlets)):
            self.recorder.connected(n, self.host(self._first))
        due = [(self._arrives(s.at), n, s) for n, one in enumerate(self.outlets) for s in one.steps]
        due.sort(key=lambda one: (one[0], one[1]))
        shown = sorted((one for one in self.beside if one.at is not None), key=lambda one: one.at or 0)
        second = self._first
        for at, n, step in due:
            while second <= at:
                self._ask(second)
                second += SECOND
            while shown and (shown[0].at or 0) <= step.at:
                self._show(shown.pop(0))
            if self._away.get(n, at) < at:
                del self._away[n]
                self.recorder.connected(n, self.host(at))
            data = self.outlets[n].take(step)
            if step.until is not None:
                self.recorder.ended(n, self.host(at))
                self._boxes[n].finish()
                self._away[n] = step.until
            elif data and n not in self._away:
                self.recorder.hear(n, data, self.host(at))
        for one in shown:
            self._show(one)
        for n in list(self._away):
            self.recorder.connected(n, self.host(second))
        self._away.clear()
        for late in range(second, second + AFTER, SECOND):
            self._ask(late)
        return self.shelf.kept()

    def _ask(self, at: int) -> None:
        """Once a second every box that can be reached is asked, and answers."""
        for n, outlet in enumerate(self.outlets):
            if self._away.get(n, at) > at:
                continue
            asked = self.recorder.asks(n, at - self._first + STEADY)
            for one in self._boxes[n].feed(asked) if asked else ():
                if answer := outlet.answer(one, at):
                    self.recorder.hear(n, answer, self.host(self._arrives(at)))

    def _show(self, event: Event) -> None:
        """A flag, a driver, a status: written by a person when it happens, at the official instant it is then."""
        assert event.at is not None
        now = self.recorder.now(self.host(event.at))
        self.shelf.append(0, [msgspec.structs.replace(event, at=now)])


def sent(made: Score, protocol: str, faults: Faults, seed: int = 1, **how: object) -> Stage:
    """A scored session as decoders send it, with faults."""
    log, _ = made.decoded.log.effective()
    ahead = how.pop("ahead", {})
    boxes = boxes_of(log, Entries(), protocol, made.timing.kind.value, ahead=ahead)  # type: ignore[arg-type]
    for n, outlet in enumerate(boxes.outlets):
        # A log that is new asks for nothing before the first read it hears: that one comes, as others did before it.
        begin, rest = _first_read(outlet.steps)
        outlet.steps = [*begin, *faults.of(rest, random.Random(f"{seed} {n}"))]
    return Stage(boxes.outlets, boxes.beside.events, seed=seed, **how)  # type: ignore[arg-type]


def _first_read(steps: Sequence[Step]) -> tuple[Sequence[Step], Sequence[Step]]:
    place = next(n for n, step in enumerate(steps) if step.number is not None) + 1
    return steps[:place], steps[place:]


def scored(log: Log, path: Path, entries: Entries) -> Score:
    """What the recorded log gives."""
    path.write_bytes(encode(log))
    return score(path, kind="race", entries=entries)
