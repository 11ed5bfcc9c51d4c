"""Who drives what in which round: crews, cars, classes and teams that change, withdrawals, late drivers."""

from __future__ import annotations

import datetime as dt

import pytest

from parcferme.entries import Driver, Entries, Entry, EntryStatus, parse_entries

# Cars of the Ligier European Series 2020, with their changes of crew.
LES_2020 = """\
number,class,team,driver,rounds,withdrawn,status,hurt,cleared
14,JS P4,MV2S Racing,Alex Marchois,4,,,,
14,JS P4,MV2S Racing,Franck Marchois,4,,,,
16,JS P4,M Racing,Sacha Lehmann,1,,excused,2020-07-17 medical,
16,JS P4,M Racing,Sacha Lehmann,2,,,,2020-08-05
27,JS P4,Raw Motorsport,Andrew Ferguson,2,2020-08-07,,,
27,JS P4,Raw Motorsport,Jeremy Ferguson,2,2020-08-07,,,
27,JS P4,Raw Motorsport,Andrew Ferguson,4,,,,
27,JS P4,Raw Motorsport,Jeremy Ferguson,4,,,,
81,JS P4,Milo Racing,Kevin Balthazar,"1-2,4-5",,,2020-07-16 toe,2020-07-17
81,JS P4,Milo Racing,Christophe Nivarlet,1,,,,
81,JS P4,Milo Racing,Christophe Nivarlet,2,,excused,,
38,JS2 R,HRC,Marc Guillot,1,,,,
38,JS2 R,HRC,Clement Seyler,2-3,,,,
38,JS2 R,HRC,Fabien Michal,2-4,,,,
38,JS2 R,HRC,Herve Roger,4,,,,
38,JS2 R,HRC,Julien Rodrigues,5,,,,
46,JS2 R,MV2S Racing,Alex Marchois,1,,,,
46,JS2 R,MV2S Racing,Antoine Chapus,"1,5",,,,
46,JS2 R,MV2S Racing,Gaetan Essart,5,,,,
"""
DAYS = {1: dt.date(2020, 7, 17), 2: dt.date(2020, 8, 7), 3: dt.date(2020, 8, 28),
        4: dt.date(2020, 10, 9), 5: dt.date(2020, 10, 30)}  # fmt: skip


def crews(entries: Entries, number: int) -> dict[str, list[str]]:
    there = entries.of_round(number, DAYS[number])
    assert len({car.number for car in there.cars}) == len(there.cars)
    return {car.number: [driver.name.split()[-1] for driver in car.drivers] for car in there.cars}


def les() -> Entries:
    entries, findings = parse_entries(LES_2020, "entries.csv")
    assert findings == ()
    return entries


def test_the_crew_of_each_round_is_the_one_the_list_names() -> None:
    entries = les()
    assert [crews(entries, number).get("38") for number in DAYS] == [
        ["Guillot"], ["Seyler", "Michal"], ["Seyler", "Michal"], ["Michal", "Roger"], ["Rodrigues"],
    ]  # fmt: skip
    assert crews(entries, 1)["81"] == ["Balthazar", "Nivarlet"]
    assert crews(entries, 2)["81"] == ["Balthazar"]
    assert "81" not in crews(entries, 3)


def test_a_driver_may_drive_another_car_in_another_class_later() -> None:
    entries = les()
    assert (crews(entries, 1)["46"], "14" in crews(entries, 1)) == (["Marchois", "Chapus"], False)
    assert crews(entries, 4)["14"] == ["Marchois", "Marchois"]
    classes = {car.number: car.class_ for car in entries.of_round(4).cars}
    assert (classes["14"], classes.get("46")) == ("JS P4", None)


def test_a_car_withdrawn_before_one_round_comes_to_another() -> None:
    entries = les()
    assert ["27" in crews(entries, number) for number in DAYS] == [False, False, False, True, False]
    assert entries.cars[2].is_listed(2)


def test_an_excused_driver_is_away_for_that_round_alone() -> None:
    entries = les()
    assert "16" not in crews(entries, 1)
    assert crews(entries, 2)["16"] == ["Lehmann"]


def test_a_withdrawal_with_a_date_needs_the_day_of_the_round() -> None:
    entries, _ = parse_entries("number,driver,withdrawn\n7,Ann,2020-08-01\n8,Bob,yes\n", "e")
    assert [car.number for car in entries.of_round(2).cars] == ["7"]
    assert [car.number for car in entries.of_round(1, DAYS[1]).cars] == ["7"]
    assert entries.of_round(2, DAYS[2]).cars == ()


@pytest.mark.parametrize(
    ("what", "first", "second"),
    [
        ("class", "GT3", "GT4"),
        ("team", "Alpha", "Beta"),
        ("vehicle", "Ligier", "Norma"),
        ("nominated", "yes", "no"),
    ],
)
def test_a_number_may_change_class_team_and_car_between_rounds(what: str, first: str, second: str) -> None:
    text = f"number,driver,rounds,{what}\n7,Ann,1-2,{first}\n7,Bob,1-2,\n7,Ann,3,{second}\n"
    entries, findings = parse_entries(text, "entries.csv")
    assert findings == ()
    assert [(car.rounds, len(car.drivers)) for car in entries.cars] == [((1, 2), 2), ((3,), 1)]
    name = {"class": "class_"}.get(what, what)
    seen = [str(getattr(entries.of_round(number).cars[0], name)) for number in (1, 2, 3)]
    said = {"yes": "True", "no": "False"}
    assert seen == [said.get(first, first)] * 2 + [said.get(second, second)]


def test_a_driver_of_all_rounds_goes_along_when_the_car_changes() -> None:
    text = "number,class,driver,rounds\n7,GT,Ann,1-2\n7,P4,Ann,3\n7,,Bob,\n"
    entries, findings = parse_entries(text, "e")
    assert findings == ()
    there = {number: entries.of_round(number).cars for number in (1, 3, 9)}
    assert {
        number: (cars[0].class_, len(cars), [d.name for d in cars[0].drivers])
        for number, cars in there.items()
    } == {
        1: ("GT", 1, ["Ann", "Bob"]),
        3: ("P4", 1, ["Ann", "Bob"]),
        9: ("GT", 1, ["Bob"]),
    }


def test_a_line_without_a_driver_withdraws_the_car_from_its_rounds() -> None:
    entries, findings = parse_entries("number,driver,rounds,withdrawn\n7,Ann,,\n7,Bob,,\n7,,2,yes\n", "e")
    assert findings == ()
    assert [len(entries.of_round(number).cars) for number in (1, 2, 3)] == [1, 0, 1]
    assert [driver.name for driver in entries.of_round(3).cars[0].drivers] == ["Ann", "Bob"]


def test_a_reserve_does_not_take_part_and_one_accepted_late_does() -> None:
    entries, _ = parse_entries("number,driver,status\n7,Ann,reserve\n8,Bob,Acceptée\n8,Cy,\n", "e")
    (car,) = entries.of_round(1).cars
    assert (car.number, car.status, len(car.drivers)) == ("8", EntryStatus.ACCEPTED, 2)
    assert [
        len(parse_entries(f"number,driver,status\n7,Ann,reserve\n7,Bob,{word}\n", "e")[0].of_round(1).cars)
        for word in ("", "reserve")
    ] == [0, 0]


def test_an_entry_for_all_rounds_holds_from_its_date_on() -> None:
    entries, _ = parse_entries("number,driver,entered\n7,Ann,2020-08-01\n", "e")
    assert [len(entries.of_round(number, day).cars) for number, day in DAYS.items()] == [0, 1, 1, 1, 1]


def test_guest_and_registered_hold_for_the_car_and_may_differ_for_a_driver() -> None:
    entries, findings = parse_entries("number,driver,guest,scores\n7,Ann,no,yes\n7,Bob,yes,no\n7,Cy,,\n", "e")
    (car,) = entries.cars
    assert findings == ()
    assert (car.guest, car.registered) == (False, True)
    assert [(driver.guest, driver.registered) for driver in car.drivers] == [
        (None, None),
        (True, False),
        (None, None),
    ]


def test_a_driver_withdrawn_on_one_line_and_listed_on_another_is_told() -> None:
    _, (found,) = parse_entries("number,driver,rounds,withdrawn\n7,Ann,1-3,2020-08-01\n7,Ann,3,\n", "e")
    assert (found.code, found.where.line, found.values) == ("withdrawn-listed", 3, {"driver": "Ann"})


def test_transponders_go_with_their_rounds() -> None:
    text = (
        "number,vehicle,driver,rounds,transponder\n7,A,Ann,1,11\n7,B,Ann,2,12\n8,C,Bob,2,11\n9,D,Cy,1-2,12\n"
    )
    entries, (found,) = parse_entries(text, "e")
    assert [entries.of_round(n).by_number()["7"].transponders for n in (1, 2)] == [("11",), ("12",)]
    assert (found.code, found.where.car, found.values) == (
        "transponder-shared", "9", {"transponder": "12", "other": "7"},
    )  # fmt: skip


def test_what_was_hurt_and_since_when_is_read() -> None:
    text = "number;pilote;blessé;apte\n1;A;2020-07-16 toe;oui\n2;B;oui: wrist;\n3;C;broken rib;2020-08-01\n4;D;non;\n"
    entries, findings = parse_entries(text, "e")
    assert findings == ()
    day = dt.date(2020, 7, 16)
    assert [(d.hurt, d.hurt_by, d.cleared) for car in entries.cars for d in car.drivers] == [
        (day, "toe", True), (True, "wrist", False), (True, "broken rib", dt.date(2020, 8, 1)), (False, None, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "code", "nearest"),
    [
        ("entered", "18/07/2020", "date-unreadable", None),
        ("withdrawn", "soon", "date-unreadable", None),
        ("cleared", "2020-13-01", "date-unreadable", None),
        ("hurt", "2020-02-31 toe", "date-unreadable", None),
        ("guest", "perhaps", "mark-unreadable", None),
        ("status", "excussed", "entry-status-unknown", "excused"),
    ],
)
def test_a_cell_that_says_nothing_known_is_told_and_the_rest_is_read(
    column: str, value: str, code: str, nearest: str | None
) -> None:
    entries, (found,) = parse_entries(f"number,driver,{column}\n7,Ann,{value}\n", "entries.csv")
    assert (found.code, found.where.file, found.where.line, found.where.column) == (
        code,
        "entries.csv",
        2,
        column,
    )
    assert found.values.get("nearest") == nearest
    assert entries.cars[0].drivers[0].name == "Ann"


def test_rounds_that_run_backwards_are_not_all_rounds() -> None:
    _, (found,) = parse_entries("number,driver,rounds\n7,Ann,3-1\n", "e")
    assert (found.code, found.values["value"]) == ("rounds-unreadable", "3-1")


def test_the_list_knows_the_line_of_a_car_and_of_a_driver_in_a_round() -> None:
    entries = les()
    assert [entries.where("27", "Andrew Ferguson", n).line for n in (2, 4)] == [6, 8]
    assert (entries.where("81").line, entries.where("81", "Christophe Nivarlet", 2).line) == (10, 12)
    assert (entries.where("99").line, entries.where("99").file) == (None, "entries.csv")


def test_a_car_without_a_crew_takes_part_in_its_rounds() -> None:
    entries = Entries.of([Entry("7", rounds=(1,)), Entry("8", drivers=(Driver("Ann", rounds=(2,)),))])
    assert [[car.number for car in entries.of_round(n).cars] for n in (1, 2)] == [["7"], ["8"]]
    assert entries.rounds() == (1, 2)


@pytest.mark.parametrize(
    ("field", "said"),
    [("guest", "yes"), ("nominated", "yes"), ("registered", "yes"), ("group", "Am")],
)
@pytest.mark.parametrize("later", ["2", "2-4", "3 5"])
def test_what_a_car_takes_part_as_in_some_rounds_is_not_said_of_others(
    field: str, said: str, later: str
) -> None:
    """Ann drives #1 as a guest, or nominated, in round 1; Zoe drives it later, and nobody says so of her."""
    text = f"number,driver,class,{field},rounds\n1,Ann,GT,{said},1\n1,Zoe,,,{later}\n2,Bea,GT,{said},\n"
    entries, findings = parse_entries(text, "entries.csv")
    assert findings == ()
    first = entries.of_round(1).by_number()
    assert getattr(first["1"], field) == (True if said == "yes" else "Am")
    for number in (2, 4) if later == "2-4" else (int(later[0]),):
        zoe = entries.of_round(number).by_number()["1"]
        assert ([driver.name for driver in zoe.drivers], zoe.class_, getattr(zoe, field)) == (
            ["Zoe"],
            "GT",
            None,
        )
        assert getattr(entries.of_round(number).by_number()["2"], field) is not None
