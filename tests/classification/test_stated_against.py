"""A source that contradicts itself: best lap, number of laps and sectors beside the laps it lists."""

from __future__ import annotations

from typing import Any

import pytest

from parcferme.records import Result, StatedLap
from parcferme.times import SECOND
from small_races import row, score

S1, S2, S3 = 30 * SECOND, 31 * SECOND, 29 * SECOND
LAPS = [
    StatedLap(car="7", lap=n, time=S1 + S2 + S3 + n * SECOND, s1=S1 + n * SECOND, s2=S2, s3=S3)
    for n in (2, 1, 3)
]


def told(result: dict[str, Any], *laps: StatedLap) -> list[tuple[str, str | None, dict[str, Any]]]:
    stated = Result(
        car="7", position=1, **({"laps": 3, "best_lap": 91 * SECOND, "time": 276 * SECOND} | result)
    )
    made = score("10:00:00,flag,,,green", records=[stated, *(laps or LAPS)])
    assert row(made, "7").best_lap == stated.best_lap
    codes = ("best-against-laps", "laps-against-count", "lap-against-sectors")
    return [(one.code, one.where.car, dict(one.values)) for one in made.findings if one.code in codes]


def test_a_source_that_agrees_with_itself_is_told_nothing() -> None:
    assert told({}) == []


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (
            {"best_lap": 10 * SECOND},
            ("best-against-laps", {"best_us": 10 * SECOND, "quickest_us": 91 * SECOND}),
        ),
        (
            {"best_lap": 92 * SECOND},
            ("best-against-laps", {"best_us": 92 * SECOND, "quickest_us": 91 * SECOND}),
        ),
        ({"laps": 10}, ("laps-against-count", {"stated": 10, "listed": 3})),
    ],
)
def test_what_stands_elsewhere_stands_and_the_other_is_told(
    result: dict[str, Any], said: tuple[str, dict[str, Any]]
) -> None:
    assert told(result) == [(said[0], "7", said[1])]


@pytest.mark.parametrize(("apart", "is_told"), [(3_000, False), (3_001, True), (-20 * SECOND, True)])
def test_a_lap_is_its_sectors_but_for_what_was_cut(apart: int, is_told: bool) -> None:
    whole = S1 + S2 + S3
    lap = StatedLap(car="7", lap=1, time=whole + apart, s1=S1, s2=S2, s3=S3)
    found = told({"laps": 1, "best_lap": whole + apart}, lap)
    assert found == (
        [("lap-against-sectors", "7", {"lap_us": whole + apart, "sectors_us": whole})] if is_told else []
    )


def test_a_lap_that_cannot_be_a_best_one_says_nothing_of_it() -> None:
    barred = [StatedLap(car="7", lap=4, time=60 * SECOND, counts=False)]
    assert told({"laps": 4}, *LAPS, *barred) == []


@pytest.mark.parametrize(("time", "is_told"), [(182 * SECOND, False), (181 * SECOND, True)])
def test_no_best_lap_is_slower_than_the_average(time: int, is_told: bool) -> None:
    """Three laps, the best of 91 s; lap 1 may be as short as it likes."""
    stated = Result(car="7", position=1, laps=3, best_lap=91 * SECOND, time=time)
    found = [
        one
        for one in score("10:00:00,flag,,,green", records=[stated]).findings
        if one.code == "best-over-average"
    ]
    values = [(one.where.car, dict(one.values)) for one in found]
    assert values == ([("7", {"best_us": 91 * SECOND, "average_us": time // 3})] if is_told else [])
