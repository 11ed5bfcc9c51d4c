"""Who is classified and where: laps, then time, and what a rulebook asks besides."""

import pytest

from parcferme.classification import Classification, Status, classify
from parcferme.classification.race import in_order, number_key
from parcferme.classification.rows import Car
from parcferme.decoders import decode
from parcferme.records import Decision, Penalty, Result
from parcferme.regulations import parse_rulebook
from parcferme.times import parse_clock
from parcferme.timing import measure
from small_races import GREEN, codes, laps, order, reasons, row, score, told

FIVE = '[race]\nlength = "5 min"\n'
TEN = '[race]\nlength = "10 min"\n'


def field(**cars: list[str]) -> str:
    """Cars by their lap times."""
    return GREEN + "".join(laps(name.removeprefix("n"), *times) for name, times in cars.items())


# --- laps, then time


def test_more_laps_beat_less_time() -> None:
    result = score(field(n1=["2:00"] * 3, n2=["2:50"] * 3), FIVE)
    assert told(result) == ["1 #1 3 6:00.000", "2 #2 3 8:30.000"]
    assert told(score(field(n1=["2:00"] * 3, n2=["3:01"] * 2))) == ["1 #1 3 6:00.000", "2 #2 2 6:02.000"]


def test_gap_and_interval_in_time_on_the_lead_lap_and_in_laps_behind() -> None:
    result = score(
        field(n1=["2:00"] * 3, n2=["2:01"] * 3, n3=["2:02"] * 3, n4=["3:10"] * 2, n5=["3:11"] * 2), FIVE
    )
    assert [(one.gap, one.gap_laps) for one in result.rows] == [
        (None, None), (3_000_000, None), (6_000_000, None), (None, 1), (None, 1),
    ]  # fmt: skip
    assert [(one.interval, one.interval_laps) for one in result.rows] == [
        (None, None), (3_000_000, None), (3_000_000, None), (None, 1), (2_000_000, None),
    ]  # fmt: skip


def test_dead_heat_stays_a_dead_heat() -> None:
    """#3 and #12 cross in the same microsecond: both second, nobody third."""
    result = score(
        field(n1=["2:00"] * 3, n12=["2:01"] * 3, n3=["2:02", "2:00", "2:01"], n4=["2:05"] * 3), FIVE
    )
    assert [(one.number, one.position, one.class_position) for one in result.rows] == [
        ("1", 1, 1), ("3", 2, 2), ("12", 2, 2), ("4", 4, 4),
    ]  # fmt: skip
    assert reasons(result, "3")["dead-heat"] == {"others": ["12"]}
    assert row(result, "12").interval == 0


def test_resolution_says_where_two_times_tie() -> None:
    cars = field(n1=["2:00", "2:00", "2:00.0005"], n2=["2:00", "2:00", "2:00.0001"])
    assert [one.position for one in score(cars, FIVE).rows] == [1, 2]
    assert order(score(cars, FIVE)) == ["2", "1"]
    coarse = score(cars, FIVE + '[timing]\nresolution = "1 ms"\n')
    assert [one.position for one in coarse.rows] == [1, 1]
    assert [one.time for one in coarse.rows] == [360_000_500, 360_000_100]


def test_cars_007_03_and_3_are_three_cars() -> None:
    result = score(field(n007=["2:00"] * 3, n3=["2:01"] * 3, n03=["2:02"] * 3), FIVE)
    assert order(result) == ["007", "3", "03"]
    heat = score(field(n007=["2:00"] * 3, n3=["2:00"] * 3, n03=["2:00"] * 3, n7=["2:00"] * 3), FIVE)
    assert order(heat) == ["3", "03", "7", "007"]
    assert {one.position for one in heat.rows} == {1}


def test_race_over_midnight() -> None:
    start = "23:56:00,flag,,,green\n"
    times = ["2:00", "2:00", "2:00"]
    result = score(
        start + "23:58:00,passing,1,FL\n00:00:00,passing,1,FL\n00:02:00.5,passing,1,FL\n"
        "23:58:01,passing,2,FL\n00:00:01,passing,2,FL\n00:02:01,passing,2,FL\n",
        FIVE,
    )
    assert len(times) == row(result, "1").laps
    assert told(result) == ["1 #1 3 6:00.500", "2 #2 3 6:01.000"]


def test_places_in_class_count_each_class_by_itself() -> None:
    classes = {"1": "JS2 R", "2": "JS P4", "3": "JS2 R", "4": "JS P4"}
    result = score(
        field(n1=["2:00"] * 3, n2=["2:01"] * 3, n3=["2:02"] * 3, n4=["2:03"] * 3), FIVE, classes=classes
    )
    assert [(one.position, one.class_, one.class_position) for one in result.rows] == [
        (1, "JS2 R", 1), (2, "JS P4", 1), (3, "JS2 R", 2), (4, "JS P4", 2),
    ]  # fmt: skip


# --- what makes a lap


def test_double_read_is_one_crossing() -> None:
    echo = "10:02:01.500,passing,1,FL\n"
    rows = field(n1=["2:00"] * 3) + echo
    assert row(score(rows, FIVE), "1").laps == 3
    assert "double-read" in codes(score(rows, FIVE))
    counted = score(rows, '[timing]\ndouble-read = "1 s"\n')
    assert row(counted, "1").laps == 4
    assert "lap-under-minimum" in codes(counted)


def test_crossing_sooner_than_the_minimum_lap_is_the_start() -> None:
    rows = GREEN + "10:00:12,passing,1,FL\n10:02:00,passing,1,FL\n10:04:00,passing,1,FL\n"
    assert row(score(rows), "1").laps == 2
    assert row(score(rows, '[timing]\nminimum-lap = "12 s"\n'), "1").laps == 3
    assert row(score(rows, '[timing]\nminimum-lap = "12.001 s"\n'), "1").laps == 2


def test_lap_much_longer_than_usual_is_looked_at_for_a_missed_passing() -> None:
    sectors = "".join(
        f"10:{minute:02d}:{second:02d},passing,1,S1\n"
        for minute, second in [(0, 40), (2, 40), (4, 40), (6, 40), (8, 40)]
    )
    rows = field(n1=["2:00", "2:00", "4:00", "2:00"]) + sectors
    assert "missed-passing" in codes(score(rows))
    assert "missed-passing" not in codes(score(rows, "[timing]\nmissed-over = 2.5\n"))


# --- the fastest lap


@pytest.mark.parametrize(
    ("rules", "best"),
    [
        ("", 1),
        ("first-lap = false", 3),
        ("first-lap = false\nin-laps = false", 4),
        ("first-lap = false\nin-laps = false\nout-laps = false", 5),
        ("first-lap = false\nin-laps = false\nout-laps = false\nneutralised = false", 6),
    ],
)
def test_which_laps_can_be_the_fastest(rules: str, best: int) -> None:
    """Lap 3 ends in the pit lane, lap 4 begins there, lap 5 is under the safety car; each beats those after it."""
    times = ["1:50", "2:10", "1:51", "1:52", "1:53", "1:54", "2:00"]
    rows = GREEN + laps("1", *times)
    rows = rows.replace("10:05:51.000000,passing,1,FL", "10:05:51.000000,passing,1,FL_PIT")
    rows += "10:08:00,flag,,,safety-car\n10:09:00,flag,,,green\n"
    result = score(rows, f"[race.fastest-lap]\n{rules}\n")
    assert row(result, "1").best_lap_number == best


def test_equal_laps_of_one_car_count_where_first_set() -> None:
    assert row(score(field(n1=["2:00", "1:50", "1:50"])), "1").best_lap_number == 2


# --- who is classified


def test_everyone_with_a_lap_is_classified_where_no_rule_asks_more() -> None:
    result = score(
        field(n1=["2:00"] * 3, n2=["2:01"]) + "10:00:30,passing,3,S1\n,status,4,,not-started\n", FIVE
    )
    assert told(result) == ["1 #1 3 6:00.000", "2 #2 1 2:01.000", "nc #3 0 0.000", "dns #4 0 0.000"]
    assert "no-lap" in reasons(result, "3")


def test_flag_is_needed_where_the_rulebook_says_so() -> None:
    cars = field(n1=["2:00"] * 3, n2=["2:01", "2:01"], n3=["3:01", "3:01"])
    result = score(cars, FIVE + '[race.classified]\nflag = { value = true, article = "10.15.2" }\n')
    assert told(result) == ["1 #1 3 6:00.000", "2 #3 2 6:02.000", "nc #2 2 4:02.000"]
    assert reasons(result, "2") == {"no-flag": {"article": "10.15.2"}}


TWENTY = '[race]\nlength = "21 min"\n'


@pytest.mark.parametrize(
    ("rounding", "enough"), [("none", False), ("up", False), ("nearest", False), ("down", True)]
)
def test_seven_laps_of_eleven_are_seventy_percent_only_rounded_down(rounding: str, enough: bool) -> None:
    cars = field(n1=["2:00"] * 11, n2=["3:00"] * 7)
    result = score(cars, f'{TWENTY}[race.classified]\nshare = "70 %"\nrounding = "{rounding}"\n')
    assert (row(result, "2").status is Status.CLASSIFIED) == enough
    if not enough:
        needed = {"none": "7.70", "up": "8", "nearest": "8"}[rounding]
        assert reasons(result, "2")["distance-short"] == {"laps": 7, "needed": needed, "winner_laps": 11}


def test_share_of_the_class_winner_or_of_the_overall_winner() -> None:
    cars = field(n1=["2:00"] * 11, n2=["3:00"] * 7, n3=["4:00"] * 5 + ["0:10"])
    classes = {"1": "P", "2": "GT", "3": "GT"}

    def classified(of: str) -> list[str]:
        rules = f'{TWENTY}[race.classified]\nshare = 0.7\nof = "{of}"\n'
        result = score(cars, rules, classes=classes)
        return [one.number for one in result.rows if one.status is Status.CLASSIFIED]

    assert classified("overall") == ["1"]
    assert classified("class") == ["1", "2", "3"]


def test_car_has_to_be_at_half_the_leaders_distance_at_three_quarters() -> None:
    """At 7:30 of ten minutes the leader has three laps: #2 has one, two thirds behind, and catches up in vain."""
    rules = TEN + '[race.classified.running]\nat = "75 %"\nshare = "1/2"\n'
    cars = field(n1=["2:00"] * 5, n2=["5:00", "2:31", "1:00", "1:30"], n3=["3:45", "3:45", "3:00"])
    result = score(cars, rules)
    assert row(result, "2").status is Status.NOT_CLASSIFIED
    assert row(result, "3").status is Status.CLASSIFIED  # the second lap ends at 7:30.000
    assert reasons(result, "2")["running-short"] == {"laps": 1, "leader_laps": 3}


BANDS = """
[race.classified]
slow-last-lap = [
    { over = "6 min", laps = 1 },
    { over = "7 min", laps = 2 },
    { over = "15 min", excluded = true },
]
"""


@pytest.mark.parametrize(
    ("last", "laps_"),
    [("6:00", 4), ("6:00.000001", 3), ("7:00", 3), ("7:01", 2), ("15:00", 2), ("15:01", None)],
)
def test_slow_last_lap_costs_laps_or_the_classification(last: str, laps_: int | None) -> None:
    cars = field(n1=["2:00"] * 6, n2=["3:00", "3:00", "3:00", last])
    result = score(cars, TEN + BANDS)
    if laps_ is None:
        assert row(result, "2").status is Status.NOT_CLASSIFIED
        assert reasons(result, "2")["slow-last-lap-excluded"] == {
            "lap_us": 901_000_000,
            "over_us": 900_000_000,
        }
    else:
        assert (row(result, "2").status, row(result, "2").laps) == (Status.CLASSIFIED, laps_)
        assert ("slow-last-lap" in reasons(result, "2")) == (laps_ < 4)


def test_a_slow_last_lap_costs_no_more_laps_than_were_driven() -> None:
    cars = field(n1=["2:00"] * 6, n2=["12:00"])
    made = score(cars, TEN + BANDS)
    assert (row(made, "2").laps, reasons(made, "2")["slow-last-lap"]["laps"]) == (0, 2)


def test_slow_last_lap_of_a_car_that_did_not_take_the_flag_costs_nothing() -> None:
    cars = field(n1=["2:00"] * 6, n2=["2:00", "7:30"])
    assert row(score(cars, TEN + BANDS), "2").laps == 2


@pytest.mark.parametrize(("by", "last"), [("laps", ["3", "2"]), ("flag-first", ["2", "3"])])
def test_cars_without_a_place_by_laps_or_those_with_the_flag_first(by: str, last: list[str]) -> None:
    """#2 takes the flag with two laps of six; #3 stops after four."""
    cars = field(n1=["2:00"] * 6, n2=["6:00", "6:01"], n3=["2:01"] * 4)
    rules = f'{TEN}[race.classified]\nflag = true\nshare = "70 %"\nunclassified-order = "{by}"\n'
    result = score(cars, rules)
    assert order(result) == ["1", *last]
    assert [one.position for one in result.rows] == [1, None, None]


def test_conditions_are_not_asked_while_the_race_is_running() -> None:
    cars = field(n1=["2:00"] * 6, n2=["6:00", "6:01"])
    rules = TEN + '[race.classified]\nflag = true\nshare = "70 %"\n'
    result = score(cars, rules, at="7:00")
    assert [one.status for one in result.rows] == [Status.CLASSIFIED] * 2


def test_car_can_be_classified_and_retired() -> None:
    cars = field(n1=["2:00"] * 3, n2=["2:01", "2:01"]) + "10:04:30,status,2,,retired:electrical\n"
    result = score(cars, FIVE)
    assert row(result, "2").retired
    assert row(result, "2").status is Status.CLASSIFIED
    assert reasons(result, "2")["retired"]["why"] == "electrical"


def test_the_last_status_of_a_car_is_the_latest_not_the_last_typed() -> None:
    rows = GREEN + laps("1", "2:00", "2:00") + "10:03:00,status,1,,running\n10:01:00,status,1,,retired\n"
    assert not row(score(rows), "1").retired
    assert row(score(rows, at="2:00"), "1").retired


def test_a_car_that_did_not_start_is_behind_nobody() -> None:
    result = score(GREEN + laps("1", "2:00", "2:00") + "10:00:00,status,2,,not-started\n")
    assert (row(result, "2").gap, row(result, "2").gap_laps) == (None, None)


def test_a_car_number_of_any_length_can_be_listed() -> None:
    long = "9" * 5000
    assert order(score(GREEN + laps(long, "2:00", "2:00") + laps("7", "2:00", "2:00"))) == ["7", long]


# --- places that a source states


def stated(*places: int | None, times: tuple[str | None, ...]) -> list[Car]:
    """Cars 1, 2, 3 … of three laps, as a source places them, with the times it gives."""
    return [
        Car(at, str(at + 1), laps=3, stated=place, time=None if time is None else parse_clock(time))
        for at, (place, time) in enumerate(zip(places, times, strict=True))
    ]


def numbers(cars: list[Car], *moved: str) -> str:
    return " ".join(car.number for car in in_order(cars, 1, moved))


def test_places_that_a_source_states_stand_whatever_its_times_say() -> None:
    """#3 is stated first with the longest time; #4, of which no place is stated, is behind all that have one."""
    cars = stated(2, 3, 1, None, times=("6:01", "6:00", "6:09", "5:59"))
    assert numbers(cars) == "3 1 2 4"


def test_cars_of_which_a_source_states_no_place_follow_by_laps_and_time() -> None:
    cars = stated(None, 1, None, None, times=("6:03", "6:00", "6:02", None))
    assert numbers(cars) == "2 3 1 4"


def test_a_car_with_a_penalty_goes_behind_those_now_ahead_of_it_and_no_other_moves() -> None:
    """#3 is stated first; of #1 and #2, stated against their times, neither changes for a penalty on #3."""
    cars = stated(2, 3, 1, times=("6:01", "6:00", "6:00.5"))
    assert numbers(cars, "3") == "1 2 3"
    assert numbers(stated(2, 3, 1, times=("6:01", "6:02", "6:01.5")), "3") == "1 3 2"
    assert (
        numbers(stated(2, 3, 1, times=("6:01", "6:02", "6:01")), "3") == "3 1 2"
    )  # level: it keeps its place
    assert numbers(stated(2, 3, 1, times=("6:01", "6:02", None)), "3") == "3 1 2"  # nobody knows its time


@pytest.mark.parametrize(
    ("car", "times", "after"),
    [
        ("2", "6:00 6:08 6:03 6:04 6:05", "1 3 4 5 2"),  # behind all four
        ("2", "6:00 6:03.5 6:03 6:04 6:05", "1 3 2 4 5"),  # behind one of them
        ("2", "6:00 6:03 6:03 6:04 6:05", "1 2 3 4 5"),  # level: it stays
        ("4", "6:00 6:01 6:02 6:01.5 6:05", "1 2 4 3 5"),  # its time was given back: ahead of one
        ("4", "6:00 6:01 6:02 5:59 6:05", "4 1 2 3 5"),
        ("3", "6:09 6:01 6:05 6:06 6:02", "1 2 4 5 3"),  # places against times: behind the last that is ahead
        (
            "2",
            "6:00 6:08 none 6:04 none",
            "1 3 4 2 5",
        ),  # cars of unknown time are passed with those around them
        ("1", "6:08 none 6:05 none none", "2 3 1 4 5"),
        ("3", "6:00 none 5:00 none 6:08", "3 1 2 4 5"),
        ("2", "6:00 none 6:05 6:06 6:07", "1 2 3 4 5"),
        ("3", "6:00 none 6:05 6:06 6:07", "1 2 3 4 5"),
        ("3", "6:00 6:03 6:03 6:04 6:05", "1 2 3 4 5"),  # level with the one before it: it stays behind
    ],
)
def test_where_a_car_goes_whose_time_changed_among_five_stated_places(
    car: str, times: str, after: str
) -> None:
    known = tuple(None if time == "none" else time for time in times.split())
    assert numbers(stated(1, 2, 3, 4, 5, times=known), car) == after


def test_two_penalised_cars_that_are_then_level_keep_the_order_of_their_places() -> None:
    assert numbers(stated(1, 2, 3, times=("6:10", "6:10", "6:05")), "1", "2") == "3 1 2"


def test_in_a_list_without_places_laps_and_time_decide_and_cars_level_stand_in_order_of_number() -> None:
    cars = stated(None, None, None, times=("6:01", "6:00", "6:01"))
    assert numbers(cars) == "2 1 3"
    cars[2].laps = 4
    assert numbers(cars) == "3 2 1"


def test_car_numbers_are_listed_as_people_list_them() -> None:
    """By value, the shorter first of one value; texts behind, among them what is too long to be painted."""
    listed = ["3", "03", "003", "7", "12", "999999999", "A", "12A", "0000000003"]
    assert sorted(set(listed), key=number_key) == listed


# --- who is classified: boundaries


@pytest.mark.parametrize(
    ("share", "driven", "rounding", "needed"),
    [
        ("74 %", 10, "nearest", "7"), ("75 %", 10, "nearest", "8"), ("76 %", 10, "nearest", "8"),
        ("74 %", 10, "up", "8"), ("74 %", 10, "down", "7"), ("74 %", 10, "none", "7.40"), ("70 %", 10, "up", "7"),
    ],
)  # fmt: skip
def test_how_many_laps_a_share_of_the_distance_is(
    share: str, driven: int, rounding: str, needed: str
) -> None:
    cars = field(n1=["2:00"] * driven, n2=["2:01"] * 3)
    made = score(
        cars, f'[race]\nlength = "19 min"\n[race.classified]\nshare = "{share}"\nrounding = "{rounding}"\n'
    )
    assert reasons(made, "2")["distance-short"] == {"laps": 3, "needed": needed, "winner_laps": driven}


def test_a_disqualified_winner_is_no_measure_of_the_distance() -> None:
    """#1 drove ten laps and is out; of the eight of #2 six are 75 %, of ten they would not be."""
    cars = field(n1=["2:00"] * 10, n2=["2:30"] * 8, n3=["3:20"] * 6)
    out = [Decision(car="1", penalty=Penalty.DISQUALIFIED)]
    made = score(cars, '[race]\nlength = "19 min"\n[race.classified]\nshare = "75 %"\n', decisions=out)
    assert told(made) == ["1 #2 8 20:00.000", "2 #3 6 20:00.000", "dsq #1 10 20:00.000"]


def test_no_share_is_asked_of_a_car_that_did_not_complete_a_lap() -> None:
    cars = field(n1=["2:00"] * 3) + "10:00:40,passing,2,S1\n"
    made = score(cars, FIVE + '[race.classified]\nshare = "75 %"\nflag = true\n')
    assert reasons(made, "2") == {"no-lap": {}}


def test_a_source_that_lists_its_cars_leaves_the_distance_to_the_rulebook_whoever_is_beside_them() -> None:
    """#3 is stated as retired, so its source says what it is; the other two are held to 75 %."""
    stated_ones = [
        Result(car="1", position=1, status="listed", laps=8), Result(car="2", position=2, status="listed", laps=5),
        Result(car="3", status="retired", laps=2),
    ]  # fmt: skip
    made = score(GREEN, '[race.classified]\nshare = "75 %"\n', records=stated_ones)
    assert [row(made, car).status.value for car in "123"] == [
        "classified",
        "not-classified",
        "not-classified",
    ]
    assert reasons(made, "2")["distance-short"] == {"laps": 5, "needed": "6", "winner_laps": 8}


def test_a_car_at_just_half_the_leaders_distance_at_three_quarters_is_classified() -> None:
    rules = TEN + '[race.classified.running]\nat = "75 %"\nshare = "1/2"\n'
    made = score(field(n1=["1:45"] * 6, n2=["3:40"] * 3, n3=["4:00", "3:31", "3:00"]), rules)
    assert [row(made, car).status is Status.CLASSIFIED for car in "123"] == [True, True, False]
    assert reasons(made, "3")["running-short"] == {"laps": 1, "leader_laps": 4}


def test_a_share_at_three_quarters_is_cited_and_needs_a_length() -> None:
    rules = '[race.classified]\nrunning = { at = "75 %", share = "1/2", article = "10.15" }\n'
    cars = field(n1=["2:00"] * 5, n2=["5:00", "2:31", "1:00", "1:30"])
    made = score(cars, TEN + rules)
    assert reasons(made, "2")["running-short"] == {"laps": 1, "leader_laps": 3, "article": "10.15"}
    flagged = cars + "10:10:00,flag,,,chequered\n"
    assert "running-short" not in reasons(
        score(flagged, rules), "2"
    )  # three quarters of a length that nobody knows


def test_a_race_whose_clock_stood_still_before_three_quarters_holds_nobody_to_them() -> None:
    """Red from 4:00 to the end: 7:30 of ten minutes never came. A clock that runs on gets there."""
    cars = field(n1=["1:00"] * 3, n2=["2:00"]) + "10:04:00,flag,,,red\n"
    rules = (
        TEN
        + '[race.classified.running]\nat = "75 %"\nshare = "2/3"\n'
        + '[race.red-flag]\nresult = "last-lap-all-completed"\n'
    )
    still = score(cars, rules + 'clock = "stops"\n')
    assert (told(still)[0], reasons(still, "2")) == ("1 #1 2 2:00.000", {})
    assert reasons(score(cars, rules), "2")["running-short"] == {"laps": 1, "leader_laps": 2}


def test_cars_without_a_place_stand_not_classified_then_not_started_then_disqualified() -> None:
    cars = (
        field(n1=["2:00"] * 3, n2=["2:01"] * 3, n4=["2:30"])
        + "10:00:40,passing,9,S1\n,status,3,,not-started\n"
    )
    out = [Decision(car="1", penalty=Penalty.DISQUALIFIED)]
    made = score(cars, FIVE + "[race.classified]\nflag = true\n", decisions=out)
    assert [(one.number, one.status.value) for one in made.rows] == [
        ("2", "classified"), ("4", "not-classified"), ("9", "not-classified"), ("3", "not-started"),
        ("1", "disqualified"),
    ]  # fmt: skip


def test_cars_without_a_place_stand_as_their_source_states_them() -> None:
    made = score(
        GREEN,
        records=[
            Result(car="1", position=1, laps=9),
            Result(car="2", position=5, status="disqualified", laps=9),
            Result(car="3", position=4, status="disqualified", laps=8),
            Result(car="4", status="disqualified", laps=9),
        ],
    )
    assert order(made) == ["1", "3", "2", "4"]


def test_that_no_flag_is_known_is_told_only_where_the_race_could_have_had_one() -> None:
    """Told of a race that ends nowhere; not of one whose flag fell, that is cut on purpose, or that nobody drove."""
    cars = field(n1=["2:00"] * 3)
    assert "flag-unknown" in codes(score(cars))
    assert "flag-unknown" not in codes(score(cars, FIVE))
    assert "flag-unknown" not in codes(score(cars + "10:06:00,flag,,,chequered\n"))
    assert "flag-unknown" not in codes(score(cars, at="5:00"))
    assert "flag-unknown" not in codes(score(GREEN + "10:00:30,passing,1,S1\n"))
    assert "flag-unknown" not in codes(score(cars, kind="qualifying"))


def with_results(rows: str, *results: Result) -> Classification:
    log = decode(f"time,kind,car,loop,value\n{rows}".encode(), "typed.csv").log
    for result in results:
        log = log.append(result)
    return classify(measure(log, parse_rulebook('name = "test"\n', "test.toml")))


def test_a_result_beside_passings_counts_for_nothing_and_one_of_another_car_stands() -> None:
    """#1 was timed for two laps and is also stated; #2 is only stated, with a place and no laps, so it started."""
    made = with_results(
        GREEN + laps("1", "2:00", "2:00"), Result(car="1", position=2, laps=9), Result(car="2", position=1)
    )
    unused = [(one.code, one.where.car) for one in made.findings if one.code.startswith("result-")]
    assert unused == [("result-beside-passings", "1")]
    assert row(made, "1").laps == 2
    assert row(made, "2").status is not Status.NOT_STARTED


def test_of_two_results_of_one_car_the_first_stands_and_the_second_is_told() -> None:
    made = with_results(GREEN, Result(car="2", position=1, laps=9), Result(car="2", position=3, laps=7))
    unused = [(one.code, one.where.car) for one in made.findings if one.code.startswith("result-")]
    assert unused == [("result-twice", "2")]
    assert (row(made, "2").position, row(made, "2").laps) == (1, 9)


def test_a_race_stopped_for_good_too_soon_places_nobody_but_those_a_list_has() -> None:
    """Red at 4:30 of 20 minutes, half of them needed. #3 is on the list of the timekeepers, who knew of that."""
    rules = '[race]\nlength = "20 min"\n[race.red-flag]\nresult-from = { value = "50 %", article = "57.3" }\n'
    rows = GREEN + laps("1", *["2:00"] * 2) + laps("2", *["2:05"] * 2) + "10:04:30,flag,,,red\n"
    result = score(
        rows, rules, records=[Result(car="3", position=1, status="listed", laps=2, time=250_000_000)]
    )
    assert told(result) == ["1 #3 2 4:10.000", "nc #1 2 4:00.000", "nc #2 2 4:10.000"]
    why = {"laps": 2, "share": "1/2", "article": "57.3"}
    assert [reasons(result, car).get("no-result") for car in "123"] == [why, why, None]
    soon = ["1 #1 2 4:00.000", "2 #2 2 4:10.000"]
    assert told(score(rows, rules.replace("50 %", "20 %"))) == soon
    assert told(score(rows, rules, at="4:20")) == soon  # before red was shown nobody knew
