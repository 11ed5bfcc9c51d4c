"""One session scored for one table: who earns what, place by place and bonus by bonus."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

import msgspec

from parcferme.championship.bonuses import Winner, bonus_winners
from parcferme.championship.tables import Points
from parcferme.championship.worth import Worth, plain
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    Bonus,
    CarsCounted,
    NotScoring,
    PointsRules,
    ScoredPlace,
    SharedDrive,
    TableRules,
    TwoCars,
    Unit,
)

_STATUSES: Final = (Status.CLASSIFIED, Status.NOT_CLASSIFIED, Status.DISQUALIFIED, Status.NOT_STARTED)
_LAST: Final = 1 << 30
_OF_SEVERAL_CARS: Final = (Unit.TEAM, Unit.MANUFACTURER, Unit.CONSTRUCTOR)


class Drive(msgspec.Struct, gc=False):
    """One car in a session as a table looks at it: its lines, its place there, and whether it scores.

    `place` counts for ties, `scored` for points: they differ where the points of others pass down. `field`: the class
    (and group) whose place it is, empty for an overall one.
    """

    lines: list[ResultLine]
    place: int | None
    field: tuple[str | None, ...] = ()
    scored: int | None = None
    level: int = 1
    scores: bool = True
    passes: bool = False
    classified: bool = False


class Earned(msgspec.Struct, gc=False):
    """What one unit (driver, car, team …) took from a session."""

    unit: str
    points: Points = 0
    places: list[int] = []
    classified: bool = False
    grid: int | None = None
    line: ResultLine | None = None
    reasons: list[tuple[str, dict[str, Any]]] = []


class Scored(NamedTuple):
    """A session scored for a table: what each unit earned, what places were worth, and the cars whose list does not say
    whom they would score for.
    """

    earned: dict[str, Earned]
    worth: Worth
    nameless: tuple[str, ...]


def drives_of(result: SessionResult, table: TableRules) -> list[Drive]:
    """The cars of a session that a table looks at, with their places in it. A shared car is one: its lines have one
    number and one place. Places are as the list says; those in a class or group follow from the order where it does
    not.
    """
    cars: dict[tuple[str, int | None, int | None], Drive] = {}
    place_of = _place_reader(result, table.place)
    for line in result.lines:
        if not _is_of(line, table):
            continue
        key = (line.car, line.position, line.class_position)
        drive = cars.get(key)
        if drive is not None:
            drive.lines.append(line)
            continue
        place = place_of(line)
        field = _field(line, table.place)
        drive = Drive([line], place, field, classified=place is not None and line.status is Status.CLASSIFIED)
        cars[key] = drive
    return list(cars.values())


def _is_of(line: ResultLine, table: TableRules) -> bool:
    """Whether a table is of this car."""
    return table.class_ in (None, line.class_) and table.group in (None, line.group)


def _points(drive: Drive, worth: Worth, field: Sequence[Drive], table: TableRules) -> Points:
    """What a car is worth to whoever it scores for."""
    if not drive.scores:
        return 0
    points: Points = 0
    if drive.scored is not None and (drive.classified or not worth.rules.classified):
        points = worth.of(drive.scored, drive.level, classified=drive.classified)
    elif drive.lines[0].status is Status.NOT_CLASSIFIED:
        points = worth.unplaced()
    return plain(points * _field_factor(drive, field, worth.rules, table)) if points else points


def _field(line: ResultLine, place: ScoredPlace) -> tuple[str | None, ...]:
    """Among whom a place is one."""
    if place is ScoredPlace.OVERALL:
        return ()
    return (line.class_,) if place is ScoredPlace.CLASS else (line.class_, line.group)


def _place_reader(result: SessionResult, wanted: ScoredPlace) -> Callable[[ResultLine], int | None]:
    """How the place of a line is read: overall as listed; in class and group as listed, else from the order."""
    if wanted is ScoredPlace.OVERALL:
        return lambda line: line.position
    group = wanted is ScoredPlace.GROUP
    derived = _ranks(result.lines, group)

    def place(line: ResultLine) -> int | None:
        stated = line.group_position if group else line.class_position
        return stated if stated is not None else derived.get((line.car, line.position))

    return place


def _ranks(lines: Iterable[ResultLine], group: bool) -> dict[tuple[str, int | None], int]:
    """Places within the class (or the group in it) that follow from the places in the class or overall."""
    found: dict[tuple[str, int | None], int] = {}
    fields: dict[tuple[str | None, ...], dict[tuple[str, int | None], int]] = {}
    for line in lines:
        order = line.class_position if group and line.class_position is not None else line.position
        if order is not None:
            field = (line.class_, line.group) if group else (line.class_,)
            fields.setdefault(field, {}).setdefault((line.car, line.position), order)
    for cars in fields.values():
        ordered = sorted(cars.values())
        first = {order: index + 1 for index, order in reversed(list(enumerate(ordered)))}
        found |= {car: first[order] for car, order in cars.items()}
    return found


def names_of(line: ResultLine, unit: Unit) -> tuple[str, ...]:
    """The units a line scores for; none where the list does not say."""
    if unit is Unit.DRIVER:
        return line.drivers
    if unit is Unit.CREW:
        return (" / ".join(line.drivers),) if line.drivers else ()
    if unit is Unit.CAR:
        return (line.car,)
    if unit is Unit.TEAM:
        return (line.team,) if line.team else ()
    if unit is Unit.MANUFACTURER:
        return (line.manufacturer,) if line.manufacturer else ()
    make, engine = line.manufacturer, line.engine
    return (f"{make}-{engine}",) if make and engine else (make,) if make else ()


def score_session(
    result: SessionResult,
    table: TableRules,
    rules: PointsRules,
    adjustments: Sequence[Adjustment],
    *,
    guests_score: bool = False,
    registered: Collection[str] | None = None,
    given: set[tuple[Bonus, str]] | None = None,
    full: dict[tuple[int, int, bool], Points] | None = None,
    by_class: Mapping[str | None, PointsRules | None] | None = None,
) -> Scored:
    """What each unit of a table earned in a session. `adjustments` are those of this session and table; `registered`
    the units that may score (None: all); `given` the bonuses that units had in this round already; `full`
    what places are worth under these rules, as far as it was worked out before; `by_class` the rules of each class
    where a table of several has more than one.
    """
    field = drives_of(result, msgspec.structs.replace(table, class_=None, group=None))
    _close_up(field, adjustments, table.unit)
    _decide_scorers(field, adjustments, table, guests_score, registered)
    _count_level(field)
    drives = [drive for drive in field if _is_of(drive.lines[0], table)]
    worth = Worth(rules, result, adjustments, full)
    worths = {
        class_: None if own is None else worth if own is rules else Worth(own, result, adjustments)
        for class_, own in (by_class or {}).items()
    }
    earned: dict[str, Earned] = {}
    cars_of: dict[str, list[tuple[Points, Drive]]] = {}
    for drive in drives:
        mine = worths.get(drive.lines[0].class_, worth)
        whole = _points(drive, mine, field, table) if mine is not None else 0
        for unit, share in _shares(drive, table, adjustments, registered):
            points = plain(whole * share) if whole and share else 0
            cars_of.setdefault(unit, []).append((points, drive))
    for unit, cars in cars_of.items():
        earned[unit] = _together(unit, cars, table)
    for one in {
        id(one): one for one in (worths.values() if worths else (worth,)) if one is not None
    }.values():
        if one.bonuses:
            among = [d for d in drives if d.scores and worths.get(d.lines[0].class_, worth) is one]
            _add_bonuses(earned, drives, among, one, adjustments, table, set() if given is None else given)
    nameless = [
        drive.lines[0].car
        for drive in drives
        if drive.place is not None and not any(names_of(line, table.unit) for line in drive.lines)
    ]
    return Scored(earned, worth, tuple(nameless))


def _close_up(drives: list[Drive], adjustments: Iterable[Adjustment], unit: Unit) -> None:
    """Cars excluded from the session lose their place, and those behind close up, for points and for ties."""
    for one in adjustments:
        if one.kind is not AdjustmentKind.EXCLUSION:
            continue
        out = [drive for drive in drives if _is_named(drive, one, unit)]
        gone = [(drive.field, drive.place) for drive in out if drive.place is not None]
        for drive in out:
            drive.place, drive.classified = None, False
            drive.lines = [_disqualified(line) for line in drive.lines]
        for drive in drives:
            if drive.place is not None and one.passed_down is not False:
                drive.place -= _ahead(gone, drive.field, drive.place)


def _disqualified(line: ResultLine) -> ResultLine:
    return msgspec.structs.replace(
        line, status=Status.DISQUALIFIED, position=None, class_position=None, group_position=None
    )


def _is_named(drive: Drive, one: Adjustment, unit: Unit) -> bool:
    """Whether an adjustment speaks of this car: by its number, its unit or all of its drivers."""
    if any(line.car in one.cars for line in drive.lines):
        return True
    if not one.names:
        return False
    names = [name for line in drive.lines for name in names_of(line, unit)]
    drivers = [driver for line in drive.lines for driver in line.drivers]
    return bool(names and all(name in one.names for name in names)) or bool(
        drivers and all(driver in one.names for driver in drivers)
    )


def _decide_scorers(
    drives: list[Drive],
    adjustments: Sequence[Adjustment],
    table: TableRules,
    guests_score: bool,
    registered: Collection[str] | None,
) -> None:
    """Who does not score, and whether the points of those places pass down to the next."""
    barred = [one for one in adjustments if one.kind is AdjustmentKind.NOT_SCORING]
    passed: list[tuple[tuple[str | None, ...], int]] = []
    for drive in drives:
        by = next((one for one in barred if _is_named(drive, one, table.unit)), None)
        guest = not guests_score and all(line.guest for line in drive.lines)
        unknown = registered is not None and not any(
            name in registered for line in drive.lines for name in names_of(line, table.unit)
        )
        silent = (
            table.cars is CarsCounted.NOMINATED
            and table.unit in _OF_SEVERAL_CARS
            and not any(line.nominated for line in drive.lines)
        )
        drive.scores = by is None and not guest and not unknown and not silent
        down = table.not_scoring is NotScoring.PASSED_DOWN
        if by is not None and by.passed_down is not None:
            down = by.passed_down
        drive.passes = not drive.scores and down
        if drive.passes and drive.place is not None:
            passed.append((drive.field, drive.place))
    for drive in drives:
        if drive.place is not None:
            drive.scored = drive.place - (_ahead(passed, drive.field, drive.place) if passed else 0)


def _count_level(drives: list[Drive]) -> None:
    """Cars level on one scored place: a dead heat shares the points of its places. Who does not score and keeps the
    points from the others keeps a share from them here.
    """
    at: dict[tuple[tuple[str | None, ...], int | None], int] = {}
    for drive in drives:
        if drive.scored is not None and not drive.passes:
            at[drive.field, drive.scored] = at.get((drive.field, drive.scored), 0) + 1
    for drive in drives:
        drive.level = at.get((drive.field, drive.scored), 1)


def _ahead(
    cars: Iterable[tuple[tuple[str | None, ...], int]], field: tuple[str | None, ...], place: int
) -> int:
    """How many of these cars stood ahead of a place in its field."""
    return sum(one < place for of, one in cars if of == field)


def _field_factor(drive: Drive, field: Sequence[Drive], rules: PointsRules, table: TableRules) -> Points:
    """Fewer points for a small field; more for each car of it where the table multiplies by them. The field is that of
    the place: the class (or group), and for an overall place all cars of the table.
    """
    if not table.multiply_by_cars and rules.few_entries is None:
        return 1
    started = sum(
        any(line.status is not Status.NOT_STARTED for line in one.lines)
        for one in field
        if (one.field == drive.field if drive.field else _is_of(one.lines[0], table))
    )
    factor: Points = started if table.multiply_by_cars else 1
    if rules.few_entries is not None and started < rules.few_entries.below:
        factor = plain(factor * rules.few_entries.factor)
    return factor


def _shares(
    drive: Drive, table: TableRules, adjustments: Sequence[Adjustment], registered: Collection[str] | None
) -> list[tuple[str, Points | None]]:
    """The units a car scores for and the share each gets; None for one who only took part."""
    if table.unit is not Unit.DRIVER:
        full = None if table.shared is SharedDrive.NOTHING and _crew_size(drive) > 1 else 1
        units = dict.fromkeys(name for line in drive.lines for name in names_of(line, table.unit))
        return [(unit, full) for unit in units]
    if len(drive.lines) == 1 and len(drive.lines[0].drivers) == 1 and not drive.lines[0].not_scoring:
        return [(drive.lines[0].drivers[0], 1)]
    crew = list(dict.fromkeys(driver for line in drive.lines for driver in line.drivers))
    out = {driver for line in drive.lines for driver in line.not_scoring}
    for one in adjustments:
        shared = one.kind is AdjustmentKind.SHARED_CAR and (not one.cars or drive.lines[0].car in one.cars)
        if shared or one.kind in (AdjustmentKind.NOT_SCORING, AdjustmentKind.EXCLUSION):
            out |= set(one.names)
    scoring = [driver for driver in crew if registered is None or driver in registered]
    able = [driver for driver in scoring if driver not in out]
    share: Points = 1
    if len(crew) > 1 and table.shared is SharedDrive.NOTHING:
        return [(driver, None) for driver in scoring]
    if table.shared is SharedDrive.SPLIT and able:
        share = Fraction(1, len(able))
    return [(driver, share if driver in able else None) for driver in scoring]


def _together(unit: str, cars: list[tuple[Points, Drive]], table: TableRules) -> Earned:
    """What a unit's cars come to: all, the best, or those nominated."""
    if len(cars) == 1:
        return _alone(unit, *cars[0], table)
    kept = cars
    if table.unit in (Unit.DRIVER, Unit.CREW, Unit.CAR) and table.two_cars is TwoCars.BEST:
        kept = [min(cars, key=lambda car: (-car[0], not car[1].scores, *_standing(car[1])))]
    counted = [points for points, _ in kept]
    if table.unit not in (Unit.DRIVER, Unit.CREW, Unit.CAR) and table.cars is CarsCounted.BEST:
        counted = sorted(counted, reverse=True)[: table.cars_counted]
    alone = table.shared is SharedDrive.NOTHING
    placed = [
        drive
        for _, drive in kept
        if drive.scores and drive.classified and not (alone and _crew_size(drive) > 1)
    ]
    _, first = min(cars, key=lambda car: (not car[1].scores, *_standing(car[1])))
    grids = [line.grid for _, drive in cars for line in drive.lines if line.grid is not None and drive.scores]
    return Earned(
        unit,
        sum(counted),
        sorted(drive.place for drive in placed if drive.place is not None),
        any(drive.classified and drive.scores for _, drive in cars),
        min(grids, default=None),
        first.lines[0] if any(drive.scores for _, drive in cars) else None,
    )


def _standing(drive: Drive) -> tuple[int, int, str]:
    """How well a car did: by status, then place."""
    line = drive.lines[0]
    return _STATUSES.index(line.status), drive.place if drive.place is not None else _LAST, line.car


def _alone(unit: str, points: Points, drive: Drive, table: TableRules) -> Earned:
    """What the only car of a unit comes to: most drivers, and every car."""
    if not drive.scores:
        return Earned(unit, points)
    grids = [line.grid for line in drive.lines if line.grid is not None]
    counts = drive.classified and not (table.shared is SharedDrive.NOTHING and _crew_size(drive) > 1)
    places = [drive.place] if counts and drive.place is not None else []
    return Earned(unit, points, places, drive.classified, min(grids, default=None), drive.lines[0])


def _crew_size(drive: Drive) -> int:
    if len(drive.lines) == 1:
        return len(drive.lines[0].drivers)
    return len({driver for line in drive.lines for driver in line.drivers})


def _add_bonuses(
    earned: dict[str, Earned],
    drives: list[Drive],
    among: list[Drive],
    worth: Worth,
    adjustments: Sequence[Adjustment],
    table: TableRules,
    given: set[tuple[Bonus, str]],
) -> None:
    """Points beside the place, to whoever earned them; what is given once per round is not given again. `among`: those
    cars of the table for which these rules hold.
    """
    mine = {id(line) for drive in among for line in drive.lines}
    for bonus in worth.rules.bonus:
        winners: list[Winner] = bonus_winners(bonus, drives, worth.completed, adjustments)
        for winner in winners:
            units = dict.fromkeys(
                name
                for line in winner.lines
                if id(line) in mine
                for name in names_of(line, table.unit)
                if name not in line.not_scoring
            )
            for unit in units:
                before = (bonus, unit)
                if unit in earned and winner.points and not (bonus.once_per_round and before in given):
                    given.add(before)
                    earned[unit].points = plain(earned[unit].points + winner.points)
                    earned[unit].reasons.append(
                        ("bonus", {"bonus": bonus.for_.value, "points": winner.points})
                    )
