"""What one unit can take from a session still to come, and how a season would end for it."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from parcferme.championship.ranking import Ranking
from parcferme.championship.tables import Column
from parcferme.championship.ties import Record, looks_at
from parcferme.championship.worth import Worth
from parcferme.regulations import Bonus, BonusFor, By, TableRules, TieBy, TieStep

SURE: Final = (BonusFor.STARTED, BonusFor.CLASSIFIED)
"""Bonuses that come with a classified place."""
ONLY_ONE: Final = (
    BonusFor.POLE,
    BonusFor.FASTEST_QUALIFIER,
    BonusFor.FASTEST_LAP,
    BonusFor.MOST_LAPS_LED,
    BonusFor.MOST_PLACES_GAINED,
)
"""Bonuses of one car in a session; two cars level on one are assumed away like a dead heat."""
_BY_PLACES: Final = (
    TieBy.COUNTS,
    TieBy.WINS,
    TieBy.FIRST_TO_ACHIEVE,
    TieBy.LATEST,
    TieBy.LATEST_BEST,
    TieBy.BEST_IN,
)
_BY_DATE: Final = (TieBy.LATEST, TieBy.LATEST_BEST)


class Doubt(enum.StrEnum):
    """Why an answer is on the safe side and not exact.

    `ties`: a step of the tie-breaks in which a better result can be worth less (head to head; the latest session among
    results that count); `rising`: a place is worth more than a better one, or less than nothing; `cars`: points that
    depend on how many cars start; `places-gained`: a bonus for places gained; `bonus`: a bonus once per round where
    results are left out one by one; `classes`: cars of one unit in several classes; `shared`: points that drivers of a
    car share; `fewest`: a table in which the fewest points win; `absent`: points for who is not there; `meeting`:
    points by the order of whole meetings; `playoffs`: what decides playoffs that are still to come; `switch`: a
    change of class, car or team that loses points, where nobody says in what a unit starts; `kept`: a result that is
    never left out for its status, so that it can be worth less than none;
    `schedule`: rounds to come whose sessions nobody listed, where those so far were not alike; `calendar`: nobody says
    which round is the last, so that more may come than is known.
    """

    TIES = "ties"
    RISING = "rising"
    CARS = "cars"
    PLACES_GAINED = "places-gained"
    BONUS = "bonus"
    CLASSES = "classes"
    SHARED = "shared"
    FEWEST = "fewest"
    ABSENT = "absent"
    MEETING = "meeting"
    PLAYOFFS = "playoffs"
    SWITCH = "switch"
    KEPT = "kept"
    SCHEDULE = "schedule"
    CALENDAR = "calendar"


class Cell(NamedTuple):
    """What a unit takes from one session to come: points (scaled), places (best first), place on the grid."""

    points: int = 0
    places: tuple[int, ...] = ()
    grid: int | None = None


NOTHING: Final = Cell()


class ToCome(NamedTuple):
    """A session to come: its column, what its places are worth, and the bonuses one unit can win there."""

    column: Column
    worth: Worth
    bonuses: tuple[Bonus, ...]


class Finish(Ranking):
    """Points and tie records at the end of one course of things; nobody is placed before two are compared. `final`:
    with what was ruled for the final table alone.
    """

    def _rank(self) -> None:
        took = np.any(self.ledger.took[:, : self.held], axis=1).tolist()
        fit = self._fit()
        self.ranked = [
            fit[unit] and unit not in self.out and bool(took[unit] or self.net[unit])
            for unit in range(len(self.ledger.names))
        ]
        self._records: dict[int, Record] = {}

    def record(self, unit: int) -> Record:
        """What the tie-breaks look at."""
        if unit not in self._records:
            ledger = self.ledger
            self._records[unit] = Record(
                ledger.names[unit],
                ledger.places[unit],
                self.counts[unit].tolist(),
                self.gross[unit],
                ledger.grids[unit],
            )
        return self._records[unit]


def sure_steps(
    rules: TableRules, columns: Sequence[Column], cars: int, beside: Sequence[Column] = ()
) -> tuple[TieStep, ...]:
    """The tie-breaks up to the first in which a better result can be worth less. `cars`: the most any unit
    has; `beside`: sessions without points that a step may look at, and of which nothing is known to come.

    Where results that are left out do not count in a step, a better result can push another out of those that do. That
    changes nothing where single results of single cars are compared by their places, and all sessions are looked at.
    """
    leaves_out = rules.best.leaves_out
    plain = rules.best.by is By.SESSION and cars <= 1 and rules.best.of_round is None
    sure: list[TieStep] = []
    for step in rules.ties:
        by_counting = leaves_out and not step.dropped and step.by in _BY_PLACES
        alike = len({looks_at(step, column) for column in columns}) <= 1
        if step.by is TieBy.HEAD_TO_HEAD or any(looks_at(step, column) for column in beside):
            break
        if by_counting and (step.by in _BY_DATE or not plain or not alike):
            break
        sure.append(step)
    return tuple(sure)
