"""Outside the session: what is told of flags, passings, bounds and clocks that lie hours off, to the microsecond."""

from __future__ import annotations

import numpy as np
import pytest

from parcferme.findings import Finding, Severity, Where
from parcferme.records import Flag, FlagValue, SessionEnd, SessionStart
from parcferme.times import HOUR, MINUTE, SECOND, parse_clock
from parcferme.timing import Timing
from parcferme.timing.outside import Written, _between, _never_quiet, clock_steps
from parcferme.timing.periods import Period
from small_races import GREEN, laps
from timing.races import START, in_time, only, said, timed, values

RACE = [
    "10:00:00,flag,,,green",
    "10:01:30,passing,7,FL,", "10:01:31,passing,8,FL,",
    "10:03:00,passing,7,FL,", "10:03:02,passing,8,FL,",
    "10:04:30,passing,7,FL,", "10:04:33,passing,8,FL,",
    "10:06:00,passing,7,FL,", "10:06:04,passing,8,FL,",
    "10:07:25,flag,,,chequered",
    "10:07:30,passing,7,FL,", "10:07:35,passing,8,FL,",
]  # fmt: skip
LAST = "10:07:35.000000"
PASSING = "passing-outside-session"


def raced(**typed: str) -> Timing:
    """The race with some of its rows typed otherwise: `row10="…"`; `row0` stands above the first."""
    rows = list(RACE)
    first = typed.pop("row0", None)
    for name, row in typed.items():
        rows[int(name[3:]) - 1] = row
    return timed("\n".join([*([first] if first else []), *rows]))


def test_a_race_as_it_should_be_has_nothing_outside() -> None:
    assert {one.code for one in raced().findings} == set()


# --- flags


@pytest.mark.parametrize(
    ("typed", "moved"),
    [
        ("09:07:25", "10:07:25"), ("11:07:25", "10:07:25"), ("22:07:25", "10:07:25"), ("09:59:59.999999", None),
        ("10:17:35.000001", None), ("09:59:00", None),
    ],
)  # fmt: skip
def test_a_chequered_flag_outside_is_told_with_where_it_fits(typed: str, moved: str | None) -> None:
    found = only(raced(row10=f"{typed},flag,,,chequered"), "flag-outside-session")
    assert (found.severity, found.where, found.records) == (Severity.ERROR, Where(seq=10), (10,))
    told = values(found)
    assert (told["flag"], told["start_at"], told["last_at"]) == ("chequered", "10:00:00.000000", LAST)
    assert found.values["instant_at"] == parse_clock(typed)
    if moved is not None:
        assert found.proposal == {"kind": "amend", "target": 10, "changes": {"at": f"{moved}.000"}}


@pytest.mark.parametrize("typed", ["10:00:00", "10:17:35", "10:07:35"])
def test_a_chequered_flag_from_the_start_to_ten_minutes_after_the_last_crossing_is_not_outside(
    typed: str,
) -> None:
    assert said(raced(row10=f"{typed},flag,,,chequered"), "flag-outside-session") == []


def test_where_another_flag_ended_the_race_the_one_outside_is_a_warning_and_nothing_is_proposed() -> None:
    found = only(timed("\n".join(["09:07:25,flag,,,chequered", *RACE])), "flag-outside-session")
    assert (found.severity, found.proposal, found.records) == (Severity.WARNING, None, (1,))


@pytest.mark.parametrize(
    ("row", "told", "counts"),
    [
        ("09:30:00,flag,,,yellow", False, True), ("09:29:59.999999,flag,,,yellow", True, True),
        ("10:17:35,flag,,,yellow", False, True), ("10:17:35.000001,flag,,,yellow", True, False),
        ("09:07:25,flag,8,,chequered", False, True), ("11:07:25,flag,8,,yellow", False, True),
    ],
)  # fmt: skip
def test_other_flags_may_be_shown_half_an_hour_before_the_start(row: str, told: bool, counts: bool) -> None:
    """A flag far before the start is told; it may have been shown all the same, and counts."""
    timing = timed("\n".join(["10:00:00,session,,,start: x", *RACE, row]))
    found = said(timing, "flag-outside-session")
    assert len(found) == told
    if told:
        assert (found[0].severity, found[0].values["flag"]) == (Severity.WARNING, "yellow")
        assert found[0].records == (() if counts else (14,))


def test_a_green_flag_long_before_the_start_may_have_opened_a_practice_in_the_same_log() -> None:
    start = "10:00:00,session,,,start: x"
    assert said(timed("\n".join(["08:00:00,flag,,,green", start, *RACE])), "flag-outside-session") == []
    late = timed("\n".join([start, *RACE, "12:00:00,flag,,,green"]))
    assert only(late, "flag-outside-session").values["flag"] == "green"


def test_a_flag_a_source_worked_out_is_never_outside() -> None:
    rows = [row for row in RACE if "chequered" not in row]
    timing = timed("\n".join(rows), "", Flag(at=START + 2 * HOUR, value=FlagValue.YELLOW, inferred=True))
    assert said(timing, "flag-outside-session") == []


@pytest.mark.parametrize(
    ("red", "shown", "told"),
    [
        ("10:08:00", "10:30:00", 0),
        ("10:08:00", "11:07:59.999999", 0),
        ("10:08:00", "11:08:00", 1),  # an hour under red: the hour of it is a slip
        (None, "10:30:00", 1),
    ],
)
def test_race_control_may_end_a_race_that_was_stopped_whenever_it_says_so(
    red: str | None, shown: str, told: int
) -> None:
    rows = [row for row in RACE if "chequered" not in row]
    rows += [f"{red},flag,,,red"] if red else []
    timing = timed("\n".join([*rows, f"{shown},flag,,,chequered"]))
    assert len(said(timing, "flag-outside-session")) == told


def test_a_race_that_was_resumed_after_red_was_not_ended_by_it() -> None:
    rows = [row for row in RACE if "chequered" not in row]
    rows += ["10:08:00,flag,,,red", "10:12:00,flag,,,green", "10:30:00,flag,,,chequered"]
    assert only(timed("\n".join(rows)), "flag-outside-session").values["flag"] == "chequered"


def test_a_chequered_flag_just_before_the_start_is_told_beside_other_flags_shown_then() -> None:
    """Written in order, all of it near the session: nothing else looks odd."""
    early = ["09:58:00,flag,,,yellow", "09:59:00,flag,,,chequered", *RACE]
    found = only(timed("\n".join(early)), "flag-outside-session")
    assert (found.where, found.severity, found.records) == (Where(seq=2), Severity.WARNING, (2,))


# --- passings


@pytest.mark.parametrize("typed", ["09:03:02", "11:03:02", "22:03:02", "03:03:02", "13:03:02"])
def test_a_passing_hours_off_is_told_with_the_instant_at_which_its_car_lacks_one(typed: str) -> None:
    found = only(raced(row5=f"{typed},passing,8,FL,"), "passing-outside-session")
    assert (found.severity, found.where, found.records) == (Severity.ERROR, Where(car="8", seq=5), (5,))
    assert values(found) == {
        "loop": "FL", "instant_at": f"{typed}.000000", "start_at": "10:00:00.000000", "moved_at": "10:03:02.000000",
    }  # fmt: skip
    assert found.proposal == {"kind": "amend", "target": 5, "changes": {"at": "10:03:02.000"}}


@pytest.mark.parametrize(
    ("typed", "told"),
    [("09:50:00", 0), ("09:49:59.999999", 0), ("09:03:02", 1), ("10:17:35", 0)],
)
def test_a_passing_near_the_session_is_no_slip(typed: str, told: int) -> None:
    assert len(said(raced(row5=f"{typed},passing,8,FL,"), "passing-outside-session")) == told


@pytest.mark.parametrize(
    ("typed", "moved"),
    [
        ("09:07:36", "10:07:36.000000"),  # a second after the last crossing that counts
        ("09:07:36.000001", None),
        ("08:07:36", "10:07:36.000000"),
        ("09:07:34.999999", "10:07:34.999999"),
    ],
)
def test_a_last_crossing_typed_at_another_hour_belongs_at_most_a_second_behind_the_race(
    typed: str, moved: str | None
) -> None:
    """#8's last crossing was written down first, on a sheet of its own: nothing beside it says where it fits."""
    found = said(timed("\n".join([f"{typed},passing,8,FL,", *RACE[:11], "10:07:35,passing,9,FL,"])), PASSING)
    assert [values(one)["moved_at"] for one in found] == ([moved] if moved else [])


@pytest.mark.parametrize(("typed", "told"), [("08:00:00", 0), ("08:00:00.000001", 1)])
def test_no_crossing_is_moved_onto_the_start(typed: str, told: int) -> None:
    """#8 lacks its first crossing; at the very start nobody ends a lap."""
    rows = [RACE[0], f"{typed},passing,8,FL,", *RACE[1:2], *RACE[3:]]
    found = [one for one in said(timed("\n".join(rows)), PASSING) if one.where.car == "8"]
    assert [values(one)["moved_at"] for one in found] == ["10:00:00.000001"] * told


@pytest.mark.parametrize(("typed", "told"), [("09:17:35", 1), ("09:17:35.000001", 0)])
def test_a_crossing_written_last_fits_up_to_ten_minutes_behind_the_race(typed: str, told: int) -> None:
    """A cooling lap typed an hour early, the last line of the sheet: ten minutes behind 10:07:35 at most."""
    found = said(timed("\n".join([*RACE, f"{typed},passing,8,FL,"])), PASSING)
    assert [values(one)["moved_at"] for one in found] == ["10:17:35.000000"] * told


@pytest.mark.parametrize(
    ("typed", "told"), [("09:05:19", 0), ("09:05:19.500000", 0), ("09:05:19.500001", 1), ("09:06:00", 1)]
)
def test_a_car_that_was_not_seen_again_lacks_a_crossing_after_half_a_lap(typed: str, told: int) -> None:
    """#9 was not seen after 10:04:34; half a usual lap, 45.5 s, later it lacks a crossing."""
    rows = [*RACE[:3], "10:01:32,passing,9,FL,", *RACE[3:5], "10:03:04,passing,9,FL,", *RACE[5:7]]
    rows += ["10:04:34,passing,9,FL,", f"{typed},passing,9,FL,", *RACE[7:]]
    found = [one for one in said(timed("\n".join(rows)), PASSING) if one.where.car == "9"]
    assert len(found) == told


def test_a_passing_of_a_car_that_lacks_none_is_left_where_it_is() -> None:
    extra = "\n".join([*RACE[:5], "09:03:02,passing,7,FL,", *RACE[5:]])
    assert said(timed(extra), "passing-outside-session") == []


@pytest.mark.parametrize(("count", "told"), [(20, 1), (21, 0)])
def test_more_than_twenty_passings_outside_are_no_slips_of_a_finger(count: int, told: int) -> None:
    """Nineteen or twenty of another car before the start, and the one of #8."""
    others = [f"09:{n:02d}:05,passing,99,FL," for n in range(count - 1)]
    rows = [*others, *RACE[:4], "09:03:02,passing,8,FL,", *RACE[5:]]
    assert (
        len([one for one in said(timed("\n".join(rows)), "passing-outside-session") if one.where.car == "8"])
        == told
    )


# --- passings among others of another hour


def hour_race(*more: str, **typed: str) -> Timing:
    """Three hours of two cars, a crossing every three minutes; some typed otherwise: `t130300_7="12:03:00"`."""
    rows = ["10:00:00,flag,,,green"]
    for n in range(1, 61):
        for car in ("7", "8"):
            at = START + n * 3 * MINUTE + (1_000_000 if car == "8" else 0)
            clock = f"{at // HOUR:02d}:{at // MINUTE % 60:02d}:{at // 1_000_000 % 60:02d}"
            clock = typed.get(f"t{clock.replace(':', '')}_{car}", clock)
            rows.append(f"{clock},passing,{car},FL,")
    return timed("\n".join([*rows, *more]))


def jumping(timing: Timing, car: str = "8") -> list[Finding]:
    """What is asked about passings of a car that were written among others of another hour."""
    return [one for one in said(timing, "time-jump") if one.where.car == car]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("10:31:31", True),
        ("12:31:31", True),
        ("10:32:30", True),
        ("10:34:00", True),
        ("10:34:00.000001", False),
        ("10:29:00", True),
        ("10:28:59.999999", False),
        ("11:20:01", False),
        ("11:40:00", False),
        ("10:20:30", False),
    ],
)
def test_a_passing_written_among_others_of_another_hour_is_asked_about(typed: str, told: bool) -> None:
    timing = hour_race(t113001_8=typed)
    found = [one for one in said(timing, "time-jump") if one.where.car == "8"]
    assert bool(found) is told
    if typed == "10:31:31":
        (one,) = found
        assert (one.severity, one.where, one.records) == (Severity.WARNING, Where(car="8", seq=61), ())
        assert values(one) == {
            "instant_at": "10:31:31.000000", "before_at": "11:30:00.000000", "moved_at": "11:31:31.000000",
        }  # fmt: skip
        assert one.proposal == {"kind": "amend", "target": 61, "changes": {"at": "11:31:31.000"}}


def test_three_hours_in_order_have_no_jump() -> None:
    assert said(hour_race(), "time-jump") == []


@pytest.mark.parametrize(("typed", "told"), [("09:50:00", 1), ("09:49:59.999999", 0)])
def test_what_lies_over_ten_minutes_before_the_start_is_no_jump_but_outside(typed: str, told: int) -> None:
    timing = hour_race(t114801_8=typed)
    assert [values(one)["moved_at"] for one in jumping(timing)] == ["11:50:00.000000"] * told
    assert len(said(timing, PASSING)) == 1 - told


@pytest.mark.parametrize(("typed", "told"), [("13:10:01", 1), ("13:10:01.000001", 0)])
def test_what_lies_over_ten_minutes_behind_the_race_is_no_jump_but_outside(typed: str, told: int) -> None:
    """The flag falls at 12:59, so that #8 crosses for the last time at 13:00:01."""
    timing = hour_race("12:59:00,flag,,,chequered", t120901_8=typed)
    assert [values(one)["moved_at"] for one in jumping(timing)] == ["12:10:01.000000"] * told


@pytest.mark.parametrize(("behind", "told"), [("11:29:00", 1), ("11:28:59.999999", 0)])
def test_two_crossings_written_within_a_minute_of_each_other_are_in_order(behind: str, told: int) -> None:
    """The records around the one at 10:29:31: 11:30:00 before it, and behind it one a minute older at most."""
    timing = hour_race(t113001_8="10:29:31", t113300_7=behind)
    assert [values(one)["moved_at"] for one in jumping(timing)] == ["11:29:31.000000"] * told


@pytest.mark.parametrize(("count", "told"), [(20, 20), (21, 0)])
def test_more_than_twenty_jumps_are_no_slips_of_a_finger(count: int, told: int) -> None:
    """Every other crossing of #8, typed with the next hour before 11:00 and with the one before from then on."""

    def text(at: int) -> str:
        return f"{at // HOUR:02d}:{at // MINUTE % 60:02d}:{at // SECOND % 60:02d}"

    clocks = [START + (2 * n + 1) * 3 * MINUTE + SECOND for n in range(count)]
    typed = {
        f"t{text(at).replace(':', '')}_8": text(at + HOUR if at < START + HOUR else at - HOUR + SECOND)
        for at in clocks
    }
    assert len(said(hour_race(**typed), "time-jump")) == told


def test_of_two_crossings_an_hour_and_more_off_each_belongs_where_it_was_written() -> None:
    """#8 lacks two crossings two hours apart, both typed with 09: each is put between those written around it."""
    found = said(hour_race(t100301_8="09:03:02", t120301_8="09:03:01"), PASSING)
    assert [values(one)["moved_at"] for one in found] == ["12:03:01.000000", "10:03:02.000000"]


# --- bounds


@pytest.mark.parametrize(
    ("typed", "days"),
    [("2026-05-04", "-1"), ("2026-06-03", "-31"), ("2027-05-03", "-365"), ("2026-05-05", "-2")],
)
def test_a_start_typed_days_late_has_its_amendment_and_no_flag_lies_outside_it(typed: str, days: str) -> None:
    """The finding promised an amendment and had none; the chequered flag lay "outside" a race that ended before it
    began.
    """
    rows = [f"2026-05-03T{row}" for row in RACE[1:]]
    timing = timed("\n".join([f"{typed}T10:00:00,flag,,,green", *rows]))
    found = only(timing, "start-after-passings")
    assert found.proposal == {
        "kind": "amend", "target": 1, "changes": {"at": "2026-05-03T10:00:00.000"},
    }, days  # fmt: skip
    flag = next(
        event for event in timing.log.events if isinstance(event, Flag) and event.value == "chequered"
    )
    assert found.records == (flag.seq,)
    assert said(timing, "flag-outside-session") == []


def test_an_end_before_a_start_typed_days_late_is_told_beside_it() -> None:
    rows = [f"2026-05-03T{row}" for row in RACE[1:]]
    end = "2026-05-03T10:30:00,session,,,end"
    timing = timed("\n".join(["2026-05-04T10:00:00,flag,,,green", *rows, end]))
    assert len(said(timing, "start-after-passings")) == len(said(timing, "end-before-start")) == 1


@pytest.mark.parametrize(("typed", "told"), [("10:04:30.000001", 0), ("10:04:33", 0), ("10:04:33.000001", 1)])
def test_a_start_after_more_than_half_of_all_crossings_is_asked_about(typed: str, told: int) -> None:
    """Six of ten crossings lie before 10:04:33.000001, five before 10:04:33."""
    timing = raced(row0=f"{typed},session,,,start: x")
    found = said(timing, "start-after-passings")
    assert [(one.values["count"], one.values["total"]) for one in found] == [(6, 10)] * told
    # One slip, one remedy: the green flag at 10:00 was the start.
    assert [one.proposal for one in found] == [None] * told
    assert only(timing, "green-before-start").proposal == {
        "kind": "amend", "target": 1, "changes": {"at": "10:00:00.000"},
    }  # fmt: skip


@pytest.mark.parametrize(("typed", "moved"), [("11:00:00", "10:00:00.000"), ("14:00:00", "10:00:00.000")])
def test_a_start_typed_hours_late_is_put_back_by_whole_hours(typed: str, moved: str) -> None:
    """The clerk read the wrong hand of the clock: all ten crossings lie before the start."""
    found = only(timed("\n".join([f"{typed},session,,,start: x", *RACE[1:]])), "start-after-passings")
    assert (found.values["count"], found.values["total"], found.where.seq) == (10, 10, 1)
    assert found.proposal == {"kind": "amend", "target": 1, "changes": {"at": moved}}


@pytest.mark.parametrize("typed", ["10:04:33.000001", "14:00:00"])
def test_a_green_flag_typed_late_is_the_record_to_amend_and_no_other_green(typed: str) -> None:
    """No start is written: the first green is it. Another green, behind a yellow, stands above it in the log."""
    later = ["15:00:00,flag,,,green", "14:59:00,flag,,,yellow"]
    found = only(timed("\n".join([*later, f"{typed},flag,,,green", *RACE[1:]])), "start-after-passings")
    assert (found.where, found.proposal and found.proposal["target"]) == (Where(seq=3), 3)


def test_where_nothing_says_when_it_started_no_start_is_typed_late() -> None:
    """The first passing is the start: nothing lies before it."""
    timing = timed("\n".join([*RACE[1:9], "13:00:00,passing,7,FL,", *RACE[9:]]))
    assert said(timing, "start-after-passings") == []


def test_an_end_at_midnight_is_told_as_midnight() -> None:
    """Whoever leaves the clock field empty gets 00:00: the end then lies before the start of a night race."""
    rows = ["00:00:00.000001,flag,,,green", "00:01:30,passing,7,FL,", "00:03:00,passing,7,FL,"]
    found = only(timed("\n".join(rows), "", SessionEnd(at=0)), "end-before-start")
    assert found.values == {"end_at": 0, "start_at": 1}


@pytest.mark.parametrize(("typed", "moved"), [("09:04:59", "10:04:59.000"), ("12:04:59", "10:04:59.000")])
def test_a_flag_written_last_an_hour_off_belongs_behind_what_was_written_before_it(
    typed: str, moved: str
) -> None:
    """Nothing stands behind it to say where it ends: it was shown within minutes of the crossing before."""
    rows = GREEN + laps("7", *["1:40"] * 3) + laps("8", *["1:41"] * 3)
    found = only(timed(in_time(rows) + f"{typed},flag,,,chequered\n"), "flag-outside-session")
    assert found.proposal is not None
    assert (found.proposal["kind"], found.proposal["changes"]) == ("amend", {"at": moved})


@pytest.mark.parametrize(("typed", "told"), [("10:03:02", True), ("10:03:00", True), ("10:04:30", False)])
def test_an_end_before_most_of_the_crossings_is_asked_about(typed: str, told: bool) -> None:
    timing = timed("\n".join(RACE), "", SessionEnd(at=parse_clock(typed)))
    found = said(timing, "end-before-passings")
    assert bool(found) is told
    if told:
        late = 6 if typed == "10:03:02" else 7
        assert (found[0].severity, found[0].where) == (Severity.ERROR, Where(seq=13))
        assert values(found[0]) == {
            "end_at": f"{typed}.000000", "last_at": LAST, "count": late, "total": 10,
        }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "told"),
    [("09:49:59.999999", 1), ("09:50:00.000000", 1), ("09:59:59.999999", 1), ("10:00:00", 0)],
)
def test_an_end_before_the_start_ends_nothing_and_is_told(typed: str, told: int) -> None:
    timing = timed("\n".join(RACE), "", SessionEnd(at=parse_clock(typed)))
    found = said(timing, "end-before-start")
    assert len(found) == told
    if told:
        assert (found[0].severity, found[0].where, found[0].records) == (
            Severity.WARNING,
            Where(seq=13),
            (13,),
        )
        assert values(found[0]) == {"end_at": typed, "start_at": "10:00:00.000000"}


# --- clocks


def written(*rows: str) -> Written:
    """`10:01:30 7`: in the order they were written; `-` for what is no car's."""
    at = np.array([parse_clock(row.split()[0]) for row in rows], dtype=np.int64)
    car = np.array([-1 if row.split()[1] == "-" else int(row.split()[1]) for row in rows])
    return Written(np.arange(1, len(rows) + 1), at, car)


BACK = [
    "10:50:00 -",
    "10:57:00 7",
    "10:57:01 8",
    "10:58:30 7",
    "10:58:31 8",
    "10:00:00 7",
    "10:00:01 8",
    "10:01:30 7",
]


def test_a_clock_put_back_is_told_with_the_step_and_what_it_touches() -> None:
    (found,) = clock_steps(written(*BACK))
    assert (found.code, found.severity, found.where) == ("clock-put", Severity.ERROR, Where(seq=6))
    assert values(found) == {
        "put": "back", "before_at": "10:58:31.000000", "after_at": "10:00:00.000000", "step_us": HOUR, "count": 3,
    }  # fmt: skip
    assert found.proposal == {
        "kind": "clock", "since": 6, "put": "back", "step": "1:00:00.000", "reason": "summer time",
    }  # fmt: skip
    assert clock_steps(written(*BACK), under(FlagValue.RED, "10:00:00")) != []


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (BACK[3:7], True),  # four records are enough
        (BACK[4:7], False),  # three are not
        (["10:58:31 7", *BACK[5:]], True),  # right after the first record
        (
            ["10:50:00 7", "10:53:00 8", "10:51:59 7", *BACK[2:]],
            True,
        ),  # four records of five in order are in order
        (["10:53:00 8", "10:51:59 7", *BACK[2:]], False),  # three of four are not
        ([*BACK[:5], "10:00:00 7"], False),  # one record is a slip, not a clock
        ([*BACK[:5], "10:00:00 4", "10:00:01 5", "10:01:30 4"], False),  # other cars: a list car by car
        ([*BACK[:5], "09:57:31 7", "09:58:00 8", "09:59:01 7"], True),  # a minute too soon is still in order
        ([*BACK[:5], "09:57:30.999999 7", "09:58:00 8", "09:59:01 7"], False),
        ([*BACK[:5], "10:08:31 7", "10:08:32 8", "10:10:00 7"], True),  # ten minutes of nothing
        ([*BACK[:5], "10:08:31.000001 7", "10:08:32 8", "10:10:00 7"], False),
        ([*BACK[:5], "10:00:00 7", "10:50:00.000001 8"], False),  # then nothing for most of an hour
        ([*BACK[:5], "10:00:00 7", "10:49:59.999999 8"], True),
        (
            ["09:00:00 7", "09:30:00 8", "10:00:01 7", "09:00:02 8", "09:01:00 7"],
            False,
        ),  # one record an hour ahead
        (["09:30:00 7", "09:29:59 8", "10:40:00 7", "10:41:00 8"], False),
    ],
)
def test_which_records_an_hour_back_are_a_clock_and_which_a_slip(rows: list[str], told: bool) -> None:
    assert bool(clock_steps(written(*rows))) is told


FORWARD = [
    "10:50:00 -",
    "10:55:30 7",
    "10:55:31 8",
    "10:57:00 7",
    "10:57:01 8",
    "11:58:30 7",
    "11:58:31 8",
    "12:00:00 7",
]


def under(value: FlagValue, since: str, until: str | None = None) -> tuple[Period, ...]:
    return (Period(value, parse_clock(since), None if until is None else parse_clock(until), 1),)


def test_a_clock_put_forward_is_told_unless_the_session_was_red() -> None:
    (found,) = clock_steps(written(*FORWARD))
    assert values(found) == {
        "put": "forward", "before_at": "10:57:01.000000", "after_at": "11:58:30.000000", "step_us": HOUR, "count": 3,
    }  # fmt: skip
    assert found.where == Where(seq=6)
    assert clock_steps(written(*FORWARD), under(FlagValue.RED, "10:57:01")) == []
    assert clock_steps(written(*FORWARD), under(FlagValue.RED, "10:56:00", "10:57:01.000001")) == []
    assert clock_steps(written(*FORWARD), under(FlagValue.RED, "10:56:00", "10:57:01")) == [found]
    assert clock_steps(written(*FORWARD), under(FlagValue.RED, "10:57:01.000001")) == [found]


@pytest.mark.parametrize(("until", "told"), [("10:57:18", True), ("10:57:17.999999", False)])
def test_what_a_car_stood_under_red_before_the_clock_was_put_is_no_part_of_its_lap(
    until: str, told: bool
) -> None:
    """#7 is away for an hour and 4:48, of which 1:48 under red; twice a usual lap are three minutes."""
    rows = [*FORWARD[:3], "10:58:00 -", "12:00:17 8", "12:00:18 7", "12:01:47 8", "12:01:48 7"]
    assert bool(clock_steps(written(*rows), under(FlagValue.RED, "10:55:01", until))) is told


@pytest.mark.parametrize(("back", "told"), [("12:03:00", True), ("12:03:00.000001", False)])
def test_nobody_drives_behind_a_safety_car_for_an_hour_without_crossing_the_line(
    back: str, told: bool
) -> None:
    rows = [*FORWARD[:5], f"{back} 7", "12:03:01 8"]
    assert bool(clock_steps(written(*rows), under(FlagValue.SAFETY_CAR, "10:50:00"))) is told
    assert clock_steps(written(*rows)) == []


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([*FORWARD[:5], "11:57:01 8", "11:57:02 7"], True),  # an hour to the microsecond
        ([*FORWARD[:5], "11:57:00.999999 8", "11:57:02 7"], False),
        ([*FORWARD[:5], "12:00:00 7", "12:00:01 8"], True),  # a lap twice as long
        ([*FORWARD[:5], "12:00:02 7", "12:00:03 8"], False),
        ([*FORWARD[:5], "11:58:30 4", "11:58:31 5"], False),  # other cars
        (
            ["10:00:00 7", "10:15:00 7", "10:30:00 7", "11:50:00 7", "12:05:00 7"],
            True,
        ),  # an hour and twenty minutes at most
        (["10:00:00 7", "10:15:00 7", "10:30:00 7", "11:50:00.000001 7", "12:05:00 7"], False),
        (["10:00:00 7", "10:15:00 7", "10:30:00 7", "11:45:00 7"], False),  # one record alone is a slip
        ([*FORWARD[:5], "11:58:30 7", "11:58:31 8", "10:58:40 8"], False),  # what follows is of the old hour
        ([*FORWARD[:5], "11:58:30 7", "11:58:31 4"], True),
    ],
)
def test_which_hour_without_a_passing_is_a_clock_put_forward(rows: list[str], told: bool) -> None:
    assert bool(clock_steps(written(*rows))) is told


def test_cars_that_stood_for_over_an_hour_each_are_no_clock() -> None:
    """Between the two records an hour passed; #7 was away for less than that, which no clock makes."""
    rows = [*FORWARD[:5], "11:58:30 8", "11:58:31 8", "12:00:00 8"]
    early = written(*rows)
    assert clock_steps(early)[0].values["put"] == "forward"
    assert clock_steps(Written(early.seq, early.at, np.array([-1] * 8))) == []


# --- where an instant fits, by whole hours


@pytest.mark.parametrize(
    ("typed", "before", "after", "fits"),
    [
        ("10:31:31", "11:30:00", "11:33:00", "11:31:31"),
        ("10:29:00", "11:30:00", "11:33:00", "11:29:00"),  # a minute out of order
        ("10:28:59.999999", "11:30:00", "11:33:00", None),
        ("10:34:00", "11:30:00", "11:33:00", "11:34:00"),
        ("10:34:00.000001", "11:30:00", "11:33:00", None),
        ("16:30:00", "10:30:00", "13:45:00", "13:30:00"),  # the least change: three hours, not five
        ("08:30:00", "10:30:00", "13:45:00", "10:30:00"),
        ("23:31:00", "11:30:00", "11:33:00", "11:31:00"),  # half a day off, either way
        ("00:31:00", "11:30:00", "11:33:00", "11:31:00"),
        ("12:00:00", "11:30:00", "12:30:00", "12:00:00"),
    ],
)
def test_an_instant_is_put_between_those_it_was_written_between(
    typed: str, before: str, after: str, fits: str | None
) -> None:
    found = _between(parse_clock(typed), (parse_clock(before), parse_clock(after)))
    assert found == (None if fits is None else parse_clock(fits))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            ["10:28:31 8", "10:58:31 7", "10:00:00 8", "10:00:01 7", "10:01:30 8"],
            False,
        ),  # half an hour ahead itself
        (["10:28:31.000001 8", "10:58:31 7", "10:00:00 8", "10:00:01 7", "10:01:30 8"], True),
        (["10:53:00 8", "10:52:00 7", *BACK[2:]], True),  # a minute late is in order
    ],
)
def test_which_records_before_an_hour_back_are_in_order(rows: list[str], told: bool) -> None:
    assert bool(clock_steps(written(*rows))) is told


@pytest.mark.parametrize(("early", "told"), [(23, 1), (24, 0)])
def test_where_more_than_a_fifth_was_written_out_of_order_the_order_says_nothing(
    early: int, told: int
) -> None:
    """So many crossings of #7 stand five minutes early; with the one of #8, 24 or 25 of 120 steps go back."""
    typed = {}
    for n in range(2, 2 * early + 1, 2):
        was, at = START + n * 3 * MINUTE, START + (n * 3 - 5) * MINUTE
        typed[f"t{was // HOUR:02d}{was // MINUTE % 60:02d}00_7"] = (
            f"{at // HOUR:02d}:{at // MINUTE % 60:02d}:00"
        )
    assert len(jumping(hour_race(t124501_8="11:46:01", **typed))) == told


@pytest.mark.parametrize(("count", "told"), [(20, 1), (21, 0)])
def test_twenty_passings_before_the_race_in_their_order_are_looked_at_one_by_one(
    count: int, told: int
) -> None:
    """An hour before, #99 shook its car down; among its reads stands one of #8, typed with the hour before."""
    others = [f"09:{n:02d}:05,passing,99,FL," for n in range(count - 1)]
    others.insert(4, "09:03:32,passing,8,FL,")
    rows = [*others, "10:00:00,flag,,,green"]
    for lap in range(1, 16):
        at = START + lap * 90 * SECOND
        clock = f"{at // HOUR:02d}:{at // MINUTE % 60:02d}:{at // SECOND % 60:02d}"
        rows.append(f"{clock},passing,7,FL,")
        rows += [] if lap == 2 else [f"{clock[:-1]}2,passing,8,FL,"]
    found = [one for one in said(timed("\n".join(rows)), PASSING) if one.where.car == "8"]
    assert [values(one)["moved_at"] for one in found] == ["10:03:32.000000"] * told


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ([0, 10, 20, 30, 40, 50], False), ([0, 10, 20, 30, 40, 89], False), ([0, 10, 20, 30, 40, 90], True),
        ([0, 50, 60, 70, 80, 90], True), ([0, 49, 60, 70, 80, 90], False), ([0, 10, 20, 70, 80, 90], True),
        ([0, 300], True),
    ],
)  # fmt: skip
def test_fifty_without_a_passing_anywhere_are_a_quiet_stretch(at: list[int], quiet: bool) -> None:
    assert _never_quiet(np.array(at), 50) is not quiet


def test_a_flag_long_after_the_last_lap_is_told_though_many_were_still_on_their_way_in() -> None:
    """Twenty-five reads behind the flag, all of cars that have finished, the last one twelve minutes after it; race
    control writes down a yellow a quarter of an hour after the last lap that counts.
    """
    rows = ["10:00:00,flag,,,green"]

    def clock(at: int) -> str:
        return f"{at // HOUR:02d}:{at // MINUTE % 60:02d}:{at // SECOND % 60:02d}"

    for lap in range(1, 16):
        at = START + lap * 90 * SECOND
        rows += [f"{clock(at)},passing,7,FL,", f"{clock(at + SECOND)},passing,8,FL,"]
    rows.insert(-2, f"{clock(at - SECOND)},flag,,,chequered")
    rows += [f"{clock(at + (n + 1) * 30 * SECOND)},passing,{7 + n % 2},FL," for n in range(25)]
    rows.append(f"{clock(at + 15 * MINUTE)},flag,,,yellow")
    assert only(timed("\n".join(rows)), "flag-outside-session").values["flag"] == "yellow"
    rows[-1] = f"{clock(at + 9 * MINUTE)},flag,,,yellow"
    assert said(timed("\n".join(rows)), "flag-outside-session") == []


def test_a_start_is_put_back_by_half_a_day_too() -> None:
    """Ten in the evening for ten in the morning."""
    start = SessionStart(at=parse_clock("22:00:00"))
    found = only(timed("\n".join(RACE[1:]), "", start), "start-after-passings")
    assert found.proposal is not None
    assert found.proposal["changes"] == {"at": "10:00:00.000"}


@pytest.mark.parametrize(
    ("rows", "red", "told"),
    [
        ([*FORWARD[:5], "11:58:30 7", "10:58:31 8", "12:00:00 7"], None, False),  # #8 was there meanwhile
        ([*FORWARD[:5], "12:00:00 7", "12:00:01 8"], "10:40:00", True),
        ([*FORWARD[:5], "12:00:00.000001 7", "12:00:01.000001 8"], "10:40:00", False),  # red long before
    ],
)
def test_an_hour_in_which_a_car_was_seen_is_none_and_red_before_it_takes_nothing_off(
    rows: list[str], red: str | None, told: bool
) -> None:
    shown = under(FlagValue.RED, red, "10:45:00") if red else ()
    assert bool(clock_steps(written(*rows), shown)) is told


def test_beside_a_real_slip_a_flag_ten_minutes_behind_the_race_is_none() -> None:
    timing = raced(row5="09:03:02,passing,8,FL,", row10="10:17:35,flag,,,chequered")
    assert [len(said(timing, code)) for code in (PASSING, "flag-outside-session")] == [1, 0]


def test_what_a_clock_that_was_put_back_took_out_of_the_race_is_named() -> None:
    rows = in_time(*RACE[:9]).splitlines()
    back = ["09:07:25,flag,,,chequered", "09:07:30,passing,7,FL,", "09:07:35,passing,8,FL,"]
    found = only(timed("\n".join([*rows, *back])), "clock-put")
    assert (found.where, found.records) == (Where(seq=10), (10, 11, 12))
    assert found.values["count"] == 3


@pytest.mark.parametrize("typed", ["10:10:00", "10:20:00", "11:00:00", "13:00:00"])
def test_a_start_typed_late_by_one_digit_is_put_just_before_the_first_crossing(typed: str) -> None:
    """Ten minutes late, it was to have been at 09:10."""
    found = only(timed(in_time(f"{typed},flag,,,green", *RACE[1:])), "start-after-passings")
    assert found.proposal is not None
    assert found.proposal["changes"] == {"at": "10:00:00.000"}
