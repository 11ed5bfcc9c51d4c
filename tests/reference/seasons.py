"""Seasons made up at random: results, rulebook, rulings and calendar, small enough to read when two scorers differ."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import msgspec

from parcferme.championship import Planned
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    BestResults,
    Bonus,
    BonusFor,
    By,
    CarsCounted,
    CarsInTies,
    Cut,
    EntryRules,
    FewEntries,
    FieldOf,
    HandicapFrom,
    HandicapRules,
    Listed,
    MeetingRules,
    NotScoring,
    PlayoffRules,
    PointsRules,
    RankedRules,
    ReducedRules,
    Reduction,
    Rounding,
    Rulebook,
    ScoredPlace,
    SeasonFacts,
    SharedDrive,
    SmallField,
    Split,
    TableRules,
    TailOf,
    TieBy,
    Tied,
    TieStep,
    TwoCars,
    Unit,
    Wins,
)
from parcferme.times import Duration

YEAR = "2020"
HOUR = 3_600_000_000
SIX_HOURS = "6:00:00"
EVENTS = ("Monza", "Spa", "Imola", "Le Mans", "Jerez", "Brno", "Assen")
NAMES = (
    "José Núñez", "Zoë Ångström", "François Duval", "Bea Blank", "Jiří Dvořák", "Ann Onym", "Łukasz Żak", "Çelik Özgür",
    "Øystein Dahl", "Raúl Peña", "Eve Six", "Gæst Strøm", "Thaís Conceição", "Max Weiß", "Hélène Čad", "Noël Brüning",
)  # fmt: skip
TEAMS = ("Écurie Rouge", "Blue Box", "Grün Racing")
MAKES = ("Ligier", "Škoda")
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


class Made(msgspec.Struct, frozen=True):
    """One season made up. `registered`: who is entered for the whole of it, by table."""

    results: tuple[SessionResult, ...]
    book: Rulebook
    adjustments: tuple[Adjustment, ...] = ()
    planned: tuple[Planned, ...] = ()
    registered: Mapping[str, frozenset[str]] | None = None


class CarMade(msgspec.Struct, frozen=True):
    """What stays the same of a car from round to round."""

    number: str
    drivers: tuple[str, ...]
    class_: str | None
    group: str | None
    team: str | None
    manufacturer: str | None
    engine: str | None


def generate(seed: int) -> Made:
    """The season of a seed: the same every time."""
    random = Random(seed)
    chance = random.random
    crews = random.choice(["one", "one", "crew", "lines"])
    cars = field_of(random, crews)
    rounds = random.randint(2, 4)
    to_come = random.choice([0, 0, 1, 2])
    numbers = list(range(1, rounds + to_come + 1))
    if chance() < 0.15:
        held = numbers[:rounds]
        random.shuffle(held)
        numbers[:rounds] = held
    theme = random.choice([None] * 7 + ["fewest", "meeting", "playoffs"])
    pattern = random.choice(
        ["race", "race", "race sprint", "qualifying race", "race-1 race-2", "race@6:00:00 race"]
    )
    if theme == "playoffs":
        numbers, to_come = list(range(1, 8)), random.choice([0, 0, 1, 2])
        rounds = len(numbers) - to_come
        pattern = random.choice(["race", "stage-1 race"])
    elif theme == "meeting":
        pattern = random.choice(["race-1 race-2", "race sprint", "race-1 race-2 race-3", "qualifying race"])
    results: list[SessionResult] = []
    planned: list[Planned] = []
    for place, number in enumerate(numbers):
        event = EVENTS[number - 1]
        for session in pattern.split():
            kind = session.split("@")[0].split("-")[0]
            if place < rounds:
                one = session_of(random, cars, crews, number, session, kind, event)
                results.append(for_a_meeting(one) if theme in ("meeting", "playoffs") else one)
            else:
                planned.append(Planned(number, session, kind, event))
        if chance() < 0.1 and theme is None:
            pattern = "race"
    tables = tuple(table_of(random, number, cars, crews, theme) for number in range(random.randint(1, 2)))
    if theme == "playoffs":
        tables = (plain_table(random), *tables[1:])
    facts = SeasonFacts(rounds=rounds + to_come) if chance() < 0.3 else None
    book = Rulebook(
        name="made-up",
        title="Made up",
        entries=EntryRules(guests_score=chance() < 0.1),
        points=points_of(random, tables, theme),
        standings=tables,
        meeting=meeting_of(random) if theme == "meeting" else None,
        playoffs=playoffs_of(random, tables[0], cars) if theme == "playoffs" else None,
        handicap=tuple(handicap_of(random, tables, name) for name in "AABBC"[: random.randint(1, 5)])
        if chance() < 0.25
        else (),
        season={YEAR: facts} if facts else {},
    )
    names = {table.name: names_in(cars, table.unit) for table in tables}
    registered = {
        name: with_those_meant(frozenset(one for one in everybody if random.random() < 0.7), everybody)
        for name, everybody in names.items()
    }
    rulings = tuple(ruling_of(random, results, tables, names) for _ in range(random.choice([0, 0, 1, 1, 2])))
    silent = [one for one in rulings if one.kind is AdjustmentKind.NOT_SCORING]
    rulings = tuple(
        one for one in rulings if one not in silent[1:]
    )  # two that contradict each other decide nothing
    return Made(tuple(results), book, rulings, tuple(planned), registered)


# --- who takes part


def field_of(random: Random, crews: str) -> list[CarMade]:
    size = random.randint(3, 6)
    classes = random.choice([(None,), (None,), ("X",), ("X", "Y")])
    groups = random.choice([(None,), ("P", "Q")]) if classes != (None,) else (None,)
    names = iter(random.sample(NAMES, len(NAMES)))
    cars = []
    for number in range(1, size + 1):
        drivers = 1 if crews == "one" else random.randint(1, 2)
        make = random.choice(MAKES)
        cars.append(
            CarMade(
                number=str(number),
                drivers=tuple(next(names) for _ in range(drivers)),
                class_=random.choice(classes),
                group=random.choice(groups),
                team=random.choice(TEAMS),
                manufacturer=make,
                engine=random.choice((None, "Ford", "BMW")),
            )
        )
    return cars


def with_those_meant(registered: frozenset[str], everybody: Sequence[str]) -> frozenset[str]:
    """Those registered and whom that registers too: a make with any engine, a crew of which one stayed at home."""
    crews = [set(one.split(" / ")) for one in registered]
    return registered | {
        one
        for one in everybody
        if one.partition("-")[0] in registered or any(set(one.split(" / ")) <= crew for crew in crews)
    }


def names_in(cars: Sequence[CarMade], unit: Unit) -> list[str]:
    found: dict[str, None] = {}
    for car in cars:
        made = "-".join(part for part in (car.manufacturer, car.engine) if part)
        own = {
            Unit.DRIVER: car.drivers,
            Unit.CREW: (" / ".join(car.drivers),),
            Unit.CAR: (car.number,),
            Unit.TEAM: (car.team or "",),
            Unit.MANUFACTURER: (car.manufacturer or "",),
            Unit.CONSTRUCTOR: (made,),
        }[unit]
        found.update(dict.fromkeys(own))
    return list(found)


# --- one session


def session_of(
    random: Random, cars: Sequence[CarMade], crews: str, number: int, session: str, kind: str, event: str
) -> SessionResult:
    here = [car for car in cars if random.random() < 0.9] or list(cars)
    random.shuffle(here)
    size = len(here)
    grid = list(range(1, size + 1))
    random.shuffle(grid)
    length = random.choice([5, 10, 20])
    facts = random.random()
    lines: list[ResultLine] = []
    place = 0
    for at, car in enumerate(here):
        out = random.random()
        finished = out < 0.8
        level = lines and lines[-1].position is not None and random.random() < 0.08
        place = place if level else at + 1
        status = Status.CLASSIFIED if finished else random.choice(list(Status)[1:])
        line = ResultLine(
            car=car.number,
            position=place
            if finished or (status is Status.NOT_CLASSIFIED and random.random() < 0.5)
            else None,
            status=status,
            class_=car.class_,
            group=car.group,
            drivers=car.drivers,
            team=car.team,
            manufacturer=car.manufacturer,
            engine=car.engine,
            laps=length - random.randint(0, 1) if finished and facts < 0.6 else None,
            best_lap=random.randint(90, 94) * 1_000_000
            if facts < 0.4 and status is not Status.NOT_STARTED
            else None,
            grid=grid[at] if facts < 0.7 else None,
            qualified=size + 1 - grid[at] if facts < 0.5 else None,
            fastest_lap=0.4 < facts < 0.8 and random.random() < 0.25 and status is not Status.NOT_STARTED,
            pole=facts > 0.7 and at == 0,
            laps_led=random.choice([0, 0, 2, 3, 3]) if 0.2 < facts < 0.7 and finished else None,
            laps_led_class=random.choice([0, 0, 2, 3, 3]) if 0.2 < facts < 0.5 and finished else None,
            incidents=random.choice([None, 0, 1, 4, 9]),
            guest=random.random() < 0.06,
            nominated=random.random() < 0.7,
            not_scoring=car.drivers[:1] if random.random() < 0.06 else (),
            disqualified_for=random.choice([None, "technical", "conduct"])
            if status is Status.DISQUALIFIED
            else None,
        )
        if not finished and lines:
            place = 0
        if random.random() < 0.3 and (line.pole or line.fastest_lap):  # a cell that names one of the crew
            by = random.choice(line.drivers)
            line = msgspec.structs.replace(
                line, pole_by=by if line.pole else None, fastest_lap_by=by if line.fastest_lap else None
            )
        lines.append(line)
    lines = closed(lines)
    if crews == "lines":
        lines = [msgspec.structs.replace(line, pole_by=None, fastest_lap_by=None) for line in lines]
        lines = [one for line in lines for one in by_driver(random, line, here)]
    short = random.random() < 0.2 and kind == "race"
    return SessionResult(
        round=number,
        session=session,
        kind=kind,
        lines=tuple(lines),
        event=event,
        completed=random.choice([Fraction(1, 10), QUARTER, Fraction(2, 5), HALF, Fraction(3, 4)])
        if short
        else None,
        green_laps=random.choice([None, 1, 4]) if short else None,
        red=short and random.random() < 0.5,
    )


def for_a_meeting(one: SessionResult) -> SessionResult:
    """Without what the rules of a meeting and of playoffs do not speak of: who is a guest in one of its
    sessions and not in another, and places of cars that were not classified.
    """
    change = msgspec.structs.replace
    lines = [
        change(
            line,
            position=line.position if line.status is Status.CLASSIFIED else None,
            status=Status.NOT_CLASSIFIED if line.status is Status.DISQUALIFIED else line.status,
            disqualified_for=None,
            guest=line.car == "3",
            not_scoring=(),
            nominated=line.car != "2",
        )
        for line in one.lines
    ]
    return change(one, lines=tuple(lines))


def closed(lines: Sequence[ResultLine]) -> list[ResultLine]:
    """Places without holes: those with one first, level ones level."""
    found: list[ResultLine] = []
    with_place = [line for line in lines if line.position is not None]
    for at, line in enumerate(with_place):
        level = at > 0 and with_place[at - 1].position == line.position
        place = found[-1].position if level else at + 1
        found.append(msgspec.structs.replace(line, position=place))
    return found + [line for line in lines if line.position is None]


def by_driver(random: Random, line: ResultLine, here: Sequence[CarMade]) -> list[ResultLine]:
    """A line for each driver of a car; now and then somebody of another car has taken over for a while."""
    crew = list(line.drivers)
    other = random.choice(here).drivers[0]
    if other not in crew and random.random() < 0.1:
        crew.append(other)
    found = []
    for name in crew:
        flag = line.fastest_lap and (name == crew[-1] or random.random() < 0.2)
        silent = (name,) if name in line.not_scoring else ()
        found.append(
            msgspec.structs.replace(
                line, drivers=(name,), shared=name != crew[0], fastest_lap=flag, not_scoring=silent
            )
        )
    return found


# --- the rulebook


def points_of(random: Random, tables: Sequence[TableRules], theme: str | None) -> tuple[PointsRules, ...]:
    if theme == "fewest":
        return (rising(random),)
    rules = [worth_of(random, ("race",)), worth_of(random, ("sprint", "qualifying"))]
    if random.random() < 0.3:
        rules.append(worth_of(random, ("race",), rounds=(random.choice(["2", "Monza", "3"]),)))
    if random.random() < 0.2:
        rules.append(worth_of(random, ("race-2",), tables=(tables[0].name,)))
    if random.random() < 0.15:
        rules.append(worth_of(random, ("race", "sprint"), classes=("Y",)))
    rules.append(worth_of(random, ("race",), at=(Duration(6 * HOUR),)))
    if theme == "meeting":
        rules = [worth_of(random, ("meeting",), bonus=())] + (rules if random.random() < 0.5 else [])
    if theme == "playoffs":
        rules.append(worth_of(random, ("stage",)))
    return tuple(rules)


def worth_of(random: Random, sessions: tuple[str, ...], **narrowed: Any) -> PointsRules:
    chance = random.random
    scale = random.choice(
        [(9, 6, 4, 3, 2, 1), (25, 18, 15), (5,), (Fraction(33, 2), 12, Fraction(19, 2)), (3, 3, 1)]
    )
    tail = random.choice([None, None, Fraction(1, 2), Fraction(1)])
    return PointsRules(
        sessions=sessions,
        scale=tuple(Fraction(one) for one in scale),
        tail=tail,
        tail_to=len(scale) + random.randint(1, 3) if tail and chance() < 0.3 else None,
        tail_of=random.choice(list(TailOf)) if tail else TailOf.CLASSIFIED,
        multiplier=random.choice([Fraction(1), Fraction(1), Fraction(5, 4), Fraction(3, 2), Fraction(2)]),
        rounding=random.choice(list(Rounding)),
        classified=chance() < 0.85,
        dead_heat_shares=chance() < 0.7,
        reduced=reduced_of(random) if chance() < 0.4 else None,
        few_entries=FewEntries(random.randint(2, 5), HALF) if chance() < 0.15 else None,
        **(size_of_field(random) if chance() < 0.25 else {}),
        **({"bonus": tuple(bonus_of(random) for _ in range(random.choice([0, 0, 1, 1, 2])))} | narrowed),
    )


def size_of_field(random: Random) -> dict[str, Any]:
    """Points that depend on how many cars there were."""
    small = tuple(
        SmallField(cars, tuple(Fraction(one) for one in range(cars, 0, -1)))
        for cars in sorted(random.sample(range(1, 7), random.randint(1, 3)))
    )
    return {
        "small_fields": small if random.random() < 0.5 else (),
        "per_car": Fraction(random.choice([1, 2])) if random.random() < 0.4 else None,
        "per_car_behind": Fraction(random.choice([1, 3])) if random.random() < 0.4 else None,
        "field": random.choice(list(FieldOf)),
    }


def rising(random: Random) -> PointsRules:
    """What places cost where the fewest points win."""
    return PointsRules(
        sessions=("race", "sprint", "qualifying"),
        scale=tuple(Fraction(one) for one in range(1, 9)),
        classified=random.random() < 0.85,
        dead_heat_shares=random.random() < 0.7,
        unplaced=random.choice([None, Fraction(9), Fraction(12)]),
        absent=random.choice([None, Fraction(10), Fraction(15)]),
    )


def meeting_of(random: Random) -> MeetingRules:
    scale = tuple(Fraction(one) for one in random.choice([(), (9, 6, 4, 3, 2, 1), (5, 3)]))
    return MeetingRules(sessions=random.choice([("race",), ("race", "sprint", "qualifying")]), scale=scale)


def plain_table(random: Random) -> TableRules:
    """A table whose playoffs are played: everybody who took part has a place in it."""
    best = BestResults(drop=1) if random.random() < 0.2 else BestResults()
    return TableRules(
        name="cup", unit=random.choice([Unit.DRIVER, Unit.CAR]), two_cars=TwoCars.BEST, best=best
    )


def playoffs_of(random: Random, table: TableRules, cars: Sequence[CarMade]) -> PlayoffRules:
    """Seven rounds: two or three of the regular season, one or two cuts, a final."""
    regular, last = random.choice([2, 3]), random.choice([6, 7])
    seeds = random.randint(2, max(2, min(5, len(cars))))
    keeps = sorted(random.sample(range(1, seeds), min(seeds - 1, random.choice([0, 1, 2]))), reverse=True)
    rounds = sorted(random.sample(range(regular + 1, last), len(keeps)))
    cuts = [Cut(at, keep, random.random() < 0.7) for at, keep in zip(rounds, keeps, strict=True)]
    return PlayoffRules(
        table=table.name,
        regular_rounds=regular,
        last_round=last,
        seeds=seeds,
        base=100,
        step=random.choice([0, 50]),
        cuts=tuple(cuts),
        winners_first=random.random() < 0.6,
        winners_within=random.choice([None, 2, 4]),
        leader_qualifies=random.random() < 0.3,
        started_every_race=random.random() < 0.4,
        win_advances=random.random() < 0.6,
        playoff_win=random.choice([0, 5]),
        playoff_stage=random.choice([0, 1]),
        regular_season=random.choice([(), (6, 3, 1)]),
        final_by_finish=random.random() < 0.6,
    )


def handicap_of(random: Random, tables: Sequence[TableRules], name: str) -> HandicapRules:
    """One table of a handicap. Two of one name are carried by the same: what they give is added up."""
    kinds = [one for one in HandicapFrom if one is not HandicapFrom.PACE_QUARTILE]
    by = random.choice(kinds)
    whole = [
        one
        for one in tables
        if one.unit in (Unit.CAR, Unit.DRIVER) and not (one.each_class or one.each_group)
    ]
    if by in (HandicapFrom.STANDINGS_PLACE, HandicapFrom.STANDINGS_POINTS) and not whole:
        by = HandicapFrom.LAST_RACE
    of_table = by in (HandicapFrom.STANDINGS_PLACE, HandicapFrom.STANDINGS_POINTS)
    table = random.choice(whole) if of_table else None
    scale = tuple(Fraction(one) for one in random.choice([(30, 20, 10), (15, 10, 5, 5), (20,)]))
    of_points = by is HandicapFrom.STANDINGS_POINTS
    return HandicapRules(
        name=name,
        unit="kg" if name != "C" else "s",
        by=by,
        of=table.unit if table else random.choice([Unit.CAR, Unit.DRIVER]),
        table=table.name if table else None,
        place=random.choice([ScoredPlace.OVERALL, ScoredPlace.CLASS]),
        scale=() if of_points else scale,
        factor=Fraction(1, 2) if of_points else None,
        reference=random.choice([2, 3]) if of_points else None,
        top=random.choice([None, None, 2, 3]),
        rounding=random.choice(list(Rounding)),
        absent=random.choice([None, Fraction(15)]) if not of_table else None,
        newcomer=random.choice([None, Fraction(10)]),
        most={"A": Fraction(25), "B": Fraction(40)}.get(name),
        not_at=random.choice([(), (), ("2",)]),
    )


def reduced_of(random: Random) -> ReducedRules:
    own = tuple(Fraction(one) for one in (6, 4, 3))
    return ReducedRules(
        minimum_laps=random.choice([0, 0, 5, 10]),
        minimum_green_laps=random.choice([0, 0, 2]),
        only_after_red=random.random() < 0.3,
        bonuses=random.random() < 0.6,
        rounding=random.choice(list(Rounding)),
        bands=random.choice(
            [
                (Reduction(Fraction(0), HALF, factor=HALF),),
                (Reduction(Fraction(0), QUARTER), Reduction(QUARTER, Fraction(3, 4), factor=HALF)),
                (Reduction(QUARTER, HALF, scale=own), Reduction(HALF, Fraction(3, 4), factor=Fraction(3, 4))),
            ]
        ),
    )


def bonus_of(random: Random) -> Bonus:
    kind = random.choice(list(BonusFor))
    several = kind in (
        BonusFor.POLE,
        BonusFor.FASTEST_QUALIFIER,
        BonusFor.FASTEST_LAP,
        BonusFor.MOST_LAPS_LED,
        BonusFor.MOST_PLACES_GAINED,
    )
    plain = kind is BonusFor.ALL_ROUNDS
    incidents = kind is BonusFor.INCIDENTS
    return Bonus(
        for_=kind,
        points=Fraction(random.choice([1, 2, 3, -1])) if incidents else Fraction(random.choice([1, 2, 3])),
        top=random.choice([None, None, 2, 4]) if not plain else None,
        over=random.choice([None, None, QUARTER, HALF]) if not plain else None,
        classified=random.random() < 0.3 and not plain,
        tied=random.choice(list(Tied)) if several else Tied.EACH,
        within=random.choice(list(ScoredPlace)) if not plain else ScoredPlace.OVERALL,
        once_per_round=random.random() < 0.2 and not plain,
        passed_down=random.choice([None, None, True, False]) if not plain else None,
        at_least=random.choice([None, 4]) if incidents else None,
        at_most=random.choice([None, 0, 4]) if incidents else None,
    )


def table_of(
    random: Random, number: int, cars: Sequence[CarMade], crews: str, theme: str | None
) -> TableRules:
    chance = random.random
    units = [Unit.DRIVER, *Unit] if crews == "one" else [unit for unit in Unit if unit is not Unit.CREW]
    units = [*units, Unit.CREW] if crews == "crew" else units
    unit = random.choice(units)
    classed = any(car.class_ for car in cars)
    of_cars = unit in (Unit.TEAM, Unit.MANUFACTURER, Unit.CONSTRUCTOR)
    each = classed and chance() < 0.3
    one = not each and classed and chance() < 0.2
    grouped = any(car.group for car in cars) and chance() < 0.3
    place = (
        random.choice(list(ScoredPlace))
        if grouped
        else random.choice([ScoredPlace.OVERALL, ScoredPlace.CLASS])
    )
    mine = names_in(cars, unit)
    own = chance() < 0.15 and unit is not Unit.CREW
    own_group = own and chance() < 0.5 and not grouped
    if own_group:
        place = ScoredPlace.GROUP
    return TableRules(
        name=f"{unit.value} {number + 1}",
        unit=unit,
        class_="X" if one else None,
        each_class=each,
        each_group=grouped and each,
        group="P" if grouped and not each else None,
        place=place if classed or own_group else ScoredPlace.OVERALL,
        members=tuple(one for one in mine if chance() < 0.6) or tuple(mine) if own else (),
        seat=random.choice([1, 2]) if unit is Unit.DRIVER and crews != "one" and chance() < 0.12 else None,
        listed=Listed.ALL if chance() < 0.15 else Listed.POINTS,
        wins=Wins.FEWEST if theme == "fewest" else Wins.MOST,
        points_from=random.choice([(), (), (), ("race",), ("race-2", "sprint")]),
        cars=random.choice(list(CarsCounted)) if of_cars else CarsCounted.ALL,
        cars_counted=random.choice([1, 2]),
        cars_in_ties=random.choice(list(CarsInTies)) if of_cars else CarsInTies.COUNTING,
        shared=random.choice(list(SharedDrive)) if unit is Unit.DRIVER else SharedDrive.FULL,
        two_cars=random.choice(list(TwoCars)) if unit is Unit.DRIVER else TwoCars.SUM,
        not_scoring=random.choice(list(NotScoring)),
        registered=chance() < 0.15,
        multiply_by_cars=chance() < 0.1,
        best=best_of(random),
        ranked=ranked_of(random) if theme != "fewest" else RankedRules(),
        ties=tuple(step_of(random, theme) for _ in range(random.choice([0, 1, 1, 2, 3]))),
    )


def best_of(random: Random) -> BestResults:
    chance = random.random
    if chance() < 0.4:
        return BestResults(of_round=1) if chance() < 0.1 else BestResults()
    counted = chance() < 0.5
    return BestResults(
        count=random.randint(1, 3) if counted else None,
        drop=None if counted else random.randint(1, 2),
        by=random.choice(list(By)),
        split=random.choice([Split.NONE, *Split]),
        at_once=chance() < 0.3,
        kinds=("race",) if chance() < 0.2 else (),
        keep=random.choice([(), (), ("disqualified",), ("disqualified: technical",), ("not-started",)]),
        keep_rounds=random.choice([(), (), (), ("last",), ("2",), ("Spa", "3")]),
        of_round=random.choice([None, None, None, 1, 2]),
    )


def ranked_of(random: Random) -> RankedRules:
    return random.choice(
        [
            RankedRules(),
            RankedRules(),
            RankedRules(scored=True),
            RankedRules(points=Fraction(random.randint(1, 12))),
            RankedRules(classified=True),
            RankedRules(classified=True, grid=True, sessions=("race", "sprint")),
            RankedRules(classified=True, sessions=("race-2", "qualifying")),
            RankedRules(rounds=random.randint(1, 3)),
        ]
    )


def step_of(random: Random, theme: str | None) -> TieStep:
    by = random.choice([one for one in TieBy if theme != "fewest" or one is not TieBy.GROSS])
    named = ("qualifying", "race-2", "sprint")
    sessions = random.choice([(), (), ("race", "sprint"), named])
    return TieStep(
        by=by,
        sessions=named if by is TieBy.BEST_IN and not sessions else sessions,
        places=random.choice([None, 3]) if by is TieBy.COUNTS else None,
        dropped=random.random() < 0.7,
    )


# --- rulings


def ruling_of(
    random: Random,
    results: Sequence[SessionResult],
    tables: Sequence[TableRules],
    names: Mapping[str, Sequence[str]],
) -> Adjustment:
    chance = random.random
    kind = random.choice(list(AdjustmentKind))
    session = random.choice(results)
    table = random.choice(tables)
    who = tuple(random.sample(list(names[table.name]), 1))
    where = random.choice([str(session.round), str(session.round), session.event])
    own: dict[str, Any] = {"tables": (table.name,), "names": who, "round": where}
    cars = random.choice(session.lines)
    if kind is AdjustmentKind.CUT_SHORT:
        factor = chance() < 0.4
        own = {
            "round": where,
            "session": session.session,
            "completed": None if factor else random.choice([QUARTER, HALF]),
            "factor": HALF if factor else None,
            "laps": random.choice([None, 3, 8]),
            "red": random.choice([None, True, False]),
        }
    elif kind is AdjustmentKind.SHARED_LAP:
        setters = [name for line in session.lines for name in line.drivers if line.status != "not-started"]
        own = {"round": where, "session": session.session, "names": tuple(dict.fromkeys(setters[:2]))}
    elif kind is AdjustmentKind.SHARED_CAR:
        own = {"round": where, "session": session.session, "cars": (cars.car,), "names": cars.drivers[-1:]}
    elif kind in (AdjustmentKind.DEDUCTION, AdjustmentKind.ADDITION):
        own |= {
            "points": Fraction(random.choice([1, 3, 10, 40])),
            "round": random.choice([where, None, "final"]),
        }
        if chance() < 0.4:
            own |= {"of_result": True, "round": where, "session": random.choice([None, session.session])}
    elif kind is AdjustmentKind.EXCLUSION:
        if chance() < 0.4:
            own = {
                "round": where,
                "session": session.session,
                "cars": (cars.car,),
                "may_be_dropped": random.choice([None, None, True, False]),
                "disqualified_for": random.choice([None, "technical", "conduct"]),
            }
        else:
            again = chance() < 0.3
            own |= {"points_kept": not again and chance() < 0.3, "starts_again": again, "label": "EX"}
            own |= {} if again else {"round": random.choice([where, "final"])}
    elif kind is AdjustmentKind.NOT_SCORING:
        own = {
            "round": random.choice([where, where, None]),
            "session": random.choice([None, session.session]),
            "cars": (cars.car,),
            "passed_down": random.choice([None, True, False]),
        }
    elif kind is AdjustmentKind.SCALE:
        own = {"round": where, "session": session.session, "scale": (Fraction(12), Fraction(7))}
    elif kind is AdjustmentKind.ORDER:
        order = list(names[table.name])
        random.shuffle(order)
        own = {"tables": (table.name,), "names": tuple(order)}
    of_table = kind in (AdjustmentKind.DEDUCTION, AdjustmentKind.ADDITION, AdjustmentKind.EXCLUSION)
    if of_table and "names" in own and own["round"] == where and chance() < 0.25:
        own |= {"cars": (cars.car,), "names": ()}  # whoever that car scored for in this round
    return Adjustment(kind, **own)


# --- to read


def toml_of(value: msgspec.Struct, path: str = "") -> str:
    """What of a rulebook is not as usual, as TOML."""
    lines, tables = [], []
    for name in value.__struct_fields__:
        mine = getattr(value, name)
        default = next(one for one in msgspec.structs.fields(type(value)) if one.name == name)
        key = name.rstrip("_").replace("_", "-")
        if name == "cites" or (not default.required and mine == default.default):
            continue
        if (
            isinstance(mine, tuple)
            and mine
            and isinstance(mine[0], msgspec.Struct)
            and path in ("", "season")
        ):
            tables += [f"[[{key}]]\n{toml_of(one, key)}" for one in mine]
        elif isinstance(mine, Mapping):
            tables += [f"[{key}.{name}]\n{toml_of(one, key)}" for name, one in mine.items()]
        elif mine is not None:
            lines.append(f"{key} = {toml_value(mine)}\n")
    return "".join(lines) + "".join(tables)


def toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, enum.Enum | str):
        return f'"{value}"'
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Fraction):
        return str(value) if value.denominator == 1 else f'"{value}"'
    if isinstance(value, tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    assert isinstance(value, msgspec.Struct)
    return "{ " + ", ".join(toml_of(value, "inline").strip().split("\n")) + " }"


def csv_of(results: Sequence[SessionResult]) -> str:
    """Results as a list with the columns that say anything."""
    usual = ResultLine(car="")
    used = [
        name
        for name in ResultLine.__struct_fields__
        if any(getattr(line, name) != getattr(usual, name) for one in results for line in one.lines)
    ]
    rows = ["round,event,session," + ",".join(name.rstrip("_") for name in used)]
    for one in results:
        more = {"completed": one.completed, "green laps": one.green_laps, "red": one.red or None}
        rows += [f"# {key} {value}" for key, value in more.items() if value is not None]
        for line in one.lines:
            cells = [getattr(line, name) for name in used]
            words = ["/".join(cell) if isinstance(cell, tuple) else cell for cell in cells]
            words = ["" if word is None or word is False else str(word) for word in words]
            rows.append(f"{one.round},{one.event},{one.session}," + ",".join(words))
    return "\n".join(rows)
