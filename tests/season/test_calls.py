"""`[names]`: one name from wherever somebody is called otherwise, the entry list among them."""

import pytest

from parcferme.season import season_findings
from parcferme.season.calls import chained
from parcferme.season.championship import Season
from small_championship import FILES, Folder

LISTS = {
    "1-spa/race-1.csv": "pos,car\n1,7\n2,81\n",
    "2-monza/race-1.csv": "pos,car,driver\n1,7,Ann Onym\n2,81,Bob\n",
}


def called(season: Folder, names: str) -> Season:
    """The small championship with these names, and an entry list that calls Ann otherwise."""
    said = FILES["championship.toml"] + "[names]\n" + names
    entries = FILES["entries.csv"].replace("Ann", "Ann Onim")
    return season({"championship.toml": said, "entries.csv": entries, **LISTS})


def test_a_driver_entered_under_another_name_is_one_with_the_one_of_the_lists(season: Folder) -> None:
    """Ann Onim of the entry list won at Spa, Ann Onym of the list at Monza: one champion."""
    read = called(season, '"Ann Onim" = "Ann Onym"\n')
    rows = read.standings().tables[0].rows
    assert [(row.position, row.name, row.points) for row in rows] == [(1, "Ann Onym", 20), (2, "Bob", 12)]
    codes = {one.code for one in season_findings(read)}
    assert not codes & {"names-alike", "name-unused", "number-two-names"}


@pytest.mark.parametrize("order", [1, -1])
def test_a_chain_of_names_is_followed_to_its_end(order: int, season: Folder) -> None:
    lines = ['"Ann Onim" = "A. Onim"\n', '"A. Onim" = "Ann Onym"\n'][::order]
    rows = called(season, "".join(lines)).standings().tables[0].rows
    assert [(row.name, row.points) for row in rows] == [("Ann Onym", 20), ("Bob", 12)]


@pytest.mark.parametrize(
    ("lines", "calls", "told"),
    [
        ('"Bob" = "Rob"\n"Rob" = "Bob"\n', {}, ["Bob", "Rob"]),
        ('"Bob" = "Rob"\n"Cy" = "Bob"\n"ROB" = "bob"\n', {"Cy": "Bob"}, ["Bob", "ROB"]),
        ('"A" = "B"\n"B" = "C"\n"C" = "A"\n', {}, ["A", "B", "C"]),
        ('"Bob" = "BOB"\n', {"Bob": "BOB"}, None),  # one name, written as it is to be shown
    ],
)
def test_a_circle_of_names_calls_nobody_anything_and_is_told(
    lines: str, calls: dict[str, str], told: list[str] | None, season: Folder
) -> None:
    read = called(season, lines)
    assert read.championship.names == calls
    found = [one for one in season_findings(read) if one.code == "names-circle"]
    assert [one.values["names"] for one in found] == ([] if told is None else [told])
    assert all(one.where.line == FILES["championship.toml"].count("\n") + 2 for one in found)


def test_a_second_line_for_one_name_is_told_and_the_first_stands(season: Folder) -> None:
    read = called(season, '"Bob" = "Rob"\n"BOB" = "Robert"\n"bob" = "Rob"\n')
    assert {row.name for row in read.standings().tables[0].rows} == {"Ann Onim", "Ann Onym", "Rob"}
    assert [
        (one.severity.value, one.values["name"], one.values["other"], one.values["shown"])
        for one in season_findings(read)
        if one.code == "names-line-twice"
    ] == [("warning", "BOB", "Bob", "Rob"), ("info", "bob", "Bob", "Rob")]


def test_a_chain_is_followed_whatever_the_case() -> None:
    assert chained({"A": "B", "b": "C", "C": "D"}) == {"A": "D", "b": "D", "C": "D"}
