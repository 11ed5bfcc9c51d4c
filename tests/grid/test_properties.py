"""What holds for every grid, whatever was driven and ruled."""

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parcferme.classification import ResultLine, SessionResult, Status
from parcferme.grid import Grid, grid_of
from parcferme.records import Decision, Penalty
from parcferme.regulations import (
    Accumulation,
    ClassesOnGrid,
    GridBy,
    GridPenaltyRules,
    GridRules,
    Landing,
    NoTimeAllowed,
    NoTimeOrder,
    Withdrawn,
)

CARS = [str(number) for number in range(1, 13)]
LAPS = st.integers(100_000_000, 100_000_006) | st.integers(100_000_000, 130_000_000)


@st.composite
def sessions(draw: st.DrawFn, name: str = "qualifying") -> SessionResult:
    """A qualifying or a race of some of the cars, a few of them without a place."""
    kind = draw(st.sampled_from(["qualifying", "race"]))
    cars = draw(st.permutations(CARS))[: draw(st.integers(1, 12))]
    placed = draw(st.integers(0, len(cars)))
    lines = []
    for index, car in enumerate(cars):
        status = Status.CLASSIFIED if index < placed else draw(st.sampled_from(list(Status)[1:]))
        lap = draw(LAPS) if status is Status.CLASSIFIED else None
        lines.append(
            ResultLine(
                car=car, position=index + 1 if index < placed else None, status=status, best_lap=lap, laps=index,
                second_best_lap=None if lap is None else lap + draw(st.integers(0, 5)),
                class_=draw(st.sampled_from(["LMP3", "GT", None])), effort=draw(st.integers(0, 2)),
            )
        )  # fmt: skip
    return SessionResult(round=1, session=name, kind=kind, lines=tuple(lines))


rulebooks = st.builds(
    GridRules,
    by=st.sampled_from(GridBy),
    reverse_first=st.integers(0, 14),
    limit=st.none() | st.just(Fraction(107, 100)),
    no_time=st.sampled_from(NoTimeAllowed),
    no_time_order=st.permutations(list(NoTimeOrder)).map(lambda order: tuple(order[:2])),
    penalties=st.builds(
        GridPenaltyRules,
        accumulate=st.sampled_from(Accumulation),
        landing=st.sampled_from(Landing),
        most=st.none() | st.integers(0, 15),
        behind_no_time=st.booleans(),
    ),
    withdrawn=st.sampled_from(Withdrawn),
    withdrawn_late=st.sampled_from(Withdrawn),
    classes=st.sampled_from(ClassesOnGrid),
    in_row=st.integers(1, 3),
)
decisions = st.lists(
    st.builds(
        Decision,
        car=st.sampled_from([*CARS, "99"]),
        penalty=st.sampled_from(
            [Penalty.GRID_PLACES] * 6
            + [Penalty.REAR_OF_FIELD, Penalty.PIT_LANE_START, Penalty.DISQUALIFIED, Penalty.ALLOWED_TO_START]
            + [Penalty.FINE]
        ),
        places=st.none() | st.integers(0, 12),
        seq=st.integers(0, 3),
        reason=st.sampled_from([None, "engine", "blocking"]),
    ),
    max_size=8,
)
withdrawals = st.dictionaries(st.sampled_from(CARS), st.sampled_from(["before", "after"]), max_size=3)
given_all = given(
    st.tuples(sessions("qualifying-1"), sessions("qualifying-2")),
    rulebooks,
    decisions,
    withdrawals,
    st.data(),
)


def numbers(grid: Grid) -> list[str]:
    return [slot.number for slot in (*grid.slots, *grid.pit_lane, *grid.left_out)]


@given_all
def test_every_entered_car_is_once_on_the_grid_in_the_pit_lane_or_left_out(
    sources: Any, rules: Any, ruled: Any, withdrawn: Any, data: Any
) -> None:
    entered = data.draw(st.permutations(CARS))
    grid = grid_of(
        rules, sources, entries=entered, decisions=ruled, withdrawn=withdrawn, standings=("3", "5")
    )
    assert sorted(numbers(grid)) == sorted(CARS)
    assert all(slot.reasons for slot in (*grid.slots, *grid.pit_lane, *grid.left_out))
    positions = [slot.position or 0 for slot in grid.slots]
    assert positions == sorted(set(positions))
    rows = [slot for row in grid.rows() for slot in row if slot is not None]
    assert {slot.number for slot in rows} == {slot.number for slot in grid.slots}


@given_all
def test_cars_without_a_ruling_keep_their_order(
    sources: Any, rules: Any, ruled: Any, withdrawn: Any, data: Any
) -> None:
    ruled = [
        one for one in ruled if one.penalty is not Penalty.DISQUALIFIED
    ]  # who is out changes who is turned round
    plain = grid_of(rules, sources, entries=CARS)
    grid = grid_of(rules, sources, entries=CARS, decisions=ruled, withdrawn=withdrawn)
    touched = {one.car for one in ruled if one.penalty is not Penalty.GRID_PLACES}
    dropped = {one.car for one in ruled if one.penalty is Penalty.GRID_PLACES}
    still = [slot.number for slot in grid.slots if slot.number not in touched | dropped]
    before = [slot.number for slot in plain.slots if slot.number in still]
    assert still == before


@given_all
def test_a_car_never_gains_by_its_own_penalty(
    sources: Any, rules: Any, ruled: Any, withdrawn: Any, data: Any
) -> None:
    car = data.draw(st.sampled_from(CARS))
    penalty = data.draw(
        st.builds(
            Decision,
            car=st.just(car),
            places=st.integers(1, 20),
            reason=st.just("mine"),
            penalty=st.sampled_from([Penalty.GRID_PLACES, Penalty.REAR_OF_FIELD]),
        )
    )
    without = grid_of(rules, sources, entries=CARS, decisions=ruled, withdrawn=withdrawn).car(car)
    penalised = grid_of(rules, sources, entries=CARS, decisions=[*ruled, penalty], withdrawn=withdrawn).car(
        car
    )
    assert without is not None and penalised is not None
    assert (without.position is None) == (penalised.position is None)
    assert (penalised.position or 0) >= (without.position or 0)


@given_all
def test_the_order_in_which_decisions_are_handed_in_does_not_matter(
    sources: Any, rules: Any, ruled: Any, withdrawn: Any, data: Any
) -> None:
    other = data.draw(st.permutations(ruled))
    one = grid_of(rules, sources, entries=CARS, decisions=ruled, withdrawn=withdrawn)
    assert grid_of(rules, sources, entries=CARS, decisions=other, withdrawn=withdrawn) == one


@given(
    st.permutations(range(1, 9)),
    st.lists(st.integers(0, 9), min_size=8, max_size=8),
    st.sampled_from(Landing),
)
def test_penalties_only_ever_move_the_penalised_back_past_the_others(
    order: Any, lost: Any, landing: Any
) -> None:
    cars = [str(car) for car in order]
    lines = tuple(ResultLine(car=car, position=place) for place, car in enumerate(cars, start=1))
    source = SessionResult(round=1, session="qualifying", kind="qualifying", lines=lines)
    rules = GridRules(penalties=GridPenaltyRules(landing=landing))
    grid = grid_of(rules, [source], carried=dict(zip(cars, lost, strict=True)))
    free = [car for car, places in zip(cars, lost, strict=True) if not places]
    assert [slot.number for slot in grid.slots if slot.number in free] == free
    for slot in grid.slots:
        if slot.number in free:
            assert (slot.position or 0) <= (slot.qualifying_position or 0)
    if len(free) == 7:
        (car,) = set(cars) - set(free)
        place = cars.index(car) + 1
        moved = grid.car(car)
        assert moved is not None and moved.position == min(8, place + lost[place - 1])
