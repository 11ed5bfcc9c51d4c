"""The desk: reads kept whether a session is open or not, keys, what is done at once, what a write rests on, undo, and
what a restart takes up.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from parcferme.entries import Entries
from parcferme.findings import StoreError, WrongCall
from parcferme.live import Asked, Desk, DeskLine, Service, Setting, new_key
from parcferme.live.desk import writer
from parcferme.live.desk.resting import Overtaken
from parcferme.records import DeviceClock, Passing, Tap, write_instant
from parcferme.season import load_rulebook
from parcferme.store import Held

HOUR = 3_600_000_000
TEN = 10 * HOUR


class Clock:
    """The official clock, put by the test."""

    def __init__(self) -> None:
        self.now = TEN

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "today.db"


@pytest.fixture
def setting() -> Setting:
    return Setting(load_rulebook(None), Entries.of(()))


@pytest.fixture
def desk(path: Path, clock: Clock, setting: Setting) -> Iterator[Desk]:
    made = Desk(path, setting, official=clock)
    yield made
    made.close()


def crossing(car: str, seconds: float, loop: str = "FL") -> Passing:
    return Passing(at=TEN + round(seconds * 1_000_000), loop=loop, car=car, decoder="D1")


def raced(desk: Desk, clock: Clock, *, session: str = "race-1") -> None:
    """Two cars, three laps: 7 ahead of 8; the flag falls for the leader at the end of his third."""
    desk.do(Asked(do="open", session=session))
    desk.do(Asked(do="start", session=session))
    desk.take([crossing(car, lap * 60 + gap) for lap in range(1, 4) for car, gap in (("7", 0.0), ("8", 2.5))])
    clock.now = TEN + 179_000_000
    desk.do(Asked(do="flag", session=session, given={"value": "chequered"}))


def laps(desk: Desk, session: str = "race-1") -> dict[str, tuple[int | None, int]]:
    return {row.number: (row.position, row.laps) for row in desk.situation(session).result.rows}


def ruling(car: str, seconds: int = 5) -> dict[str, Any]:
    return {"records": [{"kind": "decision", "penalty": "time", "car": car, "seconds": seconds}]}


# ------------------------------------------------------------------------------------------------------ reads


def test_every_read_is_kept_though_no_session_is_open_and_one_opened_late_has_it(
    desk: Desk, clock: Clock
) -> None:
    assert desk.take([crossing("7", 1), crossing("8", 2)]) == [1, 2]
    assert desk.sessions == ()
    clock.now = TEN + 90_000_000
    desk.take([crossing("7", 61)])
    desk.do(Asked(do="open", session="race-1", given={"opens": "10:00:01.5"}))
    assert desk.situation("race-1").log.passings["car"].to_list() == ["8", "7"]


def test_reads_of_several_decoders_in_one_go_get_their_numbers_in_the_order_they_were_given(
    desk: Desk,
) -> None:
    mixed = [crossing("7", 1), Passing(at=TEN, car="8", decoder="D2"), crossing("9", 3), DeviceClock(
        decoder="D2", at=TEN, device_at=TEN)]  # fmt: skip
    numbers = desk.take(mixed)
    assert sorted(numbers) == [1, 2, 3, 4]
    kept = {seq: car for name in ("@D1", "@D2") for seq, car in
            desk.journal.read(name).passings.select("seq", "car").iter_rows()}  # fmt: skip
    assert [kept.get(number) for number in numbers] == ["7", "8", "9", None]


def test_a_decoders_clock_set_right_moves_its_reads_into_the_session(desk: Desk, clock: Clock) -> None:
    """Its clock is an hour behind: what it read lies outside until somebody says what it shows."""
    desk.do(Asked(do="open", session="race-1"))
    desk.take([Passing(at=TEN - HOUR + 5, device_at=TEN - HOUR + 5, car="7", decoder="D1")])
    assert desk.situation("race-1").log.passings.is_empty()
    answer = desk.do(Asked(do="clock", session="race-1", given={"decoder": "D1", "shows": "09:00:00"}))
    assert desk.situation("race-1").effective.passings["at"].to_list() == [TEN + 5]
    desk.do(Asked(do="undo", given={"operation": answer.operation}))
    assert desk.situation("race-1").log.passings.is_empty()


# ------------------------------------------------------------------------------------------------------ keys


def test_a_write_sent_again_with_its_key_gets_the_same_answer_and_is_written_once(
    desk: Desk, clock: Clock
) -> None:
    raced(desk, clock)
    first = desk.do(Asked(do="write", session="race-1", key="k1", given=ruling("7")))
    last = desk.journal.last
    for _ in range(3):
        assert desk.do(Asked(do="write", session="race-1", key="k1", given=ruling("7"))) == first
    assert desk.journal.last == last


def test_two_equal_penalties_that_are_meant_stay_two(desk: Desk, clock: Clock) -> None:
    raced(desk, clock)
    for document in ("12", "13"):
        given = ruling("7")
        given["records"][0]["document"] = document
        desk.do(Asked(do="write", session="race-1", key=f"doc-{document}", given=given))
    (row,) = [row for row in desk.situation("race-1").result.rows if row.number == "7"]
    assert row.time == 190_000_000


def test_a_key_is_of_one_write(desk: Desk, clock: Clock) -> None:
    raced(desk, clock)
    desk.do(Asked(do="write", session="race-1", key="k1", given=ruling("7")))
    with pytest.raises(WrongCall, match="key 'k1' was used for 'write'"):
        desk.do(Asked(do="tap", session="race-1", key="k1"))


def test_the_same_write_from_many_places_at_once_is_written_once(desk: Desk) -> None:
    desk.do(Asked(do="open", session="race-1"))
    answers = []
    asked = Asked(do="tap", session="race-1", key="one", given={"car": "7"})
    threads = [threading.Thread(target=lambda: answers.append(desk.do(asked))) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(answers)) == 1 and len(answers) == 8
    assert sum(isinstance(event, Tap) for event in desk.situation("race-1").own.events) == 1


# ------------------------------------------------------------------------------------------------------ a restart


def test_a_restart_knows_the_keys_the_operations_and_what_was_taken_back(
    path: Path, clock: Clock, setting: Setting
) -> None:
    first = Desk(path, setting, official=clock)
    raced(first, clock)
    ruled = first.do(Asked(do="write", session="race-1", key="k1", given=ruling("7"), by="ann"))
    back = first.do(Asked(do="undo", key="k2", given={"operation": ruled.operation}))
    taken = first.take_once([crossing("9", 4)], "r1")
    before, heads = laps(first), first.journal.heads
    with pytest.raises(Held):
        Desk(path, setting)
    first.close()
    again = Desk(path, setting, official=clock)
    assert again.do(Asked(do="write", session="race-1", key="k1", given=ruling("7"))) == ruled
    assert again.do(Asked(do="undo", key="k2", given={"operation": ruled.operation})) == back
    assert again.take_once([crossing("9", 4)], "r1") == taken
    assert again.undone() == {ruled.operation} and laps(again) == before and again.odd == ()
    assert again.journal.heads == heads
    assert [(name, head.name, head.by) for _, name, head in again.operations if head.by] == [
        ("race-1", "write", "ann")
    ]
    again.close()


# ------------------------------------------------------------------------------------------------------ at once


def test_flags_and_taps_are_written_with_the_instant_of_the_key_and_never_refused(
    desk: Desk, clock: Clock
) -> None:
    raced(desk, clock)
    desk.do(Asked(do="close", session="race-1"))
    clock.now += 1_000
    desk.do(Asked(do="flag", session="race-1", seen=1, given={"value": "red"}))
    desk.do(Asked(do="tap", session="race-1", seen=1))
    shown = [(event.at, type(event).__name__) for event in desk.situation("race-1").own.events[-3:]]
    assert shown == [(clock.now, "Flag"), (clock.now, "Operation"), (clock.now, "Tap")]


def test_a_tap_is_a_crossing_once_its_number_is_typed(desk: Desk, clock: Clock) -> None:
    """The decoder is dead on the last lap: two keys as the cars cross, the numbers after."""
    raced(desk, clock)
    for seconds in (240, 242):
        clock.now = TEN + seconds * 1_000_000
        desk.do(Asked(do="tap", session="race-1"))
    desk.do(Asked(do="undo", given={"operation": desk.operations[-3][0]}))  # the flag was a lap too soon
    first, second = (e.seq for e in desk.situation("race-1").own.events if isinstance(e, Tap))
    told = [one for one in desk.situation("race-1").result.findings if one.code == "taps-without-car"]
    assert [(one.values["count"], one.records) for one in told] == [(2, (first, second))]
    desk.do(Asked(do="number", session="race-1", given={"tap": first, "car": "8"}))
    desk.do(Asked(do="number", session="race-1", given={"tap": second, "car": "7"}))
    assert laps(desk) == {"8": (1, 4), "7": (2, 4)}
    assert "taps-without-car" not in [one.code for one in desk.situation("race-1").result.findings]


# ------------------------------------------------------------------------------------------- what a write rests on


def test_a_decision_is_refused_where_somebody_else_ruled_on_the_car_meanwhile(
    desk: Desk, clock: Clock
) -> None:
    raced(desk, clock)
    seen = desk.journal.last
    desk.do(Asked(do="write", session="race-1", given=ruling("7"), by="bob"))
    last = desk.journal.last
    with pytest.raises(
        Overtaken, match=r"car 7 was given time meanwhile by bob at 10:02:59.000 \(record \d+\)"
    ) as told:
        desk.do(Asked(do="write", session="race-1", given=ruling("7", 10), seen=seen))
    assert (told.value.record, desk.journal.last) == (last, last)
    desk.do(Asked(do="write", session="race-1", given=ruling("8"), seen=seen))
    desk.do(Asked(do="write", session="race-1", given=ruling("7", 10), seen=last))


@pytest.mark.parametrize(
    ("between", "mine", "refused"),
    [
        (("void", {"targets": [7]}), ("void", {"targets": [7]}), "record 7 was voided"),
        (("void", {"targets": [8]}), ("void", {"targets": [7]}), None),
        (("transponder", {"car": "9", "transponder": "T1"}), ("transponder", {"car": "7", "transponder": "T1"}),
         "transponder T1 was put on car 9"),
        (("transponder", {"car": "9", "transponder": "T2"}), ("transponder", {"car": "7", "transponder": "T1"}), None),
        (("leave-out", {"car": "7"}), ("write", ruling("7")), "car 7 was said to be left-out"),
        (("leave-out", {"car": "8"}), ("write", ruling("7")), None),
        (("close", {}), ("write", ruling("7")), "amended"),
        (("window", {"opens": "09:59:00"}), ("swap", {"car": "7", "other": "8"}), "amended"),
        (("flag", {"value": "red"}), ("write", ruling("7")), None),
        (("tap", {"car": "7"}), ("write", ruling("7")), None),
    ],
)  # fmt: skip
def test_what_a_write_rests_on_refuses_it_and_nothing_else_does(
    between: tuple[str, dict[str, Any]],
    mine: tuple[str, dict[str, Any]],
    refused: str | None,
    desk: Desk,
    clock: Clock,
) -> None:
    raced(desk, clock)
    seen = desk.journal.last
    desk.do(Asked(do=between[0], session="race-1", given=between[1], by="bob"))
    asked = Asked(do=mine[0], session="race-1", given=mine[1], seen=seen)
    if refused is None:
        desk.do(asked)
        return
    with pytest.raises(Overtaken, match=refused):
        desk.do(asked)


def test_reads_of_other_cars_refuse_no_decision(desk: Desk, clock: Clock) -> None:
    """Fifty reads come between each of 200 looks and the ruling that follows it: none is refused."""
    raced(desk, clock)
    for n in range(200):
        seen = desk.journal.last
        desk.take([crossing(str(100 + k), 200 + n + k / 50) for k in range(50)])
        desk.do(Asked(do="write", session="race-1", given=ruling(str(n)), seen=seen))
    assert desk.journal.last > 10_000


# ------------------------------------------------------------------------------------------------------ undo


def test_undo_takes_back_the_last_thing_done_and_not_twice(desk: Desk, clock: Clock) -> None:
    raced(desk, clock)
    before = laps(desk)
    out = desk.do(Asked(do="leave-out", session="race-1", given={"car": "7"}))
    assert laps(desk) == {"8": (1, 3)}
    back = desk.do(Asked(do="undo"))
    assert laps(desk) == before
    with pytest.raises(WrongCall, match=f"operation {out.operation} has been taken back already"):
        desk.do(Asked(do="undo", given={"operation": out.operation}))
    desk.do(Asked(do="undo", given={"operation": back.operation}))
    assert laps(desk) == {"8": (1, 3)}
    desk.do(Asked(do="undo", given={"operation": out.operation}))
    assert laps(desk) == before


def test_undo_says_what_was_published_resting_on_it(desk: Desk, clock: Clock) -> None:
    raced(desk, clock)
    ruled = desk.do(Asked(do="write", session="race-1", given=ruling("7")))
    assert desk.amends(ruled.operation or 0) == []
    sheet = {"kind": "published", "document": "race-1 classification", "last": desk.journal.last}
    desk.do(Asked(do="write", session="race-1", given={"records": [sheet]}))
    assert desk.amends(ruled.operation or 0) == ["race-1 classification"]


# ------------------------------------------------------------------------------------------------------ trouble


def test_a_disk_that_is_nearly_full_is_not_filled(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take([crossing("7", 1)])
    monkeypatch.setattr(writer, "_FREE", 1 << 62)
    monkeypatch.setattr(writer, "_LOOK", -1.0)
    with pytest.raises(StoreError, match="MB left on the disk"):
        desk.take([crossing("7", 61)])
    monkeypatch.undo()
    monkeypatch.setattr(writer, "_LOOK", -1.0)
    assert desk.take([crossing("7", 61)]) == [2]


def test_a_host_clock_that_jumps_back_moves_no_read_and_loses_no_write(desk: Desk, clock: Clock) -> None:
    raced(desk, clock)
    before = laps(desk)
    clock.now -= HOUR
    desk.do(Asked(do="write", session="race-1", given=ruling("7", 0) | ruling("8")))
    assert desk.take([crossing("9", 200)])
    assert {car: laps(desk)[car][1] for car in before} == {car: n for car, (_, n) in before.items()}


# ------------------------------------------------------------------------------------------------------ the socket


@pytest.fixture
def line(desk: Desk, path: Path, clock: Clock) -> Iterator[DeskLine]:
    raced(desk, clock)
    service = Service(desk)
    made = DeskLine(path)
    yield made
    made.close()
    service.close()


def test_everything_can_be_asked_over_the_socket(line: DeskLine) -> None:
    state = line.ask("state")
    assert (state["sessions"], state["decoders"], state["odd"]) == (["race-1"], ["@D1"], [])
    foreseen = line.ask("preview", do="leave-out", given={"car": "7"})
    assert foreseen["lines"][0][0] == "#8" and "2nd → 1st" in foreseen["lines"][0][1]
    done = line.ask("do", do="leave-out", key=new_key(), given={"car": "7"}, seen=foreseen["seen"], by="ann")
    assert [row["number"] for row in line.ask("result")["classification"]] == ["8"]
    assert line.ask("operations")["operations"][-1]["by"] == "ann"
    line.ask("do", do="undo", key=new_key(), given={"operation": done["operation"]})
    assert [row["number"] for row in line.ask("result")["classification"]] == ["7", "8"]


def test_what_was_done_at_once_is_answered_with_what_it_changed(line: DeskLine) -> None:
    """The flag was a lap late: shown at 2:59 for the third lap, now the key says that it fell in the second."""
    answer = line.ask("do", do="flag", key="f", at=TEN + 100_000_000, given={"value": "chequered"})
    assert {(one["number"], one["field"], one["after"]) for one in answer["changes"]} >= {("7", "laps", 2)}


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"ask": "dance"}, "no question 'dance'"),
        ({"ask": "do", "do": "flag", "given": {"value": "purple"}}, "bad field 'value'"),
        ({"ask": "take", "records": ["{}"]}, "need a key"),
        ({"ask": "take", "key": "a", "records": ["{}"]}, "log-kind-unknown"),
        ({"ask": "do", "do": "tap", "given": [1]}, "given"),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_and_the_desk_goes_on(
    line: DeskLine, sent: dict[str, Any], why: str
) -> None:
    assert why in line.send(**sent)["error"]
    assert line.ask("state")["records"] > 0


def test_a_refusal_names_the_record_that_came_between(line: DeskLine) -> None:
    seen = line.ask("state")["records"]
    line.ask("do", do="leave-out", key="a", given={"car": "7"})
    said = line.send("do", do="leave-out", key="b", given={"car": "7"}, seen=seen)
    assert said["overtaken"] == seen + 2 and "car 7 was said to be left-out" in said["error"]


def test_an_answer_that_was_cut_is_asked_for_again_and_nothing_is_written_twice(
    line: DeskLine, desk: Desk
) -> None:
    """The line breaks after the desk has committed and before its answer is read."""
    said = b'{"ask":"do","do":"tap","key":"cut","given":{"car":"7"}}\n'
    with socket.socket(socket.AF_UNIX) as gone:
        gone.connect(str(line.address))
        gone.sendall(said)
        while not any(isinstance(e, Tap) for e in desk.situation("race-1").own.events):
            time.sleep(0.01)
    answers = [line.ask("do", do="tap", key="cut", given={"car": "7"})["numbers"] for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert sum(isinstance(e, Tap) for e in desk.situation("race-1").own.events) == 1


def test_without_a_desk_there_is_nobody_to_speak_to(path: Path) -> None:
    with pytest.raises(WrongCall, match="no desk is running"):
        DeskLine(path)


def test_a_path_too_long_for_a_socket_has_it_elsewhere(
    tmp_path: Path, setting: Setting, clock: Clock
) -> None:
    folder = tmp_path / ("circuit-" * 12)
    folder.mkdir()
    made = Desk(folder / "today.db", setting, official=clock)
    service = Service(made)
    assert not service.address.startswith(str(folder))
    line = DeskLine(folder / "today.db")
    assert line.ask("state")["records"] == 0
    line.close()
    service.close()
    made.close()


def test_an_instant_the_key_was_pressed_may_be_sent_with_it(line: DeskLine, desk: Desk) -> None:
    line.ask("do", do="tap", key="t", at=TEN + 5)
    (tap,) = [e for e in desk.situation("race-1").own.events if isinstance(e, Tap)]
    assert write_instant(tap.at or 0) == "10:00:00.000005"
