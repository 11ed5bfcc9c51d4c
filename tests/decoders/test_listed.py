"""A bare result list as a session (`decoders.listed`): places as somebody typed them, and lists that are no session."""

import pytest

from parcferme.decoders import decode, format_of
from parcferme.findings import BadLog
from parcferme.records import Result

RACE = "pos,car,driver,laps,time\n1,81,Ann,3,5:00.000\n2,7,Bob,3,5:01.500\n,3,Cid,1,\n"


def test_places_laps_and_times_of_a_race_become_results_in_the_order_of_the_list() -> None:
    read = decode(RACE.encode(), "race-1.csv")
    assert (format_of(RACE.encode()), read.format) == ("listed", "result-list")
    rows = [one for one in read.log.events if isinstance(one, Result)]
    assert [(one.car, one.position, one.laps, one.time) for one in rows] == [
        ("81", 1, 3, 300_000_000), ("7", 2, 3, 301_500_000), ("3", None, 1, None)]  # fmt: skip
    assert [car.drivers[0].name for car in read.entries.cars] == ["Ann", "Bob", "Cid"]


def test_a_table_of_points_is_no_session() -> None:
    assert format_of(b"pos,driver,points\n1,Ann,25\n2,Bob,18\n") is None


def test_a_list_of_two_sessions_names_them_and_is_refused() -> None:
    both = b"round,session,pos,car\n1,Race 1,1,81\n1,Race 2,1,7\n"
    with pytest.raises(BadLog, match=r"x\.csv: results of round 1 Race 1 and round 1 Race 2: one session"):
        decode(both, "x.csv")
