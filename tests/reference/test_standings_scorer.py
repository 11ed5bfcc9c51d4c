"""The slow scorer itself, against tables worked out by hand or printed by a series."""

from __future__ import annotations

from fractions import Fraction
from textwrap import dedent

import pytest

from parcferme.decoders import parse_results
from parcferme.regulations import parse_rulebook
from reference.standings import Row, tables


def table(results: str, rules: str, after: int | None = None) -> list[Row]:
    read, _ = parse_results(dedent(results).strip(), "results.csv")
    book = parse_rulebook(dedent(rules), "rules.toml")
    return next(iter(tables(read, book, after).values()))


def points(rows: list[Row]) -> dict[str, str]:
    return {row.name: str(row.points) for row in rows}


def rules(scale: str, table: str = "", more: str = "") -> str:
    return f'[[points]]\nscale = {scale}\n{more}\n[[standings]]\nname = "D"\n{table}\n'


def test_only_the_best_two_of_three_count_the_earlier_of_equal_ones() -> None:
    rows = table("round,position,driver\n1,1,A\n2,2,A\n3,1,A", rules("[9, 6]", "best = { count = 2 }"))
    assert [(int(row.points), int(row.gross), row.dropped) for row in rows] == [(18, 24, ((2, "race"),))]


@pytest.mark.parametrize(("rounding", "want"), [("up", "32"), ("down", "31"), ("none", "125/4")])
def test_25_points_times_one_and_a_quarter(rounding: str, want: str) -> None:
    """FIA WEC 2018-19, Sebring: rounded up."""
    more = f'multiplier = 1.25\nrounding = "{rounding}"'
    assert points(table("round,position,driver\n1,1,A", rules("[25]", more=more))) == {"A": want}


def test_a_dead_heat_for_the_win_shares_first_and_second() -> None:
    rows = table("round,position,driver\n1,1,A\n1,1,B\n1,3,C", rules("[25, 18, 15]"))
    assert points(rows) == {"A": "43/2", "B": "43/2", "C": "15"}


@pytest.mark.parametrize(("rule", "second"), [("kept", "15"), ("passed-down", "18")])
def test_the_points_behind_a_guest(rule: str, second: str) -> None:
    lines = "round,position,driver,guest\n1,1,A,\n1,2,G,yes\n1,3,B,"
    found = points(table(lines, rules("[25, 18, 15]", f'not-scoring = "{rule}"')))
    assert found == {"A": "25", "B": second}


def test_a_title_level_at_99_goes_to_the_winner_of_the_first_race() -> None:
    """ELMS 2020, LMGTE in small."""
    lines = "round,position,driver\n1,1,P\n1,2,K\n2,1,K\n2,2,P"
    rows = table(lines, rules("[25, 18]", 'ties = ["counts", "first-to-achieve"]'))
    assert [(row.position, row.name, row.step) for row in rows] == [
        (1, "P", None),
        (2, "K", "first-to-achieve"),
    ]


def test_a_tie_nothing_breaks_shares_the_place() -> None:
    lines = "round,position,driver\n1,1,A\n1,2,B\n2,1,B\n2,2,A\n2,3,C"
    rows = table(lines, rules("[9, 6, 4]"))
    assert [(row.position, row.name) for row in rows] == [(1, "A"), (1, "B"), (3, "C")]


def test_after_a_round_what_came_later_is_as_if_it_had_not_been_run() -> None:
    lines = "round,position,driver\n2,1,A\n2,2,B\n1,1,B\n1,2,A"
    assert points(table(lines, rules("[9, 6]"), after=2)) == {"A": "9", "B": "6"}
    assert points(table(lines, rules("[9, 6]"), after=1)) == {"A": "15", "B": "15"}


def test_a_shared_drive_is_split_and_the_fastest_lap_of_three_divided() -> None:
    lines = """
    round,position,number,driver,shared_car,fastest_lap
    1,1,1,A,,yes
    1,2,2,B,,yes
    1,2,2,C,yes,
    1,3,3,D,,yes"""
    text = "\n".join(line.strip() for line in lines.strip().splitlines())
    bonus = 'bonus = [{ for = "fastest-lap", points = 1, tied = "divided" }]'
    found = points(table(text, rules("[8, 6, 4]", 'shared = "split"', bonus)))
    assert {name: Fraction(one) for name, one in found.items()} == {
        "A": Fraction(25, 3),
        "B": Fraction(10, 3),
        "C": 3,
        "D": Fraction(13, 3),
    }


def test_four_starters_score_4_3_2_1_and_a_class_of_two_2_1() -> None:
    small = "small-fields = [{ cars = 2, scale = [2, 1] }, { cars = 4, scale = [4, 3, 2, 1] }]"
    lines = "round,position,driver,class\n1,1,A,X\n1,2,B,X\n1,3,C,X\n1,4,D,X\n1,5,E,Y\n1,6,F,Y"
    found = points(table(lines, rules("[9, 8, 7]", 'place = "class"', small)))
    assert found == {"A": "4", "B": "3", "C": "2", "D": "1", "E": "2", "F": "1"}


def test_two_hundred_and_a_point_for_each_entry() -> None:
    lines = "round,position,driver\n1,1,A\n1,2,B\n1,DNS,C"
    found = points(table(lines, rules("[200, 175]", more='per-car = 1\nfield = "entered"')))
    assert found == {"A": "203", "B": "178"}


def test_a_point_for_each_car_beaten() -> None:
    lines = "round,position,driver\n1,1,A\n1,2,B\n1,3,C\n1,DNF,D"
    assert points(table(lines, rules("[]", more="per-car-behind = 1"))) == {
        "A": "3",
        "B": "2",
        "C": "1",
        "D": "0",
    }


def test_who_gained_most_places_has_the_bonus() -> None:
    bonus = 'bonus = [{ for = "most-places-gained", points = 4 }]'
    lines = "round,position,driver,grid\n1,1,A,1\n1,2,B,4\n1,3,C,2"
    assert points(table(lines, rules("[100, 98, 96]", more=bonus))) == {"B": "102", "A": "100", "C": "96"}


def test_the_third_car_of_a_make_takes_no_place() -> None:
    lines = "round,position,number,driver,manufacturer\n" + "\n".join(
        f"1,{place},{place},D{place},{make}" for place, make in enumerate("AAABB", 1)
    )
    more = 'unit = "manufacturer"\ncars = "best"\ncars-counted = 2\nnot-scoring = "passed-down"'
    assert points(table(lines, rules("[25, 18, 15, 12, 10]", more))) == {"A": "43", "B": "27"}


@pytest.mark.parametrize("third", ["3,DNS,A", ""])
def test_a_race_missed_may_not_be_the_one_left_out(third: str) -> None:
    lines = f"round,position,driver\n1,1,A\n1,2,B\n2,1,A\n2,2,B\n3,1,B\n{third}\n4,3,A\n4,1,B".replace(
        "\n\n", "\n"
    )
    found = points(table(lines, rules("[25, 18, 15]", 'best = { drop = 1, keep = ["not-started"] }')))
    assert found["A"] == "50"


def test_the_later_best_result_is_ahead() -> None:
    lines = "round,position,driver\n1,2,A\n1,1,B\n1,3,C\n2,1,A\n2,3,B\n2,2,C\n3,3,A\n3,2,B\n3,1,C"
    rows = table(lines, rules("[25, 20, 16]", 'ties = ["counts", "latest-best"]'))
    assert [row.name for row in rows] == ["C", "A", "B"]


def test_who_never_started_is_listed_where_all_are() -> None:
    lines = "round,position,driver\n1,1,A\n1,DNF,B\n1,DNS,C"
    rows = table(lines, rules("[9]", 'ranked = { classified = true }\nlisted = "all"'))
    assert [(row.position, row.name) for row in rows] == [(1, "A"), (None, "B"), (None, "C")]


def test_the_order_of_a_meeting_is_by_the_sum_of_places() -> None:
    """A 1 + 3, B 2 + 1, C 3 + 2: B, A, C."""
    lines = "round,session,position,driver\n" + "\n".join(
        f"1,race-{number},{place},{driver}"
        for number, order in enumerate(("ABC", "BCA"), 1)
        for place, driver in enumerate(order, 1)
    )
    text = '[meeting]\n[[points]]\nsessions = ["meeting"]\nscale = [9, 6, 4]\n[[standings]]\nname = "D"'
    assert points(table(lines, text)) == {"B": "9", "A": "6", "C": "4"}


def test_fewest_points_win_and_to_miss_a_race_costs() -> None:
    lines = "round,position,driver\n1,1,A\n1,2,B\n2,1,B"
    rows = table(lines, rules("[1, 2, 3]", 'wins = "fewest"', "absent = 5"))
    assert [(row.position, row.name, int(row.points)) for row in rows] == [(1, "B", 3), (2, "A", 6)]


def test_rookies_are_placed_among_rookies_and_co_drivers_sit_second() -> None:
    lines = "round,position,number,driver 1,driver 2\n1,1,1,A,B\n1,2,2,C,D\n1,3,3,E,F"
    among = 'place = "group"\nmembers = ["C", "F"]'
    assert points(table(lines, rules("[9, 6, 4]", among))) == {"C": "9", "F": "6"}
    assert points(table(lines, rules("[9, 6, 4]", "seat = 2"))) == {"B": "9", "D": "6", "F": "4"}
