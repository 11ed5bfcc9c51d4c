"""What a write rests on: the record it names with its corrections, the assignment of the transponder it speaks of, what
was ruled and said of the same car, and the session's window and end. Reads are nothing a write rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from parcferme.findings import WrongCall
from parcferme.records import (
    Amend,
    Assign,
    CarStatus,
    Decision,
    Log,
    Operation,
    Record,
    SessionEnd,
    Void,
    Window,
    write_instant,
)


class Overtaken(WrongCall):
    """What a write rests on has changed since whoever asked looked at it; `record` is the number of what changed it."""

    def __init__(self, text: str, record: int) -> None:
        super().__init__(text)
        self.record = record


def refuse_overtaken(plan: Iterable[Record], own: Log, seen: int) -> None:
    """Raises `Overtaken` where a record after number `seen` touches what these rest on, with who wrote it and when."""
    by_seq = {event.seq: event for event in own.events}
    wanted = {thing for record in plan for thing in _rests_on(record, by_seq)}
    if not wanted:
        return
    for event in own.events:
        if event.seq > seen and wanted & {*_touches(event, by_seq)}:
            head = next((e for e in _heads(own) if e.seq <= event.seq <= e.seq + e.records), None)
            raise Overtaken(f"{_said(event)} meanwhile{_by(event, head)}: look at it again", event.seq)


_Thing = tuple[str, str] | tuple[str, int] | tuple[str]


def _rests_on(record: Record, by_seq: Mapping[int, Record]) -> Iterator[_Thing]:
    """What a record that is to be written rests on."""
    match record:
        case Void() | Amend():
            yield "record", record.target
            named = by_seq.get(record.target)
            if named is not None and not isinstance(named, Void | Amend):
                yield from _rests_on(named, by_seq)
        case Assign():
            yield "transponder", record.transponder
        case Decision() | CarStatus():
            if record.car is not None:
                yield "car", record.car
    yield ("session",)


def _touches(record: Record, by_seq: Mapping[int, Record]) -> Iterator[_Thing]:
    """What a record that was written changes."""
    match record:
        case Void() | Amend():
            named = by_seq.get(record.target)
            yield "record", record.target
            if named is not None:
                # A correction of a correction changes what that one corrected.
                yield from _touches(named, by_seq)
        case Assign():
            yield "transponder", record.transponder
        case Decision() | CarStatus():
            if record.car is not None:
                yield "car", record.car
        case Window() | SessionEnd():
            yield ("session",)
        case _:
            return


def _heads(own: Log) -> Iterator[Operation]:
    return (event for event in own.events if isinstance(event, Operation))


def _said(event: Record) -> str:
    match event:
        case Void() | Amend():
            done = "voided" if isinstance(event, Void) else "amended"
            return f"record {event.target} was {done}"
        case Assign():
            return f"transponder {event.transponder} was put on car {event.car}"
        case Decision():
            return f"car {event.car} was given {event.penalty.value}"
        case CarStatus():
            return f"car {event.car} was said to be {event.state.value}"
        case _:
            return "the session's window was moved"


def _by(event: Record, head: Operation | None) -> str:
    who = event.by or (head.by if head is not None else None)
    at = event.at if head is None or head.at is None else head.at
    parts = [f" by {who}"] if who else []
    parts += [f" at {write_instant(at)}"] if at is not None else []
    return "".join(parts) + f" (record {event.seq})"
