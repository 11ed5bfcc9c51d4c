"""Keys that say nothing beside the others: a rule about results left out where none is, a share of no limit.

Each is written, taken, and changes nothing; what it would need is said, so that somebody adds it or takes the key out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from parcferme.regulations.grid import GridBy, GridRules, NoTimeAllowed
from parcferme.regulations.handicaps import HandicapFrom, HandicapRules, PlayoffRules
from parcferme.regulations.points import Bonus, BonusFor, FieldOf, PointsRules, ScoredPlace, TailOf
from parcferme.regulations.sessions import Of
from parcferme.regulations.standings import (
    Adjustment,
    AdjustmentKind,
    By,
    CarsCounted,
    CarsInTies,
    SharedDrive,
    Split,
    TableRules,
    TieBy,
    Unit,
)

if TYPE_CHECKING:
    from parcferme.regulations.rulebook import Rulebook

Idle = tuple[str, str]
"""A key, and what it needs to change anything."""
_SEVERAL_CARS: Final = (Unit.TEAM, Unit.MANUFACTURER, Unit.CONSTRUCTOR)
_BY_NO_SESSION: Final = (TieBy.GROSS, TieBy.DECIDED)
_KINDS: Final = AdjustmentKind
_ASKED_OF: Final = {
    "points": (_KINDS.DEDUCTION, _KINDS.ADDITION),
    "completed": (_KINDS.CUT_SHORT,),
    "factor": (_KINDS.CUT_SHORT, _KINDS.SCALE),
    "scale": (_KINDS.CUT_SHORT, _KINDS.SCALE),
    "laps": (_KINDS.CUT_SHORT,),
    "green-laps": (_KINDS.CUT_SHORT,),
    "red": (_KINDS.CUT_SHORT,),
    "passed-down": (_KINDS.NOT_SCORING, _KINDS.EXCLUSION),
    "may-be-dropped": (_KINDS.EXCLUSION,),
    "points-kept": (_KINDS.EXCLUSION,),
    "starts-again": (_KINDS.EXCLUSION,),
    "label": (_KINDS.EXCLUSION,),
}
"""Which kinds of ruling a value is asked of."""
_OF_SOMEBODY: Final = (
    _KINDS.DEDUCTION,
    _KINDS.ADDITION,
    _KINDS.EXCLUSION,
    _KINDS.NOT_SCORING,
    _KINDS.ORDER,
    _KINDS.SHARED_CAR,
    _KINDS.SHARED_LAP,
)


def idle_keys(book: Rulebook) -> Iterator[Idle]:
    """Every such key of a rulebook."""
    for at, rules in enumerate(book.points):
        yield from _of_points(rules, f"points[{at}]", book.standings)
    for at, table in enumerate(book.standings):
        yield from _of_table(table, f"standings[{at}]")
    for at, grid in enumerate(book.grid):
        yield from _of_grid(grid, f"grid[{at}]")
    for at, handicap in enumerate(book.handicap):
        yield from _of_handicap(handicap, f"handicap[{at}]")
    if book.playoffs is not None:
        yield from _of_playoffs(book.playoffs)
    carry = book.carry
    if carry.reprimands is None:
        yield from _wanted(
            "carry", "reprimands", driving_reprimands=carry.driving_reprimands, grid_places=carry.grid_places
        )
    if carry.licence_points is None and carry.suspension != 1:
        yield "carry.suspension", "licence-points"
    if book.entries.closes_before is None and not book.entries.late_allowed:
        yield "entries.late-allowed", "closes-before"


def idle_in_ruling(one: Adjustment, here: str) -> Iterator[Idle]:
    """Every such key of a ruling, and a ruling on nobody or of no points. `here`: where the ruling stands."""
    for key, kinds in _ASKED_OF.items():
        value = getattr(one, key.replace("-", "_"))
        if value not in (None, False, ()) and one.kind not in kinds:
            yield f"{here}{key}", " / ".join(kind.value for kind in kinds)
    if one.kind is _KINDS.EXCLUSION:
        of_table = [
            key for key in ("points-kept", "starts-again", "label") if getattr(one, key.replace("-", "_"))
        ]
        for key in of_table if one.session is not None else ():
            yield f"{here}{key}", "an exclusion without session"
        if one.may_be_dropped is not None and one.session is None:
            yield f"{here}may-be-dropped", "session"
    if one.kind in _OF_SOMEBODY and not one.names and not one.cars:
        yield f"{here}kind", "names"
    if one.kind in (_KINDS.DEDUCTION, _KINDS.ADDITION) and not one.points:
        yield f"{here}kind", "points"
    if one.kind is _KINDS.SCALE and not one.scale and one.factor is None:
        yield f"{here}kind", "scale / factor"


def _wanted(here: str, needs: str, **values: object) -> Iterator[Idle]:
    """Those of some keys that are given."""
    for key, value in values.items():
        if value:
            yield f"{here}.{key.replace('_', '-')}", needs


def _of_points(rules: PointsRules, here: str, tables: tuple[TableRules, ...]) -> Iterator[Idle]:
    if rules.tail is None:
        of_started = rules.tail_of is not TailOf.CLASSIFIED
        yield from _wanted(here, "tail", tail_to=rules.tail_to is not None, tail_of=of_started)
    by_size = rules.few_entries or rules.small_fields or rules.per_car or rules.per_car_behind
    if (
        rules.field is not FieldOf.STARTED
        and not by_size
        and not any(table.multiply_by_cars for table in tables)
    ):
        yield f"{here}.field", "per-car / per-car-behind / small-fields / few-entries"
    per_car = rules.per_car is not None or rules.per_car_behind is not None
    if rules.small_fields and not rules.scale and rules.tail is None and not per_car:
        yield f"{here}.small-fields", "scale, in a larger field"
    reduced = rules.reduced
    if (
        reduced is not None
        and not reduced.bands
        and not reduced.minimum_laps
        and not reduced.minimum_green_laps
    ):
        yield f"{here}.reduced", "bands / minimum-laps / minimum-green-laps"
    for at, bonus in enumerate(rules.bonus):
        yield from _of_bonus(bonus, f"{here}.bonus[{at}]")


def _of_bonus(bonus: Bonus, here: str) -> Iterator[Idle]:
    if not bonus.points:
        yield f"{here}.points", "more or less than 0"
    if bonus.for_ is not BonusFor.INCIDENTS:
        limits = {"at_least": bonus.at_least is not None, "at_most": bonus.at_most is not None}
        yield from _wanted(here, 'for = "incidents"', **limits)


def _of_table(table: TableRules, here: str) -> Iterator[Idle]:
    best, ranked = table.best, table.ranked
    if table.unit not in _SEVERAL_CARS and table.cars is not CarsCounted.ALL:
        yield f"{here}.cars", "unit: team / manufacturer / constructor"
    if table.cars is not CarsCounted.BEST and table.cars_counted != 1:
        yield f"{here}.cars-counted", 'cars = "best"'
    if table.cars is not CarsCounted.BEST and table.cars_in_ties is not CarsInTies.COUNTING:
        yield f"{here}.cars-in-ties", 'cars = "best"'
    if table.unit is not Unit.DRIVER and table.shared is SharedDrive.SPLIT:
        yield f"{here}.shared", 'unit = "driver"'
    if not best.leaves_out:
        some = {"kinds": best.kinds, "keep": best.keep, "keep_rounds": best.keep_rounds}
        yield from _wanted(f"{here}.best", "drop / count / of-round", **some)
    if best.drop is None and best.count is None:
        whole = {"by": best.by is not By.SESSION, "split": best.split is not Split.NONE}
        yield from _wanted(f"{here}.best", "drop / count", **whole)
    if best.drop is None:
        yield from _wanted(f"{here}.best", "drop", at_once=best.at_once)
    if not ranked.classified:
        yield from _wanted(f"{here}.ranked", "classified = true", grid=ranked.grid, sessions=ranked.sessions)
    for at, step in enumerate(table.ties):
        key = f"{here}.ties[{at}]"
        if step.by is not TieBy.COUNTS:
            yield from _wanted(key, 'by = "counts"', places=step.places)
        if step.by in _BY_NO_SESSION:
            yield from _wanted(key, "a step that looks at places", sessions=step.sessions)
        if not step.dropped and not best.leaves_out:
            yield f"{key}.dropped", "best: drop / count / of-round"
        if step.by is TieBy.GROSS and not best.leaves_out:
            yield f"{key}.by", "best: drop / count / of-round"


def _of_grid(grid: GridRules, here: str) -> Iterator[Idle]:
    if grid.by is not GridBy.AVERAGE:
        yield from _wanted(here, 'by = "average"', best_of=grid.best_of)
    if grid.limit is None:
        yield from _wanted(here, "limit", limit_of=grid.limit_of is not Of.OVERALL)
    if grid.no_time is NoTimeAllowed.LEFT_OUT and grid.no_time_order != GridRules().no_time_order:
        yield f"{here}.no-time-order", 'no-time = "back" / "by-decision"'


def _of_handicap(rule: HandicapRules, here: str) -> Iterator[Idle]:
    standings = rule.by in (HandicapFrom.STANDINGS_PLACE, HandicapFrom.STANDINGS_POINTS)
    if rule.by is not HandicapFrom.STANDINGS_POINTS:
        yield from _wanted(here, 'by = "standings-points"', reference=rule.reference is not None)
    else:
        yield from _wanted(here, "a place or a quarter", scale=rule.scale)
    if standings:
        of_race = {"place": rule.place is not ScoredPlace.OVERALL, "absent": rule.absent is not None}
        yield from _wanted(here, 'by = "last-race" / "race-before"', **of_race)
    elif rule.table is not None:
        yield f"{here}.table", 'by = "standings-place" / "standings-points"'


def _of_playoffs(rules: PlayoffRules) -> Iterator[Idle]:
    if not rules.cuts:
        advances = {"step": rules.step, "win_advances": not rules.win_advances}
        yield from _wanted("playoffs", "cuts", **advances)
    if not rules.winners_first:
        yield from _wanted("playoffs", "winners-first = true", winners_within=rules.winners_within)
