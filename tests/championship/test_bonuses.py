"""Who earns a bonus, and how much of it: marked or measured, level, barred, passed down, in a class of its own."""

from fractions import Fraction
from typing import Any

import pytest

from parcferme.championship.bonuses import Unknown, bonus_winners, gained, named_of
from parcferme.championship.drives import drives_of
from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.regulations import Adjustment, AdjustmentKind, Bonus, BonusFor, ScoredPlace, TableRules, Tied

OUT = Status.NOT_CLASSIFIED


def car(number: str, place: int | None, **more: Any) -> ResultLine:
    status = more.pop("status", OUT if place is None else Status.CLASSIFIED)
    return ResultLine(number, place, status, drivers=more.pop("drivers", (f"D{number}",)), **more)


def won(
    for_: BonusFor, *lines: ResultLine, completed: str | None = None, ruled: tuple[Adjustment, ...] = (),
    several: bool = False, barred: str = "", passes: str = "", **more: Any,
) -> tuple[dict[str, Any], list[Unknown]]:  # fmt: skip
    """Who earns three points or a part of them, by car. `barred`: cars without points, `passes`: that pass them on."""
    drives = drives_of(SessionResult(1, "race", "race", lines), TableRules("D"))
    for drive in drives:
        drive.scores = drive.lines[0].car not in barred.split()
        drive.passes = drive.lines[0].car in passes.split()
    share = None if completed is None else Fraction(completed)
    winners, unknown = bonus_winners(Bonus(for_, Fraction(3), **more), drives, share, ruled, several)
    return {one.lines[0].car: one.points for one in winners}, unknown


# --- who did it


@pytest.mark.parametrize(
    ("for_", "values", "winner"),
    [
        (BonusFor.FASTEST_LAP, [{"best_lap": 101}, {"best_lap": 99}, {"best_lap": 100}], "2"),
        (BonusFor.FASTEST_LAP, [{"best_lap": 101}, {"best_lap": 99}, {"fastest_lap": True}], "3"),
        (BonusFor.FASTEST_LAP, [{}, {}, {}], None),
        (BonusFor.POLE, [{"grid": 3}, {"grid": 1}, {"grid": 2}], "2"),
        (BonusFor.POLE, [{"grid": 3}, {"grid": 1}, {"grid": 2, "pole": True}], "3"),
        (BonusFor.POLE, [{"grid": 0}, {"grid": 2}, {"grid": 3}], "2"),  # from the pit lane: none on the grid
        (BonusFor.POLE, [{"qualified": 2}, {"qualified": 1}, {"qualified": 3}], "2"),
        (BonusFor.POLE, [{"qualified": 2, "grid": 1}, {"qualified": 1, "grid": 4}, {"qualified": 3}], "1"),
        (BonusFor.FASTEST_QUALIFIER, [{"qualified": 2, "grid": 1}, {"qualified": 1, "grid": 4}, {}], "2"),
        (BonusFor.MOST_LAPS_LED, [{"laps_led": 3}, {"laps_led": 5}, {"laps_led": 0}], "2"),
        (BonusFor.MOST_LAPS_LED, [{"laps_led": 0}, {"laps_led": 0}, {}], None),
        (BonusFor.MOST_PLACES_GAINED, [{"grid": 1}, {"grid": 5}, {"grid": 4}], "2"),
        (BonusFor.MOST_PLACES_GAINED, [{"grid": 1}, {"grid": 3}, {"grid": 3}], "2"),
        (BonusFor.MOST_PLACES_GAINED, [{"grid": 1}, {"grid": 2}, {"grid": 3}], None),  # nobody gained a place
    ],
)
def test_who_was_best_at_it(for_: BonusFor, values: list[dict[str, Any]], winner: str | None) -> None:
    lines = [car(str(at), at, **one) for at, one in enumerate(values, 1)]
    assert won(for_, *lines) == (({} if winner is None else {winner: 3}), [])


@pytest.mark.parametrize(
    ("for_", "more", "winners"),
    [
        (BonusFor.STARTED, {}, {"1": 3, "2": 3, "3": 3}),  # #4 is disqualified
        (BonusFor.CLASSIFIED, {}, {"1": 3, "2": 3}),
        (BonusFor.PLACES_GAINED, {}, {"2": 9}),  # three places: three times three points
        (BonusFor.LED_A_LAP, {}, {"1": 3, "3": 3}),
        (BonusFor.INCIDENTS, {"at_most": 0}, {"1": 3}),
        (BonusFor.INCIDENTS, {"at_least": 2}, {"2": 3, "3": 3}),
        (BonusFor.INCIDENTS, {"at_least": 2, "at_most": 3}, {"2": 3}),
        (BonusFor.ALL_ROUNDS, {}, {}),
    ],
)
def test_what_many_can_earn(for_: BonusFor, more: dict[str, Any], winners: dict[str, int]) -> None:
    lines = (
        car("1", 1, grid=1, laps_led=1, incidents=0), car("2", 2, grid=5, laps_led=0, incidents=2),
        car("3", None, grid=4, laps_led=9, incidents=4), car("4", None, status=Status.DISQUALIFIED),
        car("5", None, status=Status.NOT_STARTED, incidents=0),
    )  # fmt: skip
    assert won(for_, *lines, **more) == (winners, [])


def test_places_gained_from_the_grid() -> None:
    asked = (
        car("1", 2, grid=5),
        car("1", 5, grid=2),
        car("1", 2),
        car("1", None, grid=2),
        car("1", 3, grid=3),
    )
    assert [gained(line) for line in asked] == [3, -3, 0, 0, 0]


def test_all_who_are_named_for_a_shared_fastest_lap_have_it() -> None:
    shared = Adjustment(AdjustmentKind.SHARED_LAP, names=("D1",), cars=("3",))
    lines = (car("1", 1), car("2", 2, fastest_lap=True), car("3", 3))
    assert won(BonusFor.FASTEST_LAP, *lines, ruled=(shared,)) == ({"1": 3, "3": 3}, [])


@pytest.mark.parametrize(
    ("for_", "best", "others", "winners"),
    [
        (BonusFor.FASTEST_LAP, {"best_lap": 90}, {"best_lap": 91}, ["2"]),
        (BonusFor.MOST_LAPS_LED, {"laps_led": 20}, {"laps_led": 3}, ["2"]),
        (BonusFor.LED_A_LAP, {"laps_led": 20}, {"laps_led": 3}, ["2"]),
        (BonusFor.STARTED, {}, {}, ["2"]),
        (BonusFor.POLE, {"grid": 1}, {"grid": 2}, ["1"]),
        (BonusFor.FASTEST_QUALIFIER, {"qualified": 1}, {"qualified": 2}, ["1"]),
    ],
)
def test_who_is_disqualified_has_no_bonus_of_the_race_and_keeps_the_pole(
    for_: BonusFor, best: dict[str, Any], others: dict[str, Any], winners: list[str]
) -> None:
    out = car("1", None, status=Status.DISQUALIFIED, **best)
    assert list(won(for_, out, car("2", 1, **others))[0]) == winners


def test_a_fastest_lap_marked_for_one_disqualified_is_asked_about_where_no_times_are_stated() -> None:
    out = car("1", None, status=Status.DISQUALIFIED, fastest_lap=True)
    assert won(BonusFor.FASTEST_LAP, out, car("2", 1)) == ({}, [Unknown(BonusFor.FASTEST_LAP, "next")])


def test_points_taken_for_incidents_stay_taken_of_one_disqualified() -> None:
    out = car("1", None, status=Status.DISQUALIFIED, incidents=9)
    drives = drives_of(SessionResult(1, "race", "race", (out,)), TableRules("D"))
    taken, _ = bonus_winners(Bonus(BonusFor.INCIDENTS, Fraction(-2), at_least=9), drives, None, ())
    assert [one.points for one in taken] == [-2]


def test_the_one_of_the_crew_whom_a_list_names() -> None:
    line = car("1", 1, drivers=("Ann", "Bea"), fastest_lap_by="Bea", pole_by="Zoe")
    asked = (BonusFor.FASTEST_LAP, BonusFor.POLE, BonusFor.STARTED)
    assert [named_of(Bonus(for_, Fraction(1)), line) for for_ in asked] == [("Bea",), (), ()]


# --- level


@pytest.mark.parametrize(
    ("tied", "winners"),
    [
        (Tied.EACH, {"1": Fraction(3), "2": Fraction(3), "4": Fraction(3)}),
        (Tied.DIVIDED, {"1": Fraction(1), "2": Fraction(1), "4": Fraction(1)}),
        (Tied.FIRST, {"1": Fraction(3)}),
        (Tied.NOBODY, {"1": Fraction(0), "2": Fraction(0), "4": Fraction(0)}),
    ],
)
def test_what_those_level_on_a_bonus_have_of_it(tied: Tied, winners: dict[str, Fraction]) -> None:
    """The first is the best placed of them, whatever the order of the list; a car without a place is behind all."""
    lines = (
        car("4", None, best_lap=99),
        car("2", 2, best_lap=99),
        car("1", 1, best_lap=99),
        car("3", 3, best_lap=100),
    )
    assert won(BonusFor.FASTEST_LAP, *lines, tied=tied)[0] == winners
    assert list(won(BonusFor.FASTEST_LAP, *lines, tied=tied)[0]) == list(winners)


@pytest.mark.parametrize("tied", list(Tied))
def test_one_alone_has_a_bonus_whole_and_what_many_can_earn_is_never_divided(tied: Tied) -> None:
    lines = (car("1", 1, best_lap=98), car("2", 2, best_lap=99))
    assert won(BonusFor.FASTEST_LAP, *lines, tied=tied)[0] == {"1": 3}
    started = won(BonusFor.STARTED, *lines, tied=tied)[0]
    assert started == ({"1": 3} if tied is Tied.FIRST else {"1": 3, "2": 3})


def test_two_level_on_a_bonus_divide_it() -> None:
    lines = (car("1", 1, grid=1), car("2", 2, grid=1), car("3", 3, grid=2))
    assert won(BonusFor.POLE, *lines, tied=Tied.DIVIDED)[0] == {"1": Fraction(3, 2), "2": Fraction(3, 2)}


def test_a_driver_who_took_over_a_car_is_one_holder_of_a_fastest_lap_and_two_cars_with_a_pole_are_two() -> (
    None
):
    """A list marks every line of the driver, also that of the other car."""
    lines = (
        car("1", 1, drivers=("Ann",), fastest_lap=True, pole=True),
        car("2", 2, drivers=("Ann",), fastest_lap=True, pole=True),
    )
    assert won(BonusFor.FASTEST_LAP, *lines, tied=Tied.DIVIDED)[0] == {"1": 3}
    assert won(BonusFor.POLE, *lines, tied=Tied.DIVIDED)[0] == {"1": Fraction(3, 2), "2": Fraction(3, 2)}


def test_a_car_with_a_line_for_each_driver_is_one_holder() -> None:
    lines = (car("1", 1, drivers=("Ann",), pole=True), car("1", 1, drivers=("Bea",), pole=True))
    assert won(BonusFor.POLE, *lines, tied=Tied.DIVIDED)[0] == {"1": 3}


# --- conditions


LAPS = (
    car("1", 1, best_lap=101),
    car("2", 2, best_lap=100),
    car("3", 3, best_lap=99),
    car("4", None, best_lap=98),
)


@pytest.mark.parametrize(
    ("more", "winner"),
    [
        ({}, "4"),
        ({"top": 3}, None),  # the fourth set it, and nobody has the point
        ({"classified": True}, None),
        ({"top": 3, "passed_down": True}, "3"),
        ({"top": 2, "passed_down": True}, "2"),
        ({"classified": True, "passed_down": True}, "3"),
        ({"top": 3, "passed_down": False}, None),
        ({"passed_down": False, "barred": "4"}, None),
        ({"passed_down": True, "barred": "4 3"}, "2"),
        ({"barred": "4"}, None),  # kept, as the table says
        ({"barred": "4", "passes": "4"}, "3"),  # passed down, as the table says
    ],
)
def test_who_may_not_have_a_bonus_leaves_it_to_nobody_or_to_the_next(
    more: dict[str, Any], winner: str | None
) -> None:
    assert won(BonusFor.FASTEST_LAP, *LAPS, **more) == (({} if winner is None else {winner: 3}), [])


def test_where_the_list_marks_one_who_may_not_have_it_and_no_times_nobody_knows_who_is_next() -> None:
    lines = (car("1", 1), car("2", 2, fastest_lap=True))
    assert won(BonusFor.FASTEST_LAP, *lines, top=1, passed_down=True) == (
        {},
        [Unknown(BonusFor.FASTEST_LAP, "next")],
    )
    timed = (car("1", 1, best_lap=100), car("2", 2, fastest_lap=True))
    assert won(BonusFor.FASTEST_LAP, *timed, top=1, passed_down=True) == ({"1": 3}, [])
    assert won(BonusFor.FASTEST_LAP, car("2", 2, fastest_lap=True), top=1, passed_down=True) == ({}, [])


@pytest.mark.parametrize(
    ("completed", "given"), [(None, True), ("1/2", False), ("51/100", True), ("1/3", False)]
)
def test_a_bonus_only_over_half_the_distance(completed: str | None, given: bool) -> None:
    assert bool(won(BonusFor.FASTEST_LAP, *LAPS, completed=completed, over=Fraction(1, 2))[0]) is given


# --- within a class


CLASSES = (
    car("1", 1, class_="A", group="Pro", best_lap=99, laps_led=9, laps_led_class=9),
    car("2", 2, class_="A", group="Am", best_lap=101, laps_led=0, laps_led_class=0),
    car("3", 3, class_="B", group="Am", best_lap=102, laps_led=0, laps_led_class=4),
    car("4", 4, class_="B", group="Am", best_lap=100, laps_led=0, laps_led_class=5),
)


@pytest.mark.parametrize(
    ("within", "fastest", "led"),
    [
        (ScoredPlace.OVERALL, ["1"], ["1"]),
        (ScoredPlace.CLASS, ["1", "4"], ["1", "4"]),
        (ScoredPlace.GROUP, ["1", "2", "4"], []),
    ],
)
def test_the_best_of_all_or_of_each_class_or_group(
    within: ScoredPlace, fastest: list[str], led: list[str]
) -> None:
    assert list(won(BonusFor.FASTEST_LAP, *CLASSES, within=within, several=True)[0]) == fastest
    most, unknown = won(BonusFor.MOST_LAPS_LED, *CLASSES, within=within, several=True)
    assert list(most) == led
    assert [one.why for one in unknown] == (["class-laps"] * 3 if within is ScoredPlace.GROUP else [])


def test_laps_led_in_the_class_are_not_known_from_those_led_overall() -> None:
    overall_only = [
        car(line.car, line.position, class_=line.class_, laps_led=line.laps_led) for line in CLASSES
    ]
    for for_ in (BonusFor.MOST_LAPS_LED, BonusFor.LED_A_LAP):
        made = won(for_, *overall_only, within=ScoredPlace.CLASS, several=True)
        assert made == ({}, [Unknown(for_, "class-laps")] * 2)
        assert won(for_, *overall_only, several=True) == ({"1": 3}, [])
        assert won(for_, *overall_only[:2], within=ScoredPlace.CLASS) == (
            {"1": 3},
            [],
        )  # one class: its laps are all
    led = won(BonusFor.LED_A_LAP, *CLASSES, within=ScoredPlace.CLASS, several=True)
    assert led == ({"1": 3, "3": 3, "4": 3}, [])
