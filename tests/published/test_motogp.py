"""MotoGP 2023: every rider's and make's official total, under a rulebook an organiser writes in an hour."""

import csv
import re
from pathlib import Path

import pytest

from parcferme.season import Season, load_championship, season_findings

pytestmark = pytest.mark.published

PAGE = (Path(__file__).parents[2] / "docs" / "organiser.md").read_text(encoding="utf-8")
CHAMPIONSHIP = 'title = "MotoGP"\nseason = 2023\nrulebook = "rulebook.toml"\nresults = "results.csv"\n'


@pytest.fixture
def motogp(published: Path, tmp_path: Path) -> Season:
    """The season as a folder: its list of results, and the rulebook of the organiser's page."""
    (rules,) = re.findall(r"<!-- doc: file cup/rulebook.toml -->\n```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "rulebook.toml").write_text(rules, encoding="utf-8")
    (tmp_path / "championship.toml").write_text(CHAMPIONSHIP, encoding="utf-8")
    (tmp_path / "results.csv").write_bytes((published / "motogp-2023" / "results.csv").read_bytes())
    return load_championship(tmp_path)


def test_every_rider_and_make_has_the_official_points(motogp: Season, published: Path) -> None:
    with (published / "motogp-2023" / "official.csv").open(encoding="utf-8", newline="") as file:
        official = list(csv.DictReader(file))
    assert len(official) == 36
    tables = {"Riders": "Riders", "Constructors": "Makes"}
    made = motogp.standings()
    ours = {(table.name, row.name.casefold()): row.points for table in made.tables for row in table.rows}
    assert {(tables[row["table"]], row["name"].casefold()): int(row["points"]) for row in official} == ours


def test_the_rider_spelt_in_two_ways_is_one_and_that_is_all_there_is_to_say(motogp: Season) -> None:
    assert [(one.code, one.values["others"]) for one in season_findings(motogp)] == [
        ("spellings-one", ["Maverick ViÑales"])
    ]
    assert len(motogp.rounds) == 20
