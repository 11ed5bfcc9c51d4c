"""What one session is worth to every name of a table, worked out slowly: loops and fractions, nothing of the engine."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction

import msgspec

from parcferme.championship import Planned
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import Adjustment, Bonus, PointsRules, Rulebook, TableRules
from parcferme.regulations import AdjustmentKind as Kind

ZERO = Fraction(0)
NOWHERE = 10**6
STATUSES = [Status.CLASSIFIED, Status.NOT_CLASSIFIED, Status.DISQUALIFIED, Status.NOT_STARTED]
Registered = Mapping[str, Set[str]]
Session = SessionResult | Planned


@dataclass(eq=False)
class Car:
    """One car of a session as one table sees it: `place` earns points, `tie_place` counts where points are level. They
    differ where the points of others pass down. `crew` is everybody in it, `names` who of them the table is for.
    """

    lines: list[ResultLine]
    position: int | None
    place: int | None
    tie_place: int | None
    status: Status
    names: list[str]
    crew: list[str] = field(default_factory=list)
    scores: bool = True
    passes_down: bool = False
    points: Fraction = ZERO
    rules: PointsRules | None = None
    kind: str | None = None
    may_go: bool | None = None

    @property
    def first(self) -> ResultLine:
        return self.lines[0]

    @property
    def started(self) -> bool:
        return self.status is not Status.NOT_STARTED


@dataclass
class Result:
    """What one name did in one session."""

    points: Fraction = ZERO
    places: list[int] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    kinds: list[str | None] = field(default_factory=list)
    may_go: bool | None = None
    classes: list[str | None] = field(default_factory=list)
    grids: list[int] = field(default_factory=list)
    there: bool = False


@dataclass
class Season:
    """Everything there is to know, cut after the last round looked at."""

    held: list[SessionResult]
    to_come: list[Session]
    book: Rulebook
    adjustments: list[Adjustment]
    rounds: int | None
    final: bool
    registered: Registered
    known: dict[tuple[object, ...], dict[str, Result]] = field(default_factory=dict)

    @property
    def order(self) -> list[int]:
        """Rounds as they were run."""
        return list(dict.fromkeys(one.round for one in self.held))


def named(session: Session, asked: Sequence[str]) -> bool:
    return session.kind in asked or session.session in asked


def worth_something(rules: PointsRules) -> bool:
    """Whether a block of points can give any."""
    asked = (rules.scale, rules.tail, rules.bonus, rules.small_fields, rules.per_car, rules.per_car_behind)
    return any(asked) or bool(rules.unplaced) or bool(rules.absent)


def rounded(value: Fraction, how: str) -> Fraction:
    if how == "up":
        return Fraction(math.ceil(value))
    if how == "down":
        return Fraction(math.floor(value))
    return Fraction(math.floor(value + Fraction(1, 2))) if how == "nearest" else value


class Sessions:
    """The sessions of a season as one table sees them."""

    def __init__(self, season: Season, table: TableRules, class_: str | None, group: str | None) -> None:
        self.season, self.table, self.class_, self.group = season, table, class_, group
        self.fewest = table.wins == "fewest"
        self.known_rules: dict[tuple[int, str | None], PointsRules | None] = {}
        self.known_scoring: dict[int, bool] = {}
        self.held = [one for one in season.held if self.scoring(one)]
        self.given: set[tuple[object, ...]] = set()
        self.by: list[dict[str, Result]] = []
        self.counted: set[tuple[int, str]] = set()
        for session in self.held:
            self.by.append(self.looked_up(session))
        # sessions without points that a tie-break names: (where they stand among the others, the session, its results)
        self.beside: list[tuple[Fraction, SessionResult, dict[str, Result]]] = []
        before = 0
        for number, session in enumerate(season.held, 1):
            if self.scoring(session):
                before += 1
            elif any(step.sessions and named(session, step.sessions) for step in table.ties):
                at = before - 1 + Fraction(number, len(season.held) + 1)
                self.beside.append((at, session, self.looked_up(session)))
        last = self.held[-1].round if self.held else None  # a round that ended without points is not over
        self.beside = [one for one in self.beside if one[0] < before - 1 or one[1].round == last]

    # --- one session

    def looked_up(self, session: SessionResult) -> dict[str, Result]:
        """What every name did in a session; what was done in it stays so, whatever rounds follow."""
        key = (self.table.name, self.class_, self.group, session.round, session.session)
        if key not in self.season.known:
            self.season.known[key] = self.results_of(session)
        return {name: replace(one) for name, one in self.season.known[key].items()}

    def rules_for(self, session: Session, class_: str | None) -> PointsRules | None:
        key = (id(session), class_)
        if key not in self.known_rules:
            self.known_rules[key] = self.last_that_fits(session, class_)
        return self.known_rules[key]

    def last_that_fits(self, session: Session, class_: str | None) -> PointsRules | None:
        found = None
        for rules in self.season.book.points:
            name, _, at = session.session.partition("@")
            fits = (
                session.kind in rules.sessions or name in rules.sessions or session.session in rules.sessions
            )
            fits = fits and bool(at) == bool(rules.at)
            fits = fits and (
                not rules.rounds or str(session.round) in rules.rounds or session.event in rules.rounds
            )
            fits = fits and (not rules.classes or class_ in rules.classes)
            fits = fits and (not rules.tables or self.table.name in rules.tables)
            if fits and (not self.table.points_from or named(session, self.table.points_from)):
                found = rules
        return found

    def scoring(self, session: Session) -> bool:
        """Whether anybody can score in it: a table of all classes goes by the last rules, whomever they are for."""
        if id(session) not in self.known_scoring:
            self.known_scoring[id(session)] = self.can_score(session)
        return self.known_scoring[id(session)]

    def can_score(self, session: Session) -> bool:
        every = {one for rules in self.season.book.points for one in rules.classes} | {None}
        own = [self.rules_for(session, one) for one in ([self.class_] if self.class_ else every)]
        of_lines = session.lines if isinstance(session, SessionResult) and not self.class_ else ()
        in_book = [rules for rules in self.season.book.points if rules in own]
        rules = [*in_book[-1:], *(self.rules_for(session, line.class_) for line in of_lines)]
        return any(worth_something(one) for one in rules if one is not None)

    def about(self, session: SessionResult, *kinds: Kind) -> list[Adjustment]:
        """Adjustments of a session in this table."""
        return [
            one
            for one in self.season.adjustments
            if one.kind in kinds
            and (one.round is None or one.round in (str(session.round), session.event))
            and (one.session is None or one.session in (session.session, session.kind))
            and (not one.tables or self.table.name in one.tables)
        ]

    def names_of(self, line: ResultLine) -> list[str]:
        unit = self.table.unit.value
        if unit == "driver":
            return list(line.drivers)
        made = [line.manufacturer, line.engine]
        name = {
            "crew": " / ".join(line.drivers),
            "car": line.car,
            "team": line.team,
            "manufacturer": line.manufacturer,
            "constructor": "-".join(part for part in made if part) if line.manufacturer else None,
        }[unit]
        return [name] if name else []

    def meant(self, one: Adjustment, car: Car) -> bool:
        drivers = [name for line in car.lines for name in line.drivers]
        wholly = [names and all(name in one.names for name in names) for names in (car.crew, drivers)]
        return car.first.car in one.cars or any(wholly)

    def cars_of(self, session: SessionResult) -> list[Car]:
        """The cars of a session, places closed up behind the excluded and those who pass their points down."""
        together: dict[tuple[str, int | None], list[ResultLine]] = {}
        for line in session.lines:
            together.setdefault((line.car, line.position), []).append(line)
        cars = []
        for lines in together.values():
            names = list(dict.fromkeys(name for line in lines for name in self.names_of(line)))
            if self.table.unit == "crew":
                names = [" / ".join(name for line in lines for name in line.drivers)]
            crew = [name for name in names if name]
            mine = crew if self.table.seat is None else crew[self.table.seat - 1 : self.table.seat]
            mine = [name for name in mine if not self.table.members or name in self.table.members]
            cars.append(Car(lines, lines[0].position, None, None, lines[0].status, mine, crew))
        self.cars = cars
        for car in cars:
            car.rules = self.rules_for(session, car.first.class_)
        gone = [
            car
            for car in cars
            if any(self.meant(one, car) for one in self.about(session, Kind.EXCLUSION) if one.session)
        ]
        for car in gone:
            car.status = Status.DISQUALIFIED
        for car in cars:
            self.why_out(session, car)
        for car in cars:
            self.may_score(session, car)
        for car in cars:
            car.position = None if car in gone else self.closed_up(car, gone, overall=True)
            car.tie_place = None if car in gone else self.closed_up(car, gone)
        if self.table.cars == "best" and self.table.not_scoring == "passed-down":
            self.hide_the_others(cars)
        down = [car for car in cars if car.passes_down and car not in gone]
        for car in cars:
            car.place = None if car in gone else self.closed_up(car, gone + down)
        return cars

    def why_out(self, session: SessionResult, car: Car) -> None:
        """The kind of a disqualification, and what a ruling says of whether it may be left out."""
        if car.status is not Status.DISQUALIFIED:
            return
        car.kind = car.first.disqualified_for
        for one in self.about(session, Kind.EXCLUSION):
            if one.session and self.meant(one, car):
                car.kind = one.disqualified_for or car.kind
                car.may_go = car.may_go if one.may_be_dropped is None else one.may_be_dropped

    def hide_the_others(self, cars: list[Car]) -> None:
        """Where the best so many cars of a team count and places pass down, nobody sees its others."""
        if self.table.unit not in ("team", "manufacturer", "constructor"):
            return
        able = [car for car in cars if car.scores and car.tie_place is not None and self.inside(car)]
        able.sort(key=lambda car: (STATUSES.index(car.status), car.tie_place or NOWHERE, car.first.car))
        for at, car in enumerate(able):
            before = [one for one in able[:at] if one.names == car.names]
            if car.names and len(before) >= self.table.cars_counted:
                car.scores, car.passes_down = False, True

    def may_score(self, session: SessionResult, car: Car) -> None:
        """Whether a car scores here, and what becomes of the points of its place if it does not."""
        usual = self.table.not_scoring == "passed-down"
        if any(line.guest for line in car.lines) and not self.season.book.entries.guests_score:
            car.scores, car.passes_down = False, usual
        silent = {name for line in car.lines for name in line.not_scoring}
        people = {name for line in car.lines for name in line.drivers}
        if self.table.unit in ("driver", "crew") and people and people <= silent:
            car.scores, car.passes_down = False, usual
        members = self.season.registered.get(self.table.name)
        if self.table.registered and members is not None and not any(name in members for name in car.crew):
            car.scores, car.passes_down = False, usual
        of_several = self.table.unit in ("team", "manufacturer", "constructor")
        if of_several and self.table.cars == "nominated" and not any(line.nominated for line in car.lines):
            car.scores, car.passes_down = False, usual
        for one in self.about(session, Kind.NOT_SCORING):
            if self.meant(one, car):
                car.scores = False
                car.passes_down = usual if one.passed_down is None else one.passed_down

    def closed_up(self, car: Car, gone: list[Car], overall: bool = False) -> int | None:
        """The place of a car overall, or that in its class or group, once those gone are left out."""
        place = "overall" if overall else self.table.place.value
        first = car.first
        if first.position is None:
            return None
        stated = {"overall": first.position, "class": first.class_position, "group": first.group_position}[
            place
        ]
        if place == "group" and self.of_its_own:
            stated = None
        rivals = [one for one in self.cars if overall or self.meets(car, one)]
        ahead = [one for one in rivals if self.ahead(one, car)]
        return (stated or 1 + len(ahead)) - sum(one in gone for one in ahead)

    def is_rival(self, car: Car, other: Car, place: str) -> bool:
        same_class = car.first.class_ == other.first.class_
        if place == "group":
            return same_class and car.first.group == other.first.group
        return same_class or place == "overall"

    def meets(self, car: Car, other: Car) -> bool:
        """Whether two cars are placed among each other, where places earn points in this table."""
        if self.of_its_own:  # a group of one's own: rookies among rookies
            return self.inside(other)
        return self.is_rival(car, other, self.table.place.value)

    @property
    def of_its_own(self) -> bool:
        return bool(self.table.members or self.table.seat) and self.table.place == "group"

    def ahead(self, one: Car, car: Car) -> bool:
        return (one.first.position or NOWHERE) < (car.first.position or NOWHERE)

    def worth(self, session: SessionResult, car: Car, cars: list[Car]) -> Fraction:
        """The points of a car's place, whoever gets them."""
        rules = car.rules
        if rules is None or not car.scores:
            return ZERO
        factor, own, _ = self.cut_short(session, rules)
        size = sum(rules.field == "entered" or one.started for one in cars if self.counted_with(car, one))
        small = next((one.scale for one in rules.small_fields if size <= one.cars), rules.scale)
        ruled = [one.scale for one in self.about(session, Kind.SCALE)]
        scale: Sequence[Fraction] = own or (ruled[-1] if ruled else small)

        def at(place: int) -> Fraction:
            tail = ZERO if rules.tail is None or place > (rules.tail_to or NOWHERE) else rules.tail
            full = scale[place - 1] if place <= len(scale) else tail
            full += (rules.per_car or 0) * size + (rules.per_car_behind or 0) * max(0, size - place)
            return rounded(full * rules.multiplier, rules.rounding.value)

        out = not car.started or car.status is Status.DISQUALIFIED
        value = ZERO
        if car.place is not None and not out and (car.status is Status.CLASSIFIED or not rules.classified):
            level = [
                one for one in cars if one.place == car.place and self.meets(car, one) and not one.passes_down
            ]
            if rules.dead_heat_shares:
                value = sum((at(car.place + n) for n in range(len(level))), ZERO) / len(level)
            else:
                value = at(car.place)
        elif rules.unplaced is not None:
            value = rounded(rules.unplaced * rules.multiplier, rules.rounding.value)
        elif (
            rules.tail is not None
            and rules.tail_of == "started"
            and car.status in (Status.CLASSIFIED, Status.NOT_CLASSIFIED)
        ):
            value = rounded(rules.tail * rules.multiplier, rules.rounding.value)
        if factor != 1:
            value = rounded(value * factor, rules.reduced.rounding.value if rules.reduced else "none")
        started = sum(one.started for one in cars if self.counted_with(car, one))
        if rules.few_entries and started < rules.few_entries.below:
            value *= rules.few_entries.factor
        return value * started if self.table.multiply_by_cars else value

    def counted_with(self, car: Car, other: Car) -> bool:
        """Whether two cars are of one class, as the points see it: an overall place is among all of the table."""
        if self.table.place == "overall":
            return self.inside(other)
        return self.meets(car, other)

    def inside(self, car: Car) -> bool:
        mine = bool(car.names) or not (self.table.members or self.table.seat)
        return mine and self.class_ in (None, car.first.class_) and self.group in (None, car.first.group)

    def cut_short(
        self, session: SessionResult, rules: PointsRules
    ) -> tuple[Fraction, tuple[Fraction, ...], bool]:
        """What a race is worth that ran short: factor, own scale, whether bonuses are given."""
        completed, green, red = session.completed, session.green_laps, session.red
        laps = max((line.laps for line in session.lines if line.laps is not None), default=None)
        factor = None
        for one in self.about(session, Kind.CUT_SHORT):
            completed = completed if one.completed is None else one.completed
            laps = laps if one.laps is None else one.laps
            green = green if one.green_laps is None else one.green_laps
            red = red if one.red is None else one.red
            factor = factor if one.factor is None else one.factor
        reduced = rules.reduced
        if factor is not None:
            return factor, (), factor != 0 and (reduced is None or reduced.bonuses)
        if self.about(session, Kind.SCALE):
            return Fraction(1), (), True
        if reduced is None or (reduced.only_after_red and not red):
            return Fraction(1), (), True
        if completed is None and session.kind in ("practice", "qualifying", "meeting"):
            return Fraction(1), (), True
        if laps is not None and laps < reduced.minimum_laps:
            return ZERO, (), False
        if green is not None and green < reduced.minimum_green_laps:
            return ZERO, (), False
        if completed is None:
            return Fraction(1), (), True
        for band in reduced.bands:
            if band.from_ <= completed < (band.below or NOWHERE):
                worth = band.factor if band.factor is not None else Fraction(bool(band.scale))
                return worth, band.scale, worth != 0 and reduced.bonuses
        return Fraction(1), (), True

    def results_of(self, session: SessionResult) -> dict[str, Result]:
        """What every name of the table did in a session."""
        cars = self.cars_of(session)
        inside = [car for car in cars if self.inside(car)]
        for car in inside:
            car.points = self.worth(session, car, cars)
        found: dict[str, Result] = {}
        for name in dict.fromkeys(name for car in inside for name in car.names):
            mine = [car for car in inside if name in car.names and self.listed(car, name)]
            if not mine:
                continue
            mine.sort(key=lambda car: (STATUSES.index(car.status), car.tie_place or NOWHERE, car.first.car))
            result = found[name] = Result()
            got = [self.share(session, car, name) for car in mine]
            self.counted |= {(id(car), name) for car in self.counting(mine, got)}
            if self.table.unit == "driver" and self.table.two_cars == "best":
                result.points = min(got) if self.fewest else max(got)
            elif self.table.unit != "driver" and self.table.cars == "best":
                in_order = sorted(got, reverse=not self.fewest)
                result.points = sum(in_order[: self.table.cars_counted], ZERO)
            else:
                result.points = sum(got, ZERO)
            several = self.table.unit in ("team", "manufacturer", "constructor")
            every = several and self.table.cars_in_ties == "all"
            for car in mine if every else self.counting(mine, got):
                result.places += self.places_of(car)
            for car in mine:
                result.statuses.append(car.status)
                result.kinds.append(car.kind)
                result.may_go = result.may_go if car.may_go is None else car.may_go
                result.classes.append(car.first.class_)
                result.grids += [car.first.grid] if car.first.grid is not None else []
        self.give_bonuses(session, inside, cars, found)
        self.counted = set()
        for result in found.values():
            result.there = (
                any(status is not Status.NOT_STARTED for status in result.statuses) or result.points != 0
            )
        return found

    def counting(self, mine: list[Car], got: list[Fraction]) -> list[Car]:
        """The cars whose results are a name's: all of them, or the best so many, the better placed of equals."""
        most = len(mine)
        if self.table.unit in ("driver", "crew", "car"):
            most = 1 if self.table.two_cars == "best" else most
        elif self.table.cars == "best":
            most = self.table.cars_counted
        sign = 1 if self.fewest else -1
        best = sorted(
            zip(mine, got, strict=True), key=lambda one: sign * one[1]
        )  # mine stands best placed first
        return [car for car, _ in best[:most]]

    def places_of(self, car: Car) -> list[int]:
        """The place of a car that counts where points are level."""
        counts = car.status is Status.CLASSIFIED and not self.wasted(car)
        return [car.tie_place] if car.tie_place is not None and counts else []

    def listed(self, car: Car, name: str) -> bool:
        """Who does not score takes no part in the table, nor does a driver who is not registered."""
        members = self.season.registered.get(self.table.name)
        registered = not self.table.registered or members is None or name in members
        return car.scores and registered

    def wasted(self, car: Car) -> bool:
        drivers = {name for line in car.lines for name in line.drivers}
        return self.table.shared == "nothing" and len(drivers) > 1

    def share(self, session: SessionResult, car: Car, name: str) -> Fraction:
        """What one name gets of a car's points."""
        return car.points * self.part(session, car, name)

    def part(self, session: SessionResult, car: Car, name: str) -> Fraction:
        """Which share of what a car earns is a name's."""
        if self.wasted(car):
            return ZERO
        if self.table.unit != "driver":
            return Fraction(1)
        out = {
            n for one in self.about(session, Kind.SHARED_CAR) if car.first.car in one.cars for n in one.names
        }
        out = out if len(car.crew) > 1 else set()
        for one in self.about(session, Kind.NOT_SCORING, Kind.EXCLUSION):
            out |= {*one.names} if one.session or one.kind is Kind.NOT_SCORING else set()
        members = self.season.registered.get(self.table.name)
        if self.table.registered and members is not None:
            out |= {n for n in car.crew if n not in members}
        out |= {n for line in car.lines for n in line.not_scoring}
        sharing = [one for one in car.crew if one not in out]
        if name not in sharing:
            return ZERO
        if self.table.shared == "split":
            return Fraction(1, len(sharing))
        return Fraction(1)

    # --- bonuses

    def give_bonuses(
        self, session: SessionResult, cars: list[Car], everybody: list[Car], found: dict[str, Result]
    ) -> None:
        """What the cars of the table earn. Best of all is the best of the session, in a table of one class too."""
        for car in sorted(cars, key=lambda car: (car.first.position or NOWHERE, car.first.car)):
            rules = car.rules
            if rules is None or not car.scores:
                continue
            allowed = self.cut_short(session, rules)[2]
            for bonus in rules.bonus if allowed else ():
                people_too = bonus.for_ == "fastest-lap"
                among = cars if bonus.within == "group" and self.of_its_own else everybody
                heads = self.heads(self.winners(session, bonus, car, among), people_too)
                heads = heads[:1] if bonus.tied == "first" else heads
                for head in heads:
                    if head[0][0] is car and self.fulfils(session, bonus, car):
                        points = self.bonus_points(bonus, car, len(heads))
                        self.give(session, bonus, self.as_the_cell_says(bonus, head), points, found)

    def as_the_cell_says(
        self, bonus: Bonus, head: list[tuple[Car, ResultLine]]
    ) -> list[tuple[Car, ResultLine]]:
        """Where a cell of the list names one of the crew, the bonus was won by him alone."""
        column = {"pole": "pole_by", "fastest-lap": "fastest_lap_by"}.get(bonus.for_.value)
        if column is None:
            return head
        change = msgspec.structs.replace
        return [
            (car, change(line, drivers=(by,)) if (by := getattr(line, column)) else line)
            for car, line in head
        ]

    def give(
        self,
        session: SessionResult,
        bonus: Bonus,
        head: list[tuple[Car, ResultLine]],
        points: Fraction,
        found: dict[str, Result],
    ) -> None:
        """Points beside the place are shared as those of the place; what one driver alone earned is his whole."""
        lines = [(car, line) for car, line in head if car.scores]
        people = {n for _, line in lines for n in line.drivers}
        got: dict[str, Fraction] = {}
        for car, line in lines:
            for name in self.names_of(line) if self.table.unit != "crew" else car.names:
                if (id(car), name) not in self.counted or name in line.not_scoring:
                    continue
                whole = self.table.unit == "driver" and len(people) == 1
                barred = {n for one in self.about(session, Kind.NOT_SCORING) for n in one.names}
                part = self.part(session, car, name) if not whole else Fraction(name not in barred)
                if part:
                    got.setdefault(name, points * part)
        for name, mine in got.items():
            once = (bonus, session.round, name)
            if name in found and not (bonus.once_per_round and once in self.given):
                self.given |= {once} if mine else set()
                found[name].points += mine

    def heads(
        self, won: list[tuple[Car, ResultLine]], people_too: bool
    ) -> list[list[tuple[Car, ResultLine]]]:
        """Lines of one car are one winner, of a fastest lap also those of the same people in two; the best placed comes
        first.
        """
        found: list[list[tuple[Car, ResultLine]]] = []
        won = sorted(won, key=lambda one: (one[1].position or NOWHERE, one[1].car, one[1].drivers))
        for car, line in won:
            same_car = [head for head in found if car in [one for one, _ in head]]
            same_people = [head for head in found if line.drivers in [one.drivers or None for _, one in head]]
            same_people = same_people if people_too else []
            if not same_car and not same_people:
                found.append([])
            (same_car or same_people or found[-1:])[0].append((car, line))
        return found

    def fulfils(self, session: SessionResult, bonus: Bonus, car: Car) -> bool:
        """Whether a car that did what a bonus is for meets its conditions."""
        classified = car.status is Status.CLASSIFIED and car.tie_place is not None
        completed = [
            one.completed for one in self.about(session, Kind.CUT_SHORT) if one.completed is not None
        ]
        run = completed[-1] if completed else session.completed
        return (
            (bonus.top is None or (classified and (car.tie_place or NOWHERE) <= bonus.top))
            and (bonus.over is None or run is None or run > bonus.over)
            and (classified or not bonus.classified)
        )

    def winners(
        self, session: SessionResult, bonus: Bonus, car: Car, cars: list[Car]
    ) -> list[tuple[Car, ResultLine]]:
        """Everybody who did what a bonus is for, among the rivals of a car."""
        every = [one for one in cars if self.is_rival(car, one, bonus.within.value)]
        if bonus.passed_down is None:
            rivals = [one for one in every if not one.passes_down]
        elif bonus.passed_down:
            rivals = [one for one in every if one.scores and self.fulfils(session, bonus, one)]
        else:
            rivals = every
        if bonus.points > 0 and bonus.for_ not in ("pole", "fastest-qualifier"):
            # docs/rulebook.md, Bonuses: who is disqualified or excluded from a session has no bonus of it.
            rivals = [one for one in rivals if one.status is not Status.DISQUALIFIED]
        lines = [(one, line) for one in rivals for line in one.lines]
        each = lines
        kind = bonus.for_.value
        if kind == "pole":
            best = min((line.grid or NOWHERE for _, line in lines), default=NOWHERE)
            flagged = [(one, line) for one, line in lines if line.pole]
            return flagged or [pair for pair in each if pair[1].grid == best != NOWHERE]
        if kind == "fastest-qualifier":
            best = min((line.qualified or NOWHERE for _, line in lines), default=NOWHERE)
            return [pair for pair in each if pair[1].qualified == best != NOWHERE]
        if kind == "most-places-gained":
            most = max((self.gained(one) for one in rivals), default=0)
            return [pair for pair in each if self.gained(pair[0]) == most > 0]
        if kind == "fastest-lap":
            shared = {name for one in self.about(session, Kind.SHARED_LAP) for name in one.names}
            if shared:
                return [(one, line) for one, line in lines if shared & {*line.drivers}]
            times = [line.best_lap for _, line in each if line.best_lap]
            flagged = [(one, line) for one, line in lines if line.fastest_lap]
            return flagged or [pair for pair in each if times and pair[1].best_lap == min(times)]
        if kind in ("led-a-lap", "most-laps-led"):
            fields = {(line.class_, line.group) for line in session.lines}
            led = [(pair, pair[1].laps_led or 0) for pair in each]
            if (
                len(fields) > 1 and bonus.within != "overall"
            ):  # a lead overall says nothing of a lead in the class
                known = bonus.within == "class" and any(
                    line.laps_led_class is not None for one in every for line in one.lines
                )
                asked = any(line.laps_led is not None for one in every for line in one.lines)
                led = [(pair, pair[1].laps_led_class or 0) for pair in each] if known or not asked else []
            most = max((laps for _, laps in led), default=0)
            return [pair for pair, laps in led if laps and (kind == "led-a-lap" or laps == most)]
        if kind == "started":
            return [pair for pair in each if pair[0].started]
        if kind == "classified":
            return [pair for pair in each if pair[0].status is Status.CLASSIFIED and pair[1].position]
        if kind == "places-gained":
            return [pair for pair in each if self.gained(pair[0]) > 0]
        low, high = bonus.at_least or 0, NOWHERE if bonus.at_most is None else bonus.at_most
        if kind == "incidents":
            return [
                (one, line)
                for one, line in each
                if line.incidents is not None and one.started and low <= line.incidents <= high
            ]
        return []

    def gained(self, car: Car) -> int:
        place = None if car.status is Status.DISQUALIFIED else car.first.position
        return (car.first.grid or 0) - place if place is not None else 0

    def bonus_points(self, bonus: Bonus, car: Car, winners: int) -> Fraction:
        if bonus.for_ == "places-gained":
            return bonus.points * self.gained(car)
        if winners > 1 and bonus.tied == "nobody":
            return ZERO
        return bonus.points / winners if bonus.tied == "divided" else bonus.points
