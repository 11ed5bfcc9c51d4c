"""What may still happen: the sessions to come of a table, and how every unit would end up with these places in them."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from parcferme.championship.championship import Championship
from parcferme.championship.drives import is_of, units_of
from parcferme.championship.ledger import AT_THE_END, Ledger, switched
from parcferme.championship.meeting import MEETING
from parcferme.championship.outcomes import NOTHING, ONLY_ONE, SURE, Cell, Doubt, Finish, ToCome, sure_steps
from parcferme.championship.scoring import by_size
from parcferme.championship.tables import Column, Planned, Points, Table
from parcferme.championship.ties import break_ties
from parcferme.championship.worth import Worth
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    Bonus,
    BonusFor,
    By,
    CarsCounted,
    CarsInTies,
    ScoredPlace,
    SharedDrive,
    TableRules,
    Unit,
    Wins,
)

_MANY_CARS: Final = (Unit.TEAM, Unit.MANUFACTURER, Unit.CONSTRUCTOR)
_KEPT_IN_RACES: Final = {Status.CLASSIFIED.value, Status.NOT_CLASSIFIED.value}
"""What a start can end as, nothing ruled: kept, such a result can push a better one out of those that count."""
_BARS: Final = (AdjustmentKind.NOT_SCORING, AdjustmentKind.EXCLUSION)
Choice = Callable[[int, int], Cell]
"""What a unit (row) takes from a session to come (by its number)."""


class Prospect:
    """A table after some columns, with the sessions to come up to a round (None: to the end of the season).

    What is assumed: a unit is one car, a team or make as many as it has had in one session so far; two units never
    share a place, unless places are those of classes and they drive in different ones, or drivers have shared a car;
    guests and cars that are not listed may take any place, and a car may be classified alone; no race is cut short, and
    no ruling is foreseen. Who is in the entry list, and not for a round, takes nothing in it.
    """

    def __init__(
        self,
        championship: Championship,
        table: Table | TableRules,
        after: int | None,
        until: int | None = None,
    ):
        self.championship = championship
        ledger = championship.ledger(table)
        self.ledger, self.rules = ledger, ledger.rules
        rounds = championship.rounds
        run = rounds if after is None else rounds[: rounds.index(after) + 1] if after in rounds else ()
        self.held = ledger.held(run)
        # What was ruled for the final table alone is known to whoever asks now; for who looks back it is still to come.
        self.final = until is None and len(run) == len(rounds)
        self.to_come = list(self._to_come(until))
        self.columns = [*ledger.columns[: self.held], *(one.column for one in self.to_come)]
        # Points to come may be finer than any scored so far: all are scaled once, and sums stay whole.
        self.per = math.lcm(ledger.per, *self._denominators()) * self._parts()
        self._enter()
        self.cars = [self._cars_of(unit) for unit in range(len(self.names))]
        self.field = max((len(one.cars()) for one in championship.results), default=1)
        self.most_cars = max(self.field, self._cars_to_come())
        self.doubts = frozenset(self._find_doubts())
        beside = [one.column for one in ledger.beside]
        self.steps = sure_steps(self.rules, self.columns, max(self.cars, default=1), beside)
        self._base = self._shadow()
        self._best: dict[tuple[int, int], Finish] = {}
        self._floor: Finish | None = None

    # --- the sessions to come

    def _to_come(self, until: int | None) -> Iterator[ToCome]:
        """The sessions after the held ones that score in the table, those of results not looked at yet included."""
        known = [(one.round, one.session, one.event) for one in self.ledger.columns]
        known += [(one.round, one.session, one.event) for one in self.championship.planned]
        events = {(number, session): event for number, session, event in known}
        for number, session, kind in self.ledger.schedule[self.held :]:
            planned = Planned(number, session, kind, events.get((number, session)))
            worth = self.championship.worth(self.rules, planned)
            if worth is None:
                continue
            # Before a race nobody knows that it will be cut short, also where the rulebook by now does.
            if isinstance(worth.why, Adjustment) and worth.why.kind is AdjustmentKind.CUT_SHORT:
                worth = Worth(worth.rules, SessionResult(number, session, kind, event=planned.event), ())
            bonuses = worth.rules.bonus if worth.bonuses else ()
            yield ToCome(
                Column(number, session, kind, planned.event),
                worth,
                tuple(one for one in bonuses if one.for_ is not BonusFor.ALL_ROUNDS),
            )
            if until is not None and number == until and self._is_last_of(number, session):
                return

    def _is_last_of(self, number: int, session: str) -> bool:
        later = [one for one, _, _ in self.ledger.schedule[self.held :]]
        last = len(later) - 1 - later[::-1].index(number)
        return self.ledger.schedule[self.held + last][:2] == (number, session)

    def _denominators(self) -> Iterator[int]:
        for one in self.to_come:
            for place in range(1, len(one.worth.scale) + 2):
                worth = Fraction(one.worth.of(place))
                yield worth.denominator
            yield from self._denominators_by_size(one)
            yield from (bonus.points.denominator for bonus in one.bonuses)
        yield from (bonus.points.denominator for bonus in self._all_rounds())

    def _denominators_by_size(self, one: ToCome) -> Iterator[int]:
        """The denominators of points that hang on how many cars there are, or are shared."""
        rules = one.worth.rules
        found = [value for value in (rules.per_car, rules.per_car_behind, rules.tail) if value is not None]
        found += [value for small in rules.small_fields for value in small.scale]
        yield from ((value * rules.multiplier * one.worth.factor).denominator for value in found)

    def _parts(self) -> int:
        """Into how many parts points can fall that a crew shares, or that are fewer in a small field."""
        few = {one.worth.rules.few_entries for one in self.to_come} - {None}
        parts = math.lcm(*(one.factor.denominator for one in few if one is not None))
        return parts * (self.crews if self.rules.shared is SharedDrive.SPLIT else 1)

    def places_of(self, one: ToCome) -> int:
        """How far down places are told apart: all that score, and the largest field so far."""
        return max(len(one.worth.scale), one.worth.rules.tail_to or 0, self.field, len(self.units))

    # --- who is in it

    def _enter(self) -> None:
        """The rows: units of the ledger, then those registered or entered that have not come yet. `units` are the
        contenders.
        """
        ledger = self.ledger
        registered = self.championship.registered.get(self.rules.name) if self.rules.registered else None
        known = dict.fromkeys(registered or ())
        for one in self.to_come:
            for name in sorted(self._entered.get(one.column.round, ())):
                if registered is None or name in registered:
                    known.setdefault(name)
        self.names = [*ledger.names, *(name for name in known if name not in ledger.index)]
        self.index = {name: at for at, name in enumerate(self.names)}
        self.adjustments = [
            (start, one)
            for start, one in ledger.adjustments
            if start < self.held or not start or (self.final and start == AT_THE_END)
        ]
        if self.final:  # and so is what was ruled for a round to come
            known_now = self.championship.rulings.from_columns(self.rules, self.columns)
            self.adjustments += [
                (start, one) for start, one in known_now if self.held <= start < AT_THE_END and start
            ]
        out = {
            name
            for _, one in self.adjustments
            if one.kind is AdjustmentKind.EXCLUSION and not one.starts_again
            for name in one.names
        }
        took = [bool(row.any()) for row in ledger.took] + [True] * (len(self.names) - len(ledger.names))
        self.units = [unit for unit, name in enumerate(self.names) if took[unit] and name not in out]

    def _cars_of(self, unit: int) -> int:
        """With how many cars a unit may score: a team or make with as many as it has had in a session so far."""
        if self.rules.unit not in _MANY_CARS or unit >= len(self.ledger.names):
            return 1
        name = self.names[unit]
        return max(
            (column[name].cars for column in self.ledger.earned[: self.held] if name in column), default=1
        ) or 1  # fmt: skip

    def _cars_to_come(self) -> int:
        """How many cars may start in a session to come: those entered, without a list all that were ever there."""
        entered = self.championship.entered
        numbers = {one.column.round for one in self.to_come}
        if numbers <= entered.keys():
            return max((len(entered[number]) for number in numbers), default=0)
        return len({line.car for result in self.championship.results for line in result.lines})

    def may_share(self, one: int, other: int) -> bool:
        """Whether two units can have the same place in a session."""
        rules = self.rules
        if rules.unit is Unit.DRIVER and any(self._drives(one, other)):
            return True
        if rules.place is ScoredPlace.OVERALL or (
            rules.class_ and (rules.place is ScoredPlace.CLASS or rules.group)
        ):
            return False
        mine, theirs = self._class_of(one), self._class_of(other)
        return mine is None or mine != theirs

    def may_share_places(self, units: Sequence[int]) -> bool:
        """Whether any two of these can have the same place in a session."""
        return any(self.may_share(one, other) for one, other in itertools.combinations(units, 2))

    def are_one_crew(self, one: int, other: int) -> bool:
        """Whether two drivers have shared the car in every session so far: they are taken to go on together."""
        if self.rules.unit is not Unit.DRIVER:
            return False
        drives = self._drives(one, other)
        return bool(drives) and all(drives)

    def _drives(self, one: int, other: int) -> list[bool]:
        """For each session in which either drove: whether they shared the car."""
        pairs = zip(self._driven[one], self._driven[other], strict=True)
        return [mine == theirs for mine, theirs in pairs if mine is not None or theirs is not None]

    @functools.cached_property
    def _driven(self) -> list[list[str | None]]:
        """The car each unit had in each session held, None where it had none."""
        found: list[list[str | None]] = [[None] * self.held for _ in self.names]
        for at, column in enumerate(self.ledger.earned[: self.held]):
            for name, one in column.items():
                found[self.index[name]][at] = None if one.line is None else one.line.car
        return found

    def _class_of(self, unit: int) -> tuple[str | None, ...] | None:
        """The class (and group) a unit drove in last."""
        if unit >= len(self.ledger.names):
            return None
        lines = [line for at, line in self.ledger.who[unit] if at < self.held]
        if not lines:
            return None
        last = lines[-1]
        return (last.class_, last.group) if self.rules.place is ScoredPlace.GROUP else (last.class_,)

    # --- where the pairwise argument does not hold

    def _guesses_unlike_rounds(self) -> bool:
        """Whether a round to come has sessions nobody listed, and those of the rounds so far were not all alike."""
        if self.championship.guessed.isdisjoint(one.column.round for one in self.to_come):
            return False
        kinds: dict[int, list[str]] = {}
        for column in self.ledger.columns:
            kinds.setdefault(column.round, []).append(column.kind)
        return len({tuple(sorted(one)) for one in kinds.values()}) > 1

    def _find_doubts(self) -> Iterator[Doubt]:
        if self._guesses_unlike_rounds():
            yield Doubt.SCHEDULE
        drops = self.leaves_out and self.rules.best.by is By.SESSION
        rounds = [one.column.round for one in self.to_come]
        for one in self.to_come:
            worth = [one.worth.of(place) for place in range(1, self.places_of(one) + 1)]
            if any(better < worse for better, worse in zip(worth, [*worth[1:], 0], strict=True)):
                yield Doubt.RISING
            if by_size(one.worth.rules, self.rules):
                yield Doubt.CARS
            if one.worth.absent() or one.worth.rules.unplaced:
                yield Doubt.ABSENT
            if one.column.kind == MEETING:
                yield Doubt.MEETING
            for bonus in one.bonuses:
                if bonus.points < 0:
                    yield Doubt.RISING
                if bonus.for_ in (BonusFor.PLACES_GAINED, BonusFor.MOST_PLACES_GAINED):
                    yield Doubt.PLACES_GAINED
                if bonus.once_per_round and drops and rounds.count(one.column.round) > 1:
                    yield Doubt.BONUS
        if max(self.cars, default=1) > 1 and self._mixes_classes:
            yield Doubt.CLASSES
        if self.to_come and self.rules.wins is Wins.FEWEST:
            yield Doubt.FEWEST
        if self.to_come and self.rules.shared is not SharedDrive.FULL and self.crews > 1:
            yield Doubt.SHARED
        if (
            self.to_come
            and self.leaves_out
            and _KEPT_IN_RACES & {status for status, _ in self.rules.best.kept}
        ):
            yield Doubt.KEPT
        if self._may_switch():
            yield Doubt.SWITCH

    def _may_switch(self) -> bool:
        """Whether anybody may change in what is to come what the rules say costs the points: who is not entered for it,
        or with another class, car or team than now.
        """
        if not self.rules.switch_loses:
            return False
        for one in self.to_come:
            lines = self.championship.entered.get(one.column.round, ())
            entered: dict[str, list[ResultLine]] = {}
            for line in lines:
                for name in units_of(line, self.rules) if is_of(line, self.rules) else ():
                    entered.setdefault(name, []).append(line)
            for unit in self.units:
                now = [line for at, line in self._who(unit) if at < self.held]
                mine = entered.get(self.names[unit], [])
                same = len(mine) == 1 and (not now or not switched(self.rules, now[-1], mine[0]))
                if self.may_start(unit, self.to_come.index(one)) and not same:
                    return True
        return False

    def _who(self, unit: int) -> list[tuple[int, ResultLine]]:
        return self.ledger.who[unit] if unit < len(self.ledger.who) else []

    @functools.cached_property
    def crews(self) -> int:
        """The most drivers a car of the table has had, at least one; a list may have a line for each of them."""
        found: dict[tuple[int, str], set[str]] = {}
        for at, column in enumerate(self.ledger.earned[: self.held]):
            for name, one in column.items():
                if one.line is not None:
                    mine = {name} if self.rules.unit is Unit.DRIVER else set()
                    found.setdefault((at, one.line.car), set()).update(mine, one.line.drivers)
        return max([1, *map(len, found.values())])

    @property
    def leaves_out(self) -> bool:
        """Whether results can be left out of the total."""
        return self.rules.best.leaves_out

    @property
    def _mixes_classes(self) -> bool:
        return self.rules.class_ is None and self.rules.place is not ScoredPlace.OVERALL

    # --- what a unit can take from a session

    def scaled(self, points: Points) -> int:
        """Points in whole numbers of this prospect."""
        return int(points * self.per)

    def exact(self, scaled: int) -> Points:
        """A whole number of this prospect as points."""
        return scaled // self.per if scaled % self.per == 0 else Fraction(scaled, self.per)

    def sure_cell(self, number: int, place: int) -> Cell:
        """What a unit is sure of whose one car takes this place: no bonus but those that come with it."""
        one = self.to_come[number]
        points = self._whole(one, place, place)
        if self.rules.multiply_by_cars:
            points *= place  # so many have started, to be there
        few = one.worth.rules.few_entries
        points *= min(Fraction(1), few.factor) if few is not None else 1
        if Doubt.SHARED in self.doubts:
            points *= Fraction(1, self.crews) if self.rules.shared is SharedDrive.SPLIT else 0
        for bonus in one.bonuses:
            reached = bonus.top is None or place <= bonus.top
            if (bonus.for_ in SURE or bonus.points < 0) and reached:
                points += bonus.points
        return Cell(self.scaled(points), (place,))

    def best_cell(self, unit: int, number: int, taken: int | None = None) -> Cell:
        """The most a unit can take from a session in which this place is taken: best free places, every bonus."""
        one, cars = self.to_come[number], self.cars[unit]
        free = [place for place in range(1, cars + 2) if place != taken][:cars]
        if cars > 1 and self._mixes_classes:
            free = [free[0]] * cars
        values = [self._whole(one, place, max(self.most_cars, place)) for place in free]
        if Doubt.RISING in self.doubts:
            values = [max(one.worth.of(place) for place in range(1, self.places_of(one) + 1))] * cars
        counted = self.rules.cars_counted if cars > 1 and self.rules.cars is CarsCounted.BEST else cars
        points = sum(values[:counted])
        if self.rules.multiply_by_cars:
            points *= self.most_cars
        few = one.worth.rules.few_entries
        points *= max(Fraction(1), few.factor) if few is not None else 1
        for bonus in one.bonuses:
            if (
                bonus.points > 0
                and (bonus.top is None or free[0] <= bonus.top)
                and self._gives(unit, number, bonus)
            ):
                points += bonus.points * self._times(bonus, cars)
        shown = counted if self.rules.cars_in_ties is CarsInTies.COUNTING else cars
        return Cell(self.scaled(points), tuple(free[:shown]), 1)

    def _whole(self, one: ToCome, place: int, size: int) -> Points:
        """What a place is worth in a field of this size."""
        return one.worth.of(place, size=size if by_size(one.worth.rules, self.rules) else None)

    def may_start(self, unit: int, number: int) -> bool:
        """Whether a unit can take anything from a session: not who is in the entry list, and not for that round."""
        entered = self._entered.get(self.to_come[number].column.round)
        name = self.names[unit]
        if name in self._barred[number]:
            return False
        return entered is None or name in entered or name not in self._everybody

    @functools.cached_property
    def _entered(self) -> Mapping[int, frozenset[str]]:
        """The names of this table that are entered for each round, where an entry list says."""
        scores = self.championship.rulebook.entries.guests_score
        return {
            number: frozenset(
                name
                for line in lines
                if is_of(line, self.rules) and (scores or not line.guest)
                for name in units_of(line, self.rules)
            )
            for number, lines in self.championship.entered.items()
        }

    @functools.cached_property
    def _barred(self) -> list[set[str]]:
        """For each session to come whom a ruling that is known now keeps from scoring in it."""
        found: list[set[str]] = []
        for one in self.to_come:
            column = one.column
            result = SessionResult(column.round, column.session, column.kind, event=column.event)
            rulings = self.championship.rulings.in_session(self.rules, result) if self.final else ()
            barred = (ruling for ruling in rulings if ruling.kind in _BARS)
            found.append(
                {
                    name
                    for ruling in barred
                    for name in self.championship.rulings.meant(ruling, self.rules).names
                }
            )
        return found

    @functools.cached_property
    def _everybody(self) -> frozenset[str]:
        return frozenset(name for names in self._entered.values() for name in names)

    def can_earn(self, bonus: Bonus, place: int | None) -> bool:
        """Whether a car in this place (None: without one) can earn a bonus that many can earn."""
        if place is None:
            return bonus.top is None and not bonus.classified and bonus.for_ is not BonusFor.CLASSIFIED
        return bonus.top is None or place <= bonus.top

    def _times(self, bonus: Bonus, cars: int) -> int:
        if bonus.for_ is BonusFor.PLACES_GAINED:
            return cars * (self.most_cars - 1)
        alone = bonus.for_ in ONLY_ONE and (
            bonus.within is ScoredPlace.OVERALL or self.rules.class_ is not None
        )
        return 1 if alone else cars

    def _gives(self, unit: int, number: int, bonus: Bonus) -> bool:
        """Whether a bonus given once per round is given here: where it is worth most, the first of equals."""
        if not bonus.once_per_round or Doubt.BONUS in self.doubts:
            return True
        mine = self.to_come[number].column.round
        name = self.names[unit]
        for at, column in enumerate(self.ledger.columns[: self.held]):
            one = self.ledger.earned[at].get(name)
            if column.round == mine and one is not None:
                for code, values in one.reasons:
                    if code == "bonus" and values["bonus"] == bonus.for_.value:
                        return False
        same = [
            (-other.points, at)
            for at, one in enumerate(self.to_come)
            if one.column.round == mine
            for other in one.bonuses
            if other.for_ is bonus.for_ and other.once_per_round
        ]
        return min(same)[1] == number

    def _all_rounds(self) -> Iterator[Bonus]:
        for rules in self.championship.rulebook.points:
            if not rules.tables or self.rules.name in rules.tables:
                yield from (bonus for bonus in rules.bonus if bonus.for_ is BonusFor.ALL_ROUNDS)

    def _came_always(self, unit: int) -> bool:
        """Whether a unit took part in every round held."""
        earned = self.ledger.earned[: self.held]
        came = {
            column.round for column, one in zip(self.columns, earned, strict=False) if self.names[unit] in one
        }
        return came == {column.round for column in self.columns[: self.held]}

    # --- how it would end

    def _shadow(self) -> Ledger:
        """The ledger with empty columns for the sessions to come and rows for those who have not come yet."""
        ledger, size = self.ledger, (len(self.names), len(self.columns))
        known = (slice(len(ledger.names)), slice(self.held))
        new = self.names[len(ledger.names) :]
        nowhere: list[tuple[int, ...]] = [()] * self.held
        gridless: list[int | None] = [None] * self.held

        def grown(cells: np.ndarray) -> np.ndarray:
            made = np.zeros(size, dtype=cells.dtype)
            made[known] = cells[:, : self.held]
            return made

        self._always = [self._came_always(unit) for unit in range(len(self.names))]
        self._for_all = self.scaled(sum((bonus.points for bonus in self._all_rounds()), Fraction(0)))
        return dataclasses.replace(
            ledger,
            names=self.names,
            index=self.index,
            per=self.per,
            columns=self.columns,
            adjustments=self.adjustments,
            points=grown(ledger.points) * (self.per // ledger.per),
            best=grown(ledger.best),
            took=grown(ledger.took),
            stuck=grown(ledger.stuck),
            finished=grown(ledger.finished),
            resets=[(unit, at) for unit, at in ledger.resets if at < self.held],
            firsts=[*ledger.firsts, *((AT_THE_END, AT_THE_END, name) for name in new)],
            who=[*ledger.who, *([] for _ in new)],
            places=[*(row[: self.held] for row in ledger.places), *([*nowhere] for _ in new)],
            grids=[*(row[: self.held] for row in ledger.grids), *([*gridless] for _ in new)],
        )

    def finish(self, choice: Choice) -> Finish:
        """How every unit would end up, each for itself, if it took from the sessions to come what `choice` says."""
        return Finish(self.ledger_of(choice), len(self.columns), self.final)

    def ledger_of(self, choice: Choice) -> Ledger:
        """The same as a ledger of the whole season."""
        base, empty = self._base, (NOTHING,) * len(self.to_come)
        rows = [empty] * len(self.names)
        for unit in self.units:
            rows[unit] = tuple(
                choice(unit, number) if self.may_start(unit, number) else NOTHING
                for number in range(len(self.to_come))
            )
        ledger = dataclasses.replace(
            base,
            points=base.points.copy(),
            best=base.best.copy(),
            took=base.took.copy(),
            finished=base.finished.copy(),
            places=[
                [*row, *(cell.places for cell in cells)] for row, cells in zip(base.places, rows, strict=True)
            ],
            grids=[
                [*row, *(cell.grid for cell in cells)] for row, cells in zip(base.grids, rows, strict=True)
            ],
        )
        if self.to_come and self.names:
            new = slice(self.held, None)
            ledger.points[:, new] = [[cell.points for cell in cells] for cells in rows]
            ledger.best[:, new] = [[cell.places[0] if cell.places else 0 for cell in cells] for cells in rows]
            ledger.took[:, new] = [[bool(cell.places or cell.points) for cell in cells] for cells in rows]
            ledger.finished[:, new] = [[bool(cell.places) for cell in cells] for cells in rows]
            if self._for_all:
                self._add_for_all_rounds(ledger)
        return ledger

    def _add_for_all_rounds(self, ledger: Ledger) -> None:
        """Points for every round taken part in, with the last session of the season."""
        if len({one.round for one in self.columns}) < len({number for number, _, _ in ledger.schedule}):
            return
        rounds = {one.round for one in self.columns[self.held :]}
        for unit in self.units:
            took = ledger.took[unit].tolist()
            came = {column.round for column, there in zip(self.columns, took, strict=True) if there}
            if self._always[unit] and rounds <= came and took[-1]:
                given = Adjustment(
                    AdjustmentKind.ADDITION,
                    names=(ledger.names[unit],),
                    points=Fraction(self._for_all, ledger.per),
                )
                ledger.adjustments = [*ledger.adjustments, (len(self.columns) - 1, given)]

    def nothing_more(self) -> Finish:
        """How it would end if nobody took anything more."""
        if self._floor is None:
            self._floor = self.finish(lambda _unit, _number: NOTHING)
        return self._floor

    def best(self, sessions: int = 0, taken: int = 0) -> Finish:
        """How each would end with the most it can take, this place being taken in the next so many sessions."""
        most = max(self.cars, default=1)
        key = (sessions, taken) if sessions and 0 < taken <= most else (0, 0)
        if key not in self._best:
            limit, place = key
            self._best[key] = self.finish(
                lambda unit, number: self.best_cell(unit, number, place if number < limit else None)
            )
        return self._best[key]

    def ahead(self, mine: Finish, me: int, theirs: Finish, them: int) -> bool | Doubt | None:
        """Whether they end ahead of me: True, False; None where no step of the chain separates us, and a doubt where
        one decides of which that cannot be said.
        """
        if not theirs.ranked[them]:
            return False
        if not mine.ranked[me]:
            return True
        if mine.net[me] != theirs.net[them]:
            return theirs.net[them] > mine.net[me]
        pair = [mine.record(me), theirs.record(them)]
        heats = break_ties(pair, self.steps, self.columns, theirs.decided)
        if len(heats) > 1:
            return heats[0][0][0] is pair[1]
        return None if len(self.steps) == len(self.rules.ties) else Doubt.TIES
