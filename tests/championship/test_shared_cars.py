"""Whose a car is and among whom its place is one, where a list writes a shared car driver by driver."""

from textwrap import dedent

import pytest

from parcferme.championship import Table
from small_season import points, season

IN_COLUMNS = """
    round,position,number,driver 1,driver 2
    1,1,4,Max,Ann
    1,2,5,Cleo,Bea
"""
DRIVER_BY_DRIVER = """
    round,position,number,driver
    1,1,4,Max
    1,1,4,Ann
    1,2,5,Cleo
    1,2,5,Bea
"""
EITHER_WAY = pytest.mark.parametrize("results", [IN_COLUMNS, DRIVER_BY_DRIVER], ids=["columns", "lines"])


def table(results: str, rules: str) -> Table:
    read = season(results, '[[points]]\nscale = [24, 18]\n[[standings]]\nname = "D"\n' + dedent(rules))
    return read.after().tables[0]


@EITHER_WAY
def test_a_seat_is_the_same_person_in_a_list_of_columns_and_in_one_driver_by_driver(results: str) -> None:
    assert points(table(results, "seat = 1")) == {"Max": 24, "Cleo": 18}
    assert points(table(results, "seat = 2")) == {"Ann": 24, "Bea": 18}


@EITHER_WAY
@pytest.mark.parametrize("of", ["", "seat = 2", 'members = ["Ann", "Bea"]'])
def test_a_share_is_cut_among_the_crew_whoever_of_it_the_table_is_of(results: str, of: str) -> None:
    got = points(table(results, f'shared = "split"\n{of}'))
    assert (got["Ann"], got["Bea"]) == (12, 9)


@EITHER_WAY
def test_a_car_is_among_the_members_whichever_of_its_drivers_is_one(results: str) -> None:
    assert points(table(results, 'place = "group"\nmembers = ["Ann", "Bea"]')) == {"Ann": 24, "Bea": 18}


def test_places_among_the_members_are_those_among_them_whatever_groups_the_list_has() -> None:
    listed = "round,position,number,driver,class,group\n1,1,3,Max,Y,P\n1,2,4,Ann,X,Q\n1,3,5,Bea,X,P\n"
    assert points(table(listed, 'place = "group"\nmembers = ["Ann", "Bea"]')) == {"Ann": 24, "Bea": 18}


@EITHER_WAY
def test_a_car_is_counted_in_the_field_of_a_table_whichever_of_its_drivers_is_in_it(results: str) -> None:
    read = season(results, '[[points]]\nscale = []\nper-car = 2\n[[standings]]\nname = "D"\nseat = 2\n')
    assert points(read.after().tables[0]) == {"Ann": 4, "Bea": 4}
