"""A championship folder to start from."""

from pathlib import Path

import pytest

from parcferme import rulebooks
from parcferme.findings import BadRulebook, WrongCall
from parcferme.season import load_championship, season_findings, start_folder


@pytest.mark.parametrize("rulebook", [None, *rulebooks.shipped()])
def test_what_is_written_is_clean_under_any_rulebook(tmp_path: Path, rulebook: str | None) -> None:
    written = start_folder(tmp_path / "cup", season=2026, rounds=3, rulebook=rulebook)
    assert all(path.is_file() for path in written)
    read = load_championship(tmp_path / "cup")
    assert [one for one in season_findings(read) if one.severity.value != "info"] == []
    assert [one.number for one in read.rounds] == [1, 2, 3]
    assert [(line.car, line.drivers) for line in read.results[0].lines] == [
        ("81", ("Second Driver",)),
        ("7", ("First Driver",)),
    ]


def test_the_rulebook_to_start_from_adds_points_up(tmp_path: Path) -> None:
    start_folder(tmp_path / "club-cup", season=2026)
    read = load_championship(tmp_path / "club-cup")
    assert season_findings(read) == ()
    assert (read.name, read.rulebook.name) == ("Club Cup", "club-cup")
    drivers = read.standings().table("drivers")
    assert drivers is not None
    assert [(row.name, row.points) for row in drivers.rows] == [("Second Driver", 25), ("First Driver", 18)]


@pytest.mark.parametrize("rounds", [1, 2, 25, 99])
def test_rounds_follow_each_other_in_their_season(tmp_path: Path, rounds: int) -> None:
    start_folder(tmp_path, name='The "Cup"', season=2026, rounds=rounds)
    read = load_championship(tmp_path)
    assert (read.name, len(read.rounds)) == ('The "Cup"', rounds)
    days = [one.file.start for one in read.rounds if one.file.start]
    assert days == sorted(days)
    assert {day.year for day in days} == {2026}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "entries.csv").write_text("mine")
    with pytest.raises(WrongCall, match=r"entries\.csv: is there already"):
        start_folder(tmp_path, season=2026)
    assert [path.name for path in tmp_path.iterdir()] == ["entries.csv"]
    assert (tmp_path / "entries.csv").read_text() == "mine"


def test_a_rulebook_nobody_knows_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(BadRulebook, match="nearest is 'wec'"):
        start_folder(tmp_path / "cup", season=2026, rulebook="wek")
    assert not (tmp_path / "cup").exists()


@pytest.mark.parametrize("rounds", [0, 100])
def test_a_season_has_at_least_one_round(tmp_path: Path, rounds: int) -> None:
    with pytest.raises(WrongCall, match="not a number of rounds"):
        start_folder(tmp_path / "cup", season=2026, rounds=rounds)


@pytest.mark.parametrize("season", [99999, 0, -1, 9999])
def test_a_season_is_a_year(tmp_path: Path, season: int) -> None:
    with pytest.raises(WrongCall, match="not a year"):
        start_folder(tmp_path / "cup", season=season)
    assert not (tmp_path / "cup").exists()


def test_a_name_with_accents_names_its_rulebook_without_them(tmp_path: Path) -> None:
    start_folder(tmp_path / "cup", name="Coupe d'Été", season=2027)
    assert 'name = "coupe-d-ete"\n' in (tmp_path / "cup" / "rulebook.toml").read_text(encoding="utf-8")
