"""One name in two cars of a season: a change of car, or two people who are taken for one."""

import pytest

from parcferme.championship.identity import named
from parcferme.championship.likeness import asked_of_names
from parcferme.classification import ResultLine, SessionResult


def season(text: str) -> list[SessionResult]:
    """Races as lines of `round session: #car name, ...`; the round may have a second race."""
    found = []
    for row in text.strip().splitlines():
        head, _, cars = row.partition(":")
        round_, session, *kind = head.split()
        lines = []
        for at, one in enumerate(cars.split(","), 1):
            car, name = one.strip().split(" ", 1)
            name, _, team = name.partition(" of ")
            lines.append(
                ResultLine(car, at, drivers=tuple(name.split(" & ")), team=team or None, line=at + 1)
            )
        found.append(
            SessionResult(
                int(round_), session, kind[0] if kind else "race", tuple(lines), file=f"{round_}.csv"
            )
        )
    return found


def doubts(
    text: str, crews: dict[str, frozenset[str]] | None = None
) -> list[tuple[str, str, str | None, int]]:
    return [
        (one.values["driver"], one.values["other"], one.where.car, one.values["count"])
        for one in asked_of_names(season(text), crews)
        if one.code == "name-in-other-car"
    ]


BACK_AND_FORTH = """
1 race: 7 John Smith, 8 Bea Blank, 9 Dora Drei
2 race: 9 John Smith, 8 Bea Blank, 7 Eve Fünf
3 race: 7 John Smith, 8 Bea Blank, 9 Dora Drei
"""


def test_name_that_goes_to_another_car_and_back_is_asked_about_once() -> None:
    assert doubts(BACK_AND_FORTH) == [("John Smith", "7", "9", 1)]
    assert doubts(
        BACK_AND_FORTH + "4 race: 9 John Smith, 7 Eve Fünf\n5 race: 7 John Smith, 8 Bea Blank\n"
    ) == [("John Smith", "7", "9", 2)]


def test_driver_who_changed_car_is_one_person_without_a_word() -> None:
    assert (
        doubts("1 race: 7 John Smith, 9 Dora Drei\n2 race: 9 John Smith, 7 Eve Fünf\n3 race: 9 John Smith")
        == []
    )


def test_driver_whose_car_was_replaced_for_one_race_is_one_person() -> None:
    """#7 did not run when he drove #9: he had a spare car."""
    assert doubts("1 race: 7 John Smith, 8 Bea Blank\n2 race: 9 John Smith\n3 race: 7 John Smith") == []


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("1 race-2: 9 John Smith, 7 Eve Fünf", [("John Smith", "7", "9", 1)]),
        ("1 race-2: 9 John Smith, 8 Bea Blank", []),  # #7 broke in the first race
        ("1 race-2 practice: 9 John Smith, 7 Eve Fünf", []),  # he tried another car
        ("2 race-2: 9 John Smith, 7 Eve Fünf", []),
    ],
)
def test_name_in_two_cars_of_one_meeting(second: str, found: list[tuple[str, str, str, int]]) -> None:
    assert doubts(f"1 race-1: 7 John Smith, 8 Bea Blank\n{second}") == found


def test_name_with_an_initial_in_any_two_cars_that_ran_together() -> None:
    races = "1 race: 7 {0}, 9 Dora Drei\n2 race: 9 {0}, 7 Eve Fünf"
    assert doubts(races.format("J. Smith")) == [("J. Smith", "7", "9", 1)]
    assert doubts(races.format("Smith J")) == [("Smith J", "7", "9", 1)]
    assert doubts(races.format("Jo Smith")) == []


def test_who_is_entered_in_both_cars_is_one_person() -> None:
    crews = {"7": frozenset({"John Smith"}), "9": frozenset({"John Smith", "Dora Drei"})}
    assert doubts(BACK_AND_FORTH, crews) == []
    assert doubts(BACK_AND_FORTH, {"7": frozenset({"John Smith"})}) != []


def test_numbers_that_are_given_out_anew_say_nothing() -> None:
    races = "1 race: 7 Ann Un, 8 Bea Deux, 9 Cleo Trois\n2 race: 8 Ann Un, 9 Bea Deux, 7 Cleo Trois\n"
    assert doubts(races + "3 race: 7 Ann Un, 8 Bea Deux, 9 Cleo Trois") == []


def test_rows_that_do_not_say_which_of_two_it_is_are_counted() -> None:
    races = season(
        "1 race: 7 J. Smith of Milo, 9 J. Smith of Seven\n2 race: 5 J. Smith of Milo\n3 race: 5 J. Smith, 6 Bea"
    )
    made = named(races)
    (told,) = made.findings
    assert [line.drivers for one in made.results for line in one.lines] == [
        ("J. Smith",), ("J. Smith (#9)",), ("J. Smith",), ("J. Smith",), ("Bea",),
    ]  # fmt: skip
    assert (told.code, told.values["shown"], told.values["count"]) == (
        "driver-in-two-cars", ["J. Smith (#9)"], 1,
    )  # fmt: skip
