"""A published race sent with every fault there is and recorded, in virtual time, is the race of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import over_wires
from parcferme.live import faults_of
from parcferme.season import Score, score
from virtual_race import scored, sent
from wire_results import ORDER

WRONG = faults_of("lost=2%,double=1%,reorder=3s,cut=20s,corrupt=0.1%")
RACES = (
    "2021/14-lime-rock-park",
    "2022/10-belle-isle-street-course",
    "2023/18-virginia-international-raceway",
)


def told(made: Score) -> dict[str, list[tuple[object, ...]]]:
    """What a decoder's reads decide: order, laps, times, best laps, stops."""
    order = made.classification.select(ORDER)
    laps = made.laps.select("number", "lap", "lap_time_us", "elapsed_us", "driver").sort("number", "lap")
    stops = made.stops.select("number", "stop", "in_lap", "entry_us", "duration_us").sort("number", "stop")
    return {"order": order.rows(), "laps": laps.rows(), "stops": stops.rows()}


@pytest.mark.published
@pytest.mark.parametrize("name", RACES)
def test_laps_times_stops_and_order_are_those_of_the_file_once_what_was_missed_was_asked_for(
    name: str, published: Path, tmp_path: Path
) -> None:
    (path,) = sorted((published / "imsa" / name).glob("*race-laps.csv"))
    race = score(path, kind="race")
    stage = sent(race, "p3", WRONG, seed=3)
    lost = sum(step.lost for outlet in stage.outlets for step in outlet.steps)
    made = scored(stage.play(), tmp_path / "today.log", race.decoded.entries)
    assert lost > 40 and made.laps.height > 500
    assert told(made) == told(race)
    found = stage.recorder.findings()
    assert {one.code for one in found} <= {"wire-damaged", "reads-twice"}
    assert all(one.values["why"] in ("checksum", "length", "noise", "fields", "cut")
               for one in found if one.code == "wire-damaged")  # fmt: skip


@pytest.mark.published
def test_without_resends_what_is_lost_is_told_and_nothing_differs_without_a_lost_crossing_for_a_cause() -> (
    None
):
    """Long Beach 2021 through P98: statuses show what is missing, other loops bring laps back."""
    said = over_wires.play(len(over_wires.races()) + 8)
    assert [one for one in said if not one.startswith("~")] == []
    assert said.count("~back") > 30 and len([one for one in said if one.startswith("~not back")]) < 5
