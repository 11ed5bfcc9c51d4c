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


def small_cup(random: Random) -> Cup:
    drivers = random.choice([3, 3, 4])
    regular = random.choice([1, 2])
    seeds = random.randint(2, drivers)
    cuts: list[tuple[int, int, bool]] = []
    last = regular + 1
    if seeds > 2 and random.random() < 0.6:
        cuts.append((last, random.randint(1, seeds - 1), random.random() < 0.7))
        last += 1
    elif random.random() < 0.3:
        last += 1
    return Cup(
        drivers=drivers,
        scale=random.choice([(5, 3, 1), (9, 6, 4, 1), (4, 3, 2)]),
        regular=regular,
        last=last,
        seeds=seeds,
        cuts=tuple(cuts),
        step=random.choice([0, 50]),
        playoff_win=random.choice([0, 0, 2]),
        regular_season=random.choice([(), (3, 1)]),
        winners_first=random.random() < 0.5,
        winners_within=random.choice([None, None, 2]),
        leader_qualifies=random.random() < 0.3,
        started_every_race=random.random() < 0.4,
        win_advances=random.random() < 0.6,
        by_finish=random.random() < 0.6,
        drop=random.choice([0, 0, 0, 1]),
    )


def of_playoffs(random: Random) -> Iterator[str]:
    cup = small_cup(random)
    every = [tuple(place for place, _ in taken) for taken in outcomes(False, cup.drivers, cup.drivers)]
    to_come = random.choice([1, 1, 2]) if cup.drivers == 3 else 1
    to_come = min(to_come, cup.last - 1)
    orders = list(itertools.permutations(range(1, cup.drivers + 1)))
    held: list[Race] = []
    for _ in range(cup.last - to_come):
        held.append(tuple(place if random.random() < 0.9 else None for place in random.choice(orders)))
    there = [frozenset(range(cup.drivers))] * to_come
    if random.random() < 0.4:
        there = [frozenset(at for at in range(cup.drivers) if random.random() < 0.7) for _ in there]
    courses = [
        [race for race in every if all(at in who for at, place in enumerate(race) if place)] for who in there
    ]
    won = {champion(cup, [*held, *course]) for course in itertools.product(*courses)}
    season = engine_cup(cup, held, there)
    said = chances(season, season.tables[0])
    for at in range(cup.drivers):
        one = said.of(UNITS[at])
        able, sure = at in won, won == {at}
        about = f"{cup}, {held}, {[sorted(who) for who in there]}, {said.doubts}"
        if one is None:
            if able:
                yield f"{UNITS[at]} can win and is not in the answer: {about}"
            continue
        if not one.exact and not said.doubts:
            yield f"{UNITS[at]} is not exact, and no rule is named that was left out: {about}"
        if one.exact and (one.can_win, one.champion) != (able, sure):
            yield f"{UNITS[at]} can win {able}, champion {sure}; said {one.can_win}, {one.champion}: {about}"
        if (one.champion and not sure) or (able and not one.can_win):
            yield f"{UNITS[at]} not even on the safe side: can win {able}, champion {sure}: {about}"


def engine_cup(cup: Cup, held: Sequence[Race], there: Sequence[frozenset[int]]) -> Championship:
    results = []
    entered = {}
    for number, race in enumerate(held, 1):
        lines = [
            ResultLine(car=str(at + 1), drivers=(UNITS[at],), position=place)
            for at, place in enumerate(race)
            if place is not None
        ]
        results.append(SessionResult(number, "race", "race", tuple(lines)))
        entered[number] = entries(range(cup.drivers))
    planned = [Planned(len(held) + number, "race", "race") for number in range(1, len(there) + 1)]
    entered |= {len(held) + number: entries(who) for number, who in enumerate(there, 1)}
    rules = PlayoffRules(
        table="Drivers",
        regular_rounds=cup.regular,
        last_round=cup.last,
        seeds=cup.seeds,
        base=cup.base,
        step=cup.step,
        cuts=tuple(Cut(last, keep, kept) for last, keep, kept in cup.cuts),
        winners_first=cup.winners_first,
        winners_within=cup.winners_within,
        leader_qualifies=cup.leader_qualifies,
        started_every_race=cup.started_every_race,
        win_advances=cup.win_advances,
        playoff_win=cup.playoff_win,
        regular_season=cup.regular_season,
        final_by_finish=cup.by_finish,
    )
    table = TableRules("Drivers", best=BestResults(drop=cup.drop or None))
    scale = tuple(Fraction(one) for one in cup.scale)
    book = Rulebook(points=(PointsRules(scale=scale),), standings=(table,), playoffs=rules)
    seen = {at for race in held for at, place in enumerate(race) if place is not None}
    full = all(len(who) == cup.drivers for who in there) and len(seen) == cup.drivers
    return Championship.of(results, book, planned=planned, entered=None if full else entered)
