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
    assert [(row.points, row.gross, row.dropped) for row in rows] == [(18, 24, ((2, "race"),))]


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
