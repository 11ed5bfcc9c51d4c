"""The log as JSON lines: read back as written, old versions lifted, bad lines said and the rest read."""

from __future__ import annotations

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from log_strategies import PASSINGS, frame_of, logs
from parcferme import records as r
from parcferme.codec import CURRENT, UPCASTS, columns, decode, decode_record, encode, encode_record, lines
from parcferme.findings import BadLog, Where, WrongCall
from parcferme.records import field_names
from parcferme.times import parse_clock, parse_instant

AT = int(parse_instant("10:51:53.412"))
DATED = int(parse_instant("2020-07-18T10:51:53.412345"))

# One line of every kind in every version it ever had. Written once, never changed: logs like these are out there.
FROZEN: dict[tuple[str, int], tuple[str, r.Record]] = {
    ("untimed", 1): (
        '{"kind":"untimed","v":1,"seq":1,"car":"81","lap":14}',
        r.Untimed(seq=1, car="81", lap=14),
    ),
    ("lap", 1): (
        '{"kind":"lap","v":1,"seq":1,"car":"81","lap":14,"time":"2:12.000","s1":"40.000","s2":"45.000","s3":"47.000",'
        '"driver":"0","counts":false}',
        r.StatedLap(
            seq=1,
            car="81",
            lap=14,
            time=132_000_000,
            s1=40_000_000,
            s2=45_000_000,
            s3=47_000_000,
            driver="0",
            counts=False,
        ),
    ),
    ("clock", 1): (
        '{"kind":"clock","v":1,"seq":40,"since":21,"put":"back","step":"1:00:00.000","reason":"end of summer time"}',
        r.ClockStep(seq=40, since=21, put=r.ClockPut.BACK, step=3_600_000_000, reason="end of summer time"),
    ),
    ("device-clock", 1): (
        '{"kind":"device-clock","v":1,"seq":40,"at":"10:51:53.412","decoder":"D1","device_at":"10:51:55.412","since":21,'
        '"series":2,"reason":"set against the official clock"}',
        r.DeviceClock(
            seq=40,
            at=AT,
            decoder="D1",
            device_at=AT + 2_000_000,
            since=21,
            series=2,
            reason="set against the official clock",
        ),
    ),
    ("passing", 1): (
        '{"kind":"passing","v":1,"seq":12,"at":"10:51:53.412","loop":"FL","car":"81","transponder":"8412753",'
        '"strength":131,"hits":42,"decoder":"D1","number":1207,"driver":"2","device_at":"10:51:55.412","series":2,"by":"timing",'
        '"written":"2020-07-18T10:51:53.412345","source":"race-1.csv","line":13}',
        r.Passing(
            seq=12,
            at=AT,
            loop="FL",
            car="81",
            transponder="8412753",
            strength=131,
            hits=42,
            decoder="D1",
            number=1207,
            driver="2",
            device_at=AT + 2_000_000,
            series=2,
            by="timing",
            written=DATED,
            source="race-1.csv",
            line=13,
        ),
    ),
    ("flag", 1): (
        '{"kind":"flag","v":1,"seq":1,"at":"10:51:53.412","value":"fcy","car":"81","after":"10:50:00.000","inferred":true}',
        r.Flag(
            seq=1,
            at=AT,
            value=r.FlagValue.FULL_COURSE_YELLOW,
            car="81",
            after=int(parse_instant("10:50:00")),
            inferred=True,
        ),
    ),
    ("session-start", 1): (
        '{"kind":"session-start","v":1,"seq":1,"at":"2020-07-18T10:51:53.412345","name":"Race 1","session":"race",'
        '"length":"1:00:00.000","first_crossing_is_lap":true,"resolution":"0.001","zone":"Europe/Paris"}',
        r.SessionStart(
            seq=1,
            at=DATED,
            name="Race 1",
            session="race",
            length=3_600_000_000,
            first_crossing_is_lap=True,
            resolution=1000,
            zone="Europe/Paris",
        ),
    ),
    ("start", 1): (
        '{"kind":"start","v":1,"seq":1,"at":"10:51:53.412","group":"GT4"}',
        r.Start(seq=1, at=AT, group="GT4"),
    ),
    ("session-end", 1): (
        '{"kind":"session-end","v":1,"seq":1,"at":"10:51:53.412"}',
        r.SessionEnd(seq=1, at=AT),
    ),
    ("decision", 1): (
        '{"kind":"decision","v":1,"seq":1,"penalty":"time","car":"81","seconds":15.50,"laps":1,"lap":2,"places":3,'
        '"served":true,"article":"12.3","reason":"stop 0.5 s short","document":"7",'
        '"driver":"Ann Onym","driving":true,"licence_points":3,"settles":"compulsory-stop",'
        '"disqualified_for":"technical"}',
        r.Decision(
            seq=1,
            penalty=r.Penalty.TIME,
            car="81",
            seconds=Decimal("15.50"),
            laps=1,
            lap=2,
            places=3,
            served=True,
            article="12.3",
            reason="stop 0.5 s short",
            document="7",
            driver="Ann Onym",
            driving=True,
            licence_points=3,
            settles=r.Matter.COMPULSORY_STOP,
            disqualified_for="technical",
        ),
    ),
    ("void", 1): (
        '{"kind":"void","v":1,"seq":13,"target":12,"reason":"read twice"}',
        r.Void(seq=13, target=12, reason="read twice"),
    ),
    ("amend", 1): (
        '{"kind":"amend","v":1,"seq":13,"target":12,"changes":{"car":"50","at":"10:51:53.500","hits":null,"seconds":0.1},'
        '"reason":"wrong car"}',
        r.Amend(
            seq=13,
            target=12,
            changes={"car": "50", "at": "10:51:53.500", "hits": None, "seconds": Decimal("0.1")},
            reason="wrong car",
        ),
    ),
    ("assign", 1): (
        '{"kind":"assign","v":1,"seq":1,"at":"10:51:53.412","transponder":"8412753","car":"81"}',
        r.Assign(seq=1, at=AT, transponder="8412753", car="81"),
    ),
    ("driver", 1): (
        '{"kind":"driver","v":1,"seq":1,"at":"10:51:53.412","car":"81","driver":"Natan BIHEL"}',
        r.DriverChange(seq=1, at=AT, car="81", driver="Natan BIHEL"),
    ),
    ("status", 1): (
        '{"kind":"status","v":1,"seq":1,"at":"10:51:53.412","car":"81","state":"stopped","reason":"electrical"}',
        r.CarStatus(seq=1, at=AT, car="81", state=r.CarState.STOPPED, reason="electrical"),
    ),
    ("pit-time", 1): (
        '{"kind":"pit-time","v":1,"seq":1,"car":"81","lap":12,"duration":"1:25.312"}',
        r.PitTime(seq=1, car="81", lap=12, duration=parse_clock("1:25.312")),
    ),
    ("result", 1): (
        '{"kind":"result","v":1,"seq":1,"car":"81","position":2,"status":"classified","laps":25,"time":"1:00:12.312",'
        '"best_lap":"2:12.000","best_lap_number":7,"stops":1}',
        r.Result(
            seq=1,
            car="81",
            position=2,
            status="classified",
            laps=25,
            time=parse_clock("1:00:12.312"),
            best_lap=parse_clock("2:12.000"),
            best_lap_number=7,
            stops=1,
        ),
    ),
    ("note", 1): (
        '{"kind":"note","v":1,"seq":1,"text":"pluie à Mistral","car":"81"}',
        r.Note(seq=1, text="pluie à Mistral", car="81"),
    ),
    ("flag", 2): (
        '{"kind":"flag","v":2,"seq":1,"at":"10:51:53.412","value":"double-yellow","car":"81","sector":"S2","g'
        'roup":"GT4","after":"10:50:00.000","inferred":true}',
        r.Flag(
            seq=1,
            at=AT,
            value=r.FlagValue.DOUBLE_YELLOW,
            car="81",
            sector="S2",
            group="GT4",
            after=int(parse_instant("10:50:00.000")),
            inferred=True,
        ),
    ),
    ("window", 1): (
        '{"kind":"window","v":1,"seq":3,"at":"10:51:53.412","opens":"10:30:00.000","closes":"11:45:00.000","d'
        'ecoder":"D1"}',
        r.Window(
            seq=3,
            at=AT,
            opens=int(parse_instant("10:30:00.000")),
            closes=int(parse_instant("11:45:00.000")),
            decoder="D1",
        ),
    ),
    ("operation", 1): (
        '{"kind":"operation","v":1,"seq":7,"at":"10:51:53.412","name":"undo","key":"3f2a-12","records":2,"und'
        'oes":4,"text":"undo 4","by":"timing"}',
        r.Operation(
            seq=7, at=AT, by="timing", name="undo", key="3f2a-12", records=2, undoes=4, text="undo 4"
        ),
    ),
    ("feed", 1): (
        '{"kind":"feed","v":1,"seq":2,"at":"10:51:53.412","feed":"p3://10.0.0.7:5403","state":"lost","reason"'
        ':"no answer"}',
        r.FeedState(seq=2, at=AT, feed="p3://10.0.0.7:5403", state="lost", reason="no answer"),
    ),
    ("tap", 1): (
        '{"kind":"tap","v":1,"seq":5,"at":"10:51:53.412","loop":"FL","car":"81","read":4}',
        r.Tap(seq=5, at=AT, car="81", read=4),
    ),
    ("message", 1): (
        '{"kind":"message","v":1,"seq":6,"at":"10:51:53.412","text":"Car 81: lights","to":"81","duration":"30'
        '.000","read":true}',
        r.Message(seq=6, at=AT, text="Car 81: lights", to="81", duration=30_000_000, read=True),
    ),
    ("incident", 1): (
        '{"kind":"incident","v":1,"seq":8,"at":"10:51:53.412","incident":"4","state":"decided","car":"81","ot'
        'her":"50","lap":12,"decision":7,"text":"contact in turn 3"}',
        r.Incident(
            seq=8,
            at=AT,
            incident="4",
            state=r.IncidentState.DECIDED,
            car="81",
            other="50",
            lap=12,
            decision=7,
            text="contact in turn 3",
        ),
    ),
    ("procedure", 1): (
        '{"kind":"procedure","v":1,"seq":9,"at":"10:51:53.412","what":"board","duration":"3:00.000","car":"81'
        '","text":"pit exit closes"}',
        r.Procedure(
            seq=9, at=AT, what=r.ProcedureStep.BOARD, duration=180_000_000, car="81", text="pit exit closes"
        ),
    ),
    ("entry", 1): (
        '{"kind":"entry","v":1,"seq":9,"at":"10:51:53.412","car":"81","class":"GT4","group":"B","team":"Milo Racing",'
        '"driver":"Ann Onym","transponder":"8412753"}',
        r.EntryChange(
            seq=9,
            at=AT,
            car="81",
            class_="GT4",
            group="B",
            team="Milo Racing",
            driver="Ann Onym",
            transponder="8412753",
        ),
    ),
    ("published", 1): (
        '{"kind":"published","v":1,"seq":10,"at":"10:51:53.412","document":"race-1 classification","status":"'
        'provisional","last":9,"hash":"9f86d081"}',
        r.Published(
            seq=10, at=AT, document="race-1 classification", status="provisional", last=9, hash="9f86d081"
        ),
    ),
}
GOOD = [
    '{"kind":"passing","v":1,"seq":1,"at":"10:00:00.000","loop":"FL","car":"81"}',
    '{"kind":"flag","v":2,"seq":2,"at":"10:00:00.000","value":"green"}',
    '{"kind":"passing","v":1,"seq":3,"at":"10:01:40.000","loop":"FL","car":"81"}',
]


def read(*lines_: str, end: str = "\n") -> tuple[r.Log, list[Any]]:
    log, findings = decode(("\n".join(lines_) + end).encode(), "race.log")
    return log, list(findings)


# -------------------------------------------------------------------------------------------- as it was written


@pytest.mark.parametrize(("kind", "version"), FROZEN)
def test_a_line_of_every_version_ever_written_is_read(kind: str, version: int) -> None:
    line, record = FROZEN[kind, version]
    assert decode_record(line) == decode_record(line.encode()) == record
    if version == CURRENT[kind]:
        assert encode_record(record).decode() == line
    log, findings = decode(line.encode(), "x")
    assert findings == () and log.last_seq == record.seq


def test_every_version_of_every_kind_has_a_frozen_line_and_every_step_an_upcast() -> None:
    assert set(CURRENT) == set(r.KINDS)
    steps = {(kind, version) for kind in CURRENT for version in range(1, CURRENT[kind])}
    assert set(UPCASTS) == steps
    assert set(FROZEN) == steps | set(CURRENT.items())


def test_the_frozen_line_of_a_kind_shows_every_field_of_it() -> None:
    everywhere = {"at", "by", "written", "source", "line"}
    for kind, version in CURRENT.items():
        shown = set(json.loads(FROZEN[kind, version][0]))
        assert set(field_names(r.KINDS[kind])) - everywhere <= shown, kind


def test_an_old_line_is_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def driver_was_pilot(fields: dict[str, Any]) -> dict[str, Any]:
        return {("driver" if name == "pilot" else name): value for name, value in fields.items()}

    def cars_were_numbers(fields: dict[str, Any]) -> dict[str, Any]:
        return {**fields, "car": str(fields["car"])}

    monkeypatch.setitem(CURRENT, "driver", 3)
    monkeypatch.setitem(UPCASTS, ("driver", 1), driver_was_pilot)
    monkeypatch.setitem(UPCASTS, ("driver", 2), cars_were_numbers)
    expected = r.DriverChange(seq=1, car="81", driver="Bihel")
    assert decode_record('{"kind":"driver","seq":1,"v":1,"car":81,"pilot":"Bihel"}') == expected
    assert decode_record('{"kind":"driver","seq":1,"v":2,"car":81,"driver":"Bihel"}') == expected
    assert decode_record(encode_record(expected)) == expected and b'"v":3' in encode_record(expected)


def test_old_passings_are_lifted_and_new_ones_written_in_the_new_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(CURRENT, "passing", 2)
    monkeypatch.setitem(
        UPCASTS, ("passing", 1), lambda fields: {**fields, "loop": fields["loop"].replace("FL", "FINISH")}
    )
    log, findings = read(*GOOD)
    assert findings == [] and log.passings["loop"].to_list() == ["FINISH", "FINISH"]
    assert encode(log).count(b'"kind":"passing","v":2,') == 2
    assert decode(encode(log), "x") == (log, ())


# --------------------------------------------------------------------------------------------------- round trip


@given(logs())
@settings(max_examples=60)
def test_a_log_is_read_back_as_it_was_written(log: r.Log) -> None:
    data = encode(log)
    again, findings = decode(data, "x")
    assert again == log
    assert [finding.code for finding in findings] == ([] if len(log) else ["log-empty"])
    assert encode(again) == data
    assert data.count(b"\n") == len(log)
    for line in data.splitlines():
        assert encode_record(decode_record(line)) == line


@given(st.lists(PASSINGS, min_size=1, max_size=20))
def test_columns_and_single_lines_are_written_alike(passings: list[r.Passing]) -> None:
    seqs = range(1, len(passings) + 1)
    numbered = [msgspec.structs.replace(p, seq=seq) for p, seq in zip(passings, seqs, strict=True)]
    written = columns.encode_passings(frame_of(numbered)).to_list()
    assert written == [encode_record(passing).decode() for passing in numbered]


NUMBERS = st.sampled_from(
    ["1", "0", "-1", "1.0", "1.5", "1e2", "99999999999999999999", "true", "null", '"1"', "[1]"]
)
WORDS = st.sampled_from(
    [
        '"81"',
        '"é"',
        '"\\u00e9"',
        '"a\\"b"',
        '"\\ud83d\\ude00"',
        '"\\ud800"',
        '"\x01"',
        "81",
        "null",
        "true",
        "{}",
        '""',
    ]
)
TIMES = st.sampled_from(
    [
        '"10:51:53.412"', '"10:51:53.4"', '"10:51:53"', '"10:51:53.412000"', '"10:51:53.4123456"', '"9:51:53.412"',
        '"26:00:00.000"', '"10:61:00.000"', '"2020-07-18T10:51:53.412"', '"2020-02-30T10:00:00.000"', '"-1:00.000"',
        '"2020-07-18T24:00:00.000"', '"2020-07-18T10:51:53.412+02:00"', '"2020-07-18T10:51:53.4123"', '"soon"', "12",
        '" 10:51:53.412"', '""', "null", '"8800:00:00.000"', '"2020-07-18T10:51:53"', '"0020-07-18T10:51:53.412"',
    ]
)  # fmt: skip


@st.composite
def passing_lines(draw: st.DrawFn) -> str:
    """Lines that are passings, nearly, or broken in one place."""
    fields = [
        ("seq", NUMBERS),
        ("at", TIMES),
        ("loop", WORDS),
        ("car", WORDS),
        ("hits", NUMBERS),
        ("written", TIMES),
    ]
    good = {
        "seq": "7",
        "at": '"10:00:00.000"',
        "loop": '"FL"',
        "car": '"81"',
        "hits": "3",
        "written": '"10:00:01.5"',
    }
    wild = draw(st.sets(st.sampled_from([*good, "extra", "twice", "space", "version", "cut"]), max_size=2))
    parts = ['"kind":"passing"', '"v":"1"' if "version" in wild else '"v":1']
    parts += [f'"{name}":{draw(values) if name in wild else good[name]}' for name, values in fields]
    if "extra" in wild:
        parts.append('"lap":1')
    if "twice" in wild:
        parts.append('"car":"50"')
    line = "{" + (", " if "space" in wild else ",").join(parts) + "}"
    return line[: draw(st.integers(1, len(line)))] if "cut" in wild else line


@given(st.lists(passing_lines(), min_size=1, max_size=6))
@settings(max_examples=150)
@example(['{"kind":"passing","v":1,"seq":1,"at":"10:00:00.000","loop":"FL","car":"a"}{}', GOOD[0]])
def test_columns_read_what_single_lines_read(written: list[str]) -> None:
    mask, frame = columns.read(pl.Series("text", written))
    taken = [line for line, fast in zip(written, mask, strict=True) if fast]
    assert frame.height == len(taken)
    for line, row in zip(taken, frame.iter_rows(named=True), strict=True):
        record, findings = lines.read_line(line, Where())
        assert findings == []
        assert record == r.Passing(**{**row, "seq": row["seq"] or 0})


def test_a_line_with_what_columns_cannot_read_does_not_slow_the_others_into_another_result() -> None:
    odd = GOOD[2].replace('"seq":3,"at":', '"seq": 3, "at" : ').replace("10:01:40.000", "10:01:40")
    assert read(*GOOD[:2], odd) == read(*GOOD)


def test_texts_as_enum_or_categorical_are_written_as_text() -> None:
    log, _ = read(*GOOD)
    for dtype in (pl.Categorical, pl.Enum(["81"])):
        typed = r.Log(log.passings.with_columns(pl.col("car").cast(dtype)), log.events)
        assert encode(typed) == encode(log)


def test_seconds_never_pass_through_a_float() -> None:
    for text in ("0.1", "15.50", "5", "1E+3", "0.30000000000000004", "123456789.123456789012345"):
        line = f'{{"kind":"decision","v":1,"seq":1,"penalty":"time","seconds":{text}}}'
        record = decode_record(line)
        assert isinstance(record, r.Decision) and str(record.seconds) == str(Decimal(text))
        assert encode_record(record).decode() == line


@pytest.mark.parametrize(
    "record",
    [
        r.Flag(value="purple"),  # type: ignore[arg-type]
        r.Note(text=7),  # type: ignore[arg-type]
        r.Passing(car="81"),
        r.Passing(at=AT, hits=2**31),
        r.PitTime(car="81", lap=2**63, duration=1),
        r.Note(seq=-1, text="x"),
    ],
)
def test_what_could_not_be_read_back_is_not_written(record: r.Record) -> None:
    with pytest.raises(WrongCall, match="a log can hold: "):
        encode_record(record)


def test_what_no_log_can_hold_is_not_written() -> None:
    log, _ = read(*GOOD)
    for at in (-1, 2**62):
        with pytest.raises(WrongCall, match="not an instant a log can hold"):
            encode(r.Log(log.passings.with_columns(at=pl.lit(at)), ()))


# ------------------------------------------------------------------------------------------------------ bad logs


def test_an_empty_log_is_empty_and_said_to_be() -> None:
    log, findings = decode(b"", "race.log")
    assert log == r.Log.of() and encode(log) == b""
    assert [finding.code for finding in findings] == ["log-empty"]


@pytest.mark.parametrize(
    "data",
    [
        b"\n",
        b"\x00\xff\xfe" * 50,
        b"NUMBER; DRIVER_NUMBER; LAP_NUMBER\n81;1;1\n",
        b"{}",
        b"[1]\n[2]\n",
        b"PK\x03\x04\n\n",
    ],
)
def test_what_holds_no_record_at_all_is_no_log(data: bytes) -> None:
    with pytest.raises(BadLog, match=r"race\.log: not a log: none of its \d+ lines is a record"):
        decode(data, "race.log")


BAD_LINES = [
    ('{"kind":"passing","v":1,"seq":9,"at":', "log-line-unreadable", {"expected": "JSON"}),
    ("\x00\x01 garbage", "log-line-unreadable", {"value": "\x00\x01 garbage"}),
    ("[1,2]", "log-line-unreadable", {"expected": "JSON {…}"}),
    ("[" * 100_000, "log-line-unreadable", {"value": "[" * 80}),
    ('{"v":1}', "log-kind-unknown", {"value": ""}),
    ('{"kind":7}', "log-kind-unknown", {"value": "7"}),
    ('{"kind":"pasing","v":1}', "log-kind-unknown", {"value": "pasing", "nearest": "passing"}),
    (
        '{"kind":"flag","v":3,"value":"blue"}',
        "log-version-unknown",
        {"kind": "flag", "version": 3, "known": 2},
    ),
    (
        '{"kind":"flag","v":0,"value":"red"}',
        "log-field-bad",
        {"field": "v", "value": "0", "expected": "integer"},
    ),
    ('{"kind":"flag","v":true,"value":"red"}', "log-field-bad", {"field": "v", "value": "true"}),
    (
        '{"kind":"flag","v":1,"value":"purple"}',
        "log-field-bad",
        {
            "field": "value",
            "value": "purple",
            "expected": "green | yellow | fcy | code-60 | safety-car | red | double-yellow | slow-zone | slippery | "
            "white | black | black-orange | black-white | blue | chequered",
        },
    ),
    ('{"kind":"flag","v":1}', "log-field-missing", {"kind": "flag", "field": "value"}),
    ('{"kind":"passing","v":1,"car":"81"}', "log-field-missing", {"field": "at", "expected": "instant"}),
    (
        '{"kind":"passing","v":1,"at":"10:00","car":81}',
        "log-field-bad",
        {"field": "car", "value": "81", "expected": "text"},
    ),
    ('{"kind":"passing","v":1,"at":36000,"car":"81"}', "log-field-bad", {"field": "at", "value": "36000"}),
    ('{"kind":"passing","v":1,"at":"noon","car":"81"}', "log-field-bad", {"field": "at", "value": "noon"}),
    ('{"kind":"passing","v":1,"at":"2020-13-01T10:00:00","car":"81"}', "log-field-bad", {"field": "at"}),
    (
        '{"kind":"passing","v":1,"at":"10:00:00","hits":2147483648}',
        "log-field-bad",
        {"field": "hits", "value": "2147483648"},
    ),
    (
        '{"kind":"passing","v":1,"at":"10:00:00","hits":1.5}',
        "log-field-bad",
        {"field": "hits", "value": "1.5"},
    ),
    (
        '{"kind":"passing","v":1,"seq":-4,"at":"10:00:00","car":"81"}',
        "log-field-bad",
        {"field": "seq", "value": "-4"},
    ),
    ('{"kind":"void","v":1,"target":true}', "log-field-bad", {"field": "target", "expected": "integer"}),
    (
        '{"kind":"amend","v":1,"target":1,"changes":[]}',
        "log-field-bad",
        {"field": "changes", "expected": "object"},
    ),
    (
        '{"kind":"decision","v":1,"penalty":"time","seconds":"5"}',
        "log-field-bad",
        {"field": "seconds", "expected": "number"},
    ),
    ('{"kind":"decision","v":1,"penalty":"time","seconds":1e99}', "log-field-bad", {"field": "seconds"}),
    (
        '{"kind":"pit-time","v":1,"car":"1","lap":3,"duration":85.3}',
        "log-field-bad",
        {"field": "duration", "value": "85.3"},
    ),
]


@pytest.mark.parametrize(("line", "code", "values"), BAD_LINES)
def test_a_bad_line_is_said_and_the_rest_is_read(line: str, code: str, values: dict[str, Any]) -> None:
    log, (finding,) = read(GOOD[0], GOOD[1], line, GOOD[2])
    assert log == read(*GOOD)[0]
    assert (finding.code, finding.severity, finding.where.file, finding.where.line) == (
        code,
        "error",
        "race.log",
        3,
    )
    assert {key: finding.values[key] for key in values} == values
    with pytest.raises(BadLog, match="not a record"):
        decode_record(line)


def test_bytes_that_are_no_text_are_said_and_the_rest_is_read() -> None:
    latin = '{"kind":"note","v":1,"seq":9,"text":"Ré"}'.encode("latin-1")
    data = b"\n".join([GOOD[0].encode(), latin, b"\xff\xfe\x00", *(line.encode() for line in GOOD[1:]), b""])
    log, findings = decode(data, "race.log")
    assert log == read(*GOOD)[0]
    assert [(f.code, f.where.line, f.values["expected"]) for f in findings] == [
        ("log-line-unreadable", 2, "UTF-8"),
        ("log-line-unreadable", 3, "UTF-8"),
    ]
    with pytest.raises(BadLog, match="not UTF-8"):
        decode_record(latin)


def test_a_last_line_cut_off_while_writing_is_said() -> None:
    log, (finding,) = read(*GOOD, '{"kind":"passing","v":1,"seq":4,"at":"10:0', end="")
    assert log == read(*GOOD)[0]
    assert (finding.code, finding.where.line) == ("log-line-truncated", 4)


def test_a_last_line_without_line_feed_is_whole() -> None:
    assert read(*GOOD, end="") == read(*GOOD)


def test_a_field_nobody_knows_is_said_and_the_record_kept() -> None:
    log, (finding,) = read(*GOOD, '{"kind":"decision","v":1,"seq":4,"penalty":"time","secs":5}')
    assert log.events[-1] == r.Decision(seq=4, penalty=r.Penalty.TIME)
    assert finding.code == "log-field-unknown"
    assert (finding.values["field"], finding.values["value"], finding.values["nearest"]) == (
        "secs",
        "5",
        "seconds",
    )


def test_blank_lines_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    data = ("\ufeff" + "\r\n".join([GOOD[0], "", "  ", *GOOD[1:], ""])).encode()
    log, (finding,) = decode(data, "race.log")
    assert log == read(*GOOD)[0]
    assert (finding.code, finding.where.line, finding.values) == ("log-line-empty", 2, {"lines": 2})


def test_many_bad_lines_are_counted_after_the_first_ones() -> None:
    _, findings = read(*GOOD, *["rubbish"] * 1000)
    assert len(findings) == 201
    assert findings[-1].code == "log-findings-more" and findings[-1].values == {"findings": 800}
    assert findings[-1].where.line == 204


def without_seq(line: str) -> str:
    fields = json.loads(line)
    del fields["seq"]
    return json.dumps(fields)


def seqs(log: r.Log) -> list[int]:
    return [*log.passings["seq"], *(event.seq for event in log.events)]


def test_records_without_a_number_are_numbered_in_order_of_lines() -> None:
    log, (finding,) = read(*map(without_seq, GOOD))
    assert log == read(*GOOD)[0]
    assert (finding.code, finding.severity, finding.where.line) == ("log-seq-missing", "warning", 1)
    assert finding.values == {"value": 0, "given": 1, "records": 3}
    compact = [without_seq(line).replace(": ", ":").replace(", ", ",") for line in GOOD]
    assert read(*compact)[0] == log
    assert read(*(line.replace('"seq":', '"seq":0,"x":') for line in GOOD))[0] == log


def test_a_record_without_a_number_between_numbered_ones_comes_after_them_all() -> None:
    log, (finding,) = read(GOOD[0], without_seq(GOOD[0]), *GOOD[1:])
    assert seqs(log) == [1, 4, 3, 2]
    assert (finding.code, finding.where.line, finding.where.seq) == ("log-seq-missing", 2, 4)


def test_a_number_given_twice_stays_with_its_first_record() -> None:
    log, (finding,) = read(*GOOD, *GOOD)
    assert seqs(log) == [1, 3, 4, 6, 2, 5]
    assert (finding.code, finding.severity, finding.where.line) == ("log-seq-duplicate", "error", 4)
    assert finding.values == {"value": 1, "given": 4, "records": 3}


def test_a_number_going_backwards_stays_because_corrections_name_it() -> None:
    log, findings = read(GOOD[2], GOOD[0], GOOD[1])
    assert log == read(*GOOD)[0]
    assert [(f.code, f.severity, f.where.line) for f in findings] == [("log-seq-backwards", "warning", 2)]


@given(st.binary(max_size=300), st.integers(0, 3))
def test_garbage_never_hurts_the_lines_around_it(garbage: bytes, place: int) -> None:
    parts = [line.encode() for line in GOOD]
    parts.insert(place, garbage.replace(b'"seq":', b""))
    log, _ = decode(b"\n".join(parts) + b"\n", "x")
    assert len(log) >= 3


@given(logs(), st.integers(0, 2000))
@settings(max_examples=40)
def test_a_log_cut_off_anywhere_gives_its_whole_lines(log: r.Log, place: int) -> None:
    data = encode(log)
    cut = data[:place]
    whole = cut.count(b"\n")
    if not whole:
        return
    read_, findings = decode(cut, "x")
    assert len(read_) in (whole, whole + 1)
    assert all(finding.code in ("log-line-truncated", "log-line-unreadable") for finding in findings)


def test_a_day_long_race_is_read_as_it_was_written() -> None:
    source = random.Random(24)
    start, count = int(parse_instant("2024-06-15T16:00:00.000")), 192_000
    frame = pl.DataFrame(
        {
            "at": [start + row * 450_123 for row in range(count)],
            "loop": source.choices(["FL", "S1", "S2", "PIT_IN"], k=count),
            "car": source.choices([str(car) for car in range(60)], k=count),
            "source": ["le-mans.csv"] * count,
            "line": range(count),
        }
    )
    log = r.Log.of(frame, [r.Flag(value=r.FlagValue.GREEN, at=start)])
    assert decode(encode(log), "x") == (log, ())


def test_the_columns_of_a_large_file_come_from_whole_columns(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a canonical passing was read as a single line")

    log, _ = read(GOOD[0], GOOD[2])
    monkeypatch.setattr("parcferme.codec.logs.read_line", refuse)
    assert decode(encode(log), "x") == (log, ())
