"""Cars held against the entry list that was given: read and not entered, spelt otherwise, or only spoken of."""

from __future__ import annotations

from pathlib import Path

import pytest

from parcferme.findings import Finding, Where
from parcferme.season import Score, score

RACE = """\
time,kind,car,loop,value
10:00:00,flag,,,green
10:01:30,passing,1,FL,
10:01:31,passing,2,FL,
10:03:00,passing,1,FL,
10:03:02,passing,2,FL,
10:02:59,flag,,,chequered
"""


def scored(
    folder: Path, more: str = "", entries: str | None = "number,class\n1,GT\n2,GT\n", race: str = RACE
) -> Score:
    (folder / "race.csv").write_text(race + more)
    if entries is not None:
        (folder / "entries.csv").write_text(entries)
    return score(
        folder / "race.csv", kind="race", entries=None if entries is None else folder / "entries.csv"
    )


def said(result: Score, code: str) -> list[Finding]:
    return [one for one in result.findings if one.code == code]


def cars(result: Score) -> list[tuple[int | None, str]]:
    return [(row.position, row.number) for row in result.rows]


def test_a_car_that_was_read_and_nobody_entered_is_told_and_scored(tmp_path: Path) -> None:
    """It never came: the file's own cars were laid under the entry list, and so everybody was entered."""
    result = scored(tmp_path, "10:02:58,passing,9,FL,\n")
    (found,) = said(result, "car-not-entered")
    assert (found.severity, found.where.car, dict(found.values)) == ("warning", "9", {})
    assert (None, "9") not in cars(result)


def test_where_everybody_is_entered_or_nobody_gave_a_list_nothing_is_told(tmp_path: Path) -> None:
    for entries in ("number,class\n1,GT\n2,GT\n", None):
        assert [one.code for one in scored(tmp_path, entries=entries).findings] == []


@pytest.mark.parametrize(
    ("typed", "listed"),
    [("01", "1"), ("1", "001"), ("1.0", "1"), ("No 1", "1"), ("#1", "1"), ("n°1", "1"), ("1,0", "1")],
)  # fmt: skip
def test_an_entered_car_that_did_not_start_is_named_beside_the_number_it_was_read_under(
    tmp_path: Path, typed: str, listed: str
) -> None:
    race = RACE.replace("passing,1,", f'passing,"{typed}",')
    result = scored(tmp_path, race=race, entries=f"number,class\n{listed},GT\n2,GT\n")
    (found,) = said(result, "car-not-entered")
    assert dict(found.values) == {"nearest": listed, "absent": listed}
    assert (None, listed) in cars(result)


def test_an_entry_that_looks_alike_and_was_read_too_is_only_the_nearest(tmp_path: Path) -> None:
    (found,) = said(scored(tmp_path, "10:02:58,passing,01,FL,\n"), "car-not-entered")
    assert (found.where.car, dict(found.values)) == ("01", {"nearest": "1"})


def test_of_two_cars_with_one_number_nobody_is_called_unentered(tmp_path: Path) -> None:
    entries = "number,class\n1,GT\n1,Clio\n2,GT\n"
    assert said(scored(tmp_path, entries=entries), "car-not-entered") == []


@pytest.mark.parametrize(
    ("row", "kinds"),
    [("10:02:00,status,9,,retired: gearbox", ["status"]), ("10:02:00,driver,9,,Ann", ["driver"]),
     (",status,9,,running\n,driver,9,,Ann", ["status", "driver"])],
)  # fmt: skip
@pytest.mark.parametrize("entries", [None, "number,class\n1,GT\n2,GT\n"])
def test_a_car_that_is_only_spoken_of_is_told_with_its_line(
    tmp_path: Path, row: str, kinds: list[str], entries: str | None
) -> None:
    """It stood in the result as a non-starter without a word; the number was most likely that of another car."""
    result = scored(tmp_path, row + "\n", entries)
    (found,) = said(result, "car-unread")
    assert (found.severity, found.values["kinds"]) == ("warning", kinds)
    assert found.where == Where(file="race.csv", line=8, car="9")
    assert said(result, "car-not-entered") == []


def test_a_car_said_not_to_have_started_and_an_entered_one_are_not_asked_about(tmp_path: Path) -> None:
    result = scored(tmp_path, ",status,9,,not-started\n", None)
    assert ([one.code for one in result.findings], (None, "9") in cars(result)) == ([], True)
    entered = scored(tmp_path, ",status,9,,retired\n", "number\n1\n2\n9\n")
    assert [one.code for one in entered.findings] == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",decision,9,,time 5 s: x", "decision-unknown-car"),
        ("10:02:00,flag,9,,black", "flag-to-nobody"),
        ("time,kind,car,loop,value", "kind-unknown"),
        ("10:02:00,status,9,,fubar", "value-unknown"),
        ("x,passing,9,FL,", "instant-unreadable"),
        ("10:02:00,passing,9,FL,\n,void,,,line 8", "records-voided"),
    ],
)
def test_a_row_that_was_left_out_makes_no_car(tmp_path: Path, row: str, code: str) -> None:
    """A header row repeated put "#car, did not start" into the result; a voided ghost stayed in it."""
    result = scored(tmp_path, row + "\n")
    assert cars(result) == [(1, "1"), (2, "2")]
    (found,) = result.findings
    assert (found.code, found.lines) == (code, (8,))


def test_a_decision_on_a_number_spelt_otherwise_names_the_nearest(tmp_path: Path) -> None:
    (found,) = said(scored(tmp_path, ",decision,01,,time 5 s\n"), "decision-unknown-car")
    assert dict(found.values) == {"number": "01", "nearest": "1"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",decision,7,,time 5 s: jump", "decision-car-ambiguous"),
        ("10:02:00,status,7,,retired: x", "record-car-ambiguous"),
        ("10:02:00,driver,7,,Ann", "record-car-ambiguous"),
    ],
)
def test_what_is_said_of_a_number_two_cars_have_makes_no_third_one(
    tmp_path: Path, row: str, code: str
) -> None:
    race = RACE.replace("passing,1,", "passing,7 (GT),").replace("passing,2,", "passing,7 (Clio),")
    result = scored(tmp_path, row + "\n", None, race)
    assert cars(result) == [(1, "7 (GT)"), (2, "7 (Clio)")]
    (found,) = said(result, code)
    assert (found.severity, found.lines, found.values["cars"]) == ("error", (8,), ["7 (Clio)", "7 (GT)"])
    assert all(not row.reasons for row in result.rows)


def test_a_class_the_file_and_the_list_say_otherwise_is_a_note_and_the_list_stands(tmp_path: Path) -> None:
    race = "".join(f"{line},{'class' if not at else 'GT 4' if 'passing' in line else ''}\n"
                   for at, line in enumerate(RACE.splitlines()))  # fmt: skip
    result = scored(tmp_path, race=race, entries="number,class\n1,GT\n2,gt4\n")
    (found,) = [one for one in result.findings if one.code == "class-against-list"]
    assert (found.severity, found.where.car, dict(found.values)) == (
        "info", "1", {"value": "GT 4", "kept": "GT"},
    )  # fmt: skip
    assert {row.number: row.class_ for row in result.rows} == {"1": "GT", "2": "gt4"}


def test_a_car_entered_during_the_session_is_entered(tmp_path: Path) -> None:
    """55 is on no list; once the log says that it was entered nobody has to ask."""
    lines = [
        '{"kind":"flag","seq":1,"at":"10:00:00.000","value":"green"}',
        '{"kind":"passing","seq":2,"at":"10:01:00.000","car":"7"}',
        '{"kind":"passing","seq":3,"at":"10:01:01.000","car":"55"}',
        '{"kind":"entry","seq":4,"car":"55","class":"GT4"}',
    ]
    (tmp_path / "entries.csv").write_text("number,class\n7,GT3\n")
    for told, known in ((True, 3), (False, 4)):
        (tmp_path / "race.log").write_text("\n".join(lines[:known]) + "\n")
        made = score(tmp_path / "race.log", kind="race", entries=tmp_path / "entries.csv")
        assert ("car-not-entered" in [one.code for one in made.findings]) is told
    assert {row.number: row.class_ for row in made.rows} == {"7": "GT3", "55": "GT4"}
