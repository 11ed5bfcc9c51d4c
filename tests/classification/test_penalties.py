"""Decisions of every kind on a small race: what they change, and what they leave alone."""

from decimal import Decimal

import msgspec
import pytest

from parcferme.classification import Classification, Status, classify
from parcferme.findings import Where
from parcferme.records import Decision, Penalty, Result
from parcferme.times import SECOND
from small_races import GREEN, codes, laps, order, reasons, row, score, told

RULES = '[race]\nlength = "5 min"\n'
CLASSES = {"1": "A", "2": "B", "3": "A", "4": "B"}
RACE = GREEN + "".join(laps(car, *[f"2:0{car}"] * 3) for car in CLASSES)  # 6:03, 6:06, 6:09, 6:12


def ruled(*decisions: Decision, rules: str = RULES, rows: str = RACE, kind: str = "race") -> Classification:
    return score(rows, rules, classes=CLASSES, decisions=decisions, kind=kind)


def test_race_without_decisions() -> None:
    assert told(ruled()) == ["1 #1 3 6:03.000", "2 #2 3 6:06.000", "3 #3 3 6:09.000", "4 #4 3 6:12.000"]


def test_seconds_are_added_to_the_time() -> None:
    result = ruled(Decision(car="1", penalty=Penalty.TIME, seconds=Decimal("3.5"), article="54.3"))
    assert told(result)[:2] == ["1 #2 3 6:06.000", "2 #1 3 6:06.500"]
    assert reasons(result, "1")["time-penalty"] == {"seconds_us": 3_500_000, "article": "54.3"}


def test_two_different_penalties_on_one_car_add_up() -> None:
    result = ruled(
        Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(5), document="12"),
        Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(5), document="17"),
    )
    assert row(result, "1").time == 373_000_000


def test_same_decision_twice_counts_once() -> None:
    decision = Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(5), document="12")
    result = ruled(decision, decision)
    assert row(result, "1").time == 368_000_000
    assert "decision-repeated" in codes(result)


@pytest.mark.parametrize(
    ("apart", "seconds", "told"),
    [(119, 5, "decision-repeated"), (120, 10, "decision-again"), (-120, 10, "decision-again")],
)
def test_a_decision_that_comes_again_two_minutes_later_counts_again(
    apart: int, seconds: int, told: str
) -> None:
    """A button pressed twice is one ruling; five seconds for track limits on lap 10 and on lap 20 are two."""
    first = Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(5), at=37_000 * SECOND, seq=90)
    again = msgspec.structs.replace(first, at=(37_000 + apart) * SECOND, seq=91)
    made = ruled(first, again)
    assert row(made, "1").time == (363 + seconds) * SECOND
    assert [(one.code, one.where.seq) for one in made.findings] == [(told, 91)]


def test_a_time_penalty_that_was_served_at_a_stop_adds_nothing() -> None:
    made = ruled(Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(10), served=True, document="7"))
    assert row(made, "1").time == 363 * SECOND
    assert reasons(made, "1") == {"time-penalty-served": {"seconds_us": 10 * SECOND, "document": "7"}}
    late = ruled(Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(10), served=False))
    assert row(late, "1").time == 373 * SECOND


@pytest.mark.parametrize(
    ("decision", "idle"),
    [
        (Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(5), laps=1), ["laps"]),
        (
            Decision(car="1", penalty=Penalty.LAPS, laps=1, seconds=Decimal(5), places=2),
            ["seconds", "places"],
        ),
        (Decision(car="1", penalty=Penalty.PLACES, places=1, served=True), ["served"]),
        (Decision(car="1", penalty=Penalty.DISQUALIFIED, laps=1), ["laps"]),
        (Decision(car="1", penalty=Penalty.FINE, seconds=Decimal(500)), None),
    ],
)
def test_an_amount_the_penalty_does_not_go_by_is_told(decision: Decision, idle: list[str] | None) -> None:
    told = [dict(one.values) for one in ruled(decision).findings if one.code == "decision-idle"]
    assert told == ([{"penalty": decision.penalty.value, "fields": idle}] if idle else [])


@pytest.mark.parametrize(("taken", "told"), [(3, None), (4, {"laps": 4, "driven": 3})])
def test_more_laps_taken_than_were_driven_are_told(taken: int, told: dict[str, int] | None) -> None:
    made = ruled(Decision(car="1", penalty=Penalty.LAPS, laps=taken))
    assert row(made, "1").laps == 0
    assert [dict(one.values) for one in made.findings if one.code == "laps-beyond"] == (
        [told] if told else []
    )


def test_laps_are_taken_and_the_time_kept() -> None:
    result = ruled(Decision(car="1", penalty=Penalty.LAPS, laps=1))
    assert told(result)[-1] == "4 #1 2 6:03.000"


def test_deleted_lap_stays_a_lap_without_a_time() -> None:
    result = ruled(Decision(car="1", penalty=Penalty.LAP_DELETED, lap=1))
    assert row(result, "1").laps == 3
    assert row(result, "1").best_lap_number == 2


def test_rear_of_class_is_behind_the_last_car_of_the_class_in_the_overall_order() -> None:
    """#1 goes behind #3, the last of class A, and stays ahead of #4 of class B; time and laps as driven."""
    result = ruled(Decision(car="1", penalty=Penalty.REAR_OF_CLASS))
    assert told(result) == ["1 #2 3 6:06.000", "2 #3 3 6:09.000", "3 #1 3 6:03.000", "4 #4 3 6:12.000"]
    assert row(result, "1").class_position == 2
    assert reasons(result, "1")["rear-of-class"]["to_position"] == 3


def test_rear_of_field_is_behind_everyone() -> None:
    assert order(ruled(Decision(car="1", penalty=Penalty.REAR_OF_FIELD))) == ["2", "3", "4", "1"]


@pytest.mark.parametrize(("places", "after"), [(0, "1234"), (1, "2134"), (2, "2314"), (9, "2341")])
def test_places_lost(places: int, after: str) -> None:
    assert "".join(order(ruled(Decision(car="1", penalty=Penalty.PLACES, places=places)))) == after


def test_disqualified_car_is_listed_last_without_a_place() -> None:
    result = ruled(Decision(car="1", penalty=Penalty.DISQUALIFIED, reason="underweight"))
    assert order(result) == ["2", "3", "4", "1"]
    assert (row(result, "1").status, row(result, "1").position) == (Status.DISQUALIFIED, None)
    assert row(result, "2").position == 1


CONVERTED = RULES + '[race.penalties]\ndrive-through = "20 s"\nstop-and-go = "30 s"\n'


@pytest.mark.parametrize(("penalty", "added"), [(Penalty.DRIVE_THROUGH, 20), (Penalty.STOP_AND_GO, 30)])
def test_unserved_drive_through_and_stop_and_go_become_time(penalty: Penalty, added: int) -> None:
    decision = Decision(car="1", penalty=penalty, seconds=Decimal(10))
    result = ruled(decision, rules=CONVERTED)
    assert row(result, "1").time == (363 + added) * 1_000_000
    assert reasons(result, "1")[f"{penalty.value}-converted"]["added_us"] == added * 1_000_000


@pytest.mark.parametrize("penalty", [Penalty.DRIVE_THROUGH, Penalty.STOP_AND_GO])
def test_served_drive_through_and_stop_and_go_change_nothing(penalty: Penalty) -> None:
    result = ruled(Decision(car="1", penalty=penalty, served=True), rules=CONVERTED)
    assert order(result) == ["1", "2", "3", "4"]
    assert f"{penalty.value}-served" in reasons(result, "1")


def test_unserved_penalty_without_a_conversion_is_told_and_changes_nothing() -> None:
    result = ruled(Decision(car="1", penalty=Penalty.DRIVE_THROUGH))
    assert order(result) == ["1", "2", "3", "4"]
    assert "penalty-not-converted" in codes(result)


def test_penalty_is_pending_while_the_race_is_running() -> None:
    result = score(
        RACE,
        CONVERTED,
        classes=CLASSES,
        decisions=[Decision(car="1", penalty=Penalty.DRIVE_THROUGH)],
        at="4:30",
    )
    assert "drive-through-pending" in reasons(result, "1")
    assert row(result, "1").time == 242_000_000


@pytest.mark.parametrize(
    "decision",
    [
        Decision(car="1", penalty=Penalty.GRID_PLACES, places=5),
        Decision(car="1", penalty=Penalty.NOT_SCORED),
        Decision(car="1", penalty=Penalty.REPRIMAND),
        Decision(car="1", penalty=Penalty.FINE, seconds=Decimal(500)),
        Decision(car="1", penalty=Penalty.NO_FURTHER_ACTION),
    ],
    ids=lambda decision: decision.penalty.value,
)
def test_decisions_that_leave_the_result_alone_are_still_told(decision: Decision) -> None:
    result = ruled(decision)
    assert told(result) == told(ruled())
    assert decision.penalty.value in reasons(result, "1")


def test_time_penalty_can_break_a_dead_heat_and_make_one() -> None:
    even = ruled(Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(3)))
    assert [(one.number, one.position) for one in even.rows][:3] == [("1", 1), ("2", 1), ("3", 3)]
    broken = ruled(Decision(car="1", penalty=Penalty.TIME, seconds=Decimal("3.000001")))
    assert [(one.number, one.position) for one in broken.rows][:3] == [("2", 1), ("1", 2), ("3", 3)]


def test_penalised_car_can_fall_short_of_the_distance() -> None:
    rules = RULES + '[race.classified]\nshare = "70 %"\n'
    result = ruled(Decision(car="2", penalty=Penalty.LAPS, laps=1), rules=rules)
    assert row(result, "2").status is Status.NOT_CLASSIFIED
    assert "distance-short" in reasons(result, "2")


def test_moved_car_in_qualifying() -> None:
    result = ruled(Decision(car="1", penalty=Penalty.REAR_OF_CLASS), rules="", kind="qualifying")
    assert order(result) == ["2", "3", "1", "4"]


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision(car="99", penalty=Penalty.TIME, seconds=Decimal(5)), "decision-unknown-car"),
        (Decision(car="1", penalty=Penalty.TIME), "decision-incomplete"),
        (Decision(car="1", penalty=Penalty.LAP_DELETED, lap=9), "decision-unknown-lap"),
        (Decision(car="1", penalty=Penalty.LAP_DELETED, lap=0), "decision-unknown-lap"),
    ],
)
def test_decision_that_cannot_be_carried_out_is_a_finding(decision: Decision, code: str) -> None:
    result = ruled(decision)
    assert told(result) == told(ruled())
    assert code in codes(result)


def test_a_new_length_of_the_race_speaks_of_no_car() -> None:
    """The length is measured by; here, after measuring, it moves nobody, whatever car is named beside it."""
    for seconds in (240, 1):
        result = ruled(Decision(car="99", penalty=Penalty.RACE_TIME, seconds=Decimal(seconds)))
        assert (told(result), codes(result)) == (told(ruled()), codes(ruled()))


@pytest.mark.parametrize("seconds", [None, Decimal(0), Decimal(-60)])
def test_a_new_length_without_one_changes_nothing(seconds: Decimal | None) -> None:
    result = ruled(Decision(penalty=Penalty.RACE_TIME, seconds=seconds))
    assert told(result) == told(ruled())
    assert "decision-incomplete" in codes(result)


def test_a_drive_through_is_no_longer_pending_once_timing_is_closed() -> None:
    rows = GREEN + laps("1", "2:00", "2:00") + "10:05:00,session,,,end\n"
    result = score(rows, '[race.penalties]\ndrive-through = "30 s"\n', decisions=[
        Decision(car="1", penalty=Penalty.DRIVE_THROUGH)
    ])  # fmt: skip
    assert row(result, "1").time == 270_000_000
    assert "drive-through-converted" in reasons(result, "1")


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (Decision(car="99", penalty=Penalty.TIME, seconds=Decimal(5)), "decision-unknown-car"),
        (Decision(car="1", penalty=Penalty.TIME), "decision-incomplete"),
        (Decision(penalty=Penalty.RACE_TIME), "decision-incomplete"),
        (Decision(car="1", penalty=Penalty.LAP_DELETED, lap=4), "decision-unknown-lap"),
        (Decision(car="1", penalty=Penalty.DRIVE_THROUGH), "penalty-not-converted"),
    ],
)
def test_a_decision_that_changes_nothing_is_told_with_the_record_and_the_line_it_stands_on(
    decision: Decision, code: str
) -> None:
    here = msgspec.structs.replace(decision, seq=17, source="decisions.toml", line=41)
    (found,) = [one for one in ruled(here).findings if one.code == code]
    assert found.where == Where(file="decisions.toml", line=41, car=decision.car, seq=17)
    typed = msgspec.structs.replace(decision, seq=0, source="decisions.toml", line=41)
    (found,) = [one for one in ruled(typed).findings if one.code == code]
    assert found.where == Where(file="decisions.toml", line=41, car=decision.car)  # not of the log


def test_what_a_decision_lacks_and_what_there_was_is_told() -> None:
    """#1 did three laps; lap 3 is its last that can be deleted."""
    deleted = ruled(Decision(car="1", penalty=Penalty.LAP_DELETED, lap=4))
    assert values_of(deleted, "decision-unknown-lap") == {"lap": 4, "laps": 3}
    last = ruled(Decision(car="1", penalty=Penalty.LAP_DELETED, lap=3))
    assert reasons(last, "1")["lap-deleted"] == {"lap": 3}
    for penalty, missing in (
        (Penalty.TIME, "seconds"), (Penalty.LAPS, "laps"), (Penalty.PLACES, "places"), (Penalty.RACE_TIME, "seconds"),
    ):  # fmt: skip
        lacking = ruled(Decision(car="1", penalty=penalty))
        assert values_of(lacking, "decision-incomplete") == {"penalty": penalty.value, "missing": missing}
    assert values_of(ruled(Decision(car="99", penalty=Penalty.FINE)), "decision-unknown-car") == {
        "number": "99"
    }


def test_a_ruling_on_a_number_that_looks_like_one_there_is_names_it() -> None:
    found = values_of(ruled(Decision(car="01", penalty=Penalty.FINE)), "decision-unknown-car")
    assert found == {"number": "01", "nearest": "1"}


def test_half_a_second_is_a_penalty() -> None:
    made = ruled(Decision(car="2", penalty=Penalty.TIME, seconds=Decimal("0.5")))
    assert "decision-amount" not in codes(made)
    assert any(500_000 in values.values() for values in reasons(made, "2").values())


def values_of(result: Classification, code: str) -> dict[str, object]:
    (found,) = [one for one in result.findings if one.code == code]
    return dict(found.values)


@pytest.mark.parametrize(
    ("car", "lost", "before", "after"), [("1", 2, 1, 3), ("2", 1, 2, 3), ("2", 9, 2, 4), ("3", 1, 3, 4)]
)
def test_from_which_place_to_which_a_car_was_put_back(car: str, lost: int, before: int, after: int) -> None:
    moved = ruled(Decision(car=car, penalty=Penalty.PLACES, places=lost, article="31.6", document="9", seq=5))
    assert reasons(moved, car)["places"] == {
        "places": lost, "from_position": before, "to_position": after, "article": "31.6", "document": "9",
        "decision": 5,
    }  # fmt: skip


def test_a_car_put_back_from_a_dead_heat_says_the_place_it_shared() -> None:
    """#2 and #3 are level behind #1; #3, put back one place, was second and is third, behind #2."""
    rows = GREEN + laps("1", *["2:01"] * 3) + laps("2", *["2:02"] * 3) + laps("3", *["2:02"] * 3)
    moved = ruled(Decision(car="3", penalty=Penalty.PLACES, places=1), rows=rows + laps("4", *["2:04"] * 3))
    assert reasons(moved, "3")["places"] == {"places": 1, "from_position": 2, "to_position": 3}
    assert [(one.number, one.position) for one in moved.rows] == [("1", 1), ("2", 2), ("3", 3), ("4", 4)]


def test_a_number_that_two_cars_have_on_them_names_neither_and_both_are_told() -> None:
    """#5 of A and #5 of B are told apart by the engine; the decision says only what is painted on the car."""
    cars = ["5 (A)", "5 (B)", "6"]
    timing = score(
        GREEN, records=[Result(car=car, position=at, laps=9, time=540) for at, car in enumerate(cars, 1)]
    ).timing
    made = classify(timing, [Decision(car="5", penalty=Penalty.TIME, seconds=Decimal(5), seq=9)])
    (found,) = [one for one in made.findings if one.code.startswith("decision-")]
    assert (found.code, found.values) == ("decision-car-ambiguous", {"cars": cars[:2]})
    assert found.where == Where(car="5", seq=9)
    assert {one.time for one in made.rows} == {540}
    exact = classify(timing, [Decision(car="5 (A)", penalty=Penalty.TIME, seconds=Decimal(5))])
    assert [one.time for one in exact.rows if one.number == "5 (A)"] == [5_000_540]


def test_a_decision_that_names_no_car_is_told_of_nobody() -> None:
    assert values_of(ruled(Decision(penalty=Penalty.TIME, seconds=Decimal(5))), "decision-unknown-car") == {
        "number": ""
    }


def test_a_decision_repeated_names_its_penalty_and_another_document_is_another_decision() -> None:
    once = Decision(car="1", penalty=Penalty.FINE, seconds=Decimal(500), document="12")
    assert values_of(ruled(once, once), "decision-repeated") == {"penalty": "fine"}
    assert "decision-repeated" not in codes(ruled(once, msgspec.structs.replace(once, document="13")))


@pytest.mark.parametrize("amount", [Decimal(0), Decimal(-5), Decimal("0.0000001")])
@pytest.mark.parametrize(
    ("penalty", "field"), [(Penalty.TIME, "seconds"), (Penalty.LAPS, "laps"), (Penalty.PLACES, "places")]
)
def test_a_penalty_of_nothing_or_less_is_left_out_and_told(
    penalty: Penalty, field: str, amount: Decimal
) -> None:
    """-5 s made #2 the winner in silence; 0 s was "added" without a word."""
    said = amount if field == "seconds" else int(amount)
    made = ruled(msgspec.structs.replace(Decision(car="2", penalty=penalty, seq=17), **{field: said}))
    assert told(made) == told(ruled())
    assert reasons(made, "2") == {}
    (found,) = [one for one in made.findings if one.code == "decision-amount"]
    assert (found.values, found.records) == ({"penalty": penalty.value, "value": str(said)}, (17,))


def test_of_a_car_that_completed_no_lap_none_can_be_deleted() -> None:
    rows = RACE + "10:00:30,passing,9,S1\n"
    made = ruled(Decision(car="9", penalty=Penalty.LAP_DELETED, lap=1), rows=rows)
    assert values_of(made, "decision-unknown-lap") == {"lap": 1, "laps": 0}


def test_no_more_laps_can_be_taken_than_were_driven() -> None:
    taken = ruled(Decision(car="1", penalty=Penalty.LAPS, laps=9))
    assert (row(taken, "1").laps, row(taken, "1").status) == (0, Status.NOT_CLASSIFIED)


def test_the_reason_of_a_decision_says_what_was_ruled_and_where_it_is_written() -> None:
    """One of every kind that is told before the order is made; `decision` is the record of the ruling."""
    written: dict[str, object] = {"article": "31.6", "document": "9", "reason": "unsafe release", "seq": 5}
    cited = {"article": "31.6", "document": "9", "why": "unsafe release", "decision": 5}
    for decision, code, values in (
        (Decision(car="1", penalty=Penalty.TIME, seconds=Decimal("2.5")), "time-penalty", {"seconds_us": 2_500_000}),
        (Decision(car="1", penalty=Penalty.LAPS, laps=1), "laps-penalty", {"laps": 1}),
        (Decision(car="1", penalty=Penalty.LAP_DELETED, lap=2), "lap-deleted", {"lap": 2}),
        (Decision(car="1", penalty=Penalty.DISQUALIFIED), "disqualified", {}),
        (Decision(car="1", penalty=Penalty.GRID_PLACES, places=5), "grid-places", {"places": 5}),
        (Decision(car="1", penalty=Penalty.FINE, seconds=Decimal(500)), "fine", {"seconds": "500"}),
        (Decision(car="1", penalty=Penalty.NOT_SCORED), "not-scored", {}),
        (
            Decision(car="1", penalty=Penalty.STOP_AND_GO, seconds=Decimal(10), served=True),
            "stop-and-go-served", {"seconds_us": 10_000_000},
        ),
        (
            Decision(car="1", penalty=Penalty.STOP_AND_GO, seconds=Decimal(10), served=False),
            "stop-and-go-not-served", {"seconds_us": 10_000_000},
        ),
        (Decision(car="1", penalty=Penalty.DRIVE_THROUGH), "drive-through-not-served", {}),
    ):  # fmt: skip
        made = ruled(msgspec.structs.replace(decision, **written))
        assert reasons(made, "1") == {code: {**values, **cited}}, code
        bare = msgspec.structs.replace(decision, seq=0)
        assert reasons(ruled(bare), "1") == {code: values}, code


def test_an_unserved_penalty_without_a_conversion_names_itself() -> None:
    for penalty in (Penalty.DRIVE_THROUGH, Penalty.STOP_AND_GO):
        found = values_of(ruled(Decision(car="1", penalty=penalty)), "penalty-not-converted")
        assert found == {"penalty": penalty.value}


def test_a_penalty_known_as_not_served_is_not_waited_for() -> None:
    late = Decision(car="1", penalty=Penalty.DRIVE_THROUGH, served=False, seconds=Decimal(3))
    running = score(RACE, CONVERTED, classes=CLASSES, decisions=[late], at="4:30")
    assert reasons(running, "1") == {"drive-through-converted": {"added_us": 20_000_000}}
    unsaid = Decision(car="1", penalty=Penalty.DRIVE_THROUGH, seconds=Decimal(3))
    running = score(RACE, CONVERTED, classes=CLASSES, decisions=[unsaid], at="4:30")
    assert reasons(running, "1") == {"drive-through-pending": {"seconds_us": 3_000_000}}


def test_a_time_penalty_on_a_car_whose_time_nobody_knows_is_told() -> None:
    """A list that gives no time: nothing can be added to, and the place stands."""
    stated = [Result(car="1", position=1, laps=9), Result(car="2", position=2, laps=9)]
    late = Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(5), source="decisions.toml", line=3)
    made = score(GREEN, records=stated, decisions=[late])
    (found,) = [one for one in made.findings if one.code == "penalty-without-time"]
    assert (found.where, found.values) == (
        Where(file="decisions.toml", line=3, car="1"), {"seconds_us": 5_000_000},
    )  # fmt: skip
    assert order(made) == ["1", "2"]
    timed = GREEN + laps("1", *["2:00"] * 3) + "10:00:30,passing,2,S1\n"
    stopped = score(timed, decisions=[msgspec.structs.replace(late, car="2")])
    assert "penalty-without-time" not in codes(stopped)  # it completed no lap: nothing is lost


def test_the_rear_of_a_class_is_behind_a_dead_heat_with_a_car_of_it() -> None:
    """#2 of B and #3 of A are level: #1 of A goes behind both."""
    rows = GREEN + laps("1", *["2:01"] * 3) + laps("2", *["2:02"] * 3) + laps("3", *["2:02"] * 3)
    rows += laps("4", *["2:04"] * 3)
    made = ruled(Decision(car="1", penalty=Penalty.REAR_OF_CLASS), rows=rows)
    assert [(one.number, one.position) for one in made.rows] == [("2", 1), ("3", 1), ("1", 3), ("4", 4)]
    assert reasons(made, "1") == {"rear-of-class": {"from_position": 1, "to_position": 3}}


def test_a_car_that_is_last_of_its_class_or_of_the_field_stays_where_it_is() -> None:
    last_of_class = ruled(Decision(car="3", penalty=Penalty.REAR_OF_CLASS))
    assert (order(last_of_class), reasons(last_of_class, "3")) == (
        ["1", "2", "3", "4"], {"rear-of-class": {"from_position": 3, "to_position": 3}},
    )  # fmt: skip
    last = ruled(Decision(car="4", penalty=Penalty.REAR_OF_FIELD))
    assert reasons(last, "4") == {"rear-of-field": {"from_position": 4, "to_position": 4}}


def test_places_are_lost_before_rears_of_class_and_these_before_rears_of_field() -> None:
    """In whatever order they were ruled: #2 loses a place, #1 goes behind its class, #3 behind the field."""
    ruled_on = [
        Decision(car="3", penalty=Penalty.REAR_OF_FIELD), Decision(car="1", penalty=Penalty.REAR_OF_CLASS),
        Decision(car="2", penalty=Penalty.PLACES, places=1),
    ]  # fmt: skip
    assert order(ruled(*ruled_on)) == order(ruled(*reversed(ruled_on))) == ["1", "2", "4", "3"]


def test_a_car_put_back_behind_a_dead_heat_passes_both() -> None:
    rows = GREEN + laps("1", *["2:01"] * 3) + laps("2", *["2:02"] * 3) + laps("3", *["2:02"] * 3)
    made = ruled(Decision(car="1", penalty=Penalty.PLACES, places=1), rows=rows + laps("4", *["2:04"] * 3))
    assert [(one.number, one.position) for one in made.rows] == [("2", 1), ("3", 1), ("1", 3), ("4", 4)]
    two = ruled(Decision(car="1", penalty=Penalty.PLACES, places=2), rows=rows + laps("4", *["2:04"] * 3))
    assert order(two) == ["2", "3", "1", "4"]
    assert order(ruled(Decision(car="1", penalty=Penalty.PLACES, places=3), rows=rows + laps("4", *["2:04"] * 3))) == [
        "2", "3", "4", "1",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["practice", "qualifying"])
@pytest.mark.parametrize(
    "ruled_",
    [
        Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(60)),
        Decision(car="1", penalty=Penalty.LAPS, laps=1),
    ],
)
def test_a_penalty_that_cannot_move_anybody_where_best_laps_make_the_order_says_so(
    ruled_: Decision, kind: str
) -> None:
    """The row said "5 s added to the time", nothing changed, and nobody was told."""
    made = ruled(ruled_, rules="", kind=kind)
    assert order(made) == order(ruled(rules="", kind=kind))
    (found,) = [one for one in made.findings if one.code == "penalty-without-effect"]
    assert (found.severity, found.where.car, dict(found.values)) == (
        "warning", "1", {"penalty": ruled_.penalty.value, "order": "best-laps"},
    )  # fmt: skip
    assert reasons(made, "1")["without-effect"] == {"penalty": ruled_.penalty.value}


def test_a_penalty_that_moves_or_could_move_a_car_is_not_said_to_do_nothing() -> None:
    assert "penalty-without-effect" not in codes(ruled(Decision(car="1", penalty=Penalty.LAPS, laps=1)))
    deleted = ruled(Decision(car="1", penalty=Penalty.LAP_DELETED, lap=2), rules="", kind="qualifying")
    assert "penalty-without-effect" not in codes(deleted)
    served = Decision(car="1", penalty=Penalty.DRIVE_THROUGH, served=True)
    assert "penalty-without-effect" not in codes(ruled(served, rules="", kind="qualifying"))


def test_laps_taken_from_a_car_of_which_the_list_gives_none_say_that_they_move_nobody() -> None:
    stated = [Result(car="1", position=1), Result(car="2", position=2)]
    made = score(GREEN, records=stated, decisions=[Decision(car="1", penalty=Penalty.LAPS, laps=1)])
    assert order(made) == ["1", "2"]
    assert values_of(made, "penalty-without-effect") == {"penalty": "laps", "order": "no-laps"}


def test_a_penalty_that_makes_a_car_of_a_list_level_with_others_is_told() -> None:
    """15:00.000 and 5 s, beside two at 15:05.000 whom the list tells apart: the place stands, and nobody said so."""
    stated = [Result(car=car, position=place, laps=10, time=us * 1_000_000)
              for car, place, us in (("1", 1, 900), ("2", 2, 905), ("3", 3, 905), ("4", 4, 910))]  # fmt: skip
    late = Decision(car="1", penalty=Penalty.TIME, seconds=Decimal(5))
    made = score(GREEN, records=stated, decisions=[late])
    (found,) = [one for one in made.findings if one.code == "penalty-level"]
    assert (found.where.car, found.values["others"]) == ("1", ["2", "3"])
    clear = score(GREEN, records=stated, decisions=[msgspec.structs.replace(late, seconds=Decimal(6))])
    assert (order(clear), "penalty-level" in codes(clear)) == (["2", "3", "1", "4"], False)


@pytest.mark.parametrize(
    "lost",
    [
        Decision(car="1", penalty=Penalty.TIME), Decision(car="1", penalty=Penalty.LAP_DELETED, lap=9),
        Decision(car="99", penalty=Penalty.FINE), Decision(car="1", penalty=Penalty.PLACES),
    ],
)  # fmt: skip
def test_a_decision_of_the_log_that_is_left_out_is_among_the_records_that_do_not_count(
    lost: Decision,
) -> None:
    made = ruled(msgspec.structs.replace(lost, seq=17))
    assert {seq for one in made.findings for seq in one.records} == {17}


def test_a_reprimand_typed_twice_counts_twice_and_is_told_where_the_second_stands() -> None:
    once = Decision(car="1", penalty=Penalty.REPRIMAND, source="race.decisions.toml", line=1)
    made = ruled(once, msgspec.structs.replace(once, line=7))
    (found,) = [one for one in made.findings if one.code == "reprimand-repeated"]
    assert (found.where.file, found.where.line, found.where.car) == ("race.decisions.toml", 7, "1")
    assert "reprimand-repeated" not in codes(ruled(once, msgspec.structs.replace(once, document="13")))
