"""What goes wrong between a decoder and whoever listens, made on purpose: `lost=2%,double=1%,reorder=3s,cut=20s`."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from parcferme.findings import WrongCall
from parcferme.live.outlets import Step
from parcferme.times import SECOND

_SHARES: Final = ("lost", "double", "corrupt")
_TIMES: Final = ("reorder", "cut")
_OFTEN: Final = 0.05  # of the messages, those that come late where reorder is asked for
_EXPECTED: Final = "lost=2%,double=1%,corrupt=0.1%,reorder=3s,cut=20s"


class Faults(msgspec.Struct, frozen=True):
    """Shares of the messages (0 to 1) that do not come, come twice or come damaged; by how much at most some come late,
    and how long the line is cut once (µs, of the session).
    """

    lost: float = 0.0
    double: float = 0.0
    corrupt: float = 0.0
    reorder: int = 0
    cut: int = 0

    def of(self, steps: Iterable[Step], dice: random.Random) -> list[Step]:
        """The same steps with these faults."""
        made = [one for step in steps for one in self._with(step, dice)]
        made.sort(key=lambda one: one.at)
        if self.cut and made:
            middle = made[len(made) // 4 + dice.randrange(len(made) // 2 + 1)].at
            made.append(Step(middle, until=middle + self.cut))
            made.sort(key=lambda one: one.at)
        return made

    def _with(self, step: Step, dice: random.Random) -> Iterator[Step]:
        damaged = bool(step.data) and dice.random() < self.corrupt
        if damaged:
            # Kept as it was: asked for again, it comes whole.
            yield msgspec.structs.replace(step, lost=True)
            place = dice.randrange(len(step.data))
            byte = step.data[place] ^ dice.randrange(1, 256)
            yield Step(step.at, step.data[:place] + bytes((byte,)) + step.data[place + 1 :])
            return
        at = step.at
        if self.reorder and dice.random() < _OFTEN:
            at += dice.randrange(self.reorder)
        yield msgspec.structs.replace(step, at=at, lost=dice.random() < self.lost)
        if dice.random() < self.double:
            yield Step(at, step.data)


def faults_of(text: str) -> Faults:
    """The faults that a text asks for. Raises `WrongCall` saying which part of it is none."""
    said: dict[str, float | int] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _, value = part.partition("=")
        try:
            if name in _SHARES and value.endswith("%"):
                share = float(value[:-1]) / 100
                if not 0 <= share <= 1:
                    raise ValueError(value)
                said[name] = share
            elif name in _TIMES and value.endswith("s"):
                seconds = float(value[:-1])
                if not 0 <= seconds < 10**6:
                    raise ValueError(value)
                said[name] = round(seconds * SECOND)
            else:
                raise ValueError(value)
        except ValueError:
            raise WrongCall(f"no fault {part!r} (expected like {_EXPECTED})") from None
    return msgspec.convert(said, Faults)
