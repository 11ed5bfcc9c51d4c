"""Bad input, one by one: exit status, a line with file, line, value and what was expected, the rest still scored."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from parcferme.cli import app

HEADER = (
    "NUMBER;DRIVER_NUMBER;LAP_NUMBER;LAP_TIME;LAP_IMPROVEMENT;CROSSING_FINISH_LINE_IN_PIT;S1;S2;S3;KPH;ELAPSED;HOUR;"
    "TOP_SPEED;DRIVER_NAME;PIT_TIME;CLASS;GROUP;TEAM;MANUFACTURER;FLAG_AT_FL;"
)
# Three cars, three laps each: 10 wins ahead of 20, 30 is third. Line 2 is lap 1 of car 10.
CARS = {"10": (100_000, 98_000, 98_100), "20": (101_000, 98_500, 98_600), "30": (110_000, 109_000, 109_500)}
ROW = "{car};1;{lap};{time};0;;{s1};{s2};{s3};100.0;{elapsed};{hour};200.0;Ann;;GT;;Team {car};Make;{flag};"
PLAIN = """time,kind,car,loop,value
10:00:00.000,session,,,start
10:01:40.000,passing,10,FL,
10:01:41.000,passing,20,FL,
10:03:18.000,passing,10,FL,
10:03:19.500,passing,20,FL,
10:03:18.000,flag,,,chequered
"""


@dataclass(frozen=True)
class Ran:
    """How a run ended and what it printed; `error` on one line however wide the terminal is."""

    status: int
    out: str
    err: str

    @property
    def order(self) -> list[str]:
        """The cars with a place, in order."""
        rows: list[dict[str, Any]] = json.loads(self.out)["classification"]
        return [row["number"] for row in rows if row["position"] is not None]


Run = Callable[..., Ran]


def clock(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}" if hours else (
        f"{minutes}:{rest // 1000:02d}.{rest % 1000:03d}"
    )  # fmt: skip


def analysis(cars: Mapping[str, tuple[int, ...]] = CARS) -> list[str]:
    """The lines of an Al Kamel analysis of these laps (ms)."""
    lines = [HEADER]
    for car, laps in cars.items():
        elapsed = 0
        for lap, ms in enumerate(laps, 1):
            elapsed += ms
            flag = "FF" if lap == len(laps) else "GF"
            fields = {"car": car, "lap": lap, "time": clock(ms), "elapsed": clock(elapsed), "flag": flag}
            fields |= {"s1": clock(30_000), "s2": clock(30_000), "s3": clock(ms - 60_000)}
            lines.append(ROW.format(**fields, hour=clock(36_000_000 + elapsed)))
    return lines


def text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


def edited(line: int, old: str, new: str) -> str:
    """The analysis with one change on a line (counted from 1)."""
    lines = analysis()
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    return text(lines)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `parcferme` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def of(*arguments: object) -> Ran:
        done = CliRunner().invoke(
            app, [str(one) for one in arguments], env={"COLUMNS": "80", "PARCFERME_LANG": "en"}
        )
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.output
        assert "a defect of parcferme" not in done.stderr
        return Ran(done.exit_code, done.stdout, done.stderr)

    return of


@pytest.fixture
def scored(run: Run, tmp_path: Path) -> Callable[..., Ran]:
    """Scores these bytes as the race `race.csv`."""

    def of(data: str | bytes, *options: object) -> Ran:
        (tmp_path / "race.csv").write_bytes(data.encode() if isinstance(data, str) else data)
        return run("score", "race.csv", "--kind", "race", "--json", *options)

    return of


Scored = Callable[..., Ran]


def command() -> list[str]:
    """`parcferme` as a process of its own."""
    return [sys.executable, "-m", "parcferme"]


def told(done: Ran, *parts: str) -> bool:
    """Whether one line on standard error says all of this."""
    return any(all(part in line for part in parts) for line in done.err.splitlines())


def test_the_file_itself_is_fine(scored: Scored) -> None:
    done = scored(text(analysis()))
    assert (done.status, done.order) == (0, ["10", "20", "30"])


# --- no timing file at all


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\t\r\n"], ids=repr)
def test_an_empty_file(scored: Scored, data: bytes) -> None:
    done = scored(data)
    assert (done.status, done.out) == (2, "")
    assert told(done, "race.csv: ", "empty")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (b"Dear Sir,\nthe race was great\n", "'Dear Sir,'"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)), "'%PDF-1.7'"),
        (b"\x89PNG\r\n\x1a\n" + bytes(5000), "PNG"),
        (b'{"a": 1}', "'{\"a\": 1}'"),
        (b"[]", "'[]'"),
        (b"<html><body>404</body></html>", "'<html>"),
    ],
    ids=["letter", "pdf", "png", "json", "list", "page"],
)
def test_not_a_timing_file(scored: Scored, data: bytes, begins: str) -> None:
    done = scored(data)
    assert (done.status, done.out) == (2, "")
    assert told(done, "race.csv: not a timing file: it begins with ", begins, "an Al Kamel analysis")
    assert len(done.err.splitlines()) == 1


def test_a_path_that_is_a_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "race.csv").mkdir()
    done = run("score", "race.csv")
    assert (done.status, done.out) == (2, "")
    assert done.err == "error: race.csv: is a folder; expected a timing file or a log\n"


def test_a_path_with_a_nul(run: Run) -> None:
    done = run("score", "race\x00.csv")
    assert done.status == 2
    assert told(done, "null byte")


# Root reads everything, except where the right to is taken from it; its own home it reaches all the same.
AS_OTHERS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-all")


def test_no_permission(tmp_path: Path) -> None:
    (tmp_path / "race.csv").write_text(text(analysis()))
    (tmp_path / "race.csv").chmod(0)
    program = Path(sys.executable).with_name("parcferme")
    command = [str(program), "score", "race.csv", "--kind", "race"]
    done = subprocess.run(
        [*(AS_OTHERS if os.getuid() == 0 else ()), *command], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr == "error: race.csv: cannot be read: Permission denied\n"


# --- something wrong inside: the rest is still scored


def test_a_truncated_last_line(scored: Scored) -> None:
    whole = text(analysis())
    done = scored(whole[:-80])
    assert (done.status, done.order) == (1, ["10", "20", "30"])
    assert told(done, "race.csv:10: error: ", "cells instead of 21")
    row = json.loads(done.out)["classification"][2]
    assert (row["laps"], row["time"], row["took_flag"]) == (2, "3:39.000", False)


def test_every_way_to_cut_the_last_line(scored: Scored) -> None:
    lines = analysis()
    for kept in range(1, len(lines[-1])):
        done = scored(text(lines[:-1]) + lines[-1][:kept])
        assert done.order == ["10", "20", "30"], lines[-1][:kept]
        laps = json.loads(done.out)["classification"][2]["laps"]
        assert laps == 2 or told(done, "race.csv:10:") or lines[-1][:kept].count(";") > 18


def test_a_log_cut_off_in_its_last_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "race.csv").write_text(PLAIN)
    assert run("import", "race.csv", "--out", "race.log").status == 0
    data = (tmp_path / "race.log").read_bytes()
    (tmp_path / "race.log").write_bytes(data[:-25])
    done = run("score", "race.log", "--kind", "race", "--json")
    assert (done.status, done.order) == (1, ["10", "20"])
    lines = len(data.splitlines())
    assert told(done, f"race.log:{lines}: error: the last line is cut off")


@pytest.mark.parametrize("inside", ["a row", "between rows"])
def test_binary_garbage_in_the_middle(scored: Scored, inside: str) -> None:
    garbage = bytes(range(256)) * 3
    lines = [line.encode() for line in analysis()]
    if inside == "a row":
        lines[5] = lines[5][:30] + garbage + lines[5][30:]
    else:
        lines.insert(5, garbage)
    done = scored(b"\n".join(lines) + b"\n")
    assert done.status == 1
    assert done.order == (["10", "30", "20"] if inside == "a row" else ["10", "20", "30"])
    assert [row["number"] for row in json.loads(done.out)["classification"]] == done.order
    assert told(done, "race.csv:6: error:") or told(done, "race.csv:7: error:")
    assert told(done, "not UTF-8 (byte 128)")


def test_binary_garbage_in_a_plain_log(scored: Scored) -> None:
    lines = PLAIN.encode().split(b"\n")
    lines.insert(3, bytes(range(128, 256)) + b"\x00\x01\x02")
    done = scored(b"\n".join(lines))
    assert (done.status, done.order) == (1, ["10", "20"])
    assert told(done, "race.csv:4: error: not a kind of row: ", "expected passing, flag")


def test_binary_garbage_in_a_log(run: Run, tmp_path: Path) -> None:
    (tmp_path / "race.csv").write_text(PLAIN)
    run("import", "race.csv", "--out", "race.log")
    lines = (tmp_path / "race.log").read_bytes().split(b"\n")
    lines.insert(2, bytes(range(128, 256)))
    (tmp_path / "race.log").write_bytes(b"\n".join(lines))
    done = run("score", "race.log", "--kind", "race", "--json")
    assert (done.status, done.order) == (1, ["10", "20"])
    assert told(done, "race.log:3: error: not a record: ", "expected UTF-8")


def test_a_wrong_delimiter(scored: Scored) -> None:
    """Any of the four known ones is right; a colon is none, and one that changes half-way is told."""
    assert scored(text(analysis()).replace(";", "\t")).order == ["10", "20", "30"]
    done = scored(text(analysis()).replace(";", ":"))
    assert (done.status, done.out) == (2, "")
    assert told(done, "race.csv: not a timing file: it begins with 'NUMBER:DRIVER_NUMBER:LAP_NUMBER")
    lines = analysis()
    done = scored(text([*lines[:4], *(line.replace(";", ",") for line in lines[4:])]))
    assert (done.status, done.order) == (1, ["10"])
    assert told(done, "race.csv:5: error: 1 cell instead of 21; the row was left out")
    done = scored(text([lines[0], *(line.replace(";", ",") for line in lines[1:])]))
    assert (done.status, done.out) == (2, "")
    assert told(done, "race.csv: no row fits the header, which has 21 columns separated by ';'", "'10,1,1,")


@pytest.mark.parametrize("column", ["NUMBER", "LAP_NUMBER"])
def test_a_needed_column_is_missing(scored: Scored, column: str) -> None:
    at = HEADER.split(";").index(column)
    rows = [line.split(";") for line in analysis()]
    done = scored(text([";".join([*row[:at], *row[at + 1 :]]) for row in rows]))
    assert (done.status, done.out) == (2, "")
    assert told(done, f"race.csv: no column {column} in this analysis; it has ", "LAP_TIME")


def test_no_time_at_all_in_the_header(scored: Scored) -> None:
    done = scored(text(analysis()).replace("ELAPSED", "WHEN").replace("LAP_TIME", "LONG"))
    assert (done.status, done.out) == (2, "")
    assert told(done, "race.csv: no column ELAPSED or LAP_TIME in this analysis; it has NUMBER")


def test_a_plain_log_without_a_needed_column(scored: Scored) -> None:
    done = scored(PLAIN.replace("time,", "when,"))
    assert (done.status, done.out) == (2, "")
    assert told(done, "race.csv: ", "time,kind,car,loop,value")


def test_a_plain_log_without_cars(scored: Scored) -> None:
    done = scored(PLAIN.replace("car", "Fahrer"))
    assert done.status == 1
    assert told(done, "race.csv:1: warning: ", "Fahrer")
    assert told(done, "race.csv:3: error: a row of kind passing names no car")


def test_lap_times_that_do_not_sum(scored: Scored) -> None:
    done = scored(edited(3, "1:38.000", "1:30.000"))
    assert (done.status, done.order) == (0, ["10", "20", "30"])
    assert told(
        done, "race.csv:3: warning: #10, lap 2: lap time 1:30.000, but the elapsed times say 1:38.000"
    )


def test_time_going_backwards(scored: Scored) -> None:
    done = scored(edited(6, "3:19.500", "1:00.000"))
    assert (done.status, done.order) == (1, ["10", "20", "30"])
    assert told(done, "race.csv:6: error: #20, lap 2: elapsed 1:00.000 after 1:41.000: time runs backwards")


def test_duplicate_lap_numbers(scored: Scored) -> None:
    lines = analysis()
    done = scored(text([*lines, lines[2], lines[2].replace("1:38.000", "1:20.000")]))
    assert (done.status, done.order) == (1, ["10", "20", "30"])
    assert told(done, "race.csv:11: note: #10, lap 2: the same row as line 3; taken once")
    assert told(
        done, "race.csv:12: error: #10, lap 2: this lap number twice", "1:20.000", "1:38.000", "line 3"
    )
    assert json.loads(done.out)["classification"][0]["best_lap"] == "1:38.000"


def test_a_lap_number_and_a_time_that_are_none(scored: Scored) -> None:
    done = scored(edited(6, ";2;", ";two;").replace("1:38.600", "1:38.6oo"))
    assert (done.status, done.order) == (1, ["10", "20", "30"])
    assert told(done, "race.csv:6: error: not a lap number: two; taken as 2")
    assert told(done, "race.csv:7: error: not a time: 1:38.6oo; expected like 1:45.123")


def test_cars_3_and_03(scored: Scored) -> None:
    done = scored(text(analysis({"3": CARS["10"], "03": CARS["20"]})))
    assert (done.status, done.order) == (0, ["3", "03"])
    assert told(done, "race.csv: note: numbers that look alike: 03, 3 are different cars")


def test_an_unknown_class(scored: Scored) -> None:
    done = scored(text(analysis()), "--class", "LMP2")
    assert (done.status, done.out) == (2, "")
    assert told(done, "no car in class 'LMP2'", "GT")


def test_an_entry_list_with_another_class(scored: Scored, tmp_path: Path) -> None:
    (tmp_path / "entries.csv").write_text("number,class\n10,GT\n10,GTE\n,GT\n")
    done = scored(PLAIN, "--entries", "entries.csv")
    assert (done.status, done.order) == (1, ["10", "20"])
    assert told(done, "entries.csv:3: error: #10: class is GT on an earlier line and GTE here")
    assert told(done, "entries.csv:4: error: a row without a car number")


# --- decisions


@pytest.mark.parametrize(
    ("decision", "status", "says"),
    [
        ('car = "99"\npenalty = "time"\nseconds = 5', 1, "error: #99: a decision for car 99, which is not in"),
        ('car = "010"\npenalty = "time"\nseconds = 5', 1, "error: #010: a decision for car 010"),
        ('car = "30"\npenalty = "lap-deleted"\nlap = 9', 1, "decision on lap 9, which the car did not complete"),
        ('car = "30"\npenalty = "lap-deleted"\nlap = 0', 1, "lap = 0; Expected a number from 1 up"),
        ('car = "30"\npenalty = "places"\nplaces = -1', 1, "places = -1; Expected a number from 1 up"),
        ('car = "30"\npenalty = "tine"\nseconds = 5', 1, "no penalty 'tine', nearest is 'time'"),
        ('car = "30"\npenalty = "time"\nseconds = "nan"', 1, "Expected fewer seconds than"),
        ('car = "30"\npenalty = "time"\nseconds = "1e400"', 1, "Expected fewer seconds than"),
        ('car = "30"\npenalty = "time"\nseconds = "five"', 1, "seconds = five"),
        ('car = "30"\npenalty = "time"', 1, "#30: the decision (time penalty) does not say how many seconds"),
        ('penalty = "race-time"', 1, "does not say how many seconds"),
        ('car = "99"\npenalty = "race-time"\nseconds = -5', 1, "does not say how many seconds"),
        ('car = "30"\npenalty = "time"\nsecs = 5', 1, "a decision does not know secs; nearest is seconds"),
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_carried_out(
    scored: Scored, tmp_path: Path, decision: str, status: int, says: str
) -> None:
    (tmp_path / "stewards.toml").write_text(f"# the stewards\n[[decision]]\n{decision}\n")
    done = scored(text(analysis()), "--decisions", "stewards.toml")
    assert (done.status, done.order) == (status, ["10", "20", "30"])
    assert told(done, "stewards.toml:2: error: ", says)


def test_the_same_decision_twice(scored: Scored, tmp_path: Path) -> None:
    one = '[[decision]]\ncar = 10\npenalty = "time"\nseconds = 5\n'
    (tmp_path / "stewards.toml").write_text(one * 2)
    done = scored(text(analysis()), "--decisions", "stewards.toml")
    assert (done.status, done.order) == (0, ["20", "10", "30"])
    assert told(done, "stewards.toml:5: warning: #10: the same decision (time penalty) a second time")
    assert json.loads(done.out)["classification"][1]["time"] == "5:01.100"


def test_the_good_decisions_of_a_bad_file_count(scored: Scored, tmp_path: Path) -> None:
    good = '[[decision]]\ncar = "10"\npenalty = "disqualified"\n'
    bad = '[[decision]]\ncar = "20"\npenalty = "expelled"\n'
    (tmp_path / "stewards.toml").write_text(bad + good + bad)
    done = scored(text(analysis()), "--decisions", "stewards.toml")
    assert (done.status, done.order) == (1, ["20", "30"])
    assert told(done, "stewards.toml:1: error: ", "expelled")
    assert told(done, "stewards.toml:7: error: ", "expelled")


def test_a_decisions_file_that_is_no_toml(scored: Scored, tmp_path: Path) -> None:
    (tmp_path / "stewards.toml").write_text('[[decision]]\ncar = "10\n')
    done = scored(text(analysis()), "--decisions", "stewards.toml")
    assert (done.status, done.out) == (2, "")
    assert told(done, "stewards.toml: not TOML: ", "line 2")


# --- rulebooks


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ('[race]\nlenght = "60 min"', "book.toml:2: race.lenght: unknown key; nearest is 'length'"),
        ('[rase]\nlength = "60 min"', "book.toml:1: rase: unknown key; nearest is 'race'"),
        ("[race]\nlength = 60", "book.toml:2: race.length: expected a time with its unit"),
        ('[race]\nlength = "60 km"', "like '85 s' or '28:00.000', found '60 km' (not a unit of time: 'km'"),
        ('[race]\nlaps = "ten"', "book.toml:2: race.laps: "),
        (
            '[race.compulsory-stop]\nopens = "32:00"\ncloses = "28:00"\nminimum = "85 s"',
            "book.toml:3: race.compulsory-stop.closes: the window closes before it opens",
        ),
        (
            '[race]\nlength = "20 min"\n[race.compulsory-stop]\nopens = "28:00"\ncloses = "32:00"\nminimum = "85 s"',
            "book.toml:4: race.compulsory-stop.opens: the window opens after the session is over",
        ),
        ('[race.classified]\nshare = "3/2"', "book.toml:2: race.classified.share: a share lies between 0 and 1"),
    ],
    ids=["key", "table", "no unit", "unit", "number", "window", "window after the end", "share"],
)  # fmt: skip
def test_a_rulebook_that_contradicts_itself(
    scored: Scored, run: Run, tmp_path: Path, rules: str, says: str
) -> None:
    (tmp_path / "book.toml").write_text(rules + "\n")
    done = scored(text(analysis()), "--rulebook", "book.toml")
    assert (done.status, done.out) == (2, "")
    assert told(done, "error: book.toml:", says)


# --- numbers nobody meant


def test_numbers_too_large_to_be_meant(scored: Scored) -> None:
    huge = "9" * 5000
    done = scored(PLAIN.replace(",10,", f",{huge},"))
    assert (done.status, done.order) == (0, [huge, "20"])
    done = scored(text(analysis({huge: CARS["10"], "20": CARS["20"]})))
    assert (done.status, done.order) == (1, ["20"])
    assert told(done, "race.csv:2: error: a row without a car number")
    table = f"POSITION;NUMBER;STATUS;LAPS;TOTAL_TIME\n{huge};7;;10;1:00:00.000\n1;8;;{huge};59:00.000\n"
    done = scored(table)
    assert done.status == 0
    assert told(done, "race.csv:3: warning: ", f"not a number: {huge[:100]}")
    log = "time,kind,car,value,strength\n10:00:00,session,,start,\n10:02:00,passing,7,,99999999999\n"
    done = scored(log)
    assert (done.status, done.order) == (0, ["7"])
    assert told(done, "race.csv:3: warning: not a number: 99999999999")


def test_instants_outside_the_calendar(scored: Scored) -> None:
    lines = PLAIN.splitlines()
    bad = (
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "1969-12-31T23:00:00",
        "24:61:00",
        "-1:00",
    )
    done = scored(text([*lines, *(f"{at},passing,20,FL," for at in bad)]))
    assert (done.status, done.order) == (1, ["10", "20"])
    for number, at in enumerate(bad, len(lines) + 1):
        assert told(done, f"race.csv:{number}: error: not an instant: {at}; expected 10:51:53.412")


# --- size


def test_an_80_mb_file_is_scored_in_little_memory(tmp_path: Path) -> None:
    """130 cars with 6,350 laps each. Rows repeat, but for their numbers; the memory is that of the whole process."""
    row = ROW.format(car="{car}", lap="{lap}", time="1:30.000", s1="30.000", s2="30.000", s3="30.000",
                     elapsed="{elapsed}", hour="{hour}", flag="GF")  # fmt: skip
    size = 0
    with (tmp_path / "race.csv").open("w") as file:
        file.write(HEADER + "\n")
        for car in range(100, 230):
            rows = []
            for lap in range(1, 6351):
                ms = lap * 90_000 + car
                elapsed = f"{ms // 3600000}:{ms // 60000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"
                rows.append(row.format(car=car, lap=lap, elapsed=elapsed, hour=""))
            size += file.write("\n".join(rows) + "\n")
    assert size > 80_000_000
    script = (
        "import resource, sys; from parcferme.cli import app\n"
        "try: app(['score', 'race.csv', '--kind', 'race', '--json'])\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert done.returncode == 0
    rows = json.loads(done.stdout)["classification"]
    assert [row["number"] for row in rows] == [str(car) for car in range(100, 230)]
    assert {row["laps"] for row in rows} == {6350}
    memory = int(done.stderr.split()[-1]) * (1 if sys.platform == "darwin" else 1024)
    assert memory < 1_000_000_000


def test_80_mb_of_the_wrong_thing(scored: Scored) -> None:
    done = scored(b"POSITION;NUMBER;LAPS\n" + b"\x00\xff;;\n" * 200_000)
    assert done.status in (1, 2)
    assert len(done.err.splitlines()) < 300


def test_a_column_of_unknown_marks_takes_no_time_squared(scored: Scored) -> None:
    lines = analysis({str(car): (90_000,) * 400 for car in range(100, 150)})
    odd = [lines[0], *(line.replace(";GF;", f";X{number};") for number, line in enumerate(lines[1:]))]
    done = scored(text(odd))
    assert len(done.order) == 50
    assert told(done, "race.csv:2: warning: unknown mark X0 in column FLAG_AT_FL, 1 time", "GF, YF, FCY")


# --- nowhere to write to


def _limited() -> None:
    """No file of this process may grow past 64 bytes: writing fails as on a full disk."""
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (["score", "race.csv", "--kind", "race", "--csv", "out.csv"], "out.csv"),
        (["export", "race.csv", "--out", "out.csv", "--format", "laps-csv"], "out.csv"),
        (["export", "race.csv", "--out", "out.log"], "out.log"),
        (["import", "race.csv", "--out", "out.log", "--force"], "out.log"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_a_disk_that_is_full(tmp_path: Path, arguments: list[str], out: str) -> None:
    (tmp_path / "race.csv").write_text(text(analysis()))
    (tmp_path / out).write_text("what was there before")
    done = subprocess.run(
        [*command(), *arguments], cwd=tmp_path, capture_output=True, text=True, preexec_fn=_limited
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    assert f"error: {out}: cannot be written: File too large\n" in done.stderr
    assert (tmp_path / out).read_text() == "what was there before"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["race.csv", out])


def test_a_database_on_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "race.csv").write_text(text(analysis()))
    done = subprocess.run(
        [*command(), "import", "race.csv", "--out", "out.db", "--session", "race-1"],
        cwd=tmp_path, capture_output=True, text=True, preexec_fn=_limited,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode == 2
    assert "out.db" in done.stderr
    assert "a defect of parcferme" not in done.stderr


def test_standard_output_on_a_full_device(tmp_path: Path) -> None:
    (tmp_path / "race.csv").write_text(text(analysis()))
    for more in (["--json"], []):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [*command(), "score", "race.csv", "--kind", "race", *more],
                cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
        assert done.returncode == 2
        assert "No space left on device" in done.stderr
        assert "Traceback" not in done.stderr
