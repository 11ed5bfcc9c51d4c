"""What a log holds, the order of one instant, and what corrections leave of it."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from log_strategies import PASSINGS, facts, frame_of, logs, numbered
from parcferme import records as r
from parcferme.findings import BadFrame, WrongCall
from parcferme.records import plain_fields, record_of
from parcferme.times import parse_clock, parse_instant


def race(*rows: str) -> r.Log:
    """A log of lines like `10:00:05.000 81 FL`, numbered from 1."""
    split = [row.split() for row in rows]
    return r.Log.of(
        pl.DataFrame(
            {
                "at": [int(parse_instant(at)) for at, _, _ in split],
                "car": [car for _, car, _ in split],
                "loop": [loop for _, _, loop in split],
            },
            schema={"at": pl.Int64, "car": pl.String, "loop": pl.String},
        )
    )


def cars(log: r.Log) -> list[str]:
    return log.passings.sort("seq")["car"].to_list()


TWO = ("10:00:00.000 81 FL", "10:01:40.000 50 FL")


def test_every_kind_has_a_place_in_the_order_of_one_instant() -> None:
    assert set(r.ORDER) == set(r.KINDS)
    assert sorted(place for place, _ in r.ORDER.values()) == list(range(len(r.ORDER)))
    assert all(reason for _, reason in r.ORDER.values())


def test_passings_need_an_instant_a_loop_and_a_car_or_transponder() -> None:
    with pytest.raises(BadFrame, match="needs at, loop and car or transponder"):
        r.passings_frame(pl.DataFrame({"at": [1], "loop": ["FL"]}))
    with pytest.raises(BadFrame, match=r"not a column of a passing: \['lap'\]"):
        r.passings_frame(pl.DataFrame({"at": [1], "loop": ["FL"], "car": ["1"], "lap": [1]}))
    with pytest.raises(BadFrame, match="1 of 2 passings have no at"):
        r.passings_frame(pl.DataFrame({"at": [1, None], "loop": ["FL", "FL"], "car": ["1", "2"]}))


def test_records_without_a_number_are_numbered_passings_first() -> None:
    log = r.Log.of(race(*TWO).passings.drop("seq"), [r.Note(text="a"), r.Note(text="b")])
    assert log.passings["seq"].to_list() == [1, 2]
    assert [event.seq for event in log.events] == [3, 4]
    assert log.last_seq == len(log) == 4
    assert log.append(r.Note(text="c")).events[-1].seq == 5


def test_logs_are_equal_whatever_the_order_and_type_of_their_columns() -> None:
    log = race(*TWO)
    turned = r.Log(log.passings.reverse().with_columns(pl.col("car").cast(pl.Categorical)), ())
    assert log == turned
    assert log != race(TWO[0]) and log != log.append(r.Note(text="x")) and log != "log"
    with pytest.raises(TypeError):
        hash(log)


# ------------------------------------------------------------------------------------------------------ order


@given(st.lists(PASSINGS, max_size=12), st.randoms(use_true_random=False), st.booleans())
def test_the_order_is_the_same_for_every_arrival_order(
    passings: list[r.Passing], random: object, close: bool
) -> None:
    frame = frame_of(passings).with_columns(seq=pl.int_range(1, len(passings) + 1, dtype=pl.Int64))
    if close:
        frame = frame.with_columns(pl.col("at") % 3)
    expected = sorted(
        frame.iter_rows(named=True),
        key=lambda row: (
            row["at"],
            row["loop"],
            *((row[t] is not None, row[t] or "") for t in ("car", "transponder")),
            row["seq"],
        ),
    )
    rows = list(range(frame.height))
    random.shuffle(rows)  # type: ignore[attr-defined]
    for dtype in (pl.String, pl.Categorical):
        ordered = r.order(frame[rows].with_columns(pl.col("car", "loop").cast(dtype)))
        assert ordered["seq"].to_list() == [row["seq"] for row in expected]
        assert r.order(ordered) is ordered


def test_letters_decide_the_order_of_enum_columns() -> None:
    log = race("10:00:00.000 9 FL", "10:00:00.000 81 FL", "10:00:00.000 81 A")
    enum = log.passings.with_columns(
        pl.col("car").cast(pl.Enum(["9", "81"])), pl.col("loop").cast(pl.Enum(["FL", "A"]))
    )
    assert r.order(enum)["seq"].to_list() == r.order(log.passings)["seq"].to_list() == [3, 2, 1]


# -------------------------------------------------------------------------------------------------------- cuts


@settings(max_examples=40)
@given(logs(), st.integers(0, 70))
def test_a_log_known_up_to_a_record_holds_the_records_up_to_it(log: r.Log, seq: int) -> None:
    known = log.known(seq)
    assert known.last_seq <= seq
    everything = {*log.passings["seq"], *(event.seq for event in log.events)}
    assert {*known.passings["seq"], *(event.seq for event in known.events)} == {
        n for n in everything if n <= seq
    }
    assert known.known(seq) == known and log.known(log.last_seq) == log


def test_a_log_cut_at_an_instant_keeps_what_speaks_of_none() -> None:
    log = race(*TWO).append(
        r.Flag(value=r.FlagValue.RED, at=int(parse_instant("10:01:00.000"))),
        r.Void(target=1),
        r.Decision(penalty=r.Penalty.TIME, car="81", seconds=Decimal(5)),
        r.PitTime(car="81", lap=3, duration=85_000_000),
    )
    cut = log.until(int(parse_instant("10:00:59.999")))
    assert cars(cut) == ["81"]
    assert [type(event) for event in cut.events] == [r.Void, r.Decision, r.PitTime]
    assert log.until(int(parse_instant("10:01:40.000"))) == log


# ------------------------------------------------------------------------------------------------- corrections


@settings(max_examples=40)
@given(logs(facts()), PASSINGS, facts())
def test_voiding_an_inserted_record_gives_the_old_log(log: r.Log, passing: r.Passing, event: r.Event) -> None:
    last = log.last_seq
    added = frame_of([msgspec.structs.replace(passing, seq=last + 1)])
    longer = r.Log(pl.concat([log.passings, added]), log.events).append(event)
    corrected, findings = longer.append(r.Void(target=last + 2), r.Void(target=last + 1)).effective()
    assert corrected == log.effective()[0]
    assert findings == ()


@settings(max_examples=40)
@given(logs(facts()), st.data())
def test_voiding_a_void_restores_at_every_depth(log: r.Log, data: st.DataObject) -> None:
    if not len(log):
        return
    seqs = [*log.passings["seq"], *(event.seq for event in log.events)]
    target = data.draw(st.sampled_from(seqs))
    without = r.Log(
        log.passings.filter(pl.col("seq") != target),
        tuple(event for event in log.events if event.seq != target),
    )
    for depth in range(5):
        shown = (
            without
            if depth % 2
            else r.Log(log.passings, tuple(e for e in log.events if not isinstance(e, r.Void)))
        )
        assert log.effective()[0].known(10**9) == shown.effective()[0]
        log = log.append(r.Void(target=target if depth == 0 else log.last_seq))


@settings(max_examples=40)
@given(logs())
def test_an_effective_log_holds_no_correction_and_is_its_own_effective_log(log: r.Log) -> None:
    effective, _ = log.effective()
    assert not any(isinstance(event, r.Void | r.Amend) for event in effective.events)
    again, findings = effective.effective()
    assert again is effective and findings == ()


def test_a_log_without_corrections_comes_back_as_it_is() -> None:
    log = race(*TWO).append(r.Note(text="x"))
    assert log.effective()[0] is log


def test_a_record_voided_twice_counts_only_when_both_voids_are_voided() -> None:
    log = race(*TWO).append(r.Void(target=1), r.Void(target=1), r.Void(target=3))
    assert cars(log.effective()[0]) == ["50"]
    assert cars(log.append(r.Void(target=4)).effective()[0]) == ["81", "50"]


def test_an_amended_passing_counts_with_its_new_values() -> None:
    log = race(*TWO).append(
        r.Amend(target=2, changes={"car": "38", "at": "10:01:39.5", "strength": 7, "transponder": "T1"}),
        r.Amend(target=2, changes={"car": "74", "transponder": None}),
    )
    for dtype in (pl.String, pl.Categorical, pl.Enum(["81", "50"])):
        typed = r.Log(log.passings.with_columns(pl.col("car").cast(dtype)), log.events)
        effective, findings = typed.effective()
        assert findings == ()
        row = effective.passings.row(1, named=True)
        assert (row["car"], row["strength"], row["transponder"], row["seq"]) == ("74", 7, None, 2)
        assert row["at"] == parse_instant("10:01:39.500")
        assert effective.passings.row(0, named=True) == log.passings.row(0, named=True)
    assert cars(log) == ["81", "50"], "the log itself is never changed"


def test_an_amended_event_counts_with_its_new_values() -> None:
    log = race(*TWO).append(
        r.Decision(penalty=r.Penalty.TIME, car="81", seconds=Decimal("5")),
        r.SessionStart(length=parse_clock("60:00.000")),
        r.Amend(
            target=3, changes={"seconds": Decimal("15.5"), "penalty": "drive-through", "reason": "pit lane"}
        ),
        r.Amend(target=4, changes={"length": "50:00.000", "at": "2020-07-18T10:00:00.000"}),
    )
    decision, start = log.effective()[0].events
    assert decision == r.Decision(
        seq=3, penalty=r.Penalty.DRIVE_THROUGH, car="81", seconds=Decimal("15.5"), reason="pit lane"
    )
    assert start == r.SessionStart(seq=4, length=3_000_000_000, at=int(parse_instant("2020-07-18T10:00:00")))


def test_voiding_an_amendment_gives_the_old_values_back() -> None:
    log = race(*TWO).append(r.Amend(target=2, changes={"car": "38"}), r.Void(target=3))
    assert log.effective()[0] == race(*TWO)


def test_amending_a_voided_record_changes_nothing() -> None:
    log = race(*TWO).append(r.Void(target=2), r.Amend(target=2, changes={"car": "38"}))
    effective, findings = log.effective()
    assert cars(effective) == ["81"] and findings == ()


@pytest.mark.parametrize(
    ("correction", "code", "values"),
    [
        (r.Void(target=99), "correction-target-unknown", {"correction": "void", "target": 99}),
        (r.Void(target=2**70), "correction-target-unknown", {"correction": "void", "target": 2**70}),
        (r.Void(target=-(2**70)), "correction-target-unknown", {"target": -(2**70)}),
        (r.Amend(target=0, changes={}), "correction-target-unknown", {"correction": "amend", "target": 0}),
        (r.Void(target=4), "correction-target-later", {"correction": "void", "target": 4}),
        (r.Void(target=5), "correction-target-later", {"correction": "void", "target": 5}),
        (r.Amend(target=3, changes={"target": 1}), "amend-of-correction", {"target": 3}),
        (
            r.Amend(target=1, changes={"carr": "3"}),
            "amend-field-unknown",
            {"target": 1, "kind": "passing", "field": "carr", "nearest": "car"},
        ),
        (r.Amend(target=1, changes={"seq": 9}), "amend-field-unknown", {"field": "seq"}),
        (
            r.Amend(target=1, changes={"at": "soon"}),
            "amend-value-bad",
            {"field": "at", "value": "soon", "expected": "instant", "kind": "passing", "target": 1},
        ),
        (r.Amend(target=1, changes={"at": None}), "amend-value-bad", {"field": "at", "expected": "instant"}),
        (r.Amend(target=1, changes={"car": 81}), "amend-value-bad", {"value": 81, "expected": "text"}),
        (r.Amend(target=1, changes={"hits": 2**31}), "amend-value-bad", {"expected": "integer"}),
    ],
)
def test_a_correction_that_cannot_apply_is_a_finding_and_has_no_effect(
    correction: r.Event, code: str, values: dict[str, object]
) -> None:
    log = race(*TWO).append(r.Void(target=99), correction, r.Note(text="later"))
    effective, findings = log.effective()
    assert cars(effective) == ["81", "50"]
    finding = next(finding for finding in findings if finding.where.seq == 4)
    assert finding.code == code and finding.severity == "error"
    assert {key: finding.values[key] for key in values} == values


def test_corrections_of_a_long_log_cost_little() -> None:
    log = r.Log.of(pl.DataFrame({"at": range(100_000), "loop": ["FL"] * 100_000, "car": ["1"] * 100_000}))
    log = log.append(*(r.Void(target=seq) for seq in range(1, 2001)))
    assert log.effective()[0].passings.height == 98_000


# ------------------------------------------------------------------------------------------------------ fields


@settings(max_examples=40)
@given(logs())
def test_fields_as_written_are_read_back(log: r.Log) -> None:
    for event in log.events:
        assert record_of(type(event), plain_fields(event)) == event


@pytest.mark.parametrize(
    "record",
    [
        r.Note(text="x", at=-1),
        r.Note(text="x", at=2**62),
        r.PitTime(car="1", lap=1, duration=-5),
        r.Decision(penalty=r.Penalty.TIME, seconds=Decimal("NaN")),
        r.Decision(penalty=r.Penalty.TIME, seconds=Decimal("1e99")),
    ],
)
def test_what_no_log_can_hold_is_refused_before_it_is_written(record: r.Record) -> None:
    with pytest.raises(WrongCall, match="a log can hold"):
        plain_fields(record)


def test_numbered_builds_what_it_says() -> None:
    assert numbered([], [r.Note(text="x")], [7]).events[0].seq == 7


def test_equal_logs_are_not_unequal() -> None:
    one, same, other = r.Log.of(), r.Log.of(), r.Log.of(None, [r.Note(text="rain")])
    assert (one == same, one != same) == (True, False)
    assert (one == other, one != other) == (False, True)


@pytest.mark.parametrize(
    ("put", "at", "after", "moved"),
    [
        # Put forward by an hour at 11:00: a flag at 12:05 came after a crossing at 12:04 by the new clock.
        (r.ClockPut.FORWARD, "12:05:00", "12:04:00", "11:04:00"),
        # The last crossing under the former flag was still read by the old clock.
        (r.ClockPut.FORWARD, "12:05:00", "10:59:00", "10:59:00"),
        (r.ClockPut.BACK, "10:05:00", "10:04:00", "11:04:00"),
        (r.ClockPut.BACK, "10:05:00", "10:59:00", "10:59:00"),
    ],
)
def test_a_flag_worked_out_across_a_step_of_the_clock_lies_behind_its_last_crossing(
    put: r.ClockPut, at: str, after: str, moved: str
) -> None:
    flag = r.Flag(
        seq=3, at=parse_instant(at), value=r.FlagValue.RED, after=parse_instant(after), inferred=True
    )
    step = r.ClockStep(since=3, put=put, step=parse_clock("1:00:00"))
    log, findings = race(*TWO).append(flag, step).effective()
    assert findings == ()
    (shown,) = log.events
    assert isinstance(shown, r.Flag)
    assert (shown.at, shown.after) == (parse_instant("11:05:00"), parse_instant(moved))


# -------------------------------------------------------------------------------------------------------- taps


def test_a_tap_with_a_number_is_a_crossing_until_a_read_is_known_to_be_the_same() -> None:
    """The decoder died at 10:01; the read of 50 came after all, and is the crossing somebody had tapped."""
    log = race(*TWO).append(
        r.Tap(at=int(parse_instant("10:03:00.000"))),
        r.Tap(at=int(parse_instant("10:03:01.500")), car="50"),
    )
    first, second = (event.seq for event in log.events)
    assert cars(log.effective()[0]) == [*cars(log), "50"]
    numbered = log.append(r.Amend(target=first, changes={"car": "81"}))
    assert cars(numbered.effective()[0]) == [*cars(log), "81", "50"]
    matched = numbered.append(r.Amend(target=second, changes={"read": 2}))
    assert cars(matched.effective()[0]) == [*cars(log), "81"]
    # The read turns out to be of another car and is voided: then the tap was the crossing.
    assert cars(matched.append(r.Void(target=2)).effective()[0])[1:] == ["81", "50"]
    assert len({*matched.effective()[0].passings["seq"]}) == matched.effective()[0].passings.height
