"""What differs between two results, in the order of the new one."""

import msgspec

from parcferme.classification import Row, Status
from parcferme.classification.changes import Change, changes

ONE = Row("1", None, None, (), Status.CLASSIFIED, position=1, class_position=1, laps=9, time=100, best_lap=10,
          best_lap_number=3, stops=1, took_flag=True)  # fmt: skip
TWO = msgspec.structs.replace(ONE, number="2", position=2, class_position=2)


def test_a_result_does_not_differ_from_itself() -> None:
    assert changes([ONE, TWO], [ONE, TWO]) == changes([TWO, ONE], [ONE, TWO]) == ()


def test_every_value_that_differs_is_told_before_and_after() -> None:
    new = msgspec.structs.replace(
        TWO, status=Status.NOT_CLASSIFIED, position=None, class_position=None, laps=8, time=90, best_lap=11,
        best_lap_number=4, stops=2, took_flag=False,
    )  # fmt: skip
    assert changes([ONE, TWO], [ONE, new]) == (
        Change("2", "status", Status.CLASSIFIED, Status.NOT_CLASSIFIED), Change("2", "position", 2, None),
        Change("2", "class_position", 2, None), Change("2", "laps", 9, 8), Change("2", "time", 100, 90),
        Change("2", "best_lap", 10, 11), Change("2", "best_lap_number", 3, 4), Change("2", "stops", 1, 2),
        Change("2", "took_flag", True, False),
    )  # fmt: skip


def test_a_car_that_is_gone_is_told_last_and_one_that_came_where_it_now_stands() -> None:
    three = msgspec.structs.replace(ONE, number="3", position=1)
    two = msgspec.structs.replace(TWO, laps=8)
    found = changes([ONE, TWO], [three, two])
    assert [one.number for one in found if one.field in ("laps", "status")] == ["3", "3", "2", "1", "1"]
    gone = [(one.before, one.after) for one in found if (one.number, one.field) == ("1", "laps")]
    came = [(one.before, one.after) for one in found if (one.number, one.field) == ("3", "laps")]
    assert (gone, came) == ([(9, None)], [(None, 9)])
