"""What is recorded, in virtual time: bytes and instants in, a log out."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from parcferme.decoders import WIRES, Read, Resend, Status
from parcferme.entries import Entries
from parcferme.findings import WrongCall
from parcferme.live import LogBook, Recorder, announced, boxes_of, faults_of, feed_of
from parcferme.season import Score, score
from small_race import write_race


@pytest.fixture
def race(tmp_path: Path) -> Score:
    write_race(tmp_path)
    return score(tmp_path / "race.csv", kind="race", entries=tmp_path / "entries.csv")


def test_reads_lost_doubled_late_and_damaged_are_all_there_once_after_they_were_asked_for(
    race: Score, tmp_path: Path
) -> None:
    boxes = boxes_of(race.decoded.log.effective()[0], Entries(), "p3", "race")
    wrong = faults_of("lost=20%,double=20%,corrupt=10%,reorder=3s")
    # No later read shows that the last one is missing: the box is asked once it is quiet.
    outlet = boxes.outlets[0]
    last = max(step.number or 0 for step in outlet.steps)
    outlet.steps = [
        *wrong.of([s for s in outlet.steps if s.number not in (1, last)], random.Random(7)),
        *[msgspec.structs.replace(s, lost=True) for s in outlet.steps if s.number == last],
    ]
    assert sum(step.lost for step in outlet.steps) > 2
    book = LogBook(tmp_path / "today.log")
    recorder = Recorder([feed_of("p3://box:5403?loop=FL")], book, beside=boxes.beside.events)
    recorder.connected(0)
    for step in outlet.steps:
        if data := outlet.take(step):
            recorder.hear(0, data, step.at)
    box = WIRES["p3"]()
    for second in range(60):
        for asked in box.feed(recorder.asks(0, second * 1_000_000)):
            recorder.hear(0, outlet.answer(asked), 0)
    book.close()
    kept = score(tmp_path / "today.log", kind="race").decoded.log.passings
    heard_first = min(step.number for step in outlet.steps if step.number and not step.lost)
    assert sorted(kept["number"].to_list()) == list(range(heard_first, last + 1))
    assert recorder.listeners[0].counts.missing == 0


def test_a_last_read_that_was_lost_long_after_the_one_before_it_is_asked_for(tmp_path: Path) -> None:
    """A pit entry that one car passes every ten minutes: nothing that comes later shows that a read is missing."""
    p3, asked = WIRES["p3"], []
    book = LogBook(tmp_path / "today.log")
    recorder = Recorder([feed_of("p3://box:5403?loop=PIT_IN")], book)
    recorder.connected(0)
    recorder.hear(0, p3.encode(Read("101", 1, "7", 1_600_000_000_000_000)), 0)
    for second in range(700):
        asked += [
            (second, one)
            for one in p3().feed(recorder.asks(0, second * 1_000_000))
            if isinstance(one, Resend)
        ]
        if second > 600 and asked and asked[-1][0] == second:
            recorder.hear(0, p3.encode(Read("101", 2, "7", 1_600_000_600_000_000)), 0)
            break
    assert recorder.listeners[0].counts.reads == 2
    # After five seconds without a read, then every thirty; never more than fifty numbers at a time.
    assert [second for second, _ in asked][:4] == [5, 35, 65, 95]
    assert all((one.first, one.last) == (2, 51) for _, one in asked)
    book.close()


def test_boxes_that_cannot_be_asked_count_their_statuses_so_that_the_last_read_is_missed(race: Score) -> None:
    boxes = boxes_of(race.decoded.log.effective()[0], Entries(), "p98", "race")
    values = [one for step in boxes.outlets[0].steps for one in WIRES["p98"]().feed(step.data)]
    assert [one.number for one in values if isinstance(one, Read | Status)] == list(range(1, len(values) + 1))
    assert isinstance(values[-1], Status) and sum(isinstance(one, Read) for one in values) == 16


@pytest.mark.parametrize("place", [0.1, 0.35, 0.62, 0.9])
def test_a_feed_of_results_cut_anywhere_and_taken_up_again_gives_the_same_log(
    place: float, race: Score, tmp_path: Path
) -> None:
    told = announced(race)
    data = b"".join(step.data for step in told.outlet.steps)
    half = int(len(data) * place)
    for name, parts in {"whole": [data], "halves": [data[:half], data[half:]]}.items():
        for part in parts:
            book = LogBook(tmp_path / f"{name}.log")
            recorder = Recorder([feed_of("rmonitor://them:50000")], book)
            recorder.connected(0)
            recorder.hear(0, part, 0)
            book.close()  # switched off: nothing is said at the end
    whole, halves = (
        (tmp_path / name).read_bytes().decode().splitlines() for name in ("whole.log", "halves.log")
    )
    assert len(whole) > 15
    assert halves == whole


def test_a_record_torn_while_it_was_written_is_taken_away_and_heard_again(
    race: Score, tmp_path: Path
) -> None:
    told = announced(race)
    path = tmp_path / "theirs.log"
    data = b"".join(step.data for step in told.outlet.steps)
    book = LogBook(path)
    Recorder([feed_of("rmonitor://them:50000")], book).hear(0, data, 0)
    book.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    again = LogBook(path)
    assert again.first.torn > 0
    Recorder([feed_of("rmonitor://them:50000")], again)
    again.close()
    assert path.read_bytes() == whole


def test_two_recordings_into_one_log_and_a_file_that_is_no_log_are_refused(tmp_path: Path) -> None:
    book = LogBook(tmp_path / "today.log")
    with pytest.raises(WrongCall, match="another recording"):
        LogBook(tmp_path / "today.log")
    book.close()
    (tmp_path / "race.csv").write_text("time,kind\n")
    with pytest.raises(WrongCall, match="no log"):
        LogBook(tmp_path / "race.csv")
    assert (tmp_path / "race.csv").read_text() == "time,kind\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("p4://box:5403", "no protocol 'p4'"),
        ("p98://box", "which port"),
        ("p3://box:99999", "not an address"),
        ("p3://box?lop=FL", "lop=FL says nothing"),
        ("p98://box:1?clock=device", "began=TIME"),
        ("p98://box:1?began=noon", "no instant"),
        ("box:5403", "no protocol"),
    ],
)
def test_an_address_that_is_none_says_what_was_expected(text: str, told: str) -> None:
    with pytest.raises(WrongCall, match=told):
        feed_of(text)


@pytest.mark.parametrize("text", ["lost=2", "lost=200%", "late=3s", "cut=-1s", "reorder=x"])
def test_a_fault_that_is_none_is_told(text: str) -> None:
    with pytest.raises(WrongCall, match="no fault"):
        faults_of(text)
