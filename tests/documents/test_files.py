"""Files that programs load: Al Kamel's two, CSV and JSON of each document, laps as Parquet; and names that bite."""

import csv
import io
import json
from pathlib import Path

import msgspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcferme import season
from parcferme.classification import Row
from parcferme.decoders import Reading
from parcferme.documents.files import (
    ANALYSIS,
    CLASSIFICATION,
    alkamel_files,
    csv_files,
    json_files,
    laps_parquet,
)
from parcferme.documents.meeting import Meeting, Meetings, MeetingSession
from parcferme.entries import guarded, parse_entries, unguarded
from parcferme.findings import WrongCall
from parcferme.season import Score
from parcferme.times import format_clock
from small_meeting import alone
from small_race import write_race

EVIL = "=cmd|'/c calc'!A0"


def scored(folder: Path, **options: object) -> Score:
    write_race(folder)
    given_ = {"kind": "race", "entries": folder / "entries.csv"} | options
    return season.score(folder / "race.csv", **given_)  # type: ignore[arg-type]


def kept(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def bare(rows: tuple[Row, ...]) -> list[Row]:
    """Rows without their story, and without what a list of places cannot say."""
    unsaid = dict.fromkeys(
        (
            "best_lap_elapsed",
            "second_best_lap",
            "second_best_lap_number",
            "second_best_lap_elapsed",
            "laps_led",
            "class_laps_led",
        )
    )
    return [
        msgspec.structs.replace(row, reasons=(), stops=0, took_flag=False, retired=False, **unsaid)
        for row in rows
    ]


def table(data: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))


def whole(made: Score) -> tuple[MeetingSession, Meeting]:
    """A timing file as a session, and the meeting its entry list is of."""
    meeting = Meetings.of(made, made.name).meetings[0]
    return meeting.sessions[0], meeting


def test_nobody_leads_a_qualifying(tmp_path: Path) -> None:
    lists = {"lap-chart.csv", "leaders.csv"}
    assert lists <= set(csv_files(alone(scored(tmp_path))))
    qualifying = alone(scored(tmp_path, kind="qualifying"))
    assert not lists & set(csv_files(qualifying))
    assert not {"lap-chart.json", "leaders.json"} & set(json_files(qualifying))


# --- Al Kamel's files


def test_a_log_written_as_al_kamel_is_read_back_as_the_same_result(tmp_path: Path) -> None:
    before = scored(tmp_path, decisions=tmp_path / "decisions.toml")
    out = kept(tmp_path / "out", alkamel_files(before))
    stated = season.score(out / CLASSIFICATION, kind="race")
    assert bare(stated.rows) == bare(before.rows)
    assert not [finding for finding in stated.findings if finding.severity.value == "error"]
    laps = season.score(
        out / ANALYSIS,
        kind="race",
        entries=tmp_path / "entries.csv",
        decisions=tmp_path / "decisions.toml",
    )
    with_laps = {row.number: row for row in before.rows if row.laps}
    assert len(with_laps) == 4
    for row in laps.rows:
        if row.laps:
            assert bare((row,)) == bare((with_laps.pop(row.number),))
    assert not with_laps


def test_cells_are_printed_as_al_kamel_prints_them(tmp_path: Path) -> None:
    files = alkamel_files(scored(tmp_path))
    first, *others = table(files[CLASSIFICATION], ";")
    assert (first["POSITION"], first["STATUS"], first["GAP_FIRST"]) == ("1", "Classified", "-")
    assert {"007": "1 Lap"}.items() <= {row["NUMBER"]: row["GAP_FIRST"] for row in others}.items()
    assert {row["NUMBER"]: row["STATUS"] for row in others}["3"] == "Not started"
    laps = table(files[ANALYSIS], ";")
    mine = [row for row in laps if row["NUMBER"] == "7"]
    assert [row["HOUR"] for row in mine][:2] == ["10:01:02.000", "10:01:59.000"]
    assert [row["CROSSING_FINISH_LINE_IN_PIT"] for row in mine] == ["", "", "B", ""]
    assert [row["PIT_TIME"] for row in mine] == ["", "", "", "0:00:20.500"]
    assert [row["FLAG_AT_FL"] for row in mine] == ["GF", "GF", "GF", "FF"]
    assert sum(row["LAP_IMPROVEMENT"] == "3" for row in laps) == 1


def test_a_time_finer_than_a_thousandth_is_not_cut(tmp_path: Path) -> None:
    (tmp_path / "fine.csv").write_text(
        "time,kind,car,loop,value\n10:00:00,flag,,,green\n10:01:00.0005,passing,1,FL,\n10:01:00.0004,passing,2,FL,\n"
        "10:01:30,flag,,,chequered\n10:02:00.1234,passing,1,FL,\n10:02:00.12345,passing,2,FL,\n"
    )
    before = season.score(tmp_path / "fine.csv", kind="race")
    out = kept(tmp_path / "out", alkamel_files(before))
    assert "2:00.1234;" in (out / ANALYSIS).read_text()
    for name in (ANALYSIS, CLASSIFICATION):
        assert [(row.number, row.time) for row in season.score(out / name, kind="race").rows] == [
            ("1", 120_123_400),
            ("2", 120_123_450),
        ]


def test_a_list_of_places_has_no_laps_to_write(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "POSITION;NUMBER;STATUS;LAPS;TOTAL_TIME\n1;5;Classified;10;10:00.000\n;6;Disqualified;10;10:01.000\n"
    )
    before = season.score(tmp_path / "list.csv", kind="race")
    files = alkamel_files(before)
    assert list(files) == [CLASSIFICATION]
    again = season.score(kept(tmp_path / "out", files) / CLASSIFICATION, kind="race")
    assert bare(again.rows) == bare(before.rows)


def test_a_car_without_a_time_in_qualifying_stays_without_a_place(tmp_path: Path) -> None:
    (tmp_path / "ruled.toml").write_text('[[decision]]\ncar = "007"\npenalty = "disqualified"\n')
    before = scored(tmp_path, kind="qualifying", decisions=tmp_path / "ruled.toml")
    out = kept(tmp_path / "out", alkamel_files(before))
    assert (out / CLASSIFICATION).read_text(encoding="utf-8-sig").startswith("POS;NUMBER;LAP;TIME;")
    again = season.score(out / CLASSIFICATION, kind="qualifying")
    assert [(row.number, row.position, row.status, row.best_lap) for row in again.rows] == [
        (row.number, row.position, row.status, row.best_lap) for row in before.rows
    ]
    assert "disqualified" in {row.status.value for row in again.rows}


# --- names that bite


@pytest.mark.parametrize(
    "name", [EVIL, "@SUM(1)", "-1+cmd", "'=1", "=1;2", '="a"', "\tx=1".strip(), "Ōta 太田", "שלום"]
)
def test_a_name_that_a_spreadsheet_would_run_is_harmless_and_comes_back(tmp_path: Path, name: str) -> None:
    write_race(tmp_path)
    with (tmp_path / "entries.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["number", "class", "team", "driver"], ["81", name, name, name]])
    before = season.score(tmp_path / "race.csv", kind="race", entries=tmp_path / "entries.csv")
    row = next(row for row in before.rows if row.number == "81")
    assert (row.class_, row.team, row.drivers) == (unguarded(name), unguarded(name), (unguarded(name),))
    files = alkamel_files(before) | csv_files(*whole(before))
    for named, data in files.items():
        cells = csv.reader(
            io.StringIO(data.decode("utf-8-sig")), delimiter=";" if named[:2].isdigit() else ","
        )
        told = [cell for line in cells for cell in line if cell[:1] in tuple("=@\t\r")]
        assert not told, named
    out = kept(tmp_path / "out", files)
    for sheet in (CLASSIFICATION, ANALYSIS):
        again = next(row for row in season.score(out / sheet, kind="race").rows if row.number == "81")
        assert (again.class_, again.team, again.drivers) == (row.class_, row.team, row.drivers)
    listed, _ = parse_entries((out / "entries.csv").read_text(), "entries.csv")
    assert listed.by_number()["81"].team == row.team


@given(st.text())
def test_every_text_comes_back_from_its_cell(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    "text", ["+1.234", "-", "-5", "+1:02.345", "1 Lap", "-12 Laps", "007", "O'Ward", "'48"]
)
def test_figures_and_plain_names_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text == unguarded(text)


@pytest.mark.parametrize("text", ["=1", "+cmd", "-1+1", "@x", " =1", "\t1", "'=1", "＝1"])
def test_what_could_run_is_marked(text: str) -> None:
    assert guarded(text) == f"'{text}"


# --- documents


def test_each_document_is_a_csv_and_a_json(tmp_path: Path) -> None:
    made = scored(tmp_path)
    papers = whole(made)
    sheets, documents = csv_files(*papers), json_files(*papers)
    names = {
        "classification",
        "laps",
        "lap-chart",
        "sectors",
        "stops",
        "leaders",
        "fastest-laps",
        "flags",
        "entries",
    }
    assert {Path(name).stem for name in sheets} == {Path(name).stem for name in documents} == names
    laps = json.loads(documents["laps.json"])["laps"]
    assert len(laps) == len(table(sheets["laps.csv"])) == made.laps.height
    assert (laps[0]["lap_time_us"], laps[0]["elapsed_us"]) == made.laps.select(
        "lap_time_us", "elapsed_us"
    ).row(0)
    assert [row["duration"] for row in table(sheets["stops.csv"])] == ["20.500"]
    assert table(sheets["leaders.csv"])[0]["number"] == "81"
    assert json.loads(documents["fastest-laps.json"])["fastest_laps"]


def test_one_class_alone(tmp_path: Path) -> None:
    made = scored(tmp_path)
    wanted = next(row.class_ for row in made.rows if row.class_)
    for data in (
        csv_files(*whole(made), class_=wanted)["classification.csv"],
        csv_files(*whole(made), class_=wanted)["laps.csv"],
    ):
        assert {row["class"] for row in table(data)} == {wanted}
    with pytest.raises(WrongCall, match="no car in class"):
        alkamel_files(made, class_="none such")


def test_lists_without_a_row_keep_their_columns(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("POSITION;NUMBER;LAPS\n1;5;10\n")
    files = csv_files(alone(season.score(tmp_path / "list.csv", kind="race")))
    assert files["stops.csv"] == (
        b"number,class,team,stop,in_lap,out_lap,driver_in,driver_out,entry,exit,duration,total\n"
    )
    assert files["laps.csv"].startswith(b"number,class,team,driver,driver_id,lap,lap_time,")


def test_laps_as_parquet(tmp_path: Path) -> None:
    made = scored(tmp_path)
    frame = pl.read_parquet(io.BytesIO(laps_parquet(made)))
    assert frame.equals(made.laps) and frame.schema == made.laps.schema
    assert set(frame.filter(number="81")["team"]) == {"Milo Racing"}


def test_every_paper_of_a_race_has_its_list() -> None:
    folder = season.demo_folder()
    made = season.score(
        folder / "race-1.log", entries=folder / "entries.csv", rulebook="ligier-european-series-2020"
    )
    timing = made.result.timing
    files = {name: table(data) for name, data in csv_files(*whole(made)).items()}
    chart = [(int(row["lap"]), int(row["position"]), row["number"]) for row in files["lap-chart.csv"]]
    assert chart == sorted(chart)
    assert len(chart) == len(timing.laps)
    drivers = files["drivers.csv"]
    assert sum(int(row["laps"]) for row in drivers) == timing.laps["driver"].count()
    assert sum(int(row["stints"]) for row in drivers) == len(timing.stints)
    for row in drivers:
        mine = timing.laps.filter(pl.col("car").cast(pl.String) == row["number"])
        assert row["drive"] in {
            format_clock(int(group["lap_us"].sum()))
            for _, group in mine.group_by("driver")
            if group["lap_us"].sum()
        }
    assert [row["flag"] for row in files["flags.csv"]] == timing.flags["flag"].to_list()
    assert [(row["number"], row["penalty"], row["reason"]) for row in files["decisions.csv"]] == [
        (car, "stop-and-go", "compulsory stop not respected") for car in ("45", "46")
    ]
    verdicts = {row["number"]: row["margin"] for row in files["verdicts.csv"]}
    stops = {row["number"]: row["duration"] for row in files["stops.csv"]}
    assert verdicts["81"] == "5.377"
    assert stops["81"] == "1:30.377"  # 85 s had to be spent
    documents = {name.partition(".")[0] for name in json_files(*whole(made))}
    assert documents == {name.partition(".")[0] for name in files}


def test_the_weather_is_a_list_too(tmp_path: Path) -> None:
    made = scored(tmp_path)
    readings = (Reading("10:00", air="24.1"), Reading("10:05", air="=1+1", track="31.0"))
    rows = table(csv_files(alone(made, weather=readings))["weather.csv"])
    assert [(row["utc"], row["air"], row["track"]) for row in rows] == [
        ("10:00", "24.1", ""),
        ("10:05", "'=1+1", "31.0"),
    ]
