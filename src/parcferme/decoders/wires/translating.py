"""Multiloop in the words of RMonitor, so that one scoreboard follows both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from parcferme.decoders.wires.multiloop import CompletedLap, EntryInfo, LoopCrossing, Pulse, RunInfo
from parcferme.decoders.wires.rmonitor import (
    BestPosition,
    Competitor,
    Heartbeat,
    Lap,
    LineCrossing,
    RacePosition,
    Run,
)
from parcferme.decoders.wires.values import Value

# A white flag says that the last lap has begun: the track is green. What else has no word leaves the flag as it is.
_STATUS: Final[Mapping[str, str]] = {"G": "Green", "W": "Green", "Y": "Yellow", "R": "Red", "K": "Finish"}
_LINES: Final[Mapping[str, str]] = {"SF": "SFT", "SFPIT": "SFP", "PIN": "PIP", "POUT": "POP"}


_CUT: Final = 1_500_000  # µs: a date cut to the second, and a message that is late


class Translator:
    """One Multiloop feed. Instants become those of the calendar, since its heartbeat knows the date."""

    def __init__(self) -> None:
        self._zero: int | None = None  # the instant at which the run's own time was 0
        self._runs = False  # whether that time has begun
        self._numbers: dict[int, str] = {}

    def translate(self, value: Value) -> tuple[Value, ...]:
        """What a message says in RMonitor's words; nothing where those have none for it."""
        if isinstance(value, Pulse):
            return (self._beat(value),)
        if isinstance(value, CompletedLap):
            return self._lap(value)
        if isinstance(value, EntryInfo):
            self._numbers[value.uid] = value.number
            return (Competitor(_car(value.uid), value.number, "", "", value.driver, "", additional=""),)
        if isinstance(value, RunInfo):
            return (Run(value.event, value.run),)
        if isinstance(value, LoopCrossing) and self._zero is not None:
            name = (
                "SFP" if value.line == "SF" and value.crossing == "P" else _LINES.get(value.line, value.line)
            )
            at = self._zero + value.elapsed
            return (
                *self._known(value.uid, value.number),
                LineCrossing(_car(value.uid), value.line, name, "", at),
            )
        return ()

    def _beat(self, said: Pulse) -> Heartbeat:
        """The heartbeat, at the instant its elapsed time says: its date is cut to whole seconds, so the run's own time
        stays where it was until the two part by more.
        """
        zero = said.date_at - said.elapsed
        if self._zero is None or not said.elapsed or not self._runs or abs(zero - self._zero) > _CUT:
            self._zero = zero
        self._runs = said.elapsed > 0
        at = self._zero + said.elapsed
        return Heartbeat(said.laps_to_go, said.to_go, at, said.elapsed, _STATUS.get(said.status, ""))

    def _lap(self, said: CompletedLap) -> tuple[Value, ...]:
        car = _car(said.uid)
        told: list[Value] = [
            Lap(car, said.last if said.laps else 0, said.elapsed),
            RacePosition(said.overall_rank, car, said.laps or None, said.elapsed),
        ]
        if said.laps:
            told.append(BestPosition(None, car, said.best_lap, said.best))
        return (*self._known(said.uid, said.number), *told)

    def _known(self, uid: int, number: str) -> tuple[Value, ...]:
        """The car by its number, where no entry has told of it yet."""
        if self._numbers.get(uid) == number:
            return ()
        self._numbers[uid] = number
        return (Competitor(_car(uid), number, "", "", "", "", additional=""),)


def _car(uid: int) -> str:
    return f"{uid:X}"
