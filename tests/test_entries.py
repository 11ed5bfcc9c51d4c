"""Entry lists as people write them: merged crews, several languages, what contradicts itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme.entries import Driver, Entries, Entry, parse_entries
from parcferme.findings import BadEntries

LIST = """\
number,class,team,driver,nation,transponder,vehicle
50,JS P4,Team Virage,Kévin Bole Besançon,FRA,4711,Ligier JS P4
45,JS2 R,Les Deux Arbres,Ann Lee,,,Ligier JS2 R
45,,,Bob Ray,BEL,,
"""


def codes(text: str) -> list[str]:
    return [finding.code for finding in parse_entries(text, "entries.csv")[1]]


def test_lines_with_one_number_are_one_crew() -> None:
    entries, findings = parse_entries(LIST, "entries.csv")
    assert findings == ()
    fifty, crew = entries.cars
    assert fifty == Entry(
        number="50",
        class_="JS P4",
        team="Team Virage",
        drivers=(Driver("Kévin Bole Besançon", nation="FRA"),),
        vehicle="Ligier JS P4",
        transponders=("4711",),
    )
    assert (crew.class_, crew.team, [driver.name for driver in crew.drivers]) == (
        "JS2 R",
        "Les Deux Arbres",
        ["Ann Lee", "Bob Ray"],
    )


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_separator_mark_and_line_end_is_the_same_list(separator: str, mark: str, line_end: str) -> None:
    text = mark + LIST.replace(",", separator).replace("\n", line_end)
    assert parse_entries(text, "entries.csv") == parse_entries(LIST, "entries.csv")


@pytest.mark.parametrize(
    "header",
    [
        "No;Class;Competitor;Driver",
        "#;Cat.;Team;Name",
        "Car No.;CLASS;Entrant;Driver Name",
        "N°;Classe;Équipe;Pilote",
    ],
)
def test_columns_go_by_the_names_people_give_them(header: str) -> None:
    entries, findings = parse_entries(f"{header}\n7;GT;Team A;Ann\n", "entries.csv")
    assert findings == ()
    assert entries.cars == (Entry(number="7", class_="GT", team="Team A", drivers=(Driver("Ann"),)),)


def test_a_lone_category_is_the_class_and_beside_a_class_it_is_the_drivers() -> None:
    alone, _ = parse_entries("number,category,driver\n7,GT,Ann\n", "e")
    beside, _ = parse_entries("number,class,category,driver\n7,GT,Silver,Ann\n", "e")
    assert alone.cars[0].class_ == "GT"
    assert (beside.cars[0].class_, beside.cars[0].drivers[0].category) == ("GT", "Silver")


def test_names_in_two_columns_and_drivers_in_several_are_read() -> None:
    two, _ = parse_entries("number,first name,last name\n7,Ann,Lee\n", "e")
    several, _ = parse_entries("number,driver 1,DRIVER_2,driver3\n7,Ann,,Cy\n", "e")
    assert [driver.name for driver in two.cars[0].drivers] == ["Ann Lee"]
    assert [driver.name for driver in several.cars[0].drivers] == ["Ann", "Cy"]


def test_a_driver_of_some_rounds_takes_part_in_those() -> None:
    entries, findings = parse_entries("number;driver;rounds\n7;Ann;1-2, 4\n7;Bob;3\n8;Cy;all\n9;Di;4\n", "e")
    assert findings == ()
    assert [driver.rounds for driver in entries.cars[0].drivers] == [(1, 2, 4), (3,)]
    third = entries.of_round(3)
    assert [(car.number, [driver.name for driver in car.drivers]) for car in third.cars] == [
        ("7", ["Bob"]),
        ("8", ["Cy"]),
    ]


def test_unreadable_rounds_are_told() -> None:
    assert codes("number;driver;rounds\n7;Ann;first\n") == ["rounds-unreadable"]


def test_a_number_keeps_its_zeros_and_its_look_alike_is_told() -> None:
    entries, findings = parse_entries("number\n007\n#7\n03\n", "e")
    assert [car.number for car in entries.cars] == ["007", "7", "03"]
    assert [(finding.code, finding.values) for finding in findings] == [
        ("numbers-alike", {"cars": ["007", "7"]})
    ]


def test_a_car_in_two_classes_keeps_its_first_and_is_told() -> None:
    entries, findings = parse_entries(
        "number,class,team,make,driver\n7,GT,A,Ligier,Ann\n7,P4,A,Norma,Bob\n", "e"
    )
    (car,) = entries.cars
    assert (car.class_, car.manufacturer, [driver.name for driver in car.drivers]) == (
        "GT",
        "Ligier",
        ["Ann", "Bob"],
    )
    told = [
        (finding.severity, finding.code, finding.where.line, finding.where.column) for finding in findings
    ]
    assert told == [("error", "entry-differs", 3, "class"), ("warning", "entry-differs", 3, "manufacturer")]
    assert findings[0].values == {"kept": "GT", "value": "P4"}


def test_two_teams_with_one_number_are_two_entries_and_told() -> None:
    entries, (found,) = parse_entries("number,class,team,driver\n7,GT,A,Ann\n7,P4,B,Bob\n7,GT,A,Cy\n", "e")
    assert [(car.team, car.class_, len(car.drivers)) for car in entries.cars] == [
        ("A", "GT", 2),
        ("B", "P4", 1),
    ]
    assert (found.severity, found.code, found.where.line, found.where.car) == (
        "error",
        "number-twice",
        3,
        "7",
    )
    assert found.values == {"team": "B", "class_named": "P4", "kept": "A", "kept_class": "GT", "kept_line": 2}
    assert entries.by_number()["7"].team == "A"
    assert codes("number,team,driver,rounds\n7,A,Ann,1-2\n7,B,Bob,3-4\n") == []


def test_a_transponder_on_two_cars_is_told() -> None:
    _, (found,) = parse_entries("number,transponder\n7,11 12\n8,12\n", "e")
    assert (found.code, found.where.car, found.values) == (
        "transponder-shared",
        "8",
        {"transponder": "12", "other": "7"},
    )


def test_an_unknown_column_is_told_with_its_nearest() -> None:
    _, (found,) = parse_entries("number,trasponder\n7,1\n", "e")
    assert (found.code, found.where.column, found.values) == (
        "column-unknown",
        "trasponder",
        {"nearest": "transponder"},
    )


def test_a_driver_listed_twice_is_one_driver() -> None:
    entries, (found,) = parse_entries("number,driver\n7,Ann\n7,Ann\n", "e")
    assert len(entries.cars[0].drivers) == 1
    assert found.code == "driver-twice"


def test_a_line_without_a_number_is_told_and_blank_lines_are_not() -> None:
    assert codes("number,driver\n,Ann\n\n,\n7,Bob\n") == ["number-blank"]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", ",,\n"])
def test_an_empty_list_cannot_be_used(text: str) -> None:
    with pytest.raises(BadEntries, match=r"entries\.csv: not an entry list: it is empty"):
        parse_entries(text, "entries.csv")


def test_a_list_without_numbers_says_what_it_has() -> None:
    with pytest.raises(
        BadEntries, match=r"entries\.csv, line 2: no column for the car's number .*team, driver"
    ):
        parse_entries("\nteam,driver\nA,Ann\n", "entries.csv")


def test_of_two_entries_with_one_number_the_first_is_found() -> None:
    entries = Entries.of([Entry("7", team="A"), Entry("7", team="B")])
    assert entries.by_number()["7"].team == "A"


@given(st.text(max_size=200))
def test_no_text_breaks_the_entry_list(text: str) -> None:
    entries, _ = parse_entries("number,class,driver\n7,GT,Ann\n" + text, "e")
    assert entries.cars[0].number == "7"


@pytest.mark.parametrize(
    ("heading", "class_", "category", "told"),
    [
        ("category", "GT3", None, []),
        ("Catégorie", "GT3", None, []),
        ("driver category,category", "GT3", "Bronze", []),
        ("licence,Catégorie", "GT3", "Bronze", []),
        ("category,class", "GT3", "Bronze", []),
    ],
)
def test_a_category_is_the_cars_class_where_no_column_is_called_so(
    heading: str, class_: str, category: str | None, told: list[str]
) -> None:
    cells = "Bronze,GT3" if "," in heading else "GT3"
    entries, findings = parse_entries(f"number,driver,{heading}\n7,Ann Onym,{cells}\n", "entries.csv")
    (car,) = entries.cars
    assert (car.class_, car.drivers[0].category) == (class_, category)
    assert [one.code for one in findings] == told
