"""Days on which two things go wrong at once, or few laps are driven: found by a scorer written from the rules alone.

Each race is as small as the fault it showed. What is right follows from the page named in the test.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parcferme.documents.words import finding_text
from parcferme.season import Score, score

HEAD = "time,kind,car,loop,value\n"
Scored = Callable[..., Score]


@pytest.fixture
def scored(tmp_path: Path) -> Scored:
    def of(rows: str, rules: str = "", kind: str = "race", head: str = HEAD, entries: str = "") -> Score:
        options: dict[str, Any] = {"kind": kind}
        (tmp_path / "day.csv").write_text(head + rows)
        for name, text in (("rulebook", rules and 'name = "r"\n' + rules), ("entries", entries)):
            if text:
                path = tmp_path / ("r.toml" if name == "rulebook" else "e.csv")
                path.write_text(text)
                options[name] = path
        return score(tmp_path / "day.csv", **options)

    return of


def told(day: Score) -> list[str]:
    """What is more than a note."""
    return [one.code for one in day.findings if one.severity.value != "info"]


def laps(day: Score) -> dict[str, int]:
    return {row.number: row.laps for row in day.rows}


# --- few laps: where no laps are alike there is no pace


def test_two_laps_after_a_red_flag_of_twenty_minutes_accuse_nobody(scored: Scored) -> None:
    day = scored(
        """10:00:00.000,flag,,,green
10:01:46.188,passing,50,FL,
10:01:47.000,passing,7,FL,
10:02:48.000,flag,,,red
10:22:07.000,flag,,,safety-car
10:22:57.000,passing,50,FL,
10:22:58.000,passing,7,FL,
10:24:37.000,flag,,,green
10:25:19.134,passing,50,FL,
10:25:19.134,flag,,,chequered
10:25:20.500,passing,7,FL,
"""
    )
    assert (told(day), laps(day)) == ([], {"50": 3, "7": 3})
    assert {row.number: row.best_lap for row in day.rows} == {"50": 142_134_000, "7": 142_500_000}


def test_the_only_timed_lap_of_a_qualifying_counts_beside_a_slow_way_in(scored: Scored) -> None:
    day = scored(
        """10:00:00.000,session,,,start: Qualifying
10:00:00.000,flag,,,green
10:10:55.000,passing,31,FL,
10:14:17.000,passing,31,FL,
10:24:15.000,flag,,,chequered
10:27:16.000,passing,31,FL,
""",
        kind="qualifying",
    )
    assert (told(day), day.rows[0].best_lap) == ([], 202_000_000)


def test_a_crossing_of_one_car_read_twice_makes_no_lap_of_another_s_start(scored: Scored) -> None:
    day = scored(
        """10:00:00.000,flag,,,green
10:00:02.000,passing,07,FL,
10:00:07.100,passing,50,FL,
10:00:58.000,flag,,,red
10:01:02.500,passing,07,FL,
10:20:53.500,flag,,,green
10:20:55.400,passing,50,FL,
10:21:48.200,passing,07,FL,
10:21:53.100,passing,07,FL,
10:21:54.000,passing,50,FL,
10:22:53.300,passing,50,FL,
10:23:11.500,passing,07,FL,
10:23:53.000,passing,50,FL,
10:24:11.200,passing,07,FL,
10:24:44.800,flag,,,chequered
10:24:50.300,passing,50,FL,
10:25:09.000,passing,07,FL,
"""
    )
    assert laps(day)["50"] == 5
    (found,) = (one for one in day.findings if one.code == "lap-under-minimum")
    assert (found.where.car, found.values["other_at"]) == ("07", [37_313_100_000])
    assert "just as well that at 10:21:53.100" in finding_text(found, "en")


MISSED = """10:00:00.000,flag,,,green
10:01:30.000,passing,1,FL,
10:01:31.000,passing,2,FL,
10:03:00.000,passing,1,FL,
10:03:01.000,passing,2,FL,
10:04:30.000,passing,1,FL,
10:04:31.000,passing,2,FL,
10:06:00.000,passing,1,FL,
10:07:30.000,passing,1,FL,
10:07:31.000,passing,2,FL,
10:09:00.000,passing,1,FL,
10:09:01.000,passing,2,FL,
10:09:05.000,flag,,,chequered
10:10:30.000,passing,1,FL,
10:10:31.000,passing,2,FL,
"""


@pytest.mark.parametrize(
    "minimum", ["", '[timing]\nminimum-lap = "40 s"\n', '[timing]\nminimum-lap = "80 s"\n']
)
def test_a_minimum_lap_somebody_wrote_down_hides_no_missed_crossing(scored: Scored, minimum: str) -> None:
    (found,) = (one for one in scored(MISSED, minimum).findings if one.code == "missed-passing")
    assert (found.where.car, found.values["at"]) == ("2", 36_361_000_000)


# --- flags


STOPPED = """10:00:00.000,flag,,,green
10:01:30.000,passing,1,FL,
10:03:00.000,passing,1,FL,
10:04:30.000,passing,1,FL,
10:01:31.000,passing,2,FL,
10:03:02.000,passing,2,FL,
10:04:33.000,passing,2,FL,
10:05:00.000,flag,,,red
10:06:30.000,passing,2,FL,
"""


@pytest.mark.parametrize("finish", ["", "10:07:00.000,flag,,,chequered\n"])
def test_who_presses_finish_under_red_ends_a_race_that_was_not_resumed(scored: Scored, finish: str) -> None:
    day = scored(STOPPED + finish, '[race.red-flag]\nresult = "last-lap-all-completed"\n')
    assert [(row.number, row.laps) for row in day.rows] == [("1", 3), ("2", 3)]


def test_a_red_flag_after_the_finish_takes_nothing_back(scored: Scored) -> None:
    rows = (
        STOPPED.replace("10:05:00.000,flag,,,red", "10:05:00.000,flag,,,chequered")
        + "10:07:00.000,flag,,,red\n"
    )
    day = scored(rows, '[race.red-flag]\nresult = "last-lap-all-completed"\n')
    assert [(row.number, row.laps) for row in day.rows] == [("2", 4), ("1", 3)]


def test_crossings_under_red_end_no_lap_of_a_qualifying_where_its_rules_say_so(scored: Scored) -> None:
    rows = """10:00:00.000,session,,,start: Qualifying
10:00:00.000,flag,,,green
10:02:00.000,passing,1,FL,
10:03:20.000,passing,1,FL,
10:04:40.000,passing,1,FL,
10:05:00.000,flag,,,red
10:06:05.000,passing,1,FL,
10:10:00.000,flag,,,green
10:12:00.000,passing,1,FL,
10:15:00.000,flag,,,chequered
"""
    assert laps(scored(rows, kind="qualifying")) == {"1": 5}
    day = scored(rows, "[qualifying.red-flag]\ncrossings-count = false\n", "qualifying")
    assert laps(day) == {"1": 4}
    assert [(one.code, one.records) for one in day.findings] == [("crossings-under-red-not-counted", (7,))]


def test_a_crossing_that_did_not_count_under_red_was_not_missed(scored: Scored) -> None:
    day = scored(
        """10:00:00.000,session,,,start
10:01:03.600,passing,2,S2,
10:01:10.600,flag,,,red
10:02:05.300,passing,2,FL,
10:12:13.600,flag,,,safety-car
10:13:27.400,flag,,,green
10:13:44.900,passing,2,S2,
10:14:19.100,passing,2,FL,
10:15:23.100,passing,2,S2,
10:15:57.600,passing,2,FL,
10:17:42.400,flag,,,chequered
""",
        "[race.red-flag]\ncrossings-count = false\n",
    )
    assert [one.code for one in day.findings] == ["crossings-under-red-not-counted"]


def test_a_class_whose_first_lap_was_stopped_did_not_start_later(scored: Scored) -> None:
    rows = "10:00:00.000,flag,,,green\n10:01:54.000,flag,,,red\n10:09:00.000,flag,,,green\n"
    for car, first, pace in (("03", 112, 105), ("10", 546, 109), ("2", 629, 114), ("81", 637, 114)):
        for lap in range(4):
            at = first + lap * pace if car != "03" or not lap else 617 + (lap - 1) * pace
            rows += f"10:{at // 60:02}:{at % 60:02}.000,passing,{car},FL,\n"
    rows += "10:15:40.000,flag,,,chequered\n"
    day = scored(rows, entries="number,class\n03,P4\n10,P4\n2,Clio\n81,Clio\n")
    assert "start-group-suspected" not in told(day)


# --- clocks


def test_a_clock_put_back_is_one_slip_with_one_remedy(scored: Scored) -> None:
    day = scored(
        """12:57:00.000,flag,,,green
12:58:20.000,passing,3,FL,
12:58:21.000,passing,4,FL,
12:59:40.000,passing,3,FL,
12:59:41.000,passing,4,FL,
12:01:00.000,passing,3,FL,
12:01:01.000,passing,4,FL,
12:02:20.000,passing,3,FL,
12:02:21.000,passing,4,FL,
12:03:40.000,passing,3,FL,
12:03:41.000,passing,4,FL,
12:05:00.000,flag,,,chequered
12:05:00.000,passing,3,FL,
12:05:01.000,passing,4,FL,
"""
    )
    assert told(day) == ["clock-put"]


def test_a_finish_an_hour_off_is_put_behind_what_was_written_last(scored: Scored) -> None:
    day = scored(
        """10:00:00.000,flag,,,green
10:03:00.000,passing,1,FL,
10:06:00.000,passing,1,FL,
10:09:00.000,passing,1,FL,
09:09:07.000,flag,,,chequered
""",
        "[race]\nlaps = 3\n",
    )
    (found,) = (one for one in day.findings if one.code == "flag-outside-session")
    assert found.proposal == {"kind": "amend", "target": 5, "changes": {"at": "10:09:07.000"}}


# --- reads


def test_of_two_decoders_one_of_which_reads_twice_the_better_one_s_first_read_stands(scored: Scored) -> None:
    day = scored(
        """10:00:00.000,session,,,start,,,
10:00:53.100,passing,1,FL,,D1,90,20
10:00:53.215,passing,1,FL,,D2,120,30
10:01:42.500,passing,1,FL,,D1,90,20
10:01:42.615,passing,1,FL,,D2,120,30
10:01:42.613,passing,1,FL,,D1,90,20
10:01:42.728,passing,1,FL,,D2,120,30
10:02:32.300,passing,1,FL,,D1,90,20
10:02:32.415,passing,1,FL,,D2,120,30
10:02:32.415,flag,,,chequered,,,
""",
        head="time,kind,car,loop,value,decoder,strength,hits\n",
    )
    assert day.rows[0].best_lap == 49_400_000
    assert [(one.code, len(one.records)) for one in day.findings] == [("two-decoders", 5)]


def test_with_one_loop_nothing_is_said_of_sectors(scored: Scored) -> None:
    rows = "10:00:00.000,session,,,start\n10:00:00.000,flag,,,green\n"
    rows += "".join(
        f"10:{at // 60:02}:{at % 60:02}.000,passing,7,FL,\n" for at in (90, 180, 270, 280, 360, 450, 540)
    )
    day = scored(rows + "10:08:00.000,flag,,,chequered\n")
    assert "two-places" not in told(day)
    assert "lap-under-minimum" in told(day)


def test_a_short_way_into_the_pits_is_no_reason_to_take_the_crossing_before_it(scored: Scored) -> None:
    day = scored(
        """10:00:00.157,passing,99,FL,
10:00:39.037,passing,99,FL,
10:02:44.473,passing,99,FL,
10:03:18.552,passing,99,PIT_IN,
10:03:23.552,passing,99,FL_PIT,
""",
        '[timing]\nminimum-lap = "41 s"\n',
    )
    found = [one for one in day.findings if one.code == "lap-under-minimum"]
    assert [(one.where.lap, one.values["lap_us"]) for one in found] == [(3, 39_079_000), (1, 38_880_000)]
    assert [one.proposal and one.proposal["target"] for one in found] == [None, 2]


def test_a_read_recorded_twice_is_voided_twice_and_its_crossing_stays(scored: Scored) -> None:
    day = scored(
        """10:00:00.207,passing,03,FL,
10:01:11.308,passing,03,FL,
10:02:41.264,passing,03,FL,
10:04:03.234,passing,03,FL,
10:04:05.234,passing,03,FL,
10:04:07.234,passing,03,FL,
10:05:23.126,passing,03,FL,
10:05:23.126,passing,03,FL,
10:05:26.126,passing,03,FL,
10:06:42.733,passing,03,FL,
""",
        '[timing]\nminimum-lap = "71.1 s"\ndouble-read = "3 s"\n',
    )
    found = [one.proposal for one in day.findings if one.code == "lap-under-minimum"]
    assert [one and one["target"] for one in found] == [4, 7, 8]


def test_a_run_from_the_pits_says_nothing_of_where_a_missed_crossing_was(scored: Scored) -> None:
    day = scored(
        """10:00:00.083,passing,81,FL,
10:01:15.958,passing,81,S1,
10:02:50.058,passing,81,FL,
10:03:18.512,passing,81,S1,
10:04:43.876,passing,81,S1,
10:06:09.241,passing,81,S1,
10:09:56.878,passing,81,FL,
10:11:22.242,passing,81,FL,
""",
        '[timing]\nminimum-lap = "76.5 s"\ndouble-read = "500 ms"\n',
        "practice",
    )
    assert "lap-under-minimum" not in told(day)
    passed = [one.proposal["at"] for one in day.findings if one.proposal is not None]
    assert passed == ["10:05:12.331333", "10:07:34.604666"]


def test_two_reads_in_the_middle_of_a_lap_are_told_however_alike_the_halves_are(scored: Scored) -> None:
    """Three cars, two with one read too many after 44 and 49 s: three short laps alike are no pace of the class."""
    rows = ["10:00:00.000,flag,,,green"]
    for car, extra in (("1", {3: 44}), ("2", {2: 49}), ("3", {})):
        for lap in range(1, 7):
            begins = 36_000 + int(car) + 93 * (lap - 1)
            reads = [begins + extra[lap]] if lap in extra else []
            rows += [f"{clock(at)},passing,{car},FL," for at in (*reads, begins + 93)]
    rows.append("10:09:18.000,flag,,,chequered")
    day = scored("\n".join(sorted(rows)) + "\n")
    found = [one for one in day.findings if one.code == "lap-under-minimum"]
    assert [(one.where.car, one.values["at"]) for one in found] == [
        ("1", (36_000 + 1 + 2 * 93 + 44) * 1_000_000),
        ("2", (36_000 + 2 + 93 + 49) * 1_000_000),
    ]
    assert all(one.proposal and one.proposal["kind"] == "void" for one in found)


def test_a_chequered_flag_under_red_lets_no_crossing_of_a_qualifying_count_again(scored: Scored) -> None:
    """Red at 5:00 and never lifted: who takes the flag on the way in has no lap of it where crossings do not count."""
    rows = """10:00:00.000,session,,,start: Qualifying
10:00:00.000,flag,,,green
10:02:00.000,passing,1,FL,
10:03:20.000,passing,1,FL,
10:04:40.000,passing,1,FL,
10:05:00.000,flag,,,red
10:15:00.000,flag,,,chequered
10:16:10.000,passing,1,FL,
"""
    rules = "[qualifying.red-flag]\ncrossings-count = false\n"
    day = scored(rows, rules, kind="qualifying")
    assert (laps(day), day.rows[0].took_flag) == ({"1": 3}, False)
    assert "crossings-under-red-not-counted" in [one.code for one in day.findings]
    assert laps(scored(rows, kind="qualifying")) == {"1": 4}


def test_one_lap_of_another_car_cut_in_two_is_no_habit_of_its_class(scored: Scored) -> None:
    """#3 was read once too often, 84.7 s into the its only lap at speed; #007 drives 181 s and missed nothing."""
    day = scored(
        """07:31:06.163,flag,,,safety-car
07:31:06.163,session,,,start: Race
07:34:10.000,passing,10,FL,
07:34:21.322,flag,,,green
07:34:24.200,passing,007,FL,
07:34:41.300,passing,3,FL,
07:36:45.500,passing,10,FL,
07:36:51.514,flag,,,yellow
07:37:27.300,passing,007,FL,
07:37:58.800,passing,3,FL,
07:38:01.807,flag,,,green
07:38:19.500,passing,10,FL,
07:39:53.800,passing,10,FL,
07:40:26.300,passing,007,FL,
07:41:17.100,passing,3,FL,
07:41:27.400,passing,10,FL,
07:42:41.800,passing,3,FL,
07:43:01.300,passing,10,FL,
07:43:27.200,passing,007,FL,
07:44:06.440,flag,,,fcy
07:44:32.700,passing,10,FL,
07:44:55.000,passing,3,FL,
07:46:02.524,flag,,,green
07:46:06.000,passing,10,FL,
07:46:21.683,flag,,,chequered
07:47:16.400,passing,007,FL,
07:48:24.400,passing,10,FL,
07:48:40.000,passing,3,FL,
""",
        entries="number,class\n007,P4\n3,P4\n10,Clio\n",
    )
    assert [one.code for one in day.findings if one.code == "missed-passing"] == []
    assert laps(day)["007"] == 5


def clock(second: int) -> str:
    return f"{second // 3600}:{second // 60 % 60:02d}:{second % 60:02d}.000"


# --- the finish nobody read


def crossings(car: str, *laps: float, missed: int = 0) -> str:
    """A car's crossings from its laps in s, without the one at the end of lap `missed`."""
    at, rows = 36_000.0, ""
    for lap, seconds in enumerate(laps, 1):
        at += seconds
        if lap != missed:
            rows += f"{int(at // 3600):02d}:{int(at // 60) % 60:02d}:{at % 60:06.3f},passing,{car},FL,\n"
    return rows


GREEN = "10:00:00.000,flag,,,green\n"
SIX = GREEN + crossings("8", *[61] * 6) + crossings("9", *[62] * 6) + "10:05:59.000,flag,,,chequered\n"


@pytest.mark.parametrize("cooling", [(), (95,)], ids=["never seen again", "read on its cooling lap"])
def test_a_leader_who_was_not_read_at_the_finish_is_asked_about(
    scored: Scored, cooling: tuple[float, ...]
) -> None:
    day = scored(SIX + crossings("7", *[60] * 6, *cooling, missed=6))
    (found,) = (one for one in day.findings if one.code == "finish-not-read")
    assert (found.severity.value, found.where.car, found.values["at"]) == ("warning", "7", 36_360_000_000)
    assert "10:06:00.000" in finding_text(found, "en")
    assert "#7 is first: 6 laps, 6:00.000" in finding_text(found, "en")
    assert found.proposal is not None


def test_a_car_that_drove_into_the_pits_or_retired_on_its_last_lap_was_not_missed(scored: Scored) -> None:
    pitted = SIX + crossings("7", *[60] * 5) + "10:05:50.000,passing,7,PIT_IN,\n"
    retired = SIX + crossings("7", *[60] * 5) + "10:05:30.000,status,7,,retired\n"
    assert told(scored(pitted)) == told(scored(retired)) == []


@pytest.mark.parametrize(
    ("last", "seen", "lacking", "proposed"),
    [((), None, ["S1", "S2"], False), ((20,), ["S1"], ["S2"], False), ((20, 40), ["S1", "S2"], None, True)],
)
def test_a_car_that_stopped_between_two_loops_on_its_last_lap_is_given_no_finish(
    scored: Scored, last: tuple[int, ...], seen: list[str] | None, lacking: list[str] | None, proposed: bool
) -> None:
    rows = SIX + crossings("7", *[60] * 5)
    for lap in range(5):
        rows += "".join(
            f"10:0{lap}:{part}.000,passing,7,{loop},\n" for loop, part in (("S1", 20), ("S2", 40))
        )
    rows += "".join(f"10:05:{part}.000,passing,7,S{n},\n" for n, part in enumerate(last, 1))
    (found,) = (one for one in scored(rows).findings if one.code == "finish-not-read")
    assert (found.values.get("seen_loops"), found.values.get("lacking_loops")) == (seen, lacking)
    assert (found.proposal is not None) is proposed
    assert "or it stopped: then add a status retired" in finding_text(found, "en")


def test_of_a_race_still_being_driven_nobody_is_asked_about(scored: Scored) -> None:
    rows = GREEN + crossings("7", *[60] * 6) + "10:06:00.000,flag,,,chequered\n"
    rows += crossings("8", *[61] * 5) + crossings("9", *[62] * 5)
    assert told(scored(rows)) == []


# --- small fields


def test_a_first_crossing_nobody_read_is_missed_in_a_field_of_two(scored: Scored) -> None:
    rows = GREEN + crossings("7", 35, *[30] * 9, missed=1) + crossings("8", 36, *[30.5] * 9)
    day = scored(rows + "10:05:05.000,flag,,,chequered\n")
    (found,) = (one for one in day.findings if one.code == "missed-passing")
    assert (found.where.car, found.where.lap, found.severity.value) == ("7", 1, "warning")


def test_a_class_half_as_quick_is_not_accused_where_nobody_says_that_it_is_one(scored: Scored) -> None:
    """Three laps each: their own say as much as those of the quick ones."""
    rows = GREEN + "".join(crossings(car, 52, *[45 + i / 9] * 4) for i, car in enumerate("1234"))
    rows += "".join(crossings(car, 95, *[90.5 + i / 9] * 2) for i, car in enumerate("5678"))
    assert told(scored(rows + "10:03:52.000,flag,,,chequered\n")) == []


# --- a start typed wrong


@pytest.mark.parametrize("typed", ["09:00:00.000", "04:00:00.000", "23:00:00.000"])
def test_a_start_typed_hours_early_makes_no_race_hours_long_in_silence(scored: Scored, typed: str) -> None:
    rows = "".join(crossings(car, *[60 + i] * 6) for i, car in enumerate("789"))
    day = scored(f"{typed},flag,,,green\n{rows}10:05:59.000,flag,,,chequered\n")
    (found,) = (one for one in day.findings if one.severity.value == "error")
    assert found.code == "start-before-passings"
    assert "#7 is first: 6 laps, 6:00.000" in finding_text(found, "en")


def test_a_start_typed_on_the_other_half_of_the_dial_is_one_slip(scored: Scored) -> None:
    rows = (
        "".join(crossings(car, *[60 + i] * 6) for i, car in enumerate("789"))
        + "10:05:59.000,flag,,,chequered\n"
    )
    day = scored("02:00:00.000,flag,,,green\n" + rows.replace("10:0", "14:0"))
    assert told(day) == ["far-from-start", "start-before-passings"]


def test_a_field_held_up_by_a_flag_did_not_start_too_early(scored: Scored) -> None:
    rows = "".join(crossings(car, 960 + i, *[60 + i] * 5) for i, car in enumerate("789"))
    held = "10:00:20.000,flag,,,red\n10:15:00.000,flag,,,green\n"
    assert told(scored(GREEN + held + rows + "10:20:59.000,flag,,,chequered\n")) == []


def test_cars_that_are_always_slow_hide_no_crossing_a_quick_one_lacks(scored: Scored) -> None:
    rows = GREEN + crossings("7", 37, *[30] * 7, missed=4) + crossings("8", 65, *[59] * 4)
    day = scored(rows + "10:04:07.000,flag,,,chequered\n")
    (found,) = (one for one in day.findings if one.code == "missed-passing")
    assert (found.where.car, found.values["at"]) == ("7", 36_127_000_000)


def test_a_crossing_nobody_read_is_missed_in_a_race_of_three_laps(scored: Scored) -> None:
    rows = GREEN + crossings("7", *[60] * 3, missed=2) + crossings("8", *[61] * 3)
    day = scored(rows + "10:02:59.000,flag,,,chequered\n")
    (found,) = (one for one in day.findings if one.code == "missed-passing")
    assert (found.where.car, found.where.lap, found.severity.value) == ("7", 2, "warning")


def test_the_first_crossing_of_a_quick_car_is_missed_beside_cars_half_as_quick(scored: Scored) -> None:
    """Nobody says the classes: the lap 1 of the slow ones is no measure of his."""
    rows = GREEN + crossings("7", 97, *[93] * 4, missed=1) + crossings("8", 190, *[180] * 2)
    day = scored(rows + "10:07:49.000,flag,,,chequered\n")
    (found,) = (one for one in day.findings if one.code == "missed-passing")
    assert (found.where.car, found.where.lap) == ("7", 1)


def test_a_race_stopped_on_lap_three_and_flagged_off_twenty_minutes_later_accuses_no_flag(
    scored: Scored,
) -> None:
    rows = GREEN + crossings("7", 60, 60) + crossings("8", 61, 61) + "10:02:10.000,flag,,,red\n"
    assert told(scored(rows + "10:22:10.000,flag,,,chequered\n")) == []
    assert told(scored(rows + "11:22:10.000,flag,,,chequered\n")) == ["flag-outside-session"]


@pytest.mark.parametrize("later", ["", "10:03:05.000,flag,,,green\n10:05:59.000,flag,,,chequered\n"])
def test_a_flag_after_which_everybody_raced_on_is_asked_about(scored: Scored, later: str) -> None:
    field = "".join(crossings(car, *[60 + i] * 6) for i, car in enumerate("789"))
    day = scored(GREEN + field + "10:02:59.000,flag,,,chequered\n" + later)
    assert (told(day), day.rows[0].laps) == (["raced-on-after-flag"], 3)
    (found,) = (one for one in day.findings if one.code == "raced-on-after-flag")
    assert (found.values["count"], found.values["laps"]) == (3, 3)
    assert ("#7 is first: 6 laps, 6:00.000" in finding_text(found, "en")) is bool(later)


def test_a_cooling_lap_and_one_who_did_not_see_the_flag_are_no_race(scored: Scored) -> None:
    rows = GREEN + crossings("7", *[60] * 4, 100) + crossings("8", *[61] * 4, 99) + crossings("9", *[62] * 6)
    assert told(scored(rows + "10:03:59.000,flag,,,chequered\n")) == []


def test_of_a_file_whose_flag_was_voided_nobody_says_that_it_has_none(scored: Scored) -> None:
    rows = GREEN + crossings("7", *[60] * 3) + "10:02:59.000,flag,,,chequered\n10:05:00.000,void,,,line 6\n"
    (found,) = (one for one in scored(rows).findings if one.code == "flag-unknown")
    assert "in the file" not in finding_text(found, "en")
    assert "that counts" in finding_text(found, "en")
    assert "qui compte" in finding_text(found, "fr")


def test_a_ruling_on_a_car_that_is_not_there_does_not_say_it_was_on_track(scored: Scored) -> None:
    rows = (
        GREEN
        + crossings("7", *[60] * 3)
        + "10:02:59.000,flag,,,chequered\n10:05:00.000,decision,70,,time 10 s\n"
    )
    (found,) = (one for one in scored(rows).findings if one.where.car == "70")
    assert "on track" not in finding_text(found, "en")


# --- a field of slow and quick cars, and nobody says the classes


def test_a_ghost_in_the_middle_of_a_slow_cars_lap_is_named_though_the_quick_ones_drive_such_laps(
    scored: Scored,
) -> None:
    rows = GREEN + "".join(crossings(car, 61 + n, *[60 + n / 9] * 19) for n, car in enumerate("123456"))
    rows += crossings("7", 125, *[120] * 8) + "10:05:05.000,passing,7,FL,\n10:20:00.000,flag,,,chequered\n"
    day = scored(rows)
    (found,) = (one for one in day.findings if one.code == "lap-under-minimum")
    assert (found.where.car, found.values["at"]) == ("7", 36_305_000_000)
    assert {row.number: row.best_lap for row in day.rows}["7"] == 120_000_000


def test_one_of_two_cars_with_a_number_is_known_by_the_class_beside_it(scored: Scored) -> None:
    day = scored(
        "10:00:00.000,flag,,,green,\n10:01:00.000,passing,7,FL,,Clio\n10:02:00.000,passing,7,FL,,Clio\n"
        "10:03:00.000,passing,7,FL,,Clio\n10:01:01.000,passing,8,FL,,GT\n10:02:01.000,passing,8,FL,,GT\n"
        "10:02:59.000,flag,,,chequered,\n10:03:01.000,passing,8,FL,,GT\n",
        head="time,kind,car,loop,value,class\n",
        entries="number,class,team\n7,GT,Alpha\n7,Clio,Beta\n8,GT,Gamma\n",
    )
    assert "car-ambiguous" not in told(day)
    assert laps(day) == {"7 (Clio)": 3, "8": 3, "7 (GT)": 0}


# --- flagged off under red


RED = (
    GREEN
    + crossings("1", *[90] * 3)
    + crossings("2", *[91] * 3)
    + crossings("3", 92, 93)
    + "10:05:00.000,flag,,,red\n10:06:30.000,passing,2,FL,\n10:07:00.000,flag,,,chequered\n"
)


@pytest.mark.parametrize(
    ("result", "order"),
    [
        ("as-driven", [("2", 4), ("1", 3), ("3", 2)]),
        ("last-lap-all-completed", [("1", 2), ("2", 2), ("3", 2)]),
        ("penultimate-lap", [("1", 2), ("2", 2), ("3", 2)]),
    ],
)
def test_a_race_flagged_off_while_red_is_still_shown_asks_nobody_to_have_taken_the_flag(
    scored: Scored, result: str, order: list[tuple[str, int]]
) -> None:
    rules = f'[race.red-flag]\nresult = "{result}"\n[race.classified]\nflag = true\n'
    day = scored(RED, rules)
    assert [(row.number, row.laps) for row in day.rows] == order
    assert {row.status.value for row in day.rows} == {"classified"}
    said = {one.code for one in day.findings if one.code.startswith("red-flag")}
    assert said == {"red-flag-as-driven" if result == "as-driven" else "red-flag-result"}
    resumed = RED.replace("10:06:30.000,", "10:05:10.000,flag,,,green\n10:06:30.000,")
    day = scored(resumed, rules)
    assert {row.status.value for row in day.rows} == {"not-classified"}
    assert not any(one.code.startswith("red-flag") for one in day.findings)


def test_a_chequered_flag_nobody_had_taken_when_red_was_shown_ended_no_race(scored: Scored) -> None:
    rules = '[race.red-flag]\nresult = "penultimate-lap"\n'
    rows = GREEN + crossings("1", *[90] * 3) + crossings("2", *[91] * 3) + "10:05:00.000,flag,,,red\n"
    assert laps(scored(rows + "10:04:40.000,flag,,,chequered\n", rules)) == {"1": 2, "2": 2}
    assert laps(scored(rows + "10:04:29.000,flag,,,chequered\n", rules)) == {"1": 3, "2": 3}
