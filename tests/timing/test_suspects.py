"""Laps nobody can drive, and laps in which a crossing was not read: what most likely happened, tried first."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from damaged_races import KINDS, SECOND, damaged
from parcferme.decoders import decode
from parcferme.findings import Finding
from parcferme.records import Log
from parcferme.regulations import Rulebook, parse_rulebook
from parcferme.timing import Timing, measure, proposals_of, with_records
from parcferme.timing.proposals import SUSPECT
from parcferme.timing.reads import Habit, Stretch, explain
from small_races import GREEN, codes, laps, row, score

GENERIC = Rulebook()


def suspects(timing: Timing) -> list[Finding]:
    return [one for one in timing.findings if one.code in (*SUSPECT, "double-read")]


def laps_by_car(timing: Timing) -> dict[str, int]:
    counts = np.bincount(timing.laps_.car, minlength=len(timing.cars))
    return {car: int(counts[code]) for code, car in enumerate(timing.cars)}


def taken(log: Log, timing: Timing, book: Rulebook = GENERIC, kind: str = "race") -> Timing:
    """The session with every proposal taken."""
    return measure(with_records(log, [one.record for one in proposals_of(timing.findings)]), book, kind=kind)


def field(*cars: str, count: int = 5, pace: str = "1:30") -> str:
    return "".join(laps(car, *[pace] * count) for car in cars)


# --- a read that was no crossing

GHOST = GREEN + field("1", "2") + "10:05:14,passing,1,FL\n" + "10:07:25,flag,,,chequered\n"


def test_ghost_inside_a_lap_is_the_one_read_proposed_to_void() -> None:
    result = score(GHOST, '[timing]\nminimum-lap = "80 s"\n')
    (found,) = [one for one in result.findings if one.code == "lap-under-minimum"]
    ghost = result.timing.crossings_frame.filter(elapsed_us=314 * SECOND)["seq"].item()
    assert found.proposal == {"kind": "void", "target": ghost, "reason": "no crossing of the line"}
    assert "other_at" not in found.values


@pytest.mark.parametrize("rules", ["", '[timing]\nminimum-lap = "80 s"\n'])
def test_lap_nobody_can_drive_counts_and_is_never_the_best_lap(rules: str) -> None:
    result = score(GHOST, rules)
    assert (row(result, "1").laps, row(result, "1").best_lap) == (6, 90 * SECOND)
    assert "lap-in-doubt" in {reason.code for reason in row(result, "1").reasons}
    assert "lap-in-doubt" not in {reason.code for reason in row(result, "2").reasons}


def test_ghost_right_before_the_flag_hides_the_crossing_that_took_it() -> None:
    """The ghost is the first read after the flag, so the true crossing does not count: a void brings it back."""
    rows = (
        GREEN
        + field("1", "2")
        + laps("3", *["1:31"] * 5)
        + "10:07:00,passing,3,FL\n10:06:50,flag,,,chequered\n"
    )
    log = decode(("time,kind,car,loop,value\n" + rows).encode(), "a.csv").log
    timing = measure(log, GENERIC)
    assert laps_by_car(timing)["3"] == 5
    (found,) = suspects(timing)
    assert found.where.car == "3" and found.proposal is not None
    assert laps_by_car(taken(log, timing)) == {"1": 5, "2": 5, "3": 5}
    assert taken(log, timing).laps.filter(car="3")["elapsed_us"].to_list()[-1] == 455 * SECOND


def test_two_reads_that_may_each_have_been_the_crossing_are_both_named() -> None:
    rows = GREEN + field("1", "2") + "10:03:03,passing,1,FL\n"
    (found,) = [one for one in score(rows).findings if one.code == "lap-under-minimum"]
    (proposal,) = proposals_of([found])
    assert found.values["other_seq"] == [record["target"] for record in proposal.instead]
    assert len(proposal.instead) == 1 and proposal.instead[0]["target"] != proposal.record["target"]


def test_short_lap_no_repair_explains_is_told_and_nothing_is_proposed() -> None:
    """Voiding either read would leave a lap of 2:36 or so that this car never drives: it stays odd."""
    habit = Habit(90 * SECOND, None, 67 * SECOND, 67 * SECOND, 144 * SECOND, 0.03, True)
    at = np.array([0, 90, 180, 270]) * SECOND
    whole = explain(Stretch(at, (False,) * 3, (), False, False), habit)
    assert (whole.kept, whole.missing) == ((0, 1, 2, 3), ())


def test_car_that_came_in_right_behind_the_line_has_a_short_lap_and_no_ghost() -> None:
    rows = (
        GREEN
        + field("1", "2")
        + "10:03:03,passing,1,PIT_IN\n10:03:15,passing,1,FL_PIT\n10:03:40,passing,1,PIT_OUT\n"
    )
    result = score(rows)
    (found,) = [one for one in result.findings if one.code in ("lap-into-lane", "lap-under-minimum")]
    assert (found.code, found.severity.value, found.proposal, found.where.lap) == (
        "lap-into-lane",
        "info",
        None,
        3,
    )
    (row,) = [row for row in result.rows if row.number == "1"]
    assert [one.code for one in row.reasons if one.code.startswith("lap-in")] == ["lap-in-or-out"]


def test_a_read_just_before_the_pit_entry_that_cuts_a_lap_short_stays_a_warning() -> None:
    rows = GREEN + field("1", "2", count=3)
    rows += "10:05:48,passing,1,FL\n10:05:50,passing,1,PIT_IN\n10:06:00,passing,1,FL_PIT\n10:06:20,passing,1,PIT_OUT\n"
    (found,) = [one for one in score(rows).findings if one.code in ("lap-into-lane", "lap-under-minimum")]
    assert (found.code, found.where.lap) == ("lap-under-minimum", 5)


# --- a crossing nobody read

MISSED = GREEN + field("1", "3", count=8) + laps("2", *["1:29.5"] * 4, "2:59", *["1:29.5"] * 2)


def test_missed_crossing_on_a_circuit_with_one_loop_is_found_from_lap_times_alone() -> None:
    result = score(MISSED + "10:11:55,flag,,,chequered\n")
    (found,) = [one for one in result.findings if one.code == "missed-passing"]
    assert (found.severity.value, found.where.car, found.where.lap) == ("warning", "2", 5)
    assert found.values["at"] == result.timing.start + 447_500_000
    assert found.values["uncertain_us"] > 0
    assert found.proposal is not None and found.proposal["at"] == "10:07:27.500000"


@pytest.mark.parametrize(("pits", "told"), [("", []), ("10:01:40,passing,3,PIT_IN\n", ["info"])])
def test_missed_crossing_of_a_practice_is_a_note_where_the_pits_are_read(pits: str, told: list[str]) -> None:
    result = score(MISSED + pits + "10:11:55,flag,,,chequered\n", kind="practice")
    found = [one for one in result.findings if one.code == "missed-passing"]
    assert [one.severity.value for one in found] == told
    assert all(
        (one.where.car, one.proposal and one.proposal["at"]) == ("2", "10:07:27.500000") for one in found
    )


def test_missed_crossing_that_moves_nobody_is_a_note() -> None:
    rows = (
        GREEN + field("1", count=9) + laps("2", *["1:30"] * 3, "3:00", "1:30") + "10:11:55,flag,,,chequered\n"
    )
    (found,) = [one for one in score(rows).findings if one.code == "missed-passing"]
    assert found.severity.value == "info"


def test_two_crossings_missed_in_a_row_are_two_passings_at_the_cars_own_pace() -> None:
    rows = GREEN + field("1", "3", count=9) + laps("2", *["1:30"] * 3, "4:30", *["1:30"] * 3)
    found = [one for one in score(rows).findings if one.code == "missed-passing"]
    assert [one.proposal["at"] for one in found if one.proposal] == ["10:06:00.000000", "10:07:30.000000"]


def test_crossing_missed_on_lap_one_is_found_and_a_start_two_laps_late_from_the_lane_is_none() -> None:
    rows = GREEN + field("1", "3", count=8)
    missed = score(rows + laps("2", "3:00", *["1:30"] * 6))
    (found,) = [one for one in missed.findings if one.code == "missed-passing"]
    assert (found.where.lap, found.values["at"]) == (1, missed.timing.start + 90 * SECOND)
    late = rows + laps("2", "4:30", *["1:30"] * 5)
    assert "missed-passing" not in codes(score(late + "10:03:10,passing,2,PIT_OUT\n"))
    both = [one for one in score(late).findings if one.code == "missed-passing"]
    assert [one.proposal["at"] for one in both if one.proposal] == ["10:01:30.000000", "10:03:00.000000"]


@pytest.mark.parametrize(
    "reason",
    [
        "10:06:30,passing,2,PIT_IN\n10:08:00,passing,2,PIT_OUT\n",
        "10:06:40,status,2,,stopped\n10:08:00,status,2,,running\n",
        "10:06:40,driver,2,,Bob\n",
    ],
)
def test_lap_twice_as_long_with_a_reason_is_just_long(reason: str) -> None:
    assert "missed-passing" not in codes(score(MISSED + reason))


def test_when_everybody_was_slow_nobody_missed_a_crossing() -> None:
    """Cloudburst, fog, a safety car nobody typed: the whole field takes twice as long for a lap."""
    slow = [*["1:30"] * 4, "3:00", *["1:30"] * 3]
    rows = GREEN + "".join(laps(car, *slow) for car in ("1", "2", "3"))
    assert "missed-passing" not in codes(score(rows))


def test_long_lap_in_practice_is_no_missed_crossing() -> None:
    rows = GREEN + laps("2", "2:00", *["1:30"] * 4, "3:00", *["1:30"] * 2)
    assert "missed-passing" not in codes(score(rows, kind="practice"))


# --- generated damage


# Always the same races: about one ghost in a thousand cuts a lap so that both halves can be laps of that car, and
# nothing in the log tells which is right (docs/design.md says how many were counted).
@pytest.mark.parametrize("kinds", [("ghost",), ("double", "ghost"), ("miss",), KINDS], ids="-".join)
@pytest.mark.parametrize("seed", range(40))
def test_taking_all_proposals_loses_no_driven_lap_and_leaves_nothing_to_complain_of(
    seed: int, kinds: tuple[str, ...]
) -> None:
    race = damaged(seed, sorted(kinds))
    timing = measure(race.log, GENERIC)
    repaired = taken(race.log, timing)
    assert suspects(repaired) == []
    missed = {one.car: 1 if one.kind == "miss" else 2 for one in race.damage if "miss" in one.kind}
    for car, driven in race.driven.items():
        found = laps_by_car(repaired)[car]
        assert found in (len(driven), len(driven) - missed.get(car, 0)), f"#{car}: {race.damage}"


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_race_without_damage_is_not_complained_of(seed: int) -> None:
    race = damaged(seed, ())
    timing = measure(race.log, GENERIC)
    assert suspects(timing) == []
    assert laps_by_car(timing) == {car: len(driven) for car, driven in race.driven.items()}


def test_nine_misses_in_ten_are_found() -> None:
    races = [damaged(seed, ("miss", "two-missed")) for seed in range(150)]
    lost = found = 0
    for race in races:
        mine = laps_by_car(taken(race.log, measure(race.log, GENERIC)))
        for one in race.damage:
            found += mine[one.car] == len(race.driven[one.car])
            lost += mine[one.car] != len(race.driven[one.car])
    assert found > 9 * lost and found > 200


@pytest.mark.parametrize("seed", range(60))
def test_ghost_is_never_a_best_lap(seed: int) -> None:
    from parcferme.classification import classify

    race = damaged(seed, ("ghost", "double"))
    for row_ in classify(measure(race.log, GENERIC)).rows:
        ends = np.array(race.driven[row_.number])
        if row_.best_lap is not None:
            assert row_.best_lap >= np.diff(ends).min()


def test_proposals_hold_under_a_rulebook_with_a_minimum() -> None:
    race = damaged(7, ("ghost",))
    book = parse_rulebook('name = "t"\n[timing]\nminimum-lap = "30 s"\n', "t")
    assert suspects(taken(race.log, measure(race.log, book), book)) == []


def test_quick_laps_with_every_loop_passed_are_driven_however_slow_the_car_was_otherwise() -> None:
    """Daytona 2023, practice 5: seven laps at 3:15, then two at the pace of the field, loop after loop."""
    rows = ["10:00:00.000,flag,,,green"]
    for car, driven in (("7", [100.0] * 12), ("8", [101.0] * 12), ("6", [195.0] * 7 + [101.0, 97.5])):
        at = 36_000.0 + float(car)
        rows.append(f"{clock(at)},passing,{car},FL,")
        for lap in driven:
            rows += [
                f"{clock(at + lap / 3)},passing,{car},S1,",
                f"{clock(at + lap * 2 / 3)},passing,{car},S2,",
            ]
            at += lap
            rows.append(f"{clock(at)},passing,{car},FL,")
    log = decode(("time,kind,car,loop,value\n" + "\n".join(rows) + "\n").encode(), "p.csv").log
    timing = measure(log, GENERIC, kind="practice")
    assert [one.code for one in timing.findings if one.code in ("lap-under-minimum", "missed-passing")] == []
    assert not timing.doubtful.any()


def clock(seconds: float) -> str:
    return f"{int(seconds // 3600):02d}:{int(seconds // 60 % 60):02d}:{seconds % 60:06.3f}"


# --- what is told, value by value


def told(
    rows: str, rules: str = "", kind: str = "race", classes: dict[str, str] | None = None
) -> list[tuple[str, str, str | None, int | None, int | None, dict[str, object]]]:
    """Code, severity, car, lap, record, values: times in seconds, instants since the start."""
    result = score(rows, rules, kind=kind, classes=classes)
    start = result.timing.start
    found = []
    for one in result.timing.findings:
        if one.code in SUSPECT:
            values = {
                key: (value - start) / SECOND if key == "at" else
                [(each - start) / SECOND for each in value] if key == "other_at" else
                value / SECOND if key.endswith("_us") else value
                for key, value in one.values.items()
            }  # fmt: skip
            found.append((one.code, one.severity.value, one.where.car, one.where.lap, one.where.seq, values))
    return found


MINIMUM = '[timing]\nminimum-lap = "80 s"\n'


def test_a_ghost_is_told_with_its_lap_its_instant_and_the_shortest_lap() -> None:
    assert told(GHOST, MINIMUM) == [
        ("lap-under-minimum", "warning", "1", 4, 12, {"lap_us": 44.0, "minimum_us": 80.0, "at": 314.0})
    ]
    assert told(GHOST) == [
        ("lap-under-minimum", "warning", "1", 4, 12, {"lap_us": 44.0, "minimum_us": 67.5, "at": 314.0})
    ]
    doubtful = score(GHOST).timing
    assert doubtful.laps.filter(pl.Series(doubtful.doubtful)).select("lap").to_series().to_list() == [4, 5]


def test_reads_that_would_do_as_well_are_told_with_their_instants_the_likelier_first() -> None:
    """#1 crossed at 3:00 and was read again at 3:03, or crossed at 3:03 and was read before."""
    rows = GREEN + field("1", "2") + "10:03:03,passing,1,FL\n"
    assert told(rows) == [
        (
            "lap-under-minimum", "warning", "1", 3, 12,
            {"lap_us": 3.0, "minimum_us": 65.25, "at": 183.0, "other_at": [180.0], "other_seq": [3]},
        )
    ]  # fmt: skip


@pytest.mark.parametrize(("lap", "odd"), [("1:20", False), ("1:19.999999", True)])
def test_under_a_circuits_minimum_by_a_microsecond_is_under_it(lap: str, odd: bool) -> None:
    rows = GREEN + field("1", "2", count=8) + laps("3", *["1:30"] * 3, lap, *["1:30"] * 4)
    assert (("3", 4) in [one[2:4] for one in told(rows, MINIMUM)]) is odd
    if odd:
        assert told(rows, MINIMUM)[0][5]["minimum_us"] == 80.0


@pytest.mark.parametrize(("lap", "odd"), [("1:07.5", False), ("1:07.499999", True)])
def test_without_a_minimum_three_quarters_of_the_quick_end_are_the_shortest_lap(lap: str, odd: bool) -> None:
    rows = GREEN + field("1", "2", count=8) + laps("3", *["1:30"] * 3, lap, *["1:30"] * 4)
    assert [one[2:4] for one in told(rows)] == ([("3", 4)] if odd else [])


@pytest.mark.parametrize(("first", "odd"), [("0:45", False), ("0:44.999999", True)])
def test_lap_one_from_the_grid_may_be_a_third_shorter(first: str, odd: bool) -> None:
    rows = GREEN + field("1", "2", count=8) + laps("3", first, *["1:30"] * 7)
    assert [one[2:4] for one in told(rows)] == ([("3", 1)] if odd else [])


def test_in_practice_a_first_run_from_the_pits_is_no_short_lap() -> None:
    run = laps("3", "0:50", *["1:30"] * 7)
    assert told(GREEN + field("1", "2", count=8) + run, kind="practice") == []


@pytest.mark.parametrize(("others", "odd"), [(("1", "2"), False), (("1",), True)])
def test_a_short_lap_is_excused_where_most_others_were_as_quick_just_then(
    others: tuple[str, ...], odd: bool
) -> None:
    """All lap in three minutes but once in 1:30: a clock, or a shortened circuit, not a read too many."""
    quick = [*["3:00"] * 4, "1:30", *["3:00"] * 4]
    rows = GREEN + "".join(laps(car, *quick) for car in (*others, "3"))
    rows += laps("9", *["3:00"] * 9) if len(others) != 2 else ""
    found = [one[2:4] for one in told(rows) if one[0] == "lap-under-minimum"]
    assert (("3", 5) in found) is odd


def test_a_missed_crossing_is_told_with_the_lap_it_cuts_and_how_far_off_it_may_be() -> None:
    assert told(MISSED + "10:11:55,flag,,,chequered\n") == [
        (
            "missed-passing", "warning", "2", 5, None,
            {"lap_us": 179.0, "usual_us": 89.5, "at": 447.5, "uncertain_us": 5.37},
        )
    ]  # fmt: skip


def test_two_missed_crossings_of_one_lap_have_each_their_instant() -> None:
    rows = GREEN + field("1", "3", count=9) + laps("2", *["1:30"] * 3, "4:30", *["1:30"] * 3)
    assert [(one[3], one[5]) for one in told(rows)] == [
        (4, {"lap_us": 270.0, "usual_us": 90.0, "at": 360.0, "uncertain_us": 5.4}),
        (4, {"lap_us": 270.0, "usual_us": 90.0, "at": 450.0, "uncertain_us": 5.4}),
    ]


@pytest.mark.parametrize(
    ("lap", "missed"),
    [
        ("2:24", False), ("2:30", False), ("2:49.199999", False), ("2:49.2", True), ("3:00", True), ("3:10.8", True),
        ("3:10.800002", False), ("4:13.8", True), ("4:13.799999", False), ("4:46.2", True), ("4:46.200003", False),
    ],
)  # fmt: skip
def test_a_long_lap_is_several_where_it_is_near_several_of_the_cars_own(lap: str, missed: bool) -> None:
    """Its laps take 1:30, three hundredths up or down: two of them 3:00, each 5.4 s off at most."""
    rows = GREEN + field("1", "3", count=9) + laps("2", *["1:30"] * 4, lap, *["1:30"] * 3)
    assert bool(told(rows)) is missed


@pytest.mark.parametrize(
    ("others", "severity"),
    [(9, "info"), (8, "warning"), (7, "warning"), (6, "info")],
)
def test_a_missed_crossing_is_a_warning_where_it_moves_the_car(others: int, severity: str) -> None:
    """#2 was read seven times in eight laps. A car with eight is level with it then and crossed later; one with nine is
    ahead and one with six behind in any case.
    """
    rows = GREEN + laps("1", *["1:31"] * others) + laps("2", *["1:30"] * 3, "3:00", *["1:30"] * 3)
    found = [one for one in told(rows) if one[2] == "2"]
    assert [one[1] for one in found] == [severity]


def test_in_a_car_of_few_laps_those_of_its_class_say_what_is_usual() -> None:
    """#3 came late, drove two laps and one of twice the length; its class laps in 1:30."""
    rows = GREEN + field("1", "2", count=9) + laps("3", "1:40", "1:30", "3:00", "1:30")
    (found,) = told(rows)
    assert (found[0], found[2:4], found[5]["usual_us"]) == ("missed-passing", ("3", 3), 90.0)


def test_a_car_alone_with_one_odd_lap_says_nothing_of_itself() -> None:
    assert told(GREEN + laps("3", "1:30", "1:30")) == []
    short = told(GREEN + laps("3", "1:40", "1:30", "0:30"), '[timing]\nminimum-lap = "60 s"\n')
    assert [one[:5] for one in short] == [("lap-under-minimum", "warning", "3", 3, 4)]


@pytest.mark.parametrize(
    ("reason", "excused"),
    [
        ("10:06:00,status,2,,stopped\n", False), ("10:06:00.000001,status,2,,stopped\n", True),
        ("10:09:00,status,2,,stopped\n", True), ("10:09:00.000001,status,2,,stopped\n", False),
        ("10:07:00,driver,2,,Bob\n", True), ("10:07:00,driver,3,,Bob\n", False),
        ("10:07:00,status,2,,not-started\n", False),
        ("10:06:00,flag,,,safety-car\n10:06:44,flag,,,green\n", False),  # nobody else was slower
        ("10:06:00,flag,,,red\n10:06:46,flag,,,green\n", False),
        ("10:05:59,flag,,,safety-car\n10:06:00.000001,flag,,,green\n", False),
        ("10:05:59,flag,,,safety-car\n10:06:00,flag,,,green\n", False),
        ("10:08:59.999999,flag,,,yellow\n10:09:30,flag,,,green\n", False),
        ("10:09:00,flag,,,yellow\n10:09:30,flag,,,green\n", False),
        ("10:07:00,passing,2,PIT_IN\n10:08:30,passing,2,PIT_OUT\n", True),
    ],
)  # fmt: skip
def test_what_excuses_a_long_lap_lies_inside_it(reason: str, excused: bool) -> None:
    """#2's fifth lap runs from 10:06:00 to 10:09:00."""
    rows = GREEN + field("1", "3", count=9) + laps("2", *["1:30"] * 4, "3:00", *["1:30"] * 3)
    assert bool(told(rows + reason)) is not excused


@pytest.mark.parametrize(("slow", "missed"), [("2:01.5", True), ("2:01.500001", False)])
def test_where_the_field_was_over_a_third_slower_a_long_lap_is_no_missed_crossing(
    slow: str, missed: bool
) -> None:
    """Half of the cars on track: 1.35 times the quick end, which is 1:30."""
    others = [*["1:30"] * 4, slow, slow, *["1:30"] * 3]
    rows = GREEN + laps("1", *others) + laps("3", *others) + laps("2", *["1:30"] * 4, "3:00", *["1:30"] * 3)
    assert any(one[2] == "2" for one in told(rows)) is missed


def test_a_crossing_missed_in_practice_is_told_only_where_the_loops_say_so() -> None:
    def run(car: str, skip: int | None = None) -> str:
        rows = ""
        for lap in range(8):
            at = 36_000 + lap * 90
            rows += f"{clock(at + 30)},passing,{car},S1\n{clock(at + 60)},passing,{car},S2\n"
            rows += "" if lap == skip else f"{clock(at + 90)},passing,{car},FL\n"
        return rows

    start = "10:00:00,passing,1,FL\n10:00:00,passing,2,FL\n"
    assert told(GREEN + start + run("1") + run("2", 4), kind="practice") == [
        ("missed-passing", "warning", "2", 5, None, {"lap_us": 180.0, "usual_us": 90.0, "at": 450.0})
    ]
    assert told(GREEN + run("1") + run("2", 4)) == [
        ("missed-passing", "warning", "2", 5, None, {"lap_us": 180.0, "usual_us": 90.0, "at": 450.0})
    ]


def test_two_reads_that_were_none_at_one_time_excuse_neither() -> None:
    """Two of three cars read once too often within seconds: their laps are no quick spell of the field."""
    rows = GREEN + "".join(laps(car, f"1:40.{car}", *["1:30"] * 9) for car in ("1", "2", "3"))
    rows += "10:08:50.100,passing,1,FL\n10:08:57.200,passing,2,FL\n10:15:12,flag,,,chequered\n"
    result = score(rows)
    told = [one for one in result.findings if one.code == "lap-under-minimum"]
    assert {one.where.car for one in told} == {"1", "2"}
    assert {one.proposal["kind"] for one in told if one.proposal is not None} == {"void"}
    assert [one.best_lap for one in result.rows] == [90 * SECOND] * 3


def test_a_quick_spell_of_the_whole_field_is_believed() -> None:
    """Drying: all but two laps were slow, and in these all were quick."""
    rows = GREEN + "".join(
        laps(car, f"3:10.{car}", *["3:00"] * 5, "1:50", "1:50", *["3:00"] * 5) for car in "1234"
    )
    assert "lap-under-minimum" not in codes(score(rows))


# --- what a car's laps are judged by

WEAK = laps("1", "1:30", *["1:30"] * 3, "3:00", "3:00", "4:30", "4:30", "4:30")
OTHERS = laps("2", *["1:31"] * 20) + laps("3", *["1:31"] * 20)


def missing(
    rows: str, rules: str = "", kind: str = "race", classes: dict[str, str] | None = None
) -> list[tuple[str | None, int | None, float]]:
    """Car, lap and usual lap (s) of every crossing nobody read."""
    found = told(GREEN + rows, rules, kind, classes)
    return [(one[2], one[3], one[5]["usual_us"]) for one in found if one[0] == "missed-passing"]  # type: ignore[misc]


def test_a_weak_transponder_is_judged_by_the_laps_it_was_read_in() -> None:
    """From lap 5 on only every second or third crossing of #1 was read: three laps alike say what the others are."""
    assert missing(WEAK + OTHERS) == [("1", lap, 90.0) for lap in (5, 6, 7, 7, 8, 8, 9, 9)]


@pytest.mark.parametrize(("quick", "whole", "told_"), [(3, 3, 3), (3, 4, 0), (2, 3, 0), (2, 2, 2), (1, 3, 0)])
def test_as_many_laps_of_twice_the_length_are_no_pace_but_more_are(
    quick: int, whole: int, told_: int
) -> None:
    """Laps of 1:30 and of 3:00 each alike: where there are more long ones, three at least, the short ones are parts."""
    rows = laps("1", "1:30", *["1:30"] * quick, *["3:00"] * whole) + OTHERS
    assert len([one for one in missing(rows) if one[0] == "1"]) == told_


@pytest.mark.parametrize("apart", [2, 3, 4, 5])
def test_two_missed_crossings_near_each_other_are_told_once_each(apart: int) -> None:
    rows = laps("1", *["1:30"] * 4, "3:00", *["1:30"] * apart, "3:00", *["1:30"] * 4)
    assert missing(rows + OTHERS) == [("1", 5, 90.0), ("1", 6 + apart, 90.0)]


def test_a_car_alone_on_track_that_took_twice_as_long_missed_a_crossing() -> None:
    """Nobody else is there to say that something slowed the field."""
    assert missing(laps("1", *["1:30"] * 4, "3:00", *["1:30"] * 3)) == [("1", 5, 90.0)]


@pytest.mark.parametrize(
    ("mine", "mate", "found"),
    [
        (("1:40", "3:00"), ("1:40", "1:30", "1:32"), [("1", 2, 90.0)]),  # two laps of another are a habit
        (("1:40", "3:00"), ("1:40", "1:30"), []),  # one of another is none
        (("1:40", "1:30", "3:00"), (), [("1", 3, 90.0)]),  # one of its own is
        (("1:40", "3:00"), (), []),
        (("1:40", "3:00"), ("1:29", "1:33"), []),  # lap 1 from the grid is no habit
    ],
)
def test_of_a_car_with_few_laps_its_class_says_what_is_usual_and_another_class_does_not(
    mine: tuple[str, ...], mate: tuple[str, ...], found: list[tuple[str, int, float]]
) -> None:
    rows = laps("1", *mine) + laps("2", *mate) + laps("3", *["1:30"] * 9)
    assert missing(rows, classes={"1": "A", "2": "A", "3": "B"}) == found


@pytest.mark.parametrize(("lap", "found"), [("1:20", [("2", 2, 80.0)]), ("1:19.999999", [])])
def test_a_lap_of_the_shortest_length_is_one_of_its_class(
    lap: str, found: list[tuple[str, int, float]]
) -> None:
    """Minimum 1:20. With that lap the mate drove two, without it one, which is no habit."""
    rows = laps("1", "1:40", lap, "1:30") + laps("2", "1:40", "2:40") + laps("3", *["1:30"] * 6)
    told_ = missing(rows, MINIMUM, classes={"1": "A", "2": "A", "3": "B"})
    assert [one for one in told_ if one[0] == "2"] == found


def test_three_laps_behind_lap_1_are_a_cars_own_pace() -> None:
    """#1 laps in 1:40, its class in 1:30: of its lap of 3:20 its own say that it is two."""
    rows = laps("1", "1:45", "1:40", "1:40", "3:20") + laps("2", *["1:30"] * 12)
    assert missing(rows) == [("1", 4, 100.0)]
    assert missing(laps("1", "1:40", "1:40", "3:20") + laps("2", *["1:30"] * 12)) == []


def test_a_lap_1_is_no_pace_where_many_long_laps_are_looked_at_together() -> None:
    """#1 has two laps behind a short lap 1 (the grid lies ahead of the line): its class says what they are."""
    long = [*["1:30"] * 3, "3:00", *["1:30"] * 3]
    rows = laps("1", "1:10", "1:30", "3:00") + laps("2", *long) + laps("3", *long) + laps("4", *["1:30"] * 9)
    assert missing(rows) == [("1", 3, 90.0), ("2", 4, 90.0), ("3", 4, 90.0)]


@pytest.mark.parametrize(("lap", "count"), [("3:18", 3), ("3:18.000002", 0)])
def test_a_tenth_over_two_laps_is_two_laps_of_a_car_that_drives_unevenly(lap: str, count: int) -> None:
    """Laps of 1:26, 1:30 and 1:34: two of them are 3:00, 18 s up or down at most, looked at one by one or together."""
    uneven = ["1:30", *["1:26", "1:30", "1:34"] * 3]
    rows = "".join(laps(car, *uneven, lap, *uneven[1:]) for car in ("1", "2", "3"))
    rows = rows + "".join(laps(car, *["1:30"] * 22) for car in ("4", "5", "6", "7"))
    assert len(missing(rows)) == count


STANDING = "".join(laps(car, "1:55", *["1:30"] * 8) for car in ("5", "6", "7", "8"))


def test_a_first_crossing_nobody_read_is_where_the_others_ended_lap_1() -> None:
    """A standing start behind a slow formation: lap 1 takes 1:55 of all others."""
    rows = laps("1", "3:25", *["1:30"] * 7) + STANDING
    (found,) = told(GREEN + rows)
    assert found[:4] == ("missed-passing", "warning", "1", 1)
    assert found[5] == {"lap_us": 205.0, "usual_us": 90.0, "at": 114.965, "uncertain_us": 5.4}
    assert missing(laps("1", "1:55", "3:25", *["1:30"] * 6) + STANDING) == []  # in lap 2 it is a slow one


def test_a_decoder_switched_on_late_missed_the_first_crossings_of_three_cars() -> None:
    rows = "".join(laps(car, "3:25", *["1:30"] * 7) for car in ("1", "2", "3")) + STANDING
    assert missing(rows) == [(car, 1, 90.0) for car in ("1", "2", "3")]


# --- what excuses a lap


def test_a_car_that_is_always_slow_was_not_slowed_by_anything() -> None:
    """#2 laps in 2:06 behind a quick lap 1 of 1:20 (it started ahead of the line); the class laps in 1:30."""
    rows = laps("1", *["1:30"] * 4, "3:00", *["1:30"] * 4) + laps("2", "1:20", *["2:06"] * 4)
    assert missing(rows) == [("1", 5, 90.0)]


def test_a_read_that_was_none_makes_no_car_look_slow_under_a_minimum() -> None:
    """Minimum 30 s: #2 was read in the middle of a lap, so that its quickest took 45 s; it lapped in 1:30."""
    rows = laps("1", *["1:30"] * 4, "3:00", *["1:30"] * 4)
    rows += laps("2", "1:30", "0:45", "0:45", *["1:30"] * 7)
    assert missing(rows, '[timing]\nminimum-lap = "30 s"\n') == [("1", 5, 90.0)]


def test_a_second_read_beside_a_missed_crossing_does_not_hide_it() -> None:
    """A practice without loops in the lane: S1 was passed twice in lap 5 of #2, which was read twice at its start."""
    rows = ["10:00:00,passing,1,FL", "10:00:00,passing,2,FL", "10:06:01,passing,2,FL"]
    for car in ("1", "2"):
        for lap in range(8):
            rows.append(f"{clock(36_030 + lap * 90)},passing,{car},S1")
            rows += [] if (car, lap) == ("2", 4) else [f"{clock(36_090 + lap * 90)},passing,{car},FL"]
    assert missing("\n".join(rows) + "\n", '[timing]\ndouble-read = "2 s"\n', "practice") == [("2", 5, 90.0)]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("10:03:00.000001", "lap-into-lane"),
        ("10:03:14.999999", "lap-into-lane"),
        ("10:03:00", "lap-under-minimum"),
        ("10:03:15", "lap-under-minimum"),
    ],
)
def test_a_car_came_in_between_the_line_on_track_and_that_in_the_lane(entry: str, code: str) -> None:
    rows = GREEN + field("1", "2")
    rows += f"{entry},passing,1,PIT_IN\n10:03:15,passing,1,FL_PIT\n10:03:40,passing,1,PIT_OUT\n"
    assert codes(score(rows)) & {"lap-into-lane", "lap-under-minimum"} == {code}


def test_a_lap_with_one_loop_passed_on_the_way_was_driven_too() -> None:
    """A club circuit with a line and one loop: seven laps at 3:15, then two at the pace of the field."""
    rows = GREEN
    for car, driven in (("7", [100.0] * 12), ("8", [101.0] * 12), ("6", [195.0] * 7 + [101.0, 97.5])):
        at = 36_000.0 + float(car)
        rows += f"{clock(at)},passing,{car},FL\n"
        for lap in driven:
            rows += f"{clock(at + lap / 3)},passing,{car},S1\n{clock(at + lap)},passing,{car},FL\n"
            at += lap
    assert told(rows, kind="practice") == []


def test_where_the_line_alone_is_read_a_lap_too_quick_for_its_car_was_not_driven() -> None:
    """Nobody said the classes: #2 laps in 3:20 and cannot lap in 1:50, though #1, which laps in 1:40, can."""
    rows = GREEN + laps("1", *["1:40"] * 16) + laps("2", *["3:20"] * 4, "1:50", "1:30", *["3:20"] * 4)
    assert {one[2] for one in told(rows)} == {"2"}
    assert [one[3] for one in told(rows)] == [5]


def test_the_very_last_read_of_a_race_may_be_the_one_that_was_none() -> None:
    """#1 was read twenty seconds behind its last crossing, as it came back along the pit wall."""
    rows = GREEN + laps("1", *["1:30"] * 5, "0:20") + laps("2", *["1:30"] * 6)
    assert told(rows) == [
        (
            "lap-under-minimum", "warning", "1", 6, 7,
            {"lap_us": 20.0, "minimum_us": 67.5, "at": 470.0, "other_at": [450.0], "other_seq": [6]},
        )
    ]  # fmt: skip


def test_of_two_reads_around_the_flag_each_may_be_the_one_that_took_it() -> None:
    """#3 was read at 7:32 and, the flag out since 7:33, at 7:35; a cooling lap later it is read again."""
    rows = GREEN + field("1", "2", count=6) + laps("3", *["1:31"] * 4) + "10:07:33,flag,,,chequered\n"
    rows += "10:07:32,passing,3,FL\n10:07:35,passing,3,FL\n10:09:30,passing,3,FL\n"
    (found,) = [one for one in told(rows) if one[2] == "3"]
    assert (found[0], found[3], found[5]) == (
        "lap-under-minimum", 6,
        {"lap_us": 3.0, "minimum_us": 66.0, "at": 452.0, "other_at": [455.0], "other_seq": [found[4] + 1]},  # type: ignore[operator]
    )  # fmt: skip


@pytest.mark.parametrize(("read", "found"), [(4, [("2", 5, 90.0)]), (5, [])])
def test_a_loop_that_misses_most_laps_of_a_car_says_nothing_of_them(read: int, found: list[object]) -> None:
    """S1 reads #2 in four or five of nine laps, and not around the crossing that is missing."""
    rows = "".join(laps(car, *["1:30"] * 11) for car in ("1", "3")) + laps(
        "2", *["1:30"] * 4, "3:00", *["1:30"] * 4
    )
    starts = [0, 90, 180, 270, 540][:read]
    rows += "".join(f"{clock(36_030 + at)},passing,2,S1\n" for at in starts)
    assert missing(rows) == found


def test_of_a_class_many_slow_laps_make_the_quick_ones_no_parts() -> None:
    """#1 drove three laps of 1:30, #2 all its laps in 3:00: of #3, which drove one, 3:00 were most likely two."""
    rows = laps("1", "1:40", *["1:30"] * 3) + laps("2", "3:10", *["3:00"] * 4) + laps("3", "1:40", "3:00")
    assert missing(rows) == [("3", 2, 90.0)]


def test_lap_1_may_be_a_third_shorter_so_that_the_read_behind_it_was_none() -> None:
    """The grid lies ahead of the line: lap 1 took 50 s, and the next one was cut in two."""
    rows = GREEN + field("1", "2", count=8) + laps("3", "0:50", "0:45", "0:45", *["1:30"] * 6)
    found = [one for one in told(rows) if one[2] == "3"]
    assert [(one[5]["at"], one[5].get("other_at")) for one in found] == [(95.0, None)]


@pytest.mark.parametrize(("count", "off"), [(3, 7.2), (4, 5.4)])
def test_how_evenly_a_car_laps_says_how_far_off_a_crossing_may_be_from_four_laps_on(
    count: int, off: float
) -> None:
    """Of three laps nobody knows it: four hundredths of a lap, twice; of four alike three hundredths."""
    rows = GREEN + laps("1", *["1:30"] * (count + 1), "3:00") + laps("2", *["1:30"] * 9)
    (found,) = told(rows)
    assert found[5]["uncertain_us"] == off
