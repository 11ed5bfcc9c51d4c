"""One table's ledger: points and places of every unit, session by session, in whole numbers over one denominator."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple, Self

import numpy as np

from parcferme.championship.counting import Flags, Ints, counted, meetings_of, parts_of, stays
from parcferme.championship.scoring import Earned
from parcferme.championship.tables import Column, Points
from parcferme.championship.worth import plain
from parcferme.classification import Reason, ResultLine, Status
from parcferme.names import fold
from parcferme.regulations import Adjustment, AdjustmentKind, By, Listed, Switch, TableRules, Wins

AT_THE_END: Final = 1 << 30
"""The column of a ruling that came after the last round: it counts in the final table alone."""


class Beside(NamedTuple):
    """A session that gives no points and breaks ties (the best qualifying): how many columns come before it."""

    at: int
    column: Column
    earned: dict[str, Earned]


_CHANGED: Final = {Switch.CLASS: "class_", Switch.CAR: "car", Switch.TEAM: "team"}


def switched(rules: TableRules, before: ResultLine, now: ResultLine) -> bool:
    """Whether something is another than before that may not be changed without losing the points."""
    names = [_CHANGED[what] for what in rules.switch_loses]
    return any(getattr(before, name) != getattr(now, name) for name in names)


def _sticks(line: ResultLine, one: Earned, rules: TableRules) -> bool:
    """Whether a result can never be left out, for its status or for the kind of its disqualification."""
    if one.may_be_dropped is not None:
        return not one.may_be_dropped
    if line.status is Status.NOT_STARTED and rules.best.by is By.ROUND:
        return False  # of whole rounds it is asked whether anything was started in them
    kind = fold(line.disqualified_for or "")
    return any(
        line.status.value == status and (named is None or fold(named) == kind)
        for status, named in rules.best.kept
    )


@dataclasses.dataclass(eq=False)
class Ledger:
    """What was earned in one table, built once for a season (`of`); its table is in `standing`.

    `points`, `best` (place, 0: none), `took` (part), `stuck` (never left out), `finished`, `there` (started): of shape
    (units, columns), points in whole numbers of which `per` are one. `places`, `grids`: by unit and column; `who`,
    `said`: by unit, each with its column. `cells`: points as they are printed, of the columns held; `resets`: who left
    behind what it had; `since`: by unit the first column of a session it was at as one that scores.
    """

    rules: TableRules
    columns: list[Column]
    schedule: list[tuple[int, str, str]]
    earned: list[dict[str, Earned]]
    beside: tuple[Beside, ...]
    adjustments: list[tuple[int, Adjustment]]
    names: list[str]
    index: dict[str, int]
    per: int
    points: Ints
    best: Ints
    took: Flags
    stuck: Flags
    finished: Flags
    there: Flags
    places: list[list[tuple[int, ...]]]
    who: list[list[tuple[int, ResultLine]]]
    said: list[list[tuple[int, Reason]]]
    grids: list[list[int | None]]
    cells: list[list[Points | None]] = dataclasses.field(default_factory=list)
    firsts: list[tuple[int, int, str]] = dataclasses.field(default_factory=list)
    resets: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    since: list[int] = dataclasses.field(default_factory=list)

    @classmethod
    def of(
        cls,
        rules: TableRules,
        columns: Sequence[Column],
        earned: Sequence[dict[str, Earned]],
        adjustments: Sequence[tuple[int, Adjustment]],
        schedule: Sequence[tuple[int, str, str]],
        beside: Sequence[Beside] = (),
    ) -> Self:
        """`adjustments` are deductions, additions, exclusions and orders, each with the column from which it counts;
        `beside` the sessions without points that a tie-break looks at.
        """
        names = list(dict.fromkeys(unit for column in earned for unit in column))
        fractions = [one.points for column in earned for one in column.values()]
        fractions += [one.points for _, one in adjustments if one.points is not None]
        shape = (len(names), len(columns))
        made = cls(
            rules=rules,
            columns=list(columns),
            schedule=list(schedule),
            earned=list(earned),
            beside=tuple(beside),
            adjustments=list(adjustments),
            names=names,
            index={name: at for at, name in enumerate(names)},
            # No float: a fastest lap split seven ways has to stay exact through sums and ties
            # (docs/design.md).
            per=math.lcm(*{points.denominator for points in fractions}) if fractions else 1,
            points=np.zeros(shape, dtype=np.int64),
            best=np.zeros(shape, dtype=np.int64),
            took=np.zeros(shape, dtype=np.bool_),
            stuck=np.zeros(shape, dtype=np.bool_),
            finished=np.zeros(shape, dtype=np.bool_),
            there=np.zeros(shape, dtype=np.bool_),
            places=[[()] * len(columns) for _ in names],
            who=[[] for _ in names],
            said=[[] for _ in names],
            grids=[[None] * len(columns) for _ in names],
        )
        made._fill()
        return made

    def _fill(self) -> None:
        for at, column in enumerate(self.earned):
            for unit, one in column.items():
                row = self.index[unit]
                points = int(one.points * self.per)
                self.points[row, at] = points
                self.best[row, at] = one.places[0] if one.places else 0
                self.places[row][at] = tuple(one.places)
                self.grids[row][at] = one.grid
                line = one.line
                self.took[row, at] = line is not None and (
                    line.status is not Status.NOT_STARTED or bool(points)
                )
                self.there[row, at] = line is not None and line.status is not Status.NOT_STARTED
                self.stuck[row, at] = line is not None and _sticks(line, one, self.rules)
                self.finished[row, at] = one.classified
                self._remember(row, at, one)
        self.cells = self._cells()
        there = ({unit for unit, one in column.items() if one.line is not None} for column in self.earned)
        first_there: dict[str, int] = {}
        for at, units in enumerate(there):
            for unit in units:
                first_there.setdefault(unit, at)
        self.since = [first_there.get(name, AT_THE_END) for name in self.names]
        # Units level in everything are printed by their first result, whatever the order of the list.
        none: Flags = np.asarray(~self.took.any(axis=1), dtype=np.bool_)
        first = np.where(none, AT_THE_END, np.argmax(self.took, axis=1)).tolist() if self.columns else []
        self.firsts = [
            (at, AT_THE_END if none[unit] else int(self.best[unit, at]) or AT_THE_END, self.names[unit])
            for unit, at in enumerate(first)
        ]
        self.resets = self._switches()

    def exact(self, scaled: int) -> Points:
        """A whole number of the ledger as points."""
        return scaled if self.per == 1 else plain(Fraction(scaled, self.per))

    def held(self, rounds: Sequence[int]) -> int:
        """How many columns belong to these rounds; columns stand in the order rounds were run."""
        wanted = set(rounds)
        return sum(column.round in wanted for column in self.columns)

    def counts(
        self, points: Ints, best: Ints, took: Flags | None = None, since: Mapping[int, int] | None = None
    ) -> Flags:
        """Which cells count of so many columns of points and best places, where the units took part (`took`). `since`:
        the columns from which units count that left behind what they had.
        """
        rules, held = self.rules.best, points.shape[1]
        if not rules.leaves_out:
            return np.ones(points.shape, dtype=np.bool_)
        took = self.took[:, :held] if took is None else took
        stuck = (self.stuck[:, :held] & took) | self._must_stay(took, since or {})
        fewest = self.rules.wins is Wins.FEWEST
        # What an absence costs is a result; a session in which nothing counts for one is none.
        took = took | (points != 0)
        # The best of each round first, then the best of the season among what is left of the rounds.
        counts = counted(points, best, took, stuck, meetings_of(self.columns, rules, held), fewest=fewest)
        parts = parts_of(self.columns, self.schedule, rules, held)
        if rules.of_round is not None:
            points, best, took = points * counts, best * counts, took & counts
        return counts & counted(points, best, took, stuck, parts, fewest=fewest)

    def _must_stay(self, took: Flags, since: Mapping[int, int]) -> Flags:
        """Cells that count whoever was there: rounds that are never left out, and where being absent is not either."""
        stuck = np.zeros(took.shape, dtype=np.bool_)
        rules, held = self.rules.best, took.shape[1]
        if rules.keep_rounds:
            last = max((number for number, _, _ in self.schedule), default=None)
            stuck[:, [stays(column, rules, last) for column in self.columns[:held]]] = True
        if Status.NOT_STARTED.value in rules.keep:
            stuck |= self._absent(took)
        for unit, start in since.items():
            stuck[unit, :start] = False
        return stuck

    def _absent(self, took: Flags) -> Flags:
        """Sessions a unit was not at; by whole rounds the rounds it was not at."""
        absent = ~took
        if self.rules.best.by is By.ROUND:
            absent = ~self.there[:, : took.shape[1]]
            numbers = np.array([column.round for column in self.columns[: took.shape[1]]])
            for number in set(numbers.tolist()):
                mine = numbers == number
                absent[:, mine] = absent[:, mine].all(axis=1, keepdims=True)
        return absent

    def has_come(self, unit: int, held: int) -> bool:
        """Whether a unit was at one of so many sessions; one that only a search has put in is where it was put."""
        return unit >= len(self.since) or self.since[unit] < held

    def is_listed(self, unit: int, held: int) -> bool:
        """Whether a unit stands in the table for having been in its results alone."""
        return self.rules.listed is Listed.ALL and any(at < held for at, _ in self.who[unit])

    def fresh(self, held: int) -> dict[int, int]:
        """The column from which a unit counts, of those that left behind what they had: they were changed (a driver's
        class, a crew's team), or excluded and entered again.
        """
        found = {unit: at for unit, at in self.resets if at < held}
        for start, one in self.adjustments:
            if one.kind is AdjustmentKind.EXCLUSION and one.starts_again and start < held:
                found |= {self.index[name]: start for name in one.names if name in self.index}
        return found

    def _switches(self) -> list[tuple[int, int]]:
        """Each unit with the last column at which it changed what the rules say it may not change without loss."""
        if not self.rules.switch_loses:
            return []
        found = []
        for unit, lines in enumerate(self.who):
            for (_, before), (at, now) in itertools.pairwise(lines):
                if switched(self.rules, before, now):
                    found.append((unit, at))
        return found

    def _remember(self, row: int, at: int, one: Earned) -> None:
        """The car, drivers and team that go with a name from a column on, and what the session says of it."""
        line, before = one.line, self.who[row]
        if line is not None:
            last = before[-1][1] if before else None
            if last is None or (last.car, last.drivers, last.team, last.class_) != (
                line.car,
                line.drivers,
                line.team,
                line.class_,
            ):
                before.append((at, line))
        for code, values in one.reasons:
            told = {k: str(v) if isinstance(v, Fraction) else v for k, v in values.items()}
            where = {"round": self.columns[at].round, "session": self.columns[at].session}
            self.said[row].append((at, Reason(code, told | where)))

    def _cells(self) -> list[list[Points | None]]:
        """Every unit's points along the columns, None where it took no part."""
        exact = {scaled: self.exact(scaled) for scaled in np.unique(self.points).tolist()}
        return [
            [exact[points] if took or points else None for points, took in zip(row, took_row, strict=True)]
            for row, took_row in zip(self.points.tolist(), self.took.tolist(), strict=True)
        ]
