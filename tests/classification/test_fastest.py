"""Who held the fastest lap from when, and the sectors of which an ideal lap is made."""

import pytest

from parcferme.classification import Fastest, best_sectors, fastest_laps
from parcferme.classification.fastest import ideal_lap
from parcferme.records import Decision, Penalty
from small_races import GREEN, laps, score


def test_each_lap_that_beat_all_before_it_is_told_with_its_time_and_when_it_was_completed() -> None:
    """#2's 1:55 is level with #1's, later: not faster. #1's fourth lap beats its own."""
    result = score(GREEN + laps("1", "2:00", "1:55", "1:56", "1:54") + laps("2", "2:01", "1:55", "2:00"))
    assert fastest_laps(result.timing) == (
        Fastest("1", 1, 120_000_000, 120_000_000),
        Fastest("1", 2, 115_000_000, 235_000_000),
        Fastest("1", 4, 114_000_000, 465_000_000),
    )


def test_a_deleted_lap_and_a_lap_that_cannot_be_the_fastest_never_were() -> None:
    rows = GREEN + laps("1", "1:50", "1:55", "1:52") + laps("2", "2:01", "1:54")
    deleted = [Decision(car="1", penalty=Penalty.LAP_DELETED, lap=2)]
    result = score(rows, "[race.fastest-lap]\nfirst-lap = false\n", decisions=deleted)
    assert [(one.number, one.lap) for one in fastest_laps(result.timing)] == [("2", 2), ("1", 3)]


def sectored(car: str, *laps_: tuple[float, float, float], start: int = 0) -> str:
    """A car's crossings of S1, S2 and the line, by the seconds of each sector of each lap."""
    at, rows = float(start), ""
    for lap in laps_:
        for loop, seconds in zip(("S1", "S2", "FL"), lap, strict=True):
            at += seconds
            rows += f"10:{int(at // 60):02}:{at % 60:06.3f},passing,{car},{loop}\n"
    return rows


PLAIN = (
    GREEN
    + sectored("7", (31, 30, 40), (30, 32, 41), (33, 31, 39))
    + sectored("12", (29, 33, 40), (34, 30, 42))
)
COLUMNS = ("car", "s1_us", "s2_us", "s3_us", "ideal_us")


def sectors(rows: str, rules: str = "", **options: object) -> list[tuple[object, ...]]:
    """Each car's best sectors in whole seconds."""
    frame = best_sectors(score(rows, rules, **options).timing).select(*COLUMNS)  # type: ignore[arg-type]
    return [
        tuple(one if isinstance(one, str) or one is None else one // 1_000_000 for one in line)
        for line in frame.iter_rows()
    ]


def test_the_ideal_lap_is_the_sum_of_the_best_sectors_whatever_lap_they_are_of() -> None:
    assert sectors(PLAIN) == [("12", 29, 30, 40, 99), ("7", 30, 30, 39, 99)]
    timing = score(PLAIN).timing
    assert (ideal_lap(timing, "7"), ideal_lap(timing, "99")) == (99_000_000, None)


def test_a_sector_that_was_never_timed_leaves_no_ideal_lap() -> None:
    """The loop at S2 read #7 on no lap: neither the second nor the third sector is known."""
    rows = PLAIN.replace("passing,7,S2", "passing,99,S2")
    mine = [one for one in sectors(rows) if one[0] == "7"]
    assert mine == [("7", 30, None, None, None)]
    assert ideal_lap(score(rows).timing, "7") is None


def test_sectors_of_a_deleted_lap_and_of_a_first_lap_that_does_not_count_are_nobodys_best() -> None:
    deleted = [Decision(car="7", penalty=Penalty.LAP_DELETED, lap=3)]
    assert sectors(PLAIN, decisions=deleted)[1] == ("7", 30, 30, 40, 100)
    assert sectors(PLAIN, "[race.fastest-lap]\nfirst-lap = false\n") == [
        ("12", 34, 30, 42, 106), ("7", 30, 31, 39, 100),
    ]  # fmt: skip


def test_a_circuit_of_one_sector_has_no_best_sectors() -> None:
    assert best_sectors(score(GREEN + laps("7", "1:40", "1:40")).timing).is_empty()


# --- sectors of the lap into the pits and of the lap out of them
# Lap 2 of #7 is 30, 32 and 41 s (S1 at 2:11, S2 at 2:43, the line at 3:24), lap 3 33, 31 and 39 s (S1 at 3:57,
# S2 at 4:28, the line at 5:07); every sector of both is beaten by one second or more where it counts.

BASE = GREEN + sectored("7", (50, 50, 50), (30, 32, 41), (29, 31, 39), (51, 51, 51), start=0)
AT = {"lap 2": 150, "S1 2": 180, "S2 2": 212, "lap 3": 253, "S1 3": 282, "S2 3": 313, "lap 4": 352}


def visit(entry: float, exit_: float) -> str:
    def row(at: float, loop: str) -> str:
        return f"10:{int(at // 60):02}:{at % 60:06.3f},passing,7,{loop}\n"

    return BASE + row(entry, "PIT_IN") + row(exit_, "PIT_OUT")


@pytest.mark.parametrize(
    ("entry", "exit_", "best"),
    [
        # in during the third sector of lap 2, out during the first of lap 3: its other sectors were driven on the track
        (AT["S2 2"] + 5, AT["lap 3"] + 10, (30, 31, 39)),
        # in just as the second sector of lap 2 ended: that one counts
        (AT["S2 2"], AT["lap 3"] + 10, (30, 31, 39)),
        # in during the second sector of lap 2: the first one counts, the second and third do not
        (AT["S1 2"] + 5, AT["lap 3"] + 10, (30, 31, 39)),
        # out during the second sector of lap 3: its third counts
        (AT["S2 2"] + 5, AT["S1 3"] + 10, (30, 32, 39)),
        # out just as the second sector of lap 3 began: it counts
        (AT["S2 2"] + 5, AT["S1 3"], (30, 31, 39)),
        # in and out within the first sector of lap 2
        (AT["lap 2"] + 5, AT["lap 2"] + 20, (29, 31, 39)),
        # in during the first sector of lap 2, out during the third of lap 3: nothing of either lap
        (AT["lap 2"] + 5, AT["S2 3"] + 10, (50, 50, 50)),
        # in and out within the second sector of lap 3: its first was before the entry, its third behind the exit
        (AT["S1 3"] + 5, AT["S1 3"] + 15, (29, 32, 39)),
    ],
)
def test_a_sector_counts_that_was_driven_on_the_track_from_end_to_end(
    entry: float, exit_: float, best: tuple[int, int, int]
) -> None:
    assert sectors(visit(entry, exit_)) == [("7", *best, sum(best))]


def test_of_a_stop_of_which_only_the_laps_are_known_the_sectors_at_the_line_do_not_count() -> None:
    """#7 crosses the line in the lane at the end of lap 2: the last sector of lap 2, the first of lap 3."""
    rows = BASE.replace("10:04:13.000,passing,7,FL", "10:04:13.000,passing,7,FL_PIT")
    assert rows != BASE
    assert sectors(rows) == [("7", 30, 31, 39, 100)]
    quick = GREEN + sectored("7", (50, 50, 50), (30, 32, 38), (29, 31, 39), (51, 51, 51))
    in_the_lane = quick.replace("10:04:10.000,passing,7,FL", "10:04:10.000,passing,7,FL_PIT")
    assert (sectors(quick), sectors(in_the_lane)) == ([("7", 29, 31, 38, 98)], [("7", 30, 31, 39, 100)])


def test_a_stop_in_a_lap_that_was_never_completed_takes_nothing_from_those_that_were() -> None:
    whole = [("7", 29, 31, 39, 99)]
    assert sectors(BASE) == whole
    assert sectors(visit(AT["lap 4"] + 153 + 10, AT["lap 4"] + 153 + 30)) == whole


def test_a_stop_of_one_car_takes_nothing_from_the_car_listed_beside_it() -> None:
    rows = visit(AT["lap 2"] + 5, AT["S2 3"] + 10) + sectored("6", (40, 41, 42), (40, 41, 42))
    rows += sectored("8", (40, 41, 42), (40, 41, 42))
    assert sectors(rows) == [("6", 40, 41, 42, 123), ("7", 50, 50, 50, 150), ("8", 40, 41, 42, 123)]
