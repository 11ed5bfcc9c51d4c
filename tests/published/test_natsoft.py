"""Ferrari Challenge Sydney 2025 by Natsoft against its own result pages, to a ten-thousandth of a second."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from parcferme import season
from parcferme.records import Decision, Penalty
from parcferme.regulations import Rulebook, parse_rulebook
from published.official import time

pytestmark = pytest.mark.published

# Written from the result itself: "30 Mins", and the race ended a lap after 30:00, at 31:45.
RULES = """
name = "ferrari-challenge-sydney-2025"
source = "Natsoft result page, race 1"

[timing]
resolution = { value = "0.1 ms", source = "the page prints four decimals" }

[race]
length = { value = "30 min", source = "the page: Event R1, 30 Mins" }
plus-laps = { value = 1, source = "the page: Elapsed Time 31:45, a lap after the leader's first crossing past 30:00" }

[race.classified]
flag = { value = true, source = "the page: NC are the two cars that did not finish, with 7 and 2 of 15 laps" }

[race.fastest-lap]
first-lap = false
"""
PENALTIES = [
    Decision(car=car, penalty=Penalty.TIME, seconds=Decimal(15), reason="passing under yellow")
    for car in ("212", "277")
]
# Pos Car Driver Team Vehicle CL, then for a race: Laps Race.Time Lap Fastest; for a qualifying: Laps Lap Fastest Gap
LINE = re.compile(
    r"^(?P<pos>\d+|NC)\s+(?P<number>\d+)\s+(?P<driver>\S.*?)\s+\([A-Z]+\)\s.*?\s(?P<cl>CS|TP4?)\s+(?P<laps>\d+)\s+"
    r"(?:(?P<time>\d+:\d\d\.\d{4})\s+)?(?P<best_number>\d+)\s+(?P<best>\d+:\d\d\.\d{4})\*?\s*(?P<gap>\d:\d\d\.\d{4})?",
    re.MULTILINE,
)


class Finisher(msgspec.Struct, frozen=True):
    """One line of a result page; times in µs."""

    position: int | None
    number: str
    driver: str
    class_: str
    laps: int
    time: int | None
    best_number: int
    best: int
    gap: int | None


def result_page(path: Path) -> list[Finisher]:
    text = re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8", errors="replace"))
    return [
        Finisher(
            int(line["pos"]) if line["pos"].isdigit() else None, line["number"], line["driver"], line["cl"],
            int(line["laps"]), time(line["time"]), int(line["best_number"]), time(line["best"]) or 0, time(line["gap"]),
        )
        for line in LINE.finditer(text)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return parse_rulebook(RULES, "sydney.toml")


@pytest.fixture(params=["csv", "html"])
def suffix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def race(published: Path, rules: Rulebook, suffix: str, **more: Any) -> season.Score:
    more = {"decisions": PENALTIES} | more
    return season.score(published / "natsoft" / f"race-1-laps.{suffix}", kind="race", rulebook=rules, **more)


def test_race_is_the_official_one(published: Path, rules: Rulebook, suffix: str) -> None:
    official = result_page(published / "natsoft" / "race-1-results.html")
    assert len(official) == 14
    score = race(published, rules, suffix)
    want = [(car.position, car.number, car.laps, car.time, car.best_number, car.best) for car in official]
    got = [
        (row.position, row.number, row.laps, row.time, row.best_lap_number, row.best_lap)
        for row in score.rows
    ]
    assert got == want
    assert [row.status.value for row in score.rows] == ["classified"] * 12 + ["not-classified"] * 2


def test_flag_fell_a_lap_after_thirty_minutes(published: Path, rules: Rulebook, suffix: str) -> None:
    timing = race(published, rules, suffix).timing
    assert timing.flag.at is not None and timing.flag.at - timing.start == time("31:45.7760")
    leader = timing.laps.filter(timing.laps["car"].cast(str) == "117")
    assert time("30:00") <= leader["elapsed_us"][-2] < timing.flag.at - timing.start


def test_without_the_penalties_both_cars_stand_where_they_crossed(
    published: Path, rules: Rulebook, suffix: str
) -> None:
    places = {row.number: row.position for row in race(published, rules, suffix, decisions=()).rows}
    penalised = {row.number: row.position for row in race(published, rules, suffix).rows}
    assert (places["277"], places["212"]) == (8, 10)
    assert (penalised["277"], penalised["212"]) == (9, 11)


def test_qualifying_is_the_official_one(published: Path, rules: Rulebook, suffix: str) -> None:
    official = result_page(published / "natsoft" / "qualifying-1-results.html")
    assert len(official) == 13
    score = season.score(
        published / "natsoft" / f"qualifying-1-laps.{suffix}", kind="qualifying", rulebook=rules
    )
    want = [(car.position, car.number, car.laps, car.best_number, car.best, car.gap) for car in official]
    rows = score.rows
    got = [(row.position, row.number, row.laps, row.best_lap_number, row.best_lap, row.gap) for row in rows]
    assert got == want


def test_page_and_csv_hold_the_same_laps(published: Path, rules: Rulebook) -> None:
    for name, kind in (("race-1", "race"), ("qualifying-1", "qualifying")):
        page, sheet = (
            season.score(published / "natsoft" / f"{name}-laps.{suffix}", kind=kind, rulebook=rules)
            for suffix in ("html", "csv")
        )
        columns = ["number", "lap", "lap_time_us", "elapsed_us", "s1_us", "s2_us", "s3_us", "in_lap"]
        assert page.laps.select(columns).rows() == sheet.laps.select(columns).rows()
