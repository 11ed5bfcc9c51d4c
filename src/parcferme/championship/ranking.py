"""Everybody's points and place after so many columns of a ledger: rulings, who may be ranked, and ties."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from parcferme.championship.counting import Flags
from parcferme.championship.ledger import AT_THE_END, Ledger
from parcferme.championship.scoring import Earned
from parcferme.championship.tables import Column, Standing
from parcferme.championship.ties import Broken, Record, break_ties
from parcferme.classification import Reason
from parcferme.regulations import Adjustment, AdjustmentKind, TableRules, Wins

ALL_ROUNDS: Final = "all-rounds"
"""The label of an addition that is the bonus for having been at every round: it is no result, and never left out."""


class Ranking:
    """Points and places after so many columns of a ledger."""

    def __init__(self, ledger: Ledger, held: int, final: bool = False) -> None:
        self.ledger, self.held, self.final = ledger, held, final
        self.fresh = ledger.fresh(held)
        self.all_count = not ledger.rules.best.leaves_out and not self.fresh
        points, best = ledger.points[:, :held], ledger.best[:, :held]
        if self.fresh:
            points, best = points.copy(), best.copy()
            for unit, start in self.fresh.items():
                points[unit, :start], best[unit, :start] = 0, 0
        self.counts = ledger.counts(points, best, self._since(ledger.took)[:, :held], self.fresh)
        for unit, start in self.fresh.items():
            self.counts[unit, :start] = False
        self.reasons: dict[int, list[Reason]] = {}
        self.excluded: list[Standing] = []
        self.decided: list[str] = []
        self.gross: list[int] = points.sum(axis=1).tolist()
        self.net: list[int] = (
            list(self.gross) if self.all_count else (points * self.counts).sum(axis=1).tolist()
        )
        self.out: set[int] = set()
        self._adjust()
        self.places: dict[int, int | None] = {}
        self.order: list[int] = []
        self._rank()

    def _adjust(self) -> None:
        """Deductions, additions, exclusions, and what the governing body decided, as far as they count by now."""
        ledger = self.ledger
        # What an excluded row keeps is known once everything else has been counted.
        for start, one in sorted(ledger.adjustments, key=lambda ruled: _is_last_word(ruled[1])):
            if start == AT_THE_END:
                if not self.final:
                    continue
            # What was ruled before the first session counts in the table before it, too.
            elif start >= self.held and start > 0:
                continue
            if one.kind is AdjustmentKind.ORDER:
                self.decided += one.names
            for name in one.names:
                unit = ledger.index.get(name)
                if unit is None or not (
                    ledger.took[unit, : self.held].any() or ledger.is_listed(unit, self.held)
                ):
                    continue  # not here yet: what was ruled counts once it has a row
                # Out with or without its points: McLaren lost all in 2007, Schumacher kept his results in 1997.
                if one.kind is AdjustmentKind.EXCLUSION:
                    self._exclude(unit, min(start, self.held), one)
                elif self._of_before(unit, start):
                    continue  # it went with the points it was taken from
                elif one.points is not None and one.kind is not AdjustmentKind.ORDER:
                    sign = -1 if one.kind is AdjustmentKind.DEDUCTION else 1
                    change = sign * int(one.points * ledger.per)
                    # Below zero is a total like any: a league's drivers vanished there (F1-League-Management,
                    # issue 12).
                    self.net[unit] += change
                    self.gross[unit] += change
                    if one.label == ALL_ROUNDS:
                        self._say(
                            unit, "bonus", bonus=ALL_ROUNDS, points=str(one.points), round=int(one.round or 0)
                        )
                        continue
                    code = "points-deducted" if sign < 0 else "points-added"
                    self._say(unit, code, points=str(one.points), round=one.round, **cited(one))

    def _of_before(self, unit: int, start: int) -> bool:
        """Whether a ruling from this column on is older than the exclusion after which the unit started again."""
        return any(
            start < again
            for again, one in self.ledger.adjustments
            if one.kind is AdjustmentKind.EXCLUSION
            and one.starts_again
            and again < self.held
            and self.ledger.names[unit] in one.names
        )

    def _exclude(self, unit: int, start: int, one: Adjustment) -> None:
        """Out of the table; where the unit starts again only what it earned from there on is its."""
        ledger = self.ledger
        kept, gross = self._until(unit, start, one) if one.points_kept else (0, 0)
        reason = Reason("excluded", {"label": one.label, "points_kept": one.points_kept, **cited(one)})
        cells = ledger.cells[unit][: start if one.starts_again else self.held]
        by_session = (*cells, *[None] * (self.held - len(cells)))
        points = ledger.exact(kept), ledger.exact(gross)
        row = Standing(None, ledger.names[unit], *points, by_session, reasons=(reason,))
        if unit in self.out:  # ruled on again: the last ruling stands
            self.excluded = [before for before in self.excluded if before.name != row.name]
        self.excluded.append(row)
        if not one.starts_again:
            self.out.add(unit)

    def _until(self, unit: int, start: int, one: Adjustment) -> tuple[int, int]:
        """What counts, and all points, of a unit that is excluded: where it starts again what it had by then."""
        if not one.starts_again:
            return self.net[unit], self.gross[unit]
        before = Ranking(self.ledger, start)
        return before.net[unit], before.gross[unit]

    def _say(self, unit: int, code: str, **values: Any) -> None:
        told = {key: value for key, value in values.items() if value is not None}
        self.reasons.setdefault(unit, []).append(Reason(code, told))

    def _rank(self) -> None:
        ledger = self.ledger
        groups: dict[int, list[int]] = {}
        unranked: list[int] = []
        took = np.any(ledger.took[:, : self.held], axis=1).tolist()
        # What an absence costs is a part taken; what was ruled of who never started is none.
        paid = np.any(ledger.points[:, : self.held], axis=1).tolist()
        for unit, start in self.fresh.items():
            took[unit] = bool(ledger.took[unit, start : self.held].any())
            paid[unit] = bool(ledger.points[unit, start : self.held].any())
        fit = self._fit()
        for unit in range(len(ledger.names)):
            come = ledger.has_come(unit, self.held)  # what comes later is as if it had not been run
            there, listed = took[unit] or (come and paid[unit]), ledger.is_listed(unit, self.held)
            if unit in self.out or not (there or listed):
                continue
            if fit[unit] and there:
                groups.setdefault(self.net[unit], []).append(unit)
            elif self.net[unit] or self.gross[unit] or listed:
                unranked.append(unit)
        most = ledger.rules.wins is Wins.MOST
        for points in sorted(groups, reverse=most):
            self._place_level(groups[points])
        for unit in sorted(unranked, key=lambda unit: self.net[unit] * (-1 if most else 1)):
            self.places[unit] = None
            self.order.append(unit)
            self._say(unit, "not-ranked", **_needs(ledger.rules))

    def _fit(self) -> list[bool]:
        """Who may be ranked."""
        ledger, ranked = self.ledger, self.ledger.rules.ranked
        fit: Flags = np.ones(len(ledger.names), dtype=np.bool_)
        if ranked.points is not None:
            fit = fit & (np.asarray(self.net, dtype=np.int64) >= int(ranked.points * ledger.per))
        if ranked.scored:
            fit = fit & (np.asarray(self.net, dtype=np.int64) > 0)
        if ranked.classified:
            wanted = ranked.sessions or ("race",)
            columns = [
                at
                for at, column in enumerate(ledger.columns[: self.held])
                if column.kind in wanted or column.session in wanted
            ]
            able = self._since(ledger.finished)[:, columns].any(axis=1)
            if ranked.grid:
                able |= np.array(
                    [any(row[at] is not None for at in columns) for row in ledger.grids], dtype=np.bool_
                )
            fit = fit & able
        if ranked.rounds is not None:
            numbers = [column.round for column in ledger.columns[: self.held]]
            starts = [
                len({number for number, took in zip(numbers, row, strict=True) if took})
                for row in self._since(ledger.took)[:, : self.held].tolist()
            ]
            fit = fit & (np.asarray(starts, dtype=np.int64) >= ranked.rounds)
        return [bool(one) for one in fit.tolist()]

    def _since(self, cells: Flags) -> Flags:
        """The same without what a unit that started again left behind."""
        if not self.fresh:
            return cells
        cells = cells.copy()
        for unit, start in self.fresh.items():
            cells[unit, :start] = False
        return cells

    def _place_level(self, units: list[int]) -> None:
        """Place units level on points: one after the other where the chain separates them."""
        place = len(self.order) + 1
        if len(units) == 1:
            self.places[units[0]] = place
            self.order.append(units[0])
            return
        ledger = self.ledger
        records = [
            Record(
                ledger.names[unit],
                self._places(unit),
                self.counts[unit].tolist(),
                self.gross[unit],
                ledger.grids[unit][: self.held],
            )
            for unit in sorted(units, key=ledger.firsts.__getitem__)
        ]
        columns = self._with_beside(records)
        heats = break_ties(records, ledger.rules.ties, columns, self.decided)
        for number, heat in enumerate(heats):
            names = [record.name for record, _ in heat]
            behind = heats[number + 1] if number + 1 < len(heats) else None
            for record, broken in heat:
                unit = ledger.index[record.name]
                self.places[unit] = place
                self.order.append(unit)
                if broken is not None:
                    self._tell(unit, broken, heats[number - 1][0][0].name, ahead=False)
                elif behind is not None and behind[0][1] is not None:
                    self._tell(unit, behind[0][1], behind[0][0].name, ahead=True)
                if len(names) > 1:
                    self._say(unit, "tie-unbroken", others=[name for name in names if name != record.name])
            place += len(heat)

    def _with_beside(self, records: list[Record]) -> list[Column]:
        """The columns ties look at, in the order they were run, with those that give no points put into the records."""
        ledger = self.ledger
        columns = ledger.columns[: self.held]
        last = columns[-1].round if columns else None
        beside = [one for one in ledger.beside if one.at < self.held or one.column.round == last]
        for one in reversed(beside):
            columns.insert(one.at, one.column)
            for record in records:
                left_behind = one.at < self.fresh.get(ledger.index[record.name], 0)
                earned = None if left_behind else one.earned.get(record.name)
                record.places = [*record.places[: one.at], *_places_of(earned), *record.places[one.at :]]
                record.counts.insert(one.at, True)
                record.grids = [*record.grids[: one.at], None, *record.grids[one.at :]]
        return columns

    def _places(self, unit: int) -> list[tuple[int, ...]]:
        """The places of a unit that ties look at."""
        places = self.ledger.places[unit][: self.held]
        start = self.fresh.get(unit, 0)
        return [()] * start + places[start:] if start else places

    def _tell(self, unit: int, broken: Broken, other: str, *, ahead: bool) -> None:
        """Which step put a unit ahead of another level on points, or behind it."""
        values = dict(broken.values)
        mine, theirs = ("ahead", "behind") if ahead else ("behind", "ahead")
        told = {"mine": values.pop(mine, None), "theirs": values.pop(theirs, None)}
        self._say(unit, "tie-broken", step=broken.step.value, other=other, is_ahead=ahead, **told, **values)


def _places_of(earned: Earned | None) -> list[tuple[int, ...]]:
    return [() if earned is None else tuple(earned.places)]


def _is_last_word(one: Adjustment) -> bool:
    """Whether a ruling puts a unit out of the table for good."""
    return one.kind is AdjustmentKind.EXCLUSION and not one.starts_again


def cited(one: Adjustment) -> dict[str, Any]:
    """Why an adjustment was made and where that is written."""
    told = {"why": one.reason, "article": one.article, "source": one.source, "document": one.document}
    return {key: value for key, value in told.items() if value is not None}


def _needs(rules: TableRules) -> dict[str, Any]:
    """What being ranked needs."""
    ranked = rules.ranked
    return {
        "points": None if ranked.points is None else str(ranked.points),
        "scored": True if ranked.scored else None,
        "classified": True if ranked.classified else None,
        "rounds": ranked.rounds,
    }
