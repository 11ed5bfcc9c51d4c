"""`parcferme standings`: bare result lists in one command, tables at any width, rounds by number or name, JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commands import Ran, Run
from small_championship import FILES

# Four rounds under a rulebook that counts the best three: Ann leaves out a second place, Bea and Cleo end level.
RESULTS = """\
round,event,position,car,driver,team
1,Monza,1,81,Ann Onym,Milo Racing
1,Monza,2,7,Bea Blank,Seven Up
1,Monza,3,12,Cleo Seven,Twelve
2,Spa,1,7,Bea Blank,Seven Up
2,Spa,2,81,Ann Onym,Milo Racing
2,Spa,3,12,Cleo Seven,Twelve
3,Imola,1,12,Cleo Seven,Twelve
3,Imola,2,81,Ann Onym,Milo Racing
3,Imola,3,7,Bea Blank,Seven Up
4,Le Mans,1,81,Ann Onym,Milo Racing
4,Le Mans,2,12,Cleo Seven,Twelve
4,Le Mans,,7,Bea Blank,Seven Up
"""
RULEBOOK = """\
name = "club-cup"
title = "Club Cup"

[[points]]
scale = [25, 18, 12.5, 10]

[[standings]]
name = "drivers"
best = { count = 3 }

[[standings]]
name = "teams"
unit = "team"
"""
LIST = ("standings", "--results", "season.csv", "--rulebook", "club.toml")


@pytest.fixture
def club(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "season.csv").write_text(RESULTS)
    (tmp_path / "club.toml").write_text(RULEBOOK)
    return run


def row(table: dict[str, Any], name: str) -> dict[str, Any]:
    return next(row for row in table["rows"] if row["name"] == name)


def test_a_bare_result_list_in_one_command(club: Run) -> None:
    done = club(*LIST, width=100)
    assert done.status == 0
    lines = [line.split() for line in done.out.splitlines()]
    assert lines[0] == "Club Cup · after round 4 (Le Mans)".split()
    assert "1 = Ann Onym 81 Milo Racing 25 18 (18) 25 68 (86)".split() in lines
    assert "2 ▲1 Cleo Seven 12 Twelve 12.5 (12.5) 25 18 55.5 (68) 12.5".split() in lines
    assert "3 ▼1 Bea Blank 7 Seven Up 18 25 12.5 (0) 55.5 12.5".split() in lines
    assert "Teams" in done.out
    assert "No findings." in done.out


def test_the_row_says_which_step_broke_the_tie(club: Run) -> None:
    out = " ".join(club(*LIST, "--table", "drivers").out.split())
    assert "Cleo Seven: level on points with Bea Blank; best places decide: 2 to 1 in place 3" in out
    assert "Bea Blank: level on points with Cleo Seven; best places decide: 1 to 2 in place 3" in out


def test_a_tie_nothing_breaks_shares_the_place(club: Run) -> None:
    done = club(*LIST, "--after", "2", "--table", "teams")
    places = [line.split()[0] for line in done.out.splitlines() if line.split()[:1] in (["1="], ["3"])]
    assert places == ["1=", "1=", "3"]
    assert "no step of the rulebook" in done.out


@pytest.mark.parametrize("after", ["3", "imola", "Imola"])
def test_after_a_round_by_number_or_name(club: Run, after: str) -> None:
    made = club(*LIST, "--after", after, "--json").json
    assert made["after"] == 3
    assert len(made["tables"][0]["sessions"]) == 3
    assert row(made["tables"][0], "Ann Onym")["points"] == 61


def test_the_first_round_moved_nobody(club: Run) -> None:
    made = club(*LIST, "--after", "1", "--json").json
    assert {one["moved"] for one in made["tables"][0]["rows"]} == {None}
    assert "+/-" not in club(*LIST, "--after", "1").out


def test_json_is_exact_and_alone_on_standard_output(club: Run) -> None:
    done = club(*LIST, "--json")
    assert (done.status, done.err) == (0, "")
    drivers, teams = done.json["tables"]
    assert done.json["championship"] == {"name": "season.csv", "title": "Club Cup", "season": None,
                                         "rulebook": "club-cup", "reconstruction": False, "gross": False}  # fmt: skip
    cleo = row(drivers, "Cleo Seven")
    assert (cleo["position"], cleo["points"], cleo["gross_points"], cleo["moved"]) == (2, 55.5, 68, 1)
    assert cleo["dropped"] == [{"round": 2, "session": "race", "points": 12.5}]
    assert (cleo["cars"], cleo["drivers"], cleo["team"]) == (["12"], ["Cleo Seven"], "Twelve")
    assert cleo["reasons"][-1]["text"].startswith("level on points with Bea Blank; best places decide")
    assert row(teams, "Milo Racing")["points"] == 86
    assert json.loads(json.dumps(done.json)) == done.json


def test_text_in_json_is_never_translated(club: Run) -> None:
    assert club(*LIST, "--json", "--lang", "fr").out == club(*LIST, "--json").out


def test_gross_leaves_nothing_out_and_says_so(club: Run) -> None:
    made = club(*LIST, "--gross", "--json").json
    assert made["championship"]["gross"] is True
    assert [(one["name"], one["points"], one["dropped"]) for one in made["tables"][0]["rows"]] == [
        ("Ann Onym", 86, []), ("Cleo Seven", 68, []), ("Bea Blank", 55.5, []),
    ]  # fmt: skip
    assert "every result, none left out" in club(*LIST, "--gross").out


def test_french_has_commas(club: Run) -> None:
    out = club(*LIST, "--lang", "fr", width=100).out
    assert "Club Cup · après la manche 4 (Le Mans)" in out
    assert "Pilotes" in out
    assert "(12,5)" in out
    assert "12.5" not in out
    assert "Cleo Seven : à égalité de points avec Bea Blank ; les meilleures places" in " ".join(out.split())


@pytest.mark.parametrize("width", [30, 40, 60, 80, 120, 200])
def test_a_table_fits_the_width_it_gets_and_says_what_does_not(club: Run, width: int) -> None:
    out = club(*LIST, width=width).out
    assert max(len(line.rstrip()) for line in out.splitlines()) <= width
    assert ("not fit" in out) == (width < 70)
    assert "68 (86)" in out


def test_colours_only_where_they_are_wanted(club: Run) -> None:
    assert "\x1b[" not in club(*LIST, NO_COLOR="1").out


# --- calls that cannot be answered


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--after", "9"), "no round '9' (there are 1 Monza, 2 Spa, 3 Imola, 4 Le Mans)"),
        (("--table", "cars"), "no table 'cars' (there are drivers, teams)"),
        (("--class", "GT"), "no table of class 'GT' (there are none)"),
        (("folder",), "either a folder (folder) or --results, not both"),
    ],
)
def test_what_there_is_not_is_a_wrong_call(club: Run, more: tuple[str, ...], said: str) -> None:
    for options in (more, (*more, "--json")):
        done = club(*LIST, *options)
        assert (done.status, done.out) == (2, "")
        assert done.err == f"error: {said}\n"


def test_a_result_list_needs_a_rulebook_with_tables(club: Run) -> None:
    done = club("standings", "--results", "season.csv")
    assert done.status == 2
    assert "--results needs --rulebook" in done.err
    done = club("standings", "--results", "season.csv", "--rulebook", "generic")
    assert done.status == 2
    assert "has no [[standings]]" in done.err


def test_rulebook_and_season_go_with_a_result_list(club: Run) -> None:
    done = club("standings", "--season", "2024")
    assert done.status == 2
    assert "--rulebook and --season go with --results" in done.err


def test_a_list_without_a_place_is_told_with_its_name(club: Run, tmp_path: Path) -> None:
    (tmp_path / "season.csv").write_text("round,driver\n1,Ann Onym\n")
    done = club(*LIST)
    assert (done.status, done.out) == (2, "")
    assert "season.csv" in done.err


def test_findings_of_the_list_are_told_and_change_the_exit_status(club: Run, tmp_path: Path) -> None:
    with (tmp_path / "season.csv").open("a") as file:
        file.write("5,Jerez,first,81,Ann Onym,Milo Racing\n")
    done = club(*LIST, "--json")
    assert done.json["findings"]
    assert done.err.count("\n") >= 1
    severities = {one["severity"] for one in done.json["findings"]}
    assert done.status == (1 if "error" in severities else 0)


@pytest.mark.parametrize(("season", "said"), [((), "2023"), (("--season", "1999"), "1999")])
def test_a_table_is_of_one_season_that_the_list_has(
    club: Run, tmp_path: Path, season: tuple[str, ...], said: str
) -> None:
    (tmp_path / "season.csv").write_text("season,round,position,driver\n2023,1,1,Ann\n2024,1,1,Bea\n")
    done = club(*LIST, *season)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: season.csv: ")
    assert said in done.err


def test_the_season_asked_for_is_the_one_added_up(club: Run, tmp_path: Path) -> None:
    (tmp_path / "season.csv").write_text("season,round,position,driver\n2023,1,1,Ann\n2024,1,1,Bea\n")
    made = club(*LIST, "--season", "2024", "--table", "drivers", "--json").json
    assert [row["name"] for row in made["tables"][0]["rows"]] == ["Bea"]
    assert made["championship"]["season"] == "2024"


def test_a_result_that_was_worked_out_is_labelled_wherever_it_is_shown(club: Run, tmp_path: Path) -> None:
    (tmp_path / "season.csv").write_text(
        "round,position,driver,certainty\n1,1,Ann,stated\n2,1,Ann,reconstructed\n2,2,Bea,stated\n"
    )
    done = club(*LIST, "--table", "drivers")
    assert done.out.startswith("RECONSTRUCTION · Club Cup · after round 2")
    assert "worked out from published facts" in done.out
    assert "2*" in done.out
    made = club(*LIST, "--json").json
    assert made["championship"]["reconstruction"] is True
    assert [one["certainty"] for one in made["tables"][0]["sessions"]] == ["stated", "reconstructed"]


def test_a_fraction_of_a_point_is_text_in_json_and_mixed_on_paper(club: Run, tmp_path: Path) -> None:
    (tmp_path / "club.toml").write_text(RULEBOOK.replace("[25, 18, 12.5, 10]", '["176/7", 18, 12.5, 10]'))
    done = club(*LIST, "--after", "1", "--table", "drivers", "--json")
    assert '"points": "176/7"' in done.out
    assert '"points": 12.5\n' in done.out or '"points": 12.5,' in done.out
    assert "25 1/7" in club(*LIST, "--after", "1").out


def test_arrows_become_signs_where_the_terminal_has_none(club: Run, shell: Callable[[str], Ran]) -> None:
    said = shell("PYTHONIOENCODING=ascii parcferme " + " ".join(LIST))
    assert " +1 Cleo Seven" in said.out.replace("|", " ")
    assert "▲" not in said.out


# --- a championship folder


@pytest.fixture
def folder(club: Run, tmp_path: Path) -> Path:
    cup = tmp_path / "cup"
    for number, name in enumerate(("Monza", "Spa"), 1):
        place = cup / f"{number}-{name.lower()}"
        place.mkdir(parents=True)
        (place / "round.toml").write_text(f'name = "{name}"\n[[session]]\nname = "race"\n')
        rows = [line.split(",", 2)[2] for line in RESULTS.splitlines() if line[:2] in ("ro", f"{number},")]
        (place / "race.csv").write_text("\n".join(rows) + "\n")
    (cup / "club.toml").write_text(RULEBOOK)
    (cup / "championship.toml").write_text(
        'name = "cup-2024"\ntitle = "Cup"\nseason = 2024\nrulebook = "club.toml"\n'
    )
    return cup


def test_a_folder_says_all_of_it_itself(club: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = club("standings", "cup", "--json").json
    assert made["championship"] == {"name": "cup-2024", "title": "Cup", "season": "2024", "rulebook": "club-cup",
                                    "reconstruction": False, "gross": False}  # fmt: skip
    assert (made["after"], row(made["tables"][0], "Bea Blank")["points"]) == (2, 43)
    monkeypatch.chdir(folder)
    assert club("standings", "--json").json == made


def test_a_folder_and_a_list_with_the_same_results_have_the_same_tables(club: Run, folder: Path) -> None:
    listed = club(*LIST, "--after", "spa", "--season", "2024", "--json").json["tables"]
    tables = club("standings", "cup", "--json").json["tables"]
    assert [(one["name"], one["rows"]) for one in tables] == [(one["name"], one["rows"]) for one in listed]


def test_a_folder_that_says_it_is_a_reconstruction_is_labelled(club: Run, folder: Path) -> None:
    with (folder / "championship.toml").open("a") as file:
        file.write("reconstruction = true\n")
    assert club("standings", "cup").out.startswith("RECONSTRUCTION · Cup · 2024 · after round 2 (Spa)")


def test_a_folder_that_is_none(club: Run) -> None:
    done = club("standings", "nowhere")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: nowhere: ")


def test_old_rounds_go_before_a_name_is_cut(club: Run, tmp_path: Path) -> None:
    rows = [f"{number},1,Gianmaria Bianchi" for number in range(1, 25)]
    (tmp_path / "season.csv").write_text("round,position,driver\n" + "\n".join(rows) + "\n")
    out = club(*LIST, "--table", "drivers", width=80).out
    assert "Gianmaria Bianchi" in out
    (heading,) = (line.split() for line in out.splitlines() if line.startswith("Pos"))
    assert heading[-2] == "24"
    assert "1" not in heading
    assert "columns do not fit" in out


def test_a_rulebook_that_is_not_there_is_named_before_its_tables_are_missed(run: Run, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / "cup" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cup" / name).write_text(text, encoding="utf-8")
    (tmp_path / "cup" / "cup.toml").unlink()
    done = run("standings", "cup")
    assert done.status == 2
    assert "cup.toml: neither a file nor a shipped rulebook" in done.err


def test_tables_by_class_without_classes_say_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("round,pos,car,driver\n1,1,7,Ann\n", encoding="utf-8")
    (tmp_path / "rules.toml").write_text(
        '[[points]]\nscale = [5]\n[[standings]]\nname = "d"\nunit = "driver"\neach-class = true\n',
        encoding="utf-8",
    )
    done = run("standings", "--results", "list.csv", "--rulebook", "rules.toml")
    assert (done.status, done.out) == (2, "")
    assert "go by class" in done.err
