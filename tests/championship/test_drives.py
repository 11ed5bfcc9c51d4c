"""Whose a car is, who scores for it, and which place it took among whom."""

from typing import Any

import pytest

from parcferme.championship.drives import drives_of, groups_of, is_of, names_of, units_of
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import ScoredPlace, TableRules, Unit


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        (None, ()), ("", ()), ("Am", ("Am",)), ("Am; Masters", ("Am", "Masters")), ("Am + Masters", ("Am", "Masters")),
        (" Am ;; Masters ", ("Am", "Masters")), ("Am+Masters", ("Am+Masters",)),
    ],
)  # fmt: skip
def test_the_groups_a_car_belongs_to(said: str | None, groups: tuple[str, ...]) -> None:
    assert groups_of(said) == groups


FULL = ResultLine(
    "7", 1, drivers=("Ann", "Bea"), team="Milo", manufacturer="Ligier", engine="Ford", class_="GT",
    group="Am; Masters",
)  # fmt: skip


@pytest.mark.parametrize(
    ("unit", "names"),
    [
        (Unit.DRIVER, ("Ann", "Bea")), (Unit.CREW, ("Ann / Bea",)), (Unit.CAR, ("7",)), (Unit.TEAM, ("Milo",)),
        (Unit.MANUFACTURER, ("Ligier",)), (Unit.CONSTRUCTOR, ("Ligier-Ford",)),
    ],
)  # fmt: skip
def test_the_units_a_line_scores_for(unit: Unit, names: tuple[str, ...]) -> None:
    assert names_of(FULL, unit) == names
    bare = ResultLine("7")
    assert names_of(bare, unit) == (("7",) if unit is Unit.CAR else ())


def test_a_constructor_without_an_engine_is_its_make() -> None:
    assert names_of(ResultLine("7", manufacturer="Ligier"), Unit.CONSTRUCTOR) == ("Ligier",)
    assert names_of(ResultLine("7", engine="Ford"), Unit.CONSTRUCTOR) == ()


@pytest.mark.parametrize(
    ("table", "mine", "units"),
    [
        ({}, True, ("Ann", "Bea")),
        ({"class_": "GT"}, True, ("Ann", "Bea")),
        ({"class_": "TCR"}, False, ("Ann", "Bea")),
        ({"group": "Masters"}, True, ("Ann", "Bea")),
        ({"group": "Pro"}, False, ("Ann", "Bea")),
        ({"members": ("Bea", "Zoe")}, True, ("Bea",)),
        ({"members": ("Zoe",)}, False, ()),
        ({"seat": 1}, True, ("Ann",)),
        ({"seat": 2}, True, ("Bea",)),
        ({"seat": 3}, False, ()),
        ({"seat": 2, "members": ("Ann",)}, False, ()),
        ({"seat": 1, "members": ("Ann",)}, True, ("Ann",)),
        ({"unit": Unit.TEAM, "members": ("Milo",)}, True, ("Milo",)),
    ],
)
def test_whether_a_table_is_of_a_car_and_who_of_it_is_in_it(
    table: dict[str, Any], mine: bool, units: tuple[str, ...]
) -> None:
    rules = TableRules("D", **table)
    assert (is_of(FULL, rules), units_of(FULL, rules)) == (mine, units)


# --- places


def car(number: str, place: int | None, class_: str, group: str | None) -> ResultLine:
    status = Status.NOT_CLASSIFIED if place is None else Status.CLASSIFIED
    return ResultLine(number, place, status, class_=class_, group=group)


FIELD = (
    car("1", 1, "A", "Pro"), car("2", 2, "B", "Am"), car("3", 3, "A", "Am"), car("4", 4, "A", "Am; Masters"),
    car("5", None, "A", "Pro"), car("6", 6, "B", None),
)  # fmt: skip


def places(
    table: TableRules, *more: ResultLine, all_cars: bool = False
) -> dict[str, tuple[int | None, tuple[Any, ...]]]:
    result = SessionResult(1, "race", "race", more or FIELD)
    return {one.lines[0].car: (one.place, one.field) for one in drives_of(result, table, all_cars=all_cars)}


def test_overall_places_are_as_listed() -> None:
    assert places(TableRules("D")) == {
        "1": (1, ()), "2": (2, ()), "3": (3, ()), "4": (4, ()), "5": (None, ()), "6": (6, ()),
    }  # fmt: skip
    assert list(places(TableRules("D", class_="B"))) == ["2", "6"]
    assert len(places(TableRules("D", class_="B"), all_cars=True)) == 6


def test_places_in_the_class_follow_from_the_order_where_the_list_has_none() -> None:
    found = places(TableRules("D", place=ScoredPlace.CLASS))
    assert {car: place for car, (place, _) in found.items()} == {
        "1": 1,
        "2": 1,
        "3": 2,
        "4": 3,
        "5": None,
        "6": 2,
    }
    assert (found["1"][1], found["2"][1]) == (("A",), ("B",))
    stated = [
        ResultLine("1", 1, class_="A", class_position=2),
        ResultLine("2", 2, class_="A", class_position=1),
    ]
    assert [place for place, _ in places(TableRules("D", place=ScoredPlace.CLASS), *stated).values()] == [
        2,
        1,
    ]


def test_places_in_the_group_are_in_it_within_the_class() -> None:
    """Of class A #3 and #4 are in the group Am, #4 among others; #2 of class B is first of its own."""
    am = places(TableRules("D", place=ScoredPlace.GROUP, group="Am"), all_cars=True)
    assert {car: am[car] for car in ("2", "3", "4")} == {
        "2": (1, ("B", "Am")), "3": (1, ("A", "Am")), "4": (2, ("A", "Am")),
    }  # fmt: skip
    each = places(TableRules("D", place=ScoredPlace.GROUP))
    assert {car: each[car] for car in ("1", "4", "5", "6")} == {
        "1": (1, ("A", "Pro")), "4": (1, ("A", "Am; Masters")), "5": (None, ("A", "Pro")), "6": (1, ("B", None)),
    }  # fmt: skip


def test_a_place_in_the_group_that_the_list_has_stands_for_a_car_of_one_group() -> None:
    rows = (
        ResultLine("1", 1, class_="A", group="Am", group_position=4),
        ResultLine("2", 2, class_="A", group="Am; Masters", group_position=9),
        ResultLine("3", 3, class_="A", group="Am", class_position=1),
    )
    found = places(TableRules("D", place=ScoredPlace.GROUP, group="Am"), *rows)
    assert {car: place for car, (place, _) in found.items()} == {"1": 4, "2": 3, "3": 1}


def test_places_among_the_members_of_a_table_are_those_they_took_among_themselves() -> None:
    rows = tuple(
        ResultLine(str(at), at, drivers=(name,), group="G", group_position=at)
        for at, name in enumerate(("Ann", "Bea", "Cleo"), 1)
    )
    rookies = TableRules("Rookies", place=ScoredPlace.GROUP, members=("Bea", "Cleo"))
    assert places(rookies, *rows) == {"2": (1, ("Rookies",)), "3": (2, ("Rookies",))}
    assert places(rookies, *rows, all_cars=True)["1"] == (1, (None,))
    second = TableRules("Seat", place=ScoredPlace.GROUP, seat=1)
    assert places(second, *rows)["3"] == (3, ("Seat",))


def test_cars_level_overall_are_level_in_the_class_and_the_next_counts_both() -> None:
    rows = (ResultLine("1", 1, class_="A"), ResultLine("2", 1, class_="A"), ResultLine("3", 3, class_="A"))
    found = places(TableRules("D", place=ScoredPlace.CLASS), *rows)
    assert [place for place, _ in found.values()] == [1, 1, 3]


def test_lines_of_one_car_and_place_are_one_car_and_its_status_says_whether_it_is_classified() -> None:
    rows = (
        ResultLine("7", 1, drivers=("Ann",)), ResultLine("7", 1, drivers=("Bea",)),
        ResultLine("7", 2, drivers=("Zoe",)), ResultLine("8", 3, Status.NOT_CLASSIFIED), ResultLine("9", None),
    )  # fmt: skip
    made = drives_of(SessionResult(1, "race", "race", rows), TableRules("D"))
    assert [(one.lines[0].car, len(one.lines), one.classified) for one in made] == [
        ("7", 2, True), ("7", 1, True), ("8", 1, False), ("9", 1, False),
    ]  # fmt: skip
