"""`parcferme season` and `check` on a championship folder."""

from pathlib import Path

import pytest

from commands import Run
from small_championship import FILES


@pytest.fixture
def cup(run: Run, tmp_path: Path) -> Run:
    """Runs commands beside the small championship, in the folder `cup`."""
    for name, text in FILES.items():
        (tmp_path / "cup" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cup" / name).write_text(text, encoding="utf-8")
    return run


def test_what_the_folder_holds(cup: Run) -> None:
    done = cup("season", "cup")
    assert (done.status, done.err) == (0, "")
    assert "Club Cup 2024" in done.out
    assert "3 cars, 3 drivers" in done.out
    assert "1 Spa" in done.out and "2 Monza" in done.out
    assert "Ann" in done.out and "16 points after round 2" in done.out


def test_what_the_folder_holds_for_programs(cup: Run) -> None:
    document = cup("season", "cup", "--json").json
    assert document["championship"] == {
        "name": "club-cup",
        "title": "Club Cup",
        "season": "2024",
        "rulebook": "cup",
        "reconstruction": False,
        "organiser": None,
        "source": None,
        "note": None,
    }
    assert document["entries"] == {"cars": 3, "drivers": 3}
    sessions = document["rounds"][0]["sessions"]
    assert [(one["name"], one["kind"], one["result"]) for one in sessions] == [
        ("qualifying-1", "qualifying", "list"),
        ("race-1", "race", "list"),
    ]
    assert sessions[1]["start"] == "2024-05-04T14:00:00"
    (leader,) = document["leaders"]
    assert (leader["table"], leader["points"], leader["after"]) == ("drivers", 16, 2)
    assert document["findings"] == []


def test_a_missing_result_is_listed(cup: Run, tmp_path: Path) -> None:
    (tmp_path / "cup" / "2-monza" / "race-1.csv").unlink()
    done = cup("season", "cup", "--lang", "fr")
    assert done.status == 0
    assert "Pas encore de résultat" in done.out
    assert "Monza: race-1" in done.out
    assert "10 points après la manche 1" in done.out


def test_inside_the_folder_no_name_is_needed(
    cup: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "cup")
    assert "Club Cup" in cup("season").out
    checked = cup("check")
    assert checked.status == 0
    assert [line.split(" (")[0] for line in checked.out.splitlines()] == [
        "championship.toml",
        "cup.toml",
        "entries.csv",
        "1-spa/round.toml",
        "1-spa/qualifying-1.csv",
        "1-spa/race-1.csv",
        "2-monza/round.toml",
        "2-monza/race-1.csv",
    ]


@pytest.mark.parametrize("command", ["season", "check"])
def test_elsewhere_a_folder_has_to_be_named(cup: Run, command: str) -> None:
    done = cup(command)
    assert done.status == 2
    assert "championship.toml" in done.err


def test_check_tells_every_file_what_is_wrong_in_it(cup: Run, tmp_path: Path) -> None:
    (tmp_path / "cup" / "2-monza" / "race-1.csv").write_text("pos,car\n1,81\n1,9\n")
    done = cup("check", "cup")
    assert done.status == 1
    assert "2-monza/race-1.csv:3: error: #9: place 1 twice" in done.out
    assert "2-monza/race-1.csv (result list): Findings: 2 errors" in done.out
    assert "cup.toml (rulebook): No findings." in done.out


def test_a_result_list_and_a_round_are_checked_alone(cup: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("place,driver\n1,Ann\nlast,Bob\n")
    done = cup("check", "list.csv", "cup/1-spa/round.toml")
    assert done.status == 1
    assert "list.csv:3: error: not a place: last" in done.out
    assert "list.csv (result list): Findings: 1 error," in done.out
    assert "round.toml (round): No findings." in done.out


def test_a_championship_that_says_nothing_is_shown_all_the_same(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "championship.toml").write_text("", encoding="utf-8")
    done = run("season", "bare")
    assert (done.status, done.err) == (0, "")
    assert "0 cars, 0 drivers" in done.out


def test_half_points_of_the_leader_are_written_as_the_language_writes_them(cup: Run, tmp_path: Path) -> None:
    rules = FILES["cup.toml"].replace("[10, 6, 4]", "[10, 6.5, 4]")
    (tmp_path / "cup" / "cup.toml").write_text(rules, encoding="utf-8")
    assert "16,5 points" in cup("season", "cup", "--lang", "fr").out
    assert "16.5 points" in cup("season", "cup").out
