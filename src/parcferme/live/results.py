"""A recorded race as a timing system tells it, in RMonitor or in Multiloop, and what neither can say."""

from __future__ import annotations

from typing import Final

import msgspec

from parcferme.decoders import WIRES
from parcferme.entries import Entries, Entry
from parcferme.findings import WrongCall
from parcferme.live.moments import crossings_of, flags_of, pit_lines
from parcferme.live.multiloop_talk import MultiloopTalk
from parcferme.live.outlets import Outlet
from parcferme.live.rmonitor_talk import RMonitorTalk
from parcferme.records import Assign, CarStatus, Decision, DriverChange, Log, Note
from parcferme.season import Score
from parcferme.times import DAY

# What RMonitor has no message for, or none that says as much.
_BESIDE: Final = (Decision, DriverChange, CarStatus, Note, Assign)


class Told(msgspec.Struct, frozen=True):
    """The one port of a session told as results, the records beside it, and its entry list."""

    outlet: Outlet
    beside: Log
    entries: Entries


def announced(made: Score, protocol: str = "rmonitor") -> Told:
    """A session as a timing system would tell it, as `rmonitor` or `multiloop`. Raises `WrongCall` for one in which
    nobody completed a lap.
    """
    timing, log = made.timing, made.decoded.log.effective()[0]
    crossings, lines = list(crossings_of(made)), list(pit_lines(log.passings, timing.start))
    if not crossings:
        raise WrongCall("nobody completed a lap: there is nothing to tell")
    start, length = timing.start, timing.session.length
    entries = [timing.entries.get(car, Entry(number=car)) for car in timing.cars]
    name = made.name if timing.name is None else timing.name
    talk: RMonitorTalk | MultiloopTalk
    if protocol == "multiloop":
        # It sends whole dates; whoever follows RMonitor counts from the midnight before.
        talk, day = MultiloopTalk(name, entries, start, length, timing.kind.value), 0
    else:
        talk, day = RMonitorTalk(name, entries, start, length), start // DAY * DAY
    flags = flags_of(log.events, start, None if timing.flag.at is None else timing.flag.at - start)
    steps = list(talk.steps(crossings, lines, flags))
    beside = [
        msgspec.structs.replace(
            event, seq=0, line=None, source=None, at=None if event.at is None else event.at - day
        )
        for event in log.events
        if isinstance(event, _BESIDE)
    ]
    outlet = Outlet(protocol, WIRES[protocol].title, "", steps, greeting=talk.greeting)
    return Told(outlet, Log.of(None, beside), Entries.of(entries))
