"""Laps beyond the cut of a stopped race that nobody can drive, and that decide how far back the result goes."""

from __future__ import annotations

import pytest

from parcferme.findings import Severity
from small_races import GREEN, laps
from timing.races import only, said, timed

RULES = '[race]\nlaps = 20\n[race.red-flag]\nresult = "penultimate-lap"\n'
CODE = "lap-under-minimum"
OTHERS = laps("8", *["1:41"] * 6) + laps("9", *["1:42"] * 6)
RED = "10:11:00,flag,,,red\n"


def test_a_ghost_before_the_red_flag_moves_the_lap_the_result_is_taken_back_to() -> None:
    """#7 is read 20 s after its sixth lap: as a seventh it lets the result be that of lap 6, not of lap 5."""
    race = timed(GREEN + laps("7", *["1:40"] * 6, "0:20") + OTHERS + RED, RULES)
    assert only(race, "red-flag-result").values["counted_lap"] == 6
    found = only(race, CODE)
    assert (found.severity, found.where.car, found.where.lap, found.where.seq) == (
        Severity.WARNING,
        "7",
        7,
        8,
    )
    assert (found.values["lap_us"], found.values["at"]) == (20_000_000, 36_620_000_000)
    assert found.proposal == {"kind": "void", "target": 8, "reason": "no crossing of the line"}
    mended = timed(GREEN + laps("7", *["1:40"] * 6) + OTHERS + RED, RULES)
    assert only(mended, "red-flag-result").values["counted_lap"] == 5
    assert said(mended, CODE) == []


@pytest.mark.parametrize(
    ("last", "voided"),
    [
        (("1:30", "0:10"), 7),  # together a lap like the others: the first of them was none
        (("1:30", "0:40"), None),  # no two of them are
    ],
)
def test_which_of_two_reads_was_none_is_proposed_where_the_laps_tell(
    last: tuple[str, str], voided: int | None
) -> None:
    race = timed(GREEN + laps("7", *["1:40"] * 5, *last) + OTHERS + RED, RULES)
    found = only(race, CODE)
    assert (found.where.lap, found.proposal and found.proposal["target"]) == (7, voided)
