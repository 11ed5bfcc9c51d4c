"""Two cars with one number are two cars."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from parcferme.classification import classify
from parcferme.decoders import decode
from parcferme.entries import Entries, Entry, alike_numbers, painted, parse_entries, told_apart
from parcferme.records import Decision, Penalty
from parcferme.regulations import Rulebook
from parcferme.season import score
from parcferme.timing import measure
from small_races import GREEN, laps

LIST = (
    "number,class,team,driver,transponder\n7,GT,Alpha,Ann,1001\n7,Clio,Beta,Bob,1002\n8,GT,Gamma,Cleo,1003\n"
)


def test_cars_of_one_number_are_told_apart_by_class_else_team_else_transponder() -> None:
    def names(*cars: Entry) -> list[str]:
        return [car.number for car in told_apart(Entries.of(cars)).cars]

    assert names(Entry("7", class_="GT"), Entry("7", class_="Clio")) == ["7 (GT)", "7 (Clio)"]
    assert names(Entry("7", "GT", "One"), Entry("7", "GT", "Two")) == ["7", "7"]
    assert names(Entry("7", transponders=("1",)), Entry("7", transponders=("2",))) == ["7 (1)", "7 (2)"]
    assert names(Entry("7", rounds=(1,), team="One"), Entry("7", rounds=(2,), team="Two")) == ["7", "7"]
    assert names(Entry("7"), Entry("07")) == ["7", "07"]


def test_number_on_the_car_stays_what_it_is() -> None:
    assert [painted(car) for car in ("7 (GT)", "007", "7", "A7 (Team (B))")] == [
        "7",
        "007",
        "7",
        "A7 (Team (B))",
    ]


def test_transponders_say_which_car_of_a_number_it_was() -> None:
    rows = "time,kind,car,loop,value,transponder\n10:00:00,flag,,,green,\n"
    for transponder, lap in ((1001, 60), (1002, 70), (1003, 61)):
        rows += "".join(
            f"10:{lap * n // 60:02d}:{lap * n % 60:02d},passing,,FL,,{transponder}\n" for n in range(1, 6)
        )
    entries, _ = parse_entries(LIST, "e.csv")
    result = classify(
        measure(decode((rows + "10:04:59,flag,,,chequered,\n").encode(), "r.csv").log, Rulebook(), entries)
    )
    assert [(one.number, one.class_, one.team, one.time) for one in result.rows] == [
        ("7 (GT)", "GT", "Alpha", 300_000_000),
        ("8", "GT", "Gamma", 305_000_000),
        ("7 (Clio)", "Clio", "Beta", 350_000_000),
    ]
    (found,) = [one for one in result.findings if one.code == "number-shared"]
    assert found.values == {"cars": ["7 (Clio)", "7 (GT)"]}


def test_plain_log_can_name_the_car_and_one_that_does_not_is_told() -> None:
    entries, _ = parse_entries(LIST, "e.csv")
    rows = "time,kind,car,loop,value\n" + GREEN + laps("7(GT)", "1:00", "1:00").replace("7(GT)", "7 (GT)")
    log = decode((rows + laps("7", "1:10", "1:10")).encode(), "r.csv").log
    timing = measure(log, Rulebook(), entries)
    assert {one.number: one.laps for one in classify(timing).rows}["7 (GT)"] == 2
    (found,) = [one for one in timing.findings if one.code == "car-ambiguous"]
    assert (found.where.car, found.values["count"]) == ("7", 2)


def test_decision_on_a_shared_number_has_to_say_which_car() -> None:
    entries, _ = parse_entries(LIST, "e.csv")
    log = decode(("time,kind,car,loop,value\n" + GREEN + laps("8", "1:00")).encode(), "r.csv").log
    ruled = [Decision(penalty=Penalty.DISQUALIFIED, car="7")]
    result = classify(measure(log, Rulebook(), entries), ruled)
    (found,) = [one for one in result.findings if one.code == "decision-car-ambiguous"]
    assert found.values["cars"] == ["7 (Clio)", "7 (GT)"]


SHEET = [
    "3;1;1;1:31.000;;1:31.000;14:01:31.000;Am;One;GF",
    "3;1;2;1:31.000;;3:02.000;14:03:02.000;Am;One;GF",
    "3;1;1;1:30.000;;1:30.000;14:01:30.000;Am;Two;GF",
    "3;1;2;1:30.000;;3:00.000;14:03:00.000;Am;Two;GF",
    "7;1;1;1:30.500;;1:30.500;14:01:30.500;Am;Three;GF",
    "7;1;2;1:30.500;;3:01.000;14:03:01.000;Am;Three;GF",
]
HEADER = "NUMBER;DRIVER_NUMBER;LAP_NUMBER;LAP_TIME;CROSSING_FINISH_LINE_IN_PIT;ELAPSED;HOUR;CLASS;TEAM;FLAG_AT_FL\n"


@pytest.mark.parametrize("seed", range(6))
def test_order_of_the_rows_decides_nothing_of_two_cars_with_one_number(seed: int) -> None:
    rows = list(SHEET)
    random.Random(seed).shuffle(rows)
    decoded = decode((HEADER + "\n".join(rows) + "\n").encode(), "a.csv")
    result = classify(measure(decoded.log, Rulebook(), decoded.entries))
    assert [(one.number, one.team, one.time) for one in result.rows] == [
        ("3 (Two)", "Two", 180_000_000), ("7", "Three", 181_000_000), ("3 (One)", "One", 182_000_000),
    ]  # fmt: skip


def test_team_spelt_in_two_ways_is_one_car() -> None:
    rows = [SHEET[0], SHEET[1].replace("One", "Team One"), *SHEET[4:]]
    decoded = decode((HEADER + "\n".join(rows) + "\n").encode(), "a.csv")
    assert [entry.number for entry in decoded.entries.cars] == ["3", "7"]


def two_sevens(*, columns: str, first: str, second: str) -> str:
    """#7 laps in 1:00 and the other #7 in 1:10, read in order of time; `columns` beside the rows say which is which."""
    rows = [(60 * n, first) for n in range(1, 5)] + [(70 * n, second) for n in range(1, 5)]
    rows.sort()
    head = f"time,kind,car,loop,value,{columns}\n10:00:00,flag,,,green{',' * (columns.count(',') + 1)}\n"
    return head + "".join(f"10:{at // 60:02d}:{at % 60:02d},passing,7,FL,,{said}\n" for at, said in rows)


@pytest.mark.parametrize(
    ("columns", "first", "second", "cars"),
    [
        ("class", "GT", "Clio", ("7 (GT)", "7 (Clio)")),
        ("team", "Alpha", "Beta", ("7 (Alpha)", "7 (Beta)")),
        ("class,team", "GT,Alpha", "Clio,Alpha", ("7 (GT)", "7 (Clio)")),
        ("class,team", "GT,Alpha", "GT,Beta", ("7 (Alpha)", "7 (Beta)")),
    ],
)
def test_a_column_of_the_passings_says_which_seven_crossed(
    columns: str, first: str, second: str, cars: tuple[str, str]
) -> None:
    decoded = decode(two_sevens(columns=columns, first=first, second=second).encode(), "race.csv")
    result = classify(measure(decoded.log, Rulebook(), decoded.entries))
    assert [(row.number, row.laps, row.best_lap) for row in result.rows] == [
        (cars[0], 4, 60_000_000),
        (cars[1], 4, 70_000_000),
    ]
    assert [one.code for one in result.findings if one.code != "flag-unknown"] == ["number-shared"]


def test_no_order_of_rows_decides_which_seven_it_was() -> None:
    head, *rows = two_sevens(columns="class", first="GT", second="Clio").splitlines(keepends=True)
    results = set()
    for seed in range(6):
        random.Random(seed).shuffle(rows)
        decoded = decode((head + "".join(rows)).encode(), "race.csv")
        made = classify(measure(decoded.log, Rulebook(), decoded.entries))
        results.add(tuple((row.number, row.class_, row.laps, row.time) for row in made.rows))
    assert results == {(("7 (GT)", "GT", 4, 240_000_000), ("7 (Clio)", "Clio", 4, 280_000_000))}


def test_one_class_in_two_spellings_is_one_car() -> None:
    decoded = decode(two_sevens(columns="class", first="GT 4", second="gt-4").encode(), "race.csv")
    assert [(car.number, car.class_) for car in decoded.entries.cars] == [("7", "GT 4")]


def test_a_row_that_says_less_is_of_the_only_car_it_fits_else_told() -> None:
    text = two_sevens(columns="class,team", first="GT,Alpha", second="Clio,Beta")
    half = text.replace("10:01:00,passing,7,FL,,GT,Alpha", "10:01:00,passing,7,FL,,GT,")
    decoded = decode(half.encode(), "race.csv")
    assert {car.number for car in decoded.entries.cars} == {"7 (GT)", "7 (Clio)"}
    nothing = text.replace("10:01:00,passing,7,FL,,GT,Alpha", "10:01:00,passing,7,FL,,,")
    log = decode(nothing.encode(), "race.csv")
    timing = measure(log.log, Rulebook(), log.entries)
    (found,) = [one for one in timing.findings if one.code == "car-ambiguous"]
    assert (found.where.car, found.values["count"]) == ("7", 1)


def test_the_class_beside_a_state_or_flag_says_whose_it_is() -> None:
    text = two_sevens(columns="class", first="GT", second="Clio")
    text += (
        "10:04:05,status,7,,retired: gearbox,Clio\n10:02:00,flag,7,,black,GT\n10:09:00,flag,,,chequered,\n"
    )
    decoded = decode(text.encode(), "race.csv")
    result = classify(measure(decoded.log, Rulebook(), decoded.entries))
    said = {row.number: [one.code for one in row.reasons] for row in result.rows}
    assert "retired" in said["7 (Clio)"] and "retired" not in said["7 (GT)"]
    assert "flag-shown" in said["7 (GT)"] and "flag-shown" not in said["7 (Clio)"]


@pytest.mark.parametrize("columns", ["class", "team", "transponder"])
def test_the_list_calls_the_cars_and_the_passings_say_which_it_was(columns: str, tmp_path: Path) -> None:
    """By class, team or transponder of the rows: the result has the crews of the list, and no third #7."""
    said = {"class": ("GT", "Clio"), "team": ("alpha", "Beta"), "transponder": ("1001", "1002")}[columns]
    race, entered = tmp_path / "race.csv", tmp_path / "entries.csv"
    race.write_text(two_sevens(columns=columns, first=said[0], second=said[1]))
    entered.write_text(LIST)
    result = score(race, kind="race", entries=entered)
    assert [(row.number, row.class_, row.drivers, row.laps, row.time) for row in result.rows] == [
        ("7 (GT)", "GT", ("Ann",), 4, 240_000_000),
        ("7 (Clio)", "Clio", ("Bob",), 4, 280_000_000),
        ("8", "GT", ("Cleo",), 0, None),
    ]
    assert {one.code for one in result.findings} <= {"number-shared", "flag-unknown"}


def test_a_list_of_one_of_them_speaks_of_that_one(tmp_path: Path) -> None:
    race, entered = tmp_path / "race.csv", tmp_path / "entries.csv"
    race.write_text(two_sevens(columns="class", first="GT", second="Clio"))
    entered.write_text("number,class,driver\n7,Clio,Bob\n")
    result = score(race, kind="race", entries=entered)
    assert [(row.number, row.drivers) for row in result.rows] == [("7 (GT)", ()), ("7 (Clio)", ("Bob",))]


def test_a_correction_names_one_of_two_sevens(tmp_path: Path) -> None:
    race = tmp_path / "race.csv"
    race.write_text(two_sevens(columns="class", first="GT", second="Clio") + ",void,,,lap 2 of 7 (GT),\n")
    assert {row.number: row.laps for row in score(race, kind="race").rows} == {"7 (GT)": 3, "7 (Clio)": 4}
    race.write_text(
        two_sevens(columns="class", first="GT", second="Clio") + ",void,,,10:02:20 of 7 (Clio),\n"
    )
    assert {row.number: row.laps for row in score(race, kind="race").rows} == {"7 (GT)": 4, "7 (Clio)": 3}


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (("07", "O7"), [(("07", "O7"), True)]),  # the letter O
        (("11", "1l", "I1"), [(("11", "1l", "I1"), True)]),
        (("A7", "\N{CYRILLIC CAPITAL LETTER A}7"), [(("A7", "\N{CYRILLIC CAPITAL LETTER A}7"), True)]),
        (("7", "07"), [(("07", "7"), False)]),  # two cars at Le Mans
        (("7", "07", "O7"), [(("07", "7", "O7"), True)]),
        (("5S", "55", "8B", "88", "2Z", "22"), []),  # told apart on any screen
        (("7", "70", "77"), []),
        (("Ann Olli", "Ann 0lli"), []),  # one of them is a name that stands for a car
    ],
)
def test_numbers_that_are_taken_one_for_the_other(
    numbers: tuple[str, ...], told: list[tuple[tuple[str, ...], bool]]
) -> None:
    assert [tuple(one) for one in alike_numbers(numbers)] == told


def test_entry_list_with_the_letter_o_in_a_number_is_told() -> None:
    entries, findings = parse_entries("number,driver\nO7,Ann\n07,Bea\n", "entries.csv")
    assert [car.number for car in entries.cars] == ["O7", "07"]
    assert [(one.code, one.values, one.where.line) for one in findings] == [
        ("numbers-look-the-same", {"cars": ["'07'", "'O7'"]}, 3)
    ]
