"""Pit stops, in- and out-laps, and who drove which stint."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import msgspec
import numpy as np
import polars as pl

from parcferme.findings import Finding, Where, info
from parcferme.records import PIT_IN, PIT_OUT, DriverChange, Log, PitTime
from parcferme.timing.crossings import Crossings
from parcferme.timing.laps import NO_TIME, Laps
from parcferme.timing.sightings import LINE_LOOPS, Ints, Mask, Sightings, run_of

_LINE_IN_THE_LANE: Final = 1
"""How often a car crosses the finish line in one visit, at most: the lane passes it once."""


_NO_TRACK: Final = frozenset((*LINE_LOOPS, PIT_IN, PIT_OUT))
_SEVERAL: Final = (
    2  # loops of the track between entry and exit: of one alone the antenna may be beside the lane
)


class Stop(msgspec.Struct, frozen=True):
    """One visit to the pit lane. Instants in µs, `duration` from entry to exit in µs; None is unknown.

    `in_lap`: the lap the car was on when it came in (or whose end it crossed in the lane), `out_lap`: the one on which
    it left.
    """

    car: int
    in_lap: int | None
    out_lap: int | None
    entry: int | None
    exit: int | None
    duration: int | None
    seqs: tuple[int, ...] = ()

    @property
    def is_drive_out(self) -> bool:
        """Whether it is no stop but a source's time in the lane up to the first drive out: to the grid, or from the
        garage.
        """
        return self.in_lap is None and self.out_lap == 1 and self.exit is None


class PitLane(msgspec.Struct, frozen=True, eq=False):
    """What happened in the pit lane: every visit, in order of car and lap; those in which the field was `led` through
    it; and which laps ended in it or went into it, began in it or came out of it (masks over the laps).
    """

    visits: tuple[Stop, ...]
    led: frozenset[Stop]
    in_lap: Mask
    out_lap: Mask

    @property
    def stops(self) -> list[Stop]:
        """The visits that are stops: to be led through is none, nor is the first drive out."""
        return [visit for visit in self.visits if visit not in self.led and not visit.is_drive_out]


class Drives(msgspec.Struct, frozen=True, eq=False):
    """Who drove each lap: a code for each (-1: nobody says), into the ids a source has for drivers."""

    driver: Ints
    ids: tuple[str, ...]


def visits(
    seen: Sightings,
    crossings: Crossings,
    laps: Laps,
    log: Log,
    starts: Ints,
    finished: dict[int, int],
    fell: int | None = None,
) -> list[Stop]:
    """All visits to the lane in order of car and lap. `starts`: per car the instant of its start, `finished`: of its
    last counted crossing after the flag; what a car does before the one and after the other is no visit, nor is it one
    to come in once the flag fell (`fell`), to take it on the line in the lane.
    """
    found = _by_loops(seen, laps, starts, _closed(crossings, finished, fell))
    timed = {stop.car for stop in found}
    found += _by_marks(seen, crossings, laps, log, timed, finished)
    return sorted(found, key=lambda stop: (stop.car, stop.in_lap or stop.out_lap or 0, stop.entry or 0))


def _closed(crossings: Crossings, finished: dict[int, int], fell: int | None) -> dict[int, int]:
    """After which instant a car that has finished makes no visit any more."""
    if fell is None or not crossings.in_pit.any():
        return finished
    lane = zip(crossings.car[crossings.in_pit].tolist(), crossings.at[crossings.in_pit].tolist(), strict=True)
    took = {car: min(at, fell) for car, at in lane if finished.get(car) == at}
    return {**finished, **took} if took else finished


def half_read(stops: Iterable[Stop], seen: Sightings, laps: Laps) -> list[Finding]:
    """Visits of which one loop of the lane read the car and the other did not, by car. Where one of the loops read
    nobody there is none, a car that has not crossed the line twice since its entry may still be in, and the first drive
    out has no entry.
    """
    if not {PIT_IN, PIT_OUT}.issubset(seen.loops):
        return []
    if not (seen.at_loops((PIT_IN,)).any() and seen.at_loops((PIT_OUT,)).any()):
        return []
    odd: dict[int, list[Stop]] = defaultdict(list)
    for stop in (stop for stop in stops if stop.seqs):
        left = stop.exit is None and stop.entry is not None and stop.in_lap is not None
        if left:
            its = laps.lap[run_of(laps.car, stop.car)]
            left = bool(len(its)) and int(its[-1]) - (stop.in_lap or 0) >= _LINE_IN_THE_LANE
        if left or (stop.entry is None and stop.exit is not None and (stop.out_lap or 0) > 1):
            odd[stop.car].append(stop)
    found = []
    for car, its_own in odd.items():
        first = its_own[0]
        read = {"exit_at": first.exit} if first.entry is None else {"entry_at": first.entry}
        where = Where(car=seen.cars[car], seq=first.seqs[0])
        found.append(info("pit-visit-half-read", where, count=len(its_own), **read))
    return found


def _lap_at(laps: Laps, car: int, at: int) -> int:
    """The lap a car was on at an instant (the one it had not completed yet)."""
    return int(np.searchsorted(laps.end[run_of(laps.car, car)], at, side="left")) + 1


def _by_loops(seen: Sightings, laps: Laps, starts: Ints, finished: dict[int, int]) -> list[Stop]:
    """Stops from the loops at pit entry and pit exit: each exit belongs to the entry before it, if there was one and
    the car did not cross the line twice in between, nor drove on along the track. The lane passes the line once:
    whoever crosses it again has left, so that an exit and another entry were not read.
    """
    if not {PIT_IN, PIT_OUT}.intersection(seen.loops):
        return []
    rows = np.flatnonzero(seen.at_loops((PIT_IN, PIT_OUT)))
    rows = rows[np.argsort(seen.car[rows], kind="stable")]
    entering = seen.at_loops((PIT_IN,))[rows] if len(rows) else np.zeros(0, dtype=bool)
    found: list[Stop] = []
    open_entry: tuple[int, int, int] | None = None  # car, instant, sequence number
    for row, is_entry in zip(rows.tolist(), entering.tolist(), strict=True):
        car, at, seq = int(seen.car[row]), int(seen.at[row]), int(seen.seq[row])
        if open_entry is not None and (open_entry[0] != car or is_entry):
            found.append(_entered(laps, open_entry))
            open_entry = None
        if at > finished.get(car, at) or at < starts[car]:
            continue
        if is_entry:
            open_entry = (car, at, seq)
            continue
        if open_entry is not None:
            _, entry, entry_seq = open_entry
            lap_in, lap_out = _lap_at(laps, car, entry), _lap_at(laps, car, at)
            if lap_out - lap_in > _LINE_IN_THE_LANE:
                found.append(_entered(laps, open_entry))
                open_entry = None
        if open_entry is not None:
            found.append(Stop(car, lap_in, lap_out, entry, at, at - entry, (entry_seq, seq)))
            open_entry = None
        else:
            found.append(Stop(car, None, _lap_at(laps, car, at), None, at, None, (seq,)))
    if open_entry is not None:
        found.append(_entered(laps, open_entry))
    return _parted(seen, laps, found)


def _parted(seen: Sightings, laps: Laps, stops: list[Stop]) -> list[Stop]:
    """The same visits, those as two half-read ones in which the car passed the loops of the track. A loop that most
    cars pass between entry and exit reads the lane too; one alone of several may have read a car in the lane beside it.
    """
    track = [code for code, name in enumerate(seen.loops) if name not in _NO_TRACK]
    pairs = [stop for stop in stops if stop.entry is not None and stop.exit is not None]
    if not track or not pairs:
        return stops
    first = int(seen.at[0])
    bits = int(seen.at[-1] - first).bit_length()
    codes = [stop.car << bits for stop in pairs]
    since = np.array([code + (stop.entry or 0) - first for code, stop in zip(codes, pairs, strict=True)])
    until = np.array([code + (stop.exit or 0) - first for code, stop in zip(codes, pairs, strict=True)])
    passed = np.zeros((len(track), len(pairs)), dtype=bool)
    for place, loop in enumerate(track):
        rows = np.flatnonzero(seen.loop == loop)
        at = np.sort((seen.car[rows].astype(np.int64) << bits) + seen.at[rows] - first)
        passed[place] = np.searchsorted(at, until) > np.searchsorted(at, since)
    if not passed.any():
        return stops
    if len(pairs) > 1:
        passed = passed[2 * passed.sum(axis=1) <= len(pairs)]
    elif len(track) < _SEVERAL:
        return stops
    drove = passed.sum(axis=0) >= max(1, min(_SEVERAL, len(passed)))
    gone = {id(stop) for stop, on in zip(pairs, drove.tolist(), strict=True) if on}
    found = list[Stop]()
    for stop in stops:
        if id(stop) not in gone:
            found.append(stop)
            continue
        found.append(_entered(laps, (stop.car, stop.entry or 0, stop.seqs[0])))
        found.append(Stop(stop.car, None, stop.out_lap, None, stop.exit, None, stop.seqs[1:]))
    return found


def _entered(laps: Laps, entry: tuple[int, int, int]) -> Stop:
    """A stop of which only the entry was read: the car is still in the lane, retired there, or its exit was missed."""
    car, at, seq = entry
    return Stop(car, _lap_at(laps, car, at), None, at, None, None, (seq,))


def _by_marks(
    seen: Sightings,
    crossings: Crossings,
    laps: Laps,
    log: Log,
    timed: set[int],
    finished: dict[int, int],
) -> list[Stop]:
    """Stops of cars without entry and exit loops: a finish line crossed in the lane, a time in the lane of a lap.

    A time in the lane belongs to the lap it ended in; the entry then was on the lap before, at an instant unknown.
    """
    place = {name: code for code, name in enumerate(seen.cars)}
    times: dict[tuple[int, int], tuple[int, int]] = {}
    for event in log.events:
        if not isinstance(event, PitTime) or event.lap < 1:
            continue  # there is no lap 0 (told in `uncounted`)
        if event.car in place and place[event.car] not in timed:
            times[place[event.car], event.lap] = (event.duration, event.seq)
    last = np.zeros(len(seen.cars), dtype=np.int64)
    last[laps.car[laps.last]] = laps.lap[laps.last]
    found: list[Stop] = []
    marked = np.flatnonzero(crossings.in_pit[laps.crossing])
    columns = (laps.car[marked], laps.lap[marked], laps.end[marked], seen.seq[laps.sighting[marked]])
    for car, lap, end, seq in zip(*(column.tolist() for column in columns), strict=True):
        if car in timed or finished.get(car) == end:
            continue
        duration, timed_seq = times.pop((car, lap + 1), (None, None))
        seqs = (seq,) if timed_seq is None else (seq, timed_seq)
        out_lap = None if duration is None else lap + 1
        found.append(Stop(car, lap, out_lap, None, None, duration, seqs))
    for (car, lap), (duration, seq) in times.items():
        if lap <= last[car] + 1:
            found.append(Stop(car, None if lap == 1 else lap - 1, lap, None, None, duration, (seq,)))
    return found


def in_and_out_laps(laps: Laps, in_pit: Mask, made: Iterable[Stop]) -> tuple[Mask, Mask]:
    """Which laps ended in (or went into) the pit lane, and which began in (or came out of) it."""
    n = len(laps.lap)
    in_lap = in_pit.copy()
    out_lap = np.zeros(n, dtype=bool)
    if in_pit.any():
        out_lap[1:] = in_pit[:-1] & (laps.car[1:] == laps.car[:-1])
    made = list(made)
    if n and made:
        runs = laps.runs
        driven = {
            car: (first - 1, first + length - 1)
            for first, length, car in zip(*(column.tolist() for column in runs), strict=True)
        }
        into, out_of = list[int](), list[int]()
        for stop in made:
            before, last = driven.get(stop.car, (0, -1))
            if stop.in_lap is not None and before + stop.in_lap <= last:
                into.append(before + stop.in_lap)
            if stop.out_lap is not None and before + stop.out_lap <= last:
                out_of.append(before + stop.out_lap)
        in_lap[into], out_lap[out_of] = True, True
    return in_lap, out_lap


def drivers_of(seen: Sightings, laps: Laps, log: Log, made: Iterable[Stop]) -> Drives:
    """Who drove each lap: as a source says it per passing, else by the driver changes.

    The lap is driven by who was in the car when it was completed; a lap that ended in the lane, while the crew changed
    over, by who brought the car in.
    """
    changes = [event for event in log.events if isinstance(event, DriverChange)]
    names = tuple(sorted({*seen.drivers, *(change.driver for change in changes)}))
    if not names:
        return Drives(np.full(len(laps.lap), -1), names)
    place = {name: code for code, name in enumerate(names)}
    table = np.array([*(place[name] for name in seen.drivers), -1], dtype=np.int64)
    driver = table[seen.driver[laps.sighting]]
    cars = {name: code for code, name in enumerate(seen.cars)}
    for change in sorted(changes, key=lambda change: (change.at or NO_TIME, change.seq)):
        if change.car in cars:
            mine = run_of(laps.car, cars[change.car])
            since = change.at if change.at is not None else NO_TIME
            lap = _in_lap_of(made, cars[change.car], since)
            driver[mine][(laps.end[mine] > since) & (laps.lap[mine] > lap)] = place[change.driver]
    return Drives(driver, names)


def _in_lap_of(made: Iterable[Stop], car: int, at: int) -> int:
    """The lap on which a car came into the lane it was in at an instant; 0 where it was on track."""
    for stop in made:
        if stop.car != car or stop.entry is None or stop.in_lap is None or stop.entry > at:
            continue
        if (stop.exit is None or at <= stop.exit) and stop.out_lap != stop.in_lap:
            return stop.in_lap
    return 0


def stints(
    laps: Laps, driver: np.ndarray, out_lap: Mask, names: tuple[str, ...], cars: pl.Enum
) -> pl.DataFrame:
    """Laps in a row without a stop or a change of driver: car, stint, driver, from_lap, to_lap, laps, time_us."""
    n = len(laps.lap)
    new = np.ones(n, dtype=bool)
    if n:
        new[1:] = (laps.car[1:] != laps.car[:-1]) | (driver[1:] != driver[:-1]) | out_lap[1:]
    first = np.flatnonzero(new)
    last = np.append(first[1:], n) - 1 if len(first) else first
    car = laps.car[first]
    starts = np.ones(len(first), dtype=bool)
    starts[1:] = car[1:] != car[:-1]
    head = np.maximum.accumulate(np.where(starts, np.arange(len(first)), 0)) if len(first) else first
    who = [names[code] if code >= 0 else None for code in driver[first].tolist()]
    return pl.DataFrame(
        {
            "car": pl.Series(car.astype(np.uint32)).cat.to(cars),
            "stint": np.arange(1, len(first) + 1) - head,
            "driver": pl.Series(who, dtype=pl.String),
            "from_lap": laps.lap[first],
            "to_lap": laps.lap[last],
            "laps": laps.lap[last] - laps.lap[first] + 1,
            "time_us": laps.end[last] - laps.start[first],
        }
    )


def stops_frame(made: Iterable[Stop], start: int, cars: pl.Enum) -> pl.DataFrame:
    """Stops: car, stop, in_lap, out_lap, entry_us and exit_us (session time), duration_us; null is unknown."""
    rows = list(made)
    numbers: dict[int, int] = {}
    count: list[int] = []
    for stop in rows:
        numbers[stop.car] = numbers.get(stop.car, 0) + 1
        count.append(numbers[stop.car])

    def since(at: int | None) -> int | None:
        return None if at is None else at - start

    return pl.DataFrame(
        {
            "car": pl.Series([stop.car for stop in rows], dtype=pl.UInt32).cat.to(cars),
            "stop": pl.Series(count, dtype=pl.Int64),
            "in_lap": pl.Series([stop.in_lap for stop in rows], dtype=pl.Int64),
            "out_lap": pl.Series([stop.out_lap for stop in rows], dtype=pl.Int64),
            "entry_us": pl.Series([since(stop.entry) for stop in rows], dtype=pl.Int64),
            "exit_us": pl.Series([since(stop.exit) for stop in rows], dtype=pl.Int64),
            "duration_us": pl.Series([stop.duration for stop in rows], dtype=pl.Int64),
        }
    )


def driver_column(driver: Ints, names: tuple[str, ...]) -> pl.Series:
    """The driver of each lap as a column of codes into the ids; where nobody says who drove, of no ids."""
    if not names:
        return pl.Series("driver", [None], dtype=pl.Enum([])).new_from_index(0, len(driver))
    codes = pl.Series("driver", driver.astype(np.uint32))
    unknown = driver < 0
    return codes.set(pl.Series(unknown), None) if unknown.any() else codes
