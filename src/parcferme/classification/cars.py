"""What each car did, gathered from the timing: laps, time, best lap, stops, whether it took the flag."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np

from parcferme.classification.best_laps import (
    NO_LAP,
    barred_flags,
    best_rows,
    counted,
    eligible,
    fastest_cars,
    second_rows,
    untimed_laps,
)
from parcferme.classification.rows import Car, Status
from parcferme.classification.stated_laps import say_stated_laps
from parcferme.findings import Finding, Where, error, warning
from parcferme.records import LISTED, CarState, Result
from parcferme.regulations import FastestLapRules
from parcferme.timing import Ints, Mask, NotCounted, Timing, shown_in

_SWITCH = {
    "yellow": "yellow", "fcy": "full-course-yellow", "code-60": "code-60", "safety-car": "safety-car", "red": "red",
}  # fmt: skip


def cars_of(timing: Timing, deleted: set[tuple[str, int]]) -> list[Car]:
    """Every car of the session in order of its number as text."""
    classes = timing.car_class.tolist()
    cars = [_entered(timing, code, number, classes[code]) for code, number in enumerate(timing.cars)]
    _laps_and_times(timing, cars)
    _open_laps(timing, cars)
    fine = eligible(timing, timing.rules.fastest_lap, deleted)
    _best_laps(timing, cars, fine)
    if not timing.laps_.timed.all():
        from_the_pits = msgspec.structs.replace(timing.rules.fastest_lap, out_laps=True)
        _untimed(timing, cars, eligible(timing, from_the_pits, deleted, untimed=True))
    _passed_over(timing, cars, deleted, fine)
    _started(timing, cars)
    for stop in timing.made_stops:
        car = cars[stop.car]
        if stop.in_lap is not None:
            car.stops += 1
    for stop in timing.visits:
        car = cars[stop.car]
        if stop.exit is not None and stop.out_lap == car.laps and car.time is not None:
            # Le Mans asks for a last lap under 6 minutes from the line or from the pit exit (lemans.org, 28
            # July 2016).
            car.last_lap = car.time - (
                stop.exit - int(timing.starts[stop.car])
            )  # from the pit exit, not from line to line
    for number, status in timing.statuses.items():
        car = cars[timing.codes[number]]
        car.retired = status.state is CarState.RETIRED
        if car.retired:
            car.say("retired", why=status.reason, record=status.seq)
    _without_total(timing, cars)
    _stated(timing, cars, deleted)
    return cars


def _entered(timing: Timing, code: int, number: str, class_: int) -> Car:
    entry = timing.entries.get(number)
    team = entry.team if entry is not None else None
    return Car(code, number, timing.classes[class_] or None, team, timing.drivers(number), reasons=[])


def _started(timing: Timing, cars: list[Car]) -> None:
    """Mark the cars that were seen from the start on, until timing was closed. Whoever ended a lap was: of the others,
    who are few, all passings are looked at.
    """
    seen, laps = timing.seen, timing.laps_
    end = timing.end
    for code in laps.car[laps.last[laps.end[laps.last] >= timing.start]].tolist():
        cars[code].started = True
    if all(car.started for car in cars):
        return
    first = int(np.searchsorted(seen.at, timing.start))
    last = len(seen.at) if end is None else int(np.searchsorted(seen.at, end, side="right"))
    for car in cars:
        car.started = car.started or bool((seen.car[first:last] == car.code).any())


def _laps_and_times(timing: Timing, cars: list[Car]) -> None:
    """Laps, time and last lap from each car's last counted crossing; whether it took the flag there."""
    laps = timing.laps_
    last = laps.last
    took = timing.took_flag[laps.crossing[last]]
    rows = zip(
        laps.car[last].tolist(),
        laps.lap[last].tolist(),
        (laps.end[last] - timing.starts[laps.car[last]]).tolist(),
        (laps.end[last] - laps.start[last]).tolist(),
        took.tolist(),
        strict=True,
    )
    for code, count, time, last_lap, flag in rows:
        car = cars[code]
        car.laps, car.time, car.last_lap, car.took_flag = count, time, last_lap, flag


def _open_laps(timing: Timing, cars: list[Car]) -> None:
    """Cars whose first crossing is open stand on lap 0, in the order in which they crossed the line."""
    crossings = timing.crossings
    for row in np.flatnonzero(crossings.why == NotCounted.OPEN).tolist():
        car = cars[int(crossings.car[row])]
        car.say("first-crossing-open")
        if not car.laps:
            car.open, car.time = True, int(crossings.at[row] - timing.starts[car.code])


def _best_laps(timing: Timing, cars: list[Car], fine: Mask) -> None:
    """Each car's best and second-best lap, and who holds the fastest lap of all and of each class."""
    laps, times = timing.laps_, counted(timing, fine)
    best = best_rows(laps, times, timing.rulebook.timing.resolution)
    for code, us, number, elapsed in _laps_at(timing, best):
        car = cars[code]
        car.best, car.best_number, car.best_elapsed = us, number, elapsed
    second = second_rows(laps, times, best, timing.rulebook.timing.resolution)
    for code, us, number, elapsed in _laps_at(timing, second):
        car = cars[code]
        car.second, car.second_number, car.second_elapsed = us, number, elapsed
    overall, in_class = fastest_cars(timing, times, best)
    for code in in_class.values():
        cars[code].class_fastest = True
    if overall is not None:
        cars[overall].fastest = True


def _laps_at(timing: Timing, rows: Ints) -> Iterator[tuple[int, int, int, int]]:
    """The car, the time, the number and the end (session time) of each of these laps."""
    laps = timing.laps_
    end = laps.end[rows]
    columns = (laps.car[rows], end - laps.start[rows], laps.lap[rows], end - timing.start)
    return zip(*(column.tolist() for column in columns), strict=True)


def _untimed(timing: Timing, cars: list[Car], fine: Mask) -> None:
    """Say it where a run from the pits to the line, which is no lap time, took less than the car's best lap."""
    laps = timing.laps_
    for row in np.flatnonzero(fine & ~laps.timed).tolist():
        car, run_us = cars[int(laps.car[row])], int(laps.end[row] - laps.start[row])
        if car.best is None or run_us < car.best:
            car.say("lap-not-timed", lap=int(laps.lap[row]))


def _passed_over(timing: Timing, cars: list[Car], deleted: set[tuple[str, int]], fine: Mask) -> None:
    """Say it where a lap quicker than the car's best is nobody's best by the rulebook, or because it is in doubt."""
    laps, rules = timing.laps_, timing.rules.fastest_lap
    best = np.array([NO_LAP if car.best is None else car.best for car in cars], dtype=np.int64)
    us = laps.end - laps.start
    rows = np.flatnonzero(us < np.repeat(best[laps.runs.car], laps.runs.length))
    if not len(rows):
        return
    free = FastestLapRules(first_lap=rules.first_lap)
    may = timing.doubtful | eligible(timing, free, deleted)
    may &= ~fine & laps.timed
    rows = rows[may[rows]]
    rows = rows[np.lexsort((us[rows], laps.car[rows]))]
    into_lane = timing.pits.in_lap & timing.crossings.in_pit[laps.crossing]
    firsts = rows[np.append(True, laps.car[rows][1:] != laps.car[rows][:-1])] if len(rows) else rows
    for row in firsts.tolist():
        values = {"lap": int(laps.lap[row]), "lap_us": int(us[row])}
        flag = next(
            (
                value
                for value in barred_flags(rules)
                if shown_in(timing.shown, (value,), laps.start[[row]], laps.end[[row]]).any()
            ),
            None,
        )
        car = cars[int(laps.car[row])]
        if timing.doubtful[row] and not into_lane[row]:
            car.say("lap-in-doubt", **values)
        elif flag is not None:
            path = f"{timing.kind.value}.fastest-lap"
            cite = timing.rulebook.cite(f"{path}.{_SWITCH[flag]}")
            car.say("lap-under-flag", **values, flag=flag, article=cite.article, source=cite.source)
        else:
            car.say("lap-in-or-out", **values)


def _stated(timing: Timing, cars: list[Car], deleted: set[tuple[str, int]]) -> None:
    """What a source states without the passings behind it; a car with passings keeps what they say.

    A place stated beside cars most of which were measured places none of these: laps and time place the car.
    """
    measured = _mostly_measured(timing)
    for event in timing.log.events:
        if not isinstance(event, Result) or event.car not in timing.codes:
            continue
        car = cars[timing.codes[event.car]]
        if car.laps or car.said:
            continue  # told in `results_unused`
        car.said = True
        car.laps, car.time, car.best = event.laps or 0, event.time, event.best_lap
        car.best_number, car.stops = event.best_lap_number, event.stops or 0
        car.stated = None if measured else event.position
        car.stated_status = Status(event.status) if event.status in list(Status) else None
        if measured and event.position is not None and car.stated_status is Status.CLASSIFIED:
            car.stated_status = None  # whether it is classified, the rules for all others say
        car.listed = event.status == LISTED
        car.started = event.status != "not-started" and (bool(event.laps) or event.position is not None)
        car.retired = event.status == "retired"
        car.took_flag = False
        status = None if car.listed else event.status
        car.say("stated", position=event.position, status=status, record=event.seq, source=event.source)
    say_stated_laps(timing, {car.number: car for car in cars}, deleted)
    if not any(car.fastest for car in cars):
        _fastest_as_stated(cars)


def _mostly_measured(timing: Timing) -> bool:
    """Whether more cars ended a lap than a source gives a place to without one: the result is measured, not a list."""
    driven = {timing.cars[code] for code in timing.laps_.runs.car.tolist()}
    stated = {e.car for e in timing.log.events if isinstance(e, Result) and e.position is not None}
    return len(driven) > len(stated - driven)


def _fastest_as_stated(cars: list[Car]) -> None:
    """The fastest laps where a source has best laps alone: of equal ones it does not say which was first."""
    bests: dict[str | None, int] = {}
    for car in cars:
        if car.best is not None:
            bests[car.class_] = min(bests.get(car.class_, car.best), car.best)
    least = min(bests.values(), default=None)
    for car in cars:
        car.fastest = car.best is not None and car.best == least
        car.class_fastest = car.best is not None and car.best == bests[car.class_]


def _without_total(timing: Timing, cars: list[Car]) -> None:
    """A car with a lap that has no time has no total: laps order it, and behind those of as many laps with one."""
    for number, lap in sorted(untimed_laps(timing)):
        car = cars[timing.codes[number]] if number in timing.codes else None
        if car is not None and car.laps >= lap and car.time is not None:
            car.time = None
            car.say("total-unknown", lap=lap)


def results_unused(timing: Timing) -> list[Finding]:
    """Results that a source states of cars whose passings are known, or twice of one car: they count for nothing; and
    places that are stated beside cars that were measured.
    """
    found: list[Finding] = []
    driven, measured = set(timing.laps_.runs.car.tolist()), _mostly_measured(timing)
    first: dict[str, int] = {}
    for event in timing.log.events:
        if not isinstance(event, Result):
            continue
        where = Where(car=event.car, seq=event.seq)
        if timing.codes.get(event.car) in driven:
            found.append(warning("result-beside-passings", where).without(event.seq))
        elif first.setdefault(event.car, event.seq) != event.seq:
            found.append(error("result-twice", where).without(event.seq))
        elif event.position is not None and measured:
            found.append(warning("result-place-aside", where, place=event.position, cars=len(driven)))
    return found
