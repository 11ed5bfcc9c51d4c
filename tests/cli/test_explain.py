"""`parcferme explain`: a car's story on a terminal and as JSON."""

from pathlib import Path

import pytest

from commands import Run

OPTIONS = ("--kind", "race", "--entries", "entries.csv", "--decisions", "decisions.toml")


def test_the_story_of_the_winner(run: Run) -> None:
    done = run("explain", "race.csv", "7", *OPTIONS)
    assert done.status == 0
    assert "#7 · GT · Seven Up · Cleo Seven" in done.out
    assert "1 overall, 1 in GT · 4 Laps · 4:11.000" in done.out
    assert "· 5.000 ahead of #81" in done.out
    assert "the start, not a lap" in done.out
    assert "20.500" in done.out


def test_the_story_of_a_car_that_was_penalised_in_french(run: Run) -> None:
    done = run("explain", "race.csv", "81", *OPTIONS, "--lang", "fr")
    assert "· 5.000 derrière la n° 7" in done.out
    assert "· 20 s ajoutées au temps : raccourci (article 31.6)" in done.out
    assert "pénalité en temps · secondes 20" in done.out
    assert "après le drapeau à damier de la voiture" in done.out


def test_a_number_may_be_written_with_its_sign_and_is_text(run: Run) -> None:
    assert "#007 · Cup" in run("explain", "race.csv", "#007", *OPTIONS).out
    assert "#7 · GT" in run("explain", "race.csv", "#7", *OPTIONS).out


@pytest.mark.parametrize("width", [60, 80, 140])
def test_the_story_fits_the_width_it_gets(run: Run, width: int) -> None:
    done = run("explain", "race.csv", "7", *OPTIONS, width=width)
    assert max(len(line) for line in done.out.splitlines()) <= width


def test_the_record_behind_each_lap(run: Run) -> None:
    story = run("explain", "race.csv", "7", *OPTIONS, "--json").json
    assert [lap["where"]["line"] for lap in story["laps"]] == [11, 18, 24, 30]
    assert all(lap["where"]["file"] == "race.csv" for lap in story["laps"])
    assert story["rules"][0]["code"] == "race-order"


def test_only_findings_of_this_car_are_told_and_count(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "race.csv").open("a") as file:
        file.write("10:01:02.100,passing,7,FL,\n")
    assert "[double-read]" in run("explain", "race.csv", "7", *OPTIONS).err
    assert "[double-read]" not in run("explain", "race.csv", "81", *OPTIONS).err
