"""`--preview`: what would change if, in a session and in its championship; nothing is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commands import Run

RACE = """time,kind,car,loop,value
10:00:00.000,flag,,,green
10:01:30.000,passing,1,FL,
10:03:00.000,passing,1,FL,
10:04:30.000,passing,1,FL,
10:01:31.000,passing,22,FL,
10:03:01.000,passing,22,FL,
10:04:31.000,passing,22,FL,
10:01:32.000,passing,3,FL,
10:03:02.000,passing,3,FL,
10:04:32.000,passing,3,FL,
10:04:29.000,flag,,,chequered
"""


@pytest.fixture
def race(run: Run, tmp_path: Path) -> Path:
    """Three cars a second apart: 1, 22, 3."""
    (tmp_path / "three.csv").write_text(RACE)
    return tmp_path / "three.csv"


def cars(run: Run, file: object, *texts: str) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """What differs by car, before and after."""
    options = [part for text in texts for part in ("--preview", text)]
    done = run("score", file, "--kind", "race", "--json", *options)
    assert done.status == 0, done.err
    return {one["number"]: (one["before"], one["after"]) for one in done.json["preview"]["cars"]}


@pytest.mark.parametrize(
    "asked",
    [
        "time 5 s #22",
        "penalty of 5 s for #22",
        "pénalité de 5 s pour #22",
        "decision #22 time 5 s",
        ",decision,22,,time 5 s",
        '{"kind": "decision", "car": "22", "penalty": "time", "seconds": 5}',
        "stewards.toml",
        "rows.csv",
        "records.log",
    ],
)
def test_five_seconds_for_the_second_are_asked_in_many_ways_and_cost_one_place(
    run: Run, race: Path, tmp_path: Path, asked: str
) -> None:
    (tmp_path / "stewards.toml").write_text('[[decision]]\ncar = "22"\npenalty = "time"\nseconds = 5\n')
    (tmp_path / "rows.csv").write_text("time,kind,car,loop,value\n,decision,22,,time 5 s\n")
    (tmp_path / "records.log").write_text(
        '{"kind":"decision","seq":90,"penalty":"time","car":"22","seconds":5}\n'
    )
    found = cars(run, race, asked)
    assert list(found) == ["3", "22"]
    before, after = found["22"]
    assert (before["position"], after["position"]) == (2, 3)
    assert (before["time_us"], after["time_us"], after["time"]) == (271_000_000, 276_000_000, "4:36.000")


def test_a_preview_is_printed_and_writes_nothing(run: Run, race: Path, tmp_path: Path) -> None:
    files = sorted(tmp_path.iterdir())
    done = run("score", race, "--kind", "race", "--preview", "time 5 s #22")
    assert done.status == 0
    assert "  + decision #22 time 5 s\n" in done.out
    assert "  #22  2nd → 3rd · time 4:31.000 → 4:36.000\n" in done.out
    assert "A preview: nothing was written." in done.out
    assert sorted(tmp_path.iterdir()) == files
    assert race.read_text() == RACE
    french = run("score", race, "--kind", "race", "--lang", "fr", "--preview", "time 5 s #22").out
    assert "  #22  2e → 3e · temps 4:31.000 → 4:36.000\n" in french


def test_a_lap_is_voided_by_its_number_and_by_its_line(run: Run, race: Path) -> None:
    by_lap, by_line = cars(run, race, "void lap 2 of 3"), cars(run, race, "void line 10")
    assert by_lap == by_line
    assert (by_lap["3"][0]["laps"], by_lap["3"][1]["laps"]) == (3, 2)


def test_a_disqualification_says_so_in_place_of_a_place(run: Run, race: Path) -> None:
    done = run("score", race, "--kind", "race", "--preview", "disqualified #1")
    assert "#1   1st → DSQ" in done.out.replace("#1  ", "#1   ") and "#22  2nd → 1st" in done.out


def test_a_flag_is_moved_and_best_laps_follow(run: Run, race: Path) -> None:
    found = cars(run, race, "10:02:50 flag chequered")
    assert {car: (before["laps"], after["laps"]) for car, (before, after) in found.items()} == {
        "1": (3, 2), "22": (3, 2), "3": (3, 2),
    }  # fmt: skip


def test_two_questions_are_asked_together(run: Run, race: Path) -> None:
    found = cars(run, race, "time 5 s #22", "time 9 s #1")
    assert (found["3"][1]["position"], found["1"][1]["position"]) == (1, 3)
    assert "position" not in found["22"][1]  # one ahead of it fell back, one behind came past


def test_a_preview_writes_no_file_even_where_one_is_named(run: Run, race: Path, tmp_path: Path) -> None:
    done = run("score", race, "--kind", "race", "--preview", "time 5 s #22", "--csv", "out.csv")
    assert (done.status, "--preview writes nothing" in done.err) == (2, True)
    assert not (tmp_path / "out.csv").exists()


def test_what_moves_nobody_is_said(run: Run, race: Path) -> None:
    done = run("score", race, "--kind", "race", "--preview", "reprimand #22")
    assert (done.status, "Nothing in the classification changed." in done.out) == (0, True)


def test_a_car_that_is_not_there_is_told_with_exit_status_one(run: Run, race: Path) -> None:
    done = run("score", race, "--kind", "race", "--preview", "time 5 s #9")
    assert (done.status, "[decision-unknown-car]" in done.err) == (1, True)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("five seconds", "is no file, no record and no words of a plain log"),
        ("time soon #22", "not a value for a row of kind decision"),
        ("void line 99", "nothing there that it could correct"),
        ("void lap 9 of 22", "nothing there that it could correct"),
        ('{"kind": "fine words"}', "is no record (expected an object whose kind is"),
        ('{"kind": "decision"', "not a record as JSON"),
        ('{"kind": "decision", "penalty": "time", "car": 22}', "bad field 'car'"),
    ],
)
def test_what_cannot_be_read_is_refused(run: Run, race: Path, asked: str, why: str) -> None:
    done = run("score", race, "--kind", "race", "--preview", asked)
    assert (done.status, done.out) == (2, "")
    assert why in done.err


def test_in_a_championship_points_and_tables_are_part_of_the_answer(
    run: Run, race: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "club" / "1-spa"
    folder.mkdir(parents=True)
    (tmp_path / "club" / "championship.toml").write_text('name = "Club"\nrulebook = "rules.toml"\n')
    (tmp_path / "club" / "rules.toml").write_text(
        'name = "club"\n[[points]]\nscale = [12, 8, 5]\n[[standings]]\nname = "drivers"\n'
    )
    crews = "number,class,team,driver\n1,GT,A,Ann\n22,GT,B,Bea\n3,GT,C,Cy\n"
    (tmp_path / "club" / "entries.csv").write_text(crews)
    (folder / "round.toml").write_text('[[session]]\nname = "race-1"\n')
    (folder / "race-1.csv").write_text(RACE)
    done = run("classify", "club/1-spa/race-1", "--preview", "time 5 s #1")
    assert "#1   1st → 3rd · time 4:30.000 → 4:35.000 · points 12 → 5" in done.out.replace("#1  ", "#1   ")
    assert "#22  2nd → 1st · points 8 → 12" in done.out
    assert "Ann: points 12 → 5 · 1st → 3rd" in done.out
    document = run("classify", "club/1-spa/race-1", "--preview", "time 5 s #1", "--json").json
    tables = {one["name"]: (one["before"], one["after"]) for one in document["preview"]["tables"]}
    assert tables["Cy"] == ({"points": 5, "position": 3}, {"points": 8, "position": 2})
    assert [row["number"] for row in document["classification"]] == ["22", "3", "1"]
    assert document["preview"]["records"] == [
        {
            "record": {"kind": "decision", "penalty": "time", "car": "1", "seconds": 5},
            "words": "decision #1 time 5 s",
        }
    ]
    rows = run("classify", "club/1-spa/race-1", "--json").json["classification"]
    assert [row["number"] for row in rows] == ["1", "22", "3"]
