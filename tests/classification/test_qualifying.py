"""The order of practice and qualifying: best laps, equal ones, cars without a time, several sessions as one."""

import pytest

from parcferme.classification import Status, average, combined
from parcferme.records import Decision, Penalty
from small_races import GREEN, laps, order, reasons, row, score

TIED = (
    GREEN + laps("1", "2:00", "1:40", "1:45") + laps("2", "1:50", "1:40", "1:41") + laps("3", "1:39", "1:55")
)


def qualifying(rows: str, rules: str = "", **more: object) -> object:
    return score(rows, f"[qualifying.order]\n{rules}\n", kind="qualifying", **more)  # type: ignore[arg-type]


def places(rules: str = "") -> list[tuple[str, int | None]]:
    return [(one.number, one.position) for one in qualifying(TIED, rules).rows]  # type: ignore[attr-defined]


def test_best_lap_decides_and_has_no_race_time() -> None:
    result = score(TIED, kind="qualifying")
    assert order(result)[0] == "3"
    assert row(result, "3").best_lap == 99_000_000
    assert row(result, "3").time is None
    assert (row(result, "2").gap, row(result, "1").interval) == (1_000_000, 0)


def test_equal_best_laps_the_one_set_first_is_ahead() -> None:
    """#2 completes its 1:40 at 3:30, #1 at 3:40."""
    assert places() == places('equal-times = "first-set"') == [("3", 1), ("2", 2), ("1", 3)]
    result = score(TIED, kind="qualifying")
    assert reasons(result, "2")["equal-time-set-first"] == {"other": "1", "lap": 2}
    assert reasons(result, "1")["equal-time-set-later"] == {"other": "2", "lap": 2}


def test_equal_best_laps_the_second_best_decides() -> None:
    rules = 'equal-times = "second-best-lap"'
    assert places(rules) == [("3", 1), ("2", 2), ("1", 3)]
    other = TIED.replace(laps("1", "2:00", "1:40", "1:45"), laps("1", "2:00", "1:40", "1:40.5"))
    assert [one.number for one in qualifying(other, rules).rows] == ["3", "1", "2"]  # type: ignore[attr-defined]


def test_equal_best_laps_share_the_place_where_nothing_decides() -> None:
    assert places('equal-times = "equal"') == [("3", 1), ("1", 2), ("2", 2)]


def test_order_by_second_best_laps() -> None:
    """Best laps 1:39, 1:40, 1:40; second-best 1:55, 1:45, 1:41."""
    assert places('by = "second-best-lap"') == [("2", 1), ("1", 2), ("3", 3)]


def test_car_with_one_lap_has_no_second_best() -> None:
    result = qualifying(GREEN + laps("1", "1:40") + laps("2", "1:50", "1:51"), 'by = "second-best-lap"')
    assert [(one.number, one.position) for one in result.rows] == [("2", 1), ("1", None)]  # type: ignore[attr-defined]


NO_TIME = GREEN + laps("5", "1:40") + laps("81", "2:00") + ",status,7,,not-started\n"
DELETED = (Decision(car="81", penalty=Penalty.LAP_DELETED, lap=1),)


def test_no_time_credited_is_not_no_lap() -> None:
    """#81's only lap is deleted: its lap stays, its time is not there, and it has no place."""
    result = score(NO_TIME, kind="qualifying", decisions=DELETED)
    assert [(one.number, one.position, one.status) for one in result.rows] == [
        ("5", 1, Status.CLASSIFIED), ("81", None, Status.NOT_CLASSIFIED), ("7", None, Status.NOT_STARTED),
    ]  # fmt: skip
    assert (row(result, "81").laps, row(result, "81").best_lap) == (1, None)
    assert set(reasons(result, "81")) == {"lap-deleted", "no-time"}


def test_cars_without_a_time_can_be_placed_last() -> None:
    result = score(NO_TIME, '[qualifying.order]\nno-time = "last"\n', kind="qualifying", decisions=DELETED)
    assert [(one.number, one.position) for one in result.rows] == [("5", 1), ("81", 2), ("7", None)]


def test_practice_is_ordered_like_a_qualifying_and_has_its_own_rules() -> None:
    rules = '[practice]\nlength = "3 min"\n[practice.order]\nequal-times = "equal"\n'
    result = score(TIED, rules, kind="practice")
    assert [(one.number, one.position, one.laps) for one in result.rows] == [
        ("3", 1, 2), ("1", 2, 2), ("2", 2, 2),
    ]  # fmt: skip


def test_deleted_lap_gives_the_next_best() -> None:
    decisions = [Decision(car="3", penalty=Penalty.LAP_DELETED, lap=1)]
    result = score(TIED, kind="qualifying", decisions=decisions)
    assert order(result) == ["2", "1", "3"]
    assert (row(result, "3").best_lap_number, row(result, "3").laps) == (2, 2)


def test_rulebook_that_names_an_order_keeps_the_flag_for_each_car() -> None:
    """A [qualifying] table in a rulebook changes what it names, nothing else."""
    rules = '[qualifying]\nlength = "3 min"\n'
    result = score(
        GREEN + laps("1", "1:00", "3:00", "1:00") + laps("2", "1:01", "2:00", "1:00"),
        rules,
        kind="qualifying",
    )
    assert {one.number: one.laps for one in result.rows} == {"1": 2, "2": 2}


# --- several sessions as one


def test_average_is_truncated_to_the_resolution() -> None:
    """GT World Challenge: the mean of 1:40.000, 1:40.001 and 1:40.001 is 1:40.000666…, and counts as 1:40.000."""
    assert average([100_000_000, 100_001_000, 100_001_000], 1_000) == 100_000_000
    assert average([100_000_000, 100_002_000], 1_000) == 100_001_000
    assert average([100_000_001, 100_000_002], 1) == 100_000_001


def test_combined_qualifying_by_averages_and_cars_that_missed_one_last() -> None:
    first = score(GREEN + laps("1", "1:40") + laps("2", "1:42") + laps("3", "1:30"), kind="qualifying")
    second = score(GREEN + laps("1", "1:45.001") + laps("2", "1:42"), kind="qualifying")
    assert combined([first.rows, second.rows], 1_000) == [
        ("2", 102_000_000),
        ("1", 102_500_000),
        ("3", None),
    ]


@pytest.mark.parametrize("kind", ["practice", "qualifying"])
def test_session_by_average_orders_one_session_by_best_laps(kind: str) -> None:
    result = score(TIED, f'[{kind}.order]\nby = "average"\n', kind=kind)
    assert order(result) == ["3", "2", "1"]
