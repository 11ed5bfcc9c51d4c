"""`parcferme chances`: who can still win, one of them with its next round, JSON, two languages, wrong calls."""

from pathlib import Path

import pytest

from commands import Run

RESULTS = """\
round,event,position,car,driver,team
1,Monza,1,81,Ann Onym,Milo Racing
1,Monza,2,7,Bea Blank,Seven Up
1,Monza,3,12,Cleo Seven,Twelve
2,Spa,1,81,Ann Onym,Milo Racing
2,Spa,2,12,Cleo Seven,Twelve
2,Spa,3,7,Bea Blank,Seven Up
3,Imola,1,7,Bea Blank,Seven Up
3,Imola,2,81,Ann Onym,Milo Racing
3,Imola,3,12,Cleo Seven,Twelve
4,Le Mans,1,7,Bea Blank,Seven Up
4,Le Mans,2,81,Ann Onym,Milo Racing
"""
RULEBOOK = """\
name = "club-cup"
title = "Club Cup"

[[points]]
scale = [25, 18, 15]

[[standings]]
name = "drivers"

[[standings]]
name = "cars"
unit = "car"
"""
LIST = ("chances", "--results", "season.csv", "--rulebook", "club.toml")


@pytest.fixture
def club(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "season.csv").write_text(RESULTS)
    (tmp_path / "club.toml").write_text(RULEBOOK)
    return run


def test_what_is_enough_whatever_others_do(club: Run) -> None:
    done = club(*LIST, "--after", "imola", "--table", "cars", width=100)
    assert (done.status, done.err) == (0, "")
    assert "#81 is champion with 2nd place in round 4 (Le Mans) whatever others do" in done.out
    assert "#7 can still win, but not by its own results alone" in done.out
    assert "Drivers" not in done.out


def test_the_same_in_french(club: Run) -> None:
    done = club(*LIST, "--after", "3", "--table", "cars", "--lang", "fr", width=100)
    assert (
        "la n° 81 : titre assuré avec une 2e place (manche 4 (Le Mans)) quoi que fassent les autres"
        in done.out
    )
    assert "Qui peut encore gagner (1 séance à venir)" in done.out


def test_one_driver_with_what_the_next_round_can_change(club: Run) -> None:
    done = club(*LIST, "--after", "1", "--name", "Cleo Seven", width=100)
    assert "Cleo Seven in round 2 (Spa): now 3rd, afterwards between 1st and 3rd place" in done.out
    assert "Ann Onym can" not in done.out
    (table,) = club(*LIST, "--after", "1", "--name", "Cleo Seven", "--json").json["tables"]
    (row,) = table["rows"]
    assert (table["name"], row["next"]["best"], row["next"]["gain"]) == ("drivers", 1, 2)


def test_the_document_has_the_place_for_each_number_of_sessions(club: Run) -> None:
    document = club(*LIST, "--after", "2", "--json").json
    assert document["after"] == 2
    drivers = document["tables"][0]
    assert [(one["round"], one["event"]) for one in drivers["to_come"]] == [(3, "Imola"), (4, "Le Mans")]
    ann = drivers["rows"][0]
    assert ann["needs"] == [{"sessions": 1, "place": None}, {"sessions": 2, "place": 2}]
    assert ann["against"][0] == {"name": "Bea Blank", "most": 83, "short": 33}
    assert (
        ann["text"] == "Ann Onym is champion with 2nd place in each of the next 2 sessions whatever others do"
    )


def test_a_season_that_is_over(club: Run, tmp_path: Path) -> None:
    (tmp_path / "club.toml").write_text(f"{RULEBOOK}[season.2024]\nrounds = 4\n")
    done = club(*LIST, "--season", "2024", "--table", "drivers", width=100)
    assert "Ann Onym is champion" in done.out
    assert "(0 sessions to come)" in done.out


@pytest.mark.parametrize("rows", [3, 6, 9, 12])
def test_nobody_is_champion_where_no_calendar_says_which_round_is_the_last(
    club: Run, tmp_path: Path, rows: int
) -> None:
    lines = RESULTS.splitlines()
    (tmp_path / "season.csv").write_text("\n".join((lines[0], *lines[1 : rows + 1])) + "\n")
    done = club(*LIST, "--table", "drivers", width=200)
    assert "Ann Onym is champion" not in done.out
    assert "No calendar says which round is the last" in done.out
    (table,) = club(*LIST, "--table", "drivers", "--json").json["tables"]
    assert table["doubts"] == ["calendar"]
    assert {(one["can_win"], one["champion"], one["exact"]) for one in table["rows"]} == {
        (True, False, False)
    }
    assert table["rows"][0]["text"] == "Ann Onym can still win: no calendar says which round is the last"


def test_who_is_level_at_the_end_shares_the_first_place(club: Run, tmp_path: Path) -> None:
    (tmp_path / "club.toml").write_text(f"{RULEBOOK}[season.2024]\nrounds = 2\n")
    rows = "1,Monza,1,81,Ann,A\n1,Monza,2,7,Bea,B\n2,Spa,1,7,Bea,B\n2,Spa,2,81,Ann,A\n"
    (tmp_path / "season.csv").write_text(f"{RESULTS.splitlines()[0]}\n{rows}")
    done = club(*LIST, "--season", "2024", "--table", "drivers", width=200)
    assert "Ann is level with Bea in first place, and the rulebook does not separate them" in done.out
    assert "still win" not in done.out.partition("(0 sessions to come)")[2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--after", "9"), "no round '9' (there are 1 Monza, 2 Spa, 3 Imola, 4 Le Mans)"),
        (("--table", "teams"), "no table 'teams'"),
        (("--name", "Nobody"), "no 'Nobody' in drivers, cars"),
    ],
)
def test_a_wrong_call_says_what_there_is(club: Run, arguments: tuple[str, ...], said: str) -> None:
    done = club(*LIST, *arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
