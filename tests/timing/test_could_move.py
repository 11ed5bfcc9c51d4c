"""Whether crossings nobody read can change a place: together, within how far off they are, and with those of others."""

from __future__ import annotations

from small_races import GREEN, laps
from timing.races import said, timed

CODES = ("missed-passing", "finish-not-read")
FLAG = "10:07:29,flag,,,chequered\n"


def severities(rows: str, rules: str = "") -> list[tuple[str, str | None, str]]:
    timing = timed(rows, rules)
    return [(code, one.where.car, one.severity.value) for code in CODES for one in said(timing, code)]


def test_a_finish_due_within_how_far_off_it_may_be_of_another_can_change_the_place() -> None:
    """#1 was due at 10:07:30.7, 3.6 s up or down; #2 finished at 10:07:30.5."""
    rows = GREEN + laps("1", "1:30.7", *["1:30"] * 3) + laps("2", "1:30.5", *["1:30"] * 4)
    assert severities(rows + laps("3", *["1:32"] * 5) + FLAG) == [("finish-not-read", "1", "warning")]
    apart = GREEN + laps("1", "1:35", *["1:30"] * 3) + laps("2", "1:30.5", *["1:30"] * 4)
    assert severities(apart + laps("3", *["2:00"] * 4) + FLAG) == [("finish-not-read", "1", "info")]


def test_two_crossings_of_one_car_move_it_where_each_alone_does_not() -> None:
    """#1 lacks its first crossing and its finish: with both it has won, with either it is last."""
    others = "".join(laps(car, *["1:31"] * 5) for car in "234")
    rows = GREEN + laps("1", "3:00", "1:30", "1:30") + others + FLAG
    assert severities(rows) == [("missed-passing", "1", "warning"), ("finish-not-read", "1", "warning")]


def test_the_finish_of_two_laps_is_missed_by_what_the_others_drove() -> None:
    others = laps("2", "1:34", "1:31") + laps("3", "1:35", "1:32")
    rows = GREEN + laps("1", "1:33") + others + "10:03:01,flag,,,chequered\n"
    (found,) = said(timed(rows), "finish-not-read")
    assert (found.where.car, found.where.lap, found.severity.value) == ("1", 2, "warning")
    assert abs(found.values["usual_us"] - 90_000_000) < 200_000


def test_who_is_classified_only_with_the_flag_is_asked_about() -> None:
    rows = GREEN + laps("1", *["1:30"] * 5) + laps("3", *["1:31"] * 5) + laps("2", *["1:52"] * 3)
    rows += FLAG
    assert ("finish-not-read", "2", "info") in severities(rows)
    ruled = "[race.classified]\nflag = true\n"
    assert ("finish-not-read", "2", "warning") in severities(rows, ruled)
