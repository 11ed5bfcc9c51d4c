"""Who was seen where: transponders, ghosts, exact repeats, passings without a car."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from parcferme.entries import Entries, Entry
from parcferme.records import Assign, CarState, CarStatus, DriverChange, Log, Result
from parcferme.times import SECOND
from parcferme.timing.sightings import Sightings, middle, narrow, order_of, run_of, see


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


# --- what is told, with every record of it


def typed(rows: str, *events: Assign, entries: Entries | None = None) -> Sightings:
    """Rows of `seconds car transponder loop`, `-` for nothing."""
    read = [[None if cell == "-" else cell for cell in row.split()] for row in rows.strip().split("\n")]
    frame = pl.DataFrame(
        {
            "at": [int(float(row[0] or 0) * SECOND) for row in read],
            "loop": [row[3] if len(row) > 3 else "FL" for row in read],
            "car": [row[1] for row in read],
            "transponder": [row[2] for row in read],
        },
        schema={"at": pl.Int64, "loop": pl.String, "car": pl.String, "transponder": pl.String},
    )
    log = Log.of(frame, events)
    known = pl.Series([row[0] is not None for row in read])
    passings = log.passings.with_columns(pl.when(known).then(pl.col("at")).alias("at"))
    return see(Log(passings, log.events), entries or Entries())


def told(found: Sightings) -> list[tuple[str, str, int | None, tuple[int, ...], dict[str, object]]]:
    return [
        (one.code, one.severity.value, one.where.seq, one.records, dict(one.values)) for one in found.findings
    ]


def test_passings_without_an_instant_are_told_with_their_records() -> None:
    found = typed("10 7 -\n- 7 -\n20 8 -\n- 8 -")
    assert told(found) == [("passing-without-instant", "warning", 2, (2, 4), {"count": 2})]
    assert cars(found) == [(10, "7"), (20, "8")]
    assert [one[0] for one in told(typed("10 7 -\n- - -"))] == ["passing-of-nobody"]  # told once, as nobody's


def test_passings_of_nobody_and_of_transponders_on_no_car_are_told_with_their_records() -> None:
    found = typed("40 - T9\n10 - -\n30 - T9\n15 81 -\n12 - -\n50 - T8")
    assert told(found) == [
        ("passing-of-nobody", "warning", 2, (2, 5), {"count": 2}),
        ("ghost-transponder", "warning", 6, (6,), {"transponder": "T8", "count": 1, "first_at": 50 * SECOND}),
        (
            "ghost-transponder",
            "warning",
            1,
            (1, 3),
            {"transponder": "T9", "count": 2, "first_at": 30 * SECOND},
        ),
    ]


def test_a_passing_sent_three_times_is_told_with_the_two_that_do_not_count() -> None:
    found = typed("10 7 -\n10 7 -\n10 7 -\n10 8 -\n10 7 - S1\n11 7 -")
    assert told(found) == [("passing-repeated", "info", 2, (2, 3), {"count": 2})]
    assert found.seq.tolist() == [1, 4, 5, 6]


@pytest.mark.parametrize(
    ("loop", "finding", "taken"),
    [
        ("fl", ("loop-respelt", {"value": "fl", "count": 1, "taken": "FL"}), "FL"),
        ("pit-in", ("loop-respelt", {"value": "pit-in", "count": 1, "taken": "PIT_IN"}), "PIT_IN"),
        ("PIT_INN", ("loop-unknown", {"value": "PIT_INN", "count": 1, "nearest": "PIT_IN"}), None),
        ("s9", ("loop-respelt", {"value": "s9", "count": 1, "taken": "S9"}), "S9"),
        (
            "S10",
            ("loop-unknown", {"value": "S10", "count": 1, "nearest": "S1"}),
            None,
        ),  # nine sectors at most
        ("XYZ", ("loop-unknown", {"value": "XYZ", "count": 1, "nearest": None}), None),
    ],
)
def test_a_loop_spelt_otherwise_is_told(
    loop: str, finding: tuple[str, dict[str, object]], taken: str | None
) -> None:
    found = typed(f"10 7 -\n20 7 - {loop}\n30 8 - S1")
    code, severity, seq, records, values = told(found)[0]
    assert (code, values, severity, seq) == (*finding, "warning", 2)
    assert records == (() if taken else (2,))
    names = [found.loops[code] for code in found.loop]
    assert names == ["FL", *([taken] if taken else [loop]), "S1"]
    (one,) = found.findings
    near = values.get("nearest")
    assert one.proposal == ({"kind": "amend", "target": 2, "changes": {"loop": near}} if near else None)


def test_many_passings_at_a_loop_nobody_knows_are_told_together_and_nothing_is_proposed() -> None:
    found = typed("30 7 - PIT_INN\n20 7 - PIT_INN\n10 7 - S1")
    assert told(found) == [
        ("loop-unknown", "warning", 1, (1, 2), {"value": "PIT_INN", "count": 2, "nearest": "PIT_IN"})
    ]
    assert found.findings[0].proposal is None


@pytest.mark.parametrize(
    ("at", "owner"), [(9, "81"), (19.999999, "81"), (20, "82"), (29, "82"), (30, "83"), (99, "83")]
)
def test_a_transponder_is_on_the_car_it_was_given_to_from_that_instant_on(at: float, owner: str) -> None:
    listed = Entries.of([Entry("81", transponders=("T1",))])
    moves = (
        Assign(at=30 * SECOND, transponder="T1", car="83"),
        Assign(at=20 * SECOND, transponder="T1", car="82"),
    )
    found = typed(f"{at} - T1\n1 5 -", *moves, entries=listed)
    assert cars(found)[1] == (int(at), owner)
    assert found.cars == ("5", "81", "82", "83")


def test_transponders_of_several_cars_are_told_apart() -> None:
    listed = Entries.of([Entry("81", transponders=("T1", "T3")), Entry("7", transponders=("T2",))])
    found = typed("1 - T1\n2 - T2\n3 - T3\n4 9 T1\n5 - T4", entries=listed)
    assert cars(found) == [(1, "81"), (2, "7"), (3, "81"), (4, "9")]
    assert [one[0] for one in told(found)] == ["ghost-transponder"]


def test_sightings_stand_in_one_total_order() -> None:
    """Instant, then loop, then car, then record; by car the same within each."""
    found = typed("20 8 - S1\n20 8 -\n20 7 -\n10 9 -\n20 7 - S1")
    assert found.seq.tolist() == [4, 3, 2, 5, 1]
    assert found.seq[found.by_car].tolist() == [3, 5, 2, 1, 4]
    assert [found.loops[code] for code in found.loop_by_car] == ["FL", "S1", "FL", "S1", "FL"]
    assert found.seq[found.at_loops(("S1",))].tolist() == [5, 1]
    assert found.by_car_at_loops(("S1",)).tolist() == [1, 3]
    assert not found.at_loops(()).any()
    same = typed("10 7 -\n10 8 -\n10 9 -\n11 7 -")
    assert (same.seq.tolist(), same.row.tolist()) == ([1, 2, 3, 4], [0, 1, 2, 3])


def test_cars_only_an_event_speaks_of_are_cars_too() -> None:
    events = (
        CarStatus(car="5", state=CarState.NOT_STARTED),
        DriverChange(car="6", driver="A"),
        Result(car="3"),
    )
    found = typed("10 7 -", *events)  # type: ignore[arg-type]
    assert found.cars == ("3", "5", "6", "7")


@pytest.mark.parametrize(
    ("count", "kept"), [(256, np.uint8), (257, np.uint16), (65536, np.uint16), (65537, np.int64)]
)
def test_codes_are_kept_in_as_few_bytes_as_hold_them(count: int, kept: type) -> None:
    last = narrow(np.array([count - 1], dtype=np.int64), count)
    assert (str(last.dtype), int(last[0])) == (str(np.dtype(kept)), count - 1)


@pytest.mark.parametrize(("code", "run"), [(0, (0, 2)), (1, (2, 2)), (2, (2, 5)), (9, (5, 5))])
def test_where_one_car_stands_among_all(code: int, run: tuple[int, int]) -> None:
    found = run_of(np.array([0, 0, 2, 2, 2], dtype=np.int32), code)
    assert (found.start, found.stop) == run


@pytest.mark.parametrize(("values", "half"), [([5], 5), ([1, 9], 9), ([9, 1, 5], 5), ([4, 1, 3, 2], 3)])
def test_the_middle_of_an_even_number_is_the_upper_one(values: list[int], half: int) -> None:
    assert middle(np.array(values)) == half


@pytest.mark.parametrize("cars", [3, 2048, 2049, 3000])
def test_a_whole_day_of_thousands_of_karts_stands_in_order_of_car(cars: int) -> None:
    """More rows than are counted at once: whatever the way, by car, time order kept inside, each with its loop."""
    rows = np.arange(2**16 + 1)
    code, loop = (rows * 7919 % cars).astype(np.int16), (rows % 13).astype(np.uint8)
    code[:2] = cars - 1
    order, by_car = order_of(code, cars, loop, 13)
    assert order.tolist() == np.argsort(code, kind="stable").tolist()
    assert by_car.tolist() == loop[order].tolist()


def test_a_loop_nobody_was_read_at_is_told_only_where_a_passing_counts() -> None:
    """A passing of nobody at a loop nobody knows is told once, as nobody's; the known ones stay what they are."""
    assert [one[0] for one in told(typed("10 7 -\n20 - - XYZ\n30 7 - pit-in"))] == [
        "passing-of-nobody",
        "loop-respelt",
    ]


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        ("5 9 -\n10 8 -\n10 7 -", [1, 3, 2]),  # by car
        ("5 7 - S2\n10 7 - S1\n10 7 - FL", [1, 3, 2]),  # by loop
        ("10 1 -\n10 2 -\n5 3 -\n10 4 -", [3, 1, 2, 4]),  # a late one among equals
        ("5 9 - S1\n10 8 - FL\n10 7 - S1", [1, 2, 3]),
        ("5 7 - FL\n10 7 - S1\n10 8 - FL", [1, 3, 2]),
    ],
)
def test_what_shares_an_instant_stands_by_loop_then_by_car(rows: str, order: list[int]) -> None:
    assert typed(rows).seq.tolist() == order


def test_of_two_equal_passings_the_record_written_first_stands() -> None:
    """A file put together from two: its later lines have the lower record numbers."""
    frame = pl.DataFrame({"at": [5, 10, 10], "loop": ["FL"] * 3, "car": ["7"] * 3})
    log = Log.of(frame)
    found = see(Log(log.passings.with_columns(seq=pl.Series([9, 8, 7])), ()), Entries())
    assert (found.seq.tolist(), found.row.tolist()) == ([9, 7], [0, 2])
    assert [one.records for one in found.findings] == [(8,)]


def test_a_passing_that_names_no_loop_is_nowhere() -> None:
    log = Log.of(pl.DataFrame({"at": [5, 10], "loop": ["FL", "FL"], "car": ["7", "7"]}))
    loops = pl.Series("loop", ["FL", None], dtype=log.passings["loop"].dtype)
    assert see(Log(log.passings.with_columns(loops), ()), Entries()).seq.tolist() == [1]


def test_more_numbers_than_sixteen_bits_hold_are_told_apart() -> None:
    """A marathon timed by chip: 32,770 numbers."""
    count = 2**15 + 2
    frame = pl.DataFrame(
        {"at": range(count), "loop": ["FL"] * count, "car": [f"{n:05d}" for n in range(count)]}
    )
    found = see(Log.of(frame), Entries())
    assert found.car.tolist() == list(range(count))
