"""The desk of a meeting: reads go in, one process writes them, and what a person does is one operation that can be
taken back. What is acknowledged is on the disk.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from parcferme.classification import Preview, compared
from parcferme.findings import Finding, WrongCall
from parcferme.live.desk.operations import AT_ONCE, OPERATIONS
from parcferme.live.desk.plans import Plan
from parcferme.live.desk.resting import refuse_overtaken
from parcferme.live.desk.situation import Setting, Situation
from parcferme.live.desk.writer import Answer, Write, Writer, noted_heads
from parcferme.live.listening import host
from parcferme.records import (
    TEXTS,
    DeviceClock,
    FeedState,
    Log,
    Operation,
    Passing,
    Published,
    Record,
    Void,
    Window,
)
from parcferme.store import READS, Holder, Journal, Part, stream_of

_TAKEN = "reads"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks the desk to do. `do`: which operation, with what is `given`; `key`: made by whoever asks, the
    same when it is sent again; `seen`: the number of the last record they knew, when they looked at a preview.
    """

    do: str
    key: str = ""
    session: str = ""
    at: int | None = None
    by: str | None = None
    given: dict[str, Any] = {}
    seen: int | None = None


class Foreseen(msgspec.Struct, frozen=True, eq=False):
    """What an operation would write and change; `seen` is to be sent with it when it is done."""

    records: Plan
    preview: Preview
    seen: int


class Desk:
    """The one desk of a database. `official`: the clock for what has no instant of its own.

    Raises `Held` where another desk has it. Every method may be called from any thread.
    """

    def __init__(
        self,
        path: str | Path,
        setting: Setting,
        *,
        official: Callable[[], int] = host,
        holder: Holder | None = None,
    ) -> None:
        self.journal = Journal(path, holder)
        self.setting, self._official = setting, official
        self._logs: dict[str, Log] = {}
        self._lock = threading.Lock()
        self._done: dict[int, list[tuple[str, Operation]]] = {}
        answers: dict[str, tuple[str, Answer]] = {}
        for stream, head in self.journal.operations():
            self._remember(stream, head, answers)
        self.odd = self._verified_since()
        self._writer = Writer(self.journal, answers)
        self._rest = threading.Thread(target=self._verify_rest, name="desk verifier", daemon=True)
        self._rest.start()

    # ------------------------------------------------------------------------------------------------- what comes in

    def take(self, records: Sequence[Record] | pl.DataFrame) -> list[int]:
        """Reads and what their decoder says, kept when this returns: their numbers, in the order given.

        A read is one of its decoder's log, whether a session is open or not.
        """
        parts, places = _by_decoder(records)
        numbers = self._writer.submit(Write(lambda: parts)).result().numbers
        return [number for _, number in sorted(zip(places, numbers, strict=True))]

    def take_once(self, records: Sequence[Record], key: str) -> Answer:
        """The same from another machine, which sends again what was not answered: with one key it is taken once."""

        def make() -> list[Part]:
            parts, _ = _by_decoder(records)
            heads = [
                Operation(name=_TAKEN, key=key, records=len(mine), at=self._official()) for _, mine in parts
            ]
            return [(stream, [head, *mine]) for head, (stream, mine) in zip(heads, parts, strict=True)]

        return self._writer.submit(Write(make, key, _TAKEN)).result()

    # ------------------------------------------------------------------------------------------------ what people do

    def do(self, asked: Asked) -> Answer:
        """An operation done: kept when this returns. Sent again with its key it is the same one.

        Raises `Overtaken` where what it rests on has changed since `seen`; what is done at once is never refused so.
        """
        key = asked.key or uuid.uuid4().hex
        if asked.at is None:
            asked = msgspec.structs.replace(asked, at=self._official())
        if asked.do != "undo" and asked.do not in OPERATIONS:
            raise WrongCall(f"no operation {asked.do!r} (expected {', '.join(('undo', *OPERATIONS))})")
        if (done := self._writer.answered(key, asked.do)) is not None:
            return done  # to work it out again from what has come since could be refused
        plan, seen = self._plan(asked)
        heads: list[tuple[str, Operation]] = []

        def make() -> list[Part]:
            heads.clear()
            if asked.do not in AT_ONCE:
                self._still_stands(asked, plan, asked.seen if asked.seen is not None else seen)
            return _headed(asked, key, plan, heads)

        write = Write(make, key, asked.do, alone=asked.do not in AT_ONCE)
        answer = self._writer.submit(write).result()
        if heads and answer.operation is not None:
            self._number(answer, heads, plan)
        return answer

    def foresee(self, asked: Asked) -> Foreseen:
        """What an operation would change, without doing it: the same function, and the same call for the result."""
        if asked.at is None:
            asked = msgspec.structs.replace(asked, at=self._official())
        plan, known = self._plan(asked)
        session = asked.session or next(iter(plan))
        situation = self.situation(session, asked.at or 0)
        head, mine = _head(asked, "", plan, len(plan.get(situation.session, ()))), plan.get(situation.session)
        after = situation.having([head, *mine] if mine else [])
        return Foreseen(plan, compared(situation.case, after, situation.result), known)

    def situation(self, session: str, at: int | None = None) -> Situation:
        """A session as it is now."""
        if not session or session.startswith(READS):
            raise WrongCall("which session?")
        at = self._official() if at is None else at
        return Situation(session, self._log(session), self.decoders, self.setting, at)

    def decoders(self) -> list[Log]:
        """What each decoder has read so far."""
        return [self._log(stream) for stream in self.journal.streams if stream.startswith(READS)]

    def now(self) -> int:
        """The instant of a key that is pressed now."""
        return self._official()

    @property
    def sessions(self) -> tuple[str, ...]:
        """The sessions that have records."""
        return tuple(stream for stream in self.journal.streams if not stream.startswith(READS))

    @property
    def current(self) -> str:
        """The session that is meant where nobody names one: the last one opened that is still open, else the last.

        Raises `WrongCall` where there is none.
        """
        found: list[tuple[bool, int, str]] = []
        for name in self.sessions:
            windows = [e for e in self._log(name).effective()[0].events if isinstance(e, Window)]
            found += [(one.closes is None, one.seq, name) for one in windows]
        if not found:
            raise WrongCall("no session is open: open one, or say which with --session")
        return max(found)[2]

    @property
    def operations(self) -> list[tuple[int, str, Operation]]:
        """What was done, in order: number, session, and the operation."""
        with self._lock:
            return [(number, heads[0][0], heads[0][1]) for number, heads in sorted(self._done.items())]

    def undone(self) -> set[int]:
        """The operations that have been taken back, and have not come back since."""
        back: set[int] = set()
        for number, _, head in reversed(self.operations):
            if head.undoes is not None and number not in back:
                back.add(head.undoes)
        return back

    def amends(self, operation: int) -> list[str]:
        """The documents that went out resting on an operation: taking it back amends them."""
        found = []
        for stream, _ in self._done.get(operation, ()):
            events = self._log(stream).effective()[0].events
            found += [e.document for e in events if isinstance(e, Published) and (e.last or 0) >= operation]
        return found

    def close(self) -> None:
        """Everything kept, and the database let go."""
        self._writer.close()
        self._rest.join(timeout=5)
        self.journal.close()

    # ---------------------------------------------------------------------------------------------------- the pieces

    def _plan(self, asked: Asked) -> tuple[Plan, int]:
        """The records of an operation, and up to which number the log was known when they were made."""
        known = self.journal.kept
        if asked.do == "undo":
            return self._undoing(asked), known
        situation = self.situation(asked.session, asked.at)
        try:
            return OPERATIONS[asked.do](situation, asked.given), known
        except KeyError as missing:
            raise WrongCall(f"{asked.do}: {missing.args[0]} is missing") from None
        except (ValueError, TypeError) as bad:
            raise WrongCall(f"{asked.do}: {bad}") from None

    def _undoing(self, asked: Asked) -> Plan:
        back = self.undone()
        wanted = asked.given.get("operation")
        if wanted is None:
            mine = [n for n, stream, head in self.operations if n not in back and head.undoes is None
                    and (not asked.session or stream == asked.session)]  # fmt: skip
            if not mine:
                raise WrongCall("nothing was done that could be taken back")
            wanted = mine[-1]
        number = int(wanted)
        if number not in self._done:
            raise WrongCall(f"no operation {number}")
        if number in back:
            raise WrongCall(f"operation {number} has been taken back already")
        plan: Plan = {}
        for stream, head in self._done[number]:
            last = head.seq + head.records
            plan[stream] = [Void(target=seq, at=asked.at) for seq in range(head.seq, last + 1)]
        return plan

    def _still_stands(self, asked: Asked, plan: Plan, seen: int) -> None:
        """In the thread that writes: whether what was planned still rests on what is there."""
        if asked.do == "undo":
            self._undoing(msgspec.structs.replace(asked, given={"operation": _undoes(plan)}))
            return
        for stream, records in plan.items():
            refuse_overtaken(records, self._log(stream), seen)

    def _log(self, stream: str) -> Log:
        """A stream as far as it is kept."""
        with self._lock:
            known = self._logs.get(stream)
            since = 0 if known is None else known.last_seq
            more = self.journal.read(stream, since)
            if known is None:
                self._logs[stream] = more
            elif len(more):
                texts = [
                    p.with_columns(pl.col(TEXTS).cast(pl.String)) for p in (known.passings, more.passings)
                ]
                self._logs[stream] = Log(pl.concat(texts), (*known.events, *more.events))
            return self._logs[stream]

    def _number(self, answer: Answer, heads: list[tuple[str, Operation]], plan: Plan) -> None:
        """Remember what was done, under the numbers it got."""
        numbers = iter(answer.numbers)
        found = []
        for (stream, head), records in zip(heads, plan.values(), strict=True):
            seq = next(numbers)
            found.append((stream, msgspec.structs.replace(head, seq=seq)))
            for _ in records:
                next(numbers)
        with self._lock:
            self._done.setdefault(answer.numbers[0], found)

    def _remember(self, stream: str, head: Operation, answers: dict[str, tuple[str, Answer]]) -> None:
        numbers = tuple(range(head.seq, head.seq + head.records + 1))
        before = answers.get(head.key)
        if before is None:
            if head.name != _TAKEN:
                self._done[head.seq] = [(stream, head)]
            answers[head.key] = head.name, Answer(numbers, head.seq)
            return
        first = before[1].numbers[0]
        if head.name != _TAKEN:
            self._done[first].append((stream, head))
        answers[head.key] = head.name, Answer((*before[1].numbers, *numbers), first)

    def _verified_since(self) -> tuple[Finding, ...]:
        """What is odd with what was written since the heads were noted; without a note with nothing yet."""
        self._noted = noted_heads(self.journal.path)
        found: list[Finding] = []
        for stream, head in self._noted.items():
            found += self.journal.verify(stream, head)
        return tuple(found)

    def _verify_rest(self) -> None:
        for stream in self.journal.streams:
            head = self._noted.get(stream)
            self.odd += self.journal.verify(stream, until=None if head is None else head[0])


def _headed(asked: Asked, key: str, plan: Plan, heads: list[tuple[str, Operation]]) -> list[Part]:
    """The records of an operation, those of each stream behind a head that says what was done."""
    parts: list[Part] = []
    for stream, records in plan.items():
        head = _head(asked, key, plan, len(records))
        heads.append((stream, head))
        parts.append((stream, [head, *records]))
    return parts


def _head(asked: Asked, key: str, plan: Plan, records: int) -> Operation:
    # What `write` was given follows the head as it is.
    said = {name: value for name, value in asked.given.items() if name != "records"}
    words = msgspec.json.encode(said).decode() if said else None
    undoes = _undoes(plan) if asked.do == "undo" else None
    return Operation(
        name=asked.do, key=key, records=records, undoes=undoes, text=words, at=asked.at, by=asked.by
    )


def _undoes(plan: Plan) -> int:
    first = next(iter(plan.values()))[0]
    assert isinstance(first, Void)
    return first.target


def _by_decoder(records: Sequence[Record] | pl.DataFrame) -> tuple[list[Part], list[int]]:
    """Records by the stream they go into; and where each stood in the order given, in the order they go in."""
    if isinstance(records, pl.DataFrame):
        named = "decoder" in records.columns
        names = records["decoder"].cast(pl.String).to_list() if named else [None] * records.height
        streams = [stream_of(name) for name in names]
    else:
        streams = [_stream(one) for one in records]
    places: dict[str, list[int]] = {}
    for place, stream in enumerate(streams):
        places.setdefault(stream, []).append(place)
    parts: list[Part] = []
    for stream, mine in places.items():
        if len(places) == 1:
            parts.append((stream, records))
        elif isinstance(records, pl.DataFrame):
            parts.append((stream, records[mine]))
        else:
            parts.append((stream, [records[place] for place in mine]))
    return parts, [place for mine in places.values() for place in mine]


def _stream(record: Record) -> str:
    match record:
        case Passing() | DeviceClock():
            return stream_of(record.decoder or record.source)
        case FeedState():
            return stream_of(record.feed)
        case _:
            return stream_of(record.source)
