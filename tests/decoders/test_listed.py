"""A bare result list as a session (`decoders.listed`): places as somebody typed them, and lists that are no session."""

from decimal import Decimal
from pathlib import Path

import pytest

from parcferme.decoders import decode, format_of
from parcferme.findings import BadLog
from parcferme.records import Decision, Penalty, Result
from parcferme.season import score

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


GAPS = "position,number,driver,laps,gap\n1,22,A,10,\n2,11,B,10,+5.000\n3,33,C,10,+9.000\n4,44,D,9,1 lap\n"


@pytest.mark.parametrize(
    ("seconds", "order"),
    [(None, ["22", "11", "33", "44"]), (4, ["22", "11", "33", "44"]),
     (6, ["11", "22", "33", "44"]), (10, ["11", "33", "22", "44"])],
)  # fmt: skip
def test_a_penalty_moves_in_a_list_that_gives_gaps_and_no_times(
    tmp_path: Path, seconds: int | None, order: list[str]
) -> None:
    """The gaps were in no row, and of a car 5 s ahead "nobody knew the time"."""
    (tmp_path / "list.csv").write_text(GAPS)
    ruled = [] if seconds is None else [Decision(car="22", penalty=Penalty.TIME, seconds=Decimal(seconds))]
    result = score(tmp_path / "list.csv", kind="race", decisions=ruled)
    assert [row.number for row in result.rows] == order
    assert [row.time for row in result.rows] == [None] * 4  # how long anybody drove the list does not say
    gaps = {row.number: row.gap for row in result.rows}
    late = (seconds or 0) * 1_000_000
    times = {"22": late, "11": 5_000_000, "33": 9_000_000}
    assert gaps == {car: us - times[order[0]] or None for car, us in times.items()} | {"44": None}
    assert [one.code for one in result.findings] == []
    assert all(event.time is None for event in result.decoded.log.events if isinstance(event, Result))
