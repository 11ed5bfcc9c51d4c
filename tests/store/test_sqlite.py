"""The SQLite store: append-only by trigger, tampering shows, several programs, crash, full disk, wrong paths."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

import parcferme
from parcferme import records as r
from parcferme.findings import StoreError, WrongCall
from parcferme.store import open_store
from parcferme.store.sqlite import SqliteStore, reason

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(next(iter(parcferme.__path__))).parent)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logs.db"


def notes(*texts: str) -> list[r.Note]:
    return [r.Note(text=text) for text in texts]


def filled(path: Path) -> None:
    with SqliteStore(path) as store:
        store.open("race-1").append(notes("a", "b", "c", "d"))


def raw(path: Path, *statements: str) -> None:
    """What somebody with the file and a SQLite shell can do to it."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


# ------------------------------------------------------------------------------------------------- append-only


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET line = x'00' WHERE seq = 2",
        "UPDATE record SET session = 'race-2'",
        "DELETE FROM record WHERE seq = 4",
        "DELETE FROM record",
        "INSERT OR REPLACE INTO record VALUES ('race-1', 2, x'00', x'00')",
        "INSERT INTO record VALUES ('race-1', 0, x'00', x'00')",
    ],
)
def test_the_database_itself_refuses_to_change_a_record(path: Path, statement: str) -> None:
    filled(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw(path, statement)
    with SqliteStore(path) as store:
        assert store.open("race-1").verify() == ()


DROP = ("DROP TRIGGER record_no_update", "DROP TRIGGER record_no_delete", "DROP TRIGGER record_in_order")


@pytest.mark.parametrize(
    ("statement", "code", "seq"),
    [
        ("UPDATE record SET line = replace(line, '\"b\"', '\"x\"') WHERE seq = 2", "store-record-changed", 2),
        ("UPDATE record SET hash = zeroblob(32) WHERE seq = 3", "store-record-changed", 3),
        ("DELETE FROM record WHERE seq = 2", "store-record-changed", 3),
        ("DELETE FROM record WHERE seq = 1", "store-record-changed", 2),
        ("UPDATE record SET seq = 9 WHERE seq = 4", "store-number-changed", 9),
        ("UPDATE record SET seq = seq + 5", "store-number-changed", 6),
        ("UPDATE record SET seq = 'x' WHERE seq = 4", "store-number-changed", 0),
        ("UPDATE record SET line = 7 WHERE seq = 4", "store-record-changed", 4),
        ("UPDATE record SET hash = 'x' WHERE seq = 1", "store-record-changed", 1),
    ],
)
def test_tampering_past_the_triggers_shows_at_the_first_record(
    path: Path, statement: str, code: str, seq: int
) -> None:
    filled(path)
    raw(path, *DROP, statement)
    with SqliteStore(path) as store:
        (finding,) = store.open("race-1").verify()
        assert (finding.code, finding.where.seq, finding.severity) == (code, seq, "error")
        assert finding.values["session"] == "race-1"


def test_an_end_cut_off_shows_against_a_head_noted_earlier(path: Path) -> None:
    filled(path)
    with SqliteStore(path) as store:
        head = store.open("race-1").head
    raw(path, *DROP, "DELETE FROM record WHERE seq = 4")
    with SqliteStore(path) as store:
        assert store.open("race-1").verify() == ()
        assert [finding.code for finding in store.open("race-1").verify(head)] == ["store-head-differs"]


def test_a_line_of_a_later_program_is_told_and_its_bytes_stay(path: Path) -> None:
    filled(path)
    line = json.dumps({"kind": "note", "v": 99, "seq": 5, "text": "e"})
    raw(path, f"INSERT INTO record VALUES ('race-1', 5, CAST('{line}' AS BLOB), zeroblob(32))")
    with SqliteStore(path) as store:
        session = store.open("race-1")
        with pytest.raises(StoreError, match=r"session 'race-1': log-version-unknown: .*version 99"):
            session.read()
        assert session.text(4) == line.encode() + b"\n"


# ------------------------------------------------------------------------------------------------------- crash


WRITER = """
import sys
from parcferme.records import Note
from parcferme.store.sqlite import SqliteStore
session = SqliteStore(sys.argv[1]).open("race-1")
while True:
    print(session.append([Note(text="x" * 50), Note(text="y")])[-1], flush=True)
"""


def test_what_was_acknowledged_survives_a_killed_program(path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, env=ENVIRONMENT)
    assert child.stdout is not None
    acknowledged = 0
    for line in child.stdout:
        acknowledged = int(line)
        if acknowledged >= 60:
            os.kill(child.pid, signal.SIGKILL)
            break
    rest = child.stdout.read().split()
    child.wait()
    child.stdout.close()
    acknowledged = int(rest[-1]) if rest else acknowledged
    with SqliteStore(path) as store:
        session = store.open("race-1")
        assert session.last_seq >= acknowledged and session.last_seq % 2 == 0
        assert [event.seq for event in session.read().events] == list(range(1, session.last_seq + 1))
        assert session.verify() == ()
        assert session.append(notes("after")) == [len(session.read())]


TEN = """
import sys
from parcferme.records import Note
from parcferme.store.sqlite import SqliteStore
with SqliteStore(sys.argv[1]) as store:
    for _ in range(30):
        print(*store.open("race-1").append([Note(text=sys.argv[2])] * 3))
"""


def test_two_programs_appending_at_once_lose_and_repeat_no_number(path: Path) -> None:
    children = [
        subprocess.Popen([sys.executable, "-c", TEN, path, name], stdout=subprocess.PIPE, env=ENVIRONMENT)
        for name in ("timing", "race control")
    ]
    told = [child.communicate()[0].split() for child in children]
    assert [child.returncode for child in children] == [0, 0], "also when both make the file"
    assert sorted(int(seq) for own in told for seq in own) == list(range(1, 181))
    with SqliteStore(path) as store:
        assert store.open("race-1").verify() == () and len(store.open("race-1").read()) == 180


# -------------------------------------------------------------------------------------------------- misfortune


def test_a_full_disk_is_told_and_nothing_half_is_kept(path: Path) -> None:
    filled(path)
    with SqliteStore(path) as store:
        with store.engine.connect() as connection:  # the only connection there is: the limit stays with it
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 3}")
        session = store.open("race-1")
        with pytest.raises(StoreError, match=r"logs\.db: cannot write: .*full; nothing of it was kept"):
            session.append(pl.DataFrame({"at": range(5000), "loop": ["FL"] * 5000, "car": ["1"] * 5000}))
        assert session.last_seq == 4 and session.verify() == ()
        assert session.append(notes("still room for a word")) == [5]


def test_a_writer_that_never_ends_is_told(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, SqliteStore(path, busy=0.1) as store:
        other.execute("BEGIN IMMEDIATE")
        session = store.open("race-1")
        assert session.last_seq == 4, "reading never waits"
        with pytest.raises(StoreError, match=r"cannot write: .*locked: another program"):
            session.append(notes("x"))
        other.execute("ROLLBACK")
        assert session.append(notes("x")) == [5]


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        SqliteStore(tmp_path)


def test_a_place_nobody_can_write_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"logs\.db: cannot open to write: "):
        SqliteStore(tmp_path / "file" / "logs.db")
    with pytest.raises(StoreError, match=r"logs\.db: cannot open to write: "):
        SqliteStore(tmp_path / "no such folder" / "logs.db")


def test_a_file_that_is_not_there_is_only_made_when_asked_for(path: Path) -> None:
    with pytest.raises(StoreError, match="cannot open to write"):
        SqliteStore(path, create=False)
    with pytest.raises(StoreError, match="cannot open: "):
        SqliteStore(path, read_only=True)
    assert not path.exists()


def test_a_file_that_is_no_database_is_told_and_left_alone(path: Path) -> None:
    path.write_bytes(b"NUMBER;DRIVER_NUMBER;LAP_NUMBER\n" * 100)
    with pytest.raises(StoreError, match="not a database"):
        SqliteStore(path)
    assert path.read_bytes() == b"NUMBER;DRIVER_NUMBER;LAP_NUMBER\n" * 100


def test_a_database_of_something_else_is_told_and_left_alone(path: Path) -> None:
    raw(path, "CREATE TABLE laps (car TEXT)")
    with pytest.raises(StoreError, match=r"a database, but no store of logs: it has \['laps'\]"):
        SqliteStore(path)


def test_a_store_of_a_later_version_is_told(path: Path) -> None:
    filled(path)
    raw(path, "UPDATE parcferme SET version = 2")
    with pytest.raises(StoreError, match="a store of version 2, this program knows 1"):
        SqliteStore(path)


def test_a_reader_reads_and_never_writes(path: Path) -> None:
    filled(path)
    with open_store(path, read_only=True) as store:
        session = store.open("race-1")
        assert len(session.read()) == 4 and store.sessions() == ("race-1",)
        with pytest.raises(WrongCall, match="opened to read only"):
            session.append(notes("x"))


@pytest.mark.parametrize("name", ["Le Castellet 50%?#é.db", "a&mode=memory.db"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    filled(tmp_path / name)
    assert (tmp_path / name).is_file()
    with open_store(str(tmp_path / name)) as store:
        assert len(store.open("race-1").read()) == 4


def test_every_append_is_on_the_disk_before_it_is_acknowledged(path: Path) -> None:
    with SqliteStore(path) as store, store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


@pytest.mark.parametrize("said", ["no such column: full_course_yellow", "no such table: locked_wheels"])
def test_a_name_that_sounds_like_trouble_is_not_taken_for_it(said: str) -> None:
    assert reason(sqlite3.OperationalError(said)) == said
