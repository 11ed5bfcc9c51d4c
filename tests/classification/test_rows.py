"""A row before anything is known of its car claims nothing: whoever fills in a few values claims no more."""

from __future__ import annotations

from parcferme.classification import Row, Status
from parcferme.classification.rows import Car, Reason, in_class


def test_a_row_of_a_car_of_which_nothing_is_known_claims_nothing() -> None:
    """A sheet has a line for each car of the entry list: one that never came has no lap, no stop, no fastest lap."""
    row = Row("7", None, None, (), Status.NOT_STARTED)
    assert (row.laps, row.stops, row.took_flag, row.retired) == (0, 0, False, False)
    assert (row.fastest_lap, row.class_fastest_lap, row.laps_led) == (False, False, None)
    assert (row.position, row.time, row.best_lap, row.reasons) == (None, None, None, ())


def test_a_car_before_its_laps_are_counted_has_done_nothing() -> None:
    """Its place is worked out from here on: whatever stood here already would be driven by nobody."""
    car = Car(0, "7", reasons=[])
    assert (car.laps, car.stops, car.time, car.best) == (0, 0, None, None)
    assert (car.started, car.took_flag, car.retired, car.open) == (False, False, False, False)
    assert (car.fastest, car.class_fastest) == (False, False)
    assert (car.said, car.listed, car.status) == (False, False, Status.CLASSIFIED)


def test_a_reason_leaves_out_what_is_not_known() -> None:
    """A ruling without an article has none on the list, not an empty one; nought seconds are a value all the same."""
    car = Car(0, "7", reasons=[])
    car.say("time-penalty", seconds_us=0, article=None, document="12")
    assert car.reasons == [Reason("time-penalty", {"seconds_us": 0, "document": "12"})]


def test_the_rows_of_a_class_have_the_gaps_of_the_class() -> None:
    """Second of all, first of GT: in the list of its class it is behind nobody, the next one 3 s behind it."""
    overall = [
        Row("1", "LM", None, (), Status.CLASSIFIED, position=1),
        Row("7", "GT", None, (), Status.CLASSIFIED, position=2, gap=5_000_000, interval=5_000_000),
        Row(
            "8", "GT", None, (), Status.CLASSIFIED, position=3, gap=8_000_000, interval=3_000_000,
            class_gap=3_000_000, class_interval=3_000_000,
        ),
        Row("9", "GT", None, (), Status.CLASSIFIED, position=4, gap_laps=2, class_gap_laps=1, class_interval_laps=1),
    ]  # fmt: skip
    gaps = [
        (one.number, one.gap, one.gap_laps, one.interval, one.interval_laps)
        for one in in_class(overall, "GT")
    ]
    assert gaps == [
        ("7", None, None, None, None),
        ("8", 3_000_000, None, 3_000_000, None),
        ("9", None, 1, None, 1),
    ]
