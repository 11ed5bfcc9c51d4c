"""Who was seen where: transponders, ghosts, exact repeats, passings without a car."""

from __future__ import annotations

import numpy as np
import polars as pl

from parcferme.entries import Entries, Entry
from parcferme.records import Assign, Log
from parcferme.times import SECOND
from parcferme.timing.sightings import Sightings, middle, see


def seen(
    rows: list[tuple[int, str | None, str | None]], *assigns: Assign, entries: Entries | None = None
) -> Sightings:
    """Rows of (seconds, car, transponder), all at the finish line."""
    frame = pl.DataFrame(
        {
            "at": [row[0] * SECOND for row in rows],
            "loop": ["FL"] * len(rows),
            "car": [row[1] for row in rows],
            "transponder": [row[2] for row in rows],
        },
        schema={"at": pl.Int64, "loop": pl.String, "car": pl.String, "transponder": pl.String},
    )
    return see(Log.of(frame, assigns), entries or Entries())


def cars(sightings: Sightings) -> list[tuple[int, str]]:
    return [(at // SECOND, sightings.cars[car]) for at, car in zip(sightings.at, sightings.car, strict=True)]


def test_transponder_moves_to_the_spare_car_from_its_instant_on() -> None:
    found = seen(
        [(10, None, "T1"), (20, None, "T1"), (30, None, "T1")],
        Assign(transponder="T1", car="81"),
        Assign(at=20 * SECOND, transponder="T1", car="82"),
    )
    assert cars(found) == [(10, "81"), (20, "82"), (30, "82")]


def test_transponder_of_the_entry_list_is_enough() -> None:
    listed = Entries.of([Entry("81", transponders=("T1",))])
    assert cars(seen([(10, None, "T1")], entries=listed)) == [(10, "81")]


def test_car_named_by_the_decoder_wins_over_its_transponder() -> None:
    found = seen([(10, "7", "T1")], Assign(transponder="T1", car="81"))
    assert cars(found) == [(10, "7")]


def test_ghost_transponder_is_one_finding_with_an_assignment_to_fill_in() -> None:
    found = seen([(10, None, "T9"), (40, None, "T9"), (20, "81", None)])
    assert cars(found) == [(20, "81")]
    (ghost,) = found.findings
    assert ghost.code == "ghost-transponder"
    assert ghost.values == {"transponder": "T9", "count": 2, "first_at": 10 * SECOND}
    assert ghost.proposal == {"kind": "assign", "transponder": "T9", "car": "?"}


def test_passing_before_the_transponder_was_on_any_car_is_a_ghost() -> None:
    found = seen([(10, None, "T1"), (30, None, "T1")], Assign(at=20 * SECOND, transponder="T1", car="81"))
    assert cars(found) == [(30, "81")]
    assert [finding.code for finding in found.findings] == ["ghost-transponder"]


def test_passing_of_nobody_is_told() -> None:
    found = seen([(10, None, None), (20, "81", None)])
    assert [(one.code, one.values) for one in found.findings] == [("passing-of-nobody", {"count": 1})]


def test_passing_sent_twice_is_taken_once() -> None:
    found = seen([(10, "81", None), (10, "81", None), (10, "7", None)])
    assert cars(found) == [(10, "7"), (10, "81")]
    assert [one.code for one in found.findings] == ["passing-repeated"]


def test_arrival_out_of_order_is_put_in_time_order() -> None:
    assert cars(seen([(30, "81", None), (10, "81", None), (20, "7", None)])) == [
        (10, "81"),
        (20, "7"),
        (30, "81"),
    ]


def test_007_7_and_07_are_three_cars() -> None:
    found = seen([(10, "7", None), (11, "07", None), (12, "007", None)])
    assert found.cars == ("007", "07", "7")


def test_codes_of_an_enum_in_any_order_of_categories_are_the_same_cars() -> None:
    frame = pl.DataFrame({"at": [1, 2], "loop": ["FL", "FL"], "car": ["81", "7"]})
    odd = frame.with_columns(pl.col("car").cast(pl.Enum(["81", "7"])))
    plain, other = see(Log.of(frame), Entries()), see(Log.of(odd), Entries())
    assert plain.cars == other.cars and plain.car.tolist() == other.car.tolist()


def test_middle_of_three_is_the_second() -> None:
    assert middle(np.array([9, 1, 5])) == 5
