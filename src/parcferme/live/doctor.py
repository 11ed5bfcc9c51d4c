"""Whether everything is ready before a meeting: facts that were gathered in, a page of checks out.

Each check is a code with its values, well or not; the words, and the remedy, are made from them where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from parcferme.entries import Entries
from parcferme.live.addresses import Way
from parcferme.live.listeners import Box, Boxed, Told
from parcferme.live.recorder import Recorder
from parcferme.times import SECOND

_APART: Final = SECOND // 2  # by how much a clock that is taken as it is may differ from the host's
_A_DAY: Final = 12 * 3600 * SECOND  # further off a clock was never set, or shows a day that is over
_SLOW: Final = (
    50_000  # µs that a record may take to be on the disk: a field over the line in a second still gets there
)
_HOURS: Final = 24  # that a meeting's day may last with its night
_NOISY: Final = 100  # of a loop: MYLAPS asks for less than this where a loop is laid
_SHOWN: Final = 12  # transponders that are named

Trouble = Mapping[str, tuple[str, Mapping[str, Any]]]


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at, and whether it is as it should be."""

    code: str
    well: bool
    values: Mapping[str, Any] = {}


class Disk(msgspec.Struct, frozen=True):
    """The disk the log is to be on: how long it takes until a record is kept (µs; None: it cannot be written, for the
    `problem`), its free bytes, and how many bytes an hour took or may take (`measured`: of today, else a guess).
    """

    folder: str
    sync: int | None
    free: int = 0
    an_hour: int = 0
    measured: bool = False
    problem: str = ""


class Gathered(msgspec.Struct, frozen=True):
    """What was found: a recording that listened for a while and kept nothing, what was the matter with its feeds, the
    disk, the serial ports there are, and the transponders in the log so far. `entries` None: nobody said who is
    entered. `now`: the instant at the end, by the host's clock.
    """

    recorder: Recorder
    trouble: Trouble
    disk: Disk
    ports: Sequence[str]
    before: frozenset[str]
    entries: Entries | None
    now: int = 0


def examined(found: Gathered) -> list[Check]:
    """The page: feeds and their decoders, clocks, the disk, transponders."""
    listeners = found.recorder.listeners
    checks = [Check("serial-ports", True, {"ports": list(found.ports)})] if found.ports else []
    if not listeners:
        checks.append(Check("feeds", False))
    for one in listeners:
        checks += _feed(one, found.trouble.get(one.feed.name))
    checks += _alike(found.recorder)
    checks += _clocks(found)
    checks += _disk(found.disk)
    checks += _transponders(found)
    return checks


def _feed(listener: Boxed | Told, trouble: tuple[str, Mapping[str, Any]] | None) -> Iterator[Check]:
    """One feed: whether it is there, speaks as it should, and which decoders are behind it."""
    feed, counts = listener.feed, listener.counts
    what, values = trouble or ("", {})
    told = {"feed": feed.name, **values}
    if what in ("away", "other"):
        yield Check(f"feed-{what}", False, told)
        return
    if not counts.size:
        waits = feed.way is Way.LISTEN and not counts.connected
        yield Check("feed-waits" if waits else "feed-silent", False, told)
        return
    yield Check("feed", True, {"feed": feed.name, "size": counts.size, "reads": counts.reads})
    damage = sum(one.size for one in listener.wire.damage)
    if damage > counts.size // 10:
        yield Check("feed-damaged", False, {"feed": feed.name, "size": damage, "of": counts.size})
    if isinstance(listener, Boxed):
        yield from _boxes(listener)


def _boxes(listener: Boxed) -> Iterator[Check]:
    feed = listener.feed
    if not listener.boxes:
        yield Check("decoder-unseen", False, {"feed": feed.name})
    for decoder, box in sorted(listener.boxes.items()):
        yield from _box(decoder, box, feed.loop_of(decoder), feed.name)
    for decoder in sorted(feed.loops.keys() - listener.boxes.keys()):
        values = {"feed": feed.name, "decoder": decoder, "loop": feed.loops[decoder]}
        yield Check("decoder-absent", False, values)


def _box(decoder: str, box: Box, loop: str, feed: str) -> Iterator[Check]:
    values: dict[str, Any] = {"feed": feed, "decoder": decoder, "loop": loop, "reads": box.reads}
    if box.voltage is not None:
        values["volts"] = f"{box.voltage // 10}.{box.voltage % 10}"
    if box.noise is not None:
        values["noise"] = box.noise
    noisy = box.noise is not None and box.noise >= _NOISY
    yield Check("decoder-noisy" if noisy else "decoder", not noisy, values)


def _alike(recorder: Recorder) -> Iterator[Check]:
    """Decoders that cannot be told apart."""
    for one in recorder.findings():
        if one.code in ("decoder-id-on-two-feeds", "decoder-id-shared"):
            yield Check("decoder-id", False, {**one.values, "feed": one.where.file})


def _clocks(found: Gathered) -> Iterator[Check]:
    """Each clock against the official one. One that is measured may show anything; one that is believed may not."""
    recorder, official = found.recorder, found.recorder.official
    boxes = [one for one in recorder.listeners if isinstance(one, Boxed)]
    if official.clock not in (None, "host") and official.leader is None and boxes:
        yield Check("clock-official", False, {"clock": official.clock})
    for one in boxes:
        for decoder, ahead in sorted(one.clocks.ahead().items()):
            values: dict[str, Any] = {"decoder": decoder, "loop": one.feed.loop_of(decoder)}
            if not one.clocks.is_believed(decoder):
                yield Check("clock-measured", True, values)
                continue
            ahead += one.feed.began or 0
            if abs(ahead) >= _A_DAY and official.clock is None:
                yield Check("clock-other-day", False, {**values, "shows_at": found.now + ahead})
                continue
            values["ahead_us"] = abs(ahead)
            # Whose clock is named the official one is what time it is, whatever the host shows.
            if abs(ahead) < _APART or official.clock is not None:
                yield Check("clock", True, values)
            else:
                yield Check("clock-fast" if ahead > 0 else "clock-slow", False, values)


def _disk(disk: Disk) -> Iterator[Check]:
    if disk.sync is None:
        yield Check("disk-unwritable", False, {"folder": disk.folder, "problem": disk.problem})
        return
    slow = disk.sync > _SLOW
    values: dict[str, Any] = {"folder": disk.folder, "ms": f"{disk.sync / 1000:.1f}"}
    yield Check("disk-slow" if slow else "disk", not slow, values)
    hours = disk.free // max(disk.an_hour, 1)
    values = {"hours": min(hours, 9999), "free_mb": disk.free // 10**6, "an_hour_mb": _mega(disk.an_hour)}
    code = ("space" if disk.measured else "space-guessed") if hours >= _HOURS else "space-short"
    yield Check(code, hours >= _HOURS, values)


def _mega(size: int) -> str:
    return f"{size / 10**6:.1f}"


def _transponders(found: Gathered) -> Iterator[Check]:
    """Who was seen against who is entered."""
    seen = set(found.before)
    for one in found.recorder.listeners:
        seen |= one.counts.seen.keys()
    if found.entries is None:
        yield Check("entries-unknown", False)
        return
    worn = {transponder: car.number for car in found.entries.cars for transponder in car.transponders}
    without = [car.number for car in found.entries.cars if not car.transponders]
    if without:
        yield Check("entered-without", False, {"cars": _some(without), "count": len(without)})
    unknown = sorted(seen - worn.keys())
    if unknown:
        yield Check("seen-not-entered", False, {"transponders": _some(unknown), "count": len(unknown)})
    unseen = [f"{transponder} (#{worn[transponder]})" for transponder in sorted(worn.keys() - seen)]
    if unseen and seen:
        yield Check("entered-not-seen", False, {"transponders": _some(unseen), "count": len(unseen)})
    if not seen:
        yield Check("none-seen", False, {"count": len(worn)})
    elif not unknown and not unseen:
        yield Check("transponders", True, {"count": len(seen)})


def _some(names: Sequence[str]) -> list[str]:
    return list(names) if len(names) <= _SHOWN else [*names[:_SHOWN], "…"]
