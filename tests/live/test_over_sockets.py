"""A recorded race sent over real sockets and recorded again is the race of the file."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from parcferme.entries import Entries
from parcferme.live import LogBook, Outlet, Recorder, announced, boxes_of, feed_of, listen, run_to_end, send
from parcferme.records import Event
from parcferme.season import Score, score
from small_race import write_race

COLUMNS = ("number", "laps", "time_us", "best_lap_us", "best_lap_number", "took_flag", "status")


@pytest.fixture
def race(tmp_path: Path) -> Score:
    write_race(tmp_path)
    return score(tmp_path / "race.csv", kind="race", entries=tmp_path / "entries.csv")


def driven(made: Score, *more: str) -> list[tuple[object, ...]]:
    return made.classification.select(*COLUMNS, *more).rows()


def scored(path: Path) -> Score:
    return score(path, kind="race", entries=path.with_name("entries.csv"))


def feeds(outlets: Sequence[Outlet], ports: Sequence[int]) -> list[str]:
    return [
        f"{one.protocol}://127.0.0.1:{port}?{one.query}" for one, port in zip(outlets, ports, strict=True)
    ]


def recorded(outlets: Sequence[Outlet], beside: Sequence[Event], path: Path) -> Recorder:
    """Both ends in one process, over sockets; the record of it is in `path`."""

    async def both() -> Recorder:
        ports: asyncio.Future[list[int]] = asyncio.get_running_loop().create_future()
        sending = asyncio.create_task(send(outlets, speed=0, ready=ports.set_result))
        book = LogBook(path)
        recorder = Recorder([feed_of(one) for one in feeds(outlets, await ports)], book, beside=beside)
        await listen(recorder, until_closed=True, tick=0.01)
        await sending
        book.close()
        return recorder

    return run_to_end(asyncio.wait_for(both(), 20))


@pytest.mark.parametrize("protocol", ["p3", "p98"])
def test_a_race_sent_as_decoders_and_recorded_is_the_race_of_the_file(
    protocol: str, race: Score, tmp_path: Path
) -> None:
    boxes = boxes_of(race.decoded.log.effective()[0], race.decoded.entries, protocol, "race")
    recorder = recorded(boxes.outlets, boxes.beside.events, tmp_path / "today.log")
    assert [one.query.split("&")[0] for one in boxes.outlets] == [
        "loop=FL", "loop=FL_PIT", "loop=PIT_IN", "loop=PIT_OUT", "loop=S1",
    ]  # fmt: skip
    assert sum(one.counts.reads for one in recorder.listeners) == race.decoded.log.passings.height
    assert [one.counts.unknown for one in recorder.listeners] == [{}] * 5
    assert driven(scored(tmp_path / "today.log"), "stops") == driven(race, "stops")


@pytest.mark.parametrize("protocol", ["rmonitor", "multiloop"])
def test_a_race_told_as_results_and_recorded_has_the_order_laps_times_and_best_laps_of_the_file(
    protocol: str, race: Score, tmp_path: Path
) -> None:
    told = announced(race, protocol)
    recorded([told.outlet], told.beside.events, tmp_path / "theirs.log")
    made = scored(tmp_path / "theirs.log")
    assert driven(made, "stops") == driven(race, "stops")
    stops = [one.stops.select("number", "in_lap", "entry_us", "exit_us").rows() for one in (made, race)]
    assert stops[0] == stops[1] == [("7", 3, 175_000_000, 195_500_000)]


class _Dies(Exception):
    pass


class Mortal(Recorder):
    """A recording whose machine is switched off after so many chunks, or once it has heard so many reads."""

    chunks = reads = 0

    def hear(self, n: int, data: bytes, now: int) -> None:
        super().hear(n, data, now)
        self.chunks -= 1
        if self.chunks == 0 or self.heard == self.reads:
            raise _Dies

    @property
    def heard(self) -> int:
        return sum(one.counts.reads for one in self.listeners)


def test_a_recording_switched_off_in_the_middle_and_started_again_has_each_read_once(
    race: Score, tmp_path: Path
) -> None:
    boxes = boxes_of(race.decoded.log.effective()[0], Entries(), "p3", "race")
    outlets, path = boxes.outlets[:1], tmp_path / "today.log"
    line = race.decoded.log.passings.filter(pl.col("loop") == "FL")
    heard: list[int] = []

    async def in_turns() -> None:
        ports: asyncio.Future[list[int]] = asyncio.get_running_loop().create_future()
        sending = asyncio.create_task(send(outlets, speed=0, linger=60, ready=ports.set_result))
        addresses = [feed_of(one) for one in feeds(outlets, await ports)]
        seconds = itertools.count(0, 1_000_000)  # of patience, not of waiting
        for chunks in (3, 2, 0):
            book = LogBook(path)
            recorder = Mortal(addresses, book, beside=boxes.beside.events)
            recorder.chunks = chunks
            recorder.reads = line.height - sum(heard)
            with contextlib.suppress(_Dies):
                await listen(recorder, tick=0.01, chunk=100, patience=lambda: next(seconds))
            heard.append(recorder.heard)
            book.close()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)

    run_to_end(asyncio.wait_for(in_turns(), 20))
    assert min(heard) > 0 and sum(heard) == line.height
    made = scored(path)
    known = made.decoded.log.passings
    assert known.select("decoder", "series", "number").n_unique() == known.height
    assert len(made.decoded.log.events) == len(boxes.beside.events) + 1  # what came beside is there once
    assert known["number"].sort().to_list() == list(range(1, line.height + 1))
    assert sorted(known["at"].to_list()) == sorted(line["at"].to_list())
