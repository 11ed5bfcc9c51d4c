"""Nothing that was recorded or written by hand is lost because a command was given the wrong name to write to."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commands import Ran, Run
from parcferme.cli.writing import refuse_loss, write, write_all
from parcferme.findings import WrongCall
from parcferme.season import holds_record, is_input, load_championship
from parcferme.season.inputs import inputs_of


def refused(done: Ran, path: Path, before: bytes) -> None:
    """Exit status 2, a line that names the file and the way out, and every byte still there."""
    assert done.status == 2, done
    (line,) = done.err.splitlines()
    assert line.startswith("error: ")
    assert f"{path.name}: " in line
    assert "write to another file" in line
    assert path.read_bytes() == before


OWN = [
    ("export", "race.csv", "--out", "race.csv"),
    ("export", "race.csv", "--format", "parquet", "--out", "./race.csv"),
    ("export", "race.csv", "--format", "classification-csv", "--out", "entries.csv", "--entries", "entries.csv"),
    ("export", "race.csv", "--out", "ruled.csv", "--decisions", "ruled.csv"),
    ("score", "race.csv", "--csv", "race.csv"),
    ("score", "race.csv", "--csv", "entries.csv", "--entries", "entries.csv"),
    ("score", "race.csv", "--csv", "decisions.toml", "--decisions", "decisions.toml"),
    ("import", "race.csv", "--out", "race.csv", "--force"),
    ("import", "race.csv", "--out", "new.log", "--entries-out", "race.csv"),
    ("chart", "race.csv", "--kind", "race", "--chart", "lap-chart", "--format", "svg", "--out", "race.csv"),
    ("chart", "race.csv", "--kind", "race", "--chart", "lap-chart", "--format", "svg", "--out", "entries.csv",
     "--entries", "entries.csv"),
    ("seal", "race.csv", "--kind", "race", "--out", "race.csv"),
    ("seal", "race.csv", "--kind", "race", "--entries", "entries.csv", "--out", "entries.csv"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", OWN, ids=lambda arguments: " ".join(arguments))
def test_a_command_never_writes_over_what_it_reads(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    shutil.copy(tmp_path / "decisions.toml", tmp_path / "ruled.csv")
    run("keys", "create", "Race control")
    option = "--csv" if "--csv" in arguments else "--entries-out" if "--entries-out" in arguments else "--out"
    path = tmp_path / arguments[arguments.index(option) + 1]
    before = path.read_bytes()
    refused(run(*arguments), path, before)


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_its_own_input_by_another_name_is_still_its_input(
    run: Run, tmp_path: Path, link: Callable[..., Any]
) -> None:
    link(tmp_path / "race.csv", tmp_path / "other.csv")
    before = (tmp_path / "race.csv").read_bytes()
    refused(run("score", "race.csv", "--csv", "other.csv"), tmp_path / "other.csv", before)
    assert (tmp_path / "race.csv").read_bytes() == before


WRITERS = [
    ("score", "race.csv", "--csv"),
    ("export", "race.csv", "--format", "laps-csv", "--out"),
    ("export", "race.csv", "--format", "jsonl", "--out"),
    ("chart", "race.csv", "--kind", "race", "--chart", "lap-chart", "--format", "json", "--out"),
    ("seal", "race.csv", "--kind", "race", "--out"),
    ("timetable", "cup", "--ics"),
    ("communique", "cup/1-spa", "--format", "md", "--out"),
    ("import", "race.csv", "--out", "new.log", "--entries-out"),
]


@pytest.mark.parametrize("arguments", WRITERS, ids=lambda arguments: " ".join(arguments[:5]))
@pytest.mark.parametrize("kind", ["log", "database", "table", "wire", "toml", "round", "entries", "listed"])
def test_nor_over_anybody_elses_record(
    cup: Run, tmp_path: Path, arguments: tuple[str, ...], kind: str
) -> None:
    cup("keys", "create", "Race control")
    other = {"toml": "mine.toml", "round": "cup/1-spa/round.toml", "entries": "cup/entries.csv"}.get(
        kind, f"{kind}.x"
    )
    path = tmp_path / other
    if kind == "log":
        cup("import", "race.csv", "--kind", "practice", "--out", "log.x")
    elif kind == "database":
        cup("import", "race.csv", "--out", "season.db", "--session", "race-1")
        shutil.move(tmp_path / "season.db", path)
    elif kind == "table":
        path.write_text("time,kind,car,loop,value\n10:00:00.000,passing,1,FL,\n")
    elif kind == "listed":  # typed by hand, in no folder that reads it
        path.write_text("number,class,team,driver\n1,GT,First,Ann\n")
    elif kind == "wire":
        path.write_text('{"sessionType": "R", "sessionResult": {"leaderBoardLines": []}}')
    elif kind == "toml":
        path.write_text('name = "mine"\n')
    before = path.read_bytes()
    refused(cup(*arguments, other), path, before)


@pytest.mark.parametrize("arguments", [*WRITERS, ("export", "race.csv", "--format", "parquet", "--out")],
                         ids=lambda arguments: " ".join(arguments[:5]))  # fmt: skip
def test_what_can_be_made_again_is_made_again(cup: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    cup("keys", "create", "Race control")
    name = "1-made.csv"
    first = cup(*arguments, name)
    assert first.status in (0, 1), first.err
    if arguments[0] == "export" and "jsonl" in arguments:
        return  # a log is a record: what happens to it stands below
    (tmp_path / "new.log").unlink(missing_ok=True)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes() + b"\n")
    assert cup(*arguments, name).status == first.status


def test_the_files_of_a_folder_are_made_again_too(run: Run, tmp_path: Path) -> None:
    for form in ("al-kamel", "csv", "json"):
        for _ in range(2):
            assert (
                run(
                    "export", "race.csv", "--kind", "race", "--format", form, "--out", f"papers-{form}"
                ).status
                == 0
            )
            for path in (tmp_path / f"papers-{form}").iterdir():
                path.write_bytes(path.read_bytes() + b"\n")


def test_none_of_several_files_is_written_where_one_would_be_a_loss(run: Run, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    shutil.copy(tmp_path / "race.csv", tmp_path / "papers" / "laps.csv")
    before = (tmp_path / "papers" / "laps.csv").read_bytes()
    done = run("export", "race.csv", "--kind", "race", "--format", "csv", "--out", "papers")
    assert done.status == 2
    assert done.err.startswith("error: papers/laps.csv: is there already")
    assert (tmp_path / "papers" / "laps.csv").read_bytes() == before
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["laps.csv"]


def test_a_log_may_be_replaced_by_whoever_says_so(run: Run, tmp_path: Path) -> None:
    run("import", "race.csv", "--kind", "practice", "--out", "race.log")
    practice = (tmp_path / "race.log").read_bytes()
    refused(run("export", "race.csv", "--out", "race.log"), tmp_path / "race.log", practice)
    assert run("export", "race.csv", "--out", "race.log", "--force").status == 0
    assert (tmp_path / "race.log").read_bytes() != practice


def test_writing_the_same_again_loses_nothing(run: Run) -> None:
    assert run("export", "race.csv", "--out", "race.log").status == 0
    assert run("export", "race.csv", "--out", "race.log").status == 0


def test_what_a_folder_is_read_from(cup: Run, tmp_path: Path) -> None:
    listed = [
        path.relative_to(tmp_path / "cup").as_posix()
        for path in inputs_of(load_championship(tmp_path / "cup"))
    ]
    assert listed == [
        "championship.toml", "cup.toml", "entries.csv", "1-spa/round.toml", "1-spa/qualifying-1.csv",
        "1-spa/race-1.csv", "2-monza/round.toml", "2-monza/race-1.csv",
    ]  # fmt: skip
    (tmp_path / "cup" / "1-spa" / "notes.csv").write_text("anything\n")
    assert is_input(tmp_path / "cup" / "1-spa" / "race-1.csv")
    assert not is_input(tmp_path / "cup" / "1-spa" / "notes.csv")
    assert not is_input(tmp_path / "race.csv")
    (tmp_path / "cup" / "championship.toml").write_text("name = ")
    assert not is_input(tmp_path / "cup" / "1-spa" / "notes.csv")


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ('{"kind":"flag","v":1,"seq":1}\n', True),
        ("time,kind,car,loop,value\n", True),
        ("number,class,team\n", False),
        ("position,class_position,number,class,team,drivers,status,took_flag,retired\n", False),
        ("position,class_position,number\n", True),  # a result list somebody typed
        ("<svg></svg>", False),
        ("", False),
    ],
)
def test_what_counts_as_a_record(tmp_path: Path, text: str, record: bool) -> None:
    path = tmp_path / "file"
    path.write_text(text)
    assert holds_record(path) is record
    path.rename(tmp_path / "file.toml")
    assert holds_record(tmp_path / "file.toml")


def test_a_place_that_is_free_or_no_file_is_never_a_loss(tmp_path: Path) -> None:
    refuse_loss(tmp_path / "new.csv", b"x", reads=[tmp_path / "new.csv"])
    refuse_loss(Path(os.devnull), b"x", reads=[os.devnull])
    log = tmp_path / "race.log"
    log.write_text('{"kind":"flag"}\n')
    refuse_loss(log, log.read_bytes(), reads=[log])
    with pytest.raises(WrongCall, match=r"race\.log: is read by this very command"):
        refuse_loss(log, b"", reads=[None, "nowhere", str(log)], force=True)
    with pytest.raises(WrongCall, match="never overwritten silently"):
        write_all({tmp_path / "a.csv": "x", log: "y"})
    assert not (tmp_path / "a.csv").exists()
    write(log, "y", force=True)
    assert log.read_text() == "y"
