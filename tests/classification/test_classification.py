"""Places, gaps and laps led in a row of the result, and what is told of the session as a whole."""

from decimal import Decimal

import pytest

from parcferme.classification import Classification, Status
from parcferme.classification.classification import _apart
from parcferme.classification.rows import Car
from parcferme.findings import Where
from parcferme.records import Decision, Penalty, Result, SessionStart
from small_races import GREEN, codes, laps, order, reasons, row, score, told

FIVE = '[race]\nlength = "5 min"\n'


def listed(*results: Result, **options: object) -> Classification:
    """A result as a source states it, without passings."""
    return score(GREEN, records=results, **options)  # type: ignore[arg-type]


def places(made: Classification) -> list[tuple[str, int | None]]:
    return [(one.number, one.position) for one in made.rows]


# --- level in a source that cuts its times


CUT = (
    GREEN
    + laps("1", *["2:00"] * 3)
    + laps("12", *["2:01"] * 3)
    + laps("3", *["2:01"] * 3)
    + laps("4", *["2:02"] * 3)
)


@pytest.mark.parametrize("resolution", [1_000, 2])
def test_cars_level_in_times_that_the_source_cut_have_places_of_their_own_and_say_so(resolution: int) -> None:
    """Cut at the millisecond, compared at the microsecond: nobody knows which of #3 and #12 was ahead."""
    made = score(CUT, FIVE, records=[SessionStart(resolution=resolution)])
    assert [(one.number, one.position, one.class_position) for one in made.rows] == [
        ("1", 1, 1), ("3", 2, 2), ("12", 3, 3), ("4", 4, 4),
    ]  # fmt: skip
    assert [reasons(made, car) for car in ("1", "3", "12", "4")] == [
        {}, {"level-in-source": {"other": "12"}}, {"level-in-source": {"other": "3"}}, {},
    ]  # fmt: skip
    level = [one for one in made.findings if one.code == "level-in-source"]
    assert [(one.where, one.values, one.severity.value) for one in level] == [
        (Where(car="3"), {"other": "12"}, "warning"), (Where(car="12"), {"other": "3"}, "warning"),
    ]  # fmt: skip


@pytest.mark.parametrize("records", [[], [SessionStart()], [SessionStart(resolution=1)]])
def test_cars_level_in_times_as_fine_as_the_rulebook_looks_are_level(records: list[SessionStart]) -> None:
    made = score(CUT, FIVE, records=records)
    assert places(made) == [("1", 1), ("3", 2), ("12", 2), ("4", 4)]
    assert [row(made, car).class_position for car in ("3", "12", "4")] == [2, 2, 4]
    # Typed in whole seconds and nobody said that the source knows more: the dead heat stands, and says so.
    typed = [{"level-in-source": {"other": other}} for other in ("12", "3")]
    known = bool(records and records[0].resolution)
    assert [reasons(made, car) for car in ("1", "3", "12")] == [
        {},
        {"dead-heat": {"others": ["12"]}} | ({} if known else typed[0]),
        {"dead-heat": {"others": ["3"]}} | ({} if known else typed[1]),
    ]
    assert ("level-in-source" in codes(made)) is not known


def test_three_cars_level_in_the_source_name_the_one_beside_them() -> None:
    rows = GREEN + "".join(laps(car, *["2:00"] * 3) for car in ("5", "6", "7"))
    made = score(rows, FIVE, records=[SessionStart(resolution=1_000)])
    beside = [[reason.values["other"] for reason in one.reasons] for one in made.rows]
    assert beside == [["6"], ["5", "7"], ["6"]]


def test_a_dead_heat_of_two_classes_is_one_of_each_class() -> None:
    rows = GREEN + laps("1", *["2:00"] * 3) + laps("2", *["2:00"] * 3) + laps("3", *["2:01"] * 3)
    made = score(rows, FIVE, classes={"1": "A", "2": "B", "3": "B"})
    assert [(one.number, one.position, one.class_position) for one in made.rows] == [
        ("1", 1, 1), ("2", 1, 1), ("3", 3, 2),
    ]  # fmt: skip
    assert [(one.class_gap, one.class_interval) for one in made.rows] == [
        (None, None), (None, None), (3_000_000, 3_000_000),
    ]  # fmt: skip


def test_places_that_a_source_states_are_no_dead_heat() -> None:
    made = listed(
        Result(car="1", position=1, laps=9, time=100), Result(car="2", position=2, laps=9, time=100)
    )
    assert places(made) == [("1", 1), ("2", 2)]
    assert "dead-heat" not in reasons(made, "2")


# --- that nobody drove is told


@pytest.mark.parametrize(
    ("results", "told_of"),
    [
        ([], True),
        ([Result(car="1", position=1)], False),
        ([Result(car="1", status="retired", laps=3)], False),
        ([Result(car="1", status="not-started")], True),
    ],
)
def test_a_session_of_which_nothing_says_that_anybody_drove(results: list[Result], told_of: bool) -> None:
    assert ("session-without-laps" in codes(listed(*results))) == told_of
    assert "session-without-laps" not in codes(score(GREEN + laps("1", "2:00", "2:00")))


# --- places that a source states


STATED = (
    Result(car="1", position=1, laps=9, time=540_000_000),
    Result(car="2", position=2, laps=9, time=541_000_000),
    Result(car="3", position=3, laps=9, time=544_000_000),
)


@pytest.mark.parametrize(
    ("decision", "after"),
    [
        (Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(2)), ["2", "1", "3"]),
        (Decision(car="1", penalty=Penalty.LAPS, laps=1), ["2", "3", "1"]),
        (Decision(car="1", penalty=Penalty.REPRIMAND), ["1", "2", "3"]),
        (Decision(car="1", penalty=Penalty.PLACES, places=1), ["2", "1", "3"]),
        (Decision(car="1", penalty=Penalty.DISQUALIFIED), ["2", "3", "1"]),
    ],
    ids=lambda value: value.penalty.value if isinstance(value, Decision) else "",
)
def test_a_penalty_moves_a_stated_car_and_a_reprimand_does_not(decision: Decision, after: list[str]) -> None:
    made = listed(*STATED, decisions=[decision])
    assert order(made) == after
    last = None if decision.penalty is Penalty.DISQUALIFIED else 3
    assert [one.position for one in made.rows] == [1, 2, last]


def test_a_reprimand_moves_no_car_whose_stated_place_is_against_its_time() -> None:
    against = (Result(car="1", position=1, laps=9, time=600), Result(car="2", position=2, laps=9, time=500))
    assert order(listed(*against, decisions=[Decision(car="1", penalty=Penalty.REPRIMAND)])) == ["1", "2"]
    shorter = Decision(penalty=Penalty.RACE_TIME, seconds=Decimal(240))
    assert order(listed(*against, decisions=[shorter])) == ["1", "2"]


def test_a_source_that_numbers_its_cars_on_below_the_classified_is_followed() -> None:
    """#4 is stated third and not classified: it has that place. #5 has none, #6 did not start."""
    made = listed(
        *STATED[:2],
        Result(car="6", status="not-started"),
        Result(car="5", status="not-classified", laps=8),
        Result(car="4", position=3, status="not-classified", laps=3),
    )
    assert places(made) == [("1", 1), ("2", 2), ("4", 3), ("5", None), ("6", None)]


def test_who_is_out_by_the_rulebook_keeps_no_place_of_a_list_that_leaves_it_to_the_rulebook() -> None:
    made = score(
        GREEN,
        '[race.classified]\nshare = "70 %"\n',
        records=[
            Result(car="1", position=1, status="listed", laps=10),
            Result(car="2", position=2, status="listed", laps=3),
            Result(car="3", position=3, status="listed", laps=7),
        ],
    )
    assert places(made) == [("1", 1), ("3", 2), ("2", None)]


def test_a_disqualified_car_stays_so_whatever_its_source_says() -> None:
    out = [Decision(car="1", penalty=Penalty.DISQUALIFIED)]
    for status in (None, "classified", "listed"):
        both = [Result(car=car, position=int(car), status=status, laps=9) for car in ("1", "2")]
        made = listed(*both, decisions=out)
        assert row(made, "1").status is Status.DISQUALIFIED
        assert places(made) == [("2", 1), ("1", None)]


def test_a_car_that_was_timed_and_of_which_a_list_states_no_place_is_not_classified() -> None:
    made = score(GREEN + laps("9", "2:00", "2:00"), records=STATED)
    assert row(made, "9").status is Status.NOT_CLASSIFIED


# --- a qualifying as a source states it


@pytest.mark.parametrize(
    ("status", "position"),
    [(None, 2), ("classified", 2), ("not-classified", None), ("disqualified", None), ("listed", None)],
)
def test_a_place_in_a_qualifying_without_times_stands_where_the_source_classifies_the_car(
    status: str | None, position: int | None
) -> None:
    made = listed(
        Result(car="1", position=1, best_lap=100_000_000),
        Result(car="2", position=2, status=status, laps=3),
        kind="qualifying",
    )
    assert places(made) == [("1", 1), ("2", position)]


def test_a_time_of_a_car_that_the_source_disqualified_gives_no_place() -> None:
    timed = (
        Result(car="1", position=1, best_lap=100),
        Result(car="2", position=2, best_lap=90, status="disqualified", laps=4),
    )
    made = listed(*timed, kind="qualifying")
    assert [(one.number, one.position, one.status) for one in made.rows] == [
        ("1", 1, Status.CLASSIFIED), ("2", None, Status.DISQUALIFIED),
    ]  # fmt: skip


def test_a_car_disqualified_in_qualifying_has_no_place_and_its_best_lap_stays() -> None:
    rows = GREEN + laps("1", "2:00", "1:40") + laps("2", "2:00", "1:41")
    made = score(rows, kind="qualifying", decisions=[Decision(car="1", penalty=Penalty.DISQUALIFIED)])
    assert [(one.number, one.position, one.status, one.best_lap) for one in made.rows] == [
        ("2", 1, Status.CLASSIFIED, 101_000_000), ("1", None, Status.DISQUALIFIED, 100_000_000),
    ]  # fmt: skip


def test_cars_without_a_time_placed_last_stand_in_the_order_of_the_list_then_of_their_numbers() -> None:
    """Of those without a time #8 is stated before #3; of #12 and #4 the list says no place, and both have driven."""
    made = listed(
        Result(car="7", position=1, best_lap=100_000_000),
        Result(car="12", laps=1, status="not-classified"),
        Result(car="4", laps=1, status="not-classified"),
        Result(car="3", position=5, status="not-classified", laps=2),
        Result(car="8", position=4, status="not-classified", laps=2),
        rules='[qualifying.order]\nno-time = "last"\n',
        kind="qualifying",
    )
    assert places(made) == [("7", 1), ("8", 2), ("3", 3), ("4", 4), ("12", 5)]


# --- laps led


def test_laps_led_are_those_the_result_counts_overall_and_in_the_class() -> None:
    """#1 leads laps 1 and 2, #3 laps 3 and 4; of class B #2 leads every lap of its two, #4 the third alone."""
    rows = (
        GREEN
        + laps("1", "1:00", "1:00", "1:10", "1:10")
        + laps("3", "1:01", "1:01", "1:01", "1:01")
        + laps("2", "1:20", "1:20")
        + laps("4", "1:21", "1:21", "1:21")
    )
    made = score(rows, classes={"1": "A", "3": "A", "2": "B", "4": "B"})
    assert {one.number: (one.laps_led, one.class_laps_led) for one in made.rows} == {
        "3": (2, 2), "1": (2, 2), "4": (0, 1), "2": (0, 2),
    }  # fmt: skip


def test_a_lap_that_stewards_took_from_everybody_is_led_by_nobody() -> None:
    """#1 leads all three laps; with a lap less it is on two, and #2, a lap down, leads none of them."""
    rows = GREEN + laps("1", "1:00", "1:00", "1:00") + laps("2", "1:20", "1:20")
    taken = [Decision(car="1", penalty=Penalty.LAPS, laps=1)]
    made = score(rows, decisions=taken, classes={"1": "A", "2": "B"})
    assert {one.number: (one.laps_led, one.class_laps_led) for one in made.rows} == {"1": (2, 2), "2": (0, 2)}
    taken = [*taken, Decision(car="2", penalty=Penalty.LAPS, laps=2)]
    made = score(rows, decisions=taken, classes={"1": "A", "2": "B"})
    assert {one.number: (one.laps_led, one.class_laps_led) for one in made.rows} == {"1": (2, 2), "2": (0, 0)}


def test_of_a_list_without_laps_nobody_knows_who_led() -> None:
    made = listed(*STATED)
    assert [(one.laps_led, one.class_laps_led) for one in made.rows] == [(None, None)] * 3
    assert row(score(GREEN + laps("1", "2:00", "1:50"), kind="qualifying"), "1").laps_led is None


# --- gaps


def car(number: str, laps_: int = 9, time: int | None = None, by: int | None = None, **more: object) -> Car:
    return Car(0, number, laps=laps_, time=time, ordered_by=by, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ahead", "behind", "apart"),
    [
        (car("1", 9, 100), car("2", 9, 130), (30, None)),
        (car("1", 9, 100), car("2", 9, 100), (0, None)),
        (car("1", 9, 130), car("2", 9, 100), (None, None)),  # a decision put it behind a car it had beaten
        (car("1", 9, 100), car("2", 7, 90), (None, 2)),
        (car("1", 7, 100), car("2", 9, 90), (None, None)),
        (car("1", 9, None), car("2", 7, 90), (None, 2)),
        (car("1", 9, 90), car("2", 7, None), (None, 2)),
        (car("1", 9, None), car("2", 9, 90), (None, None)),
        (car("1", 9, 90), car("2", 9, None), (None, None)),
        (car("1", 9, None), car("2", 8, None), (None, None)),  # nobody knows a time, as in qualifying
        (car("1", 9, None, by=50), car("2", 3, None, by=57), (7, None)),
        (car("1", 9, None, by=50), car("2", 3, None), (None, None)),
        (car("1", 9, 90), car("2", 0, None, status=Status.NOT_STARTED), (None, None)),
        (None, car("1", 9, 90), (None, None)),
    ],
)
def test_how_far_a_car_is_behind_another(
    ahead: Car | None, behind: Car, apart: tuple[int | None, int | None]
) -> None:
    assert _apart(ahead, behind, 1) == apart


def test_a_gap_is_the_difference_of_the_times_that_are_shown() -> None:
    """1.9 s and 3.0 s shown in whole seconds are two seconds apart, as a reader would work out."""
    assert _apart(car("1", 9, 1_900), car("2", 9, 3_000), 1_000) == (2_000, None)
    alone = car("1", 9, 100)
    assert _apart(alone, alone, 1) == (None, None)


def test_gaps_of_each_class_are_to_its_own_cars() -> None:
    rows = GREEN + "".join(laps(number, *times) for number, times in {
        "1": ["1:00"] * 3, "2": ["1:01"] * 3, "3": ["1:02"] * 3, "4": ["1:04"] * 3, "5": ["1:40"] * 2,
    }.items())  # fmt: skip
    made = score(rows, classes={"1": "A", "2": "B", "3": "A", "4": "B", "5": "B"})
    assert [(one.number, one.gap, one.interval, one.class_gap, one.class_interval) for one in made.rows] == [
        ("1", None, None, None, None),
        ("2", 3_000_000, 3_000_000, None, None),
        ("3", 6_000_000, 3_000_000, 6_000_000, 6_000_000),
        ("4", 12_000_000, 6_000_000, 9_000_000, 9_000_000),
        ("5", None, None, None, None),
    ]
    last = row(made, "5")
    assert (last.gap_laps, last.interval_laps, last.class_gap_laps, last.class_interval_laps) == (1, 1, 1, 1)


def test_an_unclassified_car_has_its_distance_to_the_winners_and_to_nobody_before_it() -> None:
    rows = GREEN + laps("1", *["2:00"] * 3) + laps("2", *["2:01"] * 3) + laps("3", "2:02")
    made = score(rows, FIVE + "[race.classified]\nflag = true\n", classes={"1": "A", "2": "B", "3": "B"})
    last = row(made, "3")
    assert (last.position, last.class_position, last.gap_laps, last.class_gap_laps) == (None, None, 2, 2)
    assert (last.interval, last.interval_laps, last.class_interval_laps) == (None, None, None)


def test_the_elapsed_time_of_a_best_lap_is_from_the_start_of_the_session() -> None:
    made = score(GREEN + laps("1", "2:00", "1:50", "1:51") + laps("2", "2:00"), kind="qualifying")
    one, none = row(made, "1"), row(made, "2")
    assert (one.best_lap_elapsed, one.second_best_lap_elapsed) == (230_000_000, 341_000_000)
    assert (none.best_lap_elapsed, none.second_best_lap_elapsed) == (None, None)


# --- decisions of the call


def test_a_drive_through_waits_for_the_flag() -> None:
    """Pending while nothing has ended the session; turned into time once the flag fell or timing is closed."""
    rows = GREEN + laps("1", *["2:00"] * 3)
    ruled = [Decision(car="1", penalty=Penalty.DRIVE_THROUGH)]
    rules = '[race.penalties]\ndrive-through = "30 s"\n'
    assert told(score(rows, rules, decisions=ruled)) == ["1 #1 3 6:00.000"]
    assert told(score(rows + "10:06:00,flag,,,chequered\n", rules, decisions=ruled)) == ["1 #1 3 6:30.000"]
    assert told(score(rows + "10:07:00,session,,,end\n", rules, decisions=ruled)) == ["1 #1 3 6:30.000"]


def test_the_row_of_a_car_that_was_not_there_is_none() -> None:
    made = score(GREEN + laps("1", "2:00", "2:00"))
    assert (made.row("2"), order(made)) == (None, ["1"])


def test_a_chequered_flag_of_the_wrong_hour_is_asked_about_and_not_called_unknown() -> None:
    """The flag was typed two hours early: it ends nothing, and still somebody has shown it."""
    made = score(GREEN + laps("1", *["2:00"] * 3) + "08:06:00,flag,,,chequered\n")
    assert made.timing.flag.at is None
    assert "flag-outside-session" in codes(made) and "flag-unknown" not in codes(made)
