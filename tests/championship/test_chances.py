"""Chances: exactly what all outcomes of small seasons say, and what a race engineer would work out by hand."""

from fractions import Fraction
from random import Random

import pytest

from parcferme.championship import Championship, Planned
from parcferme.championship.chances import chances, what_next
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    BestResults,
    Bonus,
    BonusFor,
    By,
    PointsRules,
    RankedRules,
    Rulebook,
    Split,
    TableRules,
    TieBy,
    TieStep,
)
from reference.brute_force import Season, Session, Step, truth

NAMES = "ABCD"
SEEDS, EACH = 10, 250


# --- random small seasons


def any_season(random: Random) -> Season:
    units = random.choice((2, 3, 3, 3, 4))
    coming = random.choice((1, 1, 2, 2, 2, 3)) if units < 4 else random.choice((1, 1, 1, 2))
    held = random.randint(1, 4)
    kinds = random.choice((("race",), ("race",), ("race", "sprint")))
    bonus = random.random() < 0.35 and not (units == 4 and coming == 2) and coming < 3
    scales = {kind: any_scale(random, units) for kind in kinds}
    classified = random.choice((0, 0, 0, 1))
    numbers = any_rounds(random, held + coming, held)
    sessions = []
    for number in numbers:
        kind = random.choice(kinds)
        scale = scales[kind] if random.random() < 0.85 else tuple(2 * one for one in scales[kind])
        if len({one for one in sessions if one.scale == scale}) == 0 and bonus:
            pass
        sessions.append(Session(number, kind, scale, int(bonus) * random.choice((1, 1, 2)), None, classified))
    top = random.choice((None, 1, 2)) if bonus else None
    sessions = [Session(one.round, one.kind, one.scale, one.fastest, top, one.classified) for one in sessions]
    places = []
    for one in sessions[:held]:
        order: list[int | None] = list(range(1, max(len(one.scale), units) + 1))
        random.shuffle(order)
        places.append(tuple(place if random.random() < 0.85 else None for place in order[:units]))
    fastest = [random.choice([None, *range(units)]) if one.fastest else None for one in sessions[:held]]
    counted = random.choice(("all", "count", "drop", "drop"))
    by_round = random.random() < 0.4
    results = len(set(numbers)) if by_round else len(numbers)
    return Season(
        units,
        tuple(sessions),
        tuple(places),
        tuple(fastest),
        any_steps(random, by_round or counted == "all", len(set(kinds))),
        count=random.randint(1, results) if counted == "count" else None,
        drop=random.randint(1, min(2, results)) if counted == "drop" else None,
        by_round=by_round,
        split=random.choice(("none", "none", "larger-first", "larger-second")),
        deducted=tuple(random.choice((0, 0, 0, 0, 3, 5)) for _ in range(units)),
        least=random.choice((None, None, None, 4)),
    )


def any_scale(random: Random, units: int) -> tuple[int, ...]:
    shapes = [(3, 2, 1), (2, 1), (5, 3, 1), (4, 2, 1), (1,), (2, 2, 1), (10, 6, 4)]
    return random.choice(shapes if units < 4 else [*shapes, (9, 6, 4, 3), (4, 3, 2, 1)])


def any_rounds(random: Random, sessions: int, held: int) -> list[int]:
    """Round numbers; the sessions held and those to come never share a round."""
    numbers = [1]
    for at in range(1, sessions):
        numbers.append(numbers[-1] + (at == held or random.random() < 0.7))
    return numbers


def any_steps(random: Random, plain: bool, kinds: int) -> tuple[Step, ...]:
    """A chain of which every step is decided by the argument, so that the answer has to be exact."""
    found = []
    for by in random.sample(
        ("counts", "wins", "first-to-achieve", "latest", "best-in", "gross"), random.randint(0, 3)
    ):
        dropped = True
        looked = random.choice((("race",), ("race", "sprint")))
        if not plain and by in ("counts", "wins", "first-to-achieve", "best-in") and random.random() < 0.5:
            dropped, looked = False, ("race", "sprint")
        places = random.choice((None, None, 1, 2)) if by == "counts" else None
        found.append(Step(by, looked, dropped, places))
    return tuple(found)


# --- the same season for the engine


def championship(season: Season, *, whole: bool = False) -> Championship:
    """The season as results and a rulebook; `whole`: what is to come is there too, as results nobody may look at."""
    names = [f"{one.kind}-{at}" for at, one in enumerate(season.sessions)]
    points = tuple(
        PointsRules(
            sessions=(name,),
            scale=tuple(map(Fraction, one.scale)),
            bonus=tuple(bonuses(one)),
        )
        for name, one in zip(names, season.sessions, strict=True)
    )
    table = TableRules(
        "drivers",
        best=BestResults(
            count=season.count,
            drop=season.drop,
            by=By.ROUND if season.by_round else By.SESSION,
            split=Split(season.split),
        ),
        ranked=RankedRules(points=None if season.least is None else Fraction(season.least)),
        ties=tuple(TieStep(TieBy(one.by), one.kinds, one.places, one.dropped) for one in season.steps),
    )
    results = [
        SessionResult(one.round, name, one.kind, lines(places, fastest))
        for name, one, places, fastest in zip(
            names, season.sessions, season.held, season.fastest, strict=False
        )
    ]
    coming = list(zip(names, season.sessions, strict=True))[len(season.held) :]
    planned = [Planned(one.round, name, one.kind) for name, one in coming]
    if whole:
        nobody = tuple(range(1, season.units + 1))
        results += [SessionResult(one.round, name, one.kind, lines(nobody, 0)) for name, one in coming]
        planned = []
    adjustments = [
        Adjustment(AdjustmentKind.DEDUCTION, names=(NAMES[unit],), points=Fraction(points), round="1")
        for unit, points in enumerate(season.deducted)
        if points
    ]
    return Championship.of(
        results, Rulebook(points=points, standings=(table,)), planned=planned, adjustments=adjustments
    )


def bonuses(one: Session) -> list[Bonus]:
    found = []
    if one.fastest:
        found.append(Bonus(BonusFor.FASTEST_LAP, Fraction(one.fastest), top=one.top))
    if one.classified:
        found.append(Bonus(BonusFor.CLASSIFIED, Fraction(one.classified)))
    return found


def lines(places: tuple[int | None, ...], fastest: int | None) -> tuple[ResultLine, ...]:
    return tuple(
        ResultLine(
            car=str(unit),
            position=place,
            status=Status.NOT_CLASSIFIED if place is None else Status.CLASSIFIED,
            drivers=(NAMES[unit],),
            fastest_lap=unit == fastest,
        )
        for unit, place in enumerate(places)
    )


def limits(season: Season) -> list[int]:
    return [max(len(one.scale), season.units) for one in season.to_come]


# --- exactness


@pytest.mark.parametrize("seed", range(SEEDS))
def test_chances_are_what_every_outcome_says(seed: int) -> None:
    random = Random(f"chances {seed}")
    told = {"champion": 0, "no longer": 0, "needs": 0, "worst": 0}
    for _ in range(EACH):
        season = any_season(random)
        whole = championship(season, whole=random.random() < 0.3)
        number = season.sessions[len(season.held) - 1].round
        found = chances(whole, whole.tables[0], number)
        assert not found.doubts
        for unit, expected in enumerate(truth(season, limits(season))):
            one = found.of(NAMES[unit])
            assert one is not None and one.exact
            got = (one.can_win, one.champion, one.best, one.needs)
            assert got == (expected.can_win, expected.champion, expected.best, expected.needs), (season, unit)
            if one.worst_is_bound:
                assert one.worst is not None and expected.worst is not None and one.worst >= expected.worst
            else:
                assert one.worst == expected.worst, (season, unit)
            told["champion"] += one.champion
            told["no longer"] += not one.can_win
            told["needs"] += any(place is not None and place > 1 for place in one.needs)
            told["worst"] += not one.worst_is_bound
    assert min(told.values()) > EACH / 10, told


@pytest.mark.parametrize("seed", range(4))
def test_the_next_round_changes_what_every_outcome_of_it_says(seed: int) -> None:
    random = Random(f"next {seed}")
    moved = 0
    for _ in range(100):
        season = any_season(random)
        whole = championship(season)
        number = season.sessions[len(season.held) - 1].round
        upcoming = season.to_come[0].round
        run = sum(one.round == upcoming for one in season.to_come)
        expected = truth(season, limits(season)[:run], run)
        for unit in range(season.units):
            one = what_next(whole, whole.tables[0], NAMES[unit], number)
            assert (one.round, one.best) == (upcoming, expected[unit].best), (season, unit)
            if not one.worst_is_bound:
                assert one.worst == expected[unit].worst, (season, unit)
            moved += one.best != one.worst
    assert moved > 100
