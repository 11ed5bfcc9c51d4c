"""What was ruled on the cars of a grid: each ruling a reason with its figures and where it is written."""

import msgspec
import pytest

from grid.races import codes, odd, order, qualifying, why
from parcferme.findings import Where
from parcferme.grid import grid_of
from parcferme.grid.rulings import usable
from parcferme.grid.slots import Starter
from parcferme.records import Decision, Penalty
from parcferme.regulations import Accumulation, GridPenaltyRules, GridRules

FIVE = qualifying("\n".join(f"{car} 1:40.{car}00" for car in range(1, 6)))
CITED = {"article": "35.2", "reason": "engine", "document": "14", "seq": 9}
TOLD = {"article": "35.2", "why": "engine", "document": "14", "decision": 9}


@pytest.mark.parametrize(
    ("penalty", "more", "reason"),
    [
        (Penalty.GRID_PLACES, {"places": 2}, ("grid-places-lost", {"places": 2, **TOLD})),
        (Penalty.REAR_OF_FIELD, {}, ("grid-rear", TOLD)),
        (Penalty.PIT_LANE_START, {}, ("grid-pit-lane", TOLD)),
        (Penalty.ALLOWED_TO_START, {}, ("grid-allowed", TOLD)),
        (Penalty.DISQUALIFIED, {}, ("grid-disqualified", TOLD)),
    ],
)
def test_every_ruling_is_told_with_where_it_is_written(
    penalty: Penalty, more: dict[str, int], reason: tuple[str, dict[str, object]]
) -> None:
    ruled = Decision(car="2", penalty=penalty, **more, **CITED)  # type: ignore[arg-type]
    assert reason in why(grid_of(GridRules(), [FIVE], decisions=[ruled]), "2")


@pytest.mark.parametrize(
    ("lost", "rules", "said"),
    [
        ((4,), GridPenaltyRules(), []),
        ((1, 2), GridPenaltyRules(), [("grid-places-added", {"places": 3})]),
        ((1, 2), GridPenaltyRules(accumulate=Accumulation.LARGEST), [("grid-places-largest", {"places": 2})]),
        ((4,), GridPenaltyRules(accumulate=Accumulation.LARGEST), []),
        ((3,), GridPenaltyRules(most=3), []),
        ((4,), GridPenaltyRules(most=3), [("grid-places-too-many", {"places": 4, "most": 3})]),
        (
            (2, 2), GridPenaltyRules(most=3),
            [("grid-places-added", {"places": 4}), ("grid-places-too-many", {"places": 4, "most": 3})],
        ),
        ((2, 2), GridPenaltyRules(accumulate=Accumulation.LARGEST, most=3), [("grid-places-largest", {"places": 2})]),
    ],
)  # fmt: skip
def test_several_penalties_as_one(
    lost: tuple[int, ...], rules: GridPenaltyRules, said: list[tuple[str, dict[str, object]]]
) -> None:
    ruled = [
        Decision(car="1", penalty=Penalty.GRID_PLACES, places=places, document=str(number))
        for number, places in enumerate(lost)
    ]
    reasons = why(grid_of(GridRules(penalties=rules), [FIVE], decisions=ruled), "1")
    assert reasons[1 + len(lost) : -1] == said
    assert reasons[-1][0] == "grid-moved"


def test_places_carried_over_add_to_those_of_today() -> None:
    ruled = [Decision(car="1", penalty=Penalty.GRID_PLACES, places=1)]
    grid = grid_of(GridRules(), [FIVE], decisions=ruled, carried={"1": 2, "3": 0, "77": 3, "8": 1})
    assert why(grid, "1")[1:4] == [
        ("grid-places-carried", {"places": 2}),
        ("grid-places-lost", {"places": 1}),
        ("grid-places-added", {"places": 3}),
    ]
    assert codes(grid, "3") == ["grid-result", "grid-moved-up"]
    assert odd(grid) == [
        ("grid-carried-unknown-car", "8", {"places": 1}), ("grid-carried-unknown-car", "77", {"places": 3}),
    ]  # fmt: skip
    assert order(grid) == "2 3 4 1 5"
    one = grid_of(GridRules(), [FIVE], carried={"1": 1})
    assert (order(one), why(one, "1")[1]) == ("2 1 3 4 5", ("grid-places-carried", {"places": 1}))


@pytest.mark.parametrize(
    ("decision", "code", "severity", "values"),
    [
        (Decision(car="99", penalty=Penalty.REAR_OF_FIELD), "decision-unknown-car", "error", {"number": "99"}),
        (Decision(penalty=Penalty.REAR_OF_FIELD), "decision-unknown-car", "error", {"number": ""}),
        (
            Decision(car="1", penalty=Penalty.GRID_PLACES, places=0), "decision-incomplete", "error",
            {"penalty": "grid-places", "missing": "places"},
        ),
        (
            Decision(car="1", penalty=Penalty.GRID_PLACES), "decision-incomplete", "error",
            {"penalty": "grid-places", "missing": "places"},
        ),
    ],
)  # fmt: skip
def test_a_ruling_that_cannot_be_carried_out_says_what_it_lacks(
    decision: Decision, code: str, severity: str, values: dict[str, object]
) -> None:
    written = msgspec.structs.replace(decision, source="d.toml", line=7, seq=3)
    grid = grid_of(GridRules(), [FIVE], decisions=[written])
    (found,) = grid.findings
    assert (found.code, found.severity.value, dict(found.values)) == (code, severity, values)
    assert found.where == Where(file="d.toml", line=7, car=decision.car, seq=3)
    assert order(grid) == "1 2 3 4 5"
    bare = grid_of(GridRules(), [FIVE], decisions=[decision]).findings[0]
    assert bare.where.seq is None  # a ruling that no log holds has no record


def test_a_ruling_said_twice_counts_once_and_two_of_one_kind_count_twice() -> None:
    one = Decision(car="1", penalty=Penalty.GRID_PLACES, places=1, document="5")
    grid = grid_of(
        GridRules(), [FIVE], decisions=[one, one, Decision(car="1", penalty=Penalty.GRID_PLACES, places=1)]
    )
    assert (order(grid), odd(grid)) == ("2 3 1 4 5", [("decision-repeated", "1", {"penalty": "grid-places"})])


@pytest.mark.parametrize(
    ("at", "expected"), [(99, "1 3 4 5"), (100, "1 3 4 5"), (101, "1 . 3 4 5"), (None, "1 3 4 5")]
)
def test_a_pit_lane_start_is_late_from_the_microsecond_after_publication(
    at: int | None, expected: str
) -> None:
    ruled = [Decision(car="2", penalty=Penalty.PIT_LANE_START, at=at)]
    assert order(grid_of(GridRules(), [FIVE], decisions=ruled, published=100)) == expected
    assert order(grid_of(GridRules(), [FIVE], decisions=ruled)) == "1 3 4 5"


def test_reasons_are_in_order_of_the_records_whatever_order_they_are_handed_in() -> None:
    """By record, then as they are written; a ruling without an instant or a number before those with one."""
    ruled = [
        Decision(car="1", penalty=Penalty.GRID_PLACES, places=3, seq=2),
        Decision(car="1", penalty=Penalty.GRID_PLACES, places=1, seq=5),
        Decision(car="1", penalty=Penalty.GRID_PLACES, places=2, seq=1),
        Decision(car="1", penalty=Penalty.GRID_PLACES, places=4, seq=1, at=0),
        Decision(car="1", penalty=Penalty.GRID_PLACES, places=4, seq=1),
    ]
    for handed in (ruled, ruled[::-1]):
        grid = grid_of(GridRules(), [FIVE], decisions=handed)
        lost = [values for code, values in why(grid, "1") if code == "grid-places-lost"]
        assert [one["places"] for one in lost] == [2, 4, 4, 3, 1]
        assert order(grid) == "2 3 4 5 1"


def test_what_was_ruled_on_two_drivers_of_a_car_is_two_rulings() -> None:
    ruled = [
        Decision(penalty=Penalty.REPRIMAND, car="1", driver=name, licence_points=2) for name in ("Ann", "Zoe")
    ]
    _, found = usable(ruled, {"1": Starter("1")})
    assert [one.code for one in found] == []
