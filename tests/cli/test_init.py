"""`parcferme init`: a folder to start from, and `check` finds nothing wrong with it."""

from pathlib import Path

from commands import Run


def test_a_championship_is_started_and_checked(run: Run, tmp_path: Path) -> None:
    done = run("init", "club-cup", "--name", "Club Cup", "--rounds", 2)
    assert (done.status, done.err) == (0, "")
    assert "parcferme check club-cup" in done.out
    checked = run("check", "club-cup")
    assert checked.status == 0
    assert checked.out.count("No findings.") == len(checked.out.strip().splitlines()) == 6


def test_the_files_are_listed_for_programs(run: Run, tmp_path: Path) -> None:
    files = run("init", "cup", "--rulebook", "wec", "--season", 2025, "--json").json["files"]
    assert "cup/championship.toml" in files
    assert all((tmp_path / file).is_file() for file in files)
    assert "2025-" in (tmp_path / "cup" / "1-round" / "round.toml").read_text()


def test_a_folder_that_is_there_is_left_alone(run: Run) -> None:
    assert run("init", "cup").status == 0
    again = run("init", "cup")
    assert again.status == 2
    assert "is there already; nothing was written" in again.err


def test_what_to_do_next_in_french(run: Run) -> None:
    assert "modifiez ces fichiers" in run("init", "coupe", "--lang", "fr").out
