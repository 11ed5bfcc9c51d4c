"""What each car did: laps, total, best laps, stops, and what a source states of it."""

import pytest

from parcferme.classification import Row, Status
from parcferme.findings import Where
from parcferme.records import Result, Untimed
from small_races import GREEN, codes, laps, order, reasons, row, score, told

FIVE = '[race]\nlength = "5 min"\n'


def reason_codes(one: Row) -> list[str]:
    return [reason.code for reason in one.reasons]


# --- what a source states without passings


def test_a_stated_result_is_in_the_row_value_by_value() -> None:
    stated = Result(
        car="7", position=1, status="classified", laps=12, time=1_320_000_000, best_lap=108_000_000,
        best_lap_number=5, stops=2, seq=0, source="board.json",
    )  # fmt: skip
    made = score(GREEN, records=[stated, Result(car="8", position=2, laps=12, time=1_321_500_000)])
    one = row(made, "7")
    assert (one.status, one.position, one.laps, one.time) == (Status.CLASSIFIED, 1, 12, 1_320_000_000)
    assert (one.best_lap, one.best_lap_number, one.stops) == (108_000_000, 5, 2)
    assert (one.took_flag, one.retired) == (False, False)
    assert reasons(made, "7") == {
        "stated": {"position": 1, "status": "classified", "record": 2, "source": "board.json"}
    }
    other = row(made, "8")
    assert (other.best_lap, other.best_lap_number, other.stops) == (None, None, 0)
    assert (other.gap, other.gap_laps, other.interval) == (1_500_000, None, 1_500_000)


@pytest.mark.parametrize(
    ("position", "status", "driven", "becomes", "retired"),
    [
        (1, None, 9, Status.CLASSIFIED, False),
        (1, "classified", 9, Status.CLASSIFIED, False),
        (1, "not-classified", 9, Status.NOT_CLASSIFIED, False),
        (1, "retired", 9, Status.CLASSIFIED, True),  # a car can be classified and retired
        (None, "retired", 9, Status.NOT_CLASSIFIED, True),
        (None, None, 9, Status.NOT_CLASSIFIED, False),
        (None, "disqualified", 9, Status.DISQUALIFIED, False),
        (None, "not-started", None, Status.NOT_STARTED, False),
        (None, None, None, Status.NOT_STARTED, False),
        (None, "not-classified", None, Status.NOT_CLASSIFIED, False),
    ],
)
def test_what_a_source_says_became_of_a_car(
    position: int | None, status: str | None, driven: int | None, becomes: Status, retired: bool
) -> None:
    """#1 is stated second, with a place, so that the list is one of places."""
    here = Result(car="7", position=position, status=status, laps=driven)
    made = score(GREEN, records=[here, Result(car="1", position=2, laps=9)])
    assert (row(made, "7").status, row(made, "7").retired) == (becomes, retired)
    assert row(made, "1").status is Status.CLASSIFIED


def test_a_car_with_nothing_but_a_place_has_started() -> None:
    """Of #8, without a word, a place or a lap, nobody says so."""
    made = score(GREEN, records=[Result(car="7", position=1), Result(car="8")], kind="qualifying")
    assert [(one.number, one.status) for one in made.rows] == [
        ("7", Status.CLASSIFIED), ("8", Status.NOT_STARTED),
    ]  # fmt: skip


def test_no_lap_is_not_held_against_a_car_of_a_bare_list() -> None:
    """A list without a column for laps; of #8 it says no place, of #9 nothing but its place."""
    stated = [Result(car="7", position=1), Result(car="8", status="retired"), Result(car="9", position=2)]
    made = score(GREEN, records=stated)
    assert [(one.number, reason_codes(one)) for one in made.rows] == [
        ("7", ["stated"]), ("9", ["stated"]), ("8", ["stated"]),
    ]  # fmt: skip


# --- a source that orders its cars and leaves it to the rulebook who is classified


def test_a_listed_car_without_a_lap_is_not_classified_and_says_so() -> None:
    listed = [
        Result(car="7", position=1, status="listed", laps=10, time=600_000_000),
        Result(car="8", position=2, status="listed", laps=5, time=500_000_000),
        Result(car="9", position=3, status="listed", laps=0),
    ]
    made = score(GREEN, '[race.classified]\nshare = "70 %"\nflag = true\n', records=listed)
    assert told(made) == ["1 #7 10 10:00.000", "nc #8 5 8:20.000", "nc #9 0 0.000"]
    assert reasons(made, "8")["distance-short"] == {"laps": 5, "needed": "7", "winner_laps": 10}
    assert reason_codes(row(made, "9")) == ["stated", "no-lap"]
    assert reasons(made, "9")["stated"] == {"position": 3, "record": 4}
    assert reason_codes(row(made, "7")) == ["stated"]  # no flag is asked of whom nobody saw take one


# --- the fastest lap of a list


def test_the_fastest_laps_of_a_list_are_the_best_laps_it_has_of_all_and_of_each_class() -> None:
    """#8 is level with #7: the list does not say which was first. #9 has the best of its class, #10 has none."""
    stated = [
        Result(car="7", position=1, laps=9, best_lap=100), Result(car="8", position=2, laps=9, best_lap=100),
        Result(car="9", position=3, laps=9, best_lap=105), Result(car="10", position=4, laps=9),
        Result(car="11", position=5, laps=9, best_lap=106),
    ]  # fmt: skip
    classes = {"7": "A", "8": "A", "9": "B", "10": "B", "11": "B"}
    rows = score(GREEN, records=stated, classes=classes).rows
    assert [one.number for one in rows if one.fastest_lap] == ["7", "8"]
    assert [one.number for one in rows if one.class_fastest_lap] == ["7", "8", "9"]


def test_a_car_of_the_list_takes_no_fastest_lap_from_the_cars_that_were_timed() -> None:
    timed = GREEN + laps("1", "2:00", "1:59")
    made = score(timed, records=[Result(car="7", position=1, laps=9, best_lap=100_000_000)])
    assert [one.number for one in made.rows if one.fastest_lap] == ["1"]


def test_a_list_without_best_laps_has_no_fastest_lap() -> None:
    made = score(GREEN, records=[Result(car="7", position=1, laps=9), Result(car="8", position=2, laps=9)])
    assert not any(one.fastest_lap or one.class_fastest_lap for one in made.rows)


# --- results that count for nothing


@pytest.mark.parametrize("place", [1, 4])
def test_a_place_stated_beside_a_measured_field_places_nobody(place: int) -> None:
    """#9's transponder was dead: the timekeeper writes what was seen of it, 4 laps in 8:20."""
    rows = GREEN + "".join(laps(car, *["2:00"] * 5) for car in "123")
    made = score(rows, records=[Result(car="9", position=place, laps=4, time=500_000_000)])
    assert [(one.number, one.laps) for one in made.rows] == [("1", 5), ("2", 5), ("3", 5), ("9", 4)]
    assert [(one.position, one.status.value) for one in made.rows][-1] == (4, "classified")
    told = [one for one in made.findings if one.code == "result-place-aside"]
    assert [(one.where.car, dict(one.values)) for one in told] == [("9", {"place": place, "cars": 3})]


def test_a_list_with_one_stray_car_that_was_timed_stays_a_list() -> None:
    made = score(
        GREEN + laps("1", "2:00"), records=[Result(car=car, position=int(car), laps=9) for car in "23"]
    )
    assert [(one.number, one.position) for one in made.rows] == [("2", 1), ("3", 2), ("1", None)]


def test_a_result_that_counts_for_nothing_is_told_with_its_record() -> None:
    made = score(
        GREEN + laps("1", "2:00", "2:00"),
        records=[
            Result(car="1", position=1, laps=1),
            Result(car="2", position=2, laps=1),
            Result(car="2", position=3, laps=1),
            Result(car="1", position=4, laps=1),
        ],
    )
    unused = [one for one in made.findings if one.code.startswith("result-")]
    assert [(one.code, one.severity.value, one.where, one.records) for one in unused] == [
        ("result-beside-passings", "warning", Where(car="1", seq=4), (4,)),
        ("result-twice", "error", Where(car="2", seq=6), (6,)),
        ("result-beside-passings", "warning", Where(car="1", seq=7), (7,)),
    ]
    assert "stated" not in reasons(made, "1")


def test_of_two_bare_places_of_one_car_the_first_stands() -> None:
    made = score(
        GREEN, records=[Result(car="2", position=1), Result(car="2", position=3), Result(car="1", position=2)]
    )
    assert [(one.number, one.position) for one in made.rows] == [("2", 1), ("1", 2)]
    assert reasons(made, "2") == {"stated": {"position": 1, "record": 2}}


# --- a first crossing that nobody can place


def test_before_anybody_has_done_a_second_lap_the_cars_stand_as_they_crossed_the_line() -> None:
    """Whether a first crossing ended lap 1 nobody can tell yet: each stands on lap 0, in order of its time."""
    made = score(GREEN + laps("7", "2:05") + laps("81", "2:00"))
    assert told(made) == ["1 #81 0 2:00.000", "2 #7 0 2:05.000"]
    assert (reasons(made, "81"), row(made, "7").gap) == ({"first-crossing-open": {}}, 5_000_000)
    assert codes(made).isdisjoint({"session-without-laps", "flag-unknown"})


# --- a lap that has no time


@pytest.mark.parametrize(("lap", "total"), [(1, False), (2, False), (3, False), (4, True)])
def test_a_car_with_a_lap_without_a_time_has_no_total(lap: int, total: bool) -> None:
    """#1 did three laps, of which the source gives one without a time; of a lap it did not do nothing is lost."""
    rows = GREEN + laps("1", *["2:00"] * 3) + laps("2", *["2:01"] * 3)
    made = score(rows, FIVE, records=[Untimed(car="1", lap=lap)])
    assert row(made, "1").time == (360_000_000 if total else None)
    assert reasons(made, "1") == ({} if total else {"total-unknown": {"lap": lap}})
    assert order(made) == (["1", "2"] if total else ["2", "1"])  # behind those of as many laps with a total
    assert row(made, "1").best_lap_number == (2 if lap == 1 else 1)


def test_of_two_laps_without_a_time_the_first_is_told() -> None:
    made = score(GREEN + laps("1", *["2:00"] * 3), records=[Untimed(car="1", lap=3), Untimed(car="1", lap=2)])
    assert [reason.values for reason in row(made, "1").reasons] == [{"lap": 2}]


# --- stops and the last lap


STOP = (
    GREEN
    + "10:00:30,passing,1,PIT_OUT\n"
    + laps("1", "3:00", "3:00", "7:30")
    + "10:05:50,passing,1,PIT_IN\n10:07:30,passing,1,PIT_OUT\n"
    + laps("2", *["2:30"] * 5)
    + "10:12:00,flag,,,chequered\n"
)


def test_the_drive_to_the_grid_is_no_stop() -> None:
    """#1 stops twice, #2 never: both are seen to leave the lane once more, for the grid."""
    rows = STOP + "10:00:30,passing,2,PIT_OUT\n10:03:05,passing,1,PIT_IN\n10:03:15,passing,1,PIT_OUT\n"
    assert (row(score(rows), "1").stops, row(score(rows), "2").stops) == (2, 0)


def test_a_last_lap_begun_in_the_pits_is_timed_from_the_pit_exit() -> None:
    """#1's last lap is 7:30 from line to line and 6:00 from the exit, at 7:30 of the race."""
    bands = '[race.classified]\nslow-last-lap = [{ over = "5:30", laps = 1 }]\n'.replace("5:30", "330 s")
    made = score(STOP, bands)
    assert reasons(made, "1")["slow-last-lap"] == {"lap_us": 360_000_000, "over_us": 330_000_000, "laps": 1}
    assert row(made, "1").laps == 2
    no_exit = STOP.replace("10:07:30,passing,1,PIT_OUT\n", "")
    assert reasons(score(no_exit, bands), "1")["slow-last-lap"]["lap_us"] == 450_000_000


def test_a_stop_before_the_last_lap_leaves_the_last_lap_as_it_is() -> None:
    rows = (
        GREEN + laps("1", "3:00", "3:00", "3:00") + "10:01:00,passing,1,PIT_IN\n10:01:30,passing,1,PIT_OUT\n"
    )
    bands = '[race.classified]\nslow-last-lap = [{ over = "170 s", laps = 1 }]\n'
    made = score(rows + "10:08:30,flag,,,chequered\n", bands)
    assert reasons(made, "1")["slow-last-lap"]["lap_us"] == 180_000_000


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        ("09:59:59", Status.NOT_STARTED),
        ("10:00:00", Status.NOT_CLASSIFIED),
        ("10:04:59", Status.NOT_CLASSIFIED),
        ("10:05:00", Status.NOT_CLASSIFIED),
        ("10:05:01", Status.NOT_STARTED),
    ],
)
def test_a_car_seen_between_start_and_end_has_started(seen: str, status: Status) -> None:
    """At a loop somewhere on the circuit, once; the session lasts from 10:00 to 10:05."""
    rows = GREEN + laps("1", "2:00", "2:00") + f"{seen},passing,2,S1\n10:05:00,session,,,end\n"
    assert row(score(rows), "2").status is status


# --- laps that are nobody's best, and are told


FLAGGED = """[qualifying.fastest-lap]
red = { value = false, article = "33.4" }
in-laps = false
out-laps = false
"""


def test_a_quicker_lap_under_a_red_flag_is_told_with_the_article_that_bars_it() -> None:
    rows = (
        GREEN
        + laps("1", "2:00", "1:50", "1:40", "1:45", "1:59")
        + "10:05:00,flag,,,red\n10:05:20,flag,,,green\n"
    )
    made = score(rows, FLAGGED, kind="qualifying")
    assert (row(made, "1").best_lap, row(made, "1").best_lap_number) == (105_000_000, 4)
    assert reasons(made, "1")["lap-under-flag"] == {
        "lap": 3, "lap_us": 100_000_000, "flag": "red", "article": "33.4",
    }  # fmt: skip


def test_a_quicker_lap_into_the_pits_is_told() -> None:
    rows = GREEN + laps("1", "2:00", "1:50", "1:40", "1:51", "1:45") + "10:05:29,passing,1,PIT_IN\n"
    rows += "10:06:00,passing,1,PIT_OUT\n"
    made = score(rows, FLAGGED, kind="qualifying")
    assert row(made, "1").best_lap == 105_000_000
    assert reasons(made, "1")["lap-in-or-out"] == {"lap": 3, "lap_us": 100_000_000}
    assert {"lap-under-flag", "lap-in-doubt"}.isdisjoint(reasons(made, "1"))


def test_of_several_quicker_laps_the_quickest_is_told_and_a_slower_one_is_not() -> None:
    """Laps 3 and 5 of #1 are under the red flag and quicker than its best; lap 3 of #2 is, and slower than its best."""
    rows = (
        GREEN + laps("1", "2:00", "1:50", "1:41", "1:46", "1:40") + laps("2", "2:00", "1:45", "1:55", "1:50")
    )
    rows += "10:05:00,flag,,,red\n10:05:20,flag,,,green\n10:08:00,flag,,,red\n10:08:05,flag,,,green\n"
    made = score(rows, FLAGGED, kind="qualifying")
    flagged = [reason.values for reason in row(made, "1").reasons if reason.code == "lap-under-flag"]
    assert [(one["lap"], one["lap_us"]) for one in flagged] == [(5, 100_000_000)]
    assert "lap-under-flag" not in reasons(made, "2")


def test_a_car_with_no_other_lap_is_told_the_one_that_does_not_count() -> None:
    rows = GREEN + laps("1", "2:00", "1:50") + "10:03:00,flag,,,red\n10:03:20,flag,,,green\n"
    rows += "10:00:01,passing,1,PIT_OUT\n"
    made = score(rows, FLAGGED, kind="qualifying")
    assert row(made, "1").best_lap is None
    assert reasons(made, "1")["lap-under-flag"]["lap_us"] == 110_000_000


def test_a_run_from_the_pits_is_told_where_it_took_less_than_the_best_lap() -> None:
    """#1's run takes 1:36 and its lap 1:40; #2's both 1:42; #3's run takes longer than its lap."""
    rows = GREEN + "".join(f"10:00:02,passing,{car},PIT_OUT\n" for car in "123")
    rows += laps("1", "1:36", "1:40") + laps("2", "1:42", "1:42") + laps("3", "1:47", "1:44")
    made = score(rows, kind="qualifying")
    assert [reasons(made, car) for car in "123"] == [{"lap-not-timed": {"lap": 1}}, {}, {}]


def test_what_bars_a_lap_is_said_of_that_lap_and_of_no_later_one() -> None:
    """#1's lap 3 goes into the pits; the red flag falls on its next lap."""
    rows = GREEN + laps("1", "2:00", "1:50", "1:40", "2:51", "1:45") + "10:05:29,passing,1,PIT_IN\n"
    rows += "10:06:00,passing,1,PIT_OUT\n10:06:10,flag,,,red\n10:06:20,flag,,,green\n"
    assert reasons(score(rows, FLAGGED, kind="qualifying"), "1") == {
        "lap-in-or-out": {"lap": 3, "lap_us": 100_000_000}
    }


def test_a_lap_that_was_no_quicker_than_the_best_is_not_told() -> None:
    rows = GREEN + laps("1", "2:00", "1:50", "1:45", "1:45") + "10:05:00,flag,,,red\n10:05:20,flag,,,green\n"
    assert reasons(score(rows, FLAGGED, kind="qualifying"), "1") == {}


def test_each_class_has_the_holder_of_its_fastest_lap() -> None:
    rows = GREEN + laps("1", "2:00", "1:50") + laps("2", "2:00", "1:55") + laps("3", "2:00", "1:56")
    made = score(rows, classes={"1": "A", "2": "B", "3": "B"}).rows
    assert [(one.number, one.fastest_lap, one.class_fastest_lap) for one in made] == [
        ("1", True, True), ("2", False, True), ("3", False, False),
    ]  # fmt: skip


# --- retired


def test_why_a_car_retired_and_which_record_says_so() -> None:
    rows = GREEN + laps("1", "2:00") + "10:03:00,status,1,,retired: gearbox\n10:03:00,status,2,,stopped\n"
    made = score(rows)
    assert reasons(made, "1")["retired"] == {"why": "gearbox", "record": 3}
    assert (row(made, "1").retired, row(made, "2").retired) == (True, False)
    assert "retired" not in reasons(made, "2")
