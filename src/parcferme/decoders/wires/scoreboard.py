"""Somebody else's results, followed: what RMonitor says of a session becomes records, and the board it stands for.

Laps come from the positions the feed sends, never from counting the crossings it tells: a missed or edited crossing is
in the one and not in the other. The feed's place of a car is a hint; cars that are not sent again keep a stale one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from parcferme.decoders.wires.rmonitor import (
    NOT_YET,
    BestPosition,
    ClassName,
    Competitor,
    CorrectedFinish,
    Heartbeat,
    Init,
    Lap,
    LineCrossing,
    RacePosition,
    Run,
)
from parcferme.decoders.wires.values import Value
from parcferme.entries import Driver, Entries, Entry
from parcferme.findings import Finding, Where, info, warning
from parcferme.records import (
    FINISH_LINE,
    FINISH_LINE_IN_PIT,
    PIT_IN,
    PIT_OUT,
    Amend,
    Assign,
    Flag,
    FlagValue,
    Passing,
    Record,
    SessionEnd,
    SessionStart,
    Void,
    write_instant,
)

_DAY: Final = 86_400_000_000
START: Final = "START"  # the loop of a crossing that begins the first lap and ends none
# RMonitor knows no safety car and no code 60: yellow is the whole track.
FLAGS: Final[Mapping[str, FlagValue]] = {
    "Green": FlagValue.GREEN,
    "Yellow": FlagValue.FULL_COURSE_YELLOW,
    "Red": FlagValue.RED,
    "Finish": FlagValue.CHEQUERED,
}
_LINES: Final = {"PIP": PIT_IN, "POP": PIT_OUT}
_ON_THE_LINE: Final = ("SFT", "SFP")
_NEAR: Final = 2_000_000  # a line crossing this near to a lap is the same crossing


class Row(msgspec.Struct, frozen=True):
    """A car on the board. `position`: by laps and time; `said`: the place the feed last gave it; `stale`: another car
    has been given that place since.
    """

    position: int
    said: int | None
    stale: bool
    number: str
    laps: int
    total: int | None
    best_lap: int | None
    best: int | None


class _Car:
    """A competitor, and what the feed last said of it."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.said: Competitor | None = None
        self.position: int | None = None
        self.told = 0  # when its place was told: a count of messages
        self.laps: int | None = None
        self.total: int | None = None
        self.best_lap: int | None = None
        self.best: int | None = None
        self.lap: Lap | None = None
        self.crossings: dict[int, tuple[int, int]] = {}  # lap (0: the start) → number of its record, time


class Scoreboard:
    """What a feed of results says, session by session. `midnight`: the official instant at which the feed's day began
    (0 where nobody knows the date). `source` is written into every record.
    """

    def __init__(self, *, midnight: int = 0, source: str | None = None) -> None:
        self._midnight, self._source = midnight, source
        self.session = 0  # goes up with every new run: its records belong to a log of their own
        self._messages = 0
        self._run: Run | None = None
        self._estimated: dict[str, int] = {}
        self._unlike: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self._gone: dict[str, int] = {}  # of a car, the best lap that is none any more
        self._stale: set[str] = set()
        self._begin()

    def _begin(self) -> None:
        self._cars: dict[str, _Car] = {}
        self._classes: dict[str, str] = {}
        self._flag: FlagValue | None = None
        self._chequered: int | None = None  # number of the record
        self._zero: int | None = None  # official instant of race time 0
        self._clock: int | None = None  # official instant of the last heartbeat
        self._crossed: int | None = None  # the first crossing since then
        self._shift: int | None = None  # from the clock of line crossings to the race clock
        self._lines: dict[str, tuple[int, str]] = {}  # cars over the finish line by that clock, and which

    def feed(self, value: Value, seq: int) -> list[Record]:
        """The records of one message, numbered from `seq` on; corrections name the numbers given earlier. None where it
        says nothing new.
        """
        self._messages += 1
        found: list[Record] = []
        for record in self._records(value, seq):
            found.append(msgspec.structs.replace(record, seq=seq + len(found), source=self._source))
            if isinstance(record, Flag):
                self._chequered = found[-1].seq if record.value is FlagValue.CHEQUERED else None
        return found

    def rows(self) -> tuple[Row, ...]:
        """The board: most laps, then the shortest time; cars without a lap last, as the feed has them."""
        cars = [car for car in self._cars.values() if car.position is not None or car.laps]
        cars.sort(key=lambda car: (-(car.laps or 0), _or_last(car.total), _or_last(car.position), car.number))
        newest = {car.position: car.told for car in sorted(cars, key=lambda car: car.told)}
        return tuple(
            Row(
                place,
                car.position,
                car.position is not None and newest[car.position] != car.told,
                car.number,
                car.laps or 0,
                car.total,
                car.best_lap,
                car.best,
            )
            for place, car in enumerate(cars, 1)
        )

    def entries(self) -> Entries:
        """The cars of the session, as the feed describes them."""
        return Entries.of(_entry(car, self._classes) for car in self._cars.values() if car.said is not None)

    def findings(self, feed: str) -> tuple[Finding, ...]:
        """What was odd so far, each once; `feed` is the name the findings give."""
        where = Where(file=feed)
        stale = sorted(self._stale | {row.number for row in self.rows() if row.stale})
        found = [
            warning("feed-laps-estimated", Where(file=feed, car=car), count=count)
            for car, count in self._estimated.items()
        ]
        if stale:
            found.append(warning("feed-places-stale", where, cars=stale))
        found += [
            info("feed-laps-unlike", Where(file=feed, car=car), count=count)
            for car, count in self._unlike.items()
        ]
        found += [
            info("feed-best-lap-gone", Where(file=feed, car=car, lap=lap)).proposing(
                kind="decision", penalty="lap-deleted", car=car, lap=lap
            )
            for car, lap in self._gone.items()
        ]
        found += [
            warning("feed-flag-unknown", where, value=word, times=times)
            for word, times in self._words.items()
        ]
        return tuple(found)

    # --- one message

    def _records(self, value: Value, seq: int) -> Iterator[Record]:
        if isinstance(value, Heartbeat):
            yield from self._heartbeat(value)
        elif isinstance(value, RacePosition):
            yield from self._position(value, seq)
        elif isinstance(value, Lap):
            self._car(value.registration).lap = value
        elif isinstance(value, BestPosition):
            self._best(self._car(value.registration), value)
        elif isinstance(value, Competitor):
            yield from self._competitor(value)
        elif isinstance(value, LineCrossing):
            yield from self._line(value)
        elif isinstance(value, CorrectedFinish):
            yield from self._corrected(value)
        elif isinstance(value, ClassName):
            self._classes[value.number] = value.description
        elif isinstance(value, Run | Init):
            yield from self._another(value)

    def _another(self, value: Run | Init) -> Iterator[Record]:
        """Another run, or everything cleared: what was recorded ends there."""
        if value == self._run:
            return
        if isinstance(value, Run) and self._run is None:
            self._run = value  # what was said before belongs to it: a feed joined late, or cleared
            return
        if self._zero is not None and self._clock is not None:
            yield SessionEnd(at=max(self._clock, self._newest()))
        if self._cars or self._zero is not None:
            self._stale |= {row.number for row in self.rows() if row.stale}
            clock = self._clock
            self._begin()
            self._clock = clock
            self.session += 1
        self._run = value if isinstance(value, Run) else None

    def _newest(self) -> int:
        times = [time for car in self._cars.values() for _, time in car.crossings.values()]
        return (self._zero or 0) + max(times, default=0)

    def _heartbeat(self, beat: Heartbeat) -> Iterator[Record]:
        before = self._clock
        at = self._midnight + beat.time_of_day
        while before is not None and at < before - _DAY // 2:
            at += _DAY  # past midnight
        self._clock = at
        flag = FLAGS.get(beat.flag)
        if flag is None and beat.flag:
            self._words[beat.flag] = self._words.get(beat.flag, 0) + 1
        if self._zero is None and flag in (FlagValue.GREEN, FlagValue.FULL_COURSE_YELLOW):
            while at < beat.race_time:  # it began before a midnight that nobody has told us of
                self._midnight, at = self._midnight + _DAY, at + _DAY
            self._clock, self._zero = at, at - beat.race_time
            length = beat.to_go + beat.race_time if beat.to_go else None
            name = self._run.description if self._run else None
            yield SessionStart(at=self._zero, name=name, length=length, first_crossing_is_lap=True)
            before = None
        if flag is not None and flag is not self._flag and self._zero is not None:
            if self._chequered is not None:
                yield Void(target=self._chequered, reason="the feed went on after it")
            now = self._zero + beat.race_time if beat.race_time < NOT_YET else at
            if flag is FlagValue.CHEQUERED and self._crossed is not None:
                now = min(now, self._crossed)  # the crossing that brought it out is told before the flag
            yield Flag(value=flag, at=now, after=None if before is None else min(before, now), inferred=True)
            self._flag = flag
        self._crossed = None

    def _competitor(self, said: Competitor) -> Iterator[Record]:
        car = self._car(said.registration)
        car.number = said.number or said.registration
        known = car.said
        if known is not None:  # each of its two forms lacks what the other says
            transponder = known.transponder if said.transponder is None else said.transponder
            additional = known.additional if said.additional is None else said.additional
            said = msgspec.structs.replace(said, transponder=transponder, additional=additional)
        car.said = said
        if (
            said.transponder
            and said.transponder != "0"
            and (not known or known.transponder != said.transponder)
        ):
            since = (
                self._clock if known is not None and known.transponder and self._zero is not None else None
            )
            yield Assign(transponder=said.transponder, car=car.number, at=since)

    def _position(self, said: RacePosition, seq: int) -> Iterator[Record]:
        car = self._car(said.registration)
        car.position, car.told = said.position, self._messages
        none_yet = not said.laps and said.total in (0, NOT_YET)
        if none_yet or self._zero is None:
            car.laps, car.total = said.laps, None if none_yet else said.total
            return
        laps = said.laps or 0
        yield from self._up_to(car, laps, said.total, seq)
        car.laps, car.total = said.laps, said.total

    def _up_to(self, car: _Car, laps: int, total: int, seq: int) -> Iterator[Record]:
        """The crossings that make these laps in this time out of those recorded so far."""
        for lap in [lap for lap in car.crossings if lap > laps]:
            yield Void(target=car.crossings.pop(lap)[0], reason="the feed took the lap back")
            seq += 1
        known = car.crossings.get(laps)
        if known is not None:
            if known[1] != total:
                car.crossings[laps] = known[0], total
                yield Amend(target=known[0], changes={"at": write_instant(self._instant(total))})
            return
        last = max(car.crossings, default=0)
        begun = car.crossings[last][1] if last in car.crossings else 0
        missed = laps - last - 1
        own = car.lap if car.lap is not None and car.lap.total == total else None
        for lap in range(last + 1, laps):
            at = begun + (total - begun) * (lap - last) // (missed + 1)
            if own is not None and lap == laps - 1 and begun < total - own.lap_time:
                at = total - own.lap_time  # the crossing before is told by the lap that ended here
            self._estimated[car.number] = self._estimated.get(car.number, 0) + 1
            car.crossings[lap] = seq, at
            seq += 1
            yield Passing(at=self._instant(at), loop=FINISH_LINE, car=car.number, by="estimate")
        if own is not None and laps > 1 and not missed and abs(own.lap_time - (total - begun)) > 1000:
            self._unlike[car.number] = self._unlike.get(car.number, 0) + 1
        car.crossings[laps] = seq, total
        at = self._instant(total)
        self._crossed = at if self._crossed is None else min(self._crossed, at)
        line = FINISH_LINE_IN_PIT if self._over_the_line(car.number, at) == "SFP" else FINISH_LINE
        yield Passing(at=at, loop=line if laps else START, car=car.number)

    def _best(self, car: _Car, said: BestPosition) -> None:
        best = said.best if said.lap else None
        if car.best is not None and car.best_lap is not None and (best is None or best > car.best):
            self._gone[car.number] = car.best_lap
        car.best_lap, car.best = said.lap or None, best

    def _corrected(self, said: CorrectedFinish) -> Iterator[Record]:
        car = self._car(said.registration)
        known = car.crossings.get(said.laps)
        if known is not None and known[1] != said.total:
            car.crossings[said.laps] = known[0], said.total
            if car.laps == said.laps:
                car.total = said.total
            yield Amend(
                target=known[0],
                changes={"at": write_instant(self._instant(said.total))},
                reason="finish corrected by the feed",
            )

    def _line(self, said: LineCrossing) -> Iterator[Record]:
        """A car over a line. Laps come from elsewhere: the finish line only sets this clock against the race clock, and
        a transponder nobody knows is kept under the name of the line, where it ends no lap.
        """
        if self._zero is None or self._clock is None:
            return
        at = self._midnight + said.time
        while at < self._clock - _DAY // 2:
            at += _DAY
        unknown = said.car.startswith("Tx")
        if said.name in _ON_THE_LINE and not unknown:
            self._lines[self._number_of(said.car)] = at, said.name
            return
        yield Passing(
            at=at + (self._shift or 0),
            loop=_LINES.get(said.name, said.name),
            car=None if unknown else self._number_of(said.car),
            transponder=said.car[2:] if unknown else None,
            driver=said.driver,
        )

    def _over_the_line(self, number: str, at: int) -> str | None:
        """The line crossing that is this one; the first shows how its clock stands against the race clock."""
        line, name = self._lines.pop(number, (None, None))
        if line is None or abs(at - line) > _NEAR:
            return None
        if self._shift is None:
            self._shift = at - line
        return name

    def _instant(self, total: int) -> int:
        return (self._zero or 0) + total

    def _number_of(self, said: str) -> str:
        car = self._cars.get(said)
        return said if car is None else car.number

    def _car(self, registration: str) -> _Car:
        return self._cars.setdefault(registration, _Car(registration))


def _or_last(value: int | None) -> int:
    return 2**62 if value is None else value


def _entry(car: _Car, classes: Mapping[str, str]) -> Entry:
    said = car.said
    if said is None:
        return Entry(number=car.number)
    name = " ".join(part for part in (said.first.strip(), said.last.strip()) if part)
    transponders = (said.transponder,) if said.transponder and said.transponder != "0" else ()
    return Entry(
        number=car.number,
        class_=classes.get(said.class_number) or said.class_number or None,
        drivers=(Driver(name),) if name else (),
        transponders=transponders,
    )
