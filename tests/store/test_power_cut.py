"""The power is cut at 200 moments of a desk's writing: whatever was acknowledged is there, whole and in order."""

from __future__ import annotations

import random
import sqlite3
import threading
from pathlib import Path

import pytest

from parcferme.entries import Entries
from parcferme.live import Asked, Desk, Setting
from parcferme.records import Note, Passing
from parcferme.season import load_rulebook
from parcferme.store import Journal, chained, journal, stream_of
from parcferme.store.contract import BEGINNING
from parcferme.store.sqlite import SqliteStore
from power_cut import Disk

POINTS = 200
Kept = dict[int, tuple[str, bytes]]


def written(disk: Disk, path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """A desk's writing from the first moment on: every record that was acknowledged, by its number."""
    real = journal._sync_folder

    def synced(folder: Path) -> None:
        real(folder)
        disk.folder_synced()

    monkeypatch.setattr(journal, "_sync_folder", synced)
    dice = random.Random(14)
    with disk.under_every_connection():
        desk = Journal(path)
        # Often enough that the log file goes into the database several times.
        desk._connection.execute("PRAGMA wal_autocheckpoint = 40")
        for n in range(60):
            reads = [
                Passing(at=n * 10**6 + i, car=str(i), decoder="D1") for i in range(dice.randrange(1, 12))
            ]
            numbers = desk.stage(
                [(stream_of("D1"), reads), ("race-1", [Note(text=f"{n}" * dice.randrange(1, 90))])]
            )
            desk.commit()
            disk.acknowledged(tuple(numbers))
        kept = {seq: (stream, line) for stream, seq, line in rows(desk._connection)}
        desk.close()
    return kept


def rows(connection: sqlite3.Connection) -> list[tuple[str, int, bytes]]:
    return connection.execute("SELECT session, seq, line FROM record ORDER BY seq").fetchall()


def found_after(path: Path) -> Kept:
    """What is in a database that was cut off, its chains whole; nothing where it is not even there."""
    if not path.exists():
        return {}
    connection = sqlite3.connect(path)
    try:
        if not connection.execute("SELECT name FROM sqlite_master WHERE name = 'record'").fetchall():
            return {}
        chains: dict[str, bytes] = {}
        for stream, line, chain in connection.execute("SELECT session, line, hash FROM record ORDER BY seq"):
            chains[stream] = chained(chains.get(stream, BEGINNING), line)
            assert chains[stream] == chain
        return {seq: (stream, line) for stream, seq, line in rows(connection)}
    finally:
        connection.close()


def lost(disk: Disk, kept: Kept, folder: Path, *, torn: bool) -> int:
    """How many acknowledged records are not there after a cut, over all moments."""
    dice = random.Random(7)
    count = 0
    moments = sorted({round(i * len(disk.events) / POINTS) for i in range(1, POINTS + 1)})
    assert len(moments) == POINTS
    for moment in moments:
        place = folder / str(moment)
        acknowledged = disk.cut(moment, place, dice if torn else None)
        found = found_after(place / "today.db")
        wanted = {seq for numbers in acknowledged for seq in numbers}
        count += len(wanted - found.keys())
        assert all(kept[seq] == row for seq, row in found.items() if seq in wanted)
        # Of the commit on its way all or nothing is there.
        assert len(found.keys() - wanted) in {0, *_next(disk, moment)}
    return count


def _next(disk: Disk, moment: int) -> list[int]:
    return [len(event.data) for event in disk.events[moment:] if event.what == "acknowledged"][:1]


@pytest.mark.parametrize("torn", [False, True], ids=["thrown-away", "some-of-it-torn"])
def test_what_was_acknowledged_survives_a_power_cut_at_any_moment(
    torn: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk()
    kept = written(disk, tmp_path / "today.db", monkeypatch)
    assert disk.syncs >= 60, "nothing was synced: the layer is not under the desk"
    assert {"today.db", "today.db-wal"} <= {event.file for event in disk.events if event.what == "sync"}
    assert lost(disk, kept, tmp_path, torn=torn) == 0


def test_what_a_desk_acknowledged_to_several_at_once_survives_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three feeds and a person at one desk: their writes share commits, and each answer stands for its own."""
    disk = Disk()
    real = journal._sync_folder

    def synced(folder: Path) -> None:
        real(folder)
        disk.folder_synced()

    monkeypatch.setattr(journal, "_sync_folder", synced)
    setting = Setting(load_rulebook(None), Entries.of(()))
    with disk.under_every_connection():
        desk = Desk(tmp_path / "today.db", setting, official=lambda: 10**9)

        def feed(decoder: str) -> None:
            for n in range(15):
                disk.acknowledged(tuple(desk.take([Passing(at=n, car=str(n), decoder=decoder)] * 3)))

        feeds = [threading.Thread(target=feed, args=(f"D{n}",)) for n in range(3)]
        for one in feeds:
            one.start()
        for n in range(8):
            answer = desk.do(Asked(do="tap", session="race-1", given={"car": str(n)}))
            disk.acknowledged(answer.numbers)
        for one in feeds:
            one.join()
        kept = {seq: (stream, line) for stream, seq, line in rows(desk.journal._connection)}
        desk.close()
    assert len(kept) == 3 * 15 * 3 + 8 * 2 and disk.syncs >= 10
    for moment in range(0, len(disk.events), max(len(disk.events) // 60, 1)):
        acknowledged = disk.cut(moment, tmp_path / str(moment))
        found = found_after(tmp_path / str(moment) / "today.db")
        assert {seq for numbers in acknowledged for seq in numbers} <= found.keys()
        assert all(kept[seq] == row for seq, row in found.items())


def test_every_acknowledgement_follows_the_sync_of_what_it_speaks_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk()
    written(disk, tmp_path / "today.db", monkeypatch)
    unsynced = 0
    acknowledged = 0
    for event in disk.events:
        if event.what == "write" and event.file.endswith("-wal"):
            unsynced += 1
        elif event.what == "sync" and event.file.endswith("-wal"):
            unsynced = 0
        elif event.what == "acknowledged":
            acknowledged += 1
            assert unsynced == 0
    assert acknowledged == 60


def test_without_syncs_records_are_lost_and_that_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test of the test: a connection that does not wait for the disk loses what it acknowledged."""
    real = SqliteStore._connected

    def careless(self: SqliteStore, connection: sqlite3.Connection, record: object) -> None:
        real(self, connection, record)
        connection.execute("PRAGMA synchronous = OFF")

    monkeypatch.setattr(SqliteStore, "_connected", careless)
    disk = Disk()
    kept = written(disk, tmp_path / "today.db", monkeypatch)
    assert disk.syncs < 10, "those of the new file alone, before anything was asked of the connection"
    assert lost(disk, kept, tmp_path, torn=False) > 100
