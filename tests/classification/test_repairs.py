"""Repairs taken one after the other: what is left keeps its number, what is not needed any more is refused."""

from __future__ import annotations

import pytest

from parcferme.classification import Case, Repairs
from parcferme.decoders import decode
from parcferme.findings import WrongCall
from parcferme.regulations import Rulebook
from small_races import GREEN, laps

HEAD = "time,kind,car,loop,value\n"
FIELD = GREEN + laps("1", *["1:30"] * 6) + laps("2", *["1:30.2"] * 6)
FLAG = "10:08:55,flag,,,chequered\n"


def repairs(rows: str) -> Repairs:
    return Repairs.of(Case(decode((HEAD + rows).encode(), "a.csv").log, Rulebook()))


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
