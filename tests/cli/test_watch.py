"""`parcferme watch`: the board of a session on a terminal and as JSON, and what it says is what `score --at` says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from commands import Run
from small_race import write_race


@pytest.fixture
def race(tmp_path: Path) -> Path:
    write_race(tmp_path)
    return tmp_path / "race.csv"


@pytest.mark.parametrize("at", ["1:00", "3:00", "6:30"])
def test_places_laps_and_gaps_are_those_of_score_at_that_instant(run: Run, race: Path, at: str) -> None:
    board = run("watch", race, "--kind", "race", "--at", at, "--once", "--json").json["board"]
    result = run("score", race, "--kind", "race", "--at", at, "--json").json["classification"]
    same = (
        "number",
        "position",
        "class_position",
        "laps",
        "gap_us",
        "gap_laps",
        "interval_us",
        "interval_laps",
    )
    assert [[line[key] for key in same] for line in board["lines"]] == [
        [row[key] for key in same] for row in result
    ]
    assert [line["best_lap_us"] for line in board["lines"]] == [row["best_lap_us"] for row in result]


def test_a_board_on_eighty_columns_and_in_french(
    run: Run, race: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = run("watch", race, "--kind", "race", "--at", "3:00", "--once")
    assert (shown.status, shown.err) == (0, "")
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "Pos" in shown.out and "Clock 3:00" in shown.out
    assert "Chrono 3:00" in run("watch", race, "--kind", "race", "--at", "3:00", "--once", "--lang", "fr").out


@pytest.mark.parametrize("as_json", [(), ("--json",)])
@pytest.mark.parametrize(
    ("asked", "said"), [(("--car", "999"), "no car '999'"), (("--class", "XY"), "no car in class 'XY'")]
)
def test_a_car_or_class_that_is_not_there_ends_it_with_those_that_are(
    run: Run, race: Path, asked: tuple[str, str], said: str, as_json: tuple[str, ...]
) -> None:
    shown = run("watch", race, "--kind", "race", "--once", *asked, *as_json)
    assert shown.status == 2
    assert said in shown.err


def test_there_is_no_such_file(run: Run, tmp_path: Path) -> None:
    shown = run("watch", tmp_path / "none.log")
    assert (shown.status, "there is no such file" in shown.err) == (2, True)


def test_it_goes_on_while_the_log_grows_and_ends_with_an_interrupt(race: Path, tmp_path: Path) -> None:
    rows = race.read_text().splitlines(keepends=True)
    file = tmp_path / "today.csv"
    file.write_text("".join(rows[: len(rows) // 2]))
    command = [
        sys.executable,
        "-m",
        "parcferme",
        "watch",
        str(file),
        "--kind",
        "race",
        "--json",
        "--every",
        "60",
    ]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as watching:
        assert watching.stdout is not None
        first = json.loads(watching.stdout.readline())["board"]
        with file.open("a") as more:
            more.write("".join(rows[len(rows) // 2 :]))
        second = json.loads(watching.stdout.readline())["board"]
        time.sleep(0.1)
        watching.send_signal(signal.SIGINT)
        assert watching.wait(30) == 0
    assert second["record"] > first["record"]
    assert max(line["laps"] for line in second["lines"]) > max(line["laps"] for line in first["lines"])
