"""What each car did, gathered from the timing: laps, time, best lap, stops, whether it took the flag."""

from __future__ import annotations

import msgspec
import numpy as np

from parcferme.classification.rows import Car, Status
from parcferme.records import CarState, Result
from parcferme.regulations import FastestLapRules
from parcferme.times import truncate
from parcferme.timing import NotCounted, Timing
from parcferme.timing.laps import Laps
from parcferme.timing.periods import shown_in
from parcferme.timing.sightings import Ints, Mask, run

_BIG = 2**62
_SWITCH = {
    "yellow": "yellow", "fcy": "full-course-yellow", "code-60": "code-60", "safety-car": "safety-car", "red": "red",
}  # fmt: skip


def eligible(
    timing: Timing, rules: FastestLapRules, deleted: set[tuple[str, int]], *, untimed: bool = False
) -> Mask:
    """Which laps can be a car's best under the rulebook and the stewards' deletions; `untimed` adds those without a lap
    time that have nothing else against them.
    """
    laps = timing.laps_
    fine = (laps.timed | untimed) & ~timing.doubtful
    if not rules.first_lap:
        fine &= laps.lap != 1
    if not rules.in_laps:
        fine &= ~timing.in_lap
    if not rules.out_laps:
        fine &= ~timing.out_lap
    barred = barred_flags(rules)
    if barred and timing.shown:
        fine &= ~shown_in(timing.shown, barred, laps.start, laps.end)
    for number, lap in deleted:
        if number in timing.codes:
            fine &= ~((laps.car == timing.codes[number]) & (laps.lap == lap))
    return fine


def barred_flags(rules: FastestLapRules) -> tuple[str, ...]:
    """The flags under which no lap can be a car's best."""
    switches = {
        "yellow": rules.yellow,
        "fcy": rules.full_course_yellow,
        "code-60": rules.code_60,
        "safety-car": rules.safety_car,
        "red": rules.red,
    }
    return tuple(flag for flag, counts in switches.items() if not (counts and rules.neutralised))


def cars_of(timing: Timing, deleted: set[tuple[str, int]]) -> list[Car]:
    """Every car of the session in order of its number as text."""
    cars = [_entered(timing, code, number) for code, number in enumerate(timing.cars)]
    _laps_and_times(timing, cars)
    _open_laps(timing, cars)
    _best_laps(timing, cars, eligible(timing, timing.rules.fastest_lap, deleted))
    if not timing.laps_.timed.all():
        from_the_pits = msgspec.structs.replace(timing.rules.fastest_lap, out_laps=True)
        _untimed(timing, cars, eligible(timing, from_the_pits, deleted, untimed=True))
    _passed_over(timing, cars, deleted)
    seen = timing.seen
    first = int(np.searchsorted(seen.at, timing.start))
    last = len(seen.at) if timing.end is None else int(np.searchsorted(seen.at, timing.end, side="right"))
    for code in np.flatnonzero(np.bincount(seen.car[first:last], minlength=len(cars))).tolist():
        cars[code].started = True
    for stop in timing.made_stops:
        car = cars[stop.car]
        if stop.in_lap is not None:
            car.stops += 1
    for stop in timing.visits:
        car = cars[stop.car]
        if stop.exit is not None and stop.out_lap == car.laps and car.time is not None:
            car.last_lap = car.time - (
                stop.exit - int(timing.starts[stop.car])
            )  # from the pit exit, not from line to line
    for number, status in timing.statuses.items():
        car = cars[timing.codes[number]]
        car.retired = status.state is CarState.RETIRED
        if car.retired:
            car.say("retired", why=status.reason, record=status.seq)
    _stated(timing, cars)
    return cars


def _entered(timing: Timing, code: int, number: str) -> Car:
    entry = timing.entries.get(number)
    team = entry.team if entry is not None else None
    class_ = timing.classes[timing.car_class[code]] or None
    return Car(code, number, class_, team, timing.drivers(number), reasons=[])


def _laps_and_times(timing: Timing, cars: list[Car]) -> None:
    """Laps, time and last lap from each car's last counted crossing; whether it took the flag there."""
    laps = timing.laps_
    n = len(laps.lap)
    if not n:
        return
    last = np.flatnonzero(np.append(laps.car[1:] != laps.car[:-1], True))
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
    """Each car's best and second-best lap among the eligible ones; of equal laps the one set first."""
    laps = timing.laps_
    if not len(laps.lap):
        return
    resolution = timing.rulebook.timing.resolution
    lap_us = laps.end - laps.start
    compared = np.where(fine, lap_us // resolution * resolution, _BIG)
    first = np.flatnonzero(np.append(True, laps.car[1:] != laps.car[:-1]))
    best = np.minimum.reduceat(compared, first)
    counts = np.diff(np.append(first, len(compared)))
    hits = np.flatnonzero(compared == np.repeat(best, counts))
    hit_car, where = np.unique(laps.car[hits], return_index=True)
    rows = hits[where]
    without = compared.copy()
    without[rows] = _BIG
    second = np.minimum.reduceat(without, first)
    for code, row, next_best in zip(hit_car.tolist(), rows.tolist(), second.tolist(), strict=True):
        if compared[row] >= _BIG:
            continue
        car = cars[code]
        car.best, car.best_number = int(lap_us[row]), int(laps.lap[row])
        car.best_at = int(laps.end[row])
        car.second = None if next_best >= _BIG else truncate(next_best, resolution)
        car.second_at = None if next_best >= _BIG else _set_at(laps, without, code, next_best)


def _untimed(timing: Timing, cars: list[Car], fine: Mask) -> None:
    """Say it where a run from the pits to the line, which is no lap time, took less than the car's best lap."""
    laps = timing.laps_
    for row in np.flatnonzero(fine & ~laps.timed).tolist():
        car, run_us = cars[int(laps.car[row])], int(laps.end[row] - laps.start[row])
        if car.best is None or run_us < car.best:
            car.say("lap-not-timed", lap=int(laps.lap[row]))


def _passed_over(timing: Timing, cars: list[Car], deleted: set[tuple[str, int]]) -> None:
    """Say it where a lap quicker than the car's best is nobody's best by the rulebook, or because it is in doubt."""
    laps, rules = timing.laps_, timing.rules.fastest_lap
    free = FastestLapRules(first_lap=rules.first_lap)
    may = timing.doubtful | eligible(timing, free, deleted)
    may &= ~eligible(timing, rules, deleted) & laps.timed
    us = laps.end - laps.start
    best = np.array([_BIG if car.best is None else car.best for car in cars], dtype=np.int64)
    rows = np.flatnonzero(may & (us < best[laps.car]))
    rows = rows[np.lexsort((us[rows], laps.car[rows]))]
    firsts = rows[np.append(True, laps.car[rows][1:] != laps.car[rows][:-1])] if len(rows) else rows
    for row in firsts.tolist():
        values = {"lap": int(laps.lap[row]), "lap_us": int(us[row])}
        flag = next(
            (
                value
                for value in barred_flags(rules)
                if shown_in(timing.shown, (value,), laps.start[row : row + 1], laps.end[row : row + 1]).any()
            ),
            None,
        )
        car = cars[int(laps.car[row])]
        if timing.doubtful[row]:
            car.say("lap-in-doubt", **values)
        elif flag is not None:
            path = f"{timing.kind.value}.fastest-lap"
            cite = timing.rulebook.cite(f"{path}.{_SWITCH[flag]}")
            car.say("lap-under-flag", **values, flag=flag, article=cite.article, source=cite.source)
        else:
            car.say("lap-in-or-out", **values)


def _set_at(laps: Laps, compared: Ints, code: int, lap_us: int) -> int:
    """The instant a car first completed a lap of this time."""
    mine = run(laps.car, code)
    return int(laps.end[mine][np.argmax(compared[mine] == lap_us)])


def _stated(timing: Timing, cars: list[Car]) -> None:
    """What a source states without the passings behind it; a car with passings keeps what they say."""
    for event in timing.log.events:
        if not isinstance(event, Result) or event.car not in timing.codes:
            continue
        car = cars[timing.codes[event.car]]
        if car.laps:
            continue
        car.laps, car.time, car.best = event.laps or 0, event.time, event.best_lap
        car.best_number, car.stops = event.best_lap_number, event.stops or 0
        car.stated = event.position
        car.stated_status = Status(event.status) if event.status in list(Status) else None
        car.started = event.status != "not-started" and (bool(event.laps) or event.position is not None)
        car.retired = event.status == "retired"
        car.took_flag = False
        car.say("stated", position=event.position, status=event.status, record=event.seq, source=event.source)
