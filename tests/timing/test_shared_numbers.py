"""Two cars with one number: which of them a passing, a flag or a ruling is of, by list, transponder and class."""

from __future__ import annotations

import pytest

from parcferme.entries import Entries, Entry
from parcferme.findings import Severity
from parcferme.records import Assign, CarState, CarStatus, Event, Flag, FlagValue
from parcferme.regulations import Rulebook
from parcferme.timing import Timing, measure
from parcferme.timing.shared_numbers import called, named_as_listed
from timing.races import log_of, only, said

HEAD = "time,kind,car,transponder,loop,value"
# Car 7 of GT wears T1, car 7 of the Clio cup T2; one passing of a 7 has a transponder that is on neither of them.
ROWS = """
    10:00:00,flag,,,,green
    10:01:00,passing,7,T1,FL,
    10:01:10,passing,7,T2,FL,
    10:01:20,passing,7,T3,FL,
    10:01:30,passing,8,T2,FL,
    10:02:00,passing,7,,FL,
"""
GT = Entry(number="7 (GT)", class_="GT", transponders=("T1",))
CLIO = Entry(number="7 (Clio)", class_="Clio", transponders=("T2",))
EIGHT = Entry(number="8", class_="GT")


def cars(entries: Entries, *more: Event, rows: str = ROWS) -> list[str | None]:
    """The car of each passing once the log is called as the list calls its cars."""
    return named_as_listed(log_of(rows, *more, head=HEAD), entries).passings["car"].to_list()


def test_a_passing_of_the_number_alone_is_left_to_its_transponder() -> None:
    """T1 and T2 say whose it was, so that the number alone is taken away; T3 and no transponder leave it as it was
    written, and so does a passing of #8, whatever it wears.
    """
    assert cars(Entries.of([GT, CLIO, EIGHT])) == [None, None, "7", "8", "7"]


def test_a_transponder_that_the_log_puts_on_one_of_them_counts_as_well() -> None:
    """A transponder changed between the races: the list has the old one, the clerk wrote the new one down."""
    without = Entries.of([Entry(number="7 (GT)"), Entry(number="7 (Clio)"), EIGHT])
    assert cars(without) == ["7", "7", "7", "8", "7"]
    assert cars(without, Assign(transponder="T3", car="7 (GT)")) == ["7", "7", None, "8", "7"]
    # one of a car of which there is only one, or of a number nobody shares, says nothing of the two
    assert cars(without, Assign(transponder="T3", car="7")) == ["7", "7", "7", "8", "7"]
    assert cars(without, Assign(transponder="T3", car="9 (GT)")) == ["7", "7", "7", "8", "7"]


def test_where_no_number_is_shared_nothing_is_called_otherwise() -> None:
    log = log_of(ROWS, head=HEAD)
    assert named_as_listed(log, Entries.of([Entry(number="7", transponders=("T1",)), EIGHT])) is log
    nobody = log_of("10:00:00,flag,,,,green\n10:01:00,passing,9,,FL,\n", head=HEAD)
    assert named_as_listed(nobody, Entries.of([GT, CLIO])) is nobody


@pytest.mark.parametrize("written", ["7 (gt)", "7 (GT)"])
def test_a_car_is_called_as_the_list_calls_it_in_passings_and_in_what_is_said_of_it(written: str) -> None:
    rows = f"10:00:00,flag,,,,green\n10:01:00,passing,{written},,FL,\n10:01:10,passing,8,,FL,\n"
    log = log_of(
        rows,
        Flag(value=FlagValue.BLACK, at=36_065_000_000, car=written),
        CarStatus(state=CarState.RETIRED, at=36_070_000_000, car="8"),
        head=HEAD,
    )
    named = named_as_listed(log, Entries.of([GT, CLIO, EIGHT]))
    assert named.passings["car"].to_list() == ["7 (GT)", "8"]
    told = [getattr(one, "car", None) for one in named.events]
    assert told == [None, "7 (GT)", "8"]


@pytest.mark.parametrize("listed", [[GT, CLIO], [GT, CLIO, EIGHT]])
def test_a_list_of_nothing_but_cars_that_share_a_number_calls_them_too(listed: list[Entry]) -> None:
    assert cars(Entries.of(listed)) == [None, None, "7", "8", "7"]


def test_a_log_whose_cars_are_called_otherwise_says_so_everywhere() -> None:
    """The entry list was printed again with another number for one car; whoever is not named keeps its own."""
    gone = CarStatus(state=CarState.RETIRED, at=36_070_000_000, car="8")
    log = log_of(ROWS, gone, head=HEAD)
    named = called(log, {"8": "88"})
    assert named.passings["car"].to_list() == ["7", "7", "7", "88", "7"]
    assert [getattr(one, "car", None) for one in named.events] == [None, "88"]
    assert called(log, {}) is log


# --- what is told of it


def told(rows: str) -> Timing:
    entries = Entries.of([GT, CLIO, EIGHT])
    return measure(log_of(rows, head=HEAD), Rulebook(), entries)


def test_two_cars_that_are_told_apart_are_named_once() -> None:
    rows = """
        10:00:00,flag,,,,green
        10:01:00,passing,,T1,FL,
        10:01:10,passing,,T2,FL,
        10:02:00,passing,,T1,FL,
    """
    timing = told(rows)
    found = only(timing, "number-shared")
    assert (found.severity, found.values) == (Severity.WARNING, {"cars": ["7 (Clio)", "7 (GT)"]})
    assert said(timing, "car-ambiguous") == []


def test_passings_of_which_nobody_knows_whose_they_were_are_counted() -> None:
    timing = told(ROWS)
    found = only(timing, "car-ambiguous")
    assert (found.severity, found.where.car) == (Severity.WARNING, "7")
    assert found.values == {"cars": ["7 (Clio)", "7 (GT)"], "count": 2}
    assert said(timing, "number-shared") == []


def test_one_car_of_a_number_alone_shares_it_with_nobody() -> None:
    """No list; the timing file calls its only #7 by its class."""
    timing = measure(log_of("10:00:00,flag,,,,green\n10:01:00,passing,7 (GT),,FL,\n", head=HEAD), Rulebook())
    assert (timing.cars, said(timing, "number-shared")) == (("7 (GT)",), [])
