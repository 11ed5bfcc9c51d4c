"""Which names may be one person's or one team's, and which never are; and what is told of them."""

from typing import Any

import msgspec
import pytest

from parcferme.championship.identity import Shown
from parcferme.championship.likeness import alike, asked_of_names
from parcferme.championship.ready_lines import names_line
from parcferme.classification import ResultLine, SessionResult
from parcferme.findings import Where


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Müller", "Muller", True),
        ("Jean-Paul Dupont", "Jean Paul Dupont", True),
        ("Dupont Jean", "Jean Dupont", True),
        ("J. Dupont", "Jean Dupont", True),  # an initial
        ("Max Dupont", "Maximilian Dupont", True),  # a short form of three letters
        ("Ma Dupont", "Maximilian Dupont", False),  # two letters are neither
        ("J. Dupont", "Jean Durand", False),  # another family
        ("Jean Dupont", "Jeen Dupont", True),  # another letter
        ("Jean Dupont", "Jea Dupont", True),  # one less: a short form as well
        ("Jean Dupont", "Jaen Dupont", True),  # two changed round
        ("Jean Dupont", "Paul Dupont", False),
        ("Jean Dupont", "Jean Dupond", True),
        ("Jean Dupont", "Jean Duponnt", True),
        ("Anna", "Anne", True),
        ("Ann", "Anne", False),  # shorter than four letters
        ("Alexander", "Alexandrer", True),
        ("Alexander", "Alexxandrer", True),  # nine letters: two slips
        ("Alexande", "Alexxandre", False),  # the shorter has eight: one slip, and this takes more
        ("Alexander", "Alxxandrrr", False),
        ("Alexander", "Alexanderson", False),  # three letters more
        ("Nouvelle Agence", "Nouvele Agenc", True),
        ("Car 12", "Car 13", False),  # numbers are no slip
        ("Racing 12", "Racin 12", True),
        ("Team A", "Team B", False),
        ("Team AB", "Team AC", False),
        ("Team Abe", "Team Ace", False),  # of three letters a slip makes another word
        ("Team Abel", "Team Acel", True),
        ("Jo A. Lee", "Jo Bo Lee", False),  # of two first names one is no short form of the other
        ("A. B. Lee", "Anna Cleo Lee", False),
        ("J. Maximilian Dupont", "Jean Max Dupont", True),
        ("Abe Team 7", "Ace Team 7", False),
        ("Abc Xyzuvw", "Abd Xyzuvx", True),  # nine letters: a slip in each word
        ("Abc Xyzuv", "Abd Xyzux", False),  # eight
        ("Abcd Xyzu", "Abd Xyzu", False),  # three letters left: too short for a slip
    ],
)
def test_names_that_may_be_one(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is alike(other, one) is same


def test_an_initial_makes_one_person_and_two_teams() -> None:
    assert alike("J. Dupont", "Jean Dupont", people=True)
    assert not alike("J. Dupont", "Jean Dupont", people=False)
    assert not alike("J", "Jean")  # a name of one word has no family


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("abcdefg", "bcdefga", False), ("abab", "baba", False), ("aabcdef", "abcdef", True),
        ("abcdefghijkl", "bacdefghijlk", True), ("abcdefgh", "cabdefgh", False), ("xaybczde", "axybczde", True),
        ("abcdefgh", "abcdefgi", True), ("abcdefgh", "abcdefhg", True), ("abcdefgh", "abcdefg", True),
        ("abcdefgh", "abcdfegi", False), ("abcdefghi", "abcdfeghj", True), ("abcdefghi", "badcefghi", True),
        ("abcdefghi", "badcfeghi", False), ("abcdefghi", "abcdefg", False), ("abcdefghij", "abcdefghijkl", True),
        ("abcdefghij", "abcdefghijklm", False), ("abcd", "abce", True), ("abc", "abd", False), ("abcd", "abc", False),
        ("abcdefgh", "xbcdefgh", True), ("abcdefgh", "bacdefgh", True),
    ],
)  # fmt: skip
def test_how_many_slips_a_text_of_one_word_may_have(one: str, other: str, slips: bool) -> None:
    """One; two where the shorter has nine letters or more; none where it has fewer than four."""
    assert alike(one, other) is alike(other, one) is slips


def test_the_line_that_makes_them_one_can_be_typed_as_it_is_told() -> None:
    assert names_line("Ann", "Anne") == '"Ann" = "Anne"'
    assert names_line('An"n', "A\\ne") == '"An\\"n" = "A\\\\ne"'


# --- what is told


def race(round_: int, *cars: tuple[str, str], **more: Any) -> SessionResult:
    lines = [
        ResultLine(car, at, drivers=(name,), line=at + 1, **more) for at, (car, name) in enumerate(cars, 1)
    ]
    return SessionResult(round_, "race", "race", tuple(lines), file=f"{round_}.csv")


def told(results: list[SessionResult], **options: Any) -> list[tuple[str, str, Where, dict[str, Any]]]:
    return [
        (one.severity.value, one.code, one.where, dict(one.values))
        for one in asked_of_names(results, **options)
    ]


def test_two_names_that_are_nearly_alike_are_told_where_the_rarer_stands() -> None:
    results = [
        race(1, ("7", "Jean Dupont")),
        race(2, ("7", "Jean Dupont")),
        race(3, ("5", "Zoe"), ("7", "Jean Dupond")),
    ]
    assert told(results) == [
        ("warning", "names-alike", Where(file="3.csv", line=3, car="7"), {
            "kind": "driver", "name": "Jean Dupont", "other": "Jean Dupond", "line": '"Jean Dupond" = "Jean Dupont"',
        }),
    ]  # fmt: skip
    assert told(list(reversed(results)))[0][3]["name"] == "Jean Dupont"


def test_the_name_on_the_entry_list_is_the_one_that_stays() -> None:
    results = [race(1, ("7", "Jean Dupond")), race(2, ("7", "Jean Dupond"))]
    (found,) = told(results, entered=Shown(drivers=("Jean Dupont",)))
    assert (found[3]["name"], found[3]["other"]) == ("Jean Dupont", "Jean Dupond")
    assert (
        told(results, entered=Shown(drivers=("Jean Dupont", "Jean Dupond"))) == []
    )  # both are entered: they are two


def test_two_who_met_are_two() -> None:
    assert told([race(1, ("7", "Jean Dupont"), ("8", "Jean Dupond"))]) == []


@pytest.mark.parametrize(
    ("field", "kind", "one", "other", "alike_"),
    [
        ("team", "team", "Milo Racing", "Milo Racng", True),
        ("manufacturer", "manufacturer", "Mercedes", "Mercedez", True),
        ("class_", "class", "GT3 Pro", "GT3-Pro", True),
        ("class_", "class", "GT3", "GT4", False),
        ("group", "group", "Pro Am", "Pro-Am", True),
        ("group", "group", "Silver", "Silvr", False),
        ("team", "team", "Miloo", "Milo", False),  # of four letters too short to be looked at
    ],
)
def test_teams_makes_classes_and_groups(field: str, kind: str, one: str, other: str, alike_: bool) -> None:
    """Even in one session: two cars of a team are of one. A class or group differs by signs only."""
    results = [race(1, ("7", "Ann"), **{field: one}), race(2, ("7", "Ann"), **{field: other})]
    found = [(code, values["kind"], values["name"], values["other"]) for _, code, _, values in told(results)]
    assert found == ([("names-alike", kind, one, other)] if alike_ else [])


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ("Abcd", "Abce", False),
        ("Abcde", "Abcdf", True),
        ("Xbcde", "Ybcde", True),
        ("Milo Xy", "Milx Xy", True),
    ],
)
def test_names_of_five_letters_or_more_are_looked_at(one: str, other: str, asked: bool) -> None:
    found = told([race(1, ("7", one)), race(2, ("8", other))])
    assert [code for _, code, _, _ in found] == (["names-alike"] if asked else [])


def test_two_teams_that_met_are_one_only_by_their_signs() -> None:
    """Two cars of a team may be listed in two spellings; with a letter between them they are two teams."""

    def both(one: str, other: str) -> list[str]:
        lines = (ResultLine("7", 1, team=one), ResultLine("8", 2, team=other))
        return [code for _, code, _, _ in told([SessionResult(1, "race", "race", lines)])]

    assert both("Milo-Racing", "Milo Racing") == ["names-alike"]
    assert both("Milo Racing", "Milo Racingg") == []


def test_a_short_form_makes_one_driver_and_no_team() -> None:
    assert [code for _, code, _, _ in told([race(1, ("7", "J. Dupont")), race(2, ("9", "Jean Dupont"))])] == [
        "names-alike"
    ]
    teams = [race(1, ("7", "Ann"), team="J. Dupont"), race(2, ("7", "Ann"), team="Jean Dupont")]
    assert told(teams) == []


def test_a_crew_and_a_list_without_numbers_say_nothing_of_who_had_a_number() -> None:
    crew = (ResultLine("7", 1, drivers=("Ann", "Eve")), ResultLine("8", 2, drivers=("Bea",)))
    kept = [SessionResult(at, "race", "race", crew) for at in (1, 2)]
    assert told([*kept, race(3, ("7", "Zoe"))]) == []
    nameless = [race(at, ("Ann", "Ann"), ("Bea", "Bea")) for at in (1, 2)]
    assert told(nameless) == []


def test_two_drivers_of_one_number_who_never_met_may_be_one() -> None:
    """#7 was Ann's in the first two rounds and Zoe's in the third; everybody else kept a number of their own."""
    results = [
        race(1, ("7", "Ann"), ("8", "Bea")), race(2, ("7", "Ann"), ("8", "Bea")), race(3, ("7", "Zoe"), ("8", "Bea")),
    ]  # fmt: skip
    assert told(results) == [
        ("info", "number-two-names", Where(file="3.csv", line=2, car="7"), {
            "name": "Ann", "other": "Zoe", "number": "7", "line": '"Zoe" = "Ann"',
        }),
    ]  # fmt: skip
    assert told(results, crews={"7": frozenset({"Ann", "Zoe"})}) == []
    assert told([*results, race(4, ("9", "Zoe"), ("8", "Bea"))]) == []  # she has had another number


@pytest.mark.parametrize(("changed", "asked"), [(1, True), (2, False)])
def test_where_numbers_are_given_out_anew_a_number_says_nothing(changed: int, asked: bool) -> None:
    """Of five drivers who came twice four or more kept their number in the first case, three in the second."""
    names = ["Adam", "Bert", "Curt", "Dora", "Emil"]
    first = [(str(at), name) for at, name in enumerate(names, 1)]
    second = [(str(at + 50) if at > 5 - changed else str(at), name) for at, name in enumerate(names, 1)]
    results = [race(1, *first), race(2, *second), race(3, ("1", "Zacharias"))]
    assert [code for _, code, _, _ in told(results)] == (["number-two-names"] if asked else [])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Red Bull Racing", "Red Bull"), ("Scuderia Ferrari", "Ferrari"), ("McLaren F1 Team", "McLaren"),
     ("Team WRT", "WRT"), ("Prema", "Prema Racing"), ("AF Corse", "AF Corse #51"), ("Alfa Romeo Sauber", "Alfa Romeo")],
)  # fmt: skip
@pytest.mark.parametrize("field", ["team", "manufacturer"])
def test_a_team_one_of_whose_names_is_inside_the_other_may_be_one_team(
    field: str, one: str, other: str
) -> None:
    """#1 and Ann were entered by both: told with a line to write; two teams of one race are two."""

    def round_(number: int, *said: tuple[str, str, str]) -> SessionResult:
        lines = [
            msgspec.structs.replace(ResultLine(car, at, drivers=(name,)), **{field: team})
            for at, (car, name, team) in enumerate(said, 1)
        ]
        return SessionResult(number, "race", "race", tuple(lines))

    results = [
        round_(1, ("1", "Ann", one), ("2", "Bea", "Blue")),
        round_(2, ("1", "Ann", other), ("2", "Bea", "Blue")),
    ]
    (found,) = asked_of_names(results)
    assert (found.code, found.values["line"]) == ("names-alike", f'"{other}" = "{one}"')
    both = [*results, round_(3, ("1", "Ann", one), ("2", "Bea", other))]
    assert list(asked_of_names(both)) == []
    elsewhere = [results[0], round_(2, ("3", "Cleo", other), ("2", "Bea", "Blue"))]
    assert list(asked_of_names(elsewhere)) == []


def test_a_list_without_numbers_shows_no_name_as_a_car() -> None:
    lines = [(ResultLine(name, 1, drivers=(name,), line=2),) for name in ("Brad Binder", "Brad Bindr")]
    results = [SessionResult(at, "race", "race", line, file="x.csv") for at, line in enumerate(lines, 1)]
    (found,) = asked_of_names(results)
    assert found.where == Where(file="x.csv", line=2)


# --- numbers


def test_car_typed_with_another_number_in_one_round_is_told_where_the_rarer_stands() -> None:
    results = [
        race(1, ("07", "Ann"), ("8", "Bea")),
        race(2, ("07", "Ann"), ("8", "Bea")),
        race(3, ("8", "Bea"), ("O7", "Ann")),
    ]
    assert told(results) == [
        ("warning", "numbers-look-the-same", Where(file="3.csv", line=3), {"cars": ["'07'", "'O7'"]})
    ]
    assert told([race(1, ("07", "Ann")), race(2, ("7", "Ann"))])[0][0::3] == (
        "info", {"cars": ["07", "7"]},
    )  # fmt: skip


def test_numbers_that_are_all_entered_are_left_to_the_entry_list() -> None:
    results = [race(1, ("07", "Ann"), ("7", "Bea"))]
    crews = {"07": frozenset({"Ann"}), "7": frozenset({"Bea"})}
    assert told(results, crews=crews) == []
    ((*_, values),) = told([race(1, ("O7", "Ann"))], crews=crews)
    assert values == {"cars": ["'07'", "'7'", "'O7'"]}


def test_a_cell_with_two_groups_is_a_third_and_is_told() -> None:
    def round_(*groups: str) -> SessionResult:
        lines = (
            ResultLine(str(at), at, drivers=(name,), group=group, line=at + 1)
            for at, (name, group) in enumerate(zip(("Ann", "Bea", "Cleo"), groups, strict=True), 1)
        )
        return SessionResult(1, "race", "race", tuple(lines), file="list.csv")

    assert told([round_("Am", "Am / Rookie", "Rookie")]) == [
        ("warning", "group-of-several", Where(file="list.csv", line=3, car="2"), {
            "name": "Am / Rookie", "groups": ["Am", "Rookie"],
        }),
    ]  # fmt: skip
    assert told([round_("Pro/Am", "Gold", "Silver")]) == []  # a name
