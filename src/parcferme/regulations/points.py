"""The rules of points: scales with tails, multipliers and rounding, reduced points, bonuses, and for which session.

Points are exact: whole numbers, decimals or fractions (`12.5`, `"1/7"`), never floats. The shapes were gathered from
rulebooks in force between 1950 and 2026; `docs/rule-shapes.md` lists them with the rulebooks that use them.
"""

from __future__ import annotations

import enum
import itertools
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
    """What a bonus is given for. `pole`: who starts first; `fastest-qualifier`: the first of the qualifying, wherever
    he starts; `incidents`: at least `at_least` and at most `at_most` of them; `all-rounds`: took part in every round of
    the season, given with the last; `places-gained`: per place gained from the grid; `most-places-gained`: to who
    gained most of them.
    """

    POLE = "pole"
    FASTEST_QUALIFIER = "fastest-qualifier"
    FASTEST_LAP = "fastest-lap"
    LED_A_LAP = "led-a-lap"
    MOST_LAPS_LED = "most-laps-led"
    STARTED = "started"
    CLASSIFIED = "classified"
    PLACES_GAINED = "places-gained"
    MOST_PLACES_GAINED = "most-places-gained"
    INCIDENTS = "incidents"
    ALL_ROUNDS = "all-rounds"


class FieldOf(enum.StrEnum):
    """Which cars make the size of a field: those that started, or all that were entered (whoever is in the list)."""

    STARTED = "started"
    ENTERED = "entered"


# British touring cars (2009) gave each of them the point; Formula One divided it from 1954 to 1959.
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

    `passed_down`: what one earns who may not have it (does not score, or misses a condition) goes to the next; False:
    to nobody. Without: as the table's `not_scoring` says for who does not score, and to nobody over a condition.
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
    passed_down: bool | None = None


class Reduction(msgspec.Struct, frozen=True):
    """What a race is worth that ran from `from` (included) to less than `below` of its distance or time: a `factor` of
    the points, or a scale of its own. Neither: nothing.
    """

    from_: Fraction = Fraction(0)
    below: Fraction | None = None
    factor: Fraction | None = None
    scale: tuple[Fraction, ...] = ()


# Formula One halved up to 75 % until 2021, asked for a red flag in 2022 and has had three scales by distance
# since 2023; WEC halves under 75 % of the time. Both want two laps not behind the safety car.
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


# No regulation that was read says where it begins: no default for `below`.
class FewEntries(msgspec.Struct, frozen=True):
    """Where fewer than `below` cars of the class started, points are multiplied by `factor`. The class is the one the
    place is taken in; for an overall place all cars of the table are asked.
    """

    below: int
    factor: Fraction = Fraction(1, 2)


class SmallField(msgspec.Struct, frozen=True):
    """The `scale` where the field has no more than so many `cars` (4-3-2-1 of four, 2-1 of two)."""

    cars: int
    scale: tuple[Fraction, ...]


class MeetingRules(msgspec.Struct, frozen=True):
    """The order of a whole meeting: a session of its own, called `meeting`, after the others of each round, so that
    points by it are a table for `sessions = ["meeting"]`. It is made of `sessions` (kinds or names): by the points that
    `scale` gives for their places, most first; without a scale by the sum of the places, fewest first, where a session
    without a place counts as one place behind its last. Level cars stand in the order of the last of the sessions.
    """

    sessions: tuple[str, ...] = ("race",)
    scale: tuple[Fraction, ...] = ()


class PointsRules(msgspec.Struct, frozen=True):
    """What one kind of session is worth. `sessions`: kinds or names of sessions; `rounds`, `classes`, `tables` narrow
    it down (empty: all). Of several that fit one session and table the last in the rulebook stands.

    `tail`: points of every place beyond the scale, down to `tail_to`; `multiplier` with `rounding` (of what each
    place is worth, before a dead heat shares it).
    `at`: the session is scored as it stood at these times too (hour 6 of 24), as sessions of their own.
    `classified`: only classified cars score; `dead_heat_shares`: a dead heat shares the points of its places equally,
    else each gets those of its place.

    What depends on the size of the field (the class, or the group, in which the place is taken; of an overall place all
    cars of the table): `small_fields`, a scale for each size up to its `cars`; `per_car`, points for each car of it,
    beside the scale, to everyone placed; `per_car_behind`, for each that the place leaves behind. `field`: the cars
    that are counted.

    `unplaced`: points of one who was there and has no place (where fewest points win, what missing a place costs);
    `absent`: of one in the table who was not.
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
    small_fields: tuple[SmallField, ...] = ()
    per_car: Fraction | None = None
    per_car_behind: Fraction | None = None
    field: FieldOf = FieldOf.STARTED
    unplaced: Fraction | None = None
    absent: Fraction | None = None
    bonus: tuple[Bonus, ...] = ()


def points_contradictions(
    points: tuple[PointsRules, ...], fewest_win: bool = False
) -> Iterator[tuple[str, str]]:
    """Values that cannot be meant: (key below the rulebook, what is wrong). `fewest_win`: there is a table in which the
    fewest points win, for which scales rise.
    """
    for index, rules in enumerate(points):
        here = f"points[{index}]"
        # Where most points win no place is worth less than the one behind it: a scale that rises is a figure mistyped.
        worse = next((n for n in range(1, len(rules.scale)) if rules.scale[n] > rules.scale[n - 1]), None)
        if worse is not None and not fewest_win:
            yield (
                f"{here}.scale",
                f"the scale rises: place {worse + 1} gets {rules.scale[worse]}, place {worse} {rules.scale[worse - 1]}",
            )
        if rules.tail is not None and rules.scale and rules.tail > rules.scale[-1] and not fewest_win:
            yield f"{here}.tail", f"the tail {rules.tail} is worth more than the last place of the scale"
        if rules.tail_to is not None and rules.tail_to <= len(rules.scale):
            yield f"{here}.tail-to", f"the tail ends at place {rules.tail_to}, within the scale"
        if rules.multiplier < 0:
            yield f"{here}.multiplier", "a multiplier below 0 turns points into deductions"
        sizes = [one.cars for one in rules.small_fields]
        if any(later <= before for before, later in itertools.pairwise(sizes)):
            yield f"{here}.small-fields", "the sizes have to rise"
        if rules.per_car_behind is not None and rules.per_car_behind < 0 and not fewest_win:
            yield f"{here}.per-car-behind", "below 0 a better place is worth less"
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
