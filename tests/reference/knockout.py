"""The playoffs of a season of any rules, played slowly on the tables of the slow scorer, nothing of the engine.

`playoffs.py` plays small cups of bare places; this one takes whole results: stages, crews, guests, who stayed at home.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import PlayoffRules, Unit
from reference.standings import Row

NOWHERE = 10**6


@dataclass
class Stage:
    """Who was in a stage with the points he went in with and has now; who was cut. `doubtful`: two are level where the
    cut falls, in points and places, and went in level.
    """

    start: dict[str, Fraction]
    points: dict[str, Fraction]
    cut: set[str]
    doubtful: bool = False


class Playoffs:
    """The stages up to a round, and the champion; None where there is none, or two are level."""

    def __init__(
        self,
        rules: PlayoffRules,
        unit: Unit,
        table: Callable[[int], Sequence[Row]],
        results: Sequence[SessionResult],
        to: int,
        races_alone: Callable[[int], Sequence[Row]],
    ) -> None:
        """`table`: after a round; `races_alone`: after the last one, of nothing but races from a round on."""
        self.rules, self.unit, self.results, self.to = rules, unit, results, to
        self.table_after, self.races_alone = table, races_alone
        self.stages: list[Stage] = []
        self.champion: str | None = None
        if to >= rules.regular_rounds:
            self.play()

    def table(self, number: int) -> Sequence[Row]:
        """The table after a round, or after the last one held before it."""
        held = [one.round for one in self.results if one.round <= number]
        return self.table_after(max(held)) if held else []

    def play(self) -> None:
        rules = self.rules
        seeded, doubtful = self.seeds()
        place = {row.name: row.position or NOWHERE for row in self.table(rules.regular_rounds)}
        going = {name: Fraction(rules.base) + self.dues(name, place, rules.regular_rounds) for name in seeded}
        first = rules.regular_rounds + 1
        for number, cut in enumerate([*rules.cuts, None], 1):
            last = cut.round if cut else rules.last_round
            before = self.totals(first - 1)
            now = self.totals(min(last, self.to))
            points = {
                name: start + now.get(name, Fraction(0)) - before.get(name, Fraction(0))
                for name, start in going.items()
            }
            stage = Stage(going, points, set(), doubtful)
            self.stages.append(stage)
            if self.to < last:
                return
            if cut is None:
                self.crown(self.of_races(going, before, first) if rules.final_by_finish else points, first)
                return
            through = self.through(points, going, first, cut.round, cut.keep, stage)
            stage.cut = {*going} - through
            base = Fraction(rules.base + number * rules.step)
            going = {
                name: base + (self.dues(name, place, last) if cut.playoff_points else 0)
                for name in going
                if name in through
            }
            doubtful = stage.doubtful
            first = last + 1

    def seeds(self) -> tuple[list[str], bool]:
        """Who goes on after the regular season, best first; whether the last seat lies between two who are level."""
        rules = self.rules
        rows = [row for row in self.table(rules.regular_rounds) if row.position is not None]
        if rules.started_every_race:
            races = [one for one in self.of(rules.races) if one.round <= rules.regular_rounds]
            rows = [
                row
                for row in rows
                if all(
                    any(
                        row.name in self.names(line) and line.status is not Status.NOT_STARTED
                        for line in one.lines
                    )
                    for one in races
                )
            ]

        def key(row: Row) -> tuple[bool, int, int]:
            place = row.position or NOWHERE
            won = self.wins(row.name, rules.races, 1, rules.regular_rounds)
            counts = rules.winners_first and place <= (rules.winners_within or NOWHERE)
            return (not (rules.leader_qualifies and place == 1), -won if counts else 0, place)

        rows = sorted(rows, key=key)
        level = len(rows) > rules.seeds and key(rows[rules.seeds - 1]) == key(rows[rules.seeds])
        return [row.name for row in rows[: rules.seeds]], level

    def dues(self, name: str, place: Mapping[str, int], last: int) -> Fraction:
        """Playoff points: of races and stages won so far, and of the place after the regular season."""
        rules = self.rules
        at = place.get(name, NOWHERE)
        due = rules.regular_season[at - 1] if at <= len(rules.regular_season) else 0
        due += rules.playoff_win * self.wins(name, rules.races, 1, last)
        due += rules.playoff_stage * self.wins(name, rules.stages, 1, last)
        return Fraction(due)

    def through(
        self,
        points: Mapping[str, Fraction],
        went_in: Mapping[str, Fraction],
        first: int,
        last: int,
        keep: int,
        stage: Stage,
    ) -> set[str]:
        rules = self.rules

        def key(name: str) -> tuple[bool, Fraction, list[int], Fraction]:
            won = self.wins(name, rules.races, first, last) > 0
            return (
                not (won and rules.win_advances),
                -points[name],
                self.best(name, first, last),
                -went_in[name],
            )

        order = sorted(points, key=key)
        winners = [name for name in order if not key(name)[0]]
        keep = max(keep, len(winners))
        stage.doubtful = stage.doubtful or (len(order) > keep and key(order[keep - 1]) == key(order[keep]))
        return {*order[:keep]}

    def of_races(
        self, going: Mapping[str, Fraction], before: Mapping[str, Fraction], first: int
    ) -> dict[str, Fraction]:
        """What those in the final have where the last race decides: a stage of the final gives nothing."""
        now = {row.name: row.points for row in self.races_alone(first)}
        return {
            name: start + now.get(name, Fraction(0)) - before.get(name, Fraction(0))
            for name, start in going.items()
        }

    def crown(self, points: Mapping[str, Fraction], first: int) -> None:
        last = self.rules.last_round
        races = [one for one in self.of(self.rules.races) if one.round == last]

        def key(name: str) -> tuple[int, Fraction, list[int]]:
            finish = self.place(races[-1], name) if self.rules.final_by_finish and races else 0
            return (finish, -points[name], self.best(name, first, last))

        order = sorted(points, key=key)
        if not order or key(order[0])[0] == NOWHERE or (self.rules.final_by_finish and not races):
            return
        if len(order) == 1 or key(order[0]) != key(order[1]):
            self.champion = order[0]

    def totals(self, number: int) -> dict[str, Fraction]:
        return {row.name: row.points for row in self.table(number)}

    def best(self, name: str, first: int, last: int) -> list[int]:
        return sorted(
            self.place(one, name) for one in self.of(self.rules.races) if first <= one.round <= last
        )

    def wins(self, name: str, asked: Sequence[str], first: int, last: int) -> int:
        last = min(last, self.to)
        return sum(self.place(one, name) == 1 for one in self.of(asked) if first <= one.round <= last)

    def of(self, asked: Sequence[str]) -> list[SessionResult]:
        return [
            one
            for one in self.results
            if (one.kind in asked or one.session in asked) and one.round <= self.to
        ]

    def place(self, session: SessionResult, name: str) -> int:
        places = [line.position for line in session.lines if name in self.names(line)]
        return min([place for place in places if place is not None], default=NOWHERE)

    def names(self, line: ResultLine) -> Sequence[str]:
        return line.drivers if self.unit is Unit.DRIVER else [line.car]
