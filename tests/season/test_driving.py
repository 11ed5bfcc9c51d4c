"""Races of a folder that are timed: driving times, and points as it stood in mid-race."""

import pytest

from parcferme.season import Season, season_findings
from small_championship import FILES, Folder

LOG = """\
time,kind,car,loop,value
2024-05-04T14:00:00,flag,,,green
2024-05-04T14:00:00,driver,81,,Bob
2024-05-04T14:01:01,passing,81,FL,
2024-05-04T14:01:00,passing,7,FL,
2024-05-04T14:01:05,passing,81,PIT_IN,
2024-05-04T14:01:30,driver,81,,Bea
2024-05-04T14:01:40,passing,81,PIT_OUT,
2024-05-04T14:02:02,passing,7,FL,
2024-05-04T14:02:30,passing,81,FL,
2024-05-04T14:03:05,passing,7,FL,
2024-05-04T14:03:30,passing,81,FL,
2024-05-04T14:04:30,passing,81,FL,
2024-05-04T14:04:40,passing,7,FL,
2024-05-04T14:04:00,flag,,,chequered
"""
TIMED = {
    "1-spa/race-1.csv": None,
    "1-spa/race-1.log.csv": None,
    "entries.csv": "number,class,driver\n7,GT,Ann\n81,GT,Bob\n81,GT,Bea\n50,Clio,Cy\n",
}


def timed(season: Folder, rules: str) -> Season:
    files = TIMED | {"cup.toml": FILES["cup.toml"] + rules, "1-spa/race-1.csv": LOG}
    return season(files)


@pytest.mark.shape("10e")
def test_a_driver_who_drove_too_little_gets_no_points_from_the_car(season: Folder) -> None:
    """IMSA asks for a least driving time of each driver of a crew before the driver scores."""
    read = timed(season, '[[entries.classes]]\nname = "GT"\nminimum-time = "90 s"\n')
    race = next(result for result in read.results if result.session == "race-1" and result.round == 1)
    assert {line.car: line.not_scoring for line in race.lines if line.car != "50"} == {
        "7": (),
        "81": ("Bob",),
    }
    (told,) = [one for one in season_findings(read) if one.code == "driving-time-short"]
    assert (told.where.car, told.values["driver"], told.values["drove_us"]) == ("81", "Bob", 61_000_000)
    points = {row.name: row.points for row in read.standings(1).tables[0].rows}
    assert (points["Bea"], points.get("Bob", 0)) == (10, 0)


def test_a_driver_alone_is_not_asked_how_long_he_drove(season: Folder) -> None:
    read = timed(season, '[[entries.classes]]\nname = "GT"\nminimum-time = "10 min"\n')
    assert {one.where.car for one in season_findings(read) if one.code == "driving-time-short"} == {"81"}


def test_who_drove_longer_than_allowed_is_told_and_scores(season: Folder) -> None:
    read = timed(season, '[[entries.classes]]\nname = "GT"\nmaximum-time = "2 min"\n')
    (told,) = [one for one in season_findings(read) if one.code == "driving-time-long"]
    assert (told.values["driver"], told.values["drove_us"]) == ("Bea", 209_000_000)
    assert {row.name: row.points for row in read.standings(1).tables[0].rows}["Bea"] == 10


@pytest.mark.shape("5")
def test_points_as_it_stood_in_mid_race(season: Folder) -> None:
    """24 hours of Spa: points after 6 and 12 hours. Here after two minutes, when car 7 still led."""
    rules = '[[points]]\nsessions = ["race"]\nat = ["2:05"]\nscale = [3, 1]\n'
    read = timed(season, rules)
    assert [result.session for result in read.results if result.round == 1] == [
        "qualifying-1",
        "race-1@2:05",
        "race-1",
    ]
    (table,) = read.standings(1).tables
    assert {row.name: row.by_session for row in table.rows} == {"Ann": (3, 6), "Bob": (1, 10), "Bea": (1, 10)}
