"""A session as a grid reads it: one line for each car, its place, its laps, and who did what first."""

import pytest

from grid.races import qualifying, race
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.findings import Where
from parcferme.grid import grid_of
from parcferme.grid.sessions import LAST, Session, session_of
from parcferme.regulations import GridRules


def read(*lines: ResultLine, kind: str = "qualifying", file: str | None = None) -> Session:
    result = SessionResult(round=1, session=kind, kind=kind, lines=lines, file=file)
    session, findings = session_of(result)
    assert findings == []
    return session


def test_a_list_without_places_is_ordered_by_its_best_laps_and_equal_ones_share_a_place() -> None:
    session = read(
        ResultLine(car="1", best_lap=101), ResultLine(car="2", best_lap=100), ResultLine(car="3", best_lap=101),
        ResultLine(car="4", best_lap=102), ResultLine(car="5"),
        ResultLine(car="6", best_lap=50, status=Status.DISQUALIFIED),
    )  # fmt: skip
    assert [session.place(car) for car in "1234567"] == [2, 1, 2, 4, None, None, None]


def test_where_one_car_has_a_place_the_list_has_places_and_who_has_none_has_none() -> None:
    session = read(ResultLine(car="1", position=1), ResultLine(car="2", best_lap=100))
    assert (session.place("1"), session.place("2")) == (1, None)


@pytest.mark.parametrize(
    ("kind", "status", "place"),
    [
        ("qualifying", Status.CLASSIFIED, 4), ("qualifying", Status.NOT_CLASSIFIED, None),
        ("practice", Status.NOT_CLASSIFIED, None), ("race", Status.NOT_CLASSIFIED, 4),
        ("race", Status.DISQUALIFIED, None), ("race", Status.NOT_STARTED, None),
        ("qualifying", Status.DISQUALIFIED, None),
    ],
)  # fmt: skip
def test_which_cars_a_list_places_where_it_numbers_all_of_them(
    kind: str, status: Status, place: int | None
) -> None:
    assert read(ResultLine(car="1", position=4, status=status), kind=kind).place("1") == place


def test_a_race_without_places_has_none_by_best_laps() -> None:
    session = read(ResultLine(car="1", best_lap=101), kind="race")
    assert (session.place("1"), session.race) == (None, True)


@pytest.mark.parametrize(
    ("line", "laps"),
    [
        (ResultLine(car="1", best_lap=100, second_best_lap=101), (100, 101)),
        (ResultLine(car="1", best_lap=100), (100,)),
        (ResultLine(car="1", second_best_lap=101), (101,)),
        (ResultLine(car="1", best_lap=100, status=Status.NOT_CLASSIFIED), (100,)),
        (ResultLine(car="1", best_lap=100, status=Status.DISQUALIFIED), ()),
    ],
)
def test_the_laps_of_a_car_are_its_best_two_and_none_of_a_disqualified_one(
    line: ResultLine, laps: tuple[int, ...]
) -> None:
    assert read(line).laps("1") == laps
    assert read(line).laps("2") == ()


def test_who_was_first_is_said_by_the_instants_where_every_best_lap_has_one() -> None:
    dated = read(
        ResultLine(car="1", position=1, best_lap=100, best_lap_at=70, second_best_lap=101, second_best_lap_at=80),
        ResultLine(car="2", position=2, best_lap=100, best_lap_at=60),
        ResultLine(car="3", position=3),
    )  # fmt: skip
    assert dated.instants
    assert [dated.first(car) for car in "1234"] == [70, 60, LAST, LAST]
    assert [dated.first(car, 1) for car in "12"] == [80, LAST]


def test_where_one_best_lap_has_no_instant_the_places_say_who_was_first() -> None:
    mixed = read(
        ResultLine(car="1", position=1, best_lap=100, best_lap_at=70, second_best_lap_at=80),
        ResultLine(car="2", position=2, best_lap=100),
    )
    assert not mixed.instants
    assert [mixed.first(car) for car in "12"] == [1, 2]
    assert mixed.first("1", 1) == LAST  # of the second-best lap a place says nothing
    assert not read(ResultLine(car="1", position=1)).instants


def test_drivers_of_one_car_are_one_line_with_the_best_laps_of_both() -> None:
    """A's best lap is 1:41, B's 1:40 with a second at 1:40.5; B drove more."""
    session = read(
        ResultLine(car="5", position=2, drivers=("A", "C"), best_lap=101, best_lap_at=11, effort=1, team="T"),
        ResultLine(
            car="5", position=2, drivers=("B", "C"), best_lap=100, best_lap_at=22, second_best_lap=100,
            second_best_lap_at=23, effort=2,
        ),
        ResultLine(car="5", position=2, drivers=("D",), best_lap=100, best_lap_at=33),
    )  # fmt: skip
    line = session.lines["5"]
    assert (line.drivers, line.team, line.effort) == (("A", "C", "B", "D"), "T", 2)
    assert (line.best_lap, line.second_best_lap) == (100, 100)
    assert (line.best_lap_at, line.second_best_lap_at) == (22, None)


def test_drivers_of_one_car_without_a_lap_have_none_between_them() -> None:
    line = read(ResultLine(car="5", drivers=("A",)), ResultLine(car="5", drivers=("B",))).lines["5"]
    assert (line.best_lap, line.second_best_lap, line.best_lap_at, line.drivers) == (
        None,
        None,
        None,
        ("A", "B"),
    )
    one = read(ResultLine(car="5", best_lap=100), ResultLine(car="5")).lines["5"]
    assert (one.best_lap, one.second_best_lap) == (100, None)


def test_a_car_with_two_places_is_told_with_its_last_line_and_the_first_stands() -> None:
    lines = (
        ResultLine(car="1", position=1, line=2, best_lap=100, best_lap_at=5, second_best_lap_at=9),
        ResultLine(car="2", position=2, line=3),
        ResultLine(car="1", position=3, line=4, best_lap=90),
    )
    result = SessionResult(round=1, session="q", kind="qualifying", lines=lines, file="q.csv")
    session, (found,) = session_of(result)
    assert (found.code, found.severity.value) == ("result-twice", "error")
    assert found.where == Where(file="q.csv", line=4, car="1")
    assert session.lines["1"] == lines[0]


@pytest.mark.parametrize(("kind", "is_race"), [("qualifying", False), ("practice", False), ("warm-up", True)])
def test_all_but_practice_and_qualifying_are_races(kind: str, is_race: bool) -> None:
    assert session_of(qualifying("1", kind=kind))[0].race is is_race
    assert session_of(race("1 20"))[0].race


def test_a_practice_list_without_places_orders_a_grid() -> None:
    lines = (ResultLine(car="1", best_lap=101), ResultLine(car="2", best_lap=100))
    grid = grid_of(GridRules(), [SessionResult(round=1, session="fp", kind="practice", lines=lines)])
    assert [(slot.number, slot.time, slot.reasons[0].values["position"]) for slot in grid.slots] == [
        ("2", 100, 1), ("1", 101, 2),
    ]  # fmt: skip


def test_of_two_drivers_with_a_lap_each_the_slower_is_the_second_best_of_the_car() -> None:
    line = read(ResultLine(car="5", best_lap=101), ResultLine(car="5", best_lap=100)).lines["5"]
    assert (line.best_lap, line.second_best_lap) == (100, 101)
