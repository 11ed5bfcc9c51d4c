"""Assetto Corsa Competizione: places and totals without instants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from parcferme.classification import classify
from parcferme.codec import decode as read_log
from parcferme.codec import encode
from parcferme.decoders import decode
from parcferme.findings import BadLog, Finding
from parcferme.records import Decision, Result, StatedLap
from parcferme.records import Penalty as DecisionKind
from parcferme.regulations import Rulebook
from parcferme.season import Score, score
from parcferme.timing import measure

NO_TIME = 2_147_483_647


def line(
    car: int, number: int, *, best: int = 90_837, total: int = 2_329_129, laps: int = 23, **more: Any
) -> dict[str, Any]:
    driver = {"firstName": "Ann", "lastName": "Lee\nTEAM", "shortName": "LEE", "playerId": "1"}
    entry = {
        "carId": car,
        "raceNumber": number,
        "carModel": 1,
        "cupCategory": 2,
        "teamName": "",
        "drivers": [driver],
    }
    timing = {"lastLap": 93_816, "bestLap": best, "totalTime": total, "lapCount": laps}
    return {"car": entry | more, "currentDriver": driver, "timing": timing, "missingMandatoryPitstop": 0}


def result(*lines: dict[str, Any], kind: str = "R", **more: Any) -> dict[str, Any]:
    board = {"bestlap": 90_462, "isWetSession": 1, "type": 1, "leaderBoardLines": list(lines)}
    return {
        "sessionType": kind,
        "trackName": "brands_hatch",
        "sessionIndex": 2,
        "sessionResult": board,
    } | more


LAPS = [
    {"carId": 1004, "driverIndex": 0, "laptime": 354_586, "isValidForBest": True, "splits": []},
    {"carId": 1002, "driverIndex": 0, "laptime": 90_837, "isValidForBest": True, "splits": []},
    {"carId": 1004, "driverIndex": 0, "laptime": 90_837, "isValidForBest": True, "splits": []},
]


def read(document: dict[str, Any], encoding: str = "utf-8") -> tuple[list[Result], Any]:
    decoded = decode(json.dumps(document, indent=4).encode(encoding), "acc.json")
    return [event for event in decoded.log.events if isinstance(event, Result)], decoded


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_each_line_of_the_board_is_a_place(encoding: str) -> None:
    (first, second), decoded = read(
        result(line(1004, 82), line(1002, 7, total=2_330_000), laps=LAPS), encoding
    )
    assert (decoded.format, decoded.session, decoded.title, decoded.findings) == (
        "acc",
        "race",
        "brands_hatch",
        (),
    )
    assert (first.position, first.car, first.laps, first.time) == (1, "82", 23, 2_329_129_000)
    assert (first.best_lap, first.best_lap_number) == (90_837_000, 2)
    assert (second.position, second.car, second.best_lap_number) == (2, "7", 1)
    assert decoded.log.passings.height == 0


def test_names_class_and_cup_are_kept() -> None:
    _, decoded = read(
        result(line(1, 82), line(2, 7, carModel=50, teamName="Team A"), line(3, 8, carGroup="GTX"))
    )
    first, second, third = decoded.entries.cars
    assert (first.class_, first.group, first.team, first.drivers[0].name) == (
        "GT3",
        "Am",
        None,
        "Ann Lee TEAM",
    )
    assert (second.class_, second.team) == ("GT4", "Team A")
    assert third.class_ == "GTX"


def test_the_largest_number_is_no_time() -> None:
    (only,), _ = read(result(line(1, 82, best=NO_TIME, total=NO_TIME, laps=0)))
    assert (only.best_lap, only.time, only.laps) == (None, None, 0)


def test_outside_a_race_the_total_is_no_race_time() -> None:
    (only,), decoded = read(result(line(1, 82), kind="Q"))
    assert (decoded.session, only.time, only.best_lap) == ("qualifying", None, 90_837_000)


def test_a_file_without_laps_still_has_its_places() -> None:
    (only,), decoded = read(result(line(1, 82)))
    assert (only.best_lap_number, decoded.findings) == (None, ())


def test_two_cars_of_one_number_are_told() -> None:
    (only,), decoded = read(result(line(1, 82), line(2, 82)))
    assert (only.position, codes(decoded.findings)) == (1, ["result-twice"])


def test_a_car_without_number_or_driver_is_told() -> None:
    _, decoded = read(result({"car": {}}, line(2, 82, drivers=[])))
    assert codes(decoded.findings) == ["number-blank", "driver-unnamed"]


def test_broken_json_is_said_to_be_broken() -> None:
    data = json.dumps(result(line(1, 82))).encode()
    with pytest.raises(BadLog, match=r"acc\.json: broken JSON"):
        decode(data[:-20], "acc.json")


def test_a_session_without_a_board_cannot_be_used() -> None:
    with pytest.raises(BadLog, match="leaderBoardLines"):
        decode(b'{"sessionResult": {}}', "acc.json")


def test_an_empty_board_is_told() -> None:
    assert codes(read(result())[1].findings) == ["no-laps"]


# --- laps and splits


def lap(car: int, ms: Any, *splits: Any, seat: int = 0, valid: bool = True) -> dict[str, Any]:
    return {"carId": car, "driverIndex": seat, "laptime": ms, "isValidForBest": valid, "splits": list(splits)}


DRIVEN = [
    lap(1, 101_000, 41_000, 30_000, 30_000),
    lap(2, 103_000, 42_000, 30_500, 30_500),
    lap(1, 89_000, 29_000, 30_000, 30_000, valid=False),
    lap(1, 90_837, 30_037, 30_400, 30_400),
    lap(2, 91_500, 30_500, 30_500, 30_500),
    lap(1, 92_000, 31_000, 30_500, 30_500),
]


def board(tmp_path: Path, **more: Any) -> Score:
    lines = line(1, 82, laps=4, total=372_837), line(2, 7, laps=2, total=194_500, best=91_500)
    (tmp_path / "acc.json").write_text(json.dumps(result(*lines, laps=DRIVEN, **more)))
    return score(tmp_path / "acc.json", kind="race")


def test_laps_and_splits_are_in_the_frames(tmp_path: Path) -> None:
    found = board(tmp_path)
    rows = found.laps.select(
        "number", "lap", "lap_time_us", "s1_us", "s2_us", "s3_us", "driver", "deleted"
    ).rows()
    assert rows[2] == ("82", 1, 101_000_000, 41_000_000, 30_000_000, 30_000_000, "Ann Lee TEAM", False)
    assert rows[3][:3] == ("82", 2, 89_000_000) and rows[3][7] is True  # the game says it is no best lap
    assert [row[0] for row in rows] == ["7"] * 2 + ["82"] * 4
    assert found.laps["elapsed_us"].null_count() == 6  # nobody knows when it was driven
    assert found.sectors.select("number", "s1_us", "s2_us", "s3_us", "ideal_lap_us").rows() == [
        ("7", 30_500_000, 30_500_000, 30_500_000, 91_500_000),
        ("82", 30_037_000, 30_000_000, 30_000_000, 90_037_000),
    ]
    drivers = found.result.frames.drivers.select(
        "number", "laps", "best_lap_us", "best_lap_number", "drive_us"
    )
    assert drivers.rows() == [("82", 4, 90_837_000, 3, None), ("7", 2, 91_500_000, 2, None)]
    assert found.lap_chart.height == found.fastest_laps.height == 0
    assert [(row.best_lap_number, row.second_best_lap) for row in found.rows] == [
        (3, 92_000_000),
        (2, None),  # the rulebook leaves lap 1 out, as for laps that were timed
    ]


def test_fastest_lap_that_stewards_delete_gives_way_to_the_next(tmp_path: Path) -> None:
    board(tmp_path)
    ruled = [Decision(penalty=DecisionKind.LAP_DELETED, car="82", lap=3)]
    found = score(tmp_path / "acc.json", kind="race", decisions=ruled)
    assert [(row.number, row.best_lap, row.best_lap_number, row.fastest_lap) for row in found.rows] == [
        ("82", 92_000_000, 4, False),
        ("7", 91_500_000, 2, True),
    ]
    assert found.laps.filter(pl.col("deleted")).select("number", "lap").rows() == [("82", 2), ("82", 3)]
    assert [one.code for one in found.findings] == []
    absent = [Decision(penalty=DecisionKind.LAP_DELETED, car="82", lap=5)]
    (told,) = score(tmp_path / "acc.json", kind="race", decisions=absent).findings
    assert (told.code, told.values["laps"]) == ("decision-unknown-lap", 4)


def test_a_log_of_a_game_keeps_its_laps(tmp_path: Path) -> None:
    found = board(tmp_path)
    log, odd = read_log(encode(found.decoded.log), "acc.log")
    assert odd == () and log == found.decoded.log
    (tmp_path / "acc.log").write_bytes(encode(log))
    assert (
        score(tmp_path / "acc.log", kind="race")
        .laps.drop("driver", "class")
        .equals(found.laps.drop("driver", "class"))
    )


@pytest.mark.parametrize(
    ("odd", "code"),
    [
        (lap(1, "90.8", 30_000, 30_000, 30_000), "value-of-another-type"),
        (lap(1, 90_000, 30_000, "x", 30_000), "value-of-another-type"),
        (lap(1, 90_000, 30_000, 60_000), "value-of-another-type"),
        (lap(9, 90_000), "laps-of-nobody"),
    ],
)
def test_an_odd_lap_is_told_and_the_others_are_read(odd: dict[str, Any], code: str) -> None:
    decoded = decode(json.dumps(result(line(1, 82), laps=[*DRIVEN[:1], odd])).encode(), "acc.json")
    assert codes(decoded.findings) == [code]
    laps = [one for one in decoded.log.events if isinstance(one, StatedLap)]
    assert laps[0].time == 101_000_000 and len(laps) == 1 + (code != "laps-of-nobody")


def test_a_lap_without_a_time_is_a_lap(tmp_path: Path) -> None:
    decoded = decode(
        json.dumps(result(line(1, 82), laps=[lap(1, NO_TIME), *DRIVEN[:1]])).encode(), "acc.json"
    )
    laps = [one for one in decoded.log.events if isinstance(one, StatedLap)]
    assert [(one.lap, one.time) for one in laps] == [(1, None), (2, 101_000_000)] and decoded.findings == ()


def test_stated_laps_beside_passings_count_for_nothing_and_are_told() -> None:
    rows = """\
{"kind":"flag","seq":1,"at":"10:00:00.000","value":"green"}
{"kind":"passing","seq":2,"at":"10:01:40.000","car":"82"}
{"kind":"passing","seq":3,"at":"10:03:10.000","car":"82"}
{"kind":"lap","seq":4,"car":"82","lap":1,"time":"50.000"}
{"kind":"lap","seq":5,"car":"7","lap":1,"time":"1:50.000"}
{"kind":"lap","seq":6,"car":"7","lap":1,"time":"1:00.000"}
"""
    log, _ = read_log(rows.encode(), "race.log")
    found = classify(measure(log, Rulebook()))
    assert {row.number: (row.laps, row.best_lap) for row in found.rows} == {
        "82": (2, 90_000_000),
        "7": (1, 110_000_000),
    }
    told = {one.code: one.records for one in found.findings}
    assert (told["laps-beside-passings"], told["lap-stated-twice"]) == ((4,), (6,))
    assert found.frames.laps.select("number", "lap", "lap_time_us").rows() == [
        ("7", 1, 110_000_000),
        ("82", 1, 100_000_000),
        ("82", 2, 90_000_000),
    ]
