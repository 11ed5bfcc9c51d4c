"""Flags that meant nothing: over before the start, or shown when everybody had finished."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.findings import Severity
from parcferme.times import format_clock
from small_races import GREEN, laps, score, told
from timing.races import only, said, timed, values

FIELD = laps("7", *["1:40"] * 5) + laps("8", *["1:41"] * 5) + laps("9", *["1:42"] * 5)  # the last at 10:08:30
BY_FLAG = "[race.classified]\nflag = true\n"


@pytest.mark.parametrize(("rules", "severity"), [("", Severity.WARNING), (BY_FLAG, Severity.ERROR)])
def test_a_chequered_flag_typed_after_everybody_s_finish_was_taken_by_nobody(
    rules: str, severity: Severity
) -> None:
    found = only(timed(GREEN + FIELD + "10:09:10,flag,,,chequered\n", rules), "flag-taken-by-nobody")
    assert (found.severity, found.where.seq) == (severity, 17)
    assert values(found) == {
        "at": "10:09:10.000000", "behind_us": 40_000_000, "moved_at": "10:08:20.000000",
    }  # fmt: skip
    assert found.proposal == {"kind": "amend", "target": 17, "changes": {"at": "10:08:20.000"}}


def test_with_the_remedy_everybody_has_taken_it() -> None:
    result = score(GREEN + FIELD + "10:09:10,flag,,,chequered\n", BY_FLAG)
    assert told(result) == ["nc #7 5 8:20.000", "nc #8 5 8:25.000", "nc #9 5 8:30.000"]
    found = next(one for one in result.findings if one.code == "flag-taken-by-nobody")
    assert (found.values["winner"], found.values["winner_laps"], found.values["winner_us"]) == (
        "7",
        5,
        500_000_000,
    )
    mended = score(GREEN + FIELD + "10:08:20,flag,,,chequered\n", BY_FLAG)
    assert told(mended) == ["1 #7 5 8:20.000", "2 #8 5 8:25.000", "3 #9 5 8:30.000"]
    assert not [one for one in mended.findings if one.code == "flag-taken-by-nobody"]


@pytest.mark.parametrize(("flag", "asked"), [("10:08:55.250", False), ("10:08:55.251", True)])
def test_a_flag_shown_a_quarter_of_a_lap_after_the_last_crossing_may_wait_for_the_leader(
    flag: str, asked: bool
) -> None:
    race = timed(GREEN + FIELD + f"{flag},flag,,,chequered\n")  # the middle lap is 1:41
    assert bool(said(race, "flag-taken-by-nobody")) is asked


def test_a_race_flagged_off_under_red_asks_nobody_to_have_taken_the_flag() -> None:
    rules = '[race.red-flag]\nresult = "as-driven"\n'
    race = timed(GREEN + FIELD + "10:08:40,flag,,,red\n10:10:00,flag,,,chequered\n", rules)
    assert said(race, "flag-taken-by-nobody") == []


def test_a_red_flag_typed_before_the_start_of_a_race_that_nothing_ended_is_asked_about() -> None:
    race = timed("09:58:30,flag,,,red\n" + GREEN + FIELD, "race.laps = 10\n")
    found = only(race, "red-before-start")
    assert (found.severity, found.records, values(found)) == (
        Severity.WARNING, (1,), {"at": "09:58:30.000000", "start_at": "10:00:00.000000"},
    )  # fmt: skip
    assert said(race, "flags-before-start") == []


@pytest.mark.parametrize("ended", ["10:08:19,flag,,,chequered\n", "10:08:40,flag,,,red\n"])
def test_of_a_race_that_was_ended_the_flags_before_its_start_are_a_note(ended: str) -> None:
    """A start put off: yellow, red, green; all but the green were over before the start."""
    early = "09:50:00,flag,,,yellow\n09:55:00,flag,,,red\n"
    race = timed(early + GREEN + FIELD + ended)
    found = only(race, "flags-before-start")
    assert (found.severity, found.records) == (Severity.INFO, (1, 2))
    assert values(found) == {
        "count": 2, "first_at": "09:50:00.000000", "start_at": "10:00:00.000000",
    }  # fmt: skip
    assert said(race, "red-before-start") == []


def test_the_flag_that_is_out_at_the_start_is_not_over() -> None:
    race = timed("09:59:00,flag,,,safety-car\n10:00:00,session,,,start\n10:03:00,flag,,,green\n" + FIELD)
    assert said(race, "flags-before-start") == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(["red", "code-60", "green", "safety-car"]), min_size=1, max_size=5))
def test_every_flag_before_the_start_is_told_once_or_is_out_at_it(shown: list[str]) -> None:
    rows = "".join(
        f"{format_clock(35_400_000_000 + n * 60_000_000, 6, hours=True)},flag,,,{value}\n"
        for n, value in enumerate(shown)
    )
    race = timed(rows + "10:00:00,session,,,start\n" + FIELD + "10:08:19,flag,,,chequered\n")
    records = sorted(seq for one in race.findings for seq in one.records if seq <= len(shown))
    out = next(n for n in range(len(shown), 0, -1) if n == 1 or shown[n - 1] != shown[n - 2])
    assert set(records) >= set(range(1, len(shown) + 1)) - {out}
    assert len(records) == len(set(records))
