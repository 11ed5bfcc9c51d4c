"""`parcferme import` and `export`: any timing file into a log, a log into a database, and out again without loss."""

import json
from pathlib import Path

import pytest

from commands import Run


def test_into_a_log_and_the_same_result(run: Run, tmp_path: Path) -> None:
    assert run("import", "race.csv", "--out", "race.log", "--kind", "race").status == 0
    first = json.loads((tmp_path / "race.log").read_text().splitlines()[0])
    assert (first["kind"], first["session"], first["name"]) == ("session-start", "race", "Sunday sprint")
    scored = [run("score", file, "--kind", "race", "--json").json for file in ("race.csv", "race.log")]
    assert scored[0]["classification"] == scored[1]["classification"]


def test_a_log_is_copied_byte_for_byte_through_a_database(run: Run, tmp_path: Path) -> None:
    run("import", "race.csv", "--out", "race.log")
    assert run("import", "race.log", "--out", "season.db", "--session", "race-1").status == 0
    assert run("export", "season.db", "--out", "again.log").status == 0
    assert (tmp_path / "again.log").read_bytes() == (tmp_path / "race.log").read_bytes()


def test_a_session_of_several_is_named(run: Run) -> None:
    for name in ("race-1", "race-2"):
        run("import", "race.csv", "--out", "season.db", "--session", name)
    done = run("score", "season.db")
    assert done.status == 2
    assert "season.db: which session? It holds race-1, race-2 (name one with --session)" in done.err
    assert "season.db: no session 'race-3' It holds" in run("score", "season.db", "--session", "race-3").err
    assert run("score", "season.db", "--session", "race-2", "--json").json["session"]["format"] == "store"
    checked = run("check", "season.db", "--json").json["files"]
    assert [one["session"] for one in checked] == ["race-1", "race-2"]


def test_a_log_is_never_overwritten_silently(run: Run, tmp_path: Path) -> None:
    (tmp_path / "race.log").write_text("kept\n")
    done = run("import", "race.csv", "--out", "race.log")
    assert done.status == 2
    assert "a log is never overwritten silently (say --force)" in done.err
    assert (tmp_path / "race.log").read_text() == "kept\n"
    assert run("import", "race.csv", "--out", "race.log", "--force").status == 0
    run("import", "race.csv", "--out", "season.db", "--session", "race-1")
    twice = run("import", "race.csv", "--out", "season.db", "--session", "race-1")
    assert twice.status == 2
    assert "a record with number 1 cannot follow number" in twice.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "season.db"], "name this one with --session"),
        (["--out", "race.log", "--session", "race-1"], "--session names a session of a log database"),
    ],
)
def test_where_a_log_goes_has_to_be_clear(run: Run, arguments: list[str], says: str) -> None:
    done = run("import", "race.csv", *arguments)
    assert done.status == 2
    assert says in done.err


def test_the_entry_list_a_file_knows_is_kept_beside_the_log(run: Run, tmp_path: Path) -> None:
    run("import", "race.csv", "--out", "race.log", "--entries-out", "known.csv")
    assert run("check", "known.csv").out == (
        "known.csv:2: note: numbers that look alike: 007, 7 are different cars [numbers-alike]\n"
        "known.csv (entry list): Findings: 0 errors, 0 warnings, 1 note.\n"
    )


def test_what_was_done_as_json(run: Run) -> None:
    done = run("import", "race.csv", "--out", "race.log", "--json").json
    assert (done["source"], done["format"], done["passings"]) == ("race.csv", "plain", 26)
    assert run("export", "race.log", "--out", "one.csv", "--json").json["format"] == "classification-csv"
    assert run("export", "race.log", "--out", "laps.csv", "--json").json["format"] == "laps-csv"
    assert run("export", "race.log", "--out", "one.csv").out == "one.csv  the classification\n"
    refused = run("export", "race.log", "--out", "laps3.csv", "--format", "csv")
    assert refused.status == 2 and "fills a folder: laps3.csv is the name of a file" in refused.err


def test_export_in_each_format(run: Run) -> None:
    lines = run("export", "race.csv").out.splitlines()
    assert all(json.loads(line)["kind"] for line in lines)
    assert run("export", "race.csv", "--format", "laps-csv").out.startswith(
        "number,class,team,driver,driver_id,lap,lap_time,elapsed,at,"
    )
    table = run(
        "export",
        "race.csv",
        "--format",
        "classification-csv",
        "--kind",
        "race",
        "--decisions",
        "decisions.toml",
    )
    assert table.out.splitlines()[1].startswith("1,1,7,")


def test_a_log_is_exported_whole(run: Run) -> None:
    done = run("export", "race.csv", "--at", "45:00")
    assert (done.status, done.out) == (2, "")
    assert "--at has no meaning for jsonl" in done.err


def test_a_file_that_is_written_can_be_read_by_others(run: Run, tmp_path: Path) -> None:
    run("export", "race.csv", "--out", "laps.csv", "--format", "laps-csv")
    (tmp_path / "plain").write_text("")
    assert (tmp_path / "laps.csv").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_link_stays_a_link(run: Run, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to("laps.csv")
    run("export", "race.csv", "--out", "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "laps.csv").is_file()
