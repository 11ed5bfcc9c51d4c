"""A championship table as values: rows in order, points exact, what was dropped, what moved, and why."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

import msgspec

from parcferme.classification import Reason
from parcferme.findings import Finding
from parcferme.regulations import AdjustmentKind, Unit

Points = int | Fraction
"""Points are whole numbers where they are whole, else exact fractions."""


def is_in_a_session(kind: AdjustmentKind) -> bool:
    """Whether rulings and facts of a kind belong to a session, whether or not they name one; else to the table."""
    match kind:
        case (
            AdjustmentKind.CUT_SHORT
            | AdjustmentKind.SHARED_LAP
            | AdjustmentKind.SHARED_CAR
            | AdjustmentKind.NOT_SCORING
            | AdjustmentKind.SCALE
        ):
            return True
        case (
            AdjustmentKind.DEDUCTION
            | AdjustmentKind.ADDITION
            | AdjustmentKind.EXCLUSION
            | AdjustmentKind.ORDER
        ):
            return False
        case never:
            assert_never(never)


class Column(msgspec.Struct, frozen=True):
    """One session that can score in a table; `certainty` is the least certain word its result list uses, `reasons` say
    why it is not worth what the scale says. `scores` is False for a session that only breaks ties.
    """

    round: int
    session: str
    kind: str
    event: str | None = None
    certainty: str | None = None
    reasons: tuple[Reason, ...] = ()
    scores: bool = True


class Standing(msgspec.Struct, frozen=True, gc=False):
    """One row of a table.

    `position` is None for who is listed without a place; equal where no step of the chain broke a tie. `by_session`
    runs along `Table.sessions`: None where the unit took no part. `dropped` are the places in it that do not count.
    `previous` is the place after the round before. `cars`, `drivers` and `team` are what belongs to the name, last
    first.
    """

    position: int | None
    name: str
    points: Points
    gross_points: Points
    by_session: tuple[Points | None, ...] = ()
    dropped: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()
    previous: int | None = None
    cars: tuple[str, ...] = ()
    drivers: tuple[str, ...] = ()
    team: str | None = None


class Table(msgspec.Struct, frozen=True, rename={"class_": "class"}):
    """One championship table after a round. Under playoffs `champion` is who won them, None while there is none, and
    `before_playoffs` the table of points they were made from. `fewest`: the fewest points lead.
    """

    name: str
    unit: Unit
    class_: str | None = None
    group: str | None = None
    sessions: tuple[Column, ...] = ()
    rows: tuple[Standing, ...] = ()
    champion: str | None = None
    fewest: bool = False
    before_playoffs: Table | None = None

    def row(self, name: str) -> Standing | None:
        """The row of one driver, car, team …, None where there is none."""
        return next((row for row in self.rows if row.name == name), None)


class Standings(msgspec.Struct, frozen=True):
    """Every table of a championship after a round, and what was odd."""

    after: int
    tables: tuple[Table, ...]
    findings: tuple[Finding, ...] = ()

    def table(self, name: str, class_: str | None = None) -> Table | None:
        """The table of a name (and class), None where there is none."""
        return next((one for one in self.tables if one.name == name and class_ in (None, one.class_)), None)


class Planned(msgspec.Struct, frozen=True):
    """A session still to come."""

    round: int
    session: str
    kind: str
    event: str | None = None
