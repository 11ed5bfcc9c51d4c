"""What the decoder missed is proposed, never put in silently."""

from __future__ import annotations

import msgspec
import numpy as np
import polars as pl
import pytest

import small_races
from parcferme.classification import classify
from parcferme.codec import decode_record
from parcferme.decoders import decode
from parcferme.entries import Entries, Entry
from parcferme.findings import Finding
from parcferme.records import PASSINGS, Log, Passing, passings_frame
from parcferme.regulations import parse_rulebook
from parcferme.times import SECOND, format_clock, parse_clock
from parcferme.timing import Timing, measure
from parcferme.timing.repair import by_sectors

BOOK = parse_rulebook('name = "test"', "test.toml")
HEAD = "time,kind,car,loop,transponder,value\n10:00:00.000,flag,,,,green\n"


def laps(car: str, count: int, without: int = -1, pace: int = 120) -> list[str]:
    """Laps of `pace` seconds in sectors of 40, 50 and the rest; the crossing that ends lap `without` was not read."""
    rows = []
    for lap in range(count):
        for loop, after in (("S1", 40), ("S2", 90), ("FL", pace)):
            if loop != "FL" or lap + 1 != without:
                when = format_clock((36_000 + lap * pace + after) * SECOND)
                rows.append(f"{when},passing,{car},{loop},,")
    return rows


def timed(*rows: str) -> tuple[Log, Timing]:
    log = decode((HEAD + "\n".join(rows) + "\n").encode(), "race.csv").log
    return log, measure(log, BOOK)


def test_lap_twice_as_long_with_every_sector_twice_is_a_missed_passing_at_its_instant() -> None:
    _log, timing = timed(*laps("81", 6, without=4), *laps("7", 6))
    (found,) = [one for one in timing.findings if one.code == "missed-passing"]
    assert (found.where.car, found.where.lap) == ("81", 4)
    assert found.proposal is not None
    assert found.proposal["at"] == "10:08:00.000000"
    assert timing.laps.filter(car="81").height == 5


def test_appending_the_proposed_passing_gives_the_lap_back() -> None:
    log, timing = timed(*laps("81", 6, without=4), *laps("7", 6))
    (found,) = [one for one in timing.findings if one.code == "missed-passing"]
    assert found.proposal is not None
    record = decode_record(msgspec.json.encode({"v": 1, **found.proposal}))
    assert isinstance(record, Passing)
    repaired = _with_passing(log, record)
    again = measure(repaired, BOOK)
    assert [row.laps for row in classify(again).rows] == [6, 6]
    assert not [one for one in again.findings if one.code == "missed-passing"]


def test_two_crossings_missed_in_a_row_are_two_proposals() -> None:
    rows = [
        row
        for row in laps("81", 7)
        if ",FL," not in row or row.split(",")[0] not in ("10:08:00.000", "10:10:00.000")
    ]
    _, timing = timed(*rows, *laps("7", 7))
    found = [one.proposal["at"] for one in timing.findings if one.code == "missed-passing" and one.proposal]
    assert found == ["10:08:00.000000", "10:10:00.000000"]


def test_slow_lap_with_each_loop_once_is_just_slow() -> None:
    slow = [f"10:{at}:00.000,passing,81,{loop},," for at, loop in (("07", "S1"), ("09", "S2"), ("11", "FL"))]
    rows = [*laps("81", 3), *slow]
    _, timing = timed(*rows)
    assert not [one for one in timing.findings if one.code == "missed-passing"]


def test_car_in_two_places_is_found() -> None:
    rows = laps("81", 5)
    rows[6] = "10:04:01.000,passing,81,S1,,"
    _, timing = timed(*rows)
    (found,) = [one for one in timing.findings if one.code == "two-places"]
    assert (found.where.car, found.where.lap, found.values["sector"]) == ("81", 3, 1)


def test_first_sector_of_a_qualifying_is_not_judged_by_cars_that_waited_in_the_pits() -> None:
    """Sebring 2022, five minutes in: out-laps that begin with the wait at the pit exit, then the first quick laps."""
    head, rows = "10:00:00,flag,,,green\n", ""
    for number in range(1, 9):
        waited, quick = 50 + number, 12
        ends = [waited, waited + 90, waited + 90 + quick, waited + 90 + 100]
        ends = ends if number < 5 else ends[:2]
        for at, loop in zip(ends, ("S1", "FL", "S1", "FL"), strict=False):
            rows += f"10:{at // 60:02d}:{at % 60:02d},passing,{number},{loop}\n"
        rows += f"10:00:{waited - 8:02d},passing,{number},PIT_OUT\n"
    assert "two-places" not in small_races.codes(small_races.score(head + rows, kind="qualifying"))


def test_nor_is_that_of_a_race_by_its_first_laps() -> None:
    """Road Atlanta 2023, six minutes in: sector 1 of lap 1 begins when the clock did, half a minute before the line."""
    rows = "10:00:00,flag,,,green\n"
    for number in range(1, 9):
        ends = (41, 120, 130, 200) if number < 4 else (41, 120, 130)
        for at, loop in zip(ends, ("S1", "FL", "S1", "FL"), strict=False):
            rows += f"10:{(at + number) // 60:02d}:{(at + number) % 60:02d},passing,{number},{loop}\n"
    for cut in ("10:02:30", "10:05:00"):
        assert "two-places" not in small_races.codes(small_races.score(rows, at=cut.replace("10:", "")))


def test_two_transponders_on_one_car_are_found_and_count_one_lap() -> None:
    rows = [row.replace(",FL,,", ",FL,A,") for row in laps("81", 3)]
    rows += [f"{format_clock((36_000 + n * 120) * SECOND + 300_000)},passing,81,FL,B," for n in (1, 2, 3)]
    _, timing = timed(*rows)
    assert timing.laps.height == 3
    (found,) = [one for one in timing.findings if one.code == "two-transponders"]
    assert found.values == {"transponders": ["A", "B"], "reads": [3, 3]}


def _with_passing(log: Log, record: Passing) -> Log:
    row = {"at": record.at, "loop": record.loop, "car": record.car, "seq": log.last_seq + 1}
    texts = [pl.col(name).cast(pl.String) for name, dtype in PASSINGS.items() if dtype == pl.String]
    frame = pl.concat([log.passings.with_columns(texts), passings_frame(pl.DataFrame([row]))])
    assert parse_clock("10:08:00") == record.at
    return Log(frame, log.events)


# --- value by value


def test_a_sector_nobody_can_drive_is_told_with_what_is_usual() -> None:
    """S1 takes 40 s; a quarter of it is 10 s."""
    for second, told in ((10, 0), (9, 1)):
        rows = laps("81", 5)
        rows[6] = f"10:04:{second:02d}.000,passing,81,S1,,"
        _, timing = timed(*rows)
        found = [one for one in timing.findings if one.code == "two-places"]
        assert len(found) == told
        for one in found:
            assert (one.severity.value, one.where.car, one.where.lap) == ("warning", "81", 3)
            assert one.values == {"sector": 1, "sector_us": 9 * SECOND, "usual_us": 40 * SECOND}


def test_of_three_sectors_nobody_knows_which_is_usual() -> None:
    for count, told in ((4, 0), (5, 1)):  # lap 1 begins with the wait for the start
        rows = laps("81", count)
        rows[6] = "10:04:01.000,passing,81,S1,,"
        _, timing = timed(*rows)
        assert len([one for one in timing.findings if one.code == "two-places"]) == told


def test_transponders_worn_one_after_the_other_are_no_two_on_one_car() -> None:
    def worn(*reads: str) -> list[dict[str, object]]:
        """`120 81 A`: seconds, car, transponder."""
        rows = []
        for read in reads:
            second, car, transponder = read.split()
            rows.append(f"{format_clock((36_000 + int(second)) * SECOND)},passing,{car},FL,{transponder},")
        found = [one for one in timed(*rows)[1].findings if one.code == "two-transponders"]
        assert all(one.severity.value == "warning" for one in found)
        return [{"car": one.where.car, **one.values} for one in found]

    assert worn("120 81 A", "240 81 A", "360 81 B", "480 81 B") == []
    assert worn("120 81 A", "240 7 B", "360 81 A", "480 7 B") == []
    assert worn("120 81 A", "360 81 B", "240 81 A", "350 81 A", "480 81 B", "365 81 A") == [
        {"car": "81", "transponders": ["A", "B"], "reads": [4, 2]}
    ]


@pytest.mark.parametrize(
    ("s1", "s2", "at"), [("40", "90", "10:08:00"), ("42", "90", "10:08:01"), ("40", "94", "10:08:02")]
)
def test_a_missing_crossing_is_put_between_the_loops_around_it(s1: str, s2: str, at: str) -> None:
    """Each loop of lap 5 came so many seconds after the line, and says when that was; they meet in the middle."""
    rows = [row for row in laps("81", 7, without=4) if not row.startswith(("10:08:40", "10:09:30"))]
    rows += [
        f"{format_clock((36_480 + int(second)) * SECOND)},passing,81,{loop},,"
        for second, loop in ((s1, "S1"), (s2, "S2"))
    ]
    _, timing = timed(*rows, *laps("7", 7))
    (found,) = [one for one in timing.findings if one.code == "missed-passing"]
    expected = {"10:08:00": 480, "10:08:01": 480.5, "10:08:02": 481}[at]
    assert found.values["at"] == timing.start + int(expected * SECOND)
    assert found.values["lap_us"] == 240 * SECOND


@pytest.mark.parametrize(("stood", "off"), [(0, None), (40, 20)])
def test_beside_a_stop_nobody_knows_on_which_side_of_the_line_the_car_stood(
    stood: int, off: int | None
) -> None:
    """The crossing that ended lap 4 was not read; until S1 of lap 5 the car stood so long, before the line or after."""
    rows = []
    for row in laps("81", 7, without=4):
        clock, rest = row.split(",", 1)
        at = parse_clock(clock)
        rows.append(f"{format_clock(at + stood * SECOND * (at > 36_480 * SECOND))},{rest}")
    _, timing = timed(*rows, *laps("7", 7))
    (found,) = [one for one in timing.findings if one.code == "missed-passing"]
    assert found.values["at"] == 36_480 * SECOND + stood * SECOND // 2
    assert found.values.get("uncertain_us") == (None if off is None else off * SECOND)


def test_a_loop_read_twice_beside_a_missing_crossing_still_tells_where_it_was() -> None:
    """S1 of lap 4 was read twice within a second, then in lap 5: between these two the line was crossed."""
    rows = [row for row in laps("81", 6, without=4) if not row.startswith(("10:07:30", "10:09:30"))]
    rows.append("10:06:41.000,passing,81,S1,,")
    _, timing = timed(*rows, *laps("7", 6))
    row = timing.laps.height - 2  # lap 4 of #81
    assert timing.split.twice == (("S1", row, tuple((36_000 + at) * SECOND for at in (400, 401, 520))),)
    # From the reads of one loop: 40 s after the line each, a lap of 120 s; the two at once say nothing exact.
    found = by_sectors(timing.laps_, timing.split, row, timing.in_lap, 120 * SECOND)
    assert [((at - timing.start) / SECOND, off / SECOND) for at, off in found] == [
        (420.5, 59.5),
        (480.5, 0.5),
    ]


def test_only_laps_like_the_others_and_not_this_one_say_how_far_a_loop_is_from_the_line() -> None:
    """How long it is from the line to S1 say laps of up to one and a half usual ones; those into the lane do not."""
    rows = laps("81", 6, without=4)
    _, timing = timed(*rows, *laps("7", 6))
    row = timing.laps.height - 2  # lap 4 of #81
    none = np.zeros(timing.laps.height, dtype=bool)
    exact = [(timing.start + 480 * SECOND, 0)]
    for usual, found in ((120, exact), (80, []), (81, None)):
        told = by_sectors(timing.laps_, timing.split, row, none, usual * SECOND)
        assert (told == found) if found is not None else told, usual
    lane = none.copy()
    lane[timing.laps_.runs.first[1] :] = True
    assert by_sectors(timing.laps_, timing.split, row, lane, 120 * SECOND) == []


def test_where_fewer_than_half_of_all_laps_are_so_quick_in_a_sector_they_were_driven_by_nobody() -> None:
    """S1 takes 40 s, but 9 s in four laps of ten: a loop that picks up the other side of the hairpin."""
    rows = laps("81", 11)
    for lap in (2, 4, 6, 8):
        rows[3 * lap] = f"{format_clock((36_000 + lap * 120 + 9) * SECOND)},passing,81,S1,,"
    _, timing = timed(*rows)
    found = [one for one in timing.findings if one.code == "two-places"]
    assert [(one.where.lap, one.values["sector_us"], one.values["usual_us"]) for one in found] == [
        (lap + 1, 9 * SECOND, 40 * SECOND) for lap in (2, 4, 6, 8)
    ]


def test_loops_passed_twice_within_half_a_lap_say_nothing_of_a_crossing() -> None:
    for apart, told in ((60, True), (59, False)):
        rows = [
            row
            for row in laps("81", 6, without=4)
            if not row.startswith(("10:08:40", "10:09:30", "10:07:30"))
        ]
        rows += [f"{format_clock((36_000 + 400 + apart) * SECOND)},passing,81,S1,,"]
        _, timing = timed(*rows, *laps("7", 6))
        exact = by_sectors(timing.laps_, timing.split, timing.laps.height - 2, timing.in_lap, 120 * SECOND)
        assert bool(exact) is told


# --- transponders on two cars


def with_transponders(rows: str, *entries: Entry) -> tuple[Timing, list[Finding]]:
    log = decode((HEAD + rows).encode(), "race.csv").log
    timing = measure(log, BOOK, Entries.of(entries))
    return timing, [one for one in timing.findings if one.code.startswith("transponder-")]


def reads(car: str, transponder: str, *minutes: int, second: int = 0) -> str:
    return "".join(
        f"10:{minute:02d}:{second:02d}.000,passing,{car},FL,{transponder},\n" for minute in minutes
    )


@pytest.mark.parametrize(
    ("rows", "cars"),
    [
        (reads("7", "T1", 2, 4, 6) + reads("8", "T1", 2, 4, 6, second=1), ["7", "8"]),  # at once
        (reads("7", "T1", 2, 4) + reads("77", "T1", 6, 8), ["7", "77"]),  # the number changed on the way
        (reads("7", "T1", 2, 4) + reads("8", "T2", 2, 4, second=1), None),
        (reads("7", "T1", 2, 4) + "10:05:00,assign,8,,T1,\n" + reads("", "T1", 6, 8), None),  # said when
        (reads("7", "T1", 2, 4) + "10:05:00,assign,77,,T1,\n" + reads("77", "T1", 6, 8), None),
    ],
)
def test_one_transponder_under_two_numbers_is_told_where_nothing_says_when_it_changed(
    rows: str, cars: list[str] | None
) -> None:
    """A car that changed its number during the race was two cars, neither of which won, in silence."""
    _, found = with_transponders(rows)
    assert [(one.code, one.severity, one.values["cars"]) for one in found] == (
        [] if cars is None else [("transponder-on-two-cars", "warning", cars)]
    )


def test_a_row_that_names_another_car_than_its_transponder_is_entered_for_is_told() -> None:
    entries = Entry("1", transponders=("T1",)), Entry("9")
    _, found = with_transponders(reads("1", "", 2, 4) + reads("9", "T1", 2, 4, second=1), *entries)
    assert [(one.code, one.values) for one in found] == [
        ("transponder-on-two-cars", {"transponder": "T1", "cars": ["9", "1"]})
    ]


@pytest.mark.parametrize("there", [True, False])
def test_a_transponder_taken_from_an_entered_car_is_told_where_that_car_was_not_read(there: bool) -> None:
    """The way to say that the list is wrong; but then the car it was on does not start."""
    rows = ",assign,7,,T1,\n" + reads("", "T1", 2, 4) + (reads("9", "", 2, 4, second=1) if there else "")
    _, found = with_transponders(rows, Entry("7"), Entry("9", transponders=("T1",)))
    assert [one.values["cars"] for one in found] == ([] if there else [["7", "9"]])


@pytest.mark.parametrize(
    ("second", "told"),
    [(",assign,8,,T1,", True), (",assign,7,,T1,", False), ("10:05:00,assign,8,,T1,", False)],
)
def test_of_two_assignments_at_one_instant_the_last_stands_and_the_first_is_told(
    second: str, told: bool
) -> None:
    timing, found = with_transponders(f",assign,7,,T1,\n{second}\n" + reads("", "T1", 2, 4))
    assert [(one.code, one.where.car, one.values["kept"], one.records) for one in found] == (
        [("transponder-assigned-twice", "7", "8", (2,))] if told else []
    )
    assert set(timing.laps["car"].to_list()) == ({"8"} if told else {"7"})
