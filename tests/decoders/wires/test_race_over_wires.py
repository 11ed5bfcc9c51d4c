"""A published race sent as decoders would, each with a clock of its own, comes out as its file says."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import polars as pl
import pytest

from parcferme.codec import encode
from parcferme.decoders import WIRES, Decoded, Numbers, Read, decode, passing_of
from parcferme.records import PASSINGS, Amend, Assign, DeviceClock, Event, Log, Passing
from parcferme.season import score

SECOND = 1_000_000
RACE = "imsa/2021/13-weathertech-240---wgi"
# By how much the clock of the decoder at each loop is ahead; the others lag.
AHEAD = {"FL": 2 * SECOND, "PIT_IN": -3 * SECOND // 2, "PIT_OUT": -3 * SECOND // 2}


def race_of(published: Path) -> tuple[Path, Decoded]:
    (path,) = sorted((published / RACE).glob("*race-laps.csv"))
    return path, decode(path.read_bytes(), path.name)


def over_the_wire(name: str, decoded: Decoded, rnd: random.Random, ahead: dict[str, int]) -> Log:
    """The race's log out of the bytes its decoders send: doubled here and there, cut anywhere, each loop a box."""
    wire, running = WIRES[name](), WIRES[name].clock == "running"
    frame = decoded.log.effective()[0].passings.sort("at", "seq")
    cars = {car: str(1000 + n) for n, car in enumerate(sorted(set(frame["car"].to_list())))}
    boxes = {
        loop: str(101 + n) for n, loop in enumerate(sorted(set(frame["loop"].cast(pl.String).to_list())))
    }
    loops = {box: loop for loop, box in boxes.items()}
    begun = int(frame["at"].min()) - 60 * SECOND if running else 0  # type: ignore[arg-type]
    sent, count = bytearray(), dict.fromkeys(loops, 0)
    for at, loop, car in frame.select("at", "loop", "car").iter_rows():
        box = boxes[loop]
        count[box] += 1
        device_at = at - begun + ahead.get(loop, -SECOND)
        message = WIRES[name].encode(Read(box, count[box], cars[car], device_at, 90, 20, 0))
        sent += message * (1 + (rnd.random() < 0.05))
    numbers = Numbers(resends=WIRES[name].resends, dated=not running)
    events: list[Event] = [*decoded.log.effective()[0].events]
    events += [Assign(transponder=number, car=car) for car, number in cars.items()]
    clocks = {
        box: DeviceClock(
            decoder=box, device_at=60 * SECOND, at=begun + 60 * SECOND - ahead.get(loop, -SECOND)
        )
        for box, loop in loops.items()
    }
    passings: list[Passing] = []
    while sent:
        size = rnd.randrange(1, 400)
        for read in wire.feed(bytes(sent[:size])):
            assert isinstance(read, Read) and read.decoder is not None
            taken = numbers.take(read)
            if taken.new:
                passing = passing_of(read, taken, loop=loops[read.decoder], clock=clocks[read.decoder])
                assert passing is not None
                passings.append(passing)
        del sent[:size]
    assert wire.damage == () and numbers.holes == () and len(passings) == frame.height
    columns = {name: [getattr(one, name) for one in passings] for name in PASSINGS if name != "seq"}
    return Log.of(
        pl.DataFrame(columns, schema={name: kind for name, kind in PASSINGS.items() if name != "seq"}),
        [*(msgspec.structs.replace(one, seq=0) for one in events), *clocks.values()],
    )


def driven(path: Path, decoded: Decoded) -> list[tuple[object, ...]]:
    lines = score(path, kind="race", entries=decoded.entries).classification
    return lines.select(
        "number", "laps", "time_us", "best_lap_us", "best_lap_number", "stops", "took_flag"
    ).rows()


@pytest.mark.published
@pytest.mark.parametrize("name", ["p3", "p98"])
def test_order_times_and_stops_are_those_of_the_file_whatever_the_clocks_of_the_boxes_show(
    name: str, published: Path, tmp_path: Path
) -> None:
    path, decoded = race_of(published)
    log = over_the_wire(name, decoded, random.Random(name), AHEAD)
    (tmp_path / "race.log").write_bytes(encode(log))
    expected = driven(path, decoded)
    assert len(expected) > 10
    assert driven(tmp_path / "race.log", decoded) == expected


@pytest.mark.published
def test_a_clock_taken_wrong_and_mended_after_the_race_gives_the_same_result(
    published: Path, tmp_path: Path
) -> None:
    path, decoded = race_of(published)
    log = over_the_wire("p3", decoded, random.Random(2), AHEAD)
    assert AHEAD["FL"] == 2 * SECOND
    loop = "FL"
    box = log.passings.filter(pl.col("loop") == loop)["decoder"][0]
    clocks = [one for one in log.events if isinstance(one, DeviceClock) and one.decoder == box]
    (clock,) = clocks
    wrong = log.append(Amend(target=clock.seq, changes={"device_at": "00:01:07.250"}))
    (tmp_path / "wrong.log").write_bytes(encode(wrong))
    mended = wrong.append(Amend(target=clock.seq, changes={"device_at": "00:01:00.000"}))
    (tmp_path / "mended.log").write_bytes(encode(mended))
    expected = driven(path, decoded)
    assert driven(tmp_path / "wrong.log", decoded) != expected
    assert driven(tmp_path / "mended.log", decoded) == expected
