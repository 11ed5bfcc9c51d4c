"""`parcferme timetable`: when every session is, on the terminal, as JSON and as a calendar file."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import Run

ROUND = """\
name = "Spa"
circuit = "Spa-Francorchamps"
[[session]]
name = "qualifying-1"
start = 2024-05-04T10:00:00
length = "20 min"
[[session]]
name = "race-1"
start = 2024-05-04T14:00:00
length = "60 min"
"""


@pytest.fixture
def cup(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "cup"
    (folder / "1-spa").mkdir(parents=True)
    (folder / "championship.toml").write_text(
        'name = "cup"\ntitle = "Club Cup"\nseason = 2024\nzone = "Europe/Brussels"\n'
        '[[round]]\nnumber = 2\nname = "Monza"\nstart = 2024-06-01\nend = 2024-06-02\n',
        encoding="utf-8",
    )
    (folder / "1-spa" / "round.toml").write_text(ROUND, encoding="utf-8")
    return folder


def test_every_session_with_its_day_and_times_at_the_circuit(run: Run, cup: Path) -> None:
    done = run("timetable", "cup")
    assert (done.status, done.err) == (0, "")
    assert "Round 1 · Spa · Spa-Francorchamps · 2024-05-04" in done.out
    assert "2024-05-04 10:00 10:20 Qualifying 1" in done.out
    assert "Round 2 · Monza · 2024-06-01 – 2024-06-02 · no times yet" in done.out
    assert "2024-05-04 14:00 15:00 Course 1" in run("timetable", "cup", "--lang", "fr").out
    assert "Monza" not in run("timetable", "cup", "--round", 1).out
    assert run("timetable", "cup", "--round", "1-spa").out == run("timetable", "cup", "--round", 1).out


def test_the_timetable_as_json(run: Run, cup: Path) -> None:
    done = run("timetable", "cup", "--json")
    assert (done.status, done.err) == (0, "")
    assert done.json["championship"] == {"name": "Club Cup", "season": "2024"}
    spa, monza = done.json["rounds"]
    assert (monza["first"], monza["last"], monza["sessions"]) == ("2024-06-01", "2024-06-02", [])
    assert spa["sessions"][1] == {
        "session": "race-1", "kind": "race", "start": "2024-05-04T14:00:00+02:00", "start_utc": "2024-05-04T12:00:00Z",
        "end": "2024-05-04T15:00:00+02:00", "end_utc": "2024-05-04T13:00:00Z", "length": "1:00:00",
        "length_us": 3_600_000_000, "zone": "Europe/Brussels",
    }  # fmt: skip


def test_a_calendar_file_beside_the_table_or_alone(run: Run, cup: Path) -> None:
    beside = run("timetable", "cup", "--ics", "cup.ics")
    assert "Qualifying 1" in beside.out
    kept = (cup.parent / "cup.ics").read_bytes().decode()
    alone = run("timetable", "cup", "--ics", "-")
    assert alone.out.startswith("BEGIN:VCALENDAR")
    assert kept.count("BEGIN:VEVENT") == alone.out.count("BEGIN:VEVENT") == 3
    assert "UID:cup-2024-round-1-race-1@parcferme" in kept
    assert run("timetable", "cup", "--ics", "cup.ics", "--json").json["rounds"]


def test_an_overlap_is_exit_status_1_with_file_and_line(run: Run, cup: Path) -> None:
    text = ROUND.replace("2024-05-04T14:00:00", "2024-05-04T10:10:00")
    (cup / "1-spa" / "round.toml").write_text(text, encoding="utf-8")
    done = run("timetable", "cup")
    assert done.status == 1
    said = (
        "1-spa/round.toml:7: error: race-1 starts 10:00.000 before the end of qualifying-1 [sessions-overlap]"
    )
    assert done.err.strip() == said


def test_an_unknown_round_or_folder_is_exit_status_2(run: Run, cup: Path) -> None:
    assert (run("timetable", "cup", "--round", 9).status, run("timetable", "nowhere").status) == (2, 2)
