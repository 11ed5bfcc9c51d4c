"""How a race ended for its field: who was due at the line by then and was not read, with a flag and without one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.decoders import decode
from parcferme.findings import Severity
from parcferme.regulations import parse_rulebook
from parcferme.times import format_clock
from parcferme.timing import measure
from small_races import GREEN, laps
from timing.races import only, said, timed, values

CODE = "last-crossing-not-read"
OTHERS = laps("8", *["1:41"] * 6) + laps("9", *["1:42"] * 6)
SEVEN = laps("7", *["1:40"] * 5)
RED = "10:10:40,flag,,,red\n"  # the leader's sixth was at 10:10:00
DRIVEN = '[race]\nlaps = 10\n[race.red-flag]\nresult = "as-driven"\n'


def sheet(*cars: tuple[str, int, int]) -> bytes:
    """A file of laps as Al Kamel writes them: (car, lap in seconds, laps), every row under green but the first at which
    the flag (of the whole field) was seen, which `cars` share: the last row of who drove six laps.
    """
    rows = ["NUMBER;LAP_NUMBER;LAP_TIME;ELAPSED;FLAG_AT_FL"]
    for car, lap, count in cars:
        for n in range(1, count + 1):
            flag = "FF" if n == 6 else "GF"
            rows.append(
                f"{car};{n};{format_clock(lap * 1_000_000)};{format_clock(n * lap * 1_000_000)};{flag}"
            )
    return ("\n".join(rows) + "\n").encode()


def test_the_last_row_of_the_winner_lost_from_a_file_of_laps_is_asked_about() -> None:
    """The flag is worked out from who is left: the first row that saw it is now that of the second, at 10:06.000."""
    book = parse_rulebook('name = "test"\n', "test.toml")
    whole, lost = (
        measure(decode(sheet(("7", 100, count), ("8", 101, 6), ("9", 102, 6)), "laps.csv").log, book)
        for count in (6, 5)
    )
    assert said(whole, "finish-not-read") == []
    found = only(lost, "finish-not-read")
    assert (found.severity, found.where.car, found.where.lap) == (Severity.WARNING, "7", 6)
    assert (found.values["at"], found.values["last_at"]) == (600_000_000, 500_000_000)
    assert found.proposal is not None


def test_a_flag_worked_out_from_a_crossing_long_behind_the_lost_one() -> None:
    """Two cars, #8 half a lap behind #7: the flag may have fallen anywhere between the crossings around it."""
    book = parse_rulebook('name = "test"\n', "test.toml")
    raced = measure(decode(sheet(("7", 100, 5), ("8", 108, 6)), "laps.csv").log, book)
    assert [(one.where.car, one.values["at"]) for one in said(raced, "finish-not-read")] == [
        ("7", 600_000_000)
    ]


def test_without_flag_and_length_the_car_that_lacks_its_last_crossing_is_asked_about() -> None:
    found = only(timed(GREEN + OTHERS + SEVEN), CODE)
    assert (found.severity, found.where.car, found.where.lap) == (Severity.WARNING, "7", 6)
    assert values(found) == {
        "last_at": "10:08:20.000000", "usual_us": 100_000_000, "at": "10:10:00.000000", "uncertain_us": 4_000_000,
    }  # fmt: skip
    assert found.proposal is not None
    assert found.proposal["at"] == "10:10:00.000000"
    assert said(timed(GREEN + OTHERS + laps("7", *["1:40"] * 6)), CODE) == []


def test_a_race_that_has_a_length_and_has_not_reached_it_is_still_being_driven() -> None:
    assert said(timed(GREEN + OTHERS + SEVEN, "race.laps = 8\n"), CODE) == []


def test_where_most_came_in_and_few_drove_a_cooling_lap_the_others_lack_nothing() -> None:
    """No flag is known, #7 and #8 crossed the line once more on their way round: then #9 to #11 would all lack one."""
    rows = laps("7", *["1:40"] * 6, "1:50") + laps("8", *["1:41"] * 6, "1:50")
    rows += "".join(laps(car, *["1:42"] * 6) for car in ("9", "10", "11"))
    assert said(timed(GREEN + rows), CODE) == []


def test_a_last_crossing_before_a_red_flag_that_was_not_read_is_asked_about() -> None:
    """#7 led, was due 40 s before red, and those around it were read."""
    race = timed(GREEN + OTHERS + SEVEN + RED, DRIVEN)
    found = only(race, CODE)
    assert (found.severity, found.where.car, found.where.lap) == (Severity.WARNING, "7", 6)
    assert values(found) == {
        "last_at": "10:08:20.000000", "usual_us": 100_000_000, "at": "10:10:00.000000", "uncertain_us": 4_000_000,
        "red_at": "10:10:40.000000",
    }  # fmt: skip
    assert said(timed(GREEN + OTHERS + laps("7", *["1:40"] * 6) + RED, DRIVEN), CODE) == []


@pytest.mark.parametrize(("red", "asked"), [("10:10:03.999", False), ("10:10:06.081", True)])
def test_who_was_hardly_due_when_red_was_shown_may_have_stopped_for_it(red: str, asked: bool) -> None:
    rows = OTHERS.replace("10:10:12", "10:10:05") + SEVEN + laps("10", *["1:40.800"] * 6)
    found = said(timed(GREEN + rows + f"{red},flag,,,red\n", DRIVEN), CODE)
    assert [one.where.car for one in found] == (["7"] if asked else [])


def test_behind_a_safety_car_a_car_is_due_as_late_as_the_others_around_it() -> None:
    """Lap 6 takes #8 2:40 for 1:41: #7, last at 10:08:20, is due as much later, and not at 10:10:00."""
    slow = laps("8", *["1:41"] * 5, "2:40", "2:40") + laps("9", *["1:42"] * 5, "2:40", "2:40")
    car = "10:08:35,flag,,,safety-car\n"
    early = timed(GREEN + slow + SEVEN + car + "10:10:58,flag,,,red\n", DRIVEN)
    assert said(early, CODE) == []
    late = timed(GREEN + slow + SEVEN + car + "10:12:30,flag,,,red\n", DRIVEN)
    assert [(one.where.car, values(one)["at"]) for one in said(late, CODE)] == [("7", "10:10:58.415841")]


def test_the_lap_to_which_a_result_is_taken_back_hangs_on_a_crossing_nobody_read() -> None:
    """#7 did not answer the leader's sixth lap, so that the result would be that of the fifth: a warning."""
    rules = '[race]\nlaps = 10\n[race.red-flag]\nresult = "last-lap-all-completed"\n'
    last = laps("7", *["1:43"] * 5)
    race = timed(
        GREEN + laps("8", *["1:41"] * 6) + laps("9", *["1:42"] * 6) + last + "10:10:50,flag,,,red\n", rules
    )
    assert only(race, "red-flag-result").values["counted_lap"] == 5
    found = only(race, CODE)
    assert (found.where.car, found.where.lap, found.severity) == ("7", 6, Severity.WARNING)


def test_a_race_that_had_its_chequered_flag_before_red_asks_about_the_finish() -> None:
    flag = "10:09:59,flag,,,chequered\n10:10:30,flag,,,red\n"
    race = timed(GREEN + OTHERS + SEVEN + flag)
    assert [one.where.car for one in said(race, "finish-not-read")] == ["7"]
    assert said(race, CODE) == []


# --- seen at other loops, not at the line

FLAG = "10:09:59,flag,,,chequered\n"


def loops(car: str, lap: int, count: int, at: float, name: str) -> str:
    return "".join(
        f"{format_clock(36_000_000_000 + int((n + at) * lap * 1_000_000), 6, hours=True)},passing,{car},{name}\n"
        for n in range(count)
    )


def test_last_crossings_missed_of_a_car_seen_at_the_loops_between_are_proposed_each() -> None:
    rows = OTHERS + laps("7", *["1:40"] * 4) + loops("7", 100, 6, 0.3, "S1") + loops("7", 100, 6, 0.7, "S2")
    found = said(timed(GREEN + rows + FLAG), "crossing-not-read")
    assert [(one.severity, one.where.car, one.where.lap, values(one)["at"]) for one in found] == [
        (Severity.WARNING, "7", 5, "10:08:20.000000"), (Severity.WARNING, "7", 6, "10:10:00.000000"),
    ]  # fmt: skip
    assert [one.proposal and one.proposal["at"] for one in found] == ["10:08:20.000000", "10:10:00.000000"]


def test_who_stopped_on_its_last_lap_gets_no_crossings() -> None:
    """#7 was seen at S1 of its sixth lap, and at S2 of the fifth only."""
    rows = OTHERS + laps("7", *["1:40"] * 4) + loops("7", 100, 6, 0.3, "S1") + loops("7", 100, 5, 0.7, "S2")
    race = timed(GREEN + rows + FLAG)
    assert said(race, "crossing-not-read") == []
    assert only(race, "last-laps-not-read").proposal is None


@settings(max_examples=25, deadline=None)
@given(
    st.integers(60, 150), st.integers(3, 9), st.integers(2, 8), st.sampled_from(["flag", "red", "none"]),
    st.data(),
)  # fmt: skip
def test_whoever_lost_its_last_crossing_is_asked_about_and_nobody_else(
    lap: int, cars: int, driven: int, ends: str, data: st.DataObject
) -> None:
    """Generated fields on nearly one pace; one car's last crossing is lost, or none."""
    lost = data.draw(st.integers(-1, cars - 1))
    rows = GREEN
    for car in range(cars):
        count = driven + 2 - (car == lost)
        rows += laps(str(car + 1), *[format_clock((lap * 1000 + car * 3) * 1000)] * count)
    last = (driven + 2) * lap * 1000
    at = {"flag": last - 500, "red": last + lap * 300, "none": None}[ends]
    if at is not None:
        value = "chequered" if ends == "flag" else "red"
        rows += f"{format_clock(36_000_000_000 + at * 1000, 6, hours=True)},flag,,,{value}\n"
    race = timed(rows, DRIVEN.replace("laps = 10", "laps = 99") if ends == "red" else "")
    found = [one.where.car for code in (CODE, "finish-not-read") for one in said(race, code)]
    assert found == ([str(lost + 1)] if lost >= 0 else [])


def test_a_finish_behind_the_safety_car_is_due_as_late_as_that_of_the_others() -> None:
    """Lap 6 takes #8 and #9 half as long again: #7 (1:40) is due after 2:30, and only once."""
    slow = laps("8", *["1:41"] * 5, "2:31.500") + laps("9", *["1:42"] * 5, "2:33")
    race = timed(GREEN + slow + SEVEN + "10:08:30,flag,,,safety-car\n10:10:49,flag,,,chequered\n")
    found = only(race, "finish-not-read")
    assert (found.where.car, found.where.lap, values(found)["at"]) == ("7", 6, "10:10:50.000000")


def test_without_a_flag_the_end_lies_behind_every_crossing_that_was_not_the_last() -> None:
    """#7 was half a lap ahead of #8, and the end is that of #8's sixth lap: it may lie as early as #9's fifth."""
    rows = laps("7", *["1:40"] * 5) + laps("8", *["1:48"] * 6) + laps("9", *["1:53"] * 6)
    assert [(one.where.car, one.where.lap) for one in said(timed(GREEN + rows), CODE)] == [("7", 6)]


def test_where_the_result_is_taken_back_further_nothing_hangs_on_the_last_crossing() -> None:
    """Counted back to lap 5 by the sixth laps of #8 and #9: that #7's sixth was not read changes nothing."""
    rules = DRIVEN.replace("as-driven", "penultimate-lap")
    race = timed(GREEN + OTHERS + SEVEN + RED, rules)
    assert only(race, "red-flag-result").values["counted_lap"] == 5
    assert only(race, CODE).severity is Severity.INFO
    alone = timed(
        GREEN + laps("8", *["1:41"] * 5) + laps("7", *["1:40"] * 5) + "10:10:40,flag,,,red\n", rules
    )
    assert said(alone, CODE) == []  # nobody was read once more before red
