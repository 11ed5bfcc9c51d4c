"""One session scored for one table: who earns what, place by place and bonus by bonus."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

import msgspec

from parcferme.championship.bonuses import Unknown, Winner, bonus_winners, named_of
from parcferme.championship.drives import Drive, Field, drives_of, is_of, names_of, units_of
from parcferme.championship.tables import Points
from parcferme.championship.worth import Full, Worth, plain
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.names import fold
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    Bonus,
    CarsCounted,
    CarsInTies,
    FieldOf,
    NotScoring,
    PointsRules,
    ScoredPlace,
    SharedDrive,
    TableRules,
    TwoCars,
    Unit,
    Wins,
)

_STATUSES: Final = (Status.CLASSIFIED, Status.NOT_CLASSIFIED, Status.DISQUALIFIED, Status.NOT_STARTED)
_LAST: Final = 1 << 30
_OF_SEVERAL_CARS: Final = (Unit.TEAM, Unit.MANUFACTURER, Unit.CONSTRUCTOR)


class Earned(msgspec.Struct, gc=False):
    """What one unit (driver, car, team …) took from a session; `cars`: how many of its cars had a place."""

    unit: str
    points: Points = 0
    places: list[int] = []
    classified: bool = False
    grid: int | None = None
    line: ResultLine | None = None
    reasons: list[tuple[str, dict[str, Any]]] = []
    may_be_dropped: bool | None = None
    cars: int = 1


class Scored(NamedTuple):
    """A session scored for a table: what each unit earned, what places were worth, the cars whose list does not say
    whom they would score for, and bonuses of which it does not say who earned them.
    """

    earned: dict[str, Earned]
    worth: Worth
    nameless: tuple[str, ...]
    unknown: tuple[Unknown, ...] = ()


def _points(drive: Drive, worth: Worth, field: Sequence[Drive], table: TableRules) -> Points:
    """What a car is worth to whoever it scores for."""
    if not drive.scores:
        return 0
    size = _size(drive, field, worth.rules, table, worth.rules.field)
    points: Points = 0
    if drive.scored is not None and (drive.classified or not worth.rules.classified):
        points = worth.of(drive.scored, drive.level, classified=drive.classified, size=size)
    else:
        points = worth.unplaced(drive.lines[0].status)
    if not points or size is None:
        return points
    started = _size(drive, field, worth.rules, table, FieldOf.STARTED)
    return plain(points * field_factor(started or 0, worth.rules, table))


def score_session(
    result: SessionResult,
    table: TableRules,
    rules: PointsRules,
    adjustments: Sequence[Adjustment],
    *,
    guests_score: bool = False,
    registered: Collection[str] | None = None,
    given: set[tuple[Bonus, str]] | None = None,
    full: Full | None = None,
    by_class: Mapping[str | None, PointsRules | None] | None = None,
) -> Scored:
    """What each unit of a table earned in a session. `adjustments` are those of this session and table; `registered`
    the units that may score (None: all); `given` the bonuses that units had in this round already; `full`
    what places are worth under these rules, as far as it was worked out before; `by_class` the rules of each class
    where a table of several has more than one.
    """
    field = drives_of(result, table, all_cars=True)
    # In this order: an exclusion closes places up for all, a guest only passes points down (docs/design.md).
    _close_up(field, adjustments, table.unit)
    _decide_scorers(field, adjustments, table, guests_score, registered)
    _count_level(field)
    every_car = table.class_ is None and table.group is None and not (table.members or table.seat)
    drives = field if every_car else [one for one in field if any(is_of(line, table) for line in one.lines)]
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
    bonuses = _Bonuses(earned, drives, adjustments, table, registered, set() if given is None else given)
    bonuses.several = len({(line.class_, line.group) for line in result.lines}) > 1
    bonuses.has_pole = result.has_pole
    bonuses.field = field
    for unit, cars in cars_of.items():
        earned[unit] = _together(unit, cars, table)
        bonuses.counted[unit] = {id(drive) for _, drive in _counting(cars, table)}
    for one in {
        id(one): one for one in (worths.values() if worths else (worth,)) if one is not None
    }.values():
        if one.bonuses:
            bonuses.add(one, [d for d in drives if d.scores and worths.get(d.lines[0].class_, worth) is one])
    nameless = [
        drive.lines[0].car
        for drive in drives
        if drive.place is not None and not any(names_of(line, table.unit) for line in drive.lines)
    ]
    return Scored(earned, worth, tuple(nameless), tuple(bonuses.unknown))


def _close_up(drives: list[Drive], adjustments: Iterable[Adjustment], unit: Unit) -> None:
    """Cars excluded from the session lose their place, and those behind close up, for points and for ties."""
    for one in adjustments:
        if one.kind is not AdjustmentKind.EXCLUSION:
            continue
        out = [drive for drive in drives if _is_named(drive, one, unit)]
        gone = [(drive.field, drive.place) for drive in out if drive.place is not None]
        for drive in out:
            drive.place, drive.classified = None, False
            drive.may_be_dropped = one.may_be_dropped
            drive.lines = [_disqualified(line, one) for line in drive.lines]
        for drive in drives:
            if drive.place is not None and one.passed_down is not False:
                drive.place -= _ahead(gone, drive.field, drive.place)


def _disqualified(line: ResultLine, ruled: Adjustment) -> ResultLine:
    return msgspec.structs.replace(
        line,
        status=Status.DISQUALIFIED,
        position=None,
        class_position=None,
        group_position=None,
        disqualified_for=ruled.disqualified_for or line.disqualified_for,
        reason=ruled.reason or line.reason,
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
    passed: list[tuple[Field, int]] = []
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
        if drive.scores and table.unit in (Unit.DRIVER, Unit.CREW):
            drive.scores = not _is_crew_barred(drive)
        down = table.not_scoring is NotScoring.PASSED_DOWN
        if by is not None and by.passed_down is not None:
            down = by.passed_down
        drive.passes = not drive.scores and down
    if table.cars is CarsCounted.BEST and table.not_scoring is NotScoring.PASSED_DOWN:
        _hide_other_cars(drives, table)
    for drive in drives:
        if drive.passes and drive.place is not None:
            passed.append((drive.field, drive.place))
    for drive in drives:
        if drive.place is not None:
            drive.scored = drive.place - (_ahead(passed, drive.field, drive.place) if passed else 0)


def _is_crew_barred(drive: Drive) -> bool:
    """Whether the list says of everybody in a car that they do not score."""
    out = {name for line in drive.lines for name in line.not_scoring}
    return bool(out) and {name for line in drive.lines for name in line.drivers} <= out


def _hide_other_cars(drives: Iterable[Drive], table: TableRules) -> None:
    """Cars of a team or make beyond those that count are invisible: their places pass to the next."""
    if table.unit not in _OF_SEVERAL_CARS:
        return
    seen: dict[tuple[str, ...], int] = {}
    for drive in sorted(drives, key=_standing):
        if drive.scores and drive.place is not None and is_of(drive.lines[0], table):
            units = tuple(dict.fromkeys(name for line in drive.lines for name in units_of(line, table)))
            seen[units] = seen.get(units, 0) + 1
            if units and seen[units] > table.cars_counted:
                drive.scores, drive.passes = False, True


def _count_level(drives: list[Drive]) -> None:
    """Cars level on one scored place: a dead heat shares the points of its places. Who does not score and keeps the
    points from the others keeps a share from them here.
    """
    at: dict[tuple[Field, int | None], int] = {}
    for drive in drives:
        if drive.scored is not None and not drive.passes:
            at[drive.field, drive.scored] = at.get((drive.field, drive.scored), 0) + 1
    for drive in drives:
        drive.level = at.get((drive.field, drive.scored), 1)


def _ahead(cars: Iterable[tuple[Field, int]], field: Field, place: int) -> int:
    """How many of these cars stood ahead of a place in its field."""
    return sum(one < place for of, one in cars if of == field)


def _size(
    drive: Drive, field: Sequence[Drive], rules: PointsRules, table: TableRules, of: FieldOf
) -> int | None:
    """How many cars are in the field of a place: the class (or group), and for an overall place all cars of the table;
    None where nothing hangs on it.
    """
    if not by_size(rules, table):
        return None
    entered = of is FieldOf.ENTERED
    return sum(
        entered or any(line.status is not Status.NOT_STARTED for line in one.lines)
        for one in field
        if (one.field == drive.field if drive.field else any(is_of(line, table) for line in one.lines))
    )


def by_size(rules: PointsRules, table: TableRules) -> bool:
    """Whether points hang on how many cars there are."""
    return bool(
        table.multiply_by_cars
        or rules.few_entries is not None
        or rules.small_fields
        or rules.per_car
        or rules.per_car_behind
    )


def field_factor(size: int, rules: PointsRules, table: TableRules) -> Points:
    """Fewer points for a small field; more for each car of it where the table multiplies by them."""
    factor: Points = size if table.multiply_by_cars else 1
    if rules.few_entries is not None and size < rules.few_entries.below:
        factor = plain(factor * rules.few_entries.factor)
    return factor


def _shares(
    drive: Drive, table: TableRules, adjustments: Sequence[Adjustment], registered: Collection[str] | None
) -> list[tuple[str, Points | None]]:
    """The units a car scores for and the share each gets; None for one who only took part."""
    if table.unit is not Unit.DRIVER:
        full = None if table.shared is SharedDrive.NOTHING and _crew_size(drive) > 1 else 1
        units = dict.fromkeys(name for line in drive.lines for name in units_of(line, table))
        return [(unit, full) for unit in units if registered is None or unit in registered]
    if len(drive.lines) == 1 and len(drive.lines[0].drivers) == 1 and not drive.lines[0].not_scoring:
        return [(name, 1) for name in units_of(drive.lines[0], table)]
    crew = list(dict.fromkeys(name for line in drive.lines for name in (line.crew or line.drivers)))
    out = {driver for line in drive.lines for driver in line.not_scoring}
    for one in adjustments:
        shared = one.kind is AdjustmentKind.SHARED_CAR and (not one.cars or drive.lines[0].car in one.cars)
        if shared or one.kind in (AdjustmentKind.NOT_SCORING, AdjustmentKind.EXCLUSION):
            out |= set(one.names)
    mine = {name for line in drive.lines for name in units_of(line, table)}
    known = [driver for driver in crew if registered is None or driver in registered]
    scoring = [driver for driver in known if driver in mine]
    able = [driver for driver in known if driver not in out]
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
    several = table.unit in _OF_SEVERAL_CARS
    counting = _counting(cars, table)
    kept = cars if several and table.cars_in_ties is CarsInTies.ALL else counting
    alone = table.shared is SharedDrive.NOTHING
    placed = [
        drive
        for _, drive in kept
        if drive.scores and drive.classified and not (alone and _crew_size(drive) > 1)
    ]
    _, first = min(cars, key=lambda car: (not car[1].scores, *_standing(car[1])[:2], *_kind(car[1], table)))
    grids = [line.grid for _, drive in cars for line in drive.lines if line.grid is not None and drive.scores]
    return Earned(
        unit,
        sum(points for points, _ in counting),
        sorted(drive.place for drive in placed if drive.place is not None),
        any(drive.classified and drive.scores for _, drive in cars),
        min(grids, default=None),
        first.lines[0] if any(drive.scores for _, drive in cars) else None,
        # An exclusion that may not be left out stays, whichever car of the unit it was of; a guest's is not the unit's.
        may_be_dropped=False
        if any(drive.may_be_dropped is False and drive.scores for _, drive in cars)
        else first.may_be_dropped,
        cars=sum(drive.scores and drive.classified and drive.place is not None for _, drive in cars),
    )


def _counting(cars: list[tuple[Points, Drive]], table: TableRules) -> list[tuple[Points, Drive]]:
    """The cars of a unit that score for it: all, the better of a driver's two, the best so many of a team; the better
    placed of equals. Bonuses of the others do not count either.
    """
    several = table.unit in _OF_SEVERAL_CARS
    most = len(cars)
    if several and table.cars is CarsCounted.BEST:
        most = table.cars_counted
    elif not several and table.two_cars is TwoCars.BEST:
        most = 1
    if most >= len(cars):
        return cars
    sign = -1 if table.wins is Wins.MOST else 1
    return sorted(cars, key=lambda car: (not car[1].scores, sign * car[0], *_standing(car[1])))[:most]


def _standing(drive: Drive) -> tuple[int, int, str]:
    """How well a car did: by status, then place."""
    line = drive.lines[0]
    return _STATUSES.index(line.status), drive.place if drive.place is not None else _LAST, line.car


def _kind(drive: Drive, table: TableRules) -> tuple[bool, str]:
    """Of several cars thrown out the one whose kind of disqualification the table keeps comes first, then by number."""
    kinds = {fold(kind) for _, kind in table.best.kept if kind is not None}
    return fold(drive.lines[0].disqualified_for or "") not in kinds, drive.lines[0].car


def _alone(unit: str, points: Points, drive: Drive, table: TableRules) -> Earned:
    """What the only car of a unit comes to: most drivers, and every car."""
    if not drive.scores:
        return Earned(unit, points)
    grids = [line.grid for line in drive.lines if line.grid is not None]
    counts = drive.classified and not (table.shared is SharedDrive.NOTHING and _crew_size(drive) > 1)
    places = [drive.place] if counts and drive.place is not None else []
    return Earned(
        unit,
        points,
        places,
        drive.classified,
        min(grids, default=None),
        drive.lines[0],
        may_be_dropped=drive.may_be_dropped,
    )


def _crew_size(drive: Drive) -> int:
    if len(drive.lines) == 1:
        return len(drive.lines[0].drivers)
    return len({driver for line in drive.lines for driver in line.drivers})


class _Bonuses:
    """Points beside the place, to whoever earned them, under the same rules as the points of the place: of shared
    drives, of cars that count, of who does not score. What is given once per round is not given again.
    """

    def __init__(
        self,
        earned: dict[str, Earned],
        drives: list[Drive],
        adjustments: Sequence[Adjustment],
        table: TableRules,
        registered: Collection[str] | None,
        given: set[tuple[Bonus, str]],
    ) -> None:
        self.earned, self.drives, self.adjustments, self.table = earned, drives, adjustments, table
        self.registered, self.given = registered, given
        self.counted: dict[str, set[int]] = {}
        self.unknown: list[Unknown] = []
        self.several, self.has_pole, self.field = False, True, drives
        barred = (one for one in adjustments if one.kind is AdjustmentKind.NOT_SCORING)
        self.barred = {name for one in barred for name in one.names}

    def add(self, worth: Worth, among: list[Drive]) -> None:
        """The bonuses of these rules. `among`: those cars of the table for which they hold."""
        mine = {id(line): drive for drive in among for line in drive.lines}
        for bonus in worth.rules.bonus:
            # The best of all is the best of the session, that of a class of its class, whichever cars this table is of.
            of_its_own = self.table.place is ScoredPlace.GROUP and (self.table.members or self.table.seat)
            own = bonus.within is ScoredPlace.GROUP and of_its_own
            drives = self.drives if own else self.field
            winners, unknown = bonus_winners(
                bonus, drives, worth.completed, self.adjustments, self.several, self.has_pole, self.field
            )
            self.unknown += unknown
            for winner in winners:
                for unit, points in self._of(bonus, winner, mine).items():
                    self._give(bonus, unit, points)

    def _of(self, bonus: Bonus, winner: Winner, mine: Mapping[int, Drive]) -> dict[str, Points]:
        """Who gets what of a bonus. One of the crew whom the list names has it whole; else it is shared like points."""
        lines = [line for line in winner.lines if id(line) in mine]
        people = {name for line in lines for name in (named_of(bonus, line) or line.drivers)}
        found: dict[str, Points] = {}
        for line in lines:
            drive = mine[id(line)]
            shares = dict(_shares(drive, self.table, self.adjustments, self.registered))
            named = named_of(bonus, line)
            for unit in units_of(line, self.table):
                if id(drive) not in self.counted.get(unit, ()) or unit in line.not_scoring:
                    continue
                share = shares.get(unit)
                if self.table.unit is Unit.DRIVER and len(people) == 1:
                    share = 1 if unit in people and unit not in self.barred else None
                elif named and self.table.unit is Unit.DRIVER and unit not in named:
                    share = None
                if share:
                    found.setdefault(unit, plain(winner.points * share))
        return found

    def _give(self, bonus: Bonus, unit: str, points: Points) -> None:
        before = (bonus, unit)
        if unit in self.earned and points and not (bonus.once_per_round and before in self.given):
            self.given.add(before)
            one = self.earned[unit]
            one.points = plain(one.points + points)
            one.reasons.append(("bonus", {"bonus": bonus.for_.value, "points": points}))
