"""What every store promises, run on each of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from log_strategies import PASSINGS, events, logs
from parcferme import records as r
from parcferme.codec import decode, encode
from parcferme.findings import StoreError, WrongCall
from parcferme.store import BEGINNING, SessionLog, Store, chained
from parcferme.store.memory import MemoryStore
from parcferme.store.sqlite import SqliteStore
from parcferme.times import parse_instant

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda folder: MemoryStore(),
    "sqlite": lambda folder: SqliteStore(folder / "logs.db"),
}
START = int(parse_instant("10:00:00.000"))
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with STORES[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def race(store: Store) -> SessionLog:
    return store.open("race-1")


_count = iter(range(10**9))


def fresh(store: Store) -> SessionLog:
    """A session nobody has used; one store serves many generated cases."""
    return store.open(f"generated-{next(_count)}")


def passings(count: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "at": [START + row for row in range(count)],
            "loop": ["FL"] * count,
            "car": [str(row % 60) for row in range(count)],
        }
    )


def numbers(log: r.Log) -> list[int]:
    return sorted([*log.passings["seq"], *(event.seq for event in log.events)])


def test_a_new_session_is_empty(store: Store, race: SessionLog) -> None:
    assert race.read() == r.Log.of() and race.text() == b"" and list(race.follow(timeout=0)) == []
    assert race.last_seq == 0 and race.head == (0, BEGINNING.hex()) and race.verify() == ()
    assert race.append([]) == [] and store.sessions() == ()


def test_records_are_numbered_in_the_order_of_appending(race: SessionLog) -> None:
    assert race.append([r.Note(text="a"), r.Passing(at=START, car="81")]) == [1, 2]
    assert race.append(passings(3)) == [3, 4, 5]
    assert race.append(iter([r.Void(target=2)])) == [6]
    log = race.read()
    assert log.passings["seq"].to_list() == [2, 3, 4, 5]
    assert log.events == (r.Note(seq=1, text="a"), r.Void(seq=6, target=2))
    assert race.last_seq == 6 and race.verify() == ()


def test_reading_on_from_a_record_gives_what_came_after_it(race: SessionLog) -> None:
    race.append([r.Note(text=str(number)) for number in range(1, 6)])
    assert numbers(race.read(3)) == [4, 5]
    assert numbers(race.read(5)) == []


@given(records=st.lists(PASSINGS | events(), max_size=8), cut=st.integers(0, 8))
@shared
def test_what_is_read_is_what_was_appended(store: Store, records: list[r.Record], cut: int) -> None:
    session = fresh(store)
    assert session.append(records[:cut]) + session.append(records[cut:]) == list(range(1, len(records) + 1))
    expected = [msgspec.structs.replace(record, seq=seq) for seq, record in enumerate(records, 1)]
    assert list(session.follow(timeout=0)) == expected
    assert numbers(session.read()) == [record.seq for record in expected]
    assert session.verify() == ()


@given(log=logs())
@shared
def test_a_log_goes_in_and_out_without_loss(store: Store, log: r.Log) -> None:
    session = fresh(store)
    assert session.append(log) == numbers(log)
    assert session.read() == log
    assert session.text() == encode(log)
    assert decode(session.text(), "x")[0] == log
    assert session.last_seq == log.last_seq


def test_the_line_is_kept_as_written_and_each_hash_holds_the_one_before(race: SessionLog) -> None:
    race.append([r.Note(text="première"), r.Note(text="seconde")])
    first, second = race.text().splitlines()
    assert first == '{"kind":"note","v":1,"seq":1,"text":"première"}'.encode()
    assert race.head == (2, chained(chained(bytes(32), first), second).hex())


def test_a_head_noted_earlier_shows_a_log_cut_short_or_written_anew(race: SessionLog) -> None:
    race.append([r.Note(text="a"), r.Note(text="b")])
    noted = race.head
    race.append([r.Note(text="c")])
    assert race.verify(noted) == () and race.verify(race.head) == ()
    for head in ((2, "00"), (9, noted[1]), (1, noted[1])):
        (finding,) = race.verify(head)
        assert finding.code == "store-head-differs" and finding.where.seq == head[0]


def test_sessions_are_kept_apart(store: Store) -> None:
    store.open("race-2").append([r.Note(text="b")])
    store.open("qualifying-1").append([r.Note(text="a"), r.Note(text="c")])
    assert store.sessions() == ("qualifying-1", "race-2")
    assert store.open("race-2").last_seq == 1 and store.open("qualifying-1").last_seq == 2
    assert store.open("race-2").read().events[0] == r.Note(seq=1, text="b")


def test_two_handles_on_a_session_see_the_same_log(store: Store) -> None:
    first, second = store.open("race-1"), store.open("race-1")
    assert first.append([r.Note(text="a")]) == [1]
    assert second.append([r.Note(text="b")]) == [2]
    assert first.read() == second.read()


@pytest.mark.parametrize("seqs", [(1,), (2,), (5, 5), (7, 6)])
def test_a_number_that_is_taken_or_goes_backwards_is_refused(race: SessionLog, seqs: tuple[int, ...]) -> None:
    race.append([r.Note(text="a"), r.Note(text="b")])
    before = race.text()
    with pytest.raises(WrongCall, match=r"session 'race-1': a record with number \d cannot follow number \d"):
        race.append([r.Note(seq=seq, text="x") for seq in seqs])
    with pytest.raises(WrongCall, match="cannot follow"):
        race.append(passings(len(seqs)).with_columns(pl.Series("seq", seqs)))
    assert race.text() == before


@pytest.mark.parametrize(
    "records",
    [
        [r.Note(text="good"), r.Note(text="bad", at=-1)],
        [r.Note(text="good"), r.PitTime(car="1", lap=1, duration=-1)],
        passings(3).with_columns(at=pl.Series([START, -5, START])),
    ],
)
def test_of_an_append_that_fails_nothing_is_kept(race: SessionLog, records: Any) -> None:
    race.append([r.Note(text="before")])
    with pytest.raises(WrongCall):
        race.append(records)
    assert race.last_seq == 1 and race.append([r.Note(text="after")]) == [2]


def test_following_gives_each_record_once_as_it_comes(race: SessionLog) -> None:
    race.append([r.Note(text="1"), r.Note(text="2")])
    asked = []

    def wait() -> bool:
        asked.append(race.last_seq)
        if len(asked) < 3:
            race.append([r.Note(text="later"), r.Passing(at=START, car="81")])
        return len(asked) < 3

    assert [record.seq for record in race.follow(1, wait=wait)] == [2, 3, 4, 5, 6]
    assert asked == [2, 4, 6]


def test_following_ends_when_nothing_comes_for_the_time_given(race: SessionLog) -> None:
    def later() -> None:
        race.append([r.Note(text="late")])

    timer = threading.Timer(0.3, later)
    timer.start()
    assert [record.seq for record in race.follow(timeout=1.0)] == [1]
    timer.join()


def test_many_writers_at_once_lose_and_repeat_no_number(store: Store) -> None:
    given_: list[list[int]] = [[] for _ in range(4)]

    def write(own: list[int]) -> None:
        session = store.open("race-1")
        for _ in range(25):
            own += session.append([r.Note(text="x"), r.Note(text="y")])

    threads = [threading.Thread(target=write, args=(own,)) for own in given_]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seq for own in given_ for seq in own) == list(range(1, 201))
    assert store.open("race-1").verify() == ()


def test_fifty_thousand_passings_go_in_at_once(race: SessionLog) -> None:
    assert race.append(passings(50_000))[-1] == 50_000
    log = race.read()
    assert log.passings.height == 50_000 and race.verify() == ()


def test_there_is_no_way_to_change_or_remove_a_record(race: SessionLog, store: Store) -> None:
    public = {name for thing in (race, store) for name in dir(thing) if not name.startswith("_")}
    assert not {
        name
        for name in public
        if any(word in name for word in ("delete", "update", "remove", "clear", "replace"))
    }


def test_a_session_needs_a_name_and_a_closed_store_says_so(store: Store) -> None:
    with pytest.raises(WrongCall, match="needs a name"):
        store.open("")
    session = store.open("race-1")
    session.append([r.Note(text="a")])
    store.close()
    with pytest.raises(StoreError, match="closed"):
        session.read()
