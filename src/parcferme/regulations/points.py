"""The rules of points: scales with tails, multipliers and rounding, reduced points, bonuses, and for which session.

Points are exact: whole numbers, decimals or fractions (`12.5`, `"1/7"`), never floats. The shapes were gathered from
rulebooks in force between 1950 and 2026; `docs/rule-shapes.md` lists them with the rulebooks that use them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from fractions import Fraction

import msgspec

from parcferme.regulations.sessions import Rounding
from parcferme.times import Duration


class ScoredPlace(enum.StrEnum):
    """Which place earns points: overall, in the class, or in the group (sub-class) inside the class."""

    OVERALL = "overall"
    CLASS = "class"
    GROUP = "group"


class TailOf(enum.StrEnum):
    """Who gets the points beyond the scale: every classified car, or every car that started."""

    CLASSIFIED = "classified"
    STARTED = "started"


class BonusFor(enum.StrEnum):
    """What a bonus is given for. `incidents`: at least `at_least` and at most `at_most` of them; `all-rounds`: took
    part in every round of the season, given with the last; `places-gained`: per place gained from the grid.
    """

    POLE = "pole"
    FASTEST_LAP = "fastest-lap"
    LED_A_LAP = "led-a-lap"
    MOST_LAPS_LED = "most-laps-led"
    STARTED = "started"
    CLASSIFIED = "classified"
    PLACES_GAINED = "places-gained"
    INCIDENTS = "incidents"
    ALL_ROUNDS = "all-rounds"


class Tied(enum.StrEnum):
    """A bonus several earn (an equal fastest lap): each gets it, it is divided, the first alone, or nobody."""

    EACH = "each"
    DIVIDED = "divided"
    FIRST = "first"
    NOBODY = "nobody"


class Measure(enum.StrEnum):
    """What a race cut short is measured by: its share of the scheduled distance or of the scheduled time."""

    DISTANCE = "distance"
    TIME = "time"


class Bonus(msgspec.Struct, frozen=True):
    """Points beside the place. Only for cars placed in the first `top`, only where more than `over` of the distance was
    run, only for the classified where `classified`; once per round where
    `once_per_round`. `within`: among all, or the best of each class or group.
    """

    for_: BonusFor
    points: Fraction
    top: int | None = None
    over: Fraction | None = None
    classified: bool = False
    tied: Tied = Tied.EACH
    within: ScoredPlace = ScoredPlace.OVERALL
    once_per_round: bool = False
    at_least: int | None = None
    at_most: int | None = None


class Reduction(msgspec.Struct, frozen=True):
    """What a race is worth that ran from `from` (included) to less than `below` of its distance or time: a `factor` of
    the points, or a scale of its own. Neither: nothing.
    """

    from_: Fraction = Fraction(0)
    below: Fraction | None = None
    factor: Fraction | None = None
    scale: tuple[Fraction, ...] = ()


class ReducedRules(msgspec.Struct, frozen=True):
    """Reduced points for a race cut short; what no band names is worth full points. `minimum_laps`: fewer completed by
    the leader are worth nothing; `minimum_green_laps`: the same for laps not behind the safety car.
    `only_after_red`: reduced only where the race was not resumed after a red flag. `rounding`: of reduced points.
    """

    by: Measure = Measure.DISTANCE
    minimum_laps: int = 0
    minimum_green_laps: int = 0
    only_after_red: bool = False
    bonuses: bool = True
    rounding: Rounding = Rounding.NONE
    bands: tuple[Reduction, ...] = ()


class FewEntries(msgspec.Struct, frozen=True):
    """Where fewer than `below` cars of the class started, points are multiplied by `factor`. The class is the one the
    place is taken in; for an overall place all cars of the table are asked.
    """

    below: int
    factor: Fraction = Fraction(1, 2)


class PointsRules(msgspec.Struct, frozen=True):
    """What one kind of session is worth. `sessions`: kinds or names of sessions; `rounds`, `classes`, `tables` narrow
    it down (empty: all). Of several that fit one session and table the last in the rulebook stands.

    `tail`: points of every place beyond the scale, down to `tail_to`; `multiplier` with `rounding` (of what each
    place is worth, before a dead heat shares it).
    `at`: the session is scored as it stood at these times too (hour 6 of 24), as sessions of their own.
    `classified`: only classified cars score; `dead_heat_shares`: a dead heat shares the points of its places equally,
    else each gets those of its place.
    """

    sessions: tuple[str, ...] = ("race",)
    rounds: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    scale: tuple[Fraction, ...] = ()
    tail: Fraction | None = None
    tail_to: int | None = None
    tail_of: TailOf = TailOf.CLASSIFIED
    multiplier: Fraction = Fraction(1)
    rounding: Rounding = Rounding.NONE
    classified: bool = True
    dead_heat_shares: bool = True
    at: tuple[Duration, ...] = ()
    reduced: ReducedRules | None = None
    few_entries: FewEntries | None = None
    bonus: tuple[Bonus, ...] = ()


def points_contradictions(points: tuple[PointsRules, ...]) -> Iterator[tuple[str, str]]:
    """Values that cannot be meant: (key below the rulebook, what is wrong)."""
    for index, rules in enumerate(points):
        here = f"points[{index}]"
        worse = next((n for n in range(1, len(rules.scale)) if rules.scale[n] > rules.scale[n - 1]), None)
        if worse is not None:
            yield (
                f"{here}.scale",
                f"the scale rises: place {worse + 1} gets {rules.scale[worse]}, place {worse} {rules.scale[worse - 1]}",
            )
        if rules.tail is not None and rules.scale and rules.tail > rules.scale[-1]:
            yield f"{here}.tail", f"the tail {rules.tail} is worth more than the last place of the scale"
        if rules.tail_to is not None and rules.tail_to <= len(rules.scale):
            yield f"{here}.tail-to", f"the tail ends at place {rules.tail_to}, within the scale"
        if rules.multiplier < 0:
            yield f"{here}.multiplier", "a multiplier below 0 turns points into deductions"
        bands = rules.reduced.bands if rules.reduced else ()
        for at, band in enumerate(bands):
            if band.below is not None and band.below <= band.from_:
                yield f"{here}.reduced.bands[{at}].below", "the band ends before it begins"
        after = next((at for at in range(index + 1, len(points)) if _hides(points[at], rules)), None)
        if after is not None:
            yield (
                here,
                f"never counts: points[{after}], below it, is for the same sessions, and the last stands",
            )


def _hides(later: PointsRules, rules: PointsRules) -> bool:
    """Whether a later table is for every session, round, class and table an earlier one is for."""
    narrowed = (
        (later.rounds, rules.rounds),
        (later.classes, rules.classes),
        (later.tables, rules.tables),
    )
    if bool(later.at) != bool(rules.at):  # points in mid-race are for sessions of their own
        return False
    return set(rules.sessions) <= set(later.sessions) and all(
        not mine or (bool(yours) and set(yours) <= set(mine)) for mine, yours in narrowed
    )
