"""`parcferme chart`: the format follows the name, the sentence is printed, and what is missing is said."""

import json
from pathlib import Path

import pytest

from commands import Run


@pytest.mark.parametrize(
    ("name", "start"), [("a.svg", b"<svg"), ("a.png", b"\x89PNG"), ("a.json", b"{"), ("a.html", b"<!DOCTYPE")]
)
def test_the_format_follows_the_name_of_the_file(run: Run, tmp_path: Path, name: str, start: bytes) -> None:
    ran = run(
        "chart",
        "race.csv",
        "--kind",
        "race",
        "--entries",
        "entries.csv",
        "--chart",
        "lap-chart",
        "--out",
        name,
    )
    assert ran.status == 0, ran.err
    assert (tmp_path / name).read_bytes().lstrip().startswith(start)
    assert ran.out.startswith(f"{name}  Lap chart of Sunday sprint")


def test_a_specification_on_standard_output_is_nothing_but_that(run: Run) -> None:
    ran = run(
        "chart", "race.csv", "--kind", "race", "--chart", "gap-between", "--cars", "81,7", "--format", "json",
        "--out", "-", "--lang", "fr",
    )  # fmt: skip
    assert ran.status == 0, ran.err
    assert ran.json["description"].startswith("Écart entre la n° 81 et la n° 7")


def test_standings_of_the_shipped_season(run: Run, tmp_path: Path) -> None:
    from parcferme.season import season_folder

    ran = run("chart", season_folder(), "--chart", "standings", "--class", "JS P4", "--out", "season.json")
    assert ran.status == 0, ran.err
    spec = json.loads((tmp_path / "season.json").read_text(encoding="utf-8"))
    assert "Andrea Dromedari" in spec["description"]


def test_a_car_has_one_colour_in_race_and_standings() -> None:
    from parcferme.publishing.gathering import Asked, gathered
    from parcferme.publishing.pictures import colours_of
    from parcferme.season import load_championship, season_folder

    season = load_championship(season_folder())
    colours = colours_of(gathered(season, Asked(frozenset((1,)), "race-1", tables=False)))
    assert colours.of_car("81") == colours_of(gathered(season, Asked(frozenset()))).of_car("81")
    assert colours.cars["81"][0] == "JS P4"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("race.csv", "--chart", "lap"), "no chart of a session 'lap'"),
        (("race.csv", "--chart", "gap-between"), "two cars"),
        (("race.csv", "--chart", "stints", "--cars", "99"), "no car '99'"),
        (("race.csv", "--chart", "stints", "--out", "a.pdf"), "what format?"),
        (("nothing.csv", "--chart", "stints"), "nothing.csv"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_nothing_is_written(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = set(tmp_path.iterdir())
    ran = run("chart", *arguments, "--kind", "race")
    assert ran.status == 2
    assert said in ran.err
    assert set(tmp_path.iterdir()) == before


def test_a_bare_result_list_has_no_laps(run: Run) -> None:
    from parcferme.season import season_folder

    ran = run("chart", "1/race-2", "--folder", season_folder(), "--chart", "lap-chart")
    assert ran.status == 2
    assert "a bare result list has no laps" in ran.err


def test_what_was_drawn_as_json(run: Run, tmp_path: Path) -> None:
    call = ("chart", "race.csv", "--chart", "lap-chart", "--kind", "race", "--json")
    done = run(*call, "--out", "chart.svg")
    assert done.status == 0
    assert (done.json["chart"], done.json["path"], done.json["format"]) == ("lap-chart", "chart.svg", "svg")
    assert done.json["alt"]
    assert (tmp_path / "chart.svg").is_file()
    assert run(*call, "--out", "-").status == 2
