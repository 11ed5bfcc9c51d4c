"""A recorded session as decoder boxes would send it: a box at each loop, and beside it what no box can say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

import msgspec
import polars as pl

from parcferme.decoders import WIRES, Read, Status
from parcferme.entries import Entries, Entry
from parcferme.findings import WrongCall
from parcferme.live.outlets import Outlet, Step
from parcferme.records import Assign, DriverChange, Event, Flag, Log, SessionStart, write_instant

_FIRST_BOX: Final = 101
_FIRST_MADE: Final = 1001
_MOST: Final = 2**32 - 1  # what four bytes of a P3 frame can say
_STATUS: Final = 10_000_000  # a status of a decoder every so many microseconds
_WARM: Final = 60_000_000  # since when a box has been switched on before its first read
_MILLI: Final = 1000


class Boxes(msgspec.Struct, frozen=True):
    """The boxes, `beside` them the records no decoder carries, and the cars with the transponders that were sent;
    `made`: how many of those had to be made up.
    """

    outlets: tuple[Outlet, ...]
    beside: Log
    entries: Entries
    made: int


def boxes_of(
    log: Log,
    entries: Entries,
    protocol: str,
    kind: str | None = None,
    *,
    ahead: Mapping[str, int] = MappingProxyType({}),
) -> Boxes:
    """The boxes of a session. `log` with its corrections applied; `kind` is written beside where the log does not say
    it; `ahead`: how far the clocks of the boxes at these loops are ahead (µs). Raises `WrongCall` for a session without
    passings.
    """
    wire = WIRES[protocol]
    if log.passings.is_empty():
        raise WrongCall("no passing to send: a session needs a timing file or a log, not a result list")
    names = ["loop", "car", "transponder", "driver"]
    frame = log.passings.with_columns(pl.col(names).cast(pl.String)).sort(
        "at", "loop", "car", "transponder", "seq"
    )
    worn, made = _transponders(frame, log.events, entries)
    running = wire.clock == "running"
    first, last = frame["at"][0], frame["at"][-1]
    began = max(first - _WARM, 0) // _MILLI * _MILLI if running else 0
    loops = sorted(frame["loop"].unique().to_list(), key=lambda loop: (loop != "FL", loop))
    outlets = [
        _box(
            frame.filter(pl.col("loop") == loop),
            str(_FIRST_BOX + n),
            loop,
            protocol,
            worn,
            began - ahead.get(loop, 0),
            (first, last),
        )
        for n, loop in enumerate(loops)
    ]
    beside = _beside(frame, log, worn, kind)
    return Boxes(tuple(outlets), beside, _wearing(entries, worn), made)


_Worn = dict[tuple[str | None, str | None], str]  # car, and transponder where no car is named → what is sent


def _transponders(frame: pl.DataFrame, events: Iterable[Event], entries: Entries) -> tuple[_Worn, int]:
    """What each car wears: its own where the list or its passings say one no other has, else one made up."""
    known = {entry.number: entry.transponders for entry in entries.cars}
    free = [one for one in frame.filter(pl.col("car").is_null())["transponder"].unique().to_list() if one]
    assigned = {event.transponder for event in events if isinstance(event, Assign)}
    taken = {one for one in free if _sendable(one)} | assigned
    worn: _Worn = {(None, one): one for one in free if _sendable(one)}
    seen: dict[str, list[str]] = {}
    pairs = frame.filter(pl.col("car").is_not_null()).select("car", "transponder").unique(maintain_order=True)
    for car, transponder in pairs.iter_rows():
        seen.setdefault(car, []).extend([transponder] if transponder else [])
    wanting: list[tuple[str | None, str | None]] = [(None, one) for one in free if not _sendable(one)]
    for car in sorted(seen):
        own = next(
            (one for one in (*known.get(car, ()), *seen[car]) if _sendable(one) and one not in taken), None
        )
        if own is None:
            wanting.append((car, None))
        else:
            worn[car, None] = own
            taken.add(own)
    numbers = (str(n) for n in range(_FIRST_MADE, _MOST) if str(n) not in taken)
    worn |= dict(zip(wanting, numbers, strict=False))
    return worn, len(wanting)


def _sendable(transponder: str) -> bool:
    """Whether every protocol can say it as it is written."""
    return (
        transponder.isascii()
        and transponder.isdigit()
        and transponder[0] != "0"
        and int(transponder) <= _MOST
    )


def _box(
    frame: pl.DataFrame, box: str, loop: str, protocol: str, worn: _Worn, began: int, span: tuple[int, int]
) -> Outlet:
    """The box at one loop: its reads numbered from 1 on, and a status now and then. Where no read can be asked for
    again (P98) the statuses share the count of the reads, so that the last of them is missed too.
    """
    wire = WIRES[protocol]
    beats = list(range(span[0], span[1] + 2 * _STATUS, _STATUS))
    rows = list(frame.select("at", "car", "transponder", "strength", "hits").iter_rows())
    due = sorted(
        [(at, False, n) for n, at in enumerate(beats)] + [(row[0], True, n) for n, row in enumerate(rows)]
    )
    steps: list[Step] = []
    number = 0
    for at, is_read, n in due:
        if is_read:
            number += 1
            _, car, transponder, strength, hits = rows[n]
            who = worn[car, None] if car is not None else worn[None, transponder]
            data = wire.encode(Read(box, number, who, at - began, strength, hits))
            steps.append(Step(at, data, number))
        elif wire.resends:
            steps.append(Step(at, wire.encode(Status(box, noise=20, temperature=21))))
        else:
            number += 1
            steps.append(Step(at, wire.encode(Status(box, number, noise=20))))
    query = f"loop={quote(loop)}" + (
        f"&began={quote(write_instant(began))}" if wire.clock == "running" else ""
    )
    shows = -began
    return Outlet(protocol, f"decoder {box}, {loop}", query, steps, decoder=box, shows=shows)


def _beside(frame: pl.DataFrame, log: Log, worn: _Worn, kind: str | None) -> Log:
    """What was shown, ruled and known of cars: every record but the passings, and which transponder is on which car."""
    events: list[Event] = []
    for event in log.events:
        if isinstance(event, SessionStart) and event.session is None and kind is not None:
            event = msgspec.structs.replace(event, session=kind)
        elif isinstance(event, Flag) and event.inferred:
            # Whoever writes it beside boxes has seen it: what its file only implied is then shown.
            event = msgspec.structs.replace(event, inferred=False)
        events.append(event)
    if kind is not None and not any(isinstance(event, SessionStart) for event in events):
        events.insert(0, SessionStart(session=kind))
    for (car, transponder), sent in worn.items():
        if car is not None:
            events.append(Assign(transponder=sent, car=car))
        elif transponder != sent:
            events += [
                msgspec.structs.replace(event, transponder=sent)
                for event in log.events
                if isinstance(event, Assign) and event.transponder == transponder
            ]
    events += _drivers(frame)
    return Log.of(None, [msgspec.structs.replace(event, seq=0, line=None, source=None) for event in events])


def _drivers(frame: pl.DataFrame) -> Iterator[DriverChange]:
    """Who drove, where the passings say it: whoever is in the car when it crosses was since its crossing before."""
    before: dict[str, tuple[int, str]] = {}
    rows = frame.filter(pl.col("driver").is_not_null() & pl.col("car").is_not_null())
    first = frame["at"][0]
    for at, car, driver in rows.select("at", "car", "driver").iter_rows():
        since, known = before.get(car, (first, None))
        if driver != known:
            yield DriverChange(at=since, car=car, driver=driver)
        before[car] = at, driver


def _wearing(entries: Entries, worn: _Worn) -> Entries:
    """The entry list with the transponders that are sent."""
    cars = [
        msgspec.structs.replace(entry, transponders=(worn[entry.number, None],))
        if (entry.number, None) in worn
        else entry
        for entry in entries.cars
    ]
    listed = {entry.number for entry in cars}
    more = [
        Entry(number=car, transponders=(sent,))
        for (car, _), sent in worn.items()
        if car is not None and car not in listed
    ]
    return Entries.of([*cars, *more])
