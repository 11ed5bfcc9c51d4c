"""Small championships whose right answers were worked out by hand: names, kinds of session, rules that fit nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from parcferme.cli import app

pytestmark = pytest.mark.published


@pytest.fixture
def cases(published: Path) -> Path:
    return published.parent / "cases" / "championship"


def standings(*arguments: object) -> Any:
    done = CliRunner().invoke(app, ["standings", *map(str, arguments), "--json"])
    assert done.exit_code in (0, 1), done.output
    return json.loads(done.stdout)


def totals(document: Any, table: int = 0) -> dict[str, Any]:
    return {row["name"]: row["points"] for row in document["tables"][table]["rows"]}


def of_list(folder: Path) -> Any:
    return standings("--results", folder / "list.csv", "--rulebook", folder / "rules.toml")


def test_a_sprint_shootout_scores_nothing(cases: Path) -> None:
    made = standings(
        "--results", cases / "39-sprint-shootout/list.csv", "--rulebook", "f1", "--season", "2023"
    )
    assert totals(made) == {"Cleo": 31, "Bea": 26, "Ann": 22}
    assert totals(standings(cases / "39b-folder")) == {"Cleo": 31, "Bea": 26, "Ann": 22}


def test_a_sprint_shootout_orders_the_sprint_and_no_other_grid(cases: Path) -> None:
    def grid(race: str) -> list[str]:
        arguments = ["grid", f"1/{race}", "--folder", str(cases / "39b-folder"), "--json"]
        return [slot["number"] for slot in json.loads(CliRunner().invoke(app, arguments).stdout)["grid"]]

    assert grid("sprint") == ["1", "2", "3"]
    assert grid("race") == ["3", "1", "2"]


def test_six_races_by_six_names(cases: Path) -> None:
    made = of_list(cases / "40-session-names")
    assert totals(made) == {"Bea": 143, "Ann": 115}
    assert made["findings"] == []


def test_five_spellings_are_one_driver_and_one_name_in_two_cars_two(cases: Path) -> None:
    made = of_list(cases / "42-names")
    assert [(row["points"], row["cars"]) for row in made["tables"][0]["rows"]] == [
        (125, ["7"]),
        (90, ["8"]),
        (15, ["9"]),
    ]
    assert list(totals(made, 1).values()) == [125, 90, 15]
    assert "driver-in-two-cars" in [one["code"] for one in made["findings"]]


def test_rules_that_do_nothing_are_told(cases: Path) -> None:
    made = of_list(cases / "57-dead-rules")
    assert totals(made) == {"Ann": 52, "Bea": 49}
    told = [(one["code"], one.get("values", one)) for one in made["findings"]]
    fits = {(one["name"], one["nearest"]) for code, one in told if code == "rule-fits-nothing"}
    assert fits == {("GT4", "GT3"), ("race2", "race"), ("raec", "race")}
    assert [(one["block"], one["over"]) for code, one in told if code == "rule-never-applies"] == [
        (1, 3),
        (2, 3),
    ]
