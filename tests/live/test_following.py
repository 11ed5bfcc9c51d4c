"""A log that grows, followed in virtual time: when it is read again, and what the clock says in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from parcferme.board import Where
from parcferme.live import board_now, follow
from parcferme.season import Score, score
from parcferme.times import SECOND

ROWS = ["time,kind,car,loop,value", "10:00:00,flag,,,green"]
ROWS += [
    f"10:{at // 60:02d}:{at % 60:02d}.5,passing,{car},FL,"
    for at, car in ((90, 7), (91, 8), (180, 7), (182, 8))
]


class Day:
    """A clock that goes on only while somebody sleeps, and what happens to the file meanwhile."""

    def __init__(self, file: Path) -> None:
        self.file, self.now, self.later = file, 0.0, list[tuple[float, str]]()
        self.reads = 0
        file.write_text("\n".join(ROWS) + "\n")

    def steady(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        while self.later and self.later[0][0] <= self.now:
            with self.file.open("a") as file:
                file.write(self.later.pop(0)[1] + "\n")

    def scored(self) -> Score:
        self.reads += 1
        return score(self.file, kind="race", length=60)


def following(tmp_path: Path, *later: tuple[float, str]) -> tuple[Day, Callable[[], tuple[float, int, int]]]:
    day = Day(tmp_path / "today.csv")
    day.later = list(later)
    boards = follow(day.file, day.scored, beat=1.0, steady=day.steady, sleep=day.sleep)

    def following_one() -> tuple[float, int, int]:
        board, _ = next(boards)
        return day.now, board.now, board.lines[0].row.laps

    return day, following_one


def test_the_board_is_shown_at_once_and_each_second_while_nothing_comes(tmp_path: Path) -> None:
    day, one = following(tmp_path)
    assert [one() for _ in range(3)] == [
        (0.0, 182_500_000, 2), (1.0, 183_500_000, 2), (2.0, 184_500_000, 2),
    ]  # fmt: skip
    assert day.reads == 1


def test_a_file_that_grew_is_read_again_within_a_quarter_of_a_second(tmp_path: Path) -> None:
    day, one = following(tmp_path, (0.6, "10:04:30.5,passing,7,FL,"))
    assert [one() for _ in range(3)] == [
        (0.0, 182_500_000, 2), (0.75, 270_500_000, 3), (1.75, 271_500_000, 3),
    ]  # fmt: skip
    assert day.reads == 2


def test_however_fast_it_grows_there_are_four_boards_a_second_at_most(tmp_path: Path) -> None:
    rows = [(0.01 * n, f"10:05:{n:02d},passing,9,S1,") for n in range(40)]
    _, one = following(tmp_path, *rows)
    assert [one()[0] for _ in range(3)] == [0.0, 0.25, 0.5]


def test_a_session_that_is_over_stands_still(tmp_path: Path) -> None:
    day = Day(tmp_path / "today.csv")
    with day.file.open("a") as file:
        file.write("10:02:59,flag,,,chequered\n")
    late = board_now(day.scored(), since=600)
    assert (late.over, late.now) == (True, 182_500_000)
    assert {line.where for line in late.lines} == {Where.FINISHED}


def test_while_it_runs_cars_that_nobody_reads_any_more_are_told(tmp_path: Path) -> None:
    late = board_now(Day(tmp_path / "today.csv").scored(), since=600)
    assert late.now == 182_500_000 + 600 * SECOND
    assert {line.where for line in late.lines} == {Where.SILENT}
