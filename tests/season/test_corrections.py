"""Corrections beside a timing file: rows of a plain log that name what they correct as people do."""

from __future__ import annotations

from pathlib import Path

import pytest

from parcferme.season import Score, load, score

HEAD = "time,kind,car,loop,value\n"
RACE = HEAD + (
    "10:00:00,flag,,,green\n"
    "10:01:30,passing,1,FL,\n"
    "10:03:00,passing,1,FL,\n"
    "10:04:30,passing,1,FL,\n"
    "10:01:31,passing,2,FL,\n"
    "10:03:01,passing,2,FL,\n"
    "10:04:31,passing,2,FL,\n"
    "10:04:29,flag,,,chequered\n"
)


def scored(folder: Path, rows: str, race: str = RACE, name: str = "race") -> Score:
    (folder / f"{name}.csv").write_text(race)
    (folder / f"{name}.corrections.csv").write_text(HEAD + rows)
    return score(folder / f"{name}.csv", kind="race")


def laps(result: Score) -> dict[str, int]:
    return {row.number: row.laps for row in result.rows}


def codes(result: Score) -> set[str]:
    return {one.code for one in result.findings}


@pytest.mark.parametrize(
    ("row", "after"),
    [
        (",void,,,10:03:01 of 2", {"1": 3, "2": 2}),
        (",void,,,10:03:01.000 de la #2", {"1": 3, "2": 2}),
        (",void,,,line 7", {"1": 3, "2": 2}),
        (",void,2,,lap 2", {"1": 3, "2": 2}),
        (",void,,,tour 2 de 2", {"1": 3, "2": 2}),
        ("10:05:59,passing,2,FL,", {"1": 3, "2": 3}),
        ("10:02:50,amend,,,10:04:29", {"1": 2, "2": 2}),
        (",amend,1,,10:04:31 of 2", {"1": 3, "2": 2}),
        (",decision,1,,laps 1", {"1": 2, "2": 3}),
    ],
)
def test_a_row_counts_as_if_it_were_in_the_log(tmp_path: Path, row: str, after: dict[str, int]) -> None:
    assert laps(scored(tmp_path, row + "\n")) == after


def test_who_scores_is_told_which_repairs_count_and_from_where(tmp_path: Path) -> None:
    result = scored(tmp_path, ",void,,,line 7\n,decision,2,,time 5 s: short cut\n")
    (told,) = [one for one in result.findings if one.code == "repairs-taken"]
    assert (told.where.file, told.values["count"]) == ("race.corrections.csv", 2)
    assert told.values["said"] == ["void line 7", "decision #2 time 5 s: short cut"]
    (voided,) = [one for one in result.findings if one.code == "records-voided"]
    assert (voided.where.file, voided.lines) == ("race.csv", (7,))


@pytest.mark.parametrize(
    ("row", "code", "line"),
    [
        (",void,,,line 77", "correction-of-nothing", 2),
        (",void,,,lap 9 of 2", "correction-of-nothing", 2),
        (",clock,,,back 1:00:00 from line 77", "correction-of-nothing", 2),
        ("10:05:00,flog,,,green", "kind-unknown", 2),
        (",decision,2,,tiem 5 s", "value-unknown", 2),
        (",decision,9,,time 5 s", "decision-unknown-car", 2),
        ("10:20:00,passing,,FL,", "car-blank", 2),
    ],
)
def test_a_row_that_cannot_count_is_told_with_its_line_in_its_own_file(
    tmp_path: Path, row: str, code: str, line: int
) -> None:
    result = scored(tmp_path, row + "\n")
    (told,) = [one for one in result.findings if one.code == code]
    assert (told.where.file, told.where.line) == ("race.corrections.csv", line)
    assert laps(result) == {"1": 3, "2": 3}


def test_two_records_at_one_instant_are_told_apart_by_their_lines(tmp_path: Path) -> None:
    race = RACE + "10:03:01,passing,2,FL,\n"
    assert "correction-of-nothing" in codes(scored(tmp_path, ",void,,,10:03:01 of 2\n", race))
    assert "correction-of-nothing" not in codes(scored(tmp_path, ",void,,,line 10\n", race))


def test_a_correction_names_another_of_its_file_by_its_instant(tmp_path: Path) -> None:
    result = scored(tmp_path, "10:05:59,passing,1,FL,\n,void,,,10:05:59 of 1\n")
    assert "correction-of-nothing" not in codes(result)


def test_times_of_day_are_put_on_the_day_of_a_dated_file(tmp_path: Path) -> None:
    race = RACE.replace("\n10:", "\n2024-05-04T10:")
    assert laps(scored(tmp_path, ",void,,,10:03:01 of 2\n", race)) == {"1": 3, "2": 2}
    missed = race.replace("2024-05-04T10:03:01,passing,2,FL,\n", "")
    assert laps(scored(tmp_path, "10:03:01,passing,2,FL,\n", missed)) == {"1": 3, "2": 3}


def test_past_midnight_a_time_of_day_is_the_next_day(tmp_path: Path) -> None:
    race = RACE.replace("10:00:00", "23:58:00").replace("10:01", "23:59").replace("10:03", "00:01")
    race = race.replace("10:04", "00:02")
    missed = race.replace("00:01:01,passing,2,FL,\n", "")
    assert laps(scored(tmp_path, "00:01:01,passing,2,FL,\n", missed)) == {"1": 3, "2": 3}


def test_a_clock_put_back_is_put_right_from_a_line_on(tmp_path: Path) -> None:
    race = HEAD + (
        "2024-10-27T02:58:00,flag,,,green\n2024-10-27T02:59:30,passing,7,FL,\n2024-10-27T02:01:00,passing,7,FL,\n"
        "2024-10-27T02:00:50,flag,,,chequered\n"
    )
    assert laps(scored(tmp_path, ",clock,,,back 1:00:00 from line 4\n", race)) == {"7": 2}
    by_instant = ",clock,,,back from 2024-10-27T02:01:00 of 7\n"
    assert laps(scored(tmp_path, by_instant, race)) == {"7": 2}


def test_a_number_that_is_mended_is_no_car_any_more(tmp_path: Path) -> None:
    race = RACE.replace("10:03:01,passing,2,FL,", "10:03:01,passing,Z,FL,")
    assert laps(scored(tmp_path, ",amend,2,,10:03:01 of Z\n", race)) == {"1": 3, "2": 3}


def test_a_log_takes_records_of_its_own_and_no_file_beside_it(tmp_path: Path) -> None:
    from parcferme.codec import encode

    (tmp_path / "race.csv").write_text(RACE)
    (tmp_path / "race.log").write_bytes(encode(load(tmp_path / "race.csv").log))
    (tmp_path / "race.corrections.csv").write_text(HEAD + ",void,,,line 7\n")
    assert laps(score(tmp_path / "race.csv", kind="race"))["2"] == 2
    assert laps(score(tmp_path / "race.log", kind="race"))["2"] == 3


def test_corrections_are_records_of_the_log_a_file_is_made_into(tmp_path: Path) -> None:
    from parcferme.season import imported

    scored(tmp_path, ",void,,,line 7\n,void,,,lap 3 of 1\n")
    log = imported(load(tmp_path / "race.csv"), "race")
    assert sorted(event.target for event in log.events if hasattr(event, "target")) == [4, 6]
    assert log.effective()[0].passings.height == 4
