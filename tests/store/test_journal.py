"""One writer of a database: who holds it, one sequence over all streams, all or nothing, what a restart verifies."""

from __future__ import annotations

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
from parcferme.store import Held, Holder, Journal, composed, holder_of, open_store, session_text, stream_of
from parcferme.store.ownership import lock_of

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(next(iter(parcferme.__path__))).parent)}
HOLD = """
import sys, time
from parcferme.store import Journal, this_process
journal = Journal(sys.argv[1], this_process("10:00", "somewhere"))
journal.stage([("race-1", [])]); print("held", flush=True); time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "today.db"


def read(n: int, decoder: str = "D1", at: int | None = None) -> r.Passing:
    return r.Passing(at=n * 1_000_000 if at is None else at, car=str(n), decoder=decoder)


def note(text: str) -> r.Note:
    return r.Note(text=text)


# ------------------------------------------------------------------------------------------------------ who holds it


def test_a_second_desk_is_refused_with_who_holds_it_and_may_go_on_once_the_first_has_ended(
    path: Path,
) -> None:
    first = Journal(path, Holder(41, "timing-1", "ann", "10:00"))
    with pytest.raises(
        Held, match=r"today.db: is written by another desk: process 41 of ann on timing-1, since 10:00"
    ):
        Journal(path)
    assert holder_of(path) == Holder(41, "timing-1", "ann", "10:00")
    first.close()
    assert holder_of(path) is None
    Journal(path).close()


def test_whoever_would_write_beside_the_desk_is_sent_to_it_and_whoever_reads_is_not(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.stage([("race-1", [note("a")])])
        journal.commit()
        with pytest.raises(StoreError, match=r"a desk writes to it .*give it to the desk"):
            open_store(path)
        with open_store(path, read_only=True) as store:
            assert store.open("race-1").last_seq == 1
    with open_store(path) as store:
        assert store.open("race-1").append([note("b")]) == [2]


def test_a_desk_that_was_killed_blocks_nobody(path: Path) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, env=ENVIRONMENT, text=True
    )
    assert held.stdout is not None and held.stdout.readline() == "held\n"
    with pytest.raises(Held, match=f"process {held.pid} of "):
        Journal(path)
    held.send_signal(signal.SIGKILL)
    held.wait()
    held.stdout.close()
    assert holder_of(path) is None and lock_of(path).exists()
    Journal(path).close()


# ------------------------------------------------------------------------------------------------------ one sequence


def test_a_number_is_given_once_in_a_meeting_whichever_stream_it_is_in(path: Path) -> None:
    with closing(Journal(path)) as journal:
        assert journal.stage([(stream_of("D1"), [read(1), read(2)]), ("race-1", [note("x")])]) == [1, 2, 3]
        assert journal.stage([(stream_of("D2"), [read(3, "D2")])]) == [4]
        journal.commit()
        frame = pl.DataFrame(
            {"at": [9, 10], "loop": ["FL", "S1"], "car": ["7", "8"], "decoder": ["D1", "D1"]}
        )
        assert journal.stage([(stream_of("D1"), frame)]) == [5, 6]
        journal.commit()
        assert journal.read("@D1").passings["seq"].to_list() == [1, 2, 5, 6]
        assert [event.seq for event in journal.read("race-1").events] == [3]
        assert journal.streams == ("@D1", "@D2", "race-1")
        heads = journal.heads
    with closing(Journal(path)) as again:
        assert again.heads == heads and again.last == 6
        assert [again.verify(stream) for stream in again.streams] == [(), (), ()]
        assert again.stage([("race-1", [note("y")])]) == [7]
    with open_store(path) as store:
        assert store.sessions() == ("race-1",) and store.decoders() == ("@D1", "@D2")


def test_many_reads_in_a_row_are_written_as_each_alone_would_be(path: Path) -> None:
    reads = [r.Passing(at=10**6 * n + n, car="7" if n % 2 else None, transponder=f"T{n}", decoder="D1", hits=n)
             for n in range(12)]  # fmt: skip
    with closing(Journal(path)) as journal:
        journal.stage([("@D1", [r.Note(text="a"), *reads, r.Note(text="b")])])
        for one in reads:
            journal.stage([("@D1", [one])])
        journal.commit()
        kept = journal.read("@D1").passings
    assert kept.head(12).drop("seq").equals(kept.tail(12).drop("seq"))
    assert kept.head(12)["seq"].to_list() == list(range(2, 14))


def test_a_record_no_log_can_hold_takes_no_number_and_nothing_with_it(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.stage([("race-1", [note("a")])])
        with pytest.raises(WrongCall, match="not a passing a log can hold"):
            journal.stage([("race-1", [note("b")]), ("race-1", [r.Passing(car="7")])])
        assert journal.stage([("race-1", [note("c")])]) == [2]
        journal.commit()
        assert [event.text for event in journal.read("race-1").events] == ["a", "c"]  # type: ignore[union-attr]


def test_of_a_commit_that_fails_nothing_is_kept_and_its_numbers_are_given_again(path: Path) -> None:
    """The disk is full; once there is room the desk goes on."""
    with closing(Journal(path)) as journal:
        journal.stage([("race-1", [note("a")])])
        journal.commit()
        pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
        journal._connection.execute(f"PRAGMA max_page_count = {pages}")
        journal.stage([("race-1", [note("x" * 20_000)]), ("@D1", [read(1)])])
        with pytest.raises(StoreError, match="full; nothing of it was kept"):
            journal.commit()
        journal._connection.execute("PRAGMA max_page_count = 1000000")
        assert journal.stage([("race-1", [note("b")])]) == [2]
        journal.commit()
        assert journal.streams == ("race-1",) and journal.verify("race-1") == ()


def test_a_disk_that_cannot_be_written_is_told(path: Path) -> None:
    Journal(path).close()
    with closing(Journal(path)) as journal:
        journal._connection.execute("PRAGMA query_only = ON")
        journal.stage([("race-1", [note("a")])])
        with pytest.raises(StoreError, match="cannot write: attempt to write a readonly database"):
            journal.commit()


def test_somebody_who_wrote_past_the_lock_is_noticed_before_anything_is_written(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.stage([("race-1", [note("a")])])
        journal.commit()
        with closing(sqlite3.connect(path)) as other:
            other.execute("INSERT INTO record VALUES ('race-1', 2, x'00', zeroblob(32))")
            other.commit()
        journal.stage([("race-1", [note("b")])])
        with pytest.raises(StoreError, match="somebody else wrote to it beside the desk"):
            journal.commit()


def test_once_the_desk_has_gone_a_record_of_a_session_still_gets_a_number_nobody_has(path: Path) -> None:
    """`parcferme repair` on yesterday's database: its corrections name reads by numbers that are given once."""
    with closing(Journal(path)) as journal:
        journal.stage(
            [("race-1", [note("a")]), ("@D1", [read(n) for n in range(1, 6)]), ("race-2", [note("b")])]
        )
        journal.commit()
    with open_store(path) as store:
        assert store.open("race-1").append([r.Void(target=3)]) == [8]
        assert store.open("race-1").verify() == ()
    with closing(Journal(path)) as journal:
        assert journal.stage([("@D1", [read(6)])]) == [9]


# ------------------------------------------------------------------------------------------------------ verified


def test_a_restart_verifies_from_the_noted_heads_and_tells_what_was_changed_since(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.stage([("race-1", [note(text) for text in "abcd"])])
        journal.commit()
        noted = journal.heads["race-1"]
        journal.stage([("race-1", [note(text) for text in "efgh"])])
        journal.commit()
    with closing(sqlite3.connect(path)) as meddler:
        meddler.execute("DROP TRIGGER record_no_update")
        meddler.execute("UPDATE record SET line = replace(line, '\"b\"', '\"x\"') WHERE seq = 2")
        meddler.commit()
    with closing(Journal(path)) as journal:
        assert journal.verify("race-1", noted) == ()
        (odd,) = journal.verify("race-1", until=4)
        assert (odd.code, odd.where.seq) == ("store-record-changed", 2)
    with closing(sqlite3.connect(path)) as meddler:
        meddler.execute("UPDATE record SET line = replace(line, '\"f\"', '\"x\"') WHERE seq = 6")
        meddler.execute("UPDATE record SET hash = zeroblob(32) WHERE seq = 4")
        meddler.commit()
    with closing(Journal(path)) as journal:
        (odd,) = journal.verify("race-1", noted)
        assert (odd.code, odd.where.seq, odd.values["expected"]) == ("store-head-differs", 4, noted[1])


# ------------------------------------------------------------------------------------------------------ windows


def test_a_session_is_its_own_records_and_the_reads_in_its_windows(path: Path) -> None:
    """Read at 1 to 6 s by two decoders; open from 2 to 4 s, and again from 6 s for the second decoder alone."""
    with closing(Journal(path)) as journal:
        journal.stage(
            [("@D1", [read(n) for n in range(1, 7)]), ("@D2", [read(n, "D2") for n in range(1, 7)])]
        )
        journal.stage([
            ("race-1", [r.Window(opens=2_000_000, closes=4_000_000), r.Window(opens=6_000_000, decoder="D2")]),
            ("race-2", [note("no window")]),
        ])  # fmt: skip
        journal.commit()
    with open_store(path, read_only=True) as store:
        log = composed(store, "race-1")
        assert log.passings["seq"].to_list() == [2, 3, 4, 8, 9, 10, 12]
        assert composed(store, "race-2").passings.is_empty()
        lines = session_text(store, "race-1").splitlines()
        kept = {row.line for name in ("race-1", "@D1", "@D2") for row in store.open(name)._kept(0)}
        assert len(lines) == 9 and set(lines) <= kept


def test_whether_a_read_is_inside_is_asked_on_the_official_clock(path: Path) -> None:
    """The decoder is two seconds behind; its read of 3 s was at 5 s, which is outside."""
    with closing(Journal(path)) as journal:
        slow = [
            r.Passing(at=n * 1_000_000, device_at=n * 1_000_000, car=str(n), decoder="D1")
            for n in range(1, 5)
        ]
        clock = r.DeviceClock(decoder="D1", device_at=1_000_000, at=3_000_000)
        journal.stage([("@D1", [*slow, clock]), ("race-1", [r.Window(opens=2_000_000, closes=4_000_000)])])
        journal.commit()
    with open_store(path, read_only=True) as store:
        log = composed(store, "race-1")
    assert log.passings["car"].to_list() == ["1", "2"]
    assert log.effective()[0].passings["at"].to_list() == [3_000_000, 4_000_000]
