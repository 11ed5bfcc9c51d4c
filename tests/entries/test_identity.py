"""Two cars with one number are two cars."""

from __future__ import annotations

import random

import pytest

from parcferme.classification import classify
from parcferme.decoders import decode
from parcferme.entries import Entries, Entry, painted, parse_entries, told_apart
from parcferme.records import Decision, Penalty
from parcferme.regulations import Rulebook
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
