"""The board in words: cells, the lines above and below it, and as JSON with every time twice."""

from __future__ import annotations

import json

import msgspec
import pytest

from board.test_board import GREEN, TWO, WINDOW, board
from parcferme.board import board_of
from parcferme.classification import classify
from parcferme.documents import board_document, board_heading, board_lines, board_table, old_line
from parcferme.entries import Entries, Entry
from parcferme.findings import WrongCall
from parcferme.regulations import parse_rulebook
from parcferme.times import MINUTE, SECOND
from parcferme.timing import measure
from small_races import laps
from timing.races import log_of


def cells(column: str, rows: str, rules: str = WINDOW, language: str = "en", **more: int | str) -> list[str]:
    table = board_table(board(rows, rules, **{k: v for k, v in more.items() if k == "now"}), language)  # type: ignore[arg-type]
    return [row[table.columns.index(column)] for row in table.rows]


def test_times_are_marked_and_gaps_printed_as_timing_sheets_do() -> None:
    assert cells("last", GREEN + TWO) == ["2:00.000", "2:01.000"]
    assert cells("best", GREEN + TWO) == ["2:00.000**", "2:01.000*"]
    assert (cells("gap", GREEN + TWO), cells("trend", GREEN + TWO)) == (["", "+5.000"], ["", "+1.000"])
    assert cells("gained", GREEN + TWO) == ["+1", "-1"]


@pytest.mark.parametrize(
    ("row", "language", "said"),
    [
        ("10:10:10,passing,7,PIT_IN,\n", "en", "in the lane 50 s"),
        ("10:10:10,passing,7,PIT_IN,\n", "fr", "aux stands 50 s"),
        ("10:09:00,status,7,,stopped\n", "en", "stopped"),
        ("", "en", ""),
    ],
)
def test_where_a_car_is_and_since_when(row: str, language: str, said: str) -> None:
    table = board_table(board(GREEN + TWO + row, now=11 * MINUTE), language)
    found = [line[table.columns.index("place")] for line in table.rows] if "place" in table.columns else [""]
    assert found[0] == said


def test_who_owes_a_stop() -> None:
    stop = "10:04:30,passing,7,PIT_IN,\n10:05:40,passing,7,PIT_OUT,\n"
    assert sorted(cells("owed", GREEN + TWO + stop)) == ["made", "owed"]
    assert sorted(cells("owed", GREEN + TWO + stop, language="fr")) == ["fait", "à faire"]


def test_the_lines_above_the_board() -> None:
    at = board(GREEN + TWO + "10:04:30,flag,,,fcy\n", WINDOW)
    assert list(board_heading(at)) == [
        ("Flag", "full course yellow for 5:35"),
        ("Clock", "10:05"),
        ("To go", "49:55"),
        ("Last lap", "31 to 32"),
        ("Stop window", "open until 12:00: 2 cars owe a stop"),
    ]
    assert next(iter(board_heading(at, "fr"))) == ("Drapeau", "full course yellow depuis 5:35")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (3, "opens at 4:00, closes at 12:00"),
        (12, "open until 12:00: 2 cars owe a stop"),
        (13, "closed at 12:00"),
    ],
)
def test_the_window_of_the_stop_before_in_and_after_it(now: int, said: str) -> None:
    rows = GREEN + laps("7", "2:00") + laps("8", "2:01")
    assert dict(board_heading(board(rows, WINDOW, now=now * MINUTE)))["Stop window"] == said


def test_old_data_says_that_it_is_old() -> None:
    assert old_line(board(GREEN + TWO, now=615 * SECOND)) is None
    assert old_line(board(GREEN + TWO, now=616 * SECOND)) == "no read for 11 s: what is shown is old"
    over = board(GREEN + TWO + "10:10:00,flag,,,chequered\n", now=20 * MINUTE)
    assert old_line(over) is None


def test_a_class_alone_and_a_car_among_its_neighbours() -> None:
    rows = GREEN + "".join(laps(str(n), *[f"2:{n:02d}"] * 3) for n in range(1, 10))
    table = board_table(board(rows), car="5")
    assert [row[table.columns.index("number")] for row in table.rows] == ["2", "3", "4", "5", "6", "7", "8"]
    assert "class-position" not in table.columns


def test_fights_stand_below() -> None:
    rows = GREEN + laps("7", *["1:40"] * 5) + laps("8", "1:41", *["1:40"] * 4)
    assert list(board_lines(board(rows))) == [("·", "#7, #8 within 1.000")]


def test_json_has_every_time_twice_and_null_for_what_nobody_knows() -> None:
    found = json.loads(msgspec.json.encode(board_document(board(GREEN + TWO, WINDOW))))["board"]
    assert (found["now"], found["now_us"]) == ("10:05.000", 605_000_000)
    seven = found["lines"][0]
    assert (seven["last_lap"], seven["last_lap_us"], seven["last_lap_mark"]) == (
        "2:00.000",
        120_000_000,
        "slower",
    )
    assert (seven["gap"], seven["gap_us"], seven["driver"]) == (None, None, None)
    assert found["window"] == [
        {"time": "4:00.000", "time_us": 240_000_000}, {"time": "12:00.000", "time_us": 720_000_000},
    ]  # fmt: skip
    assert (found["last_lap"]["first"], found["last_lap"]["last"]) == (31, 32)


def test_the_lines_of_a_class_are_those_of_the_document_too_however_it_is_spelt() -> None:
    timing = measure(
        log_of(GREEN + TWO), parse_rulebook(WINDOW, "t.toml"),
        Entries.of([Entry("7", "JS P4"), Entry("8", "JS2 R")]),
    )  # fmt: skip
    at = board_of(classify(timing))
    assert [line["number"] for line in board_document(at, class_="js-p4")["board"]["lines"]] == ["7"]
    assert [row[1] for row in board_table(at, class_="js2 r").rows] == ["8"]
    with pytest.raises(WrongCall, match="classes here: JS P4, JS2 R"):
        board_table(at, class_="GT3")


def test_of_a_lap_without_loops_there_are_no_sectors_beside_it() -> None:
    assert "sectors" not in board_table(board(GREEN + TWO)).columns
