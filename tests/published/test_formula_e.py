"""Formula E, Tokyo 2025: a file without a flag column. What can be known from it, and what cannot."""

from pathlib import Path

import pytest

from parcferme import season
from parcferme.classification import Status
from parcferme.regulations import parse_rulebook

pytestmark = pytest.mark.published


@pytest.fixture(scope="module")
def file(published: Path) -> Path:
    return published / "formula-e" / "2025-tokyo-23-analysis.csv"


def test_no_flag_is_known_and_every_lap_counts(file: Path) -> None:
    score = season.score(file, kind="race")
    assert score.timing.flag.at is None
    assert score.timing.flags.is_empty()
    assert "flag-unknown" in {finding.code for finding in score.findings}
    assert not any(row.took_flag for row in score.rows)
    assert score.laps.height == sum(row.laps for row in score.rows) == sum(_listed(file).values())
    assert {row.number: row.laps for row in score.rows} == _listed(file)
    assert {row.status for row in score.rows} == {Status.CLASSIFIED}
    assert (score.rows[0].number, score.rows[0].laps) == ("2", 38)


def _listed(file: Path) -> dict[str, int]:
    laps: dict[str, int] = {}
    for line in file.read_text(encoding="utf-8-sig").splitlines()[1:]:
        number = line.partition(";")[0]
        laps[number] = laps.get(number, 0) + 1
    return laps


def test_red_flag_cannot_be_seen_in_the_file(file: Path) -> None:
    """One lap of every running car took over ten minutes; no column says why, and none of it is guessed."""
    score = season.score(file, kind="race")
    long = score.laps.filter(score.laps["lap_time_us"] > 10 * 60 * 1_000_000)
    assert {row.number for row in score.rows} - set(long["number"]) == {
        "2",
        "7",
    }  # two laps of nine minutes; out before
    assert not long["neutralised"].any()
    assert score.timing.flags.is_empty()
    assert score.timing.clock.stopped == ()


def test_length_in_minutes_ends_the_race_too_early_because_the_clock_stood(file: Path) -> None:
    """With 45 minutes the flag falls at the leader's first crossing after 45:00 of a clock that never stopped."""
    score = season.score(file, kind="race", length=45)
    assert score.timing.flag.at is not None
    assert 45 * 60 * 1_000_000 <= score.timing.flag.at - score.timing.start < 47 * 60 * 1_000_000
    assert score.timing.flag.source == "rulebook"
    assert max(row.laps for row in score.rows) == 17


def test_race_distance_from_a_rulebook_makes_it_whole(file: Path) -> None:
    """38 laps were driven; a rulebook that says so finds the flag and who took it. The order stays that of the laps."""
    book = parse_rulebook(
        'name = "tokyo"\n[race]\nlaps = 38\n[race.fastest-lap]\nfirst-lap = false\n', "tokyo.toml"
    )
    score = season.score(file, kind="race", rulebook=book)
    assert score.timing.flag.at is not None
    assert score.timing.flag.at - score.timing.start == score.rows[0].time
    assert {row.number for row in score.rows if not row.took_flag} == {"7", "9", "27"}
    generic = season.score(file, kind="race")
    assert [row.number for row in score.rows] == [row.number for row in generic.rows]
    assert "flag-unknown" not in {finding.code for finding in score.findings}
