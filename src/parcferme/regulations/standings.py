"""The rules of a championship table: whose points are added up, which results count, who is ranked, how ties break."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

import msgspec

from parcferme.regulations.loading import Label
from parcferme.regulations.points import ScoredPlace


class Unit(enum.StrEnum):
    """Who a table is of. `crew`: the drivers of a car together; `constructor`: make of chassis and of engine."""

    DRIVER = "driver"
    CREW = "crew"
    CAR = "car"
    TEAM = "team"
    MANUFACTURER = "manufacturer"
    CONSTRUCTOR = "constructor"


class CarsCounted(enum.StrEnum):
    """Which cars of a team or make score in a session: all, the best `cars_counted`, or those nominated."""

    ALL = "all"
    BEST = "best"
    NOMINATED = "nominated"


# Formula One, 1958 to 1978: the best car of a make scored, and ties went by the places of all (published tables).
class CarsInTies(enum.StrEnum):
    """Whose places break a tie of teams or makes of which only the best cars count: those cars', or all."""

    COUNTING = "counting"
    ALL = "all"


# Formula One: an equal split in 1950, nothing at all from 1958; endurance series give each of a crew all.
class SharedDrive(enum.StrEnum):
    """What the drivers of one car get: each the full points, an equal share, or nothing."""

    FULL = "full"
    SPLIT = "split"
    NOTHING = "nothing"


# Formula One in 1956 and the 24H Series of 2015 counted the better car alone.
class TwoCars(enum.StrEnum):
    """A driver in two cars of one session: both score, or the better alone, for points and in ties. Where a rulebook
    says neither, one name in two cars is two people.
    """

    SUM = "sum"
    BEST = "best"


# ELMS 2019: guests stay classified and score nothing. WRC 2006: they may take no points from the registered.
class NotScoring(enum.StrEnum):
    """The points of a place taken by one who does not score: kept empty, or passed down to the next who does."""

    KEPT = "kept"
    PASSED_DOWN = "passed-down"


class Listed(enum.StrEnum):
    """Who is in a table without being ranked: who has points, or everybody who is in its results."""

    POINTS = "points"
    ALL = "all"


class Wins(enum.StrEnum):
    """Who is first: the one with most points, or with fewest."""

    MOST = "most"
    FEWEST = "fewest"


class Split(enum.StrEnum):
    """Into which parts a season is cut for counting the best results; of an odd number of rounds one half is larger."""

    NONE = "none"
    LARGER_FIRST = "larger-first"
    LARGER_SECOND = "larger-second"


# Series that never wrote it down argue about it afterwards (assetto-server-manager, issue 194).
class Switch(enum.StrEnum):
    """What a unit may change in the course of a season."""

    CLASS = "class"
    CAR = "car"
    TEAM = "team"


# The best eight of days that have different numbers of races (CrossMgr, issue 93).
class By(enum.StrEnum):
    """What is counted or left out: single sessions, or whole rounds."""

    SESSION = "session"
    ROUND = "round"


class TieBy(enum.StrEnum):
    """One step of a tie-break. `counts`: most first places, then seconds, and so on; `wins`: most first places only;
    `first-to-achieve`: who reached the best place first; `latest`: the better result in the latest session in which
    they differ; `latest-best`: the one whose best place came last, then the next best; `head-to-head`: the
    better place in the earliest session in which all who are level were
    placed, and not alike; `best-in`: the better
    place in the sessions named; `gross`: more points before any were left out; `best-grid`: the best place on a grid;
    `decided`: an order the governing body has given.
    """

    COUNTS = "counts"
    WINS = "wins"
    FIRST_TO_ACHIEVE = "first-to-achieve"
    LATEST = "latest"
    LATEST_BEST = "latest-best"
    HEAD_TO_HEAD = "head-to-head"
    BEST_IN = "best-in"
    GROSS = "gross"
    BEST_GRID = "best-grid"
    DECIDED = "decided"


KEPT: Final = ("classified", "not-classified", "not-started", "disqualified")
"""What a result can be that is never left out."""


class TieStep(msgspec.Struct, frozen=True):
    """One step; `sessions` are the kinds or names whose places it looks at (empty: races), `places` how far down
    `counts` goes, `dropped` whether results left out of the points still count here.
    """

    by: TieBy
    sessions: tuple[str, ...] = ()
    places: int | None = None
    dropped: bool = True


class BestResults(msgspec.Struct, frozen=True):
    """How many results count: the best `count`, or all but `drop` worst, of the season or of each part of it, counted
    by session or by whole round. `drop` leaves out what is worst of all the season's rounds, so nothing is left out
    before there are more results than may count; `at_once` leaves the worst out from the first round on.
    `kinds`: only these sessions can be left out. `keep`: a result of this status is never left out, of which `not-
    started` means every session without a start, also where a unit is not in the list at all, and `disqualified:
    technical` a disqualification of that kind (`disqualified-for`). `keep_rounds`: rounds (number, name, or `last`)
    whose results are never left out. `of_round`: of each round only so many best results count, before the others are
    looked at. Of equal points the better place counts, then the earlier result; where a unit was absent it has no
    result.
    """

    count: int | None = None
    drop: int | None = None
    by: By = By.SESSION
    split: Split = Split.NONE
    at_once: bool = False
    kinds: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    keep_rounds: tuple[str, ...] = ()
    of_round: int | None = None

    @property
    def leaves_out(self) -> bool:
        """Whether any result can be left out of the points."""
        return self.count is not None or self.drop is not None or self.of_round is not None

    @property
    def kept(self) -> tuple[tuple[str, str | None], ...]:
        """Each status of `keep`, with the kind of disqualification where it names one."""
        parts = (kept.partition(":") for kept in self.keep)
        return tuple((status.strip(), kind.strip() if colon else None) for status, colon, kind in parts)


# The 24H Series lets who was at fewer than three events score, and does not list him.
class RankedRules(msgspec.Struct, frozen=True):
    """Who is listed with a place. Nothing asked: everyone who took part. `points`: at least so many; `scored`: more
    than none; `classified`: a classified finish, or where `grid` a place on a grid, in one of `sessions` (kinds or
    names; empty: races); `rounds`: took part in so many. Who has points and is not ranked is listed below, without a
    place.
    """

    points: Fraction | None = None
    scored: bool = False
    classified: bool = False
    grid: bool = False
    sessions: tuple[str, ...] = ()
    rounds: int | None = None


class TableRules(msgspec.Struct, frozen=True):
    """One championship table.

    `class`, `group`: only those cars; `each_class`, `each_group`: one such table for each there is. `place`: which
    place earns the points (in an overall title from class points: `place = "class"` without a class). `points_from`:
    only the sessions of these kinds or names. `multiply_by_cars`: points times the cars of the class that started.
    `registered`: only units named in the entries as scoring (full season); `switch_loses`: a change of
    these loses what was scored before (without, points stay with the unit); `ties`: in order.

    `members`: only these names (rookies, ladies, independents …), in as many tables as they belong to; `seat`: only who
    sits there in a crew (2: co-drivers). With `place = "group"` their places are those among them. `listed`: who stands
    in the table without a place. `wins`: most points win, or fewest.
    """

    name: str
    unit: Unit = Unit.DRIVER
    class_: str | None = None
    group: str | None = None
    each_class: bool = False
    each_group: bool = False
    place: ScoredPlace = ScoredPlace.OVERALL
    points_from: tuple[str, ...] = ()
    cars: CarsCounted = CarsCounted.ALL
    cars_counted: int = 1
    cars_in_ties: CarsInTies = CarsInTies.COUNTING
    shared: SharedDrive = SharedDrive.FULL
    two_cars: TwoCars | None = None
    not_scoring: NotScoring = NotScoring.KEPT
    registered: bool = False
    multiply_by_cars: bool = False
    best: BestResults = BestResults()
    switch_loses: tuple[Switch, ...] = ()
    ranked: RankedRules = RankedRules()
    listed: Listed = Listed.POINTS
    members: tuple[str, ...] = ()
    seat: int | None = None
    wins: Wins = Wins.MOST
    ties: tuple[TieStep, ...] = (TieStep(TieBy.COUNTS),)


class AdjustmentKind(enum.StrEnum):
    """What a result list cannot show. `cut-short`: the race ended early (`completed`, or `factor`); `shared-lap`: the
    fastest lap was set by all of `names`; `shared-car`: these drivers have no part in the car they shared;
    `deduction`: `points` are taken; `addition`: are given; `exclusion`: out of a session or of the table;
    `not-scoring`: scores nothing in a session, or in all; `scale`: the race has a scale of its own; `order`: the order
    in which the governing body put a tie.
    """

    CUT_SHORT = "cut-short"
    SHARED_LAP = "shared-lap"
    SHARED_CAR = "shared-car"
    DEDUCTION = "deduction"
    ADDITION = "addition"
    EXCLUSION = "exclusion"
    NOT_SCORING = "not-scoring"
    SCALE = "scale"
    ORDER = "order"


class Adjustment(msgspec.Struct, frozen=True, omit_defaults=True):
    """One ruling or fact beside the results, with its source. `round` (number or event) and `session` (kind or name):
    where it belongs; a deduction, an addition or an exclusion from a table counts from its round on, or with `final` in
    the final table alone. `tables`: only in these (empty: all). `names`: drivers, cars, teams … as the tables name
    them; `cars`: car numbers.

    `passed_down`: whether the points of who does not score go to the next (default: as the table's rules say). An
    exclusion with a `session` is from that session: places close up. Without, it is from the table: a row without a
    place that prints `label`, and its points where `points_kept`; where it `starts_again`, what comes from that round
    on counts under the same name. `completed`: the share that was run of a race cut short; `factor` of the points.
    `of_result`: a deduction or addition is part of the result of its round (and session), and is left out with it.
    `may_be_dropped`: whether an exclusion from a session can be left out (default: as the table's `keep` says).
    `disqualified_for`: the kind of an exclusion from a session, `technical`, which a `keep` may name.
    """

    kind: AdjustmentKind
    round: Label | None = None
    session: str | None = None
    tables: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    cars: tuple[str, ...] = ()
    points: Fraction | None = None
    completed: Fraction | None = None
    factor: Fraction | None = None
    scale: tuple[Fraction, ...] = ()
    laps: int | None = None
    green_laps: int | None = None
    red: bool | None = None
    passed_down: bool | None = None
    of_result: bool = False
    may_be_dropped: bool | None = None
    disqualified_for: str | None = None
    points_kept: bool = False
    starts_again: bool = False
    label: str | None = None
    article: str | None = None
    source: str | None = None
    reason: str | None = None
    document: str | None = None


class SeasonFacts(msgspec.Struct, frozen=True):
    """One season under a rulebook that serves several: how many rounds it has, and what its results cannot show."""

    rounds: int | None = None
    adjustment: tuple[Adjustment, ...] = ()


def adjustment_contradictions(season: Mapping[str, SeasonFacts]) -> Iterator[tuple[str, str]]:
    """Facts beside the results that cannot be meant: (key below the rulebook, what is wrong)."""
    for year, facts in season.items():
        for index, one in enumerate(facts.adjustment):
            here = f"season.{year}.adjustment[{index}]"
            of_points = one.kind in (AdjustmentKind.DEDUCTION, AdjustmentKind.ADDITION)
            if one.of_result and not of_points:
                yield f"{here}.of-result", "only a deduction or an addition can belong to a result"
            elif one.of_result and one.round in (None, "final"):
                yield f"{here}.of-result", "which result? name the round"
            if one.disqualified_for is not None and (
                one.kind is not AdjustmentKind.EXCLUSION or one.session is None
            ):
                yield f"{here}.disqualified-for", "only an exclusion from a session is a disqualification"


def table_contradictions(tables: tuple[TableRules, ...]) -> Iterator[tuple[str, str]]:
    """Values that cannot hold together: (key below the rulebook, what is wrong)."""
    seen: set[str] = set()
    for index, table in enumerate(tables):
        here = f"standings[{index}]"
        if table.name in seen:
            yield f"{here}.name", f"two tables are called {table.name!r}"
        seen.add(table.name)
        if table.best.count is not None and table.best.drop is not None:
            yield (
                f"{here}.best.drop",
                "either so many best results count or so many worst are left out, not both",
            )
        for status, kind in table.best.kept:
            if status not in KEPT:
                yield (
                    f"{here}.best.keep",
                    f"no result has the status {status!r} (there are {', '.join(KEPT)})",
                )
            elif kind is not None and (status != "disqualified" or not kind):
                yield (
                    f"{here}.best.keep",
                    "only of disqualifications there are kinds: `disqualified: technical`",
                )
        if table.group is not None and table.each_group:
            yield f"{here}.each-group", "one group is named, so there is no table for each"
        if table.class_ is not None and table.each_class:
            yield f"{here}.each-class", "one class is named, so there is no table for each"
        if table.seat is not None and (table.seat < 1 or table.unit is not Unit.DRIVER):
            yield f"{here}.seat", "seats are those of drivers, the first is 1"
        if table.best.of_round is not None and table.best.of_round < 1:
            yield f"{here}.best.of-round", "at least one result of a round has to count"
        if table.cars is CarsCounted.BEST and table.cars_counted < 1:
            yield f"{here}.cars-counted", "at least one car has to count"
        for at, step in enumerate(table.ties):
            if step.by is TieBy.BEST_IN and not step.sessions:
                yield f"{here}.ties[{at}].sessions", "best-in needs the sessions it looks at"
