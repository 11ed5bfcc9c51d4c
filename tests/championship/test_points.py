"""What places are worth: scales, tails, multipliers, reduced points, bonuses, who scores and who does not."""

from fractions import Fraction
from typing import Any

import pytest

from parcferme.championship import Table
from parcferme.regulations import Adjustment, AdjustmentKind, Label
from small_season import RULES, exact, points, races, season, the


def table(results: str, rules: str, **options: Any) -> Table:
    return season(results, rules, **options).after().tables[0]


# --- scales


@pytest.mark.shape("1")
def test_half_points_of_a_scale_stay_exact() -> None:
    """GT World Challenge Europe 2020, sprint: 16.5-12-9.5."""
    found = table(
        races("A B C", "B A C"), '[[points]]\nscale = [16.5, 12, "9.5"]\n[[standings]]\nname = "D"\n'
    )
    assert points(found) == {"A": exact("57/2"), "B": exact("57/2"), "C": 19}


@pytest.mark.shape("1", "2")
def test_every_classified_car_beyond_the_scale_gets_the_tail_and_a_retired_one_nothing() -> None:
    """FIA WEC 2018-19: half a point for every classified car beyond the tenth."""
    rules = '[[points]]\nscale = [25, 18]\ntail = 0.5\n[[standings]]\nname = "D"\n'
    found = table(races("A B C D (E)"), rules)
    assert points(found) == {"A": 25, "B": 18, "C": exact("1/2"), "D": exact("1/2"), "E": 0}


@pytest.mark.shape("2")
def test_the_tail_ends_where_the_rulebook_says() -> None:
    rules = '[[points]]\nscale = [5]\ntail = 1\ntail-to = 3\n[[standings]]\nname = "D"\n'
    assert points(table(races("A B C D"), rules)) == {"A": 5, "B": 1, "C": 1, "D": 0}


@pytest.mark.shape("2c")
def test_the_tail_can_be_for_every_starter() -> None:
    """NASCAR: a point for every car down to the last, running or not."""
    rules = '[[points]]\nscale = [5]\ntail = 1\ntail-of = "started"\n[[standings]]\nname = "D"\n'
    found = table("round,position,driver\n1,1,A\n1,2,B\n1,DNF,C\n1,DNS,D", rules)
    assert points(found) == {"A": 5, "B": 1, "C": 1}


@pytest.mark.shape("3")
@pytest.mark.parametrize(
    ("rounding", "want"),
    [
        ("up", [32, 23, 19]),
        ("down", [31, 22, 18]),
        ("nearest", [31, 23, 19]),
        ("none", ["125/4", "45/2", "75/4"]),
    ],
)
def test_a_longer_race_multiplies_the_scale_and_rounds_as_stated(rounding: str, want: list[object]) -> None:
    """FIA WEC 2018-19, 1500 miles of Sebring: 25-18-15 times 1.25, rounded up, is 32-23-19."""
    rules = f"""
    [[points]]
    scale = [25, 18, 15]
    [[points]]
    rounds = ["sebring"]
    scale = [25, 18, 15]
    multiplier = 1.25
    rounding = "{rounding}"
    [[standings]]
    name = "D"
    """
    found = table("round,event,position,driver\n1,sebring,1,A\n1,sebring,2,B\n1,sebring,3,C", rules)
    assert list(points(found).values()) == [exact(str(one)) for one in want]


@pytest.mark.shape("4")
def test_a_sprint_and_a_qualifying_have_scales_of_their_own() -> None:
    rules = """
    [[points]]
    sessions = ["race"]
    scale = [25, 18]
    [[points]]
    sessions = ["sprint"]
    scale = [8, 7]
    [[points]]
    sessions = ["qualifying"]
    scale = [3, 2]
    [[standings]]
    name = "D"
    """
    lines = """
    round, session, position, driver
    1, qualifying, 1, B
    1, qualifying, 2, A
    1, sprint, 1, A
    1, sprint, 2, B
    1, race, 1, A
    1, race, 2, B
    1, practice, 1, B
    """
    found = table(lines, rules)
    assert points(found) == {"A": 35, "B": 28}
    assert [column.session for column in found.sessions] == ["qualifying", "sprint", "race"]
    assert the(found, "A").by_session == (2, 8, 25)


@pytest.mark.shape("5")
def test_points_in_mid_race_are_a_session_of_their_own() -> None:
    """24 hours of Spa: points as it stood after 6 and 12 hours, and at the end."""
    rules = """
    [[points]]
    sessions = ["race"]
    scale = [25, 18]
    [[points]]
    sessions = ["race"]
    at = ["6:00:00", "12:00:00"]
    scale = [12, 9]
    [[standings]]
    name = "D"
    """
    lines = """
    round, session, kind, position, driver
    1, race@6:00:00, race, 1, B
    1, race@6:00:00, race, 2, A
    1, race@12:00:00, race, 1, A
    1, race@12:00:00, race, 2, B
    1, race, race, 1, A
    1, race, race, 2, B
    """
    assert points(table(lines, rules)) == {"A": 46, "B": 39}


# --- reduced points

REDUCED = """
[[points]]
scale = [25, 18, 15]
[points.reduced]
minimum-laps = 2
minimum-green-laps = 2
bands = [
  { from = 0, below = "25 %", scale = [6, 4, 3] },
  { from = "25 %", below = "50 %", scale = [13, 10, 8] },
  { from = "50 %", below = "75 %", scale = [19, 14, 12] },
]
[[standings]]
name = "D"
"""


@pytest.mark.shape("6", "7")
@pytest.mark.parametrize(
    ("completed", "laps", "green", "want"),
    [
        ("1/10", 6, 6, 6),
        ("1/4", 15, 15, 13),
        ("49/100", 29, 29, 13),
        ("1/2", 30, 30, 19),
        ("3/4", 45, 45, 25),
        ("1/10", 1, 1, 0),
        ("1/10", 6, 1, 0),
    ],
)
def test_a_race_cut_short_pays_by_its_distance_if_enough_laps_were_free(
    completed: str, laps: int, green: int, want: int
) -> None:
    """FIA Formula One sporting regulations 2025, article 6.5: three tables, two laps without the safety car."""
    cut = Adjustment(
        AdjustmentKind.CUT_SHORT,
        round=Label("1"),
        completed=Fraction(completed),
        laps=laps,
        green_laps=green,
        source="test",
    )
    found = table(races("A B C"), REDUCED, adjustments=(cut,))
    assert the(found, "A").points == want
    assert bool(found.sessions[0].reasons) == (want != 25)


@pytest.mark.shape("6b")
def test_a_race_measured_by_time_says_so() -> None:
    """FIA WEC: half points under 75 % of the time."""
    rules = REDUCED.replace("minimum-laps = 2", 'by = "time"\nminimum-laps = 2')
    cut = Adjustment(
        AdjustmentKind.CUT_SHORT, round=Label("1"), completed=Fraction(2, 3), laps=20, green_laps=20
    )
    found = table(races("A B"), rules, adjustments=(cut,))
    assert the(found, "A").points == 19
    assert found.sessions[0].reasons[0].values["by"] == "time"


@pytest.mark.shape("6")
def test_half_points_only_after_a_red_flag_where_the_rulebook_says_so() -> None:
    rules = REDUCED.replace("minimum-laps = 2", "minimum-laps = 2\nonly-after-red = true")
    cut = Adjustment(
        AdjustmentKind.CUT_SHORT, round=Label("1"), completed=Fraction(1, 3), laps=20, green_laps=20
    )
    assert the(table(races("A B"), rules, adjustments=(cut,)), "A").points == 25
    red = Adjustment(
        AdjustmentKind.CUT_SHORT, round=Label("1"), completed=Fraction(1, 3), laps=20, green_laps=20, red=True
    )
    assert the(table(races("A B"), rules, adjustments=(red,)), "A").points == 13


@pytest.mark.shape("21")
def test_a_small_field_is_worth_less_where_the_rulebook_says_so_and_full_points_elsewhere() -> None:
    """Ligier European Series 2020, round 3: a class of one car, 25 points; other series halve them."""
    lines = "round,position,car,driver,class\n1,1,50,Dromedari,JS P4"
    few = '[[points]]\nscale = [25]\nfew-entries = { below = 3, factor = "1/2" }\n[[standings]]\nname = "D"\n'
    assert points(table(lines, few)) == {"Dromedari": exact("25/2")}
    assert points(table(lines, few.replace("few-entries", "# few-entries"))) == {"Dromedari": 25}


# --- bonuses


def bonus_rules(bonus: str, unit: str = "driver") -> str:
    return f'[[points]]\nscale = [10, 5]\n[[points.bonus]]\n{bonus}\n[[standings]]\nname = "D"\nunit = "{unit}"\n'


@pytest.mark.shape("8")
def test_the_point_for_the_fastest_lap_needs_a_place_in_the_first_ten() -> None:
    lines = "round,position,driver,fastest_lap\n1,1,A,\n1,2,B,\n1,3,C,yes"
    assert points(table(lines, bonus_rules('for = "fastest-lap"\npoints = 1\ntop = 3'))) == {
        "A": 10,
        "B": 5,
        "C": 1,
    }
    nobody = points(table(lines, bonus_rules('for = "fastest-lap"\npoints = 1\ntop = 2')))
    assert nobody == {"A": 10, "B": 5, "C": 0}


@pytest.mark.shape("8")
@pytest.mark.parametrize(("tied", "each"), [("divided", "1/3"), ("each", "1"), ("nobody", "0")])
def test_a_fastest_lap_shared_by_three(tied: str, each: str) -> None:
    """Formula One divided the point until 1959; the BTCC gave it to each."""
    lines = "round,position,driver,fastest_lap\n1,1,A,yes\n1,2,B,yes\n1,DNF,C,yes"
    found = points(table(lines, bonus_rules(f'for = "fastest-lap"\npoints = 1\ntied = "{tied}"')))
    assert found == {"A": 10 + exact(each), "B": 5 + exact(each), "C": exact(each)}


@pytest.mark.shape("8")
def test_a_driver_who_set_it_in_one_of_two_cars_counts_once_among_those_who_share_it() -> None:
    """Argentina 1956: the list marks Fangio's lap on both lines of his, in his own car and the one he took over."""
    lines = """
    round, position, number, driver, shared_car, fastest_lap
    1, 1, 34, Musso, ,
    1, 1, 34, Fangio, yes, yes
    1, DNF, 30, Fangio, , yes
    """
    rules = bonus_rules('for = "fastest-lap"\npoints = 1\ntied = "divided"') + 'shared = "split"\n'
    assert points(table(lines, rules)) == {"Fangio": 6, "Musso": 5}


@pytest.mark.shape("8", "8h")
def test_pole_in_each_class_goes_to_all_of_the_crew() -> None:
    """FIA WEC 2018-19: one point for pole in each category, to the team and all its drivers."""
    lines = """
    round, position, number, class, grid, driver 1, driver 2
    1, 1, 7, LMP1, 2, A, B
    1, 2, 8, LMP1, 1, C, D
    1, 3, 91, GTE, 3, E, F
    """
    found = points(table(lines, bonus_rules('for = "pole"\npoints = 1\nwithin = "class"')))
    assert found == {"A": 10, "B": 10, "C": 6, "D": 6, "E": 1, "F": 1}


@pytest.mark.shape("8")
def test_leading_a_lap_pays_once_per_round_and_most_laps_led_to_one() -> None:
    """BTCC 2009: a point for leading a lap, once per race day here."""
    lines = """
    round, session, position, driver, laps_led
    1, race-1, 1, A, 3
    1, race-1, 2, B, 7
    1, race-2, 1, A, 10
    1, race-2, 2, B, 0
    """
    led = 'for = "led-a-lap"\npoints = 1\nonce-per-round = true\n[[points.bonus]]\nfor = "most-laps-led"\npoints = 2'
    assert points(table(lines, bonus_rules(led))) == {"A": 20 + 1 + 2, "B": 10 + 1 + 2}


@pytest.mark.shape("25")
def test_incidents_give_a_point_below_a_limit_and_take_one_above_it() -> None:
    """Sim leagues: one more for up to six incidents, one less over the limit; a total may fall below zero and stays."""
    lines = "round,position,driver,incidents\n1,1,A,6\n1,2,B,7\n1,3,C,20\n1,4,D,"
    rules = bonus_rules(
        'for = "incidents"\npoints = 1\nat-most = 6\n[[points.bonus]]\nfor = "incidents"\npoints = -1\nat-least = 15'
    )
    found = table(lines, rules)
    assert points(found) == {"A": 11, "B": 5, "D": 0, "C": -1}
    assert the(found, "C").position == 4


@pytest.mark.shape("27")
def test_taking_part_in_every_round_pays_with_the_last_one_and_the_worst_race_is_left_out() -> None:
    """A kart club in Nantes: ten points for all rounds, less the worst race."""
    rules = bonus_rules('for = "all-rounds"\npoints = 10') + "best = { drop = 1 }\n"
    found = season(races("A B", "A B", "A"), rules)
    assert points(found.after(2).tables[0]) == {"A": 20, "B": 10}
    assert points(found.after(3).tables[0]) == {"A": 30, "B": 10}


# --- who scores


@pytest.mark.shape("9")
def test_tables_of_teams_and_makes_count_all_the_best_or_the_best_two_cars() -> None:
    lines = """
    round, position, number, driver, team, manufacturer
    1, 1, 1, A, Red, Ligier
    1, 2, 2, B, Blue, Ligier
    1, 3, 3, C, Red, Ligier
    1, 4, 4, D, Red, Norma
    """
    rules = """
    [[points]]
    scale = [10, 6, 4, 3]
    [[standings]]
    name = "all"
    unit = "team"
    [[standings]]
    name = "best"
    unit = "team"
    cars = "best"
    [[standings]]
    name = "two"
    unit = "team"
    cars = "best"
    cars-counted = 2
    [[standings]]
    name = "makes"
    unit = "manufacturer"
    cars = "best"
    multiply-by-cars = true
    [[standings]]
    name = "cars"
    unit = "car"
    """
    found = {one.name: points(one) for one in season(lines, rules).after().tables}
    assert found["all"] == {"Red": 17, "Blue": 6}
    assert found["best"] == {"Red": 10, "Blue": 6}
    assert found["two"] == {"Red": 14, "Blue": 6}
    assert found["makes"] == {"Ligier": 40, "Norma": 12}
    assert found["cars"] == {"1": 10, "2": 6, "3": 4, "4": 3}


@pytest.mark.shape("9")
def test_only_nominated_cars_score_for_the_make() -> None:
    lines = "round,position,number,manufacturer,nominated\n1,1,1,Ligier,\n1,2,2,Ligier,yes\n1,3,3,Norma,yes"
    rules = '[[points]]\nscale = [10, 6, 4]\n[[standings]]\nname = "M"\nunit = "manufacturer"\ncars = "nominated"\n'
    assert points(table(lines, rules)) == {"Ligier": 6, "Norma": 4}


@pytest.mark.shape("9")
def test_crews_are_ranked_as_crews() -> None:
    """Joomla-Tracks ranks the drivers of an endurance crew one by one; here the crew is a unit."""
    lines = """
    round, position, number, driver 1, driver 2
    1, 1, 81, Balthazar, Nivarlet
    1, 2, 50, Dromedari,
    2, 1, 81, Balthazar,
    2, 2, 50, Dromedari,
    """
    rules = '[[points]]\nscale = [25, 18]\n[[standings]]\nname = "Crews"\nunit = "crew"\n'
    assert points(table(lines, rules)) == {"Dromedari": 36, "Balthazar / Nivarlet": 25, "Balthazar": 25}


SHARED = """
round, position, number, driver, shared_car
1, 1, 1, A,
1, 2, 2, B,
1, 2, 2, C, yes
1, 3, 3, C,
"""


@pytest.mark.shape("10", "11", "11b")
@pytest.mark.parametrize(
    ("rules", "want"),
    [
        ('shared = "split"', {"A": "8", "B": "3", "C": "7"}),
        ('shared = "split"\ntwo-cars = "best"', {"A": "8", "B": "3", "C": "4"}),
        ('shared = "nothing"', {"A": "8", "B": "0", "C": "4"}),
        ('shared = "full"', {"A": "8", "B": "6", "C": "10"}),
        ('shared = "full"\ntwo-cars = "best"', {"A": "8", "B": "6", "C": "6"}),
    ],
)
def test_a_shared_drive_is_split_given_in_full_or_worth_nothing(rules: str, want: dict[str, str]) -> None:
    """Formula One: equal shares until 1957, of two cars only the best from 1956, nothing from 1958."""
    book = f'[[points]]\nscale = [8, 6, 4]\n[[standings]]\nname = "D"\n{rules}\n'
    assert dict(points(table(SHARED, book))) == {name: exact(one) for name, one in want.items()}


@pytest.mark.shape("11")
def test_of_two_cars_only_the_place_of_the_better_one_counts_in_a_tie() -> None:
    """24H Series: a driver entered in two cars scores with the best of them."""
    lines = "round,position,number,driver\n1,1,1,A\n1,2,2,B\n1,3,3,B\n2,1,2,B\n2,2,1,A\n3,3,4,C\n3,4,5,A"
    rules = '[[points]]\nscale = [10, 6]\n[[standings]]\nname = "D"\n'
    both = table(lines, rules + 'two-cars = "sum"\n')
    assert [(row.position, row.name) for row in both.rows] == [(1, "B"), (2, "A"), (3, "C")]
    best = table(lines, rules + 'two-cars = "best"\n')
    assert [(row.position, row.name) for row in best.rows] == [(1, "A"), (2, "B"), (3, "C")]


@pytest.mark.parametrize("only", ['members = ["Bea"]', 'members = ["Bea"]\nplace = "group"', 'group = "Am"'])
@pytest.mark.parametrize("by", ["pole", "fastest-lap"])
def test_the_best_of_a_class_is_that_of_the_class_in_a_table_of_some_of_it(only: str, by: str) -> None:
    """Ann has pole and fastest lap of GT3: Bea, the only amateur, has neither in any table."""
    lines = (
        "position,number,driver,class,group,grid,best lap\n1,1,Ann,GT3,Pro,1,1:40.0\n2,2,Bea,GT3,Am,2,1:41.0\n"
        "3,3,Cleo,GT4,Pro,3,1:50.0\n"
    )
    rules = f'[[points]]\nscale = [10, 10]\nbonus = [{{ for = "{by}", points = 3, within = "class" }}]\n'
    assert points(table(lines, f'{rules}[[standings]]\nname = "D"\n{only}\n')) == {"Bea": 10}


def test_a_tie_of_teams_whose_best_car_counts_is_not_broken_by_a_car_that_does_not() -> None:
    """Red 1 and 2, Blue 2 and 1: level, whatever Red's other car did; of all cars only where the rulebook says so."""
    lines = (
        "round,position,number,driver,team\n1,1,1,A,Red\n1,4,2,B,Red\n1,2,3,C,Blue\n1,3,4,D,Blue\n"
        "2,1,3,C,Blue\n2,2,1,A,Red\n2,3,2,B,Red\n2,5,4,D,Blue\n"
    )
    rules = '[[points]]\nscale = [10, 6, 4]\n[[standings]]\nname = "D"\nunit = "team"\ncars = "best"\n'
    level = table(lines, rules)
    assert [(row.position, row.name, row.points) for row in level.rows] == [(1, "Red", 16), (1, "Blue", 16)]
    every = table(lines, rules + 'cars-in-ties = "all"\n')
    assert [(row.position, row.name) for row in every.rows] == [(1, "Red"), (2, "Blue")]


@pytest.mark.shape("10")
def test_who_drove_too_little_has_no_share_of_the_car() -> None:
    """Britain 1957: Collins took over Trintignant's car for a few laps; Trintignant kept all of the points."""
    book = '[[points]]\nscale = [8, 6, 4]\n[[standings]]\nname = "D"\nshared = "split"\n'
    little = Adjustment(AdjustmentKind.SHARED_CAR, round=Label("1"), cars=("2",), names=("C",), source="test")
    assert dict(points(table(SHARED, book, adjustments=(little,)))) == {"A": 8, "B": 6, "C": 4}


@pytest.mark.shape("10")
def test_a_driver_below_the_least_driving_time_scores_nothing_and_the_crew_in_full() -> None:
    """IMSA: the full points for every driver of the crew who drove long enough."""
    lines = "round,position,number,driver 1,driver 2,not scoring\n1,1,10,A,B,B\n1,2,31,C,D,"
    assert points(table(lines, '[[points]]\nscale = [350, 320]\n[[standings]]\nname = "D"\n')) == {
        "A": 350,
        "C": 320,
        "D": 320,
        "B": 0,
    }


@pytest.mark.shape("15")
@pytest.mark.parametrize(("rule", "second"), [("kept", 15), ("passed-down", 18)])
def test_a_guest_scores_nothing_and_his_points_are_kept_or_passed_down(rule: str, second: int) -> None:
    """ELMS: additional cars are classified and score nothing. WRC 2006: the registered are ranked among themselves."""
    lines = "round,position,driver,guest\n1,1,A,\n1,2,G,yes\n1,3,B,"
    rules = f'[[points]]\nscale = [25, 18, 15]\n[[standings]]\nname = "D"\nnot-scoring = "{rule}"\n'
    assert points(table(lines, rules)) == {"A": 25, "B": second}


@pytest.mark.shape("15")
def test_only_those_registered_for_the_season_score() -> None:
    lines = "round,position,driver\n1,1,A\n1,2,X\n1,3,B"
    rules = """
    [[points]]
    scale = [25, 18, 15]
    [[standings]]
    name = "D"
    registered = true
    not-scoring = "passed-down"
    """
    from parcferme.championship import Championship

    one = season(lines, rules)
    found = Championship.of(one.results, one.rulebook, registered={"D": {"A", "B"}}).after().tables[0]
    assert points(found) == {"A": 25, "B": 18}


CREWS = """
[[points]]
scale = [25, 18, 15, 12]
[[standings]]
name = "Crews"
unit = "crew"
registered = true
"""


@pytest.mark.shape("15")
def test_a_crew_is_registered_in_whatever_order_it_is_listed_and_with_one_of_it_at_home() -> None:
    """The list says `Dee / Ann / Bob`, the results `Ann / Bob`: nobody in the car was not entered for the season."""
    from parcferme.championship import Championship

    lines = "round,position,number,driver\n1,1,8,Cy;Eve\n1,2,7,Ann;Bob\n1,3,9,Ann;Fay\n1,4,7b,Gil;Hal"
    one = season(lines.replace(";", " / "), CREWS)
    said = {"Crews": ["Dee / ANN / Bob", "Hal / Gil"]}
    found = Championship.of(one.results, one.rulebook, registered=said).after()
    assert points(found.tables[0]) == {"Ann / Bob": 18, "Gil / Hal": 12}
    assert [finding.code for finding in found.findings] == []


@pytest.mark.shape("15")
def test_a_make_is_registered_with_whatever_engine() -> None:
    from parcferme.championship import Championship

    lines = "round,position,driver,manufacturer,engine\n1,1,A,Lola,Ford\n1,2,B,Lotus,Ford\n1,3,C,Lola,Judd"
    rules = CREWS.replace('"crew"', '"constructor"')
    one = season(lines, rules)
    found = Championship.of(one.results, one.rulebook, registered={"Crews": ["lola"]}).after()
    assert points(found.tables[0]) == {"Lola-Ford": 25, "Lola-Judd": 15}


def test_a_table_of_which_nobody_registered_is_in_a_result_is_told_once() -> None:
    """Numbers of cars where the table is of crews: it comes out empty, and says why."""
    from parcferme.championship import Championship

    one = season("round,position,driver,class\n1,1,A / B,GT\n1,2,C / D,Cup", f"{CREWS}each-class = true\n")
    found = Championship.of(one.results, one.rulebook, registered={"Crews": ["8", "7"]}).after()
    assert [points(one) for one in found.tables] == [{}, {}]
    (told,) = found.findings
    assert told.code == "registered-nobody"
    assert told.values == {
        "table": "Crews", "unit": "crew", "registered": ["7", "8"], "seen": ["A / B", "C / D"]
    }  # fmt: skip


@pytest.mark.shape("16", "17")
def test_a_sub_class_is_ranked_inside_its_class_and_counts_in_it_too() -> None:
    """Ligier European Series 2023: Pro-Am and Am inside each class, the same cars in the class; a title across both."""
    lines = """
    round, position, number, driver, class, group
    1, 1, 48, Stefan, JS P4, Pro-Am
    1, 2, 1, Madsen, JS P4, Am
    1, 3, 42, Lemoine, JS2 R, Am
    1, 4, 16, Tanaka, JS P4, Am
    """
    rules = """
    [[points]]
    scale = [25, 18, 15]
    [[standings]]
    name = "General"
    each-class = true
    place = "class"
    [[standings]]
    name = "Sub-classes"
    each-class = true
    each-group = true
    place = "group"
    [[standings]]
    name = "Overall"
    place = "class"
    """
    found = {(one.name, one.class_, one.group): points(one) for one in season(lines, rules).after().tables}
    assert found["General", "JS P4", None] == {"Stefan": 25, "Madsen": 18, "Tanaka": 15}
    assert found["Sub-classes", "JS P4", "Am"] == {"Madsen": 25, "Tanaka": 18}
    assert found["Sub-classes", "JS2 R", "Am"] == {"Lemoine": 25}
    assert found["Overall", None, None] == {"Lemoine": 25, "Stefan": 25, "Madsen": 18, "Tanaka": 15}


@pytest.mark.shape("18")
def test_points_stay_with_the_driver_or_the_car_when_either_is_changed() -> None:
    """A driver who moves to another team keeps his points; the car keeps those its crews scored."""
    lines = "round,position,number,driver,team\n1,1,38,Guillot,HRC\n2,1,38,Seyler,HRC\n3,1,46,Guillot,MV2S"
    rules = """
    [[points]]
    scale = [25]
    [[standings]]
    name = "drivers"
    [[standings]]
    name = "cars"
    unit = "car"
    [[standings]]
    name = "teams"
    unit = "team"
    """
    found = {one.name: points(one) for one in season(lines, rules).after().tables}
    assert found == {
        "drivers": {"Guillot": 50, "Seyler": 25},
        "cars": {"38": 50, "46": 25},
        "teams": {"HRC": 50, "MV2S": 25},
    }


@pytest.mark.shape("18b")
def test_points_are_lost_with_a_change_of_class_where_the_rulebook_says_so() -> None:
    """An Assetto manager asked for it: points stay with the driver, or are lost with the class or the team."""
    lines = "round,position,driver,class,team\n1,1,A,P4,X\n1,2,B,P4,X\n2,1,A,R,X\n2,2,B,P4,Y\n3,1,A,R,X\n3,2,B,P4,Y"
    rules = '[[points]]\nscale = [25, 18]\n[[standings]]\nname = "D"\nswitch-loses = ["class"]\n'
    found = season(lines, rules)
    assert points(found.after(1).tables[0]) == {"A": 25, "B": 18}
    assert points(found.after(2).tables[0]) == {"B": 36, "A": 25}
    assert points(found.after(3).tables[0]) == {"B": 54, "A": 50}
    moved = the(found.after(3).tables[0], "A")
    assert (moved.gross_points, moved.dropped) == (50, (0,))
    assert [reason.code for reason in moved.reasons] == ["points-left-behind", "results-dropped"]
    team = season(lines, rules.replace('"class"', '"team"')).after().tables[0]
    assert points(team) == {"A": 75, "B": 36}


@pytest.mark.shape("18b")
def test_where_several_changes_lose_the_points_one_of_them_is_enough() -> None:
    """A changes class in round 2, B its team; C changes nothing."""
    lines = """
        round,position,driver,class,team
        1,1,A,P4,X
        1,2,B,P4,X
        1,3,C,P4,X
        2,1,A,R,X
        2,2,B,P4,Y
        2,3,C,P4,X
    """
    rules = '[[points]]\nscale = [25, 18, 15]\n[[standings]]\nname = "D"\nswitch-loses = ["class", "team"]\n'
    found = season(lines, rules).after().tables[0]
    assert points(found) == {"C": 30, "A": 25, "B": 18}
    left = {row.name: [dict(one.values) for one in row.reasons if one.code == "points-left-behind"]
            for row in found.rows}  # fmt: skip
    assert left == {"A": [{"round": 2, "session": "race"}], "B": [{"round": 2, "session": "race"}], "C": []}


@pytest.mark.shape("1c")
def test_a_dead_heat_shares_the_points_of_its_places_equally() -> None:
    """FIA Formula One sporting regulations, 7.1: points of the tied places are added and shared equally."""
    lines = "round,position,driver,time\n1,1,A,1:00\n1,1,B,1:00\n1,3,C,1:01"
    rules = '[[points]]\nscale = [25, 18, 15]\n[[standings]]\nname = "D"\n'
    assert points(table(lines, rules)) == {"A": exact("43/2"), "B": exact("43/2"), "C": 15}
    each = rules.replace("scale", "dead-heat-shares = false\nscale")
    assert points(table(lines, each)) == {"A": 25, "B": 25, "C": 15}


def test_where_nothing_says_who_is_registered_everybody_scores_and_it_is_told_once() -> None:
    """A bare result list of a series in which only full-season entries score."""
    rules = RULES + "registered = true\neach-class = true\n"
    found = season("round,position,driver,class\n1,1,A,GT\n1,2,B,Cup", rules).after()
    assert [points(one) for one in found.tables] == [{"A": 25}, {"B": 18}]
    assert [finding.code for finding in found.findings] == ["registration-unknown"]


# --- found by comparing made-up seasons with a slow scorer


def test_a_table_of_all_classes_pays_each_class_by_its_own_rules() -> None:
    lines = "round,position,number,driver,class\n1,1,1,A,X\n1,2,2,B,Y"
    rules = """
    [[points]]
    scale = [10, 6]
    [[points]]
    classes = ["Y"]
    scale = [5, 3]
    [[standings]]
    name = "Overall"
    place = "class"
    """
    assert points(table(lines, rules)) == {"A": 10, "B": 5}


def test_a_guest_level_with_another_keeps_his_share_of_the_points_from_him() -> None:
    lines = "round,position,driver,guest,time\n1,1,A,,1:00\n1,1,G,yes,1:00\n1,3,B,,1:01"
    rules = '[[points]]\nscale = [25, 18, 15]\n[[standings]]\nname = "D"\nnot-scoring = "{}"\n'
    assert points(table(lines, rules.format("kept"))) == {"A": exact("43/2"), "B": 15}
    assert points(table(lines, rules.format("passed-down"))) == {"A": 25, "B": 18}


def test_an_excluded_car_of_another_class_closes_up_too_where_places_are_overall() -> None:
    lines = "round,position,number,driver,class\n1,1,1,A,X\n1,2,2,B,Y"
    rules = '[[points]]\nscale = [25, 18]\n[[standings]]\nname = "D"\nclass = "Y"\n'
    out = Adjustment(AdjustmentKind.EXCLUSION, round=Label("1"), session="race", cars=("1",))
    assert points(table(lines, rules)) == {"B": 18}
    assert points(table(lines, rules, adjustments=(out,))) == {"B": 25}


def test_who_was_excluded_from_a_race_gets_no_bonus_for_finishing_it() -> None:
    lines = "round,position,driver,grid\n1,1,A,3\n1,2,B,2"
    both = 'for = "classified"\npoints = 1\n[[points.bonus]]\nfor = "places-gained"\npoints = 1'
    out = Adjustment(AdjustmentKind.EXCLUSION, round=Label("1"), session="race", names=("A",))
    assert points(table(lines, bonus_rules(both))) == {"A": 13, "B": 6}
    assert points(table(lines, bonus_rules(both), adjustments=(out,))) == {"B": 11, "A": 0}


def test_a_car_listed_with_each_driver_is_one_car_for_its_bonuses() -> None:
    lines = "round,position,number,driver,team,grid\n1,1,1,A,Red,1\n1,1,1,B,Red,1\n1,2,2,C,Blue,2"
    bonus = 'for = "pole"\npoints = 1\ntied = "nobody"\n[[points.bonus]]\nfor = "started"\npoints = 1'
    assert points(table(lines, bonus_rules(bonus, "team"))) == {"Red": 12, "Blue": 6}


def test_a_crew_member_who_does_not_score_has_no_bonus_either() -> None:
    lines = "round,position,number,driver 1,driver 2,not scoring,fastest_lap\n1,1,10,A,B,B,yes"
    assert points(table(lines, bonus_rules('for = "fastest-lap"\npoints = 1'))) == {"A": 11, "B": 0}


def test_a_car_that_did_not_start_drove_no_clean_race() -> None:
    lines = "round,position,driver,incidents\n1,1,A,0\n1,DNS,B,0"
    found = points(table(lines, bonus_rules('for = "incidents"\npoints = 1\nat-most = 0')))
    assert found == {"A": 11}


def test_cars_not_nominated_pass_their_points_down_where_the_rulebook_says_so() -> None:
    """World Rally Championship: makes are ranked by their nominated cars among themselves."""
    lines = "round,position,number,manufacturer,nominated\n1,1,1,Ligier,\n1,2,2,Ligier,yes\n1,3,3,Norma,yes"
    rules = """
    [[points]]
    scale = [10, 6, 4]
    [[standings]]
    name = "M"
    unit = "manufacturer"
    cars = "nominated"
    not-scoring = "passed-down"
    """
    assert points(table(lines, rules)) == {"Ligier": 10, "Norma": 6}


def test_a_race_of_special_points_still_gives_its_bonuses() -> None:
    rules = bonus_rules('for = "fastest-lap"\npoints = 1').replace(
        "[[points.bonus]]", "reduced = { bonuses = false }\n[[points.bonus]]"
    )
    double = Adjustment(AdjustmentKind.SCALE, round=Label("1"), scale=(Fraction(20), Fraction(10)))
    found = table("round,position,driver,fastest_lap\n1,1,A,yes", rules, adjustments=(double,))
    assert points(found) == {"A": 21}


def test_a_bonus_is_told_from_its_round_on_and_not_before() -> None:
    """A sets the fastest lap of rounds 1 and 2: after round 1 its line tells of one bonus, after round 2 of two."""
    lines = "round,position,driver,best_lap\n1,1,B,1:41\n1,2,A,1:40\n2,1,A,1:39\n2,2,B,1:42"
    rules = '[[points]]\nscale = [9, 6]\nbonus = [{ for = "fastest-lap", points = 1 }]\n[[standings]]\nname = "D"\n'
    whole = season(lines, rules)
    told = [
        [
            (one.code, one.values["round"], one.values["points"])
            for one in the(whole.after(number).tables[0], "A").reasons
        ]
        for number in (1, 2)
    ]
    assert told == [[("bonus", 1, 1)], [("bonus", 1, 1), ("bonus", 2, 1)]]
