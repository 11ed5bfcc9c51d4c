"""What is to come in a table, who is in it, and which rules leave an answer on the safe side."""

from typing import Any

import pytest

from parcferme.championship import Championship, Planned
from parcferme.championship.outcomes import Doubt
from parcferme.championship.prospect import Prospect
from parcferme.classification import ResultLine
from parcferme.regulations import parse_rulebook
from small_season import races, season

NEXT = (Planned(3, "race", "race"),)


def book(points: str = "", table: str = "", scale: str = "[9, 6, 4]") -> str:
    sessions = 'sessions = ["race", "sprint", "meeting"]'
    return f'[[points]]\n{sessions}\nscale = {scale}\n{points}\n[[standings]]\nname = "D"\n{table}\n'


def prospect(
    rules: str, results: str = races("A B C", "B A C"), *, planned: tuple[Planned, ...] = NEXT, **more: Any
) -> Prospect:
    made = season(results, rules)
    whole = Championship.of(made.results, parse_rulebook(rules, "r.toml"), planned=planned, **more)
    return Prospect(whole, whole.tables[0], None)


def bonus(for_: str, more: str = "") -> str:
    return f'bonus = [{{ for = "{for_}", points = 1 {more} }}]'


@pytest.mark.parametrize(
    ("rules", "doubts"),
    [
        (book(), set()),
        (book(scale="[9, 9, 4]"), set()),
        (book("tail = 4"), set()),
        (book("tail = 4\ntail-to = 5"), set()),
        (book("per-car = 1"), {Doubt.CARS}),
        (book("per-car-behind = 1"), {Doubt.CARS}),
        (book("small-fields = [{ cars = 2, scale = [1] }]"), {Doubt.CARS}),
        (book("few-entries = { below = 3 }"), {Doubt.CARS}),
        (book(table="multiply-by-cars = true"), {Doubt.CARS}),
        (book(scale="[1, 2, 3]", table='wins = "fewest"'), {Doubt.RISING, Doubt.FEWEST}),
        (
            book("absent = 9", scale="[1, 2, 3]", table='wins = "fewest"'),
            {Doubt.RISING, Doubt.FEWEST, Doubt.ABSENT},
        ),
        (
            book("unplaced = 9", scale="[1, 2, 3]", table='wins = "fewest"'),
            {Doubt.RISING, Doubt.FEWEST, Doubt.ABSENT},
        ),
        (book(bonus("pole")), set()),
        (book(bonus("places-gained")), {Doubt.PLACES_GAINED}),
        (book(bonus("most-places-gained")), {Doubt.PLACES_GAINED}),
        (book(bonus("incidents", ", at-least = 3").replace("points = 1", "points = -1")), {Doubt.RISING}),
        (book(bonus("fastest-lap", ", once-per-round = true")), set()),
        (
            book(bonus("fastest-lap", ", once-per-round = true"), "best = { drop = 1 }"),
            set(),
        ),  # one session a round
        (book(table='shared = "split"'), set()),  # nobody has shared a car
    ],
)
def test_which_rules_leave_a_doubt(rules: str, doubts: set[Doubt]) -> None:
    assert set(prospect(rules).doubts) == doubts
    over = prospect(rules, planned=())
    assert (list(over.to_come), set(over.doubts)) == ([], set())  # nothing is to come: nothing is in doubt


def test_a_bonus_once_per_round_is_in_doubt_where_single_results_of_that_round_are_left_out() -> None:
    two = (Planned(3, "race-1", "race"), Planned(3, "race-2", "race"))
    once = bonus("fastest-lap", ", once-per-round = true")
    by_session, by_round = book(once, "best = { drop = 1 }"), book(once, 'best = { drop = 1, by = "round" }')
    assert [set(prospect(one, planned=two).doubts) for one in (by_session, by_round, book(once))] == [
        {Doubt.BONUS}, set(), set(),
    ]  # fmt: skip


CREW = "round,position,car,driver\n1,1,81,Ann\n1,1,81,Bea\n1,2,7,Cleo\n2,1,7,Cleo\n2,2,81,Ann\n2,2,81,Bea\n"


@pytest.mark.parametrize(
    ("shared", "doubts"), [("full", set()), ("split", {Doubt.SHARED}), ("nothing", {Doubt.SHARED})]
)
def test_points_that_a_crew_shares_are_in_doubt(shared: str, doubts: set[Doubt]) -> None:
    made = prospect(book(table=f'shared = "{shared}"'), CREW)
    assert (made.crews, set(made.doubts)) == (2, doubts)
    assert made.per == (4 if shared == "split" else 1)  # halves so far, and halves of those to come


def test_a_list_without_drivers_has_no_crew_to_share() -> None:
    made = prospect(book(table='unit = "car"\nshared = "split"'), "round,position,car\n1,1,7\n1,2,8\n2,1,7\n")
    assert (made.crews, made.per, set(made.doubts)) == (1, 1, set())


TEAMS = "round,position,team,class,car\n1,1,X,GT,1\n1,2,X,TCR,2\n1,3,Y,GT,3\n2,1,Y,GT,3\n2,2,X,GT,1\n"


def test_a_team_with_cars_of_several_classes_is_in_doubt_where_places_are_those_of_classes() -> None:
    made = prospect(book(table='unit = "team"\nplace = "class"'), TEAMS)
    assert ([made.cars[made.index[name]] for name in "XY"], set(made.doubts)) == ([2, 1], {Doubt.CLASSES})
    assert set(prospect(book(table='unit = "team"'), TEAMS).doubts) == set()
    of_one = prospect(book(table='unit = "team"\nplace = "class"\nclass = "GT"'), TEAMS)
    assert set(of_one.doubts) == set()


def test_a_meeting_to_come_is_in_doubt() -> None:
    rules = book(scale="[9, 6]").replace('"race", "sprint", ', "") + '[meeting]\nsessions = ["race"]\n'
    made = prospect(rules)
    assert [(one.column.round, one.column.session) for one in made.to_come] == [(3, "meeting")]
    assert set(made.doubts) == {Doubt.MEETING}


# --- what is to come


def test_what_is_to_come_scores_in_the_table_and_is_in_the_order_of_the_calendar() -> None:
    planned = (
        Planned(3, "qualifying-1", "qualifying"), Planned(3, "race-1", "race", "spa"), Planned(4, "sprint", "sprint"),
    )  # fmt: skip
    made = prospect(book(), planned=planned)
    assert [(one.column.round, one.column.session, one.column.event) for one in made.to_come] == [
        (3, "race-1", "spa"), (4, "sprint", None),
    ]  # fmt: skip
    assert [made.places_of(one) for one in made.to_come] == [3, 3]
    assert made.held == 2
    whole = Championship.of(
        season(races("A B C", "B A C"), book()).results, made.championship.rulebook, planned=planned
    )
    assert [one.column.round for one in Prospect(whole, whole.tables[0], 2, 3).to_come] == [3]
    after_one = Prospect(whole, whole.tables[0], 1)
    assert ([one.column.round for one in after_one.to_come], after_one.held) == ([2, 3, 4], 1)
    assert (Prospect(whole, whole.tables[0], 9).held, Prospect(whole, whole.tables[0], None).held) == (0, 2)


@pytest.mark.parametrize(
    ("points", "places"),
    [("", 3), ("tail = 1\ntail-to = 7", 7), ("tail = 1", 3), ("tail = 1\ntail-to = 2", 3)],
)
def test_how_far_down_places_are_told_apart(points: str, places: int) -> None:
    made = prospect(book(points, scale="[9]" if "2" in points else "[9, 6, 4]"))
    assert made.places_of(made.to_come[0]) == places
    long = prospect(book(scale="[9, 6, 4, 3, 2, 1]"))
    assert long.places_of(long.to_come[0]) == 6


@pytest.mark.parametrize(
    ("rules", "per"),
    [
        (book(), 1),
        (book(scale="[9.5, 6]"), 2),
        (
            "[[points]]\nrounds = [3]\nscale = [9.5]\n"
            + book().replace("scale =", "rounds = [1, 2]\nscale ="),
            2,
        ),
        (book("tail = 0.25"), 4),
        (book("multiplier = 1.2", scale="[1]"), 5),
        (book(bonus("pole").replace("points = 1", "points = 0.5")), 2),
        (book(bonus("all-rounds").replace("points = 1", "points = 0.5")), 2),
        (book("per-car = 0.5"), 2),
        (book("per-car-behind = 0.2"), 5),
        (book('small-fields = [{ cars = 2, scale = ["1/3"] }]'), 3),
        (book("few-entries = { below = 3 }"), 2),
    ],
)
def test_points_to_come_are_whole_numbers_of_a_part(rules: str, per: int) -> None:
    assert prospect(rules).per == per


# --- who is in it


def test_the_excluded_are_no_contenders_and_who_is_entered_or_registered_and_has_not_come_is_one() -> None:
    out = '[season."2020"]\n[[season.2020.adjustment]]\nkind = "exclusion"\nround = 2\nnames = ["B"]\n'
    rules = parse_rulebook(book() + out, "r.toml")
    results = season(races("A B C", "B A C"), book()).results
    lines = {3: [ResultLine("A", drivers=("A",)), ResultLine("D", drivers=("D",))]}
    whole = Championship.of(results, rules, season="2020", planned=NEXT, entered=lines)
    made = Prospect(whole, whole.tables[0], None)
    assert [made.names[unit] for unit in made.units] == ["A", "C", "D"]
    assert {made.names[unit]: made.may_start(unit, 0) for unit in made.units} == {
        "A": True,
        "C": True,
        "D": True,
    }
    restarted = parse_rulebook(book() + out + "starts-again = true\n", "r.toml")
    again = Championship.of(results, restarted, season="2020", planned=NEXT)
    made = Prospect(again, again.tables[0], None)
    assert [made.names[unit] for unit in made.units] == ["A", "B", "C"]


def test_two_drivers_who_shared_a_car_may_share_a_place_and_those_who_always_did_are_one_crew() -> None:
    text = CREW + "3,1,7,Cleo\n3,1,7,Dora\n"
    made = prospect(book(), text, planned=(Planned(4, "race", "race"),))
    pairs = {("Ann", "Bea"): (True, True), ("Cleo", "Dora"): (True, False), ("Ann", "Cleo"): (False, False)}
    for (one, other), expected in pairs.items():
        at = made.index[one], made.index[other]
        assert (made.may_share(*at), made.are_one_crew(*at)) == expected
    units = [made.index[name] for name in ("Ann", "Cleo")]
    assert (made.may_share_places(units), made.may_share_places(made.units)) == (False, True)


def test_cars_of_two_classes_may_both_be_first_of_their_class() -> None:
    text = "round,class,position,driver\n1,GT,1,Ann\n1,TCR,2,Bea\n1,GT,3,Cleo\n"
    for table, together in (
        ('place = "class"', (True, False)),
        ("", (False, False)),
        ('place = "class"\nclass = "GT"', None),
    ):
        made = prospect(book(table=table), text, planned=(Planned(2, "race", "race"),))
        if together is None:
            assert made.names == ["Ann", "Cleo"] and not made.may_share_places(made.units)
            continue
        ann, bea, cleo = (made.index[name] for name in ("Ann", "Bea", "Cleo"))
        assert (made.may_share(ann, bea), made.may_share(ann, cleo)) == together


# --- what a unit can take from the session to come: two rounds of three cars are held


def cells(
    rules: str, results: str = races("A B C", "B A C"), unit: int = 0
) -> tuple[list[Any], list[Any], object]:
    """Points of which first, second and fourth are sure, the most the unit can take, and that with first taken."""
    made = prospect(rules, results)
    sure = [made.exact(made.sure_cell(0, place).points) for place in (1, 2, 4)]
    best, behind = made.best_cell(unit, 0), made.best_cell(unit, 0, 1)
    return sure, [made.exact(best.points), made.exact(behind.points)], (best.places, behind.places)


@pytest.mark.parametrize(
    ("rules", "sure", "best"),
    [
        (book(), [9, 6, 0], [9, 6]),
        (book("tail = 1"), [9, 6, 1], [9, 6]),
        (
            book(scale="[1, 2, 9]", table='wins = "fewest"'),
            [1, 2, 0],
            [9, 9],
        ),  # the last of three is worth most
        (book(bonus("pole")), [9, 6, 0], [10, 7]),
        (book(bonus("pole", ", top = 1")), [9, 6, 0], [10, 6]),
        (book(bonus("started")), [10, 7, 1], [10, 7]),
        (book(bonus("classified", ", top = 1")), [10, 6, 0], [10, 6]),
        (book(bonus("led-a-lap")), [9, 6, 0], [10, 7]),
        (book(bonus("places-gained")), [9, 6, 0], [11, 8]),  # from the third of three cars to the first
        (book(bonus("incidents", ", at-least = 3").replace("points = 1", "points = -1")), [8, 5, -1], [9, 9]),
        (book(bonus("all-rounds")), [9, 6, 0], [9, 6]),  # of the season, not of a session
        (book("per-car = 1"), [10, 8, 4], [12, 9]),  # as many cars as the place needs, and at best three
        (book("per-car-behind = 1"), [9, 6, 0], [11, 7]),
        (book("few-entries = { below = 3 }"), [4.5, 3, 0], [9, 6]),
        (book(table="multiply-by-cars = true"), [9, 12, 0], [27, 18]),
        (book("small-fields = [{ cars = 1, scale = [5] }]"), [5, 6, 0], [9, 6]),
    ],
)
def test_what_one_is_sure_of_with_a_place_and_the_most_it_can_take(
    rules: str, sure: list[object], best: list[object]
) -> None:
    assert cells(rules) == (sure, best, ((1,), (2,)))


@pytest.mark.parametrize(
    ("table", "most", "places"),
    [
        ('unit = "team"', [15, 10], ((1, 2), (2, 3))),
        ('unit = "team"\ncars = "best"', [9, 6], ((1,), (2,))),
        ('unit = "team"\ncars = "best"\ncars-in-ties = "all"', [9, 6], ((1, 2), (2, 3))),
        ('unit = "team"\ncars = "best"\ncars-counted = 2', [15, 10], ((1, 2), (2, 3))),
        ('unit = "team"\nplace = "class"', [18, 12], ((1, 1), (2, 2))),  # two cars in two classes
    ],
)
def test_the_most_a_team_of_two_cars_can_take(table: str, most: list[object], places: object) -> None:
    _, best, taken = cells(book(table=table), TEAMS)
    assert (best, taken) == (most, places)


def test_a_bonus_of_one_car_is_had_once_and_one_that_every_car_can_earn_by_both() -> None:
    for for_, points in (("pole", 16), ("started", 17)):
        assert cells(book(bonus(for_), 'unit = "team"'), TEAMS)[1][0] == points
    in_class = bonus("pole", ', within = "class"')
    assert (
        cells(book(in_class, 'unit = "team"'), TEAMS)[1][0] == 17
    )  # each of its cars can be on pole of a class
    assert cells(book(in_class, 'unit = "team"\nclass = "GT"'), TEAMS)[1][0] == 10


@pytest.mark.parametrize(
    ("shared", "sure"), [("full", [9, 6, 0]), ("split", [4.5, 3, 0]), ("nothing", [0, 0, 0])]
)
def test_of_a_car_that_may_be_shared_one_is_sure_of_a_share(shared: str, sure: list[object]) -> None:
    assert cells(book(table=f'shared = "{shared}"'), CREW)[0] == sure


def test_a_bonus_once_per_round_is_not_won_again_in_the_round_that_has_begun() -> None:
    once = bonus("fastest-lap", ", once-per-round = true")
    results = "round,session,position,driver,fastest lap\n1,race-1,1,A,x\n1,race-1,2,B,\n"
    planned = (Planned(1, "race-2", "race"), Planned(2, "race-1", "race"), Planned(2, "race-2", "race"))
    made = prospect(book(once), results, planned=planned)
    most = {name: [made.best_cell(made.index[name], at).points for at in range(3)] for name in "AB"}
    assert most == {"A": [9, 10, 9], "B": [10, 10, 9]}


def test_who_is_not_in_the_list_of_a_round_and_in_that_of_another_takes_nothing_there() -> None:
    results = season(races("A B C"), book()).results
    guest = ResultLine("G", drivers=("G",), guest=True)
    mine = {name: ResultLine(name, drivers=(name,)) for name in "AB"}
    lists = {1: [*mine.values()], 2: [mine["A"], guest]}
    planned = (Planned(2, "race", "race"), Planned(3, "race", "race"))
    rules = parse_rulebook(book(), "r.toml")
    whole = Championship.of(
        results, rules, planned=planned, entered=lists
    )  # fmt: skip
    made = Prospect(whole, whole.tables[0], None)
    assert {name: [made.may_start(made.index[name], at) for at in (0, 1)] for name in "ABC"} == {
        "A": [True, True], "B": [False, True], "C": [True, True],  # of C no list says anything
    }  # fmt: skip
    assert "G" not in made.names


@pytest.mark.parametrize(
    ("more", "without", "first", "second"),
    [("", True, True, True), (", top = 1", False, True, False), (", classified = true", False, True, True)],
)
def test_which_places_can_earn_a_bonus(more: str, without: bool, first: bool, second: bool) -> None:
    made = prospect(book(bonus("led-a-lap", more)))
    (one,) = made.to_come[0].bonuses
    assert [made.can_earn(one, place) for place in (None, 1, 2)] == [without, first, second]
    (classified,) = prospect(book(bonus("classified"))).to_come[0].bonuses
    assert [made.can_earn(classified, place) for place in (None, 9)] == [False, True]


def test_two_teams_are_never_one_crew() -> None:
    made = prospect(book(table='unit = "team"'), TEAMS)
    assert not made.are_one_crew(0, 1) and not made.may_share(0, 1)


def test_of_a_season_without_a_result_nothing_is_in_doubt() -> None:
    rules = parse_rulebook(book(table='unit = "team"\nplace = "class"'), "r.toml")
    whole = Championship.of([], rules, planned=NEXT)
    made = Prospect(whole, whole.tables[0], None)
    assert (made.names, set(made.doubts), made.held) == ([], set(), 0)
