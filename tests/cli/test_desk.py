"""`parcferme desk`: words into what is asked of the desk, and a refusal where there is none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands import Run
from parcferme.cli.desk import ORDER, asked_of
from parcferme.entries import Entries
from parcferme.findings import WrongCall
from parcferme.live import Desk, Service, Setting
from parcferme.live.desk.operations import OPERATIONS
from parcferme.season import load_rulebook

TEN = 36_000_000_000


@pytest.mark.parametrize(
    ("words", "do", "given", "session"),
    [
        ("flag yellow sector=S2", "flag", {"value": "yellow", "sector": "S2"}, None),
        ("open race-1 kind=qualifying", "open", {"kind": "qualifying"}, "race-1"),
        ("tap", "tap", {}, None),
        ("swap 7 8", "swap", {"car": "7", "other": "8"}, None),
        ("chequered -1", "chequered", {"by": "-1"}, None),
        ("insert 7 10:00:01,10:01:02", "insert", {"car": "7", "times": ["10:00:01", "10:01:02"]}, None),
        ("void targets=12,13", "void", {"targets": ["12", "13"]}, None),
        ("undo 12", "undo", {"operation": "12"}, None),
        ('write {"kind":"note","text":"x"}', "write", {"records": [{"kind": "note", "text": "x"}]}, None),
    ],
)
def test_words_are_what_they_say(words: str, do: str, given: dict[str, Any], session: str | None) -> None:
    assert asked_of(words.split(), None) == {"ask": "do", "do": do, "session": session, "given": given}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("dance", "no operation 'dance'"),
        ("swap 7 8 9", "what is '9'"),
        ("window 10:00", "expected name=value"),
        ("write {", "no record as JSON"),
    ],
)
def test_words_that_say_nothing_are_refused(words: str, why: str) -> None:
    with pytest.raises(WrongCall, match=why):
        asked_of(words.split(), None)


def test_every_operation_can_be_said_and_is_in_the_help(run: Run) -> None:
    assert set(ORDER) == {*OPERATIONS, "undo"}
    said = run("desk", "--help").out
    assert all(name in said for name in ORDER)


def test_without_a_desk_the_command_says_how_to_start_one(run: Run, tmp_path: Path) -> None:
    ran = run("desk", str(tmp_path / "today.db"), "flag", "red")
    assert (ran.status, ran.out) == (2, "")
    assert f"no desk is running (start one: parcferme serve {tmp_path / 'today.db'})" in ran.err
    assert not (tmp_path / "today.db").exists()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[str]:
    """A desk that has a race of two cars."""
    made = Desk(tmp_path / "today.db", Setting(load_rulebook(None), Entries.of(())), official=lambda: TEN)
    service = Service(made)
    yield str(tmp_path / "today.db")
    service.close()
    made.close()


def raced(run: Run, place: str) -> None:
    assert run("desk", place, "open", "race-1").status == 0
    assert run("desk", place, "start").status == 0


def test_a_race_from_the_command_line(run: Run, place: str, tmp_path: Path) -> None:
    raced(run, place)
    assert run("desk", place, "insert", "7", "10:01:00,10:02:00", "--by", "ann").out.startswith(
        "done: operation "
    )
    run("desk", place, "insert", "8", "10:01:02,10:02:02")
    preview = run("desk", place, "leave-out", "7", "--preview")
    assert "#8" in preview.out and "--seen" in preview.out and preview.status == 0
    seen = preview.out.split("--seen ")[1].strip()
    assert run("desk", place, "leave-out", "7", "--seen", seen).status == 0
    refused = run("desk", place, "leave-out", "7", "--seen", seen)
    assert refused.status == 2 and "left-out meanwhile" in refused.err
    assert run("desk", place, "undo").status == 0
    numbers = [row["number"] for row in run("desk", place, "result").json["classification"]]
    assert numbers == ["7", "8"]
    assert [one["by"] for one in run("desk", place, "operations").json["operations"]].count("ann") == 1
    flagged = run("desk", place, "flag", "red", "--lang", "fr")
    assert flagged.out.startswith("fait : opération ")


def test_what_would_write_beside_the_desk_is_refused_and_what_reads_is_not(run: Run, place: str) -> None:
    raced(run, place)
    second = run("serve", place)
    assert second.status == 2 and "is written by another desk: process " in second.err
    assert run("export", place, "--session", "race-1", "--out", "-").status == 0
    log = Path(place).with_name("more.log")
    log.write_text('{"kind":"note","text":"x"}\n')
    refused = run("import", str(log), "--out", place, "--session", "race-1")
    assert refused.status == 2 and "a desk writes to it" in refused.err


def test_serve_runs_until_it_is_stopped(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from parcferme.cli import serve

    asked: list[Any] = []

    def meanwhile() -> None:
        asked.append(run("desk", str(tmp_path / "today.db"), "state").json)

    monkeypatch.setattr(serve, "_until_stopped", meanwhile)
    ran = run("serve", str(tmp_path / "today.db"))
    assert ran.status == 0 and threading.active_count() >= 1
    assert asked[0]["records"] == 0
    assert run("desk", str(tmp_path / "today.db"), "state").status == 2
