"""Chances under playoffs: what all outcomes of small seasons say, and the official champion of a real one."""

import itertools
import os
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from parcferme.championship import Championship, Planned
from parcferme.championship.contenders import chances
from parcferme.championship.outcomes import Doubt
from parcferme.classification import ResultLine, SessionResult
from parcferme.regulations import BestResults, Cut, PlayoffRules, PointsRules, Rulebook, TableRules
from reference.playoffs import Cup, Race, champion

NAMES = "ABCD"
SEASONS = int(os.environ.get("PARCFERME_PLAYOFF_SEASONS", "400"))
BLOCKS = 4


def any_cup(random: Random) -> Cup:
    """Rules of a season of a few rounds: regular season, none to two cuts, a final."""
    drivers = random.choice((2, 3, 3, 3, 4))
    regular = random.randint(1, 3)
    cuts: list[Any] = []
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
        playoff_win=random.choice([0, 0, 1, 4]),
        regular_season=random.choice([(), (3, 2, 1)]),
        winners_first=random.random() < 0.6,
        winners_within=random.choice([None, None, 2]),
        leader_qualifies=random.random() < 0.2,
        started_every_race=random.random() < 0.2,
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
                ResultLine(NAMES[at], place, drivers=(NAMES[at],))
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


def outcomes(drivers: int, there: frozenset[int]) -> list[Race]:
    """Every way a race can end: places to those entered, or to nobody; guests may take any place."""
    found = []
    for race in itertools.product((None, *range(1, drivers + 1)), repeat=drivers):
        taken = [place for place in race if place is not None]
        out = any(place is not None and at not in there for at, place in enumerate(race))
        if len(set(taken)) == len(taken) and not out:
            found.append(race)
    return found


def differences(seed: int) -> list[str]:
    """What the engine says of a made-up season, and all its outcomes do not."""
    random = Random(seed)
    cup = any_cup(random)
    to_come = random.choice((1, 1, 2)) if cup.drivers < 4 else 1
    held = max(1, cup.last - to_come)
    races = [a_race(random, cup.drivers) for _ in range(held)]
    names = NAMES[: cup.drivers]
    there = {
        number: frozenset(at for at in range(cup.drivers) if random.random() < 0.8)
        for number in range(held + 1, cup.last + 1)
    }
    restricted = random.random() < 0.4
    entered = {number: frozenset(names[at] for at in who) for number, who in there.items()}
    entered |= {number: frozenset(names) for number in range(1, held + 1)}
    run = engine(cup, races, entered if restricted else None)
    if not restricted and not all(any(race[at] for race in races) for at in range(cup.drivers)):
        return []  # of whom neither a result nor an entry list says anything, nothing is known
    everybody = frozenset(range(cup.drivers))
    every = [
        outcomes(cup.drivers, there[number] if restricted else everybody)
        for number in range(held + 1, cup.last + 1)
    ]
    courses = {course: champion(cup, [*races, *course]) for course in itertools.product(*every)}
    wrong = []
    table = next(one for one in run.after().tables if one.name == "drivers")
    found = chances(run, table)
    for one in found.units:
        at = names.index(one.name)
        can_win = at in courses.values()
        sure = set(courses.values()) == {at}
        told = f"{seed}: {one.name} of {cup} after {races}, entered {entered if restricted else None}"
        if one.can_win != can_win and (one.exact or not one.can_win):
            wrong.append(f"{told}: can win {one.can_win}, in truth {can_win}")
        if one.champion != sure and (one.exact or one.champion):
            wrong.append(f"{told}: champion {one.champion}, in truth {sure}")
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
            truth = max(good, default=None)
            if place is not None and place <= cup.drivers and place not in good and can_win:
                wrong.append(f"{told}: needs {one.needs} in {sessions}, in truth {truth}")
            if one.exact and place is None and truth is not None:
                wrong.append(f"{told}: needs {one.needs} in {sessions}, in truth {truth}")
    if not all(one.exact for one in found.units) and Doubt.PLAYOFFS not in found.doubts:
        wrong.append(f"{seed}: not exact, and does not say why")
    return wrong


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_said_of_small_seasons_is_true_of_all_their_outcomes(block: int) -> None:
    each = SEASONS // BLOCKS
    wrong = [line for seed in range(block * each, block * each + each) for line in differences(seed)]
    assert not wrong, "\n".join(wrong[:5])


def test_most_answers_are_exact() -> None:
    exact = 0
    for seed in range(60):
        random = Random(seed)
        cup = any_cup(random)
        races = [a_race(random, cup.drivers) for _ in range(cup.last - 1)]
        run = engine(cup, races, None)
        table = next(iter(run.after().tables))
        exact += all(one.exact for one in chances(run, table).units)
    assert exact > 30
