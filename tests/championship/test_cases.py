"""The small cases of rules that did nothing, and whole published seasons: the right answers are beside the inputs."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from parcferme.cli import app

pytestmark = pytest.mark.published


@pytest.fixture
def cases(published: Path) -> Path:
    return published.parent / "cases" / "championship"


def document(*words: str | Path) -> dict[str, Any]:
    made = CliRunner().invoke(app, [*map(str, words), "--json"])
    assert made.exit_code in (0, 1), made.output
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def tables(*words: str | Path) -> dict[str, dict[str, Any]]:
    """Name of the table (with its class) and of the row: points."""
    found = document("standings", *words)["tables"]
    return {
        " ".join(filter(None, [one["name"], one["class"]])): {
            row["name"]: row["points"] for row in one["rows"]
        }
        for one in found
    }


def listed(case: Path, rules: str = "rules.toml", season: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
    return tables("--results", case / "list.csv", "--rulebook", case / rules, *season)


def test_06_listed_without_a_place(cases: Path) -> None:
    case = cases / "06-unclassified-listed"
    found = document("standings", "--results", case / "list.csv", "--rulebook", case / "rules-listed.toml")
    rows = [(row["position"], row["name"]) for row in found["tables"][0]["rows"]]
    assert rows == [(1, "Ann"), (2, "Bea"), (3, "Cleo"), (None, "Dora"), (None, "Eve")]
    assert list(listed(case)["Drivers"]) == ["Ann", "Bea", "Cleo"]


def test_09_bonuses_of_the_third_car(cases: Path) -> None:
    assert listed(cases / "09-team-top2-bonus")["Teams"]["Red"] == 40


def test_15_the_third_car_is_invisible(cases: Path) -> None:
    assert listed(cases / "15-third-car-invisible")["Makes"] == {"A": 43, "B": 27}


def test_17_a_guest_passes_everything_down(cases: Path) -> None:
    assert listed(cases / "17-guest-passes-all")["Drivers"] == {"Ann": 27, "Bea": 21, "Cleo": 17}


@pytest.mark.parametrize("case", ["29-reserve-for-team", "29b-reserve-adjustment"])
def test_29_a_reserve_scores_for_the_team(cases: Path, case: str) -> None:
    found = listed(cases / case, season=["--season", "2026"] if case.startswith("29b") else [])
    assert found == {"Drivers": {"Bea": 25, "Cleo": 18}, "Teams": {"Blue": 33, "Red": 25}}


def test_30_a_bonus_is_split(cases: Path) -> None:
    found = listed(cases / "30-split-bonus")
    assert found == {
        "Drivers": {"Cleo": 8, "Ann": 6, "Bea": 6},
        "Drivers none": {"Cleo": 8, "Ann": 0, "Bea": 0},
    }


def test_31_an_absence_cannot_be_left_out(cases: Path, tmp_path: Path) -> None:
    case = cases / "31-absence-cannot-be-dropped"
    assert listed(case)["Drivers"]["Ann"] == 50
    text = (case / "list.csv").read_text()
    (tmp_path / "list.csv").write_text(text.replace("3,DNS,Ann\n", ""))
    (tmp_path / "rules.toml").write_text((case / "rules.toml").read_text())
    assert listed(tmp_path)["Drivers"]["Ann"] == 50


def test_34_35_36_by_how_many_there_are(cases: Path, tmp_path: Path) -> None:
    """The wishes in the syntax of `docs/rulebook.md`."""
    rules = tmp_path / "rules.toml"
    rules.write_text(
        "[[points]]\nscale = [4, 3, 2, 1]\n"
        "small-fields = [{ cars = 1, scale = [1] }, { cars = 2, scale = [2, 1] }, { cars = 3, scale = [3, 2, 1] }]\n"
        '[[standings]]\nname = "Overall"\nplace = "class"\n'
    )
    found = tables("--results", cases / "34-starters-scale" / "list.csv", "--rulebook", rules)["Overall"]
    assert found == {"Ann": 4, "Bea": 3, "Cleo": 2, "Dora": 1, "Eve": 2, "Fay": 1, "Gil": 1}
    assert listed(cases / "35-most-places-gained", "wish.toml")["Drivers"] == {
        "Bea": 102,
        "Ann": 100,
        "Cleo": 96,
    }
    rules.write_text('[[points]]\nscale = [200, 175, 155]\nper-car = 1\n[[standings]]\nname = "Drivers"\n')
    found = tables("--results", cases / "36-entries-bonus" / "list.csv", "--rulebook", rules)["Drivers"]
    assert list(found.values()) == [203, 178, 158]


def test_44_the_latest_best_is_ahead(cases: Path) -> None:
    assert list(listed(cases / "44-motogp-tie")["Riders"]) == ["Cleo", "Ann", "Bea"]


@pytest.mark.parametrize(("rules", "right"), [("rules.toml", 33), ("rules-of-result.toml", 43)])
def test_52_a_penalty_of_a_result(cases: Path, rules: str, right: int) -> None:
    found = listed(cases / "52-race-penalty-drop", rules, ["--season", "2026"])
    assert found["Drivers"]["Ann"] == right


def test_laps_led_in_the_class(cases: Path) -> None:
    case = cases / "led-in-class"
    assert tables(case)["drivers GT"] == {"Cleo Seven": 28, "Dora Drei": 18}
    found = document("standings", "--results", case / "list.csv", "--rulebook", case / "rulebook.toml")
    assert {row["name"]: row["points"] for row in found["tables"][1]["rows"]} == {
        "Cleo Seven": 25,
        "Dora Drei": 18,
    }
    assert "bonus-class-laps-unknown" in [one["code"] for one in found["findings"]]


# --- playoffs


def test_xfinity_2023_has_the_official_champion_and_points(published: Path) -> None:
    folder = published / "nascar-xfinity-2023"
    table = document("standings", folder)["tables"][0]
    assert table["champion"] == "Cole Custer"
    rows = {row["name"]: row for row in table["rows"]}
    with (folder / "official.csv").open(newline="", encoding="utf-8") as file:
        official = list(csv.DictReader(file))
    assert len(official) == 32
    assert all(rows[one["driver"]]["points"] == int(one["points"]) for one in official)
    # The official table has no Derek Kraus (182 points): who stood behind him is a place higher there.
    assert [rows[one["driver"]]["position"] for one in official] == [*range(1, 32), 33]


@pytest.mark.parametrize(("after", "in_it"), [(26, 12), (28, 12), (29, 8), (32, 4), (33, 1)])
def test_chances_of_xfinity_2023_know_who_was_cut(published: Path, after: int, in_it: int) -> None:
    folder = published / "nascar-xfinity-2023"
    table = document("chances", folder, "--after", str(after))["tables"][0]
    able = [row["name"] for row in table["rows"] if row["can_win"]]
    assert len(able) == in_it and "Cole Custer" in able
    assert [row["name"] for row in table["rows"] if row["champion"]] == (
        ["Cole Custer"] if after == 33 else []
    )
    assert all(row["exact"] for row in table["rows"]) and table["doubts"] == []


def test_before_the_final_each_of_four_is_champion_by_winning_it_and_not_otherwise(published: Path) -> None:
    table = document("chances", published / "nascar-xfinity-2023", "--after", "32")["tables"][0]
    needs = {row["name"]: [one["place"] for one in row["needs"]] for row in table["rows"] if row["can_win"]}
    assert needs == dict.fromkeys(  # noqa: RUF024
        ("Justin Allgaier", "Sam Mayer", "John H. Nemechek", "Cole Custer"), [None, None, 1]
    )
