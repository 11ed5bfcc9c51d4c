"""Al Kamel analysis files: every variant, the passings behind the laps, flags as far as rows tell, bad input."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.decoders import alkamel, decode
from parcferme.findings import BadLog, Finding
from parcferme.records import Flag, FlagValue, PitTime, SessionStart, write_instant
from parcferme.times import HOUR, MINUTE, SECOND, format_clock

HEADER = (
    "NUMBER; DRIVER_NUMBER; LAP_NUMBER; LAP_TIME; LAP_IMPROVEMENT; CROSSING_FINISH_LINE_IN_PIT; S1; S1_IMPROVEMENT; S2;"
    " S2_IMPROVEMENT; S3; S3_IMPROVEMENT; KPH; ELAPSED; HOUR;S1_LARGE;S2_LARGE;S3_LARGE;TOP_SPEED;DRIVER_NAME;PIT_TIME;"
    "CLASS;GROUP;TEAM;MANUFACTURER;FLAG_AT_FL;"
)
# Two cars, two laps; car 7 takes the flag first, car 03 stops at the end of lap 1.
RACE = """\
7;1;1;1:40.000;0;;30.000;0;40.000;0;30.000;0;180.0;1:40.000;14:01:40.000;;;;250;Ann LEE;;LMP2;;Team A;Oreca;GF;
7;2;2;1:39.500;2;;29.500;0;40.000;0;30.000;0;180.0;3:19.500;14:03:19.500;;;;250;Bob RAY;;LMP2;;Team A;Oreca;FF;
03;1;1;1:41.123;2;B;30.123;0;40.000;0;31.000;0;180.0;1:41.123;14:01:41.123;;;;250;Cy DÉE;;GT;;Team B;Audi;FCY;
03;1;2;2:10.000;0;;;0;;0;32.000;0;180.0;3:51.123;14:03:51.123;;;;;Cy DÉE;0:00:42.500;GT;;Team B;Audi;FF;
"""
START = 14 * HOUR


def sheet(rows: str = RACE, header: str = HEADER) -> bytes:
    return f"{header}\n{rows}".encode()


def seen(decoded: object) -> list[tuple[int, str, str]]:
    passings = decoded.log.passings  # type: ignore[attr-defined]
    return [(at - START, loop, car) for at, loop, car in passings.select("at", "loop", "car").rows()]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def the(findings: tuple[Finding, ...], code: str) -> Finding:
    (found,) = [finding for finding in findings if finding.code == code]
    return found


def flags(data: bytes) -> list[Flag]:
    return [event for event in decode(data, "a.csv").log.events if isinstance(event, Flag)]


SEEN = [
    (30_000_000, "S1", "7"),
    (30_123_000, "S1", "03"),
    (70_000_000, "S2", "7"),
    (70_123_000, "S2", "03"),
    (100_000_000, "FL", "7"),
    (101_123_000, "FL_PIT", "03"),
    (129_500_000, "S1", "7"),
    (169_500_000, "S2", "7"),
    (199_500_000, "FL", "7"),
    (199_123_000, "S2", "03"),
    (231_123_000, "FL", "03"),
]


def test_passings_are_rebuilt_to_the_millisecond() -> None:
    assert seen(decode(sheet(), "a.csv")) == sorted(SEEN)


def test_missing_second_sector_is_rebuilt_from_the_third() -> None:
    assert (199_123_000, "S2", "03") in seen(decode(sheet(), "a.csv"))


def test_missing_first_sector_makes_no_passing() -> None:
    assert [
        loop for at, loop, car in seen(decode(sheet(), "a.csv")) if car == "03" and at > 102 * SECOND
    ] == ["S2", "FL"]


def test_each_passing_says_who_drove_and_where_it_was_read() -> None:
    passings = decode(sheet(), "a.csv").log.passings
    last = passings.filter((pl.col("car") == "7") & (pl.col("loop") == "FL")).row(1, named=True)
    assert (last["driver"], last["source"], last["line"]) == ("2", "a.csv", 3)
    assert passings["seq"].to_list() == list(range(1, 12))


def test_session_starts_at_hour_less_elapsed_and_counts_its_first_crossing() -> None:
    (start,) = [event for event in decode(sheet(), "a.csv").log.events if isinstance(event, SessionStart)]
    assert (start.at, start.first_crossing_is_lap, start.session) == (START, True, None)


def test_entries_hold_class_team_and_crew_by_driver_number() -> None:
    seven, three = decode(sheet(), "a.csv").entries.cars
    assert (seven.number, seven.class_, seven.team, seven.manufacturer) == ("7", "LMP2", "Team A", "Oreca")
    assert [(driver.id, driver.name) for driver in seven.drivers] == [("1", "Ann LEE"), ("2", "Bob RAY")]
    assert (three.number, [driver.name for driver in three.drivers]) == ("03", ["Cy DÉE"])


def test_time_in_the_pit_lane_is_kept_as_a_duration() -> None:
    (stop,) = [event for event in decode(sheet(), "a.csv").log.events if isinstance(event, PitTime)]
    assert (stop.car, stop.lap, stop.duration, stop.at) == ("03", 2, 42_500_000, START + 231_123_000)


def test_a_clean_file_has_no_finding() -> None:
    assert decode(sheet(), "a.csv").findings == ()


def test_sequence_numbers_are_unique_across_passings_and_events() -> None:
    log = decode(sheet(), "a.csv").log
    numbers = [*log.passings["seq"].to_list(), *(event.seq for event in log.events)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


# ------------------------------------------------------------------------------------------------------ variants
VARIANTS: dict[str, Callable[[bytes], bytes]] = {
    "commas": lambda data: data.replace(b";", b","),
    "tabs": lambda data: data.replace(b";", b"\t"),
    "mark": lambda data: codecs.BOM_UTF8 + data,
    "crlf": lambda data: data.replace(b"\n", b"\r\n"),
    "old mac": lambda data: data.replace(b"\n", b"\r"),
    "utf-16 with mark": lambda data: data.decode().encode("utf-16"),
    "utf-16 without mark": lambda data: data.decode().encode("utf-16-le"),
    "utf-16 big-endian": lambda data: data.decode().encode("utf-16-be"),
    "no line end at the end": lambda data: data.rstrip(b"\n"),
    "blanks around cells": lambda data: data.replace(b";", b" ; "),
    "quoted": lambda data: b"\n".join(b'"' + line.replace(b";", b'";"') + b'"' for line in data.splitlines()),
    "lower-case header": lambda data: data.replace(HEADER.encode(), HEADER.lower().encode()),
    "no trailing separator": lambda data: data.replace(b";\n", b"\n"),
    "header without its trailing separator": lambda data: data.replace(b"FLAG_AT_FL;", b"FLAG_AT_FL"),
    "blank lines": lambda data: b"\n\n" + data.replace(b"\n", b"\n\n"),
    "rows of separators": lambda data: data + b";" * 26 + b"\n",
    "sep line of a spreadsheet": lambda data: b"sep=;\n" + data,
    "apostrophes": lambda data: data.replace(b"1:40.000", b"1'40.000").replace(b"1:39.500", b"1'39'500"),
    "further columns": lambda data: data.replace(b";\n", b";33.1;44.2;\n").replace(
        b"FLAG_AT_FL;33.1;44.2;", b"FLAG_AT_FL;IM1a_time;IM1a_elapsed;"
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_way_of_writing_the_file_is_the_same_log(name: str) -> None:
    plain, varied = decode(sheet(), "a.csv"), decode(VARIANTS[name](sheet()), "a.csv")
    assert varied.format == "al-kamel-analysis"
    assert seen(varied) == seen(plain)
    assert varied.entries == plain.entries
    assert varied.findings == ()
    assert [type(event) for event in varied.log.events] == [type(event) for event in plain.log.events]


def test_rows_in_any_order_give_the_same_passings() -> None:
    rows = RACE.splitlines(keepends=True)
    assert seen(decode(sheet("".join(reversed(rows))), "a.csv")) == seen(decode(sheet(), "a.csv"))


def test_file_without_flags_names_and_teams_is_read() -> None:
    kept = [
        i
        for i, name in enumerate(HEADER.split(";"))
        if name.strip() not in ("FLAG_AT_FL", "DRIVER_NAME", "TEAM")
    ]
    rows = [[line.split(";")[i] for i in kept] for line in (HEADER, *RACE.splitlines())]
    decoded = decode("\n".join(";".join(row) for row in rows).encode(), "a.csv")
    assert seen(decoded) == sorted(SEEN)
    assert [(car.class_, car.team, car.drivers) for car in decoded.entries.cars] == [
        ("LMP2", None, ()),
        ("GT", None, ()),
    ]
    assert not [event for event in decoded.log.events if isinstance(event, Flag)]


def test_windows_letters_are_read_and_told() -> None:
    decoded = decode(sheet().decode().encode("cp1252"), "a.csv")
    assert decoded.entries.cars[1].drivers[0].name == "Cy DÉE"
    assert the(decoded.findings, "not-utf8").where.line == 4


def test_format_is_told_by_content_and_not_by_name() -> None:
    assert decode(sheet(), "race.json").format == "al-kamel-analysis"


# --------------------------------------------------------------------------------------------------------- flags
def laps(*crossings: tuple[str, int, str]) -> bytes:
    """An analysis in which each (car, elapsed seconds, flag) is one lap."""
    header = "NUMBER;DRIVER_NUMBER;LAP_NUMBER;LAP_TIME;ELAPSED;HOUR;FLAG_AT_FL;"
    rows: list[Any] = []
    last: dict[str, Any] = {}
    count: dict[str, int] = {}
    for car, elapsed, flag in crossings:
        time = format_clock((elapsed - last.get(car, 0)) * SECOND)
        last[car], count[car] = elapsed, count.get(car, 0) + 1
        hour = format_clock(START + elapsed * SECOND)
        rows.append(f"{car};1;{count[car]};{time};{format_clock(elapsed * SECOND)};{hour};{flag};")
    return "\n".join([header, *rows]).encode()


def changes(data: bytes) -> list[tuple[str, int, int | None]]:
    found = [flag for flag in flags(data) if flag.car is None]
    assert all(flag.inferred for flag in found)
    return [
        (
            flag.value.value,
            (int(flag.at or 0) - START) // SECOND,
            flag.after and (flag.after - START) // SECOND,
        )
        for flag in found
    ]


def test_flag_changes_between_the_last_crossing_under_the_old_and_the_first_under_the_new() -> None:
    data = laps(
        ("1", 100, "GF"),
        ("1", 200, "FCY"),
        ("1", 300, "SF"),
        ("1", 400, "RF"),
        ("1", 500, "GF"),
        ("1", 600, "FF"),
    )
    assert changes(data) == [
        ("green", 100, None),
        ("fcy", 200, 100),
        ("safety-car", 300, 200),
        ("red", 400, 300),
        ("green", 500, 400),
        ("chequered", 600, 500),
    ]


def test_chequered_flag_fell_for_the_first_car_that_saw_it() -> None:
    data = laps(
        ("1", 100, "GF"),
        ("1", 210, "FF"),
        ("2", 101, "GF"),
        ("2", 205, "FF"),
        ("3", 104, "GF"),
        ("3", 207, "GF"),
    )
    assert changes(data) == [("green", 100, None), ("chequered", 205, 104)]


def test_noise_around_a_flag_change_is_kept_as_the_file_has_it() -> None:
    data = laps(("1", 100, "GF"), ("2", 101, "FCY"), ("3", 102, "GF"), ("4", 103, "FCY"))
    assert [value for value, _, _ in changes(data)] == ["green", "fcy", "green", "fcy"]


def test_blank_flags_change_nothing() -> None:
    data = laps(("1", 100, "GF"), ("2", 101, ""), ("3", 102, "GF"), ("4", 103, "FCY"))
    assert changes(data) == [("green", 100, None), ("fcy", 103, 102)]


def test_unknown_flag_is_told_once_and_left_out() -> None:
    data = laps(("1", 100, "GF"), ("2", 101, "XX"), ("3", 102, "XX"), ("4", 103, "GF"))
    assert changes(data) == [("green", 100, None)]
    found = the(decode(data, "a.csv").findings, "mark-unknown")
    assert (found.where.line, found.values["value"], found.values["count"]) == (3, "XX", 2)


def test_car_that_crosses_twice_after_the_flag_was_shown_it_at_its_last_crossing() -> None:
    data = laps(("1", 100, "GF"), ("1", 200, "FF"), ("2", 101, "GF"), ("2", 201, "GF"), ("2", 301, "FF"))
    own = [flag for flag in flags(data) if flag.car]
    assert [(flag.car, flag.value, flag.at, flag.after) for flag in own] == [
        ("2", FlagValue.CHEQUERED, START + 301 * SECOND, START + 201 * SECOND)
    ]


def test_session_past_midnight_counts_on() -> None:
    data = laps(("1", 9 * 3600, "GF"), ("1", 11 * 3600, "GF")).replace(b";25:", b";1:")
    decoded = decode(data, "a.csv")
    assert decoded.findings == ()
    assert decoded.log.passings["at"].to_list() == [23 * HOUR, 25 * HOUR]


# ----------------------------------------------------------------------------------------------------- bad input
def test_laps_that_do_not_sum_are_told_with_line_and_values() -> None:
    found = the(
        decode(sheet(RACE.replace("3:19.500;14:03:19.500", "3:19.600;14:03:19.600")), "a.csv").findings,
        "laps-do-not-sum",
    )
    assert (found.where.line, found.where.car, found.where.lap) == (3, "7", 2)
    assert found.values == {"time_us": 99_500_000, "elapsed_difference_us": 99_600_000}


def test_sectors_that_do_not_sum_are_told() -> None:
    found = the(decode(sheet(RACE.replace(";29.500;", ";29.400;")), "a.csv").findings, "sectors-do-not-sum")
    assert found.values == {"time_us": 99_500_000, "sectors_us": 99_400_000}


def test_hour_off_the_others_is_told() -> None:
    found = the(decode(sheet(RACE.replace("14:03:19.500", "14:03:20.500")), "a.csv").findings, "hour-off")
    assert (found.where.line, found.values["off_us"]) == (3, SECOND)


def test_time_going_backwards_is_an_error() -> None:
    data = laps(("1", 100, "GF"), ("1", 200, "GF")).replace(b";3:20.000;", b";1:20.000;")
    found = the(decode(data, "a.csv").findings, "time-backwards")
    assert found.values == {"elapsed_us": 80 * SECOND, "before_us": 100 * SECOND}


def test_row_repeated_word_for_word_counts_once() -> None:
    decoded = decode(sheet(RACE + RACE.splitlines()[1] + "\n"), "a.csv")
    assert codes(decoded.findings) == ["lap-repeated"]
    assert seen(decoded) == sorted(SEEN)


def test_lap_number_twice_with_other_times_keeps_the_first() -> None:
    other = RACE.splitlines()[1].replace("1:39.500", "1:38.500")
    decoded = decode(sheet(RACE + other + "\n"), "a.csv")
    found = the(decoded.findings, "lap-number-twice")
    assert (found.where.line, found.values["kept_line"], found.values["time_us"]) == (6, 3, 98_500_000)
    assert seen(decoded) == sorted(SEEN)


def test_missing_lap_is_proposed_as_the_crossing_that_the_next_lap_began_with() -> None:
    data = laps(("1", 100, "GF"), ("1", 200, "GF"), ("1", 300, "GF"))
    without = b"\n".join(line for line in data.split(b"\n") if b";2;" not in line)
    found = the(decode(without, "a.csv").findings, "lap-missing")
    assert found.values == {"after": 1, "missing": 1}
    assert found.proposal is not None
    assert (found.proposal["kind"], found.proposal["car"], found.proposal["loop"]) == ("passing", "1", "FL")
    assert found.proposal["at"] == write_instant(START + 200 * SECOND)


def test_missing_lap_that_would_lie_before_midnight_is_told_without_a_record() -> None:
    """Counted from midnight: the next lap has a time longer than all that was driven."""
    rows = laps(("1", 100, "GF"), ("1", 200, "GF"), ("1", 300, "GF")).replace(b";HOUR;", b";OTHER;")
    lines = [line for line in rows.split(b"\n") if b";2;" not in line]
    longer = [line.replace(b";1:40.000;", b";9:40.000;") if b";3;" in line else line for line in lines]
    found = the(decode(b"\n".join(longer), "a.csv").findings, "lap-missing")
    assert (found.values, found.proposal) == ({"after": 1, "missing": 1}, None)


def test_unreadable_time_is_told_with_column_and_the_rest_is_read() -> None:
    decoded = decode(sheet(RACE.replace("1:41.123;2;B", "1:4x.123;2;B")), "a.csv")
    found = the(decoded.findings, "time-unreadable")
    assert (found.where.line, found.where.column, found.values["value"]) == (4, "LAP_TIME", "1:4x.123")
    assert seen(decoded) == sorted(SEEN)


def test_unreadable_elapsed_is_rebuilt_from_the_time_of_day() -> None:
    decoded = decode(sheet(RACE.replace(";3:19.500;", ";rubbish;")), "a.csv")
    assert codes(decoded.findings) == ["time-unreadable", "elapsed-rebuilt"]
    assert seen(decoded) == sorted(SEEN)


def test_file_without_elapsed_sums_the_laps() -> None:
    decoded = decode(sheet(header=HEADER.replace(" ELAPSED", " OTHER")), "a.csv")
    assert codes(decoded.findings) == ["elapsed-cumulated"]
    assert seen(decoded) == sorted(SEEN)


def test_file_without_hour_starts_at_midnight() -> None:
    decoded = decode(sheet(header=HEADER.replace(" HOUR", " OTHER")), "a.csv")
    assert codes(decoded.findings) == ["start-unknown"]
    assert decoded.log.passings["at"].min() == 30 * SECOND


def test_file_without_lap_times_is_rebuilt_from_elapsed() -> None:
    decoded = decode(sheet(header=HEADER.replace(" LAP_TIME", " OTHER")), "a.csv")
    assert seen(decoded) == sorted(SEEN)


@pytest.mark.parametrize("column", ["NUMBER", "LAP_NUMBER"])
def test_missing_needed_column_is_named_with_those_there(column: str) -> None:
    header = (
        HEADER.replace(f" {column};", " OTHER;")
        if column != "NUMBER"
        else HEADER.replace("NUMBER;", "OTHER;", 1)
    )
    with pytest.raises(BadLog, match=rf"a\.csv: no column {column} .*ELAPSED"):
        decode(sheet(header=header), "a.csv")


def test_missing_elapsed_and_lap_time_cannot_be_used() -> None:
    header = HEADER.replace(" LAP_TIME", " A").replace(" ELAPSED", " B")
    with pytest.raises(BadLog, match="ELAPSED or LAP_TIME"):
        decode(sheet(header=header), "a.csv")


def test_rows_separated_otherwise_than_the_header_are_quoted() -> None:
    with pytest.raises(BadLog, match=r"no row fits the header.*';'.*7,1,1,1:40"):
        decode(sheet(RACE.replace(";", ",")), "a.csv")


def test_truncated_last_line_is_told_and_the_rest_read() -> None:
    decoded = decode(sheet(RACE[: RACE.index("2:10.000") + 4]), "a.csv")
    assert codes(decoded.findings) == ["row-too-short"]
    assert decoded.findings[0].where.line == 5
    assert seen(decoded) == sorted(row for row in SEEN if row[2] == "7" or row[0] < 102 * SECOND)


def test_last_line_cut_inside_its_elapsed_time_is_not_believed() -> None:
    decoded = decode(sheet(RACE[: RACE.index("3:51.123") + 4]), "a.csv")
    assert codes(decoded.findings) == ["row-too-short"]


def test_last_line_cut_after_its_times_is_read() -> None:
    decoded = decode(sheet(RACE[: RACE.index("0:00:42.500") - 3]), "a.csv")
    assert codes(decoded.findings) == ["row-cut-short"]
    assert seen(decoded) == sorted(SEEN)


def test_binary_garbage_in_the_middle_costs_only_its_lines() -> None:
    rows = RACE.encode().splitlines(keepends=True)
    garbage = bytes(range(128, 256)) + b'"\x00\x01;;"\xff\n'
    decoded = decode(HEADER.encode() + b"\n" + rows[0] + rows[1] + garbage + rows[2] + rows[3], "a.csv")
    assert seen(decoded) == sorted(SEEN)
    assert {finding.where.line for finding in decoded.findings if finding.where.line} == {4}
    assert decoded.entries.cars[1].drivers[0].name == "Cy DÉE"


def test_row_with_more_cells_than_the_header_is_told() -> None:
    decoded = decode(sheet(RACE.replace("FCY;", "FCY;extra;more;")), "a.csv")
    assert codes(decoded.findings) == ["row-too-long"]
    assert seen(decoded) == sorted(SEEN)


def test_row_without_a_car_number_is_told_and_left_out() -> None:
    decoded = decode(sheet(RACE + RACE.splitlines()[0].replace("7;", ";", 1) + "\n"), "a.csv")
    assert codes(decoded.findings) == ["number-blank"]
    assert seen(decoded) == sorted(SEEN)


def test_unreadable_lap_number_is_taken_from_the_row_above() -> None:
    decoded = decode(sheet(RACE.replace("7;2;2;", "7;2;two;")), "a.csv")
    found = the(decoded.findings, "lap-number-unreadable")
    assert found.values == {"value": "two", "taken": 2}
    assert seen(decoded) == sorted(SEEN)


def test_cars_3_and_03_are_two_cars_and_told() -> None:
    decoded = decode(sheet(RACE.replace("7;", "3;").replace("3;1;2;2:10", "3;1;2;2:10")), "a.csv")
    assert the(decoded.findings, "numbers-alike").values == {"cars": ["03", "3"]}
    assert [car.number for car in decoded.entries.cars] == ["3", "03"]


def test_car_that_changes_class_keeps_its_first() -> None:
    decoded = decode(sheet(RACE.replace("LMP2;;Team A;Oreca;FF", "LMP3;;Team A;Oreca;FF")), "a.csv")
    found = the(decoded.findings, "entry-changes")
    assert (found.where.car, found.where.column, found.values) == (
        "7",
        "CLASS",
        {"kept": "LMP2", "value": "LMP3"},
    )
    assert decoded.entries.cars[0].class_ == "LMP2"


def test_header_alone_is_an_empty_log_with_an_error() -> None:
    decoded = decode(sheet(""), "a.csv")
    assert codes(decoded.findings) == ["start-unknown", "no-laps"]
    assert decoded.log.passings.height == 0


@pytest.mark.parametrize("data", [b"", b"\n\n", codecs.BOM_UTF8, b"\xff\xfe", b"  \r\n"])
def test_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(BadLog, match=r"a\.csv: not a timing file: it is empty"):
        decode(data, "a.csv")


@pytest.mark.parametrize(
    "data", [b"Dear Sir,\nthe race", b"\x89PNG\r\n\x1a\n\x00\x00", b"name;age\nAnn;3\n", b"{}", b"[]"]
)
def test_what_is_no_timing_file_is_quoted(data: bytes) -> None:
    with pytest.raises(BadLog, match=r"a\.csv: not a timing file: it begins with"):
        decode(data, "a.csv")


def test_findings_of_one_kind_are_told_a_hundred_times_and_then_counted() -> None:
    rows = "".join(
        f"1;1;{lap};1:00.000;;;1;0;1;0;1;0;;{format_clock(lap * MINUTE)};;\n" for lap in range(1, 151)
    )
    decoded = decode(sheet(rows, header=HEADER.split("S1_LARGE")[0]), "a.csv")
    assert codes(decoded.findings).count("sectors-do-not-sum") == 100
    rest = the(decoded.findings, "more-of-the-same")
    assert rest.values == {"code_named": "sectors-do-not-sum", "count": 50}


def test_improvement_marks_are_offered_for_comparison() -> None:
    marks = alkamel.improvement_marks(sheet(), "a.csv")
    assert marks.rows() == [("7", 1, 0), ("7", 2, 2), ("03", 1, 2), ("03", 2, 0)]


def test_quoted_file_reads_cells_with_the_separator_inside() -> None:
    decoded = decode(sheet(RACE.replace("Team A", '"Team; A"')), "a.csv")
    assert decoded.entries.cars[0].team == "Team; A"
    assert seen(decoded) == sorted(SEEN)


# ---------------------------------------------------------------------------------------------------- properties
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_bytes_put_anywhere_break_the_decoder(garbage: bytes, place: int) -> None:
    data = sheet()
    with contextlib.suppress(BadLog):
        read = decode(data[:place] + garbage + data[place:], "a.csv")
        assert {finding.where.file for finding in read.findings} <= {"a.csv"}


@st.composite
def sessions(draw: st.DrawFn) -> list[tuple[str, int, list[int | None]]]:
    cars = draw(st.lists(st.sampled_from(["1", "01", "7", "007", "23"]), min_size=1, max_size=5, unique=True))
    sector = st.one_of(st.none(), st.integers(0, 5_000_000))
    return [
        (car, lap, [draw(sector), draw(sector), draw(sector)])
        for car in cars
        for lap in range(1, draw(st.integers(1, 6)) + 1)
    ]


def oracle(data: bytes) -> list[tuple[int, str, str]]:
    """The passings by plain Python, row by row."""
    found: list[Any] = []
    ends: dict[str, int] = {}
    rows = csv.DictReader(io.StringIO(data.decode()), delimiter=";")

    def milli(text: str) -> int | None:
        return int(text.replace(".", "")) if text else None

    for row in rows:
        elapsed, lap = milli(row["ELAPSED"]), milli(row["LAP_TIME"])
        s1, s2, s3 = (milli(row[name]) for name in ("S1", "S2", "S3"))
        assert elapsed is not None and lap is not None
        assert elapsed - lap == ends.get(row["NUMBER"], 0)
        ends[row["NUMBER"]] = elapsed
        found.append((elapsed, "FL", row["NUMBER"]))
        if s1 is not None and s1 <= lap:
            found.append((elapsed - lap + s1, "S1", row["NUMBER"]))
        at = elapsed - s3 if s3 is not None else None
        if s1 is not None and s2 is not None:
            at = elapsed - lap + s1 + s2
        if at is not None and elapsed - lap <= at <= elapsed:
            found.append((at, "S2", row["NUMBER"]))
    return sorted((at * 1000, loop, car) for at, loop, car in found)


@settings(max_examples=150, deadline=None)
@given(sessions(), st.integers(1, 5_000_000))
def test_columns_agree_with_reading_row_by_row(
    session: list[tuple[str, int, list[int | None]]], least: int
) -> None:
    rows = ["NUMBER;DRIVER_NUMBER;LAP_NUMBER;LAP_TIME;S1;S2;S3;ELAPSED"]
    ends: dict[str, int] = {}

    def second(value: int | None) -> str:
        return "" if value is None else f"{value // 1000}.{value % 1000:03d}"

    for car, lap, sectors in session:
        time = sum(value or 0 for value in sectors) + least
        ends[car] = ends.get(car, 0) + time
        rows.append(";".join([car, "1", str(lap), second(time), *map(second, sectors), second(ends[car])]))
    data = "\n".join(rows).encode()
    passings = decode(data, "a.csv").log.passings.select("at", "loop", "car")
    assert sorted(passings.rows()) == oracle(data)
    assert passings["at"].is_sorted()


@pytest.mark.parametrize("number", ["\x01\x02", "4\x002", "9" * 17])
def test_garbage_where_the_number_should_be_makes_no_car(number: str) -> None:
    head = "NUMBER;LAP_NUMBER;LAP_TIME;ELAPSED;HOUR\n"
    good = "7;1;1:40.000;1:40.000;10:01:40.000\n"
    decoded = decode(f"{head}{good}{number};2;1:40.000;3:20.000;10:03:20.000\n".encode(), "garbage.csv")
    assert [entry.number for entry in decoded.entries.cars] == ["7"]
    assert [(one.code, one.where.line) for one in decoded.findings] == [("number-blank", 3)]
