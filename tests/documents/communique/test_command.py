"""`parcferme communique`: what it prints and writes, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parcferme.cli import app


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, ["communique", *map(str, arguments)], env={"COLUMNS": "200"})
    assert "Traceback" not in result.output + result.stderr
    return result


def test_the_release_of_a_round_by_name_is_written_to_a_file(tmp_path: Path) -> None:
    result = run("spa", "--lang", "fr", "--out", tmp_path / "spa.md")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert (tmp_path / "spa.md").read_text(encoding="utf-8").startswith("# Spa – JS P4")


def test_the_facts_behind_each_sentence_are_printed() -> None:
    result = run(1, "--for", "Milo Racing", "--format", "text", "--facts")
    assert result.exit_code == 0
    assert "[race-2.place.81]" in result.stdout
    assert "race-2.place.81 [1-le-castellet/race-2.csv (stated)]" in result.stdout


def test_json_is_one_document() -> None:
    document = json.loads(run(1, "--json", "--lang", "fr").stdout)
    assert document["title"]["text"].startswith("Le Castellet")
    assert document["facts"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["7"], "no round '7'"),
        (["1", "--format", "docx"], "--out"),
        (["1", "--for", "Nobody"], "Milo Racing"),
        (["--check", "no-such-file.txt"], "no-such-file.txt"),
        (["--season", "no-such-season"], "not a championship folder"),
        (["--check", "x.txt", "--facts"], "--check reads a text"),
    ],
)
def test_a_call_that_cannot_be_answered_is_told_in_a_line(arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_contradicted_claim_ends_with_status_1(tmp_path: Path) -> None:
    path = tmp_path / "release.txt"
    path.write_text("Milo Racing a terminé quatrième de la course 1.\n", encoding="utf-8")
    result = run(1, "--check", path, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    (claim,) = [one for one in document["claims"] if one["verdict"] == "contradicted"]
    assert (claim["kind"], claim["claimed"], claim["known"]) == ("place", 4, 2)
    assert set(claim) == {"text", "start", "end", "kind", "verdict", "claimed", "known", "source"}
    assert "contredit : “quatrième” – connu : 2" in run(1, "--check", path, "--lang", "fr").stdout.replace(
        "contredit: ", "contredit : "
    )


def test_a_text_that_holds_ends_with_status_0(tmp_path: Path) -> None:
    path = tmp_path / "release.txt"
    path.write_text("Milo Racing finished second overall in race 1.\n", encoding="cp1252")
    assert run(1, "--check", path).exit_code == 0


def test_a_text_in_another_language_is_told(tmp_path: Path) -> None:
    path = tmp_path / "release.txt"
    path.write_text(
        "Das Team hat das erste Rennen auf dem zweiten Platz beendet und war mit dem Ergebnis nicht zufrieden.\n"
    )
    result = run("--check", path, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["claims"] == []
    assert [one["code"] for one in document["findings"]] == ["text-language"]
    assert "French or English" in result.stderr


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "release.docx"
    path.write_bytes(b"PK\x03\x04\x00\x00\xff\xfe\x00")
    result = run("--check", path)
    assert result.exit_code == 2
    assert "not a text" in result.stderr


@pytest.mark.parametrize("format_", ["docx", "html", "md", "text"])
def test_a_release_of_ours_is_checked_in_every_format_it_is_written_in(tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"spa.{format_}"
    assert run(2, "--lang", "fr", "--format", format_, "--out", path).exit_code == 0
    result = run("--check", path, "--json")
    assert result.exit_code == 0, result.stdout
    document = json.loads(result.stdout)
    assert document["round"] == 2
    assert document["counts"]["confirmed"] > 60
