"""Bad days, small: the race cases written after public reports, each with what is right of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from parcferme import season
from parcferme.times import format_clock
from parcferme.timing import Timing, measure, proposals_of, with_records

pytestmark = pytest.mark.published


@pytest.fixture
def cases(published: Path) -> Path:
    return published.parent / "cases" / "race"


def rows(found: season.Score) -> list[tuple[str, int, str, str | None]]:
    """Number, laps, time (else nothing) and best lap of each row."""
    return [
        (
            one.number,
            one.laps,
            "" if one.time is None else format_clock(one.time),
            None if one.best_lap is None else format_clock(one.best_lap),
        )
        for one in found.rows
    ]


def codes(found: season.Score | Timing) -> set[str]:
    return {one.code for one in found.findings}


def test_race_stopped_on_lap_two(cases: Path) -> None:
    found = season.score(cases / "22-red-flag-short-race.csv", kind="race")
    assert [(number, laps, best) for number, laps, _, best in rows(found)] == [
        (car, 3, "1:30.000") for car in ("1", "2", "3")
    ]
    assert codes(found) == set()


def test_crossing_under_red_is_told(cases: Path) -> None:
    found = season.score(cases / "22b-red-flag-short-race-pitter.csv", kind="race")
    assert [(number, laps) for number, laps, _, _ in rows(found)] == [("1", 3), ("2", 3), ("3", 3)]
    assert codes(found) == {"crossings-under-red"}


def test_stopped_qualifying(cases: Path) -> None:
    found = season.score(cases / "06d-quali-stopped-once.csv", kind="qualifying")
    assert [(one.laps, one.best_lap_number) for one in found.rows] == [(3, 2)] * 4
    assert codes(found) == set()


def test_lap_completed_under_red_is_no_pole(cases: Path) -> None:
    found = season.score(cases / "06-quali-lap-after-red.csv", kind="qualifying")
    assert [(number, best) for number, _, _, best in rows(found)] == [("1", "1:20.000"), ("87", "1:21.000")]
    (reason,) = found.rows[1].reasons
    assert (reason.code, reason.values["flag"], reason.values["lap_us"]) == (
        "lap-under-flag",
        "red",
        79_000_000,
    )


def test_ghost_mid_lap_is_one_proposal(cases: Path) -> None:
    rules = cases / "02-rules.toml"
    found = season.score(cases / "02-ghost-mid-lap.csv", kind="race", rulebook=rules)
    assert rows(found)[0] == ("1", 6, "7:30.000", "1:30.000")
    (proposal,) = proposals_of(found.findings)
    log = with_records(found.decoded.log, [proposal.record])
    taken = measure(log, season.load_rulebook(rules))
    assert codes(taken) == {"records-voided"}
    assert taken.laps.filter(car="1")["lap_us"].to_list() == [90_000_000] * 5


def test_missed_passing_on_one_loop(cases: Path) -> None:
    found = season.score(cases / "23-missed-passing-one-loop.csv", kind="race")
    (proposal,) = proposals_of(found.findings)
    assert (proposal.finding.severity.value, proposal.record["at"]) == ("warning", "10:07:31.000000")
    taken = measure(with_records(found.decoded.log, [proposal.record]), season.load_rulebook(None))
    assert taken.laps.filter(car="2").height == 8


def test_two_start_groups(cases: Path) -> None:
    entries = cases / "56-entries.csv"
    found = season.score(cases / "56-two-start-groups.csv", kind="race", entries=entries)
    (proposal,) = proposals_of(found.findings)
    assert proposal.record == {"kind": "start", "at": "10:01:00.000000", "group": "B"}
    said = season.score(cases / "56b-two-start-groups-said.csv", kind="race", entries=entries)
    assert rows(said)[2:] == [("51", 6, "7:00.000", "1:10.000"), ("52", 6, "7:06.000", "1:11.000")]


def test_garage_after_the_flag(cases: Path) -> None:
    found = season.score(cases / "59-garage-after-flag.csv", kind="race")
    assert [(one.number, one.took_flag, one.retired) for one in found.rows] == [
        (car, True, False) for car in ("1", "2", "3")
    ]


def test_field_led_through_the_lane_and_a_stop_meanwhile(cases: Path) -> None:
    rules = cases / "717-rules.toml"
    for name, expected in (
        ("717-sc-through-pits.csv", {"7": (1, "met"), "8": (0, "not-made")}),
        ("717b-stop-under-safety-car.csv", {"7": (1, "met"), "8": (0, "not-made"), "9": (1, "met")}),
    ):
        found = season.score(cases / name, kind="race", rulebook=rules)
        verdicts = {found.timing.cars[one.car]: one.verdict.value for one in found.timing.verdicts}
        assert {one.number: (one.stops, verdicts[one.number]) for one in found.rows} == expected
        assert "led-through-pits" in codes(found)


def test_in_and_out_laps_are_no_times(cases: Path) -> None:
    found = season.score(cases / "01-in-out-only.csv", kind="practice")
    assert [(number, best) for number, _, _, best in rows(found)] == [
        ("7", "4:10.000"),
        ("1", None),
        ("20", None),
    ]
    typed = season.score(cases / "01b-in-out-only-plain.csv", kind="practice")
    assert [(number, best) for number, _, _, best in rows(typed)] == [("7", "2:00.000"), ("1", None)]


def test_two_cars_with_one_number(cases: Path) -> None:
    found = season.score(cases / "18-dup-alkamel.csv", kind="race")
    assert [(one.team, laps, time) for one, (_, laps, time, _) in zip(found.rows, rows(found), strict=True)] == [
        ("Two", 2, "3:00.000"), ("Three", 2, "3:01.000"), ("One", 2, "3:02.000"),
    ]  # fmt: skip
    assert codes(found) == {"number-shared"}
    entries = cases / "25-entries.csv"
    listed = season.score(cases / "25-duplicate-numbers.csv", kind="race", entries=entries)
    assert [(one.class_, one.team, one.laps) for one in listed.rows] == [
        ("GT", "Alpha", 5), ("GT", "Gamma", 5), ("Clio", "Beta", 5),
    ]  # fmt: skip
    assert codes(listed) == {"number-shared"}


def test_late_starter_stays_right(cases: Path) -> None:
    found = season.score(cases / "05-late-starter.csv", kind="race")
    assert rows(found)[2][:3] == ("10", 5, "8:10.000") and codes(found) == set()
