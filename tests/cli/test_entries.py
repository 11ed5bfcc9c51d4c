"""`parcferme entries`: the list of a season or of one round, with what the rules have against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import Run

FILES = {
    "cup/championship.toml": 'name = "cup"\ntitle = "Club Cup"\nseason = 2024\nrulebook = "cup.toml"\nzone = "UTC"\n',
    "cup/cup.toml": """\
name = "cup"
[entries]
closes-before = { value = "7 days", article = "3.1" }
[[entries.classes]]
name = "GT"
groups = [{ name = "Am", crews = ["B"] }]
[[entries.classes]]
name = "P4"
""".replace("7 days", "168 h"),
    "cup/entries.csv": """\
number,class,team,driver,category,rounds,entered
7,GT,First,Ann Onym,Bronze,1,2024-01-01
7,P4,First,Ann Onym,Bronze,2,2024-01-01
81,P4,Second,Bob Blank,Gold,1-2,2024-05-01
""",
    "cup/1-spa/round.toml": 'name = "Spa"\nstart = 2024-05-04\n',
    "cup/2-monza/round.toml": 'name = "Monza"\nstart = 2024-06-01\n',
}


@pytest.fixture
def cup(run: Run, tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "cup"


def test_the_entry_list_of_the_season_and_of_a_round(run: Run, cup: Path) -> None:
    whole, first, second = (
        run("entries", "cup"),
        run("entries", "cup", "--round", 1),
        run("entries", "cup", "--round", 2),
    )
    assert [done.status for done in (whole, first, second)] == [0, 0, 0]
    assert "Entry list · 2 cars, 2 drivers" in whole.out
    assert "Round 1" in first.out
    assert "Am" in first.out
    assert "GT" not in second.out
    assert "Ann Onym (Bronze)" in second.out


def test_what_the_rules_have_against_it_is_told_with_the_article(run: Run, cup: Path) -> None:
    done = run("entries", "cup")
    assert done.err.strip() == (
        "entries.csv:4: warning: #81: entered on 2024-05-01, after the entries closed on 2024-04-27: it needs a "
        "decision (rounds 1) (article 3.1) [entry-late]"
    )
    assert "engagée le 2024-05-01" in run("entries", "cup", "--lang", "fr").err
    assert run("entries", "cup", "--round", 2).err == ""


def test_the_list_as_json(run: Run, cup: Path) -> None:
    done = run("entries", "cup", "--round", 1, "--class", "GT", "--json")
    assert (done.status, done.err) == (0, "")
    document = done.json
    assert (document["championship"], document["round"], document["findings"]) == (
        {"name": "Club Cup"},
        1,
        [],
    )
    (car,) = document["entries"]
    assert (car["number"], car["class"], car["group"], car["rounds"]) == ("7", "GT", "Am", [1])
    assert [(driver["name"], driver["category"]) for driver in car["drivers"]] == [("Ann Onym", "Bronze")]
    assert car["drivers"][0]["entered"] == "2024-01-01"


def test_an_error_in_the_list_is_exit_status_1(run: Run, cup: Path) -> None:
    (cup / "entries.csv").write_text("number,class,team,driver\n7,P4,A,Ann\n7,P4,B,Bob\n", encoding="utf-8")
    done = run("entries", "cup")
    assert done.status == 1
    assert "entries.csv:3: error: #7: this number a second time: B in P4 here, A in P4 on line 2" in done.err


def test_an_unknown_round_class_or_folder_is_exit_status_2(run: Run, cup: Path) -> None:
    for arguments, said in (
        (("cup", "--round", 3), "no round '3' (there are 1 Spa, 2 Monza)"),
        (("cup", "--class", "LMP2"), "no car in class 'LMP2' (classes here: GT, P4)"),
        (("nowhere",), "not a championship folder"),
    ):
        done = run("entries", *arguments)
        assert (done.status, done.out) == (2, "")
        assert said in done.err
