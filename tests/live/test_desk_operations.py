"""Everything a person does at a race, on a published one: before, preview, after, and taken back byte for byte.

Long Beach 2023: 25 cars in three classes, 78 laps.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from desk_meeting import RACE, desk_of, document, order, raw_of, wearing
from parcferme.decoders import WIRES
from parcferme.entries import Entries
from parcferme.findings import WrongCall
from parcferme.live import Asked, Desk, DeskBook, Recorder, Setting, boxes_of, faults_of, feed_of
from parcferme.records import Flag, Tap, write_instant
from parcferme.season import Score, score

pytestmark = pytest.mark.published
FILE = "imsa/2023/08-long-beach-street-circuit/202304151405-race-laps.csv"


@pytest.fixture(scope="module")
def race(published: Path) -> Score:
    return score(published / FILE, kind="race")


@pytest.fixture(scope="module")
def numbered(race: Score, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Its reads name cars."""
    with desk_of(race, tmp_path_factory.mktemp("numbered") / "today.db") as desk:
        yield desk


@pytest.fixture(scope="module")
def worn(race: Score, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Its reads name transponders."""
    with desk_of(race, tmp_path_factory.mktemp("worn") / "today.db", by_transponder=True) as desk:
        yield desk


@pytest.fixture(params=["numbered", "worn"])
def desk(request: pytest.FixtureRequest) -> Desk:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Desk)
    return found


def test_a_published_race_through_the_desk_is_the_race_of_its_file(desk: Desk, race: Score) -> None:
    assert order(desk) == [(row.number, row.position, row.laps, row.time) for row in race.rows]
    assert len(race.rows) == 25 and race.rows[0].laps == 78


def test_sent_by_decoders_with_every_fault_it_is_the_race_of_its_file(race: Score, tmp_path: Path) -> None:
    """Four boxes in virtual time: reads lost, doubled, damaged and late; asked for again they are all there, once. The
    desk is killed off in the middle and goes on where each box was.
    """
    boxes = boxes_of(race.decoded.log.effective()[0], Entries(), "p3", "race")
    wrong, dice = faults_of("lost=2%,double=1%,corrupt=0.5%,reorder=3s"), random.Random(3)
    boxed = [(one, wrong.of(one.steps, dice)) for one in boxes.outlets]
    for one, steps in boxed:
        one.steps = steps
    feeds = [feed_of(f"p3://box-{n}:5403?{one.query}") for n, (one, _) in enumerate(boxed)]
    setting = Setting(race.timing.rulebook, wearing(Entries.of(race.timing.entries.values())))
    first, last = (f(steps[0].at if f is min else steps[-1].at for _, steps in boxed) for f in (min, max))
    desk = Desk(tmp_path / "today.db", setting, official=lambda: last)
    recorder = Recorder(feeds, DeskBook(desk))
    spans = list(range(first, last + 300_000_000, 300_000_000))
    waiting = [list(steps) for _, steps in boxed]
    for number, now in enumerate(spans):
        if number == len(spans) // 2:
            desk.close()
            desk = Desk(tmp_path / "today.db", setting, official=lambda: last)
            recorder = Recorder(feeds, DeskBook(desk))
        for n, (outlet, _) in enumerate(boxed):
            data = bytearray()
            while waiting[n] and waiting[n][0].at <= now:
                data += outlet.take(waiting[n].pop(0))
            recorder.hear(n, bytes(data), now)
            for asked in WIRES["p3"]().feed(recorder.asks(n, now)):
                recorder.hear(n, outlet.answer(asked), now)
    for now in range(last, last + 600_000_000, 10_000_000):
        for n, (outlet, _) in enumerate(boxed):
            for asked in WIRES["p3"]().feed(recorder.asks(n, now)):
                recorder.hear(n, outlet.answer(asked), now)
    beside = [
        {"kind": "window", "opens": write_instant(first)},
        *(raw_of(event) for event in boxes.beside.events),
    ]
    desk.do(Asked(do="write", session=RACE, given={"records": beside}))
    assert [one.counts.missing for one in recorder.listeners] == [0, 0, 0, 0]
    kept = desk.situation(RACE).log.passings
    assert kept.height == kept.select("decoder", "number").n_unique() == race.decoded.log.passings.height
    assert order(desk) == [(row.number, row.position, row.laps, row.time) for row in race.rows]
    desk.close()


def done(desk: Desk, do: str, **given: Any) -> dict[str, tuple[int | None, int, int | None]]:
    """An operation asked about, done, held against what it was said to change, and taken back. Each car's place, laps
    and time with it.
    """
    before = document(desk)
    asked = Asked(do=do, session=RACE, given=given, by="ann")
    foreseen = desk.foresee(asked)
    assert document(desk) == before, "asking changes nothing"
    answer = desk.do(Asked(do=do, session=RACE, given=given, by="ann", seen=foreseen.seen))
    result = desk.situation(RACE).result
    assert result.rows == foreseen.preview.after.rows, "it is what it was said to be"
    found = {row.number: (row.position, row.laps, row.time) for row in result.rows}
    after = document(desk)
    assert after != before and foreseen.preview.changes
    back = desk.do(Asked(do="undo", given={"operation": answer.operation}))
    assert document(desk) == before, "taken back"
    again = desk.do(Asked(do="undo", given={"operation": back.operation}))
    assert document(desk) == after, "and taken back again"
    desk.do(Asked(do="undo", given={"operation": again.operation}))
    assert document(desk) == before
    return found


def row(desk: Desk, car: str) -> tuple[int | None, int, int | None]:
    return next((place, laps, time) for number, place, laps, time in order(desk) if number == car)


def cars(desk: Desk) -> list[str]:
    return [number for number, *_ in order(desk)]


def test_the_chequered_flag_a_lap_of_the_winner_earlier_and_a_crossing_later(numbered: Desk) -> None:
    """A crossing later the winner does not take it: nobody behind him crosses before he does once more."""
    first, second = cars(numbered)[:2]
    laps = row(numbered, first)[1]
    lines = numbered.situation(RACE).result.frames.crossings.sort("at_us")
    flag = numbered.situation(RACE).result.timing.flag.at
    between = lines.filter(lines["at_us"] < flag).tail(40)
    mine = between.with_row_index().filter(between["number"] == first)["index"].to_list()[-1]
    earlier = done(numbered, "chequered", by=-(len(between) - mine))
    assert earlier[first][1] == laps - 1
    later = done(numbered, "chequered", by=1)
    assert later[first][1] == laps and later[second][1] == row(numbered, second)[1]


def test_one_class_flagged_by_itself(numbered: Desk) -> None:
    """GTD is flagged three minutes before the others: its cars lose laps, those of the other classes none."""
    flag = numbered.situation(RACE).result.timing.flag.at
    assert flag is not None
    at = write_instant(flag - 180_000_000)
    classes = {one.number: one.class_ for one in numbered.situation(RACE).result.rows}
    before = {number: laps for number, _, laps, _ in order(numbered)}
    after = done(
        numbered, "write", records=[{"kind": "flag", "value": "chequered", "group": "GTD", "at": at}]
    )
    fewer = {number for number, (_, laps, _) in after.items() if laps < before[number]}
    assert fewer and {classes[number] for number in fewer} == {"GTD"}


def test_a_whole_car_taken_out(worn: Desk) -> None:
    first, second = cars(worn)[:2]
    after = done(worn, "leave-out", car=first)
    assert first not in after and after[second][0] == 1 and len(after) == 24


def test_a_course_car_by_its_number(worn: Desk) -> None:
    last = cars(worn)[-1]
    assert last not in done(worn, "course-car", car=last)


def test_the_transponders_of_two_cars_were_swapped_from_the_start(desk: Desk) -> None:
    first, second = cars(desk)[:2]
    before = row(desk, first), row(desk, second)
    after = done(desk, "swap", car=first, other=second)
    assert (after[second], after[first]) == before


def test_two_numbers_of_one_car(desk: Desk) -> None:
    """From lap 31 on it was read under a number nobody knows; joined, it is the race of before."""
    car = cars(desk)[4]
    whole = row(desk, car)
    split = desk.do(Asked(do="split", session=RACE, given={"car": car, "lap": 31, "to": "999"}))
    assert (row(desk, car)[1], row(desk, "999")[1]) == (30, whole[1] - 30)
    after = done(desk, "join", car=car, other="999")
    assert after[car] == whole
    desk.do(Asked(do="undo", given={"operation": split.operation}))
    assert row(desk, car) == whole


def test_the_reads_of_a_car_from_a_lap_on_are_another_cars(desk: Desk) -> None:
    """The driver jumped into the spare car with its transponder after lap 20."""
    car = cars(desk)[3]
    whole = row(desk, car)[1]
    after = done(desk, "split", car=car, lap=21, to="777")
    assert (after[car][1], after["777"][1]) == (20, whole - 20)


def test_a_transponder_put_right_after_three_laps(worn: Desk, race: Score) -> None:
    """A spare one that nobody knew: the laps driven with it count once it is said whose it is."""
    car = cars(worn)[2]
    whole = row(worn, car)
    ends = worn.situation(RACE).lap_ends(car)
    from_then = write_instant(ends[3][1] + 1)
    wrong = worn.do(
        Asked(
            do="write",
            session=RACE,
            given={"records": [
                {"kind": "assign", "transponder": f"T{car}", "car": "555"},
                {"kind": "assign", "transponder": f"T{car}", "car": car, "at": from_then},
            ]},
        )
    )  # fmt: skip
    assert row(worn, car)[1] < whole[1] and "555" in cars(worn)
    after = done(worn, "join", car=car, other="555")
    assert after[car] == whole and "555" not in after
    worn.do(Asked(do="undo", given={"operation": wrong.operation}))
    assert row(worn, car) == whole


def test_reads_voided_over_a_range_and_crossings_put_in_their_place(worn: Desk) -> None:
    """The loop went wild for two minutes; what it said of one car is replaced by what two people wrote down."""
    car = cars(worn)[5]
    ends = worn.situation(RACE).lap_ends(car)
    since, until = write_instant(ends[40][1] - 1), write_instant(ends[41][1] + 1)
    after = done(worn, "void", car=car, since=since, until=until)
    assert after[car][1] == len(ends) - 2
    gone = worn.do(
        Asked(do="void", session=RACE, given={"car": car, "since": since, "until": until, "loop": "FL"})
    )
    typed = [write_instant(ends[40][1]), write_instant(ends[41][1])]
    assert done(worn, "insert", car=car, times=typed)[car][1] == len(ends)
    worn.do(Asked(do="undo", given={"operation": gone.operation}))


def test_the_time_of_a_photo_finish_over_the_loops(worn: Desk) -> None:
    """The second is put a thousandth ahead of the first at the line."""
    first, second = cars(worn)[:2]
    line = max(at for _, at in worn.situation(RACE).lap_ends(first).values())
    start = worn.situation(RACE).result.timing.start
    before = row(worn, first)
    after = done(worn, "photo", car=second, time=write_instant(line - 1_000))
    assert after[second] == (1, before[1], (before[2] or 0) - 1_000) and after[first][0] == 2
    assert line - start == before[2]


def test_the_judges_order_of_two_cars(worn: Desk) -> None:
    """The loops had the first ahead by a second and a half; the judge at the line saw the second ahead."""
    first, second = cars(worn)[:2]
    laps, time = row(worn, first)[1:]
    after = done(worn, "judged", car=second, other=first)
    assert after[second] == (1, laps, (time or 0) - 1_000) and after[first] == (2, laps, time)
    with pytest.raises(WrongCall, match=f"{first} crossed ahead of {second} already"):
        worn.foresee(Asked(do="judged", session=RACE, given={"car": first, "other": second}))


def test_a_ruling_and_a_status(worn: Desk) -> None:
    first, second = cars(worn)[:2]
    after = done(
        worn, "write", records=[{"kind": "decision", "penalty": "time", "car": first, "seconds": 300}]
    )
    assert after[second][0] == 1
    assert first not in [
        car for car, (place, *_) in done(
            worn, "write", records=[{"kind": "decision", "penalty": "disqualified", "car": first}]
        ).items() if place is not None
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------- start, stop, length


def test_an_aborted_start_counts_for_nothing_and_the_next_one_is_the_start(worn: Desk) -> None:
    """The lights went out at the start and again four laps later: what was driven before does not count."""
    whole = order(worn)
    start = worn.situation(RACE).result.timing.start
    leader = cars(worn)[0]
    second = worn.situation(RACE).lap_ends(leader)[4][1] + 5_000_000
    aborted = worn.do(Asked(do="abort-start", session=RACE, at=start + 30_000_000))
    again = worn.do(Asked(do="start", session=RACE, at=second))
    result = worn.situation(RACE).result
    assert result.timing.start == second
    assert row(worn, leader)[1] == 78 - 4 and all(laps <= 78 - 3 for *_, laps, _ in order(worn))
    for one in (again, aborted):
        worn.do(Asked(do="undo", given={"operation": one.operation}))
    assert order(worn) == whole


def test_the_clock_held_by_hand_puts_the_flag_off_by_as_long(worn: Desk) -> None:
    """The file's flag is voided, so that it is due after 100 minutes; ten minutes held, and it is due so much later."""
    whole = order(worn)
    situation = worn.situation(RACE)
    start = situation.result.timing.start
    (flag,) = [e.seq for e in situation.effective.events if isinstance(e, Flag) and e.value == "chequered"]
    gone = worn.do(Asked(do="void", session=RACE, given={"targets": [flag]}))
    hour = worn.do(Asked(do="length", session=RACE, given={"minutes": 60}))
    due = worn.situation(RACE).result.timing.flag.at
    assert due is not None and 0 <= due - start - 3_600_000_000 < 100_000_000
    held = worn.do(Asked(do="hold-clock", session=RACE, at=start + 1_800_000_000))
    released = worn.do(Asked(do="release-clock", session=RACE, at=start + 2_400_000_000))
    later = worn.situation(RACE).result.timing.flag.at
    assert later is not None and 0 <= later - start - 4_200_000_000 < 100_000_000
    assert row(worn, cars(worn)[0])[1] > 0
    shorter = done(worn, "length", by=-20)
    assert max(laps for _, laps, _ in shorter.values()) < row(worn, cars(worn)[0])[1]
    for one in (released, held, hour, gone):
        worn.do(Asked(do="undo", given={"operation": one.operation}))
    assert order(worn) == whole


def test_a_race_cut_to_so_many_laps_and_made_longer_again(worn: Desk) -> None:
    whole = order(worn)
    situation = worn.situation(RACE)
    (flag,) = [e.seq for e in situation.effective.events if isinstance(e, Flag) and e.value == "chequered"]
    gone = worn.do(Asked(do="void", session=RACE, given={"targets": [flag]}))
    assert max(laps for _, laps, _ in done(worn, "length", laps=50).values()) == 50
    fifty = worn.do(Asked(do="length", session=RACE, given={"laps": 50}))
    assert max(laps for _, laps, _ in done(worn, "length", laps=60).values()) == 60
    for one in (fifty, gone):
        worn.do(Asked(do="undo", given={"operation": one.operation}))
    assert order(worn) == whole


# --------------------------------------------------------------------------------------------------- entries and taps


def test_a_class_put_right_during_the_session(worn: Desk) -> None:
    """Two places in class are others, the overall order is not."""
    car = next(row.number for row in worn.situation(RACE).result.rows if row.class_ == "GTD" and row.laps)
    overall = {number: place for number, place, *_ in order(worn)}
    asked = Asked(do="entry", session=RACE, given={"car": car, "class": "GTDPRO"})
    foreseen = worn.foresee(asked)
    assert {one.field for one in foreseen.preview.changes} == {"class_position"}
    after = done(worn, "entry", car=car, **{"class": "GTDPRO"})
    assert {number: place for number, (place, *_) in after.items()} == overall


def test_a_car_entered_during_the_session_with_its_transponder(worn: Desk) -> None:
    """It took the transponder of a car that had gone home: from the first read on it is its own."""
    car = cars(worn)[6]
    whole = row(worn, car)
    after = done(worn, "entry", car="888", transponder=f"T{car}", **{"class": "GTP"})
    assert after["888"] == whole and after.get(car, (None, 0, None))[1] == 0


def test_taps_of_a_dead_decoder_are_the_reads_that_came_after_all(worn: Desk) -> None:
    """Ten crossings tapped a little late while the decoder was silent, four of them with a number; then its memory is
    read. Counted twice until the tape is matched, and byte for byte the result of before once it is.
    """
    before = document(worn)
    lines = worn.situation(RACE).result.frames.crossings.filter(pl.col("lap").is_not_null()).sort("at_us")
    some = lines.slice(600, 40).gather_every(4)
    taps = [
        worn.do(
            Asked(
                do="tap", session=RACE, at=at + 300_000 + n * 10_000, given={"car": car} if n % 3 == 0 else {}
            )
        )
        for n, (at, car) in enumerate(some.select("at_us", "number").iter_rows())
    ]
    matched = worn.do(Asked(do="match", session=RACE))
    assert len(matched.numbers) == 1 + len(taps) == 11
    assert document(worn) == before
    assert {e.car for e in worn.situation(RACE).effective.events if isinstance(e, Tap)} == {
        *some["number"].to_list()
    }
    for one in (matched, *taps):
        worn.do(Asked(do="undo", given={"operation": one.operation}))
    assert document(worn) == before


# --------------------------------------------------------------------------------------- sessions as windows over reads


def test_a_session_closed_with_cars_still_out_and_opened_again(worn: Desk) -> None:
    """Closed after the winner: who was still out has lost the last crossing until the window is moved."""
    flag = worn.situation(RACE).result.timing.flag.at
    assert flag is not None
    whole = order(worn)
    closed = worn.do(Asked(do="close", session=RACE, given={"closes": write_instant(flag + 1)}))
    assert [one for one in order(worn) if one not in whole]
    after = done(worn, "window", closes="open")
    assert after == {number: rest for number, *rest_ in whole for rest in [tuple(rest_)]}
    worn.do(Asked(do="undo", given={"operation": closed.operation}))
    assert order(worn) == whole


def test_a_session_opened_late_and_put_right(worn: Desk) -> None:
    whole = order(worn)
    start = worn.situation(RACE).result.timing.start
    late = worn.do(Asked(do="window", session=RACE, given={"opens": write_instant(start + 600_000_000)}))
    assert [laps for *_, laps, _ in order(worn)] != [laps for *_, laps, _ in whole]
    after = done(worn, "window", opens=write_instant(start - 600_000_000))
    assert [(number, *rest) for number, rest in after.items()] == whole
    worn.do(Asked(do="undo", given={"operation": late.operation}))


def test_the_wrong_session_was_running(worn: Desk) -> None:
    """The reads of the race are handed to `race-2`, all in one operation over two sessions, and come back in one."""
    before = document(worn)
    reads = worn.situation(RACE).effective.passings.height
    answer = worn.do(Asked(do="hand-over", session=RACE, given={"to": "race-2"}))
    assert worn.situation(RACE).effective.passings.is_empty()
    assert worn.situation("race-2").effective.passings.height == reads
    worn.do(Asked(do="undo", given={"operation": answer.operation}))
    assert document(worn) == before and worn.situation("race-2").effective.passings.is_empty()


def test_one_session_split_in_two_and_a_race_in_two_parts_joined(worn: Desk) -> None:
    before, whole = document(worn), order(worn)
    ends = worn.situation(RACE).lap_ends(cars(worn)[0])
    middle, reads = ends[40][1] + 1, worn.situation(RACE).effective.passings
    split = worn.do(
        Asked(do="hand-over", session=RACE, given={"to": "race-3", "since": write_instant(middle)})
    )
    parts = [worn.situation(one).effective.passings for one in (RACE, "race-3")]
    assert [part.height for part in parts] == [(reads["at"] < middle).sum(), (reads["at"] >= middle).sum()]
    joined = worn.do(
        Asked(do="join-sessions", session=RACE, given={"other": "race-3", "opens": write_instant(middle)})
    )
    assert order(worn) == whole
    for one in (joined, split):
        worn.do(Asked(do="undo", given={"operation": one.operation}))
    assert document(worn) == before


# --------------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("do", "given", "why"),
    [
        ("swap", {"car": "1"}, "swap: other is missing"),
        ("swap", {"car": "1", "other": "nobody"}, "no car 'nobody' in race-1"),
        ("split", {"car": "10", "lap": 400, "to": "7"}, "10 has no lap 399"),
        ("chequered", {"by": 100_000}, "there are not so many crossings"),
        ("photo", {"car": "10", "time": "noon"}, "not an instant"),
        ("void", {}, "which records?"),
        ("write", {"records": [{"kind": "flag", "value": "purple"}]}, "flag: bad field 'value'"),
        ("write", {"records": [{"kind": "flog"}]}, "no kind of record: 'flog'"),
        ("window", {}, "a window is moved to an instant"),
        ("open", {}, "race-1 is open already"),
        ("dance", {}, "no operation 'dance'"),
        ("undo", {"operation": 1}, "no operation 1"),
    ],
)
def test_what_cannot_be_done_is_said_and_writes_nothing(
    do: str, given: dict[str, Any], why: str, numbered: Desk
) -> None:
    last = numbered.journal.last
    with pytest.raises(WrongCall, match=why.replace("?", r"\?")):
        numbered.do(Asked(do=do, session=RACE, given=given))
    assert numbered.journal.last == last
