"""Chances: exactly what all outcomes of small seasons say, and what a race engineer would work out by hand."""

import dataclasses
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from campaign.chances import of_points, small
from parcferme.championship import Championship, Planned
from parcferme.championship.contenders import Chance, Chances, chances, next_round, what_next
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.documents import next_text
from parcferme.documents.chances import chance_text
from parcferme.documents.values import ordinal
from parcferme.findings import WrongCall
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    BestResults,
    Bonus,
    BonusFor,
    By,
    CarsCounted,
    Label,
    PointsRules,
    RankedRules,
    Rulebook,
    Split,
    TableRules,
    TieBy,
    TieStep,
    Unit,
)
from reference.brute_force import Season, Session, Step, truth
from small_season import races, season

NAMES = "ABCD"
SEEDS, EACH = 4, 200  # seasons of which the answer has to be exact; BLOCKS of those with doubts beside them
BLOCKS = 4


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


def entered(case: Season) -> dict[int, list[ResultLine]]:
    """The entry list of a season: everybody for the rounds held, some for those to come."""
    found = {
        one.round: [*lines(tuple(range(1, case.units + 1)), None)] for one in case.sessions[: len(case.held)]
    }
    for one, there in zip(case.to_come, case.there, strict=True):
        found[one.round] = [line for at, line in enumerate(lines((None,) * case.units, None)) if at in there]
    return found


def championship(case: Season, *, whole: bool = False) -> Championship:
    """The season as results and a rulebook; `whole`: what is to come is there too, as results nobody may look at."""
    names = [f"{one.kind}-{at}" for at, one in enumerate(case.sessions)]
    points = tuple(
        PointsRules(
            sessions=(name,),
            scale=tuple(map(Fraction, one.scale)),
            bonus=tuple(bonuses(one)),
        )
        for name, one in zip(names, case.sessions, strict=True)
    )
    table = TableRules(
        "drivers",
        best=BestResults(
            count=case.count,
            drop=case.drop,
            by=By.ROUND if case.by_round else By.SESSION,
            split=Split(case.split),
        ),
        ranked=RankedRules(points=None if case.least is None else Fraction(case.least)),
        ties=tuple(TieStep(TieBy(one.by), one.kinds, one.places, one.dropped) for one in case.steps),
    )
    results = [
        SessionResult(one.round, name, one.kind, lines(places, fastest))
        for name, one, places, fastest in zip(names, case.sessions, case.held, case.fastest, strict=False)
    ]
    coming = list(zip(names, case.sessions, strict=True))[len(case.held) :]
    planned = [Planned(one.round, name, one.kind) for name, one in coming]
    if whole:
        nobody = tuple(range(1, case.units + 1))
        results += [SessionResult(one.round, name, one.kind, lines(nobody, 0)) for name, one in coming]
        planned = []
    adjustments = [
        Adjustment(AdjustmentKind.DEDUCTION, names=(NAMES[unit],), points=Fraction(points), round=Label("1"))
        for unit, points in enumerate(case.deducted)
        if points
    ]
    return Championship.of(
        results,
        Rulebook(points=points, standings=(table,)),
        planned=planned,
        adjustments=adjustments,
        entered=entered(case) if case.there else None,
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


def limits(case: Season) -> list[int]:
    return [max(len(one.scale), case.units) for one in case.to_come]


# --- exactness


@pytest.mark.parametrize("seed", range(SEEDS))
def test_chances_are_what_every_outcome_says(seed: int) -> None:
    random = Random(f"chances {seed}")
    told = {"champion": 0, "no longer": 0, "needs": 0, "worst": 0}
    for _ in range(EACH):
        case = any_season(random)
        whole = championship(case, whole=random.random() < 0.3)
        number = case.sessions[len(case.held) - 1].round
        found = chances(whole, whole.tables[0], number)
        assert not found.doubts
        for unit, expected in enumerate(truth(case, limits(case))):
            one = chance_of(found, NAMES[unit])
            assert one is not None and one.exact
            got = (one.can_win, one.champion, one.best, one.needs)
            assert got == (expected.can_win, expected.champion, expected.best, expected.needs), (case, unit)
            if one.worst_is_bound:
                assert one.worst is not None and expected.worst is not None and one.worst >= expected.worst
            else:
                assert one.worst == expected.worst, (case, unit)
            told["champion"] += one.champion
            told["no longer"] += not one.can_win
            told["needs"] += any(place is not None and place > 1 for place in one.needs)
            told["worst"] += not one.worst_is_bound
    assert min(told.values()) > EACH / 10, told


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_said_of_a_season_is_true_however_it_ends(block: int) -> None:
    """Seasons of every kind, those that leave a rule out of the argument too: that has to be named, and on the safe
    side (what is compared: tests/campaign/chances.py).
    """
    for seed in range(block * EACH, block * EACH + EACH):
        wrong = [one for one in of_points(Random(seed)) if not one.startswith("known ")]
        assert not wrong, f"season {seed}: {wrong[0]}"


def test_seasons_have_all_that_chances_knows_of() -> None:
    """Some of each: sessions to come, results left out, who is not entered, level drivers."""
    seasons = [small(Random(seed)) for seed in range(200)]
    assert sum(bool(one.there) for one in seasons) > 40
    assert sum(one.drop is not None or one.count is not None for one in seasons) > 60
    assert sum(len(one.to_come) > 1 for one in seasons) > 40


@pytest.mark.parametrize("seed", range(2))
def test_who_is_not_entered_for_a_round_takes_nothing_in_it(seed: int) -> None:
    random = Random(f"entered {seed}")
    out = 0
    for _ in range(150):
        case = any_season(random)
        rounds = {
            one.round: frozenset(at for at in range(case.units) if random.random() < 0.7)
            for one in case.to_come
        }
        case = dataclasses.replace(case, there=tuple(rounds[one.round] for one in case.to_come))
        whole = championship(case)
        found = chances(whole, whole.tables[0], case.sessions[len(case.held) - 1].round)
        for unit, expected in enumerate(truth(case, limits(case))):
            one = chance_of(found, NAMES[unit])
            assert one is not None and one.exact
            got = (one.can_win, one.champion, one.best)
            assert got == (expected.can_win, expected.champion, expected.best), (case, unit)
            for at, (mine, true) in enumerate(zip(one.needs, expected.needs, strict=True), 1):
                if all(unit in there for there in case.there[:at]):
                    assert mine == true, (case, unit)
            if expected.worst is not None and one.worst is not None:
                assert one.worst >= expected.worst if one.worst_is_bound else one.worst == expected.worst, (
                    case,
                    unit,
                )
            out += not one.can_win
    assert out > 50


@pytest.mark.parametrize("seed", range(4))
def test_the_next_round_changes_what_every_outcome_of_it_says(seed: int) -> None:
    random = Random(f"next {seed}")
    moved = 0
    for _ in range(100):
        case = any_season(random)
        whole = championship(case)
        number = case.sessions[len(case.held) - 1].round
        upcoming = case.to_come[0].round
        run = sum(one.round == upcoming for one in case.to_come)
        expected = truth(case, limits(case)[:run], run)
        for unit in range(case.units):
            one = what_next(whole, whole.tables[0], NAMES[unit], number)
            assert (one.round, one.best) == (upcoming, expected[unit].best), (case, unit)
            if not one.worst_is_bound:
                assert one.worst == expected[unit].worst, (case, unit)
            moved += one.best != one.worst
    assert moved > 100


@pytest.mark.parametrize("counted", [1, 2])
def test_teams_of_two_cars_are_what_every_outcome_of_the_last_race_says(counted: int) -> None:
    """Two teams of two cars and every way in which the places of one race can fall to four cars or to others."""
    random, needed = Random(f"teams {counted}"), set()
    after = [places for places in product((None, 1, 2, 3, 4, 5), repeat=4) if has_no_place_twice(places)]
    for _ in range(60):
        scale = random.choice([(5, 3, 1), (9, 6, 4, 3), (4, 3, 2, 1), (3, 1)])
        held = [random.choice([one for one in after if None not in one]) for _ in range(random.randint(1, 3))]
        results = [SessionResult(n, "race", "race", team_lines(places)) for n, places in enumerate(held, 1)]
        cars = CarsCounted.BEST if counted == 1 else CarsCounted.ALL
        table = TableRules("teams", unit=Unit.TEAM, cars=cars, cars_counted=counted)
        book = Rulebook(points=(PointsRules(scale=tuple(map(Fraction, scale))),), standings=(table,))
        found = of(Championship.of(results, book, planned=[Planned(9, "race", "race")]))
        for team in (0, 1):
            wins = [won(team, [*held, places], scale, counted) for places in after]
            mine = [
                min((one for one in places[2 * team : 2 * team + 2] if one), default=None) for places in after
            ]
            good = [
                place
                for place in range(1, 5)
                if all(first > 0 for first, best in zip(wins, mine, strict=True) if best == place)
            ]
            one = chance_of(found, "AB"[team])
            assert one is not None and one.exact
            assert (one.can_win, one.champion) == (max(wins) >= 0, min(wins) > 0)
            assert one.needs == (max(good, default=None),), (scale, held, team)
            needed.add(one.needs)
    assert len(needed) > 3


def has_no_place_twice(places: tuple[int | None, ...]) -> bool:
    real = [place for place in places if place is not None]
    return len(set(real)) == len(real)


def team_lines(places: tuple[int | None, ...]) -> tuple[ResultLine, ...]:
    return tuple(ResultLine(str(car), place, team="AABB"[car]) for car, place in enumerate(places))


def won(team: int, season: list[tuple[int | None, ...]], scale: tuple[int, ...], counted: int) -> int:
    """1 where a team ends ahead of the other, 0 where they are level on points and places, -1 behind."""
    keys = []
    for one in (team, 1 - team):
        cars = [sorted(place for place in places[2 * one : 2 * one + 2] if place) for places in season]
        cars = [places[:counted] for places in cars]
        points = sum(scale[place - 1] for places in cars for place in places if place <= len(scale))
        keys.append((points, [sum(places.count(place) for places in cars) for place in range(1, 6)]))
    return (keys[0] > keys[1]) - (keys[0] < keys[1])


# --- worked out by hand

CARS = """
[[points]]
scale = [25, 18, 15, 12, 10, 8, 6, 4, 2, 1]

[[standings]]
name = "cars"
unit = "car"
"""


def rules(table: str, points: str = "scale = [9, 6, 4, 3, 2, 1]") -> str:
    return f'[[points]]\n{points}\n[[standings]]\nname = "D"\n{table}\n'


def race(*rounds: int) -> tuple[Planned, ...]:
    return tuple(Planned(number, "race", "race") for number in rounds)


def chance_of(found: Chances, name: str) -> Chance:
    """The chance of somebody who is in the table."""
    held = found.of(name)
    assert held is not None, name
    return held


def of(whole: Championship, after: int | None = None) -> Chances:
    return chances(whole, whole.tables[0], after)


def test_81_is_champion_with_fifth_place_in_race_9_whatever_others_do() -> None:
    """7 can win and end on 174: fifth place (10) makes 175 of 165, sixth (8) does not."""
    orders = ["81 7 3"] * 3 + ["7 81 3"] * 3 + ["3 81 4 7", "3 81 4 5 6 7"]
    whole = season(races(*orders, header="number"), CARS, planned=race(9))
    found = of(whole)
    first, second = chance_of(found, "81"), chance_of(found, "7")
    assert first is not None and second is not None
    assert (first.points, second.points, second.most) == (165, 149, 174)
    assert (first.needs, first.champion, first.threat, first.against[0].short) == ((5,), False, "7", 9)
    assert chance_text(found, first) == "#81 is champion with 5th place in round 9 whatever others do"
    assert (
        chance_text(found, first, "fr")
        == "la n° 81 : titre assuré avec une 5e place (manche 9) quoi que fassent les autres"
    )
    assert chance_text(found, second) == "#7 can still win, but not by its own results alone"
    assert chance_text(found, chance_of(found, "4")) == "#4 can no longer win; at best 4th place"


def test_level_on_points_the_wins_already_taken_are_enough() -> None:
    """The same lead of 8 with more wins than the rival can reach: level is enough, so sixth place is."""
    orders = ["A B C"] * 5 + ["B C A"] * 2
    whole = season(races(*orders), rules("", "scale = [9, 6, 4]"), planned=race(8))
    first = chance_of(of(whole), "A")
    assert first is not None
    assert (first.points, first.against[0].most, first.needs) == (53, 57, (3,))
    assert chance_of(
        of(season(races(*orders), rules("ties = []", "scale = [9, 6, 4]"), planned=race(8))), "A"
    ).needs == (2,)


def test_a_second_place_takes_the_second_place_from_a_team_of_two_cars() -> None:
    """A leads by 11. Third leaves B first and second (16 to 4); second leaves it 14 to 6, which is enough."""
    text = """
        round,position,team,number
        1,1,A,1
        1,2,B,3
        1,3,B,4
        1,4,A,2
        2,1,A,1
        2,2,A,2
        2,3,B,3
        3,1,B,3
    """
    table = 'unit = "team"'
    whole = season(text, rules(table, "scale = [10, 6, 4]"), planned=race(4))
    found = chance_of(of(whole), "A")
    assert (found.points, found.against[0].most, found.needs) == (26, 40, (1,))
    ahead = season(text.replace("3,1,B,3", "3,3,B,3"), rules(table, "scale = [10, 6, 4]"), planned=race(4))
    found = chance_of(of(ahead), "A")
    assert (found.points, found.against[0].most, found.needs, found.champion) == (26, 34, (2,), False)


def test_drivers_of_one_car_are_champions_together() -> None:
    text = """
        round,position,car,driver
        1,1,81,Ann
        1,1,81,Bea
        1,2,7,Cleo
        2,1,81,Ann
        2,1,81,Bea
        2,2,7,Cleo
    """
    found = of(season(text, rules(""), planned=race(3)))
    assert [(one.name, one.needs, one.worst) for one in found.units] == [
        ("Ann", (4,), 2), ("Bea", (4,), 2), ("Cleo", (None,), 3),
    ]  # fmt: skip
    clear = of(season(text.replace("2,2,7,Cleo", "2,,7,Cleo"), rules(""), planned=race(3)))
    assert [(one.name, one.champion) for one in clear.units] == [
        ("Ann", True),
        ("Bea", True),
        ("Cleo", False),
    ]


def test_drivers_who_have_shared_a_car_may_share_a_win() -> None:
    """Ann and Bea drove together once: a win of Ann does not keep Bea from winning, one of Ann keeps Cleo from it."""
    shared = """
        round,position,car,driver
        1,1,81,Ann
        1,1,81,Bea
        1,2,7,Cleo
        2,1,81,Ann
        2,3,9,Bea
    """
    found = of(season(shared, rules("", "scale = [9, 6, 4]"), planned=race(3)))
    assert chance_of(found, "Ann").needs == (2,)
    assert chance_of(found, "Ann").against[0].name == "Bea"
    assert chance_of(found, "Bea").best == 1


def test_a_win_takes_nothing_from_a_car_of_another_class() -> None:
    text = """
        round,class,class_position,position,driver
        1,GT,1,1,Ann
        1,GT,2,3,Cleo
        1,TC,1,2,Bea
        2,GT,1,1,Ann
        2,GT,2,3,Cleo
        2,TC,2,2,Bea
    """
    table = 'place = "class"\nties = []'
    found = of(season(text, rules(table, "scale = [9, 6, 4]"), planned=race(3)))
    assert (chance_of(found, "Ann").points, chance_of(found, "Bea").most) == (18, 24)
    assert chance_of(found, "Ann").needs == (1,)
    near = of(
        season(text.replace("2,TC,2,2", "2,TC,1,2"), rules(table, "scale = [9, 6, 4]"), planned=race(3))
    )
    assert chance_of(near, "Ann").needs == (None,)  # both can win their class


def test_rounds_the_rulebook_knows_of_are_still_to_come() -> None:
    book = rules("") + '[season."2020"]\nrounds = 4\n'
    found = of(season(races("A B", "A B"), book, year="2020"))
    assert [one.round for one in found.to_come] == [3, 4]
    assert chance_of(found, "B").can_win


def test_results_after_the_round_are_a_schedule_and_nothing_more() -> None:
    after = of(season(races("A B C", "A B C", "B A C", "C B A"), rules("")), 2)
    other = of(season(races("A B C", "A B C", "C A B", "A C B"), rules("")), 2)
    assert after.units == other.units
    assert [one.round for one in after.to_come] == [3, 4]


def test_a_race_cut_short_later_is_taken_as_a_full_race_before() -> None:
    """Half points are known when the race is stopped; a scale of its own is known when the calendar is."""

    def most(kind: AdjustmentKind) -> object:
        known = Adjustment(kind, round=Label("2"), factor=Fraction(1, 2) if kind is AdjustmentKind.CUT_SHORT else None,
                           scale=(Fraction(18),) if kind is AdjustmentKind.SCALE else ())  # fmt: skip
        whole = season(races("A B", "B A"), rules("", "scale = [9, 6]"), adjustments=(known,))
        return chance_of(of(whole, 1), "B").most

    assert most(AdjustmentKind.CUT_SHORT) == 15
    assert most(AdjustmentKind.SCALE) == 24


def test_half_points_stay_exact() -> None:
    found = of(season(races("A B", "B A"), rules("", "scale = [12.5, 6.25]"), planned=race(3)))
    assert chance_of(found, "A").most == Fraction(125, 4)


def test_a_deduction_to_come_is_not_foreseen_and_one_that_is_made_counts() -> None:
    taken = Adjustment(AdjustmentKind.DEDUCTION, round=Label("2"), names=("A",), points=Fraction(5))
    whole = season(races("A B", "A B", "B A"), rules(""), adjustments=(taken,))
    assert chance_of(of(whole, 1), "A").least == 9
    assert chance_of(of(whole, 2), "A").least == 13


def test_an_excluded_driver_is_no_threat() -> None:
    out = Adjustment(AdjustmentKind.EXCLUSION, round=Label("2"), names=("A",))
    whole = season(races("A B C", "A B C"), rules(""), adjustments=(out,), planned=race(3))
    found = of(whole)
    assert [one.name for one in found.units] == ["B", "C"]
    assert chance_of(found, "B").needs == (2,)


def test_who_is_registered_and_has_not_come_yet_can_still_win() -> None:
    results = season(races("A B"), rules("registered = true")).results
    book = season(races("A B"), rules("registered = true")).rulebook
    whole = Championship.of(results, book, planned=race(2), registered={"D": ["A", "B", "C"]})
    assert whole.tables[0].registered
    found = chance_of(of(whole), "C")
    assert (found.position, found.can_win, found.most) == (None, True, 9)


def test_the_bonus_for_every_round_goes_to_who_can_still_have_it() -> None:
    bonus = 'scale = [9, 6]\nbonus = [{ for = "all-rounds", points = 5 }]'
    found = of(season(races("A B", "A"), rules("", bonus), planned=race(3)))
    assert (chance_of(found, "A").most, chance_of(found, "B").most, chance_of(found, "A").least) == (
        32,
        15,
        18,
    )


def test_a_bonus_once_per_round_is_won_once_unless_results_are_left_out_one_by_one() -> None:
    bonus = 'scale = [9, 6]\nbonus = [{ for = "fastest-lap", points = 1, once_per_round = true }]'
    bonus = bonus.replace("once_per_round", "once-per-round")
    two = (Planned(2, "race-1", "race"), Planned(2, "race-2", "race"))
    found = of(season(races("A B"), rules("", bonus), planned=two))
    assert (chance_of(found, "B").most, found.doubts) == (6 + 9 + 9 + 1, ())
    found = of(season(races("A B"), rules("best = { drop = 1 }", bonus), planned=two))
    assert found.doubts == ("bonus",) and not chance_of(found, "B").exact


def test_a_tie_that_head_to_head_would_decide_is_left_open_and_said_to_be() -> None:
    """Second place lets B draw level with A. Head to head depends on who else is level, so nothing is claimed."""
    chain = 'ties = [{ by = "head-to-head" }]'
    level = of(season(races("A B", "A", "B"), rules(chain, "scale = [9, 3]"), planned=race(4)))
    assert (chance_of(level, "A").points, chance_of(level, "B").most, level.doubts) == (18, 21, ("ties",))
    assert chance_of(level, "A").needs == (1,) and not chance_of(level, "A").exact
    clear = of(season(races("A B", "A B", "B A", "A"), rules(chain, "scale = [9, 6]"), planned=race(5)))
    assert (chance_of(clear, "A").points, chance_of(clear, "B").most) == (33, 30)
    assert chance_of(clear, "A").champion and chance_of(clear, "A").exact and clear.doubts == ()


def test_the_latest_of_counting_results_is_left_open() -> None:
    """A worse race in the middle can make a later win count: a better result is worth less in that tie-break."""
    chain = 'best = { count = 2 }\nties = [{ by = "latest", dropped = false }]'
    found = of(season(races("A B", "A B", "B A"), rules(chain, "scale = [9, 6]"), planned=race(4)))
    assert found.doubts == ("ties",)
    assert not chance_of(found, "A").champion and not chance_of(found, "A").exact


def test_the_best_place_on_a_grid_can_still_be_bettered() -> None:
    text = """
        round,position,driver,grid
        1,1,A,2
        1,2,B,1
        2,2,A,2
        2,1,B,3
    """
    table = 'ties = [{ by = "best-grid" }]\nbest = { count = 1 }'
    found = of(season(text, rules(table, "scale = [9, 6]"), planned=race(3)))
    assert (chance_of(found, "A").best, chance_of(found, "B").best, chance_of(found, "B").worst) == (1, 1, 1)
    assert not chance_of(found, "B").champion  # level where A starts from pole


def test_who_took_part_too_rarely_cannot_be_champion() -> None:
    table = "ranked = { rounds = 3 }"
    found = of(season(races("A B", "A B", "B", "B"), rules(table, "scale = [9, 1]"), planned=race(5)))
    assert (chance_of(found, "A").points, chance_of(found, "A").champion, chance_of(found, "A").needs) == (
        18,
        False,
        (1,),
    )
    gone = of(season(races("A B", "B", "B", "B"), rules(table, "scale = [9, 1]"), planned=race(5)))
    assert (chance_of(gone, "A").best, chance_of(gone, "A").can_win, chance_of(gone, "B").champion) == (
        None,
        False,
        True,
    )
    assert chance_text(gone, chance_of(gone, "A")) == "A can no longer win"


def test_a_season_that_is_over_has_its_champion() -> None:
    found = of(season(races("A B", "B A", "A B"), rules("")))
    assert [(one.champion, one.best, one.worst, one.needs) for one in found.units] == [
        (True, 1, 1, ()), (False, 2, 2, ()),
    ]  # fmt: skip
    assert chance_text(found, found.units[0]) == "A is champion"


def test_before_a_result_there_is_nobody() -> None:
    whole = Championship.of([], season(races("A B"), rules("")).rulebook, planned=race(1))
    assert of(whole).units == ()


def test_what_a_team_can_gain_in_the_next_round() -> None:
    """Fourth of five after round 1 with two races to come: up to first, down to last."""
    whole = season(races("A B C D E", "A B C D E"), rules("", "scale = [9, 6, 4, 3, 2]"), planned=race(3))
    found = what_next(whole, whole.tables[0], "D", 1)
    assert (found.round, found.position, found.best, found.worst, found.gain, found.loss) == (
        2,
        4,
        1,
        5,
        3,
        1,
    )
    assert [one.name for one in next_round(whole, whole.tables[0], 1)] == list("ABCDE")
    table = chances(whole, whole.tables[0], 1)
    assert next_text(table, found) == "D in round 2: now 4th, afterwards between 1st and 5th place"


def test_what_the_next_round_can_change_is_not_called_exact_where_a_doubt_remains() -> None:
    bonus = 'scale = [9, 6]\nbonus = [{ for = "fastest-lap", points = 1, once-per-round = true }]'
    two = (Planned(2, "race-1", "race"), Planned(2, "race-2", "race"))
    doubtful = season(races("A B"), rules("best = { drop = 1 }", bonus), planned=two)
    assert [one.exact for one in next_round(doubtful, doubtful.tables[0])] == [False, False]
    clear = season(races("A B"), rules("", bonus), planned=two)
    assert [one.exact for one in next_round(clear, clear.tables[0])] == [True, True]


def test_the_next_round_is_not_called_exact_for_who_may_end_level_by_head_to_head() -> None:
    """A win in round 4 lets B draw level with A at 18 points, and who is then ahead depends on who else is level."""
    chain = 'ties = [{ by = "head-to-head" }]'
    level = season(races("A B", "A", "B"), rules(chain, "scale = [9]"), planned=race(4))
    found = {one.name: (one.best, one.exact) for one in next_round(level, level.tables[0])}
    assert found["A"] == (1, True)
    assert not found["B"][1]


def test_where_one_place_alone_scores_no_second_place_is_enough() -> None:
    """One driver, one place in the points: champion is who takes it, and no place below it is spoken of."""
    alone = of(season(races("A"), rules("", "scale = [9]"), planned=race(2)))
    assert chance_of(alone, "A").needs == (1,)


def test_wrong_calls_say_what_there_is() -> None:
    whole = season(races("A B", "B A"), rules(""))
    with pytest.raises(WrongCall, match=r"no results of round 7 \(rounds held: 1, 2\)"):
        of(whole, 7)
    with pytest.raises(WrongCall, match="no session of the table is to come after round 2"):
        what_next(whole, whole.tables[0], "A")
    with pytest.raises(WrongCall, match="no 'Z' in the table 'D'"):
        what_next(whole, whole.tables[0], "Z", 1)


def test_places_as_words() -> None:
    assert [ordinal(place) for place in (1, 2, 3, 4, 11, 12, 13, 21, 22, 111)] == (
        "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 111th".split()
    )
    assert [ordinal(place, "fr") for place in (1, 2, 11)] == ["1re", "2e", "11e"]
