"""Bad days as people reported them, each with its race: outside the session, clocks put, two decoders, lists.

The inputs are those of `../shared/cases` written out small, and others of their kind. What is right is in the cases'
README; every test names the fact.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parcferme import codec
from parcferme.findings import BadEntries, BadLog, Finding, ParcFermeError, Severity, StoreError
from parcferme.records import KINDS, record_of
from parcferme.season import Score, check, imported, keep, load, load_entries, score
from parcferme.times import HOUR, format_clock, format_instant, parse_instant

HEAD = "time,kind,car,loop,value\n"
FLAG_EARLY = (
    HEAD
    + """10:00:00.000,flag,,,green
10:01:30.000,passing,7,FL,
10:01:31.000,passing,8,FL,
10:03:00.000,passing,7,FL,
10:03:01.000,passing,8,FL,
10:04:30.500,passing,8,FL,
10:04:31.000,passing,7,FL,
{flag},flag,,,chequered
"""
)
RACE = (
    HEAD
    + """10:00:00.000,session,,,start: x
10:00:00.000,flag,,,green
10:01:01.008,passing,81,FL,
10:01:03.010,passing,50,FL,
10:02:01.015,passing,81,FL,
10:02:03.017,passing,50,FL,
10:03:01.022,passing,81,FL,
10:03:03.024,passing,50,FL,
10:04:01.029,passing,81,FL,
10:04:03.031,passing,50,FL,
10:04:30.000,flag,,,chequered
10:05:01.036,passing,81,FL,
10:05:03.038,passing,50,FL,
"""
)


@pytest.fixture
def scored(tmp_path: Path) -> Callable[..., Score]:
    def of(text: str | bytes, name: str = "race.csv", **options: Any) -> Score:
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return score(tmp_path / name, **{"kind": "race"} | options)

    return of


def the(found: Score, code: str) -> Finding:
    (only,) = [finding for finding in found.findings if finding.code == code]
    return only


def codes(found: Score) -> list[str]:
    return [finding.code for finding in found.findings]


def order(found: Score) -> list[tuple[str, int, str | None]]:
    return [
        (row.number, row.laps, None if row.time is None else format_clock(row.time)) for row in found.rows
    ]


def taking(found: Score, finding: Finding, folder: Path) -> Score:
    """The race once more with the record a finding proposes at the end of its log."""
    assert finding.proposal is not None
    fields = {key: value for key, value in finding.proposal.items() if key != "kind"}
    log = imported(found.decoded)
    record: Any = record_of(KINDS[finding.proposal["kind"]], {**fields, "seq": log.last_seq + 1})
    (folder / "mended.log").write_bytes(codec.encode(log.append(record)))
    return score(folder / "mended.log", kind="race")


# --- outside the session


def test_a_flag_an_hour_before_the_start_is_told_with_what_it_would_make(
    scored: Callable[..., Score], tmp_path: Path
) -> None:
    found = scored(FLAG_EARLY.format(flag="09:02:50.000"))
    flag = the(found, "flag-outside-session")
    assert (flag.severity, flag.where.line, flag.lines) == (Severity.ERROR, 9, (9,))
    assert (flag.values["winner"], flag.values["winner_laps"]) == ("7", 2)
    assert format_clock(flag.values["winner_us"]) == "3:00.000"
    assert "flag-unknown" not in codes(found)
    mended = taking(found, flag, tmp_path)
    assert order(mended) == [("7", 2, "3:00.000"), ("8", 2, "3:01.000")]
    assert mended.timing.flag.source == "log"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.integers(-11, 11).filter(bool), second=st.integers(100, 260))
def test_a_chequered_flag_hours_off_is_never_overlooked(
    scored: Callable[..., Score], hours: int, second: int
) -> None:
    at = int(parse_instant("10:00:00")) + second * 1_000_000
    found = scored(FLAG_EARLY.format(flag=format_instant((at + hours * HOUR) % (24 * HOUR), 3)))
    flag = the(found, "flag-outside-session")
    assert (flag.where.line, flag.severity) == (9, Severity.ERROR)
    assert flag.proposal is not None and flag.proposal["changes"]["at"] == format_instant(at, 3)
    assert "flag-unknown" not in codes(found)


@pytest.mark.parametrize("typed", ["09:02:03.017", "22:02:03.017", "11:02:03.017", "03:02:03.017"])
def test_a_passing_hours_off_is_the_one_its_car_lacks(
    scored: Callable[..., Score], typed: str, tmp_path: Path
) -> None:
    found = scored(RACE.replace("10:02:03.017", typed))
    assert order(found)[1][1] < 5
    odd = the(found, "passing-outside-session")
    assert (odd.where.car, odd.where.line, odd.lines) == ("50", 7, (7,))
    assert order(taking(found, odd, tmp_path)) == order(scored(RACE))


def test_a_dated_passing_in_an_undated_log_is_told_and_mended(
    scored: Callable[..., Score], tmp_path: Path
) -> None:
    log = codec.encode(scored(RACE).decoded.log).decode()
    dated = log.replace('"at":"10:02:03.017"', '"at":"2024-05-04T10:02:03.017"')
    assert dated != log
    found = scored(dated, "race.log")
    odd = the(found, "passing-outside-session")
    assert odd.lines == (6,)
    assert order(taking(found, odd, tmp_path)) == order(scored(RACE))


def test_a_start_typed_an_hour_late_leaves_nothing_inside(
    scored: Callable[..., Score], tmp_path: Path
) -> None:
    found = scored(RACE.replace("10:00:00.000,session", "11:00:00.000,session"))
    late = the(found, "start-after-passings")
    assert (late.severity, late.values["count"], late.values["total"]) == (Severity.ERROR, 10, 10)
    assert order(taking(found, late, tmp_path)) == order(scored(RACE))


def test_passings_of_a_formation_lap_are_no_slip(scored: Callable[..., Score]) -> None:
    found = scored(RACE + "09:58:30.000,passing,81,FL,\n09:58:32.000,passing,50,FL,\n")
    early = the(found, "passings-before-start")
    assert (early.severity, early.lines) == (Severity.INFO, (15, 16))
    assert not [one for one in found.findings if one.severity is Severity.ERROR]


# --- clocks put during a session

AUTUMN = (
    HEAD
    + """2024-10-27T02:58:00.000,flag,,,green
2024-10-27T02:59:30.000,passing,7,FL,
2024-10-27T02:59:31.000,passing,8,FL,
2024-10-27T02:01:00.000,passing,7,FL,
2024-10-27T02:01:01.500,passing,8,FL,
2024-10-27T02:00:50.000,flag,,,chequered
"""
)


def test_clocks_put_back_during_a_session_are_asked_about(
    scored: Callable[..., Score], tmp_path: Path
) -> None:
    found = scored(AUTUMN)
    put = the(found, "clock-put")
    assert (put.severity, put.values["put"], put.values["count"]) == (Severity.ERROR, "back", 3)
    assert put.lines == (5, 6, 7)
    assert order(taking(found, put, tmp_path)) == [("7", 2, "3:00.000"), ("8", 2, "3:01.500")]


def test_a_row_of_a_plain_log_says_that_the_clock_was_put(scored: Callable[..., Score]) -> None:
    rows = AUTUMN.splitlines(keepends=True)
    found = scored("".join([*rows[:4], ",clock,,,back 1:00:00\n", *rows[4:]]))
    assert (order(found), codes(found)) == ([("7", 2, "3:00.000"), ("8", 2, "3:01.500")], [])


def test_clocks_put_forward_make_one_lap_of_everybody_an_hour_too_long(
    scored: Callable[..., Score], tmp_path: Path
) -> None:
    rows = [f"{format_clock_of_day(lap, car)},passing,{car},FL,\n" for lap in range(1, 8) for car in (7, 8)]
    found = scored(HEAD + "01:55:00,flag,,,green\n" + "".join(rows))
    put = the(found, "clock-put")
    assert put.values["put"] == "forward"
    mended = taking(found, put, tmp_path)
    assert order(mended) == [("7", 7, "10:30.000"), ("8", 7, "10:37.000")]


def format_clock_of_day(lap: int, car: int) -> str:
    """Laps of 90 and 91 seconds from 1:55; at two o'clock it becomes three."""
    at = int(parse_instant("01:55:00")) + lap * (90 + car - 7) * 1_000_000
    return format_instant(at + (HOUR if at >= 2 * HOUR else 0), 3)


def test_a_file_listed_car_by_car_is_no_clock_put_back(scored: Callable[..., Score]) -> None:
    rows = [
        f"{11 + lap // 60:02d}:{lap % 60:02d}:{car:02d}.000,passing,{car},FL,\n"
        for car in (7, 8)
        for lap in range(1, 62)
    ]
    found = scored(HEAD + "11:00:00,flag,,,green\n" + "".join(rows))
    assert "clock-put" not in codes(found)
    assert [row.laps for row in found.rows] == [61, 61]


# --- two decoders on one line

TWO = (
    "time,kind,car,loop,value,decoder,strength,hits\n"
    "10:00:00,flag,,,green,,,\n"
    "10:01:00.000,passing,7,FL,,A,100,20\n"
    "10:01:03.500,passing,7,FL,,B,{first},20\n"
    "10:01:05.000,passing,8,FL,,A,100,20\n"
    "10:02:00.000,passing,7,FL,,A,100,20\n"
    "10:02:03.500,passing,7,FL,,B,90,20\n"
    "10:02:08.000,passing,8,FL,,A,90,20\n"
    "10:02:59,flag,,,chequered,,,\n"
    "10:03:00.000,passing,7,FL,,A,100,20\n"
    "10:03:03.500,passing,7,FL,,B,90,20\n"
    "10:03:15.000,passing,8,FL,,A,100,20\n"
)


def test_reads_of_two_decoders_are_one_crossing_and_both_stay_in_the_log(
    scored: Callable[..., Score],
) -> None:
    found = scored(TWO.format(first=90))
    assert order(found) == [("7", 3, "3:00.000"), ("8", 3, "3:15.000")]
    told = the(found, "two-decoders")
    assert (told.values["count"], told.values["apart_us"], told.lines) == (3, 3_500_000, (4, 7, 11))
    assert found.decoded.log.passings.height == 9


def test_the_stronger_read_stands_unless_the_rulebook_names_an_order(
    scored: Callable[..., Score], tmp_path: Path
) -> None:
    assert [one.lines for one in scored(TWO.format(first=200)).findings] == [(3, 7, 11)]
    (tmp_path / "rules.toml").write_text('name = "x"\n[timing]\ndecoders = ["A", "B"]\n')
    found = scored(TWO.format(first=200), rulebook=tmp_path / "rules.toml")
    assert the(found, "two-decoders").lines == (4, 7, 11)


def test_clocks_of_two_decoders_that_differ_are_told_where_both_stand(scored: Callable[..., Score]) -> None:
    assert the(scored(TWO.format(first=200)), "decoders-apart").severity is Severity.WARNING


# --- transponders swapped, corrections in words


def test_two_karts_swap_transponders_in_a_plain_log(scored: Callable[..., Score]) -> None:
    text = "time,kind,car,loop,value,transponder\n10:00:00,flag,,,green,\n"
    text += "10:00:00,assign,7,,,1001\n10:00:00,assign,8,,,1002\n"
    text += "10:01:00,passing,,FL,,1001\n10:01:05,passing,,FL,,1002\n"
    text += "10:02:00,passing,,FL,,1001\n10:02:10,passing,,FL,,1002\n"
    text += "10:02:30,assign,7,,,1002\n10:02:30,assign,8,,,1001\n"
    text += "10:03:00,passing,,FL,,1002\n10:03:15,passing,,FL,,1001\n10:03:59,flag,,,chequered,\n"
    text += "10:04:00,passing,,FL,,1002\n10:04:20,passing,,FL,,1001\n"
    found = scored(text)
    assert (order(found), codes(found)) == ([("7", 4, "4:00.000"), ("8", 4, "4:20.000")], [])


@pytest.mark.parametrize(
    "named", ["line 6", "lap 2 of 81", "lap 2 of #81", "10:01:30.000 of 81", "tour 2 de 81"]
)
def test_a_void_says_what_it_means_in_words(scored: Callable[..., Score], named: str) -> None:
    rows = RACE.splitlines(keepends=True)
    ghost = "10:01:30.000,passing,81,FL,\n"
    found = scored("".join([*rows[:5], ghost, *rows[5:], f",void,,,{named}\n"]))
    assert order(found) == order(scored(RACE))
    assert (the(found, "records-voided").lines, the(found, "records-voided").severity) == (
        (6,),
        Severity.INFO,
    )


def test_an_amendment_changes_what_stands_in_its_own_cells(scored: Callable[..., Score]) -> None:
    found = scored(RACE.replace("10:03:03.024,passing,50", "10:03:03.024,passing,5") + ",amend,50,,line 9\n")
    assert (order(found), codes(found)) == (order(scored(RACE)), [])
    moved = scored(RACE.replace("chequered", "green") + ",amend,,,line 12: chequered\n")
    assert order(moved) == order(scored(RACE))


@pytest.mark.parametrize("named", ["line 99", "lap 9 of 81", "lap 2 of 4", "10:00:30 of 81", "the ghost", ""])
def test_a_correction_of_nothing_is_told_with_its_line(scored: Callable[..., Score], named: str) -> None:
    found = scored(RACE + f",void,,,{named}\n")
    (told,) = [one for one in found.findings if one.lines]
    assert told.code in ("correction-of-nothing", "value-unknown") and told.lines == (15,)
    assert order(found) == order(scored(RACE))


# --- what reading used to swallow


def test_a_quote_that_is_never_closed_swallows_nobody(scored: Callable[..., Score]) -> None:
    found = scored('position,number,driver,laps\n1,7,"Ann,20\n2,81,Bob,20\n3,50,Cy,19\n4,12,Dan,19\n')
    assert [(row.number, row.drivers) for row in found.rows] == [
        ("7", ("Ann",)),
        ("81", ("Bob",)),
        ("50", ("Cy",)),
        ("12", ("Dan",)),
    ]
    assert the(found, "quote-unclosed").where.line == 2


def test_an_entry_list_with_an_open_quote_keeps_its_cars(tmp_path: Path) -> None:
    (tmp_path / "entries.csv").write_text(
        'number,driver,team\n7,"Ann,One\n81,Bob,Two\n50,"Cy\nStone",Three\n'
    )
    entries, found = load_entries(tmp_path / "entries.csv")
    assert [(one.number, one.team) for one in entries.cars] == [("7", "One"), ("81", "Two"), ("50", "Three")]
    assert [(one.code, one.where.line) for one in found] == [("quote-unclosed", 2)]


def test_a_log_cut_in_its_last_cell_invents_no_car(scored: Callable[..., Score]) -> None:
    found = scored(RACE[: RACE.rindex("50,FL")] + "5")
    assert [row.number for row in found.rows] == ["81", "50"]
    assert (the(found, "row-cut-off").lines, found.rows[1].laps) == ((14,), 4)


def test_a_carriage_return_among_line_feeds_ends_a_line(scored: Callable[..., Score]) -> None:
    found = scored(RACE.replace("50,FL,\n10:03:01", "50,FL,\r10:03:01"))
    assert (order(found), the(found, "line-ends-mixed").where.line) == (order(scored(RACE)), 7)


@pytest.mark.parametrize("unseen", ["\x00", "\x7f", "\u200b", "\u202e", "\ufeff", "\u2060"])
@pytest.mark.parametrize("at", ["before", "after"])
def test_characters_nobody_sees_make_no_second_car(
    scored: Callable[..., Score], unseen: str, at: str
) -> None:
    number = f"{unseen}50" if at == "before" else f"50{unseen}"
    found = scored(RACE.replace("10:02:03.017,passing,50", f"10:02:03.017,passing,{number}"))
    assert order(found) == order(scored(RACE))
    assert the(found, "characters-unseen").where.line == 7


@pytest.mark.parametrize(
    ("loop", "code"), [("fl", "loop-respelt"), ("", "loop-respelt"), ("FLL", "loop-unknown")]
)
def test_a_loop_spelt_otherwise_in_a_log_is_told(scored: Callable[..., Score], loop: str, code: str) -> None:
    log = codec.encode(scored(RACE).decoded.log).decode().splitlines(keepends=True)
    log[5] = log[5].replace('"loop":"FL"', f'"loop":"{loop}"')
    found = scored("".join(log), "race.log")
    told = the(found, code)
    assert told.where.line == 6
    assert (order(found) == order(scored(RACE))) is (code == "loop-respelt")
    assert told.lines == (() if code == "loop-respelt" else (6,))


def test_a_key_said_twice_is_told_and_a_contradiction_left_out(scored: Callable[..., Score]) -> None:
    log = codec.encode(scored(RACE).decoded.log).decode().splitlines(keepends=True)
    log[5] = log[5].replace('"car":"50"', '"car":"50","car":"81"')
    found = scored("".join(log), "race.log")
    told = the(found, "log-field-twice")
    assert (told.severity, told.lines, told.values["value"], told.values["other"]) == (
        Severity.ERROR,
        (6,),
        "50",
        "81",
    )


def test_a_column_that_is_there_twice_is_told(scored: Callable[..., Score]) -> None:
    found = scored(RACE.replace("car,loop", "car,loop,car", 1))
    assert the(found, "column-twice").values["count"] == 2


@pytest.mark.parametrize("lap", [0, -1, 9])
def test_a_pit_time_of_no_lap_marks_nobody(scored: Callable[..., Score], lap: int) -> None:
    log = codec.encode(scored(RACE).decoded.log).decode()
    seq = len(log.splitlines()) + 1
    odd = f'{{"kind":"pit-time","v":1,"seq":{seq},"car":"50","lap":{lap},"duration":"12.000"}}\n'
    found = scored(log + odd, "race.log")
    assert [row.stops for row in found.rows] == [0, 0]
    assert not found.laps["in_lap"].any()
    assert the(found, "pit-time-of-no-lap").lines == (seq,)
    assert order(found) == order(scored(RACE))


def test_numbers_nobody_can_tell_apart_are_told(scored: Callable[..., Score]) -> None:
    found = scored(RACE.replace("10:02:03.017,passing,50", "10:02:03.017,passing,５０"))
    assert the(found, "numbers-look-the-same").severity is Severity.WARNING


# --- lists and what they state


def test_the_drivers_of_a_list_are_in_its_rows(scored: Callable[..., Score]) -> None:
    found = scored(
        "position,number,driver,class,laps,time\n1,12,Ann Onym,GT,10,12:31.204\n2,7,Bob Blank,GT,10,12:33.900\n"
    )
    assert [row.drivers for row in found.rows] == [("Ann Onym",), ("Bob Blank",)]


def test_a_list_of_two_years_is_asked_which(scored: Callable[..., Score], tmp_path: Path) -> None:
    text = (
        "year,pos,no,drivers,laps\n1923,1,9,Ann,128\n1923,2,10,Bob,124\n1924,1,8,Cleo,120\n1924,2,9,Ann,119\n"
    )
    with pytest.raises(BadLog, match="results of 1923 and 1924: name one"):
        scored(text)
    with pytest.raises(BadLog, match="results of 1923 and 1924: name one"):
        check(tmp_path / "race.csv")


def test_an_export_of_orbits_keeps_names_times_gaps_and_statuses(scored: Callable[..., Score]) -> None:
    found = scored(
        '"Pos","No.","Name","Class","Laps","Total Tm","Diff","Gap","Best Tm","In Lap","2nd Best"\n'
        '"1","12","Ann Onym","GT","10","12:31.204","","","1:14.001","4","1:14.220"\n'
        '"2","7","Bob Blank","GT","10","12:33.900","2.696","2.696","1:14.300","5","1:14.301"\n'
        '"DQ","9","Eve Elf","GT","10","12:32.900","DQ","","1:13.900","6","1:14.000"\n'
        '"DNS","3","Fay Fern","GT","","","DNS","","","",""\n'
    )
    assert [(row.number, row.status.value, row.drivers) for row in found.rows] == [
        ("12", "classified", ("Ann Onym",)),
        ("7", "classified", ("Bob Blank",)),
        ("3", "not-started", ("Fay Fern",)),
        ("9", "disqualified", ("Eve Elf",)),
    ]
    assert (found.rows[1].gap, codes(found)) == (2_696_000, ["column-set-aside"])


def test_a_list_without_places_is_ordered_by_its_times(scored: Callable[..., Score]) -> None:
    text = '"Pos","No","First","Last","Laps","Best Tm"\n'
    text += '"","12","Ann","Onym","8","1:14.001"\n"","7","Bob","Blank","9","1:13.800"\n'
    found = scored(text, kind="qualifying")
    assert [(row.number, row.drivers, row.gap) for row in found.rows] == [
        ("7", ("Bob Blank",), None),
        ("12", ("Ann Onym",), 201_000),
    ]
    assert the(found, "list-without-places").severity is Severity.INFO


@pytest.mark.parametrize(
    "header", ["Team/Name,Start Number,Class,Lap Number,Lap Time", "Position,Start Number,Name,Class"]
)
def test_laps_and_results_are_never_taken_for_an_entry_list(header: str, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(header + "\nAnn,12,GT,1,1\n")
    with pytest.raises(BadEntries, match="not an entry list"):
        load_entries(tmp_path / "x.csv")


LISTED = "position,number,laps,time\n1,11,10,15:00.000\n2,22,10,15:05.000\n3,33,9,\n4,44,,\n"


def test_a_penalty_moves_the_winner_of_a_list_though_others_have_no_time(
    scored: Callable[..., Score], tmp_path: Path
) -> None:
    (tmp_path / "d.toml").write_text('[[decision]]\ncar = "11"\npenalty = "time"\nseconds = 15\n')
    found = scored(LISTED, decisions=tmp_path / "d.toml")
    assert order(found) == [
        ("22", 10, "15:05.000"),
        ("11", 10, "15:15.000"),
        ("33", 9, None),
        ("44", 0, None),
    ]
    assert found.rows[1].gap == 10_000_000


def test_a_penalty_on_a_car_without_a_time_is_told(scored: Callable[..., Score], tmp_path: Path) -> None:
    (tmp_path / "d.toml").write_text('[[decision]]\ncar = "33"\npenalty = "time"\nseconds = 15\n')
    found = scored(LISTED, decisions=tmp_path / "d.toml")
    assert [row.number for row in found.rows] == ["11", "22", "33", "44"]
    assert (the(found, "penalty-without-time").where.car, the(found, "penalty-without-time").where.line) == (
        "33",
        1,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gaps=st.lists(st.one_of(st.none(), st.integers(1, 20)), min_size=2, max_size=7),
    ruled=st.integers(0, 6),
    seconds=st.integers(1, 60),
)
def test_a_penalty_moves_one_car_of_a_list_and_leaves_the_others_in_their_order(
    scored: Callable[..., Score], tmp_path: Path, gaps: list[int | None], ruled: int, seconds: int
) -> None:
    times, last = [], 600
    for gap in gaps:
        last += gap or 0
        times.append(None if gap is None else last)
    rows = [f"{n},{n},10,{'' if t is None else f'{t // 60}:{t % 60:02d}'}\n" for n, t in enumerate(times, 1)]
    car = ruled % len(gaps) + 1
    (tmp_path / "d.toml").write_text(f'[[decision]]\ncar = "{car}"\npenalty = "time"\nseconds = {seconds}\n')
    found = [
        row.number
        for row in scored("position,number,laps,time\n" + "".join(rows), decisions=tmp_path / "d.toml").rows
    ]
    others = [str(n) for n in range(1, len(gaps) + 1) if n != car]
    assert [one for one in found if one != str(car)] == others
    mine = times[car - 1]
    if mine is not None:
        quicker = {
            str(n) for n, t in enumerate(times, 1) if t is not None and n != car and t < mine + seconds
        }
        assert quicker == {one for one in found[: found.index(str(car))] if times[int(one) - 1] is not None}


# --- a game server's board


def board(*cars: tuple[int, int, int], kind: str = "R", **more: Any) -> str:
    lines = [
        {
            "car": {
                "carId": 1000 + n,
                "raceNumber": number,
                "drivers": [{"firstName": "Ann", "lastName": "Onym"}],
            },
            "timing": {"bestLap": 90_000 if laps else 2_147_483_647, "totalTime": total, "lapCount": laps},
            "missingMandatoryPitstop": 0,
        }
        for n, (number, laps, total) in enumerate(cars)
    ]
    return json.dumps({"sessionType": kind, "sessionResult": {"leaderBoardLines": lines}} | more)


def test_a_board_is_an_order_and_the_rulebook_says_who_is_classified(
    scored: Callable[..., Score], tmp_path: Path
) -> None:
    (tmp_path / "rules.toml").write_text('name = "l"\n[race.classified]\nshare = "75 %"\nflag = false\n')
    text = board((11, 10, 900_000), (22, 10, 905_000), (33, 3, 280_000), (44, 0, 2_147_483_647))
    found = scored(text, "acc.json", rulebook=tmp_path / "rules.toml")
    assert [(row.number, row.position, row.status.value) for row in found.rows] == [
        ("11", 1, "classified"),
        ("22", 2, "classified"),
        ("33", None, "not-classified"),
        ("44", None, "not-classified"),
    ]
    assert [reason.code for reason in found.rows[2].reasons] == ["stated", "distance-short"]
    assert [reason.code for reason in found.rows[3].reasons] == ["stated", "no-lap"]


def test_a_car_without_a_time_has_no_place_in_a_qualifying(scored: Callable[..., Score]) -> None:
    found = scored(board((11, 5, 0), (33, 0, 0), kind="Q"), "acc.json", kind="qualifying")
    assert [(row.number, row.position) for row in found.rows] == [("11", 1), ("33", None)]


@pytest.mark.parametrize("value", [1.5, True, [], {}, "7x", -3, 10**30])
@pytest.mark.parametrize("key", ["raceNumber", "carModel", "teamName", "cupCategory", "drivers"])
def test_a_value_of_another_type_is_told_and_crashes_nothing(
    scored: Callable[..., Score], key: str, value: object
) -> None:
    document = json.loads(board((11, 10, 900_000), (22, 10, 905_000)))
    document["sessionResult"]["leaderBoardLines"][0]["car"][key] = value
    document["trackName"] = value
    found = scored(json.dumps(document), "acc.json")
    assert found.rows[-1].number == "22"
    assert (
        [one.where.column for one in found.findings if one.where.column] or key == "drivers" or value == "7x"
    )


# --- a lap the sheet prints no time for


def test_laps_after_one_printed_as_dashes_keep_their_times(scored: Callable[..., Score]) -> None:
    head = "Driver Number,Driver Name,Lap Number,Sector 1 Time,Sector 2 Time,Sector 3 Time,Total Lap Time\n"
    lap = "0:30.0000,0:30.0000,0:30.0000,1:30.0000\n"
    dashes = "-:--.----,-:--.----,-:--.----,PIT\n"
    rows = f"7,Ann,1,{lap}7,Ann,2,{dashes}7,Ann,3,{lap}7,Ann,4,{lap}"
    slow = "0:31.0000,0:31.0000,0:31.0000,1:33.0000\n"
    found = scored(head + rows + "".join(f"8,Bob,{lap},{slow}" for lap in (1, 2, 3)))
    first, second = found.rows
    assert (first.number, first.laps, first.time, first.best_lap_number) == ("7", 4, None, 3)
    assert [reason.code for reason in first.reasons] == ["total-unknown"]
    assert (second.number, second.gap_laps) == ("8", 1)
    assert the(found, "lap-time-guessed").where.line == 3
    laps = found.laps.filter(number="7")["lap_time_us"].to_list()
    assert laps[2:] == [90_000_000, 90_000_000]


# --- damaged databases


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_database_is_refused_or_told(tmp_path: Path, at: float, byte: int, cut: bool) -> None:
    base = tmp_path / "base.db"
    if not base.exists():
        (tmp_path / "race.csv").write_text(RACE)
        keep(load(tmp_path / "race.csv").log, base, "race-1")
        with sqlite3.connect(base) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    data = bytearray(base.read_bytes())
    place = int(at * len(data))
    data = data[:place] if cut else data[:place] + bytes([byte]) + data[place + 1 :]
    (tmp_path / "damaged.db").write_bytes(bytes(data))
    try:
        score(tmp_path / "damaged.db", kind="race")
    except ParcFermeError:
        return


def test_names_of_sessions_that_are_no_text_are_damage(tmp_path: Path) -> None:
    (tmp_path / "race.csv").write_text(RACE)
    path = tmp_path / "log.db"
    keep(load(tmp_path / "race.csv").log, path, "race-1")
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER record_no_update")
        connection.execute("UPDATE record SET session = x'ff00'")
    with pytest.raises(StoreError, match="damaged"):
        score(path, kind="race")
