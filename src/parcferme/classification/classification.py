"""Places, and why: a pure function of what was measured and what was ruled."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

import polars as pl

from parcferme.classification import penalties, qualifying, race
from parcferme.classification.cars import cars_of, results_unused
from parcferme.classification.flags_to_cars import (
    disqualified_by_flag,
    flags_to_cars,
    say_flags,
    unruled_black_flags,
)
from parcferme.classification.frames import Frames
from parcferme.classification.laps_led import laps_led
from parcferme.classification.remedies import tried
from parcferme.classification.rows import Car, Row, Status
from parcferme.classification.stated_against import stated_against
from parcferme.findings import Finding, Where, info, warning
from parcferme.records import Decision, Flag, FlagValue, Penalty
from parcferme.regulations import SessionKind
from parcferme.timing import Timing, stopped_for_good


@dataclasses.dataclass(frozen=True, eq=False)
class Classification:
    """The result of one session: `rows` in order (cars without a place last), the timing it rests on, the findings."""

    timing: Timing
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def frames(self) -> Frames:
        """The result as frames, each made when it is first asked for."""
        return Frames(self.rows, self.timing)

    @property
    def frame(self) -> pl.DataFrame:
        """The rows as a frame: position, class_position, number, class, team, drivers, status, laps, times in µs …"""
        return self.frames.classification

    def row(self, number: str) -> Row | None:
        """The row of one car, None where there is none of that number."""
        return next((row for row in self.rows if row.number == number), None)


def classify(
    timing: Timing, decisions: Iterable[Decision] = (), *, try_remedies: bool = True
) -> Classification:
    """Classify a session: the decisions in its log first, then those given.

    A decision that speaks of a car or lap that is not there, or repeats another, is a finding and changes nothing. A
    finding about an instant says what its remedy would make of the result, unless `try_remedies` is off.
    """
    decisions = tuple(decisions)
    if decisions:  # what is asked of the result later has to know them too
        timing = dataclasses.replace(timing, decisions=(*timing.decisions, *decisions))
    kept, findings = penalties.usable(timing, timing.decisions)
    cars = cars_of(timing, penalties.deleted_laps(kept))
    by_number = {car.number: car for car in cars}
    findings += [*results_unused(timing), *stated_against(timing.log)]
    over = timing.flag.at is not None or timing.end is not None
    findings += penalties.before_the_order(by_number, kept, timing.rules.penalties, over)
    findings += penalties.without_effect(by_number, kept, timing.kind)
    flags = flags_to_cars(timing)
    say_flags(flags, by_number)
    findings += unruled_black_flags(timing, flags, kept)
    disqualified = {d.car or "" for d in kept if d.penalty is Penalty.DISQUALIFIED}
    disqualified |= disqualified_by_flag(timing, flags, by_number)
    if timing.kind is SessionKind.RACE:
        rows = _race(timing, cars, kept, disqualified)
        moved = {one.car for one in kept if one.car is not None and one.penalty in penalties.CHANGING_TIME}
        ranked = (car for car in cars if car.status is Status.CLASSIFIED)
        findings += penalties.level_after(ranked, moved, timing.rulebook.timing.resolution)
        shown = any(isinstance(e, Flag) and e.value is FlagValue.CHEQUERED for e in timing.log.events)
        if timing.flag.at is None and timing.until is None and timing.laps_.lap.size and not shown:
            findings.append(_flag_unknown(timing))
    else:
        rows = _by_time(timing, cars, kept, disqualified)
    findings += [
        warning("level-in-source", Where(car=row.number), other=reason.values["other"])
        for row in rows
        for reason in row.reasons
        if reason.code == "level-in-source"
    ]
    listed = any(car.stated is not None for car in cars)
    driven = any(row.laps for row in rows) or any(car.open for car in cars)
    begun = timing.until is not None and bool(
        timing.seen.at.size
    )  # a cut in which nobody has completed one yet
    if not timing.laps_.lap.size and not listed and not driven and not begun:
        findings.append(warning("session-without-laps"))
    told = (*timing.findings, *findings)
    if try_remedies:
        told = tried(timing, told, rows, lambda again: classify(again, decisions, try_remedies=False).rows)
    return Classification(timing, rows, told)


def _flag_unknown(timing: Timing) -> Finding:
    """That no flag ended the race as far as anybody knows, and why none was due."""
    rules, red = timing.rules, stopped_for_good(timing.shown)
    if red is not None:
        return info("flag-unknown", red_at=red.start)
    if rules.laps is not None:
        return info("flag-unknown", laps_due=rules.laps)
    due = rules.length if rules.length is not None else rules.total
    return info("flag-unknown", option="--length") if due is None else info("flag-unknown", due_us=due)


def _race(
    timing: Timing, cars: list[Car], decisions: Sequence[Decision], disqualified: set[str]
) -> tuple[Row, ...]:
    resolution = timing.rulebook.timing.resolution
    # Laps taken for a slow last one are missing when the share of the distance is asked for.
    if timing.flag.at is not None:
        race.slow_last_laps(cars, timing.rules.classified.slow_last_lap)
    race.decide_status(timing, cars, disqualified)
    _trust_stated(cars)
    placed = [car for car in cars if car.status is Status.CLASSIFIED]
    moved = {one.car for one in decisions if one.car is not None and one.penalty in penalties.CHANGING_TIME}
    placed = race.in_order(placed, resolution, moved)
    heats = _heats(timing, placed, [race.race_key(car, resolution) for car in placed])
    # Time and laps made the order; places and rears speak of the order they made.
    heats = penalties.after_the_order(heats, decisions)
    rest = [car for car in cars if car.status is not Status.CLASSIFIED]
    rest = race.unclassified_order(rest, resolution, timing.rules.classified.unclassified_order)
    ahead_of = _leaders(heats) if rest else _NOBODY
    listed = [car for car in rest if car.status is Status.NOT_CLASSIFIED and car.stated is not None]
    listed = [car for car in listed if not car.listed]
    heats += [[car] for car in listed]  # a source that numbers its cars on below the classified is followed
    rest = [car for car in rest if car not in listed]
    _count_laps_led(timing, cars)
    behind = [_row(resolution, car, None, None, ahead_of, _NOBODY) for car in rest]
    return (*_placed(timing, heats), *behind)


def _count_laps_led(timing: Timing, cars: list[Car]) -> None:
    """How many laps each car led, of all and of its class; of a source without laps nobody knows."""
    if not timing.laps_.lap.size:
        return
    in_class: dict[int, int] = {}
    for code, car in zip(timing.car_class.tolist(), cars, strict=True):
        in_class[code] = max(in_class.get(code, 0), car.laps)
    led = laps_led(timing, max(in_class.values()), in_class)
    for car, overall, within in zip(cars, *(laps.tolist() for laps in led), strict=True):
        car.laps_led, car.class_laps_led = overall, within


def _stands(car: Car) -> bool:
    """Whether a source states a place for a car and does not say that it was not classified."""
    return car.stated is not None and not car.listed and car.stated_status in (None, Status.CLASSIFIED)


def _trust_stated(cars: list[Car]) -> None:
    """A car is what its source says it is; without a word one with a place is classified, one without is not."""
    if not any(car.stated is not None for car in cars):
        return
    for car in cars:
        if car.status is Status.DISQUALIFIED or car.listed:
            continue
        if car.stated_status is not None:
            car.status = car.stated_status
        elif car.stated is not None:
            car.status = Status.CLASSIFIED
        elif car.status is Status.CLASSIFIED:
            car.status = Status.NOT_CLASSIFIED


def _by_time(
    timing: Timing, cars: list[Car], decisions: Sequence[Decision], disqualified: set[str]
) -> tuple[Row, ...]:
    rules, resolution = timing.rules.order, timing.rulebook.timing.resolution
    for car in cars:
        car.time, car.ordered_by = None, qualifying.ordered_by(car, rules)
        if car.number in disqualified or car.stated_status is Status.DISQUALIFIED:
            car.status = Status.DISQUALIFIED
    # A list may give places and no times: a place that its source states stands.
    timed = [
        car
        for car in cars
        if car.status is Status.CLASSIFIED and (car.ordered_by is not None or _stands(car))
    ]
    placed = qualifying.in_order(timed, rules, resolution)
    heats = _heats(timing, placed, [qualifying.qualifying_key(car, rules, resolution) for car in placed])
    heats = penalties.after_the_order(heats, decisions)
    chosen = {car.code for car in placed}
    rest = [car for car in cars if car.code not in chosen]
    qualifying.without_time(rest)
    rest = race.unclassified_order(rest, resolution, timing.rules.classified.unclassified_order)
    if qualifying.places_without_time(rules):
        last = [car for car in rest if car.status is Status.NOT_CLASSIFIED]
        last.sort(key=lambda car: (race.stated_key(car), race.number_key(car.number)))
        heats += [[car] for car in last]
        rest = [car for car in rest if car not in last]
    behind = [_row(resolution, car, None, None, _NOBODY, _NOBODY) for car in rest]
    return (*_placed(timing, heats), *behind)


def _heats(timing: Timing, placed: list[Car], keys: Sequence[tuple[float, ...]]) -> list[list[Car]]:
    """The cars in order, dead heats together.

    Where the source says that it cut its times coarser than the rulebook looks, level in it is no dead heat: each car
    then has a place of its own, in order of number, and says so. Where it only looks so (somebody typed whole seconds),
    the dead heat stands and says so too, as do cars whose laps, from reads that were cut, are no further apart than a
    cut can make them. Places that a source states stand as they are.
    """
    resolution = timing.rulebook.timing.resolution
    cut = (timing.read_resolution or 0) if timing.source_resolution is None else 0
    undecided = (timing.source_resolution or resolution) > resolution
    heats: list[list[Car]] = []
    for index, car in enumerate(placed):
        ahead = placed[index - 1] if index and car.stated is None else None
        level = ahead is not None and keys[index] == keys[index - 1]
        # A lap is the difference of two reads: each of them may be off by what was cut.
        near = level or (ahead is not None and _within(ahead.ordered_by, car.ordered_by, cut))
        if (level and undecided) or (near and cut > resolution):
            placed[index - 1].say("level-in-source", other=car.number)
            car.say("level-in-source", other=placed[index - 1].number)
        if level and not undecided:
            heats[-1].append(car)
        else:
            heats.append([car])
    return heats


def _within(first: int | None, second: int | None, apart: int) -> bool:
    """Whether two best laps (None in a race) are no further apart."""
    return first is not None and second is not None and abs(second - first) <= apart


_Ahead = dict[str | None, Car]
"""A car of each class; that of all cars is the value of `_ALL`."""
_ALL: Final = "\0all"
_NOBODY: Final[_Ahead] = {}


def _leaders(heats: list[list[Car]]) -> _Ahead:
    """The first car of all, and of each class."""
    found: _Ahead = {}
    for heat in heats:
        for car in heat:
            found.setdefault(_ALL, car)
            found.setdefault(car.class_, car)
    return found


def _placed(timing: Timing, heats: list[list[Car]]) -> list[Row]:
    """Rows with places overall and in class; the cars of a dead heat share theirs."""
    rows: list[Row] = []
    in_class: dict[str | None, int] = {}
    leaders = _leaders(heats)
    ahead: _Ahead = {}
    resolution = timing.rulebook.timing.resolution
    for heat in heats:
        position = len(rows) + 1
        ranks = {car.class_: in_class.get(car.class_, 0) + 1 for car in heat}
        for car in heat:
            if len(heat) > 1:
                car.say("dead-heat", others=[one.number for one in heat if one is not car])
            rows.append(_row(resolution, car, position, ranks[car.class_], leaders, ahead))
            in_class[car.class_] = in_class.get(car.class_, 0) + 1
            ahead[_ALL] = ahead[car.class_] = car
    return rows


def _row(
    resolution: int,
    car: Car,
    position: int | None,
    class_position: int | None,
    leaders: _Ahead,
    ahead: _Ahead,
) -> Row:
    first, before, mates = leaders.get(_ALL), ahead.get(_ALL), leaders.get(car.class_)
    mate = ahead.get(car.class_)
    gap, gap_laps = _apart(first, car, resolution)
    interval, interval_laps = (gap, gap_laps) if before is first else _apart(before, car, resolution)
    class_gap, class_gap_laps = (gap, gap_laps) if mates is first else _apart(mates, car, resolution)
    class_interval, class_interval_laps = (
        (interval, interval_laps) if mate is before else _apart(mate, car, resolution)
    )
    return Row(
        number=car.number, class_=car.class_, team=car.team, drivers=car.drivers, status=car.status,
        position=position, class_position=class_position, took_flag=car.took_flag, retired=car.retired,
        laps=car.laps, time=car.time, gap=gap, gap_laps=gap_laps, interval=interval,
        interval_laps=interval_laps, class_gap=class_gap, class_gap_laps=class_gap_laps,
        class_interval=class_interval, class_interval_laps=class_interval_laps,
        best_lap=car.best, best_lap_number=car.best_number, best_lap_elapsed=car.best_elapsed,
        second_best_lap=car.second, second_best_lap_number=car.second_number,
        second_best_lap_elapsed=car.second_elapsed, fastest_lap=car.fastest,
        class_fastest_lap=car.class_fastest, laps_led=car.laps_led, class_laps_led=car.class_laps_led,
        stops=car.stops, reasons=tuple(car.reasons),
    )  # fmt: skip


def _apart(ahead: Car | None, car: Car, resolution: int) -> tuple[int | None, int | None]:
    """How far behind another car: (time, None) or (None, laps); (None, None) for itself and where it is not known.

    In a race cars on different laps are laps apart; in practice and qualifying the difference is that of best laps.
    A car that decisions put behind one it had beaten is behind it by nothing that could be measured.
    """
    if ahead is None or ahead is car or car.status is Status.NOT_STARTED:
        return None, None
    if ahead.time is None and car.time is None:
        mine, theirs = car.ordered_by, ahead.ordered_by
    elif ahead.laps > car.laps:
        return None, ahead.laps - car.laps
    elif ahead.laps < car.laps:
        return None, None
    else:
        mine, theirs = car.time, ahead.time
    if mine is None or theirs is None:
        return None, None
    behind = (mine // resolution - theirs // resolution) * resolution
    return (behind if behind >= 0 else None), None
