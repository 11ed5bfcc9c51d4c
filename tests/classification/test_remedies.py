"""What is said of a remedy before anybody takes it: who would be first, on how many laps, and what would change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from parcferme.classification import Classification, classify
from parcferme.classification.remedies import _with_record as with_record
from parcferme.decoders import decode
from parcferme.findings import Finding
from parcferme.records import Decision, Penalty
from parcferme.regulations import Rulebook
from parcferme.timing import measure
from small_races import GREEN, HEAD, laps, score, told

# #8 leads the third lap; the flag that ended the race after two was typed an hour early, in a race of two cars.
RACE = (
    GREEN
    + laps("7", "1:30", "1:30", "1:31")
    + laps("8", "1:31", "1:31", "1:28.5")
    + "09:02:50,flag,,,chequered\n"
)
_COUNTED = ("changed", "cars_changed", "winner", "winner_laps", "winner_us")


def the(made: Classification, code: str) -> Finding:
    (found,) = [one for one in made.findings if one.code == code]
    return found


def outcome(found: Finding) -> dict[str, Any]:
    return {key: found.values.get(key) for key in _COUNTED}


def test_a_flag_an_hour_early_says_who_would_have_won_and_whose_row_would_change() -> None:
    made = score(RACE)
    assert told(made) == ["1 #8 3 4:30.500", "2 #7 3 4:31.000"]
    assert outcome(the(made, "flag-outside-session")) == {
        "changed": 2, "cars_changed": ["7", "8"], "winner": "7", "winner_laps": 2, "winner_us": 180_000_000,
    }  # fmt: skip


def test_in_a_qualifying_it_says_who_would_have_the_best_lap() -> None:
    """Without the third laps #7 has 1:30; with them #8's 1:28.5 is the best. #9 would keep what it has."""
    made = score(RACE + laps("9", "1:35", "1:34"), kind="qualifying")
    assert outcome(the(made, "flag-outside-session")) == {
        "changed": 2, "cars_changed": ["7", "8"], "winner": "7", "winner_laps": 2, "winner_us": 90_000_000,
    }  # fmt: skip


def test_what_is_not_told_of_a_result_is_no_change() -> None:
    """Whether a car took the flag changes for both; their places, laps and times are the same."""
    rows = (
        GREEN
        + laps("7", "1:30", "1:30", "1:31")
        + laps("8", "1:31", "1:31", "1:31")
        + "09:04:00,flag,,,chequered\n"
    )
    values = outcome(the(score(rows), "flag-outside-session"))
    assert (values["changed"], values["cars_changed"]) == (0, [])


def test_a_remedy_that_leaves_nobody_a_place_names_no_winner() -> None:
    out = [Decision(car=car, penalty=Penalty.DISQUALIFIED) for car in ("7", "8")]
    values = the(score(RACE, decisions=out), "flag-outside-session").values
    assert values["changed"] == 2 and "winner" not in values and "winner_laps" not in values


def test_what_was_ruled_in_the_call_is_ruled_in_the_remedy_too() -> None:
    """#7 is five seconds back on the road to it: with the flag at its hour #8 would have won."""
    late = [Decision(car="7", penalty=Penalty.TIME, seconds=Decimal(5))]
    values = outcome(the(score(RACE, decisions=late), "flag-outside-session"))
    assert (values["winner"], values["winner_us"]) == ("8", 182_000_000)


def test_a_decision_of_the_log_counts_once_in_the_remedy() -> None:
    rows = RACE.replace("09:02:50", "09:02:50")
    log = decode((HEAD + rows).encode(), "typed.csv").log.append(
        Decision(car="7", penalty=Penalty.TIME, seconds=Decimal(5))
    )
    made = classify(measure(log, Rulebook()))
    assert outcome(the(made, "flag-outside-session"))["winner_us"] == 182_000_000
    taken = with_record(made.timing, {"kind": "decision", "penalty": "time", "car": "8", "seconds": 9})
    assert taken is not None
    assert told(classify(taken)) == ["1 #7 3 4:36.000", "2 #8 3 4:39.500"]


def test_a_session_looked_at_half_way_is_looked_at_half_way_with_the_remedy() -> None:
    """At 3:10 both have done two laps, whatever the flag ends."""
    made = score(RACE, at="3:10")
    assert told(made) == ["1 #7 2 3:00.000", "2 #8 2 3:02.000"]
    again = with_record(made.timing, {"kind": "decision", "penalty": "time", "car": "7", "seconds": 9})
    assert again is not None
    assert told(classify(again)) == ["1 #8 2 3:02.000", "2 #7 2 3:09.000"]
    # a crossing that was missed later on is not there yet
    later = with_record(made.timing, {"kind": "passing", "car": "8", "loop": "FL", "at": "10:04:29"})
    assert later is not None
    assert told(classify(later)) == told(made)


@pytest.mark.parametrize(
    "record", [{"kind": "wish"}, {}, {"kind": "flag", "value": "polka-dot"}, {"kind": "void"}]
)
def test_what_is_no_record_is_no_remedy(record: dict[str, Any]) -> None:
    assert with_record(score(RACE).timing, record) is None


def test_a_result_can_be_asked_for_without_its_remedies_being_tried() -> None:
    made = classify(score(RACE).timing, try_remedies=False)
    assert outcome(the(made, "flag-outside-session")) == dict.fromkeys(_COUNTED)
    assert outcome(the(classify(made.timing), "flag-outside-session"))["winner"] == "7"


def test_ten_remedies_are_tried_and_the_rest_are_told_as_they_are() -> None:
    """A passing of each of ten cars was written two hours late, and the flag two hours early."""
    cars = [str(number) for number in range(10, 20)]
    rows = ""
    for minute in range(1, 15):
        for at, car in enumerate(cars):
            hour = 12 if minute == at + 2 else 10
            rows += f"{hour}:{minute:02}:{2 * at:02},passing,{car},FL\n"
    made = score(GREEN + rows + "08:14:58,flag,,,chequered\n")
    asked = [one for one in made.findings if one.code in ("flag-outside-session", "time-jump")]
    assert len(asked) == 11 and all(one.proposal for one in asked)
    assert [("winner" in one.values) for one in asked] == [True] * 10 + [False]


def test_a_proposal_that_is_no_question_of_an_instant_is_not_tried() -> None:
    """A double read is voided without asking who would win."""
    made = score(GREEN + laps("1", *["2:00"] * 3) + "10:02:01,passing,1,FL\n")
    double = the(made, "double-read")
    assert double.proposal is not None and outcome(double) == dict.fromkeys(_COUNTED)


def test_of_many_cars_that_would_change_twenty_are_named() -> None:
    cars = [str(number) for number in range(1, 26)]
    rows = GREEN + "".join(laps(car, "1:30", "1:30", "1:30") for car in cars) + "09:02:50,flag,,,chequered\n"
    values = outcome(the(score(rows), "flag-outside-session"))
    assert (values["changed"], len(values["cars_changed"])) == (25, 20)
