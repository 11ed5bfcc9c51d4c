"""What a place is worth: scales with tails, multipliers, rounding and reduced points, all in exact numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import assert_never

from parcferme.championship.meeting import MEETING
from parcferme.championship.tables import Points
from parcferme.classification import SessionResult, Status
from parcferme.names import BY_TIME
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    PointsRules,
    Reduction,
    Rounding,
    TableRules,
    TailOf,
)

HALF = Fraction(1, 2)
Full = dict[tuple[int, int, bool, int | None], Points]
"""What places are worth in full: by place, cars level on it, being classified, and the size of the field."""


def plain(points: Points) -> Points:
    """Points as a whole number where they are one."""
    return points.numerator if points.denominator == 1 else points


def rounded(points: Fraction, rounding: Rounding) -> Fraction:
    """Points as a rulebook rounds them: a half goes up where the nearest is asked for."""
    match rounding:
        case Rounding.UP:
            return Fraction(math.ceil(points))
        case Rounding.DOWN:
            return Fraction(math.floor(points))
        case Rounding.NEAREST:
            return Fraction(math.floor(points + HALF))
        case Rounding.NONE:
            return points
        case never:
            assert_never(never)


def rules_for(
    points: Sequence[PointsRules], result: SessionResult, table: TableRules, class_: str | None = None
) -> PointsRules | None:
    """The rules that say what a session is worth in a table: of those that fit the last; None where it does not score.

    Rules under which nothing can be earned (`gives_points`) say that the session does not score. A session of which
    only a part is scored (`race@6:00:00`) fits rules with that time in `at`, and no others. `class_`: for cars of this
    class (the table's, unless said; a table of all classes fits rules of any).
    """
    class_ = table.class_ if class_ is None else class_
    base, _, moment = result.session.partition("@")
    names = {base, result.kind}
    if table.points_from and not names & set(table.points_from):
        return None
    for rules in reversed(points):
        if not names & set(rules.sessions) or bool(moment) != bool(rules.at):
            continue
        if rules.rounds and not is_round(result, rules.rounds):
            continue
        if rules.tables and table.name not in rules.tables:
            continue
        if rules.classes and class_ is not None and class_ not in rules.classes:
            continue
        return rules if gives_points(rules) else None
    return None


def gives_points(rules: PointsRules) -> bool:
    """Whether anything can be earned under rules."""
    sizes = (rules.small_fields, rules.per_car, rules.per_car_behind)
    return bool(
        rules.scale or rules.tail is not None or rules.bonus or any(sizes) or rules.unplaced or rules.absent
    )


def is_round(result: SessionResult, labels: Iterable[str]) -> bool:
    """Whether a session belongs to one of these rounds, named by number or by event."""
    return any(label in (str(result.round), result.event) for label in labels)


class Worth:
    """What places are worth in one session: the rules, with what is known of a race cut short.

    `why` is the adjustment or band that changed the points, None where the session is worth full points.
    """

    def __init__(
        self,
        rules: PointsRules,
        result: SessionResult,
        adjustments: Iterable[Adjustment],
        full: Full | None = None,
    ) -> None:
        """`full` keeps what places are worth in full, for all the sessions under the same rules."""
        self.rules = rules
        self.scale: Sequence[Fraction] = rules.scale
        self.factor = Fraction(1)
        self.why: Adjustment | Reduction | None = None
        self.completed = result.completed
        laps, green, red = _laps(result), result.green_laps, result.red
        for one in adjustments:
            if one.kind is AdjustmentKind.SCALE:
                self.scale = one.scale or rules.scale
                self.factor = one.factor if one.factor is not None else self.factor
                cut_short = isinstance(self.why, Adjustment) and self.why.kind is AdjustmentKind.CUT_SHORT
                self.why = self.why if cut_short else one
            elif one.kind is AdjustmentKind.CUT_SHORT:
                self.completed = one.completed if one.completed is not None else self.completed
                laps = one.laps if one.laps is not None else laps
                green = one.green_laps if one.green_laps is not None else green
                red = red if one.red is None else one.red
                if one.factor is not None or one.scale:
                    self.factor, self.why = one.factor if one.factor is not None else Fraction(1), one
                    self.scale = one.scale or self.scale
        if self.why is None and not result.has_result:
            self.factor, self.why = Fraction(0), Reduction(factor=Fraction(0))
        elif self.why is None:
            self._reduce(laps, green, red, is_race=result.kind not in (*BY_TIME, MEETING))
        self._known = full if full is not None and self.why is None else {}

    def _reduce(self, laps: int | None, green: int | None, red: bool, *, is_race: bool) -> None:
        """Look for the band of a race cut short."""
        reduced = self.rules.reduced
        unknown = self.completed is None
        if reduced is None or (reduced.only_after_red and not red) or (unknown and not is_race):
            return
        short = laps is not None and laps < reduced.minimum_laps
        # Formula One and WEC: no points without two laps that were not behind the safety car.
        if short or (green is not None and green < reduced.minimum_green_laps):
            self.factor, self.why = Fraction(0), Reduction(factor=Fraction(0))
            return
        if self.completed is None:
            return
        for band in reduced.bands:
            if band.from_ <= self.completed and (band.below is None or self.completed < band.below):
                self.why = band
                self.scale = band.scale or self.scale
                self.factor = band.factor if band.factor is not None else Fraction(bool(band.scale))
                return

    @property
    def bonuses(self) -> bool:
        """Whether bonuses are given: not in a race worth nothing, nor where a shortened one goes without."""
        reduced = self.rules.reduced
        own_scale = isinstance(self.why, Adjustment) and self.why.kind is AdjustmentKind.SCALE
        return self.factor != 0 and (self.why is None or own_scale or reduced is None or reduced.bonuses)

    def of(self, place: int, cars: int = 1, *, classified: bool = True, size: int | None = None) -> Points:
        """The points of a place; of a dead heat of so many cars the equal share of their places' points. `size`: of the
        field, for points that hang on it.
        """
        key = (place, cars, classified, size)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = plain(self._of(place, cars, classified, size))
        return known

    def _of(self, place: int, cars: int, classified: bool, size: int | None) -> Fraction:
        rules = self.rules
        if rules.classified and not classified:
            return Fraction(0)
        shared = cars if rules.dead_heat_shares else 1
        places = range(place, place + shared)
        # Formula One 7.1: the points of the places that are level are added and shared equally.
        points = sum((self._full(one, size) for one in places), Fraction(0)) / shared
        return self._reduced(points)

    def _full(self, place: int, size: int | None) -> Fraction:
        """The points of a place in a race of full length."""
        rules, scale = self.rules, self.scale_of(size)
        base = Fraction(0)
        if place <= len(scale):
            base = scale[place - 1]
        elif rules.tail is not None and (rules.tail_to is None or place <= rules.tail_to):
            base = rules.tail
        if size is not None:
            base += (rules.per_car or 0) * size + (rules.per_car_behind or 0) * max(0, size - place)
        # Place by place: WEC rounds 1.25 and 1.5 times each up, Super Taikyu keeps the decimals.
        return rounded(base * rules.multiplier, rules.rounding)

    def scale_of(self, size: int | None) -> Sequence[Fraction]:
        """The scale for a field of this size."""
        small = (one.scale for one in self.rules.small_fields if size is not None and size <= one.cars)
        return next(small, self.scale) if self.scale is self.rules.scale else self.scale

    def unplaced(self, status: Status = Status.NOT_CLASSIFIED) -> Points:
        """The points of a car without a place: those of the rules for it, else the tail where every starter gets it."""
        rules = self.rules
        if rules.unplaced is not None:
            return plain(self._reduced(rounded(rules.unplaced * rules.multiplier, rules.rounding)))
        if rules.tail is None or rules.tail_of is not TailOf.STARTED or status is not Status.NOT_CLASSIFIED:
            return 0
        return plain(self._reduced(rounded(rules.tail * rules.multiplier, rules.rounding)))

    def absent(self) -> Points:
        """The points of one who is in the table and was not there."""
        return plain(self._reduced(Fraction(self.rules.absent or 0)))

    def _reduced(self, points: Fraction) -> Fraction:
        """Points of a full race as this one is worth them."""
        if self.factor == 1:
            return points
        return rounded(
            points * self.factor, self.rules.reduced.rounding if self.rules.reduced else Rounding.NONE
        )


def _laps(result: SessionResult) -> int | None:
    """The laps of the leader, None where the list has none."""
    laps = [line.laps for line in result.lines if line.laps is not None]
    return max(laps) if laps else None
