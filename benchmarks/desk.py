"""The desk measured: reads kept durably beside plain SQLite with as many rows a commit, bytes a read, a restart."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from parcferme.codec import encode_record
from parcferme.entries import Entries
from parcferme.live import Desk, Setting
from parcferme.records import Passing
from parcferme.season import load_rulebook

Say = Callable[..., None]
ROWS = 50


def reads(count: int, first: int = 0) -> list[Passing]:
    """What a P3 decoder sends: a transponder, a strength, its own count and clock."""
    return [
        Passing(
            at=1_790_000_000_000_000 + n * 20_000,
            transponder=str(8_412_000 + n % 60),
            strength=131,
            hits=42,
            decoder="101",
            number=n + 1,
            device_at=1_790_000_000_000_000 + n * 20_000,
            source="p3://10.0.0.7:5403",
        )
        for n in range(first, first + count)
    ]


def plain(path: Path, lines: list[bytes]) -> float:
    """The same lines into a table by SQLite alone, as many a commit, with the same sync: seconds."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE record (session TEXT, seq INTEGER, line BLOB, PRIMARY KEY (session, seq)) WITHOUT ROWID"
    )
    began = time.perf_counter()
    for at in range(0, len(lines), ROWS):
        connection.execute("BEGIN IMMEDIATE")
        rows = [("@101", at + n, line) for n, line in enumerate(lines[at : at + ROWS])]
        connection.executemany("INSERT INTO record VALUES (?, ?, ?)", rows)
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return took


def run(say: Say, count: int = 20_000, whole: int = 192_000) -> None:
    """Reads in groups of 50, each acknowledged before the next is sent; then a restart behind 24 hours of them."""
    setting = Setting(load_rulebook(), Entries.of(()))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        groups = [reads(ROWS, at) for at in range(0, count, ROWS)]
        lines = [encode_record(one) for group in groups for one in group]
        by_sqlite = plain(place / "plain.db", lines)
        made = Desk(place / "today.db", setting)
        began = time.perf_counter()
        for group in groups:
            made.take(group)
        took = time.perf_counter() - began
        say(f"desk: {count:,} reads, {ROWS} a commit", took * 1000, "plain SQLite, same rows and sync",
            by_sqlite * 1000, f"{count / took:,.0f} reads/s (5,000), ratio at most 2")  # fmt: skip
        for at in range(count, whole, 2000):
            made.take(reads(2000, at))
        made.close()
        size = sum(one.stat().st_size for one in place.glob("today.db*"))
        began = time.perf_counter()
        again = Desk(place / "today.db", setting)
        restarted = time.perf_counter() - began
        began = time.perf_counter()
        again._rest.join()
        say(f"desk: restart behind {whole:,} reads", restarted * 1000, "verifying all of them",
            (time.perf_counter() - began) * 1000, f"{size / whole:.0f} bytes a read (250), 2 s")  # fmt: skip
        assert again.journal.last == whole
        again.close()
