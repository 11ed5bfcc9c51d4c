"""A desk killed at random moments of a race, again and again: no acknowledged record is lost, and the result is that of
the file. `PARCFERME_KILLS` says how often (10 unless said; the campaign says 1,000).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import parcferme
from desk_meeting import RACE, beside, reads_of
from parcferme.codec import encode_passings
from parcferme.findings import WrongCall
from parcferme.live import DeskLine
from parcferme.records import passings_frame, write_instant
from parcferme.season import Score, score
from parcferme.times import parse_instant

KILLS = int(os.environ.get("PARCFERME_KILLS") or 10)
LAPS, BATCH = (40, 12) if KILLS <= 60 else (40 + KILLS // 10, 2)
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(next(iter(parcferme.__path__))).parent)}


class Killed:
    """A desk in a process of its own that is killed now and then, and started again at once."""

    def __init__(self, path: Path, entries: Path) -> None:
        self._path, self._entries = path, entries
        self.kills = 0
        self._start()

    def _start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "parcferme",
            "serve",
            str(self._path),
            "--entries",
            str(self._entries),
        ]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, env=ENVIRONMENT, text=True)
        assert self._process.stderr is not None
        said = self._process.stderr.readline()
        assert "the desk is running" in said, said
        self.line = DeskLine(self._path)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)

    def again(self) -> None:
        """After a kill: a second desk is not refused, and goes on."""
        self._process.wait()
        assert self._process.stderr is not None
        self._process.stderr.close()
        self.line.close()
        self.kills += 1
        self._start()

    def stop(self) -> None:
        self.line.close()
        self._process.terminate()
        assert self._process.wait(timeout=20) == 0
        assert self._process.stderr is not None
        self._process.stderr.close()


@pytest.fixture
def race(tmp_path: Path) -> Score:
    """Twelve cars over forty laps (more where it is killed more often), every read a line."""
    dice = random.Random(5)
    start = int(parse_instant("2026-07-18T10:00:00"))
    begun = write_instant(start)
    rows = ["time,kind,car,loop,value", f"{begun},session,,,start: race", f"{begun},flag,,,green"]
    ends = []
    for car in range(1, 13):
        at = start + car * 400_000
        for _ in range(LAPS):
            at += 60_000_000 + car * 150_000 + dice.randrange(900_000)
            rows.append(f"{write_instant(at - 25_000_000)},passing,{car},S1,")
            rows.append(f"{write_instant(at)},passing,{car},FL,")
        ends.append(at)
    rows.append(f"{write_instant(min(ends) - 1_000)},flag,,,chequered")
    (tmp_path / "race.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "entries.csv").write_text("number,class\n" + "".join(f"{car},GT\n" for car in range(1, 13)))
    return score(tmp_path / "race.csv", kind="race", entries=tmp_path / "entries.csv")


def asked(race: Score) -> Iterator[dict[str, Any]]:
    """What is sent to the desk, in order: reads in batches, each with a key, and between them what people do."""
    frame = passings_frame(reads_of(race).with_columns())
    lines = encode_passings(frame.with_columns(seq=0).sort("at")).to_list()
    yield {
        "ask": "do",
        "do": "open",
        "session": RACE,
        "given": {"opens": "2026-07-18T09:59:00", "kind": "race"},
    }
    records = [one for one in beside(race) if one["kind"] != "session-start"]
    yield {"ask": "do", "do": "write", "session": RACE, "given": {"records": records}}
    for n, batch in enumerate(
        itertools.batched(lines, BATCH) if hasattr(itertools, "batched") else _batched(lines)
    ):
        yield {"ask": "take", "records": [line.replace('"seq":0,', "") for line in batch]}
        if n % 7 == 3:
            yield {
                "ask": "do",
                "do": "flag",
                "session": RACE,
                "given": {"value": "yellow", "sector": f"S{n}"},
            }


def _batched(lines: list[str]) -> Iterator[tuple[str, ...]]:
    for at in range(0, len(lines), BATCH):
        yield tuple(lines[at : at + BATCH])


def test_a_desk_killed_again_and_again_has_lost_nothing_it_acknowledged(race: Score, tmp_path: Path) -> None:
    dice = random.Random(14)
    wanted = [{**one, "key": f"k{n}"} for n, one in enumerate(asked(race))]
    at = {round((n + 1) * len(wanted) / (KILLS + 1)) for n in range(KILLS)}
    desk = Killed(tmp_path / "today.db", tmp_path / "entries.csv")
    answers: dict[str, Any] = {}
    for n, one in enumerate(wanted):
        if n in at:
            threading.Timer(dice.random() * 0.004, desk.kill).start()
        while one["key"] not in answers:
            try:
                answers[one["key"]] = desk.line.ask(**one)
            except (OSError, WrongCall):
                desk.again()
        if n in at and desk.kills < len([m for m in at if m <= n]):
            time.sleep(0.01)
            with contextlib.suppress(OSError, WrongCall):
                desk.line.ask("state")
            desk.again()
    # Answers that were lost on the way are asked for again, three times: the same ones, and nothing is written.
    records = desk.line.ask("state")["records"]
    for one in dice.sample(wanted, 12):
        assert [desk.line.ask(**one)["numbers"] for _ in range(3)] == [answers[one["key"]]["numbers"]] * 3
    assert desk.line.ask("state")["records"] == records and desk.line.ask("state")["odd"] == []
    desk.stop()
    assert desk.kills == len(at) == KILLS
    numbers = [number for answer in answers.values() for number in answer["numbers"]]
    assert sorted(numbers) == list(range(1, records + 1)), "every number is somebody's, once"
    made = score(tmp_path / "today.db", session=RACE, entries=tmp_path / "entries.csv")
    shown = ("number", "position", "laps", "time_us", "best_lap_us", "took_flag")
    assert made.classification.select(shown).rows() == race.classification.select(shown).rows()
    assert len(made.decoded.log.passings) == len(race.decoded.log.passings) == 24 * LAPS
