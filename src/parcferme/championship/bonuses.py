"""Who earns a bonus: pole, fastest lap, laps led, places gained, a clean race."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple, assert_never

import msgspec

from parcferme.championship.drives import Drive
from parcferme.classification import ResultLine, Status
from parcferme.regulations import Adjustment, AdjustmentKind, Bonus, BonusFor, ScoredPlace, Tied


class Unknown(NamedTuple):
    """A bonus of which a list does not say who earned it, and why: `class-laps` (it has laps led overall only), `next`
    (it marks one who may not have it, and does not say who comes next), `class-mark` (it marks the best of all, and has
    nothing of a class or group in which nobody is marked).
    """

    bonus: BonusFor
    why: str


OF_ONE: Final = (
    BonusFor.POLE,
    BonusFor.FASTEST_QUALIFIER,
    BonusFor.FASTEST_LAP,
    BonusFor.MOST_LAPS_LED,
    BonusFor.MOST_PLACES_GAINED,
)
"""Bonuses of one car in a session; several earn them only where they are level."""

_OF_QUALIFYING: Final = (BonusFor.POLE, BonusFor.FASTEST_QUALIFIER)


class Winner(msgspec.Struct, frozen=True):
    """Who earns a bonus, and how much: the lines of one car, or of one driver where the list has a line for each."""

    lines: tuple[ResultLine, ...]
    points: Fraction


def bonus_winners(
    bonus: Bonus,
    drives: Sequence[Drive],
    completed: Fraction | None,
    adjustments: Iterable[Adjustment],
    several: bool = False,
    has_pole: bool = True,
    whole: Sequence[Drive] | None = None,
) -> tuple[list[Winner], list[Unknown]]:
    """Who earns this bonus among the cars a table looks at, and what the list does not say. `several`: there are cars
    of more than one class (or group) in the session, of which this table may have one. `has_pole`: who starts first has
    pole position, also where no list marks him. `whole`: every car of the session, where `drives` are not.

    Who earned it is found first and then asked whether it counts: where only the first ten get a point for the fastest
    lap, nobody does when the eleventh set it (FIA F1 sporting regulations, 2019-2024); in Formula 2 it passes down.
    """
    if bonus.over is not None and completed is not None and completed <= bonus.over:
        return [], []
    shared = [one for one in adjustments if one.kind is AdjustmentKind.SHARED_LAP]
    winners: list[Winner] = []
    unknown: list[Unknown] = []
    for field in _fields(bonus.within, drives):
        able = [drive for drive in field if _is_asked(bonus, drive)]
        in_one = several and bonus.within is not ScoredPlace.OVERALL
        found, why = _found(bonus, field, able, shared, in_one, has_pole)
        if not found and not shared and bonus.within is not ScoredPlace.OVERALL:
            why = why or _unmarked(bonus, field, drives if whole is None else whole)
        unknown += [Unknown(bonus.for_, why)] if why else []
        heads = _heads(_in_order(found), field, bonus.for_ is BonusFor.FASTEST_LAP)
        share = _share(bonus, len(heads))
        for index, lines in enumerate(heads):
            drive = next(drive for drive in field if lines[0] in drive.lines)
            if bonus.tied is Tied.FIRST and index:
                break
            if drive.scores and _counts(bonus, drive):
                winners.append(Winner(tuple(lines), share * _times(bonus, lines[0])))
    return sorted(winners, key=lambda winner: _placed(winner.lines[0])), unknown


def _unmarked(bonus: Bonus, field: Sequence[Drive], whole: Sequence[Drive]) -> str | None:
    """Why nobody of a class or group has the bonus where a list only marks who earned it, and marks nobody there."""
    if bonus.for_ not in _MARKED or not any(_started(line) for drive in field for line in drive.lines):
        return None
    mark, of = _MARKED[bonus.for_]
    lines = [line for drive in whole for line in drive.lines]
    only_marks = any(map(mark, lines)) and all(of(line) is None for line in lines)
    here = any(mark(line) for drive in field for line in drive.lines)
    return "class-mark" if only_marks and not here else None


def _started(line: ResultLine) -> bool:
    return line.status is not Status.NOT_STARTED


_MARKED: Final[Mapping[BonusFor, tuple[Callable[[ResultLine], bool], Callable[[ResultLine], int | None]]]] = {
    BonusFor.FASTEST_LAP: (lambda line: line.fastest_lap, lambda line: line.best_lap),
    BonusFor.POLE: (lambda line: line.pole, lambda line: line.grid or line.qualified),
}
"""Bonuses that a list may mark: the mark, and what says it without one."""


def _is_asked(bonus: Bonus, drive: Drive) -> bool:
    """Whether a car can be the one that earned it: every car where it passes to nobody, else those who may have it."""
    if _is_out(bonus, drive):
        return False
    if bonus.passed_down is None:
        return not drive.passes
    return not bonus.passed_down or (drive.scores and _counts(bonus, drive))


def _is_out(bonus: Bonus, drive: Drive) -> bool:
    """Whether a car was put out of the session in which this bonus is earned. What it earned in qualifying it keeps,
    and what is taken for its incidents stays taken.
    """
    out = all(line.status is Status.DISQUALIFIED for line in drive.lines)
    return out and bonus.points > 0 and bonus.for_ not in _OF_QUALIFYING


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


def _found(
    bonus: Bonus,
    field: Sequence[Drive],
    able: Sequence[Drive],
    shared: Sequence[Adjustment],
    one_of_several: bool,
    has_pole: bool,
) -> tuple[list[ResultLine], str | None]:
    """The lines that earned it, and why that is not known. `able`: the cars that can have; `one_of_several`: it is
    given in each class (or group), of which this is one.
    """
    every = [line for drive in field for line in drive.lines]
    lines = [line for drive in able for line in drive.lines]
    match bonus.for_:
        case BonusFor.FASTEST_LAP:
            named = {name for one in shared for name in (*one.names, *one.cars)}
            if named:
                return [line for line in lines if line.car in named or named & set(line.drivers)], None
            return _marked(every, lines, lambda line: line.fastest_lap, lambda line: line.best_lap)
        case BonusFor.POLE:
            started = any(line.grid is not None for line in lines)
            others = lines if has_pole else []
            return _marked(
                every,
                lines,
                lambda line: line.pole,
                lambda line: (line.grid or None) if started else line.qualified,  # 0: from the pit lane
                others,
            )
        case BonusFor.FASTEST_QUALIFIER:
            return _least(lines, lambda line: line.qualified), None
        case BonusFor.MOST_LAPS_LED | BonusFor.LED_A_LAP:
            if one_of_several and any(line.laps_led is not None for line in every):
                in_class = bonus.within is ScoredPlace.CLASS
                if not in_class or all(line.laps_led_class is None for line in every):
                    return [], "class-laps"
            if bonus.for_ is BonusFor.LED_A_LAP:
                return [line for line in lines if _led(line, one_of_several)], None
            return _least(lines, lambda line: -_led(line, one_of_several) or None), None
        case BonusFor.MOST_PLACES_GAINED:
            return _least(lines, lambda line: -gained(line) if gained(line) > 0 else None), None
        case BonusFor.STARTED:
            return [line for line in lines if _started(line)], None
        case BonusFor.CLASSIFIED:
            return [
                line for line in lines if line.status is Status.CLASSIFIED and line.position is not None
            ], None
        case BonusFor.PLACES_GAINED:
            return [line for line in lines if gained(line) > 0], None
        case BonusFor.INCIDENTS:
            return [line for line in lines if _has_incidents(bonus, line)], None
        case BonusFor.ALL_ROUNDS:
            return [], None  # of the whole season: `Championship` gives it after its last round
        case never:
            assert_never(never)


def _marked(
    every: Sequence[ResultLine],
    lines: Sequence[ResultLine],
    mark: Callable[[ResultLine], bool],
    of: Callable[[ResultLine], int | None],
    others: Sequence[ResultLine] | None = None,
) -> tuple[list[ResultLine], str | None]:
    """Whom a list marks; where that is nobody, or somebody who cannot have it, who has the least value of the rest (of
    `others`, where only they can).
    """
    flagged = [line for line in lines if mark(line)]
    if flagged:
        return flagged, None
    found = _least(lines if others is None else others, of)
    return found, "next" if not found and lines and any(mark(line) for line in every) else None


def _led(line: ResultLine, in_class: bool) -> int:
    return (line.laps_led_class if in_class else line.laps_led) or 0


def gained(line: ResultLine) -> int:
    """The places gained from the grid; below 0 where they were lost."""
    return 0 if line.grid is None or line.position is None else line.grid - line.position


def named_of(bonus: Bonus, line: ResultLine) -> tuple[str, ...]:
    """The one of the crew whom a list names for a bonus, which is then his whole; none where it marks the car."""
    by = {BonusFor.FASTEST_LAP: line.fastest_lap_by, BonusFor.POLE: line.pole_by}.get(bonus.for_)
    return (by,) if by is not None and by in line.drivers else ()


def _has_incidents(bonus: Bonus, line: ResultLine) -> bool:
    """Whether a line that started has as many incidents as a bonus asks for; none where the list does not say."""
    if line.incidents is None or line.status is Status.NOT_STARTED:
        return False
    return (bonus.at_least or 0) <= line.incidents and (
        bonus.at_most is None or line.incidents <= bonus.at_most
    )


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
    if winners < 2 or bonus.for_ not in OF_ONE:
        return bonus.points
    match bonus.tied:
        case Tied.DIVIDED:
            return bonus.points / winners
        case Tied.NOBODY:
            return Fraction(0)
        case Tied.EACH | Tied.FIRST:
            return bonus.points
        case never:
            assert_never(never)


def _times(bonus: Bonus, line: ResultLine) -> int:
    """Places gained count one by one; everything else once."""
    return gained(line) if bonus.for_ is BonusFor.PLACES_GAINED else 1


def _counts(bonus: Bonus, drive: Drive) -> bool:
    """Whether the car that earned it fulfils the conditions."""
    if bonus.top is not None and (not drive.classified or drive.place is None or drive.place > bonus.top):
        return False
    return drive.classified or not bonus.classified
