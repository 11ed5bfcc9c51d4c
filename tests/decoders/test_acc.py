"""Assetto Corsa Competizione: places and totals without instants."""

from __future__ import annotations

import json
from typing import Any

import pytest

from parcferme.decoders import decode
from parcferme.findings import BadLog, Finding
from parcferme.records import Result

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
