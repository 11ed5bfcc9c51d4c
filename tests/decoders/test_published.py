"""Real timing files: read without a finding, to the crossing, and as the official pages have them."""

from __future__ import annotations

import csv
import html
import io
import itertools
import os
import re
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from parcferme.decoders import alkamel, decode
from parcferme.records import Flag, FlagValue, PitTime, Result
from parcferme.times import parse_clock

PUBLISHED = Path(os.environ.get("PARCFERME_PUBLISHED") or Path(__file__).parents[3] / "shared" / "published")
pytestmark = pytest.mark.published

ANALYSES = sorted([*PUBLISHED.glob("*/**/*laps.csv"), *PUBLISHED.glob("*/**/*23-analysis.csv")])
ANALYSES = [path for path in ANALYSES if "natsoft" not in path.parts]
RESULTS = sorted([*PUBLISHED.glob("*/**/*-results*.csv"), *PUBLISHED.glob("*/**/*classification*.csv")])
NONE = [PUBLISHED]  # without the files these tests are deselected, not missing
ACC = sorted(PUBLISHED.glob("acc/*.json"))


def rows(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    head = text.split("\n", 1)[0]
    table = list(csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ","))
    names = [name.strip() for name in table[0]]
    return [dict(zip(names, row, strict=False)) for row in table[1:] if any(row)]


def test_there_are_files_to_read() -> None:
    assert len(ANALYSES) > 100 and len(RESULTS) > 90 and len(ACC) > 4


@pytest.mark.parametrize("path", ANALYSES or NONE, ids=lambda path: "-".join(path.parts[-2:]))
def test_analysis_is_read_to_the_crossing(path: Path) -> None:
    decoded = decode(path.read_bytes(), path.name)
    assert {finding.code for finding in decoded.findings} <= {"numbers-alike"}
    listed = rows(path)
    start = next(event.at for event in decoded.log.events) or 0
    expected, stops = [], 0
    for row in listed:
        elapsed, lap, car = parse_clock(row["ELAPSED"]), parse_clock(row["LAP_TIME"]), row["NUMBER"]
        line = "FL_PIT" if row["CROSSING_FINISH_LINE_IN_PIT"] == "B" else "FL"
        expected.append((start + elapsed, line, car, row["DRIVER_NUMBER"]))
        if row["S1"]:
            expected.append((start + elapsed - lap + parse_clock(row["S1"]), "S1", car, row["DRIVER_NUMBER"]))
        if row["S3"] or (row["S1"] and row["S2"]):
            at = (
                elapsed - parse_clock(row["S3"])
                if row["S3"]
                else elapsed - lap + parse_clock(row["S1"]) + parse_clock(row["S2"])
            )
            expected.append((start + at, "S2", car, row["DRIVER_NUMBER"]))
        stops += bool(row["PIT_TIME"])
    passings = decoded.log.passings
    assert sorted(passings.select("at", "loop", "car", "driver").rows()) == sorted(expected)
    assert passings.select("at", "loop", "car").equals(
        passings.select("at", "loop", "car").sort("at", "loop", "car")
    )
    assert sum(isinstance(event, PitTime) for event in decoded.log.events) == stops
    assert {car.number for car in decoded.entries.cars} == {row["NUMBER"] for row in listed}


@pytest.mark.parametrize("path", ANALYSES or NONE, ids=lambda path: "-".join(path.parts[-2:]))
def test_chequered_flag_falls_for_the_first_car_that_saw_it(path: Path) -> None:
    decoded = decode(path.read_bytes(), path.name)
    seen = [parse_clock(row["ELAPSED"]) for row in rows(path) if row.get("FLAG_AT_FL") == "FF"]
    flags = [
        event
        for event in decoded.log.events
        if isinstance(event, Flag) and event.value is FlagValue.CHEQUERED
    ]
    start = next(event.at for event in decoded.log.events) or 0
    assert [int(flag.at or 0) - start for flag in flags] == ([min(seen)] if seen else [])


@pytest.mark.parametrize("path", ANALYSES or NONE, ids=lambda path: "-".join(path.parts[-2:]))
def test_improvement_marks_are_those_of_the_file(path: Path) -> None:
    marks = alkamel.improvement_marks(path.read_bytes(), path.name)
    listed = [
        (row["NUMBER"], int(row["LAP_NUMBER"]), int(row["LAP_IMPROVEMENT"]))
        for row in rows(path)
        if row["LAP_IMPROVEMENT"]
    ]
    assert marks.rows() == listed


@pytest.mark.parametrize("path", RESULTS or NONE, ids=lambda path: "-".join(path.parts[-2:]))
def test_bare_classification_is_read_whole(path: Path) -> None:
    decoded = decode(path.read_bytes(), path.name)
    assert {finding.code for finding in decoded.findings} <= {"numbers-alike"}
    listed = rows(path)
    results = [event for event in decoded.log.events if isinstance(event, Result)]
    assert [result.car for result in results] == [row["NUMBER"] for row in listed]
    for result, row in zip(results, listed, strict=True):
        place = row.get("POSITION", row.get("POS", ""))
        assert result.position == (int(float(place)) if place else None)
        assert result.laps == (int(row["LAPS"]) if row["LAPS"] else None)
        best = row.get("FL_TIME", row.get("TIME", ""))
        assert result.best_lap == (parse_clock(best) if best.strip("-") else None)
        total = row.get("TOTAL_TIME", "")
        assert result.time == (parse_clock(total) if total.strip("-") else None)


@pytest.mark.parametrize("path", ACC or NONE, ids=lambda path: path.name)
def test_acc_board_is_read_whole(path: Path) -> None:
    decoded = decode(path.read_bytes(), path.name)
    assert {one.code for one in decoded.findings} <= {
        "source-penalty",
        "source-penalty-served",
        "laps-of-nobody",
    }
    assert [event.position for event in decoded.log.events if isinstance(event, Result)] == list(
        range(1, len(decoded.entries.cars) + 1)
    )


# ------------------------------------------------------------------------------------------------------- Natsoft
_RACE = re.compile(r"^(\d+|NC)\s+(\d+)\s+.*?(\d+)\s+([\d:]+\.\d{4})\s+(\d+)\s+(\d+:\d\d\.\d{4})")
_QUALIFYING = re.compile(r"^(\d+|NC)\s+(\d+)\s+.*?(\d+)\s+(\d+)\s+(\d+:\d\d\.\d{4})")
_PENALTY = re.compile(r"Competitor#\s*(\d+)\s+(\d+) Seconds")


def official(name: str, shape: re.Pattern[str]) -> dict[str, tuple[str, ...]]:
    text = html.unescape((PUBLISHED / "natsoft" / name).read_text())
    found = [shape.match(line.strip()) for line in text.splitlines()]
    return {match[2]: match.groups() for match in found if match}


def driven(name: str) -> tuple[dict[str, list[int]], int]:
    """Per car its crossings of the line, and the start."""
    decoded = decode((PUBLISHED / "natsoft" / name).read_bytes(), name)
    line = decoded.log.passings.filter(pl.col("loop").is_in(["FL", "FL_PIT"]))
    crossings: dict[str, list[int]] = defaultdict(list)
    for car, at in line.select("car", "at").rows():
        crossings[car].append(at)
    return crossings, next(event.at for event in decoded.log.events) or 0


@pytest.mark.parametrize("name", ["race-1-laps.csv", "race-1-laps.html"])
def test_natsoft_race_has_the_official_laps_times_and_best_laps(name: str) -> None:
    text = (PUBLISHED / "natsoft" / "race-1-results.html").read_text()
    penalties = {car: int(seconds) * 1_000_000 for car, seconds in _PENALTY.findall(text)}
    crossings, start = driven(name)
    pages = official("race-1-results.html", _RACE)
    assert set(pages) == set(crossings) and len(pages) == 14 and len(penalties) == 2
    for car, (_, _, laps, total, number, best) in pages.items():
        ends = [start, *crossings[car]]
        times = [after - before for before, after in itertools.pairwise(ends)]
        assert len(times) == int(laps), car
        assert ends[-1] - start + penalties.get(car, 0) == parse_clock(total), car
        assert (min(times[1:]), times.index(min(times[1:])) + 1) == (parse_clock(best), int(number)), car


@pytest.mark.parametrize("name", ["qualifying-1-laps.csv", "qualifying-1-laps.html"])
def test_natsoft_qualifying_has_the_official_laps_and_best_laps(name: str) -> None:
    crossings, start = driven(name)
    pages = official("qualifying-1-results.html", _QUALIFYING)
    assert set(pages) == set(crossings) and len(pages) == 13
    for car, (_, _, laps, number, best) in pages.items():
        ends = [start, *crossings[car]]
        times = [after - before for before, after in itertools.pairwise(ends)]
        assert len(times) == int(laps), car
        assert (min(times), times.index(min(times)) + 1) == (parse_clock(best), int(number)), car


def test_natsoft_csv_and_page_are_one_session() -> None:
    for session in ("race-1", "qualifying-1"):
        (typed, zero), (page, start) = driven(f"{session}-laps.csv"), driven(f"{session}-laps.html")
        assert {car: [at - zero for at in ends] for car, ends in typed.items()} == {
            car: [at - start for at in ends] for car, ends in page.items()
        }
