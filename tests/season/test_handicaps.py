"""Handicaps in a championship folder: on the grid, in the entry list, and in the stop they lengthen."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parcferme.cli import app
from parcferme.documents.files.lists import grid_rows
from parcferme.documents.loads import loads_text
from parcferme.entries import Load
from parcferme.season import load_championship, load_entries
from parcferme.season.grids import starting_grid
from parcferme.timing import StopVerdict

RULES = """
name = "loads"
[race]
length = "60 min"
[race.compulsory-stop]
opens = "10:00.000"
closes = "50:00.000"
minimum = "85 s"
[[points]]
scale = [10, 8, 6]
[[standings]]
name = "Drivers"
[[handicap]]
name = "success seconds"
unit = "s"
by = "last-race"
of = "driver"
scale = [7.5, 5]
[[handicap]]
name = "ballast"
unit = "kg"
by = "standings-place"
table = "Drivers"
scale = [30, 20, 10]
"""


def folder(path: Path, rules: str = RULES) -> Path:
    (path / "championship.toml").write_text('name = "Cup"\nseason = 2026\nrulebook = "rules.toml"\n')
    (path / "rules.toml").write_text(rules)
    (path / "entries.csv").write_text("number,driver\n1,Ann\n2,Bea\n3,Cleo\n")
    (path / "1-spa").mkdir()
    (path / "1-spa" / "race.csv").write_text("position,number\n1,1\n2,2\n3,3\n")
    (path / "2-imola").mkdir()
    (path / "2-imola" / "round.toml").write_text('name = "Imola"\n[[session]]\nname = "race"\n')
    return path


def with_log(path: Path) -> Path:
    """A race of an hour in which every car is in the pit lane for 90 seconds."""
    rows = ["time,kind,car,loop,value", "10:00:00.000,flag,,,green"]
    for car in "123":
        for lap in range(1, 32):
            minute = lap * 2
            if lap == 10:
                rows += [f"10:18:30.000,passing,{car},PIT_IN,", f"10:20:00.000,passing,{car},PIT_OUT,"]
            rows.append(f"{10 + minute // 60}:{minute % 60:02d}:0{car}.000,passing,{car},FL,")
    rows.append("11:00:00.000,flag,,,chequered")
    (path / "2-imola" / "race.csv").write_text("\n".join(rows) + "\n")
    return path


def test_a_grid_says_what_each_car_carries_and_why(tmp_path: Path) -> None:
    season = load_championship(folder(tmp_path))
    grid = starting_grid(season, season.session("2/race")).grid
    carried = {slot.number: [(one.value, one.unit) for one in slot.loads] for slot in grid.slots}
    assert carried["1"] == [(7.5, "s"), (30, "kg")]
    assert carried["2"] == [(5, "s"), (20, "kg")]
    assert carried["3"] == [(10, "kg")]
    codes = [reason.code for reason in grid.slots[0].reasons]
    assert codes[-4:] == ["grid-handicap", "handicap-race-place", "grid-handicap", "handicap-standings-place"]


def test_nobody_carries_anything_into_the_first_race(tmp_path: Path) -> None:
    season = load_championship(folder(tmp_path))
    assert all(not car.loads for car in season.entries_of(1).cars)


@pytest.mark.parametrize("asked", [["--round", "2"], []])
def test_the_entry_list_says_what_each_car_carries(tmp_path: Path, asked: list[str]) -> None:
    """Of a round its own; of the season those of the next race."""
    made = CliRunner().invoke(app, ["entries", str(folder(tmp_path)), "--json", *asked])
    cars = {car["number"]: car["handicaps"] for car in json.loads(made.stdout)["entries"]}
    assert cars["1"] == [
        {"name": "success seconds", "value": 7.5, "unit": "s", "whom": "Ann"},
        {"name": "ballast", "value": 30, "unit": "kg", "whom": "1"},
    ]
    printed = CliRunner().invoke(app, ["entries", str(tmp_path), *asked]).stdout
    assert "7.5 s + 30 kg" in printed


def test_success_seconds_make_a_stop_too_short_that_is_long_enough_for_others(tmp_path: Path) -> None:
    """85 seconds are asked for; the winner of the last race has to stay 92.5, the second 90."""
    season = load_championship(with_log(folder(tmp_path)))
    score = season.score(season.session("2/race"))
    assert score is not None
    verdicts = {score.timing.cars[one.car]: (one.verdict, one.minimum) for one in score.timing.verdicts}
    assert verdicts == {
        "1": (StopVerdict.TOO_SHORT, 92_500_000),
        "2": (StopVerdict.MET, 90_000_000),
        "3": (StopVerdict.MET, 85_000_000),
    }
    short = next(one for one in score.findings if one.code == "compulsory-stop-too-short")
    assert (short.where.car, short.values["minimum_us"]) == ("1", 92_500_000)


def test_ballast_changes_no_time(tmp_path: Path) -> None:
    season = load_championship(with_log(folder(tmp_path, RULES.replace('unit = "s"', 'unit = "kg"'))))
    score = season.score(season.session("2/race"))
    assert score is not None
    assert {one.minimum for one in score.timing.verdicts} == {85_000_000}


def test_licence_points_of_the_decisions_keep_a_driver_off_the_next_grid(tmp_path: Path) -> None:
    rules = RULES + "[carry]\nlicence-points = 3\n"
    points = '[[decision]]\ncar = "2"\npenalty = "reprimand"\nlicence-points = %s\n'
    (folder(tmp_path, rules) / "1-spa" / "race.decisions.toml").write_text(points % 2)
    season = load_championship(tmp_path)
    assert [slot.number for slot in starting_grid(season, season.session("2/race")).grid.slots] == [
        "1",
        "2",
        "3",
    ]
    (tmp_path / "1-spa" / "race.decisions.toml").write_text(points % 3)
    season = load_championship(tmp_path)
    grid = starting_grid(season, season.session("2/race")).grid
    assert [slot.number for slot in grid.slots] == ["1", "3"]
    assert "carried-suspension" in [reason.code for reason in grid.left_out[0].reasons]


@pytest.mark.published
def test_the_case_of_three_cars_at_imola(published: Path) -> None:
    case = published.parent / "cases" / "championship" / "43-handicap"
    season = load_championship(case)
    assert {car.number: [one.value for one in car.loads] for car in season.entries_of(3).cars} == {
        "2": [30], "1": [20], "3": [10],
    }  # fmt: skip


def test_a_grid_shows_what_cars_carry_where_nobody_wrote_an_entry_list(tmp_path: Path) -> None:
    (tmp_path / "championship.toml").write_text('rulebook = "rules.toml"\nresults = "all.csv"\n')
    (tmp_path / "rules.toml").write_text(RULES)
    (tmp_path / "all.csv").write_text(
        "round,session,position,number,driver\n1,Race,1,1,Ann\n1,Race,2,2,Bea\n"
        "2,Qualifying,1,2,Bea\n2,Qualifying,2,1,Ann\n2,Race,1,2,Bea\n2,Race,2,1,Ann\n"
    )
    season = load_championship(tmp_path)
    grid = starting_grid(season, season.session("2/race")).grid
    carried = {slot.number: {load.name: load.value for load in slot.loads} for slot in grid.slots}
    assert carried["1"]["ballast"] == 30 and carried["2"]["ballast"] == 20


def test_a_handicap_by_standings_is_that_before_the_round_in_each_of_its_races(tmp_path: Path) -> None:
    """Ann leads after Spa; Bea wins the first race at Imola, and leads: into the second Ann still carries most."""
    path = folder(tmp_path)
    (path / "2-imola" / "round.toml").write_text(
        '[[session]]\nname = "race-1"\n[[session]]\nname = "race-2"\n'
    )
    (path / "2-imola" / "race-1.csv").write_text("position,number\n1,2\n2,3\n3,1\n")
    season = load_championship(path)

    def carried(race: str) -> dict[str, list[tuple[str, object]]]:
        cars = season.entries_for(season.session(f"2/{race}")).by_number()
        return {
            car: [(load.unit, load.value) for load in cars[car].loads if load.unit == "kg"] for car in cars
        }

    before = {"1": [("kg", 30)], "2": [("kg", 20)], "3": [("kg", 10)]}
    assert carried("race-1") == carried("race-2") == before
    listed = {car.number: car.loads for car in season.entries_of(2).cars}
    assert [load.value for load in listed["1"] if load.unit == "kg"] == [30]


def test_published_lists_say_what_each_car_carries(tmp_path: Path) -> None:
    (tmp_path / "cup").mkdir()
    made = with_log(folder(tmp_path / "cup"))
    args = ["publish", str(made), "--out", str(tmp_path / "out"), "--only", "csv"]
    shown = CliRunner().invoke(app, args)
    assert shown.exit_code in (0, 1), shown.output

    def cells(file: str) -> dict[str, str]:
        rows = list(csv.DictReader((tmp_path / "out" / file).read_text().splitlines()))
        return {row["number"]: row.get("handicap", "no column") for row in rows}

    assert cells("2/csv/entries.csv") == {"1": "7.5 s + 30 kg", "2": "5 s + 20 kg", "3": "10 kg"}
    assert cells("1/csv/entries.csv") == dict.fromkeys("123", "no column")  # nobody carries anything yet
    again, told = load_entries(tmp_path / "out" / "2/csv/entries.csv")
    assert again.cars == load_entries(made / "entries.csv")[0].cars
    assert [(one.code, one.where.column) for one in told] == [("handicap-not-read", "handicap")]


def test_grid_as_a_file_says_what_each_car_carries(tmp_path: Path) -> None:
    season = load_championship(folder(tmp_path))
    grid = starting_grid(season, season.session("2/race")).grid
    assert [row["handicap"] for row in grid_rows(grid)] == ["7.5 s + 30 kg", "5 s + 20 kg", "10 kg"]


def test_what_two_drivers_bring_does_not_add_up_and_what_two_rules_give_does() -> None:
    def said(*loads: tuple[str, str, int, str]) -> str | None:
        return loads_text(Load(name, unit, value, whom) for name, unit, value, whom in loads)

    assert said(("time", "s", 10, "Ann"), ("time", "s", 5, "Bea")) == "10 s / 5 s"
    assert said(("time", "s", 10, "Ann"), ("time", "s", 10, "Bea")) == "10 s"
    assert said(("success", "kg", 10, "7"), ("new car", "kg", 10, "7")) == "10 kg + 10 kg"
    assert said() is None
