"""What a table, a column, a row on the way to one say before anybody fills them in: nothing that nobody earned."""

from __future__ import annotations

from parcferme.championship.carryover import Carry, Ruling
from parcferme.championship.contenders import Chance, NextRound
from parcferme.championship.drives import Drive
from parcferme.championship.elimination import Contender, Stage
from parcferme.championship.matching import Known
from parcferme.championship.outcomes import NOTHING
from parcferme.championship.scoring import Earned
from parcferme.championship.tables import Column, Standings, Table
from parcferme.championship.ties import Record
from parcferme.classification import SessionResult
from parcferme.records import Decision, Penalty
from parcferme.regulations import Unit


def test_a_session_scores_and_the_most_points_lead_unless_somebody_says_otherwise() -> None:
    assert Column(1, "race", "race").scores
    assert not Table("Drivers", Unit.DRIVER).fewest
    race = SessionResult(1, "race", "race")
    assert (race.has_pole, race.has_result, race.red) == (True, True, False)


def test_who_took_nothing_has_nothing() -> None:
    """A driver entered for a race he did not start: no points, no place, not classified, no gross points to tie on."""
    earned = Earned("Ann")
    assert (earned.points, earned.classified, earned.places) == (0, False, [])
    assert (NOTHING.points, NOTHING.places, NOTHING.grid) == (0, (), None)
    assert Record("Ann", [], []).gross == 0


def test_a_car_scores_for_one_and_passes_nothing_on() -> None:
    drive = Drive([], None)
    assert (drive.level, drive.scores, drive.passes, drive.classified) == (1, True, False, False)


def test_who_carries_nothing_into_the_next_race_starts_where_he_qualified() -> None:
    carry = Carry(Unit.DRIVER, "Ann")
    assert (carry.grid_places, carry.suspended, carry.licence_points) == (0, False, 0)
    assert (carry.reprimands, carry.driving_reprimands) == (0, 0)
    ruling = Ruling(1, "race", Decision(penalty=Penalty.REPRIMAND, car="7"))
    assert (ruling.licence_points, ruling.driving) == (0, None)


def test_an_answer_is_exact_unless_it_says_that_it_is_not() -> None:
    chance = Chance("Ann", 1, 9, 9, 18, True, False, 1, 2)
    assert (chance.exact, chance.worst_is_bound) == (True, False)
    assert NextRound("Ann", 2, None, 1, 1, 2, False, 0, 1).exact


def test_a_stage_is_not_over_and_nobody_has_won_in_it_before_it_is_run() -> None:
    assert not Stage(1, 3, ()).over
    assert Contender(1, "Ann", 2000, 2000, 0).won == 0
    assert not Known().timetable  # sessions without a result are not known where no timetable is


def test_a_table_is_found_by_its_name_and_where_there_is_one_for_each_class_by_the_class() -> None:
    tables = (
        Table("Teams", Unit.TEAM),
        Table("Drivers", Unit.DRIVER, class_="LMP"),
        Table("Drivers", Unit.DRIVER, class_="GT"),
    )
    found = Standings(1, tables)
    assert [found.table("Teams"), found.table("Drivers")] == [tables[0], tables[1]]
    assert [found.table("Drivers", "GT"), found.table("Drivers", "LMP")] == [tables[2], tables[1]]
    assert (found.table("Drivers", "GTE"), found.table("Makes"), tables[0].row("Ann")) == (None, None, None)
