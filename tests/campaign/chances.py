"""Small seasons whose end is played through in every way it can fall: what `chances` says against what is true.

Where it says `exact` it has to be true to the letter. Where it does not, it has to name the rule it left out, call
nobody champion too early, and leave nobody out who can still win.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

from campaign.standings_known import is_there
from parcferme.championship import Championship, Chance, Planned, chances
from parcferme.championship.outcomes import Doubt
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    BestResults,
    Bonus,
    BonusFor,
    By,
    Cut,
    PlayoffRules,
    PointsRules,
    RankedRules,
    Rulebook,
    Split,
    TableRules,
    TieBy,
    TieStep,
)
from reference.brute_force import Season, Session, Step, Truth, outcomes, truth
from reference.playoffs import Cup, Race, champion

UNITS = ("Ann", "Bea", "Cleo", "Dora")
KNOWN = "worst place said exactly beside a tie in doubt"  # seed 1314
WORST = "test_a_worst_place_is_not_called_exact_where_somebody_can_do_worse"
MOST_COURSES = 3_000


def play(seed: int) -> list[str]:
    """What `chances` says wrongly of the season of a seed; every fourth has playoffs."""
    random = Random(seed)
    said = of_playoffs(random) if seed % 4 == 3 else of_points(random)
    return list(said)


# --- tables of points


def small(random: Random) -> Season:
    """A season of three or four with one to three sessions to come."""
    units = random.choice([3, 3, 3, 4])
    scale = random.choice([(9, 6, 4), (5, 3), (3, 2, 1), (10, 8, 7, 6), (4,)])
    fastest, top = random.choice([(0, None), (0, None), (1, None), (2, 2), (1, 1)])
    classified = random.choice([0, 0, 0, 1])
    race = Session(0, "race", scale, fastest, top, classified)
    sprint = Session(0, "sprint", random.choice([(3, 2, 1), (2,)]))
    pattern = random.choice([[race], [race], [sprint, race]])
    rounds = random.randint(2, 5)
    sessions = [
        Session(number, one.kind, one.scale, one.fastest, one.top, one.classified)
        for number in range(1, rounds + 1)
        for one in pattern
    ]
    each = len(outcomes(fastest > 0, units, units))
    to_come = len(pattern) * random.choice([1, 1, 2, 3])
    while to_come > len(pattern) and (each**to_come > MOST_COURSES or to_come >= len(sessions)):
        to_come -= len(pattern)
    while each**to_come > MOST_COURSES * 4:
        return small(random)
    held = sessions[: len(sessions) - to_come]
    places = []
    for _ in held:
        order: list[int | None] = [*range(1, units + 1)]
        random.shuffle(order)
        places.append(tuple(None if random.random() < 0.15 else place for place in order))
    leaves_out = random.choice(["", "", "count", "drop", "drop"])
    there: tuple[frozenset[int], ...] = ()
    if random.random() < 0.4:
        rounds_to_come = list(dict.fromkeys(one.round for one in sessions[len(held) :]))
        who = {
            number: frozenset(at for at in range(units) if random.random() < 0.6) for number in rounds_to_come
        }
        there = tuple(who[one.round] for one in sessions[len(held) :])
    return Season(
        units=units,
        sessions=tuple(sessions),
        held=tuple(places),
        fastest=tuple(random.choice([None, *range(units)]) if one.fastest else None for one in held),
        steps=tuple(step(random, len(pattern) > 1) for _ in range(random.choice([0, 1, 1, 2, 3]))),
        count=random.randint(1, 4) if leaves_out == "count" else None,
        drop=random.randint(1, 2) if leaves_out == "drop" else None,
        by_round=bool(leaves_out) and random.random() < 0.3,
        split=random.choice(["none", "none", "larger-first", "larger-second"]) if leaves_out else "none",
        deducted=tuple(random.choice([0, 0, 0, 1, 4]) for _ in range(units)),
        least=random.choice([None, None, None, 1, 8]),
        there=there,
    )


def step(random: Random, sprints: bool) -> Step:
    by = random.choice(["counts", "counts", "wins", "first-to-achieve", "best-in", "latest", "gross"])
    kinds = ("race", "sprint") if sprints and random.random() < 0.4 else ("race",)
    return Step(by, kinds, random.random() < 0.8, random.choice([None, 2]) if by == "counts" else None)


def championship(season: Season) -> Championship:
    """The season as the engine gets it."""
    results, lines_of_round = [], {}
    for at, (session, places) in enumerate(zip(season.sessions, season.held, strict=False)):
        lines = [
            ResultLine(
                car=str(unit + 1),
                drivers=(UNITS[unit],),
                position=place,
                status=Status.CLASSIFIED if place else Status.NOT_CLASSIFIED,
                fastest_lap=season.fastest[at] == unit,
            )
            for unit, place in enumerate(places)
        ]
        results.append(SessionResult(session.round, session.kind, session.kind, tuple(lines)))
        lines_of_round[session.round] = lines
    planned = [Planned(one.round, one.kind, one.kind) for one in season.to_come]
    entered = None
    if season.there:
        entered = {number: entries(range(season.units)) for number in lines_of_round}
        entered |= {
            one.round: entries(there) for one, there in zip(season.to_come, season.there, strict=True)
        }
    table = TableRules(
        "Drivers",
        best=BestResults(
            count=season.count,
            drop=season.drop,
            by=By.ROUND if season.by_round else By.SESSION,
            split=Split(season.split),
        ),
        ranked=RankedRules(points=None if season.least is None else Fraction(season.least)),
        ties=tuple(
            TieStep(TieBy(one.by), sessions=one.kinds, places=one.places, dropped=one.dropped)
            for one in season.steps
        ),
    )
    rulings = [
        Adjustment(AdjustmentKind.DEDUCTION, names=(UNITS[unit],), points=Fraction(off))
        for unit, off in enumerate(season.deducted)
        if off
    ]
    points = tuple(rules_of(one) for one in {one.kind: one for one in season.sessions}.values())
    book = Rulebook(points=points, standings=(table,))
    return Championship.of(results, book, adjustments=rulings, planned=planned, entered=entered)


def entries(units: Sequence[int] | frozenset[int] | range) -> list[ResultLine]:
    return [ResultLine(car=str(unit + 1), drivers=(UNITS[unit],)) for unit in sorted(units)]


def rules_of(session: Session) -> PointsRules:
    bonus = []
    if session.fastest:
        bonus.append(Bonus(BonusFor.FASTEST_LAP, Fraction(session.fastest), top=session.top))
    if session.classified:
        bonus.append(Bonus(BonusFor.CLASSIFIED, Fraction(session.classified)))
    scale = tuple(Fraction(one) for one in session.scale)
    return PointsRules(sessions=(session.kind,), scale=scale, bonus=tuple(bonus))


def of_points(random: Random) -> Iterator[str]:
    season = small(random)
    cup = championship(season)
    said = chances(cup, cup.tables[0])
    real = truth(season, [season.units] * len(season.to_come))
    for unit, true in enumerate(real):
        one = said.of(UNITS[unit])
        if one is None:
            if true.can_win:
                yield f"{UNITS[unit]} can win and is not in the answer: {season}"
            continue
        if not one.exact and not said.doubts:
            yield f"{UNITS[unit]} is not exact, and no rule is named that was left out: {season}"
        absent = next((at for at, who in enumerate(season.there) if unit not in who), len(real[unit].needs))
        true = replace(
            true, needs=true.needs[:absent]
        )  # of a session he is not entered for nothing can be needed
        wrong = exactly(one, true, season.units) if one.exact else safely(one, true)
        for what in wrong:
            of_kind = "ties" in said.doubts and what.startswith("the worst place")
            known = f"known {KNOWN}: " if of_kind and is_there(WORST) else ""
            yield f"{known}{UNITS[unit]} {what}: {season}, {said.doubts}"


def exactly(one: Chance, true: Truth, size: int) -> Iterator[str]:
    if one.can_win != true.can_win:
        yield f"can win is {true.can_win}, said {one.can_win}"
    if one.champion != true.champion:
        yield f"champion whatever others do is {true.champion}, said {one.champion}"
    if one.best != true.best:
        yield f"the best place is {true.best}, said {one.best}"
    if true.worst is not None and one.worst is not None and one.worst < true.worst:
        yield f"the worst place is {true.worst}, said {one.worst}"
    if not one.worst_is_bound and one.worst != true.worst:
        yield f"the worst place is {true.worst}, said {one.worst} as no bound"
    for said, needed in zip(one.needs, true.needs, strict=False):
        # places beyond the field of a small season are not played through
        if said != needed and not (said is not None and needed == size and said >= size):
            yield f"needs {true.needs}, said {one.needs}"


def safely(one: Chance, true: Truth) -> Iterator[str]:
    if one.champion and not true.champion:
        yield "called champion too early"
    if true.can_win and not one.can_win:
        yield "can win, said not to"
    if one.best is not None and true.best is not None and one.best > true.best:
        yield f"the best place is {true.best}, said {one.best}"
    if one.worst is not None and true.worst is not None and one.worst < true.worst:
        yield f"the worst place is {true.worst}, said {one.worst}"
    for said, needed in zip(one.needs, true.needs, strict=False):
        if said is not None and (needed is None or said > needed):
            yield f"needs {true.needs}, said {one.needs}"


# --- playoffs


def any_cup(random: Random) -> Cup:
    """Rules of a season of a few rounds: regular season, none to two cuts, a final."""
    drivers = random.choice((2, 3, 3, 3, 4))
    regular = random.randint(1, 3)
    cuts: list[tuple[int, int, bool]] = []
    seeds, last = random.randint(2, drivers), regular
    keep = seeds
    while keep > 1 and len(cuts) < 2 and random.random() < 0.5:
        last, keep = last + 1, random.randint(1, keep - 1)
        cuts.append((last, keep, random.random() < 0.7))
    return Cup(
        drivers=drivers,
        scale=random.choice([(3, 2, 1), (5, 3, 1, 1), (2, 1), (10, 6, 4, 3)]),
        regular=regular,
        last=last + random.randint(1, 2),
        seeds=seeds,
        cuts=tuple(cuts),
        step=random.choice([0, 50]),
        playoff_win=random.choice([0, 0, 1, 4]),
        regular_season=random.choice([(), (3, 2, 1)]),
        winners_first=random.random() < 0.6,
        winners_within=random.choice([None, None, 2]),
        leader_qualifies=random.random() < 0.2,
        started_every_race=random.random() < 0.3,
        win_advances=random.random() < 0.6,
        by_finish=random.random() < 0.5,
        drop=random.choice([0, 0, 0, 1]),
    )


def a_race(random: Random, drivers: int) -> Race:
    order: list[int | None] = [*range(1, drivers + 1)]
    random.shuffle(order)
    return tuple(place if random.random() < 0.9 else None for place in order)


def engine(cup: Cup, races: list[Race], entered: dict[int, frozenset[str]] | None) -> Championship:
    """The same season for the engine."""
    rules = PlayoffRules(
        table="drivers",
        regular_rounds=cup.regular,
        last_round=cup.last,
        seeds=cup.seeds,
        base=cup.base,
        step=cup.step,
        cuts=tuple(Cut(*one) for one in cup.cuts),
        winners_first=cup.winners_first,
        winners_within=cup.winners_within,
        leader_qualifies=cup.leader_qualifies,
        started_every_race=cup.started_every_race,
        win_advances=cup.win_advances,
        playoff_win=cup.playoff_win,
        regular_season=cup.regular_season,
        final_by_finish=cup.by_finish,
    )
    book = Rulebook(
        points=(PointsRules(scale=tuple(map(Fraction, cup.scale))),),
        standings=(TableRules("drivers", best=BestResults(drop=cup.drop or None)),),
        playoffs=rules,
    )
    results = [
        SessionResult(
            number,
            "race",
            "race",
            tuple(
                ResultLine(UNITS[at], place, drivers=(UNITS[at],))
                for at, place in enumerate(race)
                if place is not None
            ),
        )
        for number, race in enumerate(races, 1)
    ]
    planned = [Planned(number, "race", "race") for number in range(len(races) + 1, cup.last + 1)]
    lists = {
        number: [ResultLine(name, drivers=(name,)) for name in who] for number, who in (entered or {}).items()
    }
    return Championship.of(results, book, planned=planned, entered=lists)


def races_of(drivers: int, there: frozenset[int]) -> list[Race]:
    """Every way a race can end: places to those entered, or to nobody; guests may take any place."""
    found = []
    for race in itertools.product((None, *range(1, drivers + 1)), repeat=drivers):
        taken = [place for place in race if place is not None]
        out = any(place is not None and at not in there for at, place in enumerate(race))
        if len(set(taken)) == len(taken) and not out:
            found.append(race)
    return found


def of_playoffs(random: Random) -> Iterator[str]:
    """What the engine says of a made-up season, and all its outcomes do not."""
    cup = any_cup(random)
    to_come = random.choice((1, 1, 2)) if cup.drivers < 4 else 1
    held = max(1, cup.last - to_come)
    races = [a_race(random, cup.drivers) for _ in range(held)]
    names = UNITS[: cup.drivers]
    there = {
        number: frozenset(at for at in range(cup.drivers) if random.random() < 0.8)
        for number in range(held + 1, cup.last + 1)
    }
    restricted = random.random() < 0.4
    entered = {number: frozenset(names[at] for at in who) for number, who in there.items()}
    entered |= {number: frozenset(names) for number in range(1, held + 1)}
    run = engine(cup, races, entered if restricted else None)
    if not restricted and not all(any(race[at] for race in races) for at in range(cup.drivers)):
        return  # of whom neither a result nor an entry list says anything, nothing is known
    everybody = frozenset(range(cup.drivers))
    every = [
        races_of(cup.drivers, there[number] if restricted else everybody)
        for number in range(held + 1, cup.last + 1)
    ]
    courses = {course: champion(cup, [*races, *course]) for course in itertools.product(*every)}
    table = next(one for one in run.after().tables if one.name == "drivers")
    found = chances(run, table)
    for at, name in enumerate(names):
        one = found.of(name)
        can_win = at in courses.values()
        sure = set(courses.values()) == {at}
        if one is None:
            if can_win:
                yield f"{name} can win and is not in the answer: {cup} after {races}"
            continue
        told = f"{one.name} of {cup} after {races}, entered {entered if restricted else None}"
        if one.can_win != can_win and (one.exact or not one.can_win):
            yield f"{told}: can win {one.can_win}, in truth {can_win}"
        if one.champion != sure and (one.exact or one.champion):
            yield f"{told}: champion {one.champion}, in truth {sure}"
        for sessions, place in enumerate(one.needs, 1):
            good = [
                wanted
                for wanted in range(1, cup.drivers + 1)
                if all(
                    who == at
                    for course, who in courses.items()
                    if all(race[at] == wanted for race in course[:sessions])
                )
                and any(all(race[at] == wanted for race in course[:sessions]) for course in courses)
            ]
            if restricted and any(at not in there[held + number] for number in range(1, sessions + 1)):
                continue  # no place can be held where one is not entered
            true = max(good, default=None)
            if place is not None and place <= cup.drivers and place not in good and can_win:
                yield f"{told}: needs {one.needs} in {sessions}, in truth {true}"
            if one.exact and can_win and (place or 0) < (true or 0) <= cup.drivers:
                yield f"{told}: needs {one.needs} in {sessions}, in truth {true}"
    if not all(one.exact for one in found.units) and Doubt.PLAYOFFS not in found.doubts:
        yield f"not exact, and does not say why: {cup} after {races}"
