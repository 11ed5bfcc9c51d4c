"""Before a meeting: what is well, what is not, and what can be done about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from parcferme.decoders import WIRES, DeviceTime, Read, Status
from parcferme.documents import say
from parcferme.entries import Entries, Entry
from parcferme.live import Check, Disk, Gathered, Recorder, Slate, disk_of, examined, feed_of
from parcferme.live.doctor import __file__ as source

SECOND = 1_000_000
BEGIN = 1_600_000_000 * SECOND
P3 = WIRES["p3"]
ROOM = Disk("/logs", 4_000, 80_000_000_000, 20_000_000, True)
SEVEN = Entries.of([Entry(number="7", transponders=("1007",))])


def box(decoder: str, *reads: str, off: int = 0, noise: int = 20) -> bytes:
    told = P3.encode(Status(decoder, noise=noise, voltage=118)) + P3.encode(DeviceTime(decoder, BEGIN + off))
    return told + b"".join(P3.encode(Read(decoder, n, one, BEGIN + off)) for n, one in enumerate(reads, 1))


def page(
    heard: Mapping[str, bytes],
    *,
    clock: str | None = None,
    trouble: Mapping[str, tuple[str, Mapping[str, Any]]] | None = None,
    disk: Disk = ROOM,
    entries: Entries | None = SEVEN,
    before: frozenset[str] = frozenset(),
) -> dict[str, Check]:
    recorder = Recorder([feed_of(one) for one in heard], Slate(), clock=clock)
    for n, data in enumerate(heard.values()):
        if data:
            recorder.connected(n, BEGIN)
            recorder.hear(n, data, BEGIN)
    checks = examined(Gathered(recorder, trouble or {}, disk, (), before, entries, BEGIN))
    assert checks
    for one in checks:
        for language in ("en", "fr"):
            assert say("doctor", one.code, language, **one.values) != one.code
            if not one.well:
                assert say("doctor-remedy", one.code, language, **one.values) != one.code
    return {one.code: one for one in checks}


def wrong(checks: Mapping[str, Check]) -> list[str]:
    return [one.code for one in checks.values() if not one.well]


LINE = "p3://10.0.0.7?loop=FL"


def test_a_morning_on_which_everything_is_ready() -> None:
    checks = page({LINE: box("101", "1007")})
    assert wrong(checks) == []
    assert [*checks] == ["feed", "decoder", "clock", "disk", "space", "transponders"]
    assert checks["decoder"].values == {
        "feed": "p3://10.0.0.7:5403", "decoder": "101", "loop": "FL", "reads": 1, "volts": "11.8", "noise": 20,
    }  # fmt: skip
    assert checks["space"].values["hours"] == 4000


@pytest.mark.parametrize(
    ("heard", "how", "expected"),
    [
        ({}, {}, ["feeds", "none-seen"]),
        ({LINE: b""}, {}, ["feed-silent", "none-seen"]),
        ({LINE: b""}, {"trouble": {"p3://10.0.0.7:5403": ("away", {"problem": "refused"})}},
         ["feed-away", "none-seen"]),
        ({"p3+listen://:5403": b""}, {}, ["feed-waits", "none-seen"]),
        ({LINE: b"$F,1\r\n"}, {"trouble": {"p3://10.0.0.7:5403": ("other", {"value": "RMonitor", "expected": "P3"})}},
         ["feed-other", "none-seen"]),
        ({LINE: b"\x00" * 40 + b"\x8f"}, {}, ["feed-damaged", "decoder-unseen", "none-seen"]),
        ({LINE: box("101", "1007", noise=130)}, {}, ["decoder-noisy"]),
        ({"p3://10.0.0.7?101=FL&102=S1": box("101", "1007")}, {}, ["decoder-absent"]),
        ({LINE: box("101", "1007"), "p3://10.0.0.8?loop=S1": box("101", "1007")}, {}, ["decoder-id"]),
        ({LINE: box("101", "1007", off=2 * SECOND)}, {}, ["clock-fast"]),
        ({LINE: box("101", "1007", off=-2 * SECOND)}, {}, ["clock-slow"]),
        ({LINE: box("101", "1007", off=-86400 * SECOND)}, {}, ["clock-other-day"]),
        ({LINE: box("101", "1007", off=2 * SECOND)}, {"clock": "host"}, []),
        ({LINE: box("101", "1007", off=2 * SECOND)}, {"clock": "FL"}, []),
        ({LINE: box("101", "1007")}, {"clock": "102"}, ["clock-official"]),
        ({LINE: box("101", "1007")}, {"disk": Disk("/card", 80_000, 10**12, 1000)}, ["disk-slow"]),
        ({LINE: box("101", "1007")}, {"disk": Disk("/no", None, problem="read-only")}, ["disk-unwritable"]),
        ({LINE: box("101", "1007")}, {"disk": Disk("/full", 100, 10**8, 10**7)}, ["space-short"]),
        ({LINE: box("101", "1007")}, {"entries": None}, ["entries-unknown"]),
        ({LINE: box("101", "1007", "1008")}, {}, ["seen-not-entered"]),
        ({LINE: box("101", "1007")}, {"entries": Entries.of([*SEVEN.cars, Entry(number="9", transponders=("1009",))])},
         ["entered-not-seen"]),
        ({LINE: box("101", "1007")}, {"entries": Entries.of([*SEVEN.cars, Entry(number="9")])}, ["entered-without"]),
        ({LINE: box("101")}, {"before": frozenset({"1007"})}, []),
        ({LINE: box("101")}, {"before": frozenset({"1007", "55"})}, ["seen-not-entered"]),
    ],
)  # fmt: skip
def test_each_thing_that_is_not_as_it_should_be(
    heard: Mapping[str, bytes], how: dict[str, Any], expected: list[str]
) -> None:
    assert wrong(page(heard, **how)) == expected


def test_every_check_there_is_is_looked_at_above() -> None:
    """Every code in the program has its words, and no words have a code nobody writes."""
    text = Path(source).read_text()
    import tomllib
    from importlib import resources

    words = tomllib.loads(
        (resources.files("parcferme.documents") / "words" / "en.toml").read_text(encoding="utf-8")
    )
    known = set(words["doctor"])
    assert len(known) > 25 and set(words["doctor-remedy"]) < known
    assert [one for one in known if f'"{one}"' not in text and one not in ("feed-away", "feed-other")] == []


def test_clocks_that_are_measured_are_said_to_be() -> None:
    checks = page({LINE: box("101", "1007", off=90 * SECOND)}, clock="host")
    assert checks["clock-measured"].well and checks["clock-measured"].values["decoder"] == "101"


def test_the_room_on_the_disk_is_counted_by_what_today_took(tmp_path: Path) -> None:
    log = tmp_path / "today.log"
    assert not disk_of(log).measured
    line = {"v": 1, "kind": "passing", "loop": "FL", "car": "7"}
    times = ("10:00:00.000", "10:15:00.000", "10:30:00.000")
    log.write_text("".join(json.dumps({**line, "seq": n, "at": at}) + "\n" for n, at in enumerate(times, 1)))
    (tmp_path / "today.raw" / "p3-box").mkdir(parents=True)
    (tmp_path / "today.raw" / "p3-box" / "2026-05-09T10.gz").write_bytes(b"." * 5000)
    disk = disk_of(log)
    assert disk.measured and disk.an_hour == 2 * (log.stat().st_size + 5000)
    assert disk.sync is not None and disk.free > 0
    assert disk_of(Path("/proc/nowhere/today.log")).sync is None
