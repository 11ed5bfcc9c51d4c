"""Bad input: a line that says file, line, value and what was expected; the exit status; never a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest

from commands import Ran, Run

DECISION = '[[decision]]\ncar = "{car}"\npenalty = "{penalty}"\n{more}\n'


def decisions(folder: Path, *rows: str) -> Path:
    path = folder / "ruled.toml"
    path.write_text("\n".join(rows))
    return path


def decision(car: str = "81", penalty: str = "time", more: str = "seconds = 5") -> str:
    return DECISION.format(car=car, penalty=penalty, more=more)


# --- files that cannot be read at all


@pytest.mark.parametrize("command", [["score"], ["check"], ["import", "--out", "x.log"], ["export"]])
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("missing.csv", "missing.csv: no such file"),
        ("folder", "folder: is a folder; expected a timing file or a log"),
        ("empty.csv", "empty.csv: is empty; expected a timing file or a log"),
        ("blank.csv", "blank.csv: is empty; expected a timing file or a log"),
        ("race.csv/x", "race.csv/x: cannot be read: Not a directory"),
        ("letter.txt", "letter.txt: not a timing file: it begins with 'Dear Sir'; expected"),
        ("noise.bin", "noise.bin: not a timing file: it begins with"),
        ("short.db", "short.db: cannot open"),
    ],
)
def test_a_file_that_cannot_be_used(
    run: Run, tmp_path: Path, command: list[str], name: str, says: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "blank.csv").write_bytes(b"\xef\xbb\xbf\r\n \r\n")
    (tmp_path / "letter.txt").write_text("Dear Sir\nplease find enclosed")
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "short.db").write_bytes(b"SQLite format 3\x00 and no more")
    done = run(*command, name)
    assert done.status == 2
    assert says in done.err
    assert len(done.err.splitlines()) == 1


def test_a_file_nobody_may_read(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read everything
    done = run("score", "race.csv")
    assert (done.status, done.err) == (2, "error: race.csv: cannot be read: Permission denied\n")


def test_a_database_of_something_else(run: Run, shell: Callable[[str], Ran]) -> None:
    shell("python -c \"import sqlite3; sqlite3.connect('other.db').execute('create table t (x)')\"")
    done = run("score", "other.db")
    assert done.status == 2
    assert "other.db: a database, but no store of logs" in done.err


# --- wrong calls


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--at", "soon"], "not a time: 'soon' (expected like 1:45.123 or 1:40:02.123)"),
        (["--at", "45:99"], "not a time: '45:99'"),
        (["--length", "0"], "not a length in minutes: 0.0"),
        (["--length", "nan"], "not a length in minutes: nan"),
        (["--class", "GT3"], "no car in class 'GT3' (classes here: none)"),
        (["--status", "final"], "no state of a document: 'final'"),
        (["--show", "places"], "no view 'places' (expected classification, leaders"),
        (["--session", "race-1"], "--session names a session of a log database"),
        (["--kind", "rally"], "'race', 'qualifying', 'practice'"),
        (["--known", "-1"], "greater than or equal to 0"),
        (["--lang", "de"], "'en', 'fr'"),
        (["--entries", "missing.csv"], "missing.csv: no such file"),
        (["--entries", "decisions.toml"], "decisions.toml, line 1: no column for the car's number"),
        (["--decisions", "missing.toml"], "missing.toml: no such file"),
        (["--decisions", "race.csv"], "race.csv: not TOML"),
        (["--decisions", "."], ".: is a folder; expected a TOML file"),
        (["--rulebook", "wecc"], "wecc: neither a file nor a shipped rulebook; nearest is 'wec'"),
        (["--rulebook", "imsa"], "nearest is 'imsa-weathertech'"),
        (["--rulebook", "."], ".: is a folder; expected a TOML file"),
        (["--rulebook", "race.csv"], "race.csv: not TOML"),
    ],
)
def test_a_call_that_cannot_be_answered(run: Run, options: list[str], says: str) -> None:
    done = run("score", "race.csv", *options)
    assert done.status == 2
    assert says in " ".join(done.err.split())
    assert done.out == ""


def test_a_car_that_is_not_there(run: Run) -> None:
    done = run("explain", "race.csv", "70", "--entries", "entries.csv")
    assert (done.status, done.out) == (2, "")
    assert "error: no car '70' in race.csv (cars: 3, 7, 12, 81, 007)" in done.err


# --- rulebooks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[race]\nlenght = "60 min"\n', "book.toml:2: race.lenght: unknown key; nearest is 'length'"),
        ("[race]\nlength = 60\n", "book.toml:2: race.length: expected a time with its unit"),
        ('[race]\nlength = "60 parsec"\n', "not a unit of time: 'parsec'"),
        (
            '[race.compulsory-stop]\nopens = "32:00"\ncloses = "28:00"\nminimum = "85 s"\n',
            "book.toml:3: race.compulsory-stop.closes: the window closes before it opens",
        ),
        ("[race\n", "book.toml: not TOML"),
    ],
    ids=["wrong key", "no unit", "wrong unit", "contradicting window", "not TOML"],
)
def test_a_rulebook_that_cannot_be_used(run: Run, tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "book.toml").write_text(text)
    done = run("score", "race.csv", "--rulebook", "book.toml")
    assert (done.status, done.out) == (2, "")
    assert says in done.err
    checked = run("check", "book.toml")
    assert checked.status == 1
    assert says.partition(": ")[2] in checked.out.replace("error: ", "", 1)


# --- decisions: the rest is still scored


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([decision("99")], "ruled.toml:1: error: #99: a decision for car 99, which is not in this session"),
        (
            [decision("7"), decision("7")],
            "ruled.toml:6: warning: #7: the same decision (time penalty) a second time",
        ),
        (
            [decision(penalty="lap-deleted", more="lap = 40")],
            "ruled.toml:1: error: #81: a decision on lap 40, which the car did not complete (it has 4 laps)",
        ),
        ([decision(penalty="tim")], "no penalty 'tim', nearest is 'time'"),
        ([decision(more="second = 5")], "a decision does not know second; nearest is seconds"),
        ([decision(more="")], "#81: the decision (time penalty) does not say how many seconds"),
        ([decision(more='seconds = "five"')], "ruled.toml:1: error: a decision that cannot be read"),
        ([decision(more="seconds = nan")], "Expected fewer seconds than"),
        ([decision(more="seconds = 1e300")], "Expected fewer seconds than"),
        ([decision(penalty="laps", more="laps = -3")], "Expected a number from 1 up"),
        ([decision(more='seconds = 5\nat = "soon"')], "not a time: 'soon'"),
        (["[[decisions]]\ncar = 7"], "decisions means nothing in a decisions file"),
        (["decision = [1, 2]"], "a decision that cannot be read: 1; Expected a table"),
    ],
)
def test_a_decision_that_cannot_be_carried_out(run: Run, tmp_path: Path, rows: list[str], says: str) -> None:
    done = run("score", "race.csv", "--decisions", decisions(tmp_path, *rows), "--json")
    assert done.status == (0 if "warning" in says else 1)
    assert says in done.err
    assert len(done.json["classification"]) == 5


def test_numbers_may_be_typed_without_quotes(run: Run, tmp_path: Path) -> None:
    ruled = decisions(tmp_path, '[[decision]]\ncar = 81\npenalty = "time"\nseconds = 5.5\narticle = 31\n')
    done = run("score", "race.csv", "--kind", "race", "--decisions", ruled, "--json")
    assert done.status == 0
    assert done.json["classification"][0]["time"] == "4:01.500"


# --- output that cannot be written


def test_a_full_disk_is_one_line_and_leaves_what_was_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "result.csv").write_text("the old result")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("parcferme.cli.writing.os.fsync", full)
    done = run("score", "race.csv", "--csv", "result.csv")
    assert (done.status, done.err) == (2, "error: result.csv: cannot be written: No space left on device\n")
    assert (tmp_path / "result.csv").read_text() == "the old result"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "decisions.toml", "entries.csv", "race.csv", "result.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "parcferme score race.csv --json > /dev/full",
        "parcferme score race.csv > /dev/full",
        "parcferme export race.csv --out /dev/full",
        "parcferme import race.csv --out - > /dev/full",
        "parcferme check race.csv > /dev/full",
        "parcferme rulebooks > /dev/full",
    ],
)
def test_a_full_device(shell: Callable[[str], Ran], line: str) -> None:
    done = shell(line)
    assert done.status == 2
    assert "No space left on device" in done.err
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("out", ["/nowhere/x.csv", "race.csv/x.csv", "."])
def test_a_place_that_cannot_be_written_to(run: Run, out: str) -> None:
    done = run("export", "race.csv", "--format", "laps-csv", "--out", out)
    assert done.status == 2
    assert done.err.startswith(f"error: {out}: cannot be written: ")


def test_a_reader_that_has_seen_enough(shell: Callable[[str], Ran]) -> None:
    done = shell("set -o pipefail; parcferme score race.csv --show all 2>/dev/null | head -n 1")
    assert (done.status, done.out) == (0, "Sunday sprint · race · provisional\n")


def test_a_defect_is_said_to_be_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("parcferme.cli.progress.score", broken)
    done = run("score", "race.csv")
    assert done.status == 2
    assert "a defect of parcferme, not of your file: ZeroDivisionError: division by zero" in done.err


def test_an_80_mb_file_of_something_else(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "big.csv").open("wb") as file:
        file.truncate(80_000_000)
    done = run("score", "big.csv")
    assert done.status == 2
    assert done.err.startswith("error: big.csv: ")
