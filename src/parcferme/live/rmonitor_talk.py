"""A recorded race as RMonitor would tell it: the cars, a heartbeat each second, the crossings as they fall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from parcferme.decoders import WIRES, Announcer, ClassName, Competitor, Heartbeat, LineCrossing, Run, Value
from parcferme.entries import Entry
from parcferme.live.moments import BEFORE, Crossing, Line, moments_of
from parcferme.live.outlets import Step
from parcferme.times import DAY, SECOND, is_dated

_ENDLESS: Final = 9999  # laps to go of a race over a time


class RMonitorTalk:
    """What is said, step by step, and what was said up to one of them."""

    def __init__(self, name: str, entries: list[Entry], start: int, length: int | None) -> None:
        classes = sorted({entry.class_ or "" for entry in entries})
        self._numbers = {name: str(n) for n, name in enumerate(classes, 1)}
        self._run = Run("1", name)
        self._cars = [self._competitor(entry) for entry in entries]
        self._start, self._length = start, length or 0
        self._told: list[Crossing | None] = []  # of each step

    def _competitor(self, entry: Entry) -> Competitor:
        name = entry.drivers[0].name if entry.drivers else ""
        first, _, last = name.rpartition(" ")
        worn = next((one for one in entry.transponders if one.isascii() and one.isdigit()), "0")
        class_ = self._numbers[entry.class_ or ""]
        return Competitor(entry.number, entry.number, class_, first, last, "", transponder=worn)

    def _announcer(self) -> Announcer:
        classes = [ClassName(number, name) for name, number in self._numbers.items() if name]
        return Announcer(self._run, self._cars, classes)

    def greeting(self, behind: int) -> list[Value]:
        """Everything there is to know after so many steps."""
        now = self._announcer()
        for one in self._told[:behind]:
            if one is not None:
                now.crossing(one.car, one.lap, one.lap_time, one.at)
        return now.refresh()

    def steps(
        self, crossings: list[Crossing], lines: list[Line], flags: list[tuple[int, str]]
    ) -> Iterator[Step]:
        """The messages of the session, each at its instant."""
        say, voice = WIRES["rmonitor"].encode, self._announcer()
        date = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=self._start)
        begun = voice.begin(
            (self._start - BEFORE * SECOND) % DAY // SECOND * SECOND,
            date.strftime("%d %b %y").lower() if is_dated(self._start) else "",
        )
        self._told.append(None)
        yield Step(self._start - BEFORE * SECOND, b"".join(map(say, begun)))
        for at, what in moments_of(crossings, lines, flags):
            match what:
                case None:
                    said = voice.beat(self._beat(at, flags))
                case Line():
                    said = [self._over(at, what.car, what.line, what.name)]
                case Crossing():
                    # The line first: it says of the crossing whether it was in the pits, and what time of day it was.
                    line = ("P1", "SFP") if what.in_pit else ("T1", "SFT")
                    said = voice.crossing(what.car, what.lap, what.lap_time, what.at)
                    said = [self._over(at, what.car, *line), *said]
            self._told.append(what if isinstance(what, Crossing) else None)
            yield Step(self._start + at, b"".join(map(say, said)))

    def _over(self, at: int, car: str, line: str, name: str) -> LineCrossing:
        """A car over a line, by the time of day."""
        date = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=self._start + at)
        return LineCrossing(car, line, name, date.strftime("%m/%d/%Y"), (self._start + at) % DAY)

    def _beat(self, at: int, flags: list[tuple[int, str]]) -> Heartbeat:
        """The heartbeat of an instant: what is shown since the last whole second, by clocks of whole seconds."""
        second = at // SECOND * SECOND
        shown = [word for since, word in flags if since <= second][-1]
        to_go = max(self._length - max(second, 0), 0) // SECOND * SECOND
        day = (self._start // SECOND * SECOND + second) % DAY
        return Heartbeat(_ENDLESS, to_go, day, max(second, 0), shown)
