"""The log a person types: any order, any separator, past midnight, and what is wrong with a row."""

from __future__ import annotations

import contextlib
import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.decoders import decode
from parcferme.findings import BadLog, Finding
from parcferme.records import (
    CarState,
    CarStatus,
    Decision,
    DriverChange,
    Flag,
    FlagValue,
    Note,
    SessionEnd,
    SessionStart,
)
from parcferme.times import DAY, HOUR, MINUTE, SECOND, format_clock, format_instant, parse_instant

LOG = """\
time,kind,car,loop,value
14:00:00,session,,,start
14:01:40.123,passing,7,FL,
14:01:41.1234567,passing,03,S1,
14:02:00,flag,,,safety-car
14:03:00,driver,7,,Ann Lee
14:04:00,status,03,,retired: electrical
14:30:00,flag,,,chequered
14:40:00,session,,,end
"""
HEAD = "time,kind,car,loop,value\n"


def crossings(text: str) -> list[tuple[int, str | None, str]]:
    return decode(text.encode(), "log.csv").log.passings.select("at", "car", "loop").rows()


def findings(rows: str) -> tuple[Finding, ...]:
    return decode((HEAD + rows).encode(), "log.csv").findings


def test_a_typed_log_is_read() -> None:
    decoded = decode(LOG.encode(), "log.csv")
    assert (decoded.format, decoded.findings) == ("plain", ())
    assert decoded.log.passings.select("at", "car", "loop", "line").rows() == [
        (14 * HOUR + 100_123_000, "7", "FL", 3),
        (14 * HOUR + 101_123_456, "03", "S1", 4),
    ]
    start, flag, driver, status, chequered, end = decoded.log.events
    assert isinstance(start, SessionStart) and (start.at, start.first_crossing_is_lap) == (14 * HOUR, None)
    assert isinstance(flag, Flag) and (flag.value, flag.inferred) == (FlagValue.SAFETY_CAR, False)
    assert isinstance(driver, DriverChange) and (driver.car, driver.driver) == ("7", "Ann Lee")
    assert isinstance(status, CarStatus) and (status.state, status.reason) == (CarState.RETIRED, "electrical")
    assert isinstance(chequered, Flag) and chequered.value == FlagValue.CHEQUERED
    assert isinstance(end, SessionEnd)
    assert [car.number for car in decoded.entries.cars] == ["03", "7"]


def test_records_are_numbered_as_they_were_typed() -> None:
    log = decode(LOG.encode(), "log.csv").log
    assert [event.seq for event in log.events] == [1, 4, 5, 6, 7, 8]
    assert log.passings["seq"].to_list() == [2, 3]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_separator_and_any_case_of_the_header_will_do(separator: str) -> None:
    text = LOG.replace("time,kind,car,loop,value", "Time,KIND,Car,Loop,Value").replace(",", separator)
    assert crossings("\ufeff" + text.replace("\n", "\r\n")) == crossings(LOG)


def test_columns_may_stand_in_any_order_and_blank_ones_be_left_out() -> None:
    assert crossings("kind,car,time\npassing,7,14:00:00\nflag,,14:00:01\n") == [(14 * HOUR, "7", "FL")]


def test_rows_may_end_early() -> None:
    assert crossings(HEAD + "14:00:00,passing,7\n14:00:01,passing,8,S1") == [
        (14 * HOUR, "7", "FL"),
        (14 * HOUR + SECOND, "8", "S1"),
    ]
    assert findings("14:00:00,passing,7\n14:00:01,passing,8,S1") == ()


def test_what_a_decoder_box_knows_is_kept() -> None:
    head = "time,kind,car,loop,transponder,strength,hits,decoder,number,driver\n"
    decoded = decode(
        (head + "14:00:00,passing,,FL,4711,-45,12,box 1,99,2\n14:00:01,passing,7,FL,,x,,,,\n").encode(), "l"
    )
    names = ("car", "transponder", "strength", "hits", "decoder", "number", "driver")
    assert decoded.log.passings.select(names).rows() == [
        (None, "4711", -45, 12, "box 1", 99, "2"),
        ("7", None, None, None, None, None, None),
    ]
    (found,) = decoded.findings
    assert (found.code, found.where.column, found.values) == ("number-unreadable", "strength", {"value": "x"})


def test_iso_instants_are_read_and_turned_to_utc() -> None:
    rows = [
        "2020-07-18T10:51:53.412,passing,1",
        "2020-07-18 10:51:53.413,passing,2",
        "2020-07-18T12:51:53.414+02:00,passing,3",
        "2020-07-18T10:51:53.415Z,passing,4",
    ]
    first = parse_instant("2020-07-18T10:51:53.412")
    assert crossings(HEAD + "\n".join(rows)) == [(first + i * 1000, str(i + 1), "FL") for i in range(4)]


def test_after_midnight_is_the_day_after_the_start() -> None:
    text = HEAD + "00:10:00,passing,7\n23:50:00,session,,,start\n23:59:00,passing,7\n"
    assert crossings(text) == [(23 * HOUR + 59 * MINUTE, "7", "FL"), (DAY + 10 * MINUTE, "7", "FL")]


def test_without_a_session_row_the_first_green_starts_it_even_past_midnight() -> None:
    rows = ["00:30:00,flag,,,green", "00:20:00,flag,,,red", "23:50:00,flag,,,green", "00:40:00,passing,7"]
    expected = {"green": [23 * HOUR + 50 * MINUTE, DAY + 30 * MINUTE], "red": [DAY + 20 * MINUTE]}
    for order in itertools.permutations(rows):
        log = decode((HEAD + "\n".join(order)).encode(), "l").log
        flags = [event for event in log.events if isinstance(event, Flag)]
        shown = {
            str(value): sorted(int(f.at or 0) for f in flags if f.value == value)
            for value in ("green", "red")
        }
        assert shown == expected
        assert log.passings["at"].to_list() == [DAY + 40 * MINUTE]


def test_a_day_and_more_without_dates_is_put_on_its_days_by_the_order_of_the_rows() -> None:
    """A lap every three hours from 15:00 to 15:00 and on: two midnights, told with how many."""
    hours = [15, 18, 21, 0, 3, 6, 9, 12, 15, 18, 21, 0, 3]
    rows = "15:00:00,flag,,,green\n" + "".join(f"{hour:02d}:00:01,passing,7\n" for hour in hours)
    assert [at // HOUR for at, _, _ in crossings(HEAD + rows)] == list(range(15, 52, 3))
    (found,) = findings(rows)
    assert (found.code, found.where.line, found.values) == ("dates-by-order", 2, {"count": 14, "days": 2})


def test_in_no_order_nobody_can_tell_the_days() -> None:
    hours = [15, 3, 21, 0, 18, 6, 9, 12, 15, 0, 21, 18, 3]
    rows = "15:00:00,flag,,,green\n" + "".join(f"{hour:02d}:00:01,passing,7\n" for hour in hours)
    assert [one.code for one in findings(rows) if one.code.startswith("dates")] == ["dates-missing"]


@pytest.mark.parametrize(
    ("shown", "first"),
    [
        (("0.4166666667", "0.4177083333", "0.4187500000"), 10 * HOUR),
        (("0,4166666667", "0,4177083333", "0,4187500000"), 10 * HOUR),
        (("44030.416666667", "44030.417708333", "44030.41875"), parse_instant("2020-07-18T10:00:00")),
    ],
)
def test_times_that_a_spreadsheet_saved_as_numbers_are_parts_of_a_day(
    shown: tuple[str, ...], first: int
) -> None:
    quoted = [f'"{one}"' for one in shown]
    rows = f"{quoted[0]},flag,,,green\n" + "".join(
        f"{one},passing,7\n{one},passing,8\n" for one in quoted[1:]
    )
    assert crossings(HEAD + rows)[::2] == [
        (first + 90 * SECOND, "7", "FL"),
        (first + 180 * SECOND, "7", "FL"),
    ]
    (found,) = findings(rows)
    assert (found.code, found.values["count"], found.values["at"]) == ("time-as-number", 5, first)


def test_seconds_of_a_session_are_no_parts_of_a_day() -> None:
    rows = "0.000000,flag,,,green\n" + "".join(f"{at}.123456,passing,7\n" for at in (90, 180, 270))
    assert [at for at, _, _ in crossings(HEAD + rows)] == [90_123_456, 180_123_456, 270_123_456]


def test_hours_may_count_past_24() -> None:
    text = HEAD + "23:50:00,session,,,start\n24:10:00,passing,7\n"
    assert crossings(text) == [(DAY + 10 * MINUTE, "7", "FL")]


def test_a_row_more_than_half_a_day_after_the_start_is_told() -> None:
    (found,) = findings("01:00:00,session,,,start\n14:00:00,passing,7\n")
    assert (found.code, found.where.line) == ("far-from-start", 3)


def test_times_of_day_in_a_dated_log_take_its_date_and_are_told() -> None:
    text = HEAD + "2020-07-18T23:50:00,session,,,start\n00:10:00,passing,7\n"
    decoded = decode(text.encode(), "l")
    assert [format_instant(at, 0) for at in decoded.log.passings["at"]] == ["2020-07-19T00:10:00"]
    assert [finding.code for finding in decoded.findings] == ["dates-missing"]


def test_hours_and_minutes_alone_are_a_time_of_day_among_others() -> None:
    decoded = decode((HEAD + "14:00,flag,,,green\n14:01:40,passing,7\n").encode(), "l")
    assert decoded.log.events[0].at == 14 * HOUR
    assert [finding.code for finding in decoded.findings] == ["time-without-seconds"]


def test_who_sits_in_the_car_from_the_beginning_needs_no_time() -> None:
    decoded = decode((HEAD + ",driver,7,,Ann\n,status,8,,not-started\n14:00:00,passing,7\n").encode(), "l")
    assert [event.at for event in decoded.log.events] == [None, None]
    assert decoded.findings == ()
    assert [(car.number, [driver.name for driver in car.drivers]) for car in decoded.entries.cars] == [
        ("7", ["Ann"]),
        ("8", []),
    ]


def test_notes_and_the_name_of_the_session_are_kept() -> None:
    decoded = decode(
        (HEAD + "14:00:00,session,,,start: Race 1\n14:01:00,note,7,,oil: turn 3\n").encode(), "l"
    )
    assert (decoded.session, decoded.title) == ("race", "Race 1")
    note = decoded.log.events[1]
    assert isinstance(note, Note) and (note.car, note.text) == ("7", "oil: turn 3")


@pytest.mark.parametrize("word", ["Safety Car", "SAFETY-CAR", "safety_car", "sc"])
def test_flags_go_by_the_names_people_type(word: str) -> None:
    (flag,) = decode((HEAD + f"14:00:00,flag,,,{word}\n").encode(), "l").log.events
    assert isinstance(flag, Flag) and flag.value == FlagValue.SAFETY_CAR


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("14:61:00,passing,7,FL,", "instant-unreadable", "time"),
        (",passing,7,FL,", "instant-unreadable", "time"),
        ("2020-02-30T10:00:00,passing,7,FL,", "instant-unreadable", "time"),
        ("14:00:00,ruling,7,,time", "kind-unknown", "kind"),
        ("14:00:00,,7,FL,", "kind-unknown", "kind"),
        ("14:00:00,passing,,FL,", "car-blank", "car"),
        ("14:00:00,driver,,,Ann", "car-blank", "car"),
        ("14:00:00,flag,,,purple", "value-unknown", "value"),
        ("14:00:00,flag,,,", "value-unknown", "value"),
        ("14:00:00,status,7,,asleep", "value-unknown", "value"),
        ("14:00:00,session,,,pause", "value-unknown", "value"),
        ("14:00:00,driver,7,,", "value-unknown", "value"),
    ],
)
def test_a_bad_row_is_told_with_line_and_column_and_the_rest_is_read(
    row: str, code: str, column: str
) -> None:
    text = HEAD + "14:00:00,passing,1\n" + row + "\n14:00:02,passing,2\n"
    decoded = decode(text.encode(), "log.csv")
    (found,) = decoded.findings
    assert (found.severity, found.code, found.where.file, found.where.line, found.where.column) == (
        "error",
        code,
        "log.csv",
        3,
        column,
    )
    assert decoded.log.passings["car"].to_list() == ["1", "2"]
    assert decoded.log.events == ()


def test_an_unknown_column_is_told_with_its_nearest() -> None:
    decoded = decode(b"time,kind,car,loop,vlaue\n14:00:00,passing,7,FL,\n", "l")
    (found,) = decoded.findings
    assert (found.code, found.where.column, found.values) == ("column-unknown", "vlaue", {"nearest": "value"})


def test_a_log_without_rows_is_told() -> None:
    assert [finding.code for finding in findings("")] == ["no-laps"]


def test_cars_3_and_03_are_two_cars_and_told() -> None:
    (found,) = findings("14:00:00,passing,3\n14:00:01,passing,03\n")
    assert (found.code, found.values) == ("numbers-alike", {"cars": ["03", "3"]})


rows = st.builds(
    lambda second, car, loop: f"{format_instant(14 * HOUR + second * SECOND, 3)},passing,{car},{loop},",
    st.integers(0, 7200),
    st.sampled_from(["1", "7", "07", "23"]),
    st.sampled_from(["FL", "S1", "PIT_IN"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(rows, min_size=1, max_size=20), st.randoms())
def test_the_order_of_rows_does_not_matter(listed: list[str], dice: object) -> None:
    mixed = list(listed)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert crossings(HEAD + "\n".join(mixed)) == crossings(HEAD + "\n".join(listed))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=120), st.integers(25, 400))
def test_no_bytes_put_anywhere_below_the_header_break_the_decoder(garbage: bytes, place: int) -> None:
    data = LOG.encode()
    with contextlib.suppress(BadLog):
        read = decode(data[:place] + garbage + data[place:], "l")
        assert {finding.where.file for finding in read.findings} <= {"l"}


def test_a_log_of_minutes_and_seconds_is_not_read_as_hours() -> None:
    """No time here has hours, so 5:00 is five minutes."""
    text = HEAD + "0:00,session,,,start\n1:40.512,passing,7,FL,\n5:00,passing,7,FL,\n"
    assert crossings(text) == [(100_512_000, "7", "FL"), (5 * MINUTE, "7", "FL")]
    assert not decode(text.encode(), "log.csv").findings


def test_a_time_without_seconds_beside_times_of_day_is_hours_and_minutes() -> None:
    text = HEAD + "10:00,session,,,start\n10:01:40.512,passing,7,FL,\n9:55,passing,7,FL,\n"
    assert [at for at, _, _ in crossings(text)] == [9 * HOUR + 55 * MINUTE, 10 * HOUR + 100_512_000]


def test_instants_in_every_spelling_stand_in_one_log() -> None:
    spellings = ("2024-07-01T10:00", "2024-07-01T10:00:00", "2024-07-01 10:00:00.000001", "2024-07-01T10:00:00,5Z",
                 "2024-07-01T12:01:00+02:00", "2024-07-01T10:02:00.1234567")  # fmt: skip
    rows = "".join(f"{at if ',' not in at else chr(34) + at + chr(34)},passing,7,FL,\n" for at in spellings)
    assert not findings(rows)
    assert [at for at, _, _ in crossings(HEAD + rows)] == [parse_instant(at) for at in spellings]


@pytest.mark.parametrize("spelled", ["PIT_IN", "pit in", "Pit-In", " pit_in "])
def test_a_loop_may_be_spelled_as_people_do(spelled: str) -> None:
    assert crossings(f"{HEAD}10:00:00,passing,7,{spelled},\n") == [(10 * HOUR, "7", "PIT_IN")]


@pytest.mark.parametrize("column", ["strength", "hits"])
def test_a_number_too_large_for_its_column_is_told(column: str) -> None:
    text = f"time,kind,car,{column}\n10:00:00,passing,7,3000000000\n10:02:00,passing,7,90\n"
    decoded = decode(text.encode(), "log.csv")
    assert decoded.log.passings[column].to_list() == [None, 90]
    assert [one.code for one in decoded.findings] == ["number-unreadable"]


@pytest.mark.parametrize(
    ("said", "seconds", "why"),
    [
        ("time 1:30: short stop", "90", "short stop"),
        ("time 1:30", "90", None),
        ("time 0:05 : cut the chicane", "5", "cut the chicane"),
        ("time 1'30", "90", None),
        ("time 1:02:03.5", "3723.5", None),
        ("time 1 min 30 s: stop", "90", "stop"),
        ("time 2 min", "120", None),
        ("time 22,5 s", "22.5", None),
        ("time +5s", "5", None),
        ("time 5 s:short cut", "5", "short cut"),
        ("time 5: turn 3: twice", "5", "turn 3: twice"),
        ("stop-and-go 0:10 served", "10", None),
        ("race-time 1:40:00", "6000", None),
    ],
)
def test_a_time_penalty_is_read_as_a_timing_sheet_prints_a_time(
    said: str, seconds: str, why: str | None
) -> None:
    """Ninety seconds for a short stop were one second, and the winner stayed."""
    (ruled,) = decode((HEAD + f',decision,1,,"{said}"\n').encode(), "log.csv").log.events
    assert isinstance(ruled, Decision)
    assert (ruled.seconds, ruled.reason) == (Decimal(seconds), why)


@pytest.mark.parametrize(
    "said",
    ["time 1:5", "time 1:75", "time 1:60:00", "time 5 laps", "time 0", "time 0:00", "time -5 s", "time 1:30 x",
     "laps 1:30", "laps 1.5", "laps 0", "lap-deleted 0", "places 0", "time 5:3 wheels off", "time five"],
)  # fmt: skip
def test_an_amount_that_is_none_is_told_with_its_line_and_nothing_is_ruled(said: str) -> None:
    decoded = decode((HEAD + f',decision,1,,"{said}"\n').encode(), "log.csv")
    assert decoded.log.events == ()
    (found,) = [one for one in decoded.findings if one.code == "value-unknown"]
    assert (found.lines, found.values["value"]) == ((2,), said)


@given(st.integers(1, 10**6), st.integers(0, 999))
def test_whatever_time_a_sheet_prints_is_the_penalty_it_says(seconds: int, thousandths: int) -> None:
    us = seconds * SECOND + thousandths * 1000
    (ruled,) = decode((HEAD + f",decision,1,,time {format_clock(us)}: why\n").encode(), "log.csv").log.events
    assert isinstance(ruled, Decision) and ruled.seconds is not None
    assert (int(ruled.seconds * SECOND), ruled.reason) == (us, "why")


def test_a_void_of_a_void_names_its_line_and_brings_the_crossing_back() -> None:
    """ "line 35 names any line", but not that of a void."""
    rows = "10:00:00,flag,,,green\n10:01:30,passing,7,FL,\n,void,,,line 3\n"
    for more, there in (("", 0), (",void,,,line 4\n", 1), (",void,,,line 4\n,void,,,line 5\n", 0)):
        log = decode((HEAD + rows + more).encode(), "log.csv").log
        effective, odd = log.effective()
        assert (effective.passings.height, odd) == (there, ())


def test_an_amendment_that_is_voided_by_its_line_does_not_count() -> None:
    rows = "10:00:00,flag,,,green\n10:01:30,passing,7,FL,\n,amend,8,,line 3\n,void,,,line 4\n"
    effective, odd = decode((HEAD + rows).encode(), "log.csv").log.effective()
    assert (effective.passings["car"].to_list(), odd) == (["7"], ())
