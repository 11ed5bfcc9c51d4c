"""Faults of the engine that made-up seasons have found and that are not mended yet: told as known, never hidden.

Each has its smallest input in `tests/test_standings_known.py`: a fault explains complaints while that test fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

from parcferme.regulations import (
    AdjustmentKind,
    CarsCounted,
    FieldOf,
    Listed,
    ScoredPlace,
    SharedDrive,
    TableRules,
    Unit,
    Wins,
)
from reference.seasons import Made


def tables(asked: Callable[[Made, TableRules], object]) -> Callable[[Made], bool]:
    return lambda made: any(asked(made, one) for one in made.book.standings)


def lines_per_driver(made: Made) -> bool:
    return any(len(one.cars()) < len(one.lines) for one in made.results)


def somebody_does_not_score(made: Made) -> bool:
    rules = any(one.registered or one.cars is CarsCounted.NOMINATED for one in made.book.standings)
    lines = any(line.guest or line.not_scoring for one in made.results for line in one.lines)
    return rules or lines or any(one.kind is AdjustmentKind.NOT_SCORING for one in made.adjustments)


def size_counts(made: Made) -> bool:
    """Whether points depend on how many cars there were."""
    by_table = any(one.multiply_by_cars for one in made.book.standings)
    return by_table or any(
        one.small_fields or one.per_car or one.per_car_behind or one.few_entries for one in made.book.points
    )


KNOWN: dict[str, Callable[[Made], bool]] = {
    "absent before the first time": lambda made: any(one.absent is not None for one in made.book.points),
    "seat with a line for each driver": tables(lambda made, one: one.seat and lines_per_driver(made)),
    "meeting of shared cars": lambda made: made.book.meeting is not None and lines_per_driver(made),
    "members of several groups": tables(
        lambda made, one: (
            one.members
            and one.place is ScoredPlace.GROUP
            and any(line.group for each in made.results for line in each.lines)
        )
    ),
    "members in another line of the car": tables(
        lambda made, one: (
            one.members and lines_per_driver(made) and (one.place is ScoredPlace.GROUP or size_counts(made))
        )
    ),
    "drop with of-round": tables(lambda made, one: one.best.of_round and one.best.drop),
    "times the cars entered": lambda made: (
        any(one.field is FieldOf.ENTERED for one in made.book.points)
        and (
            any(one.few_entries for one in made.book.points)
            or any(one.multiply_by_cars for one in made.book.standings)
        )
    ),
    "drivers of a meeting": lambda made: made.book.meeting is not None,
    "an addition to who never started": lambda made: (
        any(one.kind in (AdjustmentKind.ADDITION, AdjustmentKind.DEDUCTION) for one in made.adjustments)
        and (
            any(one.listed is Listed.ALL for one in made.book.standings)
            or any(one.absent is not None for one in made.book.points)
        )
    ),
    "fewest points and a race without scoring": tables(
        lambda made, one: one.wins is Wins.FEWEST and one.best.leaves_out and somebody_does_not_score(made)
    ),
    "a field of who sits in another line": tables(
        lambda made, one: (one.members or one.seat) and lines_per_driver(made) and size_counts(made)
    ),
    "fewest points and the best cars": tables(
        lambda made, one: one.wins is Wins.FEWEST and one.cars is CarsCounted.BEST
    ),
    "a share of who is not in the table": tables(
        lambda made, one: one.shared is SharedDrive.SPLIT and (one.seat or one.members)
    ),
    "of-result for who does not score": lambda made: (
        any(one.of_result for one in made.adjustments) and somebody_does_not_score(made)
    ),
}


TYPED: dict[str, Callable[[Made], bool]] = {
    "members in another spelling": tables(lambda made, one: one.members),
    "meeting in another spelling": lambda made: made.book.meeting is not None,
    "a cell in another spelling": lambda made: any(
        line.pole_by or line.fastest_lap_by for one in made.results for line in one.lines
    ),
    "a ruling on a crew in another order": lambda made: (
        any(one.unit is Unit.CREW for one in made.book.standings)
        and any(" / " in name for one in made.adjustments for name in one.names)
    ),
}
"""Only where the engine got the season in many spellings."""


SHOWN_BY = {
    "absent before the first time": "test_who_has_not_come_yet_is_not_absent",
    "seat with a line for each driver": "test_seats_of_a_crew_with_a_line_for_each_driver",
    "drivers of a meeting": "test_a_car_stands_in_a_meeting_with_the_drivers_who_started_first",
    "meeting of shared cars": "test_all_who_share_a_car_score_in_a_meeting",
    "members of several groups": "test_rookies_of_several_groups_are_placed_among_rookies",
    "members in another line of the car": "test_rookies_are_placed_among_rookies_whoever_shares_their_car",
    "drop with of-round": "test_the_worst_of_the_results_that_count_of_each_round_is_left_out",
    "times the cars entered": "test_points_times_the_cars_that_started_whatever_the_field_is",
    "fewest points and the best cars": "test_a_guest_is_not_the_best_car_of_a_team_where_fewest_points_win",
    "a share of who is not in the table": "test_a_share_of_a_car_is_a_share_whoever_the_table_is_of",
    "an addition to who never started": "test_what_is_added_to_who_never_started_is_told_in_the_table",
    "fewest points and a race without scoring": (
        "test_a_race_in_which_somebody_does_not_score_is_no_best_result_of_nothing"
    ),
    "a field of who sits in another line": (
        "test_a_car_counts_in_a_field_of_co_drivers_whoever_its_first_line_names"
    ),
    "of-result for who does not score": "test_what_is_added_to_a_guests_result_does_not_make_him_score",
    "members in another spelling": "test_members_are_found_in_whatever_spelling",
    "meeting in another spelling": "test_a_meeting_is_found_in_whatever_spelling",
    "a cell in another spelling": "test_a_cell_that_names_one_of_the_crew_names_him_in_whatever_spelling",
    "a ruling on a crew in another order": "test_a_ruling_finds_a_crew_in_whatever_order",
}
"""The test that has the smallest input of a fault. Once it passes, the fault explains nothing any more."""


@cache
def is_there(test: str) -> bool:
    """Whether a fault is still to be seen in its smallest input."""
    asked = getattr(import_module("test_standings_known"), test)
    try:
        asked()
    except AssertionError:
        return True
    return False


def explained(made: Made, typed: Made, complaints: Sequence[str]) -> list[str]:
    """The complaints, each with the name of a known fault before it where the season is of that kind."""
    if not complaints:
        return []
    every = KNOWN if typed is made else KNOWN | TYPED
    names = [name for name, of_kind in every.items() if is_there(SHOWN_BY[name]) and of_kind(made)]
    return [f"known {names[0]}: {one}" if names else one for one in complaints]
