"""Who can still be champion under playoffs: courses of things to their end, played by the playoffs themselves.

**What is certain is played.** A unit *can* be champion where it is in the course best for it: it takes the first place
and every bonus of each session to come, all others nothing. No other course is better for it: cuts, playoff points and
the final compare what each has taken. That a unit is champion *whatever others do* is asked of a course worse than any:
it takes what is asked of it and then nothing, **all** rivals at once the best place left in each session, and none of
them is ever cut; at each cut it has to be among those who go on, for a win or by its place, and in the end alone in
front. Where it is, it is in every course. Where it is not, a course that can happen is looked for in which it fails
(nobody takes anything; one rival everything): where there is one the answer is exact, else `Doubt.PLAYOFFS` says that
it is on the safe side.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, assert_never

import msgspec

from parcferme.championship.championship import Championship
from parcferme.championship.elimination import Known, Playoffs, Running, playoffs
from parcferme.championship.outcomes import NOTHING, Cell, Doubt
from parcferme.championship.prospect import Choice, Prospect
from parcferme.championship.ranking import Ranking
from parcferme.championship.tables import Column, Standing, Standings, Table
from parcferme.classification import ResultLine, SessionResult
from parcferme.regulations import PlayoffRules, Unit

# As many seeds as no field has cars: nobody misses the playoffs.
EVERYBODY = 1 << 30


class Course:
    """One course of things to the end of the season: what everybody takes from each session to come."""

    def __init__(self, contention: Contention, choice: Choice) -> None:
        prospect = contention.prospect
        self.contention, self.prospect = contention, prospect
        self.ledger = prospect.ledger_of(choice)
        self.results = [*contention.held, *self._to_come(choice)]
        self._tables: dict[int, Standings] = {}

    def _to_come(self, choice: Choice) -> Iterator[SessionResult]:
        """The sessions to come as results: places alone, as the playoffs look at them."""
        prospect = self.prospect
        for number, one in enumerate(prospect.to_come):
            column = one.column
            lines = []
            for unit in prospect.units:
                cell = choice(unit, number) if prospect.may_start(unit, number) else NOTHING
                if cell.places:
                    lines.append(_line(prospect, prospect.names[unit], cell.places[0]))
            yield SessionResult(column.round, column.session, column.kind, tuple(lines), column.event)

    def after(self, number: int) -> Standings:
        """The table of points after a round of this course."""
        if number <= self.contention.now:
            return self.contention.championship.points_after(number)
        if number not in self._tables:
            prospect, rules = self.prospect, self.prospect.rules
            held = sum(column.round <= number for column in prospect.columns)
            ranking = Ranking(self.ledger, held)
            asked = self.contention.in_it if self.contention.made.stages else None
            rows = tuple(
                self._row(ranking, unit, held)
                for unit in ranking.order
                if asked is None or self.ledger.names[unit] in asked
            )
            table = Table(
                rules.name, rules.unit, rules.class_, rules.group, tuple(prospect.columns[:held]), rows
            )
            self._tables[number] = Standings(number, (table,))
        return self._tables[number]

    def _row(self, ranking: Ranking, unit: int, held: int) -> Standing:
        exact = self.prospect.exact
        cells = self.ledger.points[unit, :held].tolist()
        return Standing(
            ranking.places.get(unit),
            self.ledger.names[unit],
            exact(ranking.net[unit]),
            exact(ranking.gross[unit]),
            tuple(exact(cell) for cell in cells),
        )

    def end(self) -> Playoffs:
        """How the playoffs end."""
        rules = self.contention.rules
        return playoffs(rules, self.after, self.results, rules.last_round, known=self.contention.known)

    def holds(self, name: str) -> bool:
        """Whether a unit is champion though nobody else is ever cut: among those who go on each time, then first."""
        rules, now = self.contention.rules, self.contention.now
        seeded = now >= rules.regular_rounds
        open_ = rules if seeded else msgspec.structs.replace(rules, seeds=EVERYBODY)
        season = Running(open_, self.after, self.results, rules.last_round, known=self.contention.known)
        if season.table is None:
            return False
        field = season.seeded()
        chosen = [one.name for one in season.chosen]
        if not seeded and name not in chosen[: rules.seeds]:
            return False
        first = rules.regular_rounds + 1
        for number, cut in enumerate(rules.cuts):
            ordered = season.ordered(field, first, cut.round)
            if cut.round <= now:
                gone = season.cut(ordered, cut)
                ordered = [one for one in ordered if one not in gone]
            else:
                at = next((at for at, one in enumerate(ordered) if one.name == name), None)
                if at is None or not (at < cut.keep or (ordered[at].won and rules.win_advances)):
                    return False
            field = season.reset(ordered, cut, number + 1)
            first = cut.round + 1
        ordered = season.ordered(field, first, rules.last_round, final=True)
        return season.crowned(ordered) == name


class Contention:
    """The playoffs of one table after a round, with everything still to come."""

    def __init__(self, championship: Championship, prospect: Prospect, rules: PlayoffRules, now: int) -> None:
        self.championship, self.prospect, self.rules, self.now = championship, prospect, rules, now
        self.held = [result for result in championship.results if result.round <= now]
        self.known = self._known()
        self.table = championship.after(now).table(rules.table, rules.class_)
        self.made = playoffs(rules, championship.points_after, self.held, now, known=self.known)

    def _known(self) -> Known:
        """The places in the sessions held, which are the same in every course."""
        season = Running(self.rules, self.championship.points_after, self.held, self.now)
        pairs = [*season.races, *season.stages]
        return {(result.round, result.session): found for result, found in pairs}

    @functools.cached_property
    def in_it(self) -> frozenset[str]:
        """Who has not been cut, nor missed the playoffs."""
        if not self.made.stages:
            return frozenset(self.prospect.names[unit] for unit in self.prospect.units)
        gone = {name for stage in self.made.stages for name in stage.cut}
        return frozenset(one.name for one in self.made.stages[-1].contenders if one.name not in gone)

    @functools.cached_property
    def doubts(self) -> frozenset[Doubt]:
        """Why nothing that is said here can be exact."""
        units = [unit for unit in self.prospect.units if self.prospect.names[unit] in self.in_it]
        shared = {Doubt.SHARED} if self.prospect.may_share_places(units) else set()
        drops = {Doubt.PLAYOFFS} if self.prospect.leaves_out and self.prospect.to_come else set()
        return self.prospect.doubts | shared | drops

    @functools.cached_property
    def nothing_more(self) -> Playoffs:
        """How it ends if nobody takes anything more."""
        return Course(self, lambda _unit, _number: NOTHING).end()

    def best_for(self, me: int) -> Playoffs:
        """How it ends if one takes everything and all others nothing."""

        def choice(unit: int, number: int) -> Cell:
            return self.prospect.best_cell(unit, number) if unit == me else NOTHING

        return Course(self, choice).end()

    def is_sure(self, me: int, sessions: int = 0, place: int = 0) -> bool:
        """Whether a unit is champion whatever others do, with this place in each of the next so many sessions."""

        def choice(unit: int, number: int) -> Cell:
            if unit == me:
                return self.prospect.sure_cell(number, place) if number < sessions else NOTHING
            return self.prospect.best_cell(unit, number, place if number < sessions else None)

        return Course(self, choice).holds(self.prospect.names[me])

    def can_fail(self, me: int, sessions: int = 0, place: int = 0) -> bool:
        """Whether a course is found in which it is not: nobody else takes anything, or one rival everything."""
        prospect, name = self.prospect, self.prospect.names[me]
        rivals = [them for them in prospect.units if them != me and prospect.names[them] in self.in_it]
        for rival in (None, *rivals):

            def choice(unit: int, number: int, rival: int | None = rival) -> Cell:
                if unit == me:
                    return prospect.sure_cell(number, place) if number < sessions else NOTHING
                if unit == rival:
                    return prospect.best_cell(unit, number, place if number < sessions else None)
                return NOTHING

            if Course(self, choice).end().champion != name:
                return True
        return False

    def needs(self, me: int) -> tuple[tuple[int | None, ...], bool]:
        """The worst place that is enough in each of the next so many sessions, and whether that is exact. Where the
        final's finish decides, nothing is enough that leaves the final out; before the seeding only all of the season
        is asked about.
        """
        prospect, total = self.prospect, len(self.prospect.to_come)
        decisive = max(
            (at for at, one in enumerate(prospect.to_come, 1) if _is_race(one.column, self.rules)), default=0
        )
        found: list[int | None] = []
        exact = True
        for sessions in range(1, total + 1):
            before = found[-1] if found and found[-1] is not None else 0
            skipped = self.rules.final_by_finish and sessions < decisive and len(self.in_it) > 1
            if not skipped and not self.made.stages and sessions < total:
                skipped, exact = True, False
            place = before
            limit = max(prospect.places_of(one) for one in prospect.to_come[:sessions])
            limit = 1 if self._only_first_is_enough(me) else limit
            while not skipped and place < limit and self.is_sure(me, sessions, place + 1):
                place += 1
            if not skipped and place < limit:
                exact = exact and self.can_fail(me, sessions, place + 1)
            found.append(place or None)
        return tuple(found), exact

    def _only_first_is_enough(self, me: int) -> bool:
        """Whether a rival can be in the final as well, and win it: then no place but the first is ever enough there."""
        keeps = [self.rules.seeds, *(cut.keep for cut in self.rules.cuts)]
        prospect, sessions = self.prospect, range(len(self.prospect.to_come))
        rivals = (them for them in prospect.units if them != me and prospect.names[them] in self.in_it)
        there = (all(prospect.may_start(them, at) for at in sessions) for them in rivals)
        return bool(self.made.stages) and self.rules.final_by_finish and keeps[-1] > 1 and any(there)


def _is_race(column: Column, rules: PlayoffRules) -> bool:
    return not {column.kind, column.session}.isdisjoint(rules.races)


def _line(prospect: Prospect, name: str, place: int) -> ResultLine:
    """A line that stands for a unit in a session to come."""
    unit, known = prospect.rules.unit, dict[str, Any](class_=prospect.rules.class_, class_position=place)
    match unit:
        case Unit.DRIVER:
            known["drivers"] = (name,)
        case Unit.CREW:
            known["drivers"] = tuple(name.split(" / "))
        case Unit.TEAM:
            known["team"] = name
        case Unit.MANUFACTURER | Unit.CONSTRUCTOR:
            known["manufacturer"] = name
        case Unit.CAR:
            pass  # the name is the number of the line
        case never:
            assert_never(never)
    return ResultLine(name, place, **known)
