"""Which round the rows of a result list belong to: a stated number, the calendar's name, else counting."""

from collections.abc import Sequence
from typing import Any

import pytest

from parcferme.decoders import Called, parse_results

CALENDAR = (Called(1, ("Monza",)), Called(2, ("Spa", "Circuit de Spa-Francorchamps")), Called(3, ("Imola",)))


def read(
    text: str, calendar: Sequence[Called] = CALENDAR
) -> tuple[list[tuple[int, str, str]], dict[str, dict[str, Any]]]:
    results, findings = parse_results(text, "list.csv", calendar=calendar)
    winners = [(one.round, one.session, one.lines[0].drivers[0]) for one in results]
    return winners, {one.code: dict(one.values) for one in findings}


@pytest.mark.parametrize(
    "spa", ["Spa", "SPA", " spa ", "Circuit de Spa Francorchamps", "spa-", "“Spa”"]
)  # fmt: skip
def test_an_event_is_the_round_the_calendar_calls_so_wherever_it_stands_in_the_list(spa: str) -> None:
    text = f"event,position,driver\n{spa},1,Ann\n{spa},2,Bea\nMonza,1,Bea\nMonza,2,Cleo\n"
    assert read(text) == ([(1, "race", "Bea"), (2, "race", "Ann")], {})


def test_a_column_of_rounds_may_name_them() -> None:
    assert read("round,position,driver\nSpa,1,Ann\nmonza,1,Bea\n") == (
        [(1, "race", "Bea"), (2, "race", "Ann")],
        {},
    )


def test_an_event_no_calendar_knows_takes_no_round_of_another_name() -> None:
    winners, found = read("event,position,driver\nSilverstone,1,Ann\nImola,1,Bea\n")
    assert winners == [(3, "race", "Bea"), (4, "race", "Ann")]
    assert found["list-round-unknown"] == {"events": ["Silverstone"], "numbers": [4], "nearest": None}


def test_a_misspelt_event_is_told_with_the_round_it_is_near() -> None:
    assert read("event,position,driver\nMonzza,1,Ann\n")[1]["list-round-unknown"]["nearest"] == "Monza"


def test_rounds_run_before_those_of_a_calendar_still_to_come_take_the_numbers_left() -> None:
    coming = (Called(3, ("Imola",)), Called(4, ("Spa",)))
    winners, _ = read("event,position,driver\nMonza,1,Ann\nAlbi,1,Bea\nImola,1,Cleo\n", coming)
    assert winners == [(1, "race", "Ann"), (2, "race", "Bea"), (3, "race", "Cleo")]


@pytest.mark.parametrize("name", ["Round 1", "1-round", "Manche 1", "R1", "1"])
def test_a_round_that_is_only_numbered_contradicts_no_event(name: str) -> None:
    winners, found = read("event,position,driver\nAlbi,1,Ann\n", (Called(1, (name,)), Called(2)))
    assert (winners, found) == ([(1, "race", "Ann")], {})


def test_a_number_counts_before_the_name_and_that_is_told() -> None:
    winners, found = read("round,event,position,driver\n1,Spa,1,Ann\n2,Monza,1,Bea\n")
    assert winners == [(1, "race", "Ann"), (2, "race", "Bea")]
    told = found["list-round-otherwise"]
    assert told == {"numbers": [1, 2], "events": ["Spa", "Monza"], "known": ["Monza", "Spa"]}


def test_rows_without_a_number_have_that_of_their_event_in_other_rows() -> None:
    winners, _ = read(
        "round,event,position,driver\n1,Albi,1,Ann\n,Brno,1,Bea\n2,Brno,2,Ann\n,Ales,1,Cleo\n", ()
    )
    assert winners == [(1, "race", "Ann"), (2, "race", "Bea"), (3, "race", "Cleo")]


def test_two_rounds_of_one_name_are_asked_about() -> None:
    twice = (Called(1, ("Spa",)), Called(4, ("Spa",)))
    assert read("event,position,driver\nSpa,1,Ann\n", twice) == (
        [(1, "race", "Ann")],
        {"list-round-shared-name": {"event": "Spa", "numbers": [1, 4], "number": 1}},
    )


def test_an_event_and_a_session_are_one_however_they_are_written() -> None:
    text = "event,session,position,driver\nSpa,Race,1,Ann\nSPA,race,2,Bea\nspa ,RACE,3,Cleo\n"
    results, found = parse_results(text, "list.csv")
    assert [(one.round, one.session, len(one.lines)) for one in results] == [(1, "Race", 3)]
    assert found == ()


def test_races_of_one_round_named_in_the_column_of_events_are_sessions_of_it() -> None:
    text = "round,race,position,driver\n1,Race 1,1,Ann\n1,Race 2,1,Bea\n"
    assert read(text, ()) == ([(1, "Race 1", "Ann"), (1, "Race 2", "Bea")], {})


def test_two_events_under_one_number_are_told_and_both_count() -> None:
    text = "round,event,position,driver\n1,Spa,1,Ann\n1,Monza,1,Bea\n"
    winners, found = read(text, ())
    assert winners == [(1, "race", "Ann"), (1, "Monza", "Bea")]
    assert found["list-round-two-names"] == {"number": 1, "events": ["Spa", "Monza"]}
    assert [one.kind for one in parse_results(text, "list.csv")[0]] == ["race", "race"]
