"""`parcferme score`: tables, JSON and CSV, views, languages, cuts and exit status."""

import csv
import io
import json
from pathlib import Path

import pytest

from commands import Run


def numbers(text: str) -> list[str]:
    return [row["number"] for row in json.loads(text)["classification"]]


def test_the_order_with_the_decision_and_why(run: Run) -> None:
    done = run(
        "score", "race.csv", "--kind", "race", "--entries", "entries.csv", "--decisions", "decisions.toml"
    )
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[0] == "Sunday sprint · race · provisional"
    placed = [line.split()[2] for line in lines if line[:3].strip().isdigit()]
    assert placed == ["7", "81", "007", "12"]
    assert "#81 20 s added to the time: short cut (article 31.6)" in done.out
    assert "Findings: 0 errors, 0 warnings, 5 notes." in done.out


@pytest.mark.parametrize("width", [50, 80, 100, 140, 200])
def test_a_table_fits_the_width_it_gets(run: Run, width: int) -> None:
    done = run("score", "race.csv", "--entries", "entries.csv", "--show", "all", width=width)
    assert max(len(line) for line in done.out.splitlines()) <= width


def test_a_wider_terminal_shows_more(run: Run) -> None:
    narrow, wide = (run("score", "race.csv", "--entries", "entries.csv", width=w).out for w in (80, 140))
    assert "Coupé" in wide
    assert "Coupé" not in narrow
    assert "Ann Onym / Bob Blank" in wide


def test_json_alone_is_on_standard_output_and_findings_on_standard_error(run: Run) -> None:
    done = run("score", "race.csv", "--json")
    assert numbers(done.out) == ["81", "7", "007", "12", "3"]
    assert "[kind-assumed]" in done.err
    assert done.err.count("\n") == len(done.json["findings"])


def test_text_in_json_is_never_translated(run: Run) -> None:
    options = ("score", "race.csv", "--kind", "race", "--decisions", "decisions.toml", "--json")
    assert run(*options, "--lang", "fr").json == run(*options).json


def test_french(run: Run) -> None:
    done = run("score", "race.csv", "--entries", "entries.csv", "--lang", "fr")
    assert "Sunday sprint · course · provisoire" in done.out
    assert "1 tour " in done.out
    assert "abandon : electrical" in done.out
    assert "le fichier ne dit pas" in done.err
    assert run("score", "race.csv", PARCFERME_LANG="fr").out.startswith("Sunday sprint · course")


def test_only_one_class(run: Run) -> None:
    done = run("score", "race.csv", "--entries", "entries.csv", "--class", "Cup", "--json")
    assert numbers(done.out) == ["007", "12", "3"]


@pytest.mark.parametrize("status", ["provisional", "official", "amended 3"])
def test_the_state_of_publication(run: Run, status: str) -> None:
    done = run("score", "race.csv", "--status", status)
    assert done.out.splitlines()[0].endswith(status)


def test_as_it_stood(run: Run) -> None:
    done = run("score", "race.csv", "--at", "2:00", "--json")
    assert numbers(done.out)[:2] == ["7", "81"]
    assert done.json["session"]["at_us"] == 120_000_000
    assert run("score", "race.csv", "--known", "12", "--json").json["session"]["known"] == 12


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("leaders", "Leader sequence"),
        ("stops", "In lane"),
        ("fastest", "Fastest laps"),
        ("flags", "chequered"),
    ],
)
def test_a_view_is_shown_alone(run: Run, view: str, shown: str) -> None:
    out = run("score", "race.csv", "--show", view).out
    assert shown in out
    assert "Time/Gap" not in out


def test_all_views_at_once(run: Run) -> None:
    out = run("score", "race.csv", "--show", "all").out
    titles = ["Classification", "Leader sequence", "Stops", "Fastest laps in sequence", "Flags"]
    assert [line for line in out.splitlines() if line in titles] == titles


def test_the_classification_as_csv_beside_the_table_or_alone(run: Run, tmp_path: Path) -> None:
    run("score", "race.csv", "--csv", "result.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "result.csv").read_text(encoding="utf-8"))))
    assert [row["number"] for row in rows] == ["81", "7", "007", "12", "3"]
    alone = run("score", "race.csv", "--csv", "-")
    assert alone.out == (tmp_path / "result.csv").read_text(encoding="utf-8")


def test_findings_of_severity_error_are_exit_status_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text('[[decision]]\ncar = "99"\npenalty = "disqualified"\n')
    done = run("score", "race.csv", "--decisions", "wrong.toml", "--json")
    assert done.status == 1
    assert numbers(done.out)[0] == "81"
    assert "wrong.toml:1: error: #99: a decision for car 99" in done.err


def test_a_proposed_record_stands_below_its_finding(run: Run, tmp_path: Path) -> None:
    text = (tmp_path / "race.csv").read_text()
    (tmp_path / "race.csv").write_text(text + "10:01:02.100,passing,7,FL,\n")
    err = run("score", "race.csv").err.splitlines()
    at = next(index for index, line in enumerate(err) if "[double-read]" in line)
    assert err[at + 1].strip().startswith("proposed record: kind void, target ")


def test_many_findings_of_a_kind_are_counted(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "race.csv"
    path.write_text(path.read_text() + "".join(f"x{n},passing,7,FL,\n" for n in range(9)))
    done = run("score", "race.csv")
    assert done.status == 1
    assert done.err.count("[instant-unreadable]") == 5
    assert "… 4 more instant-unreadable" in done.err


def test_a_qualifying(run: Run) -> None:
    done = run("score", "race.csv", "--kind", "qualifying", "--json")
    assert numbers(done.out)[:2] == ["7", "81"]
    assert done.json["session"]["kind"] == "qualifying"


def test_a_reconstruction_is_labelled(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "race.csv"
    path.write_text(path.read_text() + ",note,,,reconstruction from a press release\n")
    done = run("score", "race.csv")
    assert done.out.startswith("RECONSTRUCTION · Sunday sprint")
    assert "worked out from published facts" in done.out
    assert run("score", "race.csv", "--json").json["session"]["reconstruction"] is True


def test_the_kind_of_session_may_be_written_as_a_name(run: Run) -> None:
    assert run("score", "race.csv", "--kind", "Race", "--json").json["session"]["kind"] == "race"
