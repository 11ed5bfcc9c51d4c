"""One session scored for one table: who takes which points, places, grid and reasons, and who none."""

from fractions import Fraction
from typing import Any

import pytest

from parcferme.championship.scoring import Earned, Scored, score_session
from parcferme.championship.tables import Points
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import (
    Adjustment,
    AdjustmentKind,
    Bonus,
    BonusFor,
    CarsCounted,
    FewEntries,
    FieldOf,
    NotScoring,
    PointsRules,
    ScoredPlace,
    SharedDrive,
    TableRules,
    TailOf,
    TwoCars,
    Unit,
    Wins,
)

SCALE = tuple(map(Fraction, (10, 6, 4, 2, 1)))
OUT = Status.NOT_CLASSIFIED


def car(number: str, place: int | None, *drivers: str, **more: Any) -> ResultLine:
    status = more.pop("status", OUT if place is None else Status.CLASSIFIED)
    return ResultLine(number, place, status, drivers=drivers, **more)


def scored(
    *lines: ResultLine, table: TableRules | None = None, rules: PointsRules | None = None,
    ruled: tuple[Adjustment, ...] = (), **more: Any,
) -> Scored:  # fmt: skip
    result = SessionResult(1, "race-1", "race", lines)
    return score_session(result, table or TableRules("D"), rules or PointsRules(scale=SCALE), ruled, **more)


def points(of: Scored) -> dict[str, Points]:
    return {name: one.points for name, one in of.earned.items()}


def drivers(**values: Any) -> TableRules:
    return TableRules("D", **values)


def teams(**values: Any) -> TableRules:
    return TableRules("T", unit=Unit.TEAM, **values)


def ruling(kind: AdjustmentKind, **values: Any) -> Adjustment:
    return Adjustment(kind, **values)


# --- one driver a car


def test_what_the_driver_of_a_car_takes_from_a_race() -> None:
    made = scored(
        car("7", 1, "Ann", grid=4),
        car("8", 2, "Bea"),
        car("9", None, "Cleo", grid=1),
        car("5", None, "Dora", status=Status.NOT_STARTED),
    )
    got = {name: (one.points, one.places, one.classified, one.grid) for name, one in made.earned.items()}
    assert got == {
        "Ann": (10, [1], True, 4), "Bea": (6, [2], True, None), "Cleo": (0, [], False, 1), "Dora": (0, [], False, None),
    }  # fmt: skip
    assert [one.line and one.line.car for one in made.earned.values()] == ["7", "8", "9", "5"]
    assert (made.nameless, made.unknown) == ((), ())


def test_a_placed_car_that_was_not_classified_scores_where_the_rules_do_not_ask_for_it() -> None:
    lines = (car("7", 1, "Ann"), car("8", 2, "Bea", status=OUT))
    assert points(scored(*lines)) == {"Ann": 10, "Bea": 0}
    both = scored(*lines, rules=PointsRules(scale=SCALE, classified=False))
    assert points(both) == {"Ann": 10, "Bea": 6}
    assert (both.earned["Bea"].places, both.earned["Bea"].classified) == ([], False)


def test_a_car_without_a_place_takes_the_tail_of_those_who_started() -> None:
    rules = PointsRules(scale=(Fraction(10),), tail=Fraction(1), tail_of=TailOf.STARTED)
    lines = (
        car("7", 1, "Ann"),
        car("8", 2, "Bea"),
        car("9", None, "Cleo"),
        car("5", None, "Dora", status=Status.DISQUALIFIED),
    )
    assert points(scored(*lines, rules=rules)) == {"Ann": 10, "Bea": 1, "Cleo": 1, "Dora": 0}


def test_cars_level_on_a_place_share_its_points_and_the_next() -> None:
    lines = (car("7", 1, "Ann"), car("8", 2, "Bea"), car("9", 2, "Cleo"), car("5", 4, "Dora"))
    assert points(scored(*lines)) == {"Ann": 10, "Bea": 5, "Cleo": 5, "Dora": 2}


def test_cars_whose_list_does_not_say_whom_they_score_for_are_told() -> None:
    lines = (car("7", 1, team="Milo"), car("8", 2), car("9", None), car("7", 1, team=None))
    made = scored(*lines, table=teams())
    assert (points(made), made.nameless) == ({"Milo": 10}, ("8",))


# --- who does not score


GUEST = (car("7", 1, "Ann"), car("8", 2, "Bea", guest=True), car("9", 3, "Cleo"), car("5", 4, "Dora"))


def test_the_points_of_a_guest_are_kept_from_the_others_or_passed_down() -> None:
    assert points(scored(*GUEST)) == {"Ann": 10, "Bea": 0, "Cleo": 4, "Dora": 2}
    down = scored(*GUEST, table=drivers(not_scoring=NotScoring.PASSED_DOWN))
    assert points(down) == {"Ann": 10, "Bea": 0, "Cleo": 6, "Dora": 4}
    assert [one.places for one in down.earned.values()] == [[1], [], [3], [4]]  # places for ties stay
    assert points(scored(*GUEST, guests_score=True))["Bea"] == 6


def test_a_car_with_one_guest_and_one_regular_driver_scores() -> None:
    lines = (car("7", 1, "Ann", guest=True), car("7", 1, "Bea"), car("8", 2, "Cleo"))
    assert points(scored(*lines)) == {"Ann": 10, "Bea": 10, "Cleo": 6}


def test_only_the_registered_score() -> None:
    made = scored(*GUEST[::2], table=drivers(not_scoring=NotScoring.PASSED_DOWN), registered={"Cleo"})
    assert points(made) == {"Ann": 0, "Cleo": 6}  # third of the list, and the place of #7 passed down
    crew = scored(car("7", 1, "Ann", "Zoe"), car("8", 2, "Bea"), registered={"Zoe", "Bea"})
    assert points(crew) == {"Zoe": 10, "Bea": 6}


@pytest.mark.parametrize(("passed_down", "third"), [(None, 4), (True, 6), (False, 4)])
def test_who_is_barred_from_scoring_says_what_becomes_of_the_points(
    passed_down: bool | None, third: int
) -> None:
    barred = ruling(AdjustmentKind.NOT_SCORING, names=("Bea",), passed_down=passed_down)
    lines = (car("7", 1, "Ann"), car("8", 2, "Bea"), car("9", 3, "Cleo"))
    assert points(scored(*lines, ruled=(barred,))) == {"Ann": 10, "Bea": 0, "Cleo": third}


@pytest.mark.parametrize(
    ("named", "lines", "barred"),
    [
        ({"cars": ("8",)}, (car("8", 1, "Bea", "Zoe"),), True),
        ({"names": ("Bea",)}, (car("8", 1, "Bea"),), True),
        ({"names": ("Bea",)}, (car("8", 1, "Bea", "Zoe"),), False),  # one of the crew is not the car
        ({"names": ("Bea", "Zoe")}, (car("8", 1, "Bea", "Zoe"),), True),
        ({"names": ("Zoe",)}, (car("8", 1, "Bea"), car("8", 1, "Zoe")), False),
        ({"names": ("Ann",)}, (car("8", 1),), False),
    ],
)
def test_a_ruling_names_a_car_by_its_number_or_by_everybody_in_it(
    named: dict[str, Any], lines: tuple[ResultLine, ...], barred: bool
) -> None:
    ruled = (ruling(AdjustmentKind.NOT_SCORING, passed_down=True, **named),)
    cars = drivers(unit=Unit.CAR)
    found = points(scored(*lines, car("9", 2, "Cleo"), table=cars, ruled=ruled))
    assert found == {"8": 0 if barred else 10, "9": 10 if barred else 6}


def test_a_ruling_that_names_a_team_is_of_its_cars_in_the_table_of_teams() -> None:
    ruled = (ruling(AdjustmentKind.NOT_SCORING, names=("Milo",)),)
    lines = (car("7", 1, "Ann", team="Milo"), car("8", 2, "Bea", team="Seven"))
    assert points(scored(*lines, table=teams(), ruled=ruled)) == {"Milo": 0, "Seven": 6}
    assert points(scored(*lines, ruled=ruled)) == {"Ann": 10, "Bea": 6}


def test_a_crew_of_which_the_list_bars_everybody_does_not_score_and_one_of_it_scores_in_full() -> None:
    lines = (
        car("7", 1, "Ann", "Zoe", not_scoring=("Ann", "Zoe")),
        car("8", 2, "Bea", "Cleo", not_scoring=("Bea",)),
    )
    assert points(scored(*lines)) == {"Ann": 0, "Zoe": 0, "Bea": 0, "Cleo": 6}
    halves = scored(*lines, table=drivers(shared=SharedDrive.SPLIT))
    assert points(halves) == {"Ann": 0, "Zoe": 0, "Bea": 0, "Cleo": 6}  # who does not score has no share


# --- excluded from the session


def test_an_exclusion_closes_up_the_places_for_points_and_ties() -> None:
    out = ruling(
        AdjustmentKind.EXCLUSION,
        names=("Ann",),
        disqualified_for="technical",
        reason="fuel",
        may_be_dropped=False,
    )
    lines = (car("7", 1, "Ann"), car("8", 2, "Bea"), car("9", 3, "Cleo"))
    made = scored(*lines, ruled=(out,))
    assert points(made) == {"Ann": 0, "Bea": 10, "Cleo": 6}
    assert [one.places for one in made.earned.values()] == [[], [1], [2]]
    line = made.earned["Ann"].line
    assert line is not None and (line.status, line.position) == (Status.DISQUALIFIED, None)
    assert (line.disqualified_for, line.reason) == ("technical", "fuel")
    assert [one.may_be_dropped for one in made.earned.values()] == [False, None, None]
    kept = scored(*lines, ruled=(ruling(AdjustmentKind.EXCLUSION, names=("Ann",), passed_down=False),))
    assert points(kept) == {"Ann": 0, "Bea": 6, "Cleo": 4}
    said = car("7", None, "Ann", status=Status.DISQUALIFIED, disqualified_for="sporting", reason="contact")
    bare = (
        scored(said, lines[1], ruled=(ruling(AdjustmentKind.EXCLUSION, names=("Ann",)),)).earned["Ann"].line
    )
    assert bare is not None and (bare.disqualified_for, bare.reason) == ("sporting", "contact")


# --- shared drives


CREW = (car("7", 1, "Ann", "Zoe", "Eve"), car("8", 2, "Bea"))


@pytest.mark.parametrize(
    ("shared", "each", "places"),
    [(SharedDrive.FULL, 10, [1]), (SharedDrive.SPLIT, Fraction(10, 3), [1]), (SharedDrive.NOTHING, 0, [])],
)
def test_what_each_of_a_crew_has_of_a_car(shared: SharedDrive, each: Points, places: list[int]) -> None:
    made = scored(*CREW, table=drivers(shared=shared))
    assert points(made) == {"Ann": each, "Zoe": each, "Eve": each, "Bea": 6}
    assert (made.earned["Zoe"].places, made.earned["Bea"].places) == (places, [2])


def test_a_crew_with_a_line_for_each_driver_is_a_crew_too() -> None:
    lines = (car("7", 1, "Ann"), car("7", 1, "Zoe"), car("8", 2, "Bea"))
    assert points(scored(*lines, table=drivers(shared=SharedDrive.SPLIT))) == {"Ann": 5, "Zoe": 5, "Bea": 6}
    nothing = scored(*lines, table=drivers(shared=SharedDrive.NOTHING))
    assert points(nothing) == {"Ann": 0, "Zoe": 0, "Bea": 6}
    assert points(scored(*lines, table=drivers(unit=Unit.CAR, shared=SharedDrive.NOTHING))) == {
        "7": 0,
        "8": 6,
    }


@pytest.mark.parametrize(("cars", "without"), [((), True), (("7",), True), (("8",), False)])
def test_who_had_no_part_in_a_shared_car_has_no_share_of_it(cars: tuple[str, ...], without: bool) -> None:
    ruled = (ruling(AdjustmentKind.SHARED_CAR, names=("Eve",), cars=cars),)
    made = scored(*CREW, table=drivers(shared=SharedDrive.SPLIT), ruled=ruled)
    third = Fraction(10, 3)
    assert points(made) == (
        {"Ann": 5, "Zoe": 5, "Eve": 0, "Bea": 6}
        if without
        else {"Ann": third, "Zoe": third, "Eve": third, "Bea": 6}
    )


# --- several cars of one unit


TEAMS = (
    car("1", 1, "Ann", team="A", grid=5), car("2", 2, "Bea", team="B"), car("3", 3, "Cleo", team="A", grid=2),
    car("4", 4, "Dora", team="B"), car("5", 5, "Eve", team="A"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "a", "b"),
    [
        ({}, 10 + 4 + 1, 6 + 2),
        ({"cars": CarsCounted.BEST}, 10, 6),
        ({"cars": CarsCounted.BEST, "cars_counted": 2}, 14, 8),
        ({"cars": CarsCounted.BEST, "cars_counted": 3}, 15, 8),
        ({"cars": CarsCounted.BEST, "not_scoring": NotScoring.PASSED_DOWN}, 10, 6),
        ({"cars": CarsCounted.BEST, "cars_counted": 2, "not_scoring": NotScoring.PASSED_DOWN}, 14, 8),
    ],
)
def test_how_many_cars_of_a_team_count(rules: dict[str, Any], a: int, b: int) -> None:
    made = scored(*TEAMS, table=teams(**rules))
    assert points(made) == {"A": a, "B": b}
    hidden = "not_scoring" in rules
    counted = rules.get("cars_counted", 1) if "cars" in rules else 3
    assert made.earned["A"].places == [1, 3, 5][:counted]  # of the cars that count, and of no other
    assert (made.earned["A"].grid, made.earned["B"].grid) == (
        5 if hidden and "cars_counted" not in rules else 2,
        None,
    )


def test_a_team_whose_third_car_is_invisible_leaves_its_points_to_the_next() -> None:
    """Of A's cars the first two count; B's second car takes the points of the place before it."""
    lines = (car("1", 1, team="A"), car("3", 2, team="A"), car("5", 3, team="A"), car("4", 4, team="B"))
    hidden = teams(cars=CarsCounted.BEST, cars_counted=2, not_scoring=NotScoring.PASSED_DOWN)
    assert points(scored(*lines, table=hidden)) == {"A": 16, "B": 4}
    assert points(scored(*lines, table=teams(cars=CarsCounted.BEST, cars_counted=2))) == {"A": 16, "B": 2}


def test_a_car_that_does_not_score_is_none_of_the_cars_that_count() -> None:
    lines = (
        car("1", 1, team="A", guest=True),
        car("3", 2, team="A"),
        car("5", 3, team="A"),
        car("4", 4, team="B"),
    )
    hidden = teams(cars=CarsCounted.BEST, cars_counted=2, not_scoring=NotScoring.PASSED_DOWN)
    assert points(scored(*lines, table=hidden)) == {"A": 16, "B": 4}
    kept = scored(*lines, table=teams(cars=CarsCounted.BEST, cars_counted=1))
    assert points(kept) == {"A": 6, "B": 2}
    assert kept.earned["A"].line is not None and kept.earned["A"].line.car == "3"


def test_only_nominated_cars_of_a_make_count_and_a_driver_needs_no_nomination() -> None:
    lines = (
        car("1", 1, "Ann", team="A"),
        car("3", 2, "Cleo", team="A", nominated=True),
        car("4", 3, "Bea", team="B"),
    )
    assert points(scored(*lines, table=teams(cars=CarsCounted.NOMINATED))) == {"A": 6, "B": 0}
    assert points(scored(*lines, table=drivers(cars=CarsCounted.NOMINATED))) == {
        "Ann": 10,
        "Cleo": 6,
        "Bea": 4,
    }
    two = (car("1", 1, "Ann", team="A", nominated=True), car("1", 1, "Zoe", team="A"))
    assert points(scored(*two, table=teams(cars=CarsCounted.NOMINATED))) == {"A": 10}


def test_of_a_driver_in_two_cars_both_count_or_the_better() -> None:
    lines = (car("1", 2, "Ann"), car("2", 4, "Ann", "Bea"), car("3", None, "Ann"), car("4", 1, "Zoe"))
    both = scored(*lines)
    assert (points(both), both.earned["Ann"].places) == ({"Ann": 8, "Bea": 2, "Zoe": 10}, [2, 4])
    better = scored(*lines, table=drivers(two_cars=TwoCars.BEST))
    assert (points(better), better.earned["Ann"].places) == ({"Ann": 6, "Bea": 2, "Zoe": 10}, [2])
    fewest = scored(*lines, table=drivers(two_cars=TwoCars.BEST, wins=Wins.FEWEST), rules=PointsRules(
        scale=tuple(map(Fraction, (1, 2, 3, 4))), unplaced=Fraction(9),
    ))  # fmt: skip
    assert points(fewest) == {"Ann": 2, "Bea": 4, "Zoe": 1}


def test_of_two_cars_level_on_points_the_better_placed_stands_for_the_driver() -> None:
    lines = (car("2", 7, "Ann"), car("1", 6, "Ann"), car("3", None, "Ann"))
    made = scored(*lines, table=drivers(two_cars=TwoCars.BEST)).earned["Ann"]
    assert (made.points, made.places, made.line and made.line.car) == (0, [6], "1")


def test_a_shared_car_worth_nothing_counts_for_no_place_beside_one_driven_alone() -> None:
    lines = (car("1", 1, "Ann", "Bea"), car("2", 3, "Ann"))
    made = scored(*lines, table=drivers(shared=SharedDrive.NOTHING)).earned
    assert (made["Ann"].points, made["Ann"].places, made["Bea"].places) == (4, [3], [])


# --- points by the size of the field


SIZED = (car("1", 1, "Ann", class_="A"), car("2", 2, "Bea", class_="B"), car("3", 3, "Cleo", class_="A"),
         car("4", None, "Dora", class_="A", status=Status.NOT_STARTED))  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "table", "ann", "bea"),
    [
        ({"few_entries": FewEntries(4)}, {}, 5, 3),
        ({"few_entries": FewEntries(3)}, {}, 10, 6),
        ({"few_entries": FewEntries(4), "field": FieldOf.ENTERED}, {}, 5, 3),  # of those that started
        ({"few_entries": FewEntries(2)}, {"place": ScoredPlace.CLASS}, 10, 5),
        ({"few_entries": FewEntries(3)}, {"place": ScoredPlace.CLASS}, 5, 5),
        ({"few_entries": FewEntries(3)}, {"class_": "A"}, 5, None),
        ({}, {"multiply_by_cars": True}, 30, 18),
        ({}, {"multiply_by_cars": True, "place": ScoredPlace.CLASS}, 20, 10),
        ({"few_entries": FewEntries(4)}, {"multiply_by_cars": True}, 15, 9),
        ({"per_car": Fraction(1)}, {}, 13, 9),
        ({"per_car_behind": Fraction(1)}, {}, 12, 7),
        ({"per_car_behind": Fraction(1), "field": FieldOf.ENTERED}, {}, 13, 8),
    ],
)
def test_points_that_hang_on_how_many_cars_there_are(
    rules: dict[str, Any], table: dict[str, Any], ann: Points, bea: Points | None
) -> None:
    found = points(scored(*SIZED, rules=PointsRules(scale=SCALE, **rules), table=drivers(**table)))
    assert (found["Ann"], found.get("Bea")) == (ann, bea)


# --- bonuses in the row


def bonus(for_: BonusFor, **more: Any) -> PointsRules:
    return PointsRules(scale=SCALE, bonus=(Bonus(for_, Fraction(more.pop("points", 2)), **more),))


def got(one: Earned) -> tuple[Points, list[tuple[str, dict[str, Any]]]]:
    return one.points, one.reasons


def test_a_bonus_is_told_in_the_row_with_its_points() -> None:
    made = scored(car("7", 1, "Ann"), car("8", 2, "Bea", pole=True), rules=bonus(BonusFor.POLE)).earned
    assert got(made["Bea"]) == (8, [("bonus", {"bonus": "pole", "points": 2})])
    assert got(made["Ann"]) == (10, [])


def test_a_bonus_once_per_round_is_given_in_its_first_session() -> None:
    given: set[tuple[Bonus, str]] = set()
    once = bonus(BonusFor.FASTEST_LAP, once_per_round=True)
    lines = (car("7", 1, "Ann", fastest_lap=True), car("8", 2, "Bea"))
    assert points(scored(*lines, rules=once, given=given)) == {"Ann": 12, "Bea": 6}
    assert points(scored(*lines, rules=once, given=given)) == {"Ann": 10, "Bea": 6}
    assert points(scored(*lines, rules=bonus(BonusFor.FASTEST_LAP), given=given))["Ann"] == 12


def test_a_bonus_of_a_crew_is_shared_as_its_points_are_and_one_named_has_it_whole() -> None:
    crew = car("7", 1, "Ann", "Zoe", pole=True)
    for shared, each in ((SharedDrive.FULL, 12), (SharedDrive.SPLIT, 6), (SharedDrive.NOTHING, 0)):
        assert set(
            points(scored(crew, table=drivers(shared=shared), rules=bonus(BonusFor.POLE))).values()
        ) == {each}
    named = car("7", 1, "Ann", "Zoe", pole=True, pole_by="Zoe")
    assert points(scored(named, table=drivers(shared=SharedDrive.SPLIT), rules=bonus(BonusFor.POLE))) == {
        "Ann": 5,
        "Zoe": 7,
    }
    stranger = car("7", 1, "Ann", "Zoe", pole=True, pole_by="Eve")
    assert points(scored(stranger, rules=bonus(BonusFor.POLE))) == {"Ann": 12, "Zoe": 12}
    assert points(scored(named, table=drivers(unit=Unit.CAR), rules=bonus(BonusFor.POLE))) == {"7": 12}


def test_a_bonus_of_a_car_that_does_not_count_is_given_to_nobody() -> None:
    lines = (car("1", 1, "Ann", team="A"), car("3", 3, "Cleo", team="A", pole=True))
    assert points(scored(*lines, table=teams(cars=CarsCounted.BEST), rules=bonus(BonusFor.POLE))) == {"A": 10}
    assert points(scored(*lines, table=teams(), rules=bonus(BonusFor.POLE))) == {"A": 16}
    barred = (car("1", 1, "Ann", "Zoe", not_scoring=("Ann",), pole=True),)
    assert points(scored(*barred, rules=bonus(BonusFor.POLE))) == {"Ann": 0, "Zoe": 12}
    ruled = (ruling(AdjustmentKind.NOT_SCORING, names=("Ann",)),)
    alone = (car("1", 1, "Ann", pole=True), car("2", 2, "Bea"))
    assert points(scored(*alone, rules=bonus(BonusFor.POLE), ruled=ruled)) == {"Ann": 0, "Bea": 6}


def test_each_class_is_paid_by_its_own_rules_and_a_class_without_rules_takes_nothing() -> None:
    """Class A has double points and a bonus for pole; B those of the table; C scores nothing here."""
    double = PointsRules(scale=tuple(2 * one for one in SCALE), bonus=(Bonus(BonusFor.POLE, Fraction(3)),))
    single = PointsRules(scale=SCALE)
    lines = (
        car("1", 1, "Ann", class_="A"), car("2", 2, "Bea", class_="B", pole=True), car("3", 3, "Cleo", class_="C"),
        car("4", 4, "Dora", class_="A"),
    )  # fmt: skip
    made = scored(*lines, rules=single, by_class={"A": double, "B": single, "C": None})
    assert points(made) == {"Ann": 20, "Bea": 6, "Cleo": 0, "Dora": 4}
    of_a = (*lines[:1], *lines[2:], car("9", 5, "Eve", class_="A", pole=True))
    assert points(scored(*of_a, rules=single, by_class={"A": double, "C": None}))["Eve"] == 2 + 3


@pytest.mark.parametrize("by", [{"best_lap": 99}, {"fastest_lap": True}, {"pole": True}, {"grid": 1}])
def test_the_best_of_all_is_the_best_of_the_session_also_in_the_table_of_a_class(by: dict[str, Any]) -> None:
    """Without `within` the fastest of a slower class has no point for the fastest lap, measured or marked."""
    slower = {"best_lap": 100} if "best_lap" in by else {"grid": 2} if "grid" in by else {}
    lines = (car("1", 2, "Ann", class_="GT3", **by), car("2", 1, "Bea", class_="GT4", **slower))
    for_ = BonusFor.FASTEST_LAP if "lap" in next(iter(by)) else BonusFor.POLE
    of_class = {of: drivers(class_=of, place=ScoredPlace.CLASS) for of in ("GT3", "GT4")}
    assert points(scored(*lines, rules=bonus(for_), table=of_class["GT4"])) == {"Bea": 10}
    assert points(scored(*lines, rules=bonus(for_), table=of_class["GT3"])) == {"Ann": 12}
    assert points(scored(*lines, rules=bonus(for_), table=drivers(members=("Bea",)))) == {"Bea": 10}
    within = bonus(for_, within=ScoredPlace.CLASS)
    assert points(scored(*lines, rules=within, table=of_class["GT4"])) == {"Bea": 12 if slower else 10}
