"""Frames: one name, type and meaning for a column wherever it stands; frames join and stand one below the other."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parcferme
from campaign.engine import decision_of
from campaign.races import log_of, rulebook_of
from parcferme.classification import Classification, Frames, classify
from parcferme.classification.columns import FRAMES, schema
from parcferme.documents import Meetings, csv_files, json_files
from parcferme.documents.classification import row_document
from parcferme.documents.rows import texts, with_times
from parcferme.entries import Entries, Entry
from parcferme.records import Decision, Penalty
from parcferme.timing import measure
from reference import races
from small_race import write_race
from small_races import GREEN, laps, score

ROOT = Path(__file__).parents[2]


def generated(seed: int) -> Classification:
    rows, rules, decisions, classes = races.generate(seed)
    entries = Entries.of(Entry(number=car, class_=name) for car, name in classes.items())
    ruled = tuple(decision_of(one) for one in decisions)
    return classify(measure(log_of(rows), rulebook_of(rules), entries, kind=rules["kind"], decisions=ruled))


@pytest.fixture(scope="module")
def race(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("race")
    path = write_race(folder)
    return parcferme.score(
        path, kind="race", entries=folder / "entries.csv", decisions=folder / "decisions.toml"
    )


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("frames_page", ROOT / "tools" / "frames_page.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- the page


def test_the_page_is_what_the_frames_are() -> None:
    """Where it is not: tools/frames_page.py writes it."""
    assert (ROOT / "docs" / "frames.md").read_text(encoding="utf-8") == tool().page()


def test_every_column_of_every_frame_is_on_the_page(race: Any) -> None:
    page = (ROOT / "docs" / "frames.md").read_text(encoding="utf-8")
    parts = {part.split("\n", 1)[0]: part for part in page.split("\n## ")[1:]}
    frames = [name for name, value in vars(Frames).items() if not name.startswith("_")]
    assert set(frames) == set(FRAMES) and len(frames) == 12
    for name in frames:
        frame = getattr(race, name)
        assert frame.columns == list(FRAMES[name])
        for column, kind in frame.schema.items():
            inner = "List(String)" if kind == pl.List(pl.String) else str(kind)
            assert f"| `{column}` | {inner} |" in parts[name], (name, column)


# --- types


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_frames_of_any_two_sessions_stand_one_below_the_other_and_join(one: int, other: int) -> None:
    first, second = generated(one).frames, generated(other).frames
    for name in FRAMES:
        mine, theirs = getattr(first, name), getattr(second, name)
        assert dict(mine.schema) == dict(theirs.schema) == schema(name)
        assert len(pl.concat([mine, theirs])) == len(mine) + len(theirs)
        if "number" in mine.columns:
            joined = mine.join(first.classification, on="number", how="inner")
            assert len(joined) == len(mine)


def test_a_session_without_a_lap_has_every_frame(tmp_path: Path, race: Any) -> None:
    (tmp_path / "list.csv").write_text("POSITION;NUMBER;LAPS\n1;5;10\n2;7;9\n")
    bare = parcferme.score(tmp_path / "list.csv", kind="race")
    for name in FRAMES:
        assert getattr(bare, name).schema == getattr(race, name).schema
        pl.concat([getattr(bare, name), getattr(race, name)])


def test_more_sectors_than_three_have_columns_of_their_own() -> None:
    loops = "".join(f"10:00:{10 * at}.000,passing,7,S{at},\n" for at in range(1, 5))
    result = score(GREEN + loops + "10:01:00.000,passing,7,FL,\n")
    times = [f"s{at}_us" for at in range(1, 6)]
    assert result.frames.laps.select(times).row(0) == (10_000_000,) * 4 + (20_000_000,)
    assert result.frames.laps.columns.index("s4_us") == result.frames.laps.columns.index("s3_us") + 1


def test_a_lap_that_is_not_cut_has_no_sector() -> None:
    result = score(GREEN + laps("7", "1:00", "1:00"))
    assert result.frames.laps["s1_us"].null_count() == 2 and result.frames.sectors.is_empty()


# --- one name, one thing


def test_the_leader_has_no_gap_in_any_frame(race: Any) -> None:
    for name in ("classification", "laps", "lap_chart"):
        frame = getattr(race, name)
        leading = frame.filter(position=1)
        assert len(leading) and leading["gap_us"].null_count() == leading["gap_laps"].null_count() == len(
            leading
        )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_a_gap_is_a_time_or_laps_and_never_both(seed: int) -> None:
    frames = generated(seed).frames
    for frame in (frames.classification, frames.laps):
        for name in ("gap", "interval"):
            both = frame.filter(pl.col(f"{name}_us").is_not_null() & pl.col(f"{name}_laps").is_not_null())
            assert both.is_empty()
            assert (frame[f"{name}_laps"].drop_nulls() > 0).all()


def test_a_lapped_car_is_laps_behind_in_the_lap_chart_as_in_the_result() -> None:
    """#7 is lapped: it completes its second lap after the winner's third."""
    rows = GREEN + laps("81", "1:00", "1:00", "1:00") + laps("7", "1:20", "1:45")
    frames = score(rows + "10:02:59,flag,,,chequered\n").frames
    last = frames.laps.filter(number="7", lap=2)
    assert last.select("gap_us", "gap_laps").row(0) == (None, 1)
    assert frames.classification.filter(number="7").select("gap_us", "gap_laps").row(0) == (None, 1)


def test_json_has_the_columns_of_the_frame_and_csv_those_that_people_read(race: Any) -> None:
    meeting = Meetings.of(race, race.name).meetings[0]
    sheets, documents = csv_files(meeting.sessions[0], meeting), json_files(meeting.sessions[0], meeting)
    seen = 0
    for name in set(FRAMES) - {"classification"}:
        file = name.replace("_", "-")
        if f"{file}.json" not in documents:
            continue
        seen += 1
        frame = getattr(race, name)
        rows = json.loads(documents[f"{file}.json"])[name]
        assert [{key: row[key] for key in frame.columns} for row in rows] == frame.to_dicts()
        header = sheets[f"{file}.csv"].decode().split("\n", 1)[0].split(",")
        assert header == texts(with_times(dict.fromkeys(frame.columns)))
    assert seen >= 7
    frame = race.classification
    told = [row_document(row) for row in race.rows]
    assert [{key: row[key] for key in frame.columns} for row in told] == frame.to_dicts()
    header = sheets["classification.csv"].decode().split("\n", 1)[0].split(",")
    assert header == [key for key in told[0] if not key.endswith("_us")]


def test_a_lap_carries_who_drove_it_in_which_stint_under_which_flag() -> None:
    folder = parcferme.demo_folder()
    race = parcferme.score(
        folder / "race-1.log", rulebook="ligier-european-series-2020", entries=folder / "entries.csv"
    )
    mine = race.laps.filter(number="81")
    assert mine.select("class", "team").unique().rows() == [("JS P4", "Milo Racing")]
    first = mine.filter(lap=14).select("driver", "stint", "lap_of_stint", "in_lap").row(0)
    assert first == ("Kevin Balthazar", 1, 14, True)
    assert mine.filter(lap=15).select("driver", "stint", "lap_of_stint").row(0) == (
        "Christophe Nivarlet",
        2,
        1,
    )
    assert mine["flag"].to_list()[-1] == "chequered" and set(mine["flag"].to_list()[:-1]) == {"green"}
    stop = race.stops.filter(number="81").select("driver_in", "driver_out", "total_us").row(0)
    assert stop == ("Kevin Balthazar", "Christophe Nivarlet", 90_377_000)


def test_who_drove_is_not_guessed_in_a_crew_of_two(race: Any) -> None:
    """#7 has one driver, who drove; #81 has two, and the file says nothing."""
    drove = dict(race.laps.select("number", "driver").unique().rows())
    assert (drove["7"], drove["81"]) == ("Cleo Seven", None)


def test_a_deleted_lap_is_marked() -> None:
    ruled = (Decision(car="7", penalty=Penalty.LAP_DELETED, lap=2),)
    frame = score(GREEN + laps("7", "1:00", "0:50", "0:55"), decisions=ruled).frames.laps
    assert frame["deleted"].to_list() == [False, True, False]
    unsaid = (Decision(car="7", penalty=Penalty.LAP_DELETED),)
    frame = score(GREEN + laps("7", "1:00", "0:50", "0:55"), decisions=unsaid).frames.laps
    assert frame["deleted"].to_list() == [False, False, False]


# --- what the result line knows


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_laps_led_are_counted_from_the_laps_themselves(seed: int) -> None:
    result = generated(seed)
    rows, frame = result.rows, result.frames.laps
    if result.timing.kind.value != "race" or frame.is_empty():
        assert all(row.laps_led is None and row.class_laps_led is None for row in rows)
        return
    order = result.timing.laps_.in_time.tolist()
    listed = frame.select("number", "class", "lap").rows()
    most: dict[str | None, int] = {}
    for row in rows:
        most[row.class_] = max(most.get(row.class_, 0), row.laps)
    led: dict[tuple[str | None, int], str] = {}
    led_all: dict[int, str] = {}
    for number, class_, lap in (listed[at] for at in order):
        if lap <= max(most.values()):
            led_all.setdefault(lap, number)
        if lap <= most[class_]:
            led.setdefault((class_, lap), number)
    for row in rows:
        assert row.laps_led == list(led_all.values()).count(row.number)
        assert row.class_laps_led == list(led.values()).count(row.number)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6))
def test_gaps_in_class_are_those_of_the_class_scored_alone_in_the_same_order(seed: int) -> None:
    """A class is a field of its own: its first car has no gap, and gaps are differences of times or of laps."""
    result = generated(seed)
    resolution = result.timing.rulebook.timing.resolution
    first: dict[str | None, Any] = {}
    for row in result.rows:
        leader = first.get(row.class_)
        if row.position is None:
            continue
        if leader is None:
            first[row.class_] = row
            assert (row.class_gap, row.class_gap_laps, row.class_interval, row.class_interval_laps) == (
                None,
            ) * 4
        elif row.time is not None and leader.time is not None and row.laps == leader.laps:
            apart = row.time // resolution * resolution - leader.time // resolution * resolution
            assert row.class_gap == (apart if apart >= 0 else None)
        elif row.time is not None and leader.time is not None and row.laps < leader.laps:
            assert row.class_gap_laps == leader.laps - row.laps


# --- flags


ENDED = GREEN + laps("1", *["2:00"] * 4) + laps("2", *["2:01"] * 4)


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        # written down a second after the winner crossed the line at 6:00: it counts from there
        ("10:06:01,flag,,,chequered\n", [("green", 0, 360), ("chequered", 360, None)]),
        ("10:06:00,flag,,,chequered\n", [("green", 0, 360), ("chequered", 360, None)]),
        ("10:05:50,flag,,,chequered\n", [("green", 0, 350), ("chequered", 350, None)]),
        (
            "10:05:58,flag,,,yellow\n10:06:01,flag,,,chequered\n",
            [("green", 0, 358), ("yellow", 358, 360), ("chequered", 360, None)],
        ),
        (
            "10:06:00,flag,,,yellow\n10:06:01,flag,,,chequered\n",
            [("green", 0, 360), ("yellow", 360, 360), ("chequered", 360, None)],
        ),
        # a yellow between the winner's crossing and the flag as written: the periods before stay as they were shown
        (
            "10:06:00.5,flag,,,yellow\n10:06:01,flag,,,chequered\n",
            [("green", 0, 360.5), ("yellow", 360.5, 361), ("chequered", 360, None)],
        ),
        ("10:05:58,flag,,,yellow\n", [("green", 0, 358), ("yellow", 358, None)]),
    ],
)
def test_the_chequered_flag_counts_from_the_instant_that_ended_the_session(
    typed: str, rows: list[tuple[str, float, float | None]]
) -> None:
    frame = score(ENDED + typed, '[race]\nlength = "5 min"\n').frames.flags
    told = [
        (flag, begin / 1_000_000, None if end is None else end / 1_000_000)
        for flag, begin, end in frame.select("flag", "from_us", "to_us").rows()
    ]
    assert told == rows


def test_flags_of_a_race_without_an_end_are_as_they_were_shown() -> None:
    frame = score(GREEN + laps("1", "2:00", "2:00") + "10:03:00,flag,,,yellow\n").frames.flags
    assert frame.select("flag", "from_us", "to_us").rows() == [
        ("green", 0, 180_000_000), ("yellow", 180_000_000, None),
    ]  # fmt: skip


def test_a_lap_cut_into_two_sectors_has_two_times_and_a_third_column_without() -> None:
    result = score(GREEN + "10:00:20,passing,7,S1,\n10:01:00,passing,7,FL,\n")
    assert result.frames.laps.select("s1_us", "s2_us", "s3_us").row(0) == (20_000_000, 40_000_000, None)


def test_a_crossing_has_the_lap_it_completed_and_none_where_it_completed_none() -> None:
    """#1 drives two laps; its third crossing follows the flag it took and completes nothing."""
    rows = GREEN + laps("1", "2:00", "2:00", "2:30") + "10:03:59,flag,,,chequered\n"
    assert score(rows).frames.crossings["lap"].to_list() == [1, 2, None]
