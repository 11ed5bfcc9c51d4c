"""A recorded race as RMonitor would tell it: the cars, a heartbeat each second, the crossings as they fall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from parcferme.decoders import WIRES, Announcer, ClassName, Competitor, Heartbeat, Run, Value
from parcferme.entries import Entries, Entry
from parcferme.findings import WrongCall
from parcferme.live.outlets import Outlet, Step
from parcferme.records import Assign, CarStatus, Decision, DriverChange, Event, Flag, FlagValue, Log, Note
from parcferme.season import Score
from parcferme.times import DAY, SECOND, is_dated

_BEFORE: Final = 5  # seconds before the start at which the cars are told
_AFTER: Final = 3  # and after the last crossing
_ENDLESS: Final = 9999  # laps to go of a race over a time
_WORDS: Final = {
    FlagValue.GREEN: "Green",
    FlagValue.FULL_COURSE_YELLOW: "Yellow",
    FlagValue.CODE_60: "Yellow",
    FlagValue.SAFETY_CAR: "Yellow",
    FlagValue.RED: "Red",
    FlagValue.CHEQUERED: "Finish",
}
# What RMonitor has no message for, or none that says as much.
_BESIDE: Final = (Decision, DriverChange, CarStatus, Note, Assign)


class _Crossing(msgspec.Struct, frozen=True):
    at: int  # since the start, as all times here
    car: str
    lap: int
    lap_time: int


class Told(msgspec.Struct, frozen=True):
    """The one port of a session told as results, the records beside it, and its entry list."""

    outlet: Outlet
    beside: Log
    entries: Entries


def announced(made: Score) -> Told:
    """A session as a timing system would tell it. Raises `WrongCall` for one in which nobody completed a lap."""
    timing, log = made.timing, made.decoded.log.effective()[0]
    crossings = list(_crossings(made))
    if not crossings:
        raise WrongCall("nobody completed a lap: there is nothing to tell")
    start = timing.start
    entries = [timing.entries.get(car, Entry(number=car)) for car in timing.cars]
    talk = _Talk(made.name if timing.name is None else timing.name, entries, start, timing.session.length)
    flags = _flags(log.events, start, None if timing.flag.at is None else timing.flag.at - start)
    steps = list(talk.steps(crossings, flags))
    day = start // DAY * DAY
    beside = [
        msgspec.structs.replace(
            event, seq=0, line=None, source=None, at=None if event.at is None else event.at - day
        )
        for event in log.events
        if isinstance(event, _BESIDE)
    ]
    outlet = Outlet("rmonitor", "RMonitor", "", steps, greeting=talk.greeting)
    return Told(outlet, Log.of(None, beside), Entries.of(entries))


def _crossings(made: Score) -> Iterator[_Crossing]:
    """What is told of the line, in order: a car's crossing at the start (lap 0), then each counted lap."""
    frame = made.crossings.sort("at_us", "seq").select("number", "elapsed_us", "lap", "why")
    before: dict[str, int] = {}
    for car, elapsed, lap, why in frame.iter_rows():
        if lap is None and (why != "start" or car in before):
            continue
        yield _Crossing(elapsed, car, lap or 0, elapsed - before.get(car, 0) if lap else 0)
        before[car] = elapsed


def _flags(events: Iterable[Event], start: int, fell: int | None) -> list[tuple[int, str]]:
    """What is shown from when on; green from the start where nothing else is said."""
    shown = [
        (event.at - start, _WORDS[event.value])
        for event in events
        if isinstance(event, Flag) and event.to_all and event.at is not None and event.value in _WORDS
    ]
    if fell is not None:
        shown = [one for one in shown if one[1] != "Finish"] + [(fell, "Finish")]
    return sorted(
        [(-_BEFORE * SECOND, ""), (0, "Green"), *((max(at, 0), word) for at, word in shown)], key=_first
    )


def _first(one: tuple[int, str]) -> int:
    return one[0]


class _Talk:
    """What is said, step by step, and what was said up to one of them."""

    def __init__(self, name: str, entries: list[Entry], start: int, length: int | None) -> None:
        classes = sorted({entry.class_ or "" for entry in entries})
        self._numbers = {name: str(n) for n, name in enumerate(classes, 1)}
        self._run = Run("1", name)
        self._cars = [self._competitor(entry) for entry in entries]
        self._start, self._length = start, length or 0
        self._told: list[_Crossing | None] = []  # of each step

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

    def steps(self, crossings: list[_Crossing], flags: list[tuple[int, str]]) -> Iterator[Step]:
        """The messages of the session, each at its instant."""
        say, voice = WIRES["rmonitor"].encode, self._announcer()
        date = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=self._start)
        begun = voice.begin(
            (self._start - _BEFORE * SECOND) % DAY // SECOND * SECOND,
            date.strftime("%d %b %y").lower() if is_dated(self._start) else "",
        )
        self._told.append(None)
        yield Step(self._start - _BEFORE * SECOND, b"".join(map(say, begun)))
        for at, crossing in _moments(crossings, flags):
            said = (
                voice.beat(self._beat(at, flags))
                if crossing is None
                else voice.crossing(crossing.car, crossing.lap, crossing.lap_time, crossing.at)
            )
            self._told.append(crossing)
            yield Step(self._start + at, b"".join(map(say, said)))

    def _beat(self, at: int, flags: list[tuple[int, str]]) -> Heartbeat:
        """The heartbeat of an instant: what is shown since the last whole second, by clocks of whole seconds."""
        second = at // SECOND * SECOND
        shown = [word for since, word in flags if since <= second][-1]
        to_go = max(self._length - max(second, 0), 0) // SECOND * SECOND
        day = (self._start // SECOND * SECOND + second) % DAY
        return Heartbeat(_ENDLESS, to_go, day, max(second, 0), shown)


def _moments(crossings: list[_Crossing], flags: list[tuple[int, str]]) -> list[tuple[int, _Crossing | None]]:
    """When something is said: each second, at each crossing, and once more as the flag falls.

    A feed shows the flag at the next whole second, and whoever follows it puts the flag at the first crossing since the
    last heartbeat: one at the very instant at which it fell keeps the crossings of that second apart.
    """
    end = crossings[-1].at // SECOND + _AFTER
    beats = [second * SECOND for second in range(-_BEFORE + 1, end + 1)]
    beats += [at for at, word in flags if word == "Finish" and at % SECOND]
    moments: list[tuple[int, _Crossing | None]] = [(at, None) for at in beats]
    moments += [(one.at, one) for one in crossings]
    return sorted(moments, key=lambda one: (one[0], one[1] is not None))
