"""Rules that public regulations ask for, each with a season small enough to add up by hand."""

from fractions import Fraction
from textwrap import dedent
from typing import Any

import pytest

from parcferme.championship import Championship, Table
from parcferme.decoders import parse_results
from parcferme.findings import BadRulebook
from parcferme.regulations import Adjustment, AdjustmentKind, Label, parse_rulebook
from small_season import codes, places, points, races, season, the

SCALE = "[[points]]\nscale = [25, 18, 15, 12, 10, 8]\n"
DRIVERS = '[[standings]]\nname = "Drivers"\n'


def table(results: str, rules: str, name: str = "Drivers", **options: Any) -> Table:
    found = season(results, rules, **options)
    made = found.after().table(name)
    assert made is not None
    return made


def told(results: str, rules: str) -> list[str]:
    read, _ = parse_results(dedent(results), "results.csv")
    return [one.code for one in Championship.of(read, parse_rulebook(rules, "r")).after().findings]


def values(results: str, rules: str, code: str) -> dict[str, object]:
    """What the one finding of a kind says."""
    read, _ = parse_results(dedent(results), "results.csv")
    found = Championship.of(read, parse_rulebook(rules, "r")).after().findings
    (one,) = [one for one in found if one.code == code]
    return dict(one.values)


# --- by how many there are


@pytest.mark.shape("21b")
def test_four_starters_score_4_3_2_1_and_two_2_1() -> None:
    """Motorsport UK, NCR 2.3."""
    rules = """
        [[points]]
        scale = [4, 3, 2, 1]
        small-fields = [{ cars = 1, scale = [1] }, { cars = 2, scale = [2, 1] }, { cars = 3, scale = [3, 2, 1] }]
        [[standings]]
        name = "Drivers"
        place = "class"
    """
    results = """
        position,driver,class
        1,Ann,A
        2,Bea,A
        3,Cleo,A
        4,Dora,A
        5,Eve,B
        6,Fay,B
        7,Gil,C
        DNS,Hal,C
    """
    found = table(results, rules)
    assert points(found) == {"Ann": 4, "Bea": 3, "Cleo": 2, "Eve": 2, "Fay": 1, "Gil": 1, "Dora": 1}


@pytest.mark.shape("1d")
@pytest.mark.parametrize(
    ("keys", "right"),
    [
        ("scale = [200, 175, 155]\nper-car = 1", [203, 178, 3]),
        ('scale = [200, 175, 155]\nper-car = 1\nfield = "entered"', [204, 179, 4]),
        ("per-car-behind = 1", [2, 1, 0]),
        ("per-car-behind = 1\ntail = 1", [3, 2, 1]),
        ("scale = [10, 6]\nper-car = 1\nmultiplier = 2", [26, 18, 6]),
    ],
)
def test_a_point_for_each_car_or_for_each_beaten(keys: str, right: list[int]) -> None:
    keys = keys.replace("[200, 175, 155]", "[200, 175]")
    found = table("position,driver\n1,Ann\n2,Bea\n3,Cleo\nDNS,Dora", f"[[points]]\n{keys}\n{DRIVERS}")
    assert [the(found, name).points for name in ("Ann", "Bea", "Cleo")] == right


@pytest.mark.shape("9i")
def test_the_third_car_of_a_make_takes_no_points_from_others() -> None:
    rules = SCALE + '[[standings]]\nname = "Makes"\nunit = "manufacturer"\ncars = "best"\ncars-counted = 2\n'
    results = "position,driver,manufacturer\n1,Ann,A\n2,Bea,A\n3,Cleo,A\n4,Dora,B\n5,Eve,B"
    assert points(table(results, rules, "Makes")) == {"A": 43, "B": 22}
    assert points(table(results, rules + 'not-scoring = "passed-down"', "Makes")) == {"A": 43, "B": 27}


# --- bonuses


@pytest.mark.shape("8")
def test_most_places_gained_is_one_drivers_bonus() -> None:
    rules = (
        '[[points]]\nscale = [100, 98, 96]\nbonus = [{ for = "most-places-gained", points = 4 }]\n' + DRIVERS
    )
    found = table("position,driver,grid\n1,Ann,1\n2,Bea,4\n3,Cleo,2", rules)
    assert points(found) == {"Bea": 102, "Ann": 100, "Cleo": 96}


@pytest.mark.shape("8")
def test_the_fastest_qualifier_has_his_point_though_he_was_moved_back() -> None:
    rules = '[[points]]\nbonus = [{ for = "fastest-qualifier", points = 1 }, { for = "pole", points = 2 }]\n'
    found = table("position,driver,grid,qualifying position\n1,Ann,1,2\n2,Bea,6,1", rules + DRIVERS)
    assert points(found) == {"Ann": 2, "Bea": 1}


@pytest.mark.shape("8i")
@pytest.mark.parametrize(("passed", "right"), [("", "none"), (", passed-down = true", "Bea")])
def test_a_fastest_lap_outside_the_first_ten_can_go_to_the_best_of_them(passed: str, right: str) -> None:
    """Formula 2: to the fastest of the first ten; Formula One, 2019-2024: to nobody."""
    rules = f'[[points]]\nbonus = [{{ for = "fastest-lap", points = 1, top = 2{passed} }}]\n{DRIVERS}'
    found = table("position,driver,best lap\n1,Ann,1:31.0\n2,Bea,1:30.5\n3,Cleo,1:30.0", rules)
    assert points(found) == {name: int(name == right) for name in ("Ann", "Bea", "Cleo")}


GUEST = """
    position,number,driver,guest,grid,best lap
    1,90,Gus Guest,yes,1,1:30.0
    2,1,Ann,,2,1:31.0
    3,2,Bea,,3,1:30.5
"""


@pytest.mark.shape("8i")
def test_a_guests_pole_and_fastest_lap_pass_as_his_place_does() -> None:
    bonus = 'bonus = [{ for = "pole", points = 2%s }, { for = "fastest-lap", points = 1 }]\n'
    passing = DRIVERS + 'not-scoring = "passed-down"'
    kept = ", passed-down = false"
    assert points(table(GUEST, SCALE + bonus % "" + passing)) == {"Ann": 27, "Bea": 19}
    assert points(table(GUEST, SCALE + bonus % kept + passing)) == {"Ann": 25, "Bea": 19}
    assert points(table(GUEST, SCALE + bonus % "" + DRIVERS)) == {"Ann": 18, "Bea": 15}


def test_a_pole_that_passes_to_nobody_known_is_told() -> None:
    rules = SCALE + 'bonus = [{ for = "pole", points = 2 }]\n' + DRIVERS + 'not-scoring = "passed-down"'
    marked = "position,number,driver,guest,pole\n1,90,Gus,yes,yes\n2,1,Ann,,\n"
    assert told(marked, rules) == ["bonus-next-unknown"]
    assert told(marked.replace(",pole\n", ",pole,grid\n").replace("yes,yes", "yes,yes,1").replace("Ann,,", "Ann,,,2"),
                rules) == []  # fmt: skip


@pytest.mark.shape("9e")
def test_bonuses_of_a_third_car_do_not_count_for_the_team() -> None:
    rules = (
        SCALE
        + 'bonus = [{ for = "pole", points = 1 }]\n[[standings]]\nname = "Teams"\nunit = "team"\n'
        + 'cars = "best"\ncars-counted = 2'
    )
    results = "position,driver,team,pole\n1,Ann,Red,\n2,Dora,Blue,\n3,Bea,Red,\n5,Cleo,Red,yes"
    assert points(table(results, rules, "Teams")) == {"Red": 40, "Blue": 18}
    assert points(table(results, rules.replace('cars = "best"\n', ""), "Teams")) == {"Red": 51, "Blue": 18}


@pytest.mark.parametrize(
    ("shared", "mark", "right"),
    [("split", "yes", (6, 6)), ("nothing", "yes", (0, 0)), ("full", "yes", (12, 12)), ("split", "Bea", (5, 7)),
     ("nothing", "Bea", (0, 2))],
)  # fmt: skip
def test_a_bonus_is_shared_as_the_points_are_unless_the_list_names_one(
    shared: str, mark: str, right: tuple[int, int]
) -> None:
    rules = '[[points]]\nscale = [10, 8]\nbonus = [{ for = "fastest-lap", points = 2 }]\n'
    found = table(
        f"position,number,driver 1,driver 2,fastest lap\n1,1,Ann,Bea,{mark}\n2,2,Cleo,,",
        f'{rules}{DRIVERS}shared = "{shared}"',
    )
    assert (the(found, "Ann").points, the(found, "Bea").points) == right


def test_a_reserve_scores_for_the_team_alone_said_by_column_or_by_ruling() -> None:
    rules = SCALE + DRIVERS + 'not-scoring = "passed-down"\n[[standings]]\nname = "Teams"\nunit = "team"\n'
    ruling = """
        [[season.2026.adjustment]]
        kind = "not-scoring"
        round = 1
        names = ["Rae"]
        tables = ["Drivers"]
    """
    column = season("position,driver,team,not scoring\n1,Rae,Red,Rae\n2,Bea,Blue,\n3,Cleo,Blue,", rules)
    ruled = season(
        "position,driver,team\n1,Rae,Red\n2,Bea,Blue\n3,Cleo,Blue", rules + dedent(ruling), year="2026"
    )
    for run in (column, ruled):
        drivers, teams = run.after().tables
        assert points(drivers) == {"Bea": 25, "Cleo": 18}
        assert points(teams) == {"Blue": 33, "Red": 25}


def test_laps_led_overall_say_nothing_of_laps_led_in_the_class() -> None:
    rules = """
        [[points]]
        scale = [25, 18]
        bonus = [
          { for = "led-a-lap", points = 1, within = "class" },
          { for = "most-laps-led", points = 2, within = "class" },
        ]
        [[standings]]
        name = "Drivers"
        each-class = true
        place = "class"
    """
    overall = "position,number,class,driver,laps led\n1,1,LMP,Ann,20\n2,51,GT,Cleo,0\n3,52,GT,Dora,0\n"
    assert told(overall, dedent(rules)) == ["bonus-class-laps-unknown"]
    assert values(overall, dedent(rules), "bonus-class-laps-unknown") == {
        "tables": ["Drivers"], "bonuses": ["led-a-lap", "most-laps-led"], "round": 1, "sessions": 1,
    }  # fmt: skip
    known = """
        position,number,class,driver,laps led,laps led in class
        1,1,LMP,Ann,20,20
        2,51,GT,Cleo,0,19
        3,52,GT,Dora,0,1
    """
    run = season(known, rules)
    assert [points(one) for one in run.after().tables] == [{"Ann": 28}, {"Cleo": 28, "Dora": 19}]
    assert run.findings == []


# --- which results count


ATTENDED = races("Ann Bea Cleo", "Ann Bea Cleo", "Bea Cleo", "Cleo Bea Ann")


@pytest.mark.shape("12f")
@pytest.mark.parametrize("absent", ["", "3,DNS,Ann\n"])
def test_a_round_not_attended_cannot_be_the_one_left_out(absent: str) -> None:
    rules = SCALE.replace(", 12, 10, 8", "") + DRIVERS
    results = ATTENDED.replace("4,1,Cleo", f"{absent}4,1,Cleo")
    assert the(table(results, rules + "best = { drop = 1 }"), "Ann").points == 65
    kept = table(results, rules + 'best = { drop = 1, keep = ["not-started"] }')
    assert the(kept, "Ann").points == 50


@pytest.mark.shape("12f")
def test_one_kind_of_disqualification_may_be_left_out_and_another_not() -> None:
    """The kind is what its own column says; a reason is free text, and decides nothing."""
    rules = SCALE + DRIVERS + 'best = { drop = 1, keep = ["disqualified: technical"] }'
    results = """
        round,position,driver,disqualified for,reason
        1,1,Ann,,
        1,2,Bea,,
        2,DSQ,Ann,Technical,Underweight
        2,DSQ,Bea,sporting,"Nothing technical: unsporting"
        3,2,Ann,,
        3,1,Bea,,
    """
    assert points(table(results, rules)) == {"Bea": 43, "Ann": 25}
    (told,) = [one for one in season(results.replace("Technical,", ","), rules).findings
               if one.code == "kept-kind-fits-nothing"]  # fmt: skip
    assert (told.values["kind"], told.values["known"], told.values["count"]) == ("technical", ["sporting"], 1)
    ruling = """
        [[season.2026.adjustment]]
        kind = "exclusion"
        round = 1
        session = "race"
        names = ["Bea"]
        may-be-dropped = false
    """
    rules = SCALE + DRIVERS + "best = { drop = 1 }\n" + dedent(ruling)
    found = table(races("Ann Bea", "Ann Bea", "Bea Ann"), rules, year="2026")
    assert points(found) == {"Ann": 50, "Bea": 25}


@pytest.mark.shape("12f")
@pytest.mark.parametrize(("guest", "right"), [("", 18), ("yes", 25)])
def test_the_exclusion_of_a_guest_does_not_stick_to_the_team_that_ran_it(guest: str, right: int) -> None:
    results = f"""
        round,position,car,driver,team,guest
        1,1,3,Ann,Red,{guest}
        1,3,1,Bea,Red,
        1,2,2,Cleo,Blue,
        2,1,1,Bea,Red,
        2,2,2,Cleo,Blue,
    """
    ruling = """
        [[season.2026.adjustment]]
        kind = "exclusion"
        round = 1
        session = "race"
        cars = ["3"]
        may-be-dropped = false
    """
    teams = '[[standings]]\nname = "Teams"\nunit = "team"\ncars = "all"\n'
    rules = SCALE + teams + "best = { drop = 1 }\n" + dedent(ruling)
    found = table(results, rules, "Teams", year="2026")
    assert the(found, "Red").points == right


@pytest.mark.shape("12h")
@pytest.mark.parametrize(
    ("keep", "right"), [("", 68), (', keep-rounds = ["last"]', 58), (", keep-rounds = [2]", 68)]
)
def test_a_final_that_may_not_be_left_out(keep: str, right: int) -> None:
    rules = SCALE + DRIVERS + f"best = {{ count = 3{keep} }}"
    found = table(races("Ann Bea", "Ann Bea", "Bea Ann", "Bea Cleo Dora Eve Fay Ann"), rules)
    assert the(found, "Ann").points == right


@pytest.mark.shape("12g")
def test_the_best_two_of_three_races_of_a_meeting() -> None:
    results = """
        round,session,position,driver
        1,race-1,1,Ann
        1,race-1,2,Bea
        1,race-2,2,Ann
        1,race-2,1,Bea
        1,race-3,1,Ann
        1,race-3,2,Bea
        2,race-1,1,Bea
        2,race-1,2,Ann
    """
    found = table(results, SCALE + DRIVERS + "best = { of-round = 2 }")
    assert points(found) == {"Ann": 68, "Bea": 68}
    assert [len(row.dropped) for row in found.rows] == [1, 1]


@pytest.mark.shape("19e")
@pytest.mark.parametrize(("belongs", "right"), [("", 33), ("of-result = true", 43)])
def test_a_penalty_that_belongs_to_a_result_goes_with_it(belongs: str, right: int) -> None:
    ruling = f"""
        [[season.2026.adjustment]]
        kind = "deduction"
        round = 3
        names = ["Ann"]
        points = 10
        {belongs}
    """
    results = "round,position,driver\n1,1,Ann\n1,2,Bea\n2,2,Ann\n2,1,Bea\n3,3,Ann\n3,1,Bea"
    found = table(results, SCALE + DRIVERS + "best = { count = 2 }\n" + dedent(ruling), year="2026")
    assert the(found, "Ann").points == right
    assert "points-deducted" in codes(the(found, "Ann"))


def test_a_penalty_of_a_result_names_its_round() -> None:
    rules = (
        SCALE + DRIVERS + '[[season.2026.adjustment]]\nkind = "deduction"\nnames = ["Ann"]\nof-result = true'
    )
    with pytest.raises(BadRulebook, match="of-result: which result"):
        parse_rulebook(rules, "r")


# --- tables


@pytest.mark.shape("14d")
def test_who_was_never_classified_can_be_listed_without_a_place() -> None:
    results = "position,driver\n1,Ann\n2,Bea\nDNF,Dora\nDNS,Eve"
    rules = SCALE + DRIVERS + "ranked = { classified = true }\n"
    assert places(table(results, rules)) == [(1, "Ann"), (2, "Bea")]
    everybody = places(table(results, rules + 'listed = "all"'))
    assert everybody == [(1, "Ann"), (2, "Bea"), (None, "Dora"), (None, "Eve")]


@pytest.mark.shape("16c")
def test_rookies_and_ladies_overlap_and_co_drivers_have_a_table_of_their_own() -> None:
    tables = """
        [[standings]]
        name = "Rookies"
        members = ["Bea", "Cleo"]
        place = "group"
        [[standings]]
        name = "Ladies"
        members = ["Ann", "Cleo"]
        [[standings]]
        name = "Co-drivers"
        seat = 2
    """
    run = season("position,number,driver 1,driver 2\n1,1,Ann,Xi\n2,2,Bea,Yu\n3,3,Cleo,Zoe", SCALE + tables)
    found = {one.name: points(one) for one in run.after().tables}
    assert found == {
        "Rookies": {"Bea": 25, "Cleo": 18},
        "Ladies": {"Ann": 25, "Cleo": 15},
        "Co-drivers": {"Xi": 25, "Yu": 18, "Zoe": 15},
    }


@pytest.mark.shape("16a")
def test_a_car_of_two_sub_classes_is_placed_in_both() -> None:
    rules = SCALE + '[[standings]]\nname = "%s"\ngroup = "%s"\nplace = "group"\n'
    results = "position,driver,class,group\n1,Ann,GT3,Am\n2,Bea,GT3,Am; Masters\n3,Cleo,GT3,Masters"
    am = table(results, rules % ("Am", "Am"), "Am")
    masters = table(results, rules % ("Masters", "Masters"), "Masters")
    assert (points(am), points(masters)) == ({"Ann": 25, "Bea": 18}, {"Bea": 25, "Cleo": 18})


@pytest.mark.shape("1e")
@pytest.mark.shape("1f")
def test_fewest_points_win_and_missing_a_heat_costs() -> None:
    rules = """
        [[points]]
        scale = [0, 2, 3]
        unplaced = 5
        absent = 6
        [[standings]]
        name = "Drivers"
        wins = "fewest"
        best = { drop = 1 }
    """
    found = table(races("Ann Bea (Cleo)", "Cleo Ann Bea", "Bea Ann"), rules)
    # Ann 0 + 2 + 2, Bea 2 + 3 + 0, Cleo 5 + 0 + 6: the worst of each is left out; Ann has more second places than Bea
    assert points(found) == {"Ann": 2, "Bea": 2, "Cleo": 5}
    assert places(found) == [(1, "Ann"), (2, "Bea"), (3, "Cleo")]


@pytest.mark.shape("4c")
@pytest.mark.parametrize(
    ("meeting", "right"),
    [("", ["Cleo", "Bea", "Ann"]), ("scale = [10, 6, 5]", ["Cleo", "Ann", "Bea"])],
)
def test_points_by_the_order_of_a_whole_meeting(meeting: str, right: list[str]) -> None:
    """Places 1 and 3, 2 and 2, 3 and 1: alike in sum, so the last race decides; by 10-6-5 two seconds are less."""
    rules = f"""
        [meeting]
        sessions = ["race-1", "race-2"]
        {meeting}
        [[points]]
        sessions = ["meeting"]
        scale = [100, 60, 40]
        [[standings]]
        name = "Drivers"
    """
    results = """
        round,session,position,driver
        1,race-1,1,Ann
        1,race-1,2,Bea
        1,race-1,3,Cleo
        1,race-2,1,Cleo
        1,race-2,2,Bea
        1,race-2,3,Ann
    """
    found = table(results, rules)
    assert [row.name for row in found.rows] == right
    assert [row.points for row in found.rows] == [100, 60, 40]


@pytest.mark.shape("20k")
def test_of_level_riders_the_one_whose_best_came_last_is_ahead() -> None:
    """FIM: the date at which the highest place was achieved decides, the latest ahead."""
    rules = "[[points]]\nscale = [25, 20, 16]\n" + DRIVERS + 'ties = ["counts", "latest-best"]'
    found = table(races("Bea Ann Cleo", "Ann Cleo Bea", "Cleo Bea Ann"), rules)
    assert places(found) == [(1, "Cleo"), (2, "Ann"), (3, "Bea")]
    latest = table(
        races("Bea Ann Cleo", "Ann Cleo Bea", "Cleo Bea Ann"), rules.replace("latest-best", "latest")
    )
    assert places(latest) == [(1, "Cleo"), (2, "Bea"), (3, "Ann")]


@pytest.mark.shape("24e")
@pytest.mark.parametrize(("asked", "champion"), [("false", "Bea"), ("true", "Ann")])
def test_playoffs_only_for_who_started_every_race(asked: str, champion: str) -> None:
    rules = f"""
        [[points]]
        scale = [10, 6, 4]
        [[standings]]
        name = "Drivers"
        [playoffs]
        table = "Drivers"
        regular-rounds = 2
        last-round = 3
        seeds = 2
        base = 100
        winners-first = false
        started-every-race = {asked}
    """
    found = table(races("Ann Cleo Dora", "Bea Ann Cleo Dora", "Bea Ann Cleo").replace("Dora", "Bob"), rules)
    assert found.champion == champion
    missed = "playoff-missed-race" in codes(the(found, "Bea"))
    assert missed == (asked == "true")


# --- what two rules say together


def test_the_worst_of_the_results_that_a_meeting_leaves_is_dropped() -> None:
    """Of each round the better race counts, and of those four the worst one does not."""
    rows = [f"{n},race-{race},{place},Ann" for n, at in enumerate(("12", "13", "14", "25"), 1)
            for race, place in enumerate(at, 1)]  # fmt: skip
    found = table(
        "round,session,position,driver\n" + "\n".join(rows),
        SCALE + DRIVERS + "best = { drop = 1, of-round = 1 }",
    )
    assert points(found) == {"Ann": 25 + 25 + 25}
    best = table(
        "round,session,position,driver\n" + "\n".join(rows),
        SCALE + DRIVERS + "best = { count = 3, of-round = 1 }",
    )
    assert points(best) == {"Ann": 25 + 25 + 25}


def test_points_times_the_cars_are_times_those_that_started_whatever_a_place_is_counted_by() -> None:
    listed = "round,position,driver,status\n1,1,Ann,\n1,2,Bea,\n1,,Cleo,DNS\n"
    rules = (
        '[[points]]\nscale = [25, 18]\nper-car = 1\nfield = "entered"\n' + DRIVERS + "multiply-by-cars = true"
    )
    assert points(table(listed, rules)) == {"Ann": (25 + 3) * 2, "Bea": (18 + 3) * 2}


def test_where_the_fewest_points_win_a_guest_is_none_of_the_team_s_cars() -> None:
    listed = "round,position,driver,team,guest\n1,1,Ann,Red,\n1,2,Bea,Red,yes\n1,3,Cleo,Blue,\n"
    rules = "[[points]]\nscale = [1, 2, 3]\n[[standings]]\nname = 'Teams'\nunit = 'team'\n"
    rules += "cars = 'best'\nwins = 'fewest'"
    assert points(table(listed, rules, "Teams")) == {"Red": 1, "Blue": 3}


def test_who_comes_later_is_not_in_the_table_before_though_absences_are_paid() -> None:
    listed = "round,position,driver\n1,1,Ann\n1,2,Bea\n2,1,Ann\n2,2,Bea\n2,3,Cleo\n"
    found = season(listed, "[[points]]\nscale = [1, 2, 3]\nabsent = 15\n" + DRIVERS + 'wins = "fewest"')
    assert points(found.after(1).tables[0]) == {"Ann": 1, "Bea": 2}
    assert points(found.after(2).tables[0]) == {"Ann": 2, "Bea": 4, "Cleo": 15 + 3}


def test_a_meeting_pays_the_whole_crew_of_a_car_listed_driver_by_driver_and_no_rule_is_idle() -> None:
    head, one = (
        "round,session,position,number,driver\n",
        "1,race-%s,1,2,Bea\n1,race-%s,2,1,Ann\n1,race-%s,2,1,Lukas\n",
    )
    rules = '[meeting]\n[[points]]\nsessions = ["meeting"]\nscale = [25, 18]\n' + DRIVERS
    found = season(head + one % (1, 1, 1) + one % (2, 2, 2), rules).after()
    assert points(found.tables[0]) == {"Bea": 25, "Ann": 18, "Lukas": 18}
    assert [one.code for one in found.findings] == []


def test_a_deduction_from_a_result_somebody_does_not_have_is_told_with_who_it_is() -> None:
    listed = "round,position,driver\n1,1,Ann\n1,2,Cleo\n2,1,Bea\n2,2,Ann\n"
    ruled = Adjustment(
        AdjustmentKind.DEDUCTION, names=("Bea", "Cleo"), points=Fraction(3), round=Label("1"), of_result=True
    )
    found = season(listed, SCALE + DRIVERS, adjustments=(ruled,)).after()
    assert points(found.tables[0]) == {"Ann": 25 + 18, "Bea": 25, "Cleo": 18 - 3}
    (told,) = found.findings
    assert (told.code, told.values["names"]) == ("ruling-without-effect", ["Bea"])


def test_a_guest_has_no_result_that_an_addition_could_belong_to() -> None:
    listed = "round,position,driver,guest\n1,1,Ann,\n1,2,Bea,yes\n"
    ruled = Adjustment(
        AdjustmentKind.ADDITION, names=("Bea",), points=Fraction(3), round=Label("1"), of_result=True
    )
    found = season(listed, SCALE + DRIVERS, adjustments=(ruled,)).after()
    assert points(found.tables[0]) == {"Ann": 25}
    assert [(one.code, one.values["names"]) for one in found.findings] == [("ruling-without-effect", ["Bea"])]


def test_a_race_in_which_somebody_does_not_score_is_nobody_s_best_though_the_fewest_points_win() -> None:
    listed = (
        "round,session,position,driver,not scoring\n1,race-1,1,Ann,Ann\n1,race-2,1,Bea,\n2,race-1,1,Ann,\n"
    )
    rules = "[[points]]\nscale = [1, 2]\nabsent = 15\n" + DRIVERS + 'wins = "fewest"\nbest = { of-round = 1 }'
    assert points(table(listed, rules)) == {"Ann": 15 + 1, "Bea": 1 + 15}


def test_a_race_cut_short_under_rules_that_reduce_nothing_is_told() -> None:
    listed = "round,position,driver\n1,1,Ann\n1,2,Bea\n"
    facts = Adjustment(AdjustmentKind.CUT_SHORT, round=Label("1"), completed=Fraction(1, 2))
    found = season(listed, SCALE + DRIVERS, adjustments=(facts,)).after()
    assert points(found.tables[0]) == {"Ann": 25, "Bea": 18}
    assert [(one.code, one.values["round"]) for one in found.findings] == [("cut-short-not-asked", "1")]
    half = (
        "[[points]]\nscale = [25, 18]\nreduced.bands = [{ from = '25 %', below = '75 %', factor = '1/2' }]\n"
        + DRIVERS
    )
    taken = season(listed, half, adjustments=(facts,)).after()
    assert (points(taken.tables[0]), taken.findings) == ({"Ann": Fraction(25, 2), "Bea": 9}, ())


@pytest.mark.parametrize(
    ("ties", "told"), [('ties = ["decided"]', []), ('ties = ["wins"]', ["order-not-asked"])]
)
def test_an_order_nobody_asks_for_is_told(ties: str, told: list[str]) -> None:
    listed = "round,position,driver\n1,1,Ann\n1,2,Bea\n2,1,Bea\n2,2,Ann\n"
    order = Adjustment(AdjustmentKind.ORDER, names=("Bea", "Ann"))
    found = season(listed, SCALE + DRIVERS + ties, adjustments=(order,)).after()
    assert [one.code for one in found.findings] == told
    assert places(found.tables[0])[0] == (1, "Bea" if not told else "Ann")


def test_a_list_that_marks_the_fastest_lap_of_all_says_nothing_of_the_other_class() -> None:
    rules = dedent("""
        [[points]]
        scale = [25, 18]
        bonus = [{ for = "fastest-lap", points = 1, within = "class" }]
        [[standings]]
        name = "Drivers"
        each-class = true
        place = "class"
    """)
    one = "position,number,class,driver,fastest lap\n1,1,LMP,Ann,yes\n2,51,GT,Cleo,\n3,52,GT,Dora,\n"
    run = season(one, rules)
    assert [points(table) for table in run.after().tables] == [{"Ann": 26}, {"Cleo": 25, "Dora": 18}]
    assert values(one, rules, "bonus-class-mark-unknown") == {
        "tables": ["Drivers"], "bonuses": ["fastest-lap"], "round": 1, "sessions": 1,
    }  # fmt: skip
    each = season(one.replace("Dora,", "Dora,yes"), rules)
    assert points(each.after().tables[1]) == {"Cleo": 25, "Dora": 19}
    assert each.findings == []
    laps = "position,number,class,driver,best lap\n1,1,LMP,Ann,1:40\n2,51,GT,Cleo,1:51\n3,52,GT,Dora,1:50\n"
    timed = season(laps, rules)
    assert [points(table) for table in timed.after().tables] == [{"Ann": 26}, {"Cleo": 25, "Dora": 19}]
    assert timed.findings == []


def test_fastest_lap_among_the_rookies_and_among_the_ladies_of_whom_one_is_both() -> None:
    """Dora is neither and was the fastest of all."""
    rules = dedent("""
        [[points]]
        scale = [10, 8, 6, 4]
        bonus = [{ for = "fastest-lap", points = 1, within = "group" }]
        [[standings]]
        name = "Rookies"
        members = ["Ann", "Bea"]
        place = "group"
        [[standings]]
        name = "Ladies"
        members = ["Bea", "Cleo"]
        place = "group"
    """)
    timed = "position,number,driver,best lap\n1,1,Ann,1:42\n2,2,Bea,1:41\n3,3,Cleo,1:43\n4,4,Dora,1:40\n"
    run = season(timed, rules)
    assert [points(table) for table in run.after().tables] == [{"Ann": 10, "Bea": 9}, {"Bea": 11, "Cleo": 8}]
    assert run.findings == []
    marked = "position,number,driver,fastest lap\n1,1,Ann,\n2,2,Bea,\n3,3,Cleo,\n4,4,Dora,yes\n"
    told_ = values(marked, rules, "bonus-class-mark-unknown")
    assert (told_["tables"], told_["bonuses"]) == (["Rookies", "Ladies"], ["fastest-lap"])
