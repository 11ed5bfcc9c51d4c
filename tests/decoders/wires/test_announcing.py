"""What we send as RMonitor keeps the rules that captured feeds keep, and says what was driven."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcferme.decoders import WIRES, Announcer, Competitor, Heartbeat, RMonitor, Run, Scoreboard, Value
from parcferme.decoders.wires.rmonitor import BestPosition, ClassName, Lap, RacePosition, Setting
from parcferme.findings import WrongCall
from rmonitor_rules import broken, kinds

CAPTURES = (
    "2009-sebring-alms-session-4-lites",
    "2009-sebring-alms-session-4",
    "2009-sebring-alms-session-5",
    "orbits-mock-session",
)


@pytest.mark.published
@pytest.mark.parametrize("name", CAPTURES)
def test_captured_feeds_keep_the_rules(name: str, published: Path) -> None:
    assert broken((published / "rmonitor" / f"{name}.txt").read_text(encoding="latin-1")) == []


def cars(many: int) -> list[Competitor]:
    return [
        Competitor(f"r{n}", str(n), "1", "Ann", f"Driver {n}", "BEL", transponder=str(1000 + n))
        for n in range(1, many + 1)
    ]


def race(rnd: random.Random, many: int, laps: int) -> tuple[list[Value], dict[str, tuple[int, int]]]:
    """What is sent of a race in which each car drives as long as it can; laps and time of each car at the end."""
    field = Announcer(Run("5", "Race"), cars(many), [ClassName("1", "GT")], [Setting("TRACKNAME", "Zolder")])
    crossings, result = [], {}
    for n in range(1, many + 1):
        total = rnd.randrange(1_000, 9_000) * 1000
        crossings.append((total, n, 0, 0))
        for lap in range(1, rnd.randint(0, laps) + 1):
            time = rnd.randrange(40_000, 60_000) * 1000
            total += time
            crossings.append((total, n, lap, time))
        result[str(n)] = (lap if total > 9_000_000 else 0, total)
    sent = field.begin(50_000 * 1_000_000, "12 jan 26")
    crossings.sort()
    for second in range(crossings[-1][0] // 1_000_000 + 5):
        flag = "Green" if second * 1_000_000 < crossings[-1][0] else "Finish"
        sent += field.beat(Heartbeat(9999, 0, (50_000 + second) * 1_000_000, second * 1_000_000, flag))
        while crossings and crossings[0][0] < (second + 1) * 1_000_000:
            total, n, lap, time = crossings.pop(0)
            sent += field.crossing(f"r{n}", lap, time, total)
        if not crossings:
            break
    return sent, result


def text(values: list[Value]) -> str:
    return b"".join(map(RMonitor.encode, values)).decode("cp1252")


@settings(max_examples=15)
@given(st.randoms(use_true_random=False), st.integers(1, 12), st.integers(1, 8))
def test_a_race_we_send_keeps_the_rules_and_is_followed_lap_by_lap(
    rnd: random.Random, many: int, laps: int
) -> None:
    sent, result = race(rnd, many, laps)
    if len(sent) > 20:
        assert broken(text(sent), refreshed=30) == []
    board, seq = Scoreboard(), 1
    for value in WIRES["rmonitor"]().feed(text(sent).encode("cp1252")):
        seq += len(board.feed(value, seq))
    assert {row.number: (row.laps, row.total) for row in board.rows()} == result
    assert board.findings("feed") == ()


def test_only_cars_whose_place_changed_are_sent_after_a_crossing() -> None:
    field = Announcer(Run("5", "Race"), cars(3))
    first = field.crossing("r2", 1, 40_000_000, 42_000_000)
    assert first == [
        Lap("r2", 40_000_000, 42_000_000),
        RacePosition(1, "r2", 1, 42_000_000),
        BestPosition(1, "r2", 1, 40_000_000),
        RacePosition(2, "r1", None, 3_599_999_000),
        BestPosition(2, "r1", 0, 3_599_999_000),
    ]
    assert field.crossing("r2", 2, 41_000_000, 83_000_000) == [
        Lap("r2", 41_000_000, 83_000_000),
        RacePosition(1, "r2", 2, 83_000_000),
        BestPosition(1, "r2", 1, 40_000_000),
    ]
    with pytest.raises(WrongCall, match="registered"):
        field.crossing("r9", 1, 1, 1)


SPOILT = {
    "a refresh left out": lambda lines: [
        line for n, line in enumerate(lines) if n < 40 or line[:2] not in ("$A", "$C", "$B")
    ],
    "the run named last": lambda lines: [lines[0], *lines[2:10], lines[1], *lines[10:]],
    "a flag without its blanks": lambda lines: [line.replace('"Green "', '"Green"') for line in lines],
    "laps of nothing": lambda lines: [line.replace(',,"00:59', ',0,"00:59') for line in lines],
    "crossings without their car": lambda lines: [line for line in lines if not line.startswith("$G,1,")],
    "crossings told twice": lambda lines: [
        one for line in lines for one in [line] * (1 + (line[:2] == "$J"))
    ],
    "lap times that are none": lambda lines: [
        line.replace('"00:00:', '"00:09:', 1) if line.startswith("$J") else line for line in lines
    ],
    "everybody sent at every crossing": lambda lines: [
        one
        for line in lines
        for one in ([line] if line[:2] != "$H" else [line, *[x for x in lines if x[:2] == "$H"][:4]])
    ],
    "the clock goes back": lambda lines: [line.replace('"13:54:0', '"13:53:0') for line in lines],
}


@pytest.mark.parametrize("how", SPOILT)
def test_the_rules_notice_what_is_spoilt(how: str) -> None:
    sent, _ = race(random.Random(5), 6, 8)
    lines = text(sent).splitlines()
    assert broken("\n".join(lines), refreshed=30) == []
    spoilt = SPOILT[how](lines)
    assert spoilt != lines
    assert kinds(broken("\n".join(spoilt), refreshed=30)) != set()
