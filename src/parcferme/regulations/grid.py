"""The rules of a starting grid: whose result orders it, where cars without a time stand, how penalties move cars."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from fractions import Fraction

import msgspec

from parcferme.names import fold
from parcferme.regulations.sessions import Of


class GridBy(enum.StrEnum):
    """What a grid is ordered by. `result`: the classification of `from`; `best`, `second-best`, `average`: of the best
    laps in all of `from` (the average truncated to the timing's resolution); `fastest-lap`: of a race; `standings`: the
    championship's order; `entry`: the order of the entry list.
    """

    RESULT = "result"
    BEST = "best"
    SECOND_BEST = "second-best"
    AVERAGE = "average"
    FASTEST_LAP = "fastest-lap"
    STANDINGS = "standings"
    ENTRY = "entry"


class NoTimeAllowed(enum.StrEnum):
    """A car without a time: starts at the back, starts only by a decision, or does not start."""

    BACK = "back"
    BY_DECISION = "by-decision"
    LEFT_OUT = "left-out"


class NoTimeOrder(enum.StrEnum):
    """One key of the order among cars without a time; `effort`: tried a lap, then left the pits, then did not."""

    EFFORT = "effort"
    PREVIOUS_SESSION = "previous-session"
    STANDINGS = "standings"
    NUMBER = "number"


class Accumulation(enum.StrEnum):
    """Several grid penalties of one car: added up, or only the largest."""

    ADDED = "added"
    LARGEST = "largest"


class Landing(enum.StrEnum):
    """Where a drop lands. `slots`: a penalised car's slot is its own plus the places, of several on one slot the worst
    qualified keeps it and the others stand directly ahead of it, cars without a penalty fill what is free in order
    (Formula One 42.2 since 2022); `one-by-one`: each car moved back in turn, in order of its qualifying place.
    """

    SLOTS = "slots"
    ONE_BY_ONE = "one-by-one"


class Withdrawn(enum.StrEnum):
    """A car withdrawn: those behind close up, or its slot stays empty."""

    CLOSE_UP = "close-up"
    HOLE = "hole"


class ClassesOnGrid(enum.StrEnum):
    """Classes mixed in order of the result, or split: one behind the other."""

    MIXED = "mixed"
    SPLIT = "split"


class PoleSide(enum.StrEnum):
    """On which side of the track pole position stands, seen from behind."""

    LEFT = "left"
    RIGHT = "right"


# Formula One 2025: drops add up, and more than 15 places is the back of the grid.
class GridPenaltyRules(msgspec.Struct, frozen=True):
    """Grid penalties. More than `most` places, in all, is the back of the grid (`rear-of-field`). `behind_no_time`: a
    penalty can end behind cars without a time; else those stay last of all.
    """

    accumulate: Accumulation = Accumulation.ADDED
    landing: Landing = Landing.SLOTS
    most: int | None = None
    behind_no_time: bool = True


class GridRules(msgspec.Struct, frozen=True):
    """The grid of one race (`race`, empty: every race that no other table names).

    `from_`: the sessions that order it, by name or kind (empty: the qualifying of its number, else the last one before
    it; for an average all of them). Of several, a `result` takes the last in which a car has a place, so that a
    knock-out orders itself. `limit`: slower than this share of the best time (`limit_of`: of all, or of the car's
    class) counts as no time. `reverse_first`: so many of the first are turned round (a draw gives its number in
    round.toml). `best_of`: how many of the sessions in `from` count for an average. `class_order`: for split grids, in
    which each class is a grid of its own behind the one before. `withdrawn`: before the grid is published;
    `withdrawn_late`: after. `in_row`: cars side by side.
    """

    race: str | None = None
    from_: tuple[str, ...] = ()
    by: GridBy = GridBy.RESULT
    best_of: int | None = None
    reverse_first: int = 0
    limit: Fraction | None = None
    limit_of: Of = Of.OVERALL
    no_time: NoTimeAllowed = NoTimeAllowed.BACK
    no_time_order: tuple[NoTimeOrder, ...] = (NoTimeOrder.NUMBER,)
    penalties: GridPenaltyRules = GridPenaltyRules()
    withdrawn: Withdrawn = Withdrawn.CLOSE_UP
    withdrawn_late: Withdrawn = Withdrawn.HOLE
    classes: ClassesOnGrid = ClassesOnGrid.MIXED
    class_order: tuple[str, ...] = ()
    in_row: int = 2
    pole: PoleSide = PoleSide.LEFT


def grid_contradictions(grids: tuple[GridRules, ...]) -> Iterator[tuple[str, str]]:
    """Values that cannot hold together: (key below the rulebook, what is wrong)."""
    seen: set[str] = set()
    for index, grid in enumerate(grids):
        here = f"grid[{index}]"
        race = fold(grid.race or "")  # `Race 1` is race-1
        if race in seen:
            yield f"{here}.race", "two tables give the grid of the same race"
        seen.add(race)
        if grid.in_row < 1:
            yield f"{here}.in-row", "at least one car stands in a row"
        if grid.reverse_first < 0:
            yield f"{here}.reverse-first", "as many as are turned round, or 0 for none"
        if grid.best_of is not None and grid.best_of < 1:
            yield f"{here}.best-of", "an average is of at least one lap"
        if grid.penalties.most is not None and grid.penalties.most < 0:
            yield f"{here}.penalties.most", "a number of places, 0 or more"
        if grid.limit is not None and grid.limit < 1:
            yield f"{here}.limit", "a limit is a share of the best time, more than 100 %"
        if grid.class_order and grid.classes is ClassesOnGrid.MIXED:
            yield f"{here}.class-order", "classes are mixed on this grid: no order of classes applies"
