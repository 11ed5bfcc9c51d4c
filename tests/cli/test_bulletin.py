"""`parcferme bulletin`: a file, a session, a whole round; what is asked for by name; wrong calls."""

from pathlib import Path

import pytest

from small_championship import FILES
from small_race import RACE


@pytest.fixture
def cup(run, tmp_path: Path):
    for name, text in FILES.items():
        path = tmp_path / "cup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return run


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_timing_file_has_its_bulletins(run, tmp_path: Path) -> None:
    done = run(
        "bulletin",
        "race.csv",
        "--entries",
        "entries.csv",
        "--document",
        "classification,lap-chart",
        "--out",
        "board",
    )
    assert (done.status, done.err) == (0, "")
    assert names(tmp_path / "board" / "race") == ["04-classification.pdf", "06-lap-chart.pdf"]
    assert "04-classification.pdf" in done.out


def test_a_session_of_a_folder_has_all_of_them(cup, tmp_path: Path) -> None:
    (tmp_path / "cup/1-spa/race-1.csv").write_text(RACE)
    done = cup("bulletin", "cup/1-spa/race-1", "--out", "board", "--lang", "fr")
    assert done.status == 0
    assert [name[3:-4] for name in names(tmp_path / "board" / "1-race-1")] == [
        "grid", "classification", "classes", "lap-chart", "laps", "sectors", "leaders", "fastest", "stops", "drivers",
        "flags", "weather", "decisions", "summary", "charts",
    ]  # fmt: skip


def test_a_round_has_those_of_its_sessions_and_its_own(cup, tmp_path: Path) -> None:
    done = cup("bulletin", "1", "--folder", "cup", "--out", "board", "--document", "all")
    assert done.status == 0
    assert names(tmp_path / "board") == ["1", "1-qualifying-1", "1-race-1"]
    assert names(tmp_path / "board" / "1") == ["01-entry-list.pdf", "02-timetable.pdf", "17-standings.pdf"]
    assert "03-grid.pdf" not in names(tmp_path / "board" / "1-qualifying-1")


def test_standings_named_for_a_session_are_those_of_its_round_and_made_once(cup, tmp_path: Path) -> None:
    assert cup("bulletin", "cup/1-spa/race-1", "--document", "standings", "--out", "one").status == 0
    assert names(tmp_path / "one" / "1-race-1") == ["17-standings.pdf"]
    assert cup("bulletin", "cup/1-spa", "--document", "standings,grid", "--out", "two").status == 0
    assert sorted(path.name for path in (tmp_path / "two").rglob("*.pdf")) == [
        "03-grid.pdf",
        "17-standings.pdf",
    ]


def test_documents_are_numbered_from_the_one_given(cup, tmp_path: Path) -> None:
    done = cup("bulletin", "cup/1-spa", "--out", "board", "--document", "all", "--number", 21)
    numbers = [int(path.name[:2]) for path in (tmp_path / "board").rglob("*.pdf")]
    assert done.status == 0
    assert sorted(numbers) == list(range(21, 21 + len(numbers)))


def test_a_missing_logo_is_told_and_the_bulletin_made(cup, tmp_path: Path) -> None:
    path = tmp_path / "cup/championship.toml"
    path.write_text('logo = "logo.png"\n' + path.read_text())
    done = cup("bulletin", "cup/1-spa/race-1", "--document", "classification", "--out", "board")
    assert done.status == 0
    assert "logo.png: No such file" in done.err
    assert names(tmp_path / "board" / "1-race-1") == ["04-classification.pdf"]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("nowhere",), "in no championship folder"),
        (("race.csv", "--document", "poster"), "no document 'poster'"),
        (("race.csv", "--status", "final"), "no state of a document"),
        (("9", "--folder", "cup"), "no session '9'"),
        (("cup/1-spa/qualifying-1", "--document", "lap-chart"), "there is no lap-chart of it"),
        (("race.csv", "--weather", "entries.csv"), "no weather"),
        (("race.csv", "--weather", "none.csv"), "none.csv: No such file"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_writes_nothing(cup, call, said: str, tmp_path: Path) -> None:
    done = cup("bulletin", *call, "--out", "board")
    assert done.status == 2
    assert said in done.err
    assert not (tmp_path / "board").exists()
