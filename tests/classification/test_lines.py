"""The lines of a result, as grids and championships take them."""

import msgspec
import pytest

from parcferme.classification import ResultLine, Row, SessionResult, Status
from parcferme.classification.lines import Starts, lines_of, with_fastest_lap, with_start


def row(number: str, *drivers: str) -> Row:
    return Row(number, None, None, drivers, Status.CLASSIFIED)


def test_drivers_known_by_a_number_in_their_car_are_not_one_driver() -> None:
    alone, crew, named = lines_of([row("13", "1"), row("22", "1", "2"), row("7", "Ann", "2")])
    assert (alone.drivers, crew.drivers, named.drivers) == (("#13",), ("#22/1", "#22/2"), ("Ann", "#7/2"))


WINNER = Row(
    "81", "GT", "Milo Racing", ("Ann Onym",), Status.CLASSIFIED, position=2, class_position=1, laps=14,
    time=3_600_000_000, best_lap=100_000_000, best_lap_elapsed=700_000_000, second_best_lap=101_000_000,
    second_best_lap_elapsed=900_000_000, fastest_lap=True, laps_led=5, class_laps_led=9,
)  # fmt: skip


def test_a_row_and_its_line_say_the_same() -> None:
    (line,) = lines_of([WINNER])
    assert line == ResultLine(
        car="81", position=2, status=Status.CLASSIFIED, class_="GT", class_position=1, drivers=("Ann Onym",),
        team="Milo Racing", laps=14, time=3_600_000_000, best_lap=100_000_000, second_best_lap=101_000_000,
        best_lap_at=700_000_000, second_best_lap_at=900_000_000, fastest_lap=True, laps_led=5, laps_led_class=9,
        effort=2,
    )  # fmt: skip


def test_the_quickest_of_a_qualifying_holds_no_fastest_lap() -> None:
    assert [one.fastest_lap for one in lines_of([WINNER], by_time=True)] == [False]
    slower = msgspec.structs.replace(WINNER, fastest_lap=False)
    assert [one.fastest_lap for one in lines_of([slower])] == [False]
    assert [one.fastest_lap for one in lines_of([slower], by_time=True)] == [False]


def test_a_car_that_drove_a_lap_tried_one_and_a_car_that_did_not_tried_none() -> None:
    stood = msgspec.structs.replace(WINNER, laps=0)
    once = msgspec.structs.replace(WINNER, laps=1)
    assert [one.effort for one in lines_of([stood, once])] == [0, 2]


# --- the fastest lap of a list


@pytest.mark.parametrize(
    ("bests", "marked", "fastest"),
    [
        ((100, 99, 101), (), ["2"]),
        ((100, 99, 99), (), ["2", "3"]),  # a list does not say which was first
        ((100, None, 101), (), ["1"]),
        ((100, 99, 101), ("3",), ["3"]),  # the list marks another than its own best laps
        ((None, None, None), (), []),
        ((None, None, None), ("2",), ["2"]),
    ],
)
def test_the_fastest_lap_is_the_one_a_list_marks_or_else_the_best_it_has(
    bests: tuple[int | None, ...], marked: tuple[str, ...], fastest: list[str]
) -> None:
    lines = [
        ResultLine(car=str(at), position=at, best_lap=best, fastest_lap=str(at) in marked)
        for at, best in enumerate(bests, 1)
    ]
    found = with_fastest_lap(lines)
    assert [one.car for one in found if one.fastest_lap] == fastest
    assert [one.car for one in found] == ["1", "2", "3"]


# --- pole position


def race(*grids: int | None, pole: str = "", qualified: tuple[int | None, ...] = ()) -> SessionResult:
    places = qualified or (None,) * len(grids)
    return SessionResult(1, "race-1", "race", tuple(
        ResultLine(car=str(at), position=at, grid=grid, pole=str(at) == pole, qualified=place)
        for at, (grid, place) in enumerate(zip(grids, places, strict=True), 1)
    ))  # fmt: skip


def qualifying(*cars: str) -> SessionResult:
    lines = (ResultLine(car=car, position=at) for at, car in enumerate(cars, 1))
    return SessionResult(1, "qualifying-1", "qualifying", (*lines, ResultLine(car="9")))


@pytest.mark.parametrize(
    ("of", "pole", "first"),
    [
        (race(2, 1, 3), qualifying("3", "2", "1"), "2"),  # who started first, penalties on the grid included
        (race(None, None, None), qualifying("3", "2", "1"), "3"),
        (race(2, 3, None), qualifying("3", "2", "1"), "3"),  # nobody stood on the first place
        (race(2, 1, 3, pole="3"), qualifying("1", "2", "3"), "3"),  # the list says whose pole it is
        (race(None, None, None), None, ""),
        (race(3, 2, 1), None, "3"),
    ],
)
def test_pole_is_whose_the_list_says_else_of_who_started_first_else_of_the_best_qualifier(
    of: SessionResult, pole: SessionResult | None, first: str
) -> None:
    assert [one.car for one in with_start(of, qualifying=pole).lines if one.pole] == (
        [first] if first else []
    )


@pytest.mark.parametrize(
    ("places", "turned", "pole", "grids"),
    [
        ({"1": 2, "2": 1, "3": 3}, False, ["2"], [2, 1, 3]),
        (
            {"1": 3, "2": 2, "3": 4},
            False,
            ["2"],
            [3, 2, 4],
        ),  # the first place stayed empty: its car left the pit lane
        (
            {"1": 2, "2": 1, "3": 3},
            True,
            [],
            [2, 1, 3],
        ),  # the order was turned round: nobody took pole position
        ({}, False, ["3"], [None, None, None]),  # no grid is known: the first of the qualifying
    ],
)
def test_pole_position_by_the_grid_is_the_foremost_place_that_was_taken(
    places: dict[str, int], turned: bool, pole: list[str], grids: list[int | None]
) -> None:
    made = with_start(race(None, None, None), Starts(places, not turned), qualifying("3", "1", "2"))
    assert [one.car for one in made.lines if one.pole] == pole
    assert [one.grid for one in made.lines] == grids


def test_the_places_in_qualifying_come_from_the_qualifying_unless_the_list_has_them() -> None:
    """#3 was first, #1 second; #2 was not there. Where the list has one place of its own, none is added."""
    there = qualifying("3", "1")
    assert [one.qualified for one in with_start(race(1, 2, 3), qualifying=there).lines] == [2, None, 1]
    stated = with_start(race(1, 2, 3, qualified=(1, None, None)), qualifying=there)
    assert [one.qualified for one in stated.lines] == [1, None, None]
    assert [one.qualified for one in with_start(race(1, 2, 3)).lines] == [None, None, None]


def test_a_list_names_each_car_once_however_many_drivers_it_has() -> None:
    lines = (ResultLine("7", drivers=("Ann",)), ResultLine("81"), ResultLine("7", drivers=("Bea",)))
    assert SessionResult(1, "race", "race", lines).cars() == ("7", "81")
    assert ResultLine("7").status is Status.CLASSIFIED
    assert SessionResult(1, "race", "race").status == "provisional"


def test_what_a_line_does_not_say_is_no_distinction() -> None:
    """No pole, no fastest lap, no shared car, no guest, no nomination, no lap tried, no finish under red."""
    line = ResultLine("7")
    marks = (line.fastest_lap, line.pole, line.shared, line.guest, line.nominated)
    assert (marks, line.effort) == ((False,) * 5, 0)
    assert not SessionResult(1, "race", "race").red
