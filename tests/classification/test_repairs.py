"""Repairs taken one after the other: what is left keeps its number, what is not needed any more is refused."""

from __future__ import annotations

import pytest

from parcferme.classification import Case, Repairs
from parcferme.decoders import decode
from parcferme.findings import Finding, Where, WrongCall, warning
from parcferme.regulations import Rulebook
from small_races import GREEN, laps

HEAD = "time,kind,car,loop,value\n"
FIELD = GREEN + laps("1", *["1:30"] * 6) + laps("2", *["1:30.2"] * 6)
FLAG = "10:08:55,flag,,,chequered\n"


def repairs(rows: str, *told: Finding, head: str = HEAD) -> Repairs:
    return Repairs.of(Case(decode((head + rows).encode(), "a.csv").log, Rulebook()), told)


def said(one: Repairs) -> dict[int, tuple[str, object]]:
    return {
        each.number: (str(each.proposal.record["kind"]), each.proposal.finding.where.car) for each in one.open
    }


def driven(one: Repairs) -> dict[str, int]:
    return {row.number: row.laps for row in one.now.rows}


TWO_GHOSTS = (
    FIELD
    + FLAG
    + "10:04:50,passing,1,FL\n"
    + "10:06:55,passing,2,FL\n"
    + laps("3", "1:31", "3:02", "1:31", "1:31")
)


def test_what_is_left_keeps_its_number_while_another_is_taken() -> None:
    start = repairs(TWO_GHOSTS)
    assert sorted(said(start).values()) == [("passing", "3"), ("void", "1"), ("void", "2")]
    of_two = next(number for number, (_, car) in said(start).items() if car == "2")
    left = start.take(str(of_two))
    assert said(left) == {number: what for number, what in said(start).items() if number != of_two}
    assert driven(left) == {"1": 7, "2": 6, "3": 4}
    assert driven(start) == {"1": 7, "2": 7, "3": 4}


def test_all_of_it_is_every_lap_that_was_driven() -> None:
    done = repairs(TWO_GHOSTS).take_all()
    assert (driven(done), done.open) == ({"1": 6, "2": 6, "3": 5}, ())
    assert {change.number for change in done.changes if change.field == "laps"} == {"1", "2", "3"}


def test_one_that_is_not_needed_any_more_is_refused_with_what_was_taken() -> None:
    """The second of two ghosts in one lap is a ghost no longer once the first read of both is the crossing."""
    doubled = repairs(FIELD + FLAG + "10:03:03,passing,1,FL\n")
    (listed,) = doubled.open
    assert list(listed.remedies) == ["1", "1b"]
    left = doubled.take("1b")
    assert driven(left)["1"] == 6 and left.open == ()
    with pytest.raises(WrongCall, match="1: is another remedy for what 1b has set right"):
        left.take("1")
    with pytest.raises(WrongCall, match="7: no such proposal"):
        left.take("7")


def test_a_crossing_missed_after_the_clock_was_put_back_lands_where_it_was_driven() -> None:
    """The clock goes back at three; half an hour later a crossing is missed: both are repaired, in one go."""
    rows = "2024-10-27T02:50:00,flag,,,green\n"
    for lap in range(1, 13):
        for car, pace in (("7", 120), ("8", 122)):
            at = 2 * 3600 + 50 * 60 + lap * pace
            if (car, lap) == ("8", 9):
                continue
            at -= 3600 if at >= 3 * 3600 else 0
            rows += f"2024-10-27T{at // 3600:02d}:{at % 3600 // 60:02d}:{at % 60:02d},passing,{car},FL\n"
    rows += "2024-10-27T02:13:59,flag,,,chequered\n"
    done = repairs(rows).take_all()
    assert [str(one.record["kind"]) for one in done.taken] == ["clock", "passing"]
    assert driven(done) == {"7": 12, "8": 12}
    missed = done.taken[1].record["at"]
    assert str(missed).startswith("2024-10-27T02:08:1")  # 18 min 18 s after 2:50, by a clock put back an hour


# --- what is new, what is left, what is gone


def test_what_comes_to_be_proposed_gets_the_next_number() -> None:
    """A clock put back hides a missed crossing. The ghost of #9 was number 2 all along: the crossing becomes 3."""
    rows = "2024-10-27T02:50:00,flag,,,green\n"
    for lap in range(1, 13):
        for car, pace in (("7", 120), ("8", 122), ("9", 124)):
            at = 2 * 3600 + 50 * 60 + lap * pace
            if (car, lap) == ("8", 9):
                continue
            at -= 3600 if at >= 3 * 3600 else 0
            rows += f"2024-10-27T{at // 3600:02d}:{at % 3600 // 60:02d}:{at % 60:02d},passing,{car},FL\n"
    rows += "2024-10-27T02:53:00,passing,9,FL\n2024-10-27T02:13:59,flag,,,chequered\n"
    start = repairs(rows)
    assert said(start)[1] == ("clock", None)
    left = start.take("1")
    before = set(said(start))
    new = {number: what for number, what in said(left).items() if number not in before}
    assert new == {max(before) + 1: ("passing", "8")}
    assert [one.number for one in left.gone][-1] == 1
    done = left.take(str(max(before) + 1))
    assert driven(done)["8"] == 12


def test_what_is_not_proposed_is_answered_with_what_is() -> None:
    with pytest.raises(WrongCall, match=r"^9: no such proposal \(there are 1, 1b\)$"):
        repairs(FIELD + FLAG + "10:03:03,passing,1,FL\n").take("9")
    with pytest.raises(WrongCall, match=r"^1: no such proposal \(there is none\)$"):
        repairs(FIELD + FLAG).take("1")


def test_one_that_was_taken_is_told_from_one_that_fell_away() -> None:
    """The timekeeper presses 1 twice; number 2 was for the same crossing and went with it."""
    left = repairs(FIELD + FLAG, missed("10:09:10"), missed("10:09:20")).take("1")
    with pytest.raises(WrongCall, match=r"^1: taken already$"):
        left.take("1")
    with pytest.raises(
        WrongCall, match=r"^2: is not proposed any more once 1 is taken: take it first, or leave it$"
    ):
        left.take("2")


# --- a transponder that is on no car: whose it is only people know

WORN = "time,kind,car,transponder,loop,value\n"
ON_LOAN = "10:00:00,flag,,,,green\n" + "".join(
    f"10:{minute:02d}:00,passing,1,,FL,\n10:{minute:02d}:30,passing,,T9,FL,\n" for minute in range(2, 7)
)


def test_whose_transponder_it_is_has_to_be_said() -> None:
    start = repairs(ON_LOAN, head=WORN)
    assert [one.proposal.record for one in start.open] == [
        {"kind": "assign", "transponder": "T9", "car": "?"}
    ]
    with pytest.raises(WrongCall, match=r"^1: which car"):
        start.take("1")
    done = start.take("1", "44")
    assert driven(done) == {"1": 5, "44": 5}
    assert done.taken[0].record == {"kind": "assign", "transponder": "T9", "car": "44"}


def test_nothing_is_taken_by_itself_that_somebody_has_to_fill_in() -> None:
    done = repairs(ON_LOAN, head=WORN).take_all()
    assert (done.taken, [one.number for one in done.open]) == ((), [1])


def test_a_car_for_a_repair_that_asks_for_none_is_refused() -> None:
    with pytest.raises(WrongCall, match=r"^1: nothing is to be filled in: say --accept 1$"):
        repairs(FIELD + FLAG, missed("10:09:10")).take("1", "44")


# --- findings of the file itself that carry a ready record


def missed(at: str | None, car: str = "1", loop: str = "FL", **more: object) -> Finding:
    """A crossing that the file says was missed."""
    record = {"kind": "passing", "car": car, "loop": loop, "at": at, **more}
    found = warning("crossing-told", Where(car=car))
    return found.proposing(**{name: value for name, value in record.items() if value is not None})


def ruled(document: str, **more: object) -> Finding:
    """A ruling that the file has in its notes."""
    return warning("ruling-told", Where(car="1")).proposing(
        kind="decision", car="1", penalty="time", seconds=5, document=document, **more
    )


def numbers(one: Repairs) -> list[int]:
    return [each.number for each in one.open]


def test_what_the_file_tells_without_a_record_is_no_proposal() -> None:
    start = repairs(FIELD + FLAG, warning("crossing-told", Where(car="2")), missed("10:09:10"))
    assert said(start) == {1: ("passing", "1")}
    assert [one.where.car for one in start.told] == ["1"]


@pytest.mark.parametrize(
    ("other", "left"),
    [
        (missed("10:09:40"), []),  # estimated again, half a minute off: the same crossing
        (missed("10:08:40"), []),
        (missed("10:09:40.000001"), [2]),  # farther off than that: another one
        (missed("10:08:39.999999"), [2]),
        (missed("10:09:10", car="2"), [2]),  # two cars side by side
        (missed("10:09:10", loop="S1"), [2]),
        (missed("half past"), [2]),  # an instant that nobody can read is never the same
        (missed(None), [2]),
        (ruled("17"), [2]),
    ],
)
def test_a_crossing_is_the_same_as_one_within_half_a_minute_of_the_same_car_at_the_same_loop(
    other: Finding, left: list[int]
) -> None:
    """What was missed is estimated; after a repair the estimate moves a little, and nobody takes one crossing twice."""
    start = repairs(FIELD + FLAG, missed("10:09:10"), other)
    assert numbers(start) == [1, 2]
    assert numbers(start.take("1")) == left


@pytest.mark.parametrize(
    ("other", "left"),
    [
        (ruled("12", by="clerk"), []),  # who wrote it down makes it no second ruling
        (ruled("12", source="notes.txt"), []),
        (ruled("17"), [2]),
    ],
)
def test_a_ruling_is_the_same_as_one_that_says_the_same(other: Finding, left: list[int]) -> None:
    assert numbers(repairs(FIELD + FLAG, ruled("12"), other).take("1")) == left


def test_numbers_stay_when_one_before_them_falls_away() -> None:
    """1 is taken, 2 was the same crossing: 3 (a crossing of #2) and 4 (a ruling) are called so still."""
    start = repairs(
        FIELD + FLAG, missed("10:09:10"), missed("10:09:20"), missed("10:09:10", car="2"), ruled("12")
    )
    left = start.take("1")
    assert said(left) == {3: ("passing", "2"), 4: ("decision", "1")}
    again = left.take("3")
    assert said(again) == {4: ("decision", "1")}
    assert sorted(one.number for one in again.gone) == [1, 2, 3]
    assert [(one.key, one.record["kind"]) for one in again.taken] == [("1", "passing"), ("3", "passing")]
