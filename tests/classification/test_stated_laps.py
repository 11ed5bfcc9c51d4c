"""A race from a game server: its laps have times, sectors and drivers, and nobody knows when they were driven."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parcferme.classification import Classification, Row
from parcferme.records import Decision, Penalty, Result, StatedLap
from parcferme.times import parse_clock
from small_races import GREEN, laps, row, score

SECOND = 1_000_000
# Lap 1 has the wait on the grid in it; the server itself calls lap 5 of #7 invalid (a corner was cut).
SERVER = """\
7 1 2:10.5  50.5 40 40  ann
7 2 1:45    35   36 34  ann
7 3 1:44.2  34.2 37 33  ben
7 4 1:44.2  33   38 33.2 ben
7 5 1:40    30   35 35  ben no
8 1 1:43    33   35 35  -
8 2 1:46    36   35 35  -
"""


def stated(server: str) -> list[StatedLap]:
    """Its lines as records: car, lap, time, three sectors, driver; `no` where the server says that it is invalid."""
    made = []
    for line in server.splitlines():
        car, lap, *times, driver = line.removesuffix(" no").split()
        us = [None if time == "-" else parse_clock(time) for time in times]
        known = None if driver == "-" else driver
        counts = not line.endswith(" no")
        made.append(
            StatedLap(
                car=car, lap=int(lap), time=us[0], s1=us[1], s2=us[2], s3=us[3], driver=known, counts=counts
            )
        )
    return made


def served(
    server: str, rules: str = "", *results: Result, deleted: tuple[tuple[str, int], ...] = ()
) -> Classification:
    decisions = [Decision(car=car, lap=lap, penalty=Penalty.LAP_DELETED) for car, lap in deleted]
    return score(GREEN, rules, records=[*results, *stated(server)], decisions=decisions)


def bests(one: Row) -> tuple[object, ...]:
    """Best and second-best lap in seconds, each with its number."""
    best, second = (None if us is None else us / SECOND for us in (one.best_lap, one.second_best_lap))
    return best, one.best_lap_number, second, one.second_best_lap_number


def test_a_car_without_a_result_has_the_laps_that_are_stated_of_it() -> None:
    """The server was switched off before it wrote its result: how far everybody got is known from the laps alone."""
    made = served(SERVER)
    assert [(one.number, one.laps, one.time) for one in made.rows] == [("7", 5, None), ("8", 2, None)]


def test_the_best_lap_is_the_first_of_the_quickest_that_count() -> None:
    """Lap 5 was the quickest and cut a corner; of two equal laps the earlier is the best one, as on a timed track."""
    made = served(SERVER)
    assert bests(row(made, "7")) == (104.2, 3, 104.2, 4)
    assert bests(row(made, "8")) == (103.0, 1, 106.0, 2)


def test_a_deleted_lap_is_nobodys_best_and_the_next_one_is() -> None:
    made = served(SERVER, deleted=(("7", 3),))
    assert bests(row(made, "7")) == (104.2, 4, 105.0, 2)
    assert bests(row(made, "8")) == (103.0, 1, 106.0, 2)  # its own lap 3 was not there to be deleted


def test_where_no_lap_may_count_there_is_no_best_lap() -> None:
    """Both laps of #8 are deleted: it has driven them, and has no best lap and no second-best."""
    made = served(SERVER, deleted=(("8", 1), ("8", 2)))
    assert (row(made, "8").laps, bests(row(made, "8"))) == (2, (None, None, None, None))


def test_lap_1_is_no_best_lap_where_the_rulebook_says_so() -> None:
    made = served(SERVER, "[race]\nfastest-lap.first-lap = false\n")
    assert bests(row(made, "8")) == (106.0, 2, None, None)
    assert bests(row(made, "7")) == (104.2, 3, 104.2, 4)


def test_a_lap_without_a_time_is_driven_and_never_the_best() -> None:
    """The server lost the time of a lap: the car drove it all the same."""
    made = served("7 1 - - - - ann\n7 2 1:45 35 36 34 ann\n")
    assert (row(made, "7").laps, bests(row(made, "7"))) == (2, (105.0, 2, None, None))


def test_a_best_lap_that_the_source_states_stands_and_the_second_best_is_another() -> None:
    """Lap 5 cut a corner, so a server that calls it the best is not followed; of two equal laps it may name either."""
    given = Result(car="7", position=1, laps=9, time=900 * SECOND, best_lap=100 * SECOND, best_lap_number=5)
    made = served(SERVER, "", given)
    assert bests(row(made, "7")) == (104.2, 3, 104.2, 4)
    given = Result(car="7", position=1, laps=9, time=900 * SECOND, best_lap=104_200_000, best_lap_number=4)
    made = served(SERVER, "", given)
    assert bests(row(made, "7")) == (104.2, 4, 104.2, 3)
    assert row(made, "7").laps == 9  # as the result says, not as the laps are counted


def test_a_stated_best_lap_without_its_number_stands_and_has_no_second() -> None:
    given = Result(car="7", position=1, laps=5, time=900 * SECOND, best_lap=99 * SECOND)
    assert bests(row(served(SERVER, "", given), "7")) == (99.0, None, None, None)


def test_a_stated_best_lap_falls_when_its_time_is_deleted() -> None:
    given = Result(car="8", position=1, laps=2, time=300 * SECOND, best_lap=103 * SECOND, best_lap_number=1)
    made = served(SERVER, "", given, deleted=(("8", 1),))
    assert bests(row(made, "8")) == (106.0, 2, None, None)


def test_of_a_car_that_was_timed_the_stated_laps_count_for_nothing() -> None:
    """#8 has passings of its own: what the server says of it beside them makes no lap quicker."""
    made = score(GREEN + laps("8", "1:50", "1:49"), records=stated(SERVER))
    assert (row(made, "8").laps, bests(row(made, "8"))) == (2, (109.0, 2, 110.0, 1))
    assert bests(row(made, "7")) == (104.2, 3, 104.2, 4)
    shown = made.frames.laps.select("number", "lap", "lap_time_us").rows()
    assert [one for one in shown if one[0] == "8"] == [("8", 1, 110 * SECOND), ("8", 2, 109 * SECOND)]


def test_a_lap_that_is_stated_twice_is_the_first_of_both() -> None:
    made = served("7 2 1:45 35 36 34 ann\n7 1 1:50 40 36 34 ann\n7 2 1:39 29 36 34 ann\n")
    assert (row(made, "7").laps, bests(row(made, "7"))) == (2, (105.0, 2, 110.0, 1))


def test_the_laps_are_in_the_frame_with_sectors_driver_and_what_was_deleted() -> None:
    made = served(SERVER, deleted=(("7", 2),))
    frame = made.frames.laps.select(
        "number", "lap", "lap_time_us", "s1_us", "s3_us", "driver_id", "deleted", "seq"
    )
    assert frame.rows() == [
        ("7", 1, 130_500_000, 50_500_000, 40_000_000, "ann", False, 2),
        ("7", 2, 105_000_000, 35_000_000, 34_000_000, "ann", True, 3),
        ("7", 3, 104_200_000, 34_200_000, 33_000_000, "ben", False, 4),
        ("7", 4, 104_200_000, 33_000_000, 33_200_000, "ben", False, 5),
        ("7", 5, 100_000_000, 30_000_000, 35_000_000, "ben", True, 6),
        ("8", 1, 103_000_000, 33_000_000, 35_000_000, None, False, 7),
        ("8", 2, 106_000_000, 36_000_000, 35_000_000, None, False, 8),
    ]  # fmt: skip


def test_the_best_sectors_are_those_of_laps_that_count_and_make_the_ideal_lap() -> None:
    """30.000 in sector 1 belongs to the lap that cut a corner. Of #9 nobody timed sector 3: it has no ideal lap."""
    made = served(SERVER + "9 1 1:50 40 36 - -\n10 1 1:51 - - - -\n")
    frame = made.frames.sectors.select("number", "s1_us", "s2_us", "s3_us", "ideal_lap_us", "best_lap_us")
    assert frame.rows() == [
        ("7", 33_000_000, 36_000_000, 33_000_000, 102_000_000, 104_200_000),
        ("8", 33_000_000, 35_000_000, 35_000_000, 103_000_000, 103_000_000),
        ("9", 40_000_000, 36_000_000, None, None, 110_000_000),
    ]


@pytest.mark.parametrize(
    ("deleted", "ben"),
    [((), (3, 104_200_000, 3)), ((("7", 3),), (3, 104_200_000, 4)), ((("7", 3), ("7", 4)), (3, None, None))],
)
def test_each_driver_has_laps_and_a_best_one_of_those_that_count(
    deleted: tuple[tuple[str, int], ...], ben: tuple[object, ...]
) -> None:
    made = served(SERVER, deleted=deleted)
    frame = made.frames.drivers.select(
        "number", "driver_id", "laps", "best_lap_us", "best_lap_number", "drive_us"
    )
    assert frame.rows() == [("7", "ann", 2, 105_000_000, 2, None), ("7", "ben", *ben, None)]


def test_a_lap_can_be_deleted_up_to_the_last_that_is_stated() -> None:
    """The stewards name a lap 6 that #7 never drove: told, with how many it did drive."""
    made = served(SERVER, deleted=(("7", 6), ("7", 5)))
    (told,) = [one for one in made.findings if one.code == "decision-unknown-lap"]
    assert (told.where.car, told.values["lap"], told.values["laps"]) == ("7", 6, 5)


def test_a_penalty_in_seconds_on_a_car_without_a_time_is_said_and_adds_nothing() -> None:
    made = score(
        GREEN,
        records=stated(SERVER),
        decisions=[Decision(car="7", penalty=Penalty.TIME, seconds=Decimal(5))],
    )
    assert (row(made, "7").time, [one.code for one in row(made, "7").reasons]) == (None, ["time-penalty"])
