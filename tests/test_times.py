"""Clock texts to microseconds and back; a whole column reads as its texts do one by one."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parcferme.times import (
    DAY,
    HOUR,
    LATEST,
    MINUTE,
    SECOND,
    BadTime,
    format_clock,
    format_instant,
    is_dated,
    parse_clock,
    parse_clock_cells,
    parse_clock_column,
    parse_duration,
    parse_instant,
    truncate,
)


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("22.155", 22_155_000),
        ("1:45.123", 105_123_000),
        ("5'44.101", 344_101_000),
        ("5'44'101", 344_101_000),
        ("5'44\"101", 344_101_000),
        ("4:00'04.690", 4 * HOUR + 4_690_000),
        ("24:01:55.856", 24 * HOUR + MINUTE + 55_856_000),
        ("0:01:26.996", 86_996_000),
        ("1:33.2219", 93_221_900),
        ("1:33.1234567", 93_123_456),
        ("16:04:19", 16 * HOUR + 4 * MINUTE + 19 * SECOND),
        ("7", 7 * SECOND),
        ("95.5", 95_500_000),
        ("75:10.000", 75 * MINUTE + 10 * SECOND),
        ("10:51:53,412", 10 * HOUR + 51 * MINUTE + 53_412_000),
        (" 1:45.123 ", 105_123_000),
        ("123:45:59.999999", 123 * HOUR + 45 * MINUTE + 59_999_999),
    ],
)
def test_every_notation_of_timing_sheets_is_read(text: str, us: int) -> None:
    assert parse_clock(text) == us


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PIT",
        "-",
        "1:",
        ":05.123",
        "1:75.000",
        "1:60:00.000",
        "1.2.3",
        "-1:00.000",
        "1:00.",
        "12a",
        "1::2",
        "٣.٥",
    ],
)
def test_what_is_no_time_is_quoted(text: str) -> None:
    with pytest.raises(BadTime) as raised:
        parse_clock(text)
    assert repr(text) in str(raised.value)


@pytest.mark.parametrize(
    ("text", "us"),
    [("85 s", 85 * SECOND), ("60 min", HOUR), ("24h", DAY), ("1 ms", 1000), ("1.5 s", 1_500_000)],
)
def test_durations_have_units(text: str, us: int) -> None:
    assert parse_duration(text) == us


def test_a_duration_can_be_a_clock() -> None:
    assert parse_duration("28:00.000") == 28 * MINUTE


@pytest.mark.parametrize("text", ["85", "85 laps", "long"])
def test_a_duration_without_a_unit_is_refused(text: str) -> None:
    with pytest.raises(BadTime):
        parse_duration(text)


def test_instants_are_times_of_day_or_iso() -> None:
    assert parse_instant("10:51:53.412") == 10 * HOUR + 51 * MINUTE + 53_412_000
    assert format_instant(parse_instant("2020-07-18T10:51:53.412")) == "2020-07-18T10:51:53.412000"
    assert parse_instant("2020-07-18T12:51:53+02:00") == parse_instant("2020-07-18T10:51:53Z")


@pytest.mark.parametrize("text", ["2020-13-18T10:51:53", "2020-07-18Tten"])
def test_an_impossible_date_is_quoted(text: str) -> None:
    with pytest.raises(BadTime, match=text):
        parse_instant(text)


@given(st.integers(0, 400 * 365 * DAY // 10))
def test_instants_are_read_back_as_they_were_printed(at: int) -> None:
    assert parse_instant(format_instant(at)) == at
    assert is_dated(at) == (at >= 365 * DAY)


@given(st.integers(0, 99 * HOUR), st.integers(0, 6))
def test_printing_cuts_and_never_rounds(us: int, decimals: int) -> None:
    assert parse_clock(format_clock(us, decimals)) == truncate(us, 10 ** (6 - decimals))


def test_negative_times_are_printed_with_their_sign() -> None:
    assert format_clock(-1_500_000, 1) == "-1.5"


# ------------------------------------------------------------------------------------------------------- columns
clocks = st.builds(
    lambda us, decimals, hours: format_clock(us, decimals, hours=hours),
    st.integers(0, 200 * HOUR),
    st.integers(0, 6),
    st.booleans(),
)
odd = st.text(alphabet="0123456789:.,' hPIT-*é", max_size=14)


@settings(max_examples=400)
@given(st.lists(st.one_of(st.none(), st.just(""), clocks, odd, st.text(max_size=5)), max_size=30))
@example(
    ["1:45.123", "9:59:59.999999", "59.9", None, "  ", "4:00'04.690", "1:60.000", "75:10.000", "0:61:00.0"]
)
def test_a_column_of_clocks_reads_as_its_texts_do_one_by_one(texts: list[str | None]) -> None:
    values, state = parse_clock_column(pl.Series("t", texts, dtype=pl.String))
    assert values.dtype == np.int64
    assert state.dtype == np.int8
    for text, value, kind in zip(texts, values.tolist(), state.tolist(), strict=True):
        try:
            expected = (parse_clock(text), 1) if text and text.strip() else (0, 0)
        except BadTime:
            expected = (0, -1)
        assert (value, kind) == expected, text


def test_cells_are_read_where_they_lie_in_a_file() -> None:
    raw = np.frombuffer(b"7;1:45.123;;22.1x;1:00.5", dtype=np.uint8)
    starts, ends = np.array([2, 11, 12, 18]), np.array([10, 11, 17, 24])
    values, state = parse_clock_cells(raw, starts, ends)
    assert values.tolist() == [105_123_000, 0, 0, 60_500_000]
    assert state.tolist() == [1, 0, -1, 1]


@pytest.mark.parametrize(
    "text",
    ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59", "2024-02-30T10:00:00"],
)
def test_instant_outside_the_calendar_is_none(text: str) -> None:
    with pytest.raises(BadTime, match=text[:10]):
        parse_instant(text)


def test_an_instant_worked_out_behind_the_calendar_is_written_at_its_end() -> None:
    assert format_instant(LATEST + HOUR, 3) == "9999-12-31T23:59:59.999"
