"""Published races sent as decoders send them, with every fault, in virtual time: what is recorded is the race.

Seed n is race n, then each again with other faults. An even round is P3, which can be asked for what is missing: there
everything has to be as in the file. An odd one is P98, which cannot: there what is missing is told, whatever differs
has a read that was lost at the line for a cause, and a crossing that other loops speak for is proposed (`~back`, else
`~not back` with why).
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from parcferme.live import Faults, faults_of
from parcferme.records import Assign, Log
from parcferme.season import Score, repairing, score
from virtual_race import Stage, scored, sent
from wire_results import ORDER

PUBLISHED = Path(
    os.environ.get("PARCFERME_PUBLISHED") or Path(__file__).parents[3] / "shared" / "published"
).resolve()
ALL = faults_of("lost=2%,double=1%,reorder=3s,cut=20s,corrupt=0.1%")
LINE = ("FL", "FL_PIT")
NOT_BACK = 0.1  # of the crossings that other loops speak for


@cache
def races() -> tuple[Path, ...]:
    return tuple(sorted((PUBLISHED / "imsa").glob("*/*/*race-laps.csv")))


def faults(turn: int, dice: random.Random) -> Faults:
    """All of them as the issue has them first, then others of the kind."""
    if turn < 2:
        return ALL
    return Faults(
        lost=dice.uniform(0, 0.1),
        double=dice.uniform(0, 0.05),
        corrupt=dice.uniform(0, 0.01),
        reorder=dice.randrange(5_000_000),
        cut=dice.randrange(120_000_000),
    )


def play(seed: int) -> Sequence[str]:
    if not races():
        return []
    path, turn = races()[seed % len(races())], seed // len(races())
    dice = random.Random(seed)
    race = score(path, kind="race")
    protocol = ("p3", "p98")[turn % 2]
    stage = sent(race, protocol, faults(turn, dice), seed=seed)
    log = stage.play()
    with tempfile.TemporaryDirectory() as folder:
        made = scored(log, Path(folder) / "race.log", race.decoded.entries)
        if protocol == "p3":
            return list(differing(race, made))
        return list(without(race, stage, log, Path(folder) / "race.log"))


def differing(race: Score, made: Score) -> Iterator[str]:
    """What is not as in the file: rows, laps, stops."""
    a, b = (one.classification.select(ORDER).rows() for one in (race, made))
    yield from (f"#{x[1]}: {x} is {y}" for x, y in zip(a, b, strict=True) if x != y)
    for name, key in (
        ("laps", ("number", "lap", "lap_time_us", "elapsed_us")),
        ("stops", ("number", "stop", "duration_us")),
    ):
        a, b = (getattr(one, name).select(key).sort(key[:2]).rows() for one in (race, made))
        if a != b:
            yield f"{name}: {sorted(set(a) ^ set(b))[:4]}"


def without(race: Score, stage: Stage, log: Log, path: Path) -> Iterator[str]:
    """What came of a race of which reads are lost for good, once every remedy was taken."""
    had, lost = missing(race, log)
    told = sum(one.values["count"] for one in stage.recorder.findings() if one.code == "reads-lost")
    if told < len(lost):  # statuses, which share the count, are told with them
        yield f"{len(lost)} reads are lost, {told} are told"
    opened = repairing(
        path, scoring=lambda file, **how: score(file, kind="race", entries=race.decoded.entries, **how)
    )
    now = opened.repairs.take_all().now
    at_line = {car for car, loop, _ in lost if loop in LINE}
    rows = {row.number: row for row in now.rows}
    for row in race.rows:
        one = rows[row.number]
        if row.number not in at_line and (one.laps, one.time) != (row.laps, row.time):
            was = f"{one.laps} laps in {one.time}, not {row.laps} in {row.time}"
            yield f"#{row.number}: {was}, and no crossing of it is lost"
    yield from back(race, now.frames.laps, had, lost)
    order = [row.number for row in race.rows if row.number not in at_line]
    made = [row.number for row in now.rows if row.number not in at_line]
    if order != made:
        yield f"cars of which no crossing is lost changed places: {order[:8]}, {made[:8]}"


def missing(race: Score, log: Log) -> tuple[Mapping[str, list[tuple[int, str]]], list[tuple[str, str, int]]]:
    """The reads of each car that are in the log, and those that never came: car, loop, instant."""
    have = log.effective()[0]
    worn = {one.transponder: one.car for one in have.events if isinstance(one, Assign)}
    kept: dict[str, list[tuple[int, str]]] = {}
    for transponder, loop, at in have.passings.select("transponder", "loop", "at").sort("at").iter_rows():
        kept.setdefault(worn[transponder], []).append((at, loop))
    known = {(car, loop, at) for car, reads in kept.items() for at, loop in reads}
    sent_ = race.decoded.log.effective()[0].passings.select("car", "loop", "at").rows()
    return kept, [one for one in sent_ if one not in known]


def back(
    race: Score, laps: Any, had: Mapping[str, list[tuple[int, str]]], lost: list[tuple[str, str, int]]
) -> Iterator[str]:
    """Of each crossing that is lost, whether its lap is there once every remedy was taken."""
    start = race.timing.start
    ends: dict[str, list[int]] = {}
    for car, elapsed in laps.select("number", "elapsed_us").rows():
        ends.setdefault(car, []).append(elapsed + start)
    own = race.laps.select("number", "elapsed_us").rows()
    counted = {(car, elapsed + start) for car, elapsed in own}
    for car, loop, at in lost:
        if loop not in LINE or (car, at) not in counted:
            continue
        before = next((one for when, one in reversed(had[car]) if when < at), None)
        after = next((one for when, one in had[car] if when > at), None)
        spoken = before == "S2" and after in ("S1", None)
        near = min((abs(one - at) for one in ends[car]), default=10**12)
        if near < 30_000_000:
            yield "~back"
        elif spoken:
            yield f"~not back {'in the pits' if loop == 'FL_PIT' else 'at the finish' if after is None else 'on track'}"
        else:
            yield "~not back, and no loop beside it read the car"


def judge(counts: Mapping[str, int]) -> Sequence[str]:
    spoken = sum(count for what, count in counts.items() if what.startswith("not back "))
    all_ = spoken + counts.get("back", 0)
    return (
        [f"{spoken} of {all_} lost crossings that other loops speak for are not back"]
        if spoken > NOT_BACK * all_ and all_ > 200
        else []
    )


def show(seed: int) -> str:
    path, turn = races()[seed % len(races())], seed // len(races())
    return f"{path}, round {turn}, {('p3', 'p98')[turn % 2]}, {faults(turn, random.Random(seed))}"
