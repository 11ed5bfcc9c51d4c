"""`parcferme check`: every finding on standard output, for each kind of file."""

from pathlib import Path

from commands import Run


def test_a_timing_file_with_file_and_line(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "race.csv").open("a") as file:
        file.write("x,passing,7,FL,\n")
    done = run("check", "race.csv", "--kind", "race")
    assert done.status == 1
    assert "race.csv:33: error: not an instant: x" in done.out
    assert done.out.splitlines()[-1].startswith("race.csv (plain log): Findings: 1 error")


def test_several_files_each_as_what_it_is(run: Run) -> None:
    done = run("check", "race.csv", "entries.csv", "decisions.toml", "wec", "--json")
    assert done.status == 0
    assert [one["what"] for one in done.json["files"]] == ["plain", "entries", "decisions", "rulebook"]


def test_the_others_are_checked_where_one_cannot_be_read(run: Run) -> None:
    done = run("check", "missing.csv", "decisions.toml")
    assert done.status == 2
    assert done.err == "error: missing.csv: no such file\n"
    assert "decisions.toml (decisions): No findings." in done.out


def test_every_problem_of_a_rulebook_is_a_finding_with_its_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text('[race]\nlenght = "60 min"\nplus-laps = "one"\n')
    findings = run("check", "book.toml", "--json").json["files"][0]["findings"]
    assert [one["where"]["line"] for one in findings] == [2, 3]
    assert {one["code"] for one in findings} == {"rulebook-unusable"}


def test_all_findings_of_a_kind_are_listed(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "race.csv").open("a") as file:
        file.write("x,passing,7,FL,\n" * 9)
    assert run("check", "race.csv").out.count("[instant-unreadable]") == 9


def test_in_french(run: Run) -> None:
    assert "race.csv (journal simple): Constats : 0 erreur" in run("check", "race.csv", "--lang", "fr").out


def test_check_verbose_says_what_columns_were_read_as(run: Run, tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text("Platz;Startnummer;laps\n1;7;20\n")
    done = run("check", "results.csv", "--kind", "race", "--verbose")
    assert "What the columns were read as\n  Platz       position\n  Startnummer number" in done.out
    assert "laps" not in done.out
    (tmp_path / "entries.csv").write_text("Startnummer;Klasse;Bewerber\n7;GT;Alpha\n")
    (one,) = run("check", "entries.csv", "--verbose", "--json").json["files"]
    assert one["columns"] == {"Startnummer": "number", "Klasse": "class", "Bewerber": "team"}
