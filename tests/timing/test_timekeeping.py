"""A session put together: where it starts and ends, how long it is, what became of each car, and what is told of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parcferme.findings import Severity, Where
from parcferme.records import (
    CarState,
    CarStatus,
    Decision,
    Flag,
    FlagValue,
    Penalty,
    PitTime,
    SessionEnd,
    SessionStart,
)
from parcferme.regulations import Rulebook, SessionKind, parse_rulebook
from parcferme.times import MINUTE, SECOND, parse_clock
from parcferme.timing import Timing, measure
from small_races import laps
from timing.races import START, in_time, log_of, only, said, timed, values

GREEN = "10:00:00,flag,,,green\n"
TWO = laps("7", *["2:00"] * 5) + laps("8", *["2:05"] * 5)
HALF = '[timing]\nminimum-lap = "30 s"\n'
FIVE = '[race]\nlength = "5 min"\n'


def counted(timing: Timing) -> dict[str, int]:
    """Laps of each car."""
    return {car: timing.laps.filter(car=car).height for car in timing.cars}


# --- the start


@pytest.mark.parametrize(
    ("rows", "start", "known"),
    [
        (GREEN, "10:00:00", True),
        ("10:00:30,session,,,start: x\n" + GREEN, "10:00:30", True),
        ("10:00:40,flag,,,green\n10:00:20,flag,,,green\n", "10:00:20", True),
        ("10:01:30,session,,,start: x\n10:00:50,session,,,start: y\n", "10:00:50", True),
        ("", "10:02:00", False),
    ],
)
def test_the_start_is_its_record_else_the_first_green_else_the_first_passing(
    rows: str, start: str, known: bool
) -> None:
    timing = timed(rows + TWO, HALF)
    assert (timing.start, timing.start_known) == (parse_clock(start), known)
    assert [(one.severity, one.where) for one in said(timing, "no-start")] == (
        [] if known else [(Severity.ERROR, Where())]
    )


def test_a_start_nobody_timed_names_the_session_and_the_green_starts_it() -> None:
    timing = timed(GREEN + TWO, HALF, SessionStart(name="race"), SessionStart(name="later", at=None))
    assert (timing.start, timing.name, timing.start_known) == (START, "race", True)
    dated = timed(GREEN + TWO, HALF, SessionStart(name="race"), SessionStart(name="dated", at=START + 5))
    assert (dated.start, dated.name) == (START + 5, "dated")


def test_a_log_without_a_passing_starts_at_nothing_and_complains_of_nothing() -> None:
    timing = timed("10:00:00,flag,,,yellow\n")
    assert (timing.start, timing.start_known, said(timing, "no-start")) == (0, False, [])


# --- the end


@pytest.mark.parametrize(
    ("ends", "end", "laps_"),
    [
        ((), None, 10), (("10:06:00",), "10:06:00", 5), (("10:06:00", "10:04:00"), "10:04:00", 3),
        (("10:00:00",), "10:00:00", 0), (("09:59:59",), None, 10), (("09:59:59", "10:04:00"), "10:04:00", 3),
    ],
)  # fmt: skip
def test_timing_ends_with_the_first_end_after_the_start(
    ends: tuple[str, ...], end: str | None, laps_: int
) -> None:
    timing = timed(GREEN + TWO, HALF, *(SessionEnd(at=parse_clock(one)) for one in ends))
    assert timing.end == (None if end is None else parse_clock(end))
    assert timing.laps.height == laps_


def test_where_the_session_is_over_nothing_is_open() -> None:
    """One crossing each and no whole lap: while the race runs nobody knows what it was, after it everybody does."""
    first = GREEN + "10:01:30,passing,7,FL,\n10:01:31,passing,8,FL,\n"
    assert len(said(timed(first), "first-crossing-open")) == 1
    assert said(timed(first + "10:01:29,flag,,,chequered\n"), "first-crossing-open") == []
    assert said(timed(first, "", SessionEnd(at=START + 2 * MINUTE)), "first-crossing-open") == []
    early = timed("09:50:00,flag,,,chequered\n" + first)  # before the start it ended another session
    assert len(said(early, "first-crossing-open")) == 1


# --- the length


def length(rules: str = "", given: int | None = None, *more: object) -> int | None:
    timing = measure(log_of(GREEN + TWO, *more), _book(rules + HALF), length=given)  # type: ignore[arg-type]
    assert timing.length == timing.rules.length
    return timing.length


def _book(rules: str) -> Rulebook:
    return parse_rulebook(f'name = "t"\n{rules}', "t.toml")


def ruled(seconds: str | None) -> Decision:
    return Decision(penalty=Penalty.RACE_TIME, seconds=None if seconds is None else Decimal(seconds))


def test_the_length_is_the_stewards_the_callers_the_logs_the_rulebooks_in_that_order() -> None:
    opening = SessionStart(at=START, length=6 * MINUTE)
    assert length() is None
    assert length(FIVE) == 5 * MINUTE
    assert length(FIVE, None, opening) == 6 * MINUTE
    assert length(FIVE, 7 * MINUTE, opening) == 7 * MINUTE
    assert length(FIVE, 7 * MINUTE, opening, ruled("480")) == 8 * MINUTE
    assert length(FIVE, 7 * MINUTE, opening, ruled("480"), ruled("0.5")) == 500_000
    assert length(FIVE, None, opening, ruled(None), ruled("0")) == 6 * MINUTE
    assert length(FIVE, None, Decision(penalty=Penalty.TIME, car="7", seconds=Decimal(5))) == 5 * MINUTE


# --- how it ended


def test_laps_after_a_flag_nobody_showed_are_told_with_how_many() -> None:
    timing = timed(GREEN + in_time(TWO), FIVE + HALF)
    found = only(timing, "laps-after-due-flag")
    assert (found.severity, found.where, found.values["laps"]) == (Severity.WARNING, Where(seq=8), 4)
    assert (found.values["flag_us"], found.records) == (360 * SECOND, (8, 9, 10, 11))
    assert (timing.flag.at, timing.flag.source, timing.flag.due) == (
        START + 6 * MINUTE,
        "rulebook",
        START + 6 * MINUTE,
    )
    assert (
        said(timed(GREEN + in_time(TWO) + "10:06:00,flag,,,chequered\n", FIVE + HALF), "laps-after-due-flag")
        == []
    )
    nobody = timed(GREEN + in_time(laps("7", *["2:00"] * 3)), FIVE + HALF)
    assert said(nobody, "laps-after-due-flag") == []


def test_of_two_chequered_flags_the_first_after_the_start_ends_the_race() -> None:
    flags = "10:07:00,flag,,,chequered\n10:05:00,flag,,,chequered\n09:59:59,flag,,,chequered\n"
    timing = timed(GREEN + in_time(TWO) + flags, HALF)
    assert (timing.flag.at, counted(timing)) == (START + 5 * MINUTE, {"7": 3, "8": 3})
    assert (timing.flag.seq, timing.flag.source) == (13, "log")
    at_start = timed(GREEN + in_time(TWO) + "10:00:00,flag,,,chequered\n", HALF)
    assert (at_start.flag.at, counted(at_start)) == (START, {"7": 1, "8": 1})


def test_a_red_flag_that_is_still_shown_at_the_chequered_one_ended_the_race() -> None:
    rules = '[race]\nlength = "60 min"\n[race.red-flag]\nresult = "penultimate-lap"\n' + HALF
    red = "10:09:00,flag,,,red\n"
    assert counted(timed(GREEN + in_time(TWO) + red, rules)) == {"7": 3, "8": 3}
    shown = timed(GREEN + in_time(TWO) + red + "10:09:30,flag,,,chequered\n", rules)
    assert counted(shown) == {"7": 3, "8": 3}
    resumed = red + "10:09:10,flag,,,green\n10:09:30,flag,,,chequered\n"
    assert counted(timed(GREEN + in_time(TWO) + resumed, rules)) == {"7": 5, "8": 5}


def test_a_flag_shown_to_one_car_or_to_a_car_nobody_saw() -> None:
    one = Flag(at=START + 5 * MINUTE, car="8", value=FlagValue.CHEQUERED)
    nobody = Flag(at=START + 3 * MINUTE, car="99", value=FlagValue.CHEQUERED)
    timing = timed(GREEN + in_time(TWO), HALF, one, nobody)
    assert (timing.flag.at, counted(timing)) == (None, {"7": 5, "8": 3})


# --- what became of the cars


@pytest.mark.parametrize(
    ("at", "retired"), [("10:06:14", True), ("10:06:15", True), ("10:06:15.000001", False), (None, True)]
)
def test_who_took_the_flag_has_finished_whatever_is_said_of_it_then(at: str | None, retired: bool) -> None:
    """#8 takes the flag at 10:06:15."""
    when = None if at is None else parse_clock(at)
    gone = CarStatus(at=when, car="8", state=CarState.RETIRED, source="desk.csv", line=4)
    timing = timed(GREEN + in_time(TWO) + "10:05:00,flag,,,chequered\n", HALF, gone)
    assert ("8" in timing.statuses) is retired
    found = said(timing, "retired-after-flag")
    assert len(found) == (not retired)
    if found:
        assert found[0].where == Where(car="8", seq=13, file="desk.csv", line=4)
        assert (found[0].severity, values(found[0])) == (Severity.INFO, {"at": "10:06:15.000001"})


def test_the_last_word_on_a_car_stands_and_one_without_an_instant_is_the_first() -> None:
    said_ = [
        CarStatus(at=START + 9, car="7", state=CarState.RUNNING),
        CarStatus(at=START + 5, car="7", state=CarState.STOPPED),
        CarStatus(car="7", state=CarState.RETIRED), CarStatus(car="9", state=CarState.NOT_STARTED),
    ]  # fmt: skip
    timing = timed(GREEN + TWO, HALF, *said_)
    assert {car: one.state for car, one in timing.statuses.items()} == {
        "7": CarState.RUNNING, "9": CarState.NOT_STARTED,
    }  # fmt: skip
    assert timing.cars == ("7", "8", "9")
    early = timed(GREEN + in_time(TWO) + "10:05:00,flag,,,chequered\n", HALF, *said_[1:2])
    assert said(early, "retired-after-flag") == []


# --- who is entered


def test_cars_that_are_not_on_the_entry_list_are_told_and_so_are_two_with_one_number() -> None:
    timing = timed(GREEN + TWO, HALF, classes={"7": "A"})
    assert [(one.severity, one.where) for one in said(timing, "car-not-entered")] == [
        (Severity.WARNING, Where(car="8"))
    ]
    assert said(timed(GREEN + TWO, HALF), "car-not-entered") == []
    assert (timing.classes, timing.car_class.tolist()) == (("", "A"), [1, 0])


# --- as it was known


def test_a_session_is_cut_at_an_instant_and_known_up_to_a_record() -> None:
    log = log_of(GREEN + in_time(TWO))
    book = _book(HALF)
    at = measure(log, book, at=4 * MINUTE)
    assert (at.until, at.laps.height) == (START + 4 * MINUTE, 3)
    assert measure(log, book, at=4 * MINUTE - 1).laps.height == 2
    assert measure(log, book, known=3).laps.height == 2
    assert (measure(log, book).until, measure(log, book).laps.height) == (None, 10)


def test_decisions_of_the_log_come_before_those_given() -> None:
    given = Decision(car="7", penalty=Penalty.FINE)
    timing = measure(
        log_of(GREEN + TWO, Decision(car="8", penalty=Penalty.FINE)), _book(HALF), decisions=[given]
    )
    assert [one.car for one in timing.decisions] == ["8", "7"]


@pytest.mark.parametrize("kind", ["qualifying", SessionKind.QUALIFYING])
def test_a_session_is_of_the_kind_it_is_said_to_be(kind: SessionKind | str) -> None:
    timing = measure(log_of(GREEN + TWO), _book(HALF), kind=kind)
    assert timing.kind is SessionKind.QUALIFYING
    assert timing.laps.filter(car="7")["out_lap"].to_list() == [True, False, False, False, False]


# --- remedies are tried, unless nobody asks


GHOSTS = GREEN + "".join(laps(car, *["1:30"] * 6) for car in ("1", "2")) + "10:05:14,passing,1,FL\n"


def test_proposals_are_tried_before_they_are_made() -> None:
    log, book = log_of(GHOSTS), _book("")
    tried = [one.proposal for one in measure(log, book).findings if one.code == "lap-under-minimum"]
    assert tried == [{"kind": "void", "target": 14, "reason": "no crossing of the line"}]
    untried = [
        one.proposal
        for one in measure(log, book, try_proposals=False).findings
        if one.code == "lap-under-minimum"
    ]
    assert untried == tried


# --- the compulsory stop

STOP = (
    '[race]\nlength = "10 min"\n[race.compulsory-stop]\nopens = "2 min"\ncloses = "6 min"\nminimum = "30 s"\n'
    + HALF
)


def verdicts(rows: str, rules: str = STOP, **more: object) -> dict[str, str]:
    timing = timed(GREEN + in_time(TWO, rows), rules, **more)  # type: ignore[arg-type]
    return {timing.cars[one.car]: one.verdict.value for one in timing.verdicts}


IN = "10:03:00,passing,7,PIT_IN,\n10:03:40,passing,7,PIT_OUT,\n"


def test_a_stop_is_judged_once_the_race_is_over_and_open_before() -> None:
    assert verdicts(IN + "10:10:00,flag,,,chequered") == {"7": "met", "8": "not-made"}
    assert verdicts(IN, at="6:00") == {"7": "met", "8": "open"}
    assert verdicts(IN, at="6:00.000001") == {"7": "met", "8": "open"}
    assert verdicts(IN, at="6:15") == {"7": "met", "8": "not-made"}
    assert verdicts(IN, HALF) == {}


# --- some cars alone say what all of them say


def remedies(timing: Timing) -> list[tuple[str, str | None, int | None, object]]:
    """Every remedy for an odd lap: of which kind, car, lap, and the record voided or the instant put in."""
    return [
        (one.proposal["kind"], one.where.car, one.where.lap, one.proposal.get("target") or one.proposal["at"])
        for one in timing.findings
        if one.code in ("lap-under-minimum", "missed-passing") and one.proposal is not None
    ]


def test_a_car_excused_by_another_one_is_asked_about_once_that_one_is_set_right() -> None:
    """#1 took 2:48 for a lap while #2 took 3:00, so that all were slow; but #2 only missed a crossing, as #3 shows."""
    rows = laps("1", *["1:24"] * 5, "2:48", *["1:24"] * 4) + laps("2", *["1:30"] * 4, "3:00", *["1:30"] * 5)
    assert remedies(timed(GREEN + in_time(rows + laps("3", *["1:33"] * 4)))) == [
        ("passing", "2", 5, "10:07:30.000000"), ("passing", "1", 6, "10:08:24.000000"),
    ]  # fmt: skip


def test_what_lap_1_usually_takes_is_asked_again_once_lap_1_of_others_is_set_right() -> None:
    """Read halfway round in lap 1, #1 and #2 seem to have driven it in a minute; it took them 1:55. Only then is it
    plain that #3, first read after 3:25, missed a crossing.
    """
    ghosts = "10:01:00,passing,1,FL\n10:01:04,passing,2,FL\n"
    rows = (
        laps("1", "1:55", *["1:30"] * 8) + laps("2", "1:55", *["1:30"] * 8) + laps("3", "3:25", *["1:30"] * 7)
    )
    assert remedies(timed(GREEN + in_time(rows + ghosts))) == [
        ("void", "1", 2, 2), ("void", "2", 2, 3), ("passing", "3", 1, "10:01:54.965000"),
    ]  # fmt: skip


def test_what_a_class_usually_drives_is_asked_again_once_a_mate_is_set_right() -> None:
    """#2 drove one lap behind lap 1, of 2:56: twice what #1 drives, whose laps of 1:28 are the usual ones only once the
    read that cut one of them in two is gone.
    """
    rows = laps("1", "1:40", "1:28", "1:36", "1:36", "1:00", "0:28") + laps("2", "1:40", "2:56")
    timing = timed(GREEN + in_time(rows))
    assert [one[:3] for one in remedies(timing)] == [("void", "1", 5), ("passing", "2", 2)]


def test_a_read_that_was_none_written_twice_over_is_voided_both_times() -> None:
    """The same line stands in the file twice: with the first one gone the second would count."""
    rows = GREEN + in_time(laps("1", *["1:30"] * 8), laps("2", *["1:30"] * 8)) + "10:05:14,passing,1,FL\n" * 2
    for more in ("", "10:20:00,passing,2,TOWER\n"):  # whatever else is told of the reads
        assert remedies(timed(rows + more)) == [("void", "1", 4, 18), ("void", "1", 4, 19)]


def test_beside_a_short_lap_nothing_explains_the_other_remedies_are_tried_all_the_same() -> None:
    """#9 drove a lap of 30 s of which nobody knows what it was; the ghost of #1 is written twice, and goes twice."""
    rows = GREEN + in_time(laps("1", *["1:30"] * 8), laps("2", *["1:30"] * 8), laps("9", "1:40", "0:30"))
    rules, classes = '[timing]\nminimum-lap = "60 s"\n', {"1": "A", "2": "A", "9": "B"}
    timing = timed(rows + "10:05:14,passing,1,FL\n" * 2, rules, classes=classes)
    assert [(one.where.car, one.proposal is None) for one in said(timing, "lap-under-minimum")] == [
        ("1", False), ("9", True), ("1", False),
    ]  # fmt: skip


def test_where_the_first_read_is_the_start_a_remedy_may_move_it() -> None:
    """Nothing says when it started: the first read is it, and with that one voided the next."""
    rows = "10:00:00,passing,1,FL\n10:00:20,passing,1,FL\n" + laps("1", *["1:30"] * 8, start="10:00:20")
    timing = timed(in_time(rows, laps("2", *["1:30"] * 8, start="10:00:21")))
    assert timing.start == START
    assert all(one[0] == "void" for one in remedies(timing))


# --- what holds of a race alone, and of a race that was not stopped


def test_a_finish_nobody_read_is_asked_about_in_a_race_that_was_driven_to_its_flag_alone() -> None:
    rows = GREEN + in_time(laps("7", *["2:00"] * 5), laps("8", *["2:05"] * 3))
    flag, red = "10:08:05,flag,,,chequered\n", "10:08:10,flag,,,red\n"
    assert [one.where.car for one in said(timed(rows + flag, HALF), "finish-not-read")] == ["8"]
    assert said(timed(rows + flag, HALF, kind="practice"), "finish-not-read") == []
    assert said(timed(rows + flag + red, HALF), "finish-not-read") == []


def test_lap_1_says_nothing_of_a_sector_and_lap_2_does() -> None:
    """S1 takes 20 s in laps 2 and 3 and 40 s in lap 4; lap 1 began with the wait for the start."""
    rows = "".join(
        f"10:{2 * lap + at // 60:02d}:{at % 60:02d},passing,7,S1\n10:{2 * lap + 2:02d}:00,passing,7,FL\n"
        for lap, at in enumerate((90, 20, 20, 40, 4))
    )
    found = only(timed(GREEN + rows, HALF), "two-places")
    assert (found.where.lap, found.values["sector_us"], found.values["usual_us"]) == (
        5,
        4 * SECOND,
        20 * SECOND,
    )


@pytest.mark.parametrize(
    ("lane", "beside"),
    [
        ("10:03:50,passing,7,PIT_IN\n10:05:00,passing,7,PIT_OUT\n", True),
        ("10:03:50,passing,7,PIT_IN\n", True),
        ("10:05:00,passing,7,PIT_OUT\n", True),
        ("", False),
        ("10:03:50,passing,8,PIT_IN\n", False),
    ],
)
def test_a_time_in_the_lane_stands_back_behind_the_loops_of_the_lane(lane: str, beside: bool) -> None:
    """#7's third lap has a time in the lane of its own; one loop of the lane that read it is enough."""
    timing = timed(GREEN + in_time(TWO, lane), HALF, PitTime(car="7", lap=3, duration=70 * SECOND))
    assert [one.where.car for one in said(timing, "pit-time-beside-loops")] == (["7"] if beside else [])


def test_a_lap_into_the_lane_with_a_time_in_it_is_no_time_beside_loops() -> None:
    rows = TWO.replace("10:04:00.000000,passing,7,FL\n", "10:04:00,passing,7,FL_PIT\n")
    timing = timed(GREEN + in_time(rows), HALF, PitTime(car="7", lap=3, duration=70 * SECOND))
    assert said(timing, "pit-time-beside-loops") == []
    assert [(one.in_lap, one.duration) for one in timing.visits] == [(2, 70 * SECOND)]


def test_while_nobody_said_that_it_is_over_a_stop_is_open_until_somebody_crosses_behind_the_window() -> None:
    """The window closes at 10:06. #8 was last seen at 10:04:10, #7 at 10:06 or at 10:06:00.000001."""
    rows = laps("7", "2:00", "2:00") + laps("8", "2:05", "2:05")
    early = timed(GREEN + in_time(rows, "10:05:59.999999,passing,7,FL"), STOP)
    late = timed(GREEN + in_time(rows, "10:06:00.000001,passing,7,FL"), STOP)
    assert [{timing.cars[one.car]: one.verdict.value for one in timing.verdicts} for timing in (early, late)] == [
        {"7": "open", "8": "open"}, {"7": "not-made", "8": "open"},
    ]  # fmt: skip


def test_a_car_shown_the_flag_as_it_crosses_the_line_has_taken_it() -> None:
    """Flagged off alone at 10:06:15, the instant of its third crossing: that one is its last."""
    one = Flag(at=parse_clock("10:06:15"), car="8", value=FlagValue.CHEQUERED)
    timing = timed(GREEN + in_time(TWO), HALF, one)
    assert counted(timing) == {"7": 5, "8": 3}
    assert timing.laps.filter(car="8")["took_flag"].to_list() == [False, False, True]


def test_crossings_that_ended_no_lap_are_none_of_the_laps_after_the_flag_that_was_due() -> None:
    """A rolling start: #7 and #8 cross the line before lap 1, and #7 is read twice once."""
    start = "10:00:05,passing,7,FL\n10:00:06,passing,8,FL\n10:04:01,passing,7,FL\n"
    found = only(timed(GREEN + in_time(TWO, start), FIVE + HALF), "laps-after-due-flag")
    assert (found.values["laps"], found.records) == (4, (11, 12, 13, 14))


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [
        ("10:02:59,flag,,,safety-car\n10:05:00,flag,,,green", "not-made"),
        ("10:03:00,flag,,,safety-car\n10:05:00,flag,,,green", "not-made"),
        ("10:03:01,flag,,,safety-car\n10:05:00,flag,,,green", "met"),
        ("10:02:30,flag,,,safety-car\n10:02:59,flag,,,green", "met"),
    ],
)
def test_a_stop_begun_under_the_safety_car_counts_for_none_where_the_rulebook_says_so(
    shown: str, verdict: str
) -> None:
    assert verdicts(IN + shown)["7"] == "met"
    rules = STOP.replace('minimum = "30 s"\n', 'minimum = "30 s"\nneutralised = false\n')
    assert verdicts(IN + shown, rules)["7"] == verdict


# --- states against laps


@pytest.mark.parametrize(
    ("row", "laps"),
    [("10:00:00,status,7,,not-started", 4), (",status,7,,not-started", 4), ("10:03:30,status,7,,retired", 2)],
)  # fmt: skip
def test_a_state_that_the_laps_of_its_car_contradict_is_told_and_does_not_count(row: str, laps: int) -> None:
    """The winner stood in the result as retired, or had "not started", without a word."""
    race = GREEN + "".join(f"10:{at},passing,7,FL,\n" for at in ("01:30", "03:00", "04:30", "06:00"))
    timing = timed(race + "10:05:59,flag,,,chequered\n" + row)
    found = only(timing, "status-against-laps")
    assert (found.severity, found.where.car, found.values["laps"]) == ("warning", "7", laps)
    assert found.records == (7,)
    assert timing.statuses == {}


@pytest.mark.parametrize(
    "row", ["10:04:31,status,7,,retired", "10:03:30,status,7,,stopped", "10:02:30,status,7,,in-garage"]
)
def test_a_car_that_rolls_into_the_pits_after_it_retired_or_stopped_for_a_while_is_no_contradiction(
    row: str,
) -> None:
    race = GREEN + "".join(f"10:{at},passing,7,FL,\n" for at in ("01:30", "03:00", "04:30", "07:00"))
    timing = timed(race + row)
    assert said(timing, "status-against-laps") == []
    assert list(timing.statuses) == ["7"]
