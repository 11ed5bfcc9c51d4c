"""Cars that are seen and are in no order: the safety car with a transponder, and a car taken out of the session."""

from __future__ import annotations

from pathlib import Path

from parcferme.season import Score, score
from small_race import ENTRIES, RACE


def raced(rows: str, tmp_path: Path) -> Score:
    (tmp_path / "race.csv").write_text(RACE + rows, encoding="utf-8")
    (tmp_path / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    return score(tmp_path / "race.csv", kind="race", entries=tmp_path / "entries.csv")


SAFETY_CAR = "10:00:59.000,passing,SC,FL,\n10:01:58.000,passing,SC,FL,\n10:01:58.000,passing,SC,FL,\n"


def test_a_course_car_is_seen_and_is_in_no_order(tmp_path: Path) -> None:
    """Without its record the safety car leads laps 1 and 2; with it the race is the one without its reads."""
    without, as_a_car = raced("", tmp_path), raced(SAFETY_CAR, tmp_path)
    made = raced(SAFETY_CAR + "10:00:00,status,SC,,course-car\n", tmp_path)
    assert "SC" in [row.number for row in as_a_car.rows]
    assert made.classification.equals(without.classification)
    (told,) = [one for one in made.findings if one.code == "car-left-out"]
    assert (told.where.car, told.values["count"], told.values["state"]) == ("SC", 3, "course-car")
    assert len(told.records) == 3


def test_a_car_that_was_entered_and_is_left_out_is_on_no_row(tmp_path: Path) -> None:
    """7 was a test car that drove along: 81 stays first, and the second is the one behind."""
    made = raced("10:02:00,status,7,,left-out: a test car\n", tmp_path)
    before = raced("", tmp_path)
    assert [row.number for row in before.rows][:3] == ["81", "7", "007"]
    assert [row.number for row in made.rows][:2] == ["81", "007"] and "7" not in [
        row.number for row in made.rows
    ]
    assert made.rows[1].position == 2
    assert sum(frame["number"].eq("7").sum() for frame in (made.laps, made.stops)) == 0
