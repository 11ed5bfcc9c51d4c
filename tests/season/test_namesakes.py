"""Two people of one name, each entered in a car of his own: what follows from the tables is each one's."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from parcferme.cli import app
from parcferme.season import load_championship, season_findings
from parcferme.season.grids import starting_grid

RULES = """
name = "r"
[[points]]
scale = [10, 8, 6]
[[standings]]
name = "Drivers"
registered = true
[[grid]]
by = "standings"
[[handicap]]
name = "ballast"
unit = "kg"
by = "last-race"
of = "driver"
scale = [30, 20, 10]
"""


@pytest.fixture
def cup(tmp_path: Path) -> Path:
    """J. Smith wins in #7, J. Smith is third in #9; Imola is to come."""
    files = {
        "championship.toml": 'name = "Cup"\nseason = 2026\nrulebook = "r.toml"\n',
        "r.toml": RULES,
        "entries.csv": "number,driver,registered\n7,J. Smith,yes\n9,J. Smith,yes\n8,Bea,yes\n",
        "1-spa/race.csv": "position,number\n1,7\n2,8\n3,9\n",
        "2-imola/round.toml": 'name = "Imola"\n[[session]]\nname = "race"\n',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_each_of_two_of_one_name_carries_his_own_ballast_and_starts_from_his_own_place(cup: Path) -> None:
    season = load_championship(cup)
    carried = {car.number: [int(one.value) for one in car.loads] for car in season.entries_of(2).cars}
    assert carried == {"7": [30], "9": [10], "8": [20]}
    grid = starting_grid(season, season.session("2/race")).grid
    assert [(slot.number, slot.drivers) for slot in grid.slots] == [
        ("7", ("J. Smith",)), ("8", ("Bea",)), ("9", ("J. Smith (#9)",)),
    ]  # fmt: skip


def test_each_of_two_of_one_name_is_registered_and_there_is_no_third(cup: Path) -> None:
    season = load_championship(cup)
    rows = season.standings().tables[0].rows
    assert [(row.name, row.points) for row in rows] == [("J. Smith", 10), ("Bea", 8), ("J. Smith (#9)", 6)]
    shown = CliRunner().invoke(app, ["chances", str(cup)])
    assert "J. Smith (#9)" in shown.stdout and "(#7)" not in shown.stdout


def test_a_ruling_on_one_of_them_is_on_the_one_in_its_car_and_nobody_is_called_not_entered(cup: Path) -> None:
    (cup / "r.toml").write_text(RULES + "[carry]\nreprimands = 1\ngrid-places = 1\n")
    for place in ("1-spa", "2-imola"):
        (cup / place / "race.csv").write_text("position,number\n1,7\n2,8\n3,9\n")
        ruled = '[[decision]]\npenalty = "reprimand"\ncar = "9"\ndriver = "J. Smith"\n'
        (cup / place / "race.decisions.toml").write_text(ruled)
    (cup / "3-brno").mkdir()
    (cup / "3-brno" / "round.toml").write_text('name = "Brno"\n[[session]]\nname = "race"\n')
    season = load_championship(cup)
    assert "driver-not-entered" not in {one.code for one in season_findings(season)}
    grid = starting_grid(season, season.session("3/race")).grid
    lost = {
        slot.number
        for slot in grid.slots
        if any(reason.code.startswith("grid-carried") or "carried" in reason.code for reason in slot.reasons)
    }
    assert lost == {"9"}


def test_one_person_in_two_cars_stays_one(cup: Path) -> None:
    """Where a table says what two cars are worth."""
    (cup / "r.toml").write_text(RULES.replace("registered = true", 'two-cars = "best"'))
    season = load_championship(cup)
    assert [(row.name, row.points) for row in season.standings().tables[0].rows] == [
        ("J. Smith", 10),
        ("Bea", 8),
    ]
    assert {driver.name for car in season.entries_of(2).cars for driver in car.drivers} == {"J. Smith", "Bea"}
