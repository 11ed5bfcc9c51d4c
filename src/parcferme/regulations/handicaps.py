"""The rules that carry from one round into the next: success seconds, ballast, penalties carried over, playoffs."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from parcferme.names import fitting
from parcferme.regulations.points import ScoredPlace
from parcferme.regulations.sessions import Rounding
from parcferme.regulations.standings import TableRules, Unit

# Le Mans Cup 2021: 20, 50, 80 or 120 s by the quarter of the Silver drivers' pace.
QUARTERS: Final = 4


class HandicapFrom(enum.StrEnum):
    """What a handicap is measured by: places or points of the standings, places of the last race or the one before.
    `pace-quartile`: in which quarter of the measured drivers a pace lies (rated drivers as fast as the next category).
    """

    STANDINGS_PLACE = "standings-place"
    STANDINGS_POINTS = "standings-points"
    LAST_RACE = "last-race"
    RACE_BEFORE = "race-before"
    PACE_QUARTILE = "pace-quartile"


class HandicapRules(msgspec.Struct, frozen=True):
    """Seconds at the compulsory stop, or kilogrammes of ballast (`unit`), for cars, drivers, teams … (`of`).

    `scale`: by place (`place`: overall or in class), or by quarter of the pace, fastest first. For points: (points of
    the place less points of the place `reference`) times `factor`. Either for the first `top`, rounded. `class`: only
    these cars. `sessions`: which sessions are a race (kinds or names). `absent`: for who was seen before and not there;
    `newcomer`: for who has not raced yet. `not_at`: rounds (number or name) without it; `at`: only these rounds.
    Several tables of one `name` add up, to at most `most`.
    """

    name: str
    unit: str
    by: HandicapFrom
    of: Unit = Unit.CAR
    table: str | None = None
    class_: str | None = None
    place: ScoredPlace = ScoredPlace.OVERALL
    sessions: tuple[str, ...] = ("race",)
    scale: tuple[Fraction, ...] = ()
    factor: Fraction | None = None
    reference: int | None = None
    top: int | None = None
    rounding: Rounding = Rounding.NONE
    absent: Fraction | None = None
    newcomer: Fraction | None = None
    most: Fraction | None = None
    at: tuple[str, ...] = ()
    not_at: tuple[str, ...] = ()


# Formula One 2025: five reprimands, four of them for driving, cost ten places; a penalty that retirement left
# unserved costs places on the next grid.
class CarryRules(msgspec.Struct, frozen=True):
    """Penalties carried over. `reprimands` of one driver in a season (at least `driving_reprimands` for driving) cost
    `grid_places`, then counting starts again; so many `licence_points` within the season suspend for `suspension`
    rounds and are taken off; `unserved_grid_drop`: a drive-through or stop-and-go not served because the car retired
    costs so many places. All of them at the next start. `races`: which sessions have a grid (kinds or names).
    """

    reprimands: int | None = None
    driving_reprimands: int = 0
    grid_places: int | None = None
    licence_points: int | None = None
    suspension: int = 1
    unserved_grid_drop: int | None = None
    races: tuple[str, ...] = ("race",)


class AfterCut(enum.StrEnum):
    """What who was cut is ranked by. `from-base`: the base, the playoff points taken into the playoffs and all points
    since, against all others cut; `as-cut`: the points at the cut, behind those cut later.
    """

    FROM_BASE = "from-base"
    AS_CUT = "as-cut"


class Cut(msgspec.Struct, frozen=True):
    """After `round` only `keep` contenders go on; `playoff_points`: with their playoff points, or on the base alone."""

    round: int
    keep: int
    playoff_points: bool = True


class PlayoffRules(msgspec.Struct, frozen=True):
    """Playoffs of one `table` (and `class`).

    After `regular_rounds` the first `seeds` (winners before the others where `winners_first`; only winners among the
    first `winners_within`; the leader of the table in any case where `leader_qualifies`) go on with `base` points plus
    their playoff points: `playoff_win` for each of `races` won, `playoff_stage` for each of `stages`, and
    `regular_season` by place; only who `started_every_race` of the regular season can be seeded, where that is asked.
    After each cut those left start again, `step` higher; a win in between advances
    (`win_advances`). After `last_round` the best placed contender of its last race is champion (`final_by_finish`: of
    the final only races give points), else who has most points.
    """

    table: str
    regular_rounds: int
    last_round: int
    seeds: int
    base: int
    step: int = 0
    class_: str | None = None
    cuts: tuple[Cut, ...] = ()
    winners_first: bool = True
    winners_within: int | None = None
    leader_qualifies: bool = False
    started_every_race: bool = False
    win_advances: bool = True
    races: tuple[str, ...] = ("race",)
    stages: tuple[str, ...] = ("stage",)
    playoff_win: int = 0
    playoff_stage: int = 0
    regular_season: tuple[int, ...] = ()
    after_cut: AfterCut = AfterCut.FROM_BASE
    final_by_finish: bool = True


def carried_contradictions(
    playoffs: PlayoffRules | None,
    handicaps: Sequence[HandicapRules] = (),
    carry: CarryRules | None = None,
    tables: Sequence[TableRules] = (),
) -> Iterator[tuple[str, str]]:
    """Values that cannot hold together: (key below the rulebook, what is wrong)."""
    names = {table.name for table in tables}
    units: dict[str, str] = {}
    for index, rule in enumerate(handicaps):
        yield from _handicap_contradictions(rule, f"handicap[{index}]", names)
        # Tables of one name add up.
        if units.setdefault(rule.name, rule.unit) != rule.unit:
            yield (
                f"handicap[{index}].unit",
                f"{rule.name!r} is in {units[rule.name]!r} above: they cannot add up",
            )
    if carry is not None:
        yield from _carry_contradictions(carry)
    if playoffs is not None:
        yield from _playoff_contradictions(playoffs)
        if not fitting(playoffs.table, names):
            yield "playoffs.table", f"no table is called {playoffs.table!r} (there are {sorted(names)})"


def _handicap_contradictions(rule: HandicapRules, here: str, names: set[str]) -> Iterator[tuple[str, str]]:
    standings = rule.by in (HandicapFrom.STANDINGS_PLACE, HandicapFrom.STANDINGS_POINTS)
    if standings and rule.table is None:
        yield f"{here}.table", f"{rule.by.value} needs the table it looks at"
    if rule.table is not None and not fitting(rule.table, names):
        yield f"{here}.table", f"no table is called {rule.table!r} (there are {sorted(names)})"
    if rule.by is HandicapFrom.STANDINGS_POINTS:
        if rule.factor is None:
            yield f"{here}.factor", "standings-points needs what a point is worth"
        if rule.reference is not None and rule.reference < 1:
            yield f"{here}.reference", "the first place is 1"
    elif not rule.scale:
        yield f"{here}.scale", f"{rule.by.value} needs a scale"
    if rule.by is HandicapFrom.PACE_QUARTILE and rule.scale and len(rule.scale) != QUARTERS:
        yield f"{here}.scale", f"four quarters need four values, not {len(rule.scale)}"
    if rule.most is not None and rule.most < 0:
        yield f"{here}.most", "no handicap can be below nothing"
    if set(rule.at) & set(rule.not_at):
        yield f"{here}.not-at", "a round is named in at and in not-at"


def _carry_contradictions(carry: CarryRules) -> Iterator[tuple[str, str]]:
    if carry.reprimands is not None and carry.grid_places is None:
        yield "carry.grid-places", "reprimands need the grid places they cost"
    if carry.reprimands == 0:
        yield "carry.reprimands", "a penalty needs at least one reprimand"
    if carry.reprimands is not None and carry.driving_reprimands > carry.reprimands:
        yield "carry.driving-reprimands", "more for driving than there are reprimands"
    if carry.licence_points == 0:
        yield "carry.licence-points", "a suspension needs at least one point"


def _playoff_contradictions(playoffs: PlayoffRules) -> Iterator[tuple[str, str]]:
    keeps = [playoffs.seeds, *(cut.keep for cut in playoffs.cuts)]
    if any(later >= before for before, later in itertools.pairwise(keeps)):
        yield "playoffs.cuts", "each cut has to leave fewer contenders than the one before"
    if min(keeps) < 1:
        yield "playoffs.cuts" if playoffs.seeds else "playoffs.seeds", "at least one contender has to go on"
    rounds = [playoffs.regular_rounds, *(cut.round for cut in playoffs.cuts)]
    if any(later <= before for before, later in itertools.pairwise(rounds)):
        yield "playoffs.cuts", "each cut has to come after the one before"
    if playoffs.last_round <= rounds[-1]:
        yield "playoffs.last-round", "the last round has to come after the regular rounds and the last cut"
