"""The rules that carry from one round into the next: success seconds, ballast, penalties carried over, playoffs."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterator
from fractions import Fraction

import msgspec

from parcferme.regulations.sessions import Rounding


class HandicapFrom(enum.StrEnum):
    """What a handicap is measured by: places or points of the standings, places of the last race or the one before."""

    STANDINGS_PLACE = "standings-place"
    STANDINGS_POINTS = "standings-points"
    LAST_RACE = "last-race"
    RACE_BEFORE = "race-before"
    PACE_QUARTILE = "pace-quartile"


class HandicapRules(msgspec.Struct, frozen=True):
    """Seconds at the compulsory stop, or kilogrammes of ballast. `scale`: by place. For points: (points of the place
    less points of `reference`) times `factor`, for the first `top`, rounded. `absent`: for who was not there.
    `not_at`: rounds without it. Several tables of one `name` add up, to at most `most`.
    """

    name: str
    unit: str
    by: HandicapFrom
    table: str | None = None
    scale: tuple[Fraction, ...] = ()
    factor: Fraction | None = None
    reference: int | None = None
    top: int | None = None
    rounding: Rounding = Rounding.NONE
    absent: Fraction | None = None
    most: Fraction | None = None
    not_at: tuple[str, ...] = ()


class CarryRules(msgspec.Struct, frozen=True):
    """Penalties carried over. `reprimands` of one driver in a season (at least `driving_reprimands` for driving) cost
    `grid_places`, then counting starts again; `licence_points` within the season suspend for a round;
    `unserved_grid_drop`: a drive-through or stop-and-go not served because the car retired costs so many places.
    """

    reprimands: int | None = None
    driving_reprimands: int = 0
    grid_places: int | None = None
    licence_points: int | None = None
    unserved_grid_drop: int | None = None


class Cut(msgspec.Struct, frozen=True):
    """After `round` only `keep` contenders go on."""

    round: int
    keep: int


class PlayoffRules(msgspec.Struct, frozen=True):
    """Playoffs. After `regular_rounds` the first `seeds` (winners before the others where `winners_first`) go on with
    `base` points plus their playoff points. After each cut those left start again; a win advances. At the last round
    the best placed of the `final` contenders is champion.
    """

    table: str
    regular_rounds: int
    seeds: int
    base: int
    step: int = 0
    cuts: tuple[Cut, ...] = ()
    winners_first: bool = True
    playoff_win: int = 0
    playoff_stage: int = 0
    regular_season: tuple[int, ...] = ()
    final_by_finish: bool = True


def carried_contradictions(playoffs: PlayoffRules | None) -> Iterator[tuple[str, str]]:
    """Values that cannot hold together: (key below the rulebook, what is wrong)."""
    if playoffs is None:
        return
    keeps = [playoffs.seeds, *(cut.keep for cut in playoffs.cuts)]
    if any(later >= before for before, later in itertools.pairwise(keeps)):
        yield "playoffs.cuts", "each cut has to leave fewer contenders than the one before"
    rounds = [playoffs.regular_rounds, *(cut.round for cut in playoffs.cuts)]
    if any(later <= before for before, later in itertools.pairwise(rounds)):
        yield "playoffs.cuts", "each cut has to come after the one before"
