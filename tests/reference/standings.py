"""A slow scorer of championship tables, written from the rules alone: loops and fractions, nothing of the engine.

For every table it starts from the results again, and for every round from the first. Only the types of the package are
used: what a result list holds, and what a rulebook says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from parcferme.championship import Planned
from parcferme.classification.lines import ResultLine, SessionResult
from parcferme.classification.rows import Status
from parcferme.regulations import Adjustment, Bonus, PointsRules, Rulebook, TableRules, TieStep
from parcferme.regulations import AdjustmentKind as Kind

ZERO = Fraction(0)
NOWHERE = 10**6
Registered = Mapping[str, set[str]]
Session = SessionResult | Planned


@dataclass(eq=False)
class Car:
    """One car of a session as one table sees it: `place` earns points, `tie_place` counts where points are level. They
    differ where the points of others pass down.
    """

    lines: list[ResultLine]
    position: int | None
    place: int | None
    tie_place: int | None
    status: Status
    names: list[str]
    scores: bool = True
    passes_down: bool = False
    points: Fraction = ZERO
    rules: PointsRules | None = None

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
    grids: list[int] = field(default_factory=list)


@dataclass(eq=False)
class Life:
    """A name from its first session on, or since it was let start again."""

    name: str
    mine: dict[int, Result]
    points: Fraction = ZERO
    gross: Fraction = ZERO
    dropped: set[int] = field(default_factory=set)


@dataclass
class Row:
    """One row of a table; `step` is what separated it from the row above, None where nothing had to."""

    position: int | None
    name: str
    points: Fraction
    gross: Fraction
    dropped: tuple[tuple[int, str], ...] = ()
    step: str | None = None


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

    @property
    def order(self) -> list[int]:
        """Rounds as they were run."""
        return list(dict.fromkeys(one.round for one in self.held))


def tables(
    results: Sequence[SessionResult],
    book: Rulebook,
    after: int | None = None,
    *,
    year: str | None = None,
    adjustments: Sequence[Adjustment] = (),
    planned: Sequence[Planned] = (),
    registered: Registered | None = None,
) -> dict[tuple[str, str | None, str | None], list[Row]]:
    """Every table after a round (None: the final one), by name, class and group."""
    order = list(dict.fromkeys(one.round for one in results))
    run = order if after is None else order[: order.index(after) + 1]
    facts = book.season.get(year or "")
    season = Season(
        held=[one for one in results if one.round in run],
        to_come=[*(one for one in results if one.round not in run), *planned],
        book=book,
        adjustments=[*(facts.adjustment if facts else ()), *adjustments],
        rounds=facts.rounds if facts else None,
        final=after is None,
        registered=registered or {},
    )
    found: dict[tuple[str, str | None, str | None], list[Row]] = {}
    lines = [line for one in season.held for line in one.lines]
    for table in book.standings:
        classes = names_of_each(table.each_class, table.class_, [line.class_ for line in lines])
        for class_ in classes:
            mine = [line for line in lines if class_ in (None, line.class_)]
            groups = names_of_each(table.each_group, table.group, [line.group for line in mine])
            for group in groups:
                found[table.name, class_, group] = OneTable(season, table, class_, group).rows()
    return found


def names_of_each(each: bool, one: str | None, found: Sequence[str | None]) -> list[str | None]:
    """The classes (or groups) that have a table: one, or each there is."""
    return list(dict.fromkeys(name for name in found if name is not None)) if each else [one]


def named(session: Session, asked: Sequence[str]) -> bool:
    return session.kind in asked or session.session in asked


def rounded(value: Fraction, how: str) -> Fraction:
    if how == "up":
        return Fraction(math.ceil(value))
    if how == "down":
        return Fraction(math.floor(value))
    return Fraction(math.floor(value + Fraction(1, 2))) if how == "nearest" else value


class OneTable:
    """One table of a season: results of each name in each session, then totals, then order."""

    def __init__(self, season: Season, table: TableRules, class_: str | None, group: str | None) -> None:
        self.season, self.table, self.class_, self.group = season, table, class_, group
        self.held = season.held
        self.held = [one for one in season.held if self.scoring(one)]
        self.given: set[tuple[Bonus, int, str, str]] = set()
        self.by: list[dict[str, Result]] = []
        for session in self.held:
            self.by.append(self.results_of(session))

    # --- one session

    def rules_for(self, session: Session, class_: str | None) -> PointsRules | None:
        found = None
        for rules in self.season.book.points:
            name, _, at = session.session.partition("@")
            fits = session.kind in rules.sessions or name in rules.sessions or session.session in rules.sessions
            fits = fits and bool(at) == bool(rules.at)
            fits = fits and (not rules.rounds or str(session.round) in rules.rounds or session.event in rules.rounds)
            fits = fits and (not rules.classes or class_ in rules.classes)
            fits = fits and (not rules.tables or self.table.name in rules.tables)
            if fits and (not self.table.points_from or named(session, self.table.points_from)):
                found = rules
        return found

    def scoring(self, session: Session) -> bool:
        """Whether anybody can score in it here."""
        classes = {None, self.class_} | {line.class_ for one in self.held for line in one.lines}
        if self.class_:
            classes = {self.class_}
        rules = [self.rules_for(session, one) for one in classes]
        return any(one.scale or one.tail or one.bonus for one in rules if one is not None)

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
        wholly = [names and all(name in one.names for name in names) for names in (car.names, drivers)]
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
            cars.append(Car(lines, lines[0].position, None, None, lines[0].status, [n for n in names if n]))
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
            self.may_score(session, car)
        down = [car for car in cars if car.passes_down and car not in gone]
        for car in cars:
            car.position = None if car in gone else self.closed_up(car, gone, "overall")
            car.tie_place = None if car in gone else self.closed_up(car, gone, self.table.place.value)
            car.place = None if car in gone else self.closed_up(car, gone + down, self.table.place.value)
        return cars

    def may_score(self, session: SessionResult, car: Car) -> None:
        """Whether a car scores here, and what becomes of the points of its place if it does not."""
        usual = self.table.not_scoring == "passed-down"
        if any(line.guest for line in car.lines) and not self.season.book.entries.guests_score:
            car.scores, car.passes_down = False, usual
        members = self.season.registered.get(self.table.name)
        if self.table.registered and members is not None and not any(name in members for name in car.names):
            car.scores, car.passes_down = False, usual
        if self.table.cars == "nominated" and not any(line.nominated for line in car.lines):
            car.scores, car.passes_down = False, usual
        for one in self.about(session, Kind.NOT_SCORING):
            if self.meant(one, car):
                car.scores = False
                car.passes_down = usual if one.passed_down is None else one.passed_down

    def closed_up(self, car: Car, gone: list[Car], place: str) -> int | None:
        """The place of a car overall, in its class or group, once those gone are left out."""
        first = car.first
        if first.position is None:
            return None
        stated = {"overall": first.position, "class": first.class_position, "group": first.group_position}[place]
        ahead = [one for one in self.cars if self.is_rival(car, one, place) and self.ahead(one, car)]
        return (stated or 1 + len(ahead)) - sum(one in gone for one in ahead)

    def is_rival(self, car: Car, other: Car, place: str) -> bool:
        same_class = car.first.class_ == other.first.class_
        if place == "group":
            return same_class and car.first.group == other.first.group
        return same_class or place == "overall"

    def ahead(self, one: Car, car: Car) -> bool:
        return (one.first.position or NOWHERE) < (car.first.position or NOWHERE)

    def worth(self, session: SessionResult, car: Car, cars: list[Car]) -> Fraction:
        """The points of a car's place, whoever gets them."""
        rules = car.rules
        if rules is None or not car.scores or not car.started or car.status is Status.DISQUALIFIED:
            return ZERO
        scale: Sequence[Fraction] = rules.scale
        for one in self.about(session, Kind.SCALE):
            scale = one.scale
        factor, own, _ = self.cut_short(session, rules)
        scale = own or scale

        def at(place: int) -> Fraction:
            tail = ZERO if rules.tail is None or place > (rules.tail_to or NOWHERE) else rules.tail
            full = scale[place - 1] if place <= len(scale) else tail
            return rounded(full * rules.multiplier, rules.rounding.value)

        value = ZERO
        if car.place is not None and (car.status is Status.CLASSIFIED or not rules.classified):
            level = [
                one
                for one in cars
                if one.place == car.place and self.is_rival(car, one, self.table.place.value) and not one.passes_down
            ]
            if rules.dead_heat_shares:
                value = sum((at(car.place + n) for n in range(len(level))), ZERO) / len(level)
            else:
                value = at(car.place)
        elif rules.tail is not None and rules.tail_of == "started" and rules.tail_to is None:
            value = rounded(rules.tail * rules.multiplier, rules.rounding.value)
        if factor != 1:
            value = rounded(value * factor, rules.reduced.rounding.value if rules.reduced else "none")
        in_class = sum(one.started for one in cars if self.counted_with(car, one))
        if rules.few_entries and in_class < rules.few_entries.below:
            value *= rules.few_entries.factor
        return value * in_class if self.table.multiply_by_cars else value

    def counted_with(self, car: Car, other: Car) -> bool:
        """Whether two cars are of one class, as the points see it: an overall place is among all of the table."""
        if self.table.place == "overall":
            return self.inside(other)
        return self.is_rival(car, other, self.table.place.value)

    def inside(self, car: Car) -> bool:
        return self.class_ in (None, car.first.class_) and self.group in (None, car.first.group)

    def cut_short(self, session: SessionResult, rules: PointsRules) -> tuple[Fraction, tuple[Fraction, ...], bool]:
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
        if reduced is None or completed is None or (reduced.only_after_red and not red):
            return Fraction(1), (), True
        if laps is not None and laps < reduced.minimum_laps:
            return ZERO, (), False
        if green is not None and green < reduced.minimum_green_laps:
            return ZERO, (), False
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
            result = found[name] = Result()
            got = [self.share(session, car, name) for car in mine]
            if self.table.unit == "driver":
                result.points = max(got) if self.table.two_cars == "best" else sum(got, ZERO)
            elif self.table.cars == "best":
                result.points = sum(sorted(got, reverse=True)[: self.table.cars_counted], ZERO)
            else:
                result.points = sum(got, ZERO)
            for car in mine:
                result.statuses.append(car.status)
                if car.tie_place is not None and car.status is Status.CLASSIFIED and not self.wasted(car):
                    result.places.append(car.tie_place)
                result.grids += [car.first.grid] if car.first.grid is not None else []
        self.give_bonuses(session, inside, found)
        return found

    def listed(self, car: Car, name: str) -> bool:
        """Who does not score takes no part in the table, nor does a driver who is not registered."""
        members = self.season.registered.get(self.table.name)
        registered = not self.table.registered or members is None or name in members
        return car.started and car.scores and registered

    def wasted(self, car: Car) -> bool:
        drivers = {name for line in car.lines for name in line.drivers}
        return self.table.shared == "nothing" and len(drivers) > 1

    def share(self, session: SessionResult, car: Car, name: str) -> Fraction:
        """What one name gets of a car's points."""
        if self.wasted(car):
            return ZERO
        if self.table.unit != "driver":
            return car.points
        out = {n for one in self.about(session, Kind.SHARED_CAR) if car.first.car in one.cars for n in one.names}
        out |= {n for one in self.about(session, Kind.NOT_SCORING, Kind.EXCLUSION) for n in one.names if one.session or one.kind is Kind.NOT_SCORING}
        members = self.season.registered.get(self.table.name)
        if self.table.registered and members is not None:
            out |= {n for n in car.names if n not in members}
        out |= {n for line in car.lines for n in line.not_scoring}
        sharing = [one for one in car.names if one not in out]
        if name not in sharing:
            return ZERO
        if self.table.shared == "split":
            return car.points / len(sharing)
        return car.points

    # --- bonuses

    def give_bonuses(
        self, session: SessionResult, cars: list[Car], found: dict[str, Result]
    ) -> None:
        for car in cars:
            rules = car.rules
            if rules is None or not car.scores:
                continue
            allowed = self.cut_short(session, rules)[2]
            for bonus in rules.bonus if allowed else ():
                for line in self.earned(session, bonus, car, cars):
                    names = [n for n in self.names_of(line) if self.table.unit == "driver"] or car.names
                    for name in names:
                        key = (bonus, session.round, "" if bonus.once_per_round else session.session, name)
                        out = name in line.not_scoring
                        if name in found and not out and key not in self.given:
                            self.given.add(key)
                            found[name].points += self.bonus_points(session, bonus, car, cars)

    def earned(self, session: SessionResult, bonus: Bonus, car: Car, cars: list[Car]) -> list[ResultLine]:
        """The lines of a car that get a bonus."""
        classified = car.status is Status.CLASSIFIED and car.tie_place is not None
        if bonus.top is not None and (not classified or (car.tie_place or NOWHERE) > bonus.top):
            return []
        completed = [one.completed for one in self.about(session, Kind.CUT_SHORT) if one.completed is not None]
        run = completed[-1] if completed else session.completed
        if bonus.over is not None and run is not None and run <= bonus.over:
            return []
        if bonus.classified and not classified:
            return []
        won = self.winners(session, bonus, car, cars)
        if bonus.tied == "first" and won:
            first = min(won, key=lambda pair: (pair[0].first.position or NOWHERE, pair[1].car))[1]
            won = [pair for pair in won if (pair[1].drivers or (pair[1].car,)) == (first.drivers or (first.car,))]
        return [line for one, line in won if one is car]

    def winners(
        self, session: SessionResult, bonus: Bonus, car: Car, cars: list[Car]
    ) -> list[tuple[Car, ResultLine]]:
        """Everybody who did what a bonus is for, among the rivals of a car."""
        rivals = [one for one in cars if self.is_rival(car, one, bonus.within.value)]
        lines = [(one, line) for one in rivals for line in one.lines]
        each = [(one, one.first) for one in rivals]
        kind = bonus.for_.value
        if kind == "pole":
            best = min((one.first.grid or NOWHERE for one in rivals), default=NOWHERE)
            flagged = [(one, line) for one, line in lines if line.pole]
            return flagged or [pair for pair in each if pair[1].grid == best != NOWHERE]
        if kind == "fastest-lap":
            shared = {name for one in self.about(session, Kind.SHARED_LAP) for name in one.names}
            if shared:
                return [(one, line) for one, line in lines if shared & {*line.drivers}]
            times = [line.best_lap for _, line in each if line.best_lap]
            flagged = [(one, line) for one, line in lines if line.fastest_lap]
            return flagged or [pair for pair in each if times and pair[1].best_lap == min(times)]
        if kind == "led-a-lap":
            return [pair for pair in each if pair[1].laps_led]
        if kind == "most-laps-led":
            most = max((line.laps_led or 0 for _, line in each), default=0)
            return [pair for pair in each if most and pair[1].laps_led == most]
        if kind == "started":
            return [pair for pair in each if pair[0].started]
        if kind == "classified":
            return [pair for pair in each if pair[0].status is Status.CLASSIFIED]
        if kind == "places-gained":
            return [pair for pair in each if self.gained(pair[0]) > 0]
        low, high = bonus.at_least or 0, NOWHERE if bonus.at_most is None else bonus.at_most
        if kind == "incidents":
            return [(one, line) for one, line in each if line.incidents is not None and low <= line.incidents <= high]
        return []

    def gained(self, car: Car) -> int:
        return (car.first.grid or 0) - car.position if car.position is not None else 0

    def bonus_points(self, session: SessionResult, bonus: Bonus, car: Car, cars: list[Car]) -> Fraction:
        won = self.winners(session, bonus, car, cars)
        who = list(dict.fromkeys(line.drivers or (line.car,) for _, line in won))
        if bonus.for_ == "places-gained":
            return bonus.points * self.gained(car)
        if len(who) > 1 and bonus.tied == "nobody":
            return ZERO
        return bonus.points / len(who) if bonus.tied == "divided" else bonus.points

    # --- the season

    def rows(self) -> list[Row]:
        """The whole table: who has a place, who has none, who was put out."""
        names = sorted({name for results in self.by for name in results})
        ranked, below = [], []
        for name in names:
            lives = self.lives(name)
            for number, (since, until, out) in enumerate(lives):
                life = self.life(name, since, until, number == len(lives) - 1)
                if not life.mine:
                    continue
                if out is not None:
                    kept = out.points_kept
                    life.points, life.gross = (life.points, life.gross) if kept else (ZERO, ZERO)
                    life.dropped = life.dropped if kept else set()
                    below.append((1, life))
                elif self.may_be_ranked(life):
                    ranked.append(life)
                elif life.points != 0 or life.gross != 0:
                    below.append((0, life))
        rows: list[Row] = []
        for place, step, life in self.in_order(ranked):
            rows.append(self.row(place, step, life))
        for _, life in sorted(below, key=lambda one: (one[0], -one[1].points, one[1].name)):
            rows.append(self.row(None, None, life))
        return rows

    def row(self, place: int | None, step: str | None, life: Life) -> Row:
        dropped = tuple((self.held[at].round, self.held[at].session) for at in sorted(life.dropped))
        return Row(place, life.name, life.points, life.gross, dropped, step)

    def lives(self, name: str) -> list[tuple[int, int, Adjustment | None]]:
        """From which session to which a name counts as one; a ruling that let it start again parts two."""
        found: list[tuple[int, int, Adjustment | None]] = []
        since, out = 0, None
        for one in self.season.adjustments:
            if one.kind is not Kind.EXCLUSION or one.session or not self.in_force(one) or not self.of(one, name):
                continue
            if one.starts_again:
                number = self.first_of(one)
                found.append((since, number, one))
                since = number
            else:
                out = one
        return [*found, (since, len(self.held), out)]

    def of(self, one: Adjustment, name: str) -> bool:
        tables = not one.tables or self.table.name in one.tables
        return tables and (name in one.names or (self.table.unit == "car" and name in one.cars))

    def first_of(self, one: Adjustment) -> int:
        """The first session of the round of a ruling."""
        for number, session in enumerate(self.held):
            if one.round in (None, str(session.round), session.event):
                return number
        return len(self.held)

    def in_force(self, one: Adjustment) -> bool:
        if one.round == "final":
            return self.season.final
        return self.first_of(one) < len(self.held)

    def life(self, name: str, since: int, until: int, last: bool) -> Life:
        mine = {at: self.by[at][name] for at in range(since, until) if name in self.by[at]}
        life = Life(name, mine)
        counted = {at: one for at, one in mine.items() if self.scoring(self.held[at])}
        life.dropped = self.left_out(counted)
        life.gross = sum((one.points for one in counted.values()), ZERO)
        life.points = sum((one.points for at, one in counted.items() if at not in life.dropped), ZERO)
        for one in self.season.adjustments:
            sign = {Kind.DEDUCTION: -1, Kind.ADDITION: 1}.get(one.kind, 0)
            at = self.first_of(one) if one.round != "final" else len(self.held) - 1
            if sign and self.in_force(one) and self.of(one, name) and since <= at < until:
                life.points += sign * (one.points or 0)
                life.gross += sign * (one.points or 0)
        if last and since == 0:
            bonus = self.all_rounds(name)
            life.points, life.gross = life.points + bonus, life.gross + bonus
        return life

    def all_rounds(self, name: str) -> Fraction:
        """What taking part in every round is worth, once the last one has been run."""
        missing = (self.season.rounds or 0) > len(self.season.order)
        if self.season.to_come or missing:
            return ZERO
        for number in self.season.order:
            if not any(name in self.by[at] for at, one in enumerate(self.held) if one.round == number):
                return ZERO
        best = ZERO
        for session in self.held:
            rules = self.rules_for(session, None)
            if session.round == self.season.order[-1] and rules is not None:
                best = max([best, *(one.points for one in rules.bonus if one.for_ == "all-rounds")])
        return best

    # --- which results count

    def left_out(self, mine: dict[int, Result]) -> set[int]:
        best = self.table.best
        if best.count is None and best.drop is None:
            return set()
        found: set[int] = set()
        for part in self.parts():
            whole = [one for one in self.everything() if one[0] in part and self.may_drop(one[1])]
            by_round = best.by == "round"
            number = len({one[0] for one in whole}) if by_round else len(whole)
            places = best.count if best.count is not None else max(0, number - (best.drop or 0))
            results: dict[int, list[int]] = {}
            for at in mine:
                session = self.held[at]
                if session.round in part and self.may_drop(session):
                    results.setdefault(session.round if by_round else at, []).append(at)
            kept = [ats for ats in results.values() if self.must_stay(mine, ats)]
            others = [ats for ats in results.values() if ats not in kept]
            others.sort(key=lambda ats: (-sum(mine[at].points for at in ats), self.best_place(mine, ats), ats[0]))
            for ats in others[max(0, places - len(kept)) :]:
                found |= {*ats}
        return found

    def best_place(self, mine: dict[int, Result], ats: list[int]) -> int:
        return min([NOWHERE, *(place for at in ats for place in mine[at].places)])

    def must_stay(self, mine: dict[int, Result], ats: list[int]) -> bool:
        return any(status in self.table.best.keep for at in ats for status in mine[at].statuses)

    def may_drop(self, session: Session | None) -> bool:
        return session is None or not self.table.best.kinds or named(session, self.table.best.kinds)

    def everything(self) -> list[tuple[int, Session | None]]:
        """Every session of the season that can score, and one for each round of which nothing is known yet."""
        to_come = [] if self.table.best.at_once else self.season.to_come
        known: list[tuple[int, Session | None]] = [
            (one.round, one) for one in [*self.held, *to_come] if self.scoring(one)
        ]
        unknown = 0 if self.table.best.at_once else self.unknown()
        return known + [(-1 - number, None) for number in range(unknown)]

    def unknown(self) -> int:
        """How many rounds there will be of which nothing is known but their number."""
        known = {one.round for one in [*self.season.held, *self.season.to_come]}
        return max(0, (self.season.rounds or 0) - len(known))

    def parts(self) -> list[set[int]]:
        """The rounds of each part of the season, as they are run."""
        sessions = [*self.held, *(one for one in self.season.to_come if self.scoring(one))]
        rounds = list(dict.fromkeys(one.round for one in sessions))
        rounds += [-1 - number for number in range(self.unknown())]
        if self.table.best.split == "none":
            return [{*rounds}]
        more = 1 if self.table.best.split == "larger-first" else 0
        half = (len(rounds) + more) // 2
        return [{*rounds[:half]}, {*rounds[half:]}]

    # --- who is ranked, and ties

    def may_be_ranked(self, life: Life) -> bool:
        asked = self.table.ranked
        here = [(self.held[at], one) for at, one in life.mine.items()]
        looked = [one for session, one in here if named(session, asked.sessions or ("race",))]
        finished = any(Status.CLASSIFIED in one.statuses for one in looked)
        return (
            (asked.points is None or life.points >= asked.points)
            and (not asked.scored or life.points > 0)
            and (not asked.classified or finished or (asked.grid and any(one.grids for one in looked)))
            and (asked.rounds is None or len({session.round for session, _ in here}) >= asked.rounds)
        )

    def in_order(self, lives: list[Life]) -> list[tuple[int, str | None, Life]]:
        """Place, what separated it from the one above, and who."""
        found: list[tuple[int, str | None, Life]] = []
        for level in sorted({life.points for life in lives}, reverse=True):
            tied = [life for life in lives if life.points == level]
            for step, group in self.split(tied, list(self.table.ties)):
                place = len(found) + 1
                found += [(place, step if one is group[0] else None, one) for one in group]
        return found

    def split(self, tied: list[Life], steps: list[TieStep]) -> list[tuple[str | None, list[Life]]]:
        """Those level on points in groups, best first, each with the step that put it behind the one before."""
        if len(tied) == 1 or not steps:
            return [(None, tied)]
        groups = self.apart(tied, steps[0])
        found: list[tuple[str | None, list[Life]]] = []
        for number, group in enumerate(groups):
            (_, first), *rest = self.split(group, steps[1:])
            found += [(steps[0].by.value if number else None, first), *rest]
        return found

    def apart(self, tied: list[Life], step: TieStep) -> list[list[Life]]:
        if step.by == "head-to-head":
            for at in range(len(self.held)):
                met = [self.places(step, one).get(at, []) for one in tied]
                if all(met) and len({places[0] for places in met}) > 1:
                    order = sorted({places[0] for places in met})
                    return [[one for one, places in zip(tied, met, strict=True) if places[0] == p] for p in order]
            return [tied]

        def better(a: Life, b: Life) -> int:
            return COMPARED[step.by.value](self, step, a, b)

        beaten = {id(one): sum(better(one, other) for other in tied) for one in tied}
        return [[one for one in tied if beaten[id(one)] == n] for n in sorted({*beaten.values()}, reverse=True)]

    def looked_at(self, at: int, step: TieStep) -> bool:
        return named(self.held[at], step.sessions or ("race",))

    def places(self, step: TieStep, life: Life) -> dict[int, list[int]]:
        """The places of each session a step looks at, best first."""
        return {
            at: sorted(one.places)
            for at, one in life.mine.items()
            if self.looked_at(at, step) and (step.dropped or at not in life.dropped)
        }

    def counts(self, step: TieStep, a: Life, b: Life) -> int:
        deepest = 1 if step.by == "wins" else step.places or 200
        first, second = ([p for places in self.places(step, one).values() for p in places] for one in (a, b))
        for place in range(1, deepest + 1):
            if first.count(place) != second.count(place):
                return sign(first.count(place) - second.count(place))
        return 0

    def first_to_achieve(self, step: TieStep, a: Life, b: Life) -> int:
        def key(life: Life) -> list[tuple[int, int]]:
            return sorted((place, at) for at, places in self.places(step, life).items() for place in places)

        return ahead_in(key(a), key(b))

    def latest(self, step: TieStep, a: Life, b: Life) -> int:
        first, second = self.places(step, a), self.places(step, b)
        for at in reversed(range(len(self.held))):
            mine, other = first.get(at, []), second.get(at, [])
            if mine[:1] != other[:1]:
                return sign((other or [NOWHERE])[0] - (mine or [NOWHERE])[0])
        return 0

    def best_in(self, step: TieStep, a: Life, b: Life) -> int:
        def key(life: Life) -> list[int]:
            return sorted(place for places in self.places(step, life).values() for place in places) + [NOWHERE]

        return (key(a) < key(b)) - (key(a) > key(b))

    def gross(self, step: TieStep, a: Life, b: Life) -> int:
        return sign(a.gross - b.gross)

    def best_grid(self, step: TieStep, a: Life, b: Life) -> int:
        def best(life: Life) -> int:
            looked = [at for at in life.mine if self.looked_at(at, step)]
            return min([NOWHERE, *(grid for at in looked for grid in life.mine[at].grids)])

        return sign(best(b) - best(a))

    def decided(self, step: TieStep, a: Life, b: Life) -> int:
        """The governing body's order; who is not in it comes behind."""
        order: list[str] = []
        for one in self.season.adjustments:
            if one.kind is Kind.ORDER and self.in_force(one) and (not one.tables or self.table.name in one.tables):
                order += one.names
        first, second = (order.index(one.name) if one.name in order else NOWHERE for one in (a, b))
        return sign(second - first)


def sign(value: Fraction | int) -> int:
    return (value > 0) - (value < 0)


def ahead_in(mine: list[tuple[int, int]], other: list[tuple[int, int]]) -> int:
    """Whose best place came first, else whose next best did."""
    for a, b in zip(mine, other, strict=False):
        if a != b:
            return 1 if a < b else -1
    return sign(len(mine) - len(other))


COMPARED: dict[str, Callable[[OneTable, TieStep, Life, Life], int]] = {
    "counts": OneTable.counts,
    "wins": OneTable.counts,
    "first-to-achieve": OneTable.first_to_achieve,
    "latest": OneTable.latest,
    "best-in": OneTable.best_in,
    "gross": OneTable.gross,
    "best-grid": OneTable.best_grid,
    "decided": OneTable.decided,
}
