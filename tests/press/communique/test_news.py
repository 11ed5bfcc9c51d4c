"""What leads a release: a title and where it was won, a new leader, a last-lap change, margins of a class, home."""

from pathlib import Path

import pytest

from parcferme.documents import Meetings
from parcferme.press import communique, render
from small_meeting import told_of

BOOK = """name = "cup"
title = "Cup"
[race]
length = "20 min"
[[points]]
scale = [10, 6, 4]
[[standings]]
name = "drivers"
unit = "driver"
"""
ROUNDS = "".join(
    f'[[round]]\nnumber = {one}\nname = "{name}"\n' for one, name in ((1, "Spa"), (2, "Imola"), (3, "Monza"))
)


def season(folder: Path, *results: str, more: str = "") -> Meetings:
    """A season of three rounds of one race; `results` are the orders of the rounds that were held."""
    rows = [
        f"{at},{place},{car}"
        for at, order in enumerate(results, 1)
        for place, car in enumerate(order.split(), 1)
    ]
    (folder / "championship.toml").write_text(
        f'title = "Club Cup"\nseason = "2026"\nrulebook = "cup.toml"\nresults = "all.csv"\n{more}{ROUNDS}'
    )
    (folder / "cup.toml").write_text(BOOK)
    (folder / "all.csv").write_text("round,position,number\n" + "\n".join(rows) + "\n")
    (folder / "entries.csv").write_text(
        "number,team,team nation,driver,vehicle\n1,Alpha,FRA,Ann Onym,Norma\n2,Beta,BEL,Bea Blank,Norma\n"
        "3,Gamma,,Cy Doe,\n"
    )
    return told_of(folder)


def text(told: Meetings, number: int, language: str = "en", team: str | None = None) -> str:
    weekend = told.meeting(number)
    assert weekend is not None
    made = render(communique(told, weekend, language=language, team=team), "text")
    assert isinstance(made, str)
    return made


def test_a_title_leads_in_the_round_where_it_was_won(tmp_path: Path) -> None:
    told = season(tmp_path, "1 2 3", "2 1 3", "1 2 3")
    assert "title" not in text(told, 2)
    last = text(told, 3)
    assert last.startswith("Ann Onym takes the title at Monza\n")
    assert "Ann Onym won the drivers’ title with 26 points, 4 points ahead of Bea Blank." in last
    assert "Ann Onym a remporté le titre des pilotes avec 26 points, 4 points devant Bea Blank." in text(
        told, 3, "fr"
    )
    assert text(told, 3, "fr", "Alpha").startswith("Alpha décroche le titre à Monza")
    assert "title" not in text(told, 3, "en", "Beta")


def test_a_title_that_is_out_of_reach_before_the_last_round_is_told_there_and_not_again(
    tmp_path: Path,
) -> None:
    # 20 points against 10 and a win to come: level at best, and Ann has more wins.
    told = season(tmp_path, "1 2 3", "1 3 2", "2 1 3")
    assert text(told, 2).startswith("Ann Onym takes the title at Imola")
    assert not text(told, 3).startswith("Ann Onym") and "title" not in text(told, 3)


def test_a_new_leader_is_told_and_one_who_stays_in_front_is_not(tmp_path: Path) -> None:
    told = season(tmp_path, "1 2 3", "2 3 1")
    assert "Bea Blank took the lead of the drivers’ standings, 2 points ahead of Ann Onym." in text(told, 2)
    assert "took the lead of the drivers" not in text(told, 1)


def test_a_table_with_a_round_missing_is_no_standing_and_no_wins_are_counted(tmp_path: Path) -> None:
    told = season(tmp_path, "1 2 3", "", "1 2 3")
    made = text(told, 3)
    for said in ("standings", "points", "title", "this season", "of the season"):
        assert said not in made.casefold().replace("the last round of the club cup", "")


@pytest.mark.parametrize(("language", "said"), [("en", "It is the first win of the season for"),
                                                ("fr", "C’est la première victoire de la saison de")])  # fmt: skip
def test_a_first_win_of_the_season_is_one_where_others_won_before(
    tmp_path: Path, language: str, said: str
) -> None:
    told = season(tmp_path, "1 2 3", "2 3 1")
    assert said in text(told, 2, language)
    assert said not in text(told, 1, language)


LOG = """time,kind,car,loop,value
10:00:00,session,,,start
10:00:00,flag,,,green
10:02:00,passing,1,FL,
10:02:01,passing,2,FL,
10:04:02.5,passing,1,FL,
10:04:02.25,passing,2,FL,
10:04:00,flag,,,chequered
"""


def test_a_lead_that_changed_on_the_last_lap_is_told_with_the_margin_over_whom(tmp_path: Path) -> None:
    season(tmp_path)
    (tmp_path / "championship.toml").write_text(
        'title = "Club Cup"\nseason = "2026"\nrulebook = "cup.toml"\n'
    )
    (tmp_path / "1-spa").mkdir()
    (tmp_path / "1-spa" / "round.toml").write_text(
        'name = "Spa"\nstart = 2026-05-02\ncountry = "BEL"\nlength-m = 3600\n[[session]]\nname = "race"\n'
    )
    (tmp_path / "1-spa" / "race.csv").write_text(LOG)
    told = told_of(tmp_path, 1)
    made = text(told, 1)
    assert "Bea Blank (Beta, Norma #2) won the race after two laps" in made
    assert "0.250 seconds ahead of Ann Onym (Alpha, Norma #1)." in made
    assert "took the lead on the last lap." in made
    assert "2:00.000, on lap 1, at 108.0 km/h (67.1 mph)." in made
    assert "2’00”000, au tour 1, soit 108,0 km/h de moyenne." in text(told, 1, "fr")
    assert "Beta raced at home." in text(told, 1, "en", "Beta")
    assert "at home" not in text(told, 1, "en", "Alpha")
