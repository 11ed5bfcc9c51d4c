"""Sources that state places without the passings behind them, against themselves: ACO classification, ACC results."""

import json
from pathlib import Path
from typing import Any

import pytest

from parcferme import season
from published.official import Line, apart, here, place_of, table, time

pytestmark = pytest.mark.published


@pytest.fixture(scope="module")
def elms(published: Path) -> tuple[list[Line], season.Score]:
    path = published / "elms" / "2014-classification-a.csv"
    return table(path), season.score(path)


def test_elms_2014_is_the_classification_it_states(elms: tuple[list[Line], season.Score]) -> None:
    lines, score = elms
    assert len(lines) == 37
    want = [
        (
            line["NUMBER"], line["CLASS"], line["TEAM"], place_of(line), int(line["LAPS"]),
            time(line["TOTAL_TIME"]), int(line["FL_LAPNUM"]), time(line["FL_TIME"]), apart(line["GAP_FIRST"]),
        )
        for line in lines
    ]  # fmt: skip
    got = [
        (
            row.number, row.class_, row.team, row.position, row.laps, row.time, row.best_lap_number, row.best_lap,
            here(row.gap, row.gap_laps),
        )
        for row in score.rows
    ]  # fmt: skip
    assert got == want


def test_elms_2014_classified_above_not_classified_even_with_more_laps(
    elms: tuple[list[Line], season.Score],
) -> None:
    lines, score = elms
    want = {line["NUMBER"]: line["STATUS"].lower().replace(" ", "-") for line in lines}
    assert list(want.values()).count("not-classified") == 5
    got = {row.number: row.status.value for row in score.rows}
    assert got == want
    places = {row.number: (row.position, row.laps) for row in score.rows}
    assert places["65"] == (32, 124)
    assert places["43"][1] == 136


def acc_text(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    text = data.decode("utf-16-le") if data[1:2] == b"\x00" else data.decode("utf-8-sig")
    found: dict[str, Any] = json.loads(text.lstrip("\ufeff"))
    return found


@pytest.mark.parametrize(
    "name",
    [
        "190924_194407_Q.json",
        "191003_235558_R.json",
        "no.laps.json",
        "race.modified.with.swaps.json",
        "race.modified.with.gt4.json",
    ],
)
def test_acc_result_is_the_leader_board_it_states(published: Path, name: str) -> None:
    document = acc_text(published / "acc" / name)
    board = document["sessionResult"]["leaderBoardLines"]
    score = season.score(published / "acc" / name)
    race = document["sessionType"].startswith("R")
    assert score.timing.kind == ("race" if race else "qualifying")
    want = [
        (
            place, str(line["car"]["raceNumber"]), line["timing"]["lapCount"], line["timing"]["bestLap"] * 1000,
            line["timing"]["totalTime"] * 1000 if race else None,
        )
        for place, line in enumerate(board, 1)
    ]  # fmt: skip
    assert want
    assert [(row.position, row.number, row.laps, row.best_lap, row.time) for row in score.rows] == want
    for row in score.rows:
        assert [reason.code for reason in row.reasons] == ["stated"]


def test_acc_total_is_not_the_sum_of_its_laps(published: Path) -> None:
    """Lap 1 includes the wait on the grid; the stated total is the race time."""
    document = acc_text(published / "acc" / "191003_235558_R.json")
    winner = document["sessionResult"]["leaderBoardLines"][0]
    laps = [lap["laptime"] for lap in document["laps"] if lap["carId"] == winner["car"]["carId"]]
    row = season.score(published / "acc" / "191003_235558_R.json").rows[0]
    assert row.time == winner["timing"]["totalTime"] * 1000
    assert row.time != sum(laps) * 1000
