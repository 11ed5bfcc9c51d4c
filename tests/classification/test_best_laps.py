"""One rule for the best lap: qualifying, grid, fastest lap and lists name the same car from one file."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.classification import classify, fastest_laps
from parcferme.documents import classification_csv, classification_document, classification_table
from parcferme.grid import grid_of
from parcferme.records import Decision, Penalty
from parcferme.regulations import GridBy, GridRules
from parcferme.season import load_championship, starting_grid
from parcferme.season import score as score_file
from small_races import GREEN, HEAD, laps, reasons, row, score

MS = '[timing]\nresolution = "1 ms"\n'
# Timed to the microsecond, compared to the millisecond: #1 sets its 1:40.000 first, and a hair faster at the end.
LEVEL = (
    GREEN
    + laps("1", "1:50", "1:40.000900", "1:41", "1:40.000100")
    + laps("2", "1:55", "1:40.000500", "1:40.300")
    + laps("3", "1:52", "1:43", "1:42")
)


@pytest.fixture
def cup(tmp_path: Path) -> Path:
    """A championship whose race starts in the order of best laps."""
    (tmp_path / "championship.toml").write_text(
        'name = "cup"\nentries = "entries.csv"\n[rules.timing]\nresolution = "1 ms"\n[[rules.grid]]\nby = "best"\n',
        encoding="utf-8",
    )
    (tmp_path / "entries.csv").write_text("number,driver\n1,A\n2,B\n3,C\n", encoding="utf-8")
    (tmp_path / "1-spa").mkdir()
    (tmp_path / "1-spa" / "qualifying-1.csv").write_text(HEAD + LEVEL, encoding="utf-8")
    (tmp_path / "1-spa" / "race-1.csv").write_text("position,number\n1,1\n2,2\n3,3\n", encoding="utf-8")
    return tmp_path


def test_qualifying_and_grid_have_the_same_car_first(cup: Path) -> None:
    season = load_championship(cup)
    assert not season.read_findings
    qualified = season.score(season.session("1/qualifying-1"))
    assert qualified is not None
    grid = starting_grid(season, season.session("1/race-1")).grid
    assert [one.number for one in qualified.rows] == ["1", "2", "3"]
    assert [slot.number for slot in grid.slots] == ["1", "2", "3"]


def test_the_line_of_a_result_has_both_best_laps_and_when_they_were_set() -> None:
    one = row(score(LEVEL, MS, kind="qualifying"), "1")
    assert (one.best_lap, one.best_lap_number, one.best_lap_elapsed) == (100_000_900, 2, 210_000_900)
    second = (one.second_best_lap, one.second_best_lap_number, one.second_best_lap_elapsed)
    assert second == (100_000_100, 4, 411_001_000)


def test_a_lap_that_is_equal_at_the_resolution_takes_no_fastest_lap() -> None:
    result = score(LEVEL, MS)
    assert [one.number for one in result.rows if one.fastest_lap] == ["1"]
    assert [(one.number, one.lap) for one in fastest_laps(result.timing)][-1] == ("1", 2)


def test_a_lap_deleted_when_classifying_is_no_fastest_lap_anywhere() -> None:
    """The decision comes with the call, not with the log: what is asked of the result later knows it too."""
    timing = score(LEVEL, MS).timing
    result = classify(timing, [Decision(car="1", penalty=Penalty.LAP_DELETED, lap=2)])
    assert [one.number for one in result.rows if one.fastest_lap] == ["2"]
    assert fastest_laps(result.timing)[-1].number == "2"
    assert result.frames.laps.filter(number="1", lap=2)["deleted"].to_list() == [True]


def test_the_fastest_lap_of_each_class_has_one_holder() -> None:
    result = score(LEVEL, MS, classes={"1": "A", "2": "B", "3": "B"})
    assert [one.number for one in result.rows if one.class_fastest_lap] == ["1", "2"]


TIMES = st.lists(st.integers(99_990_000, 100_010_000), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(st.lists(TIMES, min_size=2, max_size=5), st.sampled_from(["1 us", "1 ms", "10 ms"]))
def test_whoever_asks_finds_the_same_best_lap(fields: list[list[int]], resolution: str) -> None:
    rows = GREEN + "".join(
        laps(f"{number}", "2:00", *(f"1:{lap // 1_000_000 - 60:02}.{lap % 1_000_000:06}" for lap in times))
        for number, times in enumerate(fields, 1)
    )
    result = score(rows, f'[timing]\nresolution = "{resolution}"\n', kind="qualifying")
    unit = {"1 us": 1, "1 ms": 1000, "10 ms": 10_000}[resolution]
    for one in result.rows:
        times = [lap // unit for lap in fields[int(one.number) - 1]]
        assert one.best_lap_number == times.index(min(times)) + 2
        rest = [lap for at, lap in enumerate(times) if at != times.index(min(times))]
        assert (one.second_best_lap is None) == (not rest)
        if one.second_best_lap is not None:
            assert one.second_best_lap // unit == min(rest)
    (holder,) = (one for one in result.rows if one.fastest_lap)
    assert holder.number == fastest_laps(result.timing)[-1].number
    assert holder.best_lap is not None
    first = result.rows[0]
    assert first.best_lap is not None
    assert first.best_lap // unit == holder.best_lap // unit
    assert (first.best_lap_elapsed, holder.best_lap_elapsed).count(None) == 0
    if first.number != holder.number:  # completed at the same instant
        assert first.best_lap_elapsed == holder.best_lap_elapsed


def test_a_grid_by_second_best_laps_goes_by_who_set_it_first_where_they_are_equal(cup: Path) -> None:
    log = GREEN + laps("1", "1:50", "1:40", "1:44", "1:42") + laps("2", "1:55", "1:41", "1:42")
    (cup / "1-spa" / "qualifying-1.csv").write_text(HEAD + log, encoding="utf-8")
    season = load_championship(cup)
    result = season.result(season.session("1/qualifying-1"))
    assert result is not None
    grid = grid_of(GridRules(by=GridBy.SECOND_BEST), [result])
    assert [slot.number for slot in grid.slots][:2] == ["2", "1"]


# --- a gap within a class


def test_a_class_alone_has_one_gap_in_table_json_and_csv(tmp_path: Path) -> None:
    """#5 is 14 s behind the winner and 4 s behind the first of its class."""
    text = HEAD + GREEN + laps("1", "1:00", "1:00") + laps("2", "1:05", "1:05") + laps("5", "1:07", "1:07")
    (tmp_path / "race.csv").write_text(text + "10:01:59,flag,,,chequered\n", encoding="utf-8")
    (tmp_path / "entries.csv").write_text("number,class\n1,A\n2,B\n5,B\n", encoding="utf-8")
    made = score_file(tmp_path / "race.csv", kind="race", entries=tmp_path / "entries.csv")
    table = classification_table(made, class_="B", wide=True)
    assert [line[table.columns.index("gap")] for line in table.rows] == ["", "+4.000"]
    shown = classification_document(made, class_="B")["classification"]
    assert [(one["gap"], one["gap_us"], one["interval"]) for one in shown] == [
        (None, None, None),
        ("+4.000", 4_000_000, "+4.000"),
    ]
    sheet = classification_csv(made, class_="B").splitlines()
    at = sheet[0].split(",").index("gap")
    assert [line.split(",")[at] for line in sheet[1:]] == ["", "+4.000"]
    whole = classification_document(made)["classification"]
    assert [(one["gap"], one["class_gap"]) for one in whole] == [
        (None, None), ("+10.000", None), ("+14.000", "+4.000"),
    ]  # fmt: skip


# --- which laps can be a car's best


# Laps 2 to 6 of #1, each quicker than the one before: into the pits, out of them, under yellow, under the safety car,
# plain. The last lap is the slowest.
KINDS = (
    GREEN
    + laps("1", "2:00", "1:59", "1:58", "1:57", "1:56", "1:55", "2:10")
    + "10:03:50,passing,1,PIT_IN\n10:04:20,passing,1,PIT_OUT\n"
    + "10:06:30,flag,,,yellow\n10:06:40,flag,,,green\n10:08:30,flag,,,safety-car\n10:08:40,flag,,,green\n"
)


@pytest.mark.parametrize(
    ("rules", "deleted", "best"),
    [
        ("", (), 6),
        ("", (6,), 5),
        ("safety-car = false", (6,), 4),
        ("safety-car = false\nyellow = false", (6,), 3),
        ("neutralised = false", (6,), 3),
        ("neutralised = false\nyellow = true", (6,), 3),
        ("neutralised = false\nout-laps = false", (6,), 2),
        ("neutralised = false\nout-laps = false\nin-laps = false", (6,), 1),
        ("neutralised = false\nout-laps = false\nin-laps = false", (6, 1), 7),
        ("neutralised = false\nout-laps = false\nin-laps = false\nfirst-lap = false", (6,), 7),
        ("red = false\nfull-course-yellow = false\ncode-60 = false", (6,), 5),
    ],
)
def test_the_best_lap_is_the_quickest_of_those_the_rulebook_and_the_stewards_leave(
    rules: str, deleted: tuple[int, ...], best: int
) -> None:
    ruled = [Decision(car="1", penalty=Penalty.LAP_DELETED, lap=lap) for lap in deleted]
    made = score(KINDS, f"[race.fastest-lap]\n{rules}\n", decisions=ruled)
    assert row(made, "1").best_lap_number == best


@pytest.mark.parametrize(
    ("flag", "switch"),
    [
        ("yellow", "yellow"), ("fcy", "full-course-yellow"), ("safety-car", "safety-car"), ("red", "red"),
    ],
)  # fmt: skip
def test_each_flag_has_a_switch_of_its_own(flag: str, switch: str) -> None:
    """Lap 2, the quickest, is driven under one flag; every other switch leaves it."""
    rows = GREEN + laps("1", "2:00", "1:50", "1:55") + f"10:02:30,flag,,,{flag}\n10:02:40,flag,,,green\n"
    switches = ("yellow", "full-course-yellow", "code-60", "safety-car", "red")
    for other in switches:
        made = score(rows, f"[race.fastest-lap]\n{other} = {{ value = false, article = '9' }}\n")
        assert row(made, "1").best_lap_number == (3 if other == switch else 2), other
    told = score(rows, f"[race.fastest-lap]\n{switch} = {{ value = false, article = '9' }}\n")
    assert reasons(told, "1") == {
        "lap-under-flag": {"lap": 2, "lap_us": 110_000_000, "flag": flag, "article": "9"}
    }


def test_of_equal_fastest_laps_of_two_cars_the_one_completed_first_holds() -> None:
    """#2 is listed behind #1 and completes its 1:50 first; of class B #3 is level with #4, and before it."""
    rows = GREEN + laps("1", "2:05", "1:50") + laps("2", "2:00", "1:50")
    rows += laps("4", "2:03", "1:52") + laps("3", "2:01", "1:52")
    made = score(rows, classes={"1": "A", "2": "A", "3": "B", "4": "B"})
    assert [one.number for one in made.rows if one.fastest_lap] == ["2"]
    assert {one.number for one in made.rows if one.class_fastest_lap} == {"2", "3"}


def test_nobody_holds_a_fastest_lap_where_no_lap_can_be_one() -> None:
    made = score(GREEN + laps("1", "2:00") + laps("2", "2:01"), "[race.fastest-lap]\nfirst-lap = false\n")
    assert [(one.best_lap, one.fastest_lap, one.class_fastest_lap) for one in made.rows] == [
        (None, False, False)
    ] * 2
