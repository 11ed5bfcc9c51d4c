"""The last lap of a qualifying, seen at every loop but the line: asked about where it may have been the best."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.findings import Severity
from parcferme.times import format_clock, parse_clock
from small_races import GREEN, score
from timing.races import said, timed, values

CODE = "finish-not-read"


def runs(car: str, *times: str, unread: bool = False, loops: int = 2) -> str:
    """A run from the pits: laps with S1 at three and S2 at seven tenths of each; the last not read at the line."""
    at, rows = parse_clock("10:00:00"), f"10:00:00,passing,{car},PIT_OUT,\n"
    for n, lap in enumerate(times):
        us = parse_clock(lap)
        ends = [(0.3, "S1"), (0.7, "S2")][:loops]
        if n < len(times) - 1 or not unread:
            ends = [(0.3, "S1"), (0.7, "S2"), (1, "FL")]
        for share, loop in ends:
            rows += f"{format_clock(at + int(us * share), 6, hours=True)},passing,{car},{loop},\n"
        at += us
    return rows


OTHER = runs("8", "2:00", "1:31", "1:31", "1:31", "2:10")
FLAG = "10:06:00,flag,,,chequered\n"
LANE = "10:09:30,passing,8,PIT_IN,\n"


def test_the_best_lap_on_which_the_flag_was_taken_was_not_read_at_the_line() -> None:
    """#7 was at S2 after 63.0 s of a lap of 1:30, and usually needs 27.3 s from there."""
    rows = GREEN + runs("7", "2:00", "1:31", "1:31", "1:30", unread=True) + OTHER + LANE + FLAG
    (found,) = said(timed(rows, kind="qualifying"), CODE)
    assert (found.severity, found.where.car, found.where.lap) == (Severity.WARNING, "7", 4)
    assert values(found) == {
        "last_at": "10:05:02.000000", "usual_us": 91_000_000, "at": "10:06:32.300000", "uncertain_us": 1_092_000,
        "seen_loops": ["S1", "S2"],
    }  # fmt: skip
    assert found.proposal is not None
    assert (found.proposal["car"], found.proposal["at"]) == ("7", "10:06:32.300000")
    tried = next(one for one in score(rows, kind="qualifying").findings if one.code == CODE)
    assert (tried.values["winner"], tried.values["winner_us"]) == ("7", 90_300_000)


@pytest.mark.parametrize(
    ("last", "loops", "asked"),
    [
        ("1:30", 1, False),  # it stopped after S1
        ("1:32.500", 2, True),  # 1:32.050 by the way to the line: within how far off that may be
        ("1:32.600", 2, False),  # too slow to be its best
        ("2:00", 2, False),  # the way in
    ],
)
def test_only_a_lap_that_can_have_been_the_best_is_asked_about(last: str, loops: int, asked: bool) -> None:
    rows = GREEN + runs("7", "2:00", "1:31", "1:31", last, unread=True, loops=loops) + OTHER + LANE + FLAG
    assert bool(said(timed(rows, kind="qualifying"), CODE)) is asked


@pytest.mark.parametrize("more", ["10:06:20,passing,7,PIT_IN,\n", "10:06:20,status,7,,retired\n"])
def test_who_came_in_or_stopped_before_the_line_lost_no_lap(more: str) -> None:
    rows = GREEN + runs("7", "2:00", "1:31", "1:31", "1:30", unread=True) + OTHER + LANE + FLAG + more
    assert said(timed(rows, kind="qualifying"), CODE) == []


def test_before_the_flag_and_without_a_loop_in_the_pits_it_may_have_come_in() -> None:
    rows = GREEN + runs("7", "2:00", "1:31", "1:31", "1:30", unread=True) + OTHER
    rows = "".join(row + "\n" for row in rows.splitlines() if "PIT_" not in row)
    early, late = (
        said(timed(rows + flag, kind="qualifying"), CODE) for flag in (FLAG, "10:08:00,flag,,,chequered\n")
    )
    assert [one.severity for one in (*early, *late)] == [Severity.WARNING, Severity.INFO]


def test_while_nobody_was_read_after_it_was_due_its_read_may_still_come() -> None:
    rows = GREEN + runs("7", "2:00", "1:31", "1:31", "1:30", unread=True) + FLAG
    assert said(timed(rows, kind="qualifying"), CODE) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(60, 120), st.integers(2, 6), st.integers(2, 6), st.data())
def test_a_best_last_lap_that_was_lost_is_asked_about_of_its_car_alone(
    lap: int, cars: int, driven: int, data: st.DataObject
) -> None:
    lost = data.draw(st.integers(0, cars - 1))
    rows = GREEN
    for car in range(cars):
        its = [format_clock(int((lap + 0.01 * car) * 1_000_000)) for _ in range(driven)]
        rows += runs(str(car + 1), format_clock(int(lap * 1.3) * 1_000_000), *its, unread=car == lost)
    over = int(lap * 1.3) + driven * lap + 30
    rows += runs("99", *["3:00"] * (over // 180 + 2))
    at = format_clock(36_000_000_000 + (over - 40) * 1_000_000, 6, hours=True)
    found = said(timed(rows + f"{at},flag,,,chequered\n", kind="qualifying"), CODE)
    assert [one.where.car for one in found] == [str(lost + 1)]
