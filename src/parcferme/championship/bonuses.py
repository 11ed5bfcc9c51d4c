"""Who earns a bonus: pole, fastest lap, laps led, places gained, a clean race."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec

from parcferme.classification import ResultLine, Status
from parcferme.regulations import Adjustment, AdjustmentKind, Bonus, BonusFor, ScoredPlace, Tied

if TYPE_CHECKING:
    from parcferme.championship.scoring import Drive


class Winner(msgspec.Struct, frozen=True):
    """Who earns a bonus, and how much: the lines of one car, or of one driver where the list has a line for each."""

    lines: tuple[ResultLine, ...]
    points: Fraction


def bonus_winners(
    bonus: Bonus, drives: Sequence[Drive], completed: Fraction | None, adjustments: Iterable[Adjustment]
) -> list[Winner]:
    """Who earns this bonus among the cars a table looks at.

    Who earned it is found first and then asked whether it counts: where only the first ten get a point for the fastest
    lap, nobody does when the eleventh set it (FIA F1 sporting regulations, 2019-2024).
    """
    if bonus.over is not None and completed is not None and completed <= bonus.over:
        return []
    shared = [one for one in adjustments if one.kind is AdjustmentKind.SHARED_LAP]
    winners: list[Winner] = []
    for field in _fields(bonus.within, drives):
        found = _found(bonus, field, shared)
        heads = _heads(_in_order(found), field, bonus.for_ is BonusFor.FASTEST_LAP)
        share = _share(bonus, len(heads))
        for index, lines in enumerate(heads):
            drive = next(drive for drive in field if lines[0] in drive.lines)
            if bonus.tied is Tied.FIRST and index:
                break
            if drive.scores and _counts(bonus, drive):
                winners.append(Winner(tuple(lines), share * _times(bonus, lines[0])))
    return sorted(winners, key=lambda winner: _placed(winner.lines[0]))


def _fields(within: ScoredPlace, drives: Sequence[Drive]) -> list[list[Drive]]:
    """The cars among whom a bonus is given: all, or those of each class or group."""
    fields: dict[tuple[str | None, ...], list[Drive]] = {}
    for drive in drives:
        line = drive.lines[0]
        key: tuple[str | None, ...] = ()
        if within is not ScoredPlace.OVERALL:
            key = (line.class_,) if within is ScoredPlace.CLASS else (line.class_, line.group)
        fields.setdefault(key, []).append(drive)
    return list(fields.values())


def _found(bonus: Bonus, field: Sequence[Drive], shared: Sequence[Adjustment]) -> list[ResultLine]:
    """The lines that earned it."""
    lines = [line for drive in field for line in drive.lines]
    if bonus.for_ is BonusFor.FASTEST_LAP:
        named = {name for one in shared for name in (*one.names, *one.cars)}
        if named:
            return [line for line in lines if line.car in named or named & set(line.drivers)]
        flagged = [line for line in lines if line.fastest_lap]
        return flagged or _least(lines, lambda line: line.best_lap)
    if bonus.for_ is BonusFor.POLE:
        flagged = [line for line in lines if line.pole]
        return flagged or _least(lines, lambda line: line.grid)
    if bonus.for_ is BonusFor.MOST_LAPS_LED:
        return _least(lines, lambda line: -line.laps_led if line.laps_led else None)
    return [line for line in lines if _earns(bonus, line)]


def _earns(bonus: Bonus, line: ResultLine) -> bool:
    """Whether a line earns a bonus that many can earn."""
    if bonus.for_ is BonusFor.LED_A_LAP:
        return bool(line.laps_led)
    if bonus.for_ is BonusFor.STARTED:
        return line.status is not Status.NOT_STARTED
    if bonus.for_ is BonusFor.CLASSIFIED:
        return line.status is Status.CLASSIFIED and line.position is not None
    if bonus.for_ is BonusFor.PLACES_GAINED:
        return line.grid is not None and line.position is not None and line.grid > line.position
    started = line.status is not Status.NOT_STARTED
    if bonus.for_ is BonusFor.INCIDENTS and line.incidents is not None and started:
        least = bonus.at_least if bonus.at_least is not None else 0
        return least <= line.incidents and (bonus.at_most is None or line.incidents <= bonus.at_most)
    return False


def _least(lines: Sequence[ResultLine], of: Callable[[ResultLine], int | None]) -> list[ResultLine]:
    """The lines with the least value, where the list has values at all."""
    values = [value for value in map(of, lines) if value is not None]
    if not values:
        return []
    least = min(values)
    return [line for line in lines if of(line) == least]


def _in_order(lines: Iterable[ResultLine]) -> list[ResultLine]:
    """Who did the same stands in the order of the places, whatever the order of the list."""
    return sorted(lines, key=_placed)


def _placed(line: ResultLine) -> tuple[bool, int, str, tuple[str, ...]]:
    return line.position is None, line.position or 0, line.car, line.drivers


def _heads(lines: Iterable[ResultLine], field: Sequence[Drive], people_too: bool) -> list[list[ResultLine]]:
    """Lines of one car are one winner; with `people_too` so are those of the same people: a list marks a fastest lap on
    every line of a driver, also on that of a car he took over.
    """
    car_of = {id(line): number for number, drive in enumerate(field) for line in drive.lines}
    heads: list[list[ResultLine]] = []
    by_car: dict[int, list[ResultLine]] = {}
    by_people: dict[tuple[str, ...], list[ResultLine]] = {}
    for line in lines:
        car, people = car_of[id(line)], line.drivers or (line.car,)
        head = by_car.get(car) or (by_people.get(people) if people_too else None)
        if head is None:
            head = []
            heads.append(head)
        head.append(line)
        by_car.setdefault(car, head)
        by_people.setdefault(people, head)
    return heads


def _share(bonus: Bonus, winners: int) -> Fraction:
    """What each gets of a bonus that so many earned."""
    many = bonus.for_ in (BonusFor.POLE, BonusFor.FASTEST_LAP, BonusFor.MOST_LAPS_LED)
    if winners < 2 or not many:
        return bonus.points
    if bonus.tied is Tied.DIVIDED:
        return bonus.points / winners
    return Fraction(0) if bonus.tied is Tied.NOBODY else bonus.points


def _times(bonus: Bonus, line: ResultLine) -> int:
    """Places gained count one by one; everything else once."""
    if bonus.for_ is BonusFor.PLACES_GAINED and line.grid is not None and line.position is not None:
        return line.grid - line.position
    return 1


def _counts(bonus: Bonus, drive: Drive) -> bool:
    """Whether the car that earned it fulfils the conditions."""
    if bonus.top is not None and (not drive.classified or drive.place is None or drive.place > bonus.top):
        return False
    return drive.classified or not bonus.classified
