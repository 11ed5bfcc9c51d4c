"""`parcferme classify`: a session of a championship folder, timed or listed."""

from pathlib import Path

import pytest

from commands import Run
from parcferme.season import season_folder

SEASON = "ligier-european-series-2020"


def test_a_timed_race_of_a_folder_is_scored_by_its_rulebook_and_entries(run: Run) -> None:
    made = run("classify", "1/race-1", "--folder", SEASON, "--json")
    assert made.status == 0
    document = made.json
    assert document["session"]["rulebook"] == SEASON
    assert [row["number"] for row in document["classification"][:3]] == ["50", "81", "74"]
    assert document["classification"][1]["class_position"] == 2
    assert document["session"]["reconstruction"] is True


def test_a_bare_list_keeps_the_places_it_states(run: Run) -> None:
    made = run("classify", str(season_folder(SEASON) / "2-spa" / "race-1.csv"), "--json")
    assert made.status == 0
    document = made.json
    first = document["classification"][0]
    assert (first["number"], first["class"], first["drivers"]) == ("81", "JS P4", ["Kevin Balthazar"])
    assert first["best_lap"] == "2:29.904"
    assert all(
        "no lap" not in reason["text"] for row in document["classification"] for reason in row["reasons"]
    )
    assert document["session"]["format"] == "result-list"


def test_a_moment_of_a_timed_race_and_none_of_a_list(run: Run) -> None:
    made = run("classify", "1/race-1", "--folder", SEASON, "--at", "14:00", "--json")
    assert made.json["classification"][0]["number"] == "45"
    wrong = run("classify", "2/race-1", "--folder", SEASON, "--at", "14:00")
    assert wrong.status == 2
    assert "no moments to look at" in wrong.err


@pytest.mark.parametrize(
    ("session", "words"), [("2/race-9", "no session '2/race-9'"), ("race-1", "which round?")]
)
def test_a_session_that_is_not_there_names_those_that_are(run: Run, session: str, words: str) -> None:
    made = run("classify", session, "--folder", SEASON)
    assert made.status == 2
    assert words in made.err
    assert "1/qualifying-1" in made.err


def test_outside_a_championship_folder_it_says_so(run: Run, tmp_path: Path) -> None:
    made = run("classify", str(tmp_path / "race-1"))
    assert made.status == 2
    assert "in no championship folder" in made.err
