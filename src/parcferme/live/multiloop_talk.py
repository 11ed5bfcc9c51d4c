"""A recorded race as Multiloop would tell it: entries, a heartbeat each second, lines, completed laps, the flag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from parcferme.decoders import (
    WIRES,
    CompletedLap,
    EntryInfo,
    FeedVersion,
    LoopCrossing,
    MultiloopTold,
    NewLeader,
    Pulse,
    RunInfo,
    TrackFlag,
    Value,
)
from parcferme.entries import Entry
from parcferme.live.moments import BEFORE, Crossing, Line, moments_of
from parcferme.live.outlets import Step
from parcferme.times import SECOND

_PREAMBLE: Final = "R1"
_STATUS: Final[Mapping[str, str]] = {"": "U", "Green": "G", "Yellow": "Y", "Red": "R", "Finish": "K"}
_KINDS: Final[Mapping[str, str]] = {"practice": "P", "qualifying": "Q", "race": "R"}
_LINES: Final[Mapping[str, str]] = {"PIP": "PIN", "POP": "POUT"}
_REFRESH: Final = 30  # heartbeats


class _Car(msgspec.Struct):
    """What is known of a car so far; times since the start."""

    uid: int
    entry: Entry
    start: int
    laps: int = 0
    total: int = 0
    last: int = 0
    best: int = 0
    best_lap: int = 0
    stops: int = 0
    pitted: int = 0
    led: int = 0
    crossed: bool = False


class MultiloopTalk:
    """What is said, step by step, and what was said up to one of them. `kind`: race, qualifying or practice."""

    def __init__(self, name: str, entries: list[Entry], start: int, length: int | None, kind: str) -> None:
        self._name, self._entries, self._kind = name, entries, kind
        self._start, self._length = start, length or 0
        self._flags: list[tuple[int, str]] = []
        self._told: list[Crossing | Line | None] = []  # of each step

    def greeting(self, behind: int) -> list[Value]:
        """Everything there is to know after so many steps."""
        field = self._field()
        for one in self._told[:behind]:
            if isinstance(one, Crossing):
                field.crossed(one)
            elif one is not None:
                field.visited(one)
        return [*self._head("R"), *field.standing(self._shown(field.at))]

    def steps(
        self, crossings: list[Crossing], lines: list[Line], flags: list[tuple[int, str]]
    ) -> Iterator[Step]:
        """The messages of the session, each at its instant."""
        self._flags = flags
        field, beats, shown, count = self._field(), 0, "", Counter[str]()

        def sent(values: list[Value]) -> bytes:
            """The values with their numbers: each command counts its own."""
            made = bytearray()
            for value in values:
                count[type(value).__name__] += 1
                assert isinstance(value, MultiloopTold)
                numbered = msgspec.structs.replace(
                    value, sequence=count[type(value).__name__], preamble=_PREAMBLE
                )
                made += WIRES["multiloop"].encode(numbered)
            return bytes(made)

        self._told.append(None)
        yield Step(self._start - BEFORE * SECOND, sent(self._head("N")))
        for at, what in moments_of(crossings, lines, flags):
            status = self._shown(at)
            said: list[Value] = []
            if what is None:
                beats += 1
                if beats % _REFRESH == 0:
                    said += [*self._head("R"), *field.standing(status)]
                said.append(self._pulse(at, status))
                if status != shown:
                    said.append(field.flag(status, at, self._flags))
                    shown = status
            elif isinstance(what, Line):
                field.visited(what)
                said.append(_over(field.cars[what.car], _LINES[what.name], at, status, "P"))
            else:
                car = field.cars[what.car]
                said.append(_over(car, "SF", at, status, "P" if what.in_pit else "T"))
                said += field.crossed(what, status)
            self._told.append(what)
            yield Step(self._start + at, sent(said))

    def _field(self) -> _Field:
        return _Field([_Car(uid, entry, uid) for uid, entry in enumerate(self._entries, 1)])

    def _head(self, way: str) -> list[Value]:
        """The run and who is entered."""
        run = RunInfo(sent=way, event=self._name, short_name="", run=self._name, run_type=_KINDS.get(self._kind, "R"),
                      start_at=max(self._start, 0))  # fmt: skip
        entries = [
            EntryInfo(
                sent=way,
                number=one.number,
                uid=uid,
                driver=one.drivers[0].name if one.drivers else "",
                start_position=uid,
                fields=(one.class_ or "", one.team or ""),
                competitor=f"{uid:X}",
            )
            for uid, one in enumerate(self._entries, 1)
        ]
        return [FeedVersion(sent=way, major=1, minor=5, info="Multiloop feed"), run, *entries]

    def _pulse(self, at: int, status: str) -> Pulse:
        to_go = max(self._length - max(at, 0), 0)
        return Pulse(
            status=status, date_at=max(self._start + at, 0), elapsed=max(at, 0), laps_to_go=0, to_go=to_go
        )

    def _shown(self, at: int) -> str:
        """The track status at an instant since the start."""
        return _STATUS[[word for since, word in self._flags if since <= at][-1]] if self._flags else "U"


def _over(car: _Car, line: str, at: int, status: str, where: str) -> LoopCrossing:
    """A car over a line, read by its antenna."""
    return LoopCrossing(number=car.entry.number, uid=car.uid, line=line, seen_by="A", elapsed=max(at, 0), status=status,
                        crossing=where)  # fmt: skip


class _Field:
    """The cars in the order they are in."""

    def __init__(self, cars: list[_Car]) -> None:
        self.cars = {one.entry.number: one for one in cars}
        self.at = 0
        self._leader: str | None = None
        self._changes = 0

    def _order(self) -> list[_Car]:
        crossed = [one for one in self.cars.values() if one.crossed]
        return sorted(crossed, key=lambda one: (-one.laps, one.total, one.uid))

    def visited(self, line: Line) -> None:
        """A car in or out of the pit lane."""
        self.at = line.at
        if line.name == "PIP":
            car = self.cars[line.car]
            car.stops, car.pitted = car.stops + 1, car.laps + 1

    def crossed(self, one: Crossing, status: str = "G") -> list[Value]:
        """A car over the line, and who leads where that is another one now."""
        self.at = one.at
        car = self.cars[one.car]
        car.crossed, car.laps, car.total, car.last = True, one.lap, one.at, one.lap_time
        if one.lap and (not car.best_lap or one.lap_time < car.best):
            car.best, car.best_lap = one.lap_time, one.lap
        order = self._order()
        car.led += order[0] is car and one.lap > 0
        said: list[Value] = [self._completed(car, order, status, in_pit=one.in_pit)]
        leader = order[0].entry.number
        if one.lap and leader != self._leader:
            self._changes += self._leader is not None
            self._leader = leader
            first = order[0]
            said.append(NewLeader(number=leader, uid=first.uid, lap=first.laps, elapsed=first.total,
                                  change=self._changes))  # fmt: skip
        return said

    def standing(self, status: str) -> list[Value]:
        """The last lap of every car once more."""
        order = self._order()
        return [msgspec.structs.replace(self._completed(car, order, status), sent="R") for car in order]

    def flag(self, status: str, at: int, flags: list[tuple[int, str]]) -> TrackFlag:
        """What is shown from now on, and for how long each flag was."""
        until = [*(since for since, _ in flags[1:]), at]
        spent: Counter[str] = Counter()
        for (since, word), end in zip(flags, until, strict=True):
            spent[word] += max(min(end, at) - max(since, 0), 0)
        order = self._order()
        yellows = sum(word == "Yellow" and since <= at for since, word in flags)
        return TrackFlag(status=status, lap=order[0].laps if order else 0, green=spent["Green"], green_laps=0,
                         yellow=spent["Yellow"], yellow_laps=0, red=spent["Red"], yellows=yellows,
                         leader=order[0].entry.number if order else "", lead_changes=self._changes,
                         average_speed="0")  # fmt: skip

    def _completed(self, car: _Car, order: list[_Car], status: str, *, in_pit: bool = False) -> CompletedLap:
        place = order.index(car)
        mine = [one for one in order if one.entry.class_ == car.entry.class_]
        leader, ahead = order[0], order[max(place - 1, 0)]
        gaps: dict[str, Any] = {}
        for name, other in (("leader", leader), ("preceding", ahead)):
            laps = other.laps - car.laps
            gaps[f"laps_behind_{name}"] = laps
            gaps[f"behind_{name}"] = max(car.total - other.total, 0) if not laps else 0
        return CompletedLap(
            sent="U" if car.laps else "N",
            rank=mine.index(car) + 1,
            number=car.entry.number,
            uid=car.uid,
            laps=car.laps,
            elapsed=max(car.total, 0),
            last=car.last,
            lap_status="P" if in_pit else "T",
            best=car.best,
            best_lap=car.best_lap,
            overall_rank=place + 1,
            overall_best=min((one.best for one in order if one.best_lap), default=0),
            current_status="Active",
            status=status,
            stops=car.stops,
            last_lap_pitted=car.pitted,
            start_position=car.start,
            laps_led=car.led,
            **gaps,
        )
