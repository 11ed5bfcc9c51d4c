"""Le Mans 2024 by its own rulebook against the official result: #20 and #83 fall where they fell by rule."""

import csv
from pathlib import Path

import pytest

from parcferme import season
from parcferme.classification import Row, Status
from published.official import Line, time

pytestmark = pytest.mark.published


@pytest.fixture(scope="module")
def official(published: Path) -> list[Line]:
    """The starters in the order of the official result; RES are reserves that did not start."""
    with (published / "wec" / "2024-le-mans-24h-official.csv").open(encoding="utf-8-sig", newline="") as file:
        return [line for line in csv.DictReader(file, delimiter=";") if line["Pos"] != "RES"]


@pytest.fixture(scope="module")
def score(published: Path) -> season.Score:
    return season.score(
        published / "wec" / "2024-le-mans-24h-23-analysis.csv", kind="race", rulebook="le-mans-24h"
    )


def reasons(row: Row | None) -> dict[str, dict[str, object]]:
    assert row is not None
    return {reason.code: dict(reason.values) for reason in row.reasons}


def test_all_62_starters_stand_in_the_official_order(official: list[Line], score: season.Score) -> None:
    assert len(official) == 62
    assert [row.number for row in score.rows] == [line["No"] for line in official]


def test_places_statuses_laps_and_total_times_are_the_official_ones(
    official: list[Line], score: season.Score
) -> None:
    want = [
        (
            line["No"],
            int(line["Pos"]) if line["Pos"].isdigit() else None,
            Status.CLASSIFIED if line["Pos"].isdigit() else Status.NOT_CLASSIFIED,
            int(line["Laps"]),
            time(line["Time"]),
        )
        for line in official
    ]
    assert [(row.number, row.position, row.status, row.laps, row.time) for row in score.rows] == want


def test_places_in_class_count_the_classified_cars_of_each_class(
    official: list[Line], score: season.Score
) -> None:
    seen: dict[str, int] = {}
    for line, row in zip(official, score.rows, strict=True):
        if line["Pos"].isdigit():
            class_ = line["Class"].removesuffix("(Pro-Am)").upper()  # Pro-Am is a trophy inside LMP2
            assert (row.class_ or "").upper() == class_
            seen[class_] = seen.get(class_, 0) + 1
        assert row.class_position == (seen[class_] if line["Pos"].isdigit() else None), line["No"]
    assert sum(seen.values()) == 46 and len(seen) == 3


def test_car_20_took_the_flag_and_is_not_classified_for_want_of_distance(score: season.Score) -> None:
    row = score.result.row("20")
    assert row is not None and row.took_flag and row.laps == 96
    why = reasons(row)
    assert why["distance-short"]["article"] == "10.15.2 (2016)"
    assert why["distance-short"]["needed"] == "217.70"
    assert "no-flag" not in why


def test_car_83_drove_248_laps_and_stands_below_77_with_227(score: season.Score) -> None:
    order = [row.number for row in score.rows]
    assert order.index("83") > order.index("20") > order.index("77")
    why = reasons(score.result.row("83"))
    assert why["no-flag"]["article"] == "10.15.2 (2016)"
    assert "distance-short" not in why


def test_flag_fell_when_the_leader_crossed_after_24_hours(score: season.Score) -> None:
    flag = score.timing.flag
    assert flag.at is not None and flag.at - score.timing.start == time("24:01:55.856")
    assert flag.due == flag.at


def test_without_the_rulebook_the_order_is_that_of_laps(score: season.Score, published: Path) -> None:
    generic = season.score(published / "wec" / "2024-le-mans-24h-23-analysis.csv", kind="race")
    places = {row.number: row.position for row in generic.rows}
    assert (places["83"], places["77"], places["20"]) == (46, 47, 58)


@pytest.mark.parametrize(
    ("file", "minutes"),
    [
        ("2025-imola-6h-23-analysis.csv", 360),
        ("2025-spa-6h-23-analysis.csv", 360),
        ("2019-spa-6h-23-analysis.csv", 360),
        ("2024-fuji-6h-23-analysis.csv", 360),
    ],
)
def test_six_hours_by_the_wec_rulebook(published: Path, file: str, minutes: int) -> None:
    """No official result lies beside these files: what can be held is that the rules are kept and the flag is due."""
    generic = season.score(published / "wec" / file, kind="race")
    wec = season.score(published / "wec" / file, kind="race", rulebook="wec", length=minutes)
    winner = wec.rows[0]
    assert winner.number == generic.rows[0].number
    for row in wec.rows:
        classified = row.took_flag and 10 * row.laps >= 7 * winner.laps
        assert (row.status is Status.CLASSIFIED) == classified, row.number
    order = [row.number for row in generic.rows]
    placed = [row.number for row in wec.rows if row.position is not None]
    assert placed == [number for number in order if number in placed]
    assert wec.timing.flag.due == wec.timing.flag.at
