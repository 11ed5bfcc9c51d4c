"""A session told as a timing system tells it: the rules of captured feeds, and nothing of it lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from parcferme.live import Outlet, Recorder, announced, feed_of
from parcferme.records import Log
from parcferme.season import Score, score
from rmonitor_rules import broken
from rmonitor_second import ledger
from small_race import write_race
from virtual_race import Shelf, scored
from wire_results import ORDER

CAPTURES = {
    "2009-sebring-alms-session-4-lites": 0,
    "2009-sebring-alms-session-4": 1,
    "2009-sebring-alms-session-5": 1,
    "orbits-mock-session": 0,
}
"""Each with how often a best lap is taken back in it."""


@pytest.mark.published
@pytest.mark.parametrize("name", CAPTURES)
def test_captured_feeds_pass_the_second_check_too(name: str, published: Path) -> None:
    found = ledger((published / "rmonitor" / f"{name}.txt").read_bytes())
    assert +found.wrong == ({"a best lap that got slower": 1} if CAPTURES[name] else {})
    assert found.said["J"] > 50


def test_the_second_check_complains_of_what_it_is_there_for() -> None:
    good = b"".join(
        b'$F,9999,"00:10:00","10:00:0%d","00:00:00","Green "\r\n$G,1,"7",%d,"00:0%d:00.000"\r\n' % (n, n, n)
        for n in range(1, 9)
    )
    assert not +ledger(good).wrong
    for bad, complaint in (
        (b'$G,1,"7",9,"00:07:00.000"\r\n', "a lap more in no more time"),
        (b'$G,1,"7",9,"00:00:00.000"\r\n', "laps without a time"),
        (b'$L,"7","X1","SFT","05/04/2024","10:00:00.000"\r\n', "a crossing of a line there is none of"),
        (b'$L,"7","T1","SFT","2024-05-04","10:00:00.000"\r\n', "a date that is none"),
        (b'$J,"9","00:01:00.000","00:09:00.000"\r\n', "a crossing of nobody"),
        (b'$I,"10:00:00","1 jan 24"\r\n$G,1,"7",1,"00:01:00.000"\r\n', "a place before the run"),
        (b"$G;1;7\r\n", "a line that is no record"),
        (b'$H,1,"7",2,"00:01:00.000"\r\n$H,1,"7",3,"00:01:01.000"\r\n', "a best lap that got slower"),
    ):
        if b"$J" in bad:
            bad = b'$A,"7","7",1,"","","",1\r\n' + bad
        assert dict(+ledger(good + bad).wrong) == {complaint: 1}


def recorded(outlet: Outlet, beside: Log) -> Log:
    """What a recording makes of everything that leaves by a port."""
    shelf = Shelf()
    feed = f"{outlet.protocol}://them:50000"
    recorder = Recorder([feed_of(feed)], shelf, beside=beside.events)
    recorder.connected(0)
    for step in outlet.steps:
        recorder.hear(0, outlet.take(step), step.at)
    return shelf.kept()


def driven(made: Score) -> list[tuple[object, ...]]:
    return made.classification.select(ORDER).rows()


@pytest.mark.published
@pytest.mark.parametrize("name", ["2022/10-belle-isle-street-course"])
@pytest.mark.parametrize("protocol", ["rmonitor", "multiloop"])
def test_a_published_race_told_as_results_is_the_race_of_the_file_stops_and_all(
    name: str, protocol: str, published: Path, tmp_path: Path
) -> None:
    (path,) = sorted((published / "imsa" / name).glob("*race-laps.csv"))
    race = score(path, kind="race")
    told = announced(race, protocol)
    if protocol == "rmonitor":
        data = b"".join(step.data for step in told.outlet.steps)
        assert broken(data.decode(), refreshed=30) == []
        found = ledger(data)
        assert not +found.wrong and found.said["L"] > 500
    assert driven(
        scored(recorded(told.outlet, told.beside), tmp_path / "theirs.log", race.decoded.entries)
    ) == driven(race)


@pytest.mark.parametrize("protocol", ["rmonitor", "multiloop"])
def test_stops_told_by_the_lines_of_the_pit_lane_are_those_of_the_file(protocol: str, tmp_path: Path) -> None:
    write_race(tmp_path)
    race = score(tmp_path / "race.csv", kind="race", entries=tmp_path / "entries.csv")
    told = announced(race, protocol)
    made = scored(recorded(told.outlet, told.beside), tmp_path / "theirs.log", race.decoded.entries)
    columns = ("number", "stop", "in_lap", "out_lap", "entry_us", "exit_us", "duration_us")
    assert made.stops.select(columns).rows() == race.stops.select(columns).rows()
    assert race.stops.height == 1
